"""The packaged base layer: outlines and rivers for orientation, and the land that may be painted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from frontline.geodesy import local_crs, to_local, to_wgs84

if TYPE_CHECKING:
    from collections.abc import Collection

    from gazetteer import Place

BASE_CREDIT = (
    "Borders and main rivers: Natural Earth (public domain); Orontes, Quwayq, Khabur and lakes placed by hand (CC0)."
)
_FOLDER = Path(__file__).parent / "base"
_FOOT_KM = 1.5
"""Ground around a place that counts as land even where the coarse outline runs through it, in kilometres."""


def base_layer() -> gpd.GeoDataFrame:
    """Load countries, governorates, rivers and lakes of Syria and its surroundings.

    Returns
    -------
    GeoDataFrame[kind, name, name_ar, iso, source, licence, precision_m, geometry]
        EPSG:4326. Borders as in Natural Earth; no statement on sovereignty.

    Examples
    --------
    >>> sorted(set(base_layer()["kind"]))
    ['country', 'governorate', 'lake', 'river']
    """
    return gpd.read_file(_FOLDER / "syria.geojson", engine="pyogrio")


def land_of(places: Collection[Place], base: gpd.GeoDataFrame) -> Any:
    """Return the land on which areas may be painted: the country that most of the places lie in.

    Parameters
    ----------
    places : collection of Place
        Those that will be drawn.
    base : GeoDataFrame
        As from `base_layer`.

    Returns
    -------
    shapely geometry or None
        EPSG:4326; with the foot of every place that the coarse border leaves outside. None where the base layer
        does not cover the places, so that nothing is cut off.

    Examples
    --------
    >>> import frontline as fl
    >>> places = fl.datasets.load("hama-2024").places
    >>> land_of([places["Hama"]], base_layer()).is_valid
    True
    """
    countries = base[base["kind"] == "country"]
    points = shapely.points([(p.lon, p.lat) for p in places]) if len(places) else []
    inside = [int(shapely.contains(shape, points).sum()) for shape in countries.geometry]
    if not inside or max(inside) < len(places) / 2 or max(inside) == 0:
        return None
    shape = countries.geometry.iloc[inside.index(max(inside))]
    crs = local_crs([p.lon for p in places], [p.lat for p in places])
    feet = shapely.buffer(to_local(points, crs), _FOOT_KM * 1000)
    return to_wgs84(shapely.union(to_local(shape, crs), shapely.union_all(feet)), crs)

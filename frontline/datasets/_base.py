"""The packaged base layer: outlines and rivers for orientation, and the land that may be painted."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from frontline.datasets._vector import overlay
from frontline.geodesy import extent, local_crs, to_local, to_wgs84, turn

if TYPE_CHECKING:
    from collections.abc import Collection

    from frontline.scene import Frame
    from gazetteer import Place

BASE_CREDIT = (
    "Borders and main rivers: Natural Earth (public domain); Orontes, Quwayq, Khabur, lakes and towns for orientation "
    "placed by hand (CC0)."
)
_LEAST_DEG = 1.1  # some 120 km
_FOLDER = Path(__file__).parent / "base"
_FOOT_KM = 1.5
"""Ground around a place that counts as land even where the coarse outline runs through it, in kilometres."""


def base_layer() -> gpd.GeoDataFrame:
    """Load countries, governorates, rivers, lakes and towns of Syria and its surroundings.

    Returns
    -------
    GeoDataFrame[kind, name, name_ar, iso, source, licence, precision_m, geometry]
        EPSG:4326. Borders as in Natural Earth; no statement on sovereignty.

    Examples
    --------
    >>> sorted(set(base_layer()["kind"]))
    ['country', 'governorate', 'lake', 'river', 'settlement']
    """
    base = gpd.read_file(_FOLDER / "syria.geojson", engine="pyogrio")
    base.attrs["credit"] = BASE_CREDIT
    return base


def surroundings(places: Collection[Place]) -> Frame:
    """Return what a map of some places may show: their extent, and half as much again on every side.

    At least 120 km, which a map of one city shows.

    Returns
    -------
    tuple of float
        West, south, east, north in degrees (EPSG:4326); west is greater than east across the antimeridian.

    Examples
    --------
    >>> import frontline as fl
    >>> surroundings([fl.datasets.load("hama-2024").places["Hama"]])
    (35.39..., 34.03..., 38.12..., 36.23...)
    """
    west, south, east, north = extent([p.lon for p in places], [p.lat for p in places])
    width, height = (east - west) % 360, north - south
    south, north = max(south - max(_LEAST_DEG, height / 2), -89.0), min(north + max(_LEAST_DEG, height / 2), 89.0)
    least = _LEAST_DEG / max(math.cos(math.radians(max(abs(south), abs(north)))), 0.1)
    pad = max(least, width / 2)
    if width + 2 * pad >= 360:
        return -180.0, south, 180.0, north
    return turn(west - pad), south, turn(east + pad), north


def base_around(places: Collection[Place], own: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
    """Return what lies under a map of some places: the packaged layer where it reaches, and the user's own.

    Parameters
    ----------
    places : collection of Place
        Those that will be drawn.
    own : GeoDataFrame, optional
        As from `read_base`; the kinds it brings take the place of the packaged ones.

    Returns
    -------
    GeoDataFrame[kind, name, name_ar, geometry]
        EPSG:4326; its `attrs` hold the `credit` of what is in it, "" for an empty one.
    """
    packaged = base_layer()
    if places:
        west, south, east, north = packaged.total_bounds
        lon, lat = np.array([(p.lon, p.lat) for p in places]).T
        if not ((lon > west) & (lon < east) & (lat > south) & (lat < north)).any():
            packaged = packaged.iloc[:0]
            packaged.attrs = {"credit": ""}
    return packaged if own is None else overlay(packaged, own)


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

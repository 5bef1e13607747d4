"""What a caller hands in, checked and laid on a plane: places with holders, and the land that may be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from frontline.errors import GroundError
from frontline.geodesy import local_crs, to_local

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

SAME_POINT_M = 1.0
"""Places closer than this stand on one point."""

WIDEST_KM = 6000.0
"""An area of interest wider than this has no local projection that keeps distances."""


class Points(NamedTuple):
    """Places with holders on a plane.

    Parameters
    ----------
    row : ndarray of int, shape (n,)
        Which row of the table each came from.
    xy_km : ndarray of float, shape (n, 2)
    actor : ndarray of int, shape (n,)
        Position in `actors`.
    confidence : ndarray of float, shape (n,)
        nan where it was not told.
    named, stands_as : ndarray of int, shape (m,)
        Every row of the table that names an actor, and which of the n stands at its point.
    """

    row: NDArray[np.int_]
    xy_km: NDArray[np.float64]
    actor: NDArray[np.int_]
    confidence: NDArray[np.float64]
    actors: tuple[str, ...]
    named: NDArray[np.int_]
    stands_as: NDArray[np.int_]


class Rival(NamedTuple):
    """Rows of a table that lost their point to another row on it, and to which."""

    lost: NDArray[np.int_]
    to: NDArray[np.int_]


def check_table(points: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Check the columns and the coordinates of a table of places.

    Returns
    -------
    tuple of ndarray of float
        lon and lat, degrees.

    Raises
    ------
    GroundError
        Saying which rows are at fault and what to do.
    """
    missing = [name for name in ("lon", "lat", "actor") if name not in points]
    if missing:
        raise GroundError(f"{_source(points)}: no column {' or '.join(missing)}; give lon, lat (degrees) and actor")
    lon, lat = (_numbers(points, name) for name in ("lon", "lat"))
    if len(points) == 0:
        raise GroundError(f"{_source(points)}: the table is empty; give at least one place with a holder")
    _refuse(points, ~(np.isfinite(lon) & np.isfinite(lat)), "lon or lat is no number", "correct or drop them")
    if ((np.abs(lat) > 90) & (np.abs(lon) <= 90)).any() and (np.abs(lat) <= 180).all():
        row = int(np.argmax(np.abs(lat) > 90))
        where = f"{_source(points)}: {_rows(points, [row])}"
        raise GroundError(f"{where}: lat {lat[row]:g} is beyond a pole; lon and lat look swapped")
    _refuse(points, (np.abs(lat) > 90) | (np.abs(lon) > 180), "lon or lat is off the globe", "give degrees, WGS 84")
    if "confidence" in points:
        said = _numbers(points, "confidence")
        off = (said < 0) | (said > 1)
        _refuse(points, off, "confidence is not between 0 and 1", "give a probability, or leave it blank")
    return lon, lat


def _numbers(points: pd.DataFrame, name: str) -> NDArray[np.float64]:
    import pandas as pd

    values = pd.to_numeric(points[name], errors="coerce").to_numpy(float)
    blank = points[name].isna().to_numpy() | (points[name].astype(str).str.strip() == "").to_numpy()
    if name == "confidence":
        _refuse(points, ~np.isfinite(values) & ~blank, "confidence is no number", "give 0 to 1, or leave it blank")
    return np.asarray(values)


def _refuse(points: pd.DataFrame, fault: NDArray[np.bool_], what: str, remedy: str) -> None:
    rows = np.flatnonzero(fault).tolist()
    if rows:
        where = f"{_source(points)}: {len(rows)} of {len(fault)} rows"
        raise GroundError(f"{where}: {what} ({_rows(points, rows)}); {remedy}")


def _source(points: pd.DataFrame) -> str:
    """The file a table came from, or what the caller knows it by."""
    return str(points.attrs.get("source", "points"))


def _rows(points: pd.DataFrame, rows: Sequence[int]) -> str:
    """Rows by their label: the line where a file was read, else what the caller sees in the table."""
    first = ", ".join(str(points.index[row]) for row in rows[:5]) + (" and more" if len(rows) > 5 else "")
    return f"{points.index.name or 'row'} {first}"


def lay_out(
    points: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64], crs: str
) -> tuple[Points, Rival]:
    """Put the places that have a holder on a plane, one a point."""
    import pandas as pd

    named = points["actor"].notna().to_numpy() & (points["actor"].astype(str).str.strip() != "").to_numpy()
    rows = np.flatnonzero(named)
    if not len(rows):
        raise GroundError(f"{_source(points)}: no row names an actor; give a holder for at least one place")
    actors, actor = np.unique(points["actor"].to_numpy(object)[rows].astype(str), return_inverse=True)
    xy = shapely.get_coordinates(to_local(shapely.points(lon[rows], lat[rows]), crs))
    said = _numbers(points, "confidence")[rows] if "confidence" in points else np.full(len(rows), np.nan)
    spots = np.round(xy / SAME_POINT_M).astype(np.int64)
    _, spot = np.unique(spots, axis=0, return_inverse=True)
    spot = spot.ravel()
    votes = pd.DataFrame({"spot": spot, "actor": actor, "weight": np.nan_to_num(said, nan=0.5) + 1e-9})
    weight = votes.groupby(["spot", "actor"])["weight"].transform("sum").to_numpy()
    # The actor with most weight at a point has it; among equals, the row that comes first.
    order = np.lexsort((np.arange(len(rows)), -weight, spot))
    first = order[np.unique(spot[order], return_index=True)[1]]
    winner = first[spot]
    lost = np.flatnonzero(actor != actor[winner])
    tied = np.unique(winner[lost[np.isclose(weight[lost], weight[winner[lost]])]])
    said[tied] = 0.0  # two equal words against each other: the places around decide
    keep = np.sort(first)
    names = tuple(str(a) for a in actors)
    laid = Points(
        rows[keep], xy[keep] / 1000, actor[keep], said[keep], names, rows, np.searchsorted(keep, winner)
    )
    return laid, Rival(rows[lost], rows[winner[lost]])


def check_mask(mask: Any, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Any:
    """Return the land that may be drawn as a valid polygon or multipolygon in EPSG:4326.

    Raises
    ------
    GroundError
        If it is no polygon, empty, not in degrees, covers a pole, or holds no place.
    """
    if not isinstance(mask, shapely.Geometry):
        raise GroundError(f"mask: expected a shapely polygon in EPSG:4326, not {type(mask).__name__}")
    parts = shapely.get_parts(shapely.make_valid(mask))
    land = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    if land.is_empty:
        raise GroundError("mask: it holds no area; give a polygon of the land that may be drawn")
    west, south, east, north = land.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise GroundError(f"mask: its corners run to {west:g}, {south:g}, {east:g}, {north:g}: give degrees, EPSG:4326")
    if max(abs(south), abs(north)) > 89.9:
        raise GroundError("mask: it covers a pole, where longitude has no meaning; cut it at 89 degrees")
    shapely.prepare(land)
    if not shapely.intersects_xy(land, lon, lat).any():
        swapped = shapely.intersects_xy(land, lat, lon).mean()
        hint = "lon and lat look swapped" if swapped > 0.5 else "is it the right area, in EPSG:4326?"
        raise GroundError(f"mask: none of the {len(lon)} places lies in it; {hint}")
    return land


def crs_of(lon: NDArray[np.float64], lat: NDArray[np.float64], land: Any) -> str:
    """Choose the local projection for the land, or where there is none for the places."""
    if land is not None:
        corners = shapely.get_coordinates(land)
        lon, lat = corners[:, 0], corners[:, 1]
    return local_crs(lon, lat)

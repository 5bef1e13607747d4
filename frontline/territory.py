"""From places with holders to areas of control and the front line.

Each place speaks for the ground nearer to it than to any other (its Voronoi cell), but no farther than `REACH_KM`;
beyond that the map stays blank. The cells are fixed by where the places are; only their holders change, so that a
history shares one tessellation. The front runs along the edges between cells of different holders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from frontline.geodesy import WGS84, area_km2, length_km, local_crs, to_local, to_wgs84
from frontline.model import Areas, Front, Situation, Tessellation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from gazetteer import Place

REACH_KM = 20.0
"""How far a place speaks for the ground around it, in kilometres.

In the packaged case half of the places have a neighbour within 3 km and nine in ten within 11 km; about twice the
latter closes the gaps between villages that reports name and leaves the desert blank.
"""

COARSEST_M = 5000.0
"""Places located less exactly than this (metres) get no cell: their line would be an invention."""

_DISC_SEGMENTS = 16
_MILLIMETRE = 1e-3


def tessellate(
    places: Mapping[str, Place], mask: Any = None, reach_km: float = REACH_KM
) -> Tessellation:
    """Part the ground among places.

    Parameters
    ----------
    places : mapping of str to Place
        Areas (governorates and the like) are left out.
    mask : shapely polygon, optional
        Land that may be drawn, EPSG:4326.
    reach_km : float
        How far a place speaks, kilometres.

    Returns
    -------
    Tessellation
        A place that is located too coarsely, or stands on the very point of another, has an empty cell.

    References
    ----------
    Aurenhammer (1991): Voronoi diagrams, ACM Computing Surveys 23(3); computed by GEOS in an equal-area projection.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> pair = {name: case.places[name] for name in ("Hama", "Homs")}
    >>> cells = tessellate(pair)
    >>> cells.place_ids, len(cells.edges)
    (('Hama', 'Homs'), 0)
    """
    ids = tuple(i for i, place in places.items() if not place.is_area)
    lon, lat = (np.array([getattr(places[i], axis) for i in ids], float) for axis in ("lon", "lat"))
    exact = np.array([(places[i].precision_m or 0) <= COARSEST_M for i in ids], bool)
    chosen = _first_at_each_point(lon, lat, exact)
    cells = np.full(len(ids), shapely.Polygon(), object)
    edges, left, right = np.empty(0, object), np.empty(0, int), np.empty(0, int)
    if len(chosen):
        crs = local_crs(lon[chosen], lat[chosen])
        points = to_local(shapely.points(lon[chosen], lat[chosen]), crs)
        discs = shapely.buffer(points, reach_km * 1000, quad_segs=_DISC_SEGMENTS)
        land = None if mask is None else to_local(mask, crs)
        whole = _voronoi(points, discs)
        cells[chosen] = to_wgs84(_cut(whole, discs, land, dimension=2), crs)
        edges, left, right = _shared_edges(whole)
        edges = to_wgs84(_cut(edges, discs[left], land, dimension=1), crs)
        there = shapely.length(edges) > 0
        edges, left, right = edges[there], chosen[left[there]], chosen[right[there]]
    return Tessellation(
        place_ids=ids, lon=lon, lat=lat, cells=cells, edges=edges, left=left, right=right, reach_km=reach_km
    )


def _first_at_each_point(
    lon: NDArray[np.float64], lat: NDArray[np.float64], exact: NDArray[np.bool_]
) -> NDArray[np.int_]:
    rows = np.flatnonzero(exact)
    _, first = np.unique(np.column_stack([lon[rows], lat[rows]]), axis=0, return_index=True)
    return np.asarray(rows[np.sort(first)])


def _voronoi(points: Any, discs: Any) -> NDArray[Any]:
    if len(points) == 1:
        return np.asarray(discs)
    extent = shapely.box(*shapely.total_bounds(discs))
    cells = shapely.voronoi_polygons(shapely.multipoints(points), extend_to=extent, ordered=True)
    return np.asarray(shapely.get_parts(cells))


def _cut(shapes: Any, discs: Any, land: Any, dimension: int) -> Any:
    """Cut each shape to its own disc and to the land; what another place reaches of a cell, its own place reaches."""
    within = shapely.intersection(shapes, discs)
    if land is not None:
        within = shapely.intersection(within, land)
        for row, shape in enumerate(within):  # where a shape only touches the land, a line or a point is left behind
            parts = shapely.get_parts(shape)
            whole = shapely.get_dimensions(parts) == dimension
            if not whole.all():
                within[row] = shapely.union_all(parts[whole])
    return within


def _shared_edges(cells: Any) -> tuple[Any, NDArray[np.int_], NDArray[np.int_]]:
    """Find the straight edges that two cells have in common, from their rings alone.

    Returns
    -------
    tuple of (ndarray of LineString, ndarray of int, ndarray of int)
        Edges, and the positions of the cells on both sides.
    """
    xy, owner = shapely.get_coordinates(cells, return_index=True)
    inside = owner[1:] == owner[:-1]
    ends = np.stack([xy[:-1][inside], xy[1:][inside]], axis=1)
    owner = owner[:-1][inside]
    keys = np.rint(ends / _MILLIMETRE).astype(np.int64)
    swap = (keys[:, 0, 0] > keys[:, 1, 0]) | ((keys[:, 0, 0] == keys[:, 1, 0]) & (keys[:, 0, 1] > keys[:, 1, 1]))
    keys[swap] = keys[swap][:, ::-1]
    flat = keys.reshape(len(keys), 4)
    order = np.lexsort(flat.T[::-1])
    same = (flat[order][1:] == flat[order][:-1]).all(axis=1)
    first, second = order[:-1][same], order[1:][same]
    return shapely.linestrings(ends[first]), owner[first], owner[second]


class Ground(NamedTuple):
    """Who speaks for each cell of a tessellation.

    Parameters
    ----------
    holders : ndarray of str, shape (n,)
        Actor id; "" where nobody within reach has a known holder.
    speaker : ndarray of int, shape (n,)
        The place that speaks for the cell: its own, or for a place of unknown holder the nearest known one.
    status : ndarray of str, shape (n,)
        Of the speaker; "unknown" where there is none.
    """

    holders: NDArray[Any]
    speaker: NDArray[np.int_]
    status: NDArray[Any]


def ground(situation: Situation, cells: Tessellation) -> Ground:
    """Find who speaks for each cell.

    The cell of a place whose holder is unknown goes to the nearest place with a known one, if that lies within reach;
    so a village that no report names does not tear a hole into the ground around it.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    cells : Tessellation
        Of the situation's places, or more.

    Returns
    -------
    Ground

    Examples
    --------
    >>> import frontline as fl
    >>> now = fl.assess(fl.datasets.load("hama-2024").ledger, "2024-12-04", "2024-12-05")
    >>> cells = tessellate(now.places)
    >>> str(ground(now, cells).holders[cells.place_ids.index("hama")])
    'government'
    """
    known = [situation.assessments.get(i) for i in cells.place_ids]
    holders = np.array([(a.holder or "") if a else "" for a in known], object)
    status = np.array([a.status if a else "unknown" for a in known], object)
    speaker = np.arange(len(known))
    drawn = ~shapely.is_empty(cells.cells)
    mute, loud = np.flatnonzero((holders == "") & drawn), np.flatnonzero((holders != "") & drawn)
    if len(mute) and len(loud):
        crs = local_crs(cells.lon[drawn], cells.lat[drawn])
        points = to_local(shapely.points(cells.lon, cells.lat), crs)
        (asked, found), away = shapely.STRtree(points[loud]).query_nearest(
            points[mute], all_matches=False, return_distance=True
        )
        near = away <= cells.reach_km * 1000
        rows, source = mute[asked[near]], loud[found[near]]
        holders[rows], status[rows], speaker[rows] = holders[source], status[source], source
    return Ground(holders, speaker, status)


def control_areas(situation: Situation, mask: Any = None, tessellation: Tessellation | None = None) -> Areas:
    """Dissolve the cells of each holder and status into areas.

    Parameters
    ----------
    situation : Situation
        Who holds what.
    mask : shapely polygon, optional
        Land that may be drawn, EPSG:4326; not used when a tessellation is given.
    tessellation : Tessellation, optional
        Cells to use; made from the situation's places if left out.

    Returns
    -------
    Areas
        Ground for which nobody speaks belongs to no area.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> areas = control_areas(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> bool(areas.polygons.geometry.is_valid.all())
    True
    """
    cells = tessellation or tessellate(situation.places, mask)
    spoken = ground(situation, cells)
    drawn = ~shapely.is_empty(cells.cells) & (spoken.holders != "")
    keys = sorted(set(zip(spoken.holders[drawn], spoken.status[drawn], strict=True)))
    members = [drawn & (spoken.holders == actor) & (spoken.status == status) for actor, status in keys]
    shapes = [shapely.union_all(cells.cells[rows]) for rows in members]
    polygons = gpd.GeoDataFrame(
        {
            "actor": [actor for actor, _ in keys],
            "status": [status for _, status in keys],
            "area_km2": [area_km2(shape) for shape in shapes],
            "cells": [int(rows.sum()) for rows in members],
        },
        geometry=shapes,
        crs=WGS84,
    )
    return Areas(polygons=polygons)


def trace_front(situation: Situation, mask: Any = None, tessellation: Tessellation | None = None) -> Front:
    """Trace the line where the areas of two holders meet.

    Returns
    -------
    Front
        Without lines where no two holders meet.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front = trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> sorted(front.lines.columns)[:3]
    ['firm', 'geometry', 'left_actor']
    """
    cells = tessellation or tessellate(situation.places, mask)
    spoken = ground(situation, cells)
    rows = np.flatnonzero(meets(spoken.holders, cells))
    left, right = cells.left[rows], cells.right[rows]
    # Firm: both places speak for themselves, are held, and that is more than an inference from before the case.
    firm = (spoken.status == "held") & (spoken.speaker == np.arange(len(spoken.speaker)))
    firm &= np.array([_is_told(situation, i) for i in cells.place_ids], bool)
    lines = gpd.GeoDataFrame(
        {
            "left_actor": spoken.holders[left],
            "right_actor": spoken.holders[right],
            "left_place": [cells.place_ids[i] for i in spoken.speaker[left]],
            "right_place": [cells.place_ids[i] for i in spoken.speaker[right]],
            "firm": firm[left] & firm[right],
            "length_km": [length_km(line) for line in cells.edges[rows]],
        },
        geometry=list(cells.edges[rows]),
        crs=WGS84,
    )
    return Front(situation=situation, tessellation=cells, lines=lines)


def _is_told(situation: Situation, place_id: str) -> bool:
    known = situation.assessments.get(place_id)
    return known is not None and known.basis not in ("inferred", "none")


def meets(holders: NDArray[Any], cells: Tessellation) -> NDArray[np.bool_]:
    """Tell for each edge of a tessellation whether two different, known holders meet there."""
    left, right = holders[cells.left], holders[cells.right]
    return np.asarray((left != right) & (left != "") & (right != ""), bool)

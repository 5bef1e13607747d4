"""The ground parted among places, and who speaks for each part.

Each place speaks for the ground nearer to it than to any other (its Voronoi cell), but no farther than `REACH_KM`;
beyond that the map stays blank. The cells are fixed by where the places are; only their holders change, so that a
history shares one tessellation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from frontline.geodesy import crosses_antimeridian, local_crs, to_local, to_wgs84, unroll
from frontline.model import Situation, Tessellation
from frontline.territory._mesh import shared_edges

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

FARTHEST_DEG = 89.0
"""Latitude from which on a place gets no cell: longitude loses its meaning around a pole."""

_DISC_SEGMENTS = 16


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
        A place that is located too coarsely, stands on the very point of another, or lies within a degree of a pole,
        has an empty cell. Across the antimeridian longitudes of cells and edges run on beyond 180.

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
    exact = np.array([(places[i].precision_m or 0) <= COARSEST_M for i in ids], bool) & (abs(lat) < FARTHEST_DEG)
    chosen = _first_at_each_point(lon, lat, exact)
    cells = np.full(len(ids), shapely.Polygon(), object)
    edges, left, right = np.empty(0, object), np.empty(0, int), np.empty(0, int)
    if len(chosen):
        crs = local_crs(lon[chosen], lat[chosen])
        points = to_local(shapely.points(lon[chosen], lat[chosen]), crs)
        discs = shapely.buffer(points, reach_km * 1000, quad_segs=_DISC_SEGMENTS)
        land = None if mask is None else to_local(mask, crs)
        whole = _voronoi(points, discs)
        crosses = crosses_antimeridian(lon[chosen], lat[chosen], reach_km)
        cells[chosen] = unroll(to_wgs84(_cut(whole, discs, land, dimension=2), crs), crosses)
        edges, left, right = shared_edges(whole)
        edges = unroll(to_wgs84(_cut(edges, discs[left], land, dimension=1), crs), crosses)
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
    speaker = speakers(holders != "", cells)
    holders, status = holders[speaker], status[speaker]
    return Ground(holders, speaker, status)


def speakers(known: NDArray[np.bool_], cells: Tessellation) -> NDArray[np.int_]:
    """Find which place speaks for each cell, from whether each place has a known holder.

    Returns
    -------
    ndarray of int, shape (n,)
        Its own place; for one of unknown holder the nearest known one within reach, and its own where there is none.
    """
    speaker = np.arange(len(known))
    drawn = ~shapely.is_empty(cells.cells)
    mute, loud = np.flatnonzero(~known & drawn), np.flatnonzero(known & drawn)
    if len(mute) and len(loud):
        crs = local_crs(cells.lon[drawn], cells.lat[drawn])
        points = to_local(shapely.points(cells.lon, cells.lat), crs)
        (asked, found), away = shapely.STRtree(points[loud]).query_nearest(
            points[mute], all_matches=False, return_distance=True
        )
        near = away <= cells.reach_km * 1000
        speaker[mute[asked[near]]] = loud[found[near]]
    return speaker


def meets(holders: NDArray[Any], cells: Tessellation) -> NDArray[np.bool_]:
    """Tell for each edge of a tessellation whether two different, known holders meet there."""
    left, right = holders[cells.left], holders[cells.right]
    return np.asarray((left != right) & (left != "") & (right != ""), bool)

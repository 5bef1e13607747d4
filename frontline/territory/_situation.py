"""Areas, front and band of a situation as assessed from claims.

The line is drawn as for a plain table of places, with two differences: how sure each place is comes from its
assessment and is not learned, and ground keeps the status of the place that speaks for it, so that contested belts
stay visible.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from frontline.geodesy import WGS84, area_km2, length_km, local_crs, to_local
from frontline.model import Areas, Front, Situation, Tessellation
from frontline.territory._cells import Ground, ground, tessellate
from frontline.territory._chart import BAND, belt_parts, join_parts
from frontline.territory._field import try_labels
from frontline.territory._mesh import STEP_DEG, shared_edges
from frontline.territory._plane import Globe, Memory, Plane, resolve_plane

if TYPE_CHECKING:
    from numpy.typing import NDArray

DISPUTED = ("contested", "claimed")
"""Status in which the places around a place have a say in it. What is held is attested, or was itself inferred from
the places around."""

WELL_ATTESTED = 0.1
"""Doubt up to which even a disputed place keeps its holder, whatever the places around it say."""
OVERRULED_ODDS = 0.01
"""An assessment has weighed what was said of a disputed place already: those around it overrule its holder only where
they would overrule one label in a hundred, so a lone village deep behind a line, but no cluster of them."""

_JOIN_DEG = 1e-6
"""Grid on which cells are joined to the land, in degrees: a tenth of a metre. Two cells that were cut to their own
discs end at corners of their own; on a finer grid a crack stays open between them, and a front along it ends there."""

_TESSELLATIONS = 4
"""Histories whose last day is kept."""

_REMEMBERED = 64
"""Days whose planes are kept."""


class _Speakers(NamedTuple):
    """The places of a situation that have a holder and ground of their own, on a plane."""

    row: NDArray[np.int_]
    xy_km: NDArray[np.float64]
    actor: NDArray[np.int_]
    names: tuple[str, ...]
    wrong: NDArray[np.float64]


class _Traced(NamedTuple):
    """A situation's plane, with the status of each face."""

    spoken: Ground
    speakers: _Speakers
    plane: Plane
    status: NDArray[Any]
    belt: Any
    globe: Globe


def control_areas(situation: Situation, mask: Any = None, tessellation: Tessellation | None = None) -> Areas:
    """Draw the area of each holder and status.

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
    traced = _trace(situation, cells)
    names = np.array(traced.speakers.names, object)
    holders = names[traced.plane.holder] if len(names) else np.empty(0, object)
    keys = sorted(set(zip(holders, traced.status, strict=True)))
    members = [(holders == actor) & (traced.status == status) for actor, status in keys]
    shapes = [shapely.coverage_union_all(traced.plane.faces[rows]) for rows in members]
    shapes = [join_parts(shapely.get_parts(shape)) for shape in shapes]
    drawn = ~shapely.is_empty(cells.cells)
    polygons = gpd.GeoDataFrame(
        {
            "actor": [actor for actor, _ in keys],
            "status": [status for _, status in keys],
            "area_km2": [area_km2(shape) for shape in shapes],
            "cells": [
                int((drawn & (traced.spoken.holders == actor) & (traced.spoken.status == status)).sum())
                for actor, status in keys
            ],
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
    traced = _trace(situation, cells)
    lines = _lines(situation, cells, traced)
    over = np.flatnonzero(traced.speakers.wrong > 0.5)
    told = {
        cells.place_ids[traced.speakers.row[k]]: (
            f"the places around it say otherwise; its label is wrong with a probability of "
            f"{100 * traced.speakers.wrong[k]:.0f} %"
        )
        for k in over
    }
    return Front(situation=situation, tessellation=cells, lines=lines, overruled=told)


def trace_band(front: Front, probability: float = BAND) -> gpd.GeoDataFrame:
    """Draw the ground that holds the true front with a stated probability.

    Parameters
    ----------
    front : Front
        As traced.
    probability : float
        Above 0 and below 1.

    Returns
    -------
    GeoDataFrame[probability, area_km2, geometry]
        EPSG:4326; one row.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front = trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> narrow, wide = (trace_band(front, p)["area_km2"].iloc[0] for p in (0.5, 0.9))
    >>> bool(0 < narrow < wide)
    True
    """
    shape = _trace(front.situation, front.tessellation, probability).belt
    return gpd.GeoDataFrame(
        {"probability": [probability], "area_km2": [area_km2(shape)]}, geometry=[shape], crs=WGS84
    )


_planes: OrderedDict[tuple[Any, ...], tuple[Tessellation, _Traced]] = OrderedDict()


def _trace(situation: Situation, cells: Tessellation, band: float = BAND) -> _Traced:
    """Resolve the plane of a situation; one that has been met before, as on a day without news, is reused."""
    spoken = ground(situation, cells)
    sure = [situation.assessments.get(i) for i in cells.place_ids]
    # To the per cent: from day to day a probability drifts by less, and what did not change need not be drawn again.
    wrong = np.array([1 - a.confidence if a and a.holder else 0.0 for a in sure]).round(2)
    key = (id(cells), band, tuple(spoken.holders), tuple(spoken.status), wrong.tobytes())
    if key in _planes:
        _planes.move_to_end(key)
        return _planes[key][1]
    traced = _trace_anew(cells, spoken, wrong, band)
    _planes[key] = cells, traced  # the tessellation is kept alive, so that its id stays its own
    while len(_planes) > _REMEMBERED:
        _planes.popitem(last=False)
    return traced


def _trace_anew(
    cells: Tessellation, spoken: Ground, wrong: NDArray[np.float64], band: float
) -> _Traced:
    drawn = ~shapely.is_empty(cells.cells)
    own = drawn & (spoken.holders != "") & (spoken.speaker == np.arange(len(drawn)))
    rows = np.flatnonzero(own)
    if not len(rows):
        nothing = Plane(np.empty(0, object), np.empty(0, int), np.empty(0, object))
        none = _Speakers(rows, np.empty((0, 2)), np.empty(0, int), (), np.empty(0))
        return _Traced(spoken, none, nothing, np.empty(0, object), shapely.MultiPolygon(), Globe(WGS84))
    crs = local_crs(cells.lon[drawn], cells.lat[drawn])
    names, actor = np.unique(spoken.holders[rows].astype(str), return_inverse=True)
    xy = shapely.get_coordinates(to_local(shapely.points(cells.lon, cells.lat), crs)) / 1000
    doubt = np.minimum(wrong[rows], 0.5)
    disputed = np.isin(spoken.status[rows], DISPUTED) & (doubt > WELL_ATTESTED)
    prior = np.where(disputed, np.minimum(doubt, OVERRULED_ODDS), 0.0)
    asked = np.where(disputed, try_labels(xy[rows], actor, len(names), prior=prior).wrong, 0.0)
    # The places around may add doubt to a label, or overrule it; they take none away from a disputed one.
    speakers = _Speakers(rows, xy[rows], actor, tuple(map(str, names)), np.maximum(asked, doubt))
    land = _land(cells, drawn & (spoken.holders != ""))
    globe = Globe(crs, crosses=bool(shapely.total_bounds(cells.cells)[2] > 180))
    belts = [
        _outline(cells.cells[drawn & (spoken.status == status)])
        for status in ("contested", "claimed")
    ]
    plane = resolve_plane(
        speakers.xy_km, actor, len(names), speakers.wrong, land, globe,
        band=band, further=belts, memory=_memory(cells),
    )  # fmt: skip
    belt = join_parts(belt_parts(plane.band, land)) if len(plane.band) else shapely.MultiPolygon()
    return _Traced(spoken, speakers, plane, _statuses(plane, globe, names, spoken, drawn, xy), belt, globe)


_lands: OrderedDict[tuple[int, bytes], tuple[Tessellation, Any]] = OrderedDict()


def _land(cells: Tessellation, spoken_for: NDArray[np.bool_]) -> Any:
    """All ground for which somebody speaks; the same on most days of a history, so it is joined once."""
    key = id(cells), spoken_for.tobytes()
    if key not in _lands:
        _lands[key] = cells, shapely.union_all(cells.cells[spoken_for], grid_size=_JOIN_DEG)
        while len(_lands) > _REMEMBERED:
            _lands.popitem(last=False)
    return _lands[key][1]


_memories: OrderedDict[int, tuple[Tessellation, tuple[Memory, Memory]]] = OrderedDict()


def _memory(cells: Tessellation) -> tuple[Memory, Memory]:
    """What was estimated on the day last drawn on these cells."""
    found = _memories.setdefault(id(cells), (cells, (Memory(), Memory())))
    while len(_memories) > _TESSELLATIONS:
        _memories.popitem(last=False)
    return found[1]


def _outline(shapes: NDArray[Any]) -> Any:
    """Outline of joined cells: an empty line where there are none."""
    return shapely.MultiLineString(list(shapely.get_parts(shapely.boundary(shapely.union_all(shapes))))) if len(
        shapes
    ) else shapely.MultiLineString()


def _statuses(
    plane: Plane,
    globe: Globe,
    names: NDArray[Any],
    spoken: Ground,
    drawn: NDArray[np.bool_],
    xy_km: NDArray[np.float64],
) -> NDArray[Any]:
    """Status of each face: that of the place nearest to it, if the face is its holder's; a contest is both sides'."""
    where = globe.away(shapely.point_on_surface(plane.faces))
    rows = np.flatnonzero(drawn)
    nearest = rows[KDTree(xy_km[rows]).query(where)[1]]
    status = spoken.status[nearest]
    same = spoken.holders[nearest] == names[plane.holder]
    return np.where(same | (status == "contested"), status, "held")


def _lines(situation: Situation, cells: Tessellation, traced: _Traced) -> gpd.GeoDataFrame:
    edges, one, other = shared_edges(traced.plane.faces, STEP_DEG)
    sides = np.stack([traced.plane.holder[one], traced.plane.holder[other]], axis=1)
    apart = sides[:, 0] != sides[:, 1]
    edges, sides = edges[apart], np.sort(sides[apart], axis=1)
    middle = traced.globe.away(shapely.line_interpolate_point(edges, 0.5, normalized=True))
    places = np.stack([_nearest(traced, sides[:, k], middle) for k in (0, 1)], axis=1)
    firm = _firm_places(situation, cells, traced.spoken)
    speaks = _at(cells, traced, middle)
    sure = firm[places].all(axis=1) & (traced.spoken.speaker[speaks] == speaks)
    stretches, row = np.unique(np.column_stack([sides, places, sure]), axis=0, return_inverse=True)
    shapes = [
        shapely.line_merge(shapely.multilinestrings(edges[row.ravel() == k])) for k in range(len(stretches))
    ]
    shapes = [join_parts(shapely.get_parts(shape)) for shape in shapes]
    names = traced.speakers.names
    return gpd.GeoDataFrame(
        {
            "left_actor": [names[a] for a in stretches[:, 0]],
            "right_actor": [names[a] for a in stretches[:, 1]],
            "left_place": [cells.place_ids[i] for i in stretches[:, 2]],
            "right_place": [cells.place_ids[i] for i in stretches[:, 3]],
            "firm": stretches[:, 4].astype(bool),
            "length_km": [length_km(shape) for shape in shapes],
        },
        geometry=shapes,
        crs=WGS84,
    )


def _nearest(traced: _Traced, actor: NDArray[np.int_], where: NDArray[np.float64]) -> NDArray[np.int_]:
    """For each point the nearest place of an actor whose label stands, as a row of the tessellation."""
    speakers = traced.speakers
    found = np.zeros(len(where), int)
    for side in np.unique(actor):
        rows = np.flatnonzero((speakers.actor == side) & (speakers.wrong <= 0.5))
        asked = actor == side
        found[asked] = speakers.row[rows[KDTree(speakers.xy_km[rows]).query(where[asked])[1]]]
    return found


def _at(cells: Tessellation, traced: _Traced, where: NDArray[np.float64]) -> NDArray[np.int_]:
    """In whose cell each point lies, as a row of the tessellation."""
    rows = np.flatnonzero(~shapely.is_empty(cells.cells))
    if not len(rows) or not len(where):
        return np.empty(0, int)
    points = traced.globe.away(shapely.points(cells.lon[rows], cells.lat[rows]))
    return np.asarray(rows[KDTree(points).query(where)[1]])


def _firm_places(situation: Situation, cells: Tessellation, spoken: Ground) -> NDArray[np.bool_]:
    """Firm: a place that speaks for itself, is held, and that is more than an inference from before the case."""
    firm = (spoken.status == "held") & (spoken.speaker == np.arange(len(spoken.speaker)))
    told = [situation.assessments.get(i) for i in cells.place_ids]
    return np.asarray(firm & np.array([a is not None and a.basis not in ("inferred", "none") for a in told], bool))

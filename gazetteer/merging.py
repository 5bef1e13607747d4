"""The same place out of several tables becomes one; two namesakes of one table never do.

Two places are the same when they share an id, or when they are of like kind, share a spelling and lie no farther
apart than their points may be off. Pairs near enough are found by a grid over the globe, so that joining a
country to the world's towns takes time in proportion to their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from . import earth
from .errors import TableError
from .names import fold
from .place import AREA_KINDS, Place, PlaceName

__all__ = ["merge_places"]

_SETTLEMENTS = frozenset({"city", "town", "village", "quarter", "farm"})
_HEIGHTS = frozenset({"hill", "mountain"})
_FORCES = frozenset({"military_site", "airfield"})

LEAST_KM = 1.0
"""Two tables that give a point to three decimals still round and choose the middle differently."""
REACH_KM = {"city": 10.0, "town": 5.0, "mountain": 5.0, "airfield": 4.0, "governorate": 80.0, "district": 40.0,
            "subdistrict": 20.0, "countryside": 20.0, "road": 20.0, "area": 15.0}  # fmt: skip
"""Most that two points of one place may lie apart, however vague they are, kilometres; 3 for kinds not listed.
Beyond it a namesake is likelier: namesakes among villages are often 5 km apart."""
OTHER_REACH_KM = 3.0

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]


def merge_places(*tables: Sequence[Place]) -> tuple[Place, ...]:
    """Join tables; the same place becomes one with all its ids and spellings.

    Parameters
    ----------
    *tables : sequence of Place
        Tables in order of preference: place_id, name and kind are those of the first table that has the place,
        the point that of the most precise one.

    Returns
    -------
    tuple of Place
        Places of the first table, then those that later tables add, in their order.

    Raises
    ------
    TableError
        Two tables use one place_id for places that are far apart.

    Examples
    --------
    >>> ours = Place("hama", "Hama", (PlaceName("Hama", "en", "latin", "main"),), "city", 36.75, 35.13,
    ...     precision_m=2000.0)
    >>> theirs = Place("geonames-170017", "Ḩamāh", (PlaceName("Ḩamāh", None, "latin", "main"),
    ...     PlaceName("Hamah", None, "latin", "variant")), "city", 36.7578, 35.1318, geonames_id=170017,
    ...     source="GeoNames 170017", precision_m=500.0)
    >>> (one,) = merge_places([ours], [theirs])
    >>> one.place_id, one.geonames_id, one.lon, [n.text for n in one.names]
    ('hama', 170017, 36.7578, ['Hama', 'Ḩamāh', 'Hamah'])
    """
    merged: list[Place] = list(tables[0]) if tables else []
    for table in tables[1:]:
        same = _matches(merged, table)
        taken = {p.place_id for p in merged}
        for row, place in enumerate(table):
            if row in same:
                merged[same[row]] = _united(merged[same[row]], place)
            elif place.place_id in taken:
                raise TableError([_clash(place, next(p for p in merged if p.place_id == place.place_id))])
            else:
                merged.append(place)
    return tuple(merged)


def _clash(place: Place, held: Place) -> str:
    km = earth.distance_km(place.lon, place.lat, held.lon, held.lat)
    return (f'the id "{place.place_id}" stands for {held.name} in one table and for {place.name}, {km:.0f} km away, '
            "in another; change one of them")  # fmt: skip


def _matches(held: Sequence[Place], table: Sequence[Place]) -> dict[int, int]:
    """Row of the table -> row of the held places that is the same place; each row at most once."""
    same = _by_ids(held, table)
    taken = set(same.values())
    free = [row for row in range(len(held)) if row not in taken], [row for row in range(len(table)) if row not in same]
    for _, ours, theirs in sorted(_pairs_alike(held, table, *free)):
        if theirs not in same and ours not in taken:
            same[theirs] = ours
            taken.add(ours)
    return same


def _ids(place: Place) -> Iterator[tuple[str, str]]:
    if place.geonames_id is not None:
        yield "geonames", str(place.geonames_id)
    yield from place.ids


def _by_ids(held: Sequence[Place], table: Sequence[Place]) -> dict[int, int]:
    owner: dict[tuple[str, str], int] = {}
    for row, place in enumerate(held):
        for key in _ids(place):
            owner.setdefault(key, row)
    own_ids = {p.place_id: row for row, p in enumerate(held)}
    same: dict[int, int] = {}
    taken: set[int] = set()
    for row, place in enumerate(table):
        found = next((owner[key] for key in _ids(place) if key in owner), own_ids.get(place.place_id))
        if found is None or found in taken:
            continue
        shared_id = any(key in owner for key in _ids(place))
        if shared_id or _distance_km(held[found], place) <= _reach_km(held[found], place):
            same[row] = found
            taken.add(found)
    return same


@dataclass(frozen=True, slots=True)
class _Group:
    """Kinds whose places may be one another, and the farthest that they may lie apart."""

    kinds: frozenset[str]
    reach_km: float


# Cities apart from villages, so that the grid of the many need not be as wide as the few require.
_GROUPS = (
    _Group(_SETTLEMENTS, REACH_KM["town"]),
    _Group(frozenset({"city"}), REACH_KM["city"]),
    _Group(_HEIGHTS, REACH_KM["mountain"]),
    _Group(_FORCES, REACH_KM["airfield"]),
    *(_Group(frozenset({kind}), OTHER_REACH_KM) for kind in ("prison", "crossing", "junction", "bridge")),
    *(_Group(frozenset({kind}), OTHER_REACH_KM) for kind in ("industrial_area", "site")),
    *(_Group(frozenset({kind}), REACH_KM[kind]) for kind in sorted(AREA_KINDS)),
)


def _pairs_alike(
    held: Sequence[Place], table: Sequence[Place], held_rows: Sequence[int], table_rows: Sequence[int]
) -> Iterator[tuple[float, int, int]]:
    """(km, row of held, row of table) of places of like kind that lie close and share a spelling."""
    keys: tuple[dict[int, frozenset[str]], dict[int, frozenset[str]]] = ({}, {})
    for group in _GROUPS:
        ours = np.array([row for row in held_rows if held[row].kind in group.kinds], dtype=np.int64)
        theirs = np.array([row for row in table_rows if table[row].kind in group.kinds], dtype=np.int64)
        if not len(ours) or not len(theirs):
            continue
        for a, b, km in _close(_points(held, ours), _points(table, theirs), group.reach_km):
            first, second = int(ours[a]), int(theirs[b])
            near = km <= _reach_km(held[first], table[second]) and not _told_apart(held[first], table[second])
            if near and _keys(held, first, keys[0]) & _keys(table, second, keys[1]):
                yield km, first, second


def _keys(places: Sequence[Place], row: int, known: dict[int, frozenset[str]]) -> frozenset[str]:
    """Folded spellings of a place, with what tells it from its neighbour of the same name."""
    if row not in known:
        folded = (fold(n.text) for n in places[row].names)
        known[row] = frozenset(f"{s.fine}|{'|'.join(s.numbers)}" for s in folded if s.fine)
    return known[row]


def _told_apart(a: Place, b: Place) -> bool:
    """Whether one register gives the two different ids, or a country or note makes them two."""
    first, second = dict(_ids(a)), dict(_ids(b))
    if any(first[register] != second[register] for register in first.keys() & second.keys()):
        return True
    return bool(a.country and b.country and a.country != b.country)


def _reach_km(a: Place, b: Place) -> float:
    most = max(REACH_KM.get(p.kind, OTHER_REACH_KM) for p in (a, b))
    doubt = ((a.precision_m or 0.0) + (b.precision_m or 0.0)) / 1000
    return min(most, max(LEAST_KM, doubt))


def _distance_km(a: Place, b: Place) -> float:
    return earth.distance_km(a.lon, a.lat, b.lon, b.lat)


def _points(places: Sequence[Place], rows: _Ints) -> _Floats:
    """Points on a sphere of the Earth's radius, kilometres, shape (n, 3): no seam at 180 degrees, none at the poles."""
    lon = np.radians([places[r].lon for r in rows])
    lat = np.radians([places[r].lat for r in rows])
    flat = np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return np.asarray(flat * earth.EARTH_RADIUS_KM)


def _close(ours: _Floats, theirs: _Floats, reach_km: float) -> Iterator[tuple[int, int, float]]:
    """Pairs of points at most so far apart: cells as wide as the reach, each looked for in its 27 neighbours."""
    cells, order, starts = _grid(ours, reach_km)
    home = np.floor(theirs / reach_km).astype(np.int64)
    for dx, dy, dz in np.ndindex(3, 3, 3):
        wanted = _code(home + np.array([dx, dy, dz]) - 1)
        at = np.searchsorted(cells, wanted)
        hit = at < len(cells)
        hit[hit] = cells[at[hit]] == wanted[hit]
        second = np.flatnonzero(hit)
        counts = starts[at[second] + 1] - starts[at[second]]
        b = np.repeat(second, counts)
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        a = order[np.repeat(starts[at[second]], counts) + within]
        km = np.sqrt(((ours[a] - theirs[b]) ** 2).sum(axis=1))
        keep = km <= reach_km
        yield from zip(a[keep].tolist(), b[keep].tolist(), km[keep].tolist(), strict=True)


def _grid(points: _Floats, width_km: float) -> tuple[_Ints, _Ints, _Ints]:
    """Codes of the cells in use, rows sorted by cell, and where each cell's rows start."""
    codes = _code(np.floor(points / width_km).astype(np.int64))
    order = np.argsort(codes, kind="stable")
    cells, starts = np.unique(codes[order], return_index=True)
    return cells, order, np.append(starts, len(order))


def _code(cells: _Ints) -> _Ints:
    return np.asarray((cells[:, 0] + 65536) << 40 | (cells[:, 1] + 65536) << 20 | (cells[:, 2] + 65536))


def _united(ours: Place, theirs: Place) -> Place:
    """One place out of two: ours, with what theirs adds."""
    texts = {n.text for n in ours.names}
    added = tuple(PlaceName(n.text, n.language, n.script, "variant" if n.kind == "main" else n.kind)
                  for n in theirs.names if n.text not in texts)  # fmt: skip
    best = theirs if _vagueness(theirs) < _vagueness(ours) else ours
    ids = dict.fromkeys((*ours.ids, *theirs.ids, *_further(ours, theirs)))
    return replace(
        ours,
        names=ours.names + added,
        lon=best.lon,
        lat=best.lat,
        source=best.source,
        precision_m=best.precision_m,
        licence="; ".join(dict.fromkeys(p.licence for p in (ours, theirs) if p.licence)),
        country=ours.country or theirs.country,
        admin1=ours.admin1 or theirs.admin1,
        admin1_code=ours.admin1_code or theirs.admin1_code,
        geonames_id=ours.geonames_id if ours.geonames_id is not None else theirs.geonames_id,
        population=ours.population or theirs.population,
        note=ours.note or theirs.note,
        ids=tuple(ids),
    )


def _further(ours: Place, theirs: Place) -> Iterator[tuple[str, str]]:
    """The other's GeoNames id, where the two are joined by another id and have one each."""
    if theirs.geonames_id is not None and ours.geonames_id not in (None, theirs.geonames_id):
        yield "geonames", str(theirs.geonames_id)


def _vagueness(place: Place) -> float:
    return float("inf") if place.precision_m is None else place.precision_m

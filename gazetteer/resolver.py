"""Names in reports -> places, with what the report says around them.

Spelling finds candidates; a point, a governorate, kinds, and the other names of one report weigh in
(`gazetteer.ranking`); `gazetteer.decision` says resolved, ambiguous or unknown, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from . import earth
from .cache import KeptPlaces, prune, write_arrays
from .coordinates import read_coordinates
from .decision import FAR_KM, Scored, area_kinds, decide, refusal, too_short
from .errors import GazetteerError, UnknownPlaceError
from .index import NameIndex
from .names import Spelling, exact_key, fold, readings
from .place import AREA_KINDS, Candidate, Place, PlaceName, Query, Resolution
from .ranking import Asked, Ranking, Rows, rank, together

__all__ = ["Gazetteer"]

BATCH = 256
"""Names compared at a time."""
SHOWN = 8
"""Candidates told at most."""
AROUND_KM, AROUND_STEP_DEG = 75.0, 0.1
"""Places this far from a point are compared in any case; points are rounded so, that neighbours share the search."""

KEPT_INDEXES = 16
"""Indexes kept on disk: one a country takes 15 to 35 MB."""
SETTLEMENTS = frozenset({"city", "town", "village", "quarter"})

_Bools = npt.NDArray[np.bool_]
_Ints = npt.NDArray[np.int64]


class Gazetteer:
    """Places, found by name or by position.

    Parameters
    ----------
    places : iterable of Place
        The places; ids must be unique.

    Raises
    ------
    ValueError
        Two places have one id.

    Examples
    --------
    >>> from gazetteer.place import Place, PlaceName
    >>> hama = Place("hama", "Hama", (PlaceName("Hama", "en", "latin", "main"),), "city", 36.75, 35.1333)
    >>> g = Gazetteer([hama])
    >>> g.resolve("Hama city").reason
    'same words as the listed "Hama"'
    >>> g.nearest(lon=36.78, lat=35.19)[0].reasons
    ('the point lies 6.9 km north-north-east of Hama',)
    """

    def __init__(self, places: Iterable[Place]) -> None:
        self._rows: Sequence[Place] = tuple(places)
        self._places = _ById([p.place_id for p in self._rows], self._rows)
        self._arrays: dict[str, npt.NDArray[Any]] | None = None
        self._keep_in: Path | None = None

    @classmethod
    def of_arrays(cls, arrays: dict[str, npt.NDArray[Any]]) -> Gazetteer:
        """Take up a gazetteer from the arrays of another, as read from disk."""
        gazetteer = cls.__new__(cls)
        rows = KeptPlaces(arrays)
        gazetteer._rows, gazetteer._places, gazetteer._arrays = rows, _ById(rows.ids, rows), arrays
        gazetteer._keep_in = None
        return gazetteer

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all of it as plain arrays, the index included, for `of_arrays`."""
        return KeptPlaces.arrays_of(self._rows) | self._known.arrays | {"kind": self._kinds}

    def keep_in(self, folder: Path) -> None:
        """Write it into a folder once its names are indexed; where that fails, nothing is kept."""
        self._keep_in = folder

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"Gazetteer({len(self):,} places)"

    @property
    def places(self) -> Mapping[str, Place]:
        """Places by id, in the order of their tables."""
        return self._places

    @cached_property
    def _index(self) -> NameIndex:
        """Built on the first name looked up."""
        return NameIndex(self._rows) if self._arrays is None else NameIndex.of_arrays(self._arrays)

    def _indexed(self) -> NameIndex:
        """The index; kept on disk when it is new."""
        index, folder, self._keep_in = self._index, self._keep_in, None
        if folder is not None:
            with suppress(GazetteerError):  # a full disk costs time, not the answer
                write_arrays(folder, self.to_arrays())
                prune(folder.parent, "index-", KEPT_INDEXES)
        return index

    @cached_property
    def _known(self) -> Rows:
        return Rows(Rows.arrays_of(self._rows) | self._index.arrays if self._arrays is None else self._arrays)

    @cached_property
    def _kinds(self) -> npt.NDArray[np.str_]:
        if self._arrays is not None:
            return np.asarray(self._arrays["kind"], dtype=np.str_)
        return np.array([p.kind for p in self._rows], dtype=np.str_)

    @cached_property
    def _reach_km(self) -> npt.NDArray[np.float64]:
        """A large area is within reach of a point when its own radius brings it there."""
        reach = np.zeros(len(self._rows))
        for row in np.flatnonzero(np.isin(self._kinds, list(AREA_KINDS))).tolist():
            reach[row] = (self._rows[row].precision_m or 0.0) / 1000
        return reach

    def place(self, place_id: str) -> Place:
        """Return the place with an id.

        Raises
        ------
        UnknownPlaceError
            No loaded table has it; the message names the nearest ids.
        """
        try:
            return self._places[place_id]
        except KeyError:
            near = [c.place.place_id for c in self.resolve(place_id).candidates[:3]]
            hint = f"; nearest: {', '.join(near)}" if near else ""
            raise UnknownPlaceError(f'no place has the id "{place_id}"{hint}') from None

    def resolve(
        self,
        name: str,
        *,
        near: Place | tuple[float, float] | None = None,
        within_km: float | None = None,
        admin1: str | None = None,
        kinds: Collection[str] | None = None,
    ) -> Resolution:
        """Which place a name means.

        Parameters
        ----------
        name : str
            As printed, in any script; coordinates are taken as such.
        near, within_km, admin1, kinds
            What the report says of where it lies, as for `Query`.

        Returns
        -------
        Resolution
            Never an exception for a strange name: status "unknown" with the reason.

        Raises
        ------
        ValueError
            As for `Query`.
        """
        return self.resolve_many([Query(name, near, within_km, admin1 or "", frozenset(kinds or ()))])[0]

    def resolve_together(
        self,
        names: Sequence[str],
        *,
        near: Place | tuple[float, float] | None = None,
        within_km: float | None = None,
        admin1: str | None = None,
        kinds: Collection[str] | None = None,
    ) -> list[Resolution]:
        """Which places the names of one report mean: villages of one report lie near each other.

        Parameters
        ----------
        names : sequence of str
            The names, as printed; the context below holds for all of them.
        near, within_km, admin1, kinds
            As for `Query`.

        Returns
        -------
        list of Resolution
            One a name, in the order given.

        Raises
        ------
        ValueError
            As for `Query`.
        """
        context = (near, within_km, admin1 or "", frozenset(kinds or ()))
        return self.resolve_many([Query(name, *context, "one report") for name in names])

    def resolve_many(self, queries: Sequence[Query]) -> list[Resolution]:
        """Which places many names mean, each in its own context: thousands a second.

        Parameters
        ----------
        queries : sequence of Query
            The names. Those of one report are weighed together.

        Returns
        -------
        list of Resolution
            One a query, in the order given.

        Examples
        --------
        >>> from gazetteer.place import PlaceName
        >>> def village(place_id, name, lat):
        ...     return Place(place_id, name, (PlaceName(name, "en", "latin", "main"),), "village", 36.8, lat)
        >>> told = [("n", "Maardes", 35.25), ("m1", "al-Majdal", 35.2), ("m2", "al-Majdal", 33.0)]
        >>> g = Gazetteer([village(*each) for each in told])
        >>> asked = [Query("al-Majdal"), Query("Ma'ar Des"), Query("Mejdel", near=(36.8, 35.2))]
        >>> [answer.status for answer in g.resolve_many(asked)]
        ['ambiguous', 'resolved', 'resolved']
        """
        self._indexed()
        answers = [self._unsearched(query) for query in queries]
        open_ = [i for i, answer in enumerate(answers) if answer is None]
        found = {i: ranking for part in _batches(open_) for i, ranking in self._ranked(queries, part)}
        reports: dict[str, list[int]] = {}
        for i in open_:
            if queries[i].report:
                reports.setdefault(queries[i].report, []).append(i)
        for members in reports.values():
            keys = [exact_key(queries[i].name) for i in members]
            found.update(zip(members, together([found[i] for i in members], keys, self._known), strict=True))
        support = {i: members for members in reports.values() for i in members}
        return [
            answer or self._decided(queries[i], found[i], [found[j] for j in support.get(i, ()) if j != i])
            for i, answer in enumerate(answers)
        ]

    def nearest(self, *, lon: float, lat: float, count: int = 5) -> tuple[Candidate, ...]:
        """Find the places nearest to a point, areas left out.

        Parameters
        ----------
        lon, lat : float
            The point, degrees, WGS 84.
        count : int
            Most places returned.

        Returns
        -------
        tuple of Candidate
            Nearest first; distance_km is the haversine distance, within 0.56 % of the geodesic.
            score is 1: no spelling was compared.

        Raises
        ------
        ValueError
            The point is not on Earth.
        """
        Query("", near=(lon, lat))
        if not self._rows:
            return ()
        known = self._known
        km = earth.distances_km(lon, lat, known.lon.astype(np.float64), known.lat.astype(np.float64))
        km[np.isin(self._kinds, list(AREA_KINDS))] = np.inf
        rows = np.argsort(km, kind="stable")[: max(0, count)]
        return tuple(self._near(int(r), float(km[r]), lon, lat) for r in rows if np.isfinite(km[r]))

    def _near(self, row: int, km: float, lon: float, lat: float) -> Candidate:
        place = self._rows[row]
        words = earth.sentence(km, earth.bearing_deg(place.lon, place.lat, lon, lat), place.name)
        return Candidate(place, place.name, 1.0, km, (f"the point lies {words}",))

    def _unsearched(self, query: Query) -> Resolution | None:
        """Answer what is not looked up: coordinates, and what can be no name; None for all else."""
        try:
            points = read_coordinates(query.name)
        except ValueError as error:
            return Resolution(query.name, "unknown", None, (), str(error))
        if points:
            return self._located(query, points)
        refused = refusal(query.name)
        if refused is None and too_short(query.name) and not self._index.listed(query.name):
            refused = "one letter is too short to tell places apart"
        return Resolution(query.name, "unknown", None, (), refused) if refused else None

    def _located(self, query: Query, points: Sequence[tuple[float, float]]) -> Resolution:
        """Take a text as coordinates; of two orders the one that lies where places are listed."""
        found = [(point, next(iter(self.nearest(lon=point[0], lat=point[1], count=1)), None)) for point in points]
        close = [f for f in found if f[1] is not None and f[1].distance_km is not None and f[1].distance_km <= FAR_KM]
        chosen = close if len(found) == 2 and len(close) == 1 else found
        candidates = tuple(_point(point, near, 1 / len(chosen)) for point, near in chosen)
        if len(candidates) == 2:
            reason = "coordinates in either order: write N and E, or S and W, behind them"
            return Resolution(query.name, "ambiguous", None, candidates, reason)
        order = "; the other order lies far from every listed place" if len(found) == 2 else ""
        reason = f"taken as coordinates, not as a name: {candidates[0].reasons[0]}{order}"
        return Resolution(query.name, "resolved", candidates[0].place, candidates, reason)

    def _ranked(self, queries: Sequence[Query], part: Sequence[int]) -> Iterator[tuple[int, Ranking]]:
        """Rank the places that some of the queries may mean."""
        spellings = [readings(queries[i].name) for i in part]
        areas = [area_kinds(found[0][0]) for found in spellings]
        allowed = {
            k: mask for k, i in enumerate(part) if (mask := self._allowed(queries[i], areas[k])) is not None
        }
        points = {k: queries[i].point for k, i in enumerate(part)}
        around = {k: self._around(*p) for k, p in points.items() if p is not None}
        hits = self._index.search(spellings, allowed=allowed, around=around)
        asked = [
            Asked(points[k], queries[i].within_km, self.division(queries[i].admin1), len(spellings[k][0][0].bones))
            for k, i in enumerate(part)
        ]
        return zip(part, rank(hits, self._known, asked, [bool(a) for a in areas]), strict=True)

    def division(self, name: str) -> str:
        """First-level division as the tables call it, by its name, its code, or the name of a town of that name.

        Parameters
        ----------
        name : str
            Such as "Hama", "SY.10" (where a table has codes) or "حلب".

        Returns
        -------
        str
            Name or code under which places lie in it; "" where no table has such a division.
        """
        if not name or self._known.divisions(name):
            return name
        rows = [r for r in self._index.listed(name) if self._kinds[r] in ("city", "town", "governorate")]
        lies = [self._rows[r] for r in sorted(rows, key=lambda r: self._kinds[r] != "city")]
        return next((p.admin1 or p.admin1_code for p in lies if p.admin1 or p.admin1_code), "")

    def _around(self, lon: float, lat: float) -> _Ints:
        step = AROUND_STEP_DEG
        return self._rounded(round(lon / step) * step, round(lat / step) * step)

    @cached_property
    def _rounded(self) -> Callable[[float, float], _Ints]:
        return lru_cache(maxsize=256)(lambda lon, lat: self._index.groups_of(self._known.within(lon, lat, AROUND_KM)))

    def _allowed(self, query: Query, areas: frozenset[str]) -> _Bools | None:
        """Rows that may be answered, None for all."""
        if not query.kinds and not areas and query.within_km is None:
            return None
        keep = np.ones(len(self._rows), dtype=bool)
        if areas:
            # Words of an area ask for an area, unless a point is listed under these very words; but tables list
            # "Erbil Governorate" for the city, too.
            keep = np.isin(self._kinds, list(areas))
            listed = self._index.listed(query.name)
            if fold(query.name).types & {"muhafaza", "nahiya"}:
                listed = [row for row in listed if self._kinds[row] not in SETTLEMENTS]
            keep[listed] = True
        if query.kinds:
            keep &= np.isin(self._kinds, list(query.kinds))
        if query.point is not None and query.within_km is not None:
            km = earth.distances_km(*query.point, self._known.lon, self._known.lat)
            keep &= km - self._reach_km <= query.within_km
        return keep

    def _decided(self, query: Query, ranking: Ranking, others: Sequence[Ranking]) -> Resolution:
        spelling = fold(query.name)
        chances = ranking.chances
        ranked = [
            self._scored(query, spelling, ranking, k, float(chances[k]), others)
            for k in range(min(SHOWN, len(chances)))
            if k < 3 or chances[k] > 0.001
        ]
        outside = self._outside(query, ranked)
        if outside:
            return Resolution(query.name, "unknown", None, tuple(s.candidate for s in ranked[:5]), outside)
        return decide(query, spelling, ranked, 1.0 - float(chances.sum()), area_kinds(spelling))

    def _scored(self, query: Query, spelling: Spelling, ranking: Ranking, k: int, chance: float,
                others: Sequence[Ranking]) -> Scored:  # fmt: skip
        place, name = self._rows[int(ranking.rows[k])], self._index.name(int(ranking.names[k]))
        reasons = [_spelt(ranking, k, name, place, spelling)]
        distance = None
        if query.point is not None:
            distance = float(ranking.km[k])
            degrees = earth.bearing_deg(*query.point, place.lon, place.lat)
            reasons.append(earth.sentence(distance, degrees, query.near_name))
        if query.admin1 and place.admin1:
            same = self._known.same_admin1(int(ranking.rows[k]), self.division(query.admin1))
            reasons.append(f"in {place.admin1}, as asked" if same else f"in {place.admin1}, not {query.admin1}")
        close = sum(self._lies_close(place, other) for other in others) if ranking.support[k] > 0 else 0
        if close:
            s = close > 1
            reasons.append(f"{close} other name{'s' * s} of this report lie{'s' * (not s)} within 20 km")
        elif ranking.support[k] == ranking.support.max() > 0:
            reasons.append("of the places of such a name it lies nearest to the other names of this report")
        exact, same, support = bool(ranking.exact[k]), bool(ranking.same[k]), float(ranking.support[k])
        return Scored(place, name, chance, exact, same, distance, support, tuple(reasons))

    def _lies_close(self, place: Place, other: Ranking) -> bool:
        """Whether a likely meaning of another name lies within 20 km."""
        rows = other.rows[:12][other.chances[:12] > 0.1]
        km = earth.distances_km(place.lon, place.lat, self._known.lon[rows], self._known.lat[rows])
        return bool((km <= 20).any())

    def _outside(self, query: Query, ranked: Sequence[Scored]) -> str:
        """Why a like-sounding place within the radius is not taken: the very name is listed outside it."""
        if query.within_km is None or query.point is None or any(s.same for s in ranked):
            return ""
        wanted = [self._rows[row] for row in sorted(set(self._index.listed(query.name)))]
        wanted = [p for p in wanted if not query.kinds or p.kind in query.kinds]
        if not wanted:
            return ""
        km = {p.place_id: earth.distance_km(*query.point, p.lon, p.lat) for p in wanted}
        best = min(wanted, key=lambda p: (km[p.place_id], p.place_id))
        far = f"{km[best.place_id]:.0f} km from {query.near_name}"
        radius = f"outside the {query.within_km:.0f} km asked"
        return f'"{query.name.strip()}" is listed as {best.name}, but {far}, {radius}'


class _ById(Mapping[str, Place]):
    """Places by id; made when they are asked for."""

    def __init__(self, ids: Sequence[str], rows: Sequence[Place]) -> None:
        self._row = {place_id: row for row, place_id in enumerate(ids)}
        self._rows = rows
        if len(self._row) < len(ids):
            seen: set[str] = set()
            twice = sorted({i for i in ids if i in seen or seen.add(i)})  # type: ignore[func-returns-value]
            raise ValueError(f"two places have one id: {', '.join(twice[:5])}")

    def __getitem__(self, place_id: str) -> Place:
        return self._rows[self._row[place_id]]

    def __contains__(self, place_id: object) -> bool:
        return place_id in self._row

    def __iter__(self) -> Iterator[str]:
        return iter(self._row)

    def __len__(self) -> int:
        return len(self._row)


def _point(point: tuple[float, float], near: Candidate | None, score: float) -> Candidate:
    """A place at coordinates."""
    lon, lat = point
    name = f"{abs(lat):.5g} {'S' if lat < 0 else 'N'} {abs(lon):.5g} {'W' if lon < 0 else 'E'}"
    place = Place(
        place_id=f"point-{name.lower().replace(' ', '-')}",
        name=name,
        names=(PlaceName(name, None, "latin", "main"),),
        kind="site",
        lon=lon,
        lat=lat,
        source="coordinates as printed",
    )
    told = near.reasons if near is not None and (near.distance_km or 0.0) <= FAR_KM else ("no listed place near",)
    return Candidate(place, name, score, None, told)


def _batches(items: Sequence[int]) -> Iterator[Sequence[int]]:
    return (items[i : i + BATCH] for i in range(0, len(items), BATCH))


def _spelt(ranking: Ranking, k: int, name: str, place: Place, spelling: Spelling) -> str:
    """Say what the spelling shows."""
    if ranking.exact[k]:
        kind = next((n.kind for n in place.names if n.text == name), "variant")
        which = {"main": "the chief name", "local": "the local name"}.get(kind, "a listed variant")
        return f"exact spelling of {which}"
    if ranking.partial[k]:
        return f'"{name}" without the word that tells it from its neighbour'
    if ranking.same[k] or fold(name).fine == spelling.fine:
        return f'same words as the listed "{name}"'
    return f'sounds like the listed "{name}" ({ranking.alike[k]:.0%} alike)'

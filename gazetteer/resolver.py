"""Names in reports -> places, with what the report says around them.

Spelling finds candidates; a point, a governorate, kinds, and the other names of one report rank them;
`gazetteer.decision` says resolved, ambiguous or unknown, and why.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from . import earth
from .decision import Scored, area_kinds, decide, refusal, same_words, too_short
from .errors import UnknownPlaceError
from .index import Match, NameIndex
from .names import Spelling, exact_key, fold, readings
from .place import AREA_KINDS, Candidate, Place, Resolution

__all__ = ["Gazetteer"]

PER_KM, FARTHEST_COST = 0.004, 0.25
"""Price of a kilometre from the point asked about, and its ceiling."""
ELSEWHERE_COST = 0.12
"""Price of lying in another governorate than the one named."""
AREA_COST = 0.05
"""Price of being an area where the query does not say so."""
TOGETHER_KM, TOGETHER_GAIN = 25.0, 0.3
"""Other names of one report: distance over which their support fades, and its worth."""
_PROMINENCE = {"city": 0.03, "town": 0.015}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is known of a name besides its spelling."""

    lon: float | None = None
    lat: float | None = None
    near_name: str = "the given point"
    within_km: float | None = None
    admin1: str = ""
    kinds: frozenset[str] = frozenset()

    @property
    def has_point(self) -> bool:
        return self.lon is not None


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
        self._rows = tuple(places)
        self._places = MappingProxyType({p.place_id: p for p in self._rows})
        if len(self._places) < len(self._rows):
            seen: set[str] = set()
            twice = sorted({p.place_id for p in self._rows if p.place_id in seen or seen.add(p.place_id)})  # type: ignore[func-returns-value]
            raise ValueError(f"two places have one id: {', '.join(twice[:5])}")
        self._lons = np.array([p.lon for p in self._rows], dtype=np.float64)
        self._lats = np.array([p.lat for p in self._rows], dtype=np.float64)

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
        return NameIndex(self._rows)

    @cached_property
    def _is_area(self) -> npt.NDArray[np.bool_]:
        return np.isin(self._kinds, list(AREA_KINDS))

    @cached_property
    def _kinds(self) -> npt.NDArray[np.str_]:
        return np.array([p.kind for p in self._rows], dtype=np.str_)

    @cached_property
    def _reach_km(self) -> npt.NDArray[np.float64]:
        """A large area is within reach of a point when its own radius brings it there."""
        return np.array([(p.precision_m or 0.0) / 1000 if p.is_area else 0.0 for p in self._rows])

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
            As printed, in any script.
        near : Place or (lon, lat), optional
            A place or point (degrees, WGS 84) the name lies near.
        within_km : float, optional
            Answer only places at most this far from `near`, kilometres.
        admin1 : str, optional
            First-level division (in Syria the governorate) the report names; places elsewhere rank lower.
        kinds : collection of str, optional
            Answer only these kinds of place.

        Returns
        -------
        Resolution
            Never an exception for a strange name: status "unknown" with the reason.

        Raises
        ------
        ValueError
            `within_km` without `near`, or not positive; `near` is no point on Earth.
        """
        return self.resolve_together([name], near=near, within_km=within_km, admin1=admin1, kinds=kinds)[0]

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
            As for `resolve`.

        Returns
        -------
        list of Resolution
            One a name, in the order given.

        Raises
        ------
        ValueError
            As for `resolve`.
        """
        asked = _asked(near, within_km, admin1, kinds)
        refusals = [refusal(n) or self._refused_letter(n) for n in names]
        ranked = [
            [] if refused else self._ranked(n, asked) for n, refused in zip(names, refusals, strict=True)
        ]
        if len({exact_key(n) for n, refused in zip(names, refusals, strict=True) if not refused}) > 1:
            ranked = _supported(ranked, [exact_key(n) for n in names])
        return [
            Resolution(n, "unknown", None, (), refused) if refused else self._decided(n, found, asked)
            for n, refused, found in zip(names, refusals, ranked, strict=True)
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
        asked = _asked((lon, lat), None, None, None)
        if asked.lon is None or asked.lat is None or not self._rows:
            return ()
        km = np.where(self._is_area, np.inf, earth.distances_km(asked.lon, asked.lat, self._lons, self._lats))
        rows = np.argsort(km, kind="stable")[: max(0, count)]
        return tuple(
            self._near(int(r), float(km[r]), asked.lon, asked.lat) for r in rows if np.isfinite(km[r])
        )

    def _near(self, row: int, km: float, lon: float, lat: float) -> Candidate:
        place = self._rows[row]
        words = earth.sentence(km, earth.bearing_deg(place.lon, place.lat, lon, lat), place.name)
        return Candidate(place, place.name, 1.0, km, (f"the point lies {words}",))

    def _refused_letter(self, name: str) -> str | None:
        if too_short(name) and not self._index.listed(name):
            return "one letter is too short to tell places apart"
        return None

    def _decided(self, name: str, found: list[Scored], asked: _Asked) -> Resolution:
        spelling = fold(name)
        outside = self._outside(name, found, asked)
        if outside:
            return Resolution(name, "unknown", None, tuple(s.candidate for s in found[:5]), outside)
        return decide(
            spelling,
            found,
            has_point=asked.has_point,
            limited=asked.within_km is not None,
            areas=area_kinds(spelling),
            index_size=len(self._rows),
        )

    def _outside(self, name: str, found: list[Scored], asked: _Asked) -> str:
        """Why a like-sounding place within the radius is not taken: the very name is listed outside it."""
        if asked.within_km is None or asked.lon is None or asked.lat is None:
            return ""
        if any(same_words(s.match) for s in found):
            return ""
        rows = {row for row, _ in self._index.listed(name)}
        wanted = [
            p for p in (self._rows[row] for row in sorted(rows)) if not asked.kinds or p.kind in asked.kinds
        ]
        if not wanted:
            return ""
        km = {p.place_id: earth.distance_km(asked.lon, asked.lat, p.lon, p.lat) for p in wanted}
        best = min(wanted, key=lambda p: (km[p.place_id], p.place_id))
        far = f"{km[best.place_id]:.0f} km from {asked.near_name}"
        radius = f"outside the {asked.within_km:.0f} km asked"
        return f'"{name.strip()}" is listed as {best.name}, but {far}, {radius}'

    def _ranked(self, name: str, asked: _Asked) -> list[Scored]:
        """Candidates of one name, spelling and context weighed, best first."""
        spellings = readings(name)
        areas = area_kinds(spellings[0][0])
        km = self._distances(asked)
        allowed = self._allowed(name, asked, areas, km)
        best: dict[int, Match] = {}
        for spelling, price in spellings:
            for match in self._index.search(spelling, allowed=allowed):
                held = best.get(match.row)
                if held is None or match.score - price > held.score:
                    best[match.row] = _dearer(match, price)
        scored = [self._scored(m, spellings[0][0], asked, areas, km) for m in best.values()]
        return sorted(scored, key=lambda s: (-s.score, s.place.place_id))[:12]

    def _distances(self, asked: _Asked) -> npt.NDArray[np.float64] | None:
        if asked.lon is None or asked.lat is None:
            return None
        return earth.distances_km(asked.lon, asked.lat, self._lons, self._lats)

    def _allowed(
        self, name: str, asked: _Asked, areas: frozenset[str], km: npt.NDArray[np.float64] | None
    ) -> npt.NDArray[np.bool_] | None:
        """Rows that may be answered, None for all."""
        if not asked.kinds and not areas and asked.within_km is None:
            return None
        keep = np.ones(len(self._rows), dtype=bool)
        if areas:
            # Words of an area ask for an area, unless a site is listed under these very words.
            keep = np.isin(self._kinds, list(areas))
            keep[[row for row, _ in self._index.listed(name)]] = True
        if asked.kinds:
            keep &= np.isin(self._kinds, list(asked.kinds))
        if km is not None and asked.within_km is not None:
            keep &= km - self._reach_km <= asked.within_km
        return keep

    def _scored(self, match: Match, spelling: Spelling, asked: _Asked, areas: frozenset[str],
                km: npt.NDArray[np.float64] | None) -> Scored:  # fmt: skip
        place = self._rows[match.row]
        score = match.score + _PROMINENCE.get(place.kind, 0.0)
        reasons = [_spelt(match, place, spelling)]
        distance = None
        if km is not None and asked.lon is not None and asked.lat is not None:
            distance = float(km[match.row])
            score -= min(FARTHEST_COST, PER_KM * distance)
            degrees = earth.bearing_deg(asked.lon, asked.lat, place.lon, place.lat)
            reasons.append(earth.sentence(distance, degrees, asked.near_name))
        if asked.admin1 and place.admin1:
            same = exact_key(asked.admin1) == exact_key(place.admin1)
            score -= 0.0 if same else ELSEWHERE_COST
            reasons.append(
                f"in {place.admin1}, as asked" if same else f"in {place.admin1}, not {asked.admin1}"
            )
        if place.is_area and not areas:
            score -= AREA_COST
        return Scored(place, match, score, distance, 0.0, tuple(reasons))


def _asked(
    near: Place | tuple[float, float] | None,
    within_km: float | None,
    admin1: str | None,
    kinds: Collection[str] | None,
) -> _Asked:
    """Check the context."""
    if within_km is not None and near is None:
        raise ValueError("within_km needs near: a radius around what?")
    if within_km is not None and not within_km > 0:
        raise ValueError(f"within_km is {within_km}; it must be above 0")
    lon = lat = None
    name = "the given point"
    if isinstance(near, Place):
        lon, lat, name = near.lon, near.lat, near.name
    elif near is not None:
        lon, lat = float(near[0]), float(near[1])
    if lon is not None and lat is not None and not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(f"near is lon {lon}, lat {lat}: no point on Earth (order is lon, lat)")
    return _Asked(lon, lat, name, within_km, admin1 or "", frozenset(kinds or ()))


def _dearer(match: Match, price: float) -> Match:
    return (
        match
        if not price
        else Match(match.row, match.name, max(0.0, match.score - price), False, match.partial)
    )


def _spelt(match: Match, place: Place, spelling: Spelling) -> str:
    """Say what the spelling shows."""
    if match.exact:
        kind = next((n.kind for n in place.names if n.text == match.name), "variant")
        which = {"main": "the chief name", "local": "the local name"}.get(kind, "a listed variant")
        return f"exact spelling of {which}"
    if match.partial:
        return f'"{match.name}" without the word that tells it from its neighbour'
    if fold(match.name).fine == spelling.fine:
        return f'same words as the listed "{match.name}"'
    return f'sounds like the listed "{match.name}" ({match.score:.0%} alike)'


def _supported(ranked: list[list[Scored]], keys: list[str]) -> list[list[Scored]]:
    """Let the candidates of one report's names speak for each other where they lie close together."""
    strong = [
        [s for s in found if s.score > found[0].score - 0.15 and s.match.score > 0.7] for found in ranked
    ]
    return [
        _with_support(found, [s for s, k in zip(strong, keys, strict=True) if s and k != key])
        for found, key in zip(ranked, keys, strict=True)
    ]


def _with_support(found: list[Scored], others: list[list[Scored]]) -> list[Scored]:
    if not others:
        return found
    out = []
    for s in found:
        km = [_closest_km(s.place, other) for other in others]
        support = sum(math.exp(-d / TOGETHER_KM) for d in km) / len(km)
        close = sum(d <= 20 for d in km)
        told = f"{close} other name{'s' * (close > 1)} of this report lie{'s' * (close == 1)} within 20 km"
        reasons = (*s.reasons, told) if close else s.reasons
        score = s.score + TOGETHER_GAIN * support
        out.append(Scored(s.place, s.match, score, s.distance_km, support, reasons))
    return sorted(out, key=lambda s: (-s.score, s.place.place_id))


def _closest_km(place: Place, others: list[Scored]) -> float:
    lons, lats = np.array([o.place.lon for o in others]), np.array([o.place.lat for o in others])
    return float(earth.distances_km(place.lon, place.lat, lons, lats).min())

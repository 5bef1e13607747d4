"""What each measure of a hit is worth, and so how likely each place is to be the one meant.

A multinomial logit with an outside option: every place that a name met has a weight, the weighted sum of what
was measured of its spelling and of its surroundings; "none of these" has one too; the chance of each is its
share of the exponentials. Most weights are fitted (`data/ranking.json`, by `tests/benchmarks/fit_names.py`, on
spellings and places held out of seven GeoNames dumps); those that such data cannot teach are argued here.

References
----------
McFadden, D. (1974). Conditional logit analysis of qualitative choice behavior. In: Frontiers in Econometrics,
105-142.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from . import earth
from .index import SPELLING, Hits
from .names import fold, similarity
from .place import Place

__all__ = ["Asked", "Ranking", "Rows", "features", "nothing_features", "rank", "together"]

UNSAID = -10.0
"""A word in the query that says another kind of thing ("X airport" for the village X)."""
SILENT = -1.5
"""A word in the listed name that the query does not say ("X" for "X airport")."""
NUMBER = -8.0
"""Another number ("46th Regiment" for "52nd Regiment")."""
READING = -30.0
"""Each unit of the price of a reading: a Turkish c read as j costs 0.6, a glued article 1.8."""
PROMINENCE, PER_INHABITANTS = (0.0, 0.7, 4.0), 0.8
"""Worth, where the words are the same, of being a village, a town, a city, or of every e-fold of a thousand
inhabitants, whichever is more: reports name places about as often as people live there, and cities alone by name."""
AREA = -1.0
"""An area where the query does not say so."""
TOGETHER, TOGETHER_KM = 8.0, 25.0
"""Worth of lying where the other names of one report lie, and the distance at which half of it is left; a few
places of a report lie far off, so it fades slowly."""
NEAR_KM = 40.0
"""How far "near" reaches where no radius is given: the points the weights were fitted with lie up to 80 km off."""
UNLISTED = 0.15
"""How near to the others a place that is not listed is taken to lie, beyond what any place does."""
ROUNDS = 2
"""Times that the names of a report tell each other where they lie: the second time they are surer themselves."""
TOLD_TO_OTHERS = 12
"""Places of one name that speak for the other names of its report."""
KEPT = 40
"""Places kept for one name."""
SAME_DIVISION = 0.8
"""Likeness from which two spellings name one division ("Hama", "Hamah"): there are few, so they are far apart."""
FITS = 0.9
"""Share of the usual weight of letters from which a name in another script, of the same bones, is the same."""
MOST_SPELLINGS = 8
"""Spellings that speak against a place: each is another chance to be met, but London is not less so for its 200."""
BORROWED_KM, MOST_COMPARED = 10.0, 20_000_000
"""A place of no known division takes that of its neighbour up to this far off; distances compared at a time."""
LEVELS = {"city": 2, "town": 1}
"""How far a kind of place stands out; 0 for the others."""

FITTED = ("cosine", "total", "share", "share squared", "coarse", "bones", "same bones", "same words", "same sounds",
          "article", "exact", "partial", "across", "passed over", "across share", "long share",
          "long total", "population", "names", "km", "log km", "admin1 same", "admin1 other")  # fmt: skip
"""Measures with a fitted weight."""
NOTHING = ("always", "letters", "few letters", "point", "admin1", "places")
"""Measures of a query behind the weight of "none of these"."""

_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.int64]
_AT = {name: i for i, name in enumerate(SPELLING)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of one name besides its spelling.

    Parameters
    ----------
    point : (lon, lat) or None
        Point it lies near, degrees, WGS 84.
    within_km : float or None
        How far "near" reaches, where that was said.
    admin1 : str
        First-level division named, in any spelling or as its code; "" for none.
    letters : int
        Consonants of the name.
    """

    point: tuple[float, float] | None = None
    within_km: float | None = None
    admin1: str = ""
    letters: int = 0


class Rows:
    """What ranking must know of every place, as arrays by row.

    Parameters
    ----------
    arrays : dict of str to ndarray
        As `Rows.arrays_of` makes them: lon, lat (degrees, WGS 84), population (log10 of 1 + inhabitants), level,
        area, admin1 (number of the division, 0 for none), admin1_told (what each division is called); and those
        of the index.
    """

    def __init__(self, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self.arrays = arrays
        self.lon, self.lat = arrays["lon"], arrays["lat"]
        self.unit = self.points(self.lon, self.lat)
        self.sample = self.unit[:: max(1, len(self.unit) // 200)]

    @staticmethod
    def arrays_of(places: Sequence[Place]) -> dict[str, npt.NDArray[Any]]:
        """Arrays of a sequence of places."""
        return {
            "lon": np.array([p.lon for p in places], dtype=np.float64),
            "lat": np.array([p.lat for p in places], dtype=np.float64),
            "population": np.log10(1.0 + np.array([max(0, p.population) for p in places], dtype=np.float64)),
            "level": np.array([LEVELS.get(p.kind, 0) for p in places], dtype=np.int64),
            "area": np.array([p.is_area for p in places], dtype=bool),
        } | _division_arrays(places)

    @staticmethod
    def points(lon: npt.NDArray[Any], lat: npt.NDArray[Any]) -> _Floats:
        """Points on the unit sphere, shape (n, 3), of degrees on WGS 84."""
        a, b = np.radians(lon.astype(np.float64)), np.radians(lat.astype(np.float64))
        return np.column_stack([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])

    def same_admin1(self, row: int, name: str) -> bool:
        """Whether a place lies in the division of this name or code."""
        return int(self.arrays["admin1"][row]) in self.divisions(name)

    def divisions(self, name: str) -> frozenset[int]:
        """Numbers of the first-level divisions that a name or code means; empty where it means none.

        Examples
        --------
        >>> hama = Place("h", "Hama", (), "city", 36.75, 35.13, country="SY", admin1="Hamah", admin1_code="10")
        >>> rows = Rows(Rows.arrays_of([hama]))
        >>> rows.divisions("Hama") == rows.divisions("SY.10") == rows.divisions("حماة") == frozenset({1})
        True
        >>> rows.divisions("Aleppo")
        frozenset()
        """
        return self._divisions(name)

    @cached_property
    def _divisions(self) -> Callable[[str], frozenset[int]]:
        told = self.arrays["admin1_told"].tobytes().decode("utf-8").split("\n")
        known = [tuple(line.split("\t")) for line in told]
        heard = [(number, fold(part)) for number, (name, *_) in enumerate(known) if number for part in _parts(name)]

        @lru_cache(maxsize=1024)
        def find(name: str) -> frozenset[int]:
            key = name.strip().casefold()
            coded = [n for n, (_, code, land) in enumerate(known) if code and key in (code, f"{land}.{code}")]
            if coded or not key:
                return frozenset(coded)
            asked = fold(name)
            alike = [(similarity(asked, spelling), number) for number, spelling in heard]
            best = max(alike, default=(0.0, 0))[0]
            return frozenset(n for score, n in alike if score == best) if best >= SAME_DIVISION else frozenset()

        return find

    def within(self, lon: float, lat: float, km: float) -> npt.NDArray[np.bool_]:
        """Rows at most this far from a point (degrees, WGS 84; great-circle kilometres)."""
        a, b = math.radians(lon), math.radians(lat)
        point = np.array([math.cos(b) * math.cos(a), math.cos(b) * math.sin(a), math.sin(b)])
        return np.asarray(self.unit @ point >= math.cos(min(math.pi, km / earth.EARTH_RADIUS_KM)))


def _division_arrays(places: Sequence[Place]) -> dict[str, npt.NDArray[Any]]:
    """First-level divisions as lines of name, code and country, and the line of each place; line 0 is none."""
    numbers: dict[tuple[str, str, str], int] = {("", "", ""): 0}
    found = []
    for p in places:
        named = (" ".join(p.admin1.split()), p.admin1_code.casefold(), p.country.casefold())
        found.append(numbers.setdefault(named, len(numbers)) if p.admin1 or p.admin1_code else 0)
    text = "\n".join("\t".join(key) for key in numbers)
    return {
        "admin1": _borrowed(np.array(found, dtype=np.int64), places),
        "admin1_told": np.frombuffer(text.encode("utf-8", "replace"), dtype=np.uint8),
    }


def _borrowed(division: _Ints, places: Sequence[Place]) -> _Ints:
    """Let a place of which no table says the division lie in that of the nearest place of which one does."""
    known, blank = np.flatnonzero(division), np.flatnonzero(division == 0)
    if not len(known):
        return division
    points = Rows.points(np.array([p.lon for p in places]), np.array([p.lat for p in places]))
    for part in np.array_split(blank, len(blank) * len(known) // MOST_COMPARED + 1):
        nearness = points[part] @ points[known].T
        near = nearness.argmax(axis=1)
        lent = nearness[np.arange(len(part)), near] > math.cos(BORROWED_KM / earth.EARTH_RADIUS_KM)
        division[part[lent]] = division[known[near[lent]]]
    return division


def _parts(name: str) -> list[str]:
    """Names that a table gives in one cell: "Homs (Hims)"."""
    return [part for part in re.split(r"[()/;]", name) if part.strip()]


@lru_cache(maxsize=1)
def _weights() -> tuple[_Floats, _Floats]:
    told = json.loads(resources.files("gazetteer").joinpath("data", "ranking.json").read_text(encoding="utf-8"))
    return (
        np.array([told["place"][name] for name in FITTED]),
        np.array([told["nothing"][name] for name in NOTHING]),
    )


def features(hits: Hits, rows: Rows, asked: Sequence[Asked]) -> tuple[_Floats, _Floats]:
    """Measures of every hit that have a fitted weight, and its distance.

    Returns
    -------
    measures : ndarray of float64, shape (hits, len(FITTED))
    km : ndarray of float64, shape (hits,)
        Great-circle distance from the point asked about; NaN where there is none.
    """
    m, q = hits.measures, hits.query
    long = np.minimum([a.letters for a in asked], 8)[q] / 4 if len(q) else np.zeros(0)
    share, total, across = m[:, _AT["share"]], m[:, _AT["total"]], m[:, _AT["across"]]
    km = _distances(hits, rows, asked)
    # Who says "within 200 km" means 100 km less badly than who says "near".
    loose = np.array([min(1.0, NEAR_KM / (a.within_km or NEAR_KM)) for a in asked] or [1.0])
    near = np.nan_to_num(km) * loose[hits.query]
    there, known = _divisions(hits, rows, asked)
    spellings = rows.arrays["row_spellings"][hits.row]
    columns = [
        m[:, _AT["cosine"]], total, share, np.minimum(share, 1.1) ** 2, m[:, _AT["coarse"]], m[:, _AT["bones"]],
        m[:, _AT["bones"]] == 1, m[:, _AT["words"]], m[:, _AT["sounds"]], m[:, _AT["article"]], m[:, _AT["exact"]],
        m[:, _AT["partial"]], across,
        m[:, _AT["passed over"]], across * share, share * long, total * long,
        rows.arrays["population"][hits.row], np.log2(np.minimum(spellings, MOST_SPELLINGS)),
        np.minimum(near, 200) / 50, np.log1p(near / 10), known & there, known & ~there,
    ]  # fmt: skip
    return np.column_stack([np.asarray(c, dtype=np.float64) for c in columns]), km


def nothing_features(asked: Sequence[Asked], places: int) -> _Floats:
    """Measures of every query behind the weight of "none of these", shape (queries, len(NOTHING))."""
    letters = np.array([a.letters for a in asked], dtype=np.float64)
    return np.column_stack(
        [
            np.ones(len(asked)),
            np.minimum(letters, 8) / 4,
            1 / np.maximum(letters, 1),
            [a.point is not None for a in asked],
            [bool(a.admin1) for a in asked],
            np.full(len(asked), math.log10(max(places, 1)) - 4),
        ]
    )


def _divisions(
    hits: Hits, rows: Rows, asked: Sequence[Asked]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Whether each place lies in the division asked for, and whether that can be told."""
    lies = rows.arrays["admin1"][hits.row]
    there, known = np.zeros(len(lies), dtype=bool), np.zeros(len(lies), dtype=bool)
    starts = np.searchsorted(hits.query, np.arange(len(asked) + 1))
    for i, one in enumerate(asked):
        wanted = rows.divisions(one.admin1) if one.admin1 else frozenset()
        if wanted:
            mine = slice(starts[i], starts[i + 1])
            there[mine], known[mine] = np.isin(lies[mine], list(wanted)), lies[mine] != 0
    return there, known


def _distances(hits: Hits, rows: Rows, asked: Sequence[Asked]) -> _Floats:
    nowhere = (math.nan, math.nan)
    lon, lat = np.array([a.point or nowhere for a in asked] or [nowhere]).T
    half_lat = np.radians(rows.lat[hits.row] - lat[hits.query]) / 2
    half_lon = np.radians(rows.lon[hits.row] - lon[hits.query]) / 2
    cosines = np.cos(np.radians(lat[hits.query])) * np.cos(np.radians(rows.lat[hits.row].astype(np.float64)))
    h = np.sin(half_lat) ** 2 + cosines * np.sin(half_lon) ** 2
    return np.asarray(2 * earth.EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))


@dataclass(frozen=True, slots=True)
class Ranking:
    """Places that one name may mean, likeliest first.

    Parameters
    ----------
    rows, names : ndarray of int64, shape (n,)
        Row of each place, and the number of its listed name that fits best.
    weight : ndarray of float64, shape (n,)
        Log-odds up to a constant.
    nothing : float
        Weight of "none of these", on the same scale.
    km : ndarray of float64, shape (n,)
        Distance from the point asked about, kilometres; NaN where there is none.
    alike : ndarray of float64, shape (n,)
        0..1, how alike the spellings are to the eye.
    exact, same, partial : ndarray of bool, shape (n,)
        Listed as printed; nothing heard differs; met without its qualifier.
    support : ndarray of float64, shape (n,)
        0..1, how near the other names of the report lie.
    """

    rows: _Ints
    names: _Ints
    weight: _Floats
    nothing: float
    km: _Floats
    alike: _Floats
    exact: npt.NDArray[np.bool_]
    same: npt.NDArray[np.bool_]
    partial: npt.NDArray[np.bool_]
    support: _Floats

    @property
    def chances(self) -> _Floats:
        """Chance of each place, shape (n,); what is missing to 1 is the chance of "none of these"."""
        most = max(float(self.weight.max(initial=-math.inf)), self.nothing)
        odds = np.exp(self.weight - most)
        return np.asarray(odds / (odds.sum() + math.exp(self.nothing - most)))


def rank(hits: Hits, rows: Rows, asked: Sequence[Asked], areas: Sequence[bool]) -> list[Ranking]:
    """Weigh the hits of a batch of names.

    Parameters
    ----------
    hits : Hits
        From `NameIndex.search`.
    rows : Rows
        What is known of each place.
    asked : sequence of Asked
        What is known of each name.
    areas : sequence of bool
        Whether each name asks for an area.

    Returns
    -------
    list of Ranking
        One a name; at most `KEPT` places each.
    """
    fitted, nothing = _weights()
    measures, km = features(hits, rows, asked)
    weight = measures @ fitted + _argued(hits, rows, np.array(areas, dtype=bool))
    none = nothing_features(asked, len(rows.lon)) @ nothing if asked else np.zeros(0)
    # Of the names of one place the best speaks; then the likeliest places of each query.
    order = np.lexsort((-weight, hits.row, hits.query))
    q, r = hits.query[order], hits.row[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (q[1:] != q[:-1]) | (r[1:] != r[:-1])
    best = order[first]
    best = best[np.lexsort((hits.row[best], -weight[best], hits.query[best]))]
    starts = np.searchsorted(hits.query[best], np.arange(len(asked) + 1))
    m = hits.measures
    alike = (m[:, _AT["coarse"]] + m[:, _AT["bones"]]) / 2
    exact, partial = m[:, _AT["exact"]] == 1, m[:, _AT["partial"]] == 1
    same = exact | _same_words(m)
    out = []
    for i in range(len(asked)):
        k = best[starts[i] : min(starts[i] + KEPT, starts[i + 1])]
        out.append(Ranking(hits.row[k], hits.name[k], weight[k], float(none[i]), km[k], alike[k], exact[k], same[k],
                           partial[k], np.zeros(len(k))))  # fmt: skip
    return out


def together(rankings: Sequence[Ranking], keys: Sequence[str], rows: Rows) -> list[Ranking]:
    """Let the places of one report's names speak for each other where they lie close together.

    Parameters
    ----------
    rankings : sequence of Ranking
        One a name of the report.
    keys : sequence of str
        What tells the names apart: a name printed twice is one.
    rows : Rows
        What is known of each place.

    Returns
    -------
    list of Ranking
        In the order given.
    """
    firsts = {key: i for i, key in reversed(list(enumerate(keys)))}
    found = list(rankings)
    for _ in range(ROUNDS):
        told = {key: (found[i].rows[:TOLD_TO_OTHERS], found[i].chances[:TOLD_TO_OTHERS]) for key, i in firsts.items()}
        found = [
            _supported(ranking, [place for key, place in told.items() if key != keys[k] and len(place[0])], rows)
            for k, ranking in enumerate(rankings)
        ]
    return found


def _supported(ranking: Ranking, others: Sequence[tuple[_Ints, _Floats]], rows: Rows) -> Ranking:
    if not others or not len(ranking.rows):
        return ranking
    # A place that is not listed lies near the others of its report, too: it gains more than any place would.
    support, usual = (_support(points, others, rows) for points in (rows.unit[ranking.rows], rows.sample))
    weight = ranking.weight + TOGETHER * support
    nothing = ranking.nothing + TOGETHER * (float(usual.mean()) + UNLISTED)
    k = np.argsort(-weight, kind="stable")
    return Ranking(ranking.rows[k], ranking.names[k], weight[k], nothing, ranking.km[k], ranking.alike[k],
                   ranking.exact[k], ranking.same[k], ranking.partial[k], support[k])  # fmt: skip


def _support(points: _Floats, others: Sequence[tuple[_Ints, _Floats]], rows: Rows) -> _Floats:
    """How near each point lies to where the other names lie, 0..1."""
    support = np.zeros(len(points))
    for row, chance in others:
        km = earth.EARTH_RADIUS_KM * np.arccos(np.clip(points @ rows.unit[row].T, -1.0, 1.0))
        support += (chance / (1 + (km / TOGETHER_KM) ** 2)).max(axis=1)
    return support / len(others)


def _same_words(m: _Floats) -> npt.NDArray[np.bool_]:
    """Whether nothing that is heard differs; between two scripts the bones are, and vowels that fit."""
    fits = (m[:, _AT["bones"]] == 1) & (m[:, _AT["share"]] >= FITS)
    heard = np.where(m[:, _AT["across"]] == 1, fits, m[:, _AT["words"]])
    other_thing = m[:, _AT["partial"]] + m[:, _AT["unsaid"]] + m[:, _AT["silent"]] + m[:, _AT["numbers"]]
    return np.asarray((heard == 1) & (other_thing == 0))


def _argued(hits: Hits, rows: Rows, areas: npt.NDArray[np.bool_]) -> _Floats:
    """Sum of the weights that are argued, not fitted."""
    m = hits.measures
    heard = _same_words(m)
    level = np.asarray(rows.arrays["level"][hits.row], dtype=np.int64)
    people = 10.0 ** rows.arrays["population"][hits.row] - 1.0
    area = np.asarray(rows.arrays["area"][hits.row], dtype=bool)
    return np.asarray(
        UNSAID * m[:, _AT["unsaid"]]
        + SILENT * m[:, _AT["silent"]]
        + NUMBER * m[:, _AT["numbers"]]
        + READING * m[:, _AT["price"]]
        + np.maximum(np.array(PROMINENCE)[level], PER_INHABITANTS * np.log1p(people / 1000)) * heard
        + (AREA * (area & ~areas[hits.query]) if len(areas) else 0.0)
    )

"""The places around: what they say of a place of which reports say little, or nothing any more."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from frontline.assessment._record import CONTESTED, HELD, NEVER, UNKNOWN
from frontline.evidence import NOBODY
from frontline.geodesy import pairs_km

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.assessment._record import Record, State
    from frontline.evidence import Weights

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_CANDIDATES, _WIDE_CANDIDATES = 40, 64
"""How many of the nearest places are looked through for those that reports name."""
_KM_PER_DEG = 111.2


class Surroundings:
    """Asks the places around each place.

    Parameters
    ----------
    lon, lat : ndarray of float, shape (places,)
        Degrees.
    baseline : ndarray of int, shape (places,)
        Position of the actor who held the place before the first day, `NOBODY` for none.
    inferred : ndarray of bool, shape (places,)
        Whether that is only inferred.
    late_days : int
        For how many days news of a place may be late; none in hindsight.
    """

    def __init__(
        self, lon: Floats, lat: Floats, baseline: Ints, inferred: Bools, actors: int, weights: Weights, late_days: int
    ) -> None:
        self._late_days = late_days
        self._weights, self._baseline, self._actors = weights, baseline, actors
        self._near = nearest(lon, lat, np.arange(len(lon)), _CANDIDATES, weights.near_km)
        self._askers, self._bounds = _turned_round(self._near)
        self._inferred = np.flatnonzero(inferred)
        self._wide = nearest(lon, lat, self._inferred, _WIDE_CANDIDATES, weights.wide_km)
        places = len(lon)
        # What the two questions below were last answered from: the named places' holders, and each place's own.
        self._asked = np.full((2, places), NOBODY - 1)
        self._other, self._all, self._lost = np.full(places, NOBODY), np.zeros(places, bool), np.zeros(places, bool)
        self._asked_after = self._asked.copy()
        self._overtaken = np.zeros(places, bool)
        self._gone_days = np.zeros(places, np.int64)

    def apply(self, day: int, state: State, record: Record) -> tuple[Ints, Floats, Ints]:
        """Doubt what is thin and take back what is stale, in place.

        Returns
        -------
        turned, weight, other : ndarray
            The places at which the places around were heard (positions), with what weight and for whom.
        """
        heard = self._doubt_thin(day, state, record)
        self._lapse_stale(state, record)
        return heard

    # A place deep among places of another holder, when its own reports are thin or old: of the nearest places that
    # reports name, where a holder rests on a single voice, all of them assessed to one other actor are evidence of
    # their own; where it rests on words of earlier days, so are all but one that have gone from this very holder to
    # one other. A place that this turns is contested; a pocket that is well attested, or that lies among places which
    # were never its holder's, stays one.
    def _doubt_thin(self, day: int, state: State, record: Record) -> tuple[Ints, Floats, Ints]:
        weights, holder = self._weights, state.holder
        spoken = record.named & (holder != NOBODY)
        self._look_around(np.where(spoken, holder, NOBODY), holder)
        places = np.arange(len(holder))
        silent = np.where(record.last_word == NEVER, 0, day - record.last_word)
        single = record.voices[places, holder] == 1
        turning = spoken & (((single | (silent > 0)) & self._all) | ((silent > 0) & self._lost))
        rows = np.flatnonzero(turning)
        other = self._other[rows]
        weight = weights.surroundings * np.clip(silent[rows], 1, weights.oldest_days)
        odds = state.probability[rows].astype(float)
        odds[np.arange(len(rows)), other] *= np.exp(weight)
        odds /= odds.sum(axis=1, keepdims=True)
        top = odds.argmax(axis=1)
        keeps = (top == holder[rows]) & (state.status[rows] == HELD)
        rows, odds, top, weight, other = (a[~keeps] for a in (rows, odds, top, weight, other))
        flipped = top != holder[rows]
        state.previous[rows[flipped]] = holder[rows[flipped]]
        state.since[rows[flipped]] = NEVER
        state.probability = state.probability.copy()
        state.probability[rows], state.holder[rows], state.status[rows] = odds, top, CONTESTED
        return rows, weight, other

    def _look_around(self, seen: Ints, holder: Ints) -> None:
        """Bring up to date what the nearest named places say, where one of them or the place itself has changed."""
        now = np.stack((seen, holder))
        rows = self._stirred(now, self._asked)
        self._asked = now
        near, took = self._first_named(self._near[rows], seen, self._weights.neighbours)
        own = holder[rows][:, None]
        around = np.where(took, seen[near], NOBODY)
        counts = np.stack([(around == actor).sum(axis=1) for actor in range(self._actors)], axis=1)
        counts[np.arange(len(rows)), own[:, 0]] = 0
        other, most = counts.argmax(axis=1), counts.max(axis=1)
        lost = ((around == other[:, None]) & (self._baseline[near] == own)).sum(axis=1)
        self._other[rows] = other
        self._all[rows] = most >= self._weights.neighbours
        self._lost[rows] = (most > 0) & (lost >= self._weights.neighbours - 1)

    def _stirred(self, now: Ints, before: Ints) -> Ints:
        seen, own = now != before
        spans = [self._askers[self._bounds[n] : self._bounds[n + 1]] for n in np.flatnonzero(seen)]
        stirred = own.copy()
        if spans:
            stirred[np.concatenate(spans)] = True
        return np.flatnonzero(stirred)

    def _first_named(self, near: Ints, seen: Ints, count: int) -> tuple[Ints, Bools]:
        named = (np.append(seen, NOBODY)[near] != NOBODY) & (near >= 0)
        return near, named & (named.cumsum(axis=1) <= count)

    # A village that no report names does not stay with its old holder while all around it changes hands: where all
    # but one of the nearest places that reports name have gone from that holder to others, it is unknown. A baseline
    # that was only inferred lapses as well where its holder's front has broken. A pocket among places that were never
    # its holder's is left alone.
    def _lapse_stale(self, state: State, record: Record) -> None:
        weights, holder, before = self._weights, state.holder, self._baseline
        seen = np.where(record.named & (holder != NOBODY), holder, NOBODY)
        now = np.stack((seen, holder))
        rows = self._stirred(now, self._asked_after)
        self._asked_after = now
        near, took = self._first_named(self._near[rows], seen, weights.neighbours)
        own = holder[rows][:, None]
        gone = (took & (before[near] == own) & (seen[near] != own)).sum(axis=1)
        self._overtaken[rows] = gone >= weights.neighbours - 1
        lapsed = self._overtaken.copy()
        near, took = self._first_named(self._wide, seen, weights.wide_neighbours)
        own = holder[self._inferred][:, None]
        same = took & (before[near] == own)
        kept = (same & (seen[near] == own)).sum(axis=1)
        enough = same.sum(axis=1) >= weights.neighbours
        lapsed[self._inferred] |= enough & (kept <= (1 - weights.broken_share) * same.sum(axis=1))
        self._gone_days = np.where(lapsed, self._gone_days + 1, 0)
        lapsed = self._gone_days > self._late_days
        lapsed &= ~record.named & (before != NOBODY) & (holder != NOBODY)
        state.previous[lapsed] = holder[lapsed]
        state.holder[lapsed], state.status[lapsed], state.since[lapsed] = NOBODY, UNKNOWN, NEVER


def _turned_round(near: Ints) -> tuple[Ints, Ints]:
    """For each place, who asks it: the rows in which it stands, one after the other, and where those of each begin."""
    row, column = np.nonzero(near >= 0)
    asked = near[row, column]
    return row[np.argsort(asked, kind="stable")], np.searchsorted(np.sort(asked), np.arange(len(near) + 1))


def nearest(lon: Floats, lat: Floats, rows: Ints, count: int, km: float) -> Ints:
    """Find the `count` places nearest to each of some places, itself left out, within `km`.

    Returns
    -------
    ndarray of int, shape (rows, count)
        Positions, nearest first; -1 where there are no more. Not to be written to.
    """
    return _nearest(lon.tobytes(), lat.tobytes(), rows.astype(np.int64).tobytes(), count, km)


@lru_cache(maxsize=8)  # a report assesses the same places on each of its days
def _nearest(lons: bytes, lats: bytes, asked_for: bytes, count: int, km: float) -> Ints:
    lon, lat, rows = np.frombuffer(lons), np.frombuffer(lats), np.frombuffer(asked_for, np.int64)
    found = np.full((len(rows), count), -1)
    if len(rows):
        _find(lon, lat, rows, count, km, found)
    found.flags.writeable = False
    return found


def _find(lon: Floats, lat: Floats, rows: Ints, count: int, km: float, found: Ints) -> None:
    """Search ever farther, until each place has as many as are wanted or all within reach."""
    import shapely

    # In a plane squeezed by the latitude a box finds all that may lie near enough; the sphere then measures.
    squeeze = np.cos(np.radians(min(80.0, float(np.abs(lat).max()))))
    plane = shapely.points(lon * _KM_PER_DEG * squeeze, lat * _KM_PER_DEG)
    tree = shapely.STRtree(plane)
    area = np.ptp(lon * _KM_PER_DEG * squeeze) * np.ptp(lat * _KM_PER_DEG)
    reach = min(km, 2 * float(np.sqrt(count * max(area, 1.0) / (np.pi * len(lon)))))
    left = np.arange(len(rows))
    while len(left):
        asked, there = tree.query(plane[rows[left]], predicate="dwithin", distance=reach)
        enough = _ranked(lon, lat, rows[left], asked, there, km, reach, found, left)
        left = left[~enough]
        if reach >= km:
            break
        reach = min(km, 2 * reach)


def _ranked(
    lon: Floats, lat: Floats, rows: Ints, asked: Ints, there: Ints, km: float, reach: float, found: Ints, into: Ints
) -> Bools:
    """Write the nearest of the pairs found into their rows; tell which rows are full."""
    away = pairs_km(lon[rows[asked]], lat[rows[asked]], lon[there], lat[there])
    kept = (away <= km) & (there != rows[asked])
    asked, there, away = asked[kept], there[kept], away[kept]
    order = np.lexsort((there, away, asked))
    asked, there = asked[order], there[order]
    place = np.arange(len(asked)) - np.searchsorted(asked, asked)
    kept = place < found.shape[1]
    found[into] = -1
    found[into[asked[kept]], place[kept]] = there[kept]
    # Beyond the reach of the search there may be nearer ones that it has not met.
    sure = np.bincount(asked[away[order] <= reach], minlength=len(rows))
    return np.asarray(sure >= found.shape[1])

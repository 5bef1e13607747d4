"""One run over the days of a ledger: what was heard, the chains, the record and the places around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from frontline.assessment._around import Surroundings
from frontline.assessment._chain import Chain, build, forward, priors, smoothed
from frontline.assessment._record import Record, State
from frontline.dates import day_of
from frontline.evidence import NOBODY, Weights, Words, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from numpy.typing import NDArray

    from frontline.ledger import Ledger

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Turned:
    """At which places (positions) the places around were heard on a day, with what weight and for whom."""

    rows: Ints
    weight: Floats
    other: Ints


@dataclass(frozen=True, eq=False)
class Run:
    """All that an assessment of the days up to `valid` is made from.

    Parameters
    ----------
    place_ids : tuple of str
        Those with a baseline or a word, sorted.
    rows, step : ndarray of int, one a word
        Place (position in `place_ids`) and day (0 is the first of the ledger).
    """

    ledger: Ledger
    weights: Weights
    words: Words
    place_ids: tuple[str, ...]
    rows: Ints
    step: Ints
    baseline: Ints
    chain: Chain

    def days(self, *, hindsight: bool = False) -> Iterator[tuple[State, Turned]]:
        """Judge every day from the ledger's first on; in hindsight with what later words say of it."""
        actors = len(self.words.table.actor_ids)
        record = Record(
            self.words, self.rows, self.step, self.chain.days, self.baseline, actors, self.weights, drifting=hindsight
        )
        if hindsight:  # what is named later will be: its baseline does not lapse before
            record.named[self.rows[self.words.named]] = True
        around = self._surroundings(actors, 0 if hindsight else self.weights.late_days)
        course: Iterable[NDArray[np.floating]] = smoothed(self.chain) if hindsight else forward(self.chain)
        for day, probability in enumerate(course):
            state = record.add(day, np.asarray(probability, float))
            yield state, Turned(*around.apply(day, state, record))

    def _surroundings(self, actors: int, late_days: int) -> Surroundings:
        places = [self.ledger.places[i] for i in self.place_ids]
        base = [self.ledger.baseline.get(i) for i in self.place_ids]
        inferred = np.array([b is not None and b.basis == "inferred" for b in base], bool)
        lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
        return Surroundings(lon, lat, self.baseline, inferred, actors, self.weights, late_days)


def prepare(ledger: Ledger, valid: datetime, known: datetime | None, weights: Weights) -> Run:
    """Hear the claims that count and set up the chains."""
    last = max(day_of(valid), ledger.start)
    words = weigh(ledger, valid, day_of(valid).toordinal(), known, weights)
    table = words.table
    named = {table.place_ids[code] for code in np.unique(words.place)}
    place_ids = tuple(sorted(named | set(ledger.baseline)))
    position = {place_id: n for n, place_id in enumerate(place_ids)}
    row_of = np.array([position.get(i, NOBODY) for i in table.place_ids], np.int64)
    rows = row_of[words.place]
    step = np.maximum(words.day - ledger.start.toordinal(), 0)
    column = {actor: n for n, actor in enumerate(table.actor_ids)}
    held = (ledger.baseline.get(i) for i in place_ids)
    baseline = np.array([NOBODY if b is None else column[b.actor] for b in held], np.int64)
    prior = priors(ledger, place_ids, table.actor_ids, weights)
    days = (last - ledger.start).days + 1
    chain = build(words, rows, step, days, prior, weights)
    return Run(ledger, weights, words, place_ids, rows, step, baseline, chain)

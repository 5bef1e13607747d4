"""The hidden Markov chain of each place, over all places at once: forward for what was known, backward for hindsight.

References
----------
Rabiner, L. R. (1989): A tutorial on hidden Markov models. Proceedings of the IEEE 77(2), section III.A (the
forward-backward procedure).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from frontline.evidence import NOBODY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from frontline.evidence import Weights, Words
    from frontline.ledger import Ledger

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

BEFORE, WITHIN, AFTER = 0, 1, 2
_BLOCK = 10_000  # places smoothed at a time, so that memory stays in bounds


@dataclass(frozen=True, eq=False, slots=True)
class Chain:
    """All that the chains of some places are run with.

    Parameters
    ----------
    prior : ndarray of float, shape (places, actors)
        Before the first day.
    turns, moving : ndarray of float, shape (days, actors, actors)
        Chance of going from each holder to each other within a day: a silent one, and one on which a place is said to
        have been taken back.
    bounds : ndarray of int, shape (days + 1,)
        Where the words of each day begin in the arrays that follow.
    row, actor, weight, phase : ndarray, one a piece of evidence for or against a holder
        Place, actor (positions), log odds, and when within the day it speaks of the holder: `BEFORE` it, within it, or
        `AFTER` it was taken back.
    heard : ndarray of int, one a piece of evidence
        Day from which on it counts: that of its word, which may speak of an earlier day.
    """

    prior: Floats
    turns: Floats
    moving: Floats
    bounds: Ints
    row: Ints
    actor: Ints
    weight: Floats
    phase: Ints
    heard: Ints

    @property
    def days(self) -> int:
        """How many days it runs."""
        return len(self.turns)

    @property
    def day(self) -> Ints:
        """Day of which each piece of evidence speaks."""
        return np.repeat(np.arange(self.days), np.diff(self.bounds))


def build(words: Words, rows: Ints, step: Ints, days: int, prior: Floats, weights: Weights) -> Chain:
    """Set up the chains.

    Parameters
    ----------
    rows, step : ndarray of int, one a word
        Its place (position) and day (0 is the first).
    prior : ndarray of float, shape (places, actors)
        Weight of each actor before the first day, by the baseline; rows of zeros where there is none.
    """
    row, actor, weight, day, phase, heard = _evidence(words, rows, step, weights)
    order = np.argsort(day, kind="stable")
    actors = prior.shape[1]
    counts = np.zeros((days, actors))
    told = (phase != BEFORE) & (weight > 0)
    np.add.at(counts, (day[told], actor[told]), 1.0)
    advance = (1.0 + counts.cumsum(axis=0)) ** weights.advance  # one more, so that no side is ruled out
    return Chain(
        prior=np.ones_like(prior) if actors == 1 else _spread(prior, advance[0]),
        turns=np.stack([_transition(a, weights.stay) for a in advance]),
        moving=np.stack([_transition(a, weights.stay_moving) for a in advance]),
        bounds=np.searchsorted(day[order], np.arange(days + 1)),
        row=row[order],
        actor=actor[order],
        weight=weight[order],
        phase=phase[order],
        heard=heard[order],
    )


def _evidence(
    words: Words, rows: Ints, step: Ints, weights: Weights
) -> tuple[Ints, Ints, Floats, Ints, Ints, Ints]:
    """Place, actor, log odds, day, phase and day of hearing of all that words say of holders.

    A word that a place changed hands speaks twice: of the holder since, and of the day before, when the loser had it,
    or at least not yet the winner. One that it was taken back on the very day on which it was taken says nothing of
    the day before.
    """
    n = np.flatnonzero(~words.contest & ((words.holder != NOBODY) | (words.leaver != NOBODY)))
    leaves = words.holder[n] == NOBODY
    actor = np.where(leaves, words.leaver[n], words.holder[n])
    weight = np.where(leaves, -1.0, 1.0) * words.weight[n]
    several = _several(rows[n], step[n], actor, words.changes[n] & ~leaves)
    phase = np.where(words.back[n] & several, AFTER, WITHIN)
    early = np.flatnonzero((words.changed[n] > 0) & (phase != AFTER))
    since = step[n][early] - (words.day[n] - words.changed[n])[early]
    early = early[since > 0]
    loser = words.loser[n][early]
    lost = np.where(loser == NOBODY, -1.0, 1.0) * np.abs(weight[early])
    return (
        np.append(rows[n], rows[n][early]),
        np.append(actor, np.where(loser == NOBODY, actor[early], loser)),
        np.append(weight, weights.before * lost),
        np.append(step[n], since[since > 0]),
        np.append(phase, np.full(len(early), BEFORE)),
        np.append(step[n], step[n][early]),
    )


def _several(row: Ints, day: Ints, actor: Ints, changes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether a place is said to have gone to more than one on a day."""
    key = row * (int(day.max(initial=0)) + 1) + day
    keys, group = np.unique(key, return_inverse=True)
    lowest, highest = np.full(len(keys), actor.max(initial=0) + 1), np.full(len(keys), NOBODY)
    np.minimum.at(lowest, group[changes], actor[changes])
    np.maximum.at(highest, group[changes], actor[changes])
    return np.asarray((lowest < highest)[group])


def _spread(prior: Floats, advance: Floats) -> Floats:
    """Share out what the baseline leaves open by who advances; all of it where there is no baseline."""
    sure = prior.max(axis=1, keepdims=True)
    others = np.where(prior > 0, 0.0, advance)
    return np.asarray(prior + (1 - sure) * others / others.sum(axis=1, keepdims=True))


def _transition(advance: Floats, stay: float) -> Floats:
    """Chance of going from each holder to each other, shape (actors, actors)."""
    if len(advance) == 1:
        return np.ones((1, 1))
    to = np.tile(advance, (len(advance), 1))
    np.fill_diagonal(to, 0.0)
    turn = (1 - stay) * to / to.sum(axis=1, keepdims=True)
    np.fill_diagonal(turn, stay)
    return np.asarray(turn)


def priors(ledger: Ledger, place_ids: Sequence[str], actor_ids: Sequence[str], weights: Weights) -> Floats:
    """What the baseline says, shape (places, actors): its certainty for its holder, zeros where there is none."""
    prior = np.zeros((len(place_ids), len(actor_ids)))
    column = {actor: n for n, actor in enumerate(actor_ids)}
    for row, place_id in enumerate(place_ids):
        known = ledger.baseline.get(place_id)
        if known is not None:
            prior[row, column[known.actor]] = weights.prior[known.basis] if len(actor_ids) > 1 else 1.0
    return prior


def forward(chain: Chain) -> Iterator[Floats]:
    """Run the chains: the probabilities at the end of each day, shape (places, actors), in an array of its own.

    A word may speak of a day before its own. On its own day the days since then are run anew for its place; what was
    judged of them before stays as it was, for that is how it looked then.
    """
    late = chain.heard > chain.day
    rows = np.unique(chain.row[late])
    past: deque[Floats] = deque([chain.prior[rows]], int((chain.heard - chain.day).max(initial=0)) + 1)
    state = chain.prior
    for day in range(chain.days):
        told = np.flatnonzero(late & (chain.heard == day)) if len(rows) else rows
        if len(told):
            again = np.unique(chain.row[told])
            state = state.copy()
            state[again] = _run_anew(chain, int(chain.day[told].min()), day, again, rows, past)
        heard = np.arange(chain.bounds[day], chain.bounds[day + 1])
        state = _advanced(chain, day, state, *_likelihood(chain, heard[chain.heard[heard] <= day]))
        past.append(state[rows])
        yield state


def _run_anew(chain: Chain, first: int, day: int, again: Ints, rows: Ints, past: deque[Floats]) -> Floats:
    """States at the eve of a day of the places `again` among `rows`, whose last days are corrected in `past`."""
    at = np.searchsorted(rows, again)
    state = past[first - day - 1][at]
    for then in range(first, day):
        heard = np.arange(chain.bounds[then], chain.bounds[then + 1])
        heard = heard[(chain.heard[heard] <= day) & np.isin(chain.row[heard], again)]
        touched, likely = _likelihood(chain, heard)
        state = _advanced(chain, then, state, np.searchsorted(again, touched), likely)
        past[then - day][at] = state
    return state


def _advanced(chain: Chain, day: int, state: Floats, touched: Ints, likely: Floats) -> Floats:
    """One day on, with what is said of some places."""
    before = state.copy()
    before[touched] *= likely[BEFORE]
    state = before @ chain.turns[day] if day else before
    if len(touched):
        state[touched] = _corrected(state[touched], chain.moving[day], likely)
    return state


def _likelihood(chain: Chain, heard: Ints) -> tuple[Ints, Floats]:
    """Places of which some evidence speaks, and how likely it is under each holder, by phase."""
    touched, row = np.unique(chain.row[heard], return_inverse=True)
    odds = np.zeros((3, len(touched), chain.prior.shape[1]))
    np.add.at(odds, (chain.phase[heard], row, chain.actor[heard]), chain.weight[heard])
    return touched, np.exp(odds - odds.max(axis=2, keepdims=True))


def _corrected(state: Floats, moving: Floats, likely: Floats) -> Floats:
    state = state * likely[WITHIN]
    back = (likely[AFTER] != 1.0).any(axis=1)
    state[back] = (state[back] @ moving) * likely[AFTER][back]
    return np.asarray(state / state.sum(axis=1, keepdims=True))


def smoothed(chain: Chain) -> NDArray[np.float32]:
    """Probabilities at the end of each day in hindsight: what came later informs what was before.

    Returns
    -------
    ndarray of float32, shape (days, places, actors)
    """
    places, actors = chain.prior.shape
    out = np.empty((chain.days, places, actors), np.float32)
    for start in range(0, places, _BLOCK):
        part = _part(chain, start, min(start + _BLOCK, places))
        block = out[:, start : start + _BLOCK]
        for day, state in enumerate(forward(replace(part, heard=part.day))):  # each day hears all
            block[day] = state
        _backward(part, block)
    return out


def _part(chain: Chain, start: int, stop: int) -> Chain:
    inside = (chain.row >= start) & (chain.row < stop)
    kept = np.append(0, inside.cumsum())
    return Chain(
        prior=chain.prior[start:stop],
        turns=chain.turns,
        moving=chain.moving,
        bounds=kept[chain.bounds],
        row=chain.row[inside] - start,
        actor=chain.actor[inside],
        weight=chain.weight[inside],
        phase=chain.phase[inside],
        heard=chain.heard[inside],
    )


def _backward(chain: Chain, path: NDArray[np.float32]) -> None:
    """Weigh each day's probabilities by how likely all later words are from there, in place."""
    later = np.ones_like(chain.prior)
    for day in range(chain.days - 1, -1, -1):
        state = path[day] * later
        path[day] = state / state.sum(axis=1, keepdims=True)
        touched, likely = _likelihood(chain, np.arange(chain.bounds[day], chain.bounds[day + 1]))
        then = likely[AFTER] * later[touched]
        back = (likely[AFTER] != 1.0).any(axis=1)
        then[back] = then[back] @ chain.moving[day].T
        later[touched] = then * likely[WITHIN]
        if day:
            later = later @ chain.turns[day].T
            later[touched] *= likely[BEFORE]
            later /= later.max(axis=1, keepdims=True)

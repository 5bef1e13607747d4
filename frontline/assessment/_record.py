"""What has been said of each place up to a day, and the status that follows: all places at once, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from frontline.evidence import NOBODY

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from frontline.evidence import Weights, Words

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

NEVER = -1
HELD, CONTESTED, CLAIMED, UNKNOWN = 0, 1, 2, 3
"""Codes of a status, positions in `frontline.model.STATUSES`."""


@dataclass(eq=False, slots=True)
class State:
    """The state of all places at the end of a day.

    Parameters
    ----------
    holder : ndarray of int, shape (places,)
        Position of the actor, `NOBODY` where nothing says who.
    status : ndarray of int, shape (places,)
    probability : ndarray of float, shape (places, actors)
    since, previous : ndarray of int, shape (places,)
        Day (0 is the first) from which the holder holds it, `NEVER` for before the first; who held it until then.
    opposing, supporting, opposed : ndarray, shape (places,)
        The open contradiction: weight of the latest words against the holder, of those for it since, and their day.
    reason : ndarray of int, shape (places,)
        The rule that decided: one of the module's `BY_` codes.
    """

    holder: Ints
    status: Ints
    probability: Floats
    since: Ints
    previous: Ints
    opposing: Floats
    supporting: Floats
    opposed: Ints
    attested: Floats
    disputed: Bools
    reason: Ints


BY_CONTRADICTION, BY_DOUBT, BY_WITNESS, BY_BASELINE, BY_ASSERTION, BY_NOTHING, BY_DEPARTURE = range(7)
_STATUS_OF = np.array([CONTESTED, CONTESTED, HELD, HELD, CLAIMED, UNKNOWN, UNKNOWN])


class Record:
    """Running account of what has been said of each place.

    Parameters
    ----------
    words : Words
    rows, step : ndarray of int, one a word
        Its place (position) and day (0 is the first).
    baseline : ndarray of int, shape (places,)
        Position of the actor who held the place before the first day, `NOBODY` for none.
    actors : int
        How many.
    drifting : bool
        Whether a holder may change on a day without a word: in hindsight it may, otherwise silence is no news.
    """

    def __init__(
        self, words: Words, rows: Ints, step: Ints, days: int, baseline: Ints, actors: int, weights: Weights,
        *, drifting: bool = False,
    ) -> None:  # fmt: skip
        places = len(baseline)
        order = np.argsort(step, kind="stable")
        self._bounds = np.searchsorted(step[order], np.arange(days + 1))
        self._row, self._words, self._order = rows[order], words, order
        self._new_voice = _first_time(words)[order]
        self._baseline, self._weights, self._drifting = baseline, weights, drifting
        self._recent = [_Day(places, actors) for _ in range(weights.contested_days)]
        self._top = np.full(places, NEVER)
        self._since = np.full(places, NEVER)
        self._previous = np.full(places, NOBODY)
        self._attested = np.zeros(places)
        self._for = np.zeros((places, actors), bool)
        self._against = np.zeros((places, actors), bool)
        self._fought = np.zeros(places, bool)
        self._settled = np.zeros(places, bool)
        self._sides = np.zeros(places, np.int64)
        self.voices = np.zeros((places, actors), np.int32)
        self.named = np.zeros(places, bool)
        self.last_word = np.full(places, NEVER)

    def add(self, day: int, probability: Floats) -> State:
        """Take in the words of a day (days must come in order) and judge each place at its end."""
        span = slice(self._bounds[day], self._bounds[day + 1])
        row, order, words = self._row[span], self._order[span], self._words
        today = self._recent[day % len(self._recent)]
        holder, leaver, contest = words.holder[order], words.leaver[order], words.contest[order]
        today.fill(row, holder, leaver, contest, words.side[order], words.fair[order], words.weight[order], day)
        settled = ~contest
        told = settled & (holder != NOBODY)
        self._for[row[told], holder[told]] = True
        left = settled & (holder == NOBODY)
        self._against[row[left], leaver[left]] = True
        self._fought[row[contest]] = True
        self._sides[today.rows] = self._for[today.rows].sum(axis=1)
        self._settled[today.rows] = (self._sides[today.rows] > 0) | self._against[today.rows].any(axis=1)
        new = told & self._new_voice[span]
        np.add.at(self.voices, (row[new], holder[new]), 1)
        self.named[row[words.named[order]]] = True
        self.last_word[row] = day
        return self._judged(day, probability, today, row)

    def _judged(self, day: int, probability: Floats, today: _Day, spoken: Ints) -> State:
        settled = self._settled
        on_record = self._baseline != NOBODY
        top = probability.argmax(axis=1)
        if not self._drifting and day:
            silent = np.ones(len(top), bool)
            silent[spoken] = False
            top = np.where(silent & (self._top != NEVER), self._top, top)
        places = np.arange(len(top))
        first = (self._top == NEVER) & settled & ~on_record
        changed = (self._top != NEVER) & (top != self._top)
        self._previous = np.where(changed & on_record, self._top, self._previous)
        self._since = np.where(changed | first, day, self._since)
        witnessed = today.outside[places, top]
        self._attested = np.where(changed | first, witnessed, self._attested + witnessed)
        known = settled | on_record
        self._top = np.where(known, top, NEVER)
        # Nobody has said that it is that actor's: all we know is that the last one left.
        told = self._for[places, top] | (self._baseline == top)
        return self._state(day, probability, np.where(known & told, top, NOBODY), known)

    def _state(self, day: int, probability: Floats, holder: Ints, known: Bools) -> State:
        places, weights = np.arange(len(holder)), self._weights
        attested = self._attested >= weights.corroborated
        opposed, supporting, opposing = self._contradiction(day, holder, attested)
        others = self._sides - self._for[places, holder] > 0
        disputed = others | self._against[places, holder] | self._fought
        sure = probability[places, holder]
        enough = weights.contested_share * np.maximum(supporting, weights.corroborated)
        reason = np.select(
            [
                ~known,
                holder == NOBODY,
                (opposing > 0) & (opposing >= enough),
                disputed & (sure < weights.held),
                attested,
                (self._baseline == holder) & (self._since == NEVER),
            ],
            [BY_NOTHING, BY_DEPARTURE, BY_CONTRADICTION, BY_DOUBT, BY_WITNESS, BY_BASELINE],
            BY_ASSERTION,
        )
        return State(
            holder=holder, status=_STATUS_OF[reason], probability=probability, since=self._since.copy(),
            previous=self._previous.copy(), opposing=opposing, supporting=supporting, opposed=opposed,
            attested=self._attested.copy(), disputed=disputed, reason=reason,
        )  # fmt: skip

    def _contradiction(self, day: int, holder: Ints, attested: Bools) -> tuple[Ints, Floats, Floats]:
        """Day of the last words against the holder while they are fresh, and what is said for and against it since.

        A side's claim of its own gain, alone, does not reopen what others have attested.
        """
        opposed = np.full(len(holder), NEVER)
        supporting, opposing = np.zeros(len(holder)), np.zeros(len(holder))
        rows = np.unique(np.concatenate([past.rows for past in self._recent]))  # all others are quiet
        held = holder[rows]
        for age in range(min(len(self._recent), day + 1)):
            past = self._recent[(day - age) % len(self._recent)]
            weight = past.weight[rows]
            counted = np.where(attested[rows, None], weight - past.boast[rows], weight)
            own = np.arange(len(rows)), held
            against = counted.sum(axis=1) - counted[own] + past.left[rows, held] + past.contest[rows]
            open_ = opposed[rows] == NEVER
            supporting[rows] += np.where(open_, weight[own], 0.0)
            found = open_ & (against > 1e-9)
            opposing[rows[found]], opposed[rows[found]] = against[found], day - age
        return opposed, np.where(opposed == NEVER, 0.0, supporting), opposing


class _Day:
    """What one day's words weigh, by place and actor."""

    def __init__(self, places: int, actors: int) -> None:
        self.weight = np.zeros((places, actors))
        self.boast = np.zeros((places, actors))
        self.outside = np.zeros((places, actors))
        self.left = np.zeros((places, actors))
        self.contest = np.zeros(places)
        self.rows = np.zeros(0, np.int64)

    def fill(
        self, row: Ints, holder: Ints, leaver: Ints, contest: Bools, side: Ints, fair: Bools, weight: Floats, day: int
    ) -> None:
        """Forget an older day and take in this one."""
        for column in (self.weight, self.boast, self.outside, self.left, self.contest):
            column[self.rows] = 0.0
        self.rows = np.unique(row)
        told = ~contest & (holder != NOBODY)
        left = ~contest & (holder == NOBODY)
        boast, outside = told & (side == holder), told & (side != holder) & fair
        for column, mark in ((self.weight, told), (self.boast, boast), (self.outside, outside)):
            np.add.at(column, (row[mark], holder[mark]), weight[mark])
        np.add.at(self.left, (row[left], leaver[left]), weight[left])
        np.add.at(self.contest, row[contest], weight[contest])


def _first_time(words: Words) -> Bools:
    """Mark the words by which a voice speaks for a holder of a place for the first time."""
    order = np.lexsort((words.day, words.voice, words.holder, words.contest, words.place))
    key = np.stack((words.place, words.contest, words.holder, words.voice))[:, order]
    first = np.append(True, (key[:, 1:] != key[:, :-1]).any(axis=0)) if len(order) else np.zeros(0, bool)
    marked = np.zeros(len(order), bool)
    marked[order] = first
    return marked & ~words.contest

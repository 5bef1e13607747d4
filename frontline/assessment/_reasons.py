"""The state of one place in words: the rule that decided, and every voice that was weighed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Literal, overload

import numpy as np

from frontline.assessment._record import (
    BY_BASELINE,
    BY_CONTRADICTION,
    BY_DEPARTURE,
    BY_DOUBT,
    BY_NOTHING,
    BY_WITNESS,
    NEVER,
    UNKNOWN,
    State,
)
from frontline.evidence import NOBODY, to_evidence
from frontline.model import STATUSES, Assessment, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from frontline.assessment._run import Run, Turned
    from frontline.model import Baseline

_LAPSED = "No report says who holds it, and most of the places around that reports name have changed hands."


def assessments(run: Run, state: State, turned: Turned, day: date) -> Mapping[str, Assessment]:
    """Tell the state of every place, with its reasons."""
    bounds = np.searchsorted(run.rows, np.arange(len(run.place_ids) + 1))
    heard = {int(row): n for n, row in enumerate(turned.rows)}
    told = {}
    for row, place_id in enumerate(run.place_ids):
        words = range(bounds[row], bounds[row + 1])
        around = None
        if row in heard:
            n = heard[row]
            other = run.words.table.actor_ids[turned.other[n]]
            around = _told_around(other, float(turned.weight[n]), day, run.weights.neighbours)
        told[place_id] = _assessment(run, row, state, words, around)
    return told


class _Told(Sequence[Evidence]):
    """The evidence of a place, put into words when somebody looks: of many thousand places few are looked at."""

    def __init__(self, run: Run, words: range, around: Evidence | None) -> None:
        self._run, self._words, self._around = run, words, around

    @cached_property
    def _all(self) -> tuple[Evidence, ...]:
        told = tuple(to_evidence(self._run.words, n, self._run.ledger) for n in self._words)
        return told if self._around is None else (*told, self._around)

    @overload
    def __getitem__(self, index: int) -> Evidence: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Evidence, ...]: ...

    def __getitem__(self, index: int | slice) -> Evidence | tuple[Evidence, ...]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self._words) + (self._around is not None)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)

    def __repr__(self) -> str:
        return repr(self._all)


def _assessment(
    run: Run, row: int, state: State, words: range, around: Evidence | None
) -> Assessment:
    place_id, actor_ids = run.place_ids[row], run.words.table.actor_ids
    baseline = run.ledger.baseline.get(place_id)
    holder = None if state.holder[row] == NOBODY else actor_ids[state.holder[row]]
    lapsed = holder is None and state.reason[row] not in (BY_NOTHING, BY_DEPARTURE)
    first = run.ledger.start
    since = None if state.since[row] == NEVER else first + timedelta(days=int(state.since[row]))
    previous = None if state.previous[row] == NOBODY else actor_ids[state.previous[row]]
    if lapsed:
        rule = _LAPSED
    elif around is not None:
        held = previous if state.since[row] == NEVER and previous not in (None, holder) else holder
        rule = (
            f"What is said for {held} rests on one voice or on earlier days, and the places around are assessed to "
            f"{around.speaks_for}."
        )
    else:
        rule = _rule(state, row, run, words, first, baseline)
    return Assessment(
        place_id=place_id,
        holder=holder,
        status=STATUSES[UNKNOWN if holder is None else state.status[row]],
        probability={} if holder is None else dict(zip(actor_ids, map(float, state.probability[row]), strict=True)),
        since=since,
        evidence=_Told(run, words, around),
        rule=rule,
        basis="none" if holder is None else _basis(run, words, baseline),
        previous_holder=previous,
    )


def _basis(
    run: Run, words: range, baseline: Baseline | None
) -> Literal["reports", "record", "claim", "inferred", "none"]:
    named = run.words.named[words.start : words.stop].any()
    return "reports" if named or baseline is None else baseline.basis


def _rule(state: State, row: int, run: Run, words: range, first: date, baseline: Baseline | None) -> str:
    reason = state.reason[row]
    if reason == BY_NOTHING:
        return "No baseline and no claim that says who holds it."
    if reason == BY_DEPARTURE:
        return "Said to have been left by its holder, and nobody says who holds it now."
    if reason == BY_CONTRADICTION:
        day = first + timedelta(days=int(state.opposed[row]))
        return (
            f"Since {day} the accounts against it weigh {state.opposing[row]:.1f}, those for it "
            f"{state.supporting[row]:.1f}: the contradiction is open."
        )
    if reason == BY_DOUBT:
        return f"The most probable holder has only {state.probability[row, state.holder[row]]:.0%}."
    if reason == BY_WITNESS:
        since = state.since[row]
        sides = [
            run.words.side[n]
            for n in words
            if run.words.holder[n] == state.holder[row] and not run.words.contest[n] and run.words.fair[n]
            if run.step[n] >= since
        ]
        return "Reported by observers with no side." if NOBODY in sides else "Admitted by another side."
    if reason == BY_BASELINE and baseline is not None:
        said = state.disputed[row]
        against = "what was claimed against it is weak" if said else "nothing has been claimed against it"
        return f"Held before the case began (basis: {baseline.basis}); {against}."
    return "Asserted by an interested side or a source that cannot be judged, and not corroborated."


def _told_around(other: str, weight: float, day: date, neighbours: int) -> Evidence:
    said = f"most or all of the {neighbours} nearest places that reports name are assessed to {other}"
    return Evidence(
        claim_ids=(),
        voice="surroundings",
        claimant="the places around",
        outlets=(),
        said=said,
        day=day,
        speaks_for=other,
        weight=weight,
        words=f"{said[0].upper()}{said[1:]}; evidence for {other}, weight {weight:.2f}",
        learned=day,
    )

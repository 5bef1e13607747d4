"""The state of one place in words: the rule that decided, and every voice that was weighed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

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
from frontline.evidence import NOBODY, SETTLING, to_evidence
from frontline.model import STATUSES, Assessment, Evidence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from frontline.assessment._run import Run, Turned
    from frontline.model import Baseline, Claim

_LAPSED = "No report says who holds it, and most of the places around that reports name have changed hands."


def assessments(run: Run, state: State, turned: Turned, day: date) -> Mapping[str, Assessment]:
    """Tell the state of every place, with its reasons."""
    bounds = np.searchsorted(run.rows, np.arange(len(run.place_ids) + 1))
    heard = {int(row): n for n, row in enumerate(turned.rows)}
    told = {}
    for row, place_id in enumerate(run.place_ids):
        words = range(bounds[row], bounds[row + 1])
        evidence = [to_evidence(run.words, n, run.ledger) for n in words]
        around = None
        if row in heard:
            n = heard[row]
            other = run.words.table.actor_ids[turned.other[n]]
            around = _told_around(other, float(turned.weight[n]), day, run.weights.neighbours)
        told[place_id] = _assessment(run, row, state, evidence, words, around)
    return told


def _assessment(
    run: Run, row: int, state: State, evidence: Sequence[Evidence], words: range, around: Evidence | None
) -> Assessment:
    place_id, actor_ids = run.place_ids[row], run.words.table.actor_ids
    baseline = run.ledger.baseline.get(place_id)
    holder = None if state.holder[row] == NOBODY else actor_ids[state.holder[row]]
    lapsed = holder is None and state.reason[row] not in (BY_NOTHING, BY_DEPARTURE)
    first = run.ledger.start
    since = None if state.since[row] == NEVER else first + timedelta(days=int(state.since[row]))
    previous = None if state.previous[row] == NOBODY else actor_ids[state.previous[row]]
    heard = tuple(evidence) if around is None else (*evidence, around)
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
        evidence=heard,
        rule=rule,
        basis="none" if holder is None else _basis(run, words, baseline),
        previous_holder=previous,
    )


def _basis(
    run: Run, words: range, baseline: Baseline | None
) -> Literal["reports", "record", "claim", "inferred", "none"]:
    named = any(_names_the_place(run.ledger.claims[n]) for word in words for n in run.words.claims_of(word))
    return "reports" if named or baseline is None else baseline.basis


def _names_the_place(claim: Claim) -> bool:
    return claim.scope == "place" and claim.kind in SETTLING


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
    )

"""From claims to a situation: who holds each place at one instant, as known at another, and why.

For each place a hidden Markov chain over the actors is filtered forward, day by day: a place changes hands
rarely (`Weights.stay`), and each voice's word is evidence of stated strength. All constants stand in
`frontline.evidence.Weights`, with their reasons; pass another to `assess`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np

from frontline.assessment._reasons import assessments
from frontline.assessment._record import UNKNOWN
from frontline.assessment._run import prepare
from frontline.assessment._why import why
from frontline.dates import day_of, days_between, end_of, parse_instant
from frontline.errors import DateError
from frontline.evidence import DEFAULT_WEIGHTS, NOBODY, Weights
from frontline.model import History, Situation

if TYPE_CHECKING:
    from frontline.assessment._run import Run
    from frontline.ledger import Ledger

__all__ = ["assess", "history", "why"]


def assess(
    ledger: Ledger,
    valid: str | date | datetime,
    known: str | date | datetime | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Situation:
    """Say who holds each place at `valid`, from what could be known at `known`.

    Parameters
    ----------
    ledger : Ledger
        Claims, baseline and who speaks.
    valid : str, date or datetime
        When it should hold true; a bare date means the end of that day (UTC).
    known : str, date or datetime, optional
        By when we had been told; a bare date means the end of that day. None takes all that the ledger holds.
    weights : Weights
        The constants.

    Returns
    -------
    Situation
        With an assessment for every place that has a baseline or a claim.

    Raises
    ------
    DateError
        If an instant cannot be read.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, valid="2024-12-04", known="2024-12-05")
    >>> now.assessments["hama"].holder, now.assessments["maardes"].holder
    ('government', 'opposition')
    """
    valid_at = parse_instant(valid)
    known_at = None if known is None else parse_instant(known)
    run = prepare(ledger, valid_at, known_at, weights)
    ((state, turned),) = deque(run.days(), maxlen=1)
    return Situation(
        valid=valid_at,
        known=known_at,
        places={place_id: ledger.places[place_id] for place_id in run.place_ids},
        actors=ledger.actors,
        assessments=assessments(run, state, turned, max(day_of(valid_at), ledger.start)),
    )


def history(
    ledger: Ledger,
    start: str | date,
    end: str | date,
    known: str | date | datetime | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
    *,
    smooth: bool = False,
) -> History:
    """Assess the end of every day from `start` to `end`, both included, as arrays.

    Parameters
    ----------
    known : str, date or datetime, optional
        By when we had been told, for all of the days. None takes all that the ledger holds.
    smooth : bool
        In hindsight: what is said of later days (up to `end`) informs earlier ones as well. The history then keeps
        what each day looks like without that, in `then`.

    Returns
    -------
    History
        Without `smooth`, each day is what `assess` says of it.

    Raises
    ------
    DateError
        If a day cannot be read, or `end` is before `start`.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> course = fl.history(case.ledger, "2024-12-03", "2024-12-06")
    >>> course.holders("hama")
    ['government', 'government', 'opposition', 'opposition']
    """
    first, last = (day_of(parse_instant(d)) for d in (start, end))
    if last < first:
        raise DateError(f"the history ends ({last}) before it begins ({first}); write the earlier day first")
    known_at = None if known is None else parse_instant(known)
    run = prepare(ledger, end_of(last), known_at, weights)
    told = _course(run, first, last, hindsight=smooth)
    return replace(told, known=known_at, then=replace(_course(run, first, last), known=known_at) if smooth else None)


def _course(run: Run, first: date, last: date, *, hindsight: bool = False) -> History:
    days = tuple(days_between(first, last))
    shape = (len(days), len(run.place_ids))
    holder, status = np.full(shape, NOBODY, np.int8), np.full(shape, UNKNOWN, np.int8)
    probability = np.zeros(shape, np.float32)
    places = np.arange(len(run.place_ids))
    for day, (state, _) in enumerate(run.days(hindsight=hindsight)):
        # Days before the ledger's first look like it.
        begin = 0 if day == 0 else (run.ledger.start - first).days + day
        for row in range(max(begin, 0), (run.ledger.start - first).days + day + 1):
            holder[row], status[row] = state.holder, state.status
            probability[row] = np.where(state.holder == NOBODY, 0.0, state.probability[places, state.holder])
    return History(
        place_ids=run.place_ids, days=days, actors=run.words.table.actor_ids, known=None, holder=holder,
        status=status, probability=probability,
    )  # fmt: skip

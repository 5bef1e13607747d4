"""Consistency checks: what in a case an editor should look at. They decide nothing and change nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from frontline.assessment import assess, history
from frontline.checks import _claims, _figures, _ground, _voices
from frontline.checks._limits import DEFAULT_LIMITS, Limits
from frontline.dates import day_of, parse_instant
from frontline.errors import NoFrontError
from frontline.metrics import compare_distances
from frontline.territory import trace_front

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.datasets import Case
    from frontline.model import Claim, Comparison, Figure, Finding

__all__ = ["CHECKS", "DEFAULT_LIMITS", "Limits", "check_case", "check_figures"]

CHECKS = (
    "recaptured without loss", "captured twice", "dated after publication", "area without outline",
    "deep behind the line", "distances contradict", "distance against places", "parts do not add up",
    "count that falls", "running total", "one against all others", "fallen silent",
)  # fmt: skip
"""The names of the checks, in the order of their findings."""


def check_case(
    case: Case, known: str | date | datetime | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[Finding, ...]:
    """List what in a case contradicts itself, its own dates, its figures or the ground.

    Parameters
    ----------
    case : Case
        Claims and figures.
    known : str, date or datetime, optional
        Only what was known by then is looked at; a bare date means the end of that day.
    limits : Limits
        The thresholds.

    Returns
    -------
    tuple of Finding
        By check, then day.

    Raises
    ------
    DateError
        If the instant cannot be read.

    Examples
    --------
    >>> import frontline as fl
    >>> found = fl.check_case(fl.datasets.load("hama-2024"))
    >>> print(next(f.words for f in found if f.check == "parts do not add up"))
    SOHR in Pledge Times: 219 HTS + 137 government + 44 civilians make 400 people,
    the total is given as at least 417 (-17).
    """
    ledger = case.ledger
    known_at = None if known is None else parse_instant(known)
    claims = ledger.known_by(known_at)
    figures = [f for f in case.figures if known_at is None or (f.published or f.as_of) <= day_of(known_at)]
    last = case.end if known_at is None else min(case.end, day_of(known_at))
    course = history(ledger, case.start, max(last, case.start), known_at)
    found = [
        *_claims.recaptured_without_loss(claims, ledger),
        *_claims.captured_twice(claims, ledger, limits),
        *_claims.told_before_it_happened(claims, ledger),
        *_claims.speaks_of_no_place(claims, ledger),
        *_ground.deep_behind_the_line(claims, course, ledger, limits),
        *_ground.distances_apart(claims, limits),
        *_ground.distances_against_places(_comparisons(case, claims, known_at, last)),
        *check_figures(figures, limits),
        *_voices.one_against_all(claims, ledger, limits),
        *_voices.fallen_silent([c for c in claims if c.event.last_day <= last], last, ledger, limits),
    ]
    return tuple(found)


def check_figures(figures: Sequence[Figure], limits: Limits = DEFAULT_LIMITS) -> tuple[Finding, ...]:
    """List figures whose parts do not make their total, running totals, and counts that fall.

    Parameters
    ----------
    figures : sequence of Figure
        As given; none is compared with another claimant's.
    limits : Limits
        The thresholds.

    Examples
    --------
    >>> import frontline as fl
    >>> found = check_figures(fl.datasets.load("hama-2024").figures)
    >>> sorted({f.check for f in found})
    ['count that falls', 'parts do not add up', 'running total']
    """
    return (*_figures.totals_that_do_not_add_up(figures), *_figures.running_totals(figures, limits))


def _comparisons(case: Case, claims: Sequence[Claim], known: datetime | None, last: date) -> list[Comparison]:
    stated = [c for c in claims if c.distance_km is not None and case.start <= c.event.last_day <= last]
    cities = {p.name: p for p in case.places.values() if p.kind == "city"}
    named = {c.reference_city: cities.get(c.reference_city.split(" (")[0]) for c in stated}
    fronts = {}
    for day in sorted({c.event.last_day for c in stated}):
        try:
            fronts[day] = trace_front(assess(case.ledger, day, known))
        except NoFrontError:
            continue
    return compare_distances(stated, {name: city for name, city in named.items() if city}, fronts)

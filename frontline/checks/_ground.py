"""Checks against the ground: places deep behind the claimed line, distances that contradict each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from frontline.geodesy import pairs_km
from frontline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from frontline.checks._limits import Limits
    from frontline.ledger import Ledger
    from frontline.model import Claim, History


def deep_behind_the_line(
    claims: Sequence[Claim], course: History, ledger: Ledger, limits: Limits
) -> Iterator[Finding]:
    """A side is said to have taken a place far from all others that it holds on that day or the day before."""
    column = {place_id: n for n, place_id in enumerate(course.place_ids)}
    places = [ledger.places[i] for i in course.place_ids]
    lon, lat = np.array([p.lon for p in places]), np.array([p.lat for p in places])
    points = np.array([not p.is_area for p in places], bool)
    row = {day: n for n, day in enumerate(course.days)}
    seen: set[tuple[str, str, date]] = set()
    for claim in claims:
        day = claim.event.last_day
        key = (claim.place_id or "", claim.actor, day)
        if claim.kind not in ("captured", "recaptured") or claim.scope != "place" or day not in row or key in seen:
            continue
        seen.add(key)
        here = column[claim.place_id or ""]
        held = (course.holder[max(row[day] - 1, 0) : row[day] + 1] == course.actors.index(claim.actor)).any(axis=0)
        held &= points
        held[here] = False
        others = np.flatnonzero(held)
        if not len(others):
            continue
        away = pairs_km(np.full(len(others), lon[here]), np.full(len(others), lat[here]), lon[others], lat[others])
        near = int(away.argmin())
        if away[near] >= limits.behind_km:
            yield Finding(
                check="deep behind the line",
                words=(
                    f"{places[here].name}: said to be taken by {claim.actor} on {day}, {away[near]:.0f} km from the "
                    f"nearest other place of theirs ({places[others[near]].name})."
                ),
                claim_ids=(claim.claim_id,),
                place_id=claim.place_id,
                day=day,
            )


def distances_apart(claims: Sequence[Claim], limits: Limits) -> Iterator[Finding]:
    """Distances of the front from one city, stated for one day, that cannot all be so."""
    stated: dict[tuple[str, date, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.distance_km is not None and claim.kind in ("advanced_to", "pushed_back_km"):
            stated[claim.reference_city.split(" (")[0], claim.event.last_day, claim.kind].append(claim)
    for (city, day, kind), told in sorted(stated.items()):
        told = sorted(told, key=lambda c: (c.distance_km or 0.0, c.claim_id))
        apart = (told[-1].distance_km or 0.0) - (told[0].distance_km or 0.0)
        if apart < limits.apart_km:
            continue
        figures = sorted({c.distance_km or 0.0 for c in told})
        what = "reached" if kind == "advanced_to" else "pushed back to"
        yield Finding(
            check="distances contradict",
            words=(
                f"{city}, {day}: the front is said to be {what} {', '.join(f'{f:g}' for f in figures)} km from it, "
                f"{apart:g} km apart."
            ),
            claim_ids=tuple(c.claim_id for c in told),
            day=day,
        )


def distances_against_places(comparisons: Sequence[object]) -> Iterator[Finding]:
    """Distances that the assessed places do not bear out."""
    for comparison in comparisons:
        claim, far = comparison.claim, comparison.difference_km  # type: ignore[attr-defined]
        if far is None or not comparison.verdict.startswith("the places"):  # type: ignore[attr-defined]
            continue
        yield Finding(
            check="distance against places",
            words=(
                f"{claim.reference_city}, {claim.event.last_day}: {claim.distance_km:g} km is claimed, the assessed "
                f"places imply {claim.distance_km + far:.1f} km ({far:+.1f} km)."
            ),
            claim_ids=(claim.claim_id,),
            place_id=claim.place_id,
            day=claim.event.last_day,
        )

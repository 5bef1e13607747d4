"""Checks on claims of a place: taken back without a loss, taken twice, told before it happened, about no place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from frontline.evidence import Grounds
from frontline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from frontline.checks._limits import Limits
    from frontline.ledger import Ledger
    from frontline.model import Claim

_TAKEN = ("captured", "recaptured")


def by_place(claims: Sequence[Claim]) -> Mapping[str, list[Claim]]:
    """Claims that name a place, by its id, in order of their day."""
    placed: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda c: (c.event.last_day, c.event.first_day, c.claim_id)):
        if claim.scope == "place" and claim.place_id is not None:
            placed[claim.place_id].append(claim)
    return placed


def recaptured_without_loss(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Finding]:
    """A side says it took a place back that nobody says it had lost."""
    for place_id, told in by_place(claims).items():
        known = ledger.baseline.get(place_id)
        back: dict[str, list[Claim]] = defaultdict(list)
        for claim in told:
            if claim.kind == "recaptured":
                back[claim.actor].append(claim)
        for actor, again in back.items():
            first = again[0]
            lost = [c for c in told if _loses(c, actor) and c.event.first_day <= first.event.last_day]
            if lost or (known is not None and known.actor != actor):
                continue
            name = ledger.places[place_id].name
            yield Finding(
                check="recaptured without loss",
                words=f"{name}: said to be recaptured by {actor}, and no claim until then says that it was lost.",
                claim_ids=tuple(c.claim_id for c in again),
                place_id=place_id,
                day=first.event.last_day,
            )


def _loses(claim: Claim, actor: str) -> bool:
    """Whether a claim tells that a place was another's than the actor's."""
    if claim.kind == "withdrew":
        return claim.actor == actor
    return claim.actor != actor and claim.kind in (*_TAKEN, "held", "repelled")


def captured_twice(claims: Sequence[Claim], ledger: Ledger, limits: Limits) -> Iterator[Finding]:
    """One side is said to have taken a place on days far apart, and nobody says that it was lost between."""
    for place_id, told in by_place(claims).items():
        taken: dict[str, Claim] = {}
        for claim in told:
            for actor in [a for a in taken if _loses(claim, a)]:
                del taken[actor]
            if claim.kind not in _TAKEN:
                continue
            before = taken.setdefault(claim.actor, claim)
            days = (claim.event.first_day - before.event.last_day).days
            if days >= limits.again_days:
                yield Finding(
                    check="captured twice",
                    words=(
                        f"{ledger.places[place_id].name}: said to be taken by {claim.actor} on "
                        f"{before.event.last_day} and again on {claim.event.first_day}, {days} days later, and no "
                        "claim says that it was lost between."
                    ),
                    claim_ids=(before.claim_id, claim.claim_id),
                    place_id=place_id,
                    day=claim.event.last_day,
                )
                taken[claim.actor] = claim


def told_before_it_happened(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Finding]:
    """A claim is dated after the page that carries it."""
    for claim in claims:
        if claim.published is not None and claim.event.start >= claim.published.end:
            yield Finding(
                check="dated after publication",
                words=(
                    f"{claim.place_as_written}: {claim.kind} by {claim.actor} on {claim.event.first_day}, on a page of "
                    f"{claim.published.first_day}."
                ),
                claim_ids=(claim.claim_id,),
                place_id=claim.place_id,
                day=claim.event.first_day,
            )


def speaks_of_no_place(claims: Sequence[Claim], ledger: Ledger) -> Iterator[Finding]:
    """A claim about a whole area counts nowhere, since nothing tells which places lie inside."""
    grounds = Grounds(ledger)
    for claim in claims:
        if claim.scope == "area" and not len(grounds.of(claim)):
            yield Finding(
                check="area without outline",
                words=(
                    f"{claim.place_as_written}: {claim.kind} by {claim.actor} speaks of a whole area whose outline is "
                    "not known, so it counts for no place; draw it in areas.geojson."
                ),
                claim_ids=(claim.claim_id,),
                place_id=claim.place_id,
                day=claim.event.last_day,
            )

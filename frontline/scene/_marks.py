"""The places of a map, each with its state and the voices behind it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from frontline.dates import day_of, word_day
from frontline.scene._nouns import Account, Details, Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.model import Assessment, Evidence, Situation
    from gazetteer import Place


def compose_mark(
    place_id: str, situation: Situation, last: Situation, city: Place | None, fixing: Sequence[str]
) -> Mark:
    known = situation.assessments.get(place_id)
    place = (situation if known else last).places[place_id]
    return Mark(
        place_id=place_id,
        name=place.name,
        name_ar=place.name_ar,
        kind=place.kind,
        lon=place.lon,
        lat=place.lat,
        precision_m=place.precision_m,
        holder=known.holder if known else None,
        status=known.status if known else "unknown",
        probability=known.confidence if known else 0.0,
        since=_since(known),
        rule=_rule(known),
        rank=_rank(place, known, situation, city, fixing),
        accounts=_accounts(known),
        aliases=_aliases(place),
    )


def compose_details(situation: Situation, place_ids: Sequence[str]) -> Details:
    known = [situation.assessments.get(i) for i in place_ids]
    return Details(
        probabilities=np.array([a.confidence if a else 0.0 for a in known]),
        since=tuple(_since(a) for a in known),
        rules=tuple(_rule(a) for a in known),
        accounts=tuple(_accounts(a) for a in known),
    )


def _aliases(place: Place) -> tuple[str, ...]:
    others = dict.fromkeys(name.text for name in place.names)
    return tuple(text for text in others if text not in (place.name, place.name_ar))


def _rule(known: Assessment | None) -> str:
    return known.rule if known else "Nothing was known of it at this date."


def _accounts(known: Assessment | None) -> tuple[Account, ...]:
    return tuple(_account(e) for e in known.evidence) if known else ()


def _since(known: Assessment | None) -> str:
    if known is None or known.holder is None:
        return ""
    if known.since is not None:
        return word_day(known.since)
    return "a day unknown" if known.previous_holder else "before the case"


def _rank(
    place: Place, known: Assessment | None, situation: Situation, city: Place | None, fixing: Sequence[str]
) -> int:
    if city is not None and place.place_id == city.place_id:
        return 0
    if place.kind in ("city", "mountain"):  # mountains with a name in the news are what a front turns on
        return 1
    today = day_of(situation.valid)
    turned = known is not None and known.since is not None and today - known.since < timedelta(days=2)
    disputed = known is not None and known.status == "contested"
    return 2 if turned or disputed or place.kind == "town" or place.place_id in fixing else 3


def _account(evidence: Evidence) -> Account:
    return Account(
        day=evidence.day.isoformat(),
        claimant=evidence.claimant,
        outlet=", ".join(evidence.outlets),
        said=evidence.said,
        speaks_for=evidence.speaks_for,
        weight=evidence.weight,
        claim_ids=evidence.claim_ids,
        url=evidence.url,
        note=evidence.note,
        learned=evidence.learned.isoformat() if evidence.learned else "",
    )

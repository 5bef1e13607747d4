"""The words of a map: finding, evidence, distances, counts, alt text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.dates import word_instant
from gazetteer.earth import compass_word

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

    from frontline.model import Measure, Situation
    from gazetteer import Place


def word_clocks(situation: Situation) -> tuple[str, str]:
    return word_instant(situation.valid), word_known(situation.known)


def word_known(known: datetime | None) -> str:
    return "all that the ledger holds" if known is None else word_instant(known)


def word_distance(near: Measure, city: str) -> str:
    """Say a distance of the front with its range and direction.

    Examples
    --------
    >>> from frontline.model import Measure
    >>> near = Measure(name="d", value=5.14, unit="km", low=3.8, high=8.2, bearing_deg=20.0, method="geodesic")
    >>> word_distance(near, "Hama")
    '5.1 km (4-8) north-north-east of Hama'
    """
    if near.value is None or near.low is None or near.high is None or near.bearing_deg is None:
        return f"at no known distance from {city}"
    return f"{near.value:.1f} km ({near.low:.0f}-{near.high:.0f}) {compass_word(near.bearing_deg)} of {city}"


HELD_BY = {
    "held": "held by",
    "contested": "contested, more probably held by",
    "claimed": "reported, without corroboration, to be held by",
}
"""How a headline says the status of a city that somebody holds."""


def name_actor(name: str) -> str:
    """Name an actor within a sentence, without the remark in brackets.

    A name of several words, or of capitals alone, takes its article.

    Examples
    --------
    >>> name_actor("Syrian government (Assad)"), name_actor("Russia"), name_actor("SAF")
    ('the Syrian government', 'Russia', 'the SAF')
    """
    short = name.split(" (")[0].strip() or name
    if short.isupper() or " " not in short:
        return f"the {short}" if short.isupper() and len(short) > 1 else short
    if short.casefold().startswith("the "):
        return short
    return f"the {short[0].lower()}{short[1:]}" if short.startswith("Armed ") else f"the {short}"


def word_finding(city: Place | None, situation: Situation, near: Measure | None) -> str:
    if city is None or city.place_id not in situation.assessments:
        return "Areas of control and front line, as assessed from public claims"
    state = situation.assessments[city.place_id]
    if state.holder is None:
        return f"Who holds {city.name} is not known"
    end = f"the city is {HELD_BY[state.status]} {name_actor(situation.actors[state.holder].name)}"
    return f"Front {word_distance(near, city.name)}; {end}" if near else f"{city.name}: {end}"


def word_evidence(situation: Situation) -> str:
    claims, voices, places = count_evidence(situation)
    return f"Assessed from {count(claims, 'claim')} by {count(voices, 'claimant')} on {count(places, 'place')}"


def count_evidence(situation: Situation) -> tuple[int, int, int]:
    """Count the claims that were weighed, their claimants, and the places assessed."""
    claims = {c for a in situation.assessments.values() for e in a.evidence for c in e.claim_ids}
    voices = {e.voice for a in situation.assessments.values() for e in a.evidence if e.claim_ids}
    return len(claims), len(voices), len(situation.assessments)


def word_share(share: float) -> str:
    """Write a share in whole per cent.

    Examples
    --------
    >>> word_share(0.9)
    '90 %'
    """
    return f"{share:.0%}".replace("%", " %")


def count(number: int, noun: str) -> str:
    """Say how many, in the singular for one.

    Examples
    --------
    >>> count(1, "place"), count(1200, "claim")
    ('1 place', '1,200 claims')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def word_alt_text(title: str, valid: str, known: str, areas: gpd.GeoDataFrame, situation: Situation) -> str:
    counts: dict[str, int] = {}
    for assessment in situation.assessments.values():
        if assessment.holder is not None:
            counts[assessment.holder] = counts.get(assessment.holder, 0) + 1
    held = "; ".join(
        f"{situation.actors[a].name}: {count(n, 'place')}, {areas.loc[areas['actor'] == a, 'area_km2'].sum():,.0f} km2"
        for a, n in sorted(counts.items())
    )
    return f"Map. {title}. As of {valid}; as known: {known}. {held}."

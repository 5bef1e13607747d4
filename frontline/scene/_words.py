"""The words of a map: finding, evidence, distances, counts, alt text."""

from __future__ import annotations

import re
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


GAP = "Known to {known} only: what was reported later does not count, so what happened until {valid} may be missing."


def word_gap(situation: Situation) -> str:
    """Say that the date of a map lies after what was known, "" where it does not."""
    if situation.known is None or situation.known >= situation.valid:
        return ""
    valid, known = word_clocks(situation)
    return GAP.format(known=known.removesuffix(" (UTC)"), valid=valid.removesuffix(" (UTC)"))


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


_COMMON = re.compile(
    r"administration|alliance|army|authority|brigades?|coalition|command|corps|council|federation|forces?|front|"
    r"government|group|guards?|legion|militias?|movement|opposition|party|regime|republic|resistance|states?|union",
    re.IGNORECASE,
)
"""Nouns that make a name of several words one that takes its article: the Syrian National Army, but Ansar Allah."""
_PARTICLES = frozenset({"al", "and", "da", "de", "del", "der", "des", "di", "du", "el", "la", "le", "of", "van", "wa"})


def word_name(name: str) -> str:
    """Name an actor within a sentence: without the remark in brackets, with the article where English asks for one.

    Examples
    --------
    >>> [word_name(n) for n in ("Armed opposition (HTS and allies)", "SAF", "Rapid Support Forces", "government")]
    ['the armed opposition', 'the SAF', 'the Rapid Support Forces', 'the government']
    >>> [word_name(n) for n in ("Russia", "Ansar Allah", "Saudi Arabia", "The Coalition")]
    ['Russia', 'Ansar Allah', 'Saudi Arabia', 'The Coalition']
    """
    short = name.split(" (")[0].strip() or name
    words = short.split()
    if short.casefold().startswith("the "):
        return short
    if len(words) == 1:
        return f"the {short}" if len(short) > 1 and (short.isupper() or short.islower()) else short
    if not any(_COMMON.fullmatch(w) or (w.islower() and w not in _PARTICLES) for w in words):
        return short
    return f"the {short[0].lower()}{short[1:]}" if short.startswith("Armed ") else f"the {short}"


def word_finding(city: Place | None, situation: Situation, near: Measure | None) -> str:
    if city is None or city.place_id not in situation.assessments:
        sides = {a.holder for a in situation.assessments.values() if a.holder}
        line = " and front line" if len(sides) > 1 else ""  # one side alone has no front
        return f"Areas of control{line}, as assessed from public claims"
    state = situation.assessments[city.place_id]
    if state.holder is None:
        return f"Who holds {city.name} is not known"
    end = f"the city is {HELD_BY[state.status]} {word_name(situation.actors[state.holder].name)}"
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

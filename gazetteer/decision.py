"""From ranked candidates to an honest answer: one place, a choice to make, or "unknown", with the reason.

The limits below are measured, not derived: on spellings of Syrian villages held out of GeoNames and on the
places of the packaged case (see `tests/test_gazetteer_resolver.py` for what must hold).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .index import Match
from .names import Spelling, exact_key
from .place import Candidate, Place, Resolution
from .words import AREA_WORDS, NOT_AREAS

__all__ = [
    "LONGEST_QUERY",
    "Scored",
    "area_kinds",
    "decide",
    "far_more_prominent",
    "refusal",
    "same_words",
    "too_short",
]

LONGEST_QUERY = 200
"""Letters; longer text is a passage, not a name."""
ALIKE = 0.86
"""Score from which an unlisted spelling may be resolved without context, in a table of 1,000 places."""
ALIKE_NEAR = 0.80
"""The same where a point or the other names of a report speak for the place."""
SAME_WORDS = 0.985
"""Spelling score from which two spellings are one name: only articles, ayn or vowel length differ."""
MARGIN, MARGIN_ALONE = 0.07, 0.10
"""Lead over the next place that an unlisted spelling needs with context (as namesakes do), and without."""
WORTH_SHOWING = 0.55
"""Spelling score below which a candidate is noise."""
FAR_KM = 100.0
"""A village farther than this from the point asked about is not taken on its name alone."""

_PART_OF = re.compile(
    r"^(?:just |immediately )?(?:north|south|east|west)(?:ern|[ -]?(?:east|west)(?:ern)?)?(?: side)? of\b",
    re.I,
)
_SEVERAL = re.compile(r"\s(?:and|&|ve|et|und)\s", re.I)
_LEVEL = {"city": 3, "town": 2}


@dataclass(frozen=True, slots=True)
class Scored:
    """One match with what the context adds.

    Parameters
    ----------
    place : Place
        The place.
    match : Match
        Its spelling score.
    score : float
        Spelling and context together.
    distance_km : float or None
        From the point asked about.
    support : float
        0..1, how near the other names of the report lie.
    reasons : tuple of str
        What speaks for it.
    """

    place: Place
    match: Match
    score: float
    distance_km: float | None
    support: float
    reasons: tuple[str, ...]

    @property
    def candidate(self) -> Candidate:
        """The public form."""
        score = round(min(1.0, max(0.0, self.score)), 3)
        return Candidate(self.place, self.match.name, score, self.distance_km, self.reasons)


def refusal(text: str) -> str | None:
    """Why a text cannot be looked up as a name at all, None when it can.

    Examples
    --------
    >>> refusal("12345")
    'no letters: digits or signs alone name no place'
    >>> refusal("Hama") is None
    True
    """
    if len(text) > LONGEST_QUERY:
        return f"{len(text):,} characters are a passage, not a name; give one name at a time"
    if not text.strip():
        return "the name is empty"
    damaged = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n\r"), None)
    if damaged is not None:
        return f"contains the control character U+{ord(damaged):04X}: the text is damaged"
    if not any(map(str.isalpha, text)):
        return "no letters: digits or signs alone name no place"
    return None


def too_short(text: str) -> bool:
    """Whether a text is one letter of an alphabet, which tells no places apart."""
    key = exact_key(text)
    return len(key) < 2 and key < "\u3000"


def area_kinds(spelling: Spelling) -> frozenset[str]:
    """Kinds of area a name asks for, empty where it names a point.

    Examples
    --------
    >>> from gazetteer.names import fold
    >>> sorted(area_kinds(fold("northern countryside of Hama"))), sorted(area_kinds(fold("Hama")))
    (['area', 'countryside', 'governorate'], [])
    """
    found = [AREA_WORDS[t] for t in sorted(spelling.types) if t in AREA_WORDS]
    if spelling.types & NOT_AREAS:  # "industrial area", "governorate building", "junction of two roads"
        return frozenset()
    if _PART_OF.match(spelling.text.strip()):
        found.append(AREA_WORDS["vague"])
    return frozenset().union(*found)


def far_more_prominent(place: Place, other: Place) -> bool:
    """Whether a report that says no more than the name means this place and not the other.

    A city against a village or a quarter; or at least 50,000 inhabitants and twenty times the other's.
    """
    if place.is_area or other.is_area:
        return not place.is_area
    if place.population >= 50_000 and other.population > 0:
        return place.population >= 20 * other.population
    return _level(place) - _level(other) >= 2


def _level(place: Place) -> int:
    return 0 if place.is_area else _LEVEL.get(place.kind, 1)


def decide(
    spelling: Spelling,
    ranked: Sequence[Scored],
    *,
    has_point: bool,
    limited: bool,
    areas: frozenset[str],
    index_size: int,
) -> Resolution:
    """Choose an outcome.

    Parameters
    ----------
    spelling : Spelling
        The query.
    ranked : sequence of Scored
        Best first.
    has_point : bool
        Whether a point was given.
    limited : bool
        Whether candidates were limited to a radius around it.
    areas : frozenset of str
        Kinds of area the query asks for, empty for a point.
    index_size : int
        Places searched: the more there are, the closer a spelling must be.

    Returns
    -------
    Resolution
    """
    shown = [s for s in ranked if s.match.score >= WORTH_SHOWING]
    if not shown:
        return _unknown(spelling, ranked[:3], _nothing(spelling, areas, limited))
    top = shown[0]
    doubt = _doubt(spelling, top, has_point=has_point, limited=limited, areas=areas, index_size=index_size)
    if doubt:
        return _unknown(spelling, shown[:5], doubt)
    rivals = [s for s in shown[1:] if _is_rival(top, s)]
    if rivals:
        return _ambiguous(spelling, [top, *rivals])
    return Resolution(spelling.text, "resolved", top.place, _public(shown[:5]), _why(top, shown[1:]))


def same_words(match: Match) -> bool:
    """Whether query and listed name differ in nothing that is heard (or only in an article)."""
    return match.exact or (match.score >= SAME_WORDS and not match.partial)


def _is_rival(top: Scored, other: Scored) -> bool:
    """Whether the name may as well mean the other place."""
    if same_words(other.match) and far_more_prominent(other.place, top.place) and other.distance_km is None:
        return True
    if top.match.exact and not same_words(other.match):
        return False
    if top.match.exact and not other.match.exact and _level(top.place) > _level(other.place):
        return False  # "Hama" is the city, though the town al-Hamah sounds the same
    alone = top.distance_km is None and not top.support and not same_words(top.match)
    if top.score - other.score >= (MARGIN_ALONE if alone else MARGIN):
        return False
    return not (
        same_words(top.match) and top.distance_km is None and far_more_prominent(top.place, other.place)
    )


def _doubt(spelling: Spelling, top: Scored, *, has_point: bool, limited: bool, areas: frozenset[str],
           index_size: int) -> str:  # fmt: skip
    """Why even the best candidate is not taken, "" when it may be."""
    name, place = spelling.text.strip(), top.place
    if not top.match.exact:
        needed = ALIKE_NEAR if has_point or top.support > 0.3 else ALIKE
        needed += 0.02 * max(0.0, math.log10(max(index_size, 1)) - 3) + 0.05 * (len(spelling.bones) < 3)
        needed += 0.3 * max(0.0, top.match.score - top.score)  # what speaks against it must be outweighed
        if top.match.score < needed:
            return _nothing(spelling, areas, limited) + f'; nearest spelling: "{top.match.name}"'
    far = top.distance_km is not None and top.distance_km > FAR_KM
    if has_point and far and not limited and not place.is_area and _level(place) < 3:
        km = f"{top.distance_km:.0f} km"
        return f'the only place like "{name}" is {place.name}, {km} away: too far to be meant'
    return ""


def _nothing(spelling: Spelling, areas: frozenset[str], limited: bool) -> str:
    name = spelling.text.strip()
    if areas:
        return f'"{name}" names an area, not a point, and no listed area has this name'
    if _SEVERAL.search(name):
        return f'"{name}" is not listed; it seems to name several places: give one name at a time'
    if spelling.qualifiers:
        return f'"{name}" is not listed as a place of its own; it may be a part of one'
    return f'no listed place is spelt like "{name}"' + (" within the radius given" if limited else "")


def _unknown(spelling: Spelling, shown: Sequence[Scored], reason: str) -> Resolution:
    return Resolution(spelling.text, "unknown", None, _public(shown), reason)


def _ambiguous(spelling: Spelling, rivals: Sequence[Scored]) -> Resolution:
    first = rivals[0].place
    names = "; ".join(_described(s.place) for s in rivals[:4])
    if len({s.place.admin1 for s in rivals}) == len(rivals):
        deciding = "the governorate or a place nearby would decide"
    elif len({s.place.kind for s in rivals}) == len(rivals):
        deciding = f"the kind ({', '.join(s.place.kind for s in rivals[:4])}) or a place nearby would decide"
    else:
        deciding = (
            f"a place nearby or the other names of the report would decide (first guess: {first.place_id})"
        )
    reason = f"{len(rivals)} places fit: {names}; {deciding}"
    return Resolution(spelling.text, "ambiguous", None, _public(rivals[:8]), reason)


def _described(place: Place) -> str:
    where = f" in {place.admin1}" if place.admin1 and not place.admin1.isdigit() else ""
    return f"{place.name} ({place.kind.replace('_', ' ')}{where})"


def _why(top: Scored, others: Sequence[Scored]) -> str:
    reasons = list(top.reasons)
    namesakes = [s for s in others if same_words(s.match)]
    if same_words(top.match) and namesakes and top.distance_km is None:
        others_are = ", ".join(sorted({s.place.kind.replace("_", " ") for s in namesakes}))
        if far_more_prominent(top.place, namesakes[0].place):
            reasons.append(f"by far the best known of its name (the other: {others_are})")
    return "; ".join(reasons)


def _public(scored: Sequence[Scored]) -> tuple[Candidate, ...]:
    return tuple(s.candidate for s in scored)

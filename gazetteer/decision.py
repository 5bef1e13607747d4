"""From ranked places to an honest answer: one place, a choice to make, or "unknown", with the reason.

How sure a place must be is measured, not derived: on spellings and places held out of GeoNames (`make bench`)
and on the places of the packaged case (see `tests/test_gazetteer_resolver.py` for what must hold).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .names import Spelling, exact_key
from .place import Candidate, Place, Query, Resolution
from .words import AREA_WORDS, NOT_AREAS

__all__ = ["FAR_KM", "LONGEST_QUERY", "Scored", "area_kinds", "decide", "refusal", "too_short"]

LONGEST_QUERY = 200
"""Letters; longer text is a passage, not a name."""
SURE_LISTED, SURE = 0.75, 0.9
"""Chance from which a place is taken that lists the name as printed, and one that is spelt otherwise."""
SAME_IN_CONTEXT, SURE_IN_CONTEXT = 0.9, 0.97
"""The same with a point, a division or a report to speak for it, as they would for the neighbours of a village
that is not listed: for the very words, and for words spelt otherwise."""
RIVAL = 0.05
"""Share of the best place's chance from which another may be meant as well."""
KNOWN = 0.5
"""Chance of "none of these" from which a name is unknown whatever came nearest."""
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
    """A place that a name may mean, with all that was weighed.

    Parameters
    ----------
    place : Place
        The place.
    name : str
        Its listed name that fits best.
    chance : float
        0..1, that it is the place meant.
    exact, same : bool
        Whether the listed name stands there as printed; whether nothing that is heard differs.
    distance_km : float or None
        From the point asked about.
    support : float
        0..1, how near the other names of the report lie.
    reasons : tuple of str
        What speaks for it.
    """

    place: Place
    name: str
    chance: float
    exact: bool
    same: bool
    distance_km: float | None
    support: float
    reasons: tuple[str, ...]

    @property
    def candidate(self) -> Candidate:
        """What the caller gets to see."""
        return Candidate(self.place, self.name, self.chance, self.distance_km, self.reasons)


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


def decide(
    query: Query, spelling: Spelling, ranked: Sequence[Scored], nothing: float, areas: frozenset[str]
) -> Resolution:
    """Choose an outcome.

    Parameters
    ----------
    query : Query
        What was asked.
    spelling : Spelling
        Its name, folded.
    ranked : sequence of Scored
        Likeliest first.
    nothing : float
        Chance that it is none of these.
    areas : frozenset of str
        Kinds of area the name asks for, empty for a point.

    Returns
    -------
    Resolution
    """
    if not ranked:
        return _unknown(query, (), _nothing(spelling, areas, query.within_km is not None))
    top = ranked[0]
    far = _too_far(query, top)
    if far:
        return _unknown(query, ranked[:5], far)
    rivals = [s for s in ranked[1:] if s.chance >= RIVAL * top.chance]
    # Two places of one name are a question, however much likelier one of them is on the whole.
    if top.chance >= _needed(query, top) and not any(s.same for s in rivals):
        return Resolution(query.name, "resolved", top.place, _public(ranked[:5]), _why(top, ranked[1:]))
    if nothing >= KNOWN or not rivals:
        # A spelling in another script says nothing to who cannot read it; the place's own name does.
        whose = "" if top.name == top.place.name else f" ({top.place.name})"
        nearest = f'; nearest spelling: "{top.name}"{whose}'
        return _unknown(query, ranked[:5], _nothing(spelling, areas, query.within_km is not None) + nearest)
    return _ambiguous(query, [top, *rivals])


def _needed(query: Query, top: Scored) -> float:
    """Chance from which the likeliest place is taken."""
    if query.near is not None or query.admin1 or query.report:
        return SAME_IN_CONTEXT if top.same else SURE_IN_CONTEXT
    return SURE_LISTED if top.exact else SURE


def _too_far(query: Query, top: Scored) -> str:
    """Why a place is not taken though its name fits, "" when it may be."""
    if query.within_km is not None or top.distance_km is None or top.distance_km <= FAR_KM:
        return ""
    if top.place.is_area or top.place.kind == "city":
        return ""
    km = f"{top.distance_km:.0f} km"
    return f'the only place like "{query.name.strip()}" is {top.place.name}, {km} away: too far to be meant'


def _nothing(spelling: Spelling, areas: frozenset[str], limited: bool) -> str:
    name = spelling.text.strip()
    if areas:
        return f'"{name}" names an area, not a point, and no listed area has this name'
    if _SEVERAL.search(name):
        return f'"{name}" is not listed; it seems to name several places: give one name at a time'
    if spelling.qualifiers:
        return f'"{name}" is not listed as a place of its own; it may be a part of one'
    return f'no listed place is spelt like "{name}"' + (" within the radius given" if limited else "")


def _unknown(query: Query, shown: Sequence[Scored], reason: str) -> Resolution:
    return Resolution(query.name, "unknown", None, _public(shown), reason)


def _ambiguous(query: Query, rivals: Sequence[Scored]) -> Resolution:
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
    return Resolution(query.name, "ambiguous", None, _public(rivals[:8]), reason)


def _described(place: Place) -> str:
    where = f" in {place.admin1}" if place.admin1 and not place.admin1.isdigit() else ""
    return f"{place.name} ({place.kind.replace('_', ' ')}{where})"


def _why(top: Scored, others: Sequence[Scored]) -> str:
    """Say what speaks for the place taken, and which namesakes were left."""
    reasons = list(top.reasons)
    namesakes = [s.place for s in others if s.same and not s.place.is_area]
    if namesakes:
        told = "; ".join(_described(place) for place in namesakes[:2])
        more = f" and {len(namesakes) - 2} more" if len(namesakes) > 2 else ""
        known = "by far the best known of its name, " if len(top.reasons) == 1 and top.place.kind == "city" else ""
        reasons.append(f"{known}not {told}{more}")
    return "; ".join(reasons)


def _public(scored: Sequence[Scored]) -> tuple[Candidate, ...]:
    return tuple(s.candidate for s in scored)

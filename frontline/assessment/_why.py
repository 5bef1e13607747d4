"""An assessment of one place in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.brief import word_state
from frontline.dates import word_instant
from frontline.errors import UnknownPlaceError

if TYPE_CHECKING:
    from frontline.model import Situation


def why(situation: Situation, place_id: str) -> str:
    """Say who holds a place, by which rule, and what each voice contributed.

    Returns
    -------
    str
        Several lines; weights are natural log odds.

    Raises
    ------
    UnknownPlaceError
        If the situation does not assess that place.

    Examples
    --------
    >>> import frontline as fl
    >>> now = fl.assess(fl.datasets.load("hama-2024").ledger, "2024-12-04", "2024-12-05")
    >>> print(fl.why(now, "al-samaqiyat").splitlines()[0])  # doctest: +ELLIPSIS
    al-Samaqiyat: ..., Armed opposition (...) (probability ...), since 2024-12-04. ...
    """
    state = situation.assessments.get(place_id)
    if state is None:
        raise UnknownPlaceError(f"{place_id}: no baseline and no claim names it")
    known = "all that the ledger holds" if situation.known is None else word_instant(situation.known)
    lines = [
        word_state(situation.places[place_id], situation),
        f"As of {word_instant(situation.valid)}; as known: {known}.",
    ]
    for evidence in state.evidence:
        lines.append(f"  {evidence.words} [{', '.join(evidence.claim_ids)}]")
        if evidence.note:
            lines.append(f"      note: {evidence.note}")
    odds = sorted(((p, actor) for actor, p in state.probability.items() if p >= 0.001), reverse=True)
    told = ", ".join(f"{actor} {p:.1%}" for p, actor in odds)
    lines.append(f"Probability: {told or 'nothing known'}")
    return "\n".join(lines)

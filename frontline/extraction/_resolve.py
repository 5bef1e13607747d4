"""Names of a report -> places of a gazetteer, all names of the report weighed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.extraction._items import Mention
from frontline.extraction._proposal import ProposedClaim

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place, Resolution

MOST, CONTEXT = 80, 4
"""Names of one report weighed together; of those that stand in no claim, only the first few, each costing time."""


def _name_of(mention: Mention, told: Sequence[Mention]) -> str:
    """Name to look up, "" where a description names no single place: "the dam" is the dam named before."""
    if mention.type in ("count", "bearing", "pronoun") or mention.inside:
        return ""
    if mention.type == "back":
        before = (m for m in told if m.type != "back" and mention.noun and mention.noun in m.text.lower().split())
        found = next(before, None)
        return found.text if found is not None else ""
    return mention.text


def resolve_places(
    claims: Sequence[tuple[ProposedClaim, Mention]],
    told: Sequence[Mention],
    gazetteer: Gazetteer,
    near: Place | tuple[float, float] | None,
) -> list[ProposedClaim]:
    """Look up the places of claims; other places that the report names are context.

    Returns
    -------
    list of ProposedClaim
        As given, with the resolution where the words name a place.
    """
    names = [_name_of(mention, told) for _, mention in claims]
    around = dict.fromkeys(m.text for m in told if m.type in ("name", "site", "area") and m.text not in names)
    asked = list(dict.fromkeys(n for n in (*names, *list(around)[:CONTEXT]) if n))[:MOST]
    answers: dict[str, Resolution] = (
        dict(zip(asked, gazetteer.resolve_together(asked, near=near), strict=True)) if asked else {}
    )
    return [replace(claim, resolution=answers.get(name)) for (claim, _), name in zip(claims, names, strict=True)]

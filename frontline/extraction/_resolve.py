"""Names of a report -> places of a gazetteer, all names of the report weighed together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
    countries: Collection[str] = (),
) -> list[ProposedClaim]:
    """Look up the places of claims; other places that the report names are context.

    Parameters
    ----------
    near : Place or (lon, lat) or None
        What the report is about: a preference, no wall.
    countries : collection of str
        Those of the war (ISO 3166-1), for names that lie far from `near`.

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
    if near is not None:
        answers |= _far_but_sure([name for name, a in answers.items() if a.place is None], gazetteer, near, countries)
    return [replace(claim, resolution=answers.get(name)) for (claim, _), name in zip(claims, names, strict=True)]


def _far_but_sure(
    names: Sequence[str], gazetteer: Gazetteer, near: Place | tuple[float, float], countries: Collection[str]
) -> dict[str, Resolution]:
    """Of names with no answer near a place, those of which one place alone is listed under the very name.

    A report on one city names others too. What only sounds alike does not count, nor what lies in another country.
    """
    home = set(countries) or ({near.country} if not isinstance(near, tuple) and near.country else set())
    found = {}
    for name in names:
        answer = gazetteer.resolve(name)
        place = answer.place
        if place is None or (home and place.country and place.country not in home):
            continue
        if answer.reason.startswith(("exact spelling", "same words")):
            where = "the place that the report is about" if isinstance(near, tuple) else near.name
            found[name] = replace(answer, reason=f"{answer.reason}; far from {where}, but no other has this name")
    return found

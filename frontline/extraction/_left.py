"""Places that a report names without a claim of control, and why each was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._proposal import LeftOut, ProposedClaim
from frontline.extraction._text import word_set

_INTENT = word_set(
    "vowed vow plan plans aim aims want wants goal target objective promised pledged intends intend hope hopes"
    " towards next threatened prepare preparing"
)


def _reason(clause: Clause, at: int) -> str:
    """Why the place at item `at` is no claim."""
    before = clause.items[at - 1] if at else None
    keys = {t.key for t in clause.tokens}
    if clause.strike:
        return "shelling or air strike, no change of control"
    if any(i.kind == "KM" for i in clause.items[max(0, at - 4) : at + 4]):
        return "a distance that only tells where something lies"
    if before is not None and before.kind == "PRP" and before.value in ("near", "from", "to", "towards", "toward"):
        return "only tells where or in which direction"
    if keys & _INTENT:
        return "intended or hoped for, not done"
    if before is not None and before.kind == "PRP":
        return "only tells where"
    return "named without a statement on who holds it"


def mentions_left(clauses: Iterable[Clause], claims: Sequence[ProposedClaim], told: Sequence[LeftOut]) -> list[LeftOut]:
    """Places named in the text that neither a claim nor another left-out item covers, each sentence once."""
    covered = {c.place_span for c in claims} | {t.span for t in told}
    spans = [c.span for c in claims]
    found = []
    for clause in clauses:
        for at, item in enumerate(clause.items):
            if item.kind != "PLC":
                continue
            for mention in item.members:
                if _names(mention) and not _covered(mention, covered, spans, item):
                    found.append(
                        LeftOut(words=mention.text, reason=_reason(clause, at), span=(mention.start, mention.end))
                    )
    return found


def _names(mention: Mention) -> bool:
    return mention.type in ("name", "area", "site", "region") and mention.text[:1].isupper()


def _covered(mention: Mention, covered: set[tuple[int, int]], spans: Sequence[tuple[int, int]], item: Item) -> bool:
    place = (mention.start, mention.end)
    return place in covered or any(a <= place[0] and place[1] <= b for a, b in spans)

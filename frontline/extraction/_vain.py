"""Attempts that came to nothing: "tried to retake X but failed", "an attempt to seize X was thwarted"."""

from __future__ import annotations

from frontline.extraction._items import Clause
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_FAILED = word_set(
    "failed faltered foundered fizzled unsuccessful unsuccessfully stalled fails fail vain thwarted foiled repelled"
    " repulsed rebuffed nothing failure nowhere collapsed abortive fruitless unable unavailing defeated beaten"
)
_BEFORE = word_set("vain vainly unsuccessfully success fruitlessly")
_REACH = 26
"""Words behind an attempt within which its end is told."""
_ATTEMPTS = word_set("tried try trying tries attempt attempts attempted attempting bid bids effort efforts sought push")


def tried_in_vain(clause: Clause, statements: list[Statement]) -> None:
    """Turn what was only meant into what failed, where the sentence tells so."""
    for statement in statements:
        if statement.mood != "intended" or statement.kind not in ("captured", "recaptured", "advanced_to", "contested"):
            continue
        if not _attempted(clause, statement) or not _came_to_nothing(clause, statement):
            continue
        statement.mood = "failed"
        statement.kind = "recaptured" if statement.kind == "recaptured" else "captured"
    told = [m.text for s in statements if s.mood == "failed" and s.rule != "failed" for m in s.places]
    for statement in statements:
        if statement.rule == "failed" and told:  # "the attempt failed" is told with its place already
            statement.places = []


def _attempted(clause: Clause, statement: Statement) -> bool:
    verb = clause.items[statement.at].i
    return any(t.key in _ATTEMPTS for t in clause.tokens[max(0, verb - 14) : verb])


def _came_to_nothing(clause: Clause, statement: Statement) -> bool:
    if any(t.key in _BEFORE for t in clause.tokens[: clause.items[statement.at].i]):
        return True  # "tried in vain for a second day to", "Without success, they have tried"
    end = clause.items[statement.at].j
    after = clause.tokens[end : end + _REACH]
    stop = next((n for n, t in enumerate(after) if t.text in ";:"), len(after))
    return any(t.key in _FAILED for t in after[:stop])

"""Parts of a sentence as the clause rules see them: actors, places, verbs, voices, times, distances, small words."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontline.extraction._dates import When
from frontline.extraction._text import Token


@dataclass(slots=True, eq=False)
class Mention:
    """A place as printed: words `i` to `j`, its name or description, and what kind of thing it is.

    `type` is "name", "settlement", "region", "area", "site", "count" (several unnamed ones) or "back" (a reference
    to a place named before, such as "the town"). `part` tells that only a part of it is meant, or its edge.
    """

    text: str
    i: int
    j: int
    start: int
    end: int
    type: str
    part: str = ""
    noun: str = ""
    number: int = 1
    plural: bool = False
    inside: str = ""
    inner: Mention | None = None
    plural_of: bool = False
    """The first of several that a plural word names: "the villages of A, B and C"."""


@dataclass(slots=True, eq=False)
class Item:
    """One part of a sentence, from word `i` up to but not with `j`.

    Parameters
    ----------
    kind : str
        ACT actor, PLC places, VRB verb of control, NOM noun of control, UND "under the control of", SAY, DENY, VOI
        who speaks, TIM, KM, PRP, SUB, REL, AND, LIKE ("including"), EXC ("apart from"), COM, SEM, COL, PRO, or W.
    value : str
        Actor id or role, class of the verb, the word itself.
    """

    kind: str
    i: int
    j: int
    value: str = ""
    form: str = ""
    members: list[Mention] = field(default_factory=list)
    when: When | None = None
    km: float = 0.0
    passive: bool = False
    perfect: str = ""
    negated: bool = False
    mood: str = ""
    actor: str = ""
    text: str = ""
    plural: bool = False
    exceptions: list[Mention] = field(default_factory=list)
    back: bool = False
    poss: bool = False


@dataclass(slots=True, eq=False)
class Clause:
    """A sentence in its parts."""

    tokens: list[Token]
    items: list[Item]
    paragraph: int = 0
    strike: bool = False
    number: int = 0

    def words(self, i: int, j: int, text: str) -> str:
        """Words `i` up to `j` as printed."""
        return text[self.tokens[i].start : self.tokens[j - 1].end] if j > i else ""

"""What a clause says of control, before names are resolved: the noun that clause rules fill and a story gathers."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontline.extraction._dates import UNKNOWN, When
from frontline.extraction._items import Clause, Item, Mention


@dataclass(slots=True, eq=False)
class Statement:
    """One kind of statement on one or more places.

    Parameters
    ----------
    subject, other : Item or None
        Side that acts, side that suffers; resolved to ids by the story.
    swap : bool
        The side told is the one that loses: the actor is its opponent.
    """

    kind: str
    clause: Clause
    at: int
    places: list[Mention]
    subject: Item | None = None
    other: Item | None = None
    swap: bool = False
    polarity: str = "affirmed"
    mood: str = ""
    km: float | None = None
    rule: str = ""
    actor: str = ""
    actor_text: str = ""
    against: str = ""
    claimant: str = ""
    voice_side: str = ""
    when: When = field(default_factory=lambda: UNKNOWN)
    dated: bool = False
    exceptions: list[Mention] = field(default_factory=list)
    sure: float = 0.0
    background: bool = False
    perfect: str = ""
    denied: bool = False
    """Its speaker denies it."""
    by_reference: bool = False
    """The place is told by a word such as "it" or "the town"."""

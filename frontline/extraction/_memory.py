"""What a report has told so far, and whom general words for sides mean in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from frontline.extraction._dates import UNKNOWN
from frontline.extraction._items import Item, Mention
from frontline.extraction._lexicon import Lexicon, Theatre
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set
from frontline.extraction._voices import Voice

_STATE_UNITS = word_set(
    "troops units unit soldiers forces force garrison defenders servicemen paratroopers marines battalion brigade"
    " personnel tanks columns column infantry convoy"
)
BANDS = word_set("fighters gunmen combatants guerrillas group groups faction factions movement alliance coalition")
_GROUP = word_set("fighters group groups gunmen men combatants militants faction attackers movement partners alliance")


class Memory:
    """What was told so far."""

    def __init__(
        self, text: str, lexicon: Lexicon, theatre: Theatre | None, published: date | None, named: set[str]
    ) -> None:
        self.text, self.lexicon, self.theatre, self.published, self.named = text, lexicon, theatre, published, named
        self.statements: list[Statement] = []
        self.people: set[str] = set()
        self.sides: dict[str, str] = {}
        self.last_group = ""
        """Side named last that is no state's."""
        self.last_actor, self.last_voice = "", Voice("", "", -1, -1, False, False)
        self.places: list[Mention] = []
        self._known: set[int] = set()
        self.groups: list[list[Mention]] = []
        self.focus: list[Mention] = []
        self.focus_told = -1
        self.day = UNKNOWN
        self.start: date | None = None
        self.paragraph = -1
        self.names: dict[str, str] = {}
        """First name by which each side was called."""
        self._subject_told: Item | None = None
        self._day_voice = ""
        self.called: dict[str, str] = {}
        """First general word by which each side was called."""
        self.heard: list[Voice] = []
        """All who spoke, in order."""
        self.spoken: dict[int, Voice] = {}
        """Who speaks in a sentence, by its number."""

    def remember(self, named: Sequence[Mention]) -> None:
        """Keep places in the order in which they were first named."""
        for mention in named:
            if id(mention) not in self._known:
                self._known.add(id(mention))
                self.places.append(mention)

    def opponent(self, actor: str) -> str:
        """Likeliest opponent of a side in this theatre, one that the text names before others."""
        if self.theatre is None or not actor:
            return ""
        against = self.theatre.against.get(actor, ())
        return next((a for a in against if a in self.named), against[0] if against else "")

    def _main(self) -> str:
        """Side that advances in this report."""
        takers = [
            s.actor
            for s in self.statements
            if s.kind in ("captured", "advanced_to", "recaptured") and s.actor and s.polarity == "affirmed"
        ]
        return (
            max(dict.fromkeys(reversed(takers)), key=takers.count)
            if takers
            else (self.last_actor or (self.theatre.rebel if self.theatre else ""))
        )


class Sides(Memory):
    """Settles who acts and who suffers."""

    def _settle_sides(self, statement: Statement) -> None:
        subject = statement.subject
        if subject is not None and subject.value == "civil":
            return  # "protesters overran the police station": no side
        actor = self._actor(statement, subject)
        other = self._actor(statement, statement.other) if statement.other is not None else ""
        if statement.swap and actor:
            actor, other = self.opponent(actor), actor
        if not actor:
            actor = self._unnamed(statement, other)
        statement.actor = actor
        statement.actor_text = subject.text if subject is not None and not statement.swap else ""
        statement.against = other if other and other != actor else self.opponent(actor)

    def _actor(self, statement: Statement, item: Item | None) -> str:
        if item is None:
            return ""
        if item.actor:
            return item.actor
        if item.value in ("we", "our"):
            return statement.voice_side or self.last_voice.side
        if item.value == "main":
            return self._main()
        if item.value == "enemy":
            return self.opponent(statement.voice_side or self.last_actor)
        if item.kind == "ACT" and item.value in ("it", "they", "he") and statement.voice_side:
            return statement.voice_side
        before = self._named_before(statement, item)
        if item.value == "it" and item.text.lower().split()[-1:] in (["defenders"], ["garrison"]):
            return self.opponent(self._main())  # "its defenders": those of the town
        if item.value in ("it", "they", "he", "she", "them", "both", "who"):
            if item.value == "he":
                return statement.voice_side or before or self.last_actor
            return before or self.last_actor
        word = item.text.split()[-1].lower() if item.text else ""
        if word in ("garrison", "defenders"):
            return self.opponent(self._main()) if self.statements else (self.theatre.state if self.theatre else "")
        if word == "soldiers" and self.theatre and self.theatre.rebel != "russia":
            return self.theatre.state
        if word in _STATE_UNITS:
            return (
                statement.voice_side
                or before
                or (self.last_actor if word == "forces" else "")
                or (self.theatre.state if self.theatre else "")
            )
        if word in _GROUP:
            found = before or self.last_actor or statement.voice_side
            state = self.theatre is not None and found == self.theatre.state and found != "ukraine"
            return (self.last_group or found) if state and word in BANDS else found
        return before or self.last_actor

    def _named_before(self, statement: Statement, item: Item) -> str:
        items = statement.clause.items
        if statement.voice_side and any(i.kind == "SAY" for i in items[: statement.at]):
            return statement.voice_side
        found = ""
        for other in items:
            if other.i >= item.i:
                break
            if other.kind in ("ACT", "VOI") and other.actor:
                found = other.actor
        return found

    def _likewise_taken(self, statement: Statement) -> str:
        """As in "X and Y were also retaken": by whom the place told just before was."""
        keys = [t.key for t in statement.clause.tokens]
        also = "also" in keys or "too" in keys or "likewise" in keys or "as well" in " ".join(keys)
        told = self.statements[-1] if self.statements else None
        if not also or told is None or told.kind != statement.kind or told.polarity != "affirmed":
            return ""
        return told.actor if statement.clause.number - told.clause.number <= 1 else ""

    def _unnamed(self, statement: Statement, other: str) -> str:
        """Side of a statement that names none: the opponent of the loser, or the side that advances."""
        if other:
            return self.opponent(other)
        again = self._likewise_taken(statement)
        if again:
            return again
        if statement.kind in ("captured", "recaptured", "contested", "advanced_to"):
            named = [
                i.actor
                for i in statement.clause.items
                if i.kind == "ACT" and i.actor and i.i < statement.clause.items[statement.at].i
            ]
            if statement.kind == "contested" and named:
                return named[-1]
            if statement.kind == "recaptured" and self.theatre:
                return (
                    self.opponent(self._main())
                    if self.statements and self._main() != self.theatre.state
                    else self.theatre.state
                )
            if (
                statement.kind in ("contested", "advanced_to")
                and self.theatre
                and not any(s.kind == "captured" for s in self.statements)
            ):
                return self.theatre.rebel
            return self._main()
        if statement.kind in ("held", "withdrew", "repelled"):
            return statement.voice_side or self.opponent(self._main()) or self.last_actor
        return ""

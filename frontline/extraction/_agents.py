"""Who did it where a sentence does not say: "X had been captured", "fighting went on in X"."""

from __future__ import annotations

from frontline.extraction._reference import Reference
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_OWN = word_set("announce announced announces claim claimed claims declare declared declares boast boasted hail hailed"
                " proclaim proclaimed trumpeted celebrated")  # fmt: skip
_ADMITS = word_set("admit admitted admits concede conceded concedes acknowledge acknowledged acknowledges")
_GAINS = ("captured", "recaptured", "advanced_to")
_WINDOW = 200
_BOTH = word_set("both two rival warring sides armies opposing each")


class Agents(Reference):
    """Settles sides that only the rest of the report tells."""

    def _settle_agents(self, statement: Statement) -> None:
        """Mend the side of a statement that names none, or that names both."""
        if statement.kind == "contested":
            self._set(statement, self._contender(statement))
        elif statement.kind == "repelled" and statement.other is not None and statement.other.actor == statement.actor:
            self._set(statement, self.opponent(statement.other.actor))
        elif statement.kind == "recaptured" and self._took_own(statement):
            self._set(statement, self.opponent(statement.actor))
        elif statement.kind in _GAINS and statement.subject is None and statement.other is None:
            self._set(statement, self._gainer(statement))

    def _took_own(self, statement: Statement) -> bool:
        """Whether "fighters", of no side named, are said to have taken back what the likeliest side had just taken."""
        unnamed = statement.subject is not None and not statement.subject.actor and statement.subject.value == "head"
        return unnamed and self._taken_by(statement, ("captured",)) == statement.actor

    def _recent(self) -> list[Statement]:
        """What was told last; a window keeps long texts linear."""
        return self.statements[-_WINDOW:]

    def _set(self, statement: Statement, actor: str) -> None:
        if actor and actor != statement.actor:
            statement.actor, statement.against = actor, self.opponent(actor)

    def _gainer(self, statement: Statement) -> str:
        """Who gains where no agent is told: the speaker who boasts of it, the foe of who admits or denies it."""
        side = statement.voice_side
        if statement.kind == "recaptured":
            taken = self._taken_by(statement, ("captured",))
            if taken:
                return self.opponent(taken)
            again = [s.actor for s in self._recent() if s.kind == "recaptured" and s.polarity == "affirmed" and s.actor]
            if again:
                return again[-1]
            if not side:
                return ""
        gains = any(s.kind in _GAINS and s.actor and s.polarity == "affirmed" for s in self._recent())
        if not side and not gains and self.theatre and statement.rule in ("noun", "fell", "lost", "changed"):
            return self.theatre.rebel
        if not side or statement.rule not in ("passive", "noun", "under", "changed", "fell"):
            return ""
        if statement.rule == "fell":
            return self.opponent(side) if statement.denied or statement.polarity == "denied" else ""
        said = {t.key for i in statement.clause.items if i.kind == "SAY" for t in statement.clause.tokens[i.i : i.j]}
        if statement.denied or statement.polarity == "denied" or said & _ADMITS:
            return self.opponent(side)
        return side if said & _OWN or not gains else ""

    def _taken_by(self, statement: Statement, kinds: tuple[str, ...]) -> str:
        """Last side told to have taken the same place."""
        names = {m.text for m in statement.places}
        for told in reversed(self._recent()):
            if (
                told.kind in kinds
                and told.polarity == "affirmed"
                and not told.mood
                and names & {m.text for m in told.places}
            ):
                return told.actor
        return ""

    def _contender(self, statement: Statement) -> str:
        """Who contests a place: who is told to have moved on it; of two sides named the one that rises up."""
        if statement.rule == "fight" and statement.clause.tokens[statement.clause.items[statement.at].i].key in (
            "hold",
            "holding",
            "held",
        ):
            return ""
        taken = self._taken_by(statement, ("captured", "recaptured", "advanced_to"))
        if taken:
            return taken
        clause, at = statement.clause, statement.clause.items[statement.at]
        here = [i.actor for i in clause.items if i.kind == "ACT" and i.actor]
        if self.theatre is None:
            return ""
        if not here and statement.subject is None:
            gains = any(s.kind in _GAINS and s.actor and s.polarity == "affirmed" for s in self._recent())
            return self._main() if gains else self.theatre.rebel
        first = statement.subject.i if statement.subject is not None else at.i
        both = any(t.key in _BOTH for t in clause.tokens[max(0, first - 1) : at.i])
        if len(set(here)) < 2 and not both:
            return ""
        return self.theatre.rebel if self.theatre.rebel in here or len(set(here)) < 2 else ""

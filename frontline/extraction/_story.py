"""What a report says from sentence to sentence: who "they" are, which town is "the town", whose words go on, which day.

Reads clause after clause, keeping what was named last, and settles for each statement its side, places, voice and day.
"""

from __future__ import annotations

from dataclasses import replace

from frontline.extraction._frames import FrameReader
from frontline.extraction._items import Clause, Item
from frontline.extraction._speakers import Speakers
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set
from frontline.extraction._voices import Voice, VoiceReader

_CALLS = word_set("called calls call calling described branded dismissed dismissing labelled rejected rejecting")
_UNTRUE = (
    "untrue",
    "false",
    "fake",
    "baseless",
    "unfounded",
    "not true",
    "no truth",
    "fabricated",
    "incorrect",
    "without foundation",
    "a lie",
)
_POINTERS = word_set("that these the any such those all")
_TOLD = word_set("claim claims report reports loss assertion assertions allegation allegations information news")
_COPIED = word_set("denied denies deny denying refuted refutes refuting dismissed")


class Story(Speakers):
    """What was told so far."""

    def read(self, clause: Clause) -> None:
        """Take in one sentence."""
        for item in clause.items:
            if item.kind == "ACT" and item.actor and item.form != "adj":
                proper = item.value == "name" and item.text[:1].isupper() and len(item.text.split()) < 5
                known = self.names if proper and " allied " not in item.text else self.called
                known.setdefault(item.actor, item.text)
        voices = VoiceReader(self.text, clause, self.lexicon, self.theatre, self.people).voices()
        self._note_speaker(clause, voices)
        self._settle_voices(voices, clause)
        self._note_start(clause)
        self._name_counted(clause)
        found = FrameReader(clause).statements()
        at = 0
        for statement in found:
            self._note(clause, at, statement.at)
            at = statement.at
            self._settle(statement, voices)
            self._copy_denials(clause, voices, at)
        self._note(clause, at, len(clause.items))
        if not found:
            self._note_subject(clause)
        self._copy_denials(clause, voices, len(clause.items))
        self._close(clause, voices)

    def _note(self, clause: Clause, first: int, last: int) -> None:
        """Remember places and sides named in a stretch of the clause."""
        for at in range(first, last):
            item = clause.items[at]
            if item.kind == "ACT" and item.actor and item.value != "foes" and clause.number != self.focus_told:
                before = clause.items[at - 1] if at else None
                if (
                    before is None
                    or before.kind != "PRP"
                    or before.value not in ("from", "against", "with", "to", "between")
                ):
                    self.last_actor = item.actor
                if self.theatre is None or item.actor != self.theatre.state:
                    self.last_group = item.actor
            elif item.kind == "VOI" and (item.actor or self.lexicon.voices.get(item.value, ("", ""))[1]):
                self.last_actor = item.actor or self.lexicon.voices[item.value][1]
            elif item.kind == "PLC":
                self._note_places(clause, at, item)

    def _note_subject(self, clause: Clause) -> None:
        """Keep the side that a sentence without statements begins with: "An alliance of A and B struck. It ..."."""
        first = clause.items[0] if clause.items else None
        if first is not None and first.kind == "ACT" and first.actor and first.form != "adj" and not first.poss:
            self.last_actor = first.actor

    def _note_places(self, clause: Clause, at: int, item: Item) -> None:
        kinds = ("name", "area", "site", "region")
        told = [m for m in item.members if m.type in kinds or m.inner]
        named = [(m.inner if m.inside else None) or m for m in told]
        if not named:
            return
        before = clause.items[at - 1] if at else None
        aside = before is not None and before.kind == "PRP" and before.value in ("near", "from")
        if aside and before is not None:
            aside = clause.tokens[before.i].key not in ("towards", "toward")
        self.remember([m.inner for m in item.members if m.inner and not m.inside])
        self.remember(named)
        if not aside and named[-1].type in ("name", "site") and clause.number != self.focus_told:
            self.focus = named
        if len(named) > 1:
            self.groups.append(named)

    def _note_start(self, clause: Clause) -> None:
        """As in "On 27 November X launched an attack": the first day that "the eighth day" counts from."""
        keys = {t.key for t in clause.tokens}
        if self.start is None and keys & {"launched", "began", "started", "erupted", "begun", "broke"}:
            times = [
                i.when
                for i in clause.items
                if i.kind == "TIM" and i.when is not None and i.when.first and not i.when.month
            ]
            self.start = times[0].first if times and times[0] is not None else None

    def _close(self, clause: Clause, voices: list[Voice]) -> None:
        days = [
            i.when
            for i in clause.items
            if i.kind == "TIM" and i.when and i.when.first and not i.when.month and i.value == ""
        ]
        if days:
            self.day, self._day_voice = days[-1], voices[0].name if voices else ""
        self.paragraph = clause.paragraph

    def _settle(self, statement: Statement, voices: list[Voice]) -> None:
        clause, at = statement.clause, statement.at
        self._subject_told = statement.subject
        voice, denied = self._voice_of(clause, at, voices)
        denied = denied or self._untrue(clause, at)
        if voice is not None:
            statement.claimant, statement.voice_side = voice.name, voice.side
        elif self._goes_on(clause, at, voices):
            statement.claimant, statement.voice_side = self.last_voice.name, self.last_voice.side
        statement.denied = denied
        self._settle_sides(statement)
        if not statement.claimant and clause.tokens[clause.items[at].i].key in (
            "claimed",
            "claim",
            "claims",
            "claiming",
        ):
            statement.claimant = self._who_claims(statement)
        self._settle_places(statement)
        self._settle_agents(statement)
        if statement.kind == "same":
            self._as_before(statement)
        if denied and statement.subject is not None and statement.subject.poss:
            self._claimed(statement)
        if denied:
            statement.polarity = "denied" if statement.polarity == "affirmed" else "affirmed"
        if statement.polarity == "denied" and statement.kind == "held" and statement.actor != statement.voice_side:
            statement.kind = "captured"
        self.as_told(statement)
        statement.when, statement.dated = self._when(statement, voice)
        statement.background = self._is_background(statement, voice)
        if self._belied(statement):
            statement.places = []
        if statement.places:
            self.statements.append(statement)
            named = [m for m in statement.places if m.type not in ("count", "bearing")]
            aside = statement.rule == "noun" and self.focus_told == clause.number  # "..., following the fall of X"
            if named and not aside and statement.mood not in ("intended", "hypothetical") and not statement.background:
                self.focus, self.focus_told = named, clause.number
                if len(named) > 1:
                    self.groups.append(named)
        if statement.actor:
            self.last_actor = statement.actor

    def _belied(self, statement: Statement) -> bool:
        """What the same sentence tells to be over: held by whom it was taken from, left by who has just taken it."""
        here = [
            s
            for s in self._recent()
            if s.clause.number == statement.clause.number and s.kind in ("captured", "recaptured") and not s.mood
        ]
        names = {m.text for m in statement.places}
        same = [s for s in here if s.polarity == "affirmed" and names & {m.text for m in s.places}]
        if statement.kind == "held" and statement.polarity == "affirmed":
            return any(s.actor == self.opponent(statement.actor) and s.perfect != "had" for s in same)
        left = statement.kind == "withdrew" and statement.by_reference and statement.rule == "leave"
        first = statement.subject.i if statement.subject is not None else 0
        return left and any(s.actor == statement.actor and statement.clause.items[s.at].i < first for s in same)

    def _who_claims(self, statement: Statement) -> str:
        """As in "the RSF claimed control of X": its own claim."""
        items = statement.clause.items[: statement.at]
        speaker = next((i for i in reversed(items) if i.kind == "VOI"), None)
        if speaker is not None:
            return speaker.value or speaker.text
        return self.names.get(statement.actor) or statement.actor_text

    def _claimed(self, statement: Statement) -> None:
        """As in "rejected the army's claim to have captured X": the army's claim is told, too."""
        if statement.places:
            when, _ = self._when(statement, None)
            claimant = statement.actor_text.removeprefix("the ")
            self.statements.append(
                replace(statement, claimant=claimant, voice_side=statement.actor, when=when, exceptions=[])
            )

    def _voice_of(self, clause: Clause, at: int, voices: list[Voice]) -> tuple[Voice | None, bool]:
        """Voice in whose words a verb stands, and whether these are a denial."""
        items = clause.items
        for voice in reversed(voices):
            if voice.at < at and not any(i.kind == "SEM" for i in items[voice.at : at]):
                if (
                    voice.trailing
                    and items[voice.at].value == "according"
                    and not self._comma_after(items, voice.at, at)
                ):
                    pass
                apart = items[at].form == "ing" and items[at - 1].kind == "COM"  # "denied it, keeping control of X"
                denies = voice.denies and not apart and not any(i.kind == "COL" for i in items[voice.at : at])
                return voice, denies
        for voice in voices:
            if voice.at > at and voice.trailing and not any(i.kind == "SEM" for i in items[at : voice.at]):
                return voice, voice.denies and not self._copies(clause, voice)
        return None, False

    def _comma_after(self, items: list[Item], first: int, last: int) -> bool:
        return any(i.kind == "COM" for i in items[first:last])

    def _untrue(self, clause: Clause, at: int) -> bool:
        """As in "reports that X fell are untrue", "there is no truth to reports that X fell"."""
        for k in range(at, len(clause.items)):
            item = clause.items[k]
            if item.kind == "SEM" or clause.tokens[item.i].key in _CALLS:
                break  # "and called his words untrue" is of other words
            if item.kind == "DENY" and item.value in _UNTRUE:
                return True
        before = clause.items[max(0, at - 12) : at]
        return any(i.kind == "DENY" and i.value in _UNTRUE for i in before) and not any(
            i.kind in ("SEM", "COL") for i in before
        )

    def _goes_on(self, clause: Clause, at: int, voices: list[Voice]) -> bool:
        """Whether the words of the last voice go on: "They also took ..."; a quotation; the same speaker as subject."""
        subject = self._subject_told
        if subject is not None and subject.kind == "ACT" and subject.value in ("he", "we") and self.last_voice.name:
            return bool(subject.text)
        if any(i.kind == "SEM" for i in clause.items[:at]) or not self.last_voice.name or voices:
            return False
        keys = {t.key for t in clause.tokens[: clause.items[at].i]}
        side = self.last_voice.side
        own = not side or any(i.kind == "ACT" and i.actor == side for i in clause.items[:at])
        return "also" in keys and own and clause.paragraph == self.paragraph

    def _copies(self, clause: Clause, voice: Voice) -> bool:
        """As in "denied it", "denied this", "denied the claim": what was said before is denied."""
        item = clause.items[voice.at]
        if clause.tokens[item.i].key not in _COPIED:
            return False
        after = clause.items[voice.at + 1] if voice.at + 1 < len(clause.items) else None
        keys = [t.key for t in clause.tokens[item.j : item.j + 2]]
        if after is None or len(keys) < 2 or keys[1] == "had":
            return after is None or keys == ["it"]
        return keys[0] in ("it", "this") or (keys[0] in _POINTERS and keys[1] in _TOLD)

    def _copy_denials(self, clause: Clause, voices: list[Voice], upto: int) -> None:
        for voice in voices:
            if not voice.denies or voice.at >= upto or not self._copies(clause, voice):
                continue
            voice.denies = False
            clause_number = clause.number
            for told in [s for s in self._recent() if s.clause.number in (clause_number, clause_number - 1)]:
                if (
                    told.polarity == "affirmed"
                    and told.kind in ("captured", "recaptured", "withdrew", "advanced_to")
                    and told.voice_side != voice.side
                    and (told.actor != voice.side or told.kind == "withdrew")
                ):
                    self.statements.append(self._denied(told, clause, voice))

    def _denied(self, told: Statement, clause: Clause, voice: Voice) -> Statement:
        when = next((i.when for i in clause.items if i.kind == "TIM" and i.when and i.when.first), None) or told.when
        return replace(
            told,
            polarity="denied",
            claimant=voice.name,
            voice_side=voice.side,
            clause=clause,
            at=voice.at,
            when=when,
            exceptions=[],
        )

    def _as_before(self, statement: Statement) -> None:
        """As in "Bukavu followed": kind and side of what was told before."""
        here = [s for s in self._recent() if s.clause.number == statement.clause.number]
        before = [
            s for s in self._recent() if s.kind in ("captured", "recaptured", "withdrew") and s.polarity == "affirmed"
        ]
        if not here and not before:
            statement.places = []
            return
        news = [s for s in here or before if s.rule not in ("lost", "noun")]  # not "after losing it last year"
        told = (news or here or before)[-1]
        statement.kind, statement.actor, statement.against = told.kind, told.actor, told.against

    def as_told(self, statement: Statement) -> None:
        """A loss denied is what was claimed before: captured or recaptured."""
        if statement.kind != "captured" or statement.polarity != "denied":
            return
        names = {m.text for m in statement.places}
        for told in reversed(self._recent()):
            same = told.kind in ("captured", "recaptured") and names & {m.text for m in told.places}
            if same and (told.actor == statement.actor or statement.subject is None):
                statement.kind, statement.actor, statement.against = told.kind, told.actor, told.against
                return

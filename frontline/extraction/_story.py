"""What a report says from sentence to sentence: who "they" are, which town is "the town", whose words go on, which day.

Reads clause after clause, keeping what was named last, and settles for each statement its side, places, voice and day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from frontline.extraction._dates import ORDINALS, UNKNOWN, When, nth_day, on_day
from frontline.extraction._frames import FrameReader, asides_of
from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._lexicon import Lexicon, Theatre
from frontline.extraction._statements import Statement
from frontline.extraction._voices import Voice, VoiceReader

_BARE = {
    "army": "army", "military": "military", "government": "government", "regime": "government", "armed forces": "army",
    "defence ministry": "defence ministry", "defense ministry": "defence ministry", "ministry of defence": "defence ministry",
    "ministry of defense": "defence ministry", "defence minister": "defence minister", "defense minister": "defence minister",
    "state media": "state media", "state television": "state television", "state tv": "state television",
    "state news agency": "state media", "army spokesman": "army", "military spokesman": "army", "army command": "army",
    "general command": "army", "army spokesperson": "army", "armed forces spokesman": "army", "ministry": "defence ministry",
    "state agency": "state media", "high command": "army",
}  # fmt: skip
_COPIED = frozenset("denied denies deny denying refuted refutes refuting dismissed".split())
_STATE_UNITS = frozenset("troops units unit soldiers forces force garrison defenders servicemen paratroopers marines battalion"
                         " brigade personnel tanks columns column infantry convoy".split())  # fmt: skip
_GROUP = frozenset(
    "fighters group groups gunmen men combatants militants faction attackers movement partners alliance".split()
)


class Story:
    """What was told so far."""

    def __init__(
        self, text: str, lexicon: Lexicon, theatre: Theatre | None, published: date | None, named: set[str]
    ) -> None:
        self.text, self.lexicon, self.theatre, self.published, self.named = text, lexicon, theatre, published, named
        self.statements: list[Statement] = []
        self.people: set[str] = set()
        self.sides: dict[str, str] = {}
        self.last_actor, self.last_voice = "", Voice("", "", -1, -1, False, False)
        self.places: list[Mention] = []
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
        self.spoken: dict[int, Voice] = {}
        """Who speaks in a sentence, by its number."""

    # One clause -------------------------------------------------------------------------------------------------

    def read(self, clause: Clause) -> None:
        """Take in one sentence."""
        for item in clause.items:
            if item.kind == "ACT" and item.value == "name" and item.actor:
                self.names.setdefault(item.actor, item.text)
        voices = VoiceReader(self.text, clause, self.lexicon, self.theatre, self.people).voices()
        self._note_speaker(clause, voices)
        self._settle_voices(voices, clause.number)
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
        self._copy_denials(clause, voices, len(clause.items))
        self._close(clause, voices)

    def _note_speaker(self, clause: Clause, voices: list[Voice]) -> None:
        """A known voice that a sentence begins with is whose "its bulletin" and "it said" are."""
        first = clause.items[0] if clause.items else None
        if first is None or first.kind != "VOI" or not first.value or (voices and voices[0].first == 0):
            return
        self.last_voice = Voice(first.value, self.lexicon.voices[first.value][1], 0, 0, False, False)
        if not voices:
            self.spoken[clause.number] = self.last_voice

    def _settle_voices(self, voices: list[Voice], number: int) -> None:
        for n, voice in enumerate(voices):
            speaker = next((v for v in voices[n + 1 :] if v.trailing and not v.pronoun), None)
            if voice.name.lower() == "we" and speaker is not None:
                voice.name, voice.side, voice.pronoun = speaker.name, speaker.side, False  # "We deny this," X said
            if voice.pronoun:
                self._of_whom(voice, number)
            elif not voice.side:
                voice.side = (self.last_voice.side or self.last_actor) if voice.own else self._side_of_name(voice.name)
            if voice.side and not voice.pronoun:
                self.sides.setdefault(voice.name.rsplit(" ", 1)[-1].lower(), voice.side)
            voice.name = self._name_before(voice)
            self.last_voice = voice
            self.spoken.setdefault(number, voice)

    def _of_whom(self, voice: Voice, number: int) -> None:
        """"they said": who spoke in the sentence before, or else the side that it was about."""
        if number - 1 in self.spoken or number in self.spoken or not self.last_actor:
            voice.name, voice.side = self.last_voice.name, self.last_voice.side
        else:
            voice.name, voice.side = self.names.get(self.last_actor, self.last_voice.name), self.last_actor

    def _name_before(self, voice: Voice) -> str:
        """"the source", "the group": whoever was so called in full before."""
        if voice.group:
            return self.names.get(voice.side or self.last_actor, voice.name)
        word = voice.name.lower()
        if " " not in word and self.last_voice.name.lower().endswith(f" {word}"):
            return self.last_voice.name
        if word in ("monitor", "observatory", "war monitor") and any(v.name == "SOHR" for v in self.spoken.values()):
            return "SOHR"
        return self._made_plain(voice)

    def _made_plain(self, voice: Voice) -> str:
        """"the defence ministry" is the Russian one where Russia spoke before, or else the state's."""
        bare = _BARE.get(voice.name.lower())
        if bare is None or self.theatre is None:
            return voice.name
        side = self.last_voice.side if "minist" in bare and self.last_voice.side else voice.side
        return f"{self.theatre.adjectives.get(side, self.theatre.adjective)} {bare}"

    def _side_of_name(self, name: str) -> str:
        known = self.sides.get(name.rsplit(" ", 1)[-1].lower(), "")
        if known:
            return known
        low = name.lower()
        if low in _BARE and "minist" in low and self.last_voice.side:
            return self.last_voice.side
        if self.theatre and any(
            w in low
            for w in (
                "ministry",
                "minister",
                "state media",
                "state television",
                "state news",
                "army",
                "military",
                "general staff",
            )
        ):
            return self.theatre.state
        if low.startswith(("its ", "his ", "their ")) or " its " in low:
            return self.last_actor
        return ""

    def _note(self, clause: Clause, first: int, last: int) -> None:
        """Remember places and sides named in a stretch of the clause."""
        for at in range(first, last):
            item = clause.items[at]
            if item.kind == "ACT" and item.actor and clause.number != self.focus_told:
                before = clause.items[at - 1] if at else None
                if (
                    before is None
                    or before.kind != "PRP"
                    or before.value not in ("from", "against", "with", "to", "between")
                ):
                    self.last_actor = item.actor
            
            elif item.kind == "VOI" and (item.actor or self.lexicon.voices.get(item.value, ("", ""))[1]):
                self.last_actor = item.actor or self.lexicon.voices[item.value][1]
            elif item.kind == "PLC":
                self._note_places(clause, at, item)

    def _note_places(self, clause: Clause, at: int, item: Item) -> None:
        named = [m.inner or m for m in item.members if m.type in ("name", "area", "site", "region") or m.inner]
        if not named:
            return
        before = clause.items[at - 1] if at else None
        aside = before is not None and before.kind == "PRP" and before.value in ("near", "from")
        for m in named:
            if m not in self.places:
                self.places.append(m)
        if not aside and named[-1].type in ("name", "site") and clause.number != self.focus_told:
            self.focus = named
        if len(named) > 1:
            self.groups.append(named)

    def _name_counted(self, clause: Clause) -> None:
        """ "two towns were captured. One, Lashio, ...; the other, Mogok, ...": the names come after."""
        told = self.statements[-1] if self.statements else None
        keys = [t.key for t in clause.tokens]
        if told is None or keys[:2] != ["one", ","] or not told.places or told.places[0].type != "count":
            return
        names = [
            m
            for k, i in enumerate(clause.items)
            if i.kind == "PLC" and k and clause.items[k - 1].kind == "COM"
            for m in i.members
            if m.type == "name"
        ]
        if names:
            told.places = names[: told.places[0].number or 2]

    def _note_start(self, clause: Clause) -> None:
        """ "On 27 November X launched an attack": the first day that "the eighth day" counts from."""
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

    # One statement ----------------------------------------------------------------------------------------------

    def _settle(self, statement: Statement, voices: list[Voice]) -> None:
        clause, at = statement.clause, statement.at
        self._subject_told = statement.subject
        voice, denied = self._voice_of(clause, at, voices)
        denied = denied or self._untrue(clause, at)
        if voice is not None:
            statement.claimant, statement.voice_side = voice.name, voice.side
        elif self._goes_on(clause, at, voices):
            statement.claimant, statement.voice_side = self.last_voice.name, self.last_voice.side
        self._settle_sides(statement)
        self._settle_places(statement)
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
        if statement.places:
            self.statements.append(statement)
            named = [m for m in statement.places if m.type not in ("count", "bearing")]
            if named and statement.mood not in ("intended", "hypothetical") and not statement.background:
                self.focus, self.focus_told = named, clause.number
                if len(named) > 1:
                    self.groups.append(named)
        if statement.actor:
            self.last_actor = statement.actor

    def _claimed(self, statement: Statement) -> None:
        """ "rejected the army's claim to have captured X": the army's claim is told, too."""
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
                denies = voice.denies and not any(i.kind == "COL" for i in items[voice.at : at])
                return voice, denies
        for voice in voices:
            if voice.at > at and voice.trailing and not any(i.kind == "SEM" for i in items[at : voice.at]):
                return voice, voice.denies and not self._copies(clause, voice)
        return None, False

    def _comma_after(self, items: list[Item], first: int, last: int) -> bool:
        return any(i.kind == "COM" for i in items[first:last])

    def _untrue(self, clause: Clause, at: int) -> bool:
        """ "reports that X fell are untrue"."""
        return any(
            i.kind == "DENY" and i.value in ("untrue", "false", "fake", "baseless", "unfounded", "not true")
            for i in clause.items[at:]
        )

    def _goes_on(self, clause: Clause, at: int, voices: list[Voice]) -> bool:
        """Whether the words of the last voice go on: "They also took ..."; a quotation; the same speaker as subject."""
        subject = self._subject_told
        if subject is not None and subject.kind == "ACT" and subject.value in ("he", "we") and self.last_voice.name:
            return True
        if any(i.kind == "SEM" for i in clause.items[:at]) or not self.last_voice.name or voices:
            return False
        keys = {t.key for t in clause.tokens[: clause.items[at].i]}
        return "also" in keys and clause.paragraph == self.paragraph

    def _copies(self, clause: Clause, voice: Voice) -> bool:
        """ "denied it", "denied this", "denied the claim": what was said before is denied."""
        item = clause.items[voice.at]
        if clause.tokens[item.i].key not in _COPIED:
            return False
        after = clause.items[voice.at + 1] if voice.at + 1 < len(clause.items) else None
        keys = [t.key for t in clause.tokens[item.j : item.j + 3]]
        return after is None or bool(keys[:1] and keys[0] in ("it", "this", "that", "these", "the", "any", "such", "those")
                                     and (len(keys) < 2 or keys[0] in ("it", "this") or keys[1] in ("claim", "claims", "report", "reports", "loss", "assertion", "allegations", "allegation"))
                                     and (keys[1:2] != ["had"]))  # fmt: skip

    def _copy_denials(self, clause: Clause, voices: list[Voice], upto: int) -> None:
        for voice in voices:
            if not voice.denies or voice.at >= upto or not self._copies(clause, voice):
                continue
            voice.denies = False
            clause_number = clause.number
            for told in [s for s in self.statements if s.clause.number in (clause_number, clause_number - 1)]:
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
        """ "Bukavu followed": kind and side of what was told before."""
        here = [s for s in self.statements if s.clause.number == statement.clause.number]
        before = [s for s in self.statements if s.kind in ("captured", "recaptured", "withdrew") and s.polarity == "affirmed"]
        told = (here or before or [None])[-1]
        if told is None:
            statement.places = []
            return
        statement.kind, statement.actor, statement.against = told.kind, told.actor, told.against

    def as_told(self, statement: Statement) -> None:
        """A loss denied is what was claimed before: captured or recaptured."""
        if statement.rule != "lost" or statement.polarity != "denied":
            return
        names = {m.text for m in statement.places}
        told = next(
            (s for s in reversed(self.statements) if s.actor == statement.actor and names & {m.text for m in s.places}),
            None,
        )
        if told is not None and told.kind in ("captured", "recaptured"):
            statement.kind = told.kind

    # Sides ------------------------------------------------------------------------------------------------------

    def opponent(self, actor: str) -> str:
        """Likeliest opponent of a side in this theatre, one that the text names before others."""
        if self.theatre is None or not actor:
            return ""
        against = self.theatre.against.get(actor, ())
        return next((a for a in against if a in self.named), against[0] if against else "")

    def _settle_sides(self, statement: Statement) -> None:
        subject = statement.subject
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
        if item.value in ("it", "they", "he", "she", "them", "both", "who"):
            if item.value == "he":
                return statement.voice_side or before or self.last_actor
            return before or self.last_actor
        word = item.text.split()[-1].lower() if item.text else ""
        if word in ("garrison", "defenders"):
            return self.opponent(self._main()) if self.statements else (self.theatre.state if self.theatre else "")
        if word in _STATE_UNITS:
            return (
                statement.voice_side
                or before
                or (self.last_actor if word == "forces" else "")
                or (self.theatre.state if self.theatre else "")
            )
        if word in _GROUP:
            return before or self.last_actor or statement.voice_side
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

    def _main(self) -> str:
        """Side that advances in this report."""
        takers = [
            s.actor
            for s in self.statements
            if s.kind in ("captured", "advanced_to", "recaptured") and s.actor and s.polarity == "affirmed"
        ]
        return (
            max(set(takers), key=takers.count)
            if takers
            else (self.last_actor or (self.theatre.rebel if self.theatre else ""))
        )

    def _unnamed(self, statement: Statement, other: str) -> str:
        """Side of a statement that names none: the opponent of the loser, or the side that advances."""
        if other:
            return self.opponent(other)
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

    # Places -----------------------------------------------------------------------------------------------------

    def _settle_places(self, statement: Statement) -> None:
        found: list[Mention] = []
        statement.by_reference = any(m.type in ("pronoun", "back") for m in statement.places)
        for mention in statement.places:
            found += self._resolved(mention, statement)
        statement.places = found
        statement.exceptions = [r for m in statement.exceptions for r in self._resolved(m, statement)]

    def _resolved(self, mention: Mention, statement: Statement) -> list[Mention]:
        if mention.type == "pronoun":
            return self._of_pronoun(mention)
        if mention.type == "count" and mention.inside and mention.inside != "near":
            named = next((m for m in self.places if m.text == mention.inside), None)
            area = mention.inside.split()[-1].lower() in (
                "district",
                "districts",
                "area",
                "subdistrict",
                "sub-district",
                "township",
            )
            return [named or replace(mention, text=mention.inside, type="area")] if area else [mention]
        if mention.type != "back":
            return [mention]
        if mention.plural and not mention.part:
            return self._plural_back(mention) if len(statement.places) == 1 else []
        vague = mention.noun == "stronghold" or mention.text in ("centre", "center")
        if vague or mention.noun in ("region", "territory", "country", "area", "sector", "strongholds"):
            return []
        if mention.noun in ("province", "governorate", "state"):
            region = next((m for m in reversed(self.places) if m.type == "region" or m.noun == mention.noun), None)
            return [region] if region is not None else []
        if mention.noun and not _settled(mention.noun):
            before = (m for m in reversed(self.places) if m.type != "back" and mention.noun in m.text.lower().split())
            return [next(before, mention)]
        return self._last_town(mention)

    def _of_pronoun(self, mention: Mention) -> list[Mention]:
        if mention.text == "there":
            return list(self.focus)
        if mention.plural:
            return list(self.groups[-1]) if self.groups else (list(self.focus) if mention.text == "they" else [])
        return [m for m in self.focus[-1:] if m.type != "count"]

    def _plural_back(self, mention: Mention) -> list[Mention]:
        """ "those towns", "the two villages"."""
        count = mention.number
        if not count and mention.noun.rstrip("s") not in (
            "town",
            "village",
            "citie",
            "settlement",
            "district",
            "localitie",
            "suburb",
            "neighbourhood",
        ):
            return []
        for group in reversed(self.groups):
            if not count or len(group) == count:
                return list(group)
        return [replace(mention, type="count")] if count else []

    def _last_town(self, mention: Mention) -> list[Mention]:
        town = next((m for m in reversed(self.focus) if m.type == "name"), None)
        town = town or next((m for m in reversed(self.places) if m.type == "name"), None)
        return [replace(town, part=mention.part)] if town is not None else []

    # Days -------------------------------------------------------------------------------------------------------

    def _when(self, statement: Statement, voice: Voice | None) -> tuple[When, bool]:
        """Day of a statement, and whether it is told for this very statement."""
        clause, at = statement.clause, statement.at
        own = self._own_time(clause, at)
        if own is not None and not (own.mode == "vague" and statement.perfect != "had"):
            return self._settled_day(own), True
        spoken = self._own_time(clause, voice.at, speech=True) if voice is not None else None
        if spoken is not None and spoken.first:
            about = statement.perfect in ("has", "had") or statement.kind == "held"
            return (replace(spoken, precision="about") if about and spoken.precision == "day" else spoken), False
        nth = self.nth_of(clause)
        if nth is not None:
            return nth, True
        anywhere = next(
            (
                i.when
                for i in self._part_of(clause, at)
                if i.kind == "TIM" and i.when and i.when.mode == "at" and i.value == "" and i.when.first
            ),
            None,
        )
        if anywhere is not None:
            return anywhere, False
        if voice is not None and voice.name == self._day_voice and self.day.first:
            return self.day, False
        if self.published is None:
            return UNKNOWN, False
        return on_day(self.published, "about"), False

    def _part_of(self, clause: Clause, at: int) -> list[Item]:
        """Stretch between semicolons that holds an item."""
        stops = [-1, *(k for k, i in enumerate(clause.items) if i.kind == "SEM"), len(clause.items)]
        return next(clause.items[a + 1 : b] for a, b in pairwise(stops) if a < at <= b)

    def nth_of(self, clause: Clause) -> When | None:
        """ "the eighth day", counted from the first day told."""
        tokens = clause.tokens
        for n, token in enumerate(tokens[:-1]):
            if token.key in ORDINALS and tokens[n + 1].key == "day" and self.start is not None:
                return nth_day(self.start, ORDINALS[token.key])
        return None

    def _own_time(self, clause: Clause, at: int, *, speech: bool = False) -> When | None:
        """Time that belongs to the verb at `at`: told behind it before the next verb, or before it."""
        verbs = [
            k
            for k, i in enumerate(clause.items)
            if i.kind in ("VRB", "SAY", "DENY", "NOM", "UND")
            and not (i.kind == "NOM" and i.value in ("attack", "clash"))
        ]
        if at not in verbs:
            verbs = sorted([*verbs, at])
        n = verbs.index(at)
        last = verbs[n + 1] if n + 1 < len(verbs) else len(clause.items)
        first = verbs[n - 1] if n else -1
        for k in range(at + 1, last):
            item = clause.items[k]
            if (
                item.kind in ("SEM",)
                or (item.kind == "SUB" and item.value not in ("as",))
                or (speech and item.kind == "REL")
                or self._new_side(clause, k, last)
            ):
                break
            if item.kind == "TIM" and item.value == "":
                return item.when
        asides = asides_of(clause.items)
        for k in range(at - 1, first, -1):
            item = clause.items[k]
            if item.kind == "SEM":
                break
            if any(a <= k < b and not a <= at < b for a, b in asides):
                continue
            if item.kind == "TIM" and item.value == "" and (first < 0 or not self._follows_verb(clause, first, k)):
                return item.when
        return None

    def _new_side(self, clause: Clause, k: int, last: int) -> bool:
        """ "..., and on Sunday the army left": what follows belongs to the next verb."""
        item = clause.items[k]
        if item.kind != "AND" and not (item.kind == "COM"):
            return False
        ahead = clause.items[k + 1 : last]
        return (
            last < len(clause.items)
            and any(i.kind in ("ACT", "VOI") for i in ahead)
            and clause.items[last].kind in ("VRB", "SAY", "DENY")
        )

    def _follows_verb(self, clause: Clause, verb: int, k: int) -> bool:
        """A time right behind the verb before belongs to that one, unless a new part of the sentence begins."""
        return not any(i.kind in ("COM", "AND", "SUB", "REL", "COL") for i in clause.items[verb + 1 : k])

    def _settled_day(self, when: When) -> When:
        if when.mode == "same":
            base = self.day.first or self.published
            return nth_day(base, when.shift + 1) if base else UNKNOWN
        return when if when.mode == "at" else replace(UNKNOWN, mode=when.mode)

    def _is_background(self, statement: Statement, voice: Voice | None) -> bool:
        """Long past or undated history, no news: "seized by rebels in 2012", "which they had lost shortly before"."""
        mode = statement.when.mode
        if mode == "year":
            return True
        before = [i for i in statement.clause.items[max(0, statement.at - 5) : statement.at] if i.kind == "REL"]
        had = statement.perfect == "had"
        if mode == "vague":
            return had and bool(before)
        first = statement.when.first
        if first and self.published and (self.published - first).days > 800:
            return True
        if statement.subject is None and statement.rule == "active" and voice is None and not statement.dated:
            return True
        return had and not statement.claimant and not statement.dated


def _settled(noun: str) -> bool:
    return noun.rstrip("s") in (
        "district",
        "area",
        "neighbourhood",
        "neighborhood",
        "quarter",
        "suburb",
        "valley",
        "island",
        "town",
        "village",
        "city",
        "citie",
        "settlement",
        "hamlet",
        "locality",
        "capital",
        "township",
        "port",
        "municipality",
        "community",
    )

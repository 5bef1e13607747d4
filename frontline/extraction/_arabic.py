"""Arabic reports: verb first, then who, then where; lists joined by و; "said" before who says it.

The same statements as from English, by rules of their own: Arabic has no capitals, so a place is what a verb of control
governs, what follows a word such as "village" or "mount", and what is joined to these.
"""

from __future__ import annotations

from dataclasses import replace

from frontline.extraction._arabic_sides import Line
from frontline.extraction._arabic_states import ArabicStates
from frontline.extraction._arabic_times import time_at
from frontline.extraction._arabic_voices import Told
from frontline.extraction._arabic_words import Hit
from frontline.extraction._dates import UNKNOWN, When, on_day
from frontline.extraction._items import Clause
from frontline.extraction._statements import Statement
from frontline.extraction._text import Sentence, key_set
from frontline.extraction._voices import Voice

_KINDS = {"take": "captured", "retake": "recaptured", "leave": "withdrew", "lose": "captured", "fall": "captured",
          "approach": "advanced_to", "repel": "repelled", "hold": "held", "clash": "contested",
          "drive": "captured"}  # fmt: skip
_RELATIVE = key_set("التي الذي اللتين اللذين اللتان")
_FAR = key_set("بعد مسافة مقربة مشارف أبواب تخوم بوابات أعتاب أسوار")
_THAT = key_set("ذلك صحته صحتها")
_BEFORE_THAT = key_set("قبل بعد إلى مع غير رغم على في عن")


class ArabicStory(ArabicStates):
    """Reads Arabic sentences into the statements of a story."""

    def read_sentence(self, sentence: Sentence, hits: list[dict[str, Hit]], number: int) -> Clause:
        """Take in one sentence, with the phrases that begin at each word."""
        line = Line(sentence.tokens, hits)
        self._find_times(line)
        for i, found in enumerate(hits):
            if "actor" in found:
                for tag in ("event", "nominal", "verb"):
                    if tag in found and found[tag].j < found["actor"].j:
                        del found[tag]  # "تحرير الشام" is a side, not the freeing of Damascus
                line.named.update(range(i + 1, found["actor"].j))
        clause = Clause(sentence.tokens, [], sentence.paragraph, number=number)
        voiced = self.last_voice
        voices = self._voices(line)
        self._topic_before, self.topic = self.topic or self._topic_before, ""
        self._before = voiced if self.spoken.get(number - 1) else replace(voiced, name="")
        at = 0
        while at < len(line.tokens):
            at = self._read_at(line, clause, voices, at)
        self._deny_what_was_said(line, clause, voices)
        days = [w for _, w in line.times.values() if w.first and not w.month]
        self.day = days[-1] if days else self.day
        clause.strike = any("strike" in h for h in line.hits)
        if voices:
            self.spoken[number] = Voice(voices[0].name, voices[0].side, -1, -1, False, False)
        return clause

    def _find_times(self, line: Line) -> None:
        i = 0
        while i < len(line.tokens):
            found = time_at(line.tokens, i, self.published)
            if found is not None:
                line.times[i] = found
                line.inside.update(range(i, found[0]))
                i = found[0]
            else:
                i += 1

    def _read_at(self, line: Line, clause: Clause, voices: list[Told], at: int) -> int:
        """Statement that begins at word `at`, if any; the word to go on with."""
        found, end = self._statement_at(line, clause, voices, at)
        if found is not None:
            self._finish(line, found, at, voices)
            self.statements.append(found)
            self._redated(line, found, at)
            named = [m for m in found.places if m.start >= 0]
            self.remember(named)
            if named:
                self.focus = named
                line.read_to = max(line.read_to, *(m.j for m in named if m.i > at), 0)
            if found.actor:
                self.last_actor = found.actor
            if found.actor and found.rule != "ar_noun":
                self.topic = found.actor
        else:
            self._scan_place(line, at)
        self._note_group(line, at)
        actor, _ = self._phrase(line, at)
        if actor and actor != "own" and not self._aside(line, at):
            self.last_actor = actor
        return max(end, at + 1)

    def _statement_at(self, line: Line, clause: Clause, voices: list[Told], at: int) -> tuple[Statement | None, int]:
        hits = line.hits[at]
        hit = hits.get("event") or hits.get("nominal")
        if at in line.inside:
            return None, at + 1
        if line.key(at) in _FAR and line.key(at - 1) in ("علي", "الي"):
            return self._near(line, clause, at, voices), at + 1
        if "still" in hits and "event" not in hits:
            return self._remaining(line, clause, at, hits["still"], voices), at + 1
        if "under" in hits:
            return self._under(line, clause, at, hits["under"]), at + 1
        if hit is None or ("say" in hits and "event" not in hits and "nominal" not in hits):
            return None, at + 1
        if hit.value.startswith("failed"):
            return self._failed(line, clause, at), at + 1
        noun = "event" not in hits or ("nominal" in hits and line.has(at - 1, "after"))
        found, end = self._event(line, clause, at, hits["nominal"] if noun else hit, voices, noun=noun)
        if found is None and "event" in hits and "nominal" in hits:
            found, end = self._event(line, clause, at, hits["nominal"], voices, noun=True)
        return found, end

    def _event(
        self, line: Line, clause: Clause, at: int, hit: Hit, voices: list[Told], *, noun: bool
    ) -> tuple[Statement | None, int]:
        cls, _, preposition = hit.value.partition(">")
        if cls == "light":
            cls = (
                "take"
                if any(self._control(line, k) for k in range(hit.j, min(len(line.tokens), hit.j + 10)))
                else "attack"
            )
        if any(line.key(k) == "ناريا" for k in range(at, min(len(line.tokens), at + 8))):
            return None, at + 1  # within range of fire, not held
        if cls == "attack" or (noun and not self._asserted(line, at, cls)):
            return None, at + 1
        if cls == "repel":
            return self._repelled(line, clause, at, hit, voices), at + 1
        away = self._out_of_control(line, hit.j) if cls == "leave" else None
        cls, preposition = ("lose", "") if away is not None else (cls, preposition)
        actor, actor_text, after = self._subject(line, at, hit, preposition, noun)
        if cls == "drive" and not noun and not hit.suffix and line.key(after) in ("من", "عن"):
            actor, actor_text = "", ""  # whoever is named is driven out
        places, end = self._governed(line, at, hit, after, preposition, cls, noun)
        if not places or (cls == "hold" and all(m.part == "edge" for m in places)):
            return None, at + 1
        if cls in ("approach", "leave") and any(
            line.has(k, "civil") for k in range(hit.j, min(after + 3, places[0].i))
        ):
            return None, at + 1
        statement = Statement(
            _KINDS[cls], clause, self._item(clause, at, hit.j), places, rule="ar_noun" if noun else "ar"
        )
        statement.actor = (self._actor_in(line, away, min(len(line.tokens), away + 4)) if away else "") or actor
        statement.actor_text = actor_text
        self._fit(line, statement, cls, at, end, voices)
        beyond = end + (line.key(end) == "،")
        if line.has(beyond, "except"):
            statement.exceptions, _ = self._places(line, line.hits[beyond]["except"].j)
        statement.mood = self._mood(line, at, noun)
        return statement, hit.j

    def _out_of_control(self, line: Line, j: int) -> int | None:
        """As in "X went out of the control of Y": the word behind "control"."""
        reach = range(j, min(len(line.tokens) - 1, j + 8))
        found = (k for k in reach if line.key(k) == "عن" and line.key(k + 1).startswith(("السيطر", "سيطر")))
        return next((k + 2 for k in found), None)

    def _redated(self, line: Line, statement: Statement, at: int) -> None:
        """As in "took A on Sunday, and on Saturday B": the rest of a list has a day of its own."""
        starts = [k for k in line.times if k > at and line.key(k)[0] == "و" and line.times[k][1].first]
        for k in starts:
            later = [m for m in statement.places if m.i > k]
            if later and len(later) < len(statement.places):
                statement.places = [m for m in statement.places if m.i < k]
                self.statements.append(replace(statement, places=later, when=line.times[k][1], dated=True))

    def _finish(self, line: Line, statement: Statement, at: int, voices: list[Told]) -> None:
        voice = self._voice_at(line, at, voices)
        if voice is not None:
            statement.claimant, statement.voice_side = voice.name, voice.side
            between = [line.key(k) for k in range(voice.at, at)]
            again = any(line.has(k, "say") for k in range(voice.at + 1, at))
            if voice.denies and not again and "وقال" not in between:
                statement.polarity = "denied" if statement.polarity == "affirmed" else "affirmed"
        elif at == 0 and not statement.actor_text and self._before.name:
            statement.claimant, statement.voice_side = self._before.name, self._before.side
        self.as_told(statement)
        statement.against = self.opponent(statement.actor)
        statement.when, statement.dated = self._day_of(line, at, voice)
        had_at = next((k for k in range(at - 1, max(-1, at - 10), -1) if line.has(k, "had")), at)
        had = had_at < at and not any(line.has(k, "that", "say", "deny") for k in range(had_at, at))
        statement.background = (had and not statement.dated) or statement.when.mode == "year"
        if had and statement.dated and not (voice and voice.at > 0):
            statement.claimant = ""

    def _day_of(self, line: Line, at: int, voice: Told | None) -> tuple[When, bool]:
        """Nearest day behind the verb, or else before it; a day told with the voice; the day of the report."""
        right = next((k for k in line.times if k < at and line.times[k][0] == at), None)
        if right is None:
            right = next((k for k in line.times if self._of_masdar(line, k) and 0 < at - line.times[k][0] < 6), None)
        if right is not None:
            return line.times[right][1], True
        ends = (
            k for k in range(at + 1, len(line.tokens)) if line.has(k, "say", "deny", "according") or line.key(k) == "؛"
        )
        limit = next(ends, len(line.tokens))
        after = [k for k in line.times if at < k < limit]
        if after and not self._other_verb(line, at, after[0]):
            return line.times[after[0]][1], True
        before = [k for k in line.times if k < at and not self._of_masdar(line, k)]
        if before and line.times[before[-1]][1].first:
            return line.times[before[-1]][1], False
        return (on_day(self.published, "about") if self.published else UNKNOWN), False

    def _of_masdar(self, line: Line, k: int) -> bool:
        """As in "a day after ...", which dates what follows only."""
        return line.key(k).lstrip("و") in ("بعد", "قبل") and line.key(line.times[k][0] - 1) == "من"

    def _other_verb(self, line: Line, at: int, time: int) -> bool:
        """Whether another event of its own stands between a verb and a day, so that the day is that one's."""
        if self._of_masdar(line, time):
            return True
        return any((line.has(k, "event") and not line.has(k, "still", "manage")) for k in range(at + 1, time)) or any(
            line.key(k) in _RELATIVE or line.has(k, "had") for k in range(at + 1, time)
        )

    def _deny_what_was_said(self, line: Line, clause: Clause, voices: list[Told]) -> None:
        """As in "X denied that", "denied the reports": what was told before by others is denied."""
        for voice in voices:
            reach = range(voice.at + 1, min(len(line.tokens), voice.at + 9))
            pointed = any(line.key(k) in _THAT and line.key(k - 1) not in _BEFORE_THAT for k in reach)
            pointed = pointed or line.key(voice.at).endswith(("ته", "اه"))
            if not voice.denies or not pointed:
                continue
            first = clause.number - (voice.at < 3)
            told = [
                s for s in self.statements
                if first <= s.clause.number <= clause.number and s.polarity == "affirmed"
                and s.kind in ("captured", "recaptured", "withdrew", "advanced_to") and s.voice_side != voice.side
                and (s.clause is not clause or s.clause.items[s.at].i < voice.at)
                and (s.actor != voice.side or s.kind == "withdrew")
            ]  # fmt: skip
            for statement in told:
                self.statements.append(
                    replace(statement, polarity="denied", claimant=voice.name, voice_side=voice.side, clause=clause,
                            at=self._item(clause, voice.at, voice.at + 1), when=voice.when or statement.when)
                )  # fmt: skip

"""Arabic reports: verb first, then who, then where; lists joined by و; "said" before who says it.

The same statements as from English, by rules of their own: Arabic has no capitals, so a place is what a verb of control
governs, what follows a word such as "village" or "mount", and what is joined to these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from frontline.extraction._arabic_places import ENDS, ArabicPlaces, Line
from frontline.extraction._arabic_words import Hit, time_at
from frontline.extraction._dates import UNKNOWN, When, on_day
from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._statements import Statement
from frontline.extraction._text import Sentence, key_of, key_set
from frontline.extraction._voices import Voice

_SHOWN = key_set("صورا صور صورة مقطع مقطعا مقاطع فيديو تسجيلا تسجيل تسجيلات لقطات خريطة خرائط مشاهد")
_STATEMENTS = key_set("وقت بيان تصريح تصريحات تغريدة مؤتمر منشور مقابلة حديث تقرير")
_KINDS = {"take": "captured", "retake": "recaptured", "leave": "withdrew", "lose": "captured", "fall": "captured",
          "approach": "advanced_to", "repel": "repelled", "hold": "held", "clash": "contested"}  # fmt: skip
_ATTACKS = key_set("هجوم هجوما الهجوم هجمات محاولة محاولات تسلل هجومه هجومها تقدم اقتحام محاولتي هجومين")
_OWN = key_set(
    "قواتها قواته قواتهم مقاتليها مقاتلوها مقاتليه مقاتلوه عناصرها عناصره وحداتها وحداته قواتنا مقاتلينا جنوده جنودها"
)


@dataclass(slots=True)
class _Voice:
    name: str
    side: str
    at: int
    denies: bool
    trailing: bool = False
    when: When | None = None


class ArabicStory(ArabicPlaces):
    """Reads Arabic sentences into the statements of a story."""

    def read_sentence(self, sentence: Sentence, hits: list[dict[str, Hit]], number: int) -> Clause:
        """Take in one sentence, with the phrases that begin at each word."""
        line = Line(sentence.tokens, hits)
        self._find_times(line)
        clause = Clause(sentence.tokens, [], sentence.paragraph, number=number)
        voices = self._voices(line)
        at = 0
        while at < len(line.tokens):
            at = self._read_at(line, clause, voices, at)
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

    def _read_at(self, line: Line, clause: Clause, voices: list[_Voice], at: int) -> int:
        """Statement that begins at word `at`, if any; the word to go on with."""
        hits = line.hits[at]
        hit = hits.get("event") or hits.get("nominal")
        if hit is not None and "actor" in hits and hits["actor"].j > hit.j:
            hit = None  # "تحرير الشام" is a side, not the freeing of Damascus
        found: Statement | None = None
        end = at + 1
        if "under" in hits:
            found = self._under(line, clause, at, hits["under"])
        elif hit is not None and hit.value.startswith("failed"):
            found = self._failed(line, clause, at, voices)
        elif hit is not None and not ("say" in hits and "event" not in hits):
            found, end = self._event(line, clause, at, hit, voices, noun="event" not in hits)
            if found is None and "event" in hits and "nominal" in hits:
                found, end = self._event(line, clause, at, hits["nominal"], voices, noun=True)
        if found is not None:
            self._finish(line, found, at, voices)
            self.statements.append(found)
            named = [m for m in found.places if m.start >= 0]
            self.remember(named)
            if named:
                self.focus = named
            if found.actor:
                self.last_actor = found.actor
        self.last_actor = self._actor_at(line, at) or self.last_actor
        return max(end, at + 1)

    def _voices(self, line: Line) -> list[_Voice]:
        found: list[_Voice] = []
        for i in range(len(line.tokens)):
            for tag in ("deny", "say", "according"):
                if tag in line.hits[i] and i not in line.inside:
                    voice = self._voice(line, i, tag, found)
                    if voice is not None:
                        found.append(voice)
                    break
        return found

    def _voice(self, line: Line, i: int, tag: str, before: list[_Voice]) -> _Voice | None:
        denies = tag == "deny" and line.key(i - 1) not in ("لم", "لا")
        first, last = self._speaker(line, line.hits[i][tag].j)
        if last == first and tag != "according":
            left = self._speaker_left(line, i)
            if left is not None:
                first, last = left
        when = next((w for k, (_, w) in line.times.items() if first <= k <= last + 3 and w.first), None)
        if last == first:
            if "continue" not in line.hits[i] and tag == "say" and not before and not self.last_voice.name:
                return None
            known = before[-1] if before else _Voice(self.last_voice.name, self.last_voice.side, i, False)
            return replace(known, at=i, denies=denies, trailing=False, when=when) if known.name else None
        name = self.text[line.tokens[first].start : line.tokens[last - 1].end]
        name = name[1:] if tag == "according" and name.startswith("ل") and line.key(i) == "وفقا" else name
        voice = _Voice(name, self._side(line, first, last), i, denies, tag == "according", when)
        self.last_voice = replace(self.last_voice, name=name, side=voice.side)
        return voice

    def _speaker(self, line: Line, i: int) -> tuple[int, int]:
        """Words of the speaker from word `i`: up to "that", a day, a verb or a sign; behind "quoting" (عن)."""
        while i in line.inside:
            i += 1
        last = i
        while last < len(line.tokens) and last - i < 9:
            if (
                line.key(last) in ENDS
                or last in line.inside
                or line.key(last) in _SHOWN
                or line.has(last, "that", "nominal", "event", "say", "deny")
            ):
                if not (last == i and line.has(last, "actor", "voice")):
                    break
                last = max(line.hits[last][t].j for t in ("actor", "voice") if t in line.hits[last])
                continue
            if (
                line.key(last) == "عن"
                and last > i
                and line.key(i - 1).lstrip("و").startswith("نقل")
                and last < len(line.tokens) - 1
            ):
                return self._speaker(line, last + 1)
            if line.key(last) == "في" and line.key(last + 1) in _STATEMENTS:
                break
            if line.has(last, "stop") and not line.has(last, "actor", "voice") and line.key(last) not in ("في", "من"):
                break
            last += 1
        while last > i and line.key(last - 1) in ("في", "من"):
            last -= 1
        return i, last

    def _speaker_left(self, line: Line, i: int) -> tuple[int, int] | None:
        """As in "... أن مصدرا في الجماعة نفى": the speaker stands before the verb."""
        first = i
        while (
            first > 0
            and i - first < 6
            and not line.has(first - 1, "that", "event", "say")
            and line.key(first - 1) not in ENDS
        ):
            first -= 1
        if 0 < i - first <= 6 and line.has(first - 1, "that"):
            return first, i
        for k in range(first, i):  # "but the RSF denied ..."
            if any(t in line.hits[k] and line.hits[k][t].j == i for t in ("actor", "voice")):
                return k, i
        return None

    def _side(self, line: Line, first: int, last: int) -> str:
        for i in range(first, last):
            if "voice" in line.hits[i]:
                return self.lexicon.voices.get(line.hits[i]["voice"].value, ("", ""))[1] or self._actor_in(
                    line, first, last
                )
        own = any(line.key(k).startswith("باسمه") for k in range(first, last))  # "its spokesman"
        return self._actor_in(line, first, last) or ((self.last_voice.side or self.last_actor) if own else "")

    def _voice_at(self, line: Line, at: int, voices: list[_Voice]) -> _Voice | None:
        for voice in reversed(voices):
            if voice.at < at and not voice.trailing and "؛" not in [line.key(k) for k in range(voice.at, at)]:
                return voice
        return next((v for v in voices if v.at > at and v.trailing), None) or next(
            (v for v in reversed(voices) if v.at < at and v.trailing), None
        )

    def _event(
        self, line: Line, clause: Clause, at: int, hit: Hit, voices: list[_Voice], *, noun: bool
    ) -> tuple[Statement | None, int]:
        cls, _, preposition = hit.value.partition(">")
        if cls == "attack" or (noun and not self._asserted(line, at, cls)):
            return None, at + 1
        if cls == "repel":
            return self._repelled(line, clause, at, hit.j, voices), at + 1
        actor, actor_text, after = self._subject(line, at, hit.j, preposition)
        start = self._object(line, hit.j, after, preposition)
        if start is None:
            return None, at + 1
        places, end = self._places(line, start)
        if not places:
            return None, at + 1
        statement = Statement(
            _KINDS[cls], clause, self._item(clause, at, hit.j), places, rule="ar_noun" if noun else "ar"
        )
        statement.actor, statement.actor_text = actor, actor_text
        self._fit(line, statement, cls, at, end, voices)
        statement.mood = self._mood(line, at, places[-1].j)
        return statement, hit.j

    def _asserted(self, line: Line, at: int, cls: str) -> bool:
        """A noun counts where somebody announces or denies it, or where something else came after it."""
        if cls == "clash":
            return not line.has(at - 1, "stop") or line.key(at - 1) not in ("بعد", "عقب", "اثر")
        for k in range(at - 1, max(-1, at - 17), -1):
            if line.has(k, "say", "deny") or line.key(k) in (
                "بعد",
                "عقب",
                "اثر",
                "اشيع",
                "تم",
                "شايعات",
                "انباء",
                "خبر",
                "معلومات",
                "تاكيدات",
                "تمكنت",
                "تمكن",
                "تمكنوا",
                "وتمكنت",
                "وتمكن",
                "نجح",
                "نجحت",
            ):
                return True
            if line.has(k, "event", "that") or line.key(k) in ENDS - {"،"}:
                return False
        return False

    def _subject(self, line: Line, at: int, j: int, preposition: str) -> tuple[str, str, int]:
        """Side right behind the verb, with the word after it."""
        k = j
        while k in line.inside:
            k += 1
        wants = {key_of(p) for p in preposition.split("/") if p}
        reach = 5 if wants else 1
        while k < min(len(line.tokens), j + reach):
            if line.key(k) in ENDS or line.key(k) in wants:
                break
            hits = line.hits[k]
            owned = line.key(k) in _OWN
            if owned or self._actor_at(line, k) or ("role" in hits and hits["role"].value == "head"):
                hit = max((hits[t] for t in ("actor", "role") if t in hits), key=lambda h: h.j, default=None)
                end = hit.j if hit else k + 1
                actor = "" if owned else self._actor_at(line, k)
                while end < len(line.tokens) and self._plain_actor(line, end):
                    actor = actor or self._actor_at(line, end)
                    end = max(h.j for t, h in line.hits[end].items() if t in ("actor", "role"))
                return actor or ("own" if owned else ""), self._words(line, k, end), end
            k += 1
        return "", "", j

    def _plain_actor(self, line: Line, i: int) -> bool:
        """Whether a side goes on here, without a small word before it."""
        found = [h for t, h in line.hits[i].items() if t in ("actor", "role")]
        return bool(self._actor_at(line, i)) and not line.has(i, "event") and all(not h.cut for h in found)

    def _object(self, line: Line, j: int, after: int, preposition: str) -> int | None:
        """Word at which the place begins."""
        wants = {key_of(p) for p in preposition.split("/") if p}
        pronouns = {want + end for want in wants for end in ("ها", "ه")}
        for k in range(j, min(len(line.tokens), max(j, after) + 7) if wants else j):
            if line.key(k) in wants and k + 1 not in line.times:
                return k + 1
            if line.key(k) in pronouns:
                return k
            if line.key(k) in ENDS or (k >= after and line.has(k, "event", "say", "deny")):
                break
        if wants and "" not in preposition.split("/"):
            return None
        k = max(j, after)
        while k < len(line.tokens) and (
            k in line.inside
            or (line.key(k) == "في" and k + 1 in line.inside)
            or line.key(k) in ("ايضا", "كامل", "مجددا")
        ):
            k += 1
        return k if k < len(line.tokens) and line.key(k) not in ENDS else None

    def _fit(self, line: Line, statement: Statement, cls: str, at: int, end: int, voices: list[_Voice]) -> None:
        """Who acts, who suffers, and whether it is negated."""
        voice = self._voice_at(line, at, voices)
        side = voice.side if voice is not None else ""
        actor = statement.actor
        if actor == "own":
            actor = side or self.last_actor
        if not actor and cls != "fall":
            actor = self._left_actor(line, at) or side or self.last_actor
        if cls == "fall":
            actor = self._taker(line, end) or actor or self._main()
        if cls == "lose":
            statement.rule = "lost"
            loser = statement.actor if statement.actor not in ("", "own") else side or actor
            actor = self.opponent(loser)
        if cls == "leave" or cls == "hold":
            statement.kind = _KINDS[cls]
        if cls == "take" and self._still(line, at):
            statement.kind = "held"
        statement.actor = actor
        if any(line.has(k, "negative") for k in range(max(0, at - 1), at)):
            statement.polarity = "denied"

    def _still(self, line: Line, at: int) -> bool:
        return any(line.has(k, "still") for k in range(max(0, at - 5), at))

    def _left_actor(self, line: Line, at: int) -> str:
        """Side before the verb, in the same clause."""
        for k in range(at - 1, max(-1, at - 9), -1):
            if line.key(k) in ENDS or (line.has(k, "event") and not line.has(k, "still")):
                return ""
            if line.key(k) in _OWN:
                return ""
            actor = self._actor_at(line, k)
            if (
                actor
                and not line.has(k - 1, "say", "deny")
                and not any(h.cut.endswith(("ل", "ب")) for t, h in line.hits[k].items() if t in ("actor", "role"))
            ):
                return actor
        return ""

    def _taker(self, line: Line, end: int) -> str:
        """Side behind "by the hand of" (بيد)."""
        for k in range(end, min(len(line.tokens), end + 6)):
            if "under" in line.hits[k] or line.key(k) == "بيد":
                j = line.hits[k]["under"].j if "under" in line.hits[k] else k + 1
                return self._actor_in(line, j, min(len(line.tokens), j + 3)) or self._actor_in(line, k, k + 1)
        return ""

    def _mood(self, line: Line, at: int, end: int) -> str:
        before = range(max(0, at - 4), at)
        if any(line.has(k, "failed") for k in before):
            return "failed"
        if (
            line.hits[at].get("event")
            and line.key(at).lstrip("وف")[:1] == "س"
            and line.key(at).lstrip("وف")[1:2] in ("ي", "ت")
        ):
            return (
                "intended"
                if not line.key(at).lstrip("وف").startswith("سيطر") and not line.key(at).lstrip("وف").startswith("ستر")
                else ""
            )
        if any(line.has(k, "intent") and not line.has(k, "say") for k in before):
            return "intended"
        if (
            line.key(at).startswith(("ل", "ولل"))
            and line.has(at, "nominal")
            and line.hits[at]["nominal"].cut.endswith("ل")
        ):
            return "intended"
        return ""

    def _repelled(self, line: Line, clause: Clause, at: int, j: int, voices: list[_Voice]) -> Statement | None:
        """As in "beat off an attack on X"."""
        attack = next((k for k in range(j, min(len(line.tokens), j + 7)) if _stem(line.key(k)) in _ATTACKS), None)
        if attack is None:
            return None
        places, _ = self._attacked(line, attack)
        if not places:
            return None
        actor, words, _ = self._subject(line, at, j, "")
        voice = self._voice_at(line, at, voices)
        if actor == "own" or not actor:
            actor = self._left_actor(line, at) or (voice.side if voice else "") or self.last_actor
        attacker = self._actor_in(line, attack, places[0].i)
        if attacker and attacker == actor:
            actor = self.opponent(attacker)
        statement = Statement("repelled", clause, self._item(clause, at, j), places, rule="ar")
        statement.actor, statement.actor_text = actor, words
        return statement

    def _attacked(self, line: Line, attack: int) -> tuple[list[Mention], int]:
        for k in range(attack + 1, min(len(line.tokens), attack + 9)):
            if line.key(k) in ("علي", "في", "باتجاه", "نحو", "الي", "لاقتحام", "داخل", "بمحيط"):
                return self._places(line, k + 1)
            if line.key(k) in ENDS:
                break
        return [], attack

    def _failed(self, line: Line, clause: Clause, at: int, voices: list[_Voice]) -> Statement | None:
        """As in "an attack on X failed", "failed to take X"."""
        attack = next((k for k in range(at - 1, max(-1, at - 16), -1) if _stem(line.key(k)) in _ATTACKS), None)
        if attack is None:
            attack = next(
                (k for k in range(at + 1, min(len(line.tokens), at + 4)) if _stem(line.key(k)) in _ATTACKS), None
            )
        if attack is None:
            return None
        places, _ = self._attacked(line, attack)
        if not places:
            return None
        statement = Statement("captured", clause, self._item(clause, at, at + 1), places, polarity="failed", rule="ar")
        statement.actor = (
            self._actor_in(line, attack, places[0].i)
            or self._actor_in(line, at, min(len(line.tokens), at + 4))
            or self._main()
        )
        return statement

    def _under(self, line: Line, clause: Clause, at: int, hit: Hit) -> Statement | None:
        """As in "X is still in the hands of Y"; after "fell" or "passed" the verb tells it already."""
        actor = self._actor_in(line, hit.j, min(len(line.tokens), hit.j + 3))
        start = next((k for k in range(at - 1, max(-1, at - 12), -1) if "still" in line.hits[k]), None)
        if start is None or any(
            line.has(k, "event", "nominal") and not line.has(k, "still") for k in range(start + 1, at)
        ):
            return None
        places, _ = self._places(line, line.hits[start]["still"].j)
        if not places:
            before = max(0, start - 5)
            first = next(
                (k + 1 for k in range(start - 1, before - 1, -1) if line.key(k) in ENDS or line.has(k, "that")), before
            )
            places, _ = self._places(line, first)
        if not places:
            return None
        statement = Statement("held", clause, self._item(clause, at, hit.j), places, rule="ar")
        statement.actor = actor or self.last_voice.side or self.last_actor
        return statement

    def _item(self, clause: Clause, i: int, j: int) -> int:
        clause.items.append(Item("VRB", i, j))
        return len(clause.items) - 1

    def _finish(self, line: Line, statement: Statement, at: int, voices: list[_Voice]) -> None:
        voice = self._voice_at(line, at, voices)
        if voice is not None:
            statement.claimant, statement.voice_side = voice.name, voice.side
            between = [line.key(k) for k in range(voice.at, at)]
            again = any(line.has(k, "say") for k in range(voice.at + 1, at))
            if voice.denies and not again and "وقال" not in between:
                statement.polarity = "denied" if statement.polarity == "affirmed" else "affirmed"
        self.as_told(statement)
        statement.against = self.opponent(statement.actor)
        statement.when, statement.dated = self._day_of(line, at, voice)
        had = any(line.has(k, "had") for k in range(max(0, at - 4), at))
        statement.background = had and not statement.dated
        if had and statement.dated:
            statement.claimant = ""

    def _day_of(self, line: Line, at: int, voice: _Voice | None) -> tuple[When, bool]:
        """Nearest day behind the verb, or else before it; a day told with the voice; the day of the report."""
        limit = next(
            (
                k
                for k in range(at + 1, len(line.tokens))
                if line.has(k, "say", "deny", "according") or line.key(k) == "؛"
            ),
            len(line.tokens),
        )
        after = [k for k in line.times if at < k < limit]
        if after:
            return line.times[after[0]][1], True
        before = [k for k in line.times if k < at]
        if before and line.times[before[-1]][1].first:
            return line.times[before[-1]][1], False
        return (on_day(self.published, "about") if self.published else UNKNOWN), False


def _stem(key: str) -> str:
    return key[1:] if len(key) > 3 and key[0] in "ولبف" and key[1:] in _ATTACKS else key

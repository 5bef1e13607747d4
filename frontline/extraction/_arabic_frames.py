"""Frames of Arabic verbs and nouns of control: who acts, where, whether it happened."""

from __future__ import annotations

from frontline.extraction._arabic_sides import ENDS, Line
from frontline.extraction._arabic_voices import ArabicVoices, Told
from frontline.extraction._arabic_words import BARE, Hit
from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._statements import Statement
from frontline.extraction._text import key_of, key_set

_CONTROL = key_set("السيطرة سيطرتها سيطرته سيطرتهم زمام")
_FORCES = key_set("القوات الوحدات")
_RELATIVE = key_set("التي الذي اللتين اللذين اللتان")


class ArabicFrames(ArabicVoices):
    """Reads what stands around a verb or noun of control."""

    topic = ""
    """Side that acts in the sentence."""
    _topic_before = ""

    def _governed(
        self, line: Line, at: int, hit: Hit, after: int, preposition: str, cls: str, noun: bool
    ) -> tuple[list[Mention], int]:
        """Places of a verb or noun: behind it, in its pronoun, or before it in a relative clause."""
        wants = frozenset(key_of(p) for p in preposition.split("/") if p)
        if line.key(at - 1) in _RELATIVE or (line.key(at - 2) in _RELATIVE and line.has(at - 1, "had")):
            where = at - 1 if line.key(at - 1) in _RELATIVE else at - 2
            pointed = hit.suffix or cls == "fall" or self._pronoun(line, hit.j, after, wants) is not None
            if pointed:
                return self._ending_at(line, where), after
        start = self._object_start(line, hit.j, after, preposition)
        places: list[Mention] = []
        end = after
        if start is not None:
            places, end = self._places(line, start, wants)
        owned = hit.suffix in ("ها", "ه", "هما") and (not noun or not places)
        if not places and owned and (not wants or "" in preposition.split("/")):
            pronoun = Mention(
                hit.suffix, at, at + 1, line.tokens[at].start, line.tokens[at].end, "back", noun=hit.suffix
            )
            places = self._back(pronoun)
        if not places and cls == "fall" and not noun:
            places = self._ending_at(line, at - line.has(at - 1, "negative"))
        return places, end

    def _ending_at(self, line: Line, end: int) -> list[Mention]:
        """Place whose words end right before word `end`: the antecedent of "which", the subject of "fell"."""
        if line.has(end - 1, "stop") and not line.has(end - 1, "back"):
            end -= 1
        for first in range(max(0, end - 6), end):
            if line.has(first, "site", "settlement", "back") or any(
                m.i == first and m.text in self._words(line, first, end) for m in self.places[-40:]
            ):
                places, after = self._places(line, first)
                if places and end - 1 <= after <= end:
                    return places
        before = range(end - 1, max(-1, end - 5), -1)
        opened = next((k + 1 for k in before if line.has(k, "that") or line.key(k) in ENDS), end)
        places, after = self._places(line, opened) if opened < end else ([], end)
        if places and after == end:
            return places
        known = [m for m in self.focus if m.j == end and m.i < end and self.text[m.start : m.end] == m.text]
        return known[-1:] if known and known[0].end == line.tokens[end - 1].end else []

    def _pronoun(self, line: Line, j: int, after: int, wants: frozenset[str]) -> int | None:
        """Word such as عليها, a preposition of the verb with a pronoun."""
        pronouns = {want + end for want in wants for end in ("ها", "ه", "هما")}
        return next((k for k in range(j, min(len(line.tokens), max(j, after) + 5)) if line.key(k) in pronouns), None)

    def _asserted(self, line: Line, at: int, cls: str) -> bool:
        """A noun counts where somebody announces or denies it, or where something else came after it."""
        if cls == "clash":
            return not any(line.has(k, "after") for k in range(max(0, at - 3), at))
        for k in range(at - 1, max(-1, at - 17), -1):
            if line.has(k, "intent") and not line.has(k, "told", "say"):
                return False
            if line.has(k, "say", "deny", "after", "told", "manage", "failed") or (
                k in line.inside and line.has(k, "after")
            ):
                return True
            if k in line.inside and line.key(k).lstrip("و") in ("بعد", "قبل"):
                return True
            if (line.has(k, "event", "that") and not line.has(k, "after")) or line.key(k) in ENDS - {"،"}:
                return False
        return False

    def _subject(self, line: Line, at: int, hit: Hit, preposition: str, noun: bool) -> tuple[str, str, int]:
        """Side right behind the verb, or in the pronoun of a noun, with the word after it."""
        j = k = hit.j
        wants = {key_of(p) for p in preposition.split("/") if p}
        phrase = [line.tokens[n].text for n in range(at + 1, j)]
        if noun and (hit.suffix not in BARE or any(w.endswith(("ها", "ه", "هم", "هما")) for w in phrase)):
            return "own", "", j
        if not noun and hit.cut == "" and line.key(at).endswith("نا") and hit.suffix == "":
            return "own", "", j
        while k in line.inside or (line.key(k) == "،" and k + 1 in line.inside):
            k += 1
        for first in range(k, min(len(line.tokens), k + (3 if wants else 1))):
            if (
                line.key(first) in ENDS
                or line.key(first) in wants
                or line.has(first, "settlement")
                or not self._is_side(line, first)
            ):
                break
            actor, end = self._phrase(line, first)
            if end > first and not (self._aside(line, first) and first > j):
                words = self._words(line, first, end)
                return actor, words if actor else "", end
        return "", "", j

    def _object_start(self, line: Line, j: int, after: int, preposition: str) -> int | None:
        """Word at which the place begins."""
        wants = frozenset(key_of(p) for p in preposition.split("/") if p)
        pronouns = {want + end for want in wants for end in ("ها", "ه", "هما")}
        for k in range(j, min(len(line.tokens), max(j, after) + 12) if wants else j):
            if line.key(k) in wants and k + 1 not in line.times and k not in line.inside:
                return k + 1
            if line.key(k) in pronouns:
                return k
            aside = line.key(k) == "،" and (k + 1 in line.inside or k - 1 in line.inside)
            if (line.key(k) in ENDS and not aside) or (
                k >= after and line.has(k, "event", "say", "deny", "that", "verb")
            ):
                break
        if wants and "" not in preposition.split("/"):
            return None
        k = max(j, after)
        while k < len(line.tokens) and (
            k in line.inside
            or (line.key(k) in ("في", "،", "من") and k + 1 in line.inside)
            or (line.key(k) == "،" and k - 1 in line.inside)
            or line.key(k) in ("ايضا", "مجددا", "كذلك", "بالكامل", "بدورها")
        ):
            k += 1
        if self._control(line, k):
            k = next((n for n in range(k + 1, min(len(line.tokens), k + 4)) if line.key(n) == "علي"), k - 1) + 1
        if (
            k < len(line.tokens)
            and (line.has(k, "stop") or line.key(k) in ENDS)
            and not line.has(k, "back", "part", "vague")
        ):
            return self._object_later(line, k) or (k if line.key(k) not in ENDS else None)
        return k if k < len(line.tokens) and line.key(k) not in ENDS else None

    def _object_later(self, line: Line, k: int) -> int | None:
        """As in "took, with support from the air, the town of X": the object behind what stands between."""
        for n in range(k + 1, min(len(line.tokens), k + 11)):
            if line.has(n, "event", "say", "that", "verb", "after") or line.key(n) in ENDS - {"،"}:
                return None
            typed = [h for t, h in line.hits[n].items() if t in ("settlement", "site")]
            before = line.key(n - 1)
            if typed and typed[0].cut == typed[0].suffix == "" and not line.has(n - 1, "stop", "settlement", "site"):
                return n if before not in ENDS or k < n - 1 else None
        return None

    def _control(self, line: Line, k: int) -> bool:
        """Whether "control", "its control", "its grip" stands at word `k`."""
        return line.key(k) in _CONTROL or line.key(k).startswith(("سيطرت", "قبضت", "نفوذ"))

    def _fit(self, line: Line, statement: Statement, cls: str, at: int, end: int, voices: list[Told]) -> None:
        """Who acts, who suffers, and whether it is negated."""
        voice = self._voice_at(line, at, voices)
        side = voice.side if voice is not None else ""
        actor = statement.actor
        if not actor and cls not in ("fall", "clash"):
            left = self._left_actor(line, at)
            actor = left if left else ""
        if actor == "own":
            actor = side or self.topic or self.last_actor
        if cls == "drive" and statement.rule == "ar_noun" and statement.actor not in ("", "own"):
            actor = self._left_actor(line, at).replace("own", "") or self.topic or self.opponent(statement.actor)
        if cls == "fall":
            denied = voice is not None and voice.denies and voice.side
            actor = self._taker(line, at, end) or self._fallen_to(statement.actor or (side if denied else ""))
        elif cls == "clash":
            actor = self._attacker(line, at, statement.actor)
        elif not actor:
            actor = self._untold(line, at, side, voice)
        if cls == "lose":
            statement.rule = "lost"
            actor = self.opponent(statement.actor if statement.actor not in ("", "own") else actor)
        if self._holds(line, at, cls):
            statement.kind = "held"
        statement.actor = actor
        negated = any(line.has(k, "negative") and not line.has(k, "deny") for k in range(max(0, at - 2), at))
        if negated and not self._still(line, at):
            statement.polarity = "denied"

    def _fallen_to(self, named: str) -> str:
        """Who took what fell, where nobody is told: a side behind the noun is the one that lost."""
        return self.opponent(named) if named and named != "own" else self._main()

    def _untold(self, line: Line, at: int, side: str, voice: Told | None) -> str:
        """Side of a verb without a subject: who acted before in the sentence, who speaks, who was named last."""
        spoken = voice is not None and any(line.has(k, "that") for k in range(voice.at, at))
        if any(line.has(k, "had") for k in range(max(0, at - 6), at)) and self.statements and not side:
            return self._main()
        if at == 0 and self._topic_before:
            return self._topic_before
        if self.topic and not (side and spoken and line.key(at - 1) not in ENDS and line.key(at)[0] != "و"):
            return self.topic
        near = {line.key(k).lstrip("و") for k in range(max(0, at - 2), min(len(line.tokens), at + 3))}
        if not side and near & _FORCES and self.last_forces:
            return self.last_forces
        return side or self.last_actor

    def _attacker(self, line: Line, at: int, named: str) -> str:
        """Who fights for a place: who advances in the report; else who is named first."""
        fought = any(line.key(k).lstrip("و").startswith(("خاض", "يخوض", "تخوض")) for k in range(max(0, at - 5), at))
        left = self._left_actor(line, at) if fought else ""
        if left not in ("", "own"):
            return left
        around = [self._phrase(line, k)[0] for k in range(at + 1, min(len(line.tokens), at + 16))]
        sides = [a for a in around if a and a != "own"] or [named or self._left_actor(line, at)]
        if any(
            s.polarity == "affirmed" and s.kind in ("captured", "recaptured", "advanced_to") for s in self.statements
        ):
            main = self._main()
            return main if main in (*sides, "own") or len(set(sides)) < 2 else sides[0]
        return sides[0] if sides[0] not in ("", "own") else (self.topic or self.last_actor)

    def _holds(self, line: Line, at: int, cls: str) -> bool:
        """Whether a verb tells a state: "still controls", "controls" in the present tense."""
        if cls not in ("take", "retake"):
            return False
        if self._still(line, at):
            return True
        word = line.key(at).lstrip("وف")
        begun = any(line.has(k, "manage", "intent", "become", "had") for k in range(max(0, at - 4), at))
        return word.startswith(("يسيطر", "تسيطر", "نسيطر", "مسيطر", "يحتل", "تحتل")) and not begun

    def _still(self, line: Line, at: int) -> bool:
        return any(line.has(k, "still") for k in range(max(0, at - 6), at))

    def _taker(self, line: Line, at: int, end: int) -> str:
        """Side behind "by the hand of" (بيد)."""
        for k in range(at, min(len(line.tokens), end + 6)):
            if "under" in line.hits[k] or line.key(k) == "بيد":
                j = line.hits[k]["under"].j if "under" in line.hits[k] else k + 1
                return self._actor_in(line, j, min(len(line.tokens), j + 3)) or self._actor_in(line, k, k + 1)
        last = line.hits[at].get("event") or line.hits[at].get("nominal")
        worded = last is not None and last.j > at + 1
        return self._actor_in(line, last.j, min(len(line.tokens), last.j + 2)) if worded and last else ""

    def _mood(self, line: Line, at: int, noun: bool) -> str:
        for k in range(at - 1, max(-1, at - (9 if noun else 5)), -1):
            if line.has(k, "failed"):
                return "failed"
            if line.has(k, "manage") and any(line.has(n, "negative") for n in range(max(0, k - 2), k)):
                return "failed"
            if line.has(k, "intent") and not line.has(k, "say"):
                return "intended"
            if line.has(k, "say", "that", "event", "after", "manage") or line.key(k) in ENDS:
                break
        if (line.key(at - 2), line.key(at - 1)) == ("ما", "لم"):
            return "hypothetical"
        word = line.key(at).lstrip("وف")
        if "event" in line.hits[at] and word[:2] in ("سي", "ست", "سن") and not word.startswith(("سيطر", "ستر")):
            return "intended"
        purpose = line.hits[at].get("nominal")
        event = line.hits[at].get("event")
        if event is not None and event.cut.endswith("ل") and not event.value.startswith("approach"):
            return "intended"
        ends_in_l = purpose is not None and purpose.cut.endswith("ل") and "event" not in line.hits[at]
        denied = any(line.has(k, "deny", "told") for k in range(max(0, at - 2), at))
        return "intended" if ends_in_l and not denied else ""

    def _item(self, clause: Clause, i: int, j: int) -> int:
        clause.items.append(Item("VRB", i, j))
        return len(clause.items) - 1

"""Who speaks in an Arabic sentence: "said X that", "X said", "according to X", "in the words of X"; and who denies."""

from __future__ import annotations

from dataclasses import dataclass, replace

from frontline.extraction._arabic_places import ArabicPlaces
from frontline.extraction._arabic_sides import ENDS, Line
from frontline.extraction._dates import When
from frontline.extraction._text import key_set

_STATEMENTS = key_set("وقت بيان تصريح تصريحات تغريدة مؤتمر منشور مقابلة حديث تقرير تسجيل كلمة خطاب")
_LAM = key_set("لواء لجنة لجان ليبيا ليبي ليبية ليبيون لدى لقاء")
_OPENS = key_set(
    "صحة صحه أنباء ما ذلك هذا هذه وجود علم علمها علمه وقوع حدوث تعرض أي مسؤوليتها صلته صلتها مزاعم ادعاءات"
)
_SMALL = key_set("في من لحقوق باسم عن لشؤون")


@dataclass(slots=True)
class Told:
    """Who speaks: as printed, for which side, at which word, and whether they deny."""

    name: str
    side: str
    at: int
    denies: bool
    trailing: bool = False
    when: When | None = None


class ArabicVoices(ArabicPlaces):
    """Finds who speaks."""

    def _voices(self, line: Line) -> list[Told]:
        found: list[Told] = []
        untrue = any("untrue" in h for h in line.hits)
        for i in range(len(line.tokens)):
            tag = next((t for t in ("deny", "say", "according") if t in line.hits[i]), None)
            if tag is None and untrue and line.key(i).lstrip("و") in ("وصف", "وصفت", "صف", "صفت"):
                line.hits[i]["deny"] = line.hits[i].get("verb") or next(iter(line.hits[i].values()))
                tag = "deny"
            if tag is None or i in line.inside or self._no_verb(line, i, tag):
                continue
            voice = self._voice(line, i, tag, found)
            if voice is not None:
                found.append(voice)
        return found

    def _no_verb(self, line: Line, i: int, tag: str) -> bool:
        """Whether a word only looks like "said": "was told" negated, or a verb of control spelt alike."""
        if tag == "say" and line.key(i).lstrip("و").startswith(_PARTICIPLES) and line.key(i - 1) not in ("", "،"):
            return True
        if tag == "say" and line.key(i - 1) in ("عدم", "دون"):
            return True
        belongs = line.key(i).lstrip("و").startswith("تابع") and line.key(i + 1)[:1] == "ل"
        return tag == "say" and (line.key(i - 1) in ("لم", "لن") or line.has(i, "event") or belongs)

    def _voice(self, line: Line, i: int, tag: str, before: list[Told]) -> Told | None:
        denies = tag == "deny" and line.key(i - 1) not in ("لم", "لا")
        first, last = self._speaker(line, line.hits[i][tag].j, tag)
        if (last == first or self._object_only(line, first)) and tag != "according":
            first, last = self._speaker_left(line, i) or (first, first)
        when = next((w for k, (_, w) in line.times.items() if i - 1 <= k <= last + 3 and w.first), None)
        if all(line.has(k, "stop") and not line.has(k, "actor", "role", "voice") for k in range(first, last)):
            last = first
        if last == first:
            if tag == "say" and not before and not ("continue" in line.hits[i] or self._continues(line, i)):
                return None
            known = before[-1] if before else Told(self.last_voice.name, self.last_voice.side, i, False)
            nobody = Told("", "", i, True) if denies and line.hits[i]["deny"].j > i + 1 else None
            return replace(known, at=i, denies=denies, trailing=False, when=when) if known.name else nobody
        while first < last - 1 and line.has(first, "stop") and not line.has(first, "actor", "role", "voice"):
            first += 1
        line.named.update(range(first, last))
        start = line.tokens[first].start
        name = self.text[start : line.tokens[last - 1].end]
        if tag == "according" and line.key(i).lstrip("و") in ("وفقا", "طبقا", "استنادا", "فقا") and name[:1] == "ل":
            name = "ال" + name[2:] if name.startswith("لل") else name[1:]
        side = self._side(line, first, last)
        behind = tag == "say" and line.key(i - 1) == "،" and last < len(line.tokens) and line.key(last) in ENDS
        voice = Told(name, side, i, denies, tag == "according" or behind, when)
        self.last_voice = replace(self.last_voice, name=name, side=voice.side)
        return voice

    def _continues(self, line: Line, i: int) -> bool:
        """Whether "said" without a speaker follows what somebody said before."""
        return bool(self.last_voice.name) and i < 2 and line.has(line.hits[i]["say"].j, "that")

    def _object_only(self, line: Line, first: int) -> bool:
        """As in "published pictures": an object in the accusative, no speaker."""
        text = line.tokens[first].text if first < len(line.tokens) else ""
        return text.endswith(("ًا", "اً"))

    def _speaker(self, line: Line, i: int, tag: str = "say") -> tuple[int, int]:
        """Words of the speaker from word `i`: up to "that", a day, a verb or a sign; behind "quoting" (عن)."""
        while i in line.inside or (line.key(i) == "،" and i + 1 in line.inside):
            i += 1
        if tag == "deny" and line.key(i) in ("ذلك", "هذا"):
            i += 1
        last = i
        while last < len(line.tokens) and last - i < 9:
            known = [line.hits[last][t].j for t in ("actor", "voice") if t in line.hits[last]]
            if known and line.key(last) not in ENDS and not line.has(last, "that"):
                last = max(known)
                continue
            if self._quoting(line, i, last):
                return self._speaker(line, last + 1)
            if self._speaker_ends(line, i, last, tag):
                break
            last += 1
        while last > i and line.key(last - 1) in ("في", "من"):
            last -= 1
        return i, last

    def _quoting(self, line: Line, i: int, last: int) -> bool:
        verb = line.key(i - 1).lstrip("و")
        return line.key(last) == "عن" and last > i and verb.startswith("نقل") and last < len(line.tokens) - 1

    def _speaker_ends(self, line: Line, i: int, last: int, tag: str) -> bool:
        key = line.key(last)
        if key in ENDS or last in line.inside or line.has(last, "that", "say", "deny", "event", "told", "according"):
            return True
        if line.has(last, "nominal") and not (last == i and line.has(last, "voice", "actor")):
            return True
        if tag == "deny" and key in _OPENS:
            return True
        if key == "في" and line.key(last + 1) in _STATEMENTS:
            return True
        if last > i and key[0] == "ل" and key not in _LAM and key not in _SMALL and not key.startswith("لل"):
            return True
        if last > i and self._object_only(line, last):
            return True
        return line.has(last, "stop") and key not in _SMALL and not line.has(last, "actor", "voice", "role")

    def _speaker_left(self, line: Line, i: int) -> tuple[int, int] | None:
        """As in "... أن مصدرا في الجماعة نفى", "وكان مصدر عسكري قد قال", "مصدر عسكري قال": before the verb."""
        end = i - (line.key(i - 1) in ("قد", "لقد"))
        while end - 1 in line.inside:
            end -= 1
        first = end
        while first > 0 and end - first < 9 and not self._left_ends(line, first - 1):
            first -= 1
        if first == end or end - first > 8:
            return None
        opened = first == 0 or line.has(first - 1, "that", "had") or line.key(first - 1) in ENDS
        told = any(line.has(k, "actor", "voice", "role") or line.key(k) in _SPEAKERS for k in range(first, end))
        return (first, end) if opened and told else None

    def _left_ends(self, line: Line, i: int) -> bool:
        return line.key(i) in ENDS or line.has(i, "that", "event", "say", "had", "verb") or i in line.inside

    def _side(self, line: Line, first: int, last: int) -> str:
        for i in range(first, last):
            if "voice" in line.hits[i]:
                side = self.lexicon.voices.get(line.hits[i]["voice"].value, ("", ""))[1]
                return side or self._actor_in(line, first, last) or self._official(line, first, last)
            if line.tokens[i].text.endswith(("باسمها", "باسمه", "باسمهم")):
                return self.last_voice.side or self.last_actor
        return self._actor_in(line, first, last) or self._official(line, first, last)

    def _official(self, line: Line, first: int, last: int) -> str:
        """The state speaks through ministries, military sources and its own television."""
        words = {line.key(k) for k in range(first, last)}
        official = words & _STATE or (words & _SOURCES and words & _MILITARY)
        return self.theatre.state if official and self.theatre is not None else ""

    def _voice_at(self, line: Line, at: int, voices: list[Told]) -> Told | None:
        for voice in reversed(voices):
            if voice.at < at and not voice.trailing and "؛" not in [line.key(k) for k in range(voice.at, at)]:
                return voice
        return next((v for v in voices if v.at > at and v.trailing), None) or next(
            (v for v in reversed(voices) if v.at < at and v.trailing), None
        )


_PARTICIPLES = ("مؤكد", "موكد", "مضيف", "مشير", "موضح", "لافت", "معلن", "مشدد", "مبين")
_STATE = key_set("محافظ حاكم وزارة وزير الوزارة حكومي حكومية الحكومي الحكومية")
_SOURCES = key_set("مصدر مصادر التلفزيون تلفزيون الإعلام إعلام مسؤول متحدث الناطق مصدرا وكالة")
_MILITARY = key_set("عسكري عسكرية العسكري الرسمي الرسمية السوري السورية رسمية رسمي")
_SPEAKERS = key_set(
    "مصدر مصادر متحدث المتحدث الناطق ناطق وزير وزارة مسؤول مسؤولون شهود ناشطون ناشطين قائد قيادي المرصد وكالة قناة"
    " التلفزيون صحيفة بيان رئيس حاكم محافظ مصدرا متحدثا مسؤولا قياديا سكان أهالي مراسل ضابط ضباط مدير مصدران مسؤولين"
)

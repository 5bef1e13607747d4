"""Places and sides in Arabic sentences: what a verb governs, what follows "village" or "mount", lists joined by و."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from frontline.extraction._arabic_words import Hit
from frontline.extraction._dates import When
from frontline.extraction._items import Mention
from frontline.extraction._story import Story
from frontline.extraction._text import Token, key_set

_AMONG = key_set("بينها منها أبرزها وهي هي")
_ADJECTIVES = key_set("الاستراتيجية الاستراتيجي الحدودية الصغيرة المجاورة القريبة الواقعة")
_BEFORE_WAW = key_set("بني ابن أبو أم")
_ALSO = key_set("وكذلك كذلك وأيضا إضافة فضلا علاوة بالإضافة وعلى كما")
ENDS = frozenset("،؛:.!؟")


@dataclass(slots=True)
class Line:
    """A sentence with its phrases found."""

    tokens: list[Token]
    hits: list[dict[str, Hit]] = field(default_factory=list)
    times: dict[int, tuple[int, When]] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)

    def key(self, i: int) -> str:
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def has(self, i: int, *tags: str) -> bool:
        return 0 <= i < len(self.tokens) and any(t in self.hits[i] for t in tags)


class ArabicPlaces(Story):
    """Reads places, lists of them, and sides."""

    def _places(self, line: Line, i: int) -> tuple[list[Mention], int]:
        """List of places from word `i` on, and the word after it."""
        found: list[Mention] = []
        opened = self._enumeration(line, i)
        open_list = opened is not None
        at, cut, part = opened or i, 0, ""
        while at < len(line.tokens) and len(found) < 60:
            at, part, cut, stripped = self._before_name(line, at, part, cut)
            if at >= len(line.tokens):
                break
            end = self._name_end(line, at, cut)
            if end == at:
                break
            found.append(self._mention(line, at, end, cut, part, stripped))
            following = self._list_goes_on(line, end, open_list) if found[-1].type != "back" else None
            if following is None:
                at = end
                break
            at, cut = following
        return [m for f in found for m in self._back(f)], at

    def _enumeration(self, line: Line, i: int) -> int | None:
        """Word after "among them" in "many villages in the north, among them A, B, C"."""
        if i >= len(line.tokens) or not (
            line.has(i, "stop")
            or ("settlement" in line.hits[i] and line.has(i + 1, "stop"))
            or line.key(i).startswith("القر")
            or line.key(i).startswith("بلد")
        ):
            return None
        for k in range(i, min(len(line.tokens) - 1, i + 14)):
            if line.has(k, "event", "say", "deny") or line.key(k) in ENDS - {"،", ":"}:
                return None
            if line.key(k) in _AMONG:
                return k + 1
        return None

    def _before_name(self, line: Line, at: int, part: str, cut: int) -> tuple[int, str, int, bool]:
        stripped = False
        for _ in range(5):
            if at >= len(line.tokens):
                break
            hits = line.hits[at]
            if "part" in hits and not line.has(at, "back"):
                value = hits["part"].value
                part = part or (
                    "edge"
                    if value.split()[0] in ("أطراف", "الأطراف", "مشارف", "محيط", "تخوم", "ضواحي", "مداخل", "أبواب")
                    else "part"
                    if value.startswith("أجزاء") or value in ("بعض",)
                    else ""
                )
                if value == "محيط":
                    break
                at, cut, stripped = hits["part"].j, 0, False
                while line.key(at) in (
                    "الغربيه",
                    "الشرقيه",
                    "والشرقيه",
                    "والغربيه",
                    "الشماليه",
                    "الجنوبيه",
                    "والشماليه",
                    "والجنوبيه",
                    "واسعه",
                    "من",
                ):
                    at += 1
                if line.key(at).startswith("لمدين") or line.key(at).startswith("لبلد"):
                    at, stripped = at + 1, True
            elif "settlement" in hits and at + 1 < len(line.tokens) and line.key(at + 1) not in ENDS:
                at, cut, stripped = hits["settlement"].j, 0, True
            else:
                break
        return at, part, cut, stripped

    def _name_end(self, line: Line, at: int, cut: int) -> int:
        """A name runs up to a small word, a sign, a verb, a side, a day, or the next word joined by و."""
        end = at
        while end < len(line.tokens) and end - at < 4:
            hits = line.hits[end]
            if line.key(end) in ENDS or not line.tokens[end].arabic or end in line.inside:
                break
            first = end == at
            conjunct = self._conjunct(line, end) and not (first and cut) and not (first and self._own_waw(line, end))
            if not first and (
                conjunct or ("settlement" in hits and hits["settlement"].cut == "" and hits["settlement"].j == end + 1)
            ):
                break
            if any(t in hits for t in ("event", "say", "deny", "that", "stop", "still", "under", "according")) and not (
                first and hits.get("back")
            ):
                break
            if not first and (self._actor_at(line, end) or "nominal" in hits):
                break
            if not first and line.tokens[end].key[0] in "بل" and any(h.cut for h in hits.values()):
                break
            end += 1
        return end

    def _conjunct(self, line: Line, i: int) -> bool:
        """Whether the word begins with "and" (و), which is no letter of its own."""
        word = line.key(i)
        if word[:1] != "و" or len(word) < 3 or line.key(i - 1) in _BEFORE_WAW:
            return False
        if len(word) == 3 and not any(h.cut[:1] == "و" for h in line.hits[i].values()):
            return False  # ورد is a name, وتل is "and Tall"
        return not any(h.cut == "" for h in line.hits[i].values())

    def _own_waw(self, line: Line, i: int) -> bool:
        return line.key(i).startswith(("وادي", "واد"))

    def _mention(self, line: Line, at: int, end: int, cut: int, part: str, stripped: bool) -> Mention:
        start = line.tokens[at].start + cut
        back = "back" in line.hits[at] and end == at + 1 and not stripped
        kind = "back" if back else "name"
        text = self.text[start : line.tokens[end - 1].end]
        return Mention(
            text, at, end, start, line.tokens[end - 1].end, kind, part=part, noun=line.key(at) if back else ""
        )

    def _back(self, mention: Mention) -> list[Mention]:
        if mention.type != "back":
            return [mention]
        if mention.noun in ("القاعده", "السد", "المطار", "الموقع", "المعسكر"):
            return [mention]
        if mention.noun in ("القري", "البلدات"):
            return list(self.focus)
        many = mention.noun.endswith(("ها", "ه")) and mention.noun not in (
            "المدينه",
            "البلده",
            "القريه",
            "المنطقه",
            "المديريه",
            "الناحيه",
            "القاعده",
        )
        return [replace(m, part=mention.part) for m in (self.focus if many else self.focus[-1:])]

    def _list_goes_on(self, line: Line, end: int, open_list: bool) -> tuple[int, int] | None:
        """Where the list goes on, and how many letters (و) to cut; None where it ends."""
        at = end
        while line.key(at) in _ADJECTIVES:
            at += 1
        while at < len(line.tokens) and line.key(at) in (
            "في",
            "شمال",
            "شرق",
            "غرب",
            "جنوب",
            "شمالي",
            "شرقي",
            "غربي",
            "جنوبي",
            "بريف",
            "ريف",
            "بمحافظه",
        ):
            at += 1
            while (
                at < len(line.tokens)
                and line.key(at) not in ENDS
                and not line.has(at, "stop", "event", "say", "that")
                and not self._conjunct(line, at)
            ):
                at += 1
        if at > end and line.key(at) in ENDS - {"،"}:
            return None
        comma = line.key(at) == "،"
        at += comma
        if at >= len(line.tokens) or at in line.inside:
            return None
        if line.key(at) in _ALSO:
            at += 1
            while line.key(at) in ("علي", "الي", "عن", "من"):
                at += 1
            return (at, 0) if at < len(line.tokens) else None
        word = line.key(at)
        if open_list and comma and not line.has(at, "stop", "event", "say", "that", "had") and word[0] != "و":
            return at, 0
        joined = self._conjunct(line, at)
        if (
            not joined
            or line.has(at, "event", "say", "deny", "that", "had", "stop", "nominal", "still")
            or self._actor_at(line, at)
        ):
            return None
        if at > end + 1 and not comma:
            return None
        return at, 1

    def _actor_at(self, line: Line, i: int) -> str:
        return self.side_at(line.hits[i])

    def side_at(self, hits: dict[str, Hit]) -> str:
        """Side that the phrases beginning at a word name."""
        if "actor" in hits and ("role" not in hits or hits["actor"].j >= hits["role"].j):
            return hits["actor"].value
        if "role" in hits and self.theatre:
            return {"rebel": self.theatre.rebel, "state": self.theatre.state}.get(hits["role"].value, "")
        return ""

    def _actor_in(self, line: Line, first: int, last: int) -> str:
        for i in range(first, last):
            actor = self._actor_at(line, i)
            if actor:
                return actor
        words = {line.key(i) for i in range(first, last)}
        if words & {"الجماعه", "جماعه"} and self.theatre:
            return self.theatre.rebel
        return ""

    def _words(self, line: Line, i: int, j: int) -> str:
        return self.text[line.tokens[i].start : line.tokens[j - 1].end]

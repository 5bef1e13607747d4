"""Sides in Arabic sentences: names, general words, "Israeli tanks", "forces loyal to X", "the organisation"."""

from __future__ import annotations

from dataclasses import dataclass, field

from frontline.extraction._arabic_words import BARE, Hit
from frontline.extraction._dates import When
from frontline.extraction._story import Story
from frontline.extraction._text import Token, key_set

ENDS = frozenset("،؛:.!؟")
_LED = key_set(
    "تابعة التابعة تابع التابع تابعون التابعين موالية الموالية موال الموالي موالون الموالين مدعومة المدعومة مدعوم"
    " المدعوم بقيادة محسوبة المحسوبة حليفة الحليفة متحالفة المتحالفة"
)
_MINE = key_set("له لها لهم لهما")
_NOT_SUBJECT = key_set("مع ضد من عن بين لصالح أمام باتجاه نحو قبل بيد ودعم")


@dataclass(slots=True)
class Line:
    """A sentence with its phrases found."""

    tokens: list[Token]
    hits: list[dict[str, Hit]] = field(default_factory=list)
    times: dict[int, tuple[int, When]] = field(default_factory=dict)
    inside: set[int] = field(default_factory=set)
    named: set[int] = field(default_factory=set)
    """Words within the names of sides."""
    read_to: int = 0
    """Word up to which places were read."""

    def key(self, i: int) -> str:
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def has(self, i: int, *tags: str) -> bool:
        return 0 <= i < len(self.tokens) and any(t in self.hits[i] for t in tags)


class ArabicSides(Story):
    """Reads sides."""

    def side_at(self, hits: dict[str, Hit]) -> str:
        """Side that the phrases beginning at a word name."""
        if "actor" in hits and ("role" not in hits or hits["actor"].j >= hits["role"].j):
            return hits["actor"].value
        if "role" in hits and self.theatre:
            return self._role(hits["role"].value)
        return ""

    def _role(self, role: str) -> str:
        if self.theatre is None:
            return ""
        if role == "group":
            return self._group()
        if role.startswith("of "):
            side = role.removeprefix("of ")
            return side if side in self.theatre.against else ""
        if role == "enemy":
            return self.opponent(self.last_voice.side)
        return {"rebel": self.theatre.rebel, "state": self.theatre.state}.get(role, "")

    def _group(self) -> str:
        """Side that "the organisation" or "the movement" means: the last one named that is no state."""
        if self.theatre is None:
            return ""
        return self.last_group or self.theatre.rebel

    last_group = ""
    last_forces = ""

    def _actor_at(self, line: Line, i: int) -> str:
        return self.side_at(line.hits[i])

    def _phrase(self, line: Line, i: int) -> tuple[str, int]:
        """Side whose words begin at word `i`, and the word after them; "own" for "its forces", "" for none."""
        hits = line.hits[i]
        found = [h for t, h in hits.items() if t in ("actor", "role")]
        if not found:
            return "", i
        end = max(h.j for h in found)
        role = hits.get("role")
        actor = self._actor_at(line, i)
        if role is not None and role.suffix not in BARE:
            return "own", end
        if role is not None and role.value == "head" and hits.get("actor") is None:
            return self._headed(line, i, end)
        while end < len(line.tokens) and self._goes_with(line, end):
            named = "actor" in hits or line.key(i).lstrip("وبل").startswith("ال")
            if named and actor and self._actor_at(line, end) != actor:
                break
            actor = self._actor_at(line, end) or actor
            end = max(h.j for t, h in line.hits[end].items() if t in ("actor", "role"))
        return actor, end

    def _headed(self, line: Line, i: int, end: int) -> tuple[str, int]:
        """As in "tanks ... Israeli", "forces loyal to X", "special forces of its own"."""
        if line.key(i).endswith(("ها", "هم", "نا")) or line.key(i) in key_set(
            "قواته مقاتليه مقاتلوه عناصره وحداته جنوده"
        ):
            return "own", end
        at, led = end, False
        while at < min(len(line.tokens), end + 5) and line.key(at) not in ENDS and at not in line.inside:
            if led and line.key(at) in _MINE:
                return "own", at + 1
            hits = line.hits[at]
            cut = max((h.cut for t, h in hits.items() if t in ("actor", "role")), default="")
            actor = self._actor_at(line, at)
            if actor and (led or cut == "") and self._is_side(line, at):
                return actor, max(h.j for t, h in hits.items() if t in ("actor", "role"))
            led = led or line.key(at) in _LED
            if (line.key(at) not in _LED and line.has(at, "event", "say", "that", "under")) or (
                line.has(at, "stop") and line.key(at) != "من" and not led
            ):
                break
            at += 1
        return "", end

    def _goes_with(self, line: Line, i: int) -> bool:
        """Whether a side goes on here, without a small word before it."""
        found = [h for t, h in line.hits[i].items() if t in ("actor", "role")]
        return bool(self._actor_at(line, i)) and self._is_side(line, i) and all(not h.cut for h in found)

    def _is_side(self, line: Line, i: int) -> bool:
        """Whether a word is read as a side rather than as a verb: "ردع العدوان" names an operation."""
        hits = line.hits[i]
        longest = max((h.j for t, h in hits.items() if t in ("actor", "role")), default=0)
        return "event" not in hits or longest > hits["event"].j

    def _actor_in(self, line: Line, first: int, last: int) -> str:
        own = ""
        for i in range(first, last):
            actor, _ = self._phrase(line, i)
            if actor and actor != "own":
                return actor
            own = own or actor
        return ""

    def _left_actor(self, line: Line, at: int) -> str:
        """Side before the verb, in the same clause; "own" for "its forces"."""
        for k in range(at - 1, max(-1, at - 12), -1):
            if line.key(k) in ENDS or (line.has(k, "event") and not line.has(k, "still", "actor")):
                return ""
            if line.has(k, "say", "deny", "after") and k < at - 1:
                return ""
            actor, _ = self._phrase(line, k)
            if actor and not self._aside(line, k):
                headed = k and "role" in line.hits[k - 1] and line.hits[k - 1]["role"].value == "head"
                return self._phrase(line, k - 1)[0] or actor if headed else actor
        return ""

    def _aside(self, line: Line, k: int) -> bool:
        """Whether a side stands behind a preposition or belongs to another word: no subject."""
        cut = any(h.cut.endswith(("ل", "ب")) for t, h in line.hits[k].items() if t in ("actor", "role"))
        return cut or line.key(k - 1).lstrip("و") in _NOT_SUBJECT or line.has(k - 1, "say", "deny")

    def _note_group(self, line: Line, i: int) -> None:
        """Keep the last armed group named."""
        hit = line.hits[i].get("actor")
        if hit is not None and self.theatre is not None and hit.value != self.theatre.state:
            self.last_group = hit.value
        if hit is not None and line.key(i).lstrip("وبل").startswith(("قوات", "القوات", "الجيش", "الويه", "جيش")):
            self.last_forces = hit.value

    def _words(self, line: Line, i: int, j: int) -> str:
        return self.text[line.tokens[i].start : line.tokens[j - 1].end] if j > i else ""

"""Sides in English prose: "Rwanda-backed M23 rebels", "Haftar's men", "army units", "its fighters"."""

from __future__ import annotations

from collections.abc import Sequence

from frontline.extraction._items import Item
from frontline.extraction._lexicon import Mark, Theatre
from frontline.extraction._text import Token, word_set

_ADJECTIVAL = word_set(
    "russian ukrainian syrian rwandan congolese burundian yemeni israeli paramilitary rebel insurgent jihadist"
    " islamist militant jihadi misratan islamist-led terrorist separatist assad state-run tripoli-based"
)
_MODIFIERS = word_set(
    "armed allied elite local ground jihadist special ethnic government-aligned kurdish arab iranian islamist"
    " sunni shiite foreign advancing attacking retreating remaining main combined libyan sudanese myanmar syrias"
    " ukraines russian syrian irregular regular mechanised mechanized airborne motorised motorized assault naval"
    " marine tribal loyal state paramilitary democratic largely mainly dominated controlled western southern"
    " northern eastern southwestern own other more some few many young small several thousands hundreds turkish"
    " turkey's assault tank infantry iranian-backed republican presidential russia-backed allied pro-iranian"
    " hardline cross-border breakaway rival unity recognised recognized internationally un-recognised un-recognized"
    " transitional interim caretaker provisional presidential former ex- loyalist anti-government pro-government border"
    " regime-aligned army-allied irregulars federal national democratic revolutionary popular"
)
_DET = word_set(
    "whose the a an its his her their our these those some any all my other most several many few two three four"
    " both one"
)
_POSSESSIVE = {"whose": "they", "its": "it", "his": "he", "her": "he", "their": "they", "our": "we", "my": "we"}
_LINKS = ("of", "from", "loyal", "allied", "led", "aligned", "backed", "commanded", "affiliated", "linked", "belonging",
          "fighting", "under", "close")  # fmt: skip
_AFTER_LINK = word_set("to with by for the a under command government forces")
_FOES = word_set("opponents enemies foes rivals adversaries opponent enemy rival adversary foe")
_FOLLOWERS = word_set("allies allied partners loyal affiliated associated supporters pro-government proxies")


class ActorReader:
    """Finds what a sentence calls sides, and whom general words mean in this theatre."""

    def __init__(
        self, text: str, tokens: list[Token], marks: Sequence[dict[str, Mark]], theatre: Theatre | None
    ) -> None:
        self.text, self.tokens, self.marks, self.theatre = text, tokens, marks, theatre

    def _key(self, i: int) -> str:
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def role(self, role: str) -> str:
        """Actor that "rebels" or "the army" is in this theatre."""
        if self.theatre is None:
            return ""
        theatre = self.theatre
        return {"rebel": theatre.rebel, "state": theatre.state, "jihadi": theatre.jihadi}.get(role, "")

    def at(self, i: int) -> Item | None:
        """Side named from word `i` on: ACT, or VOI where somebody speaks for it."""
        j, owner = i, ""
        while (self._key(j) in _DET or self._country(j)) and "role" not in self.marks[j]:
            owner = _POSSESSIVE.get(self._key(j), owner)
            j += 1
        head = self._noun(j)
        if head is None:
            return None
        item = head
        item.i = i
        item.text = self.text[self.tokens[j].start : self.tokens[item.j - 1].end]
        if owner and (not item.actor or item.value in ("state", "head")) and item.kind == "ACT":
            item.value, item.actor = owner, ""
        self._linked(item)
        self._followers(item)
        self._foes(item)
        return item

    def _foes(self, item: Item) -> None:
        """As in "the junta's opponents": the other side."""
        if item.poss and item.actor and self.theatre is not None and self._key(item.j) in _FOES:
            item.actor = next(iter(self.theatre.against.get(item.actor, ())), "")
            item.j, item.poss, item.value = item.j + 1, False, "foes"

    def _country(self, j: int) -> bool:
        """As in "Libya's recognised government": a country that is no side itself."""
        marks = self.marks[j] if j < len(self.tokens) else {}
        return "country" in marks and "actor" not in marks and self.tokens[j].poss

    def _noun(self, start: int) -> Item | None:
        j, actor, role, named, last = start, "", "", False, ""
        end = start
        while j < len(self.tokens):
            marks = self.marks[j]
            if (
                "speaker" in marks
                and j > start
                and marks["speaker"].j > marks.get("actor", marks["speaker"]).j - 1
                and "role" not in marks
            ):
                return self._voice(start, j, actor or self.role(role), named=named)
            if "actor" in marks:
                actor = actor if named and not adjectival(self._key(j - 1)) else marks["actor"].value
                named, last, j = True, self._key(marks["actor"].j - 1), marks["actor"].j
                end = j
            elif "role" in marks:
                mark = marks["role"]
                role = mark.value if mark.value != "head" or not role else role
                last, j = self._key(mark.j - 1), mark.j
                end = j
            elif self._key(j) in _MODIFIERS and j < start + 7 and not (self.tokens[j].cap and "direction" in marks):
                j += 1
                continue
            else:
                break
            if self.tokens[j - 1].poss and not self._goes_on(j):
                break
        if end == start:
            return None
        return self._made(start, end, actor, role, last)

    def _goes_on(self, j: int) -> bool:
        return j < len(self.tokens) and (
            "role" in self.marks[j]
            or self._key(j) in _MODIFIERS
            or "speaker" in self.marks[j]
            or "actor" in self.marks[j]
        )

    def _made(self, start: int, end: int, actor: str, role: str, last: str) -> Item:
        if role in ("rebel", "jihadi") and self.theatre is not None and actor == self.theatre.state:
            actor = ""  # "Congolese rebels"
        item = Item("ACT", start, end, value=role or "name", actor=actor or self.role(role))
        item.text = self.text[self.tokens[start].start : self.tokens[end - 1].end]
        item.poss = self.tokens[end - 1].poss
        if self._key(end) in ("'", "’") and end + 1 < len(self.tokens) and "nominal" in self.marks[end + 1]:
            item.poss, item.j = True, end + 1  # "the rebels' loss of"
        item.plural = last.endswith("s") or last in ("men", "infantry", "personnel", "people", "militia", "opposition")
        item.form = "adj" if adjectival(last) else ""
        return item

    def _voice(self, start: int, j: int, actor: str, *, named: bool) -> Item:
        while j < len(self.tokens) and "speaker" in self.marks[j]:
            j = self.marks[j]["speaker"].j
        item = Item("VOI", start, j, actor=actor, form="" if named else "role")
        item.text = self.text[self.tokens[start].start : self.tokens[j - 1].end]
        return item

    def _linked(self, item: Item) -> None:
        """As in "Forces of the Government of National Accord", "factions led by HTS", "troops loyal to Haftar"."""
        if (
            item.kind != "ACT"
            or item.poss
            or self._key(item.j) not in _LINKS
            or item.value not in ("head", "rebel", "state", "jihadi")
        ):
            return
        j = item.j + 1
        while self._key(j) in _AFTER_LINK or (self._country(j)):
            j += 1
        other = self._noun(j)
        if (
            other is None
            or other.kind != "ACT"
            or (item.actor and self._key(item.j) in ("from", "fighting", "under", "close"))
        ):
            return
        item.actor, item.j, item.form, item.value = other.actor or item.actor, other.j, "", other.value
        item.text = self.text[self.tokens[item.i].start : self.tokens[item.j - 1].end]

    def _followers(self, item: Item) -> None:
        """As in "and its allies" belongs to the side."""
        j = item.j
        if self._key(j) == ",":
            j += 1
        if self._key(j) not in ("and", "with") or not item.actor:
            return
        j += 1
        if self._key(j) in ("its", "their", "other", "some", "various"):
            j += 1
        if self._key(j) not in _FOLLOWERS or self._key(j + 1) == "by":
            return
        while j < len(self.tokens) and (self._key(j) in _FOLLOWERS | _MODIFIERS or "role" in self.marks[j]):
            j += 1
        item.j, item.form = j, ""


def adjectival(word: str) -> bool:
    """Whether a word for a side only describes: "Russian", "rebel", "Turkish-backed"."""
    return (
        word in _ADJECTIVAL
        or word.endswith(("-backed", "-led", "-aligned", "-supported", "-held", "-dominated", "-linked", "-affiliated"))
        or word.startswith(("pro-", "anti-"))
    )

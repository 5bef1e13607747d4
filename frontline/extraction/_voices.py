"""Who says it: the subject of "said", "according to", "denied"; and how far their words reach."""

from __future__ import annotations

from dataclasses import dataclass, replace

from frontline.extraction._items import Clause, Item
from frontline.extraction._lexicon import Lexicon, Theatre
from frontline.extraction._text import word_set

_NOT_ADJECTIVES = word_set(
    "that said say says and or but of in on at by for from to as when while after before if because since though"
    " although the a an one some with than which who is was are were had has have it they he also told including"
    " despite however meanwhile then another its his their"
)
_ASSERTIONS = word_set("assertion assertions claim claims allegation allegations announcement")
_APPEARED = word_set("went appeared came television air tv telegram facebook twitter radio called wrote")
_OF_TOWNS = word_set("governor mayor residents inhabitants people administrator director doctors population council")
_ARTICLES = ("a", "an", "the", "one", "some", "two", "three", "several", "another", "its", "his", "their")
_BREAKS = ("SEM", "COL", "SUB", "REL", "VRB", "SAY", "DENY", "UND", "LIKE")


@dataclass(slots=True, eq=False)
class Voice:
    """Who speaks: a name to print, the side whose cause it is, which SAY of the clause it belongs to."""

    name: str
    side: str
    at: int
    first: int
    trailing: bool
    denies: bool
    pronoun: bool = False
    group: bool = False
    """Told as "the group", "the movement"."""
    own: bool = False
    """Of whoever was named before: "its spokesman"."""


class VoiceReader:
    """Finds who speaks in a clause."""

    def __init__(self, text: str, clause: Clause, lexicon: Lexicon, theatre: Theatre | None, people: set[str]) -> None:
        self.text, self.clause, self.lexicon, self.theatre, self.people = text, clause, lexicon, theatre, people
        self.items = clause.items

    def voices(self) -> list[Voice]:
        """All who speak in the clause, in order of their verbs."""
        found = []
        for k, item in enumerate(self.items):
            if item.kind == "W" and item.value in _ASSERTIONS and self._by(k):
                asserted = self._right(k, k + 2, trailing=False, denies=False)
                found += [asserted] if asserted is not None else []
                continue
            if item.kind not in ("SAY", "DENY") or (item.passive and item.kind == "SAY" and not self._by(k)):
                continue
            if item.mood in ("intended", "hypothetical") and item.kind == "SAY" and not self._went_to_say(item):
                continue
            if item.kind == "DENY" and not item.form:
                continue  # "is untrue": nobody's verb
            voice = self._voice(k, item)
            if voice is not None and item.value in ("cite", "quote") and not item.passive:
                cited = self._right(k, k + 1, trailing=voice.trailing, denies=False)
                if cited is not None and found and item.form == "ing":
                    found[-1].name, found[-1].side = cited.name, cited.side  # "X reported, citing Y"
                    continue
                if cited is not None:
                    voice.name, voice.side = cited.name, cited.side
            if voice is None and found and self._goes_on(k):
                voice = replace(
                    found[-1], at=k, first=k, trailing=False, denies=item.kind == "DENY" and not item.negated
                )
            if voice is not None:
                found.append(voice)
        return found

    def _went_to_say(self, item: Item) -> bool:
        """As in "went on television to say that": said it."""
        tokens = self.clause.tokens
        before = {t.key for t in tokens[max(0, item.i - 6) : item.i]}
        follows = tokens[item.j].key if item.j < len(tokens) else ""
        return tokens[item.i - 1].key == "to" and follows == "that" and bool(before & _APPEARED)

    def _goes_on(self, k: int) -> bool:
        """As in "said that ... and denied that ...": the same speaker."""
        at = k - 1
        while at >= 0 and self.items[at].kind in ("W", "TIM", "PRP"):
            at -= 1
        return at >= 0 and self.items[at].kind in ("AND", "COM") and not self.items[k].passive

    def _by(self, k: int) -> bool:
        return k + 1 < len(self.items) and self.items[k + 1].kind == "PRP" and self.items[k + 1].value == "by"

    def _voice(self, k: int, item: Item) -> Voice | None:
        denies = item.kind == "DENY" and not item.negated
        if item.kind == "SAY" and item.mood == "intended":
            first = next((n for n in range(k) if self.items[n].kind in ("VOI", "ACT", "PLC", "PRO")), None)
            return self._made(k, first, [first], False, denies) if first is not None else None
        if item.form == "ing" and item.kind == "SAY" and k and self.items[k - 1].kind == "COM":
            return None  # "..., declaring the city its target": who spoke before goes on
        if item.value == "according":
            return self._right(k, k + 1, trailing=True, denies=False)
        if item.passive and item.kind == "SAY":
            return self._right(k, k + 2, trailing=False, denies=denies)
        if item.passive and item.kind == "DENY" and self._by(k):
            return self._right(k, k + 2, trailing=True, denies=denies)  # "reports that X fell were denied by Y"
        left = self._left(k)
        if left is not None:
            first, chosen = left
            trailing = first > 0 and self.items[first - 1].kind == "COM" and not self._opens(first)
            return self._made(k, first, chosen, trailing, denies)
        return self._right(k, k + 1, trailing=True, denies=denies)

    def _opens(self, first: int) -> bool:
        """Whether only a time or a place ("On Tuesday, ...", "In Sudan, ...") stands before the speaker."""
        before = self.items[: first - 1]
        return all(
            i.kind in ("TIM", "PRP", "W", "SUB", "AND") or (i.kind == "PLC" and n and before[n - 1].kind == "PRP")
            for n, i in enumerate(before)
        ) or self._joins(first - 2)

    def _joins(self, at: int) -> bool:
        """As in "..., and on Tuesday, X said": a new sentence in all but the full stop."""
        first = at
        while at > max(0, first - 2) and self.items[at].kind in ("TIM", "PRP"):
            at -= 1
        return at >= 0 and self.items[at].kind in ("SUB", "AND")

    def _left(self, k: int) -> tuple[int, list[int]] | None:
        """Words of the subject before the verb, and where they begin."""
        at = k - 1
        while (at >= 0 and self.items[at].kind in ("TIM", "W")) or (
            at >= 0 and self.items[at].kind == "PRP" and self.items[at + 1].kind == "TIM"
        ):
            if self.items[at].kind == "W" and not self._filler(at):
                break
            at -= 1
        if at > 0 and self.items[at].kind == "REL" and self.items[at].value in ("who", "which"):
            at -= 1  # "the ministry, which on Thursday announced ..."
            at -= self.items[at].kind == "COM"
        elif at >= 0 and self.items[at].kind == "COM":
            at = self._before_apposition(at)
        chosen: list[int] = []
        while at >= 0 and self._belongs(at, chosen):
            chosen.insert(0, at)
            at -= 1
        while chosen and self.items[chosen[0]].kind in ("PRP", "AND", "W", "TIM"):
            chosen.pop(0)
        if not any(self.items[c].kind in ("VOI", "ACT", "PRO", "PLC") for c in chosen):
            return None
        first = chosen[0]
        return self._first_word(first), chosen

    def _first_word(self, first: int) -> int:
        """Part with which "one of their officers", "two security sources" begin, of which only the noun is known."""
        at = first
        while at and first - at < 5 and self.items[at - 1].kind in ("W", "PRP"):
            word = self.items[at - 1].value
            if self.items[at - 1].kind == "PRP" and not (
                word == "of" and at > 1 and self.items[at - 2].value in _ARTICLES
            ):
                break
            if (
                self.items[at - 1].kind == "W"
                and word not in _ARTICLES
                and (word in _NOT_ADJECTIVES or word.endswith("ly"))
            ):
                break
            at -= 1
        return at

    def _filler(self, at: int) -> bool:
        return self.items[at].value.endswith("ly") or self.items[at].value in (
            "also",
            "had",
            "has",
            "have",
            "later",
            "earlier",
            "however",
            "meanwhile",
            "then",
            "did",
            "likewise",
            "already",
            "late",
            "early",
            "never",
            "is",
            "was",
            "again",
            "since",
            "still",
            "once",
            "immediately",
            "are",
            "were",
            "been",
        )

    def _before_apposition(self, comma: int) -> int:
        """Step over "..., a Ukrainian war blog, said"."""
        at = comma - 1
        while at >= 0 and self.items[at].kind not in ("SEM", "COL", "COM") and comma - at < 22:
            at -= 1
        between = self.items[at + 1 : comma]
        if len(between) == 1 and (
            (between[0].kind == "PLC" and between[0].members[0].type == "name")
            or (between[0].kind == "VOI" and between[0].text[:1].isupper() and not between[0].actor)
        ):
            return comma - 1  # "its spokesman, Viktor Trehubov, said"
        if at > 0 and self.items[at].kind == "COM" and self.items[at - 1].kind in ("VOI", "ACT", "PLC"):
            return at - 1
        return comma

    def _belongs(self, at: int, chosen: list[int]) -> bool:
        item = self.items[at]
        if item.kind in ("VOI", "ACT", "PRO"):
            return True
        if item.kind == "REL" and item.value == "who":
            return at > 0 and self.items[at - 1].kind == "VOI"
        if item.kind == "AND":
            follows = chosen and self.items[chosen[0]].kind in ("VOI", "W", "ACT")
            return bool(
                follows
                and at > 0
                and (self.items[at - 1].kind in ("VOI", "ACT") or (self.items[at - 1].kind == "PLC" and not chosen))
            )
        if item.kind == "PLC":
            before = self.items[at - 1] if at else None
            if (
                chosen
                and before is not None
                and before.kind == "PRP"
                and before.value in ("in", "at", "near", "on")
                and (at < 2 or self.items[at - 2].kind not in ("VOI", "ACT"))
            ):
                return False
            speaks = self.items[at + 1 : at + 2] and self.items[at + 1].kind == "SAY" and not chosen
            return bool(speaks) or all(m.type in ("name", "region", "area") for m in item.members)
        told = any(self.items[c].kind in ("VOI", "ACT") for c in chosen)
        return item.kind in (("W", "PRP", "NOM") if told else ("W", "PRP", "TIM", "NOM")) and len(chosen) < 12

    def _right(self, k: int, start: int, *, trailing: bool, denies: bool) -> Voice | None:
        """Speaker behind the verb: "said the ministry", "according to residents"."""
        chosen: list[int] = []
        at = start
        while at < len(self.items) and len(chosen) < 10 and self._goes_right(at, chosen):
            chosen.append(at)
            at += 1
        told = any(self.items[c].kind in ("VOI", "ACT", "PLC") for c in chosen[:3])
        if not told or self.items[chosen[0]].kind == "PRP":
            return None
        if self.items[k].value != "according" and at < len(self.items) and self.items[at].kind in ("VRB", "SAY", "UND"):
            return None  # "said rebels took": the words after it are what was said
        while chosen and self.items[chosen[-1]].kind in ("PRP", "AND"):
            chosen.pop()
        if self._name_follows(at) and all(self.items[c].kind in ("VOI", "W") for c in chosen):
            voice = self._made(k, k, [at + 1], trailing, denies)
            voice.side = voice.side or next((self.items[c].actor for c in chosen if self.items[c].actor), "")
            return voice
        return self._made(k, k, chosen, trailing, denies)

    def _goes_right(self, at: int, chosen: list[int]) -> bool:
        """Whether a part behind the verb still belongs to the speaker."""
        item, before = self.items[at], self.items[at - 1]
        told = any(self.items[c].kind in ("VOI", "ACT") for c in chosen)
        if item.kind == "AND":
            return at + 1 < len(self.items) and self.items[at + 1].kind in ("VOI", "ACT", "W")
        if item.kind == "PLC" and told:
            return before.kind == "PRP" or (before.kind == "VOI" and before.j == item.i)
        if item.kind == "W" and told:
            return item.value not in _ARTICLES
        return item.kind in ("VOI", "ACT", "PRO", "PLC", "W", "PRP")

    def _name_follows(self, at: int) -> bool:
        """As in "said its spokesman, Viktor Trehubov, and ..."."""
        parts = self.items[at : at + 3]
        if [p.kind for p in parts] != ["COM", "PLC", "COM"]:
            return False
        return parts[1].members[0].type == "name"

    def _made(self, k: int, first: int, chosen: list[int], trailing: bool, denies: bool) -> Voice:
        parts = [self.items[c] for c in chosen]
        by = next((n for n, p in enumerate(parts) if n > 1 and p.kind == "PRP" and p.value == "by"), 0)
        if by and parts[0].kind == "VOI":
            parts = parts[: by - 1]  # "a memo seen by AFP"
        side, name, pronoun, general = "", "", False, False
        for part in parts:
            if part.kind == "VOI" and part.value:
                name = name or part.value
                side = side or self.lexicon.voices.get(part.value, ("", ""))[1]
            if part.kind in ("VOI", "ACT") and part.actor and (not side or general):
                side, general = part.actor, part.form == "role" or part.value in ("state", "rebel", "jihadi")
            if (
                part.kind == "PLC"
                and part.members[0].type == "name"
                and not part.members[0].noun
                and not any(p.kind in ("VOI", "ACT") for p in parts)
                and not (chosen[0] and self.items[chosen[0] - 1].kind in ("PRP", "VRB"))
                and not self.items[k].passive
            ):
                self.people.update(t.key for t in self.clause.tokens[part.i : part.j] if t.cap and len(parts) < 4)
            pronoun = pronoun or (part.kind == "PRO" and len(parts) == 1)
        i, j = self._with_adjectives(parts[0]), parts[-1].j
        voice = Voice(name or self._printed(i, j), side, k, first, trailing, denies, pronoun)
        if not voice.side and len(parts) == 1 and parts[0].kind == "PLC":
            voice.side = self._described(chosen[0])
        plain = len(parts) == 1 and parts[0].kind == "ACT" and parts[0].value == "name" and parts[0].text[:1].islower()
        voice.group = plain or (len(parts) == 1 and parts[0].kind == "ACT" and parts[0].value in ("head", "it", "they"))
        whose = self.clause.tokens[i - 1].key if i else ""
        voice.own = whose in ("its", "his", "their", "her") and voice.name.split()[-1].lower() not in _OF_TOWNS
        if voice.own and not voice.side:  # "The LNA made no comment; its spokesman had said"
            voice.side = next((p.actor for p in reversed(self.items[:first]) if p.kind == "ACT" and p.actor), "")
        return voice

    def _described(self, at: int) -> str:
        """Side of "the chief of Russia's army, NAME, said", told before the name."""
        if at < 2 or self.items[at - 1].kind != "COM":
            return ""
        for before in reversed(self.items[max(0, at - 7) : at - 1]):
            if before.kind in ("COM", "SEM", "VRB", "SAY"):
                break
            if before.kind in ("ACT", "VOI") and before.actor:
                return before.actor
        return ""

    def _with_adjectives(self, part: Item) -> int:
        """First word of "two security sources", of which only the noun is a part."""
        i, tokens = part.i, self.clause.tokens
        while (
            part.kind == "VOI"
            and i > 0
            and part.i - i < 3
            and tokens[i - 1].text[0].isalpha()
            and not tokens[i - 1].poss
            and (tokens[i - 1].key not in _NOT_ADJECTIVES and not tokens[i - 1].key.endswith(("ly", "ed")))
        ):
            i -= 1
        return i

    def _printed(self, i: int, j: int) -> str:
        """Name of a claimant as written, made plain: "the army" is the Sudanese army in a report on Sudan."""
        tokens = self.clause.tokens
        while i < j - 1 and tokens[i].key in (
            "the",
            "a",
            "an",
            "one",
            "some",
            "its",
            "his",
            "their",
            "another",
        ):
            i += 1
        while j > i + 1 and tokens[j - 1].key in (
            "now",
            "also",
            "later",
            "then",
            "meanwhile",
            "has",
            "have",
            "not",
            "however",
            "already",
        ):
            j -= 1
        if j - i > 3 and [t.key for t in tokens[j - 3 : j]] in (["for", "their", "part"], ["for", "its", "part"]):
            j -= 3
        return self.clause.words(i, j, self.text)

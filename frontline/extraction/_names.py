"""Names in English prose: which words are (part of) the name of a place, of a unit or of a person."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontline.extraction._items import Mention
from frontline.extraction._lexicon import Mark
from frontline.extraction._text import Token, word_set

Marks = Sequence[dict[str, Mark]]
_PARTICLES = word_set("al el ar as az an at ed ez de du la le wal wa-l ibn bin abu wa um umm deir ad ash ul")
_ARTICLE = re.compile(r"(?i:al|el|ar|as|az|an|at|ad|ash|adh|ath|ed|er|es|ez|et|en|ul|az)-[^\W\d_]")
TYPES = ("settlement", "region", "area", "site")
_NAME_WORDS = word_set("new old upper lower greater great little grand international")
_CLASHES = word_set("fighting battles clashes battle combat gunfights firefights skirmishes raids warfare")
_FOR_TYPES = word_set(
    "military international air artillery infantry former main central security oil gas railway train power water army"
    " naval old new police border civil civilian domestic thermal hydroelectric hydropower sugar cement coal gold"
    " transport missile radar helicopter supply industrial residential housing apartment farming agricultural training"
    " regional strategic coastal commercial tank mechanised mechanized armoured armored logistics scientific research"
    " nuclear chemical steel coking metal university teaching general central northern southern eastern western"
    " presidential republican government national public defunct disused abandoned displaced refugee displacement"
    " sports conference cultural weapons ammunition fuel grain flour textile brick customs"
)
ADJECTIVES = ("-backed", "-led", "-held", "-controlled", "-based", "-run", "-aligned", "-allied", "-supported",
               "-occupied", "-dominated", "-style", "-era", "-made", "-born", "-recognised", "-recognized",
               "-sponsored", "-affiliated", "-linked", "-loyal", "-speaking", "-majority", "-installed")  # fmt: skip
_UNITS = word_set("battalion battalions brigade division regiment corps command unit squadron lib")
_NO_NAME = ("actor", "role", "voice", "title", "say", "sub", "country", "neg")


class NameReader:
    """Finds names in a sentence.

    Parameters
    ----------
    people : set of str
        Keys of names that the text uses of persons.
    """

    def __init__(self, text: str, tokens: list[Token], marks: Marks, people: set[str]) -> None:
        self.text, self.tokens, self.marks, self.people = text, tokens, marks, people

    def _key(self, i: int) -> str:
        return self.tokens[i].key if 0 <= i < len(self.tokens) else ""

    def _type(self, i: int) -> tuple[str, Mark] | None:
        """Kind of place that the word names, longest phrase first."""
        if i >= len(self.tokens):
            return None
        found = [(tag, self.marks[i][tag]) for tag in TYPES if tag in self.marks[i]]
        return max(found, key=lambda f: f[1].j, default=None)

    def is_name(self, i: int, *, inside: bool = False) -> bool:
        """Whether the word may be (part of) a place's name."""
        if i >= len(self.tokens):
            return False
        token, marks = self.tokens[i], self.marks[i]
        if (
            not token.cap
            or token.arabic
            or token.key.startswith(("pro-", "anti-", "non-", "ex-"))
            or token.key.endswith(ADJECTIVES)
            or (len(token.text) == 1 and not inside)
            or (not inside and any(t in marks for t in _NO_NAME))
        ):
            return False
        if inside and any(t in marks for t in ("actor", "voice", "say", "time")):
            return False
        if "time" in marks or (not token.text[0].isalpha() and not _ARTICLE.match(token.text)):
            return False
        if "common" in marks and marks["common"].j == i + 1:
            if inside and ("direction" in marks or self._follows_name(i + 1)):
                return True  # "Khartoum North", "Taung Pyo Let Yar"
            return ("direction" in marks or token.key in _NAME_WORDS) and self._follows_name(i + 1)
        if i == 0 and len(self.tokens) > 1 and "nominal" in self.marks[1] and self._key(1) in _CLASHES:
            return False  # "Urban fighting"
        if "direction" in marks and not self._follows_name(i + 1):
            return False
        return not (i == 0 and (token.key.endswith(("ing", "ly")) or "event" in marks or self._type(0) is not None))

    def _follows_name(self, i: int) -> bool:
        return i < len(self.tokens) and self.tokens[i].cap and "common" not in self.marks[i] and self.is_name(i)

    def name_end(self, i: int) -> int:
        """Word after the name that begins at word `i`; `i` where there is none."""
        if not self.is_name(i):
            return i
        j = i + 1
        while j < len(self.tokens) and (not self.tokens[j - 1].poss or self._ras(j)):
            token = self.tokens[j]
            if token.cap and self.is_name(j, inside=True) and not self._own_type(j):
                j += 1
            elif token.key in _PARTICLES and self.is_name(j + 1, inside=True):
                j += 2
            elif (
                token.text.isdigit()
                and len(token.text) < 4
                and self._type(j + 1) is not None
                and self._key(j + 1) not in ("towns", "villages", "settlements")
            ):
                j += 1  # "LIB 540 headquarters"
            elif token.text.isdigit() and len(token.text) < 5 and self._numbered(j - 1):
                return j + 1  # "Gate 27", "Infantry Battalion 275"
            else:
                break
        return j

    def _ras(self, j: int) -> bool:
        """As in "Ra's al-Ayn", whose first word looks like an owner's."""
        return len(self.tokens[j - 1].text) < 4 and bool(_ARTICLE.match(self.tokens[j].text))

    def _numbered(self, i: int) -> bool:
        """Whether the word is of a kind that numbers tell apart, in capitals."""
        return self.tokens[i].cap and (self._type(i) is not None or self.tokens[i].key in _UNITS)

    def _own_type(self, i: int) -> bool:
        """A kind of place in capitals ends the name: "Gezira State", "Tishrin Dam area"."""
        return self._type(i) is not None and not self.is_name(i + 1, inside=True)

    def _mention(self, i: int, j: int, kind: str, **more: object) -> Mention:
        start, end = self.tokens[i].start, self.tokens[j - 1].end
        return Mention(self.text[start:end], i, j, start, end, kind, **more)  # type: ignore[arg-type]

    def person(self, i: int) -> int:
        """Word after the name of a person that begins here, 0 where none does."""
        end = self.name_end(i)
        return end if end > i and self._is_person(i, end) else 0

    def _is_person(self, i: int, j: int) -> bool:
        keys = {self.tokens[k].key for k in range(i, j)}
        if keys & self.people:
            return True
        while (
            i > 1 and self.tokens[i - 1].cap and "title" not in self.marks[i - 1] and self.tokens[i - 1].text.isalpha()
        ):
            i -= 1
        before = self._key(i - 1) if i else ""
        titled = (
            i > 0
            and "title" in self.marks[i - 1]
            and (before not in ("head", "chief", "field", "named", "resident", "general") or self.tokens[i - 1].cap)
            and (i > 1 or before != "resident")
        )
        if titled and 1 < j - i < 5 and self._type(j - 1) is None:
            self.people.update(keys)
        return titled

    def _number_name(self, i: int) -> int:
        """End of "1070 Apartment Project", "3000 housing complex", 0 where none begins."""
        word = self._key(i)
        if not (word.isascii() and word.isdigit() and 2 < len(word) < 5) or i + 1 >= len(self.tokens):
            return 0
        found = self._type(i + 1)
        if found is not None and found[0] == "site" and not self._key(found[1].j - 1).endswith("s"):
            return found[1].j
        end = self.name_end(i + 1)
        return end if end > i + 1 and not self._key(end - 1).endswith("s") else 0

    def _site_of(self, end: int) -> int:
        """End of "Tabqa military airport", "Ramouseh artillery base" behind the name, 0 where it is none."""
        if self.tokens[end - 1].poss:
            return 0
        at = end
        while at < len(self.tokens) and at < end + 3 and self._key(at) in _FOR_TYPES and not self._own_site(at):
            at += 1
        found = self._own_site(at)
        adjective = end < len(self.tokens) and self._key(end) in _FOR_TYPES
        if not adjective or not found or self.tokens[at].cap or self._key(found - 1).endswith("s"):
            return 0
        return found

    def _own_site(self, i: int) -> int:
        found = self._type(i)
        return found[1].j if found is not None and found[0] == "site" else 0

    def _unit_end(self, i: int) -> int:
        """End of "Infantry Battalion 275", "the 46th Brigade", `i` where no unit begins."""
        at, named = i, False
        while at < len(self.tokens) and self.tokens[at].poss and {"role", "actor"} & self.marks[at].keys():
            at += 1  # "of the army's 22nd Infantry Division"
        while at < len(self.tokens) and at < i + 6 and (self.tokens[at].cap or self._key(at)[:1].isdigit()):
            named = named or self._key(at) in _UNITS
            at += 1
        return at if named else i

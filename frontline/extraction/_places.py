"""Places in English prose, known by shape and company: names, kinds of place, parts, bearings; no list of names."""

from __future__ import annotations

import re

from frontline.extraction._dates import NUMBERS
from frontline.extraction._items import Mention
from frontline.extraction._lexicon import Mark
from frontline.extraction._names import ADJECTIVES, NameReader
from frontline.extraction._text import word_set

_DETERMINERS = word_set("the a an this that these those its their his both all another one our every each")
_BACK = word_set("the this that these those both its their every each")
_STOP = word_set(
    "that to is are was were be been and or of in at on by for with from not it they has have had its their said"
    " into as than who which but under over after while including through near the a an this these those its their"
    " his her our whose"
)
_AROUND = word_set("countryside hinterland")
_BEFORE_PARTS = word_set("and large other some strategic remaining several many")
_QUARTERS = word_set("districts neighbourhoods neighborhoods quarters areas suburbs streets")
_ROUGHLY = word_set("at more over about around nearly almost as up")
_TOWNS = word_set("suburb village town city settlement hamlet port locality township municipality commune")
_QUALITIES = word_set(
    "the neighbouring neighboring nearby downtown strategic key vital important crucial historic sprawling besieged"
    " contested disputed adjacent adjoining abandoned embattled isolated"
)
_INNER = word_set("old ancient walled medieval inner upper lower new medical university diplomatic")
_EDGES = word_set(
    "end half side bank flank tip section outskirts edge edges suburbs outskirt fringe fringes entrance entrances"
    " centre center"
)
_FRONT = word_set(
    "mount camp lake fort jabal jebel tel tell wadi port hill height base airport checkpoint point khirbet"
)
_PLURALS = re.compile(r"(?:s|ies)$")


class PlaceReader(NameReader):
    """Finds what a sentence calls places."""

    def at(self, i: int) -> tuple[Mention, int] | None:
        """Place that begins at word `i`, with the word after it."""
        some = self._some_of(i)
        if some is not None:
            return some
        part, at = self._part(i)
        found = self._owner(at) or self._typed(at) or self._named(at)
        if found is None and at == i:
            found = self._bearing(at) or self._edge(at)
        if found is None:
            return None
        mention, end = found
        if part:
            mention.part = part
        return mention, end

    def _some_of(self, i: int) -> tuple[Mention, int] | None:
        """As in "14 of Rakhine's 17 townships", "two of the villages"."""
        word = self._key(i)
        number = NUMBERS.get(word) or (int(word) if word.isascii() and word.isdigit() and len(word) < 4 else 0)
        at = i + 1 + (self._key(i + 1) == "out")
        if not number or word in ("a", "an") or self._key(at) != "of":
            return None
        found = self._named(at + 1) or self._typed(at + 1)
        if found is None or not (found[0].plural or self._plural_type(found[1] - 1)):
            return None
        return self._mention(i, found[1], "count", noun=self._key(found[1] - 1), number=number, plural=True), found[1]

    def _owner(self, i: int) -> tuple[Mention, int] | None:
        """As in "the capital's suburbs", "the town's hospital"."""
        at = i + (self._key(i) in ("the", "this", "that"))
        found = self._type(at) if at > i else None
        if found is None or found[0] != "settlement" or not self.tokens[found[1].j - 1].poss:
            return None
        return self._owned(at, found[1].j)

    def _part(self, i: int) -> tuple[str, int]:
        """Words such as "parts of", "the eastern outskirts of", "northern areas of"."""
        at = i + (self._key(i) in ("the", "a", "some", "its", "their", "large", "other"))
        if self._key(at) == "and":
            return "", i
        while at < len(self.tokens) and (
            "direction" in self.marks[at] or self._key(at) in _BEFORE_PARTS or self._nation(at)
        ):
            at += 1
        if at < len(self.tokens) and "part" in self.marks[at]:
            mark = self.marks[at]["part"]
            words = mark.value
            if words.split()[0] in _QUARTERS and self._key(mark.j) != "the":
                return "", i
            if "of" not in words.split()[-1] and words.split()[-1] not in ("to", "over"):
                return "", i
            return _part_kind(words), mark.j
        if at > i and self._key(at) == "of" and self._key(i) == "the":
            return "part", at + 1
        return "", i

    def _nation(self, i: int) -> bool:
        """As in "the Syrian side of Mount Hermon"."""
        return i + 1 < len(self.tokens) and self._key(i + 1) in ("side", "bank", "half", "part")

    def _edge(self, i: int) -> tuple[Mention, int] | None:
        """As in "the eastern outskirts" of the town that was named before."""
        at = i + (self._key(i) in ("the", "its"))
        while at < len(self.tokens) and ("direction" in self.marks[at] or self._key(at) == "and"):
            at += 1
        if at > i and self._key(at) in _EDGES and self._key(at + 1) not in ("of", "to"):
            return self._mention(i, at + 1, "back", part="edge", noun="town"), at + 1
        return None

    def _named(self, i: int) -> tuple[Mention, int] | None:
        """NAME, NAME city, Mount NAME."""
        at = i
        while self._key(at) in _QUALITIES or (
            at > i and "direction" in (self.marks[at] if at < len(self.tokens) else {}) and not self.tokens[at].cap
        ):
            at += 1
            if at - i > 3:
                return None
        if at == i and self._quarter(i):
            at = i + 1
        end = self.name_end(at) if not self._number_name(at) else self._number_name(at)
        if end == at or self._is_person(at, end):
            return None
        site = self._site_of(end)
        if site:
            return self._mention(at, site, "site", noun=self._key(site - 1)), site
        if self._describes_side(at, end):
            return None
        if at == i + 1 and self._quarter(i) and self._type(end) is None and not self.tokens[end - 1].poss:
            return self._mention(i, end, "area"), end
        inner = self._quarters_of(end) if self._key(at - 1) not in ("and", ",") else None
        if inner is not None:
            return inner
        kind, last = "name", end
        if self.tokens[end - 1].poss and (owned := self._owned(at, end)):
            return owned
        found = self._type(end)
        if found and not self.tokens[end - 1].poss:
            kind, last = ("name" if found[0] == "settlement" else found[0]), found[1].j
            more = self._type(last)
            if more and more[0] in ("area", "region"):
                last = more[1].j
        if (
            at > i
            and last > end
            and found
            and not self.tokens[end].cap
            and self._key(end) in ("city", "town", "village", "capital", "port")
            and self._key(i) == "the"
            and not self._key(last - 1).endswith("s")
        ):
            return self._mention(at, last, "back", noun=self._key(end)), last  # "the South Kivu city": one named before
        if self._key(last) == "of" and self._key(last - 1) in ("city", "town", "port", "sea", "bay", "gulf", "isle"):
            last = self.name_end(last + 1) if self.name_end(last + 1) > last + 1 else last
        mention = self._mention(at, last, kind, noun=self._key(end) if last > end else "")
        mention.plural = last > end and self._key(last - 1).endswith("s") and self._key(last - 1) != "headquarters"
        return mention, last

    def _quarters_of(self, i: int) -> tuple[Mention, int] | None:
        """As in "the Bakhmut suburb of Opytne", "the Marib districts of Harib and al-Abdiyah": the name behind."""
        found = self._type(i)
        if found is None or found[0] not in ("settlement", "area") or self.tokens[i].cap:
            return None
        at = found[1].j
        if self._key(at) != "of" or self.tokens[i - 1].poss:
            return None
        if self._key(at - 1) not in _TOWNS and not self._key(at - 1).endswith("s"):
            return None  # "the Sheikh Saeed district of Aleppo"
        many = self._key(at - 1).endswith("s")
        end = self.name_end(at + 1)
        if end == at + 1 or (many and self._key(end) not in ("and", ",")):
            return None
        mention = self._mention(at + 1, end, "name" if found[0] == "settlement" else "area", noun=self._key(i))
        mention.plural_of = self._key(at - 1).endswith("s")
        return mention, end

    def _quarter(self, i: int) -> bool:
        """As in "central Khartoum", "southern Tripoli"."""
        return (
            i + 1 < len(self.tokens)
            and "direction" in self.marks[i]
            and not self.tokens[i].cap
            and self._key(i).endswith(("ern", "central"))
            and self.is_name(i + 1)
        )

    def _describes_side(self, i: int, end: int) -> bool:
        """As in "the Salafist group", "Misrata brigades": a word of a side; but "in Pokrovsk soldiers"."""
        fronted = i == 1 and self._key(0) in ("in", "inside", "at", "near", "outside", "around")
        return (
            end < len(self.tokens)
            and not fronted
            and not self.tokens[end - 1].poss
            and not self.tokens[end].cap
            and "role" in self.marks[end]
        )

    def _owned(self, i: int, end: int) -> tuple[Mention, int] | None:
        """As in "Tripoli's international airport", "Aden's Crater district", "El-Fasher's western districts"."""
        inner = self.name_end(end)
        if inner > end:
            found = self._type(inner)
            if found is not None and found[0] in ("site", "area", "settlement"):
                mention = self._mention(end, found[1].j, found[0], noun=self._key(inner))
                mention.type = "name" if found[0] == "settlement" else found[0]
                return mention, found[1].j
            return None
        edge = end
        while edge < len(self.tokens) and "direction" in self.marks[edge]:
            edge += 1
        if edge > end and self._key(edge) in _EDGES:
            whole = self._mention(i, edge + 1, "site", noun=self._key(edge))
            whole.inner = self._mention(i, end, "name")
            return whole, edge + 1
        head = self._head(end, bare=False)
        if head is None or head[0] not in ("site", "area", "settlement") or head[1].value in ("capital",):
            return None
        if head[0] == "settlement" and not self._key(head[1].j - 1).endswith("s"):
            return None
        whole = self._mention(i, head[1].j, "site", noun=self._key(head[1].j - 1))
        whole.inner = self._mention(i, end, "name") if self.tokens[i].cap else None
        return whole, head[1].j

    def _typed(self, i: int) -> tuple[Mention, int] | None:
        """The (adjectives) TYPE [of NAME | NAME | near NAME]."""
        at, number, plural_count, back = i, 0, False, False
        first = self._key(i)
        if first in _DETERMINERS:
            if first == "that" and (self._type(i + 1) is None or self._plural_type(i + 1)):
                return None
            back, at = first in _BACK, i + 1
        if i < len(self.tokens) and "counts" in self.marks[i] and self.marks[i]["counts"].j > i + 1:
            at = i  # "a string of villages"
        if at < len(self.tokens) and "counts" in self.marks[at] and not back:
            after = self.marks[at]["counts"].j
            if self._key(at) in _ROUGHLY and not (self._key(after) in NUMBERS or self._key(after).isdigit()):
                return None
            at, plural_count = after, True
        word = self._key(at)
        if (word in NUMBERS and word not in ("a", "an")) or (word.isdigit() and len(word) < 4):
            number = NUMBERS.get(word) or (int(word) if word.isascii() and word.isdigit() else 0)
            at += 1
        head = self._head(at, bare=at == i)
        if head is None:
            return None
        kind, mark = head
        own = self._of_name(i, mark, kind)
        if own is not None:
            return own
        return self._described(i, mark, kind, number, plural_count or number > 1, back)

    def _ordinal(self, i: int) -> bool:
        """As in "the 46th regiment base"."""
        return self._key(i)[:1].isdigit()

    def _plural_type(self, i: int) -> bool:
        found = self._type(i)
        return found is not None and self._key(found[1].j - 1).endswith("s")

    def _head(self, at: int, *, bare: bool) -> tuple[str, Mark] | None:
        """The kind of place within five words, past adjectives; without an article only past a bearing or a side."""
        for step in range(6):
            k = at + step
            if bare and step and not ({"direction", "actor", "role"} & self.marks[k - 1].keys()):
                return None
            if k >= len(self.tokens) or not self.tokens[k].text[0].isalnum() or self._key(k) in _STOP:
                return None
            if "voice" in self.marks[k]:
                return None
            found = self._type(k)
            if found is not None and not (found[1].j < len(self.tokens) and self._type(found[1].j)):
                if self.tokens[k].cap and k > at and step and self.tokens[k - 1].cap:
                    return None
                return found
            marks = self.marks[k]
            if (
                self.tokens[k].cap
                and "direction" not in marks
                and k > 0
                and not ({"actor", "role", "common"} & marks.keys())
                and not self._key(k).endswith(ADJECTIVES)
            ):
                return None
            if (
                any(t in marks for t in ("say", "voice", "speaker", "sub", "rel", "near", "title"))
                and "direction" not in marks
            ):
                return None
            if "strike" in marks and found is None:
                return None
            if step and ("event" in marks or self._key(k) in ("still", "also", "now", "then")) and found is None:
                return None
            if (
                step
                and "role" in marks
                and marks["role"].value == "head"
                and not self.tokens[k].cap
                and not self._ordinal(k - 1)
            ):
                return None
        return None

    def _of_name(self, i: int, mark: Mark, kind: str) -> tuple[Mention, int] | None:
        """As in "the town of Soran", "the towns of A, B and C" (joined later), "village Kosti", "Mount X"."""
        at = mark.j
        if self._key(at) in ("known", "dubbed", "codenamed", "labelled") and self._key(at + 1) == "as":
            at += 2
        elif self._key(at) in ("of", "called", "named", "dubbed", "codenamed") and not self._part(at + 1)[0]:
            at += 1 + (self._key(at + 1) == "the")
            at += self._key(at)[:1].isdigit() and at + 1 < len(self.tokens) and self.tokens[at + 1].cap
        elif self._key(at) == "," and self._key(mark.i).rstrip("s") == "including":
            at += 1
        if at > mark.j or self._key(mark.j - 1) in _FRONT or self.tokens[mark.j - 1].cap or kind == "settlement":
            end = self.name_end(at)
            if end == at and kind == "site" and self._key(mark.j) == "of":
                end = self._unit_end(at)
            if end > at and not self._is_person(at, end):
                start = mark.i if kind == "site" and self._key(mark.j) == "of" else at
                named = self._key(at - 1) in ("as", "called", "named", "dubbed", "codenamed")
                if kind == "site" and start == at and self._key(at - 1) != "of" and not named:
                    start = mark.i
                if self._key(mark.j - 1) in _AROUND or self._key(mark.i) == "rural":
                    start = i + (self._key(i) in ("the", "its"))
                    kind = "area"
                found = self._type(end)
                last = found[1].j if found else end
                mention = self._mention(start, last, "name" if kind == "settlement" else kind, noun=self._key(mark.i))
                mention.plural_of = self._key(mark.j - 1).endswith("s") and self._key(mark.j) == "of"
                return mention, last
        return None

    def _described(
        self, i: int, mark: Mark, kind: str, number: int, counted: bool, back: bool
    ) -> tuple[Mention, int] | None:
        noun = self.tokens[mark.j - 1].key
        plural = bool(_PLURALS.search(noun)) and noun not in (
            "headquarters",
            "barracks",
            "pass",
            "crossroads",
            "press",
            "compass",
        )
        start = i + (self._key(i) in ("the", "a", "an", "its", "their"))
        mention = self._mention(start, mark.j, kind, noun=noun, number=number, plural=plural)
        if counted and plural:
            mention.type = "count"
        elif kind == "region" and not back:
            return None
        elif back:
            mention.type = "site" if self._key(mark.i - 1) in _INNER and kind == "settlement" else "back"
        elif plural:
            mention.type = "count"
        elif self._key(i) not in ("a", "an", "one", "another") and not self._called_by_side(i, mark, kind):
            return None
        return self._with_whereabouts(mention, mark.j)

    def _called_by_side(self, i: int, mark: Mark, kind: str) -> bool:
        """As in "army headquarters", "rebel base": no article, but told whose it is."""
        sided = bool({"role", "actor"} & self.marks[i].keys())
        return kind == "site" and (mark.i > i or (sided and mark.j - mark.i > 1))

    def _with_whereabouts(self, mention: Mention, end: int) -> tuple[Mention, int]:
        """As in "camp near Ge Laung and Lone Kauk villages", "a dozen villages in Abs district"."""
        if end >= len(self.tokens):
            return mention, end
        word = self._key(end)
        within = word in ("in", "of", "within", "at")
        if word == "on" and mention.plural and (told := self._on(mention, end)):
            return told
        near = "near" in self.marks[end] and word not in ("from", "to", "towards", "toward", "against")
        if not (within or near):
            return mention, end
        at = self.marks[end]["near"].j if near else end + 1
        last = at
        found = self._named(at)
        if found is None and near:
            typed = self._typed(at)
            found = typed if typed and typed[0].type != "count" and typed[0].noun else None
        if found is None:
            return mention, end
        last = found[1]
        if near:
            if self._key(last) == "and" and (more := self._named(last + 1)):
                last = more[1]
            if mention.type != "back" or mention.plural:
                mention.text = self.text[mention.start : self.tokens[last - 1].end]
                mention.end, mention.j = self.tokens[last - 1].end, last
                mention.inside, mention.inner = "near", found[0]
                mention.type = "site"
            return mention, last
        if mention.type == "count" and self._key(last) == "and" and (more := self._named(last + 1)):
            mention.text = self.text[mention.start : self.tokens[more[1] - 1].end]
            mention.end, mention.j, last = self.tokens[more[1] - 1].end, more[1], more[1]
        mention.inside = found[0].text
        if mention.type == "site" or (mention.type == "back" and not mention.plural and self._is_site(mention)):
            mention.text, mention.end, mention.j = (
                self.text[mention.start : self.tokens[last - 1].end],
                self.tokens[last - 1].end,
                last,
            )
            mention.inner = found[0]
        return mention, last

    def _on(self, mention: Mention, end: int) -> tuple[Mention, int] | None:
        """As in "the towns on the eastern bank of the Euphrates", "seven outposts on the Bhamo road"."""
        _, at = self._part(end + 1)
        found = self._named(at) or self._typed(at)
        if found is None or found[0].type in ("count", "region"):
            return None
        mention.text = self.text[mention.start : self.tokens[found[1] - 1].end]
        mention.end, mention.j = self.tokens[found[1] - 1].end, found[1]
        mention.type = mention.type if mention.number > 1 else "site"
        mention.inside, mention.inner = "near", found[0]
        return mention, found[1]

    def _is_site(self, mention: Mention) -> bool:
        return any("site" in self.marks[k] for k in range(mention.i, mention.j))

    def _bearing(self, i: int) -> tuple[Mention, int] | None:
        """As in "southeast of Pokrovsk", where a side stands."""
        if i >= len(self.tokens) or "direction" not in self.marks[i] or self._key(i + 1) != "of" or self.tokens[i].cap:
            return None
        found = self._named(i + 2) or self._typed(i + 2)
        if found is None:
            return None
        return self._mention(i, found[1], "bearing"), found[1]


def _part_kind(words: str) -> str:
    """What "part of X" says of X: whole, edge or part."""
    last = words.rsplit(" ", 1)[0].split()[-1]
    if last in ("outskirts", "edge", "edges", "entrance", "entrances", "gates", "gateway", "approaches", "fringe",
                "fringes", "perimeter", "vicinity", "suburbs", "limits", "periphery", "confines", "margins",
                "boundary", "foot"):  # fmt: skip
        return "edge"
    if words.startswith("all parts"):
        return ""
    return "" if last in ("all", "whole", "entirety", "area", "control", "areas", "centre", "center", "heart", "rest",
                          "remainder") else "part"  # fmt: skip

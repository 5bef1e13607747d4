"""Places in Arabic sentences: what a verb governs, what follows "village" or "mount", lists joined by و."""

from __future__ import annotations

from dataclasses import replace

from frontline.extraction._arabic_sides import ENDS, ArabicSides, Line
from frontline.extraction._arabic_words import BARE
from frontline.extraction._items import Mention
from frontline.extraction._text import key_of, key_set

_AMONG = key_set("بينها منها أبرزها أهمها وهي هي ومنها وأبرزها أهمهما ضمنها رأسها وبينها وأهمها شملت وشملت هما وهما")
_BEFORE_WAW = key_set("بني ابن أبو أم")
_ALSO = key_set("وكذلك كذلك وأيضا إضافة فضلا علاوة بالإضافة كما")
_COUNTED = key_set("القرى البلدات المناطق المواقع كل جميع كافة قرى بلدات مناطق مواقع المدن المديريات بلدتي")
_EDGES = (
    "أطراف",
    "الأطراف",
    "مشارف",
    "محيط",
    "تخوم",
    "ضواحي",
    "مداخل",
    "أبواب",
    "الضواحي",
    "المشارف",
    "أسوار",
    "بوابات",
)
_PREPOSITIONS = key_set("علي من الي في عن نحو باتجاه داخل خارج")
_LOCATING = key_set(
    "في داخل شمال جنوب شرق غرب شمالي جنوبي شرقي غربي قرب محيط بمحيط بريف ريف وسط بمحافظة بولاية عند ضمن خارج"
)
_DIRECTIONS = key_set(
    "الغربية الشرقية والشرقية والغربية الشمالية الجنوبية والشمالية والجنوبية الغربي الشرقي الشمالي الجنوبي والشرقي "
    " والغربي والشمالي والجنوبي واسعة كبيرة من"
)
_QUARTERS = key_set("الأحياء الضواحي الأجزاء الريف المنطقة الجانب القسم المناطق")
_PERCENT = key_set("% المئة المائة بالمئة بالمائة")
_UNQUOTED = dict.fromkeys(map(ord, '“”"«»()'))
_TOWNS = key_set("المدينة البلدة القرية")
_MOST = key_set("آخر أهم أبرز أكبر")
_PROVINCES = key_set("محافظة ولاية إقليم مقاطعة محافظتي")
_SEATS = key_set("مركز عاصمة كبرى ثاني")
_SITES_BACK = key_set("القاعدة السد المطار الموقع المعسكر")
_PLURAL_BACK = key_set("القرى البلدات المواقع المناطق")
_MASCULINE = key_set(
    "جبل تل مطار معسكر سد جسر حاجز فوج لواء مقر معبر سجن حقل طريق مفرق مثلث مصنع ميناء مستشفى قصر حي مخيم موقع"
    " ملعب مبنى مجمع برج سوق الفوج اللواء الحي دوار شارع مشفى منفذ"
)
_BREAKS = (
    "event",
    "say",
    "deny",
    "that",
    "after",
    "according",
    "verb",
    "had",
    "become",
    "manage",
    "nominal",
    "under",
    "still",
)
_CLOSERS = key_set(
    "التي الذي الذين حيث بينما فيما قبل خلال بهدف ضمن لكن لكنها لكنه منذ نحو باتجاه إلى أي كما وسط دون بدعم بعدما مقابل"
)


class ArabicPlaces(ArabicSides):
    """Reads places and lists of them."""

    def _places(self, line: Line, i: int, prepositions: frozenset[str] = frozenset()) -> tuple[list[Mention], int]:
        """List of places from word `i` on, and the word after it."""
        found: list[Mention] = []
        opened = self._enumeration(line, i)
        at, cut, part = opened or i, 0, ""
        share = next((k for k in range(at, min(len(line.tokens) - 1, at + 5)) if line.key(k) == "من"), None)
        if share and line.key(at)[:1].isdigit() and {line.key(k) for k in range(at, share)} & _PERCENT:
            at, part = share + 1, "part"
        while line.key(at) in _MOST and line.has(at + 1, "vague"):
            at += 1
        while at < len(line.tokens) and len(found) < 60:
            at, part, cut, stripped = self._before_name(line, at, part, cut)
            if at >= len(line.tokens):
                break
            end = self._name_end(line, at, cut)
            if end == at:
                break
            if not self._vague(line, at, end):
                found.append(self._mention(line, at, end, cut, part, stripped))
            elif not found:
                located = self._located(line, end)
                if located >= 0:
                    at = located
                    continue
            following = self._list_goes_on(line, end, opened is not None, prepositions)
            if following is None:
                at = end
                break
            at, cut = following
            part = part if part == "edge" and cut else ""
        return [m for f in found for m in self._back(f)], at

    def _vague(self, line: Line, at: int, end: int) -> bool:
        """Whether the words name nothing: "positions", "a wide front", "dozens"."""
        if (
            end == at + 1
            and line.has(at, "site")
            and not line.has(at - 1, "settlement")
            and not line.key(at).lstrip("و").startswith("ال")
        ):
            return line.hits[at]["site"].suffix == ""  # "a bridge", without a name
        if any(c.isdigit() for c in line.tokens[at].text):
            return True
        return all(line.has(k, "vague") and not line.has(k, "back") for k in range(at, end)) or self._object(line, at)

    def _object(self, line: Line, at: int) -> bool:
        return line.tokens[at].text.endswith(("ًا", "اً"))

    def _located(self, line: Line, end: int) -> int:
        """As in "its positions south of X": the word at which X begins, -1 for none."""
        at = end
        while at < min(len(line.tokens), end + 6) and line.key(at) not in _LOCATING and line.key(at) not in ENDS:
            _, after = self._phrase(line, at)
            if after == at and not line.has(at, "vague") and not line.key(at).startswith("الارهاب"):
                break
            at = max(after, at + 1)
        if line.key(at) not in _LOCATING:
            return -1
        while line.key(at) in _LOCATING:
            if line.key(at).endswith("ريف"):
                return -1
            at += 1
        return at if at < len(line.tokens) and line.key(at) not in ENDS and at not in line.inside else -1

    def _enumeration(self, line: Line, i: int) -> int | None:
        """Word after "among them" in "many villages in the north, among them A, B, C"."""
        if i >= len(line.tokens):
            return None
        starts = line.has(i, "stop", "vague") or ("settlement" in line.hits[i] and line.has(i + 1, "stop", "vague"))
        counted = line.key(i)[:1].isdigit() or (
            line.key(i) in _COUNTED and line.has(i + 1, "stop", "vague", "settlement")
        )
        if not (starts or counted or self._object(line, i)):
            return None
        for k in range(i + 1, min(len(line.tokens) - 1, i + 16)):
            if line.key(k) == "ذلك" and line.key(k - 2) == "بما":
                return k + 1
            if line.key(k) in _AMONG and not line.has(k, "event"):
                return k + 1 + (line.key(k + 1) in (":", "من"))
            if line.has(k, "event", "say", "deny", "that", "according", "after") or line.key(k) in ENDS - {"،", ":"}:
                return None
            if line.key(k) == ":":
                return k + 1
        return None

    def _before_name(self, line: Line, at: int, part: str, cut: int) -> tuple[int, str, int, bool]:
        stripped = False
        for _ in range(6):
            if at >= len(line.tokens):
                break
            hits = line.hits[at]
            if "part" in hits and not line.has(at, "back"):
                value = hits["part"].value
                if hits["part"].suffix not in BARE:
                    break
                part = part or self._part(value)
                if value == "محيط" and cut == 0 and line.key(hits["part"].j) in _SITES_BACK:
                    break
                at, cut, stripped = hits["part"].j, 0, False
                while line.key(at) in _DIRECTIONS:
                    at += 1
                if line.key(at).startswith(("لمدين", "لبلد", "لقري")):
                    at, stripped = at + 1, True
            elif self._settled_word(line, at):
                at, cut, stripped = hits["settlement"].j, 0, True
            else:
                break
        return at, part, cut, stripped

    def _part(self, value: str) -> str:
        if value.split()[0] in _EDGES:
            return "edge"
        return "part" if value.startswith(("أجزاء", "جزء", "قسم")) or value == "بعض" else ""

    def _settled_word(self, line: Line, at: int) -> bool:
        hit = line.hits[at].get("settlement")
        return hit is not None and hit.suffix == "" and hit.j < len(line.tokens) and line.key(hit.j) not in ENDS

    def _name_end(self, line: Line, at: int, cut: int) -> int:
        """A name runs up to a small word, a sign, a verb, a side, a day, or the next word joined by و."""
        if "back" in line.hits[at] and line.hits[at]["back"].cut in ("", "و") and line.key(at) not in ENDS:
            return at + 1 + self._described(line, at)
        if line.key(at).lstrip("و") in _QUARTERS and line.key(at + 1) in _DIRECTIONS and line.key(at + 1) != "من":
            return at + 2
        end = at
        while end < len(line.tokens) and end - at < 4:
            if line.key(end) in ENDS or end in line.inside or self._name_stops(line, at, end, cut):
                break
            end += 1
        return end

    def _described(self, line: Line, at: int) -> bool:
        """As in "the central prison": an adjective makes a name of it."""
        after = line.key(at + 1)
        plain = (
            not line.has(at + 1, "stop", "actor", "role", "vague", "nominal", "event", "back")
            and at + 1 not in line.inside
        )
        return line.key(at).lstrip("و").startswith("ال") and after.startswith("ال") and plain

    def _name_stops(self, line: Line, at: int, end: int, cut: int) -> bool:
        hits, token, first = line.hits[end], line.tokens[end], end == at
        if token.key == "و":
            return True
        if not token.arabic:
            return first or not (token.key[0].isalnum() and token.start > line.tokens[end - 1].end)
        joined = self._conjunct(line, end) and not (first and cut) and not (first and self._own_waw(line, end))
        settled = "settlement" in hits and hits["settlement"].cut == "" and hits["settlement"].j == end + 1
        if joined or (not first and settled and not line.has(at, "site", "settlement")):
            return True
        tags = ("event", "say", "deny", "that", "stop", "still", "under", "according", "verb", "after", "told")
        typed = line.has(end - 1, "settlement") or (not first and line.has(end - 1, "site"))
        headed = typed and not joined and not line.has(end, "stop", "under", "event", "say", "that")
        blocked = any(t in hits and not (hits[t].suffix and first) for t in tags)
        if blocked and not headed and not (first and line.has(end, "site")):
            return True
        back = "back" in hits and not first and not token.key.startswith("ال")
        if token.text.endswith(("ًا", "اً")) or back or (line.has(end, "become", "had") and not first):
            return True
        if first or headed:
            return False
        if self._actor_at(line, end) or "nominal" in hits:
            return True
        plain = line.key(end).lstrip("و")
        if plain.startswith(("بال", "لل", "كال")) or (plain[:1] == "ل" and len(plain) > 4 and plain[:4] != "لواء"):
            return True
        return token.key[0] in "بل" and any(h.cut for h in hits.values())

    def _conjunct(self, line: Line, i: int) -> bool:
        """Whether the word begins with "and" (و), which is no letter of its own."""
        word = line.key(i)
        if word[:1] != "و" or len(word) < 3 or line.key(i - 1) in _BEFORE_WAW:
            return False
        if len(word) == 3 and not any(h.cut[:1] == "و" for h in line.hits[i].values()):
            return False  # ورد is a name, وتل is "and Tall"
        return not any(h.cut == "" and h.suffix == "" for h in line.hits[i].values())

    def _own_waw(self, line: Line, i: int) -> bool:
        return line.key(i).startswith(("وادي", "واد"))

    def _mention(self, line: Line, at: int, end: int, cut: int, part: str, stripped: bool) -> Mention:
        start = line.tokens[at].start + cut
        back = "back" in line.hits[at] and end == at + 1 and not stripped
        owned = "part" in line.hits[at] and line.hits[at]["part"].suffix not in BARE and end == at + 1
        noun = line.key(at)[cut:]
        if back or owned:
            part = part or ("edge" if owned or line.hits[at].get("part") else "")
        kind = "back" if back or owned else "name"
        text = self.text[start : line.tokens[end - 1].end].translate(_UNQUOTED)
        return Mention(text, at, end, start, line.tokens[end - 1].end, kind, part=part, noun=noun)

    def _back(self, mention: Mention) -> list[Mention]:
        """Places that "the town", "in it" or "its outskirts" mean."""
        if mention.type != "back":
            return [mention]
        if mention.noun in _SITES_BACK or not self.focus:
            return [mention] if mention.noun.startswith("ال") and mention.noun not in _PLURAL_BACK else []
        meant = self._meant(mention.noun)
        return [replace(m, part=mention.part) for m in meant]

    def _meant(self, noun: str) -> list[Mention]:
        if noun.endswith("هما") or noun.endswith(("تين", "تان", "يان", "يين")):
            return self._two_of(noun) or (self.focus[-2:] if len(self.focus) > 1 else self.focus)
        if noun in _PLURAL_BACK:
            return self.focus
        if noun in _TOWNS and self.focus and self._is_site(self.focus[-1]):
            return [m for m in self.places[-40:] if not self._is_site(m)][-1:] or self.focus[-1:]
        if noun.startswith("ال"):
            return self._headed_by(noun[2:]) or self.focus[-1:]
        if noun.endswith("ه"):
            return self._masculine() or self.focus[-1:]
        return self.focus

    def _two_of(self, noun: str) -> list[Mention]:
        """As in "both colleges": the last two places that were called a college."""
        if not noun.startswith("ال"):
            return []
        one = noun[2:-3] + "ه" if noun.endswith(("تين", "تان")) else noun[2:-2]
        return [m for m in self.places[-40:] if key_of(m.text.split()[0]) == one][-2:]

    def _is_site(self, mention: Mention) -> bool:
        word = key_of(mention.text.split()[0]) if mention.text.split() else ""
        return any(e.tag == "ar_site" and not e.rest for e in self.lexicon.phrases.get(word, ()))

    def _headed_by(self, noun: str) -> list[Mention]:
        """As in "the palace": the last place that was called a palace."""
        return [m for m in self.places[-40:] if key_of(m.text.split()[0]).removeprefix("ال") == noun][-1:]

    def _masculine(self) -> list[Mention]:
        """Last place that is told by a masculine noun, as "it" (ه) must be."""
        found = [m for m in self.focus if m.noun in _MASCULINE or key_of(m.text.split()[0]) in _MASCULINE]
        return found[-1:]

    def _list_goes_on(
        self, line: Line, end: int, open_list: bool, prepositions: frozenset[str]
    ) -> tuple[int, int] | None:
        """Where the list goes on, and how many letters (و) to cut; None where it ends."""
        comma = False
        for at in range(end, min(len(line.tokens), end + 14)):
            key = line.key(at)
            if key == "،":
                comma = True
                continue
            if key in ENDS:
                return None
            if at in line.inside:
                continue
            joined = self._joined(line, at, end, comma, open_list, prepositions)
            if joined is not None:
                return joined
            if line.has(at, *_BREAKS) or key in _CLOSERS or line.key(at).lstrip("و") in _CLOSERS:
                return None
            if comma and key[0] != "و" and not line.has(at, "stop") and key not in _LOCATING:
                return None
        return None

    def _joined(
        self, line: Line, at: int, end: int, comma: bool, open_list: bool, prepositions: frozenset[str]
    ) -> tuple[int, int] | None:
        """Whether the next place of a list begins at word `at`."""
        key, hits = line.key(at), line.hits[at]
        if key in _ALSO:
            while line.key(at + 1) in _PREPOSITIONS | _ALSO:
                at += 1
            return (at + 1, 0) if at + 1 < len(line.tokens) else None
        if key[0] == "و" and key[1:] in prepositions:
            at += line.key(at + 1) in ("كل", "كلا") and line.key(at + 2) == "من"
            return (at + 1, 0) if at + 1 < len(line.tokens) and not line.inside & {at + 1} else None
        again = key == "ثم" or any(k <= at - 1 < line.times[k][0] and line.key(k)[0] == "و" for k in line.times)
        if again and (key in prepositions or line.key(at + 1) in prepositions):
            return (at + 1 + (key == "ثم"), 0) if at + 2 < len(line.tokens) else None
        typed = next((h for t, h in hits.items() if t in ("site", "settlement", "part")), None)
        first = end
        while line.has(first, "stop") and line.key(first).startswith("ال") and first < at:
            first += 1
        if key == "و" and at == first and at + 1 < len(line.tokens):
            apart = line.has(at + 1, "stop", *_BREAKS) or self._actor_at(line, at + 1)
            return None if apart else (at + 1, 0)
        direct = at == first or (at == first + 1 and comma)
        if typed is not None and typed.cut == "و" and not line.has(at, "event", "verb", "say"):
            return at, 1
        if typed is not None and typed.cut == typed.suffix == "" and comma and at == end + 1 and key not in _SEATS:
            return at, 0
        blocked = line.has(at, "stop", "vague", *_BREAKS) or self._actor_at(line, at) or at in line.inside
        if open_list and direct and comma and not blocked and key[0] != "و":
            return at, 0
        purpose = key.startswith("ول") and not key.startswith("ولواء") and len(key) > 5
        if purpose or not self._conjunct(line, at) or blocked or self._verbish(line, at):
            return None
        return (at, 1) if direct or (comma and line.key(at - 1) == "،") else None

    def _verbish(self, line: Line, at: int) -> bool:
        """Whether a word that no table knows bends like a verb."""
        text = line.tokens[at].text
        return text.endswith(("وا", "ته", "تها", "تهم", "تهما", "وها", "وه")) and not line.has(at, "site", "settlement")

    def _scan_place(self, line: Line, at: int) -> None:
        """Keep a place named by "the town of X", "X crossing", for the words that refer back to it."""
        hits = line.hits[at]
        named = at in line.named or at < line.read_to or line.has(at, "event", "nominal", "back", "verb")
        if named or not line.has(at, "site", "settlement"):
            return
        first, _, cut, stripped = self._before_name(line, at, "", 0)
        typed = hits.get("settlement") or hits.get("site")
        cut = len(typed.cut) if typed and first == at else cut
        if first >= len(line.tokens):
            return
        end = self._name_end(line, first, cut)
        if end > first + (first == at) and not self._vague(line, first, end) and not line.has(first, "back"):
            mention = self._mention(line, first, end, cut, "", stripped)
            mention.noun = line.key(at)[cut if first == at else 0 :]
            self.remember([mention])
            if line.key(at).lstrip("بول") in _PROVINCES or line.key(at - 1) in _SEATS:
                return
            if line.key(at - 1) not in ("قرب", "نحو", "باتجاه", "شمال", "جنوب", "شرق", "غرب"):
                self.focus = [mention]

"""A sentence -> its parts: sides, places, verbs and nouns of control, who says it, when, and the small words between.

The first two steps of a cascade of finite-state rules: words to phrases here, phrases to statements in `_frames`.

References
----------
Hobbs, J. R., et al. (1997). FASTUS: A cascaded finite-state transducer for extracting information from
natural-language text. In Roche & Schabes (eds), Finite-State Language Processing. MIT Press.
"""

from __future__ import annotations

from frontline.extraction._actors import ActorReader, adjectival
from frontline.extraction._control import ControlReader
from frontline.extraction._dates import NUMBERS, ORDINALS, Reader, When
from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._lexicon import Lexicon, Mark, Theatre
from frontline.extraction._places import PlaceReader
from frontline.extraction._text import Sentence, word_set
from frontline.extraction._verbs import key_at, manner_of

_KM = dict.fromkeys(("km", "kms", "kilometer", "kilometers", "kilometre", "kilometres"), 1.0)
_KM |= {"mile": 1.609344, "miles": 1.609344}
_KM |= {"metre": 0.001, "metres": 0.001, "meter": 0.001, "meters": 0.001}
_FLAGS = word_set("flag flags banner banners colours colors ensign standard tricolour tricolor")
_RAISE = word_set(
    "raise raised raises raising hoist hoisted hoisting plant planted planting unfurled flew ran run fly flies"
)
_OVER = word_set("over in on above at atop inside")
_PRONOUNS = word_set("they them it he she we both i who himself")
_AMBIGUOUS = word_set("head heads map maps command general generals page account network president")
_DETERMINERS = word_set("the a an this that its their his our any no some every another each such these those her")
_PREPOSITIONS = word_set(
    "in inside within at on into across throughout of by to from for with against towards toward near around"
    " outside over under between along through beyond upon amid during onto off past about via behind above up"
    " down"
)
_ORDERS = word_set(
    "ordered orders order told tells urged urges instructed instructs asked asks directed directs commanded invited"
    " encouraged sent sends dispatched called begged advised authorised authorized allowed tasked wanted wants ordering"
    " telling urging asking sending"
)
_CONTRACTED = {f"{who}{tail}": who for who in ("they", "we", "he", "she") for tail in ("d", "ve", "re") if who + tail
               not in ("were", "shed")}  # fmt: skip
_FIGHTERS = word_set("are is were was been still forces rebels troops keep kept")
_OF_NOUNS = word_set("the a an heavy fierce street intense renewed sporadic ongoing")
_OF_VERBS = word_set(
    "to and or would could will may might can should did does do not who which that still also now then already must"
    " didnt doesnt dont"
)
_NOUNY = word_set(
    "attack assault push advance control hold fight battle raid drive fall clash retreat move break thrust"
    " withdraw stop halt check charge force state report claim record list head show document near rule surrender"
    " desert block counter estimate position secure clear warn release note comment publish"
)


_IN_VAIN = word_set("failed attempted unsuccessful abortive futile vain fruitless foiled thwarted botched ill-fated")
_BEFORE_NOUN = _IN_VAIN | word_set(
    "new fresh full surprise large recent several further another two three four five ground infantry armoured armored"
    " mechanised mechanized small-scale major minor night dawn overnight fierce heavy big small renewed many"
    " dozens local"
)


class Scanner:
    """Breaks sentences of one text into parts."""

    def __init__(self, text: str, lexicon: Lexicon, theatre: Theatre | None, reader: Reader) -> None:
        self.text, self.lexicon, self.theatre, self.reader = text, lexicon, theatre, reader
        self.people: set[str] = set()

    def scan(self, sentence: Sentence, marks: list[dict[str, Mark]], number: int) -> Clause:
        """Parts of one sentence, in order; `marks` are the phrases that begin at each word."""
        tokens = sentence.tokens
        self.tokens, self.marks = tokens, marks
        self.times: dict[int, tuple[int, When]] = {}
        self._find_times()
        self.places = PlaceReader(self.text, tokens, self.marks, self.people)
        self.actors = ActorReader(self.text, tokens, self.marks, self.theatre)
        self.control = ControlReader(self.text, tokens, self.actors, self.lexicon, self.actors.role)
        clause = Clause(tokens, [], sentence.paragraph, number=number)
        i = 0
        while i < len(tokens):
            item, i = self._next(i)
            if item is not None:
                clause.items.append(item)
        clause.strike = any("strike" in m for m in self.marks)
        return clause

    def _find_times(self) -> None:
        i = 0
        while i < len(self.tokens):
            found = self.reader.at(self.tokens, i)
            if found is None or self._in_name(i, found[0]):
                i += 1
                continue
            self.times[i] = found
            for k in range(i, found[0]):
                self.marks[k] = {"time": Mark("time", i, found[0], "", "")}
            i = found[0]

    def _in_name(self, i: int, end: int) -> bool:
        """As in "the May 22 hospital": a day that a site is called by."""
        return (
            end - i == 2
            and end < len(self.tokens)
            and self.tokens[end - 1].text.isdigit()
            and "site" in self.marks[end]
            and not self.tokens[end].cap
        )

    def _next(self, i: int) -> tuple[Item | None, int]:
        """Part that begins at word `i`, if any, and where to go on."""
        token = self.tokens[i]
        if not token.text[0].isalnum():
            return self._sign(i)
        if i in self.times:
            end, when = self.times[i]
            return Item("TIM", i, end, when=when, value=self._time_mode(i)), end
        for read in (
            self._distance,
            self._exception,
            self.control.at,
            self._voice,
            self._noun_phrase,
            self._verb,
            self._small,
        ):
            item = read(i)
            if item is not None:
                return item, max(item.j, i + 1)
        return Item("W", i, i + 1, value=token.key), i + 1

    def _time_mode(self, i: int) -> str:
        before = key_at(self.tokens, i - 1)
        if before in ("early", "late", "mid", "of"):
            before = key_at(self.tokens, i - 2)
            before = key_at(self.tokens, i - 3) if before in ("beginning", "end", "start") else before
        if before == "on" and key_at(self.tokens, i - 2) in (
            "noon",
            "dawn",
            "midnight",
            "midday",
            "morning",
            "evening",
            "early",
            "late",
        ):
            before = key_at(self.tokens, i - 3)
        if before == "on" and any(key_at(self.tokens, k) == "since" for k in range(max(0, i - 4), i)):
            return "since"  # "since fighting resumed on 25 June"
        return before if before in ("since", "until", "from", "by") else ""

    def _sign(self, i: int) -> tuple[Item | None, int]:
        text = self.tokens[i].text
        if text in "([":
            end = next((k for k in range(i + 1, min(len(self.tokens), i + 14)) if self.tokens[k].text in ")]"), None)
            return None, end + 1 if end else i + 1
        kind = {",": "COM", ";": "SEM", ":": "COL", "—": "COM", "–": "COM"}.get(text)
        return (Item(kind, i, i + 1, value=text) if kind else None), i + 1

    def _distance(self, i: int) -> Item | None:
        """As in "10 kilometers", "three to four kilometres", "some 5 km"."""
        low, at = self._number(i)
        key = self.tokens[i].key
        if low is None and key.endswith("km") and key[:-2].isdigit() and len(key) < 7:
            return Item("KM", i, i + 1, km=float(key[:-2]))  # "10km"
        if low is None:
            return None
        high = low
        if key_at(self.tokens, at) in ("to", "or", "-", "–"):
            second, after = self._number(at + 1)
            if second is not None:
                high, at = second, after
        if key_at(self.tokens, at) == "-":
            at += 1
        unit = key_at(self.tokens, at)
        if unit not in _KM:
            return None
        return Item("KM", i, at + 1, km=round((low + high) / 2 * _KM[unit], 2))

    def _number(self, i: int) -> tuple[float | None, int]:
        key = key_at(self.tokens, i)
        if key in NUMBERS and key not in ("a", "an", "couple"):
            return float(NUMBERS[key]), i + 1
        plain = key.replace(",", "") if key.count(",") else key
        if plain[:1].isdigit() and plain.isascii() and len(plain) < 9 and plain.replace(".", "", 1).isdigit():
            return float(plain), i + 1
        if "-" in key and (halves := key.split("-"))[0].isdigit() and halves[1].isdigit() and len(key) < 9:
            return (float(halves[0]) + float(halves[1])) / 2, i + 1
        if key.endswith("km") and key[:-2].isdigit():
            return None, i
        return None, i

    def _exception(self, i: int) -> Item | None:
        marks = self.marks[i]
        if "except" in marks:
            return Item("EXC", i, marks["except"].j, value=marks["except"].value)
        if self.tokens[i].key == "but" and self._all_before(i):
            return Item("EXC", i, i + 1, value="but")
        if "like" in marks:
            return Item("LIKE", i, marks["like"].j, value=marks["like"].value)
        return None

    def _all_before(self, i: int) -> bool:
        """As in "all of Aleppo but the Kurdish districts"."""
        before = {self.tokens[k].key for k in range(max(0, i - 6), i)}
        follows = i + 1 < len(self.tokens) and (self.tokens[i + 1].cap or self.tokens[i + 1].key in ("the", "for"))
        return follows and bool(before & {"all", "everything", "whole", "everywhere"}) and not before & {"was", "were"}

    def _voice(self, i: int) -> Item | None:
        """A named voice (SOHR), or a noun of those who speak ("residents", "a spokesman for the army")."""
        marks = self.marks[i]
        if "voice" in marks and (named := self._body(marks["voice"])) is not None:
            return named
        if "voice" in marks:
            mark = marks["voice"]
            return Item(
                "VOI", i, mark.j, value=mark.value, text=self.text[self.tokens[i].start : self.tokens[mark.j - 1].end]
            )
        if (
            "speaker" in marks
            and "event" not in marks
            and not (self.tokens[i].key in _AMBIGUOUS and self._is_verb(i, "base"))
        ):
            mark = marks["speaker"]
            return Item("VOI", i, mark.j, text=self.text[self.tokens[i].start : self.tokens[mark.j - 1].end])
        return None

    def _body(self, mark: Mark) -> Item | None:
        """As in "UN memo", "an AFP correspondent": what a named body wrote, or who speaks for it."""
        j = mark.j
        if j >= len(self.tokens) or self.tokens[j].cap or mark.value == "SOHR" or self.tokens[j - 1].poss:
            return None
        if "speaker" in self.marks[j] and "event" not in self.marks[j]:
            j = self.marks[j]["speaker"].j
        elif self.tokens[j].key in ("memo", "report", "document", "map", "assessment", "update", "dispatch", "note"):
            j += 1
        else:
            return None
        text = self.text[self.tokens[mark.i].start : self.tokens[j - 1].end]
        return Item("VOI", mark.i, j, actor=self.lexicon.voices.get(mark.value, ("", ""))[1], text=text)

    def _noun_phrase(self, i: int) -> Item | None:
        actor = self.actors.at(i)
        place = self.places.at(i) if not self._starts_verb(i) else None
        if actor is None and place is None and (end := self.places.person(i)):
            return Item("VOI", i, end, text=self.text[self.tokens[i].start : self.tokens[end - 1].end])
        if (
            actor is not None
            and actor.kind == "ACT"
            and actor.form != "adj"
            and (key_at(self.tokens, i - 1) in ("in", "near") or key_at(self.tokens, i + 1) in ("lies", "sits"))
            and self.tokens[i].cap
            and actor.j == i + 1
        ):
            place = place or self._metonym(i)
        if place is not None and (actor is None or place[1] > actor.j or self._is_site(actor, place)):
            mention, end = place
            if self._speaks_for(end):
                return Item("VOI", i, end, text=mention.text)
            return Item("PLC", i, end, members=[mention], plural=mention.plural)
        return actor

    def _is_site(self, actor: Item, place: tuple[Mention, int]) -> bool:
        """As in "the garrison of the 22nd Division", "a Russian base": where a side stands, not the side."""
        garrison = actor.value == "head" and not actor.poss and place[0].type == "site" and " of " in place[0].text
        return place[1] >= actor.j and (actor.form == "adj" or garrison)

    def _metonym(self, i: int) -> tuple[Mention, int] | None:
        token = self.tokens[i]
        return Mention(token.text, i, i + 1, token.start, token.end, "region"), i + 1

    def _speaks_for(self, end: int) -> bool:
        """As in "Hama residents", "Tripoli officials", "Information Minister": the name says whose voice it is."""
        if end >= len(self.tokens) or "speaker" not in self.marks[end]:
            return False
        return not self.tokens[end].cap or "title" in self.marks[end]

    def _starts_verb(self, i: int) -> bool:
        marks = self.marks[i]
        return "event" in marks and not self.tokens[i].cap and self._is_verb(i, marks["event"].form)

    def _verb(self, i: int) -> Item | None:
        marks = self.marks[i]
        if (flag := self._flag(i)) is not None:
            return self._verb_item("VRB", flag)
        for tag, kind in (("deny_noun", "DENY"), ("deny", "DENY"), ("event", "VRB"), ("say", "SAY")):
            mark = marks.get(tag)
            if mark is None:
                continue
            if tag == "say" and "nominal" in marks and marks["nominal"].j > mark.j:
                continue
            if tag == "event" and not self._event_holds(mark):
                continue
            if (
                tag == "say"
                and mark.value == "claim"
                and not self.tokens[i].cap
                and self._is_verb(i, mark.form)
                and self._claims_place(mark.j)
            ):
                return self._verb_item("VRB", mark._replace(value="take"))
            if tag == "deny_noun" or self._is_verb(i, mark.form):
                return self._verb_item(kind, mark)
        if key_at(self.tokens, i) == "according" and key_at(self.tokens, i + 1) == "to":
            return Item("SAY", i, i + 2, value="according")
        if "nominal" in marks and not ("event" in marks and marks["event"].form in ("ed", "en")):
            return self._nominal(i, marks["nominal"])
        return None

    def _flag(self, i: int) -> Mark | None:
        """As in "raised the Houthi banner over the town hall": a sign of who took it."""
        if self.tokens[i].key not in _RAISE:
            return None
        flag = next((k for k in range(i + 1, min(len(self.tokens), i + 7)) if self.tokens[k].key in _FLAGS), None)
        end = next((k for k in range(flag + 1, flag + 4) if key_at(self.tokens, k) in _OVER), None) if flag else None
        if end is None:
            return None
        again = any(self.tokens[k].key in ("again", "back") for k in range(i, end))
        form = "ing" if self.tokens[i].key.endswith("ing") else "ed"
        return Mark("event", i, end + 1, "retake" if again else "take", form)

    def _done(self, mark: Mark) -> bool:
        """As in "has been overrun": the base form stands for the participle, too."""
        verb = self.tokens[mark.i].key
        return verb in ("overrun", "quit", "beat", "put", "come", "hit", "cut") and any(
            key_at(self.tokens, k) in ("been", "was", "were", "is", "has", "have", "had")
            for k in range(max(0, mark.i - 3), mark.i)
        )

    def _claims_place(self, i: int) -> bool:
        """As in "claimed the town of X on Friday"."""
        found = self.places.at(i) if i < len(self.tokens) and self.actors.at(i) is None else None
        if found is None or found[0].type not in ("name", "back", "settlement"):
            return False
        return (
            found[1] >= len(self.tokens)
            or found[1] in self.times
            or key_at(self.tokens, found[1]) in ("on", ",", ".", "in", "and", "last", "earlier")
        )

    def _event_holds(self, mark: Mark) -> bool:
        """As in "stand" needs a distance behind it; "are in" is another thing where "the hands of" follows."""
        if mark.value == "win":  # "won X back"
            return any(t.key == "back" for t in self.tokens[mark.j : mark.j + 9])
        if mark.value == "distance":
            ahead = range(mark.j, min(len(self.tokens), mark.j + 6))
            return any(self._distance(k) is not None for k in ahead)
        if mark.value == "repel" and not self._against_attack(mark):
            return False
        if mark.value == "pass":
            return False  # told by "under the control of" itself
        if mark.value == "stay" and mark.j in self.times:
            return False
        inside = (k for k in range(mark.i + 1, mark.j) if self.tokens[k].key in ("in", "under", "into", "within"))
        if any((found := self.control.in_hands(k)) and (found.text or k == mark.j - 1) for k in inside):
            return False
        return not (
            mark.value == "fall"
            and mark.j + 1 not in self.times
            and key_at(self.tokens, mark.j)
            in ("on", "short", "silent", "back", "apart", "ill", "in", "over", "near", "from", "by")
        )

    def _against_attack(self, mark: Mark) -> bool:
        """As in "broke an attack", "was repelled"; "clashes broke out" and "the siege was broken" are other things."""
        if key_at(self.tokens, mark.j) == "out":
            return False
        ahead = range(mark.j, min(len(self.tokens), mark.j + 9))
        told = any("actor" in self.marks[k] or "role" in self.marks[k] for k in ahead)
        nominal = any(
            m.value == "attack"
            for k in (*ahead, *range(max(0, mark.i - 30), mark.i))
            if (m := self.marks[k].get("nominal")) is not None
        )
        return told or nominal or mark.form in ("ed", "en")

    def _verb_item(self, kind: str, mark: Mark) -> Item:
        if mark.form == "base" and self._done(mark):
            mark = mark._replace(form="en")
        manner = manner_of(self.tokens, self.marks, mark.i, mark.form)
        item = Item(kind, mark.i, mark.j, value=mark.value, form=mark.form)
        item.passive, item.perfect, item.negated = manner.passive, manner.perfect, manner.negated
        item.mood = manner.mood if manner.mood != "done" else ""
        if not item.mood and mark.form == "base" and key_at(self.tokens, mark.i - 1) == "to" and self._told(mark.i):
            item.mood = "intended"
        item.text = self.tokens[mark.i].key
        if kind == "VRB" and not manner.passive and mark.form in ("ed", "en") and not manner.perfect:
            after = key_at(self.tokens, mark.j)
            item.passive = after == "by" or (mark.form == "en" and not manner.perfect)
        return item

    def _told(self, i: int) -> bool:
        """As in "ordered his forces to advance": what others are told to do, not done."""
        at = i - 2
        while at > max(0, i - 8) and self.marks[at].keys() & {"role", "actor", "speaker"}:
            at -= 1
        while at > 0 and (self.tokens[at].key in _DETERMINERS or self.tokens[at].poss):
            at -= 1
        return self.tokens[at].key in _ORDERS

    def _is_verb(self, i: int, form: str) -> bool:
        """Tell "rebels attack" from "the attack"."""
        k = i - 1
        while k > 0 and self.tokens[k].key.endswith("ly"):
            k -= 1
        before = key_at(self.tokens, k)
        if form in ("ed", "en"):
            described = before in ("the", "a", "an") and key_at(self.tokens, i + 1) != "by"
            return not described and not self._adjectival(i, before)
        if self.tokens[i].key in ("fighting", "battling"):
            return before in _FIGHTERS
        if form == "ing":
            return before not in _OF_NOUNS
        if before in ("them", "him", "us") and form in ("base", "s"):
            return False  # "offered them free passage"
        if before in _OF_VERBS:
            joined = before in ("and", "or", "to") and form == "s"
            return not ((before == "that" or joined) and self._plain_noun(i))
        if before in NUMBERS or before.isdigit() or (k >= 0 and "direction" in self.marks[k]):
            return False
        if self._attack_on(i):
            return False
        if k < 0 or before in _DETERMINERS or before in _PREPOSITIONS or self.tokens[k].poss:
            return False
        return self._agrees(i, k, form)

    def _attack_on(self, i: int) -> bool:
        """As in "Houthi assaults on the dam": a noun."""
        attack = self.tokens[i].key.rstrip("s") in ("attack", "assault", "raid", "counterattack", "counter-attack")
        return attack and key_at(self.tokens, i + 1) in ("on", "against", "by", "from", "near", "at", "in")

    def _agrees(self, i: int, k: int, form: str) -> bool:
        """Whether the word before can be the subject of this form: "rebels attack", "the army attacks"."""
        marks, before = self.marks[k], self.tokens[k].key
        if before in ("them", "him") and form == "base" and self.tokens[i].key == "free":
            return False  # "offered them free passage"
        named = bool({"actor", "role", "speaker", "voice"} & marks.keys())
        if not (named or before in _PRONOUNS or self.tokens[k].cap) or not self._plain_noun(i):
            return named or before in _PRONOUNS or self.tokens[k].cap or not self._plain_noun(i)
        plural = before.endswith("s") or before in ("they", "we", "i", "men", "both", "military", "media", "police")
        if form == "base" and "actor" in marks and key_at(self.tokens, i + 1) == "that":
            return True  # "the RSF claim that"
        if adjectival(before):
            return False  # "Russian attacks near X": a noun
        if "actor" in marks:
            return plural or form != "base"
        return plural if form == "base" else not plural

    def _adjectival(self, i: int, before: str) -> bool:
        """As in "newly captured positions": no statement."""
        after = i + 1
        return before in ("newly", "recently") and after < len(self.tokens) and self._is_place_word(after)

    def _is_place_word(self, i: int) -> bool:
        return any(tag in self.marks[i] for tag in ("settlement", "site", "area", "region"))

    def _plain_noun(self, i: int) -> bool:
        key = self.tokens[i].key
        return key in _NOUNY or key.rstrip("s") in _NOUNY or key.rstrip("es") in _NOUNY

    def _nominal(self, i: int, mark: Mark) -> Item:
        item = Item("NOM", i, mark.j, value=mark.value, text=self.tokens[i].key)
        k = i - 1
        while k >= 0 and (self.tokens[k].key in _BEFORE_NOUN or self.tokens[k].key.endswith(("ive", "ed", "ly"))):
            if self.tokens[k].key in _IN_VAIN:
                item.mood = "failed"
            k -= 1
        before = key_at(self.tokens, k)
        item.negated = before in ("no", "without")
        for at in range(max(0, k - 2), k + 1):
            found = self.marks[at].get("hypothetical") or self.marks[at].get("intent")
            if found and found.j in (k + 1, k, i):
                item.mood = item.mood or ("intended" if found.tag == "intent" else "hypothetical")
        return item

    def _small(self, i: int) -> Item | None:
        key, marks = self.tokens[i].key, self.marks[i]
        if "and" in marks:
            return Item("AND", i, marks["and"].j, value=key)
        if "neg" in marks and key in ("neither", "nor", "no", "none"):
            return Item("NEG", i, i + 1, value=key)
        if key in _CONTRACTED:
            return Item("PRO", i, i + 1, value=_CONTRACTED[key])  # "they'd taken X"
        if key in _PRONOUNS or key in ("there",):
            return Item("PRO" if key != "who" else "REL", i, i + 1, value=key)
        if "rel" in marks:
            return Item("REL", i, marks["rel"].j, value=key)
        if "near" in marks and marks["near"].j > i + 1:
            return Item("PRP", i, marks["near"].j, value="near")
        if key in ("since", "until") and i + 1 in self.times:
            return Item("PRP", i, i + 1, value=key)
        if key in ("as", "after", "before", "since", "until") or ("sub" in marks and key not in _PREPOSITIONS):
            return Item("SUB", i, marks["sub"].j if "sub" in marks else i + 1, value=key)
        if key in _PREPOSITIONS:
            value = "near" if "near" in marks and key not in ("to", "from", "against") else key
            return Item("PRP", i, i + 1, value=value)
        if key in ORDINALS:
            return Item("W", i, i + 1, value=key)
        return None

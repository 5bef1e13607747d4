"""Words of reports: who fights, who speaks, what verbs say of control; read from the tables beside this module."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from frontline.errors import TableError
from frontline.extraction._text import QUOTES, Token, key_of, word_set

DATA = Path(__file__).parent / "data"
ACTOR_COLUMNS = ("actor", "theatre", "language", "names")

_IRREGULAR = {
    "take": "took taken", "retake": "retook retaken", "re-take": "re-took re-taken", "overrun": "overran overrun",
    "win": "won won", "get": "got got", "break": "broke broken", "fall": "fell fallen", "leave": "left left",
    "flee": "fled fled", "give": "gave given", "lose": "lost lost", "hold": "held held", "keep": "kept kept",
    "drive": "drove driven", "throw": "threw thrown", "fight": "fought fought", "beat": "beat beaten",
    "say": "said said", "tell": "told told", "speak": "spoke spoken", "write": "wrote written", "show": "showed shown",
    "come": "came come", "go": "went gone", "stand": "stood stood", "quit": "quit quit", "put": "put put",
    "bring": "brought brought", "make": "made made", "withdraw": "withdrew withdrawn", "draw": "drew drawn",
    "be": "was been", "set": "set set", "have": "had had", "sweep": "swept swept", "see": "saw seen",
    "strike": "struck struck", "hit": "hit hit", "hang": "hung hung", "cling": "clung clung", "lie": "lay lain",
    "rebut": "rebutted rebutted", "creep": "crept crept", "thrust": "thrust thrust", "admit": "admitted admitted",
    "stop": "stopped stopped", "step": "stepped stepped", "grab": "grabbed grabbed", "slip": "slipped slipped",
    "quote": "quoted quoted", "find": "found found", "re-establish": "re-established re-established",
    "dig": "dug dug", "steal": "stole stolen", "withstand": "withstood withstood", "fling": "flung flung",
    "ride": "rode ridden", "burst": "burst burst", "forsake": "forsook forsaken", "rid": "rid rid", "sit": "sat sat",
    "grind": "ground ground", "run": "ran run", "lead": "led led", "fly": "flew flown", "shake": "shook shaken",
    "bear": "bore borne", "rule": "ruled ruled",
}  # fmt: skip
_DOUBLED = word_set(
    "repel expel control patrol stop grab slip step admit rebut get win set put quit run cut overrun hit bus dig"
    " stem drop bag sit rid"
)
_BE = "is are was were be been being am s re"


class Form(NamedTuple):
    """One spelling of a verb and which form it is: base, s, ed, en, ing."""

    word: str
    form: str


class Mark(NamedTuple):
    """A phrase of the lexicon found in a sentence, from word `i` up to but not with `j`."""

    tag: str
    i: int
    j: int
    value: str
    form: str


@dataclass(frozen=True, slots=True)
class Theatre:
    """A war: how to know it, whom general words mean, who opposes whom."""

    name: str
    cues: frozenset[str]
    state: str
    rebel: str
    adjective: str
    countries: frozenset[str]
    against: Mapping[str, Sequence[str]]
    rebel_where: Mapping[str, Sequence[str]] = field(default_factory=dict)
    adjectives: Mapping[str, str] = field(default_factory=dict)
    jihadi: str = ""
    capital: str = ""
    codes: frozenset[str] = frozenset()

    def fitted(self, named: Collection[str]) -> Theatre:
        """Theatre with "rebels" and "jihadists" meaning those whom a text names, where it does not name the usual."""
        usual = self.rebel in named or self.jihadi not in named
        told = replace(self, jihadi=self.rebel) if usual else self
        if self.rebel in named:
            return told
        foes = self.rebel_where.items()
        other = next((a for a, foe in foes if a in named and self._fights(foe, named)), None)
        return replace(told, rebel=other) if other else told

    def _fights(self, foes: Sequence[str], named: Collection[str]) -> bool:
        """Whether one of these foes is named, and no war with the state is told of that others than they would wage."""
        return any(foe in named and (foe == self.jihadi or self.state not in named) for foe in foes)


class _Phrase(NamedTuple):
    rest: tuple[str, ...]
    capitals: tuple[bool, ...]
    tag: str
    value: str
    form: str
    loose: bool


@dataclass(slots=True)
class Lexicon:
    """All phrases, by their first word."""

    phrases: dict[str, list[_Phrase]] = field(default_factory=dict)
    theatres: dict[str, Theatre] = field(default_factory=dict)
    sides: dict[str, str] = field(default_factory=dict)
    voices: dict[str, tuple[str, str]] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)

    def add(self, tag: str, phrase: str, value: str, form: str = "", *, loose: bool = False) -> None:
        """Take in one phrase; capital letters in it must be capital in the text."""
        words = phrase.split()
        keys = [key_of(w.rstrip(".,").removesuffix("'s")) for w in words]
        capitals = tuple(w[:1].isupper() for w in words)
        entry = _Phrase(tuple(keys[1:]), capitals, tag, value, form, loose)
        self.phrases.setdefault(keys[0], []).append(entry)

    def sort(self) -> None:
        """Bring the longest phrases first."""
        for entries in self.phrases.values():
            entries.sort(key=lambda e: -len(e.rest))

    def _led(self, token: Token, i: int) -> dict[str, Mark]:
        """As in "HTS-led fighters", "junta-aligned militias": the side before the hyphen."""
        side, hyphen, how = token.key.rpartition("-")
        if not hyphen or how not in _HOW:
            return {}
        own = [e for e in self.phrases.get(side, ()) if not e.rest and e.tag in ("actor", "role")]
        return {e.tag: Mark(e.tag, i, i + 1, e.value, e.form) for e in own if token.cap or not e.capitals[0]}

    def match(self, tokens: Sequence[Token], i: int) -> dict[str, Mark]:
        """Longest phrase of each tag that begins at word `i`."""
        found: dict[str, Mark] = {}
        entries = self.phrases.get(tokens[i].key)
        if entries is None:
            return self._led(tokens[i], i)
        second = tokens[i + 1].key if i + 1 < len(tokens) else ""
        for entry in entries:
            known = found.get(entry.tag)
            if (known is not None or (entry.rest and entry.rest[0] != second)) and not entry.loose:
                continue
            end = _end(tokens, i, entry)
            if end and (known is None or end > known.j):
                found[entry.tag] = Mark(entry.tag, i, end, entry.value, entry.form)
        return found


_HOW = word_set("led aligned allied affiliated linked dominated loyal")
_LOOSE = word_set(
    "full complete total also back again once most its their his the all partial firm effective overall troops"
    " forces soldiers units fighters men in further even some already now just steadily step effectively as new"
    " more fresh sole formal outright much additional significant considerable slow rapid quick small modest"
    " north south east west northern southern eastern western north-eastern north-western south-eastern south-western"
    " northeastern northwestern southeastern southwestern very own still long today"
)


def _end(tokens: Sequence[Token], i: int, entry: _Phrase) -> int:
    """End of a phrase that begins at word `i`, 0 where it does not; a loose one leaves room for adverbs."""
    if entry.capitals[0] and not tokens[i].cap:
        return 0
    at, skipped = i + 1, 0
    for word, capital in zip(entry.rest, entry.capitals[1:], strict=True):
        while at < len(tokens) and tokens[at].key != word and entry.loose and skipped < 3:
            key = tokens[at].key
            if not (key in _LOOSE or key in QUOTES or key.endswith("ly")):
                return 0
            at, skipped = at + 1, skipped + 1
        if at >= len(tokens) or tokens[at].key != word or (capital and not tokens[at].cap):
            return 0
        at += 1
    return at


def _forms(phrase: str) -> Iterator[tuple[str, str]]:
    """All forms of a verb phrase, whose first word bends.

    Examples
    --------
    >>> sorted(word for word, _ in _forms("seize"))
    ['seize', 'seized', 'seized', 'seizes', 'seizing']
    """
    verb, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    if verb == "be":
        for word in _BE.split():
            yield word + tail, {"being": "ing", "been": "en", "be": "base", "was": "ed", "were": "ed"}.get(word, "s")
        return
    past, _, done = _IRREGULAR.get(verb, "").partition(" ")
    doubled = verb[-1] if verb in _DOUBLED else ""
    silent = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    regular = silent + doubled + "ed" if not verb.endswith("y") or verb[-2] in "aeiou" else verb[:-1] + "ied"
    regular = verb + "d" if verb.endswith("ee") else regular
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")
    third = verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else third
    yield verb + tail, "base"
    yield third + tail, "s"
    yield (past or regular) + tail, "ed"
    yield (done or regular) + tail, "en"
    yield silent + doubled + "ing" + tail, "ing"


def bent(verb: str) -> Iterator[str]:
    """Forms of a verb given as past/present, with the rest of its phrase.

    Examples
    --------
    >>> sorted(bent("استولى/يستولي"))[:4]
    ['استولت', 'استولتا', 'استولوا', 'استولى']
    """
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    past, _, present = head.partition("/")
    weak = past.endswith("ى")
    stem = past[:-1] if weak else past
    for ending in ("ت", "وا", "يا" if weak else "ا", "تا", "ينا" if weak else "نا"):
        yield stem + ending + tail
    yield past + tail
    if present:
        root = present[1:-1] if present[-1] in "يى" else present[1:]
        for form in (present[1:], root + "ون", root + "وا", (present[1:] if present[-1] in "يى" else root) + "ان"):
            for person in ("ي", "ت", "سي", "ست"):
                yield person + form + tail
        yield "ن" + present[1:] + tail
        yield "سن" + present[1:] + tail


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _read_theatres() -> dict[str, Theatre]:
    with (DATA / "theatres.toml").open("rb") as file:
        found = tomllib.load(file)
    return {
        name: Theatre(
            name, frozenset(t["cues"]), t["state"], t["rebel"], t["adjective"],
            frozenset(t["countries"]), t["against"], t.get("rebel_where", {}), t.get("adjectives", {}),
            t.get("jihadi", ""), t.get("capital", ""), frozenset(t["codes"]),
        )
        for name, t in found.items()
    }  # fmt: skip


def _governing(phrases: str) -> Iterator[tuple[str, str]]:
    """Arabic phrases with all prepositions that each may govern, parted by a slash; an empty one for none.

    Examples
    --------
    >>> list(_governing("دخل>|تقدم>نحو|تقدم>في"))
    [('دخل', ''), ('تقدم', 'نحو/في')]
    """
    found: dict[str, list[str]] = {}
    for phrase in phrases.split("|"):
        verb, _, governed = phrase.partition(">")
        found.setdefault(verb, []).append(governed)
    for verb, governed_by in found.items():
        yield verb, "/".join(governed_by)


def _add_events(lexicon: Lexicon) -> None:
    for row in _rows(DATA / "events.csv"):
        if row["language"] == "ar":
            for verb, governed in _governing(row["phrases"]):
                for word in bent(verb):
                    lexicon.add("ar_event", word, f"{row['class']}>{governed}")
            continue
        for phrase in row["phrases"].split("|"):
            for word, form in _forms(phrase):
                lexicon.add("event", word, row["class"], form, loose=" " in word)
    for row in _rows(DATA / "nominals.csv"):
        if row["language"] == "ar":
            for noun, governed in _governing(row["phrases"]):
                lexicon.add("ar_nominal", noun, f"{row['class']}>{governed}")
            continue
        for phrase in row["phrases"].split("|"):
            lexicon.add("nominal", phrase, row["class"])


_BENT = frozenset({"say", "deny", "intent", "fail", "manage"})


def _add_words(lexicon: Lexicon) -> None:
    for row in _rows(DATA / "words.csv"):
        prefix = "ar_" if row["language"] == "ar" else ""
        for phrase in row["words"].split("|"):
            if row["tag"] in _BENT and not prefix:
                for word, form in _forms(phrase):
                    lexicon.add(row["tag"], word, phrase, form, loose=row["tag"] in ("intent", "fail", "manage"))
            elif prefix and "/" in phrase:
                for word in bent(phrase):
                    lexicon.add(prefix + row["tag"], word, phrase)
            else:
                lexicon.add(prefix + row["tag"], phrase, phrase)


def _add_names(lexicon: Lexicon, theatre: str, rows: Iterable[Mapping[str, str]]) -> None:
    for row in rows:
        if row["theatre"] and row["theatre"] != theatre:
            continue
        lexicon.sides[row["actor"]] = row["theatre"]
        for name in row["names"].split("|"):
            for told in _with_heads(name.strip()):
                lexicon.add("actor" if row["language"] != "ar" else "ar_actor", told, row["actor"])


def _with_heads(name: str) -> Iterator[str]:
    """A name; one that ends in a star stands before each word for armed people: "Karen *" is Karen fighters, forces ...

    Examples
    --------
    >>> list(_with_heads("Karen National Union")), "Karen fighters" in _with_heads("Karen *")
    (['Karen National Union'], True)
    """
    people, star, _ = name.partition(" *")
    return (f"{people} {head}" for head in _heads()) if star else iter((name,))


@cache
def _heads() -> tuple[str, ...]:
    """Words for armed people that a name of theirs can stand before."""
    rows = {row["role"]: row["words"].split("|") for row in _rows(DATA / "roles.csv") if row["language"] == "en"}
    return (*rows["head"], *(word for word in rows["rebel"] if " " not in word and word.islower()))


@cache
def _base(theatre: str) -> Lexicon:
    lexicon = Lexicon(theatres=_read_theatres())
    _add_events(lexicon)
    _add_words(lexicon)
    _add_names(lexicon, theatre, _rows(DATA / "actors.csv"))
    for row in _rows(DATA / "roles.csv"):
        for word in row["words"].split("|"):
            lexicon.add("role" if row["language"] == "en" else "ar_role", word, row["role"])
    for row in _rows(DATA / "voices.csv"):
        if row["theatre"] in ("", theatre):
            lexicon.voices[row["name"]] = (row["name"], row["side"])
            for form in row["forms"].split("|"):
                lexicon.add("voice" if row["language"] == "en" else "ar_voice", form, row["name"])
    for known in lexicon.theatres.values():
        for country in known.countries:
            lexicon.add("country", country, country)
    lexicon.sort()
    return lexicon


@cache
def cues() -> Lexicon:
    """Words that tell where a report plays: each theatre's cues and the names of its sides; the tag is the theatre."""
    lexicon = Lexicon(theatres=_read_theatres())
    names: dict[str, set[str]] = {}
    for row in _rows(DATA / "actors.csv"):
        for name in row["names"].split("|"):
            names.setdefault(name.strip(), set()).add(row["theatre"])
    for theatre in lexicon.theatres.values():
        for cue in theatre.cues:
            names.setdefault(cue, set()).add(theatre.name)
    for name, where in names.items():
        if len(where) == 1 and (name[:1].isupper() or not name.isascii()):
            lexicon.add(next(iter(where)), name, name)
    lexicon.sort()
    return lexicon


def read_actors(path: str | Path) -> list[dict[str, str]]:
    """Read a user's actors: a table with the columns actor, theatre, language, names (forms parted by ``|``).

    Raises
    ------
    TableError
        The file cannot be read, lacks a column, or has a row without an actor or a name.
    """
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError([f"{path}: cannot be read as a table of actors ({error})"]) from error
    wanting = [
        f"{path}, line {number}: needs the columns {', '.join(ACTOR_COLUMNS)}, with actor and names filled"
        for number, row in enumerate(rows, start=2)
        if not (row.get("actor") or "").strip() or not (row.get("names") or "").strip()
    ]
    if wanting:
        raise TableError(wanting)
    return [{c: (row.get(c) or "").strip() for c in ACTOR_COLUMNS} for row in rows]


def lexicon_of(theatre: str, actors: Sequence[Mapping[str, str]] = ()) -> Lexicon:
    """Return the words of one theatre, with a user's own actors on top."""
    base = _base(theatre)
    if not actors:
        return base
    own = Lexicon({k: list(v) for k, v in base.phrases.items()}, base.theatres, dict(base.sides), base.voices)
    _add_names(own, theatre, actors)
    own.sort()
    return own

"""The station itself: a report's text in, proposed claims and figures out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.dates import parse_day
from frontline.errors import ReportError
from frontline.extraction._arabic import ArabicStory
from frontline.extraction._arabic_times import time_at
from frontline.extraction._arabic_words import find, without_asides
from frontline.extraction._claims import Proposed, claims_of
from frontline.extraction._dates import Reader
from frontline.extraction._figures import Line, figures_of
from frontline.extraction._items import Clause
from frontline.extraction._left import mentions_left
from frontline.extraction._lexicon import Lexicon, Theatre, cues, lexicon_of, read_actors
from frontline.extraction._lists import join_lists
from frontline.extraction._proposal import Extraction, ProposedClaim
from frontline.extraction._resolve import resolve_places
from frontline.extraction._scan import Scanner
from frontline.extraction._story import Story
from frontline.extraction._text import Sentence, sentences
from frontline.extraction._theatres import countries_of, theatre_of

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place


LONGEST = 2_000_000
"""Characters of a text; reading takes about a second for each hundred thousand."""
NO_SIDE = "No side of a known war is named"
"""How a note on that begins."""
_QUOTES = frozenset("“”\"«»()'‘’")


def is_arabic(found: Sequence[Sentence]) -> bool:
    """Whether most words of a text are in Arabic letters."""
    arabic = sum(t.arabic for s in found for t in s.tokens)
    return 2 * arabic > sum(t.text[0].isalpha() for s in found for t in s.tokens)


@dataclass(slots=True)
class _Told:
    """A story with what else was read on the way."""

    story: Story
    clauses: list[Clause]
    lines: list[Line]
    language: str
    relative: bool
    """Whether the text tells days that only the day of the report would fix."""
    given: str = ""
    """The war in which it is read though its own words name none."""


def extract_claims(
    text: str,
    *,
    published: date | str | None = None,
    gazetteer: Gazetteer | None = None,
    actors: str | Path | Sequence[Mapping[str, str]] | None = None,
    near: Place | tuple[float, float] | None = None,
    outlet: str = "",
    theatre: str = "",
) -> Extraction:
    """Propose the claims that a report makes; English and Arabic, offline, by rules and lexicons.

    Parameters
    ----------
    text : str
        The report. Its language is that of most of its letters.
    published : date or str, optional
        Day of the report; a str is YYYY-MM-DD. Without it, days such as "on Tuesday" stay open, and a note says so.
    gazetteer : Gazetteer, optional
        Where names are looked up, all of the report together. Without it, `resolution` is None throughout.
    actors : str, Path or sequence of mappings, optional
        Further sides: a table with the columns actor, theatre, language, names (forms parted by ``|``).
    near : Place or (lon, lat), optional
        Where the report plays, degrees on WGS 84; weighs in when names are looked up. The one place that is listed
        under the very name is taken however far it lies.
    outlet : str
        Who published it, kept with each claim.
    theatre : str
        War to read it in where its own words name none: syria, ukraine, sudan, myanmar, drc, yemen or libya.

    Returns
    -------
    Extraction
        Claims in the order of the text, figures, what was left out and why, and notes.

    Raises
    ------
    DateError
        `published` is a str but no date.
    ReportError
        The text is longer than any report.
    TableError
        The table of actors cannot be read or lacks a column.

    Examples
    --------
    >>> told = "Rebels captured Kafr Nabl on Tuesday, the Syrian Observatory for Human Rights said."
    >>> claim = extract_claims(told, published="2024-12-04").claims[0]
    >>> claim.place_as_written, claim.kind, claim.actor, claim.claimant, claim.event_date
    ('Kafr Nabl', 'captured', 'opposition', 'SOHR', '2024-12-03')
    """
    day = parse_day(published) if isinstance(published, str) else published
    own = read_actors(actors) if isinstance(actors, (str, Path)) else list(actors or ())
    told = read_story(text, day, own, theatre)
    proposed, left_out = claims_of(told.story, outlet)
    claims = _placed(proposed, told.story, gazetteer, near)
    figures, sums = figures_of(told.lines, day)
    left_out += mentions_left(told.clauses, claims, left_out)
    return Extraction(
        text=text, language=told.language, published=day, outlet=outlet, claims=tuple(claims),
        figures=tuple(figures), left_out=tuple(left_out), notes=(*_notes(told, day, claims), *sums),
    )  # fmt: skip


def told_theatre(text: str) -> str:
    """Name the war that a text tells of by its own words; blank where it names no side of a known one.

    Examples
    --------
    >>> told_theatre("The RSF captured Bara in North Kordofan."), told_theatre("Rebels captured Bara.")
    ('sudan', '')
    """
    theatre = theatre_of(list(sentences(text[:LONGEST])), cues())
    return theatre.name if theatre else ""


def read_story(text: str, day: date | None, own: Sequence[Mapping[str, str]] = (), theatre_given: str = "") -> _Told:
    """Read a text into a story, by the rules of its language; `theatre_given` counts where the text names no side.

    Raises
    ------
    ReportError
        The text is longer than any report.
    """
    if len(text) > LONGEST:
        raise ReportError(
            f"the text has {len(text):,} characters; a report has at most {LONGEST:,}: is it one? Split it into reports"
        )
    found = list(sentences(text))
    words = cues()
    told = theatre_of(found, words)
    theatre = told or words.theatres.get(theatre_given) or _theatre_of_own(own)
    lexicon = lexicon_of(theatre.name if theatre else "", own)
    read = (_told_in_arabic if is_arabic(found) else _told_in_english)(text, found, lexicon, theatre, day)
    read.given = "" if told or theatre is None else theatre.name
    return read


def _theatre_of_own(actors: Sequence[Mapping[str, str]]) -> Theatre | None:
    """A war that only the user's own table of actors knows: its sides oppose each other."""
    sides = list(dict.fromkeys(row["actor"] for row in actors))
    if not sides:
        return None
    against = {side: [other for other in sides if other != side] for side in sides}
    return Theatre("own", frozenset(), "", "", "", frozenset(), against)


def _placed(
    proposed: Sequence[Proposed], story: Story, gazetteer: Gazetteer | None, near: Place | tuple[float, float] | None
) -> list[ProposedClaim]:
    ordered = sorted(proposed, key=lambda p: p.claim.span)
    if gazetteer is None:
        return [p.claim for p in ordered]
    return resolve_places(
        [(p.claim, p.mention) for p in ordered],
        story.places,
        gazetteer,
        near,
        countries_of(story.theatre.name if story.theatre else ""),
    )


def _notes(told: _Told, day: date | None, claims: Sequence[ProposedClaim]) -> list[str]:
    """What a person should know of this extraction."""
    notes = []
    if not told.clauses:
        notes.append("The text is empty.")
    elif "\x00" in told.story.text:
        notes.append("The text holds NUL characters, as binary files do: is it a report?")
    if day is None and told.relative:
        notes.append("No day of the report is given, so that days such as “on Tuesday” stay open.")
    if told.clauses and not told.story.places:
        notes.append("No name of a place was found.")
    elif told.clauses and not claims:
        notes.append("No claim of control was found.")
    if told.clauses and told.story.theatre is None:
        notes.append(f"{NO_SIDE}, so that general words such as “rebels” name nobody.")
    elif told.given not in ("", "own"):
        notes.append(f"{NO_SIDE}; general words such as “rebels” are read as of the war “{told.given}”.")
    unknown = [c.place_as_written for c in claims if c.resolution is not None and c.resolution.place is None]
    if unknown:
        notes.append(f"Not placed for certain: {', '.join(dict.fromkeys(unknown))}.")
    return notes


def _told_in_english(
    text: str, found: Sequence[Sentence], lexicon: Lexicon, theatre: Theatre | None, day: date | None
) -> _Told:
    marks = [[lexicon.match(s.tokens, i) for i in range(len(s.tokens))] for s in found]
    sides = {mark["actor"].value for line in marks for mark in line if "actor" in mark}
    general = {mark["role"].value for line in marks for mark in line if "role" in mark}
    theatre = theatre.fitted(sides | ({theatre.state} if "state" in general else set())) if theatre else None
    scanner = Scanner(text, lexicon, theatre, Reader(day))
    clauses = [scanner.scan(sentence, marks[number], number) for number, sentence in enumerate(found)]
    named = {item.actor for clause in clauses for item in clause.items if item.actor}
    story = Story(text, lexicon, theatre, day, named)
    scanner.people = story.people
    lines = []
    relative = False
    for number, clause in enumerate(clauses):
        join_lists(clause)
        story.read(clause)
        relative = relative or any(
            i.kind == "TIM" and i.when and i.when.first is None and i.when.mode == "at" for i in clause.items
        )
        lines.append(_line(clause, story, [{t: m.j for t, m in line.items()} for line in marks[number]]))
    return _Told(story, clauses, lines, "en", relative)


def _line(clause: Clause, story: Story, tags: list[dict[str, int]]) -> Line:
    """A sentence as the reader of figures wants it."""
    sides = {k: (i.actor, i.text) for i in clause.items if i.kind == "ACT" and i.actor for k in (i.i,)}
    times = {i.i: i.j for i in clause.items if i.kind == "TIM"}
    days = [i.when for i in clause.items if i.kind == "TIM" and i.when is not None and i.when.first and i.value == ""]
    voice = story.spoken.get(clause.number)
    nth = story.nth_of(clause)
    when = nth or (days[0] if days else None)
    return Line(clause.tokens, tags, sides, times, voice.name if voice else "", when, nth is not None)


def _told_in_arabic(
    text: str, found: Sequence[Sentence], lexicon: Lexicon, theatre: Theatre | None, day: date | None
) -> _Told:
    for sentence in found:
        sentence.tokens = without_asides(lexicon, sentence.tokens)
        sentence.tokens = [t for t in sentence.tokens if t.text not in _QUOTES] or sentence.tokens
    hits = [[find(lexicon, s.tokens, i) for i in range(len(s.tokens))] for s in found]
    named = {hit["actor"].value for line in hits for hit in line if "actor" in hit}
    theatre = theatre.fitted(named) if theatre else None
    story = ArabicStory(text, lexicon, theatre, day, named)
    clauses, lines = [], []
    relative = False
    for number, sentence in enumerate(found):
        clauses.append(story.read_sentence(sentence, hits[number], number))
        times = {i: t for i in range(len(sentence.tokens)) if (t := time_at(sentence.tokens, i, day))}
        relative = relative or any(when.first is None for _, when in times.values())
        sides = {
            i: (actor, sentence.tokens[i].text) for i, hit in enumerate(hits[number]) if (actor := story.side_at(hit))
        }
        tags = [{t: h.j for t, h in hit.items()} for hit in hits[number]]
        days = [w for _, w in times.values() if w.first]
        voice = story.spoken.get(number)
        lines.append(
            Line(sentence.tokens, tags, sides, {i: e for i, (e, _) in times.items()}, voice.name if voice else "",
                 days[0] if days else None)
        )  # fmt: skip
    return _Told(story, clauses, lines, "ar", relative)

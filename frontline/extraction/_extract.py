"""The station itself: a report's text in, proposed claims and figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.dates import parse_day
from frontline.extraction._arabic import ArabicStory
from frontline.extraction._arabic_words import find
from frontline.extraction._claims import claims_of
from frontline.extraction._dates import Reader
from frontline.extraction._lexicon import Lexicon, Theatre, cues, lexicon_of, read_actors
from frontline.extraction._lists import join_lists
from frontline.extraction._proposal import Extraction
from frontline.extraction._scan import Scanner
from frontline.extraction._story import Story
from frontline.extraction._text import Sentence, sentences

if TYPE_CHECKING:
    from gazetteer import Gazetteer, Place


def theatre_of(found: Sequence[Sentence], lexicon: Lexicon) -> Theatre | None:
    """War that a text tells of, by its own names of sides, peoples and towns; None where nothing tells."""
    scores: Counter[str] = Counter()
    for sentence in found:
        tokens = sentence.tokens
        for i in range(len(tokens)):
            scores.update(lexicon.match(tokens, i).keys())
    best = max(lexicon.theatres, key=lambda name: scores[name])
    return lexicon.theatres[best] if scores[best] else None


def extract_claims(
    text: str,
    *,
    published: date | str | None = None,
    gazetteer: Gazetteer | None = None,
    actors: str | Path | Sequence[Mapping[str, str]] | None = None,
    near: Place | tuple[float, float] | None = None,
    outlet: str = "",
) -> Extraction:
    """Propose the claims that a report makes."""
    day = parse_day(published) if isinstance(published, str) else published
    own = read_actors(actors) if isinstance(actors, (str, Path)) else list(actors or ())
    found = list(sentences(text))
    theatre = theatre_of(found, cues())
    lexicon = lexicon_of(theatre.name if theatre else "", own)
    story = _told(text, found, lexicon, theatre, day)
    claims, left_out = claims_of(story, text, outlet)
    return Extraction(text=text, language="ar" if is_arabic(found) else "en", published=day, outlet=outlet, claims=tuple(claims), figures=(),
                      left_out=tuple(left_out), notes=())


def is_arabic(found: Sequence[Sentence]) -> bool:
    """Whether most words of a text are in Arabic letters."""
    arabic = sum(t.arabic for s in found for t in s.tokens)
    return 2 * arabic > sum(t.text[0].isalpha() for s in found for t in s.tokens)


def _told_in_arabic(
    text: str, found: Sequence[Sentence], lexicon: Lexicon, theatre: Theatre | None, day: date | None
) -> Story:
    named = {
        hit.value for s in found for i in range(len(s.tokens)) if (hit := find(lexicon, s.tokens, i).get("actor"))
    }
    theatre = theatre.fitted(named) if theatre else None
    story = ArabicStory(text, lexicon, theatre, day, named)
    for number, sentence in enumerate(found):
        story.read_sentence(sentence, number)
    return story


def _told(text: str, found: Sequence[Sentence], lexicon: Lexicon, theatre: Theatre | None, day: date | None) -> Story:
    if is_arabic(found):
        return _told_in_arabic(text, found, lexicon, theatre, day)
    marks = [[lexicon.match(s.tokens, i) for i in range(len(s.tokens))] for s in found]
    sides = {mark["actor"].value for line in marks for mark in line if "actor" in mark}
    theatre = theatre.fitted(sides) if theatre else None
    scanner = Scanner(text, lexicon, theatre, Reader(day))
    clauses = [scanner.scan(sentence, marks[number], number) for number, sentence in enumerate(found)]
    named = {item.actor for clause in clauses for item in clause.items if item.actor}
    story = Story(text, lexicon, theatre, day, named)
    scanner.people = story.people
    for clause in clauses:
        join_lists(clause)
        story.read(clause)
    return story

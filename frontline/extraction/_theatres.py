"""Which war a report is about: by its own words, by the sides of a case, by a country."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from frontline.extraction._lexicon import Theatre, cues

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from frontline.extraction._lexicon import Lexicon
    from frontline.extraction._text import Sentence


def theatre_of(found: Sequence[Sentence], lexicon: Lexicon) -> Theatre | None:
    """War that a text tells of, by its own names of sides, peoples and towns; None where nothing tells."""
    scores: Counter[str] = Counter()
    for sentence in found:
        tokens = sentence.tokens
        for i in range(len(tokens)):
            scores.update(lexicon.match(tokens, i).keys())
    best = max(lexicon.theatres, key=lambda name: scores[name])
    return lexicon.theatres[best] if scores[best] else None


def known_actors() -> frozenset[str]:
    """Return the ids of the sides of all wars whose words are known.

    Examples
    --------
    >>> {"government", "rsf"} <= known_actors(), "martians" in known_actors()
    (True, False)
    """
    return frozenset(side for theatre in cues().theatres.values() for side in theatre.against)


def theatre_with(actors: Collection[str]) -> str:
    """Name the war whose sides these actors are; blank where none has most of them.

    Examples
    --------
    >>> theatre_with(["government", "opposition", "sdf"]), theatre_with(["rsf", "saf"]), theatre_with(["north"])
    ('syria', 'sudan', '')
    """
    shared = Counter({name: len(theatre.against.keys() & set(actors)) for name, theatre in cues().theatres.items()})
    (best, most), (_, next_) = shared.most_common(2)
    return best if most > next_ else ""


def theatre_in(country: str) -> str:
    """Name the war of a country, ISO 3166-1 alpha-2; blank where none is known.

    Examples
    --------
    >>> theatre_in("SD"), theatre_in("NZ")
    ('sudan', '')
    """
    return next((name for name, theatre in cues().theatres.items() if country in theatre.codes), "")


def countries_of(theatre: str) -> frozenset[str]:
    """Return the countries in which a war is fought, ISO 3166-1 alpha-2; none for one that is not known.

    Examples
    --------
    >>> sorted(countries_of("ukraine")), countries_of("")
    (['RU', 'UA'], frozenset())
    """
    known = cues().theatres.get(theatre)
    return known.codes if known else frozenset()

"""From the text of a report to proposed claims, each with the words that support it."""

from __future__ import annotations

from frontline.extraction._extract import NO_SIDE, extract_claims, told_theatre
from frontline.extraction._proposal import Extraction, LeftOut, ProposedClaim, ProposedFigure
from frontline.extraction._theatres import countries_of, known_actors, theatre_in, theatre_with

__all__ = [
    "NO_SIDE",
    "Extraction",
    "LeftOut",
    "ProposedClaim",
    "ProposedFigure",
    "countries_of",
    "extract_claims",
    "known_actors",
    "theatre_in",
    "theatre_with",
    "told_theatre",
]

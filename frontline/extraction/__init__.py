"""From the text of a report to proposed claims, each with the words that support it."""

from __future__ import annotations

from frontline.extraction._extract import extract_claims
from frontline.extraction._proposal import Extraction, LeftOut, ProposedClaim, ProposedFigure

__all__ = ["Extraction", "LeftOut", "ProposedClaim", "ProposedFigure", "extract_claims"]

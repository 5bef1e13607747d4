"""From claims to weighed evidence: one word a voice, place and day, and what it counts for."""

from frontline.evidence._table import NOBODY, ClaimTable, Grounds, implied, tabulate
from frontline.evidence._weights import DEFAULT_WEIGHTS, Weights
from frontline.evidence._words import SETTLING, Words, to_evidence, weigh

__all__ = [
    "DEFAULT_WEIGHTS",
    "NOBODY",
    "SETTLING",
    "ClaimTable",
    "Grounds",
    "Weights",
    "Words",
    "implied",
    "tabulate",
    "to_evidence",
    "weigh",
]

"""What a report says: the numbers, tables and sentences around a map. Draws nothing.

Everything in a brief can be traced to claim ids. The page, the print and the text of a report are all made from one
brief, by way of one `Document`, so that they cannot disagree.
"""

from frontline.brief._compose import RECENT_DAYS, compose_brief, figures_known, reference_cities
from frontline.brief._document import to_document
from frontline.brief._nouns import Brief, Change, Contradiction, SourceCount, Statement
from frontline.brief._words import web_address, word_probability, word_state

__all__ = [
    "RECENT_DAYS",
    "Brief",
    "Change",
    "Contradiction",
    "SourceCount",
    "Statement",
    "compose_brief",
    "figures_known",
    "reference_cities",
    "to_document",
    "web_address",
    "word_probability",
    "word_state",
]

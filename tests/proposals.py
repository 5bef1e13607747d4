"""What the tests of proposed claims share: a report in our own words, and the claims that a reader finds in it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from frontline.dates import parse_interval
from frontline.extraction import Extraction, LeftOut, ProposedClaim
from frontline.intake import Outcome, proposed_rows
from gazetteer import load_gazetteer

if TYPE_CHECKING:
    from pathlib import Path

    from gazetteer import Gazetteer

TEXT = (
    "Fighting north of Hama\n\n"
    "Opposition factions took Maardes and Kafr Raa on Tuesday, SOHR said. The monitor added that they had failed to "
    "take Jabal Zayn al-Abidin, where the army beat them off.\n\n"
    "The defence ministry denied that the army had left Hama. Warplanes struck Idlib overnight.\n"
)
ARABIC = "قال المرصد السوري إن فصائل المعارضة سيطرت على معردس يوم الثلاثاء."
PUBLISHED = date(2024, 12, 4)


def a_claim(text: str, words: str, place: str, gazetteer: Gazetteer | None = None, **told: Any) -> ProposedClaim:
    """A claim that some words of a text support."""
    start = text.index(words)
    at = text.index(place, start)
    table = gazetteer or load_gazetteer()
    event_date = told.pop("event_date", "2024-12-03")
    content: dict[str, Any] = {
        "place_as_written": place,
        "resolution": table.resolve(place),
        "kind": "captured",
        "polarity": "affirmed",
        "modality": "asserted",
        "actor": "opposition",
        "actor_as_written": "Opposition factions",
        "against": "government",
        "claimant": "SOHR",
        "outlet": "",
        "event": parse_interval(event_date) if event_date else None,
        "event_date": event_date,
        "event_date_precision": "day" if event_date else "",
        "distance_km": None,
        "reference_city": "",
        "span": (start, start + len(words)),
        "place_span": (at, at + len(place)),
        "confidence": 0.9,
    }
    return ProposedClaim(**(content | told))


def an_extraction(text: str = TEXT, *claims: ProposedClaim, outlet: str = "Daily Wire", **told: Any) -> Extraction:
    """What was found in a text."""
    content: dict[str, Any] = {
        "text": text,
        "language": "en",
        "published": PUBLISHED,
        "outlet": outlet,
        "claims": claims,
        "figures": (),
        "left_out": (),
        "notes": (),
    }
    return Extraction(**(content | told))


def the_report(outlet: str = "Daily Wire") -> Extraction:
    """The claims of `TEXT`: two places taken, one not, one not left; the air strike left out."""
    first = "Opposition factions took Maardes and Kafr Raa on Tuesday, SOHR said"
    failed = "they had failed to take Jabal Zayn al-Abidin, where the army beat them off"
    denied = "The defence ministry denied that the army had left Hama"
    left = "Warplanes struck Idlib overnight"
    start = TEXT.index(left)
    return an_extraction(
        TEXT,
        a_claim(TEXT, first, "Maardes", confidence=0.97),
        a_claim(TEXT, first, "Kafr Raa", confidence=0.93),
        a_claim(TEXT, failed, "Jabal Zayn al-Abidin", polarity="failed", actor_as_written="they", confidence=0.88),
        a_claim(
            TEXT, denied, "Hama", kind="withdrew", polarity="denied", actor="government", against="opposition",
            claimant="Syrian defence ministry", actor_as_written="the army", event_date="2024-12-04", confidence=0.91,
        ),
        outlet=outlet,
        left_out=(LeftOut(words=left, reason="an air strike", span=(start, start + len(left))),),
        notes=("a note",),
    )  # fmt: skip


def found_by_hand(text: str, *, outlet: str = "", **_: object) -> Extraction:
    """Stand in for the extraction where a test is about what is done with its claims."""
    return replace(the_report(outlet), text=text)


def deadly(task: tuple[str, Path, str]) -> Outcome:
    """Read a report as a worker does, but for one that ends the process."""
    if task[0] == "deadly.txt":
        os._exit(9)
    return Outcome(name=task[0], stamp=task[2], rows=tuple(proposed_rows(the_report())))

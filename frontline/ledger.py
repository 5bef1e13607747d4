"""Claims as they came in, append-only, with those who made them; and their plain table.

A ledger holds what was said, never what we think of it. It keeps together what an assessment needs: the claims,
what held before the first of them, and the places, actors, claimants and outlets they name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from frontline.dates import Interval, end_of, parse_day, parse_interval, start_of
from frontline.errors import ModelError
from frontline.model import KINDS, PRECISIONS, Actor, Baseline, Claim, Kind, Outlet, Precision, Voice
from frontline.tables import number, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from gazetteer import Place

REQUIRED_COLUMNS = ("claim_id", "event_date", "place_as_written", "kind", "actor", "source")
"""What a claims table must have."""

OPTIONAL_COLUMNS = (
    "event_date_precision", "reported_date", "place_context", "actor_as_written", "against", "distance_km",
    "reference_city", "attributed_to", "url", "note", "denies", "source_key", "list_size",
)  # fmt: skip
"""What a claims table may have; further columns are left alone."""

ASSUMED_LAG = timedelta(days=1)
"""How long after the event a page that shows no day is taken to have been known.

In the packaged case 96 % of the claims whose page shows a day were printed on the day of the event or the next.
"""


@dataclass(frozen=True)
class Register:
    """Who speaks: claimants and outlets, and which claimants an attribution as printed stands for.

    A name that the register does not hold stands for itself: an unknown claimant of reliability F ("cannot be
    judged") and no side.
    """

    voices: Mapping[str, Voice] = field(default_factory=dict)
    outlets: Mapping[str, Outlet] = field(default_factory=dict)
    attributions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def outlet(self, printed: str) -> Outlet:
        """Return the outlet of that printed name."""
        return self.outlets.get(printed) or Outlet(outlet_id=slug(printed), name=printed, kind="unknown")

    def voices_for(self, attributed_to: str, outlet: str) -> tuple[str, ...]:
        """Return the claimant ids behind an attribution; a blank one means that the outlet itself speaks."""
        if not attributed_to:
            return (self.outlet(outlet).outlet_id,)
        return self.attributions.get(attributed_to) or (slug(attributed_to),)

    def voice(self, voice_id: str) -> Voice:
        """Return the claimant of that id."""
        known = self.voices.get(voice_id)
        return known or Voice(voice_id=voice_id, name=voice_id, side=None, reliability="F")


@dataclass(frozen=True, eq=False)
class Ledger:
    """Claims with all that is needed to weigh them. Adding gives a new ledger; nothing is ever overwritten.

    Parameters
    ----------
    claims : tuple of Claim
        Sorted by claim id.
    baseline : mapping of str to Baseline
        Who held which place (id) before the first claim.
    start : date
        The day for whose end the baseline speaks.
    """

    claims: tuple[Claim, ...]
    places: Mapping[str, Place]
    actors: Mapping[str, Actor]
    register: Register
    baseline: Mapping[str, Baseline]
    start: date

    def appended(self, claims: Iterable[Claim]) -> Ledger:
        """Return a ledger with further claims; a claim that it holds already, unchanged, adds nothing.

        Raises
        ------
        ModelError
            If an id comes back with another content: a correction is a new claim with its own id.
        """
        held = {claim.claim_id: claim for claim in self.claims}
        for claim in claims:
            if held.setdefault(claim.claim_id, claim) != claim:
                raise ModelError(
                    f"claim {claim.claim_id} is in the ledger with another content; give the correction a new id"
                )
        ordered = tuple(held[claim_id] for claim_id in sorted(held))
        return Ledger(ordered, self.places, self.actors, self.register, self.baseline, self.start)

    def known_by(self, known: datetime | None) -> tuple[Claim, ...]:
        """Return the claims that a reader could have known at an instant; all of them for None."""
        if known is None:
            return self.claims
        return tuple(c for c in self.claims if c.known_from is not None and c.known_from <= known)


def slug(text: str) -> str:
    """Make an id of a name: lower case, letters and digits of any script joined by hyphens.

    Examples
    --------
    >>> slug("Enab Baladi (English)")
    'enab-baladi-english'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "unnamed"


def read_claims(path: Path, register: Register, actors: Mapping[str, Actor]) -> list[Claim]:
    """Read a table of claims; their places are not resolved yet.

    Parameters
    ----------
    path : Path
        CSV in UTF-8 with `REQUIRED_COLUMNS` and any of `OPTIONAL_COLUMNS`.
    register : Register
        Who the printed attributions and outlets are.
    actors : mapping of str to Actor
        The sides that a claim may name.

    Raises
    ------
    TableError
        Listing every fault with file and row.
    """

    def parse(cells: Mapping[str, str]) -> Claim:
        return _claim(dict.fromkeys(OPTIONAL_COLUMNS, "") | dict(cells), register, actors)

    return read_table(path, REQUIRED_COLUMNS, parse, key="claim_id")


def _claim(cells: dict[str, str], register: Register, actors: Mapping[str, Actor]) -> Claim:
    for column in ("place_as_written", "source"):
        if not cells[column]:
            raise ValueError(f"column {column} is blank; write what the report prints")
    event = parse_interval(cells["event_date"])
    published = _published(cells["reported_date"])
    outlet = register.outlet(cells["source"])
    against = _actor(cells["against"], "against", actors) if cells["against"] else None
    return Claim(
        claim_id=cells["claim_id"],
        kind=_kind(cells["kind"]),
        actor=_actor(cells["actor"], "actor", actors),
        actor_as_written=cells["actor_as_written"],
        against=against,
        place_as_written=cells["place_as_written"],
        place_context=cells["place_context"],
        event=event,
        event_precision=_precision(cells["event_date_precision"], event),
        published=published,
        known_from=_known_from(event, published, outlet),
        outlet=cells["source"],
        voices=register.voices_for(cells["attributed_to"], cells["source"]),
        attributed_to=cells["attributed_to"],
        url=cells["url"],
        note=cells["note"],
        denies=_denies(cells["denies"], actors),
        distance_km=number(cells, "distance_km"),
        reference_city=cells["reference_city"],
        source_key=cells["source_key"],
        list_size=_list_size(cells["list_size"]),
    )


def _kind(text: str) -> Kind:
    if text not in KINDS:
        raise ValueError(f"column kind: {text!r} is not one of {', '.join(KINDS)}")
    return text


def _actor(text: str, column: str, actors: Mapping[str, Actor]) -> str:
    if text not in actors:
        raise ValueError(
            f"column {column}: {text!r} is not an actor of this case ({', '.join(actors)}); add it to actors.csv"
        )
    return text


def _precision(text: str, event: Interval) -> Precision:
    if not text:
        return "day" if event.first_day == event.last_day else "range"
    if text not in PRECISIONS:
        raise ValueError(f"column event_date_precision: {text!r} is not one of {', '.join(PRECISIONS)}")
    return text


def _denies(text: str, actors: Mapping[str, Actor]) -> tuple[str, str] | None:
    if not text:
        return None
    kind, _, actor = text.partition(":")
    return _kind(kind), _actor(actor, "denies", actors)


def _list_size(text: str) -> int:
    if not text:
        return 1
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"column list_size: {text!r} is not a whole number from 1 on")
    return int(text)


def _published(text: str) -> Interval | None:
    if not text:
        return None
    day = parse_day(text)
    return Interval(start_of(day), end_of(day))


def _known_from(event: Interval, published: Interval | None, outlet: Outlet) -> datetime | None:
    """From when on a claim could have been known.

    A page that shows its day: the end of that day (nobody can show that it was out before noon). One that shows
    none: `ASSUMED_LAG` after the event. An outlet that writes from hindsight proves nothing about the day, even
    where its page repeats the date of the event.
    """
    if outlet.retrospective:
        return None
    return published.end if published is not None else event.end + ASSUMED_LAG

"""Claims in memory, append-only, with those who made them.

A ledger holds what was said, never what we think of it. It keeps together what an assessment needs: the claims,
what held before the first of them, and the places, actors, claimants and outlets they name.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from frontline.cards import ledger_card
from frontline.errors import ModelError
from frontline.model import Actor, Baseline, Claim, Outlet, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from frontline.dates import Interval
    from gazetteer import Place

SERVERS = ("postgresql://", "postgres://", "postgresql+psycopg://")
"""How the address of a ledger on a server begins."""

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
        return self.outlets.get(printed) or _unknown_outlet(printed)

    def voices_for(self, attributed_to: str, outlet: str) -> tuple[str, ...]:
        """Return the claimant ids behind an attribution; a blank one means that the outlet itself speaks.

        One that is not listed as it stands is looked for whatever its capitals and signs; of several joined by ``;``
        each by itself.
        """
        if not attributed_to:
            return (self.outlet(outlet).outlet_id,)
        listed = self.attributions.get(attributed_to)
        return listed or self._loosely.get(slug(attributed_to)) or self._several(attributed_to)

    def _several(self, attributed_to: str) -> tuple[str, ...]:
        parts = [slug(part) for part in attributed_to.split(";") if part.strip()]
        return tuple(dict.fromkeys(v for part in parts for v in self._loosely.get(part, (part,)))) or ("unnamed",)

    @cached_property
    def _loosely(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for text, voices in self.attributions.items():
            found.setdefault(slug(text), voices)
        return found

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
    outlines : mapping of str to str
        The ground of areas by place id: polygons in WKT (EPSG:4326, lon lat).
    """

    claims: tuple[Claim, ...]
    places: Mapping[str, Place]
    actors: Mapping[str, Actor]
    register: Register
    baseline: Mapping[str, Baseline]
    start: date
    outlines: Mapping[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        return ledger_card(self)

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
        return replace(self, claims=ordered)

    def known_by(self, known: datetime | None) -> tuple[Claim, ...]:
        """Return the claims that counted at an instant, or that count now for None.

        Those that a reader could have known by then, less those that had been retracted, or corrected by a claim known
        by then. Nothing recorded after `known` plays a part.
        """
        heard = [
            c
            for c in self.claims
            if known is None or (c.known_from is not None and c.known_from <= known)
            if c.retracted is None or (known is not None and c.retracted > known)
        ]
        corrected = {c.corrects for c in heard if c.corrects}
        return tuple(c for c in heard if c.claim_id not in corrected) if corrected else tuple(heard)


@lru_cache(maxsize=65_536)
def _unknown_outlet(printed: str) -> Outlet:
    return Outlet(outlet_id=slug(printed), name=printed, kind="unknown")


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """Make an id of a name: lower case, letters and digits of any script joined by hyphens.

    Examples
    --------
    >>> slug("Enab Baladi (English)")
    'enab-baladi-english'
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", plain).strip("-") or "unnamed"


def known_from(event: Interval, published: Interval | None, outlet: Outlet) -> datetime | None:
    """From when on a claim could have been known.

    A page that shows its day: the end of that day (nobody can show that it was out before noon). One that shows
    none: `ASSUMED_LAG` after the event. An outlet that writes from hindsight proves nothing about the day, even
    where its page repeats the date of the event.
    """
    if outlet.retrospective:
        return None
    return published.end if published is not None else event.end + ASSUMED_LAG


def is_stored(address: str | Path) -> bool:
    """Whether an address names a ledger on disk or server rather than a case or a table.

    Examples
    --------
    >>> is_stored("case.gpkg"), is_stored("postgresql://desk/claims"), is_stored("hama-2024")
    (True, True, False)
    """
    return str(address).startswith(SERVERS) or str(address).lower().endswith(".gpkg")

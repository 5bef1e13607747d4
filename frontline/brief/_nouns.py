"""The nouns of a brief. Frozen, no algorithm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from frontline.model import (
        Assessment,
        Claim,
        Comparison,
        Evidence,
        Figure,
        Finding,
        Measure,
        Situation,
    )
    from frontline.scene import Pair, Scene
    from gazetteer import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place whose holder differs from the situation that the brief compares with.

    Parameters
    ----------
    before : str or None
        Actor id, as the earlier brief had it.
    late : bool
        By what is known now it had this holder then already: the knowledge changed, not the holder.
    heard : tuple of Evidence
        The voices since then that speak for the new holder.
    against : tuple of Evidence
        The voices whose last word since it changed hands is for another one.
    """

    place: Place
    before: str | None
    after: Assessment
    late: bool = False
    heard: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()

    @property
    def claim_ids(self) -> tuple[str, ...]:
        """Ids of all the claims that speak for it or against it."""
        return tuple(dict.fromkeys(i for e in (*self.heard, *self.against) for i in e.claim_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Accounts of the last days that imply different holders of one place, side by side."""

    place: Place
    assessment: Assessment
    sides: Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """An outlet, how many of the claims used it printed, and one address."""

    outlet: str
    claims: int
    reliability: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A sentence made from the data, with the ids of the claims that it rests on."""

    words: str
    claim_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Everything a report shows.

    Parameters
    ----------
    eve : Situation
        What it compares with: the last brief as known then, or the day before as known now.
    summary : tuple of str
        For people who read nothing else.
    news : tuple of Statement
        What changed since `eve`.
    near : Measure or None
        Distance of the front from the city; None where there is none to measure, and `no_front` says why.
    near_before : Measure or None
        The same at `eve`.
    series : tuple of Measure
        The same at the end of each day for which there is one.
    ground : GeoDataFrame[from_actor, to_actor, area_km2, places, geometry]
        Ground that changed hands since `eve`, EPSG:4326, square kilometres.
    pair : Pair or None
        The map of what changed hands; None where nothing did.
    findings : tuple of Finding
        What does not add up among the figures.
    unplaced : tuple of Claim
        Every claim of the case that stands at no point, with its reason; those not in `heard` came later.
    claims : mapping of str to Claim
        All claims of the case, to look ids up.
    heard : frozenset of str
        Ids of the claims that were known, and of events that had begun.
    """

    scene: Scene
    situation: Situation
    eve: Situation
    city: Place | None
    summary: tuple[str, ...]
    news: tuple[Statement, ...]
    near: Measure | None
    near_before: Measure | None
    no_front: str
    measures: tuple[Measure, ...]
    rose: tuple[Measure, ...]
    series: tuple[Measure, ...]
    changes: tuple[Change, ...]
    ground: gpd.GeoDataFrame
    pair: Pair | None
    contradictions: tuple[Contradiction, ...]
    comparisons: tuple[Comparison, ...]
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    unplaced: tuple[Claim, ...]
    claims: Mapping[str, Claim]
    heard: frozenset[str]
    undated: int
    sources: tuple[SourceCount, ...]

    @property
    def turned(self) -> tuple[Change, ...]:
        """The places that changed hands: the holder was known and is another one now."""
        return tuple(c for c in self.changes if c.before is not None and c.after.holder is not None)

    @property
    def learned(self) -> tuple[Change, ...]:
        """The places whose holder was not known and is now."""
        return tuple(c for c in self.changes if c.before is None)

    @property
    def lapsed(self) -> tuple[Change, ...]:
        """The places whose holder is known no longer."""
        return tuple(c for c in self.changes if c.after.holder is None)

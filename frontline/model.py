"""The nouns: what is claimed, what we make of it, and what a number is.

Frozen and validated when made; no algorithm, no disk, no drawing. A place is `gazetteer.Place`.

Status words follow US Army FM 3-90-1: *held* is physical influence over a place that denies its use to the enemy;
*contested* means that forces of both are inside and hold ground, or that credible accounts contradict each other
and recency does not settle it (shelling is not contest); *claimed* is asserted by an interested side and not
corroborated; *unknown* means that there is no basis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, get_args

from frontline import cards
from frontline.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd

    from frontline.dates import Interval
    from gazetteer import Place

Kind = Literal[
    "captured", "recaptured", "withdrew", "held", "repelled", "contested", "advanced_to", "pushed_back_km"
]
Status = Literal["held", "contested", "claimed", "unknown"]
Scope = Literal["place", "area", "part", "none"]
Precision = Literal["day", "range", "about"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
SCOPES: tuple[Scope, ...] = get_args(Scope)
PRECISIONS: tuple[Precision, ...] = get_args(Precision)
GRADES = ("A", "B", "C", "D", "E", "F")
CREDIBILITIES = ("1", "2", "3", "4", "5", "6")

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
MARKERS = tuple("osDd^v<>phH*PX")
"""Shapes of a place on the map, in matplotlib's signs: those that page and print both draw."""
HATCHES = "/\\|-+xoO.*"
"""Signs of which the hatching of an area is made up, in matplotlib's sense."""


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise ModelError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A side that can hold a place, named as sources name it.

    Parameters
    ----------
    code : str
        Letters for print without colour.
    customary_colour, safe_colour : str
        ``#rrggbb``: what news maps of the theatre use, and a colour-blind-safe one.
    hatch, marker : str
        matplotlib's hatch and marker signs, for print without colour.
    """

    actor_id: str
    name: str
    name_ar: str = ""
    code: str
    customary_colour: str
    safe_colour: str
    hatch: str = ""
    marker: str = "o"
    note: str = ""

    def __post_init__(self) -> None:
        for colour in (self.customary_colour, self.safe_colour):
            _require(bool(_COLOUR.fullmatch(colour)), f"{colour!r} is not a colour: write #rrggbb")
        _require(self.marker in MARKERS, f"marker {self.marker!r} is not one of {' '.join(MARKERS)}")
        _require(set(self.hatch) <= set(HATCHES), f"hatch {self.hatch!r}: write signs out of {HATCHES}, or nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A claimant: one independent origin of claims. Outlets that quote it add nothing to its weight.

    Parameters
    ----------
    side : str or None
        The actor whose cause it speaks for; None for an outside observer.
    reliability : {"A", ..., "F"}
        Admiralty grade of the source; F means that reliability cannot be judged.
    """

    voice_id: str
    name: str
    side: str | None
    reliability: str
    reason: str = ""

    def __post_init__(self) -> None:
        _require(self.reliability in GRADES, f"reliability {self.reliability!r} is not one of A-F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Who published a claim.

    Parameters
    ----------
    retrospective : bool
        Written from hindsight; without a shown publication day its claims count as known to nobody on the day.
    """

    outlet_id: str
    name: str
    kind: str
    side: str | None = None
    reliability: str = "F"
    retrospective: bool = False

    def __post_init__(self) -> None:
        _require(self.reliability in GRADES, f"reliability {self.reliability!r} is not one of A-F")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What somebody said about who holds a place.

    Parameters
    ----------
    event : Interval
        When it is said to have happened.
    published : Interval or None
        The day on which the outlet printed it; None where no day was shown.
    known_from : datetime or None
        From when on a reader could have known it; None if that cannot be shown for any day of the case.
    scope : {"place", "area", "part", "none"}
        Whether it speaks of a place, of all of an area, of an unnamed part of one, or of nothing we can place.
    voices : tuple of str
        Ids of the claimants, the units of independence.
    denies : tuple of (kind, actor) or None
        The claim that this one speaks against.
    list_size : int
        How many rows the same sentence gave.
    geometry : str
        The ground that it speaks of where no name does: a polygon in WKT (EPSG:4326, lon lat); "" for none.
    chain : str
        Through whom it came from the claimant to the outlet, as the outlet tells it.
    quote : str
        The words themselves, where the licence allows to keep them.
    reliability, credibility : str
        Admiralty grades given to this very claim, A-F and 1-6; "" leaves the source to its register, and the
        information ungraded.
    licence : str
        Of the feed that it came from.
    recorded : datetime or None
        When the desk took it down; None where it counts from its publication on.
    corrects : str
        Id of the claim that this one replaces, from the instant on at which this one is known.
    retracted : datetime or None
        From when on it no longer counts, with the reason in `retracted_because`.
    further : tuple of (column, text)
        Cells of columns that the package does not know, kept for their owner.
    """

    claim_id: str
    kind: Kind
    actor: str
    actor_as_written: str = ""
    against: str | None = None
    place_as_written: str
    place_context: str = ""
    place_id: str | None = None
    scope: Scope = "none"
    placed_because: str = ""
    event: Interval
    event_precision: Precision = "day"
    published: Interval | None = None
    known_from: datetime | None = None
    outlet: str
    voices: tuple[str, ...]
    attributed_to: str = ""
    url: str = ""
    note: str = ""
    denies: tuple[str, str] | None = None
    distance_km: float | None = None
    reference_city: str = ""
    source_key: str = ""
    list_size: int = 1
    geometry: str = ""
    chain: str = ""
    quote: str = ""
    reliability: str = ""
    credibility: str = ""
    licence: str = ""
    recorded: datetime | None = None
    corrects: str = ""
    retracted: datetime | None = None
    retracted_because: str = ""
    further: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        _require(self.kind in KINDS, f"kind {self.kind!r} is not one of {', '.join(KINDS)}")
        _require(self.scope in SCOPES, f"scope {self.scope!r} is not one of {', '.join(SCOPES)}")
        _require(bool(self.voices), f"claim {self.claim_id} has no claimant")
        _require(self.list_size >= 1, f"claim {self.claim_id}: list_size must be at least 1")
        _require(
            self.distance_km is None or 0 <= self.distance_km < 20_000,
            f"claim {self.claim_id}: distance_km {self.distance_km} is not a distance on Earth",
        )
        _require(self.reliability in ("", *GRADES), f"reliability {self.reliability!r} is not one of A-F")
        _require(self.credibility in ("", *CREDIBILITIES), f"credibility {self.credibility!r} is not one of 1-6")
        _require(self.corrects != self.claim_id, f"claim {self.claim_id} cannot correct itself")

    def _repr_html_(self) -> str:
        return cards.claim_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """Who held a place before the first claim, and how we know.

    Parameters
    ----------
    basis : {"record", "claim", "inferred"}
        Published record; the losing side of the first claims; or lying among places of one holder.
    """

    place_id: str
    actor: str
    basis: Literal["record", "claim", "inferred"]
    source: str
    url: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        _require(self.basis in ("record", "claim", "inferred"), f"basis {self.basis!r} is unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A casualty, displacement or count figure, with who gave it. Never added up across claimants.

    Parameters
    ----------
    low, high : float
        As given, in `unit`; the same number twice unless the source gives a range.
    """

    figure_id: str
    as_of: date
    kind: str
    side: str
    low: float
    high: float
    unit: str
    precision: str
    attributed_to: str
    outlet: str
    published: date | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What one voice contributes to the assessment of one place.

    Parameters
    ----------
    claimant : str
        Name of the voice.
    outlets : tuple of str
        Who printed it, where that is not the claimant itself.
    said : str
        The claim in words, such as "captured by opposition".
    speaks_for : str
        Actor id; "" for a report that the place is fought over.
    weight : float
        Change of the log odds (natural logarithm) for `speaks_for`.
    words : str
        All of it in a sentence.
    learned : date or None
        Day on which a reader could first have known it; None where that cannot be shown.
    """

    claim_ids: tuple[str, ...]
    voice: str
    claimant: str
    outlets: tuple[str, ...]
    day: date
    said: str
    speaks_for: str
    weight: float
    words: str
    url: str = ""
    note: str = ""
    learned: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Our derived state of one place: holder, how sure, since when, and why.

    Parameters
    ----------
    probability : mapping of str to float
        Actor id to probability; sums to 1, empty when nothing is known.
    since : date or None
        Day from which the present holder is the most probable one; None if from before the case, or if the places
        around turned it on a day that no report tells (it then has a `previous_holder`).
    evidence : sequence of Evidence
        All that counted, oldest first; put into words when it is first looked at.
    rule : str
        The rule that decided the status, in a sentence.
    basis : {"reports", "record", "claim", "inferred", "none"}
        What the holder rests on: reports that name the place, or only the baseline, by the baseline's own basis.
    """

    place_id: str
    holder: str | None
    status: Status
    probability: Mapping[str, float]
    since: date | None
    evidence: Sequence[Evidence]
    rule: str
    basis: Literal["reports", "record", "claim", "inferred", "none"] = "reports"
    previous_holder: str | None = None

    def __post_init__(self) -> None:
        _require(self.status in STATUSES, f"status {self.status!r} is unknown")
        _require(
            (self.holder is None) == (self.status == "unknown"),
            f"{self.place_id}: a place has a holder if and only if its status is not unknown",
        )

    @property
    def confidence(self) -> float:
        """Probability of the holder, 0 when unknown."""
        return self.probability.get(self.holder, 0.0) if self.holder else 0.0

    def _repr_html_(self) -> str:
        return cards.assessment_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Who holds each place at the instant `valid`, as it could be known at `known`.

    Parameters
    ----------
    known : datetime or None
        None means with all that the ledger holds.
    """

    valid: datetime
    known: datetime | None
    places: Mapping[str, Place]
    actors: Mapping[str, Actor]
    assessments: Mapping[str, Assessment]

    def holder(self, place_id: str) -> str | None:
        """Actor id of the most probable holder of a place, None when unknown."""
        return self.assessments[place_id].holder

    def _repr_html_(self) -> str:
        return cards.situation_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tessellation:
    """The cells of the assessed places and the edges between them; fixed while holders change.

    Parameters
    ----------
    place_ids : tuple of str, length n
        The place of each cell.
    lon, lat : ndarray of float, shape (n,)
        Where the places stand, degrees (EPSG:4326).
    cells : ndarray of shapely geometry, shape (n,)
        In EPSG:4326, cut to the mask.
    edges : ndarray of shapely LineString, shape (m,)
        In EPSG:4326, cut to the mask.
    left, right : ndarray of int, shape (m,)
        The two cells that each edge parts, as positions in `place_ids`.
    """

    place_ids: tuple[str, ...]
    lon: Any
    lat: Any
    cells: Any
    edges: Any
    left: Any
    right: Any
    reach_km: float
    """How far a place speaks for the ground around it, kilometres."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Areas:
    """Areas of control of one situation.

    Parameters
    ----------
    polygons : GeoDataFrame[actor, status, area_km2, cells, geometry]
        EPSG:4326; one row for each actor and status, square kilometres on WGS 84; neighbours share their edges
        exactly. `cells` counts the places that speak for it, those of unknown holder that fell to it among them.
    """

    polygons: gpd.GeoDataFrame

    def _repr_html_(self) -> str:
        return cards.areas_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The front line of one situation.

    Parameters
    ----------
    lines : GeoDataFrame[left_actor, right_actor, left_place, right_place, firm, length_km, geometry]
        EPSG:4326; one row for each pair of places that fix a stretch. `firm` is False where one of the two is
        contested, only claimed, only inferred from before the case, or speaks for a nearer place of unknown holder.
    overruled : mapping of str to str
        Places that the line leaves on the other side, because those around them contradict them, and why.
    """

    situation: Situation
    tessellation: Tessellation
    lines: gpd.GeoDataFrame
    overruled: Mapping[str, str] = field(default_factory=dict)

    def _repr_html_(self) -> str:
        return cards.front_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number with its unit, range and basis.

    Parameters
    ----------
    value : float or None
        None when it cannot be told; `method` then says why.
    low, high : float or None
        The range within which the figure lies as far as we can tell, by the method stated.
    basis : tuple of str
        The places (ids) that set it.
    """

    name: str
    value: float | None
    unit: str
    low: float | None = None
    high: float | None = None
    method: str
    basis: tuple[str, ...] = ()
    bearing_deg: float | None = None
    day: date | None = None
    subject: str = ""

    def __post_init__(self) -> None:
        known = [v for v in (self.low, self.value, self.high) if v is not None]
        _require(known == sorted(known), f"{self.name}: low, value and high are out of order: {known}")

    def _repr_html_(self) -> str:
        return cards.measure_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A distance as claimed beside the one that the assessed places imply.

    Parameters
    ----------
    stated_km, computed_km, difference_km : float
        Kilometres; the difference is computed minus stated.
    verdict : str
        In words: agrees, within the range, or the places imply nearer or farther, if need be against even the widest
        band.
    """

    claim: Claim
    stated_km: float
    computed: Measure
    difference_km: float | None
    verdict: str

    def _repr_html_(self) -> str:
        return cards.comparison_card(self)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """Who held each place at the end of each day, as arrays.

    Parameters
    ----------
    place_ids : tuple of str, length p
    days : tuple of date, length d
    actors : tuple of str
        Ids that the codes in `holder` are positions in.
    known : datetime or None
        By when we had been told, for all of the days; None with all that the ledger holds.
    holder : ndarray of int8, shape (d, p)
        -1 for unknown.
    status : ndarray of int8, shape (d, p)
        Positions in `STATUSES`.
    probability : ndarray of float32, shape (d, p)
        Of the holder; 0 where unknown.
    then : History or None
        For a history in hindsight: the same days without what was said of later ones.
    """

    place_ids: tuple[str, ...]
    days: tuple[date, ...]
    actors: tuple[str, ...]
    known: datetime | None
    holder: Any
    status: Any
    probability: Any
    then: History | None = None

    def holders(self, place_id: str) -> list[str | None]:
        """Return the holder of a place at the end of each day, None for unknown."""
        column = self.holder[:, self.place_ids.index(place_id)]
        return [self.actors[code] if code >= 0 else None for code in column]

    def _repr_html_(self) -> str:
        return cards.history_card(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something in a case that an editor should look at; no verdict on who is right.

    Parameters
    ----------
    check : str
        Which check found it.
    words : str
        What it is, in a sentence, with units.
    claim_ids : tuple of str
        Ids of the claims or figures that it rests on.
    """

    check: str
    words: str
    claim_ids: tuple[str, ...]
    place_id: str | None = None
    day: date | None = None

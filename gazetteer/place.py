"""The nouns: a located place, its spellings, a possible answer, an answer.

All are frozen and hold no algorithm. Longitudes and latitudes are degrees on WGS 84 (EPSG:4326).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gazetteer.cards import resolution_card

__all__ = [
    "AREA_KINDS",
    "KINDS",
    "POINT_KINDS",
    "Candidate",
    "NameKind",
    "Place",
    "PlaceName",
    "Query",
    "Resolution",
    "Script",
    "Status",
]

Script = Literal["arabic", "cyrillic", "latin", "other"]
NameKind = Literal["main", "local", "variant", "short", "colloquial", "historic"]
Status = Literal["resolved", "ambiguous", "unknown"]

POINT_KINDS = frozenset(
    {
        "city", "town", "village", "quarter", "hill", "mountain", "military_site", "airfield", "prison",
        "crossing", "junction", "bridge", "industrial_area", "site", "farm",
    }
)  # fmt: skip
"""Kinds of place that a map may draw as one point."""

AREA_KINDS = frozenset({"governorate", "district", "subdistrict", "countryside", "road", "area"})
"""Kinds of place whose coordinates are only a representative point of something large."""

KINDS = POINT_KINDS | AREA_KINDS


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One spelling of a place.

    Parameters
    ----------
    text : str
        The spelling as a table gives it.
    language : str or None
        ISO 639-1 code where the table says so.
    script : {"arabic", "cyrillic", "latin", "other"}
        Script most of its letters belong to.
    kind : {"main", "local", "variant", "short", "colloquial", "historic"}
        The table's chief spelling, the spelling in the local script, or any other; the last three where the
        table says so.
    """

    text: str
    language: str | None
    script: Script
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Place:
    """One located place with all its spellings.

    Parameters
    ----------
    place_id : str
        Stable id, unique within the loaded tables.
    name : str
        Usual spelling in English reports.
    names : tuple of PlaceName
        Every spelling known, the chief one first.
    kind : str
        One of `KINDS`.
    lon, lat : float
        Degrees, WGS 84. For an area kind: a representative point inside it.
    country : str
        ISO 3166-1 alpha-2 code, "" where unknown.
    admin1 : str
        First-level division (in Syria the governorate), "" where it spans several or is unknown.
    geonames_id : int or None
        Id in GeoNames, where the place has one.
    source : str
        Where the coordinates come from.
    licence : str
        Licence under which the row may be used.
    precision_m : float or None
        How far off the point may be, metres; for an area kind its rough radius.
    population : int
        Inhabitants, 0 where unknown.
    note : str
        What an editor must know, such as a namesake or a doubt.
    ids : tuple of (str, str)
        Ids in further registers, such as ("wof", "421187695"), ("pcode", "C1004") or ("wikidata", "Q131301").
    admin1_code : str
        Code of that division in its table, "" where it has none.
    """

    place_id: str
    name: str
    names: tuple[PlaceName, ...]
    kind: str
    lon: float
    lat: float
    country: str = ""
    admin1: str = ""
    geonames_id: int | None = None
    source: str = ""
    licence: str = ""
    precision_m: float | None = None
    population: int = 0
    note: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    admin1_code: str = ""

    @property
    def name_ar(self) -> str:
        """First spelling in Arabic script, "" where there is none."""
        return next((n.text for n in self.names if n.script == "arabic"), "")

    @property
    def is_area(self) -> bool:
        """Whether this is an area, which must never be drawn as one village's point."""
        return self.kind in AREA_KINDS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean, or that lies near a point.

    Parameters
    ----------
    place : Place
        The place.
    matched_name : str
        The listed spelling that came closest.
    score : float
        0..1, the chance that this place is meant, from its spelling and the context together. It is calibrated on
        names held out of GeoNames (`make bench`); 1 where no spelling was compared.
    distance_km : float or None
        Great-circle distance from the point the search was given, kilometres.
    reasons : tuple of str
        Sentences a reader understands, strongest first.
    """

    place: Place
    matched_name: str
    score: float
    distance_km: float | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A name as a report prints it, with what the report says of where it lies.

    Parameters
    ----------
    name : str
        As printed, in any script.
    near : Place or (lon, lat), optional
        A place or point (degrees, WGS 84) it lies near.
    within_km : float, optional
        Answer only places at most this far from `near`, kilometres.
    admin1 : str
        First-level division (in Syria the governorate) the report names; places elsewhere rank lower.
    kinds : frozenset of str
        Answer only these kinds of place; empty for all.
    report : str
        Names with one value here come from one report, whose places lie near each other; "" for none.

    Raises
    ------
    ValueError
        `within_km` without `near`, or not positive; `near` is no point on Earth.

    Examples
    --------
    >>> Query("al-Majdal", near=(36.75, 35.13), within_km=30).point
    (36.75, 35.13)
    """

    name: str
    near: Place | tuple[float, float] | None = None
    within_km: float | None = None
    admin1: str = ""
    kinds: frozenset[str] = frozenset()
    report: str = ""

    def __post_init__(self) -> None:
        if self.within_km is not None and self.near is None:
            raise ValueError("within_km needs near: a radius around what?")
        if self.within_km is not None and not self.within_km > 0:
            raise ValueError(f"within_km is {self.within_km}; it must be above 0")
        if self.point is not None:
            lon, lat = self.point
            if not (-180 <= lon <= 180 and -90 <= lat <= 90):
                raise ValueError(f"near is lon {lon}, lat {lat}: no point on Earth (order is lon, lat)")

    @property
    def point(self) -> tuple[float, float] | None:
        """The point it lies near, lon and lat in degrees."""
        if isinstance(self.near, Place):
            return self.near.lon, self.near.lat
        return None if self.near is None else (float(self.near[0]), float(self.near[1]))

    @property
    def near_name(self) -> str:
        """What that point is called in a sentence."""
        return self.near.name if isinstance(self.near, Place) else "the given point"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer to "which place is this?": one place, a choice to make, or an honest "unknown".

    Parameters
    ----------
    query : str
        The name as asked.
    status : {"resolved", "ambiguous", "unknown"}
        Outcome.
    place : Place or None
        The place, only when resolved.
    candidates : tuple of Candidate
        Best first; what came nearest when unknown.
    reason : str
        Why this outcome, and for an ambiguous one what would decide.
    """

    query: str
    status: Status
    place: Place | None
    candidates: tuple[Candidate, ...]
    reason: str

    def _repr_html_(self) -> str:
        return resolution_card(self)

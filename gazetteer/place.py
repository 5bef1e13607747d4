"""The nouns: a located place, its spellings, a possible answer, an answer.

All are frozen and hold no algorithm. Longitudes and latitudes are degrees on WGS 84 (EPSG:4326).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AREA_KINDS",
    "KINDS",
    "POINT_KINDS",
    "Candidate",
    "NameKind",
    "Place",
    "PlaceName",
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
        0..1, spelling and context together; 1 for a listed spelling with nothing against it.
        It ranks candidates and is not a probability.
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

"""The nouns of a map: style, mark, day, legend entry, scene. Frozen, no algorithm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import geopandas as gpd

from frontline.geodesy import WGS84

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.model import Measure, Status, Tessellation

Palette = Literal["customary", "safe"]
PALETTES: tuple[Palette, ...] = ("customary", "safe")
Language = Literal["en", "ar"]
Languages = Literal["en", "ar", "both"]
LANGUAGES: tuple[Languages, ...] = ("en", "ar", "both")
Size = Literal["a4", "a4-portrait", "16:9", "square"]
SIZES: tuple[Size, ...] = ("a4", "a4-portrait", "16:9", "square")
"""Formats of the printed map."""
Frame = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How an actor is drawn.

    Parameters
    ----------
    colours : mapping of palette to str
        ``#rrggbb`` in each palette.
    hatch, marker : str
        matplotlib's signs; hatching and marker shapes carry the map through a greyscale printer.
    """

    actor_id: str
    name: str
    name_ar: str
    code: str
    colours: Mapping[Palette, str]
    hatch: str
    marker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One voice's word on a place, for a popup or a table.

    Parameters
    ----------
    day, learned : str
        ISO days: of which it speaks, and on which a reader could first have known it ("" where that is not known).
    """

    day: str
    claimant: str
    outlet: str
    said: str
    speaks_for: str
    weight: float
    claim_ids: tuple[str, ...]
    url: str
    note: str
    learned: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the map, as assessed at the scene's instant.

    Parameters
    ----------
    holder : str or None
        Actor id.
    rank : int
        Label priority: 0 the reference city, 1 cities, 2 towns and places that changed hands, 3 the rest.
    probability : float
        Of the holder.
    since : str
        Day, or words.
    aliases : tuple of str
        Further spellings under which a reader may look for it.
    """

    place_id: str
    name: str
    name_ar: str
    kind: str
    lon: float
    lat: float
    precision_m: float | None
    holder: str | None
    status: Status
    probability: float
    since: str
    rule: str
    rank: int
    accounts: tuple[Account, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lies on the ground on one day, all in EPSG:4326.

    Parameters
    ----------
    areas : GeoDataFrame[actor, status, area_km2, geometry]
    front : GeoDataFrame[left_actor, right_actor, left_place, right_place, firm, length_km, geometry]
    band : GeoDataFrame[probability, area_km2, geometry]
    """

    areas: gpd.GeoDataFrame
    front: gpd.GeoDataFrame
    band: gpd.GeoDataFrame


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class States:
    """Who holds each place and who speaks for its cell, in the order of `Scene.marks`.

    Parameters
    ----------
    holders : ndarray of int, shape (marks,)
        Position in `Scene.styles`, -1 for unknown.
    statuses : ndarray of int, shape (marks,)
        Position in `frontline.model.STATUSES`.
    ground, ground_statuses : ndarray of int, shape (marks,)
        Likewise of who speaks for the cell of each mark: for a place of unknown holder the nearest known one. -1 and
        the position of "unknown" where nobody does.
    """

    holders: Any
    statuses: Any
    ground: Any
    ground_statuses: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Details:
    """How sure each place of a day is, since when, why, and who says so, in the order of `Scene.marks`.

    Parameters
    ----------
    probabilities : ndarray of float, shape (marks,)
        Of the holder; 0 where unknown.
    since : tuple of str
        Day, or words.
    rules : tuple of str
        The rule that decided the status, in a sentence.
    accounts : tuple of tuple of Account
        What was known of the place on that day.
    """

    probabilities: Any
    since: tuple[str, ...]
    rules: tuple[str, ...]
    accounts: tuple[tuple[Account, ...], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Day:
    """One step of the date slider.

    Parameters
    ----------
    date : str
        ISO day.
    valid, known : str
        Both instants in words.
    states : States
        Of every mark.
    details : Details or None
        None in a history of over `DRAWN_DAYS`.
    drawn : Ground or None
        Areas, front and band of the day; None in a history of over `DRAWN_DAYS`, whose days are drawn by their cells.
    rose : tuple of Measure
        Distance from the city to the front by bearing; empty without a city or a front that faces it.
    heading, evidence : str
        What `Scene.title` and `Scene.subtitle` say at the scene's instant, for this day; empty in a history of over
        `DRAWN_DAYS`.
    """

    date: str
    valid: str
    known: str
    states: States
    details: Details | None = None
    drawn: Ground | None = None
    rose: tuple[Measure, ...] = ()
    heading: str = ""
    evidence: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Evening:
    """What the days looked like as known at the end of one of them.

    Parameters
    ----------
    known : str
        That instant in words.
    states : tuple of States
        Of the days of the slider up to and including that evening's own, from its first on.
    """

    known: str
    states: tuple[States, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A line of the legend: only what is drawn gets one.

    Parameters
    ----------
    symbol : str
        What is explained; a kind of the base layer is explained by its own name (`BASE_STYLES`).
    """

    symbol: Literal[
        "area", "contested", "claimed", "front", "doubtful_front", "band", "place", "city",
        "passed", "front_then",
        "built_up", "lake", "stream", "river", "coast", "minor_road", "road", "rail", "other",
        "subdistrict", "district", "governorate", "country", "settlement",
    ]  # fmt: skip
    label: str
    actor_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """Map pictures of a server, under the map of a page: chosen by name, never a default.

    Parameters
    ----------
    name : str
        Of the provider, or the server's address.
    url : str
        Template with ``{z}``, ``{x}``, ``{y}`` and if need be ``{s}`` and ``{r}``.
    hosts : tuple of str
        Origins (``https://host``) that the page may ask, and no other.
    credit : str
        Attribution, as text.
    subdomains : str
        Letters that stand for ``{s}`` in turn.
    min_zoom, max_zoom : int
        The levels the server has.
    """

    name: str
    url: str
    hosts: tuple[str, ...]
    credit: str
    subdomains: str = ""
    min_zoom: int = 0
    max_zoom: int = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All sentences of a map in one language.

    Parameters
    ----------
    dates : str
        Both dates in a line.
    legend : tuple of str
        Labels, in the order of `Scene.legend`.
    short : str
        Method and chief caveats in two lines, for a page without room.
    """

    language: Language
    title: str
    subtitle: str
    dates: str
    legend: tuple[str, ...]
    sources: tuple[str, ...]
    method: str
    short: str
    caveats: tuple[str, ...]


def _no_band() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"probability": [], "area_km2": []}, geometry=[], crs=WGS84)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A map before it is drawn.

    Parameters
    ----------
    title : str
        The finding, in a sentence.
    titled : bool
        Whether the title is the maker's own, and so stands over every day, instead of the finding.
    valid, known : str
        Both dates in words.
    frame : tuple of float
        West, south, east, north of the printed map, degrees.
    styles : tuple of Style
        The actors that are drawn on any day, in a fixed order.
    areas : GeoDataFrame[actor, status, area_km2, geometry]
        EPSG:4326; at the scene's instant.
    front : GeoDataFrame[left_actor, right_actor, left_place, right_place, firm, length_km, geometry]
        EPSG:4326; at the scene's instant.
    band : GeoDataFrame[probability, area_km2, geometry]
        EPSG:4326; where the front may run, at the scene's instant.
    marks : tuple of Mark
        One a cell of the tessellation, in its order.
    base : GeoDataFrame[kind, name, name_ar, geometry]
        What lies under the map, EPSG:4326; the kinds of `BASE_STYLES`.
    days : tuple of Day
        The slider; `today` is the position of the scene's own instant in it.
    evenings : tuple of Evening
        The second clock, one a day of the slider; empty where there is none.
    short : str
        Method and chief caveats in two lines, for a page without room.
    near : Measure or None
        Distance of the front from the city, with the places that fix it; None where there is none to measure.
    languages : {"en", "ar", "both"}
        Of the printed map. The sentences of a scene are English; `arabic` holds them in Arabic, where asked for.
    tiles : Tiles or None
        Map pictures under a page's map. A print has none, since it asks no server.
    """

    title: str
    subtitle: str
    valid: str
    known: str
    frame: Frame
    palette: Palette
    styles: tuple[Style, ...]
    areas: gpd.GeoDataFrame
    front: gpd.GeoDataFrame
    band: gpd.GeoDataFrame = field(default_factory=_no_band)
    tessellation: Tessellation
    marks: tuple[Mark, ...]
    city: Mark | None
    base: gpd.GeoDataFrame
    legend: tuple[LegendEntry, ...]
    days: tuple[Day, ...]
    today: int
    evenings: tuple[Evening, ...] = ()
    titled: bool = False
    sources: tuple[str, ...]
    method: str
    caveats: tuple[str, ...]
    alt_text: str
    short: str = ""
    near: Measure | None = None
    languages: Languages = "en"
    arabic: Wording | None = None
    tiles: Tiles | None = None

    def style(self, actor_id: str) -> Style:
        """Return the style of an actor that is drawn."""
        return next(s for s in self.styles if s.actor_id == actor_id)

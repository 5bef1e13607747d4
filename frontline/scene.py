"""What a map says: layers, legend, dates, credits, alt text. Draws nothing.

Every renderer draws the same scene, so the page and the print cannot disagree. All text in a scene is data:
a renderer shows it literally and never compiles or parses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from frontline.model import Status, Tessellation

Palette = Literal["customary", "safe"]
PALETTES: tuple[Palette, ...] = ("customary", "safe")
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
    """One voice's word on a place, for a popup or a table."""

    day: str
    claimant: str
    outlet: str
    said: str
    speaks_for: str
    weight: float
    claim_ids: tuple[str, ...]
    url: str
    note: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One step of the date slider: the state of every mark, in the order of `Scene.marks`.

    Parameters
    ----------
    date : str
        ISO day.
    valid, known : str
        Both instants in words.
    holders : tuple of int
        Position in `Scene.styles`, -1 for unknown.
    statuses : tuple of str
        One of held, contested, claimed, unknown.
    """

    date: str
    valid: str
    known: str
    holders: tuple[int, ...]
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A line of the legend: only what is drawn gets one."""

    symbol: Literal["area", "contested", "claimed", "front", "doubtful_front", "place", "city", "border", "river"]
    label: str
    actor_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A map before it is drawn.

    Parameters
    ----------
    title : str
        The finding, in a sentence.
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
    marks : tuple of Mark
        One a cell of the tessellation, in its order.
    base : GeoDataFrame[kind, name, name_ar, geometry]
        Country and governorate outlines, rivers and lakes, EPSG:4326.
    days : tuple of Day
        The slider; `today` is the position of the scene's own instant in it.
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
    tessellation: Tessellation
    marks: tuple[Mark, ...]
    city: Mark | None
    base: gpd.GeoDataFrame
    legend: tuple[LegendEntry, ...]
    days: tuple[Day, ...]
    today: int
    sources: tuple[str, ...]
    method: str
    caveats: tuple[str, ...]
    alt_text: str

    def style(self, actor_id: str) -> Style:
        """Return the style of an actor that is drawn."""
        return next(s for s in self.styles if s.actor_id == actor_id)

"""The legend of a map: what is drawn within its frame, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from frontline.scene._base import BASE_STYLES, outlines
from frontline.scene._nouns import Frame, Ground, LegendEntry, Mark, Style
from frontline.scene._words import word_share

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

BORDERS = tuple(style.kind for style in BASE_STYLES if style.form == "border")
"""Kinds of which the outline alone is drawn."""


def compose_legend(
    frame: Frame,
    styles: Sequence[Style],
    here: Ground,
    base: gpd.GeoDataFrame,
    marks: Sequence[Mark],
) -> tuple[LegendEntry, ...]:
    """Explain what is drawn within the frame, and nothing else."""
    window = _window(frame)
    tables = (here.areas, here.front, here.band, base)
    areas, lines, band, base = (table[table.intersects(window)] for table in tables)
    held, statuses = set(areas["actor"]), set(areas["status"])
    entries = [LegendEntry(symbol="area", label=s.name, actor_id=s.actor_id) for s in styles if s.actor_id in held]
    if "contested" in statuses:
        entries.append(LegendEntry(symbol="contested", label="Contested: accounts contradict each other"))
    if "claimed" in statuses:
        label = "Claimed: by an interested side or an unjudged source alone"
        entries.append(LegendEntry(symbol="claimed", label=label))
    if len(lines) and bool(lines["firm"].any()):
        entries.append(LegendEntry(symbol="front", label="Front line (assessed)"))
    if len(lines) and not bool(lines["firm"].all()):
        entries.append(LegendEntry(symbol="doubtful_front", label="Front line beside a doubtful place"))
    if len(band):
        share = word_share(band["probability"].iloc[0])
        entries.append(LegendEntry(symbol="band", label=f"Band that holds the front ({share})"))
    if any(m.holder is None and shapely.intersects_xy(window, m.lon, m.lat) for m in marks):
        entries.append(LegendEntry(symbol="place", label="Place whose holder is not known"))
    return (*entries, *_explain_base(base, window))


def _window(frame: Frame) -> Any:
    """The frame as a shape; across the antimeridian twice, for longitudes to 360 and for those from -180."""
    west, south, east, north = frame
    if west <= east:
        return shapely.box(*frame)
    return shapely.union(shapely.box(west, south, east + 360, north), shapely.box(west - 360, south, east, north))


def _explain_base(base: gpd.GeoDataFrame, window: Any) -> list[LegendEntry]:
    """One line for each kind of the base layer; an outline counts where the line itself can be seen."""
    seen = set(base["kind"][~base["kind"].isin(BORDERS)])
    borders = base[base["kind"].isin(BORDERS)]
    seen |= set(borders["kind"][shapely.intersects(outlines(borders.geometry), window)])
    return [LegendEntry(symbol=s.kind, label=s.label) for s in reversed(BASE_STYLES) if s.kind in seen]  # type: ignore[arg-type]

"""Charts of a report as inline SVG: the distance of the front over time, and by compass bearing."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.dates import AutoDateLocator, DateFormatter, DayLocator
from matplotlib.figure import Figure
from matplotlib.text import Text

from frontline.geodesy import wind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.model import Comparison, Measure

_INK, _BAND, _STATED = "#1b4f8a", "#9dbbe0", "#b3541e"
MOST_DAYS_NAMED = 31
"""A longer series names only some of its days on the axis."""

_STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 9.0,
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw_series(series: Sequence[Measure], comparisons: Sequence[Comparison], city: str) -> str:
    """Draw the distance of the front from a city at the end of each day, with its range and what was claimed.

    Returns
    -------
    str
        An `svg` element; the same for the same numbers.
    """
    with mpl.rc_context(_STYLE | {"svg.hashsalt": "series"}):
        figure = Figure(figsize=(7.6, 3.4), layout="constrained")
        plot_series(figure.add_subplot(), series, comparisons, city)
        return _svg(figure, f"Distance of the front from {city} by day")


def plot_series(axes: Any, series: Sequence[Measure], comparisons: Sequence[Comparison], city: str) -> None:
    """Plot the distance of the front from a city by day, its range, and what was claimed."""
    known = [(m.day, m.value, m.low, m.high) for m in series if m.day and m.value is not None]
    if known:
        days = [day for day, *_ in known]
        values, low, high = (np.array([row[n] for row in known], float) for n in (1, 2, 3))
        axes.fill_between(days, low, high, color=_BAND, alpha=0.6, lw=0, label="range")
        axes.plot(days, values, color=_INK, marker="o", lw=2, label="as assessed, end of day")
    stated = [c for c in comparisons if c.computed.subject and c.claim.reference_city.split(" (")[0] == city]
    if stated:
        axes.plot(
            [c.claim.event.last_day for c in stated],
            [c.stated_km for c in stated],
            ls="",
            marker="x",
            color=_STATED,
            ms=7,
            mew=1.6,
            label="as claimed",
        )
    daily = len({day for day, *_ in known}) <= MOST_DAYS_NAMED
    axes.xaxis.set_major_locator(DayLocator() if daily else AutoDateLocator())  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%d %b"))  # type: ignore[no-untyped-call]
    axes.set_ylim(bottom=0)
    axes.set_ylabel("kilometres")
    axes.grid(axis="y", color="#ddd", lw=0.7)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, loc="upper right")
    for label in axes.get_xticklabels():
        label.set_rotation(45)


def draw_rose(spokes: Sequence[Measure], reach_km: float, city: str) -> str:
    """Draw the distance of the front from a city by bearing; a missing spoke means no front within reach."""
    with mpl.rc_context(_STYLE | {"svg.hashsalt": "rose"}):
        figure = Figure(figsize=(3.6, 3.6), layout="constrained")
        axes: Any = figure.add_subplot(projection="polar")
        axes.set_theta_zero_location("N")
        axes.set_theta_direction(-1)
        angles = np.radians([m.bearing_deg or 0.0 for m in spokes])
        values = np.array([np.nan if m.value is None else m.value for m in spokes])
        width = 2 * np.pi / max(len(spokes), 1) * 0.8
        there = np.isfinite(values)  # a bar of no height upsets the polar transform
        axes.bar(angles[there], values[there], width=width, color=_INK, alpha=0.85)
        named = range(0, len(spokes), 2)
        axes.set_xticks([angles[n] for n in named], [wind(spokes[n].bearing_deg or 0.0) for n in named])
        top = float(np.nanmax(values)) * 1.1 if there.any() else reach_km
        axes.set_ylim(0, top)
        axes.set_yticks(np.linspace(0, top, 4)[1:], [f"{v:.0f} km" for v in np.linspace(0, top, 4)[1:]])
        axes.set_rlabel_position(11)
        axes.tick_params(labelsize=8)
        axes.grid(color="#ccc", lw=0.6)
        return _svg(figure, f"Distance of the front from {city} by bearing")


def _svg(figure: Figure, title: str) -> str:
    for label in figure.findobj(Text):
        label.set_parse_math(False)
    FigureCanvasSVG(figure)
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Title": title})
    page = out.getvalue()
    return page[page.index("<svg") :]

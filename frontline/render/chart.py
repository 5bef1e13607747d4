"""Charts as files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.render._static_charts import draw_rose, draw_series, plot_series
from frontline.render._static_page import (
    LAYOUTS,
    add_axes,
    as_file,
    check_suffix,
    open_page,
    setting,
)
from frontline.render._static_text import clean
from frontline.render.static import draw_frame
from frontline.scene import Wording, word_span
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontline.model import Comparison, Measure

__all__ = ["draw_rose", "draw_series", "write_series"]

METHOD = (
    "Distance from the city to the nearest front, on the WGS 84 ellipsoid. Range: from the nearest ground in the band "
    "that holds the front with 90 % to the nearest of another side beyond it. Crosses: distances that reports state."
)
_LEFT, _BELOW = 34.0, 34.0
"""Room for the numbers at the axes, in points."""


def write_series(
    series: Sequence[Measure],
    comparisons: Sequence[Comparison],
    city: str,
    path: Path,
    *,
    known: str,
    sources: Sequence[str],
) -> None:
    """Write the distance of the front from a city, day by day with its range and what was claimed.

    The page carries title, the days and by when they were known, method and sources; 1920 by 1080 dots as PNG.

    Parameters
    ----------
    path : Path
        Ends in ``.png``, ``.svg`` or ``.pdf``.
    known : str
        By when it was known, in words, as a scene has them.
    sources : sequence of str
        Licences and attributions of the claims and places.

    Raises
    ------
    OutputError
        If the file name ends otherwise, or the file cannot be written.
    """
    target, suffix = check_suffix(path, "a chart")
    words = _word(series, city, known, sources)
    layout = LAYOUTS["16:9"]
    with setting():
        figure = open_page(layout)
        left, bottom, width, height = draw_frame(figure, (words,), layout)
        axes = add_axes(figure, (left + _LEFT, bottom + _BELOW, width - _LEFT, height - _BELOW - 6))
        plot_series(axes, series, comparisons, clean(city))
        axes.spines[["top", "right"]].set_visible(False)
    told = "; ".join(f"{m.day}: {m.value:.1f} km" for m in series if m.value is not None)
    write_bytes(target, as_file(figure, suffix, words.title, f"{words.title}. {words.dates}. {told}."))


def _word(series: Sequence[Measure], city: str, known: str, sources: Sequence[str]) -> Wording:
    days = [m.day for m in series if m.day]
    span = f", {word_span('en', days[0], days[-1])}" if days else ""
    return Wording(
        language="en",
        title=f"Distance of the front from {city}{span}",
        subtitle="" if days else "There was no front to measure on any of these days",
        dates=f"Each at the end of its day (UTC)  ·  as known {'from ' * known.startswith('all ')}{known}",
        legend=(),
        sources=tuple(sources),
        method=METHOD,
        short=METHOD,
        caveats=(),
    )

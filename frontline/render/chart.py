"""Charts as files of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.render._static_charts import draw_rose, draw_series
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from frontline.model import Comparison, Measure

__all__ = ["draw_rose", "draw_series", "write_series"]

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def write_series(series: Sequence[Measure], comparisons: Sequence[Comparison], city: str, path: Path) -> None:
    """Write the distance of the front from a city, day by day with its range and what was claimed, as SVG.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_bytes(path, (_HEAD + draw_series(series, comparisons, city)).encode())

"""Draw a scene as a printed briefing map: PNG, SVG or PDF."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from frontline.errors import OutputError
from frontline.render import _static_furniture as furniture
from frontline.render import _static_ground as ground
from frontline.render._static_base import draw_base
from frontline.render._static_labels import Page, boxes_round, label_places, label_regions
from frontline.render._static_text import LEADING, clean, fit, sizes_pt, width_pt
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from matplotlib.axes import Axes

    from frontline.scene import Scene

DPI = 200
_MARGIN, _FOOT, _PANEL, _GUTTER, _TICKS = 24.0, 42.0, 178.0, 14.0, 8.0
"""Of the page, in points: margin, height of the foot, width of the side panel, the space before it, ticks."""
_LOCATOR_PT = 112.0
_Box = tuple[float, float, float, float]
_Line = tuple[str, float, str]
_STYLE = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that every machine sets the same page
    "text.parse_math": False,  # "$" in a place name is a dollar sign
    "text.usetex": False,
    "text.hinting": "no_hinting",  # hinted widths change with the resolution, and lines would overrun
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "frontline",
    "pdf.fonttype": 42,
    "path.simplify": True,
}


def draw_static(scene: Scene, *, size: tuple[float, float] = (11.69, 8.27)) -> Figure:
    """Draw a scene as a page.

    Parameters
    ----------
    scene : Scene
    size : tuple of float
        Width and height of the page in inches; A4 landscape unless told.

    Returns
    -------
    Figure
        Not known to pyplot; its canvas is Agg.
    """
    with _setting():
        figure = Figure(figsize=size, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        width, height = size[0] * 72, size[1] * 72
        head = _word_head(scene, width - 2 * _MARGIN - _TICKS)
        head_height = sum(points * LEADING for _, points, _ in head) + 8
        map_width = width - 2 * _MARGIN - _TICKS - _PANEL - _GUTTER
        map_height = height - 2 * _MARGIN - head_height - _FOOT
        left, bottom = _MARGIN + _TICKS, _MARGIN + _FOOT
        window = ground.open_window(scene.frame, map_width / map_height)
        _draw_head(_points_axes(figure, (left, bottom + map_height, width - _MARGIN - left, head_height)), head)
        _draw_map(figure, scene, window, (left, bottom, map_width, map_height))
        _draw_panel(figure, scene, window, (width - _MARGIN - _PANEL, bottom, _PANEL, map_height))
        foot = width - _MARGIN - left, _FOOT - 14
        axes = _points_axes(figure, (left, _MARGIN - 6, *foot))
        furniture.draw_sources(axes, scene.sources, width=foot[0], height=foot[1])
    return figure


@contextmanager
def _setting() -> Iterator[None]:
    """Set the page alike whatever the user's own matplotlib settings are."""
    with mpl.rc_context(), warnings.catch_warnings():
        name: Any
        for name, value in (mpl.rcParamsDefault | _STYLE).items():
            if name.split(".")[0] not in _FOREIGN:
                mpl.rcParams[name] = value
        # A script that the font lacks shows as boxes in PNG and PDF; that must not stop the page.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


_FOREIGN = {"backend", "backend_fallback", "interactive", "toolbar", "webagg", "tk", "keymap", "animation"}
"""Settings of windows, not of pages."""


def _add_axes(figure: Figure, box: _Box) -> Axes:
    left, bottom, width, height = box
    wide, high = figure.get_size_inches() * 72
    return figure.add_axes((left / wide, bottom / high, width / wide, height / high))


def _points_axes(figure: Figure, box: _Box) -> Axes:
    """Add invisible axes that count in points from their lower left corner."""
    axes = _add_axes(figure, box)
    axes.set(xlim=(0, box[2]), ylim=(0, box[3]))
    axes.axis("off")
    return axes


def _word_head(scene: Scene, width: float) -> list[_Line]:
    """Set title, both dates and subtitle as lines of text, size and weight."""
    dates = f"As of {clean(scene.valid)}  ·  as known {clean(scene.known)}"
    lines: list[_Line] = []
    on_one_line = width_pt(clean(scene.title[:400]), 15.0, "bold") <= width
    for text, weight, largest, smallest, height in (
        (scene.title, "bold", 18.0, 11.0, 24.0 if on_one_line else 48.0),
        (dates, "bold", 9.0, 6.0, 12.5),
        (scene.subtitle, "normal", 8.6, 6.0, 12.5),
    ):
        size, blocks = fit([(text, weight)], width=width, height=height, sizes=sizes_pt(largest, smallest))
        lines += [(line, size, weight) for block in blocks for line in block.lines]
    return lines


def _draw_head(axes: Axes, lines: list[_Line]) -> None:
    y = axes.get_ylim()[1]
    for line, size, weight in lines:
        axes.text(0, y, line, ha="left", va="top", fontsize=size, fontweight=weight, color="#111111")
        y -= size * LEADING


def _draw_map(figure: Figure, scene: Scene, window: ground.Window, box: _Box) -> None:
    axes = _add_axes(figure, box)
    west, south, east, north = window.bounds
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    ground.draw_ground(axes, scene, window)
    draw_base(axes, scene.base, window)
    lines = ground.front_lines(scene, window)
    ground.draw_front(axes, lines)
    points = window.points([m.lon for m in scene.marks], [m.lat for m in scene.marks])
    inside = window.holds(points)
    ground.draw_marks(axes, scene, points, inside)
    _draw_names(_points_axes(figure, box), scene, window, points, inside, lines)


def _draw_names(
    axes: Axes, scene: Scene, window: ground.Window, points: Any, inside: Any, lines: dict[bool, Any]
) -> None:
    """Draw what stands on the map: scale bar and north arrow first, then names by importance."""
    width, height = axes.get_xlim()[1], axes.get_ylim()[1]
    scale = width / (2 * window.half_width)
    spots = (points - window.bounds[:2]) * scale
    ranks = np.clip([m.rank for m in scene.marks], 0, 3).astype(int)
    plate = furniture.draw_plate(axes, window, spots[inside], 4.0 - ranks[inside])
    furniture.draw_graticule(axes, window, width, height)
    front = shapely.transform(shapely.union_all(list(lines.values())), lambda xy: (xy - window.bounds[:2]) * scale)
    shapely.prepare(front)
    across = np.array(ground.MARKER_PT)[ranks]
    across[[i for i, m in enumerate(scene.marks) if m == scene.city]] = ground.RING_PT
    boxes = boxes_round(spots, across + 0.8, across + 0.8)[inside]
    page = Page(width, height, boxes, np.array((16.0, 16.0, 16.0, 8.0))[ranks[inside]], front, [plate])
    label_places(axes, scene, spots, inside, page, (0, 1, 2))
    label_regions(axes, scene, window, page)
    label_places(axes, scene, spots, inside, page, (3,))


def _draw_panel(figure: Figure, scene: Scene, window: ground.Window, box: _Box) -> None:
    left, bottom, width, height = box
    axes = _points_axes(figure, box)
    y = furniture.draw_legend(axes, scene, top=height, width=width, room=0.4 * height) - 4
    home = furniture.home_of(scene, window)
    if home is not None:
        y -= _LOCATOR_PT
        size = furniture.locator_width(scene, home, width, _LOCATOR_PT), _LOCATOR_PT
        locator = _add_axes(figure, (left, bottom + y, *size))
        furniture.draw_locator(locator, scene, window, home, size)
    furniture.draw_notes(axes, scene, top=y - 10, width=width)


def render_static(scene: Scene, suffix: str) -> bytes:
    """Draw a scene as the bytes of a file; the same scene gives the same bytes.

    Parameters
    ----------
    suffix : {".png", ".svg", ".pdf"}
        PNG at 200 dots an inch, SVG with text as text, or PDF with its fonts embedded.
    """
    figure = draw_static(scene)
    out = io.BytesIO()
    with _setting():
        figure.savefig(out, format=suffix[1:], dpi=DPI, metadata=_metadata(scene, suffix))
    data = out.getvalue()
    if suffix == ".svg":  # screen readers read <desc>, which matplotlib cannot write
        words = f"<desc>{escape(clean(scene.alt_text))}</desc>\n <metadata>"
        data = data.replace(b"<metadata>", words.encode(), 1)
    return data


def write_static(scene: Scene, path: str | PathLike[str]) -> None:
    """Draw a scene and write it, whole or not at all; the same scene gives the same bytes.

    Parameters
    ----------
    path : path-like
        Ends in ``.png`` (200 dots an inch), ``.svg`` (text stays text) or ``.pdf`` (fonts embedded).

    Raises
    ------
    OutputError
        If the file name ends otherwise, or the file cannot be written.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in (".png", ".svg", ".pdf"):
        raise OutputError(f"{target}: a map is written as .png, .svg or .pdf; choose one of these endings")
    write_bytes(target, render_static(scene, suffix))


def _metadata(scene: Scene, suffix: str) -> dict[str, Any]:
    """Return title and alt text for the file, without any date or version, which would change its bytes."""
    title, words = clean(scene.title), clean(scene.alt_text)
    if suffix == ".png":
        return {"Title": title, "Description": words, "Software": "frontline"}
    if suffix == ".svg":
        return {"Title": title, "Description": words, "Date": None, "Creator": "frontline"}
    return {"Title": title, "Subject": words, "Creator": "frontline", "Producer": None, "CreationDate": None}

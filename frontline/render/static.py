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
from frontline.render._static_labels import Page, boxes_round, label_places, label_regions
from frontline.render._static_text import LEADING, clean, fit, sizes_pt
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from matplotlib.axes import Axes

    from frontline.scene import Scene

DPI = 200
_MARGIN, _HEAD, _FOOT, _PANEL, _GUTTER = 24.0, 66.0, 42.0, 178.0, 14.0
"""Of the page, in points: margin, height of head and foot, width of the side panel and the space before it."""
_STYLE = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that every machine sets the same page
    "text.parse_math": False,  # "$" in a place name is a dollar sign
    "text.usetex": False,
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

    References
    ----------
    Contents after OCHA (2011: Humanitarian mapping, standard map elements): title, dates, legend, scale, north,
    graticule, locator, sources, disclaimer.
    """
    with _setting():
        figure = Figure(figsize=size, dpi=DPI, facecolor="white")
        FigureCanvasAgg(figure)
        width, height = size[0] * 72, size[1] * 72
        map_width = width - 2 * _MARGIN - _PANEL - _GUTTER
        map_height = height - 2 * _MARGIN - _HEAD - _FOOT
        bottom = _MARGIN + _FOOT
        window = ground.open_window(scene.frame, map_width / map_height)
        _draw_head(_points_axes(figure, _MARGIN, height - _MARGIN - _HEAD, width - 2 * _MARGIN, _HEAD), scene)
        _draw_map(figure, scene, window, (_MARGIN + 8, bottom, map_width, map_height))
        _draw_panel(figure, scene, window, (width - _MARGIN - _PANEL, bottom - 8, _PANEL, map_height + 8))
        foot = _points_axes(figure, _MARGIN + 8, _MARGIN - 8, width - 2 * _MARGIN - 8, _FOOT - 12)
        furniture.draw_sources(foot, scene.sources, width=width - 2 * _MARGIN - 8, height=_FOOT - 12)
    return figure


@contextmanager
def _setting() -> Iterator[None]:
    """Set the page alike whatever the user's own matplotlib settings are."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcParams.update({k: v for k, v in mpl.rcParamsDefault.items() if k.split(".")[0] not in _FOREIGN})
        mpl.rcParams.update(_STYLE)
        # A script that the font lacks shows as boxes in PNG and PDF; that must not stop the page.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


_FOREIGN = {"backend", "backend_fallback", "interactive", "toolbar", "timezone", "webagg", "tk", "keymap", "animation"}


def _points_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add invisible axes that count in points from their lower left corner."""
    wide, high = figure.get_size_inches() * 72
    axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return axes


def _draw_head(axes: Axes, scene: Scene) -> None:
    width, y = axes.get_xlim()[1], axes.get_ylim()[1]
    size, blocks = fit([(scene.title, "bold")], width=width, height=38, sizes=sizes_pt(18, 11))
    dates = f"As of {clean(scene.valid)}  ·  as known {clean(scene.known)}"
    texts = [*((line, size, "bold") for block in blocks for line in block.lines)]
    for text, weight, largest in ((dates, "bold", 9.0), (scene.subtitle, "normal", 8.6)):
        small, rows = fit([(text, weight)], width=width, height=12.5, sizes=sizes_pt(largest, 6))
        texts += [(line, small, weight) for block in rows for line in block.lines]
    for line, points, weight in texts:
        colour = "#000000" if points > 10 else "#333333"
        axes.text(0, y, line, ha="left", va="top", fontsize=points, fontweight=weight, color=colour)
        y -= points * LEADING


def _draw_map(figure: Figure, scene: Scene, window: ground.Window, box: tuple[float, float, float, float]) -> None:
    left, bottom, width, height = box
    wide, high = figure.get_size_inches() * 72
    axes = figure.add_axes((left / wide, bottom / high, width / wide, height / high))
    west, south, east, north = window.bounds
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    ground.draw_ground(axes, scene, window)
    lines = ground.front_lines(scene, window)
    ground.draw_front(axes, lines)
    points = window.points([m.lon for m in scene.marks], [m.lat for m in scene.marks])
    inside = window.holds(points)
    ground.draw_marks(axes, scene, points, inside)
    _draw_names(_points_axes(figure, *box), scene, window, points, inside, lines)


def _draw_names(
    axes: Axes, scene: Scene, window: ground.Window, points: Any, inside: Any, lines: dict[bool, Any]
) -> None:
    """Draw what stands on the map: scale bar and north arrow first, then names by importance."""
    width, height = axes.get_xlim()[1], axes.get_ylim()[1]
    scale, corner = width / (2 * window.half_width), np.array([window.half_width, window.half_height])
    spots = (points + corner) * scale
    ranks = np.clip([m.rank for m in scene.marks], 0, 3).astype(int)
    plate = furniture.choose_corner(width, height, spots[inside], 4.0 - ranks[inside])
    furniture.draw_plate(axes, window, plate, scale)
    furniture.draw_graticule(axes, window, width, height)
    across = np.array(ground.MARKER_PT)[ranks[inside]] + 0.8
    front = shapely.transform(shapely.union_all(list(lines.values())), lambda xy: (xy + corner) * scale)
    shapely.prepare(front)
    page = Page(width, height, boxes_round(spots[inside], across, across), front, [plate])
    label_places(axes, scene, spots, inside, page, (0, 1, 2))
    label_regions(axes, scene, window, page)
    label_places(axes, scene, spots, inside, page, (3,))


def _draw_panel(figure: Figure, scene: Scene, window: ground.Window, box: tuple[float, float, float, float]) -> None:
    left, bottom, width, height = box
    axes = _points_axes(figure, *box)
    y = furniture.draw_legend(axes, scene, top=height, width=width, room=0.48 * height) - 4
    home = furniture.home_of(scene, window)
    if home is not None:
        high, (wide, tall) = 112.0, figure.get_size_inches() * 72
        y -= high
        locator = figure.add_axes((left / wide, (bottom + y) / tall, width / wide, high / tall))
        furniture.draw_locator(locator, scene, window, home, (width, high))
    furniture.draw_notes(axes, scene, top=y - 10, width=width)


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
    figure = draw_static(scene)
    out = io.BytesIO()
    with _setting():
        figure.savefig(out, format=suffix[1:], dpi=DPI, metadata=_metadata(scene, suffix))
    data = out.getvalue()
    if suffix == ".svg":  # screen readers read <desc>, which matplotlib cannot write
        words = f"<desc>{escape(clean(scene.alt_text))}</desc>\n <metadata>"
        data = data.replace(b"<metadata>", words.encode(), 1)
    write_bytes(target, data)


def _metadata(scene: Scene, suffix: str) -> dict[str, Any]:
    """Return title and alt text for the file, without any date or version, which would change its bytes."""
    title, words = clean(scene.title), clean(scene.alt_text)
    if suffix == ".png":
        return {"Title": title, "Description": words, "Software": "frontline"}
    if suffix == ".svg":
        return {"Title": title, "Description": words, "Date": None, "Creator": "frontline"}
    return {"Title": title, "Subject": words, "Creator": "frontline", "Producer": None, "CreationDate": None}

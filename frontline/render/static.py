"""Draw a scene as a printed briefing map: PNG, SVG or PDF."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.render import _static_furniture as furniture
from frontline.render import _static_panel as panel
from frontline.render._static_ground import open_window
from frontline.render._static_map import draw_map, leading
from frontline.render._static_page import (
    TICKS,
    add_axes,
    as_file,
    check_suffix,
    for_languages,
    layout_of,
    open_page,
    points_axes,
    setting,
    wordings,
    write_page,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from matplotlib.figure import Figure

    from frontline.render._static_ground import Window
    from frontline.render._static_page import Box, Layout
    from frontline.scene import Scene, Size, Wording


def draw_static(scene: Scene, *, size: Size | tuple[float, float] = "a4") -> Figure:
    """Draw a scene as a page.

    Parameters
    ----------
    scene : Scene
        In the languages that it was composed for.
    size : {"a4", "a4-portrait", "16:9", "square"} or tuple of float
        Format of the page, or its width and height in inches. The last two formats are for slides and telephones:
        their type is larger and their texts are shorter.

    Returns
    -------
    Figure
        Not known to pyplot; its canvas is Agg.

    Raises
    ------
    OutputError
        If the format is not known.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, "2024-12-04", "2024-12-05")
    >>> scene = fl.compose_scene(now, fl.trace_front(now), city=case.places["Hama"], languages="both")
    >>> draw_static(scene, size="square").get_size_inches().tolist()
    [6.0, 6.0]
    """
    words = wordings(scene)
    layout = for_languages(layout_of(size), len(words))
    with setting():
        figure = open_page(layout)
        body = draw_frame(figure, words, layout)
        if layout.beside:
            draw_beside(figure, scene, words, layout, body)
        else:
            _draw_below(figure, scene, words, layout, body)
    return figure


def draw_picture(scene: Scene, inches: tuple[float, float], dpi: int) -> Figure:
    """Draw the map with its legend alone, for a page whose words stand elsewhere.

    Parameters
    ----------
    inches : tuple of float
        Width and height.
    dpi : int
        Dots an inch.
    """
    layout = replace(layout_of("16:9"), inches=inches, dpi=dpi)
    with setting():
        figure = open_page(layout)
        width, height = layout.points
        body = TICKS + 2, TICKS + 4, width - TICKS - 4, height - TICKS - 6
        draw_beside(figure, scene, wordings(scene), layout, body)
    return figure


def draw_frame(
    figure: Figure, words: Sequence[Wording], layout: Layout, least: float = 0.0, *, whole: bool = False
) -> Box:
    """Draw head and foot of a page; return the box between them.

    Parameters
    ----------
    least : float
        Least height of the head, in points.
    whole : bool
        As for `word_head`.
    """
    width, height = layout.points
    left, across = layout.margin + TICKS, width - 2 * layout.margin - TICKS
    rows = panel.word_head(words, across, layout, whole=whole)
    high = max(panel.head_height(rows), least)
    panel.draw_head(points_axes(figure, (left, height - layout.margin - high, across, high)), rows)
    foot = panel.foot_height(words, across, layout)
    panel.draw_foot(points_axes(figure, (left, layout.margin - 6, across, max(foot, 1.0))), words, layout)
    foot += 14 if foot else TICKS
    return left, layout.margin + foot, across, height - 2 * layout.margin - foot - high


def draw_beside(figure: Figure, scene: Scene, words: Sequence[Wording], layout: Layout, body: Box) -> None:
    """Map and panel side by side; for readers of Arabic the panel comes second, that is, on the left."""
    left, bottom, width, height = body
    across = width - layout.panel - layout.gutter
    mirrored = leading(scene) == "ar"
    start = left + layout.panel + layout.gutter + TICKS if mirrored else left
    across -= TICKS if mirrored else 0
    window = open_window(scene.frame, across / height)
    draw_map(figure, scene, window, (start, bottom, across, height), layout)
    side = left - TICKS if mirrored else left + across + layout.gutter
    _draw_column(figure, scene, words, layout, window, (side, bottom, layout.panel, height))


def _draw_column(
    figure: Figure, scene: Scene, words: Sequence[Wording], layout: Layout, window: Window, box: Box
) -> None:
    left, bottom, width, height = box
    axes = points_axes(figure, box)
    home = furniture.home_of(scene, window)
    room = height - (layout.locator + 10 if home is not None else 0)
    legend = {"left": 0, "top": height, "width": width}
    y = panel.draw_legend(axes, scene, words, layout, **legend, room=room * (1 if layout.short else 0.5))
    if home is not None:
        y -= layout.locator + 4
        size = furniture.locator_width(scene, home, width, layout.locator), layout.locator
        at = left + (width - size[0] if leading(scene) == "ar" else 0)
        locator = add_axes(figure, (at, bottom + y, *size))
        furniture.draw_locator(locator, scene, window, home, size, leading(scene))
    if not layout.short:
        panel.draw_notes(axes, words, layout, left=0, top=y - 10, width=width)


def _draw_below(figure: Figure, scene: Scene, words: Sequence[Wording], layout: Layout, body: Box) -> None:
    """The map over the whole width; below it legend, locator and notes, or the legend alone."""
    left, bottom, width, height = body
    low = layout.panel * (1.35 if layout.short and len(words) > 1 else 1.0) + TICKS + 6
    box = left, bottom + low, width, height - low
    window = open_window(scene.frame, box[2] / box[3])
    home = furniture.home_of(scene, window)
    draw_map(figure, scene, window, box, layout, locator=home if layout.short else None)
    axes = points_axes(figure, (left, bottom, width, low - TICKS - 10))
    top = low - TICKS - 10
    if layout.short:
        panel.draw_legend(axes, scene, words, layout, left=0, top=top, width=width, room=top)
        return
    _draw_thirds(figure, scene, words, layout, window, (left, bottom, width, top))


def _draw_thirds(
    figure: Figure, scene: Scene, words: Sequence[Wording], layout: Layout, window: Window, box: Box
) -> None:
    left, bottom, width, height = box
    axes, language = points_axes(figure, box), leading(scene)
    home = furniture.home_of(scene, window)
    locator = min(layout.locator, height)
    size = (furniture.locator_width(scene, home, 0.3 * width, locator), locator) if home is not None else (0.0, 0.0)
    rest = width - size[0] - 2 * layout.gutter
    legend, notes = 0.47 * rest, 0.53 * rest
    starts = [0.0, legend + layout.gutter, legend + size[0] + 2 * layout.gutter]
    if language == "ar":
        starts = [width - starts[0] - legend, width - starts[1] - size[0], width - starts[2] - notes]
    panel.draw_legend(axes, scene, words, layout, left=starts[0], top=height, width=legend, room=height)
    if home is not None:
        inset = add_axes(figure, (left + starts[1], bottom + height - size[1], *size))
        furniture.draw_locator(inset, scene, window, home, size, language)
    panel.draw_notes(axes, words, layout, left=starts[2], top=height, width=notes)


def render_static(scene: Scene, suffix: str, *, size: Size | tuple[float, float] = "a4") -> bytes:
    """Draw a scene as the bytes of a file; the same scene gives the same bytes.

    Parameters
    ----------
    suffix : {".png", ".svg", ".pdf"}
        PNG at the dots an inch of its format, SVG with text as text, or PDF with its fonts embedded.
    size : {"a4", "a4-portrait", "16:9", "square"} or tuple of float
        As for `draw_static`.
    """
    return as_file(draw_static(scene, size=size), suffix, scene.title, scene.alt_text)


def write_static(scene: Scene, path: str | PathLike[str], *, size: Size | tuple[float, float] = "a4") -> None:
    """Draw a scene and write it, whole or not at all; the same scene gives the same bytes.

    Parameters
    ----------
    path : path-like
        Ends in ``.png`` (A4: 2338 by 1654 dots, 16:9: 1920 by 1080, square: 1080 by 1080), ``.svg`` (text stays text)
        or ``.pdf`` (fonts embedded).
    size : {"a4", "a4-portrait", "16:9", "square"} or tuple of float
        As for `draw_static`.

    Raises
    ------
    OutputError
        If the file name ends otherwise, the format is not known, or the file cannot be written.
    """
    check_suffix(path, "a map")
    write_page(path, "a map", draw_static(scene, size=size), scene)

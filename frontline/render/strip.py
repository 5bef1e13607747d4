"""Draw many days of a case on one page, as small multiples."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from frontline.geodesy import distance_km
from frontline.render import _static_panel as panel
from frontline.render._static_ground import Window, open_window
from frontline.render._static_map import draw_small_map, leading
from frontline.render._static_page import (
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
from frontline.render._static_text import width_pt
from frontline.render.static import draw_frame
from frontline.scene import name_in, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from matplotlib.figure import Figure

    from frontline.render._static_page import Box, Layout
    from frontline.scene import Language, Scene, Size, Strip, Wording

_HEADING = 13.0
"""Height of the line over each map, in points."""
_BEST_SHAPE = 1.2
"""Width of a map as a multiple of its height."""
_COLUMNS: dict[str, int] = {"a4": 5, "a4-portrait": 4, "16:9": 5, "square": 4}


def draw_strip(strip: Strip, *, size: Size = "a4") -> Figure:
    """Draw many days on one page, each with its date, its front and the distance of the front from the city.

    Parameters
    ----------
    strip : Strip
        As composed.
    size : {"a4", "a4-portrait", "16:9", "square"}
        As for `draw_static`.

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
    >>> days = [fl.assess(case.ledger, f"2024-12-0{day}", "2024-12-05") for day in (1, 2, 3, 4)]
    >>> cells = fl.tessellate(days[-1].places)
    >>> strip = fl.compose_strip([fl.trace_front(day, tessellation=cells) for day in days], city=case.places["Hama"])
    >>> draw_strip(strip, size="square").get_size_inches().tolist()
    [6.0, 6.0]
    """
    scene = _legend_of(strip)
    words = wordings(scene)
    layout = for_languages(replace(layout_of(size), short=True, columns=_COLUMNS[size]), len(words))
    layout = replace(layout, foot=max(layout.foot, 48.0 * len(words) ** 0.5))
    rows = -(-len(scene.legend) // layout.columns)
    low = rows * 13.5 * (1.5 if len(words) > 1 else 1.0) + 8
    with setting():
        figure = open_page(layout)
        # The frame of the page must stand before its maps have a shape, and its words tell how wide these are.
        body = _body(words, strip, layout)
        box = (body[0], body[1] + low + 8, body[2], body[3] - low - 8)
        grid = _arrange(len(strip.scenes), box[2], box[3], layout.gutter, _HEADING * (1 + 0.8 * (len(words) - 1)))
        draw_frame(figure, _word(strip, words, open_window(scene.frame, grid.width / grid.height)), layout)
        axes = points_axes(figure, (body[0], body[1], body[2], low))
        panel.draw_legend(axes, scene, words, layout, left=0, top=low, width=body[2], room=low)
        _draw_days(figure, strip, layout, box, grid)
    return figure


def _legend_of(strip: Strip) -> Scene:
    """The last day, with the legend of all days; villages are not drawn on maps this small."""
    scene = panel.join_legends(strip.scenes[::-1])
    kept = [k for k, entry in enumerate(scene.legend) if entry.symbol != "place"]
    arabic = scene.arabic and replace(scene.arabic, legend=tuple(scene.arabic.legend[k] for k in kept))
    return replace(scene, legend=tuple(scene.legend[k] for k in kept), arabic=arabic)


def _body(words: Sequence[Wording], strip: Strip, layout: Layout) -> Box:
    """The box between head and foot."""
    return draw_frame(open_page(layout), _word(strip, words, open_window(strip.scenes[0].frame, _BEST_SHAPE)), layout)


def write_strip(strip: Strip, path: str | PathLike[str], *, size: Size = "a4") -> None:
    """Draw many days and write them, whole or not at all; the same strip gives the same bytes.

    Parameters
    ----------
    path : path-like
        Ends in ``.png``, ``.svg`` or ``.pdf``.

    Raises
    ------
    OutputError
        If the file name ends otherwise, the format is not known, or the file cannot be written.
    """
    check_suffix(path, "a strip")
    write_page(path, "a strip", draw_strip(strip, size=size), told(strip))


def render_strip(strip: Strip, suffix: str, *, size: Size = "a4") -> bytes:
    """Draw many days as the bytes of a file."""
    scene = told(strip)
    return as_file(draw_strip(strip, size=size), suffix, scene.title, scene.alt_text)


def told(strip: Strip) -> Scene:
    """The last day, with title and alt text of all days."""
    days = [
        f"{day}: {scene.near.value:.1f} km" if scene.near and scene.near.value is not None else f"{day}: no distance"
        for day, scene in zip(strip.days["en"], strip.scenes, strict=True)
    ]
    title = strip.titles["en"]
    city = strip.scenes[-1].city
    far = f"Distance of the front from {city.name}: {'; '.join(days)}." if city else ""
    return replace(strip.scenes[-1], title=title, alt_text=f"Maps of {len(days)} days. {title}. {far}".strip())


def _word(strip: Strip, words: Sequence[Wording], window: Window) -> tuple[Wording, ...]:
    (west, west_lat), (east, east_lat) = window.degrees([-window.half_width, window.half_width], [0, 0])
    wide = float(distance_km(lon=west, lat=west_lat, to_lon=east, to_lat=east_lat)[0])
    return tuple(
        replace(
            w, title=strip.titles[w.language], dates=strip.dates[w.language], subtitle=_explain(strip, w.language, wide)
        )
        for w in words
    )


def _explain(strip: Strip, language: Language, wide_km: float) -> str:
    words, city = say(language, "Each map is {km} km wide; north is up", km=f"{wide_km:.0f}"), strip.scenes[-1].city
    if city is None:
        return words
    told = "{words}; beside each day the distance of the front from {city}"
    return say(language, told, words=words, city=name_in(language, city))


def _draw_days(figure: Figure, strip: Strip, layout: Layout, box: Box, grid: Grid) -> None:
    left, bottom, _, height = box
    small = replace(layout, marks=0.55, names=0.62)
    for number, scene in enumerate(strip.scenes):
        row, column = divmod(number, grid.columns)
        column = grid.columns - 1 - column if leading(scene) == "ar" else column
        at = left + column * (grid.width + layout.gutter)
        top = bottom + height - row * (grid.height + grid.heading + layout.gutter) - grid.heading
        head = points_axes(figure, (at, top, grid.width, grid.heading))
        panel.draw_head(head, _head(strip, number, grid.width))
        window = open_window(scene.frame, grid.width / grid.height)
        draw_small_map(figure, scene, window, (at, top - grid.height, grid.width, grid.height), small, shown=1)


class Grid(NamedTuple):
    """Maps in rows and columns: size of one, and of the line over it, in points."""

    columns: int
    width: float
    height: float
    heading: float


def _arrange(count: int, width: float, height: float, gutter: float, heading: float) -> Grid:
    """Share a box among maps, so that they come out near their best shape with few places left empty."""

    def grid(columns: int) -> Grid:
        rows = -(-count // columns)
        wide = (width - (columns - 1) * gutter) / columns
        return Grid(columns, wide, max((height - (rows - 1) * gutter) / rows - heading, 1.0), heading)

    def fault(columns: int) -> float:
        made = grid(columns)
        empty = -count % columns
        return abs(math.log(made.width / made.height / _BEST_SHAPE)) + 0.15 * empty

    return grid(min(range(1, count + 1), key=fault))


def _head(strip: Strip, number: int, width: float) -> list[panel.Row]:
    """The day at one end of the row, the distance at the other."""
    near, rows = strip.scenes[number].near, []
    for words in wordings(strip.scenes[number]):
        rtl = words.language == "ar"
        day = strip.days[words.language][number]
        km = say(words.language, "{km} km", km=f"{near.value:.1f}") if near and near.value is not None else ""
        day = day if width > 110 or not rtl else day.partition("/")[0]
        size = min(7.2, 7.2 * width / (width_pt(day, 7.2, "bold") + width_pt(km, 7.2) + 6))
        rows.append([panel.Piece(day, size, "bold", rtl), panel.Piece(km, size, "normal", rtl, turned=True)])
    return rows

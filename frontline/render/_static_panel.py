"""What stands round the printed map: head, legend, notes and sources, in one language or in two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import Stroke

from frontline.render import _static_ground as ground
from frontline.render._static_base import draw_base_swatch
from frontline.render._static_text import (
    LEADING,
    clean,
    direct,
    fit,
    has_rtl,
    holds,
    is_rtl,
    shorten,
    sizes_pt,
    text_height,
    width_pt,
    wrap,
)
from frontline.scene import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from frontline.render._static_page import Layout
    from frontline.render._static_text import Block
    from frontline.scene import LegendEntry, Palette, Scene, Style, Wording

SWATCH_PT = (22.0, 10.5)
"""Width and height of what a legend shows, in points."""


def word_head(words: Sequence[Wording], width: float, layout: Layout, *, whole: bool = False) -> list[Row]:
    """Set title, both dates and subtitle as rows of text; two languages share a row where both fit.

    Parameters
    ----------
    whole : bool
        Keep the subtitle also where two languages leave the map little room.
    """
    rows: list[Row] = []
    narrow = layout.short and len(words) > 1  # the map needs the room
    largest, smallest = layout.title[0] * (0.72 if narrow else 1.0), layout.title[1] * (0.8 if narrow else 1.0)
    for wording in words:
        one_line = width_pt(clean(wording.title[:400]), largest * 0.76, "bold") <= width
        height = largest * (1.34 if one_line else 2.67)
        size, blocks = fit([(wording.title, "bold")], width=width, height=height, sizes=sizes_pt(largest, smallest))
        # An Arabic sentence may begin with a Latin name.
        rtl = wording.language == "ar" and has_rtl(wording.title)
        rows += [[Piece(line, size, "bold", rtl or block.rtl)] for block in blocks for line in block.lines]
    for texts, weight, largest in (
        ([w.dates for w in words], "bold", layout.dates),
        ([] if narrow and not whole else [w.subtitle for w in words], "normal", layout.dates - 0.4),
    ):
        lines = [_fit_lines(text, weight, largest, width) for text in texts if clean(text)]
        if all(len(pieces) == 1 for pieces in lines):
            rows += share_rows([pieces[0] for pieces in lines], width)
        else:
            rows += [[piece] for pieces in lines for piece in pieces]
    return rows


_ASCENT = 0.93
"""Of the font, as a share of its size."""


class Piece(NamedTuple):
    """A line of text; one from right to left stands at the right edge, unless it is `turned` to the other one."""

    line: str
    size: float
    weight: str
    rtl: bool
    turned: bool = False


Row = list[Piece]


def _fit_lines(text: str, weight: str, largest: float, width: float) -> list[Piece]:
    """A text on one line, or on two where that would be too small to read: its end is as needed as its beginning."""
    one = holds([(text, weight)], width=width, height=largest * LEADING, size=0.75 * largest)
    height = largest * LEADING * (1.08 if one else 1.75)
    size, blocks = fit([(text, weight)], width=width, height=height, sizes=sizes_pt(largest, 6.0))
    return [Piece(line, size, weight, block.rtl) for block in blocks for line in block.lines]


def share_rows(pieces: list[Piece], width: float) -> list[Row]:
    """Put a line of each direction on one row where both fit, else each on its own."""
    sides = {piece.rtl for piece in pieces}
    used = sum(width_pt(p.line, p.size, p.weight) for p in pieces) + 20
    return [pieces] if len(pieces) == len(sides) == 2 and used <= width else [[piece] for piece in pieces]


def head_height(rows: list[Row]) -> float:
    """Height of the head in points, with the space below it."""
    return sum(max(p.size for p in row) * LEADING for row in rows) + 8


def draw_head(axes: Axes, rows: list[Row]) -> None:
    """Write the head downwards from the top of the axes."""
    width, y = axes.get_xlim()[1], axes.get_ylim()[1]
    for row in rows:
        for piece in row:
            _set_line(axes, piece, 0, width, y, "#111111")
        y -= max(p.size for p in row) * LEADING


def _set_line(axes: Axes, piece: Piece, left: float, width: float, y: float, colour: str) -> None:
    at, side = (left + width, "right") if piece.rtl != piece.turned else (left, "left")
    words = direct(piece.line, rtl=piece.rtl)
    y -= _ASCENT * piece.size  # by the baseline: "top" would be that of the letters, which differs from line to line
    axes.text(at, y, words, ha=side, va="baseline", fontsize=piece.size, fontweight=piece.weight, color=colour)


def draw_legend(
    axes: Axes, scene: Scene, words: Sequence[Wording], layout: Layout, *, left: float, top: float, width: float,
    room: float,
) -> float:  # fmt: skip
    """Draw the legend downwards from `top`, in columns, at the size that its entries leave; return where it ends."""
    if not scene.legend:
        return top
    y = top - 2
    if not layout.short:
        y = draw_heading(axes, [say(w.language, "Legend") for w in words], left, top, width)
    room -= top - y
    labels = [[_word_entry(e, w.legend[k], layout) for w in words] for k, e in enumerate(scene.legend)]
    each = -(-len(labels) // layout.columns)
    across = (width - (layout.columns - 1) * layout.gutter) / layout.columns
    size, rows = _fit_legend(labels, each, across - SWATCH_PT[0] - _AFTER_SWATCH, room, layout)
    mirrored = words[0].language == "ar"
    lowest = y
    for number, at in enumerate(range(0, len(labels), each)):
        place = (layout.columns - 1 - number if mirrored else number) * (across + layout.gutter)
        entries = list(zip(scene.legend, rows, strict=True))[at : at + each]
        box = left + place, y, across
        lowest = min(lowest, _draw_entries(axes, scene, entries, box, y - room, size, mirrored))
    return lowest


_ORDER = ("area", "passed", "contested", "claimed", "front_then", "front", "doubtful_front", "band", "place", "city")
"""Of the entries of a legend; those of the base layer come after."""


def join_legends(scenes: Sequence[Scene]) -> Scene:
    """The first of several scenes with the legend of all of them, in both languages."""
    found: dict[LegendEntry, str] = {}
    for scene in scenes:
        labels = scene.arabic.legend if scene.arabic else ("",) * len(scene.legend)
        for entry, label in zip(scene.legend, labels, strict=True):
            found.setdefault(entry, label)
    entries = sorted(found, key=lambda entry: _ORDER.index(entry.symbol) if entry.symbol in _ORDER else len(_ORDER))
    first = scenes[0]
    arabic = first.arabic and replace(first.arabic, legend=tuple(found[entry] for entry in entries))
    return replace(first, legend=tuple(entries), arabic=arabic)


_AFTER_SWATCH = 7.0
_ENTRY_GAP = 0.5
_LONGEST_LABEL = 300
"""Characters of a label before it is cut."""


def _word_entry(entry: LegendEntry, label: str, layout: Layout) -> str:
    """What an entry says; on a small page the part before what explains it."""
    label = shorten(label, _LONGEST_LABEL)
    if not layout.short or entry.symbol not in ("area", "contested", "claimed", "front"):
        return label
    return label.split(" (")[0].split(": ")[0]


def _fit_legend(
    labels: Sequence[Sequence[str]], each: int, width: float, room: float, layout: Layout
) -> tuple[float, list[list[Row]]]:
    """The largest size at which every column has room, and the rows of each entry.

    Where even the smallest is too large, each entry is cut to a line, so that none is lost.
    """
    for size in sizes_pt(*layout.legend):
        rows = [_entry_rows(texts, width, size) for texts in labels]
        tall = [sum(len(r) + _ENTRY_GAP for r in rows[at : at + each]) for at in range(0, len(rows), each)]
        if max(tall) * size * LEADING <= room:
            return size, rows
    return size, [[[_with_ellipsis(piece) for piece in r[0]]] if len(r) > len(texts) else r
                  for r, texts in zip(rows, labels, strict=True)]  # fmt: skip


def _with_ellipsis(piece: Piece) -> Piece:
    return piece._replace(line=f"{piece.line[:-2].rstrip()}…")


def _entry_rows(texts: Sequence[str], width: float, size: float) -> list[Row]:
    told = dict.fromkeys(texts)  # a name that is the same in both languages is said once
    blocks = [[Piece(line, size, "normal", is_rtl(text)) for line in wrap(text, width, size)] for text in told]
    if len(blocks) == 2 and all(len(block) == 1 for block in blocks):
        return share_rows([block[0] for block in blocks], width)
    return [[piece] for block in blocks for piece in block]


def _draw_entries(
    axes: Axes, scene: Scene, entries: Sequence[tuple[LegendEntry, list[Row]]], box: tuple[float, float, float],
    floor: float, size: float, mirrored: bool,
) -> float:  # fmt: skip
    """Draw a column of entries; what a huge legend cannot show is cut at the floor."""
    left, y, width = box
    swatch = left + width - SWATCH_PT[0] - 0.5 if mirrored else left + 0.5  # the edge of the axes would halve its line
    text = left if mirrored else left + SWATCH_PT[0] + _AFTER_SWATCH
    for entry, rows in entries:
        if y - size * LEADING < floor:
            break
        draw_swatch(axes, scene, entry, swatch, y - size * LEADING / 2)
        for row in rows:
            if y - size * LEADING < floor:
                break
            for piece in row:
                _set_line(axes, piece, text, width - SWATCH_PT[0] - _AFTER_SWATCH, y, "#222222")
            y -= size * LEADING
        y -= _ENTRY_GAP * size * LEADING
    return y


def draw_heading(axes: Axes, words: Sequence[str], left: float, y: float, width: float) -> float:
    """Write a heading, in one language or in two, over a rule; return where what it heads begins."""
    rows = share_rows([Piece(line, 8.2, "bold", is_rtl(line)) for line in words], width)
    for row in rows:
        for piece in row:
            _set_line(axes, piece, left, width, y, ground.INK)
        y -= 8.2 * LEADING if row is not rows[-1] else 0
    axes.add_line(Line2D([left, left + width], [y - 11.8, y - 11.8], color="#bbbbbb", linewidth=0.6))
    return y - 15.6


def draw_block(axes: Axes, block: Block, left: float, width: float, y: float, size: float) -> float:
    """Write a paragraph downwards from `y`; return where it ends."""
    for line in block.lines:
        _set_line(axes, Piece(line, size, block.weight, block.rtl), left, width, y, "#222222")
        y -= size * LEADING
    return y


def draw_swatch(axes: Axes, scene: Scene, entry: LegendEntry, left: float, y: float) -> None:
    """Draw what an entry of the legend explains, as it is drawn on the map."""
    wide, high = SWATCH_PT
    across = shapely.LineString([(left, y), (left + wide, y)])
    style = ground.find_style(scene, entry.actor_id)
    if entry.symbol in ("area", "contested", "claimed"):
        status = "held" if entry.symbol == "area" else entry.symbol
        frame = {"facecolor": "none", "edgecolor": "#777777", "linewidth": 0.5}
        for look in (*ground.area_looks(style, status, scene.palette), frame):
            axes.add_patch(Rectangle((left, y - high / 2), wide, high, **look))
        if style and entry.symbol == "area":  # area and places of one holder share a line of the legend
            axes.plot(left + wide * 0.72, y, **ground.marker_look(style, 2, scene.palette))
            draw_code(axes, (left + wide * 0.27, y), style, scene.palette, 7.0)
    elif entry.symbol == "band":
        axes.add_patch(Rectangle((left, y - high / 2), wide, high, **ground.BAND))
    elif entry.symbol == "passed":
        look = ground.passed_look(style, scene.palette)
        axes.add_patch(Rectangle((left, y - high / 2), wide, high, **look))
        if style:
            draw_code(axes, (left + wide / 2, y), style, scene.palette, 7.0)
    elif entry.symbol == "front_then":
        for look in ground.FRONT_THEN:
            ground.add_shape(axes, across, facecolor="none", **look)
    elif entry.symbol in ("front", "doubtful_front"):
        for look in ground.front_looks(entry.symbol == "front"):
            ground.add_shape(axes, across, facecolor="none", **look)
    elif entry.symbol in ("place", "city"):
        if entry.symbol == "city":
            ground.draw_ring(axes, (left + wide / 2, y), 10)
            style = style or (ground.find_style(scene, scene.city.holder) if scene.city else None)
        axes.plot(left + wide / 2, y, **ground.marker_look(style, 2, scene.palette))
    else:
        draw_base_swatch(axes, entry.symbol, (left, y), (wide, high))


def _as_id(text: str) -> str:
    """What of a text may stand in the id of an SVG element."""
    return "".join(char if char.isalnum() or char in "_-" else "-" for char in text[:40])


def draw_code(axes: Axes, at: Any, style: Style, palette: Palette, size: float) -> None:
    """Write an actor's letter: it tells whose ground it is where colours do not, as on a grey print."""
    look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": size, "fontweight": "bold", "clip_on": True}
    letter = shorten(style.code, 3)
    look["fontsize"] = size = size * (1.0, 0.78, 0.6)[min(len(letter), 3) - 1]
    halo = axes.text(at[0], at[1], letter, color="white", zorder=4.4, **look)
    halo.set_path_effects([Stroke(linewidth=size / 4, foreground="white", alpha=0.9)])
    colour = ground.shade(style.colours[palette], 0.45)
    axes.text(at[0], at[1], letter, color=colour, zorder=4.5, gid=f"code-{_as_id(style.actor_id)}", **look)


def word_notes(words: Sequence[Wording], layout: Layout, width: float, height: float) -> list[tuple[str, str]]:
    """Method and caveats as paragraphs, or in short where a page has no room for them."""
    if not layout.short:
        texts = [
            (text, "normal")
            for w in words
            for text in (w.method, *(f"• {c}" for c in map(clean, w.caveats) if c))
            if clean(text)
        ]
        if len(words) == 1 or holds(texts, width=width, height=height, size=layout.small[1], gap=0.35):
            return texts
    return [(w.short, "normal") for w in words if clean(w.short)]


def draw_notes(axes: Axes, words: Sequence[Wording], layout: Layout, *, left: float, top: float, width: float) -> None:
    """Write method and caveats downwards from `top` to the foot of the axes."""
    if top < 30:
        return
    texts = word_notes(words, layout, width, top - 17)
    if not texts:
        return
    size, blocks = fit(texts, width=width, height=top - 17, sizes=sizes_pt(*layout.small), gap=0.35)
    y = draw_heading(axes, [say(w.language, "Method and caveats") for w in words], left, top, width)
    for block in blocks:
        y = draw_block(axes, block, left, width, y, size) - 0.35 * size * LEADING


def foot_height(words: Sequence[Wording], width: float, layout: Layout) -> float:
    """Height of method in short and credits, in points: what they take, and never so little that a credit is cut."""
    texts, usual = _word_foot(words, layout), layout.foot - 14
    sizes = sizes_pt(*layout.small)
    size, blocks = fit(texts, width=width, height=usual, sizes=sizes, gap=_FOOT_GAP)
    if not holds(texts, width=width, height=usual, size=size, gap=_FOOT_GAP):  # a foot must leave room for a map
        size, blocks = fit(texts, width=width, height=0.25 * layout.points[1], sizes=sizes[-1:], gap=_FOOT_GAP)
    return text_height(blocks, size, _FOOT_GAP) + 1 if blocks else 0.0


_FOOT_GAP = 0.2


def _word_foot(words: Sequence[Wording], layout: Layout) -> list[tuple[str, str]]:
    texts = [(w.short, "normal") for w in words if layout.short and clean(w.short)]
    for w in words:
        if credit := clean(" ".join(w.sources)):
            texts.append((say(w.language, "Sources: {sources}", sources=credit), "normal"))
    return texts


def draw_foot(axes: Axes, words: Sequence[Wording], layout: Layout) -> None:
    """Write the credit line over the foot of the page; on a small page the method in short above it."""
    width, height = axes.get_xlim()[1], axes.get_ylim()[1]
    size, blocks = fit(
        _word_foot(words, layout), width=width, height=height, sizes=sizes_pt(*layout.small), gap=_FOOT_GAP
    )
    y = height
    for block in blocks:
        y = draw_block(axes, block, 0, width, y, size) - _FOOT_GAP * size * LEADING

"""Draw two dates of a case on one page: side by side, or what changed hands between them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.errors import OutputError
from frontline.render import _static_furniture as furniture
from frontline.render import _static_ground as ground
from frontline.render import _static_panel as panel
from frontline.render._static_ground import open_window
from frontline.render._static_map import draw_map, leading
from frontline.render._static_page import (
    TICKS,
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
from frontline.render._static_text import clean, fit, holds, shorten, sizes_pt, width_pt
from frontline.render.static import draw_frame
from frontline.scene import LegendEntry, name_in, say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike
    from typing import Literal

    import geopandas as gpd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from frontline.render._static_page import Box, Layout
    from frontline.scene import Language, Mark, Pair, Scene, Size, Turn, Wording

    Kind = Literal["side", "change"]

KINDS = ("side", "change")
_HEADING = 17.0
"""Height of the line over each of two maps, in points."""
_LEGEND_SHARE = 0.5
"""Of the panel beside a map of what changed hands; the rest is for km² and places. More on a slide in two languages."""
_DOUBTFUL = ("contested", "claimed")
_LEAST_KM2 = 0.5
_LEAST_LIST = 40.0
"""Points of height below which places are not listed."""
_ROOM_FOR_TWO = 500.0
"""Height of a page, in points, beside whose map the lists stand in two languages; else in the one that leads."""
_COLUMNS: dict[str, int] = {"a4": 4, "a4-portrait": 3, "16:9": 4, "square": 3}


def draw_pair(pair: Pair, kind: Kind = "change", *, size: Size = "a4") -> Figure:
    """Draw two dates on one page.

    Parameters
    ----------
    pair : Pair
        As composed.
    kind : {"side", "change"}
        Both maps side by side (one over the other on an upright page), or one map with the ground and the places that
        changed hands.
    size : {"a4", "a4-portrait", "16:9", "square"}
        As for `draw_static`.

    Returns
    -------
    Figure
        Not known to pyplot; its canvas is Agg.

    Raises
    ------
    OutputError
        If kind or format is not known.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> days = [fl.assess(case.ledger, day, "2024-12-05") for day in ("2024-12-01", "2024-12-04")]
    >>> cells = fl.tessellate(days[-1].places)
    >>> pair = fl.compose_pair(*(fl.trace_front(day, tessellation=cells) for day in days), city=case.places["Hama"])
    >>> draw_pair(pair, "side", size="16:9").get_size_inches().tolist()
    [9.6, 5.4]
    """
    if kind not in KINDS:
        raise OutputError(f"{kind!r} is no way to draw two dates; choose one of {', '.join(KINDS)}")
    words = _word(pair)
    layout = for_languages(replace(layout_of(size), short=True), len(words))
    layout = replace(layout, foot=max(layout.foot, 50.0 * len(words) ** 0.5))
    with setting():
        figure = open_page(layout)
        body = draw_frame(figure, words, layout)
        if kind == "side":
            _draw_side(figure, pair, replace(layout, columns=_COLUMNS[size]), body)
        else:
            _draw_change(figure, pair, layout, body)
    return figure


def write_pair(pair: Pair, path: str | PathLike[str], kind: Kind = "change", *, size: Size = "a4") -> None:
    """Draw two dates and write them, whole or not at all; the same pair gives the same bytes.

    Parameters
    ----------
    path : path-like
        Ends in ``.png``, ``.svg`` or ``.pdf``.

    Raises
    ------
    OutputError
        If the file name ends otherwise, kind or format is not known, or the file cannot be written.
    """
    check_suffix(path, "a map")
    write_page(path, "a map", draw_pair(pair, kind, size=size), _titled(pair))


def render_pair(pair: Pair, suffix: str, kind: Kind = "change", *, size: Size = "a4") -> bytes:
    """Draw two dates as the bytes of a file."""
    scene = _titled(pair)
    return as_file(draw_pair(pair, kind, size=size), suffix, scene.title, scene.alt_text)


def _titled(pair: Pair) -> Scene:
    told = "; ".join(_word_gains(pair, "en")) or "No ground changed hands"
    return replace(pair.after, title=pair.titles["en"], alt_text=f"Map of two dates. {pair.titles['en']}. {told}.")


def _word(pair: Pair) -> tuple[Wording, ...]:
    part = "Counted over the whole case, of which the map shows a part"
    return tuple(
        replace(w, title=pair.titles[w.language], dates=pair.dates[w.language], subtitle=say(w.language, part))
        for w in wordings(pair.after)
    )


def _word_gains(pair: Pair, language: Language) -> list[str]:
    return [
        say(
            language,
            "{actor}: +{gained} km², −{lost} km²",
            actor=_short_name(pair.after, gain.actor_id, language),
            gained=f"{gain.gained_km2:,.0f}",
            lost=f"{gain.lost_km2:,.0f}",
        )
        for gain in pair.gains
    ]


def _short_name(scene: Scene, actor_id: str, language: Language) -> str:
    style = ground.find_style(scene, actor_id)
    return name_in(language, style).split(" (")[0] if style else actor_id


def _draw_side(figure: Figure, pair: Pair, layout: Layout, body: Box) -> None:
    left, bottom, width, height = body
    both = panel.join_legends((pair.after, pair.before))
    words = wordings(both)
    rows = -(-len(both.legend) // layout.columns)
    low = rows * 13.5 * (1.45 if len(words) > 1 else 1.0) + 6
    over = _HEADING * (1.0 if len(words) == 1 else 1.65)
    across, high = width, height - low - TICKS - 8
    upright = layout.points[1] > 1.2 * layout.points[0]
    gap = layout.gutter + 2 * TICKS
    size = (across, (high - gap) / 2 - over) if upright else ((across - gap) / 2, high - over)
    top = bottom + low + TICKS + 8
    second = (left, top) if upright else (left + size[0] + gap, top)
    first = (left, top + size[1] + over + gap) if upright else (left, top)
    if leading(pair.after) == "ar" and not upright:
        first, second = second, first
    home = furniture.home_of(pair.after, open_window(pair.after.frame, size[0] / size[1]))
    for number, (scene, corner) in enumerate(((pair.before, first), (pair.after, second))):
        window = open_window(scene.frame, size[0] / size[1])
        small = replace(layout, locator=min(layout.locator, 0.26 * size[1]), marks=0.75, villages=0.5)
        first_map = number == 0  # one locator and one scale bar do for two maps of one frame
        draw_map(
            figure, scene, window, (*corner, *size), small, locator=home if first_map else None, plate=not first_map
        )
        head = points_axes(figure, (corner[0], corner[1] + size[1], size[0], over))
        panel.draw_head(head, panel.share_rows(_headings(pair, number, size[0]), size[0]))
    axes = points_axes(figure, (left, bottom, width, low))
    panel.draw_legend(axes, both, words, layout, left=0, top=low, width=width, room=low)


def _headings(pair: Pair, number: int, width: float) -> list[panel.Piece]:
    scene = (pair.before, pair.after)[number]
    pieces = []
    for words in wordings(pair.after):
        day = pair.days[words.language][number]
        if scene.near is not None and scene.near.value is not None and scene.city is not None:
            km = say(words.language, "{km} km", km=f"{scene.near.value:.1f}")
            day = f"{day}  ·  {shorten(name_in(words.language, scene.city), 20)}: {km}"
        size = min(9.0, 9.0 * width / width_pt(day, 9.0, "bold"))
        pieces.append(panel.Piece(day, size, "bold", words.language == "ar"))
    return pieces


def _draw_change(figure: Figure, pair: Pair, layout: Layout, body: Box) -> None:
    scene = _change_scene(pair)
    words = wordings(scene)
    left, bottom, width, height = body
    if layout.beside:
        across = width - layout.panel - layout.gutter
        mirrored = leading(scene) == "ar"
        start = left + layout.panel + layout.gutter + TICKS if mirrored else left
        across -= TICKS if mirrored else 0
        box: Box = (start, bottom, across, height)
        side = left - TICKS if mirrored else left + across + layout.gutter
        axes = points_axes(figure, (side, bottom, layout.panel, height))
        column = replace(layout, columns=1, legend=(layout.legend[0], 4.4))  # small rather than an entry short
        room = _LEGEND_SHARE * height * (1.42 if layout.points[1] < _ROOM_FOR_TWO and len(words) > 1 else 1.0)
        y = panel.draw_legend(axes, scene, words, column, left=0, top=height, width=layout.panel, room=room)
        told = words if layout.points[1] > _ROOM_FOR_TWO else words[:1]
        _draw_lists(axes, pair, told, words, layout, left=0, top=y - 6, width=layout.panel)
    else:
        low = min(0.36 * height, 190.0)
        box = (left, bottom + low + TICKS + 6, width, height - low - TICKS - 6)
        axes = points_axes(figure, (left, bottom, width, low))
        half = (width - layout.gutter) / 2
        starts = (half + layout.gutter, 0.0) if leading(scene) == "ar" else (0.0, half + layout.gutter)
        column = replace(layout, columns=1)
        panel.draw_legend(axes, scene, words, column, left=starts[0], top=low, width=half, room=low)
        _draw_lists(axes, pair, words, words, layout, left=starts[1], top=low, width=half)
    window = open_window(scene.frame, box[2] / box[3])
    small = replace(layout, locator=min(layout.locator, 0.24 * box[3]))
    home = furniture.home_of(scene, window)
    draw_map(figure, scene, window, box, small, locator=home, over=lambda axes: _draw_changes(axes, pair, window))


def _change_scene(pair: Pair) -> Scene:
    """The later scene without the band, the places that changed hands to the fore, and a legend of the change."""
    after = pair.after
    turned = {t.place_id for t in pair.turned}
    marks = tuple(_bring_forward(mark, mark.place_id in turned) for mark in after.marks)
    apart = ("area", *_DOUBTFUL, "front", "band")  # the line has its day, and the band is not drawn
    rest = [k for k, e in enumerate(after.legend) if e.symbol not in apart]
    areas = [k for k, e in enumerate(after.legend) if e.symbol == "area"]
    doubtful = [k for k, e in enumerate(after.legend) if e.symbol in _DOUBTFUL]
    seen = _passed(pair)
    takers = sorted(set(seen["to_actor"][seen.intersects(shapely.box(*after.frame))]))
    english = _change_entries(pair, takers, "en")
    legend = (
        *(after.legend[k] for k in areas), *english[: len(takers)], *(after.legend[k] for k in doubtful),
        *english[len(takers) :], *(after.legend[k] for k in rest),
    )  # fmt: skip
    arabic = after.arabic
    if arabic is not None:
        new = [entry.label for entry in _change_entries(pair, takers, "ar")]
        labels = (
            *(arabic.legend[k] for k in areas), *new[: len(takers)], *(arabic.legend[k] for k in doubtful),
            *new[len(takers) :], *(arabic.legend[k] for k in rest),
        )  # fmt: skip
        arabic = replace(arabic, legend=labels)
    return replace(
        after,
        marks=marks,
        city=next((m for m in marks if after.city and m.place_id == after.city.place_id), None),
        band=after.band.iloc[:0],
        legend=legend,
        arabic=arabic,
    )


def _bring_forward(mark: Mark, turned: bool) -> Mark:
    if turned:
        return replace(mark, rank=min(mark.rank, 2))
    return replace(mark, rank=3) if mark.rank == 2 and mark.kind != "town" else mark


def _change_entries(pair: Pair, takers: Sequence[str], language: Language) -> list[LegendEntry]:
    then, now = pair.days[language]
    entries = [
        LegendEntry(
            symbol="passed",
            label=say(language, "Passed to {actor}", actor=_short_name(pair.after, taker, language)),
            actor_id=taker,
        )
        for taker in takers
    ]
    lines = [("front_then", pair.before, then), ("front", pair.after, now)]
    for symbol, scene, day in lines:
        if len(scene.front):
            label = say(language, "Front line, {day}", day=day)
            entries.append(LegendEntry(symbol=symbol, label=label))  # type: ignore[arg-type]
    return entries


def _draw_changes(axes: Axes, pair: Pair, window: ground.Window) -> None:
    passed = _passed(pair)
    shapes = dict(zip(passed["to_actor"], window.project(passed.geometry.values), strict=True))
    for actor, shape in shapes.items():
        style = ground.find_style(pair.after, actor)
        ground.add_shape(axes, shape, zorder=2.7, **ground.passed_look(style, pair.after.palette))
    areas = pair.after.areas[pair.after.areas["status"].isin(_DOUBTFUL)]
    for row, area in zip(areas.itertuples(), window.project(areas.geometry.values), strict=True):
        look = ground.area_looks(None, str(row.status), pair.after.palette)[1]
        for shape in shapes.values():  # what is contested or only claimed is so also where it passed
            ground.add_shape(axes, _polygons(shapely.intersection(shape, area)), zorder=2.8, **look)
    for shape in ground.front_lines(pair.before, window).values():
        for coat, look in enumerate(ground.FRONT_THEN):
            gid = "front-then" if coat else None
            ground.add_shape(axes, shape, facecolor="none", zorder=4.6 + coat / 10, gid=gid, **look)


def _passed(pair: Pair) -> gpd.GeoDataFrame:
    """Ground by who took it, without what would be told as 0 km²."""
    whole = pair.changes[["to_actor", "area_km2", "geometry"]].dissolve("to_actor", aggfunc="sum", as_index=False)
    return whole[whole["area_km2"] >= _LEAST_KM2]


def _polygons(shape: Any) -> Any:
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def _draw_lists(
    axes: Axes, pair: Pair, words: Sequence[Wording], heads: Sequence[Wording], layout: Layout, *, left: float,
    top: float, width: float,
) -> None:  # fmt: skip
    """Square kilometres by actor, and the places by who took them, downwards from `top`."""
    y = panel.draw_heading(axes, [say(w.language, "Ground that changed hands") for w in heads], left, top, width)
    texts = [(line, "normal") for w in words for line in _word_gains(pair, w.language) or [say(w.language, "None")]]
    high = max(0.55 * y, min(y, _LEAST_LIST), 1)
    size, blocks = fit(texts, width=width, height=high, sizes=sizes_pt(7.4, 4.6), gap=0.2)
    for block in blocks:
        y = panel.draw_block(axes, block, left, width, y, size) - 0.2 * size * 1.28
    if y < _LEAST_LIST * len(heads):  # the title tells how many they are
        return
    y = panel.draw_heading(axes, [say(w.language, "Places that changed hands") for w in heads], left, y - 4, width)
    sizes = sizes_pt(max(layout.small[0], 6.6), 5.0)
    size, blocks = fit(_word_places(pair, words, width, y, sizes[-1]), width=width, height=y, sizes=sizes, gap=0.25)
    for block in blocks:
        y = panel.draw_block(axes, block, left, width, y, size) - 0.25 * size * 1.28


def _word_places(
    pair: Pair, words: Sequence[Wording], width: float, height: float, size: float
) -> list[tuple[str, str]]:
    """Paragraphs that name the places that came to each actor, as many as there is room for, and count the rest."""
    texts: list[tuple[str, str]] = []
    for most in np.unique(np.geomspace(1, max(len(pair.turned), len(pair.learned), 1), 40).astype(int))[::-1]:
        texts = [(t, "normal") for w in words for t in _paragraphs(pair, w.language, int(most))]
        if holds(texts, width=width, height=height, size=size, gap=0.25):
            break
    return texts


def _paragraphs(pair: Pair, language: Language, most: int) -> list[str]:
    told = []
    for taker in sorted({t.after for t in pair.turned if t.after}):
        came = [t for t in pair.turned if t.after == taker]
        actor: Any = _short_name(pair.after, taker, language)
        names = _name_some(came, language, most)
        told.append(say(language, "To {actor} ({count}): {names}", actor=actor, count=len(came), names=names))
    told = told or [say(language, "None")]
    if pair.learned:
        names, number = _name_some(pair.learned, language, most), len(pair.learned)
        told.append(say(language, "Newly known, not counted above ({count}): {names}", count=number, names=names))
    return told


def _name_some(turns: Sequence[Turn], language: Language, most: int) -> str:
    names = [clean(name_in(language, t)) for t in turns]
    kept = ("، " if language == "ar" else ", ").join(shorten(name, 40) for name in names[:most])
    if len(names) > most:
        return say(language, "{names} and {more} more", names=kept, more=len(names) - most)
    return kept

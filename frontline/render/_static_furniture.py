"""What stands on and beside the printed map itself: graticule, scale bar, north arrow, locator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon, Rectangle

from frontline import geodesy
from frontline.render import _static_ground as ground
from frontline.render._static_labels import Page, boxes_round, ground_km, nice_length_km
from frontline.render._static_text import direct, shorten, width_pt
from frontline.scene import name_in, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from frontline.render._static_ground import Window
    from frontline.scene import Language, Scene

_GREY = "#444444"
_HIDDEN = 120.0
"""What it costs that a plate hides the front or doubtful ground: more than many villages."""


def draw_graticule(
    axes: Axes, window: Window, width: float, height: float, language: Language = "en"
) -> None:
    """Mark round degrees along the lower and left edge; `axes` counts in points from the map's corner."""
    for along, length, half in ((0, width, window.half_width), (1, height, window.half_height)):
        steps = np.linspace(-1, 1, 201)
        edge = np.full((201, 2), -1.0) * (window.half_width, window.half_height)
        edge[:, along] = steps * half
        degrees = window.degrees(*edge.T)[:, along]
        if along == 0:  # across the antimeridian degrees jump
            degrees = window.lon + (degrees - window.lon + 180) % 360 - 180
        for value in _round_values(degrees.min(), degrees.max()):
            at = float(np.interp(value, degrees, (steps + 1) / 2 * length))
            _draw_tick(axes, at, _degrees_text(value, "NS" if along else "EW", language), upright=bool(along))


def _round_values(low: float, high: float) -> list[float]:
    span = max(high - low, 1e-6)
    step = next(s for s in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 90) if span / s <= 8)
    return [float(v) for v in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]


def _degrees_text(value: float, letters: str, language: Language) -> str:
    wrapped = value if letters == "NS" else (value + 180) % 360 - 180
    degrees = f"{abs(wrapped):.3f}".rstrip("0").rstrip(".")
    if not round(wrapped, 6):
        return f"{degrees}°"
    return direct(say(language, f"{{degrees}}°{letters[wrapped < 0]}", degrees=degrees))


def _draw_tick(axes: Axes, at: float, words: str, *, upright: bool) -> None:
    look: dict[str, Any] = {"fontsize": 6, "color": _GREY, "clip_on": False}
    ends = ([-3.5, 0], [at, at]) if upright else ([at, at], [-3.5, 0])
    axes.add_line(Line2D(*ends, color=_GREY, linewidth=0.6, clip_on=False))
    if upright:
        axes.text(-5, at, words, ha="right", va="center", rotation=90, rotation_mode="default", **look)
    else:
        axes.text(at, -5, words, ha="center", va="top", **look)


def draw_plate(axes: Axes, window: Window, page: Page, share: float = 0.22, language: Language = "en") -> Any:
    """Draw north arrow and scale bar on a white plate, in the corner where it hides least.

    Parameters
    ----------
    axes : Axes
        In points from the map's lower left corner.
    page : Page
        What stands on the map already.
    share : float
        Of the map's width, which the scale bar does not exceed.

    Returns
    -------
    ndarray, shape (4,)
        Left, bottom, right, top of the plate, in points.
    """
    width = axes.get_xlim()[1]
    scale = width / (2 * window.half_width)
    km = nice_length_km(ground_km(window, (0, 0), (share * width / scale, 0)))
    size = np.array((_bar_length(window, (0, 0), km) * scale + 58, 40.0))
    box = best_corner(page, size)
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": "#999999", "linewidth": 0.5, "zorder": 12}
    axes.add_patch(Rectangle((box[0], box[1]), *size, **look))
    _draw_north(axes, window, box[:2] + np.array((17, 19)), scale, language)
    _draw_scale(axes, window, box[:2] + np.array((38, 14)), km, scale, language)
    return box


def best_corner(page: Page, size: Any) -> Any:
    """Find the corner of the map where a plate of a width and height hides least; its box, in points."""
    wide, high = size
    right, top = page.width - wide - 6, page.height - high - 6
    corners = [(right, 6), (6, 6), (right, top), (6, top)]
    boxes = np.array([(left, bottom, left + wide, bottom + high) for left, bottom in corners], float)
    cost = page.clutter(boxes + np.array((-4, -4, 4, 4)), inside=False)
    hidden = shapely.intersection(shapely.box(*boxes.T), page.clear)
    cost += _HIDDEN * ((shapely.length(hidden) > 0) + shapely.area(hidden) / (wide * high))
    return boxes[int(cost.argmin())]


def _draw_north(axes: Axes, window: Window, foot: Any, scale: float, language: Language) -> None:
    lon, lat = window.degrees(*(foot / scale + window.bounds[:2]))[0]
    turn = np.radians(geodesy.grid_convergence_deg(lon=lon, lat=lat, crs=window.crs))
    towards = np.array([np.sin(turn), np.cos(turn)])
    aside = np.array([towards[1], -towards[0]])
    tip, heel = foot + 8 * towards, foot - 14 * towards
    for side, colour in ((1, ground.INK), (-1, "white")):
        corners = [tip, heel + side * 6 * aside, heel + 4 * towards]
        axes.add_patch(Polygon(corners, facecolor=colour, edgecolor=ground.INK, linewidth=0.6, zorder=13))
    x, y = foot + 14 * towards
    axes.text(x, y, say(language, "N"), ha="center", va="center", fontsize=8, fontweight="bold", zorder=13)


def _bar_length(window: Window, start: Any, km: float) -> float:
    """Length in the projection, eastwards from a point, that is so many kilometres on WGS 84."""
    length = km * 1000
    for _ in range(3):
        length *= km / ground_km(window, start, (start[0] + length, start[1]))
    return length


def _draw_scale(axes: Axes, window: Window, start: Any, km: float, scale: float, language: Language) -> None:
    """Draw a bar whose length is true where it stands."""
    length = _bar_length(window, start / scale + window.bounds[:2], km) * scale
    x, y = start
    look: dict[str, Any] = {"edgecolor": ground.INK, "linewidth": 0.6, "zorder": 13}
    for i in range(4):
        colour = ground.INK if i % 2 == 0 else "white"
        axes.add_patch(Rectangle((x + i * length / 4, y), length / 4, 4.2, facecolor=colour, **look))
    axes.add_patch(Rectangle((x, y), length, 4.2, facecolor="none", gid=f"scale-bar-{km:g}-km", **look))
    words: dict[str, Any] = {"ha": "center", "zorder": 13}
    for share in (0, 0.5, 1):
        axes.text(x + share * length, y + 6, f"{share * km:g}", va="bottom", fontsize=6.5, **words)
    axes.text(x + length / 2, y - 2, say(language, "kilometres"), va="top", fontsize=6, **words)


def locator_width(scene: Scene, home: Any, widest: float, height: float) -> float:
    """Width of the locator in points, no wider than the base layer reaches on both sides of the country."""
    west, south, east, north = home.bounds
    window = ground.open_window((west, south, east, north), widest / height, margin=0.06)
    if not len(scene.base):
        return widest
    left, right = scene.base.total_bounds[[0, 2]]
    reach = min(window.lon - left, right - window.lon) * 111_320 * np.cos(np.radians(max(abs(south), abs(north))))
    return float(min(widest, max(reach / window.half_height, 0.6) * height))


def draw_locator(
    axes: Axes, scene: Scene, window: Window, home: Any, size: tuple[float, float], language: Language = "en"
) -> None:
    """Draw the country with the map's frame as a box, and the towns that governorates are named after.

    Parameters
    ----------
    home : shapely geometry
        The country, or whatever the map lies in, EPSG:4326.
    size : tuple of float
        Width and height of the axes in points.
    """
    west, south, east, north = home.bounds
    around = ground.open_window((west, south, east, north), size[0] / size[1], margin=0.06)
    left, bottom, right, top = around.bounds
    axes.set(xlim=(left, right), ylim=(bottom, top), xticks=[], yticks=[])
    axes.set_facecolor(ground.SEA if len(scene.base) else ground.LAND)
    for row, shape in zip(scene.base.itertuples(), around.project(scene.base.geometry.values), strict=True):
        if row.kind == "country":
            own = home.equals(row.geometry)
            colours = {"facecolor": "white" if own else "#e6e3db", "edgecolor": "#444444" if own else "#aaaaaa"}
            ground.add_shape(axes, shape, linewidth=0.9 if own else 0.4, zorder=2 + own, **colours)
        elif row.kind == "governorate":
            edge = {"edgecolor": "#bbbbbb", "linewidth": 0.35}
            ground.add_shape(axes, shapely.boundary(shape), facecolor="none", zorder=4, **edge)
    _draw_locator_frame(axes, window, around)
    _draw_seats(axes, scene, around, size, language)


def _draw_locator_frame(axes: Axes, window: Window, around: Window) -> None:
    edge = shapely.get_coordinates(shapely.segmentize(shapely.box(*window.bounds), window.half_width / 8))
    corners = around.points(*window.degrees(*edge.T).T)
    look: dict[str, Any] = {"facecolor": (0.75, 0, 0, 0.18), "edgecolor": "#c00000", "linewidth": 1.2}
    axes.add_patch(Polygon(corners, gid="locator-frame", zorder=6, **look))


def _draw_seats(
    axes: Axes, scene: Scene, around: Window, size: tuple[float, float], language: Language
) -> None:
    """Dot the towns that governorates are named after, the capital among them, and name those with room."""
    kinds, names = scene.base["kind"], scene.base["name"]
    seats = [m for m in scene.marks if m.rank < 2 and m.name in set(names[kinds == "governorate"])]
    if not seats:
        return
    scale = size[0] / (2 * around.half_width)
    spots = (around.points([m.lon for m in seats], [m.lat for m in seats]) - around.bounds[:2]) * scale
    page = Page(*size, boxes_round(spots, 3.0, 3.0), np.ones(len(spots)), shapely.LineString())
    for mark, spot in zip(seats, spots, strict=True):
        axes.plot(*(spot / scale + around.bounds[:2]), marker="o", markersize=2.2, color=ground.INK, zorder=7)
        words = direct(shorten(name_in(language, mark), 16))
        wide = width_pt(words, 5.4) + 1
        centres = spot + np.array([(2.6 + wide / 2, 0), (-2.6 - wide / 2, 0), (0, 5.2), (0, -5.2)])
        boxes = boxes_round(centres, wide, 6.4)
        cost = page.clutter(boxes)
        best = int(cost.argmin())
        if cost[best] < 1:
            page.taken.append(boxes[best])
            at = centres[best] / scale + around.bounds[:2]
            axes.text(at[0], at[1], words, fontsize=5.4, ha="center", va="center", color="#222222", zorder=8)


def home_of(scene: Scene, window: Window) -> Any:
    """Return the country in which the map's centre lies, else the extent of the base layer.

    None without a base layer: a frame alone, in nothing that one could know, locates nothing.
    """
    if not len(scene.base):
        return None
    centre = shapely.Point(window.lon, window.lat)
    countries = scene.base.geometry.values[(scene.base["kind"] == "country").to_numpy()]
    return next((shape for shape in countries if shape.contains(centre)), shapely.box(*scene.base.total_bounds))

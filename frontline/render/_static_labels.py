"""Names on the printed map, placed so that no two of them touch.

Greedy placement in order of importance over eight positions round each place, after Imhof (1975: Positioning names
on maps, The American Cartographer 2, 128-144): right of the place before left, above before below.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.patheffects import Stroke

from frontline import geodesy
from frontline.render._static_ground import INK, MARKER_PT, RING_PT, WATER, Window
from frontline.render._static_text import LEADING, shorten, width_pt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from frontline.scene import Mark, Scene

ROAD, TOWN = "#6b4f2a", "#4a4a4a"
SIZE_PT = (13.0, 9.5, 7.0, 5.6)
"""Font size by rank."""
_POSITIONS = np.array([(1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1)], float)
_ON_THE_FRONT = 8.0
_WORST = (np.inf, 34.0, 15.5, 7.5)
"""The clutter that a label of each rank may cause; beyond it the label is left out."""
_LONGEST, _WRAPPED = 44, 20
"""Characters: of a name before it is cut, and before it is set in two lines."""


@dataclass(slots=True)
class Page:
    """What stands on the map already: boxes in points (left, bottom, right, top) from its lower left corner.

    Parameters
    ----------
    taken : list of ndarray
        Names, scale bar and the like; nothing may touch them.
    marks : ndarray, shape (n, 4)
        Markers, which a name may cover if there is no other way.
    weights : ndarray, shape (n,)
        What it costs to cover each of them.
    front : shapely geometry
        The front line.
    """

    width: float
    height: float
    marks: Any
    weights: Any
    front: Any
    taken: list[Any] = field(default_factory=list)

    def clutter(self, boxes: Any) -> Any:
        """Count what each box would cover; infinite where it may not stand."""
        cost = _touching(boxes, self.marks) @ np.asarray(self.weights, float)
        cost += _ON_THE_FRONT * shapely.intersects(shapely.box(*boxes.T), self.front)
        out = (boxes[:, :2] < 2).any(axis=1) | (boxes[:, 2] > self.width - 2) | (boxes[:, 3] > self.height - 2)
        blocked = _touching(boxes, np.reshape(self.taken, (-1, 4))).any(axis=1)
        cost[out | blocked] = np.inf
        return cost


def _touching(boxes: Any, others: Any) -> Any:
    a, b = boxes[:, None, :], others[None, :, :]
    return (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])


def boxes_round(centres: Any, width: Any, height: Any) -> Any:
    """Boxes of one size round many centres, shape (n, 4)."""
    half = np.array([width, height]).T / 2
    return np.hstack([centres - half, centres + half])


def label_places(axes: Axes, scene: Scene, spots: Any, inside: Any, page: Page, ranks: tuple[int, ...]) -> None:
    """Name the places of some ranks, the nearest to the city first, while there is room.

    Parameters
    ----------
    axes : Axes
        In points from the map's lower left corner.
    spots : ndarray, shape (n, 2)
        Where the marks stand, in points.
    """
    focus = _focus(scene, spots, page)
    shown = [i for i in np.flatnonzero(inside) if min(max(scene.marks[i].rank, 0), 3) in ranks]
    for i in sorted(shown, key=lambda i: (scene.marks[i].rank, float(np.hypot(*(spots[i] - focus))))):
        _label(axes, scene.marks[i], spots[i], page, is_city=scene.marks[i] == scene.city)


def _focus(scene: Scene, spots: Any, page: Page) -> Any:
    where = [i for i, mark in enumerate(scene.marks) if scene.city and mark.place_id == scene.city.place_id]
    return spots[where[0]] if where else np.array([page.width / 2, page.height / 2])


def _label(axes: Axes, mark: Mark, spot: Any, page: Page, *, is_city: bool) -> None:
    rank = min(max(mark.rank, 0), 3)
    weight = "bold" if rank < 2 else "normal"
    name, arabic = _in_two(shorten(mark.name, _LONGEST)), shorten(mark.name_ar, _LONGEST)
    # Both scripts where they fit, else the name alone, else smaller: a place that matters is named.
    forms = [(SIZE_PT[rank], [*name, arabic], _WORST[rank])] if rank < 2 and arabic else []
    forms.append((SIZE_PT[rank], name, _WORST[rank]))
    if rank < 2:
        forms.append((SIZE_PT[2], _in_two(shorten(mark.name, _LONGEST), 12), np.inf))
    gap = (RING_PT if is_city else MARKER_PT[rank]) / 2 + 1.6
    for size, lines, worst in forms:
        if _put(axes, lines, spot, gap, page, worst, {"fontsize": size, "fontweight": weight, "color": INK}):
            return


def _put(axes: Axes, lines: list[str], spot: Any, gap: float, page: Page, worst: float, look: dict[str, Any]) -> bool:
    """Write a name at the best of the positions round its mark, unless even that is too cluttered."""
    size, weight = look["fontsize"], look["fontweight"]
    width = max(width_pt(line, size, weight) for line in lines) + 2
    height = size * LEADING * len(lines)
    reach = np.where(_POSITIONS.prod(axis=1) == 0, 1.0, 0.72)[:, None] * gap
    centres = spot + _POSITIONS * (reach + np.array([width, height]) / 2)
    boxes = boxes_round(centres, width, height)
    cost = page.clutter(boxes) + np.arange(len(centres)) / 2
    best = int(cost.argmin())
    if not cost[best] < worst or not np.isfinite(cost[best]):
        return False
    page.taken.append(boxes[best])
    _write(axes, centres[best], lines, f"label-{len(page.taken)}", **look)
    return True


def _in_two(name: str, longest: int = _WRAPPED) -> list[str]:
    """Break a name of more than `longest` characters at the space nearest to its middle."""
    spaces = [i for i, char in enumerate(name) if char == " "]
    if len(name) <= longest or not spaces:
        return [name if len(name) <= 30 else name[:29] + "…"]
    at = min(spaces, key=lambda i: abs(i - len(name) / 2))
    return [name[:at], name[at + 1 :]]


def _write(axes: Axes, centre: Any, lines: list[str], gid: str, **look: Any) -> None:
    """Write text twice: a white outline, and over it the letters, which stay text in SVG and PDF."""
    place: dict[str, Any] = {"ha": "center", "va": "center", "linespacing": 1.05, "clip_on": True, **look}
    text = "\n".join(line for line in lines if line)
    halo = axes.text(centre[0], centre[1], text, zorder=10, **{**place, "color": "white"})
    halo.set_path_effects([Stroke(linewidth=2.0, foreground="white", alpha=0.85)])
    axes.text(centre[0], centre[1], text, zorder=11, gid=gid, **place)


def label_regions(axes: Axes, scene: Scene, window: Window, page: Page) -> None:
    """Name what lies under the map: areas lightly, deep inside what is seen of them, rivers along their course."""
    scale = page.width / (2 * window.half_width)
    frame = shapely.box(*window.bounds)
    for row, shape in zip(scene.base.itertuples(), _seen(scene, window, frame), strict=True):
        name = shorten(_text(row.name), _LONGEST)
        if shape.is_empty or not name:
            continue
        on_page = shapely.transform(shape, lambda xy: (xy - window.bounds[:2]) * scale)
        if row.kind in ("river", "road"):
            _label_course(axes, name, WATER if row.kind == "river" else ROAD, on_page, page)
        elif row.kind == "settlement":
            _label_town(axes, name, on_page, page)
        elif row.kind == "country" and shape.covers(shapely.Point(0, 0)):
            continue  # the one that the map is about
        elif row.kind in ("country", "governorate", "district", "lake"):
            _label_region(axes, name, row.kind, on_page, page)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _seen(scene: Scene, window: Window, frame: Any) -> Any:
    return shapely.intersection(window.project(scene.base.geometry.values), frame) if len(scene.base) else []


def _label_region(axes: Axes, name: str, kind: str, shape: Any, page: Page) -> None:
    words = name if kind == "lake" else f"{name.upper()} GOVERNORATE" if kind == "governorate" else name.upper()
    size = {"lake": 5.8, "district": 5.8, "governorate": 7.2}.get(kind, 9.0)
    west, south, east, north = shape.bounds
    grid = np.stack(np.meshgrid(np.linspace(west, east, 24), np.linspace(south, north, 24)), axis=-1).reshape(-1, 2)
    lines = [words] if width_pt(words, size) < 0.6 * (east - west) else words.split()
    width = max(width_pt(line, size) for line in lines) + 4
    boxes = boxes_round(grid, width, size * LEADING * len(lines))
    shapely.prepare(shape)
    within = shapely.contains(shape, shapely.box(*boxes.T))
    if not within.any():
        return
    grid, boxes = grid[within], boxes[within]
    depth = shapely.distance(shapely.points(grid), shapely.boundary(shape))
    cost = page.clutter(boxes) - 6 * depth / max(depth.max(), 1)
    best = int(cost.argmin())
    if cost[best] < 20:
        page.taken.append(boxes[best])
        colour = WATER if kind == "lake" else "#6d6a63"
        _write(axes, grid[best], lines, f"label-{len(page.taken)}", fontsize=size, color=colour)


def _label_town(axes: Axes, name: str, shape: Any, page: Page) -> None:
    """Name a town that is no place of the case, smaller and greyer than those are."""
    look = {"fontsize": 6.2, "fontweight": "normal", "color": TOWN}
    for spot in shapely.get_coordinates(shape):
        page.taken.append(boxes_round(spot[None], 4.0, 4.0)[0])
        _put(axes, [name], spot, 3.2, page, _WORST[2], look)


def _label_course(axes: Axes, name: str, colour: str, shape: Any, page: Page) -> None:
    size = 6.4
    length = width_pt(name, size) + 4
    best: tuple[float, Any, float, Any] | None = None
    for line in shapely.get_parts(shape):
        if line.geom_type != "LineString" or line.length < 1.5 * length:
            continue
        ends = np.arange(0, line.length - length, 6)
        start, end = (shapely.get_coordinates(shapely.line_interpolate_point(line, ends + d)) for d in (0, length))
        lean = np.degrees(np.arctan2(*(end - start).T[::-1]))
        lean = (lean + 90) % 180 - 90
        chord = np.hypot(*(end - start).T)
        # Beside the course, not on it: half a line to its upper left.
        across = np.column_stack([-np.sin(np.radians(lean)), np.cos(np.radians(lean))]) * size * 0.75
        centres = (start + end) / 2 + across
        turn = np.abs(np.radians(lean))
        spans = length * np.cos(turn) + size * np.sin(turn), length * np.sin(turn) + size * np.cos(turn)
        boxes = boxes_round(centres, *spans)
        cost = page.clutter(boxes) + 30 * (1 - chord / length) + np.abs(lean) / 20
        i = int(cost.argmin())
        if best is None or cost[i] < best[0]:
            best = float(cost[i]), centres[i], float(lean[i]), boxes[i]
    if best is not None and best[0] < 25:
        page.taken.append(best[3])
        look = {"fontsize": size, "color": colour, "rotation": best[2], "rotation_mode": "anchor"}
        _write(axes, best[1], [name], f"label-{len(page.taken)}", **look)


def nice_length_km(longest: float) -> float:
    """Return the longest of 1, 2 or 5 times a power of ten that is not longer than a length.

    Examples
    --------
    >>> nice_length_km(34.0), nice_length_km(0.7)
    (20.0, 0.5)
    """
    power = 10.0 ** np.floor(np.log10(longest))
    return float(max(step * power for step in (1, 2, 5) if step * power <= longest * (1 + 1e-9)))


def ground_km(window: Window, start: Any, end: Any) -> float:
    """Geodesic distance on WGS 84 between two points of the projection."""
    (lon, lat), (to_lon, to_lat) = window.degrees(*np.array([start, end], float).T)
    return float(geodesy.distance_km(lon=lon, lat=lat, to_lon=to_lon, to_lat=to_lat)[0])

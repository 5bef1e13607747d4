"""Names on the printed map, placed so that no two of them touch.

Greedy placement in order of importance over positions round each place, after Imhof (1975: Positioning names on maps,
The American Cartographer 2, 128-144): right of the place before left, above before below; farther off, with a line that
leads to the place, where a name that matters finds no room beside it.

Libraries for labels of plots were tried on the packaged case: textalloc 1.2 leads most names far off by lines that
cross each other and the front, adjustText 1.4 left 33 overlaps among 211 names after 20 seconds, and neither knows what
a name may cover rather than another, nor which of two scripts to drop.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from matplotlib.patheffects import Stroke

from frontline import geodesy
from frontline.render._static_ground import INK, MARKER_PT, RING_PT, WATER, Window
from frontline.render._static_panel import draw_code
from frontline.render._static_text import LEADING, direct, shorten, width_pt
from frontline.scene import name_in, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from frontline.scene import Language, Mark, Scene

ROAD, TOWN = "#6b4f2a", "#4a4a4a"
SIZE_PT = (13.0, 9.5, 7.0, 5.6)
"""Font size by rank."""
_BESIDE = np.array([(1, 0), (1, 1), (1, -1), (-1, 0), (-1, 1), (-1, -1), (0, 1), (0, -1)], float)
_BETWEEN = np.array([(1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5), (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1)])
_SLID = np.array(
    [(x, y) for x in (1, -1) for y in (0.25, -0.25, 0.75, -0.75)]
    + [(x, y) for y in (1, -1) for x in (0.25, -0.25, 0.75, -0.75)]
)
_ROUND = np.vstack([_BESIDE, _BETWEEN, _SLID])
_POSITIONS = np.vstack([_ROUND, _ROUND, _ROUND])
_FAR = np.repeat((0.0, 11.0, 24.0), len(_ROUND))
"""How much farther off than beside its place a name stands at each position, in points."""
_LESS = 6.0
"""How much less a form of a name is liked than the next fuller one."""
_DISLIKE = np.concatenate(
    [np.concatenate([np.arange(8) / 2, np.arange(8) / 2 + 2, np.full(16, 4.0)]) + at for at in (0, 8, 13)]
)
CODE_PT = 11.0
"""Font size of an actor's letter on the map."""
_NAMED_MARK = 15.0
"""The weight from which on a mark is one of a place that has, or should have, a name."""
_ON_THE_FRONT = 18.0
"""More than covering a place: the front is what the map is about."""
_ACROSS = 8.0
_CROSSED = 60.0
"""What it costs to lead a line through another name, or across another such line."""
_NEXT_TO, _MISTAKEN = 5.0, 9.0
"""A name this near to the mark of another place, in points, may be taken for that one's; and what that costs."""
_WORST = (np.inf, 34.0, 20.0, 7.5)
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
    clear : shapely geometry
        What no plate should hide: the front, of all days of a film, and contested or claimed ground.
    leads : list of shapely geometry
        Lines that lead from marks to names; no name may touch them.
    """

    width: float
    height: float
    marks: Any
    weights: Any
    front: Any
    clear: Any = field(default_factory=shapely.Point)
    taken: list[Any] = field(default_factory=list)
    leads: list[Any] = field(default_factory=list)

    def clutter(self, boxes: Any, *, inside: bool = True) -> Any:
        """Count what each box would cover; infinite where it may not stand, off the map unless told otherwise."""
        cost = _touching(boxes, self.marks) @ np.asarray(self.weights, float)
        cost += _ON_THE_FRONT * shapely.intersects(shapely.box(*boxes.T), self.front)
        out = (boxes[:, :2] < 2).any(axis=1) | (boxes[:, 2] > self.width - 2) | (boxes[:, 3] > self.height - 2)
        blocked = _touching(boxes, np.reshape(self.taken, (-1, 4))).any(axis=1)
        blocked |= shapely.intersects(shapely.box(*boxes.T), shapely.MultiLineString(self.leads))
        cost[(out & inside) | blocked] = np.inf
        return cost

    def others(self, spot: Any) -> Any:
        """Tell which marks are not the one at a spot."""
        return ~((self.marks[:, :2] <= spot) & (spot <= self.marks[:, 2:])).all(axis=1)

    def crossed(self, spot: Any, boxes: Any) -> Any:
        """What it costs to lead a line from a mark to each box: other marks on its way, names, lines, the front."""
        ends = np.clip(spot, boxes[:, :2], boxes[:, 2:])
        ways = shapely.linestrings(np.stack([np.broadcast_to(spot, ends.shape), ends], axis=1))[:, None]
        other = self.others(spot)
        met = shapely.intersects(ways, shapely.box(*self.marks[other].T)[None])
        cost = met @ np.asarray(self.weights, float)[other]
        taken = [shapely.box(*box) for box in self.taken]
        cost += _CROSSED * shapely.intersects(ways[:, 0], shapely.GeometryCollection([*taken, *self.leads]))
        return cost + _ACROSS * shapely.intersects(ways[:, 0], self.front)

    def mistaken(self, spot: Any, boxes: Any) -> Any:
        """What it costs that a name at each box may be taken for that of another place that matters."""
        near = boxes + np.array((-1, -1, 1, 1)) * _NEXT_TO
        kept = self.others(spot) & (np.asarray(self.weights) >= _NAMED_MARK)
        return _MISTAKEN * _touching(near, self.marks[kept]).sum(axis=1)


def _touching(boxes: Any, others: Any) -> Any:
    a, b = boxes[:, None, :], others[None, :, :]
    return (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])


def boxes_round(centres: Any, width: Any, height: Any) -> Any:
    """Boxes of one size round many centres, shape (n, 4)."""
    half = np.array([width, height]).T / 2
    return np.hstack([centres - half, centres + half])


def label_places(
    axes: Axes, scene: Scene, spots: Any, inside: Any, page: Page, ranks: tuple[int, ...], scale: float = 1.0
) -> None:
    """Name the places of some ranks, those that fix the distance first, then the nearest to the city.

    Parameters
    ----------
    axes : Axes
        In points from the map's lower left corner.
    spots : ndarray, shape (n, 2)
        Where the marks stand, in points.
    scale : float
        Factor on the font sizes.
    """
    focus = _focus(scene, spots, page)
    shown = [i for i in np.flatnonzero(inside) if _importance(scene, scene.marks[i]) in ranks]
    away = np.hypot(*(spots - focus).T)
    order = {i: (_importance(scene, scene.marks[i]), not _fixes(scene, scene.marks[i]), away[i]) for i in shown}
    for i in sorted(shown, key=order.__getitem__):
        _label(axes, scene, scene.marks[i], spots[i], page, scale)


def _fixes(scene: Scene, mark: Mark) -> bool:
    return scene.near is not None and mark.place_id in scene.near.basis


def _importance(scene: Scene, mark: Mark) -> int:
    """Rank of a name; what fixes the distance in the title is named like a city, however small it is."""
    rank = min(max(mark.rank, 0), 3)
    return min(rank, 1) if _fixes(scene, mark) else rank


def _focus(scene: Scene, spots: Any, page: Page) -> Any:
    where = [i for i, mark in enumerate(scene.marks) if scene.city and mark.place_id == scene.city.place_id]
    return spots[where[0]] if where else np.array([page.width / 2, page.height / 2])


def _label(axes: Axes, scene: Scene, mark: Mark, spot: Any, page: Page, scale: float) -> None:
    rank, matters = min(max(mark.rank, 0), 3), _importance(scene, mark) < 2
    weight = "bold" if rank < 2 else "normal"
    lead: Language = "ar" if scene.languages == "ar" else "en"
    name = _in_two(shorten(name_in(lead, mark), _LONGEST))
    other = shorten(mark.name_ar, _LONGEST) if lead == "en" else ""
    # Both scripts where they fit, else the name alone, else in two lines: a place that matters is named.
    size = SIZE_PT[rank] * scale
    in_both = other and (rank < 2 or (rank == 2 and scene.languages == "both"))
    forms = [Form(size, weight, [*name, other], 0.0)] if in_both else []
    forms.append(Form(size, weight, name, _LESS * (1 + 100 * (rank == 0)) if in_both else 0.0))
    if matters and rank > 0:
        narrow = _in_two(shorten(name_in(lead, mark), _LONGEST), 12)
        forms += [Form(size, weight, narrow, _LESS + 1), Form(min(size, SIZE_PT[2] * scale), weight, narrow, 2 * _LESS)]
    gap = (RING_PT if mark == scene.city else MARKER_PT[rank]) / 2 + 1.6
    positions = len(_POSITIONS) if 0 < rank < 3 or (matters and rank) else len(_ROUND)
    _put(axes, forms, spot, gap, page, np.inf if matters else _WORST[rank], positions)


class Form(NamedTuple):
    """A way to write a name: font size, weight, lines, and how much less it is liked than the best."""

    size: float
    weight: str
    lines: list[str]
    dislike: float


def _put(
    axes: Axes, forms: list[Form], spot: Any, gap: float, page: Page, worst: float, positions: int, colour: str = INK
) -> None:
    """Write a name in the best form at the best of the positions round its mark, unless even that is too cluttered."""
    ways, far, dislike = _POSITIONS[:positions], _FAR[:positions, None], _DISLIKE[:positions]
    best: tuple[float, Form, Any, Any, bool] | None = None
    for form in forms:
        width = max(width_pt(line, form.size, form.weight) for line in form.lines) + 4
        height = form.size * LEADING * len(form.lines)
        reach = np.where(ways.prod(axis=1) == 0, 1.0, 0.72)[:, None] * (gap + far)
        centres = spot + ways * (reach + np.array([width, height]) / 2)
        boxes = boxes_round(centres, width, height)
        clutter = page.clutter(boxes)
        clutter[far[:, 0] > 0] += page.crossed(spot, boxes[far[:, 0] > 0])
        cost = np.where(clutter < worst, clutter + page.mistaken(spot, boxes) + dislike + form.dislike, np.inf)
        k = int(cost.argmin())
        if np.isfinite(cost[k]) and (best is None or cost[k] < best[0]):
            best = float(cost[k]), form, centres[k], boxes[k], bool(far[k, 0])
    if best is None:
        return
    _, form, centre, box, leads = best
    page.taken.append(box)
    if leads:
        page.leads.append(_lead(axes, spot, box, gap))
    look = {"fontsize": form.size, "fontweight": form.weight, "color": colour}
    _write(axes, centre, form.lines, f"label-{len(page.taken)}", **look)


def _lead(axes: Axes, spot: Any, box: Any, gap: float) -> Any:
    """Draw a thin line from a mark to its name, and return it."""
    end = np.clip(spot, box[:2] + 1, box[2:] - 1)
    away = end - spot
    start = spot + away * min(1.0, gap / max(float(np.hypot(*away)), 1e-9))
    for width, colour in ((1.6, "white"), (0.6, INK)):
        axes.plot(*np.array([start, end]).T, color=colour, linewidth=width, zorder=9.5, solid_capstyle="round")
    return shapely.LineString([start, end])


def label_distance(axes: Axes, ends: Any, km: float, page: Page, language: Language) -> None:
    """Draw a line between two points of the map and write its length beside it.

    Parameters
    ----------
    ends : ndarray, shape (2, 2)
        In points.
    km : float
        The length, in kilometres.
    """
    across = np.hypot(*(ends[1] - ends[0]))
    if across < RING_PT:
        return
    way = (ends[1] - ends[0]) / across
    start = ends[0] + way * RING_PT / 2
    for width, colour in ((2.8, "white"), (1.1, INK)):
        axes.plot(*np.array([start, ends[1]]).T, color=colour, linewidth=width, zorder=8.2, solid_capstyle="butt")
    words, size = say(language, "{km} km", km=f"{km:.1f}"), 7.4
    wide, high = width_pt(words, size, "bold") + 4, size * LEADING
    aside = np.array([-way[1], way[0]])
    off = aside * (np.abs(aside) @ np.array([wide, high]) / 2 + 2)
    spots = [start + (ends[1] - start) * share for share in (0.5, 0.6, 0.4, 0.7, 0.3, 0.8)]
    sides = [side * (off + step * aside) for step in (0, 7, 14) for side in (1, -1)]
    centres = np.array([spot + away for away in sides for spot in spots])
    boxes = boxes_round(centres, wide, high)
    cost = page.clutter(boxes) + np.arange(len(boxes)) / 4
    if np.isfinite(cost).any():
        best = int(cost.argmin())
        page.taken.append(boxes[best])
        _write(axes, centres[best], [words], "distance", fontsize=size, fontweight="bold", color=INK)
    page.front = shapely.union(page.front, shapely.LineString([start, ends[1]]))
    shapely.prepare(page.front)


def label_codes(axes: Axes, scene: Scene, window: Window, page: Page) -> None:
    """Write each holder's letter on its ground, deep inside its largest parts."""
    scale, frame = page.width / (2 * window.half_width), shapely.box(*window.bounds)
    actors = scene.areas["actor"].to_numpy()
    for style in scene.styles:
        own = window.project(scene.areas.geometry.values[actors == style.actor_id])
        shape = shapely.intersection(shapely.union_all(own), frame) if len(own) else None
        if shape is None or shape.is_empty:
            continue
        on_page = shapely.transform(shape, lambda xy: (xy - window.bounds[:2]) * scale)
        parts = [part for part in shapely.get_parts(on_page) if part.geom_type == "Polygon" and part.area > 900]
        for part in sorted(parts, key=lambda p: -p.area)[:3]:
            for spot in _deep_spots(part, page):
                draw_code(axes, spot, style, scene.palette, CODE_PT)


def _deep_spots(shape: Any, page: Page) -> list[Any]:
    """One spot for a letter, or two far apart in a large shape, where they cover nothing."""
    boxes, grid, depth = _within(shape, CODE_PT * 1.2, CODE_PT * 1.2)
    found: list[Any] = []
    for _ in range(2 if shape.area > 0.2 * page.width * page.height else 1):
        if not len(grid):
            break
        near = sum(np.exp(-np.hypot(*(grid - spot).T) / 60) for spot in found) if found else 0.0
        cost = page.clutter(boxes) - 6 * np.minimum(depth / max(depth.max(), 1), 0.5) + 20 * near
        best = int(cost.argmin())
        if not cost[best] < 8:
            break
        page.taken.append(boxes[best])
        found.append(grid[best])
    return found


def _within(shape: Any, width: float, height: float) -> tuple[Any, Any, Any]:
    """Boxes of one size that lie wholly in a shape, their centres, and how deep inside these lie."""
    west, south, east, north = shape.bounds
    grid = np.stack(np.meshgrid(np.linspace(west, east, 24), np.linspace(south, north, 24)), axis=-1).reshape(-1, 2)
    boxes = boxes_round(grid, width, height)
    shapely.prepare(shape)
    within = shapely.contains(shape, shapely.box(*boxes.T))
    grid, boxes = grid[within], boxes[within]
    return boxes, grid, shapely.distance(shapely.points(grid), shapely.boundary(shape))


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
    text = "\n".join(direct(line) for line in lines if line)
    halo = axes.text(centre[0], centre[1], text, zorder=10, **{**place, "color": "white"})
    halo.set_path_effects([Stroke(linewidth=2.0, foreground="white", alpha=0.85)])
    axes.text(centre[0], centre[1], text, zorder=11, gid=gid, **place)


def label_regions(axes: Axes, scene: Scene, window: Window, page: Page) -> None:
    """Name what lies under the map: areas lightly, deep inside what is seen of them, rivers along their course."""
    scale = page.width / (2 * window.half_width)
    language: Language = "ar" if scene.languages == "ar" else "en"
    frame = shapely.box(*window.bounds)
    for row, shape in zip(scene.base.itertuples(), _seen(scene, window, frame), strict=True):
        names = _text(row.name), _text(row.name_ar)
        name = shorten(names[1] or names[0] if language == "ar" else names[0], _LONGEST)
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
            _label_region(axes, name, row.kind, on_page, page, language)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _seen(scene: Scene, window: Window, frame: Any) -> Any:
    return shapely.intersection(window.project(scene.base.geometry.values), frame) if len(scene.base) else []


def _label_region(axes: Axes, name: str, kind: str, shape: Any, page: Page, language: Language) -> None:
    words = name if kind == "lake" else name.upper()
    words = say(language, "{name} GOVERNORATE", name=words) if kind == "governorate" else words
    size = {"lake": 5.8, "district": 5.8, "governorate": 7.2}.get(kind, 9.0)
    west, _, east, _ = shape.bounds
    lines = [words] if width_pt(words, size) < 0.6 * (east - west) else words.split()
    width = max(width_pt(line, size) for line in lines) + 4
    boxes, grid, depth = _within(shape, width, size * LEADING * len(lines))
    if not len(grid):
        return
    cost = page.clutter(boxes) - 6 * depth / max(depth.max(), 1)
    best = int(cost.argmin())
    if cost[best] < 20:
        page.taken.append(boxes[best])
        colour = WATER if kind == "lake" else "#6d6a63"
        _write(axes, grid[best], lines, f"label-{len(page.taken)}", fontsize=size, color=colour)


def _label_town(axes: Axes, name: str, shape: Any, page: Page) -> None:
    """Name a town that is no place of the case, smaller and greyer than those are."""
    for spot in shapely.get_coordinates(shape):
        page.taken.append(boxes_round(spot[None], 4.0, 4.0)[0])
        _put(axes, [Form(6.2, "normal", [name], 0.0)], spot, 3.2, page, _WORST[2], len(_BESIDE), TOWN)


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

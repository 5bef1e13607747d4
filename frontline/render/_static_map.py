"""The map itself on a printed page: ground, front, places, names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.geodesy import point_at
from frontline.render import _static_furniture as furniture
from frontline.render import _static_ground as ground
from frontline.render._static_base import draw_base
from frontline.render._static_labels import (
    Page,
    boxes_round,
    label_codes,
    label_distance,
    label_places,
    label_regions,
)
from frontline.render._static_page import add_axes, points_axes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from frontline.render._static_page import Box, Layout
    from frontline.scene import Language, Scene


def draw_map(
    figure: Figure, scene: Scene, window: ground.Window, box: Box, layout: Layout, *, locator: Any = None,
    over: Callable[[Axes], None] = lambda _: None, plate: bool = True,
) -> None:  # fmt: skip
    """Draw the map of a scene with all names there is room for.

    Parameters
    ----------
    locator : shapely geometry, optional
        The country, EPSG:4326, for a locator in a corner of the map.
    over : callable
        Draws what lies between the ground and the front.
    plate : bool
        Whether scale bar and north arrow stand on it.
    """
    axes = draw_bare_map(figure, scene, window, box)
    over(axes)
    lines = ground.front_lines(scene, window)
    points = window.points([m.lon for m in scene.marks], [m.lat for m in scene.marks])
    inside = window.holds(points)
    ground.draw_front(axes, lines)
    ground.draw_marks(axes, scene, points, inside, layout.villages, layout.marks)
    paper = points_axes(figure, box)
    page = _open_page(scene, window, box, points, inside, lines, layout)
    page.clear = _kept_clear([scene], window, box)
    if locator is not None:
        _inset(figure, scene, window, box, page, locator, layout)
    if plate:
        share = 0.14 if layout.short else 0.22
        page.taken.append(furniture.draw_plate(paper, window, page, share, leading(scene)))
    _draw_names(paper, scene, window, points, inside, page, layout)


def draw_small_map(
    figure: Figure, scene: Scene, window: ground.Window, box: Box, layout: Layout, *, ranks: tuple[int, ...] = (),
    shown: int = 3, locator: Any = None, plate: bool = False, days: Sequence[Scene] = (),
) -> None:  # fmt: skip
    """Draw the map of one of many days: the names stay where they are from day to day, whatever the front does.

    Parameters
    ----------
    ranks : tuple of int
        Of the names besides the city's.
    shown : int
        Least rank of the places that are marked.
    days : sequence of Scene
        All of them, whose fronts no plate should hide.
    """
    axes = draw_bare_map(figure, scene, window, box, layout.marks)
    points = window.points([m.lon for m in scene.marks], [m.lat for m in scene.marks])
    inside = window.holds(points) & (np.array([m.rank for m in scene.marks], int) <= shown)
    ground.draw_front(axes, ground.front_lines(scene, window), layout.marks)
    ground.draw_marks(axes, scene, points, inside, layout.villages, layout.marks)
    paper, still = points_axes(figure, box), replace(scene, near=None)
    page = _open_page(scene, window, box, points, inside, {}, layout)
    page.clear = _kept_clear(days, window, box)
    if locator is not None:
        _inset(figure, scene, window, box, page, locator, layout)
    if plate:
        page.taken.append(furniture.draw_plate(paper, window, page, 0.14, leading(scene)))
        furniture.draw_graticule(paper, window, page.width, page.height, leading(scene))
    scale = page.width / (2 * window.half_width)
    spots = (points - window.bounds[:2]) * scale
    label_places(paper, still, spots, inside & ~_covered(spots, page), page, (0, *ranks), layout.names)
    if ranks:
        _draw_distance(paper, scene, window, page, scale)


def draw_bare_map(figure: Figure, scene: Scene, window: ground.Window, box: Box, factor: float = 1.0) -> Axes:
    """Draw areas, band, water and borders, their lines thinner by a factor; axes in metres of the projection."""
    axes = add_axes(figure, box)
    west, south, east, north = window.bounds
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[])
    ground.draw_ground(axes, scene, window)
    draw_base(axes, scene.base, window, factor)
    return axes


def leading(scene: Scene) -> Language:
    """The language of what is said once."""
    return "ar" if scene.languages == "ar" and scene.arabic is not None else "en"


def _open_page(
    scene: Scene, window: ground.Window, box: Box, points: Any, inside: Any, lines: dict[bool, Any], layout: Layout
) -> Page:
    scale = box[2] / (2 * window.half_width)
    spots = (points - window.bounds[:2]) * scale
    ranks = np.clip([m.rank for m in scene.marks], 0, 3).astype(int)
    front = shapely.transform(shapely.union_all(list(lines.values())), lambda xy: (xy - window.bounds[:2]) * scale)
    shapely.prepare(front)
    across = np.array(ground.MARKER_PT)[ranks] * np.where(ranks == 3, layout.villages, 1.0)
    across[[i for i, m in enumerate(scene.marks) if m == scene.city]] = ground.RING_PT
    across *= layout.marks
    boxes = boxes_round(spots, across + 0.8, across + 0.8)[inside]
    return Page(box[2], box[3], boxes, np.array((*3 * (90.0,), 10.5 * layout.villages**2))[ranks[inside]], front)


def _kept_clear(scenes: Sequence[Scene], window: ground.Window, box: Box) -> Any:
    """The fronts of some days and the ground that is contested or only claimed, in points of the map."""
    shapes: list[Any] = []
    for scene in scenes:
        doubtful = scene.areas["status"].isin(("contested", "claimed")).to_numpy()
        shapes += [*window.project(scene.front.geometry.values), *window.project(scene.areas.geometry.values[doubtful])]
    scale = box[2] / (2 * window.half_width)
    return shapely.transform(shapely.union_all(shapes), lambda xy: (xy - window.bounds[:2]) * scale)


def _inset(
    figure: Figure, scene: Scene, window: ground.Window, box: Box, page: Page, home: Any, layout: Layout
) -> None:
    size = furniture.locator_width(scene, home, 1.6 * layout.locator, layout.locator), layout.locator
    corner = furniture.best_corner(page, size)
    page.taken.append(corner)
    axes = add_axes(figure, (box[0] + corner[0], box[1] + corner[1], *size))
    axes.set_zorder(3)  # over the paper with the names
    furniture.draw_locator(axes, scene, window, home, size, leading(scene))


def _draw_names(
    axes: Axes, scene: Scene, window: ground.Window, points: Any, inside: Any, page: Page, layout: Layout
) -> None:
    """Write degrees at the edge, and names by importance."""
    language = leading(scene)
    scale = page.width / (2 * window.half_width)
    spots = (points - window.bounds[:2]) * scale
    inside = inside & ~_covered(spots, page)
    if scene.city is not None:  # no name may stand on the city
        own = [i for i, mark in enumerate(scene.marks) if mark == scene.city]
        across = 0.7 * ground.RING_PT * layout.marks  # of a ring, without its corners
        page.taken += list(boxes_round(spots[own], across, across))
    furniture.draw_graticule(axes, window, page.width, page.height, language)
    label_places(axes, scene, spots, inside, page, (0,), layout.names)
    _draw_distance(axes, scene, window, page, scale)
    label_places(axes, scene, spots, inside, page, (1, 2), layout.names)
    label_regions(axes, scene, window, page)
    label_codes(axes, scene, window, page)
    label_places(axes, scene, spots, inside, page, (3,), layout.names)


def _covered(spots: Any, page: Page) -> Any:
    """Tell which places a plate or the locator hides; they are not named."""
    plates = np.reshape(page.taken, (-1, 1, 4))
    return ((spots > plates[..., :2]) & (spots < plates[..., 2:])).all(axis=2).any(axis=0)


def _draw_distance(axes: Axes, scene: Scene, window: ground.Window, page: Page, scale: float) -> None:
    """Draw the distance of the title, from the city to the nearest point of the front."""
    near, city = scene.near, scene.city
    if near is None or city is None or near.value is None or near.bearing_deg is None:
        return
    end = point_at(lon=city.lon, lat=city.lat, bearing=[near.bearing_deg], km=near.value)
    ends = window.points([city.lon, float(end[0, 0])], [city.lat, float(end[0, 1])])
    if window.holds(ends).all():
        label_distance(axes, (ends - window.bounds[:2]) * scale, near.value, page, leading(scene))

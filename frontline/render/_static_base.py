"""What lies under the printed map: water, roads, borders and towns, each kind as the scene says it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.colors import to_rgba

from frontline.render import _static_ground as ground
from frontline.scene import BASE_STYLES, BaseStyle, outlines

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

TOWN_PT = 3.2
"""Diameter of the dot of a town that is no place of the case."""
_LOWEST, _STEP = 3.0, 0.05  # above areas and band, below the front


def base_look(style: BaseStyle) -> dict[str, Any]:
    """How matplotlib draws one kind."""
    dashes: Any = (0, style.dashes) if style.dashes else "-"
    fill: Any = to_rgba(style.fill, style.opacity) if style.fill else "none"
    return {"facecolor": fill, "edgecolor": style.colour, "linewidth": style.width_pt, "linestyle": dashes}


def draw_base(axes: Axes, base: gpd.GeoDataFrame, window: ground.Window, factor: float = 1.0) -> None:
    """Draw all kinds of the base layer, the lowest first, each as one shape; `factor` is on the width of lines."""
    for n, style in enumerate(BASE_STYLES):
        rows = base.geometry.to_numpy()[(base["kind"] == style.kind).to_numpy()]
        if not len(rows):
            continue
        level = _LOWEST + n * _STEP
        if style.form == "point":
            spots = window.points(*shapely.get_coordinates(rows).T)
            spots = spots[window.holds(spots)]
            axes.plot(*spots.T, linestyle="none", zorder=level, **_dot(style))
            continue
        shapes = outlines(rows) if style.form == "border" else rows
        # Borders become lines first, so that the edge of the window is not drawn as one.
        shape = shapely.union_all(window.project(shapes)) if style.form != "area" else window.project(shapes)
        look = base_look(style)
        look["linewidth"] *= factor
        for part in np.atleast_1d(shape):
            ground.add_shape(axes, part, zorder=level, **look)


def _dot(style: BaseStyle) -> dict[str, Any]:
    return {"marker": "o", "markersize": TOWN_PT, "markerfacecolor": "white", "markeredgecolor": style.colour}


def draw_base_swatch(axes: Axes, kind: str, at: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw the sign of a kind in the legend, rightwards from `at` and as large as `size`, in points."""
    (left, y), (wide, high) = at, size
    style = next(s for s in BASE_STYLES if s.kind == kind)
    if style.form == "point":
        axes.plot(left + wide / 2, y, **_dot(style))
    elif style.form == "area":
        ground.add_shape(axes, shapely.box(left, y - high / 2, left + wide, y + high / 2), **base_look(style))
    else:
        ground.add_shape(axes, shapely.LineString([(left, y), (left + wide, y)]), **base_look(style))

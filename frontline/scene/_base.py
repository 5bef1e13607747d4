"""How each kind of thing under a map looks, on the page and in print alike. Lowest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseStyle:
    """How one kind of the base layer is drawn.

    Parameters
    ----------
    kind : str
        The value of column `kind`.
    label : str
        Of its line in the legend.
    form : {"area", "border", "line", "point"}
        Filled; the outline of an area; a line; a dot with its name.
    colour, fill : str
        ``#rrggbb`` of line and filling; "" for none.
    width_pt : float
        Of the line in points; 0 for none.
    dashes : tuple of float
        Stroke, gap, ... as multiples of the width; empty for a whole line.
    opacity : float
        Of the filling, 0..1: what lies below must show through a town.
    """

    kind: str
    label: str
    form: Literal["area", "border", "line", "point"]
    colour: str = "#3f7fb8"
    fill: str = ""
    width_pt: float = 0.0
    dashes: tuple[float, ...] = ()
    opacity: float = 1.0


BASE_STYLES: tuple[BaseStyle, ...] = (
    BaseStyle(
        kind="built_up",
        label="Built-up area",
        form="area",
        fill="#4f4a40",
        colour="#4f4a40",
        width_pt=0.3,
        opacity=0.25,
    ),
    BaseStyle(kind="stream", label="Stream or canal", form="line", width_pt=0.5),
    BaseStyle(kind="river", label="River", form="line", width_pt=1.1),
    BaseStyle(kind="lake", label="Lake", form="area", fill="#c3dcef", width_pt=0.5),
    BaseStyle(kind="coast", label="Coast", form="line", width_pt=0.8),
    BaseStyle(kind="minor_road", label="Minor road", form="line", colour="#8f8577", width_pt=0.4),
    BaseStyle(kind="road", label="Main road", form="line", colour="#6b4f2a", width_pt=1.1),
    BaseStyle(kind="rail", label="Railway", form="line", colour="#3d3d3d", width_pt=0.9, dashes=(3, 1.6)),
    BaseStyle(kind="other", label="Other part of the base layer", form="line", colour="#7d7d7d", width_pt=0.6),
    BaseStyle(
        kind="subdistrict", label="Subdistrict border", form="border", colour="#8a8a8a", width_pt=0.5, dashes=(2, 2)
    ),
    BaseStyle(kind="district", label="District border", form="border", colour="#6e6e6e", width_pt=0.6, dashes=(6, 3)),
    BaseStyle(
        kind="governorate",
        label="Governorate border",
        form="border",
        colour="#555555",
        width_pt=0.8,
        dashes=(7, 2, 1.2, 2),
    ),
    BaseStyle(kind="country", label="Country border", form="border", colour="#333333", width_pt=1.6),
    BaseStyle(kind="settlement", label="Town for orientation", form="point", colour="#5b5b5b"),
)
"""Every kind of the base layer, in the order in which they are drawn."""


def outlines(shapes: Any) -> Any:
    """Outlines of areas; lines, as which some files hold their borders, as they are.

    Examples
    --------
    >>> [shape.geom_type for shape in outlines([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])])]
    ['LineString', 'LineString']
    """
    given = np.asarray(shapes, object)
    return np.where(shapely.get_dimensions(given) == 2, shapely.boundary(given), given)

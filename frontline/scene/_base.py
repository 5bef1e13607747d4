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

_LONGEST_LINE = 20_000
"""Corners of one line that may be simplified: the recursion goes as deep as a zigzag has corners, and some 50,000 of
them end the program."""


def simplified(shapes: Any, step: float) -> Any:
    """Take out bends that a map cannot show.

    A line that keeps more than 20,000 corners stays as it is.

    Parameters
    ----------
    shapes : array of shapely geometry
    step : float
        How far a line may move, in its own units.

    References
    ----------
    Douglas and Peucker (1973): Algorithms for the reduction of the number of points required to represent a digitized
    line or its caricature. The Canadian Cartographer 10, 112-122.

    Examples
    --------
    >>> simplified([shapely.LineString([(0, 0), (1, 0.01), (2, 0)])], 0.1)[0].wkt
    'LINESTRING (0 0, 2 0)'
    """
    sparse = shapely.remove_repeated_points(np.asarray(shapes, object), step / 2)
    lines, owner = shapely.get_parts(outlines(sparse), return_index=True)
    longest = np.zeros(len(sparse), int)
    np.maximum.at(longest, owner, shapely.get_num_coordinates(lines))
    tame = longest <= _LONGEST_LINE
    sparse[tame] = shapely.simplify(sparse[tame], step)
    return sparse


def outlines(shapes: Any) -> Any:
    """Outlines of areas; lines, as which some files hold their borders, as they are.

    Examples
    --------
    >>> [shape.geom_type for shape in outlines([shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])])]
    ['LineString', 'LineString']
    """
    given = np.asarray(shapes, object)
    return np.where(shapely.get_dimensions(given) == 2, shapely.boundary(given), given)

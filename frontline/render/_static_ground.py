"""The ground of the printed map: its window on the Earth, areas of control, borders, water, front and markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

from frontline import geodesy

if TYPE_CHECKING:
    import geopandas as gpd
    from matplotlib.axes import Axes

    from frontline.scene import Frame, Palette, Scene, Style

LAND, SEA, WATER, INK = "#f7f5f0", "#dce9f2", "#3f7fb8", "#1a1a1a"
UNKNOWN = "#8a8a8a"
MARKER_PT = (9.0, 7.0, 5.2, 3.6)
"""Diameter of a marker by rank."""
RING_PT = 15.0
"""Diameter of the ring round the reference city."""


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a local equal-area projection, in metres, that fills its box on the page.

    Parameters
    ----------
    lon, lat : float
        Its centre, degrees (EPSG:4326).
    """

    crs: str
    lon: float
    lat: float
    half_width: float
    half_height: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in metres of the projection."""
        return -self.half_width, -self.half_height, self.half_width, self.half_height

    def points(self, lons: Any, lats: Any) -> Any:
        """Project points; returns an array of shape (n, 2) in metres."""
        return shapely.get_coordinates(geodesy.to_local(shapely.points(lons, lats), self.crs))

    def degrees(self, eastings: Any, northings: Any) -> Any:
        """Bring points back; returns an array of shape (n, 2), ``lon, lat``."""
        return shapely.get_coordinates(geodesy.to_wgs84(shapely.points(eastings, northings), self.crs))

    def holds(self, points: Any) -> Any:
        """Tell which of the projected points lie inside."""
        return (np.abs(points[:, 0]) <= self.half_width) & (np.abs(points[:, 1]) <= self.half_height)

    def project(self, geometries: Any) -> Any:
        """Clip geometries to a little more than the window and project them; those outside become empty.

        Clipping comes first because the projection tears shapes that reach round the Earth.
        """
        shapes = np.asarray(geometries, dtype=object)
        shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
        flat = geodesy.to_local(shapely.intersection(shapes, self._reach()), self.crs)
        return np.where(shapely.is_valid(flat), flat, shapely.make_valid(flat))

    def _reach(self) -> Any:
        edge = shapely.segmentize(shapely.box(*(1.15 * side for side in self.bounds)), self.half_width / 8)
        lons, lats = self.degrees(*shapely.get_coordinates(edge).T).T
        offset = (lons - self.lon + 180) % 360 - 180
        west, east = self.lon + offset.min(), self.lon + offset.max()
        return shapely.union_all(
            [shapely.box(west + turn, lats.min(), east + turn, lats.max()) for turn in (-360, 0, 360)]
        )


_LARGEST_M = 7.8e6
"""Half a window's side: the projection ends 12,742 km from its centre, beyond the corners of such a window."""


def open_window(frame: Frame, aspect: float, margin: float = 0.0) -> Window:
    """Lay the smallest window of a given width-to-height ratio that shows a whole frame, and a margin round it."""
    west, south, east, north = frame
    span = (east - west) % 360 or (360.0 if east > west else 0.0)  # east of west, also across the antimeridian
    lon, lat = (west + span / 2 + 180) % 360 - 180, (south + north) / 2
    crs = geodesy.local_crs([lon], [lat])
    steps = np.linspace(0, 1, 17)
    grid = shapely.points(*(g.ravel() for g in np.meshgrid(west + span * steps, south + (north - south) * steps)))
    corners = shapely.get_coordinates(geodesy.to_local(grid, crs))
    wide, high = np.maximum(np.abs(corners[np.isfinite(corners).all(axis=1)]).max(axis=0), 500.0) * (1 + margin)
    wide, high = max(wide, high * aspect), max(high, wide / aspect)
    fits = min(1.0, _LARGEST_M / max(wide, high))
    return Window(crs, lon, lat, wide * fits, high * fits)


BAND: dict[str, Any] = {
    "facecolor": (1, 1, 1, 0.5),
    "edgecolor": (0.1, 0.12, 0.14, 0.5),
    "linewidth": 0.5,
    "linestyle": (0, (1.5, 2)),
}
"""A veil over both sides: where the front may run, neither's colour looks surer than it is."""


def outline(geometry: Any) -> Outline | None:
    """Turn polygons or lines into one matplotlib path; None if there is nothing to draw."""
    if geometry is None or geometry.is_empty:
        return None
    parts = shapely.get_parts(geometry)
    rings = [
        np.asarray(shapely.get_coordinates(line))
        for part in parts
        if part.geom_type in ("Polygon", "LineString")
        for line in (shapely.get_parts(shapely.get_rings(part)) if part.geom_type == "Polygon" else [part])
    ]
    paths = [Outline(ring, closed=False) for ring in rings if len(ring) > 1]
    return Outline.make_compound_path(*paths) if paths else None


def add_shape(axes: Axes, geometry: Any, **look: Any) -> None:
    """Draw polygons filled, or lines, in the coordinates of the axes."""
    path = outline(geometry)
    if path is not None:
        axes.add_patch(PathPatch(path, **look))


def tint(colour: Any, share: float) -> tuple[float, float, float]:
    """Mix a colour into white: opaque, so that overlaps and PDF viewers cannot change it."""
    red, green, blue = (1 - share * (1 - part) for part in to_rgb(colour))
    return red, green, blue


def shade(colour: str, share: float) -> tuple[float, float, float]:
    """Darken a colour towards black."""
    red, green, blue = (part * (1 - share) for part in to_rgb(colour))
    return red, green, blue


def area_looks(style: Style | None, status: str, palette: Palette) -> list[dict[str, Any]]:
    """How an area is filled: one or two coats, the same on the map and in the legend.

    Held ground is tinted and carries its holder's hatch; contested ground is crossed by dark strokes; ground that
    is only claimed shows broad white stripes. The three can be told apart without colour.
    """
    colour = style.colours[palette] if style else UNKNOWN
    if status == "contested":
        return [
            {"facecolor": tint(colour, 0.34), "linewidth": 0},
            {"facecolor": "none", "linewidth": 0, "hatch": "xx", "hatchcolor": "#3a3a3a", "hatch_linewidth": 0.75},
        ]
    if status == "claimed":
        return [
            {"facecolor": tint(colour, 0.4), "linewidth": 0},
            {"facecolor": "none", "linewidth": 0, "hatch": "\\\\", "hatchcolor": "white", "hatch_linewidth": 3.2},
        ]
    held = {"facecolor": tint(colour, 0.4), "linewidth": 0}
    if not style or not style.hatch:
        return [held]
    thin = {"hatchcolor": tint(shade(colour, 0.2), 0.8), "hatch_linewidth": 0.45}
    return [held, {"facecolor": "none", "linewidth": 0, "hatch": style.hatch[:2], **thin}]


FRONT_THEN: tuple[dict[str, Any], ...] = (
    {"edgecolor": "white", "linewidth": 3.0, "capstyle": "butt"},
    {"edgecolor": "#555555", "linewidth": 1.5, "linestyle": (0, (1.2, 1.2)), "capstyle": "butt"},
)
"""Strokes of the front line of an earlier day, lowest first."""


def passed_look(style: Style | None, palette: Palette) -> dict[str, Any]:
    """How ground that came to an actor is filled: darker than what it held, hatched, outlined."""
    colour = style.colours[palette] if style else UNKNOWN
    return {
        "facecolor": tint(colour, 0.72),
        "edgecolor": shade(colour, 0.5),
        "linewidth": 0.9,
        "hatch": "..." + (style.hatch[:2] if style else ""),
        "hatchcolor": shade(colour, 0.45),
        "hatch_linewidth": 0.6,
    }


def draw_ground(axes: Axes, scene: Scene, window: Window) -> None:
    """Draw what fills the ground: land, areas and the band."""
    base = scene.base
    countries = _of_kind(base, "country", window)
    axes.set_facecolor(SEA if _is_covered(base, window) else LAND)
    for shape in countries:
        add_shape(axes, shape, facecolor=LAND, linewidth=0, zorder=1)
    for row, shape in zip(scene.areas.itertuples(), window.project(scene.areas.geometry.values), strict=True):
        for coat, look in enumerate(area_looks(find_style(scene, row.actor), row.status, scene.palette)):
            add_shape(axes, shape, zorder=2 + coat / 10, **look)
    for shape in window.project(scene.band.geometry.values):
        add_shape(axes, shape, zorder=2.6, **BAND)


def _of_kind(base: gpd.GeoDataFrame, kind: str, window: Window) -> Any:
    if base.empty:
        return []
    shapes = window.project(base.geometry.values[(base["kind"] == kind).to_numpy()])
    return shapes[~shapely.is_empty(shapes)]


def _is_covered(base: gpd.GeoDataFrame, window: Window) -> bool:
    """Tell whether the countries reach beyond the window, so that where none is shown there is sea.

    With one country alone what lies beyond its border may be land as well.
    """
    countries = base[base["kind"] == "country"]
    if len(countries) < 2:
        return False
    corners = window.degrees(*(np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * window.bounds[2:]).T)
    seen = shapely.convex_hull(shapely.multipoints(corners))
    return bool(shapely.contains(shapely.box(*countries.total_bounds), seen))


def find_style(scene: Scene, actor_id: str | None) -> Style | None:
    """Return an actor's style, or None for nobody and for an actor that the scene does not style."""
    return next((s for s in scene.styles if s.actor_id == actor_id), None)


def front_lines(scene: Scene, window: Window) -> dict[bool, Any]:
    """Join the stretches of the front into long lines, firm and doubtful apart, in metres."""
    if scene.front.empty:
        return {}
    shapes = window.project(scene.front.geometry.values)
    firm = scene.front["firm"].to_numpy(dtype=bool)
    return {
        wanted: shapely.line_merge(shapely.union_all(shapes[firm == wanted]))
        for wanted in (False, True)
        if (firm == wanted).any()
    }


def front_looks(firm: bool) -> list[dict[str, Any]]:
    """Strokes of the front line, lowest first: a white casing, then the line, solid or dashed."""
    dashes: Any = "-" if firm else (0, (2.6, 1.5))
    casing = {"edgecolor": "white", "linewidth": 4.4, "capstyle": "butt", "joinstyle": "round"}
    return [casing, {**casing, "edgecolor": INK, "linewidth": 2.2 if firm else 1.7, "linestyle": dashes}]


def draw_front(axes: Axes, lines: dict[bool, Any], factor: float = 1.0) -> None:
    """Draw the front line, firm over doubtful; `factor` is on its width."""
    for firm, shape in lines.items():
        for coat, look in enumerate(front_looks(firm)):
            gid = f"front-{'firm' if firm else 'doubtful'}" if coat else None
            look["linewidth"] *= factor
            add_shape(axes, shape, facecolor="none", zorder=5 + coat + firm / 2, gid=gid, **look)


def marker_look(style: Style | None, rank: int, palette: Palette) -> dict[str, Any]:
    """How a place is marked: its holder's shape and colour, hollow grey when nobody is known to hold it."""
    size = MARKER_PT[min(max(rank, 0), 3)]
    look: dict[str, Any] = {"markersize": size, "linestyle": "none", "markeredgewidth": 0.5 + size / 14}
    if style is None:
        return {**look, "marker": "o", "markerfacecolor": "white", "markeredgecolor": UNKNOWN}
    return {**look, "marker": style.marker, "markerfacecolor": style.colours[palette], "markeredgecolor": INK}


def draw_marks(
    axes: Axes, scene: Scene, points: Any, inside: Any, villages: float = 1.0, factor: float = 1.0
) -> None:
    """Draw the places inside the window, the least important first, the city ringed.

    Parameters
    ----------
    villages : float
        Factor on the marks of the least important places.
    factor : float
        On all marks.
    """
    groups: dict[tuple[int, str], list[int]] = {}
    for i in np.flatnonzero(inside):
        mark = scene.marks[i]
        groups.setdefault((-min(max(mark.rank, 0), 3), mark.holder or ""), []).append(int(i))
    for (rank, holder), rows in sorted(groups.items()):
        look = marker_look(find_style(scene, holder), -rank, scene.palette)
        look["markersize"] *= factor * (villages if rank == -3 else 1.0)
        axes.plot(*points[rows].T, zorder=9 + rank / 4, **look)
    if scene.city is not None:
        for i in np.flatnonzero(inside):
            if scene.marks[i].place_id == scene.city.place_id:
                draw_ring(axes, points[i], RING_PT * factor)


def draw_ring(axes: Axes, point: Any, size: float = RING_PT) -> None:
    """Ring the reference city."""
    for width, colour in ((3.2, "white"), (1.3, INK)):
        look: dict[str, Any] = {"marker": "o", "markersize": size, "linestyle": "none", "zorder": 8.5}
        axes.plot(*point, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=width, **look)

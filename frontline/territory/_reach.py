"""How far places speak: the ground that none of them is near enough to speak for stays blank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.spatial import KDTree

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DISC_SEGMENTS = 16
_CENTIMETRE = 0.01
_LOOKS = 6
"""Points of a grid within one reach, at which the land is looked at before anything is cut."""


def within_reach(land: Any, xy_km: NDArray[np.float64], reach_km: float) -> Any:
    """Cut the land to what lies within reach of a place.

    Parameters
    ----------
    land : shapely polygon or multipolygon, or None
        Metres; None for no limit but the reach.
    xy_km : ndarray of float, shape (n, 2)

    Returns
    -------
    shapely geometry
        Metres.
    """
    spots = shapely.points(xy_km * 1000)
    if land is None or len(spots) == 1:
        reached = shapely.union_all(_discs(spots, reach_km))
        return reached if land is None else shapely.intersection(land, reached)
    if not _has_far_ground(land, xy_km, reach_km):
        return land
    # Only places at the rim of far ground matter: their cells, less their discs, are that ground.
    extent = shapely.box(*shapely.total_bounds([land, *spots[:1]]))
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(spots), extend_to=extent, ordered=True))
    open_ = shapely.hausdorff_distance(cells, spots) > reach_km * 1000
    # Joined before they are cut: cell by cell, slivers would stay along their sides.
    reached = shapely.union_all(_discs(spots[open_], reach_km))
    far = shapely.difference(shapely.union_all(cells[open_], grid_size=_CENTIMETRE), reached)
    parts = shapely.get_parts(shapely.difference(land, far))
    return shapely.union_all(parts[shapely.get_dimensions(parts) == 2])


def _discs(spots: NDArray[Any], reach_km: float) -> NDArray[Any]:
    return np.asarray(shapely.buffer(spots, reach_km * 1000, quad_segs=_DISC_SEGMENTS))


def _has_far_ground(land: Any, xy_km: NDArray[np.float64], reach_km: float) -> bool:
    step = reach_km * 1000 / _LOOKS
    west, south, east, north = land.bounds
    grid = np.meshgrid(np.arange(west, east + step, step), np.arange(south, north + step, step))
    x, y = (axis.ravel() for axis in grid)
    apart = KDTree(xy_km).query(np.column_stack([x, y]) / 1000)[0]
    doubtful = apart > reach_km * (1 - 1 / _LOOKS)
    # Between the looked-at points nothing lies farther off than 0.71 of a step.
    shapely.prepare(land)
    around = shapely.buffer(shapely.points(x[doubtful], y[doubtful]), step * 0.75, quad_segs=2)
    return bool(shapely.intersects(land, around).any())

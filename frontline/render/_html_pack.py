"""Whole numbers, lines and cells as short text, for `assets/unpack.js` to read.

A list of whole numbers becomes bytes of seven bits each (LEB128) in base64. Coordinates are steps of 1e-5 degree, about
a metre, lon before lat, each point as its difference from the one before.

References
----------
DWARF Debugging Information Format, version 5 (2017), section 7.6: variable length data; the sign goes into the lowest
bit, as in Protocol Buffers.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from frontline.model import Tessellation

    Ints = NDArray[np.int64]

STEP_DEG = 1e-5


def pack(numbers: ArrayLike) -> str:
    """Write whole numbers as text.

    Examples
    --------
    >>> pack([0, -1, 1, 300])
    'AAEC2AQ='
    """
    whole = np.asarray(numbers, np.int64).ravel()
    rest = ((whole << 1) ^ (whole >> 63)).astype(np.uint64)
    sevens = np.maximum(1, (np.ceil(np.log2(rest.astype(float) + 1) / 7)).astype(int))
    start = np.concatenate([[0], np.cumsum(sevens)])
    packed = np.zeros(start[-1], np.uint8)
    for n in range(int(sevens.max(initial=0))):
        there = sevens > n
        more = np.where(sevens[there] > n + 1, 0x80, 0)
        packed[start[:-1][there] + n] = (rest[there] & np.uint64(0x7F)).astype(np.uint8) | more
        rest = rest >> np.uint64(7)
    return base64.b64encode(packed.tobytes()).decode()


def deltas(numbers: ArrayLike) -> Ints:
    """The first number, and each one's difference from the one before."""
    return np.asarray(np.diff(np.asarray(numbers, np.int64), prepend=0), np.int64)


def steps(coordinates: ArrayLike) -> Ints:
    """Coordinates in degrees, shape (n, 2), as whole steps from one point to the next."""
    whole = np.rint(np.asarray(coordinates, float)[:, :2] / STEP_DEG).astype(np.int64)
    return np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()


def pack_lines(lines: Iterable[Ints]) -> str:
    """Lines of steps one after the other, each with the number of its points before it."""
    parts = [part for line in lines for part in ([len(line) // 2], line)]
    return pack(np.concatenate(parts) if parts else [])


def rings(shape: Any) -> list[Ints]:
    """Outlines and holes, turned against each other so that the page can fill them in one go."""
    polygons = [p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == 2 and not p.is_empty]
    turned = shapely.orient_polygons(np.array(polygons, object))
    return [steps(ring.coords[:-1]) for polygon in turned for ring in shapely.get_rings(polygon)]


def lines(shape: Any) -> list[Ints]:
    """The lines of a shape; points that may stand among them are left out."""
    parts = shapely.get_parts(shape)
    return [steps(part.coords) for part in parts if shapely.get_dimensions(part) == 1 and not part.is_empty]


def pack_cells(cells: Tessellation, area_ha: Sequence[float] | NDArray[np.float64]) -> dict[str, str]:
    """Write the cells of a tessellation as rings over one table of corners.

    Neighbours share their corners, so that the page finds out which two cells each side parts. Rings are sorted along
    a space-filling curve and corners numbered as they are met: then a corner is written as how far back it was met
    first, mostly in one byte.

    Returns
    -------
    dict of str to str
        `corners`: steps of all corners. `rings`: for each ring its cell, as a difference, and its length. `refs`: for
        each corner of each ring how many corners back it was met, 0 if now. `area`: of each cell, hectares.
        `edges`, `lines`: the sides that cells do not share corner by corner, where discs of reach meet: the two
        cells, as differences, and the line.
    """
    corner, start, cell = _rings_of(cells)
    length = np.diff(start)
    points, met = np.unique(corner, axis=0, return_inverse=True)
    _, first, met = np.unique(met.ravel(), return_index=True, return_inverse=True)
    number = np.argsort(np.argsort(first))[met.ravel()] if len(points) else np.empty(0, np.int64)
    new = np.zeros(len(corner), bool)
    new[first] = True
    refs = np.cumsum(new) - new - number
    left, right, loose = _loose_edges(cells, number, start, cell)
    return {
        "corners": pack(steps(corner[np.sort(first)] * STEP_DEG)) if len(points) else "",
        "rings": pack(np.stack([deltas(cell), length], axis=1)),
        "refs": pack(refs),
        "area": pack(np.rint(area_ha)),
        "edges": pack(np.stack([deltas(left), deltas(right)], axis=1)),
        "lines": pack_lines(loose),
    }


def _rings_of(cells: Tessellation) -> tuple[Ints, Ints, Ints]:
    """Corners of all rings in whole steps, where each ring starts among them, and the cell of each ring."""
    polygons, owner = shapely.get_parts(cells.cells, return_index=True)
    there = (shapely.get_dimensions(polygons) == 2) & ~shapely.is_empty(polygons)
    polygons, owner = shapely.orient_polygons(polygons[there]), owner[there]
    order = np.argsort(_along_curve(cells.lon[owner], cells.lat[owner]), kind="stable")
    outlines, polygon = shapely.get_rings(polygons[order], return_index=True)
    cell = owner[order][polygon]
    xy, ring = shapely.get_coordinates(outlines, return_index=True)
    whole = np.rint(xy / STEP_DEG).astype(np.int64)
    # The last corner repeats the first; so may others, once rounded.
    kept = np.zeros(len(ring), bool)
    kept[:-1] = (ring[1:] == ring[:-1]) & (whole[1:] != whole[:-1]).any(axis=1)
    whole, ring = whole[kept], ring[kept]
    left, length = np.unique(ring, return_counts=True)
    return whole, np.append(0, np.cumsum(length)), cell[left]


def _along_curve(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Ints:
    """Position along a Z-order curve of 16 bits an axis (Morton 1966): near in space is mostly near in it."""
    code = np.zeros(len(lon), np.int64)
    for axis, values in enumerate((lon, lat)):
        span = float(np.ptp(values)) if len(values) else 0.0
        whole = ((values - values.min()) / span * 65_535).astype(np.int64) if span else np.zeros(len(values), np.int64)
        for bit in range(16):
            code |= ((whole >> bit) & 1) << (2 * bit + axis)
    return code


def _loose_edges(cells: Tessellation, number: Ints, start: Ints, cell: Ints) -> tuple[Ints, Ints, list[Ints]]:
    """The edges of a tessellation whose two cells share no side corner by corner."""
    size, owner = len(cells.place_ids), np.repeat(cell, np.diff(start))
    following = np.arange(1, len(number) + 1)
    following[start[1:] - 1] = start[:-1]
    sides = np.sort(np.stack([number, number[following]], axis=1), axis=1) if len(number) else np.empty((0, 2), int)
    _, at, count = np.unique(sides, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(at.ravel(), kind="stable")
    second = np.cumsum(count)[count == 2] - 1
    pairs = np.sort(np.stack([owner[order[second - 1]], owner[order[second]]], axis=1), axis=1)
    joined = np.unique(pairs[:, 0] * size + pairs[:, 1])
    low, high = np.minimum(cells.left, cells.right), np.maximum(cells.left, cells.right)
    rows = np.flatnonzero(~np.isin(low * size + high, joined))
    found = [(row, line) for row in rows for line in lines(cells.edges[row])]
    taken = np.array([row for row, _ in found], int)
    return cells.left[taken], cells.right[taken], [line for _, line in found]

"""From a field over scattered places to areas that share their edges exactly: triangles near the line, marched.

Only triangles between places of different holders, and those beside them, are divided and looked into; elsewhere the
ground is plainly one actor's. Every place is a corner of the mesh, so the line cannot pass it on the wrong side.
Plane geometry, kilometres in and metres out; only faces are cut in degrees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Delaunay, KDTree

if TYPE_CHECKING:

    from numpy.typing import NDArray

DIVISIONS = 4
"""Each side of a triangle is cut in so many; with six the line moves by less than 0.5 % of its error."""

FRAME_STEP_KM = 10.0
"""Distance of the corners that carry the mesh past the rim of the land."""

_NEXT = (1, 2, 0)
_SIDES, _OPPOSITE = ((0, 1), (1, 2), (0, 2)), (2, 0, 1)
_CLEAR = (0.02, 0.98)
"""A line keeps clear of the nodes by so much of a side: no two pieces of it meet in a node by chance."""


class Mesh(NamedTuple):
    """Small triangles around the line.

    Parameters
    ----------
    nodes : ndarray of float, shape (m, 2)
        Kilometres.
    triangles : ndarray of int, shape (t, 3)
    place : ndarray of int, shape (m,)
        The place that stands on a node, -1 for none.
    plain : ndarray of int, shape (m,)
        The actor who plainly holds a node on the mesh's outer rim, -1 for nodes within.
    """

    nodes: NDArray[np.float64]
    triangles: NDArray[np.int_]
    place: NDArray[np.int_]
    plain: NDArray[np.int_]


STEP_DEG = 1e-9
"""Grid of the corners of areas, in degrees: a tenth of a millimetre."""

_BARELY = 0.05
"""How clearly ground is given to an actor where only the order counts."""


def frame(land: Any) -> NDArray[np.float64]:
    """Corners around the land, in kilometres: a ring close by and one far out.

    Parameters
    ----------
    land : shapely polygon or multipolygon
        Metres.
    """
    west, south, east, north = land.bounds
    size = max(east - west, north - south, 1.0)
    step = max(FRAME_STEP_KM * 1000, size / 400)
    close = shapely.buffer(shapely.simplify(land, step / 2), 2 * step, quad_segs=4)
    near = shapely.get_coordinates(shapely.segmentize(shapely.simplify(close, step / 5), step))
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    far = np.column_stack([np.cos(turn), np.sin(turn)]) * 2 * size + [(west + east) / 2, (south + north) / 2]
    return np.unique(np.vstack([near, far]).round(1), axis=0) / 1000


def lay_mesh(places: NDArray[np.float64], actors: NDArray[np.int_], rim: NDArray[np.float64], rings: int) -> Mesh:
    """Divide the triangles in which the line may run.

    Parameters
    ----------
    places, actors : ndarray
        Kilometres, and who holds each.
    rim : ndarray of float, shape (r, 2)
        Further corners, without a holder of their own.
    rings : int
        How many rings of triangles around those of mixed holders are looked into as well.
    """
    nearest, rows = KDTree(places).query(rim)
    rim, rows = rim[nearest > 1e-3], rows[nearest > 1e-3]
    corners, holders = np.vstack([places, rim]), np.concatenate([actors, actors[rows]])
    whole = Delaunay(corners)
    sides = holders[whole.simplices]
    inside = (sides != sides[:, _NEXT]).any(axis=1)
    for _ in range(rings):
        beside = whole.neighbors[inside].ravel()
        inside[beside[beside >= 0]] = True
    chosen = np.sort(whole.simplices[inside], axis=1)
    nodes, row = _divide(corners, chosen)
    weights, small = _lattice(DIVISIONS)
    place = np.full(len(nodes), -1)
    place[row[:, weights.argmax(axis=0)].ravel()] = np.where(chosen < len(places), chosen, -1).ravel()
    return Mesh(nodes, row[:, small].reshape(-1, 3), place, _rim_holders(chosen, row, holders, len(nodes)))


def _lattice(n: int) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Barycentric coordinates of the nodes within a triangle, and the small triangles they make."""
    row = {key: k for k, key in enumerate((i, j) for i in range(n + 1) for j in range(n + 1 - i))}
    weights = np.array([((n - i - j) / n, i / n, j / n) for i, j in row])
    upright = [(row[i, j], row[i + 1, j], row[i, j + 1]) for i in range(n) for j in range(n - i)]
    turned = [
        (row[i + 1, j], row[i + 1, j + 1], row[i, j + 1]) for i in range(n - 1) for j in range(n - 1 - i)
    ]
    return weights, np.array(upright + turned)


def _divide(
    corners: NDArray[np.float64], chosen: NDArray[np.int_]
) -> tuple[NDArray[np.float64], NDArray[np.int_]]:
    """Nodes, and for each triangle the row of each of its nodes.

    Corners come in ascending order, so that two triangles compute the nodes of a common side alike.
    """
    weights, _ = _lattice(DIVISIONS)
    nodes = np.einsum("bk,tkd->tbd", weights, corners[chosen]).reshape(-1, 2)
    if not len(nodes):
        return nodes, np.empty((0, len(weights)), int)
    keys = np.round(nodes * 1e5).astype(np.int64)
    keys -= keys.min(axis=0)
    flat = keys[:, 0] * (keys[:, 1].max() + 1) + keys[:, 1]
    _, first, row = np.unique(flat, return_index=True, return_inverse=True)
    return nodes[first], row.reshape(len(chosen), -1)


def _rim_holders(
    chosen: NDArray[np.int_], row: NDArray[np.int_], holders: NDArray[np.int_], count: int
) -> NDArray[np.int_]:
    """Where the divided triangles end, their nodes belong to the actor whose plain triangle begins there."""
    plain = np.full(count, -1)
    weights, _ = _lattice(DIVISIONS)
    sides = np.vstack([chosen[:, pair] for pair in _SIDES])
    along = np.vstack([row[:, weights[:, rest] == 0] for rest in _OPPOSITE])
    _, back, times = np.unique(sides, axis=0, return_inverse=True, return_counts=True)
    rim = (times[back.ravel()] == 1) & (holders[sides[:, 0]] == holders[sides[:, 1]])
    plain[along[rim].ravel()] = np.repeat(holders[sides[rim, 0]], along.shape[1])
    return plain


def settle(mesh: Mesh, field: NDArray[np.float64], actors: NDArray[np.int_]) -> NDArray[np.float64]:
    """Give each place and the rim their own holder, and take ground from an actor who has no place there.

    Parameters
    ----------
    field : ndarray of float, shape (m, c)
        Each actor's value at each node.

    Returns
    -------
    ndarray of float, shape (m, c)
    """
    field = field.copy()
    stands = mesh.place >= 0
    fixed = np.where(stands, actors[mesh.place], mesh.plain)
    known = np.flatnonzero(fixed >= 0)
    sure = np.where(stands[known], 1.0, _BARELY)
    own = np.maximum(field[known, fixed[known]], sure)
    field[known] = np.minimum(field[known], -sure[:, None])
    field[known, fixed[known]] = own
    for _ in range(field.shape[1]):
        holder = field.argmax(axis=1)
        ends = mesh.triangles[:, [(0, 1), (1, 2), (2, 0)]].reshape(-1, 2)
        ends = ends[holder[ends[:, 0]] == holder[ends[:, 1]]]
        links = coo_array((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(len(field), len(field)))
        patches, patch = connected_components(links, directed=False)
        backed = np.zeros(patches, bool)
        backed[patch[known]] = True
        lone = ~backed[patch]
        if not lone.any():
            break
        field[lone, holder[lone]] = field[lone].min(axis=1) - _BARELY
    return field


def march(mesh: Mesh, field: NDArray[np.float64]) -> NDArray[np.float64]:
    """Draw the line between nodes of different holders.

    Returns
    -------
    ndarray of float, shape (s, 2, 2)
        Straight pieces, in metres to the millimetre; three meet where three holders do.
    """
    holder = field.argmax(axis=1)
    # From the lower node to the higher, so that two triangles put the crossing of a common side on the very same point.
    ends = mesh.triangles, mesh.triangles[:, _NEXT]
    low, high = np.minimum(*ends), np.maximum(*ends)
    one, other = holder[low], holder[high]
    cut = one != other
    lead, lag = field[low, one] - field[low, other], field[high, other] - field[high, one]
    share = np.clip(np.where(cut, lead / np.where(cut, lead + lag, 1), 0.5), *_CLEAR)[..., None]
    crossing = np.round((mesh.nodes[low] + share * (mesh.nodes[high] - mesh.nodes[low])) * 1000, 3)
    sides = cut.sum(axis=1)
    pieces = [crossing[sides == 2][cut[sides == 2]].reshape(-1, 2, 2)]
    middle = np.round(crossing[sides == 3].mean(axis=1), 3)
    pieces += [np.stack([crossing[sides == 3][:, k], middle], axis=1) for k in range(3)]
    return np.concatenate(pieces)


def part(land: Any, lines: Any, further: list[Any]) -> NDArray[Any]:
    """Cut the land along the line (and along `further` lines) into faces that share their edges exactly.

    Parameters
    ----------
    land : shapely polygon or multipolygon
        Degrees: cut on the plane and brought home, two edges a hand apart could cross.
    lines : shapely MultiLineString
    """
    net = shapely.union_all([lines, land.boundary, *further], grid_size=STEP_DEG)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(net)))
    shapely.prepare(land)
    return np.asarray(faces[shapely.contains(land, shapely.point_on_surface(faces))])


def clip_below(mesh: Mesh, height: NDArray[np.float64]) -> NDArray[Any]:
    """Those parts of the small triangles where a height over the nodes is below zero, in metres."""
    below = height < 0
    count = below[mesh.triangles].sum(axis=1)
    nodes = mesh.nodes * 1000
    shapes = [shapely.polygons(nodes[mesh.triangles[count == 3]])] if (count == 3).any() else []
    for wanted in (1, 2):
        rows = mesh.triangles[count == wanted]
        odd = below[rows] if wanted == 1 else ~below[rows]
        rows = np.take_along_axis(rows, (odd.argmax(axis=1)[:, None] + [0, 1, 2]) % 3, axis=1)
        ends = [_zero(nodes, height, rows[:, 0], rows[:, k]) for k in (1, 2)]
        ring = [nodes[rows[:, 0]], *ends] if wanted == 1 else [ends[0], nodes[rows[:, 1]], nodes[rows[:, 2]], ends[1]]
        if len(rows):
            shapes.append(shapely.polygons(np.stack(ring, axis=1)))
    return np.concatenate(shapes) if shapes else np.empty(0, object)


def _zero(
    nodes: NDArray[np.float64], height: NDArray[np.float64], one: NDArray[np.int_], other: NDArray[np.int_]
) -> NDArray[np.float64]:
    """Where a height is zero between two nodes, the same from either side."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    share = np.clip(height[low] / (height[low] - height[high]), *_CLEAR)
    return np.asarray(np.round(nodes[low] + share[:, None] * (nodes[high] - nodes[low]), 3))


def shared_edges(cells: Any, step: float = 1e-3) -> tuple[Any, NDArray[np.int_], NDArray[np.int_]]:
    """Find the straight edges that two cells have in common, from their rings alone.

    Parameters
    ----------
    step : float
        Corners nearer than this are one: a millimetre on a plane.

    Returns
    -------
    tuple of (ndarray of LineString, ndarray of int, ndarray of int)
        Edges, and the positions of the cells on both sides.
    """
    xy, owner = shapely.get_coordinates(cells, return_index=True)
    inside = owner[1:] == owner[:-1]
    ends = np.stack([xy[:-1][inside], xy[1:][inside]], axis=1)
    owner = owner[:-1][inside]
    keys = np.rint(ends / step).astype(np.int64)
    swap = (keys[:, 0, 0] > keys[:, 1, 0]) | ((keys[:, 0, 0] == keys[:, 1, 0]) & (keys[:, 0, 1] > keys[:, 1, 1]))
    keys[swap] = keys[swap][:, ::-1]
    flat = keys.reshape(len(keys), 4)
    order = np.lexsort(flat.T[::-1])
    same = (flat[order][1:] == flat[order][:-1]).all(axis=1)
    first, second = order[:-1][same], order[1:][same]
    return shapely.linestrings(ends[first]), owner[first], owner[second]

"""The way from labelled places on a plane to faces, line and band; what every caller of the field shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely
from scipy.spatial import KDTree

from frontline.geodesy import to_local, to_wgs84, unroll
from frontline.territory._field import NEIGHBOURS, NUGGET, as_values, krige, log_odds
from frontline.territory._mesh import clip_below, frame, lay_mesh, march, part, settle

if TYPE_CHECKING:
    from numpy.typing import NDArray

LINE_RINGS, BAND_RINGS = 1, 3
"""Rings of triangles looked into: a line keeps to those beside mixed ones, its band spreads farther."""


LINE_ODDS = 0.62
"""The odds are fitted at places; between them the line strays farther. With this share of the odds bands of 50, 80, 90
and 95 % hold about so much of the true line, with 500 to 19,000 places and with up to 5 % of labels wrong."""


class Memory:
    """Estimates made before, for a history: where neither a node nor the places that speak for it changed, they stand.

    A node is known by a 64-bit hash of its position and of position, label and noise of its places.
    """

    def __init__(self) -> None:
        self._keys = np.empty(0, np.uint64)
        self._values: dict[int, NDArray[np.float64]] = {}

    def recall(self, keys: NDArray[np.uint64], width: int) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Tell which nodes are known, and their estimates."""
        stored = self._values.get(width)
        out = np.zeros((len(keys), width))
        if stored is None or not len(self._keys) or len(stored) != len(self._keys):
            return np.zeros(len(keys), bool), out
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        known = self._keys[at] == keys
        out[known] = stored[at[known]]
        return known, out

    def learn(self, keys: NDArray[np.uint64], values: NDArray[np.float64]) -> None:
        """Keep the estimates of this day only: the next one differs little from it."""
        self._keys, first = np.unique(keys, return_index=True)
        self._values = {values.shape[1]: values[first]}


def _hash(numbers: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Hash each row of numbers (the finaliser of splitmix64, Steele, Lea and Flood 2014)."""
    mixed = np.zeros(len(numbers), np.uint64)
    for column in np.ascontiguousarray(numbers.T + 0.0).view(np.uint64):
        mixed = (mixed ^ column) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(31)
    return mixed


class Globe(NamedTuple):
    """Where a plane lies.

    Parameters
    ----------
    crs : str
        Local, metres.
    crosses : bool
        Whether it lies on both sides of the antimeridian; then longitudes run from 0 to 360 until the end.
    """

    crs: str
    crosses: bool = False

    def home(self, geometries: Any) -> Any:
        """From metres to degrees."""
        return unroll(to_wgs84(geometries, self.crs), self.crosses)

    def away(self, geometries: Any) -> NDArray[np.float64]:
        """Coordinates in kilometres of geometries in degrees."""
        return np.asarray(shapely.get_coordinates(to_local(geometries, self.crs)) / 1000)


class Plane(NamedTuple):
    """What is made of labelled places on a plane.

    Parameters
    ----------
    faces : ndarray of shapely Polygon, shape (f,)
        A coverage of the land, degrees.
    holder : ndarray of int, shape (f,)
    band : ndarray of shapely Polygon, shape (b,)
        Degrees. Ground whose holder is less sure than was asked; empty where no band was asked for.
    """

    faces: NDArray[Any]
    holder: NDArray[np.int_]
    band: NDArray[Any]


def resolve_plane(
    places: NDArray[np.float64],
    actors: NDArray[np.int_],
    count: int,
    wrong: NDArray[np.float64],
    land: Any,
    globe: Globe,
    *,
    band: float | None = None,
    further: list[Any] | None = None,
    memory: tuple[Memory, Memory] | None = None,
) -> Plane:
    """Part the land among actors.

    Parameters
    ----------
    places : ndarray of float, shape (n, 2)
        Kilometres, no two alike.
    actors : ndarray of int, shape (n,)
        Positions among `count` actors.
    wrong : ndarray of float, shape (n,)
        Probability that each label is wrong; above one half it is overruled.
    land : shapely polygon or multipolygon
        Degrees.
    band : float, optional
        Probability with which the band is to hold the true line.
    further : list of shapely lines, optional
        Lines, in degrees, along which faces are cut as well.
    memory : pair of Memory, optional
        Estimates of the line and of the band on another day of the same history.
    """
    kept = np.flatnonzero(wrong <= 0.5)
    sites, sides = places[kept], actors[kept]
    values = as_values(sides, count, np.zeros(len(kept)))
    if len(np.unique(sides)) < 2:
        faces = part(land, shapely.MultiLineString(), further or [])
        return Plane(faces, np.full(len(faces), sides[0]), np.empty(0, object))
    mesh = lay_mesh(sites, sides, frame(to_local(land, globe.crs)), LINE_RINGS if band is None else BAND_RINGS)
    tree = KDTree(sites)
    line_memory, band_memory = memory or (None, None)
    field = settle(mesh, _estimate(mesh.nodes, tree, values, memory=line_memory), sides)
    lines = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(march(mesh, field))))
    faces = part(land, globe.home(lines), further or [])
    holder = _face_holders(faces, globe, sites, sides, tree, values)
    belt = np.empty(0, object)
    if band is not None:
        soft = _estimate(mesh.nodes, KDTree(places), *_as_doubted(actors, count, wrong), memory=band_memory)
        belt = globe.home(clip_below(mesh, _sureness(soft) - band))
    return Plane(faces, holder, belt)


def _estimate(
    points: NDArray[np.float64],
    tree: KDTree,
    values: NDArray[np.float64],
    nugget: NDArray[np.float64] | None = None,
    memory: Memory | None = None,
) -> NDArray[np.float64]:
    k = min(NEIGHBOURS, tree.n)
    near = tree.query(points, k=k)[1].reshape(len(points), k)
    noise = np.full(tree.n, NUGGET) if nugget is None else nugget
    if memory is None:
        return krige(points, near, tree.data, values, noise)
    speakers = _hash(np.column_stack([tree.data, values, noise]))
    keys = _hash(points) ^ np.bitwise_xor.reduce(speakers[near], axis=1)
    known, field = memory.recall(keys, values.shape[1])
    field[~known] = krige(points[~known], near[~known], tree.data, values, noise)
    memory.learn(keys, field)
    return field


def _as_doubted(
    actors: NDArray[np.int_], count: int, wrong: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Labels that may be wrong, as values and the noise of each.

    A label of 1 or -1 that is wrong with probability w is 1 - 2w of the truth on average; divided by that, it is right
    on average, with a variance of 4w(1 - w) / (1 - 2w)^2.
    """
    values = as_values(actors, count, (wrong > 0.5).astype(float))
    noise = 4 * wrong * (1 - wrong) / np.maximum((1 - 2 * wrong) ** 2, 1e-3)
    return values, NUGGET + noise


def _sureness(field: NDArray[np.float64]) -> NDArray[np.float64]:
    """How surely a node lies on the side it seems to, 0 on the line to 1: twice the probability, less one."""
    odds = LINE_ODDS * log_odds(field.max(axis=1))
    return np.asarray(np.tanh(np.maximum(odds, 0) / 2))


def _face_holders(
    faces: NDArray[Any],
    globe: Globe,
    sites: NDArray[np.float64],
    sides: NDArray[np.int_],
    tree: KDTree,
    values: NDArray[np.float64],
) -> NDArray[np.int_]:
    """A face is its places'; one without a place is the field's."""
    holder = np.full(len(faces), -1)
    face, site = shapely.STRtree(globe.home(shapely.points(sites * 1000))).query(faces, predicate="contains")
    holder[face] = sides[site]
    empty = np.flatnonzero(holder < 0)
    if len(empty):
        inner = globe.away(shapely.point_on_surface(faces[empty]))
        holder[empty] = _estimate(inner, tree, values).argmax(axis=1)
    return holder

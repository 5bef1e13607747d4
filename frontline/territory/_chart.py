"""From a table of places with holders to areas, front and band, with no ledger at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import KDTree

from frontline.errors import GroundError
from frontline.geodesy import WGS84, antimeridian, area_km2, length_km, roll, to_local, unroll
from frontline.territory._field import Trial, try_labels
from frontline.territory._input import WIDEST_KM, Points, Rival, check_mask, check_table, crs_of, lay_out
from frontline.territory._mesh import STEP_DEG, shared_edges
from frontline.territory._plane import Globe, Plane, resolve_plane
from frontline.territory._reach import within_reach

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

LEAST_REACH_KM, REACH_SPACINGS = 80.0, 15.0
"""How far a place speaks where the caller does not say: 80 km, or 15 times the middle distance between neighbouring
places where they lie far apart. In Ukraine the widest gap in settled land is 47 km with 5,478 towns, up to 85 km with
half of them and up to 92 km with a fifth, 8 to 12 times the middle distance: settled country stays whole, the empty
heart of a desert blank."""

BAND = 0.9
"""Probability with which the band is to hold the true front where the caller does not say."""

_LONGEST_SIDE_DEG = 0.25
"""Sides of a mask are straight in degrees: so finely are they cut before they are laid on the plane."""


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What a table of places says about the ground between them. All in EPSG:4326.

    Parameters
    ----------
    areas : GeoDataFrame[actor, area_km2, places, geometry]
        One row an actor who holds ground; neighbours share their edges exactly. Ground out of reach is in none.
    front : GeoDataFrame[left_actor, right_actor, length_km, geometry]
        One row for each two actors that meet.
    band : GeoDataFrame[probability, area_km2, geometry]
        One row: the ground that holds the true front with that probability.
    places : DataFrame
        The table as given, with `holder` (the area it lies in, "" for none), `doubt` (probability that its label is
        wrong), `overruled` and `reason`.
    wrong_rate : float
        Share of wrong labels near the front, as learned.
    reach_km : float
        How far a place speaks, kilometres.
    """

    areas: gpd.GeoDataFrame
    front: gpd.GeoDataFrame
    band: gpd.GeoDataFrame
    places: pd.DataFrame
    wrong_rate: float
    reach_km: float


def infer(points: pd.DataFrame, mask: Any = None, reach_km: float | None = None) -> gpd.GeoDataFrame:
    """Part the land among actors, from places with holders.

    Wrong labels are reckoned with: one that the places around it contradict is overruled, and the share of wrong
    labels is learned from how many are. Several places that agree, or one of higher stated confidence than its
    surroundings, hold their pocket.

    Parameters
    ----------
    points : DataFrame[lon, lat, actor[, confidence]]
        Degrees (EPSG:4326). A blank actor is a place whose holder is not known. `confidence` is the probability that
        the holder is right, as far as its source can say; only the differences count.
    mask : shapely polygon or multipolygon, optional
        Land that may be drawn, EPSG:4326.
    reach_km : float, optional
        How far a place speaks for the ground around it, kilometres; see `default_reach_km` if left out.

    Returns
    -------
    GeoDataFrame[actor, geometry]
        EPSG:4326. One row an actor who holds ground; a coverage, without overlaps or slivers.

    Raises
    ------
    GroundError
        If the table or the mask cannot be used; says which rows, and what to do.

    References
    ----------
    See `frontline.territory._field`. The line is drawn by marching triangles on a Delaunay mesh of the places.

    Examples
    --------
    >>> import pandas as pd
    >>> towns = pd.DataFrame({"lon": [36.4, 36.6], "lat": [35.0, 35.0], "actor": ["north", "south"]})
    >>> infer(towns, shapely.box(36.2, 34.8, 36.8, 35.2))["actor"].tolist()
    ['north', 'south']
    """
    _, faces = _resolve(points, mask, reach_km, None)
    areas = faces.areas()
    return areas[["actor", "geometry"]]


def chart(
    points: pd.DataFrame, mask: Any = None, band: float = BAND, reach_km: float | None = None
) -> Chart:
    """Part the land among actors and say how sure that is: areas, front, band, and what was made of each place.

    Parameters
    ----------
    points, mask, reach_km
        As for `infer`.
    band : float
        Probability with which the band is to hold the true front, above 0 and below 1.

    Returns
    -------
    Chart

    Raises
    ------
    GroundError
        If the table, the mask, the reach or the probability cannot be used.

    Examples
    --------
    >>> import pandas as pd
    >>> towns = pd.DataFrame({"lon": [36.4, 36.6], "lat": [35.0, 35.0], "actor": ["north", "south"]})
    >>> drawn = chart(towns, shapely.box(36.2, 34.8, 36.8, 35.2))
    >>> bool(drawn.band.geometry.iloc[0].intersects(drawn.front.geometry.iloc[0]))
    True
    """
    if not 0 < band < 1:
        raise GroundError(f"band: {band:g} is no probability between 0 and 1; 0.9 is usual")
    laid, faces = _resolve(points, mask, reach_km, band)
    return Chart(
        areas=faces.areas(),
        front=faces.front(),
        band=faces.band(band),
        places=faces.tell(points, laid),
        wrong_rate=faces.trial.rate,
        reach_km=faces.reach_km,
    )


@dataclass(frozen=True)
class Faces:
    """A plane brought back to the globe, with what is needed to tell its tale."""

    points: Points
    trial: Trial
    plane: Plane
    land: Any
    globe: Globe
    reach_km: float

    def areas(self) -> gpd.GeoDataFrame:
        """One row an actor."""
        held = [k for k in range(len(self.points.actors)) if (self.plane.holder == k).any()]
        shapes = [shapely.coverage_union_all(self.plane.faces[self.plane.holder == k]) for k in held]
        shapes = [join_parts(roll(shapely.get_parts(shape))) for shape in shapes]
        kept = self.trial.wrong <= 0.5
        return gpd.GeoDataFrame(
            {
                "actor": [self.points.actors[k] for k in held],
                "area_km2": [area_km2(shape) for shape in shapes],
                "places": [int((kept & (self.points.actor == k)).sum()) for k in held],
            },
            geometry=shapes,
            crs=WGS84,
        )

    def front(self) -> gpd.GeoDataFrame:
        """One row for each two actors that meet."""
        edges, one, other = shared_edges(self.plane.faces, STEP_DEG)
        low, high = (f(self.plane.holder[one], self.plane.holder[other]) for f in (np.minimum, np.maximum))
        pairs = sorted({(a, b) for a, b in zip(low.tolist(), high.tolist(), strict=True) if a != b})
        lines = [shapely.line_merge(shapely.multilinestrings(edges[(low == a) & (high == b)])) for a, b in pairs]
        lines = [join_parts(roll(shapely.get_parts(line))) for line in lines]
        return gpd.GeoDataFrame(
            {
                "left_actor": [self.points.actors[a] for a, _ in pairs],
                "right_actor": [self.points.actors[b] for _, b in pairs],
                "length_km": [length_km(line) for line in lines],
            },
            geometry=lines,
            crs=WGS84,
        )

    def band(self, probability: float) -> gpd.GeoDataFrame:
        """One row: the ground that holds the front."""
        shape = join_parts(belt_parts(self.plane.band, self.land, self.globe.crosses))
        return gpd.GeoDataFrame(
            {"probability": [probability], "area_km2": [area_km2(shape)]}, geometry=[shape], crs=WGS84
        )

    def tell(self, table: pd.DataFrame, rival: Rival) -> pd.DataFrame:
        """The table as given, with what was made of each place."""
        told = table.copy()
        doubt, reason = np.full(len(table), np.nan), np.full(len(table), "", object)
        doubt[self.points.named] = self.trial.wrong[self.points.stands_as]
        over = np.flatnonzero(np.nan_to_num(doubt) > 0.5)
        reason[over] = [
            f"the places around it say otherwise; the label is wrong with a probability of {100 * p:.0f} %"
            for p in doubt[over]
        ]
        doubt[rival.lost] = 1.0
        reason[rival.lost] = [
            f"{table.index.name or 'row'} {table.index[row]} stands on the same point with at least as much weight"
            for row in rival.to
        ]
        return told.assign(holder=self._holders(table), doubt=doubt, overruled=reason != "", reason=reason)

    def _holders(self, table: pd.DataFrame) -> NDArray[Any]:
        lonlat = shapely.points(table["lon"].to_numpy(float), table["lat"].to_numpy(float))
        spots = unroll(lonlat, self.globe.crosses)
        face, row = shapely.STRtree(spots).query(self.plane.faces, predicate="intersects")
        names = np.array([*self.points.actors, ""], object)
        holder = np.full(len(table), len(names) - 1)
        holder[row] = self.plane.holder[face]
        return np.asarray(names[holder])


def default_reach_km(xy_km: NDArray[np.float64]) -> float:
    """How far a place speaks where the caller does not say, by how far apart places lie.

    Examples
    --------
    >>> default_reach_km(np.array([[0.0, 0.0], [3.0, 0.0], [9.0, 0.0]])), default_reach_km(np.array([[0.0, 0.0]]))
    (80.0, 80.0)
    >>> default_reach_km(np.array([[0.0, 0.0], [20.0, 0.0], [40.0, 0.0]]))
    300.0
    """
    if len(xy_km) < 2:
        return LEAST_REACH_KM
    apart = KDTree(xy_km).query(xy_km, k=2)[0][:, 1]
    return max(LEAST_REACH_KM, REACH_SPACINGS * float(np.median(apart)))


def belt_parts(triangles: NDArray[Any], land: Any, crosses: bool = False) -> NDArray[Any]:
    """Join the pieces of a band on the land, parted at the antimeridian where the land lies on both sides of it."""
    belt = shapely.intersection(shapely.make_valid(shapely.coverage_union_all(triangles)), land)
    if crosses:
        sides = [shapely.box(0, -90, 180, 90), shapely.box(180, -90, 360, 90)]
        belt = shapely.multipolygons([part for side in sides for part in _polygons(shapely.intersection(belt, side))])
    return roll(_polygons(belt))


def _polygons(shape: Any) -> Any:
    parts = shapely.get_parts(shape)
    return parts[shapely.get_dimensions(parts) == 2]


def join_parts(parts: Any) -> Any:
    """One geometry from parts of one kind that do not overlap."""
    if len(parts) == 1:
        return parts[0]
    polygonal = len(parts) == 0 or shapely.get_dimensions(parts[0]) == 2
    return shapely.multipolygons(parts) if polygonal else shapely.multilinestrings(parts)


def _resolve(points: pd.DataFrame, mask: Any, reach_km: float | None, band: float | None) -> tuple[Rival, Faces]:
    if reach_km is not None and not reach_km > 0:
        raise GroundError(f"reach: {reach_km:g} km is no distance; give kilometres above 0")
    lon, lat = check_table(points)
    whole = None if mask is None else check_mask(mask, lon, lat)
    crs = crs_of(lon, lat, whole)
    laid, rival = lay_out(points, lon, lat, crs)
    reach_km = default_reach_km(laid.xy_km) if reach_km is None else reach_km
    west, east = _span(lon if whole is None else shapely.get_coordinates(whole)[:, 0], reach_km, whole is None)
    globe = Globe(crs, crosses=west < 180 < east)
    land = _land(whole, laid, reach_km, globe)
    count = len(laid.actors)
    told = None if np.isnan(laid.confidence).all() else laid.confidence
    trial = try_labels(laid.xy_km, laid.actor, count, told)
    further = [antimeridian(-90, 90)] if globe.crosses else []
    plane = resolve_plane(
        laid.xy_km, laid.actor, count, trial.wrong, land, globe, band=band, further=further
    )
    return rival, Faces(laid, trial, plane, land, globe, reach_km)


def _span(lon: NDArray[np.float64], reach_km: float, places: bool) -> tuple[float, float]:
    """West and east end of a theatre, where it has both sides of the antimeridian from 0 to 360 degrees."""
    if np.ptp(lon) > 180:
        lon = np.where(lon < 0, lon + 360, lon)
    room = reach_km / 10 if places else 0.0  # a degree is over 10 km up to 84 degrees of latitude
    return float(lon.min() - room) % 360, float(lon.min() - room) % 360 + float(np.ptp(lon)) + 2 * room


def _land(whole: Any, laid: Points, reach_km: float, globe: Globe) -> Any:
    """The land within reach, in degrees; as given where all of it is."""
    flat = None
    if whole is not None:
        whole = shapely.union_all(_polygons(unroll(shapely.segmentize(whole, _LONGEST_SIDE_DEG), globe.crosses)))
        flat = shapely.make_valid(to_local(whole, globe.crs))
        west, south, east, north = flat.bounds
        if max(east - west, north - south) > WIDEST_KM * 1000:
            raise GroundError(f"mask: it is over {WIDEST_KM:,.0f} km wide; give the land of one theatre")
    land = within_reach(flat, laid.xy_km, reach_km)
    return whole if land is flat else shapely.union_all(_polygons(shapely.make_valid(globe.home(land))))

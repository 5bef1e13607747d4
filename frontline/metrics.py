"""Numbers with unit, range and basis: distances of the front, areas, changes, and claims of distance put to the test.

Distances are geodesic on WGS 84 and in kilometres; bearings are degrees clockwise from true north.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.dates import day_of
from frontline.errors import NoFrontError
from frontline.geodesy import (
    bearing_deg,
    distance_km,
    local_crs,
    point_at,
    to_local,
    to_wgs84,
    wind,
)
from frontline.model import Areas, Comparison, Front, Measure
from frontline.territory import BAND, control_areas, trace_band

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    import geopandas as gpd
    from numpy.typing import NDArray

    from frontline.model import Claim, Situation
    from gazetteer import Place

ROSE_KM = 60.0
"""How far the rose looks for a front, in kilometres."""

AGREES_KM = 2.0
"""Two distances this close agree whatever their ranges: press figures are rounded to whole kilometres or miles."""

DISTANCE_KINDS = ("advanced_to", "pushed_back_km")
"""Kinds of claim whose distance speaks of the front; in others it only says where a place lies."""


WIDEST_BAND = 0.99
"""A claim that does not fit even this band contradicts what the places imply."""


def distance_to_front(city: Place, front: Front, outline: Any = None) -> Measure:
    """Distance from a city to the nearest point of the front around its holder.

    The range is that of the 90 % band: its near end is the nearest ground that is not surely the city's side's, its
    far end the nearest ground that surely is another's.

    Parameters
    ----------
    city : Place
        Assessed in the front's situation.
    front : Front
        As traced.
    outline : shapely polygon, optional
        Built-up or administrative outline of the city, EPSG:4326, to measure from instead of its centre; 0 where the
        front runs through it.

    Returns
    -------
    Measure
        Kilometres, with the bearing of the nearest point and the two places that fix the line there.

    Raises
    ------
    NoFrontError
        If the city's holder is unknown or meets no other side.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front = fl.trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> near = distance_to_front(case.places["Hama"], front)
    >>> near.unit, near.low <= near.value <= near.high
    ('km', True)
    """
    situation = front.situation
    side = _side_of(city, situation)
    facing = _facing(front, side)
    if not len(facing):
        raise NoFrontError(f"{city.name}: the area around it meets no other side, so there is no front to measure")
    away = _plane_distances(city, facing.geometry.to_numpy(), outline)
    nearest = facing.iloc[int(np.argmin(away))]
    value, bearing = _to_shape(city, nearest.geometry, outline)
    low, high = _range(city, front, side, outline)
    own = situation.actors[side].name
    return Measure(
        name="distance_to_front",
        subject=city.place_id,
        value=value,
        unit="km",
        low=min(low, value),
        high=value if high is None else max(high, value),
        bearing_deg=bearing,
        basis=(nearest.left_place, nearest.right_place),
        day=day_of(situation.valid),
        method=(
            f"geodesic from the {'centre' if outline is None else 'outline'} of {city.name} to the nearest point of "
            f"the line between {own} and another side; range: from the nearest ground in the {BAND:.0%} band to the "
            "nearest beyond it"
            + ("; no ground of another side lies beyond the band" if high is None else "")
        ),
    )


def _range(
    city: Place, front: Front, side: str, outline: Any = None, probability: float = BAND
) -> tuple[float, float | None]:
    """Distances (km) from a city to the band around its front, and to another side's ground beyond the band."""
    crs = local_crs([city.lon], [city.lat])
    start = shapely.Point(0, 0) if outline is None else to_local(outline, crs)
    parts = shapely.get_parts(trace_band(front, probability).geometry.iloc[0])
    if not len(parts):
        return np.inf, None
    facing = _facing(front, side).geometry.to_numpy()
    belts = parts[shapely.intersects(parts, shapely.union_all(facing))]
    areas = control_areas(front.situation, tessellation=front.tessellation).polygons
    others = areas.geometry.to_numpy()[(areas["actor"] != side).to_numpy()]
    beyond = to_local(shapely.difference(shapely.union_all(others), shapely.union_all(parts)), crs)
    low = shapely.distance(to_local(belts, crs), start).min(initial=np.inf) / 1000
    return float(low), None if shapely.is_empty(beyond) else float(shapely.distance(beyond, start) / 1000)


def _side_of(city: Place, situation: Situation) -> str:
    known = situation.assessments.get(city.place_id)
    if known is None or known.holder is None:
        raise NoFrontError(f"{city.name}: its holder is unknown, so there is no side to measure from")
    return known.holder


def _facing(front: Front, side: str) -> gpd.GeoDataFrame:
    """Stretches of the front where `side` meets another."""
    lines = front.lines
    return lines[(lines["left_actor"] == side) | (lines["right_actor"] == side)]


def _plane_distances(city: Place, shapes: Any, outline: Any = None) -> NDArray[np.float64]:
    """Distances from a city to shapes, km, in a projection centred on it (off by under 0.01 % within 200 km)."""
    crs = local_crs([city.lon], [city.lat])
    start = shapely.Point(0, 0) if outline is None else to_local(outline, crs)
    return np.asarray(shapely.distance(to_local(shapes, crs), start) / 1000, float)


def _to_shape(city: Place, shape: Any, outline: Any = None) -> tuple[float, float]:
    """Geodesic distance (km) from a city to the nearest point of a shape, and that point's bearing from its centre."""
    crs = local_crs([city.lon], [city.lat])
    start = shapely.Point(0, 0) if outline is None else to_local(outline, crs)
    link = to_wgs84(shapely.shortest_line(start, to_local(shape, crs)), crs)
    (lon, lat), (to_lon, to_lat) = shapely.get_coordinates(link)
    away = float(distance_km(lon=lon, lat=lat, to_lon=to_lon, to_lat=to_lat)[0])
    return away, _from(city, to_lon, to_lat)[1]


def _from(place: Place, lon: float, lat: float) -> tuple[float, float]:
    where = {"lon": place.lon, "lat": place.lat, "to_lon": lon, "to_lat": lat}
    return float(distance_km(**where)[0]), float(bearing_deg(**where)[0])


def nearest_other(city: Place, situation: Situation) -> Measure:
    """Distance from a city to the nearest place held by another side.

    Raises
    ------
    NoFrontError
        If the city's holder is unknown or holds every place.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, "2024-12-04", "2024-12-05")
    >>> nearest_other(case.places["Hama"], now).basis
    ('kasun-al-jabal',)
    """
    side = _side_of(city, situation)
    others = [
        situation.places[i]
        for i, a in situation.assessments.items()
        if a.holder not in (None, side) and not situation.places[i].is_area
    ]
    if not others:
        raise NoFrontError(f"{city.name}: no assessed place is held by another side")
    lons, lats = [p.lon for p in others], [p.lat for p in others]
    away = distance_km(lon=city.lon, lat=city.lat, to_lon=lons, to_lat=lats)
    place = others[int(away.argmin())]
    value, bearing = _from(city, place.lon, place.lat)
    slack = ((place.precision_m or 0) + (city.precision_m or 0)) / 1000
    return Measure(
        name="nearest_place_of_another_side",
        subject=city.place_id,
        value=value,
        unit="km",
        low=max(0.0, value - slack),
        high=value + slack,
        bearing_deg=bearing,
        basis=(place.place_id,),
        day=day_of(situation.valid),
        method=f"geodesic from the centre of {city.name} to {place.name}; range: how exactly both are located",
    )


def rose(city: Place, front: Front, points: int = 16, reach_km: float = ROSE_KM) -> list[Measure]:
    """Distance from a city to the front along each bearing of the compass.

    Parameters
    ----------
    points : {8, 16}
        How many bearings.
    reach_km : float
        How far to look, kilometres.

    Returns
    -------
    list of Measure
        From north clockwise; value None where no front lies within reach on that bearing.

    Raises
    ------
    NoFrontError
        If the city's holder is unknown.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front = fl.trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> len(rose(case.places["Hama"], front))
    16
    """
    _side_of(city, front.situation)
    bearings = (np.arange(points) * 360 / points).tolist()
    return [_spoke(city, front, b, distance_along(city, front, b, reach_km), reach_km) for b in bearings]


def distance_along(city: Place, front: Front, bearing: float, reach_km: float) -> float | None:
    """Distance from a city's centre to the first crossing of its side's front on a bearing.

    Returns
    -------
    float or None
        Kilometres; None where no front lies within reach on that bearing.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front = fl.trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> distance_along(case.places["Hama"], front, 180.0, 15.0) is None
    True
    """
    crs = local_crs([city.lon], [city.lat])
    facing = _facing(front, _side_of(city, front.situation)).geometry.to_numpy()
    lines = shapely.multilinestrings(shapely.get_parts(to_local(facing, crs)))
    end = to_local(shapely.points(point_at(lon=city.lon, lat=city.lat, bearing=bearing, km=reach_km)), crs)[0]
    centre = shapely.Point(0, 0)
    hit = shapely.intersection(shapely.LineString([centre, end]), lines)
    if hit.is_empty:
        return None
    nearest = to_wgs84(shapely.shortest_line(centre, hit), crs)
    return _from(city, *shapely.get_coordinates(nearest)[-1])[0]


def _spoke(city: Place, front: Front, bearing: float, km: float | None, reach_km: float) -> Measure:
    return Measure(
        name=f"distance_to_front_{wind(bearing)}",
        subject=city.place_id,
        value=km,
        unit="km",
        bearing_deg=bearing,
        day=day_of(front.situation.valid),
        method=(
            f"geodesic from the centre of {city.name} to the first crossing of the front on this bearing"
            if km is not None
            else f"no front on this bearing within {reach_km:.0f} km"
        ),
    )


def area_measures(areas: Areas, situation: Situation) -> list[Measure]:
    """Area held by each actor, with the doubtful part as the range.

    Returns
    -------
    list of Measure
        Square kilometres on WGS 84. Low counts only what is held; value adds what is claimed or contested with that
        actor the more probable holder.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, "2024-12-04", "2024-12-05")
    >>> {m.unit for m in area_measures(fl.control_areas(now), now)}
    {'km2'}
    """
    table = areas.polygons
    measures = []
    for actor in sorted(set(table["actor"])):
        own = table[table["actor"] == actor]
        total, firm = float(own["area_km2"].sum()), float(own.loc[own["status"] == "held", "area_km2"].sum())
        measures.append(
            Measure(
                name="area",
                subject=actor,
                value=total,
                unit="km2",
                low=firm,
                high=total,
                day=day_of(situation.valid),
                method=(
                    "geodesic area of the ground around its places, within reach of a known place; low: held only"
                ),
            )
        )
    return measures


def front_length(front: Front) -> Measure:
    """Length of the whole traced front, kilometres; low counts only stretches between firmly held places.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front_length(fl.trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))).unit
    'km'
    """
    lines = front.lines
    total = float(lines["length_km"].sum())
    return Measure(
        name="front_length",
        value=total,
        unit="km",
        low=min(total, float(lines.loc[lines["firm"], "length_km"].sum())),
        high=total,
        day=day_of(front.situation.valid),
        method="geodesic length of the line between areas of different holders; grows with the detail of the places",
    )


def changed_hands(before: Situation, after: Situation) -> list[tuple[str, str | None, str | None]]:
    """List the places whose holder differs between two situations.

    Returns
    -------
    list of (place_id, holder before, holder after)
        None stands for unknown.

    Examples
    --------
    >>> import frontline as fl
    >>> ledger = fl.datasets.load("hama-2024").ledger
    >>> eve, day = (fl.assess(ledger, date) for date in ("2024-12-04", "2024-12-05"))
    >>> ("hama", "government", "opposition") in changed_hands(eve, day)
    True
    """

    def holder(situation: Situation, place_id: str) -> str | None:
        known = situation.assessments.get(place_id)
        return known.holder if known else None

    both = [(i, holder(before, i), holder(after, i)) for i in sorted({*before.assessments, *after.assessments})]
    return [change for change in both if change[1] != change[2]]


def compare_distances(
    claims: Iterable[Claim], cities: Mapping[str, Place], fronts: Mapping[Any, Front]
) -> list[Comparison]:
    """Put claims of distance ("6 km from Hama") beside what the assessed places imply on that day.

    Parameters
    ----------
    claims : iterable of Claim
        Those without a distance or a known city are passed over.
    cities : mapping of str to Place
        Reference cities by the name that claims print.
    fronts : mapping of date to Front
        The front at the end of each day; claims of other days are passed over.

    Returns
    -------
    list of Comparison
        By day, then claim id.
    """
    compared = []
    # Many claims speak of one city and day.
    reached = cache(lambda name, day: distance_to_front(cities[name], fronts[day]))
    widest = cache(lambda name, day: _widest(cities[name], fronts[day]))
    for claim in sorted(claims, key=lambda c: (c.event.last_day, c.claim_id)):
        front = fronts.get(claim.event.last_day)
        city = cities.get(claim.reference_city)
        if claim.kind not in DISTANCE_KINDS or claim.distance_km is None or front is None or city is None:
            continue
        try:
            computed = reached(claim.reference_city, claim.event.last_day)
        except NoFrontError:
            continue
        compared.append(_compare(claim, claim.distance_km, computed, city, front, widest))
    return compared


def _widest(city: Place, front: Front) -> tuple[float, float | None]:
    return _range(city, front, _side_of(city, front.situation), probability=WIDEST_BAND)


def _compare(
    claim: Claim,
    stated: float,
    computed: Measure,
    city: Place,
    front: Front,
    widest: Callable[[str, date], tuple[float, float | None]],
) -> Comparison:
    if computed.value is None or computed.low is None or computed.high is None:
        return Comparison(
            claim=claim, stated_km=stated, computed=computed, difference_km=None, verdict="cannot be told"
        )
    if claim.kind == "advanced_to" and claim.actor == _side_of(city, front.situation):
        taken = f"it holds {city.name} by the end of the day"
        return Comparison(claim=claim, stated_km=stated, computed=computed, difference_km=None, verdict=taken)
    difference = computed.value - stated
    if abs(difference) <= AGREES_KM:
        verdict = "agrees"
    elif computed.low <= stated <= computed.high:
        verdict = "within the range"
    else:
        verdict = "the places imply nearer" if difference < 0 else "the places imply farther"
        low, high = widest(claim.reference_city, claim.event.last_day)
        if stated < min(low, computed.low) or stated > max(computed.high, np.inf if high is None else high):
            verdict += ", against even the widest band"
    return Comparison(
        claim=claim, stated_km=stated, computed=computed, difference_km=difference, verdict=verdict
    )

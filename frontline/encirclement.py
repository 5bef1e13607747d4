"""How far a city is closed in: the bearings on which the other side stands, and the way that is left open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from frontline.dates import day_of
from frontline.errors import NoFrontError
from frontline.geodesy import bearing_deg, distance_km, local_crs, point_at, to_local, wind
from frontline.model import Measure
from frontline.territory import BAND, control_areas, trace_band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from frontline.model import Front
    from gazetteer import Place

RADIUS_KM = 20.0
"""Within how many kilometres the other side must stand to close a bearing where the caller does not say: about the
range of field artillery that a report has in mind with "encircled"."""

BEARINGS = 72
"""Bearings that are looked along: one every 5 degrees, 1.7 km apart at 20 km."""

SIDE_SHARE = 0.5
"""A side (north, east, south, west, a quarter of the circle each) is closed when this share of its bearings is."""

_SIDES = ("north", "east", "south", "west")


@dataclass(frozen=True, kw_only=True)
class Corridor:
    """A stretch of bearings on which a city is open.

    Parameters
    ----------
    start_deg, end_deg : float
        From where clockwise to where, degrees from the city.
    width_km : float or None
        Least distance between the other side's ground on both sides of it, within the radius; None if there is none.
    places : tuple of str
        Places of the city's side within it and the radius, the nearest first.
    """

    start_deg: float
    end_deg: float
    width_km: float | None
    places: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Encirclement:
    """How far a city is closed in.

    Parameters
    ----------
    share : Measure
        Per cent of bearings closed; low and high by the band.
    sides : tuple of str
        Of north, east, south and west, those closed.
    corridors : tuple of Corridor
        The widest angle first.
    """

    share: Measure
    sides: tuple[str, ...]
    corridors: tuple[Corridor, ...]


def measure_encirclement(city: Place, front: Front, radius_km: float = RADIUS_KM) -> Encirclement:
    """Look from a city along all bearings for the other side's ground.

    Parameters
    ----------
    radius_km : float
        Within how many kilometres it must begin.

    Raises
    ------
    NoFrontError
        If the city's holder is unknown.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> front = fl.trace_front(fl.assess(case.ledger, "2024-12-04", "2024-12-05"))
    >>> closed = measure_encirclement(case.places["Hama"], front)
    >>> closed.share.unit, "south" in closed.sides
    ('%', False)
    """
    known = front.situation.assessments.get(city.place_id)
    if known is None or known.holder is None:
        raise NoFrontError(f"{city.name}: its holder is unknown, so there is no side to look from")
    if not radius_km > 0:
        raise NoFrontError(f"{city.name}: {radius_km:g} km is no radius; give kilometres above 0")
    crs = local_crs([city.lon], [city.lat])
    areas = control_areas(front.situation, tessellation=front.tessellation).polygons
    foreign = areas.geometry.to_numpy()[(areas["actor"] != known.holder).to_numpy()]
    ground = shapely.union_all(foreign)
    band = trace_band(front).geometry.iloc[0]
    # Cut in degrees, where edges fit exactly; on the plane of another centre two near ones may cross.
    others, sure, doubtful = to_local([ground, shapely.difference(ground, band), _touching(band, ground)], crs)
    bearings = np.arange(BEARINGS) * 360 / BEARINGS
    ends = to_local(shapely.points(point_at(lon=city.lon, lat=city.lat, bearing=bearings, km=radius_km)), crs)
    rays = shapely.linestrings([[(0, 0), (end.x, end.y)] for end in ends])
    closed = shapely.intersects(rays, others)
    surely, maybe = shapely.intersects(rays, sure), closed | shapely.intersects(rays, doubtful)
    value, low, high = (100 * float(which.mean()) for which in (closed, surely, maybe))
    share = Measure(
        name="share_of_bearings_closed",
        subject=city.place_id,
        value=value,
        unit="%",
        low=min(low, value),
        high=high,
        day=day_of(front.situation.valid),
        method=(
            f"of {BEARINGS} bearings from the centre of {city.name}, those that meet another side's ground within "
            f"{radius_km:g} km; range: only ground beyond the {BAND:.0%} band, and the band as well"
        ),
    )
    near = shapely.intersection(shapely.make_valid(others), shapely.Point(0, 0).buffer(radius_km * 1000))
    corridors = _corridors(city, front, known.holder, closed, near, radius_km)
    return Encirclement(share=share, sides=_closed_sides(closed), corridors=corridors)


def _touching(band: Any, others: Any) -> Any:
    """The parts of the band that belong to a front with the others."""
    parts = shapely.get_parts(band)
    return shapely.union_all(parts[shapely.intersects(parts, others)])


def _closed_sides(closed: NDArray[np.bool_]) -> tuple[str, ...]:
    quarter = BEARINGS // 4
    around = np.roll(closed, quarter // 2).reshape(4, quarter)  # north runs from north-west to north-east
    return tuple(side for side, share in zip(_SIDES, around.mean(axis=1), strict=True) if share >= SIDE_SHARE)


def _corridors(
    city: Place, front: Front, side: str, closed: NDArray[np.bool_], others: Any, radius_km: float
) -> tuple[Corridor, ...]:
    if not closed.any():
        everywhere = _own(city, front, side, 0, 360, radius_km)
        return (Corridor(start_deg=0.0, end_deg=360.0, width_km=None, places=everywhere),)
    starts = np.flatnonzero(~closed & np.roll(closed, 1))
    step, found = 360 / BEARINGS, []
    for start in starts.tolist():
        length = int(np.argmax(np.roll(closed, -start)))
        begin, end = start * step, (start + length - 1) * step
        found.append(
            Corridor(
                start_deg=begin,
                end_deg=end % 360,
                width_km=_width(others, begin, end, radius_km),
                places=_own(city, front, side, begin, end, radius_km),
            )
        )
    return tuple(sorted(found, key=lambda c: -((c.end_deg - c.start_deg) % 360)))


def _width(others: Any, begin: float, end: float, radius_km: float) -> float | None:
    """Least distance across an open stretch: between the ground on its two sides, parted by its middle bearing."""
    middle, reach = np.radians((begin + end) / 2), 2000 * radius_km
    ahead = np.array([np.sin(middle), np.cos(middle)]) * reach
    aside = np.array([np.cos(middle), -np.sin(middle)]) * reach
    right = shapely.Polygon([(0, 0), ahead, ahead + aside, aside])
    left = shapely.Polygon([(0, 0), ahead, ahead - aside, -aside])
    halves = [shapely.intersection(others, half) for half in (left, right)]
    if any(half.is_empty for half in halves):
        return None
    return float(shapely.distance(*halves) / 1000)


def _own(city: Place, front: Front, side: str, begin: float, end: float, radius_km: float) -> tuple[str, ...]:
    situation = front.situation
    own = [
        situation.places[i]
        for i, a in situation.assessments.items()
        if a.holder == side and i != city.place_id and not situation.places[i].is_area
    ]
    if not own:
        return ()
    lons, lats = [p.lon for p in own], [p.lat for p in own]
    away = distance_km(lon=city.lon, lat=city.lat, to_lon=lons, to_lat=lats)
    turn = bearing_deg(lon=city.lon, lat=city.lat, to_lon=lons, to_lat=lats)
    within = ((turn - begin) % 360 <= (end - begin) % 360.0001) & (away <= radius_km)
    return tuple(own[k].place_id for k in np.argsort(away, kind="stable") if within[k])


def word_encirclement(closed: Encirclement, names: Sequence[str] = ()) -> str:
    """Say how far a city is closed in, in a sentence.

    Parameters
    ----------
    names : sequence of str
        Names of the places in the widest corridor, where they are to be told.

    Examples
    --------
    >>> from frontline.model import Measure
    >>> share = Measure(name="s", value=75.0, unit="%", low=60.0, high=80.0, method="m")
    >>> way = Corridor(start_deg=140.0, end_deg=220.0, width_km=8.0, places=())
    >>> word_encirclement(Encirclement(share=share, sides=("north", "east", "west"), corridors=(way,)))
    'closed on 75 % of bearings (60-80), from 3 sides (north, east, west); open from SE to SW, 8.0 km wide'
    """
    share = closed.share
    told = f"closed on {share.value:.0f} % of bearings ({share.low:.0f}-{share.high:.0f})"
    count = len(closed.sides)
    told += f", from {count} side{'' if count == 1 else 's'}" + (f" ({', '.join(closed.sides)})" if count else "")
    if not closed.corridors:
        return f"{told}; no way is open"
    way = closed.corridors[0]
    if way.width_km is None:
        return told
    told += f"; open from {wind(way.start_deg)} to {wind(way.end_deg)}, {way.width_km:.1f} km wide"
    return told + (f", through {', '.join(names)}" if names else "")


def judge_sides(stated: int, closed: Encirclement) -> str:
    """Put a wording such as "from three sides" to the test.

    Parameters
    ----------
    stated : int
        How many sides were claimed, 1 to 4; 4 is "encircled".

    Returns
    -------
    str
        "agrees", "fewer sides are closed" or "more sides are closed".

    Examples
    --------
    >>> from frontline.model import Measure
    >>> share = Measure(name="s", value=75.0, unit="%", low=60.0, high=80.0, method="m")
    >>> judge_sides(4, Encirclement(share=share, sides=("north", "east", "west"), corridors=()))
    'fewer sides are closed'
    """
    count = len(closed.sides)
    if count == stated:
        return "agrees"
    return "fewer sides are closed" if count < stated else "more sides are closed"

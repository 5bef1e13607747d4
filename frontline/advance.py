"""How a front moved: distances day by day, speed towards a city, ground gained and lost, places that changed hands.

Distances are geodesic on WGS 84 and in kilometres; bearings are degrees clockwise from true north.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from frontline.dates import day_of
from frontline.errors import NoFrontError
from frontline.geodesy import WGS84, area_km2, distance_km, point_at, wind
from frontline.metrics import changed_hands, distance_along, distance_to_front
from frontline.model import Measure
from frontline.territory import control_areas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

    from frontline.model import Front, Situation
    from gazetteer import Place

AXIS_WIDTH_KM = 10.0
"""Places that changed hands within so many kilometres of the axis count as what made an advance along it: about the
distance between two roads, and twice that between most villages."""

AXIS_REACH_KM = 300.0
"""How far along an axis a front is looked for, in kilometres."""

SMALLEST_KM2 = 0.01
"""Pieces of ground smaller than this changed hands by rounding only."""
_NOTHING = shapely.MultiPolygon()


def distance_series(city: Place, fronts: Iterable[Front], outline: Any = None) -> list[Measure]:
    """Distance of the front from a city at each of several instants.

    Parameters
    ----------
    fronts : iterable of Front
        Such as those of the days of a history.
    outline : shapely polygon, optional
        See `distance_to_front`.

    Returns
    -------
    list of Measure
        Kilometres, by day; instants at which there is no front to measure are left out.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> days = [fl.assess(case.ledger, day) for day in ("2024-12-01", "2024-12-04")]
    >>> series = distance_series(case.places["Hama"], [fl.trace_front(day) for day in days])
    >>> series[0].value > series[-1].value
    True
    """
    found = []
    for front in sorted(fronts, key=lambda f: f.situation.valid):
        try:
            found.append(distance_to_front(city, front, outline))
        except NoFrontError:
            continue
    return found


def nearest_ever(series: Sequence[Measure]) -> Measure:
    """Find the day on which the front stood nearest; of equals the first.

    Raises
    ------
    NoFrontError
        If no day of the series has a distance.

    Examples
    --------
    >>> from datetime import date
    >>> def on(day, km):
    ...     return Measure(name="d", value=km, unit="km", method="m", day=date(2024, 12, day))
    >>> nearest_ever([on(1, 9.0), on(2, 4.0)]).day.isoformat()
    '2024-12-02'
    """
    known = [m for m in series if m.value is not None]
    if not known:
        raise NoFrontError("the series has no day on which there was a front to measure")
    least = min(known, key=lambda m: (m.value, m.day))
    return Measure(
        name="nearest_ever",
        subject=least.subject,
        value=least.value,
        unit="km",
        low=least.low,
        high=least.high,
        bearing_deg=least.bearing_deg,
        basis=least.basis,
        day=least.day,
        method=f"least of {len(known)} days from {known[0].day} to {known[-1].day}; {least.method}",
    )


def advance_rate(city: Place, before: Front, after: Front, bearing: float | None = None) -> Measure:
    """Speed of the front towards a city, along one axis.

    The axis runs through the city on the bearing on which the front stood nearest at first. Where the city has changed
    hands meanwhile, the front is looked for behind it, so that the whole way counts.

    Parameters
    ----------
    before, after : Front
        At two different instants.
    bearing : float, optional
        Another axis, degrees from the city.

    Returns
    -------
    Measure
        Kilometres a day, positive towards the city and past it; the basis are the places near the axis that changed
        hands. Its range is that of both distances together, as if both were as wrong as their bands allow.

    Raises
    ------
    NoFrontError
        If there is no front on the axis at one of the instants, or both instants are the same.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> days = [fl.trace_front(fl.assess(case.ledger, day)) for day in ("2024-11-30", "2024-12-04")]
    >>> rate = advance_rate(case.places["Hama"], *days)
    >>> rate.unit, rate.value > 1
    ('km/day', True)
    """
    days = (after.situation.valid - before.situation.valid).total_seconds() / 86_400
    if days == 0:
        raise NoFrontError(f"{city.name}: both fronts are of one instant, so nothing can have moved")
    start = distance_to_front(city, before)
    axis = start.bearing_deg if bearing is None else bearing
    axis = 0.0 if axis is None else axis
    taken = before.situation.holder(city.place_id) != after.situation.holder(city.place_id)
    first = distance_along(city, before, axis, AXIS_REACH_KM)
    last = distance_along(city, after, (axis + 180) % 360 if taken else axis, AXIS_REACH_KM)
    if first is None or last is None:
        raise NoFrontError(f"{city.name}: no front on the bearing {axis:.0f} degrees on both days")
    last = -last if taken else last
    rate = (first - last) / days
    spread = [_spread(city, front) for front in (before, after)]
    ends = (rate - sum(spread) / abs(days), rate + sum(spread) / abs(days))
    return Measure(
        name="advance",
        subject=city.place_id,
        value=rate,
        unit="km/day",
        low=ends[0],
        high=ends[1],
        bearing_deg=axis,
        basis=_turned_along(city, before.situation, after.situation, axis, (last, first)),
        day=day_of(after.situation.valid),
        method=(
            f"along the axis {wind(axis)} of {city.name} ({axis:.0f} degrees) alone, positive towards it: from "
            f"{first:.1f} km on "
            f"{day_of(before.situation.valid)} to {last:.1f} km on {day_of(after.situation.valid)}"
            + (" (behind the city, which changed hands)" if taken else "")
            + "; the nearest point of the front may lie on another bearing and move otherwise"
            + "; range: half the width of the range of both distances"
        ),
    )


def _spread(city: Place, front: Front) -> float:
    """Half the range of a distance, kilometres; 0 where it has none."""
    try:
        near = distance_to_front(city, front)
    except NoFrontError:
        return 0.0
    return 0.0 if near.low is None or near.high is None else (near.high - near.low) / 2


def _turned_along(
    city: Place, before: Situation, after: Situation, axis: float, ends: tuple[float, float]
) -> tuple[str, ...]:
    """Places near the axis that changed hands, those nearest to it first."""
    turned = [i for i, old, new in changed_hands(before, after) if old and new and i in after.places]
    places = [after.places[i] for i in turned if not after.places[i].is_area]
    if not places:
        return ()
    km = np.linspace(min(ends), max(ends), 50)
    line = point_at(lon=city.lon, lat=city.lat, bearing=np.where(km < 0, (axis + 180) % 360, axis), km=np.abs(km))
    away = np.array([distance_km(lon=p.lon, lat=p.lat, to_lon=line[:, 0], to_lat=line[:, 1]).min() for p in places])
    order = np.argsort(away, kind="stable")
    return tuple(places[k].place_id for k in order if away[k] <= AXIS_WIDTH_KM)


def ground_changes(before: Front, after: Front, population: Mapping[str, int] | None = None) -> gpd.GeoDataFrame:
    """Ground that changed hands between two instants, with the places on it.

    Parameters
    ----------
    before, after : Front
        On one tessellation.
    population : mapping of str to int, optional
        Inhabitants by place id, where known.

    Returns
    -------
    GeoDataFrame[from_actor, to_actor, area_km2, places, population, unknown_population, geometry]
        EPSG:4326; one row for each two actors, the largest first. Ground passes from one to the other with places of
        which the holder was known before and is another one now. Ground drawn otherwise because more is known, or
        less, is newly known: it comes from "", or goes to "". `places` are ids, joined by ";"; on ground that passed,
        those that passed with it. `population` adds up what is known, `unknown_population` counts the places for
        which it is not.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, "2024-12-04")
    >>> cells = fl.tessellate(now.places)
    >>> days = [fl.trace_front(s, tessellation=cells) for s in (fl.assess(case.ledger, "2024-11-29"), now)]
    >>> changes = ground_changes(*days)
    >>> changes.iloc[0][["from_actor", "to_actor"]].tolist()
    ['government', 'opposition']
    """
    shapes = {pair: shape for pair, shape in _pieces(before, after) if not shape.is_empty}
    rows = [(giver, taker, shape) for (giver, taker), shape in sorted(shapes.items())]
    sizes = [area_km2(shape) for *_, shape in rows]
    order: list[int] = np.argsort(sizes)[::-1].tolist() if sizes else []
    turned = {(i, old, new) for i, old, new in changed_hands(before.situation, after.situation) if old and new}
    inside = [_on(*rows[k], after, turned) for k in order]
    heads = [_count_heads(ids, population or {}) for ids in inside]
    return gpd.GeoDataFrame(
        {
            "from_actor": [rows[k][0] for k in order],
            "to_actor": [rows[k][1] for k in order],
            "area_km2": [sizes[k] for k in order],
            "places": [";".join(ids) for ids in inside],
            "population": [known for known, _ in heads],
            "unknown_population": [unknown for _, unknown in heads],
        },
        geometry=[rows[k][2] for k in order],
        crs=WGS84,
    )


def _pieces(before: Front, after: Front) -> Iterator[tuple[tuple[str, str], Any]]:
    """Ground by holder before and after; that which no place's change of hands explains is newly known."""
    old, new = _areas(before), _areas(after)
    undone = _areas(_undo(before, after))
    for taker, shape in new.items():
        fresh = [shapely.difference(shape, shapely.union_all(list(old.values())))]
        for giver in sorted(set(old) - {taker}):
            met = shapely.intersection(old[giver], shape)
            yield (giver, taker), _large(shapely.difference(met, undone.get(taker, _NOTHING)))
            fresh.append(shapely.intersection(met, undone.get(taker, _NOTHING)))
        yield ("", taker), _large(shapely.union_all(fresh))
    rest = shapely.union_all(list(new.values()))
    for giver, shape in old.items():
        yield (giver, ""), _large(shapely.difference(shape, rest))


def _undo(before: Front, after: Front) -> Front:
    """The later front as it would run had no place changed hands: what moved besides was only learned, or doubted."""
    then, now = before.situation.assessments, dict(after.situation.assessments)
    for place_id, old, new in changed_hands(before.situation, after.situation):
        if old and new:
            now[place_id] = then[place_id]
    return replace(after, situation=replace(after.situation, assessments=now))


def _large(shape: Any) -> Any:
    parts = [p for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and area_km2(p) >= SMALLEST_KM2]
    return shapely.multipolygons(parts) if parts else _NOTHING


def _on(giver: str, taker: str, shape: Any, front: Front, turned: Set[tuple[str, str, str]]) -> list[str]:
    """The places on a piece of ground; on ground that passed, those that passed with it."""
    return [i for i in _inside(shape, front) if not (giver and taker) or (i, giver, taker) in turned]


def _areas(front: Front) -> dict[str, Any]:
    table = control_areas(front.situation, tessellation=front.tessellation).polygons
    return {
        actor: shapely.union_all(table.geometry.to_numpy()[(table["actor"] == actor).to_numpy()])
        for actor in sorted(set(table["actor"]))
    }


def _inside(shape: Any, front: Front) -> list[str]:
    cells = front.tessellation
    shapely.prepare(shape)
    held = shapely.intersects_xy(shape, cells.lon, cells.lat) & ~shapely.is_empty(cells.cells)
    return [cells.place_ids[row] for row in np.flatnonzero(held)]


def _count_heads(ids: Sequence[str], population: Mapping[str, int]) -> tuple[int, int]:
    known = [population[i] for i in ids if i in population]
    return sum(known), len(ids) - len(known)


def area_rates(changes: gpd.GeoDataFrame, before: Situation, after: Situation) -> list[Measure]:
    """Ground that passed to each actor from others, less what passed from it, a day.

    Parameters
    ----------
    changes : GeoDataFrame
        As from `ground_changes`.
    before, after : Situation
        Its two instants.

    Returns
    -------
    list of Measure
        Square kilometres a day, by actor; low counts its losses only, high its gains only.

    Examples
    --------
    >>> import frontline as fl
    >>> ledger = fl.datasets.load("hama-2024").ledger
    >>> eve, day = (fl.assess(ledger, day) for day in ("2024-12-04", "2024-12-05"))
    >>> cells = fl.tessellate(day.places)
    >>> changes = ground_changes(*(fl.trace_front(s, tessellation=cells) for s in (eve, day)))
    >>> {m.subject: m.value > 0 for m in area_rates(changes, eve, day)}["opposition"]
    True
    """
    days = (after.valid - before.valid).total_seconds() / 86_400
    if days == 0:
        raise NoFrontError("both situations are of one instant, so nothing can have moved")
    measures = []
    changes = changes[(changes["from_actor"] != "") & (changes["to_actor"] != "")]
    for actor in sorted({*changes["from_actor"], *changes["to_actor"]}):
        won, lost = changes[changes["to_actor"] == actor], changes[changes["from_actor"] == actor]
        gain, loss = (float(table["area_km2"].sum()) / days for table in (won, lost))
        places = [i for table in (won, lost) for ids in table["places"] for i in ids.split(";") if i]
        low, high = sorted((-loss, gain))
        measures.append(
            Measure(
                name="area_change",
                subject=actor,
                value=gain - loss,
                unit="km2/day",
                low=low,
                high=high,
                basis=tuple(places),
                day=day_of(after.valid),
                method=(
                    f"geodesic area that passed to it from others less what passed from it, {day_of(before.valid)} to "
                    f"{day_of(after.valid)}, by {days:g} day{'' if days == 1 else 's'}; "
                    "low: losses only, high: gains only"
                ),
            )
        )
    return measures


def days_held(situation: Situation, place_id: str) -> Measure:
    """Days since a place last changed hands.

    Returns
    -------
    Measure
        Days; the value is None where it has not changed hands as far as is known, and `method` says so.

    Examples
    --------
    >>> import frontline as fl
    >>> now = fl.assess(fl.datasets.load("hama-2024").ledger, "2024-12-08")
    >>> days_held(now, "hama").value
    3.0
    """
    known, today = situation.assessments.get(place_id), day_of(situation.valid)
    if known is None or known.holder is None:
        value, method = None, "its holder is unknown"
    elif known.since is None:
        value = None
        method = "on a day that no report tells" if known.previous_holder else "it has not changed hands in the case"
    else:
        value = float((today - known.since).days)
        method = f"from {known.since}, when its present holder became the most probable one, to {today}"
    return Measure(
        name="days_since_change",
        subject=place_id,
        value=value,
        unit="days",
        day=today,
        basis=(place_id,),
        method=method,
    )


def times_changed(days: Sequence[Situation]) -> list[Measure]:
    """How often each place changed hands over the days of a history.

    Returns
    -------
    list of Measure
        Times, for places that did so at least once, the most often first.

    Examples
    --------
    >>> import frontline as fl
    >>> ledger = fl.datasets.load("hama-2024").ledger
    >>> days = [fl.assess(ledger, f"2024-12-0{day}") for day in range(1, 7)]
    >>> next(m.value for m in times_changed(days) if m.subject == "hama")
    1.0
    """
    ordered = sorted(days, key=lambda s: s.valid)
    counts: Counter[str] = Counter()
    last: dict[str, str] = {}
    for situation in ordered:
        for place_id, known in situation.assessments.items():
            if known.holder is None:  # a gap in what is known is no change of hands
                continue
            counts[place_id] += last.get(place_id, known.holder) != known.holder
            last[place_id] = known.holder
    span = f"{day_of(ordered[0].valid)} to {day_of(ordered[-1].valid)}" if ordered else "no day"
    return [
        Measure(
            name="times_changed_hands",
            subject=place_id,
            value=float(times),
            unit="times",
            day=day_of(ordered[-1].valid),
            basis=(place_id,),
            method=f"changes of the most probable holder from one day to the next, {span}",
        )
        for place_id, times in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if times
    ]

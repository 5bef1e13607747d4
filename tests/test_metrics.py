"""Numbers of the front: how far, which way, how sure, and what changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely
from test_territory import place, situation, table

import frontline as fl
from frontline.datasets import Case
from frontline.dates import parse_interval
from frontline.errors import FrontlineError, NoFrontError
from frontline.geodesy import distance_km, point_at
from frontline.model import Claim, Front, Situation
from gazetteer import Place


@pytest.fixture(scope="module")
def front(now: Situation) -> Front:
    return fl.trace_front(now)


def brute_force_km(city: Place, front: Front) -> float:
    """Geodesic minimum over points every 20 m of all stretches where the city's side meets another."""
    side = front.situation.holder(city.place_id)
    lines = front.lines
    facing = lines[(lines["left_actor"] == side) | (lines["right_actor"] == side)]
    xy = shapely.get_coordinates(shapely.segmentize(facing.geometry.to_numpy(), 0.0002))
    return float(distance_km(lon=city.lon, lat=city.lat, to_lon=xy[:, 0], to_lat=xy[:, 1]).min())


@pytest.mark.parametrize(
    "name", ["hama", "homs", "aleppo", "maardes", "jabal-zayn-al-abidin", "salamiyah", "manbij"]
)
def test_the_distance_is_the_shortest_geodesic_to_the_line(case: Case, front: Front, name: str) -> None:
    city = case.places[name]
    measure = fl.distance_to_front(city, front)
    assert measure.value is not None
    assert measure.low is not None
    assert measure.high is not None
    assert 0 <= measure.low <= measure.value <= measure.high
    assert measure.value == pytest.approx(brute_force_km(city, front), abs=0.01)
    holders = {front.situation.holder(i) for i in measure.basis}
    assert front.situation.holder(name) in holders
    assert len(holders) == 2


def test_no_bearing_of_the_rose_is_nearer_than_the_front(case: Case, front: Front) -> None:
    city = case.places["hama"]
    near = fl.distance_to_front(city, front)
    rose = fl.rose(city, front, points=16)
    assert [m.bearing_deg for m in rose] == [n * 22.5 for n in range(16)]
    values = [m.value for m in rose if m.value is not None]
    assert near.value is not None
    assert values
    assert near.value - 0.01 <= min(values)
    assert max(values) <= 60.01
    assert [m.value for m in fl.rose(city, front, points=8)] == [m.value for m in rose[::2]]
    assert all("no front on this bearing within 60 km" in m.method for m in rose if m.value is None)


WEST, EAST = place("west", 36.4, 35.0), place("east", 36.6, 35.0)
PAIR = table(WEST, EAST)
HELD = {"west": "north", "east": "south"}
HALFWAY_KM = 0.2
"""The line is straight between the nodes of its mesh: so far it may stray from where the two sides are equal."""

SPAN_KM = float(distance_km(lon=36.4, lat=35.0, to_lon=36.6, to_lat=35.0)[0])


def test_between_two_villages_the_front_lies_halfway_and_its_band_on_both_sides() -> None:
    measure = fl.distance_to_front(WEST, fl.trace_front(situation(PAIR, HELD)))
    assert measure.low is not None
    assert measure.high is not None
    assert measure.value == pytest.approx(SPAN_KM / 2, abs=HALFWAY_KM)
    assert 0 < measure.low < SPAN_KM / 4
    assert SPAN_KM * 3 / 4 < measure.high < SPAN_KM
    assert measure.low + measure.high == pytest.approx(SPAN_KM, abs=0.5)
    assert measure.bearing_deg == pytest.approx(90, abs=2)
    assert set(measure.basis) == {"west", "east"}
    assert measure.day == date(2024, 12, 4)
    assert measure.subject == "west"
    assert "90% band" in measure.method


def test_the_rose_finds_the_line_only_where_it_is() -> None:
    rose = fl.rose(WEST, fl.trace_front(situation(PAIR, HELD)), points=8)
    north, east, west = rose[0], rose[2], rose[6]
    assert east.value == pytest.approx(SPAN_KM / 2, abs=HALFWAY_KM)
    assert (north.value, west.value) == (None, None)


def test_a_doubtful_village_between_widens_the_range_to_both_sides() -> None:
    places = PAIR | table(place("between", 36.5, 35.0))
    held = HELD | {"between": "north"}
    sure, doubt = (
        fl.distance_to_front(WEST, fl.trace_front(situation(places, held, status)))
        for status in (None, {"between": "contested"})
    )
    assert sure.value == pytest.approx(doubt.value, abs=HALFWAY_KM)
    assert sure.low is not None
    assert sure.high is not None
    assert doubt.low is not None
    assert doubt.high is not None
    assert doubt.low < sure.low
    assert doubt.high > sure.high - 1
    given_up = fl.distance_to_front(
        WEST, fl.trace_front(situation(places, held | {"between": "south"}, {"between": "claimed"}))
    )
    assert given_up.value == pytest.approx(SPAN_KM / 4, abs=HALFWAY_KM)
    assert given_up.high is not None
    assert given_up.high > SPAN_KM / 2  # the village between may still be the north's


@pytest.mark.parametrize(
    ("holders", "told"),
    [
        ({"west": "north", "east": "north"}, "west: the area around it meets no other side"),
        ({"west": None, "east": "south"}, "west: its holder is unknown"),
        ({"east": "south"}, "west: its holder is unknown"),
    ],
)
def test_without_two_sides_there_is_no_distance_but_a_reason(
    holders: dict[str, str | None], told: str
) -> None:
    now = situation(PAIR, holders)
    with pytest.raises(NoFrontError, match=told) as caught:
        fl.distance_to_front(WEST, fl.trace_front(now))
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, FrontlineError)
    with pytest.raises(NoFrontError, match=r"holder is unknown|no assessed place is held by another side"):
        fl.nearest_other(WEST, now)


def test_a_front_of_two_others_is_not_the_citys() -> None:
    places = table(place("city", 36.0, 35.0), place("b", 36.6, 35.0), place("c", 36.8, 35.0))
    front = fl.trace_front(situation(places, {"city": "north", "b": "south", "c": "third"}))
    assert len(front.lines) == 1
    with pytest.raises(NoFrontError, match="meets no other side"):
        fl.distance_to_front(places["city"], front)


def test_the_nearest_place_of_another_side_is_the_nearest_such_place(case: Case, now: Situation) -> None:
    city = case.places["hama"]
    measure = fl.nearest_other(city, now)
    others = [
        now.places[i] for i, a in now.assessments.items()
        if a.holder not in (None, "government") and not now.places[i].is_area
    ]  # fmt: skip
    away = distance_km(
        lon=city.lon, lat=city.lat, to_lon=[p.lon for p in others], to_lat=[p.lat for p in others]
    )
    assert measure.value == pytest.approx(float(away.min()))
    assert measure.basis == (others[int(away.argmin())].place_id,)
    assert measure.low is not None
    assert measure.high is not None
    assert measure.low < float(away.min()) < measure.high


def test_held_ground_is_the_least_and_doubtful_ground_the_most_of_an_area() -> None:
    now = situation(PAIR, HELD, {"east": "claimed"})
    areas = fl.control_areas(now)
    north, south = fl.area_measures(areas, now)
    assert (north.subject, south.subject) == ("north", "south")
    assert north.low == north.value == north.high
    assert (south.low, south.high) == (0.0, south.value)
    assert north.value == pytest.approx(south.value, rel=1e-3)


def test_only_stretches_between_held_places_are_sure_of_the_length() -> None:
    firm = fl.front_length(fl.trace_front(situation(PAIR, HELD)))
    soft = fl.front_length(fl.trace_front(situation(PAIR, HELD, {"west": "contested"})))
    assert firm.low == firm.value == pytest.approx(soft.value, rel=0.01)
    assert soft.low == 0
    assert firm.value is not None
    assert firm.value == pytest.approx(2 * np.sqrt(20.0**2 - (SPAN_KM / 2) ** 2), rel=0.01)


def test_what_changed_hands_is_told_with_before_and_after() -> None:
    before = situation(PAIR, HELD)
    after = situation(PAIR | table(place("new", 36.5, 35.1)), {"west": "south", "east": None, "new": "north"})
    assert fl.changed_hands(before, after) == [
        ("east", "south", None), ("new", None, "north"), ("west", "north", "south"),
    ]  # fmt: skip
    assert fl.changed_hands(before, before) == []


def stated(km: float | None, **changes: Any) -> Claim:
    content: dict[str, Any] = {
        "claim_id": "D", "kind": "advanced_to", "actor": "south", "place_as_written": "X",
        "event": parse_interval("2024-12-04"), "outlet": "Daily", "voices": ("daily",), "distance_km": km,
        "reference_city": "West",
    }  # fmt: skip
    return Claim(**(content | changes))


@pytest.mark.parametrize(
    ("offset_km", "verdict"),
    [(0.0, "agrees"), (-1.8, "agrees"), (1.8, "agrees"), (3.0, "within the range"),
     (-3.0, "within the range"), (12.0, "the places imply nearer, against even the widest band"),
     (-8.9, "the places imply farther")],
)  # fmt: skip
def test_a_distance_as_claimed_is_put_beside_the_one_the_places_imply(offset_km: float, verdict: str) -> None:
    front = fl.trace_front(situation(PAIR, HELD))
    claim = stated(SPAN_KM / 2 + offset_km)
    (compared,) = fl.compare_distances([claim], {"West": WEST}, {date(2024, 12, 4): front})
    assert compared.verdict == verdict
    assert compared.difference_km == pytest.approx(-offset_km, abs=HALFWAY_KM)
    assert compared.stated_km == claim.distance_km


def test_claims_without_distance_city_day_or_front_are_passed_over() -> None:
    front = fl.trace_front(situation(PAIR, HELD))
    silent = fl.trace_front(situation(PAIR, {"west": "north"}))
    claims = [
        stated(None), stated(5.0, reference_city="East"), stated(5.0, event=parse_interval("2024-12-03")),
        stated(5.0, kind="captured"),
    ]  # fmt: skip
    assert fl.compare_distances(claims, {"West": WEST}, {date(2024, 12, 4): front}) == []
    assert fl.compare_distances([stated(5.0)], {"West": WEST}, {date(2024, 12, 4): silent}) == []


def test_on_4_december_the_front_stood_a_few_kilometres_from_hama(case: Case, front: Front) -> None:
    measure = fl.distance_to_front(case.places["Hama"], front)
    assert measure.value is not None
    # Reports of the day put the attackers 3 to 10 km from the city, to its north and east.
    assert 3 <= measure.value <= 10
    _, lat = point_at(lon=36.7578, lat=35.1318, bearing=measure.bearing_deg or 0.0, km=measure.value)[0]
    assert lat > 35.12

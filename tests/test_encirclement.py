"""How far a city is closed in, and the way that is open."""

from __future__ import annotations

import numpy as np
import pytest
from test_territory import place, situation, table

import frontline as fl
from frontline.encirclement import judge_sides, word_encirclement
from frontline.errors import NoFrontError
from frontline.geodesy import point_at
from frontline.model import Front
from gazetteer import Place

CITY = place("city", 36.5, 35.0)


def ring(km: float) -> list[Place]:
    spots = point_at(lon=36.5, lat=35.0, bearing=np.arange(0, 360, 15), km=km)
    return [place(f"r{km:.0f}-{n * 15}", lon, lat) for n, (lon, lat) in enumerate(spots.tolist())]


PLACES = table(CITY, *ring(4.0), *ring(9.0), *ring(14.0))


def around(open_from: float, open_to: float) -> Front:
    """The attackers hold the outer rings but for a sector."""
    holders = {}
    for place_id in PLACES:
        bearing = float(place_id.split("-")[1]) if "-" in place_id else 0.0
        is_open = (bearing - open_from) % 360 <= (open_to - open_from) % 360
        holders[place_id] = "home" if is_open or place_id == "city" or place_id.startswith("r4") else "attacker"
    return fl.trace_front(situation(PLACES, holders))


def test_a_city_open_to_the_south_is_closed_from_three_sides() -> None:
    closed = fl.measure_encirclement(CITY, around(135, 225), radius_km=15)
    assert closed.sides == ("north", "east", "west")
    assert closed.share.value == pytest.approx(75, abs=8)
    assert closed.share.low is not None
    assert closed.share.high is not None
    assert closed.share.low <= (closed.share.value or 0) <= closed.share.high
    (way,) = closed.corridors
    assert (way.start_deg + way.end_deg) / 2 == pytest.approx(180, abs=10)
    assert way.width_km is not None
    assert 6 < way.width_km < 20
    assert way.places[0].startswith("r4")
    assert "r9-180" in way.places
    assert "r9-0" not in way.places
    assert judge_sides(3, closed) == "agrees"
    assert judge_sides(4, closed) == "fewer sides are closed"
    assert judge_sides(1, closed) == "more sides are closed"
    assert "from 3 sides (north, east, west); open from" in word_encirclement(closed)


def test_a_city_with_the_attackers_on_every_bearing_has_no_way_out() -> None:
    closed = fl.measure_encirclement(CITY, around(7, 8), radius_km=15)
    assert (closed.share.value, closed.sides, closed.corridors) == (100, ("north", "east", "south", "west"), ())
    assert word_encirclement(closed).endswith("no way is open")


def test_a_city_far_from_any_front_is_open_all_round() -> None:
    closed = fl.measure_encirclement(CITY, around(135, 225), radius_km=1)
    assert (closed.share.value, closed.sides) == (0, ())
    (way,) = closed.corridors
    assert (way.start_deg, way.end_deg, way.width_km) == (0, 360, None)


def test_a_way_across_north_is_one_way() -> None:
    (way,) = fl.measure_encirclement(CITY, around(330, 30), radius_km=15).corridors
    assert way.start_deg > 300
    assert way.end_deg < 60


def test_without_a_side_or_a_radius_there_is_nothing_to_look_for() -> None:
    nobody = fl.trace_front(situation(PLACES, dict.fromkeys(PLACES)))
    with pytest.raises(NoFrontError, match="its holder is unknown"):
        fl.measure_encirclement(CITY, nobody)
    with pytest.raises(NoFrontError, match="is no radius"):
        fl.measure_encirclement(CITY, around(135, 225), radius_km=0)

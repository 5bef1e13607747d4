"""How a front moved: towards a city, over ground, and over places."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import shapely
from test_territory import place, situation, table

import frontline as fl
from frontline.datasets import Case
from frontline.dates import days_between
from frontline.errors import NoFrontError
from frontline.geodesy import area_km2
from frontline.model import Front, Situation
from gazetteer import Place

ROW = table(*[place(f"v{n}", 36.0 + n / 10, 35.0 + m / 10) for n in range(9) for m in (0,)])
ROAD = ROW | table(*[place(f"n{n}", 36.0 + n / 10, 35.1) for n in range(9)])
CELLS = fl.tessellate(ROAD)
CITY = ROAD["v0"]


def on(day: int, border: int, places: dict[str, Place] = ROAD) -> Situation:
    """West of the so many-th village the city's side holds, from it on the attackers."""
    holders = {i: "home" if int(i[1:]) < border else "attacker" for i in places}
    return replace(situation(places, holders), valid=datetime(2024, 12, day, tzinfo=UTC))


def front(day: int, border: int) -> Front:
    return fl.trace_front(on(day, border), tessellation=CELLS)


def test_a_front_that_takes_two_villages_in_two_days_advances_one_a_day() -> None:
    rate = fl.advance_rate(CITY, front(1, 6), front(3, 4))
    assert rate.unit == "km/day"
    assert rate.value == pytest.approx(9.12, abs=0.3)  # a tenth of a degree of longitude at 35 N
    assert rate.bearing_deg == pytest.approx(90, abs=40)
    assert set(rate.basis) >= {"v4", "v5"}
    assert rate.low is not None
    assert rate.high is not None
    assert rate.low < rate.value < rate.high
    back = fl.advance_rate(CITY, front(1, 4), front(3, 6), bearing=rate.bearing_deg)
    assert back.value == pytest.approx(-rate.value, abs=1.5)


def test_a_city_that_fell_was_passed() -> None:
    city = ROAD["v4"]
    rate = fl.advance_rate(city, front(1, 6), front(2, 3), bearing=90.0)
    assert rate.value == pytest.approx(3 * 9.12, abs=1.0)
    assert "behind the city, which changed hands" in rate.method


def test_within_one_instant_nothing_moves() -> None:
    with pytest.raises(NoFrontError, match="one instant"):
        fl.advance_rate(CITY, front(1, 6), front(1, 4))
    with pytest.raises(NoFrontError, match="no front on the bearing 270"):
        fl.advance_rate(CITY, front(1, 6), front(2, 4), bearing=270.0)


def test_the_series_runs_by_day_and_knows_its_nearest() -> None:
    series = fl.distance_series(CITY, [front(3, 3), front(1, 6), front(2, 2), front(4, 9)])
    assert [m.day for m in series] == [date(2024, 11, 30), date(2024, 12, 1), date(2024, 12, 2)]
    nearest = fl.nearest_ever(series)
    assert nearest.day == date(2024, 12, 1)
    assert nearest.value == min(m.value for m in series if m.value is not None)
    with pytest.raises(NoFrontError, match="no day"):
        fl.nearest_ever([])


def test_from_an_outline_the_front_is_nearer_than_from_the_centre() -> None:
    far, town = front(1, 6), shapely.Point(CITY.lon, CITY.lat).buffer(0.05)
    near, centre = fl.distance_to_front(CITY, far, town), fl.distance_to_front(CITY, far)
    assert near.value is not None
    assert near.value == pytest.approx((centre.value or 0) - 0.05 * 91.2, abs=0.3)
    assert "outline of v0" in near.method
    assert fl.distance_to_front(CITY, far, shapely.Point(CITY.lon, CITY.lat).buffer(0.7)).value == 0


def test_ground_that_changed_hands_is_told_with_its_places_and_people() -> None:
    before, after = front(1, 6), front(3, 4)
    changes = fl.ground_changes(before, after, population={"v4": 1000, "n4": 200})
    assert changes[["from_actor", "to_actor"]].to_numpy().tolist() == [["home", "attacker"]]
    row = changes.iloc[0]
    assert set(row["places"].split(";")) == {"v4", "v5", "n4", "n5"}
    assert (row["population"], row["unknown_population"]) == (1200, 2)
    assert row["area_km2"] == pytest.approx(area_km2(row.geometry))
    held = {}
    for f in (before, after):
        areas = fl.control_areas(f.situation, tessellation=CELLS).polygons
        held[f.situation.valid] = areas.set_index("actor")["area_km2"]["home"]
    assert held[before.situation.valid] - held[after.situation.valid] == pytest.approx(row["area_km2"], abs=0.1)
    rates = {m.subject: m for m in fl.area_rates(changes, before.situation, after.situation)}
    assert rates["attacker"].value == pytest.approx(row["area_km2"] / 2)
    assert rates["home"].value == pytest.approx(-row["area_km2"] / 2)
    assert len(fl.ground_changes(before, before)) == 0


def test_ground_round_a_place_that_is_only_newly_known_did_not_pass() -> None:
    before, after = on(1, 6), on(3, 6)
    unknown = {i: replace(a, holder=None, status="unknown") for i, a in before.assessments.items() if i in ("v5", "n5")}
    then = fl.trace_front(
        replace(before, assessments={**before.assessments, **unknown}), tessellation=CELLS
    )
    eastwards = {i: replace(a, holder="attacker") for i, a in after.assessments.items() if i in ("v5", "n5")}
    now = fl.trace_front(replace(after, assessments={**after.assessments, **eastwards}), tessellation=CELLS)
    assert {old for _, old, _ in fl.changed_hands(then.situation, now.situation)} == {None}
    changes = fl.ground_changes(then, now)
    assert set(changes["from_actor"]) <= {""}
    assert fl.area_rates(changes, then.situation, now.situation) == []


def test_a_place_tells_how_long_it_is_held_and_how_often_it_turned() -> None:
    days = [on(1, 6), on(2, 4), on(3, 6)]
    times = {m.subject: m.value for m in fl.times_changed(days)}
    assert times == {"v4": 2, "v5": 2, "n4": 2, "n5": 2}
    held = fl.days_held(replace(days[0], valid=datetime(2024, 12, 9, tzinfo=UTC)), "v0")
    assert (held.value, held.unit) == (4, "days")
    unknown = situation(ROAD, dict.fromkeys(ROAD))
    assert fl.days_held(unknown, "v0").value is None


def test_the_front_of_the_case_closed_in_on_hama_and_went_past(case: Case) -> None:
    days = [fl.assess(case.ledger, day) for day in days_between(date(2024, 11, 29), date(2024, 12, 6))]
    cells = fl.tessellate(days[-1].places)
    fronts = [fl.trace_front(day, tessellation=cells) for day in days]
    series = fl.distance_series(case.places["Hama"], fronts)
    # The front came nearer from 29 November on; reports of 4 December put it at 3 to 10 km; the city fell on the 5th.
    before = [m.value for m in series if m.day and m.day <= date(2024, 12, 4) and m.value is not None]
    assert min(before) == before[-1] < before[0] / 4
    assert 3 <= before[-1] <= 10
    assert fl.nearest_ever(series).day == date(2024, 12, 5)
    changes = fl.ground_changes(fronts[0], fronts[-1])
    assert changes.iloc[0][["from_actor", "to_actor"]].tolist() == ["government", "opposition"]
    assert "hama" in changes.iloc[0]["places"].split(";")

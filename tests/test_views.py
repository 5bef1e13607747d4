"""One source's map, who moves the picture, what is only claimed, and how often each was right."""

from __future__ import annotations

import pytest
from test_assessment import claim, judge, ledger, village

import frontline as fl
from frontline.datasets import Case
from frontline.views import wilson


def test_a_map_of_one_source_knows_only_what_it_said() -> None:
    both = ledger(
        claim("A", "captured", "north", "north-staff"),
        claim("B", "held", "south", "south-staff"),
        claim("C", "captured", "north", "monitor", voices=("monitor", "north-staff")),
    )
    army = fl.hear_only(both, ["south-staff"])
    assert [c.claim_id for c in army.claims] == ["B"]
    assert fl.assess(army, "2024-12-03").holder("x") == "south"
    monitor = fl.hear_only(both, ["monitor"])
    assert [c.voices for c in monitor.claims] == [("monitor",)]
    assert fl.assess(monitor, "2024-12-03").holder("x") == "north"
    without = fl.hear_without(both, ["monitor"])
    assert [c.voices for c in without.claims] == [("north-staff",), ("south-staff",), ("north-staff",)]


def test_two_views_differ_in_places_and_square_kilometres() -> None:
    places = {"x": village("x"), "y": village("y", 36.85)}
    said = [claim("A", "captured", "north", "monitor"), claim("B", "held", "south", "watch")]
    both = ledger(*said, places=places, before=dict.fromkeys(places, "south"))
    one, other = (fl.assess(fl.hear_only(both, [voice]), "2024-12-03") for voice in ("monitor", "watch"))
    (difference,) = fl.compare_views(one, other)
    assert (difference.place_id, difference.one, difference.other) == ("x", "north", "south")
    assert 500 < difference.area_km2 < 1300  # half of the ground within 20 km
    assert fl.compare_views(one, one) == []


def test_the_claimant_on_whom_the_picture_rests_moves_it_most() -> None:
    places = {n: village(n, 36.7 + i * 0.05) for i, n in enumerate("xyz")}
    said = [claim(f"A{n}", "captured", "north", "monitor", place_id=n) for n in "xyz"]
    idle = claim("B", "held", "south", "watch", "2024-12-02", place_id="x")
    held = ledger(*said, idle, places=places, before=dict.fromkeys(places, "south"))
    first, second = fl.leave_one_out(held, "2024-12-03")
    assert (first.voice, first.claims, first.places) == ("monitor", 3, 3)
    assert first.area_km2 > 0
    assert (second.voice, second.places, second.area_km2) == ("watch", 0, 0)


def test_what_is_claimed_and_not_believed_is_listed_with_who_claims_it() -> None:
    said = [
        claim("A", "held", "south", "monitor"),
        claim("B", "repelled", "south", "watch"),
        claim("C", "held", "north", "doubtful"),
    ]
    held = ledger(*said)
    (only,) = fl.claimed_not_assessed(held, fl.assess(held, "2024-12-03"))
    assert (only.claimed, only.voices, only.claim_ids, only.holder) == ("north", ("doubtful",), ("C",), "south")
    assert fl.claimed_not_assessed(held, fl.assess(held, "2024-12-09")) == []


def test_a_track_record_is_judged_by_the_others_alone() -> None:
    places = {n: village(n, 36.7 + i * 0.3) for i, n in enumerate("vwxyz")}
    others = [claim(f"O{n}{v}", "captured", "north", v, place_id=n) for n in "wxyz" for v in ("watch", "south-staff")]
    right = [claim(f"R{n}", "captured", "north", "monitor", "2024-12-04", place_id=n) for n in "wxy"]
    wrong = claim("W", "held", "south", "monitor", "2024-12-06", place_id="z")
    alone = claim("A", "captured", "north", "monitor", place_id="v")  # nobody else speaks of it
    record = fl.track_record(
        ledger(*others, *right, wrong, alone, places=places, before=dict.fromkeys(places, "south")), "monitor"
    )
    assert (record.words, record.borne_out) == (4, 3)
    assert record.low is not None
    assert record.high is not None
    assert record.low < 0.75 < record.high


def test_a_press_office_is_borne_out_about_as_often_as_a_monitor(case: Case) -> None:
    # What the light discount on a side's own gains rests on (`Weights.own_gain`).
    voices = ("military-operations-administration", "sohr")
    office, monitor = (fl.track_record(case.ledger, voice, case.end) for voice in voices)
    assert (office.share, office.low, office.high) == pytest.approx((0.78, 0.67, 0.85), abs=0.01)
    assert (monitor.share, monitor.low, monitor.high) == pytest.approx((0.71, 0.57, 0.81), abs=0.01)


def test_the_lag_is_counted_from_the_change_to_the_page(case: Case) -> None:
    record = fl.track_record(case.ledger, "military-operations-administration", case.end)
    assert record.changes > 20
    assert record.lag_days is not None
    assert -1 <= record.lag_days <= 1
    assert 0.5 < (record.share or 0) < 1


def test_without_a_sample_there_is_no_share() -> None:
    record = fl.track_record(ledger(claim("A", "captured", "north", "monitor")), "monitor")
    assert (record.words, record.share, record.low, record.high, record.lag_days) == (0, None, None, None, None)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"), [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (50, 100, 0.404, 0.596)]
)
def test_the_interval_is_wilsons(right: int, count: int, low: float, high: float) -> None:
    share, below, above = wilson(right, count)
    assert share == right / count
    assert (below, above) == (pytest.approx(low, abs=1e-3), pytest.approx(high, abs=1e-3))


def test_who_is_silent_changes_nothing_about_others() -> None:
    lone = claim("A", "captured", "north", "monitor")
    assert judge(lone) == fl.assess(fl.hear_without(ledger(lone), ["watch"]), "2024-12-03").assessments["x"]

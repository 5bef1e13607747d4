"""The nouns refuse impossible content when they are made."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import pytest

from frontline.dates import parse_interval
from frontline.errors import FrontlineError, ModelError
from frontline.model import Actor, Assessment, Baseline, Claim, Measure, Outlet, Voice


def claim(**changes: Any) -> Claim:
    content: dict[str, Any] = {
        "claim_id": "A-1", "kind": "captured", "actor": "north", "place_as_written": "Maardes",
        "event": parse_interval("2024-12-03"), "outlet": "Daily", "voices": ("daily",),
    }  # fmt: skip
    return Claim(**(content | changes))


def assessment(**changes: Any) -> Assessment:
    content: dict[str, Any] = {
        "place_id": "maardes", "holder": "north", "status": "held",
        "probability": {"north": 0.9, "south": 0.1}, "since": None, "evidence": (), "rule": "a rule",
    }  # fmt: skip
    return Assessment(**(content | changes))


def measure(low: float | None, value: float | None, high: float | None) -> Measure:
    return Measure(name="distance", value=value, unit="km", low=low, high=high, method="told")


def test_what_was_said_cannot_be_changed_afterwards() -> None:
    said = claim()
    with pytest.raises(dataclasses.FrozenInstanceError):
        said.actor = "south"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "liberated"}, "kind 'liberated' is not one of captured"),
        ({"scope": "village"}, "scope 'village' is not one of place, area, part, none"),
        ({"voices": ()}, "claim A-1 has no claimant"),
        ({"list_size": 0}, "list_size must be at least 1"),
        ({"distance_km": -1.0}, "not a distance on Earth"),
        ({"distance_km": 20_100.0}, "not a distance on Earth"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ModelError, match=told) as caught:
        claim(**changes)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, FrontlineError)


def test_a_claim_may_put_the_front_at_the_city_itself() -> None:
    assert claim(distance_km=0.0).distance_km == 0


def test_a_place_has_a_holder_if_and_only_if_its_status_is_not_unknown() -> None:
    with pytest.raises(ModelError, match="if and only if"):
        assessment(holder=None)
    with pytest.raises(ModelError, match="if and only if"):
        assessment(status="unknown")
    assert assessment(holder=None, status="unknown", probability={}).confidence == 0
    assert assessment().confidence == 0.9
    with pytest.raises(ModelError, match="status 'liberated'"):
        assessment(status="liberated")


@pytest.mark.parametrize(("low", "value", "high"), [(2.0, 1.0, 3.0), (1.0, 4.0, 3.0), (3.0, None, 2.0)])
def test_a_range_that_leaves_out_its_own_figure_is_refused(
    low: float | None, value: float | None, high: float | None
) -> None:
    with pytest.raises(ModelError, match="out of order"):
        measure(low, value, high)


def test_a_figure_may_stand_without_a_range_and_a_range_without_a_figure() -> None:
    assert measure(None, 5.0, None).value == 5.0
    assert measure(1.0, None, 2.0).value is None
    assert measure(5.0, 5.0, 5.0).low == 5.0


@pytest.mark.parametrize("grade", ["G", "a", "", "A1"])
def test_a_source_is_graded_by_one_letter_from_a_to_f(grade: str) -> None:
    with pytest.raises(ModelError, match="not one of A-F"):
        Voice(voice_id="v", name="V", side=None, reliability=grade)
    with pytest.raises(ModelError, match="not one of A-F"):
        Outlet(outlet_id="o", name="O", kind="newspaper", reliability=grade)


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#1234567", ""])
def test_a_colour_is_six_hexadecimal_digits(colour: str) -> None:
    for which in ({"customary_colour": colour}, {"safe_colour": colour}):
        with pytest.raises(ModelError, match="write #rrggbb"):
            Actor(**({"actor_id": "a", "name": "A", "code": "A", "customary_colour": "#000000",
                      "safe_colour": "#000000"} | which))  # fmt: skip


def test_the_start_rests_on_a_record_a_claim_or_an_inference() -> None:
    with pytest.raises(ModelError, match="basis 'rumour' is unknown"):
        Baseline(place_id="hama", actor="south", basis="rumour", source="")  # type: ignore[arg-type]


def test_a_day_is_a_day_of_the_calendar_not_an_instant() -> None:
    assert claim(event=parse_interval("2024-11-30/2024-12-01")).event.last_day == date(2024, 12, 1)

"""What an editor should look at is found, on small made-up cases and in the real one, and nothing else is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from test_assessment import ACTORS, VOICES, claim, village

import frontline as fl
from frontline.checks import CHECKS, Limits, check_case
from frontline.datasets import Case
from frontline.dates import parse_interval
from frontline.ledger import Ledger, Register
from frontline.model import Baseline, Claim, Figure, Finding
from gazetteer import Place

PLACES = {"x": village("x"), "y": village("y", 36.8), "far": village("far", 37.4)}


@pytest.fixture(scope="module")
def findings(case: Case) -> tuple[Finding, ...]:
    return check_case(case)


def found(
    case: Case, *claims: Claim, figures: tuple[Figure, ...] = (), places: dict[str, Place] | None = None, **more: Any
) -> Counter[str]:
    before = {i: Baseline(place_id=i, actor="south", basis="record", source="s") for i in ("x", "y", "far")}
    ledger = Ledger((), places or PLACES, ACTORS, Register(voices=VOICES), before, date(2024, 12, 1)).appended(claims)
    small = replace(case, ledger=ledger, figures=figures, start=date(2024, 12, 1), end=date(2024, 12, 8))
    return Counter(f.check for f in check_case(small, **more))


def test_what_was_never_lost_cannot_be_taken_back(case: Case) -> None:
    back = claim("B", "recaptured", "south", "south-staff", "2024-12-04")
    assert found(case, back)["recaptured without loss"] == 1
    assert not found(case, claim("A", "captured", "north", "monitor"), back)["recaptured without loss"]
    assert not found(case, claim("A", "withdrew", "south", "monitor"), back)["recaptured without loss"]
    assert found(case, claim("A", "captured", "north", "monitor", "2024-12-06"), back)["recaptured without loss"] == 1


def test_one_side_takes_a_place_once_unless_it_was_lost_between(case: Case) -> None:
    first = claim("A", "captured", "north", "monitor", "2024-12-02")
    again = claim("C", "captured", "north", "watch", "2024-12-05")
    lost = claim("B", "recaptured", "south", "watch", "2024-12-03")
    assert found(case, first, again)["captured twice"] == 1
    assert not found(case, first, lost, again)["captured twice"]
    next_day = claim("C", "captured", "north", "watch", "2024-12-03")
    assert not found(case, first, next_day)["captured twice"]  # a day off is how reports are dated


def test_nothing_happens_after_it_was_printed(case: Case) -> None:
    early = claim("A", "captured", "north", "monitor", "2024-12-04", published=parse_interval("2024-12-03"))
    assert found(case, early)["dated after publication"] == 1
    same_day = replace(early, published=parse_interval("2024-12-04"))
    assert not found(case, same_day)["dated after publication"]


def test_a_place_far_behind_the_line_is_told_with_its_kilometres(case: Case) -> None:
    near = claim("A", "captured", "north", "monitor")
    deep = claim("B", "captured", "north", "monitor", place_id="far")
    assert found(case, near, deep)["deep behind the line"] == 2  # each is far from the other
    beside = claim("B", "captured", "north", "monitor", place_id="y")
    assert not found(case, near, beside)["deep behind the line"]


def test_one_voice_against_two_others_stands_alone(case: Case) -> None:
    lone = claim("A", "held", "south", "south-staff")
    others = [claim(v, "captured", "north", v) for v in ("monitor", "watch")]
    assert found(case, lone, *others)["one against all others"] == 1
    assert not found(case, lone, others[0])["one against all others"]


def test_a_voice_that_stops_is_told_and_one_that_pauses_is_not(case: Case) -> None:
    spoken = [claim(f"A{n}", "held", "south", "monitor", f"2024-12-0{1 + n // 3}") for n in range(6)]
    assert found(case, *spoken)["fallen silent"] == 1
    assert not found(case, *spoken, claim("Z", "held", "south", "monitor", "2024-12-07"))["fallen silent"]


def test_distances_of_one_day_that_lie_far_apart_contradict(case: Case) -> None:
    def stated(claim_id: str, km: float) -> Claim:
        more = {"distance_km": km, "reference_city": "Nowhere", "scope": "none", "place_id": None}
        return claim(claim_id, "pushed_back_km", "south", "monitor", **more)

    assert found(case, stated("A", 10), stated("B", 20))["distances contradict"] == 1
    assert not found(case, stated("A", 10), stated("B", 12))["distances contradict"]


def test_a_whole_area_without_an_outline_counts_nowhere_and_is_told(case: Case) -> None:
    district = {**PLACES, "afrin": Place("afrin", "Afrin", (), "district", 36.8, 35.3)}
    wide = claim("A", "captured", "north", "monitor", place_id="afrin", scope="area")
    assert found(case, wide, places=district)["area without outline"] == 1


def figure(figure_id: str, day: int, side: str, value: float, precision: str = "exact") -> Figure:
    return Figure(
        figure_id=figure_id, as_of=date(2024, 12, day), kind="killed", side=side, low=value, high=value, unit="people",
        precision=precision, attributed_to="The Monitor", outlet="Daily",
    )  # fmt: skip


def test_parts_make_their_total_or_are_told(case: Case) -> None:
    parts = (figure("F1", 2, "north", 30), figure("F2", 2, "south", 20))
    assert not found(case, figures=(figure("F0", 2, "all", 50), *parts))["parts do not add up"]
    assert found(case, figures=(figure("F0", 2, "all", 60), *parts))["parts do not add up"] == 1


def test_a_count_that_never_falls_is_a_running_total_and_one_that_falls_is_no_series(case: Case) -> None:
    rising = tuple(figure(f"F{n}", n, "north", 10.0 * n) for n in (2, 3, 4))
    assert found(case, figures=rising)["running total"] == 1
    falling = (*rising, figure("F5", 5, "north", 7))
    assert found(case, figures=falling)["count that falls"] == 1
    assert not found(case, figures=falling)["running total"]


def test_a_limit_can_be_moved(case: Case) -> None:
    near = [claim("A", "captured", "north", "monitor"), claim("B", "captured", "north", "monitor", place_id="y")]
    assert found(case, *near, limits=Limits(behind_km=1.0))["deep behind the line"] == 2


def test_what_was_not_known_yet_is_not_looked_at(case: Case) -> None:
    back = claim("B", "recaptured", "south", "south-staff", "2024-12-04")
    assert not found(case, back, known="2024-12-03")["recaptured without loss"]


def test_the_claims_known_to_be_false_are_found(findings: tuple[Finding, ...]) -> None:
    told = {claim_id for f in findings for claim_id in f.claim_ids}
    assert {"SY24-0292", "SY24-0505"} <= told  # the hill on 30 November, the city entered on 3 December
    deep = {f.place_id for f in findings if f.check == "deep behind the line"}
    assert "jabal-zayn-al-abidin" in deep


def test_every_finding_bears_the_name_of_a_check(findings: tuple[Finding, ...]) -> None:
    assert 6 < len({f.check for f in findings} & set(CHECKS)) == len({f.check for f in findings})


def test_each_finding_says_what_it_rests_on(findings: tuple[Finding, ...], case: Case) -> None:
    known = {c.claim_id for c in case.claims} | {f.figure_id for f in case.figures}
    assert len(findings) > 50
    for f in findings:
        assert f.claim_ids
        assert set(f.claim_ids) <= known
        assert f.words.endswith(".")
    assert (case.start - timedelta(days=1)) < min(f.day for f in findings if f.day)


def test_the_front_door_offers_it() -> None:
    assert fl.check_case is check_case

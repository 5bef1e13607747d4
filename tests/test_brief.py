"""What a report says in numbers and sentences, and that each of them can be traced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import frontline as fl
from frontline.brief import RECENT_DAYS, compose_brief, word_probability, word_state
from frontline.report import survey

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written

    from frontline.brief import Brief
    from frontline.datasets import Case
    from frontline.report import Picture


def brief_of(picture: Picture) -> Brief:
    return compose_brief(
        picture.scene, picture.case.ledger, picture.case.figures, picture.city, picture.history, picture.situation,
        picture.front, picture.areas, picture.eve,
    )  # fmt: skip


def test_the_first_sentence_is_how_far_the_front_is_and_what_fixes_it(written: Written) -> None:
    near = written.brief.near
    assert near is not None and near.value is not None and near.low is not None and near.high is not None
    assert near.low <= near.value <= near.high
    first = written.brief.summary[0]
    assert first.startswith(f"Front {near.value:.1f} km ({near.low:.0f}-{near.high:.0f}) ")
    fixed_by = first.partition(", fixed by ")[2]
    for place_id in near.basis:  # and how well each of the two is known
        name, state = (getattr(written.picture.situation, part)[place_id] for part in ("places", "assessments"))
        assert f"{name.name} ({state.status}" in fixed_by
        assert ("only inferred" in fixed_by) or state.basis != "inferred"


def test_every_place_that_changed_hands_is_counted_and_shown(written: Written) -> None:
    now, eve = written.picture.situation, written.picture.eve
    differ = {i for i, a in now.assessments.items() if i in eve.assessments and eve.holder(i) != a.holder}
    told = {c.place.place_id for c in written.brief.changes}
    assert differ <= told
    assert len(written.brief.turned) + len(written.brief.lapsed) == len(written.brief.changes)
    for change in written.brief.changes:
        assert change.before != change.after.holder
    turned = written.brief.turned
    assert written.brief.summary[2].startswith(f"{len(turned)} places with a new holder since the day before")


def test_a_contradiction_has_claims_of_the_last_days_for_two_holders(written: Written) -> None:
    day = date(2024, 12, 4)
    assert written.brief.contradictions
    for contradiction in written.brief.contradictions:
        assert len([side for side in contradiction.sides if side]) >= 2
        for evidence in (e for side in contradiction.sides.values() for e in side):
            assert evidence.claim_ids
            assert timedelta(0) <= day - evidence.day < timedelta(days=RECENT_DAYS)


def test_the_contested_place_of_the_day_is_among_the_contradictions(written: Written) -> None:
    places = {c.place.place_id for c in written.brief.contradictions}
    assert "jabal-zayn-al-abidin" in places  # both sides claimed the mountain


def test_no_figure_from_after_the_two_dates_is_shown(case: Case, written: Written) -> None:
    assert 0 < len(written.brief.figures) < len(case.figures)
    assert all(f.as_of <= date(2024, 12, 4) for f in written.brief.figures)
    assert all((f.published or f.as_of) <= date(2024, 12, 5) for f in written.brief.figures)


def test_the_claims_that_stand_at_no_point_are_all_there_also_later_ones(case: Case, written: Written) -> None:
    brief = written.brief
    assert brief.unplaced == case.unplaced
    later = [c for c in brief.unplaced if c.claim_id not in brief.heard]
    assert later and all(
        c.known_from is None
        or c.known_from > written.picture.situation.known  # type: ignore[operator]
        or c.event.start >= written.picture.situation.valid
        for c in later
    )


def test_the_outlets_are_counted_once_for_each_claim_used(written: Written) -> None:
    used = {c for a in written.picture.situation.assessments.values() for e in a.evidence for c in e.claim_ids}
    assert sum(source.claims for source in written.brief.sources) == len(used)
    counts = [source.claims for source in written.brief.sources]
    assert counts == sorted(counts, reverse=True)
    assert f"{len(used)} claims on " in written.brief.summary[-1]


def test_the_series_ends_on_the_day_of_the_report_with_its_own_distance(written: Written) -> None:
    days = [m.day for m in written.brief.series]
    assert days == sorted(days) and len(set(days)) == len(days)  # type: ignore[type-var]
    assert days[-1] == date(2024, 12, 4)
    assert written.brief.near is not None and written.brief.series[-1].value == written.brief.near.value


def test_claimed_distances_stand_beside_ours_with_a_verdict(written: Written) -> None:
    assert written.brief.comparisons
    for comparison in written.brief.comparisons:
        assert comparison.claim.distance_km == comparison.stated_km
        assert comparison.verdict
        assert comparison.claim.claim_id in written.brief.heard


def test_without_a_city_the_brief_says_that_none_was_named(written: Written) -> None:
    brief = brief_of(replace(written.picture, city=None))
    assert (brief.near, brief.rose, brief.series) == (None, (), ())
    assert brief.summary[0] == brief.no_front == "No city was named to measure from."
    assert not [m for m in brief.measures if m.name == "distance_to_front"]


def test_a_city_of_unknown_holder_is_said_to_have_no_front(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_text(
        "claim_id,event_date,place_as_written,kind,actor,source\nA1,2024-12-03,Maardes,captured,red,Gazette\n",
        encoding="utf-8",
    )
    case = fl.datasets.load(tmp_path)
    brief = brief_of(survey(case, "2024-12-03", city=case.places["Hama"]))
    assert brief.near is None
    assert "Hama" in brief.summary[0] and "unknown" in brief.summary[0]
    assert brief.city is not None and brief.city.place_id == "hama"


def test_a_state_is_said_with_holder_odds_time_and_reason(written: Written) -> None:
    now = written.picture.situation
    told = word_state(now.places["hama"], now)
    assert told.startswith("Hama: held, Syrian government (probability ")
    assert told.endswith(now.assessments["hama"].rule)
    unknown = next(a for a in now.assessments.values() if a.holder is None)
    assert ": unknown. " in word_state(now.places[unknown.place_id], now)


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1.0, "over 99 %"), (0.991, "over 99 %"), (0.99, "99 %"), (0.5, "50 %"), (0.01, "1 %"), (0.0, "under 1 %")],
)
def test_no_probability_is_certainty(probability: float, words: str) -> None:
    assert word_probability(probability) == words

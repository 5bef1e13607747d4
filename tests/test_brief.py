"""What a report says in numbers and sentences, and that each of them can be traced."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

import frontline as fl
from frontline.brief import RECENT_DAYS, to_document, word_probability, word_state
from frontline.brief._words import word_actor, word_list
from frontline.errors import DateError
from frontline.report import brief_of, survey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Written

    from frontline.brief import Brief
    from frontline.datasets import Case
    from frontline.model import Situation


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


# -- what changed since the last brief --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def since_sunday(case: Case) -> Brief:
    """The brief of 4 December against that of Sunday the 1st."""
    return brief_of(survey(case, "2024-12-04", "2024-12-05", case.places["Hama"], since="2024-12-01"))


def test_the_last_brief_is_made_again_as_it_could_be_known_then(case: Case, since_sunday: Brief) -> None:
    then = fl.assess(case.ledger, "2024-12-01", "2024-12-01")
    assert since_sunday.eve.known == since_sunday.eve.valid == then.valid
    for change in since_sunday.changes:
        known = then.assessments.get(change.place.place_id)
        assert change.before == (known.holder if known else None) != change.after.holder
    assert "since the end of 1 December 2024 (UTC), as known then" in since_sunday.summary[2]


def test_what_was_so_already_but_not_yet_known_is_no_move_of_the_front(case: Case, since_sunday: Brief) -> None:
    again = fl.assess(case.ledger, "2024-12-01", "2024-12-05")
    late = {c.place.place_id for c in since_sunday.turned if c.late}
    assert late == {
        c.place.place_id for c in since_sunday.turned if again.holder(c.place.place_id) == c.after.holder
    }
    assert "halfaya" in late  # its loss was published after Sunday
    told = next(s.words for s in since_sunday.news if " Halfaya " in s.words)
    assert told.startswith("The brief of 1 December 2024 had Halfaya with the Syrian government; by what has been ")


def test_the_day_before_is_looked_at_with_what_is_known_now(written: Written) -> None:
    assert written.brief.eve.known == written.brief.situation.known
    assert not [c for c in written.brief.changes if c.late]


def test_every_sentence_on_a_place_names_its_claims_and_those_claims_name_the_place(
    case: Case, since_sunday: Brief
) -> None:
    told = [s for s in since_sunday.news if "according to" in s.words]
    assert len(told) >= 10
    known = {c.claim_id: c for c in case.ledger.known_by(since_sunday.situation.known)}
    for statement in told:
        assert statement.claim_ids and set(statement.claim_ids) <= set(known)
        assert not statement.words.count("\x00")
    for change in since_sunday.turned:
        for evidence in change.heard:
            assert evidence.speaks_for == change.after.holder
        assert all(e.speaks_for != change.after.holder for e in change.against)


def test_every_place_with_a_new_holder_is_named_in_a_sentence(since_sunday: Brief) -> None:
    words = " ".join(s.words for s in since_sunday.news)
    assert [c.place.name for c in since_sunday.turned if c.place.name not in words] == []


def test_the_sentence_on_the_front_has_both_distances(since_sunday: Brief) -> None:
    near, before = since_sunday.near, since_sunday.near_before
    assert near and before and near.value is not None and before.value is not None
    first = since_sunday.news[0].words
    assert f"{near.value:.1f} km" in first and f"{before.value:.1f} km" in first and "as known then" in first


def test_ground_gained_is_told_in_square_kilometres_and_drawn(since_sunday: Brief) -> None:
    won = since_sunday.ground.set_index(["from_actor", "to_actor"])["area_km2"]
    assert f"{won['government', 'opposition']:,.0f} km²" in " ".join(s.words for s in since_sunday.news)
    pair = since_sunday.pair
    assert pair is not None and set(pair.changes["to_actor"]) <= set(since_sunday.ground["to_actor"])
    assert {t.place_id for t in pair.turned} <= {c.place.place_id for c in since_sunday.turned}
    assert "as known end of 1 December" in pair.dates["en"] and "as known end of 5 December" in pair.dates["en"]


def test_contradictions_go_back_to_the_last_brief(written: Written, since_sunday: Brief) -> None:
    days = [e.day for c in since_sunday.contradictions for side in c.sides.values() for e in side]
    assert min(days) == date(2024, 12, 2)
    assert {c.place.place_id for c in written.brief.contradictions} <= {
        c.place.place_id for c in since_sunday.contradictions
    }


def test_parts_that_do_not_make_their_total_are_told_with_the_ids_of_the_figures(written: Written) -> None:
    shown = {f.figure_id for f in written.brief.figures}
    found = [f for f in written.brief.findings if f.check == "parts do not add up"]
    assert found and all(set(f.claim_ids) <= shown for f in written.brief.findings)
    assert "219 HTS + 137 government + 44 civilians make 400 people" in found[0].words


def test_a_last_brief_after_this_one_or_before_the_case_is_refused(case: Case) -> None:
    with pytest.raises(DateError, match="--since 2024-12-04: is not before the date of the report"):
        survey(case, "2024-12-04", since="2024-12-04")
    with pytest.raises(DateError, match="--since 2024-11-20: is before the case begins"):
        survey(case, "2024-12-04", since="2024-11-20")


def test_nothing_is_said_to_have_changed_on_the_first_day(case: Case) -> None:
    brief = brief_of(survey(case, "2024-11-26"))
    assert brief.news == () and brief.changes == () and brief.pair is None


# -- the document ------------------------------------------------------------------------------------------------------


def test_the_document_is_plain_and_every_id_in_it_leads_to_a_row(written: Written) -> None:
    document = to_document(written.brief)
    assert json.loads(json.dumps(document)) == document
    anchors = {row[0][0]["anchor"]: row[0][0]["id"] for row in document["claims"]["rows"]}
    anchors |= {row[-1][0]["anchor"]: row[-1][0]["id"] for row in document["figures"]["table"]["rows"]}

    def ids(value: object) -> Iterator[dict[str, str]]:
        if isinstance(value, dict):
            if set(value) == {"id", "anchor"}:
                yield value
            for part in value.values():
                yield from ids(part)
        elif isinstance(value, list):
            for part in value:
                yield from ids(part)

    named = list(ids(document))
    assert len(named) > 300
    assert [i for i in named if anchors.get(i["anchor"]) != i["id"]] == []


def test_an_actor_is_named_as_a_sentence_needs_it(now: Situation) -> None:
    assert word_actor("opposition", now) == "the armed opposition"
    assert word_actor("government", now) == "the Syrian government"
    assert word_actor(None, now) == "nobody known"


def test_a_long_list_of_names_ends_with_a_count() -> None:
    assert word_list(["A"], "place") == "A"
    assert word_list(["A", "B", "C", "D"], "place") == "A, B, C and 1 more place"
    assert word_list([], "place") == ""

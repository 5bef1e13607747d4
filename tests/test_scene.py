"""What a map says, before anything is drawn."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from test_report import SEED_PLACES

import frontline as fl
from frontline.dates import day_of, parse_instant, word_instant
from frontline.model import STATUSES, Measure
from frontline.scene import PALETTES, compose_scene, count, say, word_distance
from frontline.scene._arabic import count_arabic
from frontline.sheets import pair_of, strip_of

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written

    from frontline.datasets import Case
    from frontline.model import History, Situation
    from frontline.report import Picture
    from frontline.scene import Scene


@pytest.fixture(scope="module")
def scene(written: Written) -> Scene:
    """The map of the report."""
    return written.picture.scene


def a_case(folder: Path, *rows: str) -> Case:
    header = "claim_id,event_date,place_as_written,kind,actor,source\n"
    (folder / "claims.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return fl.datasets.load(folder)


def test_the_title_is_the_finding(scene: Scene, written: Written) -> None:
    assert written.brief.near is not None
    assert scene.title.startswith(f"Front {word_distance(written.brief.near, 'Hama')}; the city is held by the ")


def test_both_clocks_are_told(scene: Scene) -> None:
    assert (scene.valid, scene.known) == ("end of 4 December 2024 (UTC)", "end of 5 December 2024 (UTC)")
    assert scene.valid in scene.alt_text and scene.known in scene.alt_text


def test_a_map_without_a_second_clock_says_that_it_knows_all(case: Case) -> None:
    now = fl.assess(case.ledger, "2024-12-04")
    assert compose_scene(now, fl.trace_front(now)).known == "all that the ledger holds"


def test_each_point_has_one_mark_in_the_order_of_the_cells(scene: Scene, written: Written) -> None:
    assert tuple(mark.place_id for mark in scene.marks) == scene.tessellation.place_ids
    assert len({mark.place_id for mark in scene.marks}) == len(scene.marks)
    now = written.picture.situation
    for mark in scene.marks:
        assert mark.holder == now.holder(mark.place_id)
        assert (mark.lon, mark.lat) == (now.places[mark.place_id].lon, now.places[mark.place_id].lat)
        assert not now.places[mark.place_id].is_area


def test_each_day_of_the_slider_has_a_state_for_each_mark(scene: Scene) -> None:
    assert [day.date for day in scene.days] == sorted({day.date for day in scene.days})
    assert (scene.days[0].date, scene.days[-1].date) == ("2024-11-26", "2024-12-08")
    assert scene.days[scene.today].date == "2024-12-04"
    for day in scene.days:
        told = day.states
        assert len(told.holders) == len(told.statuses) == len(told.ground) == len(scene.marks)
        for holder, status, ground in zip(told.holders, told.statuses, told.ground, strict=True):
            assert (holder == -1) == (STATUSES[status] == "unknown")
            assert -1 <= holder < len(scene.styles) and (holder in (-1, ground))


def test_the_day_of_the_map_and_its_marks_agree(scene: Scene) -> None:
    today = scene.days[scene.today]
    held = [scene.styles[n].actor_id if n >= 0 else None for n in today.states.holders]
    assert held == [mark.holder for mark in scene.marks]
    assert [STATUSES[n] for n in today.states.statuses] == [mark.status for mark in scene.marks]


def test_no_day_before_the_reports_second_date_knows_more_than_it(scene: Scene, written: Written) -> None:
    for day, (situation, _) in zip(scene.days, written.picture.history, strict=True):
        assert situation.known == max(written.picture.situation.known, situation.valid)  # type: ignore[type-var]
        assert day.known


def test_the_map_lies_around_the_city_and_shows_the_front(scene: Scene, written: Written) -> None:
    west, south, east, north = scene.frame
    hama = written.picture.case.places["Hama"]
    assert west < hama.lon < east and south < hama.lat < north
    assert scene.city is not None and (scene.city.place_id, scene.city.rank) == ("hama", 0)
    assert len(scene.front.cx[west:east, south:north]) > 0
    inside = {m.place_id for m in scene.marks if west < m.lon < east and south < m.lat < north}
    assert set(SEED_PLACES) <= inside


def test_the_legend_explains_what_is_drawn_once(scene: Scene) -> None:
    entries = [(entry.symbol, entry.actor_id) for entry in scene.legend]
    assert max(Counter(entries).values()) == 1
    assert {actor for _, actor in entries if actor} <= {style.actor_id for style in scene.styles}
    assert all(entry.label for entry in scene.legend)
    assert {("area", "government"), ("area", "opposition")} <= set(entries)


def test_actors_differ_in_more_than_colour(scene: Scene) -> None:
    for palette in PALETTES:
        assert len({style.colours[palette] for style in scene.styles}) == len(scene.styles)
    assert len({style.code for style in scene.styles}) == len(scene.styles)
    assert len({style.marker for style in scene.styles}) == len(scene.styles)
    assert len({style.hatch for style in scene.styles}) == len(scene.styles)
    assert scene.style("government").name == "Syrian government"


def test_the_map_carries_its_licences_and_its_caveats(scene: Scene, case: Case) -> None:
    assert set(case.credits) <= set(scene.sources)
    assert any("Natural Earth" in source for source in scene.sources)
    assert any("not surveyed" in caveat for caveat in scene.caveats)


def test_a_title_of_ones_own_replaces_the_finding(now: Situation) -> None:
    front = fl.trace_front(now)
    assert compose_scene(now, front, title="Mine").title == "Mine"


def test_without_a_city_the_frame_holds_the_whole_front(now: Situation) -> None:
    front = fl.trace_front(now)
    scene = compose_scene(now, front)
    west, south, east, north = scene.frame
    assert scene.city is None
    left, bottom, right, top = front.lines.total_bounds
    assert west < left < right < east and south < bottom < top < north


def test_one_side_alone_is_framed_by_its_places(tmp_path: Path) -> None:
    case = a_case(tmp_path, "A1,2024-12-03,Maardes,captured,red,Gazette")
    now = fl.assess(case.ledger, "2024-12-03")
    scene = compose_scene(now, fl.trace_front(now))
    west, south, east, north = scene.frame
    (mark,) = scene.marks
    assert west < mark.lon < east and south < mark.lat < north
    assert scene.subtitle == "Assessed from 1 claim by 1 claimant on 1 place"
    assert "red: 1 place, " in scene.alt_text
    assert "front" not in {entry.symbol for entry in scene.legend}


def test_no_place_at_all_shows_the_land_of_the_base_layer(tmp_path: Path) -> None:
    case = a_case(tmp_path, "A1,2024-12-03,Zzyx,captured,red,Gazette")
    now = fl.assess(case.ledger, "2024-12-03")
    scene = compose_scene(now, fl.trace_front(now), base=fl.datasets.base_layer())
    west, south, east, north = scene.frame
    assert scene.marks == ()
    assert 20 < west < 37 < east < 60 and 20 < south < 35 < north < 50


def test_a_city_that_nobody_is_known_to_hold_is_said_so(tmp_path: Path) -> None:
    case = a_case(tmp_path, "A1,2024-12-03,Maardes,captured,red,Gazette")
    now = fl.assess(case.ledger, "2024-12-03")
    scene = compose_scene(now, fl.trace_front(now), city=case.places["Hama"])
    assert "km" not in scene.title
    assert scene.city is None


def test_what_is_claimed_is_not_said_to_be_the_holders_own_word(tmp_path: Path) -> None:
    """An own case without voices.csv: a source that cannot be judged, which is no interested side."""
    rows = "1,2024-12-03,Hama,captured,Rapid Support Forces,A daily", "2,2024-12-03,Maardes,captured,Russia,A daily"
    case = a_case(tmp_path, *rows)
    situation = fl.assess(case.ledger, "2024-12-03")
    cities = [case.places[name] for name in ("Hama", "Maardes")]
    assert [situation.assessments[c.place_id].status for c in cities] == ["claimed", "claimed"]
    titles = [compose_scene(situation, fl.trace_front(situation), city=c, languages="both") for c in cities]
    assert "reported, without corroboration, to be held by the Rapid Support Forces" in titles[0].title
    assert titles[1].title.endswith("reported, without corroboration, to be held by Russia")
    assert titles[0].arabic and "غير مؤكدة" in titles[0].arabic.title
    (label,) = (e.label for e in titles[0].legend if e.symbol == "claimed")
    assert label == "Claimed: an interested side alone, or a source that cannot be judged"


def test_a_map_of_a_day_past_what_was_known_says_so(case: Case) -> None:
    situation = fl.assess(case.ledger, "2024-12-08", "2024-12-05")
    late = compose_scene(situation, fl.trace_front(situation), languages="both")
    assert late.caveats[0].startswith("Known to end of 5 December 2024 only")
    assert late.arabic and "5 كانون الأول" in late.arabic.caveats[0]


def test_a_distance_that_cannot_be_told_is_said_so() -> None:
    nothing = Measure(name="d", value=None, unit="km", method="no front in reach")
    assert word_distance(nothing, "Hama") == "at no known distance from Hama"


def test_one_is_singular() -> None:
    assert [count(n, "place") for n in (0, 1, 2, 1_000)] == ["0 places", "1 place", "2 places", "1,000 places"]


def test_a_long_history_comes_as_arrays_and_says_the_same(scene: Scene, written: Written, case: Case) -> None:
    picture = written.picture
    course = fl.history(case.ledger, case.start, case.end, "2024-12-08")
    long = compose_scene(picture.situation, picture.front, history=course, city=case.places["Hama"])
    assert [day.date for day in long.days] == [day.date for day in scene.days]
    assert {day.known for day in long.days} == {"end of 8 December 2024 (UTC)"}
    for row, (day, holders) in enumerate(zip(long.days, course.holder, strict=True)):
        held = dict(zip(course.place_ids, holders, strict=True))
        for place_id, own in zip(scene.tessellation.place_ids, day.states.holders, strict=True):
            code = held[place_id]
            assert (long.styles[own].actor_id if own >= 0 else None) == (course.actors[code] if code >= 0 else None)
        assert day.drawn is None and day.details is None, row


def test_an_evening_knows_nothing_of_the_next_morning(scene: Scene, case: Case) -> None:
    assert len(scene.evenings) == len(scene.days)
    names = [*(style.actor_id for style in scene.styles), None]
    for n, (day, evening) in enumerate(zip(scene.days, scene.evenings, strict=True)):
        assert evening.known == word_instant(parse_instant(day.date))
        assert len(evening.states) == n + 1
        then, states = fl.assess(case.ledger, day.date, day.date), evening.states[n]
        told = [then.assessments.get(i) for i in scene.tessellation.place_ids]
        assert [names[h] for h in states.holders] == [a.holder if a else None for a in told]
        assert [STATUSES[s] for s in states.statuses] == [a.status if a else "unknown" for a in told]


def test_evenings_that_are_not_the_slider_s_or_too_many_are_left_out(
    written: Written, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = written.picture
    days = [situation for situation, _ in picture.history][:2]
    evenings = [fl.history(case.ledger, case.start, day, day) for day in (day_of(s.valid) for s in days)]

    def compose(told: list[History]) -> Scene:
        return compose_scene(picture.situation, picture.front, history=days, evenings=told)

    assert len(compose(evenings).evenings) == 2
    assert compose(evenings[:1]).evenings == () == compose(evenings[::-1]).evenings
    monkeypatch.setattr("frontline.scene._days.EVENING_STATES", 100)
    assert compose(evenings).evenings == ()


def test_a_day_carries_the_distances_that_the_report_measures(scene: Scene, written: Written) -> None:
    picture = written.picture
    assert picture.city is not None
    assert list(scene.days[scene.today].rose) == fl.rose(picture.city, picture.front)


ARABIC_LETTER = re.compile("[\u0621-\u064a]")


def test_a_map_in_arabic_says_everything_in_arabic(picture: Picture) -> None:
    words = picture.scene.arabic
    assert words is not None
    said = (words.title, words.subtitle, words.dates, words.method, words.short)
    for sentence in (*said, *words.legend, *words.sources, *words.caveats):
        assert ARABIC_LETTER.search(sentence), sentence
        latin = re.findall(r"[A-Za-z]{3,}", sentence)  # names of works and licences stay as they are
        assert set(latin) <= {"UTC", "GeoNames", "Natural", "Earth", "frontline"}, sentence
    assert len(words.legend) == len(picture.scene.legend)
    assert len(words.caveats) == len(picture.scene.caveats)


def test_both_languages_tell_the_same_numbers(picture: Picture) -> None:
    scene = picture.scene
    assert scene.arabic is not None
    for english, arabic in (
        (scene.title, scene.arabic.title),
        (scene.subtitle, scene.arabic.subtitle),
        (f"{scene.valid} {scene.known}", scene.arabic.dates),
        (scene.method, scene.arabic.method),
    ):
        assert re.findall(r"[0-9.]*[0-9]", english) == re.findall(r"[0-9.]*[0-9]", arabic)


def test_a_map_in_english_alone_carries_no_arabic_sentences(scene: Scene) -> None:
    assert scene.languages == "en" and scene.arabic is None


def test_a_sentence_without_a_translation_stays_as_it_is_and_is_no_template() -> None:
    assert say("ar", "Roads: {a} (ODbL)") == "Roads: {a} (ODbL)"


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "موقع واحد"), (2, "موقعان"), (3, "3 مواقع"), (11, "11 موقعًا"), (100, "100 موقع"), (801, "801 موقع")],
)
def test_arabic_counts_as_its_grammar_asks(number: int, words: str) -> None:
    assert count_arabic(number, "place") == words


def test_what_changed_hands_between_two_dates_adds_up(picture: Picture) -> None:
    pair = pair_of(picture, "2024-12-01")
    assert sum(g.gained_km2 for g in pair.gains) == pytest.approx(pair.changes["area_km2"].sum())
    assert sum(g.lost_km2 for g in pair.gains) == pytest.approx(pair.changes["area_km2"].sum())
    assert sum(g.places for g in pair.gains) == len(pair.turned) > 10
    marks = {m.place_id: m for m in pair.after.marks}
    assert all(marks[t.place_id].holder == t.after != t.before for t in pair.turned)
    assert pair.before.frame == pair.after.frame
    assert pair.before.known == pair.after.known  # or what was learned later would look like a move


def test_the_days_of_a_strip_share_a_frame_and_the_rank_of_their_places(picture: Picture) -> None:
    strip = strip_of(picture, "2024-11-29", most=4)
    assert strip.days["en"] == ("29 November", "1 December", "2 December", "4 December")
    assert len({scene.frame for scene in strip.scenes}) == 1
    ranks = [[mark.rank for mark in scene.marks] for scene in strip.scenes]
    assert all(day == ranks[0] for day in ranks)
    km = [scene.near.value for scene in strip.scenes if scene.near and scene.near.value]
    assert len(km) == 4 and km[0] > km[-1]


def test_a_strip_of_one_day_is_that_day(picture: Picture) -> None:
    strip = strip_of(picture, "2024-12-04")
    assert strip.days["en"] == ("4 December",)
    assert strip.scenes[0].title == picture.scene.title

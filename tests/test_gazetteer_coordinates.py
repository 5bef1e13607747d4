"""Coordinates pasted where a name belongs: read as such, in every usual form, and nothing else is."""

from __future__ import annotations

import pytest
from gazetteer_table import CSV
from hypothesis import assume, given
from hypothesis import strategies as st

from gazetteer import Gazetteer, load_gazetteer
from gazetteer.coordinates import read_coordinates

HAMA = (36.75, 35.21)
LAT, LON = st.floats(-90, 90).map(lambda d: round(d, 5)), st.floats(-180, 180).map(lambda d: round(d, 5))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    path = tmp_path_factory.mktemp("table") / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    return load_gazetteer(str(path))


@pytest.mark.parametrize(
    "text",
    [
        "35.21N 36.75E", "35.21 N, 36.75 E", "N35.21 E36.75", "N 35.21, E 36.75", "36.75E 35.21N", "E36.75/N35.21",
        "35.21°N 36.75°E", "35.21° N; 36.75° E", "35.21n36.75e", "35°12'36\"N 36°45'0\"E", "35°12′36″N, 36°45′E",
        "35° 12' 36\" N 36° 45' E", "35 12 36 N, 36 45 00 E", "35°12.6'N 36°45'E", "N35°12'36\" E36°45'00\"",
        "35.21 deg N, 36.75 deg E", "  35.21N\t36.75E\n", "+35.21N, +36.75E",
    ],
)  # fmt: skip
def test_every_usual_form_with_letters_is_one_point(text: str) -> None:
    assert read_coordinates(text) == (pytest.approx(HAMA),)


@pytest.mark.parametrize("text", ["35.21, 36.75", "35.21 36.75", "35.21;36.75", "35.21/36.75", "+35.21 +36.75"])
def test_bare_numbers_are_read_in_either_order_latitude_first(text: str) -> None:
    assert read_coordinates(text) == (HAMA, HAMA[::-1])


def test_an_order_that_is_no_point_on_earth_is_not_offered() -> None:
    assert read_coordinates("135.5, 35.2") == ((135.5, 35.2),)
    assert read_coordinates("-33.86, 151.2") == ((151.2, -33.86),)
    assert read_coordinates("35.5, 35.5") == ((35.5, 35.5),)


@pytest.mark.parametrize(
    ("text", "point"),
    [("33.86S 151.2E", (151.2, -33.86)), ("12°3'S 77°3'W", (-77.05, -12.05)), ("\u221233.86, 151.2", (151.2, -33.86))],
)
def test_south_and_west_and_a_printed_minus_are_below_zero(text: str, point: tuple[float, float]) -> None:
    assert read_coordinates(text) == (pytest.approx(point),)


@pytest.mark.parametrize("text", ["37SBU8600000000", "37S BU 86000 00000", "37sbu 8600 0000"])
def test_a_grid_reference_is_a_point_in_its_square(text: str) -> None:
    ((lon, lat),) = read_coordinates(text)
    assert (lon, lat) == pytest.approx((36.56, 35.22), abs=1.5)


def test_a_grid_reference_agrees_with_the_library_both_ways() -> None:
    mgrs = pytest.importorskip("mgrs").MGRS()
    ((lon, lat),) = read_coordinates(mgrs.toMGRS(35.1318, 36.7578))
    assert (lon, lat) == pytest.approx((36.7578, 35.1318), abs=2e-5)


OFF_EARTH = ["95N 36E", "35.2N 190E", "91.5, 181.5", "35°61'N 36°E", "35°12'75\"N 36°E", "37SII12341234"]


@pytest.mark.parametrize("text", OFF_EARTH)
def test_coordinates_of_no_point_on_earth_are_an_error_or_no_coordinates(text: str) -> None:
    try:
        assert read_coordinates(text) == ()
    except ValueError as error:
        assert str(error)  # either outcome is honest, a point is not


@pytest.mark.parametrize(
    "text",
    [
        "", "Hama", "46th Regiment", "46", "12 13", "35 36", "2024-12-04", "12.2024", "3, 4 and 5", "km 46.5",
        "Regiment 46 and 47", "35.2N", "35.2N 36.8N", "N E", "35.2 36.8 37.1", "٣٥", "1" * 61, "1.1 " * 20,
        "35.2N 36.8E Hama", "M5", "Point 35.2, north", "10:30 12:45", "🚩35.2 36.8",
    ],
)  # fmt: skip
def test_a_name_or_a_number_is_no_coordinates(text: str) -> None:
    assert read_coordinates(text) == ()


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        points = read_coordinates(text)
    except ValueError as error:
        assert str(error)
    else:
        assert all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat in points)


@given(st.text("0123456789.°'\"NSEW,+- ", max_size=60))
def test_no_near_miss_breaks_the_reader_either(text: str) -> None:
    test_no_text_breaks_the_reader.hypothesis.inner_test(text)  # type: ignore[attr-defined]


@given(LON, LAT)
def test_what_is_written_in_letters_is_read_back(lon: float, lat: float) -> None:
    north, east = "S" if lat < 0 else "N", "W" if lon < 0 else "E"
    for text in (f"{abs(lat):.5f}{north} {abs(lon):.5f}{east}", f"{east}{abs(lon):.5f}, {north}{abs(lat):.5f}"):
        assert read_coordinates(text) == (pytest.approx((lon, lat)),)


@given(LON, LAT)
def test_degrees_minutes_and_seconds_are_read_back(lon: float, lat: float) -> None:
    def written(value: float, letters: str) -> str:
        seconds = round(abs(value) * 3600)
        return f"{seconds // 3600}°{seconds // 60 % 60}'{seconds % 60}\"{letters[value < 0]}"

    assert read_coordinates(f"{written(lat, 'NS')} {written(lon, 'EW')}") == (pytest.approx((lon, lat), abs=2e-4),)


@given(LON, st.floats(-79, 83))
def test_grid_references_are_read_back(lon: float, lat: float) -> None:
    mgrs = pytest.importorskip("mgrs").MGRS()
    assume(abs(lon) < 179.99)
    ((east, north),) = read_coordinates(mgrs.toMGRS(lat, lon))
    assert (east, north) == pytest.approx((lon, lat), abs=2e-4)


def test_pasted_coordinates_resolve_to_a_point_that_says_what_lies_near(table: Gazetteer) -> None:
    answer = table.resolve("35.16N 36.7578E")
    assert answer.status == "resolved"
    assert answer.place is not None
    assert (answer.place.lon, answer.place.lat) == (36.7578, 35.16)
    assert answer.reason == "taken as coordinates, not as a name: the point lies 3.1 km north of Hama"


def test_of_two_orders_the_one_among_the_listed_places_is_taken_and_said(table: Gazetteer) -> None:
    answer = table.resolve("36.7578, 35.16")
    assert answer.place is not None
    assert (answer.place.lon, answer.place.lat) == (36.7578, 35.16)
    assert "the other order lies far from every listed place" in answer.reason


def test_two_orders_that_both_lie_among_places_or_far_off_are_a_question(table: Gazetteer) -> None:
    for text in ("36.5, 36.2", "10.5, 20.5"):
        answer = table.resolve(text)
        assert answer.status == "ambiguous", text
        assert len(answer.candidates) == 2
        assert "write N and E" in answer.reason


def test_coordinates_off_the_earth_are_unknown_with_the_reason(table: Gazetteer) -> None:
    answer = table.resolve("95N 36E")
    assert (answer.status, answer.place) == ("unknown", None)
    assert "no point on Earth" in answer.reason

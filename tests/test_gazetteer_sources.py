"""Tables of places: what is read, and how every error is told at once."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from gazetteer_table import CSV, HEADER

from gazetteer import GazetteerError, TableError, UnknownTableError, load_gazetteer, read_places
from gazetteer.sources import load_packaged


def write(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_row_becomes_a_place_with_its_names_source_and_licence(tmp_path: Path) -> None:
    places = {p.place_id: p for p in read_places(write(tmp_path / "places.csv", CSV))}
    hama = places["hama"]
    assert (hama.lon, hama.lat, hama.kind, hama.admin1) == (36.7578, 35.1318, "city", "Hama")
    assert hama.name_ar == "حماة"
    assert [n.kind for n in hama.names] == ["main", "local", "variant", "variant"]
    assert (hama.source, hama.licence, hama.geonames_id) == ("GeoNames 170017", "CC BY 4.0", 170017)
    assert places["aleppo-governorate"].is_area
    assert not hama.is_area
    with pytest.raises(dataclasses.FrozenInstanceError):
        hama.lon = 0.0  # type: ignore[misc]


def test_every_error_of_every_row_is_listed_at_once(tmp_path: Path) -> None:
    rows = [
        "hama,Hama,,,city,36.75,95,,,,,",
        "hama,Hama,,,hamlet,36.75,35.1,,,,,",
        "Homs City,,,,city,nan,x,,,,,",
        "idlib,Idlib,,,city,,35.9,,1.5,,-1,",
        "rastan,Rastan,,,city,36.7,34.9,,,,,,surplus",
    ]
    path = write(tmp_path / "places.csv", HEADER + "\n" + "\n".join(rows) + "\n")
    with pytest.raises(TableError) as caught:
        read_places(path)
    told = "\n".join(caught.value.problems)
    assert "places.csv, row 2, column lat: 95 is outside -90..90" in told
    assert 'row 3, column place_id: "hama" is already the id of row 2' in told
    assert 'row 3, column kind: "hamlet" is unknown; use one of' in told
    assert 'row 4, column place_id: "Homs City" is not an id' in told
    assert "row 4, column name: empty" in told
    assert "row 4, column lon: nan is not a place on Earth" in told
    assert 'row 4, column lat: "x" is not a number' in told
    assert "row 5, column lon: empty" in told
    assert 'row 5, column geonames_id: "1.5" is not a whole number' in told
    assert "row 5, column precision_m: -1 is outside" in told
    assert "row 6, has more cells than the header" in told
    assert isinstance(caught.value, ValueError)


def test_bad_rows_can_be_left_out_with_a_warning(tmp_path: Path) -> None:
    path = write(
        tmp_path / "places.csv", f"{HEADER}\nhama,Hama,,,city,36.75,35.1,,,,,\nx,X,,,city,0,95,,,,,\n"
    )
    with pytest.warns(UserWarning, match="row 3, column lat"):
        assert [p.place_id for p in read_places(path, skip_bad=True)] == ["hama"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "places.csv: the file is empty"),
        (b"place_id,name,kind,lon\n", "row 1: column lat is missing; add it to the header"),
        (
            "place_id,name,kind,lon,lat\nh,Ham\xe4,city,1,1\n".encode("latin-1"),
            r"not UTF-8 \(byte 32 is 0xe4\)",
        ),
        (b'place_id,name,kind,lon,lat\nh,"Ham,city,1,1\n', "check the quotes"),
    ],
)
def test_a_file_that_is_no_table_is_one_plain_sentence(tmp_path: Path, content: bytes, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_places(write(tmp_path / "places.csv", content))


def test_a_missing_file_or_table_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="check the path"):
        read_places(tmp_path / "nowhere.csv")
    with pytest.raises(UnknownTableError, match="packaged are syria, world"):
        load_gazetteer("atlantis")
    assert issubclass(UnknownTableError, LookupError)
    assert issubclass(UnknownTableError, GazetteerError)


def test_a_byte_order_mark_and_fewer_columns_are_fine(tmp_path: Path) -> None:
    path = write(
        tmp_path / "mine.csv",
        b"\xef\xbb\xbfplace_id,name,kind,lon,lat,country\nhama,Hama,city,36.75,35.1,SY\n",
    )
    (place,) = load_gazetteer(str(path)).places.values()
    assert (place.name, place.country, place.precision_m) == ("Hama", "SY", None)


def test_the_packaged_table_is_sound() -> None:
    places = load_packaged("syria")
    assert len(places) >= 500
    assert [p.place_id for p in places] == sorted(p.place_id for p in places)
    for place in places:
        assert place.source, place.place_id
        assert place.licence, place.place_id
        assert place.precision_m, place.place_id
        assert 35 <= place.lon <= 43, place.place_id
        assert 31.5 <= place.lat <= 38, place.place_id


def test_the_worlds_towns_come_with_alternate_names() -> None:
    towns = {p.place_id: p for p in load_packaged("world")}
    assert len(towns) > 200_000
    kharkiv = towns["geonames-706483"]
    assert (kharkiv.country, kharkiv.kind, kharkiv.licence) == ("UA", "city", "CC BY 4.0")
    assert any(n.script == "cyrillic" for n in kharkiv.names)

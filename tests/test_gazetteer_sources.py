"""Tables of places: what is read, and how every error is told at once."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from pathlib import Path

import pytest
from gazetteer_table import CSV, HEADER
from hypothesis import given
from hypothesis import strategies as st

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


# -- one's own columns, GeoJSON ---------------------------------------------------------------------------------------


def test_a_small_map_reads_a_table_with_other_headers(tmp_path: Path) -> None:
    path = write(tmp_path / "dörfer.csv", "Village;X;Y;Name ar;Note\nSuran;36.74;35.29;صوران;\nHalfaya;36.6;35.26;;\n")
    columns = {"name": "Village", "lon": "X", "lat": "Y", "name_ar": "Name ar", "kind": "=village", "country": "=SY"}
    suran, halfaya = read_places(path, columns=columns)
    assert (suran.name, suran.name_ar, suran.kind, suran.country) == ("Suran", "صوران", "village", "SY")
    assert suran.place_id != halfaya.place_id
    assert [p.place_id for p in reversed(read_places(path, columns=columns))] == [halfaya.place_id, suran.place_id]


def test_usual_headers_and_names_by_language_need_no_map(tmp_path: Path) -> None:
    header = "name,name:uk,name_ru,kind,Longitude,Latitude,admin1,pcode"
    row = "Avdiivka,Авдіївка,Авдеевка,town,37.75,48.14,Donetsk,UA14"
    (place,) = read_places(write(tmp_path / "ua.csv", f"{header}\n{row}\n"))
    assert [(n.text, n.language, n.kind) for n in place.names] == [
        ("Avdiivka", "en", "main"), ("Авдіївка", "uk", "local"), ("Авдеевка", "ru", "variant"),
    ]  # fmt: skip
    assert (place.admin1, place.lon, place.ids) == ("Donetsk", 37.75, (("pcode", "UA14"),))


def test_a_map_that_does_not_fit_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.csv", "Village,X\nSuran,36.74\n")
    with pytest.raises(TableError, match='column "Y" is missing, which was mapped to lat; the header has Village, X'):
        read_places(path, columns={"name": "Village", "lat": "Y"})
    with pytest.raises(TableError, match='"village" is no column of ours; map one of place_id, name'):
        read_places(path, columns={"village": "Village"})
    with pytest.raises(TableError, match="column kind is missing; add it to the header, or say which column"):
        read_places(path, columns={"name": "Village"})


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def geojson(path: Path, *features: object, **more: object) -> Path:
    return write(path, json.dumps({"type": "FeatureCollection", "features": features} | more))


def test_geojson_gives_points_and_areas(tmp_path: Path) -> None:
    ring = [[36.0, 35.0], [37.0, 35.0], [37.0, 36.0], [36.0, 36.0], [36.0, 35.0]]
    path = geojson(
        tmp_path / "mine.geojson",
        feature({"type": "Point", "coordinates": [36.74, 35.29, 300]}, name="Suran", kind="village", variants=["Soran"])
        | {"id": "node/12"},
        feature({"type": "Polygon", "coordinates": [ring]}, name="North Hama", kind="countryside"),
    )
    suran, north = read_places(path)
    assert (suran.place_id, suran.lon, suran.lat, suran.precision_m) == ("node-12", 36.74, 35.29, None)
    assert [n.text for n in suran.names] == ["Suran", "Soran"]
    assert north.is_area
    assert (round(north.lon, 2), round(north.lat, 2)) == (36.5, 35.5)
    assert north.precision_m == pytest.approx(56_600, rel=0.02)


def test_faults_of_features_are_listed_by_number(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "mine.geojson",
        feature({"type": "Point", "coordinates": [36.7, 35.2]}, name="Suran", kind="village"),
        feature({"type": "Point", "coordinates": ["36.7", 35.2]}, name="Suran", kind="village"),
        feature({"type": "Point", "coordinates": [36.7, 135.2]}, name="Suran", kind="village"),
        feature(None, name="Suran", kind="village"),
        feature({"type": "Polygon", "coordinates": [[[1, 2], [3]]]}, name="Suran", kind="area"),
        {"type": "Feature"},
    )
    with pytest.raises(TableError) as caught:
        read_places(path)
    told = "\n".join(caught.value.problems)
    assert "mine.geojson, feature 2, geometry: '36.7' is no number" in told
    assert "feature 3, column lat: 135.2 is outside" in told
    assert "feature 4, geometry: missing" in told
    assert "feature 5, geometry: 'Polygon' cannot be read" in told
    assert "feature 6, has no properties" in told
    assert "feature 1," not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"type": "FeatureCollection", "features": [', "line 1, column 44: no JSON"),
        ('{"type": "Topology", "objects": {}}', "no GeoJSON FeatureCollection"),
        ('{"type":"FeatureCollection","features":[],"crs":{"properties":{"name":"EPSG:32637"}}}', "crs is not WGS 84"),
    ],
)
def test_what_is_no_geojson_on_wgs_84_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(TableError, match=told):
        read_places(write(tmp_path / "mine.geojson", text))


def test_a_file_of_no_known_format_says_what_was_tried(tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        read_places(write(tmp_path / "letter.txt", "Dear reader\n"))
    told = str(caught.value)
    assert told.startswith("letter.txt: of no known format. Tried: GeoNames dump (the first line has 1 tab-separated")
    for name in ("Who's On First", "OCHA COD table", "CSV or GeoJSON of places"):
        assert name in told
    with pytest.raises(TableError, match=r"a folder without \.geojson files"):
        read_places(tmp_path)


@given(data=st.binary(max_size=300), suffix=st.sampled_from([".csv", ".txt", ".zip", ".geojson", ".xlsx", ".db"]))
def test_no_file_breaks_a_reader(data: bytes, suffix: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    line, header = b"1\tX\tX\t\t1\t1\tP\tPPL", b"name,kind,lon,lat\n"
    for start in (b"", b"PK\x03\x04", b"SQLite format 3\0", b'{"wof:id": 1, ', line, header):
        path.write_bytes(start + data)
        with contextlib.suppress(TableError):
            read_places(path)

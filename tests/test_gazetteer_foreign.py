"""Who's On First and OCHA's tables: what their records become, and how damage is told."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from gazetteer_files import HAMA, wof_record, write_country, write_wof_sqlite, xlsx, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer import Place, TableError, read_places

COD_HEADER = [
    "admin1Name_en", "admin1Name_ar", "admin1Pcode", "admin4Name_en", "admin4Name_ar", "admin4Pcode", "Lat", "Lon",
]  # fmt: skip
COD_ROW = ["Hama", "حماة", "SY05", "Kafr Zeita", "كفر زيتا", "C3167", "35.37421", "36.60259"]


def problems(path: Path) -> str:
    with pytest.raises(TableError) as caught:
        read_places(path)
    return "\n".join(caught.value.problems)


def table(path: Path, *rows: list[str]) -> Path:
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def names(place: Place) -> dict[str, tuple[str | None, str]]:
    return {n.text: (n.language, n.kind) for n in place.names}


# -- Who's On First ---------------------------------------------------------------------------------------------------


def write_tree(folder: Path) -> Path:
    records = {
        "421/187/695/421187695.geojson": wof_record(
            421187695, "Hama", 36.75783, 35.13179, name__ara_x_preferred=["حماة"], name__eng_x_variant=["Hamah"],
            name__srp_latn_x_historical=["Epifanija"], wof__population=854000, wof__hierarchy=[{"region_id": 85680000}],
            wof__concordances={"gn:id": 170017, "wd:id": "Q173545", "fips:code": ["SY"]},
        ),
        "856/800/00/85680000.geojson": wof_record(85680000, "Hama", 37.1, 35.1, wof__placetype="region"),
        "421/187/695/421187695-alt-quattroshapes.geojson": "not even JSON",
        "1/1.geojson": wof_record(1, "Hamath", 36.7, 35.1, wof__superseded_by=[421187695]),
        "2/2.geojson": wof_record(2, "Zone", 36.7, 35.1, wof__placetype="timezone"),
        "3/3.geojson": wof_record(3, "Kafr", 36.7, 35.1, edtf__deprecated="2019-01-01"),
        "4/4.geojson": wof_record(4, "Old Kafr", 36.7, 35.2, mz__is_current=0, edtf__deprecated="uuuu"),
    }  # fmt: skip
    for name, text in records.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_tree_gives_the_records_that_still_stand(tmp_path: Path) -> None:
    old, region, hama = read_places(write_tree(tmp_path / "whosonfirst-data-admin-sy"))
    assert (hama.place_id, hama.kind, hama.admin1, hama.geonames_id) == ("wof-421187695", "city", "Hama", 170017)
    assert hama.ids == (("wof", "421187695"), ("wikidata", "Q173545"))
    assert names(hama) == {
        "Hama": ("en", "main"), "حماة": ("ar", "local"), "Hamah": ("en", "variant"), "Epifanija": ("srp", "historic"),
    }  # fmt: skip
    assert (region.kind, old.note) == ("governorate", "no longer existing, says Who's On First")
    assert "CC0" in hama.licence
    assert hama.source == "Who's On First 421187695"


def test_sqlite_gives_the_same_city_as_the_tree(tmp_path: Path) -> None:
    region, hama = read_places(write_wof_sqlite(tmp_path / "whosonfirst-data-admin-sy-latest.db"))
    assert (hama.place_id, hama.admin1, hama.geonames_id, hama.country) == ("wof-421187695", "Hama", 170017, "SY")
    assert names(hama) == {
        "Hama": ("en", "main"), "حماة": ("ar", "local"), "Hamah": ("en", "variant"), "Hamā": (None, "variant"),
    }  # fmt: skip
    assert region.is_area


def test_sqlite_of_bodies_alone_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "wof.db"
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("CREATE TABLE geojson (id INTEGER, body TEXT, source TEXT, is_alt BOOLEAN)")
        rows = [(7, wof_record(7, "Suran", 36.74, 35.29), "", 0), (7, "{}", "alt", 1)]
        base.executemany("INSERT INTO geojson VALUES (?, ?, ?, ?)", rows)
    (suran,) = read_places(path)
    assert (suran.name, suran.lon, suran.lat, suran.kind) == ("Suran", 36.74, 35.29, "village")


def test_one_record_is_a_table_of_one_place(tmp_path: Path) -> None:
    path = tmp_path / "7.geojson"
    path.write_text(wof_record(7, "Suran", 36.74, 35.29), encoding="utf-8")
    assert [p.place_id for p in read_places(path)] == ["wof-7"]


@pytest.mark.parametrize(
    ("record", "told"),
    [
        (wof_record(7, "Suran", 36.7, "north"), "geom:latitude: \"'north'\" is not a number"),
        (wof_record(7, "Suran", 190.5, 35.2), "geom:longitude: 190.5 is outside -180..180"),
        (wof_record(7, "Suran", 0, 0), "lies at 0, 0: its position is not known"),
        (wof_record(7, " ", 36.7, 35.2), "wof:name: empty"),
        ('{"type": "Feature", "properties": []}', "no GeoJSON feature with properties"),
        ("{" * 90_000, "no GeoJSON feature with properties"),
    ],
)
def test_a_broken_record_is_told_by_its_path_and_the_rest_can_be_kept(tmp_path: Path, record: str, told: str) -> None:
    tree = write_tree(tmp_path / "wof")
    (tree / "7").mkdir()
    (tree / "7/7.geojson").write_text(record, encoding="utf-8")
    assert f"7/7.geojson, {told}".replace("\"'north'\"", "'north'") in problems(tree)
    with pytest.warns(UserWarning, match="7/7.geojson"):
        assert len(read_places(tree, skip_bad=True)) == 3


def test_a_damaged_or_foreign_database_is_told(tmp_path: Path) -> None:
    path = write_wof_sqlite(tmp_path / "wof.db")
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    assert "cannot be read as Who's On First SQLite" in problems(path)
    with closing(sqlite3.connect(tmp_path / "other.db")) as base, base:
        base.execute("CREATE TABLE books (title TEXT)")
    assert "SQLite without the tables of Who's On First" in problems(tmp_path / "other.db")


# -- damage -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound_files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One sound file of each format."""
    folder = tmp_path_factory.mktemp("sound")
    return [
        write_country(folder),
        zipped(folder / "packed/SY.zip", SY_txt="\n".join([HAMA] * 40)),
        write_wof_sqlite(folder / "wof.db"),
        xlsx(folder / "cod.xlsx", PPL=[COD_HEADER, COD_ROW]),
        table(folder / "cod.csv", COD_HEADER, COD_ROW),
    ]


STRANGE = st.sampled_from([b"", b"\0", b'"', b"\t", b"\n", b"\r", b"NaN", b"9" * 30, b"\xff", "²٣".encode()])


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_damage_anywhere_in_a_file_is_told_and_never_crashes(data: st.DataObject, sound_files: list[Path]) -> None:
    sound = data.draw(st.sampled_from(sound_files))
    content = bytearray(sound.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content)))
        content[start : start + data.draw(st.integers(0, 12))] = data.draw(STRANGE | st.binary(max_size=3))
    hurt = sound.with_name(f"hurt{sound.suffix}")
    hurt.write_bytes(content)
    with contextlib.suppress(TableError):
        read_places(hurt)


# -- OCHA COD ---------------------------------------------------------------------------------------------------------


def test_a_row_of_ocha_is_the_place_of_its_deepest_level(tmp_path: Path) -> None:
    (place,) = read_places(table(tmp_path / "syr_pplp.csv", COD_HEADER, COD_ROW))
    assert (place.place_id, place.kind, place.admin1, place.country) == ("pcode-c3167", "village", "Hama", "SY")
    assert (place.lon, place.lat, place.ids) == (36.60259, 35.37421, (("pcode", "C3167"),))
    assert names(place) == {"Kafr Zeita": ("en", "main"), "كفر زيتا": ("ar", "local")}
    assert place.source == "OCHA COD C3167"


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("ADM1_EN,ADM1_UA,ADM1_PCODE,LATITUDE,LONGITUDE,AREA_SQKM", "Poltavska,Полтавська,UA53,49.6,33.8,28748",
         ("governorate", "Poltavska", {"uk"}, "UA")),
        ("adm2_name,adm2_name1,adm2_pcode,adm0_pcode,center_lat,center_lon", "Abs,عبس,YE1704,YE,16.0,43.2",
         ("district", "Abs", set(), "YE")),
        ("admin3RefName_en,admin3Name_fr,admin3Name_en,admin3Pcode,admin0Pcode,POINT_Y,POINT_X",
         "Ref,Birate,Birat,IQG01Q01N01,IQ,34.1,44.2", ("subdistrict", "Birat", {"fr"}, "IQ")),
        ("PCODE,NAME_EN,NAME_AR,ADM1_EN,ADM1_PCODE,Latitude_y,Longitude_x,TYPE",
         "C1001,Jandairis,جنديرس,Aleppo,SY02,36.39,36.69,Town", ("town", "Jandairis", {"ar"}, "SY")),
    ],
)  # fmt: skip
def test_the_usual_headers_of_ocha_are_known(
    tmp_path: Path, header: str, row: str, expected: tuple[str, str, set[str], str]
) -> None:
    (place,) = read_places(table(tmp_path / "cod.csv", [header], [row]))
    languages = {n.language for n in place.names} - {"en", None}
    assert (place.kind, place.name, languages, place.country) == expected


def test_an_area_told_in_km2_becomes_the_radius_of_doubt(tmp_path: Path) -> None:
    rows = ["ADM1_EN,ADM1_PCODE,lat,lon,AREA_SQKM"], ["Hama,SY05,35.1,37.1,10160"]
    (hama,) = read_places(table(tmp_path / "cod.csv", *rows))
    assert hama.precision_m == pytest.approx(56_870, abs=10)


def test_a_workbook_is_read_sheet_by_sheet(tmp_path: Path) -> None:
    admin1 = [["ADM1_EN", "ADM1_AR", "ADM1_PCODE", "lat", "lon"], ["#adm1+name", "", "#adm1+code", "", ""],
              ["Hama", "حماة", "SY05", 35.1, 37]]  # fmt: skip
    note = [["Produced by OCHA"]]
    path = xlsx(tmp_path / "syr_admin.xlsx", ADM1=admin1, README=note, PPL=[COD_HEADER, COD_ROW])
    governorate, village = read_places(path)
    assert (governorate.kind, governorate.lon, governorate.name_ar) == ("governorate", 37.0, "حماة")
    assert village.place_id == "pcode-c3167"


def test_faults_of_an_ocha_table_name_sheet_row_and_remedy(tmp_path: Path) -> None:
    rows = [
        [*COD_ROW[:6], "95", "36.6"],
        [*COD_ROW[:5], "", "35.1", "36.6"],
        [*COD_ROW[:5], "C 1", "35.1", "36.6"],
        [*COD_ROW[:3], "", "", "C2", "35.1", "36.6"],
        [*COD_ROW[:5], "C3", "", "36.6"],
        [*COD_ROW[:5], "C3167", "35.2", "36.6"],
    ]
    told = problems(xlsx(tmp_path / "cod.xlsx", PPL=[COD_HEADER, *rows]))
    assert "cod.xlsx, sheet PPL, row 2, latitude: 95 is outside -90..90" in told
    assert 'row 4, p-code: "C 1" is none' in told
    assert "row 5, name: empty" in told
    assert 'row 6, latitude: "" is not a number' in told
    assert "row 7, p-code: C3167 stands in row 2 already" in told
    assert "row 3," not in told  # a row without a community is its governorate


def test_a_table_without_coordinates_says_which_one_to_take(tmp_path: Path) -> None:
    told = problems(table(tmp_path / "cod.csv", COD_HEADER[:6], COD_ROW[:6]))
    assert "has p-codes but no coordinates; add lon and lat (degrees), or take the table with center_lon" in told
    assert "no sheet has p-codes" in problems(xlsx(tmp_path / "cod.xlsx", Sheet1=[["a", "b"], [1, 2]]))


def test_a_broken_or_bombed_workbook_is_told(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "cod.xlsx", PPL=[COD_HEADER, COD_ROW])
    path.write_bytes(path.read_bytes()[:-300])
    assert "not a whole XLSX file" in problems(path)
    assert "not a whole XLSX file" in problems(zipped(tmp_path / "text.xlsx", a_txt="no workbook"))
    assert "grows more than 100-fold" in problems(zipped(tmp_path / "bomb.xlsx", sheet_xml=b" " * (32 << 20)))

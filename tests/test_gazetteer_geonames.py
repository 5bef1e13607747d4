"""GeoNames dumps: what a country becomes, and how a damaged file is told."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from conftest import SHARED
from gazetteer_files import ADMIN1, HAMA, HAMA_NAMES, KAFRAA, dump_line, names_line, write_country, write_lines, zipped

from gazetteer import TableError, read_places
from gazetteer.sources import _file, read_tables
from gazetteer.sources.features import kind_of

GEONAMES = SHARED / "data/geonames"


def problems(path: Path) -> str:
    with pytest.raises(TableError) as caught:
        read_places(path)
    return "\n".join(caught.value.problems)


def test_a_city_comes_with_its_names_in_every_language_and_use(tmp_path: Path) -> None:
    hama, kafraa = read_places(write_country(tmp_path))
    assert (hama.place_id, hama.name, hama.kind, hama.admin1) == ("geonames-170017", "Hama", "city", "Hama")
    told = {n.text: (n.language, n.script, n.kind) for n in hama.names}
    assert told == {
        "Hama": ("en", "latin", "main"),
        "Ḩamāh": (None, "latin", "variant"),
        "Hamah": (None, "latin", "variant"),
        "حماة المدينة": ("ar", "arabic", "variant"),
        "حماة": ("ar", "arabic", "local"),
        "أبو الفداء": ("ar", "arabic", "colloquial"),
        "Epiphania": ("en", "latin", "historic"),
    }
    assert hama.ids == (("wikidata", "Q173545"),)
    assert (hama.geonames_id, hama.source, hama.licence) == (170017, "GeoNames 170017", "CC BY 4.0")
    assert (hama.population, hama.precision_m, kafraa.kind, kafraa.precision_m) == (854000, 500.0, "village", 800.0)


def test_points_written_in_whole_arc_minutes_are_taken_as_vaguer(tmp_path: Path) -> None:
    lines = (dump_line(1, "Qaw", 15.88333, 51.03333), dump_line(2, "Qawah", 15.88412, 51.03377))
    vague, exact = read_places(write_lines(tmp_path / "YE.txt", *lines))
    assert (vague.precision_m, exact.precision_m) == (1500.0, 800.0)


def test_without_the_table_of_divisions_their_code_is_kept(tmp_path: Path) -> None:
    lines = (HAMA, dump_line(5, "Nowhere", 35, 36, admin1="00"))
    assert [p.admin1 for p in read_places(write_lines(tmp_path / "SY.txt", *lines))] == ["07", ""]


def test_names_and_divisions_may_be_given_and_may_be_zipped(tmp_path: Path) -> None:
    dump = zipped(tmp_path / "a/SY.zip", SY_txt=f"{HAMA}\n{KAFRAA}\n", readme_txt="Readme for GeoNames")
    names = zipped(tmp_path / "b/SY.zip", SY_txt="\n".join(HAMA_NAMES), iso_languagecodes_txt="ISO 639-3\tISO 639-2")
    divisions = tmp_path / "codes.txt"
    divisions.write_text(ADMIN1, encoding="utf-8")
    assert read_tables([names, dump, divisions]) == [(), read_places(write_country(tmp_path / "c")), ()]


def test_features_become_the_kinds_of_place_that_reports_name() -> None:
    assert kind_of("A", "ADM1", 0) == "governorate"
    assert kind_of("P", "PPLX", 200_000) == "quarter"
    assert kind_of("P", "PPLA2", 0) == "town"
    assert kind_of("T", "MT", 0) == "mountain"
    assert kind_of("L", "MILB", 0) == "military_site"
    assert kind_of("S", "AIRB", 0) == "airfield"
    assert kind_of("R", "RDJCT", 0) == "junction"
    assert kind_of("H", "WAD", 0) == "area"
    assert {kind_of("H", "WLL", 0), kind_of("S", "HTL", 0), kind_of("U", "SMU", 0)} == {""}


def test_a_ruin_says_so_and_a_well_is_left_out(tmp_path: Path) -> None:
    lines = (dump_line(1, "Old Village", 35, 36, feature="P.PPLQ"), dump_line(2, "Bir", 35, 36, feature="H.WLL"))
    (ruin,) = read_places(write_lines(tmp_path / "SY.txt", *lines))
    assert ruin.note == "abandoned, says GeoNames"


def test_lines_of_one_id_are_one_town_unless_they_lie_far_apart(tmp_path: Path) -> None:
    lines = (
        dump_line(701404, "Мелітополь", 46.8491, 35.3629, country="UA"),
        dump_line(701404, "Melitopol’", 46.84891, 35.36533, country="UA", population=158_000),
        dump_line(701404, "Мелітополь", 47.9, 35.4, country="UA"),
    )
    town, other = read_places(write_lines(tmp_path / "UA.txt", *lines))
    assert (town.name, town.kind, {n.text for n in town.names}) == ("Melitopol’", "city", {"Melitopol’", "Мелітополь"})
    assert (other.place_id, other.geonames_id) == ("geonames-701404-2", None)
    assert "id of another place, Melitopol’" in other.note


def test_every_faulty_line_is_listed_with_line_and_remedy(tmp_path: Path) -> None:
    lines = [
        HAMA,
        "\t".join(HAMA.split("\t")[:12]),
        dump_line("Q1", "X", 35, 36),
        dump_line(3, "X", 95.5, 36),
        dump_line(4, "X", 35, "nan"),
        dump_line(5, "X", "35,1", 36),
        dump_line(6, " ", 35, 36),
        dump_line(7, "X\0Y", 35, 36),
        dump_line(8, "X", 35, 36, population="many"),
        dump_line(9, "X" * 501, 35, 36),
        "",
    ]
    told = problems(write_lines(tmp_path / "SY.txt", *lines))
    assert "SY.txt, line 2, has 12 columns, a GeoNames dump has 19; fetch the file again or remove the line" in told
    assert 'line 3, column geonameid: "Q1" is not a whole number' in told
    assert "line 4, column latitude: 95.5 is outside -90..90" in told
    assert "line 5, column longitude: nan is outside -180..180" in told
    assert 'line 6, column latitude: "35,1" is not a number' in told
    assert "line 7, column name: empty" in told
    assert "line 8, holds a NUL character" in told
    assert 'line 9, column population: "many"' in told
    assert "line 1," not in told
    assert "line 10, column name: over 500 letters" in told
    assert "line 11," not in told


def test_faulty_lines_can_be_left_out_and_are_told(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "SY.txt", dump_line(3, "X", 95, 36), HAMA)
    with pytest.warns(UserWarning, match="SY.txt, line 1, column latitude"):
        (place,) = read_places(path, skip_bad=True)
    assert place.geonames_id == 170017


def test_a_fault_in_the_very_first_line_is_a_fault_of_that_line(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "SY.txt", "170000\tHalf", HAMA)
    assert problems(path).startswith("SY.txt, line 1, has 2 columns")
    with pytest.warns(UserWarning, match="line 1"):
        assert len(read_places(path, skip_bad=True)) == 1
    path.write_bytes(HAMA.encode("utf-16"))
    assert problems(path).startswith("SY.txt: UTF-16, not UTF-8")


def test_a_line_in_another_encoding_is_told_and_the_rest_can_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_bytes(HAMA.encode() + b"\n" + dump_line(2, "Maâr", 35, 36).encode("cp1252") + b"\n")
    assert "SY.txt, line 2, not UTF-8 (byte 5 of the line is 0xe2); save the table as UTF-8" in problems(path)
    with pytest.warns(UserWarning, match="not UTF-8"):
        assert len(read_places(path, skip_bad=True)) == 1


def test_faults_of_the_alternate_names_are_told_too(tmp_path: Path) -> None:
    write_lines(tmp_path / "alternateNamesV2/SY.txt", *HAMA_NAMES, "9\t170017\tar", names_line("x", "ar", "حماة"),
                names_line(170017, "ar", "ح" * 501))  # fmt: skip
    told = problems(write_lines(tmp_path / "SY.txt", HAMA))
    assert "SY.txt, line 9, has 3 of 10 columns" in told
    assert 'line 10, column 2: "x" is no GeoNames id' in told
    assert "line 11, column 4: over 500 letters" in told


def test_names_without_places_are_no_gazetteer(tmp_path: Path) -> None:
    assert "only names, no places" in problems(write_lines(tmp_path / "SY.txt", *HAMA_NAMES))


# -- archives ---------------------------------------------------------------------------------------------------------


def test_an_archive_cut_short_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY_txt="\n".join([HAMA] * 50))
    path.write_bytes(path.read_bytes()[:-60])
    assert problems(path) == "SY.zip: not a whole zip archive (cut short or damaged); fetch it again"


def test_an_archive_damaged_inside_is_told(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY_txt="\n".join(dump_line(n, f"Place {n * n}", 35, 36) for n in range(3000)))
    packed = bytearray(path.read_bytes())
    packed[20_000:20_040] = bytes(40)
    path.write_bytes(packed)
    assert "not a whole zip archive" in problems(path)


def test_an_archive_of_several_tables_is_not_guessed_at(tmp_path: Path) -> None:
    path = zipped(tmp_path / "levant.zip", SY_txt=HAMA, LB_txt=KAFRAA)
    told = problems(path)
    assert "the archive holds 2 files (LB.txt, SY.txt); unpack it and give the one meant" in told
    assert "holds no table" in problems(zipped(tmp_path / "empty.zip", readme_txt="nothing"))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY_txt=HAMA.encode() + b"\n" * (64 << 20))
    assert path.stat().st_size < 100_000
    assert "grows more than 100-fold when unpacked" in problems(path)


def test_a_file_too_long_for_any_country_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_file, "MAX_BYTES", 3 << 20)
    noise = random.Random(1).randbytes(4 << 20)
    assert "holds more than 3 MiB" in problems(zipped(tmp_path / "SY.zip", SY_txt=HAMA.encode() + b"\n" + noise))


# -- real dumps -------------------------------------------------------------------------------------------------------


@pytest.mark.shared("data/geonames")
@pytest.mark.parametrize(
    ("country", "least", "local", "division"),
    [("SY", 10_000, "ar", "Hamah"), ("UA", 31_000, "uk", "Poltava"), ("SD", 7_000, "ar", ""), ("LY", 700, "ar", "")],
)
def test_a_real_country_is_read_whole(country: str, least: int, local: str, division: str) -> None:
    places = read_places(GEONAMES / f"{country}.txt")
    assert len(places) >= least
    assert len({p.place_id for p in places}) == len(places)
    assert {n.language for p in places for n in p.names if n.kind == "local"} == {local}
    assert all(p.names[0].text == p.name and p.names[0].kind == "main" and p.precision_m for p in places)
    assert all(len({n.text for n in p.names}) == len(p.names) for p in places)
    assert not division or sum(p.admin1 == division for p in places) > 100

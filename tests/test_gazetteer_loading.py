"""Tables by name or path, alone or together, become one gazetteer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from gazetteer_files import HAMA, dump_line, write_country, write_lines, zipped
from gazetteer_table import CSV

from gazetteer import TableError, UnknownTableError, load_gazetteer
from gazetteer.loading import load_tables


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAZETTEER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_without_a_name_it_is_the_packaged_table_of_syria() -> None:
    assert list(load_gazetteer().places) == list(load_gazetteer("syria").places)
    assert len(load_gazetteer()) > 800


def test_a_path_may_be_text_or_path_and_the_order_of_tables_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    assert list(load_gazetteer(str(path)).places) == list(load_gazetteer(path).places)
    first, second = load_tables("syria", path)
    assert (len(first), len(second)) == (len(load_gazetteer()), 16)


def test_the_same_town_out_of_two_tables_is_one_with_all_its_names(tmp_path: Path) -> None:
    dump = write_country(tmp_path / "files")
    together = load_gazetteer("syria", dump)
    assert len(together) < len(load_gazetteer()) + 2
    hama = together.place("hama")
    assert hama.geonames_id == 170017
    assert "Epiphania" in {n.text for n in hama.names}
    assert together.resolve("Epiphania").place == hama


def test_a_table_given_twice_adds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    assert list(load_gazetteer(path, path).places) == list(load_gazetteer(path).places)


def test_two_tables_that_use_one_id_for_two_places_are_refused(tmp_path: Path) -> None:
    for name, lon in (("a", 36), ("b", 44)):
        (tmp_path / f"{name}.csv").write_text(f"place_id,name,kind,lon,lat\nx,Northby,village,{lon},35\n")
    with pytest.raises(TableError, match=r"\bx\b"):
        load_gazetteer(tmp_path / "a.csv", tmp_path / "b.csv")


@pytest.mark.parametrize("name", ["atlantis", "gone.csv", "", "../syria", "SYRIA.csv"])
def test_what_is_not_there_says_what_is(name: str) -> None:
    with pytest.raises(UnknownTableError, match="packaged are syria, world; installed: none; or give a file"):
        load_gazetteer(name)


def test_a_truncated_archive_is_refused_and_keeps_no_index(tmp_path: Path, home: Path) -> None:
    path = zipped(tmp_path / "SY.zip", SY_txt=HAMA + "\n")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(TableError, match=r"SY\.zip"):
        load_gazetteer(path)
    assert not list(home.glob("cache/index-*"))


def test_a_dump_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "SY.txt"
    path.write_bytes(f"{HAMA}\n".encode() + dump_line(2, "Ma\u00e2rrat", 35.2, 36.7).encode("latin-1") + b"\n")
    with pytest.raises(TableError, match=r"SY\.txt.*(line 2|UTF-8)"):
        load_gazetteer(path)


def test_rows_with_faults_are_all_listed_and_left_out_only_when_asked(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "SY.txt", HAMA, "2\tshort", dump_line(3, "Nowhere", 95, 36.7))
    with pytest.raises(TableError) as told:
        load_gazetteer(path)
    assert "line 2" in str(told.value) and "line 3" in str(told.value)
    with pytest.warns(UserWarning, match="line 3"):
        assert len(load_gazetteer(path, skip_bad=True)) == 1


def test_loading_opens_neither_the_network_nor_a_heavy_library(tmp_path: Path) -> None:
    path = write_country(tmp_path / "files")
    code = (
        "import socket, sys\nsocket.socket = None\n"
        "from gazetteer import load_gazetteer\n"
        "for _ in range(2): assert load_gazetteer(sys.argv[1]).resolve('Kafraa').place\n"
        "print(sorted({'pandas', 'geopandas', 'geopy', 'requests', 'shapely', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

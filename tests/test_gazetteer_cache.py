"""The index on disk: kept whole or not at all, and never a reason to answer wrongly or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gazetteer_files import dump_line, write_country, write_lines
from gazetteer_table import CSV

from gazetteer import Gazetteer, GazetteerError, Place, load_gazetteer
from gazetteer.cache import KeptPlaces, open_arrays, prune, write_arrays
from gazetteer.place import PlaceName

NAMES = ("Kafr Ra'a", "معردس", "Mount Zein al-Abidine", "Хама", "al-Majdal", "Qwrtpsdfgh", "35.2N 36.8E")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GAZETTEER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    return path


def kept(home: Path) -> list[Path]:
    """Indexes that lie on disk."""
    return sorted((home / "cache").glob("index-*"))


def answers(gazetteer: Gazetteer) -> list[object]:
    alone = [gazetteer.resolve(name) for name in NAMES]
    near = [gazetteer.resolve(name, near=(36.76, 35.13), within_km=60, admin1="Hama") for name in NAMES]
    return [*alone, *near, *gazetteer.resolve_together(list(NAMES)), gazetteer.nearest(lon=36.8, lat=35.2)]


def test_an_index_is_kept_at_the_first_name_and_answers_the_same_from_then_on(table: Path, home: Path) -> None:
    built = load_gazetteer(table)
    assert kept(home) == []
    told = answers(built)
    assert len(kept(home)) == 1
    assert not list((home / "cache").glob(".index-*"))
    again = load_gazetteer(table)
    assert answers(again) == told
    assert list(again.places.values()) == list(built.places.values())
    assert len(again) == len(built)


def test_every_field_of_a_place_comes_back_as_it_was() -> None:
    names = (PlaceName("Ḩamāh", None, "latin", "main"), PlaceName("حماة\u200f", "ar", "arabic", "local"))
    ids = (("wof", "421187695"), ("pcode", "C1"))
    told = ("SY", "Hamah\t(x)", 170_017, "GeoNames", "CC BY 4.0", 500.0, 854_000, 'note "quoted"\n', ids, "10")
    full = Place("h\u00e4-1", "Ḩamāh", names, "city", 36.75, -35.13, *told)
    bare = Place("b", "B", (PlaceName("B", None, "latin", "main"),), "village", 0.0, 0.0)
    rows = KeptPlaces(KeptPlaces.arrays_of([full, bare]))
    assert list(rows) == [full, bare]
    assert rows[-1] == bare and rows[0:2] == [full, bare]
    assert rows.ids == ["h\u00e4-1", "b"]
    with pytest.raises(IndexError):
        rows[2]
    assert list(KeptPlaces(KeptPlaces.arrays_of([]))) == []


def test_an_empty_gazetteer_can_be_kept_too() -> None:
    empty = Gazetteer([])
    again = Gazetteer.of_arrays(empty.to_arrays())
    assert again.resolve("Hama").status == "unknown"
    assert again.nearest(lon=0, lat=0) == ()


@pytest.mark.parametrize("damage", ["cut", "emptied", "garbage", "missing", "bare folder", "a file in its place"])
def test_a_damaged_index_is_built_anew(table: Path, home: Path, damage: str) -> None:
    told = answers(load_gazetteer(table))
    (folder,) = kept(home)
    victim = folder / "form_codes.npy"
    if damage == "cut":
        os.truncate(victim, victim.stat().st_size // 2)
    elif damage == "emptied":
        victim.write_bytes(b"")
    elif damage == "garbage":
        victim.write_bytes(b"\x93NUMPY\x01\x00v\x00{'descr': 'O'}" + b"\xff" * 200)
    elif damage == "missing":
        victim.unlink()
    else:
        shutil.rmtree(folder)
        folder.mkdir() if damage == "bare folder" else folder.write_text("no index")
    assert answers(load_gazetteer(table)) == told
    assert answers(load_gazetteer(table)) == told
    if damage != "a file in its place":
        assert open_arrays(folder) is not None, "what was damaged is not replaced"


def test_a_changed_table_has_an_index_of_its_own(tmp_path: Path, home: Path) -> None:
    path = write_country(tmp_path / "files")
    assert load_gazetteer(path).resolve("Maardes").place is None
    text = path.read_text(encoding="utf-8")
    write_lines(path, *text.splitlines(), dump_line(168_001, "Maardes", 35.25, 36.82))
    assert load_gazetteer(path).resolve("Maardes").place is not None
    assert len(kept(home)) == 2


def test_a_changed_file_beside_a_dump_counts_as_a_change(tmp_path: Path, home: Path) -> None:
    path = write_country(tmp_path / "files")
    load_gazetteer(path).resolve("Hama")
    beside = tmp_path / "files/alternateNamesV2/SY.txt"
    beside.write_text(beside.read_text(encoding="utf-8") + "9\t11555360\ten\tTwinbrook\t\t\t\t\t\t\n", encoding="utf-8")
    assert load_gazetteer(path).resolve("Twinbrook").place is not None
    assert len(kept(home)) == 2


def test_the_same_table_with_other_columns_is_another_index(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,lon,lat,kind\nNorthby,Southby,36,35,village\n", encoding="utf-8")
    assert load_gazetteer(path, columns={"name": "a"}).resolve("Northby").place is not None
    assert load_gazetteer(path, columns={"name": "b"}).resolve("Southby").place is not None
    assert len(kept(home)) == 2


def test_what_was_skipped_is_told_each_time_and_nothing_is_kept(tmp_path: Path, home: Path) -> None:
    path = write_lines(tmp_path / "SY.txt", dump_line(1, "Hama", 35.1, 36.7), dump_line(2, "Nowhere", 95, 36.7))
    for _ in range(2):
        with pytest.warns(UserWarning, match=r"SY\.txt"):
            places = load_gazetteer(path, skip_bad=True)
        assert places.resolve("Hama").place is not None
    assert kept(home) == []


CODE = """
import sys
from gazetteer import load_gazetteer
places = load_gazetteer(sys.argv[1])
sys.stdin.readline()
print(places.resolve("Kafr Ra'a").place.place_id, places.resolve("معردس").place.place_id)
"""


def test_processes_that_build_one_index_at_once_all_answer(table: Path, home: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    running = [subprocess.Popen([sys.executable, "-c", CODE, str(table)], text=True, **pipes) for _ in range(3)]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [process.communicate(timeout=60)[0] for process in running] == ["kafraa maardes\n"] * 3
    (folder,) = kept(home)
    assert open_arrays(folder) is not None
    assert sorted(p.name for p in (home / "cache").iterdir()) == [folder.name]


@pytest.mark.parametrize("obstacle", ["a file", "a folder nobody may write", "a full disk"])
def test_where_nothing_can_be_kept_it_answers_all_the_same(
    table: Path, home: Path, obstacle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    if obstacle == "a file":
        (home / "cache").write_text("in the way")
    elif obstacle == "a folder nobody may write":

        def refused(*_: object, **__: object) -> str:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("gazetteer.cache.tempfile.mkdtemp", refused)
    else:

        def full(*_: object, **__: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("gazetteer.cache.np.save", full)
    answer = load_gazetteer(table).resolve("Kafr Ra'a")
    assert answer.place is not None and answer.place.place_id == "kafraa"
    assert kept(home) == []
    assert not list(home.glob("cache/.*"))


def test_a_write_that_fails_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("gazetteer.cache.np.save", full)
    with pytest.raises(GazetteerError, match=r"index-1: cannot be written \(No space left on device\)"):
        write_arrays(tmp_path / "index-1", {"a": np.arange(3)})
    assert list(tmp_path.iterdir()) == []


def test_a_second_writer_changes_nothing(tmp_path: Path) -> None:
    for value in (1, 2):
        write_arrays(tmp_path / "index-1", {"a": np.array([value])})
    arrays = open_arrays(tmp_path / "index-1")
    assert arrays is not None and arrays["a"].tolist() == [1]
    assert [p.name for p in tmp_path.iterdir()] == ["index-1"]


def test_the_oldest_indexes_go_and_one_just_used_stays(tmp_path: Path) -> None:
    for n in range(5):
        folder = tmp_path / f"index-{n}"
        write_arrays(folder, {"a": np.arange(n)})
        os.utime(folder, (1_000 + n, 1_000 + n))
    (tmp_path / "other").mkdir()
    for name, age in ((".index-5.left", 1_000), (".index-6.written-to", None)):  # of a writer killed, of one at work
        (tmp_path / name).mkdir()
        if age is not None:
            os.utime(tmp_path / name, (age, age))
    assert open_arrays(tmp_path / "index-0") is not None  # used now
    prune(tmp_path, "index-", 2)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".index-6.written-to", "index-0", "index-4", "other"]


def test_nothing_in_a_kept_index_is_ever_executed(table: Path, home: Path) -> None:
    load_gazetteer(table).resolve("Hama")
    (folder,) = kept(home)
    np.save(folder / "kind.npy", np.array([print], dtype=object), allow_pickle=True)
    assert open_arrays(folder) is None

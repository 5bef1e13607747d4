"""Installed gazetteers: built whole or not at all, loaded by name."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SHARED
from gazetteer_files import HAMA, dump_line, write_country, write_lines

import gazetteer
from gazetteer import Place, StoreError, TableError, UnknownTableError, load_gazetteer, read_places, store
from gazetteer.loading import load_tables


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for installed gazetteers."""
    monkeypatch.setenv("GAZETTEER_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_is_built_is_loaded_by_name_and_is_what_the_files_say(tmp_path: Path) -> None:
    dump = write_country(tmp_path / "files")
    built = store.build("SY", [dump])
    assert store.read_installed("sy") == read_places(dump)
    assert load_gazetteer("SY").resolve("حماة").place == read_places(dump)[0]
    assert (built.places, built.countries, built.licences) == (2, ("SY",), ("CC BY 4.0",))
    assert built.sources[0]["sha256"] == hashlib.sha256(dump.read_bytes()).hexdigest()
    assert store.installed() == [built]
    assert store.build("SY", [dump]).sha256 == built.sha256


def test_a_gazetteer_of_several_files_has_each_place_once(tmp_path: Path) -> None:
    dump = write_country(tmp_path / "files")
    mine = tmp_path / "mine.csv"
    rows = ("name,kind,lon,lat,geonames_id", "Hama,city,36.757,35.131,170017", "Tell Mine,hill,36.5,35.5,")
    write_lines(mine, *rows)
    built = store.build("ours", [dump, mine])
    assert (built.places, built.kinds) == (3, {"city": 1, "village": 1, "hill": 1})
    assert len(built.sources) == 2


def test_an_installed_name_is_preferred_to_a_file_and_both_keep_their_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store.build("SY", [write_country(tmp_path / "files")])
    path = write_lines(tmp_path / "SY", dump_line(1, "Elsewhere", 35, 36))
    assert [[p.name for p in t] for t in load_tables(str(path), "sy")] == [["Elsewhere"], ["Hama", "Kafrā‘"]]


def test_an_unknown_table_says_what_is_packaged_and_installed(tmp_path: Path) -> None:
    store.build("SY", [write_country(tmp_path / "files")])
    with pytest.raises(UnknownTableError, match="packaged are syria, world; installed: SY; or give a file"):
        load_gazetteer("LB")


@pytest.mark.parametrize("name", ["../x", "a/b", "", "x" * 80, "-x", "syria", "a\0b"])
def test_a_name_that_is_no_name_is_refused(name: str, tmp_path: Path, home: Path) -> None:
    with pytest.raises(StoreError, match=r"is no name for a gazetteer|is the name of a packaged table"):
        store.build(name, [write_country(tmp_path / "files")])
    assert not home.exists()


def test_faulty_files_install_nothing(tmp_path: Path, home: Path) -> None:
    path = write_lines(tmp_path / "SY.txt", HAMA, "half a line")
    with pytest.raises(TableError, match="line 2"):
        store.build("SY", [path])
    assert not home.exists()
    with pytest.warns(UserWarning, match="line 2"):
        assert store.build("SY", [path], skip_bad=True).places == 1
    with pytest.raises(TableError, match=r"no places in it; nothing to build"):
        store.build("SY", [write_lines(tmp_path / "LY.txt", dump_line(2, "Bir", 35, 36, feature="H.WLL"))])


def test_a_full_disk_leaves_the_old_gazetteer_and_nothing_half_written(tmp_path: Path, home: Path) -> None:
    """A process that may write files of 4 kB at most meets the same error as on a full disk: in the middle of one."""
    old = store.build("SY", [write_country(tmp_path / "files")])
    big = write_lines(tmp_path / "big/SY.txt", *(dump_line(n, f"Kafr {n}", 35, 36) for n in range(1, 500)))
    script = (
        "import resource, sys; from gazetteer import store, StoreError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: store.build('SY', [sys.argv[1]])\nexcept StoreError as error: print(error)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(gazetteer.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(big)], env=environment, capture_output=True, text=True, check=True
    )
    assert "SY.json: cannot be written (File too large)" in done.stdout
    assert "MB are needed; free space there, or set GAZETTEER_HOME" in done.stdout
    assert [p.name for p in home.rglob("*") if p.is_file()] == ["SY.json"]
    assert store.installed() == [old]


def test_two_processes_may_build_one_gazetteer_at_once(tmp_path: Path, home: Path) -> None:
    dump = write_country(tmp_path / "files")
    script = "import sys; from gazetteer import store\nfor _ in range(20): store.build('SY', [sys.argv[1]])"
    environment = os.environ | {"PYTHONPATH": str(Path(gazetteer.__file__).parents[1])}
    both = [subprocess.Popen([sys.executable, "-c", script, str(dump)], env=environment) for _ in range(2)]
    while any(b.poll() is None for b in both):
        assert len(store.installed()) <= 1
    assert [b.returncode for b in both] == [0, 0]
    assert [p.name for p in (home / "installed").iterdir()] == ["SY.json"]
    assert store.read_installed("SY") == read_places(dump)


def test_a_damaged_gazetteer_is_told_and_does_not_hide_the_others(tmp_path: Path) -> None:
    dump = write_country(tmp_path / "files")
    sound, cut = store.build("sound", [dump]), store.build("cut", [dump])
    content = cut.path.read_bytes()
    cut.path.write_bytes(content[:-50])
    with pytest.raises(TableError, match=r"cut\.json: damaged; build the gazetteer cut again"):
        store.read_installed("cut")
    cut.path.write_bytes(b"not json\n")
    (cut.path.parent / "foreign.json").write_text(json.dumps({"format": 99}), encoding="utf-8")
    assert store.installed() == [sound]


def test_removing_takes_the_downloads_along(tmp_path: Path) -> None:
    dump = write_country(tmp_path / "files")
    built = store.build("SY", [dump])
    kept = store.downloads_folder() / "alternatenames/SY.zip"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"")
    assert store.remove("sy") == [built.path, kept]
    assert not built.path.exists()
    with pytest.raises(UnknownTableError, match='no installed gazetteer "sy"; installed: none'):
        store.remove("sy")


def test_reading_is_light_on_imports() -> None:
    heavy = {"requests", "geopy", "pandas", "shapely", "urllib3", "filelock", "sqlite3", "python_calamine"}
    script = f"import sys, gazetteer; print(*{heavy} & set(sys.modules))"
    environment = os.environ | {"PYTHONPATH": str(Path(gazetteer.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.shared("data/geonames")
def test_a_real_country_survives_being_installed() -> None:
    dump = SHARED / "data/geonames/LY.txt"
    store.build("LY", [dump])
    read: tuple[Place, ...] = store.read_installed("LY")
    assert read == read_places(dump)

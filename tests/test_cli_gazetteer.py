"""The commands on installed gazetteers: what they print, how they fail, what they leave behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run, assert_refused, runner
from gazetteer_files import ADMIN1, HAMA, HAMA_NAMES, dump_line, write_country, write_lines, zipped
from local_server import files, serving

from gazetteer import load_gazetteer
from gazetteer.online import downloads


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `frontline gazetteer` in this process, with a home and a folder of its own."""
    monkeypatch.setenv("GAZETTEER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(downloads, "WAIT_S", 0.0)
    monkeypatch.chdir(tmp_path)
    return runner(monkeypatch, capsys, "gazetteer")


def test_help_teaches_each_command_with_an_example(run: Run) -> None:
    overview = run("--help")
    for command in ("add", "build", "list", "info", "remove"):
        assert f"  {command}" in overview.out
        assert f"Example: frontline gazetteer {command}" in " ".join(run(command, "--help").out.split())


def test_a_gazetteer_is_built_listed_told_loaded_and_removed(run: Run, tmp_path: Path) -> None:
    assert "None is installed. frontline gazetteer add SY" in run("list").out
    built = run("build", write_country(tmp_path / "files"))
    assert (built.code, built.err) == (0, "")
    assert built.out.startswith("SY: 2 places with 9 names, in ")
    assert run("list").out.split()[:3] == ["SY", "2", "places"]
    told = run("info", "sy").out
    assert "kinds      city 1, village 1" in told
    assert "licences   CC BY 4.0" in told
    assert "sha256 " in told
    (row,) = json.loads(run("list", "--json").out)
    assert row == json.loads(run("info", "SY", "--json").out)
    assert (row["places"], row["countries"]) == (2, ["SY"])
    assert load_gazetteer("SY").resolve("Kafraa").place is not None
    assert run("remove", "SY").out == f"removed {tmp_path / 'home/installed/SY.json'}\n"
    assert_refused(run("info", "SY"), 'no installed gazetteer "SY"; installed: none')


def test_a_table_of_ones_own_is_built_with_a_map_of_its_columns(run: Run, tmp_path: Path) -> None:
    table = write_lines(tmp_path / "mine.csv", "Village,X,Y", "Suran,36.74,35.29")
    pairs = ("name=Village", "lon=X", "lat=Y", "kind==village")
    done = run("build", table, *(part for pair in pairs for part in ("--column", pair)))
    assert done.out.startswith("mine: 1 places with 1 names")
    assert_refused(run("build", table, "--column", "Village"), "is not OURS=THEIRS, such as name=Village")


def test_faults_are_told_line_by_line_and_can_be_left_out(run: Run, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "SY.txt", dump_line(1, "X", 95, 36), HAMA, "half")
    refused = run("build", path)
    assert (refused.code, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 2
    done = run("build", path, "--skip-bad")
    assert done.code == 0
    assert done.err.splitlines()[1:] == refused.err.splitlines()
    assert done.out.startswith("SY: 1 places")


def test_what_cannot_be_built_leaves_nothing(run: Run, tmp_path: Path) -> None:
    assert_refused(run("build", tmp_path / "none.zip"), "none.zip: cannot be read (No such file or directory)")
    assert_refused(run("build", write_country(tmp_path / "f"), "--name", "../x"), "is no name for a gazetteer")
    (tmp_path / "cut.zip").write_bytes(b"PK\3\4 and no more")
    assert_refused(run("build", tmp_path / "cut.zip"), "cut.zip: not a whole zip archive")
    assert not (tmp_path / "home").exists()


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_a_country_is_added_with_size_and_checksum(run: Run, tmp_path: Path) -> None:
    served = {
        "/SY.zip": zipped(tmp_path / "SY.zip", SY_txt=HAMA).read_bytes(),
        "/alternatenames/SY.zip": zipped(tmp_path / "names.zip", SY_txt="\n".join(HAMA_NAMES)).read_bytes(),
        "/admin1CodesASCII.txt": ADMIN1.encode(),
    }
    with serving(files(served)) as server:
        done = run("add", "sy", "--address", server.address)
        again = run("add", "SY", "--address", server.address)
        assert_refused(run("add", "QQ", "--address", server.address), "has no country QQ")
    assert done.code == 0
    assert f"{server.address}/SY.zip: fetched, {len(served['/SY.zip']):,} bytes" in done.out
    assert done.out.count("  sha256 ") == 3
    assert done.out.splitlines()[-1].startswith("SY: 1 places with 7 names")
    assert "unchanged, not fetched again" in again.out
    assert f"source     {server.address}/SY.zip" in run("info", "SY").out
    assert "kept as fetched before" in run("add", "SY", "--address", server.address).out
    assert_refused(
        run("add", "LB", "--address", server.address),
        "LB.zip: cannot be fetched", "fetch LB.zip elsewhere", "frontline gazetteer build LB.zip",
    )  # fmt: skip
    run("remove", "SY")
    rest = [p.name for p in (tmp_path / "home").rglob("*") if p.is_file() and p.suffix != ".lock"]
    assert sorted(rest) == ["admin1CodesASCII.txt", "admin1CodesASCII.txt.json"]


def test_control_characters_of_a_file_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.csv", "name,kind,lon,lat", "Hama,\x1b[31mcity,36,35")
    assert "\x1b" not in run("build", path).err


def test_a_home_that_is_no_folder_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "home").write_bytes(b"")
    assert_refused(run("build", write_country(tmp_path / "f")), "SY.json: cannot be written", "set GAZETTEER_HOME")
    assert "None is installed" in run("list").out

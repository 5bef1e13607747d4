"""Many reports: a bad one never stops the rest, a killed run goes on where it stopped, a table tells of the files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import ROOT, assert_refused
from proposals import PUBLISHED, deadly
from test_cli_extract import rows_of

from frontline.errors import ReportError, TableError
from frontline.intake import Setting, Told, find_reports, propose_all, read_reports_table
from frontline.intake import _batch as batch

if TYPE_CHECKING:
    from command_line import Run


SAYS = "The Syrian Observatory for Human Rights said that {} had captured Maardes on Tuesday."
SETTING = Setting(told=Told(published=PUBLISHED))


def a_folder(folder: Path, count: int = 3) -> Path:
    folder.mkdir()
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(SAYS.format("rebels"), encoding="utf-8")
    return folder


def test_bad_reports_are_listed_and_the_others_written(run: Run) -> None:
    folder = a_folder(Path("reports"))
    (folder / "empty.txt").touch()
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 nothing")
    (folder / "picture.png").write_bytes(b"not a report")
    (folder / "reports.csv").write_text(
        "file,published,outlet,url\n000.txt,2024-12-04,Daily Wire,https://a.example/1\n001.txt,2024-12-04,Post,\n",
        encoding="utf-8",
    )
    done = run("extract", folder, "--published", "2024-12-11", "--case", "hama-2024", "--out", "proposed.csv")
    assert done.code == 2
    assert done.err.splitlines() == [
        "frontline: broken.docx: a damaged or encrypted file; open it and save it anew, or as plain text",
        "frontline: empty.txt: the file is empty; it needs the text of a report",
        "frontline: 2 reports could not be read; the 3 claims of the others are written",
    ]
    assert "3 of 5 reports read: 3 claims, 2 statements." in done.out
    assert "Repeated by several outlets, and counted once each: 1 statement." in done.out
    rows = {row["report"]: row for row in rows_of("proposed.csv")}
    assert {name: (r["outlet"], r["url"], r["event_date"]) for name, r in rows.items()} == {
        "000.txt": ("Daily Wire", "https://a.example/1", "2024-12-03"),
        "001.txt": ("Post", "", "2024-12-03"),
        "002.txt": ("unnamed outlet (002.txt)", "", "2024-12-10"),  # what holds for all
    }
    assert rows["000.txt"]["outlets"] == rows["001.txt"]["outlets"] == "Daily Wire; Post"
    assert not Path("proposed.csv.part").exists()


def test_several_reports_can_be_reviewed_on_one_page(run: Run) -> None:
    folder = a_folder(Path("reports"))
    (folder / "empty.txt").touch()
    done = run("extract", folder, "--published", "2024-12-04", "--out", "proposed.csv", "--html", "review.html")
    assert (done.code, "Written to proposed.csv, review.html." in done.out) == (2, True)
    payload = json.loads(
        Path("review.html").read_text(encoding="utf-8").split('id="rv-data">')[1].split("</script>")[0]
    )
    assert [report["name"] for report in payload["reports"]] == ["000.txt", "001.txt", "002.txt"]
    inside = run("extract", folder, "--out", "proposed.csv", "--html", folder / "review.html")
    assert_refused(inside, "lies in the folder that is read")


def test_a_table_that_tells_of_files_that_are_not_there_is_refused(run: Run) -> None:
    folder = a_folder(Path("reports"))
    Path("told.csv").write_text("file,published\n0.txt,2024-12-04\n", encoding="utf-8")
    failed = run("extract", folder, "--reports", "told.csv", "--out", "proposed.csv")
    assert_refused(failed, "told.csv: 0.txt: no such report among those given; correct its name")
    Path("told.csv").write_text("file,published\n000.txt,4 December\n", encoding="utf-8")
    with pytest.raises(TableError, match=r"told\.csv, row 2: '4 December' is not a date"):
        read_reports_table(Path("told.csv"))


def test_a_table_may_tell_of_more_reports_than_are_given(run: Run) -> None:
    folder = a_folder(Path("reports"))
    table = folder / "reports.csv"
    table.write_text("file,published\n" + "".join(f"{n:03}.txt,2024-12-0{n + 2}\n" for n in range(3)), encoding="utf-8")
    part = [folder / "000.txt", folder / "002.txt"]
    done = run("extract", *part, "--reports", table, "--out", "part.csv")
    assert (done.code, done.out.splitlines()[0]) == (
        0, "reports.csv: 1 row passed over, of reports that are not given.",
    )  # fmt: skip
    assert {row["reported_date"] for row in rows_of("part.csv")} == {"2024-12-02", "2024-12-04"}
    # A name that no row has may be the one that is misspelt.
    table.write_text("file,published\n000.txt,2024-12-02\n02.txt,2024-12-04\n001.txt,2024-12-03\n", encoding="utf-8")
    failed = run("extract", *part, "--reports", table, "--out", "part.csv")
    assert_refused(failed, "reports.csv: 02.txt: no such report among those given")
    assert "001.txt" not in failed.err
    (folder / "002.txt").unlink()
    gone = run("extract", folder, "--out", "part.csv")
    assert "reports.csv: 1 row passed over" in gone.out


def test_what_is_no_report_in_a_folder_is_named(run: Run) -> None:
    folder = a_folder(Path("reports"), 2)
    (folder / "map.jpg").write_bytes(b"picture")
    (folder / ".hidden.jpg").write_bytes(b"picture")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    for _ in range(2):  # what the first run has written is not named by the second
        done = run("extract", folder, "--out", folder / "proposed.csv")
        assert "Passed over, not ending in .txt" in done.out
        assert "1 file (map.jpg)." in done.out
        assert "gone.txt: cannot be read (No such file or directory); check the path" in done.err


def test_a_report_that_ends_the_program_costs_nobody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = a_folder(tmp_path / "reports", 8)
    (folder / "deadly.txt").write_text("x", encoding="utf-8")
    monkeypatch.setattr(batch, "_propose", deadly)
    steps: list[int] = []
    files = find_reports([folder], (".txt",))
    outcomes = propose_all(files, SETTING, tmp_path / "p.part", steps.append, processes=2)
    assert [one.name for one in outcomes] == list(files)
    assert {one.name: one.fault for one in outcomes if one.fault} == {
        "deadly.txt": "deadly.txt: reading it ended the program; give its text"
    }
    assert all(len(one.rows) == 4 for one in outcomes if not one.fault)
    assert sum(steps) == 9


def test_what_is_done_is_not_done_again_unless_the_file_or_the_question_changed(tmp_path: Path) -> None:
    folder = a_folder(tmp_path / "reports", 2)
    files, part = find_reports([folder], (".txt",)), tmp_path / "p.part"

    def again(setting: Setting = SETTING) -> list[str]:
        """What each report gives; a row that was put down before is told by its mark."""
        outcomes = propose_all(files, setting, part, lambda _: None, processes=1)
        return [one.rows[0]["review"] for one in outcomes]

    assert again() == ["", ""]
    head, *lines = part.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.sort()  # they stand in the order in which the reports were done
    marked = [line.replace('"review": ""', '"review": "kept"') for line in lines]
    part.write_text(head + marked[0] + marked[1][: len(marked[1]) // 2], encoding="utf-8")  # killed while writing
    assert again() == ["kept", ""]
    (folder / "000.txt").write_text(SAYS.format("opposition fighters"), encoding="utf-8")
    assert again() == ["", ""]
    part.write_text(head + marked[1], encoding="utf-8")
    assert again(Setting(told=Told(outlet="Daily"))) == ["", ""]


@pytest.mark.skipif(os.name != "posix", reason="kills a process group")
@pytest.mark.parametrize("by", ["SIGKILL", "SIGINT"])
def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path, by: str) -> None:
    a_folder(tmp_path / "reports", 300)
    command = ["extract", "reports", "--published", "2024-12-04", "--quiet", "--out"]
    program = [sys.executable, "-c", "from frontline.cli import main; main()", *command]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}

    def start(out: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*program, out], cwd=tmp_path, env=environment, start_new_session=True, stderr=subprocess.PIPE,
            # Whoever starts the tests in the background has them ignore the signal, and children inherit that.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip

    part = tmp_path / "killed.csv.part"
    with start("killed.csv") as running:
        deadline = time.monotonic() + 60
        while not (part.exists() and part.read_bytes().count(b"\n") > 5) and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(running.pid, getattr(signal, by))
        told = running.communicate()[1].decode().strip()
    if by == "SIGINT":
        assert (running.returncode, told) == (130, "frontline: stopped; the same command goes on from here")
    done = part.read_bytes().count(b"\n") - 1
    assert 5 <= done < 300
    assert not (tmp_path / "killed.csv").exists()
    kept = [json.loads(line) for line in part.read_text(encoding="utf-8").splitlines(keepends=True)[1:]
            if line.endswith("\n")]  # fmt: skip
    assert all(one["rows"] for one in kept)
    for out in ("killed.csv", "whole.csv"):
        with start(out) as running:
            assert running.wait(120) == 0
    assert (tmp_path / "killed.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"reports", "killed.csv", "whole.csv"}


@pytest.mark.parametrize("garbage", [b"", b"\xff\xfe", b"{}\n{}\n", b"no json\nat all\n"])
def test_a_file_of_progress_that_is_none_is_begun_anew(garbage: bytes, tmp_path: Path) -> None:
    folder, part = a_folder(tmp_path / "reports", 1), tmp_path / "p.part"
    part.write_bytes(garbage)
    (outcome,) = propose_all(find_reports([folder], (".txt",)), SETTING, part, lambda _: None, processes=1)
    assert len(outcome.rows) == 1


def test_names_and_texts_with_odd_signs_come_through(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    name = os.fsencode(folder) + b"/caf\xe9\xe2\x80\xa8.txt"  # no UTF-8, and a separator of lines
    with open(name, "wb") as file:  # noqa: PTH123 - a name that is no text
        file.write(SAYS.format("rebels\u2028\x85").encode())
    files, part = find_reports([folder], (".txt",)), tmp_path / "p.part"
    assert list(files) == ["caf\ufffd\u2028.txt"]
    for _ in range(2):
        (outcome,) = propose_all(files, SETTING, part, lambda _: None, processes=1)
        assert (outcome.fault, outcome.name) == ("", "caf\ufffd\u2028.txt")
    assert len(part.read_bytes().splitlines()) == 2


def test_files_of_one_name_are_told_apart_by_their_folder(tmp_path: Path) -> None:
    for day in ("monday", "tuesday"):
        a_folder(tmp_path / day, 1)
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden/x.txt").write_text("x", encoding="utf-8")
    assert list(find_reports([tmp_path], (".txt",))) == ["monday/000.txt", "tuesday/000.txt"]
    with pytest.raises(ReportError, match=r"000\.txt: given twice"):
        find_reports([tmp_path / "monday", tmp_path / "tuesday"], (".txt",))

"""Tables in and out: every fault named with file, row and remedy; files whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.errors import FrontlineError, OutputError, TableError
from frontline.tables import number, read_rows, read_table, to_csv, write_bytes

COLUMNS = ("claim_id", "place", "km")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "claims.csv"


def keep(cells: Mapping[str, str]) -> tuple[str, float | None]:
    return cells["claim_id"], number(cells, "km")


def faults(path: Path, content: str | bytes) -> list[str]:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(TableError) as caught:
        read_table(path, COLUMNS, keep, key="claim_id")
    assert str(caught.value) == "\n".join(caught.value.problems)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, FrontlineError)
    return list(caught.value.problems)


def test_a_sound_table_keeps_its_order_its_further_columns_and_its_row_numbers(path: Path) -> None:
    path.write_text('claim_id,place,km,more\n b ,Hama,,x\n\na,"Ma\'ar Des, north",3.5,y\n', encoding="utf-8")
    rows = read_rows(path, COLUMNS)
    assert [(r.line, r.cells["claim_id"], r.cells["more"]) for r in rows] == [(2, "b", "x"), (4, "a", "y")]
    assert rows[1].cells["place"] == "Ma'ar Des, north"
    assert read_table(path, COLUMNS, keep, key="claim_id") == [("b", None), ("a", 3.5)]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(path: Path) -> None:
    path.write_bytes("\ufeffclaim_id,place,km\r\na,معردس,2\r\n".encode())
    assert [r.cells["place"] for r in read_rows(path, COLUMNS)] == ["معردس"]


def test_a_missing_column_is_named(path: Path) -> None:
    assert faults(path, "claim_id,km\na,1\n") == [
        "claims.csv, row 1: column place missing; add to the header line"
    ]
    assert faults(path, "place\nx\n") == [
        "claims.csv, row 1: columns claim_id, km missing; add to the header line"
    ]


def test_a_column_that_stands_twice_is_refused(path: Path) -> None:
    assert faults(path, "claim_id,place,km,place\n") == ["claims.csv, row 1: column place twice; keep one"]


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_told_what_it_needs(path: Path, content: bytes) -> None:
    assert faults(path, content) == ["claims.csv: the file is empty; it needs a header line and rows"]


def test_a_file_that_is_not_utf8_is_told_with_byte_and_row(path: Path) -> None:
    head = "claim_id,place,km\na,Hama,1\n"
    content = (head + "b,Ma\xe4r,1\n").encode("latin-1")
    assert faults(path, content) == [
        f"claims.csv, row 3: not UTF-8 (byte {len(head) + 4}); save the file as UTF-8"
    ]


def test_a_missing_file_is_told_with_its_path(path: Path) -> None:
    with pytest.raises(TableError, match=r"claims\.csv: cannot be read \(No such file.*check the path"):
        read_rows(path, COLUMNS)


def test_all_faults_of_a_file_are_told_at_once(path: Path) -> None:
    told = faults(path, "claim_id,place,km\na,Hama,far\na,Homs,1\n,Homs,1\nb,Ma'ar, Des,1\nc,x,inf\n")
    assert len(told) == 5
    for sentence in (
        "claims.csv, row 5: 4 cells under 3 columns; quote cells that hold a comma",
        "claims.csv, row 3: column claim_id: 'a' stands already in row 2; give each row its own",
        "claims.csv, row 4: column claim_id: blank; give each row its own",
        "claims.csv, row 2: column km: 'far' is not a number; write digits with a decimal point",
        "claims.csv, row 6: column km: 'inf' is not a number; write digits with a decimal point",
    ):
        assert sentence in told


def test_a_quote_left_open_is_told(path: Path) -> None:
    (told,) = faults(path, 'claim_id,place,km\na,"Hama,1\n')
    assert told.startswith("claims.csv, row ")
    assert told.endswith("save it as comma-separated UTF-8")


@pytest.mark.parametrize(("text", "value"), [("3.5", 3.5), ("0", 0.0), ("-2", -2.0), ("", None)])
def test_a_blank_number_is_not_zero(text: str, value: float | None) -> None:
    assert number({"km": text}, "km") == value


@pytest.mark.parametrize("text", ["3,5", "nan", "inf", "-inf", "six", "0x10"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"column km: .* is not a number"):
        number({"km": text}, "km")


def test_a_file_is_written_whole_with_the_folders_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "places.csv"
    write_bytes(path, b"first")
    write_bytes(path, b"second")
    assert path.read_bytes() == b"second"
    assert [p.name for p in path.parent.iterdir()] == ["places.csv"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_write_that_fails_leaves_what_was_there_and_no_scraps(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.mkdir()
    (target / "old.txt").write_text("old")
    with pytest.raises(
        OutputError, match=r"report\.html: cannot be written .*choose another --out"
    ) as caught:
        write_bytes(target, b"new")
    assert isinstance(caught.value, OSError)
    assert [p.name for p in tmp_path.iterdir()] == ["report.html"]
    assert (target / "old.txt").read_text() == "old"


def test_a_disk_that_fills_up_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "places.csv"
    write_bytes(path, b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("frontline.tables.os.fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="cannot be written"):
        write_bytes(tmp_path / "out" / "map.png", b"new")
    assert (tmp_path / "out").read_text() == "a file"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_spreadsheet_cannot_run_a_cell(start: str) -> None:
    text = to_csv(["name"], [{"name": f"{start}HYPERLINK(0)"}])
    (cell,) = list(csv.reader(io.StringIO(text, newline="")))[1]
    assert cell == f"'{start}HYPERLINK(0)".replace("\r", "\n")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_what_is_written_reads_back_and_never_starts_a_formula(names: list[str]) -> None:
    text = to_csv(["id", "name"], [{"id": n, "name": name} for n, name in enumerate(names)])
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    lines = [name.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'") for name in names]
    assert [row[1].removeprefix("'") for row in rows] == lines
    assert not any(row[1].startswith(tuple("=+-@\t\r")) for row in rows)


def test_numbers_stay_numbers_and_nothing_stays_blank() -> None:
    assert to_csv(["a", "b", "c"], [{"a": -2.5, "b": None}]) == "a,b,c\n-2.5,,\n"

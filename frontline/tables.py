"""Plain tables in and out: CSV read with every fault listed at once, files written whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.errors import OutputError, TableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    T = TypeVar("T")


_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its number in the file (the header is line 1) and its cells by column.

    Parameters
    ----------
    fault : str
        Why the row cannot be taken as it stands, "" for a sound one.
    """

    line: int
    cells: Mapping[str, str]
    fault: str = ""


def read_rows(path: Path, required: Sequence[str]) -> list[Row]:
    """Read the sound rows of a CSV table; the others are passed over, for `read_table` to tell.

    Parameters
    ----------
    path : Path
        UTF-8, with a header line.
    required : sequence of str
        Columns that must be there; others are kept as well.

    Returns
    -------
    list of Row
        In file order; blank lines are left out, cells are stripped.

    Raises
    ------
    TableError
        If the file is missing, empty, not UTF-8 or lacks a column.
    """
    return [row for row in scan_rows(path, required) if not row.fault]


def read_table(
    path: Path, required: Sequence[str], parse: Callable[[Mapping[str, str]], T], key: str | None = None
) -> list[T]:
    """Read a CSV table and turn its rows into nouns, collecting every fault before giving up.

    Parameters
    ----------
    path, required
        As in `read_rows`.
    parse : callable
        Takes the cells of a row; raises ValueError with a sentence when it cannot.
    key : str, optional
        Column whose cells must be filled and differ from row to row.

    Raises
    ------
    TableError
        As for `read_rows`; or with file, row and reason of every line of another length than the header, repeated
        key and row that failed.
    """
    seen: dict[str, int] = {}
    problems, parsed = [], []
    for row in scan_rows(path, required):
        faults = [row.fault] if row.fault else []
        if key and not row.fault and (repeated := _repeated(row, key, seen)):
            faults.append(repeated)
        try:
            if not row.fault:
                parsed.append(parse(row.cells))
        except ValueError as error:
            faults.append(str(error))
        problems += [f"{path.name}, row {row.line}: {fault}" for fault in faults]
    if problems:
        raise TableError(problems)
    return parsed


def scan_rows(
    path: Path, required: Sequence[str], rename: Callable[[list[str]], list[str]] = list
) -> Iterator[Row]:
    """Go through a CSV table row by row; a row that is no row of the table carries its fault.

    Parameters
    ----------
    rename : callable, optional
        Gives the names of columns by which we know those of the header.

    Raises
    ------
    TableError
        As for `read_rows`.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = rename([name.strip() for name in next(reader, [])])
        _check_header(path, header, required)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            fault = ""
            if len(cells) != len(header):
                fault = f"{len(cells)} cells under {len(header)} columns; quote cells that hold a comma"
            yield Row(reader.line_num, {k: c.strip() for k, c in zip(header, cells, strict=False)}, fault)
    except csv.Error as error:
        # No row after this one can be trusted.
        yield Row(reader.line_num, {}, f"{error}; save it as comma-separated UTF-8")


def read_text(path: Path) -> str:
    """Read a file of UTF-8 text.

    Raises
    ------
    TableError
        If it is missing, empty or not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError([f"{path}: cannot be read ({error.strerror}); check the path"]) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TableError(
            [f"{path.name}, row {line}: not UTF-8 (byte {error.start}); save the file as UTF-8"]
        ) from error
    if not text.strip():
        raise TableError([f"{path.name}: the file is empty; it needs a header line and rows"])
    return text


def _check_header(path: Path, header: Sequence[str], required: Sequence[str]) -> None:
    missing = [name for name in required if name not in header]
    for sign, word in ((";", "semicolons"), ("\t", "tabs")):
        if missing and any(sign in name for name in header):
            raise TableError([f"{path.name}, row 1: cells are parted by {word}; save it with commas between cells"])
    if missing:
        noun = "column" if len(missing) == 1 else "columns"
        raise TableError([f"{path.name}, row 1: {noun} {', '.join(missing)} missing; add to the header line"])
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise TableError([f"{path.name}, row 1: column {', '.join(twice)} twice; keep one"])


def _repeated(row: Row, key: str, seen: dict[str, int]) -> str:
    value = row.cells[key]
    if not value:
        return f"column {key}: blank; give each row its own"
    if value in seen:
        return f"column {key}: {value!r} stands already in row {seen[value]}; give each row its own"
    seen[value] = row.line
    return ""


def number(cells: Mapping[str, str], column: str) -> float | None:
    """Read a cell as a finite number; a blank cell is None.

    Raises
    ------
    ValueError
        If it is not a number.

    Examples
    --------
    >>> number({"distance_km": "3.5"}, "distance_km")
    3.5
    """
    text = cells[column]
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        raise ValueError(f"column {column}: {text!r} is not a number; write digits with a decimal point")
    return value


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside its place first, then renamed.

    Raises
    ------
    OutputError
        If it cannot be written; what stood there before is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another --out") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror}); choose another --out") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()


_HALF = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    r"""Replace halves of surrogate pairs, which no file in UTF-8 can hold.

    Examples
    --------
    >>> encodable("a\ud800b") == "a\ufffdb"
    True
    """
    return _HALF.sub("\ufffd", text)


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Write rows as CSV text that a spreadsheet cannot run.

    A cell that begins with ``=``, ``+``, ``-`` or ``@`` and is not a number gets a leading apostrophe, since
    spreadsheets take it for a formula (OWASP: CSV injection).

    Examples
    --------
    >>> print(to_csv(["a", "b"], [{"a": "=1+1", "b": -2.5}]), end="")
    a,b
    '=1+1,-2.5
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue()


def from_csv_cell(text: str) -> str:
    """Take back the apostrophe that `to_csv` puts before what a spreadsheet would run.

    Examples
    --------
    >>> from_csv_cell("'=1+1"), from_csv_cell("'Ayn Dara")
    ('=1+1', "'Ayn Dara")
    """
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def _cell(value: object) -> object:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    # One more apostrophe where there was one already, so that a reader gets back what was written.
    value = encodable(value)
    safe = f"'{value}" if _FORMULA.match(value) and not _NUMBER.fullmatch(value) else value
    return safe.replace("\r\n", "\n").replace("\r", "\n")  # a lone carriage return would go unquoted and break the row

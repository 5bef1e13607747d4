"""Readers of tables of places, all behind one interface: a file goes in, places come out.

Each reader is a module with two functions: `refusal(file)` says in a few words why it does not take a file ("" if
it does), `read...(file, ...)` reads it. A table is read whole or not at all: every fault of every row is listed
at once, each with file, row, column and remedy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import TableError
from ..folders import collector_paused
from ..place import Place
from . import cod, geonames, table, wof
from ._file import SourceFile
from .packaged import PACKAGED, load_packaged, packaged_content
from .table import REQUIRED_COLUMNS

__all__ = [
    "PACKAGED",
    "REQUIRED_COLUMNS",
    "load_packaged",
    "packaged_content",
    "read_places",
    "read_tables",
    "source_files",
]

FORMATS = (
    ("GeoNames dump", geonames),
    ("Who's On First", wof),
    ("OCHA COD table", cod),
    ("CSV or GeoJSON of places", table),
)
"""Formats in the order they are tried, and the module that reads each."""


def read_places(
    path: str | Path, *, columns: Mapping[str, str] | None = None, skip_bad: bool = False
) -> tuple[Place, ...]:
    r"""Read a file of places in any of the formats of `gazetteer/data/README.md`.

    Parameters
    ----------
    path : str or Path
        A GeoNames dump (`XX.txt`, `XX.zip`), a Who's On First tree or SQLite file, an OCHA COD table (CSV, XLSX),
        or a CSV or GeoJSON of places. What it is shows in its content.
    columns : mapping of str to str, optional
        For a CSV or GeoJSON: our column -> the file's own, such as ``{"name": "Village", "lon": "X"}``. A value
        that begins with "=" stands for every row: ``{"kind": "=village"}``.
    skip_bad : bool
        Leave out rows with faults and warn about them, instead of raising.

    Returns
    -------
    tuple of Place
        In the order of the file; degrees on WGS 84.

    Raises
    ------
    TableError
        The file is missing, empty, broken or of no known format, lacks a column, or (unless `skip_bad`) has rows
        with faults.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "places.csv"
    >>> _ = path.write_text("place_id,name,kind,lon,lat\nhama,Hama,city,36.75,95\n", encoding="utf-8")
    >>> read_places(path)
    Traceback (most recent call last):
    ...
    gazetteer.errors.TableError: places.csv, row 2, column lat: 95 is outside -90..90
    """
    return read_tables([path], columns=columns, skip_bad=skip_bad)[0]


def read_tables(
    paths: Sequence[str | Path], *, columns: Mapping[str, str] | None = None, skip_bad: bool = False
) -> list[tuple[Place, ...]]:
    """Read several files, one table each; alternate names among them go to the GeoNames dumps.

    Parameters
    ----------
    paths : sequence of str or Path
        Files as for `read_places`, and GeoNames tables of alternate names or first-level divisions.
    columns, skip_bad
        As for `read_places`.

    Returns
    -------
    list of tuple of Place
        One a path, in the order given; empty for a table that only names places of the others.

    Raises
    ------
    TableError
        As for `read_places`; or there are only tables of names, and no places they could belong to.
    """
    files = [SourceFile(Path(path)) for path in paths]
    beside = [f for f in files if geonames.is_alternate_names(f) or geonames.is_admin1_table(f)]
    if len(beside) == len(files):
        names = ", ".join(f.name for f in files)
        raise TableError([f"{names}: only names, no places; give the country's dump (XX.txt or XX.zip) as well"])
    with collector_paused():
        return [() if file in beside else _read(file, beside, columns, skip_bad) for file in files]


def source_files(path: Path) -> list[Path]:
    """Every file that is read for one path: itself or what a folder holds, and the names beside a dump.

    Raises
    ------
    OSError
        There is nothing at this path.
    """
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.is_file())
    path.stat()
    return [path, *geonames.files_beside(path)]


def _read(
    file: SourceFile, beside: Sequence[SourceFile], columns: Mapping[str, str] | None, skip_bad: bool
) -> tuple[Place, ...]:
    if not file.is_folder and not file.head.strip():
        needed = ", ".join(REQUIRED_COLUMNS)
        raise TableError([f"{file.name}: the file is empty; a table needs a header with {needed}"])
    why = {}
    for name, reader in FORMATS:
        if columns and reader is not table:
            why[name] = "columns were given"
        elif not (reason := reader.refusal(file)):
            return _read_with(reader, file, beside, columns, skip_bad)
        else:
            why[name] = reason
    tried = "; ".join(f"{name} ({reason})" for name, reason in why.items())
    raise TableError([f"{file.name}: of no known format. Tried: {tried}"])


def _read_with(
    reader: object,
    file: SourceFile,
    beside: Sequence[SourceFile],
    columns: Mapping[str, str] | None,
    skip_bad: bool,
) -> tuple[Place, ...]:
    if reader is geonames:
        return geonames.read_dump(file, beside=beside, skip_bad=skip_bad)
    if reader is wof:
        return wof.read_wof(file, skip_bad=skip_bad)
    if reader is cod:
        return cod.read_cod(file, skip_bad=skip_bad)
    return table.read_table(file, columns=columns, skip_bad=skip_bad)

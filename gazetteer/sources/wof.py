"""Reader of Who's On First: a tree of GeoJSON records, one such record, or an SQLite file.

References
----------
Who's On First, properties and placetypes, https://whosonfirst.org/docs/ . Its own work is CC0 1.0; each record
builds on sources of their own, GeoNames (CC BY 4.0) for most villages, which must be credited.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import TableError
from ..names import script_of
from ..place import NameKind, Place, PlaceName
from ._file import LONGEST_NAME, MAX_BYTES, Faults, SourceFile
from .features import CITY_FROM, PRECISION_M, TOWN_FROM
from .packaged import languages

if TYPE_CHECKING:
    import sqlite3

__all__ = ["LICENCE", "read_wof", "refusal"]

LICENCE = "CC0 1.0 (records from GeoNames: CC BY 4.0)"

_KINDS = {
    "country": "area", "dependency": "area", "macroregion": "area", "region": "governorate", "macrocounty": "area",
    "county": "district", "localadmin": "subdistrict", "locality": "village", "borough": "quarter",
    "macrohood": "quarter", "neighbourhood": "quarter", "microhood": "quarter", "campus": "site",
}  # fmt: skip
"""Kind of each placetype; the others (time zones, post codes, shops, seas) are no places of a report."""

_NAME = re.compile(r"name:([a-z]{3})(?:_[a-z0-9]+)*?_x_([a-z]+)")
_NAME_KINDS: dict[str, NameKind] = {
    "preferred": "variant", "variant": "variant", "colloquial": "colloquial", "historical": "historic",
    "abbrv": "short",
}  # fmt: skip
_ISO_639_1 = {
    "amh": "am", "ara": "ar", "aze": "az", "ben": "bn", "deu": "de", "eng": "en", "fas": "fa", "fra": "fr", "hau": "ha",
    "heb": "he", "hye": "hy", "ita": "it", "kat": "ka", "kur": "ku", "mya": "my", "pol": "pl", "por": "pt", "pus": "ps",
    "ron": "ro", "rus": "ru", "som": "so", "spa": "es", "swa": "sw", "tir": "ti", "tur": "tr", "ukr": "uk", "urd": "ur",
    "zho": "zh",
}  # fmt: skip
_REGISTERS = {"gn:id": "geonames", "wd:id": "wikidata", "wk:page": ""}


@dataclass(slots=True)
class _Record:
    """What is used of one record, whatever it was read from."""

    where: str
    wof_id: str
    name: str
    placetype: str
    country: str
    lon: Any
    lat: Any
    gone: bool = False
    population: int = 0
    region_id: str = ""
    names: list[tuple[str, str, str]] = field(default_factory=list)  # language, text, sort of name
    ids: list[tuple[str, str]] = field(default_factory=list)


def refusal(file: SourceFile) -> str:
    """Why a file or folder is not from Who's On First, "" if it is."""
    if file.is_folder:
        return "" if next(_tree(file), None) else "a folder without .geojson files"
    if file.head.startswith(b"SQLite format 3\0"):
        return ""
    if file.head.lstrip()[:1] == b"{" and b'"wof:id"' in file.data and b'"FeatureCollection"' not in file.head[:200]:
        return ""
    return "neither SQLite nor a record with wof:id"


def read_wof(file: SourceFile, *, skip_bad: bool = False) -> tuple[Place, ...]:
    """Read places of Who's On First.

    Parameters
    ----------
    file : SourceFile
        A folder whose files end in `.geojson` (alternate shapes, `-alt-`, are passed over), one record, or an
        SQLite file with the tables `spr` and `names`, or `geojson`.
    skip_bad : bool
        Leave out faulty records with a warning, instead of raising.

    Returns
    -------
    tuple of Place
        Records that are neither deprecated nor superseded, by id; place_id is "wof-" and the id.

    Raises
    ------
    TableError
        The file is broken, or (unless `skip_bad`) records have faults; all are listed.
    """
    faults = Faults(skip_bad)
    if file.head.startswith(b"SQLite format 3\0"):
        records = _sqlite_records(file, faults)
    elif file.is_folder:
        records = list(_tree_records(file, faults))
    else:
        records = list(_json_record(file.data, file.name, faults))
    places = _places(records, faults)
    faults.settle()
    return places


def _places(records: list[_Record], faults: Faults) -> tuple[Place, ...]:
    regions = {r.wof_id: r.name for r in records if r.placetype == "region"}
    spoken: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        spoken[record.country].update({language for language, _, _ in record.names})
    tongues = languages()
    places: dict[str, Place] = {}
    for record in records:
        if record.placetype not in _KINDS:
            continue
        if what := _fault(record, places):
            faults.add(record.where, what)
            continue
        local = max(tongues.get(record.country, ()), key=spoken[record.country].__getitem__, default="")
        places[record.wof_id] = _place(record, regions, local)
    return tuple(places[key] for key in sorted(places, key=int))


def _fault(record: _Record, places: dict[str, Place]) -> str:
    if not record.wof_id.isdecimal():
        return f'wof:id: "{record.wof_id[:40]}" is not a whole number; fetch the record again'
    if record.wof_id in places:
        return f"wof:id: {record.wof_id} is there twice; remove one of them"
    if not record.name:
        return "wof:name: empty; fetch the record again"
    if any(len(text) > LONGEST_NAME for text in (record.name, *(t for _, t, _ in record.names))):
        return f"a name of over {LONGEST_NAME} letters; no name is so long"
    for column, value, limit in (("latitude", record.lat, 90), ("longitude", record.lon, 180)):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return f"geom:{column}: {str(value)[:40]!r} is not a number; fetch the record again"
        if abs(value) > limit:
            return f"geom:{column}: {value} is outside -{limit}..{limit}; fetch the record again"
    if record.lon == 0 and record.lat == 0:
        return "lies at 0, 0: its position is not known; give it one or remove it"
    return ""


def _place(record: _Record, regions: dict[str, str], local: str) -> Place:
    kind = _KINDS[record.placetype]
    if record.placetype == "locality" and record.population >= TOWN_FROM:
        kind = "city" if record.population >= CITY_FROM else "town"
    ids = dict(record.ids)
    geonames = ids.pop("geonames", "")
    return Place(
        place_id=f"wof-{record.wof_id}",
        name=record.name,
        names=_names(record, local),
        kind=kind,
        lon=float(record.lon),
        lat=float(record.lat),
        country=record.country,
        admin1=regions.get(record.region_id, "") if record.placetype != "region" else record.name,
        geonames_id=int(geonames) if geonames.isdecimal() else None,
        source=f"Who's On First {record.wof_id}",
        licence=LICENCE,
        precision_m=PRECISION_M.get(kind, 1000.0) * (1.5 if kind in ("city", "town", "village") else 1.0),
        population=record.population,
        note="no longer existing, says Who's On First" if record.gone else "",
        ids=(("wof", record.wof_id), *ids.items()),
    )


def _names(record: _Record, local: str) -> tuple[PlaceName, ...]:
    """Every spelling once, the chief one first; preferred names before variants."""
    found = {record.name: PlaceName(record.name, "en", script_of(record.name), "main")}
    has_local = False
    for language, text, sort in sorted(record.names, key=lambda n: n[2] != "preferred"):
        kind = _NAME_KINDS.get(sort, "variant")
        if text in found:
            continue
        if language == local and sort == "preferred" and not has_local:
            kind, has_local = "local", True
        found[text] = PlaceName(text, language or None, script_of(text), kind)
    return tuple(found.values())


def _language(code: str) -> str:
    """ISO 639-1 where there is one; Who's On First writes "und" or "unk" for a language nobody told."""
    return "" if code in ("und", "unk", "zxx") else _ISO_639_1.get(code, code)


def _tree(file: SourceFile) -> Iterator[Any]:
    """Records below a folder, alternate shapes passed over."""
    return (p for p in sorted(file.path.rglob("*.geojson")) if "-alt-" not in p.name)


def _tree_records(file: SourceFile, faults: Faults) -> Iterator[_Record]:
    for path in _tree(file):
        where = str(path.relative_to(file.path))
        try:
            if path.stat().st_size > MAX_BYTES:
                raise OSError(None, "too large for one record")
            data = path.read_bytes()
        except OSError as error:
            faults.add(where, f"cannot be read ({error.strerror}); check the file")
            continue
        yield from _json_record(data, where, faults)


def _json_record(data: bytes | str, where: str, faults: Faults) -> Iterator[_Record]:
    """The record of one GeoJSON feature, unless it was withdrawn."""
    try:
        read = json.loads(data)
        found = read["properties"]
        if not isinstance(found, dict):
            raise TypeError
    except (ValueError, KeyError, TypeError, RecursionError):
        faults.add(where, "no GeoJSON feature with properties; fetch the record again")
        return
    if found.get("wof:superseded_by") or str(found.get("edtf:deprecated") or "uuuu") not in ("uuuu", "u", ".."):
        return
    yield _Record(
        where=where,
        wof_id=str(found.get("wof:id", "")),
        name=_text(found.get("wof:name")),
        placetype=_text(found.get("wof:placetype")),
        country=_text(found.get("wof:country") or found.get("iso:country"))[:2].upper(),
        lon=found.get("lbl:longitude", found.get("geom:longitude")),
        lat=found.get("lbl:latitude", found.get("geom:latitude")),
        gone=str(found.get("mz:is_current")) == "0",
        population=_whole(found.get("wof:population", found.get("gn:population"))),
        region_id=_region(found.get("wof:hierarchy")),
        names=list(_json_names(found)),
        ids=_ids(found.get("wof:concordances")),
    )


def _json_names(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for key, texts in found.items():
        match = _NAME.fullmatch(key)
        if match and isinstance(texts, list):
            yield from ((_language(match[1]), text, match[2]) for text in map(_text, texts) if text)


def _ids(found: Any) -> list[tuple[str, str]]:
    pairs = found.items() if isinstance(found, dict) else ()
    return [(_REGISTERS[k], str(v)) for k, v in pairs if _REGISTERS.get(k) and isinstance(v, int | str) and v]


def _region(hierarchy: Any) -> str:
    first = hierarchy[0] if isinstance(hierarchy, list) and hierarchy else None
    return str(first.get("region_id", "")) if isinstance(first, dict) else ""


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _whole(value: Any) -> int:
    usable = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e11
    return int(value) if usable else 0


def _sqlite_records(file: SourceFile, faults: Faults) -> list[_Record]:
    import sqlite3

    try:
        # Read only: a file of somebody else's is not changed, not even by a journal left behind.
        with closing(sqlite3.connect(f"{file.path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if {"spr", "names"} <= tables:
                return list(_spr_records(base, tables, file.name))
            if "geojson" in tables:
                return list(_body_records(base, file.name, faults))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise TableError([f"{file.name}: cannot be read as Who's On First SQLite ({error}); fetch it again"]) from error
    raise TableError([f"{file.name}: SQLite without the tables of Who's On First (spr and names, or geojson)"])


def _body_records(base: sqlite3.Connection, name: str, faults: Faults) -> Iterator[_Record]:
    columns = {row[1] for row in base.execute("PRAGMA table_info(geojson)")}
    for wof_id, body, alternate in base.execute(
        "SELECT id, body, is_alt FROM geojson" if "is_alt" in columns else "SELECT id, body, 0 FROM geojson"
    ):
        if not alternate:
            yield from _json_record(body, f"{name}, record {wof_id}", faults)


def _spr_records(base: sqlite3.Connection, tables: set[str], name: str) -> Iterator[_Record]:
    names = _grouped(base.execute("SELECT id, language, name, privateuse FROM names"))
    regions: dict[int, str] = {}
    if "ancestors" in tables:
        told = base.execute("SELECT id, ancestor_id FROM ancestors WHERE ancestor_placetype = 'region'")
        regions = {wof_id: str(region) for wof_id, region in told}
    others: dict[int, list[tuple[Any, ...]]] = {}
    if "concordances" in tables:
        others = _grouped(base.execute("SELECT id, other_source, other_id FROM concordances"))
    for wof_id, text, placetype, country, lon, lat, current in base.execute(
        "SELECT id, name, placetype, country, longitude, latitude, is_current FROM spr"
        " WHERE is_deprecated <> 1 AND is_superseded <> 1"
    ):
        spelt = [(_language(_text(a)), _text(b), _text(c).removeprefix("x_")) for a, b, c in names.get(wof_id, ())]
        yield _Record(
            where=f"{name}, record {wof_id}",
            wof_id=str(wof_id),
            name=_text(text),
            placetype=_text(placetype),
            country=_text(country)[:2].upper(),
            lon=lon,
            lat=lat,
            gone=str(current) == "0",
            region_id=regions.get(wof_id, ""),
            names=[n for n in spelt if n[1]],
            ids=_ids(dict(others.get(wof_id, ()))),
        )


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found

"""Small files in the layouts of foreign gazetteers. Places, ids and coordinates from GeoNames (CC BY 4.0)."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def dump_line(
    geonames_id: object,
    name: str,
    lat: object,
    lon: object,
    *,
    names: str = "",
    feature: str = "P.PPL",
    country: str = "SY",
    admin1: str = "07",
    population: object = 0,
) -> str:
    """One line of a GeoNames country dump: 19 columns."""
    letter, _, code = feature.partition(".")
    head = [geonames_id, name, name, names, lat, lon, letter, code, country, "", admin1, "", "", ""]
    return "\t".join(map(str, [*head, population, "", "", "", "2020-01-01"]))


def names_line(geonames_id: object, language: str, text: str, flags: str = "") -> str:
    """One line of a table of alternate names: 10 columns; flags of p(referred), s(hort), c(olloquial), h(istoric)."""
    marks = ["1" if flag in flags else "" for flag in "psch"]
    return "\t".join(["1", str(geonames_id), language, text, *marks, "", ""])


HAMA = dump_line(170017, "Ḩamāh", 35.13179, 36.75783, names="Hamah,HMO,حماة", feature="P.PPLA", population=854000)
KAFRAA = dump_line(11555360, "Kafrā‘", 35.2, 36.87, names="Kafraa")
HAMA_NAMES = (
    names_line(170017, "en", "Hama", "p"),
    names_line(170017, "ar", "حماة المدينة"),
    names_line(170017, "ar", "حماة", "p"),
    names_line(170017, "ar", "أبو الفداء", "c"),
    names_line(170017, "en", "Epiphania", "h"),
    names_line(170017, "iata", "HMO"),
    names_line(170017, "link", "https://en.wikipedia.org/wiki/Hama"),
    names_line(170017, "wkdt", "Q173545"),
)
ADMIN1 = "SY.07\tHama\tHama\t170015\n"


def write_lines(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_country(folder: Path) -> Path:
    """Write a country as GeoNames lays it out: dump, alternate names, divisions."""
    write_lines(folder / "alternateNamesV2/SY.txt", *HAMA_NAMES)
    (folder / "admin1CodesASCII.txt").write_text(ADMIN1, encoding="utf-8")
    return write_lines(folder / "SY.txt", HAMA, KAFRAA)


def zipped(path: Path, **members: bytes | str) -> Path:
    """Write an archive; of a member's name, the last underscore stands for the dot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(".".join(name.rsplit("_", 1)), content)
    return path


def wof_record(wof_id: int, name: str, lon: object, lat: object, **properties: Any) -> str:
    """One record of Who's On First, as GeoJSON."""
    told = {
        "wof:id": wof_id, "wof:name": name, "wof:placetype": "locality", "wof:country": "SY",
        "geom:longitude": lon, "geom:latitude": lat,
    } | {key.replace("__", ":"): value for key, value in properties.items()}  # fmt: skip
    return json.dumps({"type": "Feature", "properties": told, "geometry": {"type": "Point", "coordinates": [lon, lat]}})


def write_wof_sqlite(path: Path) -> Path:
    """Write the tables of a Who's On First distribution: three places, of which one was withdrawn."""
    with closing(sqlite3.connect(path)) as base, base:
        base.execute(
            "CREATE TABLE spr (id INTEGER, name TEXT, placetype TEXT, country TEXT, latitude REAL, longitude REAL,"
            " is_current INTEGER, is_deprecated INTEGER, is_superseded INTEGER)"
        )
        base.execute("CREATE TABLE names (id INTEGER, language TEXT, name TEXT, privateuse TEXT)")
        base.execute("CREATE TABLE ancestors (id INTEGER, ancestor_id INTEGER, ancestor_placetype TEXT)")
        base.execute("CREATE TABLE concordances (id INTEGER, other_id TEXT, other_source TEXT)")
        base.executemany(
            "INSERT INTO spr VALUES (?, ?, ?, 'SY', ?, ?, ?, ?, 0)",
            [
                (85_680_000, "Hama", "region", 35.1, 37.1, 1, 0),
                (421_187_695, "Hama", "locality", 35.13179, 36.75783, -1, 0),
                (421_187_696, "Hamath", "locality", 35.13, 36.75, 0, 1),
            ],
        )
        base.executemany(
            "INSERT INTO names VALUES (421187695, ?, ?, ?)",
            [("ara", "حماة", "preferred"), ("eng", "Hamah", "variant"), ("und", "Hamā", "x_variant")],
        )
        base.execute("INSERT INTO ancestors VALUES (421187695, 85680000, 'region')")
        base.executemany(
            "INSERT INTO concordances VALUES (421187695, ?, ?)", [("170017", "gn:id"), ("Q173545", "wd:id")]
        )
    return path


def xlsx(path: Path, **sheets: list[list[object]]) -> Path:
    """Write a workbook of plain cells: the few parts that the format asks for."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    numbered = list(enumerate(sheets, 1))
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>'
            for n, _ in numbered
        )
        + "</Types>",
        "_rels/.rels": f"<Relationships {relations}>"
        f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {relations}>"
        + "".join(
            f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in numbered
        )
        + "</Relationships>",
    }
    for n, name in numbered:
        cells = _rows(sheets[name])
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    path.write_bytes(buffer.getvalue())
    return path


def _rows(rows: list[list[object]]) -> str:
    return "".join(f'<row r="{r}">{"".join(map(_cell, row))}</row>' for r, row in enumerate(rows, 1))


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"

"""Claims as plain tables, CSV or JSON Lines: read with every faulty row told, written so that nothing is lost."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from frontline.dates import Interval, end_of, parse_day, parse_instant, parse_interval, start_of
from frontline.errors import TableError
from frontline.ledger._claims import known_from
from frontline.ledger._proposed import in_ledger_terms, ledger_names, point_of, said_further
from frontline.model import KINDS, PRECISIONS, SCOPES, Claim, Kind, Precision
from frontline.tables import Row, from_csv_cell, number, read_text, scan_rows, to_csv

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from frontline.ledger._claims import Register
    from frontline.model import Actor

REQUIRED_COLUMNS = ("event_date", "place_as_written", "kind", "actor", "source")
"""What a table of claims must have."""

OPTIONAL_COLUMNS = (
    "claim_id", "event_date_precision", "reported_date", "recorded", "place_context", "actor_as_written", "against",
    "distance_km", "reference_city", "attributed_to", "claimants", "chain", "url", "quote", "note", "denies",
    "source_key", "list_size", "reliability", "credibility", "licence", "corrects", "geometry",
    "place_id", "scope", "placed_because", "retracted", "retracted_because",
)  # fmt: skip
"""What a table of claims may have; further columns are kept as they are."""

COLUMNS = (
    "claim_id", "event_date", "event_date_precision", "reported_date", "recorded", "place_as_written",
    "place_context", "place_id", "scope", "placed_because", "geometry", "kind", "actor", "actor_as_written",
    "against", "distance_km", "reference_city", "source", "attributed_to", "claimants", "chain", "url", "quote",
    "note", "denies", "source_key", "list_size", "reliability", "credibility", "licence", "corrects", "retracted",
    "retracted_because",
)  # fmt: skip
"""All of them, in the order in which they are written."""

_NOT_CONTENT = {"claim_id", "recorded", "place_id", "scope", "placed_because", "retracted", "retracted_because"}
_CONTENT = tuple(column for column in COLUMNS if column not in _NOT_CONTENT)
_BLANK = dict.fromkeys(OPTIONAL_COLUMNS, "")
GIVEN = "given in the table"
"""Why a claim stands at its place when the table itself says which."""
HINDSIGHT = "hindsight"
"""In the column `recorded`: nobody can be shown to have known it on any day of the case."""


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows of a table of claims: the sound ones as claims, the others with their fault."""

    claims: list[Claim]
    faulty: list[Row]

    def problems(self, path: Path) -> list[str]:
        """List the faults, each with file and row."""
        return [f"{path.name}, row {row.line}: {row.fault}" for row in self.faulty]


def read_claims(path: Path, register: Register, actors: Mapping[str, Actor]) -> list[Claim]:
    """Read a table of claims; those that the table itself does not place are not placed yet.

    Parameters
    ----------
    path : Path
        CSV or JSON Lines (name ends in .jsonl or .ndjson), UTF-8, with `REQUIRED_COLUMNS` and any of
        `OPTIONAL_COLUMNS`. Without a `claim_id` the id is made of the content.
    register : Register
        Who the printed attributions and outlets are.
    actors : mapping of str to Actor
        The sides that a claim may name.

    Raises
    ------
    TableError
        Listing every fault with file and row.
    """
    sifted = sift_claims(path, register, actors)
    if sifted.faulty:
        raise TableError(sifted.problems(path))
    return sifted.claims


def sift_claims(
    path: Path, register: Register, actors: Mapping[str, Actor], places: Collection[str] | None = None
) -> Sifted:
    """Read a table of claims and part its sound rows from the faulty ones; parameters as in `read_claims`.

    Parameters
    ----------
    places : collection of str, optional
        The place ids that a row may give; any if left out.

    Raises
    ------
    TableError
        If the file as a whole cannot be read, such as one that breaks off within quotes.
    """
    claims: list[Claim] = []
    faulty: list[Row] = []
    lines: dict[str, int] = {}
    for row in claim_rows(path):
        if row.fault and not row.cells:
            raise TableError([f"{path.name}, row {row.line}: {row.fault}"])
        faults = [row.fault] if row.fault else _repeated_id(row, lines)
        claim = None
        try:
            if not row.fault:
                claim = parse_claim(row.cells, register, actors)
                _check_place(claim, places)
        except ValueError as error:
            faults.append(str(error))
        if claim and not faults:
            claims.append(claim)
        else:
            faulty.append(Row(row.line, row.cells, "; ".join(faults)))
    return Sifted(claims, faulty)


def _check_place(claim: Claim, places: Collection[str] | None) -> None:
    known = places is None or claim.place_id is None or claim.place_id in places
    if not known and point_of(claim) is None:
        raise ValueError(
            f"column place_id: {claim.place_id!r} is in no table of places; add it to places.csv, or give lon and lat"
        )


def _repeated_id(row: Row, lines: dict[str, int]) -> list[str]:
    coded = row.cells.get("claim_id", "")
    if not coded or lines.setdefault(coded, row.line) == row.line:
        return []
    return [f"column claim_id: {coded!r} stands already in row {lines[coded]}; give each row its own"]


def claim_rows(path: Path) -> Iterator[Row]:
    """Go through the rows of a table of claims, CSV or JSON Lines by the ending of its name.

    A table of proposed claims is one as well: its polarity is put into the ledger's terms.
    """
    if is_json_lines(path):
        return map(in_ledger_terms, _json_rows(path))
    return map(in_ledger_terms, map(_unguarded, scan_rows(path, REQUIRED_COLUMNS, ledger_names)))


def _unguarded(row: Row) -> Row:
    if not any(text[:1] == "'" for text in row.cells.values()):
        return row
    return Row(row.line, {column: from_csv_cell(text) for column, text in row.cells.items()}, row.fault)


def is_json_lines(path: Path) -> bool:
    """Whether a file is JSON Lines, by the ending of its name."""
    return path.suffix.lower() in (".jsonl", ".ndjson")


def _json_rows(path: Path) -> Iterator[Row]:
    for number_, line in enumerate(read_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield Row(number_, _cells_of_json(json.loads(line)))
        except ValueError as error:
            yield Row(number_, {"line": line}, f"{error}; write one flat JSON object a line")


def _cells_of_json(record: object) -> dict[str, str]:
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    nested = [key for key, value in record.items() if isinstance(value, (dict, list, bool))]
    if nested:
        raise ValueError(f"{', '.join(nested)}: neither text nor number")
    names = ledger_names(list(record))
    cells = {k: "" if v is None else _one_way(str(v)) for k, v in zip(names, record.values(), strict=True)}
    missing = [column for column in REQUIRED_COLUMNS if column not in cells]
    if missing:
        raise ValueError(f"{', '.join(missing)} missing")
    return cells


def _one_way(text: str) -> str:
    """Ends of lines and blanks as in a CSV, so that one claim has one content whichever file it came in."""
    return text.strip().replace("\r\n", "\n").replace("\r", "\n")


# -- from cells to a claim ----------------------------------------------------------------------------------------


def parse_claim(row: Mapping[str, str], register: Register, actors: Mapping[str, Actor]) -> Claim:
    """Make a claim of the cells of a row.

    Raises
    ------
    ValueError
        With a sentence that names the column.
    """
    cells = {**_BLANK, **row}
    _check_text(cells)
    event = _event_of(cells)
    published = _published(cells["reported_date"])
    hindsight = cells["recorded"] == HINDSIGHT
    recorded = None if hindsight or not cells["recorded"] else _instant(cells["recorded"], "recorded")
    known = recorded or known_from(event, published, register.outlet(cells["source"]))
    content = {
        "actor": _actor(cells["actor"], "actor", actors),
        "against": _actor(cells["against"], "against", actors) if cells["against"] else None,
        "denies": _denies(cells["denies"], actors),
        "distance_km": number(cells, "distance_km"),
        "event": event,
        "event_precision": _precision(cells["event_date_precision"], event),
        "geometry": _polygon(cells["geometry"]),
        "kind": _kind(cells["kind"]),
        "list_size": _list_size(cells["list_size"]),
        "outlet": cells["source"],
        "published": published,
        "recorded": recorded,
        "known_from": None if hindsight else known,
        "retracted": _instant(cells["retracted"], "retracted") if cells["retracted"] else None,
        "further": tuple(sorted((k, v) for k, v in row.items() if v and k not in _KNOWN)),
        "voices": _voices(cells, register),
    }
    same = {name: cells[name] for name in _AS_WRITTEN}
    claim_id = cells["claim_id"]
    claim = Claim(claim_id=claim_id or "new", **content, **same, **_placed(cells))  # type: ignore[arg-type]
    if not claim_id:
        object.__setattr__(claim, "claim_id", _id_of(content_hash(claim, register)))
    return claim


_KNOWN = {*COLUMNS}
_AS_WRITTEN = (
    "actor_as_written", "attributed_to", "chain", "corrects", "credibility", "licence", "note", "place_as_written",
    "place_context", "quote", "reference_city", "reliability", "retracted_because", "source_key", "url",
)  # fmt: skip


_written = attrgetter(*_AS_WRITTEN)


def _check_text(cells: Mapping[str, str]) -> None:
    for column in ("place_as_written", "source"):
        if not cells[column]:
            raise ValueError(f"column {column} is blank; write what the report prints")
    if "".join(cells.values()).isprintable():
        return
    for column, text in cells.items():
        if not text.isprintable() and ("\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text)):
            raise ValueError(f"column {column}: holds a sign that is no text (NUL or half a surrogate pair)")


def _event_of(cells: Mapping[str, str]) -> Interval:
    """The days of a claim; a fault names its column and what to do."""
    text = cells["event_date"]
    if text:
        try:
            return _event(text)
        except ValueError as error:
            raise ValueError(f"column event_date: {error}") from None
    remedy = "write the day that the report means (2024-12-04; 2024-12-01/2024-12-04 for several)"
    again = ", or extract the report again with --published" if "statement" in cells else ""
    raise ValueError(f"column event_date is blank: {remedy}{again}, or leave the row out")


@lru_cache(maxsize=4096)
def _event(text: str) -> Interval:
    if "T" not in text:
        return parse_interval(text)
    first, slash, last = text.partition("/")
    begin = parse_instant(first)
    # An instant alone is a stretch of its own: reports do not tell the second at which a village fell.
    return Interval(begin, parse_instant(last) if slash else begin + timedelta(minutes=1))


@lru_cache(maxsize=4096)
def _published(text: str) -> Interval | None:
    if not text:
        return None
    if "T" in text:
        instant = parse_instant(text)
        return Interval(instant - timedelta(microseconds=1), instant)
    day = parse_day(text)
    return Interval(start_of(day), end_of(day))


@lru_cache(maxsize=4096)
def _instant(text: str, column: str) -> datetime:
    try:
        return parse_instant(text)
    except ValueError as error:
        raise ValueError(f"column {column}: {error}") from None


def _kind(text: str) -> Kind:
    if text not in KINDS:
        raise ValueError(f"column kind: {text!r} is not one of {', '.join(KINDS)}")
    return text


def _actor(text: str, column: str, actors: Mapping[str, Actor]) -> str:
    if text not in actors:
        raise ValueError(
            f"column {column}: {text!r} is not an actor of this case ({', '.join(actors)}); add it to actors.csv"
        )
    return text


def _precision(text: str, event: Interval) -> Precision:
    if not text:
        return "day" if event.first_day == event.last_day else "range"
    if text not in PRECISIONS:
        raise ValueError(f"column event_date_precision: {text!r} is not one of {', '.join(PRECISIONS)}")
    return text


def _denies(text: str, actors: Mapping[str, Actor]) -> tuple[str, str] | None:
    if not text:
        return None
    kind, _, actor = text.partition(":")
    return _kind(kind), _actor(actor, "denies", actors)


def _list_size(text: str) -> int:
    if not text:
        return 1
    if not text.isdecimal() or int(text) < 1:
        raise ValueError(f"column list_size: {text!r} is not a whole number from 1 on")
    return int(text)


def _voices(cells: Mapping[str, str], register: Register) -> tuple[str, ...]:
    named = tuple(part.strip() for part in cells["claimants"].split(";") if part.strip())
    return named or register.voices_for(cells["attributed_to"], cells["source"])


def _polygon(text: str) -> str:
    """Check a drawn area; its WKT is kept as it was written."""
    if not text:
        return ""
    from shapely import GEOSException, from_wkt, is_valid_reason

    try:
        shape = from_wkt(text)
    except GEOSException as error:
        raise ValueError(f"column geometry: not WKT ({error}); write POLYGON ((lon lat, ...))") from None
    if shape.geom_type not in ("Polygon", "MultiPolygon") or not shape.is_valid or shape.is_empty:
        why = shape.geom_type if shape.is_valid else is_valid_reason(shape)
        raise ValueError(f"column geometry: not a sound polygon ({why})")
    west, south, east, north = shape.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise ValueError("column geometry: outside the Earth; write degrees, longitude first")
    return text


def _placed(cells: Mapping[str, str]) -> dict[str, str | None]:
    if cells["geometry"]:
        return {"place_id": None, "scope": "area", "placed_because": "a polygon is drawn for it"}
    scope = cells["scope"] or ("place" if cells["place_id"] else "none")
    if scope not in SCOPES:
        raise ValueError(f"column scope: {scope!r} is not one of {', '.join(SCOPES)}")
    because = cells["placed_because"] or (GIVEN if cells["scope"] or cells["place_id"] else "")
    return {"place_id": cells["place_id"] or None, "scope": scope, "placed_because": because}


# -- from a claim to cells ----------------------------------------------------------------------------------------


def cells_of(claim: Claim, register: Register) -> dict[str, str]:
    """Write a claim as the cells of a row; `parse_claim` makes the same claim of them."""
    cells = dict(zip(_AS_WRITTEN, _written(claim), strict=True))
    cells |= {
        "actor": claim.actor,
        "against": claim.against or "",
        "claim_id": claim.claim_id,
        "claimants": "" if claim.voices == _derived(claim, register) else ";".join(claim.voices),
        "denies": ":".join(claim.denies) if claim.denies else "",
        "distance_km": "" if claim.distance_km is None else f"{claim.distance_km!r}".removesuffix(".0"),
        "event_date": _write_event(claim.event),
        "event_date_precision": claim.event_precision,
        "geometry": claim.geometry,
        "kind": claim.kind,
        "list_size": str(claim.list_size),
        "place_id": claim.place_id or "",
        "placed_because": claim.placed_because,
        "recorded": _write_recorded(claim, register),
        "reported_date": "" if claim.published is None else _write_published(claim.published),
        "retracted": write_instant(claim.retracted) if claim.retracted else "",
        # A claim that nobody has tried to place yet is left to whoever reads it.
        "scope": claim.scope if claim.placed_because or claim.scope != "none" else "",
        "source": claim.outlet,
    }
    return cells | dict(claim.further)


def _derived(claim: Claim, register: Register) -> tuple[str, ...]:
    return register.voices_for(claim.attributed_to, claim.outlet)


@lru_cache(maxsize=4096)
def _write_event(event: Interval) -> str:
    whole = event.start == start_of(event.first_day) and event.end == end_of(event.last_day)
    if not whole:
        return f"{write_instant(event.start)}/{write_instant(event.end)}"
    first, last = event.first_day, event.last_day
    return str(first) if first == last else f"{first}/{last}"


@lru_cache(maxsize=4096)
def _write_published(published: Interval) -> str:
    whole = published.start == start_of(published.first_day) and published.end == end_of(published.first_day)
    return str(published.first_day) if whole else write_instant(published.end)


def _write_recorded(claim: Claim, register: Register) -> str:
    if claim.recorded is not None:
        return write_instant(claim.recorded)
    if claim.known_from == known_from(claim.event, claim.published, register.outlet(claim.outlet)):
        return ""
    return HINDSIGHT if claim.known_from is None else write_instant(claim.known_from)


@lru_cache(maxsize=4096)
def write_instant(instant: datetime) -> str:
    """Write an instant so that `parse_instant` reads the same one.

    Examples
    --------
    >>> write_instant(datetime(2024, 12, 4, 18, tzinfo=UTC))
    '2024-12-04T18:00:00Z'
    """
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def content_hash(claim: Claim, register: Register) -> str:
    """Hash what a claim says: all but its own id, when and where we put it down, what became of it (SHA-256)."""
    cells = cells_of(claim, register)
    told = [cells[column] for column in _CONTENT] + [f"{k}={v}" for k, v in said_further(claim.further)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def identity(claim: Claim, register: Register) -> str:
    """Hash what makes a claim this one: what it says, and the id that its coder gave it."""
    content = content_hash(claim, register)
    return hashlib.sha256(f"{content} {claim.claim_id}".encode()).hexdigest()


def _id_of(content: str) -> str:
    return f"c-{content[:16]}"


def to_claims_csv(claims: Iterable[Claim], register: Register) -> str:
    """Write claims as a CSV table that `read_claims` reads back without loss."""
    rows = [cells_of(claim, register) for claim in claims]
    further = sorted({column for row in rows for column in row} - _KNOWN)
    return to_csv([*COLUMNS, *further], rows)


def to_json_lines(claims: Iterable[Claim], register: Register) -> str:
    """Write claims as JSON Lines that `read_claims` reads back without loss; blank cells are left out."""
    lines = []
    for claim in claims:
        cells = cells_of(claim, register)
        lines.append({c: cells[c] for c in (*COLUMNS, *dict(claim.further)) if cells[c] or c in REQUIRED_COLUMNS})
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

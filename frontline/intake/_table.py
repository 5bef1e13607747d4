"""Proposed claims as a plain table that a person reviews and `frontline import` takes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.ledger import POLARITIES, Register
from frontline.tables import number, to_csv, write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike

    from frontline.extraction import Extraction, ProposedClaim
    from frontline.intake._read import Report

    Row = dict[str, str]

NO_TABLE = "No place is looked up: no table of places is named, the packaged one is not"
"""How the note of a report begins for which no table of places was asked."""
COLUMNS = (
    "place_as_written", "place_id", "lon", "lat", "kind", "polarity", "actor", "actor_as_written", "against",
    "claimant", "outlet", "event_date", "event_date_precision", "distance_km", "reference_city", "span_start",
    "span_end", "confidence", "claim_id", "statement", "outlets", "reported_date", "scope", "url", "report", "review",
)  # fmt: skip
"""Columns of a table of proposed claims, in the order in which they are written."""

_SAYS = ("place_id", "lon", "lat", "kind", "polarity", "actor", "against", "claimant", "outlet", "event_date",
         "distance_km", "reference_city", "reported_date")  # fmt: skip


def proposed_rows(found: Extraction, report: Report | None = None, register: Register | None = None) -> list[Row]:
    """Write the claims that a report seems to make as rows; two rows never say the same.

    Parameters
    ----------
    found : Extraction
        What was found in the text.
    report : Report, optional
        The file that it was read from, for the columns report, url and, where the text has no outlet, outlet.
    register : Register, optional
        Who the claimants are: two wordings that stand for one voice make one statement. Left out, each name stands
        for itself.

    Returns
    -------
    list of dict
        Cells by `COLUMNS`, all text. `claim_id` is made of what the row says, so that the same report read twice makes
        the same claims; `span_start` and `span_end` count characters of the text as read.

    Raises
    ------
    ValueError
        If a claim has a polarity that is none.
    """
    rows: dict[str, Row] = {}
    for claim in sorted(found.claims, key=lambda c: -c.confidence):
        row = _row(claim, found, report)
        row["statement"] = statement_of(row, register or Register())
        rows.setdefault(row["claim_id"], row)
    return sorted(rows.values(), key=lambda row: (int(row["span_start"]), int(row["span_end"])))


def unnamed(name: str) -> str:
    """Name the outlet of a report that names none, after its file.

    Examples
    --------
    >>> unnamed("article.txt")
    'unnamed outlet (article.txt)'
    """
    return f"unnamed outlet ({name})"


def _row(claim: ProposedClaim, found: Extraction, report: Report | None) -> Row:
    if claim.polarity not in POLARITIES:
        raise ValueError(f"polarity {claim.polarity!r} is not one of {', '.join(POLARITIES)}")
    name = report.name if report else ""
    row = {
        "place_as_written": _line(claim.place_as_written),
        **_place(claim, sought=not any(note.startswith(NO_TABLE) for note in found.notes)),
        "kind": claim.kind,
        "polarity": claim.polarity,
        "actor": claim.actor,
        "actor_as_written": _line(claim.actor_as_written),
        "against": claim.against,
        "claimant": _line(claim.claimant),
        "outlet": claim.outlet or found.outlet or (unnamed(name) if name else ""),
        "event_date": _days(claim),
        "event_date_precision": claim.event_date_precision if claim.event_date else "",
        "distance_km": "" if claim.distance_km is None else f"{claim.distance_km:g}",
        "reference_city": claim.reference_city,
        "span_start": str(claim.span[0]),
        "span_end": str(claim.span[1]),
        "confidence": f"{claim.confidence:.3f}",
        "reported_date": found.published.isoformat() if found.published else "",
        "url": report.url if report else "",
        "report": name,
        "outlets": "",
        "review": "",
    }
    where = row["place_id"] or row["place_as_written"].casefold()
    row["claim_id"] = f"x-{_hash([where, *(row[column] for column in _SAYS)])[:16]}"
    return row


def _days(claim: ProposedClaim) -> str:
    """Its day, or first and last day; a month is its days, since a ledger knows days."""
    text, event = claim.event_date, claim.event
    if event is None or len(text) != len("2024-12"):
        return text
    return f"{event.first_day}/{event.last_day}"


def _place(claim: ProposedClaim, *, sought: bool) -> Row:
    """Where it stands. What no table was asked for stands nowhere, or an import would ask that of another country."""
    place = claim.resolution.place if claim.resolution else None
    if place is None:
        return {"place_id": "", "lon": "", "lat": "", "scope": "" if sought else "none"}
    # An area named without more says nothing about each place inside.
    scope = "part" if place.is_area else "place"
    return {"place_id": place.place_id, "lon": f"{place.lon:.5f}", "lat": f"{place.lat:.5f}", "scope": scope}


def statement_of(row: Mapping[str, str], register: Register) -> str:
    """Name what a row says whoever prints it: two rows of one statement are one claimant's one word.

    Without a day or an actor it cannot be told whether two reports mean the same; such a row stands alone.
    """
    where = row["place_id"] or " ".join(row["place_as_written"].casefold().split())
    whose = ";".join(register.voices_for(row["claimant"], row["outlet"]))
    parts = [where, row["kind"], row["polarity"], row["actor"], whose, row["event_date"], row["distance_km"]]
    alone = [] if row["event_date"] and row["actor"] else [row["report"], row["claim_id"]]
    return f"s-{_hash(parts + alone)[:12]}"


def _hash(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _line(text: str) -> str:
    """A name on one line, wherever the report breaks it."""
    return " ".join(text.split())


def tie_statements(rows: Iterable[Mapping[str, str]]) -> list[Row]:
    """Tie what several outlets repeat of one claimant: the rows of one statement stand together and name all outlets.

    A ledger counts a claimant once, however many outlets print it; it keeps each of them with its own day and address.
    So does this table: one row an outlet, one `statement`, all its outlets in `outlets`. Of an outlet that repeats
    itself the row reported first stays, or the surer one.

    Parameters
    ----------
    rows : iterable of mapping
        Cells by `COLUMNS`, of any number of reports, as from `proposed_rows`.

    Returns
    -------
    list of dict
        The statements in the order in which they first come.

    Examples
    --------
    >>> blank = dict.fromkeys(COLUMNS, "")
    >>> said = {"place_as_written": "Maardes", "kind": "captured", "actor": "opposition", "claimant": "SOHR",
    ...         "statement": "s-1", "confidence": "0.9"}
    >>> told = tie_statements([blank | said | {"outlet": outlet} for outlet in ("Daily", "Weekly", "Daily")])
    >>> [(row["outlet"], row["outlets"]) for row in told]
    [('Daily', 'Daily; Weekly'), ('Weekly', 'Daily; Weekly')]
    """
    statements: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_outlet = statements.setdefault(row["statement"], {})
        held = by_outlet.get(row["outlet"])
        if held is None or _rank(row) < _rank(held):
            by_outlet[row["outlet"]] = dict(row)
    tied = []
    for by_outlet in statements.values():
        told = sorted(by_outlet.values(), key=lambda row: (row["reported_date"] or "9999", row["outlet"]))
        names = "; ".join(row["outlet"] for row in told) if len(told) > 1 else ""
        tied += [row | {"outlets": names} for row in told]
    return tied


def _rank(row: Mapping[str, str]) -> tuple[str, float]:
    return row["reported_date"] or "9999", -(number(row, "confidence") or 0.0)


def write_proposed(path: str | PathLike[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write proposed claims as CSV, statements tied, the file whole or not at all.

    Parameters
    ----------
    rows : iterable of mapping
        As from `proposed_rows`, of one report or many.

    Raises
    ------
    OutputError
        If the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_proposed(Path(folder) / "proposed.csv", [])
    ...     (Path(folder) / "proposed.csv").read_text().split(",")[0]
    'place_as_written'
    """
    write_bytes(Path(path), to_csv(COLUMNS, tie_statements(rows)).encode())

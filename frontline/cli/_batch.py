"""The table behind `frontline resolve --batch`: read, resolved in pieces, written whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.cli._shared import fail
from frontline.tables import number, read_table, to_csv, write_bytes
from gazetteer import Candidate, Place, Query, Resolution

if TYPE_CHECKING:
    from frontline.datasets import Pin
    from gazetteer import Gazetteer

ADDED = ("status", "place_id", "name", "lon", "lat", "score", "reason", "candidate_id", "candidate_name",
         "candidate_lon", "candidate_lat")  # fmt: skip
"""Columns that a batch adds."""
PIECE = 1000
"""Rows resolved between two steps of the progress bar."""

Row = tuple[dict[str, str], Query]


def read_batch(path: Path, column: str) -> list[Row]:
    """Read the cells of every row and what they ask.

    The columns admin1, near_lon, near_lat and group (one report) are the context where they are there.
    """

    def parse(cells: Mapping[str, str]) -> Row:
        admin1, report = cells.get("admin1", ""), cells.get("group", "")
        return dict(cells), Query(cells[column], _near(cells), admin1=admin1, report=report)

    rows = read_table(path, [column], parse)
    if not rows:
        fail(f"--batch: {path.name}: no rows below the header; nothing to resolve")
    return rows


def _near(cells: Mapping[str, str]) -> tuple[float, float] | None:
    lon, lat = (number({"": "", **cells}, column if column in cells else "") for column in ("near_lon", "near_lat"))
    if (lon is None) != (lat is None):
        raise ValueError("columns near_lon, near_lat: one is blank; fill or clear both")
    return None if lon is None or lat is None else (lon, lat)


def resolve_batch(
    rows: Sequence[Row], gazetteer: Gazetteer, pins: Mapping[tuple[str, str], Pin], step: Callable[[int], None]
) -> list[dict[str, Any]]:
    """Added cells of every row, in the order of the rows; rows of one group are resolved together."""
    found: dict[int, dict[str, Any]] = {}
    for piece in _pieces([query.report for _, query in rows]):
        answers = gazetteer.resolve_many([rows[i][1] for i in piece])
        for i, answer in zip(piece, answers, strict=True):
            pin = pin_of(pins, answer.query, rows[i][0].get("place_context", ""))
            found[i] = _pinned(pin, gazetteer) if pin else _added(answer)
        step(len(piece))
    return [found[i] for i in range(len(rows))]


def _pieces(reports: Sequence[str]) -> Iterator[list[int]]:
    """Positions in pieces that part no report."""
    members: dict[str, list[int]] = {}
    for i, report in enumerate(reports):
        members.setdefault(report or f"\0{i}", []).append(i)
    piece: list[int] = []
    for rows in members.values():
        piece += rows
        if len(piece) >= PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def _added(answer: Resolution) -> dict[str, Any]:
    told: dict[str, Any] = {"status": answer.status, "reason": answer.reason}
    if not answer.candidates:
        return told
    best = answer.candidates[0]
    told["score"] = round(best.score, 4)
    id_and_name = (best.place.place_id, best.place.name)
    if answer.place is not None:
        return told | dict(zip(("place_id", "name"), id_and_name, strict=True)) | _point("", best.place)
    told |= dict(zip(("candidate_id", "candidate_name"), id_and_name, strict=True))
    return told | _point("candidate_", best.place)


def pin_of(pins: Mapping[tuple[str, str], Pin], name: str, context: str) -> Pin | None:
    """The choice a person made for a name in this context, or else in any."""
    return pins.get((name, context)) or pins.get((name, "*"))


def _pinned(pin: Pin, gazetteer: Gazetteer) -> dict[str, Any]:
    answer = pinned(pin, pin.written, gazetteer)
    return _added(answer) if answer.place else {"status": answer.status, "reason": answer.reason}


def pinned(pin: Pin, name: str, gazetteer: Gazetteer) -> Resolution:
    """The answer that a pin gives, whatever the spelling."""
    reason = f"pinned by hand{': ' + pin.note if pin.note else ''}"
    if pin.place_id is None:
        return Resolution(name, "unknown", None, (), reason)
    place = gazetteer.places[pin.place_id]
    return Resolution(name, "resolved", place, (Candidate(place, place.name, 1.0, None, (reason,)),), reason)


def _point(prefix: str, place: Place) -> dict[str, float]:
    return {f"{prefix}lon": round(place.lon, 6), f"{prefix}lat": round(place.lat, 6)}


def write_batch(path: Path, rows: Sequence[Row], added: Sequence[Mapping[str, Any]]) -> None:
    """Write the table with the added columns; one of its own by the name of an added one is kept as ``input_...``."""
    kept: dict[str, str] = {}
    for name in rows[0][0]:
        kept[name] = name
        while kept[name] in ADDED or (kept[name] != name and kept[name] in rows[0][0]):
            kept[name] = f"input_{kept[name]}"
    out = ({kept[k]: v for k, v in cells.items()} | dict(new) for (cells, _), new in zip(rows, added, strict=True))
    write_bytes(path, to_csv([*kept.values(), *ADDED], out).encode("utf-8"))

"""What the review page shows: texts with their spans, claims with the places they may mean, ground to look at."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from frontline.intake._table import COLUMNS, proposed_rows, tie_statements
from frontline.ledger import POLARITIES
from frontline.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from frontline.extraction import Extraction, ProposedClaim, ProposedFigure
    from frontline.intake._read import Report
    from frontline.intake._setting import Desk
    from gazetteer import Place

    Found = tuple[Report, Extraction]

_WORDS = {
    "captured": "captured by",
    "recaptured": "taken back by",
    "withdrew": "left by",
    "held": "held by",
    "repelled": "attack repelled by",
    "contested": "fought over by",
    "advanced_to": "reached by",
    "pushed_back_km": "others pushed back by",
}
_POLARITY_WORDS = {"affirmed": "so", "denied": "denied", "failed": "failed"}
CANDIDATES = 8
"""Places that a name may mean, offered for each claim."""
MAX_PLACES = 400
"""Places shown for orientation; those near the claims come first."""
_AROUND_DEG = 0.35


def write_review(
    path: str | PathLike[str], found: Sequence[Found], desk: Desk, taken: Mapping[str, str] | None = None
) -> None:
    """Write the page in which a person accepts, mends or rejects proposed claims, places them and adds others.

    Parameters
    ----------
    found : sequence of (Report, Extraction)
        As from `Desk.extract`.
    desk : Desk
        With whose tables they were read.
    taken : mapping of str to str, optional
        Claims that a ledger holds already, by id: how they came there, for the column review.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    from frontline.render.review import write_page

    write_page(path, to_payload(found, desk, taken))


def to_payload(found: Sequence[Found], desk: Desk, taken: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All that the page shows, as plain values; spans in UTF-16 units, which browsers count in."""
    reports = [_report(report, extraction, desk, taken or {}) for report, extraction in found]
    outlets = {row["statement"]: row["outlets"] for row in tie_statements(_rows(reports))}
    for row in _rows(reports):
        row["outlets"] = outlets[row["statement"]]
    spoken = _rows(reports)
    actors = dict.fromkeys([*desk.actor_ids, *(c["actor"] for c in spoken), *(c["against"] for c in spoken)])
    points = [(float(c["lon"]), float(c["lat"])) for c in spoken if c["lon"]]
    if not points and desk.near is not None:
        points = [(desk.near.lon, desk.near.lat)]
    one = len(reports) == 1
    data = {
        "title": f"Claims to review: {reports[0]['name']}" if one else f"Claims to review in {len(reports)} reports",
        "columns": list(COLUMNS),
        "kinds": [[kind, _WORDS[kind]] for kind in KINDS],
        "polarities": [[polarity, _POLARITY_WORDS[polarity]] for polarity in POLARITIES],
        "actors": [actor for actor in actors if actor],
        "reports": reports,
        "places": _places(points, desk),
        "lines": _lines(points),
        "near": [desk.near.lon, desk.near.lat] if desk.near else None,
    }
    told = json.dumps([data["columns"], reports], ensure_ascii=False)
    return data | {"id": hashlib.sha256(told.encode()).hexdigest()[:16]}


def _rows(reports: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    return [claim["cells"] for report in reports for claim in report["claims"]]


# -- a report -----------------------------------------------------------------------------------------------------


def _report(report: Report, found: Extraction, desk: Desk, taken: Mapping[str, str]) -> dict[str, Any]:
    units = _Units(found.text)
    rows = [row | {"review": taken.get(row["claim_id"], "")} for row in proposed_rows(found, report, desk.register)]
    by_row = [(row, _claim_of(row, found.claims)) for row in rows]
    return {
        "name": report.name,
        "title": _shown(report.title),
        "outlet": report.outlet or found.outlet,
        "published": found.published.isoformat() if found.published else "",
        "url": report.url,
        "text": _shown(found.text),
        "claims": [_claim(row, claim, units) for row, claim in by_row],
        "left_out": [
            {"words": _shown(" ".join(one.words.split())), "reason": one.reason, "span": units.span(one.span)}
            for one in found.left_out
        ],
        "figures": [_figure(figure) for figure in found.figures],
        "notes": [*report.notes, *found.notes, *_taken_note([row for row in rows if row["review"]])],
    }


def _taken_note(rows: Sequence[dict[str, str]]) -> list[str]:
    if not rows:
        return []
    places = ", ".join(dict.fromkeys(_shown(row["place_as_written"]) for row in rows))
    return [f"already in the ledger ({rows[0]['review']}): {places}; accepting these again adds nothing"]


def _claim_of(row: dict[str, str], claims: Sequence[ProposedClaim]) -> ProposedClaim:
    """The claim that a row was made of."""
    span = int(row["span_start"]), int(row["span_end"])
    same = [c for c in claims if c.span == span and (c.kind, c.polarity) == (row["kind"], row["polarity"])]
    return next(c for c in same if " ".join(c.place_as_written.split()) == row["place_as_written"])


def _claim(row: dict[str, str], claim: ProposedClaim, units: _Units) -> dict[str, Any]:
    answer = claim.resolution
    return {
        "cells": row,
        "span": units.span(claim.span),
        "place": units.span(claim.place_span),
        "candidates": [_candidate(c.place, c.score) for c in answer.candidates[:CANDIDATES]] if answer else [],
        "why": answer.reason if answer else "",
    }


def _candidate(place: Place, score: float) -> dict[str, Any]:
    where = ", ".join(part for part in (place.kind.replace("_", " "), place.admin1) if part)
    at = {"lon": round(place.lon, 5), "lat": round(place.lat, 5)}
    return {"id": place.place_id, "name": place.name, "where": where, "score": score, "area": place.is_area, **at}


def _figure(figure: ProposedFigure) -> str:
    low, high = figure.low, figure.high
    count = f"{low}" if low == high else f"{'…' if low is None else low} to {'…' if high is None else high}"
    parts = (count, figure.group_as_written or figure.group, figure.measure, figure.claimant and f"({figure.claimant})")
    return _shown(" ".join(part for part in parts if part))


class _Units:
    """From characters to UTF-16 units: those above U+FFFF count twice."""

    def __init__(self, text: str) -> None:
        self._wide = [n for n, character in enumerate(text) if ord(character) > 0xFFFF]

    def span(self, span: tuple[int, int]) -> list[int]:
        return [at + bisect_right(self._wide, at - 1) for at in span]


_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _shown(text: str) -> str:
    """Text letter for letter, with a mark for control characters and for those that turn other text (UAX #9)."""
    hidden = ((c < " " and c not in "\n\t") or "\x7f" <= c < "\xa0" or c in _TURNING for c in text)
    return "".join("\N{REPLACEMENT CHARACTER}" if hide else c for c, hide in zip(text, hidden, strict=True))


# -- the ground ---------------------------------------------------------------------------------------------------


def _places(points: Sequence[tuple[float, float]], desk: Desk) -> list[list[Any]]:
    """Listed places around the claims, the larger ones first: id, name, lon, lat, whether it is labelled."""
    if not points:
        return []
    west, south, east, north = _frame(points)
    inside = [
        p for p in desk.gazetteer.places.values() if west <= p.lon <= east and south <= p.lat <= north and not p.is_area
    ]
    inside.sort(key=lambda p: (p.kind not in ("city", "town"), -p.population, p.place_id))
    labelled = {p.place_id for p in inside[:12] if p.kind in ("city", "town")}
    return [
        [p.place_id, p.name, round(p.lon, 5), round(p.lat, 5), int(p.place_id in labelled)] for p in inside[:MAX_PLACES]
    ]


def _frame(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons) - _AROUND_DEG, min(lats) - _AROUND_DEG, max(lons) + _AROUND_DEG, max(lats) + _AROUND_DEG


def _lines(points: Sequence[tuple[float, float]]) -> list[list[list[float]]]:
    """Outlines and rivers of the packaged base layer around the claims, good to some hundred metres."""
    if not points:
        return []
    import numpy as np
    import shapely

    from frontline.datasets import base_layer

    frame = shapely.buffer(shapely.box(*_frame(points)), 2.0)
    shapes = base_layer().geometry.to_numpy()
    lines = np.where(shapely.get_dimensions(shapes) == 2, shapely.boundary(shapes), shapes)
    cut = shapely.simplify(shapely.intersection(lines, frame), 0.002)
    parts = shapely.get_parts(shapely.get_parts(cut))
    told = parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)]
    return [[[round(lon, 4), round(lat, 4)] for lon, lat in shapely.get_coordinates(line).tolist()] for line in told]

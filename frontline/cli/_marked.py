"""A report in the terminal: its text with the claims marked, what they say as a table, what was left out and why."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.extraction import Extraction, ProposedClaim, ProposedFigure
    from frontline.intake import Report

_STYLES = {"affirmed": "bold cyan", "denied": "bold magenta", "failed": "bold yellow"}
_COLUMNS = ("", "place", "what", "by", "against", "says", "when", "sure")
MAX_LEFT_OUT = 12
WIDTH = 110
"""Of what goes into a file or pipe, characters."""


def show(report: Report, found: Extraction) -> None:
    """Print a report with its claims."""
    console = Console(highlight=False, emoji=False, markup=False, width=None if sys.stdout.isatty() else WIDTH)
    console.print(marked(found))
    console.print()
    if found.claims:
        console.print(_table(found.claims))
    else:
        console.print("No claim of who took, held, left or failed to take a place is found.")
    for figure in found.figures:
        console.print(Text(f"Figure: {_figure(figure)}"))
    for one in found.left_out[:MAX_LEFT_OUT]:
        console.print(Text(f"Left out: “{_short(one.words)}”: {one.reason}"), style="dim")
    if len(found.left_out) > MAX_LEFT_OUT:
        console.print(f"Left out: {len(found.left_out) - MAX_LEFT_OUT} more; --json lists all.", style="dim")
    for note in (*report.notes, *found.notes):
        console.print(Text(f"Note: {_plain(note)}"))


def marked(found: Extraction) -> Text:
    """The text with its claims: their words underlined, each place in bold, behind it the number and kind of its claim.

    Denied and failed is said in words too, so that nothing hangs on colour.
    """
    text = Text(_plain(found.text))
    signs: dict[int, list[Text]] = {}
    for number, claim in enumerate(found.claims, start=1):
        style = _STYLES[claim.polarity]
        text.stylize("underline", *claim.span)
        text.stylize(style, *claim.place_span)
        told = f"{number} {claim.kind.removesuffix('_km').replace('_', ' ')}"
        told += "" if claim.polarity == "affirmed" else f", {claim.polarity}"
        signs.setdefault(claim.place_span[1], []).append(Text(f"[{told}]", style))
    ends = sorted(signs)
    return Text.assemble(
        *(piece for end, part in zip([*ends, None], text.divide(ends), strict=True)
          for piece in (part, *(signs[end] if end is not None else ())))
    )  # fmt: skip


def _table(claims: Sequence[ProposedClaim]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for title in _COLUMNS:
        sure = title in ("", "sure")
        table.add_column(title, overflow="fold", justify="right" if sure else "left", min_width=4 if sure else 10)
    for number, claim in enumerate(claims, start=1):
        cells = (
            str(number), _place(claim), _what(claim), claim.actor or "?", claim.against, claim.claimant or "the outlet",
            _when(claim), f"{claim.confidence:.2f}",
        )  # fmt: skip
        table.add_row(*(Text(_plain(cell)) for cell in cells))
    return table


def _place(claim: ProposedClaim) -> str:
    answer = claim.resolution
    if answer is None or answer.place is None:
        return f"{claim.place_as_written} ({'no place' if answer is None else answer.status})"
    same = answer.place.name.casefold() == claim.place_as_written.casefold()
    return claim.place_as_written if same else f"{claim.place_as_written} = {answer.place.name}"


def _what(claim: ProposedClaim) -> str:
    told = claim.kind.removesuffix("_km").replace("_", " ")
    if claim.distance_km is not None:
        told += f", {claim.distance_km:g} km from {claim.reference_city}"
    return told if claim.polarity == "affirmed" else f"{claim.polarity}: {told}"


def _when(claim: ProposedClaim) -> str:
    if not claim.event_date:
        return "?"
    return f"{claim.event_date} (about)" if claim.event_date_precision == "about" else claim.event_date


def _figure(figure: ProposedFigure) -> str:
    low, high = figure.low, figure.high
    if low == high:
        count = f"{low:,}" if low is not None else "?"
    elif high is None:
        count = f"at least {low:,}"
    else:
        count = f"up to {high:,}" if low is None else f"{low:,} to {high:,}"
    parts = [count, figure.group_as_written or figure.group, figure.measure]
    told = " ".join(part for part in parts if part)
    total = ", counted since the start" if figure.cumulative else ""
    return _plain(told + total + (f" (says {figure.claimant})" if figure.claimant else ""))


def _short(words: str) -> str:
    line = " ".join(_plain(words).split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _plain(text: str) -> str:
    """Text for a terminal, letter for letter, so that spans stay where they are."""
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def to_json(report: Report, found: Extraction, rows: Sequence[dict[str, str]]) -> dict[str, Any]:
    """All that was found, for scripts; `span` counts characters of `text`."""
    return {
        "report": report.name,
        "title": report.title,
        "outlet": found.outlet,
        "url": report.url,
        "published": found.published.isoformat() if found.published else None,
        "language": found.language,
        "text": found.text,
        "claims": [_typed(row) for row in rows],
        "figures": [_jsonable(asdict(figure)) for figure in found.figures],
        "left_out": [asdict(one) for one in found.left_out],
        "notes": [*report.notes, *found.notes],
    }


_NUMBERS = ("lon", "lat", "distance_km", "confidence")
_COUNTS = ("span_start", "span_end")


def _typed(row: dict[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = dict(row)
    typed |= {column: float(row[column]) if row[column] else None for column in _NUMBERS}
    return typed | {column: int(row[column]) for column in _COUNTS}


def _jsonable(cells: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if hasattr(value, "isoformat") else value for key, value in cells.items()}

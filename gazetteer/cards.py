"""Small tables in HTML, as notebooks show them: text alone, escaped, in the colours of whatever theme is around them.

A noun shows itself by ``_repr_html_``; what stands in it came from reports and tables, so all of it is text.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_ROWS = 20
"""Rows of a table that are shown; how many more there are is told below it."""

LONGEST_CELL = 240
"""Characters of a cell; the rest is cut, with an ellipsis."""

_FORBIDDEN_MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Bidirectional controls (Unicode UAX #9): text that carries them can be made to read as something else."""
_SUSPECT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{_FORBIDDEN_MARKS}]")
_RULE = "border:0;border-bottom:1px solid rgba(128,128,128,.4);padding:3px 12px 3px 0;background:none;color:inherit"
_CELL = f"{_RULE};text-align:start;vertical-align:top;max-width:32em;overflow-wrap:anywhere;white-space:normal"


def visible(text: str) -> str:
    r"""Make characters visible that hide, or that turn the text around them.

    Control characters become their pictures, bidirectional controls (UAX #9) their code points, and half a
    surrogate pair, which UTF-8 cannot carry, the replacement character.

    Examples
    --------
    >>> visible("a\x00b\u202ec")
    'a␀b[U+202E]c'
    """
    return _SUSPECT.sub(lambda found: _visible_character(found[0]), text)


def _visible_character(character: str) -> str:
    code = ord(character)
    if unicodedata.category(character) == "Cs":
        return "\ufffd"
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"


def plain_text(value: object) -> str:
    """A value as escaped text of one line, at most `LONGEST_CELL` characters; "" for None.

    Examples
    --------
    >>> plain_text("<b>"), plain_text(None), plain_text(0.25)
    ('&lt;b&gt;', '', '0.25')
    """
    text = "" if value is None else str(value)
    line = " ".join(visible(text[: 4 * LONGEST_CELL]).split())
    return escape(line if len(line) <= LONGEST_CELL else line[: LONGEST_CELL - 1] + "…")


def table_card(caption: str, header: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> str:
    """Draw a table.

    Parameters
    ----------
    caption : str
        What it shows, with its dates.
    header : sequence of str
        Titles of the columns, with their units.
    rows : iterable of sequence
        At most `MOST_ROWS` are shown.
    note : str
        A sentence below it.

    Returns
    -------
    str
        HTML without script, link or picture.

    Examples
    --------
    >>> "<td" in table_card("Places", ["name"], [["Hama"]])
    True
    """
    every = list(rows)
    left = len(every) - MOST_ROWS
    head = "".join(f'<th scope="col" style="{_CELL};font-weight:600">{plain_text(title)}</th>' for title in header)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in every[:MOST_ROWS])
    more = [f"and {left:,} more"] if left > 0 else []
    top = f"<thead><tr>{head}</tr></thead>" if header else ""
    return _frame(caption, f"{top}<tbody>{body}</tbody>", [*more, *([note] if note else [])])


def facts_card(caption: str, facts: Iterable[tuple[str, object]], note: str = "") -> str:
    """Draw the facts of one thing, a line each; blank ones are left out.

    Examples
    --------
    >>> facts_card("Hama", [("kind", "city"), ("note", "")]).count("<tr>")
    1
    """
    told = [(name, value) for name, value in facts if value not in ("", None, (), [])]
    lines = "".join(
        f'<tr><th scope="row" style="{_CELL};font-weight:600">{plain_text(name)}</th>{_cells([value])}</tr>'
        for name, value in told
    )
    return _frame(caption, f"<tbody>{lines}</tbody>", [note] if note else [])


def resolution_card(resolution: Any) -> str:
    """Show what a name was resolved to, with every candidate and the reason."""
    rows = [
        [
            c.place.name,
            c.place.name_ar,
            c.place.kind.replace("_", " "),
            c.place.admin1,
            f"{c.place.lat:.4f}, {c.place.lon:.4f}",
            f"{c.score:.2f}",
            "" if c.distance_km is None else f"{c.distance_km:.0f}",
            "; ".join(c.reasons),
        ]
        for c in resolution.candidates
    ]
    header = ["place", "Arabic", "kind", "division", "lat, lon", "score", "distance (km)", "why"]
    return table_card(f"{resolution.query}: {resolution.status}", header if rows else [], rows, resolution.reason)


def _cells(row: Sequence[object]) -> str:
    return "".join(f'<td dir="auto" style="{_CELL}">{plain_text(value)}</td>' for value in row)


def _frame(caption: str, body: str, notes: Sequence[str]) -> str:
    style = "border-collapse:collapse;background:none;color:inherit;margin:4px 0"
    title = "caption-side:top;text-align:start;font-weight:600;color:inherit;padding:0 0 4px"
    below = "".join(f'<p dir="auto" style="margin:2px 0 8px;opacity:.8">{plain_text(note)}</p>' for note in notes)
    name = f'<caption dir="auto" style="{title}">{plain_text(caption)}</caption>'
    return f'<div><table style="{style}">{name}{body}</table>{below}</div>'

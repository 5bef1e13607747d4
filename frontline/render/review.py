"""Proposed claims -> one HTML file in which a person reviews them: offline, nothing asked for, nothing sent.

The text of a report is hostile until shown otherwise: it travels as inert JSON and reaches the page through
`textContent` alone (`assets/review.js`). What is accepted leaves the page as a file that the reader saves.
"""

from __future__ import annotations

import json
import re
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.render.html import POLICY, _leaflet
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike


def write_page(path: str | PathLike[str], payload: Mapping[str, Any]) -> None:
    """Write the review page, whole or not at all.

    Parameters
    ----------
    payload : mapping
        What the page shows, as `draw_page` takes it.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_bytes(Path(path), draw_page(payload).encode())


def draw_page(payload: Mapping[str, Any]) -> str:
    """Draw the review page.

    Parameters
    ----------
    payload : mapping
        ``title``; ``columns`` of the table that leaves the page; ``kinds`` and ``polarities`` with their words; ids of
        ``actors``; ``reports`` with text, claims and what was left out, spans in UTF-16 units as browsers count; and
        for the map ``places`` and ``lines`` (degrees, lon before lat).

    Returns
    -------
    str
        Self-contained; the same for the same payload.

    Examples
    --------
    >>> page = draw_page({"title": "</script><b>", "reports": []})
    >>> "</script><b>" in page
    False
    """
    script, style, icons = _leaflet()
    parts = {
        "policy": POLICY,
        "title": escape(str(payload["title"])),
        "style": f"{style}\n{_asset('review.css')}",
        "leaflet": f"{script}\nL.Icon.Default.mergeOptions({icons});",
        "payload": _inert(payload),
        "script": _asset("review.js"),
    }
    return re.sub("@(policy|title|style|leaflet|payload|script)@", lambda found: parts[found[1]], _asset("review.html"))


def _asset(name: str) -> str:
    return (files("frontline.render") / "assets" / name).read_text("utf-8")


def _inert(payload: Mapping[str, Any]) -> str:
    """JSON that no HTML parser can take for markup."""
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)

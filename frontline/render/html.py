"""Scene -> one HTML file that needs no network: a Leaflet map with a date slider.

Text of a scene comes from claims and places, so it is hostile until shown otherwise. folium and branca compile
rendered text as a template; here it never gets that far. The scene travels as inert JSON, everything folium is
given renders verbatim, and the page builds its elements from `textContent` (`assets/`).
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import folium
import numpy as np
import shapely
from branca.element import Element, Figure
from jinja2 import Template

from frontline.model import Situation
from frontline.scene import BASE_STYLES, compose_scene, outlines, simplified
from frontline.tables import write_bytes
from frontline.territory import trace_front

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from frontline.model import Front
    from frontline.scene import Account, Ground, LegendEntry, Mark, Scene, Style

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""Content security policy of the page: what it shows it carries, and it can call nowhere."""


def policy_of(scene: Scene) -> str:
    """The page's policy: shut, but for the pictures of the tile server that was asked for."""
    hosts = scene.tiles.hosts if scene.tiles else ()
    return POLICY.replace("img-src data:", " ".join(["img-src data:", *hosts]))


_STEP_DEG = 1e-5  # one unit of the payload's coordinates, about a metre
_BASE_TOLERANCE_DEG = 5e-4  # the base layer is good to kilometres; finer bends are only bytes

_FORBIDDEN_MARKS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional controls (Unicode UAX #9): text that carries them can be made to read as something else."""


class _Verbatim(Element):
    """Text that folium passes on as it is. An ordinary element would compile it as a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name = "Verbatim"
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class _Page(Figure):
    """folium's page, with the language said and the script inside the body."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n{{ this.header.render(**kwargs) }}\n</head>\n'
        "<body>\n{{ this.html.render(**kwargs) }}\n"
        "<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )


class OfflineMap(folium.Map):
    """A folium map of a scene that opens without a network.

    Add layers to it as to any folium map; what they need must come with them, since the page may load nothing
    (no tiles, no linked scripts or styles). folium compiles the text of its layers as a template: never give them
    text of a claim.

    Parameters
    ----------
    scene : Scene
        What the map says.
    before, after : str
        Trusted HTML above and below the map.
    css : str
        Trusted style rules, after our own.
    title : str
        Of the page; the scene's title if blank.
    """

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium's own form
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, scene: Scene, before: str = "", after: str = "", css: str = "", title: str = "") -> None:
        west, south, east, north = scene.frame
        super().__init__([(south + north) / 2, (west + east) / 2], tiles=None)
        self._id = "frontline"  # the same bytes on every rebuild
        _Page().add_child(self)
        self._header = _header(title or scene.title, css, policy_of(scene))
        self._body = _body(scene, before, after)

    def render(self, **kwargs: Any) -> str:
        """Lay the page out, then what was added to the map; folium reads the page, not what this returns."""
        page = cast("Figure", self.get_root())
        page.header.add_child(_Verbatim(self._header), name="frontline_header", index=1)  # after the charset
        page.html.add_child(_Verbatim(self._body), name="frontline_body", index=0)
        start = f'var {self.get_name()} = startFrontline("{self.get_name()}");'
        page.script.add_child(_Verbatim(start), name="frontline_start", index=0)
        for child in self._children.values():
            child.render(**kwargs)
        return ""


def draw_map(scene: Scene | Situation, front: Front | None = None) -> OfflineMap:
    """Draw a scene as an interactive map.

    Parameters
    ----------
    scene : Scene or Situation
        What the map says; geometry in EPSG:4326. A situation is composed into a scene of its own.
    front : Front, optional
        With a situation: its front, traced here if left out.

    Returns
    -------
    OfflineMap
        A `folium.Map`: Jupyter shows it, ``.save(path)`` writes one self-contained file.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, valid="2024-12-04", known="2024-12-05")
    >>> drawn = draw_map(fl.compose_scene(now, fl.trace_front(now), city=case.places["Hama"]))
    >>> drawn.get_root().render().count("startFrontline(")
    1
    """
    if isinstance(scene, Situation):
        scene = compose_scene(scene, front or trace_front(scene))
    return OfflineMap(scene)


def write_map(scene: Scene, path: str | PathLike[str]) -> None:
    """Write the interactive map of a scene as one self-contained HTML file, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_bytes(Path(path), draw_page(scene).encode())


def draw_page(scene: Scene, before: str = "", after: str = "", css: str = "", title: str = "") -> str:
    """Draw a scene as the text of an HTML page, alone or amid other content.

    Parameters
    ----------
    before, after : str
        HTML above and below the map. It is trusted: escape what came from a report before it gets here. With
        either, the map is a block in the page's flow; with neither it fills the window.
    css : str
        Trusted style rules for it.
    title : str
        Of the page; the scene's title if blank.

    Returns
    -------
    str
        Self-contained; the same for the same input.
    """
    return str(OfflineMap(scene, before, after, css, title).get_root().render())


def visible(text: str) -> str:
    r"""Make characters visible that hide, or that turn the text around them.

    Control characters become their pictures, bidirectional controls (UAX #9) their code points, and half a
    surrogate pair, which UTF-8 cannot carry, the replacement character.

    Examples
    --------
    >>> visible("a\x00b\u202ec")
    'a␀b[U+202E]c'
    """
    return "".join(_visible_character(c) for c in text)


def _visible_character(character: str) -> str:
    if character in _FORBIDDEN_MARKS:
        return f"[U+{ord(character):04X}]"
    category = unicodedata.category(character)
    if category == "Cs":
        return "\ufffd"
    if category != "Cc" or character in "\t\n":
        return character
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else f"[U+{code:04X}]"


# -- the page ---------------------------------------------------------------------------------------------------


def _header(title: str, css: str, policy: str) -> str:
    script, style, icons = _leaflet()
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(visible(title))}</title>\n"
        f"<style>{style}\n{_asset('map.css')}\n{css}</style>\n"
        f"<script>{script}\nL.Icon.Default.mergeOptions({icons});\n{_asset('base.js')}\n{_asset('canvas.js')}\n{_asset('map.js')}</script>"
    )


def _body(scene: Scene, before: str, after: str) -> str:
    amid = bool(before or after)
    parts = {
        "tag": "section" if amid else "main",
        "layout": "flow" if amid else "alone",
        "level": "h2" if before else "h1",
        "alt": escape(visible(scene.alt_text)),
        "payload": to_payload(scene),
    }
    frame = re.sub("@(tag|layout|level|alt|payload)", lambda found: parts[found[1]], _FRAME)
    return f"{before}\n{frame}\n{after}"


_FRAME = """<@tag id="fl" class="fl-@layout" aria-labelledby="fl-title">
<div id="fl-stage">
<header id="fl-head"><@level id="fl-title" dir="auto"></@level><p id="fl-subtitle" dir="auto"></p></header>
<div id="fl-view">
<div id="map_frontline" role="region" aria-label="Map" aria-describedby="fl-summary"></div>
<details id="fl-key" open><summary>Legend and layers</summary><div id="fl-key-body">
<ul id="fl-legend" aria-label="Legend"></ul>
<fieldset class="fl-tools"><legend>Show</legend>
<label><input type="checkbox" data-layer="areas" checked> Areas</label>
<label><input type="checkbox" data-layer="front" checked> Front</label>
<label><input type="checkbox" data-layer="places" checked> Places</label></fieldset>
<p class="fl-tools"><label for="fl-palette">Colours</label>
<select id="fl-palette"><option value="customary">Customary</option>
<option value="safe">Colour-blind safe</option></select></p></div></details>
</div>
<div id="fl-time" role="group" aria-label="Date">
<p id="fl-dates"><b id="fl-valid"></b> <span id="fl-known"></span></p>
<div id="fl-clock"><button type="button" id="fl-prev" aria-label="Day before">&#x25C0;&#xFE0E;</button>
<button type="button" id="fl-play" aria-label="Play" aria-pressed="false">&#x25B6;&#xFE0E; Play</button>
<button type="button" id="fl-next" aria-label="Day after">&#x25B6;&#xFE0E;</button>
<label for="fl-range">Day</label><input type="range" id="fl-range" min="0" max="0" step="1" value="0"></div>
</div>
<p id="fl-credit" dir="auto"></p>
</div>
<noscript><p class="fl-alt">@alt</p></noscript>
<div id="fl-notes">
<p id="fl-summary" aria-live="polite" dir="auto"></p>
<details id="fl-list"><summary>All places as a table</summary><div id="fl-table" tabindex="0" role="region"
 aria-label="Table of places"></div></details>
<details id="fl-caveats"><summary>Method and caveats</summary><div id="fl-caveats-body"></div></details>
</div>
<script type="application/json" id="fl-data">@payload</script>
</@tag>"""


def _asset(name: str) -> str:
    return (files("frontline.render") / "assets" / name).read_text("utf-8")


@cache
def _leaflet() -> tuple[str, str, str]:
    """Return Leaflet's script, its style with the pictures inside, and the options of its default marker."""
    home = files("xstatic.pkg.leaflet") / "data"

    def inline(name: str) -> str:
        return "data:image/png;base64," + base64.b64encode((home / "images" / name).read_bytes()).decode()

    script = re.sub(r"\n//# sourceMappingURL=.*", "", (home / "leaflet.js").read_text("utf-8"))
    style = (home / "leaflet.css").read_text("utf-8").replace("behavior: url(#default#VML);", "")
    style = re.sub(r"url\(images/([^)]+)\)", lambda found: f"url({inline(found[1])})", style)
    icons = {
        "imagePath": " ",  # blank would make Leaflet look for its pictures beside the page
        "iconUrl": inline("marker-icon.png"),
        "iconRetinaUrl": inline("marker-icon-2x.png"),
        "shadowUrl": inline("marker-shadow.png"),
    }
    return script.replace("</script", r"<\/script"), style, json.dumps(icons)


# -- the payload ------------------------------------------------------------------------------------------------


def to_payload(scene: Scene) -> str:
    """Write a scene as JSON that no HTML parser can take for markup.

    Coordinates are whole steps of 1e-5 degree, lon before lat, each point as its difference from the one before.
    Days after the first hold only what changed; accounts and their words stand once and are referred to by number.
    """
    words = _Words()
    accounts, shapes = _Accounts(words), _Shapes()
    whole = all(day.drawn for day in scene.days)  # then nothing is drawn by cells
    data = {
        "title": scene.title,
        "subtitle": scene.subtitle,
        "valid": scene.valid,
        "known": scene.known,
        "frame": [round(float(edge), 5) for edge in scene.frame],
        "palette": scene.palette,
        "actors": [_actor(style) for style in scene.styles],
        "legend": [_legend_entry(entry) for entry in scene.legend],
        "base": _base(scene),
        "borders": _borders(scene),
        "looks": _looks(scene),
        "cells": [] if whole else [_rings(cell) for cell in scene.tessellation.cells],
        "edges": [] if whole else _edges(scene),
        "marks": [_mark(mark, words, accounts) for mark in scene.marks],
        "city": scene.city.place_id if scene.city else None,
        "days": _days(scene, shapes),
        "today": scene.today,
        "sources": [*scene.sources, *([f"Map pictures: {scene.tiles.credit}."] if scene.tiles else [])],
        "tiles": _tiles(scene),
        "method": scene.method,
        "caveats": list(scene.caveats),
    }
    data |= {"accounts": accounts.rows, "words": words.texts, "shapes": shapes.lines}
    text = json.dumps(_all_visible(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _all_visible(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _all_visible(item) for key, item in value.items()}
    return [_all_visible(item) for item in value] if isinstance(value, list) else value


class _Words:
    """Each text once, by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    @property
    def texts(self) -> list[str]:
        return list(self._numbers)


class _Shapes:
    """Each ring or line once, by number: from day to day most of a front stays where it is."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}

    def numbers(self, lines: Iterable[list[int]]) -> list[int]:
        return [self._numbers.setdefault(tuple(line), len(self._numbers)) for line in lines]

    @property
    def lines(self) -> list[list[int]]:
        return [list(line) for line in self._numbers]


class _Accounts:
    """Each account once, by number: one claim about an area stands under many places."""

    def __init__(self, words: _Words) -> None:
        self._words = words
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, account: Account) -> int:
        word = self._words.number
        row = (
            word(account.day),
            word(account.claimant),
            word(account.outlet),
            word(account.said),
            word(account.speaks_for),
            round(float(account.weight), 2),
            word(", ".join(account.claim_ids)),
            word(account.url),
            word(account.note),
        )
        return self._numbers.setdefault(row, len(self._numbers))

    @property
    def rows(self) -> list[list[Any]]:
        return [list(row) for row in self._numbers]


def _actor(style: Style) -> dict[str, Any]:
    return {
        "id": style.actor_id,
        "name": style.name,
        "ar": style.name_ar,
        "code": style.code,
        "colours": dict(style.colours),
        "hatch": style.hatch,
        "marker": style.marker,
    }


def _legend_entry(entry: LegendEntry) -> list[str | None]:
    return [entry.symbol, entry.label, entry.actor_id]


def _mark(mark: Mark, words: _Words, accounts: _Accounts) -> dict[str, Any]:
    return {
        "id": mark.place_id,
        "name": mark.name,
        "ar": mark.name_ar,
        "kind": words.number(mark.kind),
        "at": [round(float(mark.lon), 5), round(float(mark.lat), 5)],
        "precision": None if mark.precision_m is None else round(mark.precision_m),
        "holder": mark.holder,
        "probability": round(float(mark.probability), 4),
        "since": words.number(mark.since),
        "rule": words.number(mark.rule),
        "rank": mark.rank,
        "accounts": [accounts.number(account) for account in mark.accounts],
    }


_STATUS_CODES = {"held": 0, "contested": 1, "claimed": 2, "unknown": 3}


def _days(scene: Scene, shapes: _Shapes) -> list[dict[str, Any]]:
    """Each day with its changes: mark, holder, status and who speaks for its cell, one after the other."""
    encoded: list[dict[str, Any]] = []
    before: dict[int, tuple[int, int, int]] = {}
    for day in scene.days:
        states = zip(day.holders, day.statuses, day.ground, strict=True)
        now = {row: (int(own), _STATUS_CODES[status], int(cell)) for row, (own, status, cell) in enumerate(states)}
        changes = [part for row, state in now.items() if before.get(row) != state for part in (row, *state)]
        encoded.append({"date": day.date, "valid": day.valid, "known": day.known, "changes": changes})
        if day.drawn is not None:
            encoded[-1]["drawn"] = _drawn(day.drawn, scene, shapes)
        before = now
    return encoded


def _drawn(drawn: Ground, scene: Scene, shapes: _Shapes) -> dict[str, Any]:
    """Areas by actor and status, stretches of the front by how firm they are, and the band: numbers of shapes."""
    position = {style.actor_id: n for n, style in enumerate(scene.styles)}
    lines = drawn.front.geometry.to_numpy()
    firm = drawn.front["firm"].to_numpy(bool)
    return {
        "areas": [
            [position[row.actor], _STATUS_CODES[row.status], shapes.numbers(_rings(row.geometry))]
            for row in drawn.areas.itertuples()
        ],
        "firm": [n for line in lines[firm] for n in shapes.numbers(_lines(line))],
        "doubtful": [n for line in lines[~firm] for n in shapes.numbers(_lines(line))],
        "band": [n for shape in drawn.band.geometry for n in shapes.numbers(_rings(shape))],
    }


def _edges(scene: Scene) -> list[list[Any]]:
    """Edges that part two cells: left, right, and the line's parts."""
    cells = scene.tessellation
    return [
        [int(left), int(right), _lines(edge)]
        for edge, left, right in zip(cells.edges, cells.left, cells.right, strict=True)
    ]


def _tiles(scene: Scene) -> dict[str, Any] | None:
    if scene.tiles is None:
        return None
    tiles = scene.tiles
    hosts = ", ".join(origin.partition("://")[2] for origin in tiles.hosts)
    told = f"This page asks {hosts} for map pictures; that server learns your address and what part you look at."
    levels = {"min": tiles.min_zoom, "max": tiles.max_zoom}
    return {"url": tiles.url, "subdomains": tiles.subdomains, "told": told, **levels}


def _base(scene: Scene) -> list[dict[str, Any]]:
    rows = zip(scene.base["kind"], scene.base["name"], scene.base.geometry, strict=True)
    return [
        {"kind": str(kind), "name": name if isinstance(name, str) else "", "lines": _shape(shape)}
        for kind, name, shape in rows
        if shape is not None and not shape.is_empty
    ]


def _borders(scene: Scene) -> dict[str, list[list[int]]]:
    """Borders by kind, each stretch once: drawn twice, the dashes of two neighbours would fill up."""
    borders: dict[str, list[list[int]]] = {}
    for kind in (s.kind for s in BASE_STYLES if s.form == "border"):
        areas = scene.base.geometry[scene.base["kind"] == kind].dropna().to_numpy()
        lines = shapely.line_merge(shapely.union_all(outlines(areas)))
        if not lines.is_empty:
            borders[kind] = _lines(simplified([lines], _BASE_TOLERANCE_DEG)[0])
    return borders


def _looks(scene: Scene) -> dict[str, list[Any]]:
    """How each kind that is drawn looks, lowest first: form, colour, filling, width, dashes (CSS pixels), opacity."""
    kinds = set(scene.base["kind"])
    px = 1.333  # CSS pixels in a point
    return {
        s.kind: [s.form, s.colour, s.fill, px * s.width_pt, [d * px * s.width_pt for d in s.dashes], s.opacity]
        for s in BASE_STYLES
        if s.kind in kinds
    }


def _shape(shape: Any) -> list[list[int]]:
    if shapely.get_dimensions(shape) == 0:
        return [_steps(part.coords) for part in shapely.get_parts(shape)]
    rough = simplified([shape], _BASE_TOLERANCE_DEG)[0]
    return _rings(rough) if shapely.get_dimensions(rough) == 2 else _lines(rough)


def _rings(shape: Any) -> list[list[int]]:
    """Outlines and holes, turned against each other so that the page can fill them in one go."""
    polygons = [p for p in shapely.get_parts(shape) if shapely.get_dimensions(p) == 2 and not p.is_empty]
    turned = shapely.orient_polygons(np.array(polygons, object))
    return [_steps(ring.coords[:-1]) for polygon in turned for ring in shapely.get_rings(polygon)]


def _lines(shape: Any) -> list[list[int]]:
    parts = shapely.get_parts(shape)
    return [_steps(part.coords) for part in parts if shapely.get_dimensions(part) == 1 and not part.is_empty]


def _steps(coordinates: Any) -> list[int]:
    whole = np.rint(np.asarray(coordinates, float)[:, :2] / _STEP_DEG).astype(np.int64)
    return [int(step) for step in np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64)).ravel()]

"""Scene -> one HTML file that needs no network: a Leaflet map with a date slider.

Text of a scene comes from claims and places, so it is hostile until shown otherwise. folium and branca compile
rendered text as a template; here it never gets that far. The scene travels as inert JSON, everything folium is
given renders verbatim, and the page builds its elements from `textContent` (`assets/`).
"""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import folium
from branca.element import Element, Figure
from jinja2 import Template

from frontline.model import Situation
from frontline.render._html_payload import to_payload
from frontline.scene import compose_scene
from frontline.tables import write_bytes
from frontline.territory import trace_front
from gazetteer.cards import visible

if TYPE_CHECKING:
    from os import PathLike

    from frontline.model import Front
    from frontline.scene import Scene

__all__ = ["POLICY", "OfflineMap", "draw_map", "draw_page", "to_payload", "visible", "write_map"]

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
"""Content security policy of the page: what it shows it carries, and it can call nowhere."""


def policy_of(scene: Scene) -> str:
    """The page's policy: shut, but for the pictures of the tile server that was asked for."""
    hosts = scene.tiles.hosts if scene.tiles else ()
    return POLICY.replace("img-src data:", " ".join(["img-src data:", *hosts]))



_SCRIPTS = (
    "unpack", "states", "ground", "signs", "base", "labels", "canvas", "view", "words", "popup", "search", "legend",
    "table", "map",
)  # fmt: skip
"""The page's own scripts, each of which uses those before it."""


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


# -- the page ---------------------------------------------------------------------------------------------------


def _header(title: str, css: str, policy: str) -> str:
    script, style, icons = _leaflet()
    own = "\n".join(_asset(f"{name}.js") for name in _SCRIPTS)
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(visible(title))}</title>\n"
        f"<style>{style}\n{_asset('map.css')}\n{css}</style>\n"
        f"<script>{script}\nL.Icon.Default.mergeOptions({icons});\n{own}</script>"
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
<details id="fl-key" open><summary>Legend, layers, search</summary><div id="fl-key-body">
<div class="fl-search"><label for="fl-search">Find a place</label>
<input type="search" id="fl-search" role="combobox" aria-expanded="false" aria-controls="fl-found"
 aria-autocomplete="list" autocomplete="off" spellcheck="false" dir="auto">
<ul id="fl-found" role="listbox" aria-label="Places found" hidden></ul></div>
<ul id="fl-legend" aria-label="Legend"></ul>
<fieldset class="fl-tools"><legend>Show</legend>
<label><input type="checkbox" data-layer="areas" checked> Areas</label>
<label><input type="checkbox" data-layer="front" checked> Front</label>
<label><input type="checkbox" data-layer="places" checked> Places</label>
<label hidden><input type="checkbox" data-layer="rose"> <span id="fl-rose"></span></label></fieldset>
<p class="fl-tools" hidden><label for="fl-since">Changes since</label>
<select id="fl-since"><option value="">not shown</option></select></p>
<p class="fl-tools"><label for="fl-palette">Colours</label>
<select id="fl-palette"><option value="customary">Customary</option>
<option value="safe">Colour-blind safe</option></select></p></div></details>
</div>
<div id="fl-time" role="group" aria-label="Dates">
<p id="fl-dates"><b id="fl-valid"></b> <span id="fl-known"></span></p>
<div id="fl-clock"><button type="button" id="fl-prev" aria-label="Day before">&#x25C0;&#xFE0E;</button>
<button type="button" id="fl-play" aria-label="Play" aria-pressed="false">&#x25B6;&#xFE0E; Play</button>
<button type="button" id="fl-next" aria-label="Day after">&#x25B6;&#xFE0E;</button>
<label for="fl-range">Day</label><input type="range" id="fl-range" min="0" max="0" step="1" value="0"></div>
<div id="fl-evening" hidden><label for="fl-known-range">As known on</label>
<input type="range" id="fl-known-range" min="0" max="0" step="1" value="0">
<button type="button" id="fl-known-reset" aria-label="Reset to this map's own date">Reset</button></div>
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

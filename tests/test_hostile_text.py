"""Hostile text in every field of a case, through every output: it is shown as text, runs nothing, breaks nothing.

A new output is one line in `OUTPUTS`, with what reads it back.
"""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from browser_page import opened
from PIL import Image
from pptx import Presentation
from pypdf import PdfReader

from frontline.datasets import Case, PlaceTable
from frontline.dates import Interval
from frontline.layers import geojson
from frontline.ledger import Ledger, Register
from frontline.model import Actor, Baseline, Claim, Figure, Outlet, Voice
from frontline.render.embed import word_frame, word_source
from frontline.render.html import draw_page
from frontline.render.slide import draw_slide
from frontline.render.static import render_static
from frontline.report import about, brief_of, places_csv, survey, write_report
from gazetteer import Gazetteer, Place, PlaceName

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from frontline.report import Picture

TEXTS = {
    "template": "{{7*7}} {{ ''.__class__.__mro__ }}",
    "statement": "{% x %} {# {{",
    "script": "<script>window.hacked=1</script></script><!--",
    "picture": '"><img src=x onerror=window.hacked=1>',
    "link": "javascript:window.hacked=1",
    "bidi": "a\u202eb\u2066c\u200fd",
    "long": "x" * 10_000,
    "emoji": "🏚️👩‍👩‍👧‍👦🇸🇾",
    "nul": "a\x00b\x07\x1b[31mc",
    "surrogate": "a\ud800b",
    "formula": "=cmd|' /C calc'!A0",
    "typst": '#panic("x") $x$ [a](javascript:alert(1)) `b` @c *d* _e_',
}
ALL = " ".join(TEXTS.values())
SPOTS = [(36.76, 35.13), (36.75, 35.25), (36.9, 35.2), (36.6, 35.3)]


# -- a case in which every text is hostile --------------------------------------------------------------------------


def filled(noun: type, text: str, **given: Any) -> Any:
    """A noun with the text in every field that holds one and was not given."""
    words = {f.name: text for f in fields(noun) if f.type in ("str", "str | None") and f.name not in given}
    return noun(**words, **given)


def key(text: str) -> str:
    """The text as an id. Tables in UTF-8 cannot hold half a surrogate pair, and JSON that holds one is refused."""
    return text.replace("\ud800", "")


def a_place(text: str, n: int) -> Place:
    lon, lat = SPOTS[n]
    names = (PlaceName(text, "en", "latin", "main"), PlaceName(text, "ar", "other", "local"))
    return filled(Place, text, place_id=f"{key(text)}{n}", names=names, kind="village", lon=lon, lat=lat)


def a_claim(text: str, n: int, actor: str, url: str) -> Claim:
    base = key(text)
    start = datetime(2024, 12, 2 + n % 2, tzinfo=UTC)
    day = Interval(start, start + timedelta(days=1))
    return filled(
        Claim, text, claim_id=f"{base}{n}", kind="captured", actor=actor, against=None, place_id=f"{base}{n % 4}",
        scope="place" if n < 4 else "none", event=day, published=day, known_from=start, voices=(f"{base}v{n % 2}",),
        outlet=f"{base}o", url=url, geometry="", reliability="", credibility="", corrects="", event_precision="day",
        further=((text, text),), denies=None,
    )  # fmt: skip


def a_case(text: str) -> Case:
    """Four places, two sides, six claims, two figures."""
    base = key(text)
    colours = {"customary_colour": "#d7322e", "safe_colour": "#ee6677", "hatch": "", "marker": "o"}
    sides = [f"{base}a{n}" for n in range(2)]
    actors = {side: filled(Actor, text, actor_id=side, **colours) for side in sides}
    voices = {
        f"{base}v{n}": filled(Voice, text, voice_id=f"{base}v{n}", side=None, reliability="B")
        for n in range(2)
    }
    outlets = {
        f"{base}o": filled(
            Outlet, text, outlet_id=f"{base}o", name=f"{base}o", side=None, reliability="B"
        )
    }
    places = {f"{base}{n}": a_place(text, n) for n in range(4)}
    urls = (text, f"javascript:alert(1)//{text}", f'https://example.org/"><script>window.hacked=1</script>{text}')
    claims = tuple(a_claim(text, n, sides[n % 2], urls[n % 3]) for n in range(6))
    baseline = {p: filled(Baseline, text, place_id=p, actor=sides[0], basis="record") for p in list(places)[:2]}
    register = Register(voices=voices, outlets=outlets, attributions={})
    ledger = Ledger(
        claims=tuple(sorted(claims, key=lambda c: c.claim_id)), places=places, actors=actors, register=register,
        baseline=baseline, start=date(2024, 12, 1),
    )  # fmt: skip
    figures = tuple(
        filled(Figure, text, figure_id=f"{base}{n}", as_of=date(2024, 12, 3), low=1.0, high=2.0, side=sides[n])
        for n in range(2)
    )
    gazetteer = Gazetteer(places.values())
    return Case(
        case_id=text, title=text, description=text,
        start=date(2024, 12, 1), end=date(2024, 12, 4), city=f"{base}0",
        credits=(text,), gazetteer=gazetteer, places=PlaceTable(gazetteer), ledger=ledger, figures=figures,
    )  # fmt: skip


def a_base(text: str) -> gpd.GeoDataFrame:
    shapes = [
        shapely.box(36, 34, 38, 36), shapely.box(36.2, 34.9, 37, 35.6),
        shapely.LineString([(36.4, 35), (37, 35.4)]), shapely.LineString([(36.5, 34.9), (36.8, 35.5)]),
        shapely.Point(36.95, 35.35),
    ]  # fmt: skip
    kinds = ["country", "governorate", "river", "road", "settlement"]
    names = pd.Series([text] * len(kinds), dtype=object)  # a surrogate alone fits no column of strings
    base = gpd.GeoDataFrame({"kind": kinds, "name": names, "name_ar": names}, geometry=shapes, crs=4326)
    base.attrs = {"credit": text, "caveat": text}
    return base


_PICTURES: dict[str, Picture] = {}


def a_picture(text: str) -> Picture:
    """Surveyed once for all outputs."""
    if text not in _PICTURES:
        picture = survey(a_case(text), "2024-12-04", base=a_base(text))
        scene = replace(picture.scene, title=text, titled=True, subtitle=text, alt_text=text)
        _PICTURES[text] = replace(picture, scene=scene)
    return _PICTURES[text]


# -- outputs, and what reads each of them back ----------------------------------------------------------------------


class Elements(HTMLParser):
    """Every element of a page, outside its scripts, with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_page(data: bytes) -> None:
    """Nothing of the text became an element, an attribute that runs, or a link that does."""
    text = data.decode("utf-8")
    assert not re.search("[\x00\u202e\u2066\u200f]", text)
    for tag, attributes in Elements(text).found:
        assert tag not in ("img", "object", "embed", "base")
        assert not [name for name in attributes if name.startswith("on")]
        address = (attributes.get("href") or attributes.get("src") or "").strip().lower()
        assert not address.startswith(("javascript:", "data:text"))


def check_snippet(data: bytes) -> None:
    assert [tag for tag, _ in Elements(data.decode("utf-8")).found] == ["div", "iframe"]


def check_slide(data: bytes) -> None:
    (slide,) = Presentation(io.BytesIO(data)).slides
    assert len(slide.shapes) == 5
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = [name for name in packed.namelist() if name.endswith(".xml")]
        for name in parts:
            assert b"hlinkClick" not in packed.read(name)
            ET.fromstring(packed.read(name))


def check_png(data: bytes) -> None:
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()


def check_svg(data: bytes) -> None:
    for node in ET.fromstring(data).iter():
        name = str(node.tag).rpartition("}")[2]
        assert name not in ("script", "foreignObject", "a")
        links = [value for key, value in node.attrib.items() if key.endswith("href")]
        assert not [key for key in node.attrib if key.startswith("on")]
        assert all(link.startswith(("#", "data:image/")) for link in links)


def check_pdf(data: bytes) -> None:
    for page in PdfReader(io.BytesIO(data)).pages:
        for note in page.get("/Annots", []):
            target = note.get_object().get("/A", {})
            assert target.get("/S") in (None, "/URI", "/GoTo")
            assert target.get("/S") != "/URI" or str(target["/URI"]).startswith(("http://", "https://"))


def check_csv(data: bytes) -> None:
    for row in csv.reader(io.StringIO(data.decode("utf-8")), strict=True):
        for cell in row:
            assert not re.match(r"[=+@\t\r]", cell)
            assert not cell.startswith("-") or re.fullmatch(r"-?[\d.]+", cell)


def check_geojson(data: bytes) -> None:
    told = json.loads(data)
    assert told["type"] == "FeatureCollection"


def check_markdown(data: bytes) -> None:
    text = data.decode("utf-8")
    assert not re.search(r"(?<!\\)\]\(\s*javascript:", text, re.IGNORECASE)
    assert not re.search(r"(?<!\\)<(script|img)", text)


OUTPUTS: dict[str, tuple[Callable[[Picture], bytes], Callable[[bytes], None]]] = {
    "map.html": (lambda p: draw_page(p.scene).encode(), check_page),
    "iframe.html": (lambda p: word_frame(p.scene.title).encode(), check_snippet),
    "srcdoc.html": (lambda p: word_source(draw_page(p.scene), p.scene.title).encode(), check_snippet),
    "places.csv": (lambda p: places_csv(p.scene, p.situation).encode(), check_csv),
    "areas.geojson": (lambda p: geojson(p.areas.polygons, about(p)).encode(), check_geojson),
    "front.geojson": (lambda p: geojson(p.front.lines, about(p)).encode(), check_geojson),
    "slide.pptx": (lambda p: draw_slide(p.scene), check_slide),
    "map.png": (lambda p: render_static(p.scene, ".png"), check_png),
    "map.svg": (lambda p: render_static(p.scene, ".svg"), check_svg),
    "map.pdf": (lambda p: render_static(p.scene, ".pdf"), check_pdf),
}
REPORT = {
    "report.html": check_page, "report.pdf": check_pdf, "report.md": check_markdown, "places.csv": check_csv,
    "metrics.csv": check_csv, "areas.geojson": check_geojson, "front.geojson": check_geojson, "map.svg": check_svg,
}  # fmt: skip
SLOW = ("slide.pptx", "map.png", "map.svg", "map.pdf")
"""Drawn with all of the texts in one; each alone would say no more."""
CASES = [(out, name) for out in OUTPUTS for name in ("all", *TEXTS) if out not in SLOW or name == "all"]


@pytest.mark.parametrize(("output", "name"), CASES)
def test_an_output_is_sound_and_runs_nothing(output: str, name: str) -> None:
    draw, check = OUTPUTS[output]
    check(draw(a_picture(TEXTS.get(name, ALL))))


@pytest.mark.parametrize("name", ["all", "long", "surrogate", "typst"])
def test_a_whole_report_is_written_and_each_of_its_files_is_sound(name: str, tmp_path: Path) -> None:
    write_report(a_picture(TEXTS.get(name, ALL)), tmp_path / "report")
    for file, check in REPORT.items():
        check((tmp_path / "report" / file).read_bytes())


# -- in a real browser ----------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("name", ["all", "script", "picture", "long", "bidi", "emoji", "nul"])
def test_a_browser_shows_it_literally_and_the_layout_holds(
    browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    from gazetteer.cards import visible

    text = TEXTS.get(name, ALL)
    path = tmp_path / "map.html"
    path.write_text(draw_page(a_picture(text).scene), encoding="utf-8")
    with opened(browser, path, viewport={"width": width, "height": 900}) as page:
        shown = visible(text)
        assert page.text_content("#fl-title") == shown
        assert page.title() == " ".join(shown.split())
        page.evaluate("frontlineMap.select(0)")
        assert page.text_content(".fl-popup .fl-name") == shown
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("window.hacked") is None
        assert page.locator("img").count() == 0
        links = page.eval_on_selector_all("a[href]:not([href^='#'])", "all => all.map((a) => a.outerHTML)")
        assert [link for link in links if not re.match('<a href="https?://', link)] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        box = page.locator("#map_frontline").bounding_box()
        assert box and box["height"] > 200


@pytest.mark.browser
def test_the_report_and_the_snippets_run_nothing_either(browser: Browser, tmp_path: Path) -> None:
    from frontline.render.report import draw_report

    picture = a_picture(ALL)
    path = tmp_path / "report.html"
    path.write_text(draw_report(brief_of(picture)), encoding="utf-8")
    with opened(browser, path, viewport={"width": 1000, "height": 900}) as page:
        assert page.evaluate("window.hacked") is None and page.locator("img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    host = tmp_path / "host.html"
    snippet = word_source(draw_page(picture.scene), picture.scene.title)
    host.write_text(
        f"<!DOCTYPE html><title>t</title>{snippet}<script>document.documentElement.dataset.ready=1</script>"
    )
    with opened(browser, host) as page:
        inner = page.frame_locator("iframe")
        inner.locator("html[data-ready='1']").wait_for(state="attached", timeout=10_000)
        assert page.frames[1].evaluate("window.hacked") is None and page.evaluate("window.hacked") is None

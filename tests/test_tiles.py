"""Map pictures of a server: only when asked for, only that server, credited; what will not do is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from test_render_html import a_scene

from frontline.errors import BaseLayerError
from frontline.render.html import POLICY, draw_page, policy_of
from frontline.scene import choose_tiles

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

ROOT = Path(__file__).resolve().parents[1]
PICTURE = bytes.fromhex(  # one grey pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6368686800000304018177cd72b6"
    "0000000049454e44ae426082"
)


def test_a_provider_brings_its_address_host_and_credit() -> None:
    tiles = choose_tiles("openstreetmap.mapnik")
    assert tiles.url == "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    assert tiles.hosts == ("https://tile.openstreetmap.org",)
    assert "OpenStreetMap contributors" in tiles.credit
    several = choose_tiles("OpenTopoMap")
    assert several.hosts == tuple(f"https://{letter}.tile.opentopomap.org" for letter in "abc")
    filled = choose_tiles("BasemapAT.basemap")
    assert filled.url == "https://mapsneu.wien.gv.at/basemap/geolandbasemap/normal/google3857/{z}/{y}/{x}.png"


def test_an_address_of_one_s_own_says_that_its_licence_is_not_told() -> None:
    tiles = choose_tiles("http://localhost:8080/t/{z}/{x}/{y}.png")
    assert tiles.hosts == ("http://localhost:8080",)
    assert tiles.credit == "localhost:8080 (licence not told)"
    assert choose_tiles("https://example.org/{z}/{x}/{y}", "Desk, CC0").credit == "Desk, CC0"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("OpenStreetMap.Mapnick", "did you mean OpenStreetMap.Mapnik"),
        ("MapBox", "needs a token"),
        ("JusticeMap.income", "not to work any more"),
        ("Esri.ArcticImagery", "EPSG:5936"),
        ("https://example.org/{z}/{x}.png", "lacks {y}"),
        ("https://example.org/{z}/{x}/{y}?key={key}", "has {key}, which nothing fills"),
        ("javascript:alert(1)//{z}{x}{y}", "is no web address"),
        ("https://a.example; script-src *//{z}/{x}/{y}", "is no web address"),
        ("https://user:word@example.org/{z}/{x}/{y}", "is no web address"),
        ('https://example.org/{z}/{x}/{y}"><script>', "is no web address"),
    ],
)
def test_what_will_not_do_is_refused_in_words(name: str, told: str) -> None:
    with pytest.raises(BaseLayerError) as failure:
        choose_tiles(name)
    assert told in str(failure.value)


def test_without_tiles_the_policy_is_shut_and_with_them_open_for_that_host_alone() -> None:
    assert policy_of(a_scene()) == POLICY
    policy = policy_of(replace(a_scene(), tiles=choose_tiles("OpenStreetMap.Mapnik")))
    assert policy == POLICY.replace("img-src data:", "img-src data: https://tile.openstreetmap.org")


@pytest.mark.browser
def test_a_page_with_tiles_asks_that_host_and_no_other_and_says_so(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    scene = replace(a_scene(), tiles=choose_tiles("OpenStreetMap.Mapnik"))
    path.write_text(draw_page(scene), encoding="utf-8")
    context = browser.new_context()
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=PICTURE, content_type="image/png")

    context.route(lambda url: not url.startswith(("file:", "data:")), answer)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_selector(".leaflet-tile-loaded", state="attached")
    told = page.inner_text("#fl-credit")
    assert "Map pictures: (C) OpenStreetMap contributors." in told
    assert "This page asks tile.openstreetmap.org" in told
    page.evaluate("new Image().src = 'https://elsewhere.example/spy.png'")
    page.wait_for_timeout(100)
    assert asked and all(url.startswith("https://tile.openstreetmap.org/") for url in asked)
    assert all("elsewhere.example" in text for text in complaints)  # what the policy stopped
    context.close()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--tiles", "OpenStreetMap.Mapnik", "--out", "map.png"], "only a page (.html) can show map pictures"),
        (["--tiles", "OpenStreetMap.Mapnick", "--out", "map.html"], "did you mean OpenStreetMap.Mapnik"),
        (["--base", "nowhere.gpkg", "--out", "map.html"], "nowhere.gpkg: no such file"),
    ],
)
def test_the_command_line_refuses_in_a_line_and_writes_nothing(options: list[str], told: str, tmp_path: Path) -> None:
    program = [sys.executable, "-W", "error", "-c", "from frontline.cli import main; main()", "map", "hama-2024"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*program, *options], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 2
    assert told in done.stderr and len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []

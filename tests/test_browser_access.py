"""Whether everybody can use the page: axe-core in a real Chromium, on a wide screen and on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_page import opened
from proposals import ARABIC, PUBLISHED, TEXT, an_extraction, the_report
from test_render_html import a_hostile_scene, hama

from frontline.intake import Report, Setting, open_desk, write_review
from frontline.render.html import draw_page

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written
    from playwright.sync_api import Browser, Page

    from frontline.scene import Scene

__all__ = ["hama"]  # a fixture of both modules
pytestmark = pytest.mark.browser


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']} ({fault['impact']}): {[node['target'] for node in fault['nodes']]}" for fault in found]


@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
def test_axe_finds_no_fault_in_the_page_with_everything_open(
    browser: Browser, tmp_path: Path, hama: Scene, size: tuple[int, int]
) -> None:
    (tmp_path / "map.html").write_text(draw_page(hama), encoding="utf-8")
    with opened(browser, tmp_path / "map.html", viewport={"width": size[0], "height": size[1]}) as page:
        assert faults(page) == []
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.select_option("#fl-since", "2024-12-01")
        page.check("[data-layer=rose]")
        page.fill("#fl-search", "ma")
        assert page.locator("#fl-found li").count() > 3
        assert faults(page) == []
        page.press("#fl-search", "Escape")
        page.evaluate("frontlineMap.select(frontlineMap.scene.marks.findIndex(({ id }) => id === 'hama'))")
        assert faults(page) == []
        page.evaluate("frontline.show('2024-12-03', '2024-12-03')")
        assert faults(page) == []


def test_axe_finds_no_fault_in_a_page_of_hostile_text(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(draw_page(a_hostile_scene()), encoding="utf-8")
    with opened(browser, tmp_path / "map.html", viewport={"width": 390, "height": 844}) as page:
        page.evaluate("frontlineMap.select(0)")
        assert faults(page) == []


def test_axe_finds_no_fault_in_the_report(browser: Browser, written: Written) -> None:
    with opened(browser, written.folder / "report.html", viewport={"width": 1400, "height": 900}) as page:
        assert faults(page) == []


def test_every_control_is_reached_by_the_tab_key_and_shows_it(browser: Browser, tmp_path: Path, hama: Scene) -> None:
    (tmp_path / "map.html").write_text(draw_page(hama), encoding="utf-8")
    with opened(browser, tmp_path / "map.html", viewport={"width": 1400, "height": 900}) as page:
        reached = {}
        for _ in range(40):
            page.keyboard.press("Tab")
            found = page.evaluate(
                "(() => { const at = document.activeElement, { outlineStyle, outlineWidth } = getComputedStyle(at);"
                " return [at.id || at.dataset.layer || at.tagName, outlineStyle, parseFloat(outlineWidth)]; })()"
            )
            reached[found[0]] = found[1] != "none" and found[2] >= 2
        wanted = {"map_frontline", "fl-search", "areas", "front", "places", "rose", "fl-since", "fl-palette"}
        wanted |= {"fl-prev", "fl-play", "fl-next", "fl-range", "fl-known-range"}
        assert wanted <= set(reached)
        assert all(reached[name] for name in wanted)


@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
def test_axe_finds_no_fault_in_the_review_of_claims(browser: Browser, tmp_path: Path, size: tuple[int, int]) -> None:
    report = Report(name="report.txt", text=TEXT, outlet="Daily Wire", published=PUBLISHED)
    desk = open_desk(Setting(case="hama-2024"))
    write_review(tmp_path / "review.html", [(report, the_report()), (report, an_extraction(ARABIC))], desk)
    with opened(browser, tmp_path / "review.html", viewport={"width": size[0], "height": size[1]}) as page:
        assert faults(page) == []
        page.keyboard.press("a")
        page.keyboard.press("r")
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.fill("[name=actor]", "")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        assert "Name the actor" in page.inner_text(".rv-fault")
        assert faults(page) == []
        page.select_option("#rv-report", "1")
        assert faults(page) == []

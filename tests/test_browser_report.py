"""The report in a real Chromium: from a file, with the network off, asked for and obeyed nothing."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from browser_page import holders_of, opened
from test_render_report import HOSTILE, LONG, write_hostile_case
from test_report import SEED_PLACES

import frontline as fl
from frontline.render.html import visible
from frontline.report import survey, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    case = fl.datasets.load(write_hostile_case(folder / "case"))
    write_report(survey(case, "2024-12-03"), folder / "out")
    return folder / "out/report.html"


def test_the_map_draws_the_holders_that_the_table_gives(browser: Browser, written: Written) -> None:
    with (written.folder / "places.csv").open(encoding="utf-8", newline="") as file:
        table = {row["place_id"]: row["holder"] or None for row in csv.DictReader(file)}
    with opened(browser, written.folder / "report.html") as page:
        assert page.evaluate("frontlineMap.state().date") == "2024-12-04"
        drawn = holders_of(page)
        assert drawn == table
        assert {place: drawn[place] for place in SEED_PLACES} == SEED_PLACES


def test_the_slider_steps_through_every_day_of_the_case(browser: Browser, written: Written) -> None:
    seen: dict[str, dict[str, str | None]] = {}
    with opened(browser, written.folder / "report.html") as page:
        page.focus("#fl-range")
        page.keyboard.press("Home")
        for _ in written.picture.history:
            seen[page.evaluate("frontlineMap.state().date")] = holders_of(page)
            page.keyboard.press("ArrowRight")
        assert page.is_disabled("#fl-next")
    november, december = range(26, 31), range(1, 9)
    assert list(seen) == [f"2024-11-{n}" for n in november] + [f"2024-12-{n:02}" for n in december]
    assert seen["2024-11-26"]["hama"] == seen["2024-12-04"]["hama"] == "government"
    assert seen["2024-12-05"]["hama"] == "opposition"
    for (situation, _), holders in zip(written.picture.history, seen.values(), strict=True):
        assert {i: a.holder for i, a in situation.assessments.items() if i in holders} == {
            i: holder for i, holder in holders.items() if i in situation.assessments
        }


def test_each_place_of_the_seed_tells_the_claims_behind_it(browser: Browser, written: Written) -> None:
    positions = [mark.place_id for mark in written.picture.scene.marks]
    with opened(browser, written.folder / "report.html") as page:
        for place in SEED_PLACES:
            page.evaluate("n => frontlineMap.select(n)", positions.index(place))
            told = page.text_content(".fl-popup >> nth=-1") or ""  # the one before may still be fading
            mark = written.picture.scene.marks[positions.index(place)]
            assert mark.name in told
            assert all(claim_id in told for account in mark.accounts for claim_id in account.claim_ids)


@pytest.mark.parametrize("width", [360, 1400])
def test_the_page_fits_a_telephone_and_a_desk(browser: Browser, written: Written, width: int) -> None:
    path = written.folder / "report.html"
    with opened(browser, path, viewport={"width": width, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = page.locator("#map_frontline").bounding_box()
        assert box is not None and box["width"] > width / 2 and box["height"] > 250
        headings = page.locator("h2").all_inner_texts()
        assert "Claims that stand at no point" in headings and "Sources" in headings
        is_phone = width < 500
        assert page.locator("#claims .hint").is_visible() == is_phone  # says that the table goes on
        rows = page.eval_on_selector_all("#claims tr, #changes tr, #unplaced tr", "all => all.map(r => r.offsetHeight)")
        assert max(rows) < 120
        page.evaluate("document.querySelector('#claims').scrollLeft = 300")
        first = page.locator("#claims tbody tr >> nth=0").locator("td >> nth=0").bounding_box()
        assert first is not None and first["x"] >= 0  # the claim's number stays in sight


def test_without_scripts_the_page_still_tells_what_the_map_shows(browser: Browser, written: Written) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((written.folder / "report.html").as_uri())
    told = page.inner_text("body")
    assert written.brief.scene.alt_text.split(";")[0] in told
    assert written.brief.summary[0] in told
    context.close()


def test_hostile_text_is_shown_and_nothing_of_it_runs(browser: Browser, hostile: Path) -> None:
    with opened(browser, hostile) as page:
        told = page.text_content("main.fl-report") or ""
        for word in ("Claimant", "Outlet", "Note", "Unplaced"):
            assert f"{word} {visible(HOSTILE)}" in told
        assert LONG in told
        assert visible(HOSTILE) in (page.text_content("#fl-legend") or "")
        for n in range(page.evaluate("frontlineMap.scene.marks.length")):
            page.evaluate("n => frontlineMap.select(n)", n)
            name = page.evaluate("n => frontlineMap.scene.marks[n].name", n)
            assert page.text_content(".fl-popup h3 >> nth=-1") == name
        assert page.evaluate("window.hacked") is None
        assert page.locator("img, iframe, object, embed").count() == 0
        protocols = page.eval_on_selector_all("a[href]", "all => all.map(a => a.protocol)")
        assert set(protocols) <= {"https:", "http:", "file:", ":"}  # ":" is a link that the browser cannot read
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

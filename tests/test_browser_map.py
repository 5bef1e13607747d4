"""The interactive page in a real Chromium, from a file, with the network off."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import folium
import pytest
from browser_page import holders_of, opened
from test_render_html import HOSTILE, a_day, a_hostile_scene, a_mark, a_scene, a_style, hama

from frontline.render.html import draw_map, draw_page, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from frontline.scene import Scene

__all__ = ["hama"]  # a fixture of both modules
pytestmark = pytest.mark.browser


@contextmanager
def page_of(browser: Browser, tmp_path: Path, html: str, anchor: str = "", width: int = 1400) -> Iterator[Page]:
    """Write a page and open it."""
    path = tmp_path / "map.html"
    path.write_text(html, encoding="utf-8")
    with opened(browser, path, anchor, viewport={"width": width, "height": 900}) as page:
        yield page


def test_the_slider_steps_through_every_day_and_draws_who_held_what(
    browser: Browser, tmp_path: Path, hama: Scene
) -> None:
    with page_of(browser, tmp_path, draw_page(hama)) as page:
        page.focus("#fl-range")
        page.keyboard.press("Home")
        for day in hama.days:
            expected = [hama.styles[n].actor_id if n >= 0 else None for n in day.states.holders]
            assert page.evaluate("frontlineMap.state().date") == day.date
            assert holders_of(page) == dict(zip(hama.tessellation.place_ids, expected, strict=True))
            assert page.inner_text("#fl-valid") == f"As of {day.valid}"
            assert day.known in str(page.get_attribute("#fl-range", "aria-valuetext"))
            page.keyboard.press("ArrowRight")
        assert page.url.endswith(f"#d={hama.days[-1].date}")
        assert page.is_disabled("#fl-next") and page.is_enabled("#fl-prev")


def test_a_link_opens_its_day_and_a_foolish_one_the_scene_s_own(browser: Browser, tmp_path: Path) -> None:
    for anchor, date in (("#d=2024-12-03", "2024-12-03"), ("#d=1999-01-01", "2024-12-04"), ("#x", "2024-12-04")):
        with page_of(browser, tmp_path, draw_page(a_scene()), anchor) as page:
            assert page.evaluate("frontlineMap.state().date") == date


def test_ground_that_changes_hands_changes_colour_and_moves_the_front(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene())) as page:
        stretches = "Object.values(frontlineMap.view.front).map((lines) => lines.length)"
        assert page.evaluate(stretches) == [0, 1]  # the north is only claimed, so the line is doubtful
        after = page.evaluate("frontlineMap.canvas._container.toDataURL()")
        page.click("#fl-prev")
        assert page.evaluate(stretches) == [0, 0]
        assert page.evaluate("frontlineMap.canvas._container.toDataURL()") != after


def test_hostile_text_is_shown_and_nothing_of_it_runs(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_hostile_scene())) as page:
        shown = visible(HOSTILE)
        assert page.text_content("#fl-title") == shown
        page.click("#fl-list summary")
        assert page.text_content("tbody th button") == shown
        page.evaluate("frontlineMap.select(0)")
        assert page.text_content(".fl-popup .fl-name") == shown
        links = page.eval_on_selector_all(".fl-popup a", "all => all.map((a) => [a.protocol, a.rel, a.target])")
        assert links == [["https:", "noopener noreferrer", "_blank"]]
        page.fill("#fl-search", "alias")
        assert page.inner_text("#fl-found li >> nth=0").count("{{7*7}}") == 2
        page.press("#fl-search", "Escape")
        page.evaluate("frontline.show('2024-12-03', '2024-12-03')")
        page.select_option("#fl-since", index=1)
        assert page.evaluate("window.hacked") is None
        assert page.locator("img").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("#map_frontline").bounding_box()["height"] > 200  # type: ignore[index]


def test_a_click_on_a_place_tells_who_holds_it_and_who_says_so(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene())) as page:
        at = page.evaluate(
            "(() => { const p = frontlineMap.map.latLngToContainerPoint(frontlineMap.scene.marks[0].latlng);"
            " return [p.x, p.y]; })()"
        )
        page.locator("#map_frontline").click(position={"x": at[0], "y": at[1]})
        told = page.inner_text(".fl-popup")
        assert "North" in told and "Opposition, claimed, not corroborated" in told
        assert "SOHR" in told and "Enab Baladi" in told and "SY24-0001" in told and "+4.5" in told
        assert page.get_attribute(".fl-popup a", "href") == "https://example.org/report?a=1&b=2"
        page.click("#fl-prev")
        assert "As of end of 3 December 2024 (UTC): Government, held" in page.inner_text(".fl-now")
        assert "as of end of 4 December 2024" in page.inner_text(".fl-popup .fl-part >> nth=0")


def test_the_table_and_the_summary_say_what_the_map_shows(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene())) as page:
        assert "Government: 1 place; Opposition: 1 place (1 only claimed)" in page.inner_text("#fl-summary")
        page.click("#fl-list summary")
        cells = page.locator("tr[data-place=north] td")
        cells.first.wait_for()  # the table is filled when it is opened
        assert cells.all_inner_texts() == ["معردس", "Opposition", "claimed, not corroborated"]
        page.click("#fl-prev")
        assert cells.all_inner_texts() == ["معردس", "Government", "held"]


def test_layers_and_palette_can_be_switched(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene())) as page:
        picture = "frontlineMap.canvas._container.toDataURL()"
        seen = [page.evaluate(picture)]
        page.select_option("#fl-palette", "safe")
        seen.append(page.evaluate(picture))
        for layer in ("areas", "front", "places"):
            page.uncheck(f"[data-layer={layer}]")
            seen.append(page.evaluate(picture))
        assert len(set(seen)) == len(seen)


def test_play_runs_to_the_last_day_and_stops(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene()), "#d=2024-12-03") as page:
        page.click("#fl-play")
        assert page.get_attribute("#fl-play", "aria-pressed") == "true"
        page.wait_for_selector("#fl-play[aria-pressed=false]", timeout=5_000)
        assert page.evaluate("frontlineMap.state().date") == "2024-12-04"


def test_no_claims_and_one_actor_still_make_a_map(browser: Browser, tmp_path: Path) -> None:
    nothing = a_scene((), days=(), today=0, legend=(), styles=(), caveats=())
    with page_of(browser, tmp_path, draw_page(nothing)) as page:
        assert page.evaluate("frontlineMap.state()") == {"date": None, "known": None, "holders": {}}
        assert "No place is assessed" in page.inner_text("#fl-summary")
    lonely = a_scene((a_mark(holder="government"),), styles=(a_style("government"),), today=0)
    lonely = a_scene(lonely.marks, styles=lonely.styles, days=lonely.days[:1], today=0)
    with page_of(browser, tmp_path, draw_page(lonely)) as page:
        assert holders_of(page) == {"north": "government"}
        assert page.is_disabled("#fl-range")


def test_a_layer_of_the_user_s_own_lies_on_top(browser: Browser, tmp_path: Path) -> None:
    drawn = draw_map(a_scene())
    folium.Marker([35.1, 36.7], popup="own popup", tooltip="own").add_to(drawn)
    folium.PolyLine([[35.0, 36.6], [35.2, 36.8]]).add_to(drawn)
    folium.LayerControl().add_to(drawn)
    with page_of(browser, tmp_path, drawn.get_root().render()) as page:
        page.click(".leaflet-marker-icon")
        assert page.inner_text(".leaflet-popup-content") == "own popup"


@pytest.mark.parametrize("sandbox", ["", 'sandbox="allow-scripts"'])
def test_the_map_works_inside_a_frame(browser: Browser, tmp_path: Path, sandbox: str) -> None:
    """As Jupyter shows it, and as a cautious site would embed it."""
    frame = draw_map(a_scene())._repr_html_().replace("<iframe", f"<iframe {sandbox}")
    outer = f"<!DOCTYPE html><title>t</title>{frame}<script>document.documentElement.dataset.ready = 1</script>"
    with page_of(browser, tmp_path, outer) as page:
        inner = page.frame_locator("iframe")
        inner.locator("html[data-ready='1']").wait_for(state="attached", timeout=5_000)
        inner.locator("#fl-prev").click()
        assert inner.locator("#fl-valid").inner_text() == "As of end of 3 December 2024 (UTC)"


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_lies_outside_the_window_or_under_the_map(browser: Browser, tmp_path: Path, width: int) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene()), width=width) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        boxes = [page.locator(f"#fl-{part}").bounding_box() for part in ("head", "view", "time", "credit", "notes")]
        bottoms = [box["y"] + box["height"] for box in boxes if box]
        assert len(bottoms) == 5
        for bottom, box in zip(bottoms, boxes[1:], strict=False):
            assert box is not None and box["y"] >= bottom - 0.5


@pytest.mark.parametrize(("width", "height"), [(390, 844), (800, 450), (844, 390), (1400, 900)])
def test_every_source_can_be_read_without_scrolling_within_a_box(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    sources = tuple(f"Source number {n} with its licence, which is as long as such things are" for n in range(8))
    with page_of(browser, tmp_path, draw_page(a_scene(sources=sources)), width=width) as page:
        page.set_viewport_size({"width": width, "height": height})
        hidden = "(() => { const c = document.getElementById('fl-credit'); return c.scrollHeight - c.clientHeight; })()"
        assert page.evaluate(hidden) <= 0
        assert page.locator("#fl-view").bounding_box()["height"] >= 240  # type: ignore[index]
        page.locator("#fl-list summary").scroll_into_view_if_needed()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_map_of_few_places_names_them_at_any_zoom(browser: Browser, tmp_path: Path) -> None:
    marks = tuple(a_mark(f"p{n}", 35.0 + n / 5, rank=3) for n in range(3))
    with page_of(browser, tmp_path, draw_page(a_scene(marks))) as page:
        page.evaluate("frontlineMap.map.setZoom(7, { animate: false })")
        page.evaluate(
            "(() => { const ctx = frontlineMap.canvas._ctx, fill = ctx.fillText.bind(ctx); window.written = [];"
            " ctx.fillText = (text, ...at) => { written.push(text); fill(text, ...at); };"
            " frontlineMap.canvas.draw(); })()"
        )
        assert page.evaluate(
            "written.filter((text) => frontlineMap.scene.marks.some(({ name }) => name === text)).length"
        )


def test_the_legend_explains_unknown_places_only_where_there_are_any(browser: Browser, tmp_path: Path) -> None:
    days = (a_day(3, (0, -1), ("held", "unknown")), a_day(4, (0, 0), ("held", "held")))
    with page_of(browser, tmp_path, draw_page(a_scene(days=days))) as page:
        assert "unknown" not in page.inner_text("#fl-legend")
        page.select_option("#fl-since", "2024-12-03")
        told = page.inner_text("#fl-summary")
        assert "no ground changed hands" in told and "not counted as changed: 1 place" in told
        assert "Changed hands" not in page.inner_text("#fl-legend")
        page.click("#fl-prev")
        assert "unknown" in page.inner_text("#fl-legend")


def test_a_title_of_the_maker_s_own_stands_over_every_day(browser: Browser, tmp_path: Path) -> None:
    for titled, heading in ((True, "Front 5 km north of Hama"), (False, "South: held by Government")):
        with page_of(browser, tmp_path, draw_page(a_scene(titled=titled)), "#d=2024-12-03") as page:
            assert page.inner_text("#fl-title") == heading


def test_amid_a_report_the_map_leaves_room_to_scroll(browser: Browser, tmp_path: Path) -> None:
    page_text = draw_page(a_scene(), before="<h1>Report</h1>" + "<p>word</p>" * 40, after="<p>end</p>")
    with page_of(browser, tmp_path, page_text) as page:
        height = page.locator("#fl-stage").bounding_box()["height"]  # type: ignore[index]
        assert height == pytest.approx(0.75 * 900, abs=2)
        page.locator("#map_frontline").scroll_into_view_if_needed()
        zoom = page.evaluate("frontlineMap.map.getZoom()")
        page.locator("#map_frontline").hover()
        page.mouse.wheel(0, 200)
        page.wait_for_timeout(200)
        assert page.evaluate("frontlineMap.map.getZoom()") == zoom


def test_print_keeps_legend_dates_and_sources(browser: Browser, tmp_path: Path) -> None:
    with page_of(browser, tmp_path, draw_page(a_scene()), width=390) as page:
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        for part in ("#fl-legend", "#fl-dates", "#fl-credit", "#fl-caveats-body"):
            assert page.locator(part).is_visible(), part
        assert not page.locator("#fl-clock").is_visible() and not page.locator("#fl-list").is_visible()
        view, last = (page.locator(part).bounding_box() for part in ("#fl-view", "#fl-legend li >> nth=-1"))
        assert view is not None and last is not None
        assert last["y"] + last["height"] <= view["y"] + view["height"]  # the legend is whole
        assert view["width"] > 900  # CSS pixels, of the 1,047 between the margins of A4 turned sideways
        page.evaluate("dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="screen")
        assert page.locator("#fl-clock").is_visible() and not page.locator("#fl-legend").is_visible()


def test_without_scripts_the_page_still_tells_what_it_would_show(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text(draw_page(a_scene()), encoding="utf-8")
    page = browser.new_page(java_script_enabled=False)
    page.goto(path.as_uri())
    assert page.inner_text(".fl-alt") == "A map of two villages."
    page.close()

"""The page's two clocks, what a click tells, gains, distances and search: in a real Chromium, on the packaged case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from browser_page import holders_of, opened
from test_render_html import a_scene, hama

from frontline.model import STATUSES
from frontline.render.html import draw_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from frontline.scene import Scene, States

__all__ = ["hama"]  # a fixture of both modules
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(hama: Scene, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("page") / "hama.html"
    file.write_text(draw_page(hama), encoding="utf-8")
    return file


@pytest.fixture
def page(browser: Browser, path: Path) -> Iterator[Page]:
    with opened(browser, path, viewport={"width": 1400, "height": 900}) as page:
        yield page


def held(scene: Scene, states: States) -> dict[str, str | None]:
    names = [*(style.actor_id for style in scene.styles), None]
    return dict(zip(scene.tessellation.place_ids, [names[n] for n in states.holders], strict=True))


def row_of(scene: Scene, place_id: str) -> int:
    return scene.tessellation.place_ids.index(place_id)


# -- the two clocks ---------------------------------------------------------------------------------------------


def test_each_day_can_be_seen_as_it_was_known_on_any_later_evening(page: Page, hama: Scene) -> None:
    different = 0
    for known, evening in enumerate(hama.evenings):
        for day, states in enumerate(evening.states):
            page.evaluate("([d, k]) => frontline.show(d, k)", [hama.days[day].date, hama.days[known].date])
            assert holders_of(page) == held(hama, states)
            assert page.inner_text("#fl-known") == f"as known: {evening.known}"
            different += bool((states.holders != hama.days[day].states.holders).any())
    assert different > 5  # the second clock tells something


def test_what_was_heard_later_is_gone_when_the_second_clock_is_set_back(page: Page, hama: Scene) -> None:
    details = hama.days[hama.today].details
    assert details is not None
    learned = [[account.learned for account in accounts] for accounts in details.accounts]
    row = next(n for n, days in enumerate(learned) if days and min(days) < "2024-12-05" <= max(days))
    page.evaluate(f"frontlineMap.select({row})")
    told = page.locator(".fl-popup li").count()
    page.focus("#fl-known-range")
    page.keyboard.press("Home")
    assert page.evaluate("frontline.state().known") == "2024-12-04"  # not before the day itself
    assert "end of 4 December 2024" in str(page.get_attribute("#fl-known-range", "aria-valuetext"))
    early = page.locator(".fl-popup li").count()
    assert (early, told) == (sum(day < "2024-12-05" for day in learned[row]), len(learned[row]))
    assert "for this map's own date only" in page.inner_text(".fl-popup")
    assert "looked otherwise" in page.inner_text("#fl-summary")
    page.click("#fl-known-reset")
    assert page.evaluate("frontline.state().known") is None
    assert page.locator(".fl-popup li").count() == told


def test_the_second_clock_never_runs_behind_the_first(page: Page) -> None:
    page.evaluate("frontline.show('2024-12-01', '2024-12-01')")
    page.click("#fl-next")
    assert page.evaluate("[frontline.state().date, frontline.state().known]") == ["2024-12-02", "2024-12-02"]
    assert page.url.endswith("#d=2024-12-02&k=2024-12-02")


def test_a_link_carries_both_dates(browser: Browser, path: Path) -> None:
    for anchor, known in (("#d=2024-12-03&k=2024-12-03", "2024-12-03"), ("#d=2024-12-03&k=1999-01-01", None)):
        with opened(browser, path, anchor) as page:
            state = page.evaluate("frontline.state()")
            assert (state["date"], state["known"]) == ("2024-12-03", known)
            page.evaluate("location.hash = '#d=2024-11-30&k=2024-12-02'")
            page.wait_for_function("frontline.state().date === '2024-11-30'")
            assert page.evaluate("frontline.state().known") == "2024-12-02"


def test_a_map_without_evenings_has_one_clock(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "map.html").write_text(draw_page(a_scene()), encoding="utf-8")
    with opened(browser, tmp_path / "map.html", "#d=2024-12-03&k=2024-12-04") as page:
        assert not page.is_visible("#fl-evening")
        assert page.evaluate("[frontline.state().date, frontline.state().known]") == ["2024-12-03", None]


def test_keys_step_play_and_leap_through_the_days(page: Page, hama: Scene) -> None:
    date = "frontline.state().date"
    page.keyboard.press("Home")
    assert page.evaluate(date) == hama.days[0].date
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(date) == hama.days[1].date
    page.keyboard.press("Space")
    assert page.get_attribute("#fl-play", "aria-pressed") == "true"
    page.keyboard.press("Space")
    assert page.get_attribute("#fl-play", "aria-pressed") == "false"
    page.keyboard.press("End")
    assert page.evaluate(date) == hama.days[-1].date
    page.focus("#fl-search")
    page.keyboard.press("Home")  # moves in the text, not in time
    assert page.evaluate(date) == hama.days[-1].date


def test_the_heading_tells_of_the_day_that_is_drawn(page: Page, hama: Scene) -> None:
    """A picture of the page must not say that one side holds a city which it draws in the other's colour."""
    assert page.inner_text("#fl-title") == hama.title and page.inner_text("#fl-subtitle") == hama.subtitle
    for day in hama.days:
        page.evaluate("(date) => frontline.show(date)", day.date)
        assert page.inner_text("#fl-title") == day.heading
        if day.date != "2024-12-04":
            assert page.inner_text("#fl-subtitle").startswith(
                f"As of {day.valid}, as known: {day.known}. Assessed from"
            )
    assert "held by the Syrian government" in hama.days[0].heading
    assert "armed opposition" in page.inner_text("#fl-title")


def test_the_heading_of_an_earlier_evening_tells_what_was_known_then(page: Page, hama: Scene) -> None:
    page.evaluate("frontline.show('2024-12-04', '2024-12-04')")
    assert page.inner_text("#fl-title") == "Hama: held by Syrian government"  # without the distance of a later evening
    assert page.inner_text("#fl-subtitle").endswith("as known: end of 4 December 2024 (UTC)")
    page.click("#fl-known-reset")
    assert page.inner_text("#fl-title") == hama.title


@pytest.mark.parametrize(
    ("anchor", "shown", "told"),
    [
        ("#d=2024-12-40", "#d=2024-12-04", '"2024-12-40", which is no day of this map'),
        ("#d=2030-01-01&k=x", "#d=2024-12-04", '"2030-01-01", which is no day of this map'),
        ("#d=2024-12-03&k=x", "#d=2024-12-03", '"x" as the date known'),
        ("#d=2024-12-05&k=2024-12-04", "#d=2024-12-05&k=2024-12-05", "cannot be known on 2024-12-04"),
        ("#d=2024-12-03&k=2024-12-05", "#d=2024-12-03&k=2024-12-05", ""),
        ("#elsewhere", "#elsewhere", ""),
    ],
)
def test_a_link_that_asks_in_vain_is_told_so_and_put_right(
    browser: Browser, path: Path, anchor: str, shown: str, told: str
) -> None:
    with opened(browser, path, anchor) as page:
        summary = page.inner_text("#fl-summary")
        assert page.url.endswith(shown) and told in summary
        assert summary.startswith("As of") == (not told)
        page.click("#fl-prev")
        assert page.inner_text("#fl-summary").startswith("As of")


def test_the_hook_lists_the_days_and_refuses_others(page: Page, hama: Scene) -> None:
    assert page.evaluate("frontline.days()") == [day.date for day in hama.days]
    with pytest.raises(Exception, match="no day 1999-01-01"):
        page.evaluate("frontline.show('1999-01-01')")
    with pytest.raises(Exception, match="cannot be shown as known on 2024-12-03"):
        page.evaluate("frontline.show('2024-12-04', '2024-12-03')")


# -- what a click tells -----------------------------------------------------------------------------------------


def test_a_place_tells_its_state_and_its_claims_as_of_the_day_shown(page: Page, hama: Scene) -> None:
    row = row_of(hama, "maardes")
    page.evaluate(f"frontlineMap.select({row})")
    for day in hama.days:
        page.evaluate("(d) => frontline.show(d)", day.date)
        told, details = page.inner_text(".fl-popup"), day.details
        assert details is not None
        accounts = details.accounts[row]
        status = ("held", "contested", "claimed, not corroborated", "unknown")[day.states.statuses[row]]
        assert f"As of {day.valid}:" in told and status in told
        assert details.rules[row] in told and details.since[row] in told
        assert page.locator(".fl-popup li").count() == len(accounts)
        for account in accounts:
            assert account.claimant in told and account.day in told
        holder = hama.styles[day.states.holders[row]].actor_id
        support = sum(account.speaks_for == holder for account in accounts)
        assert (f"For, newest first ({support})" in told) == bool(support)
        assert (f"Against, or for others, newest first ({len(accounts) - support})" in told) == (
            support < len(accounts)
        )
    links = page.eval_on_selector_all(".fl-popup a", "all => all.map((a) => [a.protocol, a.rel])")
    assert links and all(p in ("http:", "https:") and rel == "noopener noreferrer" for p, rel in links)


@pytest.mark.parametrize("known", [None, "2024-12-04"])
def test_the_front_tells_which_places_fix_it(page: Page, known: str | None) -> None:
    page.evaluate("(k) => frontline.show('2024-12-04', k ?? undefined)", known)
    page.uncheck("[data-layer=places]")
    at = page.evaluate(
        """(() => {
          const { map, view } = frontlineMap, size = map.getSize();
          const scale = map.getZoomScale(map.getZoom(), 0), o = map.getPixelOrigin();
          for (const { line } of view.stretches) {
            const i = 2 * Math.floor(line.length / 4);
            const p = map.layerPointToContainerPoint([line[i] * scale - o.x, line[i + 1] * scale - o.y]);
            if (p.x > 80 && p.y > 80 && p.x < size.x - 80 && p.y < size.y - 80)
              return { x: p.x, y: p.y };
          }
        })()"""
    )
    page.locator("#map_frontline").click(position=at)
    told = page.inner_text(".fl-popup")
    assert told.startswith("Front line") and "Fixed by" in told and ("Firm:" in told or "Doubtful:" in told)
    names = page.locator(".fl-popup .fl-link").all_inner_texts()
    assert len(names) == 2 and names[0] != names[1]
    reasons = page.locator(".fl-popup li .fl-small").all_inner_texts()
    assert len(reasons) == (0 if known else 2) and all(reasons)
    page.locator(".fl-popup .fl-link").first.click()
    assert page.inner_text(".fl-popup .fl-name") == names[0]


# -- gains, distances, search -----------------------------------------------------------------------------------


def test_gains_are_counted_by_places_and_by_the_ground_of_their_cells(page: Page, hama: Scene) -> None:
    before = next(day for day in hama.days if day.date == "2024-12-01").states
    now = hama.days[hama.today].states
    ids = [style.actor_id for style in hama.styles]
    government, opposition = ids.index("government"), ids.index("opposition")
    own = (before.ground == government) & (now.ground == opposition) & (now.holders == opposition)
    own &= before.holders >= 0
    picture = "frontlineMap.canvas._container.toDataURL()"
    plain = page.evaluate(picture)
    page.select_option("#fl-since", "2024-12-01")
    told = page.inner_text("#fl-summary")
    assert f"Armed opposition from Syrian government: {int(own.sum())} places" in told and "km²" in told
    assert "those of the places' cells" in told
    assert "Changed hands since 2024-12-01" in page.inner_text("#fl-legend")
    assert page.evaluate(picture) != plain
    page.select_option("#fl-since", index=0)
    assert page.evaluate(picture) == plain and "Changed hands" not in page.inner_text("#fl-summary")


def test_distances_around_the_city_are_those_that_were_measured(page: Page, hama: Scene) -> None:
    page.check("[data-layer=rose]")
    rose = [m for m in hama.days[hama.today].rose if m.value is not None]
    drawn = page.evaluate("frontlineMap.view.rose.map(({ bearing, km }) => [bearing, km])")
    assert sorted(drawn) == [[m.bearing_deg, pytest.approx(m.value, abs=0.051)] for m in rose]
    told = page.inner_text("#fl-summary").split("from the centre of Hama")[1]
    assert told.count(" km ") == len(rose)  # each that is drawn
    page.evaluate("frontline.show('2024-12-04', '2024-12-04')")
    assert "not to be had" in page.inner_text("#fl-summary")


@pytest.mark.parametrize("query", ["Maardes", "maar des", "MAARDIS", "معردس", "مَعَرْدَس", "Маардес", "מערדס"])
def test_a_place_is_found_in_any_script_and_spelling(page: Page, query: str) -> None:
    page.fill("#fl-search", query)
    assert page.get_attribute("#fl-search", "aria-expanded") == "true"
    page.press("#fl-search", "ArrowDown")
    assert page.get_attribute("#fl-search", "aria-activedescendant") == "fl-found-0"
    page.press("#fl-search", "Enter")
    assert page.inner_text(".fl-popup .fl-name") == "Maardes"


@pytest.mark.parametrize(
    ("query", "name"),
    [("Хама", "Hama"), ("Алеппо", "Aleppo"), ("Идлиб", "Idlib"), ("Khan Cheikhoun", "Khan Shaykhun"), ("Χάμα", "Hama")],
)
def test_a_city_is_found_first_as_newsrooms_abroad_write_it(page: Page, query: str, name: str) -> None:
    page.fill("#fl-search", query)
    assert page.inner_text("#fl-found li >> nth=0").split()[: len(name.split())] == name.split()


def test_a_name_that_is_not_on_the_map_is_said_so(page: Page) -> None:
    page.fill("#fl-search", "Zzyzx")
    assert page.inner_text("#fl-found") == "No such place on this map"
    page.press("#fl-search", "Enter")
    assert not page.is_visible(".fl-popup")


# -- drawn by cells ---------------------------------------------------------------------------------------------


def test_cells_of_one_holder_and_status_are_outlined_as_one(page: Page, hama: Scene) -> None:
    """The outline encloses the cells' own ground, hole for hole."""
    page.evaluate("frontline.show('2024-12-04', '2024-12-04')")
    areas = page.evaluate(
        "frontlineMap.view.areas.map(({ actor, status, rings }) => [actor, status, rings.map((r) => [...r])])"
    )
    states = hama.evenings[hama.today].states[hama.today]
    for actor, status, rings in areas:
        inside = (states.ground == actor) & (states.ground_statuses == status)
        area = sum(_world_area(np.array(ring).reshape(-1, 2)) for ring in rings)
        expected = sum(_cell_area(hama, n) for n in np.flatnonzero(inside))
        assert area == pytest.approx(expected, rel=1e-3), (hama.styles[actor].actor_id, STATUSES[status])


def _world_area(ring: np.ndarray) -> float:
    """Signed area of a ring in Web Mercator at zoom 0; y runs south, so outlines count positive."""
    x, y = ring.T
    return float(-(x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def _cell_area(scene: Scene, row: int) -> float:
    import shapely

    def world(lonlat: np.ndarray) -> np.ndarray:
        sine = np.sin(np.radians(lonlat[:, 1]))
        y = 128 - 64 / np.pi * np.log((1 + sine) / (1 - sine))
        return np.column_stack([128 + 256 * lonlat[:, 0] / 360, y])

    return float(shapely.area(shapely.transform(scene.tessellation.cells[row], world)))

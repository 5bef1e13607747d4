"""The review page in a real Chromium: accept, mend, reject, add, place on the map, and take the rest into a ledger."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser_page import opened
from proposals import ARABIC, PUBLISHED, TEXT, a_claim, an_extraction, the_report
from test_render_report import HOSTILE

import frontline as fl
from frontline.intake import Desk, Report, Setting, open_desk, write_review
from frontline.render.html import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from command_line import Run
    from playwright.sync_api import Browser, Page

    from frontline.extraction import Extraction


pytestmark = pytest.mark.browser
REPORT = Report(name="report.txt", text=TEXT, title="Fighting north of Hama", outlet="Daily Wire", published=PUBLISHED)
DECIDED = ["accepted", "rejected"]
ACCEPT = ".rv-buttons button:text-is('Accept')"
STATES = "frontlineReview.reports.map((r) => r.claims.map((c) => c.state)).flat()"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_desk(Setting(case="hama-2024"))


@contextmanager
def review(
    browser: Browser, tmp_path: Path, desk: Desk, *found: tuple[Report, Extraction], width: int = 1400
) -> Iterator[Page]:
    """Write a review page and open it."""
    path = tmp_path / "review.html"
    write_review(path, found or [(REPORT, the_report())], desk)
    with opened(browser, path, viewport={"width": width, "height": 900}, accept_downloads=True) as page:
        yield page


def taken(page: Page, tmp_path: Path) -> list[dict[str, str]]:
    """What the page gives away as a file."""
    with page.expect_download() as download:
        page.click("#rv-export")
    path = tmp_path / "accepted.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def select(page: Page, words: str) -> None:
    """Select words of the text, as a mouse would."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.getElementById("rv-text"), NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const node = walker.currentNode, at = node.data.indexOf(words);
            const end = Math.min(at + words.length + 1, node.length); // a space too many, as hands do
            if (at >= 0) window.getSelection().setBaseAndExtent(node, at, node, end);
          }
        }""",
        words,
    )


def test_a_report_is_reviewed_by_keyboard_and_goes_into_a_ledger(
    browser: Browser,
    tmp_path: Path,
    desk: Desk,
    run: Run,
) -> None:
    with review(browser, tmp_path, desk) as page:
        assert page.is_disabled("#rv-export")
        page.keyboard.press("a")  # Maardes, as proposed
        page.keyboard.press("r")  # Kafr Raa
        page.keyboard.press("e")  # Jabal Zayn al-Abidin, mended
        page.fill("[name=claimant]", "Enab Baladi")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.keyboard.press("a")  # Hama, denied
        assert page.evaluate(STATES) == ["accepted", "rejected", "accepted", "accepted"]
        assert page.inner_text("#rv-progress") == "4 of 4 decided, 3 accepted"
        rows = taken(page, tmp_path)
    assert [(r["place_as_written"], r["claimant"], r["review"]) for r in rows] == [
        ("Maardes", "SOHR", "accepted"),
        ("Jabal Zayn al-Abidin", "Enab Baladi", "edited"),
        ("Hama", "Syrian defence ministry", "accepted"),
    ]
    assert [bool(row["claim_id"]) for row in rows] == [True, False, True]
    run("import", "hama-2024", "--into", "desk.gpkg")
    assert run("import", tmp_path / "accepted.csv", "--into", "desk.gpkg").out.startswith("3 claims added")
    claims = {c.place_id: c for c in fl.datasets.load("desk.gpkg").claims if c.outlet == "Daily Wire"}
    mount = claims["jabal-zayn-al-abidin"]
    assert (mount.kind, mount.actor, mount.denies) == ("repelled", "government", ("captured", "opposition"))
    assert (mount.attributed_to, mount.claim_id[:2]) == ("Enab Baladi", "c-")
    assert (claims["hama"].kind, claims["hama"].denies) == ("held", ("withdrew", "government"))


def test_an_accepted_table_is_what_the_command_would_write(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    from frontline.intake import proposed_rows

    odd = [replace(c, claimant='=cmd|"x",\n+1', actor_as_written="-5") for c in the_report().claims]
    found = an_extraction(TEXT, *odd)
    with review(browser, tmp_path, desk, (REPORT, found)) as page:
        for _ in odd:
            page.keyboard.press("a")
        rows = taken(page, tmp_path)
    fl.write_proposed(tmp_path / "proposed.csv", [r | {"review": "accepted"} for r in proposed_rows(found, REPORT)])
    assert (tmp_path / "accepted.csv").read_bytes() == (tmp_path / "proposed.csv").read_bytes()
    assert rows[0]["claimant"] == '\'=cmd|"x", +1'


def test_a_claim_that_an_import_would_refuse_cannot_be_accepted(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    with review(browser, tmp_path, desk) as page:
        for name, wrong, right, told in (
            ("place_as_written", "", "Maardes", "Write the place"),
            ("actor", " ", "opposition", "Name the actor"),
            ("event_date", "2024-02-30", "2024-12-03", "Write the day"),
            ("event_date", "2024-12-04/2024-12-03", "2024-12-02/2024-12-03", "Write the day"),
            ("distance_km", "ten", "", "number of kilometres"),
            ("lat", "95", "35.2", "longitude and latitude"),
            ("outlet", "", "Daily", "Name the outlet"),
        ):
            page.fill(f"[name={name}]", wrong)
            page.click(ACCEPT)
            assert told in page.inner_text(".rv-fault")
            page.fill(f"[name={name}]", right)
        page.select_option("[name=polarity]", "denied")
        page.fill("[name=against]", "")
        page.click(ACCEPT)
        assert "Name the other side" in page.inner_text(".rv-fault")
        assert page.evaluate(STATES)[0] == "open"
        page.fill("[name=against]", "government")
        page.click(ACCEPT)
        assert page.inner_text(".rv-fault") == ""
        assert page.evaluate(STATES)[0] == "accepted"
        (row,) = taken(page, tmp_path)
    assert (row["event_date"], row["event_date_precision"]) == ("2024-12-02/2024-12-03", "range")
    (claim,) = fl.datasets.load(tmp_path / "accepted.csv").claims
    assert claim.denies == ("captured", "opposition")


def test_words_of_the_text_become_a_claim(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    text = f"\U0001f5fa {TEXT}"  # a character that counts twice in a browser
    start = text.index("Idlib")
    with review(
        browser, tmp_path, desk, (REPORT, an_extraction(text, a_claim(text, "took Maardes", "Maardes")))
    ) as page:
        assert page.is_disabled("#rv-add")
        select(page, "Idlib")
        page.wait_for_selector("#rv-add:enabled")
        page.click("#rv-add")
        assert page.input_value("[name=place_as_written]") == "Idlib"
        page.click(ACCEPT)
        assert "Choose what" in page.inner_text(".rv-fault")
        assert "is not among the places of this page" in page.inner_text(".rv-why")
        days = page.eval_on_selector_all("#rv-days option", "all => all.map((o) => o.value)")
        assert days == ["2024-12-03", "2024-12-04"]
        page.select_option("[name=kind]", "held")
        page.fill("[name=actor]", "opposition")
        page.fill("[name=event_date]", "2024-12-04")
        page.click(ACCEPT)
        (row,) = taken(page, tmp_path)
    assert (row["place_as_written"], row["kind"], row["review"], row["outlet"]) == (
        "Idlib",
        "held",
        "added",
        "Daily Wire",
    )
    assert (int(row["span_start"]), int(row["span_end"])) == (start, start + 5)
    assert (row["reported_date"], row["confidence"], row["claim_id"]) == ("2024-12-04", "", "")
    (claim,) = fl.datasets.load(tmp_path / "accepted.csv").claims
    assert claim.place_id == "idlib"


def test_a_place_is_chosen_typed_or_set_on_the_map(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    text = "Rebels captured al-Samaqiyat and the armoured school."
    found = an_extraction(
        text, a_claim(text, text, "al-Samaqiyat"), a_claim(text, text, "the armoured school"), published=PUBLISHED
    )
    with review(browser, tmp_path, desk, (REPORT, found)) as page:
        assert "not placed" in page.inner_text(".rv-line >> nth=0")
        page.select_option(
            "[name=place_id]", label=page.locator("[name=place_id] option", has_text="Hama").inner_text()
        )
        assert "at al-Samaqiyat" in page.inner_text(".rv-line >> nth=0")
        assert page.input_value("[name=lat]").startswith("35.")
        page.keyboard.press("Escape")
        page.keyboard.press("a")
        page.click("text=Set on the map")
        box = page.locator("#rv-map").bounding_box()
        assert box
        page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 4)
        lon, lat = float(page.input_value("[name=lon]")), float(page.input_value("[name=lat]"))
        pin = page.locator("#rv-map .leaflet-marker-icon").bounding_box()
        assert pin
        page.mouse.move(pin["x"] + 12, pin["y"] + 20)
        page.mouse.down()
        page.mouse.move(pin["x"] + 72, pin["y"] + 20, steps=5)
        page.mouse.up()
        assert float(page.input_value("[name=lon]")) > lon
        assert float(page.input_value("[name=lat]")) == pytest.approx(lat, abs=0.01)
        page.fill("[name=lon]", "36.73")
        page.fill("[name=lat]", "35.19")
        page.keyboard.press("Tab")
        page.click(ACCEPT)
        rows = taken(page, tmp_path)
    assert [(r["place_id"], r["scope"]) for r in rows] == [("al-samaqiyat", "place"), ("", "place")]
    case = fl.datasets.load(tmp_path / "accepted.csv")
    where = {c.place_as_written: case.places[c.place_id] for c in case.claims if c.place_id}
    assert (where["the armoured school"].lon, where["the armoured school"].lat) == (36.73, 35.19)


def test_a_place_follows_its_name(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    with review(browser, tmp_path, desk) as page:
        page.fill("[name=place_as_written]", "halfaya")  # Maardes before
        assert page.input_value("[name=place_id]") == "halfaya"
        assert "is found among the places of this page" in page.inner_text(".rv-why")
        page.fill("[name=place_as_written]", "Nowhere")
        assert [page.input_value(f"[name={name}]") for name in ("place_id", "lon", "lat", "scope")] == ["", "", "", ""]
        assert "“Nowhere” is not among the places of this page" in page.inner_text(".rv-why")
        page.click(ACCEPT)
        (row,) = taken(page, tmp_path)
        assert (row["place_as_written"], row["place_id"], row["lon"], row["review"]) == ("Nowhere", "", "", "edited")
        page.click(".rv-line >> nth=0")
        page.fill("[name=place_as_written]", "Maardes")
        assert page.input_value("[name=place_id]") == "maardes"
        page.fill("[name=lon]", "36.5")
        page.fill("[name=place_as_written]", "Hama")
        assert page.input_value("[name=lon]") == "36.5"
        assert "set by hand and stays" in page.inner_text(".rv-why")


def test_a_name_that_is_not_listed_is_told_of(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    with review(browser, tmp_path, desk) as page:
        field = "label:has-text('listed place') input"
        page.fill(field, "Atlantis")
        page.keyboard.press("Tab")
        assert "“Atlantis” is not among the places of this page" in page.inner_text(".rv-fault")
        assert page.input_value("[name=place_id]") == "maardes"
        page.fill(field, "halfaya")
        page.keyboard.press("Tab")
        assert page.input_value("[name=place_id]") == "halfaya"


def test_several_claims_of_one_place_are_all_seen(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    text = f"Rebels captured Maardes and the army denied it. Rebels captured {'Long' * 2500}."
    twice = [a_claim(text, "Rebels captured Maardes", "Maardes", polarity=p) for p in ("affirmed", "denied", "failed")]
    endless = a_claim(text, f"captured {'Long' * 2500}", "Long" * 2500)
    with review(browser, tmp_path, desk, (REPORT, an_extraction(text, *twice, endless))) as page:
        page.keyboard.press("r")
        assert page.locator("#rv-text mark.place.rejected").count() == 0  # one of three
        page.wait_for_timeout(300)  # numbers fade out
        assert page.inner_text("#rv-map .rv-no") == "3"
        page.click(".rv-line >> nth=3")
        page.wait_for_timeout(300)
        assert page.inner_text("#rv-map .rv-no") == "2, 3"
        card = page.locator("#rv-claims > li.now").bounding_box()
        assert card
        assert card["height"] < 700


def test_on_a_phone_a_card_has_all_that_a_decision_needs(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    both = ((REPORT, the_report()), (replace(REPORT, name="other.txt"), the_report("Post")))
    with review(browser, tmp_path, desk, *both, width=390) as page:
        assert "on Tuesday, SOHR said." in page.inner_text(".rv-quote")
        page.click(ACCEPT)
        page.click(ACCEPT)
        page.wait_for_timeout(100)
        assert "failed to take Jabal Zayn al-Abidin" in page.inner_text(".rv-quote")
        head = page.locator("#rv-tools").bounding_box()
        assert head
        assert head["height"] < 0.1 * 900
        for part in (".rv-quote", ".rv-buttons", "#rv-map"):
            box = page.locator(part).bounding_box()
            assert box
            assert head["height"] <= box["y"]
            assert box["y"] + box["height"] <= 900
        page.select_option("#rv-report", "1")
        assert page.evaluate("scrollY") == 0
        page.set_viewport_size({"width": 1400, "height": 900})
        page.wait_for_selector("#rv-right > #rv-map")
        assert page.is_hidden(".rv-quote")


def test_an_area_is_said_to_be_taken_whole(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    text = "Rebels captured all of Idlib governorate."
    found = an_extraction(text, a_claim(text, text, "Idlib governorate"))
    with review(browser, tmp_path, desk, (REPORT, found)) as page:
        assert page.input_value("[name=scope]") == "part"
        page.select_option("[name=scope]", "area")
        page.click(ACCEPT)
        (row,) = taken(page, tmp_path)
    assert (row["scope"], row["review"], row["claim_id"]) == ("area", "edited", "")
    (claim,) = fl.datasets.load(tmp_path / "accepted.csv").claims
    assert (claim.scope, claim.place_id) == ("area", row["place_id"])


def test_hostile_text_is_shown_and_nothing_of_it_runs(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    text = f"{HOSTILE} took Maardes. \u202eturned"
    claim = a_claim(text, "took Maardes", "Maardes", claimant=HOSTILE, actor_as_written=HOSTILE, actor=HOSTILE)
    report = replace(REPORT, title=HOSTILE, outlet=HOSTILE, name=HOSTILE, notes=(HOSTILE,), url="javascript:alert(1)")
    with review(browser, tmp_path, desk, (report, an_extraction(text, claim, outlet=HOSTILE))) as page:
        assert HOSTILE.splitlines()[0][:12] in str(page.text_content("#rv-text"))
        assert "\u202e" not in str(page.text_content("#rv-text"))
        assert page.evaluate("window.hacked") is None
        assert page.locator("#rv-main img:not(.leaflet-marker-icon):not(.leaflet-marker-shadow)").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visible("x") == "x"


def test_several_reports_arabic_and_a_phone(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    arabic = an_extraction(ARABIC, a_claim(ARABIC, ARABIC[:-1], "معردس"), language="ar")
    both = ((REPORT, the_report()), (replace(REPORT, name="عربي.txt", title=""), arabic))
    with review(browser, tmp_path, desk, *both, width=390) as page:
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("a")
        page.select_option("#rv-report", "1")
        assert page.inner_text("#rv-text mark.place") == "معردس"
        assert page.evaluate("getComputedStyle(document.getElementById('rv-text')).direction") == "rtl"
        page.keyboard.press("a")
        assert page.inner_text("#rv-progress") == "2 of 5 decided, 2 accepted"
        page.fill("label:has-text('listed place') input", "Maardes [maardes]")
        page.keyboard.press("Tab")
        assert page.input_value("[name=place_id]") == "maardes"
        assert [row["report"] for row in taken(page, tmp_path)] == ["report.txt", "عربي.txt"]
        small = page.eval_on_selector_all(
            "button:visible",
            "all => all.filter((b) => b.getBoundingClientRect().height < 44).map((b) => b.textContent)",
        )
        assert small == []


def test_one_word_of_a_claimant_is_decided_once_for_all_outlets(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    both = [(replace(REPORT, name=f"{o}.txt", outlet=o), the_report(o)) for o in ("Daily Wire", "Evening Post")]
    with review(browser, tmp_path, desk, *both) as page:
        assert "also in Evening Post" in page.inner_text(".rv-line >> nth=0")
        page.keyboard.press("a")
        page.keyboard.press("r")
        page.fill("[name=claimant]", "Somebody else")  # no longer the same word
        page.click(ACCEPT)
        assert page.evaluate(STATES) == [*DECIDED, "accepted", "open", *DECIDED, "open", "open"]
        rows = taken(page, tmp_path)
    assert [(r["outlet"], r["outlets"]) for r in rows if r["place_as_written"] == "Maardes"] == [
        ("Daily Wire", "Daily Wire; Evening Post"),
        ("Evening Post", "Daily Wire; Evening Post"),
    ]


def test_what_was_decided_outlives_a_reload(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    path = tmp_path / "review.html"
    write_review(path, [(REPORT, the_report())], desk)
    page = browser.new_page()
    page.goto(path.as_uri())
    page.keyboard.press("a")
    page.keyboard.press("r")
    page.reload()
    assert page.evaluate(STATES) == ["accepted", "rejected", "open", "open"]
    page.keyboard.press("u")
    assert page.evaluate(STATES)[0] == "open"
    page.fill("[name=place_as_written]", "Nowhere")
    page.keyboard.press("Escape")
    select(page, "Idlib")
    page.wait_for_selector("#rv-add:enabled")
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    select(page, "Hama")
    page.wait_for_selector("#rv-add:enabled")
    page.keyboard.press("n")
    assert page.input_value("[name=place_id]") == "hama"
    page.keyboard.press("Escape")
    page.reload()
    assert page.locator(".rv-line bdi:text-is('Idlib')").count() == 1  # kept from the moment it is added
    assert "“Nowhere” is not among the places" in page.inner_text(".rv-why")
    page.click("#rv-help summary")
    page.uncheck("#rv-keys")
    page.keyboard.press("a")
    assert page.evaluate(STATES)[0] == "open"
    page.close()


def test_a_report_without_claims_can_still_be_reviewed(browser: Browser, tmp_path: Path, desk: Desk) -> None:
    with review(browser, tmp_path, desk, (REPORT, an_extraction(TEXT))) as page:
        assert "No claim is proposed" in page.inner_text("#rv-claims")
        page.keyboard.press("a")
        assert page.is_disabled("#rv-export")

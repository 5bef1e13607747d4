"""The review page as a file: it carries all it shows, asks for nothing, and holds the text of reports as data only."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from proposals import PUBLISHED, TEXT, a_claim, an_extraction, the_report
from test_render_report import HOSTILE

from frontline.intake import Desk, Report, Setting, open_desk
from frontline.intake._review import to_payload
from frontline.render.html import POLICY
from frontline.render.review import draw_page

if TYPE_CHECKING:
    from frontline.extraction import Extraction

REPORT = Report(name="report.txt", text=TEXT, title="Fighting north of Hama", outlet="Daily Wire", published=PUBLISHED)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_desk(Setting(case="hama-2024"))


def drawn(desk: Desk, found: Extraction, report: Report = REPORT) -> tuple[str, dict[str, Any]]:
    """A page and what it carries."""
    page = draw_page(to_payload([(report, found)], desk))
    inside = re.search(r'<script type="application/json" id="rv-data">(.*?)</script>', page, re.DOTALL)
    assert inside
    return page, json.loads(inside[1])


def test_a_page_carries_all_it_needs_and_may_call_nowhere(desk: Desk) -> None:
    page, _ = drawn(desk, the_report())
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in page
    assert not re.search(r"<(?:link|iframe|object|embed)\b", page)
    assert not re.search(
        r"""(?:src|href)=["']?(?!data:)[^"'>\s]""", re.sub(r"<script.*?</script>", "", page, flags=re.S)
    )
    assert page == drawn(desk, the_report())[0]


def test_the_text_of_a_report_is_data_and_nothing_else(desk: Desk) -> None:
    text = f"{HOSTILE} took Maardes"
    hostile = an_extraction(text, a_claim(text, "took Maardes", "Maardes", claimant=HOSTILE), outlet=HOSTILE)
    page, told = drawn(desk, hostile, replace(REPORT, name=HOSTILE, title=HOSTILE, notes=(HOSTILE,)))
    assert page.count("<script") == draw_page(to_payload([(REPORT, the_report())], desk)).count("<script")
    assert told["reports"][0]["claims"][0]["cells"]["claimant"] == " ".join(HOSTILE.split())


def test_spans_count_as_a_browser_counts(desk: Desk) -> None:
    text = f"\U0001f5fa\U0001f5fa {TEXT}"
    _, told = drawn(desk, an_extraction(text, a_claim(text, "took Maardes", "Maardes")))
    claim, units = told["reports"][0]["claims"][0], told["reports"][0]["text"].encode("utf-16-le")
    start, end = claim["place"]
    assert units[2 * start : 2 * end].decode("utf-16-le") == "Maardes"
    assert text[int(claim["cells"]["span_start"]) :].startswith("took Maardes")


def test_letters_that_turn_the_text_are_shown_and_move_no_span(desk: Desk) -> None:
    text = "\u202eturned\u202c\x07 Rebels took Maardes.\u200f"
    _, told = drawn(desk, an_extraction(text, a_claim(text, "took Maardes", "Maardes")))
    shown = told["reports"][0]["text"]
    assert len(shown) == len(text)
    assert not {"\u202e", "\u202c", "\x07"} & set(shown)
    assert shown.endswith("\u200f")  # a mark that only Arabic needs stays


def test_a_claim_comes_with_the_places_it_may_mean(desk: Desk) -> None:
    text = "Rebels captured al-Samaqiyat."
    _, told = drawn(desk, an_extraction(text, a_claim(text, text, "al-Samaqiyat")))
    (claim,) = told["reports"][0]["claims"]
    assert claim["cells"]["place_id"] == ""
    assert {c["name"] for c in claim["candidates"]} >= {"al-Samaqiyat", "al-Samaqiyat (Daraa)"}
    assert "the governorate or a place nearby would decide" in claim["why"]
    assert {"government", "opposition"} <= set(told["actors"])


def test_the_map_shows_the_ground_around_the_claims(desk: Desk) -> None:
    _, told = drawn(desk, the_report())
    places = {place[0]: place for place in told["places"]}
    assert {"hama", "maardes"} <= places.keys()
    assert "damascus" not in places
    assert places["hama"][4] == 1
    assert any(abs(lon - 36.75) < 0.2 and abs(lat - 35.13) < 0.2 for line in told["lines"] for lon, lat in line)
    nowhere = drawn(open_desk(Setting()), an_extraction(TEXT))[1]
    assert (nowhere["places"], nowhere["lines"], nowhere["near"]) == ([], [], None)

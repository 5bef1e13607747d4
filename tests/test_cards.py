"""What a notebook shows of the nouns: both dates, units, ranges; text alone, never more than a screenful."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

import frontline as fl
import gazetteer
from gazetteer.cards import LONGEST_CELL, MOST_ROWS, facts_card, table_card

if TYPE_CHECKING:
    from frontline.datasets import Case
    from frontline.model import Situation

HOSTILE = '{{7*7}} <script>alert(1)</script> "><img src=x onerror=alert(1)> \x00\u202e\ud800 🏚️ معردس' + "x" * 10_000


class Reader(HTMLParser):
    """Elements and text of a card."""

    def __init__(self, card: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.rows = 0
        self.text: list[str] = []
        self.feed(card)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.rows += tag == "tr"

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    @property
    def words(self) -> str:
        return " | ".join(self.text)


def read(noun: Any) -> Reader:
    reader = Reader(noun._repr_html_())
    assert reader.tags <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert reader.attributes <= {"style", "dir", "scope"}
    return reader


def test_a_situation_tells_both_dates_and_who_holds_how_many_places(now: Situation) -> None:
    shown = read(now)
    assert "as of end of 4 December 2024 (UTC); as known: end of 5 December 2024 (UTC)" in shown.words
    held = [a for a in now.assessments.values() if a.holder == "government"]
    assert f"Syrian government | {sum(a.status == 'held' for a in held)} | " in shown.words
    assert f"Holder not known: {sum(a.holder is None for a in now.assessments.values())}." in shown.words


def test_an_assessment_lists_every_voice_that_was_weighed(now: Situation) -> None:
    assessment = max(now.assessments.values(), key=lambda a: (0 < len(a.evidence) <= MOST_ROWS, len(a.evidence)))
    shown = read(assessment)
    assert assessment.rule in shown.words
    assert all(e.claimant in shown.words for e in assessment.evidence)


def test_a_ledger_shows_a_screenful_and_says_how_many_more_there_are(case: Case) -> None:
    shown = read(case.ledger)
    claimants = len({voice for claim in case.claims for voice in claim.voices})
    assert f"Ledger: 1,068 claims by {claimants} claimants, from 26 November 2024 on" in shown.words
    assert shown.rows == MOST_ROWS + 1
    assert f"and {1_068 - MOST_ROWS:,} more" in shown.words


def test_a_claim_tells_who_said_it_when_and_through_whom(case: Case) -> None:
    claim = next(c for c in case.claims if c.published and c.place_id)
    shown = read(claim)
    assert claim.claim_id in shown.words and claim.outlet in shown.words and claim.voices[0] in shown.words
    silent = read(replace(claim, published=None, place_id=None, scope="none"))
    assert "no day shown" in silent.words and "none (none)" in silent.words


def test_a_measure_has_unit_range_and_method(case: Case, now: Situation) -> None:
    front = fl.trace_front(now)
    far = fl.distance_to_front(case.places["Hama"], front)
    shown = read(far)
    assert f"{far.value:.4g} km" in shown.words and far.method in shown.words
    assert f"{far.low:g} to {far.high:g} km" in shown.words
    assert "cannot be told" in read(replace(far, value=None, low=None, high=None)).words
    stretches = read(front)
    assert "length (km)" in stretches.words and "Syrian government" in stretches.words
    assert "area (km2)" in read(fl.control_areas(now)).words


def test_a_history_counts_places_day_by_day(case: Case) -> None:
    history = fl.history(case.ledger, "2024-12-01", "2024-12-04")
    shown = read(history)
    assert shown.rows == 5 and "1 December 2024" in shown.words and "not known" in shown.words


@pytest.mark.parametrize(
    ("name", "status"), [("Maardes", "resolved"), ("al-Samaqiyat", "ambiguous"), ("Qwxyzk", "unknown")]
)
def test_a_resolution_tells_its_outcome_reason_and_candidates(name: str, status: str) -> None:
    answer = gazetteer.load_gazetteer().resolve(name)
    shown = read(answer)
    assert f"{name}: {status}" in shown.words and answer.reason in shown.words
    assert all(c.place.name in shown.words for c in answer.candidates)


def test_hostile_text_is_shown_as_text_and_cut(case: Case) -> None:
    claim = replace(case.claims[0], note=HOSTILE, outlet=HOSTILE, place_as_written=HOSTILE, actor=HOSTILE, url=HOSTILE)
    shown = read(claim)
    assert "{{7*7}} <script>alert(1)</script>" in shown.words
    assert not set("\x00\u202e\ud800") & set(shown.words)
    assert max(map(len, shown.text)) <= LONGEST_CELL
    shown.words.encode()  # no half of a surrogate pair is left
    for card in (table_card(HOSTILE, [HOSTILE], [[HOSTILE]] * 50, HOSTILE), facts_card(HOSTILE, [(HOSTILE, HOSTILE)])):
        assert Reader(card).tags <= {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
        assert len(card) < 40_000


def test_colours_are_those_of_the_notebook_s_theme(now: Situation) -> None:
    card = now._repr_html_()
    assert "color:inherit" in card and "background:none" in card and "#" not in card

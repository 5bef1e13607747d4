"""Any text at all: no crash, spans that lie in it, time that grows with its length."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.extraction import Extraction, extract_claims

WORDS = (
    *("rebels", "the", "army", "captured", "took", "of", "to", "from", "said", "denied", "that", "it", "they", "Hama"),
    *("Soran", "and", ",", ";", ":", ".", "(", ")", '"', "'s", "which", "who", "after", "under", "control", "hands"),
    *("on", "Tuesday", "10", "km", "villages", "including", "not", "failed", "would", "Syrian", "in", "near", "north"),
    *("except", "both", "two", "killed", "سيطرت", "على", "قرى", "حماة", "و", "الفصائل", "نفت", "بيد", "،", "أن", "300"),
)


def check(extraction: Extraction) -> None:
    """Spans lie in the text, the place within it reads as written, and all is of the kinds allowed."""
    size = len(extraction.text)
    for claim in extraction.claims:
        assert 0 <= claim.span[0] < claim.span[1] <= size
        assert 0 <= claim.place_span[0] < claim.place_span[1] <= size
        assert extraction.text[slice(*claim.place_span)] == claim.place_as_written
        assert 0 < claim.confidence < 1
        assert claim.actor and claim.actor != claim.against
    for item in (*extraction.left_out, *extraction.figures):
        assert 0 <= item.span[0] <= item.span[1] <= size


@given(st.text(max_size=300))
@settings(max_examples=120, deadline=None)
def test_any_letters_are_survived(text: str) -> None:
    check(extract_claims(text, published="2024-12-04"))


@given(st.lists(st.sampled_from(WORDS), max_size=60))
@settings(max_examples=200, deadline=None)
def test_words_of_reports_in_any_order_are_survived(words: list[str]) -> None:
    check(extract_claims(" ".join(words), published="2024-12-04"))


@pytest.mark.parametrize(
    "unit",
    ["(", '"', "Hama, ", "captured ", "A ", "to ", "a-", "وحلب ", "سيطر على ", "Hama, which ", "1 ", ".", "\n\n"],
)
def test_monotonous_texts_are_survived(unit: str) -> None:
    check(extract_claims(unit * 3_000, published="2024-12-04"))


def test_empty_and_binary_texts_are_told_of() -> None:
    assert any("empty" in note for note in extract_claims("").notes)
    assert any("NUL" in note for note in extract_claims("\x00\x01PK captured Hama\x00").notes)


def test_names_that_are_templates_or_formulas_stay_as_printed() -> None:
    claims = extract_claims("Syrian rebels captured Khattab{{7*7}} and =cmd().", published="2024-12-04").claims
    assert claims[0].place_as_written == "Khattab"


def test_a_long_report_reads_as_its_parts_do() -> None:
    sentence = "The Syrian rebels captured Khattab. "
    noise = "".join(random.Random(4).choice("abc de.\n") for _ in range(20_000))
    claims = extract_claims(noise + "\n\n" + sentence, published="2024-12-04").claims
    assert [(c.place_as_written, c.actor) for c in claims] == [("Khattab", "opposition")]

"""Counts of dead, wounded, prisoners and displaced that a report gives."""

from __future__ import annotations

from datetime import date

import pytest

from frontline.extraction import ProposedFigure, extract_claims

DAY = date(2024, 12, 4)


def figures(text: str) -> tuple[ProposedFigure, ...]:
    return extract_claims(text, published=DAY).figures


@pytest.mark.parametrize(
    ("text", "measure", "group", "low", "high"),
    [
        ("The Syrian army killed at least 300 militants.", "killed", "opposition", 300, None),
        ("Up to 40 Syrian soldiers were wounded.", "wounded", "", None, 40),
        ("Between 20 and 30 civilians died in Syria.", "killed", "civilians", 20, 30),
        ("More than 115,000 people were displaced in Syria.", "displaced", "", 115_000, None),
        ("Twelve people were killed in Hama, Syria.", "killed", "", 12, 12),
        ("Some 2 million people have fled Sudan.", "displaced", "", 2_000_000, 2_000_000),
        ("قتل أكثر من 300 مسلح في سوريا.", "killed", "", 300, None),
    ],
)
def test_numbers_have_their_measure_side_and_bounds(
    text: str, measure: str, group: str, low: int | None, high: int | None
) -> None:
    found = figures(text)
    assert [(f.measure, f.low, f.high) for f in found] == [(measure, low, high)]
    assert group in ("", found[0].group)


def test_parts_point_to_their_total_and_their_sum_is_checked() -> None:
    text = (
        "The Syrian Observatory for Human Rights said the death toll had risen to 90. Among the dead are 20 civilians,"
        " 40 rebels and 30 members of government forces."
    )
    extraction = extract_claims(text, published=DAY)
    assert [(f.low, f.part_of) for f in extraction.figures] == [(90, None), (20, 0), (40, 0), (30, 0)]
    assert {f.claimant for f in extraction.figures} == {"SOHR"}
    assert extraction.figures[0].cumulative
    assert any("add up to the total: 20 + 40 + 30 = 90" in note for note in extraction.notes)


def test_a_sum_that_does_not_add_up_is_told() -> None:
    text = "In Syria 50 people were killed, including 40 civilians and 30 soldiers."
    assert any("do not add up to the total of 50" in note for note in extract_claims(text).notes)


def test_kilometres_villages_and_drones_are_no_people() -> None:
    assert figures("Syrian rebels killed time 10 km from Hama, took 7 villages and shot down 3 drones.") == ()

"""Proposed claims as a table: a row a claim, what several outlets repeat tied together, nothing a spreadsheet runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from proposals import TEXT, a_claim, an_extraction, the_report

import frontline as fl
from frontline.intake import COLUMNS, Report, proposed_rows, tie_statements, write_proposed
from frontline.tables import from_csv_cell

if TYPE_CHECKING:
    from pathlib import Path

    from frontline.datasets import Case

ASKED_FOR = (
    "place_as_written", "place_id", "lon", "lat", "kind", "polarity", "actor", "actor_as_written", "against",
    "claimant", "outlet", "event_date", "event_date_precision", "distance_km", "reference_city", "span_start",
    "span_end", "confidence",
)  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_says_what_the_report_says_and_where(tmp_path: Path) -> None:
    report = Report(name="a.txt", text=TEXT, url="https://daily.example/1")
    write_proposed(tmp_path / "proposed.csv", proposed_rows(the_report(), report))
    rows = read(tmp_path / "proposed.csv")
    assert tuple(rows[0])[: len(ASKED_FOR)] == ASKED_FOR
    assert [(r["place_id"], r["kind"], r["polarity"], r["actor"]) for r in rows] == [
        ("maardes", "captured", "affirmed", "opposition"),
        ("kafraa", "captured", "affirmed", "opposition"),
        ("jabal-zayn-al-abidin", "captured", "failed", "opposition"),
        ("hama", "withdrew", "denied", "government"),
    ]
    assert {r["reported_date"] for r in rows} == {"2024-12-04"}
    assert {(r["outlet"], r["url"], r["report"]) for r in rows} == {("Daily Wire", "https://daily.example/1", "a.txt")}
    first = TEXT[int(rows[0]["span_start"]) : int(rows[0]["span_end"])]
    assert first == "Opposition factions took Maardes and Kafr Raa on Tuesday, SOHR said"


def test_an_area_named_without_more_says_nothing_of_each_place_inside() -> None:
    text = "Rebels entered Idlib governorate."
    (row,) = proposed_rows(an_extraction(text, a_claim(text, text, "Idlib governorate")))
    assert row["scope"] == "part"


def test_a_report_read_twice_makes_the_same_claims() -> None:
    ids = [[row["claim_id"] for row in proposed_rows(the_report())] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 4


def test_what_a_report_says_twice_is_one_claim_the_surer_one() -> None:
    text = "Rebels took Maardes. Later it was said again that rebels took Maardes."
    claims = [
        a_claim(text, "Rebels took Maardes.", "Maardes", confidence=0.7),
        a_claim(text, "rebels took Maardes.", "Maardes", confidence=0.9),
    ]
    (row,) = proposed_rows(an_extraction(text, *claims))
    assert row["confidence"] == "0.900"
    assert int(row["span_start"]) > 20


def test_a_claimant_whom_several_outlets_quote_is_one_statement(tmp_path: Path) -> None:
    rows = [r for outlet in ("Daily Wire", "Evening Post", "Daily Wire") for r in proposed_rows(the_report(outlet))]
    tied = tie_statements(rows)
    assert len(tied) == 8  # four statements, two outlets
    assert len({row["statement"] for row in tied}) == 4
    assert {row["outlets"] for row in tied} == {"Daily Wire; Evening Post"}
    assert [row["statement"] for row in tied] == sorted((r["statement"] for r in tied), key=_order(tied))
    write_proposed(tmp_path / "proposed.csv", rows)
    case = fl.datasets.load(tmp_path / "proposed.csv")
    told = fl.assess(case.ledger, "2024-12-04").assessments["maardes"].evidence
    assert [(one.claimant, one.outlets) for one in told] == [("sohr", ("Daily Wire", "Evening Post"))]


def _order(rows: list[dict[str, str]]) -> object:
    first = list(dict.fromkeys(row["statement"] for row in rows))
    return first.index


def test_a_side_whose_offices_say_the_same_says_it_once(case: Case) -> None:
    rows = []
    for claimant, outlet in (("SANA", "Daily Wire"), ("Syrian defence ministry", "Evening Post")):
        claim = replace(the_report().claims[3], claimant=claimant)
        rows += proposed_rows(an_extraction(TEXT, claim, outlet=outlet), None, case.ledger.register)
    assert {row["outlets"] for row in tie_statements(rows)} == {"Daily Wire; Evening Post"}


def test_outlets_that_speak_for_themselves_are_voices_of_their_own() -> None:
    own = [replace(claim, claimant="") for claim in the_report().claims]
    rows = [
        r for outlet in ("Daily Wire", "Evening Post") for r in proposed_rows(an_extraction(TEXT, *own, outlet=outlet))
    ]
    assert len({row["statement"] for row in rows}) == 8
    assert {row["outlets"] for row in tie_statements(rows)} == {""}


def test_another_day_another_claimant_or_another_place_is_another_statement() -> None:
    claim = the_report().claims[0]
    others = [
        claim,
        replace(claim, event_date="2024-12-04"),
        replace(claim, claimant="ISW"),
        replace(claim, actor="sdf"),
        replace(claim, kind="held"),
        replace(claim, polarity="denied"),
        the_report().claims[1],
    ]
    rows = [row for other in others for row in proposed_rows(an_extraction(TEXT, other))]
    assert len({row["statement"] for row in rows}) == len(others)


def test_without_a_day_nobody_can_tell_whether_two_reports_mean_the_same() -> None:
    claim = replace(the_report().claims[0], event_date="", event=None)
    reports = [Report(name=name, text=TEXT) for name in ("a.txt", "b.txt")]
    rows = [row for report in reports for row in proposed_rows(an_extraction(TEXT, claim), report)]
    assert len({row["statement"] for row in rows}) == 2


def test_the_outlet_that_printed_it_first_comes_first() -> None:
    later = replace(the_report("A Later One"), published=date(2024, 12, 5))
    tied = tie_statements([*proposed_rows(later), *proposed_rows(the_report("The Earlier"))])
    assert [row["outlet"] for row in tied[:2]] == ["The Earlier", "A Later One"]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30))
def test_no_name_becomes_a_formula_and_every_one_comes_back(name: str) -> None:
    from frontline.tables import to_csv

    claim = replace(the_report().claims[0], place_as_written=name, claimant=name)
    (row,) = proposed_rows(an_extraction(TEXT, claim))
    (back,) = csv.DictReader(to_csv(COLUMNS, [row]).splitlines(keepends=True))
    assert not back["place_as_written"].startswith(("=", "+", "@", "\t"))
    assert from_csv_cell(back["place_as_written"]) == row["place_as_written"] == " ".join(name.split())

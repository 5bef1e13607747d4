"""Claims as plain tables: what is written is read back the same, and every faulty row is told at once."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import frontline.ledger
from frontline.datasets import Case
from frontline.errors import TableError
from frontline.ledger import (
    COLUMNS,
    REQUIRED_COLUMNS,
    Register,
    cells_of,
    identity,
    parse_claim,
    read_claims,
    sift_claims,
    to_claims_csv,
    to_json_lines,
)
from frontline.model import CREDIBILITIES, GRADES, KINDS, Actor, Claim, Outlet

ACTORS = {
    name: Actor(actor_id=name, name=name, code=name[0], customary_colour="#000000", safe_colour="#000000")
    for name in ("north", "south")
}
REGISTER = Register(
    outlets={"Encyclopedia": Outlet(outlet_id="encyclopedia", name="Encyclopedia", kind="x", retrospective=True)},
    attributions={"the Monitor and a resident": ("monitor", "residents")},
)
SQUARE = "POLYGON ((36 35, 37 35, 37 36, 36 36, 36 35))"
MINIMAL = {
    "event_date": "2024-12-03", "place_as_written": "Maardes", "kind": "captured", "actor": "north", "source": "Daily",
}  # fmt: skip

# Any text that UTF-8 can hold, as a table keeps it: no NUL, blanks at the ends taken off, ends of lines of one kind.
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30).map(
    lambda text: text.strip().replace("\r\n", "\n").replace("\r", "\n").strip()
)
FILLED = TEXT.filter(bool)
DAYS = st.dates(min_value=datetime(2000, 1, 1).date(), max_value=datetime(2030, 1, 1).date()).map(str)  # noqa: DTZ001
INSTANTS = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.isoformat() + "Z"
)
CELLS = st.fixed_dictionaries(
    {
        "event_date": DAYS,
        "place_as_written": FILLED,
        "kind": st.sampled_from(KINDS),
        "actor": st.sampled_from(sorted(ACTORS)),
        "source": FILLED | st.just("Encyclopedia"),
    },
    optional={
        "claim_id": FILLED,
        "event_date_precision": st.sampled_from(["day", "about", "range"]),
        "reported_date": DAYS | INSTANTS.filter(lambda text: "T" in text),
        "recorded": INSTANTS | st.just("hindsight"),
        "against": st.sampled_from(sorted(ACTORS)),
        "distance_km": st.floats(0, 19_999).map(repr) | st.just(""),
        "attributed_to": TEXT | st.just("the Monitor and a resident"),
        "claimants": st.just("a;b") | st.just(""),
        "denies": st.just("captured:north"),
        "list_size": st.integers(1, 99).map(str),
        "reliability": st.sampled_from(GRADES),
        "credibility": st.sampled_from(CREDIBILITIES),
        "geometry": st.just(SQUARE),
        "place_id": st.just("maardes"),
        "retracted": INSTANTS,
        **dict.fromkeys(("place_context", "actor_as_written", "reference_city", "chain", "url", "quote", "note"), TEXT),
        **dict.fromkeys(("source_key", "licence", "retracted_because", "where_prec"), TEXT),
    },
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CELLS, min_size=1, max_size=4))
@example([MINIMAL | {"note": "'=1+1", "quote": "=1+1", "url": "''@x", "chain": "'Ayn", "where_prec": "-3"}])
@example([MINIMAL | {"note": 'a "quoted"\nline, with {{7*7}} and \u202eabc', "place_as_written": "معردس"}])
def test_csv_and_json_lines_give_back_what_was_written(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    claims = list({c.claim_id: c for c in (parse_claim(row, REGISTER, ACTORS) for row in rows)}.values())
    for name, write in (("claims.csv", to_claims_csv), ("claims.jsonl", to_json_lines)):
        path = tmp_path / name
        path.write_bytes(write(claims, REGISTER).encode())
        again = read_claims(path, REGISTER, ACTORS)
        assert again == claims
        assert [identity(c, REGISTER) for c in again] == [identity(c, REGISTER) for c in claims]


def test_the_packaged_case_goes_through_both_without_loss(tmp_path: Path, case: Case) -> None:
    register, actors = case.ledger.register, case.actors
    for name, write in (("claims.csv", to_claims_csv), ("claims.jsonl", to_json_lines)):
        path = tmp_path / name
        path.write_text(write(case.claims, register), encoding="utf-8")
        assert tuple(read_claims(path, register, actors)) == case.claims
    keys = {dict(c.further).get("place_key") for c in case.claims}
    assert len(keys - {None}) == 64  # columns that the package does not know are kept


def test_a_column_is_written_for_every_field_that_can_be_read() -> None:
    assert set(cells_of(parse_claim(MINIMAL, REGISTER, ACTORS), REGISTER)) == set(COLUMNS)


def one(**more: str) -> Claim:
    return parse_claim(MINIMAL | more, REGISTER, ACTORS)


def test_the_same_words_have_the_same_id_and_other_words_another() -> None:
    assert one().claim_id == one(event_date_precision="day", list_size="1").claim_id
    assert len({one().claim_id, one(kind="held").claim_id, one(note="x").claim_id, one(extra="x").claim_id}) == 4
    assert one(recorded="2024-12-09").claim_id == one().claim_id  # when we took it down is not what it says


def test_a_claim_counts_from_publication_or_from_when_the_desk_took_it_down() -> None:
    noon = datetime(2024, 12, 4, 12, tzinfo=UTC)
    assert one(reported_date="2024-12-04").known_from == datetime(2024, 12, 5, tzinfo=UTC)
    assert one(reported_date="2024-12-04T12:00Z").known_from == noon
    assert one(reported_date="2024-12-04", recorded="2024-12-04T12:00Z").known_from == noon
    assert one(reported_date="2024-12-04", recorded="hindsight").known_from is None
    assert one(source="Encyclopedia").known_from is None
    assert one(source="Encyclopedia", recorded="2024-12-04T12:00Z").known_from == noon


def test_an_instant_is_a_stretch_of_its_own_and_two_are_one_between() -> None:
    at = one(event_date="2024-12-05T06:30Z").event
    assert (at.start, at.end - at.start) == (datetime(2024, 12, 5, 6, 30, tzinfo=UTC), timedelta(minutes=1))
    between = one(event_date="2024-12-04T22:00Z/2024-12-05T06:00Z")
    assert (between.event.first_day.day, between.event.last_day.day, between.event_precision) == (4, 5, "range")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"geometry": "POINT (36 35)"}, "column geometry: not a sound polygon"),
        ({"geometry": "POLYGON ((36 35, 37 36, 37 35, 36 36, 36 35))"}, "column geometry: not a sound polygon"),
        ({"geometry": "POLYGON ((36"}, "column geometry: not WKT"),
        ({"geometry": "POLYGON ((35 136, 36 136, 36 137, 35 136))"}, "column geometry: outside the Earth"),
        ({"reliability": "G"}, "reliability 'G' is not one of A-F"),
        ({"credibility": "7"}, "credibility '7' is not one of 1-6"),
        ({"recorded": "yesterday"}, "column recorded: 'yesterday' is not a date"),
        ({"retracted": "2024-12-05T10:00"}, "column retracted: 2024-12-05T10:00 has a time but no zone"),
        ({"note": "a\0b"}, "column note: holds a sign that is no text"),
        ({"scope": "everywhere"}, "'everywhere' is not one of place, area, part, none"),
        ({"claim_id": "A", "corrects": "A"}, "cannot correct itself"),
    ],
)
def test_a_cell_that_cannot_be_is_told_with_its_column(cells: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("(", r"\(")):
        one(**cells)


def lines(tmp_path: Path, *records: Any) -> Path:
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), encoding="utf-8")
    return path


def test_each_line_of_json_that_is_no_claim_is_told_with_its_number(tmp_path: Path) -> None:
    path = lines(
        tmp_path, MINIMAL, "{", [1], MINIMAL | {"note": {"a": 1}}, {"kind": "held"}, "", MINIMAL | {"note": "\ud800"},
        MINIMAL | {"distance_km": 6.5, "note": None},
    )  # fmt: skip
    sifted = sift_claims(path, REGISTER, ACTORS)
    assert [row.line for row in sifted.faulty] == [2, 3, 4, 5, 7]
    assert [c.distance_km for c in sifted.claims] == [None, 6.5]
    with pytest.raises(TableError) as caught:
        read_claims(path, REGISTER, ACTORS)
    assert [p.split(":")[0] for p in caught.value.problems] == [f"claims.jsonl, row {n}" for n in (2, 3, 4, 5, 7)]


def test_a_table_that_breaks_off_within_quotes_is_not_taken_in_part(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    header = "event_date,place_as_written,kind,actor,source\n"
    path.write_text(header + '2024-12-03,Maardes,held,north,Daily\n2024,"x\n', encoding="utf-8")
    with pytest.raises(TableError, match="save it as comma-separated UTF-8"):
        sift_claims(path, REGISTER, ACTORS)


def test_every_column_is_documented_and_no_other() -> None:
    readme = Path(frontline.ledger.__file__).with_name("README.md")
    page = readme.read_text(encoding="utf-8").partition("## In the file")[0]
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(COLUMNS)
    assert set(re.findall(r"^\| `(\w+)` \|.*\*\*needed\*\*", page, re.MULTILINE)) == set(REQUIRED_COLUMNS)

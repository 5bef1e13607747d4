"""The ledger keeps what was said, adds and never overwrites, and knows who could have known what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from frontline.datasets import Case
from frontline.dates import parse_instant, parse_interval
from frontline.errors import ModelError, TableError
from frontline.ledger import ASSUMED_LAG, Ledger, Register, read_claims, slug
from frontline.model import Actor, Claim, Outlet, Voice

ACTORS = {
    name: Actor(actor_id=name, name=name, code=name[0], customary_colour="#000000", safe_colour="#000000")
    for name in ("north", "south")
}
REGISTER = Register(
    voices={"monitor": Voice(voice_id="monitor", name="The Monitor", side=None, reliability="B")},
    outlets={
        "Monitor News": Outlet(outlet_id="monitor", name="Monitor News", kind="monitor"),
        "Encyclopedia": Outlet(
            outlet_id="encyclopedia", name="Encyclopedia", kind="encyclopedia", retrospective=True
        ),
    },
    attributions={"the Monitor and a resident": ("monitor", "residents")},
)
HEADER = "claim_id,event_date,place_as_written,kind,actor,source,reported_date,attributed_to,against,denies"


def read(tmp_path: Path, *rows: str) -> list[Claim]:
    path = tmp_path / "claims.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return read_claims(path, REGISTER, ACTORS)


def ledger(*claims: Claim) -> Ledger:
    return Ledger((), {}, ACTORS, REGISTER, {}, date(2024, 11, 26)).appended(claims)


def claim(claim_id: str, known_from: str | None = "2024-12-04") -> Claim:
    return Claim(
        claim_id=claim_id,
        kind="captured",
        actor="north",
        place_as_written="Maardes",
        event=parse_interval("2024-12-03"),
        known_from=None if known_from is None else parse_instant(known_from),
        outlet="Daily",
        voices=("daily",),
    )


def test_a_correction_needs_its_own_id() -> None:
    held = ledger(claim("A-1"))
    with pytest.raises(ModelError, match=r"claim A-1 .* give the correction a new id"):
        held.appended([replace(claim("A-1"), kind="repelled")])
    assert [c.claim_id for c in held.appended([replace(claim("A-2"), kind="repelled")]).claims] == [
        "A-1",
        "A-2",
    ]


def test_adding_gives_a_new_ledger_sorted_by_id_and_leaves_the_old_as_it_was() -> None:
    first = ledger(claim("B"), claim("C"))
    second = first.appended([claim("A"), claim("B")])
    assert [c.claim_id for c in first.claims] == ["B", "C"]
    assert [c.claim_id for c in second.claims] == ["A", "B", "C"]


def test_one_cannot_have_known_what_was_printed_later_nor_what_shows_no_day_at_all() -> None:
    held = ledger(claim("A", "2024-12-03"), claim("B", "2024-12-05"), claim("C", None))
    assert [c.claim_id for c in held.known_by(parse_instant("2024-12-04"))] == ["A"]
    assert [c.claim_id for c in held.known_by(parse_instant("2024-12-05"))] == ["A", "B"]
    assert len(held.known_by(None)) == 3


def test_a_page_that_shows_its_day_could_be_known_at_the_end_of_that_day(tmp_path: Path) -> None:
    shown, unshown, hindsight = read(
        tmp_path,
        "A,2024-12-03,Maardes,captured,north,Daily,2024-12-04,,,",
        "B,2024-12-02/2024-12-03,Maardes,captured,north,Daily,,,,",
        "C,2024-12-03,Maardes,captured,north,Encyclopedia,2024-12-03,,,",
    )
    assert shown.known_from == datetime(2024, 12, 5, tzinfo=UTC)
    assert unshown.known_from == datetime(2024, 12, 4, tzinfo=UTC) + ASSUMED_LAG
    assert timedelta(days=1) == ASSUMED_LAG
    assert hindsight.known_from is None


def test_the_voice_is_who_asserts_it_and_the_outlet_only_where_nobody_is_named(tmp_path: Path) -> None:
    named, own, joint, stranger = read(
        tmp_path,
        "A,2024-12-03,Maardes,captured,north,Daily,,The Colonel,,",
        "B,2024-12-03,Maardes,captured,north,Monitor News,,,,",
        "C,2024-12-03,Maardes,captured,north,Daily,,the Monitor and a resident,,",
        "D,2024-12-03,Maardes,captured,north,Some Daily,,,,",
    )
    assert named.voices == ("the-colonel",)
    assert own.voices == ("monitor",)
    assert joint.voices == ("monitor", "residents")
    assert stranger.voices == ("some-daily",)
    assert REGISTER.voice("the-colonel").reliability == "F"
    assert REGISTER.voice("the-colonel").side is None


def test_a_span_of_days_is_a_range_and_a_denial_names_what_it_denies(tmp_path: Path) -> None:
    one, other = read(
        tmp_path,
        "A,2024-12-02/2024-12-03,Maardes,held,south,Daily,,,north,captured:north",
        "B,2024-12-03,Maardes,captured,north,Daily,,,,",
    )
    assert (one.event_precision, other.event_precision) == ("range", "day")
    assert (one.denies, other.denies) == (("captured", "north"), None)
    assert (one.against, other.against) == ("north", None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,2024-13-03,Maardes,captured,north,Daily,,,,", "row 2: '2024-13-03' is not a date"),
        ("A,2024-12-03,,captured,north,Daily,,,,", "row 2: column place_as_written is blank"),
        ("A,2024-12-03,Maardes,captured,north,,,,,", "row 2: column source is blank"),
        ("A,2024-12-03,Maardes,liberated,north,Daily,,,,", "row 2: column kind: 'liberated' is not one of"),
        (
            "A,2024-12-03,Maardes,captured,east,Daily,,,,",
            "row 2: column actor: 'east' is not an actor of this case",
        ),
        ("A,2024-12-03,Maardes,captured,north,Daily,,,east,", "row 2: column against: 'east'"),
        ("A,2024-12-03,Maardes,held,south,Daily,,,,captured:east", "row 2: column denies: 'east'"),
        (
            "A,2024-12-03,Maardes,captured,north,Daily,9999-12-31,,,",
            "row 2: 9999-12-31 is beyond the calendar",
        ),
    ],
)
def test_a_row_that_cannot_be_a_claim_is_told_with_its_reason(tmp_path: Path, row: str, told: str) -> None:
    with pytest.raises(TableError) as caught:
        read(tmp_path, row)
    (problem,) = caught.value.problems
    assert problem.startswith(f"claims.csv, {told}")


def test_an_id_of_a_name_keeps_letters_of_any_script() -> None:
    assert slug("Al-Watan (Syria)") == "al-watan-syria"
    assert slug("حلب اليوم") == "حلب-اليوم"
    assert slug("!?") == "unnamed"


def test_no_claim_of_the_case_was_known_before_it_could_have_happened(case: Case) -> None:
    assert len(case.claims) == len({c.claim_id for c in case.claims}) > 1000
    for said in case.claims:
        assert said.known_from is None or said.known_from > said.event.start, said.claim_id


def test_an_attribution_is_found_whatever_its_capitals_and_each_of_several_by_itself(case: Case) -> None:
    register = case.ledger.register
    assert register.voices_for("Syrian defence ministry", "Daily") == ("syrian-state",)
    assert register.voices_for("عنب بلدي", "Daily") == ("enab-baladi",)
    assert register.voices_for("SOHR; the mayor of Salamiyah", "Daily") == ("sohr", "the-mayor-of-salamiyah")
    assert register.voices_for("the mayor of Salamiyah", "Daily") == ("the-mayor-of-salamiyah",)

"""Proposed claims in the ledger's terms: what a denial and a failed attempt say of who holds the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import frontline as fl
from frontline.datasets import import_into
from frontline.dates import parse_instant
from frontline.errors import TableError
from frontline.evidence._table import implied
from frontline.ledger import POLARITIES, to_claims_csv, to_json_lines
from frontline.ledger._proposed import in_ledger_terms
from frontline.model import KINDS
from frontline.tables import Row

if TYPE_CHECKING:
    from pathlib import Path

    from frontline.model import Claim

HEADER = (
    "place_as_written,place_id,lon,lat,kind,polarity,actor,actor_as_written,against,claimant,outlet,event_date,"
    "reported_date\n"
)
NOW = parse_instant("2024-12-06")


def read(tmp_path: Path, *rows: str) -> list[Claim]:
    path = tmp_path / "proposed.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return list(fl.datasets.load(path).claims)


def test_who_fails_to_take_a_place_leaves_it_with_its_defender(tmp_path: Path) -> None:
    (claim,) = read(
        tmp_path,
        "Jabal Zayn al-Abidin,,,,captured,failed,opposition,HTS,government,SOHR,Daily,2024-12-04,2024-12-04",
    )
    assert (claim.kind, claim.actor, claim.against) == ("repelled", "government", "opposition")
    assert claim.denies == ("captured", "opposition")
    assert (claim.actor_as_written, claim.note) == ("", "failed: captured by “HTS”")
    assert (claim.outlet, claim.attributed_to, claim.voices) == ("Daily", "SOHR", ("sohr",))


def test_a_denied_withdrawal_is_as_the_case_codes_it(tmp_path: Path) -> None:
    row = "Hama,hama,,,withdrew,denied,government,the army,opposition,Syrian army,MENAFN,2024-11-30,2024-12-01"
    (claim,) = read(tmp_path, row)
    coded = next(c for c in fl.datasets.load("hama-2024").claims if c.claim_id == "SY24-0236")
    said = ("kind", "actor", "against", "denies", "attributed_to")
    assert [getattr(claim, name) for name in said] == [getattr(coded, name) for name in said]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("polarity", ["denied", "failed"])
def test_what_did_not_happen_speaks_for_another_holder_than_what_did(kind: str, polarity: str, tmp_path: Path) -> None:
    row = "Maardes,,,,{},{},opposition,,government,SOHR,Daily,2024-12-04,2024-12-04"
    (so,) = read(tmp_path, row.format(kind, "affirmed"))
    (not_so,) = read(tmp_path, row.format(kind, polarity))
    assert not_so.denies == (kind, "opposition")
    if kind in ("repelled", "pushed_back_km"):  # an attack that was not beaten off goes on
        assert not_so.kind == "contested"
    elif kind in ("contested", "advanced_to"):  # fought over, or reached: the defender held it all along
        assert implied(so) == implied(not_so) == "government"
    else:
        assert {implied(so), implied(not_so)} == {"opposition", "government"}


def test_a_denial_that_does_not_say_whom_it_speaks_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"row 2: column against: blank; a claim that is denied needs the other side"):
        read(tmp_path, "Hama,,,,captured,denied,opposition,,,Syrian army,Daily,2024-12-04,")
    with pytest.raises(TableError, match=r"column polarity: 'perhaps' is not one of affirmed, denied, failed"):
        read(tmp_path, "Hama,,,,captured,perhaps,opposition,,government,Syrian army,Daily,2024-12-04,")
    with pytest.raises(TableError, match=r"columns lon, lat: '36', '95': no point on Earth"):
        read(tmp_path, "Hama,,36,95,captured,,opposition,,government,Syrian army,Daily,2024-12-04,")


@given(
    st.sampled_from(KINDS), st.sampled_from(POLARITIES), st.sampled_from(["a", "b"]), st.sampled_from(["", "a", "b"])
)
def test_turning_is_done_once_and_never_loses_the_claim(kind: str, polarity: str, actor: str, against: str) -> None:
    row = Row(2, {"kind": kind, "polarity": polarity, "actor": actor, "against": against})
    once = in_ledger_terms(row)
    if once.fault:
        assert not against
        return
    assert in_ledger_terms(once) == once
    assert (once.cells["kind"], once.cells["actor"]) == (kind, actor) if polarity == "affirmed" else (
        once.cells["denies"] == f"{kind}:{actor}"
    )


def test_a_place_put_on_the_map_by_hand_stands_there_and_stays(tmp_path: Path) -> None:
    row = "armoured school,,36.7300,35.1900,captured,,opposition,,government,,Daily,2024-12-04,2024-12-04"
    (claim,) = read(tmp_path, row)
    assert claim.place_id == "point-36.7300-35.1900"
    place = fl.datasets.load(tmp_path / "proposed.csv").places[claim.place_id]
    assert (place.name, place.lon, place.lat) == ("armoured school", 36.73, 35.19)
    ledger = tmp_path / "desk.gpkg"
    import_into(ledger, "hama-2024", at=NOW, by="ed")
    assert import_into(ledger, tmp_path / "proposed.csv", at=NOW, by="ed").added.claims == 1
    assert import_into(ledger, tmp_path / "proposed.csv", at=NOW, by="ed").added.known == 1
    case = fl.datasets.load(ledger)
    assert case.places[claim.place_id].lat == 35.19
    assert fl.assess(case.ledger, "2024-12-04").assessments[claim.place_id].holder == "opposition"


def test_a_place_of_another_table_comes_with_its_point(tmp_path: Path) -> None:
    row = "Yurin,geonames-123,36.10,36.20,captured,,opposition,,government,,Daily,2024-12-04,2024-12-04"
    (claim,) = read(tmp_path, row)
    assert (claim.place_id, claim.scope) == ("geonames-123", "place")
    with pytest.raises(TableError, match=r"'geonames-123' is in no table of places; add it to places.csv, or give lon"):
        read(tmp_path, row.replace("36.10,36.20", ","))


@pytest.mark.parametrize(("write", "name"), [(to_claims_csv, "out.csv"), (to_json_lines, "out.jsonl")])
def test_what_was_taken_in_goes_out_and_in_again_unchanged(write: object, name: str, tmp_path: Path) -> None:
    read(
        tmp_path,
        "armoured school,,36.73,35.19,captured,,opposition,,government,,Daily,2024-12-04,2024-12-04",
        "Hama,hama,,,withdrew,denied,government,the army,opposition,Syrian army,Daily,2024-12-04,2024-12-05",
    )
    case = fl.datasets.load(tmp_path / "proposed.csv")
    (tmp_path / name).write_text(write(case.claims, case.ledger.register), encoding="utf-8")  # type: ignore[operator]
    assert fl.datasets.load(tmp_path / name).claims == case.claims

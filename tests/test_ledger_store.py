"""A ledger on disk or server loses nothing it acknowledged, overwrites nothing, and says what went wrong."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import ledger_writer as writer
import pytest
import sqlalchemy as sa

import frontline as fl
from frontline.datasets import Case, import_into
from frontline.errors import LedgerError, TableError
from frontline.ledger import Register, to_claims_csv
from frontline.ledger.store import Store

if TYPE_CHECKING:
    from frontline.model import Claim, Situation

AT = datetime(2024, 12, 9, tzinfo=UTC)
HELPER = Path(writer.__file__)


@pytest.fixture(params=["file", "server"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place for a ledger: a file, then a database on a server."""
    if request.param == "file":
        return str(tmp_path / "case.gpkg")
    return str(request.getfixturevalue("database"))


def add(address: str, *claims: Claim) -> None:
    with Store(address, create=True) as store:
        store.append(claims, Register(), {}, at=AT, by="desk", detail="by hand")


def helper(*arguments: object) -> str:
    environment = os.environ | {"PYTHONPATH": str(Path(fl.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(HELPER), *map(str, arguments)],
        capture_output=True, encoding="utf-8", timeout=240, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# -- what goes in comes out -------------------------------------------------------------------------------------------


def test_the_packaged_case_comes_back_as_it_went_in(address: str, case: Case) -> None:
    done = import_into(address, "hama-2024", at=AT, by="desk")
    assert (done.added.claims, done.added.known, done.faulty) == (len(case.claims), 0, ())
    back = fl.datasets.load(address)
    assert back.claims == case.claims
    assert back.ledger.baseline == case.ledger.baseline
    assert back.ledger.register == case.ledger.register
    assert back.ledger.actors == case.ledger.actors
    assert back.figures == case.figures
    assert (back.start, back.end, back.city, back.credits) == (case.start, case.end, case.city, case.credits)
    there = fl.assess(back.ledger, "2024-12-04", "2024-12-05").assessments
    assert there == fl.assess(case.ledger, "2024-12-04", "2024-12-05").assessments


def test_the_same_file_twice_adds_nothing(address: str) -> None:
    import_into(address, "hama-2024", at=AT, by="desk")
    again = import_into(address, "hama-2024", at=AT + timedelta(days=1), by="desk")
    assert (again.added.claims, again.added.context) == (0, 0)
    with Store(address) as store:
        (entry,) = store.log()
    assert (entry.at, entry.by, entry.action) == (AT, "desk", "import")
    assert entry.detail == "hama-2024: 1068 rows taken, 0 left out"


def test_a_claim_cannot_be_overwritten_and_a_correction_stands_beside_it(address: str) -> None:
    first = writer.claim(1)
    add(address, first)
    with pytest.raises(TableError, match=r"K-0-000001 is in the ledger with another content"):
        add(address, writer.claim(2), replace(first, kind="repelled"))
    assert writer.held(address) == {"K-0-000001"}
    add(address, replace(first, claim_id="K-0-000001b", kind="repelled", corrects="K-0-000001"))
    assert writer.held(address) == {"K-0-000001", "K-0-000001b"}
    with pytest.raises(TableError, match="corrects K-9, which neither"):
        add(address, replace(first, claim_id="K-7", corrects="K-9"))


def test_the_database_itself_refuses_to_change_or_delete_what_was_said(address: str) -> None:
    add(address, writer.claim(1))
    with Store(address) as store:
        for order in ("DELETE FROM claims", "UPDATE claims SET kind = 'held'", "DELETE FROM log"):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), store._engine.begin() as connection:
                connection.exec_driver_sql(order)
    assert writer.held(address) == {"K-0-000001"}


def test_a_retracted_claim_counts_for_who_asks_what_was_known_before(address: str) -> None:
    import_into(address, "hama-2024", at=AT, by="desk")
    claim_id = "SY24-0905"
    with Store(address) as store:
        later = AT + timedelta(days=1)
        told = {"recorded": later, "at": later, "by": "desk"}
        assert store.retract([claim_id], "withdrawn by the agency", **told) == 1
        assert store.retract([claim_id], "once more", **told) == 0
        with pytest.raises(TableError, match="no claim 'SY24-9999'"):
            store.retract(["SY24-9999"], "a slip", **told)
        assert [e.action for e in store.log()] == ["import", "retract"]
    ledger = fl.datasets.load(address).ledger
    (claim,) = (c for c in ledger.claims if c.claim_id == claim_id)
    assert (claim.retracted, claim.retracted_because) == (later, "withdrawn by the agency")
    assert claim in ledger.known_by(later - timedelta(seconds=1))
    assert claim not in ledger.known_by(later)
    assert claim not in ledger.known_by(None)


def test_a_desk_that_records_later_than_the_press_prints_knows_it_later(tmp_path: Path) -> None:
    address = tmp_path / "desk.gpkg"
    noon = datetime(2024, 12, 9, 12, tzinfo=UTC)
    import_into(address, "hama-2024", at=AT, by="desk", recorded=noon)
    ledger = fl.datasets.load(address).ledger
    assert not ledger.known_by(noon - timedelta(seconds=1))
    assert len(ledger.known_by(noon)) == len(ledger.claims)
    again = import_into(address, "hama-2024", at=AT, by="desk", recorded=noon + timedelta(days=1))
    assert again.added.claims == 0


# -- layers ----------------------------------------------------------------------------------------------------------


def test_a_gis_opens_claims_and_assessed_places_as_layers(tmp_path: Path, case: Case, now: Situation) -> None:
    path = tmp_path / "case.gpkg"
    import_into(path, "hama-2024", at=AT, by="desk")
    with Store(path) as store:
        store.draw(now)
        store.draw(now)
    layers = dict(gpd.list_layers(path).itertuples(index=False))
    assert set(layers) == {"claims", "assessed_places", "context", "log", "retractions"}
    claims, places = (gpd.read_file(path, layer=layer) for layer in ("claims", "assessed_places"))
    assert claims.crs == places.crs == "EPSG:4326"
    assert len(claims) == len(case.claims)
    maardes = case.places["Maardes"]
    spots = claims.loc[claims["place_id"] == "maardes"].geometry
    assert {(p.x, p.y) for p in spots} == {(maardes.lon, maardes.lat)}
    assert len(places) == sum(not p.is_area for p in now.places.values())
    row = places.set_index("place_id").loc["maardes"]
    assert (row["holder"], row["status"]) == ("opposition", now.assessments["maardes"].status)


def test_a_server_keeps_points_that_postgis_understands(database: str, case: Case) -> None:
    import_into(database, "hama-2024", at=AT, by="desk")
    with Store(database) as store, store._engine.connect() as connection:
        near = "ST_DWithin(geom::geography, ST_SetSRID(ST_MakePoint(36.75, 35.13), 4326)::geography, 3000)"
        found = connection.exec_driver_sql(f"SELECT count(*) FROM claims WHERE {near}").scalar_one()
    assert found >= sum(c.place_id == "hama" for c in case.claims if c.scope == "place") > 50


# -- nothing is lost --------------------------------------------------------------------------------------------------


def test_writers_killed_at_any_moment_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    found = json.loads(helper("kill", tmp_path / "case.gpkg", 200, 20241204))
    assert found["killed"] == 200
    assert found["acknowledged"] > 100
    assert (found["missing"], found["torn"], found["sound"]) == (0, 0, 1)


def test_two_writers_at_once_lose_no_claim(address: str) -> None:
    add(address, writer.claim(0, writer=9))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda who: helper("write", address, who, 12), (1, 2)))
    assert len(writer.held(address)) == 25
    with Store(address) as store:
        assert len(store.log()) == 25


def test_a_full_disk_is_told_and_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "case.gpkg"
    assert "nothing was changed" in (told := helper("full", path))
    assert "full" in told
    assert writer.held(str(path)) == {"K-0-000001"}


def test_a_file_that_may_not_be_written_is_told_and_can_be_read() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        told = helper("readonly", f"{folder}/case.gpkg")
    assert told.endswith("nothing was changed: the file cannot be written; check its permissions")


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "no such file"), (b"claim_id,kind\n", "not a GeoPackage"), (b"", "no ledger"),
     (b"SQLite format 3\0" + b"\1" * 2000, "nothing was changed")],
)  # fmt: skip
def test_what_is_no_ledger_is_told_with_a_remedy(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "case.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(LedgerError, match=told):
        fl.datasets.load(path)


def test_another_programs_geopackage_is_not_written_into(tmp_path: Path) -> None:
    path = tmp_path / "roads.gpkg"
    with sqlite3.connect(path) as file:
        file.execute("CREATE TABLE roads (name TEXT)")
    file.close()
    with pytest.raises(LedgerError, match="no ledger"):
        fl.datasets.load(path)
    with pytest.raises(LedgerError, match="holds something else"):
        import_into(path, "hama-2024", at=AT, by="desk")


def test_a_server_that_is_not_there_is_told_without_the_password(tmp_path: Path) -> None:
    address = f"postgresql://desk:secret@/claims?host={tmp_path}"
    with pytest.raises(LedgerError) as caught:
        fl.datasets.load(address)
    assert "secret" not in str(caught.value)
    assert "desk@" in str(caught.value)


# -- plain tables -----------------------------------------------------------------------------------------------------

HEADER = "claim_id,event_date,place_as_written,kind,actor,source,reported_date,attributed_to,against,feed_code"


def table(tmp_path: Path, *rows: str, name: str = "claims.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def test_nothing_is_taken_unless_every_row_is_sound_and_all_faults_are_told(tmp_path: Path) -> None:
    address = tmp_path / "desk.gpkg"
    import_into(address, "hama-2024", at=AT, by="desk")
    path = table(
        tmp_path,
        "N-1,2024-12-09,Hama,held,opposition,Daily,2024-12-09,,,7",
        "N-2,2024-12-39,Hama,held,opposition,Daily,2024-12-09,,,7",
        "N-3,2024-12-09,Hama,taken,opposition,Daily,2024-12-09,,,7",
        "SY24-0001,2024-12-09,Hama,held,opposition,Daily,2024-12-09,,,7",
    )
    with pytest.raises(TableError) as caught:
        import_into(address, path, at=AT, by="desk")
    assert [p.split(":")[0] for p in caught.value.problems] == ["claims.csv, row 3", "claims.csv, row 4"]
    assert len(fl.datasets.load(address).claims) == 1068
    done = import_into(address, path, at=AT, by="desk", skip_bad=True)
    assert done.added.claims == 1
    assert [row.line for row in done.faulty] == [3, 4, 0]
    assert "SY24-0001 is in the ledger with another content" in done.faulty[-1].fault
    (new,) = (c for c in fl.datasets.load(address).claims if c.claim_id == "N-1")
    assert (new.place_id, new.further) == ("hama", (("feed_code", "7"),))


def test_a_claim_without_an_id_gets_one_of_its_content(tmp_path: Path) -> None:
    address, row = tmp_path / "desk.gpkg", ",2024-12-09,Hama,held,opposition,Daily,2024-12-09,,,"
    path = table(tmp_path, row, row)
    done = import_into(address, path, at=AT, by="desk")
    assert done.added.claims == 1
    (claim,) = fl.datasets.load(address).claims
    assert claim.claim_id.startswith("c-")
    again = tmp_path / "again.csv"
    again.write_text(to_claims_csv([claim], Register()), encoding="utf-8")
    assert import_into(address, again, at=AT, by="desk").added.claims == 0

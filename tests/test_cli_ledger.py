"""The command line on ledgers, histories and sources: what it prints, how it fails, what it leaves behind."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import CLAIMS

from frontline.ledger.store import Store
from frontline.tables import from_csv_cell

if TYPE_CHECKING:
    from command_line import Run



HEADER = "claim_id,event_date,place_as_written,kind,actor,against,source,reported_date\n"
GOOD = "N-1,2024-12-07,Homs,held,government,opposition,Daily,2024-12-07\n"
BAD = "N-2,2024-12-37,Homs,held,government,opposition,Daily,2024-12-07\n"


@pytest.fixture
def desk(run: Run) -> Path:
    """A ledger with the packaged case."""
    assert run("import", "hama-2024", "--into", "desk.gpkg").code == 0
    return Path("desk.gpkg")


def test_a_case_goes_in_once_and_comes_out_as_it_was(run: Run, desk: Path) -> None:
    again = run("import", "hama-2024", "--into", desk)
    assert again.out == "0 claims added to desk.gpkg, 1068 were there already.\n"
    for name in ("out.csv", "out.jsonl"):
        assert run("export", desk, "--out", name).out == f"1068 claims written to {name}\n"
        assert run("import", name, "--into", desk, "--quiet").out == ""
    with Path("out.csv").open(encoding="utf-8", newline="") as out, CLAIMS.open(encoding="utf-8", newline="") as coded:
        ours, theirs = ({row["claim_id"]: row for row in csv.DictReader(file)} for file in (out, coded))
    assert ours.keys() == theirs.keys()
    for claim_id, row in theirs.items():
        back = {column: from_csv_cell(ours[claim_id][column]) for column in row}
        assert {k: v for k, v in back.items() if v != row[k]} == {}


def test_all_faults_are_told_nothing_is_taken_and_the_rest_can_be(run: Run, desk: Path) -> None:
    Path("more.csv").write_text(HEADER + GOOD + BAD * 30, encoding="utf-8")
    failed = run("import", "more.csv", "--into", desk)
    assert failed.code == 2
    told = failed.err.splitlines()
    assert len(told) == 31  # every fault, and a count
    assert told[0].startswith("frontline: more.csv, row 3: column event_date: '2024-12-37' is not a date")
    assert told[-1] == "frontline: nothing was imported; 30 faults"
    assert "1068 claims" in run("export", desk, "--out", "out.csv").out
    taken = run("import", "more.csv", "--into", desk, "--skip-bad", "bad.csv")
    assert (taken.code, taken.out.splitlines()[-1]) == (0, "30 rows left out, with their faults in bad.csv.")
    with Path("bad.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["row"] for row in rows] == [str(n) for n in range(3, 33)]
    assert rows[0]["event_date"] == "2024-12-37"
    assert "is not a date" in rows[0]["fault"]
    assert run("import", "more.csv", "--into", desk, "--skip-bad", "bad.csv").code == 2  # never over another file


def test_a_retraction_is_kept_told_and_counts_from_its_instant(run: Run, desk: Path) -> None:
    done = run("retract", "SY24-0905", "--from", desk, "--because", "false", "--recorded", "2024-12-20", "--by", "ed")
    assert done.out == "1 retracted in desk.gpkg, 0 had been before.\n"
    rows = json.loads(run("log", desk, "--json").out)
    assert [(row["action"], row["by"]) for row in rows][1] == ("retract", "ed")
    assert rows[1]["detail"] == "SY24-0905: false"
    assert "ed  retract  SY24-0905: false" in run("log", desk).out
    known = [json.loads(run("why", "Hama", "--case", desk, "--valid", "2024-12-08", "--known", day, "--json").out)
             for day in ("2024-12-18", "2024-12-21")]  # fmt: skip
    cited = [{i for e in state["evidence"] for i in e["claim_ids"]} for state in known]
    assert cited[0] - cited[1] == {"SY24-0905"}
    run("export", desk, "--out", "all.jsonl")
    run("import", "all.jsonl", "--into", "copy.gpkg")
    assert json.loads(run("log", "copy.gpkg", "--json").out)[0]["detail"].endswith("; retracted SY24-0905")
    unknown = run("retract", "SY24-9999", "--from", desk, "--because", "x")
    assert (unknown.code, "no claim 'SY24-9999'" in unknown.err) == (2, True)


def test_a_ledger_is_a_case_like_any_other(run: Run, desk: Path) -> None:
    for arguments in (("claims", "--place", "Maardes"), ("unassessed", "--valid", "2024-12-04")):
        name, *more = arguments
        assert run(name, "hama-2024", *more).out == run(name, desk, *more).out
    assert run("why", "Maardes", "--case", desk).out == run("why", "Maardes").out
    assert run("map", desk, "--valid", "2024-12-04", "--out", "map.png").code == 0


def test_the_layer_of_assessed_places_follows_what_is_imported(run: Run, desk: Path) -> None:
    def holder() -> str:
        with Store(desk) as store, store._engine.connect() as connection:
            wanted = "SELECT holder FROM assessed_places WHERE place_id = 'latakia'"
            return str(connection.exec_driver_sql(wanted).scalar_one())

    assert holder() == "government"
    row = "N-{},2024-12-08,Latakia,captured,opposition,government,Daily {},2024-12-08\n"
    Path("more.csv").write_text(HEADER + "".join(row.format(n, n) for n in range(3)), encoding="utf-8")
    run("import", "more.csv", "--into", desk)
    assert holder() == "opposition"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("log", "none.gpkg"), "none.gpkg: no such file; make one with frontline import FILE --into none.gpkg"),
        (("import", "hama-2024", "--into", "x.db"), "x.db: a ledger is a file whose name ends in .gpkg"),
        (("import", "none.csv", "--into", "x.gpkg"), "no case 'none.csv'"),
        (("import", "hama-2024", "--into", "no/folder/x.gpkg"), "no folder no/folder; make it first"),
        (("import", CLAIMS.with_name("figures.csv"), "--into", "x.gpkg"), "row 1: columns event_date,"),
        (("import", "hama-2024", "--into", "x.gpkg", "--recorded", "soon"), "'soon' is not a date"),
        (("export", "hama-2024", "--out", "x.xlsx"), "give a name that ends in .csv, .jsonl or .ndjson"),
        (("export", CLAIMS.parent, "--out", CLAIMS), "claims.csv: is read by this very command"),
        (("history", "hama-2024", "--out", "x.json"), "give a name that ends in .csv"),
        (("history", "hama-2024", "--from", "2024-12-05", "--to", "2024-12-01", "--out", "x.csv"), "before it begins"),
        (("compare", "hama-2024", "--claimant", "sohr"), "give two"),
        (("compare", "hama-2024", "--claimant", "sohr", "--claimant", "sanaa"), "no claimant 'sanaa'"),
        (("check", "no-such-case"), "no case 'no-such-case'"),
    ],
)
def test_a_fault_is_one_line_and_leaves_no_file(run: Run, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
    assert told in done.err
    assert not list(Path().iterdir())


def test_a_history_has_a_row_for_each_place_and_day(run: Run) -> None:
    done = run("history", "hama-2024", "--from", "2024-11-27", "--to", "2024-12-08", "--out", "history.csv")
    assert done.out == "805 places on 12 days written to history.csv\n"
    with Path("history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["place_id", "name", "date", "holder", "status", "probability"]
    hama = {row["date"]: row for row in rows if row["place_id"] == "hama"}
    assert len(hama) == 12
    assert (hama["2024-12-04"]["holder"], hama["2024-12-05"]["holder"]) == ("government", "opposition")
    assert 0.9 < float(hama["2024-12-05"]["probability"]) <= 1
    assert {row["status"] for row in rows if not row["holder"]} == {"unknown"}


def test_hindsight_tells_in_how_many_rows_it_differs(run: Run) -> None:
    done = run("history", "hama-2024", "--smooth", "--out", "history.csv")
    with Path("history.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    differ = sum(row["holder"] != row["holder_then"] for row in rows)
    assert differ > 0
    assert f"another holder in {differ} of {len(rows)} rows" in done.out


def test_two_claimants_maps_are_compared_and_drawn(run: Run) -> None:
    arguments = ("compare", "hama-2024", "--claimant", "sohr", "--claimant", "syrian-state", "--valid", "2024-12-03")
    done = run(*arguments, "--out", "maps")
    assert "Maardes [maardes]: opposition | government" in done.out
    assert done.out.splitlines()[-1].startswith("sohr and syrian-state differ on ")
    assert {path.name for path in Path("maps").iterdir()} == {"sohr.png", "syrian-state.png"}
    rows = json.loads(run(*arguments, "--json").out)
    assert f"differ on {len(rows)} places" in done.out


def test_the_other_views_print_for_people_and_for_scripts(run: Run) -> None:
    assert "parts do not add up: SOHR in Pledge Times" in (told := run("check", "hama-2024", "--only", "add up").out)
    assert told.endswith("1 finding: 1 parts do not add up\n")
    strange = run("check", "hama-2024", "--only", "spelling")
    assert strange.code == 2 and "no check has 'spelling' in its name; there are: recaptured" in strange.err
    assert json.loads(run("check", "hama-2024", "--only", "captured twice", "--json").out)[0]["place_id"] == "manbij"
    moved = json.loads(run("influence", "hama-2024", "--valid", "2024-12-04", "--json").out)
    assert moved[0]["voice"] == "military-operations-administration"
    assert "[military-operations-administration]" in run("influence", "hama-2024", "--valid", "2024-12-04").out
    claimed = run("unassessed", "hama-2024", "--valid", "2024-12-04").out
    assert "Kafraa [kafraa]: government's by sohr, southfront; assessed contested, opposition" in claimed
    records = json.loads(run("sources", "hama-2024", "--least", "50", "--json").out)
    assert {r["voice"] for r in records} >= {"sohr", "syrian-state"}
    assert all(r["low"] <= r["share"] <= r["high"] for r in records)
    assert "words borne out" in run("sources", "hama-2024", "--least", "50").out


def test_what_a_command_reads_is_never_written_over(run: Run, desk: Path) -> None:
    before = desk.read_bytes()
    for arguments in (("areas", desk, "--out", desk), ("areas", "hama-2024", "--out", desk)):
        failed = run(*arguments)
        assert failed.code == 2
        assert "choose another name" in failed.err
    assert desk.read_bytes() == before
    Path("mine").mkdir()
    Path("mine/claims.csv").write_text(HEADER + GOOD, encoding="utf-8")
    failed = run("history", "mine", "--out", "mine/claims.csv")
    assert (failed.code, Path("mine/claims.csv").read_text(encoding="utf-8")) == (2, HEADER + GOOD)


def test_two_maps_go_into_a_folder_not_a_picture(run: Run) -> None:
    failed = run("compare", "hama-2024", "--claimant", "sohr", "--claimant", "syrian-state", "--out", "two.png")
    assert failed.code == 2
    assert "is a folder" in failed.err
    assert not Path("two.png").exists()

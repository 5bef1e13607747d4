"""Whole tables of names on the command line: columns, context, choices of a person, and what is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import Run, assert_refused, runner
from gazetteer_files import HAMA, dump_line, write_lines
from local_server import Answer, serving

from frontline.cli._batch import PIECE
from gazetteer.online import geocoders

ADDED = [
    "status", "place_id", "name", "lon", "lat", "score", "reason",
    "candidate_id", "candidate_name", "candidate_lon", "candidate_lat",
]  # fmt: skip
"""The columns that users were promised, in their order."""
PINS = "place_as_written,place_context,place_id,scope,note\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Run `frontline resolve` in this process, with a home and a folder of its own."""
    monkeypatch.setenv("GAZETTEER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return runner(monkeypatch, capsys, "resolve")


Resolved = Callable[..., list[dict[str, str]]]


@pytest.fixture
def resolved(run: Run, tmp_path: Path) -> Resolved:
    """Write a table, resolve it, and read what came out."""

    def call(text: str, *options: str | Path) -> list[dict[str, str]]:
        (tmp_path / "in.csv").write_text(text, encoding="utf-8")
        done = run("--batch", "in.csv", "--out", "out.csv", *options)
        assert (done.code, done.err) == (0, "")
        with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return call


def test_each_row_gets_the_promised_columns_behind_its_own(resolved: Resolved, tmp_path: Path) -> None:
    rows = resolved("id,query\n7,Ma'ar Des\n8,al-Samaqiyat\n9,Qwrtpsdfgh\n")
    assert list(rows[0]) == ["id", "query", *ADDED]
    assert [(r["id"], r["query"], r["status"]) for r in rows] == [
        ("7", "Ma'ar Des", "resolved"), ("8", "al-Samaqiyat", "ambiguous"), ("9", "Qwrtpsdfgh", "unknown"),
    ]  # fmt: skip
    found, doubtful, strange = rows
    assert (found["place_id"], found["name"]) == ("maardes", "Maardes")
    assert 36 < float(found["lon"]) < 38 and 35 < float(found["lat"]) < 36
    assert 0.75 <= float(found["score"]) <= 1
    assert not any(found[c] for c in ADDED if c.startswith("candidate_"))
    assert not any(doubtful[c] for c in ("place_id", "name", "lon", "lat"))
    assert doubtful["candidate_id"].startswith("al-samaqiyat")
    assert doubtful["candidate_name"] and doubtful["candidate_lon"] and doubtful["candidate_lat"]
    assert "would decide" in doubtful["reason"]
    assert not strange["place_id"] and "no listed place" in strange["reason"]


def test_the_counts_are_told_and_the_order_of_rows_is_kept(run: Run, tmp_path: Path) -> None:
    names = ["Hama", "Qwrtpsdfgh", "Maardes"] * (PIECE // 3 + 10)
    (tmp_path / "in.csv").write_text("query\n" + "\n".join(names) + "\n", encoding="utf-8")
    done = run("--batch", "in.csv", "--out", "out.csv")
    third = len(names) // 3
    assert done.out == f"{len(names)} names: {2 * third} resolved, 0 ambiguous, {third} unknown. Written to out.csv\n"
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        assert [row["query"] for row in csv.DictReader(file)] == names


@pytest.mark.parametrize(
    ("header", "cells"),
    [("admin1", "Daraa"), ("admin1", "درعا"), ("near_lon,near_lat", "36.1,32.6"), ("near_lon,near_lat", "36.3,32.5")],
)
def test_a_division_or_a_point_in_the_row_decides(resolved: Resolved, header: str, cells: str) -> None:
    (row,) = resolved(f"query,{header}\nal-Samaqiyat,{cells}\n")
    assert (row["status"], row["place_id"]) == ("resolved", "al-samaqiyat-daraa")


def test_blank_context_is_no_context(resolved: Resolved) -> None:
    (row,) = resolved("query,admin1,near_lon,near_lat,group\nal-Samaqiyat,,,,\n")
    assert row["status"] == "ambiguous"


def test_names_of_one_group_decide_for_each_other_and_other_groups_do_not(resolved: Resolved) -> None:
    names = ["al-Samaqiyat", "Kafr Ra'a", "Ma'ar Des", "Qamhana", "Ma'ar Shahrur"]
    text = "query,group\n" + "".join(f"{name},monday\n" for name in names) + "al-Samaqiyat,tuesday\nTafas,tuesday\n"
    rows = resolved(text)
    assert (rows[0]["status"], rows[0]["place_id"]) == ("resolved", "al-samaqiyat")
    assert "of this report" in rows[0]["reason"]
    assert rows[5]["place_id"] != "al-samaqiyat"


def test_a_places_lock_beside_the_table_wins(resolved: Resolved, tmp_path: Path) -> None:
    lock = "al-Samaqiyat,*,al-samaqiyat-daraa,place,asked the author\nHama,*,,none,the other Hama\n"
    (tmp_path / "places.lock").write_text(PINS + lock, encoding="utf-8")
    first, second, third = resolved("query\nal-Samaqiyat\nHama\nMaardes\n")
    assert (first["status"], first["place_id"]) == ("resolved", "al-samaqiyat-daraa")
    assert (first["score"], first["reason"]) == ("1.0", "pinned by hand: asked the author")
    assert (second["status"], second["place_id"], second["reason"]) == ("unknown", "", "pinned by hand: the other Hama")
    assert third["place_id"] == "maardes"


def test_a_lock_can_be_named_and_a_bad_one_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.lock").write_text(f"{PINS}Hama,*,atlantis,place,\n", encoding="utf-8")
    (tmp_path / "in.csv").write_text("query\nHama\n", encoding="utf-8")
    assert_refused(run("--batch", "in.csv", "--out", "o.csv", "--lock", "mine.lock"), "mine.lock, row 2", "atlantis")
    assert not (tmp_path / "o.csv").exists()


def test_plain_names_obey_a_lock_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.lock").write_text(f"{PINS}al-Samaqiyat,*,al-samaqiyat-daraa,place,\n", encoding="utf-8")
    done = run("al-Samaqiyat", "--lock", "p.lock", "--json")
    (answer,) = json.loads(done.out)
    assert done.code == 0
    assert (answer["place"]["place_id"], answer["reason"]) == ("al-samaqiyat-daraa", "pinned by hand")


def test_columns_of_an_added_name_are_kept_beside_it(resolved: Resolved) -> None:
    (row,) = resolved("name,input_name,score,query\nmine,too,12,Maardes\n")
    assert list(row) == ["input_input_name", "input_name", "input_score", "query", *ADDED]
    assert (row["input_input_name"], row["input_name"], row["input_score"]) == ("mine", "too", "12")
    assert row["name"] == "Maardes"


def test_any_column_may_hold_the_names(resolved: Resolved) -> None:
    (row,) = resolved("name\nMaardes\n", "--column", "name")
    assert (row["input_name"], row["place_id"]) == ("Maardes", "maardes")


def test_a_spreadsheet_runs_no_cell_and_negative_numbers_stay(resolved: Resolved) -> None:
    (row,) = resolved('query,formula,minus\n"=HYPERLINK(""http://x"")",@SUM(A1),-12.5\n')
    assert row["query"].startswith("'=") and row["formula"] == "'@SUM(A1)"
    assert row["minus"] == "-12.5"
    (south,) = resolved('query\n"33.86S 70.5W"\n')
    assert (south["status"], south["lon"], south["lat"]) == ("resolved", "-70.5", "-33.86")


@pytest.mark.parametrize(
    ("name", "status"),
    [("", "unknown"), ("k", "unknown"), ("x" * 5000, "unknown"), ("12345", "unknown"), ("🚩", "unknown"),
     ("Ha\x00ma", "unknown"), ("\u202eHama\u202c", "resolved"), ("35.2N 36.8E", "resolved")],
)  # fmt: skip
def test_a_strange_name_is_a_row_like_any_other(resolved: Resolved, name: str, status: str) -> None:
    row, other = resolved(f"id,query\n1,{name}\n2,Maardes\n")
    assert row["status"] == status
    assert row["reason"]
    assert other["place_id"] == "maardes"


def test_every_bad_context_cell_is_listed_at_once(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "query,near_lon,near_lat\nHama,36.7,35.1\nHama,x,35\nHama,36,\nHama,36,135\nHama,nan,35\n", encoding="utf-8"
    )
    done = run("--batch", "in.csv", "--out", "out.csv")
    assert (done.code, done.out) == (2, "")
    told = done.err.splitlines()
    assert [line.partition(":")[2].partition(":")[0].strip() for line in told] == [
        f"in.csv, row {n}" for n in (3, 4, 5, 6)
    ]
    assert "'x' is not a number" in told[0] and "one is blank" in told[1] and "order is lon, lat" in told[2]
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"name\nHama\n", ("column query missing",)),
        (b"query\n", ("no rows below the header",)),
        (b"query\n\n\n", ("no rows below the header",)),
        (b"", ("in.csv",)),
        (b"query\nHam\xff\n", ("in.csv", "UTF-8")),
        (b"id,query\n1,Hama,2\n", ("row 2", "3 cells under 2 columns")),
        (b"query;id\nHama;1\n", ("semicolons",)),
        (b"query,query\nHama,Homs\n", ("query twice",)),
    ],
)
def test_a_table_that_cannot_be_read_is_one_line(
    run: Run, tmp_path: Path, content: bytes, told: tuple[str, ...]
) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    assert_refused(run("--batch", "in.csv", "--out", "out.csv"), *told)
    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--batch", "in.csv"), "--out"),
        (("--batch", "gone.csv", "--out", "o.csv"), "gone.csv: cannot be read"),
        (("--batch", "in.csv", "--out", "o.csv", "Hama"), "NAME...: not with --batch"),
        (("--batch", "in.csv", "--out", "o.csv", "--near", "Hama"), "--near: not with --batch"),
        (("--batch", "in.csv", "--out", "o.csv", "--admin1", "Hama"), "--admin1: not with --batch"),
        (("--batch", "in.csv", "--out", "o.csv", "--online", "photon"), "--online: not with --batch"),
        (("--batch", "in.csv", "--out", "o.csv", "--json"), "--json: not with --batch"),
        (("--batch", "in.csv", "--out", "in.csv/o.csv"), "cannot be written"),
        (("Hama", "--out", "o.csv"), "--out: is for --batch"),
        (("Hama", "--address", "http://127.0.0.1"), "--address: needs --online"),
        (("Hama", "--lock", "gone.lock"), "gone.lock"),
        (("Hama", "--gazetteer", "gone.txt"), 'no table "gone.txt"'),
    ],
)
def test_what_does_not_go_together_is_refused(
    run: Run, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    (tmp_path / "in.csv").write_text("query\nHama\n", encoding="utf-8")
    assert_refused(run(*arguments), told)
    assert not (tmp_path / "o.csv").exists()


def test_other_tables_can_be_searched_and_joined(resolved: Resolved, tmp_path: Path) -> None:
    dump = write_lines(tmp_path / "SY.txt", HAMA, dump_line(5, "Nowhereville", 35.2, 36.9))
    first, second = resolved("query\nNowhereville\nMaardes\n", "--gazetteer", dump)
    assert (first["status"], second["status"]) == ("resolved", "unknown")
    first, second = resolved("query\nNowhereville\nMaardes\n", "--gazetteer", dump, "--gazetteer", "syria")
    assert (first["status"], second["place_id"]) == ("resolved", "maardes")


def test_a_dump_with_faults_is_refused_row_by_row_and_skip_bad_keeps_the_rest(
    run: Run, tmp_path: Path
) -> None:
    write_lines(tmp_path / "SY.txt", HAMA, dump_line(2, "Nowhere", 95, 36.7), "3\tshort")
    (tmp_path / "in.csv").write_text("query\nHamah\n", encoding="utf-8")
    options = ("--batch", "in.csv", "--out", "out.csv", "--gazetteer", "SY.txt")
    done = run(*options)
    assert (done.code, done.out) == (2, "")
    assert "SY.txt, line 2" in done.err and "SY.txt, line 3" in done.err
    assert not (tmp_path / "out.csv").exists()
    kept = run(*options, "--skip-bad")
    assert kept.code == 0
    assert kept.out.startswith("1 names: 1 resolved")
    assert "line 2" in kept.err and "line 3" in kept.err
    assert "Traceback" not in kept.err


def test_pasted_coordinates_are_a_place_on_the_command_line(run: Run) -> None:
    done = run("35°12'36\"N 36°45'E", "--json")
    (answer,) = json.loads(done.out)
    assert done.code == 0
    assert (answer["place"]["lon"], answer["place"]["lat"]) == (36.75, 35.21)
    assert answer["reason"].startswith("taken as coordinates")
    near = run("al-Samaqiyat", "--near", "32.5N 36.3E")
    assert near.code == 0 and "[al-samaqiyat-daraa]" in near.out


NOMINATIM = [
    {"osm_type": "node", "osm_id": 1, "lat": "35.37", "lon": "36.60", "class": "place", "type": "village",
     "display_name": "Qwrtville, Syria", "name": "Qwrtville", "address": {"country_code": "sy"}, "namedetails": {}}
]  # fmt: skip


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_online_service_is_asked_for_what_is_not_resolved_and_only_when_told_to(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geocoders, "RETRY_WAIT_S", 0.0)
    geocoders._limited.cache_clear()
    with serving(lambda _: Answer(json.dumps(NOMINATIM).encode())) as server:
        online = ("--online", "nominatim", "--address", server.address)
        done = run("Qwrtville", "Maardes", "--json", *online)
        assert [a.query["q"] for a in server.asked] == [["Qwrtville"]]
        run("Qwrtville")
        assert len(server.asked) == 1
    strange, known = json.loads(done.out)
    assert done.code == 1  # a person chooses: an online answer is a candidate, never the place
    assert (strange["status"], strange["place"]) == ("unknown", None)
    assert strange["candidates"][0]["place_id"] == "osm-node-1"
    assert strange["candidates"][0]["licence"] == "ODbL 1.0"
    assert strange["reason"].endswith("1 found by nominatim")
    assert known["place"]["place_id"] == "maardes"


@pytest.mark.allow_hosts(["127.0.0.1"])
def test_an_online_service_that_fails_or_is_none_is_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geocoders, "RETRY_WAIT_S", 0.0)
    geocoders._limited.cache_clear()
    with serving(lambda _: Answer(b"<html>", 500)) as server:
        assert_refused(run("Qwrtville", "--online", "nominatim", "--address", server.address), "no answer")
    assert_refused(run("Qwrtville", "--online", "atlas"), "atlas")


def test_a_batch_does_not_write_over_its_own_table(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    table.write_text("query\nHama\n", encoding="utf-8")
    assert_refused(run("--batch", "in.csv", "--out", "in.csv"), "in.csv", "choose another name")
    assert table.read_text(encoding="utf-8") == "query\nHama\n"


def test_a_division_is_known_by_its_town_in_any_script_and_a_strange_one_is_refused(run: Run) -> None:
    assert "in Aleppo, as asked" in run("حلب", "--admin1", "حلب").out
    assert_refused(run("Hama", "--admin1", "Nowhere"), "'Nowhere'", "no division")

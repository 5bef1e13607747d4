"""`frontline extract`: a report shown with its claims, a table that can be imported, and nothing taken unreviewed."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from command_line import assert_refused
from proposals import ARABIC, TEXT, found_by_hand

if TYPE_CHECKING:
    from command_line import Run



WHEN = ("--published", "2024-12-04")


@pytest.fixture
def report(run: Run, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report whose claims are known."""
    monkeypatch.setattr("frontline.intake._setting.extract_claims", found_by_hand)
    path = Path("report.txt")
    path.write_text(TEXT, encoding="utf-8")
    return path


def rows_of(path: str | Path) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_text_is_printed_with_each_claim_marked_and_told(run: Run, report: Path) -> None:
    done = run("extract", report, *WHEN, "--outlet", "Daily Wire")
    assert done.code == 0
    assert "took Maardes[1 captured] and Kafr Raa[2 captured]" in done.out
    assert "al-Abidin[3 captured, failed]" in done.out
    assert "left Hama[4 withdrew, denied]" in done.out
    table = done.out.partition("sure\n")[2]
    assert [line.split()[0] for line in table.splitlines()[:4]] == ["1", "2", "3", "4"]
    assert "Kafr Raa = Kafraa" in table
    assert "denied: withdrew" in table
    assert "Left out: “Warplanes struck Idlib overnight”: an air strike" in done.out
    assert "Note: a note" in done.out
    assert "Nothing is written" in done.out
    assert not [path for path in Path().iterdir() if path != report]


def test_a_table_is_written_and_a_ledger_takes_it(run: Run, report: Path) -> None:
    done = run("extract", report, *WHEN, "--outlet", "Daily Wire", "--out", "proposed.csv", "--quiet")
    assert (done.code, done.out) == (0, "")
    assert run("import", "hama-2024", "--into", "desk.gpkg").code == 0
    assert run("import", "proposed.csv", "--into", "desk.gpkg").out == (
        "4 claims added to desk.gpkg, 0 were there already.\n"
    )
    why = json.loads(run("why", "Hama", "--case", "desk.gpkg", "--valid", "2024-12-04", "--json").out)
    said = next(e for e in why["evidence"] if any(i.startswith("x-") for i in e["claim_ids"]))
    assert (said["said"], said["speaks_for"]) == ("held by government", "government")
    told = run("why", "Hama", "--case", "desk.gpkg", "--valid", "2024-12-04").out
    line = next(line for line in told.splitlines() if "Daily Wire" in line)
    assert "says “held by government”, denying" in line
    # The case knows the ministry as one voice with the army, whatever the capitals.
    assert "Syrian army, ministry of defence, government" in line
    assert "SOHR" in run("why", "Maardes", "--case", "desk.gpkg", "--valid", "2024-12-04").out


def test_the_same_report_twice_adds_nothing(run: Run, report: Path) -> None:
    for told in ("4 claims added", "0 claims added"):
        run("extract", report, *WHEN, "--out", "proposed.csv")
        assert told in run("import", "proposed.csv", "--into", "desk.gpkg").out


def test_json_tells_all_of_it(run: Run, report: Path) -> None:
    told = json.loads(run("extract", report, *WHEN, "--outlet", "Daily Wire", "--json").out)
    assert (told["outlet"], told["published"], told["text"]) == ("Daily Wire", "2024-12-04", TEXT)
    claim = told["claims"][2]
    assert (claim["polarity"], claim["confidence"], claim["distance_km"]) == ("failed", 0.88, None)
    assert told["text"][claim["span_start"] : claim["span_end"]].startswith("they had failed")
    assert told["left_out"][0]["reason"] == "an air strike"


def test_nothing_enters_a_ledger_unreviewed_unless_it_is_asked_for(run: Run, report: Path) -> None:
    assert_refused(
        run("extract", report, "--into", "desk.gpkg"), "nothing enters a ledger unreviewed", "--accept-above"
    )
    assert not Path("desk.gpkg").exists()
    run("import", "hama-2024", "--into", "desk.gpkg")
    done = run("extract", report, *WHEN, "--into", "desk.gpkg", "--accept-above", "0.95", "--out", "proposed.csv")
    assert "1 claim taken into desk.gpkg unreviewed, 0 were there already." in done.out
    assert "3 claims below 0.95 left for review." in done.out
    run("export", "desk.gpkg", "--out", "out.csv")
    taken = [row for row in rows_of("out.csv") if row["claim_id"].startswith("x-")]
    assert [(row["place_as_written"], row["review"]) for row in taken] == [("Maardes", "unreviewed, 0.95")]
    assert len(rows_of("proposed.csv")) == 4
    done = run("extract", report, *WHEN, "--into", "desk.gpkg", "--accept-above", "0.99")
    assert "None of 4 claims has a confidence of 0.99 or more; nothing is taken." in done.out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("none.txt",), "none.txt: cannot be read (No such file or directory); check the path"),
        (("empty.txt",), "empty.txt: the file is empty"),
        (("https://example.org/news",), "nothing is fetched from the network; save the page"),
        (("report.txt", "--published", "Tuesday"), "--published: 'Tuesday' is not a date: write it as YYYY-MM-DD"),
        (("report.txt", "--case", "no-such-case"), "no case 'no-such-case'"),
        (("report.txt", "--near", "Atlantis"), "--near: 'Atlantis':"),
        (("report.txt", "--gazetteer", "none"), "none"),
        (("report.txt", "--out", "proposed.xlsx"), "--out: proposed.xlsx: give a name that ends in .csv"),
        (("report.txt", "--html", "page"), "--html: page: give a name that ends in .html"),
        (("report.txt", "--accept-above", "0.9"), "--accept-above: 0.9; needs --into"),
        (("report.txt", "--into", "x.gpkg", "--accept-above", "95"), "a confidence above 0 and up to 1"),
        (("report.txt", "--reports", "reports.csv"), "--reports: for folders and several files"),
        (("report.txt", "empty.txt"), "--out: several reports go into one table"),
        (("report.txt", "empty.txt", "--json"), "--json: for a single report"),
        (("folder", "--out", "p.csv"), "folder: no report in this folder (.txt,"),
        (("report.txt", "none.txt", "--out", "p.csv"), "none.txt: no such file or folder"),
    ],
)
def test_a_fault_is_one_line_and_leaves_no_file(
    run: Run,
    report: Path,
    arguments: tuple[str, ...],
    told: str,
) -> None:
    Path("empty.txt").touch()
    Path("folder").mkdir()
    assert_refused(run("extract", *arguments), told)
    assert {path.name for path in Path().iterdir()} == {"report.txt", "empty.txt", "folder"}


def test_the_report_itself_is_never_written_over(run: Run, report: Path) -> None:
    path = Path("claims.csv")
    path.write_text(TEXT, encoding="utf-8")
    assert_refused(run("extract", path, "--out", path), "is read by this very command; choose another name")
    assert path.read_text(encoding="utf-8") == TEXT


# -- the whole way, with the extraction itself --------------------------------------------------------------------


def test_text_that_is_pasted_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pasted:
        buffer = io.BytesIO(b"Syrian rebels captured Maardes and Kafr Raa on Tuesday, SOHR said.")

    monkeypatch.setattr(sys, "stdin", Pasted)
    done = run("extract", "-", *WHEN, "--case", "hama-2024", "--out", "proposed.csv")
    assert done.code == 0
    rows = rows_of("proposed.csv")
    assert [row["place_as_written"] for row in rows] == ["Maardes", "Kafr Raa"]
    assert {(r["kind"], r["actor"], r["event_date"]) for r in rows} == {("captured", "opposition", "2024-12-03")}
    assert {row["outlet"] for row in rows} == {"unnamed outlet (standard input)"}


def test_sides_of_one_s_own_are_named_in_a_small_file(run: Run) -> None:
    Path("a.txt").write_text(
        "In Syria, the Falcons of Ghab captured Maardes from the army on Tuesday.", encoding="utf-8"
    )
    Path("sides.csv").write_text("actor,theatre,language,names\nfalcons,syria,en,Falcons of Ghab\n", encoding="utf-8")
    done = run("extract", "a.txt", *WHEN, "--case", "hama-2024", "--actors", "sides.csv", "--out", "proposed.csv")
    assert [(row["actor"], row["against"]) for row in rows_of("proposed.csv")] == [("falcons", "government")]
    assert "Note: not among the actors of the case: falcons; add to actors.csv, or mend the claims" in done.out
    refused = run("import", "proposed.csv", "--into", "hama.gpkg")  # a ledger of its own takes any actor
    assert refused.code == 0
    assert_refused(run("extract", "a.txt", "--actors", "none.csv"), "none.csv: cannot be read as a table of actors")


def test_what_a_person_has_pinned_in_the_case_wins(run: Run) -> None:
    Path("mine").mkdir()
    Path("mine/claims.csv").write_text(
        "event_date,place_as_written,kind,actor,source\n2024-12-03,Hama,held,government,Daily\n", encoding="utf-8"
    )
    Path("mine/places.lock").write_text(
        "place_as_written,place_context,place_id,scope,note\nal-Samaqiyat,*,al-samaqiyat,place,the one near Hama\n",
        encoding="utf-8",
    )
    Path("a.txt").write_text("In Syria, rebels captured al-Samaqiyat on Tuesday.", encoding="utf-8")
    run("extract", "a.txt", *WHEN, "--case", "mine", "--out", "proposed.csv")
    assert [row["place_id"] for row in rows_of("proposed.csv")] == ["al-samaqiyat"]


def test_without_a_day_relative_days_stay_open(run: Run) -> None:
    Path("a.txt").write_text("Syrian rebels captured Maardes on Tuesday, SOHR said.", encoding="utf-8")
    done = run("extract", "a.txt", "--out", "proposed.csv")
    assert "“on Tuesday” stay open" in done.out
    assert [(row["event_date"], row["reported_date"]) for row in rows_of("proposed.csv")] == [("", "")]
    assert_refused(run("import", "proposed.csv", "--into", "x.gpkg"), "proposed.csv, row 2: column event_date is blank")


def test_a_claim_taken_unreviewed_and_reviewed_later_is_one_claim(run: Run, report: Path) -> None:
    sure = ("--into", "desk.gpkg", "--accept-above", "0.95")
    run("extract", report, *WHEN, *sure, "--out", "proposed.csv", "--html", "review.html", "--quiet")
    marks = {row["place_as_written"]: row["review"] for row in rows_of("proposed.csv")}
    assert marks == {"Maardes": "unreviewed, 0.95", "Kafr Raa": "", "Jabal Zayn al-Abidin": "", "Hama": ""}
    assert "already in the ledger (unreviewed, 0.95): Maardes" in Path("review.html").read_text(encoding="utf-8")
    done = run("import", "proposed.csv", "--into", "desk.gpkg")
    assert "3 claims added to desk.gpkg, 1 were there already." in done.out
    assert "0 claims taken into desk.gpkg unreviewed, 1 were there" in run("extract", report, *WHEN, *sure).out


def test_the_case_tells_which_war_a_report_is_of(run: Run) -> None:
    told = "Opposition fighters captured Morek and Suran on Monday. Government forces repelled an attack on Halfaya."
    Path("a.txt").write_text(told, encoding="utf-8")
    done = run("extract", "a.txt", *WHEN, "--case", "hama-2024", "--out", "proposed.csv")
    assert [row["actor"] for row in rows_of("proposed.csv")] == ["opposition", "opposition", "government"]
    assert "read as of the war “syria”" in done.out
    Path("all").mkdir()
    Path("a.txt").rename("all/a.txt")
    done = run("extract", "all", *WHEN, "--out", "many.csv")
    assert "Note on 1 report: No side of a known war is named, so that" in done.out
    done = run("extract", "all", *WHEN, "--near", "Hama", "--out", "many.csv")
    assert [row["actor"] for row in rows_of("many.csv")] == ["opposition", "opposition", "government"]


def test_a_war_elsewhere_gets_no_places_of_syria(run: Run) -> None:
    Path("a.txt").write_text("The RSF captured Bara in North Kordofan on Monday, the army said.", encoding="utf-8")
    done = run("extract", "a.txt", *WHEN, "--out", "proposed.csv")
    assert [(row["actor"], row["place_id"], row["lon"]) for row in rows_of("proposed.csv")] == [("rsf", "", "")]
    assert "No place is looked up" in done.out
    assert "1 claim stands at no point" in run("import", "proposed.csv", "--into", "x.gpkg").out
    (claim,) = json.loads(run("claims", "x.gpkg", "--json").out)
    assert (claim["place_as_written"], claim["place_id"]) == ("Bara", "")


def test_the_one_place_of_a_name_is_found_far_from_where_a_report_plays(run: Run) -> None:
    Path("a.txt").write_text("The SDF withdrew from Tel Rifaat and Manbij on Monday, SOHR said.", encoding="utf-8")
    run("extract", "a.txt", *WHEN, "--case", "hama-2024", "--out", "proposed.csv")
    assert [row["place_id"] for row in rows_of("proposed.csv")] == ["tell-rifaat", "manbij"]


def test_a_name_of_several_towns_says_not_where_a_report_plays(run: Run) -> None:
    Path("a.txt").write_text("Russian forces captured Selydove on Monday.", encoding="utf-8")
    done = run("extract", "a.txt", "--near", "Pokrovsk", "--gazetteer", "world")
    assert_refused(done, "--near: 'Pokrovsk' may be: ")
    assert "Pokrovsk (town, UA) at 48.2801 N 37.1771 E" in done.err
    done = run("extract", "a.txt", *WHEN, "--near", "48.2801 N 37.1771 E", "--gazetteer", "world", "--out", "p.csv")
    assert (done.code, [row["actor"] for row in rows_of("p.csv")]) == (0, ["russia"])


def test_the_day_that_the_first_lines_print_is_that_of_publication(run: Run) -> None:
    told = "HAMA, Syria, Dec. 4, 2024 (Agency) — Syrian rebels captured Maardes on Tuesday, SOHR said."
    Path("a.txt").write_text(told, encoding="utf-8")
    done = run("extract", "a.txt", "--out", "proposed.csv")
    assert [(r["event_date"], r["reported_date"]) for r in rows_of("proposed.csv")] == [("2024-12-03", "2024-12-04")]
    assert "its first lines say: published 2024-12-04" in done.out
    run("extract", "a.txt", "--published", "2024-12-11", "--out", "proposed.csv")
    assert [(r["event_date"], r["reported_date"]) for r in rows_of("proposed.csv")] == [("2024-12-10", "2024-12-11")]


def test_an_actor_that_nobody_lists_is_told_of_when_a_ledger_begins(run: Run, report: Path) -> None:
    run("extract", report, *WHEN, "--out", "proposed.csv", "--quiet")
    path = Path("proposed.csv")
    path.write_text(path.read_text(encoding="utf-8").replace(",opposition,", ",martians,", 1), encoding="utf-8")
    told = run("import", path, "--into", "desk.gpkg").out
    assert "Actors that no table lists, by number of claims: martians (1). Check the spelling." in told


def test_a_report_without_a_claim_says_so(run: Run) -> None:
    Path("weather.txt").write_text("It rained all day, and the match was put off.", encoding="utf-8")
    done = run("extract", "weather.txt", *WHEN, "--out", "proposed.csv")
    assert done.code == 0
    assert "No claim of who took, held, left or failed to take a place is found." in done.out
    assert rows_of("proposed.csv") == []


def test_hostile_text_cannot_move_the_cursor(run: Run) -> None:
    Path("a.txt").write_text(f"\x1b[2J[red]Rebels captured Maardes.[/red]\u202e {ARABIC}", encoding="utf-8")
    done = run("extract", "a.txt", *WHEN)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "\u202e" not in done.out
    assert "[red]Rebels captured Maardes" in done.out

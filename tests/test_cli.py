"""The command line: what it prints, how it fails, and what it leaves behind."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from test_report import SEED_PLACES

import frontline
from frontline.cli import main
from frontline.cli._claims import CLAIM_COLUMNS
from frontline.cli._shared import MAX_FAULTS

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(frontline.__file__).parents[1]
CLAIMS = Path(frontline.__file__).parent / "datasets/hama_2024/claims.csv"
HEADER = "claim_id,event_date,place_as_written,kind,actor,source\n"
ROW = "A1,2024-12-03,Maardes,captured,red,Gazette\n"
PLACE_HEADER = (
    "place_id,name,name_ar,variants,kind,lon,lat,governorate,geonames_id,coordinate_source,precision_m,note\n"
)
COMMANDS = (
    *("resolve", "report", "map", "distance", "areas", "claims", "why", "history", "import", "export", "retract"),
    *("extract", "log", "check", "compare", "influence", "unassessed", "sources"),
)


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., Done]:
    """Run the command line in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["frontline", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
            raise SystemExit(0)
        told = capsys.readouterr()
        assert isinstance(end.value.code, int)
        return Done(end.value.code, told.out, told.err)

    return call


def shell(folder: Path, *arguments: str | bytes, **environment: str) -> Done:
    """Run the entry point in a process of its own, as a shell does."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "from frontline.cli import main; main()", *arguments],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def assert_refused(done: Done, *words: str) -> None:
    """One line on standard error, which says all of this; nothing on the other; exit code 2."""
    assert done.code == 2
    assert done.out == ""
    assert len(done.err.splitlines()) == 1, done.err
    assert done.err.startswith("frontline: ")
    for word in words:
        assert word in done.err, done.err


def own_case(folder: Path, claims: str | bytes, **tables: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "claims.csv").write_bytes(claims if isinstance(claims, bytes) else claims.encode())
    for name, text in tables.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


# -- help -----------------------------------------------------------------------------------------------------------


def test_help_teaches_each_command_with_an_example(run: Callable[..., Done]) -> None:
    overview = run("--help")
    assert overview.code == 0
    assert "2 bad input" in " ".join(overview.out.split())
    for command in COMMANDS:
        told = run(command, "--help")
        assert f"  {command}" in overview.out
        assert told.code == 0
        assert f"Example: frontline {command} " in " ".join(told.out.split())


def test_the_program_says_its_version(run: Callable[..., Done]) -> None:
    assert run("--version") == Done(0, f"{version('frontline')}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["resolve", "Hama"]])
def test_help_and_names_import_nothing_heavy(tmp_path: Path, arguments: list[str]) -> None:
    script = (
        "import sys; from frontline.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*{'geopandas', 'pandas', 'folium', 'matplotlib', 'shapely'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stderr.split() == []


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed", "place_id"),
    [("al-Samaqiyat", "al-samaqiyat"), ("Kafr Ra'a", "kafraa"), ("Ma'ar Shahrur", "maar-shahhur"),
     ("Ma'ar Des", "maardes"), ("معردس", "maardes"), ("Mount Zayn al-Abidin", "jabal-zayn-al-abidin"),
     ("Hama city", "hama")],
)  # fmt: skip
def test_a_name_as_the_seed_prints_it_finds_its_place(run: Callable[..., Done], printed: str, place_id: str) -> None:
    done = run("resolve", printed, "--near", "Hama")
    assert done.code == 0
    assert f"[{place_id}]" in done.out.splitlines()[1]


def test_the_json_of_a_name_holds_the_place_the_reason_and_its_rivals(run: Callable[..., Done]) -> None:
    done = run("resolve", "Kafr Ra'a", "Ma'ar Des", "--near", "Hama", "--json")
    first, second = json.loads(done.out)
    assert done.code == 0
    assert [a["status"] for a in (first, second)] == ["resolved", "resolved"]
    assert second["place"]["place_id"] == "maardes"
    assert set(second["place"]) >= {"name", "name_ar", "kind", "lon", "lat", "precision_m", "source", "licence"}
    assert first["reason"] and all(0 <= c["score"] <= 1 for c in first["candidates"])
    assert all(c["distance_km"] >= 0 for c in first["candidates"])


@pytest.mark.parametrize(
    ("printed", "status"), [("", "unknown"), ("a" * 5_000, "unknown"), ("Zzyx", "unknown"), ("al-Zahraa", "ambiguous")]
)
def test_a_name_without_one_answer_ends_with_exit_code_1(run: Callable[..., Done], printed: str, status: str) -> None:
    done = run("resolve", printed)
    assert (done.code, done.err) == (1, "")
    assert done.out.splitlines()[0].endswith(f": {status}")
    assert max(len(line) for line in done.out.splitlines()) < 400
    (answer,) = json.loads(run("resolve", printed, "--json").out)
    assert answer["status"] == status and answer["place"] is None and answer["reason"]


def test_one_unknown_name_among_good_ones_is_enough_for_exit_code_1(run: Callable[..., Done]) -> None:
    done = run("resolve", "Hama", "Zzyx")
    assert done.code == 1
    assert "Hama: resolved" in done.out and "Zzyx: unknown" in done.out


def test_a_name_cannot_steer_the_terminal(run: Callable[..., Done]) -> None:
    done = run("resolve", "\x1b[2J\x9b31mHama\u202e\r\nforged: resolved\x07")
    assert not {"\x1b", "\x9b", "\u202e", "\r", "\x07"} & set(done.out + done.err)
    assert "forged: resolved" not in done.out.splitlines()


def test_bytes_that_are_no_text_are_an_unknown_name(tmp_path: Path) -> None:
    done = shell(tmp_path, "resolve", b"Ham\xff")
    assert (done.code, done.err) == (1, "")
    assert "unknown" in done.out
    (answer,) = json.loads(shell(tmp_path, "resolve", b"Ham\xff", "--json").out)
    assert answer["query"] == "Ham\udcff"


def test_arabic_reaches_a_file_whatever_the_locale(tmp_path: Path) -> None:
    done = shell(tmp_path, "resolve", "Maardes", PYTHONIOENCODING="ascii", LC_ALL="C")
    assert done.code == 0
    assert "معردس" in done.out


# -- claims and reasons -----------------------------------------------------------------------------------------------


def test_the_claims_come_out_as_they_were_coded_with_their_places(run: Callable[..., Done]) -> None:
    with CLAIMS.open(encoding="utf-8", newline="") as file:
        coded = {row["claim_id"]: row for row in csv.DictReader(file)}
    done = run("claims", "hama-2024", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.out), strict=True))
    assert done.code == 0
    assert tuple(rows[0]) == CLAIM_COLUMNS
    assert len(rows) == len(coded) == 1_068
    assert {row["claim_id"] for row in rows} == set(coded)
    for row in rows:
        assert row["place_as_written"].lstrip("'") == coded[row["claim_id"]]["place_as_written"].lstrip("'")
        assert row["place_id"] or row["scope"] == "none"
        assert row["placed_because"]


def test_the_json_of_claims_holds_what_the_csv_holds(run: Callable[..., Done]) -> None:
    rows = json.loads(run("claims", "hama-2024", "--place", "Maardes", "--json").out)
    assert rows and {row["place_id"] for row in rows} == {"maardes"}
    assert set(rows[0]) == set(CLAIM_COLUMNS)


def test_filters_narrow_the_claims_down(run: Callable[..., Done]) -> None:
    def ids(*options: str) -> set[str]:
        return {row["claim_id"] for row in json.loads(run("claims", "hama-2024", "--json", *options).out)}

    everything = ids()
    for options in (
        ["--kind", "captured"], ["--actor", "government"], ["--claimant", "sohr"], ["--outlet", "enab"],
        ["--from", "2024-12-04"], ["--to", "2024-12-04"],
    ):  # fmt: skip
        assert set() < ids(*options) < everything
    both = ids("--from", "2024-12-03", "--to", "2024-12-04", "--kind", "captured")
    assert both == ids("--from", "2024-12-03") & ids("--to", "2024-12-04") & ids("--kind", "captured")


def test_no_claim_that_fits_is_an_answer_with_exit_code_1(run: Callable[..., Done]) -> None:
    assert run("claims", "hama-2024", "--claimant", "nobody at all") == Done(1, "0 of 1068 claims\n", "")
    assert json.loads(run("claims", "hama-2024", "--claimant", "nobody at all", "--json").out) == []


@pytest.mark.parametrize(("place_id", "holder"), SEED_PLACES.items())
def test_why_names_holder_rule_and_voices(run: Callable[..., Done], place_id: str, holder: str) -> None:
    dates = ("--valid", "2024-12-04", "--known", "2024-12-05")
    told = json.loads(run("why", place_id, *dates, "--json").out)
    assert (told["place_id"], told["holder"]) == (place_id, holder)
    assert told["rule"] and told["valid"] == "end of 4 December 2024 (UTC)"
    assert abs(sum(told["probability"].values()) - 1) < 1e-6
    words = run("why", place_id, *dates)
    assert words.code == 0
    assert told["rule"] in words.out
    for evidence in told["evidence"]:
        assert all(claim_id in words.out for claim_id in evidence["claim_ids"])


def test_distance_says_the_number_its_range_and_what_fixes_it(run: Callable[..., Done]) -> None:
    dates = ("--valid", "2024-12-04", "--known", "2024-12-05")
    told = json.loads(run("distance", "Hama", *dates, "--json").out)
    near = told["measures"][0]
    assert told["city"] == "hama"
    assert near["unit"] == "km" and near["low"] <= near["value"] <= near["high"] and len(near["basis"]) == 2
    assert len(told["measures"]) == 19
    assert told["measures"][-1]["name"] == "share_of_bearings_closed"
    words = run("distance", "Hama", *dates)
    assert words.code == 0
    assert words.out.startswith(f"Front {near['value']:.1f} km (")
    assert len([line for line in words.out.splitlines() if line.startswith("  ")]) == 16


def test_claims_cannot_steer_the_terminal(run: Callable[..., Done], tmp_path: Path) -> None:
    claims = (
        HEADER
        + 'A1,2024-12-03,Maardes,captured,"re\x1bd","Gaz\u202eette\x1b[2J"\n'
        + ('A2,2024-12-03,"Zzyx\nA3  forged",captured,"re\x1bd",Gazette\n')
    )
    case = own_case(tmp_path / "case", claims)
    for arguments in (["claims", case], ["why", "Maardes", "--case", case]):
        done = run(*arguments)
        assert done.code == 0
        assert not {"\x1b", "\u202e"} & set(done.out + done.err)
        assert not [line for line in done.out.splitlines() if line.startswith("A3")]


def test_a_reader_that_stops_early_is_no_error(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", "from frontline.cli import main; main()", "claims", "hama-2024"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


# -- maps and reports -------------------------------------------------------------------------------------------------


def test_a_quiet_map_is_written_and_nothing_is_said(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("map", "hama-2024", "--valid", "2024-12-04", "--out", "new/folder/hama.HTML", "--quiet")
    assert done == Done(0, "", "")
    assert "startFrontline" in (tmp_path / "new/folder/hama.HTML").read_text(encoding="utf-8")


def test_the_packaged_templates_are_written_out_to_start_from(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("report", "--print-templates", "mine")
    assert (done.code, done.err) == (0, "")
    names = ["parts.html.jinja", "report.css", "report.html.jinja", "report.md.jinja", "report.typ"]
    assert sorted(p.name for p in (tmp_path / "mine").iterdir()) == names
    assert "report.typ" in done.out and "all are there" in run("report", "--print-templates", "mine").out


def test_a_faulty_template_is_one_line_and_leaves_nothing(run: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/report.md.jinja").write_text("# {{ report.titel }}", encoding="utf-8")
    case = own_case(tmp_path / "case", HEADER + ROW)
    assert_refused(run("report", case, "--out", "out", "--template", "mine"), "report.md.jinja, line 1", "titel")
    assert not (tmp_path / "out").exists()


def test_a_report_does_not_write_over_the_tables_of_its_case(run: Callable[..., Done], tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", HEADER + ROW)
    assert_refused(run("report", case, "--out", case), "is the folder of the case")
    assert [p.name for p in case.iterdir()] == ["claims.csv"]


def test_a_map_says_what_it_shows_and_where_it_is(run: Callable[..., Done], tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", HEADER + ROW)
    done = run("map", case, "--out", "a.svg")
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[1] == "Written to a.svg"
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<?xml")


# -- bad input --------------------------------------------------------------------------------------------------------

REPORT = ("report", "hama-2024", "--out", "out")
BAD_WORDS = {
    "an unknown case": (("report", "nope", "--out", "out"), ("'nope'", "hama-2024", "claims.csv")),
    "an unknown place to measure from": ((*REPORT, "--city", "Zzyx"), ("'Zzyx'", "nearest spelling")),
    "an ambiguous place": (("why", "al-Zahraa"), ("'al-Zahraa'", "ambiguous", "would decide")),
    "no place at all": (("distance", ""), ("the name is empty",)),
    "a malformed date": ((*REPORT, "--valid", "4 December"), ("'4 December'", "YYYY-MM-DD")),
    "a day that no month has": ((*REPORT, "--known", "2024-02-30"), ("'2024-02-30'", "YYYY-MM-DD")),
    "an hour without a zone": ((*REPORT, "--valid", "2024-12-04T18:00"), ("2024-12-04T18:00Z",)),
    "a day before the case": ((*REPORT, "--valid", "2020-01-01"), ("2024-11-26", "choose a later --valid")),
    "a day long after it": ((*REPORT, "--valid", "2034-01-01"), ("2024-12-08", "choose an earlier --valid")),
    "the last day of the calendar": ((*REPORT, "--valid", "9999-12-31"), ("9999-12-31",)),
    "a last brief that is no day": ((*REPORT, "--since", "Sunday"), ("'Sunday'", "YYYY-MM-DD")),
    "a last brief of the same day": ((*REPORT, "--since", "2024-12-08"), ("--since 2024-12-08", "not before")),
    "templates that are not there": ((*REPORT, "--template", "mine"), ("mine", "no such folder", "--print-templates")),
    "a malformed filter date": (("claims", "hama-2024", "--from", "soon"), ("'soon'", "YYYY-MM-DD")),
    "an unknown palette": ((*REPORT, "--palette", "neon"), ("--palette", "'neon'", "customary, safe")),
    "an unknown kind": (("claims", "hama-2024", "--kind", "stormed"), ("--kind", "'stormed'", "captured")),
    "an unknown actor": (("claims", "hama-2024", "--actor", "them"), ("--actor", "'them'", "government")),
    "a radius without a centre": (("resolve", "Hama", "--within", "5"), ("--within", "--near")),
    "a radius below nothing": (("resolve", "X", "--near", "Hama", "--within", "-5"), ("--within", "above 0")),
    "a radius that is no number": (("resolve", "X", "--near", "Hama", "--within", "nan"), ("--within", "above 0")),
    "an unknown centre": (("resolve", "Hama", "--near", "Zzyx"), ("--near", "'Zzyx'")),
    "a map of no known form": (("map", "hama-2024", "--out", "a.bmp"), ("--out", "a.bmp", ".svg", ".mp4")),
    "a map of no known size": (("map", "hama-2024", "--out", "a.png", "--size", "a5"), ("--size", "a5", "16:9")),
    "a map in no known language": (("map", "hama-2024", "--out", "a.png", "--lang", "fr"), ("--lang", "fr", "both")),
    "a page in a format of paper": (("map", "hama-2024", "--out", "a.html", "--size", "a4"), ("--size", ".html")),
    "a pair of no known kind": (
        ("map", "hama-2024", "--out", "a.png", "--pair", "x", "--from", "2024-12-01"),
        ("--pair", "'x'", "change"),
    ),
    "a pair of one date": (("map", "hama-2024", "--out", "a.png", "--pair", "side"), ("--pair", "--from")),
    "an earlier date without a use": (
        ("map", "hama-2024", "--out", "a.png", "--from", "2024-12-01"), ("--from", "--strip"),
    ),
    "a pair that is a strip": (
        ("map", "hama-2024", "--out", "a.png", "--pair", "side", "--from", "2024-12-01", "--strip"),
        ("--pair", "--strip"),
    ),
    "a strip that moves": (("map", "hama-2024", "--out", "a.gif", "--strip"), ("--strip", ".png")),
    "a film in a format of paper": (("map", "hama-2024", "--out", "a.gif", "--size", "a4"), ("a4", "square")),
    "a pair of dates the wrong way round": (
        ("map", "hama-2024", "--out", "a.png", "--pair", "side", "--from", "2024-12-04", "--valid", "2024-12-04"),
        ("2024-12-04", "--from"),
    ),
    "a pair that begins before the case": (
        ("map", "hama-2024", "--out", "a.png", "--pair", "side", "--from", "2024-10-04", "--valid", "2024-12-04"),
        ("2024-10-04", "--from"),
    ),
    "a film that ends before it begins": (
        ("map", "hama-2024", "--out", "a.gif", "--from", "2024-12-05", "--valid", "2024-12-04"),
        ("2024-12-05", "--from"),
    ),
    "a map without a form": (("map", "hama-2024", "--out", "out"), ("--out", ".svg")),
}


@pytest.mark.parametrize("fault", BAD_WORDS)
def test_a_bad_word_is_one_line_and_leaves_nothing(run: Callable[..., Done], tmp_path: Path, fault: str) -> None:
    arguments, words = BAD_WORDS[fault]
    assert_refused(run(*arguments), *words)
    assert list(tmp_path.iterdir()) == []


BAD_TABLES: dict[str, tuple[str | bytes, dict[str, str], tuple[str, ...]]] = {
    "a missing column": (HEADER.replace("kind,", "") + ROW, {}, ("claims.csv, row 1", "column kind missing", "add")),
    "a duplicate id": (HEADER + ROW + ROW, {}, ("claims.csv, row 3", "claim_id", "'A1'", "row 2", "give each")),
    "a latitude of 95": (
        HEADER + ROW,
        {"places__csv": f"{PLACE_HEADER}x,X,,,village,36.7,95,Hama,,made up,500,\n"},
        ("places.csv, row 2", "column lat", "95", "-90..90"),
    ),
    "an empty file": ("", {}, ("claims.csv", "empty", "it needs a header line")),
    "a file with spaces alone": (" \n\n", {}, ("claims.csv", "empty")),
    "a header without rows": (HEADER, {}, ("claims.csv", "no claims", "add at least one row")),
    "a file that is not UTF-8": ((HEADER + ROW.replace("Maardes", "Maardès")).encode("latin-1"), {},
                                 ("claims.csv, row 2", "not UTF-8", "save the file as UTF-8")),
    "a date as none is written": (HEADER + ROW.replace("12-03", "13-03"), {}, ("claims.csv, row 2", "YYYY-MM-DD")),
    "a year mistyped": (HEADER + ROW + ROW.replace("A1,2024", "A2,0204"), {}, ("0204-12-02", "correct the dates")),
    "a kind that is none": (HEADER + ROW.replace("captured", "stormed"), {}, ("row 2", "column kind", "captured")),
    "a row cut short": (HEADER + "A1,2024-12-03\n", {}, ("claims.csv, row 2", "2 cells under 6 columns")),
    "a colour that is none": (
        HEADER + ROW,
        {"actors__csv": "actor_id,name,code,customary_colour,safe_colour\nred,Red,R,red,#ff0000\n"},
        ("actors.csv, row 2", "write #rrggbb"),
    ),
    "an actor that the case has not": (
        HEADER + ROW,
        {"actors__csv": "actor_id,name,code,customary_colour,safe_colour\nblue,B,B,#0000ff,#0000ff\n"},
        ("claims.csv, row 2", "column actor", "actors.csv"),
    ),
    "a city that is no place": (HEADER + ROW, {"case__toml": "city = 'nowhere'"}, ("case.toml", "'nowhere'")),
    "a case.toml that is none": (HEADER + ROW, {"case__toml": "city ="}, ("case.toml", "TOML")),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD_TABLES)
def test_a_bad_table_is_one_line_and_leaves_nothing(run: Callable[..., Done], tmp_path: Path, fault: str) -> None:
    claims, tables, words = BAD_TABLES[fault]
    case = own_case(tmp_path / "case", claims, **tables)
    assert_refused(run("report", case, "--out", "out"), *words)
    assert [p.name for p in tmp_path.iterdir()] == ["case"]


def test_each_fault_of_a_table_has_its_line_up_to_a_limit(run: Callable[..., Done], tmp_path: Path) -> None:
    rows = [ROW.replace("A1", f"A{n}").replace("captured", "stormed") for n in range(MAX_FAULTS + 5)]
    done = run("claims", own_case(tmp_path / "case", HEADER + "".join(rows)))
    lines = done.err.splitlines()
    assert done.code == 2
    assert len(lines) == MAX_FAULTS + 1
    assert lines[0].startswith("frontline: claims.csv, row 2:") and lines[-1] == "frontline: and 5 more"


def test_a_folder_without_claims_says_what_is_missing(run: Callable[..., Done], tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    assert_refused(run("claims", "case"), "claims.csv", "No such file")


def test_a_table_cannot_steer_the_terminal_with_its_faults(run: Callable[..., Done], tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", "x\x1b[2J,x\x1b[2J," + HEADER + "1,2," + ROW)
    assert_refused(run("claims", case), "twice")
    assert "\x1b" not in run("claims", case).err


@pytest.mark.parametrize("command", ["report", "map"])
def test_what_cannot_be_written_is_one_line_and_nothing_is_lost(
    run: Callable[..., Done], tmp_path: Path, command: str
) -> None:
    case = own_case(tmp_path / "case", HEADER + ROW)
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    under = taken / "a.html" if command == "map" else taken / "sub"
    assert_refused(run(command, case, "--out", under), "cannot be written", "choose another --out")
    if command == "report":
        assert_refused(run(command, case, "--out", taken), "is a file", "choose a folder for --out")
    else:
        (tmp_path / "a.html").mkdir()
        assert_refused(run(command, case, "--out", "a.html"), "cannot be written")
    assert taken.read_text(encoding="utf-8") == "mine"
    assert {p.name for p in tmp_path.rglob("*")} <= {"case", "claims.csv", "taken", "a.html"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["report", "hama-2024"], "'--out'"), (["storm"], "'storm'"), (["resolve"], "NAME"), (["--loud"], "--loud"),
     (["resolve", "Hama", "--near", "Homs", "--within", "far"], "'--within'")],
)  # fmt: skip
def test_a_word_that_no_command_knows_ends_in_one_plain_line(
    run: Callable[..., Done], arguments: list[str], words: str
) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    last = done.err.splitlines()[-1]
    assert last.startswith("Error: ") and words in last
    assert not set("╭│╰") & set(done.err)
    assert "--help" in done.err


def test_a_fault_in_a_process_of_its_own_is_told_the_same(tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", HEADER + ROW, places__csv=f"{PLACE_HEADER}x,X,,,village,36.7,95,,,made up,,\n")
    assert_refused(shell(tmp_path, "report", str(case), "--out", "out"), "places.csv, row 2", "column lat")
    assert_refused(shell(tmp_path, "report", "nope", "--out", "out"), "no case 'nope'")
    assert not (tmp_path / "out").exists()


AREA = '{"type":"Polygon","coordinates":[[[36.2,34.8],[36.8,34.8],[36.8,35.2],[36.2,35.2],[36.2,34.8]]]}'


def test_a_spreadsheet_alone_gives_areas_front_and_band(run: Callable[..., Done], tmp_path: Path) -> None:
    import pyogrio

    (tmp_path / "places.csv").write_text("lon,lat,actor\n36.4,35.0,north\n36.6,35.0,south\n36.6,35.0,north\n")
    (tmp_path / "area.geojson").write_text(AREA)
    done = run("areas", "places.csv", "--mask", "area.geojson", "--out", "areas.gpkg", "--band", "0.8")
    assert done.code == 0, done.err
    assert "band of 80%" in done.out
    assert "places.csv, row 4: north overruled" in done.out
    assert [name for name, _ in pyogrio.list_layers("areas.gpkg").tolist()] == ["areas", "front", "band"]


def test_a_case_gives_the_same_layers(run: Callable[..., Done], tmp_path: Path) -> None:
    done = run("areas", "hama-2024", "--valid", "2024-12-04", "--out", "day.geojson", "--quiet")
    assert (done.code, done.out) == (0, "")
    collection = json.loads((tmp_path / "day.geojson").read_text(encoding="utf-8"))
    assert {f["properties"]["layer"] for f in collection["features"]} == {"areas", "front", "band"}
    assert collection["valid"].startswith("end of 4 December 2024")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("places.csv", "--out", "a.shp"), ("--out", ".gpkg")),
        (("places.csv", "--out", "a.gpkg", "--band", "90"), ("--band", "0.9 is usual")),
        (("places.csv", "--out", "a.gpkg", "--reach", "0"), ("--reach", "above 0")),
        (("places.csv", "--out", "a.gpkg", "--mask", "none.geojson"), ("none.geojson", "no such file")),
        (("places.csv", "--out", "a.gpkg", "--valid", "2024-12-04"), ("--valid", "one date only")),
        (("hama-2024", "--out", "a.gpkg", "--reach", "5"), ("--reach", "a case brings its own land")),
        (("swapped.csv", "--out", "a.gpkg", "--mask", "area.geojson"), ("lon and lat look swapped",)),
    ],
)
def test_areas_that_cannot_be_drawn_are_refused(
    run: Callable[..., Done], tmp_path: Path, arguments: tuple[str, ...], words: tuple[str, ...]
) -> None:
    (tmp_path / "places.csv").write_text("lon,lat,actor\n36.4,35.0,north\n36.6,35.0,south\n")
    (tmp_path / "swapped.csv").write_text("lon,lat,actor\n35.0,36.4,north\n35.0,36.6,south\n")
    (tmp_path / "area.geojson").write_text(AREA)
    assert_refused(run("areas", *arguments), *words)
    assert not (tmp_path / "a.gpkg").exists()


def test_distance_runs_over_days_and_draws_them(run: Callable[..., Done], tmp_path: Path) -> None:
    span = ("--from", "2024-12-02", "--to", "2024-12-05", "--known", "2024-12-05")
    done = run("distance", "Hama", *span, "--plot", "out.svg", "--json")
    told = json.loads(done.out)
    assert [m["day"] for m in told["series"]] == [f"2024-12-0{n}" for n in (2, 3, 4, 5)]
    assert {m["name"] for m in told["span"]} >= {"nearest_ever", "advance", "area_change"}
    assert {c["verdict"] for c in told["claims"]} >= {"agrees", "within the range"}
    assert (tmp_path / "out.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert_refused(run("distance", "Hama", "--plot", "out.gif", "--from", "2024-12-02"), "--plot", ".svg")
    assert_refused(run("distance", "Hama", "--to", "2024-12-02"), "need --from")
    assert_refused(run("distance", "Hama", "--from", "2024-12-05", "--to", "2024-12-02"), "before it begins")
    assert_refused(run("distance", "Hama", "--from", "2023-12-05", "--to", "2024-12-02"), "the case runs from")

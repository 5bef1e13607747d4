"""The command that reads reports and proposes claims: one report shown with its claims marked, many into one table."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from frontline.cli._ledger import By, draw_assessed, fail_with_all, login, read_instant, tell_doubts
from frontline.cli._shared import AsJson, counting, fail, plain, progress, spare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.datasets import Imported
    from frontline.extraction import Extraction
    from frontline.intake import Desk, Outcome, Report, Setting

    Row = dict[str, str]
    Found = tuple[Report, Extraction]

MAX_REVIEWED = 100
"""Reports on one review page: more than a person goes through in a sitting, and the page stays small."""


def extract(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="Reports (.txt .md .html .docx .pdf), folders, or - .")
    ],
    published: Annotated[
        str | None, typer.Option("--published", help="Day of publication, from which “on Tuesday” counts: 2024-12-04.")
    ] = None,
    outlet: Annotated[str, typer.Option("--outlet", help="Who published it.")] = "",
    case: Annotated[str, typer.Option("--case", help="Case whose places and actors it is about.")] = "",
    near: Annotated[str, typer.Option("--near", help="Place it is about. Default: the city of the case.")] = "",
    gazetteer: Annotated[
        list[str] | None, typer.Option("--gazetteer", help="Table of places: installed name or file; may be repeated.")
    ] = None,
    actors: Annotated[Path | None, typer.Option("--actors", help="File of further actors and their names.")] = None,
    reports: Annotated[
        Path | None,
        typer.Option("--reports", help="Table with file, published, outlet, url. Default: reports.csv of the folder."),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="CSV of the proposed claims, to review and import.")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Page to review them in any browser, offline.")] = None,
    into: Annotated[str | None, typer.Option("--into", help="Ledger to take claims into, with --accept-above.")] = None,
    accept_above: Annotated[
        float | None, typer.Option("--accept-above", help="Take claims of this confidence unreviewed: 0.95.")
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Propose claims from the text of reports, for a person to accept, mend or reject.

    One report is printed with its claims marked; several, or a folder, go into one table. A run that was stopped goes
    on where it stopped. What cannot be read is listed at the end (exit code 2), and does not stop the rest.

    Example: frontline extract report.txt --published 2024-12-04 --case hama-2024 --out proposed.csv
    """
    _check(out, html, into, accept_above, as_json)
    setting = _setting(published, outlet, case, near, gazetteer, actors)
    take = _Taking(into, accept_above, by, quiet)
    if files == ["-"] or (len(files) == 1 and not Path(files[0]).is_dir()):
        if reports is not None:
            fail("--reports: for folders and several files; say --published and --outlet of a single one")
        rows = _single(files[0], setting, take, out, html, as_json, quiet)
        faults: list[str] = []
        if not quiet and not as_json:
            _tell_written(len(rows), out, html, into)
    else:
        if as_json:
            fail("--json: for a single report; several go into the table named by --out")
        rows, faults = _many([Path(f) for f in files], setting, take, reports, out, html, quiet)
    if faults:
        _fail_with_bad(faults, len(rows))


def _check(out: Path | None, html: Path | None, into: str | None, accept_above: float | None, as_json: bool) -> None:
    """Refuse options that do not go together, rather than pass over one."""
    for option, path, ending in (("--out", out, ".csv"), ("--html", html, ".html")):
        if path is not None and path.suffix.lower() != ending:
            fail(f"{option}: {path}: give a name that ends in {ending}")
    if into is not None and accept_above is None:
        fail(
            "--into: nothing enters a ledger unreviewed: review --out or --html and import it, or say from which "
            "confidence on claims are taken as they are (--accept-above 0.95)"
        )
    if accept_above is not None and (into is None or not 0 < accept_above <= 1):
        fail(f"--accept-above: {accept_above:g}; needs --into, and a confidence above 0 and up to 1")
    if as_json and into is not None:
        fail("--json: not with --into; what was taken is told in words")


def _setting(
    published: str | None, outlet: str, case: str, near: str, gazetteer: list[str] | None, actors: Path | None
) -> Setting:
    from frontline.dates import parse_day
    from frontline.errors import DateError
    from frontline.intake import Setting, Told

    try:
        day = parse_day(published) if published else None
    except DateError as error:
        fail(f"--published: {error}")
    return Setting(
        case=case,
        tables=tuple(gazetteer or ()),
        actors=str(actors) if actors else "",
        near=near,
        told=Told(published=day, outlet=outlet),
    )


# -- one report ---------------------------------------------------------------------------------------------------


def _single(
    file: str, setting: Setting, take: _Taking, out: Path | None, html: Path | None, as_json: bool, quiet: bool
) -> Sequence[Row]:
    from frontline.intake import open_desk, proposed_rows, tie_statements, write_proposed

    with progress(quiet or as_json) as step:
        step("reading")
        report = _read(file)
        for path in (out, html):
            if path is not None:
                spare(path, file if file != "-" else None, setting.actors or None, *setting.tables)
        desk = open_desk(setting)
        report, found = desk.extract(report)
    rows: Sequence[Row] = tie_statements(proposed_rows(found, report, desk.register))
    if as_json:
        from frontline.cli._marked import to_json

        print(json.dumps(to_json(report, found, rows), ensure_ascii=False, indent=2))
    elif not quiet:
        from frontline.cli._marked import show

        show(report, found)
    rows = take.mark(rows)
    if out is not None:
        write_proposed(out, rows)
    if html is not None:
        _write_page(html, [(report, found)], desk, rows)
    return rows


def _read(file: str) -> Report:
    from frontline.intake import MAX_BYTES, parse_report, read_report

    if file == "-":
        return parse_report(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input")
    if file.lower().startswith(("http://", "https://")):
        fail(f"{file}: nothing is fetched from the network; save the page and give its file, or paste its text into -")
    return read_report(file)


def _tell_written(count: int, out: Path | None, html: Path | None, into: str | None) -> None:
    written = [str(path) for path in (out, html) if path is not None]
    if written:
        print(plain(f"{_claims(count)} proposed, written to {', '.join(written)}. Review, then frontline import."))
    elif count and into is None:
        print("Nothing is written: --out makes a table of them, --html a page to review them.")


def _claims(count: int) -> str:
    return _many_of(count, "claim")


def _many_of(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _write_page(path: Path, found: Sequence[Found], desk: Desk, rows: Sequence[Row]) -> None:
    from frontline.intake import write_review

    write_review(path, found, desk, {row["claim_id"]: row["review"] for row in rows if row["review"]})


# -- many reports -------------------------------------------------------------------------------------------------


def _many(
    paths: list[Path],
    setting: Setting,
    take: _Taking,
    table: Path | None,
    out: Path | None,
    html: Path | None,
    quiet: bool,
) -> tuple[Sequence[Row], list[str]]:
    from frontline.intake import (
        SUFFIXES,
        find_reports,
        pass_over,
        propose_all,
        tie_statements,
        write_proposed,
    )

    if out is None:
        fail("--out: several reports go into one table; give its name")
    files = find_reports(paths, SUFFIXES)
    beside, setting = _with_table(table, paths, files, setting, quiet=quiet)
    for path in (out, html):
        if path is not None:
            spare(path, *files.values(), beside, setting.actors or None)
    if html is not None and any(p.is_dir() and html.resolve().is_relative_to(p.resolve()) for p in paths):
        fail(f"--html: {html}: lies in the folder that is read, and would be read as a report; choose another place")
    if html is not None and len(files) > MAX_REVIEWED:
        fail(f"--html: {len(files)} reports; a page holds {MAX_REVIEWED}: review a part of them, or the table")
    kept = out.with_name(f"{out.name}.part")
    if not quiet:
        _tell_strange(pass_over(paths, [*files.values(), out, kept, *([beside] if beside else [])]), SUFFIXES)
    try:
        with counting(len(files)) as step:
            outcomes = propose_all(files, setting, kept, step)
    except KeyboardInterrupt:
        print("\nfrontline: stopped; the same command goes on from here", file=sys.stderr)
        raise SystemExit(130) from None
    rows = take.mark(tie_statements(row for outcome in outcomes for row in outcome.rows))
    write_proposed(out, rows)
    if html is not None:
        _review_many(html, files, outcomes, setting, rows)
    kept.unlink(missing_ok=True)
    if not quiet:
        _tell_many(outcomes, rows, out, html)
    return rows, [outcome.fault for outcome in outcomes if outcome.fault]


def _tell_strange(names: list[str], suffixes: tuple[str, ...]) -> None:
    if names:
        listed = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        print(plain(f"Passed over, not ending in {' '.join(suffixes)}: {_many_of(len(names), 'file')} ({listed})."))


def _with_table(
    table: Path | None, paths: list[Path], files: dict[str, Path], setting: Setting, *, quiet: bool
) -> tuple[Path | None, Setting]:
    """Read the table that tells of the files, the one given or that of the folder; without one the setting stays."""
    from dataclasses import replace

    from frontline.intake import REPORTS, check_names, read_reports_table

    beside = table or (paths[0] / REPORTS if len(paths) == 1 else None)
    if beside is None or not (table or beside.is_file()):
        return beside, setting
    by_file = read_reports_table(beside)
    if (others := check_names(by_file, files, beside)) and not quiet:
        print(plain(f"{beside.name}: {_many_of(others, 'row')} passed over, of reports that are not given."))
    return beside, replace(setting, by_file=by_file)


def _review_many(
    html: Path, files: dict[str, Path], outcomes: list[Outcome], setting: Setting, rows: Sequence[Row]
) -> None:
    """Read the sound ones again, with their text, which a table does not hold."""
    from frontline.intake import open_desk, read_report

    desk = open_desk(setting)
    sound = [outcome.name for outcome in outcomes if not outcome.fault]
    _write_page(html, [desk.extract(replace(read_report(files[name]), name=name)) for name in sound], desk, rows)


def _tell_many(outcomes: list[Outcome], rows: Sequence[Row], out: Path, html: Path | None) -> None:
    read = [outcome for outcome in outcomes if not outcome.fault]
    statements = {row["statement"] for row in rows}
    tied = {row["statement"] for row in rows if row["outlets"]}
    found = f"{_claims(len(rows))}, {_many_of(len(statements), 'statement')}"
    print(f"{len(read)} of {len(outcomes)} reports read: {found}.")
    if tied:
        print(f"Repeated by several outlets, and counted once each: {_many_of(len(tied), 'statement')}.")
    if undated := sum(not outcome.dated for outcome in read):
        print(f"Without a day of publication: {_many_of(undated, 'report')}; “on Tuesday” stays open. {_HOW_TO_DATE}")
    for note, count in Counter(note for outcome in read for note in outcome.notes).most_common():
        print(plain(f"Note on {_many_of(count, 'report')}: {note}"))
    print(plain(f"Written to {', '.join(str(path) for path in (out, html) if path)}. Review, then frontline import."))


_HOW_TO_DATE = "Give --published, or a table with file and published (--reports)."


def _fail_with_bad(faults: list[str], count: int) -> NoReturn:
    for fault in faults:
        print(plain(f"frontline: {fault}"), file=sys.stderr)
    bad, sound = _many_of(len(faults), "report"), _claims(count)
    print(f"frontline: {bad} could not be read; the {sound} of the others are written", file=sys.stderr)
    raise SystemExit(2)


# -- into a ledger ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Taking:
    """Which claims go into which ledger unreviewed, as the user has asked for; without a ledger none."""

    into: str | None
    above: float | None
    by: str | None
    quiet: bool

    def mark(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Take the surest claims and tell of the rest; those that the ledger now holds come back marked so."""
        if self.into is None or self.above is None:
            return rows
        review = {"review": f"unreviewed, {self.above:g}"}
        sure = [row | review for row in rows if float(row["confidence"]) >= self.above]
        if not sure:
            print(f"None of {_claims(len(rows))} has a confidence of {self.above:g} or more; nothing is taken.")
            return rows
        done = _imported(sure, self.into, self.above, self.by)
        if not self.quiet:
            self._tell(done, len(rows) - len(sure))
        left = {row.cells.get("claim_id") for row in done.faulty}
        taken = {row["claim_id"] for row in sure} - left
        return [row | review if row["claim_id"] in taken else row for row in rows]

    def _tell(self, done: Imported, rest: int) -> None:
        added = done.added
        print(plain(f"{_claims(added.claims)} taken into {self.into} unreviewed, {added.known} were there already."))
        tell_doubts(done)
        if rest:
            print(f"{_claims(rest)} below {self.above:g} left for review.")
        for row in done.faulty:
            print(plain(f"Left for review: {row.cells.get('place_as_written', '')}: {row.fault}"))


def _imported(rows: Sequence[Row], into: str, above: float, by: str | None) -> Imported:
    from frontline.datasets import import_into
    from frontline.errors import TableError
    from frontline.intake import write_proposed

    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / f"unreviewed from {above:g} on.csv"
        write_proposed(table, rows)
        try:
            done = import_into(into, table, at=read_instant("now"), by=by or login(), skip_bad=True)
        except TableError as error:
            fail_with_all(error.problems)
    draw_assessed(into)
    return done

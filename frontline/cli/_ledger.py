"""Commands on a ledger kept on disk or server: import, export, retract, log."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from frontline.cli._shared import AsJson, CaseArgument, fail, load_case, plain, progress, spare

if TYPE_CHECKING:
    from datetime import datetime

    from frontline.datasets import Imported
    from frontline.tables import Row

LedgerOption = Annotated[str, typer.Option("--into", help="Ledger: a .gpkg file, made if need be, or postgresql://.")]
By = Annotated[str | None, typer.Option("--by", help="Who does it, for the log. Default: the user's login.")]
Recorded = Annotated[
    str | None,
    typer.Option("--recorded", help="From when on it counts: now, 2024-12-04 or 2024-12-04T18:00Z."),
]


def take_in(
    file: Annotated[str, typer.Argument(metavar="FILE", help="Claims (.csv, .jsonl), a folder or a packaged case.")],
    into: LedgerOption,
    skip_bad: Annotated[
        Path | None, typer.Option("--skip-bad", help="Take the sound rows; write the others into this new file.")
    ] = None,
    recorded: Recorded = None,
    by: By = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Take claims into a ledger, all or none.

    Twice the same claims add nothing. Claims count from their publication on, or from the instant in their column
    recorded, or from --recorded.

    Example: frontline import hama-2024 --into outputs/hama.gpkg
    """
    if skip_bad is not None and skip_bad.exists():
        fail(f"--skip-bad: {skip_bad} is there already; give a new name")
    with progress(quiet) as step:
        step("importing")
        from frontline.datasets import import_into
        from frontline.errors import TableError

        since = None if recorded is None else read_instant(recorded)
        try:
            done = import_into(
                into, file, at=read_instant("now"), by=by or login(), skip_bad=skip_bad is not None, recorded=since
            )
        except TableError as error:
            fail_with_all(error.problems)
        if skip_bad is not None and done.faulty:
            _write_faulty(done.faulty, skip_bad)
        step("assessing")
        draw_assessed(into)
    if not quiet:
        from frontline.ledger.store import without_password

        _tell(done, without_password(into), skip_bad)


def _tell(done: Imported, into: str, skip_bad: Path | None) -> None:
    added = done.added
    print(plain(f"{added.claims} claims added to {into}, {added.known} were there already."))
    if added.retractions:
        print(f"{added.retractions} retractions added.")
    tell_doubts(done)
    if done.faulty:
        print(plain(f"{len(done.faulty)} rows left out, with their faults in {skip_bad}."))


def tell_doubts(done: Imported) -> None:
    """Tell which of the claims taken stand nowhere, and which actors may be misspelt."""
    if not done.added.claims:
        return
    if done.unplaced:
        stand = "claim stands" if done.unplaced == 1 else "claims stand"
        print(f"{done.unplaced} {stand} at no point: about areas, or places not found or not chosen.")
    if done.actors:
        from frontline.extraction import known_actors

        strange = sorted(done.actors.keys() - known_actors())
        told = ", ".join(f"{name} ({done.actors[name]})" for name in strange)
        if told:
            print(plain(f"Actors that no table lists, by number of claims: {told}. Check the spelling."))


def fail_with_all(problems: tuple[str, ...]) -> NoReturn:
    """A desk that mends a table wants every fault of it at once, however many."""
    for problem in problems:
        print(plain(f"frontline: {problem}"), file=sys.stderr)
    if len(problems) > 1:
        print(f"frontline: nothing was imported; {len(problems)} faults", file=sys.stderr)
    raise SystemExit(2)


def _write_faulty(rows: tuple[Row, ...], path: Path) -> None:
    from frontline.ledger import is_json_lines
    from frontline.tables import to_csv, write_bytes

    told = [{**row.cells, "row": str(row.line or ""), "fault": row.fault} for row in rows]
    columns = list(dict.fromkeys(column for row in told for column in row))
    if is_json_lines(path):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
    else:
        text = to_csv(columns, told)
    write_bytes(path, text.encode())


def draw_assessed(address: str) -> None:
    """Bring the layer of assessed places up to date."""
    from frontline.assessment import assess
    from frontline.ledger.store import Store

    case = load_case(address)
    with Store(address) as store:
        store.draw(assess(case.ledger, case.end))


def export(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help="File: .csv, .jsonl or .ndjson.")],
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write the claims of a case or ledger as a plain table.

    Import reads it back without loss.

    Example: frontline export hama-2024 --out outputs/claims.csv
    """
    if out.suffix.lower() not in (".csv", ".jsonl", ".ndjson"):
        fail(f"--out: {out}: give a name that ends in .csv, .jsonl or .ndjson")
    spare(out, case)
    read = load_case(case)
    from frontline.ledger import is_json_lines, to_claims_csv, to_json_lines
    from frontline.tables import write_bytes

    write = to_json_lines if is_json_lines(out) else to_claims_csv
    write_bytes(out, write(read.claims, read.ledger.register).encode())
    if not quiet:
        print(plain(f"{len(read.claims)} claims written to {out}"))


def retract(
    claim_ids: Annotated[list[str], typer.Argument(metavar="CLAIM...", help="Ids of the claims.")],
    source: Annotated[str, typer.Option("--from", help="Ledger: a .gpkg file or postgresql://.")],
    because: Annotated[str, typer.Option("--because", help="Why, for the log and for readers.")],
    recorded: Recorded = "now",
    by: By = None,
) -> None:
    """Record that claims no longer count.

    They stay in the ledger, and count for whoever asks what was known before.

    Example: frontline retract SY24-0905 --from desk.gpkg --because "the agency withdrew it"
    """
    from frontline.ledger.store import Store, without_password

    with Store(source) as store:
        count = store.retract(
            claim_ids, because, recorded=read_instant(recorded or "now"), at=read_instant("now"), by=by or login()
        )
    draw_assessed(source)
    print(plain(f"{count} retracted in {without_password(source)}, {len(set(claim_ids)) - count} had been before."))


def log(
    ledger: Annotated[str, typer.Argument(metavar="LEDGER", help="A .gpkg file or postgresql://.")],
    as_json: AsJson = False,
) -> None:
    """List every change of a ledger: when, by whom, what.

    Example: frontline log desk.gpkg
    """
    from frontline.ledger import write_instant
    from frontline.ledger.store import Store

    with Store(ledger) as store:
        entries = store.log()
    if as_json:
        fields = ("batch", "by", "action", "detail")
        rows = [{"at": write_instant(e.at)} | {field: getattr(e, field) for field in fields} for e in entries]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        print(plain(f"{entry.batch:>5}  {entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.by}  {entry.action}  {entry.detail}"))


def read_instant(text: str) -> datetime:
    from datetime import UTC, datetime

    from frontline.dates import parse_instant

    return datetime.now(UTC) if text == "now" else parse_instant(text)


def login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number without a name
        return "unknown"

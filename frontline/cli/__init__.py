"""The command line: parse, call, print; no thought of its own.

Exit codes: 0 done; 1 the question has no single answer (an ambiguous or unknown name, no claim that fits); 2 bad
input, with one line on standard error for each fault. Heavy libraries are imported inside the commands.
"""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from frontline.cli._areas import areas
from frontline.cli._claims import claims, why
from frontline.cli._embed import embed
from frontline.cli._extract import extract
from frontline.cli._gazetteer import app as gazetteer_app
from frontline.cli._history import history
from frontline.cli._ledger import export, log, retract, take_in
from frontline.cli._maps import distance, draw, report
from frontline.cli._names import resolve
from frontline.cli._review import check, compare, influence, sources, unassessed
from frontline.cli._shared import fail
from frontline.errors import FrontlineError

app = typer.Typer(
    name="frontline",
    help="Track front lines from dated, sourced and contradictory public claims.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="CASE is a packaged case (hama-2024), a folder with claims.csv, a table of claims, or a ledger (.gpkg, "
    "postgresql://). Exit codes: 0 done, 1 no single answer, 2 bad input.",
)


def main() -> None:
    """Run the command line; turn our own errors into one line each and exit code 2."""
    from gazetteer import GazetteerError

    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        # A file or pipe gets all letters, whatever the locale; bytes that were no text come out as \udcff.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except (FrontlineError, GazetteerError) as error:
        fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("frontline"))
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


app.command()(resolve)
app.command()(report)
app.command(name="map")(draw)
app.command()(embed)
app.command()(distance)
app.command()(areas)
app.command()(claims)
app.command()(why)
app.add_typer(gazetteer_app)
app.command()(extract)
app.command(name="import")(take_in)
app.command()(export)
app.command()(retract)
app.command()(log)
app.command()(history)
for command in (check, compare, influence, unassessed, sources):
    app.command()(command)

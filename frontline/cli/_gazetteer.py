"""Commands on installed gazetteers: add, build, list, info, remove."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import AsJson, fail, plain

if TYPE_CHECKING:
    from gazetteer.online import Download
    from gazetteer.store import Installed

app = typer.Typer(
    name="gazetteer",
    help="Install the places of a country or of your own files, to search names in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_HOW = {
    "fetched": "fetched",
    "unchanged": "unchanged, not fetched again",
    "kept": "the server gives nothing now; kept as fetched before",
}
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave out faulty rows; each is listed.")]


@app.command()
def add(
    countries: Annotated[list[str], typer.Argument(metavar="CC...", help="Two-letter country codes, such as SY.")],
    address: Annotated[
        str | None, typer.Option("--address", metavar="URL", help="A mirror of download.geonames.org/export/dump/.")
    ] = None,
    skip_bad: SkipBad = False,
) -> None:
    """Download countries from GeoNames and install them.

    Fetches the dump and its names in all languages (CC BY 4.0). A download that broke off is taken up where it
    stopped; what has not changed is not fetched again. GAZETTEER_GEONAMES names a mirror, too; GAZETTEER_HOME
    another folder to keep things in.

    Example: frontline gazetteer add SY
    """
    from gazetteer import OnlineError, store
    from gazetteer.online import fetch_country

    for country in countries:
        try:
            with _bars() as progress:
                found = fetch_country(country, store.downloads_folder(), address=address, progress=progress)
        except OnlineError as error:
            fail(str(error).replace("(gazetteer build", "(frontline gazetteer build"))
        for download in found:
            _print_download(download)
        urls = {d.path: d.url for d in found}
        with _warnings_told():
            built = store.build(country.strip().upper(), [d.path for d in found], skip_bad=skip_bad, urls=urls)
        _print_built(built)


@app.command()
def build(
    files: Annotated[list[Path], typer.Argument(metavar="FILES...", help="Tables of places, in any format below.")],
    name: Annotated[
        str | None, typer.Option("--name", help="Name to load it by. Default: that of the first file.")
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="OURS=THEIRS", help="Column of a CSV or GeoJSON; kind==village: for all."),
    ] = None,
    skip_bad: SkipBad = False,
) -> None:
    """Install a gazetteer from files.

    Takes GeoNames dumps (XX.txt, XX.zip) with their alternate names, Who's On First (folder or SQLite), OCHA COD
    tables (CSV, XLSX), and CSV or GeoJSON of places. The same place out of several files becomes one.

    Example: frontline gazetteer build SY.zip my-places.csv --name syria-and-ours
    """
    from gazetteer import store

    chosen = name or files[0].name.partition(".")[0]
    with _warnings_told():
        built = store.build(chosen, files, columns=_column_map(columns or []), skip_bad=skip_bad)
    _print_built(built)


@app.command(name="list")
def list_installed(as_json: AsJson = False) -> None:
    """List the installed gazetteers.

    Example: frontline gazetteer list
    """
    from gazetteer import store

    there = store.installed()
    if as_json:
        print(json.dumps([_told(i) for i in there], ensure_ascii=False, indent=2))
        return
    for one in there:
        print(plain(f"{one.name:<16} {one.places:>9,} places {one.names:>9,} names  built {one.built[:10]}"))
    if not there:
        print("None is installed. frontline gazetteer add SY fetches a country; build installs one from files.")


@app.command()
def info(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An installed gazetteer.")], as_json: AsJson = False
) -> None:
    """Tell what an installed gazetteer holds, and what it was built from.

    Example: frontline gazetteer info SY
    """
    from gazetteer import store

    one = store.find(name)
    if as_json:
        print(json.dumps(_told(one), ensure_ascii=False, indent=2))
        return
    print(plain(f"{one.name}: {one.places:,} places, {one.names:,} names, built {one.built}"))
    print(plain(f"  kinds      {', '.join(f'{kind} {count:,}' for kind, count in one.kinds.items())}"))
    print(plain(f"  countries  {', '.join(one.countries) or 'not told'}"))
    print(plain(f"  licences   {', '.join(one.licences) or 'not told'}"))
    for source in one.sources:
        print(plain(f"  source     {source.get('url', source['file'])}, {_size(source['bytes'])}"))
        print(plain(f"             sha256 {source['sha256']}"))
    print(plain(f"  file       {one.path}"))


@app.command()
def remove(name: Annotated[str, typer.Argument(metavar="NAME", help="An installed gazetteer.")]) -> None:
    """Remove an installed gazetteer and what was downloaded for it.

    Example: frontline gazetteer remove SY
    """
    from gazetteer import store

    for path in store.remove(name):
        print(plain(f"removed {path}"))


def _column_map(pairs: list[str]) -> dict[str, str]:
    split = [pair.partition("=") for pair in pairs]
    for pair, (ours, equals, theirs) in zip(pairs, split, strict=True):
        if not (ours and equals and theirs):
            fail(f"--column: {pair!r} is not OURS=THEIRS, such as name=Village or kind==village")
    return {ours: theirs for ours, _, theirs in split}


def _told(one: Installed) -> dict[str, Any]:
    return asdict(one) | {"path": str(one.path)}


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count:,} bytes"


def _print_download(download: Download) -> None:
    print(plain(f"{download.url}: {_HOW[download.status]}, {_size(download.size)}"))
    print(plain(f"  sha256 {download.sha256}"))


def _print_built(built: Installed) -> None:
    print(plain(f"{built.name}: {built.places:,} places with {built.names:,} names, in {built.path}"))


@contextmanager
def _warnings_told() -> Iterator[None]:
    """Rows left out, each on a line of its own on standard error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in caught:
        for line in str(warning.message).splitlines():
            print(plain(f"frontline: {line}"), file=sys.stderr)


@contextmanager
def _bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """A bar for each file that is fetched, on standard error; nothing where that is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(name: str, there: int, total: int | None) -> None:
            if name not in tasks or bar.tasks[tasks[name]].finished:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=there)

        yield show

"""What the commands share: options, failing in one line, reading a case, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, NoReturn

import typer

if TYPE_CHECKING:
    from frontline.datasets import Case
    from frontline.report import Picture
    from frontline.scene import Languages

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="Packaged case, folder, table of claims, or ledger.")]
CaseOption = Annotated[str, typer.Option("--case", help="Packaged case, folder, table of claims, or ledger.")]
Valid = Annotated[
    str | None,
    typer.Option("--valid", help="As of when: 2024-12-04 (its end) or 2024-12-04T18:00Z. Default: end of the case."),
]
Known = Annotated[
    str | None,
    typer.Option("--known", help="As known by when; nothing published later counts. Default: all that is there."),
]
City = Annotated[str | None, typer.Option("--city", help="Place to measure from. Default: the case's own.")]
Base = Annotated[
    Path | None,
    typer.Option("--base", help="Base layer of your own: any vector file (borders, water, roads), styled by kind."),
]
BaseCredit = Annotated[str, typer.Option("--base-credit", help="Attribution and licence of --base.")]
TilesOption = Annotated[
    str | None,
    typer.Option(
        "--tiles",
        help="Map pictures of a server under the page: a name such as OpenStreetMap.Mapnik, or an address with {z}, "
        "{x}, {y}. The page will ask that server, and no other.",
    ),
]
TilesCredit = Annotated[str, typer.Option("--tiles-credit", help="Attribution of --tiles, where an address is given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
SizeOption = Annotated[
    str | None, typer.Option("--size", help="Of a printed map: a4 (default), a4-portrait, 16:9 or square.")
]
LangOption = Annotated[str, typer.Option("--lang", help="Of a printed map: en, ar or both.")]
PaletteOption = Annotated[str, typer.Option("--palette", help="customary, or safe for colour-blind readers.")]

MAX_FAULTS = 20


def fail(message: str) -> NoReturn:
    """Print each fault on a line of its own and end with exit code 2."""
    lines = message.splitlines() or [message]
    for line in lines[:MAX_FAULTS]:
        print(plain(f"frontline: {line}"), file=sys.stderr)
    if len(lines) > MAX_FAULTS:
        print(f"frontline: and {len(lines) - MAX_FAULTS} more", file=sys.stderr)
    raise SystemExit(2)


def spare(out: Path, *read: str | Path | None) -> None:
    """Refuse to write over what the command reads: a table, a mask, a file of the case, or any ledger."""
    if not out.exists():
        return
    for source in (Path(r) for r in read if r):
        inside = source.is_dir() and out.resolve().parent == source.resolve()
        if inside or (source.exists() and out.samefile(source)):
            fail(f"--out: {out}: is read by this very command; choose another name")
    if out.suffix.lower() == ".gpkg" and _is_ledger(out):
        fail(f"--out: {out}: is a ledger, which is only ever added to; choose another name")


def _is_ledger(path: Path) -> bool:
    import sqlite3

    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            of_ledgers = "SELECT count(*) FROM sqlite_master WHERE name IN ('batches', 'retractions')"
            told = file.execute(of_ledgers).fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(told[0])


def plain(text: str) -> str:
    """Text for a terminal: control characters, which could move the cursor or hide text, are shown as a mark."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def load_case(case: str) -> Case:
    """Read a packaged case, a folder, a table of claims or a ledger."""
    from frontline.datasets import load

    return load(case)


def picture_of(
    case: str,
    valid: str | None,
    known: str | None,
    city: str | None,
    palette: str = "customary",
    step: Callable[[str], None] = lambda _: None,
    languages: Languages = "en",
    since: str | None = None,
    under: Under | None = None,
) -> Picture:
    """Read and survey a case as the options say; the end of the case unless another date is given."""
    if under is not None:
        under.check()
    step("reading")
    colours = palette_of(palette)
    tiles = _tiles_of(under)
    read = load_case(case)
    from frontline.report import survey

    place = read.places[city] if city else None
    base = _base_of(read, under)
    day = valid or read.end.isoformat()
    return survey(
        read,
        day,
        known,
        place,
        palette=colours,
        step=step,
        languages=languages,
        since=since,
        base=base,
        tiles=tiles,
    )


class Under(NamedTuple):
    """What is to lie under the map."""

    base: Path | None = None
    base_credit: str = ""
    tiles: str | None = None
    tiles_credit: str = ""

    def check(self) -> None:
        """Refuse a credit of what is not there: it would be dropped without a word."""
        if self.base_credit and self.base is None:
            fail("--base-credit: needs --base, the file that it credits")
        if self.tiles_credit and not self.tiles:
            fail("--tiles-credit: needs --tiles, the server that it credits")


def _tiles_of(under: Under | None) -> Any:
    if under is None or not under.tiles:
        return None
    from frontline.scene import choose_tiles

    return choose_tiles(under.tiles, under.tiles_credit)


def _base_of(case: Case, under: Under | None) -> Any:
    """Read the user's base layer around the places that the claims name."""
    if under is None or under.base is None:
        return None
    from frontline.datasets import read_base, surroundings

    places = [p for p in case.places.values() if not p.is_area]
    named = {c.place_id for c in case.claims}
    around = [p for p in places if p.place_id in named] or places
    return read_base(under.base, surroundings(around) if around else None, credit=under.base_credit)


def palette_of(name: str) -> Any:
    """Check the name of a palette."""
    from frontline.scene import PALETTES

    if name not in PALETTES:
        fail(f"--palette: {name!r} is not one of {', '.join(PALETTES)}")
    return name


def size_of(name: str | None, default: str = "a4") -> Any:
    """Check the name of a format."""
    from frontline.scene import SIZES

    if name is not None and name not in SIZES:
        fail(f"--size: {name!r} is not one of {', '.join(SIZES)}")
    return name or default


def languages_of(name: str) -> Any:
    """Check the languages of a printed map."""
    from frontline.scene import LANGUAGES

    if name not in LANGUAGES:
        fail(f"--lang: {name!r} is not one of {', '.join(LANGUAGES)}")
    return name


@contextmanager
def progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show what is being done, on standard error; nothing where that is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=None)
        yield lambda text: bar.update(task, description=text)


@contextmanager
def counting(total: int) -> Iterator[Callable[[int], None]]:
    """Show how much of a known whole is done, on standard error; nothing where that is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, advance=done)

"""Commands that draw and measure: report, map, distance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontline.cli._prints import PRINTED, Wanted, check, write
from frontline.cli._shared import (
    AsJson,
    Base,
    BaseCredit,
    CaseArgument,
    CaseOption,
    City,
    Known,
    LangOption,
    PaletteOption,
    SizeOption,
    TilesCredit,
    TilesOption,
    Under,
    Valid,
    fail,
    languages_of,
    picture_of,
    plain,
    progress,
)

if TYPE_CHECKING:
    from frontline.report import Picture


def _print_templates(folder: Path | None) -> None:
    if folder is None:
        return
    from frontline.render.report import write_templates

    written = write_templates(folder)
    print(plain(f"Written to {folder}: {', '.join(path.name for path in written) or 'nothing, all are there'}"))
    raise typer.Exit


def report(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")],
    valid: Valid = None,
    known: Known = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Day of the last brief, as known then, to compare with. Default: the day before."),
    ] = None,
    city: City = None,
    palette: PaletteOption = "customary",
    template: Annotated[
        Path | None, typer.Option("--template", help="Folder with templates of your own, each in place of ours.")
    ] = None,
    _: Annotated[
        Path | None,
        typer.Option(
            "--print-templates",
            callback=_print_templates,
            is_eager=True,
            help="Write the packaged templates into this folder, to start your own from, and stop.",
        ),
    ] = None,
    base: Base = None,
    base_credit: BaseCredit = "",
    tiles: TilesOption = None,
    tiles_credit: TilesCredit = "",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write a report: page, print, text, maps and the tables behind.

    Example: frontline report hama-2024 --valid 2024-12-04 --known 2024-12-05 --city Hama --out outputs/hama
    """
    if out.is_dir() and Path(case).is_dir() and out.samefile(case):
        fail(f"--out: {out}: is the folder of the case, whose tables a report would write over; choose another one")
    if template is not None:
        from frontline.render.report import check_folder

        check_folder(template)
    with progress(quiet) as step:
        under = Under(base, base_credit, tiles, tiles_credit)
        picture = picture_of(case, valid, known, city, palette, step, since=since, under=under)
        from frontline.report import FILES, write_report

        brief = write_report(picture, out, step, template)
    if not quiet:
        for line in brief.summary:
            print(plain(line))
        print(plain(f"As of {picture.scene.valid}; as known: {picture.scene.known}."))
        lost = len([c for c in brief.unplaced if c.scope == "none"])
        told = f"{len(brief.unplaced)} of {len(picture.case.claims)} claims stand at no point"
        print(f"{told} ({lost} unresolved); all listed.")
        print(plain(f"Written to {out}: {', '.join(FILES)}"))


def draw(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help="File: .html, .png, .svg, .pdf, .gif or .mp4.")],
    valid: Valid = None,
    known: Known = None,
    city: City = None,
    palette: PaletteOption = "customary",
    base: Base = None,
    base_credit: BaseCredit = "",
    tiles: TilesOption = None,
    tiles_credit: TilesCredit = "",
    size: SizeOption = None,
    lang: LangOption = "en",
    first: Annotated[
        str | None, typer.Option("--from", help="Earlier date of --pair; first day of --strip or of a film.")
    ] = None,
    pair: Annotated[
        str | None, typer.Option("--pair", help="Two dates: side (both maps), or change (what changed hands).")
    ] = None,
    strip: Annotated[bool, typer.Option("--strip", help="Up to 16 days on one page.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Draw one map: an interactive page, a printed map of one date, two or many, or a film (.gif, .mp4).

    Example: frontline map hama-2024 --valid 2024-12-04 --known 2024-12-05 --size 16:9 --lang both --out hama.png
    """
    wanted = Wanted(out=out, size=size, languages=lang, first=first, pair=pair, strip=strip)
    check(wanted)
    if tiles and out.suffix.lower() != ".html":
        fail(f"--tiles: {out}: only a page (.html) can show map pictures of a server; for print give --base FILE")
    under = Under(base, base_credit, tiles, tiles_credit)
    with progress(quiet) as step:
        picture = picture_of(case, valid, known, city, palette, step, languages_of(lang), under=under)
        step("drawing")
        title = write(picture, wanted, step)
    if not quiet:
        print(plain(title))
        for note in _notes(picture):
            print(plain(note))
        print(plain(f"Written to {out}"))


def _notes(picture: Picture) -> list[str]:
    """What a reader of a map must know that no mark on it shows."""
    lost = [c for c in picture.case.unplaced if c.scope == "none"]
    from frontline.scene import word_gap

    late = word_gap(picture.situation)
    told = f"{len(lost)} of {len(picture.case.claims)} claims stand at no place that was found; a report lists them."
    return [*([told] if lost else []), *([late] if late else [])]


def distance(
    city: Annotated[str, typer.Argument(metavar="CITY", help="Place to measure from.")],
    case: CaseOption = "hama-2024",
    valid: Valid = None,
    known: Known = None,
    first: Annotated[str | None, typer.Option("--from", help="First day of a series, such as 2024-11-27.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day of a series; --valid unless given.")] = None,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw the series: .png, .svg or .pdf.")] = None,
    outline: Annotated[
        Path | None, typer.Option("--outline", help="Outline of the city (GeoJSON) to measure from, not its centre.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Measure how far the front is from a city.

    With its range, what it rests on, the distance in each direction, and how far the city is closed in; with --from
    also day by day, the nearest day, the speed, and claims of distance beside what the places imply.

    Example: frontline distance Hama --case hama-2024 --from 2024-11-27 --to 2024-12-08 --plot out.svg
    """
    if plot is not None and plot.suffix.lower() not in PRINTED:
        fail(f"--plot: {plot}: give a name that ends in .png, .svg or .pdf")
    if first is None and (last or plot):
        fail("--to, --plot: need --from, the first day of the series")
    from frontline.gauge import measure_city, measure_series
    from frontline.layers import read_land

    shape = read_land(outline) if outline else None
    picture = picture_of(case, valid or last, known, city)
    place = picture.case.places[city]
    told = measure_city(picture, place, shape)
    series = measure_series(picture, place, first, last, shape) if first else None
    if plot is not None and series is not None:
        from frontline.render import write_series

        by, sources = picture.scene.known, picture.case.credits
        write_series(series.days, series.comparisons, place.name, plot, known=by, sources=sources)
    if as_json:
        print(json.dumps(told.as_json() | (series.as_json() if series else {}), ensure_ascii=False, indent=2))
        return
    for line in (*told.words(), *(series.words() if series else ())):
        print(plain(line))
    if plot is not None:
        print(plain(f"Written to {plot}"))

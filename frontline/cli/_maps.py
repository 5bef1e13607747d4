"""Commands that draw and measure: report, map, distance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from frontline.cli._shared import (
    AsJson,
    CaseArgument,
    CaseOption,
    City,
    Known,
    PaletteOption,
    Valid,
    fail,
    picture_of,
    plain,
    progress,
)


def report(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help="Folder to write into.")],
    valid: Valid = None,
    known: Known = None,
    city: City = None,
    palette: PaletteOption = "customary",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write a report: page, maps and the tables behind.

    Example: frontline report hama-2024 --valid 2024-12-04 --known 2024-12-05 --city Hama --out outputs/hama
    """
    with progress(quiet) as step:
        picture = picture_of(case, valid, known, city, palette, step)
        from frontline.report import FILES, write_report

        brief = write_report(picture, out, step)
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
    out: Annotated[Path, typer.Option("--out", help="File: .html, .png, .svg or .pdf.")],
    valid: Valid = None,
    known: Known = None,
    city: City = None,
    palette: PaletteOption = "customary",
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Draw one map: an interactive page, or a printed map.

    Example: frontline map hama-2024 --valid 2024-12-04 --known 2024-12-05 --out outputs/hama.png
    """
    if out.suffix.lower() not in (".html", ".png", ".svg", ".pdf"):
        fail(f"--out: {out}: give a name that ends in .html, .png, .svg or .pdf")
    with progress(quiet) as step:
        picture = picture_of(case, valid, known, city, palette, step)
        from frontline.render import write_map, write_static

        step("drawing")
        (write_map if out.suffix.lower() == ".html" else write_static)(picture.scene, out)
    if not quiet:
        print(plain(picture.scene.title))
        print(plain(f"Written to {out}"))


def distance(
    city: Annotated[str, typer.Argument(metavar="CITY", help="Place to measure from.")],
    case: CaseOption = "hama-2024",
    valid: Valid = None,
    known: Known = None,
    as_json: AsJson = False,
) -> None:
    """Measure how far the front is from a city.

    With its range, what it rests on, and the distance in each direction.

    Example: frontline distance Hama --case hama-2024 --valid 2024-12-04 --known 2024-12-05
    """
    picture = picture_of(case, valid, known, city)
    from frontline.brief import word_state
    from frontline.metrics import distance_to_front, nearest_other, rose
    from frontline.scene import word_distance

    place = picture.case.places[city]
    near = distance_to_front(place, picture.front)
    measures = [near, nearest_other(place, picture.situation), *rose(place, picture.front)]
    if as_json:
        fields = ("name", "value", "low", "high", "unit", "bearing_deg", "basis", "method")
        head = {"city": place.place_id, "valid": picture.scene.valid, "known": picture.scene.known}
        rows = [{field: getattr(m, field) for field in fields} for m in measures]
        print(json.dumps(head | {"measures": rows}, ensure_ascii=False, indent=2))
        return
    names = " and ".join(picture.situation.places[i].name for i in near.basis)
    print(plain(f"Front {word_distance(near, place.name)}, fixed by {names}."))
    print(plain(f"As of {picture.scene.valid}; as known: {picture.scene.known}."))
    print(plain(word_state(place, picture.situation)))
    print(plain(f"How: {near.method}."))
    for spoke in measures[2:]:
        km = "none in reach" if spoke.value is None else f"{spoke.value:5.1f} km"
        print(f"  {spoke.name.rsplit('_', 1)[1]:>4}  {km}")

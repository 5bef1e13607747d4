"""The command history: who held each place on each day, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import CaseArgument, Known, fail, load_case, plain, spare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontline.model import History
    from gazetteer import Place

COLUMNS = ("place_id", "name", "date", "holder", "status", "probability")
THEN = ("holder_then", "status_then", "probability_then")


def history(
    case: CaseArgument,
    out: Annotated[Path, typer.Option("--out", help="File: .csv.")],
    first: Annotated[str | None, typer.Option("--from", help="First day. Default: start of the case.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day. Default: end of the case.")] = None,
    known: Known = None,
    smooth: Annotated[
        bool, typer.Option("--smooth", help="In hindsight: later claims inform earlier days; tells the difference.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
) -> None:
    """Write who held each place at the end of each day.

    One row a place and day. With --smooth, further columns say what the day looked like without hindsight.

    Example: frontline history hama-2024 --from 2024-11-27 --to 2024-12-08 --out outputs/history.csv
    """
    if out.suffix.lower() != ".csv":
        fail(f"--out: {out}: give a name that ends in .csv")
    spare(out, case)
    read = load_case(case)
    from frontline.assessment import history as run
    from frontline.dates import parse_day
    from frontline.tables import to_csv, write_bytes

    begin = read.start if first is None else parse_day(first)
    end = read.end if last is None else parse_day(last)
    course = run(read.ledger, begin, end, known, smooth=smooth)
    columns = (*COLUMNS, *THEN) if smooth else COLUMNS
    write_bytes(out, to_csv(columns, _rows(course, read.ledger.places)).encode())
    if not quiet:
        print(plain(f"{len(course.place_ids)} places on {len(course.days)} days written to {out}"))
        if course.then is not None:
            differ = int((course.holder != course.then.holder).sum())
            print(f"Hindsight gives another holder in {differ} of {course.holder.size} rows; both are told.")


def _rows(course: History, places: Mapping[str, Place]) -> Iterator[dict[str, Any]]:
    for column, place_id in enumerate(course.place_ids):
        for row, day in enumerate(course.days):
            cells = {"place_id": place_id, "name": places[place_id].name, "date": str(day)}
            cells |= _state(course, row, column)
            if course.then is not None:
                cells |= {f"{key}_then": value for key, value in _state(course.then, row, column).items()}
            yield cells


def _state(course: History, row: int, column: int) -> dict[str, str]:
    from frontline.model import STATUSES

    code = course.holder[row, column]
    return {
        "holder": course.actors[code] if code >= 0 else "",
        "status": STATUSES[course.status[row, column]],
        "probability": f"{course.probability[row, column]:.4f}",
    }

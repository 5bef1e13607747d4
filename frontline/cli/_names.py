"""Commands on names: resolve."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import AsJson, counting, fail, plain, progress, spare

if TYPE_CHECKING:
    from gazetteer import Candidate, Gazetteer, Place, Resolution


Gazetteers = Annotated[
    list[str] | None,
    typer.Option(
        "--gazetteer",
        metavar="NAME|FILE",
        help="Places to search: installed (SY), a file (SY.txt, places.csv ...), syria, world; may be repeated.",
    ),
]

Online = Annotated[
    str | None,
    typer.Option("--online", metavar="SERVICE", help="Ask nominatim, photon or geonames for what is not resolved."),
]
Address = Annotated[
    str | None, typer.Option("--address", metavar="URL", help="A server of your own that speaks as SERVICE does.")
]
Lock = Annotated[
    Path | None, typer.Option("--lock", help="A places.lock: choices that win. With --batch: the one beside it.")
]


def resolve(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Names as a report prints them.")] = None,
    near: Annotated[str | None, typer.Option("--near", help="A place they lie near, or coordinates.")] = None,
    within: Annotated[float | None, typer.Option("--within", metavar="KM", help="How near, in km.")] = None,
    admin1: Annotated[str | None, typer.Option("--admin1", help="Governorate they lie in, by name or code.")] = None,
    gazetteer: Gazetteers = None,
    world: Annotated[bool, typer.Option("--world", help="Search the world's towns as well.")] = False,
    online: Online = None,
    address: Address = None,
    lock: Lock = None,
    batch: Annotated[Path | None, typer.Option("--batch", metavar="CSV", help="A table with a name a row.")] = None,
    column: Annotated[str, typer.Option("--column", help="The column that holds the names.")] = "query",
    out: Annotated[Path | None, typer.Option("--out", metavar="CSV", help="Where the resolved table goes.")] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out faulty rows of --gazetteer files.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find the places that names mean, and say why.

    A name may come out ambiguous or unknown. Several names are taken as those of one report, whose places lie near
    each other. With --batch a whole table is resolved; its columns admin1, near_lon, near_lat and group (one report)
    are used where they are there.

    Example: frontline resolve "Kafr Ra'a" "Ma'ar Des" --near Hama
    Example: frontline resolve --batch names.csv --column query --gazetteer SY --out resolved.csv
    """
    if not names and batch is None:
        raise typer.BadParameter("give names, or a table of them with --batch", param_hint="NAME...")
    _check({"NAME...": names, "--near": near, "--within": within, "--admin1": admin1, "--online": online,
            "--json": as_json} if batch else {}, out, needed=batch is not None)  # fmt: skip
    if address is not None and online is None:
        fail("--address: needs --online, the service it speaks as")
    if within is not None and (near is None or not within > 0):
        fail(f"--within: {within:g} km; needs --near, the place to measure from, and a distance above 0")
    tables = [*(gazetteer or ["syria"]), *(["world"] if world else [])]
    with progress(quiet=False) as step:
        step("reading the names")
        places = _load(tables, skip_bad)
    if batch is not None and out is not None:
        _resolve_table(places, batch, column, out, lock)
        return
    if admin1 and not places.division(admin1):
        fail(f"--admin1: {admin1!r} is no division of these tables; check the spelling, or leave it out")
    anchor = _anchor(near, places) if near else None
    answers = _answers(names or [], places, {"near": anchor, "within_km": within, "admin1": admin1}, lock)
    asked = [_asked_online(a, online, address, anchor) if online and a.place is None else a for a in answers]
    if as_json:
        print(json.dumps([_answer(a) for a in asked], ensure_ascii=False, indent=2))
    else:
        for answer in asked:
            _print_answer(answer)
        if tables == ["syria"] and any(a.status == "unknown" for a in asked):
            print("Only the packaged places of Syria were searched; --gazetteer and --world take others.")
    raise typer.Exit(0 if all(a.place for a in asked) else 1)


def _check(unfit: dict[str, object], out: Path | None, needed: bool) -> None:
    """Refuse options that do not go together, rather than pass over one."""
    if needed and out is None:
        fail("--batch: needs --out, the file to write")
    if out is not None and not needed:
        fail("--out: is for --batch; names alone are answered on the screen, or as JSON with --json")
    for option, value in unfit.items():
        if value:
            fail(f"{option}: not with --batch; names and context stand in the table (admin1, near_lon ...)")


def _load(tables: list[str], skip_bad: bool) -> Gazetteer:
    import warnings

    from gazetteer import load_gazetteer

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        places = load_gazetteer(*tables, skip_bad=skip_bad)
    for warning in told:
        for line in str(warning.message).splitlines():
            print(plain(f"frontline: {line}"), file=sys.stderr)
    return places


def _answers(names: list[str], places: Gazetteer, context: dict[str, Any], lock: Path | None) -> list[Resolution]:
    """Resolve names as one report; what a person has pinned wins."""
    found = places.resolve_together(names, **context) if len(names) > 1 else [places.resolve(names[0], **context)]
    if lock is None:
        return found
    from frontline.cli._batch import pin_of, pinned
    from frontline.datasets import read_pins

    pins = read_pins(lock, places)
    chosen = [pin_of(pins, answer.query, "*") for answer in found]
    return [pinned(pin, a.query, places) if pin else a for pin, a in zip(chosen, found, strict=True)]


def _resolve_table(places: Gazetteer, batch: Path, column: str, out: Path, lock: Path | None) -> None:
    from frontline.cli._batch import read_batch, resolve_batch, write_batch
    from frontline.datasets import read_pins

    beside = lock or batch.parent / "places.lock"
    pins = read_pins(beside, places) if lock or beside.is_file() else {}
    spare(out, batch, beside)
    rows = read_batch(batch, column)
    with counting(len(rows)) as step:
        added = resolve_batch(rows, places, pins, step)
    write_batch(out, rows, added)
    counts = Counter(str(row["status"]) for row in added)
    told = ", ".join(f"{counts[status]} {status}" for status in ("resolved", "ambiguous", "unknown"))
    print(plain(f"{len(rows)} names: {told}. Written to {out}"))


def _asked_online(answer: Resolution, service: str, address: str | None, near: Place | None) -> Resolution:
    """Add what an online service finds; a person chooses, since its answer cannot be checked against a table."""
    from dataclasses import replace

    from gazetteer.online import geocode

    try:
        found = geocode(answer.query, service, address=address, near=near)
    except ValueError as error:
        fail(f"--online: {error}")
    told = f"{len(found)} found by {service}" if found else f"{service} finds nothing"
    return replace(answer, candidates=(*found, *answer.candidates), reason=f"{answer.reason}; {told}")


def _anchor(name: str, gazetteer: Gazetteer) -> Place:
    """The place that --near means; of several, the city, since a report names villages by it."""
    place = gazetteer.resolve(name).place
    if place is None:
        place = gazetteer.resolve(name, kinds=("city",)).place
    if place is None:
        fail(f"--near: {name!r}: {gazetteer.resolve(name).reason}")
    return place


def _answer(answer: Resolution) -> dict[str, Any]:
    return {
        "query": answer.query,
        "status": answer.status,
        "place": _place(answer.place) if answer.place else None,
        "reason": answer.reason,
        "candidates": [
            _place(c.place)
            | {
                "score": round(c.score, 4),
                "matched_name": c.matched_name,
                "distance_km": None if c.distance_km is None else round(c.distance_km, 2),
                "reasons": list(c.reasons),
            }
            for c in answer.candidates
        ],
    }


def _place(place: Place) -> dict[str, Any]:
    return {
        "place_id": place.place_id,
        "name": place.name,
        "name_ar": place.name_ar,
        "kind": place.kind,
        "lon": place.lon,
        "lat": place.lat,
        "admin1": place.admin1,
        "precision_m": place.precision_m,
        "source": place.source,
        "licence": place.licence,
    }


def _print_answer(answer: Resolution) -> None:
    shown = answer.query if len(answer.query) <= 60 else f"{answer.query[:59]}…"
    print(plain(f"{shown}: {answer.status}"))
    if answer.place is not None:
        print(plain(f"  {_one_line(answer.place)}"))
    print(plain(f"  {answer.reason}"))
    rivals = [c for c in answer.candidates if answer.place is None or c.place != answer.place][:4]
    if rivals:
        print("  also considered:" if answer.place else "  nearest:")
    for candidate in rivals:
        print(plain(f"    {_one_line(candidate.place)}{_away(candidate)}, score {candidate.score:.2f}"))


def _one_line(place: Place) -> str:
    where = ", ".join(part for part in (place.kind.replace("_", " "), place.admin1) if part)
    exact = f", ±{place.precision_m:.0f} m" if place.precision_m else ""
    arabic = f" {place.name_ar}" if place.name_ar else ""
    return f"{place.name}{arabic} [{place.place_id}] ({where}) {place.lon:.4f} E {place.lat:.4f} N{exact}"


def _away(candidate: Candidate) -> str:
    return "" if candidate.distance_km is None else f", {candidate.distance_km:.0f} km away"

"""The command line: parse, call, print; no thought of its own.

Exit codes: 0 done; 1 the question has no single answer (an ambiguous or unknown name, no claim that fits); 2 bad
input, with one line on standard error for each fault. Heavy libraries are imported inside the commands.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from frontline.errors import FrontlineError

if TYPE_CHECKING:
    from frontline.datasets import Case
    from frontline.model import Claim
    from frontline.report import Picture
    from gazetteer import Candidate, Place, Resolution

app = typer.Typer(
    name="frontline",
    help="Track front lines from dated, sourced and contradictory public claims.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="CASE is a packaged case (hama-2024), a folder with claims.csv, or a CSV of claims. Exit codes: 0 done, "
    "1 no single answer, 2 bad input.",
)

CaseArgument = Annotated[str, typer.Argument(metavar="CASE", help="Packaged case, folder with claims.csv, or CSV.")]
CaseOption = Annotated[str, typer.Option("--case", help="Packaged case, folder with claims.csv, or CSV of claims.")]
Valid = Annotated[
    str | None,
    typer.Option("--valid", help="As of when: 2024-12-04 (its end) or 2024-12-04T18:00Z. Default: end of the case."),
]
Known = Annotated[
    str | None,
    typer.Option("--known", help="As known by when; nothing published later counts. Default: all that is there."),
]
City = Annotated[str | None, typer.Option("--city", help="Place to measure from. Default: the case's own.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
PaletteOption = Annotated[str, typer.Option("--palette", help="customary, or safe for colour-blind readers.")]

MAX_FAULTS = 20


def main() -> None:
    """Run the command line; turn our own errors into one line each and exit code 2."""
    from gazetteer import GazetteerError

    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        # A file or pipe gets all letters, whatever the locale; bytes that were no text come out as \udcff.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        app()
    except (FrontlineError, GazetteerError) as error:
        _fail(str(error))
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


def _fail(message: str) -> NoReturn:
    lines = message.splitlines() or [message]
    for line in lines[:MAX_FAULTS]:
        print(_plain(f"frontline: {line}"), file=sys.stderr)
    if len(lines) > MAX_FAULTS:
        print(f"frontline: and {len(lines) - MAX_FAULTS} more", file=sys.stderr)
    raise SystemExit(2)


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


# -- names ------------------------------------------------------------------------------------------------------------


@app.command()
def resolve(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Place names as a report prints them.")],
    near: Annotated[str | None, typer.Option("--near", help="A place they lie near, such as Hama.")] = None,
    within: Annotated[float | None, typer.Option("--within", metavar="KM", help="How near, in km.")] = None,
    world: Annotated[bool, typer.Option("--world", help="Search the world's towns (slow) as well.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find the places that names mean, and say why.

    A name may come out ambiguous or unknown. Several names are taken as those of one report, whose places lie near
    each other.

    Example: frontline resolve "Kafr Ra'a" "Ma'ar Des" --near Hama
    """
    from gazetteer import load_gazetteer

    if within is not None and near is None:
        _fail("--within: needs --near, the place to measure from")
    if within is not None and not within > 0:
        _fail(f"--within: {within:g} is not a distance; give kilometres above 0")
    with _progress(quiet=not world) as step:
        step("reading the names of the world's towns")
        gazetteer = load_gazetteer("syria", "world") if world else load_gazetteer()
        anchor = _anchor(near, gazetteer) if near else None
        context: dict[str, Any] = {"near": anchor, "within_km": within}
        if len(names) > 1:
            answers = gazetteer.resolve_together(names, **context)
        else:
            answers = [gazetteer.resolve(names[0], **context)]
    if as_json:
        print(json.dumps([_answer(a) for a in answers], ensure_ascii=False, indent=2))
    else:
        for answer in answers:
            _print_answer(answer)
        if not world and any(a.status == "unknown" for a in answers):
            print("Only the packaged places of Syria were searched; --world adds the world's towns.")
    raise typer.Exit(0 if all(a.place for a in answers) else 1)


def _anchor(name: str, gazetteer: Any) -> Place:
    """The place that --near means; of several, the city, since a report names villages by it."""
    place: Place | None = gazetteer.resolve(name).place
    if place is None:
        place = gazetteer.resolve(name, kinds=("city",)).place
    if place is None:
        _fail(f"--near: {name!r}: {gazetteer.resolve(name).reason}")
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
    print(_plain(f"{shown}: {answer.status}"))
    if answer.place is not None:
        print(_plain(f"  {_one_line(answer.place)}"))
    print(_plain(f"  {answer.reason}"))
    rivals = [c for c in answer.candidates if answer.place is None or c.place != answer.place][:4]
    if rivals:
        print("  also considered:" if answer.place else "  nearest:")
    for candidate in rivals:
        print(_plain(f"    {_one_line(candidate.place)}{_away(candidate)}, score {candidate.score:.2f}"))


def _one_line(place: Place) -> str:
    where = ", ".join(part for part in (place.kind.replace("_", " "), place.admin1) if part)
    exact = f", ±{place.precision_m:.0f} m" if place.precision_m else ""
    arabic = f" {place.name_ar}" if place.name_ar else ""
    return f"{place.name}{arabic} [{place.place_id}] ({where}) {place.lon:.4f} E {place.lat:.4f} N{exact}"


def _away(candidate: Candidate) -> str:
    return "" if candidate.distance_km is None else f", {candidate.distance_km:.0f} km away"


def _plain(text: str) -> str:
    """Text for a terminal: control characters, which could move the cursor or hide text, are shown as a mark."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


# -- the report -------------------------------------------------------------------------------------------------------


@app.command()
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
    with _progress(quiet) as step:
        picture = _picture(case, valid, known, city, palette, step)
        from frontline.report import FILES, write_report

        brief = write_report(picture, out, step)
    if not quiet:
        for line in brief.summary:
            print(_plain(line))
        print(_plain(f"As of {picture.scene.valid}; as known: {picture.scene.known}."))
        lost = len([c for c in brief.unplaced if c.scope == "none"])
        told = f"{len(brief.unplaced)} of {len(picture.case.claims)} claims stand at no point"
        print(f"{told} ({lost} unresolved); all listed.")
        print(_plain(f"Written to {out}: {', '.join(FILES)}"))


@app.command(name="map")
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
        _fail(f"--out: {out}: give a name that ends in .html, .png, .svg or .pdf")
    with _progress(quiet) as step:
        picture = _picture(case, valid, known, city, palette, step)
        from frontline.render import write_map, write_static

        step("drawing")
        (write_map if out.suffix.lower() == ".html" else write_static)(picture.scene, out)
    if not quiet:
        print(_plain(picture.scene.title))
        print(_plain(f"Written to {out}"))


@app.command()
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
    picture = _picture(case, valid, known, city)
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
    print(_plain(f"Front {word_distance(near, place.name)}, fixed by {names}."))
    print(_plain(f"As of {picture.scene.valid}; as known: {picture.scene.known}."))
    print(_plain(word_state(place, picture.situation)))
    print(_plain(f"How: {near.method}."))
    for spoke in measures[2:]:
        km = "none in reach" if spoke.value is None else f"{spoke.value:5.1f} km"
        print(f"  {spoke.name.rsplit('_', 1)[1]:>4}  {km}")


# -- claims and reasons -----------------------------------------------------------------------------------------------

CLAIM_COLUMNS = (
    "claim_id", "place_id", "place_as_written", "place_context", "scope", "kind", "actor", "against", "event_date",
    "reported_date", "claimants", "outlet", "distance_km", "reference_city", "url", "placed_because", "note",
)  # fmt: skip


@app.command()
def claims(
    case: CaseArgument,
    place: Annotated[str | None, typer.Option("--place", help="Only this place.")] = None,
    claimant: Annotated[str | None, typer.Option("--claimant", help="Only claimants with this in their name.")] = None,
    outlet: Annotated[str | None, typer.Option("--outlet", help="Only outlets whose name has this.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Only this kind, such as captured.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Only this actor, such as government.")] = None,
    first: Annotated[str | None, typer.Option("--from", help="Only events of this day or later.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Only events of this day or earlier.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the claims of a case, with the place each was put at and why.

    Example: frontline claims hama-2024 --place Maardes --from 2024-12-01 --to 2024-12-04
    """
    read = _load(case)
    place_id = read.places[place].place_id if place else None
    tests = _claim_tests(read, place_id, claimant, outlet, kind, actor, first, last)
    found = [c for c in read.claims if all(test(c) for test in tests)]
    rows = [_claim_row(c) for c in found]
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    elif as_csv:
        from frontline.tables import to_csv

        sys.stdout.write(to_csv(CLAIM_COLUMNS, rows))
    else:
        for row in rows:
            head = "{claim_id}  {event_date}  {place_as_written} [{place_id}]  {kind} by {actor}"
            print(_plain(head.format(**row)))
            print(_plain("           {claimants} in {outlet}. {url}".format(**row)))
        print(f"{len(found)} of {len(read.claims)} claims")
    raise typer.Exit(0 if found else 1)


def _claim_tests(
    case: Case,
    place_id: str | None,
    claimant: str | None,
    outlet: str | None,
    kind: str | None,
    actor: str | None,
    first: str | None,
    last: str | None,
) -> list[Callable[[Claim], bool]]:
    from frontline.dates import parse_day
    from frontline.model import KINDS

    if kind is not None and kind not in KINDS:
        _fail(f"--kind: {kind!r} is not one of {', '.join(KINDS)}")
    if actor is not None and actor not in case.actors:
        _fail(f"--actor: {actor!r} is not one of {', '.join(case.actors)}")
    begin, end = (None if text is None else parse_day(text) for text in (first, last))
    tests: list[Callable[[Claim], bool]] = []
    if place_id is not None:
        tests.append(lambda c: c.place_id == place_id)
    if claimant is not None:
        tests.append(lambda c: claimant.casefold() in " ".join((*c.voices, c.attributed_to)).casefold())
    if outlet is not None:
        tests.append(lambda c: outlet.casefold() in c.outlet.casefold())
    if kind is not None:
        tests.append(lambda c: c.kind == kind)
    if actor is not None:
        tests.append(lambda c: c.actor == actor)
    if begin is not None:
        tests.append(lambda c: c.event.last_day >= begin)
    if end is not None:
        tests.append(lambda c: c.event.first_day <= end)
    return tests


def _claim_row(claim: Claim) -> dict[str, Any]:
    first, last = claim.event.first_day, claim.event.last_day
    return {
        "claim_id": claim.claim_id,
        "place_id": claim.place_id or "",
        "place_as_written": claim.place_as_written,
        "place_context": claim.place_context,
        "scope": claim.scope,
        "kind": claim.kind,
        "actor": claim.actor,
        "against": claim.against or "",
        "event_date": str(first) if first == last else f"{first}/{last}",
        "reported_date": str(claim.published.first_day) if claim.published else "",
        "claimants": ";".join(claim.voices),
        "outlet": claim.outlet,
        "distance_km": claim.distance_km,
        "reference_city": claim.reference_city,
        "url": claim.url,
        "placed_because": claim.placed_because,
        "note": claim.note,
    }


@app.command()
def why(
    place: Annotated[str, typer.Argument(metavar="PLACE", help="A place of the case.")],
    case: CaseOption = "hama-2024",
    valid: Valid = None,
    known: Known = None,
    as_json: AsJson = False,
) -> None:
    """Say who holds a place, and why.

    With the rule that decided, and each voice with its weight.

    Example: frontline why "Ma'ar Shahrur" --case hama-2024 --valid 2024-12-04 --known 2024-12-05
    """
    read = _load(case)
    from frontline.assessment import assess
    from frontline.brief import word_state
    from frontline.dates import word_instant

    found = read.places[place]
    now = assess(read.ledger, valid or read.end, known)
    state = now.assessments.get(found.place_id)
    if state is None:
        print(_plain(f"{found.name}: unknown. No baseline and no claim names it."))
        raise typer.Exit(1)
    baseline = read.ledger.baseline.get(found.place_id)
    as_known = "all that the ledger holds" if now.known is None else word_instant(now.known)
    if as_json:
        fields = ("holder", "status", "probability", "since", "previous_holder", "rule")
        told = ("day", "claimant", "said", "speaks_for", "weight", "claim_ids", "url", "note")
        print(
            json.dumps(
                {"place_id": found.place_id, "valid": word_instant(now.valid), "known": as_known}
                | {field: getattr(state, field) for field in fields}
                | {"evidence": [{field: getattr(e, field) for field in told} for e in state.evidence]},
                ensure_ascii=False,
                indent=2,
                default=str,
            )
        )
        return
    print(_plain(word_state(found, now)))
    print(_plain(f"As of {word_instant(now.valid)}; as known: {as_known}."))
    if baseline is not None:
        print(_plain(f"Before the case: {baseline.actor} (basis: {baseline.basis}; {baseline.source})."))
    for evidence in state.evidence:
        print(_plain(f"  {evidence.words} [{', '.join(evidence.claim_ids)}]"))
        if evidence.note:
            print(_plain(f"      note: {evidence.note}"))
    odds = sorted(((p, actor) for actor, p in state.probability.items() if p >= 0.001), reverse=True)
    print(_plain(f"Probability: {', '.join(f'{actor} {p:.1%}' for p, actor in odds) or 'nothing known'}"))


# -- shared -----------------------------------------------------------------------------------------------------------


def _load(case: str) -> Case:
    from frontline.datasets import load

    return load(case)


def _picture(
    case: str,
    valid: str | None,
    known: str | None,
    city: str | None,
    palette: str = "customary",
    step: Callable[[str], None] = lambda _: None,
) -> Picture:
    """Read and survey a case as the options say; the end of the case unless another date is given."""
    step("reading")
    colours = _palette(palette)
    read = _load(case)
    from frontline.report import survey

    place = read.places[city] if city else None
    return survey(read, valid or read.end.isoformat(), known, place, palette=colours, step=step)


def _palette(name: str) -> Any:
    from frontline.scene import PALETTES

    if name not in PALETTES:
        _fail(f"--palette: {name!r} is not one of {', '.join(PALETTES)}")
    return name


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Show what is being done, on standard error; nothing where that is not a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda text: progress.update(task, description=text)

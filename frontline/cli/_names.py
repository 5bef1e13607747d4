"""Commands on names: resolve."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import AsJson, fail, plain, progress

if TYPE_CHECKING:
    from gazetteer import Candidate, Place, Resolution


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
        fail("--within: needs --near, the place to measure from")
    if within is not None and not within > 0:
        fail(f"--within: {within:g} is not a distance; give kilometres above 0")
    with progress(quiet=not world) as step:
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

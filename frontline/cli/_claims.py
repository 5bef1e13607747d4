"""Commands on claims and reasons: claims, why."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import AsJson, CaseArgument, CaseOption, Known, Valid, fail, load_case, plain

if TYPE_CHECKING:
    from frontline.datasets import Case
    from frontline.model import Claim

CLAIM_COLUMNS = (
    "claim_id", "place_id", "place_as_written", "place_context", "scope", "kind", "actor", "against", "event_date",
    "reported_date", "claimants", "outlet", "distance_km", "reference_city", "url", "placed_because", "note",
)  # fmt: skip


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
    read = load_case(case)
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
            print(plain(head.format(**row)))
            print(plain("           {claimants} in {outlet}. {url}".format(**row)))
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
        fail(f"--kind: {kind!r} is not one of {', '.join(KINDS)}")
    if actor is not None and actor not in case.actors:
        fail(f"--actor: {actor!r} is not one of {', '.join(case.actors)}")
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
    read = load_case(case)
    from frontline.assessment import assess
    from frontline.assessment import why as reasons
    from frontline.dates import word_instant

    found = read.places[place]
    now = assess(read.ledger, valid or read.end, known)
    state = now.assessments.get(found.place_id)
    if state is None:
        print(plain(f"{found.name}: unknown. No baseline and no claim names it."))
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
    head, *lines = reasons(now, found.place_id).splitlines()
    print(plain(head))
    print(plain(lines[0]))
    if baseline is not None:
        print(plain(f"Before the case: {baseline.actor} (basis: {baseline.basis}; {baseline.source})."))
    for line in lines[1:]:
        print(plain(line))

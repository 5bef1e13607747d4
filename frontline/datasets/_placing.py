"""From a place as printed to a place: choices a person made first, the gazetteer for the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from frontline.ledger import GIVEN, point_of
from frontline.model import SCOPES, Claim, Scope
from frontline.tables import read_table
from gazetteer import Gazetteer, Place, PlaceName, context_of
from gazetteer.names import script_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

PIN_COLUMNS = ("place_as_written", "place_context", "place_id", "scope", "note")
ANY_CONTEXT = "*"


@dataclass(frozen=True, slots=True)
class Pin:
    """A person's choice of place for a printed name (in one context, or any for ``*``)."""

    written: str
    context: str
    place_id: str | None
    scope: Scope
    note: str


def read_pins(path: Path, gazetteer: Gazetteer) -> dict[tuple[str, str], Pin]:
    """Read a `places.lock`.

    Raises
    ------
    TableError
        Listing every row with an unknown scope or place, or a repeated name and context.
    """
    seen: set[tuple[str, str]] = set()

    def parse(cells: Mapping[str, str]) -> Pin:
        pin = _pin(cells, gazetteer)
        if (pin.written, pin.context) in seen:
            raise ValueError(f"{pin.written!r} in context {pin.context!r} is pinned twice; keep one row")
        seen.add((pin.written, pin.context))
        return pin

    pins = read_table(path, PIN_COLUMNS, parse)
    return {(pin.written, pin.context): pin for pin in pins}


def _pin(cells: Mapping[str, str], gazetteer: Gazetteer) -> Pin:
    scope, place_id = cells["scope"], cells["place_id"]
    if scope not in SCOPES:
        raise ValueError(f"column scope: {scope!r} is not one of {', '.join(SCOPES)}")
    if (scope == "none") != (not place_id):
        raise ValueError("column place_id: blank if and only if scope is none")
    if place_id and place_id not in gazetteer.places:
        raise ValueError(f"column place_id: {place_id!r} is in no table of places; add it to places.csv")
    return Pin(
        cells["place_as_written"], cells["place_context"], place_id or None, scope, cells["note"]
    )


def place_claims(
    claims: Iterable[Claim], pins: Mapping[tuple[str, str], Pin], gazetteer: Gazetteer
) -> list[Claim]:
    """Give every claim its place, or the reason why it has none.

    One that its table has placed stays there. Else a pin for the name in its context wins, then a pin for the name in
    any context, then the gazetteer, which says "unknown" or "ambiguous" rather than guess.

    Returns
    -------
    list of Claim
        As many as came in, in the same order.
    """
    answers: dict[tuple[str, str], tuple[str | None, Scope, str]] = {}
    placed = []
    for claim in claims:
        if claim.placed_because:  # the table itself says where
            placed.append(claim)
            continue
        key = (claim.place_as_written, claim.place_context)
        if key not in answers:
            answers[key] = _answer(key, pins, gazetteer)
        place_id, scope, reason = answers[key]
        placed.append(replace(claim, place_id=place_id, scope=scope, placed_because=reason))
    return placed


def with_points(claims: Sequence[Claim], gazetteer: Gazetteer) -> tuple[list[Claim], Gazetteer]:
    """Take points that a table gives (columns lon, lat; degrees, EPSG:4326) as places where the gazetteer has none.

    Returns
    -------
    list of Claim, Gazetteer
        The claims, those without place standing at their point; and the gazetteer with the new places.
    """
    own: dict[str, Place] = {}
    pointed = []
    for claim in claims:
        settled = claim.geometry or claim.place_id in gazetteer.places or claim.scope in ("area", "part")
        at = None if settled or (claim.scope == "none" and claim.placed_because) else point_of(claim)
        if at is None:
            pointed.append(claim)
            continue
        place_id = claim.place_id or f"point-{at[0]:.4f}-{at[1]:.4f}"
        if place_id not in gazetteer.places:  # a ledger knows those of earlier tables
            own.setdefault(place_id, _pointed(place_id, claim.place_as_written, at))
        pointed.append(replace(claim, place_id=place_id, scope="place", placed_because=GIVEN))
    return pointed, Gazetteer([*gazetteer.places.values(), *own.values()]) if own else gazetteer


def _pointed(place_id: str, name: str, at: tuple[float, float]) -> Place:
    names = (PlaceName(name, None, script_of(name), "main"),)
    return Place(place_id, name, names, "site", *at, source="point given in the table of claims")


def _answer(
    key: tuple[str, str], pins: Mapping[tuple[str, str], Pin], gazetteer: Gazetteer
) -> tuple[str | None, Scope, str]:
    pin = pins.get(key) or pins.get((key[0], ANY_CONTEXT))
    if pin is not None:
        return pin.place_id, pin.scope, f"pinned by hand{': ' + pin.note if pin.note else ''}"
    around = context_of(key[1], gazetteer)
    answer = gazetteer.resolve(
        key[0], near=around.near, within_km=around.within_km, admin1=around.admin1
    )
    if answer.place is None:
        return None, "none", f"{answer.status}: {answer.reason}"
    # An area named without more says nothing about each place inside.
    return answer.place.place_id, "part" if answer.place.is_area else "place", answer.reason

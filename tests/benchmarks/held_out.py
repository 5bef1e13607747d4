"""Spellings and places held out of a table, seeded, to ask for what nobody has listed."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gazetteer.earth import offset
from gazetteer.names import exact_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gazetteer import Place

Kind = Literal["variant", "namesake", "twin", "listed", "absent"]


@dataclass(frozen=True, slots=True)
class Case:
    """A name to ask for.

    variant: a spelling that differs from every listed one; namesake: listed for several places; twin: no longer
    listed for its place, but for another; listed: for one place; absent: of a place that has been taken out.
    """

    kind: Kind
    name: str
    place: Place
    near: tuple[float, float]
    far: tuple[float, float]


def hold_out(places: Sequence[Place], seed: str, most: int = 600) -> tuple[list[Place], list[Case]]:
    """Return the places that are left, without the spellings held out, and the names to ask for.

    `near` of a case is a point up to 28 km from its place, `far` one up to 80 km.
    """
    pick = random.Random(seed)
    keys = {p.place_id: sorted({exact_key(n.text) for n in p.names} - {""}) for p in places}
    holders = Counter(key for held in keys.values() for key in held)
    some = min(most // 4, len(places) // 20)
    wanted = {"variant": min(most, len(places) // 6), "twin": some // 8}
    wanted |= dict.fromkeys(("absent", "namesake", "listed"), some)
    left: list[Place] = []
    cases: list[Case] = []
    for place in pick.sample(list(places), len(places)):
        told = _case(place, keys[place.place_id], holders, wanted, pick)
        if told is None:
            left.append(place)
            continue
        case, rest = told
        wanted[case.kind] -= 1
        cases.append(case)
        left += [rest] if rest else []
    return sorted(left, key=lambda p: p.place_id), cases


def _case(
    place: Place, keys: list[str], holders: Counter[str], wanted: dict[str, int], pick: random.Random
) -> tuple[Case, Place | None] | None:
    """Make a case of one place where it serves for one still wanted, with what is left of the place."""
    alone = [k for k in keys if holders[k] == 1]
    shared = [k for k in keys if holders[k] > 1]
    for kind, found in (("variant", alone), ("twin", shared)):
        if wanted[kind] and found and len(keys) > 1:
            key = pick.choice(found)
            names = tuple(n for n in place.names if exact_key(n.text) != key)
            return _asked(kind, place, key, pick), replace(place, names=names, name=names[0].text)
    if wanted["namesake"] and shared:
        return _asked("namesake", place, pick.choice(shared), pick), place
    if wanted["absent"] and alone:
        return _asked("absent", place, pick.choice(alone), pick), None
    if wanted["listed"] and alone:
        return _asked("listed", place, pick.choice(alone), pick), place
    return None


def _asked(kind: Kind, place: Place, key: str, pick: random.Random) -> Case:
    spellings = defaultdict(list)
    for name in place.names:
        spellings[exact_key(name.text)].append(name.text)
    near, far = (
        offset(place.lon, place.lat, pick.uniform(0, 360), km * math.sqrt(pick.random())) for km in (28.0, 80.0)
    )
    return Case(kind, pick.choice(sorted(spellings[key])), place, near, far)

"""The look of actors that come without an actors.csv: by their names, so that it is the same in every case."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING
from zlib import crc32

from frontline.model import Actor

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BRIGHT = ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377")
_MUTED = ("#332288", "#999933", "#882255", "#44AA99", "#DDCC77", "#BBBBBB")
"""Paul Tol's bright scheme, then of his muted one what differs most (technical note SRON/EPS/TN/09-002); grey, which
unknown ground resembles, last. Beyond seven no scheme keeps all apart: hatching, shape and letters do."""
_HATCHES = ("", "///", "...", "\\\\\\", "xxx", "+++", "ooo", "---", "|||", "/-", "\\|", "x.")
_MARKERS = tuple("osD^vPX*<>dp")
MOST_ACTORS = len(_BRIGHT + _MUTED)
"""How many actors can be given a look; more need an actors.csv."""
_LEAST_APART = 115.0
"""Colours nearer than that, of 442 at most, pass for one: blue and cyan are 114 apart, packaged red and pink 92."""


def give_looks(names: Iterable[str], packaged: Mapping[str, Actor]) -> dict[str, Actor]:
    """Give each actor colours, hatch, marker and letters by its name, not by where it stands in a table.

    One called as an actor of the packaged case looks as there. Any other begins at the spare look that the checksum
    of its name tells, and takes the next one where an actor before it (by the alphabet) has or comes near to that.

    Parameters
    ----------
    names : iterable of str
        At most `MOST_ACTORS`, each once.
    packaged : mapping of str to Actor
        Actors with a look of their own, by id.

    Examples
    --------
    >>> one, other = (give_looks(names, {}) for names in (["Blue Side", "Red Side"], ["Red Side"]))
    >>> one["Red Side"].customary_colour == other["Red Side"].customary_colour
    True
    """
    ordered = sorted(names)
    codes = dict(zip(ordered, _short_codes(ordered), strict=True))
    like = {_plain(name): name for name in reversed(ordered) if _plain(name) in packaged}
    found = {
        name: replace(packaged[actor_id], actor_id=name, name=name, name_ar="", code=codes[name], note="")
        for actor_id, name in like.items()
    }
    for name in ordered:
        if name not in found:
            found[name] = _spare_look(name, codes[name], list(found.values()))
    return found


def _plain(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def _spare_look(name: str, code: str, others: Sequence[Actor]) -> Actor:
    start = crc32(_plain(name).encode())
    taken = {c for a in others for c in (a.customary_colour, a.safe_colour)}
    apart = {c for c in _BRIGHT + _MUTED if all(_distance(c, other) >= _LEAST_APART for other in taken)}
    free = {c for c in _BRIGHT + _MUTED if c not in taken}
    picks = (_next(start, scheme, choice) for choice in (apart, free) for scheme in (_BRIGHT, _MUTED))
    colour = next(pick for pick in picks if pick)
    return Actor(
        actor_id=name,
        name=name,
        code=code,
        customary_colour=colour,
        safe_colour=colour,
        hatch=_next(start, _HATCHES, set(_HATCHES) - {a.hatch for a in others}),
        marker=_next(start, _MARKERS, set(_MARKERS) - {a.marker for a in others}),
    )


def _next(start: int, options: Sequence[str], allowed: set[str]) -> str:
    """The first allowed option from a position on, round and round; "" where there is none."""
    turned = (options[(start + k) % len(options)] for k in range(len(options)))
    return next((option for option in turned if option in allowed), "")


def _distance(one: str, other: str) -> float:
    """How far apart two colours (#rrggbb) are: the Euclidean distance of their parts, 0 to 442."""
    return math.dist(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]))


def _short_codes(names: Sequence[str]) -> list[str]:
    """Letters for each name that no other has: its first two, or its first and a number.

    Examples
    --------
    >>> _short_codes(["north", "northern front", "south"])
    ['NO', 'N2', 'SO']
    """
    codes: list[str] = []
    for name in names:
        ways = (name[:2].upper(), *(f"{name[:1].upper()}{n}" for n in range(2, len(names) + 2)))
        codes.append(next(code for code in ways if code not in codes))
    return codes

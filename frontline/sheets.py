"""From a case to the maps of two dates or of many days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.assessment import assess
from frontline.dates import day_of, parse_day, parse_instant
from frontline.errors import DateError
from frontline.scene import Pair, Strip, compose_pair, compose_strip
from frontline.territory import trace_front

if TYPE_CHECKING:
    from frontline.report import Picture

MOST_IN_STRIP = 16
"""Days of a film strip: more would be too small to read."""
MOST_IN_FILM = 60
"""Days of a film, evenly chosen: more would take longer than people look."""


def pair_of(picture: Picture, first: str) -> Pair:
    """Compose a map of two dates: an earlier one, and the picture's own.

    Both are as known at the picture's `known`, so that what was only learned later does not look like a move.

    Parameters
    ----------
    first : str
        The earlier instant: an ISO day (its end), or a day and a time with its zone.

    Raises
    ------
    DateError
        If it cannot be read, lies before the case, or is not earlier than the picture's own.
    """
    start, situation = parse_instant(first), picture.situation
    if start >= situation.valid:
        raise DateError(f"{first} is not before {day_of(situation.valid)}; choose an earlier --from or a later --valid")
    if day_of(start) < picture.case.start:
        raise DateError(f"{first} is before the case begins ({picture.case.start}); choose a later --from")
    before = assess(picture.case.ledger, start, situation.known)
    return compose_pair(
        trace_front(before, tessellation=picture.front.tessellation),
        picture.front,
        city=picture.city,
        base=picture.scene.base,
        sources=picture.scene.sources,
        palette=picture.scene.palette,
        languages=picture.scene.languages,
    )


def strip_of(picture: Picture, first: str | None = None, most: int = MOST_IN_STRIP) -> Strip:
    """Compose the maps of many days, up to the picture's own.

    Each day is as known at the picture's `known`, or at its own end where that is later.

    Parameters
    ----------
    first : str, optional
        ISO day; the first of the case if left out.
    most : int
        How many days are shown, evenly chosen.

    Raises
    ------
    DateError
        If the day cannot be read, or no day of the case lies between it and the picture's own.
    """
    begin, end = parse_day(first) if first else picture.case.start, day_of(picture.situation.valid)
    if begin > end:
        raise DateError(f"{begin} is after {end}; choose an earlier --from or a later --valid")
    if begin < picture.case.start:
        raise DateError(f"{begin} is before the case begins ({picture.case.start}); choose a later --from")
    fronts = [front for situation, front in picture.history if begin <= day_of(situation.valid) <= end]
    return compose_strip(
        fronts,
        most=most,
        city=picture.city,
        base=picture.scene.base,
        sources=picture.scene.sources,
        palette=picture.scene.palette,
        languages=picture.scene.languages,
    )

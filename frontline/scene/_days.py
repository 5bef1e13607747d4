"""The days of a map's slider, and what they looked like on each evening."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from frontline.dates import day_of, end_of, word_instant
from frontline.errors import NoFrontError
from frontline.metrics import distance_to_front, rose
from frontline.model import STATUSES, History
from frontline.scene._marks import compose_details
from frontline.scene._nouns import Day, Evening, Ground, States, Style
from frontline.scene._words import word_clocks, word_evidence, word_finding, word_known
from frontline.territory import control_areas, speakers, trace_band, trace_front

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from frontline.model import Front, Measure, Situation, Tessellation
    from gazetteer import Place


DRAWN_DAYS = 62
"""Days of a history that are drawn with areas, front and band of their own: two months. Longer ones would make a page
that no browser opens quickly; their days show the cells of their places instead."""

EVENING_STATES = 10_000_000
"""States of a place (evenings times days times places) up to which a map has a second clock."""

_UNKNOWN = STATUSES.index("unknown")


def ground_of(front: Front) -> Ground:
    areas = control_areas(front.situation, tessellation=front.tessellation).polygons
    return Ground(areas=areas, front=front.lines, band=trace_band(front))


def compose_days(
    history: History | Sequence[Situation],
    cells: Tessellation,
    styles: Sequence[Style],
    city: Place | None,
    here: tuple[Front, Ground],
) -> tuple[Day, ...]:
    """Compose the days of a slider; `here` is what is drawn already, of the scene's own instant."""
    if isinstance(history, History):
        return _days_of_history(history, cells, styles)
    return tuple(_day(situation, cells, styles, city, here, len(history)) for situation in history)


def _day(
    situation: Situation,
    cells: Tessellation,
    styles: Sequence[Style],
    city: Place | None,
    here: tuple[Front, Ground],
    days: int,
) -> Day:
    position = {style.actor_id: n for n, style in enumerate(styles)}
    known = [situation.assessments.get(i) for i in cells.place_ids]
    holders = np.array([position[a.holder] if a and a.holder else -1 for a in known], np.int16)
    statuses = np.array([STATUSES.index(a.status) if a else _UNKNOWN for a in known], np.int8)
    valid, as_known = word_clocks(situation)
    front, drawn = here
    short = days <= DRAWN_DAYS
    if front.situation is not situation and short:
        front = trace_front(situation, tessellation=cells)
        drawn = ground_of(front)
    shown = front.situation is situation or short
    return Day(
        date=day_of(situation.valid).isoformat(),
        valid=valid,
        known=as_known,
        states=_spoken(holders, statuses, speakers(holders >= 0, cells)),
        details=compose_details(situation, cells.place_ids) if short else None,
        drawn=drawn if shown else None,
        rose=_rose(city, front) if shown else (),
        heading=word_finding(city, situation, nearest_front(city, front)) if shown else "",
        evidence=word_evidence(situation) if shown else "",
    )


def nearest_front(city: Place | None, front: Front) -> Measure | None:
    """Distance of the front from a city; None where there is none to measure."""
    if city is None:
        return None
    try:
        return distance_to_front(city, front)
    except NoFrontError:
        return None


def _rose(city: Place | None, front: Front) -> tuple[Measure, ...]:
    if city is None:
        return ()
    try:
        return tuple(rose(city, front))
    except NoFrontError:
        return ()


def _days_of_history(course: History, cells: Tessellation, styles: Sequence[Style]) -> tuple[Day, ...]:
    known = word_known(course.known)
    return tuple(
        Day(date=day.isoformat(), valid=word_instant(end_of(day)), known=known, states=states)
        for day, states in zip(course.days, _course(course, cells, styles), strict=True)
    )


def compose_evenings(
    evenings: Sequence[History], days: Sequence[Day], cells: Tessellation, styles: Sequence[Style]
) -> tuple[Evening, ...]:
    """Compose the second clock: none where it would be too much for a page, or its days are not the slider's."""
    states = sum(len(course.days) for course in evenings) * len(cells.place_ids)
    dates = [day.date for day in days]
    fits = [[d.isoformat() for d in course.days] == dates[: n + 1] for n, course in enumerate(evenings)]
    if len(evenings) != len(days) or not all(fits) or states > EVENING_STATES:
        return ()
    return tuple(
        Evening(known=word_known(course.known), states=tuple(_course(course, cells, styles))) for course in evenings
    )


def _course(course: History, cells: Tessellation, styles: Sequence[Style]) -> list[States]:
    """The states of each day of a history, for the places of the cells."""
    position = {style.actor_id: n for n, style in enumerate(styles)}
    codes = np.array([*(position.get(actor, -1) for actor in course.actors), -1], np.int16)  # the last: unknown
    column = {place_id: n for n, place_id in enumerate(course.place_ids)}
    rows = np.array([column.get(i, -1) for i in cells.place_ids], int)  # -1: what is appended below
    told: list[States] = []
    for holder, status in zip(course.holder, course.status, strict=True):
        holders = codes[np.append(holder, -1)[rows]]
        statuses = np.where(holders >= 0, np.append(status, _UNKNOWN)[rows], _UNKNOWN).astype(np.int8)
        # Who is known at all changes on few days; on the others the same places speak for the same cells.
        if not told or ((holders >= 0) != (told[-1].holders >= 0)).any():
            speaker = speakers(holders >= 0, cells)
        told.append(_spoken(holders, statuses, speaker))
    return told


def _spoken(holders: NDArray[np.int16], statuses: NDArray[np.int8], speaker: NDArray[np.int_]) -> States:
    return States(holders=holders, statuses=statuses, ground=holders[speaker], ground_statuses=statuses[speaker])

"""The days of a map's slider."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.dates import day_of
from frontline.scene._nouns import Day, Ground, Style
from frontline.scene._words import word_clocks
from frontline.territory import control_areas, ground, trace_band, trace_front

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.model import Situation, Tessellation


DRAWN_DAYS = 62
"""Days of a history that are drawn with areas, front and band of their own: two months. Longer ones would make a page
that no browser opens quickly; their days show the cells of their places instead."""


def ground_of(situation: Situation, cells: Tessellation) -> Ground:
    front = trace_front(situation, tessellation=cells)
    areas = control_areas(situation, tessellation=cells).polygons
    return Ground(areas=areas, front=front.lines, band=trace_band(front))


def compose_day(
    situation: Situation, cells: Tessellation, styles: Sequence[Style], drawn: Ground | None, days: int
) -> Day:
    position = {style.actor_id: n for n, style in enumerate(styles)}
    known = [situation.assessments.get(i) for i in cells.place_ids]
    valid, as_known = word_clocks(situation)
    return Day(
        date=day_of(situation.valid).isoformat(),
        valid=valid,
        known=as_known,
        holders=tuple(position[a.holder] if a and a.holder else -1 for a in known),
        statuses=tuple(a.status if a else "unknown" for a in known),
        ground=tuple(position.get(holder, -1) for holder in ground(situation, cells).holders),
        drawn=drawn or (ground_of(situation, cells) if days <= DRAWN_DAYS else None),
    )

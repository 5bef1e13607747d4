"""A scene as inert JSON: what the page is drawn from.

Texts stand as they are, each once; numbers, lines and cells are packed (`_html_pack`). Days after the first hold only
what changed, evenings only what differs from the slider's own days, and accounts are referred to by number.
"""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
import shapely

from frontline.geodesy import local_crs, to_local
from frontline.model import STATUSES
from frontline.render._html_base import base_payload
from frontline.render._html_pack import deltas, lines, pack, pack_cells, pack_lines, rings, steps
from frontline.render._unroll import unrolled
from gazetteer.cards import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from frontline.scene import Account, Day, Details, Ground, Mark, Scene, States, Style

T = TypeVar("T")


def to_payload(scene: Scene) -> str:
    """Write a scene as JSON that no HTML parser can take for markup."""
    scene = unrolled(scene)
    words = _Numbers[str]()
    accounts, shapes = _Accounts(words), _Numbers[tuple[int, ...]]()
    detailed = all(day.details is not None for day in scene.days)
    data = {
        "title": scene.title,
        "titled": scene.titled,
        "subtitle": scene.subtitle,
        "valid": scene.valid,
        "known": scene.known,
        "frame": [round(float(edge), 5) for edge in scene.frame],
        "palette": scene.palette,
        "actors": [_actor(style) for style in scene.styles],
        "legend": [[entry.symbol, entry.label, entry.actor_id] for entry in scene.legend],
        **base_payload(scene),
        "cells": pack_cells(scene.tessellation, _area_ha(scene)),
        "marks": _marks(scene.marks, words),
        "city": scene.city.place_id if scene.city else None,
        "days": _days(scene, shapes),
        "details": _details(scene, words, accounts) if detailed else None,
        "instant": None if detailed else _instant(scene.marks, words, accounts),
        "evenings": _evenings(scene),
        "today": scene.today,
        "sources": list(scene.sources),
        "method": scene.method,
        "caveats": [*scene.caveats, *_limits(scene)],
    }
    data |= {"accounts": accounts.rows, "words": words.all, "shapes": pack_lines(map(np.array, shapes.all))}
    text = json.dumps(_all_visible(data), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return re.sub("[<>&\u2028\u2029]", lambda found: f"\\u{ord(found[0]):04x}", text)


def _limits(scene: Scene) -> list[str]:
    """What this page cannot show, for want of room or because nobody composed it."""
    if len(scene.days) < 2:
        return []
    told = [] if scene.evenings else ["This page has no second clock: each day is shown as known at one date."]
    if any(day.drawn is None for day in scene.days):
        told.append("Days are drawn by the cells of their places, without a band.")
    return told


def _all_visible(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {key: _all_visible(item) for key, item in value.items()}
    return [_all_visible(item) for item in value] if isinstance(value, list) else value


class _Numbers(Generic[T]):
    """Each thing once, by number: texts, and rings or lines, of which most stay where they are from day to day."""

    def __init__(self) -> None:
        self._numbers: dict[T, int] = {}

    def number(self, thing: T) -> int:
        return self._numbers.setdefault(thing, len(self._numbers))

    @property
    def all(self) -> list[T]:
        return list(self._numbers)


class _Accounts:
    """Each account once, by number: one claim about an area stands under many places."""

    def __init__(self, words: _Numbers[str]) -> None:
        self._words = words
        self._numbers = _Numbers[tuple[Any, ...]]()

    def number(self, account: Account) -> int:
        word = self._words.number
        return self._numbers.number(
            (
                word(account.day),
                word(account.claimant),
                word(account.outlet),
                word(account.said),
                word(account.speaks_for),
                round(float(account.weight), 2),
                word(", ".join(account.claim_ids)),
                word(account.url),
                word(account.note),
                word(account.learned),
            )
        )

    @property
    def rows(self) -> list[list[Any]]:
        return [list(row) for row in self._numbers.all]


def _actor(style: Style) -> dict[str, Any]:
    return {
        "id": style.actor_id,
        "name": style.name,
        "ar": style.name_ar,
        "code": style.code,
        "colours": dict(style.colours),
        "hatch": style.hatch,
        "marker": style.marker,
    }


# -- places -----------------------------------------------------------------------------------------------------


def _marks(marks: Sequence[Mark], words: _Numbers[str]) -> dict[str, Any]:
    """The places, a list a column."""
    where = np.array([(mark.lon, mark.lat) for mark in marks], float).reshape(-1, 2)
    return {
        "ids": [mark.place_id for mark in marks],
        "names": [mark.name for mark in marks],
        "local": [mark.name_ar for mark in marks] if any(mark.name_ar for mark in marks) else [],
        "aliases": {str(n): list(mark.aliases) for n, mark in enumerate(marks) if mark.aliases},
        "kinds": pack([words.number(mark.kind) for mark in marks]),
        "at": pack(steps(where)),
        "precision": pack([-1 if mark.precision_m is None else round(mark.precision_m) for mark in marks]),
        "ranks": pack([mark.rank for mark in marks]),
    }


def _area_ha(scene: Scene) -> NDArray[np.float64]:
    cells = scene.tessellation
    if not len(cells.cells):
        return np.empty(0)
    return np.asarray(shapely.area(to_local(cells.cells, local_crs(cells.lon, cells.lat))) / 1e4)


def _percent(probability: Any) -> NDArray[np.int64]:
    """Whole per cent; 100 means over 99, for no place is sure."""
    share = np.asarray(probability, float)
    return np.where(share > 0.99, 100, np.rint(share * 100)).astype(np.int64)


def _instant(marks: Sequence[Mark], words: _Numbers[str], accounts: _Accounts) -> dict[str, str]:
    """How sure, since when, why and who says so, at the scene's own instant alone."""
    told = [[accounts.number(account) for account in mark.accounts] for mark in marks]
    return {
        "percent": pack(_percent([mark.probability for mark in marks])),
        "since": pack([words.number(mark.since) for mark in marks]),
        "rules": pack([words.number(mark.rule) for mark in marks]),
        "accounts": pack([n for row in told for n in (len(row), *row)]),
    }


def _details(scene: Scene, words: _Numbers[str], accounts: _Accounts) -> dict[str, Any]:
    """The same for every day: what changed, and from which day to which an account counts."""
    details = [day.details for day in scene.days if day.details is not None]
    changes, before = [], None
    for told in details:
        now = np.stack(
            [
                _percent(told.probabilities),
                np.array([words.number(text) for text in told.since], np.int64),
                np.array([words.number(text) for text in told.rules], np.int64),
            ],
            axis=1,
        ).reshape(-1, 3)
        changes.append(_changes(now, before))
        before = now
    spans = [_spans(details, row, accounts) for row in range(len(scene.marks))]
    return {"changes": changes, "accounts": pack([n for row in spans for n in (len(row) // 3, *row)])}


def _spans(details: Sequence[Details], row: int, accounts: _Accounts) -> list[int]:
    """For each account of a place its number, its first day, and the day from which it no longer counts (0: none)."""
    days: dict[int, list[int]] = {}
    for day, told in enumerate(details):
        for account in told.accounts[row]:
            days.setdefault(accounts.number(account), []).append(day)
    spans = []
    for number, there in days.items():
        for _, run in groupby(enumerate(there), lambda pair: pair[1] - pair[0]):
            stretch = [day for _, day in run]
            spans += [number, stretch[0], 0 if stretch[-1] == len(details) - 1 else stretch[-1] + 1]
    return spans


# -- days -------------------------------------------------------------------------------------------------------


def _changes(now: NDArray[np.int64], before: NDArray[np.int64] | None) -> str:
    """The rows of a table that differ from the one before: row number, as a difference, and the new values."""
    rows = np.arange(len(now)) if before is None else np.flatnonzero((now != before).any(axis=1))
    return pack(np.column_stack([deltas(rows), now[rows]]))


def _codes(states: States, actors: int) -> NDArray[np.int64]:
    """Holder, status and who speaks for the cell in one number a place, as `assets/states.js` reads it.

    A place with a holder speaks for its own cell: holder * 3 + status. Above those, 3 * actors is unknown ground, and
    what follows is that of a place of unknown holder, for which another speaks.
    """
    own, ground = (np.asarray(column, np.int64) for column in (states.holders, states.ground))
    status, spoken = (np.asarray(column, np.int64) for column in (states.statuses, states.ground_statuses))
    lent = np.where(ground < 0, 3 * actors, 3 * actors + 1 + ground * 3 + spoken)
    return np.where(own >= 0, own * 3 + status, lent)


def _days(scene: Scene, shapes: _Numbers[tuple[int, ...]]) -> list[dict[str, Any]]:
    encoded: list[dict[str, Any]] = []
    before = None
    for day in scene.days:
        now = _codes(day.states, len(scene.styles))[:, None]
        encoded.append({"date": day.date, "valid": day.valid, "known": day.known, "changes": _changes(now, before)})
        if day.drawn is not None:
            encoded[-1]["drawn"] = _drawn(day.drawn, scene, shapes)
        if day.heading:
            encoded[-1] |= {"heading": day.heading, "evidence": day.evidence}
        if day.rose:
            encoded[-1]["rose"] = _rose(day)
        before = now
    return encoded


def _rose(day: Day) -> list[list[float | None]]:
    return [[m.bearing_deg, None if m.value is None else round(m.value, 1)] for m in day.rose]


def _evenings(scene: Scene) -> list[dict[str, Any]]:
    """For each evening the days that then looked otherwise than the slider's own: day, how many places, and which."""
    actors = len(scene.styles)
    own = [_codes(day.states, actors) for day in scene.days]
    encoded = []
    for evening in scene.evenings:
        numbers: list[NDArray[np.int64]] = []
        for day, states in enumerate(evening.states):
            then = _codes(states, actors)
            rows = np.flatnonzero(then != own[day])
            if len(rows):
                numbers += [np.array([day, len(rows)]), np.column_stack([deltas(rows), then[rows]]).ravel()]
        encoded.append({"known": evening.known, "changes": pack(np.concatenate(numbers) if numbers else [])})
    return encoded


def _drawn(drawn: Ground, scene: Scene, shapes: _Numbers[tuple[int, ...]]) -> dict[str, Any]:
    """Areas by actor and status, the front by the places that fix it and how firm it is, and the band.

    All of them are numbers of shapes.
    """
    position = {style.actor_id: n for n, style in enumerate(scene.styles)}
    row_of = {place_id: n for n, place_id in enumerate(scene.tessellation.place_ids)}

    def numbers(found: Iterable[Any]) -> list[int]:
        return [shapes.number(tuple(line.tolist())) for line in found]

    return {
        "areas": [
            [position[row.actor], STATUSES.index(row.status), numbers(rings(row.geometry))]
            for row in drawn.areas.itertuples()
        ],
        "front": [
            [int(row.firm), row_of[row.left_place], row_of[row.right_place], numbers(lines(row.geometry))]
            for row in drawn.front.itertuples()
        ],
        "band": [n for shape in drawn.band.geometry for n in numbers(rings(shape))],
    }

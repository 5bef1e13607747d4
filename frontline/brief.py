"""What a report says: the numbers, tables and sentences around a map. Draws nothing.

Everything in a brief can be traced to claim ids.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from frontline.advance import advance_rate, area_rates, ground_changes, nearest_ever
from frontline.dates import day_of
from frontline.encirclement import measure_encirclement
from frontline.errors import NoFrontError
from frontline.metrics import (
    area_measures,
    changed_hands,
    compare_distances,
    distance_to_front,
    front_length,
    nearest_other,
    rose,
)
from frontline.scene import count, word_distance
from frontline.territory import trace_front

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from frontline.ledger import Ledger
    from frontline.model import (
        Areas,
        Assessment,
        Claim,
        Comparison,
        Evidence,
        Figure,
        Front,
        Measure,
        Situation,
    )
    from frontline.scene import Scene
    from gazetteer import Place

RECENT_DAYS = 2
"""For how many days back contradictions are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A place whose holder differs from the day before."""

    place: Place
    before: str | None
    after: Assessment


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Accounts of the last days that imply different holders of one place, side by side."""

    place: Place
    assessment: Assessment
    sides: Mapping[str, tuple[Evidence, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """An outlet, how many of the claims used it printed, and one address."""

    outlet: str
    claims: int
    reliability: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Everything a report shows.

    Parameters
    ----------
    near : Measure or None
        Distance of the front from the city; None where there is none to measure, and `no_front` says why.
    series : tuple of Measure
        The same at the end of each day for which there is one.
    unplaced : tuple of Claim
        Every claim of the case that stands at no point, with its reason; those not in `heard` came later.
    heard : frozenset of str
        Ids of the claims that were known, and of events that had begun.
    """

    scene: Scene
    situation: Situation
    city: Place | None
    summary: tuple[str, ...]
    near: Measure | None
    no_front: str
    measures: tuple[Measure, ...]
    rose: tuple[Measure, ...]
    series: tuple[Measure, ...]
    changes: tuple[Change, ...]
    contradictions: tuple[Contradiction, ...]
    comparisons: tuple[Comparison, ...]
    figures: tuple[Figure, ...]
    unplaced: tuple[Claim, ...]
    heard: frozenset[str]
    undated: int
    sources: tuple[SourceCount, ...]

    @property
    def turned(self) -> tuple[Change, ...]:
        """The changes after which the holder is known."""
        return tuple(c for c in self.changes if c.after.holder is not None)

    @property
    def lapsed(self) -> tuple[Change, ...]:
        """The places whose holder is known no longer."""
        return tuple(c for c in self.changes if c.after.holder is None)


def compose_brief(
    scene: Scene,
    ledger: Ledger,
    figures: Sequence[Figure],
    city: Place | None,
    history: Sequence[tuple[Situation, Front]],
    situation: Situation,
    front: Front,
    areas: Areas,
    eve: Situation,
) -> Brief:
    """Collect what a report says.

    Parameters
    ----------
    scene : Scene
        The map it goes with.
    history : sequence of (Situation, Front)
        Each day of the case.
    situation, front, areas : Situation, Front, Areas
        The instant of the report.
    eve : Situation
        The day before, as known at the same instant.
    """
    near, no_front = _try_distance(city, front)
    series = tuple(m for s, f in history if s.valid <= situation.valid and (m := _try_distance(city, f)[0]))
    heard = ledger.known_by(situation.known)
    placed = {c for a in situation.assessments.values() for e in a.evidence for c in e.claim_ids}
    changes = tuple(
        Change(place=situation.places[i], before=before, after=situation.assessments[i])
        for i, before, _ in changed_hands(eve, situation)
        if i in situation.assessments
    )
    day = day_of(situation.valid)
    cities = reference_cities(heard, ledger)
    fronts = {day_of(s.valid): f for s, f in history if day_of(s.valid) <= day}
    compared = compare_distances(heard, cities, fronts)
    spokes = tuple(rose(city, front)) if city and near else ()
    return Brief(
        scene=scene,
        situation=situation,
        city=city,
        summary=_summary(scene, situation, city, near, no_front, changes, len(placed)),
        near=near,
        no_front=no_front,
        measures=(*_measures(city, situation, front, areas, near), *_moves(city, eve, front, near, series)),
        rose=spokes,
        series=series,
        changes=changes,
        contradictions=tuple(_contradictions(situation, day)),
        comparisons=tuple(compared),
        figures=tuple(
            f for f in figures if f.as_of <= day and (f.published or f.as_of) <= _known_day(situation, day)
        ),
        unplaced=tuple(c for c in ledger.claims if c.scope != "place"),
        heard=frozenset(c.claim_id for c in heard if c.event.start < situation.valid),
        undated=sum(1 for c in heard if c.published is None and c.claim_id in placed),
        sources=_sources(heard, placed, ledger),
    )


def _known_day(situation: Situation, day: date) -> date:
    return day_of(situation.known) if situation.known else max(day, day.max)


def _try_distance(city: Place | None, front: Front) -> tuple[Measure | None, str]:
    if city is None:
        return None, "No city was named to measure from."
    try:
        return distance_to_front(city, front), ""
    except NoFrontError as error:
        return None, str(error)


def _measures(
    city: Place | None, situation: Situation, front: Front, areas: Areas, near: Measure | None
) -> tuple[Measure, ...]:
    found = [near] if near else []
    if city is not None and near is not None:
        found.append(nearest_other(city, situation))
    return (*found, front_length(front), *area_measures(areas, situation))


def _moves(
    city: Place | None, eve: Situation, front: Front, near: Measure | None, series: Sequence[Measure]
) -> list[Measure]:
    """How far the city is closed in, and what moved since the day before: the front towards it, ground by actor."""
    before = trace_front(eve, tessellation=front.tessellation)
    found = []
    if city is not None and near is not None:
        found = [measure_encirclement(city, front).share, *([nearest_ever(series)] if series else [])]
        with suppress(NoFrontError):  # there was no front to measure on the eve, or it is the same instant
            found.append(advance_rate(city, before, front))
    if eve.valid == front.situation.valid:
        return found
    return [*found, *area_rates(ground_changes(before, front), eve, front.situation)]


def reference_cities(claims: Sequence[Claim], ledger: Ledger) -> dict[str, Place]:
    """Cities that claims of distance refer to, by the name printed; remarks in brackets are passed over."""
    cities = {p.name: p for p in ledger.places.values() if p.kind == "city"}
    printed = {c.reference_city for c in claims if c.distance_km is not None}
    return {name: cities[plain] for name in printed if (plain := name.split(" (")[0]) in cities}


def _contradictions(situation: Situation, day: date) -> list[Contradiction]:
    found = []
    for place_id, assessment in sorted(situation.assessments.items()):
        recent = [e for e in assessment.evidence if e.claim_ids and day - e.day < timedelta(days=RECENT_DAYS)]
        sides: dict[str, tuple[Evidence, ...]] = {}
        for evidence in recent:
            sides[evidence.speaks_for] = (*sides.get(evidence.speaks_for, ()), evidence)
        if len([s for s in sides if s]) > 1:
            found.append(Contradiction(place=situation.places[place_id], assessment=assessment, sides=sides))
    return found


def _sources(claims: Sequence[Claim], placed: set[str], ledger: Ledger) -> tuple[SourceCount, ...]:
    used = [c for c in claims if c.claim_id in placed]
    addresses = {c.outlet: c.url for c in reversed(used) if c.url}
    counts = Counter(c.outlet for c in used)
    return tuple(
        SourceCount(
            outlet=outlet,
            claims=number,
            reliability=ledger.register.outlet(outlet).reliability,
            url=addresses.get(outlet, ""),
        )
        for outlet, number in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _summary(
    scene: Scene,
    situation: Situation,
    city: Place | None,
    near: Measure | None,
    no_front: str,
    changes: Sequence[Change],
    claims: int,
) -> tuple[str, ...]:
    """Sentences made from the data, for people who read nothing else."""
    lines = []
    if near is not None and city is not None:
        names = " and ".join(f"{situation.places[i].name} ({_standing(i, situation)})" for i in near.basis)
        lines.append(f"Front {word_distance(near, city.name)}, fixed by {names}.")
    else:
        lines.append(no_front)
    if city is not None and city.place_id in situation.assessments:
        lines.append(word_state(city, situation))
    lines.append(_count_changes(changes, situation))
    states = Counter(a.status for a in situation.assessments.values())
    before = sum(a.status == "held" and a.basis != "reports" for a in situation.assessments.values())
    lines.append(
        f"{count(claims, 'claim')} on {count(len(situation.assessments), 'place')}: {states['held']} held "
        f"({before} of them since before the case, with no report of their own), {states['contested']} contested, "
        f"{states['claimed']} claimed by one side only, {states['unknown']} unknown."
    )
    if situation.known is not None and situation.known < situation.valid:
        lines.append("The date lies after what was known: nothing that was reported in between counts.")
    return tuple(lines)


def word_state(place: Place, situation: Situation) -> str:
    """Say who holds a place, how surely and since when, in a sentence."""
    state = situation.assessments[place.place_id]
    if state.holder is None:
        return f"{place.name}: unknown. {state.rule}"
    if state.since is not None:
        since = f"since {state.since}"
    else:
        since = "since a day unknown" if state.previous_holder else "since before the case"
    return (
        f"{place.name}: {state.status}, {situation.actors[state.holder].name} "
        f"(probability {word_probability(state.confidence)}), {since}. {state.rule}"
    )


def word_probability(probability: float) -> str:
    """Write a probability in whole per cent, never as certainty.

    Examples
    --------
    >>> word_probability(0.77), word_probability(0.9999), word_probability(0.001)
    ('77 %', 'over 99 %', 'under 1 %')
    """
    if probability > 0.99:
        return "over 99 %"
    return "under 1 %" if probability < 0.01 else f"{probability:.0%}".replace("%", " %")


def _standing(place_id: str, situation: Situation) -> str:
    """How well the holder of a place is known, in a few words."""
    state = situation.assessments[place_id]
    return "held, only inferred from before the case" if state.basis == "inferred" else state.status


def _count_changes(changes: Sequence[Change], situation: Situation) -> str:
    """Count the places with a new holder, and how well each step is known; the report's table lists the same."""
    turned = [c for c in changes if c.after.holder is not None]
    if not turned:
        return "No place is assessed to have a new holder since the day before."
    parts = []
    for actor in sorted({c.after.holder for c in turned if c.after.holder}):
        states = Counter(c.after.status for c in turned if c.after.holder == actor)
        how = ", ".join(f"{states[word]} {word}" for word in ("held", "claimed", "contested") if states[word])
        parts.append(f"{states.total()} to {situation.actors[actor].name} ({how})")
    return f"{count(len(turned), 'place')} with a new holder since the day before: {'; '.join(parts)}."

"""From a case at an instant to its brief."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from frontline.advance import advance_rate, area_rates, ground_changes, nearest_ever
from frontline.brief._changes import find_changes, last_days, tell_news, word_eve
from frontline.brief._nouns import Brief, Change, Contradiction, SourceCount
from frontline.brief._words import word_state
from frontline.dates import day_of
from frontline.encirclement import measure_encirclement
from frontline.errors import NoFrontError
from frontline.metrics import (
    area_measures,
    compare_distances,
    distance_to_front,
    front_length,
    nearest_other,
    rose,
)
from frontline.scene import compose_pair, count, word_distance
from frontline.territory import trace_front

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd

    from frontline.ledger import Ledger
    from frontline.model import Areas, Claim, Comparison, Evidence, Figure, Finding, Front, Measure, Situation
    from frontline.scene import Pair, Scene
    from gazetteer import Place

RECENT_DAYS = 2
"""For how many days back contradictions are listed; those still open, since the last brief."""


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
    again: Situation | None = None,
    findings: Sequence[Finding] = (),
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
        What it is compared with: the last brief as known then, or the day before as known at the same instant.
    again : Situation, optional
        The instant of `eve` with what is known now, where `eve` knew less.
    findings : sequence of Finding
        What does not add up among the figures of `figures_known`.
    """
    near, no_front = _try_distance(city, front)
    before = _front_of(eve, history, front)
    near_before = _try_distance(city, before)[0]
    series = tuple(m for s, f in history if s.valid <= situation.valid and (m := _try_distance(city, f)[0]))
    heard = ledger.known_by(situation.known)
    placed = {c for a in situation.assessments.values() for e in a.evidence for c in e.claim_ids}
    claims = {c.claim_id: c for c in ledger.claims}
    changes = find_changes(eve, again, situation, claims)
    ground = ground_changes(before, front)
    day = day_of(situation.valid)
    return Brief(
        scene=scene,
        situation=situation,
        eve=eve,
        city=city,
        summary=_summary(scene, situation, eve, city, near, no_front, changes, len(placed)),
        news=tuple(tell_news(situation, eve, city, near, near_before, changes, ground)),
        near=near,
        near_before=near_before,
        no_front=no_front,
        measures=(*_measures(city, situation, front, areas, near), *_moves(city, before, front, near, series, ground)),
        rose=tuple(rose(city, front)) if city and near else (),
        series=series,
        changes=changes,
        ground=ground,
        pair=_pair(scene, before, front, city),
        contradictions=tuple(_contradictions(situation, day, last_days(eve, situation, RECENT_DAYS))),
        comparisons=tuple(_comparisons(heard, ledger, history, day)),
        figures=figures_known(figures, situation),
        findings=tuple(findings),
        unplaced=tuple(c for c in ledger.claims if c.scope != "place"),
        claims=claims,
        heard=frozenset(c.claim_id for c in heard if c.event.start < situation.valid),
        undated=sum(1 for c in heard if c.published is None and c.claim_id in placed),
        sources=_sources(heard, placed, ledger),
    )


def _front_of(eve: Situation, history: Sequence[tuple[Situation, Front]], front: Front) -> Front:
    """The front of the situation compared with; it has been traced where that is a day of the history."""
    traced = (f for s, f in history if (s.valid, s.known) == (eve.valid, eve.known))
    return next(traced, None) or trace_front(eve, tessellation=front.tessellation)


def _pair(scene: Scene, before: Front, front: Front, city: Place | None) -> Pair | None:
    """The map of what changed hands; None where nothing did."""
    if before.situation.valid == front.situation.valid:
        return None
    pair = compose_pair(
        before,
        front,
        city=city,
        base=scene.base,
        sources=scene.sources,
        palette=scene.palette,
        languages=scene.languages,
    )
    return pair if len(pair.changes) or pair.turned else None


def figures_known(figures: Sequence[Figure], situation: Situation) -> tuple[Figure, ...]:
    """Pick the figures of no later day than a situation's, published by when it is known."""
    day = day_of(situation.valid)
    known = _known_day(situation, day)
    return tuple(f for f in figures if f.as_of <= day and (f.published or f.as_of) <= known)


def _comparisons(
    heard: Sequence[Claim], ledger: Ledger, history: Sequence[tuple[Situation, Front]], day: date
) -> list[Comparison]:
    fronts = {day_of(s.valid): f for s, f in history if day_of(s.valid) <= day}
    return compare_distances(heard, reference_cities(heard, ledger), fronts)


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
    city: Place | None,
    before: Front,
    front: Front,
    near: Measure | None,
    series: Sequence[Measure],
    ground: gpd.GeoDataFrame,
) -> list[Measure]:
    """How far the city is closed in, and what moved since the last brief: the front towards it, ground by actor."""
    eve = before.situation
    found = []
    if city is not None and near is not None:
        found = [measure_encirclement(city, front).share, *([nearest_ever(series)] if series else [])]
        with suppress(NoFrontError):  # there was no front to measure on the eve, or it is the same instant
            found.append(advance_rate(city, before, front))
    if eve.valid == front.situation.valid:
        return found
    return [*found, *area_rates(ground, eve, front.situation)]


def reference_cities(claims: Sequence[Claim], ledger: Ledger) -> dict[str, Place]:
    """Cities that claims of distance refer to, by the name printed; remarks in brackets are passed over."""
    cities = {p.name: p for p in ledger.places.values() if p.kind == "city"}
    printed = {c.reference_city for c in claims if c.distance_km is not None}
    return {name: cities[plain] for name in printed if (plain := name.split(" (")[0]) in cities}


def _contradictions(situation: Situation, day: date, days: int) -> list[Contradiction]:
    """Places argued over since the last brief, of which accounts differ still, or differed of late."""
    found = []
    for place_id, assessment in sorted(situation.assessments.items()):
        told = [e for e in assessment.evidence if e.claim_ids and day - e.day < timedelta(days=days)]
        late = [e for e in told if day - e.day < timedelta(days=RECENT_DAYS)]
        if not _differ(late) and (assessment.status != "contested" or not _differ(told)):
            continue
        sides: dict[str, tuple[Evidence, ...]] = {}
        for evidence in told:
            sides[evidence.speaks_for] = (*sides.get(evidence.speaks_for, ()), evidence)
        found.append(Contradiction(place=situation.places[place_id], assessment=assessment, sides=sides))
    return found


def _differ(told: Sequence[Evidence]) -> bool:
    return len({e.speaks_for for e in told} - {""}) > 1


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
    eve: Situation,
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
    lines.append(_count_changes(changes, situation, word_eve(eve, situation)))
    states = Counter(a.status for a in situation.assessments.values())
    before = sum(a.status == "held" and a.basis != "reports" for a in situation.assessments.values())
    lines.append(
        f"{count(claims, 'claim')} on {count(len(situation.assessments), 'place')}: {states['held']} held "
        f"({before} of them since before the case, with no report of their own), {states['contested']} contested, "
        f"{states['claimed']} claimed by an interested side or an unjudged source alone, {states['unknown']} unknown."
    )
    if situation.known is not None and situation.known < situation.valid:
        lines.append("The date lies after what was known: nothing that was reported in between counts.")
    return tuple(lines)


def _standing(place_id: str, situation: Situation) -> str:
    """How well the holder of a place is known, in a few words."""
    state = situation.assessments[place_id]
    return "held, only inferred from before the case" if state.basis == "inferred" else state.status


def _count_changes(changes: Sequence[Change], situation: Situation, since: str) -> str:
    """Count the places that changed hands, and how well each step is known; those newly known are told apart."""
    turned = [c for c in changes if c.before is not None and c.after.holder is not None]
    fresh = [c for c in changes if c.before is None and c.after.holder is not None]
    told = f"{count(len(turned), 'place')} changed hands since {since}: {_by_taker(turned, situation)}."
    if not turned:
        told = f"No place is assessed to have changed hands since {since}."
    if fresh:
        told += f" {count(len(fresh), 'place')} newly known: {_by_taker(fresh, situation, 'with')}."
    return told


def _by_taker(changes: Sequence[Change], situation: Situation, how: str = "to") -> str:
    parts = []
    for actor in sorted({c.after.holder for c in changes if c.after.holder}):
        states = Counter(c.after.status for c in changes if c.after.holder == actor)
        words = ", ".join(f"{states[word]} {word}" for word in ("held", "claimed", "contested") if states[word])
        parts.append(f"{states.total()} {how} {situation.actors[actor].name} ({words})")
    return "; ".join(parts)

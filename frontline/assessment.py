"""From claims to a situation: who holds each place at one instant, as known at another, and why.

For each place a hidden Markov chain over the actors is filtered forward, day by day: a place changes hands
rarely (`Weights.stay`), and each voice's word is evidence of stated strength. All constants stand in
`frontline.evidence.Weights`, with their reasons; pass another to `assess`.

References
----------
Rabiner, L. R. (1989): A tutorial on hidden Markov models. Proceedings of the IEEE 77(2), section III.A (the forward
procedure).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np

from frontline.dates import day_of, days_between, parse_instant
from frontline.evidence import DEFAULT_WEIGHTS, Weights, Word, to_evidence, weigh
from frontline.model import Assessment, Baseline, Claim, Evidence, Situation, Status
from gazetteer.earth import distances_km

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from numpy.typing import NDArray

    from frontline.ledger import Ledger

    Floats = NDArray[np.float64]


def assess(
    ledger: Ledger,
    valid: str | date | datetime,
    known: str | date | datetime | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> Situation:
    """Say who holds each place at `valid`, from what could be known at `known`.

    Parameters
    ----------
    ledger : Ledger
        Claims, baseline and who speaks.
    valid : str, date or datetime
        When it should hold true; a bare date means the end of that day (UTC).
    known : str, date or datetime, optional
        By when we had been told; a bare date means the end of that day. None takes all that the ledger holds.
    weights : Weights
        The constants.

    Returns
    -------
    Situation
        With an assessment for every place that has a baseline or a claim.

    Raises
    ------
    DateError
        If an instant cannot be read.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, valid="2024-12-04", known="2024-12-05")
    >>> now.assessments["hama"].holder, now.assessments["maardes"].holder
    ('government', 'opposition')
    """
    valid_at = parse_instant(valid)
    known_at = None if known is None else parse_instant(known)
    heard = [c for c in ledger.known_by(known_at) if _has_happened(c, valid_at)]
    words = weigh(heard, ledger, weights)
    last = max(day_of(valid_at), ledger.start)
    place_ids = sorted({w.place_id for w in words} | set(ledger.baseline))
    actor_ids = sorted(ledger.actors)
    path = _filter(place_ids, actor_ids, words, ledger, last, weights)
    by_place: dict[str, list[Word]] = defaultdict(list)
    for word in words:
        by_place[word.place_id].append(word)
    assessments = {
        place_id: _assessment(place_id, path[:, row], actor_ids, by_place[place_id], ledger, weights)
        for row, place_id in enumerate(place_ids)
    }
    named = {c.place_id for c in heard if c.scope == "place" and c.kind in _SETTLING}
    assessments = _with_surroundings(assessments, named, last, ledger, weights)
    return Situation(
        valid=valid_at,
        known=known_at,
        places={place_id: ledger.places[place_id] for place_id in place_ids},
        actors=ledger.actors,
        assessments=_without_stale(assessments, named, ledger, weights),
    )


def _has_happened(claim: Claim, valid: datetime) -> bool:
    """A day that is not over at `valid` counts once it has begun: its report speaks of what has happened by then."""
    return claim.event.start < valid and claim.event.last_day <= day_of(valid)


def history(
    ledger: Ledger,
    start: str | date,
    end: str | date,
    known: str | date | datetime | None = None,
    weights: Weights = DEFAULT_WEIGHTS,
) -> list[Situation]:
    """Assess the end of every day from `start` to `end`, both included.

    Parameters
    ----------
    known : str, date or datetime, optional
        Day by day, a situation is as known at this instant or at the end of the day itself, whichever is later.
        None takes all that the ledger holds.

    Returns
    -------
    list of Situation
        One a day.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> [s.holder("hama") for s in fl.history(case.ledger, "2024-12-04", "2024-12-05")]
    ['government', 'opposition']
    """
    first, last = (day_of(parse_instant(d)) for d in (start, end))
    at = None if known is None else parse_instant(known)
    situations = []
    for day in days_between(first, last):
        over = parse_instant(day)
        situations.append(assess(ledger, day, at and max(at, over), weights))
    return situations


# -- the chain --------------------------------------------------------------------------------------------------


def _filter(
    place_ids: Sequence[str],
    actor_ids: Sequence[str],
    words: Iterable[Word],
    ledger: Ledger,
    last: date,
    weights: Weights,
) -> Floats:
    """Run the chain forward over all places at once.

    Returns
    -------
    ndarray, shape (days, places, actors)
        Probabilities at the end of each day from the ledger's start on.
    """
    days = days_between(ledger.start, last)
    row = {place_id: n for n, place_id in enumerate(place_ids)}
    column = {actor: n for n, actor in enumerate(actor_ids)}
    evidence = np.zeros((len(days), len(place_ids), len(actor_ids)))
    for word in words:
        step = max((word.day - ledger.start).days, 0)
        # A contest says who fights there, not who holds the place.
        evidence[step, row[word.place_id], column[word.speaks_for]] += 0.0 if word.contest else word.weight
    advance = 1.0 + (evidence > 0).sum(axis=(0, 1))  # one more, so that no side is ruled out
    path = np.empty_like(evidence)
    state = _prior(place_ids, actor_ids, advance, ledger, weights)
    turn = _transition(advance, weights.stay)
    for step in range(len(days)):
        if step:
            state = state @ turn
        state = state * np.exp(evidence[step])
        state /= state.sum(axis=1, keepdims=True)
        path[step] = state
    return path


def _transition(advance: Floats, stay: float) -> Floats:
    """Chance of going from each holder to each other within a silent day, shape (actors, actors)."""
    if len(advance) == 1:
        return np.ones((1, 1))
    to = np.tile(advance, (len(advance), 1))
    np.fill_diagonal(to, 0.0)
    turn = (1 - stay) * to / to.sum(axis=1, keepdims=True)
    np.fill_diagonal(turn, stay)
    return np.asarray(turn)


def _prior(
    place_ids: Sequence[str], actor_ids: Sequence[str], advance: Floats, ledger: Ledger, weights: Weights
) -> Floats:
    state = np.tile(advance / advance.sum(), (len(place_ids), 1))
    for row, place_id in enumerate(place_ids):
        known = ledger.baseline.get(place_id)
        if known is not None and len(actor_ids) > 1:
            sure, holder = weights.prior[known.basis], actor_ids.index(known.actor)
            state[row] = _transition(advance, sure)[holder]
    return state


# -- status and reasons -----------------------------------------------------------------------------------------


def _assessment(
    place_id: str,
    path: Floats,
    actor_ids: Sequence[str],
    words: Sequence[Word],
    ledger: Ledger,
    weights: Weights,
) -> Assessment:
    baseline = ledger.baseline.get(place_id)
    settled = [w for w in words if not w.contest]
    if baseline is None and not settled:
        return Assessment(
            place_id=place_id,
            holder=None,
            status="unknown",
            probability={},
            since=None,
            evidence=tuple(to_evidence(w, ledger.register) for w in words),
            rule="No baseline and no claim that says who holds it.",
            basis="none",
        )
    top = path.argmax(axis=1)
    holder = actor_ids[int(top[-1])]
    changes = np.flatnonzero(top[1:] != top[:-1]) + 1
    since, previous = None, None
    if len(changes):
        since = ledger.start + timedelta(days=int(changes[-1]))
        previous = actor_ids[int(top[changes[-1] - 1])] if baseline is not None else None
    elif baseline is None:  # nothing says that it was so before the first word
        since = max(min(w.day for w in settled), ledger.start)
    last = ledger.start + timedelta(days=len(path) - 1)
    status, rule = _status(holder, float(path[-1].max()), words, since, last, baseline, weights)
    return Assessment(
        place_id=place_id,
        holder=holder,
        status=status,
        probability={a: float(p) for a, p in zip(actor_ids, path[-1], strict=True)},
        since=since,
        evidence=tuple(to_evidence(w, ledger.register) for w in words),
        rule=rule,
        basis=_basis(place_id, words, baseline),
        previous_holder=previous,
    )


def _basis(
    place_id: str, words: Sequence[Word], baseline: Baseline | None
) -> Literal["reports", "record", "claim", "inferred", "none"]:
    named = any(c.scope == "place" and c.kind in _SETTLING for w in words for c in w.claims)
    return "reports" if named or baseline is None else baseline.basis


def _status(
    holder: str,
    sure: float,
    words: Sequence[Word],
    since: date | None,
    last: date,
    baseline: Baseline | None,
    weights: Weights,
) -> tuple[Status, str]:
    """Decide the status word, and say by which rule."""
    since_then = [w for w in words if since is None or w.day >= since]
    outside = [w for w in since_then if w.speaks_for == holder and _uninterested(w, holder)]
    attested = sum(w.weight for w in outside) >= weights.corroborated
    opposed, supporting, opposing = _latest_contradiction(holder, words, attested)
    fresh = opposed is not None and (last - opposed).days < weights.contested_days
    if fresh and opposing >= weights.contested_share * max(supporting, weights.corroborated):
        return "contested", (
            f"Since {opposed} the accounts against it weigh {opposing:.1f}, those for it {supporting:.1f}: "
            "the contradiction is open."
        )
    disputed = any(w.speaks_for != holder for w in words)
    if disputed and sure < weights.held:
        return "contested", f"The most probable holder has only {sure:.0%}."
    if attested:
        observed = any(w.voice.side is None for w in outside)
        return "held", "Reported by observers with no side." if observed else "Admitted by another side."
    if baseline is not None and baseline.actor == holder and since is None:
        against = "what was claimed against it is weak" if opposed else "nothing has been claimed against it"
        return "held", f"Held before the case began (basis: {baseline.basis}); {against}."
    return "claimed", "Asserted by an interested side or a source that cannot be judged, and not corroborated."


def _latest_contradiction(
    holder: str, words: Sequence[Word], attested: bool
) -> tuple[date | None, float, float]:
    """Day of the last word against the holder, and what has been said for and against it since.

    A side's claim of its own gain, alone, does not reopen what others have attested.
    """
    against = [w for w in words if w.speaks_for != holder or w.contest]
    if attested:
        against = [w for w in against if w.contest or w.voice.side != w.speaks_for]
    if not against:
        return None, 0.0, 0.0
    day = max(w.day for w in against)
    supporting = sum(w.weight for w in words if w.day >= day and w.speaks_for == holder and not w.contest)
    return day, supporting, sum(w.weight for w in against if w.day == day)


def _uninterested(word: Word, holder: str) -> bool:
    return not word.contest and word.voice.side != holder and word.voice.reliability != "F"


# -- the places around ------------------------------------------------------------------------------------------

_SETTLING = ("captured", "recaptured", "withdrew", "held", "repelled")
"""Kinds of claim that say who holds a place."""


def _with_surroundings(
    assessments: dict[str, Assessment],
    named: Collection[str | None],
    last: date,
    ledger: Ledger,
    weights: Weights,
) -> dict[str, Assessment]:
    """Doubt a place deep among places of another holder, when its own reports are thin or old.

    Of the nearest places that reports name (`Weights.neighbours`, within `near_km`): where a holder rests on a single
    voice, all of them assessed to one other actor are evidence of their own; where it rests on words of earlier days,
    so are all but one that have gone from this very holder to one other. A place that this turns is contested; a
    pocket that is well attested, or that lies among places which were never its holder's, stays one.
    """
    spoken = [a for a in assessments.values() if a.place_id in named and a.holder and a.evidence]
    thin = [a for a in spoken if _single_voice(a) or _silent_days(a, last)]
    if len(spoken) <= weights.neighbours or not thin:
        return assessments
    nearest, reached = _nearest(thin, spoken, ledger, weights.neighbours, weights.near_km)
    turned = {}
    for assessment, columns, near in zip(thin, nearest, reached, strict=True):
        around = [spoken[column] for column, inside in zip(columns, near, strict=True) if inside]
        other = _holder_around(assessment, around, last, ledger, weights)
        if other is not None:
            turned[assessment.place_id] = _amid(assessment, other, last, weights)
    return assessments | turned


def _silent_days(assessment: Assessment, last: date) -> int:
    return (last - max(e.day for e in assessment.evidence)).days


def _holder_around(
    assessment: Assessment, around: Sequence[Assessment], last: date, ledger: Ledger, weights: Weights
) -> str | None:
    """Return the one other actor that the places around belong to, None where they speak for nobody."""
    others = Counter(a.holder for a in around if a.holder != assessment.holder)
    if not others:
        return None
    other, count = others.most_common(1)[0]
    if count == weights.neighbours:
        return other
    lost = sum(a.holder == other and _held_before(a.place_id, ledger) == assessment.holder for a in around)
    return other if _silent_days(assessment, last) and lost >= weights.neighbours - 1 else None


def _single_voice(assessment: Assessment) -> bool:
    return len({e.voice for e in assessment.evidence if e.speaks_for == assessment.holder}) == 1


def _amid(assessment: Assessment, other: str, last: date, weights: Weights) -> Assessment:
    weight = weights.surroundings * min(max(_silent_days(assessment, last), 1), weights.oldest_days)
    odds = {a: p * (np.exp(weight) if a == other else 1.0) for a, p in assessment.probability.items()}
    total = sum(odds.values())
    probability = {a: float(p / total) for a, p in odds.items()}
    holder = max(probability, key=lambda a: probability[a])
    if holder == assessment.holder and assessment.status == "held":
        return assessment
    told = Evidence(
        claim_ids=(),
        voice="surroundings",
        claimant="the places around",
        outlets=(),
        said=f"most or all of the {weights.neighbours} nearest places that reports name are assessed to {other}",
        day=last,
        speaks_for=other,
        weight=weight,
        words=(
            f"Most or all of the {weights.neighbours} nearest places that reports name are assessed to {other}; "
            f"evidence for {other}, weight {weight:.2f}"
        ),
    )
    return replace(
        assessment,
        holder=holder,
        status="contested",
        probability=probability,
        since=assessment.since if holder == assessment.holder else None,
        previous_holder=assessment.previous_holder if holder == assessment.holder else assessment.holder,
        evidence=(*assessment.evidence, told),
        rule=(
            f"What is said for {assessment.holder} rests on one voice or on earlier days, and the places around are "
            f"assessed to {other}."
        ),
    )


def _without_stale(
    assessments: dict[str, Assessment], named: Collection[str | None], ledger: Ledger, weights: Weights
) -> dict[str, Assessment]:
    """Take back baselines that the ground around has overtaken.

    A village that no report names does not stay with its old holder while all around it changes hands: where all but
    one of the nearest places that reports name (`Weights.neighbours`, within `near_km`) have gone from that holder to
    others, it is unknown. A baseline that was only inferred lapses as well where its holder's front has broken
    (`Weights.broken_share`). A pocket among places that were never
    its holder's is left alone.
    """
    spoken = [a for a in assessments.values() if a.place_id in named and a.holder and a.evidence]
    silent = [a for i, a in assessments.items() if i not in named and i in ledger.baseline and a.holder]
    if len(spoken) < weights.neighbours or not silent:
        return assessments
    holders = np.array([a.holder for a in spoken], object)
    before = np.array([_held_before(a.place_id, ledger) for a in spoken], object)
    own = np.array([a.holder for a in silent], object)[:, None]
    nearest, reached = _nearest(silent, spoken, ledger, weights.neighbours, weights.near_km)
    overtaken = ((before[nearest] == own) & (holders[nearest] != own) & reached).sum(axis=1)
    wide, within = _nearest(silent, spoken, ledger, weights.wide_neighbours, weights.wide_km)
    same = (before[wide] == own) & within
    kept = (same & (holders[wide] == own)).sum(axis=1)
    enough = same.sum(axis=1) >= weights.neighbours
    inferred = np.array([a.basis == "inferred" for a in silent], bool)
    collapsed = inferred & enough & (kept <= (1 - weights.broken_share) * same.sum(axis=1))
    lapsed = (overtaken >= weights.neighbours - 1) | collapsed
    rule = "No report says who holds it, and most of the places around that reports name have changed hands."
    return assessments | {
        a.place_id: replace(
            a, holder=None, status="unknown", probability={}, since=None, rule=rule, basis="none",
            previous_holder=a.holder,
        )
        for a, gone in zip(silent, lapsed, strict=True)
        if gone
    }


def _held_before(place_id: str, ledger: Ledger) -> str:
    known = ledger.baseline.get(place_id)
    return known.actor if known else ""


def _nearest(
    rows: Sequence[Assessment],
    columns: Sequence[Assessment],
    ledger: Ledger,
    count: int,
    km: float,
) -> tuple[NDArray[np.int_], NDArray[np.bool_]]:
    """The nearest of `columns` to each of `rows`, itself left out, and whether they lie near enough to count."""
    away = _distances_km([a.place_id for a in rows], [a.place_id for a in columns], ledger)
    position = {a.place_id: n for n, a in enumerate(columns)}
    for row, assessment in enumerate(rows):
        if assessment.place_id in position:
            away[row, position[assessment.place_id]] = np.inf
    nearest = np.argsort(away, axis=1)[:, :count]
    return nearest, np.take_along_axis(away, nearest, axis=1) <= km


def _distances_km(rows: Sequence[str], columns: Sequence[str], ledger: Ledger) -> Floats:
    """Great-circle distances, shape (rows, columns): good enough to find neighbours."""
    others = [ledger.places[i] for i in columns]
    lons, lats = np.array([p.lon for p in others]), np.array([p.lat for p in others])
    return np.array([distances_km(p.lon, p.lat, lons, lats) for p in (ledger.places[i] for i in rows)])

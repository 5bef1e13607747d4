"""Views that a desk asks for: what one source says, who moves the picture, what is claimed only, track records.

All are questions to the same assessment, with a ledger of which some voices are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from frontline.assessment import history
from frontline.dates import day_of, parse_instant
from frontline.evidence import SETTLING, implied
from frontline.geodesy import area_km2
from frontline.territory import tessellate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from frontline.ledger import Ledger
    from frontline.model import Claim, Situation

NEAR_DAYS = 1
"""A claim is borne out when it is so within this many days of the day that it tells."""
_Z95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place that two views assign to different holders.

    Parameters
    ----------
    one, other : str or None
        The holder in each view; None for unknown.
    area_km2 : float
        Of the cell for which the place speaks, square kilometres.
    """

    place_id: str
    one: str | None
    other: str | None
    area_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """How far the picture moves when one claimant is left out."""

    voice: str
    claims: int
    places: int
    area_km2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unassessed:
    """What is claimed of a place and not assessed so."""

    place_id: str
    claimed: str
    day: date
    voices: tuple[str, ...]
    claim_ids: tuple[str, ...]
    holder: str | None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRecord:
    """How often a claimant was borne out by all others.

    Parameters
    ----------
    words : int
        Words on a place and day that other voices allow to judge: the sample.
    borne_out : int
        Those that the others bear out.
    share, low, high : float or None
        Share borne out, with its 95 % interval (Wilson); None without a sample.
    lag_days : float or None
        Median days from the change itself, as others tell it, to the claimant's publication; negative for a lead.
    changes : int
        The sample behind the lag.
    """

    voice: str
    words: int
    borne_out: int
    share: float | None
    low: float | None
    high: float | None
    lag_days: float | None
    changes: int


def hear_only(ledger: Ledger, voices: Collection[str]) -> Ledger:
    """Return a ledger in which only some claimants speak, for one-source maps; the baseline stays.

    Examples
    --------
    >>> import frontline as fl
    >>> ledger = fl.hear_only(fl.datasets.load("hama-2024").ledger, ["sohr"])
    >>> fl.assess(ledger, "2024-12-04").holder("jabal-zayn-al-abidin")
    'government'
    """
    return replace(ledger, claims=tuple(_spoken(ledger.claims, lambda voice: voice in voices)))


def hear_without(ledger: Ledger, voices: Collection[str]) -> Ledger:
    """Return a ledger in which some claimants are silent."""
    return replace(ledger, claims=tuple(_spoken(ledger.claims, lambda voice: voice not in voices)))


def _spoken(claims: Sequence[Claim], speaks) -> Iterator[Claim]:  # type: ignore[no-untyped-def]
    for claim in claims:
        kept = tuple(voice for voice in claim.voices if speaks(voice))
        if kept == claim.voices:
            yield claim
        elif kept:
            yield replace(claim, voices=kept)


def compare_views(one: Situation, other: Situation) -> list[Difference]:
    """List where two views differ, in places and square kilometres.

    Returns
    -------
    list of Difference
        Largest cell first; areas (governorates and the like) are left out.

    Examples
    --------
    >>> import frontline as fl
    >>> ledger = fl.datasets.load("hama-2024").ledger
    >>> army, sohr = (fl.assess(fl.hear_only(ledger, [v]), "2024-12-03") for v in ("syrian-state", "sohr"))
    >>> found = {d.place_id: (d.one, d.other) for d in fl.compare_views(army, sohr)}
    >>> found["maardes"]
    ('government', 'opposition')
    """
    places = {i: p for i, p in {**one.places, **other.places}.items() if not p.is_area}
    ground = _cells_km2(places)
    found = []
    for place_id in places:
        holders = [s.assessments[place_id].holder if place_id in s.assessments else None for s in (one, other)]
        if holders[0] != holders[1]:
            found.append(
                Difference(place_id=place_id, one=holders[0], other=holders[1], area_km2=ground[place_id])
            )
    return sorted(found, key=lambda d: (-d.area_km2, d.place_id))


def _cells_km2(places: Mapping[str, object]) -> dict[str, float]:
    cells = tessellate(places)  # type: ignore[arg-type]
    return {i: 0.0 if c.is_empty else area_km2(c) for i, c in zip(cells.place_ids, cells.cells, strict=True)}


def leave_one_out(
    ledger: Ledger, valid: str | date | datetime, known: str | date | datetime | None = None
) -> list[Influence]:
    """Tell which claimant moves the picture most: each is left out in turn, and the places that change are counted.

    Returns
    -------
    list of Influence
        The weightiest first; claimants without a claim that counts by then are left out.

    Examples
    --------
    >>> import frontline as fl
    >>> first, *_ = fl.leave_one_out(fl.datasets.load("hama-2024").ledger, "2024-12-01")
    >>> first.voice
    'military-operations-administration'
    """
    day = day_of(parse_instant(valid))
    heard = [c for c in ledger.known_by(None if known is None else parse_instant(known)) if c.event.last_day <= day]
    counts: dict[str, int] = {}
    for claim in heard:
        for voice in claim.voices:
            counts[voice] = counts.get(voice, 0) + 1
    whole = _holders(ledger, day, known)
    ground = _cells_km2({i: p for i, p in ledger.places.items() if i in whole and not p.is_area})
    found = []
    for voice, claims in counts.items():
        there = _holders(hear_without(ledger, [voice]), day, known)
        moved = [i for i in ground if whole.get(i) != there.get(i)]
        found.append(
            Influence(voice=voice, claims=claims, places=len(moved), area_km2=sum(ground[i] for i in moved))
        )
    return sorted(found, key=lambda i: (-i.places, -i.area_km2, i.voice))


def _holders(ledger: Ledger, day: date, known: str | date | datetime | None) -> dict[str, str | None]:
    course = history(ledger, day, day, known)
    names = [*course.actors, None]  # -1 is the last: unknown
    return {i: names[code] for i, code in zip(course.place_ids, course.holder[0], strict=True)}


def claimed_not_assessed(ledger: Ledger, situation: Situation, days: int = 3) -> list[Unassessed]:
    """List what has been claimed of places within the last days and is not assessed so.

    Parameters
    ----------
    days : int
        How many days back from the situation's own.

    Returns
    -------
    list of Unassessed
        The latest first.
    """
    last = day_of(situation.valid)
    told: dict[tuple[str, str], list[Claim]] = {}
    for claim in ledger.known_by(situation.known):
        holder = implied(claim)
        recent = 0 <= (last - claim.event.last_day).days < days
        if recent and claim.scope == "place" and claim.place_id and holder and claim.kind in SETTLING:
            told.setdefault((claim.place_id, holder), []).append(claim)
    found = []
    for (place_id, holder), claims in told.items():
        state = situation.assessments[place_id]
        if state.holder != holder:
            found.append(
                Unassessed(
                    place_id=place_id,
                    claimed=holder,
                    day=max(c.event.last_day for c in claims),
                    voices=tuple(sorted({voice for c in claims for voice in c.voices})),
                    claim_ids=tuple(c.claim_id for c in claims),
                    holder=state.holder,
                    status=state.status,
                )
            )
    return sorted(found, key=lambda u: (-u.day.toordinal(), u.place_id, u.claimed))


def track_record(ledger: Ledger, voice: str, end: date | None = None) -> TrackRecord:
    """Tell how often a claimant was borne out, judged in hindsight by all other claimants alone.

    Each word that names a holder of a place counts once a day. It is borne out when the others have that holder there
    within `NEAR_DAYS`; words on places of which nobody else speaks cannot be judged and are left out of the sample.

    Parameters
    ----------
    end : date, optional
        Last day looked at; that of the last claim if left out.

    References
    ----------
    Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.

    Examples
    --------
    >>> import frontline as fl
    >>> record = fl.track_record(fl.datasets.load("hama-2024").ledger, "sohr")
    >>> record.words > 50, 0.6 < record.low < record.share < record.high < 1
    (True, True)
    """
    own = [
        c for c in ledger.known_by(None)
        if voice in c.voices and c.scope == "place" and c.kind in SETTLING and implied(c)
    ]  # fmt: skip
    others = hear_without(ledger, [voice])
    spoken = {c.place_id for c in others.claims if c.scope == "place" and c.kind in SETTLING}
    last = end or max((c.event.last_day for c in ledger.claims), default=ledger.start)
    course = history(others, ledger.start, last, smooth=True)
    column = {place_id: n for n, place_id in enumerate(course.place_ids)}
    words: dict[tuple[str, date, str], Claim] = {}
    for claim in own:
        if claim.place_id in spoken and claim.event.last_day <= last:
            key = (claim.place_id or "", claim.event.last_day, implied(claim) or "")
            words.setdefault(key, claim)
    right, lags = 0, []
    for (place_id, day, holder), claim in words.items():
        held = course.holder[:, column[place_id]] == course.actors.index(holder)
        at = max((day - ledger.start).days, 0)
        if not held[max(at - NEAR_DAYS, 0) : at + NEAR_DAYS + 1].any():
            continue
        right += 1
        changed = _change(held, at)
        if claim.published is not None and claim.kind in ("captured", "recaptured", "withdrew") and changed is not None:
            lags.append((claim.published.first_day - ledger.start - timedelta(days=changed)).days)
    share, low, high = wilson(right, len(words))
    lag = float(np.median(lags)) if lags else None
    return TrackRecord(
        voice=voice, words=len(words), borne_out=right, share=share, low=low, high=high, lag_days=lag, changes=len(lags)
    )


def _change(held: NDArray[np.bool_], at: int) -> int | None:
    """The day, nearest to `at`, on which the holder came to hold the place."""
    came = np.flatnonzero(held[1:] & ~held[:-1]) + 1
    return None if not len(came) else int(came[np.abs(came - at).argmin()])


def wilson(right: int, count: int) -> tuple[float | None, float | None, float | None]:
    """Share and its 95 % interval, after Wilson (1927).

    Examples
    --------
    >>> [round(x, 2) for x in wilson(9, 10)]
    [0.9, 0.6, 0.98]
    """
    if not count:
        return None, None, None
    share = right / count
    centre = (share + _Z95**2 / (2 * count)) / (1 + _Z95**2 / count)
    half = _Z95 / (1 + _Z95**2 / count) * np.sqrt(share * (1 - share) / count + _Z95**2 / (4 * count**2))
    return share, max(float(centre - half), 0.0), min(float(centre + half), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reliability:
    """How often assessments of about one probability held good.

    Parameters
    ----------
    said : float
        Mean probability that they gave to their holder.
    count, right : int
        Places and days; those whose holder hindsight confirms.
    share, low, high : float
        Share confirmed, with its 95 % interval (Wilson) as if places and days were independent, which they are not.
    """

    said: float
    count: int
    right: int
    share: float
    low: float
    high: float


BINS = (0.0, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0)


def reliability(
    ledger: Ledger, first: date, last: date, bins: Sequence[float] = BINS
) -> tuple[Reliability, ...]:
    """Compare what was assessed each evening, as known then, with hindsight from all that was said later.

    A test of how well the probabilities are calibrated against later news, not against the ground: what no report ever
    told, neither knows. Only places that claims name are counted, and only where both name a holder.

    Parameters
    ----------
    first, last : date
        Evenings to look at.
    bins : sequence of float
        Ends of the classes of probability, rising from 0 to 1.

    References
    ----------
    Bröcker, J. and Smith, L. A. (2007): Increasing the reliability of reliability diagrams. Weather and Forecasting
    22(3), 651-661.

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> classes = fl.reliability(case.ledger, case.start, case.end)
    >>> all(abs(c.said - c.share) < 0.05 for c in classes if c.said > 0.9)
    True
    """
    hindsight = history(ledger, first, last, smooth=True)
    column = {place_id: n for n, place_id in enumerate(hindsight.place_ids)}
    named = {c.place_id for c in ledger.claims if c.scope == "place" and c.kind in SETTLING}
    said, right = [], []
    for row, day in enumerate(hindsight.days):
        evening = history(ledger, day, day, day)
        kept = np.array([i in named for i in evening.place_ids], bool)
        then, now = evening.holder[0], hindsight.holder[row, [column[i] for i in evening.place_ids]]
        kept &= (then >= 0) & (now >= 0)
        said.append(evening.probability[0][kept])
        right.append((then == now)[kept])
    return _classes(np.concatenate(said), np.concatenate(right), bins)


def _classes(
    said: NDArray[np.float32], right: NDArray[np.bool_], bins: Sequence[float]
) -> tuple[Reliability, ...]:
    found = []
    of = np.clip(np.digitize(said, bins) - 1, 0, len(bins) - 2)
    for n in range(len(bins) - 1):
        inside = of == n
        count, good = int(inside.sum()), int(right[inside].sum())
        share, low, high = wilson(good, count)
        if share is not None and low is not None and high is not None:
            mean = float(said[inside].mean())
            found.append(Reliability(said=mean, count=count, right=good, share=share, low=low, high=high))
    return tuple(found)

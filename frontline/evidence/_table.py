"""The claims of a ledger as arrays: a row for each claim, voice and place, sorted once, so that two dates are a mask.

Built in one pass over the claims and kept as long as the ledger lives.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from frontline.model import CREDIBILITIES, GRADES, KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from frontline.dates import Interval
    from frontline.ledger import Ledger
    from frontline.model import Claim, Voice

    Ints = NDArray[np.int64]
    Bools = NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
NOBODY = -1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CREDIBILITIES = ("", *CREDIBILITIES)
NO_STAKE, OWN_GAIN, OWN_LOSS = 0, 1, 2
# Within a voice's words of one day, that a place was taken or left settles what was fought over before; that it was
# left, without saying to whom, does not hide who took it. What is told of the day itself outranks what is told of a
# span of days that ends with it.
_ORDER = {"advanced_to": 0, "pushed_back_km": 0, "contested": 1, "held": 2, "repelled": 2, "captured": 4}


@dataclass(frozen=True, eq=False, slots=True)
class ClaimTable:
    """Claims as columns. Rows are sorted by place, day, voice, how definite, when known, and claim id.

    Parameters
    ----------
    place_ids, actor_ids, voices
        What the codes in the rows stand for.
    place, day, voice, claim : ndarray of int, one a row
        Codes; `day` is the ordinal of the last day of the event, `claim` a position in the ledger.
    first_day : ndarray of int, one a row
        Ordinal of the first day on which the event may have been: a day earlier where the day is only about right.
    start, known, retracted : ndarray of int, one a claim
        Microseconds since 1970; `NEVER` for none.
    corrects : ndarray of int, one a claim
        Position of the claim that it corrects, `NOBODY` for none.
    holder, leaver, loser : ndarray of int, one a row
        Who holds the place by that claim, who left it where it does not say to whom, and who lost it; codes or
        `NOBODY`.
    """

    place_ids: tuple[str, ...]
    actor_ids: tuple[str, ...]
    voices: tuple[Voice, ...]
    side: Ints
    place: Ints
    day: Ints
    voice: Ints
    claim: Ints
    start: Ints
    known: Ints
    retracted: Ints
    corrects: Ints
    holder: Ints
    leaver: Ints
    loser: Ints
    first_day: Ints
    kind: Ints
    grade: Ints
    credibility: Ints
    stake: Ints
    denies: Bools
    hindsight: Bools
    wide: Bools

    def counting(self, known: datetime | None, valid: datetime, last: int) -> Bools:
        """Mark the rows of claims that counted at `known`, had begun by `valid`, and were over by the day `last`."""
        heard = np.ones(len(self.known), bool)
        if known is not None:
            at = microseconds(known)
            heard = (self.known <= at) & (self.known != NEVER)
            heard &= self.retracted > at
        else:
            heard = self.retracted == NEVER
        correcting = np.flatnonzero(heard & (self.corrects != NOBODY))
        if len(correcting):
            heard[self.corrects[correcting]] = False
        heard &= self.start < microseconds(valid)
        return np.asarray(heard[self.claim] & (self.day <= last))


def microseconds(instant: datetime) -> int:
    """Whole microseconds since 1970."""
    passed = instant - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


_TABLES: WeakKeyDictionary[Ledger, ClaimTable] = WeakKeyDictionary()


def tabulate(ledger: Ledger) -> ClaimTable:
    """Return the claims of a ledger as arrays."""
    if ledger not in _TABLES:
        _TABLES[ledger] = _tabulated(ledger)
    return _TABLES[ledger]


def implied(claim: Claim) -> str | None:
    """Return the holder that a claim implies; None when it implies none.

    A place that its actor left, or has only reached, is the other side's.
    """
    if claim.kind in ("withdrew", "advanced_to"):
        return claim.against
    if claim.kind == "contested":
        return claim.against or claim.actor
    return claim.actor


def _leaver(claim: Claim) -> str | None:
    return claim.actor if claim.kind == "withdrew" and claim.against is None else None


def _loser(claim: Claim) -> str | None:
    """Return the side to whose disadvantage a claim speaks."""
    return claim.actor if claim.kind in ("withdrew", "advanced_to") else claim.against


def _stake(side: str | None, claim: Claim) -> int:
    if side is None or claim.kind == "contested":
        return NO_STAKE
    if side == implied(claim):
        return OWN_GAIN
    return OWN_LOSS if side == _loser(claim) else NO_STAKE


_COLUMNS = (
    "place", "claim", "day", "holder", "leaver", "loser", "kind", "credibility", "denies", "hindsight", "wide", "order",
    "first_day", "voice", "grade", "stake",
)  # fmt: skip
_MARKS = {"denies", "hindsight", "wide"}


def _tabulated(ledger: Ledger) -> ClaimTable:
    actor_ids = tuple(sorted(ledger.actors))
    grounds, claims = Grounds(ledger), ledger.claims
    rows, names = _rows(ledger, grounds, {name: n for n, name in enumerate(actor_ids)} | {None: NOBODY})
    columns: dict[str, Any] = dict(zip(_COLUMNS, rows.reshape(-1, len(_COLUMNS)).T.copy(), strict=True))
    known = np.array([NEVER if c.known_from is None else microseconds(c.known_from) for c in claims], np.int64)
    heard = known[columns["claim"]] if len(claims) else columns["claim"]
    keys = (columns["claim"], heard, *(columns[name] for name in ("order", "voice", "day", "place")))
    order = np.lexsort(keys)
    del columns["order"]
    voices = tuple(ledger.register.voice(name) for name in names)
    position = {claim.claim_id: n for n, claim in enumerate(claims)}
    sides = [NOBODY if v.side is None else actor_ids.index(v.side) if v.side in actor_ids else NOBODY for v in voices]
    return ClaimTable(
        place_ids=grounds.place_ids,
        actor_ids=actor_ids,
        voices=voices,
        side=np.array(sides, np.int64),
        start=np.array([microseconds(c.event.start) for c in claims], np.int64),
        known=known,
        retracted=np.array([NEVER if c.retracted is None else microseconds(c.retracted) for c in claims], np.int64),
        corrects=np.array([position.get(c.corrects, NOBODY) if c.corrects else NOBODY for c in claims], np.int64),
        **{name: (a.astype(bool) if name in _MARKS else a)[order] for name, a in columns.items()},
    )


def _rows(
    ledger: Ledger, grounds: Grounds, actors: Mapping[str | None, int]
) -> tuple[Ints, list[str]]:
    """One row a claim, voice and place, in the order of `_COLUMNS`; and the voices that the codes stand for."""
    voices: dict[str, tuple[int, str | None, int]] = {}
    kinds, grades = {k: n for n, k in enumerate(KINDS)}, {g: n for n, g in enumerate(GRADES)}
    flat = array("q")
    days: dict[Interval, tuple[int, int]] = {}
    for n, claim in enumerate(ledger.claims):
        places = grounds.of(claim)
        holder, leaver = implied(claim), _leaver(claim)
        if not len(places) or (holder is None and leaver is None):
            continue
        outlet = ledger.register.outlets.get(claim.outlet)
        if claim.event not in days:
            days[claim.event] = claim.event.first_day.toordinal(), claim.event.last_day.toordinal()
        first, last = days[claim.event]
        common = (
            n, last, actors[holder], actors[leaver], actors[_loser(claim)], kinds[claim.kind],
            _CREDIBILITIES.index(claim.credibility), claim.denies is not None,
            outlet is not None and outlet.retrospective, claim.scope == "area",
            (3 if holder is None else _ORDER.get(claim.kind, 5)) + 10 * (first == last),
            first - (claim.event_precision == "about"),
        )  # fmt: skip
        for name in claim.voices:
            if name not in voices:
                voice = ledger.register.voice(name)
                voices[name] = len(voices), voice.side, grades[voice.reliability]
            code, side, grade = voices[name]
            grade = grades[claim.reliability] if claim.reliability else grade
            for place in places:
                flat.extend((place, *common, code, grade, _stake(side, claim)))
    return np.array(flat, np.int64), list(voices)


class Grounds:
    """Which places a claim speaks of: itself, those of a governorate, those inside an outline or a drawn polygon."""

    def __init__(self, ledger: Ledger) -> None:
        self.place_ids = tuple(sorted(ledger.places))
        self._code = {place_id: n for n, place_id in enumerate(self.place_ids)}
        self._ledger = ledger
        self._inside: dict[str, Sequence[int]] = {}
        self._members: Mapping[str, Sequence[int]] | None = None

    def of(self, claim: Claim) -> Sequence[int]:
        """Return the codes of the places that a claim applies to."""
        if claim.scope == "place":
            return () if claim.place_id is None else (self._code[claim.place_id],)
        if claim.scope != "area":
            return ()
        key = claim.geometry or claim.place_id or ""
        if key not in self._inside:
            wkt = claim.geometry or self._ledger.outlines.get(key)
            self._inside[key] = self._within(wkt) if wkt else self._governed(key)
        return self._inside[key]

    def _within(self, wkt: str) -> Sequence[int]:
        import shapely

        ground = shapely.from_wkt(wkt)
        shapely.prepare(ground)
        points = [(n, p) for n, i in enumerate(self.place_ids) if not (p := self._ledger.places[i]).is_area]
        inside = shapely.intersects_xy(ground, [p.lon for _, p in points], [p.lat for _, p in points])
        return [n for (n, _), within in zip(points, inside, strict=True) if within]

    def _governed(self, area_id: str) -> Sequence[int]:
        """Places of a governorate that are on record, by its name; other areas without outline are not known."""
        area = self._ledger.places.get(area_id)
        if area is None or area.kind != "governorate" or not area.admin1:
            return ()
        if self._members is None:
            members: dict[str, list[int]] = {}
            for place_id in self._ledger.baseline:
                members.setdefault(self._ledger.places[place_id].admin1, []).append(self._code[place_id])
            self._members = members
        return self._members.get(area.admin1, ())

"""Checks on those who speak: one against all others, and one who has fallen silent."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.checks._claims import by_place
from frontline.evidence import implied
from frontline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from frontline.checks._limits import Limits
    from frontline.ledger import Ledger
    from frontline.model import Claim

_SETTLING = ("captured", "recaptured", "withdrew", "held", "repelled")


def one_against_all(claims: Sequence[Claim], ledger: Ledger, limits: Limits) -> Iterator[Finding]:
    """On one place and day a single voice says what all others deny."""
    for place_id, told in by_place(claims).items():
        settled = [c for c in told if c.kind in _SETTLING and implied(c)]
        for day in sorted({c.event.last_day for c in settled}):
            said: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
            for claim in settled:
                if abs((claim.event.last_day - day).days) <= limits.near_days:
                    for voice in claim.voices:
                        said[implied(claim) or ""][voice].append(claim)
            yield from _lone(place_id, day, said, ledger, limits)


def _lone(
    place_id: str, day: date, said: dict[str, dict[str, list[Claim]]], ledger: Ledger, limits: Limits
) -> Iterator[Finding]:
    for holder, voices in said.items():
        others = {voice for other, those in said.items() if other != holder for voice in those} - set(voices)
        own = [c for claims in voices.values() for c in claims if c.event.last_day == day]
        if len(voices) != 1 or len(others) < limits.against or len(said) != 2 or not own:
            continue
        (voice,) = voices
        yield Finding(
            check="one against all others",
            words=(
                f"{ledger.places[place_id].name}, {day}: only {ledger.register.voice(voice).name} has it {holder}'s; "
                f"{len(others)} other voices do not."
            ),
            claim_ids=tuple(c.claim_id for c in own),
            place_id=place_id,
            day=day,
        )


def fallen_silent(claims: Sequence[Claim], last: date, ledger: Ledger, limits: Limits) -> Iterator[Finding]:
    """A voice that spoke often has stopped: a quiet map is then not a quiet front."""
    days: dict[str, list[date]] = defaultdict(list)
    ids: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        for voice in claim.voices:
            days[voice].append(claim.event.last_day)
            ids[voice].append(claim.claim_id)
    for voice, spoken in sorted(days.items()):
        when = sorted(set(spoken))
        silence = (last - when[-1]).days
        pause = max((b - a).days for a, b in pairwise(when)) if len(when) > 1 else 0
        often = len(spoken) >= limits.silent_words and len(when) > 1
        if often and silence > limits.silent_days and silence >= limits.silent_gaps * pause:
            name = ledger.register.voice(voice).name
            yield Finding(
                check="fallen silent",
                words=(
                    f"{name}: {len(spoken)} claims on {len(when)} days, none after {when[-1]}; silent for {silence} "
                    f"days, longest pause before {pause} days. Quiet where it used to report need not be quiet on "
                    "the ground."
                ),
                claim_ids=(ids[voice][spoken.index(when[-1])],),
                day=when[-1],
            )

"""From claims to weighed evidence: one word a voice, place and day, and what it counts for.

All constants of the assessment stand in `Weights`, each with its reason. Evidence is counted by voice, not by page:
five outlets that quote one observatory are one voice, and a voice speaks once a day about a place, its latest word.

References
----------
Admiralty grades: NATO AJP-2.1. That a side which admits a loss is believed before one which claims a gain is the
working rule of the map editors of Wikipedia's Syrian civil war module.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from frontline.model import Claim, Evidence, Voice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from frontline.ledger import Ledger, Register


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Every constant of the assessment. Log odds are natural: 2.2 makes an even chance 9 to 1.

    Parameters
    ----------
    kind : mapping of str to float
        Log odds that a claim of this kind, by a voice of grade C with no stake in it, lends to the holder it
        implies. That a place was taken or left is a definite event which is seldom reported of places where
        nothing happened; being reported to hold it or to have beaten off an attack may be stale or partial;
        reaching its outskirts says only that it had not fallen yet.
    grade : mapping of str to float
        Factor for the Admiralty grade of the voice. F ("cannot be judged") is not the same as unreliable.
    own_gain, own_loss : float
        Factor for a side that claims its own gain, and for one that admits its own loss.
    same_side : float
        Factor for each further voice of a side that has already spoken that day: they share an interest, and
        often a press office.
    area : float
        Factor for a claim about a whole area, at each place inside: such words rarely hold for every village.
    stay : float
        Chance that a place is not lost within a day on which nothing is reported of it. High, since a loss is news:
        silence speaks for no change. Who then has it is shared out by how often each side has been spoken for, since
        in one stretch of a war few sides advance.
    prior : mapping of str to float
        Probability of the baseline's holder, by its basis.
    contested_days : int
        For how many days a contradiction stays open when nothing newer settles it.
    contested_share : float
        Contested when what speaks against the holder weighs at least this share of what has spoken for it since.
    held : float
        Least probability for "held" where something speaks against the holder: two to one.
    corroborated : float
        Weight for the holder from outside observers and admissions, from which a claim is more than "claimed": that
        of one observer of grade C who reports the place held.
    surroundings : float
        Log odds that the nearest places, of one other holder, lend against a single voice, or against words of the
        day before; against older words they weigh more, day by day, up to `oldest_days` times this.
    oldest_days : int
        After so many days words do not weigh less any more.
    neighbours, near_km : int, float
        How many of the nearest places that reports name are asked about a place, and how near (kilometres) they must
        lie. Half of the places of the packaged case have a neighbour within 3 km, nine in ten within 11 km.
    wide_neighbours, wide_km, broken_share : int, float, float
        A baseline that was only inferred lapses when, of the nearest `wide_neighbours` places that were its holder's
        (within `wide_km` kilometres), at least this share is so no longer: its front has broken.
    """

    kind: Mapping[str, float] = field(
        default_factory=lambda: {
            "captured": 4.5,
            "recaptured": 4.5,
            "withdrew": 3.3,
            "held": 2.0,
            "repelled": 2.0,
            "contested": 1.2,
            "advanced_to": 0.4,
            "pushed_back_km": 0.4,
        }
    )
    grade: Mapping[str, float] = field(
        default_factory=lambda: {"A": 1.2, "B": 1.1, "C": 1.0, "D": 0.8, "E": 0.4, "F": 0.8}
    )
    own_gain: float = 0.75
    own_loss: float = 1.6
    same_side: float = 0.25
    area: float = 0.5
    stay: float = 0.985
    prior: Mapping[str, float] = field(
        default_factory=lambda: {"record": 0.97, "claim": 0.95, "inferred": 0.85}
    )
    contested_days: int = 2
    contested_share: float = 0.5
    held: float = 0.67
    corroborated: float = 2.0
    surroundings: float = 2.0
    oldest_days: int = 3
    neighbours: int = 5
    near_km: float = 10.0
    wide_neighbours: int = 15
    wide_km: float = 60.0
    broken_share: float = 0.8


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Word:
    """One voice's word on one place for one day: the holder it implies, and the claims it rests on.

    Parameters
    ----------
    contest : bool
        It says that the place is fought over, which does not say who holds it.
    weight : float
        Log odds (natural) for `speaks_for`, or for a contest.
    """

    place_id: str
    voice: Voice
    day: date
    speaks_for: str
    contest: bool
    claims: tuple[Claim, ...]
    weight: float


def weigh(claims: Iterable[Claim], ledger: Ledger, weights: Weights) -> list[Word]:
    """Boil claims down to one word a voice, place and day, weighed.

    Parameters
    ----------
    claims : iterable of Claim
        Those that count: known, and of events that have happened.
    ledger : Ledger
        Who the voices are, and which places lie in which governorate.

    Returns
    -------
    list of Word
        By place, day and voice.
    """
    said: dict[tuple[str, date, str], list[tuple[Claim, float]]] = defaultdict(list)
    inside = _inside(ledger)
    for claim in claims:
        if claim.scope not in ("place", "area") or claim.place_id is None or _implied(claim) is None:
            continue
        share = 1.0 if claim.scope == "place" else weights.area
        for place_id in (claim.place_id,) if claim.scope == "place" else inside.get(claim.place_id, ()):
            for voice in claim.voices:
                said[place_id, claim.event.last_day, voice].append((claim, share))
    words = [
        _word(place_id, day, ledger.register.voice(voice), heard, weights)
        for (place_id, day, voice), heard in sorted(said.items())
    ]
    return _discounted(words, weights)


def _inside(ledger: Ledger) -> dict[str, tuple[str, ...]]:
    """Which point places lie in which governorate (by the area's own id); other areas have no known outline."""
    members: dict[str, list[str]] = defaultdict(list)
    for place_id in ledger.baseline:
        members[ledger.places[place_id].admin1].append(place_id)
    return {
        area.place_id: tuple(members[area.admin1])
        for area in ledger.places.values()
        if area.kind == "governorate" and area.admin1
    }


def _implied(claim: Claim) -> str | None:
    """Return the holder that a claim implies; None when it implies none.

    A place that its actor left, or has only reached, is the other side's.
    """
    if claim.kind in ("withdrew", "advanced_to"):
        return claim.against
    if claim.kind == "contested":
        return claim.against or claim.actor
    return claim.actor


def _loser(claim: Claim) -> str | None:
    """Return the side to whose disadvantage a claim speaks."""
    return claim.actor if claim.kind in ("withdrew", "advanced_to") else claim.against


def _word(
    place_id: str, day: date, voice: Voice, heard: Sequence[tuple[Claim, float]], weights: Weights
) -> Word:
    """The latest word of a voice on a place on a day, with the other claims that say the same."""
    late = datetime.max.replace(tzinfo=heard[0][0].event.end.tzinfo)
    ordered = sorted(heard, key=lambda h: (_definite(h[0]), h[0].known_from or late, h[0].claim_id))
    last, _ = ordered[-1]
    speaks_for, contest = _implied(last), last.kind == "contested"
    same = [(c, s) for c, s in ordered if _implied(c) == speaks_for and (c.kind == "contested") == contest]
    weight = max(_weight(c, voice, weights) * s for c, s in same)
    return Word(place_id, voice, day, speaks_for or "", contest, tuple(c for c, _ in same), weight)


def _definite(claim: Claim) -> int:
    """Order of a voice's words within a day: that a place was taken or left settles what was fought over before."""
    order = {"advanced_to": 0, "pushed_back_km": 0, "contested": 1, "held": 2, "repelled": 2, "captured": 3}
    return order.get(claim.kind, 4)


def _weight(claim: Claim, voice: Voice, weights: Weights) -> float:
    """Strength of one claim from one voice, before other voices are looked at."""
    interest = 1.0
    if voice.side is not None and claim.kind != "contested":
        if voice.side == _implied(claim):
            interest = weights.own_gain
        elif voice.side == _loser(claim):
            interest = weights.own_loss
    return weights.kind[claim.kind] * weights.grade[voice.reliability] * interest


def _discounted(words: Iterable[Word], weights: Weights) -> list[Word]:
    """Count a side's first voice of a day in full and its further ones little."""
    together: dict[tuple[str, date, str, str], list[Word]] = defaultdict(list)
    kept = []
    for word in words:
        if word.voice.side is None:
            kept.append(word)
        else:
            together[word.place_id, word.day, word.voice.side, word.speaks_for].append(word)
    for group in together.values():
        first, *rest = sorted(group, key=lambda w: (-w.weight, w.voice.voice_id))
        kept.append(first)
        kept += [replace(w, weight=w.weight * weights.same_side) for w in rest]
    return sorted(kept, key=lambda w: (w.place_id, w.day, w.voice.voice_id, w.speaks_for))


_SAID = {
    "captured": "captured by {}",
    "recaptured": "recaptured by {}",
    "withdrew": "left by {}",
    "held": "held by {}",
    "repelled": "defended by {}",
    "contested": "fought over by {}",
    "advanced_to": "reached by {}, not entered",
    "pushed_back_km": "others pushed back by {}",
}
"""Each kind of claim as a report would put it."""


def to_evidence(word: Word, register: Register) -> Evidence:
    """Put a word into the form that an assessment keeps, with a sentence that a reader understands."""
    claim, voice = word.claims[-1], word.voice
    outlets = tuple(sorted({c.outlet for c in word.claims} - {voice.name}))
    said = _SAID[claim.kind].format(claim.actor)
    goal = "a contest" if word.contest else word.speaks_for
    side = f"speaks for the {voice.side} side" if voice.side else "no side"
    more = f" and {len(outlets) - 3} more" if len(outlets) > 3 else ""
    through = f", through {', '.join(outlets[:3])}{more}" if outlets else ""
    return Evidence(
        claim_ids=tuple(c.claim_id for c in word.claims),
        voice=voice.voice_id,
        claimant=voice.name,
        outlets=outlets,
        day=word.day,
        said=said,
        speaks_for="" if word.contest else word.speaks_for,
        weight=word.weight,
        words=(
            f"{word.day}: {voice.name} (reliability {voice.reliability}, {side}) says “{said}”{through}; "
            f"evidence for {goal}, weight {word.weight:.2f}"
        ),
        url=next((c.url for c in reversed(word.claims) if c.url), ""),
        note=claim.note,
    )

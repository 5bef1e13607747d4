"""All constants of the assessment, each with its reason.

References
----------
Admiralty grades: NATO AJP-2.1. That a side which admits a loss is believed before one which claims a gain is the
working rule of the map editors of Wikipedia's Syrian civil war module.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Every constant of the assessment. Log odds are natural: 2.2 makes an even chance 9 to 1.

    Parameters
    ----------
    kind : mapping of str to float
        Log odds that a claim of this kind, by a voice of grade C with no stake in it, lends to the holder it
        implies. That a place was taken or left is a definite event which is seldom reported of places where
        nothing happened; being reported to hold it or to have beaten off an attack may be stale or partial;
        reaching its outskirts says only that it had not fallen yet. One word of 6.5 makes a change likely against the
        odds of 99 to 1 that `stay` sets on any day (4.6), and two that contradict each other leave it open.
    grade : mapping of str to float
        Factor for the Admiralty grade of the voice. F ("cannot be judged") is not the same as unreliable.
    own_gain, own_loss : float
        Factor for a side that claims its own gain, and for one that admits its own loss. The discount is light: of
        the words of the Administration's press office in the packaged case that others allow to judge, these bear
        out 78 % (67 to 85 %), of those of a monitor 71 % (57 to 81 %).
    same_side : float
        Factor for each further voice of a side that has already spoken that day: they share an interest, and
        often a press office.
    again : float
        Factor for a voice that tells on a later day, in the same words, the change of hands that it told before: one
        event, dated twice. What it says of holding a place, or of attacks beaten off, is news each day.
    denial : float
        Factor for a claim that speaks against another by name: who denies has heard the news and answers it, where a
        report that a place is held may repeat what was so yesterday. The interest of who denies counts as ever. Who
        denies for a whole area has answered no news of any one village.
    credibility : mapping of str to float
        Factor for the Admiralty grade of this very information, where the coder gave one. Doubtful news (4) counts
        half, improbable news (5) a fifth; "cannot be judged" (6) is what ungraded claims are.
    hindsight : float
        Factor for an account written in hindsight, which has seen what the news of the day came to.
    area : float
        Factor for a claim about a whole area, at each place inside: such words rarely hold for every village.
    stay : float
        Chance that a place is not lost within a day on which nothing is reported of it. High, since a loss is news:
        silence speaks for no change. Who then has it is shared out by how often each side has been spoken for so far
        (`advance`), since in one stretch of a war few sides advance.
    stay_moving : float
        The same within a day on which a place is said to have been taken by one side and, on that very day, taken back
        by another. Who says "recaptured" admits that it was lost: it answers to the loss and does not contradict it.
    before : float
        Share of its weight that a claim of a change lends to the loser's having held the place until the day before the
        earliest on which it may have happened. Half, as reports dwell on the winner.
    advance : float
        Power of how often a side has been spoken for by which it shares in what silence leaves open. The square root,
        so that a side which rarely advances is not ruled out by those which do every day.
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
    late_days : int
        For so many days the ground around may have changed hands before a baseline lapses for it: that a place fell is
        nearly always told by the next day (`frontline.ledger.ASSUMED_LAG`).
    """

    kind: Mapping[str, float] = field(
        default_factory=lambda: {
            "captured": 6.5,
            "recaptured": 6.5,
            "withdrew": 5.3,
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
    own_gain: float = 0.85
    own_loss: float = 1.6
    same_side: float = 0.25
    again: float = 0.25
    denial: float = 1.5
    credibility: Mapping[str, float] = field(
        default_factory=lambda: {"1": 1.2, "2": 1.1, "3": 1.0, "4": 0.5, "5": 0.2, "6": 1.0, "": 1.0}
    )
    hindsight: float = 1.3
    area: float = 0.8
    stay: float = 0.99
    stay_moving: float = 0.9
    before: float = 0.5
    advance: float = 0.5
    prior: Mapping[str, float] = field(
        default_factory=lambda: {"record": 0.98, "claim": 0.97, "inferred": 0.85}
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
    late_days: int = 1


DEFAULT_WEIGHTS = Weights()

"""One word a voice, place and day, and what it counts for.

Evidence is counted by voice, not by page: five outlets that quote one observatory are one voice, and a voice speaks
once a day about a place, its latest word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from frontline.dates import day_of
from frontline.evidence._table import NOBODY, OWN_GAIN, OWN_LOSS, ClaimTable, tabulate
from frontline.model import CREDIBILITIES, GRADES, KINDS, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from numpy.typing import NDArray

    from frontline.evidence._weights import Weights
    from frontline.ledger import Ledger

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_CONTESTED, _RECAPTURED = KINDS.index("contested"), KINDS.index("recaptured")
_CHANGES = [KINDS.index(kind) for kind in ("captured", "recaptured", "withdrew")]
SETTLING = ("captured", "recaptured", "withdrew", "held", "repelled")
"""Kinds of claim that say who holds a place."""


@dataclass(frozen=True, eq=False, slots=True)
class Words:
    """Words as columns, sorted by place, day and voice.

    Parameters
    ----------
    place, day, voice : ndarray of int
        Codes of the table; `day` is an ordinal.
    holder, leaver, loser : ndarray of int
        Who holds the place by that word; who left it, where it does not say to whom; who lost it. Codes or `NOBODY`.
    contest : ndarray of bool
        It says that the place is fought over, which does not say who holds it.
    back : ndarray of bool
        It says that the place was taken back on that very day.
    changes : ndarray of bool
        It says that the place changed hands.
    changed : ndarray of int
        Ordinal of the day on which, at the earliest, it did; 0 where the word does not tell.
    named : ndarray of bool
        It names the place itself, and says who holds it.
    fair : ndarray of bool
        By a voice that can be judged.
    weight : ndarray of float
        Log odds (natural) for `holder`, against `leaver`, or for a contest.
    first, last : ndarray of int
        The rows of the table that it rests on lie between; those that say the same are marked in `same`.
    """

    table: ClaimTable
    rows: Ints
    same: Bools
    place: Ints
    day: Ints
    voice: Ints
    side: Ints
    holder: Ints
    leaver: Ints
    loser: Ints
    contest: Bools
    back: Bools
    changes: Bools
    changed: Ints
    named: Bools
    fair: Bools
    weight: Floats
    first: Ints
    last: Ints

    def __len__(self) -> int:
        return len(self.place)

    def claims_of(self, word: int) -> Iterator[int]:
        """Positions in the ledger of the claims behind a word, the decisive one last."""
        span = slice(self.first[word], self.last[word] + 1)
        for row in self.rows[span][self.same[span]]:
            yield int(self.table.claim[row])


def weigh(ledger: Ledger, valid: datetime, last: int, known: datetime | None, weights: Weights) -> Words:
    """Boil claims down to one word a voice, place and day, weighed.

    Parameters
    ----------
    valid : datetime
        Only what has begun by then counts.
    last : int
        Ordinal of the day of `valid`; only what is over by its end counts.
    known : datetime or None
        Only what was known by then counts.
    """
    table = tabulate(ledger)
    rows = np.flatnonzero(table.counting(known, valid, last))
    key = np.stack((table.place[rows], table.day[rows], table.voice[rows]))
    ends = np.flatnonzero(np.append((key[:, 1:] != key[:, :-1]).any(axis=0), True)) if len(rows) else rows
    starts = np.append(0, ends[:-1] + 1) if len(ends) else ends
    word_of = np.repeat(np.arange(len(ends)), ends - starts + 1)
    kind, decisive = table.kind[rows], rows[ends]
    contest = table.kind[decisive] == _CONTESTED
    same = (
        (table.holder[rows] == table.holder[decisive][word_of])
        & (table.leaver[rows] == table.leaver[decisive][word_of])
        & ((kind == _CONTESTED) == contest[word_of])
    )
    strength = np.where(same, _strength(table, rows, weights), 0.0)
    settling = same & ~table.wide[rows] & np.isin(kind, [KINDS.index(k) for k in SETTLING])
    voice, changes = table.voice[decisive], np.isin(table.kind[decisive], _CHANGES)
    again = table.kind == _RECAPTURED
    words = Words(
        table=table,
        rows=rows,
        same=same,
        place=table.place[decisive],
        day=table.day[decisive],
        voice=voice,
        side=table.side[voice] if len(voice) else voice,
        holder=table.holder[decisive],
        leaver=table.leaver[decisive],
        loser=table.loser[decisive],
        contest=contest,
        back=again[decisive] & (table.first_day[decisive] == table.day[decisive]),
        changes=changes,
        # What was taken back had been lost until then, whenever it was lost.
        changed=np.where(changes, np.where(again, table.day, table.first_day)[decisive], 0),
        named=np.logical_or.reduceat(settling, starts) if len(starts) else contest,
        fair=table.grade[decisive] != GRADES.index("F"),
        weight=np.maximum.reduceat(strength, starts) if len(starts) else strength,
        first=starts,
        last=ends,
    )
    words.weight[_further(words)] *= weights.same_side
    words.weight[_repeated(words, table.kind[decisive])] *= weights.again
    return words


def _strength(table: ClaimTable, rows: Ints, weights: Weights) -> Floats:
    """Strength of each claim from each voice, before other voices are looked at."""
    kind = np.array([weights.kind[k] for k in KINDS])[table.kind[rows]]
    grade = np.array([weights.grade[g] for g in GRADES])[table.grade[rows]]
    credibility = np.array([weights.credibility[c] for c in ("", *CREDIBILITIES)])[table.credibility[rows]]
    strength = kind * grade * credibility
    for mark, factor in (
        (table.stake[rows] == OWN_GAIN, weights.own_gain),
        (table.stake[rows] == OWN_LOSS, weights.own_loss),
        (table.denies[rows] & ~table.wide[rows], weights.denial),
        (table.hindsight[rows], weights.hindsight),
        (table.wide[rows], weights.area),
    ):
        strength[mark] *= factor
    return np.asarray(strength)


def _further(words: Words) -> Bools:
    """Mark the further voices of a side that has already spoken that day for the same holder: they count little."""
    columns = (words.place, words.day, words.side, words.holder, words.leaver, words.contest)
    order = np.lexsort((words.voice, -words.weight, *columns[::-1]))
    key = np.stack(columns)[:, order]
    again = np.append(False, (key[:, 1:] == key[:, :-1]).all(axis=0)) if len(words) else np.zeros(0, bool)
    marked = np.zeros(len(words), bool)
    marked[order] = again
    return np.asarray(marked & (words.side != NOBODY))


def _repeated(words: Words, kind: Ints) -> Bools:
    """Mark the words by which a voice tells the change of hands that its latest word on the place has told already."""
    order = np.lexsort((words.day, words.voice, words.place))
    key = np.stack((words.place, words.voice, words.holder, kind))[:, order]
    same = np.append(False, (key[:, 1:] == key[:, :-1]).all(axis=0)) if len(words) else np.zeros(0, bool)
    marked = np.zeros(len(words), bool)
    marked[order] = same
    return np.asarray(marked & words.changes & (words.holder != NOBODY))


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


def to_evidence(words: Words, word: int, ledger: Ledger) -> Evidence:
    """Put a word into the form that an assessment keeps, with a sentence that a reader understands."""
    claims = [ledger.claims[n] for n in words.claims_of(word)]
    claim, voice = claims[-1], words.table.voices[words.voice[word]]
    outlets = tuple(sorted({c.outlet for c in claims} - {voice.name}))
    actor_ids, weight = words.table.actor_ids, float(words.weight[word])
    contest, leaver = bool(words.contest[word]), int(words.leaver[word])
    speaks_for = "" if contest or words.holder[word] == NOBODY else actor_ids[words.holder[word]]
    goal = "for a contest" if contest else f"for {speaks_for}" if speaks_for else f"against {actor_ids[leaver]}"
    said = _SAID[claim.kind].format(claim.actor)
    denied = f", denying “{_SAID[claim.denies[0]].format(claim.denies[1])}”" if claim.denies else ""
    side = f"speaks for the {voice.side} side" if voice.side else "no side"
    more = f" and {len(outlets) - 3} more" if len(outlets) > 3 else ""
    through = f", through {', '.join(outlets[:3])}{more}" if outlets else ""
    return Evidence(
        claim_ids=tuple(c.claim_id for c in claims),
        voice=voice.voice_id,
        claimant=voice.name,
        outlets=outlets,
        day=claim.event.last_day,
        said=said,
        speaks_for=speaks_for,
        weight=weight,
        words=(
            f"{claim.event.last_day}: {voice.name} (reliability {claim.reliability or voice.reliability}, {side}) says "
            f"“{said}”{denied}{through}; evidence {goal}, weight {weight:.2f}"
        ),
        url=next((c.url for c in reversed(claims) if c.url), ""),
        note=claim.note,
        learned=min((day_of(c.known_from) for c in claims if c.known_from), default=None),
    )

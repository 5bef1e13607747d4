"""The nouns of extraction: proposed claims and figures, each with the words that support it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from frontline.dates import Interval
    from gazetteer import Resolution

Polarity = Literal["affirmed", "denied", "failed"]
Modality = Literal["asserted", "denied", "failed", "intended", "hypothetical"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedClaim:
    """A claim that a report seems to make, for a person to accept, mend or reject.

    Parameters
    ----------
    place_as_written : str
        As printed, without the article of a list.
    resolution : Resolution or None
        What the gazetteer says of it in the context of the report; None where it names no single place.
    kind : str
        One of the kinds of `frontline.model.Claim`.
    polarity : {"affirmed", "denied", "failed"}
        Whether it is said to be so, said not to be so, or tried in vain.
    modality : str
        How it is said. What is only intended or hypothetical is no claim of control; see `Extraction.left_out`.
    actor, against : str
        Actor ids; blank where the text does not tell.
    claimant : str
        Who asserts it, as written or as the lexicon names them; blank for the outlet's own voice.
    event : Interval or None
        When it is said to have happened; None where the text gives no day or the day of the report is not known.
    event_date : str
        As the claims table writes it: a day, a month, ``a/b`` or blank.
    event_date_precision : {"day", "about", "range", ""}
        How well the day is known.
    distance_km : float or None
        Of an advance or a push back, kilometres from `reference_city`.
    span : tuple of int
        Start and end of the supporting words in the text, as characters.
    place_span : tuple of int
        Start and end of the place name.
    confidence : float
        That a reader would take place, kind, actor and polarity so; 0 to 1.
    """

    place_as_written: str
    resolution: Resolution | None
    kind: str
    polarity: Polarity
    modality: Modality
    actor: str
    actor_as_written: str
    against: str
    claimant: str
    outlet: str
    event: Interval | None
    event_date: str
    event_date_precision: str
    distance_km: float | None
    reference_city: str
    span: tuple[int, int]
    place_span: tuple[int, int]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedFigure:
    """A count of dead, wounded, prisoners or displaced that a report gives.

    Parameters
    ----------
    measure : str
        What is counted: killed, wounded, captured, displaced.
    group : str
        Of whom, as an actor id or "civilians"; blank for all.
    low, high : int or None
        Bounds; equal for an exact count, one of them None for "at least" and "up to".
    cumulative : bool
        Counted since some start rather than on one day.
    part_of : int or None
        Position of the total of which this is a part, among the figures of the text.
    """

    measure: str
    group: str
    group_as_written: str
    low: int | None
    high: int | None
    cumulative: bool
    claimant: str
    as_of: date | None
    span: tuple[int, int]
    part_of: int | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A mention that is no claim of control, and why: shelling, intent, background, a mere bearing."""

    words: str
    reason: str
    span: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Extraction:
    """What one report says.

    Parameters
    ----------
    notes : tuple of str
        What a person should know: no date was given, a sum that does not add up, a place not found.
    """

    text: str
    language: str
    published: date | None
    outlet: str
    claims: tuple[ProposedClaim, ...]
    figures: tuple[ProposedFigure, ...]
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

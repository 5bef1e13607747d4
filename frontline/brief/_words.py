"""The words of a brief: probabilities, actors, states, claimants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from frontline.scene import count, word_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from frontline.model import Evidence, Situation
    from gazetteer import Place

LONGEST_ADDRESS = 2_000
"""No browser is bound to open a longer one, and PDF readers do not (RFC 9110 asks for 8,000 octets of a server)."""
MOST_NAMED = 3
"""So many claimants, or outlets of one, are named in a sentence; the rest are counted, and listed with their claims."""


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


def word_actor(actor_id: str | None, situation: Situation) -> str:
    """Name an actor within a sentence, without the remark in brackets; "nobody known" for none."""
    if actor_id is None or actor_id not in situation.actors:
        return actor_id or "nobody known"
    return word_name(situation.actors[actor_id].name)


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


def word_list(items: Sequence[str], noun: str, most: int = MOST_NAMED, sign: str = ",") -> str:
    """List a few names in a sentence and count the rest.

    Parameters
    ----------
    noun : str
        What they are, in the singular.
    sign : str
        What parts them: a semicolon where they have commas of their own.

    Examples
    --------
    >>> word_list(["A", "B"], "claimant")
    'A and B'
    >>> word_list(["A", "B", "C", "D", "E"], "claimant", sign=";")
    'A; B; C; and 2 more claimants'
    """
    rest = len(items) - most
    shown = [*items[:most], *([count(rest, f"more {noun}")] if rest > 0 else [])]
    if len(shown) < 2:
        return "".join(shown)
    last = f"{sign} and " if sign == ";" and len(shown) > 2 else " and "
    return f"{f'{sign} '.join(shown[:-1])}{last}{shown[-1]}"


def word_claimants(told: Iterable[Evidence]) -> str:
    """Name those who say so, each with an outlet that printed it.

    One claimant stands once, whatever the number of days on which it spoke.
    """
    outlets: dict[str, dict[str, None]] = {}
    for evidence in told:
        outlets.setdefault(evidence.claimant, {}).update(dict.fromkeys(evidence.outlets))
    named = [
        f"{claimant} (in {word_list(list(printed), 'outlet', 1)})" if printed else claimant
        for claimant, printed in outlets.items()
    ]
    return word_list(named, "claimant", sign=";")


def web_address(url: object) -> str:
    """Return an address that may become a link, "" for anything but http and https.

    Examples
    --------
    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    text = str(url)
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    sound = parts.scheme in ("http", "https") and parts.netloc and len(text) <= LONGEST_ADDRESS
    return text if sound and text.isprintable() and " " not in text else ""

"""How sure a proposed claim is: a logistic sum over what it rests on.

The weights stand in data/confidence.toml; `tests/benchmarks/bench_extraction.py --fit` fits them anew.

References
----------
Hosmer, D. W., Lemeshow, S. & Sturdivant, R. X. (2013). Applied Logistic Regression, 3rd ed. Wiley.
"""

from __future__ import annotations

import math
import tomllib
from functools import cache

from frontline.extraction._items import Mention
from frontline.extraction._lexicon import DATA
from frontline.extraction._statements import Statement

HIGHEST, LOWEST = 0.98, 0.05


@cache
def _weights() -> dict[str, float]:
    with (DATA / "confidence.toml").open("rb") as file:
        return {name: float(value) for name, value in tomllib.load(file).items()}


def features_of(statement: Statement, mention: Mention, kind: str, polarity: str) -> tuple[str, ...]:
    """Names of the weights that hold for a statement."""
    subject = statement.subject
    told = subject is not None and bool(subject.actor)
    if statement.rule.startswith("ar"):
        told = bool(statement.actor_text)
    features = {
        "actor_inferred": subject is None and not told,
        "actor_pronoun": subject is not None and not told,
        "place_back": mention.type == "back" or statement.by_reference,
        "place_described": mention.type in ("count", "bearing") or bool(mention.inside),
        "not_affirmed": polarity != "affirmed",
        "noun": statement.rule in ("noun", "clash", "ar_noun"),
        kind: kind in _weights(),
    }
    return tuple(name for name, holds in features.items() if holds)


def confidence_of(features: tuple[str, ...]) -> float:
    """Chance from 0 to 1 that a reader would take place, kind, actor and polarity so.

    Examples
    --------
    >>> confidence_of(()) > confidence_of(("actor_inferred",))
    True
    """
    weights = _weights()
    score = weights["base"] + sum(weights.get(name, 0.0) for name in features)
    return round(min(HIGHEST, max(LOWEST, 1 / (1 + math.exp(-score)))), 2)

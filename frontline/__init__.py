"""Track front lines from dated, sourced and contradictory public claims.

``text -> claims -> ledger -> assess -> situation -> trace_front -> measures -> scene -> file``

Names are imported when they are first used, so that a look-up in the shell does not pay for maps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontline import datasets
    from frontline.assessment import assess, history

_HOME = {
    "assess": "frontline.assessment",
    "history": "frontline.assessment",
}

__all__ = ["assess", "datasets", "history"]


def __getattr__(name: str) -> Any:
    if name == "datasets":
        return import_module("frontline.datasets")
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'frontline' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__

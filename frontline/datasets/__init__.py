"""The packaged real cases, loaded by name, and your own case read from a folder of the same layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontline.datasets._base import BASE_CREDIT, base_around, base_layer, land_of, surroundings
from frontline.datasets._case import Case, PlaceTable
from frontline.datasets._load import load, names
from frontline.datasets._placing import Pin, read_pins
from frontline.datasets._vector import read_base

if TYPE_CHECKING:
    from frontline.datasets._stored import Imported, import_into

__all__ = [
    "BASE_CREDIT",
    "Case",
    "Imported",
    "Pin",
    "PlaceTable",
    "base_around",
    "base_layer",
    "import_into",
    "land_of",
    "load",
    "names",
    "read_base",
    "read_pins",
    "surroundings",
]


def __getattr__(name: str) -> Any:
    if name not in ("Imported", "import_into"):
        raise AttributeError(f"module 'frontline.datasets' has no attribute {name!r}")
    from frontline.datasets import _stored  # opens the libraries of databases, which few need

    return getattr(_stored, name)

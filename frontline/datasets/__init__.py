"""The packaged real cases, loaded by name, and your own case read from a folder of the same layout."""

from frontline.datasets._case import Case, PlaceTable
from frontline.datasets._load import load, names

__all__ = ["Case", "PlaceTable", "load", "names"]

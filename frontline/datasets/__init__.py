"""The packaged real cases, loaded by name, and your own case read from a folder of the same layout."""

from frontline.datasets._base import BASE_CREDIT, base_layer, land_of
from frontline.datasets._case import Case, PlaceTable
from frontline.datasets._load import load, names
from frontline.datasets._placing import Pin, read_pins

__all__ = ["BASE_CREDIT", "Case", "Pin", "PlaceTable", "base_layer", "land_of", "load", "names", "read_pins"]

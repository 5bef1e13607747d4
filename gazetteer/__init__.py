"""Names of places in reports -> the places, or an honest "unknown" or "which of these?".

>>> import gazetteer
>>> gazetteer.fold("al-Samaqiyat").fine
'samaqiyat'
"""

from __future__ import annotations

from .context import Context, context_of
from .errors import GazetteerError, OnlineError, StoreError, TableError, UnknownPlaceError, UnknownTableError
from .loading import load_gazetteer
from .merging import merge_places
from .names import fold, similarity
from .place import AREA_KINDS, KINDS, POINT_KINDS, Candidate, Place, PlaceName, Query, Resolution
from .resolver import Gazetteer
from .sources import read_places

__all__ = [
    "AREA_KINDS",
    "KINDS",
    "POINT_KINDS",
    "Candidate",
    "Context",
    "Gazetteer",
    "GazetteerError",
    "OnlineError",
    "Place",
    "PlaceName",
    "Query",
    "Resolution",
    "StoreError",
    "TableError",
    "UnknownPlaceError",
    "UnknownTableError",
    "context_of",
    "fold",
    "load_gazetteer",
    "merge_places",
    "read_places",
    "similarity",
]

"""What can go wrong in `gazetteer`, as one tree.

::

    GazetteerError
      x UnknownPlaceError   (LookupError)   a place_id that is in no loaded table
      x UnknownTableError   (LookupError)   a table name that is neither packaged nor a file
      x TableError          (ValueError)    a table of places that cannot be read as it stands
      x StoreError          (OSError)       an installed gazetteer that cannot be written or removed
      x OnlineError         (OSError)       a service or download that cannot be had

A name that cannot be found is not an error: it is a `Resolution` whose status is "unknown".
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["GazetteerError", "OnlineError", "StoreError", "TableError", "UnknownPlaceError", "UnknownTableError"]


class GazetteerError(Exception):
    """Base of every error raised on purpose by this package."""


class UnknownPlaceError(GazetteerError, LookupError):
    """No loaded table has a place with this id."""


class UnknownTableError(GazetteerError, LookupError):
    """No packaged table has this name and no file stands at this path."""


class StoreError(GazetteerError, OSError):
    """The folder of installed gazetteers cannot be written, or a name in it is not to be had."""


class OnlineError(GazetteerError, OSError):
    """A download or an online service failed; the message says what to do without it."""


class TableError(GazetteerError, ValueError):
    """A table of places has errors; all of them are listed, one a line.

    Parameters
    ----------
    problems : sequence of str
        One sentence each: file, row, column, what is wrong, what to do.

    Examples
    --------
    >>> raise TableError(["places.csv, row 17, column lat: 95 is outside -90..90"])
    Traceback (most recent call last):
    ...
    gazetteer.errors.TableError: places.csv, row 17, column lat: 95 is outside -90..90
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))

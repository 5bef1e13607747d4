"""Everything that frontline raises on purpose.

::

    FrontlineError
    ├── DateError (ValueError)         a date or instant that cannot be read
    ├── ModelError (ValueError)        a noun with impossible content
    ├── TableError (ValueError)        a table with faults; lists all of them
    ├── ReportError (ValueError)       a report whose text cannot be read
    ├── LedgerError (OSError)          a ledger on disk or server that cannot be opened, read or added to
    ├── UnknownCaseError (LookupError) no case of that name or folder
    ├── UnknownPlaceError (KeyError)   no such place in the case
    ├── UnplacedCaseError (LookupError) none of a case's claims stands at a place
    ├── NoFrontError (ValueError)      no two sides meet, so there is no line to measure
    ├── GroundError (ValueError)       places or a mask that no areas can be made from
    ├── ReportTemplateError (ValueError) a template of a report that cannot be filled
    ├── BaseLayerError (ValueError)    a base layer or tile server that no map can stand on
    └── OutputError (OSError)          a file that cannot be written

The command line turns each of them into one line on standard error and exit code 2.
"""

from __future__ import annotations

from collections.abc import Sequence


class FrontlineError(Exception):
    """Base of all errors of this package."""


class DateError(FrontlineError, ValueError):
    """A date or instant that cannot be read."""


class ModelError(FrontlineError, ValueError):
    """A noun with impossible content, such as an interval that ends before it starts."""


class TableError(FrontlineError, ValueError):
    """A table that cannot be taken, with every fault found in it.

    Parameters
    ----------
    problems : sequence of str
        One sentence a fault: file, row, column, what is wrong, what to do.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class ReportError(FrontlineError, ValueError):
    """A report whose text cannot be read: no text, damaged, encrypted, or too large to be one report."""


class LedgerError(FrontlineError, OSError):
    """A ledger on disk or server that cannot be opened, read or added to; nothing was changed."""


class UnknownCaseError(FrontlineError, LookupError):
    """No packaged case of that name and no folder or file at that path."""


class UnknownPlaceError(FrontlineError, KeyError):
    """The case holds no place of that name."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class UnplacedCaseError(FrontlineError, LookupError):
    """None of a case's claims stands at a place, so that there is nothing to draw or to measure."""


class NoFrontError(FrontlineError, ValueError):
    """No two sides meet, so there is no line to draw or to measure."""


class GroundError(FrontlineError, ValueError):
    """Places or a mask that no areas can be made from."""


class ReportTemplateError(FrontlineError, ValueError):
    """A template of a report that cannot be filled; names file and line."""


class BaseLayerError(FrontlineError, ValueError):
    """A base layer or tile server that no map can stand on."""


class OutputError(FrontlineError, OSError):
    """A file that cannot be written."""

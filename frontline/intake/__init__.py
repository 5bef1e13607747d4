"""Reports in, proposed claims out: files read into text, a table and a page for a person to review, many at once."""

from frontline.intake._batch import Outcome, propose_all
from frontline.intake._read import MAX_BYTES, SUFFIXES, Report, parse_report, read_report
from frontline.intake._review import write_review
from frontline.intake._setting import (
    REPORTS,
    Desk,
    Setting,
    Told,
    check_names,
    find_reports,
    open_desk,
    pass_over,
    read_reports_table,
)
from frontline.intake._table import COLUMNS, proposed_rows, tie_statements, write_proposed

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "REPORTS",
    "SUFFIXES",
    "Desk",
    "Outcome",
    "Report",
    "Setting",
    "Told",
    "check_names",
    "find_reports",
    "open_desk",
    "parse_report",
    "pass_over",
    "propose_all",
    "proposed_rows",
    "read_report",
    "read_reports_table",
    "tie_statements",
    "write_proposed",
    "write_review",
]

"""The day of publication that a report's own first lines print: "Published: 3 December 2024", a dateline, a date alone.

A day that stands in the prose is never taken: it may be the day of a battle.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

LINES = 12
"""First lines, blank ones left out, in which a day of publication is looked for."""

_MONTHS = (
    "january|jan يناير كانون الثاني", "february|feb فبراير شباط", "march|mar مارس آذار", "april|apr أبريل نيسان",
    "may مايو أيار", "june|jun يونيو حزيران", "july|jul يوليو تموز", "august|aug أغسطس آب",
    "september|sept|sep سبتمبر أيلول", "october|oct أكتوبر تشرين الأول", "november|nov نوفمبر تشرين الثاني",
    "december|dec ديسمبر كانون الأول",
)  # fmt: skip
_NUMBER = {
    name: number
    for number, told in enumerate(_MONTHS, 1)
    for name in [*told.split(" ", 1)[0].split("|"), told.split(" ")[1], told.split(" ", 2)[2]]
}
_MONTH = "|".join(sorted(map(re.escape, _NUMBER), key=len, reverse=True))
_DATE = (
    r"(?P<date>(?P<iso>\d{4}-\d{2}-\d{2})"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)? +(?P<month>{_MONTH})(?: ?/ ?(?:{_MONTH}))?\.?,? +(?P<year>\d{{4}})"
    rf"|(?P<month2>{_MONTH})\.? +(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,? +(?P<year2>\d{{4}}))(?!\d)"
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? +)?"
_FORMS = (
    # "Published: 3 December 2024, 18:00"; "date: 2024-12-03" of Markdown's front matter
    re.compile(
        rf"\W{{0,4}}(?:published|publication date|posted|date|تاريخ النشر|التاريخ|نشر في)(?: on)?\W{{0,4}}"
        rf"{_WEEKDAY}{_DATE}.{{0,60}}$",
        re.I,
    ),
    re.compile(rf"\W{{0,4}}{_WEEKDAY}{_DATE}\W{{0,4}}$", re.I),
)
_SOMEWHERE = re.compile(_DATE, re.I)
_DASH = re.compile(r"\)? ?(?:\([^()]{1,40}\) ?)?[-–—]")


class Dateline(NamedTuple):
    """A day of publication, and where in the text it stands."""

    day: date
    start: int
    end: int


def find_dateline(text: str) -> Dateline | None:
    r"""Find the day of publication that the first lines of a text print; None where they print none.

    Examples
    --------
    >>> find_dateline("Rebels advance\nPublished: 3 December 2024\nRebels took Maardes.").day.isoformat()
    '2024-12-03'
    >>> find_dateline("KYIV, Dec. 3, 2024 (Agency) — Troops left Selydove.").day.isoformat()
    '2024-12-03'
    >>> find_dateline("Rebels took Maardes on 3 December 2024.") is None
    True
    """
    at = 0
    seen = 0
    for line in text.split("\n"):
        if line.strip():
            found = _in_line(line[:300])
            if found:
                return Dateline(found.day, at + found.start, at + found.end)
            seen += 1
        if seen == LINES:
            break
        at += len(line) + 1
    return None


def _in_line(line: str) -> Dateline | None:
    text = line.strip()
    indent = line.index(text)
    found = next((match for form in _FORMS if (match := form.match(text))), None) or _after_town(text)
    day = _day(found) if found else None
    return Dateline(day, indent + found.start("date"), indent + found.end("date")) if found and day else None


def _after_town(line: str) -> re.Match[str] | None:
    """As in "KYIV, Ukraine, Dec. 3, 2024 (AP) —": nothing but names before the day, and a dash behind it."""
    found = _SOMEWHERE.search(line)
    if found is None or not _DASH.match(line, found.end()):
        return None
    before = line[: found.start()].strip()
    names = before.rstrip(",(").replace(",", " ").split()
    return found if names and before[-1] in ",(" and all(name[0].isupper() for name in names) else None


def _day(found: re.Match[str]) -> date | None:
    try:
        if found["iso"]:
            return date.fromisoformat(found["iso"])
        year, month, day = (found[part] or found[f"{part}2"] for part in ("year", "month", "day"))
        return date(int(year), _NUMBER[month.lower()], int(day))
    except ValueError:  # no day of the calendar
        return None


def without(text: str, dateline: Dateline) -> str:
    """Blank out a dateline, so that nothing in the text is told to have happened on it; all else stays where it is.

    Examples
    --------
    >>> without("HAMA, 4 Dec 2024 - Rebels came.", Dateline(date(2024, 12, 4), 6, 16))
    'HAMA,            - Rebels came.'
    """
    return text[: dateline.start] + " " * (dateline.end - dateline.start) + text[dateline.end :]

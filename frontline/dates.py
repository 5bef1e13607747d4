"""Instants, half-open intervals and how exact they are; aware UTC throughout.

A day written as a bare date is the UTC day ``[00:00, 24:00)``. Reports mean the local day (Damascus is UTC+3);
the three hours lie well inside the precision of "on Tuesday", and one rule for all days keeps midnight from
moving a date. This module never reads the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from frontline.errors import DateError, ModelError

DAY = timedelta(days=1)
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A stretch of time ``[start, end)`` in aware UTC.

    Parameters
    ----------
    start, end : datetime
        Aware; `start` is inside, `end` is not.

    Raises
    ------
    ModelError
        If an end is naive or the interval is empty.

    Examples
    --------
    >>> day = parse_interval("2024-12-04")
    >>> day.end.isoformat()
    '2024-12-05T00:00:00+00:00'
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ModelError("an interval needs aware instants; add a time zone")
        if self.end <= self.start:
            raise ModelError(f"an interval must end after it starts: {self.start} .. {self.end}")

    @property
    def last_day(self) -> date:
        """The last UTC day that the interval touches."""
        return (self.end - timedelta(microseconds=1)).date()

    @property
    def first_day(self) -> date:
        """The UTC day on which the interval starts."""
        return self.start.date()


def start_of(day: date) -> datetime:
    """Return the first instant of a UTC day.

    Examples
    --------
    >>> start_of(date(2024, 12, 4)).isoformat()
    '2024-12-04T00:00:00+00:00'
    """
    return datetime.combine(day, time(), UTC)


def end_of(day: date) -> datetime:
    """Return the instant at which a UTC day is over (the next midnight).

    Raises
    ------
    DateError
        If no day follows it in the calendar.

    Examples
    --------
    >>> end_of(date(2024, 12, 4)).isoformat()
    '2024-12-05T00:00:00+00:00'
    """
    try:
        return start_of(day) + DAY
    except OverflowError:
        raise DateError(f"{day} is beyond the calendar") from None


def parse_day(text: str) -> date:
    """Read an ISO date.

    Raises
    ------
    DateError
        If the text is not a date written YYYY-MM-DD.

    Examples
    --------
    >>> parse_day("2024-12-04")
    datetime.date(2024, 12, 4)
    """
    try:
        if _ISO_DAY.fullmatch(text.strip()):  # Python would also take week dates such as 2024-W49-3
            return date.fromisoformat(text.strip())
    except ValueError:
        pass
    raise DateError(f"{text!r} is not a date: write it as YYYY-MM-DD, for example 2024-12-04")


def parse_instant(text: str | date | datetime) -> datetime:
    """Read an instant; a bare date means the end of that day.

    "As of 4 December" and "as known on 4 December" both take in the whole day. A time without a zone is refused
    rather than guessed.

    Parameters
    ----------
    text : str, date or datetime
        ``2024-12-04``, ``2024-12-04T18:00Z`` or an aware datetime.

    Returns
    -------
    datetime
        Aware, in UTC.

    Raises
    ------
    DateError
        If it cannot be read or has a time without a zone.

    Examples
    --------
    >>> parse_instant("2024-12-04T18:00+03:00").isoformat()
    '2024-12-04T15:00:00+00:00'
    >>> parse_instant("2024-12-04") == end_of(date(2024, 12, 4))
    True
    """
    if isinstance(text, datetime):
        moment = text
    elif isinstance(text, date):
        return end_of(text)
    elif len(text.strip()) <= 10:
        return end_of(parse_day(text))
    else:
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            raise DateError(
                f"{text!r} is not an instant: write 2024-12-04 or 2024-12-04T18:00Z"
            ) from None
    if moment.tzinfo is None:
        raise DateError(f"{text!s} has a time but no zone: write 2024-12-04T18:00Z or +03:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise DateError(f"{text!s} is beyond the calendar") from None


def parse_interval(text: str) -> Interval:
    """Read a day or a span of days ``first/last`` (both days belong to it).

    Raises
    ------
    DateError
        If a day cannot be read or the last is before the first.

    Examples
    --------
    >>> parse_interval("2024-11-30/2024-12-01").last_day
    datetime.date(2024, 12, 1)
    """
    first, slash, last = text.partition("/")
    try:
        begin, final = parse_day(first), parse_day(last if slash else first)
    except DateError:
        raise DateError(
            f"{text!r} is not a date: write YYYY-MM-DD, for example 2024-12-04, or two days as first/last"
        ) from None
    if final < begin:
        raise DateError(f"{text!r} ends before it begins: write the earlier day first")
    return Interval(start_of(begin), end_of(final))


def day_of(instant: datetime) -> date:
    """Return the day that an "as of" instant speaks for: midnight belongs to the day that it ends.

    Examples
    --------
    >>> day_of(parse_instant("2024-12-04"))
    datetime.date(2024, 12, 4)
    >>> day_of(parse_instant("2024-12-04T18:00Z"))
    datetime.date(2024, 12, 4)
    """
    return (instant - timedelta(microseconds=1)).date()


def days_between(first: date, last: date) -> list[date]:
    """List the days from `first` to `last`, both included; empty when `last` is earlier.

    Examples
    --------
    >>> len(days_between(date(2024, 11, 26), date(2024, 12, 8)))
    13
    """
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def word_day(day: date) -> str:
    """Write a day as prose does.

    Examples
    --------
    >>> word_day(date(2024, 12, 4))
    '4 December 2024'
    """
    months = (
        "January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December",
    )  # fmt: skip
    return f"{day.day} {months[day.month - 1]} {day.year}"


def word_instant(instant: datetime) -> str:
    """Write an "as of" instant: a whole day as the day, anything else with its UTC time.

    Examples
    --------
    >>> word_instant(parse_instant("2024-12-04"))
    'end of 4 December 2024 (UTC)'
    >>> word_instant(parse_instant("2024-12-04T18:00Z"))
    '4 December 2024, 18:00 UTC'
    """
    if instant.timetz().replace(tzinfo=None) == time():
        return f"end of {word_day(day_of(instant))} (UTC)"
    return f"{word_day(instant.date())}, {instant:%H:%M} UTC"

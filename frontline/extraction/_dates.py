"""Times that prose tells ("on Tuesday", "overnight", "in May", "three days earlier") -> days, from the report's date.

Own code, for want of a library that fits: `dateparser.search` takes tens of milliseconds a sentence and reads words
such as "may" or "sat" as dates; `dateutil` reads whole strings only. What is needed is small and told here in full.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from frontline.dates import Interval, end_of, start_of
from frontline.extraction._text import Token, word_set


def numbered(words: str, first: int = 1) -> dict[str, int]:
    """Words of a line with their numbers.

    Examples
    --------
    >>> numbered("first second")
    {'first': 1, 'second': 2}
    """
    return {word: number for number, word in enumerate(words.split(), first)}


_WEEKDAYS = numbered("monday tuesday wednesday thursday friday saturday sunday", 0)
_MONTHS = numbered("january february march april may june july august september october november december")
_MONTHS |= {"jan": 1, "feb": 2, "aug": 8, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
NUMBERS = numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty",
    0,
)
NUMBERS |= {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
            "ninety": 90, "hundred": 100, "dozen": 12, "couple": 2}  # fmt: skip
ORDINALS = numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
)
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "year": 365, "years": 365,
          "hour": 0, "hours": 0}  # fmt: skip
_DAYTIMES = word_set("morning evening night afternoon midday noon dawn dusk nightfall")
_VAGUE = word_set("early late mid beginning end start middle")


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days and how it was told: day, about, range; `month` where only a month is known.

    `mode` is "at" for when something happened, "since" for the start of a state, "year" for a mere year,
    "same" for "that day", "vague" for "shortly before".
    """

    first: date | None
    last: date | None
    precision: str
    month: bool = False
    mode: str = "at"
    shift: int = 0

    @property
    def written(self) -> str:
        """As the claims table writes it."""
        if self.first is None or self.last is None:
            return ""
        if self.month:
            return f"{self.first:%Y-%m}"
        return f"{self.first}" if self.first == self.last else f"{self.first}/{self.last}"

    @property
    def interval(self) -> Interval | None:
        """The days as an interval in UTC."""
        return Interval(start_of(self.first), end_of(self.last)) if self.first and self.last else None


UNKNOWN = When(None, None, "")


def _safe(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def on_day(day: date | None, precision: str = "day") -> When:
    """One day."""
    return When(day, day, precision) if day else UNKNOWN


def in_month(year: int, month: int) -> When:
    """All of a month."""
    if not (1 <= year <= 9998 and 1 <= month <= 12):
        return UNKNOWN
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return When(date(year, month, 1), last, "about", month=True)


def _weekday(name: str, published: date | None, back: int) -> When:
    if published is None:
        return UNKNOWN
    return on_day(_safe(published, -((published.weekday() - _WEEKDAYS[name]) % 7) - back))


class Reader:
    """Reads times from the words of a sentence, against the day of the report."""

    def __init__(self, published: date | None) -> None:
        self.published = published

    def at(self, tokens: Sequence[Token], i: int) -> tuple[int, When] | None:
        """Time that begins at word `i`, with the word after it; None where there is none."""
        key = tokens[i].key
        for read in (self._relative, self._weekdays, self._calendar, self._ago, self._year):
            found = read(tokens, i, key)
            if found is not None:
                return self._with_daytime(tokens, *found)
        return None

    def _with_daytime(self, tokens: Sequence[Token], end: int, when: When) -> tuple[int, When]:
        while end < len(tokens) and (tokens[end].key in _DAYTIMES):
            end += 1
        return end, when

    def _key(self, tokens: Sequence[Token], i: int) -> str:
        return tokens[i].key if 0 <= i < len(tokens) else ""

    def _weekdays(self, tokens: Sequence[Token], i: int, key: str) -> tuple[int, When] | None:
        back = 0
        if key in ("last", "previous") and self._key(tokens, i + 1) in _WEEKDAYS:
            i, back = i + 1, 0
            key = tokens[i].key
            if self.published and self.published.weekday() == _WEEKDAYS[key]:
                back = 7
        if key not in _WEEKDAYS or not tokens[i].cap:
            return None
        dated = self._calendar(tokens, i + 1 + (self._key(tokens, i + 1) == ","), "")
        if dated is not None and not dated[1].month:
            return dated
        return i + 1, _weekday(key, self.published, back)

    def _relative(self, tokens: Sequence[Token], i: int, key: str) -> tuple[int, When] | None:
        after, third = self._key(tokens, i + 1), self._key(tokens, i + 2)
        day = self.published
        simple = {"today": 0, "tonight": 0, "yesterday": -1, "overnight": 0}
        if key in simple:
            return i + 1, on_day(_safe(day, simple[key]) if day else None, "about" if key == "overnight" else "day")
        if key in ("this", "last", "previous") and after in (*_DAYTIMES, "week", "month", "year", "summer", "spring",
                                                            "autumn", "winter", "weekend"):  # fmt: skip
            return i + 2, self._span(key, after)
        if key in ("that", "same") and after in ("day", "evening", "night", "morning", "afternoon"):
            return i + 2, When(None, None, "day", mode="same")
        if key in ("earlier", "later") and (after, third) == ("in", "the") and self._key(tokens, i + 3) == "day":
            return i + 4, When(None, None, "day", mode="same")
        if key == "the" and after in ("previous", "following", "next") and third == "day":
            return i + 3, When(None, None, "day", mode="same", shift=-1 if after == "previous" else 1)
        if key == "the" and after == "week" and third in ("before", "after"):
            return i + 3, When(None, None, "about", month=True, mode="same", shift=-7 if third == "before" else 7)
        if key == "the" and after == "day" and third in ("before", "after"):
            return i + 3, When(None, None, "day", mode="same", shift=-1 if third == "before" else 1)
        return None

    def _span(self, which: str, unit: str) -> When:
        day = self.published
        if day is None:
            return UNKNOWN
        if unit in _DAYTIMES:
            return on_day(_safe(day, 0 if which == "this" else -1))
        if unit in ("week", "weekend"):
            about = _safe(day, -7 if which != "this" and unit == "week" else 0)
            return in_month(about.year, about.month) if about else UNKNOWN
        if unit == "month":
            back = 0 if which == "this" else 1
            return in_month(day.year - (day.month <= back), (day.month - back - 1) % 12 + 1)
        return When(None, None, "", mode="year")

    def _calendar(self, tokens: Sequence[Token], i: int, key: str) -> tuple[int, When] | None:
        key = self._key(tokens, i)
        if key.startswith("mid-") and key[4:] in _MONTHS:
            return self._month(tokens, i, key[4:], None, i + 1)
        if key in _MONTHS and i < len(tokens) and tokens[i].cap:
            at = i + 1 + (self._key(tokens, i + 1) == ".")
            number = self._day_number(tokens, at)
            return self._month(tokens, i, key, number, at + 1 if number else i + 1)
        number = self._day_number(tokens, i)
        if number is None:
            return None
        at = i + 1 + (self._key(tokens, i + 1) == "of")
        if self._key(tokens, at) in _MONTHS and tokens[at].cap:
            return self._month(tokens, i, tokens[at].key, number, at + 1)
        return None

    def _day_number(self, tokens: Sequence[Token], i: int) -> int | None:
        word = self._key(tokens, i).rstrip("sthndr")
        return int(word) if word.isascii() and word.isdigit() and 1 <= int(word[:4]) <= 31 and len(word) < 3 else None

    def _month(self, tokens: Sequence[Token], i: int, name: str, day: int | None, end: int) -> tuple[int, When] | None:
        month = _MONTHS[name]
        at = end + (self._key(tokens, end) == "," and day is not None)
        word = self._key(tokens, at)
        year = int(word) if len(word) == 4 and word.isascii() and word.isdigit() and 1900 <= int(word) <= 2100 else None
        if year is not None:
            end = at + 1
        else:
            year = self._year_of(month, day)
        if year is None:
            return end, UNKNOWN
        if day is None:
            return end, in_month(year, month)
        try:
            return end, on_day(date(year, month, day))
        except ValueError:
            return None

    def _year_of(self, month: int, day: int | None) -> int | None:
        """Latest year in which this day was not after the report."""
        if self.published is None:
            return None
        return self.published.year - ((month, day or 1) > (self.published.month, self.published.day))

    def _ago(self, tokens: Sequence[Token], i: int, key: str) -> tuple[int, When] | None:
        count = NUMBERS.get(key) or (int(key) if key.isascii() and key.isdigit() and len(key) < 4 else None)
        unit, after = self._key(tokens, i + 1), self._key(tokens, i + 2)
        if key in ("days", "hours", "weeks", "months", "years", "shortly", "moments", "minutes", "soon"):
            if unit in ("earlier", "before", "ago"):
                near = key in ("hours", "moments", "minutes") and self.published
                return i + 2, on_day(self.published) if near else When(None, None, "", mode="vague")
            return None
        if count is None or unit not in _UNITS or after not in ("ago", "earlier", "before", "later"):
            return None
        if after == "later":
            days = count * _UNITS[unit]
            return i + 3, When(None, None, "day" if days < 7 else "about", mode="same", shift=days)
        if self.published is None:
            return i + 3, UNKNOWN
        if unit.startswith("year"):
            return i + 3, When(None, None, "", mode="year")
        about = _safe(self.published, -count * _UNITS[unit])
        if about is None or _UNITS[unit] == 30:
            return i + 3, in_month(about.year, about.month) if about else UNKNOWN
        return i + 3, on_day(about, "day" if _UNITS[unit] <= 1 else "about")

    def _year(self, tokens: Sequence[Token], i: int, key: str) -> tuple[int, When] | None:
        if len(key) == 4 and key.isascii() and key.isdigit() and 1900 <= int(key) <= 2100:
            return i + 1, When(None, None, "", mode="year")
        return None


def nth_day(start: date | None, number: int) -> When:
    """The n-th day of something that began on `start`.

    Examples
    --------
    >>> nth_day(date(2024, 11, 27), 8).written
    '2024-12-04'
    """
    return on_day(_safe(start, number - 1)) if start else UNKNOWN

"""Days and instants: what a date in a report takes in, and what is refused rather than guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontline.dates import (
    DAY,
    Interval,
    day_of,
    days_between,
    end_of,
    parse_day,
    parse_instant,
    parse_interval,
    start_of,
    word_day,
    word_instant,
)
from frontline.errors import DateError, FrontlineError, ModelError

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_a_bare_date_means_the_whole_day(day: date) -> None:
    instant = parse_instant(day.isoformat())
    assert instant == parse_instant(day) == end_of(day) == start_of(day) + DAY
    assert start_of(day) < instant - timedelta(microseconds=1)
    assert instant.tzinfo is UTC


@given(DAYS)
def test_midnight_does_not_move_a_date(day: date) -> None:
    assert day_of(end_of(day)) == day
    assert word_instant(end_of(day)) == f"end of {word_day(day)} (UTC)"
    interval = parse_interval(day.isoformat())
    assert (interval.first_day, interval.last_day) == (day, day)


@given(DAYS, st.integers(0, 400))
def test_both_ends_of_a_span_of_days_belong_to_it(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    span = parse_interval(f"{first}/{last}")
    assert (span.first_day, span.last_day) == (first, last)
    assert span.end - span.start == (length + 1) * DAY
    assert days_between(first, last)[0] == first
    assert days_between(first, last)[-1] == last
    assert len(days_between(first, last)) == length + 1


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-12-04T18:00Z", datetime(2024, 12, 4, 18, tzinfo=UTC)),
        ("2024-12-05T01:30+03:00", datetime(2024, 12, 4, 22, 30, tzinfo=UTC)),
        (" 2024-12-04T23:00-02:00 ", datetime(2024, 12, 5, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_of_any_zone_is_the_same_instant_in_utc(text: str, utc: datetime) -> None:
    assert parse_instant(text) == utc
    assert parse_instant(text).utcoffset() == timedelta(0)


def test_an_hour_of_a_day_speaks_for_that_day_and_says_its_hour() -> None:
    evening = parse_instant("2024-12-04T18:05Z")
    assert day_of(evening) == date(2024, 12, 4)
    assert word_instant(evening) == "4 December 2024, 18:05 UTC"


@pytest.mark.parametrize(
    "text",
    [
        "", "4 December", "2024-13-01", "2024-02-30", "2024-12-4", "04-12-2024", "20241204", "2024/12/04",
        "2024-W49-3", "٢٠٢٤-١٢-٠٤",
    ],
)  # fmt: skip
def test_what_is_no_iso_date_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(DateError, match="YYYY-MM-DD") as caught:
        parse_day(text)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, FrontlineError)
    with pytest.raises(DateError):
        parse_instant(text)
    with pytest.raises(DateError):
        parse_interval(text)


def test_a_time_without_a_zone_is_refused_rather_than_guessed() -> None:
    for moment in ("2024-12-04T18:00", datetime(2024, 12, 4, 18)):  # noqa: DTZ001
        with pytest.raises(DateError, match="no zone"):
            parse_instant(moment)


@pytest.mark.parametrize("text", ["2024-12-04 at dawn", "2024-12-04T25:00Z"])
def test_an_hour_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(DateError, match="not an instant"):
        parse_instant(text)


@pytest.mark.parametrize("text", ["2024-12-05/2024-12-04", "2024-12-04/", "/2024-12-04", "2024-12-04/soon"])
def test_a_span_needs_two_days_in_order(text: str) -> None:
    with pytest.raises(DateError):
        parse_interval(text)


def test_the_ends_of_the_calendar_are_refused_in_words() -> None:
    with pytest.raises(DateError, match="beyond the calendar"):
        end_of(date.max)
    with pytest.raises(DateError, match="beyond the calendar"):
        parse_interval("9999-12-31")
    with pytest.raises(DateError, match="beyond the calendar"):
        parse_instant("0001-01-01T00:00+14:00")


def test_an_interval_is_never_empty_backward_or_naive() -> None:
    noon = datetime(2024, 12, 4, 12, tzinfo=UTC)
    for end in (noon, noon - DAY):
        with pytest.raises(ModelError, match="end after it starts"):
            Interval(noon, end)
    with pytest.raises(ModelError, match="time zone"):
        Interval(noon.replace(tzinfo=None), noon + DAY)


def test_no_days_lie_between_a_day_and_the_day_before() -> None:
    assert days_between(date(2024, 12, 4), date(2024, 12, 3)) == []
    assert days_between(date(2024, 2, 28), date(2024, 3, 1))[1] == date(2024, 2, 29)

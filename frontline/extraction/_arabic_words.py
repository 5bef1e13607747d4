"""Words of Arabic reports: clitics taken off, verbs bent, phrases of the lexicon found, days read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from frontline.extraction._dates import UNKNOWN, When, in_month, numbered, on_day
from frontline.extraction._lexicon import Lexicon
from frontline.extraction._text import Token, key_of, key_set

_WEEKDAYS = {key_of(w): n for w, n in numbered("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد", 0).items()}
_MONTHS = {
    key_of(w): n
    for n, names in enumerate(
        ("يناير كانون-الثاني", "فبراير شباط", "مارس آذار", "أبريل نيسان", "مايو أيار", "يونيو حزيران", "يوليو تموز",
         "أغسطس آب", "سبتمبر أيلول", "أكتوبر تشرين-الأول", "نوفمبر تشرين-الثاني", "ديسمبر كانون-الأول"), 1)
    for w in names.split()
}  # fmt: skip
_DAYTIMES = key_set("فجر صباح مساء ليل ظهر عصر ليلة يوم منتصف ليلا فجرا صباحا مساء ضحى")


class Hit(NamedTuple):
    """A phrase found: its tag, the word after it, its value, and the letters cut off before it (و, ب, ل ...)."""

    tag: str
    j: int
    value: str
    cut: str


def stems(key: str) -> Iterator[tuple[str, str]]:
    """A word, and what is left of it without the small words that Arabic writes in front.

    Examples
    --------
    >>> list(stems("وللجيش"))
    [('وللجيش', ''), ('للجيش', 'و'), ('الجيش', 'ول'), ('لجيش', 'ول')]
    """
    yield key, ""
    heads = [(key, "")]
    if len(key) > 2 and key[0] in "وف":
        heads.append((key[1:], key[0]))
        yield key[1:], key[0]
    for word, cut in heads:
        if word.startswith("لل") and len(word) > 4:
            yield "ال" + word[2:], cut + "ل"
        if len(word) > 4 and word[0] in "بلك":
            yield word[1:], cut + word[0]


def find(lexicon: Lexicon, tokens: Sequence[Token], i: int) -> dict[str, Hit]:
    """Longest phrase of each tag that begins at word `i`, clitics or not."""
    found: dict[str, Hit] = {}
    for stem, cut in stems(tokens[i].key):
        for entry in lexicon.phrases.get(stem, ()):
            if not entry.tag.startswith("ar_"):
                continue
            end = i + 1 + len(entry.rest)
            if end > len(tokens) or any(tokens[i + 1 + n].key != w for n, w in enumerate(entry.rest)):
                continue
            tag = entry.tag[3:]
            if tag not in found or end > found[tag].j:
                found[tag] = Hit(tag, end, entry.value, cut)
    return found


def _back(published: date, days: int) -> date | None:
    try:
        return published - timedelta(days=days)
    except OverflowError:
        return None


def time_at(tokens: Sequence[Token], i: int, published: date | None) -> tuple[int, When] | None:
    """Time that begins at word `i` and the word after it."""
    at = i
    while at < len(tokens) and any(s in _DAYTIMES for s, _ in stems(tokens[at].key)) and at - i < 3:
        at += 1
    if at >= len(tokens):
        return None
    for stem, _ in stems(tokens[at].key):
        found = _word_day(tokens, at, stem, published)
        if found is not None:
            return found
    return None


def _word_day(tokens: Sequence[Token], at: int, stem: str, published: date | None) -> tuple[int, When] | None:
    after = tokens[at + 1].key if at + 1 < len(tokens) else ""
    if stem in ("اليوم", "امس", "البارحه"):
        end = at + 1 + (after in _WEEKDAYS) + (after == "الاول")
        end += after == "الاول" and end < len(tokens) and tokens[end].key in _WEEKDAYS
        back = 0 if stem == "اليوم" else 1 + (after == "الاول")
        return end, on_day(_back(published, back)) if published else UNKNOWN
    if stem in _WEEKDAYS:
        end = at + 1 + (after in ("الماضي", "الفايت"))
        if published is None:
            return end, UNKNOWN
        back = (published.weekday() - _WEEKDAYS[stem]) % 7
        return end, on_day(_back(published, back or (7 if end > at + 1 else 0)))
    number = int(stem) if stem.isascii() and stem.isdigit() and len(stem) < 3 else None
    if number is not None:
        month = _month(tokens, at + 1)
        return _dated(tokens, month[0], month[1], number, published) if month else None
    month = _month(tokens, at, stem)
    return _dated(tokens, month[0], month[1], None, published) if month else None


def _month(tokens: Sequence[Token], i: int, stem: str = "") -> tuple[int, int] | None:
    """Month at word `i`: its number and the word after it."""
    if i >= len(tokens):
        return None
    word = stem or tokens[i].key
    pair = f"{word}-{tokens[i + 1].key}" if i + 1 < len(tokens) else ""
    if pair in _MONTHS:
        return i + 2, _MONTHS[pair]
    return (i + 1, _MONTHS[word]) if word in _MONTHS else None


def _dated(tokens: Sequence[Token], end: int, month: int, day: int | None, published: date | None) -> tuple[int, When]:
    word = tokens[end].key if end < len(tokens) else ""
    if len(word) == 4 and word.isascii() and word.isdigit() and 1900 <= int(word) <= 2100:
        year: int | None = int(word)
        end += 1
    elif published is None:
        year = None
    else:
        year = published.year - ((month, day or 1) > (published.month, published.day))
    if word in ("الماضي", "الجاري", "الحالي", "المنصرم", "الفايت"):
        end += 1
    if year is None:
        return end, UNKNOWN
    if day is None:
        return end, in_month(year, month)
    try:
        return end, on_day(date(year, month, day))
    except ValueError:
        return end, UNKNOWN

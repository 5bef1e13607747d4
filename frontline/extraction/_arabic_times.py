"""Days that Arabic reports tell: اليوم، أمس، مساء السبت، قبل يومين، الشهر الماضي، في 27 تشرين الثاني."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from frontline.extraction._arabic_words import stems
from frontline.extraction._dates import UNKNOWN, When, in_month, numbered, on_day
from frontline.extraction._text import Token, key_of, key_set

_WEEKDAYS = {key_of(w): n for w, n in numbered("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد", 0).items()}
_WEEKDAYS["الاثنين"] = _WEEKDAYS[key_of("الإثنين")] = 0
_MONTHS = {
    key_of(w): n
    for n, names in enumerate(
        ("يناير كانون-الثاني", "فبراير شباط", "مارس آذار", "أبريل نيسان", "مايو أيار", "يونيو حزيران", "يوليو تموز",
         "أغسطس آب", "سبتمبر أيلول", "أكتوبر تشرين-الأول", "نوفمبر تشرين-الثاني", "ديسمبر كانون-الأول"), 1)
    for w in names.split()
}  # fmt: skip
_DAYTIMES = key_set(
    "فجر صباح مساء ليل ظهر عصر ليلة يوم منتصف ليلا فجرا صباحا مساء ضحى ظهرا عصرا نهار ساعة ساعات وقت مطلع أوائل أواخر"
    " بداية نهاية مستهل غروب بعد-ظهر الساعات الأولى من نفس ذات هذا هذه متأخر سابق باكر شهر"
)
_LAST = key_set("الماضي الماضية الفائت الفائتة المنصرم المنصرمة السابق السابقة")
_THIS = key_set("الجاري الجارية الحالي الحالية")
_DAYS = {key_of(w): n for w, n in (
    ("يوم", 1), ("يومين", 2), ("يومان", 2), ("أيام", 0), ("يوما", 0), ("أسبوع", 7), ("أسبوعين", 14), ("أسابيع", 0),
    ("ليلة", 1), ("ساعات", 0), ("ساعة", 0), ("ساعتين", 0),
)}  # fmt: skip
_UNITS = {key_of(w): n for w, n in (("أيام", 1), ("يوما", 1), ("أسابيع", 7))}
_STRETCHES = {key_of("الأسبوع"): 7, key_of("الشهر"): 30, key_of("العام"): 365, key_of("السنة"): 365}
NUMBERS = {
    key_of(word): number
    for number, words in enumerate(
        ("واحد واحدة", "اثنان اثنين اثنتين", "ثلاثة ثلاث", "أربعة أربع", "خمسة خمس", "ستة ست", "سبعة سبع",
         "ثمانية ثماني ثمان", "تسعة تسع", "عشرة عشر"), 1)
    for word in words.split()
}  # fmt: skip
NUMBERS |= {key_of(w): n for w, n in (
    ("عشرين", 20), ("عشرون", 20), ("ثلاثين", 30), ("ثلاثون", 30), ("أربعين", 40), ("أربعون", 40), ("خمسين", 50),
    ("خمسون", 50), ("ستين", 60), ("سبعين", 70), ("ثمانين", 80), ("تسعين", 90), ("مئة", 100), ("مائة", 100),
)}  # fmt: skip


def number_at(tokens: Sequence[Token], i: int) -> float | None:
    """Number that stands at word `i`, in figures or words."""
    if not 0 <= i < len(tokens):
        return None
    key = tokens[i].key
    if key[:1].isdigit():
        try:
            return float(key.replace(",", "."))
        except ValueError:
            return None
    return NUMBERS.get(key)


def time_at(tokens: Sequence[Token], i: int, published: date | None) -> tuple[int, When] | None:
    """Time that begins at word `i` and the word after it.

    Examples
    --------
    >>> from frontline.extraction._text import sentences
    >>> words = next(sentences("أمس الأحد")).tokens
    >>> time_at(words, 0, date(2024, 12, 9))[1].written
    '2024-12-08'
    """
    ago = _ago(tokens, i, published)
    if ago is not None:
        return ago
    at = i
    while at < len(tokens) and at - i < 5 and any(s in _DAYTIMES for s, _ in stems(tokens[at].key)):
        at += 1
    if at >= len(tokens):
        return None
    for stem, _ in stems(tokens[at].key):
        found = _word_day(tokens, at, stem, published)
        if found is not None:
            return _with_daytime(tokens, found)
    return None


def _with_daytime(tokens: Sequence[Token], found: tuple[int, When]) -> tuple[int, When]:
    """Take in "in the morning" behind a day."""
    end, when = found
    while end < len(tokens) and tokens[end].key in ("صباحا", "مساء", "فجرا", "ليلا", "ظهرا", "عصرا", "نفسه", "ايضا"):
        end += 1
    return end, when


def _key(tokens: Sequence[Token], i: int) -> str:
    return tokens[i].key if 0 <= i < len(tokens) else ""


def _back(published: date | None, days: int) -> When:
    if published is None:
        return UNKNOWN
    try:
        return on_day(published - timedelta(days=days))
    except OverflowError:
        return UNKNOWN


def _ago(tokens: Sequence[Token], i: int, published: date | None) -> tuple[int, When] | None:
    """As in "two days ago" (قبل يومين) and "a day after" (بعد يوم من) what was told last."""
    word = tokens[i].key.lstrip("و")
    if word not in ("قبل", "بعد", "منذ"):
        return None
    count, at = number_at(tokens, i + 1), i + 1
    unit = _key(tokens, at)
    if count is not None:
        at += 1
        unit = _key(tokens, at)
        days = count * _UNITS[unit] if unit in _UNITS else (0 if unit in _DAYS else None)
    elif unit in _DAYS:
        days = _DAYS[unit]
    else:
        return None
    if days is None or (word == "منذ" and not days):
        return None
    at += 1 + (_key(tokens, at + 1) in ("واحد", "فقط"))
    if word == "بعد" and _key(tokens, at) != "من":
        return None
    return at + (word == "بعد"), _back(published, int(days))


def _word_day(tokens: Sequence[Token], at: int, stem: str, published: date | None) -> tuple[int, When] | None:
    after = _key(tokens, at + 1)
    if stem in ("اليوم", "امس", "البارحه", "الليله"):
        end = at + 1 + (after in _WEEKDAYS) + (after == "الاول")
        end += after == "الاول" and _key(tokens, end) in _WEEKDAYS
        today = stem == "اليوم" or (stem == "الليله" and after not in _LAST)
        return end + (stem == "الليله" and after in _LAST), _back(published, 0 if today else 1 + (after == "الاول"))
    if stem == "اول" and after == "امس":
        return at + 2 + (_key(tokens, at + 2) in _WEEKDAYS), _back(published, 2)
    if stem in _WEEKDAYS:
        return _weekday(tokens, at, _WEEKDAYS[stem], published)
    if stem in _STRETCHES and after in _LAST | _THIS:
        return at + 2, _stretch(_STRETCHES[stem], after in _LAST, published)
    if stem == key_of("الشهر") and tokens[at - 1].key in key_set("مطلع أوائل أواخر بداية منتصف هذا نهاية مستهل"):
        return at + 1, _stretch(30, False, published)
    if stem in ("عام", "العام", "سنه") and after.isascii() and after.isdigit() and len(after) == 4:
        return at + 2, When(None, None, "", mode="year")
    number = int(stem) if stem.isascii() and stem.isdigit() and len(stem) < 3 else None
    month = _month(tokens, at + 1) if number is not None else _month(tokens, at, stem)
    return _dated(tokens, month[0], month[1], number, published) if month else None


def _weekday(tokens: Sequence[Token], at: int, day: int, published: date | None) -> tuple[int, When]:
    after = _key(tokens, at + 1)
    past = after in _LAST
    end = at + 1 + past
    if after in _WEEKDAYS:  # "the night of Saturday to Sunday"
        end += 1
    dated = _month(tokens, end + 1) if _key(tokens, end).isdigit() else None
    if dated is not None:
        return _dated(tokens, dated[0], dated[1], int(_key(tokens, end)), published)
    if published is None:
        return end, UNKNOWN
    back = (published.weekday() - day) % 7
    return end, _back(published, back or (7 if past else 0))


def _stretch(days: int, last: bool, published: date | None) -> When:
    """Last week, this month: the month that it lies in; a year is no day."""
    if published is None:
        return UNKNOWN
    if days == 365:
        return When(None, None, "", mode="year")
    about = published
    if last:
        try:
            about = published - timedelta(days=published.day if days == 30 else days)
        except OverflowError:
            return UNKNOWN
    return in_month(about.year, about.month)


def _month(tokens: Sequence[Token], i: int, stem: str = "") -> tuple[int, int] | None:
    """Month at word `i` and the word after it: (after, number); both names where both are told, as in مارس/آذار."""
    word = stem or _key(tokens, i)
    pair = f"{word}-{_key(tokens, i + 1)}"
    if pair in _MONTHS:
        return i + 2, _MONTHS[pair]
    if word not in _MONTHS:
        return None
    other = _month(tokens, i + 2) if _key(tokens, i + 1) == "/" else None
    return (other[0] if other else i + 1), _MONTHS[word]


def _dated(tokens: Sequence[Token], end: int, month: int, day: int | None, published: date | None) -> tuple[int, When]:
    word = _key(tokens, end)
    year: int | None = None
    if word in ("عام", "من") and len(_key(tokens, end + 1)) == 4 and _key(tokens, end + 1).isdigit():
        end, word = end + 1, _key(tokens, end + 1)
    if len(word) == 4 and word.isascii() and word.isdigit() and 1900 <= int(word) <= 2100:
        year = int(word)
        end += 1
    elif published is not None:
        year = published.year - ((month, day or 1) > (published.month, published.day))
    end += word in _LAST | _THIS
    if year is None:
        return end, UNKNOWN
    if day is None:
        return end, in_month(year, month)
    try:
        return end, on_day(date(year, month, day))
    except ValueError:
        return end, UNKNOWN

"""The sentences of a map in Arabic, keyed by the English ones; what the table lacks stays as it was written.

Modern standard Arabic in the register of briefings, with the months of the Levant beside the international ones, as
the United Nations write them, and Western digits. Text is in logical order; laying it out is the renderer's business.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from frontline.dates import day_of, word_day
from frontline.scene._words import GAP, HELD_BY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from frontline.model import Actor, Measure, Situation
    from frontline.scene._nouns import Language, LegendEntry, Mark, Style
    from frontline.scene._pair import Turn
    from gazetteer import Place

ARABIC = {
    # Furniture
    "Legend": "مفتاح الخريطة",
    "Method and caveats": "المنهجية والتحفظات",
    "Sources: {sources}": "المصادر: {sources}",
    "kilometres": "كيلومتر",
    "{km} km": "{km} كم",
    "N": "ش",
    "{degrees}°N": "{degrees}° شمالًا",
    "{degrees}°S": "{degrees}° جنوبًا",
    "{degrees}°E": "{degrees}° شرقًا",
    "{degrees}°W": "{degrees}° غربًا",
    "{name} GOVERNORATE": "محافظة {name}",
    "As of {valid}  ·  as known {known}": "الوضع في {valid}  ·  بحسب ما كان معلومًا في {known}",
    # Legend
    "Contested: accounts contradict each other": "متنازع عليها: الروايات متضاربة",
    "Claimed: an interested side alone, or a source that cannot be judged": (
        "بلا تأكيد: طرف واحد صاحب مصلحة أو مصدر يتعذر تقييمه"
    ),
    "Front line (assessed)": "خط الجبهة (بحسب التقدير)",
    "Front line beside a doubtful place": "خط الجبهة قرب موقع غير مؤكد",
    "Band that holds the front ({share})": "نطاق يقع فيه خط الجبهة ({share})",
    "Place whose holder is not known": "موقع لا يُعرف من يسيطر عليه",
    "Governorate border": "حدود المحافظات",
    "District border": "حدود المناطق",
    "Subdistrict border": "حدود النواحي",
    "Country border": "حدود الدول",
    "Town for orientation": "بلدة للاستدلال",
    "River": "نهر",
    "Stream or canal": "جدول أو قناة",
    "Lake": "بحيرة",
    "Coast": "الساحل",
    "Main road": "طريق رئيسي",
    "Minor road": "طريق فرعي",
    "Railway": "سكة حديد",
    "Built-up area": "منطقة مبنية",
    "Other part of the base layer": "عنصر آخر من الطبقة الأساسية",
    # Finding
    "Areas of control and front line, as assessed from public claims": (
        "مناطق السيطرة وخط الجبهة بحسب تقدير مبني على إفادات معلنة"
    ),
    "Areas of control, as assessed from public claims": "مناطق السيطرة بحسب تقدير مبني على إفادات معلنة",
    "Who holds {city} is not known": "لا يُعرف من يسيطر على {city}",
    "held by": "تحت سيطرة {actor}",
    "contested, more probably held by": "متنازع عليها، والأرجح أنها تحت سيطرة {actor}",
    "reported, without corroboration, to be held by": "تحت سيطرة {actor} بحسب إفادات غير مؤكدة",
    # Two dates
    "Counted over the whole case, of which the map shows a part": "محسوبة على كامل المنطقة التي تعرض الخريطة جزءًا منها",
    "Passed to {actor}": "انتقلت إلى {actor}",
    "Front line, {day}": "خط الجبهة، {day}",
    "Ground that changed hands": "أرض تبدلت السيطرة عليها",
    "Places that changed hands": "مواقع تبدلت السيطرة عليها",
    "{actor}: +{gained} km², −{lost} km²": "{actor}: +{gained} كم²، −{lost} كم²",
    "To {actor} ({count}): {names}": "إلى {actor} ({count}): {names}",
    "Newly known, not counted above ({count}): {names}": "صار معلومًا ولم يُحتسب أعلاه ({count}): {names}",
    "{names} and {more} more": "{names} و{more} أخرى",
    "None": "لا شيء",
    # Many days
    "The front around {city}, {span}": "خط الجبهة حول {city}، {span}",
    "Areas of control and front line, {span}": "مناطق السيطرة وخط الجبهة، {span}",
    "{span} ({shown} of {days} days)": "{span} ({shown} من أصل {days} من الأيام)",
    "{words}; beside each day the distance of the front from {city}": "{words}؛ ومع كل يوم بُعد خط الجبهة عن {city}",
    "Each map is {km} km wide; north is up": "عرض كل خريطة {km} كم؛ والشمال إلى الأعلى",
    # Method
    GAP: "لا يُحتسب إلا ما كان معلومًا حتى {known}؛ وقد ينقص الخريطةَ ما جرى بعد ذلك حتى {valid}.",
    "Each place is assessed from dated claims by a filtered Markov chain over the actors; evidence counts by claimant, "
    "not by page. The holders of places up to {reach:.0f} km off are kriged over the ground between them; the front "
    "runs where two of them are equally likely, and the band holds it with a probability of {band:.0%}.": (
        "يُقدَّر وضع كل موقع من إفادات مؤرخة بسلسلة ماركوف مرشَّحة للأطراف؛ ويُحتسب الدليل بحسب صاحب الإفادة لا بحسب "
        "عدد الصفحات. وتُستكمل السيطرة بين المواقع (حتى {reach:.0f} كم) بطريقة كريغنغ؛ ويمر خط الجبهة حيث يتساوى "
        "احتمالا طرفين، ويقع داخل النطاق باحتمال {band:.0%}."
    ),
    "Assessed from dated public claims, counted by claimant. The line runs between places that reports name and was "
    "not surveyed; nine times in ten it lies within its band. Borders are no statement on sovereignty. Not fit for "
    "navigation.": (
        "تقدير مبني على إفادات علنية مؤرخة محتسبة بحسب أصحابها. يمر الخط بين مواقع ذكرتها التقارير ولم يُمسح ميدانيًا؛ "
        "ويقع داخل نطاقه في تسع حالات من عشر. لا تعبّر الحدود عن موقف من السيادة. غير صالحة للملاحة."
    ),
    "The line is drawn between places that reports name; it was not surveyed. One time in ten it runs outside its "
    "band.": "رُسم الخط بين مواقع ذكرتها التقارير ولم يُمسح ميدانيًا، ويقع خارج نطاقه مرة من كل عشر.",
    "Contested and claimed places are hatched: accounts differ there, or an interested side, or a source that cannot "
    "be judged, stands alone.": (
        "المواقع المتنازع عليها والمواقع غير المؤكدة مظللة بخطوط: تختلف فيها الروايات، أو ينفرد بها طرف صاحب مصلحة أو "
        "مصدر يتعذر تقييمه."
    ),
    "Silence is no evidence: a place no report names keeps its holder until most around it change hands.": (
        "السكوت ليس دليلًا: الموقع الذي لا يذكره تقرير يبقى على حاله إلى أن يتبدل معظم ما حوله."
    ),
    "Blank ground is out of reach of any place with a known holder. Borders are no statement on sovereignty.": (
        "الأرض الخالية من اللون بعيدة عن أي موقع معروف السيطرة. ولا تعبّر الحدود عن موقف من السيادة."
    ),
    "Made from public reports after the event. Not fit for navigation or for planning movements.": (
        "أُعدّت من تقارير علنية بعد وقوع الأحداث. غير صالحة للملاحة ولا لتخطيط التحركات."
    ),
    "Overruled by the places around: {names}.": "مواقع رجّح محيطها خلاف ما قيل عنها: {names}.",
    # Credits
    "Facts coded by hand for frontline from public reports, each row with its outlet and, where there is one, its "
    "address (CC0-1.0). No sentence of a report is copied.": (
        "وقائع مرمّزة يدويًا لمشروع frontline من تقارير علنية، كل سطر مع وسيلته وعنوانه إن وُجد (CC0-1.0)، من دون نسخ "
        "أي جملة من التقارير."
    ),
    "Coordinates: GeoNames (CC BY 4.0) where a place names it as its source; others as stated in the gazetteer.": (
        "الإحداثيات: GeoNames (CC BY 4.0) حيث يُذكر مصدرًا للموقع؛ وغيرها كما هو مبيّن في معجم المواقع."
    ),
    "Coordinates: GeoNames (CC BY 4.0).": "الإحداثيات: GeoNames (CC BY 4.0).",
    "Borders and main rivers: Natural Earth (public domain); Orontes, Quwayq, Khabur, lakes and towns for orientation "
    "placed by hand (CC0).": (
        "الحدود والأنهار الرئيسية: Natural Earth (ملك عام)؛ العاصي وقويق والخابور والبحيرات وبلدات الاستدلال رُسمت "
        "يدويًا (CC0)."
    ),
}
"""English sentence or template -> Arabic."""

_MONTHS = (
    *("كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو"),
    *("تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر"),
)
_WINDS = (
    *("شمالي", "شمال-شمال شرقي", "شمال شرقي", "شرق-شمال شرقي", "شرقي", "شرق-جنوب شرقي", "جنوب شرقي", "جنوب-جنوب شرقي"),
    *("جنوبي", "جنوب-جنوب غربي", "جنوب غربي", "غرب-جنوب غربي", "غربي", "غرب-شمال غربي", "شمال غربي", "شمال-شمال غربي"),
)
_NOUNS = {
    "claim": ("إفادة واحدة", "إفادتان", "إفادات", "إفادةً", "إفادة"),
    "claimant": ("مصدر واحد", "مصدران", "مصادر", "مصدرًا", "مصدر"),
    "outlet": ("وسيلة إعلام واحدة", "وسيلتا إعلام", "وسائل إعلام", "وسيلة إعلام", "وسيلة إعلام"),
    "place": ("موقع واحد", "موقعان", "مواقع", "موقعًا", "موقع"),
}
"""One, two, three to ten, eleven to ninety-nine, round hundreds."""


def say(language: Language, english: str, /, **values: Any) -> str:
    """Say a sentence of the table in a language, with values put in; an unknown sentence comes back in English.

    Only the table's own text is a template: what is put in is data.

    Examples
    --------
    >>> say("en", "{name} GOVERNORATE", name="{HAMA}")
    '{HAMA} GOVERNORATE'
    >>> say("ar", "{name} GOVERNORATE", name="حماة")
    'محافظة حماة'
    """
    template = ARABIC.get(english, english) if language == "ar" else english
    return template.format(**values) if values else template


def count_arabic(number: int, noun: str) -> str:
    """Say how many, in the form that Arabic asks for after the number.

    Examples
    --------
    >>> count_arabic(571, "claim"), count_arabic(2, "place"), count_arabic(8, "claimant")
    ('571 إفادةً', 'موقعان', '8 مصادر')
    """
    one, two, few, many, hundreds = _NOUNS[noun]
    if number in (1, 2):
        return (one, two)[number - 1]
    rest = number % 100
    return f"{number:,} {few if 3 <= rest <= 10 else many if rest > 10 else hundreds}"


def credit_arabic(credit: str) -> str:
    """A credit in Arabic where the table has it, else as it was written.

    Examples
    --------
    >>> credit_arabic("Claims: 3 outlets, as listed."), credit_arabic("Roads: OpenStreetMap (ODbL)")
    ('الإفادات: 3 وسائل إعلام، كما هو مدرج.', 'Roads: OpenStreetMap (ODbL)')
    """
    counted = re.fullmatch(r"Claims: ([0-9]+) outlets?, as listed\.", credit)
    if counted:
        return f"الإفادات: {count_arabic(int(counted[1]), 'outlet')}، كما هو مدرج."
    return say("ar", credit)


def word_day_arabic(day: date) -> str:
    """Write a day as prose does.

    Examples
    --------
    >>> from datetime import date
    >>> word_day_arabic(date(2024, 12, 4))
    '4 كانون الأول/ديسمبر 2024'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def word_span(language: Language, first: date, last: date) -> str:
    """Write a span of days, the month and the year once where they are the same.

    Examples
    --------
    >>> from datetime import date
    >>> word_span("en", date(2024, 12, 1), date(2024, 12, 4))
    '1 to 4 December 2024'
    >>> word_span("en", date(2024, 12, 8), date(2024, 12, 8))
    '8 December 2024'
    >>> word_span("ar", date(2024, 11, 26), date(2024, 12, 4))
    'من 26 تشرين الثاني/نوفمبر إلى 4 كانون الأول/ديسمبر 2024'
    """
    word = word_day_arabic if language == "ar" else word_day
    if first == last:
        return word(first)
    start, end = word(first), word(last)
    if first.year == last.year:
        start = str(first.day) if first.month == last.month else start.rpartition(" ")[0]
    return f"من {start} إلى {end}" if language == "ar" else f"{start} to {end}"


def word_instant_arabic(instant: datetime) -> str:
    """Write an "as of" instant: a whole day as the day, anything else with its UTC time.

    Examples
    --------
    >>> from frontline.dates import parse_instant
    >>> word_instant_arabic(parse_instant("2024-12-04"))
    'نهاية 4 كانون الأول/ديسمبر 2024 (UTC)'
    """
    if instant.hour == instant.minute == instant.second == instant.microsecond == 0:
        return f"نهاية {word_day_arabic(day_of(instant))} (UTC)"
    return f"{word_day_arabic(instant.date())}، الساعة {instant:%H:%M} UTC"


def word_clocks_arabic(situation: Situation) -> tuple[str, str]:
    """Both instants of a situation; the second is blank where everything the ledger holds counts."""
    return word_instant_arabic(situation.valid), "" if situation.known is None else word_instant_arabic(situation.known)


def word_dates_arabic(valid: str, known: str) -> str:
    """The line of both dates."""
    if not known:
        return f"الوضع في {valid}  ·  بحسب كل ما في السجل"
    return say("ar", "As of {valid}  ·  as known {known}", valid=valid, known=known)


def word_gap_arabic(situation: Situation) -> str:
    """Say that the date of a map lies after what was known, "" where it does not."""
    if situation.known is None or situation.known >= situation.valid:
        return ""
    valid, known = word_clocks_arabic(situation)
    return say("ar", GAP, known=known.removesuffix(" (UTC)"), valid=valid.removesuffix(" (UTC)"))


def word_distance_arabic(near: Measure, city: str) -> str:
    """Say a distance of the front with its range and direction."""
    if near.value is None or near.low is None or near.high is None or near.bearing_deg is None:
        return f"على بعد غير معلوم من {city}"
    wind = _WINDS[round(near.bearing_deg / 22.5) % 16]
    return f"على بعد {near.value:.1f} كم ({near.low:.0f}-{near.high:.0f}) {wind} {city}"


def word_finding_arabic(city: Place | None, situation: Situation, near: Measure | None) -> str:
    """The title: how far the front is, and who holds the city."""
    if city is None or city.place_id not in situation.assessments:
        sides = {a.holder for a in situation.assessments.values() if a.holder}
        line = " and front line" if len(sides) > 1 else ""
        return say("ar", f"Areas of control{line}, as assessed from public claims")
    state, name = situation.assessments[city.place_id], city.name_ar or city.name
    if state.holder is None:
        return say("ar", "Who holds {city} is not known", city=name)
    actor = name_in("ar", situation.actors[state.holder]).split(" (")[0]
    end = f"المدينة {say('ar', HELD_BY[state.status], actor=actor)}"
    return f"خط الجبهة {word_distance_arabic(near, name)}؛ {end}" if near else f"{name}: {end}"


def word_evidence_arabic(claims: int, voices: int, places: int) -> str:
    """What the assessment rests on."""
    told = f"{count_arabic(claims, 'claim')} من {count_arabic(voices, 'claimant')}"
    return f"التقدير مبني على {told} عن {count_arabic(places, 'place')}"


def name_in(language: Language, thing: Actor | Mark | Style | Turn | Place) -> str:
    """Name of an actor or place in a language, else in the other one."""
    return (thing.name_ar or thing.name) if language == "ar" else (thing.name or thing.name_ar)


def legend_arabic(legend: Sequence[LegendEntry], styles: Sequence[Style], share: str) -> tuple[str, ...]:
    """The labels of a legend, in its order."""
    names = {s.actor_id: name_in("ar", s) for s in styles}
    band = say("en", "Band that holds the front ({share})", share=share)
    return tuple(
        names[e.actor_id]
        if e.symbol == "area" and e.actor_id in names
        else say("ar", "Band that holds the front ({share})", share=share)
        if e.label == band
        else say("ar", e.label)
        for e in legend
    )

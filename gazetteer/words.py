"""Generic words of place names, in every language the press uses, and what each means.

"Mount X" is جبل X; "X military airport" is مطار X العسكري; "city of X" is X; "northern countryside of X" is
no village at all. Each line of a table is a canonical word and the words that stand for it.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["AREA_WORDS", "CONNECTORS", "NOT_AREAS", "QUALIFIERS", "SETTLEMENT", "STEMS", "TYPES", "word_key"]

_TWICE = re.compile(r"(.)\1+")


@lru_cache(maxsize=200_000)
def word_key(word: str) -> str:
    """Form under which a cleaned word is looked up: doubled letters and final h do not matter.

    Examples
    --------
    >>> word_key("tell"), word_key("nahiyah"), word_key("قلعه")
    ('tel', 'nahiya', 'قلعة')
    """
    key = _TWICE.sub(r"\1", word)
    if len(key) > 3 and key[-1] == "h" and key[-2] in "aei":
        return key[:-1]
    return key[:-1] + "ة" if len(key) > 3 and key[-1] == "ه" else key


def _table(lines: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines.strip().splitlines():
        canonical, words = line.split(":")
        found.update((word_key(w), canonical.strip()) for w in words.split())
    return found


CONNECTORS = frozenset(_table("x: of the de von في"))
"""Small words that carry no sound of the name."""

SETTLEMENT = frozenset(
    _table(
        "x: city town village hamlet locality municipality neighbourhood neighborhood quarter downtown center"
        " centre"
        " madina madinat medinat medinet qarya qaryat qariyat karyat balda baldat hay haei"
        " ville stadt dorf koyu sehri shehri kasabasi mahallesi"
        " مركز مدينة قرية بلدة حي ضيعة город деревня село посёлок поселок місто селище"
    )
)
"""Words that only say "a place where people live"; left out on both sides."""

STEMS = _table(
    """
    jabal: jabal jebel jabel djebel jebal gebel gabal mount mt mountain dagi dag berg mont monte جبل гора
    tal: tal tel til hill tepe tepesi tala talat talet tulul تل تلة تلال холм
    qala: qala qalat qalaat qalat qalaet kalat kalaat kala kalesi kale castle citadel fort fortress قلعة
    kafr: kafr kafar kfar kefer kefr kufr kafer kfer kufur كفر
    maar: maar mar maarat marat maarat maaret marrat maarrat معر معرة
    dayr: deir dayr dair der deyr monastery دير
    bayt: beit bayt bait bet beyt بيت
    ayn: ain ayn ein ayin en spring عين
    xirba: khirbat khirba khirbet kherbet khirbe xirba hirbet hirbe خربة
    um: um om umm أم ام
    abu: abu abou bou bu أبو ابو
    wadi: wadi ouadi vadi valley وادي
    saix: sheikh shaykh shaikh sheik cheikh sheykh seyh shayh shekh شيخ الشيخ
    xan: khan han خان
    rasm: rasm resm رسم
    zur: zur zor zour zawr زور
    bir: bir bi'r beer bier بئر بير
    jisr: jisr jisir cisr bridge kopru koprusu جسر
    """
)
"""Common first words: translated, kept, and moved to the front."""

TYPES = _table(
    """
    matar: airport airfield airbase aerodrome airstrip havalimani havaalani matar flughafen aeroport
    matar: air مطار аэропорт
    duwali: international uluslararasi internationale duwali دولي
    askari: military askari askeri militaire عسكري عسكرية
    sijn: prison jail sijn cezaevi gefangnis سجن тюрьма
    base: base camp barracks garrison kamp moaskar muaskar muaskar us karargahi ussu قاعدة معسكر ثكنة
    liwa: brigade liwa tugayi brigada لواء бригада
    fawj: regiment fawj alayi فوج полк
    firqa: division firqa firka tumeni فرقة дивизия
    katiba: battalion katiba katibat taburu كتيبة سرية
    madrasa: school madrasa madrasat okulu مدرسة школа
    kuliya: academy college faculty kuliya kuliyat akademisi كلية أكاديمية академия
    mabar: crossing border mabar maabar kapisi معبر
    mabna: building headquarters hq mabna maqar مبنى مقر
    taqatu: junction intersection interchange roundabout duwar تقاطع عقدة دوار
    sinaia: industrial sinaiya sinaiyya sanayi صناعية
    muhafaza: governorate province governate muhafaza muhafazat mohafaza gouvernorat
    muhafaza: gouvernement ili vilayeti محافظة провинция мухафаза
    mintaqa: district mintaqa mintaqat kazasi ilcesi منطقة район
    nahiya: subdistrict nahiya nahiyat nahia nahiyesi ناحية
    rif: countryside rural rif reef kirsali ريف
    tariq: road route highway motorway autostrade axis tariq yolu طريق اتستراد أوتوستراد محور
    sahl: plain pocket region sahl ovasi سهل جيب
    vague: outskirts outskirt vicinity surroundings edge suburbs suburb areas villages
    vague: towns localities settlements near around between parts portions several numerous unnamed various
    vague: cevresi yakinlari
    vague: أطراف محيط تخوم مشارف قرب قرى بلدات مناطق ضواحي
    """
)
"""Words that say what kind of thing is named; kept apart from the sound of the name."""

AREA_WORDS: dict[str, frozenset[str]] = {
    "muhafaza": frozenset({"governorate"}),
    "mintaqa": frozenset({"district", "subdistrict", "quarter", "industrial_area", "area"}),
    "nahiya": frozenset({"subdistrict", "district"}),
    "rif": frozenset({"countryside", "area", "governorate"}),
    "tariq": frozenset({"road"}),
    "sahl": frozenset({"area", "countryside"}),
    "vague": frozenset({"area", "countryside"}),
}
"""Kinds of place a name with such a word may mean."""

NOT_AREAS = frozenset({"sinaia", "mabna", "taqatu"})
"""Words of a site that outrank those of an area in the same name ("governorate building")."""

_LOCAL_QUALIFIERS = _table(
    """
    sharqi: sharqi sharqiya sharki sharkiya charqi sharqiyah شرقي شرقية
    gharbi: gharbi gharbiya garbi gharbiyah غربي غربية
    simali: shamali shimali shamaliya shimaliya chamali شمالي شمالية
    janubi: janubi janubiya janoubi jnoubi جنوبي جنوبية
    kibli: qibli qibliya qabli kibli qebli qibliyah قبلي قبلية
    faukani: fawqani fawqa foqani fouqani fawqaniya foka fawqah فوقاني فوقانية فوقا
    tahtani: tahtani tahta tahtaniya tahtanie tahtah تحتاني تحتانية تحتا
    kabir: kabir kabira kebir kebira kubra kabirah كبير كبيرة كبرى
    sagir: saghir saghira sghir sughra saghirah seghir صغير صغيرة صغرى
    jadid: jadid jadida jedid jedida جديد جديدة
    kadim: qadim qadima kadim قديم قديمة
    markazi: markazi merkezi مركزي مركزية
    usta: wusta wasta wustani وسطى وسطاني
    """
)
_ENGLISH_QUALIFIERS = _table(
    """
    sharqi: east eastern dogu восточный
    gharbi: west western bati западный
    simali: north northern kuzey северный
    janubi: south southern guney южный
    faukani: upper
    tahtani: lower
    kabir: great greater big
    sagir: little small lesser
    jadid: new
    kadim: old
    markazi: central
    usta: middle
    """
)
QUALIFIERS: dict[str, tuple[str, bool]] = {
    **{w: (c, False) for w, c in _LOCAL_QUALIFIERS.items()},
    **{w: (c, True) for w, c in _ENGLISH_QUALIFIERS.items()},
}
"""Word -> (canonical word, whether it qualifies as the first word too, as English adjectives do)."""

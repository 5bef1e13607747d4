"""Spelling: what script a name is in, what it sounds like, and how alike two spellings are.

A name is folded in four grains, each cruder than the one before, so that a spelling nobody has
listed still meets the right place:

====== ============================================================== ====================
grain  what it keeps                                                  "Qal‘at al Maḑīq"
====== ============================================================== ====================
sounds all that the spelling tells: A I U long vowels, H X P Q Z the  qalamaQIq
       letters ḥ ṣ ṭ ḍ ẓ, O ayn or hamza, E ta marbuta, Y W hamza
       on its seats
fine   one letter a sound: x kh, G gh, S sh, C ch, T th, D dh, J zh   qalamadiq
coarse sounds the press confuses are one: q k, kh h, y i, w u, th t   kalamadik
bones  the consonants of the coarse form                              klmdk
====== ============================================================== ====================

`gazetteer.sounds` compares the finest grain, letter by letter, with learned weights; the others find
candidates. Arabic script writes no short vowels, so across scripts the bones carry most of the weight.
Letters of a script without a table here go through `anyascii`.

References
----------
BGN/PCGN 1956 romanization system for Arabic; UNGEGN, Beirut system 1972 (amended) ; GOST 7.79-2000 for
Russian; Ukrainian national system 2010. The foldings merge what these systems and the press keep apart.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz

from .place import Script
from .words import CONNECTORS, QUALIFIERS, SETTLEMENT, STEMS, TYPES, word_key

__all__ = [
    "Spelling",
    "clean",
    "coarse",
    "exact_key",
    "fine",
    "fold",
    "readings",
    "script_of",
    "similarity",
    "skeleton",
    "without_brackets",
    "without_qualifier",
]

LONGEST_NAME = 160
"""Letters of a name that are looked at; the longest place name in GeoNames has about 160."""

SOUNDS = "aeiouAIU" + "ywYW" + "bdfghjklmnpqrstvzc" + "SJCTDGx" + "HXPZQ" + "OE"
"""Every letter the finest grain may hold."""

_ARABIC = dict(
    zip(
        "اأإآٱىبپتٹټثجچحخدڈډذرڑړڕزژږسشښصضطظغفڤقكکگګڭ" + "لڵمنںڼهھہوؤۆۇۋيیئۍېےێۀةەځڅعء",
        "AaiAAAbptttTjCHxdddDrrrrzJJsSSXQPZGfvqkkggn" + "llmnnnhhhwWouvyyYyeeeEEezsOO",
        strict=True,
    )
)
_CYRILLIC = dict(
    zip(
        "абвгґдезиіїйклмнопрстуфхчшъыьэўћђјљњџѓќѕқғҳҷӣӯ",
        "abvggdeziiiyklmnoprstufxCS.i.euCjylnjgkzqGhjiu",
        strict=True,
    )
)
_CYRILLIC |= {"ё": "yo", "є": "ye", "ж": "J", "ц": "ts", "щ": "SC", "ю": "yu", "я": "ya"}
_LATIN = {
    "dsch": "j", "tsch": "C", "shch": "SC", "tch": "C", "sch": "S", "dzh": "j", "dsh": "j", "sh": "S", "ch": "C",
    "zh": "J", "dj": "j", "kh": "x", "gh": "G", "th": "T", "dh": "D", "ph": "f", "ck": "k", "ou": "u", "oU": "U",
    "oo": "u", "ee": "i", "x": "ks",
}  # fmt: skip
_LATIN_RUN = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_ODD_LATIN = str.maketrans(
    {"š": "sh", "ś": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ż": "zh", "ğ": "gh", "ġ": "gh",
     "ı": "i", "ł": "l", "ø": "o", "æ": "ae", "þ": "th", "ð": "dh", "đ": "d", "ə": "a", "ħ": "h", "ŋ": "n",
     "ß": "ss"}
)  # fmt: skip
# What the systems for Arabic mark and the press does not: cedillas (BGN) or dots (UN, DIN) below, long vowels.
_MARKS = {
    "ş": "X", "ṣ": "X", "ţ": "P", "ṭ": "P", "ḑ": "Q", "ḍ": "Q", "z\u0327": "Z", "ẓ": "Z", "ḩ": "H", "ḥ": "H",
    "ā": "A", "â": "A", "á": "A", "ī": "I", "î": "I", "ū": "U", "û": "U",
}  # fmt: skip
_MARK = re.compile("|".join(_MARKS))
_PLAIN = str.maketrans("XPQZHAIU", "stdzhaiu", "O")
# ş is an emphatic s where other dotted-under letters or macrons show the BGN system, else the Turkish sh.
_BGN = re.compile("[āīūţḑḩẕ]|z\u0327")
_APOSTROPHE = re.compile("['’‘`´ʼʹʽʾʿʻˈ′ʰ＇‛\u02bb]")
# Combining marks of Arabic, and invisible characters that copying leaves behind.
_INVISIBLE = re.compile(
    "[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|ere|eme|inci|nci|uncu)\b")
_AIR_BASE = re.compile(r"\bair[ -](?=base|field|port|strip)")
# Letters of one script, with the apostrophes that follow them.
_ONE_SCRIPT = re.compile(
    r"[\u0400-\u052f][\u0400-\u052fO]*|[\u0600-\u077f\u08a0-\u08ff\ufb50-\ufefe]"
    r"[\u0600-\u077f\u08a0-\u08ff\ufb50-\ufefeO]*|[^\u0400-\u052f\u0600-\u077f\u08a0-\u08ff\ufb50-\ufefe]+"
)
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile("[aeiou]+")
_ARTICLES = frozenset({"al", "el", "il", "ul", "l"})
_SUN_ARTICLE = re.compile(r"[aeiou](?:[dnrstzj]|sh|ch|th|dh|dj|zh|s̱)h?")
_FINE = str.maketrans("AIUYWHXPZQE", "aiuywhstDda", "O")
_COARSE = str.maketrans("ywTDCqcxGJ", "iutdSkkhgj")
_KAFR = re.compile("^k[aeiu]?f[aeiu]?r(?=.)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name, folded.

    Parameters
    ----------
    text : str
        The name as given.
    script : {"arabic", "cyrillic", "latin", "other"}
        Script most of its letters belong to.
    sounds, fine, coarse, bones : str
        The four grains, generic words translated ("Mount" = "Jabal"), words run together.
    types : frozenset of str
        What the name says the thing is (airport, governorate, road ...); left out of the grains.
    numbers : tuple of str
        Numbers in the name ("46th Regiment").
    qualifiers : tuple of str
        What tells two halves of one village apart (east, upper, small ...), at the end of the grains.
    stem : str
        A common first word kept in the grains ("kafr", "tal", "jabal"), "" if none.
    article : bool
        Whether the name begins with an article, which the grains leave out.
    """

    text: str
    script: Script
    sounds: str
    fine: str
    coarse: str
    bones: str
    types: frozenset[str]
    numbers: tuple[str, ...]
    qualifiers: tuple[str, ...]
    stem: str
    article: bool


def script_of(text: str) -> Script:
    """Script most letters of a text belong to.

    Examples
    --------
    >>> [script_of(t) for t in ("Hama", "حماة", "Хама", "哈马", "46")]
    ['latin', 'arabic', 'cyrillic', 'other', 'other']
    """
    if text.isascii():
        return "latin" if any(map(str.isalpha, text)) else "other"
    count = dict.fromkeys(("latin", "arabic", "cyrillic", "other"), 0)
    for letter in text:
        if letter.isalpha():
            count[_script_of_letter(letter)] += 1
    best = max(count, key=lambda s: count[s])
    return best if count[best] else "other"  # type: ignore[return-value]


def _script_of_letter(letter: str) -> str:
    if letter < "\u0370" or "\u1e00" <= letter < "\u1f00":
        return "latin"
    if "\u0400" <= letter < "\u0530":
        return "cyrillic"
    if "\u0600" <= letter < "\u0780" or "\u08a0" <= letter < "\u0900" or "\ufb50" <= letter < "\ufeff":
        return "arabic"
    return "other"


@lru_cache(maxsize=256)
def _marked(text: str) -> str:
    """Lower case, without invisible marks and accents; what a system for Arabic marks stands in capitals."""
    text = text[:LONGEST_NAME].casefold()
    if text.isascii():
        return text.replace("'", "O").replace("`", "O")
    text = unicodedata.normalize("NFKC", text)
    text = _APOSTROPHE.sub("O", _INVISIBLE.sub("", text))
    if "ş" in text and not _BGN.search(text):
        text = text.replace("ş", "sh")
    text = _MARK.sub(lambda m: _MARKS[m.group()], text).translate(_ODD_LATIN)
    return "".join(map(_without_accent, text))


def clean(text: str) -> str:
    """Lower case, without accents, apostrophes, invisible marks and the rarer letters of Latin.

    Examples
    --------
    >>> clean("Ma‘arrat an Nu‘mān"), clean("Şanlıurfa"), clean("حَمَاة")
    ('maarrat an numan', 'shanliurfa', 'حماة')
    """
    return _marked(text).translate(_PLAIN)


@lru_cache(maxsize=4096)
def _without_accent(letter: str) -> str:
    if letter.isascii() or _script_of_letter(letter) != "latin":
        return "" if unicodedata.combining(letter) else letter
    bare = unicodedata.normalize("NFKD", letter)
    return "".join(c for c in bare if not unicodedata.combining(c))


def exact_key(text: str) -> str:
    """Return what two spellings share when only case, spaces, hyphens, apostrophes and accents differ.

    Examples
    --------
    >>> exact_key("Ma'ar-Des") == exact_key("maar des") == "maardes"
    True
    """
    return "".join(_WORD.findall(clean(text))).replace("أ", "ا").replace("إ", "ا").replace("آ", "ا")


@lru_cache(maxsize=200_000)
def _sound(word: str) -> str:
    """One marked word in the finest grain."""
    if not word.isascii() and len(parts := _ONE_SCRIPT.findall(word)) > 1:
        return _TWICE.sub(r"\1", "".join(map(_sound, parts)))  # "Хама" with Latin a, or two names run together
    script = _script_of_letter(word.lstrip("O")[:1] or "o")
    if script == "arabic":
        # A final he is a ta marbuta without its dots, or Persian.
        word = word[:-1] + "ة" if word.endswith("ه") and len(word) > 2 else word
        heard = "".join(_ARABIC.get(c, "") for c in word)
    elif script == "cyrillic":
        heard = "".join(_CYRILLIC.get(c, "") for c in word).replace(".", "")
    else:
        heard = _LATIN_RUN.sub(lambda m: _LATIN[m.group()], word if word.isascii() else _ascii(word))
        if len(heard) > 2 and heard[-1] in "hH" and heard[-2] in "aei":
            heard = heard[:-1]
    heard = _TWICE.sub(r"\1", heard)
    return _KAFR.sub("kafr", heard)


def _ascii(word: str) -> str:
    from anyascii import anyascii  # tables for every other script, opened only when one comes up

    return re.sub("[^a-z]", "", anyascii(word).lower())


def _is_article(word: str, following: str) -> bool:
    if word in _ARTICLES:
        return True
    if not _SUN_ARTICLE.fullmatch(word):
        return False
    return _sound(word)[-1:] == _sound(following.translate(_PLAIN))[:1]


def _without_articles(raw: list[str]) -> list[str]:
    """Words less "al-", "as-" before s, Arabic "ال" ... ; a name that is nothing else keeps its words."""
    kept = []
    for i, word in enumerate(raw):
        if i + 1 < len(raw) and word.isascii() and _is_article(word.translate(_PLAIN), raw[i + 1]):
            continue
        kept.append(word[2:] if word.startswith("ال") and len(word) > 3 else word)
    return kept or raw


@lru_cache(maxsize=4096)
def fold(text: str) -> Spelling:
    """Fold one name.

    Parameters
    ----------
    text : str
        Any text; only its first 160 characters are looked at.

    Returns
    -------
    Spelling
        Empty grains where the text has no letters.

    Examples
    --------
    >>> fold("Mount Zayn al-Abidin").fine, fold("جبل زين العابدين").fine
    ('jabalzaynabidin', 'jabalzynabdyn')
    >>> fold("Kafr Ra'a").coarse == fold("Kafraa").coarse
    True
    >>> sorted(fold("Hama military airport").types), fold("Hama military airport").fine
    (['askari', 'matar'], 'hama')
    """
    raw = [w for w in _WORD.findall(_ORDINAL.sub("", _AIR_BASE.sub("air", _marked(text)))) if w.strip("O")]
    words = _without_articles(raw)
    article = bool(raw) and words[0] != raw[0]
    types: set[str] = set()
    stem, core, qualifiers, numbers = "", [], [], []
    for i, word in enumerate(words):
        if word[0].isdigit():
            numbers.append(str(int(word)) if word.isdecimal() and len(word) < 9 else word)
            continue
        key = word_key(word.translate(_PLAIN))
        if key in TYPES:
            types.add(TYPES[key])
        elif key in QUALIFIERS and (i or QUALIFIERS[key][1]):
            qualifiers.append(QUALIFIERS[key][0])
        elif key in STEMS and not stem:
            stem = STEMS[key]
        elif key not in CONNECTORS and key not in SETTLEMENT:
            core.append(word)
    if not core:
        # "Military Academy" and "46th Regiment" say what they are; "al-Madrasa" alone is a village of that name.
        thing = len(types) > 1 or bool(types and (qualifiers or numbers))
        stem, core = "", sorted(types) if thing else [w for w in words if not w[0].isdigit()]
        types, qualifiers = (types, qualifiers) if thing else (set(), [])
    sounds = _joined(stem, core, qualifiers)
    plain = _joined(stem, [w.translate(_PLAIN) for w in core], qualifiers)
    return Spelling(text, script_of(text), sounds, *_grains(plain), frozenset(types), tuple(numbers),
                    tuple(qualifiers), stem, article)  # fmt: skip


def _joined(stem: str, core: list[str], qualifiers: list[str]) -> str:
    """Sound the words of a name and run them together."""
    return _join([stem, *map(_in_construct, core[:-1]), *map(_sound, core[-1:]), *qualifiers])


def _grains(sounds: str) -> tuple[str, str, str]:
    """Return the fine grain, the coarse one and the bones."""
    heard = _TWICE.sub(r"\1", sounds.translate(_FINE))
    rough = coarse(heard)
    return heard, rough, skeleton(rough)


def _in_construct(word: str) -> str:
    """Sound a word before another: "Ma'arrat" and معرة are one word, its t sounded or not."""
    heard = _sound(word)
    if len(heard) > 3 and heard.endswith(("at", "et")):
        return heard[:-1]
    return heard


def _join(words: list[str]) -> str:
    """Run words together; a letter doubled at a seam is one."""
    out = ""
    for word in words:
        heard = word.strip("O") or word  # at a seam ayn and hamza are silent
        out += heard[1:] if out and heard[:1] == out[-1] else heard
    return out


def fine(text: str) -> str:
    """Return the fine grain of a name.

    Examples
    --------
    >>> fine("al-Samaqiyat"), fine("السماقيات"), fine("Хомс")
    ('samaqiyat', 'smaqyat', 'xoms')
    """
    return fold(text).fine


def coarse(sounds: str) -> str:
    """Return the coarse grain of a fine one: letters the press confuses become one.

    Examples
    --------
    >>> coarse("qamhana") == coarse("kamxana")
    True
    """
    return _TWICE.sub(r"\1", sounds.translate(_COARSE))


def skeleton(rough: str) -> str:
    """Return the consonants of a coarse grain.

    Examples
    --------
    >>> skeleton("kalamadik")
    'klmdk'
    """
    return _VOWELS.sub("", rough)


def without_qualifier(spelling: Spelling) -> Spelling | None:
    """Drop the last qualifiers ("Samaqiyat al-Qibliya" as "Samaqiyat"); None where there are none.

    Examples
    --------
    >>> shorter = without_qualifier(fold("al-Samaqiyat al-Qibliya"))
    >>> shorter.fine if shorter else None
    'samaqiyat'
    """
    if not spelling.qualifiers:
        return None
    bare, plain = spelling.sounds, spelling.fine
    for word in reversed(spelling.qualifiers):
        bare, plain = (t.removesuffix(word) if t.endswith(word) else t[: 1 - len(word)] for t in (bare, plain))
    heard, rough, bones = _grains(plain)
    if len(bones) < 3:
        return None
    return replace(spelling, sounds=bare, fine=heard, coarse=rough, bones=bones, qualifiers=())


def without_brackets(text: str) -> str:
    """Leave out what an editor put in brackets to tell namesakes apart; a name in brackets as a whole stays.

    Examples
    --------
    >>> without_brackets("al-Samaqiyat (Daraa)"), without_brackets("(unnamed)")
    ('al-Samaqiyat', '(unnamed)')
    """
    if "(" not in text and "[" not in text:
        return text
    return " ".join(re.sub(r"\(.*?\)|\[.*?\]", " ", text).split()) or text


def readings(text: str) -> tuple[tuple[Spelling, float], ...]:
    """List the ways a query may be read, each with its price in score.

    The name as it stands; less what follows a comma or stands in brackets; with Turkish c = j and v = w;
    with an article glued to its word ("Elcid").

    Examples
    --------
    >>> [(s.fine, price) for s, price in readings("Ec-Cebel")]
    [('ecebel', 0.0), ('jebel', 0.02)]
    """
    found = [(fold(text), 0.0)]
    short = re.sub(r"[,;].*$", "", without_brackets(text[:LONGEST_NAME])).strip()
    if short and short != text.strip():
        found.append((fold(short), 0.02))
    plain = clean(text)
    if found[0][0].script == "latin":
        turkish = re.sub(r"(?<!s)c(?!h|k)", "j", plain).replace("v", "w")
        if turkish != plain:
            found.append((fold(turkish), 0.02))
            plain = turkish
        glued = re.sub(r"^[ae]l(?=\w{4})", "", plain)
        if glued != plain:
            found.append((fold(glued), 0.06))
    unique: dict[tuple[str, frozenset[str]], tuple[Spelling, float]] = {}
    for spelling, price in found:
        unique.setdefault((spelling.fine, spelling.types), (spelling, price))
    return tuple(unique.values())


def similarity(a: Spelling, b: Spelling) -> float:
    """How alike two folded names sound, 0..1; types and numbers are not looked at.

    Parameters
    ----------
    a, b : Spelling
        Folded names.

    Returns
    -------
    float
        1 for the same sounds; about 0.8 for two spellings of one name; below 0.6 for strangers.

    References
    ----------
    Indel similarity of `rapidfuzz.fuzz.ratio` on the grains.

    Examples
    --------
    >>> similarity(fold("Ma'ar Shahrur"), fold("Maar Shahhur")) > 0.85
    True
    >>> similarity(fold("Qalaat al-Madiq"), fold("قلعة المضيق")) > 0.85
    True
    >>> similarity(fold("Hama"), fold("Homs")) < 0.8
    True
    """
    whole = _likeness(a, b, 0)
    if a.stem and a.stem == b.stem:
        # "Kafr X" and "Kafr Y" share what hundreds of villages share: the rest decides.
        rest = _likeness(a, b, len(a.stem))
        return min(whole, (whole + rest) / 2)
    return whole


def _likeness(a: Spelling, b: Spelling, skip: int) -> float:
    ac, bc = coarse(a.fine[skip:]) if skip else a.coarse, coarse(b.fine[skip:]) if skip else b.coarse
    ab, bb = (skeleton(ac), skeleton(bc)) if skip else (a.bones, b.bones)
    if not ac or not bc:
        return float(ac == bc)
    sound = fuzz.ratio(ac, bc) / 100
    bones = fuzz.ratio(ab, bb) / 100 if ab or bb else sound
    if (a.script == "arabic") != (b.script == "arabic"):
        return 0.4 * sound + 0.6 * bones
    return 0.5 * sound + 0.4 * bones + 0.1 * fuzz.ratio(a.fine[skip:], b.fine[skip:]) / 100

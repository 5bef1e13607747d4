"""Text -> sentences of words, each with its place in the text; nothing is changed, so that spans stay true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 220
"""Words of a sentence; a longer stretch without a full stop is cut there, so that time stays linear."""

# A word takes in hyphens and apostrophes between letters ("al-Samaqiyat", "Ra'a"); each step moves on by a letter.
_TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th)?(?![^\W\d_])|[^\W_][\w\u064b-\u065f]*(?:['’ʼ‘`ʿʾ\-‑–](?=[^\W_])[\w\u064b-\u065f]+)*|[^\w\s]"
)
_APOSTROPHES = str.maketrans(dict.fromkeys("'’ʼ‘`ʿʾ\u0640") | {"‑": "-", "–": "-"})
_ARABIC_FOLD = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي"}
    | {chr(c): None for c in range(0x64B, 0x660)}
)


def word_set(words: str) -> frozenset[str]:
    """Words of a line as a set.

    Examples
    --------
    >>> sorted(word_set("hold keep"))
    ['hold', 'keep']
    """
    return frozenset(words.split())


QUOTES = frozenset("\"“”‘’'«»")
_ENDS = frozenset(".!?؟…")
_CLOSERS = frozenset("\"”’»)]'")
_ABBREVIATIONS = word_set(
    "mr mrs ms dr gen lt col maj brig capt sgt adm st mt rev prof gov sen rep no vs approx dept est jan feb mar"
    " apr jun jul aug sep sept oct nov dec km ft u a p al"
)
_PARAGRAPH = re.compile(r"\n\s*\n")


@dataclass(slots=True)
class Token:
    """A word or a sign: as printed, as looked up, and where it stands."""

    text: str
    key: str
    start: int
    end: int
    poss: bool = False
    cap: bool = False
    arabic: bool = False


@dataclass(slots=True)
class Sentence:
    """Words of one sentence and the paragraph that it stands in."""

    tokens: list[Token]
    paragraph: int


@lru_cache(maxsize=65_536)
def key_of(word: str) -> str:
    """Return the form under which a word is looked up.

    Examples
    --------
    >>> key_of("Hay’at"), key_of("إدلب")
    ('hayat', 'ادلب')
    """
    return word.translate(_APOSTROPHES).translate(_ARABIC_FOLD).lower()


def key_set(words: str) -> frozenset[str]:
    """Words of a line as a set, in the form under which words are looked up."""
    return frozenset(map(key_of, words.split()))


def _token(match: re.Match[str]) -> Token:
    text, start, end = match.group(), match.start(), match.end()
    first = text[0]
    if not (first.isalpha() or first.isdigit()):
        return Token(text, text, start, end)
    poss = False
    if len(text) > 2 and text[-1] in "sS" and text[-2] in "'’ʼ‘`":
        text, end, poss = text[:-2], end - 2, True
    cap = first.isupper() or ("-" in text and text.partition("-")[2][:1].isupper() and len(text.partition("-")[0]) < 4)
    return Token(text, key_of(text), start, end, poss, cap, "\u0600" <= first <= "\u06ff")


def _ends_sentence(tokens: list[Token], sign: Token, text: str) -> bool:
    """Whether a full stop ends a sentence; it does not in "Gen. Dagalo", "8 p.m. on Friday" or "U.S. forces"."""
    after = text[sign.end : sign.end + 3].lstrip("".join(_CLOSERS))
    if sign.text != ".":
        return not after or after[0].isspace()
    if after and not after[0].isspace():
        return False
    previous = tokens[-1] if tokens else None
    if previous is None or previous.end != sign.start:
        return True
    rest = text[sign.end : sign.end + 4].lstrip(" \"“”'’)»").lstrip()
    if len(previous.text) == 1 and previous.text.isalpha() and not previous.arabic:
        return bool(rest[:1].isupper()) and previous.key == "m"
    return previous.key not in _ABBREVIATIONS or (previous.key in ("no", "km", "al", "a", "mar") and rest[:1].isupper())


def _owns(tokens: list[Token], sign: Token, text: str) -> bool:
    """As in "the rebels' hands": an apostrophe behind an s, with what is owned behind it."""
    if sign.text not in ("'", "’") or not tokens or tokens[-1].end != sign.start or tokens[-1].text[-1] != "s":
        return False
    quoted = any(t.text in ("'", "‘", "’") for t in tokens[-40:])
    return not quoted and text[sign.end : sign.end + 1] == " " and text[sign.end + 1 : sign.end + 2].isalpha()


def sentences(text: str) -> Iterator[Sentence]:
    """Split a text into sentences, in linear time.

    Examples
    --------
    >>> told = "Gen. Dagalo spoke at 8 p.m. on Friday. Kosti fell."
    >>> [" ".join(t.text for t in s.tokens) for s in sentences(told)]
    ['Gen . Dagalo spoke at 8 p . m . on Friday .', 'Kosti fell .']
    """
    at = 0
    for paragraph, block in enumerate(_PARAGRAPH.split(text)):
        start = text.index(block, at) if block else at
        for tokens in _of_block(text, start, start + len(block)):
            yield Sentence(tokens, paragraph)
        at = start + len(block)


def _of_block(text: str, start: int, end: int) -> Iterator[list[Token]]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        token = _token(match)
        if _owns(tokens, token, text):
            tokens[-1].poss = True
            continue
        over = token.text in _ENDS and _ends_sentence(tokens, token, text)
        tokens.append(token)
        if over or len(tokens) >= LONGEST:
            yield tokens
            tokens = []
    if tokens:
        yield tokens

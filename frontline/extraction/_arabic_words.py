"""Words of Arabic reports: what is written in front and behind taken off, phrases of the lexicon found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from frontline.extraction._lexicon import Lexicon
from frontline.extraction._text import Token

SUFFIXES = ("هما", "ها", "هم", "نا", "ه")
BARE = ("", "ال", "ا")
"""What may be cut off a word that is no pronoun: nothing, the article, the ending of the accusative."""
_OBJECTS = ("هما", "ها", "ه")
_OWNABLE = ("ar_site", "ar_part", "ar_settlement")


class Hit(NamedTuple):
    """A phrase found: its tag, the word after it, its value, and the letters cut off before and behind."""

    tag: str
    j: int
    value: str
    cut: str
    suffix: str = ""


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
        if (len(word) > 4 and word[0] in "بلك") or (len(word) == 4 and word[:2] in ("لي", "لت")):
            yield word[1:], cut + word[0]


def unsuffixed(stem: str, text: str, suffixes: Sequence[str] = SUFFIXES) -> Iterator[tuple[str, str]]:
    """A word without the pronoun behind it, in the spellings that it would have alone.

    Examples
    --------
    >>> list(unsuffixed("سيطرتها", "سيطرتها"))
    [('سيطرت', 'ها'), ('سيطره', 'ها')]
    """
    if text.endswith("ة"):
        return
    for suffix in suffixes:
        base = stem[: -len(suffix)]
        if len(base) < 3 or not stem.endswith(suffix):
            continue
        yield base, suffix
        if base.endswith("ت"):
            yield base[:-1] + "ه", suffix
        elif base.endswith("و"):
            yield base + "ا", suffix
        elif base.endswith("اي"):
            yield base[:-1] + "ء", suffix
        elif base.endswith("ا"):
            yield base[:-1] + "ي", suffix
        return


def without_asides(lexicon: Lexicon, tokens: list[Token]) -> list[Token]:
    """Words without what stands in brackets, but where a name stands there: "the areas of (A and B)"."""
    left: list[Token] = []
    closing = -1
    for i, token in enumerate(tokens):
        if i <= closing:
            continue
        if token.text == "(" and i and not _opens_names(lexicon, tokens[i - 1].key):
            end = next((k for k in range(i, min(len(tokens), i + 14)) if tokens[k].text == ")"), -1)
            if end > 0:
                closing = end
                continue
        left.append(token)
    return left or tokens


def _opens_names(lexicon: Lexicon, key: str) -> bool:
    tags = {entry.tag for stem, _ in stems(key) for entry in lexicon.phrases.get(stem, ()) if not entry.rest}
    return bool(tags & {"ar_settlement", "ar_site"})


def find(lexicon: Lexicon, tokens: Sequence[Token], i: int) -> dict[str, Hit]:
    """Longest phrase of each tag that begins at word `i`, with or without small words at both of its ends."""
    found: dict[str, Hit] = {}
    if not tokens[i].arabic:
        return found
    for stem, cut in stems(tokens[i].key):
        _add(lexicon, tokens, i, stem, cut, found)
        for base, suffix in unsuffixed(stem, tokens[i].text):
            _add(lexicon, tokens, i, base, cut, found, suffix)
        if stem.endswith("ا") and len(stem) > 4 and "nominal" not in found:
            _add(lexicon, tokens, i, stem[:-1], cut, found, "ا")
        if stem.startswith("ال") and "nominal" not in found:
            _add(lexicon, tokens, i, stem[2:], cut, found, "ال")
    return found


def _add(
    lexicon: Lexicon, tokens: Sequence[Token], i: int, stem: str, cut: str, found: dict[str, Hit], suffix: str = ""
) -> None:
    for entry in lexicon.phrases.get(stem, ()):
        if not entry.tag.startswith("ar_") or (suffix and not _may_end_in(entry.tag, entry.value, suffix, entry.rest)):
            continue
        end = i + 1 + len(entry.rest)
        if end > len(tokens) or any(tokens[i + 1 + n].key != w for n, w in enumerate(entry.rest)):
            continue
        tag = entry.tag[3:]
        if tag not in found or end > found[tag].j:
            found[tag] = Hit(tag, end, entry.value, cut, suffix)


def _may_end_in(tag: str, value: str, suffix: str, rest: tuple[str, ...]) -> bool:
    """Whether a word of the lexicon may carry an article or a pronoun."""
    if suffix == "ا":
        return tag == "ar_nominal" and not rest
    if suffix == "ال":
        return tag == "ar_nominal" and not value.endswith(">")
    if tag == "ar_event":
        return suffix in _OBJECTS and not rest and "" in value.partition(">")[2].split("/") and ">" in value
    return tag in ("ar_nominal", "ar_role") or (tag in _OWNABLE and suffix in _OBJECTS)

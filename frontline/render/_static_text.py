"""Text on the printed map: made harmless, measured, wrapped and fitted. Scene text is data and is never parsed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_RTL_MARK, _RTL_ISOLATE, _END_ISOLATE = "\u200f", "\u2067", "\u2069"
LEADING = 1.28
"""Line height as a multiple of the font size."""


def clean(text: str) -> str:
    r"""Return text as it can stand in a PNG, SVG or PDF: one line, no control, bidi or non-character.

    XML 1.0 (section 2.2) has no way to write most control characters, and bidi controls let one string reorder
    its neighbours (Unicode Technical Report 36).

    Examples
    --------
    >>> clean("Hama\x00\u202e\n  north  $x^{2$")
    'Hama north $x^{2$'
    """
    kept = (" " if c.isspace() else c for c in text if c.isspace() or not _is_unprintable(c))
    return " ".join("".join(kept).split())


def _is_unprintable(char: str) -> bool:
    point = ord(char)
    noncharacter = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return char in _BIDI_CONTROLS or noncharacter or unicodedata.category(char) in {"Cc", "Cs"}


def direct(line: str, *, rtl: bool = False) -> str:
    """Mark a line that runs from right to left: one that begins with a Latin name would be taken for the contrary.

    The mark (Unicode Standard Annex 9, RLM) is ours, before a line that has been cleaned of such controls.

    Parameters
    ----------
    rtl : bool
        Of an Arabic sentence; otherwise the first letter that has a direction decides.

    Examples
    --------
    >>> direct("Hama"), direct("حماة"), len(direct("حماة (2)"))
    ('Hama', 'حماة', 9)
    """
    if not rtl and not is_rtl(line):
        return line
    if {unicodedata.bidirectional(char) for char in line} <= {"R", "AL", "NSM", "WS"}:
        return line  # letters alone cannot be set the wrong way round
    return f"{_RTL_MARK}{line}"


def isolate(text: str) -> str:
    """Put marked lines into isolates instead, for SVG, whose viewers take every text for left-to-right.

    In a PDF the end of an isolate would show as a gap.

    Examples
    --------
    >>> [hex(ord(char)) for char in isolate(direct("حماة."))][::5]
    ['0x2067', '0x2e']
    """
    lines = (
        f"{_RTL_ISOLATE}{line[1:]}{_END_ISOLATE}" if line.startswith(_RTL_MARK) else line for line in text.split("\n")
    )
    return "\n".join(lines)


def is_rtl(text: str) -> bool:
    """Tell whether a text runs from right to left: its first letter that has a direction decides.

    Examples
    --------
    >>> is_rtl("• حماة (Hama)"), is_rtl("Hama (حماة)"), is_rtl("12")
    (True, False, False)
    """
    kinds = (unicodedata.bidirectional(char) for char in text[:2000])
    return next((kind for kind in kinds if kind in ("L", "R", "AL")), "L") != "L"


def has_rtl(text: str) -> bool:
    """Tell whether anything of a text runs from right to left.

    Examples
    --------
    >>> has_rtl("Khartoum: المدينة"), has_rtl("Khartoum")
    (True, False)
    """
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text[:2000])


def shorten(text: str, length: int) -> str:
    """Clean a text and cut it to a number of characters, with an ellipsis.

    Examples
    --------
    >>> shorten("Taybat al-Imam", 9)
    'Taybat a…'
    """
    # Cleaning is linear: cut first, well beyond what can remain, so that a huge name costs nothing.
    kept = clean(text[: 20 * length])
    return kept if len(kept) <= length else kept[: length - 1].rstrip() + "…"


@lru_cache(maxsize=20_000)
def _unit_width(text: str, weight: str) -> float:
    # Unhinted outlines, so that widths grow with the size alone and hold at every resolution.
    font = FontProperties(family="DejaVu Sans", size=1, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def width_pt(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line of text in points, in the font that matplotlib carries with it."""
    return size * _unit_width(text, weight) if text else 0.0


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines no wider than `width` points; words wider than that are broken too."""
    space = width_pt("n n", size, weight) - width_pt("nn", size, weight)
    lines: list[str] = []
    room = 0.0
    for word in _pieces(clean(text), width, size, weight):
        needed = width_pt(word, size, weight)
        if lines and needed + space <= room:
            lines[-1] += f" {word}"
            room -= needed + space
        else:
            lines.append(word)
            room = width - needed
    return lines


def _pieces(text: str, width: float, size: float, weight: str) -> Iterator[str]:
    for word in text.split():
        if len(word) < 200 and width_pt(word, size, weight) <= width:
            yield word
            continue
        piece, used = "", 0.0
        for char in word:
            needed = width_pt(char, size, weight)
            if piece and used + needed > width:
                yield piece
                piece, used = "", 0.0
            piece, used = piece + char, used + needed
        yield piece


@dataclass(frozen=True, slots=True)
class Block:
    """A wrapped paragraph."""

    lines: tuple[str, ...]
    weight: str = "normal"
    rtl: bool = False


def sizes_pt(largest: float, smallest: float) -> list[float]:
    """Font sizes to try, a fifth of a point apart, largest first."""
    return [largest - step / 5 for step in range(round((largest - smallest) * 5) + 1)]


def fit(
    paragraphs: Sequence[tuple[str, str]],
    *,
    width: float,
    height: float,
    sizes: Sequence[float],
    gap: float = 0.45,
) -> tuple[float, list[Block]]:
    """Wrap paragraphs into a box at the largest size that holds them all.

    Parameters
    ----------
    paragraphs : sequence of (text, weight)
    width, height : float
        The box, in points.
    sizes : sequence of float
        Font sizes to try, largest first.
    gap : float
        Space between paragraphs, as a multiple of the line height.

    Returns
    -------
    float, list of Block
        The size, and the paragraphs as lines; what the smallest size cannot hold ends in an ellipsis.
    """
    blocks: list[Block] = []
    for size in sizes:
        # What cannot fit need not be measured: no glyph of the font is narrower than a fifth of its size.
        most = int(width * height / (size * size * 0.2)) + 80
        blocks = [
            Block(tuple(wrap(text[:most], width, size, weight)), weight, is_rtl(text)) for text, weight in paragraphs
        ]
        if text_height(blocks, size, gap) <= height:
            return size, blocks
    return sizes[-1], _cut(blocks, height / (sizes[-1] * LEADING), gap)


def holds(
    paragraphs: Sequence[tuple[str, str]], *, width: float, height: float, size: float, gap: float = 0.45
) -> bool:
    """Tell whether a box holds paragraphs whole at a font size."""
    if sum(len(text) for text, _ in paragraphs) * size * size * 0.2 > width * height:
        return False
    blocks = [Block(tuple(wrap(text, width, size, weight)), weight) for text, weight in paragraphs]
    return text_height(blocks, size, gap) <= height


def text_height(blocks: Sequence[Block], size: float, gap: float) -> float:
    """Height of paragraphs in points; the gap between them is a multiple of the line height."""
    return size * LEADING * (sum(len(b.lines) for b in blocks) + gap * max(0, len(blocks) - 1))


def _cut(blocks: Sequence[Block], room: float, gap: float) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        count = int(room)
        if count < 1:
            break
        kept.append(replace(block, lines=block.lines[:count]))
        room -= len(kept[-1].lines) + gap
    if kept:
        last = kept[-1]
        kept[-1] = replace(last, lines=(*last.lines[:-1], last.lines[-1][:-2].rstrip() + "…"))
    return kept

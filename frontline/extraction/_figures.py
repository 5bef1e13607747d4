"""Counts of dead, wounded, prisoners and displaced: how many, of whom, who says so, since when, part of what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from frontline.extraction._dates import NUMBERS, When
from frontline.extraction._proposal import ProposedFigure
from frontline.extraction._text import Token, word_set

MEASURES = ("killed", "wounded", "captured", "displaced")
_TIMES = {
    "thousand": 1_000,
    "million": 1_000_000,
    "hundred": 100,
    "thousands": 1_000,
    "الف": 1_000,
    "الاف": 1_000,
    "مليون": 1_000_000,
}
_NOT_PEOPLE = word_set(
    "km kilometers kilometres kilometer miles metres meters percent day days week weeks month months year years"
    " hours villages towns strikes airstrikes attacks drones tanks vehicles sorties missiles rockets points places"
    " sites districts provinces am pm times th"
)
_REACH = 14
"""Words between a number and the word that says what is counted."""
_OFF = 40.0
"""Cost in words of a measure that stands in another part of the sentence."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence ready for counting: its words, the tags of each, sides by word, days, and who speaks.

    Parameters
    ----------
    tags : sequence of dict
        Tag to the word after its phrase, for each word.
    sides : mapping of int to (str, str)
        Actor id and wording of the side that begins at a word.
    """

    tokens: Sequence[Token]
    tags: Sequence[dict[str, int]]
    sides: dict[int, tuple[str, str]]
    times: dict[int, int]
    claimant: str
    when: When | None
    counted: bool = False
    """Whether `when` is told as "the eighth day"."""


def _number(tokens: Sequence[Token], i: int) -> tuple[int, int] | None:
    """Number at word `i` and the word after it."""
    key = tokens[i].key
    plain = key.replace(",", "")
    if plain.isascii() and plain.isdigit() and len(plain) < 10 and (plain == key or len(key.split(",")[-1]) == 3):
        value: int = int(plain)
    elif key in NUMBERS and key not in ("a", "an", "couple"):
        value = NUMBERS[key]
    elif "-" in key and all(p in NUMBERS for p in key.split("-")) and key.count("-") == 1:
        value = sum(NUMBERS[p] for p in key.split("-"))
    else:
        return None
    at = i + 1
    while at < len(tokens) and tokens[at].key in _TIMES:
        value, at = value * _TIMES[tokens[at].key], at + 1
    return value, at


def _bounds(line: Line, i: int, end: int, value: int) -> tuple[int | None, int | None, int]:
    """Lower and upper bound, and the word after the whole number phrase."""
    for start in range(max(0, i - 4), i):
        for tag, low, high in (("fig_bound_low", value, None), ("fig_bound_high", None, value)):
            if line.tags[start].get(tag) == i:
                return low, high, end
    joined = end < len(line.tokens) - 1 and line.tokens[end].key in ("to", "and", "or", "-", "–")
    second = _number(line.tokens, end + 1) if joined else None
    between = i > 0 and line.tokens[i - 1].key in ("between", "from")
    if second is not None and (between or line.tokens[end].key in ("to", "-", "–")) and second[0] > value:
        return value, second[0], second[1]
    return value, value, end


def _measure(line: Line, i: int, end: int) -> tuple[str, int] | None:
    """What is counted: the nearest word for it, and how far it stands."""
    found: list[tuple[float, str]] = []
    for at in range(max(0, i - _REACH), min(len(line.tokens), end + _REACH)):
        for measure in MEASURES:
            if f"fig_{measure}" not in line.tags[at]:
                continue
            first, last = (at, i) if at < i else (end, at)
            crossed = sum(t.text in ";" or t.key in ("and", "while") for t in line.tokens[first:last])
            far = abs(at - i) + (2 if at < i else 0) + 2.0 * crossed
            found.append((far, measure))
    if not found:
        return None
    far, measure = min(found)
    return (measure, int(far)) if far < _OFF else None


def _group(line: Line, end: int) -> tuple[str, str, bool]:
    """Of whom: an actor id or "civilians", the wording, and whether people are named at all."""
    for at in range(end, min(len(line.tokens), end + 5)):
        if line.tokens[at].key in _NOT_PEOPLE or line.tokens[at].text in ",;.":
            return "", "", False
        if at in line.sides:
            return *line.sides[at], True
        if "fig_civilians" in line.tags[at]:
            return "civilians", line.tokens[at].text, True
        if "fig_people" in line.tags[at]:
            return _of(line, at)
    return "", "", False


def _of(line: Line, at: int) -> tuple[str, str, bool]:
    """As in "members of government forces", "fighters from X"."""
    for k in range(at + 1, min(len(line.tokens), at + 4)):
        if k in line.sides and line.tokens[at + 1].key in ("of", "from", "من", "belonging"):
            return *line.sides[k], True
    return "", line.tokens[at].text, True


def figures_of(lines: Iterable[Line], published: date | None) -> tuple[list[ProposedFigure], list[str]]:
    """All figures of a text, and notes on whether parts add up.

    Returns
    -------
    figures : list of ProposedFigure
        In the order of the text; parts point to their total.
    notes : list of str
        One sentence for each total that has parts.
    """
    found: list[ProposedFigure] = []
    total: int | None = None
    for line in lines:
        parting = _parting(line)
        before = len(found)
        for figure, at in _of_line(line, published):
            part = parting is not None and at >= parting and total is not None
            if (
                part
                and total is not None
                and figure.measure == found[total].measure
                and not _larger(figure, found[total])
            ):
                found.append(replace(figure, part_of=total, claimant=figure.claimant or found[total].claimant,
                                     cumulative=found[total].cumulative, as_of=found[total].as_of))  # fmt: skip
            else:
                total = len(found)
                found.append(figure)
        continues = total is not None and total < before and len(found) == before
        total = None if continues and not line.tokens else total
    return found, _sums(found)


def _larger(part: ProposedFigure, whole: ProposedFigure) -> bool:
    most = whole.high if whole.high is not None else whole.low
    return most is not None and (part.low or 0) > most


def _parting(line: Line) -> int | None:
    """Word from which on the numbers are parts of a total."""
    return next((i for i, tags in enumerate(line.tags) if "fig_part" in tags), None)


def _of_line(line: Line, published: date | None) -> Iterable[tuple[ProposedFigure, int]]:
    i = 0
    carried = ""
    while i < len(line.tokens):
        number = _number(line.tokens, i) if i not in line.times else None
        if number is None:
            i = line.times.get(i, i + 1)
            continue
        low, high, end = _bounds(line, i, number[1], number[0])
        group, words, people = _group(line, end)
        measure = _measure(line, i, end)
        toll = any(t.key in ("toll", "number") for t in line.tokens[max(0, i - 14) : i]) or (
            end < len(line.tokens) and any(f"fig_{m}" in line.tags[end] for m in MEASURES)
        )
        if (
            (people or toll)
            and (measure or carried)
            and not (end < len(line.tokens) and line.tokens[end].key in _NOT_PEOPLE)
        ):
            name = measure[0] if measure else carried
            carried = name
            yield _figure(line, name, group, words, (low, high), i, end, published, people), i
        i = end


def _figure(
    line: Line, measure: str, group: str, words: str, bounds: tuple[int | None, int | None], i: int, end: int,
    published: date | None, people: bool,
) -> ProposedFigure:  # fmt: skip
    cumulative = any("fig_cumulative" in tags for tags in line.tags)
    since = cumulative and not line.counted  # "since last week" is no day to count up to
    as_of = (
        line.when.last
        if not since and line.when is not None and line.when.last is not None and not line.when.month
        else published
    )
    last = min(len(line.tokens), end + (2 if people else 0))
    return ProposedFigure(
        measure=measure, group=group, group_as_written=words, low=bounds[0], high=bounds[1], cumulative=cumulative,
        claimant=line.claimant, as_of=as_of, span=(line.tokens[i].start, line.tokens[last - 1].end), part_of=None,
        confidence=0.8 if people else 0.6,
    )  # fmt: skip


def _sums(found: Sequence[ProposedFigure]) -> list[str]:
    notes = []
    for n, whole in enumerate(found):
        parts = [f for f in found if f.part_of == n]
        amount = whole.low if whole.low is not None else whole.high
        if len(parts) < 2 or amount is None or any(p.low is None and p.high is None for p in parts):
            continue
        numbers = [(p.low if p.low is not None else p.high) or 0 for p in parts]
        said = f"{' + '.join(f'{v:,}' for v in numbers)} = {sum(numbers):,} {whole.measure}"
        if sum(numbers) == amount:
            notes.append(f"The parts add up to the total: {said}.")
        elif sum(numbers) < amount:
            notes.append(f"The parts fall short of the total of {amount:,}: {said}; the rest is not told.")
        else:
            notes.append(f"The parts do not add up to the total of {amount:,}: {said}.")
    return notes

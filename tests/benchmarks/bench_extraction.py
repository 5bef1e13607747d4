"""Precision and recall of extraction on passages with gold claims, and its speed, beside a plain baseline.

``python tests/benchmarks/bench_extraction.py [FOLDER ...] [--errors]``: each folder holds ``gold.jsonl`` and
the passages that it names; without one, ``../shared/data/extraction`` beside the project.

The rule: a proposed claim is right if a gold claim of the same passage, not matched before, has the same kind, actor
and polarity and the same place. Two places are the same if, folded (`gazetteer.fold`) and without words that only tell
a kind of place, one holds the words of the other ("city of X" is X; "the dam" is the dam of its passage). An item of
the must-not list is wrongly extracted if a proposed claim that matches no gold claim names its place. Of matched claims
the claimant is right if it shares a telling word with the gold's (or both are blank), and the date if it is the gold's.
Baseline: each name in capitals with the nearest verb of a short list, the nearest side, affirmed.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frontline.extraction import extract_claims
from gazetteer import Gazetteer, fold, load_gazetteer

DEFAULT = Path(__file__).parents[3] / "shared" / "data" / "extraction"
_FILLERS = frozenset(
    (
        "the",
        "of",
        "a",
        "an",
        "area",
        "city",
        "town",
        "village",
        "district",
        "province",
        "governorate",
        "state",
        "town's",
        "and",
        "in",
    )
)


@dataclass
class Found:
    """A proposed claim, cut down to what is compared."""

    place: str
    kind: str
    actor: str
    polarity: str
    claimant: str = ""
    day: str = ""
    confidence: float = 0.0


@dataclass
class Score:
    """Counts over passages."""

    right: int = 0
    proposed: int = 0
    gold: int = 0
    must_not: int = 0
    wrong: int = 0
    claimant: int = 0
    day: int = 0
    passages: int = 0
    bands: Counter[tuple[float, bool]] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)

    def line(self) -> str:
        def share(part: int, whole: int) -> str:
            return f"{part / whole:6.1%}" if whole else "     -"

        return (
            f"precision {share(self.right, self.proposed)} ({self.right}/{self.proposed})  recall "
            f"{share(self.right, self.gold)} (of {self.gold})  "
            f"must-not {share(self.wrong, self.must_not)} of {self.must_not}"
            f"  claimant {share(self.claimant, self.right)}  date {share(self.day, self.right)}"
        )

    def by_confidence(self) -> str:
        """Share that is right in each band of confidence."""
        bands = sorted({band for band, _ in self.bands}, reverse=True)
        told = [(b, self.bands[b, True], self.bands[b, True] + self.bands[b, False]) for b in bands]
        return ", ".join(f"{b:.2f}+ {right}/{all_}" for b, right, all_ in told)


def words_of(place: str) -> frozenset[str]:
    """Folded words of a place that tell it from others."""
    words = {fold(w).coarse for w in re.split(r"[\s\-/]+", place.lower()) if w not in _FILLERS}
    return frozenset(w for w in words if w) or frozenset(re.split(r"\s+", place.lower()))


def same_place(one: str, other: str) -> bool:
    """Whether two spellings of one passage mean one place."""
    if fold(one).coarse == fold(other).coarse:
        return True
    a, b = words_of(one), words_of(other)
    return a <= b or b <= a


_SAME = {
    "sohr": "syrian observatory human rights",
    "rsf": "rapid support forces",
    "sdf": "syrian democratic forces",
    "isw": "institute study war",
    "saf": "sudanese army armed forces",
    "russian": "russia moscow",
    "ukrainian": "ukraine kyiv",
}
_EMPTY = frozenset(("the", "of", "a", "an", "and", "for", "in", "on", "to", "its", "his"))


def same_voice(one: str, gold: str) -> bool:
    """Whether two wordings of a claimant share a telling word."""
    if not one.strip() or not gold.strip():
        return not one.strip() and not gold.strip()

    def telling(name: str) -> set[str]:
        words = set(re.findall(r"[^\W_]+", name.lower())) - _EMPTY
        words |= {w for key, more in _SAME.items() if key in words for w in more.split()}
        return {w.removesuffix("s").replace("defense", "defence") for w in words}

    return bool(telling(one) & telling(gold))


def score_passage(found: list[Found], gold: dict[str, Any], score: Score) -> None:
    """Add one passage to the counts."""
    left = list(gold["gold"])
    wrong: list[Found] = []
    for claim in found:
        match = _match(claim, left)
        score.bands[int(claim.confidence * 20) / 20, match is not None] += 1
        if match is None:
            wrong.append(claim)
            continue
        left.remove(match)
        score.right += 1
        score.claimant += same_voice(claim.claimant, match["attributed_to"])
        score.day += claim.day == match["event_date"]
        if not same_voice(claim.claimant, match["attributed_to"]):
            score.errors.append(f"{gold['id']} voice {claim.place}: {claim.claimant!r} for {match['attributed_to']!r}")
        if claim.day != match["event_date"]:
            score.errors.append(f"{gold['id']} date {claim.place} {claim.kind}: {claim.day} for {match['event_date']}")
    score.proposed += len(found)
    score.gold += len(gold["gold"])
    score.must_not += len(gold["must_not_extract"])
    score.wrong += sum(any(same_place(w.place, item["place"]) for w in wrong) for item in gold["must_not_extract"])
    score.passages += 1
    score.errors += [
        f"{gold['id']} WRONG  {w.place} | {w.kind} | {w.actor} | {w.polarity} ({w.claimant})" for w in wrong
    ]
    score.errors += [
        f"{gold['id']} MISSED {m['place_as_written']} | {m['kind']} | {m['actor']} | {m['polarity']}" for m in left
    ]


def _match(claim: Found, left: list[dict[str, Any]]) -> dict[str, Any] | None:
    fits = [
        g for g in left
        if (g["kind"], g["actor"], g["polarity"]) == (claim.kind, claim.actor, claim.polarity)
        and same_place(claim.place, g["place_as_written"])
    ]  # fmt: skip
    return max(
        fits, key=lambda g: (g["event_date"] == claim.day, same_voice(claim.claimant, g["attributed_to"])), default=None
    )


def proposed(text: str, gold: dict[str, Any]) -> list[Found]:
    """What frontline proposes."""
    extraction = extract_claims(text, published=gold["reported_date"] or None)
    return [
        Found(c.place_as_written, c.kind, c.actor, c.polarity, c.claimant, c.event_date, c.confidence)
        for c in extraction.claims
    ]


def placed(gazetteer: Gazetteer) -> Callable[[str, dict[str, Any]], list[Found]]:
    """Extraction with names looked up."""

    def extract(text: str, gold: dict[str, Any]) -> list[Found]:
        extraction = extract_claims(text, published=gold["reported_date"] or None, gazetteer=gazetteer)
        return [Found(c.place_as_written, c.kind, c.actor, c.polarity) for c in extraction.claims]

    return extract


_VERBS = {
    "captured": r"captured?|seized?|took|taken|overran|fell", "recaptured": r"recaptured?|retook|regained",
    "withdrew": r"withdrew|pulled out|retreated", "held": r"hold|held|control", "repelled": r"repelled|repulsed",
    "contested": r"fighting|clashes", "advanced_to": r"advanced|reached|entered",
}  # fmt: skip
_SIDES = {
    "opposition": "rebels|insurgents|Hayat Tahrir", "government": "army|government forces", "sdf": "SDF",
    "russia": "Russian?",
    "ukraine": "Ukrain", "saf": "Sudanese army", "rsf": "RSF|Rapid Support", "m23": "M23", "houthi": "Houthi",
    "junta": "junta", "aa": "Arakan Army", "gna": "GNA", "lna": "LNA|Haftar",
}  # fmt: skip


def baseline(text: str, gold: dict[str, Any]) -> list[Found]:
    """Names in capitals with the nearest verb and the nearest side."""
    verbs = [(m.start(), kind) for kind, rx in _VERBS.items() for m in re.finditer(rf"\b(?:{rx})\b", text)]
    sides = [(m.start(), side) for side, rx in _SIDES.items() for m in re.finditer(rf"\b(?:{rx})", text)]
    if not verbs or not sides:
        return []
    found = {}
    for m in re.finditer(r"(?<![.!?] )(?<!^)\b[A-Z][\w'-]+(?: (?:al-|el-)?[A-Z][\w'-]+)*", text):
        at = m.start()
        kind = min(verbs, key=lambda v: abs(v[0] - at))
        side = min(sides, key=lambda s: abs(s[0] - at))
        if abs(kind[0] - at) < 80:
            claim = Found(m.group(), kind[1], side[1], "affirmed", "", gold["reported_date"])
            found[claim.place, claim.kind, claim.actor] = claim
    return list(found.values())


def read_gold(folder: Path) -> list[tuple[dict[str, Any], str]]:
    """Gold records of a folder with their passages."""
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (g, (folder / g["passage_file"]).read_text(encoding="utf-8")) for g in map(json.loads, filter(str.strip, lines))
    ]


def measure(
    cases: Iterable[tuple[dict[str, Any], str]], extract: Callable[[str, dict[str, Any]], list[Found]]
) -> Score:
    """Score one way of extracting on some passages."""
    score = Score()
    for gold, text in cases:
        score_passage(extract(text, gold), gold, score)
    return score


def speed(cases: list[tuple[dict[str, Any], str]], extract: Callable[[str, dict[str, Any]], list[Found]]) -> float:
    """Passages a second, best of three rounds of at least half a second."""
    best = 0.0
    for _ in range(3):
        start, done = time.perf_counter(), 0
        while time.perf_counter() - start < 0.5:
            for gold, text in cases:
                extract(text, gold)
            done += len(cases)
        best = max(best, done / (time.perf_counter() - start))
    return best


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=[DEFAULT])
    parser.add_argument("--errors", action="store_true", help="print what was wrong or missed")
    options = parser.parse_args()
    for folder in options.folders:
        if not (folder / "gold.jsonl").is_file():
            print(f"extraction: no gold.jsonl in {folder}; left out")
            continue
        cases = read_gold(folder)
        print(f"extraction, {len(cases)} passages of {folder.name}")
        for name, extract in (("frontline", proposed), ("baseline", baseline)):
            for language, count in sorted(Counter(g["lang"] for g, _ in cases).items()):
                score = measure([c for c in cases if c[0]["lang"] == language], extract)
                print(f"  {name:9} {language} {count:3}  {score.line()}")
                if name == "frontline":
                    print(f"            {'':3}  right by confidence: {score.by_confidence()}")
                if options.errors and name == "frontline":
                    print("\n".join(f"    {e}" for e in score.errors))
            print(f"  {name:9} {speed(cases, extract):,.0f} passages a second, one core")
        print(f"  frontline {speed(cases, placed(load_gazetteer())):,.0f} with names looked up in the packaged table")


if __name__ == "__main__":
    main()

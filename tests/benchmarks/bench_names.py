"""Names: the gazetteer against rapidfuzz over the same list of names.

One spelling of each place that has several is held out of the table (seeded), then asked for without any context.
"""

from __future__ import annotations

import csv
import io
import random
import tempfile
import time
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from gazetteer import Gazetteer, load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable

SEED = 20241204
REPEATS = 3
SURE = 90.0
"""Score from which a script that asks nobody would take rapidfuzz's best match."""


def held_out() -> tuple[Gazetteer, list[tuple[str, str]]]:
    """Return a gazetteer without some spellings, and those spellings with the place each means."""
    text = (files("gazetteer") / "data" / "syria.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    pick = random.Random(SEED)
    asked = []
    for row in rows:
        spellings = [v for v in row["variants"].split("|") if v]
        others = {row["name"].casefold(), row["name_ar"], *(v.casefold() for v in spellings)}
        if spellings and len(others) > 2:
            chosen = pick.choice(spellings)
            row["variants"] = "|".join(v for v in spellings if v.casefold() != chosen.casefold())
            if chosen.casefold() != row["name"].casefold():
                asked.append((chosen, row["place_id"]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "places.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, rows[0])
            table.writeheader()
            table.writerows(rows)
        return load_gazetteer(str(path)), asked


def seconds(ask: Callable[[str], object], names: list[str]) -> float:
    """Return the shortest of a few runs, seconds a name."""
    runs = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        for name in names:
            ask(name)
        runs.append(time.perf_counter() - start)
    return min(runs) / len(names)


def main() -> None:
    """Print speed and accuracy of both."""
    gazetteer, asked = held_out()
    pairs = [(name.text, place.place_id) for place in gazetteer.places.values() for name in place.names]
    table = [utils.default_process(text) for text, _ in pairs]
    names = [name for name, _ in asked]
    print(f"names: {len(asked)} spellings held out of {len(gazetteer.places)} places with {len(table)} names left")
    start = time.perf_counter()
    gazetteer.resolve("Hama")
    print(f"  first answer, with the index built: {(time.perf_counter() - start) * 1000:.0f} ms")
    answers = [gazetteer.resolve(name) for name in names]
    judged = [(answer, meant) for answer, (_, meant) in zip(answers, asked, strict=True)]
    first = sum(bool(a.candidates) and a.candidates[0].place.place_id == meant for a, meant in judged)
    settled = [(a.place.place_id, meant) for a, meant in judged if a.place]
    wrong = sum(got != meant for got, meant in settled)
    ours = seconds(gazetteer.resolve, names)
    row = "  {:18} {:6.3f} ms a name; right place first {:.1%}; answers without asking {:.1%}, {:.1%} of them wrong"
    total = len(asked)
    print(row.format("gazetteer.resolve", ours * 1e3, first / total, len(settled) / total, wrong / len(settled)))
    for scorer in (fuzz.WRatio, fuzz.ratio):

        def best(name: str, scorer: Callable[..., float] = scorer) -> tuple[str, float, int]:
            return process.extractOne(utils.default_process(name), table, scorer=scorer)

        found = [(best(name), meant) for name, meant in asked]
        right = sum(pairs[match[2]][1] == meant for match, meant in found)
        sure = [(pairs[match[2]][1], meant) for match, meant in found if match[1] >= SURE]
        bad = sum(got != meant for got, meant in sure)
        theirs = seconds(best, names)
        label = f"rapidfuzz {scorer.__name__}"
        print(row.format(label, theirs * 1e3, right / total, len(sure) / total, bad / len(sure)))
        print(f"  gazetteer takes {ours / theirs:.2f} of the time of {label}")


if __name__ == "__main__":
    main()

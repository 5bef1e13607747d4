"""Fit the letter tables and the ranking weights of `gazetteer` on GeoNames dumps: `make fit DUMPS=folder`.

The folder holds country dumps (`SY.txt` ...) with `alternateNamesV2` and `admin1CodesASCII.txt` beside them.
First the letters: pairs of spellings of one place are aligned and counted until the weights stand still. Then
the ranking: spellings and places are held out, and the weights are those under which the right places are
likeliest. Writes `gazetteer/data/sounds.json` and `ranking.json`.
"""

from __future__ import annotations

import itertools
import json
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from held_out import Case, hold_out
from scipy.optimize import minimize

from gazetteer import ranking, read_places, sounds
from gazetteer.index import NameIndex
from gazetteer.names import _FINE as FINE_LETTERS
from gazetteer.names import SOUNDS, coarse, exact_key, fold, readings
from gazetteer.resolver import AROUND_KM
from gazetteer.sounds import GAP, PAD, SCRIPTS, encode, script_class

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gazetteer import Place

DATA = Path(__file__).resolve().parents[2] / "gazetteer" / "data"
MOST_PAIRS, OF_ONE_PLACE, ROUNDS = 6000, 3, 6
PRIOR_COUNT = 4.0
"""Weight of the prior in expected counts: letters hardly seen keep what the foldings say of them."""
CALM = 1e-4
"""Ridge penalty of the ranking."""


# -- letters ----------------------------------------------------------------------------------------------------------


def spelling_pairs(places: Iterable[Place], seed: int = 7) -> dict[str, list[tuple[str, str]]]:
    """Pairs of unlike spellings of one place, by pair of scripts; at most `MOST_PAIRS` a country."""
    pick = random.Random(seed)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    held: Counter[tuple[str, str]] = Counter()
    for place in places:
        heard: dict[str, tuple[str, str, str]] = {}
        for name in place.names:
            s = fold(name.text)
            if len(s.bones) > 1 and not s.numbers:
                script = SCRIPTS[script_class(s.script, place.country)]
                heard.setdefault(s.sounds[: sounds.WIDTH], (script, s.bones, exact_key(name.text)))
        pairs = list(itertools.combinations(sorted(heard.items()), 2))
        pick.shuffle(pairs)
        mine: Counter[str] = Counter()
        for first, second in pairs:
            (a, (sa, ba, ka)), (b, (sb, bb, kb)) = sorted((first, second), key=lambda x: x[1][0])
            key = sa + sb
            full = mine[key] >= OF_ONE_PLACE or held[key, place.country] >= MOST_PAIRS
            # Other names ("Ulyanovka" for Blahovishchenske) teach nothing about letters.
            alike = 2 * len(set(ba) & set(bb)) >= max(len(set(ba)), len(set(bb)))
            if ka != kb and alike and not full:
                found[key].append((a, b))
                mine[key] += 1
                held[key, place.country] += 1
    return found


def learn(pairs: Sequence[tuple[str, str]], symmetric: bool) -> dict[str, Any]:
    """Weights of one pair of scripts, by counting the letters of the best alignments."""
    if symmetric:
        pairs = [*pairs, *((b, a) for a, b in pairs)]
    first, second = encode([a for a, _ in pairs]), encode([b for _, b in pairs])
    seen_a = np.bincount(first[first < GAP], minlength=GAP).astype(float)
    seen_b = np.bincount(second[second < GAP], minlength=GAP).astype(float)
    share_a, share_b = ((s + 0.5) / (s.sum() + 0.5 * GAP) for s in (seen_a, seen_b))
    like, weights = _first_guess()
    m = PRIOR_COUNT
    for _ in range(ROUNDS):
        parts = np.array_split(np.arange(len(first)), len(first) // 20_000 + 1)
        count = sum(_counts(first[part], second[part], weights) for part in parts)
        steps = count.sum()
        rate_a, rate_b = seen_a.sum() / steps, seen_b.sum() / steps
        expected = np.outer(share_a, share_b) * rate_a * rate_b * steps
        prior = np.where(like, np.exp(2.0), np.exp(-4.0))
        weights[:GAP, :GAP] = np.log((count[:GAP, :GAP] + m * prior) / (expected + m))
        weights[:GAP, GAP] = np.log((count[:GAP, GAP] + 0.05 * m) / (share_a * rate_a * steps + m))
        weights[GAP, :GAP] = np.log((count[GAP, :GAP] + 0.05 * m) / (share_b * rate_b * steps + m))
    return {
        "pairs": len(pairs),
        "weights": np.round(weights[:PAD, :PAD].astype(float), 2).tolist(),
        "first": [_mean(count[i, :PAD], weights[i, :PAD]) for i in range(GAP)],
        "second": [_mean(count[:PAD, i], weights[:PAD, i]) for i in range(GAP)],
    }


def _first_guess() -> tuple[np.ndarray, np.ndarray]:
    """Letters the coarse grain makes one, and weights to begin with."""
    rough = [coarse(c.translate(FINE_LETTERS)) for c in SOUNDS]
    like = np.array([[a == b or (x == y != "") for b, y in zip(SOUNDS, rough, strict=True)]
                     for a, x in zip(SOUNDS, rough, strict=True)])  # fmt: skip
    vowel = np.array([c in "aeiouyAIUwYWE" for c in SOUNDS])
    silent = np.where(vowel | np.array([c == "O" for c in SOUNDS]), -0.5, -2.0)
    weights = np.full((PAD + 1, PAD + 1), -2.0, dtype=np.float32)
    weights[:GAP, :GAP] = np.where(like, 1.5, np.where(np.outer(vowel, vowel), 0.5, -2.0)) + 0.5 * np.eye(GAP)
    weights[:GAP, GAP] = weights[GAP, :GAP] = silent
    return like, weights


def _mean(count: np.ndarray, weight: np.ndarray) -> float:
    return round(float((count * weight).sum() / count.sum()), 2) if count.sum() > 20 else 2.0


def _counts(first: np.ndarray, second: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How often each letter stands for each in the best alignments."""
    n = len(first)
    len_a, len_b = (first != PAD).sum(axis=1), (second != PAD).sum(axis=1)
    silent = np.concatenate([np.zeros((n, 1), np.float32), np.cumsum(weights[GAP][second], axis=1)], axis=1)
    row, moves = silent, [np.full(silent.shape, 2, np.int8)]
    for i in range(int(len_a.max())):
        letter = first[:, i]
        up = row + weights[letter, GAP][:, None]
        across = np.full_like(up, -np.inf)
        across[:, 1:] = row[:, :-1] + weights[letter[:, None], second]
        best = np.maximum(up, across)
        row = np.maximum.accumulate(best - silent, axis=1) + silent
        moves.append(np.where(row > best + 1e-4, 2, np.where(across >= up, 0, 1)).astype(np.int8))
    trace, at, i, j = np.stack(moves), np.arange(n), len_a.copy(), len_b.copy()
    count = np.zeros((PAD + 1, PAD + 1))
    while ((i > 0) | (j > 0)).any():
        move = np.where(i == 0, 2, np.where(j == 0, 1, trace[i, at, j]))
        open_ = (i > 0) | (j > 0)
        a = np.where(move == 2, GAP, first[at, i - 1])[open_]
        b = np.where(move == 1, GAP, second[at, j - 1])[open_]
        np.add.at(count, (a, b), 1)
        i, j = i - (open_ & (move != 2)), j - (open_ & (move != 1))
    return count


# -- ranking ----------------------------------------------------------------------------------------------------------


def choices(places: Sequence[Place], cases: Sequence[Case]) -> list[tuple[np.ndarray, ...]]:
    """Measures of every hit of every case, in four contexts; which are right; measures of "none of these"."""
    index = NameIndex(places)
    rows = ranking.Rows(ranking.Rows.arrays_of(places) | index.arrays)
    row_of = {p.place_id: i for i, p in enumerate(places)}
    out = []
    for context in ("none", "near", "far", "admin1"):
        for start in range(0, len(cases), 200):
            batch = cases[start : start + 200]
            asked = [_asked(case, context) for case in batch]
            around = {
                i: index.groups_of(rows.within(*a.point, AROUND_KM)) for i, a in enumerate(asked) if a.point
            }
            hits = index.search([readings(c.name) for c in batch], around=around)
            measures, _ = ranking.features(hits, rows, asked)
            argued = ranking._argued(hits, rows, np.zeros(len(batch), dtype=bool))
            nothing = ranking.nothing_features(asked, len(places))
            for i, case in enumerate(batch):
                mine = hits.query == i
                right = hits.row[mine] == (-1 if case.kind == "absent" else row_of[case.place.place_id])
                out.append((measures[mine], argued[mine], hits.row[mine], right, nothing[i], case.kind == "absent"))
    return out


def _asked(case: Case, context: str) -> ranking.Asked:
    letters = len(fold(case.name).bones)
    if context == "admin1":
        return ranking.Asked(admin1=case.place.admin1, letters=letters)
    point = {"near": case.near, "far": case.far}.get(context)
    return ranking.Asked(point, letters=letters)


def fit(found: list[tuple[np.ndarray, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Weights under which the right choices are likeliest; of a place's names the best one speaks."""
    n, m = len(ranking.FITTED), len(ranking.NOTHING)
    weights = np.zeros(n + m)
    weights[[ranking.FITTED.index(k) for k in ("total", "share", "coarse", "bones")]] = 1, 3, 3, 2
    for _ in range(3):
        chosen = _chosen(found, weights[:n])
        weights = minimize(_loss, weights, chosen, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return weights[:n], weights[n:]


def _loss(weights: np.ndarray, *chosen: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean surprise at the right choices, and its slope."""
    x, extra, case, right, none, absent = chosen
    n = x.shape[1]
    z, z0 = x @ weights[:n] + extra, none @ weights[n:]
    top = np.maximum(np.maximum.reduceat(z, np.r_[0, np.flatnonzero(np.diff(case)) + 1]), z0)
    e, e0 = np.exp(z - top[case]), np.exp(z0 - top)
    total = np.bincount(case, e) + e0
    good = np.maximum(np.bincount(case, e * right) + e0 * absent, 1e-300)
    slope = np.r_[x.T @ (e / total[case] - e * right / good[case]), none.T @ (e0 / total - e0 * absent / good)]
    return np.log(total / good).mean() + CALM * weights @ weights, slope / len(z0) + 2 * CALM * weights


def _chosen(found: list[tuple[np.ndarray, ...]], weights: np.ndarray) -> tuple[np.ndarray, ...]:
    """The best name of each of the likeliest places of every case that can be won."""
    parts = []
    for measures, argued, row, right, nothing, absent in found:
        z = measures @ weights + argued
        order = np.lexsort((-z, row))
        best = order[np.r_[True, row[order][1:] != row[order][:-1]]] if len(order) else order
        best = best[np.argsort(-z[best])[: ranking.KEPT]]
        if len(best) and (absent or right[best].any()):
            parts.append((measures[best], argued[best], right[best], nothing, absent))
    x, extra, right = (np.concatenate([p[i] for p in parts]) for i in range(3))
    case = np.repeat(np.arange(len(parts)), [len(p[0]) for p in parts])
    return x, extra, case, right, np.array([p[3] for p in parts]), np.array([p[4] for p in parts])


def main(tables: dict[str, Sequence[Place]]) -> None:
    """Fit both and write them."""
    held = {country: hold_out(places, f"fit {country}") for country, places in tables.items()}
    pairs = spelling_pairs(place for left, _ in held.values() for place in left)
    told = {key: learn(found, key[0] == key[1]) for key, found in sorted(pairs.items())}
    write(DATA / "sounds.json", {"letters": SOUNDS, "tables": told})
    sounds._tables.cache_clear()
    place, nothing = fit([choice for left, cases in held.values() for choice in choices(left, cases)])
    write(
        DATA / "ranking.json",
        {
            "place": dict(zip(ranking.FITTED, np.round(place, 3).tolist(), strict=True)),
            "nothing": dict(zip(ranking.NOTHING, np.round(nothing, 3).tolist(), strict=True)),
        },
    )


def write(path: Path, told: dict[str, Any]) -> None:
    """Write JSON, one table or weight a line."""
    text = json.dumps(told, indent=1 if "place" in told else None, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {path.name}")


if __name__ == "__main__":
    main({path.stem: read_places(path) for path in sorted(Path(sys.argv[1]).glob("[A-Z][A-Z].txt"))})

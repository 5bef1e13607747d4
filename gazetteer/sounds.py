"""How well two spellings fit letter by letter, by weights learned from pairs of spellings of one place.

A weight is a log-odds: how much oftener two letters stand for each other in two spellings of one place than
chance would have them meet; a letter that stands for nothing has a weight too. There is one table for each
pair of scripts, since "و" may be w, u or o in Latin letters but is always "و" in Arabic ones.

References
----------
Needleman, S., Wunsch, C. (1970). A general method applicable to the search for similarities. Journal of
Molecular Biology 48, 443-453 (the alignment). Ristad, E., Yianilos, P. (1998). Learning string-edit distance.
IEEE TPAMI 20, 522-532 (the learning). Fitted by `tests/benchmarks/fit_names.py` on GeoNames spellings (CC BY 4.0).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from .names import SOUNDS
from .place import Script

__all__ = ["WIDTH", "align", "encode", "pair_class", "script_class"]

WIDTH = 28
"""Letters of a folded name that are aligned."""

GAP, PAD = len(SOUNDS), len(SOUNDS) + 1
_CODES = np.full(128, PAD, dtype=np.uint8)
_CODES[[ord(c) for c in SOUNDS]] = np.arange(len(SOUNDS), dtype=np.uint8)

_Codes = npt.NDArray[np.uint8]
_Floats = npt.NDArray[np.float32]


SCRIPTS = "ACLS"
"""Arabic, Cyrillic, Latin, and Latin for the names of a country that writes Cyrillic (its h is a g, its i an o)."""
CYRILLIC_COUNTRIES = frozenset({"BA", "BG", "BY", "KG", "KZ", "MD", "ME", "MK", "MN", "RS", "RU", "TJ", "UA"})


def script_class(script: Script, country: str = "") -> int:
    """Position in `SCRIPTS` of what a name is written in; what has no table counts as Latin, as it is romanised.

    Examples
    --------
    >>> script_class("arabic"), script_class("latin", "SY"), script_class("latin", "UA")
    (0, 2, 3)
    """
    latin = 3 if country in CYRILLIC_COUNTRIES else 2
    return {"arabic": 0, "cyrillic": 1}.get(script, latin)


def pair_class(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Which table serves each pair of names: a Latin name is heard as the country of the other writes it.

    Parameters
    ----------
    first, second : ndarray of int64
        `script_class` of the names.

    Returns
    -------
    ndarray of int64
        4 times the class of the first plus that of the second.
    """
    latin, slavic = 2, 3
    heard = np.where((first == latin) & np.isin(second, (1, slavic)), slavic, first)
    return 4 * heard + np.where((second == latin) & (heard == 1), slavic, second)


def encode(names: Sequence[str]) -> _Codes:
    """Code folded names for `align`.

    Parameters
    ----------
    names : sequence of str
        The finest grain of each name; letters past `WIDTH` are left out.

    Returns
    -------
    ndarray of uint8, shape (names, WIDTH)

    Examples
    --------
    >>> encode(["hama", "Hms"]).shape
    (2, 28)
    """
    cut = "".join(name[:WIDTH].ljust(WIDTH, "\x7f") for name in names).encode("ascii", "replace")
    return _CODES[np.frombuffer(cut, dtype=np.uint8)].reshape(len(names), WIDTH)


@lru_cache(maxsize=1)
def _tables() -> tuple[_Floats, _Floats]:
    """Weights of all pairs of scripts, shape (16, letters + 2, letters + 2); what a letter brings on average."""
    text = resources.files("gazetteer").joinpath("data", "sounds.json").read_text(encoding="utf-8")
    told = json.loads(text)
    if told["letters"] != SOUNDS:
        raise RuntimeError("gazetteer/data/sounds.json was fitted for other letters: run make fit")
    weights = np.zeros((16, PAD + 1, PAD + 1), dtype=np.float32)
    usual = np.zeros((16, 2, PAD + 1), dtype=np.float32)
    for pair, table in told["tables"].items():
        first, second = (SCRIPTS.index(c) for c in pair)
        values = np.array(table["weights"], dtype=np.float32)
        means = np.array([table["first"], table["second"]], dtype=np.float32)
        if first == second:  # which spelling comes first means nothing; where counts tie, the fit leaves a trace
            values, means = (np.mean([m, turned], axis=0) for m, turned in ((values, values.T), (means, means[::-1])))
        for at, square, mean in ((4 * first + second, values, means), (4 * second + first, values.T, means[::-1])):
            weights[at, :PAD, :PAD] = square
            usual[at, :, :GAP] = mean
    return weights, usual


def align(first: _Codes, second: _Codes, pairs: npt.NDArray[np.int64]) -> tuple[_Floats, _Floats]:
    """Best global alignment of each pair of folded names.

    Parameters
    ----------
    first, second : ndarray of uint8, shape (n, WIDTH)
        Coded names; row i of one is aligned with row i of the other.
    pairs : ndarray of int64, shape (n,)
        Table for each pair, from `pair_class`.

    Returns
    -------
    total : ndarray of float32, shape (n,)
        Sum of the weights: log-odds that both spell one name.
    share : ndarray of float32, shape (n,)
        The total over what names of these letters bring on average when they are one; about 1 then.

    Examples
    --------
    >>> heard = encode(["samaqiyat", "samaqiyat"])
    >>> total, share = align(heard, encode(["smAqyAt", "zydyE"]), np.array([10, 10]))
    >>> bool(total[0] > 10 > total[1]), bool(share[0] > 0.8 > share[1])
    (True, True)
    """
    weights, usual = _tables()
    if not len(first):
        return np.zeros(0, np.float32), np.zeros(0, np.float32)
    lengths, ends = (first != PAD).sum(axis=1), (second != PAD).sum(axis=1)
    # The longest first: of the names not yet read to their end there is always a beginning of the arrays.
    order = np.argsort(-lengths, kind="stable")
    reading = np.searchsorted(-lengths[order], -np.arange(lengths.max()), side="left")
    letters, others = first[order].T, np.ascontiguousarray(second[order, : int(ends.max())].T)
    flat = weights.reshape(-1, PAD + 1)
    base = pairs[order] * (PAD + 1)
    # Column i holds the best score of the letters read so far against each beginning of the other name. A run
    # of letters that stand for nothing costs the difference of their running sums, so one maximum settles it.
    silent = np.zeros((len(others) + 1, len(first)), dtype=np.float32)
    np.cumsum(flat[base + GAP, others], axis=0, out=silent[1:])
    row = silent.copy()
    for i, n in enumerate(reading.tolist()):
        letter = base[:n] + letters[i, :n]
        new = row[:, :n] + flat[letter, GAP]
        np.maximum(new[1:], row[:-1, :n] + flat[letter, others[:, :n]], out=new[1:])
        new -= silent[:, :n]
        np.maximum.accumulate(new, axis=0, out=new)
        new += silent[:, :n]
        row[:, :n] = new
    total = np.empty(len(first), dtype=np.float32)
    total[order] = row[ends[order], np.arange(len(first))]
    yard = (usual[pairs[:, None], 0, first].sum(axis=1) + usual[pairs[:, None], 1, second].sum(axis=1)) / 2
    return total, total / np.maximum(yard, 2.0)

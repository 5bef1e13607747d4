"""All names of all places, built once; many spellings at a time -> the places each may mean, fast.

Candidates are found by the two-letter runs they share with the query (coarse grain and bones, rare runs
weighing more), then the few dozen best are compared letter by letter. The index is nothing but arrays, so
that it can lie on disk as it is and be mapped into memory.

References
----------
Spärck Jones, K. (1972). A statistical interpretation of term specificity. Journal of Documentation 28, 11-21
(inverse frequency weights).
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from .folders import collector_paused
from .names import Spelling, exact_key, fold, without_brackets, without_qualifier
from .place import Place
from .sounds import WIDTH, align, encode, pair_class, script_class
from .words import TYPES

__all__ = ["SPELLING", "Hits", "NameIndex"]

COMPARED, COMPARED_AROUND = 40, 25
"""Groups of spellings compared letter by letter for one query: of all, and of those around a point."""
MOST_RUNS_READ = 40_000
"""Entries of the index read for one query; the commonest letter runs, which tell least, are left out past it."""
FAINT = 0.35
"""Share of the best candidate's common runs below which another is not compared."""

SPELLING = ("cosine", "total", "share", "coarse", "bones", "words", "sounds", "article", "exact", "partial", "price",
            "unsaid", "silent", "numbers", "across", "passed over")  # fmt: skip
"""What is measured of a query against a listed name, in this order; `gazetteer.ranking` says what each is worth."""

_TYPE_BITS = {name: 1 << i for i, name in enumerate(sorted(set(TYPES.values())))}
_KIND_WORDS = {
    "airfield": ("matar", "askari", "duwali"),
    "prison": ("sijn",),
    "crossing": ("mabar",),
    "military_site": ("askari", "base", "madrasa", "kuliya", "mabna"),
    "junction": ("taqatu", "tariq", "vague"),
    "site": ("mabna", "taqatu", "madrasa", "kuliya", "askari"),
    "industrial_area": ("sinaia", "mintaqa"),
    "governorate": ("muhafaza",),
    "district": ("mintaqa",),
    "subdistrict": ("nahiya", "mintaqa"),
    "quarter": ("mintaqa",),
    "countryside": ("rif",),
    "road": ("tariq",),
    "area": ("sahl", "vague"),
}
_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Hits:
    """Listed names that queries met: row i of every array is one of them.

    Parameters
    ----------
    query : ndarray of int64, shape (n,)
        Position of the query in the batch, ascending.
    row : ndarray of int64, shape (n,)
        Row of the place in the index.
    name : ndarray of int64, shape (n,)
        Number of the listed name.
    measures : ndarray of float64, shape (n, len(SPELLING))
        What was measured, in the order of `SPELLING`.
    """

    query: _Ints
    row: _Ints
    name: _Ints
    measures: _Floats


class NameIndex:
    """Index of every spelling of a sequence of places.

    Parameters
    ----------
    places : sequence of Place
        The places; a place's row is its position here.

    Examples
    --------
    >>> from gazetteer.place import Place, PlaceName
    >>> hama = Place("hama", "Hama", (PlaceName("Hama", "en", "latin", "main"),), "city", 36.75, 35.13)
    >>> index = NameIndex([hama])
    >>> hits = index.search([[(fold("Hamah"), 0.0)]])
    >>> index.name(int(hits.name[0]))
    'Hama'
    """

    def __init__(self, places: Sequence[Place]) -> None:
        with collector_paused():
            self.arrays: dict[str, npt.NDArray[Any]] = _arrays_of(places)
        self._prepare()

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]]) -> NameIndex:
        """Take up an index from the arrays of another, as read from disk."""
        index = cls.__new__(cls)
        index.arrays = dict(arrays)
        index._prepare()
        return index

    def _prepare(self) -> None:
        a = self.arrays
        self._names_at: npt.NDArray[Any] = a["names_at"]
        self._coarse, self._bones = _split(a["coarse"]), _split(a["bones"])
        starts = a["run_start"].tolist()
        self._slices = {run: slice(*ends) for run, ends in zip(a["runs"].tolist(), _spans(starts), strict=True)}
        self._sizes = {run: s.stop - s.start for run, s in self._slices.items()}

    def __len__(self) -> int:
        return len(self.arrays["form_codes"])

    def name(self, number: int) -> str:
        """Return the listed name with this number."""
        start, end = int(self._names_at[number]), int(self._names_at[number + 1])
        return self.arrays["names"][start:end].tobytes().decode("utf-8")

    def listed(self, text: str) -> list[int]:
        """Rows of places that list this spelling, but for case, spaces, accents or apostrophes."""
        keys = self.arrays["exact_keys"]
        key = _hash(exact_key(text))
        start, end = np.searchsorted(keys, [key, key], side="left")[0], np.searchsorted(keys, key, side="right")
        return [int(row) for row in self.arrays["exact_rows"][start:end]]

    def search(
        self,
        queries: Sequence[Sequence[tuple[Spelling, float]]],
        *,
        allowed: Mapping[int, _Bools] | None = None,
        around: Mapping[int, _Ints] | None = None,
    ) -> Hits:
        """Listed names that each query may be a spelling of.

        Parameters
        ----------
        queries : sequence of sequences of (Spelling, float)
            The readings of each query, with the price of each.
        allowed : mapping of int to ndarray of bool, shape (places,), optional
            Rows that may be met, for the queries that are limited.
        around : mapping of int to ndarray of int64, optional
            Groups (from `groups_of`) of which the likeliest are compared in any case, for the queries that lie near
            a point.

        Returns
        -------
        Hits
            Every name of the compared groups; a place may come several times.
        """
        readings = [(q, s, price) for q, found in enumerate(queries) for s, price in found if s.coarse]
        parts = [
            self._block(s, (allowed or {}).get(q), (around or {}).get(q)) for q, s, _ in readings
        ]
        counts = np.array([len(groups) for groups, _ in parts], dtype=np.int64)
        reading = np.repeat(np.arange(len(readings)), counts)
        group = np.concatenate([g for g, _ in parts]) if parts else np.zeros(0, np.int64)
        cosine = np.concatenate([c for _, c in parts]) if parts else np.zeros(0)
        return self._compared(queries, readings, reading, group, cosine, allowed or {})

    def _compared(
        self,
        queries: Sequence[Sequence[tuple[Spelling, float]]],
        readings: Sequence[tuple[int, Spelling, float]],
        reading: _Ints,
        group: _Ints,
        cosine: _Floats,
        allowed: Mapping[int, _Bools],
    ) -> Hits:
        """Compare readings with all names of the groups chosen for each."""
        a = self.arrays
        asked = _Asked.of(readings)
        of_reading, of_group = reading.tolist(), group.tolist()
        coarse = _ratios([asked.coarse[r] for r in of_reading], [self._coarse[g] for g in of_group])
        bones = _ratios([asked.bones[r] for r in of_reading], [self._bones[g] for g in of_group])
        # Groups -> their forms.
        pair, form = _expand(group, a["group_start"], a["group_forms"])
        r = reading[pair]
        scripts = a["form_script"][form].astype(np.int64)
        pairs = pair_class(asked.scripts[r], scripts)
        total, share = align(asked.codes[r], a["form_codes"][form], pairs)
        said, told = asked.types[r], a["form_types"][form].astype(np.int64)
        numbers = asked.numbers[r] != a["form_numbers"][form]
        across = np.minimum(asked.scripts[r], 2) != np.minimum(scripts, 2)
        words = asked.fine[r] == a["form_fine"][form]
        sounds = (asked.codes[r] == a["form_codes"][form]).all(axis=1)
        article = asked.article[r] != a["form_article"][form]
        # Forms -> the places that list them.
        at, holder = _expand(form, a["form_start"], np.arange(len(a["holder_row"])))
        row = a["holder_row"][holder].astype(np.int64)
        query = asked.query[r][at]
        kinds = a["row_types"][row].astype(np.int64)
        # "airbase" says all that "military airport" does; a plain "Hama" does not.
        implied = np.where(said[at] != 0, kinds, 0)
        # Arabic letters spell a name one way, or nearly: a place that lists another Arabic name is hardly meant.
        passed_over = across[at] & (asked.scripts[r][at] == 0) & a["row_arabic"][row]
        exact = asked.exact[r][at] == a["holder_exact"][holder]
        measures = np.column_stack(
            [
                cosine[pair][at], total[at] / 10, share[at], coarse[pair][at], bones[pair][at], words[at],
                sounds[at], article[at], exact, a["holder_partial"][holder], asked.price[r][at],
                _bit_count(said[at] & ~(told[at] | kinds)), _bit_count(told[at] & ~said[at] & ~implied), numbers[at],
                across[at], passed_over,
            ]
        ).astype(np.float64)  # fmt: skip
        keep = np.ones(len(query), dtype=bool)
        for q, mask in allowed.items():
            mine = query == q
            keep[mine] = mask[row[mine]]
        return Hits(query[keep], row[keep], a["holder_name"][holder][keep].astype(np.int64), measures[keep])

    def _block(self, query: Spelling, allowed: _Bools | None, around: _Ints | None) -> tuple[_Ints, _Floats]:
        """Groups that share the most telling letter runs with the query, and how much they share."""
        nothing = np.zeros(0, np.int64), np.zeros(0)
        runs = sorted((r for r in _runs(query.coarse, query.bones) if r in self._slices), key=self._sizes.__getitem__)
        if not runs:
            return nothing
        read = np.cumsum([self._sizes[r] for r in runs])
        runs = runs[: max(6, int(np.searchsorted(read, MOST_RUNS_READ)))]
        owners, gains = self.arrays["run_groups"], self.arrays["run_gains"]
        slices = [self._slices[r] for r in runs]
        found, gained = (np.concatenate([values[s] for s in slices]) for values in (owners, gains))
        shared = np.bincount(found, gained, len(self._coarse)).astype(np.float64, copy=False)
        if allowed is not None:
            outside = np.ones(len(shared), dtype=bool)
            outside[self.groups_of(allowed)] = False
            shared[outside] = 0.0
        chosen = _best(shared, COMPARED)
        if around is not None:
            chosen = np.union1d(chosen, around[_best(shared[around], COMPARED_AROUND)])
        return chosen, shared[chosen]

    def groups_of(self, rows: _Bools) -> _Ints:
        """Groups of like spellings of which a place among these rows lists one, each once."""
        starts, groups = self._row_groups
        _, found = _expand(np.flatnonzero(rows), starts, groups)
        there = np.zeros(len(self._coarse), dtype=bool)
        there[found] = True
        return np.flatnonzero(there)

    @cached_property
    def _row_groups(self) -> tuple[_Ints, _Ints]:
        """Groups of the spellings of each place, place by place, and where each place's begin."""
        a = self.arrays
        group = a["form_group"][np.repeat(np.arange(len(self)), np.diff(a["form_start"]))]
        order = np.argsort(a["holder_row"], kind="stable")
        starts = np.searchsorted(a["holder_row"][order], np.arange(len(a["row_types"]) + 1))
        return starts, group[order].astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Readings of queries, as arrays."""

    query: _Ints
    price: _Floats
    coarse: list[str]
    bones: list[str]
    codes: npt.NDArray[np.uint8]
    fine: npt.NDArray[np.uint64]
    scripts: _Ints
    types: _Ints
    numbers: _Ints
    article: _Bools
    exact: npt.NDArray[np.uint64]

    @classmethod
    def of(cls, readings: Sequence[tuple[int, Spelling, float]]) -> _Asked:
        spellings = [s for _, s, _ in readings]
        return cls(
            query=np.array([q for q, _, _ in readings], dtype=np.int64),
            price=np.array([price for _, _, price in readings], dtype=np.float64),
            coarse=[s.coarse for s in spellings],
            bones=[s.bones for s in spellings],
            codes=encode([s.sounds for s in spellings]),
            fine=np.array([_hash(s.fine) for s in spellings], dtype=np.uint64),
            scripts=np.array([script_class(s.script) for s in spellings], dtype=np.int64),
            types=np.array([_bits(s.types) for s in spellings], dtype=np.int64),
            numbers=np.array([_number(s.numbers) for s in spellings], dtype=np.int64),
            article=np.array([s.article for s in spellings], dtype=bool),
            # A reading that leaves something out is not the name as printed.
            exact=np.array(
                [0 if price else _hash(exact_key(s.text)) for _, s, price in readings], dtype=np.uint64
            ),
        )


def _best(shared: _Floats, count: int) -> _Ints:
    """Positions of the largest values, at most this many, none far below the best."""
    best = float(shared.max(initial=0.0))
    if best <= 0:
        return np.zeros(0, np.int64)
    found = np.flatnonzero(shared > FAINT * best)
    if len(found) > count:
        found = found[np.argpartition(-shared[found], count - 1)[:count]]
    return found


def _ratios(first: list[str], second: list[str]) -> _Floats:
    """Indel likeness of each pair, 0..1."""
    if not first:
        return np.zeros(0)
    return np.asarray(process.cpdist(first, second, scorer=fuzz.ratio), dtype=np.float64) / 100


def _expand(
    keys: _Ints, starts: npt.NDArray[Any], values: npt.NDArray[Any]
) -> tuple[_Ints, _Ints]:
    """Position of each key, repeated for each value that it has, and those values."""
    first, last = starts[keys].astype(np.int64), starts[keys + 1].astype(np.int64)
    counts = last - first
    at = np.repeat(np.arange(len(keys)), counts)
    offset = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts)
    return at, values[first[at] + offset].astype(np.int64)


def _bit_count(flags: _Ints) -> npt.NDArray[np.uint8]:
    return np.bitwise_count(flags)


def _bits(types: frozenset[str] | tuple[str, ...]) -> int:
    return sum(_TYPE_BITS[t] for t in types)


def _number(numbers: tuple[str, ...]) -> int:
    return _hash(" ".join(numbers)) >> 33 if numbers else 0


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


# -- building ---------------------------------------------------------------------------------------------------------


class _Builder:
    """Forms and who lists them, gathered in flat arrays: millions of small objects would fill the memory."""

    def __init__(self) -> None:
        self.forms: dict[int, int] = {}
        self.groups: dict[str, int] = {}
        self.bones: list[str] = []
        self.codes, self.names = bytearray(), bytearray()
        self.names_at = array("q", [0])
        self.form = {key: array(kind) for key, kind in _FORM_COLUMNS.items()}
        self.holder = {key: array(kind) for key, kind in _HOLDER_COLUMNS.items()}
        self.different = array("i")

    def add(self, row: int, place: Place) -> None:
        """Take in every spelling of a place."""
        heard = set()
        for text in dict.fromkeys(said for n in place.names for said in (n.text, without_brackets(n.text))):
            spelling, key = fold(text), _hash(exact_key(text))
            heard.add(spelling.fine)
            for said, partial in ((spelling, False), (without_qualifier(spelling), True)):
                if said is not None and said.coarse:
                    form, name = self._form(said, place.country), len(self.names_at) - 1
                    held = (form, row, name, partial, 0 if partial else key)
                    for column, value in zip(self.holder.values(), held, strict=True):
                        column.append(value)
            self.names += text.encode("utf-8", "surrogatepass")
            self.names_at.append(len(self.names))
        self.different.append(max(1, len(heard)))

    def _form(self, spelling: Spelling, country: str) -> int:
        """Number of the form of a spelling."""
        script = script_class(spelling.script, country)
        types, number = _bits(spelling.types), _number(spelling.numbers)
        known = _hash(f"{spelling.sounds} {script} {types} {number} {spelling.article}")
        form = self.forms.setdefault(known, len(self.forms))
        if form == len(self.form["form_group"]):
            group = self.groups.setdefault(spelling.coarse, len(self.groups))
            if group == len(self.bones):
                self.bones.append(spelling.bones)
            told = (group, script, types, number, spelling.article, _hash(spelling.fine))
            for column, value in zip(self.form.values(), told, strict=True):
                column.append(value)
            self.codes += encode([spelling.sounds]).tobytes()
        return form


_FORM_COLUMNS = {"form_group": "i", "form_script": "B", "form_types": "q", "form_numbers": "q", "form_article": "B",
                 "form_fine": "Q"}  # fmt: skip
_HOLDER_COLUMNS = {"holder_form": "i", "holder_row": "i", "holder_name": "i", "holder_partial": "B",
                   "holder_exact": "Q"}  # fmt: skip


def _arrays_of(places: Sequence[Place]) -> dict[str, npt.NDArray[Any]]:
    """Every array of the index."""
    built = _Builder()
    for row, place in enumerate(places):
        built.add(row, place)
    built.forms.clear()
    arrays: dict[str, npt.NDArray[Any]] = {
        "row_arabic": np.array([bool(p.name_ar) for p in places], dtype=bool),
        "row_types": np.array([_bits(_KIND_WORDS.get(p.kind, ())) for p in places], dtype=np.int64),
        "row_spellings": np.array(built.different),
        "names": np.frombuffer(bytes(built.names), dtype=np.uint8),
        "names_at": np.array(built.names_at),
        "form_codes": np.frombuffer(bytes(built.codes), dtype=np.uint8).reshape(-1, WIDTH),
    }
    forms = {key: np.array(column) for key, column in built.form.items()}
    coarse = list(built.groups)
    return arrays | forms | _group_arrays(forms["form_group"], coarse, built.bones) | _holder_arrays(built)


def _group_arrays(of_form: npt.NDArray[Any], coarse: list[str], bones: list[str]) -> dict[str, npt.NDArray[Any]]:
    order = np.argsort(of_form, kind="stable").astype(np.int32)
    arrays: dict[str, npt.NDArray[Any]] = {
        "group_forms": order,
        "group_start": np.searchsorted(of_form[order], np.arange(len(coarse) + 1)).astype(np.int64),
        "coarse": np.frombuffer("\n".join(coarse).encode("ascii", "replace"), dtype=np.uint8),
        "bones": np.frombuffer("\n".join(bones).encode("ascii", "replace"), dtype=np.uint8),
    }
    return arrays | _posting_arrays(coarse, bones)


def _holder_arrays(built: _Builder) -> dict[str, npt.NDArray[Any]]:
    held = {key: np.array(column) for key, column in built.holder.items()}
    order = np.argsort(held["holder_form"], kind="stable")
    held = {key: column[order] for key, column in held.items()}
    form = held.pop("holder_form")
    whole = np.flatnonzero(held["holder_partial"] == 0)
    by_key = whole[np.argsort(held["holder_exact"][whole], kind="stable")]
    return held | {
        "form_start": np.searchsorted(form, np.arange(len(built.form["form_group"]) + 1)).astype(np.int64),
        "exact_keys": held["holder_exact"][by_key],
        "exact_rows": held["holder_row"][by_key],
    }


def _posting_arrays(coarse: list[str], bones: list[str]) -> dict[str, npt.NDArray[Any]]:
    """Letter runs -> groups that have them, and what sharing the run is worth to each."""
    runs, owners = _runs_of_all(coarse, bones)
    order = np.argsort(runs, kind="stable")
    runs, owners = runs[order], owners[order].astype(np.int32)
    present, starts, counts = np.unique(runs, return_index=True, return_counts=True)
    weight = np.log1p(len(coarse) / np.maximum(counts, 1)) ** 2
    each = np.repeat(weight, counts).astype(np.float32)
    norm = np.sqrt(np.bincount(owners, each, len(coarse))) if coarse else np.ones(0)
    return {
        "runs": present.astype(np.int32),
        "run_start": np.append(starts, len(runs)).astype(np.int64),
        "run_groups": owners,
        "run_gains": (each / norm[owners]).astype(np.float32),
    }


def _split(blob: npt.NDArray[Any]) -> list[str]:
    return blob.tobytes().decode("ascii").split("\n") if len(blob) else []


def _spans(starts: list[int]) -> list[tuple[int, int]]:
    return list(pairwise(starts))


def _runs(rough: str, bones: str) -> list[int]:
    """Codes of the letter runs of one folded name."""
    found: set[int] = set()
    for space, text, step in ((0, f"^{rough}$", 1), (1, f"^{bones}$", 1), (2, f"^{bones}$", 2)):
        codes = text.encode("ascii", "replace")
        found.update(a * 128 + b + space * 16384 for a, b in zip(codes, codes[step:], strict=False))
    return sorted(found)


def _runs_of_all(rough: list[str], bones: list[str]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Codes of all two-letter runs, each once a name, and the name each belongs to."""
    found, owners = [], []
    for space, texts, step in ((0, rough, 1), (1, bones, 1), (2, bones, 2)):
        codes = np.frombuffer(("^" + "$^".join(texts) + "$").encode("ascii", "replace"), dtype=np.uint8)
        owner = np.repeat(np.arange(len(texts)), [len(t) + 2 for t in texts])
        runs = codes[:-step].astype(np.int32) * 128 + codes[step:] + space * 16384
        same = owner[:-step] == owner[step:]
        found.append(runs[same])
        owners.append(owner[:-step][same])
    return np.concatenate(found), np.concatenate(owners)

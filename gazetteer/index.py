"""All names of all places, built once; one spelling -> the places it may mean, fast.

Candidates are found by the two-letter runs they share with the query (coarse grain and bones, rare runs
weighing more), then the few dozen best are compared letter by letter.

References
----------
Spärck Jones, K. (1972). A statistical interpretation of term specificity. Journal of Documentation 28, 11-21
(inverse frequency weights).
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .names import Spelling, exact_key, fold, similarity, without_qualifier
from .place import Place

__all__ = ["Match", "NameIndex"]

COMPARED = 60
"""Spellings compared letter by letter for one query."""
PART_PRICE = 0.08
"""Price of meeting "Samaqiyat al-Qibliya" as plain "Samaqiyat"."""
WORD_PRICE = 0.25
"""Price of a word in the query that says another kind of thing ("X airport" for the village X)."""
SILENT_PRICE = 0.08
"""Price of a word in the listed name that the query does not say ("X" for "X airport")."""
NUMBER_PRICE = 0.4
"""Price of another number ("46th Regiment" for "52nd Regiment")."""

_KIND_WORDS = {
    "airfield": frozenset({"matar", "askari", "duwali"}),
    "prison": frozenset({"sijn"}),
    "crossing": frozenset({"mabar"}),
    "military_site": frozenset({"askari", "base", "madrasa", "kuliya", "mabna"}),
    "junction": frozenset({"taqatu", "tariq", "vague"}),
    "site": frozenset({"mabna", "taqatu", "madrasa", "kuliya", "askari"}),
    "industrial_area": frozenset({"sinaia", "mintaqa"}),
    "governorate": frozenset({"muhafaza"}),
    "district": frozenset({"mintaqa"}),
    "subdistrict": frozenset({"nahiya", "mintaqa"}),
    "quarter": frozenset({"mintaqa"}),
    "countryside": frozenset({"rif"}),
    "road": frozenset({"tariq"}),
    "area": frozenset({"sahl", "vague"}),
}


@dataclass(frozen=True, slots=True)
class Match:
    """One place met by a spelling.

    Parameters
    ----------
    row : int
        Row of the place in the index.
    name : str
        Its listed spelling that came closest.
    score : float
        0..1, spelling alone.
    exact : bool
        Whether that spelling differs at most in case, spaces, hyphens, accents or apostrophes.
    partial : bool
        Whether it was met without its qualifier ("X" for "X al-Qibliya").
    """

    row: int
    name: str
    score: float
    exact: bool
    partial: bool


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
    >>> NameIndex([hama]).search("Hamah")[0].name
    'Hama'
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self._exact: dict[str, list[tuple[int, str]]] = defaultdict(list)
        forms: dict[tuple[str, str, frozenset[str], tuple[str, ...]], int] = {}
        self._spellings: list[Spelling] = []
        self._holders: list[list[tuple[int, str, bool]]] = []
        with _collector_paused():
            self._fold_all(forms)
        self._build_postings([s.coarse for s in self._spellings], [s.bones for s in self._spellings])
        counts = [len(h) for h in self._holders]
        self._flat_form = np.repeat(np.arange(len(counts)), counts)
        self._flat_row = np.array([row for held in self._holders for row, _, _ in held], dtype=np.int64)

    def _fold_all(self, forms: dict[tuple[str, str, frozenset[str], tuple[str, ...]], int]) -> None:
        """Fold every spelling of every place into its form."""
        for row, place in enumerate(self.places):
            for text in dict.fromkeys(n.text for n in place.names):
                self._exact[exact_key(text)].append((row, text))
                spelling = fold(text)
                self._add(forms, spelling, (row, text, False))
                shorter = without_qualifier(spelling)
                if shorter is not None:
                    self._add(forms, shorter, (row, text, True))

    def _add(self, forms: dict[tuple[str, str, frozenset[str], tuple[str, ...]], int], spelling: Spelling,
             holder: tuple[int, str, bool]) -> None:  # fmt: skip
        if not spelling.coarse:
            return
        key = (spelling.fine, spelling.script, spelling.types, spelling.numbers)
        form = forms.setdefault(key, len(forms))
        if form == len(self._spellings):
            self._spellings.append(spelling)
            self._holders.append([])
        self._holders[form].append(holder)

    def _build_postings(self, rough: list[str], bones: list[str]) -> None:
        """Letter runs -> forms that have them, as one sorted array with offsets."""
        runs, owners = _runs_of_all(rough, bones)
        order = np.argsort(runs, kind="stable")
        runs, self._owners = runs[order], owners[order].astype(np.int32)
        present, starts, counts = np.unique(runs, return_index=True, return_counts=True)
        ends = starts + counts
        self._slices = {int(r): (int(a), int(b)) for r, a, b in zip(present, starts, ends, strict=True)}
        weight = np.log1p(len(rough) / np.maximum(ends - starts, 1)) ** 2
        self._weight = dict(zip(present.tolist(), weight.tolist(), strict=True))
        each = np.repeat(weight, ends - starts)
        self._norm = np.sqrt(np.bincount(self._owners, each, len(rough))) if rough else np.ones(0)

    def __len__(self) -> int:
        return len(self._spellings)

    def listed(self, text: str) -> list[tuple[int, str]]:
        """(row, spelling) of places that list this spelling, but for case, spaces, accents or apostrophes."""
        return self._exact.get(exact_key(text), [])

    def search(
        self,
        query: Spelling | str,
        *,
        allowed: npt.NDArray[np.bool_] | None = None,
        limit: int = 12,
    ) -> list[Match]:
        """Places a spelling may mean, best first.

        Parameters
        ----------
        query : Spelling or str
            The name, folded or not.
        allowed : ndarray of bool, shape (places,), optional
            Rows that may be answered.
        limit : int
            Most matches returned.

        Returns
        -------
        list of Match
            One a place, best spelling each; empty where nothing is shared.
        """
        spelling = fold(query) if isinstance(query, str) else query
        listed = [(row, text) for row, text in self.listed(spelling.text) if allowed is None or allowed[row]]
        # Of several spellings with one key, the one asked for, or else the first.
        exact = dict(sorted(listed, key=lambda held: held[1] == spelling.text))
        best = {row: Match(row, text, 1.0, True, False) for row, text in exact.items()}
        for form in self._block(spelling, allowed):
            alike = similarity(spelling, self._spellings[form])
            for row, text, partial in self._holders[form]:
                if allowed is not None and not allowed[row]:
                    continue
                score = alike - self._price(spelling, self._spellings[form], row) - PART_PRICE * partial
                held = best.get(row)
                if held is None or score > held.score:
                    best[row] = Match(row, text, max(0.0, score), row in exact, partial)
        return sorted(best.values(), key=lambda m: (-m.score, m.row))[:limit]

    def _block(self, query: Spelling, allowed: npt.NDArray[np.bool_] | None) -> list[int]:
        """Forms that share the most telling letter runs with the query."""
        runs = [r for r in _runs(query.coarse, query.bones) if r in self._slices]
        if not runs:
            return []
        parts = [self._owners[slice(*self._slices[r])] for r in runs]
        weights = np.repeat([self._weight[r] for r in runs], [len(p) for p in parts])
        shared = np.bincount(np.concatenate(parts), weights, len(self._norm)) / self._norm
        if allowed is not None:
            keep = np.zeros(len(shared), dtype=bool)
            keep[self._flat_form[allowed[self._flat_row]]] = True
            shared *= keep
        count = min(COMPARED, len(shared))
        top = np.argpartition(-shared, count - 1)[:count]
        return [int(i) for i in top if shared[i] > 0]

    def _price(self, query: Spelling, name: Spelling, row: int) -> float:
        said = name.types | _KIND_WORDS.get(self.places[row].kind, frozenset())
        price = WORD_PRICE * len(query.types - said) + SILENT_PRICE * len(name.types - query.types)
        return price + NUMBER_PRICE * (query.numbers != name.numbers)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of small objects that all stay: the cyclic collector would only walk them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _runs(rough: str, bones: str) -> list[int]:
    """Codes of the letter runs of one folded name."""
    runs, _ = _runs_of_all([rough], [bones])
    return [int(r) for r in np.unique(runs)]


def _runs_of_all(rough: list[str], bones: list[str]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
    """Codes of all two-letter runs, and the form each belongs to."""
    found, owners = [], []
    for space, texts, step in ((0, rough, 1), (1, bones, 1), (2, bones, 2)):
        codes = np.frombuffer(("^" + "$^".join(texts) + "$").encode("ascii", "replace"), dtype=np.uint8)
        owner = np.repeat(np.arange(len(texts)), [len(t) + 2 for t in texts])
        runs = codes[:-step].astype(np.int32) * 128 + codes[step:] + space * 16384
        same = owner[:-step] == owner[step:]
        found.append(runs[same])
        owners.append(owner[:-step][same])
    return np.concatenate(found), np.concatenate(owners)

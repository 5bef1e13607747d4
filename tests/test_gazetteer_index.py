"""The index: a listed name always meets its place, few strangers, and it lies on disk as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gazetteer_table import CSV
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Place, read_places
from gazetteer.index import SPELLING, Hits, NameIndex
from gazetteer.names import readings
from gazetteer.place import PlaceName


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, ...]:
    path: Path = tmp_path_factory.mktemp("table") / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    return read_places(path)


@pytest.fixture(scope="module")
def index(places: tuple[Place, ...]) -> NameIndex:
    return NameIndex(places)


def village(place_id: str, *names: str, kind: str = "village") -> Place:
    spellings = tuple(PlaceName(n, None, "latin", "main" if i == 0 else "variant") for i, n in enumerate(names))
    return Place(place_id, names[0], spellings, kind, 36.0, 35.0)


def measured(hits: Hits, measure: str) -> np.ndarray:
    return hits.measures[:, SPELLING.index(measure)]


def test_every_listed_name_meets_its_place_exactly(index: NameIndex, places: tuple[Place, ...]) -> None:
    for row, place in enumerate(places):
        for name in place.names:
            hits = index.search([readings(name.text)])
            exact = measured(hits, "exact") == 1
            assert row in hits.row[exact], name.text
            assert row in index.listed(name.text)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_texts_can_be_searched_together(index: NameIndex, texts: list[str]) -> None:
    hits = index.search([readings(text) for text in texts])
    assert (np.diff(hits.query) >= 0).all()
    assert np.isfinite(hits.measures).all()
    assert ((measured(hits, "coarse") >= 0) & (measured(hits, "coarse") <= 1)).all()


def test_what_one_query_finds_does_not_depend_on_the_others(index: NameIndex) -> None:
    alone = index.search([readings("Ma'ar Des")])
    among = index.search([readings("Khan Cheikhoun"), readings("Ma'ar Des"), readings("حماة")])
    mine = among.query == 1
    assert set(among.row[mine]) == set(alone.row)
    assert among.measures[mine].sum() == pytest.approx(alone.measures.sum(), rel=1e-5)


def test_only_allowed_rows_are_answered(index: NameIndex, places: tuple[Place, ...]) -> None:
    allowed = np.zeros(len(places), dtype=bool)
    allowed[3] = True
    hits = index.search([readings("Hama"), readings("Hama")], allowed={1: allowed})
    assert set(hits.row[hits.query == 1]) <= {3}
    assert len(set(hits.row[hits.query == 0])) > 1


def test_a_number_tells_two_regiments_apart() -> None:
    index = NameIndex([village(f"r{n}", f"{n}th Regiment", kind="military_site") for n in (46, 47)])
    hits = index.search([readings("الفوج 46")])
    assert set(hits.row[measured(hits, "numbers") == 0]) == {0}


def test_an_airbase_says_all_that_a_military_airport_does_but_a_town_does_not() -> None:
    index = NameIndex([village("a", "Hama Military Airport", kind="airfield"), village("h", "Hama", kind="city")])
    base, town = index.search([readings("Hama airbase")]), index.search([readings("Hama")])
    assert dict(zip(base.row.tolist(), measured(base, "unsaid").tolist(), strict=True)) == {0: 0, 1: 1}
    assert dict(zip(town.row.tolist(), measured(town, "silent").tolist(), strict=True)) == {0: 2, 1: 0}


def test_an_empty_table_answers_nothing() -> None:
    assert len(NameIndex([]).search([readings("Hama")]).row) == 0


def test_an_index_taken_up_from_its_arrays_answers_the_same(index: NameIndex) -> None:
    again = NameIndex.of_arrays(index.arrays)
    first, second = index.search([readings("Kfar Raa")]), again.search([readings("Kfar Raa")])
    assert (first.measures == second.measures).all()
    assert [again.name(int(n)) for n in second.name] == [index.name(int(n)) for n in first.name]


def test_each_of_ten_thousand_places_is_found_by_its_own_name() -> None:
    rng = np.random.default_rng(7)
    starts, mids = ["Kafr", "Tal", "Deir", "Ain", "Khirbat", "Bab"], "bdfhjklmnqrstz"
    ends = ["a", "in", "un", "iyah"]

    def word() -> str:
        middle = "".join(rng.choice(list(mids)) + rng.choice(list("aiu")) for _ in range(3))
        return middle + str(rng.choice(ends))

    names = [f"{rng.choice(starts)} {word()}" for _ in range(10_000)]
    index = NameIndex([village(f"p{i}", n) for i, n in enumerate(names)])
    hits = index.search([readings(name) for name in names[:300]])
    for i in range(300):
        exact = (hits.query == i) & (measured(hits, "exact") == 1)
        assert i in hits.row[exact], names[i]

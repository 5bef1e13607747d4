"""The index: a listed name always meets its place, and few strangers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from gazetteer_table import CSV
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Place, read_places
from gazetteer.index import NameIndex
from gazetteer.place import PlaceName


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    path: Path = tmp_path_factory.mktemp("table") / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    return NameIndex(read_places(path))


def test_every_listed_name_meets_its_place_first_and_exactly(index: NameIndex) -> None:
    for row, place in enumerate(index.places):
        for name in place.names:
            found = {m.row: m for m in index.search(name.text)}
            assert found[row].exact, name.text
            assert found[row].score == 1.0


@given(st.text(max_size=60))
def test_any_text_can_be_searched(index: NameIndex, text: str) -> None:
    assert all(0 <= m.score <= 1 for m in index.search(text))


def test_only_allowed_rows_are_answered(index: NameIndex) -> None:
    allowed = np.zeros(len(index.places), dtype=bool)
    allowed[3] = True
    assert {m.row for m in index.search("Hama", allowed=allowed)} <= {3}


def test_a_number_tells_two_regiments_apart() -> None:
    def base(number: int) -> Place:
        name = f"{number}th Regiment"
        return Place(
            f"r{number}", name, (PlaceName(name, "en", "latin", "main"),), "military_site", 37.0, 36.0
        )

    found = NameIndex([base(46), base(47)]).search("الفوج 46")
    assert found[0].row == 0
    assert found[0].score - found[1].score > 0.3


def test_an_empty_table_answers_nothing() -> None:
    assert NameIndex([]).search("Hama") == []


def test_each_of_ten_thousand_places_is_found_by_its_own_name() -> None:
    rng = np.random.default_rng(7)
    starts, mids, ends = (
        ["Kafr", "Tal", "Deir", "Ain", "Khirbat", "Bab"],
        "bdfhjklmnqrstz",
        ["a", "in", "un", "iyah"],
    )

    def word() -> str:
        return "".join(rng.choice(list(mids)) + rng.choice(list("aiu")) for _ in range(3)) + str(
            rng.choice(ends)
        )

    names = [f"{rng.choice(starts)} {word()}" for _ in range(10_000)]
    places = [
        Place(f"p{i}", n, (PlaceName(n, "en", "latin", "main"),), "village", 36.0, 35.0)
        for i, n in enumerate(names)
    ]
    index = NameIndex(places)
    for name in names[:300]:
        assert index.search(name)[0].exact

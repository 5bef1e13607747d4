"""What each measure is worth: context moves the right namesake up, and chances are chances."""

from __future__ import annotations

import numpy as np
import pytest
from gazetteer_table import CSV
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Place, read_places
from gazetteer.index import NameIndex
from gazetteer.names import exact_key, fold, readings
from gazetteer.place import PlaceName
from gazetteer.ranking import Asked, Ranking, Rows, rank, together


class Table:
    """Places with their index, asked as the resolver asks."""

    def __init__(self, places: list[Place]) -> None:
        self.places, self.index = places, NameIndex(places)
        self.rows = Rows(Rows.arrays_of(places) | self.index.arrays)

    def ask(self, *names: str, **context: object) -> list[Ranking]:
        hits = self.index.search([readings(name) for name in names])
        asked = [Asked(letters=len(fold(name).bones), **context) for name in names]  # type: ignore[arg-type]
        return rank(hits, self.rows, asked, [False] * len(names))

    def told(self, ranking: Ranking) -> dict[str, float]:
        """Chance of each place by its id."""
        ids = [self.places[row].place_id for row in ranking.rows]
        return dict(zip(ids, ranking.chances.tolist(), strict=True))


def place(place_id: str, name: str, lon: float, lat: float, *, kind: str = "village", **fields: object) -> Place:
    names = (PlaceName(name, None, "latin", "main"),)
    return Place(place_id, name, names, kind, lon, lat, country="SY", **fields)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    path = tmp_path_factory.mktemp("table") / "places.csv"
    path.write_text(CSV, encoding="utf-8")
    return Table(list(read_places(path)))


@pytest.fixture(scope="module")
def divided() -> Table:
    """Two villages of one name, with the divisions as GeoNames tells them, and villages around one of them."""
    return Table(
        [
            place("north", "Al Majdal", 36.53, 35.2, admin1="Hamah", admin1_code="10"),
            place("south", "Al Majdal", 36.6, 34.6, admin1="Homs (Hims)", admin1_code="11"),
            place("maardes", "Maardes", 36.55, 35.22, admin1="Hamah", admin1_code="10"),
            place("qamhana", "Qamhana", 36.56, 35.19, admin1="Hamah", admin1_code="10"),
            place("tafas", "Tafas", 36.07, 32.74, admin1="Daraa", admin1_code="06"),
        ]
    )


@given(st.lists(st.text(max_size=40), min_size=1, max_size=4), st.booleans())
def test_chances_are_shares_and_leave_room_for_none_of_these(table: Table, names: list[str], near: bool) -> None:
    rankings = table.ask(*names, **({"point": (36.75, 35.13)} if near else {}))
    for ranking in [*rankings, *together(rankings, names, table.rows)]:
        chances = ranking.chances
        assert (chances >= 0).all()
        assert chances.sum() <= 1 + 1e-9
        assert (np.diff(ranking.weight) <= 1e-9).all()
        assert len(set(ranking.rows.tolist())) == len(ranking.rows)
        assert ((ranking.support >= 0) & (ranking.support <= 1)).all()
        assert np.isnan(ranking.km).all() != near or not len(chances)


def test_namesakes_without_context_share_the_chance(divided: Table) -> None:
    told = divided.told(divided.ask("al-Majdal")[0])
    assert told["north"] == pytest.approx(told["south"])
    assert told["north"] > 0.3


def test_a_point_moves_the_namesake_beside_it_up(divided: Table) -> None:
    told = divided.told(divided.ask("al-Majdal", point=(36.5, 35.25))[0])
    assert told["north"] > 0.9 > 0.1 > told["south"]


@pytest.mark.parametrize("division", ["Homs", "Hims", "حمص", "11", "SY.11", "sy.11", "Хомс"])
def test_a_division_by_name_code_or_in_another_script_moves_its_namesake_up(divided: Table, division: str) -> None:
    told = divided.told(divided.ask("al-Majdal", admin1=division)[0])
    assert told["south"] > 0.9 > 0.1 > told["north"]


@pytest.mark.parametrize("division", ["", "Aleppo", "99", "!", "LB.11"])
def test_a_division_that_no_place_lies_in_decides_nothing(divided: Table, division: str) -> None:
    told = divided.told(divided.ask("al-Majdal", admin1=division)[0])
    assert told["south"] == pytest.approx(told["north"])


def test_the_other_names_of_a_report_move_the_namesake_among_them_up(divided: Table) -> None:
    names = ["al-Majdal", "Ma'ar Des", "Qomhana"]
    alone = divided.ask(*names)
    found = together(alone, [exact_key(n) for n in names], divided.rows)
    told = divided.told(found[0])
    assert told["north"] > 5 * told["south"]
    assert found[0].support[0] > 0.5
    assert divided.told(alone[0])["north"] == pytest.approx(divided.told(alone[0])["south"])


def test_a_name_printed_twice_does_not_speak_for_itself(divided: Table) -> None:
    twice = divided.ask("al-Majdal", "Al Majdal")
    found = together(twice, [exact_key("al-Majdal")] * 2, divided.rows)
    assert divided.told(found[0])["north"] == pytest.approx(divided.told(found[0])["south"])


def test_a_wide_radius_makes_distance_count_for_less(divided: Table) -> None:
    point = (36.53, 35.2)
    strict, loose = (
        divided.told(divided.ask("al-Majdal", point=point, within_km=km)[0])["south"] for km in (None, 400.0)
    )
    assert loose > strict


def test_a_city_is_called_by_its_name_alone_and_a_village_rarely() -> None:
    two = Table([place("city", "Hama", 36.75, 35.13, kind="city"), place("village", "Hama", 37.5, 33.0)])
    told = two.told(two.ask("Hama")[0])
    assert told["city"] > 0.9
    misspelt = two.told(two.ask("Hamma'i")[0])
    assert misspelt["city"] < told["city"]


def test_another_kind_or_number_costs_more_than_any_likeness_brings(table: Table) -> None:
    told = table.told(table.ask("Hama military airport")[0])
    assert max(told, key=lambda k: told[k]) == "hama-military-airport"
    assert told["hama"] < 0.01
    regiments = Table([place("r46", "46th Regiment", 36.9, 36.1), place("r47", "47th Regiment", 36.9, 36.1)])
    assert regiments.told(regiments.ask("الفوج 47")[0])["r47"] > 0.9


def test_nothing_is_likelier_for_a_name_that_resembles_none(table: Table) -> None:
    known, strange = table.ask("Ma'ar Des", "Qwrtpsdfgh")
    assert known.chances.sum() > 0.9
    assert strange.chances.sum() < 0.3


def test_an_empty_batch_and_an_empty_table_rank_nothing(divided: Table) -> None:
    assert divided.ask() == []
    (ranking,) = Table([]).ask("Hama")
    assert len(ranking.chances) == 0


@given(st.floats(-180, 180), st.floats(-90, 90), st.floats(1, 20_000))
def test_what_is_within_a_radius_is_what_the_distance_says(table: Table, lon: float, lat: float, km: float) -> None:
    from gazetteer.earth import distances_km

    far = distances_km(lon, lat, table.rows.lon, table.rows.lat)
    within = table.rows.within(lon, lat, km)
    doubtful = np.abs(far - km) < 0.01
    assert (within == (far <= km))[~doubtful].all()

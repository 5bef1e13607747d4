"""The same place in several tables becomes one; two namesakes stay two."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from conftest import SHARED
from hypothesis import given
from hypothesis import strategies as st

from gazetteer import Place, PlaceName, TableError, load_gazetteer, merge_places, read_places
from gazetteer.earth import offset
from gazetteer.names import script_of
from gazetteer.sources import load_packaged


def place(
    place_id: str, *names: str, lon: float = 36.75, lat: float = 35.13, kind: str = "village", **more: object
) -> Place:
    spelt = tuple(PlaceName(n, None, script_of(n), "variant" if i else "main") for i, n in enumerate(names))
    return Place(place_id, names[0], spelt, kind, lon, lat, **({"precision_m": 800.0} | more))  # type: ignore[arg-type]


def moved(one: Place, km: float, degrees: float = 60.0, **more: object) -> Place:
    lon, lat = offset(one.lon, one.lat, degrees, km)
    return replace(one, lon=lon, lat=lat, **more)  # type: ignore[arg-type]


def test_one_place_with_a_shared_id_keeps_all_ids_and_spellings() -> None:
    ours = place("hama", "Hama", geonames_id=170017, admin1="Hama", precision_m=2000.0, licence="MIT", source="map")
    wof = moved(
        place("wof-7", "Hamah", "حماة", geonames_id=170017, ids=(("wof", "7"), ("wikidata", "Q173545")),
              licence="CC0 1.0", source="Who's On First 7", precision_m=500.0, population=854000), 4.0,
    )  # fmt: skip
    ocha = moved(place("pcode-c1", "Hama City", ids=(("pcode", "C1"), ("wikidata", "Q173545"))), 1.0)
    (one,) = merge_places([ours], [wof], [ocha])
    assert (one.place_id, one.name, one.admin1, one.population) == ("hama", "Hama", "Hama", 854000)
    assert one.ids == (("wof", "7"), ("wikidata", "Q173545"), ("pcode", "C1"))
    assert [n.text for n in one.names] == ["Hama", "Hamah", "حماة", "Hama City"]
    assert [n.kind for n in one.names] == ["main", "variant", "variant", "variant"]
    assert (one.lon, one.source, one.precision_m) == (wof.lon, "Who's On First 7", 500.0)  # the most precise point
    assert one.licence == "MIT; CC0 1.0"


def test_without_ids_a_shared_spelling_close_by_makes_one_place() -> None:
    ours = place("kafraa", "Kafr Ra'a", lon=36.87, lat=35.2)
    (one,) = merge_places([ours], [moved(place("x", "Kafr Raa", lon=36.87, lat=35.2), 1.2)])
    assert (one.place_id, one.lon) == ("kafraa", 36.87)


@pytest.mark.parametrize(
    "other",
    [
        moved(place("x", "Kafr Ra'a"), 2.5),  # farther than both points may be off
        place("x", "Kafr Zita"),
        place("x", "Kafr Ra'a", kind="hill"),
        place("x", "Kafr Ra'a", kind="subdistrict"),
        place("x", "Kafr Ra'a", country="LB"),
        place("x", "Kafr Ra'a", geonames_id=2),
    ],
    ids=["too far", "other name", "a hill", "an area", "across a border", "another id"],
)
def test_what_differs_in_place_name_kind_or_id_stays_apart(other: Place) -> None:
    ours = place("kafraa", "Kafr Ra'a", country="SY", geonames_id=1)
    assert merge_places([ours], [other]) == (ours, other)


def test_vague_points_may_lie_farther_apart_but_not_without_limit() -> None:
    ours = place("maar", "Ma'ar", precision_m=1500.0)
    assert len(merge_places([ours], [moved(place("x", "Maar", precision_m=1400.0), 2.7)])) == 1
    assert len(merge_places([ours], [moved(place("x", "Maar", precision_m=50_000.0), 4.0)])) == 2


def test_areas_join_within_their_radius() -> None:
    ours = place("hama-governorate", "Hama Governorate", kind="governorate", precision_m=60_000.0)
    other = moved(place("pcode-sy05", "Hama", "محافظة حماة", kind="governorate", precision_m=57_000.0), 30.0)
    assert len(merge_places([ours], [replace(other, names=(*other.names, ours.names[0]))])) == 1


def test_two_namesakes_of_one_table_never_become_one() -> None:
    twins = [place("majdal-a", "al-Majdal"), moved(place("majdal-b", "al-Majdal"), 0.5)]
    assert merge_places(twins) == tuple(twins)
    merged = merge_places(twins, [moved(place("x", "Majdal"), 0.45)])
    assert [len(p.names) for p in merged] == [1, 2]  # the nearer of the two


def test_points_on_both_sides_of_180_degrees_are_neighbours() -> None:
    ours, other = place("a", "Taveuni", lon=179.999, lat=-16.8), place("b", "Taveuni", lon=-179.999, lat=-16.8)
    assert len(merge_places([ours], [other])) == 1


def test_one_id_for_places_far_apart_is_an_error_that_names_both() -> None:
    with pytest.raises(TableError, match='the id "hama" stands for Hama in one table and for Hamath, 50 km away'):
        merge_places([place("hama", "Hama")], [moved(place("hama", "Hamath"), 50.0)])


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.floats(0, 5), st.floats(0, 360)), max_size=12), st.randoms())
def test_joining_loses_no_name_and_no_place_of_its_own(
    drawn: list[tuple[str, float, float]], chance: random.Random
) -> None:
    table = [moved(place(f"p{i}", f"Kafr {letter}ama"), km, degrees) for i, (letter, km, degrees) in enumerate(drawn)]
    cut = chance.randint(0, len(table))
    merged = merge_places(table[:cut], table[cut:])
    assert max(cut, len(table) - cut) <= len(merged) <= len(table)
    assert {n.text for p in merged for n in p.names} == {n.text for p in table for n in p.names}
    assert merge_places(merged, merged) == merged


def test_nothing_joined_is_nothing() -> None:
    assert merge_places() == merge_places([], []) == ()


def test_the_packaged_places_and_the_worlds_towns_are_one_gazetteer() -> None:
    ours = load_packaged("syria")
    both = load_gazetteer("syria", "world").places
    hama = both["hama"]
    assert "geonames-170017" not in both
    assert len(hama.names) > len(next(p for p in ours if p.place_id == "hama").names)
    assert [*both][: len(ours)] == [p.place_id for p in ours]


@pytest.mark.shared("data/geonames")
def test_a_country_joined_with_its_own_copy_without_ids_is_itself() -> None:
    table = read_places(SHARED / "data/geonames/LB.txt")
    copy = [replace(p, place_id=f"copy-{p.place_id}", geonames_id=None) for p in table]
    merged = merge_places(table, copy)
    assert len(merged) == len(table)
    assert [p.names for p in merged] == [p.names for p in table]

"""Areas, front and band from nothing but a table of places: where news is wrong, and where the table is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from frontline.errors import FrontlineError, GroundError
from frontline.geodesy import area_km2
from frontline.territory import chart, infer

LAND = shapely.box(36.0, 34.0, 40.0, 37.0)


def villages(n: int = 900, seed: int = 1) -> pd.DataFrame:
    """Villages strewn over the land, the north held by one side and the south by the other, along a winding line."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(36, 40, n), rng.uniform(34, 37, n)
    return pd.DataFrame({"lon": lon, "lat": lat, "actor": np.where(lat > line_at(lon), "north", "south")})


def line_at(lon: Any) -> Any:
    """Latitude of the line that the villages of `villages` are parted by."""
    return 35.5 + 0.3 * np.sin(2 * lon)


def true_area(actor: str) -> Any:
    lon = np.linspace(36, 40, 400)
    top = 37.0 if actor == "north" else 34.0
    return shapely.Polygon([*zip(lon, line_at(lon), strict=True), (40, top), (36, top)])


def wrong_share(areas: Any) -> float:
    """Share of the land that is given to the wrong side."""
    by = areas.set_index("actor").geometry
    return float(sum(by[a].difference(true_area(a)).area for a in by.index) / LAND.area)


def flipped(table: pd.DataFrame, rows: Any) -> pd.DataFrame:
    table = table.copy()
    held = table.loc[rows, "actor"]
    table.loc[rows, "actor"] = np.where(held == "north", "south", "north")
    return table


def off_the_line(table: pd.DataFrame, degrees: float) -> pd.DataFrame:
    return table[(table["lat"] - line_at(table["lon"])).abs() > degrees]


def check(table: pd.DataFrame, mask: Any = LAND, **options: Any) -> Any:
    """What holds for any table: valid areas that meet exactly, and each place in its holder's or told of."""
    made = chart(table, mask, **options)
    shapes = made.areas.geometry.to_numpy()
    assert made.areas.crs == made.front.crs == made.band.crs == "EPSG:4326"
    assert shapely.is_valid(shapes).all()
    assert set(shapely.get_type_id(shapes)) <= {3, 6}
    assert shapely.coverage_is_valid(shapes)
    told = made.places
    own = told["holder"] == told["actor"]
    on_land = shapely.intersects_xy(shapely.buffer(mask, -0.002), told["lon"], told["lat"])
    assert (own | told["overruled"] | told["actor"].isna() | ~on_land).all()
    assert (told.loc[told["overruled"], "reason"] != "").all()
    return made


def test_the_line_runs_where_it_truly_does() -> None:
    made = check(villages())
    assert made.areas["actor"].tolist() == ["north", "south"]
    assert wrong_share(made.areas) < 0.02
    assert not made.places["overruled"].any()
    assert made.areas["area_km2"].sum() == pytest.approx(area_km2(shapely.segmentize(LAND, 0.1)), rel=1e-4)
    assert made.areas["places"].sum() == 900


def test_the_front_is_what_the_two_areas_have_in_common() -> None:
    made = check(villages())
    north, south = made.areas.geometry
    common = shapely.line_merge(shapely.intersection(north, south))
    assert made.front["left_actor"].tolist() == ["north"]
    assert shapely.hausdorff_distance(made.front.geometry.iloc[0], common) < 1e-6


@pytest.mark.parametrize("share", [0.02, 0.05])
def test_a_few_wrong_reports_do_not_move_the_line(share: float) -> None:
    table = villages()
    rng = np.random.default_rng(7)
    wrong = rng.choice(off_the_line(table, 0.15).index, int(share * len(table)), replace=False)
    made = check(flipped(table, wrong))
    assert [len(shapely.get_parts(shape)) for shape in made.areas.geometry] == [1, 1]
    assert set(made.places.index[made.places["overruled"]]) >= set(wrong[:5])
    assert wrong_share(made.areas) < 0.025
    assert made.wrong_rate == pytest.approx(share, abs=0.03)


def test_a_lone_village_that_contradicts_all_around_it_is_a_doubt_and_no_island() -> None:
    table = villages()
    lone = off_the_line(table, 0.8).index[0]
    made = check(flipped(table, [lone]))
    told = made.places.loc[lone]
    assert told["overruled"]
    assert told["doubt"] > 0.5
    assert "the places around it say otherwise" in told["reason"]
    assert [len(shapely.get_parts(shape)) for shape in made.areas.geometry] == [1, 1]


def pocket(table: pd.DataFrame, size: int) -> Any:
    """So many neighbouring villages far behind the line."""
    middle = table.index[((table["lon"] - 38) ** 2 + (table["lat"] - 36.6) ** 2).argmin()]
    away = (table["lon"] - table.loc[middle, "lon"]) ** 2 + (table["lat"] - table.loc[middle, "lat"]) ** 2
    return away.nsmallest(size).index


@pytest.mark.parametrize("size", [4, 8])
def test_villages_that_agree_hold_their_pocket(size: int) -> None:
    table = villages()
    inside = pocket(table, size)
    made = check(flipped(table, inside))
    assert not made.places.loc[inside, "overruled"].any()
    assert [len(shapely.get_parts(shape)) for shape in made.areas.geometry] == [1, 2]


def test_one_well_attested_village_holds_its_pocket_too() -> None:
    table = villages().assign(confidence=0.8)
    lone = off_the_line(table, 0.8).index[0]
    table.loc[lone, "confidence"] = 1.0
    attested = check(flipped(table, [lone]))
    assert not attested.places.loc[lone, "overruled"]
    assert sum(len(shapely.get_parts(shape)) for shape in attested.areas.geometry) == 3
    table.loc[lone, "confidence"] = 0.8
    assert check(flipped(table, [lone])).places.loc[lone, "overruled"]


def test_three_sides_meet_in_a_point_and_share_the_land() -> None:
    table = villages()
    east = table["lon"] > 38.5
    table.loc[east, "actor"] = "east"
    made = check(table)
    assert made.areas["actor"].tolist() == ["east", "north", "south"]
    assert made.front[["left_actor", "right_actor"]].to_numpy().tolist() == [
        ["east", "north"], ["east", "south"], ["north", "south"],
    ]  # fmt: skip
    lines = made.front.geometry.to_numpy()
    assert not shapely.intersection_all(lines).is_empty


def test_the_band_is_narrow_between_close_villages_and_wide_between_far_ones() -> None:
    sparse, dense = (check(villages(n)) for n in (150, 3000))
    assert dense.band["area_km2"].iloc[0] < sparse.band["area_km2"].iloc[0] / 2
    inner = chart(villages(), LAND, band=0.5).band
    outer = chart(villages(), LAND, band=0.95).band
    assert inner["area_km2"].iloc[0] < outer["area_km2"].iloc[0] / 2
    assert area_km2(inner.geometry.iloc[0].difference(outer.geometry.iloc[0])) < 1


def test_nine_tenths_of_the_true_line_lie_in_the_band() -> None:
    lon = np.linspace(36.05, 39.95, 2000)
    held = []
    for seed in range(6):
        band = chart(villages(seed=seed), LAND).band.geometry.iloc[0]
        held.append(shapely.intersects_xy(band, lon, line_at(lon)).mean())
    assert 0.8 < np.mean(held) <= 1.0  # a smooth line is easier to hold than a real one


def test_ground_that_no_place_is_near_enough_to_speak_for_stays_blank() -> None:
    table = villages()
    table = table[(table["lon"] - 38).abs() > 0.7]
    whole, cut = infer(table, LAND, reach_km=200), check(table, reach_km=20.0).areas
    desert = shapely.box(37.6, 34.5, 38.4, 36.5)
    assert whole.geometry.union_all().contains(desert)
    assert not cut.geometry.union_all().intersects(desert)
    assert area_km2(cut.geometry.union_all()) == pytest.approx(cut["area_km2"].sum(), rel=1e-6)


def test_the_sea_is_nobodys() -> None:
    bay = LAND - shapely.box(37.5, 35.0, 38.0, 36.0)
    made = check(villages(), bay)
    assert made.areas.geometry.union_all().intersection(shapely.box(37.51, 35.01, 37.99, 35.99)).is_empty
    assert made.front.geometry.intersection(shapely.box(37.51, 35.01, 37.99, 35.99)).is_empty.all()


# -- odd tables ------------------------------------------------------------------------------------------------------


def few(*rows: tuple[float, float, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["lon", "lat", "actor"])


def test_one_actor_holds_all_the_land_there_is() -> None:
    made = check(few((37, 35, "a"), (38, 35.2, "a"), (39, 35.5, "a")), reach_km=1000)
    assert made.areas["actor"].tolist() == ["a"]
    assert (len(made.front), made.band["area_km2"].iloc[0]) == (0, 0.0)
    assert made.areas["area_km2"].iloc[0] == pytest.approx(area_km2(shapely.segmentize(LAND, 0.1)), rel=1e-4)


def test_three_places_are_too_few_to_outvote_one() -> None:
    made = check(few((37, 35, "a"), (37.1, 35, "a"), (37.05, 35.1, "b")), reach_km=30)
    assert made.areas["actor"].tolist() == ["a", "b"]
    assert not made.places["overruled"].any()


def test_one_place_speaks_as_far_as_it_reaches() -> None:
    made = check(few((38, 35.5, "a")), reach_km=20)
    assert made.areas["area_km2"].iloc[0] == pytest.approx(np.pi * 400, rel=0.01)


def test_places_in_a_row_are_parted_between_them() -> None:
    made = check(few(*[(37 + n / 10, 35.5, "a" if n < 5 else "b") for n in range(10)]))
    assert made.front.geometry.iloc[0].distance(shapely.Point(37.45, 35.5)) < 0.01


def test_of_two_words_on_one_point_the_weightier_counts() -> None:
    table = few((37, 35, "a"), (37, 35, "b"), (37.4, 35, "a")).assign(confidence=[0.6, 0.9, 0.9])
    told = check(table).places
    assert told["overruled"].tolist() == [True, False, False]
    assert told["reason"].iloc[0] == "row 1 stands on the same point with at least as much weight"
    assert told["holder"].tolist() == ["b", "b", "a"]


def test_two_equal_words_on_one_point_are_decided_by_the_places_around() -> None:
    table = villages()
    one = off_the_line(table, 0.8).iloc[[0]]
    twin = flipped(one, one.index)
    for order in ([one, twin], [twin, one]):
        made = check(pd.concat([table.drop(one.index), *order], ignore_index=True))
        told = made.places.iloc[-2:].set_index("actor")
        assert told["holder"].nunique() == 1
        assert told["holder"].iloc[0] == one["actor"].iloc[0]


def test_a_place_without_a_holder_says_nothing_and_is_told_where_it_lies() -> None:
    table = few((37, 35, "a"), (37.2, 35, None), (37.6, 35, "b"))
    told = check(table).places
    assert told["holder"].tolist() == ["a", "a", "b"]
    assert np.isnan(told["doubt"].iloc[1])


FAULTS = [
    (few((37, np.nan, "a")), LAND, r"1 of 1 rows: lon or lat is no number \(row 0"),
    (few((37, 35, None)), LAND, "no row names an actor"),
    (few(), LAND, "the table is empty"),
    (few((37, 35, "a")).drop(columns="lat"), LAND, "no column lat"),
    (few((35, 137, "a")), LAND, "lon and lat look swapped"),
    (few((35.5, 38, "a"), (34.9, 37, "b")), LAND, "none of the 2 places lies in it; lon and lat look swapped"),
    (few((200, 35, "a")), LAND, "off the globe"),
    (few((137, 35, "a")), LAND, "none of the 1 places lies in it; is it the right area"),
    (few((37, 35, "a")), shapely.Polygon(), "it holds no area"),
    (few((37, 35, "a")), shapely.LineString([(36, 35), (38, 35)]), "it holds no area"),
    (few((37, 35, "a")), shapely.box(3e5, 4e6, 5e5, 6e6), "give degrees, EPSG:4326"),
    (few((37, 35, "a")), "POLYGON", "expected a shapely polygon"),
    (few((37, 85, "a")), shapely.box(-180, 60, 180, 90), "covers a pole"),
    (few((37, 35, "a")).assign(confidence=1.5), LAND, "confidence is not between 0 and 1"),
    (few((37, 35, "a")).assign(confidence="high"), LAND, "confidence is no number"),
]


@pytest.mark.parametrize(("table", "mask", "told"), FAULTS)
def test_a_table_or_a_mask_that_cannot_be_used_is_refused_with_the_reason(
    table: pd.DataFrame, mask: Any, told: str
) -> None:
    with pytest.raises(GroundError, match=told) as caught:
        infer(table, mask)
    assert isinstance(caught.value, FrontlineError)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("band", [0, 1, 90])
def test_a_band_has_a_probability(band: float) -> None:
    with pytest.raises(GroundError, match="no probability between 0 and 1"):
        chart(villages(50), LAND, band=band)
    with pytest.raises(GroundError, match="no distance"):
        infer(villages(50), LAND, reach_km=0)


def test_a_mask_that_crosses_itself_is_put_right() -> None:
    bow = shapely.Polygon([(36, 34), (40, 37), (40, 34), (36, 37)])
    assert check(villages(), shapely.make_valid(bow)).areas.equals(chart(villages(), bow).areas)


def test_a_theatre_on_both_sides_of_the_antimeridian() -> None:
    rng = np.random.default_rng(3)
    lon = rng.uniform(178, 182, 300)
    table = pd.DataFrame(
        {"lon": (lon + 180) % 360 - 180, "lat": rng.uniform(-19, -16, 300), "actor": np.where(lon > 180.4, "e", "w")}
    )
    mask = shapely.union_all([shapely.box(178, -19, 180, -16), shapely.box(-180, -19, -178, -16)])
    made = check(table, mask)
    sizes = made.areas.set_index("actor")["area_km2"]
    assert sizes["w"] / sizes["e"] == pytest.approx(2.4 / 1.6, rel=0.05)
    assert all(part.bounds[2] - part.bounds[0] < 3 for a in made.areas.geometry for part in shapely.get_parts(a))
    assert made.front.geometry.iloc[0].distance(shapely.Point(-179.6, -17.5)) < 0.05


def test_a_theatre_near_a_pole_keeps_its_distances() -> None:
    rng = np.random.default_rng(3)
    lon, lat = rng.uniform(0, 60, 300), rng.uniform(80, 86, 300)
    table = pd.DataFrame({"lon": lon, "lat": lat, "actor": np.where(lat > 83, "n", "s")})
    made = check(table, shapely.segmentize(shapely.box(0, 80, 60, 86), 1), reach_km=200)
    sizes = made.areas.set_index("actor")["area_km2"]
    strips = [area_km2(shapely.segmentize(shapely.box(0, a, 60, b), 0.5)) for a, b in ((80, 83), (83, 86))]
    assert sizes["s"] / sizes["n"] == pytest.approx(strips[0] / strips[1], rel=0.1)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 30), st.sampled_from("abcd"), st.sampled_from([0.5, 0.8, 1.0])),
        min_size=1,
        max_size=60,
    )
)
def test_whatever_the_table_the_areas_are_a_clean_coverage(spots: list[tuple[int, int, str, float]]) -> None:
    rows = [(36 + x / 10, 34 + y / 10, actor, sure) for x, y, actor, sure in spots]
    table = pd.DataFrame(rows, columns=["lon", "lat", "actor", "confidence"])
    made = check(table, reach_km=500)
    assert shapely.area(made.areas.geometry.to_numpy()).sum() == pytest.approx(LAND.area, rel=1e-9)  # square degrees

"""The ground parted among places, and the line where two holders meet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

import frontline as fl
from frontline.geodesy import area_km2, distance_km, length_km, local_crs, to_local
from frontline.model import Actor, Assessment, Situation, Status, Tessellation
from gazetteer import Place

REACH_KM = 20.0
STRAIGHT_KM = 0.1
"""A side up to 40 km long, straight on the plane or in degrees, differs by some 50 m."""


def place(place_id: str, lon: float, lat: float, precision_m: float = 500, kind: str = "village") -> Place:
    return Place(place_id, place_id, (), kind, lon, lat, precision_m=precision_m)


def table(*places: Place) -> dict[str, Place]:
    return {p.place_id: p for p in places}


def situation(
    places: dict[str, Place], holders: dict[str, str | None], status: dict[str, Status] | None = None
) -> Situation:
    """Places with holders; held unless another status is given."""
    return Situation(
        valid=datetime(2024, 12, 5, tzinfo=UTC),
        known=None,
        places=places,
        actors={
            a: Actor(actor_id=a, name=a, code=a[0], customary_colour="#000000", safe_colour="#000000")
            for a in sorted({h for h in holders.values() if h})
        },
        assessments={
            i: Assessment(
                place_id=i,
                holder=holder,
                status=(status or {}).get(i, "held") if holder else "unknown",
                probability={holder: 1.0 if (status or {}).get(i, "held") == "held" else 0.6} if holder else {},
                since=date(2024, 12, 4),
                evidence=(),
                rule="as told",
            )
            for i, holder in holders.items()
        },
    )


def check(cells: Tessellation, places: dict[str, Place]) -> None:
    """Every cell holds its own place, no two overlap, and every edge lies between the cells it names."""
    drawn = ~shapely.is_empty(cells.cells)
    points = shapely.points(cells.lon, cells.lat)
    assert shapely.is_valid(cells.cells).all()
    assert set(shapely.get_type_id(cells.cells[drawn])) <= {3, 6}
    assert shapely.covers(cells.cells[drawn], points[drawn]).all()
    crs = local_crs(cells.lon[drawn], cells.lat[drawn])
    flat = to_local(cells.cells[drawn], crs)
    assert shapely.area(flat).sum() == pytest.approx(shapely.union_all(flat, grid_size=1e-3).area, rel=1e-6)
    assert (shapely.length(cells.edges) > 0).all()
    for edge, left, right in zip(cells.edges, cells.left, cells.right, strict=True):
        assert left != right
        middle = shapely.line_interpolate_point(shapely.get_parts(edge)[0], 0.5, normalized=True)
        away = distance_km(lon=middle.x, lat=middle.y, to_lon=cells.lon[drawn], to_lat=cells.lat[drawn])
        ends = [
            float(distance_km(lon=middle.x, lat=middle.y, to_lon=cells.lon[side], to_lat=cells.lat[side])[0])
            for side in (left, right)
        ]
        assert ends[0] == pytest.approx(ends[1], abs=STRAIGHT_KM)
        assert ends[0] == pytest.approx(float(away.min()), abs=STRAIGHT_KM)
        assert ends[0] <= REACH_KM + STRAIGHT_KM
    assert set(cells.place_ids) == {i for i, p in places.items() if not p.is_area}


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=1, max_size=40, unique=True))
def test_wherever_villages_lie_each_has_its_own_ground_and_the_edges_lie_between(
    spots: list[tuple[int, int]],
) -> None:
    places = table(*[place(f"v{n}", 36 + x / 100, 35 + y / 100) for n, (x, y) in enumerate(spots)])
    cells = fl.tessellate(places)
    assert not shapely.is_empty(cells.cells).any()
    check(cells, places)


def test_the_ground_of_the_case_is_parted_cleanly(now: Situation) -> None:
    cells = fl.tessellate(now.places)
    check(cells, dict(now.places))
    coarse = [i for i in cells.place_ids if (now.places[i].precision_m or 0) > 5000]
    assert coarse
    assert all(cells.cells[cells.place_ids.index(i)].is_empty for i in coarse)


def test_a_lone_place_speaks_for_the_ground_within_its_reach() -> None:
    cells = fl.tessellate(table(place("a", 36.5, 35.0)))
    assert len(cells.edges) == 0
    rim = shapely.get_coordinates(cells.cells[0])
    away = distance_km(lon=36.5, lat=35.0, to_lon=rim[:, 0], to_lat=rim[:, 1])
    assert away == pytest.approx(REACH_KM, rel=1e-3)


def test_no_place_at_all_gives_no_ground() -> None:
    cells = fl.tessellate({})
    assert (cells.place_ids, len(cells.cells), len(cells.edges)) == ((), 0, 0)
    area = fl.tessellate(table(place("hama-governorate", 36.5, 35.0, kind="governorate")))
    assert area.place_ids == ()


def test_three_places_in_a_row_meet_in_two_edges_and_the_outer_two_do_not() -> None:
    places = table(*[place(f"v{n}", 36.4 + n / 10, 35.0) for n in range(3)])
    cells = fl.tessellate(places)
    check(cells, places)
    assert {frozenset(pair) for pair in zip(cells.left.tolist(), cells.right.tolist(), strict=True)} == {
        frozenset({0, 1}), frozenset({1, 2}),
    }  # fmt: skip


def test_of_two_places_on_one_point_the_first_has_the_ground() -> None:
    places = table(place("a", 36.5, 35.0), place("twin", 36.5, 35.0), place("b", 36.6, 35.0))
    cells = fl.tessellate(places)
    assert shapely.is_empty(cells.cells).tolist() == [False, True, False]
    check(cells, places)


def test_a_place_located_too_coarsely_gets_no_ground() -> None:
    places = table(
        place("a", 36.5, 35.0, 5000), place("somewhere", 36.55, 35.0, 5001), place("b", 36.6, 35.0)
    )
    cells = fl.tessellate(places)
    assert shapely.is_empty(cells.cells).tolist() == [False, True, False]
    check(cells, places)
    assert (len(cells.edges), cells.place_ids[int(cells.right[0])]) == (1, "b")


def test_places_out_of_each_others_reach_share_no_edge() -> None:
    assert len(fl.tessellate(table(place("a", 36.0, 35.0), place("b", 36.45, 35.0))).edges) == 0  # 41 km
    assert len(fl.tessellate(table(place("a", 36.0, 35.0), place("b", 36.43, 35.0))).edges) == 1  # 39 km


def test_the_sea_takes_no_part() -> None:
    places = table(place("a", 36.4, 35.0), place("b", 36.6, 35.0))
    land = shapely.box(36.0, 35.0 - 0.05, 37.0, 35.0 + 0.05)
    whole, cut = fl.tessellate(places), fl.tessellate(places, mask=land)
    for row in range(2):
        assert cut.cells[row].difference(land.buffer(2e-3)).is_empty  # a side of 1 degree bows by 100 m
        assert 0 < area_km2(cut.cells[row]) < area_km2(whole.cells[row])
    assert length_km(cut.edges[0]) == pytest.approx(0.1 * 110.94, rel=1e-3)
    assert length_km(cut.edges[0]) < length_km(whole.edges[0])


def test_ground_that_only_touches_the_land_is_no_ground() -> None:
    places = table(place("a", 36.4, 35.0), place("b", 36.6, 35.0))
    shore = shapely.box(36.0, 34.5, 36.5, 35.5)  # ends on the very line between the two
    cells = fl.tessellate(places, mask=shore)
    assert cells.cells[1].is_empty
    areas = fl.control_areas(situation(places, {"a": "north", "b": "south"}), mask=shore).polygons
    assert areas["actor"].tolist() == ["north"]
    assert set(areas.geometry.geom_type) <= {"Polygon", "MultiPolygon"}


def test_a_line_cut_by_a_bay_stays_one_row_of_lines_only() -> None:
    places = table(place("a", 36.4, 35.0), place("b", 36.6, 35.0))
    land = shapely.box(36.0, 34.5, 37.0, 35.5) - shapely.box(36.45, 34.98, 36.55, 35.02)
    land = land - shapely.Polygon([(36.5, 35.1), (36.55, 35.08), (36.55, 35.12)])  # only touches the line
    front = fl.trace_front(situation(places, {"a": "north", "b": "south"}), mask=land)
    assert front.lines.geometry.geom_type.tolist() == ["MultiLineString"]
    assert front.lines["length_km"].sum() == pytest.approx(0.32 * 110.94 - 0.04 * 110.94, rel=0.02)


PAIR = table(place("a", 36.4, 35.0), place("b", 36.6, 35.0))


def test_the_front_runs_where_two_holders_meet_and_names_the_places_that_fix_it() -> None:
    row = fl.trace_front(situation(PAIR, {"a": "north", "b": "south"})).lines.iloc[0]
    assert {row["left_actor"]: row["left_place"], row["right_actor"]: row["right_place"]} == {
        "north": "a", "south": "b",
    }  # fmt: skip
    assert row["firm"]
    assert row["length_km"] == pytest.approx(length_km(row.geometry))


@pytest.mark.parametrize("holders", [{"a": "north", "b": "north"}, {"a": "north", "b": None}, {"a": "north"}])
def test_there_is_no_front_within_one_side_or_against_nobody_known(holders: dict[str, str | None]) -> None:
    front = fl.trace_front(situation(PAIR, holders))
    assert len(front.lines) == 0
    assert front.lines.crs == "EPSG:4326"


@pytest.mark.parametrize("status", ["contested", "claimed"])
def test_a_front_at_a_doubtful_place_is_not_firm(status: Status) -> None:
    front = fl.trace_front(situation(PAIR, {"a": "north", "b": "south"}, {"b": status}))
    assert not front.lines["firm"].any()


def test_the_ground_of_a_village_nobody_names_goes_to_the_nearest_known_one() -> None:
    places = PAIR | table(place("mute", 36.55, 35.02))
    front = fl.trace_front(situation(places, {"a": "north", "b": "south", "mute": None}))
    assert {*front.lines["left_place"], *front.lines["right_place"]} == {"a", "b"}
    assert front.lines["firm"].sum() == len(front.lines) - 1  # the stretch at the mute village is inferred


def test_the_areas_are_made_of_the_cells_and_lose_nothing(now: Situation) -> None:
    cells = fl.tessellate(now.places)
    areas = fl.control_areas(now, tessellation=cells).polygons
    assert areas.geometry.is_valid.all()
    assert not areas.duplicated(["actor", "status"]).any()
    drawn = [c for c in cells.cells if not c.is_empty]
    assert areas["cells"].sum() <= len(drawn)
    assert areas["area_km2"].sum() == pytest.approx(sum(map(area_km2, drawn)), rel=0.02)
    assert areas["area_km2"].sum() <= sum(map(area_km2, drawn)) * (1 + 1e-6)
    joint = shapely.union_all(areas.geometry.to_numpy(), grid_size=1e-9)
    assert area_km2(joint) == pytest.approx(areas["area_km2"].sum(), rel=1e-5)


def test_the_areas_part_the_ground_of_the_cells() -> None:
    places = PAIR | table(place("c", 36.5, 35.1), place("d", 36.5, 34.9))
    now = situation(places, {"a": "north", "b": "north", "c": "south", "d": None}, {"b": "claimed"})
    cells = fl.tessellate(places)
    areas = fl.control_areas(now, tessellation=cells).polygons.set_index(["actor", "status"])
    size = dict(zip(cells.place_ids, map(area_km2, cells.cells), strict=True))
    assert areas["area_km2"].sum() == pytest.approx(sum(size.values()), rel=1e-6)
    assert areas.loc["south", "area_km2"].sum() == pytest.approx(size["c"], rel=0.5)
    assert areas.loc["south", "area_km2"].sum() < areas.loc["north", "area_km2"].sum()
    assert areas["cells"].sum() == 4


def test_the_front_of_the_case_runs_between_the_holders_it_names(now: Situation) -> None:
    front = fl.trace_front(now)
    assert len(front.lines) > 50
    for row in front.lines.itertuples():
        assert now.holder(row.left_place) == row.left_actor
        assert now.holder(row.right_place) == row.right_actor
        assert row.left_actor != row.right_actor
    assert np.isfinite(front.lines["length_km"]).all()


GRID = table(*[place(f"g{n}-{m}", 36.0 + n / 15, 35.0 + m / 18) for n in range(12) for m in range(8)])
SIDES: dict[str, str | None] = {i: "west" if int(i[1:].split("-")[0]) < 6 else "east" for i in GRID}


def test_a_lone_disputed_village_deep_behind_the_line_is_overruled_and_a_held_one_is_not() -> None:
    lone = SIDES | {"g10-4": "west"}
    disputed = fl.trace_front(situation(GRID, lone, {"g10-4": "contested"}))
    assert list(disputed.overruled) == ["g10-4"]
    assert "the places around it say otherwise" in disputed.overruled["g10-4"]
    held = fl.trace_front(situation(GRID, lone))
    assert held.overruled == {}
    assert held.lines["length_km"].sum() > disputed.lines["length_km"].sum() + 10


def test_several_disputed_villages_that_agree_hold_their_pocket() -> None:
    inside = ("g9-3", "g9-4", "g10-3", "g10-4")
    front = fl.trace_front(situation(GRID, SIDES | dict.fromkeys(inside, "west"), dict.fromkeys(inside, "claimed")))
    assert front.overruled == {}
    assert {*front.lines["left_place"], *front.lines["right_place"]} >= set(inside)


def test_areas_of_a_situation_share_their_edges_exactly(now: Situation) -> None:
    shapes = fl.control_areas(now).polygons.geometry.to_numpy()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.is_valid(shapes).all()


def test_a_contested_belt_is_contested_on_both_sides_of_the_line() -> None:
    belt = {i: "contested" for i in GRID if i[1:].split("-")[0] in ("5", "6")}
    areas = fl.control_areas(situation(GRID, SIDES, dict.fromkeys(belt, "contested"))).polygons
    assert {*areas["actor"] + " " + areas["status"]} == {"west held", "west contested", "east held", "east contested"}


def test_the_band_is_wider_where_the_places_are_disputed() -> None:
    cells = fl.tessellate(GRID)
    sure = fl.trace_front(situation(GRID, SIDES), tessellation=cells)
    belt = {i: "claimed" for i in GRID if i[1:].split("-")[0] in ("5", "6")}
    unsure = fl.trace_front(situation(GRID, SIDES, dict.fromkeys(belt, "claimed")), tessellation=cells)
    width = [float(fl.trace_band(front)["area_km2"].iloc[0]) for front in (sure, unsure)]
    assert width[0] < 0.9 * width[1]
    inner, outer = (fl.trace_band(sure, p).geometry.iloc[0] for p in (0.5, 0.95))
    assert shapely.covers(outer.buffer(1e-6), inner)


def test_a_day_drawn_after_another_is_the_same_as_drawn_alone() -> None:
    days = [situation(GRID, SIDES), situation(GRID, SIDES | {"g6-2": "west", "g6-3": "west"})]
    together = fl.tessellate(GRID)
    alone = [fl.control_areas(day).polygons for day in days]
    for day, areas in zip(days, alone, strict=True):
        drawn = fl.control_areas(day, tessellation=together).polygons
        assert drawn.geometry.geom_equals_exact(areas.geometry, 1e-12).all()


def test_a_front_between_two_places_alone_runs_to_the_rim_of_their_ground() -> None:
    pair = table(place("maardes", 36.7622, 35.2247), place("hama", 36.7578, 35.1318))
    front = fl.trace_front(situation(pair, {"maardes": "north", "hama": "south"}))
    west, _, east, _ = front.lines.total_bounds
    rim = shapely.total_bounds(front.tessellation.cells)
    assert west < rim[0] + 0.02 and east > rim[2] - 0.02  # of discs of 20 km, cut by the line between their centres

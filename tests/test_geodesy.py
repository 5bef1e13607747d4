"""Distances, bearings, areas and projections on WGS 84, against a second opinion and published values."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from geopy.distance import geodesic
from hypothesis import assume, given
from hypothesis import strategies as st

from frontline.geodesy import (
    area_km2,
    bearing_deg,
    distance_km,
    grid_convergence_deg,
    length_km,
    local_crs,
    point_at,
    to_local,
    to_wgs84,
    wind,
)
from gazetteer.earth import compass_word

LON = st.floats(-180, 180)
LAT = st.floats(-90, 90)
MIDDLE_LAT = st.floats(-85, 85)
MILLIMETRE_KM, CENTIMETRE_KM = 1e-6, 1e-5

HAMA, HOMS, ALEPPO = (36.7578, 35.1318), (36.7134, 34.7268), (37.1611, 36.2012)
WGS84_AREA_KM2 = 510_065_621.724089  # NGA.STND.0036 (2014), derived constants of WGS 84


def between(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(distance_km(lon=one[0], lat=one[1], to_lon=other[0], to_lat=other[1])[0])


@given(LON, LAT, LON, LAT)
def test_distances_agree_with_a_second_opinion_to_a_millimetre(
    lon: float, lat: float, to_lon: float, to_lat: float
) -> None:
    second = geodesic((lat, lon), (to_lat, to_lon)).km
    assert between((lon, lat), (to_lon, to_lat)) == pytest.approx(second, abs=MILLIMETRE_KM)


def test_published_geodesics_are_met() -> None:
    # GeographicLib, GeodSolve(1), example: JFK Airport to Singapore Changi Airport; azimuth and metres.
    jfk, singapore = (
        (-(73 + 46 / 60 + 44 / 3600), 40 + 38 / 60 + 23 / 3600),
        (103 + 59 / 60 + 22 / 3600, 1 + 21 / 60 + 33 / 3600),
    )
    assert between(jfk, singapore) == pytest.approx(15_347.628, abs=0.001)
    # The meridian quadrant of WGS 84, 10 001.965 729 km, and a degree of the equator, a * pi / 180.
    assert between((0, 0), (0, 90)) == pytest.approx(10_001.965729, abs=MILLIMETRE_KM)
    assert between((0, 0), (1, 0)) == pytest.approx(6378.137 * math.pi / 180, abs=MILLIMETRE_KM)


@given(LON, LAT, LON, LAT)
def test_there_is_as_far_as_back(lon: float, lat: float, to_lon: float, to_lat: float) -> None:
    there, back = between((lon, lat), (to_lon, to_lat)), between((to_lon, to_lat), (lon, lat))
    assert there == pytest.approx(back, abs=MILLIMETRE_KM)
    assert there >= 0


@given(LON, MIDDLE_LAT, st.floats(0, 359.999), st.floats(0.01, 1000))
def test_going_out_on_a_bearing_and_measuring_back_agree(
    lon: float, lat: float, bearing: float, km: float
) -> None:
    ((to_lon, to_lat),) = point_at(lon=lon, lat=lat, bearing=bearing, km=km)
    assert between((lon, lat), (to_lon, to_lat)) == pytest.approx(km, abs=MILLIMETRE_KM)
    found = float(bearing_deg(lon=lon, lat=lat, to_lon=to_lon, to_lat=to_lat)[0])
    across_m = math.radians((found - bearing + 180) % 360 - 180) * km * 1000
    assert abs(across_m) < 0.01


@given(LON, LAT, LON, LAT)
def test_a_bearing_lies_from_north_up_to_but_not_at_a_full_circle(
    lon: float, lat: float, to_lon: float, to_lat: float
) -> None:
    assert 0 <= float(bearing_deg(lon=lon, lat=lat, to_lon=to_lon, to_lat=to_lat)[0]) < 360


def test_a_hair_west_of_north_is_north() -> None:
    assert float(bearing_deg(lon=0, lat=0, to_lon=-5e-16, to_lat=10)[0]) == 0.0


def test_bearings_point_the_way_a_compass_does() -> None:
    assert wind(float(bearing_deg(lon=HAMA[0], lat=HAMA[1], to_lon=HOMS[0], to_lat=HOMS[1])[0])) == "S"
    assert wind(float(bearing_deg(lon=HAMA[0], lat=HAMA[1], to_lon=ALEPPO[0], to_lat=ALEPPO[1])[0])) == "NNE"
    east = point_at(lon=HAMA[0], lat=HAMA[1], bearing=90.0, km=10.0)[0]
    assert east[0] > HAMA[0]
    assert east[1] == pytest.approx(HAMA[1], abs=1e-3)


def test_the_antimeridian_is_no_wall_and_the_pole_no_edge() -> None:
    assert between((179.9, -17.0), (-179.9, -17.0)) == pytest.approx(
        between((0.1, -17.0), (-0.1, -17.0)), abs=1e-9
    )
    assert between((12.0, 90.0), (-77.0, 90.0)) == pytest.approx(0, abs=MILLIMETRE_KM)
    assert between((0.0, 89.0), (180.0, 89.0)) == pytest.approx(
        2 * between((0.0, 89.0), (0.0, 90.0)), abs=MILLIMETRE_KM
    )
    over = point_at(lon=179.99, lat=0.0, bearing=90.0, km=10.0)[0]
    assert -180 < over[0] < -179.9


def test_one_call_measures_many_places_in_order() -> None:
    lons, lats = [HOMS[0], ALEPPO[0], HAMA[0]], [HOMS[1], ALEPPO[1], HAMA[1]]
    away = distance_km(lon=HAMA[0], lat=HAMA[1], to_lon=lons, to_lat=lats)
    assert away.tolist() == [between(HAMA, HOMS), between(HAMA, ALEPPO), 0.0]


def test_the_whole_earth_has_its_published_area() -> None:
    bands = [shapely.box(lon, lat, lon + 60, lat + 90) for lon in range(-180, 180, 60) for lat in (-90, 0)]
    # Sides along the equator and meridians are geodesics, so eight triangles from pole to equator are exact.
    assert sum(area_km2(band) for band in bands) == pytest.approx(WGS84_AREA_KM2, rel=1e-9)


@pytest.mark.parametrize("reverse", [False, True])
def test_a_hole_is_taken_off_whichever_way_its_ring_runs(reverse: bool) -> None:
    outer, inner = shapely.box(36, 35, 37, 36), shapely.box(36.4, 35.4, 36.6, 35.6)
    ring = shapely.get_coordinates(inner)[:: -1 if reverse else 1]
    holed = shapely.Polygon(shapely.get_coordinates(outer), [ring])
    assert area_km2(holed) == pytest.approx(area_km2(outer) - area_km2(inner), rel=1e-12)
    assert area_km2(shapely.MultiPolygon([inner, shapely.box(30, 30, 31, 31)])) > area_km2(inner) > 0


def test_nothing_has_no_area_and_no_length() -> None:
    assert area_km2(shapely.Polygon()) == 0
    assert length_km(shapely.LineString()) == 0


def test_the_length_of_a_line_is_the_sum_of_its_legs() -> None:
    line = shapely.LineString([HOMS, HAMA, ALEPPO])
    legs = between(HOMS, HAMA) + between(HAMA, ALEPPO)
    assert length_km(line) == pytest.approx(legs, abs=1e-9)
    apart = shapely.MultiLineString([[HOMS, HAMA], [HAMA, ALEPPO]])
    assert length_km(apart) == pytest.approx(legs, abs=1e-9)


@given(st.floats(-179, 179), st.floats(-80, 80), st.floats(-2, 2), st.floats(-2, 2))
def test_projecting_and_coming_back_moves_a_place_less_than_a_centimetre(
    lon: float, lat: float, east: float, north: float
) -> None:
    assume(-180 < lon + east < 180)
    crs = local_crs([lon], [lat])
    point = shapely.Point(lon + east, lat + north)
    back = to_wgs84(to_local(point, crs), crs)
    assert between((point.x, point.y), (back.x, back.y)) < CENTIMETRE_KM


def test_the_local_projection_keeps_areas_and_near_distances() -> None:
    crs = local_crs([36.0, 37.5], [34.5, 36.0])
    box = shapely.segmentize(
        shapely.box(36.2, 34.6, 37.2, 35.6), 0.001
    )  # short legs, so that both follow one line
    assert shapely.area(to_local(box, crs)) / 1e6 == pytest.approx(area_km2(box), rel=1e-6)
    centre = shapely.Point(36.75, 35.25)
    assert shapely.length(to_local(centre, crs)) == 0
    for bearing in range(0, 360, 30):
        lon, lat = point_at(lon=36.75, lat=35.25, bearing=float(bearing), km=400.0)[0]
        far = to_local(shapely.Point(lon, lat), crs)
        assert math.hypot(far.x, far.y) == pytest.approx(400_000, rel=5e-4)


def test_true_north_leans_away_from_the_grid_east_and_west_of_the_centre() -> None:
    crs = local_crs([36.0, 38.0], [34.0, 36.0])
    east, west = (grid_convergence_deg(lon=lon, lat=35.0, crs=crs) for lon in (38.0, 36.0))
    assert grid_convergence_deg(lon=37.0, lat=35.0, crs=crs) == pytest.approx(0, abs=1e-9)
    # Meridians converge towards the pole by the sine of the latitude; positive is clockwise.
    assert east == pytest.approx(-math.sin(math.radians(35)), abs=0.01)
    assert west == pytest.approx(-east, abs=1e-6)


@pytest.mark.parametrize(
    ("bearing", "sixteen", "eight", "words"),
    [
        (0.0, "N", "N", "north"), (11.24, "N", "N", "north"), (11.26, "NNE", "N", "north-north-east"),
        (45.0, "NE", "NE", "north-east"), (180.0, "S", "S", "south"), (258.0, "WSW", "W", "west-south-west"),
        (348.74, "NNW", "N", "north-north-west"), (348.76, "N", "N", "north"), (360.0, "N", "N", "north"),
        (-90.0, "W", "W", "west"),
    ],
)  # fmt: skip
def test_a_bearing_is_named_by_the_nearest_point_of_the_rose(
    bearing: float, sixteen: str, eight: str, words: str
) -> None:
    assert wind(bearing) == sixteen
    assert wind(bearing, points=8) == eight
    assert compass_word(bearing) == words  # the gazetteer's words and the rose's letters agree


def test_the_rose_names_each_of_its_points_once() -> None:
    for points in (8, 16):
        assert len({wind(b, points=points) for b in np.arange(points) * 360 / points}) == points

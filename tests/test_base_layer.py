"""The packaged base layer is a valid, sourced, small map of Syria whose governorates fill the country."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Point, shape

BASE = Path(__file__).resolve().parents[1] / "frontline" / "datasets" / "base"
FILE = BASE / "syria.geojson"
PROPERTIES = {"kind", "name", "name_ar", "iso", "source", "licence", "precision_m"}
FRAME = (34.5, 31.5, 43.5, 38.0)
# Seats of the governorates, lon, lat. Quneitra: the town destroyed in 1974, still the nominal seat.
CAPITALS = {
    "Aleppo": (37.1613, 36.2012),
    "Idlib": (36.6339, 35.9306),
    "Hama": (36.7578, 35.1318),
    "Homs": (36.7137, 34.7268),
    "Latakia": (35.7833, 35.5167),
    "Tartus": (35.8866, 34.8890),
    "Damascus": (36.2912, 33.5102),
    "Rif Dimashq": (36.4053, 33.5711),  # Douma
    "Daraa": (36.1021, 32.6189),
    "Quneitra": (35.8246, 33.1260),
    "Suwayda": (36.5694, 32.7090),
    "Deir ez-Zor": (40.1408, 35.3359),
    "Raqqa": (39.0079, 35.9528),
    "Hasakah": (40.7477, 36.5024),
}
RIVERSIDE = {
    "Orontes": {
        "Hama": (36.7578, 35.1318),
        "Jisr al-Shughur": (36.3205, 35.8138),
        "Darkush": (36.3940, 35.9920),
    },
    "Euphrates": {"Raqqa": (39.0079, 35.9528), "Deir ez-Zor": (40.1408, 35.3359)},
    "Khabur": {"Hasakah": (40.7477, 36.5024), "Tell Tamr": (40.3708, 36.6556)},
    "Quwayq": {"Aleppo": (37.1613, 36.2012)},
}
DRY = {"Homs": (36.7137, 34.7268), "al-Rastan": (36.7320, 34.9265), "Tabqa": (38.5466, 35.8345)}
GEOD = Geod(ellps="WGS84")


@pytest.fixture(scope="module")
def features() -> list[dict[str, Any]]:
    return json.loads(FILE.read_text(encoding="utf-8"))["features"]


def shapes_of(features: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return {f["properties"]["name"]: shape(f["geometry"]) for f in features if f["properties"]["kind"] == kind}


def pairs_in(coordinates: list[Any]) -> list[list[float]]:
    if isinstance(coordinates[0], float | int):
        return [coordinates]
    return [pair for part in coordinates for pair in pairs_in(part)]


def km_apart(one: Any, other: Any) -> float:
    line = shapely.shortest_line(one, other)
    return GEOD.geometry_length(line) / 1000


def test_the_file_is_small_and_has_one_feature_a_line() -> None:
    text = FILE.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith('{"type":"Feature",')]
    assert len(text.encode()) < 250_000
    assert len(lines) == len(json.loads(text)["features"])
    assert "\r" not in text
    assert '"crs"' not in text  # RFC 7946 knows WGS 84 only


def test_every_feature_says_its_kind_origin_licence_and_precision(features: list[dict[str, Any]]) -> None:
    for properties in (f["properties"] for f in features):
        assert set(properties) == PROPERTIES
        for column in ("kind", "name", "name_ar", "source", "licence"):
            assert properties[column].strip(), (properties["name"], column)
        assert 100 <= properties["precision_m"] <= 10_000
        coded = properties["kind"] in {"country", "governorate"} and properties["name"] != "Northern Cyprus"
        assert bool(properties["iso"]) == coded


def test_shapes_are_valid_and_wound_as_geojson_asks(features: list[dict[str, Any]]) -> None:
    for feature in features:
        geometry = shape(feature["geometry"])
        name = feature["properties"]["name"]
        assert geometry.is_valid, name
        assert not geometry.is_empty, name
        polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
        assert all(part.exterior.is_ccw for part in polygons), name


def test_coordinates_lie_in_the_frame_with_three_decimals(features: list[dict[str, Any]]) -> None:
    west, south, east, north = FRAME
    for feature in features:
        for lon, lat in pairs_in(feature["geometry"]["coordinates"]):
            assert west <= lon <= east
            assert south <= lat <= north
            assert (lon, lat) == (round(lon, 3), round(lat, 3))


def test_the_kinds_a_map_of_syria_needs_are_there(features: list[dict[str, Any]]) -> None:
    neighbours = {"Syria", "Lebanon", "Turkey", "Iraq", "Jordan", "Israel", "Palestine"}
    assert neighbours <= set(shapes_of(features, "country"))
    assert set(shapes_of(features, "governorate")) == set(CAPITALS)
    assert {"Orontes", "Euphrates", "Khabur", "Quwayq"} <= set(shapes_of(features, "river"))
    assert {"Lake Assad", "Lake Qattinah"} <= set(shapes_of(features, "lake"))
    assert {*CAPITALS, "Antakya", "Gaziantep", "Mosul", "Beirut", "Amman"} - {"Rif Dimashq", "Quneitra"} <= set(
        shapes_of(features, "settlement")
    )


def test_towns_for_orientation_lie_where_they_are(features: list[dict[str, Any]]) -> None:
    towns = shapes_of(features, "settlement")
    assert len(towns) == 36
    for name in set(towns) & set(CAPITALS):
        assert km_apart(towns[name], Point(CAPITALS[name])) < 2
    countries = shapes_of(features, "country")
    homes = {"Antakya": "Turkey", "Mosul": "Iraq", "Tripoli": "Lebanon", "Irbid": "Jordan", "Qamishli": "Syria"}
    for town, country in homes.items():
        assert countries[country].contains(towns[town]), town


@pytest.mark.parametrize("governorate", CAPITALS)
def test_each_capital_lies_in_its_own_governorate(features: list[dict[str, Any]], governorate: str) -> None:
    seat = Point(CAPITALS[governorate])
    holders = [name for name, area in shapes_of(features, "governorate").items() if area.contains(seat)]
    assert holders == [governorate]


def test_governorates_fill_syria_without_gap_or_overlap(features: list[dict[str, Any]]) -> None:
    governorates = list(shapes_of(features, "governorate").values())
    countries = shapes_of(features, "country")
    assert shapely.coverage_is_valid(governorates)
    assert shapely.coverage_is_valid(list(countries.values()))
    assert shapely.union_all(governorates).equals(countries["Syria"])


def test_syria_has_its_area_without_the_occupied_golan(features: list[dict[str, Any]]) -> None:
    syria = shapes_of(features, "country")["Syria"]
    area_m2, _ = GEOD.geometry_area_perimeter(syria)
    assert abs(area_m2) / 1e6 == pytest.approx(185_180, rel=0.02)
    majdal_shams = Point(35.769, 33.268)  # west of the 1974 ceasefire line
    assert not syria.contains(majdal_shams)


@pytest.mark.parametrize(("river", "town"), [(river, town) for river, towns in RIVERSIDE.items() for town in towns])
def test_rivers_pass_their_riverside_towns(features: list[dict[str, Any]], river: str, town: str) -> None:
    (stated_m,) = (f["properties"]["precision_m"] for f in features if f["properties"]["name"] == river)
    distance_km = km_apart(shapes_of(features, "river")[river], Point(RIVERSIDE[river][town]))
    assert distance_km <= stated_m / 1000


@pytest.mark.parametrize("town", DRY)
def test_towns_beside_lakes_stay_dry(features: list[dict[str, Any]], town: str) -> None:
    assert not any(lake.contains(Point(DRY[town])) for lake in shapes_of(features, "lake").values())


def test_the_page_beside_it_names_every_layer(features: list[dict[str, Any]]) -> None:
    page = (BASE / "README.md").read_text(encoding="utf-8")
    for feature in features:
        if feature["properties"]["kind"] in {"river", "lake"}:
            assert feature["properties"]["name"] in page

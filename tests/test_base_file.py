"""A base layer from a file of one's own: recognised by its usual columns, cut to the case, credited, or refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from frontline.datasets import base_around, base_layer, read_base, surroundings
from frontline.datasets._kinds import tell_kinds
from frontline.datasets._vector import MOST_POINTS
from frontline.errors import BaseLayerError
from gazetteer import Place

HAMA = (36.0, 34.5, 37.5, 35.8)
OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="34.73" lon="36.71" version="1"/><node id="2" lat="35.05" lon="36.75" version="1"/>
<node id="3" lat="35.13" lon="36.76" version="1"/><node id="4" lat="35.64" lon="36.65" version="1"/>
<node id="5" lat="36.20" lon="37.16" version="1"/><node id="6" lat="35.01" lon="37.05" version="1"/>
<node id="7" lat="35.01" lon="37.05" version="1"><tag k="place" v="town"/><tag k="name" v="سلمية"/>
<tag k="name:en" v="Salamiyah"/><tag k="name:ar" v="سلمية"/></node>
<way id="1" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="trunk"/><tag k="ref" v="M5"/></way>
<way id="2" version="1"><nd ref="2"/><nd ref="3"/><tag k="highway" v="motorway"/><tag k="ref" v="M5"/></way>
<way id="3" version="1"><nd ref="1"/><nd ref="6"/><tag k="railway" v="rail"/></way>
<way id="4" version="1"><nd ref="3"/><nd ref="6"/><tag k="highway" v="footway"/></way>
<way id="5" version="1"><nd ref="4"/><nd ref="5"/><tag k="waterway" v="river"/><tag k="name:en" v="Quwayq"/></way>
</osm>"""


def a_line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points or ((36.7, 34.7), (36.8, 35.1)))


def a_place(name: str, lon: float, lat: float) -> Place:
    return Place(place_id=name.lower(), name=name, names=(), kind="town", lon=lon, lat=lat)


def write(path: Path, columns: dict[str, list[object]], shapes: list[object], crs: object = 4326) -> Path:
    gpd.GeoDataFrame(columns, geometry=shapes, crs=crs).to_file(path)
    return path


def kinds_of(base: gpd.GeoDataFrame) -> list[str]:
    return sorted(base["kind"])


def test_an_extract_of_openstreetmap_gives_roads_rails_rivers_and_towns(tmp_path: Path) -> None:
    (tmp_path / "hama.osm").write_text(OSM, encoding="utf-8")
    base = read_base(tmp_path / "hama.osm", HAMA, credit="OpenStreetMap contributors, ODbL")
    assert kinds_of(base) == ["rail", "river", "road", "settlement"]
    (road,) = base[base["kind"] == "road"].itertuples()
    assert road.name == "M5"
    assert road.geometry.geom_type == "LineString"  # its pieces are one road
    (town,) = base[base["kind"] == "settlement"].itertuples()
    assert (town.name, town.name_ar) == ("Salamiyah", "سلمية")
    assert base.attrs["credit"] == "Base layer: OpenStreetMap contributors, ODbL."
    assert base.total_bounds[3] <= HAMA[3]  # the river is cut where the surroundings end


def test_ocha_s_borders_in_another_projection_come_as_governorates(tmp_path: Path) -> None:
    governorates = base_layer().query("kind == 'governorate'")
    table = governorates.to_crs(32637)[["geometry"]].assign(
        ADM1_EN=governorates["name"], ADM1_AR=governorates["name_ar"], ADM1_PCODE=governorates["iso"], ADM0_PCODE="SY"
    )
    table.to_file(tmp_path / "adm1.gpkg", layer="syr_admbnda_adm1")
    base = read_base(tmp_path / "adm1.gpkg", HAMA)
    assert set(base["kind"]) == {"governorate"}
    assert {"Hama", "Idlib", "Homs"} <= set(base["name"]) and "Daraa" not in set(base["name"])
    assert base.set_index("name")["name_ar"]["Hama"] == "حماة"
    hama = base.set_index("name").geometry["Hama"]
    assert hama.contains(shapely.Point(36.757, 35.131))
    west, south, east, north = base.total_bounds
    assert west >= HAMA[0] and south >= HAMA[1] and east <= HAMA[2] and north <= HAMA[3]


def test_all_layers_of_a_geopackage_and_a_zipped_shapefile_are_read(tmp_path: Path) -> None:
    lines = gpd.GeoDataFrame({"featurecla": ["River"], "name": ["Orontes"]}, geometry=[a_line()], crs=4326)
    areas = gpd.GeoDataFrame({"featurecla": ["Reservoir"]}, geometry=[shapely.box(36.6, 34.8, 36.8, 34.9)], crs=4326)
    lines.to_file(tmp_path / "water.gpkg", layer="rivers")
    areas.to_file(tmp_path / "water.gpkg", layer="lakes")
    assert kinds_of(read_base(tmp_path / "water.gpkg", HAMA)) == ["lake", "river"]
    (tmp_path / "shape").mkdir()
    lines.to_file(tmp_path / "shape" / "rivers.shp")
    with zipfile.ZipFile(tmp_path / "rivers.zip", "w") as archive:
        for part in (tmp_path / "shape").iterdir():
            archive.write(part, part.name)
    assert kinds_of(read_base(tmp_path / "rivers.zip", HAMA)) == ["river"]
    lines.to_parquet(tmp_path / "rivers.parquet")
    assert kinds_of(read_base(tmp_path / "rivers.parquet", HAMA)) == ["river"]


@pytest.mark.parametrize(
    ("columns", "dimension", "kind"),
    [
        ({"kind": "road"}, 1, "road"),
        ({"kind": "Highway"}, 1, "road"),
        ({"kind": "pipeline"}, 1, "other"),
        ({"boundary": "administrative", "admin_level": "4"}, 2, "governorate"),
        ({"boundary": "administrative", "admin_level": "2"}, 1, "country"),
        ({"boundary": "administrative", "admin_level": "6"}, 2, "district"),
        ({"boundary": "protected_area", "admin_level": "4"}, 2, ""),
        ({"waterway": "stream"}, 1, "stream"),
        ({"natural": "water"}, 2, "lake"),
        ({"natural": "coastline"}, 1, "coast"),
        ({"landuse": "residential"}, 2, "built_up"),
        ({"building": "yes", "landuse": None}, 2, ""),
        ({"fclass": "primary"}, 1, "road"),
        ({"fclass": "riverbank"}, 2, "lake"),
        ({"fclass": "pub"}, 0, ""),
        ({"admLevel": 2}, 2, "district"),
        ({"adm3_name": "Suran", "adm3_pcode": "SY050003", "adm1_name": "Hama"}, 2, "subdistrict"),
        ({"GID_0": "SYR", "GID_1": "SYR.5_1", "NAME_1": "Hamah"}, 2, "governorate"),
        ({"shapeType": "ADM1", "shapeName": "Hama"}, 2, "governorate"),
        ({"featurecla": "Admin-0 country"}, 2, "country"),
        ({"featurecla": "Lake Centerline"}, 1, "river"),
        ({"featurecla": "Admin-1 capital"}, 0, "settlement"),
        ({"featurecla": "Urban area"}, 2, "built_up"),
        ({"name": "a line that says nothing"}, 1, "other"),
        ({"name": "a point that says nothing"}, 0, "settlement"),
        ({"other_tags": '"railway"=>"rail","gauge"=>"1435"'}, 1, "rail"),
    ],
)
def test_usual_columns_tell_the_kind(columns: dict[str, object], dimension: int, kind: str) -> None:
    assert tell_kinds(pd.DataFrame([columns]), np.array([dimension])).tolist() == [kind]


def test_the_credit_is_told_or_read_or_said_to_be_lacking(tmp_path: Path) -> None:
    silent = write(tmp_path / "a.geojson", {"kind": ["road"]}, [a_line()])
    assert read_base(silent).attrs["credit"] == "Base layer: a.geojson (licence not told)."
    told = write(tmp_path / "b.geojson", {"kind": ["road"], "attribution": ["Desk, CC BY 4.0"]}, [a_line()])
    assert read_base(told).attrs["credit"] == "Base layer: Desk, CC BY 4.0."
    assert read_base(told, credit="Another").attrs["credit"] == "Base layer: Another."


def test_its_kinds_take_the_place_of_the_packaged_ones(tmp_path: Path) -> None:
    hama = a_place("Hama", 36.757, 35.131)
    own = read_base(write(tmp_path / "rivers.geojson", {"kind": ["river"], "name": ["Own"]}, [a_line()]))
    base = base_around([hama], own)
    assert list(base["name"][base["kind"] == "river"]) == ["Own"]
    assert {"country", "governorate", "lake", "settlement"} <= set(base["kind"])
    assert "Natural Earth" in base.attrs["credit"] and "rivers.geojson" in base.attrs["credit"]
    kyiv = a_place("Kyiv", 30.52, 50.45)
    assert base_around([kyiv]).empty and base_around([kyiv]).attrs["credit"] == ""


def test_divisions_that_a_file_lacks_stay_as_packaged(tmp_path: Path) -> None:
    """A file of two governorates; the locator draws the country, and names the towns its divisions are named after."""
    packaged = base_layer()
    names = set(packaged["name"][packaged["kind"] == "governorate"])
    pieces = packaged[packaged["name"].isin(["Hama", "Homs"]) & (packaged["kind"] == "governorate")]
    path = tmp_path / "two.shp"
    columns = {"kind": ["governorate"] * 2, "name": [f"{name} (own)" for name in pieces["name"]]}
    write(path, columns, list(pieces.geometry))
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as folder:
        for part in tmp_path.glob("two.*"):
            if part.suffix != ".zip":
                folder.write(part, part.name)
    base = base_around([a_place("Hama", 36.757, 35.131)], read_base(tmp_path / "two.zip"))
    drawn = base["name"][base["kind"] == "governorate"]
    assert sorted(drawn) == sorted(names - {"Hama", "Homs"} | {"Hama (own)", "Homs (own)"})


def test_a_row_with_a_blank_kind_is_told_by_its_other_columns(tmp_path: Path) -> None:
    kinds: list[object] = ["road", None, "", "pipeline"]
    columns = {"kind": kinds, "waterway": [None, "river", "river", ""]}
    path = write(tmp_path / "mixed.geojson", columns, [a_line((36.7, 34.7), (36.8 + n / 10, 35.1)) for n in range(4)])
    assert kinds_of(read_base(path)) == ["other", "river", "road"]


def test_what_is_too_much_for_one_map_is_left_out_and_told(tmp_path: Path) -> None:
    lon = np.linspace(36.1, 37.4, MOST_POINTS + 1)
    zigzag = shapely.linestrings(np.column_stack([lon, 35 + 0.01 * (np.arange(MOST_POINTS + 1) % 2)]))
    path = tmp_path / "tracks.gpkg"
    write(path, {"kind": ["minor_road", "road"]}, [zigzag, a_line()])
    gpd.GeoDataFrame({"kind": ["stream"]}, geometry=[a_line()], crs=4326).to_file(path, layer="water")
    base = read_base(path, HAMA)
    assert kinds_of(base) == ["road"]
    assert (
        base.attrs["caveat"]
        == "Left out of the base layer, which has too much for one map: stream or canal, minor road."
    )
    write(tmp_path / "roads.gpkg", {"kind": ["road"]}, [zigzag])
    with pytest.raises(BaseLayerError, match="corners in the map's surroundings, over 120,000"):
        read_base(tmp_path / "roads.gpkg", HAMA)


def test_both_sides_of_the_antimeridian_are_read(tmp_path: Path) -> None:
    taveuni = a_place("Taveuni", 179.97, -16.85)
    lakeba = a_place("Lakeba", -178.8, -18.2)
    around = surroundings([taveuni, lakeba])
    assert around[0] > 0 > around[2]
    lines = [a_line((179.5, -17), (179.9, -17)), a_line((-179.9, -17), (-179.5, -17)), a_line((0, -17), (1, -17))]
    base = read_base(write(tmp_path / "fiji.gpkg", {"kind": ["road"] * 3, "name": ["a", "b", "c"]}, lines), around)
    assert sorted(base["name"]) == ["a", "b"]


def test_a_file_that_will_not_do_is_refused_in_words(tmp_path: Path) -> None:
    def told(path: Path, around: tuple[float, float, float, float] | None = None) -> str:
        with pytest.raises(BaseLayerError) as failure:
            read_base(path, around)
        assert str(path) in str(failure.value)
        return str(failure.value)

    assert "no such file" in told(tmp_path / "nothing.gpkg")
    assert "is a folder" in told(tmp_path)
    (tmp_path / "words.gpkg").write_text("not a database", encoding="utf-8")
    assert "cannot be read" in told(tmp_path / "words.gpkg")
    (tmp_path / "plain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "no layer with a geometry" in told(tmp_path / "plain.csv")
    with pytest.warns(UserWarning, match="crs"):
        bare = write(tmp_path / "bare.gpkg", {"kind": ["road"]}, [a_line()], crs=None)
    assert "does not say its CRS" in told(bare)
    far = write(tmp_path / "far.gpkg", {"kind": ["road"]}, [a_line((30, 50), (31, 51))])
    assert "within 36.00, 34.50, 37.50, 35.80" in told(far, HAMA)
    away = tmp_path / "away.geojson"
    away.write_text("<OGRVRTDataSource><SrcDataSource>/vsicurl/https://example.org/a</SrcDataSource>", encoding="utf-8")
    assert "points to data elsewhere" in told(away)


def test_a_name_of_any_length_and_spelling_is_kept_as_text(tmp_path: Path) -> None:
    names = ["{{7*7}}<script>", "x" * 10_000, "سلمية"]
    lines = [a_line((36.7, 34.7 + n / 10), (36.8, 35 + n / 10)) for n in range(3)]
    base = read_base(write(tmp_path / "a.geojson", {"kind": ["river"] * 3, "name": names}, lines))
    assert {"{{7*7}}<script>", "x" * 120, "سلمية"} == set(base["name"])

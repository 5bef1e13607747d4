"""Layers on the ground, to any GIS and back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely
from test_territory_infer import LAND, villages

from frontline.errors import GroundError, OutputError, TableError
from frontline.layers import FORMATS, is_place_table, read_land, read_places, write_layers
from frontline.territory import Chart, chart

ABOUT = {"title": "A <title> & more", "valid": "today", "sources": ["one", "two"]}


@pytest.fixture(scope="module")
def made() -> Chart:
    return chart(villages(200), LAND)


@pytest.fixture(scope="module")
def layers(made: Chart) -> dict[str, gpd.GeoDataFrame]:
    return {"areas": made.areas, "front": made.front, "band": made.band}


def test_a_geopackage_holds_each_layer_with_its_crs_and_metadata(
    layers: dict[str, gpd.GeoDataFrame], tmp_path: Path
) -> None:
    file = tmp_path / "a.gpkg"
    write_layers(file, layers, ABOUT)
    assert [name for name, _ in pyogrio.list_layers(file).tolist()] == ["areas", "front", "band"]
    areas = gpd.read_file(file, layer="areas")
    assert areas.crs == "EPSG:4326"
    assert areas["actor"].tolist() == ["north", "south"]
    assert shapely.coverage_is_valid(areas.geometry.to_numpy())
    assert pyogrio.read_info(file, layer="areas")["layer_metadata"]["title"] == ABOUT["title"]


@pytest.mark.parametrize("ending", [".parquet", ".geojson", ".fgb", ".kml"])
def test_the_other_formats_hold_one_table_that_names_the_layer(
    ending: str, layers: dict[str, gpd.GeoDataFrame], tmp_path: Path
) -> None:
    file = tmp_path / f"a{ending}"
    write_layers(file, layers, ABOUT)
    table = gpd.read_parquet(file) if ending == ".parquet" else gpd.read_file(file)
    assert table.crs == "EPSG:4326"
    assert sorted(table["layer"]) == ["areas", "areas", "band", "front"]
    mine = table[table["layer"] == "areas"].set_index("actor").geometry
    theirs = layers["areas"].set_index("actor").geometry
    for actor in ("north", "south"):
        assert shapely.hausdorff_distance(mine[actor], theirs[actor]) < 1e-6


def test_geojson_keeps_to_its_standard(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    write_layers(tmp_path / "a.geojson", layers, ABOUT)
    text = (tmp_path / "a.geojson").read_text(encoding="utf-8")
    collection = json.loads(text)
    assert "crs" not in collection
    assert (collection["title"], collection["sources"]) == (ABOUT["title"], ["one", "two"])
    for feature in collection["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        assert "layer" in feature["properties"]
        for polygon in (p for p in shapely.get_parts(shape) if p.geom_type == "Polygon"):
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)
    digits = [n.partition(".")[2] for n in text.split('"coordinates":')[1].split("]}")[0].split(",")]
    assert max(len(d.strip("]")) for d in digits) <= 7


def test_csv_and_kmz_open_elsewhere(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    write_layers(tmp_path / "a.csv", layers, ABOUT)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "a.csv").read_text(encoding="utf-8"))))
    assert {row["crs"] for row in rows} == {"EPSG:4326"}
    assert shapely.from_wkt(rows[0]["wkt"]).geom_type in ("Polygon", "MultiPolygon")
    assert rows[0]["title"] == ABOUT["title"]
    write_layers(tmp_path / "a.kmz", layers, ABOUT)
    packed = zipfile.ZipFile(io.BytesIO((tmp_path / "a.kmz").read_bytes()))
    assert packed.namelist() == ["doc.kml"]
    assert b"A &lt;title&gt; &amp; more" in packed.read("doc.kml")


def test_an_actor_named_like_a_formula_is_no_formula_in_a_spreadsheet(tmp_path: Path) -> None:
    table = gpd.GeoDataFrame({"actor": ["=1+1"]}, geometry=[shapely.box(36, 35, 37, 36)], crs="EPSG:4326")
    write_layers(tmp_path / "a.csv", {"areas": table})
    assert ",'=1+1," in (tmp_path / "a.csv").read_text()


@pytest.mark.parametrize("ending", FORMATS)
def test_layers_without_a_row_still_make_a_file(ending: str, made: Chart, tmp_path: Path) -> None:
    write_layers(tmp_path / f"a{ending}", {"areas": made.areas, "front": made.front.iloc[:0]})
    assert (tmp_path / f"a{ending}").stat().st_size > 100


def test_a_name_that_cannot_be_written_leaves_nothing(layers: dict[str, gpd.GeoDataFrame], tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"ends in \.gpkg, \.parquet"):
        write_layers(tmp_path / "a.shp", layers)
    (tmp_path / "taken.gpkg").mkdir()
    with pytest.raises(OutputError, match="is a folder"):
        write_layers(tmp_path / "taken.gpkg", layers)
    assert [p.name for p in tmp_path.iterdir()] == ["taken.gpkg"]


def test_a_spreadsheet_of_places_is_read_with_its_lines(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("lon,lat,actor,confidence\n36.5,35,north,0.9\n\n36.6,35,south,\n")
    table = read_places(file)
    assert table.index.tolist() == [2, 4]
    assert chart(table).places["holder"].tolist() == ["north", "south"]
    assert is_place_table(file)
    file.write_text("claim_id,lon,lat\n")
    assert not is_place_table(file)
    assert not is_place_table(tmp_path / "none.csv")


def test_every_faulty_row_is_named(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("lon,lat,actor\n36.5,,north\neast,35,south\n36.5,35,north\n")
    with pytest.raises(TableError) as caught:
        read_places(file)
    assert [line.partition(":")[0] for line in caught.value.problems] == ["places.csv, row 2", "places.csv, row 3"]
    file.write_text("lon,lat,actor\n36.5,35,north\n36.5,135,north\n")
    with pytest.raises(GroundError, match=r"places\.csv: line 3: lat 135 is beyond a pole; lon and lat look swapped"):
        chart(read_places(file))


def test_the_land_may_be_in_any_crs_and_must_be_land(tmp_path: Path) -> None:
    file = tmp_path / "land.gpkg"
    gpd.GeoDataFrame(geometry=[LAND], crs="EPSG:4326").to_crs("EPSG:3857").to_file(file)
    assert shapely.hausdorff_distance(read_land(file), LAND) < 1e-6
    (tmp_path / "point.geojson").write_text('{"type":"Point","coordinates":[36,35]}')
    with pytest.raises(GroundError, match="holds no polygon"):
        read_land(tmp_path / "point.geojson")
    with pytest.raises(GroundError, match="no such file"):
        read_land(tmp_path / "none.geojson")
    (tmp_path / "text.geojson").write_text("not a map")
    with pytest.raises(GroundError, match="cannot be read"):
        read_land(tmp_path / "text.geojson")

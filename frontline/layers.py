"""Layers on the ground to and from files: areas, front and band for any GIS, places and land from a desk's own files.

Everything written is WGS 84 in degrees, ``lon, lat``.
"""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from frontline.errors import GroundError, OutputError
from frontline.geodesy import WGS84, part_at_antimeridian
from frontline.tables import encodable, number, read_rows, read_table, to_csv, write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMATS = (".gpkg", ".parquet", ".geojson", ".fgb", ".kml", ".kmz", ".csv")
"""What can be written: GeoPackage, GeoParquet, GeoJSON, FlatGeobuf, KML, KMZ, CSV with the shapes as WKT."""

DECIMALS = 7
"""Of a coordinate in GeoJSON, KML and CSV: a centimetre (RFC 7946, section 11.2)."""

PLACE_COLUMNS = ("lon", "lat", "actor")


def write_layers(path: Path, layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, Any] | None = None) -> None:
    """Write layers into one file whose ending says the format.

    A GeoPackage holds each layer by its name; the other formats hold one table, with the name in column `layer`.

    Parameters
    ----------
    path : Path
        Ends in one of `FORMATS`.
    layers : mapping of str to GeoDataFrame
        EPSG:4326.
    about : mapping of str to str or list of str, optional
        Title, dates, sources, caveats: the file's own metadata; in a CSV, further columns.

    Raises
    ------
    OutputError
        If the ending is not known or the file cannot be written; nothing half-written is left.

    References
    ----------
    Butler et al. (2016): The GeoJSON format. RFC 7946, sections 3.1.6 (winding) and 11.2 (decimals).

    Examples
    --------
    >>> from pathlib import Path
    >>> areas = gpd.GeoDataFrame({"actor": ["north"]}, geometry=[shapely.box(36, 35, 37, 36)], crs=WGS84)
    >>> write_layers(Path("areas.shp"), {"areas": areas})
    Traceback (most recent call last):
    frontline.errors.OutputError: areas.shp: give a name that ends in .gpkg, ...
    """
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise OutputError(f"{path}: give a name that ends in {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; choose another --out")
    told = dict(about or {})
    ready = {name: _wound(table) for name, table in layers.items()}
    if ending == ".geojson":
        data = geojson(_stack(ready), told).encode()
    elif ending == ".csv":
        data = _csv(_stack(ready), told).encode()
    elif ending == ".kmz":
        data = _zipped(_by_gdal(".kml", ready, told))
    else:
        data = _by_gdal(ending, ready, told)
    write_bytes(path, data)


def _wound(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Parted at the antimeridian, outer rings anticlockwise, as GeoJSON wants them and nobody else minds."""
    return table.set_geometry(shapely.orient_polygons(part_at_antimeridian(table.geometry.to_numpy())), crs=WGS84)


def _stack(layers: Mapping[str, gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    tables = [table.assign(layer=name) for name, table in layers.items() if len(table)]
    if not tables:
        return gpd.GeoDataFrame({"layer": []}, geometry=[], crs=WGS84)
    stacked = gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), crs=WGS84)
    for column in ("places", "cells"):  # a count stays whole where another layer has none
        if column in stacked:
            stacked[column] = stacked[column].astype("Int64")
    return stacked[["layer", *(c for c in stacked.columns if c not in ("layer", "geometry")), "geometry"]]


def geojson(table: gpd.GeoDataFrame, about: Mapping[str, Any]) -> str:
    """Write a table as GeoJSON (RFC 7946: WGS 84, right-hand winding, 7 decimals) with what there is to say about it.

    Examples
    --------
    >>> table = gpd.GeoDataFrame({"actor": ["a"]}, geometry=[shapely.Point(36.123456789, 35)], crs=WGS84)
    >>> geojson(table, {"title": "One"})[:45]
    '{"type":"FeatureCollection","title":"One","fe'
    """
    shapes = shapely.set_precision(part_at_antimeridian(table.geometry.to_numpy()), 10.0**-DECIMALS)
    wound = table.set_geometry(shapely.orient_polygons(shapes), crs=WGS84)
    collection = json.loads(wound.to_json(drop_id=True))
    features = [
        {**feature, "properties": {k: v for k, v in feature["properties"].items() if v is not None}}
        for feature in collection["features"]
    ]
    head = {"type": "FeatureCollection", **about}
    return encodable(json.dumps(head | {"features": features}, ensure_ascii=False, separators=(",", ":"))) + "\n"


def _csv(table: gpd.GeoDataFrame, about: Mapping[str, Any]) -> str:
    wkt = shapely.to_wkt(table.geometry.to_numpy(), rounding_precision=DECIMALS, trim=True)
    columns = [c for c in table.columns if c != "geometry"]
    extra = {key: "; ".join(value) if isinstance(value, list) else value for key, value in about.items()}
    rows = [
        {key: "" if pd.isna(value) else value for key, value in row.items()} | extra | {"crs": WGS84, "wkt": shape}
        for row, shape in zip(table[columns].to_dict("records"), wkt, strict=True)
    ]
    return to_csv([*columns, *extra, "crs", "wkt"], rows)


def _by_gdal(ending: str, layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, Any]) -> bytes:
    """Let GDAL (or Arrow) write into a folder of our own, and take the bytes."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a format cannot hold exactly is told in our own words
        file = Path(folder) / f"frontline{ending}"
        try:
            _WRITERS[ending](file, layers, {key: _plain(value) for key, value in about.items()})
        except (OSError, RuntimeError, ValueError) as error:
            raise OutputError(f"{ending}: the layers cannot be written in this format ({error})") from error
        return file.read_bytes()


def _plain(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)


def _gpkg(file: Path, layers: Mapping[str, gpd.GeoDataFrame], about: dict[str, str]) -> None:
    for name, table in layers.items():
        many = _as_multi(table)
        kind = many.geometry.iloc[0].geom_type if len(many) else "MultiPolygon"
        many.to_file(
            file, layer=name, driver="GPKG", geometry_type=kind, dataset_metadata=about or None,
            layer_metadata=about or None,
        )  # fmt: skip


def _fgb(file: Path, layers: Mapping[str, gpd.GeoDataFrame], about: dict[str, str]) -> None:
    words = {"TITLE": about.get("title", "frontline"), "DESCRIPTION": json.dumps(about, ensure_ascii=False)}
    _stack(layers).to_file(file, driver="FlatGeobuf", geometry_type="Unknown", layer_options=words)


def _kml(file: Path, layers: Mapping[str, gpd.GeoDataFrame], about: dict[str, str]) -> None:
    table = _stack(layers)
    names = [c for c in ("actor", "left_actor", "right_actor") if c in table]
    title = [" / ".join(str(v) for v in row if not pd.isna(v)) for row in table[names].to_numpy(object)]
    rounded = shapely.set_precision(table.geometry.to_numpy(), 10.0**-DECIMALS)
    told = table.set_geometry(rounded, crs=WGS84).assign(
        Name=[f"{layer}: {name}" if name else layer for layer, name in zip(table["layer"], title, strict=True)],
        Description="\n".join(f"{key}: {value}" for key, value in about.items()),
    )
    told.to_file(file, driver="KML", layer="frontline")


def _parquet(file: Path, layers: Mapping[str, gpd.GeoDataFrame], about: dict[str, str]) -> None:
    table = _stack(layers)
    table.attrs = dict(about)  # pandas keeps these in the file's own metadata
    table.to_parquet(file, index=False, write_covering_bbox=True)


_WRITERS: dict[str, Callable[[Path, Mapping[str, gpd.GeoDataFrame], dict[str, str]], None]] = {
    ".gpkg": _gpkg, ".fgb": _fgb, ".kml": _kml, ".parquet": _parquet,
}  # fmt: skip


def _as_multi(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A layer of a GeoPackage has one kind of geometry."""
    shapes = table.geometry.to_numpy()
    if not len(shapes):
        return table
    wrap = {1: shapely.multilinestrings, 2: shapely.multipolygons}[int(shapely.get_dimensions(shapes).max())]
    return table.set_geometry(np.array([wrap(shapely.get_parts(shape)) for shape in shapes], object), crs=WGS84)


def _zipped(kml: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", (1980, 1, 1, 0, 0, 0)), kml)
    return packed.getvalue()


def read_places(path: Path) -> pd.DataFrame:
    """Read a spreadsheet of places with holders.

    Parameters
    ----------
    path : Path
        CSV with columns lon, lat, actor and if need be confidence; others are kept as they are.

    Returns
    -------
    DataFrame
        Its index is the line in the file, which messages name.

    Raises
    ------
    TableError
        If it cannot be read as CSV, lacks a column, or a row's numbers cannot be read; lists every such row.
    """
    read_table(path, PLACE_COLUMNS, _check_place)
    rows = read_rows(path, PLACE_COLUMNS)
    table = pd.DataFrame([row.cells for row in rows], index=pd.Index([row.line for row in rows], name="line"))
    table.attrs["source"] = str(path)
    return table if len(table) else pd.DataFrame(columns=list(PLACE_COLUMNS))


def _check_place(cells: Mapping[str, str]) -> None:
    for column in ("lon", "lat"):
        if number(cells, column) is None:
            raise ValueError(f"{column} is empty; give degrees, WGS 84")
    if "confidence" in cells:
        number(cells, "confidence")


def is_place_table(path: Path) -> bool:
    """Whether a file is a spreadsheet of places with holders, by its header: lon, lat, actor and no claim_id."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            names = {name.strip().strip('"') for name in file.readline(10_000).split(",")}
    except (OSError, UnicodeDecodeError):
        return False
    return names >= {"lon", "lat"} and "claim_id" not in names


def read_land(path: Path) -> Any:
    """Read the land that may be drawn: every polygon of a file that GDAL can read.

    Returns
    -------
    shapely polygon or multipolygon
        EPSG:4326.

    Raises
    ------
    GroundError
        If the file cannot be read or holds no polygon.
    """
    if not path.is_file():
        raise GroundError(f"{path}: no such file; give a GeoJSON or GeoPackage with the land that may be drawn")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = gpd.read_file(path)
            table = table.set_crs(WGS84) if table.crs is None else table.to_crs(WGS84)
    except Exception as error:  # GDAL, PROJ and their wrappers each raise their own
        raise GroundError(f"{path}: cannot be read as a layer of polygons ({error})") from error
    shapes = shapely.make_valid(table.geometry.dropna().to_numpy())
    parts = shapely.get_parts(shapes)
    land = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    if land.is_empty:
        raise GroundError(f"{path}: holds no polygon; give the land that may be drawn")
    return land

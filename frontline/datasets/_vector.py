"""A base layer from a file of the user's own: any vector file that GDAL reads, cut to what the map needs."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from frontline.datasets._kinds import tell_credit, tell_kinds, tell_names
from frontline.errors import BaseLayerError
from frontline.geodesy import WGS84
from frontline.scene import BASE_STYLES, outlines, simplified

if TYPE_CHECKING:
    from os import PathLike

    from frontline.scene import Frame

MOST_POINTS = 120_000
"""Corners that one base layer may have: about a megabyte of a page."""

LESSER_KINDS = ("stream", "minor_road", "built_up", "other", "subdistrict", "rail", "settlement", "district", "lake")
"""What is left out of a base layer that has too many corners, one after the other."""

_FINEST_DEG = 2e-4  # some 20 m: a pixel of a page at its usual zoom
_ROUGHEST = 5_000  # a side of the map in steps of the simplification: a third of a point on paper
_NAMED = ("river", "road")  # lines that are drawn with their names, and so are kept apart by them
_FORMS = {style.kind: style.form for style in BASE_STYLES}
BORDERS = frozenset(style.kind for style in BASE_STYLES if style.form == "border")
"""Kinds that enclose ground."""
_REDIRECTS = (b"<OGRVRTDataSource", b"<VRTDataset", b"<OGRWFSDataSource", b"<GDAL_WMS")


def read_base(path: str | PathLike[str], around: Frame | None = None, *, credit: str = "") -> gpd.GeoDataFrame:
    """Read what lies under a map from a vector file: borders, water, roads, towns.

    Parameters
    ----------
    path : path-like
        An extract of OpenStreetMap, OCHA's or geoBoundaries' borders, Natural Earth, or anything else that GDAL reads;
        a GeoPackage is read with all its layers, a zipped shapefile as it is. A column `kind` may say what each row is.
    around : tuple of float, optional
        West, south, east, north in degrees; what lies beyond is not read. West may be greater than east, across the
        antimeridian.
    credit : str
        Attribution and licence; else the file's own columns `attribution` and `licence` are taken.

    Returns
    -------
    GeoDataFrame[kind, name, name_ar, geometry]
        EPSG:4326. Its `attrs` hold `credit`, and `caveat` where something was left out.

    Raises
    ------
    BaseLayerError
        If there is no such file, or it cannot be read, does not say its CRS, or holds nothing that can be drawn here.

    Examples
    --------
    >>> import tempfile
    >>> roads = gpd.GeoDataFrame({"highway": ["trunk"], "ref": ["M5"]},
    ...                          geometry=[shapely.LineString([(36.7, 34.7), (36.76, 35.13)])], crs=WGS84)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     roads.to_file(f"{folder}/roads.gpkg")
    ...     base = read_base(f"{folder}/roads.gpkg")
    >>> base["kind"].item(), base["name"].item(), base.attrs["credit"]
    ('road', 'M5', 'Base layer: roads.gpkg (licence not told).')
    """
    file = Path(path)
    _check_file(file)
    tables = [table for layer in _layers(file) for table in _read_layer(file, layer, around)]
    rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"kind": []})
    rows = rows[rows["kind"] != ""]
    if rows.empty:
        where = "" if around is None else " within {:.2f}, {:.2f}, {:.2f}, {:.2f}".format(*around)
        raise BaseLayerError(f"{file}: holds no border, water, road or town{where} (west, south, east, north, degrees)")
    base = gpd.GeoDataFrame(_join(rows), geometry="geometry", crs=WGS84)
    told = credit.strip() or "; ".join(dict.fromkeys(t.attrs["credit"] for t in tables if t.attrs["credit"]))
    kept, caveat = _thin_out(_simplify(base, around))
    kept.attrs = {"credit": f"Base layer: {told or f'{file.name} (licence not told)'}.", "caveat": caveat}
    return kept


def _check_file(file: Path) -> None:
    if not (file.is_file() or (file.is_dir() and file.suffix.lower() == ".gdb")):
        what = "is a folder" if file.is_dir() else "no such file"
        raise BaseLayerError(f"{file}: {what}; give a vector file such as .gpkg, .geojson, .shp, .zip or .osm.pbf")
    if file.is_dir():
        return
    with file.open("rb") as opened:
        head = opened.read(2_000)
    names = zipfile.ZipFile(file).namelist() if zipfile.is_zipfile(file) else []
    # Such files hold no shapes but addresses where to fetch them, and a map must ask for nothing.
    if any(mark in head for mark in _REDIRECTS) or any(name.lower().endswith((".vrt", ".xml.wfs")) for name in names):
        raise BaseLayerError(f"{file}: only points to data elsewhere; give the file that holds the shapes themselves")


def _layers(file: Path) -> list[str | None]:
    """Names of the layers with a geometry; None for a format that GDAL does not read."""
    if file.suffix.lower() in (".parquet", ".geoparquet"):
        return [None]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            told = gpd.list_layers(file)
    except Exception as error:  # GDAL and its wrappers each raise their own
        raise BaseLayerError(f"{file}: cannot be read as a vector file ({_short(error)})") from error
    names: list[str | None] = told["name"][told["geometry_type"].notna()].tolist()
    if not names:
        raise BaseLayerError(f"{file}: holds no layer with a geometry; give a vector file, not a plain table")
    return names


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _read_layer(file: Path, layer: str | None, around: Frame | None) -> list[pd.DataFrame]:
    """Kind, name, Arabic name and geometry of each row of a layer, once for each side of the antimeridian."""
    read = []
    for frame in _frames(around):
        table = _read_rows(file, layer, frame)
        table = table[table.geometry.notna() & ~table.geometry.is_empty].to_crs(WGS84)
        shapes = shapely.force_2d(table.geometry.to_numpy())
        shapes = np.where(shapely.is_valid(shapes), shapes, shapely.make_valid(shapes))
        if frame is not None:
            shapes = shapely.clip_by_rect(shapes, *frame)
        kinds = tell_kinds(table, shapely.get_dimensions(shapes)) if len(table) else np.array([], object)
        name, arabic = tell_names(table, kinds)
        rows = pd.DataFrame({"kind": kinds, "name": name, "name_ar": arabic, "geometry": shapes})
        other = rows["kind"] == "other"  # areas of no known kind are drawn by their outlines
        rows.loc[other, "geometry"] = outlines(rows["geometry"][other])
        rows = rows[~shapely.is_empty(shapes)]
        rows.attrs = {"credit": tell_credit(table)}
        read.append(rows)
    return read


def _frames(around: Frame | None) -> list[Frame | None]:
    if around is None:
        return [None]
    west, south, east, north = around
    return [around] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]


def _read_rows(file: Path, layer: str | None, frame: Frame | None) -> gpd.GeoDataFrame:
    """Read the rows of a layer whose box touches a frame, in the layer's own CRS."""
    where = f"{file}, layer {layer}" if layer else str(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # oddities of single rows that GDAL mends itself
            if layer is None:
                table = gpd.read_parquet(file)
                crs = table.crs
            else:
                crs = gpd.read_file(file, layer=layer, rows=1).crs
    except Exception as error:
        raise BaseLayerError(f"{where}: cannot be read ({_short(error)})") from error
    if crs is None:
        raise BaseLayerError(f"{where}: does not say its CRS; write it anew with one (ogr2ogr -a_srs, or a .prj)")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            box = None if frame is None else _box_in(frame, crs)
            if layer is None:
                return table if box is None else gpd.GeoDataFrame(table.cx[box[0] : box[2], box[1] : box[3]])
            return gpd.read_file(file, layer=layer, bbox=box)
    except Exception as error:
        raise BaseLayerError(f"{where}: cannot be read ({_short(error)})") from error


def _box_in(frame: Frame, crs: Any) -> tuple[float, float, float, float]:
    """The box in a CRS that holds a frame of degrees."""
    edge = gpd.GeoSeries([shapely.segmentize(shapely.box(*frame), max(frame[3] - frame[1], 0.01) / 8)], crs=WGS84)
    west, south, east, north = edge.to_crs(crs).total_bounds.tolist()
    return west, south, east, north


def _join(rows: pd.DataFrame) -> pd.DataFrame:
    """Lines of one kind and name become one, so that a road cut into a thousand pieces is a road again."""
    lines = rows["kind"].map(_FORMS).eq("line") & (shapely.get_dimensions(rows["geometry"].to_numpy(object)) == 1)
    named = rows["name"].where(rows["kind"].isin(_NAMED), "")
    joined = [
        {"kind": kind, "name": name, "name_ar": part["name_ar"].iloc[0] if name else "", "geometry": _merge(part)}
        for (kind, name), part in rows[lines].assign(name=named[lines]).groupby(["kind", "name"])
    ]
    whole: pd.DataFrame = pd.concat([rows[~lines], pd.DataFrame(joined, columns=rows.columns)], ignore_index=True)
    return whole


def _merge(part: pd.DataFrame) -> Any:
    parts = shapely.get_parts(part["geometry"].to_numpy(object))
    lines = parts[shapely.get_type_id(parts) == 1]
    return shapely.line_merge(shapely.multilinestrings(lines))


def _simplify(base: gpd.GeoDataFrame, around: Frame | None) -> gpd.GeoDataFrame:
    """Take out bends and specks that no map of this extent can show; borders that two areas share stay shared."""
    west, south, east, north = around or base.total_bounds
    side = max((east - west) % 360, north - south)
    step = max(_FINEST_DEG, side / _ROUGHEST)
    shapes = base.geometry.to_numpy().copy()
    for kind in base["kind"].unique():
        mine = np.flatnonzero(base["kind"] == kind)
        covers = _FORMS[kind] == "border" and shapely.coverage_is_valid(shapes[mine])
        shapes[mine] = (shapely.coverage_simplify if covers else simplified)(shapes[mine], step)
    size = np.where(shapely.get_dimensions(shapes) == 2, shapely.area(shapes), np.inf)
    kept = base.set_geometry(shapes, crs=WGS84)[~shapely.is_empty(shapes) & (size > (3 * step) ** 2)]
    return kept.reset_index(drop=True)


def _thin_out(base: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str]:
    """Leave out the lesser kinds until the rest is small enough for a page, and say which."""
    corners = pd.Series(shapely.get_num_coordinates(base.geometry.to_numpy())).groupby(base["kind"]).sum()
    dropped: list[str] = []
    for kind in LESSER_KINDS:
        if corners.drop(dropped).sum() <= MOST_POINTS:
            break
        if kind in corners:
            dropped.append(kind)
    if corners.drop(dropped).sum() > MOST_POINTS:
        raise BaseLayerError(
            f"the base layer has {corners.sum():,} corners in the map's surroundings, over {MOST_POINTS:,}: "
            "give a file with less in it, such as main roads and borders alone"
        )
    labels = [style.label.lower() for style in BASE_STYLES if style.kind in dropped]
    caveat = f"Left out of the base layer, which has too much for one map: {', '.join(labels)}." if dropped else ""
    return base[~base["kind"].isin(dropped)].reset_index(drop=True), caveat


def _uncovered(packaged: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> Any:
    """Tell which packaged countries and divisions lie for the most part outside those of the other layer."""
    stays = np.zeros(len(packaged), bool)
    for kind in BORDERS & set(own["kind"]):
        ground = shapely.union_all(own.geometry.to_numpy()[(own["kind"] == kind).to_numpy()])
        mine = np.flatnonzero(packaged["kind"] == kind)
        shapes = packaged.geometry.to_numpy()[mine]
        if shapely.get_dimensions(ground) == 2:  # borders drawn as lines do not tell what they enclose
            stays[mine] = shapely.area(shapely.intersection(shapes, ground)) < shapely.area(shapes) / 2
    return stays


def overlay(packaged: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lay a base layer of the user's own over the packaged one: the kinds it brings take the place of those.

    Countries and divisions that it does not cover stay: a file of two governorates leaves the others where they are.

    Parameters
    ----------
    packaged, own : GeoDataFrame[kind, name, name_ar, geometry]
        EPSG:4326.
    """
    columns = ["kind", "name", "name_ar", "geometry"]
    rest = packaged[~packaged["kind"].isin(own["kind"].unique()) | _uncovered(packaged, own)]
    if rest.empty:
        return own
    both = gpd.GeoDataFrame(pd.concat([rest[columns], own[columns]], ignore_index=True), crs=WGS84)
    told = [table.attrs.get("credit", "") for table in (rest, own)]
    both.attrs = {"credit": " ".join(filter(None, told)), "caveat": own.attrs.get("caveat", "")}
    return both

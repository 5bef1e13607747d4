"""Features of a GeoJSON file as rows of text, each with one point inside it.

References
----------
Butler, H. et al. (2016). The GeoJSON Format. RFC 7946 (positions are lon, lat on WGS 84).
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ..errors import TableError
from ._file import Faults, SourceFile

__all__ = ["is_geojson", "point_of", "read_rows", "text_of"]

_WGS84 = re.compile(r"CRS84|EPSG:+4326|4326$")
_METRES_PER_DEGREE = 111_195.0


def is_geojson(file: SourceFile) -> bool:
    """Whether a file begins like a JSON object."""
    return not file.is_folder and file.head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{"


def read_rows(file: SourceFile, faults: Faults) -> list[tuple[int, dict[str, str]]]:
    """Properties of each feature as text, with lon, lat and for a shape its rough radius as precision_m.

    Raises
    ------
    TableError
        No JSON, no FeatureCollection, or not on WGS 84.
    """
    rows = []
    for number, feature in enumerate(_features(file), 1):
        where = f"{file.name}, feature {number}"
        if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
            faults.add(where, "has no properties; each feature needs a name and a kind")
            continue
        try:
            lon, lat, radius_m = point_of(feature.get("geometry"))
        except ValueError as error:
            faults.add(where, f"geometry: {error}; give a point in degrees, longitude first")
            continue
        row = {str(k): text_of(v) for k, v in feature["properties"].items()}
        row |= {"lon": repr(lon), "lat": repr(lat)}
        if radius_m is not None:
            row.setdefault("precision_m", f"{radius_m:.0f}")
        if feature.get("id") is not None:
            slug = re.sub(r"[^a-z0-9._-]+", "-", text_of(feature["id"]).lower()).strip("-._")
            row.setdefault("place_id", slug)
        rows.append((number, row))
    return rows


def _features(file: SourceFile) -> list[Any]:
    try:
        read = json.loads(file.text())
    except json.JSONDecodeError as error:
        where = f"{file.name}, line {error.lineno}, column {error.colno}"
        raise TableError([f"{where}: no JSON ({error.msg}); export the file again"]) from error
    except RecursionError as error:
        raise TableError([f"{file.name}: nested too deeply; export the file again"]) from error
    features = read.get("features") if isinstance(read, dict) else None
    if read.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise TableError([f"{file.name}: no GeoJSON FeatureCollection; export the layer as one"])
    crs = json.dumps(read.get("crs"))
    if read.get("crs") is not None and not _WGS84.search(crs):
        raise TableError([f"{file.name}: its crs is not WGS 84 ({crs[:80]}); export it in EPSG:4326"])
    return features


def text_of(value: Any) -> str:
    """A property as a cell: lists joined by a vertical bar, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "|".join(text_of(v) for v in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def point_of(geometry: Any) -> tuple[float, float, float | None]:
    """(lon, lat) in degrees inside a geometry, and for a shape the radius in metres of a disc as large.

    Raises
    ------
    ValueError
        No geometry, or one that cannot be read.

    Examples
    --------
    >>> point_of({"type": "Point", "coordinates": [36.75, 35.13]})
    (36.75, 35.13, None)
    """
    if not isinstance(geometry, dict):
        raise ValueError("missing")
    if geometry.get("type") == "Point":
        return (*_position(geometry.get("coordinates")), None)
    from shapely import get_parts, union_all
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    try:
        outline = shape(geometry)
        if outline.is_empty or not outline.is_valid:
            outline = union_all(get_parts(outline.buffer(0)))
        inside = outline.representative_point()
        _position([inside.x, inside.y])
    except (ShapelyError, ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise ValueError(f"{geometry.get('type')!r} cannot be read") from error
    wide, high = outline.bounds[2] - outline.bounds[0], outline.bounds[3] - outline.bounds[1]
    shrink = math.cos(math.radians(inside.y))
    radius = math.sqrt(outline.area * shrink / math.pi) or max(wide * shrink, high) / 2
    return inside.x, inside.y, radius * _METRES_PER_DEGREE


def _position(found: Any) -> tuple[float, float]:
    if not isinstance(found, list) or len(found) < 2:
        raise ValueError("no position")
    lon, lat = found[:2]
    for number in (lon, lat):
        if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
            raise ValueError(f"{number!r} is no number")
    return float(lon), float(lat)

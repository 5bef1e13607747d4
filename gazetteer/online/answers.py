"""What the services answer, checked row by row and made into places: nothing a server sends is believed as it is."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from typing import Any

from .. import earth
from ..names import script_of
from ..place import KINDS, Place, PlaceName
from ..sources.features import PRECISION_M, kind_of

__all__ = ["PARSERS", "checked", "place_of", "rows_with_points"]

LONGEST = 200
"""Letters of a name or division that are kept; longer ones are cut."""
MOST_NAMES = 60

_SERVICES = {"nominatim": "Nominatim", "photon": "Photon", "geonames": "GeoNames"}
_LICENCES = {"nominatim": "ODbL 1.0", "photon": "ODbL 1.0", "geonames": "CC BY 4.0"}

_OSM_KINDS = {
    ("place", "city"): "city", ("place", "town"): "town", ("place", "municipality"): "town",
    **{("place", v): "village" for v in ("village", "hamlet", "isolated_dwelling", "locality", "allotments")},
    **{("place", v): "quarter" for v in ("suburb", "quarter", "neighbourhood", "borough", "city_block")},
    **{("place", v): "governorate" for v in ("state", "province", "region")},
    **{("place", v): "district" for v in ("county", "district")},
    ("place", "subdistrict"): "subdistrict", ("place", "farm"): "farm",
    ("natural", "peak"): "mountain", ("natural", "volcano"): "mountain", ("natural", "ridge"): "mountain",
    ("natural", "hill"): "hill", ("amenity", "prison"): "prison", ("barrier", "border_control"): "crossing",
    ("man_made", "bridge"): "bridge", ("landuse", "industrial"): "industrial_area",
    ("landuse", "military"): "military_site",
    ("landuse", "farmyard"): "farm", ("highway", "motorway_junction"): "junction",
}  # fmt: skip
_OSM_KEYS = {"aeroway": "airfield", "military": "military_site", "highway": "road", "bridge": "bridge",
             "boundary": "area", "waterway": "area", "place": "area"}  # fmt: skip
_OSM_TYPES = {"n": "node", "w": "way", "r": "relation", "node": "node", "way": "way", "relation": "relation"}

_JOINED = frozenset(
    {"name", "housenumber", "street", "postcode", "city", "state", "country", "adminName1", "countryName"}
)
_Row = dict[str, Any]


def rows_with_points(answer: Any) -> Any:
    """An answer without the rows that have no point on Earth: one such row would make geopy drop all the others."""
    if isinstance(answer, list):  # Nominatim
        return [row for row in answer if _has_point(row, "lon", "lat")]
    if not isinstance(answer, dict):
        raise ValueError("neither a list nor an object")
    if "features" in answer:  # Photon
        rows = answer["features"] if isinstance(answer["features"], list) else []
        sound = (r for r in rows if _photon_point(r) is not None and isinstance(r.get("properties"), dict))
        return {"features": [r | {"properties": _joinable(r["properties"])} for r in sound]}
    if "geonames" in answer:
        rows = answer["geonames"] if isinstance(answer["geonames"], list) else []
        return {"geonames": [_joinable(row) for row in rows if _has_point(row, "lng", "lat")]}
    return answer  # an error, which geopy reads


def _joinable(told: _Row) -> _Row:
    """Fields that geopy joins to an address, dropped where they are no text."""
    return {key: value for key, value in told.items() if key not in _JOINED or isinstance(value, str)}


def _has_point(row: Any, lon: str, lat: str) -> bool:
    # geopy takes a bare 0 for "no coordinate"; no place that a report names lies there.
    return isinstance(row, dict) and all(
        _degrees(row.get(key), limit) for key, limit in ((lon, 180.0), (lat, 90.0))
    )


def _photon_point(row: Any) -> list[float] | None:
    geometry = row.get("geometry") if isinstance(row, dict) else None
    found = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(found, list) or len(found) < 2 or not _degrees(found[0], 180.0) or not _degrees(found[1], 90.0):
        return None
    return found


def _degrees(value: Any, limit: float) -> float | None:
    """A finite number of degrees within the limit, also when it is sent as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= limit else None


def _nominatim(raw: _Row) -> _Row:
    where = raw["address"] if isinstance(raw.get("address"), dict) else {}
    named = raw["namedetails"] if isinstance(raw.get("namedetails"), dict) else {}
    keys = sorted((k for k in named if k.partition(":")[0].endswith("name")), key=lambda k: ":" not in k)
    names = [[_language(key), named[key]] for key in keys]
    first = raw.get("name") or str(raw.get("display_name", "")).partition(",")[0]
    return _osm(raw, raw.get("class", raw.get("category")), raw.get("type"), raw.get("addresstype")) | {
        "name": first, "names": names, "lon": raw.get("lon"), "lat": raw.get("lat"),
        "country": where.get("country_code"), "admin1": where.get("state") or where.get("province"),
        "box": _reordered(raw.get("boundingbox"), (2, 0, 3, 1)),
    }  # fmt: skip


def _photon(raw: _Row) -> _Row:
    told = raw["properties"]
    lon, lat = raw["geometry"]["coordinates"][:2]
    return _osm(told, told.get("osm_key"), told.get("osm_value"), told.get("type")) | {
        "name": told.get("name"), "names": [], "lon": lon, "lat": lat, "country": told.get("countrycode"),
        "admin1": told.get("state"), "box": _reordered(told.get("extent"), (0, 3, 2, 1)),
    }  # fmt: skip


def _osm(told: _Row, key: Any, value: Any, level: Any) -> _Row:
    kind = "area"
    for pair in ((key, value), ("place", level)):
        if all(isinstance(part, str) for part in pair) and pair in _OSM_KINDS:
            kind = _OSM_KINDS[pair]
            break
    else:
        kind = _OSM_KEYS.get(key, "site") if isinstance(key, str) else "site"
    sort = _OSM_TYPES.get(str(told.get("osm_type")).lower(), "")
    number = told.get("osm_id")
    known = sort and isinstance(number, int) and not isinstance(number, bool) and number > 0
    return {"kind": kind, "id": f"{sort}/{number}" if known else ""}


def _geonames(raw: _Row) -> _Row:
    people = raw.get("population")
    people = people if isinstance(people, int) and 0 <= people < 1e11 else 0
    number = raw.get("geonameId")
    return {
        "name": raw.get("name"), "names": [["", raw.get("toponymName")]], "lon": raw.get("lng"), "lat": raw.get("lat"),
        "kind": kind_of(str(raw.get("fcl")), str(raw.get("fcode")), people) or "site", "population": people,
        "country": raw.get("countryCode"), "admin1": raw.get("adminName1"), "box": None,
        "id": str(number) if isinstance(number, int) and 0 < number < 1e12 else "",
    }  # fmt: skip


PARSERS: dict[str, Callable[[_Row], _Row]] = {"nominatim": _nominatim, "photon": _photon, "geonames": _geonames}
"""Raw row of each service -> a row of ours, still unchecked."""


def _language(key: str) -> str:
    code = key.partition(":")[2]
    return code if 2 <= len(code) <= 3 and code.isalpha() else ""


def _reordered(box: Any, order: tuple[int, int, int, int]) -> list[Any] | None:
    """A bounding box as west, south, east, north."""
    return [box[i] for i in order] if isinstance(box, list) and len(box) == 4 else None


def checked(row: Any) -> _Row | None:
    """A row of ours with every field of its type and length, None without a name or a point.

    Examples
    --------
    >>> checked({"name": "Hama", "lon": "36.75", "lat": float("nan")}) is None
    True
    """
    if not isinstance(row, dict):
        return None
    name = _text(row.get("name"))
    lon, lat = _degrees(row.get("lon"), 180.0), _degrees(row.get("lat"), 90.0)
    if not name or lon is None or lat is None:
        return None
    pairs = [p for p in row.get("names") or () if isinstance(p, list) and len(p) == 2] if _is_list(row, "names") else []
    names = [[_text(language)[:3], _text(text)] for language, text in pairs[:MOST_NAMES]]
    people = row.get("population")
    country = _text(row.get("country")).upper()
    box = row.get("box") if _is_list(row, "box") else None
    return {
        "name": name, "names": [n for n in names if n[1]], "lon": lon, "lat": lat,
        "kind": row["kind"] if isinstance(row.get("kind"), str) and row["kind"] in KINDS else "site",
        "country": country if len(country) == 2 and country.isascii() and country.isalpha() else "",
        "admin1": _text(row.get("admin1")), "id": _text(row.get("id"))[:40],
        "population": people if isinstance(people, int) and not isinstance(people, bool) and people >= 0 else 0,
        "box": box if box and len(box) == 4 and all(_degrees(b, 180.0) is not None for b in box) else None,
    }  # fmt: skip


def _is_list(row: _Row, key: str) -> bool:
    return isinstance(row.get(key), list)


def _text(value: Any) -> str:
    """One line of at most `LONGEST` letters, without characters that control a terminal or turn a text around."""
    if not isinstance(value, str):
        return ""
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in value[: 4 * LONGEST])
    return " ".join("".join(kept).split())[:LONGEST].rstrip()


def place_of(service: str, row: _Row) -> Place:
    """The place of a checked row."""
    names = {row["name"]: PlaceName(row["name"], None, script_of(row["name"]), "main")}
    for language, text in row["names"]:
        names.setdefault(text, PlaceName(text, language or None, script_of(text), "variant"))
    number = row["id"]
    is_geonames = service == "geonames"
    made = f"{row['lon']:.5f}_{row['lat']:.5f}"
    register = "geonames" if is_geonames else "osm"
    return Place(
        place_id=f"{register}-{(number or made).replace('/', '-')}",
        name=row["name"],
        names=tuple(names.values()),
        kind=row["kind"],
        lon=row["lon"],
        lat=row["lat"],
        country=row["country"],
        admin1=row["admin1"],
        geonames_id=int(number) if is_geonames and number.isdecimal() else None,
        source=f"{_SERVICES[service]} {number}".rstrip(),
        licence=_LICENCES[service],
        precision_m=_precision_m(row),
        population=row["population"],
        ids=(("osm", number),) if number and not is_geonames else (),
    )


def _precision_m(row: _Row) -> float:
    """Half the way across the box the service gives, or what is usual for the kind."""
    usual = PRECISION_M.get(row["kind"], 1000.0)
    if row["box"] is None:
        return usual
    west, south, east, north = map(float, row["box"])
    return max(100.0, 500.0 * earth.distance_km(west, south, east, north))

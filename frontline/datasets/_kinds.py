"""What each row of a foreign vector file is: a border, a road, a river. Told from the columns that such files have.

Knows OpenStreetMap's tags (as GDAL reads extracts, and as Geofabrik's shapefiles carry them), OCHA's common operational
datasets, geoBoundaries, GADM, Natural Earth, and a column `kind` of one's own.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from frontline.scene import BASE_STYLES

KINDS = frozenset(style.kind for style in BASE_STYLES)
LEVELS = ("country", "governorate", "district", "subdistrict")
"""Kinds of areas by administrative level, from 0."""
LONGEST_NAME = 120
"""Characters of a name that are kept."""

_ROADS = ("motorway", "trunk", "primary", "secondary")
_TOWNS = ("city", "town", "village", "hamlet", "suburb", "locality", "national_capital", "populated place")
_RIVERS, _STREAMS = ("river", "riverbank"), ("stream", "canal", "ditch", "drain", "wadi")
_LAKES = ("water", "lake", "reservoir", "lagoon", "alkaline lake")
_BUILT = ("residential", "urban area", "built_up", "builtup", "settlement area")
_WORDS = (
    ("coast", ("coastline", "coast")),
    ("rail", ("rail", "railway", "railroad", "light_rail", "narrow_gauge")),
    ("river", (*_RIVERS, "river (intermittent)", "lake centerline", "lake centerline (intermittent)")),
    ("stream", _STREAMS),
    ("lake", _LAKES),
    ("built_up", _BUILT),
    ("road", (*_ROADS, *(f"{road}_link" for road in _ROADS), "road", "highway", "major highway", "secondary highway")),
    ("minor_road", ("tertiary", "unclassified", "track", "service", "path", "minor_road", "beltway", "bypass")),
    ("settlement", _TOWNS),
)
_KIND_OF_WORD = {word: kind for kind, words in _WORDS for word in words}
_TAG = re.compile(r'"([^"]+)"=>"((?:[^"\\]|\\.)*)"')
_NAMES = ("name_en", "name:en", "name", "shapename", "name_long", "admin", "ref")
_ARABIC = ("name_ar", "name:ar")
_TAGS = ("highway", "railway", "waterway", "natural", "water", "landuse", "place", "boundary", "admin_level")
_CREDITS = ("attribution", "licence", "license")


def tell_kinds(table: pd.DataFrame, dimension: Any) -> Any:
    """Tell the kind of every row of a file.

    Parameters
    ----------
    table : DataFrame
        As read; names of columns in any case.
    dimension : ndarray of int, shape (n,)
        Of each row's geometry: 0 point, 1 line, 2 area.

    Returns
    -------
    ndarray of object, shape (n,)
        A kind of `BASE_STYLES`; "" for what no map of a front needs (footpaths, shops, single houses).

    Examples
    --------
    >>> table = pd.DataFrame({"highway": ["primary", None], "waterway": [None, "river"]})
    >>> tell_kinds(table, np.array([1, 1])).tolist()
    ['road', 'river']
    """
    plain = _plain(table)
    own = _by_own_column(plain)
    if own is None:
        return _by_usual_columns(plain, dimension)
    if (silent := own.isna().to_numpy()).any():  # rows without a kind of their own
        own[silent] = _by_usual_columns(plain[silent], dimension[silent])
    return _fitting(own, dimension)


def _by_usual_columns(plain: pd.DataFrame, dimension: Any) -> Any:
    for rule in (_by_natural_earth, _by_tags, _by_ocha, _by_shape_type):
        kinds = rule(plain)
        if kinds is not None:
            return _fitting(kinds, dimension)
    return np.where(dimension == 0, "settlement", "other").astype(object)


def _fitting(kinds: pd.Series, dimension: Any) -> Any:
    """Drop kinds that the row's geometry cannot show: an outline as a point, a town as an area."""
    told = kinds.fillna("").to_numpy(object)
    told = np.where((told == "settlement") & (dimension == 2), "built_up", told)
    told = np.where((told == "river") & (dimension == 2), "lake", told)  # the banks of a broad river
    told = np.where((told == "other") & (dimension == 0), "settlement", told)
    wanted = {style.kind: {"point": 0, "line": 1, "border": 2, "area": 2}[style.form] for style in BASE_STYLES}
    fits = np.array([kind in ("", "other") or wanted[kind] == n for kind, n in zip(told, dimension, strict=True)], bool)
    borders = np.isin(told.astype(str), LEVELS) & (dimension == 1)  # boundaries drawn as lines
    return np.where(fits | borders, told, "")


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Columns by lower-case name, without the geometry; tags that GDAL leaves in one text get columns of their own."""
    plain = table[[c for c in table.columns if c != "geometry"]].rename(columns=lambda c: str(c).lower())
    plain = plain.loc[:, ~plain.columns.duplicated()]
    if "other_tags" in plain:
        tags = pd.DataFrame([dict(_TAG.findall(text)) for text in plain["other_tags"].fillna("").astype(str)])
        tags.index = plain.index
        for column in (*_TAGS, *_NAMES, *_ARABIC):
            if column in tags:
                plain[column] = plain[column].fillna(tags[column]) if column in plain else tags[column]
    return plain


def _words(column: pd.Series) -> pd.Series:
    return column.astype("string").str.strip().str.lower()


def _by_own_column(table: pd.DataFrame) -> Any:
    """Tell by a column `kind`; None for rows that leave it blank, and if no row says a kind that we know."""
    if "kind" not in table:
        return None
    words = _words(table["kind"])
    kinds: Any = words.where(words.isin(KINDS), words.map(_KIND_OF_WORD)).astype(object)
    if not kinds.notna().any():
        return None
    kinds[kinds.isna() & words.fillna("").ne("")] = "other"
    return kinds.where(kinds.notna(), None)


def _by_natural_earth(table: pd.DataFrame) -> Any:
    if "featurecla" not in table:
        return None
    words = _words(table["featurecla"])
    kinds: Any = words.map(_KIND_OF_WORD).astype(object)
    kinds[words.str.startswith("admin-0 capital") | words.str.startswith("admin-1 capital")] = "settlement"
    kinds[words.str.startswith(("admin-0 country", "admin-0 boundary", "international boundary", "disputed"))] = (
        "country"
    )
    kinds[words.str.startswith(("admin-1 states", "admin-1 boundary", "admin-1 statistical"))] = "governorate"
    kinds[words.str.startswith("admin-1 region")] = ""
    return kinds


def _by_tags(table: pd.DataFrame) -> Any:
    """Tell by OpenStreetMap's tags; a row with several is the first of them."""
    if "fclass" in table:  # Geofabrik's shapefiles: one column with the value of whatever tag it is
        words = _words(table["fclass"])
        return words.map(_KIND_OF_WORD).astype(object).where(words.isin(_KIND_OF_WORD), "")
    tags = [tag for tag in _TAGS if tag in table and tag not in ("boundary", "admin_level")]
    if not tags and "admin_level" not in table:
        return None
    kinds: Any = pd.Series("", index=table.index, dtype=object)
    for tag in reversed(tags):
        found = _words(table[tag]).map(_KIND_OF_WORD)
        kinds[found.notna()] = found[found.notna()]
    if "admin_level" in table:
        level = pd.to_numeric(table["admin_level"], errors="coerce")
        # OpenStreetMap counts 2 for a country, 4 for its first division (3 in a few), 5 and 6 for the next.
        told = level.map({2: LEVELS[0], 3: LEVELS[1], 4: LEVELS[1], 5: LEVELS[2], 6: LEVELS[2], 7: LEVELS[3]})
        administrative = _words(table["boundary"]) == "administrative" if "boundary" in table else level.notna()
        fits = administrative.fillna(False).astype(bool) & told.notna()
        kinds[fits] = told[fits]
    return kinds


def _by_ocha(table: pd.DataFrame) -> Any:
    """Tell by `admLevel`, or by the deepest level that has a name or code (ADM2_PCODE, adm2_name, GID_2)."""
    level = next((c for c in ("admlevel", "adm_level") if c in table), None)
    if level:
        return pd.to_numeric(table[level], errors="coerce").map(dict(enumerate(LEVELS))).astype(object)
    kinds: Any = pd.Series(np.nan, index=table.index, dtype=object)
    for depth, kind in enumerate(LEVELS):
        columns = [c for c in table if re.fullmatch(rf"adm{depth}_\w+|gid_{depth}", str(c))]
        if columns:
            kinds[table[columns].notna().any(axis=1)] = kind
    return kinds if kinds.notna().any() else None


def _by_shape_type(table: pd.DataFrame) -> pd.Series | None:
    """Tell by geoBoundaries' `shapeType`, ADM0 to ADM3."""
    if "shapetype" not in table:
        return None
    return _words(table["shapetype"]).map({f"adm{n}": kind for n, kind in enumerate(LEVELS)}).astype(object)


def tell_names(table: pd.DataFrame, kinds: Any) -> tuple[Any, Any]:
    """Return the name of every row and its Arabic name, "" where there is none."""
    plain = _plain(table)
    name, arabic = (np.full(len(plain), "", object) for _ in range(2))
    for depth, kind in reversed(list(enumerate(LEVELS))):
        mine = kinds == kind
        name[mine] = _first(plain, (f"adm{depth}_en", f"adm{depth}_name", f"name_{depth}", *_NAMES))[mine]
        arabic[mine] = _first(plain, (f"adm{depth}_ar", f"adm{depth}_name1", *_ARABIC))[mine]
    rest = ~np.isin(kinds.astype(str), LEVELS)
    # A road is known by its number, which also keeps its pieces together.
    first = np.where(kinds == "road", _first(plain, ("ref", *_NAMES)), _first(plain, _NAMES))
    name[rest], arabic[rest] = first[rest], _first(plain, _ARABIC)[rest]
    return name, arabic


def _first(table: pd.DataFrame, columns: tuple[str, ...]) -> Any:
    """The first of some columns that says something, row by row."""
    found = pd.Series(pd.NA, index=table.index, dtype="string")
    for column in columns:
        if column in table:
            text = table[column].astype("string").str.slice(0, LONGEST_NAME).str.strip()
            found = found.fillna(text.where(text != ""))
    return found.fillna("").to_numpy(object)


def tell_credit(table: pd.DataFrame) -> str:
    """What a file says of its own attribution and licence, "" where it is silent."""
    plain = _plain(table)
    told = [str(v).strip() for c in _CREDITS if c in plain for v in plain[c].dropna().unique()[:5]]
    return "; ".join(dict.fromkeys(text[:200] for text in told if text))

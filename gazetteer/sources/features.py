"""What each feature class and code of GeoNames is here; what is left out of a gazetteer of reports.

References
----------
GeoNames feature codes, https://www.geonames.org/export/codes.html
"""

from __future__ import annotations

__all__ = ["PRECISION_M", "kind_of", "note_of"]

CITY_FROM, TOWN_FROM = 100_000, 5_000
"""Inhabitants from which a settlement counts as city or town."""

PRECISION_M = {
    "city": 500.0, "town": 500.0, "village": 800.0, "quarter": 800.0, "hill": 1000.0, "mountain": 1000.0,
    "governorate": 60_000.0, "district": 25_000.0, "subdistrict": 10_000.0, "countryside": 20_000.0,
    "area": 10_000.0, "road": 25_000.0,
}  # fmt: skip
"""How far off a point of this kind may be, metres, where a table is silent; 1000 for kinds not listed. The
packaged table found 500 m in towns and 800 m in villages; for areas it is a rough radius."""

_CODES = {
    "PPLC": "city", "PPLX": "quarter",
    **dict.fromkeys(("FRM", "FRMS", "FRMT", "FRMQ", "EST", "AGRF"), "farm"),
    **dict.fromkeys(("TRB", "AREA", "LCTY", "CULT", "WAD", "WADM", "WADS"), "area"),
    **dict.fromkeys(("HSE", "HUT", "HUTS", "MKT", "CMP", "OCH", "MSQE", "CSTL", "DAM"), "site"),
    **dict.fromkeys(("HLL", "HLLS", "MND", "BUTE"), "hill"),
    **dict.fromkeys(("MT", "MTS", "MTU", "PK", "PKS", "RDGE", "VLC", "VLCS"), "mountain"),
    **dict.fromkeys(("AIRP", "AIRB", "AIRF", "AIRH", "AIRQ"), "airfield"),
    **dict.fromkeys(("INSM", "FT", "MILB", "NVB", "MVA", "PSTP"), "military_site"),
    **dict.fromkeys(("PSTB", "PSTC"), "crossing"),
    **dict.fromkeys(("BDG", "BDGG", "BDGQ"), "bridge"),
    **dict.fromkeys(("RDJCT", "RDIN", "RDCR"), "junction"),
    **dict.fromkeys(("INDS", "MFG"), "industrial_area"),
    "PRN": "prison",
    "ADM1": "governorate", "ADM2": "district", "ADM3": "subdistrict", "ADM4": "subdistrict", "ADM5": "subdistrict",
    **dict.fromkeys(("RD", "RDA", "RTE", "TRL"), "road"),
    **dict.fromkeys(("STM", "STMI", "STMS", "STMX", "CNL", "LK", "LKS", "LKI", "RSV", "RSVI", "LGN", "BAY"), "area"),
    **dict.fromkeys(("RGN", "RGNE", "RGNH", "CST", "PRK", "RES", "RESF", "RESN", "CTRB", "OAS", "SALT"), "area"),
    **dict.fromkeys(("FRST", "GRVP", "GRVO", "SCRB"), "area"),
}  # fmt: skip
_TRIVIAL = frozenset({"HTL", "REST", "MALL", "RSRT", "HMSD", "CMPQ", "PO", "BANK", "GDN", "STNM"})
_GONE = {"PPLQ": "abandoned", "PPLW": "destroyed", "PPLH": "no longer existing", "PPLCH": "former capital"}


def kind_of(feature_class: str, code: str, population: int) -> str:
    """Kind of place of a GeoNames feature, "" for what no report names as a place (wells, hotels, sea floor).

    Parameters
    ----------
    feature_class, code : str
        Such as "P" and "PPL".
    population : int
        Inhabitants, 0 where unknown; decides between city, town and village.

    Examples
    --------
    >>> kind_of("P", "PPL", 6_000), kind_of("T", "HLL", 0), kind_of("S", "AIRB", 0), kind_of("H", "WLL", 0)
    ('town', 'hill', 'airfield', '')
    """
    if code in _CODES:
        return _CODES[code]
    if feature_class == "P":
        return _settlement(code, population)
    if feature_class == "S":
        return "" if code in _TRIVIAL else "site"
    if feature_class in ("A", "T"):
        return "area"
    return ""


def _settlement(code: str, population: int) -> str:
    """Seats of first-level divisions are cities and those of second level towns, whatever the table counts."""
    if population >= CITY_FROM or code == "PPLA":
        return "city"
    return "town" if population >= TOWN_FROM or code in ("PPLA2", "PPLG") else "village"


def note_of(code: str) -> str:
    """Say what an editor must know of such a feature.

    Examples
    --------
    >>> note_of("PPLQ")
    'abandoned, says GeoNames'
    """
    return f"{_GONE[code]}, says GeoNames" if code in _GONE else ""

"""Coordinates that were pasted where a name belongs: decimal degrees, degrees with minutes and seconds, MGRS.

References
----------
ISO 6709:2022, annex D (how a latitude and a longitude are written for people). NGA.STND.0037 (the military
grid reference system), read by the `mgrs` package around GEOTRANS.
"""

from __future__ import annotations

import re

__all__ = ["read_coordinates"]

_NUMBER = r"\d{1,3}(?:\.\d+)?"
_ANGLE = re.compile(
    rf"(?P<first>[NSEW])?\s*(?P<sign>[-+\u2212])?\s*(?P<deg>{_NUMBER})\s*(?:°|º|deg)?"
    rf"(?:\s*(?P<min>{_NUMBER})\s*(?:['’′]|min)?)?(?:\s*(?P<sec>{_NUMBER})\s*(?:[\"”″]|''|sec)?)?\s*(?P<last>[NSEW])?",
    re.I,
)
_SPLITS = (r"\s*[,;/]\s*", r"(?<=[NSEW])\s*", r"\s+(?=[NSEW]\s*\d)", r"\s+")
_MGRS = re.compile(r"\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}(?:\d{2}){1,5}", re.I)


def read_coordinates(text: str) -> tuple[tuple[float, float], ...]:
    r"""Read a text as coordinates.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    tuple of (lon, lat)
        Degrees, WGS 84. Empty where the text is no coordinates; two points where two bare numbers may be meant
        in either order, latitude first as the first.

    Raises
    ------
    ValueError
        The text is coordinates of no point on Earth.

    Examples
    --------
    >>> read_coordinates("35.2N 36.8E"), read_coordinates("36.8, 35.2")
    (((36.8, 35.2),), ((35.2, 36.8), (36.8, 35.2)))
    >>> read_coordinates("35°12'36\"N 36°45'E")
    ((36.75, 35.21),)
    >>> read_coordinates("46th Regiment"), read_coordinates("Hama")
    ((), ())
    """
    text = text.strip()
    if len(text) > 60 or sum(map(str.isdigit, text)) < 2:
        return ()
    grid = re.sub(r"\s+", "", text)
    if _MGRS.fullmatch(grid):
        return (_of_grid(grid.upper()),)
    for split in _SPLITS:
        halves = [h for h in re.split(split, text, flags=re.I) if h]
        if len(halves) == 2:
            angles = [_ANGLE.fullmatch(half.strip()) for half in halves]
            # "12 13" may be anything: bare numbers need a decimal point to be coordinates.
            bare = not re.search("[NSEW°º]", text, re.I)
            if angles[0] and angles[1] and not (bare and any("." not in half for half in halves)):
                return _points(angles[0], angles[1])
    return ()


def _of_grid(grid: str) -> tuple[float, float]:
    import mgrs

    try:
        lat, lon = mgrs.MGRS().toLatLon(grid)
    except mgrs.core.MGRSError as error:
        raise ValueError(f'"{grid}" looks like a grid reference (MGRS) but is none') from error
    return round(float(lon), 6), round(float(lat), 6)


def _points(first: re.Match[str], second: re.Match[str]) -> tuple[tuple[float, float], ...]:
    (a, axis_a), (b, axis_b) = _degrees(first), _degrees(second)
    if axis_a and axis_a == axis_b:
        return ()
    latitude_first = axis_a == "lat" or axis_b == "lon"
    orders = [(b, a)] if latitude_first else [(a, b)] if axis_a or axis_b else [(b, a), (a, b)]
    points = tuple(dict.fromkeys((lon, lat) for lon, lat in orders if abs(lon) <= 180 and abs(lat) <= 90))
    if not points:
        raise ValueError(f"{first.group().strip()}, {second.group().strip()}: no point on Earth")
    return points


def _degrees(angle: re.Match[str]) -> tuple[float, str]:
    """Value in degrees, and which axis its letter names."""
    letter = (angle["first"] or angle["last"] or "").upper()
    minutes, seconds = float(angle["min"] or 0), float(angle["sec"] or 0)
    if minutes >= 60 or seconds >= 60:
        raise ValueError(f"{angle.group().strip()}: minutes and seconds are below 60")
    value = float(angle["deg"]) + minutes / 60 + seconds / 3600
    negative = letter in ("S", "W") or angle["sign"] in ("-", "\u2212")
    axis = "" if not letter else "lat" if letter in "NS" else "lon"
    return round(-value if negative else value, 6), axis

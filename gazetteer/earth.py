"""Distance and bearing on a sphere: enough to say "7.1 km north-north-east of Hama".

All formulas take degrees on WGS 84 and use a sphere of the Earth's mean radius. Against the ellipsoid
a distance is off by at most 0.56 %, which no village's coordinates can tell; `frontline` measures its
fronts on the ellipsoid itself.

References
----------
Moritz, H. (2000). Geodetic Reference System 1980. Journal of Geodesy 74, 128-133 (mean radius).
Sinnott, R. W. (1984). Virtues of the haversine. Sky and Telescope 68(2), 159.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = [
    "EARTH_RADIUS_KM",
    "bearing_deg",
    "compass_word",
    "distance_km",
    "distances_km",
    "offset",
    "sentence",
]

EARTH_RADIUS_KM = 6371.0088

_WORDS = (
    "north", "north-north-east", "north-east", "east-north-east",
    "east", "east-south-east", "south-east", "south-south-east",
    "south", "south-south-west", "south-west", "west-south-west",
    "west", "west-north-west", "north-west", "north-north-west",
)  # fmt: skip


def distances_km(
    lon: float, lat: float, lons: npt.NDArray[np.float64], lats: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Haversine distances from one point to many, kilometres.

    Parameters
    ----------
    lon, lat : float
        The point, degrees, WGS 84.
    lons, lats : ndarray of float64, shape (n,)
        The other points, degrees, WGS 84.

    Returns
    -------
    ndarray of float64, shape (n,)
        Kilometres.

    Examples
    --------
    >>> distances_km(36.75, 35.13, np.array([36.75]), np.array([36.13])).round(1)
    array([111.2])
    """
    half_lat = np.radians(lats - lat) / 2
    half_lon = np.radians(lons - lon) / 2
    h = np.sin(half_lat) ** 2 + math.cos(math.radians(lat)) * np.cos(np.radians(lats)) * np.sin(half_lon) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0))))


def distance_km(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Haversine distance between two points, kilometres (degrees, WGS 84).

    Examples
    --------
    >>> round(distance_km(36.75, 35.13, 36.72, 34.73), 1)
    44.6
    """
    return float(distances_km(lon, lat, np.array([other_lon]), np.array([other_lat]))[0])


def bearing_deg(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Return the bearing at the first point towards the second, degrees clockwise from north.

    Examples
    --------
    >>> round(bearing_deg(36.75, 35.13, 36.75, 36.13))
    0
    """
    dlon, a, b = math.radians(other_lon - lon), math.radians(lat), math.radians(other_lat)
    east = math.sin(dlon) * math.cos(b)
    north = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(dlon)
    return math.degrees(math.atan2(east, north)) % 360.0


def compass_word(degrees: float) -> str:
    """Return the nearest of sixteen compass words.

    Parameters
    ----------
    degrees : float
        Bearing, degrees clockwise from north.

    Examples
    --------
    >>> compass_word(21), compass_word(359)
    ('north-north-east', 'north')
    """
    return _WORDS[round(degrees / 22.5) % 16]


def sentence(km: float, degrees: float, name: str) -> str:
    """Distance and direction as a reader would say them.

    Parameters
    ----------
    km : float
        Distance from the named place, kilometres.
    degrees : float
        Bearing from the named place, degrees clockwise from north.
    name : str
        The place measured from.

    Examples
    --------
    >>> sentence(7.06, 22.0, "Hama")
    '7.1 km north-north-east of Hama'
    >>> sentence(0.02, 22.0, "Hama")
    'at Hama'
    """
    if km < 0.1:
        return f"at {name}"
    return f"{km:.1f} km {compass_word(degrees)} of {name}"


def offset(lon: float, lat: float, degrees: float, km: float) -> tuple[float, float]:
    """Find the point reached from another along a great circle.

    Parameters
    ----------
    lon, lat : float
        Start, degrees, WGS 84.
    degrees : float
        Initial bearing, degrees clockwise from north.
    km : float
        Distance, kilometres.

    Returns
    -------
    tuple of float
        (lon, lat), degrees, WGS 84.

    Examples
    --------
    >>> lon, lat = offset(36.75, 35.13, 0.0, 111.195)
    >>> round(lon, 3), round(lat, 3)
    (36.75, 36.13)
    """
    a, d, t = math.radians(lat), km / EARTH_RADIUS_KM, math.radians(degrees)
    b = math.asin(math.sin(a) * math.cos(d) + math.cos(a) * math.sin(d) * math.cos(t))
    dlon = math.atan2(math.sin(t) * math.sin(d) * math.cos(a), math.cos(d) - math.sin(a) * math.sin(b))
    return (lon + math.degrees(dlon) + 540.0) % 360.0 - 180.0, math.degrees(b)

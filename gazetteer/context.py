"""Where a report says a name lies: "north Hama countryside", "18 km north-east of Hama", "west of Aleppo".

Only English wording, as editors write it beside a name. What cannot be read is no context at all: an empty
`Context` narrows nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from . import earth
from .names import exact_key, fold
from .place import Place
from .resolver import Gazetteer

__all__ = ["Context", "context_of"]

_DIRECTION = re.compile(r"\b(north|south|east|west)(?:ern)?(?:[- ]?(east|west)(?:ern)?)?\b", re.I)
_DISTANCE = re.compile(r"(\d+(?:\.\d+)?) ?(?:km|kilomet(?:re|er)s?)\b", re.I)
_BEARING = {"north": 0.0, "north east": 45.0, "east": 90.0, "south east": 135.0, "south": 180.0,
            "south west": 225.0, "west": 270.0, "north west": 315.0}  # fmt: skip
_CAPITALS = {"Rif Dimashq": "Damascus", "Hasakah": "Al-Hasakah", "Raqqa": "Raqqa"}
_IN_TOWN = re.compile(
    r"\b(?:city|quarter|neighbou?rhoods?|capital|entrance|approaches|edge|outskirts|suburbs?)\b", re.I
)
_CLOSE = re.compile(r"\b(?:near|around|close to|vicinity|overlooking|front)\b", re.I)
_WIDE = re.compile(r"\b(?:countryside|province|governorate|rural)\b", re.I)

CITY_KM, CLOSE_KM, DIRECTION_KM, WIDE_KM = 20.0, 80.0, 130.0, 220.0
"""Radius in kilometres for a city's quarters, "near X", "west of X", and a governorate around its capital."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a wording says about where a name lies; fields are the keywords of `Gazetteer.resolve`.

    Parameters
    ----------
    near : (lon, lat) or None
        Degrees, WGS 84.
    within_km : float or None
        Radius around it, kilometres.
    admin1 : str or None
        Governorate named.
    """

    near: tuple[float, float] | None = None
    within_km: float | None = None
    admin1: str | None = None


def context_of(text: str, gazetteer: Gazetteer) -> Context:
    """Read a wording such as "north Hama countryside".

    Parameters
    ----------
    text : str
        The wording.
    gazetteer : Gazetteer
        Where the places it names are looked up.

    Returns
    -------
    Context
        Empty where the wording names no listed place.
    """
    anchors = _anchors(text, gazetteer)
    if not anchors:
        return Context()
    radius = max(_radius(part) for _, part in anchors)
    points = [_shifted(place, part) for place, part in anchors]
    lon = sum(p[0] for p in points) / len(points)
    lat = sum(p[1] for p in points) / len(points)
    spread = max(earth.distance_km(lon, lat, *p) for p in points)
    admins = {place.admin1 for place, _ in anchors}
    # "Aleppo city" and "Hama countryside" lie in the governorate; "north of Homs" may lie in the next.
    named = admins.pop() if len(admins) == 1 and not re.search(r"\bof\b|border|/", text) else None
    return Context((lon, lat), radius + spread, named or None)


_NOISE = re.compile(
    r"\b(?:countryside|province|governorate|rural|city|town|quarter|neighbou?rhoods?|outskirts|suburbs?|"
    r"approaches|entrance|edge|near|around|close to|vicinity|overlooking|about|some|a few|km|road|of|to|the|"
    r"from|and its|axes|axis|front|side|villages?|military|sub-?district|bank|desert|plain|at|on|in|by|just|"
    r"over)\b",
    re.I,
)
_BREAKS = re.compile(r"\s*(?:/|,|;| and (?!its))\s*")


def _anchors(text: str, gazetteer: Gazetteer) -> list[tuple[Place, str]]:
    """Places the wording names, each with the part of the wording that names it; the first clause decides."""
    found: list[tuple[Place, str]] = []
    for part in _BREAKS.split(text):
        if found and "/" not in text:
            break
        bare = _NOISE.sub(" ", re.sub(r"\d+(?:\.\d+)?", " ", _DIRECTION.sub(" ", part))).strip(" -")
        places = _places(bare, gazetteer)
        found += [(p, part) for p in places]
    return found


def _places(bare: str, gazetteer: Gazetteer) -> list[Place]:
    """Find the place of a name, or both ends of "Maharda-Suqaylabiyah"."""
    if not re.search(r"[^\W\d_]{3}", bare):
        return []
    bare = {exact_key(k): v for k, v in _CAPITALS.items()}.get(exact_key(bare), bare)
    place = _listed(bare, gazetteer)
    if place is not None:
        return [place]
    ends = [_listed(end, gazetteer) for end in re.split(r"\s*-\s*", bare)]
    return [p for p in ends if p is not None] if len(ends) == 2 else []


def _listed(name: str, gazetteer: Gazetteer) -> Place | None:
    """Find the town, or else the village or quarter, that lists this very name: anchors are not guessed."""
    for kinds in (("city", "town"), ("village", "quarter")):
        answer = gazetteer.resolve(name, kinds=kinds)
        if answer.place is None:
            continue
        found = answer.candidates[0].matched_name
        if exact_key(found) == exact_key(name) or fold(found).fine == fold(name).fine:
            return answer.place
    return None


def _radius(part: str) -> float:
    """Radius in kilometres around the (shifted) anchor."""
    told = _DISTANCE.search(part)
    if told:
        # With a direction the point itself is told; without one only a ring around the anchor.
        km = float(told[1])
        return max(20.0, 0.6 * km) if _DIRECTION.search(part) else 1.5 * km + 10
    if re.search(r"\b(?:outskirts|suburbs?)\b", part, re.I):
        return 3 * CITY_KM
    if _IN_TOWN.search(part) and not _WIDE.search(part):
        return CITY_KM
    if _CLOSE.search(part):
        return CLOSE_KM
    return DIRECTION_KM if _DIRECTION.search(part) else WIDE_KM


def _shifted(place: Place, part: str) -> tuple[float, float]:
    """Find the named place, or a point on the side of it: 25 km out where no distance is told."""
    direction = _DIRECTION.search(part)
    if direction is None or _IN_TOWN.search(part):
        return place.lon, place.lat
    word = " ".join(w.lower() for w in direction.groups() if w)
    told = _DISTANCE.search(part)
    return earth.offset(place.lon, place.lat, _BEARING[word], float(told[1]) if told else 25.0)

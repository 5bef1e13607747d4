"""Map pictures of a server under a page's map: chosen by name, checked, and credited."""

from __future__ import annotations

import difflib
import re
from typing import Any
from urllib.parse import urlsplit

from frontline.errors import BaseLayerError
from frontline.scene._nouns import Tiles

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?")
_SAFE = re.compile(r"[!#$%&()*+,\-./0-9:;=?@A-Z\[\]_a-z{}~]+")
_WEB_MERCATOR = ("EPSG:3857", "3857", "EPSG:900913", "")
_FILLED_BY_THE_PAGE = ("x", "y", "z", "s", "r")


def choose_tiles(name: str, credit: str = "") -> Tiles:
    """Choose a server of map pictures. Only a page asks for them, and only that server.

    Parameters
    ----------
    name : str
        Of a provider as in the package xyzservices, such as ``OpenStreetMap.Mapnik``; or an address with ``{z}``,
        ``{x}`` and ``{y}`` in it.
    credit : str
        Attribution; the provider's own if left out.

    Raises
    ------
    BaseLayerError
        If there is no such provider, it needs a token or no longer works, or the address is not one.

    Examples
    --------
    >>> tiles = choose_tiles("OpenStreetMap.Mapnik")
    >>> tiles.hosts, tiles.credit
    (('https://tile.openstreetmap.org',), '(C) OpenStreetMap contributors')
    """
    provider = {"url": name, "name": name} if "{" in name or "/" in name else _provider(name)
    url = re.sub(r"\{(\w+)\}", lambda found: _fill(found[0], found[1], provider), str(provider["url"]))
    subdomains = "".join(provider.get("subdomains", "abc")) if "{s}" in url else ""
    hosts = tuple(dict.fromkeys(_origin(url.replace("{s}", letter), name) for letter in subdomains or "-"))
    host = urlsplit(hosts[0]).netloc
    return Tiles(
        name=str(provider["name"]),
        url=url,
        hosts=hosts,
        credit=" ".join((credit or str(provider.get("attribution", "")) or f"{host} (licence not told)").split()),
        subdomains=subdomains,
        min_zoom=int(provider.get("min_zoom", 0)),
        max_zoom=int(provider.get("max_zoom", 18)),
    )


def _fill(braced: str, key: str, provider: Any) -> str:
    return str(provider[key]) if key in provider and key not in _FILLED_BY_THE_PAGE else braced


def _provider(name: str) -> Any:
    import xyzservices

    all_of_them = xyzservices.providers.flatten()
    found = next((p for key, p in all_of_them.items() if key.casefold() == name.strip().casefold()), None)
    if found is None:
        near = difflib.get_close_matches(name, all_of_them, n=3, cutoff=0.4)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise BaseLayerError(f"tiles {name!r}: no such provider, and no address with {{z}}, {{x}} and {{y}}{hint}")
    if found.requires_token():
        raise BaseLayerError(
            f"tiles {name!r}: needs a token of your own; give the whole address with it in place of the name "
            f"({found['url']})"
        )
    if found.get("status") == "broken":
        raise BaseLayerError(f"tiles {name!r}: is known not to work any more; choose another provider")
    if str(found.get("crs", "")) not in _WEB_MERCATOR:
        raise BaseLayerError(f"tiles {name!r}: is in {found['crs']}; only maps in Web Mercator (EPSG:3857) fit")
    return found


def _origin(url: str, name: str) -> str:
    """The origin that a template asks, checked, since it goes into the page's security policy."""
    lacking = [key for key in ("{z}", "{x}", "{y}") if key not in url]
    left = set(re.findall(r"\{(\w*)\}", url)) - set(_FILLED_BY_THE_PAGE)
    try:
        parts = urlsplit(url)
        host = parts.netloc.lower()
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host) or not _SAFE.fullmatch(url):
        raise BaseLayerError(f"tiles {name!r}: is no web address; write https://host/{{z}}/{{x}}/{{y}}.png")
    if lacking or left:
        what = f"lacks {', '.join(lacking)}" if lacking else f"has {{{', '.join(sorted(left))}}}, which nothing fills"
        raise BaseLayerError(f"tiles {name!r}: the address {what}; write https://host/{{z}}/{{x}}/{{y}}.png")
    return f"{parts.scheme}://{host}"

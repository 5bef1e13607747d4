"""Files over the network: resumed where they broke off, checked, kept, never half there.

References
----------
Fielding, R. et al. (2022). HTTP Semantics. RFC 9110, sections 13 and 14 (conditional and range requests).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from ..errors import OnlineError, StoreError

if TYPE_CHECKING:
    from requests import Response, Session

__all__ = ["GEONAMES", "Download", "fetch", "fetch_country", "user_agent"]

GEONAMES = "https://download.geonames.org/export/dump/"
"""Where GeoNames serves its dumps; `GAZETTEER_GEONAMES` names a mirror."""

MAX_BYTES = 1 << 30
"""Most that is fetched; the longest country is about a tenth of it."""
TIMEOUT_S = (10, 60)
"""Seconds to wait for a connection, and for the next piece."""
ATTEMPTS, WAIT_S = 4, 0.5
"""Times a broken transfer is taken up again, and seconds before the first of them; each next wait is twice as long."""
LOCK_S = 600
_PIECE = 1 << 16
_COUNTRY = re.compile(r"[A-Z]{2}")

# A mirror may name the folder after the format, or keep the tables unpacked.
_DUMPS = ("{0}.zip", "{0}.txt")
_NAMES = ("alternatenames/{0}.zip", "alternateNamesV2/{0}.zip", "alternateNamesV2/{0}.txt", "alternatenames/{0}.txt")
_ADMIN1 = ("admin1CodesASCII.txt",)

Progress = Callable[[str, int, int | None], None]
"""Called with a file's name, the bytes that are there, and the bytes there will be (None where not told)."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file as fetched.

    Parameters
    ----------
    path : Path
        Where it is.
    url : str
        Where it came from.
    size : int
        Bytes.
    sha256 : str
        Checksum of what was received; GeoNames publishes none to compare it with.
    status : {"fetched", "unchanged", "kept"}
        Fetched now; the server says that it has not changed since; or the server could not be reached or gave
        nothing usable, and the file of an earlier time was kept.
    etag, modified : str
        What the server said to know this version by.
    """

    path: Path
    url: str
    size: int
    sha256: str
    status: str
    etag: str = ""
    modified: str = ""


class _MissingError(OnlineError):
    """The server has no such file."""


def fetch_country(
    country: str, folder: Path, *, address: str | None = None, progress: Progress | None = None
) -> list[Download]:
    """Fetch a country's dump, its alternate names, and the names of first-level divisions.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code, in any case.
    folder : Path
        Where to keep the files, laid out as GeoNames serves them.
    address : str, optional
        Where to fetch from; default `GAZETTEER_GEONAMES`, else `GEONAMES`.
    progress : callable, optional
        Told as bytes arrive.

    Returns
    -------
    list of Download
        The dump first. A server without alternate names or divisions gives fewer.

    Raises
    ------
    OnlineError
        No such country, no network, or the server fails; the message says how to do without.
    StoreError
        The folder cannot be written.
    """
    code = country.strip().upper()
    if not _COUNTRY.fullmatch(code):
        raise OnlineError(f'"{country[:40]}" is no country code; give two letters (ISO 3166-1), such as SY')
    base = address or os.environ.get("GAZETTEER_GEONAMES") or GEONAMES
    base = base if base.endswith("/") else f"{base}/"
    with _session() as session:
        try:
            dump = _first(session, base, [d.format(code) for d in _DUMPS], folder, progress)
        except _MissingError as error:
            raise OnlineError(f"{base} has no country {code}: check the code (ISO 3166-1) and the address") from error
        found = [dump]
        for choices in ([n.format(code) for n in _NAMES], list(_ADMIN1)):
            try:
                found.append(_first(session, base, choices, folder, progress))
            except _MissingError:
                continue
    return found


def _first(session: Session, base: str, choices: list[str], folder: Path, progress: Progress | None) -> Download:
    for choice in choices:
        try:
            return _fetch(session, urljoin(base, choice), folder / choice, progress)
        except _MissingError as error:
            missing = error
    raise missing


def fetch(url: str, target: Path, *, progress: Progress | None = None) -> Download:
    """Fetch one file; take up what an earlier try left, and do not fetch again what has not changed.

    Parameters
    ----------
    url : str
        http or https.
    target : Path
        Where to keep it. While it arrives it is called ``.part``; two processes take turns.
    progress : callable, optional
        Told as bytes arrive.

    Returns
    -------
    Download

    Raises
    ------
    OnlineError
        The server cannot be reached, has no such file, or sends less or more than it should.
    StoreError
        The file cannot be written.
    """
    with _session() as session:
        return _fetch(session, url, target, progress)


def _fetch(session: Session, url: str, target: Path, progress: Progress | None) -> Download:
    if urlsplit(url).scheme not in ("http", "https"):
        raise OnlineError(f"{url[:200]}: not an http or https address")
    with _writing(target), _locked(target):
        held = _held(target, url)
        try:
            return _transfer(session, url, target, held, progress or (lambda *_: None))
        except _MissingError:
            raise
        except OnlineError:
            if held is None:
                raise
            return replace(held, status="kept")


def _transfer(session: Session, url: str, target: Path, held: Download | None, progress: Progress) -> Download:
    """Ask until the whole file is there; what has come stays for the next attempt."""
    import requests

    part = target.with_name(f"{target.name}.part")
    wait = WAIT_S
    for attempt in range(ATTEMPTS):
        try:
            answer = _ask(session, url, part, held)
            with answer:
                if answer.status_code == 304 and held is not None:
                    return replace(held, status="unchanged")
                _receive(answer, part, target.name, progress)
                return _kept(answer, url, part, target)
        except (requests.exceptions.RequestException, _CutShortError) as error:
            if attempt + 1 == ATTEMPTS or isinstance(error, requests.exceptions.RetryError):
                raise OnlineError(_unreachable(url, error)) from error
            time.sleep(wait)
            wait *= 2
    raise AssertionError("unreachable")


class _CutShortError(Exception):
    """Fewer bytes came than were told."""


def _unreachable(url: str, error: Exception) -> str:
    name = url.rsplit("/", 1)[-1]
    inner = error.args[0] if error.args else error
    why = str(getattr(inner, "reason", inner) or error).rsplit(": ", 1)[-1][:160]
    return (f"{url}: cannot be fetched ({why}). Without a network: fetch {name} elsewhere, copy it here, "
            f"and build the gazetteer from it (gazetteer build {name})")  # fmt: skip


def _ask(session: Session, url: str, part: Path, held: Download | None) -> Response:
    """Ask for what is missing; of a changed file, for all of it."""
    headers = {"Accept-Encoding": "identity"}
    begun = _read_json(_label(part))
    mark = begun.get("etag") or begun.get("modified")
    if part.is_file() and part.stat().st_size and begun.get("url") == url and mark:
        headers |= {"Range": f"bytes={part.stat().st_size}-", "If-Range": mark}
    elif held is not None:
        pairs = {"If-None-Match": held.etag, "If-Modified-Since": held.modified}
        headers |= {name: value for name, value in pairs.items() if value}
    answer = session.get(url, headers=headers, stream=True, timeout=TIMEOUT_S)
    if answer.status_code == 416:  # what is there already is no part of what the server has now
        answer.close()
        part.unlink()
        return _ask(session, url, part, held)
    if answer.status_code in (404, 410):
        answer.close()
        raise _MissingError(f"{url}: the server has no such file")
    if answer.status_code not in (200, 206, 304):
        answer.close()
        raise OnlineError(f"{url}: the server answers {answer.status_code} {str(answer.reason)[:80]}; try again later")
    return answer


def _receive(answer: Response, part: Path, name: str, progress: Progress) -> None:
    """Append what comes, or begin anew where the server sends the whole."""
    there = part.stat().st_size if answer.status_code == 206 and part.is_file() else 0
    if answer.status_code == 206 and not answer.headers.get("Content-Range", "").startswith(f"bytes {there}-"):
        part.unlink(missing_ok=True)
        raise _CutShortError("the server sends another part than asked")
    length = answer.headers.get("Content-Length", "")
    total = there + int(length) if length.isdecimal() else None
    if (total or 0) > MAX_BYTES:
        raise OnlineError(f"{answer.url}: {total} bytes are more than any country has; not fetched")
    if not there:
        marks = {"etag": _strong(answer.headers.get("ETag", "")), "modified": answer.headers.get("Last-Modified", "")}
        _label(part).write_text(json.dumps({"url": answer.request.url} | marks), encoding="utf-8")
    with part.open("ab" if there else "wb") as file:
        for piece in answer.iter_content(_PIECE):
            file.write(piece)
            there += len(piece)
            if there > MAX_BYTES:
                raise OnlineError(f"{answer.url}: sends more than {MAX_BYTES >> 20} MiB; not fetched")
            progress(name, there, total)
    if total is not None and there != total:
        raise _CutShortError(f"{there} of {total} bytes came")


def _strong(etag: str) -> str:
    """A weak mark may stand for other bytes, so it is no ground for joining two halves."""
    return "" if etag.startswith("W/") else etag


def _kept(answer: Response, url: str, part: Path, target: Path) -> Download:
    if target.suffix == ".zip" and not zipfile.is_zipfile(part):
        part.unlink()
        _label(part).unlink(missing_ok=True)
        raise OnlineError(f"{url}: what comes is no zip archive (a page of a login or proxy, perhaps); not kept")
    digest = hashlib.sha256()
    with part.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    etag, modified = answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", "")
    done = Download(target, url, part.stat().st_size, digest.hexdigest(), "fetched", etag, modified)
    part.replace(target)
    _label(part).unlink(missing_ok=True)
    told = {key: value for key, value in asdict(done).items() if key not in ("path", "status")}
    _label(target).write_text(json.dumps(told), encoding="utf-8")
    return done


def _held(target: Path, url: str) -> Download | None:
    """What was fetched from this address before, if it is still as it was."""
    told = _read_json(_label(target))
    try:
        held = Download(path=target, status="unchanged", **told)
    except TypeError:
        return None
    if held.url != url or not target.is_file() or target.stat().st_size != held.size:
        return None
    return held


def _label(path: Path) -> Path:
    """The small file beside a download that says what it is."""
    return path.with_name(f"{path.name}.json")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


@contextmanager
def _writing(target: Path) -> Iterator[None]:
    """Tell a full or closed disk apart from a failing network."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield
    except (OnlineError, StoreError):
        raise
    except OSError as error:
        part = target.with_name(f"{target.name}.part")
        for rest in (part, _label(part)):
            with suppress(OSError):  # give back the space that the part took
                rest.unlink()
        remedy = "free space there, or set GAZETTEER_HOME to another folder"
        raise StoreError(f"{target}: cannot be written ({error.strerror or error}); {remedy}") from error


@contextmanager
def _locked(target: Path) -> Iterator[None]:
    """Let one process fetch a file at a time; the next finds it unchanged."""
    from filelock import FileLock, Timeout

    locks = target.parent / ".locks"
    locks.mkdir(exist_ok=True)
    try:
        with FileLock(locks / f"{target.name}.lock", timeout=LOCK_S):
            yield
    except Timeout as error:
        raise StoreError(f"{target}: another process has been fetching it for {LOCK_S} s; try again later") from error


def user_agent() -> str:
    """Who we are to a server: the project's name and version.

    Examples
    --------
    >>> user_agent().partition("/")[0]
    'frontline-gazetteer'
    """
    try:
        return f"frontline-gazetteer/{version('frontline')}"
    except PackageNotFoundError:
        return "frontline-gazetteer/0"


def _session() -> Session:
    """A session that asks a busy server again, with growing waits; a lost connection is `_transfer`'s to take up."""
    from requests import Session
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    retry = Retry(total=3, connect=0, read=0, backoff_factor=0.3, status_forcelist=(429, 500, 502, 503, 504),
                  raise_on_status=False, respect_retry_after_header=False)  # fmt: skip
    session = Session()
    session.headers["User-Agent"] = user_agent()
    for scheme in ("http://", "https://"):
        session.mount(scheme, HTTPAdapter(max_retries=retry))
    return session

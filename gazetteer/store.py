"""Installed gazetteers: built once from files, then loaded by name.

Each is one file of two lines below `gazetteer.folders.data_folder()`: what it was built from, and its places
by column. It is written beside and renamed, so that no reader ever meets half of one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .errors import StoreError, TableError, UnknownTableError
from .folders import collector_paused, data_folder
from .merging import merge_places
from .place import Place, PlaceName
from .sources import PACKAGED, read_tables

__all__ = ["Installed", "build", "downloads_folder", "find", "installed", "read_installed", "remove"]

_FORMAT = 2
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_PLAIN = (
    "place_id", "name", "kind", "lon", "lat", "country", "admin1", "geonames_id", "source", "licence", "precision_m",
    "population", "note", "admin1_code",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Installed:
    """What is known of an installed gazetteer.

    Parameters
    ----------
    name : str
        Name to load it by.
    places, names : int
        How many places and spellings it holds.
    kinds : dict of str to int
        Places of each kind.
    countries : tuple of str
        ISO 3166-1 alpha-2 codes.
    licences : tuple of str
        Licences of its rows.
    sources : tuple of dict
        Each file it was built from: ``file``, ``bytes``, ``sha256`` and, if it was downloaded, ``url``.
    built : str
        When, ISO 8601 in UTC.
    sha256 : str
        Checksum of its places: the same places have the same.
    """

    name: str
    places: int
    names: int
    kinds: dict[str, int]
    countries: tuple[str, ...]
    licences: tuple[str, ...]
    sources: tuple[dict[str, Any], ...]
    built: str
    sha256: str

    @property
    def path(self) -> Path:
        """The file that holds it."""
        return _path(self.name)


def downloads_folder() -> Path:
    """Folder where fetched dumps are kept, laid out as GeoNames serves them."""
    return data_folder() / "downloads"


def build(
    name: str,
    files: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    skip_bad: bool = False,
    urls: Mapping[Path, str] | None = None,
) -> Installed:
    """Build an installed gazetteer from files; an older one of that name is replaced.

    Parameters
    ----------
    name : str
        Letters, digits, hyphens and underscores.
    files : sequence of str or Path
        Files or folders of any format that `read_places` takes; the same place out of several becomes one.
    columns, skip_bad
        As for `read_places`.
    urls : mapping of Path to str, optional
        Where files were downloaded from.

    Returns
    -------
    Installed

    Raises
    ------
    TableError
        A file has faults (see `read_places`), or there is no place in any.
    StoreError
        The name will not do, or the gazetteer cannot be written (a full disk, say); nothing is left behind.
    """
    path = _path(name)
    places = merge_places(*read_tables(list(files), columns=columns, skip_bad=skip_bad))
    if not places:
        raise TableError([f"{', '.join(Path(f).name for f in files)}: no places in it; nothing to build"])
    body = json.dumps(_columns(places), ensure_ascii=False, separators=(",", ":")).encode()
    about = _about(name, places, body, [_origin(Path(f), urls or {}) for f in files])
    head = json.dumps({"format": _FORMAT} | asdict(about), ensure_ascii=False).encode()
    _write(path, head + b"\n" + body + b"\n")
    return about


def _about(name: str, places: Sequence[Place], body: bytes, sources: list[dict[str, Any]]) -> Installed:
    return Installed(
        name=name,
        places=len(places),
        names=sum(len(p.names) for p in places),
        kinds=dict(Counter(p.kind for p in places).most_common()),
        countries=tuple(sorted({p.country for p in places} - {""})),
        licences=tuple(sorted({part for p in places for part in p.licence.split("; ")} - {""})),
        sources=tuple(sources),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def _origin(path: Path, urls: Mapping[Path, str]) -> dict[str, Any]:
    """File, size and checksum; of a folder all its files in their order."""
    digest, size = hashlib.sha256(), 0
    for file in sorted(path.rglob("*.geojson")) if path.is_dir() else [path]:
        with file.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
                size += len(piece)
    told = {"file": path.name, "bytes": size, "sha256": digest.hexdigest()}
    return told | ({"url": urls[path]} if path in urls else {})


def _write(path: Path, content: bytes) -> None:
    beside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            beside = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        needed = f"{len(content) / 1e6:.1f} MB are needed; free space there, or set GAZETTEER_HOME to another folder"
        raise StoreError(f"{path}: cannot be written ({error.strerror}); {needed}") from error


def installed() -> list[Installed]:
    """List the installed gazetteers by name; files that are none are passed over."""
    found = []
    for path in sorted((data_folder() / "installed").glob("*.json"), key=lambda p: p.name.casefold()):
        try:
            with path.open("rb") as file:
                found.append(_parse_about(file.readline(), path))
        except (OSError, TableError):
            continue
    return found


def _parse_about(line: bytes, path: Path) -> Installed:
    try:
        told = json.loads(line)
        if told.pop("format") != _FORMAT or told["name"] != path.stem:
            raise ValueError
        told |= {key: tuple(told[key]) for key in ("countries", "licences", "sources")}
        return Installed(**told)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError([f"{path.name}: no installed gazetteer, or of another version; build it again"]) from error


def find(name: str) -> Installed:
    """Find an installed gazetteer, whatever the case of its name.

    Raises
    ------
    UnknownTableError
        None has this name; the message lists those there are.
    """
    there = installed()
    for one in there:
        if one.name.casefold() == name.casefold():
            return one
    names = ", ".join(i.name for i in there) or "none"
    raise UnknownTableError(f'no installed gazetteer "{name}"; installed: {names}')


def read_installed(name: str) -> tuple[Place, ...]:
    """Read the places of an installed gazetteer.

    Parameters
    ----------
    name : str
        Its name, in any case of letters.

    Returns
    -------
    tuple of Place

    Raises
    ------
    UnknownTableError
        None has this name.
    TableError
        Its file is damaged.
    """
    about = find(name)
    try:
        with about.path.open("rb") as file:
            file.readline()
            body = file.readline().rstrip(b"\n")
        with collector_paused():
            places = _places(json.loads(body))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TableError([f"{about.path.name}: damaged; build the gazetteer {name} again"]) from error
    if len(places) != about.places:
        raise TableError([f"{about.path.name}: damaged; build the gazetteer {name} again"])
    return places


def remove(name: str) -> list[Path]:
    """Remove an installed gazetteer and the downloads of that name.

    Parameters
    ----------
    name : str
        Its name, in any case of letters.

    Returns
    -------
    list of Path
        What was removed.

    Raises
    ------
    UnknownTableError
        None has this name.
    StoreError
        A file cannot be removed.
    """
    about = find(name)
    found = [about.path, *sorted(downloads_folder().rglob(f"{about.name}.*"))]
    for path in found:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"{path}: cannot be removed ({error.strerror}); check its rights") from error
    return found


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise StoreError(f'"{name[:80]}" is no name for a gazetteer; use letters, digits, hyphens and underscores')
    if name.casefold() in PACKAGED:
        raise StoreError(f'"{name}" is the name of a packaged table; choose another')
    return data_folder() / "installed" / f"{name}.json"


def _columns(places: Iterable[Place]) -> dict[str, list[Any]]:
    """Places by column; a place's spellings as one flat list of text, language, script, kind."""
    found: dict[str, list[Any]] = {column: [] for column in (*_PLAIN, "names", "ids")}
    for place in places:
        for column in _PLAIN:
            found[column].append(getattr(place, column))
        found["names"].append([part for n in place.names for part in (n.text, n.language, n.script, n.kind)])
        found["ids"].append([part for pair in place.ids for part in pair])
    return found


def _places(columns: dict[str, list[Any]]) -> tuple[Place, ...]:
    # A few dozen words (kinds, scripts, languages, divisions) stand in every row: one object serves them all.
    shared: dict[Any, Any] = {}
    for column in ("kind", "country", "admin1", "licence"):
        columns[column] = [shared.setdefault(text, text) for text in columns[column]]

    def names(flat: list[Any]) -> tuple[PlaceName, ...]:
        few = shared.setdefault
        return tuple(
            PlaceName(text, few(language, language), few(script, script), few(kind, kind))
            for text, language, script, kind in zip(*[iter(flat)] * 4, strict=True)
        )

    rows = zip(*(columns[c] for c in _PLAIN), columns["names"], columns["ids"], strict=True)
    return tuple(
        Place(pid, name, names(flat), kind, lon, lat, country, admin1, gid, source, licence, precision, people, note,
              tuple(zip(ids[::2], ids[1::2], strict=True)), code)
        for pid, name, kind, lon, lat, country, admin1, gid, source, licence, precision, people, note, code,
            flat, ids in rows
    )  # fmt: skip

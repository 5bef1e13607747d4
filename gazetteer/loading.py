"""Tables by name or path -> a gazetteer to search."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from .cache import open_arrays
from .errors import UnknownTableError
from .folders import cache_folder
from .merging import merge_places
from .place import Place
from .resolver import Gazetteer
from .sources import PACKAGED, load_packaged, packaged_content, read_tables, source_files
from .store import installed, read_installed

__all__ = ["load_gazetteer", "load_tables"]


def load_gazetteer(
    *names: str | Path, columns: Mapping[str, str] | None = None, skip_bad: bool = False
) -> Gazetteer:
    """Load tables of places, the same place out of several as one.

    Parameters
    ----------
    *names : str or Path
        "syria" (packaged, the default), "world" (the world's towns from GeoNames cities500), an installed
        gazetteer such as "SY" (see `gazetteer.store`), or the path of a file or folder in any format of
        `gazetteer/data/README.md`.
    columns : mapping of str to str, optional
        For a CSV or GeoJSON of one's own, as in `read_places`.
    skip_bad : bool
        Leave out rows with faults and warn about them, instead of raising.

    Returns
    -------
    Gazetteer

    Raises
    ------
    UnknownTableError
        No such table, gazetteer or file.
    TableError
        A table has faults, or two tables use one id for two places.

    Examples
    --------
    >>> load_gazetteer("atlantis")
    Traceback (most recent call last):
    ...
    gazetteer.errors.UnknownTableError: no table "atlantis": packaged are syria, world; installed: none; or give a file
    """
    # What was skipped must be told each time, so that a table with faults is read each time.
    folder = None if skip_bad else _folder(names or ("syria",), columns)
    arrays = open_arrays(folder) if folder is not None else None
    if arrays is not None:
        return Gazetteer.of_arrays(arrays)
    gazetteer = Gazetteer(merge_places(*load_tables(*names, columns=columns, skip_bad=skip_bad)))
    if folder is not None:
        gazetteer.keep_in(folder)
    return gazetteer


def _folder(names: Sequence[str | Path], columns: Mapping[str, str] | None) -> Path | None:
    """Where the index of these tables is kept: named by what is in them and by this very package."""
    digest = hashlib.sha256(json.dumps(sorted((columns or {}).items())).encode())
    own = Path(__file__).parent
    parts = sorted([*own.rglob("*.py"), *own.glob("data/*.json")])
    if "" in names:
        return None  # told as an unknown table
    try:
        for name in names:
            digest.update(b"\0")
            if isinstance(name, str) and name in PACKAGED:
                digest.update(packaged_content(name))
            elif isinstance(name, str) and name.casefold() in (there := _installed()):
                digest.update(there[name.casefold()].encode())
            else:
                parts += source_files(Path(name))
        for part in parts:
            digest.update(part.read_bytes())
    except OSError:
        return None  # what cannot be read is told when it is read as a table
    return cache_folder() / f"index-{digest.hexdigest()[:32]}"


def _installed() -> dict[str, str]:
    """Checksum of each installed gazetteer, by its name in lower case."""
    return {about.name.casefold(): about.sha256 for about in installed()}


def load_tables(
    *names: str | Path, columns: Mapping[str, str] | None = None, skip_bad: bool = False
) -> list[tuple[Place, ...]]:
    """Load tables of places, each by itself.

    Parameters
    ----------
    *names, columns, skip_bad
        As for `load_gazetteer`. Files of GeoNames' alternate names among them belong to the dumps.

    Returns
    -------
    list of tuple of Place
        In the order given; empty for a file that only names places of the others.

    Raises
    ------
    UnknownTableError, TableError
        As for `load_gazetteer`.
    """
    asked = names or ("syria",)
    named = [_named(name) if isinstance(name, str) else None for name in asked]
    paths = [name for name, table in zip(asked, named, strict=True) if table is None]
    for path in paths:
        if path == "" or not Path(path).exists():  # an empty path would be the folder one stands in
            there = ", ".join(i.name for i in installed()) or "none"
            known = f"packaged are {', '.join(PACKAGED)}; installed: {there}; or give a file"
            raise UnknownTableError(f'no table "{path}": {known}')
    read = iter(read_tables(paths, columns=columns, skip_bad=skip_bad) if paths else ())
    return [next(read) if table is None else table for table in named]


def _named(name: str) -> tuple[Place, ...] | None:
    """The packaged or installed table of this name, in any case; a file of that name must be given as ./name."""
    if name in PACKAGED:
        return load_packaged(name)
    return read_installed(name) if name.casefold() in _installed() else None

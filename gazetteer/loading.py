"""Tables by name or path -> a gazetteer to search."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from .errors import UnknownTableError
from .merging import merge_places
from .place import Place
from .resolver import Gazetteer
from .sources import PACKAGED, load_packaged, read_tables
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
    return Gazetteer(merge_places(*load_tables(*names, columns=columns, skip_bad=skip_bad)))


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
        if not Path(path).exists():
            there = ", ".join(i.name for i in installed()) or "none"
            known = f"packaged are {', '.join(PACKAGED)}; installed: {there}; or give a file"
            raise UnknownTableError(f'no table "{path}": {known}')
    read = iter(read_tables(paths, columns=columns, skip_bad=skip_bad) if paths else ())
    return [next(read) if table is None else table for table in named]


def _named(name: str) -> tuple[Place, ...] | None:
    """The packaged or installed table of this name, in any case; a file of that name must be given as ./name."""
    if name in PACKAGED:
        return load_packaged(name)
    there = {i.name.casefold() for i in installed()}
    return read_installed(name) if name.casefold() in there else None

"""Places and their index as files of plain arrays: written once, mapped into memory from then on.

A kept gazetteer is a folder of `.npy` files. It is written beside its place and renamed into it, so that a
reader sees all of it or nothing, and of two writers at once either may win. Nothing in it is ever executed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from .errors import GazetteerError
from .place import Place, PlaceName

__all__ = ["KeptPlaces", "open_arrays", "prune", "write_arrays"]

_Arrays = dict[str, npt.NDArray[Any]]
SIZES = "sizes.json"
ABANDONED_S = 3_600.0
"""A folder that is still being written to is younger; one whose writer was killed stays behind."""
"""File that tells the size of every other file of the folder, so that a damaged one is noticed."""
_SIMPLE = tuple(f for f in Place.__dataclass_fields__ if f not in ("names",))


class KeptPlaces(Sequence[Place]):
    """Places that are made when they are asked for.

    Parameters
    ----------
    arrays : dict of str to ndarray
        As `KeptPlaces.arrays_of` makes them.
    """

    def __init__(self, arrays: _Arrays) -> None:
        self._text, self._at = arrays["place_text"], arrays["place_at"]
        self._ids = arrays["place_ids"].tobytes().decode("utf-8").split("\n") if len(self) else []
        self._made: dict[int, Place] = {}

    @staticmethod
    def arrays_of(places: Sequence[Place]) -> _Arrays:
        """Arrays that hold a sequence of places."""
        text, at = bytearray(), array("q", [0])
        for place in places:
            text += _told(place)
            at.append(len(text))
        ids = "\n".join(p.place_id for p in places).encode("utf-8")
        return {
            "place_text": np.frombuffer(text, dtype=np.uint8),
            "place_at": np.array(at),
            "place_ids": np.frombuffer(ids, dtype=np.uint8),
        }

    @property
    def ids(self) -> list[str]:
        """The id of every place, in order."""
        return self._ids

    def __len__(self) -> int:
        return len(self._at) - 1

    @overload
    def __getitem__(self, row: int) -> Place: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[Place]: ...
    def __getitem__(self, row: int | slice) -> Place | Sequence[Place]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        row %= len(self)
        place = self._made.get(row)
        if place is None:
            text = self._text[int(self._at[row]) : int(self._at[row + 1])]
            place = self._made[row] = _place(json.loads(text.tobytes()))
        return place

    def __iter__(self) -> Iterator[Place]:
        return (self[row] for row in range(len(self)))


def _told(place: Place) -> bytes:
    names = [(n.text, n.language, n.script, n.kind) for n in place.names]
    told = [getattr(place, field) for field in _SIMPLE]
    return json.dumps([told, names], ensure_ascii=True, separators=(",", ":")).encode("ascii")


def _place(told: Sequence[Any]) -> Place:
    fields: dict[str, Any] = dict(zip(_SIMPLE, map(_frozen, told[0]), strict=True))
    return Place(names=tuple(PlaceName(*name) for name in told[1]), **fields)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def write_arrays(folder: Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays into a folder, whole or not at all.

    Parameters
    ----------
    folder : Path
        Where; what stands there already stays, for it holds the same.
    arrays : mapping of str to ndarray
        The arrays by name.

    Raises
    ------
    GazetteerError
        The disk is full or the folder cannot be written.
    """
    beside: Path | None = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        for name, array in arrays.items():
            np.save(beside / f"{name}.npy", array, allow_pickle=False)
        (beside / SIZES).write_text(json.dumps(_sizes(beside)), encoding="ascii")
        os.rename(beside, folder)  # noqa: PTH104 - Path.rename would do the same; the point is that it is atomic
    except OSError as error:
        if not folder.is_dir():  # another process may have been first
            raise GazetteerError(f"{folder}: cannot be written ({error.strerror or error})") from error
    finally:
        if beside is not None:
            shutil.rmtree(beside, ignore_errors=True)


def prune(parent: Path, prefix: str, keep: int) -> None:
    """Remove all but the newest folders with this beginning, and what a killed writer left; what is open stays."""
    for folder in parent.glob(f".{prefix}*"):
        if time.time() - folder.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(folder, ignore_errors=True)
    there = [(f.stat().st_mtime, f) for f in parent.glob(f"{prefix}*") if f.is_dir()]
    for _, folder in sorted(there)[:-keep]:
        shutil.rmtree(folder, ignore_errors=True)


def _sizes(folder: Path) -> dict[str, int]:
    return {f.name: f.stat().st_size for f in sorted(folder.glob("*.npy"))}


def open_arrays(folder: Path) -> _Arrays | None:
    """Map the arrays of a folder into memory; None where there is no folder, or a damaged one, which is removed.

    Parameters
    ----------
    folder : Path
        As written by `write_arrays`.
    """
    try:
        whole = _sizes(folder) == json.loads((folder / SIZES).read_text(encoding="ascii"))
        files = sorted(folder.glob("*.npy")) if whole else []
        arrays = {f.stem: np.load(f, mmap_mode="r" if f.stat().st_size > 4096 else None) for f in files}
    except OSError:
        return None
    except (ValueError, EOFError):
        arrays = {}
    if not arrays:
        shutil.rmtree(folder, ignore_errors=True)  # else the new one could not take its place
        return None
    with suppress(OSError):
        os.utime(folder)  # used now: the last to be pruned
    return arrays

"""Bytes and lines out of files that nobody has vouched for: limits, encodings, faults told all at once."""

from __future__ import annotations

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO

from ..errors import TableError

__all__ = ["LONGEST_NAME", "MAX_BYTES", "MAX_RATIO", "Faults", "SourceFile", "check_archive"]

MAX_BYTES = 1 << 30
"""Most that one file may hold once unpacked; the longest country dump is about a third of it."""
MAX_RATIO = 100
"""Most that a file may grow when unpacked; tables of names grow four- to tenfold, a zip bomb a thousandfold."""
LONGEST_NAME = 500
"""Letters of a spelling; GeoNames allows 400, the longest place name in use has fewer than 200."""
_HEAD, _LOOKED_AT = 1 << 16, 20
_SMALL = 1 << 20  # below this a ratio says nothing: a short file of blanks packs well
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, struct.error)  # what zipfile raises on damage
_BESIDES = ("readme", "iso-languagecodes", "__macosx/", ".")


@dataclass(slots=True)
class Faults:
    """What is wrong in the rows of a file, gathered so that all of it is told at once.

    Parameters
    ----------
    skip_bad : bool
        Leave faulty rows out with a warning, instead of raising.
    """

    skip_bad: bool = False
    problems: list[str] = field(default_factory=list)

    def add(self, where: str, what: str) -> None:
        """Note one fault."""
        self.problems.append(f"{where}, {what}")

    def settle(self) -> None:
        """Raise what was gathered, or warn of it.

        Raises
        ------
        TableError
            There are faults, and they may not be skipped.
        """
        if not self.problems:
            return
        if not self.skip_bad:
            raise TableError(self.problems)
        warnings.warn("rows left out:\n" + "\n".join(self.problems), UserWarning, stacklevel=2)


class SourceFile:
    """One file or folder that may hold places; a zip archive counts as the one table inside it.

    Parameters
    ----------
    path : Path
        Where it is.

    Raises
    ------
    TableError
        It is missing, cannot be read, or is an archive that is broken or has no one table.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name
        self.suffix = path.suffix.lower()
        self.member = ""
        self.is_folder = path.is_dir()
        self.head = b"" if self.is_folder else self._guarded(lambda: self._read(_HEAD))
        if self.head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise TableError([f"{self.name}: UTF-16, not UTF-8; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"])

    @cached_property
    def data(self) -> bytes:
        """The whole file, unpacked.

        Raises
        ------
        TableError
            It is longer than `MAX_BYTES`, grows more than `MAX_RATIO`, or is broken.
        """
        return self._guarded(lambda: self._read(None))

    @cached_property
    def first_lines(self) -> list[str]:
        """The first lines, as well as they can be read: one of them may be at fault, and be told so later."""
        start = re.split(rb"\r\n|\r|\n", self.head.removeprefix(b"\xef\xbb\xbf"), maxsplit=_LOOKED_AT)[:_LOOKED_AT]
        return [line.decode("utf-8", "replace") for line in start]

    @property
    def first_line(self) -> str:
        """The first line, where a table has its header."""
        return self.first_lines[0]

    def text(self) -> str:
        """The whole file as text.

        Raises
        ------
        TableError
            It is empty or not UTF-8.
        """
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            found = f"byte {error.start} is 0x{self.data[error.start]:02x}"
            remedy = "save it as UTF-8 (in a spreadsheet: CSV UTF-8)"
            raise TableError([f"{self.name}: not UTF-8 ({found}); {remedy}"]) from error
        if not text.strip():
            raise TableError([f"{self.name}: the file is empty"])
        return text

    def lines(self, faults: Faults) -> list[str]:
        """Lines of a plain table; line n of the file is item n - 1, "" where it could not be read."""
        try:
            text = self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            lines = [self._line(n, raw, faults) for n, raw in enumerate(self.data.split(b"\n"), 1)]
        else:
            lines = text.split("\n")
        if b"\0" in self.data:
            lines = [self._without_nul(n, line, faults) for n, line in enumerate(lines, 1)]
        return lines

    def _line(self, number: int, raw: bytes, faults: Faults) -> str:
        try:
            return raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            where = f"byte {error.start + 1} of the line is 0x{raw[error.start]:02x}"
            faults.add(f"{self.name}, line {number}", f"not UTF-8 ({where}); save the table as UTF-8")
            return ""

    def _without_nul(self, number: int, line: str, faults: Faults) -> str:
        if "\0" not in line:
            return line
        faults.add(f"{self.name}, line {number}", "holds a NUL character; fetch the file again or remove the line")
        return ""

    def _guarded(self, read: Callable[[], bytes]) -> bytes:
        """Any way in which a file or archive can be broken, in one plain sentence."""
        try:
            return read()
        except TableError:
            raise
        except _BROKEN as error:
            what = "not a whole zip archive (cut short or damaged); fetch it again"
            raise TableError([f"{self.name}: {what}"]) from error
        except (NotImplementedError, RuntimeError) as error:
            what = "packed in a way that cannot be opened here (password or rare method); unpack it first"
            raise TableError([f"{self.name}: {what}"]) from error
        except OSError as error:
            what = error.strerror or str(error)
            raise TableError([f"{self.name}: cannot be read ({what}); check the path"]) from error

    def _read(self, size: int | None) -> bytes:
        """First `size` bytes, or all."""
        with self.path.open("rb") as file:
            packed = self.suffix == ".zip" or (self.suffix != ".xlsx" and file.read(4) == b"PK\3\4")
            file.seek(0)
            if not packed:
                return _limited(file, self.name, None, size)
            with zipfile.ZipFile(file) as archive:
                member = _table_of(archive, self.path)
                self.member = member.filename
                self.suffix = Path(member.filename).suffix.lower()
                with archive.open(member) as stream:
                    return _limited(stream, self.name, member.compress_size, size)


def _limited(stream: IO[bytes], name: str, packed: int | None, size: int | None) -> bytes:
    """Read a stream piece by piece and stop where it outgrows what any table needs, whatever its header says."""
    if size is not None:
        return stream.read(size)
    pieces, total = [], 0
    while piece := stream.read(_SMALL):
        pieces.append(piece)
        total += len(piece)
        _check(name, total, packed)
    return b"".join(pieces)


def _check(name: str, total: int, packed: int | None) -> None:
    if total > MAX_BYTES:
        raise TableError([f"{name}: holds more than {MAX_BYTES >> 20} MiB; split it into countries"])
    if packed is not None and total > _SMALL and total > MAX_RATIO * packed:
        raise TableError([f"{name}: grows more than {MAX_RATIO}-fold when unpacked, as no table does; not opened"])


def _table_of(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """Find the one table in an archive; GeoNames packs a readme or a list of languages beside it."""
    found = [m for m in archive.infolist() if m.filename and not _is_beside(m.filename)]
    if len(found) > 1:
        found = [m for m in found if Path(m.filename).stem.lower() == path.stem.lower()] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise TableError([f"{path.name}: the archive holds no table"])
    names = ", ".join(sorted(m.filename for m in found)[:6])
    raise TableError([f"{path.name}: the archive holds {len(found)} files ({names}); unpack it and give the one meant"])


def _is_beside(name: str) -> bool:
    return name.endswith("/") or name.lower().startswith(_BESIDES)


def check_archive(path: Path) -> None:
    """Unpack a spreadsheet's archive once, piece by piece and to nowhere, so that no bomb reaches its reader.

    Parameters
    ----------
    path : Path
        An XLSX file.

    Raises
    ------
    TableError
        It is broken, or grows beyond the limits.
    """
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    part = 0
                    while piece := stream.read(_SMALL):
                        part, total = part + len(piece), total + len(piece)
                        _check(path.name, part, member.compress_size)
                        _check(path.name, total, None)
    except TableError:
        raise
    except (*_BROKEN, NotImplementedError, RuntimeError) as error:
        raise TableError([f"{path.name}: not a whole XLSX file; save it again, or as CSV UTF-8"]) from error
    except OSError as error:
        raise TableError([f"{path.name}: cannot be read ({error.strerror}); check the path"]) from error

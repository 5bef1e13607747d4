"""Reports as files: text, Markdown, web page, Word and PDF, read into plain text with what the page says of itself.

Nothing is fetched. A file is known by its signature first and by the ending of its name second, since what people save
is often not what its name says.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.errors import ReportError
from frontline.intake import _formats as formats

if TYPE_CHECKING:
    from os import PathLike

MAX_BYTES = 50 * 2**20
"""A larger file is no report: most of what a long one with pictures weighs is the pictures."""
MAX_CHARACTERS = 1_000_000
"""About 150,000 words: more than any report, and still read within a minute."""
STRAY = 3
"""Control characters that a short text may hold: a bell or an escape gets into what is pasted from a terminal."""
SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")
"""Endings of names that a folder of reports is searched for."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_SAID_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.I)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype html|html|head|body|article)\b", re.I | re.S
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The text of a report and what its file says of it.

    Parameters
    ----------
    name : str
        Of the file, without its folders.
    text : str
        As read: lines end in a line feed, whatever the file has.
    title, outlet, url : str
        As the page itself says; blank where it does not.
    published : date or None
        Likewise. It is never guessed from the file's own date.
    notes : tuple of str
        What a person should know of how it was read.
    """

    name: str
    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: date | None = None
    notes: tuple[str, ...] = ()


def read_report(path: str | PathLike[str]) -> Report:
    """Read the text of a report: .txt, .md, .html, .docx or .pdf.

    Parameters
    ----------
    path : path
        A file. An address on the web is not fetched: save the page, or paste its text into a file.

    Raises
    ------
    ReportError
        If it is missing, empty, too large, damaged, encrypted, or holds no text.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "report.txt"
    ...     _ = path.write_text("Rebels captured Maardes.", encoding="utf-8")
    ...     read_report(path).text
    'Rebels captured Maardes.'
    """
    file = Path(path)
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            raise ReportError(_too_large(file.name))
        data = file.read_bytes()
    except OSError as error:
        raise ReportError(f"{path}: cannot be read ({error.strerror}); check the path") from error
    return parse_report(data, spoken(file.name))


def spoken(name: str) -> str:
    r"""Return the name of a file as text; bytes that are none get a mark.

    Examples
    --------
    >>> spoken("caf\udce9.txt")
    'caf�.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def parse_report(data: bytes, name: str) -> Report:
    """Read a report from the bytes of its file; parameters, result and errors as for `read_report`.

    Parameters
    ----------
    data : bytes
        All of the file.
    name : str
        Its name, which tells the format where the bytes do not, and stands in every message.
    """
    if len(data) > MAX_BYTES:
        raise ReportError(_too_large(name))
    if not data.strip():
        raise ReportError(f"{name}: the file is empty; it needs the text of a report")
    try:
        report = _parsed(data, name)
    except ReportError as error:
        raise ReportError(f"{name}: {error}") from error.__cause__
    except ImportError as error:  # each reader is opened when its format is met
        told = " ".join(str(error).split())
        raise ReportError(f"{name}: the reader of this format is not installed whole ({told}): {_REINSTALL}") from error
    if not any(character.isalpha() for character in report.text):
        raise ReportError(f"{name}: holds no words; give the text of a report")
    if len(report.text) > MAX_CHARACTERS:
        told = f"{len(report.text):,} characters of text; one report has at most {MAX_CHARACTERS:,}"
        raise ReportError(f"{name}: {told}: split it")
    return report


_REINSTALL = "run pip install --upgrade frontline, or give its text as .txt"


def _too_large(name: str) -> str:
    return f"{name}: over {MAX_BYTES // 2**20} MiB, which no report is; split it, or give its text alone"


def _parsed(data: bytes, name: str) -> Report:
    suffix = Path(name).suffix.lower()
    if data.startswith(b"%PDF-") or suffix == ".pdf":
        return Report(name=name, text=formats.text_of_pdf(data))
    if data.startswith(b"PK\x03\x04") or suffix == ".docx":
        parts = formats.parts_of_docx(data)
        return Report(name=name, **parts, notes=formats.notes_on_tables(parts["text"]))
    if data.startswith(b"\xd0\xcf\x11\xe0") or data.startswith(b"{\\rtf"):
        raise ReportError("an old Word or RTF file; save it as .docx or as plain text")
    text, notes = _decoded(data)
    if suffix in (".html", ".htm", ".xhtml") or _PAGE.match(text):
        parts = formats.parts_of_page(text)
        return Report(name=name, **parts, notes=(*notes, *_said(parts), *formats.notes_on_tables(parts["text"])))
    if suffix in (".md", ".markdown"):
        text = formats.text_of_markdown(text)
        notes = [*notes, *formats.notes_on_tables(text)]
    return Report(name=name, text=text, notes=tuple(notes))


def _said(parts: dict[str, object]) -> list[str]:
    told = [
        f"{what} {parts[key]}" for key, what in (("published", "published"), ("outlet", "outlet")) if parts.get(key)
    ]
    return [f"the page says: {', '.join(told)}"] if told else []


def _decoded(data: bytes) -> tuple[str, list[str]]:
    """Text of bytes: by its byte order mark, as UTF-8, as the page says, or as its letters suggest, which is told."""
    by_mark = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    said = _SAID_CHARSET.search(data[:4096])
    for encoding in (by_mark, "utf-8", said and said[1].decode("ascii", "replace")):
        try:
            if encoding:
                return _clean(data.decode(encoding)), []
        except (UnicodeDecodeError, LookupError):
            continue
    return _guessed(data)


def _guessed(data: bytes) -> tuple[str, list[str]]:
    if b"\0" in data:
        raise ReportError("a binary file, not text; give .txt, .md, .html, .docx or .pdf")
    from charset_normalizer import from_bytes

    best = from_bytes(data[: 2**20]).best()
    if best is None:
        raise ReportError("neither UTF-8 nor any other encoding of text; save it as UTF-8")
    text = data.decode(best.encoding, errors="replace")
    return _clean(text), [f"not UTF-8; read as {best.encoding}, by its letters: check the names, or save it as UTF-8"]


def _clean(text: str) -> str:
    """Check that it is text, and give its lines one ending."""
    control = sum(text.count(chr(code)) for code in range(32) if chr(code) not in "\t\n\r\f\v")
    if "\0" in text or control > max(STRAY, len(text) / 100):
        raise ReportError("a binary file, not text; give .txt, .md, .html, .docx or .pdf")
    return text.replace("\r\n", "\n").replace("\r", "\n")

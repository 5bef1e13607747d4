"""Text out of the formats that reports come in, each by the library that knows it; what fails says what to do."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Any

from frontline.dates import parse_day
from frontline.errors import DateError, ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_UNPACKED = 200 * 2**20
MAX_PAGES = 500
MAX_PAGE = 3 * 2**20
"""Characters of a web page: news pages have a tenth of that, and a longer one would take minutes."""
_LONG_LINE = 0.6
"""A line of a PDF that is at least this long beside the longest of its page goes on in the next one."""


def text_of_markdown(text: str) -> str:
    """Leave the words of a Markdown text, without its signs and addresses.

    Examples
    --------
    >>> text_of_markdown("Rebels took **Maardes**, says [SOHR](https://example.org).")
    'Rebels took Maardes, says SOHR.'
    """
    from markdown_it import MarkdownIt

    blocks: list[str] = []
    cells: list[str] | None = None
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            blocks.append(_row(cells or []))
            cells = None
        elif token.type == "inline":
            parts = ("\n" if t.type in ("softbreak", "hardbreak") else t.content for t in token.children or ()
                     if t.type in ("text", "code_inline", "softbreak", "hardbreak"))  # fmt: skip
            (blocks if cells is None else cells).append("".join(parts))
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
    return "\n\n".join(filter(None, blocks))


CELLS_APART = " | "
"""Between the cells of a row of a table."""
TABLE_NOTE = "holds a table: each row stands by itself, and what its columns mean is not read; add its claims by hand"


def _row(cells: Iterable[str]) -> str:
    """Write a row of a table on a line of its own, so that no sentence goes on from one row into the next."""
    return CELLS_APART.join(" ".join(cell.split()) for cell in cells if cell.strip())


def notes_on_tables(text: str) -> tuple[str, ...]:
    r"""Tell of the rows of tables that a text out of a format with tables holds; one alone is rather a byline.

    Examples
    --------
    >>> notes_on_tables("Town | Held by\n\nMaardes | opposition")[0].split(":")[0]
    'holds a table'
    """
    return (TABLE_NOTE,) if sum(CELLS_APART in line for line in text.splitlines()) > 1 else ()


def parts_of_page(html: str) -> dict[str, Any]:
    """Find the article of a web page, without menus, adverts and comments, and what the page says of itself.

    Returns
    -------
    dict
        text, title, outlet, url, published. The day is only taken from where a page declares it, never from a day
        that stands somewhere in its words.

    Raises
    ------
    ReportError
        If it holds no article.
    """
    import trafilatura
    from trafilatura.settings import Document

    if len(html) > MAX_PAGE:
        raise ReportError(f"over {MAX_PAGE // 2**20} million characters of page; paste the article into a text file")
    html = re.sub(r"^\s*<\?xml[^>]*\?>", "", html)  # of an encoding that is none any more
    # Its own log tells of pages that it cannot read; so do we.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    declared = {"original_date": True, "extensive_search": False}
    try:
        page = trafilatura.bare_extraction(
            html, with_metadata=True, favor_recall=True, include_comments=False, date_extraction_params=declared
        )
    except Exception as error:  # a broken page breaks it in any way
        raise ReportError("a page that cannot be read; paste the article into a text file") from error
    if not isinstance(page, Document) or not page.text:
        raise ReportError("no article is found in the page; paste its text into a text file")
    return {
        "text": _paragraphs(page.text),
        "title": page.title or "",
        "outlet": page.sitename or page.hostname or "",
        "url": page.url or "",
        "published": _day(page.date),
    }


_RULE = re.compile(r"\|?\s*:?-{2,}[\s|:-]*")
"""The line under the head of a table."""


def _paragraphs(text: str) -> str:
    """Part the blocks of a page by blank lines: a headline has no full stop, and would run into what follows it.

    The items of a list stay with the words that they go on from.
    """
    told = ""
    for line in text.split("\n"):
        in_table = line.startswith("|") and line.rstrip().endswith("|")
        if in_table and _RULE.fullmatch(line.strip()):
            continue
        words = _row(line.strip().strip("|").split("|")) if in_table else line
        told += ("\n" if line.startswith("- ") else "\n\n") + words if told else words
    return re.sub("\n{3,}", "\n\n", told)


def _day(text: str | None) -> Any:
    try:
        return parse_day(text) if text else None
    except DateError:
        return None


def parts_of_docx(data: bytes) -> dict[str, Any]:
    """Read the paragraphs and tables of a Word file, in their order, and its title.

    Raises
    ------
    ReportError
        If it is no Word file, damaged, encrypted, or unpacks to more than a report holds.
    """
    from docx import Document

    _check_unpacked(data)
    try:
        document = Document(io.BytesIO(data))
        text = re.sub("\n{3,}", "\n\n", "".join(_blocks(document))).strip("\n")
        return {"text": text, "title": document.core_properties.title}
    except Exception as error:  # a damaged file breaks it in any way
        raise ReportError("no sound Word file (.docx); open it and save it anew, or as plain text") from error


def _check_unpacked(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReportError("a damaged or encrypted file; open it and save it anew, or as plain text") from error
    if any(part.flag_bits & 1 for part in parts):
        raise ReportError("encrypted; save it without a password")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ReportError(f"unpacks to over {MAX_UNPACKED // 2**20} MiB, more than a report holds; not opened")
    if not any(part.filename == "[Content_Types].xml" for part in parts):
        raise ReportError("an archive, not a Word file; give the reports inside it")


def _blocks(document: Any) -> Iterator[str]:
    """Words of paragraphs and rows; the items of a list stay with the words that they go on from."""
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            for row in block.rows:
                # A cell that spans columns comes once for each of them.
                yield f"\n\n{_row(dict.fromkeys(cell.text for cell in row.cells))}"
        else:
            listed = block.style is not None and block.style.name.startswith("List")
            yield ("\n" if listed else "\n\n") + block.text


def text_of_pdf(data: bytes) -> str:
    """Read the text of a PDF, its lines joined into paragraphs again.

    Raises
    ------
    ReportError
        If it is damaged, encrypted, too long, or a picture of text.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity that it mends
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and not reader.decrypt("")
        count = 0 if locked else len(reader.pages)
        pages = [_joined(page.extract_text()) for page in reader.pages] if 0 < count <= MAX_PAGES else []
    except Exception as error:  # a damaged file breaks it in any way
        if b"/Encrypt" in data:
            raise ReportError("encrypted PDF; save it without a password") from error
        raise ReportError("no sound PDF; open it and print it to a new one, or give its text") from error
    if locked:
        raise ReportError("encrypted PDF; save it without a password")
    if count > MAX_PAGES:
        raise ReportError(f"{count} pages; a report has at most {MAX_PAGES}: split it")
    text = _SHAPED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), "\n\n".join(filter(None, pages)))
    if not text:
        raise ReportError("a PDF without text, likely a scan; have its letters read first (OCR), or give its text")
    return text


_SHAPED = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefe]+")
"""Letters as they are drawn, in ligatures and joined as Arabic is, which no list of names holds."""


def _joined(text: str) -> str:
    """Join the lines of a page where one goes on in the next."""
    lines = [line.strip() for line in text.splitlines()]
    longest = max((len(line) for line in lines), default=0)
    told = ""
    for line in lines:
        goes_on = len(line) >= _LONG_LINE * longest and not line.endswith((".", "!", "?", "؟", "”", '"'))
        # A hyphen at the end of a line may part a word or join two; as it stands it does least harm.
        told += line if goes_on and line.endswith("-") else line + (" " if goes_on else "\n")
    return told.strip()

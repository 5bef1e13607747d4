"""Reports as files: what is read out of each format, what a page says of itself, and what is refused and why."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from proposals import ARABIC

import frontline as fl
from frontline.errors import FrontlineError, ReportError
from frontline.intake import MAX_BYTES, parse_report, read_report
from frontline.intake._dateline import find_dateline
from frontline.intake._read import MAX_CHARACTERS

ENGLISH = "Opposition factions took Maardes, said SOHR. The army denied it had left Hama."
LONG_ARABIC = f"{ARABIC} ونفت وزارة الدفاع انسحاب الجيش من مدينة حماة بعد معارك عنيفة في ريفها الشمالي."
PAGE = """<!doctype html><html lang="en"><head><title>Maardes taken | Daily Wire</title>
<meta property="og:site_name" content="Daily Wire">
<meta property="article:published_time" content="2024-12-04T10:00:00Z">
<link rel="canonical" href="https://daily.example/maardes"></head>
<body><nav><a href="/">Home</a> <a href="/s">Sport: rebels beat army 3:1 in Homs cup final</a></nav>
<article><h1>Maardes taken</h1><p>Opposition factions took Maardes on Tuesday after hours of clashes, said SOHR.</p>
<p>The defence ministry denied that the army had left Hama, the city to the south of the village.</p></article>
<aside>Subscribe to our newsletter</aside><footer>Cookies. Terms. Privacy.</footer></body></html>"""
ENCRYPTED = b"""%PDF-1.3
1 0 obj
<< /Type /Pages /Count 0 /Kids [ ] >>
endobj
2 0 obj
<< /Type /Catalog /Pages 1 0 R >>
endobj
3 0 obj
<< /V 2 /R 3 /Length 128 /P 4294967292 /Filter /Standard
/O <7342eaa81821422f37b153a7391237a317e7589b23c88c008b908b70d45cdb1b>
/U <addeceed3129ef05a47274b78f6c9a8d28bf4e5e4e758a4164004e56fffa0108> >>
endobj
trailer
<< /Size 4 /Root 2 0 R
/ID [ <46aa8262fd60bc4789d52fa51e01d037> <46aa8262fd60bc4789d52fa51e01d037> ] /Encrypt 3 0 R >>
startxref
0
%%EOF
"""


def a_pdf(words: str) -> bytes:
    """A PDF with some words, or with a picture and none."""
    figure = plt.figure(figsize=(6, 2))
    if words:
        figure.text(0.05, 0.5, words)
    else:
        figure.figimage([[0.0, 0.5], [0.5, 1.0]])
    out = io.BytesIO()
    with plt.rc_context({"pdf.fonttype": 42}):
        figure.savefig(out, format="pdf")
    plt.close(figure)
    return out.getvalue()


def a_docx(*paragraphs: str) -> bytes:
    document = Document()
    document.core_properties.title = "Maardes taken"
    for words in paragraphs:
        document.add_paragraph(words)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Kafr Raa", "captured"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_in_any_unicode_is_read_as_it_is(encoding: str) -> None:
    report = parse_report(LONG_ARABIC.encode(encoding), "a.txt")
    assert (report.text, report.notes) == (LONG_ARABIC, ())


@pytest.mark.parametrize("encoding", ["cp1256", "iso8859-6"])
def test_old_arabic_encodings_are_read_and_told_of(encoding: str) -> None:
    report = parse_report(LONG_ARABIC.encode(encoding), "a.txt")
    assert report.text == LONG_ARABIC
    assert "not UTF-8; read as" in report.notes[0]


def test_a_page_in_the_encoding_that_it_names() -> None:
    page = (
        f'<html><head><meta charset="windows-1256"></head><body><article><p>{LONG_ARABIC}</p></article></body></html>'
    )
    report = parse_report(page.encode("cp1256"), "a.html")
    assert LONG_ARABIC in report.text
    assert report.notes == ()


def test_a_reader_that_is_not_installed_whole_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> None:
        raise ImportError("lxml.html.clean module is now a separate project\nInstall lxml[html_clean]")

    monkeypatch.setattr("frontline.intake._formats.parts_of_page", broken)
    with pytest.raises(ReportError, match=r"^a\.html: the reader of this format is not installed whole \(lxml") as told:
        parse_report(PAGE.encode(), "a.html")
    assert "pip install --upgrade frontline" in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("line", ["A" * 300, "A " * 150, "Published " * 30, "(" * 300, "1 December " * 27])
def test_first_lines_made_to_be_searched_long_hold_no_day(line: str) -> None:
    assert find_dateline("\n".join([line] * 12)) is None


def test_lines_end_alike_whatever_the_machine() -> None:
    assert parse_report(b"One.\r\nTwo.\rThree.", "a.txt").text == "One.\nTwo.\nThree."


def test_a_web_page_leaves_its_article_and_what_it_says_of_itself() -> None:
    report = parse_report(PAGE.encode(), "maardes.html")
    assert "took Maardes on Tuesday" in report.text
    assert "denied that the army had left Hama" in report.text
    assert not any(word in report.text for word in ("Sport", "newsletter", "Cookies"))
    assert (report.outlet, report.published) == ("Daily Wire", date(2024, 12, 4))
    assert (report.title, report.url) == ("Maardes taken", "https://daily.example/maardes")
    assert report.notes == ("the page says: published 2024-12-04, outlet Daily Wire",)


def test_a_page_that_names_an_encoding_it_no_longer_has() -> None:
    page = f'<?xml version="1.0" encoding="UTF-8"?>\n{PAGE}'
    assert "took Maardes on Tuesday" in parse_report(page.encode("utf-16"), "a.xhtml").text


def test_a_day_that_only_stands_in_the_words_is_not_the_day_of_the_page() -> None:
    declared = '<meta property="article:published_time" content="2024-12-04T10:00:00Z">'
    page = PAGE.replace(declared, "").replace("on Tuesday", "on 3 December 2024")
    assert parse_report(page.encode(), "a.html").published is None


def test_a_page_is_known_by_what_it_is_not_by_its_name() -> None:
    assert parse_report(PAGE.encode(), "standard input").outlet == "Daily Wire"
    assert ENGLISH in parse_report(a_pdf(ENGLISH), "report.txt").text
    assert ENGLISH in parse_report(a_docx(ENGLISH), "report").text


def test_markdown_leaves_its_words() -> None:
    report = parse_report(
        b"# News\n\nFactions took **Maardes**, [SOHR](http://x.example) said.\n\n- Kafr Raa\n", "a.md"
    )
    assert report.text == "News\n\nFactions took Maardes, SOHR said.\n\nKafr Raa"


def test_a_word_file_leaves_paragraphs_and_tables() -> None:
    report = parse_report(a_docx(ENGLISH, ARABIC), "a.docx")
    assert report.text.split("\n\n") == [ENGLISH, ARABIC, "Kafr Raa | captured"]
    assert report.title == "Maardes taken"


HEAD, ROWS = ("Town", "Held by"), (("Morek", "government forces"), ("Suran", "opposition factions"))
BEFORE, AFTER = "Government forces hold Hama, SANA said.", "Opposition factions captured Maardes."


def a_table(suffix: str) -> bytes:
    """Two sentences and a table between them, as three formats write it."""
    if suffix == "docx":
        document = Document()
        document.add_paragraph(BEFORE)
        table = document.add_table(rows=0, cols=2)
        for told in (HEAD, *ROWS):
            for cell, words in zip(table.add_row().cells, told, strict=True):
                cell.text = words
        document.add_paragraph(AFTER)
        out = io.BytesIO()
        document.save(out)
        return out.getvalue()
    if suffix == "md":
        rows = "\n".join(f"| {a} | {b} |" for a, b in (HEAD, ("---", "---"), *ROWS))
        return f"{BEFORE}\n\n{rows}\n\n{AFTER}\n".encode()
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (HEAD, *ROWS))
    return f"<html><body><article><p>{BEFORE}</p><table>{rows}</table><p>{AFTER}</p></article></body></html>".encode()


@pytest.mark.parametrize("suffix", ["docx", "html", "md"])
def test_rows_of_a_table_stand_by_themselves_and_its_head_is_no_place(suffix: str) -> None:
    report = parse_report(a_table(suffix), f"a.{suffix}")
    rows = [" | ".join(row) for row in (HEAD, *ROWS)]
    assert report.text.split("\n\n") == [BEFORE, *rows, AFTER]
    assert any(note.startswith("holds a table: each row stands by itself") for note in report.notes)
    claims = fl.extract_claims(report.text, published="2024-12-04").claims
    assert [(c.place_as_written, c.actor) for c in claims] == [("Hama", "government"), ("Maardes", "opposition")]


def test_a_headline_does_not_run_into_the_text() -> None:
    page = (
        "<html><body><article><h1>RSF takes al-Nahud</h1><p>The paramilitary Rapid Support Forces said on Thursday "
        "that it had captured al-Nahud.</p><h2>Quiet in Bara</h2><p>The army said:</p><ul><li>Bara is calm</li></ul>"
        "</article></body></html>"
    )
    report = parse_report(page.encode(), "nahud.html")
    assert report.text.split("\n\n")[::2] == ["RSF takes al-Nahud", "Quiet in Bara"]
    assert report.text.endswith("The army said:\n- Bara is calm")  # a list goes on from its words
    claims = fl.extract_claims(report.text).claims
    assert {c.claimant for c in claims if c.place_as_written == "al-Nahud"} == {"RSF"}
    document = Document()
    document.add_heading("RSF takes al-Nahud")
    document.add_paragraph("The town fell on Thursday.")
    out = io.BytesIO()
    document.save(out)
    assert parse_report(out.getvalue(), "a.docx").text == "RSF takes al-Nahud\n\nThe town fell on Thursday."


def test_a_stray_control_character_is_still_text() -> None:
    assert parse_report(b"Rebels took Maardes.\x07", "a.txt").text == "Rebels took Maardes.\x07"


def test_lines_of_a_pdf_become_sentences_again() -> None:
    words = (
        "Opposition factions took Maardes and Kafr\nRaa on Tuesday, the monitor SOHR said.\nShort line\nHama is quiet."
    )
    text = parse_report(a_pdf(words), "a.pdf").text
    assert "took Maardes and Kafr Raa on Tuesday" in text
    assert "SOHR said.\n" in text


def test_letters_as_drawn_become_letters_as_written() -> None:
    from frontline.intake._formats import _SHAPED

    assert _SHAPED.findall("ﻓﺼﺎﺋﻞ ﺣﻤﺎﺓ") == ["ﻓﺼﺎﺋﻞ", "ﺣﻤﺎﺓ"]
    assert not _SHAPED.search("فصائل حماة Hama ½ ①")


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for n in range(3):
            archive.writestr(f"word/{n}.xml", bytes(100 * 2**20))
    return out.getvalue()


def an_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", ENGLISH)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "a.txt", "a.txt: the file is empty"),
        (b" \n \t", "a.txt", "a.txt: the file is empty"),
        (b"12 34 --", "a.txt", "a.txt: holds no words"),
        (b"\x00\x01\x02\xff" * 99, "a.txt", "a.txt: a binary file, not text"),
        (bytes(range(1, 9)) * 50, "a.txt", "a.txt: a binary file, not text"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 99, "a.doc", "a.doc: an old Word or RTF file; save it as .docx"),
        (b"{\\rtf1 Hama}", "a.rtf", "a.rtf: an old Word or RTF file"),
        (b"PK\x03\x04 broken", "a.docx", "a.docx: a damaged or encrypted file"),
        (b"not a zip", "a.docx", "a.docx: a damaged or encrypted file"),
        (bomb(), "a.docx", "a.docx: unpacks to over 200 MiB"),
        (an_archive(), "a.zip", "a.zip: an archive, not a Word file"),
        (b"%PDF-1.7 broken", "a.pdf", "a.pdf: no sound PDF"),
        (ENCRYPTED, "a.pdf", "a.pdf: encrypted PDF; save it without a password"),
        (a_pdf(""), "a.pdf", "a.pdf: a PDF without text, likely a scan"),
        (b"<html><body><script>let x = 1;</script></body></html>", "a.html", "a.html: no article is found in the page"),
        (b"<html>" + b"<p>Maardes fell. " * 200_000, "a.html", "a.html: over 3 million characters of page"),
        (b"word " * (MAX_CHARACTERS // 5 + 1), "a.txt", f"a.txt: {MAX_CHARACTERS + 5:,} characters of text"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, name: str, told: str) -> None:
    with pytest.raises(ReportError) as caught:
        parse_report(data, name)
    assert str(caught.value).startswith(told)
    assert "\n" not in str(caught.value)


def test_a_file_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ReportError, match=r"huge\.txt: over 50 MiB, which no report is; split it"):
        read_report(path)
    with pytest.raises(ReportError, match=r"none\.txt: cannot be read \(No such file or directory\); check the path"):
        read_report(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("data", "name"), [(a_pdf(ENGLISH), "a.pdf"), (a_docx(ENGLISH), "a.docx"), (PAGE.encode(), "a.html")]
)
@given(at=st.integers(0, 2**20), other=st.integers(0, 255))
def test_a_damaged_file_is_refused_not_a_traceback(data: bytes, name: str, at: int, other: int) -> None:
    broken = bytearray(data)
    for n in range(5):
        broken[(at + n * 97) % len(broken)] = other
    try:
        parse_report(bytes(broken), name)
    except FrontlineError as error:
        assert str(error).startswith(name)


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a"]))
def test_any_bytes_are_a_report_or_an_error_of_our_own(data: bytes, name: str) -> None:
    try:
        assert "\r" not in parse_report(data, name).text
    except FrontlineError as error:
        assert str(error).startswith(name)


def test_the_front_door_reads_a_report(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    assert fl.read_report(tmp_path / "a.txt").text == ENGLISH

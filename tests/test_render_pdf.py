"""The report as a typeset PDF: whole, readable by machines, the same again, and obeying nothing that a claim says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from test_render_report import HOSTILE, write_hostile_case
from test_report import own_case

import frontline as fl
from frontline.brief import to_document
from frontline.errors import ReportTemplateError
from frontline.render.html import visible
from frontline.render.pdf import typeset_report
from frontline.report import brief_of, survey

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written

SECTIONS = (
    *("What changed since the day before", "Maps", "Distance of the front"),
    *("Places that changed hands since the day before", "Claims that contradict each other"),
    *("Distances as claimed and as assessed", "Casualty, displacement and count figures, by claimant"),
    *("Claims that stand at no point", "Method and caveats", "Sources", "Claims that this report names"),
)


def packed(text: str) -> str:
    """Text without what typesetting may add or drop: spaces, hyphens at line ends, marks of where a word may break."""
    return re.sub(r"[\s\u00ad\u200b-]", "", text)


def text_of(reader: pypdf.PdfReader) -> str:
    return packed("".join(page.extract_text() for page in reader.pages))


def objects_of(reader: pypdf.PdfReader) -> list[dict[str, Any]]:
    numbers = range(1, int(str(reader.trailer["/Size"])))
    found = (reader.get_object(n) for n in numbers)
    return [o for o in found if isinstance(o, dict)]


@pytest.fixture(scope="module")
def reader(written: Written) -> pypdf.PdfReader:
    return pypdf.PdfReader(written.folder / "report.pdf")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> pypdf.PdfReader:
    folder = tmp_path_factory.mktemp("hostile")
    case = fl.datasets.load(write_hostile_case(folder / "case"))
    (folder / "report.pdf").write_bytes(typeset_report(brief_of(survey(case, "2024-12-03"))))
    return pypdf.PdfReader(folder / "report.pdf")


def test_it_says_its_title_language_and_date_to_machines(reader: pypdf.PdfReader, written: Written) -> None:
    told = reader.metadata
    assert told is not None
    assert told.title == written.brief.scene.title
    assert told.author == "frontline"
    assert told.creation_date is not None and told.creation_date.date().isoformat() == "2024-12-04"
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en" and root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_every_section_has_a_bookmark(reader: pypdf.PdfReader) -> None:
    assert tuple(b["/Title"] for b in reader.outline if not isinstance(b, list)) == SECTIONS


def test_every_picture_has_a_text_for_those_who_cannot_see_it(reader: pypdf.PdfReader, written: Written) -> None:
    document = to_document(written.brief)
    told = {str(o["/Alt"]) for o in objects_of(reader) if "/Alt" in o}
    pictures = [*document["maps"], *document["distance"]["charts"]]
    assert len(pictures) == 4
    assert {p["alt"] for p in pictures} <= told


def test_its_text_is_text_and_says_what_the_brief_says(reader: pypdf.PdfReader, written: Written) -> None:
    text = text_of(reader)
    brief = written.brief
    sentences = [*brief.summary, *(s.words for s in brief.news), *brief.scene.caveats, *brief.scene.sources]
    assert [s for s in sentences if packed(s) not in text] == []
    ids = {i for c in brief.turned for i in c.claim_ids} | {f.figure_id for f in brief.figures}
    assert ids and [i for i in sorted(ids) if packed(i) not in text] == []


def test_arabic_names_are_there_as_words(reader: pypdf.PdfReader) -> None:
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "حماة" in text and "السعن" in text and "قمحانة" in text


def test_a_long_table_has_its_header_on_every_page(reader: pypdf.PdfReader, written: Written) -> None:
    pages = [packed(page.extract_text()) for page in reader.pages]
    rows = [n for n, text in enumerate(pages) if "pinnedbyhand" in text]
    assert len(rows) > 2 and len(written.brief.unplaced) > 50
    assert all("asprinted" in pages[n] for n in rows)


def test_every_claim_named_leads_to_its_row_and_every_link_to_the_web(reader: pypdf.PdfReader) -> None:
    links = [o for o in objects_of(reader) if o.get("/Subtype") == "/Link"]
    web = [str(o["/A"]["/URI"]) for o in links if "/A" in o and "/URI" in o["/A"]]
    assert len(web) > 100 and all(address.startswith(("http://", "https://")) for address in web)
    assert len(links) - len(web) > 100


def test_hostile_text_is_set_as_it_stands(hostile: pypdf.PdfReader) -> None:
    text = text_of(hostile)
    # Neither signs that the fonts lack nor the order of Arabic among Latin can be read back.
    latin = packed(visible(HOSTILE).split(" 🏚")[0].replace("␛", ""))
    for told in ("Claimant", "Outlet", "Note", "Unplaced"):
        assert packed(told) + latin[:90] in text, told
    assert "$x^2$" in text
    assert "long" * 200 in text and text.count("long") >= 2 * 2_500  # over several pages


def test_nothing_of_a_hostile_case_runs_or_leads_astray(hostile: pypdf.PdfReader) -> None:
    objects = objects_of(hostile)
    assert not [o for o in objects if {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/AA"} & set(o)]
    actions = {str(o["/A"]["/S"]) for o in objects if isinstance(o.get("/A"), dict)}
    assert actions <= {"/URI", "/GoTo"}
    web = [str(o["/A"]["/URI"]) for o in objects if isinstance(o.get("/A"), dict) and "/URI" in o["/A"]]
    assert web and all(address.startswith("https://example.org/") for address in web)


def test_a_case_with_next_to_nothing_makes_a_sensible_print(tmp_path: Path) -> None:
    case = own_case(tmp_path, "A1,2024-12-03,Maardes,captured,red,Gazette")
    brief = brief_of(survey(case, "2024-12-03"))
    (tmp_path / "r.pdf").write_bytes(typeset_report(brief))
    reader = pypdf.PdfReader(tmp_path / "r.pdf")
    text = text_of(reader)
    assert packed("No city was named to measure from.") in text
    assert text.count("None.") >= 3
    assert len(reader.pages) < 8


# -- templates of one's own -------------------------------------------------------------------------------------------


def test_a_template_of_ones_own_is_set_with_what_lies_beside_it(written: Written, tmp_path: Path) -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (tmp_path / "logo.svg").write_text(square, encoding="utf-8")
    (tmp_path / "report.typ").write_text(
        '#let r = json("report.json")\n#image("logo.svg", width: 1cm)\nDesk: #r.title\n#image("map.svg")\n',
        encoding="utf-8",
    )
    made = tmp_path / "made.pdf"
    made.write_bytes(typeset_report(written.brief, tmp_path))
    assert packed(f"Desk: {written.brief.scene.title}") in text_of(pypdf.PdfReader(made))


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("= Desk\n#report.title\n", 2, "unknown variable: report"),
        ("= Desk\n\n#table(\n", 3, "unclosed delimiter"),
        ('#image("nowhere.svg")', 1, "not found"),
        ('#read("../../etc/passwd")', 1, "escape the project root"),
        ('\n#import "@preview/cetz:0.2.0": *', 2, "imports a package"),
    ],
)
def test_a_faulty_template_is_told_with_file_and_line(
    written: Written, tmp_path: Path, text: str, line: int, told: str
) -> None:
    (tmp_path / "report.typ").write_text(text, encoding="utf-8")
    with pytest.raises(ReportTemplateError, match=rf"report\.typ, line {line}: .*{re.escape(told)}"):
        typeset_report(written.brief, tmp_path, {"series": "<svg/>"}, b"<svg/>")

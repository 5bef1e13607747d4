"""The report page: hostile text is shown and never obeyed, and nothing outside the page is asked for."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from markdown_it import MarkdownIt

import frontline as fl
from frontline.brief import to_document
from frontline.render._report_templates import escape_markdown
from frontline.render.html import POLICY, visible
from frontline.render.report import web_address
from frontline.report import survey, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written

HOSTILE = (
    "{{7*7}} {% x %} {# {{ ''.__class__ }} <script>window.hacked=1</script> "
    '"><img src=x onerror=window.hacked=1> javascript:window.hacked=1 \u202eabc\u2066 \x1b[2J 🏚️ معردس $x^2$'
)
LONG = "long" * 2_500


def write_table(path: Path, *rows: dict[str, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def a_claim(number: int, place: str, actor: str, **more: str) -> dict[str, str]:
    return {
        "claim_id": f"H{number}", "event_date": "2024-12-03", "reported_date": "2024-12-03", "place_as_written": place,
        "kind": "captured", "actor": actor, "source": f"Outlet {HOSTILE}", "attributed_to": f"Claimant {HOSTILE}",
        "url": "javascript:window.hacked=1", "note": f"Note {HOSTILE} {LONG}", "distance_km": "", "reference_city": "",
    } | more  # fmt: skip


def write_hostile_case(folder: Path) -> Path:
    """Write a case in which every text that a table can bring in is hostile, with two sides that dispute a village."""
    folder.mkdir(parents=True, exist_ok=True)
    write_table(
        folder / "claims.csv",
        a_claim(1, f"Pinned {HOSTILE}", "red"),
        a_claim(2, "Maardes", "red"),
        a_claim(3, "Maardes", "blue", attributed_to="", source=f"Other {HOSTILE}", url="https://example.org/?a=<b>&c"),
        a_claim(4, "Hama", "blue", kind="held", url='https://x"><img src=x onerror=window.hacked=1>'),
        a_claim(5, f"Unplaced {HOSTILE}", "blue", url="http://[::1"),
        a_claim(6, LONG, "red", url=LONG),
        a_claim(7, "Maardes", "red", kind="pushed_back_km", distance_km="10", reference_city="Hama"),
    )
    actor = {"customary_colour": "#d7322e", "safe_colour": "#ee6677", "hatch": "///", "marker": "s"}
    write_table(
        folder / "actors.csv",
        {"actor_id": "red", "name": f"Red {HOSTILE}", "name_ar": HOSTILE, "code": "R"} | actor,
        {"actor_id": "blue", "name": "Blue", "name_ar": "", "code": "B"} | actor,
    )
    write_table(
        folder / "places.lock",
        {
            "place_as_written": f"Pinned {HOSTILE}", "place_context": "*", "place_id": "maar-shahhur",
            "scope": "place", "note": f"Pin {HOSTILE}",
        },
    )  # fmt: skip
    figure = {"as_of": "2024-12-03", "figure_kind": "killed", "value": "1-20", "unit": HOSTILE, "precision": "about"}
    write_table(
        folder / "figures.csv",
        {"figure_id": f"F1 {HOSTILE}", "side": HOSTILE, "source": HOSTILE, "attributed_to": HOSTILE, "note": HOSTILE}
        | figure,
    )
    (folder / "case.toml").write_text(
        f"title = '''{HOSTILE.replace(chr(27), '')}'''\ncredit = '''Credit {HOSTILE.replace(chr(27), '')}'''\n"
        "start = 2024-12-02\nend = 2024-12-04\ncity = 'hama'\n",
        encoding="utf-8",
    )
    return folder


class Reader(HTMLParser):
    """The tags, the attributes and the text that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self._raw = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._raw = tag if tag in ("script", "style") else self._raw

    def handle_endtag(self, tag: str) -> None:
        self._raw = "" if tag == self._raw else self._raw

    def handle_data(self, data: str) -> None:
        if self._raw == "style":
            self.styles.append(data)
        elif not self._raw:
            self.words.append(data)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a report on the hostile case."""
    folder = tmp_path_factory.mktemp("hostile")
    case = fl.datasets.load(write_hostile_case(folder / "case"))
    write_report(survey(case, "2024-12-03"), folder / "out")
    return folder / "out"


@pytest.fixture(scope="module", params=["hama", "hostile"])
def page(request: pytest.FixtureRequest) -> Reader:
    """Two report pages: of the packaged case and of the hostile one."""
    hama: Written = request.getfixturevalue("written")
    folder: Path = hama.folder if request.param == "hama" else request.getfixturevalue("hostile")
    return Reader((folder / "report.html").read_text(encoding="utf-8"))


def test_the_page_asks_for_nothing_outside_itself(page: Reader) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"link", "img", "iframe", "object", "embed", "base", "form", "audio", "video", "source"}
    assert [a for tag, a in page.tags if tag == "script" and "src" in a] == []
    for style in [*page.styles, *(a["style"] for _, a in page.tags if "style" in a)]:
        assert "@import" not in style
        assert all(address.startswith(("data:", "#")) for address in re.findall(r"url\(\s*['\"]?([^)]*)", style))


def test_a_strict_policy_stands_before_the_first_script(page: Reader) -> None:
    order = [("policy" if a.get("http-equiv") == "Content-Security-Policy" else tag) for tag, a in page.tags]
    assert order.index("policy") < order.index("script")
    assert {a["content"] for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"} == {POLICY}
    assert "default-src 'none'" in POLICY


def test_every_link_leads_to_the_web_and_tells_nobody_where_from(page: Reader) -> None:
    links = [a for tag, a in page.tags if tag == "a"]
    inside = [a["href"][1:] for a in links if a["href"].startswith("#")]
    outside = [a for a in links if not a["href"].startswith("#")]
    assert outside
    assert {a["rel"] for a in outside} == {"noopener noreferrer"}
    assert all(a["href"].startswith(("http://", "https://")) for a in outside)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert inside and set(inside) <= set(ids)  # every claim named leads to its row at the end
    assert len(set(ids)) == len(ids)


def test_no_element_carries_a_script_of_its_own(page: Reader) -> None:
    assert [name for _, attributes in page.tags for name in attributes if name.startswith("on")] == []


def test_every_hostile_text_is_shown_letter_by_letter(hostile: Path) -> None:
    text = Reader((hostile / "report.html").read_text(encoding="utf-8")).text
    shown = visible(HOSTILE)
    for told in ("Red", "Claimant", "Outlet", "Other", "Unplaced", "F1", "Note", "Credit"):
        credit = told == "Credit"  # TOML takes no control character
        assert f"{told} {shown.replace(chr(0x241B), '') if credit else shown}" in text, told
    assert LONG in text
    assert not {"\u202e", "\u2066", "\x1b"} & set(text)


def test_an_address_that_could_run_never_becomes_a_link(hostile: Path) -> None:
    links = [a["href"] for tag, a in Reader((hostile / "report.html").read_text(encoding="utf-8")).tags if tag == "a"]
    assert "https://example.org/?a=<b>&c" in links
    assert not [link for link in links if "javascript:" in link.split("?")[0]]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//x.org", "http:x",
                "http://[::1", "", "https://", "file:///etc/passwd", "www.example.org"],
)  # fmt: skip
def test_only_an_address_of_the_web_may_become_a_link(address: str) -> None:
    assert web_address(address) == ""


def test_the_page_says_both_dates_and_what_is_in_doubt(written: Written) -> None:
    text = Reader((written.folder / "report.html").read_text(encoding="utf-8")).text
    assert "As of end of 4 December 2024 (UTC)" in text
    assert "as known: end of 5 December 2024 (UTC)" in text
    for line in (*written.brief.summary, *written.brief.scene.caveats, *written.brief.scene.sources):
        assert visible(line) in text


def test_every_claim_that_stands_at_no_point_is_listed_with_its_reason(written: Written) -> None:
    text = Reader((written.folder / "report.html").read_text(encoding="utf-8")).text
    start = text.index("Claims that stand at no point")
    section = text[start : text.index("Method and caveats", start)]
    unplaced = written.picture.case.unplaced
    assert len(unplaced) > 50
    assert [c.claim_id for c in unplaced if c.claim_id not in section] == []
    assert [c.claim_id for c in unplaced if visible(c.placed_because) not in section] == []
    assert section.count("unresolved") >= len([c for c in unplaced if c.scope == "none"])


def test_contradicting_claims_stand_side_by_side(written: Written) -> None:
    html = (written.folder / "report.html").read_text(encoding="utf-8")
    articles = re.findall(r'<article class="against">.*?</article>', html, re.DOTALL)
    assert len(articles) == len(written.brief.contradictions) > 0
    for article, contradiction in zip(articles, written.brief.contradictions, strict=True):
        text = Reader(article).text
        assert contradiction.place.name in text
        ids = [c for side in contradiction.sides.values() for e in side for c in e.claim_ids]
        assert [c for c in ids if c not in text] == []
        assert article.count("<h4>") == len(contradiction.sides) >= 2


def test_each_figure_known_by_then_stands_beside_its_claimant(written: Written) -> None:
    html = (written.folder / "report.html").read_text(encoding="utf-8")
    rows = [Reader(row).text for row in re.findall(r"<tr[ >].*?</tr>", html, re.DOTALL)]
    assert written.brief.figures
    for figure in written.brief.figures:
        row = [r for r in rows if r.endswith(figure.figure_id)]
        assert len(row) == 1
        assert visible(figure.attributed_to or figure.outlet) in row[0]
        assert f"{figure.low:,.0f}" in row[0]


def test_the_charts_are_drawn_in_the_page_and_told_in_a_table(written: Written) -> None:
    html = (written.folder / "report.html").read_text(encoding="utf-8")
    assert html.count('<figure class="chart') == 2
    assert html.count("<svg") >= 2
    assert len(written.brief.rose) == 16
    assert all(f"({m.bearing_deg:.1f}°)" in html for m in written.brief.rose)


def test_the_hostile_case_breaks_no_picture_and_no_table(hostile: Path) -> None:
    with (hostile / "places.csv").open(encoding="utf-8", newline="") as file:
        holders = {row["place_id"]: row["holder"] for row in csv.DictReader(file)}
    assert set(holders) >= {"maardes", "hama", "maar-shahhur"}
    assert (hostile / "map.png").read_bytes().startswith(b"\x89PNG")
    svg = (hostile / "map.svg").read_text(encoding="utf-8")
    tags = Reader(svg).tags
    assert not {"script", "img", "image", "foreignobject"} & {tag for tag, _ in tags}
    assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
    assert "{{7*7}}" in svg and "$x^2$" in svg


# -- the report as text -----------------------------------------------------------------------------------------------


def test_hostile_text_stays_text_in_markdown(hostile: Path) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse((hostile / "report.md").read_text("utf-8"))
    inside = [child for token in tokens for child in token.children or []]
    kinds = {t.type for t in [*tokens, *inside]}
    assert not kinds & {"html_block", "html_inline", "code_block", "fence", "code_inline"}
    links = [str(t.attrs["href"]) for t in inside if t.type == "link_open"]
    assert links and all(link.startswith("https://example.org/") for link in links)
    assert [t.attrs["src"] for t in inside if t.type == "image"] == ["map.png"]
    text = "".join(t.content for t in inside)
    for told in ("Claimant", "Outlet", "Other", "Unplaced", "Note"):
        assert f"{told} {visible(HOSTILE)}" in text, told


def test_the_text_is_made_of_headings_lists_and_tables_that_a_reader_knows(written: Written) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse((written.folder / "report.md").read_text("utf-8"))
    titles = [tokens[n + 1].content for n, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h2"]
    assert titles[0] == "What changed since the day before" and titles[-1] == "Claims that this report names"
    assert len(titles) == 11
    tables = [t for t in tokens if t.type == "table_open"]
    assert len(tables) == 8  # none of them broken by a row


def test_page_and_text_say_every_sentence_of_the_document(written: Written) -> None:
    document = to_document(written.brief)
    page = Reader((written.folder / "report.html").read_text(encoding="utf-8")).text
    text = (written.folder / "report.md").read_text(encoding="utf-8")
    sentences = [
        *document["summary"],
        *(s["text"] for s in (*document["news"], *document["figures"]["checks"])),
        *document["method"]["limits"],
        *document["sources"]["credits"],
        document["sources"]["licence"],
    ]
    assert len(sentences) > 30
    assert [s for s in sentences if visible(s) not in page] == []
    assert [s for s in sentences if escape_markdown(visible(s)) not in text] == []

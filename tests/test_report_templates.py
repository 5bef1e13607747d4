"""Templates of one's own: found, extended, kept in the sandbox, and told of with file and line when they are wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from frontline.errors import OutputError, ReportTemplateError
from frontline.render._report_templates import (
    HTML,
    TEMPLATES,
    TEXT,
    check_folder,
    escape_markdown,
    packaged,
    write_templates,
)
from frontline.render.report import draw_report, word_report

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Written

SIGNS = st.text(st.sampled_from(list("\\`*_[]()<>|~$&#+-=!.:;1 aب\n\"'/@{}%")), max_size=40)


def test_a_folder_for_ones_own_starts_from_the_packaged_ones_and_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / TEXT).write_text("mine", encoding="utf-8")
    written = write_templates(tmp_path)
    assert [path.name for path in written] == [name for name in TEMPLATES if name != TEXT]
    assert (tmp_path / TEXT).read_text(encoding="utf-8") == "mine"
    assert (tmp_path / HTML).read_text(encoding="utf-8") == packaged(HTML)
    assert write_templates(tmp_path) == []


def test_the_templates_written_out_make_the_same_report(written: Written, tmp_path: Path) -> None:
    write_templates(tmp_path)
    assert draw_report(written.brief, tmp_path) == (written.folder / "report.html").read_text(encoding="utf-8")
    assert word_report(written.brief, tmp_path) == (written.folder / "report.md").read_text(encoding="utf-8")


def test_a_template_may_replace_one_section_and_keep_the_rest(written: Written, tmp_path: Path) -> None:
    (tmp_path / HTML).write_text(
        '{% extends "frontline/report.html.jinja" %}\n'
        "{% block figures %}<p id='ours'>{{ report.figures.table.rows|length }} figures</p>{% endblock %}",
        encoding="utf-8",
    )
    page = draw_report(written.brief, tmp_path)
    assert f"<p id='ours'>{len(written.brief.figures)} figures</p>" in page
    assert 'id="contradictions"' in page and 'id="figures"' not in page


def test_what_is_not_in_the_folder_is_the_packaged_one(written: Written, tmp_path: Path) -> None:
    (tmp_path / TEXT).write_text("{{ report.title }}", encoding="utf-8")
    assert word_report(written.brief, tmp_path) == escape_markdown(written.brief.scene.title)
    assert draw_report(written.brief, tmp_path) == (written.folder / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("one\n{% if report %}", 2, "end of template"),
        ("{{ report.titel }}", 1, "titel"),
        ("\n\n{{ report.title / 0 }}", 3, "unsupported operand"),
        ("\n{{ 1 // 0 }}", 2, "division"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ report.news.append(1) }}", 1, "append"),
        ('\n{% include "/etc/passwd" %}', 2, "/etc/passwd"),
        ('{% include "../secret.jinja" %}', 1, "secret"),
        ("{% for n in range(10 ** 9) %}{% endfor %}", 1, "too big"),
    ],
)
def test_a_faulty_template_is_told_with_file_and_line(
    written: Written, tmp_path: Path, text: str, line: int, told: str
) -> None:
    (tmp_path / TEXT).write_text(text, encoding="utf-8")
    with pytest.raises(ReportTemplateError) as refused:
        word_report(written.brief, tmp_path)
    assert str(refused.value).startswith(f"{tmp_path / TEXT}, line {line}: ")
    assert told in str(refused.value)


@pytest.mark.parametrize(("body", "times"), [("<p>no map</p>", 0), ("{{ map }}{{ map }}", 2)])
def test_a_page_shows_the_map_once(written: Written, tmp_path: Path, body: str, times: int) -> None:
    (tmp_path / HTML).write_text(body, encoding="utf-8")
    with pytest.raises(ReportTemplateError, match=f"shows the map {times} times"):
        draw_report(written.brief, tmp_path)


def test_a_template_that_is_no_text_is_refused(written: Written, tmp_path: Path) -> None:
    (tmp_path / TEXT).write_bytes(b"\xff\xfe")
    with pytest.raises(ReportTemplateError, match=TEXT):
        word_report(written.brief, tmp_path)


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReportTemplateError, match="no such folder"):
        check_folder(tmp_path / "none")
    with pytest.raises(ReportTemplateError, match=r"holds none of report\.html\.jinja"):
        check_folder(tmp_path)
    check_folder(None)


def test_templates_cannot_be_written_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OutputError):
        write_templates(tmp_path / "file")


@given(SIGNS)
def test_markdown_shows_any_text_as_it_stands(text: str) -> None:
    """In a paragraph, a list and a table, by a reader of Markdown that takes HTML, tables and struck text."""
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    shown = escape_markdown(text)
    for before, written in (("so: ", "{}"), ("- ", "{}"), ("", "{}"), ("| a |\n| --- |\n| so: ", "{} |")):
        tokens = reader.parse(before + written.format(shown))
        inline = [t for token in tokens for t in token.children or []]
        kinds = {t.type for t in inline} | {t.type for t in tokens if not t.type.startswith(("t", "paragraph"))}
        assert kinds <= {"text", "text_special", "inline", "bullet_list_open", "bullet_list_close", "list_item_open",
                         "list_item_close"}, shown  # fmt: skip
        told = "".join(t.content for t in inline).removeprefix("a" if "|" in before else "").removeprefix("so:")
        assert " ".join(told.split()) == " ".join(text.split()), shown

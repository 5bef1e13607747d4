"""A map for other people's pages and slides: it fits in a frame that may run its script and nothing else."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Pt
from test_render_html import a_scene
from test_render_static import small_scene

from frontline.errors import OutputError
from frontline.render.embed import PAGE, word_frame, word_source, write_embed, write_embed_page
from frontline.render.html import draw_page
from frontline.render.slide import draw_slide

if TYPE_CHECKING:
    from conftest import Written
    from playwright.sync_api import Browser

FILES = {"map.html", "iframe.html", "srcdoc.html", "map@2x.png", "slide.pptx"}


class Frames(HTMLParser):
    """The attributes of every element of a snippet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def folder(written: Written, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("embed")
    assert set(write_embed(written.picture.scene, out)) == FILES
    return out


def test_the_snippet_is_a_titled_sandboxed_lazy_frame(folder: Path, written: Written) -> None:
    frames = Frames((folder / "iframe.html").read_text(encoding="utf-8")).found
    assert [tag for tag, _ in frames] == ["div", "iframe"]
    frame = frames[1][1]
    assert frame["src"] == PAGE and frame["sandbox"] == "allow-scripts" and frame["loading"] == "lazy"
    assert frame["title"] == written.picture.scene.title
    assert frame["width"] == "1200" and frame["height"] == "750"


def test_the_other_snippet_holds_the_very_page(folder: Path) -> None:
    frames = Frames((folder / "srcdoc.html").read_text(encoding="utf-8")).found
    assert frames[1][1]["srcdoc"] == (folder / PAGE).read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("name", ["iframe.html", "srcdoc.html"])
def test_the_map_runs_in_either_snippet_and_asks_for_nothing(folder: Path, name: str, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    requests: list[str] = []
    complaints: list[str] = []
    context.on("request", lambda r: requests.append(r.url))
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    host = folder / f"host-{name}"
    host.write_text(f"<!DOCTYPE html><title>t</title><h1>News</h1>{(folder / name).read_text('utf-8')}", "utf-8")
    page.goto(host.as_uri())
    inner = page.frame_locator("iframe")
    inner.locator("html[data-ready='1']").wait_for(state="attached", timeout=15_000)
    before = inner.locator("#fl-valid").inner_text()
    inner.locator("#fl-prev").click()
    assert inner.locator("#fl-valid").inner_text() != before
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
    assert {url for url in requests if not url.startswith("data:")} <= {
        host.as_uri(), (folder / PAGE).as_uri(), "about:srcdoc",
    }  # fmt: skip
    context.close()


def test_the_picture_has_twice_the_dots_of_a_screen(folder: Path, written: Written) -> None:
    with Image.open(folder / "map@2x.png") as picture:
        assert picture.size == (3840, 2160)
        assert picture.info["Title"] == written.picture.scene.title


def shapes_of(data: bytes) -> tuple[Any, dict[str, Any]]:
    deck = Presentation(io.BytesIO(data))
    (slide,) = deck.slides
    return deck, {shape.name: shape for shape in slide.shapes}


def test_the_slide_says_in_text_what_the_map_says(folder: Path, written: Written) -> None:
    scene = written.picture.scene
    deck, shapes = shapes_of((folder / "slide.pptx").read_bytes())
    (slide,) = deck.slides
    assert slide.shapes.title.text_frame.text == scene.title
    assert shapes["Dates"].text_frame.text == f"As of {scene.valid} · as known {scene.known}"
    told = shapes["Caveats"].text_frame.text
    assert all(caveat in told for caveat in scene.caveats)
    assert all(source in shapes["Sources"].text_frame.text for source in scene.sources)
    assert shapes["Map"]._element.nvPicPr.cNvPr.get("descr") == scene.alt_text
    notes = slide.notes_slide.notes_text_frame.text
    assert scene.method in notes and all(caveat in notes for caveat in scene.caveats)


def test_its_boxes_lie_on_the_slide_and_beside_each_other(folder: Path) -> None:
    deck, shapes = shapes_of((folder / "slide.pptx").read_bytes())
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in shapes.values()]
    assert len(boxes) == 5
    assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= deck.slide_width and b[3] <= deck.slide_height for b in boxes)
    for n, a in enumerate(boxes):
        for b in boxes[n + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_text_too_long_for_a_slide_is_set_small_and_kept_in_the_notes() -> None:
    long = "Every village on this map rests on one report alone. " * 60
    deck, shapes = shapes_of(draw_slide(small_scene(caveats=(long,))))
    frame = shapes["Caveats"].text_frame
    assert {run.font.size for p in frame.paragraphs for run in p.runs} == {Pt(7.4)}
    assert len(frame.text) < len(long)
    assert long.strip() in deck.slides[0].notes_slide.notes_text_frame.text


def test_the_same_scene_gives_the_same_slide() -> None:
    one, other = draw_slide(small_scene()), draw_slide(small_scene())
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_arabic_runs_from_right_to_left() -> None:
    _, shapes = shapes_of(draw_slide(small_scene(caveats=("السكوت ليس دليلاً",))))
    (paragraph,) = [p for p in shapes["Caveats"].text_frame.paragraphs if "السكوت" in p.text]
    assert paragraph._p.get_or_add_pPr().get("rtl") == "1"


def test_a_finished_page_is_embedded_as_it_is_and_nothing_else_is(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(draw_page(a_scene(title="5 < 8 km")), encoding="utf-8")
    assert set(write_embed_page(page, tmp_path / "out")) == {"map.html", "iframe.html", "srcdoc.html"}
    frame = Frames((tmp_path / "out" / "iframe.html").read_text(encoding="utf-8")).found[1][1]
    assert frame["title"] == "5 < 8 km"
    assert (tmp_path / "out" / "map.html").read_bytes() == page.read_bytes()
    (tmp_path / "other.html").write_text("<title>t</title>", encoding="utf-8")
    with pytest.raises(OutputError, match="is no map or report"):
        write_embed_page(tmp_path / "other.html", tmp_path / "out")
    with pytest.raises(OutputError, match="is a file"):
        write_embed_page(page, page)


def test_a_hostile_title_stays_in_its_attribute() -> None:
    title = '"><img src=x onerror=alert(1)> {title} {{7*7}} \x00\u202e' + "x" * 1_000
    for snippet in (word_frame(title), word_source("<p>", title)):
        assert [tag for tag, _ in Frames(snippet).found] == ["div", "iframe"]
        assert not re.search("[\x00\u202e]", snippet)
        assert len(snippet) < 2_000


def frontline(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-W", "error", "-c", "from frontline.cli import main; main()"]
    return subprocess.run([*program, *arguments], capture_output=True, encoding="utf-8", check=False)


def test_the_command_refuses_what_does_not_go_together(tmp_path: Path) -> None:
    page = tmp_path / "map.html"
    page.write_text(draw_page(a_scene()), encoding="utf-8")
    done = frontline("embed", str(page), "--out", str(tmp_path / "out"), "--valid", "2024-12-04")
    assert done.returncode == 2 and "is a page already made" in done.stderr
    done = frontline("embed", str(page), "--out", str(tmp_path))
    assert done.returncode == 2 and "is read by this very command" in done.stderr
    done = frontline("embed", str(tmp_path / "none.html"), "--out", str(tmp_path / "out"))
    assert done.returncode == 2 and "Traceback" not in done.stderr
    done = frontline("embed", str(page), "--out", str(tmp_path / "out"))
    assert done.returncode == 0 and "srcdoc.html" in done.stdout

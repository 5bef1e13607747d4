"""A scene as one PowerPoint slide, 16:9: the map as a picture with its alt text, all words as text one can edit."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.render._static_page import as_file, wordings
from frontline.render._static_text import clean, fit, is_rtl, sizes_pt
from frontline.render.static import draw_picture
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from os import PathLike

    from pptx.slide import Slide

    from frontline.scene import Scene

Box = tuple[float, float, float, float]
"""Left, top, width and height in inches."""
PAGE = (13.333, 7.5)
_TITLE: Box = (0.5, 0.3, 12.333, 0.85)
_DATES: Box = (0.5, 1.15, 12.333, 0.4)
_MAP: Box = (0.5, 1.65, 8.8, 4.95)
_NOTES: Box = (9.5, 1.65, 3.333, 4.95)
_SOURCES: Box = (0.5, 6.7, 12.333, 0.55)
_INK, _GREY = (0x1A, 0x1A, 0x1A), (0x44, 0x4B, 0x52)
_SMALLER, _DPI = 0.8, 300
"""The map is drawn as a smaller page, so that its type comes out larger; 300 dots an inch of that are sharp on a screen
of twice the usual resolution."""
_LONGEST_ALT = 2_000
"""Characters of an alt text; readers of screens read all of it aloud."""


def write_slide(scene: Scene, path: str | PathLike[str]) -> None:
    """Write a scene as a presentation of one slide, whole or not at all.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_bytes(Path(path), draw_slide(scene))


def draw_slide(scene: Scene) -> bytes:
    """Draw a scene as a presentation (Office Open XML) of one slide with speaker's notes.

    Title, dates, caveats and sources are text boxes in sizes at which they fit; where even the smallest does not hold
    them they are cut, and the notes hold them in full.

    Returns
    -------
    bytes
        The same for the same scene.
    """
    from pptx import Presentation
    from pptx.util import Inches

    told = wordings(scene)[0]
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(PAGE[0]), Inches(PAGE[1])
    slide = deck.slides.add_slide(deck.slide_layouts[5])  # the title alone, so that it is one for screen readers too
    title = slide.shapes.title
    _place(title, _TITLE)
    _write(title.text_frame, [told.title], _TITLE, (30, 15), bold=True)
    _add_text(slide, "Dates", [told.dates], _DATES, (15, 9), bold=True)
    _add_picture(slide, scene)
    caveats = [f"• {caveat}" for caveat in told.caveats]
    _add_text(slide, "Caveats", [told.subtitle, *caveats], _NOTES, (13, 7.4))
    _add_text(slide, "Sources", [f"Sources: {' '.join(told.sources)}"], _SOURCES, (9.5, 6), colour=_GREY)
    words = [told.title, told.dates, told.subtitle, told.method, *caveats, *told.sources]
    slide.notes_slide.notes_text_frame.text = "\n".join(clean(text) for text in words)
    deck.core_properties.title, deck.core_properties.author = clean(scene.title)[:250], "frontline"
    out = io.BytesIO()
    deck.save(out)
    return _without_clock(out.getvalue())


def _place(shape: Any, box: Box) -> None:
    from pptx.util import Inches

    shape.left, shape.top, shape.width, shape.height = (Inches(length) for length in box)


def _add_picture(slide: Slide, scene: Scene) -> None:
    from pptx.util import Inches

    size = _SMALLER * _MAP[2], _SMALLER * _MAP[3]
    picture = as_file(draw_picture(scene, size, _DPI), ".png", scene.title, scene.alt_text)
    left, top, width, height = (Inches(length) for length in _MAP)
    shape: Any = slide.shapes.add_picture(io.BytesIO(picture), left, top, width, height)
    shape.name = "Map"
    shape._element.nvPicPr.cNvPr.set("descr", clean(scene.alt_text)[:_LONGEST_ALT])


def _add_text(slide: Slide, name: str, texts: Sequence[str], box: Box, sizes: tuple[float, float], **look: Any) -> None:
    from pptx.util import Inches

    left, top, width, height = (Inches(length) for length in box)
    shape = slide.shapes.add_textbox(left, top, width, height)
    shape.name = name
    _write(shape.text_frame, texts, box, sizes, **look)


def _write(
    frame: Any,
    texts: Sequence[str],
    box: Box,
    sizes: tuple[float, float],
    *,
    bold: bool = False,
    colour: tuple[int, int, int] = _INK,
) -> None:
    """Write paragraphs at the largest size at which they fit, measured in a wider font than any reader will have."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    weight = "bold" if bold else "normal"
    paragraphs = [(text, weight) for text in texts if clean(text)]
    room = {"width": box[2] * 72 - 2, "height": box[3] * 72 - 2}
    size, blocks = fit(paragraphs, **room, sizes=sizes_pt(*sizes), gap=0.35)
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for number, block in enumerate(blocks):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        text = " ".join(block.lines)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, _colour(colour)
        paragraph.alignment = PP_ALIGN.LEFT
        paragraph.space_after = Pt(0.35 * size)
        if is_rtl(text):
            paragraph.alignment = PP_ALIGN.RIGHT
            paragraph._p.get_or_add_pPr().set("rtl", "1")


def _colour(parts: tuple[int, int, int]) -> Any:
    from pptx.dml import color

    make: Any = color.RGBColor
    return make(*parts)


def _without_clock(deck: bytes) -> bytes:
    """Pack a file anew without the time of its making, so that the same scene gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(deck)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()

"""A page for other people's pages and slides: the page, two snippets to paste, a picture and a slide."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

from frontline.errors import OutputError
from frontline.render.html import draw_page, visible
from frontline.tables import read_text, write_bytes

if TYPE_CHECKING:
    from frontline.scene import Scene

PAGE, FRAME, SOURCE, PICTURE, SLIDE = "map.html", "iframe.html", "srcdoc.html", "map@2x.png", "slide.pptx"
PICTURE_DPI = 400
"""Of a page 9.6 inches wide: twice the 1920 by 1080 dots of a screen."""
_LONGEST_TITLE = 300
_FRAME = """<!-- {note} -->
<div style="max-width:1200px;margin:0 auto">
<iframe {source} title="{title}" sandbox="allow-scripts" loading="lazy" referrerpolicy="no-referrer"
 width="1200" height="750"
 style="display:block;width:100%;height:min(750px,92vh);min-height:480px;border:1px solid #999"></iframe>
</div>
"""
_BESIDE = (
    "A frontline map, to paste into a page that has map.html beside it. The frame may run its own script and nothing "
    "else; add allow-popups to sandbox to let readers open sources."
)
_WITHIN = (
    "A frontline map, to paste into a page as it stands: the whole map is inside. The frame may run its own script and "
    "nothing else; add allow-popups to sandbox to let readers open sources."
)


def write_embed(scene: Scene, folder: Path) -> tuple[str, ...]:
    """Write a map for embedding: page, snippets, picture and slide; all are made before the first is written.

    Parameters
    ----------
    folder : Path
        Made if it is not there.

    Returns
    -------
    tuple of str
        Names of the files.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    """
    from frontline.render._static_page import as_file
    from frontline.render.slide import draw_slide
    from frontline.render.static import draw_static

    page = draw_page(scene)
    wide = draw_static(scene, size="16:9")
    wide.set_dpi(PICTURE_DPI)
    files = {
        **_page_files(page, scene.title),
        PICTURE: as_file(wide, ".png", scene.title, scene.alt_text),
        SLIDE: draw_slide(scene),
    }
    return _write(files, folder)


def write_embed_page(page: Path, folder: Path) -> tuple[str, ...]:
    """Write an existing page for embedding: itself and both snippets. Picture and slide need the case.

    Raises
    ------
    TableError
        If the page cannot be read as text.
    OutputError
        If it is no page of this package, or the folder cannot be written.
    """
    text = read_text(page)
    if 'id="fl-data"' not in text:
        raise OutputError(f"{page}: is no map or report of frontline; give one that `frontline map` or `report` wrote")
    found = re.search(r"<title>(.*?)</title>", text, re.DOTALL)
    return _write(_page_files(text, unescape(found[1]) if found else page.stem), folder)


def _page_files(page: str, title: str) -> dict[str, bytes]:
    files = {PAGE: page, FRAME: word_frame(title), SOURCE: word_source(page, title)}
    return {name: text.encode() for name, text in files.items()}


def word_frame(title: str) -> str:
    """Write a snippet that shows the page beside it.

    Examples
    --------
    >>> 'src="map.html" title="5 km &lt; 8 km" sandbox="allow-scripts"' in word_frame("5 km < 8 km")
    True
    """
    return _FRAME.format(note=_BESIDE, source=f'src="{PAGE}"', title=_attribute(title))


def word_source(page: str, title: str) -> str:
    """Write a snippet that holds the whole page in its attribute `srcdoc`.

    Examples
    --------
    >>> word_source('<p title="a">', "t").count('srcdoc="&lt;p title=&quot;a&quot;&gt;"')
    1
    """
    return _FRAME.format(note=_WITHIN, source=f'srcdoc="{escape(page)}"', title=_attribute(title))


def _attribute(title: str) -> str:
    return escape(" ".join(visible(title[:_LONGEST_TITLE]).split()))


def _write(files: dict[str, bytes], folder: Path) -> tuple[str, ...]:
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; choose a folder for --out")
    for name, data in files.items():
        write_bytes(folder / name, data)
    return tuple(files)

"""The pages of the printed map: their formats, settings and files."""

from __future__ import annotations

import io
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from frontline.errors import OutputError
from frontline.render._static_text import clean, isolate
from frontline.scene import SIZES, Wording
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from matplotlib.axes import Axes

    from frontline.scene import Scene, Size

SUFFIXES = (".png", ".svg", ".pdf")
Box = tuple[float, float, float, float]
"""Left, bottom, width and height in points from the lower left corner of the page."""
TICKS = 8.0
"""Room for the degrees beside the map, in points."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a page is laid out; lengths in points unless told otherwise.

    Parameters
    ----------
    inches : tuple of float
        Width and height of the page.
    dpi : int
        Dots an inch of a PNG.
    beside : bool
        Legend, locator and notes stand beside the map, else below it.
    panel : float
        Width of what stands beside the map, or height of what stands below.
    short : bool
        A page that is seen small (slide, telephone): larger type, short names of actors, the short method.
    columns : int
        Of a legend below the map.
    title, legend, small : tuple of float
        Largest and smallest font size of the title, the legend, and of notes and sources.
    names : float
        Factor on the font sizes of names on the map.
    villages : float
        Factor on the marks of the least important places.
    marks : float
        Factor on all marks.
    """

    inches: tuple[float, float]
    dpi: int
    beside: bool
    panel: float
    foot: float
    locator: float
    margin: float = 24.0
    gutter: float = 14.0
    short: bool = False
    columns: int = 1
    title: tuple[float, float] = (18.0, 11.0)
    dates: float = 9.0
    legend: tuple[float, float] = (7.6, 4.8)
    small: tuple[float, float] = (7.0, 5.2)
    names: float = 1.0
    villages: float = 1.0
    marks: float = 1.0

    @property
    def points(self) -> tuple[float, float]:
        """Width and height of the page in points."""
        return self.inches[0] * 72, self.inches[1] * 72


# A slide of 13.3 inches and a picture on a telephone are drawn as smaller pages, so that all type comes out larger.
LAYOUTS: dict[Size, Layout] = {
    "a4": Layout((11.69, 8.27), 200, True, 178.0, 42.0, 112.0),
    "a4-portrait": Layout((8.27, 11.69), 200, False, 176.0, 46.0, 128.0),
    "16:9": Layout(
        (9.6, 5.4), 200, True, 166.0, 40.0, 88.0, margin=16.0, gutter=10.0, short=True,
        title=(17.0, 11.0), legend=(8.2, 4.8), small=(6.2, 4.6), names=1.12, villages=0.6,
    ),
    "square": Layout(
        (6.0, 6.0), 180, False, 52.0, 42.0, 62.0, margin=13.0, gutter=8.0, short=True, columns=3,
        title=(15.0, 10.0), dates=8.6, legend=(7.6, 5.4), small=(5.8, 4.2), names=1.12, villages=0.6,
    ),
}  # fmt: skip
"""DIN A4 (ISO 216), a slide or video frame of 1920 by 1080 dots, and a square picture of 1080 by 1080."""


def layout_of(size: Size | tuple[float, float]) -> Layout:
    """Return the layout of a format, or one for a page of any width and height in inches.

    Raises
    ------
    OutputError
        If the format is not known.
    """
    if isinstance(size, str):
        if size not in LAYOUTS:
            raise OutputError(f"{size!r} is no size of a map; choose one of {', '.join(SIZES)}")
        return LAYOUTS[size]
    return replace(LAYOUTS["a4" if size[0] > 1.2 * size[1] else "a4-portrait"], inches=(size[0], size[1]))


def for_languages(layout: Layout, count: int) -> Layout:
    """A layout with room at the foot for all of its languages."""
    return replace(layout, foot=layout.foot * 1.45) if layout.short and count > 1 else layout


def wordings(scene: Scene) -> tuple[Wording, ...]:
    """The languages of a map, the one that leads first."""
    known = clean(scene.known)
    english = Wording(
        language="en",
        title=scene.title,
        subtitle=scene.subtitle,
        dates=f"As of {clean(scene.valid)}  ·  as known {'from ' if known.startswith('all ') else ''}{known}",
        legend=tuple(entry.label for entry in scene.legend),
        sources=scene.sources,
        method=scene.method,
        short=scene.short or scene.method,
        caveats=scene.caveats,
    )
    if scene.arabic is None or scene.languages == "en":
        return (english,)
    return (scene.arabic,) if scene.languages == "ar" else (english, scene.arabic)


_STYLE = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so that every machine sets the same page
    "text.parse_math": False,  # "$" in a place name is a dollar sign
    "text.usetex": False,
    "text.hinting": "no_hinting",  # hinted widths change with the resolution, and lines would overrun
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "frontline",
    "pdf.fonttype": 42,
    "path.simplify": True,
}
_FOREIGN = {"backend", "backend_fallback", "interactive", "toolbar", "webagg", "tk", "keymap", "animation"}
"""Settings of windows, not of pages."""


@contextmanager
def setting() -> Iterator[None]:
    """Set the page alike whatever the user's own matplotlib settings are."""
    with mpl.rc_context(), warnings.catch_warnings():
        name: Any
        for name, value in (mpl.rcParamsDefault | _STYLE).items():
            if name.split(".")[0] not in _FOREIGN:
                mpl.rcParams[name] = value
        # A script that the font lacks shows as boxes in PNG and PDF; that must not stop the page.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def open_page(layout: Layout) -> Figure:
    """Open an empty page, not known to pyplot; its canvas is Agg."""
    figure = Figure(figsize=layout.inches, dpi=layout.dpi, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def add_axes(figure: Figure, box: Box) -> Axes:
    """Add axes at a place of the page."""
    left, bottom, width, height = box
    wide, high = figure.get_size_inches() * 72
    return figure.add_axes((left / wide, bottom / high, width / wide, height / high))


def points_axes(figure: Figure, box: Box) -> Axes:
    """Add invisible axes that count in points from their lower left corner."""
    axes = add_axes(figure, box)
    axes.set(xlim=(0, box[2]), ylim=(0, box[3]))
    axes.axis("off")
    return axes


def as_file(figure: Figure, suffix: str, title: str, words: str) -> bytes:
    """Turn a page into the bytes of a file, which describes itself to a reader who cannot see it.

    Parameters
    ----------
    suffix : {".png", ".svg", ".pdf"}
    title, words : str
        Title and alt text.
    """
    title, words = clean(title), clean(words)
    out = io.BytesIO()
    with setting(), _isolated(figure, suffix):
        figure.savefig(out, format=suffix[1:], dpi=figure.dpi, metadata=_metadata(title, words, suffix))
    data = out.getvalue()
    if suffix == ".svg":  # screen readers read <desc>, which matplotlib cannot write
        data = data.replace(b"<metadata>", f"<desc>{escape(words)}</desc>\n <metadata>".encode(), 1)
    return data


@contextmanager
def _isolated(figure: Figure, suffix: str) -> Iterator[None]:
    texts = [(text, text.get_text()) for text in figure.findobj(Text)] if suffix == ".svg" else []
    for text, words in texts:
        text.set_text(isolate(words))
    yield
    for text, words in texts:
        text.set_text(words)


def check_suffix(path: str | PathLike[str], what: str) -> tuple[Path, str]:
    """Return a file's path and ending.

    Raises
    ------
    OutputError
        If it is no ending of a picture.
    """
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        raise OutputError(f"{target}: {what} is written as .png, .svg or .pdf; choose one of these endings")
    return target, target.suffix.lower()


def write_page(path: str | PathLike[str], what: str, figure: Figure, scene: Scene) -> None:
    """Write a page, whole or not at all.

    Raises
    ------
    OutputError
        If the file name has another ending, or the file cannot be written.
    """
    target, suffix = check_suffix(path, what)
    write_bytes(target, as_file(figure, suffix, scene.title, scene.alt_text))


def _metadata(title: str, words: str, suffix: str) -> dict[str, Any]:
    """Return title and alt text for the file, without any date or version, which would change its bytes."""
    if suffix == ".png":
        return {"Title": title, "Description": words, "Software": "frontline"}
    if suffix == ".svg":
        return {"Title": title, "Description": words, "Date": None, "Creator": "frontline"}
    return {"Title": title, "Subject": words, "Creator": "frontline", "Producer": None, "CreationDate": None}

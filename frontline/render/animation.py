"""Draw the days of a case as a film for social media: GIF, or MP4 with the extra ``video``."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from frontline.errors import OutputError
from frontline.render import _static_furniture as furniture
from frontline.render import _static_panel as panel
from frontline.render._static_ground import INK, WATER, open_window
from frontline.render._static_map import draw_small_map, leading
from frontline.render._static_page import (
    TICKS,
    Layout,
    for_languages,
    layout_of,
    open_page,
    points_axes,
    setting,
    wordings,
)
from frontline.render._static_text import clean
from frontline.render.static import draw_frame
from frontline.render.strip import told
from frontline.tables import write_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from os import PathLike

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from frontline.scene import Scene, Size, Strip, Wording

SUFFIXES = (".gif", ".mp4")
FILM_SIZES: tuple[Size, ...] = ("square", "16:9")
"""What social media show whole: 1080 by 1080 dots, and 1920 by 1080."""
DAY_S, LAST_S, WHOLE_S, LEAST_S = 1.2, 4.0, 40.0, 0.3
"""Seconds that a day is shown, and the last one; a long film is to take no more than so many in all, if that leaves
each day long enough to be read at a glance."""
_FPS = 10
_COLOURS = 256
_BLOCK = 40
"""Rows of dots by which a colour that matters is put into the sample for the palette."""


def write_animation(
    strip: Strip, path: str | PathLike[str], *, size: Size = "square", step: Callable[[str], None] = lambda _: None
) -> None:
    """Draw the days of a case as a film and write it, whole or not at all; the same strip gives the same bytes.

    Each frame carries its date, the distance of the front, legend, method and sources; the last one is held.

    Parameters
    ----------
    strip : Strip
        As composed; each of its days becomes a frame.
    path : path-like
        Ends in ``.gif``, or in ``.mp4`` (H.264, for which the extra ``video`` brings an encoder).
    size : {"square", "16:9"}
    step : callable
        Told what is being done, for a progress display.

    Raises
    ------
    OutputError
        If the file name ends otherwise, the size is another one, there is no encoder, or the file cannot be written.

    Examples
    --------
    >>> import frontline as fl, tempfile
    >>> case = fl.datasets.load("hama-2024")
    >>> days = [fl.assess(case.ledger, f"2024-12-0{day}", "2024-12-05") for day in (3, 4)]
    >>> cells = fl.tessellate(days[-1].places)
    >>> strip = fl.compose_strip([fl.trace_front(day, tessellation=cells) for day in days], city=case.places["Hama"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_animation(strip, f"{folder}/hama.gif")
    """
    target, suffix = check_film(path, size)
    frames = _frames(strip, size, step)
    seconds = seconds_of(len(strip.scenes))
    step("encoding")
    title, words = clean(told(strip).title), clean(told(strip).alt_text)
    if suffix == ".gif":
        write_bytes(target, _gif(list(frames), seconds, _colours(strip.scenes[-1]), f"{title}. {words}"))
    else:
        write_bytes(target, _mp4(frames, seconds, title, words))


def check_film(path: str | PathLike[str], size: str) -> tuple[Path, str]:
    """Return a film's path and ending.

    Raises
    ------
    OutputError
        If the file name or the size is none of a film, or no encoder is installed.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise OutputError(f"{target}: a film is written as .gif or .mp4; choose one of these endings")
    if size not in FILM_SIZES:
        raise OutputError(f"{size!r} is no size of a film; choose {' or '.join(FILM_SIZES)}")
    if suffix == ".mp4":
        _encoder(target)
    return target, suffix


def _encoder(target: Path) -> Any:
    try:
        import imageio_ffmpeg
    except ImportError:
        raise OutputError(
            f'{target}: MP4 needs an encoder: pip install "frontline[video]", or choose a name that ends in .gif'
        ) from None
    return imageio_ffmpeg


def seconds_of(count: int) -> list[float]:
    """How long each of so many days is shown.

    Examples
    --------
    >>> seconds_of(3)
    [1.2, 1.2, 4.0]
    """
    each = max(min(DAY_S, (WHOLE_S - LAST_S) / max(count - 1, 1)), LEAST_S)
    return [round(each, 1)] * (count - 1) + [LAST_S]


def _frames(strip: Strip, size: Size, step: Callable[[str], None]) -> Iterator[Image.Image]:
    scene = panel.join_legends(strip.scenes[::-1])
    layout = for_languages(layout_of(size), len(wordings(scene)))
    heads = [panel.word_head(_word(strip, n), _across(layout), layout, whole=True) for n in range(len(strip.scenes))]
    high = max(panel.head_height(rows) for rows in heads)
    for number in range(len(strip.scenes)):
        step(f"drawing day {number + 1} of {len(strip.scenes)}")
        with setting():
            figure = _draw_frame(strip, number, scene, layout, high)
            figure.canvas.draw()
            picture = np.asarray(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]
        yield Image.fromarray(picture[..., :3].copy())


def _colours(scene: Scene) -> list[str]:
    return ["#ffffff", WATER, *(style.colours[scene.palette] for style in scene.styles)]


def _across(layout: Layout) -> float:
    return layout.points[0] - 2 * layout.margin - TICKS


def _word(strip: Strip, number: int) -> tuple[Wording, ...]:
    """A frame's words: its day large, then the finding, then by when it was known."""
    scene = strip.scenes[number]
    return tuple(
        replace(w, title=strip.days_in_full[w.language][number], dates=w.title, subtitle=w.dates)
        for w in wordings(scene)
    )


def _draw_frame(strip: Strip, number: int, legend: Scene, layout: Layout, head: float) -> Figure:
    scene, words = strip.scenes[number], wordings(legend)
    figure = open_page(layout)
    left, bottom, width, height = draw_frame(figure, _word(strip, number), layout, head, whole=True)
    if layout.beside:
        side = layout.panel + layout.gutter
        box = (left, bottom, width - side, height)
        axes = points_axes(figure, (left + width - layout.panel, bottom, layout.panel, height))
        panel.draw_legend(axes, legend, words, layout, left=0, top=height, width=layout.panel, room=height)
    else:
        low = layout.panel * (1.35 if len(words) > 1 else 1.0)
        box = (left, bottom + low + TICKS + 6, width, height - low - TICKS - 6)
        axes = points_axes(figure, (left, bottom, width, low - 4))
        panel.draw_legend(axes, legend, words, layout, left=0, top=low - 4, width=width, room=low - 4)
    window = open_window(scene.frame, box[2] / box[3])
    home = furniture.home_of(scene, window)
    small = replace(layout, marks=0.8)
    draw_small_map(
        figure, scene, window, box, small, ranks=(1,), locator=home, plate=True, days=strip.scenes
    )
    _draw_progress(points_axes(figure, (box[0], box[1] + box[3] + 1.5, box[2], 3.0)), number, strip)
    return figure


def _draw_progress(axes: Axes, number: int, strip: Strip) -> None:
    """A bar over the map that fills from day to day; for readers of Arabic from the right."""
    width, count = axes.get_xlim()[1], len(strip.scenes)
    ends = np.array([0.0, width * (number + 1) / count])
    ends = width - ends if leading(strip.scenes[0]) == "ar" else ends
    for reach, colour in (((0.0, width), "#dddddd"), (ends, INK)):
        axes.plot(reach, [1.5, 1.5], color=colour, linewidth=3.0, solid_capstyle="butt")


def _gif(frames: list[Image.Image], seconds: list[float], colours: list[str], comment: str) -> bytes:
    """Frames of one palette, so that ground that does not change does not flicker and takes no room."""
    wide, high = frames[0].size
    sample = Image.new("RGB", (wide, 2 * high + _BLOCK * len(colours)))
    sample.paste(frames[0], (0, 0))
    sample.paste(frames[-1], (0, high))
    for row, colour in enumerate(colours):  # marks are few dots: their colours must not drown among those of the ground
        sample.paste(colour, (0, 2 * high + row * _BLOCK, wide, 2 * high + (row + 1) * _BLOCK))
    palette = sample.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    _set_exactly(palette, colours)
    flat = [_flatten(frame, palette) for frame in frames]
    out = io.BytesIO()
    flat[0].save(
        out, format="GIF", save_all=True, append_images=flat[1:], duration=[round(1000 * s) for s in seconds], loop=0,
        comment=comment.encode()[:60_000],
    )  # fmt: skip
    return out.getvalue()


def _flatten(frame: Image.Image, palette: Image.Image) -> Image.Image:
    """Give each dot the nearest colour of a palette; Pillow's own way rounds them first, and white comes out grey."""
    entries = np.array(palette.getpalette(), dtype=np.int32).reshape(-1, 3)
    dots = np.asarray(frame).reshape(-1, 3).astype(np.int32)
    colours, back = np.unique(dots @ (65536, 256, 1), return_inverse=True)
    parts = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    blocks = np.array_split(parts, max(len(parts) // 4096, 1))
    nearest = np.concatenate([((b[:, None] - entries) ** 2).sum(axis=2).argmin(axis=1) for b in blocks])
    flat = Image.fromarray(nearest[back].reshape(frame.height, frame.width).astype(np.uint8), mode="P")
    flat.putpalette(entries.astype(np.uint8).tobytes())
    return flat


def _set_exactly(palette: Image.Image, colours: list[str]) -> None:
    """Put colours that matter into a palette as they are, each in place of the nearest one: white stays white."""
    entries = np.array(palette.getpalette()).reshape(-1, 3)
    for colour in colours:
        wanted = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
        entries[np.abs(entries - wanted).sum(axis=1).argmin()] = wanted
    palette.putpalette(entries.astype(np.uint8).tobytes())


def _mp4(frames: Iterator[Image.Image], seconds: list[float], title: str, words: str) -> bytes:
    """H.264 in the pixel format that every player takes, without dates or versions, so that a rebuild is the same."""
    encoder = _encoder(Path("film.mp4"))
    settings = ["-crf", "20", "-preset", "medium", "-threads", "1", "-movflags", "+faststart", "-map_metadata", "-1"]
    settings += ["-fflags", "+bitexact", "-flags:v", "+bitexact"]
    settings += ["-metadata", f"title={title[:500]}", "-metadata", f"comment={words[:2000]}"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        writer: Any = None
        try:
            for frame, shown in zip(frames, seconds, strict=True):
                if writer is None:
                    writer = encoder.write_frames(
                        str(path), frame.size, fps=_FPS, codec="libx264", quality=None, macro_block_size=2,
                        output_params=settings,
                    )  # fmt: skip
                    writer.send(None)
                for _ in range(round(shown * _FPS)):
                    writer.send(frame.tobytes())
        except OSError as error:
            raise OutputError(f"the encoder of MP4 failed ({error}); choose a name that ends in .gif") from error
        finally:
            if writer is not None:
                writer.close()
        return path.read_bytes()

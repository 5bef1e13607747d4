"""Many days on one page, and as a film: each with its date, all of one frame, the last one held."""

from __future__ import annotations

import builtins
import io
import itertools
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageSequence

from frontline.errors import OutputError
from frontline.render._static_page import layout_of, wordings
from frontline.render._static_panel import word_head
from frontline.render.animation import FILM_SIZES, LAST_S, seconds_of, write_animation
from frontline.render.strip import draw_strip, render_strip, write_strip
from frontline.scene import SIZES
from frontline.sheets import MOST_IN_STRIP, strip_of

if TYPE_CHECKING:
    from pathlib import Path

    from frontline.report import Picture
    from frontline.scene import Strip


@pytest.fixture(scope="module")
def strip(picture: Picture) -> Strip:
    return strip_of(picture, "2024-11-30")


@pytest.fixture(scope="module")
def short(picture: Picture) -> Strip:
    return strip_of(picture, "2024-12-02", most=3)


def heads(figure: Any) -> list[str]:
    return [t.get_text() for axes in figure.axes for t in axes.texts]


@pytest.mark.parametrize("size", SIZES)
def test_each_day_has_its_date_and_its_distance(strip: Strip, size: Any) -> None:
    figure = draw_strip(strip, size=size)
    told = heads(figure)
    for day, scene in zip(strip.days["en"], strip.scenes, strict=True):
        assert day in told
        assert scene.near is not None and f"{scene.near.value:.1f} km" in told
    words = re.sub(r"\s+", " ", " ".join(told))
    for text in (strip.titles["en"], strip.titles["ar"], strip.dates["en"], "Sources:", "not surveyed"):
        assert " ".join(text.split()) in words


@pytest.mark.parametrize("size", SIZES)
def test_no_credit_of_a_strip_is_cut(strip: Strip, size: Any) -> None:
    assert not [text for text in heads(draw_strip(strip, size=size)) if text.endswith("…")]


@pytest.mark.parametrize("size", FILM_SIZES)
def test_each_frame_of_a_film_in_two_languages_tells_by_when_it_was_known(picture: Picture, size: Any) -> None:
    layout = layout_of(size)
    words = tuple(replace(w, title=w.dates, dates=w.title, subtitle=w.dates) for w in wordings(picture.scene))
    assert len(words) == 2
    told = " ".join(p.line for row in word_head(words, layout.points[0] - 40, layout, whole=True) for p in row)
    for known in ("as known end of 5 December 2024 (UTC)", "5 كانون الأول/ديسمبر 2024 (UTC)"):
        assert told.count(known) == 2  # once in the title, once below


def test_a_strip_that_leaves_days_out_says_so(short: Strip, picture: Picture) -> None:
    assert "days)" not in short.titles["en"]
    assert strip_of(picture, "2024-11-26", most=3).titles["en"].endswith("(3 of 9 days)")
    assert MOST_IN_STRIP >= 13  # all days of the packaged case


def test_one_legend_serves_all_days(strip: Strip) -> None:
    told = heads(draw_strip(strip))
    assert told.count("Syrian government") == 1
    assert {"Contested", "Claimed"} <= set(told)


def test_maps_of_a_strip_do_not_overlap(strip: Strip) -> None:
    figure = draw_strip(strip)
    boxes = np.array([axes.get_position().extents for axes in figure.axes if axes.axison])
    assert len(boxes) == len(strip.scenes)
    a, b = boxes[:, None], boxes[None]
    meet = (a[..., :2] < b[..., 2:]).all(axis=-1) & (b[..., :2] < a[..., 2:]).all(axis=-1)
    assert np.triu(meet, 1).sum() == 0


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_rebuild_gives_the_same_bytes(short: Strip, suffix: str) -> None:
    assert render_strip(short, suffix, size="square") == render_strip(short, suffix, size="square")


def test_a_strip_in_another_ending_is_refused(short: Strip, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf"):
        write_strip(short, tmp_path / "strip.gif")
    assert not list(tmp_path.iterdir())


def test_the_file_lists_the_distances_for_a_reader_who_cannot_see_it(short: Strip, tmp_path: Path) -> None:
    write_strip(short, tmp_path / "strip.png", size="16:9")
    with Image.open(tmp_path / "strip.png") as image:
        assert "4 December: 7.8 km" in image.info["Description"]


def test_a_gif_shows_every_day_and_holds_the_last_one(short: Strip, tmp_path: Path) -> None:
    write_animation(short, tmp_path / "hama.gif")
    with Image.open(tmp_path / "hama.gif") as film:
        shown = [frame.info["duration"] for frame in ImageSequence.Iterator(film)]
        assert shown == [1200, 1200, 4000]
        assert film.size == (1080, 1080)
        assert film.info["loop"] == 0
        assert b"Hama" in film.info["comment"]
        pictures = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(film)]
    title = slice(0, 70)  # where the date stands
    assert all((one[title] != other[title]).any() for one, other in itertools.pairwise(pictures))
    assert (pictures[0][1000:] == pictures[-1][1000:]).all()  # the credits stand still on every frame


def test_the_marks_of_a_gif_keep_their_colour(short: Strip, tmp_path: Path) -> None:
    write_animation(short, tmp_path / "hama.gif")
    with Image.open(tmp_path / "hama.gif") as film:
        colours = np.asarray(film.convert("RGB")).reshape(-1, 3).astype(int)
    for actor in ("government", "opposition"):
        wanted = [int(short.scenes[-1].style(actor).colours["customary"][k : k + 2], 16) for k in (1, 3, 5)]
        assert (colours == wanted).all(axis=1).any()
    assert (colours[0] == 255).all()  # the paper is white


def test_the_same_days_give_the_same_film(short: Strip, tmp_path: Path) -> None:
    for name in ("a.gif", "b.gif", "a.mp4", "b.mp4"):
        write_animation(short, tmp_path / name)
    for suffix in ("gif", "mp4"):
        assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()


def test_an_mp4_plays_as_long_as_its_days(short: Strip, tmp_path: Path) -> None:
    write_animation(short, tmp_path / "hama.mp4", size="16:9")
    frames = imageio_ffmpeg.read_frames(str(tmp_path / "hama.mp4"))
    about = next(frames)
    frames.close()
    assert about["size"] == (1920, 1080)
    assert about["codec"] == "h264"
    assert about["pix_fmt"].startswith("yuv420p")
    assert about["duration"] == pytest.approx(sum(seconds_of(3)), abs=0.2)


def test_without_an_encoder_the_remedy_is_named(short: Strip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "imageio_ffmpeg":
            raise ImportError(name)
        return there(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(OutputError, match=r"frontline\[video\].*\.gif"):
        write_animation(short, tmp_path / "hama.mp4")
    assert not list(tmp_path.iterdir())


def test_a_film_of_paper_size_or_another_ending_is_refused(short: Strip, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="square or 16:9"):
        write_animation(short, tmp_path / "hama.gif", size="a4")
    with pytest.raises(OutputError, match=r"\.gif or \.mp4"):
        write_animation(short, tmp_path / "hama.webm")
    assert not list(tmp_path.iterdir())


def test_a_long_film_shows_each_day_shorter_but_long_enough_to_see() -> None:
    assert sum(seconds_of(60)) <= 42
    assert min(seconds_of(60)) >= 0.3
    assert seconds_of(1) == [LAST_S]


def test_a_film_of_one_day_is_a_picture(picture: Picture, tmp_path: Path) -> None:
    write_animation(strip_of(picture, "2024-12-04"), tmp_path / "hama.gif")
    with Image.open(io.BytesIO((tmp_path / "hama.gif").read_bytes())) as film:
        assert getattr(film, "n_frames", 1) == 1

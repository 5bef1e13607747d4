"""Two dates on one page: which was when, what changed hands, how much of it, and by whom it was lost."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from PIL import Image

import frontline as fl
from frontline.errors import DateError, OutputError
from frontline.render.paired import draw_pair, render_pair, write_pair
from frontline.scene import SIZES
from frontline.sheets import pair_of

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from frontline.report import Picture
    from frontline.scene import Pair


@pytest.fixture(scope="module")
def pair(picture: Picture) -> Pair:
    return pair_of(picture, "2024-12-01")


def words_of(figure: Figure) -> str:
    """All text of a page; the lines of a paragraph joined again."""
    return re.sub(r"\s+", " ", " ".join(t.get_text() for axes in figure.axes for t in axes.texts))


def outside(figure: Figure) -> list[str]:
    """Texts that leave the page, names on the map apart, which the map's edge cuts."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    width, height = figure.canvas.get_width_height()
    boxes = {t: t.get_window_extent(renderer).extents for axes in figure.axes for t in axes.texts if t.get_text()}
    free = {t: box for t, box in boxes.items() if not t.get_clip_on()}
    return [t.get_text() for t, b in free.items() if min(b[0], b[1]) < 0 or b[2] > width or b[3] > height]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ["side", "change"])
def test_each_format_carries_title_dates_sources_and_scale(pair: Pair, kind: Any, size: Any) -> None:
    figure = draw_pair(pair, kind, size=size)
    words = words_of(figure)
    for text in (pair.titles["en"], pair.dates["en"], "Sources:", "not surveyed", "kilometres"):
        assert " ".join(text.split()) in words
    assert outside(figure) == []


def test_side_by_side_each_map_has_its_own_day_and_distance(pair: Pair) -> None:
    words = words_of(draw_pair(pair, "side"))
    for scene, day in zip((pair.before, pair.after), pair.days["en"], strict=True):
        assert scene.near is not None
        assert f"{day} · Hama: {scene.near.value:.1f} km" in words


def test_the_change_tells_gains_and_losses_in_km2_and_the_places(pair: Pair) -> None:
    words = words_of(draw_pair(pair, "change"))
    for gain in pair.gains:
        assert f"+{gain.gained_km2:,.0f} km², −{gain.lost_km2:,.0f} km²" in words
    nearest = pair.turned[0]
    assert nearest.name in words
    assert "To Armed opposition (41): " in words


def test_ground_that_passed_and_the_earlier_front_are_drawn(pair: Pair) -> None:
    figure = draw_pair(pair, "change")
    drawn = {str(patch.get_gid()) for axes in figure.axes for patch in axes.patches}
    assert {"front-then", "front-firm"} <= drawn
    hatched = [p for axes in figure.axes for p in axes.patches if str(p.get_hatch()).startswith("...")]
    told = words_of(figure).count("Passed to ")
    assert told and len(hatched) >= 2 * told  # in the legend and on the map


def test_ground_that_passed_by_claims_alone_is_hatched_as_such(pair: Pair) -> None:
    figure = draw_pair(pair, "change")
    assert {"Contested", "Claimed"} <= {t.get_text() for axes in figure.axes for t in axes.texts}
    over = [p.get_hatch() for axes in figure.axes for p in axes.patches if p.get_zorder() == 2.8]
    assert "xx" in over  # contested, on ground that passed


def test_what_is_newly_known_is_no_change_of_hands(pair: Pair) -> None:
    assert all(t.before for t in pair.turned)
    assert not any(t.before for t in pair.learned)
    words = words_of(draw_pair(replace(pair, turned=(), learned=pair.turned[:2]), "change"))
    assert "Places that changed hands" in words
    assert f"Newly known, not counted above (2): {pair.turned[0].name}" in words


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_rebuild_gives_the_same_bytes(pair: Pair, suffix: str) -> None:
    assert render_pair(pair, suffix, size="square") == render_pair(pair, suffix, size="square")


def test_the_file_tells_the_change_to_a_reader_who_cannot_see_it(pair: Pair, tmp_path: Path) -> None:
    write_pair(pair, tmp_path / "pair.png", size="16:9")
    with Image.open(tmp_path / "pair.png") as image:
        assert image.size == (1920, 1080)
        assert pair.titles["en"] in image.info["Description"]
        assert "Armed opposition: +" in image.info["Description"]


def test_two_dates_between_which_nothing_moved_say_so(picture: Picture) -> None:
    still = fl.compose_pair(picture.front, picture.front, city=picture.city)
    assert still.turned == () and still.gains == () and len(still.changes) == 0
    words = words_of(draw_pair(still, "change"))
    assert "0 places and 0 km² changed hands" in words
    assert "Places that changed hands None" in words


def test_without_a_city_the_pair_is_framed_by_the_later_front(picture: Picture) -> None:
    pair = fl.compose_pair(picture.history[3][1], picture.front)
    west, south, east, north = pair.after.frame
    left, bottom, right, top = picture.front.lines.total_bounds
    assert west < left and south < bottom and east > right and north > top
    assert "km from" not in pair.titles["en"]


def test_a_date_that_is_not_earlier_is_refused(picture: Picture) -> None:
    with pytest.raises(DateError, match="not before"):
        pair_of(picture, "2024-12-04")
    with pytest.raises(DateError, match="before the case begins"):
        pair_of(picture, "2024-11-20")


def test_what_is_no_kind_size_or_ending_is_refused(pair: Pair, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="side, change"):
        draw_pair(pair, "swipe")  # type: ignore[arg-type]
    with pytest.raises(OutputError, match="a4-portrait"):
        draw_pair(pair, size="a5")  # type: ignore[arg-type]
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf"):
        write_pair(pair, tmp_path / "pair.gif")
    assert not list(tmp_path.iterdir())


def test_for_readers_of_arabic_the_earlier_map_stands_on_the_right(picture: Picture, pair: Pair) -> None:
    arabic = replace(pair, before=replace(pair.before, languages="ar"), after=replace(pair.after, languages="ar"))
    figure = draw_pair(arabic, "side")
    day = {t.get_text(): t.get_window_extent().x1 for axes in figure.axes for t in axes.texts}
    headings = {text: x for text, x in day.items() if "·" in text and "حماة" in text}
    earlier, later = (next(x for text, x in headings.items() if d in text) for d in pair.days["ar"])
    assert earlier > later


HOSTILE = ("$x^{2$", "{{7*7}}", "{% x %}", "{0}{actor}", "<script>alert(1)</script>", "a\x00b", "\u202eevil", "=1+1")


def test_hostile_names_are_shown_as_they_are_written(pair: Pair) -> None:
    turned = tuple(replace(t, name=text) for t, text in zip(pair.turned, HOSTILE, strict=False))
    bad = replace(pair, turned=turned, titles={**pair.titles, "en": " ".join(HOSTILE)})
    page = render_pair(bad, ".svg").decode()
    texts = ElementTree.fromstring(page).iter("{http://www.w3.org/2000/svg}text")
    words = re.sub(r"\s+", " ", " ".join("".join(e.itertext()) for e in texts))
    for text in HOSTILE:
        assert words.count(text.replace("\x00", "").replace("\u202e", "")) >= 2  # in the title and in the list
    assert "\u202e" not in page

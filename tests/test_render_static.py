"""The printed map says what the scene says, to scale, legibly, and whatever text it is given."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import geopandas as gpd
import matplotlib as mpl
import numpy as np
import pytest
import shapely
from PIL import Image

import frontline as fl
from frontline import geodesy
from frontline.errors import OutputError
from frontline.render._static_ground import open_window
from frontline.render._static_page import wordings
from frontline.render._static_text import fit, width_pt, wrap
from frontline.render.static import draw_static, write_static
from frontline.scene import SIZES, LegendEntry, Mark, Scene, Style, compose_scene, say

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from frontline.report import Picture

SUFFIXES = (".png", ".svg", ".pdf")
HOSTILE = (
    "$x^{2$",
    "{{7*7}}",
    "{% x %}",
    "<script>alert(1)</script>",
    '"><img onerror=x>',
    "a\x00b",
    "\u202eevil",
    "🚩",
)


def style(actor_id: str, colour: str, marker: str, hatch: str = "") -> Style:
    colours: Any = {"customary": colour, "safe": colour}
    return Style(
        actor_id=actor_id,
        name=actor_id.title(),
        name_ar="",
        code=actor_id[0].upper(),
        colours=colours,
        hatch=hatch,
        marker=marker,
    )


def mark(
    name: str, lon: float, lat: float, holder: str | None = "north", rank: int = 2, name_ar: str = ""
) -> Mark:
    return Mark(
        place_id=name,
        name=name,
        name_ar=name_ar,
        kind="city" if rank < 2 else "village",
        lon=lon,
        lat=lat,
        precision_m=500.0,
        holder=holder,
        status="held" if holder else "unknown",
        probability=0.9,
        since="",
        rule="",
        rank=rank,
        accounts=(),
    )


def table(columns: dict[str, list[Any]], shapes: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)


def small_scene(**changes: Any) -> Scene:
    """Two sides across a line at 35.2 N, a country, a river, a city."""
    marks = (
        mark("Rivertown", 36.75, 35.13, "south", rank=0, name_ar="حماة"),
        mark("Upper Mill", 36.74, 35.29),
        mark("Lower Mill", 36.76, 35.285),
        mark("Nowhere", 36.9, 35.21, None, rank=3),
    )
    fields: dict[str, Any] = {
        "title": "The front stands 8 km north of Rivertown",
        "subtitle": "A made-up case",
        "valid": "end of 4 December 2024",
        "known": "end of 5 December 2024",
        "frame": (36.4, 34.9, 37.1, 35.5),
        "palette": "safe",
        "styles": (style("north", "#228833", "o"), style("south", "#ee6677", "s", "///")),
        "areas": table(
            {
                "actor": ["north", "south", "south"],
                "status": ["held", "held", "contested"],
                "area_km2": [1.0, 1.0, 1.0],
            },
            [
                shapely.box(36, 35.2, 38, 36),
                shapely.box(36, 34, 38, 35.2),
                shapely.box(36.5, 35.1, 36.6, 35.2),
            ],
        ),
        "front": table(
            {"firm": [True, False]},
            [shapely.LineString([(36, 35.2), (36.7, 35.2)]), shapely.LineString([(36.7, 35.2), (38, 35.2)])],
        ),
        "tessellation": None,  # the printed map draws the areas made from it
        "marks": marks,
        "city": marks[0],
        "base": table(
            {
                "kind": ["country", "governorate", "river"],
                "name": ["Land", "Rivertown", "Brook"],
                "name_ar": ["", "", ""],
            },
            [
                shapely.box(35, 34, 38, 36.5),
                shapely.box(35, 34, 38, 36),
                shapely.LineString([(36.2, 35), (37.4, 35.05)]),
            ],
        ),
        "legend": (
            LegendEntry(symbol="area", label="Held by the north", actor_id="north"),
            LegendEntry(symbol="contested", label="Accounts contradict each other"),
            LegendEntry(symbol="front", label="Front line"),
        ),
        "days": (),
        "today": 0,
        "sources": ("Borders: a public domain table.", "Places: a gazetteer (CC BY 4.0)."),
        "method": "Cells of the nearest place.",
        "caveats": ("Not surveyed.",),
        "alt_text": "A line north of a city.",
    }
    return Scene(**{**fields, **changes})


@pytest.fixture(scope="module")
def hama() -> Scene:
    case = fl.datasets.load("hama-2024")
    now = fl.assess(case.ledger, valid="2024-12-04", known="2024-12-05")
    return compose_scene(now, fl.trace_front(now), city=case.places["Hama"], sources=case.credits)


def svg_text(scene: Scene, folder: Path) -> str:
    write_static(scene, folder / "map.svg")
    root = ElementTree.parse(folder / "map.svg").getroot()  # parses, so nothing broke out of its element
    return re.sub(
        r"\s+", " ", " ".join("".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text"))
    )


def all_texts(figure: Figure) -> list[Text]:
    return [t for axes in figure.axes for t in axes.texts if t.get_text()]


def label_boxes(figure: Figure) -> Any:
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    named = [t for t in all_texts(figure) if str(t.get_gid()).startswith("label-")]
    return np.array([t.get_window_extent(renderer).extents for t in named if not t.get_rotation()])


def overlaps(boxes: Any) -> int:
    a, b = boxes[:, None], boxes[None]
    meet = (
        (a[..., 0] < b[..., 2]) & (b[..., 0] < a[..., 2]) & (a[..., 1] < b[..., 3]) & (b[..., 1] < a[..., 3])
    )
    return int(np.triu(meet, 1).sum())


def test_the_page_carries_title_dates_legend_credits_and_caveats_as_text(tmp_path: Path) -> None:
    scene = small_scene()
    words = svg_text(scene, tmp_path)
    wanted = [scene.title, scene.subtitle, f"As of {scene.valid}", f"as known {scene.known}", scene.method]
    for text in [*wanted, *scene.sources, *scene.caveats, *(entry.label for entry in scene.legend)]:
        assert text in words
    assert "حماة" in words


def test_the_legend_holds_the_scene_s_entries_and_no_other(tmp_path: Path) -> None:
    scene = small_scene(legend=(LegendEntry(symbol="river", label="Only entry"),))
    words = svg_text(scene, tmp_path)
    assert "Only entry" in words
    assert "Front line" not in words


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_rebuild_gives_the_same_bytes_whatever_the_reader_s_matplotlib_settings(
    tmp_path: Path, suffix: str
) -> None:
    write_static(small_scene(), tmp_path / f"a{suffix}")
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black", "savefig.dpi": 50}):
        write_static(small_scene(), tmp_path / f"b{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_file_describes_itself_to_a_reader_who_cannot_see_it(tmp_path: Path) -> None:
    scene = small_scene()
    for suffix in SUFFIXES:
        write_static(scene, tmp_path / f"map{suffix}")
    with Image.open(tmp_path / "map.png") as image:
        assert image.info["Description"] == scene.alt_text
        assert image.size == (2338, 1654)
    assert f"<desc>{scene.alt_text}</desc>" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert scene.alt_text.encode() in (tmp_path / "map.pdf").read_bytes()


def test_names_in_a_crowded_theatre_do_not_touch(hama: Scene) -> None:
    boxes = label_boxes(draw_static(hama))
    assert len(boxes) > 60
    assert overlaps(boxes) == 0


def test_the_city_is_always_named_and_its_name_stands_in_both_scripts(hama: Scene) -> None:
    assert "Hama\nحماة" in [t.get_text() for t in all_texts(draw_static(hama))]


def test_no_text_leaves_the_page_or_the_panel(hama: Scene) -> None:
    figure = draw_static(dataclasses.replace(hama, caveats=hama.caveats * 4, sources=("word " * 900,)))
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = np.array(
        [t.get_window_extent(renderer).extents for t in all_texts(figure) if not t.get_clip_on()]
    )
    width, height = figure.canvas.get_width_height()
    assert boxes[:, :2].min() > 0
    assert boxes[:, 2].max() < width - 0.25 * 200
    assert boxes[:, 3].max() < height


@pytest.mark.parametrize("lat", [0.0, 35.0, 65.0])
def test_the_scale_bar_is_true_on_the_ellipsoid_at_the_map_s_latitude(lat: float) -> None:
    scene = small_scene(frame=(36.4, lat - 0.3, 37.1, lat + 0.3))
    figure = draw_static(scene)
    axes, bar = next(
        (axes, p) for axes in figure.axes for p in axes.patches if str(p.get_gid()).startswith("scale-bar-")
    )
    stated = float(str(bar.get_gid()).split("-")[2])
    window = open_window(scene.frame, axes.get_xlim()[1] / axes.get_ylim()[1])
    left, bottom, right, _ = bar.get_path().get_extents(bar.get_patch_transform()).extents
    scale = 2 * window.half_width / axes.get_xlim()[1]
    ends = window.degrees(*(np.array([[left, bottom], [right, bottom]]) * scale + window.bounds[:2]).T)
    true_km = geodesy.distance_km(lon=ends[0, 0], lat=ends[0, 1], to_lon=ends[1, 0], to_lat=ends[1, 1])[0]
    assert true_km == pytest.approx(stated, rel=0.001)


def test_hostile_text_is_shown_as_it_is_written(tmp_path: Path) -> None:
    legend = tuple(LegendEntry(symbol="front", label=text) for text in HOSTILE)
    scene = small_scene(
        title=" ".join(HOSTILE),
        valid=HOSTILE[0],
        known=HOSTILE[3],
        sources=HOSTILE,
        method=HOSTILE[0],
        caveats=HOSTILE,
        legend=legend,
        alt_text=" ".join(HOSTILE),
        marks=tuple(mark(text, 36.5 + n / 20, 35.0 + n / 20) for n, text in enumerate(HOSTILE)),
        city=None,
    )
    words = svg_text(scene, tmp_path)
    for text in HOSTILE:
        assert text.replace("\x00", "").replace("\u202e", "") in words
    assert "\u202e" not in (tmp_path / "map.svg").read_text(encoding="utf-8")
    for suffix in SUFFIXES:
        write_static(scene, tmp_path / f"hostile{suffix}")


def test_a_name_of_ten_thousand_letters_does_not_break_the_page(tmp_path: Path) -> None:
    long = "Abcdefghi" * 1_200
    legend = tuple(LegendEntry(symbol="area", label=long, actor_id="north") for _ in range(3))
    scene = small_scene(
        title=long,
        subtitle=long,
        valid=long,
        known=long,
        method=long,
        caveats=(long,),
        sources=(long,),
        legend=legend,
        marks=(mark(long, 36.7, 35.1, rank=0), mark(long, 36.8, 35.3, name_ar=long, rank=1)),
        city=None,
        alt_text=long,
    )
    figure = draw_static(scene)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    boxes = np.array([t.get_window_extent(renderer).extents for t in all_texts(figure)])
    width, height = figure.canvas.get_width_height()
    assert boxes.min() >= 0
    assert boxes[:, 2].max() <= width
    assert boxes[:, 3].max() <= height
    write_static(scene, tmp_path / "long.pdf")


def empty(columns: str) -> gpd.GeoDataFrame:
    return table({c: [] for c in columns.split()}, [])


NOTHING: dict[str, Any] = {
    "areas": empty("actor status area_km2"),
    "front": empty("left_actor right_actor left_place right_place firm length_km"),
    "base": empty("kind name name_ar"),
    "marks": (),
    "city": None,
    "legend": (),
    "styles": (),
    "sources": (),
    "caveats": (),
    "method": "",
    "title": "",
}


@pytest.mark.parametrize(
    "changes",
    [
        {"front": NOTHING["front"]},
        {"base": NOTHING["base"]},
        {"areas": NOTHING["areas"]},
        {"city": None, "marks": ()},
        {"frame": (36.5, 35.0, 36.5, 35.0)},
        {
            "frame": (179.5, -17.0, -179.5, -16.0),
            "marks": (mark("Taveuni", 179.98, -16.8), mark("Qamea", -179.8, -16.75)),
        },
        NOTHING,
    ],
    ids=[
        "no front",
        "no base layer",
        "no areas",
        "no places",
        "a frame of no size",
        "antimeridian",
        "nothing at all",
    ],
)
def test_what_is_missing_leaves_a_sensible_map(changes: dict[str, Any], tmp_path: Path) -> None:
    scene = small_scene(**changes)
    for suffix in SUFFIXES:
        write_static(scene, tmp_path / f"map{suffix}")
    assert f"As of {scene.valid}" in svg_text(scene, tmp_path)


def test_places_on_both_sides_of_the_antimeridian_stand_on_one_map() -> None:
    window = open_window((179.5, -17.0, -179.5, -16.0), 1.5)
    assert window.holds(window.points([179.9, -179.9], [-16.5, -16.5])).all()


@pytest.mark.parametrize("palette", ["customary", "safe"])
def test_each_palette_is_drawn_in_its_own_colours(hama: Scene, palette: Any) -> None:
    figure = draw_static(dataclasses.replace(hama, palette=palette))
    wanted = hama.style("government").colours[palette]
    assert wanted in {line.get_markerfacecolor() for axes in figure.axes for line in axes.lines}


@pytest.mark.parametrize("size", [(13.33, 7.5), (8.0, 8.0)])
def test_other_pages_hold_the_map_as_well(hama: Scene, size: tuple[float, float]) -> None:
    figure = draw_static(hama, size=size)
    assert tuple(figure.get_size_inches()) == size
    assert overlaps(label_boxes(figure)) == 0


def test_another_ending_is_refused_with_the_three_that_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.png, \.svg or \.pdf"):
        write_static(small_scene(), tmp_path / "map.bmp")
    assert not list(tmp_path.iterdir())


def test_wrapped_lines_keep_within_their_width_and_lose_no_word() -> None:
    text = "The line lies between places that were reported on; the ground between them is not surveyed."
    lines = wrap(text, 120.0, 7.0)
    assert " ".join(lines) == text
    assert max(width_pt(line, 7.0) for line in lines) <= 120


def test_text_that_cannot_fit_ends_in_an_ellipsis() -> None:
    _, blocks = fit([("word " * 500, "normal")], width=100, height=30, sizes=(7.0, 6.0))
    assert blocks[-1].lines[-1].endswith("…")


def words_of(figure: Figure) -> str:
    return re.sub(r"\s+", " ", " ".join(t.get_text() for t in all_texts(figure)))


def plain(words: str) -> str:
    """Without the marks that say which way a line runs."""
    return re.sub("[\u200f\u2067\u2069]", "", words)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("languages", ["en", "ar", "both"])
def test_every_format_in_every_language_is_complete_and_nothing_overlaps(
    picture: Picture, size: Any, languages: Any
) -> None:
    scene = dataclasses.replace(picture.scene, languages=languages)
    figure = draw_static(scene, size=size)
    words = plain(words_of(figure))
    for wording in wordings(scene):
        for text in (wording.title, wording.dates, wording.legend[0].split(" (")[0], "GeoNames", "UTC"):
            assert " ".join(text.split()) in words
        assert wording.method[:20] in words or wording.short[:20] in words
    lead = wordings(scene)[0].language
    for text in (say(lead, "kilometres"), say(lead, "N")):
        assert text in words
    assert "°" in words
    gids = {str(patch.get_gid()) for axes in figure.axes for patch in axes.patches}
    assert "locator-frame" in gids and any(gid.startswith("scale-bar-") for gid in gids)
    assert overlaps(label_boxes(figure)) == 0
    free = [t for t in all_texts(figure) if not t.get_clip_on()]
    boxes = np.array([t.get_window_extent(figure.canvas.get_renderer()).extents for t in free])  # type: ignore[attr-defined]
    width, height = figure.canvas.get_width_height()
    assert boxes.min() >= 0 and boxes[:, 2].max() <= width and boxes[:, 3].max() <= height


@pytest.mark.parametrize(
    ("size", "dots"),
    [("a4", (2338, 1654)), ("a4-portrait", (1654, 2338)), ("16:9", (1920, 1080)), ("square", (1080, 1080))],
)
def test_each_format_has_its_dots(size: Any, dots: tuple[int, int], tmp_path: Path) -> None:
    write_static(small_scene(), tmp_path / "map.png", size=size)
    with Image.open(tmp_path / "map.png") as image:
        assert image.size == dots


def test_an_unknown_format_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="a4, a4-portrait, 16:9, square"):
        write_static(small_scene(), tmp_path / "map.png", size="a5")  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())


def test_the_map_for_readers_of_arabic_runs_from_right_to_left(picture: Picture) -> None:
    figure = draw_static(dataclasses.replace(picture.scene, languages="ar"))
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    width, _ = figure.canvas.get_width_height()
    boxes = {plain(t.get_text()): t.get_window_extent(renderer) for t in all_texts(figure)}
    assert picture.scene.arabic is not None
    assert boxes[picture.scene.arabic.title].x1 > 0.95 * width
    assert boxes["مفتاح الخريطة"].x1 < 0.3 * width  # the panel stands on the left of the map
    assert "حماة" in boxes and "Hama" not in boxes


def test_arabic_in_an_svg_keeps_its_direction_in_any_viewer(picture: Picture, tmp_path: Path) -> None:
    scene = dataclasses.replace(picture.scene, languages="ar")
    words = svg_text(scene, tmp_path)
    assert scene.arabic is not None
    assert f"\u2067{' '.join(scene.arabic.dates.split())}\u2069" in words
    assert "\u200f" not in words


def test_the_places_that_fix_the_distance_of_the_title_are_named(hama: Scene) -> None:
    assert hama.near is not None
    figure = draw_static(hama)
    named = {" ".join(t.get_text().split()) for t in all_texts(figure)}
    wanted = {m.name for m in hama.marks if m.place_id in hama.near.basis}
    assert "Kasun al-Jabal" in wanted and wanted <= named
    assert f"{hama.near.value:.1f} km" in named


def test_the_front_runs_through_no_name_that_has_room_elsewhere(hama: Scene) -> None:
    figure = draw_static(hama)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    fronts = [p for axes in figure.axes for p in axes.patches if str(p.get_gid()).startswith("front-")]
    paths = [p.get_path().to_polygons(p.get_transform(), closed_only=False) for p in fronts]
    line = shapely.union_all([shapely.LineString(xy) for path in paths for xy in path])
    boxes = {
        t.get_text(): shapely.box(*t.get_window_extent(renderer).extents)
        for t in all_texts(figure)
        if str(t.get_gid()).startswith("label-")
    }
    crossed = [name for name, box in boxes.items() if box.intersects(line)]
    assert "al-Shir" in boxes and "al-Shir" not in crossed
    assert len(crossed) <= 0.06 * len(boxes)


def test_a_name_far_from_its_place_is_led_to_it() -> None:
    crowd = tuple(mark(f"V{n}", 36.75 + n % 5 / 100, 35.15 + n // 5 / 100, rank=3) for n in range(25))
    scene = small_scene(marks=(mark("Longtown on the River", 36.77, 35.17, rank=1), *crowd), city=None)
    figure = draw_static(scene)
    label = next(t for t in all_texts(figure) if "Longtown" in t.get_text() and t.get_gid())
    page = label.axes
    assert page is not None
    assert [line for line in page.lines if line.get_linewidth() == 0.6 and line.get_zorder() == 9.5]


def test_each_holder_has_its_letter_on_its_ground_and_in_the_legend(hama: Scene) -> None:
    figure = draw_static(hama)
    for entry in hama.legend:
        if entry.symbol == "area" and entry.actor_id in ("government", "opposition"):
            letters = [t for t in all_texts(figure) if t.get_gid() == f"code-{entry.actor_id}"]
            assert len({t.axes for t in letters}) == 2  # the map and the panel


def test_two_sides_of_one_grey_are_told_apart_by_their_hatch() -> None:
    styles = (style("north", "#777777", "o"), style("south", "#777777", "s", "///"))
    empty_of = {"marks": (), "city": None, "base": empty("kind name name_ar"), "front": NOTHING["front"]}
    figure = draw_static(small_scene(styles=styles, **empty_of))
    figure.canvas.draw()
    grey = np.asarray(figure.canvas.buffer_rgba())[..., 0].astype(float)  # type: ignore[attr-defined]
    box = figure.axes[2].get_position().extents * np.array([grey.shape[1], grey.shape[0]] * 2)
    left, bottom, _, top = box.astype(int)
    rows = grey.shape[0] - np.array([top, (top + bottom) // 2, bottom])
    north = grey[rows[0] + 40 : rows[0] + 240, left + 700 : left + 1000]
    south = grey[rows[2] - 440 : rows[2] - 240, left + 700 : left + 1000]
    assert np.median(north) == np.median(south)
    assert north.std() < 3 < 5 < south.std()

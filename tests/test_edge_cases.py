"""Cases at the edge of what a map can show: a sensible page and print, never a crash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import shapely
from browser_page import holders_of, opened
from test_render_html import a_scene

import frontline as fl
from frontline.assessment import assess
from frontline.errors import ModelError
from frontline.layers import geojson
from frontline.model import Actor, Situation
from frontline.render._unroll import unrolled
from frontline.render.html import draw_page
from frontline.render.slide import draw_slide
from frontline.render.static import draw_static, render_static
from frontline.report import survey, write_report

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from frontline.datasets import Case
    from frontline.report import Picture

HEADER = "claim_id,event_date,place_as_written,place_context,kind,actor,source\n"
PLACES = "place_id,name,kind,lon,lat\n"
LONG = "of a Front whose Name Goes on and on until no Legend Holds it"
NAMES = ["Maardes", "Hama", "Suran", "Morek", "Khattab", "Halfaya", "Taybat al-Imam", "Karnaz", "Salamiyah", "Masyaf"]
FIJI = PLACES + (
    "w,Vuna West,village,179.9,-16.5\nt,Vuna Point,village,-179.97,-16.8\n"
    "r,Rabi Landing,village,-179.95,-16.5\nl,Loma Landing,village,179.92,-16.85\n"
)
KINDS: dict[str, tuple[list[str], str]] = {
    "one place": (["1,2024-12-03,Maardes,,captured,north,S"], ""),
    "one actor": ([f"{n},2024-12-03,{name},north of Hama,held,north,S" for n, name in enumerate(NAMES[:4])], ""),
    "one day": (["1,2024-12-03,Maardes,,captured,north,S", "2,2024-12-03,Hama,,held,south,S"], ""),
    "ten actors": (
        [f"{n},2024-12-03,{name},north of Hama,captured,Actor {n} {LONG},S" for n, name in enumerate(NAMES)],
        "",
    ),
    "antimeridian": (
        [
            "1,2024-12-01,Vuna West,,captured,north,S",
            "2,2024-12-01,Vuna Point,,held,south,S",
            "3,2024-12-02,Rabi Landing,,captured,north,S",
            "4,2024-12-02,Loma Landing,,held,south,S",
        ],
        FIJI,
    ),
    "pole": (
        ["1,2024-12-01,Alpha Base,,held,north,S", "2,2024-12-01,Beta Base,,held,south,S"],
        PLACES + "a,Alpha Base,village,0,89.95\nb,Beta Base,village,120,-89.9\n",
    ),
}


def own_case(folder: Path, rows: list[str], places: str) -> Case:
    folder.mkdir(parents=True)
    (folder / "claims.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    if places:
        (folder / "places.csv").write_text(places, encoding="utf-8")
    return fl.datasets.load(folder)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Picture]:
    found = {}
    for name, (rows, places) in KINDS.items():
        case = own_case(tmp_path_factory.mktemp("edge") / "case", rows, places)
        found[name] = survey(case, case.end)
    return found


@pytest.mark.parametrize("name", KINDS)
def test_every_renderer_draws_it(pictures: dict[str, Picture], name: str, tmp_path: Path) -> None:
    write_report(pictures[name], tmp_path / "report")
    assert (tmp_path / "report" / "report.html").stat().st_size > 100_000
    assert len(draw_slide(pictures[name].scene)) > 10_000


@pytest.mark.browser
@pytest.mark.parametrize("name", KINDS)
def test_a_browser_shows_who_holds_what(
    pictures: dict[str, Picture], name: str, browser: Browser, tmp_path: Path
) -> None:
    scene, situation = pictures[name].scene, pictures[name].situation
    path = tmp_path / "map.html"
    path.write_text(draw_page(scene), encoding="utf-8")
    with opened(browser, path, viewport={"width": 1000, "height": 800}) as page:
        assert holders_of(page) == {i: a.holder for i, a in situation.assessments.items()}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        inside = "frontlineMap.scene.marks.map((m) => frontlineMap.map.getBounds().contains(m.latlng))"
        if name not in ("pole", "one actor", "ten actors"):  # Web Mercator has no poles; a frame need not hold all
            assert all(page.evaluate(inside))


def test_across_the_antimeridian_the_map_is_small_and_its_cells_are_whole(pictures: dict[str, Picture]) -> None:
    picture = pictures["antimeridian"]
    west, _, east, _ = picture.scene.frame
    assert 179 < west <= 180 and -180 <= east < -179
    cells = picture.scene.tessellation.cells
    assert shapely.is_valid(cells).all()
    assert all(right - left < 1 for left, _, right, _ in shapely.bounds(cells))
    assert shapely.is_valid(picture.areas.polygons.geometry.to_numpy()).all()
    total = picture.areas.polygons["area_km2"].sum()
    assert 1_500 < total < 4 * 3.15 * 20**2  # four discs of 20 km that overlap
    drawn = unrolled(picture.scene)
    assert all(179 < mark.lon < 181 for mark in drawn.marks)
    assert drawn.frame[0] < drawn.frame[2] < 181
    flat = a_scene()
    assert unrolled(flat) is flat


def test_a_file_for_a_gis_is_parted_at_the_antimeridian(pictures: dict[str, Picture]) -> None:
    told = json.loads(geojson(pictures["antimeridian"].areas.polygons, {}))
    for feature in told["features"]:
        west, _, east, _ = shapely.geometry.shape(feature["geometry"]).bounds
        assert west >= -180 and east <= 180


def test_ten_actors_keep_letters_shapes_and_lines_of_the_legend_of_their_own(pictures: dict[str, Picture]) -> None:
    scene = pictures["ten actors"].scene
    styles = scene.styles
    assert len(styles) == 10
    assert len({s.code for s in styles}) == len({s.marker for s in styles}) == len({s.hatch for s in styles}) == 10
    assert len({s.colours["safe"] for s in styles}) == 10
    written = " ".join(t.get_text() for axes in draw_static(scene).axes for t in axes.texts)
    for n in range(10):
        assert f"Actor {n} of a Front" in written
    assert "Front line beside a doubtful place" in written


def test_no_claim_at_all_and_nobody_known_still_make_a_map() -> None:
    at = "2024-12-04"
    case = fl.datasets.load("hama-2024")
    full = assess(case.ledger, at)
    nobody = Situation(valid=full.valid, known=None, places={}, actors={}, assessments={})
    scene = fl.compose_scene(nobody, fl.trace_front(nobody), base=fl.datasets.base_layer())
    assert len(draw_page(scene)) > 100_000
    for suffix in (".png", ".svg", ".pdf"):
        assert render_static(scene, suffix)
    assert draw_slide(scene)


def test_a_city_that_no_front_is_near_is_the_middle_of_its_map(tmp_path: Path) -> None:
    case = own_case(tmp_path / "case", KINDS["one actor"][0], "")
    picture = survey(case, case.end, city=case.places["Hama"])
    west, south, east, north = picture.scene.frame
    assert west < 36.757 < east and south < 35.131 < north
    assert picture.scene.near is None
    assert "Hama" in picture.scene.title


@pytest.mark.parametrize("change", [{"marker": "=cmd()"}, {"marker": ""}, {"hatch": "<script>"}, {"marker": "os"}])
def test_a_sign_that_no_renderer_draws_is_refused(change: dict[str, str]) -> None:
    given = {"actor_id": "a", "name": "A", "code": "A", "customary_colour": "#123456", "safe_colour": "#123456"}
    with pytest.raises(ModelError, match=r"marker|hatch"):
        Actor(**given, **change)

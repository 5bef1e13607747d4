"""The interactive page: one file, nothing of a claim compiled or parsed, the same bytes every time."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from page_payload import unpack, unpack_cells, unpack_table

import frontline as fl
from frontline.dates import days_between
from frontline.errors import OutputError
from frontline.model import STATUSES, Tessellation
from frontline.render import draw_map, write_map
from frontline.render._html_pack import pack
from frontline.render.html import POLICY, OfflineMap, draw_page, to_payload, visible
from frontline.scene import Account, Day, Details, Evening, LegendEntry, Mark, Scene, States, Style

if TYPE_CHECKING:
    from pathlib import Path

    from frontline.datasets import Case
    from frontline.model import Situation

HOSTILE = (
    "{{7*7}} {% x %} {# {{ ''.__class__ }} <script>window.hacked=1</script>"
    " </script><img src=x onerror=window.hacked=1>"
    ' "><img src=x onerror=window.hacked=1> javascript:window.hacked=1 &lt;b&gt; @payload @alt \u202eabc\u2066 \x00\x07'
    " \u2028\u2029 \ud800 🏚️ معردس -->" + "x" * 10_000
)


def a_mark(place_id: str = "north", lat: float = 35.3, **changes: object) -> Mark:
    mark = Mark(
        place_id=place_id,
        name=place_id.title(),
        name_ar="معردس",
        kind="village",
        lon=36.7,
        lat=lat,
        precision_m=500.0,
        holder="opposition",
        status="held",
        probability=0.93,
        since="3 December 2024",
        rule="Reported by an observer with no side.",
        rank=2,
        accounts=(),
    )
    return replace(mark, **changes)  # type: ignore[arg-type]


def an_account(**changes: object) -> Account:
    account = Account(
        day="2024-12-03",
        claimant="SOHR",
        outlet="Enab Baladi",
        said="captured by the opposition",
        speaks_for="opposition",
        weight=4.5,
        claim_ids=("SY24-0001",),
        url="https://example.org/report?a=1&b=2",
        note="",
    )
    return replace(account, **changes)  # type: ignore[arg-type]


def a_style(actor_id: str, marker: str = "o", name: str = "") -> Style:
    colours = {"customary": "#3f9b3f", "safe": "#228833"}
    if actor_id == "government":
        colours = {"customary": "#d7322e", "safe": "#ee6677"}
    return Style(
        actor_id=actor_id,
        name=name or actor_id.title(),
        name_ar="",
        code=actor_id[0].upper(),
        colours=colours,  # type: ignore[arg-type]
        hatch="///" if marker == "s" else "",
        marker=marker,
    )


def a_tessellation(cells: list[shapely.Polygon], ids: tuple[str, ...]) -> Tessellation:
    """Cells from north to south, each touching the next."""
    edges = [shapely.intersection(a, b) for a, b in pairwise(cells)]
    return Tessellation(
        place_ids=ids,
        lon=np.full(len(ids), 36.7),
        lat=35.3 - 0.2 * np.arange(len(ids)),
        cells=np.array(cells, object),
        edges=np.array(edges, object),
        left=np.arange(len(edges)),
        right=np.arange(1, len(edges) + 1),
        reach_km=20.0,
    )


def a_day(number: int, holders: tuple[int, ...], statuses: tuple[str, ...]) -> Day:
    own, told = np.array(holders, int), np.array([STATUSES.index(s) for s in statuses], int)  # type: ignore[arg-type]
    return Day(
        date=f"2024-12-{number:02}",
        valid=f"end of {number} December 2024 (UTC)",
        known="end of 5 December 2024 (UTC)",
        states=States(holders=own, statuses=told, ground=own, ground_statuses=told),
    )


def a_scene(marks: tuple[Mark, ...] | None = None, **changes: object) -> Scene:
    """Two villages and two days: on the first both are the government's, on the second the north has fallen."""
    if marks is None:
        marks = (a_mark(accounts=(an_account(),)), a_mark("south", 35.1, holder="government"))
    n = len(marks)
    cells = [shapely.box(36.5, (352 - 2 * i) / 10, 36.9, (354 - 2 * i) / 10) for i in range(n)]
    empty = gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
    base = gpd.GeoDataFrame(
        {"kind": ["country", "river"], "name": ["Syria", "Orontes"], "name_ar": ["سوريا", "العاصي"]},
        geometry=[shapely.box(36, 34, 38, 36), shapely.LineString([(36.6, 34.9), (36.7, 35.4)])],
        crs="EPSG:4326",
    )
    days = (a_day(3, (0,) * n, ("held",) * n), a_day(4, ((1,) + (0,) * n)[:n], ("claimed", *("held",) * n)[:n]))
    scene = Scene(
        title="Front 5 km north of Hama",
        subtitle="Assessed from 1 claim",
        valid=days[1].valid,
        known=days[1].known,
        frame=(36.4, 34.9, 37.0, 35.5),
        palette="customary",
        styles=(a_style("government", "s"), a_style("opposition")),
        areas=empty,
        front=empty,
        tessellation=a_tessellation(cells, tuple(m.place_id for m in marks)),
        marks=marks,
        city=marks[-1] if marks else None,
        base=base,
        legend=(LegendEntry(symbol="area", label="Government", actor_id="government"),),
        days=days,
        today=1,
        sources=("Borders: Natural Earth",),
        method="Nearest place.",
        caveats=("Not surveyed.",),
        alt_text="A map of two villages.",
    )
    return replace(scene, **changes)  # type: ignore[arg-type]


def a_hostile_scene(text: str = HOSTILE) -> Scene:
    """A scene in which every text that a report or a table could bring in is hostile."""
    urls = (text, f"javascript:alert(1)//{text}", f'https://example.org/"><script>window.hacked=1</script>{text}')
    accounts = tuple(
        an_account(
            day=text, claimant=text, outlet=text, said=text, speaks_for=text, claim_ids=(text,), url=u, note=text,
            learned=text,
        )
        for u in urls
    )
    words = {"name": text, "name_ar": text, "kind": text, "since": text, "rule": text}
    words |= {"accounts": accounts, "aliases": (text, "alias" + text)}
    details = Details(probabilities=np.full(2, 0.9), since=(text,) * 2, rules=(text,) * 2, accounts=(accounts,) * 2)
    plain = a_scene()
    mark, other = a_mark(**words), a_mark("south" + text, 35.1, **words)
    return a_scene(
        (mark, other),
        title=text,
        subtitle=text,
        valid=text,
        known=text,
        styles=(a_style("government", "s", text), a_style("opposition", "o", text)),
        base=plain.base.assign(**dict.fromkeys(("name", "name_ar"), pd.Series(text, plain.base.index, object))),
        legend=(LegendEntry(symbol="area", label=text, actor_id="government"),),
        days=tuple(replace(day, valid=text, known=text, details=details) for day in plain.days),
        evenings=tuple(
            Evening(known=text, states=tuple(day.states for day in plain.days[: n + 1])) for n in range(len(plain.days))
        ),
        sources=(text,),
        method=text,
        caveats=(text,),
        alt_text=text,
    )


@pytest.fixture(scope="session")
def hama(case: Case, now: Situation) -> Scene:
    """The packaged case with its slider."""
    dates = list(days_between(case.start, case.end))
    days = [fl.assess(case.ledger, day, max("2024-12-05", str(day))) for day in dates]
    evenings = [fl.history(case.ledger, case.start, day, day) for day in dates]
    front = fl.trace_front(now, tessellation=fl.tessellate(days[-1].places))
    return fl.compose_scene(
        now, front, history=days, evenings=evenings, city=case.places["Hama"], sources=case.credits
    )


def payload_of(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/json" id="fl-data">(.*?)</script>', page, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def test_nothing_a_claim_says_is_compiled_or_parsed() -> None:
    page = draw_page(a_hostile_scene())
    safe = draw_page(a_scene())
    assert "49" not in re.findall(r"\{\{(.*?)\}\}", page)  # the template stands there as it was written
    assert "{{7*7}}" in page and "{% x %}" in page
    for tag in ("<script", "<img", "</script"):
        assert page.count(tag) == safe.count(tag), tag


def test_hostile_text_arrives_whole_in_the_payload() -> None:
    data = payload_of(draw_page(a_hostile_scene()))
    assert data["title"] == visible(HOSTILE)
    assert visible(HOSTILE) in data["words"]  # type: ignore[operator]


def test_characters_that_hide_or_turn_text_are_shown() -> None:
    assert visible("a\x00\u202eb\u200f\ud800\x85") == "a␀[U+202E]b[U+200F]\ufffd[U+0085]"
    assert visible("معردس\tMa'ar Des 🏚️\n") == "معردس\tMa'ar Des 🏚️\n"


def test_the_page_may_load_nothing(hama: Scene) -> None:
    page = draw_page(hama)
    assert f'content="{POLICY}"' in page and POLICY.startswith("default-src 'none'")
    own = re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    loads = re.findall(r"<link|<iframe|\bsrc=|@import|url\((?!data:|#)", own)
    assert [found for found in loads if found != "src="] == []
    assert "<script src" not in own


def test_the_same_scene_gives_the_same_bytes(hama: Scene) -> None:
    assert draw_page(hama) == draw_page(hama)
    twice = draw_map(hama)
    assert twice.get_root().render() == twice.get_root().render() == draw_page(hama)


def test_the_page_of_the_packaged_case_stays_under_two_megabytes(hama: Scene) -> None:
    assert len(draw_page(hama).encode()) < 2_000_000


def test_the_days_of_the_payload_are_the_days_of_the_scene(hama: Scene) -> None:
    actors, codes = len(hama.styles), np.empty(len(hama.marks), np.int64)
    for day, drawn in zip(hama.days, payload_of(draw_page(hama))["days"], strict=True):  # type: ignore[call-overload]
        rows, changed = unpack_table(drawn["changes"], 2).T
        codes[rows] = changed
        own, lent = codes < 3 * actors, codes > 3 * actors
        told = day.states
        assert np.array_equal(np.where(own, codes // 3, -1), told.holders)
        assert np.array_equal(np.where(own, codes % 3, STATUSES.index("unknown")), told.statuses)
        spoken = np.where(lent, codes - 3 * actors - 1, codes)
        assert np.array_equal(np.where(own | lent, spoken // 3, -1), told.ground)
        assert np.array_equal(np.where(own | lent, spoken % 3, STATUSES.index("unknown")), told.ground_statuses)


def test_an_evening_holds_only_what_then_looked_otherwise(hama: Scene) -> None:
    evenings = payload_of(draw_page(hama))["evenings"]
    assert len(evenings) == len(hama.days) == len(hama.evenings)  # type: ignore[arg-type]
    for evening, told in zip(evenings, hama.evenings, strict=True):  # type: ignore[call-overload]
        numbers, at, changed = unpack(evening["changes"]), 0, {}
        while at < len(numbers):
            day, count = numbers[at : at + 2]
            changed[day] = np.cumsum(numbers[at + 2 : at + 2 + 2 * count : 2])
            at += 2 + 2 * count
        for day, states in enumerate(told.states):
            own = hama.days[day].states
            pairs = [(getattr(states, c), getattr(own, c)) for c in ("holders", "statuses", "ground")]
            different = np.flatnonzero(np.any([a != b for a, b in pairs], axis=0))
            assert set(different) <= set(changed.get(day, ()))
            if not len(different):
                assert day not in changed or len(changed[day])


@given(st.lists(st.integers(-(2**31), 2**31 - 1)))
def test_packed_numbers_are_read_as_they_were(numbers: list[int]) -> None:
    assert unpack(pack(numbers)) == numbers


def test_cells_keep_their_shape_to_a_metre(hama: Scene) -> None:
    for scene in (a_scene(), hama):
        cells = unpack_cells(payload_of(draw_page(scene))["cells"])  # type: ignore[arg-type]
        for cell, rings in cells.items():
            drawn, there = shapely.Polygon(), scene.tessellation.cells[cell]
            for ring in rings:  # holes are turned against outlines
                drawn = shapely.symmetric_difference(drawn, shapely.make_valid(shapely.Polygon(ring)))
            assert shapely.area(shapely.symmetric_difference(drawn, there)) < 2e-5 * shapely.length(there)
        assert set(cells) == {n for n, c in enumerate(scene.tessellation.cells) if not c.is_empty}


def test_where_two_cells_meet_the_page_can_find_the_front(hama: Scene) -> None:
    """Either they share a side corner by corner, or the edge travels by itself."""
    told = payload_of(draw_page(hama))["cells"]
    loose = {tuple(sorted(p)) for p in np.cumsum(np.array(unpack(told["edges"])).reshape(-1, 2), axis=0).tolist()}  # type: ignore[index]
    sides: dict[tuple[tuple[float, ...], ...], set[int]] = {}
    for cell, rings in unpack_cells(told).items():  # type: ignore[arg-type]
        for ring in rings:
            for pair in zip(ring.tolist(), np.roll(ring, -1, axis=0).tolist(), strict=True):
                sides.setdefault(tuple(sorted(map(tuple, pair))), set()).add(cell)
    joined = {tuple(sorted(cells)) for cells in sides.values() if len(cells) == 2}
    tiles = hama.tessellation
    long = shapely.length(tiles.edges) > 5e-5  # shorter ones vanish when rounded
    pairs = {tuple(sorted(p)) for p in zip(tiles.left[long].tolist(), tiles.right[long].tolist(), strict=True)}
    assert pairs <= joined | loose and not joined & loose


def test_a_page_says_what_it_cannot_show(hama: Scene) -> None:
    plain = payload_of(draw_page(a_scene()))["caveats"]
    assert any("no second clock" in c for c in plain) and any("by the cells" in c for c in plain)  # type: ignore[attr-defined]
    assert payload_of(draw_page(hama))["caveats"] == list(hama.caveats)
    assert payload_of(draw_page(a_scene(days=a_scene().days[:1], today=0)))["caveats"] == ["Not surveyed."]


def test_accounts_are_told_from_the_day_on_which_they_count(hama: Scene) -> None:
    data = payload_of(draw_page(hama))
    numbers, at, row = unpack(data["details"]["accounts"]), 0, 0  # type: ignore[index]
    while at < len(numbers):
        spans = np.array(numbers[at + 1 : at + 1 + 3 * numbers[at]]).reshape(-1, 3)
        for day, shown in enumerate(hama.days):
            there = spans[(spans[:, 1] <= day) & ((spans[:, 2] == 0) | (day < spans[:, 2])), 0]
            said = [data["words"][data["accounts"][n][6]] for n in there]  # type: ignore[index]
            assert shown.details is not None
            assert sorted(said) == sorted(", ".join(a.claim_ids) for a in shown.details.accounts[row])
        at, row = at + 1 + 3 * numbers[at], row + 1
    assert row == len(hama.marks)


def test_one_account_of_many_places_travels_once() -> None:
    account = an_account()
    scene = a_scene((a_mark(accounts=(account,)), a_mark("south", 35.1, accounts=(account,))))
    assert len(json.loads(to_payload(scene))["accounts"]) == 1


def test_a_place_without_ground_and_an_edge_without_length_are_left_out() -> None:
    scene = a_scene()
    scene.tessellation.cells[0] = shapely.Polygon()
    scene.tessellation.edges[0] = shapely.Point(36.7, 35.2)
    told = json.loads(to_payload(scene))["cells"]
    assert set(unpack_cells(told)) == {1} and told["edges"] == "" == told["lines"]
    assert unpack(told["area"])[0] == 0


def test_a_map_of_nothing_is_still_a_page() -> None:
    page = draw_page(a_scene((), days=(), today=0, legend=(), styles=(), sources=(), caveats=()))
    assert payload_of(page)["marks"]["ids"] == []  # type: ignore[index]


def test_the_map_is_folium_s_and_takes_further_layers(hama: Scene) -> None:
    drawn = draw_map(hama)
    assert isinstance(drawn, folium.Map)
    folium.Marker([35.13, 36.75], tooltip="own").add_to(drawn)
    page = drawn.get_root().render()
    assert "L.marker(" in page and page.index('startFrontline("map_frontline")') < page.index("L.marker(\n")
    assert "cdn" not in re.sub(r'<script type="application/json".*?</script>', "", page, flags=re.DOTALL)
    assert OfflineMap.default_js == [] == OfflineMap.default_css


def test_a_notebook_shows_the_map_in_a_frame() -> None:
    assert 'srcdoc="&lt;!DOCTYPE html&gt;' in draw_map(a_scene())._repr_html_()


def test_amid_a_report_the_map_is_a_block_in_the_flow() -> None:
    page = draw_page(a_scene(), before="<h1>Report</h1>", after="<p>End</p>", css=".own{}", title="A & B")
    assert page.index("<h1>Report</h1>") < page.index('<section id="fl" class="fl-flow"') < page.index("<p>End</p>")
    assert '<h2 id="fl-title"' in page and "<title>A &amp; B</title>" in page and ".own{}" in page
    assert '<main id="fl" class="fl-alone"' in draw_page(a_scene())


def test_saving_writes_what_drawing_gave(tmp_path: Path) -> None:
    scene = a_scene()
    write_map(scene, tmp_path / "written.html")
    draw_map(scene).save(tmp_path / "saved.html")
    expected = draw_page(scene).encode()
    assert (tmp_path / "written.html").read_bytes() == (tmp_path / "saved.html").read_bytes() == expected


def test_a_place_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="choose another --out"):
        write_map(a_scene(), tmp_path / "file" / "map.html")


def test_leaflet_keeps_its_notice() -> None:
    assert re.search(r"Leaflet 1\.\d+\.\d+, a JS library.*\n.*\(c\) 2010", draw_page(a_scene()))

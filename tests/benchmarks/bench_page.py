"""The page's date slider against folium's own: size of the file, time to load, time of a step, in headless Chromium.

A made-up front wanders over a theatre of places; each page shows the same cells with the same holders on the same days.
folium's plugins link their scripts; they are taken from npm at the very versions that folium names (nothing else is
asked of the network), and a plugin whose scripts are not to be had is measured by its size alone.

    python tests/benchmarks/bench_page.py          6,000 places, 300 days
    python tests/benchmarks/bench_page.py large   30,000 places, 1,000 days
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
from folium.plugins import Timeline, TimelineSlider, TimeSliderChoropleth, TimestampedGeoJson
from playwright.sync_api import Error, sync_playwright

from frontline.model import STATUSES, Tessellation
from frontline.render.html import draw_page
from frontline.scene import Day, Mark, Scene, States, Style
from frontline.territory import tessellate
from gazetteer import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Route

SIZES = {"usual": (6_000, 300), "large": (30_000, 1_000)}
START = date(2022, 1, 1)
STEPS = 12
SEEN = """() => [...document.querySelectorAll('canvas')].map((c) => c.toDataURL()).join() ||
  [...document.querySelectorAll('path')].map((p) => p.getAttribute('fill')).join()"""
LIMIT_S = 120
COLOURS = ("#d7322e", "#3f9b3f")
CHOROPLETH_STATES = 3_000_000
"""Places times days up to which TimeSliderChoropleth is built: it writes one style for each of them."""

PACKAGES = {  # npm package and file by a piece of the address that folium links
    "leaflet@1.9.3/dist/leaflet.js": ("leaflet@1.9.3", "dist/leaflet.js"),
    "leaflet@1.9.3/dist/leaflet.css": ("leaflet@1.9.3", "dist/leaflet.css"),
    "jquery-3.7.1": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jquery/3.7.1": ("jquery@3.7.1", "dist/jquery.min.js"),
    "jqueryui/1.10.2/jquery-ui.min.js": ("jquery-ui-dist@1.12.1", "jquery-ui.min.js"),
    "bootstrap.bundle.min.js": ("bootstrap@5.2.2", "dist/js/bootstrap.bundle.min.js"),
    "leaflet.awesome-markers.js": ("leaflet.awesome-markers@2.0.5", "dist/leaflet.awesome-markers.js"),
    "iso8601-js-period": ("iso8601-js-period@0.2.1", "iso8601.js"),
    "leaflet.timedimension.min.js": ("leaflet-timedimension@1.1.1", "dist/leaflet.timedimension.min.js"),
    "moment.min.js": ("moment@2.18.1", "min/moment.min.js"),
    "leaflet.timeline.min.js": ("leaflet.timeline@1.6.0", "dist/leaflet.timeline.js"),
    "d3.v4.min.js": ("d3@4.13.0", "build/d3.min.js"),
}


@dataclass(frozen=True)
class Theatre:
    """Cells and who holds them: `holders` has shape (days, places), codes of two actors."""

    cells: Tessellation
    days: list[date]
    holders: np.ndarray

    @property
    def spells(self) -> list[list[tuple[int, int, int]]]:
        """For each place its spells under one holder: first day, day after the last, holder."""
        told = []
        for column in self.holders.T:
            starts = np.flatnonzero(np.append(True, column[1:] != column[:-1]))
            ends = [*starts[1:].tolist(), len(column)]
            told.append([(int(a), int(b), int(column[a])) for a, b in zip(starts, ends, strict=True)])
        return told


def wandering_front(places: int, days: int, seed: int = 4) -> Theatre:
    """Scatter places and let a winding line sway over them, each bend in its own time."""
    chance = np.random.default_rng(seed)
    lon, lat = chance.uniform(34, 40, places), chance.uniform(46, 50, places)
    ground = {
        f"p{n}": Place(f"p{n}", f"Place {n}", (), "village", *p) for n, p in enumerate(zip(lon, lat, strict=True))
    }
    at = np.arange(days)[:, None] / days
    sway = sum(
        size * np.sin(2 * np.pi * (turns * at + lat[None, :] * bends + start))
        for size, turns, bends, start in zip(
            (1.0, 0.7, 0.4), (1.3, 3.1, 6.7), (0.21, 0.57, 1.1), chance.random(3), strict=True
        )
    )
    holders = (lon[None, :] > 37 + sway).astype(np.int8)
    return Theatre(tessellate(ground, reach_km=30.0), [START + timedelta(n) for n in range(days)], holders)


# -- the pages --------------------------------------------------------------------------------------------------


def our_page(theatre: Theatre) -> str:
    cells, held = theatre.cells, np.zeros(theatre.holders.shape[1], np.int8)
    styles = tuple(
        Style(actor_id=name, name=name.title(), name_ar="", code=name[0].upper(), hatch="", marker=marker,
              colours={"customary": colour, "safe": colour})
        for name, marker, colour in zip(("east", "west"), "so", COLOURS, strict=True)
    )  # fmt: skip
    marks = tuple(
        Mark(place_id=i, name=f"Place {i[1:]}", name_ar="", kind="village", lon=lon, lat=lat, precision_m=500.0,
             holder=styles[int(code)].actor_id, status="held", probability=0.9, since="", rule="", rank=3, accounts=())
        for i, lon, lat, code in zip(cells.place_ids, cells.lon, cells.lat, theatre.holders[-1], strict=True)
    )  # fmt: skip
    days = tuple(
        Day(date=day.isoformat(), valid=f"end of {day} (UTC)", known="all",
            states=States(holders=row, statuses=held, ground=row, ground_statuses=held))
        for day, row in zip(theatre.days, theatre.holders, strict=True)
    )  # fmt: skip
    assert STATUSES[0] == "held"
    nothing = gpd.GeoDataFrame({"kind": [], "name": [], "name_ar": []}, geometry=[], crs="EPSG:4326")
    scene = Scene(
        title="Theatre", subtitle="", valid="", known="", frame=(34.0, 46.0, 40.0, 50.0), palette="customary",
        styles=styles, areas=nothing, front=nothing, tessellation=cells, marks=marks, city=None, base=nothing,
        legend=(), days=days, today=len(days) - 1, sources=(), method="", caveats=(), alt_text="",
    )  # fmt: skip
    return draw_page(scene)


def _instant(day: date) -> str:
    return f"{day}T00:00:00"


def _feature(cell: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": cell, "properties": properties}


def _outlines(theatre: Theatre) -> list[dict[str, Any]]:
    """Cells as GeoJSON of five decimals, as fine as ours."""
    table = gpd.GeoSeries(theatre.cells.cells, crs="EPSG:4326").set_precision(1e-5)
    return [feature["geometry"] for feature in table.__geo_interface__["features"]]


def _plain_map(prefer_canvas: bool = True) -> folium.Map:
    return folium.Map([48, 37], zoom_start=7, tiles=None, prefer_canvas=prefer_canvas)


def timestamped(theatre: Theatre) -> str:
    look = [{"color": colour, "weight": 0, "fillOpacity": 0.5} for colour in COLOURS]
    features = [
        _feature(cell, times=[_instant(theatre.days[first])], style=look[code])
        for cell, spells in zip(_outlines(theatre), theatre.spells, strict=True)
        for first, _, code in spells
    ]
    for feature in features:  # the plugin wants as many times as coordinates, or one for all of them
        feature["properties"]["times"] *= len(feature["geometry"]["coordinates"])
    drawn = _plain_map()
    data = {"type": "FeatureCollection", "features": features}
    TimestampedGeoJson(data, period="P1D", add_last_point=False, auto_play=False, loop=False).add_to(drawn)
    return str(drawn.get_root().render())


def timeline(theatre: Theatre) -> str:
    dates = [*map(str, theatre.days), str(theatre.days[-1])]  # a spell that never ends lasts to the last day
    features = [
        _feature(cell, start=dates[first], end=dates[end], colour=COLOURS[code])
        for cell, spells in zip(_outlines(theatre), theatre.spells, strict=True)
        for first, end, code in spells
    ]
    drawn = _plain_map()
    style = folium.JsCode("(f) => ({ color: f.properties.colour, weight: 0, fillOpacity: 0.5 })")
    layer = Timeline({"type": "FeatureCollection", "features": features}, style=style).add_to(drawn)
    TimelineSlider(auto_play=False, show_ticks=False).add_timelines(layer).add_to(drawn)
    return str(drawn.get_root().render())


def choropleth(theatre: Theatre) -> str:
    stamps = [str(int(pd.Timestamp(day).timestamp())) for day in theatre.days]
    styles = [{"color": colour, "opacity": 0.5} for colour in COLOURS]
    told = {
        str(n): dict(zip(stamps, (styles[code] for code in column), strict=True))
        for n, column in enumerate(theatre.holders.T.tolist())
    }
    drawn = _plain_map(prefer_canvas=False)  # it colours the paths of an SVG
    features = [{**_feature(cell), "id": str(n)} for n, cell in enumerate(_outlines(theatre))]
    TimeSliderChoropleth({"type": "FeatureCollection", "features": features}, told).add_to(drawn)
    return str(drawn.get_root().render())


# -- in the browser ---------------------------------------------------------------------------------------------

ARGS = ("--no-sandbox", "--disable-gpu", "--disable-gpu-vsync", "--disable-frame-rate-limit")
"""Without the beat of a screen, to which every time would be rounded up."""
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""The second frame begins when the first has been handed over: a slow painter holds it up."""
READY = {
    "frontline": "document.documentElement.dataset.ready === '1'",
    "TimestampedGeoJson": "window.__map?.timeDimension?.getAvailableTimes().length > 1",
    "Timeline": "document.querySelector('.time-slider') !== null",
    "TimeSliderChoropleth": "document.querySelector('input[type=range]') !== null",
}
STEP = {  # go to the nth of all days
    "frontline": "(n) => frontline.show(frontline.days()[n])",
    "TimestampedGeoJson": "(n) => __map.timeDimension.setCurrentTimeIndex(n)",
    "Timeline": """(n) => {
      const slider = document.querySelector('.time-slider');
      slider.value = Number(slider.min) + (Number(slider.max) - Number(slider.min)) * n / DAYS;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }""",
    "TimeSliderChoropleth": """(n) => {
      const slider = document.querySelector('input[type=range]');
      slider.value = n;
      slider.dispatchEvent(new Event('input', { bubbles: true }));
    }""",
}
RASTER = """() => document.querySelectorAll('canvas').forEach((c) => c.getContext('2d').getImageData(0, 0, 1, 1))"""


def scripts(folder: Path) -> dict[str, Path]:
    """Fetch folium's scripts from npm; those that are not to be had are left out."""
    found: dict[str, Path] = {}
    if shutil.which("npm") is None:
        return found
    for package in sorted({package for package, _ in PACKAGES.values()}):
        home = folder / re.sub(r"\W", "_", package)
        home.mkdir()
        command = [
            "npm",
            "install",
            "--silent",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(home),
            package,
        ]
        subprocess.run(command, check=False, capture_output=True, timeout=120)
        for part, (owner, file) in PACKAGES.items():
            path = home / "node_modules" / owner.rpartition("@")[0] / file
            if owner == package and path.exists():
                found[part] = path
    return found


def measure(browser: Browser, name: str, html: Path, days: int, linked: dict[str, Path]) -> dict[str, float] | str:
    """Load a page and step through it; a sentence where that cannot be done."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        url = route.request.url
        if url.startswith("file:"):
            route.continue_()
            return
        path = next((path for part, path in linked.items() if part in url), None)
        if path is None and url.endswith(".js"):
            asked.append(url)
        kind = "text/css" if url.endswith(".css") else "text/javascript"
        route.fulfill(status=200, content_type=kind, body=path.read_text("utf-8") if path else "")

    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.set_default_timeout(LIMIT_S * 1000)
    try:
        page.route("**/*", answer)
        begun = time.perf_counter()
        page.goto(html.as_uri())
        page.wait_for_function(READY[name])
        page.evaluate(PAINTED)
        page.evaluate(RASTER)
        loaded = time.perf_counter() - begun
        if asked:
            return f"not to be had from npm: {', '.join(asked)}"
        before = page.evaluate(SEEN)
        spent = page.evaluate(
            f"""async (steps) => {{
              const step = {STEP[name].replace("DAYS", str(days - 1))}, painted = {PAINTED}, raster = {RASTER};
              const spent = [];
              for (const n of steps) {{
                const begun = performance.now();
                step(n);
                await painted();
                raster();
                spent.push(performance.now() - begun);
              }}
              return spent;
            }}""",
            [int(n) for n in np.linspace(days * 0.4, days * 0.9, STEPS)],
        )
        if page.evaluate(SEEN) == before:
            return "a step changed nothing"
        return {"load_s": loaded, "step_ms": float(np.median(spent))}
    except Error as error:
        return f"gave up: {str(error).splitlines()[0]}"
    finally:
        page.close()


PAGES: dict[str, Callable[[Theatre], str]] = {
    "frontline": our_page,
    "TimestampedGeoJson": timestamped,
    "Timeline": timeline,
    "TimeSliderChoropleth": choropleth,
}


def write_page(name: str, theatre: Theatre, folder: Path) -> tuple[Path, dict[str, float]]:
    """Draw and write a page; its size and how long it took."""
    begun = time.perf_counter()
    text = PAGES[name](theatre)
    if name == "TimestampedGeoJson":  # its map is a variable of the page; the benchmark must reach it
        text = re.sub(r"var (map_\w+) = L\.map\(", r"var \1 = window.__map = L.map(", text)
    html = folder / f"{name}.html"
    html.write_text(text, encoding="utf-8")
    return html, {"MB": html.stat().st_size / 1e6, "drawn_s": time.perf_counter() - begun}


def main() -> None:
    """Print size, load and step of each page, and how many times as much folium's need."""
    theatre = wandering_front(*SIZES["large" if "large" in sys.argv[1:] else "usual"])
    days, places = theatre.holders.shape
    changes = int((theatre.holders[1:] != theatre.holders[:-1]).sum())
    print(f"{places:,} places, {days:,} days, {changes:,} changes of hands", flush=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        folder, ours = Path(home), {}
        linked = scripts(folder) if chromium else {}
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGS)) if chromium else None
        for name in PAGES:
            if name == "TimeSliderChoropleth" and places * days > CHOROPLETH_STATES:
                print(f"  {name:21} not built: a style for each of {places * days:,} places and days")
                continue
            html, told = write_page(name, theatre, folder)
            result = measure(browser, name, html, days, linked) if browser else "no Chromium here"
            told |= result if isinstance(result, dict) else {}
            ours = ours or told
            line = "  ".join(f"{key} {value:9,.2f} ({value / ours[key]:6.1f} x)" for key, value in told.items())
            print(f"  {name:21} {line}{'' if isinstance(result, dict) else '  ' + result}", flush=True)
        if browser:
            browser.close()


if __name__ == "__main__":
    main()

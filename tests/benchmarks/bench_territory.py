"""Territory: areas and front of a day against the plain way, one union a cell and one intersection a pair of areas."""

from __future__ import annotations

import time
from itertools import combinations
from typing import TYPE_CHECKING, Any

import shapely

import frontline as fl
from frontline.geodesy import length_km
from frontline.territory import ground

if TYPE_CHECKING:
    from frontline.model import Situation, Tessellation

REPEATS = 3


def one_by_one(situation: Situation, cells: Tessellation) -> dict[str, Any]:
    """Grow each holder's area by one cell at a time, then cut every two areas' outlines with each other."""
    areas: dict[str, Any] = {}
    for holder, cell in zip(ground(situation, cells).holders, cells.cells, strict=True):
        if holder:
            areas[holder] = areas.get(holder, shapely.Polygon()).union(cell)
    return {f"{a}-{b}": areas[a].intersection(areas[b]) for a, b in combinations(sorted(areas), 2)}


def ours(situation: Situation, cells: Tessellation) -> Any:
    """Areas and front as the package makes them."""
    fl.control_areas(situation, tessellation=cells)
    return fl.trace_front(situation, tessellation=cells).lines


def main() -> None:
    """Print the time of both."""
    case = fl.datasets.load("hama-2024")
    now = fl.assess(case.ledger, valid="2024-12-04", known="2024-12-05")
    start = time.perf_counter()
    cells = fl.tessellate(now.places)
    made = time.perf_counter() - start
    times = {}
    for way in (ours, one_by_one):
        runs = []
        for _ in range(REPEATS):
            start = time.perf_counter()
            way(now, cells)
            runs.append(time.perf_counter() - start)
        times[way] = min(runs)
    traced = length_km(shapely.union_all(ours(now, cells).geometry.to_numpy()))
    plain = length_km(shapely.union_all(list(one_by_one(now, cells).values())))
    print(f"territory: {len(cells.place_ids)} cells (made once in {made * 1e3:.0f} ms), {len(cells.edges)} edges")
    print(f"  control_areas and trace_front  {times[ours] * 1e3:6.0f} ms a day, front {traced:.0f} km")
    print(f"  one union a cell               {times[one_by_one] * 1e3:6.0f} ms a day, front {plain:.0f} km")
    print(f"  ours takes {times[ours] / times[one_by_one]:.2f} of the time")


if __name__ == "__main__":
    main()

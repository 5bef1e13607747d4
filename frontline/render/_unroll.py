"""A scene across the antimeridian, written with longitudes from 0 to 360, as a map in Web Mercator needs it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from frontline.geodesy import WGS84, unroll

if TYPE_CHECKING:
    import geopandas as gpd

    from frontline.scene import Ground, Mark, Scene


def unrolled(scene: Scene) -> Scene:
    """Write the scene so that its frame runs from west to east; as it is, where it does so already."""
    west, south, east, north = scene.frame
    if west <= east:
        return scene
    cells = scene.tessellation
    return replace(
        scene,
        frame=(west, south, east + 360, north),
        areas=_table(scene.areas),
        front=_table(scene.front),
        band=_table(scene.band),
        base=_table(scene.base),
        tessellation=replace(cells, cells=unroll(cells.cells, True), edges=unroll(cells.edges, True)),
        marks=tuple(map(_mark, scene.marks)),
        city=scene.city and _mark(scene.city),
        days=tuple(replace(day, drawn=day.drawn and _ground(day.drawn)) for day in scene.days),
    )


def _mark(mark: Mark) -> Mark:
    return replace(mark, lon=mark.lon + 360 if mark.lon < 0 else mark.lon)


def _ground(ground: Ground) -> Ground:
    return replace(ground, areas=_table(ground.areas), front=_table(ground.front), band=_table(ground.band))


def _table(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return table.set_geometry(unroll(table.geometry.to_numpy(), True), crs=WGS84)

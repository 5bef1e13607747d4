"""What lies under the map, as inert JSON: shapes by kind, borders once, how each kind looks, and a tile server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from frontline.render._html_pack import lines, pack_lines, rings, steps
from frontline.scene import BASE_STYLES, outlines, simplified

if TYPE_CHECKING:
    from frontline.scene import Scene

_TOLERANCE_DEG = 5e-4  # the packaged layer is good to kilometres; finer bends are only bytes
_PX = 1.333  # CSS pixels in a point


def base_payload(scene: Scene) -> dict[str, Any]:
    """The parts of the payload that draw what lies under the map."""
    return {"base": _shapes(scene), "borders": _borders(scene), "looks": _looks(scene), "tiles": _tiles(scene)}


def _shapes(scene: Scene) -> list[dict[str, Any]]:
    rows = zip(scene.base["kind"], scene.base["name"], scene.base.geometry, strict=True)
    return [
        {"kind": str(kind), "name": name if isinstance(name, str) else "", "lines": pack_lines(_parts(shape))}
        for kind, name, shape in rows
        if shape is not None and not shape.is_empty
    ]


def _parts(shape: Any) -> list[Any]:
    if shapely.get_dimensions(shape) == 0:
        return [steps(part.coords) for part in shapely.get_parts(shape)]
    rough = simplified([shape], _TOLERANCE_DEG)[0]
    return rings(rough) if shapely.get_dimensions(rough) == 2 else lines(rough)


def _borders(scene: Scene) -> dict[str, str]:
    """Borders by kind, each stretch once: drawn twice, the dashes of two neighbours would fill up."""
    borders = {}
    for kind in (s.kind for s in BASE_STYLES if s.form == "border"):
        areas = scene.base.geometry[scene.base["kind"] == kind].dropna().to_numpy()
        joined = shapely.line_merge(shapely.union_all(outlines(areas)))
        if not joined.is_empty:
            borders[kind] = pack_lines(lines(simplified([joined], _TOLERANCE_DEG)[0]))
    return borders


def _looks(scene: Scene) -> dict[str, list[Any]]:
    """How each kind that is there looks, lowest first: form, colour, filling, width, dashes (CSS pixels), opacity."""
    kinds = set(scene.base["kind"])
    return {
        s.kind: [
            s.form, s.colour, s.fill, round(_PX * s.width_pt, 2),
            [round(_PX * s.width_pt * dash, 2) for dash in s.dashes], s.opacity,
        ]
        for s in BASE_STYLES
        if s.kind in kinds
    }  # fmt: skip


def _tiles(scene: Scene) -> dict[str, Any] | None:
    if scene.tiles is None:
        return None
    tiles = scene.tiles
    hosts = ", ".join(origin.partition("://")[2] for origin in tiles.hosts)
    told = (
        f"Map pictures: {tiles.credit}. This page asks {hosts} for them; that server learns your address and which "
        "part of the map you look at."
    )
    levels = {"min": tiles.min_zoom, "max": tiles.max_zoom}
    return {"url": tiles.url, "subdomains": tiles.subdomains, "told": told, **levels}

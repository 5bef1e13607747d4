"""Scene -> file: the only rooms that import folium or matplotlib, and only when something is drawn."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontline.render.animation import write_animation
    from frontline.render.chart import write_series
    from frontline.render.html import draw_map, write_map
    from frontline.render.paired import draw_pair, write_pair
    from frontline.render.static import draw_static, write_static
    from frontline.render.strip import draw_strip, write_strip

_HOME = {
    "draw_map": "frontline.render.html",
    "draw_pair": "frontline.render.paired",
    "draw_static": "frontline.render.static",
    "draw_strip": "frontline.render.strip",
    "write_animation": "frontline.render.animation",
    "write_map": "frontline.render.html",
    "write_pair": "frontline.render.paired",
    "write_series": "frontline.render.chart",
    "write_static": "frontline.render.static",
    "write_strip": "frontline.render.strip",
}

__all__ = [
    "draw_map", "draw_pair", "draw_static", "draw_strip",
    "write_animation", "write_map", "write_pair", "write_series", "write_static", "write_strip",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'frontline.render' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__

"""Track front lines from dated, sourced and contradictory public claims.

``text -> claims -> ledger -> assess -> situation -> trace_front -> measures -> scene -> file``

Names are imported when they are first used, so that a look-up in the shell does not pay for maps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontline import datasets
    from frontline.assessment import assess, history, why
    from frontline.checks import check_case
    from frontline.metrics import (
        area_measures,
        changed_hands,
        compare_distances,
        distance_to_front,
        front_length,
        nearest_other,
        rose,
    )
    from frontline.render import draw_map, draw_static, write_map, write_static
    from frontline.scene import compose_scene
    from frontline.territory import control_areas, tessellate, trace_front
    from frontline.views import (
        claimed_not_assessed,
        compare_views,
        hear_only,
        hear_without,
        leave_one_out,
        reliability,
        track_record,
    )

_HOME = {
    "area_measures": "frontline.metrics",
    "assess": "frontline.assessment",
    "changed_hands": "frontline.metrics",
    "check_case": "frontline.checks",
    "claimed_not_assessed": "frontline.views",
    "compare_distances": "frontline.metrics",
    "compare_views": "frontline.views",
    "compose_scene": "frontline.scene",
    "control_areas": "frontline.territory",
    "datasets": "frontline",
    "distance_to_front": "frontline.metrics",
    "draw_map": "frontline.render",
    "draw_static": "frontline.render",
    "front_length": "frontline.metrics",
    "hear_only": "frontline.views",
    "hear_without": "frontline.views",
    "history": "frontline.assessment",
    "leave_one_out": "frontline.views",
    "nearest_other": "frontline.metrics",
    "reliability": "frontline.views",
    "rose": "frontline.metrics",
    "tessellate": "frontline.territory",
    "trace_front": "frontline.territory",
    "track_record": "frontline.views",
    "why": "frontline.assessment",
    "write_map": "frontline.render",
    "write_static": "frontline.render",
}

__all__ = [
    "area_measures",
    "assess",
    "changed_hands",
    "check_case",
    "claimed_not_assessed",
    "compare_distances",
    "compare_views",
    "compose_scene",
    "control_areas",
    "datasets",
    "distance_to_front",
    "draw_map",
    "draw_static",
    "front_length",
    "hear_only",
    "hear_without",
    "history",
    "leave_one_out",
    "nearest_other",
    "reliability",
    "rose",
    "tessellate",
    "trace_front",
    "track_record",
    "why",
    "write_map",
    "write_static",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'frontline' has no attribute {name!r}")
    if name == "datasets":
        return import_module("frontline.datasets")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__

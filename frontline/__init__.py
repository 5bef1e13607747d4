"""Track front lines from dated, sourced and contradictory public claims.

``text -> claims -> ledger -> assess -> situation -> trace_front -> measures -> scene -> file``

Names are imported when they are first used, so that a look-up in the shell does not pay for maps.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontline import datasets
    from frontline.advance import (
        advance_rate,
        area_rates,
        days_held,
        distance_series,
        ground_changes,
        nearest_ever,
        times_changed,
    )
    from frontline.assessment import assess, history, why
    from frontline.checks import check_case
    from frontline.encirclement import measure_encirclement
    from frontline.extraction import extract_claims
    from frontline.intake import proposed_rows, read_report, tie_statements, write_proposed
    from frontline.metrics import (
        area_measures,
        changed_hands,
        compare_distances,
        distance_to_front,
        front_length,
        nearest_other,
        rose,
    )
    from frontline.render import (
        draw_map,
        draw_pair,
        draw_static,
        draw_strip,
        write_animation,
        write_map,
        write_pair,
        write_static,
        write_strip,
    )
    from frontline.scene import compose_pair, compose_scene, compose_strip
    from frontline.territory import control_areas, infer, tessellate, trace_band, trace_front
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
    "advance_rate": "frontline.advance",
    "area_measures": "frontline.metrics",
    "area_rates": "frontline.advance",
    "assess": "frontline.assessment",
    "changed_hands": "frontline.metrics",
    "check_case": "frontline.checks",
    "claimed_not_assessed": "frontline.views",
    "compare_distances": "frontline.metrics",
    "compare_views": "frontline.views",
    "compose_pair": "frontline.scene",
    "compose_scene": "frontline.scene",
    "compose_strip": "frontline.scene",
    "control_areas": "frontline.territory",
    "datasets": "frontline",
    "days_held": "frontline.advance",
    "distance_series": "frontline.advance",
    "distance_to_front": "frontline.metrics",
    "draw_map": "frontline.render",
    "draw_pair": "frontline.render",
    "draw_static": "frontline.render",
    "draw_strip": "frontline.render",
    "extract_claims": "frontline.extraction",
    "front_length": "frontline.metrics",
    "ground_changes": "frontline.advance",
    "hear_only": "frontline.views",
    "hear_without": "frontline.views",
    "history": "frontline.assessment",
    "infer": "frontline.territory",
    "leave_one_out": "frontline.views",
    "measure_encirclement": "frontline.encirclement",
    "nearest_ever": "frontline.advance",
    "nearest_other": "frontline.metrics",
    "proposed_rows": "frontline.intake",
    "read_report": "frontline.intake",
    "reliability": "frontline.views",
    "rose": "frontline.metrics",
    "tessellate": "frontline.territory",
    "tie_statements": "frontline.intake",
    "times_changed": "frontline.advance",
    "trace_band": "frontline.territory",
    "trace_front": "frontline.territory",
    "track_record": "frontline.views",
    "why": "frontline.assessment",
    "write_animation": "frontline.render",
    "write_map": "frontline.render",
    "write_pair": "frontline.render",
    "write_proposed": "frontline.intake",
    "write_static": "frontline.render",
    "write_strip": "frontline.render",
}

__all__ = [
    "advance_rate",
    "area_measures",
    "area_rates",
    "assess",
    "changed_hands",
    "check_case",
    "claimed_not_assessed",
    "compare_distances",
    "compare_views",
    "compose_pair",
    "compose_scene",
    "compose_strip",
    "control_areas",
    "datasets",
    "days_held",
    "distance_series",
    "distance_to_front",
    "draw_map",
    "draw_pair",
    "draw_static",
    "draw_strip",
    "extract_claims",
    "front_length",
    "ground_changes",
    "hear_only",
    "hear_without",
    "history",
    "infer",
    "leave_one_out",
    "measure_encirclement",
    "nearest_ever",
    "nearest_other",
    "proposed_rows",
    "read_report",
    "reliability",
    "rose",
    "tessellate",
    "tie_statements",
    "times_changed",
    "trace_band",
    "trace_front",
    "track_record",
    "why",
    "write_animation",
    "write_map",
    "write_pair",
    "write_proposed",
    "write_static",
    "write_strip",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'frontline' has no attribute {name!r}")
    if name == "datasets":
        return import_module("frontline.datasets")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return __all__

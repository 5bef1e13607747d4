"""From places with holders to areas of control, the front line and its doubt.

`infer` and `chart` need no more than a table of places; `tessellate`, `control_areas` and `trace_front` take a
situation, as assessed from claims.
"""

from frontline.territory._cells import (
    COARSEST_M,
    REACH_KM,
    Ground,
    ground,
    meets,
    speakers,
    tessellate,
)
from frontline.territory._chart import BAND, Chart, chart, infer
from frontline.territory._situation import control_areas, trace_band, trace_front

__all__ = [
    "BAND",
    "COARSEST_M",
    "REACH_KM",
    "Chart",
    "Ground",
    "chart",
    "control_areas",
    "ground",
    "infer",
    "meets",
    "speakers",
    "tessellate",
    "trace_band",
    "trace_front",
]

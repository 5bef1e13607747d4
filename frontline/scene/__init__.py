"""What a map says: layers, legend, dates, credits, alt text. Draws nothing.

Every renderer draws the same scene, so the page and the print cannot disagree. All text in a scene is data:
a renderer shows it literally and never compiles or parses it.
"""

from frontline.scene._compose import compose_scene
from frontline.scene._days import DRAWN_DAYS
from frontline.scene._nouns import (
    PALETTES,
    Account,
    Day,
    Details,
    Evening,
    Frame,
    Ground,
    LegendEntry,
    Mark,
    Palette,
    Scene,
    States,
    Style,
)
from frontline.scene._words import count, word_distance

__all__ = [
    "DRAWN_DAYS",
    "PALETTES",
    "Account",
    "Day",
    "Details",
    "Evening",
    "Frame",
    "Ground",
    "LegendEntry",
    "Mark",
    "Palette",
    "Scene",
    "States",
    "Style",
    "compose_scene",
    "count",
    "word_distance",
]

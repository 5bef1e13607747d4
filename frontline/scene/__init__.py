"""What a map says: layers, legend, dates, credits, alt text. Draws nothing.

Every renderer draws the same scene, so the page and the print cannot disagree. All text in a scene is data:
a renderer shows it literally and never compiles or parses it.
"""

from frontline.scene._base import BASE_STYLES, BaseStyle, outlines, simplified
from frontline.scene._compose import compose_scene
from frontline.scene._days import DRAWN_DAYS
from frontline.scene._nouns import (
    PALETTES,
    Account,
    Day,
    Frame,
    Ground,
    LegendEntry,
    Mark,
    Palette,
    Scene,
    Style,
    Tiles,
)
from frontline.scene._tiles import choose_tiles
from frontline.scene._words import count, word_distance

__all__ = [
    "BASE_STYLES",
    "DRAWN_DAYS",
    "PALETTES",
    "Account",
    "BaseStyle",
    "Day",
    "Frame",
    "Ground",
    "LegendEntry",
    "Mark",
    "Palette",
    "Scene",
    "Style",
    "Tiles",
    "choose_tiles",
    "compose_scene",
    "count",
    "outlines",
    "simplified",
    "word_distance",
]

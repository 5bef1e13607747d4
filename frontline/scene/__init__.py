"""What a map says: layers, legend, dates, credits, alt text. Draws nothing.

Every renderer draws the same scene, so the page and the print cannot disagree. All text in a scene is data:
a renderer shows it literally and never compiles or parses it.
"""

from frontline.scene._arabic import name_in, say, word_span
from frontline.scene._base import BASE_STYLES, BaseStyle, outlines, simplified
from frontline.scene._compose import compose_scene
from frontline.scene._days import DRAWN_DAYS
from frontline.scene._nouns import (
    LANGUAGES,
    PALETTES,
    SIZES,
    Account,
    Day,
    Details,
    Evening,
    Frame,
    Ground,
    Language,
    Languages,
    LegendEntry,
    Mark,
    Palette,
    Scene,
    Size,
    States,
    Style,
    Tiles,
    Wording,
)
from frontline.scene._pair import Gain, Pair, Turn, compose_pair
from frontline.scene._strip import Strip, compose_strip
from frontline.scene._tiles import choose_tiles
from frontline.scene._words import count, word_distance, word_gap, word_name

__all__ = [
    "BASE_STYLES",
    "DRAWN_DAYS",
    "LANGUAGES",
    "PALETTES",
    "SIZES",
    "Account",
    "BaseStyle",
    "Day",
    "Details",
    "Evening",
    "Frame",
    "Gain",
    "Ground",
    "Language",
    "Languages",
    "LegendEntry",
    "Mark",
    "Pair",
    "Palette",
    "Scene",
    "Size",
    "States",
    "Strip",
    "Style",
    "Tiles",
    "Turn",
    "Wording",
    "choose_tiles",
    "compose_pair",
    "compose_scene",
    "compose_strip",
    "count",
    "name_in",
    "outlines",
    "say",
    "simplified",
    "word_distance",
    "word_gap",
    "word_name",
    "word_span",
]

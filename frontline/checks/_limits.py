"""The thresholds of the checks, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Every threshold of the checks.

    Parameters
    ----------
    again_days : int
        Two captures by one side so many days apart, with no loss between, are two claims of one capture no more:
        reports date a capture up to a day off either way.
    behind_km : float
        A place claimed this far, kilometres, from the nearest other place of the claimed holder lies deep behind the
        line. In the packaged case the columns advanced up to 20 km within a day.
    apart_km : float
        Two distances from one city, stated for one day, contradict each other from so many kilometres on: figures in
        the press are rounded to 5 km, and a front moves within a day.
    against : int
        So many other voices must say the contrary for one voice to stand alone.
    near_days : int
        Words on a place so many days apart may speak of the same moment.
    silent_words, silent_gaps : int, float
        A voice of at least so many words has fallen silent when its silence lasts this many times its longest pause.
    silent_days : int
        Shorter silences are not told.
    series_days : int
        So many days of counts that never fall read as a running total.
    """

    again_days: int = 2
    behind_km: float = 20.0
    apart_km: float = 5.0
    against: int = 2
    near_days: int = 1
    silent_words: int = 5
    silent_gaps: float = 2.0
    silent_days: int = 2
    series_days: int = 3


DEFAULT_LIMITS = Limits()

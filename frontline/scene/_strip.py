"""The days of a case as scenes of one frame: for small multiples and for films."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from frontline.dates import day_of, word_day
from frontline.scene._arabic import name_in, say, word_clocks_arabic, word_day_arabic, word_span
from frontline.scene._compose import compose_scene, frame_of_days
from frontline.scene._days import nearest_front
from frontline.scene._nouns import Language, Languages, Palette, Scene
from frontline.scene._words import word_clocks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import geopandas as gpd

    from frontline.model import Front, Situation
    from gazetteer import Place


@dataclass(frozen=True, kw_only=True)
class Strip:
    """Several days of one case.

    Parameters
    ----------
    scenes : tuple of Scene
        In the order of their days, all of one frame.
    days : dict of language to tuple of str
        Each day in words; without its year where all are of one year, which the title tells.
    days_in_full : dict of language to tuple of str
        With the year.
    titles, dates : dict of language to str
        What the strip shows, and by when it was known.
    """

    scenes: tuple[Scene, ...]
    days: dict[Language, tuple[str, ...]]
    days_in_full: dict[Language, tuple[str, ...]]
    titles: dict[Language, str]
    dates: dict[Language, str]


def compose_strip(
    fronts: Sequence[Front],
    *,
    most: int = 16,
    city: Place | None = None,
    base: gpd.GeoDataFrame | None = None,
    sources: Sequence[str] = (),
    palette: Palette = "customary",
    languages: Languages = "en",
) -> Strip:
    """Decide what the maps of several days say.

    Parameters
    ----------
    fronts : sequence of Front
        One a day, on one tessellation, at least one.
    most : int
        How many days are shown: the first, the last, and evenly chosen ones between them.
    city, base, sources, palette, languages
        As for `compose_scene`.

    Returns
    -------
    Strip

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> days = [fl.assess(case.ledger, f"2024-12-0{day}", "2024-12-05") for day in (1, 2, 3, 4)]
    >>> cells = fl.tessellate(days[-1].places)
    >>> fronts = [fl.trace_front(day, tessellation=cells) for day in days]
    >>> strip = compose_strip(fronts, city=case.places["Hama"], most=3)
    >>> strip.days["en"]
    ('1 December', '3 December', '4 December')
    """
    ordered = sorted(fronts, key=lambda f: f.situation.valid)
    chosen = [ordered[k] for k in _evenly(len(ordered), most)]
    frame = None
    if city is not None:
        away = [near.value for f in chosen if (near := nearest_front(city, f)) and near.value is not None]
        frame = frame_of_days(city, away)
    scenes: list[Scene] = []
    for front in reversed(chosen):  # the last day sets the frame where there is no city
        scenes.append(
            compose_scene(
                front.situation, front, city=city, base=base, sources=sources, palette=palette, languages=languages,
                frame=frame, history=_with_last(front, chosen[-1]),
            )
        )  # fmt: skip
        frame = scenes[-1].frame
    days = [day_of(f.situation.valid) for f in chosen]
    return Strip(
        scenes=_rank_alike(scenes[::-1]),
        days={"en": _word_days("en", days), "ar": _word_days("ar", days)},
        days_in_full={"en": tuple(map(word_day, days)), "ar": tuple(map(word_day_arabic, days))},
        titles={language: _title(language, city, chosen, len(ordered)) for language in ("en", "ar")},
        dates={"en": _dates(chosen), "ar": _dates_arabic(chosen)},
    )


def _rank_alike(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """Give each place its highest rank of all days, so that its mark and its name stay what they are."""
    highest: dict[str, int] = {}
    for scene in scenes:
        for mark in scene.marks:
            highest[mark.place_id] = min(mark.rank, highest.get(mark.place_id, mark.rank))
    found = []
    for scene in scenes:
        marks = tuple(replace(mark, rank=highest[mark.place_id]) for mark in scene.marks)
        city = next((m for m in marks if scene.city and m.place_id == scene.city.place_id), None)
        found.append(replace(scene, marks=marks, city=city))
    return tuple(found)


def _with_last(front: Front, last: Front) -> tuple[Situation, ...]:
    """A day, and the last one, which names the places that were not heard of yet."""
    return (front.situation,) if front is last else (front.situation, last.situation)


def _evenly(count: int, most: int) -> list[int]:
    """Positions of at most so many of a number of things, the first and the last among them."""
    return sorted({int(k) for k in np.linspace(0, count - 1, min(most, count)).round()})


def _word_days(language: Language, days: Sequence[date]) -> tuple[str, ...]:
    words = [word_day_arabic(day) if language == "ar" else word_day(day) for day in days]
    return tuple(words) if days[0].year != days[-1].year else tuple(word.rpartition(" ")[0] for word in words)


def _title(language: Language, city: Place | None, fronts: Sequence[Front], days: int) -> str:
    span = word_span(language, *(day_of(f.situation.valid) for f in (fronts[0], fronts[-1])))
    if len(fronts) < days:  # a day that is missing must not look like one without news
        span = say(language, "{span} ({shown} of {days} days)", span=span, shown=len(fronts), days=days)
    if city is None:
        return say(language, "Areas of control and front line, {span}", span=span)
    return say(language, "The front around {city}, {span}", city=name_in(language, city), span=span)


def _dates(fronts: Sequence[Front]) -> str:
    knowns = [word_clocks(f.situation)[1] for f in fronts]
    if len(set(knowns)) == 1:
        return f"Each at the end of its day (UTC)  ·  as known {'from ' * knowns[0].startswith('all ')}{knowns[0]}"
    return "Each at the end of its day (UTC), as known by then or later"


def _dates_arabic(fronts: Sequence[Front]) -> str:
    knowns = [word_clocks_arabic(f.situation)[1] for f in fronts]
    start = "كل خريطة في نهاية يومها (UTC)"
    if len(set(knowns)) > 1:
        return f"{start}، بحسب ما كان معلومًا حينئذ أو بعده"
    return f"{start}  ·  " + (f"بحسب ما كان معلومًا في {knowns[0]}" if knowns[0] else "بحسب كل ما في السجل")

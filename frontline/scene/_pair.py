"""Two dates of one case beside each other: what stood then, what stands now, and what changed hands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd

from frontline.advance import ground_changes
from frontline.dates import day_of, word_day
from frontline.metrics import changed_hands
from frontline.scene._arabic import count_arabic, name_in, say, word_clocks_arabic, word_day_arabic, word_span
from frontline.scene._compose import compose_scene, frame_of_days
from frontline.scene._days import nearest_front
from frontline.scene._nouns import Frame, Language, Languages, Palette, Scene
from frontline.scene._words import count, word_clocks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frontline.model import Actor, Front, Situation
    from gazetteer import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A place whose holder differs between the two dates.

    Parameters
    ----------
    before, after : str or None
        Actor id; None where the holder is unknown.
    """

    place_id: str
    name: str
    name_ar: str
    lon: float
    lat: float
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Ground that came to an actor and ground that it lost, between two dates, in square kilometres on WGS 84.

    Parameters
    ----------
    gained_km2, lost_km2 : float
        To and from other actors; ground whose holder became known, or unknown, is not counted.
    places : int
        How many places came to it from another actor.
    """

    actor_id: str
    gained_km2: float
    lost_km2: float
    places: int


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two scenes of one frame, and what changed hands between them.

    Parameters
    ----------
    titles, dates : dict of language to str
        The finding, and the line of all dates.
    days : dict of language to (str, str)
        The two days in words.
    changes : GeoDataFrame[from_actor, to_actor, area_km2, places, geometry]
        EPSG:4326, the whole theatre; ground that passed from one known holder to another.
    turned : tuple of Turn
        Places that passed from one known holder to another, the nearest to the city first.
    learned : tuple of Turn
        Places whose holder was not known then and is now: no change of hands.
    gains : tuple of Gain
        By actor, the largest net gain first.
    """

    before: Scene
    after: Scene
    titles: dict[Language, str]
    dates: dict[Language, str]
    days: dict[Language, tuple[str, str]]
    changes: gpd.GeoDataFrame
    turned: tuple[Turn, ...]
    learned: tuple[Turn, ...]
    gains: tuple[Gain, ...]


def compose_pair(
    before: Front,
    after: Front,
    *,
    city: Place | None = None,
    base: gpd.GeoDataFrame | None = None,
    sources: Sequence[str] = (),
    palette: Palette = "customary",
    languages: Languages = "en",
) -> Pair:
    """Decide what a map of two dates says.

    Parameters
    ----------
    before, after : Front
        Traced on one tessellation, best as known at one instant: else what was only learned later looks like a move.
    city, base, sources, palette, languages
        As for `compose_scene`.

    Returns
    -------
    Pair

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> days = [fl.assess(case.ledger, day, "2024-12-05") for day in ("2024-12-01", "2024-12-04")]
    >>> cells = fl.tessellate(days[-1].places)
    >>> pair = compose_pair(*(fl.trace_front(day, tessellation=cells) for day in days), city=case.places["Hama"])
    >>> pair.gains[0].actor_id
    'opposition'
    """
    fronts = before, after
    frame = _frame(fronts, city, base)
    scenes = [
        compose_scene(
            f.situation, f, city=city, base=base, sources=sources, palette=palette, languages=languages,
            frame=frame, history=[f.situation for f in fronts],
        )
        for f in fronts
    ]  # fmt: skip
    changes = ground_changes(before, after)
    changes = changes[(changes["from_actor"] != "") & (changes["to_actor"] != "")].reset_index(drop=True)
    differ = _turned(before.situation, after.situation, scenes[1])
    turned = tuple(t for t in differ if t.before)
    spoken: tuple[Language, ...] = ("en", "ar")
    return Pair(
        before=scenes[0],
        after=scenes[1],
        titles={
            "en": _title(scenes, before.situation, after.situation, changes, turned),
            "ar": _title_arabic(scenes, before.situation, after.situation, changes, turned),
        },
        dates={"en": _dates(*fronts), "ar": _dates_arabic(*fronts)},
        days={
            language: (_word_day(language, before.situation), _word_day(language, after.situation))
            for language in spoken
        },
        changes=changes,
        turned=turned,
        learned=tuple(t for t in differ if not t.before),
        gains=_gains(changes, turned, after.situation.actors),
    )


def _frame(fronts: Sequence[Front], city: Place | None, base: gpd.GeoDataFrame | None) -> Frame:
    if city is None:
        return compose_scene(fronts[-1].situation, fronts[-1], base=base).frame
    away = [near.value for f in fronts if (near := nearest_front(city, f)) and near.value is not None]
    return frame_of_days(city, away)


def _turned(before: Situation, after: Situation, scene: Scene) -> tuple[Turn, ...]:
    centre = (scene.city.lon, scene.city.lat) if scene.city else ((scene.frame[0] + scene.frame[2]) / 2, scene.frame[1])
    marks = {m.place_id: m for m in scene.marks}
    found = [
        Turn(
            place_id=i, name=marks[i].name, name_ar=marks[i].name_ar, lon=marks[i].lon, lat=marks[i].lat,
            before=old, after=new,
        )
        for i, old, new in changed_hands(before, after)
        if new and i in marks
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda t: ((t.lon - centre[0]) * 0.8) ** 2 + (t.lat - centre[1]) ** 2))


def _gains(changes: gpd.GeoDataFrame, turned: Sequence[Turn], actors: Mapping[str, Actor]) -> tuple[Gain, ...]:
    found = [
        Gain(
            actor_id=actor,
            gained_km2=float(changes.loc[changes["to_actor"] == actor, "area_km2"].sum()),
            lost_km2=float(changes.loc[changes["from_actor"] == actor, "area_km2"].sum()),
            places=sum(t.after == actor for t in turned),
        )
        for actor in sorted(actors)
    ]
    kept = [g for g in found if g.gained_km2 or g.lost_km2 or g.places]
    return tuple(sorted(kept, key=lambda g: (g.lost_km2 - g.gained_km2, g.actor_id)))


def _word_day(language: Language, situation: Situation) -> str:
    day = day_of(situation.valid)
    return word_day_arabic(day) if language == "ar" else word_day(day)


def _title(
    scenes: Sequence[Scene], before: Situation, after: Situation, changes: gpd.GeoDataFrame, turned: Sequence[Turn]
) -> str:
    parts = [f"{count(len(turned), 'place')} and {changes['area_km2'].sum():,.0f} km² changed hands"]
    then, now = (scene.near.value if scene.near else None for scene in scenes)
    city = scenes[1].city
    if city is not None and then is not None and now is not None:
        parts.append(f"front {then:.1f} km from {city.name}, then {now:.1f} km")
    return f"{word_span('en', day_of(before.valid), day_of(after.valid))}: {'; '.join(parts)}"


def _title_arabic(
    scenes: Sequence[Scene], before: Situation, after: Situation, changes: gpd.GeoDataFrame, turned: Sequence[Turn]
) -> str:
    parts = [f"تبدلت السيطرة على {count_arabic(len(turned), 'place')} وعلى {changes['area_km2'].sum():,.0f} كم²"]
    then, now = (scene.near.value if scene.near else None for scene in scenes)
    city = scenes[1].city
    if city is not None and then is not None and now is not None:
        parts.append(f"كان خط الجبهة على بعد {then:.1f} كم من {name_in('ar', city)} وصار على بعد {now:.1f} كم")
    return f"{word_span('ar', day_of(before.valid), day_of(after.valid))}: {'؛ '.join(parts)}"


def _dates(before: Front, after: Front) -> str:
    (then, known_then), (now, known) = word_clocks(before.situation), word_clocks(after.situation)
    if known_then == known:
        return f"{_capital(then)} and {now}  ·  both as known {'from ' * known.startswith('all ')}{known}"
    return f"{_capital(then)}, as known {known_then}  ·  {now}, as known {known}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _dates_arabic(before: Front, after: Front) -> str:
    (then, known_then), (now, known) = word_clocks_arabic(before.situation), word_clocks_arabic(after.situation)
    if not known and not known_then:
        return f"{then} و{now}  ·  بحسب كل ما في السجل"
    if known_then == known:
        return say("ar", "As of {valid}  ·  as known {known}", valid=f"{then} و{now}", known=known)
    both = [
        say("ar", "As of {valid}  ·  as known {known}", valid=v, known=k) for v, k in ((then, known_then), (now, known))
    ]
    return " | ".join(both)

"""From a situation to a scene."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np

from frontline.errors import NoFrontError
from frontline.geodesy import WGS84, point_at
from frontline.metrics import distance_to_front
from frontline.scene._arabic import (
    credit_arabic,
    legend_arabic,
    say,
    word_clocks_arabic,
    word_dates_arabic,
    word_evidence_arabic,
    word_finding_arabic,
)
from frontline.scene._days import compose_day
from frontline.scene._legend import compose_legend
from frontline.scene._marks import compose_mark
from frontline.scene._nouns import Frame, Ground, Languages, LegendEntry, Mark, Palette, Scene, Style, Wording
from frontline.scene._words import count_evidence, word_alt_text, word_clocks, word_evidence, word_finding, word_share
from frontline.territory import BAND, control_areas, trace_band

if TYPE_CHECKING:
    from collections.abc import Sequence

    from frontline.model import Actor, Areas, Front, Measure, Situation
    from gazetteer import Place

METHOD = (
    "Each place is assessed from dated claims by a filtered Markov chain over the actors; evidence counts by claimant, "
    "not by page. The holders of places up to {reach:.0f} km off are kriged over the ground between them; the front "
    "runs where two of them are equally likely, and the band holds it with a probability of {band:.0%}."
)
FARTHEST_KM = 60.0
"""A front farther off than this is not brought into the frame of several days."""
SHORT = (
    "Assessed from dated public claims, counted by claimant. The line runs between places that reports name and was "
    "not surveyed; nine times in ten it lies within its band. Borders are no statement on sovereignty. Not fit for "
    "navigation."
)
OVERRULED = "Overruled by the places around: {names}."
CAVEATS = (
    "The line is drawn between places that reports name; it was not surveyed. One time in ten it runs outside its "
    "band.",
    "Contested and claimed places are hatched: accounts differ there, or one interested side stands alone.",
    "Silence is no evidence: a place no report names keeps its holder until most around it change hands.",
    "Blank ground is out of reach of any place with a known holder. Borders are no statement on sovereignty.",
    "Made from public reports after the event. Not fit for navigation or for planning movements.",
)


def compose_scene(
    situation: Situation,
    front: Front,
    *,
    areas: Areas | None = None,
    history: Sequence[Situation] = (),
    city: Place | None = None,
    base: gpd.GeoDataFrame | None = None,
    sources: Sequence[str] = (),
    palette: Palette = "customary",
    title: str | None = None,
    languages: Languages = "en",
    frame: Frame | None = None,
) -> Scene:
    """Decide what a map of a situation says.

    Parameters
    ----------
    situation, front : Situation, Front
        As assessed and traced; the front's tessellation fixes the cells.
    areas : Areas, optional
        Areas of control; made from the front's tessellation if left out.
    history : sequence of Situation
        The days of the slider; the situation alone if left out.
    city : Place, optional
        Where the map is centred and what its title speaks of.
    base : GeoDataFrame, optional
        Outlines and rivers (columns kind, name, name_ar), EPSG:4326.
    sources : sequence of str
        Licences and attributions of what is drawn.
    title : str, optional
        Instead of the finding.
    languages : {"en", "ar", "both"}
        Of the printed map.
    frame : tuple of float, optional
        West, south, east, north in degrees (EPSG:4326); chosen around the city or the front if left out.

    Returns
    -------
    Scene

    Examples
    --------
    >>> import frontline as fl
    >>> case = fl.datasets.load("hama-2024")
    >>> now = fl.assess(case.ledger, "2024-12-04", "2024-12-05")
    >>> scene = compose_scene(now, fl.trace_front(now), city=case.places["Hama"])
    >>> scene.title
    'Front ... km ... of Hama; the city is held by the Syrian government'
    """
    cells = front.tessellation
    days = tuple(history) or (situation,)
    areas = areas or control_areas(situation, tessellation=cells)
    here = Ground(areas=areas.polygons, front=front.lines, band=trace_band(front))
    styles = _styles(situation, days)
    near = nearest_front(city, front)
    fixing = near.basis if near else ()
    marks = tuple(compose_mark(i, situation, days[-1], city, fixing) for i in cells.place_ids)
    drawn = _drawn_base(base)
    frame = frame or _frame(city, near, front, marks, drawn)
    legend = compose_legend(frame, styles, here, drawn, marks)
    return Scene(
        **_word_in_english(front, city, near, title, areas.polygons),
        frame=frame,
        palette=palette,
        styles=styles,
        areas=areas.polygons,
        front=front.lines,
        band=here.band,
        tessellation=cells,
        marks=marks,
        city=next((m for m in marks if city and m.place_id == city.place_id), None),
        base=drawn,
        legend=legend,
        days=tuple(compose_day(s, cells, styles, here if s is situation else None, len(days)) for s in days),
        today=next((n for n, s in enumerate(days) if s.valid == situation.valid), len(days) - 1),
        sources=tuple(sources),
        near=near,
        languages=languages,
        arabic=None if languages == "en" else _word_in_arabic(front, city, near, title, legend, styles, sources),
    )


def _word_in_english(
    front: Front, city: Place | None, near: Measure | None, title: str | None, areas: gpd.GeoDataFrame
) -> dict[str, Any]:
    situation = front.situation
    valid, known = word_clocks(situation)
    heading = title or word_finding(city, situation, near)
    return {
        "title": heading,
        "subtitle": word_evidence(situation),
        "valid": valid,
        "known": known,
        "method": METHOD.format(reach=front.tessellation.reach_km, band=BAND),
        "short": SHORT,
        "caveats": (*CAVEATS, *_overruled(front)),
        "alt_text": word_alt_text(heading, valid, known, areas, situation),
    }


def _word_in_arabic(
    front: Front,
    city: Place | None,
    near: Measure | None,
    title: str | None,
    legend: Sequence[LegendEntry],
    styles: Sequence[Style],
    sources: Sequence[str],
) -> Wording:
    situation = front.situation
    over = [situation.places[i].name_ar or situation.places[i].name for i in front.overruled]
    overruled = (say("ar", OVERRULED, names="، ".join(over)),) if over else ()
    return Wording(
        language="ar",
        title=title or word_finding_arabic(city, situation, near),
        subtitle=word_evidence_arabic(*count_evidence(situation)),
        dates=word_dates_arabic(*word_clocks_arabic(situation)),
        legend=legend_arabic(legend, styles, word_share(BAND)),
        sources=tuple(map(credit_arabic, sources)),
        method=say("ar", METHOD, reach=front.tessellation.reach_km, band=BAND),
        short=say("ar", SHORT),
        caveats=(*(say("ar", caveat) for caveat in CAVEATS), *overruled),
    )


def _styles(situation: Situation, days: Sequence[Situation]) -> tuple[Style, ...]:
    seen = {a.holder for s in (situation, *days) for a in s.assessments.values()}
    return tuple(_style(actor) for actor_id, actor in sorted(situation.actors.items()) if actor_id in seen)


def _style(actor: Actor) -> Style:
    return Style(
        actor_id=actor.actor_id,
        name=actor.name,
        name_ar=actor.name_ar,
        code=actor.code,
        colours={"customary": actor.customary_colour, "safe": actor.safe_colour},
        hatch=actor.hatch,
        marker=actor.marker,
    )


def _overruled(front: Front) -> tuple[str, ...]:
    """Name the places that the line leaves on the other side."""
    if not front.overruled:
        return ()
    names = ", ".join(front.situation.places[i].name for i in front.overruled)
    return (say("en", OVERRULED, names=names),)


def nearest_front(city: Place | None, front: Front) -> Measure | None:
    """Distance of the front from a city; None where there is none to measure."""
    if city is None:
        return None
    try:
        return distance_to_front(city, front)
    except NoFrontError:
        return None


def _frame(
    city: Place | None, near: Measure | None, front: Front, marks: Sequence[Mark], base: gpd.GeoDataFrame
) -> Frame:
    """Some 30 to 70 km around the city, so that the front lies well inside; else the front, the places, the base."""
    if city is not None:
        away = near.value if near and near.value is not None else 0.0
        return frame_round(city, min(max(4 * away, 32.0), 70.0))
    if len(front.lines):
        west, south, east, north = front.lines.total_bounds.tolist()
    elif marks:
        lon, lat = np.array([m.lon for m in marks]), np.array([m.lat for m in marks])
        west, south, east, north = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    elif len(base):
        west, south, east, north = base.total_bounds.tolist()
    else:
        return -180.0, -85.0, 180.0, 85.0
    pad = max(0.1, 0.1 * max(east - west, north - south))
    return west - pad, south - pad, east + pad, north + pad


def frame_round(city: Place, half_km: float) -> Frame:
    """A frame around a place: so many kilometres to north and south, a quarter more to east and west."""
    corner = math.hypot(half_km, 1.25 * half_km)
    angle = math.degrees(math.atan2(1.25, 1))
    south_west, north_east = point_at(lon=city.lon, lat=city.lat, bearing=[180 + angle, angle], km=corner)
    return float(south_west[0]), float(south_west[1]), float(north_east[0]), float(north_east[1])


def frame_of_days(city: Place, away_km: Sequence[float]) -> Frame:
    """A frame around a place that shows the front of several days, so far as none stands over 60 km off."""
    farthest = max((km for km in away_km if km <= FARTHEST_KM), default=0.0)
    return frame_round(city, min(max(1.6 * farthest + 6, 32.0), FARTHEST_KM + 4))


def _drawn_base(base: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if base is None:
        return gpd.GeoDataFrame({"kind": [], "name": [], "name_ar": []}, geometry=[], crs=WGS84)
    return base

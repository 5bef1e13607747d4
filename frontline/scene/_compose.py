"""From a situation to a scene."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from frontline.geodesy import WGS84, extent, point_at, turn
from frontline.model import History
from frontline.scene._arabic import (
    credit_arabic,
    legend_arabic,
    say,
    word_clocks_arabic,
    word_dates_arabic,
    word_evidence_arabic,
    word_finding_arabic,
    word_gap_arabic,
)
from frontline.scene._days import compose_days, compose_evenings, ground_of, nearest_front
from frontline.scene._legend import compose_legend
from frontline.scene._marks import compose_mark
from frontline.scene._nouns import Frame, Ground, Languages, LegendEntry, Mark, Palette, Scene, Style, Tiles, Wording
from frontline.scene._words import (
    count_evidence,
    word_alt_text,
    word_clocks,
    word_evidence,
    word_finding,
    word_gap,
    word_share,
)
from frontline.territory import BAND, trace_band

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
_SAME_TOWN_DEG = 0.05  # some 5 km: nearer than that a town for orientation is the place itself
SHORT = (
    "Assessed from dated public claims, counted by claimant. The line runs between places that reports name and was "
    "not surveyed; nine times in ten it lies within its band. Borders are no statement on sovereignty. Not fit for "
    "navigation."
)
OVERRULED = "Overruled by the places around: {names}."
CAVEATS = (
    "The line is drawn between places that reports name; it was not surveyed. One time in ten it runs outside its "
    "band.",
    "Contested and claimed places are hatched: accounts differ there, or an interested side, or a source that cannot "
    "be judged, stands alone.",
    "Silence is no evidence: a place no report names keeps its holder until most around it change hands.",
    "Blank ground is out of reach of any place with a known holder. Borders are no statement on sovereignty.",
    "Made from public reports after the event. Not fit for navigation or for planning movements.",
)


def compose_scene(
    situation: Situation,
    front: Front,
    *,
    areas: Areas | None = None,
    history: History | Sequence[Situation] = (),
    evenings: Sequence[History] = (),
    city: Place | None = None,
    base: gpd.GeoDataFrame | None = None,
    sources: Sequence[str] = (),
    palette: Palette = "customary",
    title: str | None = None,
    languages: Languages = "en",
    frame: Frame | None = None,
    tiles: Tiles | None = None,
) -> Scene:
    """Decide what a map of a situation says.

    Parameters
    ----------
    situation, front : Situation, Front
        As assessed and traced; the front's tessellation fixes the cells.
    areas : Areas, optional
        Areas of control; made from the front's tessellation if left out.
    history : History or sequence of Situation
        The days of the slider; the situation alone if left out. As arrays it may be long: its days are then drawn by
        the cells of their places, without reasons.
    evenings : sequence of History
        For a second clock: for each day of the slider all days up to it, as known at its end.
    city : Place, optional
        Where the map is centred and what its title speaks of.
    base : GeoDataFrame, optional
        What lies under the map (columns kind, name, name_ar), EPSG:4326; the kinds of `BASE_STYLES`.
    sources : sequence of str
        Licences and attributions of what is drawn.
    title : str, optional
        Instead of the finding.
    languages : {"en", "ar", "both"}
        Of the printed map.
    frame : tuple of float, optional
        West, south, east, north in degrees (EPSG:4326); chosen around the city or the front if left out.
    tiles : Tiles, optional
        Map pictures of a server under the map of a page.

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
    course = history if isinstance(history, History) else tuple(history) or (situation,)
    here = _ground(front, areas)
    styles = _styles(situation, course, evenings)
    near = nearest_front(city, front)
    last = situation if isinstance(course, History) else course[-1]
    marks = tuple(compose_mark(i, situation, last, city, near.basis if near else ()) for i in cells.place_ids)
    days = compose_days(course, cells, styles, city, (front, here))
    drawn = _drawn_base(base, marks)
    frame = frame or _frame(city, near, front, marks, drawn)
    legend = compose_legend(frame, styles, here, drawn, marks)
    valid, _ = word_clocks(situation)
    return Scene(
        **_word_in_english(front, city, near, title, here.areas, drawn),
        frame=frame,
        palette=palette,
        styles=styles,
        areas=here.areas,
        front=front.lines,
        band=here.band,
        tessellation=cells,
        marks=marks,
        city=next((m for m in marks if city and m.place_id == city.place_id), None),
        base=drawn,
        legend=legend,
        days=days,
        today=next((n for n, d in enumerate(days) if d.valid == valid), len(days) - 1),
        evenings=compose_evenings(evenings, days, cells, styles),
        sources=tuple(sources),
        tiles=tiles,
        near=near,
        languages=languages,
        arabic=None if languages == "en" else _word_in_arabic(front, city, near, title, legend, styles, sources),
    )


def _word_in_english(
    front: Front,
    city: Place | None,
    near: Measure | None,
    title: str | None,
    areas: gpd.GeoDataFrame,
    base: gpd.GeoDataFrame,
) -> dict[str, Any]:
    situation = front.situation
    valid, known = word_clocks(situation)
    heading = title or word_finding(city, situation, near)
    return {
        "title": heading,
        "titled": bool(title),
        "subtitle": word_evidence(situation),
        "valid": valid,
        "known": known,
        "method": METHOD.format(reach=front.tessellation.reach_km, band=BAND),
        "short": SHORT,
        "caveats": (*filter(None, [word_gap(situation)]), *CAVEATS, *_overruled(front), *_left_out(base)),
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
    gap = word_gap_arabic(situation)
    return Wording(
        language="ar",
        title=title or word_finding_arabic(city, situation, near),
        subtitle=word_evidence_arabic(*count_evidence(situation)),
        dates=word_dates_arabic(*word_clocks_arabic(situation)),
        legend=legend_arabic(legend, styles, word_share(BAND)),
        sources=tuple(map(credit_arabic, sources)),
        method=say("ar", METHOD, reach=front.tessellation.reach_km, band=BAND),
        short=say("ar", SHORT),
        caveats=(*filter(None, [gap]), *(say("ar", caveat) for caveat in CAVEATS), *overruled),
    )


def _ground(front: Front, areas: Areas | None) -> Ground:
    if areas is None:
        return ground_of(front)
    return Ground(areas=areas.polygons, front=front.lines, band=trace_band(front))


def _styles(
    situation: Situation, course: History | Sequence[Situation], evenings: Sequence[History]
) -> tuple[Style, ...]:
    """Every actor that holds a place on any day, as known on any evening."""
    situations = (situation,) if isinstance(course, History) else (situation, *course)
    histories = (course, *evenings) if isinstance(course, History) else evenings
    seen = {a.holder for s in situations for a in s.assessments.values()}
    seen |= {h.actors[code] for h in histories for code in np.unique(h.holder) if code >= 0}
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


def _frame(
    city: Place | None, near: Measure | None, front: Front, marks: Sequence[Mark], base: gpd.GeoDataFrame
) -> Frame:
    """Some 30 to 70 km around the city, so that the front lies well inside; else the front, the places, the base."""
    if city is not None:
        away = near.value if near and near.value is not None else 0.0
        return frame_round(city, min(max(4 * away, 32.0), 70.0))
    if len(front.lines):
        fixing = {*front.lines["left_place"], *front.lines["right_place"]}
        beside = [(m.lon, m.lat) for m in marks if m.place_id in fixing]
        course = shapely.get_coordinates(front.lines.geometry.to_numpy())
        west, south, east, north = extent(*np.vstack([course, np.reshape(beside, (-1, 2))]).T)
    elif marks:
        west, south, east, north = extent([m.lon for m in marks], [m.lat for m in marks])
    elif len(base):
        west, south, east, north = base.total_bounds.tolist()
    else:
        return -180.0, -85.0, 180.0, 85.0
    pad = max(0.1, 0.1 * max((east - west) % 360, north - south))
    return turn(west - pad), max(south - pad, -89.9), turn(east + pad), min(north + pad, 89.9)


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


def _drawn_base(base: gpd.GeoDataFrame | None, marks: Sequence[Mark]) -> gpd.GeoDataFrame:
    """The base layer without its towns where a place of the map stands already."""
    if base is None:
        return gpd.GeoDataFrame({"kind": [], "name": [], "name_ar": []}, geometry=[], crs=WGS84)
    towns = base[base["kind"] == "settlement"]
    if towns.empty or not marks:
        return base
    tree = shapely.STRtree(shapely.points([(m.lon, m.lat) for m in marks]))
    near, _ = tree.query(towns.geometry.to_numpy(), predicate="dwithin", distance=_SAME_TOWN_DEG)
    return base.drop(index=towns.index[np.unique(near)])


def _left_out(base: gpd.GeoDataFrame) -> tuple[str, ...]:
    """What a base layer says was left out of it (`frontline.datasets.read_base`)."""
    told = base.attrs.get("caveat", "")
    return (str(told),) if told else ()

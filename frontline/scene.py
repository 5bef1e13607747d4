"""What a map says: layers, legend, dates, credits, alt text. Draws nothing.

Every renderer draws the same scene, so the page and the print cannot disagree. All text in a scene is data:
a renderer shows it literally and never compiles or parses it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import geopandas as gpd
import numpy as np
import shapely

from frontline.dates import day_of, word_day, word_instant
from frontline.errors import NoFrontError
from frontline.geodesy import WGS84, point_at
from frontline.metrics import distance_to_front
from frontline.territory import BAND, control_areas, ground, trace_band, trace_front
from gazetteer.earth import compass_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frontline.model import Actor, Areas, Assessment, Evidence, Front, Measure, Situation, Status, Tessellation
    from gazetteer import Place

Palette = Literal["customary", "safe"]
PALETTES: tuple[Palette, ...] = ("customary", "safe")
Frame = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How an actor is drawn.

    Parameters
    ----------
    colours : mapping of palette to str
        ``#rrggbb`` in each palette.
    hatch, marker : str
        matplotlib's signs; hatching and marker shapes carry the map through a greyscale printer.
    """

    actor_id: str
    name: str
    name_ar: str
    code: str
    colours: Mapping[Palette, str]
    hatch: str
    marker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One voice's word on a place, for a popup or a table."""

    day: str
    claimant: str
    outlet: str
    said: str
    speaks_for: str
    weight: float
    claim_ids: tuple[str, ...]
    url: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the map, as assessed at the scene's instant.

    Parameters
    ----------
    holder : str or None
        Actor id.
    rank : int
        Label priority: 0 the reference city, 1 cities, 2 towns and places that changed hands, 3 the rest.
    probability : float
        Of the holder.
    since : str
        Day, or words.
    """

    place_id: str
    name: str
    name_ar: str
    kind: str
    lon: float
    lat: float
    precision_m: float | None
    holder: str | None
    status: Status
    probability: float
    since: str
    rule: str
    rank: int
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lies on the ground on one day, all in EPSG:4326.

    Parameters
    ----------
    areas : GeoDataFrame[actor, status, area_km2, geometry]
    front : GeoDataFrame[left_actor, right_actor, left_place, right_place, firm, length_km, geometry]
    band : GeoDataFrame[probability, area_km2, geometry]
    """

    areas: gpd.GeoDataFrame
    front: gpd.GeoDataFrame
    band: gpd.GeoDataFrame


@dataclass(frozen=True, kw_only=True)
class Day:
    """One step of the date slider: the state of every mark, in the order of `Scene.marks`.

    Parameters
    ----------
    date : str
        ISO day.
    valid, known : str
        Both instants in words.
    holders : tuple of int
        Position in `Scene.styles`, -1 for unknown.
    statuses : tuple of str
        One of held, contested, claimed, unknown.
    ground : tuple of int
        Who speaks for the cell of each mark, as a position in `Scene.styles`; for a place of unknown holder that is
        the nearest known one. -1 where nobody does.
    drawn : Ground or None
        Areas, front and band of the day; None in a history of over `DRAWN_DAYS`, whose days are drawn by their cells.
    """

    date: str
    valid: str
    known: str
    holders: tuple[int, ...]
    statuses: tuple[Status, ...]
    ground: tuple[int, ...]
    drawn: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """A line of the legend: only what is drawn gets one."""

    symbol: Literal[
        "area", "contested", "claimed", "front", "doubtful_front", "band", "place", "city", "border", "river"
    ]
    label: str
    actor_id: str | None = None


def _no_band() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"probability": [], "area_km2": []}, geometry=[], crs=WGS84)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A map before it is drawn.

    Parameters
    ----------
    title : str
        The finding, in a sentence.
    valid, known : str
        Both dates in words.
    frame : tuple of float
        West, south, east, north of the printed map, degrees.
    styles : tuple of Style
        The actors that are drawn on any day, in a fixed order.
    areas : GeoDataFrame[actor, status, area_km2, geometry]
        EPSG:4326; at the scene's instant.
    front : GeoDataFrame[left_actor, right_actor, left_place, right_place, firm, length_km, geometry]
        EPSG:4326; at the scene's instant.
    band : GeoDataFrame[probability, area_km2, geometry]
        EPSG:4326; where the front may run, at the scene's instant.
    marks : tuple of Mark
        One a cell of the tessellation, in its order.
    base : GeoDataFrame[kind, name, name_ar, geometry]
        Country and governorate outlines, rivers and lakes, EPSG:4326.
    days : tuple of Day
        The slider; `today` is the position of the scene's own instant in it.
    """

    title: str
    subtitle: str
    valid: str
    known: str
    frame: Frame
    palette: Palette
    styles: tuple[Style, ...]
    areas: gpd.GeoDataFrame
    front: gpd.GeoDataFrame
    band: gpd.GeoDataFrame = field(default_factory=_no_band)
    tessellation: Tessellation
    marks: tuple[Mark, ...]
    city: Mark | None
    base: gpd.GeoDataFrame
    legend: tuple[LegendEntry, ...]
    days: tuple[Day, ...]
    today: int
    sources: tuple[str, ...]
    method: str
    caveats: tuple[str, ...]
    alt_text: str

    def style(self, actor_id: str) -> Style:
        """Return the style of an actor that is drawn."""
        return next(s for s in self.styles if s.actor_id == actor_id)


# -- composing ------------------------------------------------------------------------------------------------------

METHOD = (
    "Each place is assessed from dated claims by a filtered Markov chain over the actors; evidence counts by claimant, "
    "not by page. The holders of places up to {reach:.0f} km off are kriged over the ground between them; the front "
    "runs where two of them are equally likely, and the band holds it with a probability of {band:.0%}."
)
CAVEATS = (
    "The line is drawn between places that reports name; it was not surveyed. One time in ten it runs outside its "
    "band.",
    "Contested and claimed places are hatched: accounts differ there, or one interested side stands alone.",
    "Silence is no evidence: a place no report names keeps its holder until most around it change hands.",
    "Blank ground is out of reach of any place with a known holder. Borders are no statement on sovereignty.",
    "Made from public reports after the event. Not fit for navigation or for planning movements.",
)


DRAWN_DAYS = 62
"""Days of a history that are drawn with areas, front and band of their own: two months. Longer ones would make a page
that no browser opens quickly; their days show the cells of their places instead."""


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
    near = _nearest_front(city, front)
    fixing = near.basis if near else ()
    marks = tuple(_mark(i, situation, days[-1], city, fixing) for i in cells.place_ids)
    drawn = _drawn_base(base)
    frame = _frame(city, near, front, marks, drawn)
    valid, known = _clocks(situation)
    heading = title or _finding(city, situation, near)
    return Scene(
        title=heading,
        subtitle=_weight_of_evidence(situation),
        valid=valid,
        known=known,
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
        legend=_legend(frame, styles, here, drawn, marks),
        days=tuple(_day(s, cells, styles, here if s is situation else None, len(days)) for s in days),
        today=next((n for n, s in enumerate(days) if s.valid == situation.valid), len(days) - 1),
        sources=tuple(sources),
        method=METHOD.format(reach=cells.reach_km, band=BAND),
        caveats=(*CAVEATS, *_overruled(front)),
        alt_text=_alt_text(heading, valid, known, areas.polygons, situation),
    )


def _clocks(situation: Situation) -> tuple[str, str]:
    known = "all that the ledger holds" if situation.known is None else word_instant(situation.known)
    return word_instant(situation.valid), known


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


def _mark(
    place_id: str, situation: Situation, last: Situation, city: Place | None, fixing: Sequence[str]
) -> Mark:
    known = situation.assessments.get(place_id)
    place = (situation if known else last).places[place_id]
    return Mark(
        place_id=place_id,
        name=place.name,
        name_ar=place.name_ar,
        kind=place.kind,
        lon=place.lon,
        lat=place.lat,
        precision_m=place.precision_m,
        holder=known.holder if known else None,
        status=known.status if known else "unknown",
        probability=known.confidence if known else 0.0,
        since=_since(known),
        rule=known.rule if known else "Nothing was known of it at this date.",
        rank=_rank(place, known, situation, city, fixing),
        accounts=tuple(_account(e) for e in known.evidence) if known else (),
    )


def _since(known: Assessment | None) -> str:
    if known is None or known.holder is None:
        return ""
    if known.since is not None:
        return word_day(known.since)
    return "a day unknown" if known.previous_holder else "before the case"


def _rank(
    place: Place, known: Assessment | None, situation: Situation, city: Place | None, fixing: Sequence[str]
) -> int:
    if city is not None and place.place_id == city.place_id:
        return 0
    if place.kind in ("city", "mountain"):  # mountains with a name in the news are what a front turns on
        return 1
    today = day_of(situation.valid)
    turned = known is not None and known.since is not None and today - known.since < timedelta(days=2)
    disputed = known is not None and known.status == "contested"
    return 2 if turned or disputed or place.kind == "town" or place.place_id in fixing else 3


def _account(evidence: Evidence) -> Account:
    return Account(
        day=evidence.day.isoformat(),
        claimant=evidence.claimant,
        outlet=", ".join(evidence.outlets),
        said=evidence.said,
        speaks_for=evidence.speaks_for,
        weight=evidence.weight,
        claim_ids=evidence.claim_ids,
        url=evidence.url,
        note=evidence.note,
    )


def _overruled(front: Front) -> tuple[str, ...]:
    """Name the places that the line leaves on the other side."""
    if not front.overruled:
        return ()
    names = ", ".join(front.situation.places[i].name for i in front.overruled)
    return (f"Overruled by the places around: {names}.",)


def _ground_of(situation: Situation, cells: Tessellation) -> Ground:
    front = trace_front(situation, tessellation=cells)
    areas = control_areas(situation, tessellation=cells).polygons
    return Ground(areas=areas, front=front.lines, band=trace_band(front))


def _day(
    situation: Situation, cells: Tessellation, styles: Sequence[Style], drawn: Ground | None, days: int
) -> Day:
    position = {style.actor_id: n for n, style in enumerate(styles)}
    known = [situation.assessments.get(i) for i in cells.place_ids]
    valid, as_known = _clocks(situation)
    return Day(
        date=day_of(situation.valid).isoformat(),
        valid=valid,
        known=as_known,
        holders=tuple(position[a.holder] if a and a.holder else -1 for a in known),
        statuses=tuple(a.status if a else "unknown" for a in known),
        ground=tuple(position.get(holder, -1) for holder in ground(situation, cells).holders),
        drawn=drawn or (_ground_of(situation, cells) if days <= DRAWN_DAYS else None),
    )


def _nearest_front(city: Place | None, front: Front) -> Measure | None:
    if city is None:
        return None
    try:
        return distance_to_front(city, front)
    except NoFrontError:
        return None


def word_distance(near: Measure, city: str) -> str:
    """Say a distance of the front with its range and direction.

    Examples
    --------
    >>> from frontline.model import Measure
    >>> near = Measure(name="d", value=5.14, unit="km", low=3.8, high=8.2, bearing_deg=20.0, method="geodesic")
    >>> word_distance(near, "Hama")
    '5.1 km (4-8) north-north-east of Hama'
    """
    if near.value is None or near.low is None or near.high is None or near.bearing_deg is None:
        return f"at no known distance from {city}"
    return f"{near.value:.1f} km ({near.low:.0f}-{near.high:.0f}) {compass_word(near.bearing_deg)} of {city}"


def _finding(city: Place | None, situation: Situation, near: Measure | None) -> str:
    if city is None or city.place_id not in situation.assessments:
        return "Areas of control and front line, as assessed from public claims"
    state = situation.assessments[city.place_id]
    if state.holder is None:
        return f"Who holds {city.name} is not known"
    actor = situation.actors[state.holder].name.split(" (")[0]
    actor = actor if actor.isupper() else actor[0].lower() + actor[1:] if actor.startswith("Armed ") else actor
    word = {"held": "held by", "contested": "contested, more probably held by", "claimed": "claimed by"}[state.status]
    end = f"the city is {word} the {actor}"
    return f"Front {word_distance(near, city.name)}; {end}" if near else f"{city.name}: {end}"


def _weight_of_evidence(situation: Situation) -> str:
    claims = {c for a in situation.assessments.values() for e in a.evidence for c in e.claim_ids}
    voices = {e.voice for a in situation.assessments.values() for e in a.evidence if e.claim_ids}
    said = f"{count(len(claims), 'claim')} by {count(len(voices), 'claimant')}"
    return f"Assessed from {said} on {count(len(situation.assessments), 'place')}"


def count(number: int, noun: str) -> str:
    """Say how many, in the singular for one.

    Examples
    --------
    >>> count(1, "place"), count(1200, "claim")
    ('1 place', '1,200 claims')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _frame(
    city: Place | None, near: Measure | None, front: Front, marks: Sequence[Mark], base: gpd.GeoDataFrame
) -> Frame:
    """Some 30 to 70 km around the city, so that the front lies well inside; else the front, the places, the base."""
    if city is not None:
        away = near.value if near and near.value is not None else 0.0
        half = min(max(4 * away, 32.0), 70.0)
        corner = math.hypot(half, 1.25 * half)
        angle = math.degrees(math.atan2(1.25, 1))
        south_west, north_east = point_at(lon=city.lon, lat=city.lat, bearing=[180 + angle, angle], km=corner)
        return float(south_west[0]), float(south_west[1]), float(north_east[0]), float(north_east[1])
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


def _drawn_base(base: gpd.GeoDataFrame | None) -> gpd.GeoDataFrame:
    if base is None:
        return gpd.GeoDataFrame({"kind": [], "name": [], "name_ar": []}, geometry=[], crs=WGS84)
    return base


def _legend(
    frame: Frame,
    styles: Sequence[Style],
    here: Ground,
    base: gpd.GeoDataFrame,
    marks: Sequence[Mark],
) -> tuple[LegendEntry, ...]:
    """Explain what is drawn within the frame, and nothing else."""
    window = shapely.box(*frame)
    tables = (here.areas, here.front, here.band, base)
    areas, lines, band, base = (table[table.intersects(window)] for table in tables)
    held, statuses = set(areas["actor"]), set(areas["status"])
    entries = [LegendEntry(symbol="area", label=s.name, actor_id=s.actor_id) for s in styles if s.actor_id in held]
    if "contested" in statuses:
        entries.append(LegendEntry(symbol="contested", label="Contested: accounts contradict each other"))
    if "claimed" in statuses:
        entries.append(LegendEntry(symbol="claimed", label="Claimed: one interested side alone"))
    if len(lines) and bool(lines["firm"].any()):
        entries.append(LegendEntry(symbol="front", label="Front line (assessed)"))
    if len(lines) and not bool(lines["firm"].all()):
        entries.append(LegendEntry(symbol="doubtful_front", label="Front line beside a doubtful place"))
    if len(band):
        share = f"{band['probability'].iloc[0]:.0%}".replace("%", " %")
        entries.append(LegendEntry(symbol="band", label=f"Band that holds the front ({share})"))
    if any(m.holder is None and shapely.intersects_xy(window, m.lon, m.lat) for m in marks):
        entries.append(LegendEntry(symbol="place", label="Place whose holder is not known"))
    kinds = set(base["kind"])
    if "governorate" in kinds:
        entries.append(LegendEntry(symbol="border", label="Governorate border"))
    if "river" in kinds:
        entries.append(LegendEntry(symbol="river", label="River"))
    return tuple(entries)


def _alt_text(title: str, valid: str, known: str, areas: gpd.GeoDataFrame, situation: Situation) -> str:
    counts: dict[str, int] = {}
    for assessment in situation.assessments.values():
        if assessment.holder is not None:
            counts[assessment.holder] = counts.get(assessment.holder, 0) + 1
    held = "; ".join(
        f"{situation.actors[a].name}: {count(n, 'place')}, {areas.loc[areas['actor'] == a, 'area_km2'].sum():,.0f} km2"
        for a, n in sorted(counts.items())
    )
    return f"Map. {title}. As of {valid}; as known: {known}. {held}."

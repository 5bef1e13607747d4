"""What there is to measure of a city: at one instant, and from day to day.

Answers are values; they can say themselves in words and as plain data for JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frontline.advance import advance_rate, area_rates, distance_series, ground_changes, nearest_ever
from frontline.assessment import assess
from frontline.brief import reference_cities, word_state
from frontline.dates import day_of, days_between, parse_day
from frontline.encirclement import Encirclement, measure_encirclement, word_encirclement
from frontline.errors import DateError, NoFrontError
from frontline.metrics import compare_distances, distance_to_front, nearest_other, rose
from frontline.scene import word_distance
from frontline.territory import trace_front

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from frontline.model import Comparison, Front, Measure
    from frontline.report import Picture
    from gazetteer import Place

MEASURE_FIELDS = ("name", "subject", "value", "low", "high", "unit", "bearing_deg", "basis", "method")
PLACES_TOLD = 3
"""Places of a corridor that are named in a sentence."""


@dataclass(frozen=True, kw_only=True)
class CityGauge:
    """A city's measures at one instant."""

    picture: Picture
    city: Place
    near: Measure
    other: Measure
    spokes: tuple[Measure, ...]
    closed: Encirclement

    def words(self) -> tuple[str, ...]:
        """Tell them in lines of text."""
        places, scene = self.picture.situation.places, self.picture.scene
        names = " and ".join(places[i].name for i in self.near.basis)
        way = self.closed.corridors[0].places[:PLACES_TOLD] if self.closed.corridors else ()
        spokes = [
            f"  {m.name.rsplit('_', 1)[1]:>4}  " + ("none in reach" if m.value is None else f"{m.value:5.1f} km")
            for m in self.spokes
        ]
        return (
            f"Front {word_distance(self.near, self.city.name)}, fixed by {names}.",
            f"As of {scene.valid}; as known: {scene.known}.",
            word_state(self.city, self.picture.situation),
            f"{self.city.name}: {word_encirclement(self.closed, [places[i].name for i in way])}.",
            f"How: {self.near.method}.",
            *spokes,
        )

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        scene = self.picture.scene
        ways = [
            {"start_deg": c.start_deg, "end_deg": c.end_deg, "width_km": c.width_km, "places": list(c.places)}
            for c in self.closed.corridors
        ]
        return {
            "city": self.city.place_id,
            "valid": scene.valid,
            "known": scene.known,
            "measures": [as_row(m) for m in (self.near, self.other, *self.spokes, self.closed.share)],
            "sides_closed": list(self.closed.sides),
            "corridors": ways,
        }


def measure_city(picture: Picture, city: Place, outline: Any = None) -> CityGauge:
    """Measure what there is to measure of a city at a picture's instant.

    Parameters
    ----------
    outline : shapely polygon, optional
        To measure the distance from, EPSG:4326.

    Raises
    ------
    NoFrontError
        If the city's holder is unknown or meets no other side.
    """
    return CityGauge(
        picture=picture,
        city=city,
        near=distance_to_front(city, picture.front, outline),
        other=nearest_other(city, picture.situation),
        spokes=tuple(rose(city, picture.front)),
        closed=measure_encirclement(city, picture.front),
    )


@dataclass(frozen=True, kw_only=True)
class SeriesGauge:
    """A city's measures over a span of days.

    Parameters
    ----------
    nearest, advance : Measure or None
        None where there was no front to measure.
    areas : tuple of Measure
        Square kilometres a day, by actor, over the whole span.
    """

    city: Place
    days: tuple[Measure, ...]
    nearest: Measure | None
    advance: Measure | None
    areas: tuple[Measure, ...]
    comparisons: tuple[Comparison, ...]

    def words(self) -> tuple[str, ...]:
        """Tell them in lines of text."""
        lines = [f"  {m.day}  {word_distance(m, self.city.name)}" for m in self.days]
        if self.nearest:
            lines.append(f"Nearest on {self.nearest.day}: {word_distance(self.nearest, self.city.name)}.")
        if self.advance:
            lines.append(f"Advance {_span(self.advance)}; {self.advance.method}.")
        lines += [f"{m.subject}: {m.value:+,.0f} km2/day ({m.low:+,.0f} to {m.high:+,.0f})." for m in self.areas]
        lines += [
            f"{c.claim.event.last_day}  {c.claim.attributed_to or c.claim.outlet}: {c.stated_km:g} km; "
            f"the places give {c.computed.value:.1f} ({c.computed.low:.1f}-{c.computed.high:.1f}): {c.verdict} "
            f"[{c.claim.claim_id}]"
            for c in self.comparisons
        ]
        return tuple(lines)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        single = [m for m in (self.nearest, self.advance) if m]
        return {
            "series": [as_row(m) for m in self.days],
            "span": [as_row(m) for m in (*single, *self.areas)],
            "claims": [
                {
                    "claim_id": c.claim.claim_id,
                    "day": str(c.claim.event.last_day),
                    "stated_km": c.stated_km,
                    "computed_km": c.computed.value,
                    "difference_km": c.difference_km,
                    "verdict": c.verdict,
                }
                for c in self.comparisons
            ],
        }


def measure_series(
    picture: Picture, city: Place, first: str, last: str | None = None, outline: Any = None
) -> SeriesGauge:
    """Measure a city day by day.

    Each day is as known at its own end, or at the picture's `known` where that is later.

    Parameters
    ----------
    first, last : str
        ISO days; `last` is the picture's own day if left out.

    Raises
    ------
    DateError
        If a day cannot be read, lies outside the case, or the last is before the first.
    """
    begin, end = parse_day(first), parse_day(last) if last else day_of(picture.situation.valid)
    _check_span(picture, begin, end)
    known = picture.situation.known
    days = [assess(picture.case.ledger, day, known) for day in days_between(begin, end)]
    fronts = [trace_front(s, tessellation=picture.front.tessellation) for s in days]
    series = distance_series(city, fronts, outline)
    claims = [c for c in picture.case.ledger.known_by(picture.situation.known) if _is_of(c, city, picture)]
    compared = compare_distances(
        claims, reference_cities(claims, picture.case.ledger), {day_of(f.situation.valid): f for f in fronts}
    )
    return SeriesGauge(
        city=city,
        days=tuple(series),
        nearest=nearest_ever(series) if series else None,
        advance=_advance(city, fronts),
        areas=tuple(_areas(fronts)),
        comparisons=tuple(compared),
    )


def _check_span(picture: Picture, begin: date, end: date) -> None:
    if end < begin:
        raise DateError(f"the series ends on {end}, before it begins on {begin}; choose a later --to")
    if begin < picture.case.start or end > max(picture.case.end, day_of(picture.situation.valid)):
        raise DateError(f"the case runs from {picture.case.start} to {picture.case.end}; choose --from and --to within")


def _is_of(claim: Any, city: Place, picture: Picture) -> bool:
    named = reference_cities([claim], picture.case.ledger).get(claim.reference_city)
    return named is not None and named.place_id == city.place_id


def _advance(city: Place, fronts: list[Front]) -> Measure | None:
    try:
        return advance_rate(city, fronts[0], fronts[-1])
    except NoFrontError:
        return None


def _areas(fronts: list[Front]) -> Iterable[Measure]:
    if len(fronts) < 2:
        return ()
    return area_rates(ground_changes(fronts[0], fronts[-1]), fronts[0].situation, fronts[-1].situation)


def _span(measure: Measure) -> str:
    value, low, high = (round(n or 0.0, 1) + 0.0 for n in (measure.value, measure.low, measure.high))  # no -0.0
    return f"{value:.1f} {measure.unit} ({low:.1f} to {high:.1f})"


def as_row(measure: Measure) -> dict[str, Any]:
    """A measure as plain data."""
    day = {"day": measure.day.isoformat()} if measure.day else {}
    return {field: getattr(measure, field) for field in MEASURE_FIELDS} | day

"""From a case to the files of a report: page, pictures and the numbers behind them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.assessment import assess
from frontline.assessment import history as assess_days
from frontline.brief import Brief, compose_brief, figures_known
from frontline.checks import check_figures
from frontline.datasets import Case, base_around, land_of
from frontline.dates import DAY, day_of, days_between, end_of, parse_instant, word_instant
from frontline.errors import DateError, OutputError
from frontline.layers import geojson
from frontline.scene import DRAWN_DAYS, Languages, Palette, Scene, Tiles, compose_scene
from frontline.tables import to_csv, write_bytes
from frontline.territory import control_areas, tessellate, trace_front

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    import geopandas as gpd

    from frontline.model import Areas, Front, History, Situation, Tessellation
    from gazetteer import Place

FILES = (
    "report.html", "report.pdf", "report.md", "map.png", "map.svg", "map.pdf", "places.csv", "front.geojson",
    "areas.geojson", "metrics.csv",
)  # fmt: skip
"""What a report writes."""

MAX_DAYS_AFTER = 31
"""How long after its last day a case may still be assessed: no claim speaks of the time beyond."""

MAX_DAYS = 4_000
"""How many days a case may have: each is assessed, and more of them are a year mistyped."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A case at one instant: everything the files are made from."""

    case: Case
    city: Place | None
    situation: Situation
    eve: Situation
    again: Situation | None
    history: tuple[tuple[Situation, Front], ...]
    areas: Areas
    front: Front
    scene: Scene


def survey(
    case: Case,
    valid: str | date | datetime,
    known: str | date | datetime | None = None,
    city: Place | None = None,
    palette: Palette = "customary",
    step: Callable[[str], None] = lambda _: None,
    languages: Languages = "en",
    since: str | date | datetime | None = None,
    *,
    base: gpd.GeoDataFrame | None = None,
    tiles: Tiles | None = None,
) -> Picture:
    """Assess a case at an instant and on each of its days, and trace areas and front.

    The days of the slider are as known at `known`, or at the end of the day itself where that is later.

    Parameters
    ----------
    city : Place, optional
        Where distances are measured from; the case's own city if left out.
    step : callable
        Told what is being done, for a progress display.
    languages : {"en", "ar", "both"}
        Of the printed map.
    since : str, date or datetime, optional
        Instant of the last brief, which is made again as it could be known then, to be compared with. If left out,
        the day before is compared, as known at `known`.
    base : GeoDataFrame, optional
        A base layer of your own (`frontline.datasets.read_base`).
    tiles : Tiles, optional
        Map pictures of a server under the map of the page.

    Raises
    ------
    DateError
        If an instant cannot be read, `valid` lies outside the case, or `since` is not within the case before it.
    UnplacedCaseError
        If nothing in the case stands at a place.
    """
    case.check_placed()
    city = city or (case.places[case.city] if case.city else None)
    valid_at = parse_instant(valid)
    known_at = None if known is None else parse_instant(known)
    day = day_of(valid_at)
    _check_days(case, day)
    step("assessing")
    situation = assess(case.ledger, valid_at, known_at)
    eve, again = _look_back(case, valid_at, known_at, since)
    days = [_of_day(case, d, valid_at, known_at, situation) for d in days_between(case.start, max(case.end, day))]
    step("tracing areas and front")
    ground, cells = _ground_of(case, situation, base)
    front = trace_front(situation, tessellation=cells)
    areas = control_areas(situation, tessellation=cells)
    history = tuple((s, trace_front(s, tessellation=cells)) for s in days)
    scene = compose_scene(
        situation,
        front,
        areas=areas,
        history=days,
        evenings=_evenings(case, [day_of(s.valid) for s in days]),
        city=city,
        base=ground,
        sources=(*case.credits, *filter(None, [ground.attrs["credit"]])),
        palette=palette,
        languages=languages,
        tiles=tiles,
    )
    return Picture(
        case=case, city=city, situation=situation, eve=eve, again=again, history=history, areas=areas, front=front,
        scene=scene,
    )  # fmt: skip


def _ground_of(
    case: Case, situation: Situation, base: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoDataFrame, Tessellation]:
    """What lies under a map, and its cells: only what is known at its date may shape them.

    Where nothing is known yet, the places that the case will name still tell which country it is about.
    """
    places = {i: p for i, p in situation.places.items() if not p.is_area}
    later = {c.place_id for c in case.claims if c.place_id}
    ground = base_around(list(places.values()) or [case.places[i] for i in sorted(later)], base)
    return ground, tessellate(places, land_of(list(places.values()), ground))


def _look_back(
    case: Case, valid: datetime, known: datetime | None, since: str | date | datetime | None
) -> tuple[Situation, Situation | None]:
    """What a report compares with; and, where that knew less, the same instant with what is known now."""
    if since is None:
        return assess(case.ledger, max(valid - DAY, end_of(case.start)), known), None
    since_at = parse_instant(since)
    if since_at >= valid:
        raise DateError(f"--since {since}: is not before the date of the report ({word_instant(valid)})")
    if day_of(since_at) < case.start:
        raise DateError(f"--since {since}: is before the case begins ({case.start}); choose a later day")
    then = since_at if known is None else min(since_at, known)
    return assess(case.ledger, since_at, then), assess(case.ledger, since_at, known)


def _check_days(case: Case, day: date) -> None:
    if day < case.start:
        raise DateError(f"{day} is before the case begins ({case.start}); choose a later --valid")
    if (day - case.end).days > MAX_DAYS_AFTER:
        raise DateError(f"{day} is long after the case ends ({case.end}); choose an earlier --valid")
    if (case.end - case.start).days > MAX_DAYS:
        raise DateError(
            f"the case runs from {case.start} to {case.end}, over {MAX_DAYS:,} days; correct the dates of its claims, "
            "or give start and end in case.toml"
        )


def _of_day(
    case: Case, day: date, valid: datetime, known: datetime | None, situation: Situation
) -> Situation:
    """The situation of a day; on the report's own day the report's own situation."""
    if day == day_of(valid):
        return situation
    return assess(case.ledger, end_of(day), known and max(known, end_of(day)))


def _evenings(case: Case, days: Sequence[date]) -> list[History]:
    """All days up to each, as known at its end; none for a history so long that its days are not drawn either."""
    if len(days) > DRAWN_DAYS:
        return []
    return [assess_days(case.ledger, days[0], day, day) for day in days]


def write_report(
    picture: Picture,
    folder: Path,
    step: Callable[[str], None] = lambda _: None,
    templates: Path | None = None,
) -> Brief:
    """Write all files of a report into a folder; all are made before the first is written.

    Parameters
    ----------
    picture : Picture
        As surveyed.
    folder : Path
        Made if it is not there.
    templates : Path, optional
        Folder with templates of the user, each in place of the packaged one of its name.

    Returns
    -------
    Brief
        What the report says.

    Raises
    ------
    OutputError
        If the folder cannot be written.
    ReportTemplateError
        If a template of the user cannot be filled; nothing is written then.
    """
    from frontline.render.report import check_folder

    check_folder(templates)
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"{folder}: is a file; choose a folder for --out")
    if taken := [name for name in FILES if (folder / name).is_dir()]:
        raise OutputError(f"{folder / taken[0]}: is a folder; choose another --out")
    brief = brief_of(picture)
    files = {
        **_drawn(picture, brief, templates, step),
        "places.csv": places_csv(picture.scene, picture.situation).encode(),
        "metrics.csv": metrics_csv(brief).encode(),
        "areas.geojson": geojson(picture.areas.polygons, about(picture)).encode(),
        "front.geojson": geojson(picture.front.lines, about(picture)).encode(),
    }
    step("writing")
    for name in FILES:
        write_bytes(folder / name, files[name])
    return brief


def brief_of(picture: Picture) -> Brief:
    """Compose what a report on a case says, as surveyed."""
    return compose_brief(
        picture.scene,
        picture.case.ledger,
        picture.case.figures,
        picture.city,
        picture.history,
        picture.situation,
        picture.front,
        picture.areas,
        picture.eve,
        picture.again,
        check_figures(figures_known(picture.case.figures, picture.situation)),
    )


def _drawn(
    picture: Picture, brief: Brief, templates: Path | None, step: Callable[[str], None]
) -> dict[str, bytes]:
    """Draw the pages and the printed maps of a report."""
    from frontline.render.pdf import typeset_report
    from frontline.render.report import draw_charts, draw_report, word_report
    from frontline.render.static import render_static

    step("drawing the page")
    charts = draw_charts(brief)
    files = {
        "report.html": draw_report(brief, templates, charts).encode(),
        "report.md": word_report(brief, templates).encode(),
    }
    step("drawing the printed map")
    for suffix in (".png", ".svg", ".pdf"):
        files[f"map{suffix}"] = render_static(picture.scene, suffix)
    step("typesetting the report")
    files["report.pdf"] = typeset_report(brief, templates, charts, files["map.svg"])
    return files


PLACE_COLUMNS = (
    "place_id", "name", "name_ar", "kind", "lon", "lat", "precision_m", "date", "holder", "status", "probability",
    "since", "basis", "claims", "claimants", "rule", "claim_ids",
)  # fmt: skip


def places_csv(scene: Scene, situation: Situation) -> str:
    """Write every place of a map with its state, as CSV."""

    def row(mark: Any) -> dict[str, object]:
        known = situation.assessments.get(mark.place_id)
        claims = sorted({c for a in mark.accounts for c in a.claim_ids})
        return {
            "place_id": mark.place_id,
            "name": mark.name,
            "name_ar": mark.name_ar,
            "kind": mark.kind,
            "lon": f"{mark.lon:.4f}",
            "lat": f"{mark.lat:.4f}",
            "precision_m": "" if mark.precision_m is None else f"{mark.precision_m:.0f}",
            "date": day_of(situation.valid).isoformat(),
            "holder": mark.holder or "",
            "status": mark.status,
            "probability": f"{min(mark.probability, 0.999):.3f}" if mark.holder else "",
            "since": known.since.isoformat() if known and known.since else "",
            "basis": known.basis if known else "none",
            "claims": len(claims),
            "claimants": len({a.claimant for a in mark.accounts if a.claim_ids}),
            "rule": mark.rule,
            "claim_ids": ";".join(claims),
        }

    return to_csv(PLACE_COLUMNS, [row(mark) for mark in scene.marks])


METRIC_COLUMNS = ("day", "measure", "subject", "value", "low", "high", "unit", "bearing_deg", "basis", "method")


def metrics_csv(brief: Brief) -> str:
    """Write every measure of a brief as CSV: of its date, by bearing, and the series over the days."""
    series = [m for m in brief.series if m.day != (brief.near.day if brief.near else None)]
    return to_csv(
        METRIC_COLUMNS,
        [
            {
                "day": m.day.isoformat() if m.day else "",
                "measure": m.name,
                "subject": m.subject,
                "value": _round(m.value),
                "low": _round(m.low),
                "high": _round(m.high),
                "unit": m.unit,
                "bearing_deg": _round(m.bearing_deg),
                "basis": ";".join(m.basis),
                "method": m.method,
            }
            for m in (*brief.measures, *brief.rose, *series)
        ],
    )


def _round(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def about(picture: Picture) -> dict[str, str | list[str]]:
    """What a file of layers says about itself: title, both dates, sources and caveats."""
    return {
        "title": picture.scene.title,
        "valid": picture.scene.valid,
        "known": picture.scene.known,
        "sources": list(picture.scene.sources),
        "caveats": list(picture.scene.caveats),
    }

"""Reading a case: the packaged ones by name, your own from a folder or a single table of claims."""

from __future__ import annotations

import json
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from frontline.datasets._case import Case, PlaceTable
from frontline.datasets._looks import MOST_ACTORS, give_looks
from frontline.datasets._placing import place_claims, read_pins, with_points
from frontline.dates import parse_day
from frontline.errors import DateError, TableError, UnknownCaseError
from frontline.ledger import Ledger, Register, claim_rows, is_stored, sift_claims, slug
from frontline.model import Actor, Baseline, Claim, Figure, Outlet, Voice
from frontline.tables import Row, number, read_rows, read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gazetteer import Gazetteer, Place

_HERE = Path(__file__).parent
_PACKAGED = {"hama-2024": _HERE / "hama_2024"}


def names() -> tuple[str, ...]:
    """List the packaged cases.

    Examples
    --------
    >>> names()
    ('hama-2024',)
    """
    return tuple(_PACKAGED)


def load(case: str | Path) -> Case:
    """Load a packaged case by name, or your own from a folder, a claims table or a ledger.

    A folder needs `claims.csv`; `case.toml`, `actors.csv`, `voices.csv`, `claimants.csv`, `outlets.csv`,
    `baseline.csv`, `figures.csv`, `places.csv` and `places.lock` are read where they are there. The layout is that
    of the packaged case, whose README documents each column.

    Parameters
    ----------
    case : str or Path
        A name from `names()`, a folder, a table of claims (CSV, JSON Lines), a ledger (its name ends in .gpkg), or
        the address of one on a server (``postgresql://...``).

    Raises
    ------
    UnknownCaseError
        If it is none of these.
    TableError
        If a table has faults; lists all that were found in it.
    LedgerError
        If a ledger cannot be read.

    Examples
    --------
    >>> load("hama-2024").title
    'The offensive in north-west Syria and the fall of Hama, 2024'
    """
    if is_stored(case):
        from frontline.datasets._stored import load_stored  # opens the libraries of databases

        return load_stored(case)
    if str(case) in _PACKAGED:
        return read_folder(_PACKAGED[str(case)])
    path = Path(case)
    if path.is_dir():
        return read_folder(path)
    if path.is_file():
        return read_folder(path.parent, claims=path, alone=True)
    raise UnknownCaseError(
        f"no case {str(case)!r}: packaged are {', '.join(_PACKAGED)}; or give a folder with claims.csv"
    )


def read_folder(
    folder: Path, claims: Path | None = None, alone: bool = False, faulty: list[Row] | None = None
) -> Case:
    """Read the tables of a folder; `alone` leaves its other tables unread.

    Faulty rows of claims go into `faulty` where that is given; otherwise they are raised.
    """

    def table(name: str) -> Path | None:
        return folder / name if not alone and (folder / name).is_file() else None

    from gazetteer import TableError as PlaceTableError
    from gazetteer import UnknownTableError, load_gazetteer

    path = claims or folder / "claims.csv"
    meta = _read_meta(table("case.toml"))
    try:
        tables = [*meta.get("gazetteer", ["syria"]), *([str(t)] if (t := table("places.csv")) else [])]
        gazetteer = load_gazetteer(*tables)
    except PlaceTableError as error:
        raise TableError(error.problems) from error
    except UnknownTableError as error:
        raise TableError([f"case.toml: gazetteer: {error}"]) from error
    actors = _read_actors(table("actors.csv"), path)
    register = _read_register(table, actors)
    pins = read_pins(lock, gazetteer) if (lock := table("places.lock")) else {}
    told, gazetteer = with_points(_sifted(path, register, actors, gazetteer, faulty), gazetteer)
    placed = place_claims(told, pins, gazetteer)
    if not placed:
        raise TableError([f"{path.name}: no claims under the header; add at least one row"])
    start, end = _days(meta, placed)
    baseline = _read_baseline(table("baseline.csv"), actors, gazetteer)
    outlines = _read_outlines(table("areas.geojson"), gazetteer)
    ledger = Ledger((), gazetteer.places, actors, register, baseline, start, outlines).appended(placed)
    return Case(
        case_id=str(meta.get("id", folder.name if claims is None else path.stem)),
        title=str(meta.get("title", path.stem if alone else folder.name)),
        description=str(meta.get("description", "")),
        start=start,
        end=end,
        city=_city(meta, gazetteer, folder),
        credits=_credits(meta, placed, gazetteer.places),
        gazetteer=gazetteer,
        places=PlaceTable(gazetteer),
        ledger=ledger,
        figures=tuple(_read_figures(table("figures.csv"))),
        pins=pins,
        tables=tuple(meta.get("gazetteer", ["syria"])),
    )


def _sifted(
    path: Path, register: Register, actors: Mapping[str, Actor], gazetteer: Gazetteer, faulty: list[Row] | None
) -> list[Claim]:
    sifted = sift_claims(path, register, actors, gazetteer.places)
    if sifted.faulty and (faulty is None or not sifted.claims):
        raise TableError(sifted.problems(path))
    if faulty is not None:
        faulty += sifted.faulty
    return sifted.claims


def _read_outlines(path: Path | None, gazetteer: Gazetteer) -> dict[str, str]:
    """Read the ground of areas: a GeoJSON whose features name a `place_id`, as WKT."""
    if path is None:
        return {}
    from shapely.geometry import shape

    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        found = {str(f["properties"]["place_id"]): shape(f["geometry"]) for f in features}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise TableError(
            [f"{path.name}: {error!r}; write a GeoJSON FeatureCollection whose features have a place_id"]
        ) from error
    problems = [
        f"{path.name}, feature {place_id}: not a sound polygon of a place that the tables hold; correct it"
        for place_id, ground in found.items()
        if place_id not in gazetteer.places or not ground.is_valid or ground.area == 0
    ]
    if problems:
        raise TableError(problems)
    return {place_id: ground.wkt for place_id, ground in found.items()}


def _read_meta(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        meta = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TableError([f"{path.name}: {error}; write it as TOML in UTF-8"]) from error
    tables = meta.get("gazetteer", [])
    if not isinstance(tables, list) or not all(isinstance(name, str) for name in tables):
        raise TableError([f'{path.name}: gazetteer: write a list of names, such as ["syria", "world"]'])
    if not isinstance(meta.get("city", ""), str):
        raise TableError([f'{path.name}: city: write a place_id in quotes, such as "hama"'])
    return meta


def _days(meta: Mapping[str, Any], claims: Sequence[Claim]) -> tuple[date, date]:
    """First and last day of the case: as it says (a TOML date or text), else the eve of its claims to the last."""
    try:
        start = parse_day(str(meta.get("start", _eve(min(c.event.first_day for c in claims)))))
        end = parse_day(str(meta.get("end", max(c.event.last_day for c in claims))))
    except DateError as error:
        raise TableError([f"case.toml: {error}"]) from error
    if end < start:
        raise TableError([f"case.toml: the case ends ({end}) before it starts ({start}); give both days, in order"])
    return start, end


def _eve(day: date) -> date:
    """The day before, for whose end the baseline speaks and from which the first events are changes."""
    return max(day, date.min + timedelta(days=1)) - timedelta(days=1)


def _city(meta: Mapping[str, Any], gazetteer: Gazetteer, folder: Path) -> str | None:
    city = meta.get("city")
    if city is not None and city not in gazetteer.places:
        raise TableError([f"{folder.name}/case.toml: city {city!r} is not a place_id of the tables of places"])
    return city


def _credits(meta: Mapping[str, Any], claims: Iterable[Claim], places: Mapping[str, Place]) -> tuple[str, ...]:
    given = [str(meta[key]) for key in ("credit", "place_credit") if key in meta]
    if given:
        return tuple(given)
    told = list(claims)
    stood = [places[i] for i in {c.place_id for c in told if c.place_id}]
    geonames = ("Coordinates: GeoNames (CC BY 4.0).",) if any(map(_is_of_geonames, stood)) else ()
    outlets = len({c.outlet for c in told})
    return (f"Claims: {outlets} outlet{'' if outlets == 1 else 's'}, as listed.", *geonames)


def _is_of_geonames(place: Place) -> bool:
    """Tell by source or id: who copies what `resolve --world` prints into an own table keeps one of them."""
    return "geonames" in place.source.casefold() or place.place_id.startswith("geonames-") or bool(place.geonames_id)


def _read_actors(path: Path | None, claims: Path) -> dict[str, Actor]:
    if path is None:
        return _actors_from_claims(claims)
    columns = ("actor_id", "name", "code", "customary_colour", "safe_colour")

    def parse(cells: Mapping[str, str]) -> Actor:
        return Actor(
            actor_id=cells["actor_id"],
            name=cells["name"],
            name_ar=cells.get("name_ar", ""),
            code=cells["code"],
            customary_colour=cells["customary_colour"],
            safe_colour=cells["safe_colour"],
            hatch=cells.get("hatch", ""),
            marker=cells.get("marker") or "o",
            note=cells.get("note", ""),
        )

    return {a.actor_id: a for a in read_table(path, columns, parse, key="actor_id")}


def _actors_from_claims(claims: Path) -> dict[str, Actor]:
    """Name the actors as the claims do when no table describes them."""
    seen = dict.fromkeys(
        name
        for row in claim_rows(claims)
        if not row.fault
        for name in (row.cells["actor"], row.cells.get("against", ""))
        if name
    )
    if len(seen) > MOST_ACTORS:
        raise TableError([f"{claims.name}: {len(seen)} actors; describe them in an actors.csv beside it"])
    packaged = _read_actors(_PACKAGED["hama-2024"] / "actors.csv", claims)
    looks = give_looks(seen, packaged)
    return {name: looks[name] for name in seen}


def _read_register(table: Any, actors: Mapping[str, Actor]) -> Register:
    voices = _read_table(
        table("voices.csv"),
        ("claimant_id", "name", "side", "reliability"),
        "claimant_id",
        lambda cells: _voice(cells, actors),
    )
    outlets = _read_table(
        table("outlets.csv"), ("outlet", "outlet_id", "kind", "reliability", "retrospective"), "outlet", _outlet
    )
    attributions = _read_table(
        table("claimants.csv"),
        ("attributed_to", "claimant_ids"),
        "attributed_to",
        _attribution,
    )
    names = _own_names(table("voices.csv"))
    return Register(
        voices={v.voice_id: v for v in voices},
        outlets={o.name: o for o in outlets},
        attributions={**names, **dict(attributions)},
    )


def _own_names(path: Path | None) -> dict[str, tuple[str, ...]]:
    """What each claimant is called by itself, in English and Arabic, for reports that the case has not seen."""
    told: dict[str, tuple[str, ...]] = {}
    for row in [] if path is None else read_rows(path, ("claimant_id", "name")):
        for name in (row.cells["name"], row.cells.get("name_ar", "")):
            if name:
                told.setdefault(name, (row.cells["claimant_id"],))
    return told


def _read_table(path: Path | None, columns: tuple[str, ...], key: str, parse: Any) -> list[Any]:
    return [] if path is None else read_table(path, columns, parse, key=key)


def _attribution(cells: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    voices = tuple(part.strip() for part in cells["claimant_ids"].split(";"))
    if not all(voices):
        raise ValueError("column claimant_ids: an id is blank; write ids joined by ;")
    return cells["attributed_to"], voices


def _voice(cells: Mapping[str, str], actors: Mapping[str, Actor]) -> Voice:
    # An unknown side would pass for an enemy of all, whose every word is an admission.
    if cells["side"] and cells["side"] not in actors:
        raise ValueError(f"column side: {cells['side']!r} is not one of {', '.join(actors)}; blank for no side")
    return Voice(
        voice_id=cells["claimant_id"],
        name=cells["name"],
        side=cells["side"] or None,
        reliability=cells["reliability"],
        reason=cells.get("reason", ""),
    )


def _outlet(cells: Mapping[str, str]) -> Outlet:
    if cells["retrospective"] not in ("yes", "no"):
        raise ValueError(f"column retrospective: {cells['retrospective']!r} is not yes or no")
    return Outlet(
        outlet_id=cells["outlet_id"] or slug(cells["outlet"]),
        name=cells["outlet"],
        kind=cells["kind"],
        side=cells.get("side") or None,
        reliability=cells["reliability"],
        retrospective=cells["retrospective"] == "yes",
    )


def _read_baseline(
    path: Path | None, actors: Mapping[str, Actor], gazetteer: Gazetteer
) -> dict[str, Baseline]:
    def parse(cells: Mapping[str, str]) -> Baseline:
        if cells["place_id"] not in gazetteer.places:
            raise ValueError(f"column place_id: {cells['place_id']!r} is in no table of places")
        if cells["actor"] not in actors:
            raise ValueError(f"column actor: {cells['actor']!r} is not one of {', '.join(actors)}")
        return Baseline(
            place_id=cells["place_id"],
            actor=cells["actor"],
            basis=cast("Literal['record', 'claim', 'inferred']", cells["basis"]),
            source=cells["source"],
            url=cells.get("url", ""),
            note=cells.get("note", ""),
        )

    rows: list[Baseline] = _read_table(path, ("place_id", "actor", "basis", "source"), "place_id", parse)
    return {row.place_id: row for row in rows}


def _read_figures(path: Path | None) -> list[Figure]:
    def day(text: str) -> date | None:
        return parse_day(text) if text else None

    def parse(cells: Mapping[str, str]) -> Figure:
        first, _, last = cells["value"].partition("-")
        low, high = (number({"value": text}, "value") for text in (first, last or first))
        if low is None or high is None or high < low:
            raise ValueError("column value: write a number from 0 on, or a range low-high")
        return Figure(
            figure_id=cells["figure_id"],
            as_of=parse_day(cells["as_of"].partition("/")[2] or cells["as_of"]),
            kind=cells["figure_kind"],
            side=cells["side"],
            low=low,
            high=high,
            unit=cells["unit"],
            precision=cells.get("precision", ""),
            attributed_to=cells.get("attributed_to", ""),
            outlet=cells["source"],
            published=day(cells.get("reported_date", "")),
            url=cells.get("url", ""),
            note=cells.get("note", ""),
        )

    columns = ("figure_id", "as_of", "figure_kind", "side", "value", "unit", "source")
    return _read_table(path, columns, "figure_id", parse)

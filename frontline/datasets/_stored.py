"""A case kept in a ledger on disk or server: what it is made of, read back, and further claims taken in."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.datasets._case import Case, PlaceTable
from frontline.datasets._load import load, read_folder
from frontline.datasets._placing import Pin, place_claims, with_points
from frontline.errors import TableError
from frontline.ledger import Ledger, Register, cells_of, is_stored, parse_claim, sift_claims
from frontline.ledger.store import Added, Contents, Store, holds_claims
from frontline.model import Actor, Baseline, Claim, Figure, Outlet, Voice
from frontline.tables import Row
from gazetteer import Gazetteer, Place, PlaceName, load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import added, and what a person should know of it.

    Parameters
    ----------
    faulty : tuple of Row
        The rows that it could not take.
    unplaced : int
        Of the claims taken, those that stand at no point.
    actors : mapping of str to int
        By id, how many claims name it; only where no table of actors tells of them: a table alone began the ledger.
    """

    added: Added
    faulty: tuple[Row, ...]
    unplaced: int = 0
    actors: Mapping[str, int] = field(default_factory=dict)


def load_stored(address: str | Path) -> Case:
    """Read the case that a ledger on disk or server holds.

    Raises
    ------
    LedgerError
        If there is none, or it cannot be read.
    """
    with Store(address) as store:
        return case_of(store.read(), store.name)


def case_of(contents: Contents, name: str) -> Case:
    """Make a case of what a ledger holds."""
    kept = contents.context
    meta = kept.get("meta", {}).get("case", {})
    gazetteer = _gazetteer(meta.get("tables", ["syria"]), kept.get("place", {}))
    actors = {key: Actor(**content) for key, content in kept.get("actor", {}).items()}
    register = Register(
        voices={key: Voice(**content) for key, content in kept.get("voice", {}).items()},
        outlets={key: Outlet(**content) for key, content in kept.get("outlet", {}).items()},
        attributions={key: tuple(content) for key, content in kept.get("attribution", {}).items()},
    )
    claims = tuple(sorted((parse_claim(row, register, actors) for row in contents.claims), key=lambda c: c.claim_id))
    start = date.fromisoformat(meta["start"]) if meta else date.min
    last = max((c.event.last_day for c in claims), default=start)
    return Case(
        case_id=meta.get("case_id", Path(name).stem),
        title=meta.get("title", name),
        description=meta.get("description", ""),
        start=start,
        end=date.fromisoformat(meta["end"]) if meta.get("end") else last,
        city=meta.get("city"),
        credits=tuple(meta.get("credits", ())),
        gazetteer=gazetteer,
        places=PlaceTable(gazetteer),
        ledger=Ledger(
            claims=claims,
            places=gazetteer.places,
            actors=actors,
            register=register,
            baseline={key: Baseline(**content) for key, content in kept.get("baseline", {}).items()},
            start=start,
            outlines=dict(kept.get("outline", {})),
        ),
        figures=tuple(_figure(content) for content in kept.get("figure", {}).values()),
        pins={(p["written"], p["context"]): Pin(**p) for p in kept.get("pin", {}).values()},
        tables=tuple(meta.get("tables", ["syria"])),
    )


def _gazetteer(tables: Iterable[str], kept: Mapping[str, Any]) -> Gazetteer:
    packaged = load_gazetteer(*tables)
    own = {
        key: Place(**{**content, "names": tuple(PlaceName(**name) for name in content["names"])})
        for key, content in kept.items()
    }
    if all(packaged.places.get(key) == place for key, place in own.items()):
        return packaged
    return Gazetteer({**packaged.places, **own}.values())


def _figure(content: Mapping[str, Any]) -> Figure:
    published = content["published"]
    days = {"as_of": date.fromisoformat(content["as_of"]), "published": published and date.fromisoformat(published)}
    return Figure(**{**content, **days})


def context_entries(case: Case) -> Iterator[tuple[str, str, Any]]:
    """List all that the claims of a case are read with, as (topic, key, content) for `Store.append`."""
    yield (
        "meta",
        "case",
        {
            "case_id": case.case_id, "title": case.title, "description": case.description, "city": case.city,
            "start": str(case.start), "end": str(case.end), "credits": list(case.credits), "tables": list(case.tables),
        },
    )  # fmt: skip
    ledger = case.ledger
    for topic, nouns in (
        ("actor", ledger.actors),
        ("voice", ledger.register.voices),
        ("outlet", ledger.register.outlets),
        ("baseline", ledger.baseline),
    ):
        yield from ((topic, key, asdict(noun)) for key, noun in nouns.items())
    yield from (("attribution", key, list(voices)) for key, voices in ledger.register.attributions.items())
    yield from (("outline", key, wkt) for key, wkt in ledger.outlines.items())
    for figure in case.figures:
        days = {"as_of": str(figure.as_of), "published": str(figure.published) if figure.published else None}
        yield "figure", figure.figure_id, {**asdict(figure), **days}
    yield from (("pin", f"{w}\n{c}", asdict(pin)) for (w, c), pin in case.pins.items())
    yield from _place_entries(case, case.claims)


def _place_entries(case: Case, claims: Iterable[Claim]) -> Iterator[tuple[str, str, Any]]:
    """The places that are used, and those of the case's own tables: packaged tables may change with the package."""
    packaged = load_gazetteer(*case.tables).places
    used = {c.place_id for c in claims} | set(case.ledger.baseline) | {case.city}
    for key, place in case.gazetteer.places.items():
        if key in used or key not in packaged:
            yield "place", key, asdict(place)


def import_into(
    address: str | Path,
    source: str | Path,
    *,
    at: datetime,
    by: str,
    skip_bad: bool = False,
    recorded: datetime | None = None,
) -> Imported:
    """Take claims into a ledger on disk or server; it is made where there is none.

    Parameters
    ----------
    source : str or Path
        A table of claims (CSV or JSON Lines), or a case: a packaged one or a folder, with all its tables. A table is
        read with the actors, voices and places that the ledger holds.
    at : datetime
        Now, aware.
    by : str
        Who imports, for the audit trail.
    skip_bad : bool
        Take the sound rows and hand back the others. Otherwise nothing is taken unless all is sound.
    recorded : datetime, optional
        When the desk took the claims down, for rows that do not say so; they count from then on. Left out, they count
        from their publication.

    Raises
    ------
    TableError
        Listing every fault.
    LedgerError
        If the ledger cannot be opened or added to.
    """
    held = load_stored(address) if holds_claims(address) else None
    case, faulty = _read_source(source, held)
    if faulty and not skip_bad:  # before a new ledger is made
        raise TableError([f"{Path(source).name}, row {row.line}: {row.fault}" for row in faulty])
    claims = list(case.claims)
    if recorded is not None:
        claims = [c if c.recorded else replace(c, recorded=recorded, known_from=recorded) for c in claims]
    with Store(address, create=True) as store:
        conflicts = store.conflicts(claims, case.ledger.register) if skip_bad else {}
        for claim in claims:
            if claim.claim_id in conflicts:
                faulty.append(Row(0, cells_of(claim, case.ledger.register), conflicts[claim.claim_id]))
        added = store.append(
            [c for c in claims if c.claim_id not in conflicts],
            case.ledger.register,
            case.gazetteer.places,
            at=at,
            by=by,
            detail=f"{Path(source).name}: {len(claims) - len(conflicts)} rows taken, {len(faulty)} left out",
            context=context_entries(case),
        )
    taken = [c for c in claims if c.claim_id not in conflicts]
    alone = held is None and Path(source).is_file() and not is_stored(source)
    return Imported(added, tuple(faulty), sum(c.scope != "place" for c in taken), _named(taken) if alone else {})


def _named(claims: Iterable[Claim]) -> Counter[str]:
    return Counter(name for claim in claims for name in {claim.actor, claim.against} if name)


def _read_source(source: str | Path, held: Case | None) -> tuple[Case, list[Row]]:
    """Read what is to be imported; a table of claims alone takes the context of the ledger."""
    faulty: list[Row] = []
    path = Path(source)
    if held is None or not path.is_file() or is_stored(source):
        if path.is_file() and not is_stored(source):
            return read_folder(path.parent, claims=path, alone=True, faulty=faulty), faulty
        if path.is_dir():
            return read_folder(path, faulty=faulty), faulty
        return load(source), faulty
    ledger = held.ledger
    sifted = sift_claims(path, ledger.register, ledger.actors, held.gazetteer.places)
    faulty += sifted.faulty
    told, gazetteer = with_points(sifted.claims, held.gazetteer)
    placed = place_claims(told, held.pins, gazetteer)
    end = max([held.end, *(c.event.last_day for c in placed)])
    ledger = replace(ledger, claims=tuple(placed), places=gazetteer.places)
    return replace(held, end=end, ledger=ledger, gazetteer=gazetteer, places=PlaceTable(gazetteer)), faulty

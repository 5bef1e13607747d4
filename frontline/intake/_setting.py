"""With what reports are read: names of places, actors, where they are about, and what a person says of the files."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontline.dates import parse_day
from frontline.errors import ReportError, TableError
from frontline.extraction import Extraction, extract_claims, theatre_in, theatre_with, told_theatre
from frontline.intake._dateline import find_dateline, without
from frontline.intake._read import spoken
from frontline.intake._table import NO_TABLE, unnamed
from frontline.ledger import Register
from frontline.tables import read_table
from gazetteer import Candidate, Resolution

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from frontline.datasets import Pin
    from frontline.extraction import ProposedClaim
    from frontline.intake._read import Report
    from gazetteer import Gazetteer, Place

REPORTS = "reports.csv"
"""Name of the table that tells of each file of a folder when and by whom it was published."""

LISTED = 10
"""Misspelt names that are told one by one."""


PACKAGED_WAR = "syria"
"""The war whose places come with the package."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person says of a report; it wins over what the page says of itself.

    Parameters
    ----------
    published : date or None
        Day of publication, which "on Tuesday" counts from.
    """

    published: date | None = None
    outlet: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """With what reports are read, in words that can be handed to another process.

    Parameters
    ----------
    case : str
        A case whose places and actors the reports are about; blank for none.
    tables : tuple of str
        Tables of places, in place of those of the case.
    actors : str
        File of further actors and their names; blank for none.
    near : str
        Name of a place that the reports are about; blank for the city of the case.
    told : Told
        Of every report.
    by_file : mapping of str to Told
        Of single reports, by the name of their file.
    """

    case: str = ""
    tables: tuple[str, ...] = ()
    actors: str = ""
    near: str = ""
    told: Told = field(default_factory=Told)
    by_file: Mapping[str, Told] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A setting with its tables read.

    Parameters
    ----------
    actor_ids : tuple of str
        The sides of the case; empty where there is none.
    near : Place or None
        What the reports are about.
    pins : mapping
        Places that a person has chosen in the case, by name and context.
    register : Register
        Who the claimants and outlets of the case are.
    theatre : str
        War in which reports are read that name no side of one; blank for none.
    """

    setting: Setting
    gazetteer: Gazetteer
    actors: Any
    actor_ids: tuple[str, ...]
    near: Place | None
    pins: Mapping[tuple[str, str], Pin]
    register: Register
    theatre: str = ""

    def extract(self, report: Report) -> tuple[Report, Extraction]:
        """Propose the claims of a report.

        Returns
        -------
        Report, Extraction
            The report with what was told of it, and what was found in its text.
        """
        told = self.setting.by_file.get(report.name, Told())
        general = self.setting.told
        outlet = told.outlet or general.outlet or report.outlet
        notes = report.notes
        if not outlet:
            outlet = unnamed(report.name)
            notes = (*notes, f"no outlet is given: “{outlet}” stands for it")
        dateline = find_dateline(report.text)
        published = told.published or general.published or report.published
        if dateline and not published:
            published = dateline.day
            notes = (*notes, f"its first lines say: published {published}")
        report = replace(
            report,
            published=published,
            outlet=outlet,
            url=told.url or report.url,
            notes=notes,
        )
        elsewhere = self._elsewhere(report.text)
        found = extract_claims(
            without(report.text, dateline) if dateline else report.text,
            published=report.published,
            gazetteer=None if elsewhere else self.gazetteer,
            actors=self.actors,
            near=self.near,
            outlet=outlet,
            theatre=self.theatre,
        )
        claims = tuple(self._pinned(claim) for claim in found.claims)
        notes = (*found.notes, *elsewhere, *self._doubts(found))
        return report, replace(found, text=report.text, claims=claims, notes=notes)

    def _elsewhere(self, text: str) -> list[str]:
        """Why no place is looked up: nobody has named a table, and the packaged one is of another war."""
        if self.setting.case or self.setting.tables:
            return []
        theatre = self.theatre or told_theatre(text)
        if theatre in ("", PACKAGED_WAR):
            return []
        from gazetteer.store import installed

        there = [about.name for about in installed()]
        named = f"an installed one ({', '.join(there)})" if there else "one that frontline gazetteer add installs"
        return [f"{NO_TABLE} of the war “{theatre}”, and places stay as written: --gazetteer world, {named}, or a file"]

    def _doubts(self, found: Extraction) -> list[str]:
        """What a person must mend before the claims can be imported."""
        named = {actor for claim in found.claims for actor in (claim.actor, claim.against) if actor}
        strange = sorted(named - set(self.actor_ids)) if self.actor_ids else []
        if not strange:
            return []
        return [f"not among the actors of the case: {', '.join(strange)}; add to actors.csv, or mend the claims"]

    def _pinned(self, claim: ProposedClaim) -> ProposedClaim:
        """Put a claim where a person has decided that its name lies, in this case and whatever the context."""
        pin = self.pins.get((claim.place_as_written, "*"))
        if pin is None:
            return claim
        reason = f"pinned by hand{': ' + pin.note if pin.note else ''}"
        if pin.place_id is None:
            return replace(claim, resolution=Resolution(claim.place_as_written, "unknown", None, (), reason))
        place = self.gazetteer.places[pin.place_id]
        found = (Candidate(place, place.name, 1.0, None, (reason,)),)
        return replace(claim, resolution=Resolution(claim.place_as_written, "resolved", place, found, reason))


def open_desk(setting: Setting) -> Desk:
    """Read the tables of a setting.

    Raises
    ------
    UnknownCaseError, TableError, ReportError
        If a table is missing or faulty, or the place of `near` is not known.
    """
    from gazetteer import load_gazetteer

    case = None
    if setting.case:
        from frontline.datasets import load  # opens the libraries of maps

        case = load(setting.case)
    tables = setting.tables or (() if case else ("syria",))
    gazetteer = load_gazetteer(*tables) if tables or case is None else case.gazetteer
    near = _near(setting.near, gazetteer) if setting.near else None
    if near is None and case is not None and case.city is not None:
        near = gazetteer.places.get(case.city)
    if setting.actors:
        extract_claims("Hama", gazetteer=gazetteer, actors=setting.actors)  # a faulty file is told of once, and now
    return Desk(
        setting=setting,
        gazetteer=gazetteer,
        actors=setting.actors or None,
        actor_ids=tuple(case.actors) if case else (),
        near=near,
        register=case.ledger.register if case else Register(),
        pins=case.pins if case and gazetteer is case.gazetteer else {},
        theatre=_theatre(setting, tuple(case.actors) if case else (), near),
    )


def _theatre(setting: Setting, actors: tuple[str, ...], near: Place | None) -> str:
    """The war that a setting tells of: by the sides of the case, else by where it plays; else none."""
    by_sides = theatre_with(actors)
    if by_sides:
        return by_sides
    if near is not None and near.country and (setting.near or setting.tables or setting.case):
        return theatre_in(near.country)
    if setting.tables and not actors:
        return next((war for table in setting.tables if (war := theatre_in(_country_of(table)))), "")
    return ""


def _country_of(table: str) -> str:
    """Country of a table of places, as the name of an installed or packaged one tells; blank for others."""
    from gazetteer.sources import PACKAGED

    return PACKAGED.get(table, table.upper())


def _near(name: str, gazetteer: Gazetteer) -> Place:
    """The place of a name; a city and its surroundings of one name are no two places."""
    answer = gazetteer.resolve(name)
    if answer.place is not None:
        return answer.place
    if answer.status == "unknown":
        raise ReportError(f"--near: {name!r}: {answer.reason}")
    points = [c.place for c in answer.candidates if not c.place.is_area]
    if len(points) == 1 and points[0].kind == "city":
        return points[0]
    told = "; ".join(_where(candidate.place) for candidate in answer.candidates[:5])
    raise ReportError(f"--near: {name!r} may be: {told}; give the coordinates of the one that is meant")


def _where(place: Place) -> str:
    """A place with its country and point, which can be given back as --near."""
    where = ", ".join(part for part in (place.kind, place.country) if part)
    lat, lon = f"{abs(place.lat):.4f} {'NS'[place.lat < 0]}", f"{abs(place.lon):.4f} {'EW'[place.lon < 0]}"
    return f"{place.name} ({where}) at {lat} {lon}"


def read_reports_table(path: Path) -> dict[str, Told]:
    """Read the table that tells of files: file, and published, outlet, url where they are known.

    Raises
    ------
    TableError
        Listing every fault.
    """

    def parse(cells: Mapping[str, str]) -> tuple[str, Told]:
        day = cells.get("published", "")
        published = parse_day(day) if day else None
        return cells["file"], Told(published=published, outlet=cells.get("outlet", ""), url=cells.get("url", ""))

    return dict(read_table(path, ("file",), parse, key="file"))


def find_reports(paths: list[Path], suffixes: tuple[str, ...]) -> dict[str, Path]:
    """Find the reports in files and folders, by name: that of the file, or its path below the folder it was found in.

    Raises
    ------
    ReportError
        If a path leads nowhere, a folder holds no report, or two have one name.
    """
    found: dict[str, Path] = {}
    for path in paths:
        inside = _inside(path, suffixes) if path.is_dir() else {spoken(path.name): path}
        if not path.exists():
            raise ReportError(f"{path}: no such file or folder; check the path")
        if not inside:
            raise ReportError(f"{path}: no report in this folder ({', '.join(suffixes)})")
        for name, file in inside.items():
            if found.setdefault(name, file) != file:
                raise ReportError(f"{name}: given twice, as {found[name]} and {file}; give the folder above both")
    return found


def _inside(folder: Path, suffixes: tuple[str, ...]) -> dict[str, Path]:
    # A link that leads nowhere is listed as what cannot be read, not dropped.
    files = (
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in suffixes and (path.is_file() or (path.is_symlink() and not path.exists()))
    )
    named = {spoken(path.relative_to(folder).as_posix()): path for path in files}
    return {name: path for name, path in named.items() if not any(part.startswith(".") for part in name.split("/"))}


def pass_over(paths: list[Path], used: Collection[Path]) -> list[str]:
    """Names of what lies in folders and is not read, such as pictures; without what is hidden or in use otherwise."""
    known = {path.resolve() for path in used}
    inside = ((path, file) for path in paths if path.is_dir() for file in sorted(path.rglob("*")) if file.is_file())
    names = (spoken(file.relative_to(path).as_posix()) for path, file in inside if file.resolve() not in known)
    return [name for name in names if not any(part.startswith(".") for part in name.split("/"))]


def check_names(by_file: Mapping[str, Told], files: Mapping[str, Path], table: Path) -> int:
    """Refuse a table with a misspelt name of a file, whose report would be left without a day.

    Where a part of the reports is given, rows that tell of the others are passed over: every report that is given has
    its row, or the file that a row names lies beside the table.

    Returns
    -------
    int
        How many rows tell of reports that are not given.

    Raises
    ------
    TableError
        Naming them.
    """
    others = [name for name in by_file if name not in files]
    untold = [name for name in files if name not in by_file]
    lost = [name for name in others if not (table.parent / name).is_file()] if untold else []
    if lost:
        missing = [
            f"{table.name}: {name}: no such report among those given; correct its name" for name in lost[:LISTED]
        ]
        more = [f"{table.name}: likewise {len(lost) - LISTED} more"] if len(lost) > LISTED else []
        raise TableError([*missing, *more])
    return len(others)

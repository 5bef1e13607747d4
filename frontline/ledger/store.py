"""A ledger on disk (a GeoPackage) or on a server (PostgreSQL with PostGIS): opened, added to, read.

What is acknowledged is on disk. A file is written with SQLite's rollback journal and ``synchronous = EXTRA``: between
two changes it is one whole file, which can be copied to a stick and opened where nothing can be written, and a
process killed or a power cut at any moment of a change leaves the state before it. A write-ahead log would let
readers in during a change, but leaves the latest changes in a second file that is easily left behind. A change waits
for another writer (`WAIT_S`) and then adds to what that one left.

References
----------
SQLite: "Atomic Commit In SQLite", and PRAGMA synchronous.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
import sqlalchemy as sa

from frontline.errors import LedgerError, TableError
from frontline.ledger import _schema as schema
from frontline.ledger._claims import SERVERS
from frontline.ledger._plain import GIVEN, cells_of, identity, write_instant

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from frontline.ledger._claims import Register
    from frontline.model import Claim, Situation
    from gazetteer import Place

WAIT_S = 60
"""How long a change waits for another writer, seconds."""
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Added:
    """What a change did: how many claims, retractions and entries of context it added, how many were there already."""

    claims: int
    known: int
    retractions: int
    context: int


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change in the audit trail."""

    batch: int
    at: datetime
    by: str
    action: str
    detail: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a ledger holds: its context by topic and key, and the cells of its claims in the order they came."""

    context: Mapping[str, Mapping[str, Any]]
    claims: Sequence[Mapping[str, str]]


def holds_claims(address: str | Path) -> bool:
    """Whether there is a ledger at an address into which something has been taken already.

    Raises
    ------
    LedgerError
        If a file or server is there and cannot be opened.
    """
    path = Path(address)
    if not str(address).startswith(SERVERS) and (not path.is_file() or not path.stat().st_size):
        return False
    engine = _engine(str(address), create=False)
    try:
        with _told(without_password(str(address))), engine.connect() as connection:
            if not sa.inspect(connection).has_table("claims"):
                return False
            return connection.execute(sa.select(schema.batches.c.batch).limit(1)).first() is not None
    finally:
        engine.dispose()


class Store:
    """A ledger on disk or server. Use it in a `with` statement.

    Parameters
    ----------
    address : str or Path
        A file whose name ends in .gpkg, or ``postgresql://user@host/database``.
    create : bool
        Make it where there is none.

    Raises
    ------
    LedgerError
        If there is none, it is no ledger, or it cannot be opened.
    """

    def __init__(self, address: str | Path, create: bool = False) -> None:
        self.address = str(address)
        self.name = without_password(self.address)
        self._engine = _engine(self.address, create)
        try:
            with self._reading() as connection:
                there = sa.inspect(connection).has_table("claims")
            if not there and not create:
                raise LedgerError(f"{self.name}: no ledger; make one with frontline import FILE --into {self.name}")
            if not there:
                with self._writing() as connection:
                    _make(connection, self.name)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or server."""
        self._engine.dispose()

    def read(self) -> Contents:
        """Read everything, as it stood at one moment.

        Raises
        ------
        LedgerError
            If it cannot be read.
        """
        with self._reading() as connection:
            kept: dict[str, dict[str, Any]] = {}
            for topic, key, content in connection.execute(_in_order(schema.context, "topic", "key", "content")):
                kept.setdefault(topic, {})[key] = json.loads(content)
            gone = {
                claim_id: (recorded, because)
                for claim_id, recorded, because in connection.execute(
                    _in_order(schema.retractions, "claim_id", "recorded", "because", latest_first=True)
                )  # of two retractions of one claim the first holds
            }
            wanted = _in_order(schema.claims, *schema.CLAIM_COLUMNS, "further")
            rows = [_cells(row, gone) for row in connection.execute(wanted)]
        return Contents(kept, rows)

    def append(
        self,
        claims: Iterable[Claim],
        register: Register,
        places: Mapping[str, Place],
        *,
        at: datetime,
        by: str,
        detail: str,
        context: Iterable[tuple[str, str, Any]] = (),
    ) -> Added:
        """Add claims and context: all of them in one step, or none.

        Parameters
        ----------
        claims : iterable of Claim
            One that is there already, unchanged, adds nothing; if it has been retracted since, that is added.
        register : Register
            Who the attributions stand for.
        places : mapping of str to Place
            Where the claims stand, for the layer that is drawn.
        at : datetime
            Now, aware: when the ledger took them.
        by, detail : str
            Who adds, and what, for the audit trail.
        context : iterable of (topic, key, content)
            Content is anything that JSON can hold.

        Raises
        ------
        TableError
            Listing every claim that would overwrite another, or corrects one that is not there.
        LedgerError
            If the file or server does not take them; nothing was added.
        """
        given = list(claims)
        with self._writing() as connection:
            retracted = _to_retract(connection, given)
            told = f"{detail}; retracted {', '.join(c.claim_id for c in retracted)}" if retracted else detail
            batch = _log(connection, at, by, "import", told)
            added = _add_context(connection, context, batch)
            new, problems = _sorted_out(connection, given, register)
            if problems:
                raise TableError(list(problems.values()))
            for start in range(0, len(new), _CHUNK):
                part = new[start : start + _CHUNK]
                rows = [_row(key, claim, register, places, at, batch) for key, claim in part]
                connection.execute(sa.insert(schema.claims), rows)
            _add_retractions(connection, retracted, at, batch)
            if not (new or retracted or added):
                connection.rollback()
        return Added(len(new), len(given) - len(new), len(retracted), added)

    def conflicts(self, claims: Sequence[Claim], register: Register) -> dict[str, str]:
        """Tell, by claim id, why `append` would not take a claim."""
        with self._reading() as connection:
            return _sorted_out(connection, claims, register)[1]

    def retract(
        self, claim_ids: Collection[str], because: str, *, recorded: datetime, at: datetime, by: str
    ) -> int:
        """Record that claims no longer count from `recorded` on; they stay in the ledger.

        Returns
        -------
        int
            How many were retracted now; those that had been before are left as they are.

        Raises
        ------
        TableError
            Listing the ids that the ledger does not hold.
        LedgerError
            If the file or server does not take it.
        """
        with self._writing() as connection:
            missing = sorted(set(claim_ids) - set(_held(connection, claim_ids)))
            if missing:
                raise TableError([f"{self.name}: no claim {claim_id!r}; see frontline claims" for claim_id in missing])
            batch = _log(connection, at, by, "retract", f"{', '.join(sorted(claim_ids))}: {because}")
            gone = {row.claim_id for row in connection.execute(sa.select(schema.retractions.c.claim_id))}
            rows = [
                {"claim_id": i, "recorded": recorded, "because": because, "entered": at, "batch": batch}
                for i in sorted(set(claim_ids) - gone)
            ]
            if rows:
                connection.execute(sa.insert(schema.retractions), rows)
            else:
                connection.rollback()
        return len(rows)

    def log(self) -> list[LogEntry]:
        """List every change, oldest first."""
        with self._reading() as connection:
            columns = ("batch", "at", "by", "action", "detail")
            wanted = sa.select(*(schema.batches.c[c] for c in columns)).order_by(schema.batches.c.batch)
            return [LogEntry(*row) for row in connection.execute(wanted)]

    def draw(self, situation: Situation) -> None:
        """Write the layer of assessed places anew: it is derived, and holds one situation only."""
        rows = [
            {
                "place_id": i, "name": place.name, "name_ar": place.name_ar, "holder": a.holder, "status": a.status,
                "probability": a.confidence, "since": str(a.since) if a.since else None, "rule": a.rule,
                "valid": situation.valid, "known": situation.known,
                "geom": _point(place.lon, place.lat),
            }
            for i, a in situation.assessments.items()
            if not (place := situation.places[i]).is_area
        ]  # fmt: skip
        with self._writing() as connection:
            connection.execute(sa.delete(schema.assessed))
            if rows:
                connection.execute(sa.insert(schema.assessed), rows)
            if connection.dialect.name == "sqlite":
                _tell_extent(connection, schema.assessed, situation.places)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with _told(self.name), self._engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        engine = self._engine.execution_options(writes=True)
        with _told(self.name), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # One change at a time, as in a file: two writers of one claim must see each other.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(727474)")
            yield connection


# -- opening ------------------------------------------------------------------------------------------------------


def _engine(address: str, create: bool) -> sa.Engine:
    if address.startswith(SERVERS):
        url = "postgresql+psycopg://" + address.partition("://")[2]
        try:
            engine = sa.create_engine(url, pool_size=1)
        except ModuleNotFoundError:
            raise LedgerError('a server needs the driver psycopg: pip install "frontline[postgres]"') from None
        except sa.exc.ArgumentError:
            raise LedgerError(
                f"{without_password(address)}: not an address; write postgresql://user@host/database"
            ) from None
        return engine
    path = Path(address)
    if path.suffix.lower() != ".gpkg":
        raise LedgerError(f"{path}: a ledger is a file whose name ends in .gpkg, or postgresql://user@host/database")
    if not create and not path.is_file():
        raise LedgerError(f"{path}: no such file; make one with frontline import FILE --into {path}")
    if path.is_file() and path.stat().st_size:
        with _told(str(path)), path.open("rb") as file:
            head = file.read(100)
        if head[:16] != b"SQLite format 3\0":
            raise LedgerError(f"{path}: not a GeoPackage; give a file that frontline import has made, or a new name")
    elif not path.parent.is_dir():
        raise LedgerError(f"{path}: no folder {path.parent}; make it first")
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": WAIT_S})
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where Python's driver guesses
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: sa.Connection) -> None:
    # A writer takes its place in the queue at once; upgrading a read later would fail instead of wait.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def without_password(address: str) -> str:
    """Return an address as it may be shown.

    Examples
    --------
    >>> without_password("postgresql://desk:secret@host/claims")
    'postgresql://desk@host/claims'
    """
    if not address.startswith(SERVERS):
        return address
    head, _, tail = address.rpartition("@")
    if not head:
        return address
    scheme, _, login = head.partition("://")
    return f"{scheme}://{login.partition(':')[0]}@{tail}"


_REMEDIES = (
    ("disk is full", "the disk is full; make room"),
    ("No space left", "the disk is full; make room"),
    ("readonly", "the file cannot be written; check its permissions"),
    ("unable to open", "it cannot be opened; check path and permissions"),
    ("locked", f"another program has been writing for over {WAIT_S} seconds; close it"),
    ("not a database", "it is damaged or no GeoPackage; restore a copy"),
    ("malformed", "it is damaged; restore a copy"),
    ("disk I/O error", "the disk failed, is full or has reached its limit; check it"),
    ("type \"geometry\" does not exist", "PostGIS is missing; run CREATE EXTENSION postgis in that database"),
    ("permission denied", "you may not write there; ask its owner"),
)  # fmt: skip


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what a database says into one sentence with a remedy."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        said = " ".join(str(error.orig).split())
        remedy = next((text for sign, text in _REMEDIES if sign in said), said)
        raise LedgerError(f"{name}: nothing was changed: {remedy}") from error
    except OSError as error:
        if isinstance(error, LedgerError | TableError):
            raise
        raise LedgerError(f"{name}: cannot be opened ({error.strerror}); check path and permissions") from error


def _make(connection: sa.Connection, name: str) -> None:
    there = sa.inspect(connection).get_table_names()
    if "claims" in there:
        return  # another writer was first
    if there and connection.dialect.name == "sqlite":
        raise LedgerError(f"{name}: holds something else; give a new name")
    schema.create(connection)


# -- reading ------------------------------------------------------------------------------------------------------


def _in_order(table: sa.Table, *columns: str, latest_first: bool = False) -> sa.Select[Any]:
    order = table.c.fid.desc() if latest_first else table.c.fid
    return sa.select(*(table.c[column] for column in columns)).order_by(order)


def _cells(row: Any, gone: Mapping[str, tuple[datetime, str]]) -> dict[str, str]:
    cells = {c: "" if v is None else v for c, v in zip(schema.CLAIM_COLUMNS, row, strict=False)}
    km = cells["distance_km"]
    cells["distance_km"] = "" if km == "" else repr(float(km))
    cells["list_size"] = str(cells["list_size"])
    if cells["claim_id"] in gone:
        recorded, because = gone[cells["claim_id"]]
        cells |= {"retracted": write_instant(recorded), "retracted_because": because}
    return cells | json.loads(row[-1]) if row[-1] != "{}" else cells


def _held(connection: sa.Connection, claim_ids: Collection[str]) -> dict[str, tuple[str, str, str]]:
    """Identity, place and scope of those claims that the ledger holds, by id."""
    table = schema.claims
    found: dict[str, tuple[str, str, str]] = {}
    wanted = list(claim_ids)
    for start in range(0, len(wanted), _CHUNK):
        part = sa.select(table.c.claim_id, table.c.identity, table.c.place_id, table.c.scope).where(
            table.c.claim_id.in_(wanted[start : start + _CHUNK])
        )
        found |= {row[0]: (row[1], row[2], row[3]) for row in connection.execute(part)}
    return found


# -- adding -------------------------------------------------------------------------------------------------------


def _log(connection: sa.Connection, at: datetime, by: str, action: str, detail: str) -> int:
    done = connection.execute(sa.insert(schema.batches).values(at=at, by=by, action=action, detail=detail))
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def _add_context(connection: sa.Connection, context: Iterable[tuple[str, str, Any]], batch: int) -> int:
    wanted = sa.select(schema.context.c.topic, schema.context.c.key, schema.context.c.content)
    held = {(t, k): c for t, k, c in connection.execute(wanted.order_by(schema.context.c.fid))}
    rows = []
    for topic, key, content in context:
        text = json.dumps(content, ensure_ascii=False, sort_keys=True)
        if held.get((topic, key)) != text:
            rows.append({"topic": topic, "key": key, "content": text, "batch": batch})
    if rows:
        connection.execute(sa.insert(schema.context), rows)
    return len(rows)


def _sorted_out(
    connection: sa.Connection, claims: Sequence[Claim], register: Register
) -> tuple[list[tuple[str, Claim]], dict[str, str]]:
    """Find the claims that are new, and the fault of each that would overwrite another."""
    held = _held(connection, {c.claim_id for c in claims} | {c.corrects for c in claims if c.corrects})
    new: dict[str, tuple[str, Claim]] = {}
    problems = {}
    for claim in claims:
        key = identity(claim, register)
        there = held.get(claim.claim_id)
        other = there[0] if there else new.get(claim.claim_id, (key,))[0]
        if other != key:
            problems[claim.claim_id] = (
                f"claim {claim.claim_id} is in the ledger with another content; give the correction a new id, and "
                "this one in its column corrects"
            )
        elif there and claim.placed_because == GIVEN and there[1] != (claim.place_id or ""):
            problems[claim.claim_id] = (
                f"claim {claim.claim_id} stands at {there[1] or 'no place'} in the ledger; to put it at "
                f"{claim.place_id}, add a correction with a new id"
            )
        elif not there:
            new[claim.claim_id] = (key, claim)
    for claim in claims:
        if claim.corrects and claim.corrects not in held and claim.corrects not in new:
            problems[claim.claim_id] = (
                f"claim {claim.claim_id} corrects {claim.corrects}, which neither the ledger nor the table holds; "
                "check the id"
            )
    return list(new.values()), problems


def _row(
    key: str, claim: Claim, register: Register, places: Mapping[str, Place], at: datetime, batch: int
) -> dict[str, Any]:
    cells = cells_of(claim, register)
    row: dict[str, Any] = {name: cells[name] for name in schema.CLAIM_COLUMNS}
    return row | {
        "identity": key,
        "distance_km": claim.distance_km,
        "list_size": claim.list_size,
        "further": json.dumps(dict(claim.further), ensure_ascii=False) if claim.further else "{}",
        "entered": at,
        "batch": batch,
        "geom": _geometry(claim, places),
    }


def _geometry(claim: Claim, places: Mapping[str, Place]) -> bytes | None:
    """Point or polygon of a claim as WKB; an unnamed part of an area stands nowhere."""
    if claim.geometry:
        return bytes(shapely.to_wkb(shapely.from_wkt(claim.geometry), byte_order=1))
    place = places.get(claim.place_id or "")
    return None if place is None or claim.scope == "part" else _point(place.lon, place.lat)


@lru_cache(maxsize=65_536)
def _point(lon: float, lat: float) -> bytes:
    return bytes(shapely.to_wkb(shapely.Point(lon, lat), byte_order=1))


def _to_retract(connection: sa.Connection, claims: Sequence[Claim]) -> list[Claim]:
    """The claims that come with a retraction of which the ledger does not know yet."""
    told = [c for c in claims if c.retracted]
    if not told:
        return []
    gone = {row.claim_id for row in connection.execute(sa.select(schema.retractions.c.claim_id))}
    return [c for c in told if c.claim_id not in gone]


def _add_retractions(connection: sa.Connection, claims: Sequence[Claim], at: datetime, batch: int) -> None:
    rows = [
        {
            "claim_id": c.claim_id, "recorded": c.retracted, "because": c.retracted_because, "entered": at,
            "batch": batch,
        }
        for c in claims
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(schema.retractions), rows)


def _tell_extent(connection: sa.Connection, table: sa.Table, places: Mapping[str, Place]) -> None:
    """Keep the extent that programs zoom to."""
    points = [p for p in places.values() if not p.is_area]
    if points:
        lons, lats = [p.lon for p in points], [p.lat for p in points]
        connection.exec_driver_sql(
            "UPDATE gpkg_contents SET min_x = ?, min_y = ?, max_x = ?, max_y = ? WHERE table_name IN (?, 'claims')",
            (min(lons), min(lats), max(lons), max(lats), table.name),
        )

"""The tables of a ledger on disk or server, the same on SQLite (a GeoPackage) and on PostgreSQL with PostGIS.

Rows are only ever added: triggers refuse to change or delete what a ledger has acknowledged. Only the layer
`assessed_places` is derived, and written anew.

References
----------
OGC 12-128r18: GeoPackage Encoding Standard 1.3, clauses 1.1.2 (spatial reference systems), 1.1.3 (contents) and 2.1.3
(the geometry blob: the letters GP, version, flags, reference system, then WKB).
"""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, UserDefinedType

from frontline.ledger._plain import COLUMNS, write_instant

WGS84 = 4326
_GPKG_HEADER = b"GP" + struct.pack("<BBi", 0, 1, WGS84)  # version 1, little-endian, no envelope
APPLICATION_ID, USER_VERSION = 0x47504B47, 10300
"""What makes an SQLite file a GeoPackage 1.3: the letters GPKG and the version."""


class Instant(TypeDecorator[datetime]):
    """An aware instant: `timestamp with time zone` on a server, ISO 8601 text in a file, which sorts as it should."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        """Choose by kind of database."""
        server = dialect.name == "postgresql"
        return dialect.type_descriptor(sa.TIMESTAMP(timezone=True) if server else sa.Text())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Write UTC."""
        return value if value is None or dialect.name == "postgresql" else write_instant(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Read UTC."""
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Geometry(UserDefinedType[bytes]):
    """WKB in EPSG:4326: PostGIS's own type on a server, the blob of the GeoPackage in a file."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """Name the type; SQLite takes any word for a type and GDAL knows this one."""
        return "GEOMETRY"

    def bind_processor(self, dialect: sa.Dialect) -> Any:
        """Give each database the form it stores."""
        if dialect.name == "postgresql":
            # EWKB: the reference system goes between the type of the geometry and its coordinates.
            return lambda wkb: wkb and (
                wkb[:1] + struct.pack("<Ii", struct.unpack("<I", wkb[1:5])[0] | 0x20000000, WGS84) + wkb[5:]
            ).hex()
        return lambda wkb: wkb and _GPKG_HEADER + wkb


METADATA = sa.MetaData()

batches = sa.Table(
    "log",
    METADATA,
    sa.Column("batch", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)
"""The audit trail: one row for each change that the ledger acknowledged."""


def _plain_column(name: str) -> sa.Column[Any]:
    if name == "claim_id":
        return sa.Column(name, sa.Text, nullable=False, unique=True)
    if name == "distance_km":
        return sa.Column(name, sa.Double)
    if name == "list_size":
        return sa.Column(name, sa.Integer, nullable=False)
    if name == "geometry":
        return sa.Column("drawn_wkt", sa.Text, key="geometry", nullable=False)
    return sa.Column(name, sa.Text, nullable=False)


CLAIM_COLUMNS = tuple(name for name in COLUMNS if name not in ("retracted", "retracted_because"))

claims = sa.Table(
    "claims",
    METADATA,
    sa.Column("fid", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("identity", sa.Text, nullable=False, unique=True),
    *(_plain_column(name) for name in CLAIM_COLUMNS),
    sa.Column("further", sa.Text, nullable=False),
    sa.Column("entered", Instant, nullable=False),
    sa.Column("batch", sa.Integer, nullable=False),
    sa.Column("geom", Geometry),
    sqlite_autoincrement=True,
)
"""One row a claim: its plain columns, when and by which change it came in, and a point or polygon to draw."""

retractions = sa.Table(
    "retractions",
    METADATA,
    sa.Column("fid", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("claim_id", sa.Text, nullable=False),
    sa.Column("recorded", Instant, nullable=False),
    sa.Column("because", sa.Text, nullable=False),
    sa.Column("entered", Instant, nullable=False),
    sa.Column("batch", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)

context = sa.Table(
    "context",
    METADATA,
    sa.Column("fid", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("topic", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("batch", sa.Integer, nullable=False),
    sqlite_autoincrement=True,
)
"""What claims are read with (actors, voices, outlets, places, baseline ...), as JSON; of one key the latest holds."""

assessed = sa.Table(
    "assessed_places",
    METADATA,
    sa.Column("fid", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("place_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_ar", sa.Text, nullable=False),
    sa.Column("holder", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("since", sa.Text),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("valid", Instant, nullable=False),
    sa.Column("known", Instant),
    sa.Column("geom", Geometry),
    sqlite_autoincrement=True,
)

APPEND_ONLY = (batches, claims, retractions, context)
LAYERS = {claims: "GEOMETRY", assessed: "POINT"}


def create(connection: sa.Connection) -> None:
    """Make the tables and the triggers that keep them append-only, and for a file what makes it a GeoPackage."""
    METADATA.create_all(connection)
    if connection.dialect.name == "postgresql":
        _guard_server(connection)
    else:
        _guard_file(connection)
        _make_geopackage(connection)


def _guard_file(connection: sa.Connection) -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER {table.name}_no_{verb.lower()} BEFORE {verb} ON {table.name} "
                "BEGIN SELECT RAISE(ABORT, 'a ledger is append-only: add a correction or a retraction'); END"
            )


def _guard_server(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION frontline_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a ledger is append-only: add a correction or a retraction'; END $$"
    )
    for table in APPEND_ONLY:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table.name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION frontline_append_only()"
        )


_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
    (
        "WGS 84 geodetic", WGS84, "EPSG", WGS84,
        'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
        'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
        'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
        "longitude and latitude in degrees on the WGS 84 spheroid",
    ),
)  # fmt: skip

_GPKG_TABLES = (
    "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT "
    "NOT NULL, organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)",
    "CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT "
    "UNIQUE, description TEXT DEFAULT '', "
    "last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
    "min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER, "
    "CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
    "CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT "
    "NOT NULL, srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, "
    "CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name), CONSTRAINT uk_gc_table_name UNIQUE (table_name), "
    "CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name), "
    "CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id))",
)


def _make_geopackage(connection: sa.Connection) -> None:
    for statement in _GPKG_TABLES:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", list(_SYSTEMS))
    for table in METADATA.sorted_tables:
        kind, system = ("features", WGS84) if table in LAYERS else ("attributes", None)
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)",
            (table.name, kind, table.name, system),
        )
    for table, shape in LAYERS.items():
        connection.exec_driver_sql(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)", (table.name, shape, WGS84)
        )
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {USER_VERSION}")

"""The ledger: claims with those who made them, append-only; in memory, on disk or on a server, and as plain tables.

A ledger holds what was said, never what we think of it. It keeps together what an assessment needs: the claims,
what held before the first of them, and the places, actors, claimants and outlets they name.
"""

from frontline.ledger._claims import ASSUMED_LAG, Ledger, Register, is_stored, slug
from frontline.ledger._plain import (
    COLUMNS,
    GIVEN,
    OPTIONAL_COLUMNS,
    REQUIRED_COLUMNS,
    Sifted,
    cells_of,
    claim_rows,
    content_hash,
    identity,
    is_json_lines,
    parse_claim,
    read_claims,
    sift_claims,
    to_claims_csv,
    to_json_lines,
    write_instant,
)
from frontline.ledger._proposed import POLARITIES, point_of

__all__ = [
    "ASSUMED_LAG",
    "COLUMNS",
    "GIVEN",
    "OPTIONAL_COLUMNS",
    "POLARITIES",
    "REQUIRED_COLUMNS",
    "Ledger",
    "Register",
    "Sifted",
    "cells_of",
    "claim_rows",
    "content_hash",
    "identity",
    "is_json_lines",
    "is_stored",
    "parse_claim",
    "point_of",
    "read_claims",
    "sift_claims",
    "slug",
    "to_claims_csv",
    "to_json_lines",
    "write_instant",
]

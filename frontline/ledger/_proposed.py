"""Rows as proposed claims are written, put into the terms of the ledger.

A proposal keeps what a report says of what: "failed to take Jabal Zayn al-Abidin" is ``captured`` by the attacker with
the polarity ``failed``. The ledger keeps what that says of who holds the place: the defender repelled an attack. The
claim that was denied, or that came to nothing, stays in its column ``denies``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontline.tables import Row, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from frontline.model import Claim

POLARITIES = ("affirmed", "denied", "failed")
"""Said to be so, said not to be so, tried in vain."""

_NAMES = {"outlet": "source", "claimant": "attributed_to"}
# By kind: the kind that the ledger has for it, and whether it speaks for the other side than the one named. Whoever
# denies a loss says that the defender holds; who denies that an attack was beaten off says that it is fought over.
_DENIED = {
    "captured": ("held", True),
    "recaptured": ("held", True),
    "advanced_to": ("held", True),
    "contested": ("held", True),
    "held": ("held", True),
    "withdrew": ("held", False),
    "repelled": ("contested", True),
    "pushed_back_km": ("contested", True),
}
_FAILED = {
    "captured": ("repelled", True),
    "recaptured": ("repelled", True),
    "advanced_to": ("repelled", True),
    "contested": ("repelled", True),
    "held": ("withdrew", False),
    "withdrew": ("held", False),
    "repelled": ("contested", True),
    "pushed_back_km": ("contested", True),
}


def ledger_names(columns: Sequence[str]) -> list[str]:
    """Return the ledger's names of columns: a table of proposals says outlet and claimant for source and attributed_to.

    Examples
    --------
    >>> ledger_names(["polarity", "claimant", "outlet"])
    ['polarity', 'attributed_to', 'source']
    >>> ledger_names(["source", "outlet"])
    ['source', 'outlet']
    """
    if "source" in columns or "polarity" not in columns:
        return list(columns)
    taken = {other: name for other, name in _NAMES.items() if name not in columns}
    return [taken.get(column, column) for column in columns]


def in_ledger_terms(row: Row) -> Row:
    """Turn a row's polarity into what the ledger has for it, and check its point; a fault says what is wrong.

    Examples
    --------
    >>> told = {"kind": "captured", "actor": "opposition", "against": "government", "polarity": "failed"}
    >>> in_ledger_terms(Row(2, told)).cells
    {'kind': 'repelled', 'actor': 'government', 'against': 'opposition', 'denies': 'captured:opposition'}
    """
    if row.fault or not {"polarity", "lon", "lat"} & row.cells.keys():
        return row
    try:
        cells = _turned(row.cells)
        if not cells.get("place_id") and cells.get("scope", "") in ("", "place"):
            point(cells)
    except ValueError as error:
        return Row(row.line, row.cells, str(error))
    return Row(row.line, cells)


def _turned(row: Mapping[str, str]) -> dict[str, str]:
    cells = {column: text for column, text in row.items() if column != "polarity"}
    polarity = row.get("polarity") or "affirmed"
    if polarity not in POLARITIES:
        raise ValueError(f"column polarity: {polarity!r} is not one of {', '.join(POLARITIES)}")
    means = {"denied": _DENIED, "failed": _FAILED}.get(polarity, {}).get(row["kind"])
    if means is None:  # affirmed; or a kind that is none, which is told with the other cells
        return cells
    if cells.get("denies"):
        raise ValueError(f"column denies: not with polarity {polarity}, which says the same; clear one of them")
    kind, other = means
    actor, against = row["actor"], row.get("against", "")
    if other and not against:
        raise ValueError(f"column against: blank; a claim that is {polarity} needs the other side, for which it speaks")
    cells |= {"kind": kind, "denies": f"{row['kind']}:{actor}"}
    if other:
        cells |= {"actor": against, "against": actor}
        if wording := cells.pop("actor_as_written", ""):  # it names the other side
            note = f"{polarity}: {row['kind']} by “{wording}”"
            cells["note"] = "; ".join(part for part in (cells.get("note", ""), note) if part)
    return cells


_OF_THE_READING = {"confidence", "outlets", "report", "review", "span_end", "span_start", "statement"}


def said_further(further: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave of a claim's further columns what belongs to what it says.

    Of a proposal those on how it was read and reviewed do not: a claim that was taken unreviewed and comes again from
    a review is the same claim. Columns of these names in a table that is no proposal (no statement) are kept.

    Examples
    --------
    >>> said_further([("review", "accepted"), ("statement", "s-1"), ("weather", "fog")])
    [('weather', 'fog')]
    >>> said_further([("review", "by a colleague")])
    [('review', 'by a colleague')]
    """
    proposed = any(column == "statement" for column, _ in further)
    return [(c, text) for c, text in further if not (proposed and c in _OF_THE_READING)]


def point(cells: Mapping[str, str]) -> tuple[float, float] | None:
    """Read the point of a row, lon and lat in degrees (EPSG:4326); None where both are blank or no columns.

    Raises
    ------
    ValueError
        If it is no point on Earth.
    """
    both = {column: cells.get(column, "") for column in ("lon", "lat")}
    lon, lat = number(both, "lon"), number(both, "lat")
    if lon is None and lat is None:
        return None
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise ValueError(
            f"columns lon, lat: {both['lon']!r}, {both['lat']!r}: no point on Earth; write both in degrees"
        )
    return lon, lat


def point_of(claim: Claim) -> tuple[float, float] | None:
    """Return the point that the table of a claim gave for it, lon and lat in degrees; None for none."""
    if not claim.further:
        return None
    try:
        return point(dict(claim.further))
    except ValueError:  # columns of these names that mean something else
        return None

"""Checks on figures: parts that do not add up to their total, running totals that read like counts of a day."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from frontline.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from frontline.checks._limits import Limits
    from frontline.model import Figure


def totals_that_do_not_add_up(figures: Sequence[Figure]) -> Iterator[Finding]:
    """On one page, the parts of a count of all do not make the whole."""
    pages: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        kind = figure.kind.removesuffix("_by")
        pages[figure.outlet, figure.attributed_to, figure.as_of, kind, figure.unit].append(figure)
    for rows in pages.values():
        for total, parts in _wholes(rows):
            low, high = sum(p.low for p in parts), sum(p.high for p in parts)
            if low <= total.high and total.low <= high:
                continue
            told = " + ".join(f"{p.low:,.0f} {p.side}" for p in parts)
            how = "" if total.precision in ("exact", "") else f"{total.precision.replace('_', ' ')} "
            yield Finding(
                check="parts do not add up",
                words=(
                    f"{total.attributed_to or total.outlet} in {total.outlet}: {told} make {low:,.0f} {total.unit}, "
                    f"the total is given as {how}{total.low:,.0f} "
                    f"({low - total.low:+,.0f})."
                ),
                claim_ids=(total.figure_id, *(p.figure_id for p in parts)),
                day=total.as_of,
            )


def _wholes(rows: Sequence[Figure]) -> Iterator[tuple[Figure, list[Figure]]]:
    """Totals with two parts or more: "all" with its sides, or a side with those "killed by" each party."""
    direct = [f for f in rows if not f.kind.endswith("_by")]
    for total in direct:
        if total.side.split()[0] == "all":
            parts = [f for f in direct if f.side.split()[0] != "all"]
        else:
            parts = [f for f in rows if f.kind.endswith("_by") and f.side.startswith(total.side)]
        if len(parts) > 1:
            yield total, parts


def running_totals(figures: Sequence[Figure], limits: Limits) -> Iterator[Finding]:
    """Counts of one claimant that never fall are a running total; one that falls counts something else."""
    series: dict[tuple[str, ...], dict[object, Figure]] = defaultdict(dict)
    for figure in sorted(figures, key=lambda f: (f.as_of, f.low, f.figure_id)):
        series[figure.attributed_to, figure.kind, figure.side, figure.unit][figure.as_of] = figure
    for (claimant, kind, side, unit), days in series.items():
        rows = list(days.values())
        ids = tuple(f.figure_id for f in rows)
        name = f"{claimant or rows[0].outlet}, {kind} ({side})"
        falls = [(a, b) for a, b in pairwise(rows) if b.high < a.low]
        for before, after in falls:
            yield Finding(
                check="count that falls",
                words=(
                    f"{name}: {after.low:,.0f} {unit} by {after.as_of} is less than {before.low:,.0f} by "
                    f"{before.as_of}: one of the two counts a single day or place. Do not put them into one series."
                ),
                claim_ids=(before.figure_id, after.figure_id),
                day=after.as_of,
            )
        if len(rows) >= limits.series_days and not falls:
            total = sum(f.low for f in rows)
            yield Finding(
                check="running total",
                words=(
                    f"{name}: {len(rows)} days from {rows[0].low:,.0f} to {rows[-1].low:,.0f} {unit} never fall: a "
                    f"running total. Read as daily counts they would make {total:,.0f}."
                ),
                claim_ids=ids,
                day=rows[-1].as_of,
            )

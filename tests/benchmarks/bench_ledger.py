"""Ledger: importing 500,000 claims against pandas' own CSV to SQLite, reading them back, killing 200 writers."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from frontline.datasets import import_into, load
from gazetteer import load_gazetteer

ROWS = 500_000
WRITER = Path(__file__).resolve().parents[1] / "ledger_writer.py"


def table(path: Path, rows: int, seed: int = 1) -> None:
    """Write a CSV of made-up claims on the packaged places, as a feed would deliver it."""
    chance = np.random.default_rng(seed)
    names = sorted({p.name for p in load_gazetteer("syria").places.values() if not p.is_area})
    day = chance.integers(0, 1_000, rows)
    days = np.array([(date(2021, 1, 1) + timedelta(n)).isoformat() for n in range(1_001)])
    actor = chance.integers(0, 2, rows)
    sides = np.array(["opposition", "government"])
    pd.DataFrame(
        {
            "event_date": days[day],
            "reported_date": days[day + 1],
            "place_as_written": np.array(names)[chance.integers(0, len(names), rows)],
            "kind": np.array(["captured", "held", "repelled", "withdrew"])[chance.integers(0, 4, rows)],
            "actor": sides[actor],
            "against": sides[1 - actor],
            "source": np.array([f"Outlet {n}" for n in range(200)])[chance.integers(0, 200, rows)],
            "attributed_to": np.array(["SOHR", "", "Syrian army", "residents"])[chance.integers(0, 4, rows)],
            "url": [f"https://example.org/{n}" for n in range(rows)],
            "note": [f"note {n}" for n in range(rows)],
        }
    ).to_csv(path, index=False)


def plainly(path: Path, database: Path) -> None:
    """Load the same file with pandas and nothing else: no check, no place, no identity."""
    with sqlite3.connect(database) as connection:
        pd.read_csv(path, dtype=str, keep_default_na=False).to_sql("claims", connection, index=False)
    connection.close()


def main() -> None:
    """Print times, ratios, peak memory and what the killing found."""
    at = datetime(2024, 12, 9, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, ledger = folder / "claims.csv", folder / "case.gpkg"
        table(source, ROWS)
        begun = time.perf_counter()
        done = import_into(ledger, source, at=at, by="bench")
        ours = time.perf_counter() - begun
        begun = time.perf_counter()
        case = load(ledger)
        read = time.perf_counter() - begun
        begun = time.perf_counter()
        plainly(source, folder / "plain.sqlite")
        theirs = time.perf_counter() - begun
        placed = sum(c.place_id is not None for c in case.claims) / len(case.claims)
        print(f"ledger: {done.added.claims:,} claims imported into a GeoPackage, {placed:.1%} of them placed")
        print(f"  import                {ours:7.1f} s")
        print(f"  pandas, no checks     {theirs:7.1f} s; ours takes {ours / theirs:.0f} times as long")
        print(f"  reading it back       {read:7.1f} s; peak memory {_peak_gib():.2f} GiB")
        killed = subprocess.run(
            [sys.executable, str(WRITER), "kill", str(folder / "kill.gpkg"), "200", "7"],
            check=True, capture_output=True, encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )  # fmt: skip
        found = json.loads(killed.stdout)
        print(
            f"  {found['killed']} writers killed: {found['acknowledged']} claims acknowledged, {found['missing']} "
            f"missing, {found['torn']} changes torn, file {'sound' if found['sound'] else 'damaged'}"
        )


def _peak_gib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    main()

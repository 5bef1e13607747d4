"""Many reports into one table: on all cores, beside a plain loop over the same reports in one process.

``python tests/benchmarks/bench_intake.py [REPORTS]``: reports of our own words, 1,000 unless told.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from frontline.intake import (
    SUFFIXES,
    Setting,
    Told,
    find_reports,
    open_desk,
    propose_all,
    proposed_rows,
    read_report,
    tie_statements,
)

PLACES = ("Maardes", "Kafr Raa", "Ma'ar Shahrur", "Taybat al-Imam", "Halfaya", "Suran", "Qalaat al-Madiq", "Karnaz")
TEXT = (
    "Hama, Syria: Opposition fighters have captured {0}, {1} and {2} north of Hama, the Syrian Observatory for Human "
    "Rights said on Tuesday. The army withdrew from {3} overnight, residents said.\n\n"
    "The Syrian defence ministry denied that {4} had fallen, and state media said the army had recaptured {5}. "
    "Warplanes bombed {6}. The rebels, who failed to take {7}, have declared Hama their next target.\n"
)


def write_reports(folder: Path, count: int) -> None:
    """Reports that name the same places in another order each."""
    for n in range(count):
        turned = [PLACES[(n + k * (n % 7 + 1)) % len(PLACES)] for k in range(len(PLACES))]
        (folder / f"{n:05}.txt").write_text(TEXT.format(*turned), encoding="utf-8")


def plain(files: dict[str, Path], setting: Setting) -> tuple[float, int]:
    """Read them one by one: seconds, statements."""
    start = time.perf_counter()
    desk = open_desk(setting)
    rows = [row for path in files.values() for row in proposed_rows(*reversed(desk.extract(read_report(path))))]
    return time.perf_counter() - start, len({row["statement"] for row in tie_statements(rows)})


def on_all_cores(files: dict[str, Path], setting: Setting, part: Path) -> tuple[float, int]:
    """Read them as the command does, progress kept on disk: seconds, statements."""
    start = time.perf_counter()
    outcomes = propose_all(files, setting, part, lambda _: None)
    rows = tie_statements(row for outcome in outcomes for row in outcome.rows)
    return time.perf_counter() - start, len({row["statement"] for row in rows})


def main() -> None:
    """Print reports a second, and the ratio to the plain loop."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    setting = Setting(case="hama-2024", told=Told(published=date(2024, 12, 4), outlet="A daily"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        folder.mkdir()
        write_reports(folder, count)
        files = find_reports([folder], SUFFIXES)
        slow, alone = plain(files, setting)
        fast, together = on_all_cores(files, setting, Path(name) / "p.part")
    assert alone == together, (alone, together)
    print(f"{count} reports, {together} statements, {os.cpu_count()} cores")
    print(f"  one process, nothing kept   {count / slow:7.0f} reports/s")
    print(f"  frontline extract FOLDER    {count / fast:7.0f} reports/s, {slow / fast:.2f} times that")


if __name__ == "__main__":
    main()

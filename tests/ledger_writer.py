"""Real processes that write a ledger, for tests and benchmark: killed in the middle, two at once, on full disks.

``python ledger_writer.py kill LEDGER COUNT SEED`` prints what was acknowledged and what was found.
"""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from frontline.dates import parse_interval
from frontline.errors import LedgerError
from frontline.ledger import Register
from frontline.ledger.store import Store
from frontline.model import Claim

AT = datetime(2024, 12, 5, tzinfo=UTC)


def claim(number: int, writer: int = 0, padding: int = 0) -> Claim:
    """Return one of many claims."""
    return Claim(
        claim_id=f"K-{writer}-{number:06}",
        kind="captured",
        actor="north",
        place_as_written="Maardes",
        event=parse_interval("2024-12-03"),
        known_from=datetime(2024, 12, 5, tzinfo=UTC),
        outlet="Daily",
        voices=("daily",),
        note="x" * padding,
    )


def add(address: str, claims: list[Claim]) -> None:
    """Take claims into a ledger."""
    with Store(address, create=True) as store:
        store.append(claims, Register(), {}, at=AT, by="test", detail="test")


def held(address: str) -> set[str]:
    """Return the ids in a ledger."""
    with Store(address) as store:
        return {row["claim_id"] for row in store.read().claims}


def write_until_killed(address: str, writer: int, acknowledged: int) -> None:
    """Add three claims at a time and tell each triple, once it is acknowledged, to a pipe."""
    for number in range(0, 999_999, 3):
        triple = [claim(n, writer) for n in range(number, number + 3)]
        add(address, triple)
        os.write(acknowledged, f"{' '.join(c.claim_id for c in triple)}\n".encode())


def kill_writers(address: str, count: int, seed: int) -> dict[str, int]:
    """Kill `count` writers, each at a random moment; count what was acknowledged and what of it is missing."""
    chance = random.Random(seed)
    told: set[str] = set()
    torn = 0
    for writer in range(count):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            write_until_killed(address, writer, writing)
        os.close(writing)
        time.sleep(chance.uniform(0.005, 0.1))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading, encoding="ascii") as pipe:
            lines = [line for line in pipe.read().split("\n") if line]
        told.update(claim_id for line in lines for claim_id in line.split())
        if told:  # before the first acknowledgement the file may hold nothing yet
            # Three claims go in together or not at all.
            writers = Counter(claim_id.rsplit("-", 1)[0] for claim_id in held(address))
            torn += sum(number % 3 > 0 for number in writers.values())
    missing = len(told - held(address))
    with sqlite3.connect(address) as file:
        sound = file.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    file.close()
    return {"killed": count, "acknowledged": len(told), "missing": missing, "torn": torn, "sound": int(sound)}


def write_many(address: str, writer: int, count: int) -> None:
    """Add claims one by one."""
    for number in range(count):
        add(address, [claim(number, writer)])


def write_on_a_full_disk(address: str) -> str:
    """Add more than the file may grow by; return what we are told."""
    add(address, [claim(1)])
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    size = Path(address).stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, size + 100_000))
    try:
        add(address, [claim(n, padding=2_000) for n in range(2, 400)])
    except LedgerError as error:
        return str(error)
    return "taken"


def write_where_nothing_may_be_written(address: str) -> str:
    """Add to a file that only its owner may write, as somebody else; return what we are told."""
    add(address, [claim(1)])
    Path(address).chmod(0o444)
    if os.geteuid() == 0:
        os.setuid(65534)
    assert held(address) == {"K-0-000001"}
    try:
        add(address, [claim(2)])
    except LedgerError as error:
        return str(error)
    return "taken"


if __name__ == "__main__":
    what, where, *rest = sys.argv[1:]
    if what == "kill":
        print(json.dumps(kill_writers(where, int(rest[0]), int(rest[1]))))
    elif what == "write":
        write_many(where, int(rest[0]), int(rest[1]))
    elif what == "full":
        print(write_on_a_full_disk(where))
    else:
        print(write_where_nothing_may_be_written(where))

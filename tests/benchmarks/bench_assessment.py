"""Assessment: history as arrays against the usual spreadsheet rule, the latest claim wins, in a pandas group-by.

On the packaged case, and on a made-up theatre of 30,000 places, 1,000 days and 500,000 claims.
"""

from __future__ import annotations

import resource
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd

import frontline as fl
from frontline.dates import Interval, end_of, start_of
from frontline.ledger import Ledger, Register
from frontline.model import Actor, Baseline, Claim, Voice
from gazetteer import Place

START = date(2021, 1, 1)
KINDS = ("captured", "held", "repelled", "withdrew", "recaptured", "contested")
SHARES = (0.35, 0.25, 0.1, 0.1, 0.1, 0.1)


def theatre(places: int, days: int, claims: int, seed: int = 1) -> Ledger:
    """Return a ledger of random claims by twelve voices on random places."""
    chance = np.random.default_rng(seed)
    actors = {
        name: Actor(actor_id=name, name=name, code=name[0], customary_colour="#000000", safe_colour="#000000")
        for name in ("east", "north", "south", "west")
    }
    sides = [*actors, None, None]
    voices = {f"v{n}": Voice(voice_id=f"v{n}", name=f"v{n}", side=sides[n % 6], reliability="C") for n in range(12)}
    lon, lat = chance.uniform(22, 40, places), chance.uniform(44, 52, places)
    ground = {
        f"p{n:05}": Place(f"p{n:05}", f"p{n}", (), "village", float(lon[n]), float(lat[n])) for n in range(places)
    }
    names, sorted_actors = list(ground), list(actors)
    where, day = chance.integers(0, places, claims), chance.integers(1, days, claims)
    kind, voice = chance.choice(len(KINDS), claims, p=SHARES), chance.integers(0, 12, claims)
    actor, against = chance.integers(0, 4, claims), chance.integers(1, 4, claims)
    spans = [Interval(start_of(START + timedelta(n)), end_of(START + timedelta(n))) for n in range(days)]
    told = tuple(
        Claim(
            claim_id=f"C-{n:06}", kind=KINDS[kind[n]], actor=sorted_actors[actor[n]],
            against=sorted_actors[(actor[n] + against[n]) % 4], place_as_written="x", place_id=names[where[n]],
            scope="place", event=spans[day[n]], known_from=spans[day[n]].end, outlet="o", voices=(f"v{voice[n]}",),
        )
        for n in range(claims)
    )  # fmt: skip
    before = {
        place: Baseline(place_id=place, actor=sorted_actors[n % 4], basis="record", source="s")
        for n, place in enumerate(names)
    }
    return Ledger(told, ground, actors, Register(voices=voices), before, START)


def latest_wins(claims: pd.DataFrame, places: list[str], days: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the holder of each place at the end of each day, by the latest claim that somebody has it."""
    last = claims.sort_values(["day", "claim_id"]).groupby(["day", "place_id"])["holder"].last()
    return last.unstack("place_id").reindex(index=days, columns=places).ffill()


def claims_table(ledger: Ledger) -> pd.DataFrame:
    """Return the claims that place somebody somewhere."""
    rows = [
        (c.claim_id, c.place_id, c.event.last_day, c.against if c.kind == "withdrew" else c.actor)
        for c in ledger.claims
        if c.scope == "place" and c.kind not in ("contested", "advanced_to", "pushed_back_km")
    ]
    table = pd.DataFrame(rows, columns=["claim_id", "place_id", "day", "holder"]).dropna()
    return table.assign(day=pd.to_datetime(table["day"]))


def swings(codes: np.ndarray) -> int:
    """Count how often a place changes hands in a history of codes, shape (days, places)."""
    return int((codes[1:] != codes[:-1]).sum())


def compare(name: str, ledger: Ledger, last: date) -> None:
    """Print time of both, how often places change hands in each, and where they agree."""
    days = pd.date_range(ledger.start, last)
    begun = time.perf_counter()
    course = fl.history(ledger, ledger.start, last, known=datetime(2100, 1, 1, tzinfo=UTC))
    first = time.perf_counter() - begun
    begun = time.perf_counter()
    course = fl.history(ledger, ledger.start, last)
    ours = time.perf_counter() - begun
    claims = claims_table(ledger)
    begun = time.perf_counter()
    plain = latest_wins(claims, list(course.place_ids), days)
    theirs = time.perf_counter() - begun
    codes = plain.apply(lambda column: column.map({a: n for n, a in enumerate(course.actors)})).fillna(-1).to_numpy()
    said = codes >= 0
    same = (codes == course.holder)[said].mean()
    print(f"{name}: {len(ledger.claims):,} claims, {len(course.place_ids):,} places, {len(days):,} days")
    print(f"  fl.history            {ours:7.2f} s ({first:.2f} s the first time); {swings(course.holder):,} changes")
    print(f"  pandas, latest claim  {theirs:7.2f} s; {swings(codes):,} changes; no reasons, no doubt")
    print(f"  fl.history takes {ours / theirs:.1f} times as long; same holder {same:.1%} of the time")


def main() -> None:
    """Compare both on the packaged case and on a large theatre; print the peak of memory."""
    case = fl.datasets.load("hama-2024")
    compare("packaged case", case.ledger, case.end)
    compare("large theatre", theatre(30_000, 1_000, 500_000), START + timedelta(999))
    print(f"  peak memory of the whole run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2:.2f} GiB")


if __name__ == "__main__":
    main()

"""Assessment: the history of the packaged case against the usual spreadsheet rule, the latest claim wins."""

from __future__ import annotations

import time
from itertools import pairwise

import pandas as pd

import frontline as fl
from frontline.datasets import Case

GAINS = ("captured", "recaptured", "held", "repelled")


def latest_wins(claims: pd.DataFrame, baseline: dict[str, str], days: pd.DatetimeIndex) -> list[dict[str, str]]:
    """Return the holder of each place at the end of each day, by the latest claim that somebody has it."""
    maps = []
    for day in days:
        latest = claims[claims["day"] <= day].sort_values(["day", "claim_id"]).groupby("place_id")["holder"].last()
        maps.append({**baseline, **latest.to_dict()})
    return maps


def claims_table(case: Case) -> pd.DataFrame:
    """Return the claims that place somebody somewhere."""
    rows = [
        {
            "claim_id": c.claim_id,
            "place_id": c.place_id,
            "day": pd.Timestamp(c.event.last_day),
            "holder": c.against if c.kind == "withdrew" else c.actor,
        }
        for c in case.claims
        if c.scope == "place" and c.kind in (*GAINS, "withdrew")
    ]
    return pd.DataFrame(rows).dropna()


def swings(maps: list[dict[str, str]]) -> int:
    """Count how often a place goes back to a holder whom it had left."""
    count = 0
    for place in maps[-1]:
        course = [m[place] for m in maps if m.get(place)]
        changes = [*course[:1], *(b for a, b in pairwise(course) if a != b)]
        count += len(changes) - len(set(changes))
    return count


def main() -> None:
    """Print time of both, where they agree, and how steady each is."""
    case = fl.datasets.load("hama-2024")
    days = pd.date_range(case.start, case.end)
    start = time.perf_counter()
    situations = fl.history(case.ledger, case.start, case.end, known=case.end)
    ours = time.perf_counter() - start
    claims = claims_table(case)
    baseline = {place: row.actor for place, row in case.ledger.baseline.items()}
    start = time.perf_counter()
    plain = latest_wins(claims, baseline, days)
    theirs = time.perf_counter() - start
    maps = [{place: a.holder or "" for place, a in s.assessments.items()} for s in situations]
    claimed = set(claims["place_id"])
    same = [m[p] == q[p] for m, q in zip(maps, plain, strict=True) for p in claimed if p in m and p in q]
    print(f"assessment: {len(case.claims)} claims, {len(maps[-1])} places, {len(days)} days")
    print(f"  fl.history            {ours * 1e3:6.0f} ms; {swings(maps)} returns of a place to an earlier holder")
    print(f"  pandas, latest claim  {theirs * 1e3:6.0f} ms; {swings(plain)} returns; no reasons, no doubt")
    print(f"  fl.history takes {ours / theirs:.0f} times as long; same holder {sum(same) / len(same):.1%} of the time")


if __name__ == "__main__":
    main()

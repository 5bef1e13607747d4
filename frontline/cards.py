"""How the nouns show themselves in a notebook: tables of text, with both dates, units and ranges.

The nouns themselves hold no algorithm; each hands itself to one of these functions.
"""

from __future__ import annotations

from typing import Any

from frontline.dates import day_of, word_day, word_instant
from gazetteer.cards import facts_card, table_card

STATUSES = ("held", "contested", "claimed")


def word_dates(situation: Any) -> str:
    """Both dates of a situation, in words."""
    known = "all that the ledger holds" if situation.known is None else word_instant(situation.known)
    return f"as of {word_instant(situation.valid)}; as known: {known}"


def situation_card(situation: Any) -> str:
    """Who holds how many places, and how surely."""
    counts: dict[str | None, dict[str, int]] = {}
    for assessment in situation.assessments.values():
        row = counts.setdefault(assessment.holder, {})
        row[assessment.status] = row.get(assessment.status, 0) + 1
    ranked = sorted((item for item in counts.items() if item[0] is not None), key=lambda item: -sum(item[1].values()))
    rows = [
        [situation.actors[holder].name, *(row.get(status, 0) for status in STATUSES), sum(row.values())]
        for holder, row in ranked
    ]
    unknown = sum(counts.get(None, {}).values())
    note = f"Holder not known: {unknown}." if unknown else ""
    return table_card(f"Situation {word_dates(situation)}", ["Holder", *STATUSES, "places"], rows, note)


def assessment_card(assessment: Any) -> str:
    """Holder of a place, how sure, since when, and every voice that was weighed."""
    sure = f"{min(assessment.confidence, 0.99):.0%}" if assessment.holder else ""
    since = word_day(assessment.since) if assessment.since else "before the case" if assessment.holder else ""
    facts = facts_card(
        f"Assessment of {assessment.place_id}",
        [
            ("holder", assessment.holder or "not known"),
            ("status", assessment.status),
            ("probability, at most", sure),
            ("since", since),
            ("rests on", assessment.basis),
            ("rule", assessment.rule),
        ],
    )
    rows = [
        [word_day(e.day), e.claimant, ", ".join(e.outlets), e.said, f"{e.weight:+.1f}", ", ".join(e.claim_ids)]
        for e in reversed(assessment.evidence)
    ]
    header = ["day", "claimant", "outlet", "said", "weight (log odds)", "claims"]
    return facts + (table_card("Voices, newest first", header, rows) if rows else "")


def claim_card(claim: Any) -> str:
    """One claim: who said what, when, and through whom we have it."""
    return facts_card(
        f"Claim {claim.claim_id}",
        [
            ("said", f"{claim.kind} {claim.actor}".strip()),
            ("against", claim.against),
            ("place as written", claim.place_as_written),
            ("place", claim.place_id or f"none ({claim.scope})"),
            ("happened", word_interval(claim.event)),
            ("published", "no day shown" if claim.published is None else word_interval(claim.published)),
            ("claimants", ", ".join(claim.voices)),
            ("outlet", claim.outlet),
            ("denies", " by ".join(claim.denies) if claim.denies else ""),
            ("distance", None if claim.distance_km is None else f"{claim.distance_km:g} km {claim.reference_city}"),
            ("address", claim.url),
            ("corrects", claim.corrects),
            ("retracted", claim.retracted and f"{word_instant(claim.retracted)}: {claim.retracted_because}"),
            ("note", claim.note),
        ],
    )


def word_interval(interval: Any) -> str:
    """First and last day of an interval."""
    first, last = interval.start.date(), day_of(interval.end)
    return word_day(first) if first == last else f"{word_day(first)} to {word_day(last)}"


def claims_card(claims: Any, caption: str) -> str:
    """Claims as a table, the newest event first."""
    ordered = sorted(claims, key=lambda claim: (claim.event.start, claim.claim_id), reverse=True)
    rows = [
        [c.claim_id, word_interval(c.event), c.place_as_written, c.kind, c.actor, ", ".join(c.voices), c.outlet]
        for c in ordered
    ]
    return table_card(caption, ["claim", "happened", "place as written", "kind", "actor", "claimants", "outlet"], rows)


def ledger_card(ledger: Any) -> str:
    """A ledger: how much it holds, and its newest claims."""
    voices = {voice for claim in ledger.claims for voice in claim.voices}
    caption = f"Ledger: {len(ledger.claims):,} claims by {len(voices):,} claimants, from {word_day(ledger.start)} on"
    return claims_card(ledger.claims, caption)


def measure_card(measure: Any) -> str:
    """A number with its unit, range, basis and method."""
    within = None if measure.low is None or measure.high is None else f"{measure.low:g} to {measure.high:g}"
    return facts_card(
        measure.name,
        [
            ("subject", measure.subject),
            ("value", "cannot be told" if measure.value is None else f"{measure.value:.4g} {measure.unit}"),
            ("range", within and f"{within} {measure.unit}"),
            ("bearing", None if measure.bearing_deg is None else f"{measure.bearing_deg:.0f} degrees"),
            ("day", measure.day and word_day(measure.day)),
            ("set by", ", ".join(measure.basis)),
            ("method", measure.method),
        ],
    )


def front_card(front: Any) -> str:
    """Where which actors meet: length and how much of it is firm."""
    actors = front.situation.actors
    sides = front.lines[["left_actor", "right_actor"]].to_numpy()
    lines = front.lines.assign(pair=[tuple(sorted(pair)) for pair in sides])
    rows = []
    for (one, other), part in lines.groupby("pair"):
        length, firm = part["length_km"].sum(), part.loc[part["firm"].astype(bool), "length_km"].sum()
        rows.append([actors[one].name, actors[other].name, f"{length:,.1f}", f"{firm:,.1f}", len(part)])
    header = ["one side", "other side", "length (km)", "of it firm (km)", "stretches"]
    over = ", ".join(front.situation.places[place_id].name for place_id in front.overruled)
    note = f"Overruled by the places around: {over}." if over else ""
    return table_card(f"Front {word_dates(front.situation)}", header, rows, note)


def areas_card(areas: Any) -> str:
    """Areas by actor and status, in square kilometres."""
    rows = [[row.actor, row.status, f"{row.area_km2:,.0f}"] for row in areas.polygons.itertuples()]
    return table_card("Areas of control", ["actor", "status", "area (km2)"], rows)


def history_card(history: Any) -> str:
    """How many places each actor held on each day."""
    rows = [
        [word_day(day), *(int((row == code).sum()) for code in range(len(history.actors))), int((row < 0).sum())]
        for day, row in zip(history.days, history.holder, strict=True)
    ]
    known = "all that the ledger holds" if history.known is None else word_instant(history.known)
    caption = f"History of {len(history.place_ids):,} places; as known: {known}"
    return table_card(caption, ["end of", *history.actors, "not known"], rows)


def comparison_card(comparison: Any) -> str:
    """A distance as claimed beside the one that the places imply."""
    return facts_card(
        f"Distance in claim {comparison.claim.claim_id}",
        [
            ("as claimed", f"{comparison.stated_km:g} km"),
            (
                "as the places imply",
                None if comparison.computed.value is None else f"{comparison.computed.value:.1f} km",
            ),
            ("difference", None if comparison.difference_km is None else f"{comparison.difference_km:+.1f} km"),
            ("verdict", comparison.verdict),
        ],
    )

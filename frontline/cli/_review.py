"""Commands that look at a case from the side of its sources: check, compare, influence, unassessed, sources."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from frontline.cli._shared import AsJson, CaseArgument, Known, Valid, fail, load_case, plain

if TYPE_CHECKING:
    from frontline.datasets import Case

Claimant = Annotated[list[str], typer.Option("--claimant", help="Id of a claimant, as frontline sources lists them.")]


def check(
    case: CaseArgument,
    known: Known = None,
    only: Annotated[str | None, typer.Option("--only", help="Only checks with this in their name.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what contradicts itself, its dates, its figures or the ground.

    Example: frontline check hama-2024 --only "add up"
    """
    read = load_case(case)
    from frontline.checks import CHECKS, check_case
    from frontline.scene import count

    if only is not None and not any(only in name for name in CHECKS):
        fail(f"--only: no check has {only!r} in its name; there are: {', '.join(CHECKS)}")
    found = [f for f in check_case(read, known) if only is None or only in f.check]
    if as_json:
        _print_json(asdict(f) for f in found)
        return
    for finding in found:
        print(plain(f"{finding.check}: {finding.words} [{', '.join(finding.claim_ids)}]"))
    parts = ", ".join(f"{n} {name}" for name, n in Counter(f.check for f in found).items())
    print(f"{count(len(found), 'finding')}: {parts}" if found else "0 findings")


def compare(
    case: CaseArgument,
    claimant: Claimant,
    valid: Valid = None,
    known: Known = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for a map of each, as PNG.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare what two claimants say, in places and square kilometres.

    Example: frontline compare hama-2024 --claimant sohr --claimant syrian-state --valid 2024-12-03
    """
    read = load_case(case)
    if out is not None and out.suffix:
        fail(f"--out: {out}: is a folder for the two maps; give a name without an ending")
    if len(claimant) != 2:
        fail("--claimant: give two, such as --claimant sohr --claimant syrian-state")
    for voice in claimant:
        _known_voice(read, voice)
    from frontline.assessment import assess
    from frontline.views import compare_views, hear_only

    views = [assess(hear_only(read.ledger, [voice]), valid or read.end, known) for voice in claimant]
    found = compare_views(*views)
    if out is not None:
        for voice in claimant:
            _draw(replace(read, ledger=hear_only(read.ledger, [voice])), valid, known, out / f"{voice}.png")
    if as_json:
        _print_json(asdict(d) for d in found)
        return
    for d in found:
        name = read.ledger.places[d.place_id].name
        print(plain(f"{name} [{d.place_id}]: {d.one or 'unknown'} | {d.other or 'unknown'}, {d.area_km2:.1f} km2"))
    total = sum(d.area_km2 for d in found)
    print(plain(f"{claimant[0]} and {claimant[1]} differ on {len(found)} places, {total:,.0f} km2 of their cells."))


def _known_voice(case: Case, voice: str) -> None:
    voices = {v for claim in case.claims for v in claim.voices}
    if voice not in voices:
        near = [v for v in sorted(voices) if voice.casefold() in v]
        fail(f"--claimant: no claimant {voice!r}; {', '.join(near[:8]) or 'frontline sources lists them'}")


def _draw(case: Case, valid: str | None, known: str | None, path: Path) -> None:
    from frontline.render import write_static
    from frontline.report import survey

    write_static(survey(case, valid or case.end.isoformat(), known).scene, path)


def influence(case: CaseArgument, valid: Valid = None, known: Known = None, as_json: AsJson = False) -> None:
    """Tell which claimant moves the picture most, each left out in turn.

    Example: frontline influence hama-2024 --valid 2024-12-04 --known 2024-12-05
    """
    read = load_case(case)
    from frontline.views import leave_one_out

    found = leave_one_out(read.ledger, valid or read.end, known)
    if as_json:
        _print_json(asdict(i) for i in found)
        return
    for i in found:
        if i.places:
            name = read.ledger.register.voice(i.voice).name
            told = f"{i.places:4} places, {i.area_km2:8,.0f} km2 without {name} [{i.voice}], {i.claims} claims"
            print(plain(told))
    print(f"{sum(not i.places for i in found)} of {len(found)} claimants change nothing when left out.")


def unassessed(
    case: CaseArgument,
    valid: Valid = None,
    known: Known = None,
    days: Annotated[int, typer.Option("--days", help="How many days back.")] = 3,
    as_json: AsJson = False,
) -> None:
    """List what is claimed of places and not assessed so.

    Example: frontline unassessed hama-2024 --valid 2024-12-04 --known 2024-12-05
    """
    read = load_case(case)
    from frontline.assessment import assess
    from frontline.views import claimed_not_assessed

    now = assess(read.ledger, valid or read.end, known)
    found = claimed_not_assessed(read.ledger, now, days)
    if as_json:
        _print_json(asdict(u) for u in found)
        return
    for u in found:
        name = read.ledger.places[u.place_id].name
        head = f"{u.day} {name} [{u.place_id}]: {u.claimed}'s by {', '.join(u.voices)}"
        print(plain(f"{head}; assessed {u.status}, {u.holder or 'holder unknown'} [{', '.join(u.claim_ids)}]"))
    print(f"{len(found)} claimed and not assessed so")


def sources(
    case: CaseArgument,
    least: Annotated[int, typer.Option("--least", help="Only claimants of so many claims or more.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Tell each claimant's track record, judged in hindsight by all others.

    Share of words borne out with its 95 % interval and sample, median days from the change to the publication.

    Example: frontline sources hama-2024 --least 20
    """
    read = load_case(case)
    from frontline.views import track_record

    counts = Counter(voice for claim in read.claims for voice in claim.voices)
    records = [track_record(read.ledger, voice, read.end) for voice, n in counts.most_common() if n >= least]
    if as_json:
        _print_json(asdict(r) | {"claims": counts[r.voice]} for r in records)
        return
    for r in records:
        voice = read.ledger.register.voice(r.voice)
        share = "no word that others allow to judge"
        if r.share is not None:
            share = f"{r.borne_out} of {r.words} words borne out, {r.share:.0%} ({r.low:.0%} to {r.high:.0%})"
        lag = ""
        if r.lag_days is not None:
            lag = f"; published {r.lag_days:+.1f} days from the change (median of {r.changes})"
        side = f"{voice.side} side" if voice.side else "no side"
        print(plain(f"{voice.name} [{r.voice}], {side}, {counts[r.voice]} claims: {share}{lag}"))


def _print_json(rows: Iterable[dict[str, Any]]) -> None:
    print(json.dumps(list(rows), ensure_ascii=False, indent=2, default=str))

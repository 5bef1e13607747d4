"""What changed since the last brief: place by place, and in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from frontline.brief._nouns import Change, Statement
from frontline.brief._words import word_actor, word_claimants, word_list, word_probability
from frontline.dates import DAY, day_of, word_day, word_instant
from frontline.metrics import changed_hands
from frontline.scene import count, word_distance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from frontline.model import Assessment, Claim, Evidence, Measure, Situation
    from gazetteer import Place

MOST_TOLD = 12
"""So many sentences tell of places; what remains is told together, and each place stands in the table."""
MOST_LISTED = 40
"""So many places are named in a sentence that only lists them."""
_NAMES = "\x00"
"""Stands for the names in a sentence that tells of several places."""
_WEIGHT_OF_KIND = {"city": 3, "town": 2, "mountain": 2}


def word_eve(eve: Situation, situation: Situation) -> str:
    """Say what a brief compares with, as it follows "since".

    A last brief knew less than this one; the plain day before is looked at with all that is known now.
    """
    if eve.known == situation.known:
        return "the day before" if situation.valid - eve.valid <= DAY else _word_end(eve)
    return f"{_word_end(eve)}, as known then"


def _word_end(situation: Situation) -> str:
    words = word_instant(situation.valid)
    return f"the {words}" if words.startswith("end ") else words


def find_changes(
    eve: Situation, again: Situation | None, situation: Situation, claims: Mapping[str, Claim]
) -> tuple[Change, ...]:
    """List the places whose holder differs, those that weigh most first.

    Parameters
    ----------
    eve : Situation
        What the brief compares with.
    again : Situation or None
        The same instant with what is known now; None where that is `eve` itself.
    claims : mapping of str to Claim
        To tell which were known at `eve`.
    """
    found = []
    for place_id, before, after in changed_hands(eve, situation):
        if place_id not in situation.assessments:
            continue
        state = situation.assessments[place_id]
        known_late = again.assessments.get(place_id) if again else None
        heard, against = _voices(state, eve, claims)
        found.append(
            Change(
                place=situation.places[place_id],
                before=before,
                after=state,
                late=after is not None and known_late is not None and known_late.holder == after,
                heard=heard,
                against=against,
            )
        )
    return tuple(sorted(found, key=_importance))


def _voices(
    state: Assessment, eve: Situation, claims: Mapping[str, Claim]
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Who speaks for the new holder, and whose last word since it came is for another."""
    fresh = [e for e in state.evidence if _is_fresh(e, state, eve, claims)]
    heard = tuple(e for e in fresh if e.speaks_for == state.holder)
    last = {e.voice: e.day for e in heard}
    against = tuple(
        e
        for e in fresh
        if e.speaks_for not in (state.holder, "")
        and (state.since is None or e.day >= state.since)
        and (e.voice not in last or e.day >= last[e.voice])
    )
    return heard, against


def _is_fresh(evidence: Evidence, state: Assessment, eve: Situation, claims: Mapping[str, Claim]) -> bool:
    """Whether a voice spoke of what came after the last brief, or could be heard only after it."""
    if not evidence.claim_ids:
        return False
    if evidence.day > day_of(eve.valid) or (state.since is not None and evidence.day >= state.since):
        return True
    known = [claims[i].known_from for i in evidence.claim_ids if i in claims]
    return eve.known is not None and any(k is None or k > eve.known for k in known)


def _importance(change: Change) -> tuple[int, int, str]:
    return -_WEIGHT_OF_KIND.get(change.place.kind, 1), -len(change.claim_ids), change.place.place_id


# -- sentences ------------------------------------------------------------------------------------------------------


def tell_news(
    situation: Situation,
    eve: Situation,
    city: Place | None,
    near: Measure | None,
    near_before: Measure | None,
    changes: Sequence[Change],
    ground: gpd.GeoDataFrame,
) -> Iterator[Statement]:
    """Say what changed since the last brief, each sentence with the claims that it rests on."""
    if eve.valid == situation.valid:
        return
    if city is not None and near is not None:
        yield from _tell_front(city, near, near_before, eve, situation)
    yield from _tell_ground(ground, situation)
    alike = _alike(changes, eve, situation)
    for words, members in alike[:MOST_TOLD]:
        names = word_list([c.place.name for c in members], "place", most=len(members))
        yield Statement(words=words.replace(_NAMES, names, 1), claim_ids=_cited(members))
    yield from _tell_rest([c for _, members in alike[MOST_TOLD:] for c in members], situation)
    yield from _tell_contested(eve, situation)
    lapsed = [c.place.name for c in changes if c.after.holder is None]
    if lapsed:
        why = "since no report says who holds them and most places around have changed hands"
        yield Statement(words=f"Known no longer, {why}: {word_list(lapsed, 'place', MOST_TOLD)}.")


def _tell_front(
    city: Place, near: Measure, before: Measure | None, eve: Situation, situation: Situation
) -> Iterator[Statement]:
    ids = _ids_of(near.basis, situation)
    then = f"{_word_end(eve)}{'' if eve.known == situation.known else ', as known then'}"
    if before is None:
        yield Statement(
            words=f"The front stands {word_distance(near, city.name)}; there was none to measure at {then}.",
            claim_ids=ids,
        )
    else:
        told = word_distance(before, city.name).removesuffix(f" of {city.name}")
        yield Statement(
            words=f"The front stands {word_distance(near, city.name)}; at {then}, it stood {told}.", claim_ids=ids
        )


def _ids_of(place_ids: Sequence[str], situation: Situation) -> tuple[str, ...]:
    """Ids of the latest claims for the holders of some places."""
    found: dict[str, None] = {}
    for place_id in place_ids:
        state = situation.assessments.get(place_id)
        told = [e for e in state.evidence if e.claim_ids and e.speaks_for == state.holder] if state else []
        found.update(dict.fromkeys(i for e in told if e.day == told[-1].day for i in e.claim_ids))
    return tuple(found)


def _tell_ground(ground: gpd.GeoDataFrame, situation: Situation) -> Iterator[Statement]:
    for row in ground[ground["area_km2"] >= 1].itertuples():  # less is the play of two drawings
        places = len([i for i in str(row.places).split(";") if i])
        area = f"{row.area_km2:,.0f} km²"
        on_it = f", with {count(places, 'place')} on it" if places else ""
        if row.from_actor and row.to_actor:
            giver, taker = (word_actor(str(a), situation) for a in (row.from_actor, row.to_actor))
            yield Statement(words=f"Ground that passed from {giver} to {taker}: {area}{on_it}.")
        else:
            how, actor = ("newly known", row.to_actor) if row.to_actor else ("no longer known", row.from_actor)
            with_whom = word_actor(str(actor), situation)
            yield Statement(words=f"Ground {how} to be with {with_whom}: {area}{on_it}.")


def _alike(changes: Sequence[Change], eve: Situation, situation: Situation) -> list[tuple[str, list[Change]]]:
    """Put changes of which the same would be said into one sentence, with a blank for their names."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        if change.after.holder is not None:
            words = _word_late(change, eve, situation) if change.late else _word_change(change, situation)
            groups.setdefault(f"{words}, {_word_basis(change)}", []).append(change)
    return list(groups.items())


def _cited(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(i for c in changes for i in c.claim_ids))


def _word_change(change: Change, situation: Situation) -> str:
    taker = word_actor(change.after.holder, situation)
    when = f" on {word_day(change.after.since)}" if change.after.since else ""
    if change.before is None:
        return f"Newly known{when}: {_NAMES}, with {taker}"
    return f"{_NAMES} passed from {word_actor(change.before, situation)} to {taker}{when}"


def _word_late(change: Change, eve: Situation, situation: Situation) -> str:
    had = f"The brief of {word_day(day_of(eve.valid))} had {_NAMES} with {word_actor(change.before, situation)}"
    holder = word_actor(change.after.holder, situation)
    return f"{had}; by what has been published since, the holder by then was {holder}"


def _word_basis(change: Change) -> str:
    """According to whom, who says otherwise, and how surely."""
    if change.heard:
        basis = f"according to {word_claimants(change.heard)}."
    else:
        basis = "as the places around it suggest; no report of that time names it."
    if change.against:
        others = list(dict.fromkeys(e.claimant for e in change.against))
        basis += f" Against it: {word_list(others, 'claimant', sign=';')}."
    return f"{basis} Assessed as {change.after.status} ({word_probability(change.after.confidence)})."


def _tell_rest(changes: Sequence[Change], situation: Situation) -> Iterator[Statement]:
    groups: dict[tuple[str | None, str | None], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.before, change.after.holder), []).append(change)
    for (before, after), members in groups.items():
        names = word_list([c.place.name for c in members], "place", MOST_LISTED)
        states = Counter(c.after.status for c in members)
        how = ", ".join(f"{states[s]} {s}" for s in ("held", "claimed", "contested") if states[s])
        came = f"from {word_actor(before, situation)} " if before else ""
        yield Statement(
            words=f"{count(len(members), 'more place')} {came}to {word_actor(after, situation)} ({how}): {names}.",
            claim_ids=_cited(members[:MOST_LISTED]),
        )


def _tell_contested(eve: Situation, situation: Situation) -> Iterator[Statement]:
    day = day_of(eve.valid)
    names, ids = [], []
    for place_id, state in sorted(situation.assessments.items()):
        before = eve.assessments.get(place_id)
        if state.status != "contested" or before is None or before.holder != state.holder:
            continue
        if before.status == "contested":
            continue
        names.append(situation.places[place_id].name)
        ids += [i for e in state.evidence if e.day > day for i in e.claim_ids]
    if names:
        yield Statement(
            words=f"Contested now, with the same holder as before: {word_list(names, 'place', MOST_LISTED)}.",
            claim_ids=tuple(dict.fromkeys(ids)),
        )


def last_days(eve: Situation, situation: Situation, least: int) -> int:
    """For how many days back a brief looks for contradictions: since the last one."""
    return max(least, (day_of(situation.valid) - day_of(eve.valid)).days)

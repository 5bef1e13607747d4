"""Statements of a story -> proposed claims: what is no claim left out and said why, what is told twice told once."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from frontline.extraction._confidence import confidence_of, features_of
from frontline.extraction._items import Mention
from frontline.extraction._proposal import LeftOut, ProposedClaim
from frontline.extraction._statements import Statement
from frontline.extraction._story import Story
from gazetteer import fold

_RECENTLY = 60
"""Days within which a place lost and taken counts as retaken, though the report only says taken."""


def _reason(statement: Statement, story: Story) -> str:
    """Why a statement is no claim of control, "" where it is one."""
    if statement.mood == "failed" and statement.rule == "fell":
        return "not fallen"
    if statement.mood == "intended":
        return "intended, not done"
    if statement.mood == "hypothetical":
        return "only possible"
    if statement.background:
        return "background without a day"
    if not statement.actor:
        return "no side is told"
    return ""


def _placeless(mention: Mention, statement: Statement, story: Story) -> str:
    if mention.type == "count":
        return "" if mention.number and not _named_elsewhere(statement, mention, story) else "no place is named"
    if mention.noun in ("ground", "land", "terrain"):
        return "no place is named"
    if mention.noun == "front" and statement.kind in ("held", "repelled") and mention.text[:1].isupper():
        return ""
    if mention.type == "region" and mention.noun in ("sector", "front", "axis", "direction", "hinterland"):
        return "a sector, no place"
    listed = len(statement.places) > 2 and len(mention.text.split()) > 1
    if mention.noun in ("region", "oblast", "sector", "front", "axis", "direction") and mention.type == "region":
        return "a region, no place"
    if (
        mention.type in ("site", "settlement", "area")
        and not listed
        and not mention.inside
        and mention.noun
        and mention.text[:1].islower()
        and _indefinite(statement, mention)
    ):
        return "no place is named"
    if mention.type == "bearing":
        return "" if statement.kind in ("withdrew", "advanced_to") else "only a bearing"
    if {t.lower() for t in mention.text.split()} & story.people and mention.type == "name":
        return "a person"
    return ""


def _indefinite(statement: Statement, mention: Mention) -> bool:
    tokens = statement.clause.tokens
    if mention.i >= len(tokens) or tokens[mention.i].start not in (mention.start, mention.start - 2, mention.start - 3):
        return False  # named in another sentence
    before = statement.clause.tokens[mention.i - 1].key if mention.i else ""
    first = statement.clause.tokens[mention.i].key if mention.i < len(statement.clause.tokens) else ""
    return bool({"a", "an", "one", "another"} & {before, first})


def _named_elsewhere(statement: Statement, mention: Mention, story: Story) -> bool:
    """Whether names enough for the counted places stand in what follows."""
    names = {
        m.text
        for s in story.statements
        for m in s.places
        if s.actor == statement.actor
        and s.kind in ("captured", "recaptured", "held")
        and m.type in ("name", "area", "site")
        and 0 <= s.clause.number - statement.clause.number < 3
    }
    return len(names) >= mention.number


class Proposed(NamedTuple):
    """A claim with the mention of its place and what its confidence rests on."""

    claim: ProposedClaim
    mention: Mention
    features: tuple[str, ...]
    rule: str = ""


def claims_of(story: Story, outlet: str) -> tuple[list[Proposed], list[LeftOut]]:
    """Claims of a story in the order of the text, and what was left out."""
    claims: list[Proposed] = []
    left: list[LeftOut] = []
    for statement in story.statements:
        reason = _reason(statement, story)
        for mention in statement.places:
            why = reason or _placeless(mention, statement, story)
            if why:
                left.append(LeftOut(words=mention.text, reason=why, span=_span(statement, mention)))
                continue
            claims.append(_claim(statement, mention, story, outlet))
        if not reason:
            told = [m for m in statement.exceptions if not _placeless(m, statement, story)]
            claims += [_excepted(statement, m, story, outlet) for m in told]
    return _once(claims), left


def _span(statement: Statement, mention: Mention) -> tuple[int, int]:
    tokens, item = statement.clause.tokens, statement.clause.items[statement.at]
    first, last = tokens[item.i].start, tokens[item.j - 1].end
    inside = tokens[0].start <= mention.start and mention.end <= tokens[-1].end
    return (min(first, mention.start), max(last, mention.end)) if inside else (first, last)


def _counted_before(statement: Statement, story: Story) -> bool:
    """As in "took back several villages", said first; who then names them names what was taken back."""
    return any(
        s.kind == "recaptured"
        and 0 <= statement.clause.number - s.clause.number < 3
        and s.actor == statement.actor
        and s.places
        and all(m.type == "count" and m.number < 2 for m in s.places)
        for s in story.statements
    )


def _kind(statement: Statement, mention: Mention, story: Story) -> str:
    kind = statement.kind
    if kind == "captured" and statement.polarity == "affirmed" and _counted_before(statement, story):
        return "recaptured"
    if mention.part == "part" and kind in ("captured", "held") and statement.rule in ("under",):
        return "contested"
    if mention.part == "edge" and kind in ("captured", "held"):
        return "advanced_to"
    return kind


def _claim(statement: Statement, mention: Mention, story: Story, outlet: str) -> Proposed:
    polarity = "failed" if statement.mood == "failed" else statement.polarity
    when = statement.when
    kind = _kind(statement, mention, story)
    features = features_of(statement, mention, kind, polarity)
    if story.theatre is None:
        features = (*features, "theatre_unknown")
    claim = ProposedClaim(
        place_as_written=mention.text, resolution=None, kind=kind, polarity=polarity,  # type: ignore[arg-type]
        modality="asserted" if polarity == "affirmed" else polarity,  # type: ignore[arg-type]
        actor=statement.actor, actor_as_written=statement.actor_text, against=statement.against,
        claimant=statement.claimant, outlet=outlet, event=when.interval, event_date=when.written,
        event_date_precision=when.precision if when.first else "", distance_km=statement.km,
        reference_city=mention.text if statement.km is not None else "", span=_span(statement, mention),
        place_span=(mention.start, mention.end), confidence=confidence_of(features),
    )  # fmt: skip
    return Proposed(claim, mention, features, statement.rule)


def _excepted(statement: Statement, mention: Mention, story: Story, outlet: str) -> Proposed:
    """Places named as an exception are held by the other side: by the loser, or by who did not leave."""
    made = _claim(statement, mention, story, outlet)
    holder = statement.actor if statement.kind in ("withdrew", "held") else statement.against
    if statement.kind == "held":
        holder = statement.against
    claim = replace(made.claim, kind="held", actor=holder, against=story.opponent(holder), actor_as_written="",
                    distance_km=None, reference_city="", polarity="affirmed", modality="asserted")  # fmt: skip
    return made._replace(claim=claim)


def _key(claim: ProposedClaim) -> tuple[str, str, str, str]:
    return fold(claim.place_as_written).coarse or claim.place_as_written, claim.kind, claim.actor, claim.polarity


def _once(claims: list[Proposed]) -> list[Proposed]:
    """Tell each claim once; voices that say the same of the same day are joined, others stay apart."""
    found: dict[tuple[str, ...], list[Proposed]] = {}
    for made in claims:
        known = found.setdefault(_key(made.claim), [])
        same = next((n for n, k in enumerate(known) if _one_voice(k.claim, made.claim)), None)
        if same is None:
            known.append(made)
        else:
            known[same] = _joined(known[same], made)
    return _settled([made for group in found.values() for made in group])


def _one_voice(known: ProposedClaim, claim: ProposedClaim) -> bool:
    """Whether two tellings are one claim: of one day, or by the same or by no named voice."""
    apart = known.claimant and claim.claimant and known.claimant != claim.claimant
    return not apart or known.event_date == claim.event_date


def _joined(known: Proposed, made: Proposed) -> Proposed:
    first, second = known.claim, made.claim
    names = "; ".join(dict.fromkeys(v for v in (first.claimant, second.claimant) if v))
    features = tuple(f for f in known.features if f in made.features) + (
        () if "repeated" in known.features else ("repeated",)
    )
    claim = replace(
        first, claimant=names, confidence=confidence_of(features),
        distance_km=first.distance_km if first.distance_km is not None else second.distance_km,
        reference_city=first.reference_city or second.reference_city,
    )  # fmt: skip
    return Proposed(claim, known.mention, features, known.rule)


def _other_voice(claim: ProposedClaim, claims: list[ProposedClaim]) -> bool:
    """Whether somebody else than who claimed the capture says that it is held."""
    place, _, actor, _ = _key(claim)
    takers = {
        c.claimant for c in claims if c.kind in ("captured", "recaptured") and (_key(c)[0], c.actor) == (place, actor)
    }
    return bool(claim.claimant) and claim.claimant not in takers and "" not in takers


def _again(made: Proposed, told: dict[tuple[str, str], ProposedClaim]) -> Proposed:
    """Who takes what it had lost, by the report itself, retakes it."""
    claim = made.claim
    before = told.get((_key(claim)[0], claim.against))
    if before is None or before.event is None or claim.event is None or before.claimant:
        return made
    retaken = claim.kind == "captured" and claim.polarity == "affirmed" and before.event.start < claim.event.start
    retaken = retaken and before.against == claim.actor and (claim.event.start - before.event.start).days < _RECENTLY
    return made._replace(claim=replace(claim, kind="recaptured")) if retaken else made


def _settled(proposed: list[Proposed]) -> list[Proposed]:
    """Leave out what a stronger statement of the same report says better."""
    claims = [p.claim for p in proposed]
    taken = {
        (k[0], k[2]) for c in claims if c.polarity == "affirmed" and (k := _key(c))[1] in ("captured", "recaptured")
    }
    told = {(k[0], k[2]): c for c in claims if c.polarity == "affirmed" and (k := _key(c))[1] == "captured"}
    proposed = [_again(p, told) for p in proposed]
    claims = [p.claim for p in proposed]
    again = {(k[0], k[2]) for c in claims if c.polarity == "affirmed" and (k := _key(c))[1] == "recaptured"}
    refused = {
        (k[0], k[2]) for c in claims if c.polarity == "denied" and (k := _key(c))[1] in ("captured", "recaptured")
    }
    found = []
    entered: dict[tuple[str, str], str] = {}
    for made in proposed:
        claim = made.claim
        place, kind, actor, polarity = _key(claim)
        if kind == "advanced_to" and (place, actor) in taken and claim.distance_km is None and polarity == "affirmed":
            entered[place, actor] = claim.claimant
            continue
        if kind in ("held", "captured") and polarity == "affirmed" and (place, actor) in again:
            continue
        fought = kind == "contested" and made.rule in ("attack", "clash", "fight") and (place, actor) in taken - refused
        if fought and not _other_voice(claim, claims):
            continue
        if kind == "held" and polarity == "affirmed" and (place, actor) in taken and not _other_voice(claim, claims):
            continue
        found.append(made)
    return [_voiced(made, entered) for made in found]


def _voiced(made: Proposed, entered: dict[tuple[str, str], str]) -> Proposed:
    """Who said that a side entered a place said, with no other voice, that it took it."""
    claim = made.claim
    voice = entered.get((_key(claim)[0], claim.actor), "")
    if claim.claimant or not voice or claim.kind not in ("captured", "recaptured"):
        return made
    return made._replace(claim=replace(claim, claimant=voice))

"""A brief as plain text: what every template is given, and all that it is given.

Dictionaries, lists, texts and numbers only, so that it travels as JSON; no text in it is markup of any kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontline.brief._changes import word_eve
from frontline.brief._words import web_address, word_actor, word_probability
from frontline.dates import day_of
from frontline.scene import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from frontline.brief._nouns import Brief, Change, Contradiction, Statement
    from frontline.model import Claim, Comparison, Evidence, Figure, Measure
    from gazetteer import Place

Text = dict[str, Any]
LICENCE = (
    "Maps and text of this report may be passed on with the credits below, both dates, and the outlets behind the "
    "claims relied on. The program is free software (MIT licence); claims coded in the packaged case are CC0 1.0."
)
UNPLACED = (
    "About whole areas (counted at the places inside), about unnamed parts of areas, or about names that could not be "
    "resolved. All of the case are listed, also those that were not yet known at this date; nothing is dropped."
)
LIMITS = (
    "A front drawn from villages is no trench line: between two places it may run anywhere.",
    "Probability is the model's own certainty given the claims it has. It knows nothing of what nobody reported.",
    "The dead and displaced are counted as claimed, by claimant, and never added up across claimants.",
)
_SPEAKS_OF = {"area": "a whole area", "part": "part of an area", "none": "unresolved"}


def to_document(brief: Brief) -> Text:
    """Write a brief as plain text.

    Returns
    -------
    dict
        ``title``, ``valid``, ``known``, ``since``, ``lang``, ``day`` (ISO), ``author``, ``summary`` (texts), and by
        section: ``news``, ``maps``, ``distance``, ``changes``, ``contradictions``, ``stated``, ``figures``,
        ``unplaced``, ``method``, ``sources``, ``claims``. A table is ``{"caption", "columns", "rows"}``; a column has
        a ``title`` and a ``kind``: ``text``; ``day``; ``number``; ``name``, whose cells are ``{"name", "ar"}``;
        ``ids``, whose cells are lists of ``{"id", "anchor"}``; ``key``, a list of one which is the row's own anchor;
        ``link``, whose cells are ``{"text", "url"}`` with `url` blank or an address of the web.
    """
    cited = _Cited(brief.claims)
    sections = {
        "news": [_statement(s, cited) for s in brief.news],
        "maps": _maps(brief),
        "distance": _distance(brief),
        "changes": _changes(brief, cited),
        "contradictions": [_contradiction(c, brief, cited) for c in brief.contradictions],
        "stated": _stated(brief, cited),
        "figures": _figures(brief),
        "unplaced": _unplaced(brief, cited),
        "method": _method(brief),
        "sources": _sources(brief),
    }
    return {
        "lang": "en",
        "title": brief.scene.title,
        "valid": brief.scene.valid,
        "known": brief.scene.known,
        "since": word_eve(brief.eve, brief.situation),
        "day": day_of(brief.situation.valid).isoformat(),
        "author": "frontline",
        "summary": list(brief.summary),
        **sections,
        "claims": _claims(brief, cited),
    }


class _Cited:
    """The claims that a report names, each with the anchor of its row in the table at the end."""

    def __init__(self, claims: Mapping[str, Claim]) -> None:
        self._anchors = {claim_id: f"c{n}" for n, claim_id in enumerate(claims, 1)}
        self.named: set[str] = set()

    def ids(self, claim_ids: Iterable[str]) -> list[Text]:
        """Name claims: an anchor each, blank for an id that is no claim's."""
        there = list(claim_ids)
        self.named.update(i for i in there if i in self._anchors)
        return [{"id": i, "anchor": self._anchors.get(i, "")} for i in there]


def _table(caption: str, columns: str, rows: Iterable[list[Any]]) -> Text:
    """Lay out a table; columns are titles, each with its kind after a colon unless that is text."""
    split = [column.strip().partition(":") for column in columns.split("|")]
    return {
        "caption": caption,
        "columns": [{"title": title, "kind": kind or "text"} for title, _, kind in split],
        "rows": list(rows),
    }


def _statement(statement: Statement, cited: _Cited) -> Text:
    return {"text": statement.words, "ids": cited.ids(statement.claim_ids)}


def _name(place: Place) -> Text:
    return {"name": place.name, "ar": place.name_ar}


def _km(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 1) + 0.0:.1f}"  # no -0.0


def _claimant(told: Claim | Figure) -> str:
    return told.attributed_to or told.outlet


def _maps(brief: Brief) -> list[Text]:
    """The maps by the name of their picture, each with a caption and a text for those who cannot see it."""
    dates = f"As of {brief.scene.valid}; as known: {brief.scene.known}."
    maps = [{"name": "map", "alt": brief.scene.alt_text, "caption": f"Areas of control and front. {dates}"}]
    if brief.pair is not None:
        caption = f"What changed hands since {word_eve(brief.eve, brief.situation)}. {brief.pair.dates['en']}."
        maps.append({"name": "changes", "alt": _alt_of_change(brief), "caption": caption})
    return maps


def _alt_of_change(brief: Brief) -> str:
    if brief.pair is None:
        return ""
    gains = "; ".join(
        f"{word_actor(g.actor_id, brief.situation)}: {g.gained_km2:,.0f} km² gained, {g.lost_km2:,.0f} km² lost"
        for g in brief.pair.gains
    )
    return f"Map of two dates. {brief.pair.titles['en']}. {gains}."


# -- distances ------------------------------------------------------------------------------------------------------


def _distance(brief: Brief) -> Text:
    city = brief.city.name if brief.city else ""
    return {
        "city": city,
        "none": "" if brief.near else brief.no_front,
        "charts": _charts(brief, city),
        "measures": _table(
            "Measures",
            "measure | of | value:number | low:number | high:number | unit | how",
            [_measure(m, brief) for m in brief.measures],
        ),
        "series": _table(
            f"Distance of the front from {city} by day, kilometres",
            "day:day | km:number | low:number | high:number",
            [[str(m.day), _km(m.value), _km(m.low), _km(m.high)] for m in brief.series],
        ),
        "rose": _table(
            f"Distance of the front from {city} by bearing",
            "bearing | km:number | how",
            [[f"{m.name.rsplit('_', 1)[1]} ({m.bearing_deg or 0:.1f}°)", _km(m.value), m.method] for m in brief.rose],
        ),
    }


def _charts(brief: Brief, city: str) -> list[Text]:
    charts = []
    if brief.series:
        values = [(m.day, m.value) for m in brief.series if m.value is not None]
        ends = f" {values[0][1]:.1f} km on {values[0][0]}, {values[-1][1]:.1f} km on {values[-1][0]}." if values else ""
        charts.append(
            {
                "name": "series",
                "alt": f"Chart. Distance of the front from {city} at the end of each day.{ends}",
                "caption": f"Distance of the front from {city} at the end of each day. Line: as assessed, with its "
                "range; crosses: distances as claimed on that day, by anybody. Where the city itself has changed "
                "hands, the distance is that of its new holder's front.",
            }
        )
    if brief.rose:
        there = [m for m in brief.rose if m.value is not None]
        told = ", ".join(f"{m.name.rsplit('_', 1)[1]} {m.value:.1f} km" for m in there) or "none within reach"
        charts.append(
            {
                "name": "rose",
                "alt": f"Chart. Distance of the front from {city} by bearing: {told}.",
                "caption": f"By bearing from {city}, on this date. No bar: no front within reach on that bearing.",
            }
        )
    return charts


def _measure(measure: Measure, brief: Brief) -> list[str]:
    fixed = " and ".join(_subject(i, brief) for i in measure.basis) if 0 < len(measure.basis) <= 4 else ""
    return [
        measure.name.replace("_", " "),
        _subject(measure.subject, brief),
        _km(measure.value),
        _km(measure.low),
        _km(measure.high),
        measure.unit,
        f"{measure.method} (fixed by {fixed})" if fixed else measure.method,
    ]


def _subject(name: str, brief: Brief) -> str:
    actors, places = brief.situation.actors, brief.situation.places
    return actors[name].name if name in actors else places[name].name if name in places else name


def _stated(brief: Brief, cited: _Cited) -> Text:
    columns = (
        "day | claimant | outlet | claim | claimed km:number | assessed km:number | range:number | verdict | id:ids"
    )
    return _table("", columns, [_comparison(c, cited) for c in brief.comparisons])


def _comparison(comparison: Comparison, cited: _Cited) -> list[Any]:
    claim, computed = comparison.claim, comparison.computed
    return [
        str(claim.event.last_day),
        _claimant(claim),
        claim.outlet,
        f"{_said(claim)}, from {claim.reference_city}",
        _km(comparison.stated_km),
        _km(computed.value),
        f"{_km(computed.low)}–{_km(computed.high)}",
        comparison.verdict,
        cited.ids([claim.claim_id]),
    ]


def _said(claim: Claim) -> str:
    return f"{claim.kind.replace('_', ' ')} by {claim.actor}"


# -- places ---------------------------------------------------------------------------------------------------------


def _changes(brief: Brief, cited: _Cited) -> Text:
    columns = "place:name | from | to | since:day | status | probability:number | who says so | claim ids:ids"
    return {
        "table": _table("", columns, [_change(c, brief, cited) for c in brief.turned]),
        "learned": _table("", columns, [_change(c, brief, cited) for c in brief.learned]),
        "lapsed": [_name(c.place) for c in brief.lapsed],
    }


def _change(change: Change, brief: Brief, cited: _Cited) -> list[Any]:
    after = change.after
    who = list(dict.fromkeys(e.claimant for e in change.heard))
    said = "; ".join(who) or f"nobody by name: {after.rule}"
    if change.late:
        said = f"{said} (it was so by then, but not known yet)"
    return [
        _name(change.place),
        word_actor(change.before, brief.situation),
        word_actor(after.holder, brief.situation),
        str(after.since or ("a day unknown" if after.previous_holder else "before the case")),
        after.status,
        word_probability(after.confidence),
        said,
        cited.ids(change.claim_ids),
    ]


def _contradiction(contradiction: Contradiction, brief: Brief, cited: _Cited) -> Text:
    state = contradiction.assessment
    holder = f", {word_actor(state.holder, brief.situation)} ({word_probability(state.confidence)})"
    return {
        **_name(contradiction.place),
        "state": f"{state.status}{holder if state.holder else ''}",
        "sides": [
            {
                "title": f"For {word_actor(side, brief.situation)}" if side else "Fought over",
                "accounts": [_account(e, cited) for e in accounts],
            }
            for side, accounts in contradiction.sides.items()
        ],
    }


def _account(evidence: Evidence, cited: _Cited) -> Text:
    return {
        "day": str(evidence.day),
        "claimant": evidence.claimant,
        "outlets": "; ".join(evidence.outlets),
        "said": f"{evidence.said}, weight {evidence.weight:.1f}",
        "note": evidence.note,
        "url": web_address(evidence.url),
        "ids": cited.ids(evidence.claim_ids),
    }


def _unplaced(brief: Brief, cited: _Cited) -> Text:
    lost = [c for c in brief.unplaced if c.scope == "none"]
    columns = "claim id:ids | day:day | as printed | context | claim | claimant | speaks of | known by then | reason"
    rows = [
        [
            cited.ids([c.claim_id]),
            str(c.event.last_day),
            c.place_as_written,
            c.place_context,
            _said(c),
            _claimant(c),
            _SPEAKS_OF[c.scope],
            "yes" if c.claim_id in brief.heard else "no",
            c.placed_because,
        ]
        for c in (*lost, *(c for c in brief.unplaced if c.scope != "none"))
    ]
    told = f"{count(len(brief.unplaced), 'claim')}, {len(lost)} with a name that could not be resolved."
    return {"intro": [told, UNPLACED], "table": _table("", columns, rows)}


# -- figures and sources --------------------------------------------------------------------------------------------


def _figures(brief: Brief) -> Text:
    """Figures by claimant, and what does not add up among them."""
    shown = sorted(brief.figures, key=lambda f: (_claimant(f).casefold(), f.kind, f.side, f.as_of, f.figure_id))
    anchors = {f.figure_id: f"f{n}" for n, f in enumerate(shown, 1)}
    columns = "claimant | kind | who | as of:day | figure:number | unit | outlet | note | page:link | id:key"
    rows = [
        [
            _claimant(f),
            f.kind.replace("_", " "),
            f.side,
            str(f.as_of),
            _amount(f),
            f.unit,
            f.outlet,
            f.note,
            _link(f.url),
            [{"id": f.figure_id, "anchor": anchors[f.figure_id]}],
        ]
        for f in shown
    ]
    checks = [
        {"check": f.check, "text": f.words, "ids": [{"id": i, "anchor": anchors[i]} for i in f.claim_ids]}
        for f in brief.findings
    ]
    return {"checks": checks, "table": _table("", columns, rows)}


def _amount(figure: Figure) -> str:
    how = f"{figure.precision.replace('_', ' ')} " if figure.precision not in ("exact", "") else ""
    return f"{how}{figure.low:,.0f}" + (f"–{figure.high:,.0f}" if figure.high != figure.low else "")


def _link(url: str) -> Text:
    address = web_address(url)
    return {"text": "page" if address else "–", "url": address}


def _method(brief: Brief) -> Text:
    limits = [*brief.scene.caveats, *LIMITS]
    if brief.undated:
        limits.append(
            f"{brief.undated} of the claims used show no day of publication; they are taken to have been known one "
            "day after the event."
        )
    return {"text": brief.scene.method, "limits": limits, "alt": brief.scene.alt_text}


def _sources(brief: Brief) -> Text:
    rows = [[s.outlet, f"{s.claims:,}", s.reliability, _link(s.url)] for s in brief.sources]
    told = f"{count(len(rows), 'outlet')} whose claims were used"
    columns = "outlet | claims:number | reliability | one page:link"
    return {"licence": LICENCE, "credits": list(brief.scene.sources), "outlets": _table(told, columns, rows)}


def _claims(brief: Brief, cited: _Cited) -> Text:
    """The claims that the report names, in the order of the ledger."""
    columns = "claim id:key | day:day | place as printed | claim | claimant | outlet | published:day | page:link"
    rows = [
        [
            cited.ids([c.claim_id]),
            str(c.event.last_day),
            c.place_as_written,
            _said(c) + (f" against {c.against}" if c.against else ""),
            _claimant(c),
            c.outlet,
            str(c.published.last_day) if c.published else "no day shown",
            _link(c.url),
        ]
        for c in brief.claims.values()
        if c.claim_id in cited.named
    ]
    return _table("", columns, rows)

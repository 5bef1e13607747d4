"""Which place "the town", "it", "those villages" or "the dam" is."""

from __future__ import annotations

from dataclasses import replace

from frontline.extraction._items import Clause, Mention
from frontline.extraction._memory import Sides
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_BEARINGS = word_set("northern southern eastern western central northeastern northwestern southeastern southwestern"
                     " north-eastern north-western south-eastern south-western outer inner")  # fmt: skip
_ANY_SITE = word_set("facility installation site complex compound building structure")
_NAMING = word_set("named names naming listed lists listing identified identifies identifying")


class Reference(Sides):
    """Settles the places of statements."""

    def _name_counted(self, clause: Clause) -> None:
        """As in "took two towns. One, Lashio, ...; the other, Mogok, ...", "It named them as A, B and C"."""
        told = next((s for s in reversed(self.statements[-4:]) if s.places and s.places[0].type == "count"), None)
        if told is None or clause.number - told.clause.number > 2:
            return
        keys = [t.key for t in clause.tokens]
        if keys[:2] == ["one", ","]:
            names = [
                m
                for k, i in enumerate(clause.items)
                if i.kind == "PLC" and k and clause.items[k - 1].kind == "COM"
                for m in i.members
                if m.type == "name"
            ]
            told.places = names[: told.places[0].number or 2] or told.places
        elif set(keys) & _NAMING or keys[:2] in (["they", "are"], ["these", "are"], ["they", "were"]):
            self._put_names(told, clause)

    def _put_names(self, told: Statement, clause: Clause) -> None:
        """Let the first list of names that a sentence gives stand for the places counted before."""
        verb = next((k for k, i in enumerate(clause.items) if i.kind in ("SAY", "PRO", "W")), 0)
        named = next((i for i in clause.items[verb:] if i.kind == "PLC"), None)
        count = told.places[0].number
        if named is None or not all(m.type in ("name", "area", "site") for m in named.members):
            return
        if count in (0, 1) or len(named.members) <= count:
            told.places = list(named.members)
            self.remember(named.members)
            speaker = self.spoken.get(clause.number)
            told.claimant = told.claimant or (speaker.name if speaker is not None else "")

    def _settle_places(self, statement: Statement) -> None:
        found: list[Mention] = []
        statement.by_reference = any(m.type in ("pronoun", "back") for m in statement.places)
        for mention in statement.places:
            found += self._resolved(mention, statement)
            if mention.inner is not None and not mention.inside:
                self.remember([mention.inner])  # "Bani Walid's airport and then the town"
        statement.places = found
        statement.exceptions = [r for m in statement.exceptions for r in self._resolved(m, statement)]

    def _resolved(self, mention: Mention, statement: Statement) -> list[Mention]:
        if mention.type == "pronoun":
            return self._of_pronoun(mention)
        if mention.type == "count" and mention.inside and mention.inside != "near":
            named = next((m for m in self.places if m.text == mention.inside), None)
            area = mention.inside.split()[-1].lower() in (
                "district",
                "districts",
                "area",
                "subdistrict",
                "sub-district",
                "township",
            )
            return [named or replace(mention, text=mention.inside, type="area")] if area else [mention]
        if mention.type != "back":
            return [mention]
        if mention.plural and not mention.number > 1 and {w.lower() for w in mention.text.split()} & _BEARINGS:
            return [replace(mention, type="site")] if statement.kind != "advanced_to" else []
        if mention.plural and not mention.part:
            return self._plural_back(mention) if len(statement.places) == 1 else []
        vague = mention.noun == "stronghold" or mention.text in ("centre", "center")
        if vague or mention.noun in ("region", "territory", "country", "area", "sector", "strongholds"):
            return []
        if mention.noun in ("province", "governorate", "state"):
            region = next((m for m in reversed(self.places) if m.type == "region" or m.noun == mention.noun), None)
            return [region] if region is not None else []
        if mention.noun == "capital" and mention.text.lower().removeprefix("the ") == "capital":
            capital = self.theatre.capital if self.theatre else ""
            return [next((m for m in self.places if m.text == capital), mention)]
        if mention.part == "edge" and statement.kind in ("withdrew", "held", "captured"):
            return [replace(mention, type="site", part="")]
        if mention.noun in _ANY_SITE:
            site = next((m for m in reversed(self.places) if m.type == "site"), None)
            return [site] if site is not None else [mention]
        if mention.noun and not _settled(mention.noun):
            before = (m for m in reversed(self.places) if m.type != "back" and mention.noun in m.text.lower().split())
            return [next(before, mention)]
        return self._last_town(mention)

    def _of_pronoun(self, mention: Mention) -> list[Mention]:
        if mention.text == "there":
            return list(self.focus)
        if mention.text == "both" and (pair := self._pair()):
            return pair
        if mention.plural:
            return list(self.groups[-1]) if self.groups else (list(self.focus) if mention.text == "they" else [])
        return [m for m in self.focus[-1:] if m.type != "count"]

    def _pair(self) -> list[Mention]:
        """Two places told one after the other, where "both" follows and no list of two came later."""
        told = [s for s in self.statements[-2:] if len(s.places) == 1 and s.places[0].type in ("name", "area", "site")]
        names = [s.places[0] for s in told]
        apart = len(names) == 2 and names[0].text != names[1].text and told[0].clause is not told[1].clause
        return names if apart else []

    def _plural_back(self, mention: Mention) -> list[Mention]:
        """As in "those towns", "the two villages"."""
        count = mention.number
        if not count and mention.noun.rstrip("s") not in (
            "town",
            "village",
            "citie",
            "settlement",
            "district",
            "localitie",
            "suburb",
            "neighbourhood",
        ):
            return []
        for group in reversed(self.groups):
            if not count or len(group) == count:
                return list(group)
        return [replace(mention, type="count")] if count else []

    def _last_town(self, mention: Mention) -> list[Mention]:
        town = next((m for m in reversed(self.focus) if m.type == "name"), None)
        town = town or next((m for m in reversed(self.places) if m.type == "name"), None)
        if town is None:
            return [replace(mention, type="site")] if mention.noun == "capital" else []
        return [replace(town, part=mention.part)]


def _settled(noun: str) -> bool:
    return noun.rstrip("s") in (
        "district",
        "area",
        "neighbourhood",
        "neighborhood",
        "quarter",
        "suburb",
        "valley",
        "island",
        "town",
        "village",
        "city",
        "citie",
        "settlement",
        "hamlet",
        "locality",
        "capital",
        "township",
        "municipality",
        "community",
    )

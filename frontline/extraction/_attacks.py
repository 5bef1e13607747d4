"""Attacks: beaten off, turned back, under way, and sides driven out of a place or back from one."""

from __future__ import annotations

from frontline.extraction._around import Around
from frontline.extraction._items import Item
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_NEAR = word_set("at in near on around outside")
_VAGUE = word_set(
    "defeat defeated defeating defeats check checked contain contained counter countered stop stopped halt halted block"
    " blocked frustrate frustrated smash smashed crush crushed rout routed break broke broken hold held"
)
_LOCAL = word_set("in inside within into across throughout for over")


class AttackRules(Around):
    """Rules of verbs of attack and defence."""

    def _repel(self, k: int, item: Item) -> Statement | None:
        """As in "threw back an assault on X"; without an attack it is no repulse: "stopped at X"."""
        back = "back" in self._words(k)
        if back and item.passive and (pushed := self._pushed(k, item)) is not None:
            loser = self._nearest_side(k)
            pushed.subject, pushed.swap = (self.agent(k), False) if self.agent(k) else (loser, True)
            return pushed
        if item.passive:
            start = next((at for at in range(k - 1, -1, -1) if self.items[at].kind in ("SAY", "SEM")), -1)
            noun = next(
                (
                    at
                    for at in range(k - 1, start, -1)
                    if self.items[at].kind == "NOM" and self.items[at].value == "attack"
                ),
                None,
            )
            places = self._around(noun, k) if noun is not None else (self._those(k) or self._attacked(k))
            if places is None and noun is None:
                return None
            return self._repelled(k, places, self.agent(k), noun)
        noun = next(
            (
                at
                for at in range(k + 1, min(len(self.items), k + 8))
                if self.items[at].kind == "NOM" and self.items[at].value == "attack"
            ),
            None,
        )
        if noun is None or any(i.kind in ("VRB", "SEM", "SAY") for i in self.items[k + 1 : noun]):
            return (self._pushed(k, item) if back else None) or self._turned(k) or self._beaten(k)
        return self._repelled(k, self._around(noun, k), self.subject(k), noun)

    def _turned(self, k: int) -> Statement | None:
        """As in "turned back a column that tried to reach the palace"."""
        attackers = self.items[k + 1 : k + 6]
        move = next(
            (
                at
                for at in range(k + 1, min(len(self.items), k + 8))
                if self.items[at].kind == "VRB" and self.items[at].mood == "intended"
            ),
            None,
        )
        if move is None or not any(i.kind == "ACT" for i in attackers):
            return None
        return self._made("repelled", k, self.objects(move), self.subject(k), rule="repel")

    def _beaten(self, k: int) -> Statement | None:
        """As in "repulsed the rebels near Kalembe": attackers as object, and where."""
        if self._words(k)[0] in _VAGUE or self.items[k].mood:
            return None
        beaten = next((at for at in range(k + 1, min(len(self.items), k + 3)) if self.items[at].kind == "ACT"), None)
        if beaten is None or self.items[beaten].form == "adj" or self._governor(beaten):
            return None
        places = self.objects(beaten, _NEAR, reach=5)
        if places is None:
            return None
        return self._made("repelled", k, places, self.subject(k), other=self.items[beaten], rule="repel")

    def _attacked(self, k: int) -> Item | None:
        """As in "attacked the Kassara front but were repelled": what they attacked."""
        verb = next(
            (at for at in range(k - 1, -1, -1) if self.items[at].kind == "VRB" and self.items[at].value == "attack"),
            None,
        )
        return self.objects(verb) if verb is not None else None

    def _those(self, k: int) -> Item | None:
        """As in "assaults ...; those near Ostrivske had been stopped"."""
        for at in range(k - 1, max(-1, k - 5), -1):
            if self.items[at].kind == "PLC" and "those" in [
                t.key for t in self.clause.tokens[max(0, self.items[at].i - 3) : self.items[at].i]
            ]:
                return self.items[at]
        return None

    def _repelled(self, k: int, places: Item | None, subject: Item | None, noun: int | None) -> Statement | None:
        attacker = (self._owner(noun) or self._behind(noun, ("by", "from", "of"), 5)) if noun is not None else None
        if places is None and subject is None and attacker is None:
            return None
        if places is None:
            places = Item("PRO", self.items[k].i, self.items[k].i, value="focus")
        if subject is None and attacker is not None:
            return self._made("repelled", k, places, attacker, swap=True, rule="repel")
        return self._made("repelled", k, places, subject, other=attacker, rule="repel")

    def _around(self, noun: int, k: int) -> Item | None:
        """Place of an attack: behind "on", "against", "in", or where its defenders stand."""
        for at in range(noun + 1, min(len(self.items), noun + 9)):
            item = self.items[at]
            if item.kind == "VRB" and item.mood == "intended" and at != k:
                return self.objects(at)  # "attempts to break through at X"
            if item.kind in ("VRB", "SAY", "SEM") and at != k:
                break
            if item.kind == "PLC" and self._crossed(at):
                return item
            if item.kind == "PLC" and (
                self._governor(at)
                in (
                    "on",
                    "against",
                    "in",
                    "at",
                    "near",
                    "towards",
                    "toward",
                    "into",
                    "to",
                    "over",
                    "around",
                    "inside",
                    "of",
                )
            ):
                return item
            if item.kind == "PRO" and item.value in ("it", "there"):
                return item
        before = next(
            (
                self.items[at]
                for at in range(min(k, noun) - 1, max(-1, min(k, noun) - 13), -1)
                if self.items[at].kind == "PLC" and self._governor(at) in ("on", "in", "at")
            ),
            None,
        )
        return before

    def _crossed(self, at: int) -> bool:
        """As in "an attempt to cross the bridge"."""
        if at < 2 or self.items[at - 1].kind != "W":
            return False
        return self.clause.tokens[self.items[at - 1].i - 1].key == "to"

    def _pushed(self, k: int, item: Item) -> Statement | None:
        km = next((i for i in self.items[k : k + 9] if i.kind == "KM"), None)
        if km is None:
            return None
        at = self.items.index(km)
        places = self.objects(at, frozenset({"from", "near", "of"}), reach=6)
        subject = self.subject(k) or self._striker(k)
        return self._made("pushed_back_km", k, places, subject, km=km.km, rule="pushed")

    def _striker(self, k: int) -> Item | None:
        """As in "a counter-attack by government forces threw them back": whose attack."""
        noun = next((at for at in range(k - 1, -1, -1) if self.items[at].kind == "NOM"), None)
        return (self._behind(noun, ("by", "of"), 4) or self._owner(noun)) if noun is not None else None

    def _drive(self, k: int, item: Item) -> Statement | None:
        """As in "drove the rebels out of X", "were pushed 10 km away from X"."""
        pushed = self._pushed(k, item)
        if pushed is not None:
            if item.passive:
                loser = self._nearest_side(k)
                pushed.subject, pushed.swap = (self.agent(k), False) if self.agent(k) else (loser, True)
            return pushed
        places = self.objects(k, frozenset({"from", "of"}), reach=7)
        if places is None:
            return self._beaten(k) if any(i.value == "back" for i in self.items[k + 1 : k + 4]) else None
        driven = next(
            (i for i in self.items[k + 1 : k + 5] if i.kind in ("ACT",) or (i.kind == "PRO" and i.value == "them")),
            None,
        )
        out = any(i.kind in ("W", "PRP") and i.value in ("out", "from") for i in self.items[k + 1 : k + 5])
        if item.passive and out:
            agent = self.agent(k)
            return self._made("captured", k, places, agent or self._nearest_side(k), swap=agent is None, rule="driven")
        return (
            self._made("captured", k, places, self.subject(k), other=driven, rule="driven") if driven and out else None
        )

    def _attack(self, k: int, item: Item) -> Statement | None:
        """As in "are now attacking X": fought over; a past attack says nothing of who is there."""
        words = self._words(k)
        tokens = [t.key for t in self.clause.tokens[max(0, item.i - 3) : item.i]]
        if item.passive or (
            item.mood not in ("failed", "intended")
            and not (item.form == "ing" and set(tokens) & {"now", "are", "is", "still", "currently"})
            and words[0] not in ("stormed", "storming")
        ):
            return None
        if words[0] == "besieging" or "been" in tokens:
            return None
        if item.mood == "failed" or (words[0] == "stormed" and not item.mood):
            return self._made("captured", k, self.objects(k), self.subject(k), rule="attack")
        return self._made("contested", k, self.objects(k), self.subject(k), rule="attack")

    def _fight(self, k: int, item: Item) -> Statement | None:
        if (
            item.passive
            or {"being", "contested"} & set(self._words(k))
            or ("over" in self._words(k)[-1:] and self.items[k].form in ("en", "s", "ing"))
        ):
            places = self.places_before(k) or self.objects(k)
            return self._made("contested", k, places, self.agent(k) or self._nearest_side(k), rule="fight")
        if self._words(k)[-1] == "for" and self.items[k + 1 : k + 2] and self.items[k + 1].kind == "ACT":
            return None  # "which fights for the government"
        places = self.objects(k) or self.objects(k, _LOCAL, reach=6)
        subject = None if self._there_is(k) else self.subject(k)
        return self._made("contested", k, places, subject, rule="fight")

    def _there_is(self, k: int) -> bool:
        """As in "there was still fighting in X": nobody is subject."""
        for item in reversed(self.items[max(0, k - 4) : k]):
            if item.kind == "PRO":
                return item.value == "there"
            if item.kind != "W":
                return False
        return False

    def _clash_verb(self, k: int, item: Item) -> Statement | None:
        if item.passive:
            return None
        places = self.objects(k, _LOCAL, reach=7) or self._where(k) or self._fronted(k)
        there = self.items[k + 1 : k + 2]
        if places is None and there and there[0].kind == "PRO" and there[0].value == "there":
            places = there[0]
        return self._made("contested", k, places, self.subject(k), rule="fight")

    def _where(self, k: int) -> Item | None:
        """As in "the dam, where the two sides are still fighting"."""
        for at in range(k - 1, max(0, k - 7), -1):
            item = self.items[at]
            if item.kind == "REL":
                before = at - 1 - (self.items[at - 1].kind == "COM")
                told = item.value == "where" and before >= 0 and self.items[before].kind == "PLC"
                return self.items[before] if told else None
            if item.kind in ("SEM", "SAY", "VRB"):
                return None
        return None

    def _fronted(self, k: int) -> Item | None:
        """As in "In Pokrovsk soldiers of both armies are fighting": the place opens the clause."""
        starts = (at for at in range(k - 1, -1, -1) if self.items[at].kind in ("SEM", "SAY", "REL", "SUB", "COL"))
        first = next(starts, -1) + 1
        if any(i.kind in ("VRB", "NOM") for i in self.items[first:k]):
            return None
        opened = first + 1 < k and self.items[first].kind == "PRP" and self.items[first].value in ("in", "inside", "at")
        return self.items[first + 1] if opened and self.items[first + 1].kind == "PLC" else None

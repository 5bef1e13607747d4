"""Nouns that say what verbs do: "the fall of X", "its withdrawal from X", "fighting in X", an attack that failed."""

from __future__ import annotations

from frontline.extraction._attacks import AttackRules
from frontline.extraction._items import Item
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_FAILED = word_set("failed faltered foundered fizzled unsuccessful stalled fails abortive collapsed fail faltering")
_CAME_TO_NOTHING = {
    ("broke", "down"), ("broken", "down"), ("to", "nothing"), ("in", "failure"), ("petered", "out"), ("got", "nowhere"),
    ("a", "failure"), ("bogged", "down"), ("run", "aground"), ("ran", "aground"), ("without", "success"),
    ("in", "vain"),
}  # fmt: skip
_ENDED = word_set("ended end ends ending broke broken break breaking shook shattered smashed loosened")
_CAPTURE = {"take": "captured", "retake": "recaptured"}
_LOCAL = word_set("in inside within into across throughout for over at")
_TOWNS = word_set("town village city settlement towns villages cities")


class NounRules(AttackRules):
    """One rule a class of noun (data/nominals.csv)."""

    def _of(self, k: int, words: frozenset[str] = frozenset({"of"})) -> Item | None:
        """Places behind "of"."""
        at = k + 1
        if (
            at < len(self.items)
            and self.items[at].kind == "PLC"
            and self.items[k].text in ("losing", "taking", "overrunning", "storming", "retaking")
        ):
            return self.items[at]
        if at + 1 < len(self.items) and self.items[at].kind == "PRP" and self.items[at].value in words:
            found = self.items[at + 1]
            if found.kind == "PLC" or (found.kind == "PRO" and found.value in ("it", "them", "both")):
                return self._with_next(at + 1) if found.kind == "PLC" else found
        if at < len(self.items) and self.items[at].kind == "PLC" and self._ends_in_preposition(k):
            return self.items[at]
        return self._whose(k)

    def _ends_in_preposition(self, k: int) -> bool:
        """As in "entry into X", where the preposition belongs to the noun."""
        return self.clause.tokens[self.items[k].j - 1].key in ("into", "of", "over")

    def _whose(self, k: int) -> Item | None:
        """As in "Singa's fall to the RSF", "the village's loss"; "its capture by GNA troops" of what was named."""
        before = self.items[k - 1] if k else None
        first = self.items[k].i
        if before is not None and before.kind == "PLC" and before.j == first and self.clause.tokens[first - 1].poss:
            return before
        its = first and self.clause.tokens[first - 1].key == "its"
        if its and (self._behind(k, ("by", "to"), 4) is not None or self.items[k].value == "fall"):
            return next((i for i in reversed(self.items[:k]) if i.kind == "PLC"), None) or Item(
                "PRO", first - 1, first, value="it"
            )
        return None

    def _noun_take(self, k: int, item: Item) -> Statement | None:
        places = self._of(k)
        before = self.clause.tokens[item.i - 1].key if item.i else ""
        if places is None and before == "its" and any(i.kind == "SAY" for i in self.items[max(0, k - 3) : k]):
            places = Item("PRO", item.i - 1, item.i, value="it")  # "announced its capture"
            return self._made(_CAPTURE[item.value], k, places, self._reporter(k), rule="noun")
        subject = self._behind(k, ("by",)) or self._owner(k) or self._reporter(k)
        return self._made(_CAPTURE[item.value], k, places, subject, rule="noun")

    def _reporter(self, k: int) -> Item | None:
        """As in "The SDF announced the capture of X": its own."""
        for item in reversed(self.items[:k]):
            if item.kind == "ACT" and item.form != "adj":
                return item
            if item.kind == "PRO" and item.value == "we":
                return Item("ACT", item.i, item.j, value="we", text="we")
            if item.kind == "VOI" and item.actor:
                return Item("ACT", item.i, item.j, value="name", actor=item.actor, text=item.text)
            if item.kind == "VOI" and item.value:
                return Item("ACT", item.i, item.j, value="we", text=item.text)
        return None

    def _noun_leave(self, k: int, item: Item) -> Statement | None:
        places = self._of(k) or (
            self.items[k + 1] if k + 1 < len(self.items) and self.items[k + 1].kind == "PLC" else None
        )
        if places is None:
            places = self.objects(k, frozenset({"from"}), reach=9)
        whose = self._owner(k) or self._behind(k, ("of", "by"), 4)
        if places is None and whose is not None and not self._of(k, frozenset({"to", "into", "towards"})):
            places = Item("PRO", item.i, item.i, value="focus")  # "following the pull-out of the MNDAA"
        return self._made(
            "withdrew", k, places, self._owner(k) or self._behind(k, ("of", "by"), 4) or self._reporter(k), rule="noun"
        )

    def _noun_lose(self, k: int, item: Item) -> Statement | None:
        places = self._of(k)
        winner = self._behind(k, ("to",))
        if winner is not None:
            return self._made("captured", k, places, winner, rule="noun")
        loser = self._owner(k) or self._mourner(k) or self._reporter(k)
        return self._made("captured", k, places, loser, swap=True, rule="noun")

    def _mourner(self, k: int) -> Item | None:
        """As in "After the loss of X, Ukrainian commanders were dismissed": whom the sentence goes on to speak of."""
        for item in self.items[k + 1 :]:
            if item.kind == "ACT" or (item.kind == "VOI" and item.actor):
                return Item("ACT", item.i, item.j, value=item.value or "name", actor=item.actor, text=item.text)
        return None

    def _noun_control(self, k: int, item: Item) -> Statement | None:
        """As in "ended the RSF's hold on X", "broke the rebels' grip on X"."""
        loser = self._owner(k)
        before = self.items[: k if loser is None or loser not in self.items else self.items.index(loser)]
        ended = bool(before) and before[-1].i < item.i and self.clause.tokens[before[-1].i].key in _ENDED
        places = self.objects(k, frozenset({"on", "over", "of", "in"}), reach=5) if ended else None
        return self._made("captured", k, places, loser, swap=True, rule="lost") if loser is not None else None

    def _noun_fall(self, k: int, item: Item) -> Statement | None:
        return self._made("captured", k, self._of(k), self._behind(k, ("to",)) or self._hands(k), rule="noun")

    def _noun_clash(self, k: int, item: Item) -> Statement | None:
        """As in "fighting in X"; around or near X it is not inside."""
        places = self.objects(k, _LOCAL, reach=10)
        if places is None:
            places = self._around_it(k)
        site = self.objects(k, frozenset({"near"}), reach=4) if places is None else None
        if site is not None and site.members and site.members[0].type == "back" and site.members[0].noun not in _TOWNS:
            return self._made("contested", k, Item("PRO", item.i, item.i, value="focus"), None, rule="clash")
        if places is None or any(
            i.kind == "COM" for i in self.items[k : self.items.index(places) if places in self.items else k]
        ):
            return None
        return self._made("contested", k, places, None, rule="clash")

    def _around_it(self, k: int) -> Item | None:
        """As in "fighting in and around X", "clashes went on around X"; "near X" says nothing of X."""
        places = self.objects(k, frozenset({"near"}), reach=11)
        if places is None or self.clause.tokens[places.i - 1].key != "around" or len(places.members) != 1:
            return None
        named = places.members[0].text[:1].isupper()
        return places if named else None

    def _noun_attack(self, k: int, item: Item) -> Statement | None:
        """A failed attack; or one that is under way."""
        after = self.items[k + 1 : k + 9]
        if item.negated:
            return None
        words = {t.key for t in self.clause.tokens[item.j : item.j + 14]}
        attacker = self._owner(k) or self._behind(k, ("by", "of"), 4)
        failed = item.mood == "failed" or self._failed(k)
        if failed and any(i.kind == "VRB" and i.value in ("leave", "withdraw") for i in after[:3]):
            return None  # "attempts to break out of X"
        if failed:
            return self._made("captured", k, self._around(k, k), attacker, polarity="failed", rule="failed")
        began = any(i.kind == "PLC" for i in after) and ("begun" in words or "underway" in words)
        places = self.objects(k, frozenset({"on", "against", "in", "at", "into"}), reach=5) if began else None
        return self._made("contested", k, places, attacker, rule="assault")

    def _failed(self, k: int) -> bool:
        tokens = self.clause.tokens[self.items[k].j : self.items[k].j + 14]
        for n, token in enumerate(tokens):
            if token.text in ";." or (token.key in ("and", "but") and n > 9):
                return False
            after = tokens[n + 1].key if n + 1 < len(tokens) else ""
            if token.key in _FAILED or (token.key, after) in _CAME_TO_NOTHING:
                return after != "to"
        return False

"""Whose hands a place is in, told by phrases: "has come under the control of", "slipped from their grasp"."""

from __future__ import annotations

from frontline.extraction._around import side_of
from frontline.extraction._items import Item
from frontline.extraction._nominals import NounRules
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_BE = word_set("is are was were be been being")
_BROUGHT = word_set("brought bring brings put puts placed restored restore returned return returns placing bringing")
_BACKWARD = word_set("back again returned restored return returns returning reverted restoring")
_LEFT = word_set(
    "slipped slipping slid sliding fell fallen slips passed passing taken wrested wrenched snatched prised out"
    " left leave leaves escaped escape moved gone went torn seized"
    " removed dropped drifted is are remains was were lies lost"
)
_CAME = word_set(
    "came come comes coming fell fallen fall passed slipped brought went gone passing put slid transferred"
    " moved switched"
    " ended shifted landed delivered placed turned"
)
_NEVER = word_set("never not")


class HandRules(NounRules):
    """Rules of phrases of control."""

    def _under(self, k: int, item: Item) -> Statement | None:
        """As in "has come under the control of", "remains in rebel hands", "is government-held"."""
        if (brought := self._brought(k)) is not None:
            return brought
        places = self.places_before(k)
        if places is None and (subject := self._cataphor(k)) is not None:
            places = subject
        link = self._link(places, k) if places is not None else ""
        if item.value == "out":
            return self._out_of(k, places)
        if item.value in ("into",) and not link:
            link = "came"
        if item.value == "adjective" and link not in ("stays", "is"):
            return None
        if places is None or not link or (item.value == "outside" and link != "stays"):
            return None
        kind = {"came": "captured", "back": "recaptured"}.get(link, "held")
        statement = self._made(kind, k, places, side_of(item), rule="under")
        if statement is not None:
            statement.mood, negated = self._mood_between(places, k)
            statement.polarity = "denied" if negated else "affirmed"
            if negated and item.value == "theirs":
                return None  # "the last one that is not theirs"
            words = {t.key for t in self.clause.tokens[self.items[k].j : self.items[k].j + 2]} | {
                t.key for t in self.clause.tokens[places.i : self.items[k].i]
            }
            if negated and words & {"more", "longer", "anymore"}:  # "no longer under army control"
                statement.kind, statement.swap, statement.polarity = "captured", True, "affirmed"
        return statement

    def _brought(self, k: int) -> Statement | None:
        """As in "have brought three villages back under their control": the place stands between verb and hands."""
        item = self.items[k]
        for at in range(k - 1, max(-1, k - 7), -1):
            part = self.items[at]
            key = self.clause.tokens[part.i].key
            if part.kind in ("W", "VRB") and key in _BROUGHT:
                places = next((i for i in self.items[at + 1 : k] if i.kind == "PLC"), None)
                words = {t.key for t in self.clause.tokens[part.i : item.i]}
                kind = "recaptured" if words & _BACKWARD else "captured"
                if places is None or self._governor(self.items.index(places)) not in ("", "of"):
                    return None
                return self._made(kind, k, places, side_of(item) if item.text else self.subject(at), rule="under")
            if part.kind in ("SAY", "SEM", "REL"):
                return None
        return None

    def _out_of(self, k: int, places: Item | None) -> Statement | None:
        """As in "slipped from the army's grasp", "never left the army's control"."""
        start = places.i if places is not None else 0
        words = {t.key for t in self.clause.tokens[start : self.items[k].j]}
        if places is None or not words & _LEFT:
            return None
        if words & _NEVER:
            return self._made("held", k, places, side_of(self.items[k]), rule="under")
        return self._made("captured", k, places, side_of(self.items[k]), swap=True, rule="under")

    def _cataphor(self, k: int) -> Item | None:
        """Nothing before, but a relative clause on the place: "Kaziba, which had been brought under ..."."""
        return self._relative_object(k) if any(i.kind == "REL" for i in self.items[max(0, k - 5) : k]) else None

    def _link(self, places: Item, k: int) -> str:
        start = places.j if places.j > places.i else max(0, self.items[k].i - 5)
        start = max([start, *(i.j for i in self.items[:k] if i.kind in ("UND", "SUB", "SEM") and i.value != "once")])
        words = [t.key for t in self.clause.tokens[start : self.items[k].i]]
        after = [t.key for t in self.clause.tokens[self.items[k].j : self.items[k].j + 2]]
        both = set(words)
        if both & _CAME:
            return "back" if both & {"back", "again"} else "came"
        if both & _BACKWARD or ("once" in both and "more" in both) or "again" in after:
            return "back"
        if self.items[k].value == "theirs" and not both & {"still", "remain", "remains", "remained", "not"}:
            return "came"
        since = next(
            (i for i in self.items[k : k + 5] if i.kind == "TIM" and i.value == "since" and i.when is not None), None
        )
        if "now" in both and both & _BE:
            return "came"
        if (
            both & {"been", "is", "are"}
            and since is not None
            and since.when is not None
            and since.when.precision == "day"
        ):
            return "came"
        if both & {"remain", "remains", "remained", "stay", "stays", "stayed", "still", "left", "kept"}:
            return "stays"
        return "is" if both & {"is", "are", "was", "were", "be", "being", "been", "now"} else ""

    def _mood_between(self, places: Item, k: int) -> tuple[str, bool]:
        start = min(places.j, self.items[k].i)
        words = {t.key for t in self.clause.tokens[start : self.items[k].i]}
        before = {t.key for t in self.clause.tokens[max(0, places.i - 3) : places.i]}
        mood = (
            "hypothetical" if words & {"would", "could", "might", "may", "should"} or before & {"if", "until"} else ""
        )
        return mood or ("intended" if "will" in words else ""), bool(
            words & {"not", "never", "no"} or "neither" in before
        )

    def _dispute(self, k: int, item: Item) -> Statement | None:
        """As in "X remains disputed", "is split between the two sides"."""
        found = self._made("contested", k, self.places_before(k), None, rule="fight")
        return None if item.negated else found

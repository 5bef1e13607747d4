"""In whose hands a place is: "under the control of the SDF", "back with the army", "slipped from the rebels' grasp"."""

from __future__ import annotations

from collections.abc import Callable

from frontline.extraction._actors import ActorReader
from frontline.extraction._items import Item
from frontline.extraction._lexicon import Lexicon
from frontline.extraction._text import Token, word_set
from frontline.extraction._verbs import key_at

_HANDS = word_set(
    "control hands hand grip grasp authority command rule occupation possession hold domination sway clutches"
    " administration custody fold jurisdiction domain"
)
_FULLY = word_set(
    "the full fully complete completely total totally firm firmly partial effective effectively sole joint almost"
    " entire entirely undisputed direct new exclusive tight nominal military wholly largely mostly"
)
_INTO = word_set("under in into within outside to beyond from")
_OUT = word_set("from outside beyond left leave leaves leaving escaped escape")
_BE = word_set("is are was were be been being")
_KEPT = word_set("remain remains remained remaining stay stays stayed staying rest rests rested lies sits")
_BACK = word_set("back again")
_ENDS = word_set(", . ; again on since for after at in until today now overnight and but while as")
_HELD = ("-held", "-controlled", "-run", "-occupied", "-administered", "-ruled", "-governed")
_POSSESSIVE = {"its": "it", "their": "they", "our": "we", "his": "he"}


class ControlReader:
    """Finds phrases of one sentence that tell in whose hands something is."""

    def __init__(
        self, text: str, tokens: list[Token], actors: ActorReader, lexicon: Lexicon, known: Callable[[str], str]
    ) -> None:
        self.text, self.tokens, self.actors, self.lexicon, self.role = text, tokens, actors, lexicon, known

    def at(self, i: int) -> Item | None:
        """Phrase of control that begins at word `i`."""
        key = self.tokens[i].key
        if key == "out" and key_at(self.tokens, i + 1) == "of":
            return self._in_hands(i, i + 2, "out")
        if key in _INTO or (key in _OUT and self._owned_hands(i + 1)):
            found = self._in_hands(i, i + 1, "out" if key in _OUT and key != "outside" else key)
            return found or (self._bare(i, after_being=True) if key == "under" else None)
        if key in ("theirs", "ours") and key_at(self.tokens, i - 1) != "of":
            whose = {"theirs": "they", "ours": "we"}[key]
            return Item("UND", i, i + 1, value="theirs", form=whose, text=self.tokens[i].text)
        if key == "with":
            return self._bare(i, after_being=False)
        if key.endswith(_HELD) and len(key) < 40:
            whose = self._owner(key.rsplit("-", 1)[0])
            return Item("UND", i, i + 1, value="adjective", actor=whose, text=self.tokens[i].text) if whose else None
        return self._adjective(i)

    def in_hands(self, i: int) -> Item | None:
        """As in "in the hands of the army", from the preposition on."""
        return self._in_hands(i, i + 1, self.tokens[i].key)

    def _bare(self, i: int, *, after_being: bool) -> Item | None:
        """As in "is back under the army", "remains with the rebels", "is with the military again"."""
        before = [key_at(self.tokens, k) for k in range(max(0, i - 3), i)]
        owner = self.actors.at(i + 1)
        if owner is None or owner.kind != "ACT" or owner.form == "adj" or owner.poss:
            return None
        kept = bool(before) and (before[-1] in _KEPT or before[-1] in _BACK)
        again = bool(before) and before[-1] in (*_BE, "now", "still") and key_at(self.tokens, owner.j) in _BACK
        came = after_being and bool(before) and before[-1] in ("came", "come", "comes", "fell", "brought")
        if not (kept or again or came):
            return None
        return Item("UND", i, owner.j, value="with", actor=owner.actor, form=owner.value, text=owner.text)

    def _adjective(self, i: int) -> Item | None:
        """As in "the centre remained Ukrainian"."""
        if key_at(self.tokens, i - 1) not in _KEPT or key_at(self.tokens, i + 1) not in _ENDS:
            return None
        owner = self.actors.at(i)
        if owner is None or owner.kind != "ACT" or owner.form != "adj" or not owner.actor:
            return None
        return Item("UND", i, owner.j, value="is", actor=owner.actor, form="name", text=owner.text)

    def _owner(self, key: str) -> str:
        """Side of "rebel" in "rebel-held"."""
        for entry in self.lexicon.phrases.get(key, ()):
            if not entry.rest and entry.tag in ("actor", "role"):
                return entry.value if entry.tag == "actor" else self.role(entry.value)
        return ""

    def _owned_hands(self, i: int) -> bool:
        """As in "left the army's control"."""
        owner = self.actors.at(i) if i < len(self.tokens) else None
        return owner is not None and key_at(self.tokens, self._past(owner.j)) in _HANDS

    def _past(self, at: int) -> int:
        while key_at(self.tokens, at) in _FULLY:
            at += 1
        return at

    def _in_hands(self, i: int, first: int, value: str) -> Item | None:
        at = self._past(first)
        if key_at(self.tokens, at) in _HANDS:
            if key_at(self.tokens, at + 1) != "of" or (
                value == "in" and at == first and self.tokens[at].key == "control"
            ):
                return None  # "in control of X" is the other way round
            owner = self.actors.at(at + 2)
            end = owner.j if owner else at + 2
        else:
            owner = self.actors.at(at) or self.actors.at(first) or self._pronoun(at)
            if owner is None:
                return None
            end = self._past(owner.j)
            if key_at(self.tokens, end) not in _HANDS or (key_at(self.tokens, end) == "command" and value != "under"):
                return None
            end += 1
        item = Item("UND", i, end, value=value, actor=owner.actor if owner else "")
        item.text, item.form = (owner.text, owner.value) if owner else ("", "")
        return item

    def _pronoun(self, i: int) -> Item | None:
        whose = _POSSESSIVE.get(key_at(self.tokens, i))
        return Item("ACT", i, i + 1, value=whose, text=self.tokens[i].text) if whose else None

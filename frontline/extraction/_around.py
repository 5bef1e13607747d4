"""Where the sides and places of a verb stand in English: subject left, object right, turned round by a passive."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set

_OBLIQUE = word_set("by from with against between amid despite near to under into for during on at of in")
_BE = word_set("is are was were be been being")
_STILL = ("still", "now", "also", "already", "long", "once", "then", "previously")
_CLAIMS = word_set("claim claims assertion statement report reports announcement allegation")
_PARTS = word_set(
    "parts part half side end bank banks edge edges gate gates port ports entrance entrances approach approaches hall"
    " building buildings streets west east north south rest majority bulk outskirts limits quarter quarters districts"
    " centre center heart suburbs fringe fringes perimeter doorstep remainder towns villages cities flank flanks"
    " environs northeast northwest southeast southwest percent per cent third thirds quarters"
)
_EDGES = word_set(
    "edge edges gate gates entrance entrances approach approaches outskirts limits suburbs fringe fringes perimeter"
    " doorstep environs"
)
_ENDS = ("SEM", "COL", "SAY", "DENY")


class Around:
    """Finds what stands around a verb of one clause."""

    def __init__(self, clause: Clause) -> None:
        self.clause, self.items = clause, clause.items
        self.asides = asides_of(clause.items)

    def _governor(self, k: int) -> str:
        """Preposition directly before a part, "" for none."""
        before = self.items[k - 1] if k else None
        if before is not None and k > 1 and self.items[k].i and self.clause.tokens[self.items[k].i - 1].poss:
            before = self.items[k - 2]
        return before.value if before is not None and before.kind == "PRP" else ""

    def subject(self, k: int) -> Item | None:
        """Side that does what the verb at `k` says."""
        if self.items[k].passive:
            return self.agent(k)
        if self.items[k].form == "ing" and k and self.items[k - 1].kind == "ACT" and not self.items[k - 1].poss:
            return self.items[k - 1]  # "spoke of forces entering X"
        accused = self.items[k - 2 : k] if k > 1 and self.items[k].form == "ing" else []
        if [i.kind for i in accused] == ["ACT", "PRP"] and accused[1].value == "of":
            return accused[0]  # "accused the Houthis of seizing X"
        if self._shares_subject(k):
            shared = self._first_actor(k)
            if shared is not None:
                return shared
        for at in range(k - 1, -1, -1):
            item = self.items[at]
            if item.kind == "SEM":
                break
            if self._aside(at, k):
                continue
            relative = at + 1 < len(self.items) and self.items[at + 1].kind == "REL" and item.kind == "ACT"
            whose = self._governor(at) == "by" and at > 1 and self.items[at - 2].kind == "NOM"  # "an attempt by X to"
            if self._acts(at) and (self._governor(at) not in _OBLIQUE or relative or whose):
                return self._first_of(at)
        return self._subject_after(k) or self._claimer(k)

    def _first_of(self, at: int) -> Item:
        """The first of sides that act together: "the army and allied groups"."""
        while at >= 2 and self.items[at - 1].kind == "AND" and self.items[at - 2].kind == "ACT" and self._acts(at - 2):
            at -= 2
        return self.items[at]

    def _claimer(self, k: int) -> Item | None:
        """As in "the Russian army's claim to have captured", "the Ukrainian command pulled back"."""
        for at in range(k - 1, -1, -1):
            item = self.items[at]
            if (
                item.kind == "ACT"
                and (item.poss or item.form == "adj")
                and at + 1 < len(self.items)
                and self.clause.tokens[item.j].key in _CLAIMS
            ):
                return item
            if item.kind in ("SEM", "SAY"):
                return None
            spoken_for = self.items[at + 2] if [i.kind for i in self.items[at + 1 : at + 3]] == ["PRP", "ACT"] else None
            if item.kind == "VOI" and not item.actor and spoken_for is not None and spoken_for.actor:
                return spoken_for  # "a spokesman for a brigade claimed the capture of"
            if item.kind == "VOI" and item.actor:
                return Item("ACT", item.i, item.j, value="name", actor=item.actor, text=item.text)
        return None

    def _shares_subject(self, k: int) -> bool:
        """As in "took X and entered Y", "..., overrunning Y": the subject is that of the verb before."""
        item = self.items[k]
        if item.form == "ing" and not item.passive:
            tokens = self.clause.tokens
            return not any(tokens[i].key in _BE for i in range(max(0, item.i - 3), item.i))
        for at in range(k - 1, -1, -1):
            before = self.items[at]
            if before.kind == "AND":
                return any(
                    i.kind in ("VRB", "SAY") or (i.kind == "W" and i.value.endswith("ed")) for i in self.items[:at]
                )
            if before.kind not in ("W", "TIM", "PRP", "COM"):
                return False
        return False

    def _first_actor(self, k: int) -> Item | None:
        """First side since the last "that", "said" or "after"."""
        if self.items[k].form == "ing" and self.items[k - 1].kind == "COM":
            denial = next((at for at in range(k) if self.items[at].kind == "DENY"), None)
            if denial is not None:  # "X denied that ..., keeping control of Y"
                return next((i for i in self.items[:denial] if i.kind == "ACT"), None)
        starts = [at for at in range(k) if self.items[at].kind in ("SEM", "SAY", "DENY", "REL", "SUB", "COL")]
        if self.items[k].form == "ing" and starts and starts[-1] == k - 1:
            starts = [at for at in starts if self.items[at].kind not in ("SUB",)]
        for first in [*reversed(starts), -1]:
            for at in range(first + 1, k):
                if self._acts(at) and self._governor(at) not in _OBLIQUE and not self._aside(at, k):
                    return self.items[at]
            remark = first == k - 2 and self.items[k - 1].kind == "COM"  # "..., a monitor said, recapturing X"
            if first >= 0 and self.items[first].kind in ("SEM", "SAY", "DENY") and not remark:
                return None
        return None

    def _aside(self, at: int, k: int) -> bool:
        """Whether a part stands in a remark between commas that the verb at `k` is not in."""
        return any(first <= at < last and not first <= k < last for first, last in self.asides)

    def _acts(self, at: int) -> bool:
        item = self.items[at]
        if item.kind == "ACT":
            return item.form != "adj" and not (
                item.poss and at + 1 < len(self.items) and self.items[at + 1].kind in ("NOM", "PLC", "W", "VOI")
            )
        return (
            item.kind == "PRO"
            and item.value in ("they", "it", "he", "she", "we", "both", "them")
            and at + 1 < len(self.items)
            and item.value not in ("them",)
        )

    def _subject_after(self, k: int) -> Item | None:
        """As in "After capturing X, the rebels ...": the side follows the comma."""
        having = self.items[k].perfect and self.clause.tokens[max(0, self.items[k].i - 1)].key == "having"
        if self.items[k].form != "ing" and not having:
            return None
        comma = next((at for at in range(k, len(self.items)) if self.items[at].kind == "COM"), None)
        verb = next((at for at in range(k + 1, len(self.items)) if self.items[at].kind in ("VRB", "SAY")), None)
        if comma is not None and verb is not None and verb < comma:
            comma = None  # "Two days after seizing X the rebels advanced on Y, ..."
        first = comma if comma is not None else (k if verb is not None else None)
        if first is None:
            return None
        return next(
            (
                i
                for i in self.items[first:]
                if (i.kind == "ACT" and i.form != "adj") or (i.kind == "PRO" and i.value == "they")
            ),
            None,
        )

    def agent(self, k: int) -> Item | None:
        """Side behind "by"."""
        for at in range(k + 1, min(len(self.items), k + 9)):
            item = self.items[at]
            if item.kind in ("VRB", "SAY", "SEM"):
                return None
            if item.kind in ("ACT", "PRO") and self._governor(at) == "by" and item.value != "it":
                return item
        return None

    def objects(self, k: int, governed: frozenset[str] | None = None, *, reach: int = 11) -> Item | None:
        """Places right of the verb: bare ones, or those that one of these prepositions governs."""
        for at in range(k + 1, min(len(self.items), k + reach)):
            item = self.items[at]
            if item.kind in (*_ENDS, "REL", "VRB", "UND") or (item.kind == "SUB" and governed is None):
                return None
            if item.kind == "COM" and governed is None and not self._resumes(at):
                return None
            if item.kind == "AND" and self._verb_follows(at):
                return None
            if item.value == "both" and at + 1 < len(self.items) and self.items[at + 1].kind == "PLC":
                continue
            if (
                item.kind == "PRO"
                and item.value in ("it", "them", "both", "there")
                and self._object_pronoun(at, governed)
            ):
                return item
            if (
                item.kind == "ACT"
                and governed is None
                and item.poss
                and self.items[at + 1 : at + 2]
                and self.items[at + 1].kind == "PLC"
            ):
                continue
            if item.kind != "PLC":
                continue
            governor = self._governor(at)
            if (governed is None and governor == "") or (governed is not None and governor in governed):
                return self._with_next(at)
            if governor == "of" and (part := self._part_of(k, at, governed)) is not None:
                return part
        return None

    def _part_of(self, k: int, at: int, governed: frozenset[str] | None) -> Item | None:
        """As in "reached the western entrance of Sirte", "left the ports of A and B": a part is what the verb takes."""
        gap = [i for i in self.items[k + 1 : at - 1] if not (i.kind == "ACT" and i.form == "adj")]
        if any(i.kind not in ("W", "PRP") for i in gap) or not gap or gap[-1].kind != "W" or len(gap) > 6:
            return None
        prepositions = [i.value for i in gap if i.kind == "PRP"]
        if gap[-1].value not in _PARTS or (governed is None and prepositions) or len(prepositions) > 1:
            return None
        if governed is not None and not set(prepositions) & governed:
            return None
        members = self.items[at].members
        if gap[-1].value in _EDGES:
            members = [replace(m, part=m.part or "edge") for m in members]
        return Item("PLC", self.items[at].i, self.items[at].j, members=members)

    def _with_next(self, at: int) -> Item:
        """As in "control of A, of B and of C", "in A and in B": one list with its preposition told anew."""
        item = self.items[at]
        members, governor = list(item.members), self._governor(at)
        k = at + 1
        while governor and k + 2 < len(self.items) and self.items[k].kind in ("AND", "COM"):
            first = k + 1 + (self.items[k + 1].kind == "AND")
            told = self.items[first : first + 2]
            if [i.kind for i in told] != ["PRP", "PLC"] or told[0].value != governor:
                break
            members += told[1].members
            k = first + 2
        after = self.items[at + 1 : at + 4]
        if [i.kind for i in after] == ["COM", "PLC", "W"] and after[2].value == "included":
            members += after[1].members  # "the western bank, the city of Kherson included"
        if len(members) == len(item.members):
            return item
        return Item("PLC", item.i, item.j, members=members, exceptions=item.exceptions)

    def _verb_follows(self, at: int) -> bool:
        """As in "advanced near X and encircled the city": what follows is another verb's."""
        after = self.items[at + 1 : at + 3]
        return any(i.kind == "W" and i.value.endswith("ed") and len(i.value) > 4 for i in after[:1]) or any(
            i.kind == "W" and i.value.endswith("ed") and after[0].kind == "W" and after[0].value.endswith("ly")
            for i in after[1:]
        )

    def _resumes(self, comma: int) -> bool:
        """A comma that only sets off a time or a remark: "captured, on Tuesday, the town of X"."""
        return any(i.kind == "COM" for i in self.items[comma + 1 : comma + 5]) and self.items[comma + 1].kind in (
            "PRP",
            "TIM",
            "SUB",
        )

    def _object_pronoun(self, at: int, governed: frozenset[str] | None) -> bool:
        if self.items[at].value == "there" and governed is None and self.items[at - 1].kind != "VRB":
            return False
        governor = self._governor(at)
        follows = self.items[at + 1].kind if at + 1 < len(self.items) else ""
        return (governor == "" and governed is None and follows not in ("VRB", "SAY")) or (
            governed is not None and governor in governed
        )

    def places_before(self, k: int) -> Item | None:
        """Places that are subject of a passive or of "fell"; None where a side stands nearer."""
        nearest = self._described_place(k)
        if nearest is not None:
            return nearest
        related = False
        for at in range(k - 1, -1, -1):
            item = self.items[at]
            if item.kind == "SEM":
                return None
            if self._aside(at, k):
                continue
            if item.kind == "REL":
                related = True
            if item.kind == "PLC" and item.members[0].type == "bearing":
                continue
            if item.kind == "PLC" and related and item.members[0].type == "back" and self._named_near(at):
                continue  # "X, farther up the motorway, which ..."
            if item.kind == "PLC" and related and item.members[0].type in ("name", "area", "site", "back"):
                return item
            if item.kind == "PLC" and (self._governor(at) == "" or self._governor(at) == "of"):
                if self._governor(at) == "of" and at >= 2 and self.items[at - 2].kind == "NOM":
                    continue
                return item
            if (
                item.kind == "PRO"
                and item.value in ("it", "both", "they", "them")
                and at >= k - 4
                and self._governor(at) == ""
            ):
                return item
            if item.kind == "ACT" and item.form != "adj" and not item.poss and self._governor(at) not in _OBLIQUE:
                return None
            if item.kind == "VRB" and at < k - 1 and item.form not in ("ing",) and not self._relative_between(at, k):
                return self._coordinated(at, k)
        return None

    def _described_place(self, k: int) -> Item | None:
        """Place right before a participle with no auxiliary: "on the road to Tokmak, held by Russia"."""
        item, tokens = self.items[k], self.clause.tokens
        at = k - 1
        while at >= 0 and (self.items[at].kind in ("COM", "TIM") or self.items[at].value in _STILL):
            at -= 1
        if not item.passive or item.form not in ("ed", "en") or at < 0 or self.items[at].kind != "PLC":
            return None
        place = self.items[at]
        if any(t.key in _BE or t.key in ("has", "have", "had", "and") for t in tokens[place.j : item.i]):
            return None
        oblique = self._governor(at) not in ("", "of") and place.members[0].type == "name"
        return place if oblique and len(place.members) == 1 and self.agent(k) is not None else None

    def _named_near(self, at: int) -> bool:
        return any(i.kind == "PLC" and i.members[0].type == "name" for i in self.items[max(0, at - 5) : at])

    def _relative_between(self, at: int, k: int) -> bool:
        return any(i.kind in ("REL", "COM") for i in self.items[max(0, at - 3) : k])

    def _coordinated(self, at: int, k: int) -> Item | None:
        """As in "X was bombed and then captured": the place of the verb before."""
        if any(i.kind == "AND" for i in self.items[at:k]) and self.items[at].passive:
            return self.places_before(at)
        return None

    def _relative_object(self, k: int) -> Item | None:
        """As in "Khanaser, which they had lost"; "three towns that the rebels had captured"."""
        for at in range(k - 1, max(-1, k - 6), -1):
            if self.items[at].kind == "REL" and at > 0:
                before = at - 1 - (self.items[at - 1].kind == "COM")
                while (
                    before > 0
                    and self.items[before].kind == "PLC"
                    and self._governor(before) not in ("", "of")
                    and self.items[before - 2 : before - 1]
                    and self.items[before - 2].kind == "PLC"
                ):
                    before -= 2
                if before > 1 and self.items[before].kind == "PLC" and self.items[before].members[0].type == "bearing":
                    before -= 1 + (self.items[before - 1].kind == "COM")  # "Ptyche, southeast of Pokrovsk, which ..."
                return self.items[before] if self.items[before].kind == "PLC" else None
            if self.items[at].kind not in ("ACT", "PRO", "W", "TIM", "SAY", "PRP"):
                return None
        return None

    def _subject_of_relative(self, k: int) -> bool:
        return k > 0 and self.items[k - 1].kind == "REL"

    def _owner(self, k: int) -> Item | None:
        """Side before a noun: "the SDF's capture of", "Russian assault on", "their withdrawal"."""
        at = k - 1
        while at >= 0 and self.items[at].kind in ("W", "TIM") and at > k - 4:
            at -= 1
        if (
            at >= 0
            and self.items[at].kind == "ACT"
            and (self.items[at].poss or self.items[at].form == "adj" or at == k - 1)
        ):
            return self.items[at]
        key = self.clause.tokens[self.items[k].i - 1].key if self.items[k].i else ""
        whose = {"their": "they", "its": "it", "his": "he", "our": "we"}.get(key)
        return Item("ACT", self.items[k].i - 1, self.items[k].i, value=whose, text=key) if whose else None

    def _behind(self, k: int, words: tuple[str, ...], reach: int = 8) -> Item | None:
        """Side behind one of these prepositions, right of `k`."""
        for at in range(k + 1, min(len(self.items), k + reach)):
            if self.items[at].kind in ("SEM", "SAY", "VRB"):
                return None
            if self.items[at].kind == "ACT" and self._governor(at) in words:
                return self.items[at]
        return None

    def _made(self, kind: str, k: int, places: Item | None, subject: Item | None, **more: object) -> Statement | None:
        if places is None:
            return None
        statement = Statement(kind, self.clause, k, members_of(places), subject=subject, **more)  # type: ignore[arg-type]
        statement.exceptions = places.exceptions
        return statement

    def _words(self, k: int) -> list[str]:
        item = self.items[k]
        return [t.key for t in self.clause.tokens[item.i : item.j]]

    def _nearest_side(self, k: int) -> Item | None:
        return next((self.items[at] for at in range(k - 1, -1, -1) if self._acts(at)), None)

    def _close(self, subject: Item, k: int) -> bool:
        return (
            not any(i.kind in ("PLC", "VRB") for i in self.items[self.items.index(subject) + 1 : k])
            if subject in self.items
            else True
        )

    def _drive_subject(self, k: int) -> Item | None:
        """As in "The offensive came to within 5 km": the side of the story."""
        noun = next((i for i in reversed(self.items[:k]) if i.kind == "NOM" and i.value == "attack"), None)
        return Item("ACT", noun.i, noun.j, value="main", text=noun.text) if noun is not None else None

    def _hands(self, k: int) -> Item | None:
        found = next((i for i in self.items[k + 1 : k + 4] if i.kind == "UND"), None)
        return side_of(found) if found is not None else None


def asides_of(items: list[Item]) -> list[tuple[int, int]]:
    """Stretches between commas that only describe: ", where rebels last stood in 2014,", ", joined by allies,"."""
    commas = [k for k, i in enumerate(items) if i.kind == "COM"]
    found = []
    for first, last in pairwise(commas):
        opening = items[first + 1]
        joined = (
            opening.kind == "W"
            and opening.value.endswith(("ed", "en"))
            and any(i.kind == "PRP" for i in items[first + 2 : first + 4])
        )
        if opening.kind == "REL" or joined:
            found.append((first, last + 1))
    return found


def members_of(places: Item) -> list[Mention]:
    """Places of a part; a pronoun stands for places told before."""
    if places.members:
        return places.members
    return [
        Mention(places.value, places.i, places.j, -1, -1, "pronoun", plural=places.value in ("them", "both", "they"))
    ]


def side_of(item: Item) -> Item:
    """Side inside "under the control of the SDF", as a part of its own."""
    return Item("ACT", item.i, item.j, value=item.form or "name", actor=item.actor, text=item.text)

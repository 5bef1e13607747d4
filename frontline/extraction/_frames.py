"""Rules that read a statement off a clause: who took, lost, holds, left, reached or beat off what.

Each class of verb (data/events.csv) has one rule. A rule finds the sides and places around its verb by a few
principles of English: the subject stands left and is not governed by a preposition; the object stands right; a
passive turns them round; what "near", "north of" or "towards" governs only tells where.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._statements import Statement

_OBLIQUE = frozenset("by from with against between amid despite near to under into for during on at of in".split())
_CAPTURE = {"take": "captured", "retake": "recaptured"}
_MOVES = frozenset("from out".split())
_LOCAL = frozenset("in inside within into across throughout for over".split())
_TOWNS = frozenset("town village city settlement towns villages cities".split())
_BE = frozenset("is are was were be been being".split())
_CLAIMS = frozenset("claim claims assertion statement report reports announcement allegation".split())
_ENDS = ("SEM", "COL", "SAY", "DENY")


class FrameReader:
    """Reads the statements of one clause."""

    def __init__(self, clause: Clause) -> None:
        self.clause, self.items = clause, clause.items
        self.asides = asides_of(clause.items)
        self.rules: dict[str, Callable[[int, Item], Statement | None]] = {
            "take": self._take, "retake": self._take, "leave": self._leave, "withdraw": self._withdraw, "lose": self._lose,
            "hold": self._hold, "stay": self._stay, "repel": self._repel, "fall": self._fall, "change": self._change,
            "approach": self._approach, "distance": self._distance, "attack": self._attack, "fight": self._fight,
            "drive": self._drive, "clash": self._clash_verb, "enter": self._approach, "follow": self._follow,
        }  # fmt: skip
        self.nouns: dict[str, Callable[[int, Item], Statement | None]] = {
            "take": self._noun_take, "retake": self._noun_take, "leave": self._noun_leave, "lose": self._noun_lose,
            "fall": self._noun_fall, "clash": self._noun_clash, "attack": self._noun_attack,
        }  # fmt: skip

    def statements(self) -> list[Statement]:
        """All statements, in the order of their verbs."""
        found = []
        for k, item in enumerate(self.items):
            rule = {"VRB": self.rules, "NOM": self.nouns}.get(item.kind, {}).get(item.value)
            statement = rule(k, item) if rule else (self._under(k, item) if item.kind == "UND" else None)
            if statement is None:
                continue
            statement.mood = statement.mood or item.mood
            statement.perfect = item.perfect
            if item.negated and statement.polarity == "affirmed":
                statement.polarity = "denied"
            found.append(statement)
        return found + self._likewise()

    def _likewise(self) -> list[Statement]:
        """"..., as were Gharyan and Surman": what the verb before says holds for these, too."""
        for k in range(2, len(self.items)):
            first = self.clause.tokens[self.items[k].i - 2 : self.items[k].i]
            if self.items[k].kind == "PLC" and [t.key for t in first] in (["as", "were"], ["as", "was"], ["so", "were"], ["so", "was"], ["as", "did"], ["so", "did"]):
                return [Statement("same", self.clause, k, self.items[k].members, rule="same")]
        return []

    # Around a verb ---------------------------------------------------------------------------------------------

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
            if self._acts(at) and (self._governor(at) not in _OBLIQUE or relative):
                return item
        return self._subject_after(k) or self._claimer(k)

    def _claimer(self, k: int) -> Item | None:
        """ "the Russian army's claim to have captured", "the Ukrainian command pulled back"."""
        for at in range(k - 1, -1, -1):
            item = self.items[at]
            if (
                item.kind == "ACT"
                and item.poss
                and at + 1 < len(self.items)
                and self.clause.tokens[item.j].key in _CLAIMS
            ):
                return item
            if item.kind in ("SEM", "SAY"):
                return None
            if item.kind == "VOI" and item.actor:
                return Item("ACT", item.i, item.j, value="name", actor=item.actor, text=item.text)
        return None

    def _shares_subject(self, k: int) -> bool:
        """"took X and entered Y", "..., overrunning Y", "after taking Y": the subject is that of the verb before."""
        item = self.items[k]
        if item.form == "ing" and not item.passive:
            tokens = self.clause.tokens
            return not any(tokens[i].key in _BE for i in range(max(0, item.i - 3), item.i))
        for at in range(k - 1, -1, -1):
            before = self.items[at]
            if before.kind == "AND":
                return any(i.kind in ("VRB", "SAY") or (i.kind == "W" and i.value.endswith("ed")) for i in self.items[:at])
            if before.kind not in ("W", "TIM", "PRP", "COM"):
                return False
        return False

    def _first_actor(self, k: int) -> Item | None:
        """First side since the last "that", "said" or "after"."""
        starts = [at for at in range(k) if self.items[at].kind in ("SEM", "SAY", "DENY", "REL", "SUB", "COL")]
        if self.items[k].form == "ing" and starts and starts[-1] == k - 1:
            starts = [at for at in starts if self.items[at].kind not in ("SUB",)]
        for first in [*reversed(starts), -1]:
            for at in range(first + 1, k):
                if self._acts(at) and self._governor(at) not in _OBLIQUE and not self._aside(at, k):
                    return self.items[at]
            if first >= 0 and self.items[first].kind in ("SEM", "SAY", "DENY"):
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
        """ "After capturing X, the rebels ...": the side follows the comma."""
        if self.items[k].form != "ing":
            return None
        comma = next((at for at in range(k, len(self.items)) if self.items[at].kind == "COM"), None)
        verb = next((at for at in range(k + 1, len(self.items)) if self.items[at].kind in ("VRB", "SAY")), None)
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
                return item
        return None

    def _resumes(self, comma: int) -> bool:
        """A comma that only sets off a time or a remark: "captured, on Tuesday, the town of X"."""
        return any(i.kind == "COM" for i in self.items[comma + 1 : comma + 5]) and self.items[comma + 1].kind in (
            "PRP",
            "TIM",
            "SUB",
        )

    def _object_pronoun(self, at: int, governed: frozenset[str] | None) -> bool:
        governor = self._governor(at)
        follows = self.items[at + 1].kind if at + 1 < len(self.items) else ""
        return (governor == "" and governed is None and follows not in ("VRB", "SAY")) or (
            governed is not None and governor in governed
        )

    def places_before(self, k: int) -> Item | None:
        """Places that are subject of a passive or of "fell"; None where a side stands nearer."""
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
            if item.kind == "PLC" and related and item.members[0].type in ("name", "area", "site"):
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

    def _relative_between(self, at: int, k: int) -> bool:
        return any(i.kind in ("REL", "COM") for i in self.items[max(0, at - 3) : k])

    def _coordinated(self, at: int, k: int) -> Item | None:
        """ "X was bombed and then captured": the place of the verb before."""
        if any(i.kind == "AND" for i in self.items[at:k]) and self.items[at].passive:
            return self.places_before(at)
        return None

    def _relative_object(self, k: int) -> Item | None:
        """ "Khanaser, which they had lost"; "three towns that the rebels had captured"."""
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
                return found
        return None

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
        statement = Statement(kind, self.clause, k, _members(places), subject=subject, **more)  # type: ignore[arg-type]
        statement.exceptions = places.exceptions
        return statement

    # One rule a class of verb ----------------------------------------------------------------------------------

    def _take(self, k: int, item: Item) -> Statement | None:
        kind = "recaptured" if item.value == "retake" or self._again(k) else "captured"
        other = self._behind(k, ("from",))
        if item.passive:
            return self._made(
                kind, k, self._reduced(k) or self.places_before(k), self.agent(k), other=other, rule="passive"
            )
        places = self.objects(k)
        if places is None:
            places = self._relative_object(k)
        if item.form in ("base", "s") and self._words(k)[0].startswith("occup"):
            kind = "held"  # "still occupy the palace"
        return self._made(kind, k, places, self.subject(k), other=other, rule="active")

    def _reduced(self, k: int) -> Item | None:
        """ "around Kawkab, a village taken by the rebels": the place right before, whatever governs it."""
        before = self.items[k - 1] if k else None
        gap = [t.key for t in self.clause.tokens[before.j : self.items[k].i]] if before is not None else []
        if before is None or before.kind != "PLC" or set(gap) & _BE:
            return None
        last = Item("PLC", before.i, before.j, members=before.members[-1:])
        return last if "," in gap else before  # ", also taken by the rebels" says so of the last one

    def _again(self, k: int) -> bool:
        return any(i.kind == "W" and i.value == "back" for i in self.items[k + 1 : k + 3])

    def _leave(self, k: int, item: Item) -> Statement | None:
        if item.passive and "from" not in self._words(k):
            return self._made("withdrew", k, self.places_before(k), self.agent(k), rule="passive")
        places = self.objects(k)
        if places is None and item.form != "ing":
            places = self._relative_object(k)
        subject = self._nearest_side(k) if item.passive else self.subject(k)
        if item.form == "s" and self._subject_of_relative(k) and k > 1 and self.items[k - 2].kind == "COM":
            return None  # "..., which leaves them one bridge"
        if (
            places is not None
            and self._words(k)[:1] in (["left"], ["leave"], ["leaves"], ["leaving"], ["surrendered"])
            and places.members
            and places.members[0].type == "count"
        ):
            return None
        return self._made("withdrew", k, places, subject, rule="leave")

    def _words(self, k: int) -> list[str]:
        item = self.items[k]
        return [t.key for t in self.clause.tokens[item.i : item.j]]

    def _nearest_side(self, k: int) -> Item | None:
        return next((self.items[at] for at in range(k - 1, -1, -1) if self._acts(at)), None)

    def _withdraw(self, k: int, item: Item) -> Statement | None:
        places = self.objects(k, frozenset({"from", "near"}), reach=7)
        if places is None and not item.mood and not any(i.kind == "PLC" for i in self.items[k + 1 : k + 7]):
            places = self._told_before(k)
            return self._made("withdrew", k, places, self.subject(k), rule="leave")
        if places is None or (self._governor(self.items.index(places)) == "near" and not self._near_is_from(places)):
            return None
        subject = self._nearest_side(k) if item.passive else self.subject(k)
        return self._made("withdrew", k, places, subject, rule="leave")

    def _told_before(self, k: int) -> Item | None:
        """ "who seized Uvira, had pulled out": from there."""
        told = any(i.kind == "PLC" for i in self.items[:k]) and any(i.kind == "VRB" for i in self.items[:k])
        return Item("PRO", self.items[k].i, self.items[k].i, value="focus") if told else None

    def _near_is_from(self, places: Item) -> bool:
        before = self.clause.tokens[places.i - 1].key if places.i else ""
        return before == "from"

    def _lose(self, k: int, item: Item) -> Statement | None:
        if item.passive:
            winner = self._behind(k, ("to",))
            loser = self.agent(k)
            return self._made(
                "captured",
                k,
                self.places_before(k),
                winner or loser,
                swap=winner is None and loser is not None,
                rule="lost",
            )
        places = self.objects(k)
        if places is None:
            places = self._relative_object(k)
        winner = self._behind(k, ("to",))
        loser = self.subject(k)
        if winner is not None:
            return self._made("captured", k, places, winner, other=loser, rule="lost")
        return self._made("captured", k, places, loser, swap=True, rule="lost")

    def _hold(self, k: int, item: Item) -> Statement | None:
        if item.passive:
            return self._made("held", k, self.places_before(k), self.agent(k), rule="passive")
        places = self.objects(k)
        if places is None:
            places = self._relative_object(k)
        subject = self.subject(k)
        before = {t.key for t in self.clause.tokens[max(0, item.i - 1) : item.j]}
        if "now" in before and "control" in before:
            return self._made("captured", k, places, subject, rule="hold")
        return self._made("held", k, places, subject, rule="hold") if subject is not None else None

    def _stay(self, k: int, item: Item) -> Statement | None:
        subject = self.subject(k)
        if subject is None or not self._close(subject, k):
            return None
        words = self._words(k)
        plain = words[0] in ("is", "are", "was", "were", "be") and len(words) == 2
        if (
            plain
            and subject.value not in ("we",)
            and "still" not in [t.key for t in self.clause.tokens[subject.j : self.items[k].j]]
        ):
            return self._entered(k, subject)
        places = self.objects(k)
        return self._made("held", k, places, subject, rule="stay")

    def _entered(self, k: int, subject: Item) -> Statement | None:
        """ "Russian troops are in the outskirts": inside, not holding."""
        places = self.objects(k)
        if places is None or not places.members or places.members[0].type not in ("name", "back"):
            return None
        return self._made("advanced_to", k, places, subject, rule="in") if places.members[0].part else None

    def _close(self, subject: Item, k: int) -> bool:
        return (
            not any(i.kind in ("PLC", "VRB") for i in self.items[self.items.index(subject) + 1 : k])
            if subject in self.items
            else True
        )

    def _repel(self, k: int, item: Item) -> Statement | None:
        """ "threw back an assault on X"; without an attack it is no repulse: "stopped at X"."""
        back = "back" in self._words(k)
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
            places = self._around(noun, k) if noun is not None else self._those(k)
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
            return (self._pushed(k, item) if back else None) or self._turned(k)
        return self._repelled(k, self._around(noun, k), self.subject(k), noun)

    def _turned(self, k: int) -> Statement | None:
        """ "turned back a column that tried to reach the palace"."""
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

    def _those(self, k: int) -> Item | None:
        """ "assaults ...; those near Ostrivske had been stopped"."""
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
            if item.kind in ("VRB", "SAY", "SEM") and at != k:
                break
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

    def _pushed(self, k: int, item: Item) -> Statement | None:
        km = next((i for i in self.items[k : k + 9] if i.kind == "KM"), None)
        if km is None:
            return None
        at = self.items.index(km)
        places = self.objects(at, frozenset({"from", "near", "of"}), reach=6)
        return self._made("pushed_back_km", k, places, self.subject(k), km=km.km, rule="pushed")

    def _drive(self, k: int, item: Item) -> Statement | None:
        """ "drove the rebels out of X", "were pushed 10 km away from X"."""
        pushed = self._pushed(k, item)
        if pushed is not None:
            if item.passive:
                loser = self._nearest_side(k)
                pushed.subject, pushed.swap = (self.agent(k), False) if self.agent(k) else (loser, True)
            return pushed
        places = self.objects(k, frozenset({"from", "of"}), reach=7)
        if places is None:
            return None
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

    def _fall(self, k: int, item: Item) -> Statement | None:
        places = self.places_before(k)
        if places is None:
            return None
        winner = self._behind(k, ("to",), 7) or self._hands(k)
        if (
            winner is None
            and len(self._words(k)) > 1
            and k + 1 < len(self.items)
            and self.items[k + 1].kind in ("ACT",)
        ):
            winner = self.items[k + 1]
        if winner is None and self._words(k)[0] not in (
            "fell",
            "fall",
            "fallen",
            "falls",
            "falling",
            "collapsed",
            "capitulated",
            "succumbed",
        ):
            return None
        return self._made("captured", k, places, winner, rule="fell")

    def _hands(self, k: int) -> Item | None:
        found = next((i for i in self.items[k + 1 : k + 4] if i.kind == "UND"), None)
        return _side_of(found) if found is not None else None

    def _change(self, k: int, item: Item) -> Statement | None:
        return self._made("captured", k, self.places_before(k), None, rule="changed")

    def _approach(self, k: int, item: Item) -> Statement | None:
        if item.passive:
            return None
        km = next((i for i in self.items[max(0, k - 1) : k + 6] if i.kind == "KM"), None)
        places = self.objects(k)
        if places is None and km is not None:
            places = self.objects(self.items.index(km), frozenset({"of", "from", "near"}), reach=5)
        if places is None:
            places = self.objects(k, frozenset({"to", "towards", "toward", "into", "on", "near", "in"}), reach=5)
        subject = self.subject(k) or self._drive_subject(k)
        return self._made("advanced_to", k, places, subject, km=km.km if km else None, rule="approach")

    def _drive_subject(self, k: int) -> Item | None:
        """ "The offensive came to within 5 km": the side of the story."""
        noun = next((i for i in reversed(self.items[:k]) if i.kind == "NOM" and i.value == "attack"), None)
        return Item("ACT", noun.i, noun.j, value="main", text=noun.text) if noun is not None else None

    def _distance(self, k: int, item: Item) -> Statement | None:
        """ "They now stand 10 km from it"; a place that lies 10 km from another is no advance."""
        near = [at for at in range(k + 1, min(len(self.items), k + 5)) if self.items[at].kind == "KM"]
        if not near or any(i.kind in ("SEM", "VRB", "SAY", "PLC") for i in self.items[k + 1 : near[0]]):
            return None
        subject = self.subject(k)
        if subject is None:
            subject = self._drive_subject(k)
        if subject is None or not self._close(subject, k) or self._subject_of_relative(k):
            return None
        places = self.objects(near[0], frozenset({"from", "of", "to", "towards", "toward", "into", "near"}), reach=5)
        if places is None and any(i.value == "away" for i in self.items[near[0] : near[0] + 3]):
            places = Item("PRO", item.i, item.i, value="focus")
        return self._made("advanced_to", k, places, subject, km=self.items[near[0]].km, rule="distance")

    def _attack(self, k: int, item: Item) -> Statement | None:
        """ "are now attacking X": fought over; a past attack says nothing of who is there."""
        words = self._words(k)
        tokens = [t.key for t in self.clause.tokens[max(0, item.i - 3) : item.i]]
        if (
            item.passive
            or not (item.form == "ing" and set(tokens) & {"now", "are", "is", "still", "currently"})
            and words[0] not in ("stormed", "storming")
        ):
            return None
        if words[0] == "besieging" or "been" in tokens:
            return None
        return self._made("contested", k, self.objects(k), self.subject(k), rule="attack")

    def _fight(self, k: int, item: Item) -> Statement | None:
        if (
            item.passive
            or {"being", "contested"} & set(self._words(k))
            or "over" in self._words(k)[-1:]
            and self.items[k].form in ("en", "s", "ing")
        ):
            places = self.places_before(k) or self.objects(k)
            return self._made(
                "contested", k, places, self._nearest_side(k) if places is not None else None, rule="fight"
            )
        places = self.objects(k) or self.objects(k, _LOCAL, reach=6)
        return self._made("contested", k, places, self.subject(k), rule="fight")

    def _clash_verb(self, k: int, item: Item) -> Statement | None:
        return (
            self._made("contested", k, self.objects(k, _LOCAL, reach=7), self.subject(k), rule="fight")
            if not item.passive
            else None
        )

    def _follow(self, k: int, item: Item) -> Statement | None:
        """ "Bukavu followed in February": the same happened there."""
        if item.passive or k + 1 < len(self.items) and self.items[k + 1].kind in ("PLC", "ACT", "NOM"):
            return None
        return self._made("same", k, self.places_before(k), None, rule="same") if item.form == "ed" else None

    # Nouns -----------------------------------------------------------------------------------------------------

    def _noun_take(self, k: int, item: Item) -> Statement | None:
        places = self._of(k)
        before = self.clause.tokens[item.i - 1].key if item.i else ""
        if places is None and before == "its" and any(i.kind == "SAY" for i in self.items[max(0, k - 3) : k]):
            places = Item("PRO", item.i - 1, item.i, value="it")  # "announced its capture"
            return self._made(_CAPTURE[item.value], k, places, self._reporter(k), rule="noun")
        subject = self._behind(k, ("by",)) or self._owner(k) or self._reporter(k)
        return self._made(_CAPTURE[item.value], k, places, subject, rule="noun")

    def _reporter(self, k: int) -> Item | None:
        """ "The SDF announced the capture of X": its own."""
        return next((i for i in reversed(self.items[:k]) if i.kind == "ACT" and i.form != "adj"), None)

    def _noun_leave(self, k: int, item: Item) -> Statement | None:
        places = self._of(k) or (
            self.items[k + 1] if k + 1 < len(self.items) and self.items[k + 1].kind == "PLC" else None
        )
        if places is None:
            places = self.objects(k, frozenset({"from"}), reach=5)
        return self._made(
            "withdrew", k, places, self._owner(k) or self._behind(k, ("of", "by"), 4) or self._reporter(k), rule="noun"
        )

    def _noun_lose(self, k: int, item: Item) -> Statement | None:
        places = self._of(k)
        winner = self._behind(k, ("to",))
        if winner is not None:
            return self._made("captured", k, places, winner, rule="noun")
        loser = self._owner(k) or next((i for i in self.items[k + 1 :] if i.kind == "ACT"), None) or self._reporter(k)
        return self._made("captured", k, places, loser, swap=True, rule="noun")

    def _noun_fall(self, k: int, item: Item) -> Statement | None:
        return self._made("captured", k, self._of(k), self._behind(k, ("to",)) or self._hands(k), rule="noun")

    def _noun_clash(self, k: int, item: Item) -> Statement | None:
        """ "fighting in X"; around or near X it is not inside."""
        places = self.objects(k, _LOCAL, reach=6)
        site = self.objects(k, frozenset({"near"}), reach=4) if places is None else None
        if site is not None and site.members and site.members[0].type == "back" and site.members[0].noun not in _TOWNS:
            return self._made("contested", k, Item("PRO", item.i, item.i, value="focus"), None, rule="clash")
        if places is None or any(
            i.kind == "COM" for i in self.items[k : self.items.index(places) if places in self.items else k]
        ):
            return None
        return self._made("contested", k, places, None, rule="clash")

    def _noun_attack(self, k: int, item: Item) -> Statement | None:
        """A failed attack; or one that is under way."""
        after = self.items[k + 1 : k + 9]
        words = {t.key for t in self.clause.tokens[item.j : item.j + 14]}
        attacker = self._owner(k) or self._behind(k, ("by", "of"), 4)
        failed = item.mood == "failed" or self._failed(k)
        if failed:
            return self._made("captured", k, self._around(k, k), attacker, polarity="failed", rule="failed")
        began = any(i.kind == "PLC" for i in after) and ("begun" in words or "underway" in words)
        return self._made("contested", k, self._around(k, k), attacker, rule="assault") if began else None

    def _failed(self, k: int) -> bool:
        tokens = self.clause.tokens[self.items[k].j : self.items[k].j + 14]
        for n, token in enumerate(tokens):
            if token.text in ";." or (token.key in ("and", "but") and n > 9):
                return False
            if token.key in ("failed", "faltered", "foundered", "fizzled", "unsuccessful", "stalled", "fails"):
                return not (n + 1 < len(tokens) and tokens[n + 1].key == "to")
        return False

    def _under(self, k: int, item: Item) -> Statement | None:
        """ "has come under the control of", "remains in rebel hands", "is government-held"."""
        places = self.places_before(k)
        link = self._link(places, k) if places is not None else ""
        if item.value in ("into",) and not link:
            link = "came"
        if item.value == "adjective" and link not in ("stays", "is"):
            return None
        if places is None or not link or (item.value == "outside" and link != "stays"):
            return None
        kind = {"came": "captured", "back": "recaptured"}.get(link, "held")
        statement = self._made(kind, k, places, _side_of(item), rule="under")
        if statement is not None:
            statement.mood, negated = self._mood_between(places, k)
            statement.polarity = "denied" if negated else "affirmed"
        return statement

    def _link(self, places: Item, k: int) -> str:
        start = places.j if places.j > places.i else max(0, self.items[k].i - 5)
        words = [t.key for t in self.clause.tokens[start : self.items[k].i]]
        after = [t.key for t in self.clause.tokens[self.items[k].j : self.items[k].j + 2]]
        both = set(words)
        if both & {
            "came",
            "come",
            "comes",
            "coming",
            "fell",
            "fallen",
            "fall",
            "passed",
            "slipped",
            "brought",
            "went",
            "gone",
            "passing",
            "put",
        }:
            return "back" if both & {"back", "again"} else "came"
        if (
            both & {"back", "again", "returned", "restored", "return"}
            or ("once" in both and "more" in both)
            or "again" in after
        ):
            return "back"
        if self.items[k].value == "theirs" and "now" in both:
            return "came"
        since = next(
            (i for i in self.items[k : k + 5] if i.kind == "TIM" and i.value == "since" and i.when is not None), None
        )
        if "now" in both and both & _BE:
            return "came"
        if "been" in both and since is not None and since.when is not None and since.when.precision == "day":
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


def _members(places: Item) -> list[Mention]:
    """Places of a part; a pronoun stands for places told before."""
    if places.members:
        return places.members
    return [
        Mention(places.value, places.i, places.j, -1, -1, "pronoun", plural=places.value in ("them", "both", "they"))
    ]


def _side_of(item: Item) -> Item:
    """Side inside "under the control of the SDF", as a part of its own."""
    return Item("ACT", item.i, item.j, value=item.form or "name", actor=item.actor, text=item.text)

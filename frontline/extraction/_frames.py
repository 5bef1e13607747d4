"""Rules that read a statement off a clause: who took, lost, holds, left, reached or beat off what.

Each class of verb (data/events.csv) has one rule. A rule finds the sides and places around its verb by a few
principles of English: the subject stands left and is not governed by a preposition; the object stands right; a
passive turns them round; what "near", "north of" or "towards" governs only tells where.
"""

from __future__ import annotations

from collections.abc import Callable

from frontline.extraction._around import members_of, side_of
from frontline.extraction._hands import HandRules
from frontline.extraction._items import Clause, Item
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set
from frontline.extraction._vain import tried_in_vain

_BE = word_set("is are was were be been being")
_SEIZED = word_set("occupied controlled held administered garrisoned")
_PRESENT = word_set("is are remains remain still now currently")
_ANNOUNCED = word_set("announce announced announces declare declared declares proclaim proclaimed claim claimed claims")
_IF = word_set("if unless whether lest until")
_MAYBE = word_set("would could might may will")
_MASTERY = word_set("control charge possession command")
_ENTERED = word_set(
    "enter enters entered entering march marched marching move moved moving sweep swept sweeping pour poured roll"
    " rolled stream streamed storm stormed walk walked drive drove ride rode burst surge surged"
)
_MIDST = word_set("center centre heart outskirts middle streets part parts district districts")
_WANTS = word_set("want wants wanted need needs")
_POSTS = word_set("posts post positions position bases trenches lines")
_THINGS = word_set(
    "territory land ground area areas highway road roads countryside terrain zone zones region regions lands hills"
    " mountains forest forests river side sides weapons vehicles tanks equipment prisoners aircraft bases positions"
)
_SHOWS = word_set("show shows showed showing shown")
_GOALS = word_set("goal aim objective target priority dream prize ambition task next key vital crucial")
_AUXILIARIES = word_set("is are was were did does do had has have")
_EARLY = word_set("early late then later also finally already")


class FrameReader(HandRules):
    """Reads the statements of one clause."""

    def __init__(self, clause: Clause) -> None:
        super().__init__(clause)
        self.rules: dict[str, Callable[[int, Item], Statement | None]] = {
            "take": self._take, "retake": self._take, "win": self._take, "leave": self._leave,
            "withdraw": self._withdraw,
            "lose": self._lose, "hold": self._hold, "stay": self._stay, "repel": self._repel, "fall": self._fall,
            "change": self._change, "approach": self._approach, "distance": self._distance, "attack": self._attack,
            "fight": self._fight, "dispute": self._dispute,
            "drive": self._drive, "clash": self._clash_verb, "enter": self._approach, "follow": self._follow,
        }  # fmt: skip
        self.nouns: dict[str, Callable[[int, Item], Statement | None]] = {
            "take": self._noun_take, "retake": self._noun_take, "leave": self._noun_leave, "lose": self._noun_lose,
            "fall": self._noun_fall, "clash": self._noun_clash, "attack": self._noun_attack,
            "control": self._noun_control,
        }  # fmt: skip

    def statements(self) -> list[Statement]:
        """All statements, in the order of their verbs."""
        found = []
        for k, item in enumerate(self.items):
            rule = {"VRB": self.rules, "NOM": self.nouns}.get(item.kind, {}).get(item.value)
            statement = rule(k, item) if rule else (self._under(k, item) if item.kind == "UND" else None)
            if statement is None or (item.kind == "NOM" and self._unconfirmed(k)):
                continue
            statement.mood = statement.mood or item.mood or self._condition(k)
            statement.perfect = item.perfect
            if (item.negated or self._none_of(statement)) and statement.polarity == "affirmed":
                statement.polarity = "denied"
            if statement.polarity == "denied" and self._never_left(k, statement):
                statement.kind, statement.polarity = "held", "affirmed"
            if statement.mood == "failed" and statement.kind in ("advanced_to", "contested"):
                statement.kind = "captured"
            found.append(statement)
        tried_in_vain(self.clause, found)
        for statement in found:
            self._told_behind(statement)
        found += self._likewise() + self._shown()
        return sorted(found, key=lambda s: s.at)

    def _condition(self, k: int) -> str:
        """As in "if rebels took Homs", "a battle for Homs could follow"."""
        item, tokens = self.items[k], self.clause.tokens
        if item.form == "en" and k > 1 and self.items[k - 1].kind == "PLC" and self.items[k - 2].value in _WANTS:
            return "intended"  # "wants X taken"
        if item.form == "ing" and item.i == 0 and any(t.key in _GOALS for t in tokens):
            return "intended"  # "Taking X is the goal"
        if tokens and tokens[0].key in ("should", "were", "had") and item.kind == "VRB" and item.i < 9:
            return "hypothetical"  # "Should they manage to take X, ..."
        first = next((self.items[at].j for at in range(k - 1, -1, -1) if self.items[at].kind in ("COM", "SEM")), 0)
        if any(t.key in _IF for t in tokens[first : item.i]):
            return "hypothetical"
        if item.kind != "NOM":
            return ""
        last = next((i.i for i in self.items[k + 1 :] if i.kind in ("COM", "SEM", "VRB", "SAY")), len(tokens))
        return "hypothetical" if any(t.key in _MAYBE and t.text != "May" for t in tokens[item.j : last]) else ""

    def _unconfirmed(self, k: int) -> bool:
        """As in "did not confirm the loss of X", "said nothing of its fall"."""
        for token in reversed(self.clause.tokens[max(0, self.items[k].i - 7) : self.items[k].i]):
            if token.text in ",;:" or token.key in ("that", "and", "but"):
                return False
            if token.key in ("not", "nothing", "never", "no", "without"):
                return True
        return False

    def _told_behind(self, statement: Statement) -> None:
        """As in "took back three villages, he said: A, B and C": the names for the count."""
        if len(statement.places) != 1 or statement.places[0].type != "count":
            return
        colon = next((k for k in range(statement.at, len(self.items)) if self.items[k].kind == "COL"), None)
        after = self.items[colon + 1 : colon + 2] if colon is not None else []
        if after and after[0].kind == "PLC" and all(m.type in ("name", "site", "area") for m in after[0].members):
            statement.places = after[0].members

    def _none_of(self, statement: Statement) -> bool:
        """As in "no unit has withdrawn from X"."""
        subject = statement.subject
        if subject is None or subject.i >= self.items[statement.at].i:
            return False
        return "no" in [t.key for t in self.clause.tokens[max(0, subject.i - 1) : subject.i + 1]]

    def _never_left(self, k: int, statement: Statement) -> bool:
        """As in "which its men have never left": they hold it."""
        before = self.clause.tokens[max(0, self.items[k].i - 2) : self.items[k].i]
        return statement.kind == "withdrew" and any(t.key == "never" for t in before)

    def _shown(self) -> list[Statement]:
        """As in "footage shows Russian troops in the center of Toretsk": they have come that far."""
        for k in range(len(self.items) - 3):
            verb, side, word, places = self.items[k : k + 4]
            shows = verb.kind in ("SAY", "W") and self._words(k)[0] in _SHOWS
            if not shows or [side.kind, word.kind, places.kind] != ["ACT", "PRP", "PLC"] or side.form == "adj":
                continue
            if word.value in ("in", "inside", "at") and places.members[0].text[:1].isupper():
                return [Statement("advanced_to", self.clause, k + 1, places.members, subject=side, rule="in")]
        return []

    def _likewise(self) -> list[Statement]:
        """As in "..., as were Gharyan and Surman": what the verb before says holds for these, too."""
        for k in range(2, len(self.items)):
            first = self.clause.tokens[self.items[k].i - 2 : self.items[k].i]
            keys = [t.key for t in first]
            if self.items[k].kind == "PLC" and len(keys) == 2 and keys[0] in ("as", "so") and keys[1] in _AUXILIARIES:
                return [Statement("same", self.clause, k, self.items[k].members, rule="same")]
        return self._second_day()

    def _when_first(self, at: list[int], kinds: list[str]) -> list[Statement]:
        """As in "last month seized Bukavu and in January Goma"."""
        for n in range(len(kinds) - 3):
            if kinds[n : n + 4] == ["PLC", "AND", "TIM", "PLC"]:
                return [Statement("same", self.clause, at[n + 3], self.items[at[n + 3]].members, rule="same")]
        return []

    def _second_day(self) -> list[Statement]:
        """As in "taking A on Monday and B and C on Tuesday": the second list with its own day."""
        at = [k for k, i in enumerate(self.items) if i.kind != "PRP" and i.value not in _EARLY]
        kinds = [self.items[k].kind for k in at]
        for n in range(1, len(kinds) - 2):
            told = any(self.items[k].kind == "VRB" for k in at[:n])
            if told and kinds[n - 1 : n + 3] == ["TIM", "AND", "PLC", "TIM"]:
                return [Statement("same", self.clause, at[n + 1], self.items[at[n + 1]].members, rule="same")]
        return self._when_first(at, kinds)

    def _take(self, k: int, item: Item) -> Statement | None:
        kind = "recaptured" if item.value in ("retake", "win") or self._again(k) else "captured"
        other = self._behind(k, ("from",))
        if item.passive:
            if self._of_a_noun(k):
                return None
            places = self._among(k) or self._reduced(k) or self.places_before(k)
            if kind == "captured" and self._state_of(k):
                return self._made("held", k, places, self.agent(k), rule="passive")
            return self._made(kind, k, places, self.agent(k), other=other, rule="passive")
        places = self.objects(k)
        if self._words(k)[-1] == "control":  # "took control on Wednesday of X"
            places = self.objects(k, frozenset({"of", "over"}), reach=7)
        elif places is None:
            places = self._relative_object(k)
        if item.form in ("base", "s") and self._words(k)[0].startswith("occup"):
            kind = "held"  # "still occupy the palace"
        return self._made(kind, k, places, self.subject(k), other=other, rule="active")

    def _reduced(self, k: int) -> Item | None:
        """As in "around Kawkab, a village taken by the rebels": the place right before, whatever governs it."""
        before = self.items[k - 1] if k else None
        if before is not None and before.kind == "W" and (named := self._named_by(k)) is not None:
            return named
        gap = [t.key for t in self.clause.tokens[before.j : self.items[k].i]] if before is not None else []
        if before is None or before.kind != "PLC" or set(gap) & _BE:
            return None
        last = Item("PLC", before.i, before.j, members=before.members[-1:])
        return last if "," in gap else before  # ", also taken by the rebels" says so of the last one

    def _named_by(self, k: int) -> Item | None:
        """As in "Tokmak, a railway hub held by Russia": the remark says so of the place before the comma."""
        at = k - 1
        while at > 0 and self.items[at].kind == "W" and self.items[at].value not in _BE:
            at -= 1
        if at < 1 or self.items[at].kind != "COM" or self.items[at - 1].kind != "PLC":
            return None
        if self.clause.tokens[self.items[at].j].key not in ("a", "an", "the", "long", "still", "now", "one"):
            return None
        place = self.items[at - 1]
        return Item("PLC", place.i, place.j, members=place.members[-1:])

    def _of_a_noun(self, k: int) -> bool:
        """As in "100 km from territory held by Russia": the participle describes a word that is no place by name."""
        before = self.items[k - 1] if k else None
        if before is None or before.kind != "W" or self.items[k].perfect or self._named_by(k) is not None:
            return False
        keys = {t.key for t in self.clause.tokens[max(0, self.items[k].i - 4) : self.items[k].i]}
        return not keys & _BE and before.value in _THINGS

    def _among(self, k: int) -> Item | None:
        """As in "count A and B among the villages retaken that day": the named ones."""
        before = self.items[k - 1] if k else None
        if before is None or before.kind != "PLC" or before.members[0].type in ("name", "area"):
            return None
        keys = [t.key for t in self.clause.tokens[max(0, before.i - 2) : before.i]]
        return self.places_before(k - 1) if keys[-1:] == ["among"] or keys == ["one", "of"] else None

    def _state_of(self, k: int) -> bool:
        """As in "is still occupied by them": so it is, not how it came about."""
        item = self.items[k]
        before = {t.key for t in self.clause.tokens[max(0, item.i - 3) : item.i]}
        return self._words(k)[0] in _SEIZED and not item.perfect and bool(before & _PRESENT)

    def _again(self, k: int) -> bool:
        ahead = self.items[k + 1 : k + 7]
        stop = next((n for n, i in enumerate(ahead) if i.kind in ("COM", "SEM", "VRB", "SAY", "SUB")), len(ahead))
        return any(i.kind == "W" and i.value == "back" for i in ahead[:stop])

    def _leave(self, k: int, item: Item) -> Statement | None:
        if item.form == "ing" and (left := self._left_with(k)) is not None:
            return left
        if item.passive and self._words(k)[-1] not in ("from", "of", "outside"):
            return self._made("withdrew", k, self.places_before(k), self.agent(k), rule="passive")
        places = self.objects(k)
        if places is None and item.form != "ing":
            places = self._relative_object(k)
        subject = self._nearest_side(k) if item.passive else self.subject(k)
        if subject is None and not item.passive:
            return None  # people flee, too
        if item.form == "s" and self._subject_of_relative(k) and k > 1 and self.items[k - 2].kind == "COM":
            return None  # "..., which leaves them one bridge"
        if (there := self._posts_at(k)) is not None:
            places = there
        if (
            places is not None
            and self._words(k)[:1] in (["left"], ["leave"], ["leaves"], ["leaving"], ["surrendered"])
            and places.members
            and places.members[0].type == "count"
        ):
            return None
        return self._made("withdrew", k, places, subject, rule="leave")

    def _posts_at(self, k: int) -> Item | None:
        """As in "deserted their posts there", "abandoned its positions in X": it is the place that was left."""
        after = self.items[k + 1 : k + 4]
        if not after or after[0].kind != "PLC" or after[0].members[0].noun not in _POSTS or len(after[0].members) > 1:
            return None
        if len(after) > 1 and after[1].kind == "PRO" and after[1].value == "there":
            return after[1]
        named = after[2] if len(after) > 2 and after[1].kind == "PRP" and after[1].value in ("in", "at", "on") else None
        return named if named is not None and named.kind == "PLC" else None

    def _left_with(self, k: int) -> Statement | None:
        """As in "leaving only Mrauk-U with the regime", "leaving X in rebel hands": who still has it."""
        after = self.items[k + 1 : k + 6]
        at = next((n for n, i in enumerate(after) if i.kind == "PLC"), None)
        if at is None or self._words(k)[0] != "leaving":
            return None
        behind = after[at + 1 : at + 3]
        if behind and behind[0].kind == "UND":
            return self._made("held", k, after[at], side_of(behind[0]), rule="under")
        if [i.kind for i in behind] == ["PRP", "ACT"] and behind[0].value in ("with", "to", "under"):
            return self._made("held", k, after[at], behind[1], rule="under")
        return None

    def _withdraw(self, k: int, item: Item) -> Statement | None:
        places = self.objects(k, frozenset({"from", "near"}), reach=7)
        if places is None and not item.mood and not self._destination(k):
            places = self._told_before(k)
            return self._made("withdrew", k, places, self.subject(k), rule="leave")
        if places is None and k > 1 and any(self._from_which(at) for at in range(max(0, k - 3), k)):
            places = self._relative_object(k)
        near = places in self.items and self._governor(self.items.index(places)) == "near"
        if places is None or (near and not self._near_is_from(places)):
            return None
        subject = self._nearest_side(k) if item.passive else self.subject(k)
        return self._made("withdrew", k, places, subject, rule="leave")

    def _from_which(self, at: int) -> bool:
        """As in "Mogok and Momeik, from which its troops withdrew"."""
        item = self.items[at]
        return item.kind == "REL" and self.clause.tokens[item.i].key == "from"

    def _destination(self, k: int) -> bool:
        """As in "withdrew to X"; in "withdrew to avoid fighting in the city" another verb or noun stands between."""
        for item in self.items[k + 1 : k + 7]:
            if item.kind in ("NOM", "VRB", "SUB", "SAY"):
                return False
            if item.kind == "PLC":
                return True
        return False

    def _told_before(self, k: int) -> Item | None:
        """As in "who seized Uvira, had pulled out": from there."""
        spoken = any(i.kind == "SAY" for i in self.items[:k]) and not any(i.kind == "PLC" for i in self.items[:k])
        told = spoken or (any(i.kind == "PLC" for i in self.items[:k]) and any(i.kind == "VRB" for i in self.items[:k]))
        return Item("PRO", self.items[k].i, self.items[k].i, value="focus") if told else None

    def _near_is_from(self, places: Item) -> bool:
        before = self.clause.tokens[places.i - 1].key if places.i else ""
        return before == "from"

    def _lose(self, k: int, item: Item) -> Statement | None:
        if item.passive:
            winner = self._behind(k, ("to",))
            loser = self.agent(k)
            if winner is None and loser is None:  # "a rebel spokesman said X was lost": his side lost it
                loser = Item("ACT", item.i, item.i, value="we")
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
            if self._of_a_noun(k):
                return None
            places = self._reduced(k) or self.places_before(k)
            if item.perfect == "had" or item.negated:
                return None  # "which had been held by X": until then
            return self._made("held", k, places, self.agent(k), rule="passive")
        places = self.objects(k)
        if places is None:
            places = self._relative_object(k)
        subject = self.subject(k)
        if places is None and self._words(k)[-1] in _MASTERY and subject is not None:
            places = Item("PRO", item.j, item.j, value="focus")  # "the M23 were in control on Friday"
        if self._words(k)[0] in ("keep", "keeps", "kept", "keeping") and self._kept_from(k):
            return None  # "keep it from going further"
        if item.negated:
            return None  # "do not hold X" says nobody who does
        before = {t.key for t in self.clause.tokens[max(0, item.i - 1) : item.j]}
        spoken = {
            t.key for i in self.items[max(0, k - 8) : k] if i.kind == "SAY" for t in self.clause.tokens[i.i : i.j]
        }
        if before & {"back", "again"} and before & _BE:
            return self._made("recaptured", k, places, subject, rule="hold")
        if subject is not None and set(subject.text.lower().split()) & {"both", "each"} and places is not None:
            return self._made("contested", k, places, subject, rule="fight")
        if ("now" in before or (spoken & _ANNOUNCED and before & _BE)) and before & _MASTERY:
            return self._made("captured", k, places, subject, rule="hold")
        return self._made("held", k, places, subject, rule="hold") if subject is not None else None

    def _kept_from(self, k: int) -> bool:
        return any(i.kind == "PRP" and i.value in ("from", "out", "off") for i in self.items[k + 1 : k + 4])

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
        """As in "Russian troops are in the outskirts": inside, not holding."""
        places = self.objects(k)
        if places is None or not places.members or places.members[0].type not in ("name", "back"):
            return None
        return self._made("advanced_to", k, places, subject, rule="in") if places.members[0].part else None

    def _fall(self, k: int, item: Item) -> Statement | None:
        if self._words(k)[0] in ("go", "goes", "went", "gone", "going") and self.objects(k) is not None:
            return self._approach(k, item)  # "had gone to Qatana"
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

    def _change(self, k: int, item: Item) -> Statement | None:
        return self._made("captured", k, self.places_before(k), None, rule="changed")

    def _approach(self, k: int, item: Item) -> Statement | None:
        if item.passive:
            agent, places = self.agent(k), self.places_before(k)
            kind = "captured" if places is not None and self._walked_in(k, places) else "advanced_to"
            return self._made(kind, k, places, agent, rule="approach") if agent else None
        if self._fighting_came(k):
            return None
        km = next((i for i in self.items[max(0, k - 1) : k + 6] if i.kind == "KM"), None)
        places = self.objects(k)
        if places is None and km is not None:
            places = self.objects(self.items.index(km), frozenset({"of", "from", "near"}), reach=5)
        if places is None:
            places = self.objects(k, frozenset({"to", "towards", "toward", "into", "on", "near", "in"}), reach=5)
        if km is not None and places is not None and places in self.items and places.i < km.i:
            km = None  # "X, 90 km from the city": the distance only tells where X lies
        subject = self.subject(k) or self._drive_subject(k)
        if subject is None:
            return None  # aid convoys enter towns, too
        if km is None and places is not None and self._walked_in(k, places):
            return self._made("captured", k, places, subject, rule="entered")
        return self._made("advanced_to", k, places, subject, km=km.km if km else None, rule="approach")

    def _fighting_came(self, k: int) -> bool:
        """As in "fighting came closer to the city": no side has come."""
        for at in range(k - 1, -1, -1):
            item = self.items[at]
            between = item.kind == "ACT" and at > 0 and self.items[at - 1].kind in ("PRP", "AND")
            if item.kind in ("ACT", "PRO", "SUB", "SEM", "SAY", "REL", "VOI", "COM") and not between:
                return False
            if item.kind == "NOM" and item.value == "clash":
                return True
        return False

    def _walked_in(self, k: int, places: Item) -> bool:
        """As in "entered Bukavu": a whole place, with no word of resistance or of a part, is taken so."""
        words = self._words(k)
        whole = all(not m.part and m.type in ("name", "site", "back", "settlement") for m in members_of(places))
        told = self.clause.tokens[places.i : min((m.i for m in members_of(places)), default=places.i)]
        whole = whole and not any(t.key in _MIDST for t in told)
        into = words[0] in _ENTERED and (words[-1] in ("into", "in") or words[0].startswith("enter"))
        return whole and into and not any(i.kind == "NOM" and i.value == "clash" for i in self.items[:k])

    def _distance(self, k: int, item: Item) -> Statement | None:
        """As in "They now stand 10 km from it"; a place that lies 10 km from another is no advance."""
        near = [at for at in range(k + 1, min(len(self.items), k + 5)) if self.items[at].kind == "KM"]
        if not near or any(i.kind in ("SEM", "VRB", "SAY", "PLC") for i in self.items[k + 1 : near[0]]):
            return None
        subject = self.subject(k)
        if subject is None:
            subject = self._drive_subject(k)
        if subject is None or not self._close(subject, k) or self._subject_of_relative(k):
            return None
        town = subject.value == "name" and subject.text.istitle() and len(subject.text.split()) == 1
        if town and self._words(k)[0] in ("is", "lies", "lay", "was", "stands"):
            return None  # "Misrata lies about 240 km away": a town, though a side is called by its name
        places = self.objects(near[0], frozenset({"from", "of", "to", "towards", "toward", "into", "near"}), reach=5)
        if places is None and any(i.value == "away" for i in self.items[near[0] : near[0] + 3]):
            places = Item("PRO", item.i, item.i, value="focus")
        return self._made("advanced_to", k, places, subject, km=self.items[near[0]].km, rule="distance")

    def _follow(self, k: int, item: Item) -> Statement | None:
        """As in "Bukavu followed in February": the same happened there."""
        if item.passive and [t.key for t in self.clause.tokens[item.j : item.j + 3]] == ["by", "that", "of"]:
            return self._made("same", k, self.objects(k, frozenset({"of"}), reach=5), None, rule="same")
        if item.passive or (k + 1 < len(self.items) and self.items[k + 1].kind in ("PLC", "ACT", "NOM")):
            return None
        return self._made("same", k, self.places_before(k), None, rule="same") if item.form == "ed" else None

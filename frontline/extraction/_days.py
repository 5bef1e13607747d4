"""Which day a statement speaks of, and whether it is news or background."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from frontline.extraction._agents import Agents
from frontline.extraction._around import asides_of
from frontline.extraction._dates import NUMBERS, ORDINALS, UNKNOWN, When, in_month, nth_day, on_day
from frontline.extraction._items import Clause, Item
from frontline.extraction._statements import Statement
from frontline.extraction._text import word_set
from frontline.extraction._voices import Voice

_EVENTS = ("captured", "recaptured", "withdrew", "repelled", "advanced_to")
_ALSO = word_set(
    "also too well morning evening dawn night noon afternoon midday nightfall dusk then afterwards later meanwhile"
    " nearby neighbouring neighboring elsewhere likewise same subsequently followed thereafter next simultaneously"
)


class Days(Agents):
    """Settles the days of statements."""

    def _when(self, statement: Statement, voice: Voice | None) -> tuple[When, bool]:
        """Day of a statement, and whether it is told for this very statement."""
        clause, at = statement.clause, statement.at
        own = self._counted_off(clause, at) or self._own_time(clause, at, since=statement.rule == "under")
        if own is not None and not (own.mode == "vague" and statement.perfect != "had"):
            return self._settled_day(own, clause.items[:at]), True
        spoken = self._own_time(clause, voice.at, speech=True) if voice is not None else None
        if spoken is not None and spoken.first:
            about = statement.perfect in ("has", "had") or statement.kind == "held"
            return (replace(spoken, precision="about") if about and spoken.precision == "day" else spoken), False
        nth = self.nth_of(clause)
        if nth is not None:
            return nth, True
        anywhere = next(
            (
                i.when
                for i in self._part_of(clause, at)
                if i.kind == "TIM"
                and not _in_aside(clause, i, at)
                and not self._of_next(clause, at, i)
                and i.when
                and i.when.mode == "at"
                and i.value == ""
                and i.when.first
            ),
            None,
        )
        if anywhere is not None and (statement.kind != "held" or voice is not None):
            return anywhere, False
        if voice is not None and voice.name == self._day_voice and self.day.first:
            return self.day, False
        if self._same_story(statement):
            return replace(self.day, precision="about"), False
        if self.published is None:
            return UNKNOWN, False
        return on_day(self.published, "about"), False

    def _of_next(self, clause: Clause, at: int, time: Item) -> bool:
        """As in "took A, and on Friday the army left B": the day of what follows."""
        k = clause.items.index(time)
        if k < at or not any(i.kind in ("AND", "COM", "SUB") for i in clause.items[at:k]):
            return False
        verb = next((n for n in range(k + 1, len(clause.items)) if clause.items[n].kind in ("VRB", "SAY", "DENY")), 0)
        return verb > 0 and any(i.kind in ("ACT", "PRO", "VOI") for i in clause.items[k + 1 : verb])

    def _same_story(self, statement: Statement) -> bool:
        """As in "Rebels took X on Monday. Two checkpoints fell as well": the day of the sentence before."""
        near = self.statements[-1] if self.statements else None
        if near is None or not near.when.first or near.when != self.day or not near.dated:
            return False
        next_to = statement.clause.number == near.clause.number + 1
        told = next_to and statement.perfect == "" and statement.kind in _EVENTS
        keys = {t.key for t in statement.clause.tokens}
        return told and bool(keys & _ALSO)

    def _part_of(self, clause: Clause, at: int) -> list[Item]:
        """Stretch between semicolons that holds an item."""
        stops = [-1, *(k for k, i in enumerate(clause.items) if i.kind == "SEM"), len(clause.items)]
        return next(clause.items[a + 1 : b] for a, b in pairwise(stops) if a < at <= b)

    def nth_of(self, clause: Clause) -> When | None:
        """As in "the eighth day", counted from the first day told."""
        tokens = clause.tokens
        for n, token in enumerate(tokens[:-1]):
            if token.key in ORDINALS and tokens[n + 1].key == "day" and self.start is not None:
                return nth_day(self.start, ORDINALS[token.key])
        return None

    def _counted_off(self, clause: Clause, at: int) -> When | None:
        """As in "entered X on Saturday, two days after retaking Y": so many days before the day told."""
        tokens, i = clause.tokens, clause.items[at].i
        if i < 3 or tokens[i - 1].key not in ("after", "before") or tokens[i - 2].key not in ("day", "days"):
            return None
        count = NUMBERS.get(tokens[i - 3].key, 0)
        told = [t.when.first for t in clause.items[:at] if t.kind == "TIM" and t.when and t.when.first]
        base = told[-1] if told else self.published
        if not count or base is None:
            return None
        return nth_day(base, (-count if tokens[i - 1].key == "after" else count) + 1)

    def _own_time(self, clause: Clause, at: int, *, speech: bool = False, since: bool = False) -> When | None:
        """Time that belongs to the verb at `at`: told behind it before the next verb, or before it."""
        verbs = [
            k
            for k, i in enumerate(clause.items)
            if i.kind in ("VRB", "SAY", "DENY", "NOM", "UND")
            and not (i.kind == "NOM" and i.value in ("attack", "clash"))
        ]
        if at not in verbs:
            verbs = sorted([*verbs, at])
        n = verbs.index(at)
        last = verbs[n + 1] if n + 1 < len(verbs) else len(clause.items)
        first = verbs[n - 1] if n else -1
        for k in range(at + 1, last):
            item = clause.items[k]
            if (
                item.kind in ("SEM",)
                or (item.kind == "SUB" and item.value not in ("as",))
                or (speech and item.kind == "REL")
                or self._new_side(clause, k, last)
            ):
                break
            if item.kind == "TIM" and (item.value == "" or (since and item.value == "since")):
                return item.when
        asides = asides_of(clause.items)
        for k in range(at - 1, first, -1):
            item = clause.items[k]
            if item.kind == "SEM":
                break
            if any(a <= k < b and not a <= at < b for a, b in asides):
                continue
            if item.kind == "TIM" and item.value == "" and (first < 0 or not self._follows_verb(clause, first, k)):
                return item.when
        return None

    def _new_side(self, clause: Clause, k: int, last: int) -> bool:
        """As in "..., and on Sunday the army left": what follows belongs to the next verb."""
        item = clause.items[k]
        if item.kind != "AND" and item.kind != "COM":
            return False
        ahead = clause.items[k + 1 : last]
        return (
            last < len(clause.items)
            and any(i.kind in ("ACT", "VOI") for i in ahead)
            and clause.items[last].kind in ("VRB", "SAY", "DENY")
        )

    def _follows_verb(self, clause: Clause, verb: int, k: int) -> bool:
        """A time right behind the verb before belongs to that one, unless a new part of the sentence begins."""
        return not any(i.kind in ("COM", "AND", "SUB", "REL", "COL") for i in clause.items[verb + 1 : k])

    def _settled_day(self, when: When, before: list[Item]) -> When:
        """Day of "the next day", "that evening": counted from the day told last."""
        if when.mode == "same":
            told = [i.when for i in before if i.kind == "TIM" and i.when and i.when.first and not i.when.month]
            base = (told[-1].first if told else None) or self.day.first or self.published
            found = nth_day(base, when.shift + 1) if base else UNKNOWN
            return in_month(found.first.year, found.first.month) if when.month and found.first else found
        return when if when.mode == "at" else replace(UNKNOWN, mode=when.mode)

    def _is_background(self, statement: Statement, voice: Voice | None) -> bool:
        """Long past or undated history, no news: "seized by rebels in 2012", "which they had lost shortly before"."""
        mode = statement.when.mode
        before = self._relatives(statement)
        if mode == "year":
            return bool(before) or not self._last_year(statement.clause)
        had = statement.perfect == "had"
        if mode == "vague":
            return had and bool(before)
        first = statement.when.first
        if first and self.published and (self.published - first).days > 800:
            return True
        if statement.subject is None and statement.rule == "active" and voice is None and not statement.dated:
            return True
        earlier = bool(before) or _long_ago(statement.clause)
        return had and earlier and not statement.claimant and not statement.dated

    def _relatives(self, statement: Statement) -> list[Item]:
        """Relative pronouns shortly before; "that" behind what was said is none."""
        items, found = statement.clause.items, []
        for k in range(max(0, statement.at - 5), statement.at):
            if items[k].kind == "REL" and (items[k].value != "that" or (k and items[k - 1].kind in ("PLC", "ACT"))):
                found.append(items[k])
        return found

    def _last_year(self, clause: Clause) -> bool:
        """Whether the year is that before, not one by its number."""
        return any(clause.tokens[i.i].key in ("last", "this") for i in clause.items if i.kind == "TIM")


def _long_ago(clause: Clause) -> bool:
    """As in "which had earlier been seized"; "earlier this month" and "the week before" are days."""
    keys = [t.key for t in clause.tokens]
    for key, after in pairwise([*keys, ""]):
        if key in ("previously", "originally") or (key == "earlier" and after not in ("in", "this", "on", "today")):
            return True
        if key == "once" and after not in ("more", "again"):
            return True
    return False


def _in_aside(clause: Clause, item: Item, at: int) -> bool:
    """Whether a time stands in a remark between commas that the verb at `at` is not in."""
    k = clause.items.index(item)
    return any(a <= k < b and not a <= at < b for a, b in asides_of(clause.items))

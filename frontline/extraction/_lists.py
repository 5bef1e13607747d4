"""Places that belong together: "A, B and C", "two villages, A and B", "all of the province apart from C"."""

from __future__ import annotations

from dataclasses import replace

from frontline.extraction._items import Clause, Item, Mention
from frontline.extraction._text import Token

_ADDING = ("along", "as", "together", "plus", "in", "alongside", "but")
_ASIDE = ("PLC", "PRP", "KM", "W", "TIM", "ACT")
_NAMED = ("name", "region", "area", "site")


def join_lists(clause: Clause) -> None:
    """Make one part of places that stand in one list, and take in appositions and exceptions."""
    clause.items = _without_asides(clause.items, clause.tokens)
    clause.items = _joined(clause.items)
    clause.items = _added(_trailing(_gapped(clause.items)))
    clause.items = _among(_filled(clause.items))
    clause.items = _excepted(clause.items)


def _without_asides(items: list[Item], tokens: list[Token]) -> list[Item]:
    """Drop what only tells where a place of a list lies: "Soran, 20 km north of Hama, and Maardis"."""
    found: list[Item] = []
    k = 0
    while k < len(items):
        found.append(items[k])
        if items[k].kind == "AND" and (after := _remark_end(items, k)):
            k = after
            continue
        end = _aside_end(items, k, tokens) if items[k].kind == "PLC" else 0
        k = end or k + 1 + (_bearing_end(items, k) if items[k].kind == "PLC" else 0)
    return found


def _remark_end(items: list[Item], k: int) -> int:
    """As in "A, B and, farther north, C": where the list goes on behind an "and", or else 0."""
    if not any(i.kind == "PLC" for i in items[max(0, k - 2) : k]) or items[k + 1 : k + 2][:1] == []:
        return 0
    close = next((n for n in range(k + 2, min(len(items) - 1, k + 7)) if items[n].kind == "COM"), 0)
    if items[k + 1].kind != "COM" or not close or items[close + 1].kind != "PLC":
        return 0
    return close + 1 if all(i.kind in ("W", "PRP", "PLC") for i in items[k + 2 : close]) else 0


def _bearing_end(items: list[Item], k: int) -> int:
    """Parts of "north of Khartoum" or "in Donetsk region" behind a place of a list that goes on, or else 0."""
    ahead = items[k + 1 : k + 6]
    parts = 0
    if ahead and ahead[0].kind == "PLC" and ahead[0].members[0].type == "bearing":
        parts = 1
    elif len(ahead) > 1 and ahead[0].kind == "PRP" and ahead[0].value == "in" and _is_region(ahead[1]):
        parts = 2
    rest = ahead[parts:]
    if not parts or len(rest) < 2 or rest[0].kind not in ("COM", "AND"):
        return 0
    more = rest[2] if rest[0].kind == "COM" and rest[1].kind == "AND" and len(rest) > 2 else rest[1]
    if more.kind != "PLC" or more.members[0].type == "bearing":
        return 0
    after = items[items.index(more) + 1 :][:1]
    return 0 if after and after[0].kind in ("VRB", "SAY", "UND") else parts


def _is_region(item: Item) -> bool:
    return item.kind == "PLC" and item.members[0].type == "region"


def _aside_end(items: list[Item], k: int, tokens: list[Token]) -> int:
    """Position of the "and" behind a remark between commas that begins after item `k`, 0 where there is none."""
    ahead = items[k + 1 : k + 6]
    if [i.value for i in ahead[1:3]] == ["known", "as"] and [i.kind for i in ahead[3:]] == ["PLC", "COM"]:
        return k + 6  # "Khartoum North, known as Bahri, ..."
    if k + 2 >= len(items) or items[k + 1].kind != "COM" or not _tells_where(items[k + 2], tokens):
        return 0
    close = next((n for n in range(k + 3, min(len(items), k + 9)) if items[n].kind == "COM"), 0)
    if not close or any(i.kind not in _ASIDE for i in items[k + 2 : close]):
        return 0
    after = items[close + 1 : close + 4]
    if not after or after[0].kind != "AND" or not any(i.kind == "PLC" for i in after[1:3]):
        return 0
    return close + 1 if all(i.kind in ("AND", "PRP", "PLC") for i in after[:2]) else 0


def _tells_where(item: Item, tokens: list[Token]) -> bool:
    if item.kind == "PLC":
        mention = item.members[0]
        return mention.type == "bearing" or (tokens[item.i].key in ("a", "an") and mention.type != "name")
    return item.kind == "KM" or (item.kind == "PRP" and item.value in ("near", "in", "on")) or (
        item.kind == "W" and item.value in ("just", "some", "close", "about", "capital", "home")
    )  # fmt: skip


def _gapped(items: list[Item]) -> list[Item]:
    """Say the verb again where it is left out: "took Nyala in October and el-Geneina early in November"."""
    found: list[Item] = []
    for k, item in enumerate(items):
        verb = _verb_of_gap(items, k) if item.kind == "PLC" else None
        if verb is not None:
            found.append(replace(verb))
        found.append(item)
    return found


def _verb_of_gap(items: list[Item], k: int) -> Item | None:
    before, after = items[max(0, k - 4) : k], items[k + 1 : k + 5]
    if [i.kind for i in before[-3:]] == ["AND", "PRP", "TIM"] and k > 4 and items[k - 4].kind == "PLC":
        return items[k - 5] if items[k - 5].kind == "VRB" else None  # "seized A and in January B"
    if not before or before[-1].kind != "AND" or not any(i.kind == "TIM" for i in before):
        return None
    stop = next((n for n, i in enumerate(after) if i.kind not in ("PRP", "W", "TIM")), len(after))
    follows = after[stop].kind if stop < len(after) else ""
    if follows in ("VRB", "UND", "SAY") or not any(i.kind == "TIM" for i in after[:stop]):
        return None
    at = next((n for n in range(k - 2, -1, -1) if items[n].kind not in ("TIM", "PRP", "W")), -1)
    if at < 1 or items[at].kind != "PLC" or items[at - 1].kind != "VRB":
        return None
    return items[at - 1]


def _trailing(items: list[Item]) -> list[Item]:
    """Bring what follows who says it to its list: "took A and B, a spokesman said, as well as C"."""
    said = next((k for k, i in enumerate(items) if i.kind == "SAY"), None)
    if said is None:
        return items
    at = next((k for k in range(said + 1, len(items) - 1) if items[k].kind == "AND"), None)
    if at is None or items[at - 1].kind not in ("COM", "W", "TIM") or items[at + 1].kind != "PLC":
        return items
    if any(i.kind in ("VRB", "SAY", "UND", "NOM", "DENY", "REL", "W") for i in items[at + 2 :]):
        return items
    host = next((k for k in range(said - 1, 0, -1) if items[k].kind == "PLC" and items[k - 1].kind == "VRB"), None)
    if host is None or any(i.kind in ("VRB", "SEM") for i in items[host:said]):
        return items
    joined = replace(items[host], members=items[host].members + items[at + 1].members, plural=True)
    return [*items[:host], joined, *items[host + 1 : at], *items[at + 2 :]]


def _added(items: list[Item]) -> list[Item]:
    """Bring what is added at a distance to its list: "took A from the army on Friday, along with B"."""
    at = next((k for k in range(2, len(items) - 1) if items[k].kind == "AND" and items[k].value in _ADDING), None)
    if at is None or items[at + 1].kind != "PLC" or items[at - 1].kind == "PLC":
        return items
    if any(i.kind in ("VRB", "UND", "NOM") for i in items[at + 2 : at + 4]):
        return items
    host = next((k for k in range(at - 1, 0, -1) if items[k].kind == "PLC" and items[k - 1].kind == "VRB"), None)
    if host is None or any(i.kind in ("VRB", "SEM", "SAY", "REL", "UND") for i in items[host:at]):
        return items
    joined = replace(items[host], members=items[host].members + items[at + 1].members, plural=True)
    return [*items[:host], joined, *items[host + 1 : at], *items[at + 2 :]]


def _among(items: list[Item]) -> list[Item]:
    """As in "A and B are among the villages retaken": the names stand for the villages."""
    for k in range(2, len(items)):
        item = items[k]
        if item.kind != "PLC" or not item.members[0].plural or items[k - 1].value != "among":
            continue
        named = next((n for n in range(k - 2, max(-1, k - 7), -1) if items[n].kind == "PLC"), None)
        if named is not None and all(m.type in _NAMED for m in items[named].members):
            joined = replace(item, members=items[named].members, plural=True)
            return [*items[:named], *items[named + 1 : k], joined, *items[k + 1 :]]
    return items


def _run(items: list[Item], k: int) -> tuple[list[int], int, bool]:
    """Positions of the places of a list from `k` on, where it ends, and whether it holds an "and"."""
    places, at, joined = [k], k + 1, False
    while at < len(items):
        far = items[at : at + 4]
        if (
            [i.kind for i in far] == ["PRP", "PLC", "AND", "PLC"]
            and far[2].value in ("as", "along", "together", "plus")
            and far[0].value in ("in", "of")
        ):
            places.append(at + 3)  # "A and B in the south as well as C"
            at += 4
            continue
        more = items[at + 1] if at + 1 < len(items) else None
        many = items[places[-1]].members[0]
        if joined and items[at].kind == "COM" and many.plural_of and more is not None and more.kind == "PLC":
            joined = False  # "A and the villages of B, C and D"
        if joined and _second_pair(items, at):
            joined = False  # "A and its airport, B and C"
        if joined and items[at].kind == "COM" and not (more is not None and more.kind == "AND" and more.value != "and"):
            described = (
                at + 1 < len(items)
                and items[at + 1].kind == "PLC"
                and items[at + 1].members[0].type in ("count", "site", "back", "settlement")
            )
            return (
                places,
                at + 2 if described and not (at + 2 < len(items) and items[at + 2].kind == "AND") else at,
                joined,
            )
        step = at
        again = {"of"} | {i.value for i in items[max(0, k - 2) : k] if i.kind == "PRP" or i.value == "out"}
        if _noun_between(items, at):
            step = at = at + 1
        while (
            step < len(items)
            and (
                items[step].kind in ("COM", "AND")
                or (step > at and items[step].kind == "ACT" and items[step].poss)
                or (step > at and items[step].kind in ("PRP", "W") and items[step].value in again)
            )
            and step - at < 4
        ):
            joined = joined or (items[step].kind == "AND" and any(i.kind == "PLC" for i in items[step + 1 : step + 3]))
            step += 1
        if step == at or step >= len(items) or items[step].kind != "PLC" or _restarts(items, step, at):
            break
        places.append(step)
        at = step + 1
    return places, at, joined


def _second_pair(items: list[Item], at: int) -> bool:
    """Whether a comma and two more places, with no verb of their own, follow."""
    ahead = items[at : at + 5]
    if [i.kind for i in ahead[:4]] != ["COM", "PLC", "AND", "PLC"]:
        return False
    if ahead[1].members[0].type in ("bearing", "count") or ahead[3].members[0].type == "bearing":
        return False
    return len(ahead) < 5 or ahead[4].kind not in ("VRB", "SAY", "UND", "REL", "W")


def _noun_between(items: list[Item], at: int) -> bool:
    """As in "the Ramouseh garages and B": a word that belongs to the name before."""
    if at + 2 >= len(items) or items[at].kind != "W" or items[at].value.endswith(("ed", "ing")):
        return False
    return items[at + 1].kind in ("AND", "COM") and items[at + 2].kind == "PLC"


def _restarts(items: list[Item], k: int, at: int) -> bool:
    """Whether a new statement begins here: the place is subject of a verb of its own after a comma."""
    mention = items[k].members[0]
    follows = items[k + 1].kind if k + 1 < len(items) else ""
    lone_comma = k - at == 1 and items[at].kind == "COM"
    described = mention.type in ("settlement", "site", "count", "back")
    return mention.type == "bearing" or (lone_comma and not described and follows in ("VRB", "SAY", "UND"))


def _joined(items: list[Item]) -> list[Item]:
    found: list[Item] = []
    k = 0
    while k < len(items):
        item = items[k]
        if item.kind != "PLC":
            found.append(item)
            k += 1
            continue
        places, end, joined = _run(items, k)
        if found and found[-1].kind == "EXC":
            end = places[-1] + 1
        if len(places) > 1 and not joined:
            end = _apposition_end(items, places)
            places = [k]
        found.append(_merged(items, places))
        k = max(end, places[-1] + 1) if len(places) > 1 else max(k + 1, end if end > k + 1 and not joined else k + 1)
    return found


def _apposition_end(items: list[Item], places: list[int]) -> int:
    """As in "Pobeda, a small village": the description goes into the name."""
    first, second = items[places[0]], items[places[1]]
    mention = second.members[0]
    described = mention.type in ("settlement", "site", "count", "back") or mention.noun in ("capital", "seat")
    if first.members[0].type in _NAMED and described and places[1] == places[0] + 2:
        end = places[1] + 1
        tail = items[end : end + 2]  # "X, the largest district of the province"
        return end + 2 if [i.kind for i in tail] == ["PRP", "PLC"] and tail[0].value in ("of", "in") else end
    return places[0] + 1


def _merged(items: list[Item], places: list[int]) -> Item:
    first, last = items[places[0]], items[places[-1]]
    members = [m for p in places for m in items[p].members]
    if (
        len(members) > 2
        and (members[0].type == "count" or (members[0].plural and members[0].noun.endswith("s")))
        and all(m.type in _NAMED for m in members[1:])
        and items[places[0] + 1].kind == "COM"
    ):
        members = members[1:]  # "two villages, A and B"
    noun = members[-1].noun
    if len(members) > 1 and noun.endswith("s") and members[-1].type in _NAMED:
        for m in members[:-1]:
            m.noun = m.noun or noun
    part = members[0].part
    for m in members[1:]:
        m.part = m.part or part
    return Item("PLC", first.i, last.j, members=members, plural=len(members) > 1 or first.plural)


def _filled(items: list[Item]) -> list[Item]:
    """Let names stand for the number of them: "two villages in the north, A and B", "several areas, including C"."""
    found: list[Item] = []
    k = 0
    while k < len(items):
        item = items[k]
        if (
            item.kind == "PLC"
            and len(item.members) == 1
            and item.members[0].type in ("count", "back", "settlement", "site")
        ):
            names = _names_after(items, k)
            if names is not None:
                at, end = names
                found.append(Item("PLC", item.i, item.j, members=_gather(items, at, end), plural=True))
                found += [i for i in items[k + 1 : at] if i.kind not in ("COL", "LIKE")]
                k = end
                continue
        if item.kind == "PLC" and len(item.members) > 1 and item.members[-1].type == "count":
            like = k + 1
            while like < len(items) and items[like].kind in ("COM", "PRP", "PLC") and like < k + 5:
                like += 1
            if like + 1 < len(items) and items[like].kind == "LIKE" and items[like + 1].kind == "PLC":
                members = item.members[:-1] + items[like + 1].members  # "A and several towns, including B and C"
                found.append(replace(item, members=members))
                k = like + 2
                continue
        found.append(item)
        k += 1
    return found


def _names_after(items: list[Item], k: int) -> tuple[int, int] | None:
    at = k + 1
    plural = items[k].members[0].plural
    while at + 1 < len(items) and items[at].kind == "PRP" and items[at + 1].kind == "PLC":
        at += 2
    while (
        at < len(items)
        and items[at].kind in ("W", "TIM", "PRP", "REL", "ACT", "VRB")
        and plural
        and at < k + 7
        and _colon_ahead(items, at)
    ):
        at += 1
    if at < len(items) and items[at].kind == "COM" and at + 1 < len(items) and items[at + 1].kind in ("LIKE",):
        at += 1
    naming = next(
        (
            n
            for n in range(k + 1, len(items) - 1)
            if items[n].kind == "LIKE" and items[n].value in ("naming", "listing", "identifying")
        ),
        None,
    )
    if naming is None and plural:
        naming = next(
            (n for n in range(k + 1, len(items) - 1) if items[n].kind == "LIKE" and not _named_between(items, k, n)),
            None,
        )
    colon = next((n for n in range(k + 1, len(items) - 1) if items[n].kind == "COL"), None)
    if plural and naming is None and colon is not None and _ends_with_names(items, k, colon):
        return colon + 1, len(items)
    if naming is not None and any(i.kind == "PLC" and i.members[0].type == "count" for i in items[k + 1 : naming]):
        naming = None  # a nearer one is meant
    if plural and naming is not None and items[naming + 1].kind == "PLC":
        return naming + 1, naming + 2
    if at + 1 >= len(items) or items[at].kind not in ("COM", "COL", "LIKE") or items[at + 1].kind != "PLC":
        return None
    group = items[at + 1]
    if items[at].kind == "COL" and plural:
        return at + 1, _segments_end(items, at + 1)
    named = all(m.type in _NAMED for m in group.members)
    if items[at].kind == "LIKE" or (named and plural and len(group.members) > 1):
        return at + 1, at + 2
    return None


def _ends_with_names(items: list[Item], k: int, colon: int) -> bool:
    """Whether names, and nothing else, stand behind the colon, and no other number of places before it."""
    counted = any(i.kind == "PLC" and i.members[0].type == "count" for i in items[k + 1 : colon])
    behind = items[colon + 1 :]
    named = bool(behind) and behind[0].kind == "PLC" and all(m.type in _NAMED for m in behind[0].members)
    return named and not counted and all(i.kind in ("PLC", "PRP", "COM", "TIM") for i in behind)


def _named_between(items: list[Item], k: int, n: int) -> bool:
    """Whether another place that the list may belong to stands between."""
    return any(
        i.kind == "PLC" and items[at - 1].kind != "PRP" and i.members[0].type != "region"
        for at, i in enumerate(items[k + 1 : n], k + 1)
    )


def _colon_ahead(items: list[Item], at: int) -> bool:
    return any(i.kind == "COL" for i in items[at : at + 6])


def _segments_end(items: list[Item], at: int) -> int:
    """End of what stands behind a colon: "Soran, 20 km north of Hama; Khattab, ...; and al-Majdal"."""
    return next((k for k in range(at, len(items)) if items[k].kind in ("SAY",)), len(items))


def _gather(items: list[Item], at: int, end: int) -> list[Mention]:
    """First places of each part of an enumeration."""
    found, fresh = [], True
    for item in items[at:end]:
        if item.kind == "SEM":
            fresh = True
        elif item.kind == "PLC" and fresh:
            found += item.members
            fresh = False
    return found


def _excepted(items: list[Item]) -> list[Item]:
    """Places named as exceptions belong to the list before them."""
    found: list[Item] = []
    k = 0
    while k < len(items):
        item = items[k]
        if item.kind == "EXC" and k + 1 < len(items) and items[k + 1].kind == "PLC":
            host = _host(found) or _host_behind(items, k)
            if host is not None:
                host.exceptions = items[k + 1].members
                host.j = items[k + 1].j if any(host is f for f in found[-2:]) else host.j
                k += 2
                continue
        found.append(item)
        k += 1
    return found


def _host_behind(items: list[Item], k: int) -> Item | None:
    """As in "With the exception of A, the towns of the north are in rebel hands"."""
    ahead = items[k + 2 : k + 4]
    return ahead[1] if [i.kind for i in ahead] == ["COM", "PLC"] else None


def _host(found: list[Item]) -> Item | None:
    """First place since the last verb: what the exceptions are taken from."""
    verb = next((n for n in range(len(found) - 1, -1, -1) if found[n].kind in ("VRB", "SAY", "SEM", "UND", "NOM")), -1)
    near = found[max(verb + 1, len(found) - 10) :]
    return next((f for f in near if f.kind == "PLC"), None) or next(
        (f for f in reversed(found[-3:]) if f.kind == "PLC"), None
    )

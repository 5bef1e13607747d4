"""What stands before a verb: voice, negation, tense, and whether it is done, tried in vain, meant or only possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from frontline.extraction._lexicon import Mark
from frontline.extraction._text import QUOTES, Token, word_set

_ADVERBS = word_set(
    "also already now still since then again once just ever even all both soon later finally only so far thus"
    " twice largely almost nearly quickly effectively meanwhile instead together each currently mostly formally"
    " quietly yet subsequently long first there itself themselves today overnight"
)
_BE = word_set("is are was were be being been get got gets isnt arent wasnt werent")
_HAVE = {"have": "has", "has": "has", "having": "has", "had": "had", "havent": "has", "hasnt": "has", "hadnt": "had"}
_NOT = word_set("not never nt nor neither isnt arent wasnt werent havent hasnt hadnt didnt doesnt dont cannot")
_MODALS = {"would": "hypothetical", "could": "hypothetical", "might": "hypothetical", "may": "hypothetical",
           "should": "hypothetical", "can": "hypothetical", "will": "intended", "shall": "intended",
           "cannot": "failed", "must": "", "wont": "hypothetical", "wouldnt": "hypothetical"}  # fmt: skip
_DO = word_set("did does do didnt doesnt dont")
_CAUSES = word_set("led leads leading forced compelled prompted caused allowed enabled obliged pushed")
_KEEPS = word_set("stopped prevented blocked kept halted stop prevent block keep preventing blocking stopping")
_WANTS = word_set("want wants wanted need needs")
_SPANS = word_set("day days time week month year night morning hour")
_RANKED = word_set("first second third fourth fifth sixth seventh latest last newest biggest largest only")


class Manner(NamedTuple):
    """How a verb is said."""

    passive: bool = False
    perfect: str = ""
    negated: bool = False
    mood: str = ""
    infinitive: bool = False
    progressive: bool = False


class _Seen:
    def __init__(self) -> None:
        self.passive = self.negated = self.infinitive = self.progressive = False
        self.perfect = self.mood = ""

    def manner(self) -> Manner:
        return Manner(self.passive, self.perfect, self.negated, self.mood, self.infinitive, self.progressive)


def manner_of(tokens: Sequence[Token], marks: Sequence[dict[str, Mark]], i: int, form: str) -> Manner:
    """Read the words before the verb at word `i`.

    Parameters
    ----------
    form : str
        Form of the verb: base, s, ed, en or ing.
    """
    seen = _Seen()
    k = i - 1
    for _ in range(9):
        if k < 0:
            break
        key = tokens[k].key
        if key == "to":
            seen.infinitive = True
            mood, k = _before_to(tokens, marks, k)
            seen.mood = seen.mood or mood
            if mood != "":
                break
            continue
        if key in QUOTES:  # "had “taken control of X”"
            k -= 1
            continue
        if key in _WANTS and form == "en":
            seen.mood = "intended"  # "which he wants taken by the new year"
        if not _take(seen, key, form):
            break
        k -= 1
    if form == "ing":
        _before_gerund(seen, tokens, marks, k)
        if k < 0 and any(t.key in ("would", "could", "might") for t in tokens[i + 1 : i + 7]):
            seen.mood = "hypothetical"  # "Losing them would be"
    elif form == "en" and not (seen.passive or seen.perfect) and key_at(tokens, i - 1) in ("and", "or", "nor", "then"):
        _share_auxiliary(seen, tokens, i - 1)
    elif form == "base" and not seen.infinitive and _made_to(tokens, i):
        seen.mood = "intended"
    elif (
        form == "base" and not seen.infinitive and not seen.mood and key_at(tokens, i - 1) in ("and", "or", ",", "then")
    ):
        _inherit(seen, tokens, marks, i - 1)
    return seen.manner()


def _made_to(tokens: Sequence[Token], i: int) -> bool:
    """As in "to make the Houthis halt their attack"."""
    return any(
        tokens[k].key in ("make", "let", "help", "have", "see") and key_at(tokens, k - 1) == "to"
        for k in range(max(0, i - 5), i)
    )


def key_at(tokens: Sequence[Token], i: int) -> str:
    """Key of a word, "" beyond the sentence."""
    return tokens[i].key if 0 <= i < len(tokens) else ""


def _take(seen: _Seen, key: str, form: str) -> bool:
    """Take in one word before the verb; False where it does not belong to the verb."""
    if key in _NOT:
        seen.negated = True
    if key in _BE:
        if not seen.perfect and not seen.passive:
            seen.passive = form in ("ed", "en")
            seen.progressive = form == "ing"
    elif key in _HAVE:
        seen.perfect = _HAVE[key]
    elif key in _MODALS and not (key == "may" and form in ("ed", "ing")):
        seen.mood = seen.mood or _MODALS[key]
    else:
        return key in _NOT or key in _DO or key in _ADVERBS or (key.endswith("ly") and len(key) > 4)
    return True


def _ending(marks: Sequence[dict[str, Mark]], end: int, tags: Sequence[str]) -> tuple[str, int] | None:
    """Phrase of one of these tags that ends before word `end`, and where it begins."""
    for tag in tags:
        for i in range(max(0, end - 6), end):
            mark = marks[i].get(tag)
            if mark is not None and mark.j == end:
                return tag, i
    return None


def _before_to(tokens: Sequence[Token], marks: Sequence[dict[str, Mark]], k: int) -> tuple[str, int]:
    """Mood of "failed to", "managed to", "vowed to", and a bare "to" of purpose."""
    found = _ending(marks, k + 1, ("fail", "manage", "intent"))
    if found is None:
        if key_at(tokens, k - 1) == "had" or any(key_at(tokens, at) in _CAUSES for at in range(max(0, k - 7), k)):
            return "done", k - 1
        if any(
            key_at(tokens, at) in _RANKED and key_at(tokens, at + 1) not in _SPANS for at in range(max(0, k - 4), k)
        ):
            return "done", k - 1
        return "intended", k - 1
    tag, i = found
    if tag == "fail":
        return "failed", i - 1
    negated = any(key_at(tokens, at) in _NOT for at in range(max(0, i - 3), i))
    if tag == "manage":
        return ("failed" if negated and marks[i]["manage"].value.split()[0] in ("manage", "able", "succeed") else
                "denied" if negated else "done"), i - 1  # fmt: skip
    return "intended", i - 1


def _before_gerund(seen: _Seen, tokens: Sequence[Token], marks: Sequence[dict[str, Mark]], k: int) -> None:
    """As in "without taking", "failed in taking", "prevented from seizing", "plans for capturing"."""
    found = _ending(marks, k + 1, ("fail", "intent", "hypothetical"))
    if key_at(tokens, k) == "without":
        seen.negated = True
    elif key_at(tokens, k) == "from" and any(t.key in _KEEPS for t in tokens[max(0, k - 6) : k]):
        seen.mood = "failed"  # "stopped Russia from advancing"
    elif found is not None and not seen.progressive:
        seen.mood = {"fail": "failed", "intent": "intended", "hypothetical": "hypothetical"}[found[0]]
    elif found is not None:
        seen.mood = seen.mood or ("intended" if found[0] == "intent" else "")


def _share_auxiliary(seen: _Seen, tokens: Sequence[Token], k: int) -> None:
    """As in "had lifted the siege and retaken X", "was shelled and then taken": one auxiliary for both."""
    for at in range(k - 1, max(-1, k - 18), -1):
        key = key_at(tokens, at)
        if key in _BE:
            seen.passive = True
        if key in _HAVE:
            seen.perfect = _HAVE[key]
        if key in _BE or key in _HAVE or key in (";", ":", "that", "which", "who"):
            return


def _inherit(seen: _Seen, tokens: Sequence[Token], marks: Sequence[dict[str, Mark]], k: int) -> None:
    """As in "aim to encircle and seize": the second verb is meant like the first."""
    for at in range(k, max(-1, k - 14), -1):
        key = key_at(tokens, at)
        if key == "to":
            mood, _ = _before_to(tokens, marks, at)
            seen.mood, seen.infinitive = mood, True
            return
        if key in _MODALS:
            seen.mood = _MODALS[key]
            return
        if key in (";", "that"):
            return

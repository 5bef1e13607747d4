"""What Arabic tells by other words than verbs of control: attacks beaten off or failed, distances, hands that hold."""

from __future__ import annotations

from frontline.extraction._arabic_frames import ArabicFrames
from frontline.extraction._arabic_sides import ENDS, Line
from frontline.extraction._arabic_times import number_at
from frontline.extraction._arabic_voices import Told
from frontline.extraction._arabic_words import Hit
from frontline.extraction._items import Clause, Mention
from frontline.extraction._statements import Statement
from frontline.extraction._text import key_set

_ATTACKS = key_set(
    "هجوم هجوما الهجوم هجمات محاولة محاولات تسلل هجومه هجومها تقدم اقتحام محاولتي هجومين هجومهم محاولتين إنزال اختراق"
    " زحف توغل الهجمات التقدم هجمة هجوما محاولته محاولتها التسلل عملية لاقتحام"
)
_TOWARDS = key_set(
    "على في باتجاه نحو إلى لاقتحام داخل بمحيط على عند لدخول صوب قرب لاستعادة للسيطرة للتقدم عليها عليه إليها"
    " اقتحام دخول استعادة السيطرة التقدم التسلل التوغل الوصول لاستعادتها"
)
_LYING = key_set("تبعد يبعد تقع يقع الواقعة الواقع والتي ويقع وتقع وتبعد ويبعد تمتد")
_MOVES = ("become", "event", "manage")
_SIDES_OF = key_set("الشمالي الجنوبي الشرقي الغربي")
_TOWNWARD = key_set("شمال جنوب شرق غرب شمالي جنوبي شرقي غربي")


class ArabicStates(ArabicFrames):
    """Reads attacks, approaches and states."""

    def _repelled(self, line: Line, clause: Clause, at: int, hit: Hit, voices: list[Told]) -> Statement | None:
        """As in "beat off an attack on X"."""
        j = hit.j
        attack = next((k for k in range(j, min(len(line.tokens), j + 7)) if _stem(line.key(k)) in _ATTACKS), None)
        if attack is None and line.key(j) in ("له", "لها", "لهم"):
            attack = next((k for k in range(at - 1, max(-1, at - 20), -1) if _stem(line.key(k)) in _ATTACKS), None)
        if attack is None:
            return None
        places = self._attacked(line, attack) or self._working_in(line, at)
        if not places:
            return None
        actor, words, _ = self._subject(line, at, hit, "", "event" not in line.hits[at])
        voice = self._voice_at(line, at, voices)
        side = voice.side if voice else ""
        if not actor:
            actor = self._left_actor(line, at)
        if actor == "own" or not actor:
            actor = (side if actor == "own" else self._untold(line, at, side, voice)) or self.topic or self.last_actor
        attacker = self._actor_in(line, attack, min(len(line.tokens), attack + 3))
        if attacker and attacker == actor:
            actor = self.opponent(attacker)
        statement = Statement("repelled", clause, self._item(clause, at, j), places, rule="ar")
        statement.actor, statement.actor_text = actor, words
        if any(line.has(k, "intent") for k in range(max(0, at - 3), at)):
            statement.mood = "intended"
        return statement

    def _working_in(self, line: Line, at: int) -> list[Mention]:
        """As in "units working in the countryside of X beat off an attack"."""
        for k in range(at - 1, max(-1, at - 16), -1):
            if line.key(k) == "في" and line.key(k - 1) in key_set(
                "العاملة المنتشرة المتمركزة المرابطة العامل المتواجدة"
            ):
                end = self._name_end(line, k + 1, 0)
                while (line.key(k + 1) == "ريف" and line.key(end) in _SIDES_OF) or end == k + 1:
                    end += 1
                return [self._mention(line, k + 1, end, 0, "", True)]
        return []

    def _attacked(self, line: Line, attack: int) -> list[Mention]:
        for k in range(attack + 1, min(len(line.tokens), attack + 9)):
            if line.key(k) in ("عليها", "عليه", "عليهما", "اليها", "اليه"):
                return self._places(line, k)[0]
            if line.key(k) in _TOWARDS:
                while line.key(k + 1) in _TOWARDS:
                    k += 1
                return self._places(line, k + 1, frozenset((line.key(k),)))[0]
            if line.has(k, "settlement", "site") and line.key(k)[:1] == "ل":
                return self._places(line, k)[0]
            if line.key(k) in ENDS:
                break
        return []

    def _failed(self, line: Line, clause: Clause, at: int) -> Statement | None:
        """As in "an attack on X failed", "tried to take X but failed"."""
        if line.key(at + 1) == "في" and line.has(at + 2, "nominal") and line.hits[at + 2]["nominal"].value != "attack":
            return None  # the noun tells it
        attack = next((k for k in range(at - 1, max(-1, at - 18), -1) if self._try(line, k)), None)
        if attack is None:
            attack = next((k for k in range(at + 1, min(len(line.tokens), at + 5)) if self._try(line, k)), None)
        if attack is None:
            return None
        goal = next((k for k in range(attack, min(len(line.tokens), attack + 7)) if self._goal(line, k)), None)
        kind, places = "captured", self._attacked(line, attack)
        if goal is not None:
            hit = line.hits[goal]["nominal"]
            cls, _, preposition = hit.value.partition(">")
            places, _ = self._governed(line, goal, hit, hit.j, preposition, cls, True)
            kind = "recaptured" if cls == "retake" else "captured"
        if not places:
            return None
        statement = Statement(kind, clause, self._item(clause, at, at + 1), places, polarity="failed", rule="ar")
        statement.actor = (
            self._actor_in(line, max(0, attack - 3), places[0].i if places[0].i > attack else attack + 4)
            or self._actor_in(line, at, min(len(line.tokens), at + 4))
            or self._main()
        )
        return statement

    def _try(self, line: Line, k: int) -> bool:
        word = line.key(k).lstrip("وف")
        return _stem(line.key(k)) in _ATTACKS or word.startswith(("حاول", "يحاول", "تحاول"))

    def _goal(self, line: Line, k: int) -> bool:
        hit = line.hits[k].get("nominal")
        return hit is not None and hit.value.partition(">")[0] in ("take", "retake")

    def _near(self, line: Line, clause: Clause, at: int, voices: list[Told]) -> Statement | None:
        """As in "came to 10 km from X", "are at the gates of X"; "lies 40 km from X" only locates."""
        mover = next((k for k in range(at - 1, max(-1, at - 9), -1) if line.has(k, *_MOVES)), None)
        if mover is None or any(line.key(k) in _LYING or line.key(k) in ENDS for k in range(mover, at)):
            return None
        if line.has(mover, "event") and line.hits[mover]["event"].value.partition(">")[0] != "approach":
            return None
        if line.has(mover, "event") and line.key(at) not in ("بعد", "مسافه", "مقربه"):
            return None  # the verb tells it
        km, start = self._kilometres(line, at + 1)
        places, _ = self._places(line, start) if start is not None else ([], 0)
        if not places:
            return None
        statement = Statement("advanced_to", clause, self._item(clause, at, at + 1), places, rule="ar", km=km)
        actor, _ = self._phrase(line, mover + 1) if mover + 1 < len(line.tokens) else ("", 0)
        voice = self._voice_at(line, at, voices)
        side = voice.side if voice else ""
        actor = actor or self._left_actor(line, mover)
        if actor == "own":
            actor = side or self.topic
        statement.actor = actor or self._untold(line, mover, side, voice)
        for place in places:
            place.part = ""
        return statement

    def _kilometres(self, line: Line, at: int) -> tuple[float | None, int | None]:
        """Distance told from word `at` on, and the word at which the place begins."""
        km: float | None = None
        for k in range(at, min(len(line.tokens), at + 9)):
            number = number_at(line.tokens, k)
            km = number if number is not None else km
            if line.key(k) == "كيلومترين":
                km = 2.0
            elif line.key(k) in ("كيلومتر", "كم") and km is None:
                km = 1.0
            elif line.key(k) in ("امتار", "متر", "مترا"):
                km = km / 1000 if km is not None else None
            if line.key(k) in ("منها", "منه", "عنها", "عنه"):
                return km, k
            measured = number_at(line.tokens, k + 1) is not None or line.key(k + 1) in ("كيلومتر", "كم", "كيلومترين")
            if line.key(k) in ("من", "عن") and not measured and k + 1 < len(line.tokens):
                return km, k + 1
            if line.key(k) in _TOWNWARD and k + 1 < len(line.tokens):
                return km, k + 1
            if line.key(k) in ENDS:
                break
        return km, at if at < len(line.tokens) and km is None else None

    def _remaining(self, line: Line, clause: Clause, at: int, hit: Hit, voices: list[Told]) -> Statement | None:
        """As in "the army is still in X"."""
        actor, end = self._phrase(line, hit.j) if hit.j < len(line.tokens) else ("", hit.j)
        end = max(end, hit.j)
        if line.key(end) not in ("في", "داخل"):
            return None
        places, _ = self._places(line, end + 1) if end + 1 < len(line.tokens) else ([], end)
        actor = actor or self._left_actor(line, at)
        if actor == "own":
            voice = self._voice_at(line, at, voices)
            actor = (voice.side if voice else "") or self.topic or self.last_actor
        if not places or not actor or any(m.part == "edge" for m in places):
            return None
        statement = Statement("held", clause, self._item(clause, at, hit.j), places, rule="ar")
        statement.actor = actor
        return statement

    def _under(self, line: Line, clause: Clause, at: int, hit: Hit) -> Statement | None:
        """As in "X is still in the hands of Y", "X came under the control of Y"; after "fell" the verb tells it."""
        opened = next((k for k in range(at - 1, max(-1, at - 12), -1) if line.has(k, "that")), max(0, at - 12))
        told = [k for k in range(opened, at) if line.has(k, "event", "nominal") and not line.has(k, "still")]
        back = range(at - 1, max(-1, at - 22), -1)
        start = next((k for k in back if line.has(k, "still", "become")), None)
        if start is None:
            start = next((k for k in back if self._under_word(line, k)), None)
        if start is None:
            start = at if self._under_word(line, at) or (not told and self._opens_with_place(line, at)) else None
        if start is None or any(k > start for k in told):
            return None
        places = self._under_places(line, start, at)
        if not places:
            return None
        still = line.has(start, "still") or not line.has(start, "become")
        statement = Statement("held" if still else "captured", clause, self._item(clause, at, hit.j), places, rule="ar")
        own = line.tokens[hit.j - 1].text.endswith(("ها", "ه", "هم", "نا", "هما"))
        actor = "" if own else self._actor_in(line, hit.j, min(len(line.tokens), hit.j + 4))
        actor = actor or self._actor_in(line, hit.j - 1, hit.j)
        if hit.value.startswith("خارج"):
            actor = self.opponent(actor or self.last_voice.side)
            statement.kind = "captured"
        statement.actor = actor or self.last_voice.side or self.topic or self.last_actor
        return statement

    def _opens_with_place(self, line: Line, at: int) -> bool:
        """As in "that the town is under the control of X": a sentence without a verb."""
        places = self._ending_at(line, at) if at else []
        return bool(places)

    def _under_word(self, line: Line, k: int) -> bool:
        return line.key(k).startswith(("خاضع", "تخضع", "يخضع", "وتخضع", "ويخضع"))

    def _under_places(self, line: Line, start: int, at: int) -> list[Mention]:
        hit = line.hits[start].get("still") or line.hits[start].get("become")
        after = hit.j if hit else start + 1
        places = self._places(line, after)[0] if after < at else []
        if places:
            return places
        return self._ending_at(line, start) or self._placed_before(line, start)

    def _placed_before(self, line: Line, start: int) -> list[Mention]:
        before = max(0, start - 6)
        first = next(
            (k + 1 for k in range(start - 1, before - 1, -1) if line.key(k) in ENDS or line.has(k, "that", "say")),
            before,
        )
        return self._places(line, first)[0] if first < start else []


def _stem(key: str) -> str:
    for cut in ("ولل", "لل", "و", "ل", "ب", "ف"):
        rest = key[len(cut) :]
        if key.startswith(cut) and len(key) > 3 and (rest in _ATTACKS or "ال" + rest in _ATTACKS):
            return rest if rest in _ATTACKS else "ال" + rest
    return key

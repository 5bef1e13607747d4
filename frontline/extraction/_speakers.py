"""Whose words a sentence gives: "its spokesman", "the source", "they said", "the defence ministry"."""

from __future__ import annotations

from frontline.extraction._days import Days
from frontline.extraction._items import Clause
from frontline.extraction._memory import BANDS
from frontline.extraction._voices import Voice

_SHORT = {
    "army": "army|armed forces|army spokesman|military spokesman|army command|general command|army spokesperson"
    "|armed forces spokesman|high command",
    "military": "military",
    "government": "government|regime",
    "defence ministry": "defence ministry|defense ministry|ministry of defence|ministry of defense|ministry",
    "defence minister": "defence minister|defense minister",
    "state media": "state media|state news agency|state agency",
    "state television": "state television|state tv",
}
_BARE = {form: name for name, forms in _SHORT.items() for form in forms.split("|")}


class Speakers(Days):
    """Settles the voices of sentences."""

    def _note_speaker(self, clause: Clause, voices: list[Voice]) -> None:
        """A known voice that a sentence begins with is whose "its bulletin" and "it said" are."""
        first = clause.items[0] if clause.items else None
        if first is None or first.kind != "VOI" or not first.value or (voices and voices[0].first == 0):
            return
        self.last_voice = Voice(first.value, self.lexicon.voices[first.value][1], 0, 0, False, False)
        if not voices:
            self.spoken[clause.number] = self.last_voice

    def _settle_voices(self, voices: list[Voice], clause: Clause) -> None:
        number = clause.number
        for n, voice in enumerate(voices):
            speaker = next((v for v in voices[n + 1 :] if v.trailing and not v.pronoun), None)
            if voice.name.lower() == "we" and speaker is not None:
                voice.name, voice.side, voice.pronoun = speaker.name, speaker.side, False  # "We deny this," X said
            if voice.pronoun:
                self._of_whom(voice, clause)
            elif voice.group and not voice.side and voice.name.lower().split()[-1] in BANDS and self.last_group:
                voice.side = self.last_group
            elif (heard := self._heard(voice)) is not None:
                voice.name, voice.side = heard.name, heard.side
            elif not voice.side:
                told = self.last_voice.side or self.last_actor
                voice.side = told if voice.own else self._ministry(voice, clause) or self._side_of_name(voice.name)
            if voice.side and not voice.pronoun:
                self.sides.setdefault(voice.name.rsplit(" ", 1)[-1].lower(), voice.side)
            voice.name = self._of_owner(voice) if voice.own else self._name_before(voice)
            self.last_voice = voice
            self.heard.append(voice)
            self.spoken.setdefault(number, voice)

    def _of_owner(self, voice: Voice) -> str:
        """As in "its spokesman", told with the name of the side or the body that it is of."""
        if voice.name in self.lexicon.voices:
            return voice.name
        owner = self.names.get(voice.side, "")
        if self.last_voice.name and (not owner or self.last_voice.side == voice.side) and " " not in voice.name:
            owner = owner or self.last_voice.name
        return f"{owner} {voice.name}" if owner and owner not in voice.name else voice.name

    def _heard(self, voice: Voice) -> Voice | None:
        """As in "the ministry", "the source": who was so called in full before."""
        word = voice.name.lower()
        if " " in word or voice.own or voice.group:
            return None
        return next((v for v in reversed(self.heard[-40:]) if v.name.lower().endswith(f" {word}")), None)

    def _of_whom(self, voice: Voice, clause: Clause) -> None:
        """As in "they said": the side named before in the sentence, or who spoke before, or whom it was about."""
        number, items = clause.number, clause.items
        stop = next((k for k in range(voice.first - 1, 0, -1) if items[k].kind == "SEM"), 0)
        named = [i for i in items[:stop] if i.kind == "ACT" and i.actor and i.form != "adj"]
        if not named and not self.last_voice.name and voice.trailing:
            named = [i for i in items[: voice.first] if i.kind == "ACT" and i.actor]  # "X took Y, it said"
        if voice.name.lower() in ("he", "she") and self.last_voice.name:
            voice.name, voice.side = self.last_voice.name, self.last_voice.side
        elif named and number not in self.spoken:
            voice.name, voice.side = self.names.get(named[0].actor) or named[0].text, named[0].actor
        elif number - 1 in self.spoken or number in self.spoken or not self.last_actor:
            voice.name, voice.side = self.last_voice.name, self.last_voice.side
        else:
            called = self.names.get(self.last_actor) or self.called.get(self.last_actor)
            voice.name, voice.side = called or self.last_voice.name, self.last_actor

    def _name_before(self, voice: Voice) -> str:
        """As in "the source", "the group": whoever was so called in full before."""
        if voice.group:
            return self.names.get(voice.side or self.last_actor, voice.name)
        word = voice.name.lower()
        if word in ("monitor", "observatory", "war monitor") and any(v.name == "SOHR" for v in self.heard):
            return "SOHR"
        return self._made_plain(voice)

    def _made_plain(self, voice: Voice) -> str:
        """As in "the defence ministry" is the Russian one where Russia spoke before, or else the state's."""
        bare = _BARE.get(voice.name.lower())
        if bare is None or self.theatre is None:
            return voice.name
        side = self.last_voice.side if "minist" in bare and self.last_voice.side else voice.side
        return f"{self.theatre.adjectives.get(side, self.theatre.adjective)} {bare}"

    def _ministry(self, voice: Voice, clause: Clause) -> str:
        """As in "Russia has taken X, the defence ministry said": that of the side told first, where both have one."""
        low = voice.name.lower()
        if low not in _BARE or "minist" not in low or self.last_voice.side or self.theatre is None:
            return ""
        both = self.theatre.state in self.theatre.adjectives
        first = next((i.actor for i in clause.items if i.kind == "ACT" and i.actor), "")
        return first if both and first in self.theatre.adjectives else ""

    def _side_of_name(self, name: str) -> str:
        known = self.sides.get(name.rsplit(" ", 1)[-1].lower(), "")
        if known:
            return known
        low = name.lower()
        ministries = {self.theatre.state, *self.theatre.adjectives} if self.theatre else set()
        if low in _BARE and "minist" in low and self.last_voice.side in ministries:
            return self.last_voice.side
        if self.theatre and any(
            w in low
            for w in (
                "ministry",
                "minister",
                "state media",
                "state television",
                "state news",
                "army",
                "military",
                "general staff",
            )
        ):
            return self.theatre.state
        if low.startswith(("its ", "his ", "their ")) or " its " in low:
            return self.last_actor
        return ""

"""Who, where, when and who says so in English reports: names by shape, lists, sides by theatre, voices, days."""

from __future__ import annotations

from datetime import date

import pytest

from frontline.extraction import ProposedClaim, extract_claims

DAY = date(2024, 12, 10)  # a Tuesday


def claims(text: str) -> tuple[ProposedClaim, ...]:
    return extract_claims(text, published=DAY).claims


def places(text: str) -> list[str]:
    return [c.place_as_written for c in claims(text)]


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("the Nayrab military airport", "Nayrab military airport"),
        ("the Zahraa artillery college", "Zahraa artillery college"),
        ("the 3000 Apartment Project", "3000 Apartment Project"),
        ("the July 7 hospital", "July 7 hospital"),
        ("Hill 1201", "Hill 1201"),
        ("a checkpoint known as Gate 14", "Gate 14"),
        ("the base of Infantry Battalion 275", "base of Infantry Battalion 275"),
        ("the garrison of the 5th Division", "garrison of the 5th Division"),
        ("army headquarters in Idlib", "army headquarters in Idlib"),
        ("Aleppo's Saif al-Dawla district", "Saif al-Dawla district"),
        ("Idlib's western districts", "Idlib's western districts"),
        ("central Maarat Misrin", "central Maarat Misrin"),
        ("the Aleppo suburb of Anadan", "Anadan"),
        ("the Old City of Aleppo", "Old City of Aleppo"),
        ("three of Idlib's five districts", "three of Idlib's five districts"),
    ],
)
def test_a_site_is_told_by_its_shape(words: str, place: str) -> None:
    assert places(f"Syrian rebels captured {words} on Monday.") == [place]


@pytest.mark.parametrize(
    "text",
    [
        "Syrian rebels took Kafr Nabl, 10 km north of Idlib, and Hazarin.",
        "Syrian rebels took Kafr Nabl, a market town, and Hazarin.",
        "Syrian rebels took Kafr Nabl north of Hama and Hazarin on Monday.",
        "Syrian rebels took Kafr Nabl and, farther south, the village of Hazarin.",
        "Syrian rebels took Kafr Nabl from the army on Monday, along with Hazarin.",
        "Syrian rebels took Kafr Nabl on Monday, SOHR said, and after that Hazarin.",
        "Syrian rebels took Kafr Nabl on Sunday and Hazarin on Monday.",
        "Kafr Nabl and Hazarin are among the towns captured by Syrian rebels.",
        "Syrian rebels took two towns on Monday. They are Kafr Nabl and Hazarin.",
        "Syrian rebels took two towns, SOHR said on Monday after a day of battle: Kafr Nabl and Hazarin.",
    ],
)
def test_a_list_holds_together_over_what_stands_between(text: str) -> None:
    assert places(text) == ["Kafr Nabl", "Hazarin"]


def test_each_part_of_a_gapped_list_has_its_own_day() -> None:
    found = claims("The RSF overran Kutum on Friday and Kabkabiya on Sunday.")
    assert [(c.place_as_written, c.event_date) for c in found] == [
        ("Kutum", "2024-12-06"),
        ("Kabkabiya", "2024-12-08"),
    ]


def test_an_exception_is_held_by_the_other_side_however_far_it_stands() -> None:
    found = claims("Syrian rebels took all of Daraa province, cradle of the uprising, apart from the town of Izraa.")
    assert [(c.place_as_written, c.kind, c.actor) for c in found] == [
        ("Daraa province", "captured", "opposition"),
        ("Izraa", "held", "government"),
    ]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Islamic State holds Raqqa. The militants captured Maadan in Syria on Sunday.", "isis"),
        ("Hayat Tahrir al-Sham holds Idlib. The militants captured Maadan on Sunday.", "opposition"),
        ("Syrian rebels backed by Turkey captured Maadan from Islamic State on Sunday.", "turkey_backed"),
        ("Congolese rebels captured Maadan on Sunday.", "m23"),
        ("Ta'ang fighters captured Maadan from Myanmar's junta on Sunday.", "tnla"),
        ("The opponents of Myanmar's junta rose. The junta's opponents captured Maadan.", "ethnic_armed_groups"),
        ("Forces loyal to Libya's unity government captured Maadan on Sunday.", "gna"),
        ("The Sudanese army and allied former rebels captured Maadan on Sunday.", "saf"),
    ],
)
def test_general_words_mean_the_sides_of_the_war_that_is_told_of(text: str, actor: str) -> None:
    assert claims(text)[-1].actor == actor


def test_what_was_also_retaken_was_retaken_by_the_same_side() -> None:
    found = claims("Moscow said it had retaken Guyevo in Kursk. Plekhovo and Kurilovka were also retaken, it said.")
    assert [c.actor for c in found] == ["russia"] * 3


def test_an_order_to_advance_is_no_advance() -> None:
    assert places("Khalifa Haftar ordered his forces to advance on Tripoli.") == []


def test_a_town_described_by_a_participle_is_the_nearest() -> None:
    found = claims("Robotyne lies on the road to Tokmak, a hub held by Russia.")
    assert [(c.place_as_written, c.actor) for c in found] == [("Tokmak", "russia")]


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Rebels took Maadan in Syria from the army and its allies, residents said.", "residents"),
        ("The commander of the Syrian rebels, Omar Haddad, said they had taken Maadan.", "Omar Haddad"),
        ("The Russian defence ministry, which on Monday announced the capture of Maadan, gave no more details.",
         "Russian defence ministry"),
        ("The Syrian rebels for their part said they had taken Maadan.", "Syrian rebels"),
        ("A confidential UN report seen by AFP says that the M23 took Maadan.", "confidential UN report"),
        ("General Osman Saleh said the Sudanese army had taken Maadan.", "General Osman Saleh"),
    ],
)  # fmt: skip
def test_who_is_quoted_is_found_behind_lists_appositions_and_relatives(text: str, claimant: str) -> None:
    assert [c.claimant for c in claims(text)] == [claimant]


def test_a_person_with_a_title_is_no_place_later_on() -> None:
    text = "Governor Oleh Marchenko spoke in Kyiv. Ukrainian troops retook Kamianka, and Marchenko went there."
    assert places(text) == ["Kamianka"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Rebels took Maadan in Syria on Friday and lost it. The army retook Maadan four days later.", "2024-12-10"),
        ("Maadan in Syria is in rebel hands since Sunday.", "2024-12-08"),
        ("Syrian rebels entered Idlib on Sunday, two days after capturing Maadan.", "2024-12-06"),
        ("Since fighting resumed on 25 November Syrian rebels have taken Maadan.", "2024-12-10"),
        ("Syrian rebels took Idlib on Sunday. Maadan nearby fell as well.", "2024-12-08"),
    ],
)
def test_days_are_counted_off_from_those_told(text: str, day: str) -> None:
    assert [c.event_date for c in claims(text) if c.place_as_written == "Maadan"][-1] == day


def test_people_who_are_no_side_take_nothing() -> None:
    assert places("Syrian troops left Idlib on Sunday after protesters overran the police headquarters.") == ["Idlib"]


def test_a_side_stands_before_the_hyphen_and_the_first_of_two_acts() -> None:
    assert claims("HTS-led fighters captured Maadan in Syria.")[0].actor == "opposition"
    assert claims("The Sudanese army and allied rebels captured Maadan.")[0].actor == "saf"


def test_it_is_whom_the_sentence_before_began_with() -> None:
    found = claims("The Sudanese army fights the RSF. It has captured Maadan.")
    assert [c.actor for c in found] == ["saf"]


def test_a_ministry_is_of_the_side_whose_gain_it_tells() -> None:
    assert claims("Russia has captured Maadan, the defence ministry said.")[0].claimant == "Russian defence ministry"


@pytest.mark.parametrize("name", ["Ra's al-Ayn", "Khab wal Shaaf", "Taung Pyo Let Yar", "Khartoum North", "Sana'a"])
def test_names_hold_together_over_apostrophes_particles_and_common_words(name: str) -> None:
    assert places(f"Houthi fighters captured {name} on Sunday.") == [name]


def test_who_is_accused_of_a_capture_is_its_side() -> None:
    found = claims("The government of Yemen accused the Houthis of seizing Maadan.")
    assert [(c.actor, c.claimant) for c in found] == [("houthi", "government of Yemen")]

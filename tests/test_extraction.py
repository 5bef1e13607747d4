"""What a report says of who took, lost, holds, left or reached what, in English: each test a statement about prose."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import gazetteer
from frontline.errors import DateError, ReportError, TableError
from frontline.extraction import Extraction, ProposedClaim, extract_claims

DAY = date(2024, 12, 4)  # a Wednesday


def read(text: str, day: date | None = DAY) -> Extraction:
    return extract_claims(text, published=day)


def told(text: str, day: date | None = DAY) -> list[tuple[str, str, str, str]]:
    """Place, kind, actor and polarity of each claim."""
    return [(c.place_as_written, c.kind, c.actor, c.polarity) for c in read(text, day).claims]


def only(text: str, day: date | None = DAY) -> ProposedClaim:
    claims = read(text, day).claims
    assert len(claims) == 1, told(text, day)
    return claims[0]


def test_each_place_of_a_list_is_a_claim_whatever_joins_it() -> None:
    found = told("Syrian rebels captured Kafr Naha, Urum al-Kubra and Khan al-Asal, as well as the village of Awaijil.")
    assert found == [
        (place, "captured", "opposition", "affirmed")
        for place in ("Kafr Naha", "Urum al-Kubra", "Khan al-Asal", "Awaijil")
    ]


def test_names_stand_for_the_number_of_villages_told_before() -> None:
    found = told(
        "The SDF said it had seized several villages in the Raqqa countryside, including Maadan, Sabkha and Ghanem."
    )
    assert [f[0] for f in found] == ["Maadan", "Sabkha", "Ghanem"]
    assert {f[1:] for f in found} == {("captured", "sdf", "affirmed")}


def test_a_number_of_villages_without_names_is_kept_as_written() -> None:
    assert told("The Arakan Army seized nine outposts in Maungdaw on Sunday.")[0][0].startswith("nine outposts")


@pytest.mark.parametrize(
    "text",
    [
        "Kurakhove was captured by Russian forces.",
        "Kurakhove has fallen to Russian troops.",
        "Kurakhove has come under the control of Russian forces.",
        "Kurakhove passed into Russian hands.",
        "Ukraine lost Kurakhove to Russian troops.",
        "Russian officials announced the capture of Kurakhove by their troops.",
        "Ukraine's army confirmed the loss of Kurakhove to Russian forces.",
        "After the fall of Kurakhove to Russian forces, residents of Ukraine's east fled.",
        "Russian forces drove the Ukrainian garrison out of Kurakhove.",
    ],
)
def test_a_capture_may_be_told_in_many_ways(text: str) -> None:
    assert ("Kurakhove", "captured", "russia", "affirmed") in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Sudanese army recaptured Bara from the RSF.",
        "The Sudanese army won back Bara.",
        "Bara is once more in the hands of the Sudanese army.",
        "The Sudanese army has regained full control of Bara, taking it from the RSF.",
    ],
)
def test_what_was_lost_and_taken_again_is_recaptured(text: str) -> None:
    assert told(text) == [("Bara", "recaptured", "saf", "affirmed")]


def test_who_leaves_has_withdrawn_and_the_direction_is_no_claim() -> None:
    claim = only("Haftar's fighters pulled out of Tarhouna and headed towards Bani Walid, the GNA said.")
    assert (claim.place_as_written, claim.kind, claim.actor, claim.against) == ("Tarhouna", "withdrew", "lna", "gna")


def test_what_stays_in_the_hands_of_a_side_is_held() -> None:
    assert told("Nubl and Zahraa remain under the control of Syrian government forces.") == [
        ("Nubl", "held", "government", "affirmed"),
        ("Zahraa", "held", "government", "affirmed"),
    ]


def test_an_attack_beaten_off_is_told_of_the_defender() -> None:
    claim = only("Houthi fighters repelled an attack by Yemeni government forces on Harib.")
    assert (claim.place_as_written, claim.kind, claim.actor, claim.against) == (
        "Harib",
        "repelled",
        "houthi",
        "yemen_gov",
    )


def test_an_attempt_in_vain_is_told_as_failed() -> None:
    assert told("Syrian rebels failed to seize the town of Mhardeh.") == [
        ("Mhardeh", "captured", "opposition", "failed")
    ]
    assert told("An attack by the RSF on Babanusa failed, the Sudanese army said.") == [
        ("Babanusa", "captured", "rsf", "failed")
    ]


def test_a_denial_denies_and_tells_who_denies() -> None:
    claim = only("The Congolese army denied that the town of Masisi had fallen to the M23.")
    assert (claim.kind, claim.actor, claim.polarity, claim.claimant) == ("captured", "m23", "denied", "Congolese army")


def test_denied_it_denies_what_was_said_before() -> None:
    found = told("The RSF said it had captured Nahud. The Sudanese army denied it.")
    assert ("Nahud", "captured", "rsf", "affirmed") in found
    assert ("Nahud", "captured", "rsf", "denied") in found


def test_what_is_named_as_an_exception_is_held_by_the_other_side() -> None:
    found = told("Syrian rebels captured all of Idlib province except the towns of Kafriya and Fuah.")
    assert ("Idlib province", "captured", "opposition", "affirmed") in found
    assert ("Kafriya", "held", "government", "affirmed") in found
    assert ("Kafriya", "captured", "opposition", "affirmed") not in found


def test_reaching_a_city_is_an_advance_with_its_distance() -> None:
    claim = only("Syrian rebels advanced to within 10 km (6 miles) of Hama, a war monitor said.")
    assert (claim.kind, claim.distance_km, claim.reference_city) == ("advanced_to", 10.0, "Hama")
    assert claim.claimant == "SOHR"


def test_pushing_a_side_back_tells_the_distance_and_the_city() -> None:
    claim = only("The Syrian army pushed the rebels back 12 kilometers from Hama city on Tuesday.")
    assert (claim.kind, claim.actor, claim.distance_km) == ("pushed_back_km", "government", 12.0)
    assert claim.event_date == "2024-12-03"


def test_fighting_inside_a_town_is_contest_and_shelling_is_not() -> None:
    assert ("Toretsk", "contested", "russia", "affirmed") in told(
        "Fighting between Russian and Ukrainian troops raged in Toretsk."
    )
    assert told("Russian jets bombed Toretsk and artillery shelled Niu-York.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Syrian rebels vowed to capture Homs.",
        "The Syrian rebels plan to march on Damascus.",
        "If the rebels took Homs, the Syrian army would lose its road to the coast.",
        "The Syrian town of Soran lies 20 km north of Hama.",
        "The city of Raqqa was seized by Syrian rebels in 2013.",
        "Crowds in Daraa celebrated the news from Syria's north.",
        "A battle for Homs could follow, analysts of Syria fear.",
    ],
)
def test_intent_hypothesis_background_and_bearings_are_no_claims(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The Syrian army captured 20 rebels near Soran and seized weapons and vehicles.",
        "The Syrian rebels took prisoners in Khattab and took part in talks in Doha.",
        "Russian troops captured Colonel Ivan Petrenko near Bakhmut.",
        "Aid convoys entered Zalingei while Sudan's army chief visited Wad Madani.",
        "The M23 occupied the attention of mediators in Luanda.",
        "More than 300,000 people have fled Gezira in Sudan.",
        "The Houthis seized a ship off Hodeidah.",
    ],
)
def test_verbs_of_control_that_speak_of_other_things_are_no_claims(text: str) -> None:
    assert told(text) == []


def test_what_is_left_out_says_why() -> None:
    left = {
        item.words: item.reason
        for item in read("Russian jets bombed Toretsk. Russian forces vowed to take Pokrovsk.").left_out
    }
    assert "strike" in left["Toretsk"]
    assert "intended" in left["Pokrovsk"]


def test_places_need_not_be_villages() -> None:
    found = told(
        "The LNA seized Al-Watiya airbase. Haftar's men also took Mitiga airport, the Wadi al-Rabie bridge and a"
        " military camp near Tarhouna."
    )
    assert [f[0] for f in found] == [
        "Al-Watiya airbase",
        "Mitiga airport",
        "Wadi al-Rabie bridge",
        "military camp near Tarhouna",
    ]


def test_the_town_it_and_both_mean_what_was_named_before() -> None:
    assert told("The M23 entered Sake on Friday. By evening the Congolese army had abandoned the town.") == [
        ("Sake", "captured", "m23", "affirmed"),
        ("Sake", "withdrew", "fardc", "affirmed"),
    ]


def test_they_are_the_side_that_acted_and_its_troops_those_of_the_speaker() -> None:
    assert told("Russia said its troops had captured Selydove.") == [("Selydove", "captured", "russia", "affirmed")]
    assert told("Syrian rebels drove south. They captured Rastan.") == [
        ("Rastan", "captured", "opposition", "affirmed")
    ]


def test_who_took_x_and_entered_y_is_one_side_even_behind_a_list() -> None:
    found = told("Syrian rebels seized Talbiseh from the army and entered Rastan.")
    assert found == [
        ("Talbiseh", "captured", "opposition", "affirmed"),
        ("Rastan", "captured", "opposition", "affirmed"),
    ]


def test_general_words_mean_the_sides_of_the_war_told_of() -> None:
    assert told("In Congo rebels seized Nyabibwe.")[0][2] == "m23"
    assert told("In Yemen the army recaptured Harib.")[0][2] == "yemen_gov"
    assert told("In Libya the recognised government's forces took Sabratha.")[0][2] == "gna"


@pytest.mark.parametrize(
    ("text", "claimant"),
    [
        ("Rebels took Khattab, the Syrian Observatory for Human Rights said.", "SOHR"),
        ("According to residents, Syrian rebels took Khattab.", "residents"),
        ("State media reported that the Syrian army had recaptured Khattab.", "Syrian state media"),
        ("The army said it had recaptured Khattab in Syria.", "Syrian army"),
        ("Rebels took Khattab in Syria, said two security sources.", "two security sources"),
        ("Syrian rebels took Khattab.", ""),
    ],
)
def test_the_claimant_is_who_is_quoted_not_who_prints_it(text: str, claimant: str) -> None:
    assert extract_claims(text, published=DAY, outlet="Daily").claims[0].claimant == claimant
    assert extract_claims(text, published=DAY, outlet="Daily").claims[0].outlet == "Daily"


@pytest.mark.parametrize(
    ("when", "day", "precision"),
    [
        ("on Tuesday", "2024-12-03", "day"),
        ("on Wednesday", "2024-12-04", "day"),
        ("yesterday", "2024-12-03", "day"),
        ("overnight", "2024-12-04", "about"),
        ("three days ago", "2024-12-01", "day"),
        ("on November 27", "2024-11-27", "day"),
        ("on 27 November 2024", "2024-11-27", "day"),
        ("in December 2023", "2023-12", "about"),
        ("in May", "2024-05", "about"),
        ("last month", "2024-11", "about"),
        ("on Aug. 15", "2024-08-15", "day"),
    ],
)
def test_days_are_worked_out_from_the_day_of_the_report(when: str, day: str, precision: str) -> None:
    claim = only(f"Syrian rebels captured Khattab {when}.")
    assert (claim.event_date, claim.event_date_precision) == (day, precision)
    assert claim.event is not None
    assert claim.event.first_day.isoformat().startswith(day)


def test_a_report_without_a_day_leaves_relative_days_open_and_says_so() -> None:
    extraction = read("Syrian rebels captured Khattab on Tuesday.", None)
    assert extraction.claims[0].event is None
    assert extraction.claims[0].event_date == ""
    assert any("No day of the report" in note for note in extraction.notes)


def test_two_voices_on_one_event_are_joined() -> None:
    found = read(
        "Syrian rebels said they had seized Soran on Tuesday. The war monitor said on Tuesday that rebels took Soran."
    ).claims
    assert len(found) == 1
    assert "SOHR" in found[0].claimant


def test_places_no_table_knows_are_proposed_as_written() -> None:
    table = gazetteer.load_gazetteer()
    claims = extract_claims("Syrian rebels captured Maardes and Zzyxvale.", published=DAY, gazetteer=table).claims
    by_name = {c.place_as_written: c.resolution for c in claims}
    assert by_name["Maardes"] is not None and by_name["Maardes"].status == "resolved"
    assert by_name["Zzyxvale"] is not None and by_name["Zzyxvale"].place is None
    assert any("Zzyxvale" in n for n in extract_claims("Syrian rebels captured Zzyxvale.", gazetteer=table).notes)


def test_a_user_adds_sides_of_another_war(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text(
        "actor,theatre,language,names\nreds,,en,Red Column|Reds\nblues,,en,Blue Guard|Blues\n", encoding="utf-8"
    )
    claim = extract_claims("The Red Column captured Northwick from the Blues.", published=DAY, actors=table).claims[0]
    assert (claim.place_as_written, claim.actor, claim.against) == ("Northwick", "reds", "blues")


def test_a_faulty_table_of_sides_names_its_line(tmp_path: Path) -> None:
    table = tmp_path / "actors.csv"
    table.write_text("actor,theatre,language,names\nreds,,en,\n", encoding="utf-8")
    with pytest.raises(TableError, match="line 2"):
        extract_claims("Nothing.", actors=table)
    with pytest.raises(TableError, match=r"absent\.csv"):
        extract_claims("Nothing.", actors=tmp_path / "absent.csv")


def test_a_faulty_day_and_a_text_beyond_any_report_are_refused() -> None:
    with pytest.raises(DateError):
        extract_claims("Nothing.", published="Tuesday")
    with pytest.raises(ReportError, match="Split it"):
        extract_claims("a " * 1_100_000)


def test_what_rests_on_less_is_less_sure() -> None:
    plain = only("Syrian rebels captured Khattab.").confidence
    assert only("Syrian rebels drove north. They captured Khattab.").confidence < plain
    assert only("The fall of Khattab shook Syria.").confidence < plain

"""How English tells of control: hands, attempts, parts of places, shared verbs; each test a statement about prose."""

from __future__ import annotations

from datetime import date

import pytest

from frontline.extraction import extract_claims

DAY = date(2024, 12, 4)


def told(text: str) -> list[tuple[str, str, str, str]]:
    """Place, kind, actor and polarity of each claim."""
    claims = extract_claims(text, published=DAY).claims
    return [(c.place_as_written, c.kind, c.actor, c.polarity) for c in claims]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bara is back under the Sudanese army after a year.", "recaptured"),
        ("Bara was back with Sudan's army by nightfall.", "recaptured"),
        ("Sudan's army has brought Bara back under its control.", "recaptured"),
        ("Bara remains in the possession of the Sudanese army.", "held"),
        ("Bara slipped from the RSF's grasp on Sunday, Sudan's army said.", "captured"),
        ("Bara slid out of RSF control in Sudan.", "captured"),
        ("Bara in Sudan is no longer under RSF control.", "captured"),
        ("Bara has never left the Sudanese army's control.", "held"),
    ],
)
def test_in_whose_hands_a_place_is(text: str, kind: str) -> None:
    assert told(text) == [("Bara", kind, "saf", "affirmed")]


def test_what_is_ours_was_taken_and_what_is_still_ours_is_held() -> None:
    assert told("Syrian rebels announced that Salamiyah was theirs.")[0][1] == "captured"
    assert told("Syrian rebels said that Salamiyah was still theirs.")[0][1] == "held"


@pytest.mark.parametrize(
    "text",
    [
        "Syrian rebels tried in vain for a second day to storm Nubl.",
        "Syrian rebels tried to take Nubl but were unable to.",
        "An attempt by Syrian rebels to seize Nubl came to nothing.",
        "Without success, Syrian rebels have attempted to capture Nubl.",
        "A Syrian rebel assault on Nubl broke down.",
        "Syrian rebels failed to enter Nubl.",
    ],
)
def test_an_attempt_in_vain_is_a_capture_that_failed(text: str) -> None:
    assert told(text) == [("Nubl", "captured", "opposition", "failed")]


@pytest.mark.parametrize(
    "text",
    [
        "The Houthis hoisted their flag over Harib.",
        "Houthi fighters raised the Houthi banner in Harib.",
        "Houthi fighters marched into Harib.",
        "Harib was entered by Houthi fighters.",
        "Harib's fall to the Houthis was confirmed.",
    ],
)
def test_a_flag_or_an_entry_tells_of_a_capture(text: str) -> None:
    assert told(text) == [("Harib", "captured", "houthi", "affirmed")]


def test_who_enters_a_part_has_reached_the_town() -> None:
    assert told("Russian soldiers entered the center of Kurakhove.") == [
        ("Kurakhove", "advanced_to", "russia", "affirmed")
    ]


def test_a_gate_or_an_entrance_stands_for_the_town_that_was_reached() -> None:
    assert told("GNA forces in Libya got as far as the western entrance of Sirte.") == [
        ("Sirte", "advanced_to", "gna", "affirmed")
    ]


def test_two_participles_share_one_auxiliary() -> None:
    assert told("Sudan's army has lifted the siege of Babanusa and retaken Bara.") == [
        ("Bara", "recaptured", "saf", "affirmed")
    ]


def test_a_preposition_told_anew_goes_on_with_the_list() -> None:
    found = told("Sudan's army is in control of Singa, of al-Souki and of Dinder.")
    assert found == [(place, "held", "saf", "affirmed") for place in ("Singa", "al-Souki", "Dinder")]


def test_the_noun_attacks_is_no_verb_behind_an_adjective() -> None:
    assert told("Russian attacks near Nelipivka were repelled.") == [("Nelipivka", "repelled", "ukraine", "affirmed")]
    assert told("Russian attacks near Nelipivka failed.") == [("Nelipivka", "captured", "russia", "failed")]


def test_attackers_as_object_are_repelled_where_they_came() -> None:
    assert told("Wazalendo militiamen repulsed the M23 near Kalembe.")[0][:2] == ("Kalembe", "repelled")
    assert told("The M23 attacked Sake but were repelled by the Congolese army.") == [
        ("Sake", "repelled", "fardc", "affirmed")
    ]


def test_a_remark_behind_a_comma_says_who_holds_the_place_before_it() -> None:
    assert told("Fighting in Ukraine neared Tokmak, a railway hub held by Russia.") == [
        ("Tokmak", "held", "russia", "affirmed")
    ]


def test_present_occupation_is_held_and_no_capture() -> None:
    assert told("Walikale is still occupied by the M23.") == [("Walikale", "held", "m23", "affirmed")]


def test_who_boasts_of_a_capture_without_an_agent_is_who_made_it() -> None:
    assert told("Russia's defence ministry announced that Zalizne had been captured.")[0][2] == "russia"
    assert told("Ukraine's General Staff denied that Zalizne had been captured.")[0][2:] == ("russia", "denied")


def test_a_subject_with_no_denies_and_never_left_means_held() -> None:
    assert told("No Syrian army unit has withdrawn from Qutayfah.") == [
        ("Qutayfah", "withdrew", "government", "denied")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Taking Sittwe is the Arakan Army's goal.",
        "Should Russian troops take Pokrovsk, they could go on.",
        "Russia has not confirmed the loss of Robotyne.",
        "Vladimir Putin wants Kostiantynivka taken by Russian troops.",
        "Syrian insurgents offered them free passage to Aleppo.",
        "In 2012 Syrian rebels briefly entered Mhardeh.",
        "A Russian missile hit Dnipro, 100 km from territory held by Russia.",
        "The Syrian village lies between Aleppo and Saraqib, on a highway controlled by rebels.",
        "Talks on the withdrawal of Haftar's fighters from Sirte stalled.",
        "Fighting between Syrian rebels and the army came closer to Hama.",
    ],
)
def test_goals_conditions_and_years_long_past_are_no_claims(text: str) -> None:
    assert told(text) == []


def test_denied_by_stands_behind_what_it_denies() -> None:
    found = told("Syrian rebels took Rastan. Reports that the army had left Homs were denied by the defence ministry.")
    assert ("Homs", "withdrew", "government", "denied") in found


def test_fighting_around_a_named_place_contests_it_and_fighting_near_it_does_not() -> None:
    assert told("Clashes between the LNA and the GNA went on around Abu Grein.")[0][:2] == ("Abu Grein", "contested")
    assert told("Clashes between the LNA and the GNA went on near Abu Grein.") == []


def test_posts_that_are_deserted_are_a_place_that_is_left() -> None:
    found = told("Israeli soldiers seized Mount Hermon after Syrian government troops deserted their posts there.")
    assert ("Mount Hermon", "withdrew", "government", "affirmed") in found


@pytest.mark.parametrize(
    "text",
    [
        "Russia's defence ministry said troops had “taken control of the village of Sokil”.",
        "Russian troops took control on Saturday of Sokil.",
        "Russian troops have completed the “liberation” of Sokil.",
    ],
)
def test_quotes_and_days_may_stand_inside_a_verb(text: str) -> None:
    assert told(text) == [("Sokil", "captured", "russia", "affirmed")]


def test_until_then_held_is_not_held_now() -> None:
    assert told("The army in Sudan recaptured Bara, which had been held by the RSF.") == [
        ("Bara", "recaptured", "saf", "affirmed")
    ]


def test_an_offensive_to_regain_a_place_is_a_goal_whatever_forces_began_it() -> None:
    assert told("Syrian government forces launched a counter-offensive to regain Khattab.") == []


def test_who_had_to_move_out_and_who_was_ordered_out_left() -> None:
    assert told("The Syrian army said its soldiers had to move out of Khattab.")[0][:2] == ("Khattab", "withdrew")
    assert told("LNA units were ordered out of Bani Walid.") == [("Bani Walid", "withdrew", "lna", "affirmed")]


def test_takeovers_told_in_passing_are_captures() -> None:
    found = told("The RSF is near el-Obeid after its takeovers of the towns of an-Nuhud and al-Khawi in Sudan.")
    assert {f[:3] for f in found} >= {("an-Nuhud", "captured", "rsf"), ("al-Khawi", "captured", "rsf")}


def test_a_grip_that_is_ended_is_a_place_lost() -> None:
    assert told("Sudan's army ended the RSF's hold on Dinder.") == [("Dinder", "captured", "saf", "affirmed")]


def test_who_is_shown_in_a_town_has_reached_it() -> None:
    assert told("Geolocated footage shows Russian troops in the center of Toretsk.") == [
        ("Toretsk", "advanced_to", "russia", "affirmed")
    ]

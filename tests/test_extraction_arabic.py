"""What a report says of who took, lost, holds or left what, in Arabic."""

from __future__ import annotations

from datetime import date

import pytest

from frontline.extraction import extract_claims

DAY = date(2024, 12, 4)  # a Wednesday


def told(text: str) -> list[tuple[str, str, str, str]]:
    return [(c.place_as_written, c.kind, c.actor, c.polarity) for c in extract_claims(text, published=DAY).claims]


def test_the_language_is_that_of_the_letters() -> None:
    assert extract_claims("سيطرت الفصائل على مورك في سوريا.").language == "ar"
    assert extract_claims("Syrian rebels captured Morek (مورك).").language == "en"


def test_a_list_joined_by_waw_is_taken_apart_and_names_keep_their_own_waw() -> None:
    found = told("سيطرت هيئة تحرير الشام على قرى كفرنبودة والهبيط ووادي العزيب وبلدة كرناز.")
    assert [f[0] for f in found] == ["كفرنبودة", "الهبيط", "وادي العزيب", "كرناز"]
    assert {f[1:] for f in found} == {("captured", "opposition", "affirmed")}


def test_the_army_takes_back_what_is_named_behind_the_verb() -> None:
    assert told("استعاد الجيش السوداني مدينة بارا من قوات الدعم السريع.") == [("بارا", "recaptured", "saf", "affirmed")]


def test_an_announced_capture_counts_as_its_verb_does() -> None:
    assert told("أعلنت إدارة العمليات العسكرية سيطرة مقاتليها على مدينة الرستن في سوريا.") == [
        ("الرستن", "captured", "opposition", "affirmed")
    ]


def test_a_denied_fall_is_a_denied_capture() -> None:
    found = extract_claims("نفت وزارة الدفاع السورية سقوط محردة بيد المسلحين.", published=DAY).claims
    assert [(c.place_as_written, c.kind, c.actor, c.polarity) for c in found] == [
        ("محردة", "captured", "opposition", "denied")
    ]
    assert found[0].claimant == "وزارة الدفاع السورية"


def test_who_withdraws_has_left_and_the_direction_is_no_claim() -> None:
    assert told("انسحبت قوات حفتر من ترهونة باتجاه بني وليد في ليبيا.") == [("ترهونة", "withdrew", "lna", "affirmed")]


def test_what_is_still_in_the_hands_of_a_side_is_held() -> None:
    assert told("لا تزال صوران بيد الفصائل في سوريا.") == [("صوران", "held", "opposition", "affirmed")]


def test_an_attack_that_failed_is_told_of_the_attacker() -> None:
    assert told("قال المرصد السوري لحقوق الإنسان إن هجوما لقوات النظام على معردس فشل.") == [
        ("معردس", "captured", "government", "failed")
    ]


def test_an_attack_beaten_off_is_told_of_the_defender() -> None:
    assert told("تصدى الحوثيون لهجوم على النقوب في اليمن.") == [("النقوب", "repelled", "houthi", "affirmed")]


@pytest.mark.parametrize(
    "text",
    [
        "قصفت طائرات حربية كفر زيتا واللطامنة في سوريا.",
        "تعهد الجيش السوري باستعادة طيبة الإمام قريبا.",
        "تبعد صوران نحو 18 كيلومترا عن مدينة حماة في سوريا.",
    ],
)
def test_strikes_intent_and_distances_are_no_claims(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("when", "day"),
    [("اليوم الأربعاء", "2024-12-04"), ("أمس", "2024-12-03"), ("مساء الاثنين", "2024-12-02"),
     ("في ديسمبر 2023", "2023-12"), ("في 27 تشرين الثاني", "2024-11-27"), ("في سبتمبر الماضي", "2024-09")],
)  # fmt: skip
def test_days_are_read(when: str, day: str) -> None:
    claim = extract_claims(f"سيطرت الفصائل على مورك في سوريا {when}.", published=DAY).claims[0]
    assert claim.event_date == day


def only(text: str) -> list[tuple[str, str, str, str]]:
    """Claims of a sentence in a report that names its country."""
    return told(f"{text} هذا ما جرى في سوريا.")


def test_a_pronoun_of_a_verb_or_preposition_means_the_place_named_before() -> None:
    found = only("دخلت الفصائل مدينتي نوى وجاسم وسيطرت عليهما بعد انسحاب قوات النظام منهما.")
    assert ("نوى", "captured", "opposition", "affirmed") in found
    assert ("جاسم", "withdrew", "government", "affirmed") in found


def test_which_the_army_entered_is_told_of_the_town_before_it() -> None:
    assert ("داعل", "advanced_to", "government", "affirmed") in only(
        "قالت الفصائل إنها استعادت بلدة داعل التي دخلها الجيش السوري أمس."
    )


def test_the_owner_in_a_pronoun_is_whoever_speaks() -> None:
    assert only("أعلن الجيش السوري انسحابه من بلدة محجة.") == [("محجة", "withdrew", "government", "affirmed")]


def test_control_may_stand_behind_the_subject() -> None:
    assert only("بسطت قوات النظام سيطرتها الكاملة على بلدة أبطع.") == [("أبطع", "captured", "government", "affirmed")]
    assert only("استعادت الفصائل السيطرة على قرية صيدا.") == [("صيدا", "recaptured", "opposition", "affirmed")]
    assert only("فقدت قوات النظام السيطرة على تل الجابية.") == [("تل الجابية", "captured", "opposition", "affirmed")]


def test_the_present_tense_and_still_tell_a_state() -> None:
    assert only("وتسيطر الفصائل على قرية زيزون.") == [("زيزون", "held", "opposition", "affirmed")]
    assert only("ما زال الجيش السوري في بلدة إزرع.") == [("إزرع", "held", "government", "affirmed")]


def test_what_came_under_a_side_was_taken_and_what_is_under_it_is_held() -> None:
    assert only("باتت بلدة الحراك تحت سيطرة الفصائل.") == [("الحراك", "captured", "opposition", "affirmed")]
    assert only("قال سكان إن بلدة الصنمين تحت سيطرة الجيش السوري.") == [("الصنمين", "held", "government", "affirmed")]


def test_a_distance_reached_is_an_advance() -> None:
    claim = extract_claims("وباتت الفصائل على بعد خمسة كيلومترات من مدينة درعا في سوريا.", published=DAY).claims[0]
    assert (claim.place_as_written, claim.kind, claim.distance_km) == ("درعا", "advanced_to", 5.0)


def test_who_denies_that_denies_what_was_told_before() -> None:
    found = only("قالت الفصائل إنها سيطرت على بلدة طفس. ونفى ذلك مصدر عسكري سوري.")
    assert found == [("طفس", "captured", "opposition", "affirmed"), ("طفس", "captured", "opposition", "denied")]


def test_what_went_out_of_control_was_taken_by_the_other_side() -> None:
    assert only("خرجت بلدة بصرى الحرير عن سيطرة قوات النظام.") == [
        ("بصرى الحرير", "captured", "opposition", "affirmed")
    ]


def test_a_list_goes_on_after_where_it_lies_with_the_same_preposition() -> None:
    found = only("سيطرت الفصائل على مدينة إنخل غربي درعا، وعلى اللواء 15 وتل المحص.")
    assert [f[0] for f in found] == ["إنخل", "اللواء 15", "تل المحص"]


def test_many_villages_are_those_that_are_named_of_them() -> None:
    found = only("سيطرت الفصائل على أكثر من عشر قرى في ريف درعا، أبرزها عقربا والمال.")
    assert [f[0] for f in found] == ["عقربا", "المال"]
    assert only("سيطرت الفصائل على عدة مواقع.") == []


def test_places_excepted_are_held_by_the_other_side() -> None:
    found = only("سيطرت الفصائل على مدينة نوى باستثناء تل الجموع.")
    assert ("تل الجموع", "held", "government", "affirmed") in found


def test_a_side_may_be_told_by_an_adjective_or_by_whom_it_follows() -> None:
    assert only("دخلت دبابات إسرائيلية بلدة جباتا الخشب.") == [("جباتا الخشب", "advanced_to", "israel", "affirmed")]
    found = told("سيطرت قوات تابعة لخليفة حفتر على بلدة الشويرف في ليبيا.")
    assert found == [("الشويرف", "captured", "lna", "affirmed")]


def test_the_displaced_do_not_advance() -> None:
    assert only("ووصل آلاف النازحين إلى مدينة السويداء.") == []


@pytest.mark.parametrize(
    "text",
    [
        "وسيطرت القوات الحكومية نارياً على طريق خربة غزالة.",
        "هدد الجيش السوري بالسيطرة على طفس ما لم ينسحب المسلحون منها.",
        "أمر الرئيس الجيش السوري بالسيطرة على بلدة المزيريب.",
        "وتقع بلدة نمر على بعد ثلاثة كيلومترات من مدينة جاسم.",
    ],
)
def test_fire_threats_and_orders_are_no_claims(text: str) -> None:
    assert only(text) == []


@pytest.mark.parametrize(
    ("when", "day"),
    [("قبل يومين", "2024-12-02"), ("الشهر الماضي", "2024-11"), ("أول أمس", "2024-12-02"),
     ("في مارس/آذار الماضي", "2024-03"), ("يوم السبت 30 نوفمبر", "2024-11-30"), ("ليل السبت الأحد", "2024-11-30")],
)  # fmt: skip
def test_more_days_are_read(when: str, day: str) -> None:
    claim = extract_claims(f"سيطرت الفصائل على مورك في سوريا {when}.", published=DAY).claims[0]
    assert claim.event_date == day


def test_the_rest_of_a_list_may_have_a_day_of_its_own() -> None:
    text = "سيطرت الفصائل في سوريا اليوم الأربعاء على حي الصالحين، ومساء الاثنين على حي المرجة."
    claims = extract_claims(text, published=DAY).claims
    assert [(c.place_as_written, c.event_date) for c in claims] == [
        ("الصالحين", "2024-12-04"),
        ("المرجة", "2024-12-02"),
    ]


def test_a_lone_and_joins_names_in_quotation_marks() -> None:
    found = only('سيطرت الفصائل على منطقة "الشياح" و"الكوم" (خمسة كيلومترات شرق درعا).')
    assert [f[0] for f in found] == ["الشياح", "الكوم"]
    assert told("سيطرت الفصائل على و") == []


def test_who_drives_out_takes_and_who_is_driven_out_does_not() -> None:
    assert only("طردت الفصائل قوات النظام من قرية المسيفرة.") == [("المسيفرة", "captured", "opposition", "affirmed")]


def test_a_generic_bridge_or_position_is_no_place() -> None:
    assert only("سيطرت الفصائل على جسر رئيسي وعلى مواقع عسكرية.") == []

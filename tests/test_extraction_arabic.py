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


def test_who_denies_may_stand_before_the_verb_and_pictures_are_nobody() -> None:
    text = (
        "أعلن الجيش السوداني أن قواته دخلت مدينة كادقلي، ونشر صوراً لجنوده فيها. لكن قوات الدعم السريع نفت سقوط كادقلي."
    )
    found = extract_claims(text, published="2025-03-04").claims
    assert [(c.kind, c.actor, c.polarity, c.claimant) for c in found][-1] == (
        "captured",
        "saf",
        "denied",
        "قوات الدعم السريع",
    )


def test_redeploying_outside_a_town_is_leaving_it() -> None:
    text = "أقرت القيادة العامة للجيش السوري بأن وحداتها أعادت انتشارها خارج مدينة سلمية."
    assert [(c.kind, c.actor) for c in extract_claims(text, published="2024-12-05").claims] == [
        ("withdrew", "government")
    ]

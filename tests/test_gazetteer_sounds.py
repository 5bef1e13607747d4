"""Letters that stand for each other: the alignment is the textbook's, the weights say what linguists say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.names import SOUNDS, fold
from gazetteer.sounds import GAP, PAD, SCRIPTS, WIDTH, _tables, align, encode, pair_class, script_class

NAMES = st.lists(st.tuples(st.text(SOUNDS, max_size=WIDTH + 4), st.text(SOUNDS, max_size=WIDTH + 4)), max_size=8)
PAIRS = sorted({4 * SCRIPTS.index(a) + SCRIPTS.index(b) for a, b in ("AA", "AC", "AL", "AS", "CC", "CS", "LL", "SS")})


def weight(scripts: str, letter: str, other: str) -> float:
    """Log-odds that two letters stand for each other; "-" is silence."""
    first, second = (SCRIPTS.index(script) for script in scripts)
    a, b = (GAP if c == "-" else SOUNDS.index(c) for c in (letter, other))
    return float(_tables()[0][4 * first + second, a, b])


def by_the_book(first: str, second: str, pair: int) -> float:
    """Needleman and Wunsch, cell by cell."""
    weights = _tables()[0][pair]
    a, b = ([SOUNDS.index(c) for c in name[:WIDTH]] for name in (first, second))
    best = np.zeros((len(a) + 1, len(b) + 1))
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            ways = [best[i - 1, j] + weights[a[i - 1], GAP]] if i else []
            ways += [best[i, j - 1] + weights[GAP, b[j - 1]]] if j else []
            ways += [best[i - 1, j - 1] + weights[a[i - 1], b[j - 1]]] if i and j else []
            best[i, j] = max(ways, default=0.0)
    return float(best[-1, -1])


@given(NAMES, st.data())
def test_many_names_at_a_time_come_out_as_each_would_by_the_book(
    names: list[tuple[str, str]], data: st.DataObject
) -> None:
    pairs = data.draw(st.lists(st.sampled_from(PAIRS), min_size=len(names), max_size=len(names)))
    first, second = encode([a for a, _ in names]), encode([b for _, b in names])
    total, share = align(first, second, np.array(pairs, dtype=np.int64))
    expected = [by_the_book(a, b, pair) for (a, b), pair in zip(names, pairs, strict=True)]
    assert total.tolist() == pytest.approx(expected, abs=1e-3)
    assert np.isfinite(share).all()


@given(st.text(SOUNDS, max_size=20), st.text(SOUNDS, max_size=20), st.sampled_from(SCRIPTS), st.sampled_from("AC"))
def test_it_does_not_matter_which_spelling_comes_first(a: str, b: str, script: str, other: str) -> None:
    i, j = SCRIPTS.index(script), SCRIPTS.index(other)
    there = align(encode([a]), encode([b]), np.array([4 * i + j]))
    back = align(encode([b]), encode([a]), np.array([4 * j + i]))
    assert there[0] == pytest.approx(back[0], abs=1e-3)
    assert there[1] == pytest.approx(back[1], abs=1e-3)


def test_waw_stands_for_w_u_and_o_and_ya_for_y_and_i_and_neither_for_a_consonant() -> None:
    waw, ya = fold("و").sounds, fold("ي").sounds
    assert all(weight("AL", waw, latin) > 0 for latin in "wuo")
    assert all(weight("AL", ya, latin) > 0 for latin in "yi")
    assert all(weight("AL", letter, latin) < -2 for letter in (waw, ya) for latin in "bkmt")


def test_the_press_confuses_q_with_k_and_g_and_jim_with_g_but_never_with_b() -> None:
    assert all(weight(scripts, "q", other) > 0 for scripts in ("AL", "LL") for other in "qkg")
    assert all(weight(scripts, "j", other) > 0 for scripts in ("AL", "LL") for other in "jg")
    assert all(weight(scripts, letter, "b") < 0 for scripts in ("AL", "LL") for letter in "qj")


def test_ukrainian_h_is_russian_g_and_ukrainian_y_is_russian_i() -> None:
    assert weight("SS", "h", "g") > 0
    assert weight("CS", "g", "h") > 0
    assert weight("CS", "i", "y") > 0
    assert weight("LL", "h", "g") < weight("SS", "h", "g")


def test_arabic_letters_leave_short_vowels_out_but_no_consonants() -> None:
    assert all(weight("AL", "-", vowel) > -1.5 for vowel in "aiu")
    assert all(weight("AL", "-", consonant) < -2.5 for consonant in "bdkmr")


def test_tables_of_one_script_are_symmetric_and_each_letter_fits_itself_best() -> None:
    weights = _tables()[0]
    for script in range(len(SCRIPTS)):
        table = weights[5 * script, :PAD, :PAD]
        assert table == pytest.approx(table.T, abs=0.02)
    for consonant in "bdfkmnrstzSG":
        at = SOUNDS.index(consonant)
        assert weights[10, at, :GAP].argmax() == at


def test_a_latin_name_is_heard_as_the_country_of_the_other_writes_it() -> None:
    latin, slavic, cyrillic, arabic = (np.array([n]) for n in (2, 3, 1, 0))
    assert pair_class(latin, slavic).tolist() == pair_class(slavic, slavic).tolist() == [15]
    assert pair_class(latin, cyrillic).tolist() == [13]
    assert pair_class(latin, arabic).tolist() == [8]
    assert [script_class("latin", country) for country in ("SY", "UA", "")] == [2, 3, 2]


@pytest.mark.parametrize(
    ("printed", "listed", "stranger"),
    [("Ma'ar Des", "معردس", "مورك"), ("Kafr Zeita", "كفرزيتا", "كفرنبل"), ("Souran", "صوران", "سرمين"),
     ("Tayyibat al-Imam", "طيبة الإمام", "طيبة تركي")],
)  # fmt: skip
def test_a_spelling_fits_its_own_place_across_scripts_only(printed: str, listed: str, stranger: str) -> None:
    asked = encode([fold(printed).sounds] * 2)
    _, share = align(asked, encode([fold(listed).sounds, fold(stranger).sounds]), np.array([8, 8]))
    assert share[0] > 0.65
    assert share[0] > share[1] + 0.2


def test_nothing_is_aligned_with_nothing() -> None:
    total, share = align(encode([]), encode([]), np.zeros(0, dtype=np.int64))
    assert len(total) == len(share) == 0
    total, _ = align(encode([""]), encode([""]), np.array([10]))
    assert total.tolist() == [0.0]

"""Text of others is shown, cannot act, and loses nothing that harmless text needs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.plain_text import acting_character, shortened, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Core \x1b[31mred\x1b[0m", "Core ␛[31mred␛[0m"),
        ("two\r\nlines\t", "two␍␊lines␉"),
        ("rubbed out\x7f\b", "rubbed out␡␈"),
        ("one-byte escape \x9b31m", "one-byte escape �31m"),
        ("turned \u202ednuor\u2069", "turned �dnuor�"),
        ("a line\u2028and a paragraph\u2029", "a line�and a paragraph�"),
        ("not UTF-8: \udcff", "not UTF-8: �"),
    ],
)
def test_what_would_act_is_shown_by_a_sign(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert len(shown) == len(text)


@pytest.mark.parametrize(
    "text", ["Glute bridge", "Rücken, 5 × 10 s – ruhig", "גשר\u200f!", "پل\u200cها", "<b>bold</b>", "👩\u200d🦽"]
)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert acting_character(text) is None


@given(st.text(st.characters()))
def test_whatever_is_shown_can_be_encoded_and_does_not_act(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert acting_character(shown) is None
    assert not set(shown) & set(map(chr, (*range(0x20), *range(0x7F, 0xA0))))
    assert visible(shown) == shown


def test_the_first_acting_character_is_named() -> None:
    assert acting_character("a\x07b\x1b") == "U+0007"
    assert acting_character("a\u202e") == "U+202E"


def test_line_breaks_and_tabs_may_stand_in_a_longer_text() -> None:
    assert acting_character("one\n\ttwo") is None


def test_a_text_is_shortened_only_where_it_is_too_long() -> None:
    assert shortened("abcde", 5) == "abcde"
    assert shortened("abcdef", 5) == "abcd…"

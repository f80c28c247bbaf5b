"""How long a text takes to say: never too short, so that no announcement runs into what comes after it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.speaking import estimated_ms

# Text, and the milliseconds from BEGIN to END that espeak-ng 1.51 took for it at its own pace.
MEASURED = [
    ("Rest", 693),
    ("Halfway", 929),
    ("Switch sides", 1191),
    ("Ten seconds left", 1498),
    ("123 repetitions", 2491),
    ("5, 4, 3, 2, 1", 2745),
    ("Bird dog, left side, set 2 of 3.", 2846),
    ("ninety nine squirrels and thirty three horses", 2927),
    ("Get ready. Thoracic extension over a foam roller.", 3299),
    ("Next: hamstring stretch, 45 seconds.", 3451),
    ("Well done. You have finished: 12 exercises in 25 minutes.", 4654),
    ("Single-leg Romanian deadlift, right side. Stop if pain goes down your leg.", 4859),
]
MEASURED_RATES = [(-100, 7031), (-50, 4703), (-25, 3966), (25, 2339), (50, 1747), (100, 1093)]


@pytest.mark.parametrize(("text", "measured_ms"), MEASURED)
def test_the_estimate_is_a_little_too_long(text: str, measured_ms: int) -> None:
    assert measured_ms <= estimated_ms(text) <= measured_ms * 1.5


@pytest.mark.parametrize(("rate", "measured_ms"), MEASURED_RATES)
def test_the_estimate_is_long_enough_at_any_rate(rate: int, measured_ms: int) -> None:
    assert measured_ms <= estimated_ms("Next: hamstring stretch, 45 seconds.", rate) <= measured_ms * 2.1


@pytest.mark.parametrize("text", ["", "   ", "…", "\n-\n"])
def test_nothing_to_say_takes_no_time(text: str) -> None:
    assert estimated_ms(text) == 0


@pytest.mark.parametrize(
    ("text", "expected_ms"),
    [
        ("go", 450 + 400),
        ("don't", 450 + 400),
        ("knee-high", 450 + 2 * 400),
        ("30", 450 + 2 * 400),
        ("repetitions", 450 + 11 * 80),
        ("go, go", 450 + 2 * 400 + 200),
        ("go. ", 450 + 400),
        ("übung", 450 + 400),
    ],
)
def test_words_digits_long_words_and_pauses_count(text: str, expected_ms: int) -> None:
    assert estimated_ms(text) == expected_ms


@given(st.text(), st.integers(-100, 99))
def test_faster_is_never_longer(text: str, rate: int) -> None:
    assert estimated_ms(text, rate + 1) <= estimated_ms(text, rate)


@given(st.text(), st.text())
def test_more_text_is_never_shorter(text: str, more: str) -> None:
    assert estimated_ms(f"{text} {more}") >= estimated_ms(text)


@pytest.mark.parametrize(("rate", "same_as"), [(1000, 100), (-1000, -100)])
def test_a_rate_out_of_range_counts_as_the_nearest(rate: int, same_as: int) -> None:
    assert estimated_ms("ten seconds left", rate) == estimated_ms("ten seconds left", same_as)

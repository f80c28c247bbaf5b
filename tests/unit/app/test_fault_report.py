"""What a report tells: where the program went wrong, and nothing about its user."""

import pytest

from backstride.app.fault_report import MOST_FRAMES, MOST_OF_A_MESSAGE, report_text
from backstride.core.timeline import plan

VERSIONS = "Backstride 1.0, Python 3.11"


def caught(error: Exception, cause: Exception | None = None) -> Exception:
    """The error with the calls that led to it."""
    try:
        raise error from cause
    except type(error) as found:
        return found


def test_the_report_begins_with_the_versions_and_names_the_place_in_the_program():
    with pytest.raises(AttributeError) as found:
        plan(None, {})
    report = report_text(found.value, VERSIONS)
    assert report.startswith(f"{VERSIONS}\n\n")
    assert "backstride/core/timeline.py:" in report
    assert " in plan\n" in report
    assert report.splitlines()[-1] == "AttributeError: 'NoneType' object has no attribute 'steps'"


def test_files_outside_the_program_are_told_by_their_names_alone():
    report = report_text(caught(ValueError("wrong")), VERSIONS)
    assert "  test_fault_report.py:" in report
    assert "/" not in report.splitlines()[2]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("invalid literal for int() with base 10: 'my back hurts'"), "with base 10: '…'"),
        (KeyError("anna"), "KeyError: '…'"),
        (FileNotFoundError(2, "No such file", "/home/anna/.local/history.db"), "No such file: '…'"),
        (RuntimeError("cannot open /home/anna/notes.json now"), "cannot open … now"),
        (RuntimeError("cannot open ~/anna/notes.json"), "cannot open …"),
        (RuntimeError(r"cannot open C:\Users\anna\notes.json"), "cannot open …"),
        (TypeError('unexpected "anna smith"'), 'unexpected "…"'),
        (ValueError("a note of `anna`"), "a note of `…`"),
        (ValueError("it isn't a day: 'anna's day'"), "it isn't a day: '…'"),
        (ValueError("cut short: 'anna and"), "cut short: '…'"),
    ],
)
def test_what_may_be_personal_is_left_out_of_the_message(error, told):
    report = report_text(caught(error, ValueError("'anna' did it")), VERSIONS)
    last = report.splitlines()[-1]
    assert last.endswith(told)
    assert "anna" not in last
    assert "ValueError: '…' did it\n\nwhich led to\n" in report


def test_names_of_the_program_are_told():
    assert "name 'steps' is not" in report_text(NameError("name 'steps' is not defined"), VERSIONS)


def test_a_long_message_and_a_deep_recursion_are_cut():
    def down(depth: int) -> None:
        if depth == 0:
            raise ValueError("x" * 10_000)
        down(depth - 1)

    with pytest.raises(ValueError) as found:
        down(500)
    report = report_text(found.value, VERSIONS)
    assert "x" * MOST_OF_A_MESSAGE + "…" in report
    assert len(report.splitlines()) <= 2 * MOST_FRAMES + 3
    assert len(report) < 5_000


def test_an_error_that_is_its_own_context_does_not_hang_the_report():
    error = caught(ValueError("round"))
    error.__context__ = caught(KeyError("and round"))
    error.__context__.__context__ = error
    assert report_text(error, VERSIONS).splitlines()[-1] == "ValueError: round"

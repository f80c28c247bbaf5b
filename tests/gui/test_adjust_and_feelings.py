"""Adjusting a routine before it starts, and telling afterwards how it felt."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from backstride.core.history import Feelings
from backstride.core.timeline import Side
from backstride.store.settings import Adjustment, load_settings
from gui.driving import pass_time, play_to_end, press


def choose(box, value) -> None:
    box.setCurrentIndex(box.findData(value))


def test_the_new_total_is_shown_at_once_and_remembered(make_desktop, make_profile):
    desktop = make_desktop()
    desktop._on_routine_opened("core-express")
    detail = desktop.detail
    detail.adjust_button.click()
    assert detail.sheet.isVisible()
    assert "7:57" in detail.facts.text()
    choose(detail.sheet.rounds, 2)
    assert "15:54" in detail.facts.text()
    choose(detail.sheet.rests, 0.5)
    detail.sheet.steps[5].setChecked(False)
    assert "6 exercises" in detail.facts.text()
    shown = detail.facts.text()
    desktop.window.close()

    kept = load_settings(make_profile().paths.settings).adjustments["core-express"]
    assert kept == Adjustment(rounds=2, rest_scale=0.5, skipped=(5,))
    again = make_desktop(load_settings(make_profile().paths.settings))
    again._on_routine_opened("core-express")
    assert again.detail.facts.text() == shown
    again.detail.play_requested.emit("core-express")
    assert len(again.player.session.timeline.blocks) == 10


def test_right_first_begins_on_the_right(desktop):
    desktop._on_routine_opened("core-express")
    choose(desktop.detail.sheet.first, True)
    desktop.play("core-express")
    sides = [segment.side for segment in desktop.player.session.timeline.segments if segment.side]
    assert sides[0] is Side.RIGHT


def test_one_step_always_stays(desktop):
    desktop._on_routine_opened("cooldown-short")
    for box in desktop.detail.sheet.steps:
        box.setChecked(False)
    assert len(desktop.detail.sheet.adjustment().skipped) == 3


def test_resetting_brings_the_routine_back_as_written(desktop):
    desktop._on_routine_opened("core-express")
    choose(desktop.detail.sheet.rounds, 3)
    desktop.detail.sheet.reset.click()
    assert "7:57" in desktop.detail.facts.text()
    assert desktop.settings.adjustments == {}


def test_feelings_are_saved_with_one_key(desktop, clock):
    desktop.play("prerun-quick")
    play_to_end(desktop, clock)
    form = desktop.summary.form
    form.after.button(2).click()
    form.effort.button(6).click()
    form.note.setText("Left side stiffer")
    desktop.summary.take_focus()
    press(desktop, Qt.Key.Key_Return)
    assert desktop.window.current == "today"
    logged = desktop._backing.history.log(1)[0]
    assert logged.feelings == Feelings(pain_after=2, effort=6, note="Left side stiffer")


def test_nothing_told_saves_nothing(desktop, clock):
    desktop.play("prerun-quick")
    play_to_end(desktop, clock)
    press(desktop, Qt.Key.Key_Return)
    assert desktop._backing.history.log(1)[0].feelings == Feelings()


def test_a_chosen_number_can_be_taken_back(desktop, clock):
    desktop.play("prerun-quick")
    play_to_end(desktop, clock)
    scale = desktop.summary.form.after
    scale.button(4).click()
    scale.button(7).click()
    assert (scale.value, scale.button(4).isChecked()) == (7, False)
    scale.button(7).click()
    assert scale.value is None


def test_the_summary_compares_with_the_last_time(desktop, clock):
    from PySide6.QtWidgets import QLabel

    for skipped in (False, True):
        desktop.play("prerun-quick")
        if skipped:
            pass_time(desktop, clock, 5_000)
            press(desktop, Qt.Key.Key_Right)
        play_to_end(desktop, clock)
        QApplication.processEvents()
        words = "\n".join(label.text() for label in desktop.summary.findChildren(QLabel))
        assert ("Last time" in words) is skipped
        if skipped:
            assert "one set fewer now" in words
        desktop.window.open_page("today")
        clock.pass_days(1)


def test_four_steps_of_five_count_as_completed(desktop, clock):
    desktop.play("core-express")
    pass_time(desktop, clock, 10_000)
    press(desktop, Qt.Key.Key_Right)
    play_to_end(desktop, clock)
    logged = desktop._backing.history.log(1)[0]
    assert (logged.status.value, logged.work_done, logged.counts) == ("partial", 14, True)
    assert desktop._backing.history.routine_counts(clock.wall().date())["core-express"].total == 1

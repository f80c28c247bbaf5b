"""A stranger's way through the app: start, follow to the end by keyboard, find it in the history, start again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from backstride.core.events import Status
from backstride.store.history import History
from gui.driving import pass_time, play_to_end, press


def texts(widget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def logged(desktop) -> list[tuple[str, str]]:
    """Routine and ending of each row of the log."""
    desktop.history.browse.open_tab("log")
    rows = desktop.history.browse.log.rows
    return [(rows.data(rows.index(n, 1)), rows.data(rows.index(n, 3))) for n in range(rows.rowCount())]


def test_core_express_is_played_by_keyboard_and_found_after_a_restart(make_desktop, clock):
    desktop = make_desktop()
    assert "Plank - bridge - leg raise express" in texts(desktop.today)

    press(desktop, Qt.Key.Key_Return)
    assert desktop.window.current == "player"
    began_ms = clock.ms
    play_to_end(desktop, clock)

    assert abs(clock.ms - began_ms - 477_000) <= 1000
    assert desktop.window.current == "summary"
    assert "15 of 15 sets done" in texts(desktop.summary)

    desktop.window.open_page("history")
    assert logged(desktop) == [("Plank - bridge - leg raise express", "Completed")]
    desktop.window.close()

    again = make_desktop()
    again.window.open_page("history")
    assert logged(again) == [("Plank - bridge - leg raise express", "Completed")]
    again.window.open_page("routines")
    assert "done once · last done today" in texts(again.routines)


def test_every_shown_second_agrees_with_the_plan(desktop, clock):
    desktop.play("prerun-quick")
    shown = []
    for _ in range(65):
        shown.append(desktop.player_page.dial.accessibleName())
        pass_time(desktop, clock, 1000)
    assert shown[:5] == ["5", "4", "3", "2", "1"]
    assert shown[5] == "1:00"
    assert shown[6:65] == [str(n) for n in range(59, 0, -1)]


def test_skipping_the_last_exercise_ends_the_session_as_partial(desktop, clock):
    desktop.play("prerun-quick")
    timeline = desktop.player.session.timeline
    pass_time(desktop, clock, timeline.total_ms - 10_000)
    press(desktop, Qt.Key.Key_Right)
    assert desktop.window.current == "summary"
    assert "Partial" in texts(desktop.summary)
    assert desktop.player.session.status is Status.PARTIAL


def test_a_faster_session_is_kept_but_does_not_count(make_desktop, clock):
    desktop = make_desktop(speed=4.0)
    desktop.play("prerun-quick")
    play_to_end(desktop, clock)
    assert "not counted" in texts(desktop.summary)
    desktop.window.open_page("history")
    assert logged(desktop) == []
    desktop.history.browse.filters.show_all()
    assert [status for _, status in logged(desktop)] == ["Completed, does not count"]
    desktop.history.browse.open_tab("often")
    assert desktop.history.browse.counts.routines.data(desktop.history.browse.counts.routines.index(0, 4)) == "0"


def test_closing_in_mid_session_leaves_it_to_be_gone_on_with(make_desktop, make_profile, clock):
    desktop = make_desktop()
    desktop.play("prerun-quick")
    pass_time(desktop, clock, 70_000)
    desktop.window.close()

    # Another process would find it; this one is known to be alive, so its number is changed.
    profile = make_profile()
    profile.connection.execute("UPDATE sessions SET pid = 0x7FFFFFF0")
    again = make_desktop()
    assert "was interrupted" in texts(again.today)
    again.today.left_running_settled.emit(again._backing.log.left_running()[0].id, "resume")
    assert again.player.view().name == "Heel-toe rocks"
    play_to_end(again, clock)
    logged = History(profile.connection).log(5)
    assert [(session.status, session.work_done) for session in logged] == [(Status.COMPLETED, 9)]


@pytest.mark.parametrize("action", ["resume", "keep", "discard"])
def test_what_another_window_has_settled_meanwhile_is_left_alone(make_desktop, clock, action):
    desktop = make_desktop()
    desktop.play("prerun-quick")
    pass_time(desktop, clock, 70_000)
    session_id = desktop.conductor.session_id
    play_to_end(desktop, clock)
    desktop._on_left_running_settled(session_id, action)
    QApplication.processEvents()
    assert desktop.window.current == "today"
    assert not desktop.player.is_under_way
    (session,) = desktop._backing.history.log(5)
    assert session.status is Status.COMPLETED
    assert "in another window" in texts(desktop.window)


def test_an_interrupted_session_can_be_kept_or_discarded(make_desktop, clock):
    desktop = make_desktop()
    for action, status in (("keep", Status.PARTIAL), ("discard", Status.ABANDONED)):
        desktop.play("prerun-quick")
        pass_time(desktop, clock, 70_000)
        session_id = desktop.conductor.session_id
        desktop.player.toggle_pause()
        desktop._on_left_running_settled(session_id, action)
        row = desktop._backing.log._connection.execute("SELECT status FROM sessions WHERE id = ?", [session_id])
        assert row.fetchone()[0] == status.value

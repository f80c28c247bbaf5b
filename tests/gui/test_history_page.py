"""The History page as a whole: tabs, filters, one session, corrections and what undoes them."""

import csv
import json
import re
import unicodedata
from datetime import date, timedelta

import pypdf
import pytest
from PySide6.QtCore import QDate, Qt, QTime
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea

from backstride.core.definitions import Kind
from backstride.core.history import PauseReason
from backstride.core.periods import Period
from backstride.core.review import Shown
from backstride.store.settings import Settings
from doubles.made_up_history import make_up
from gui.driving import pass_time, play_to_end, press

TODAY = date(2026, 3, 4)


@pytest.fixture
def lived_in(make_desktop, make_profile):
    """A window over a year of use, its History page open."""
    profile = make_profile()
    make_up(profile.connection, profile.catalogue, TODAY)
    desktop = make_desktop()
    desktop.window.open_page("history")
    return desktop


def words(widget) -> str:
    """Everything that can be read in a widget, once what is new has been laid out."""
    QApplication.processEvents()
    return "\n".join(found.text() for found in widget.findChildren(QLabel) if found.isVisibleTo(widget))


def log_of(desktop):
    desktop.history.browse.open_tab("log")
    return desktop.history.browse.log


def cells(model, line: int) -> list[str]:
    return [model.data(model.index(line, column)) for column in range(model.columnCount())]


def count(desktop, sql: str, *values: object) -> int:
    return desktop._backing.connection.execute(sql, values).fetchone()[0]


def test_an_empty_history_says_so_on_every_tab(desktop):
    desktop.window.open_page("history")
    browse = desktop.history.browse
    assert "The goal is 3 days a week" in words(browse.overview)
    browse.open_tab("often")
    assert "Nothing completed that fits" in words(browse.counts)
    browse.open_tab("log")
    assert "No sessions that fit." in words(browse.log)
    assert not browse.log.open_button.isEnabled()


def test_a_session_just_played_is_everywhere(make_desktop, clock):
    desktop = make_desktop(Settings(weekly_goal=1))
    desktop.play("prerun-quick")
    play_to_end(desktop, clock)
    desktop.window.open_page("history")
    browse = desktop.history.browse
    assert "One week in a row with one day or more" in words(browse.overview)
    assert "This week: 1 of one day, goal met" in words(browse.overview)
    assert "5 min, Warm-up, one session completed" in words(browse.overview)
    browse.open_tab("often")
    assert cells(browse.counts.routines, 0)[:5] == ["Five-minute pre-run starter", "1", "1", "1", "1"]
    assert cells(browse.counts.routines, 0)[7] == "100 %"
    assert cells(log_of(desktop).rows, 0)[1:4] == ["Five-minute pre-run starter", "4:55", "Completed"]


def test_unfinished_sessions_are_shown_on_demand_and_count_nowhere(make_desktop, clock):
    desktop = make_desktop()
    desktop.play("prerun-quick")
    for _ in range(4):
        pass_time(desktop, clock, 5_000)
        press(desktop, Qt.Key.Key_Right)
    play_to_end(desktop, clock)
    desktop.window.open_page("history")
    log = log_of(desktop)
    assert log.rows.rowCount() == 0
    assert "One unfinished session is not shown." in words(log)
    log.show_hidden_button.click()
    assert log.rows.rowCount() == 1
    assert cells(log.rows, 0)[3] == "Partial, 5 of 9 sets"
    assert not log.show_hidden_button.isVisibleTo(log)
    desktop.history.browse.open_tab("often")
    assert cells(desktop.history.browse.counts.routines, 0)[1:5] == ["0", "0", "0", "0"]


def test_filters_act_on_every_tab_and_are_chips_that_can_be_taken_away(lived_in):
    browse = lived_in.history.browse
    browse.filters.kind.choose(Kind.CORE)
    browse.filters.period.choose(Period.YEAR)
    chips = [b for b in browse.filters.findChildren(QPushButton) if b.property("role") == "chip" and b.isVisible()]
    assert [chip.text() for chip in chips] == ["Core", "This year"]
    browse.open_tab("often")
    named = {cells(browse.counts.routines, line)[0] for line in range(browse.counts.routines.rowCount())}
    core = {routine.name for routine in lived_in._backing.catalogue.routines.values() if routine.kind is Kind.CORE}
    assert named
    assert named <= core
    log = log_of(lived_in)
    assert all(log.rows.session(n).kind is Kind.CORE for n in range(log.rows.rowCount()))
    assert all(log.rows.session(n).day.year == 2026 for n in range(log.rows.rowCount()))
    shown = log.rows.rowCount()
    chips[0].click()
    assert browse.filters.selection().kind is None
    assert log.rows.rowCount() > shown


def test_a_day_of_the_calendar_lists_its_sessions(lived_in):
    browse = lived_in.history.browse
    day = max(browse.overview._facts.year.days)
    browse.overview.calendar.selected.emit(day)
    browse.overview.list_button.click()
    assert browse.tab == "log"
    assert {browse.log.rows.session(n).day for n in range(browse.log.rows.rowCount())} == {day}
    assert browse.filters.first.isVisible()
    browse.filters.first.setDate(QDate(2025, 6, 1))
    assert browse.filters.selection().first == date(2025, 6, 1)
    assert browse.log.rows.rowCount() > 1


def test_a_year_earlier_and_later_again(lived_in):
    overview = lived_in.history.browse.overview
    assert not overview.later.isEnabled()
    overview.earlier.click()
    assert overview._facts.year.last < TODAY
    overview.later.click()
    assert overview._facts.year.first <= TODAY <= overview._facts.year.last


def test_only_what_the_open_tab_shows_is_read(lived_in):
    browse, reader = lived_in.history.browse, lived_in._backing.reader
    reader.topics.clear()
    browse.filters.kind.choose(Kind.CORE)
    assert reader.topics == ["year"]
    browse.open_tab("log")
    assert reader.topics == ["year", "log", "hidden"]
    browse.open_tab("often")
    assert reader.topics[3:] == ["year", "counts"]


def test_the_log_reads_on_as_it_is_scrolled(make_desktop, make_profile):
    profile = make_profile()
    make_up(profile.connection, profile.catalogue, TODAY, days=365 * 2)
    desktop = make_desktop()
    desktop.window.open_page("history")
    desktop.history.browse.filters.show_all()
    log = log_of(desktop)
    assert log.rows.rowCount() == 100
    while log.rows.canFetchMore(log.table.rootIndex()):
        log.rows.fetchMore(log.table.rootIndex())
    ids = [log.rows.session(n).id for n in range(log.rows.rowCount())]
    asked = "SELECT COUNT(*) FROM sessions WHERE status NOT IN ('abandoned', 'running')"
    assert len(ids) == len(set(ids)) == count(desktop, asked)
    starts = [log.rows.session(n).started for n in range(log.rows.rowCount())]
    assert starts == sorted(starts, reverse=True)


def test_a_session_opens_to_its_work_and_goes_back(make_desktop, clock):
    desktop = make_desktop()
    desktop.play("prerun-quick")
    pass_time(desktop, clock, 5_000)
    press(desktop, Qt.Key.Key_Right)
    play_to_end(desktop, clock)
    desktop.window.open_page("history")
    log = log_of(desktop)
    log.table.setFocus()
    press(desktop, Qt.Key.Key_Return)
    details = desktop.history.details
    assert details.isVisible()
    assert "Partial, 8 of 9 sets · counts as completed" in words(details)
    table = details.findChildren(type(log.table).__mro__[1])[0].model()
    assert cells(table, 0)[:3] == ["March on the spot", "", "1"]
    assert cells(table, 0)[6] == "skipped"
    details.back.click()
    assert log.isVisible()


def test_a_correction_is_kept_and_says_so(lived_in):
    log = log_of(lived_in)
    log.opened.emit(log.rows.session(0).id)
    lived_in.history.details.edit.click()
    form = lived_in.history.form
    assert form.isVisible()
    form.minutes.setValue(42)
    form.feelings.after.button(7).click()
    form.feelings.note.setText("after a long day")
    form.save.click()
    assert "42 min" in words(lived_in.history.details)
    assert "edited" in words(lived_in.history.details)
    assert "Back pain after it: 7 of 10" in words(lived_in.history.details)
    lived_in.history.details.back.click()
    assert cells(log.rows, 0)[2] == "42:00"
    assert cells(log.rows, 0)[6] == "after a long day"


def test_a_correction_without_a_change_leaves_the_second_it_began(lived_in):
    log = log_of(lived_in)
    before = log.rows.session(0)
    log.opened.emit(before.id)
    lived_in.history.details.edit.click()
    lived_in.history.form.save.click()
    after = lived_in._backing.history.session(before.id)
    assert (after.started, after.active_ms, after.feelings) == (before.started, before.active_ms, before.feelings)


def test_a_session_done_elsewhere_is_added(desktop):
    desktop.window.open_page("history")
    desktop.history.browse.add_button.click()
    form = desktop.history.form
    form.save.click()
    assert "Please give it a name." in words(form)
    form.name.setText("Physiotherapy")
    form.kind.choose(Kind.MOBILITY)
    form.day.set_day(TODAY - timedelta(days=1))
    form.minutes.setValue(45)
    form.save.click()
    assert "Physiotherapy was added." in words(desktop.window)
    log = log_of(desktop)
    assert cells(log.rows, 0)[1:4] == ["Physiotherapy", "45:00", "Added by hand"]
    assert log.rows.session(0).day == TODAY - timedelta(days=1)
    assert log.rows.session(0).counts


def test_a_routine_of_ours_brings_its_facts(desktop):
    desktop.window.open_page("history")
    desktop.history.browse.add_button.click()
    form = desktop.history.form
    form.routine.choose("core-express")
    assert (form.kind.value(), form.minutes.value()) == (Kind.CORE, 8)
    assert not form.name.isEnabled()
    form.save.click()
    assert desktop._backing.history.last_done() == {Kind.CORE: TODAY}


def test_nothing_is_added_in_the_future(desktop):
    desktop.window.open_page("history")
    desktop.history.browse.add_button.click()
    form = desktop.history.form
    form.name.setText("Tomorrow")
    form.day.set_day(TODAY + timedelta(days=1))
    form.save.click()
    assert "still to come" in words(form)
    form.day.set_day(TODAY)
    form.time.setTime(QTime(23, 59))
    form.save.click()
    assert count(desktop, "SELECT COUNT(*) FROM sessions") == 0


def test_several_sessions_are_deleted_and_brought_back_with_undo(lived_in):
    log = log_of(lived_in)
    before = count(lived_in, "SELECT COUNT(*) FROM sessions")
    log.table.setFocus()
    press(lived_in, Qt.Key.Key_Home)
    log.table.selectRow(0)
    log.table.selectionModel().select(
        log.rows.index(1, 0),
        log.table.selectionModel().SelectionFlag.Select | log.table.selectionModel().SelectionFlag.Rows,
    )
    assert log.delete_button.text() == "Delete 2"
    gone = {log.rows.session(0).id, log.rows.session(1).id}
    press(lived_in, Qt.Key.Key_Delete)
    assert "Deleted: 2 sessions." in words(lived_in.window)
    assert count(lived_in, "SELECT COUNT(*) FROM sessions") == before - 2
    assert log.rows.session(0).id not in gone
    lived_in.window.findChild(QPushButton, "undo").click()
    assert count(lived_in, "SELECT COUNT(*) FROM sessions") == before
    assert {log.rows.session(0).id, log.rows.session(1).id} == gone


def test_a_deleted_session_comes_back_from_the_bin_after_a_restart(lived_in, make_desktop):
    log = log_of(lived_in)
    deleted = log.rows.session(0)
    log.table.selectRow(0)
    log.delete_button.click()
    lived_in.window.close()
    again = make_desktop()
    again.window.open_page("history")
    log = log_of(again)
    log.bin_button.click()
    shelf = again.history.bin
    assert shelf.isVisible()
    assert shelf.table.model().data(shelf.table.model().index(0, 1)) == deleted.name
    shelf.restore.click()
    assert again._backing.history.session(deleted.id) == deleted


def test_pause_days_are_set_and_taken_away(desktop):
    desktop.window.open_page("history")
    desktop.history.browse.overview.pauses_button.click()
    pauses = desktop.history.pauses
    pauses.first.set_day(TODAY)
    pauses.last.set_day(TODAY - timedelta(days=2))
    pauses.reason.choose(PauseReason.SORE_BACK)
    pauses.add.click()
    assert "02/03/2026 to 04/03/2026: sore back" in words(pauses)
    pauses.back.click()
    assert [pause.first for pause in desktop.history.browse.overview._facts.pauses] == [date(2026, 3, 2)]
    desktop.history.browse.overview.pauses_button.click()
    next(b for b in pauses.findChildren(QPushButton) if b.accessibleName().startswith("Remove:")).click()
    assert "No pause days are set." in words(pauses)


def test_a_change_that_cannot_be_saved_changes_nothing_and_says_so(lived_in):
    log = log_of(lived_in)
    before = log.rows.rowCount()
    lived_in._backing.connection.execute("PRAGMA query_only = ON")
    log.table.selectRow(0)
    log.delete_button.click()
    lived_in._backing.connection.execute("PRAGMA query_only = OFF")
    assert "That could not be saved" in words(lived_in.window)
    assert log.rows.rowCount() == before


def test_exports_are_written_where_the_user_says(lived_in, tmp_path, monkeypatch):
    taking = lived_in.history.browse.taking
    actions = {action.text().split(",")[0]: action for action in taking.button.entries.actions()}
    for caption, name in (("Everything", "all.json"), ("The log", "log.csv"), ("The days", "days.ics")):
        monkeypatch.setattr(taking, "ask_where", lambda _name, name=name: tmp_path / name)
        actions[caption].trigger()
        assert f"Saved as {tmp_path / name}." in words(lived_in.window)
    assert len(json.loads((tmp_path / "all.json").read_bytes())["sessions"]) == count(
        lived_in, "SELECT COUNT(*) FROM sessions"
    )
    rows = list(csv.reader((tmp_path / "log.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) > 50
    assert (tmp_path / "days.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


def test_sessions_are_saved_as_fit_activities(lived_in, tmp_path, monkeypatch):
    browse = lived_in.history.browse
    monkeypatch.setattr(browse.taking, "ask_folder", lambda: tmp_path)
    browse.filters.period.choose(Period.YEAR)
    log = log_of(lived_in)
    next(action for action in browse.taking.button.entries.actions() if "FIT" in action.text()).trigger()
    assert len(list(tmp_path.glob("*.fit"))) == log.rows.rowCount() > 0
    monkeypatch.setattr(browse.taking, "ask_where", lambda name: tmp_path / "one.fit")
    log.opened.emit(log.rows.session(0).id)
    lived_in.history.details.fit.click()
    assert (tmp_path / "one.fit").read_bytes()[8:12] == b".FIT"


def test_an_export_that_cannot_be_written_says_why(lived_in, tmp_path, monkeypatch):
    taking = lived_in.history.browse.taking
    monkeypatch.setattr(taking, "ask_where", lambda _name: tmp_path / "nowhere" / "all.json")
    taking.button.entries.actions()[0].trigger()
    assert "there is no folder" in words(lived_in.window)


def test_an_import_says_first_what_it_does(lived_in, tmp_path, monkeypatch):
    taking = lived_in.history.browse.taking
    path = tmp_path / "all.json"
    monkeypatch.setattr(taking, "ask_where", lambda _name: path)
    monkeypatch.setattr(taking, "ask_which", lambda: path)
    taking.button.entries.actions()[0].trigger()
    sessions = count(lived_in, "SELECT COUNT(*) FROM sessions")
    lived_in._backing.connection.execute("DELETE FROM sessions WHERE day >= '2026-01-01'")
    fewer = count(lived_in, "SELECT COUNT(*) FROM sessions")
    assert fewer < sessions
    taking.button.entries.actions()[-1].trigger()
    assert f"{sessions - fewer} new" in words(taking)
    assert count(lived_in, "SELECT COUNT(*) FROM sessions") == fewer
    taking.findChild(QPushButton, "leave").click()
    assert count(lived_in, "SELECT COUNT(*) FROM sessions") == fewer
    taking.button.entries.actions()[-1].trigger()
    taking.findChildren(QPushButton, "import")[-1].click()
    assert count(lived_in, "SELECT COUNT(*) FROM sessions") == sessions
    taking.button.entries.actions()[-1].trigger()
    assert "Everything in it is here already." in words(lived_in.window)


def test_a_file_that_is_no_export_is_refused_in_one_sentence(lived_in, tmp_path, monkeypatch):
    taking = lived_in.history.browse.taking
    path = tmp_path / "other.json"
    path.write_text('{"a": 1}', encoding="utf-8")
    monkeypatch.setattr(taking, "ask_which", lambda: path)
    taking.button.entries.actions()[-1].trigger()
    assert "is no history of Backstride" in words(lived_in.window)


def test_the_status_filter_shows_the_unfinished_ones_only(lived_in):
    browse = lived_in.history.browse
    browse.filters.shown.choose(Shown.UNFINISHED)
    log = log_of(lived_in)
    assert log.rows.rowCount() > 0
    assert not any(log.rows.session(n).counts for n in range(log.rows.rowCount()))


@pytest.mark.parametrize("percent", [100, 200])
def test_no_view_needs_sideways_scrolling_in_a_small_window(make_desktop, make_profile, percent):
    profile = make_profile()
    make_up(profile.connection, profile.catalogue, TODAY, days=60)
    desktop = make_desktop(Settings(text_percent=percent))
    desktop.window.resize(1024, 640)
    desktop.window.open_page("history")
    page = desktop.history
    session = log_of(desktop).rows.session(0).id
    views = {
        "overview": lambda: page.browse.open_tab("overview"),
        "often": lambda: page.browse.open_tab("often"),
        "log": lambda: page.browse.open_tab("log"),
        "session": lambda: page.browse.log.opened.emit(session),
        "correction": page.details.edit_requested.emit,
        "addition": page.browse.add_button.click,
        "bin": page.browse.log.bin_button.click,
        "pauses": page.browse.overview.pauses_button.click,
    }
    for name, show in views.items():
        show(session) if name == "correction" else show()
        QApplication.processEvents()
        for area in filter(QScrollArea.isVisible, page.findChildren(QScrollArea)):
            assert area.horizontalScrollBar().maximum() == 0, name


def test_the_report_tells_what_was_done_on_at_most_two_pages(lived_in, tmp_path, monkeypatch):
    browse = lived_in.history.browse
    monkeypatch.setattr(browse.taking, "ask_where", lambda _name: tmp_path / "report.pdf")
    next(action for action in browse.taking.button.entries.actions() if "physiotherapist" in action.text()).trigger()
    reader = pypdf.PdfReader(tmp_path / "report.pdf")
    read = " ".join(page.extract_text() for page in reader.pages)
    text = " ".join(unicodedata.normalize("NFKC", read).split())
    assert len(reader.pages) <= 2
    first, last = TODAY - timedelta(weeks=12) + timedelta(days=1), TODAY
    rows = lived_in._backing.connection.execute(
        "SELECT name, COUNT(*), SUM(counted) FROM sessions WHERE status NOT IN ('abandoned', 'running')"
        " AND routine > '' AND day BETWEEN ? AND ? GROUP BY routine",
        [str(first), str(last)],
    ).fetchall()
    assert rows
    for name, begun, done in rows:
        assert re.search(rf"{re.escape(name)}\s+{begun}\s+{done}\s", text), name
    assert "It is a record, not a diagnosis." in text


def test_a_report_that_cannot_be_written_says_so(lived_in, tmp_path, monkeypatch):
    browse = lived_in.history.browse
    monkeypatch.setattr(browse.taking, "ask_where", lambda _name: tmp_path / "nowhere" / "report.pdf")
    next(action for action in browse.taking.button.entries.actions() if "physiotherapist" in action.text()).trigger()
    assert "there is no folder" in words(lived_in.window)
    assert not (tmp_path / "nowhere").exists()

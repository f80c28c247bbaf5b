"""The year as a calendar: what a day says, how keys and pointer move, and what is painted into its square."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from backstride.core.definitions import Kind
from backstride.core.history import DayTotal, Pause, PauseReason
from backstride.core.review import WEEKS_IN_VIEW, Year
from backstride.ui.dates import day_and_month
from backstride.ui.history.calendar import YearCalendar
from backstride.ui.history.legend import kind_shape
from gui.drawings import (
    MINUTE,
    NARROW,
    TODAY,
    TOOLTIPS,
    WIDE,
    calendar_of,
    colours_in,
    days_ago,
    year_of,
)


@pytest.fixture
def calendar(look, shown) -> YearCalendar:
    made = YearCalendar(look)
    days = (
        DayTotal(days_ago(1), 12 * MINUTE, 1, (Kind.CORE,)),
        DayTotal(days_ago(3), 45 * MINUTE, 0, (Kind.WARMUP, Kind.STRETCHING)),
    )
    made.show_year(year_of(*days), TODAY, TODAY, [Pause("p", days_ago(20), days_ago(15), PauseReason.HOLIDAY)])
    return shown(made)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (Qt.Key.Key_Left, days_ago(8)),
        (Qt.Key.Key_Right, TODAY),
        (Qt.Key.Key_Up, days_ago(2)),
        (Qt.Key.Key_Down, TODAY),
        (Qt.Key.Key_PageUp, days_ago(29)),
        (Qt.Key.Key_PageDown, TODAY),
        (Qt.Key.Key_Home, date(2025, 1, 6)),
        (Qt.Key.Key_End, TODAY),
    ],
)
def test_keys_go_through_the_days_and_not_beyond_today(calendar, key, expected):
    calendar.show_year(year_of(), days_ago(1), TODAY, [])
    heard = []
    calendar.selected.connect(heard.append)
    QTest.keyClick(calendar, key)
    assert heard == [expected]
    assert calendar.accessibleName() == calendar.text_of(expected)


def test_at_the_first_day_the_keys_stay(calendar):
    first = date(2025, 1, 6)
    calendar.show_year(year_of(), first, TODAY, [])
    heard = []
    calendar.selected.connect(heard.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        QTest.keyClick(calendar, key)
    assert heard == []


def test_a_day_is_told_with_minutes_kinds_and_its_pause(calendar):
    assert calendar.text_of(days_ago(1)) == "Thursday, 8 January 2026: 12 min, Core, one session completed"
    assert calendar.text_of(days_ago(3)).endswith("45 min, Warm-up, Stretching, no session completed")
    assert calendar.text_of(days_ago(15)) == "Thursday, 25 December 2025: nothing recorded, pause day (holiday)"
    assert calendar.text_of(days_ago(14)) == "Friday, 26 December 2025: nothing recorded"


def test_a_press_selects_its_day_and_days_to_come_have_none(calendar):
    heard = []
    calendar.selected.connect(heard.append)
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=calendar.cell(days_ago(100)).center().toPoint())
    assert heard == [days_ago(100)]
    tomorrow = calendar.cell(TODAY).center() + QPointF(0, calendar.columns.width)
    QTest.mouseClick(calendar, Qt.MouseButton.LeftButton, pos=tomorrow.toPoint())
    assert heard == [days_ago(100)]
    assert calendar.cell(TODAY + timedelta(days=1)) is None


def test_weeks_are_columns_and_weekdays_rows(calendar):
    cell = calendar.cell(days_ago(8))
    assert calendar.cell(days_ago(1)).left() - cell.left() == pytest.approx(cell.width())
    assert calendar.cell(days_ago(7)).top() - cell.top() == pytest.approx(cell.width())
    assert cell.width() == cell.height()


@TOOLTIPS
def test_hovering_tells_the_day(calendar):
    place = calendar.cell(days_ago(1)).center().toPoint()
    QApplication.sendEvent(calendar, QHelpEvent(QHelpEvent.Type.ToolTip, place, calendar.mapToGlobal(place)))
    assert QToolTip.text() == calendar.text_of(days_ago(1))
    outside = QPoint(1, calendar.height() - 1)
    QApplication.sendEvent(calendar, QHelpEvent(QHelpEvent.Type.ToolTip, outside, calendar.mapToGlobal(outside)))
    assert calendar.tip_at(QPointF(outside)) is None


def test_a_whole_year_fits_into_a_small_window_and_at_large_text_the_newest_weeks_do(make_look, shown):
    small = shown(calendar_of(make_look(100)))
    assert small.columns.count == WEEKS_IN_VIEW
    assert small.columns.width >= 11
    large = shown(calendar_of(make_look(200)))
    assert large.columns.width >= 22
    assert large.columns.count < WEEKS_IN_VIEW
    assert large.cell(TODAY) is not None
    assert large.cell(date(2025, 1, 6)) is None
    QTest.keyClick(large, Qt.Key.Key_Home)
    assert large.cell(date(2025, 1, 6)) is not None


def test_a_day_shows_its_kind_and_more_minutes_are_a_darker_shade(look, shown):
    made = YearCalendar(look)
    few, many = (DayTotal(days_ago(n), n * 10 * MINUTE, 1, (Kind.ROLLING,)) for n in (1, 3))
    made.show_year(year_of(few, many), TODAY, TODAY, [])
    shown(made, WIDE)
    assert look.theme.kind_colour(Kind.ROLLING).name() in colours_in(made, made.cell(days_ago(1)))
    image = made.grab().toImage()
    shades = []
    for day in (days_ago(2), days_ago(1), days_ago(3)):
        cell = made.cell(day)
        shades.append(image.pixelColor(round(cell.left()) + 3, round(cell.center().y())).lightness())
    assert shades == sorted(shades, reverse=True)
    assert len(set(shades)) == 3


def test_a_day_without_a_completed_session_has_its_mark_in_outline(look, shown):
    made = YearCalendar(look)
    days = [DayTotal(days_ago(n), 10 * MINUTE, n - 1, (Kind.CORE,)) for n in (1, 2)]
    made.show_year(year_of(*days), TODAY, TODAY, [])
    shown(made, WIDE)
    image = made.grab().toImage()
    middles = [image.pixelColor(made.cell(days_ago(n)).center().toPoint()).name() for n in (1, 2)]
    assert middles == [QColor(look.theme.surface).name(), look.theme.kind_colour(Kind.CORE).name()]


def test_pause_days_are_hatched_and_the_legend_says_so(calendar, look):
    hatched, plain = (colours_in(calendar, calendar.cell(days_ago(n)).adjusted(3, 3, -3, -3)) for n in (16, 21))
    assert QColor(look.theme.text_muted).name() in hatched - plain
    words = [entry.text for entry, _ in calendar.legend().placed(NARROW)]
    assert "pause day" in words
    calendar.show_year(year_of(), TODAY, TODAY, [])
    words = [entry.text for entry, _ in calendar.legend().placed(NARROW)]
    assert "pause day" not in words
    assert "Nothing recorded in these weeks." in words


def test_the_focus_is_seen_on_the_selected_day(calendar, look):
    ring = calendar.cell(TODAY).adjusted(-2, -2, 2, 2)
    assert QColor(look.theme.focus).name() in colours_in(calendar, ring)
    calendar.clearFocus()
    assert QColor(look.theme.focus).name() not in colours_in(calendar, ring)


def test_a_screen_reader_hears_what_is_shown_anew(calendar):
    calendar.show_year(year_of(), days_ago(1), TODAY, [])
    assert QAccessible.queryAccessibleInterface(calendar).text(QAccessible.Text.Name) == (
        "Thursday, 8 January 2026: nothing recorded"
    )


def test_every_kind_has_a_shape_of_its_own():
    shapes = [kind_shape(kind, 100) for kind in Kind]
    for number, one in enumerate(shapes):
        for other in shapes[number + 1 :]:
            differing = one.subtracted(other).united(other.subtracted(one))
            points = (QPointF(x, y) for x in range(-60, 61, 5) for y in range(-60, 61, 5))
            assert sum(differing.contains(point) for point in points) > 30


def test_from_right_to_left_the_calendar_is_mirrored(look, shown):
    made = calendar_of(look)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shown(made)
    assert made.cell(TODAY).left() < made.cell(days_ago(7)).left()
    assert made.day_at(made.cell(days_ago(200)).center()) == days_ago(200)
    for key, expected in ((Qt.Key.Key_Right, days_ago(7)), (Qt.Key.Key_Left, TODAY)):
        QTest.keyClick(made, key)
        assert made.accessibleName() == made.text_of(expected)


def test_without_any_weeks_the_calendar_is_empty_and_quiet(look, shown):
    made = YearCalendar(look)
    made.show_year(Year(TODAY, TODAY, {}, ()), TODAY, TODAY, [])
    shown(made)
    QTest.keyClick(made, Qt.Key.Key_Left)
    assert made.day_at(QPointF(made.rect().center())) is None
    assert not made.grab().isNull()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en_GB", "5 January"),
        ("en_US", "January 5"),
        ("de_DE", "5. Januar"),
        ("es_ES", "5 de enero"),
        ("ja_JP", "1月5日"),
        ("lv_LV", "5. janvāris"),
    ],
)
def test_a_day_without_its_year_is_written_as_the_locale_does(make_look, language, expected):
    QLocale.setDefault(QLocale(language))
    assert day_and_month(date(2026, 1, 5)) == expected

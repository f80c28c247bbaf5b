"""The drawings of the History page: what they say, how keys and pointer move, gaps, direction, and room for text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from backstride import resources
from backstride.core.definitions import Kind, Ladder
from backstride.core.history import DayTotal, Pause, PauseReason
from backstride.core.review import WEEKS_IN_VIEW, WeekReview, Year, year_in_view
from backstride.store.settings import Settings, ThemeChoice
from backstride.ui.dates import day_and_month
from backstride.ui.history.bars import WeekBars
from backstride.ui.history.calendar import YearCalendar
from backstride.ui.history.columns import View, columns_in, month_places
from backstride.ui.history.ladder_lines import LadderLines
from backstride.ui.history.legend import kind_shape
from backstride.ui.history.lines import PainLines
from backstride.ui.look import Look
from backstride.ui.parts.layouts import scrolling

TODAY = date(2026, 1, 9)
"""A Friday; the newest week begins on 5 January."""

LADDERS = (
    Ladder(id="plank", name="Planks", rungs=("plank-knees", "plank-forearm", "plank-leg-lift")),
    Ladder(id="bridge", name="Bridges", rungs=("glute-bridge", "bridge-march")),
)
NAMES = {
    "plank-knees": "Plank from the knees",
    "plank-forearm": "Forearm plank",
    "plank-leg-lift": "Plank with alternating leg lift",
    "glute-bridge": "Glute bridge",
    "bridge-march": "Marching bridge",
}
NARROW, WIDE = 760, 1150
"""What a page has inside a window of 1024 and of 1440 pixels."""

MINUTE = 60_000

TOOLTIPS = pytest.mark.qt_log_ignore(r"This plugin does not support (raise|propagateSizeHints)\(\)")
"""What Qt remarks about tooltips where there is no screen."""


@pytest.fixture
def make_look(qapp):
    """A look as the app has it; the application goes back to plain afterwards."""
    looks = []

    def make(percent: int = 100, theme: ThemeChoice = ThemeChoice.LIGHT) -> Look:
        look = Look(resources.ASSETS, Settings(theme=theme, text_percent=percent))
        look.apply()
        looks.append(look)
        return look

    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield make
    QLocale.setDefault(before)
    for look in looks:
        look.deleteLater()


@pytest.fixture
def look(make_look) -> Look:
    return make_look()


@pytest.fixture
def shown(qtbot):
    """Shows a drawing at a width, as high as it asks for, with the focus on it."""

    def show(widget: QWidget, width: int = NARROW) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, widget.heightForWidth(width))
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        widget.setFocus()
        QApplication.processEvents()
        assert widget.hasFocus()
        return widget

    return show


def weeks_of(**by_week) -> tuple[WeekReview, ...]:
    """A year of empty weeks but those given, as `back0` for the newest, `back1` for the one before, and so on."""
    first, _ = year_in_view(TODAY, 0)
    weeks = [WeekReview(first + timedelta(weeks=number)) for number in range(WEEKS_IN_VIEW)]
    for name, values in by_week.items():
        index = WEEKS_IN_VIEW - 1 - int(name.removeprefix("back"))
        weeks[index] = WeekReview(weeks[index].first, **values)
    return tuple(weeks)


def year_of(*totals: DayTotal, weeks: int = WEEKS_IN_VIEW) -> Year:
    """The year up to `TODAY` with these days."""
    first, last = year_in_view(TODAY, 0)
    first = last - timedelta(days=7 * weeks - 1)
    reviews = tuple(WeekReview(first + timedelta(weeks=number)) for number in range(weeks))
    return Year(first, last, {total.day: total for total in totals}, reviews)


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def inside(widget: QWidget, areas) -> bool:
    return all(QRectF(widget.rect()).adjusted(-1, -1, 1, 1).contains(area) for area in areas)


def apart(areas) -> bool:
    return not any(one.intersects(other) for n, one in enumerate(areas) for other in areas[n + 1 :])


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
    small = shown(_calendar(make_look(100)))
    assert small.columns.count == WEEKS_IN_VIEW
    assert small.columns.width >= 11
    large = shown(_calendar(make_look(200)))
    assert large.columns.width >= 22
    assert large.columns.count < WEEKS_IN_VIEW
    assert large.cell(TODAY) is not None
    assert large.cell(date(2025, 1, 6)) is None
    QTest.keyClick(large, Qt.Key.Key_Home)
    assert large.cell(date(2025, 1, 6)) is not None


def _calendar(look: Look, selected: date = TODAY) -> YearCalendar:
    made = YearCalendar(look)
    made.show_year(year_of(DayTotal(TODAY, 9 * MINUTE, 1, tuple(Kind))), selected, TODAY, [])
    return made


def colours_in(widget: QWidget, area: QRectF) -> set[str]:
    image = widget.grab().toImage()
    spot = area.toAlignedRect().intersected(widget.rect())
    return {
        image.pixelColor(x, y).name()
        for x in range(spot.left(), spot.right() + 1)
        for y in range(spot.top(), spot.bottom() + 1)
    }


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


SESSIONS = {"sessions": {Kind.CORE: 2, Kind.STRETCHING: 1}, "days": 3}


@pytest.mark.parametrize(
    ("week", "goal", "expected"),
    [
        (SESSIONS, 3, "Week of 5 January: 3 sessions on 3 days (2 core, 1 stretching); goal of 3 days met"),
        (SESSIONS, 4, "Week of 5 January: 3 sessions on 3 days (2 core, 1 stretching); the goal is 4 days"),
        (
            {"sessions": {Kind.FULL: 1}, "days": 1},
            1,
            "Week of 5 January: one session on one day (1 full); goal of one day met",
        ),
        ({}, 2, "Week of 5 January: no sessions; the goal is 2 days"),
    ],
)
def test_a_week_is_told_with_its_kinds_and_the_goal(look, week, goal, expected):
    bars = WeekBars(look)
    bars.show_weeks(weeks_of(back0=week), goal)
    assert bars.accessibleName() == expected


def test_the_bars_count_whole_sessions_from_the_baseline(look, shown):
    bars = WeekBars(look)
    bars.show_weeks(weeks_of(back0=SESSIONS, back9={"sessions": {Kind.FULL: 1}, "days": 1}), 3)
    shown(bars)
    newest = WEEKS_IN_VIEW - 1
    assert [(index, kind) for index, kind, _ in bars.blocks()] == [
        (newest - 9, Kind.FULL),
        (newest, Kind.CORE),
        (newest, Kind.CORE),
        (newest, Kind.STRETCHING),
    ]
    areas = [area for _, _, area in bars.blocks()]
    assert areas[0].bottom() == areas[1].bottom() == bars.plot.bottom()
    assert apart(areas)
    assert inside(bars, areas)
    for _, kind, area in bars.blocks():
        assert look.theme.kind_colour(kind).name() in colours_in(bars, bars.placed(area))


def test_the_goal_is_a_broken_line_across_all_weeks_with_its_name(look, shown):
    bars = WeekBars(look)
    bars.show_weeks(weeks_of(back1={"sessions": {Kind.CORE: 9}, "days": 5}), 4)
    shown(bars)
    y = bars.plot.bottom() - bars.plot.height() * 4 / bars.top
    image = bars.grab().toImage()
    ink = [
        image.pixelColor(x, round(y)).lightness() < 100
        for x in range(round(bars.plot.left()) + 2, round(bars.columns.start(WEEKS_IN_VIEW - 2)))
    ]
    assert 0.5 < sum(ink) / len(ink) < 0.95
    beside = bars.placed(QRectF(bars.plot.right() + 6, y - 8, bars.width() - bars.plot.right() - 6, 16))
    assert QColor(look.theme.text).name() in colours_in(bars, beside)


@pytest.mark.parametrize("most", [1, 2, 7, 23, 180])
def test_the_axis_holds_the_most_and_the_goal_in_whole_steps(look, most):
    bars = WeekBars(look)
    bars.show_weeks(weeks_of(back1={"sessions": {Kind.CORE: most}, "days": 7}), 3)
    bars.resize(NARROW, bars.heightForWidth(NARROW))
    assert bars.top >= max(most, 3)
    assert bars.top % bars.step == 0
    assert bars.plot.height() / (bars.top / bars.step) >= bars.fontMetrics().height() * 0.8


def charts(look: Look, weeks: tuple[WeekReview, ...]) -> list[QWidget]:
    bars, pain, ladders = WeekBars(look), PainLines(look), LadderLines(look)
    bars.show_weeks(weeks, 3)
    pain.show_weeks(weeks)
    ladders.show_ladders(weeks, LADDERS, NAMES)
    return [bars, pain, ladders]


CHARTS = pytest.mark.parametrize("number", range(3), ids=["bars", "pain", "ladders"])


@CHARTS
def test_arrows_and_pages_go_through_the_weeks(look, shown, number):
    chart = shown(charts(look, weeks_of())[number])

    def week_after(key: Qt.Key) -> str:
        QTest.keyClick(chart, key)
        return chart.accessibleName().split(":")[0]

    assert week_after(Qt.Key.Key_Right) == "Week of 5 January"
    assert week_after(Qt.Key.Key_Left) == "Week of 29 December"
    assert week_after(Qt.Key.Key_PageUp) == "Week of 1 December"
    assert week_after(Qt.Key.Key_PageDown) == "Week of 29 December"
    assert week_after(Qt.Key.Key_Home) == "Week of 6 January"
    assert week_after(Qt.Key.Key_Left) == "Week of 6 January"
    assert week_after(Qt.Key.Key_End) == "Week of 5 January"


@CHARTS
@TOOLTIPS
def test_the_pointer_selects_the_week_under_it(look, shown, number):
    chart = shown(charts(look, weeks_of())[number])
    place = chart.point(chart.columns.centre(40), chart.plot.center().y()).toPoint()
    QTest.mouseMove(chart, place)
    expected = f"Week of {day_and_month(weeks_of()[40].first)}"
    assert chart.accessibleName().startswith(expected)
    QApplication.sendEvent(chart, QHelpEvent(QHelpEvent.Type.ToolTip, place, chart.mapToGlobal(place)))
    assert QToolTip.text() == chart.accessibleName()


@CHARTS
def test_the_selected_week_stays_when_other_sessions_are_chosen(look, shown, number):
    chart = shown(charts(look, weeks_of())[number])
    for _ in range(3):
        QTest.keyClick(chart, Qt.Key.Key_Left)
    weeks = weeks_of(back3={**SESSIONS, "pain_before": 4.0, "rungs": {"plank": 1}})
    if isinstance(chart, WeekBars):
        chart.show_weeks(weeks, 3)
    elif isinstance(chart, PainLines):
        chart.show_weeks(weeks)
    else:
        chart.show_ladders(weeks, LADDERS, NAMES)
    assert chart.accessibleName() in {
        "Week of 15 December: 3 sessions on 3 days (2 core, 1 stretching); goal of 3 days met",
        "Week of 15 December: pain 4.0 of 10 before",
        "Week of 15 December: Plank from the knees (step 1 of 3)",
    }


@CHARTS
def test_the_focus_is_seen_around_the_selected_week(look, shown, number):
    chart = shown(charts(look, weeks_of(back0=SESSIONS))[number])
    band = chart.placed(QRectF(chart.columns.start(WEEKS_IN_VIEW - 1), chart.plot.top(), chart.columns.width, 20))
    focus = QColor(look.theme.focus).name()
    assert focus in colours_in(chart, band.adjusted(-3, -5, 3, 0))
    chart.clearFocus()
    assert focus not in colours_in(chart, band.adjusted(-3, -5, 3, 0))


@CHARTS
def test_from_right_to_left_the_newest_week_is_on_the_left_and_the_keys_follow(look, shown, number):
    chart = charts(look, weeks_of())[number]
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shown(chart)
    newest = chart.point(chart.columns.centre(WEEKS_IN_VIEW - 1), 0).x()
    oldest = chart.point(chart.columns.centre(0), 0).x()
    assert newest < chart.width() / 2 < oldest
    for key, expected in ((Qt.Key.Key_Right, "29 December"), (Qt.Key.Key_Left, "5 January")):
        QTest.keyClick(chart, key)
        assert chart.accessibleName().startswith(f"Week of {expected}")


def test_from_right_to_left_the_calendar_is_mirrored(look, shown):
    made = _calendar(look)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    shown(made)
    assert made.cell(TODAY).left() < made.cell(days_ago(7)).left()
    assert made.day_at(made.cell(days_ago(200)).center()) == days_ago(200)
    for key, expected in ((Qt.Key.Key_Right, days_ago(7)), (Qt.Key.Key_Left, TODAY)):
        QTest.keyClick(made, key)
        assert made.accessibleName() == made.text_of(expected)


def test_pain_breaks_off_where_nothing_was_said_and_a_week_alone_is_a_point(look, shown):
    pain = PainLines(look)
    said = {f"back{n}": {"pain_before": 5.0, "pain_after": 3.0 if n else None} for n in (0, 1, 2, 7)}
    pain.show_weeks(weeks_of(**said))
    shown(pain)
    before, after = pain.lines()
    assert [len(piece) for piece in before.pieces] == [1, 3]
    assert [len(piece) for piece in after.pieces] == [1, 2]
    assert (before.dash, before.marker) != (after.dash, after.marker)
    assert before.dash != after.dash
    assert before.marker != after.marker
    assert before.pieces[0][0].y() == pytest.approx(pain.plot.center().y())
    assert after.pieces[0][0].y() > before.pieces[0][0].y()
    between = (before.pieces[0][0].x() + before.pieces[1][0].x()) / 2
    gap = pain.placed(QRectF(between - 4, pain.plot.center().y() - 4, 8, 8))
    assert QColor(look.theme.text).name() not in colours_in(pain, gap)
    point = before.pieces[0][0]
    marker = pain.placed(QRectF(point.x() - 5, point.y() - 5, 10, 10))
    assert QColor(look.theme.text).name() in colours_in(pain, marker)


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ({"pain_before": 4.24, "pain_after": 3.0}, "pain 4.2 before and 3.0 after, of 10"),
        ({"pain_before": 0.0}, "pain 0.0 of 10 before"),
        ({"pain_after": 10.0}, "pain 10.0 of 10 after"),
        ({}, "nothing said about pain"),
    ],
)
def test_pain_is_told_as_far_as_it_was_said(look, week, expected):
    pain = PainLines(look)
    pain.show_weeks(weeks_of(back0=week))
    assert pain.accessibleName() == f"Week of 5 January: {expected}"


@pytest.mark.parametrize(("before", "after"), [(0.0, 0.0), (10.0, 10.0), (5.0, 5.2), (1.0, 9.0)])
@pytest.mark.parametrize("percent", [100, 200])
def test_the_names_of_the_lines_keep_clear_of_each_other(make_look, shown, before, after, percent):
    pain = PainLines(make_look(percent))
    pain.show_weeks(weeks_of(back0={"pain_before": before, "pain_after": after}))
    shown(pain)
    areas = [area for _, area in pain.labels()]
    assert len(areas) == 2
    assert apart([area.adjusted(0, 0.5, 0, -0.5) for area in areas])
    assert inside(pain, areas)
    for line, area in pain.labels():
        room = area.width() - pain._sample_width
        assert pain._metrics().horizontalAdvance(line.name) <= room


def test_ladders_step_from_rung_to_rung_with_gaps(look, shown):
    ladders = LadderLines(look)
    rungs = {f"back{n}": {"rungs": {"plank": rung}} for n, rung in ((6, 1), (5, 2), (1, 2), (0, 3))}
    ladders.show_ladders(weeks_of(**rungs), LADDERS, NAMES)
    shown(ladders)
    plank, bridge = ladders.panels()
    assert [text for text, _ in plank.rungs] == [NAMES[rung] for rung in reversed(LADDERS[0].rungs)]
    newest = WEEKS_IN_VIEW - 1
    low, middle, high = (plank.middle(rung) for rung in (1, 2, 3))
    assert low > middle > high
    assert ladders.runs(plank) == [
        [(newest - 6, low), (newest - 5, middle)],
        [(newest - 1, middle), (newest, high)],
    ]
    assert ladders.runs(bridge) == []
    assert ladders.accessibleName() == "Week of 5 January: Plank with alternating leg lift (step 3 of 3)"


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("percent", [100, 200])
def test_no_label_is_clipped(make_look, shown, percent, width):
    look = make_look(percent)
    full = {"sessions": dict.fromkeys(Kind, 1), "days": 3, "pain_before": 5.0, "pain_after": 4.0}
    weeks = weeks_of(back0=full, back30={**full, "rungs": {"plank": 2}})
    bars, pain, ladders = (shown(chart, width) for chart in charts(look, weeks))
    days = shown(_calendar(look), width)
    for text, area in days.labels():
        assert days._metrics().horizontalAdvance(text) <= area.width() + 1, text
    areas = [area for _, area in days.labels()]
    assert inside(days, areas)
    assert apart([area.adjusted(0, 2, 0, -2) for area in areas])
    for chart in (days, bars):
        entries = [area for _, area in chart.legend().placed(chart.width())]
        assert max(area.right() for area in entries) <= chart.width()
        assert apart([area.adjusted(1, 1, -1, -1) for area in entries])
    for chart in (bars, pain, ladders):
        months = [area for _, area in chart.months()]
        assert len(months) >= 4
        assert apart(months)
        assert inside(chart, months)
        assert chart.columns.count == WEEKS_IN_VIEW
    for panel in ladders.panels():
        for text, area in panel.rungs:
            wrapped = ladders._metrics().boundingRect(
                QRectF(0, 0, area.width(), 9999), int(Qt.TextFlag.TextWordWrap), text
            )
            assert wrapped.height() <= area.height()
            assert wrapped.width() <= area.width()


@pytest.mark.parametrize("percent", [100, 200])
@CHARTS
def test_a_longer_caption_does_not_move_what_is_below(make_look, shown, number, percent):
    full = {"sessions": dict.fromkeys(Kind, 12), "days": 7, "pain_after": 1.0, "rungs": {"plank": 3, "bridge": 2}}
    chart = shown(charts(make_look(percent), weeks_of(back1=full))[number])
    before = chart.plot
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.plot == before


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@CHARTS
def test_nothing_recorded_is_said_above_axes_that_are_there(make_look, shown, number, theme):
    look = make_look(theme=theme)
    chart = shown(charts(look, weeks_of())[number])
    sentence = chart._nothing()
    assert sentence.endswith(".")
    above = colours_in(chart, QRectF(0, 0, chart.width(), chart.plot.top() - 4))
    assert QColor(look.theme.text_muted).name() in above
    axis = QColor(look.theme.border).name()
    assert axis in colours_in(chart, chart.placed(chart.plot))


@CHARTS
def test_without_any_weeks_the_keys_and_the_pointer_do_nothing(look, shown, number):
    chart = shown(charts(look, ())[number])
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Home):
        QTest.keyClick(chart, key)
    QTest.mouseMove(chart, chart.rect().center())
    assert chart.tip_at(QPointF(chart.rect().center())) is None
    assert not chart.grab().isNull()


def test_without_any_weeks_the_calendar_is_empty_and_quiet(look, shown):
    made = YearCalendar(look)
    made.show_year(Year(TODAY, TODAY, {}, ()), TODAY, TODAY, [])
    shown(made)
    QTest.keyClick(made, Qt.Key.Key_Left)
    assert made.day_at(QPointF(made.rect().center())) is None
    assert not made.grab().isNull()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_layout_gives_every_drawing_the_height_that_it_needs(look, qtbot, width):
    page = QWidget()
    area = scrolling(page)
    qtbot.addWidget(area)
    inside_page = QVBoxLayout(page)
    made = [_calendar(look), *charts(look, weeks_of(back0={**SESSIONS, "rungs": {"plank": 2}}))]
    for chart in made:
        inside_page.addWidget(chart)
    inside_page.addStretch(1)
    area.resize(width, 640)
    area.show()
    QApplication.processEvents()
    assert [chart.height() for chart in made] == [chart.heightForWidth(chart.width()) for chart in made]


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


@given(st.lists(st.integers(0, 52), min_size=1, max_size=8), st.integers(0, 4), st.integers(60, 900))
def test_the_selected_week_stays_in_view_and_the_view_moves_only_when_it_must(selections, around, room):
    first = 999
    for selected in selections:
        columns = columns_in(View(53, selected, first, around), 40, room, least=11)
        assert selected in columns.indexes
        assert columns.indexes[-1] <= 52
        assert columns.at(columns.centre(selected)) == selected
        assert columns.at(39.9) is None
        assert columns.at(columns.end) is None
        assert columns_in(View(53, selected, columns.first, around), 40, room, least=11) == columns
        if columns.count > 8:
            beside = (max(0, selected - around), min(52, selected + around))
            assert all(index in columns.indexes for index in beside)
        if around == 0 and first <= selected < first + columns.count:
            assert columns.first == first
        first = columns.first


def test_without_a_selection_far_back_the_newest_weeks_are_in_view():
    assert columns_in(View(53, 52, 999), 40, 220, least=11).indexes == range(33, 53)


def test_months_are_named_every_so_often_where_they_have_no_room():
    weeks = [date(2025, 1, 6) + timedelta(weeks=number) for number in range(53)]
    columns = columns_in(View(53, 52, 0), 0, 530, least=5)
    for size, expected in ((3, 12), (10, 11), (20, 6), (40, 2)):
        named = month_places(weeks, columns, lambda day: f"{day:%b}", lambda text, size=size: size * len(text))
        assert len(named) in (expected, expected + 1)
        ends = [start + size * len(text) for text, start in named]
        assert all(end <= start for end, (_, start) in zip(ends, named[1:], strict=False))
        assert ends[-1] <= columns.end

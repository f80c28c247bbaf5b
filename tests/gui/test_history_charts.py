"""Bars and lines of the History page: what they say, how keys and pointer move, gaps, direction, room for text."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from backstride.core.definitions import Kind
from backstride.core.review import WEEKS_IN_VIEW
from backstride.store.settings import ThemeChoice
from backstride.ui.dates import day_and_month
from backstride.ui.history.bars import WeekBars
from backstride.ui.history.columns import View, columns_in, month_places
from backstride.ui.history.ladder_lines import LadderLines
from backstride.ui.history.lines import PainLines
from backstride.ui.parts.layouts import scrolling
from gui.drawings import (
    CHARTS,
    LADDERS,
    NAMES,
    NARROW,
    SESSIONS,
    TOOLTIPS,
    WIDE,
    apart,
    calendar_of,
    charts,
    colours_in,
    inside,
    weeks_of,
)


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
    days = shown(calendar_of(look), width)
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


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_layout_gives_every_drawing_the_height_that_it_needs(look, qtbot, width):
    page = QWidget()
    area = scrolling(page)
    qtbot.addWidget(area)
    inside_page = QVBoxLayout(page)
    made = [calendar_of(look), *charts(look, weeks_of(back0={**SESSIONS, "rungs": {"plank": 2}}))]
    for chart in made:
        inside_page.addWidget(chart)
    inside_page.addStretch(1)
    area.resize(width, 640)
    area.show()
    QApplication.processEvents()
    assert [chart.height() for chart in made] == [chart.heightForWidth(chart.width()) for chart in made]


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

"""What the tests of the History page's drawings share: a year to show, and a look at what was painted."""

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QWidget

from backstride.core.definitions import Kind, Ladder
from backstride.core.history import DayTotal
from backstride.core.review import WEEKS_IN_VIEW, WeekReview, Year, year_in_view
from backstride.ui.history.bars import WeekBars
from backstride.ui.history.calendar import YearCalendar
from backstride.ui.history.ladder_lines import LadderLines
from backstride.ui.history.lines import PainLines
from backstride.ui.look import Look

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


def calendar_of(look: Look, selected: date = TODAY) -> YearCalendar:
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


SESSIONS = {"sessions": {Kind.CORE: 2, Kind.STRETCHING: 1}, "days": 3}


def charts(look: Look, weeks: tuple[WeekReview, ...]) -> list[QWidget]:
    bars, pain, ladders = WeekBars(look), PainLines(look), LadderLines(look)
    bars.show_weeks(weeks, 3)
    pain.show_weeks(weeks)
    ladders.show_ladders(weeks, LADDERS, NAMES)
    return [bars, pain, ladders]


CHARTS = pytest.mark.parametrize("number", range(3), ids=["bars", "pain", "ladders"])

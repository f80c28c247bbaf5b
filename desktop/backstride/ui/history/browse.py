"""The history to look through: one selection, and a year, the counts and the log of it on three tabs."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from backstride.core.history import LoggedSession
from backstride.core.review import Counts, Selection
from backstride.core.streak import streak
from backstride.store.review import Review, place_in_log
from backstride.ui.dates import first_weekday
from backstride.ui.history.backing import HistoryBacking
from backstride.ui.history.counts import CountsView
from backstride.ui.history.filters import HistoryFilters
from backstride.ui.history.log import PAGE, LogView
from backstride.ui.history.overview import Overview, OverviewFacts
from backstride.ui.history.taking_along import TakingAlong
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.layouts import GRID, column, label, row, scrolling
from backstride.ui.words import tr

Answer = TypeVar("Answer")
TABS = ("overview", "often", "log")


class Browse(QWidget):
    """Everything is read anew at each `open` and `read`, and only for the tab that is shown."""

    add_requested = Signal()

    def __init__(self, backing: HistoryBacking, look: Look) -> None:
        super().__init__()
        self._backing = backing
        self._today = self._end = date.min
        self._names = {exercise.id: exercise.name for exercise in backing.catalogue.exercises.values()}
        self.filters = HistoryFilters(look)
        self.overview = Overview(look)
        self.counts = CountsView(look)
        self.log = LogView(look)
        self.taking = TakingAlong(backing, self.filters.selection, look)
        content = QWidget()
        column(self).addWidget(scrolling(content))
        layout = column(content, margin=4 * GRID, spacing=GRID)
        layout.addWidget(self._build_top())
        layout.addWidget(self.taking)
        layout.addWidget(self.filters)
        layout.addLayout(self._build_tabs())
        self._tab_views: tuple[QWidget, ...] = (self.overview, self.counts, self.log)
        for view in self._tab_views:
            view.hide()
            layout.addWidget(view, 1)
        self.overview.show()
        self._connect()

    def open(self) -> None:
        """Show the history as of now."""
        self._today = self._end = self._backing.clock.wall().date()
        self._ask("routines", Review.routines, self._on_routines)

    def read(self) -> None:
        """Read what the open tab shows."""
        ask, selection, today = self._ask, self.filters.selection(), self._today
        if self.tab == "log":
            ask("log", lambda review: review.log(selection, PAGE), self.log.show_page)
            ask("hidden", lambda review: review.hidden(selection), self.log.show_hidden)
            return
        question = partial(_overview, selection=selection, end=self._end, today=today, backing=self._backing)
        ask("year", question, self._on_year)
        if self.tab == "often":
            ask("counts", lambda review: review.counts(selection, today, first_weekday()), self._on_counts)

    @property
    def tab(self) -> str:
        """The tab that is open."""
        return TABS[max(0, self._tabs.checkedId())]

    def open_tab(self, name: str) -> None:
        """Open a tab."""
        self._tabs.button(TABS.index(name)).setChecked(True)

    def _build_top(self) -> FlowBox:
        line = FlowBox()
        self.add_button = Button(tr("Add a session"))
        self.add_button.clicked.connect(self.add_requested)
        for widget in (label(tr("History"), "title", wrap=False), self.add_button, self.taking.button):
            line.add(widget)
        return line

    def _build_tabs(self) -> QHBoxLayout:
        line = row(spacing=2 * GRID)
        self._tabs = QButtonGroup(self)
        for index, caption in enumerate((tr("Overview"), tr("How often"), tr("Log"))):
            button = Button(caption, "tab")
            button.setCheckable(True)
            self._tabs.addButton(button, index)
            line.addWidget(button)
        line.addStretch(1)
        self.open_tab("overview")
        return line

    def _connect(self) -> None:
        self.filters.changed.connect(self.read)
        self._tabs.idToggled.connect(self._on_tab)
        self.overview.end_requested.connect(self._on_end)
        self.overview.day_opened.connect(self._on_day_opened)
        self.counts.routine_chosen.connect(self.filters.choose_routine)
        self.log.more_requested.connect(self._on_more)
        self.log.all_requested.connect(self.filters.show_all)

    def _on_routines(self, routines: Sequence[tuple[str, str]]) -> None:
        self.filters.offer(routines, self._today)
        self.read()

    def _on_tab(self, index: int, checked: bool) -> None:
        if checked:
            for number, view in enumerate(self._tab_views):
                view.setVisible(number == index)
            self.read()

    def _on_end(self, end: date) -> None:
        self._end = end
        self.read()

    def _on_day_opened(self, day: date) -> None:
        self.filters.choose_days(day, day)
        self.open_tab("log")

    def _on_year(self, facts: OverviewFacts) -> None:
        self.overview.show_facts(facts)
        self.counts.ladders.show_ladders(facts.year.weeks, self._backing.catalogue.ladders, self._names)

    def _on_counts(self, counts: Counts) -> None:
        self.counts.show_counts(counts, self._names)

    def _on_more(self, last: LoggedSession) -> None:
        selection = self.filters.selection()
        place = place_in_log(last)
        self._ask("more", lambda review: review.log(selection, PAGE, place), self.log.rows.add_page)

    def _ask(self, topic: str, question: Callable[[Review], Answer], then: Callable[[Answer], None]) -> None:
        self._backing.reader.ask(topic, lambda connection: question(Review(connection)), then)


def _overview(
    review: Review, *, selection: Selection, end: date, today: date, backing: HistoryBacking
) -> OverviewFacts:
    """Everything the overview shows, read in the reader's thread."""
    pauses, goal = review.pauses(), backing.goal()
    return OverviewFacts(
        year=review.year(selection, end, first_weekday(), backing.catalogue.ladders),
        streak=streak(review.days_counted(), pauses, goal, today, first_weekday()),
        pauses=pauses,
        goal=goal,
        today=today,
    )

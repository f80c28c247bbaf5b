"""What the History page looks at: routine, kind, how it ended and when, with what is set as chips to take away."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from backstride.core.definitions import Kind
from backstride.core.periods import Period, period_days
from backstride.core.review import Selection, Shown
from backstride.ui.dates import first_weekday, short_day
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.fields import DayField
from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.layouts import column
from backstride.ui.parts.plain import plain_tip
from backstride.ui.words import kind_text, tr


class HistoryFilters(QWidget):
    """Emits `changed` with a `Selection` at every change."""

    changed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._today = date.min
        layout = column(self)
        choices = FlowBox()
        layout.addWidget(choices)
        self.routine = Choice(((None, tr("All routines")),), None, look)
        self.kind = Choice(((None, tr("All kinds")), *((kind, kind_text(kind)) for kind in Kind)), None, look)
        endings = (
            (Shown.COMPLETED, tr("Completed")),
            (Shown.UNFINISHED, tr("Unfinished")),
            (Shown.ALL, tr("All sessions")),
        )
        self.shown = Choice(endings, Shown.COMPLETED, look)
        periods = (
            (Period.EVER, tr("All time")),
            (Period.WEEK, tr("This week")),
            (Period.MONTH, tr("This month")),
            (Period.YEAR, tr("This year")),
            (Period.CHOSEN, tr("From … to …")),
        )
        self.period = Choice(periods, Period.EVER, look)
        self.first = DayField(tr("From"), look)
        self.last = DayField(tr("To"), look)
        named = (
            (self.routine, tr("Routine")),
            (self.kind, tr("Kind")),
            (self.shown, tr("How it ended")),
            (self.period, tr("Dates")),
        )
        for box, name in named:
            box.setAccessibleName(name)
            box.currentIndexChanged.connect(self._on_changed)
            choices.add(box)
        for field in (self.first, self.last):
            field.dateChanged.connect(self._on_changed)
            choices.add(field)
        self._chips = FlowBox()
        layout.addWidget(self._chips)
        self._show_fields()

    def offer(self, routines: Iterable[tuple[str, str]], today: date) -> None:
        """Offer these routines (id and name), and count the periods from `today`."""
        self.routine.blockSignals(True)
        self.routine.offer(((None, tr("All routines")), *routines), self.routine.value())
        self.routine.blockSignals(False)
        if self._today == date.min:
            self._set_days(today.replace(day=1), today)
        self._today = today

    def selection(self) -> Selection:
        """What is chosen now."""
        period = Period(self.period.value())
        first, last = period_days(period, self._today, first_weekday())
        if period is Period.CHOSEN:
            first, last = sorted((self.first.day(), self.last.day()))
        return Selection(
            routine=self.routine.value(),
            kind=self.kind.value(),
            shown=Shown(self.shown.value()),
            first=first,
            last=last,
        )

    def choose_routine(self, routine: str) -> None:
        """Look at one routine only."""
        self.routine.choose(routine)

    def choose_days(self, first: date, last: date) -> None:
        """Look at the days from `first` to `last`, however their sessions ended."""
        self._set_days(first, last)
        self.period.choose(Period.CHOSEN)
        self._on_changed()

    def show_all(self) -> None:
        """Look at unfinished sessions too."""
        self.shown.choose(Shown.ALL)

    def _set_days(self, first: date, last: date) -> None:
        for field, day in ((self.first, first), (self.last, last)):
            field.blockSignals(True)
            field.set_day(day)
            field.blockSignals(False)

    def _on_changed(self) -> None:
        self._show_fields()
        self._show_chips()
        self.changed.emit(self.selection())

    def _show_fields(self) -> None:
        for field in (self.first, self.last):
            field.setVisible(self.period.value() is Period.CHOSEN)

    def _show_chips(self) -> None:
        """One chip for each filter that is set; pressing it takes the filter away."""
        self._chips.clear()
        for box in (self.routine, self.kind, self.shown, self.period):
            if box.currentIndex() == 0:
                continue
            text = box.currentText()
            if box is self.period and self.period.value() is Period.CHOSEN:
                first, last = sorted((self.first.day(), self.last.day()))
                text = tr("{first} to {last}", first=short_day(first), last=short_day(last))
            chip = Button(text, "chip")
            chip.setIcon(self._look.icons.icon("close", self._look.theme.text))
            chip.setAccessibleName(tr("Remove the filter: {name}", name=text))
            chip.setToolTip(plain_tip(chip.accessibleName()))
            chip.clicked.connect(lambda _=False, box=box: box.setCurrentIndex(0))
            self._chips.add(chip)

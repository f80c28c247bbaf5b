"""Today: the one thing to do now, the last seven days, and quick ways in."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from backstride.core.catalogue import Catalogue, length_ms, needed_equipment
from backstride.core.definitions import Occasion
from backstride.core.history import DayTotal, LeftRunning
from backstride.core.suggestion import Suggestion, for_occasion
from backstride.ui.dates import long_day, short_moment
from backstride.ui.look import Look
from backstride.ui.parts.card_button import CardButton, CardGrid
from backstride.ui.parts.layouts import GRID, clear, column, label, row, scrolling
from backstride.ui.parts.notice import Notice
from backstride.ui.parts.week_marks import WeekMarks
from backstride.ui.words import clock_text, equipment_list, suggestion_text, tr


class TodayFacts(Struct, frozen=True):
    """What the page shows."""

    today: date
    suggestion: Suggestion | None
    days: Mapping[date, DayTotal]
    left_running: LeftRunning | None


class TodayPage(QWidget):
    """Emits `play_requested` with a routine id, and what to do with a session that a crash left."""

    play_requested = Signal(str)
    left_running_settled = Signal(str, str)

    def __init__(self, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._catalogue = catalogue
        self._look = look
        self._facts: TodayFacts | None = None
        self.start_button: QPushButton | None = None
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=3 * GRID)
        column(self).addWidget(scrolling(content))
        look.changed.connect(self._on_look_changed)

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Take other routines into use, from the next time that facts are shown."""
        self._catalogue = catalogue

    def show_facts(self, facts: TodayFacts) -> None:
        """Build the page for `facts`."""
        self._facts = facts
        clear(self._content)
        self._content.addWidget(label(tr("Today"), "title"))
        self._content.addWidget(label(long_day(facts.today), "muted"))
        if facts.left_running is not None:
            self._content.addWidget(self._left_running(facts.left_running))
        if facts.suggestion is not None:
            self._content.addWidget(self._hero(facts.suggestion))
        self._content.addWidget(label(tr("The last seven days"), "heading"))
        marks = WeekMarks(self._look)
        marks.show_days(facts.today, facts.days)
        held = row()
        held.addWidget(marks)
        held.addStretch(1)
        self._content.addLayout(held)
        self._content.addWidget(label(tr("Or start with"), "heading"))
        self._content.addWidget(self._quick_ways())
        self._content.addStretch(1)

    def take_focus(self) -> None:
        """Put the focus on the one thing to do now."""
        if self.start_button is not None:
            self.start_button.setFocus()

    def _on_look_changed(self) -> None:
        if self._facts is not None:
            self.show_facts(self._facts)

    def _hero(self, suggestion: Suggestion) -> QWidget:
        routine = self._catalogue.routines[suggestion.routine]
        length = clock_text(length_ms(routine, self._catalogue.exercises))
        needs = equipment_list(needed_equipment(routine, self._catalogue.exercises))
        button = CardButton("hero", margin=3 * GRID)
        button.content.setSpacing(GRID)
        top = row(spacing=2 * GRID)
        icon = label(wrap=False)
        icon.setPixmap(self._look.icons.pixmap("play", self._look.theme.accent_text, self._look.px(32)))
        top.addWidget(icon)
        top.addWidget(label(routine.name, "on-accent-title"), 1)
        button.content.addLayout(top)
        button.content.addWidget(label(suggestion_text(suggestion), "on-accent"))
        button.content.addWidget(label(f"{length} · {needs}", "on-accent"))
        button.setAccessibleName(tr("Start {name}, {length}", name=routine.name, length=length))
        button.setAccessibleDescription(suggestion_text(suggestion))
        button.clicked.connect(lambda: self.play_requested.emit(routine.id))
        button.setObjectName("start")
        self.start_button = button
        return button

    def _quick_ways(self) -> QWidget:
        ways = (
            (Occasion.PRE_RUN, tr("Going for a run"), "run"),
            (Occasion.POST_RUN, tr("Just ran"), "cooldown"),
            (Occasion.SORE, tr("Back is sore"), "sore"),
        )
        cards = [card for way in ways if (card := self._quick_way(*way)) is not None]
        return CardGrid(cards, self._look.px(240), most_columns=3)

    def _quick_way(self, occasion: Occasion, caption: str, icon: str) -> QPushButton | None:
        routine = for_occasion(self._catalogue, occasion)
        if routine is None:
            return None
        button = CardButton()
        top: QHBoxLayout = row()
        picture = label(wrap=False)
        size = self._look.px(24)
        picture.setPixmap(self._look.icons.pixmap(icon, self._look.theme.accent, size))
        picture.setFixedSize(QSize(size, size))
        top.addWidget(picture)
        top.addWidget(label(caption, "strong"), 1)
        button.content.addLayout(top)
        length = clock_text(length_ms(routine, self._catalogue.exercises))
        button.content.addWidget(label(f"{routine.name} · {length}", "muted"))
        button.content.addStretch(1)
        button.setAccessibleName(f"{caption}: {routine.name}, {length}")
        button.clicked.connect(lambda: self.play_requested.emit(routine.id))
        button.setObjectName(f"quick-{occasion.value}")
        return button

    def _left_running(self, left: LeftRunning) -> QWidget:
        text = tr("{name}, begun on {when}, was interrupted.", name=left.name, when=short_moment(left.started))
        actions = (("resume", tr("Go on where it was")), ("keep", tr("Keep as partial")), ("discard", tr("Discard")))
        notice = Notice(text, actions)
        notice.setObjectName("left-running")
        notice.chosen.connect(lambda action: self.left_running_settled.emit(left.id, action))
        return notice

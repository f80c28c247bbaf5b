"""All routines as cards, grouped by kind, and what could not be loaded."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from backstride.core.catalogue import Catalogue, FileProblem, by_kind, emblem, length_ms, needed_equipment
from backstride.core.definitions import Routine
from backstride.core.history import RoutineCount
from backstride.core.plain_text import visible
from backstride.core.search import matches
from backstride.ui.figure.thumbnail import Thumbnail
from backstride.ui.look import Look
from backstride.ui.parts.card_button import CardButton, CardGrid
from backstride.ui.parts.filter_bar import FilterBar
from backstride.ui.parts.layouts import GRID, clear, column, label, row, scrolling
from backstride.ui.parts.notice import Notice
from backstride.ui.words import ago_text, clock_text, equipment_list, kind_text, times_text, tr

SHOWN_PROBLEMS = 20
"""More problems than these are counted, not listed: one broken file can have hundreds."""


class RoutinesPage(QWidget):
    """Emits `opened` with the id of the routine whose card was pressed."""

    opened = Signal(str)

    def __init__(self, catalogue: Catalogue, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shown: tuple[Mapping[str, RoutineCount], date] | None = None
        content = QWidget()
        layout = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        layout.addWidget(label(tr("Routines"), "title"))
        self._problems = column()
        layout.addLayout(self._problems)
        self.filters = FilterBar(look)
        self.filters.changed.connect(self._on_changed)
        layout.addWidget(self.filters)
        self._content = column(spacing=2 * GRID)
        layout.addLayout(self._content)
        layout.addStretch(1)
        look.changed.connect(self._on_changed)
        self.use_catalogue(catalogue)

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Take other routines into use, from the next time that counts are shown; say which files failed."""
        self._catalogue = catalogue
        clear(self._problems)
        if catalogue.problems:
            notice = Notice(problems_text(catalogue.problems))
            notice.setObjectName("file-problems")
            self._problems.addWidget(notice)

    def show_counts(self, counts: Mapping[str, RoutineCount], today: date) -> None:
        """Build the page, each card with how often its routine was completed."""
        self._shown = (counts, today)
        clear(self._content)
        wanted = self.filters.wanted()
        for kind, routines in by_kind(self._catalogue):
            found = [routine for routine in routines if matches(routine, self._catalogue.exercises, wanted)]
            if found:
                self._content.addWidget(label(kind_text(kind), "heading"))
                cards = [self._card(routine, counts.get(routine.id), today) for routine in found]
                self._content.addWidget(CardGrid(cards, self._look.px(280)))
        if self._content.isEmpty():
            self._content.addWidget(label(tr("No routine is like that. Ask for less, or clear the search."), "muted"))

    def _on_changed(self) -> None:
        if self._shown is not None:
            self.show_counts(*self._shown)

    def _card(self, routine: Routine, count: RoutineCount | None, today: date) -> CardButton:
        card = CardButton()
        card.setObjectName(f"routine-{routine.id}")
        length = clock_text(length_ms(routine, self._catalogue.exercises))
        top = row()
        top.addWidget(label(routine.name, "strong"), 1)
        top.addWidget(label(length, "strong", wrap=False))
        card.content.addLayout(top)
        middle = row(spacing=2 * GRID)
        step = next(step for step in routine.steps if step.exercise == emblem(routine))
        figure = Thumbnail(step.exercise, step.dose.tempo, self._look, width=96)
        card.looked_at.connect(figure.play)
        middle.addWidget(figure, 0, Qt.AlignmentFlag.AlignTop)
        middle.addWidget(label(routine.purpose, "muted"), 1)
        card.content.addLayout(middle)
        needs = equipment_list(needed_equipment(routine, self._catalogue.exercises))
        card.content.addWidget(label(tr("Needs: {things}", things=needs), "muted"))
        card.content.addStretch(1)
        done = ago_text(count.last_day if count else None, today)
        if count:
            done = f"{times_text(count.total)} · {done}"
        card.content.addWidget(label(done))
        card.setAccessibleName(f"{routine.name}, {length}")
        card.setAccessibleDescription(f"{routine.purpose} {done}")
        card.clicked.connect(lambda: self.opened.emit(routine.id))
        return card


def problems_text(problems: tuple[FileProblem, ...]) -> str:
    """Which files failed and why, a line for each problem."""
    files = len({problem.file for problem in problems})
    lines = [tr("{n} files could not be loaded:", n=files) if files != 1 else tr("One file could not be loaded:")]
    for item in problems[:SHOWN_PROBLEMS]:
        lines.append(visible(f"{Path(item.file).name}, {item.problem.place}: {item.problem.reason}"))
    if len(problems) > SHOWN_PROBLEMS:
        lines.append(tr("and {n} more problems", n=len(problems) - SHOWN_PROBLEMS))
    return "\n".join(lines)

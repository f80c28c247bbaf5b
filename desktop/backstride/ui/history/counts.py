"""How often each routine and each exercise was completed, with the ladders between; left and right side by side."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QWidget

from backstride.core.review import Counts, ExerciseReview, RoutineReview, Tally
from backstride.ui.dates import short_day
from backstride.ui.history.ladder_lines import LadderLines
from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID, card, column, label
from backstride.ui.parts.table import Rows, Table
from backstride.ui.words import spent_text, tr

SIDES_APART = 0.1
"""Beyond this share, and one set, the sides are said to differ."""


class CountsView(QWidget):
    """Shows `Counts`; `routine_chosen` when a routine's row is opened."""

    routine_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._counts = Counts()
        times = (tr("Week"), tr("Month"), tr("Year"), tr("All time"))
        ends = (tr("Last done"), tr("Average"), tr("Finished"))
        self.routines = Rows((tr("Routine"), *times, *ends), frozenset(range(1, 8)))
        self.exercises = Rows((tr("Exercise"), *times, *ends, tr("Left · right")), frozenset(range(1, 9)))
        self.routine_table = Table(self.routines, look, whole=True)
        self.exercise_table = Table(self.exercises, look, whole=True)
        self.routine_table.setAccessibleName(tr("How often each routine was completed"))
        self.exercise_table.setAccessibleName(tr("How often each exercise was completed"))
        self.routine_table.activated.connect(self._on_activated)
        self._none = label(tr("Nothing completed that fits. The first session will appear here."), "muted")
        self._about = label(
            tr(
                "Times are sessions. Average is time per session. Finished is the share of what was begun: of the "
                "sessions of a routine, of the sets of an exercise. Left and right count sets."
            ),
            "muted",
        )
        self.ladders = LadderLines(look)
        ladder_card, inside = card()
        inside.addWidget(label(tr("Planks, bridges and leg raises: the hardest form of each week"), "heading"))
        inside.addWidget(self.ladders)
        self._headings = (label(tr("Routines"), "heading"), label(tr("Exercises"), "heading"))
        layout = column(self, spacing=2 * GRID)
        for widget in (self._headings[0], self.routine_table, ladder_card, self._headings[1], self.exercise_table):
            layout.addWidget(widget)
        layout.addWidget(self._none)
        layout.addWidget(self._about)
        layout.addStretch(1)

    def show_counts(self, counts: Counts, names: Mapping[str, str]) -> None:
        """Show these counts; `names` are those of the exercises by id."""
        self._counts = counts
        self.routines.show_rows([_routine_row(item) for item in counts.routines])
        self.exercises.show_rows([_exercise_row(item, names) for item in counts.exercises])
        for widget in (*self._headings, self.routine_table, self.exercise_table, self._about):
            widget.setVisible(bool(counts.routines))
        self._none.setVisible(not counts.routines)

    def _on_activated(self, index: QModelIndex) -> None:
        self.routine_chosen.emit(self._counts.routines[index.row()].routine)


def _routine_row(item: RoutineReview) -> list[str]:
    return [item.name, *_times(item.times), *_ends(item)]


def _exercise_row(item: ExerciseReview, names: Mapping[str, str]) -> list[str]:
    return [names.get(item.exercise, item.exercise), *_times(item.times), *_ends(item), sides_text(item)]


def _times(times: Tally) -> list[str]:
    return [str(n) for n in (times.week, times.month, times.year, times.total)]


def _ends(item: RoutineReview | ExerciseReview) -> list[str]:
    return [
        short_day(item.last_day) if item.last_day else "–",
        spent_text(item.mean_ms) if item.mean_ms is not None else "–",
        tr("{percent} %", percent=round(100 * item.finished)),
    ]


def sides_text(item: ExerciseReview) -> str:
    """Sets done on the left and on the right, and which side has fewer; empty where there are no sides."""
    left, right = item.left.done, item.right.done
    if not left and not right:
        return ""
    text = f"{left} · {right}"
    if abs(left - right) > max(SIDES_APART * max(left, right), 1):
        text = tr("less left: {sides}", sides=text) if left < right else tr("less right: {sides}", sides=text)
    return text

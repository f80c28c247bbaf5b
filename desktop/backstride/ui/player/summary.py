"""What a session came to, right after it: done, skipped, time, per exercise and side."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from backstride.core.events import Outcome, Status
from backstride.core.record import SessionRecord, WorkRecord
from backstride.core.timeline import Timeline
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, card, clear, column, label, row, scrolling
from backstride.ui.words import outcome_text, side_text, spent_text, status_text, tr


class SummaryPage(QWidget):
    """Shows a `SessionRecord`; `closed` when the user has seen it."""

    closed = Signal()
    history_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))

    def show_record(self, timeline: Timeline, record: SessionRecord, speed: float, afterwards: str) -> None:
        """Show how a session of `timeline` went."""
        clear(self._content)
        self._content.addWidget(label(self._title(record), "title"))
        self._content.addWidget(label(timeline.name, "heading"))
        self._content.addWidget(label(self._facts(record)))
        if speed > 1:
            played = tr("Played at {speed} times the speed: kept, but not counted as completed.", speed=f"{speed:g}")
            self._content.addWidget(label(played, "muted"))
        if afterwards and record.status is Status.COMPLETED:
            self._content.addWidget(label(afterwards))
        frame, inside = card()
        inside.addLayout(self._table(timeline, record))
        self._content.addWidget(frame)
        self._content.addLayout(self._buttons())
        self._content.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        buttons = row()
        done = Button(tr("Done"), "primary")
        done.clicked.connect(self.closed)
        history = Button(tr("See the history"))
        history.clicked.connect(self.history_requested)
        buttons.addWidget(done)
        buttons.addWidget(history)
        buttons.addStretch(1)
        done.setFocus()
        self.done_button = done
        return buttons

    def _title(self, record: SessionRecord) -> str:
        if record.status is Status.COMPLETED:
            return tr("Done")
        return status_text(record.status)

    def _facts(self, record: SessionRecord) -> str:
        facts = [
            tr("{done} of {planned} sets done", done=record.work_done, planned=record.work_planned),
            tr("{time} active", time=spent_text(record.active_ms)),
        ]
        if record.paused_ms >= 1000:
            facts.append(tr("{time} paused", time=spent_text(record.paused_ms)))
        return " · ".join(facts)

    def _table(self, timeline: Timeline, record: SessionRecord) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * GRID)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(0, 1)
        names = {block.exercise: block.name for block in timeline.blocks}
        for line, (exercise, side, work) in enumerate(by_exercise(record.work)):
            name = f"{names[exercise]}, {side.lower()}" if side else names[exercise]
            done = sum(1 for item in work if item.outcome is Outcome.COMPLETED)
            others = sorted({outcome_text(item.outcome) for item in work if item.outcome is not Outcome.COMPLETED})
            told = ", ".join([tr("{n} done", n=done)] * bool(done) + others)
            spent = label(spent_text(sum(item.actual_ms for item in work)), wrap=False)
            spent.setFont(self._look.font())
            grid.addWidget(label(name), line, 0)
            grid.addWidget(label(told, "muted"), line, 1)
            grid.addWidget(spent, line, 2)
        return grid


def by_exercise(work: tuple[WorkRecord, ...]) -> list[tuple[str, str, list[WorkRecord]]]:
    """Work grouped by exercise and side, in the order in which it was first done."""
    groups: dict[tuple[str, str], list[WorkRecord]] = {}
    for item in work:
        groups.setdefault((item.exercise, side_text(item.side)), []).append(item)
    return [(exercise, side, items) for (exercise, side), items in groups.items()]

"""What a session came to, right after it: done, skipped, time, per exercise and side."""

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from backstride.core.events import Outcome, Status
from backstride.core.history import Feelings, LoggedSession
from backstride.core.record import SessionRecord, WorkRecord
from backstride.core.timeline import Timeline
from backstride.ui.dates import short_day
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, card, clear, column, label, row, scrolling
from backstride.ui.player.feelings import FeelingsForm
from backstride.ui.words import outcome_text, side_text, spent_text, status_text, tr


class SummaryFacts(Struct, frozen=True):
    """What the page shows: `before` is the last session of the same routine that counts."""

    timeline: Timeline
    record: SessionRecord
    speed: float
    afterwards: str
    before: LoggedSession | None
    worst_pain: int | None


class SummaryPage(QWidget):
    """Shows how a session went and asks how it felt.

    `feelings_told` with what was answered, if anything; `closed` when the user is done; one key, Enter, does both.
    """

    feelings_told = Signal(object)
    closed = Signal()
    history_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        content = QWidget()
        self._content = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))

    def show_facts(self, facts: SummaryFacts) -> None:
        """Show how a session went."""
        timeline, record, speed, afterwards = facts.timeline, facts.record, facts.speed, facts.afterwards
        clear(self._content)
        self._content.addWidget(label(self._title(record), "title"))
        self._content.addWidget(label(timeline.name, "heading"))
        self._content.addWidget(label(self._facts(record)))
        if speed > 1:
            played = tr("Played at {speed} times the speed: kept, but not counted as completed.", speed=f"{speed:g}")
            self._content.addWidget(label(played, "muted"))
        if afterwards and record.status is Status.COMPLETED:
            self._content.addWidget(label(afterwards))
        if facts.before is not None:
            self._content.addWidget(label(compared(record, facts.before), "muted"))
        self._content.addLayout(self._buttons())
        self._content.addWidget(label(tr("How did it feel? Only if you like."), "heading"))
        self.form = FeelingsForm(Feelings(pain_during=facts.worst_pain))
        self.form.note.returnPressed.connect(self._on_done)
        self._content.addWidget(self.form)
        self._content.addWidget(label(tr("What was done"), "heading"))
        frame, inside = card()
        inside.addLayout(self._table(timeline, record))
        self._content.addWidget(frame)
        self._content.addStretch(1)

    def _buttons(self) -> QHBoxLayout:
        buttons = row()
        done = Button(tr("Done"), "primary")
        done.clicked.connect(self._on_done)
        history = Button(tr("See the history"))
        history.clicked.connect(self._on_history)
        buttons.addWidget(done)
        buttons.addWidget(history)
        buttons.addStretch(1)
        self.done_button = done
        return buttons

    def take_focus(self) -> None:
        """Put the focus on Done: one key ends it all."""
        self.done_button.setFocus()

    def _on_done(self) -> None:
        self._tell()
        self.closed.emit()

    def _on_history(self) -> None:
        self._tell()
        self.history_requested.emit()

    def _tell(self) -> None:
        feelings = self.form.feelings()
        if feelings != Feelings():
            self.feelings_told.emit(feelings)

    def _title(self, record: SessionRecord) -> str:
        if record.status is Status.COMPLETED:
            return tr("Done")
        return status_text(record.status)

    def _facts(self, record: SessionRecord) -> str:
        facts = [
            tr("{done} of {planned} sets done", done=record.work_done, planned=record.work_planned),
            tr("{percent} % of the steps", percent=_percent(record)),
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


def compared(record: SessionRecord, before: LoggedSession) -> str:
    """How this session compares with the last one of the same routine."""
    when = short_day(before.day)
    told = [tr("Last time ({day}): {time} active", day=when, time=spent_text(before.active_ms))]
    more = record.work_done - before.work_done
    if more:
        told.append(_sets_more(more))
    if before.feelings.pain_after is not None:
        told.append(tr("pain after it {n} of 10", n=before.feelings.pain_after))
    return ", ".join(told)


def _sets_more(more: int) -> str:
    if abs(more) == 1:
        return tr("one set more now") if more > 0 else tr("one set fewer now")
    return tr("{n} sets more now", n=more) if more > 0 else tr("{n} sets fewer now", n=-more)


def _percent(record: SessionRecord) -> int:
    return round(100 * record.steps_done / record.steps_planned) if record.steps_planned else 0


def by_exercise(work: tuple[WorkRecord, ...]) -> list[tuple[str, str, list[WorkRecord]]]:
    """Work grouped by exercise and side, in the order in which it was first done."""
    groups: dict[tuple[str, str], list[WorkRecord]] = {}
    for item in work:
        groups.setdefault((item.exercise, side_text(item.side)), []).append(item)
    return [(exercise, side, items) for (exercise, side), items in groups.items()]

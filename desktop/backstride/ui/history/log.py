"""The log: one row a session, newest first, read page by page as it is scrolled."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from backstride.core.events import Status
from backstride.core.history import LoggedSession
from backstride.ui.dates import short_moment
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.layouts import column, label
from backstride.ui.parts.plain import plain_tip
from backstride.ui.parts.table import AnyIndex, Rows, Table
from backstride.ui.words import spent_text, status_text, tr

PAGE = 100
"""Sessions that are read at a time: more than a window shows."""
NUMBERS = frozenset({2, 4, 5})


class LogRows(Rows):
    """The rows of the log; `fetch` is called for the next page, which comes through `add_page`."""

    def __init__(self, fetch: Callable[[], None]) -> None:
        headings = (tr("When"), tr("Routine"), tr("Length"), tr("How it ended"), tr("Pain"), tr("Effort"), tr("Note"))
        super().__init__(headings, NUMBERS)
        self._fetch = fetch
        self._sessions: list[LoggedSession] = []
        self._more = False
        self._asked = False

    def show_page(self, sessions: Sequence[LoggedSession]) -> None:
        """Begin anew with the first page."""
        self.beginResetModel()
        self._sessions = list(sessions)
        self._more, self._asked = len(sessions) == PAGE, False
        self.endResetModel()

    def add_page(self, sessions: Sequence[LoggedSession]) -> None:
        """Go on with the page that was asked for."""
        if sessions:
            first = len(self._sessions)
            self.beginInsertRows(QModelIndex(), first, first + len(sessions) - 1)
            self._sessions.extend(sessions)
            self.endInsertRows()
        self._more, self._asked = len(sessions) == PAGE, False

    def session(self, line: int) -> LoggedSession:
        """The session of a row."""
        return self._sessions[line]

    @property
    def last(self) -> LoggedSession | None:
        """The oldest session that was read."""
        return self._sessions[-1] if self._sessions else None

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """How many were read."""
        return 0 if parent.isValid() else len(self._sessions)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """True while older sessions may follow."""
        return self._more and not self._asked

    def fetchMore(self, parent: AnyIndex) -> None:
        """Ask for the next page."""
        self._asked = True
        self._fetch()

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell; made when it is seen."""
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(self._sessions[index.row()], index.column())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_cell(self._sessions[index.row()], index.column()))
        return super().data(index, role)


class LogView(QWidget):
    """The log with what can be done to its rows.

    `opened` with the id of a session, `delete_requested` with the ids of several, `more_requested` after the last one
    that was read, `all_requested` to see the hidden ones too, `bin_requested` to see the deleted ones.
    """

    opened = Signal(str)
    delete_requested = Signal(object)
    more_requested = Signal(object)
    all_requested = Signal()
    bin_requested = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.rows = LogRows(lambda: self.more_requested.emit(self.rows.last))
        self.table = _LogTable(self.rows, look)
        self.table.setAccessibleName(tr("The log"))
        self.table.activated.connect(lambda index: self.opened.emit(self.rows.session(index.row()).id))
        self.table.deleted.connect(self._on_delete)
        self.table.selectionModel().selectionChanged.connect(self._on_selected)
        self._none = label(tr("No sessions that fit."), "muted")
        self._hidden = label("", "muted", wrap=False)
        self.show_hidden_button = Button(tr("Show them"))
        self.show_hidden_button.clicked.connect(self.all_requested)
        self.open_button = Button(tr("Open"))
        self.open_button.clicked.connect(lambda: self.table.activated.emit(self.table.currentIndex()))
        self.delete_button = Button(tr("Delete"))
        self.delete_button.clicked.connect(self._on_delete)
        self.bin_button = Button(tr("Deleted sessions"))
        self.bin_button.clicked.connect(self.bin_requested)
        layout = column(self)
        layout.addWidget(self._none)
        layout.addWidget(self.table, 1)
        self._room = QWidget()
        layout.addWidget(self._room, 1)
        below = FlowBox()
        below.add(self._hidden)
        for button in (self.show_hidden_button, self.open_button, self.delete_button, self.bin_button):
            below.add(button)
        layout.addWidget(below)
        self._on_selected()

    def show_page(self, sessions: Sequence[LoggedSession]) -> None:
        """Begin anew with the first page."""
        self.rows.show_page(sessions)
        self._none.setVisible(not sessions)
        self.table.setVisible(bool(sessions))
        self._room.setVisible(not sessions)
        if sessions:
            self.table.setCurrentIndex(self.rows.index(0, 0))
        self._on_selected()

    def show_hidden(self, hidden: int) -> None:
        """Say how many sessions are kept back because they were not completed."""
        text = tr("One unfinished session is not shown.") if hidden == 1 else ""
        if hidden > 1:
            text = tr("{n} unfinished sessions are not shown.", n=hidden)
        self._hidden.setText(text)
        self._hidden.setVisible(bool(hidden))
        self.show_hidden_button.setVisible(bool(hidden))

    def chosen(self) -> tuple[str, ...]:
        """The ids of the sessions that are selected."""
        return tuple(self.rows.session(index.row()).id for index in self.table.selectionModel().selectedRows())

    def _on_delete(self) -> None:
        if chosen := self.chosen():
            self.delete_requested.emit(chosen)

    def _on_selected(self) -> None:
        count = len(self.chosen())
        self.open_button.setEnabled(count == 1)
        self.delete_button.setEnabled(count > 0)
        self.delete_button.setText(tr("Delete {n}", n=count) if count > 1 else tr("Delete"))


class _LogTable(Table):
    """Several rows can be selected; Delete asks for their deletion, Enter and Space open one."""

    deleted = Signal()

    def __init__(self, model: LogRows, look: Look) -> None:
        super().__init__(model, look, elastic=(1, 3, 6))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        model.modelReset.connect(self._share_width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Enter; the arrows are the table's own."""
        if event.key() == Qt.Key.Key_Delete:
            self.deleted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _cell(session: LoggedSession, column: int) -> str:
    feelings = session.feelings
    if column == 0:
        return short_moment(session.started)
    if column == 1:
        return session.name
    if column == 2:
        return spent_text(session.active_ms)
    if column == 3:
        return ending_text(session)
    if column == 4:
        return pain_text(feelings.pain_before, feelings.pain_after)
    if column == 5:
        return str(feelings.effort) if feelings.effort is not None else ""
    return " ".join(feelings.note.split())


def pain_text(before: int | None, after: int | None) -> str:
    """Pain before and after a session, as far as it was told."""
    if before is None and after is None:
        return ""
    told = [str(pain) if pain is not None else "–" for pain in (before, after)]
    return " → ".join(told)


def ending_text(session: LoggedSession) -> str:
    """How a session ended, with its share where it is not whole, and whether it was typed in or edited."""
    text = tr("Added by hand") if session.added else status_text(session.status)
    if session.status is not Status.COMPLETED and session.work_planned:
        text = tr(
            "{status}, {done} of {planned} sets", status=text, done=session.work_done, planned=session.work_planned
        )
    elif not session.counts:
        text = tr("{status}, does not count", status=text)
    if session.edited is not None:
        text = tr("{status}, edited", status=text)
    return text

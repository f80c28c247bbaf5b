"""Deleted sessions, which can be brought back for thirty days."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from backstride.store.corrections import BIN_DAYS, Binned
from backstride.ui.dates import short_moment
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, column, label, row
from backstride.ui.parts.table import Rows, Table
from backstride.ui.words import tr


class BinView(QWidget):
    """Shows the bin; `restore_requested` with the ids to be brought back."""

    restore_requested = Signal(object)
    closed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._binned: Sequence[Binned] = ()
        layout = column(self, margin=4 * GRID, spacing=2 * GRID)
        layout.addWidget(label(tr("Deleted sessions"), "title"))
        layout.addWidget(label(tr("They are kept for {n} days and count nowhere.", n=BIN_DAYS), "muted"))
        self._rows = Rows((tr("When"), tr("Routine"), tr("Deleted")))
        self.table = Table(self._rows, look, elastic=(1,))
        self.table.setAccessibleName(tr("Deleted sessions"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        layout.addWidget(self.table, 1)
        self._none = label(tr("There are none."), "muted")
        layout.addWidget(self._none)
        self.back = Button(tr("Back to the history"))
        self.back.clicked.connect(self.closed)
        self.restore = Button(tr("Bring back"), "primary")
        self.restore.clicked.connect(self._on_restore)
        buttons = row()
        buttons.addWidget(self.back)
        buttons.addWidget(self.restore)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def show_bin(self, binned: Sequence[Binned], now: datetime) -> None:
        """Show what was deleted; moments as they are at the place of `now`."""
        self._binned = binned
        self._rows.show_rows(
            [
                [short_moment(item.started), item.name, short_moment(item.deleted.astimezone(now.tzinfo))]
                for item in binned
            ]
        )
        self.table.setVisible(bool(binned))
        self._none.setVisible(not binned)
        self.restore.setEnabled(bool(binned))
        if binned:
            self.table.selectRow(0)

    def take_focus(self) -> None:
        """Put the focus on the list, or on the way back when it is empty."""
        (self.table if self._binned else self.back).setFocus()

    def _on_restore(self) -> None:
        chosen = tuple(self._binned[index.row()].id for index in self.table.selectionModel().selectedRows())
        if chosen:
            self.restore_requested.emit(chosen)

"""The backups of the history: which there are, one more, and back to one of them."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from backstride.store.backup_files import KEPT_WEEKLY
from backstride.store.backups import Backup, Contents
from backstride.ui.backup_words import backup_line, held_text, made_text, reason_text
from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, card, clear, column, label, row
from backstride.ui.parts.notice import Notice
from backstride.ui.words import tr

FIRST_SHOWN = 5
NOTHING = Contents(0, None, None)


class BackupSettings(QWidget):
    """Emits `back_up_requested`, and `restore_requested` with the path once the user has confirmed it in the row."""

    back_up_requested = Signal()
    restore_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._backups: tuple[Backup, ...] = ()
        self._present = NOTHING
        self._asked: Path | None = None
        self._all_shown = False
        frame, inside = card()
        column(self).addWidget(frame)
        inside.addWidget(label(tr("Backups"), "strong"))
        inside.addWidget(
            label(
                tr(
                    "Once a week your history is copied into the folder 'backups', and again before it is replaced or "
                    "converted. The {n} newest weekly copies are kept.",
                    n=KEPT_WEEKLY,
                ),
                "muted",
            )
        )
        held = row()
        self.back_up = Button(tr("Back up now"))
        self.back_up.clicked.connect(self.back_up_requested)
        held.addWidget(self.back_up)
        held.addStretch(1)
        inside.addLayout(held)
        inside.addSpacing(GRID)
        self._rows = column(spacing=2 * GRID)
        inside.addLayout(self._rows)

    def show_backups(self, backups: tuple[Backup, ...], present: Contents) -> None:
        """Show these, newest first; `present` is what the history holds now.  A question that is open stays open."""
        self._backups = backups
        self._present = present
        self._show()

    def forget_question(self) -> None:
        """Close the question and show only the first few again, as when the page is opened."""
        self._asked = None
        self._all_shown = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape answers the question with no."""
        if event.key() == Qt.Key.Key_Escape and self._asked is not None:
            self._on_kept()
        else:
            super().keyPressEvent(event)

    def _show(self) -> None:
        focus = QApplication.focusWidget()
        focused = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        clear(self._rows)
        shown = self._backups if self._all_shown else self._backups[:FIRST_SHOWN]
        for backup in shown:
            self._add(self._question(backup) if backup.path == self._asked else self._line(backup))
        if len(shown) < len(self._backups):
            self._add(self._more())
        if not self._backups:
            self._add(label(tr("There is no backup yet."), "muted"))
        if focused:
            self._focus(focused)

    def _add(self, widget: QWidget) -> None:
        self._rows.addWidget(widget)
        widget.show()  # now, not with the next event: what is not shown cannot have the focus

    def _more(self) -> QWidget:
        held = QWidget()
        inside = row(held)
        more = Button(tr("Show all {n} backups", n=len(self._backups)))
        more.setObjectName("all-backups")
        more.clicked.connect(self._on_all)
        inside.addWidget(more)
        inside.addStretch(1)
        return held

    def _line(self, backup: Backup) -> QWidget:
        line = QWidget()
        inside = row(line, spacing=2 * GRID)
        words = column(spacing=0)
        words.addWidget(label(made_text(backup)))
        words.addWidget(label(backup_line(backup), "muted"))
        inside.addLayout(words, 1)
        if backup.can_be_restored:
            button = Button(tr("Restore"))
            button.setObjectName(f"restore-{backup.path.name}")
            button.setAccessibleName(
                tr("Restore the backup of {when}, {reason}", when=made_text(backup), reason=reason_text(backup.reason))
            )
            button.clicked.connect(lambda: self._on_asked(backup.path))
            inside.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _question(self, backup: Backup) -> Notice:
        now = self._present
        text = tr(
            "Go back to the backup of {when}? It replaces what you have now, {now}, by {then}. "
            "What you have now is backed up first.",
            when=made_text(backup),
            now=held_text(now.sessions, now.first_day, now.last_day),
            then=held_text(backup.sessions, backup.first_day, backup.last_day),
        )
        question = Notice(text, (("restore", tr("Restore")), ("keep", tr("Keep as it is"))))
        for button in question.findChildren(Button):
            button.setAccessibleDescription(text)
        question.chosen.connect(
            lambda answer: self._on_confirmed(backup.path) if answer == "restore" else self._on_kept()
        )
        return question

    def _on_asked(self, path: Path) -> None:
        self._asked = path
        self._show()
        self._focus("keep")

    def _on_kept(self) -> None:
        asked, self._asked = self._asked, None
        self._show()
        if asked is not None:
            self._focus(f"restore-{asked.name}")

    def _on_confirmed(self, path: Path) -> None:
        self._asked = None
        self.back_up.setFocus()  # the row will go
        self._show()
        self.restore_requested.emit(path)

    def _on_all(self) -> None:
        self._all_shown = True
        self._show()
        further = (backup.path.name for backup in self._backups[FIRST_SHOWN:] if backup.can_be_restored)
        self._focus(f"restore-{next(further, '')}")

    def _focus(self, name: str) -> None:
        """Give the focus to the button called `name`, or where there is none any more, to the one that always is."""
        buttons = [button for button in self.findChildren(Button, name) if button.isVisibleTo(self)]
        chosen = buttons[0] if buttons else self.back_up
        chosen.setFocus()
        QTimer.singleShot(0, chosen, lambda: _scroll_to(chosen))


def _scroll_to(button: Button) -> None:
    """Bring a button into view, once its page has been laid out."""
    parent = button.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(button, 0, 3 * GRID)

"""Keeps the history safe: backs it up in the background once a week, and restores a backup when asked to.

A backup is made in a thread with a connection of its own that can only read.  Python's sqlite3 copies in one call, so
it cannot be cut into pieces between which Qt would run; but the call lets go of the interpreter, and a history in WAL
mode can be written while another connection reads it.  Between pieces of 1 MiB the thread looks whether it is still
wanted, so that neither a session nor the closing of the window waits for it.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from backstride.core.errors import Trouble, UserError
from backstride.services.clock import Clock
from backstride.store.backups import Contents, back_up_by_hand, back_up_weekly, contents, list_backups, restore
from backstride.store.database import BackupCancelledError, connect_read_only, is_damage
from backstride.store.paths import Paths
from backstride.ui.backup_words import held_text
from backstride.ui.desktop import Desktop
from backstride.ui.error_words import error_text
from backstride.ui.words import tr

if TYPE_CHECKING:
    from backstride.ui.pages.backup_settings import BackupSettings
    from backstride.ui.pages.settings import SettingsPage

_log = logging.getLogger(__name__)

SETTLED_MS = 1_000
"""How long after a page was opened the weekly backup may begin: well after the first frame."""
CLOSING_S = 5.0
"""How long closing waits for a backup that was cancelled; it needs a few milliseconds."""

Make = Callable[[sqlite3.Connection, Path, datetime, Callable[[], bool]], Path | None]


class Keeping(QObject):
    """Takes the intents of the backups on the Settings page; owned by the desktop."""

    _finished = Signal(object, bool)

    def __init__(self, connection: sqlite3.Connection, paths: Paths, clock: Clock, desktop: Desktop) -> None:
        super().__init__(desktop)
        self._connection = connection
        self._paths = paths
        self._clock = clock
        self._window = desktop.window
        self._asking = desktop.asking
        self._player = desktop.player
        self._view: BackupSettings | None = None
        self._looked_on: date | None = None
        self._thread: threading.Thread | None = None
        self._for_week = False
        self._cancelled = threading.Event()
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.timeout.connect(self._look_after_week)
        self._finished.connect(self._on_finished)
        self._window.page_opened.connect(self._on_page_opened)
        self._window.closing.connect(self._on_closing)
        desktop.settings_page_made.connect(self._on_page_made)

    def _on_page_made(self, page: "SettingsPage") -> None:
        self._view = page.backups
        self._view.back_up_requested.connect(self._on_back_up_requested)
        self._view.restore_requested.connect(self._on_restore_requested)

    def _on_page_opened(self, name: str) -> None:
        if name == "player":
            self._put_week_off()
            return
        if name == "settings" and self._view is not None:
            self._view.forget_question()
            self._show()
        self._settled.start(SETTLED_MS)

    def _on_closing(self) -> None:
        self._settled.stop()
        self._stop()

    def _look_after_week(self) -> None:
        """See once a day whether the weekly backup is due; never beside a session."""
        now = self._clock.wall()
        today = now.date()
        plays = self._player.is_under_way or self._window.current == "player"
        if today != self._looked_on and not plays:
            self._looked_on = today if self._begin(back_up_weekly, for_week=True) else None
            self._empty_bin(now)

    def _empty_bin(self, now: datetime) -> None:
        """Forget for good what was deleted long ago; what hinders it is no reason to disturb anybody."""
        from backstride.store.corrections import Corrections  # late: no start waits for it

        try:
            Corrections(self._connection).empty_bin(now)
        except sqlite3.Error as error:
            _log.warning("the bin was not emptied: %s", error)

    def _put_week_off(self) -> None:
        """Give the weekly backup up if it is being made; the next page that is opened begins it anew."""
        if self._for_week:
            self._cancelled.set()
            self._looked_on = None

    def _on_back_up_requested(self) -> None:
        if self._for_week:
            self._put_week_off()
            self._stop()  # rather than to keep the user waiting for a backup that nobody asked for
        self._begin(back_up_by_hand, for_week=False)

    def _begin(self, make: Make, *, for_week: bool) -> bool:
        """Let `make` work in a thread; False when another backup is being made."""
        if self._thread is not None and self._thread.is_alive():
            return False
        self._for_week = for_week
        self._cancelled = threading.Event()
        now = self._clock.wall()
        self._thread = threading.Thread(
            target=self._work, args=(make, now, for_week, self._cancelled), name="backup", daemon=True
        )
        self._thread.start()
        return True

    def _work(self, make: Make, now: datetime, for_week: bool, cancelled: threading.Event) -> None:
        """In the thread: touches nothing of the window, and says nothing after it was cancelled."""
        outcome: Path | UserError | None = None
        try:
            with closing(connect_read_only(self._paths.database, closed=False)) as reader:
                outcome = make(reader, self._paths.backups, now, cancelled.is_set)
        except BackupCancelledError:
            return
        except UserError as error:
            outcome = error
        except sqlite3.Error as error:
            if is_damage(error):
                outcome = UserError(Trouble.DAMAGED_DATABASE, where=self._paths.database, detail=error)
            else:
                outcome = UserError(Trouble.NOT_SAVED, where=self._paths.backups, detail=error)
        if not cancelled.is_set():
            self._finished.emit(outcome, for_week)

    def _on_finished(self, outcome: Path | UserError | None, for_week: bool) -> None:
        if self._cancelled.is_set():
            return  # it was told too late: something else goes on by now
        if isinstance(outcome, UserError):
            _log.warning("%s", outcome)
        if self._window.current == "settings":
            self._show()
        if for_week and not (isinstance(outcome, UserError) and outcome.trouble is Trouble.DAMAGED_DATABASE):
            return
        if isinstance(outcome, UserError):
            self._window.say(error_text(outcome), lasting=True)
        else:
            self._window.say(tr("Your history is backed up: {held}.", held=self._held()))

    def _on_restore_requested(self, path: Path) -> None:
        if self._player.is_under_way:
            self._window.say(tr("A session is under way, so nothing was restored. Finish or end it, then try again."))
            return
        self._put_week_off()
        self._stop()  # one by hand, too: the restore makes the same backup first
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            restore(self._connection, self._paths, path, self._clock.wall())
        except UserError as error:
            _log.warning("%s", error)
            self._window.say(error_text(error), lasting=True)
        else:
            self._window.say(
                tr(
                    "The backup is restored: your history now holds {held}. What it held before is in the list, "
                    "as the backup before a restore.",
                    held=self._held(),
                ),
                lasting=True,
            )
        finally:
            QApplication.restoreOverrideCursor()
            self._show()

    def _stop(self) -> None:
        """Give up the backup that is being made, and wait until nothing of it is left."""
        self._cancelled.set()
        if self._thread is not None:
            self._thread.join(CLOSING_S)

    def _held(self) -> str:
        held = self._contents()
        return held_text(held.sessions, held.first_day, held.last_day)

    def _show(self) -> None:
        if self._view is not None:
            self._view.show_backups(list_backups(self._paths.backups), self._contents())

    def _contents(self) -> Contents:
        return self._asking.ask(lambda: contents(self._connection)) or Contents(0, None, None)

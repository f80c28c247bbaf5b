"""The History page: the history to look through, one session of it, and every correction."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from backstride.core.catalogue import Catalogue
from backstride.core.errors import UserError
from backstride.core.history import Correction, DoneElsewhere, LoggedSession, PauseReason
from backstride.ui.error_words import error_text
from backstride.ui.history.backing import HistoryBacking
from backstride.ui.history.bin import BinView
from backstride.ui.history.browse import Browse
from backstride.ui.history.editing import SessionForm
from backstride.ui.history.pauses import PausesView
from backstride.ui.history.session_details import SessionDetails, SessionFacts
from backstride.ui.look import Look
from backstride.ui.parts.layouts import column
from backstride.ui.words import sessions_text, tr


class HistoryPage(QWidget):
    """`said` with a remark and a function that takes the change back, or None where there is nothing to take back."""

    said = Signal(str, object)

    def __init__(self, backing: HistoryBacking, look: Look) -> None:
        super().__init__()
        self._backing = backing
        self._look = look
        self._session: LoggedSession | None = None
        self._views = QStackedWidget()
        column(self).addWidget(self._views)
        self.browse = browse = Browse(backing, look)
        self._views.addWidget(browse)
        browse.add_requested.connect(self._on_add_requested)
        browse.overview.pauses_requested.connect(self._show_pauses)
        browse.log.opened.connect(self._show_session)
        browse.log.delete_requested.connect(self._delete)
        browse.log.bin_requested.connect(self._show_bin)
        browse.taking.said.connect(lambda text: self.said.emit(text, None))
        browse.taking.changed.connect(self.open)

    @cached_property
    def details(self) -> SessionDetails:
        """One session; this view and those below are made when they are first opened."""
        details = SessionDetails(self._look)
        details.closed.connect(self.open)
        details.edit_requested.connect(self._on_edit_requested)
        details.delete_requested.connect(lambda session_id: self._delete((session_id,)))
        details.fit_requested.connect(self.browse.taking.save_fit)
        self._views.addWidget(details)
        return details

    @cached_property
    def form(self) -> SessionForm:
        """The form for a correction or an addition."""
        form = SessionForm(self._backing.catalogue, self._look)
        form.closed.connect(self._on_form_closed)
        form.corrected.connect(self._correct)
        form.added.connect(self._add)
        self._views.addWidget(form)
        return form

    @cached_property
    def bin(self) -> BinView:
        """What was deleted."""
        shelf = BinView(self._look)
        shelf.closed.connect(self.open)
        shelf.restore_requested.connect(self._restore)
        self._views.addWidget(shelf)
        return shelf

    @cached_property
    def pauses(self) -> PausesView:
        """The pause days."""
        pauses = PausesView(self._look)
        pauses.closed.connect(self.open)
        pauses.added.connect(self._add_pause)
        pauses.removed.connect(self._remove_pause)
        self._views.addWidget(pauses)
        return pauses

    def use_catalogue(self, catalogue: Catalogue) -> None:
        """Offer the routines of another catalogue from now on."""
        self._backing = replace(self._backing, catalogue=catalogue)
        self.__dict__.pop("form", None)  # made anew when it is next opened

    def open(self) -> None:
        """Show the history as of now."""
        self._session = None
        self._views.setCurrentWidget(self.browse)
        self.browse.open()

    def _show_session(self, session_id: str) -> None:
        history = self._backing.history
        ask = self._backing.asking.ask
        self._session = ask(lambda: history.session(session_id))
        if self._session is None:
            self.open()
            return
        names = {exercise.id: exercise.name for exercise in self._backing.catalogue.exercises.values()}
        work = ask(lambda: history.work(session_id)) or ()
        hurts = ask(lambda: history.hurts(session_id)) or ()
        self.details.show_facts(SessionFacts(self._session, work, hurts, names))
        self._views.setCurrentWidget(self.details)
        self.details.take_focus()

    def _show_bin(self) -> None:
        binned = self._backing.asking.ask(self._backing.corrections.binned) or ()
        self.bin.show_bin(binned, self._backing.clock.wall())
        self._views.setCurrentWidget(self.bin)
        self.bin.take_focus()

    def _show_pauses(self) -> None:
        pauses = self._backing.asking.ask(self._backing.corrections.pauses) or ()
        self.pauses.show_pauses(pauses, self._backing.clock.wall().date())
        self._views.setCurrentWidget(self.pauses)
        self.pauses.take_focus()

    def _on_add_requested(self) -> None:
        self.form.add(self._backing.clock.wall())
        self._views.setCurrentWidget(self.form)
        self.form.take_focus()

    def _on_edit_requested(self) -> None:
        if self._session is not None:
            self.form.correct(self._session, self._backing.clock.wall())
            self._views.setCurrentWidget(self.form)
            self.form.take_focus()

    def _on_form_closed(self) -> None:
        if self._session is None:
            self.open()
        else:
            self._show_session(self._session.id)

    def _correct(self, session_id: str, correction: Correction) -> None:
        now = self._backing.clock.wall()
        if self._change(lambda: self._backing.corrections.edit(session_id, correction, now)):
            self._show_session(session_id)

    def _add(self, session: DoneElsewhere) -> None:
        if self._change(lambda: self._backing.corrections.add(session, self._backing.clock.wall())):
            self.said.emit(tr("{name} was added.", name=session.name), None)
            self.open()

    def _delete(self, ids: Sequence[str]) -> None:
        if self._change(lambda: self._backing.corrections.delete(ids, self._backing.clock.wall())):
            text = tr("Deleted: {sessions}.", sessions=sessions_text(len(ids)))
            self.said.emit(text, lambda: self._restore(ids))
            self.open()

    def _restore(self, ids: Sequence[str]) -> None:
        if self._change(lambda: self._backing.corrections.restore(ids)):
            self.said.emit(tr("Brought back: {sessions}.", sessions=sessions_text(len(ids))), None)
            self.open()

    def _add_pause(self, first: date, last: date, reason: PauseReason) -> None:
        if self._change(lambda: self._backing.corrections.add_pause(first, last, reason)):
            self._show_pauses()

    def _remove_pause(self, pause_id: str) -> None:
        if self._change(lambda: self._backing.corrections.delete_pause(pause_id)):
            self._show_pauses()

    def _change(self, change: Callable[[], object]) -> bool:
        """Carry out a change of the history; what hinders it is said, and the history is then as it was."""
        try:
            change()
        except UserError as error:
            self.said.emit(error_text(error), None)
            return False
        except sqlite3.Error as error:
            self.said.emit(tr("That could not be saved ({reason}). Nothing was changed.", reason=error), None)
            return False
        return True

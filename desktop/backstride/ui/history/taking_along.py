"""Taking the history along: every export, the report, and the import, which says first what it would do."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from backstride.core.errors import UserError
from backstride.core.history import LoggedSession
from backstride.core.review import Selection, Shown
from backstride.store.exchange.document import Document
from backstride.store.exchange.importing import ImportPreview
from backstride.store.review import Review
from backstride.ui.dates import first_weekday
from backstride.ui.error_words import error_text
from backstride.ui.history.backing import HistoryBacking
from backstride.ui.import_words import import_lines
from backstride.ui.look import Look
from backstride.ui.parts.layouts import clear, column
from backstride.ui.parts.menu_button import MenuButton
from backstride.ui.parts.notice import Notice
from backstride.ui.words import tr

REPORT_WEEKS = 12
"""What the report tells where no dates are chosen: the time between two reviews of a programme, about a season."""
FIT_SESSIONS = 1000
"""Most sessions that are written as FIT files at once; more would fill a folder beyond use."""


class TakingAlong(QWidget):
    """A button with the ways in and out, and below it what an import would do.

    `said` with a remark, `changed` when the history has become another.
    """

    said = Signal(str)
    changed = Signal()

    def __init__(self, backing: HistoryBacking, selection: Callable[[], Selection], look: Look) -> None:
        super().__init__()
        self._backing = backing
        self._selection = selection
        self._names = {exercise.id: exercise.name for exercise in backing.catalogue.exercises.values()}
        self._notices = column(self)
        self.button = MenuButton(tr("Export or import"), look)
        entries = (
            (tr("Everything, as JSON …"), lambda: self._export("backstride-history.json")),
            (tr("The log, as a CSV table …"), lambda: self._export("backstride-log.csv")),
            (tr("The days, as a calendar (iCalendar) …"), lambda: self._export("backstride-sessions.ics")),
            (tr("The sessions shown, as FIT activities …"), self._export_fit),
            (tr("A report for a physiotherapist, as PDF …"), self._report),
            (tr("Import a JSON export …"), self._on_import),
        )
        for caption, action in entries:
            self.button.entries.addAction(caption).triggered.connect(action)

    def save_fit(self, session_id: str) -> None:
        """Ask where to, and save one session as a FIT activity."""
        session = self._backing.history.session(session_id)
        if session is None:
            return
        path = self.ask_where(f"{fit_name(session)}.fit")
        if path is not None:
            self._run(lambda connection: _write_fit(connection, (session,), path.parent, self._names, path.name))

    def ask_where(self, name: str) -> Path | None:
        """Where a file is to be saved; None when the user thinks better of it."""
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Save as"), str(Path.home() / name))
        return Path(chosen) if chosen else None

    def ask_folder(self) -> Path | None:
        """In which folder files are to be saved."""
        chosen = QFileDialog.getExistingDirectory(self, tr("Save into this folder"), str(Path.home()))
        return Path(chosen) if chosen else None

    def ask_which(self) -> Path | None:
        """Which file is to be read."""
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Import"), str(Path.home()), tr("Exports (*.json)"))
        return Path(chosen) if chosen else None

    def _export(self, name: str) -> None:
        from backstride.store.exchange.files import write_export

        path = self.ask_where(name)
        if path is not None:

            def write(connection: sqlite3.Connection) -> str:
                write_export(connection, path)
                return tr("Saved as {path}.", path=path)

            self._run(write)

    def _export_fit(self) -> None:
        folder, selection = self.ask_folder(), self._selection()
        if folder is not None:

            def write(connection: sqlite3.Connection) -> str:
                return _write_fit(connection, Review(connection).log(selection, FIT_SESSIONS), folder, self._names)

            self._run(write)

    def _report(self) -> None:
        path = self.ask_where("backstride-report.pdf")
        if path is None:
            return
        from backstride.store.exchange.files import write_file
        from backstride.ui.history.report import ReportFacts, report_pdf

        today = self._backing.clock.wall().date()
        first, last = report_days(self._selection(), today)
        selection = replace(self._selection(), shown=Shown.ALL, first=first, last=last)
        goal, names = self._backing.goal(), self._names

        def read(connection: sqlite3.Connection) -> ReportFacts:
            review = Review(connection)
            year = review.year(selection, last, first_weekday(), self._backing.catalogue.ladders)
            weeks = [week for week in year.weeks if week.first + timedelta(days=6) >= first]
            counts = review.counts(selection, today, first_weekday())
            told = [session for session in review.log(selection, FIT_SESSIONS) if _is_told(session)]
            return ReportFacts(first, last, goal, counts, weeks, told, names)

        def write(facts: ReportFacts) -> None:
            try:
                write_file(path, report_pdf(facts))
            except UserError as error:
                self.said.emit(error_text(error))
            else:
                self.said.emit(tr("Saved as {path}.", path=path))

        self._backing.reader.ask("report", read, write)

    def _on_import(self) -> None:
        from backstride.store.exchange.importing import preview, read_import

        path = self.ask_which()
        if path is None:
            return

        def look_into(connection: sqlite3.Connection) -> tuple[Document, ImportPreview] | UserError:
            try:
                document = read_import(path)
            except UserError as error:
                return error
            return document, preview(connection, document)

        self._backing.reader.ask("import", look_into, self._show_preview)

    def _show_preview(self, found: tuple[Document, ImportPreview] | UserError) -> None:
        clear(self._notices)
        if isinstance(found, UserError):
            self.said.emit(error_text(found))
            return
        document, planned = found
        text = "\n".join(import_lines(planned))
        if not planned.changes:
            self.said.emit(f"{text}\n{tr('Everything in it is here already.')}")
            return
        notice = Notice(text, (("import", tr("Import")), ("leave", tr("Leave it"))))
        notice.chosen.connect(lambda name: self._on_answered(name, document))
        self._notices.addWidget(notice)
        notice.setFocus()

    def _on_answered(self, answer: str, document: Document) -> None:
        clear(self._notices)
        if answer != "import":
            return
        try:
            done = self._backing.import_document(document)
        except sqlite3.Error as error:
            self.said.emit(tr("The import failed ({reason}). Nothing was changed.", reason=error))
            return
        self.said.emit("\n".join((tr("Imported."), *import_lines(done))))
        self.changed.emit()

    def _run(self, write: Callable[[sqlite3.Connection], str]) -> None:
        """Write in the reader's thread; what became of it is said."""

        def attempt(connection: sqlite3.Connection) -> str:
            try:
                return write(connection)
            except UserError as error:
                return error_text(error)

        self._backing.reader.ask("export", attempt, self.said.emit)


def report_days(chosen: Selection, today: date) -> tuple[date, date]:
    """From when to when a report tells: as was chosen, up to today; the last weeks where nothing was."""
    last = min(chosen.last or today, today)
    return chosen.first or last - timedelta(weeks=REPORT_WEEKS) + timedelta(days=1), last


def fit_name(session: LoggedSession) -> str:
    """A file name for a session: its start and its routine."""
    return f"{session.started:%Y-%m-%d-%H%M%S}-{session.routine or session.kind.value}"


def _is_told(session: LoggedSession) -> bool:
    feelings = session.feelings
    return bool(feelings.note) or any(
        n is not None for n in (feelings.pain_before, feelings.pain_during, feelings.pain_after)
    )


def _write_fit(
    connection: sqlite3.Connection,
    sessions: Sequence[LoggedSession],
    folder: Path,
    names: dict[str, str],
    name: str | None = None,
) -> str:
    from backstride.store.exchange.files import write_fit

    for session in sessions:
        write_fit(connection, session, folder / (name or f"{fit_name(session)}.fit"), names)
    if name is not None:
        return tr("Saved as {path}.", path=folder / name)
    return tr("{n} files were saved in {folder}.", n=len(sessions), folder=folder)

"""The desktop as a whole: what each page shows when it is opened, and what happens on each intent."""

import logging
import sqlite3
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal, Slot

from backstride.core.catalogue import Catalogue
from backstride.core.events import Status
from backstride.core.history import last_seven
from backstride.core.session import Command
from backstride.core.suggestion import suggest
from backstride.store.database import BRIEFLY_MS
from backstride.store.settings import Adjustment, Settings
from backstride.ui.backing import Backing
from backstride.ui.look import Look
from backstride.ui.pages.today import TodayFacts, TodayPage
from backstride.ui.sessions import SessionDesk
from backstride.ui.window import MainWindow
from backstride.ui.words import tr

if TYPE_CHECKING:
    from backstride.ui.adding import RoutineAdding
    from backstride.ui.history.page import HistoryPage
    from backstride.ui.pages.exercise import ExercisePage
    from backstride.ui.pages.routine_detail import RoutineDetailPage
    from backstride.ui.pages.routines import RoutinesPage
    from backstride.ui.pages.settings import SettingsPage

_log = logging.getLogger(__name__)

LOOKS = ("theme", "text_percent", "reduced_motion")
"""The settings that change how everything looks."""
NOT_ON_PAGE = ("page", "geometry", "adjustments")
"""Settings that the Settings page does not show and must not overwrite."""
RAIL = ("today", "routines", "history", "settings")


class Desktop(SessionDesk):
    """Owns the window and its pages, and takes every intent of the user to where it is decided.

    Only Today is made at once; every other page is made when it is first needed, for no start waits for it.
    `settings_page_made` carries the Settings page when that is.
    """

    settings_page_made = Signal(object)

    def __init__(self, backing: Backing, look: Look, settings: Settings) -> None:
        window = MainWindow(look, tuple(zip(RAIL, _rail_captions(), strict=True)))
        super().__init__(backing, look, settings, window)
        self.window.page_opened.connect(self._on_page_opened)
        self.window.closing.connect(self._on_closing)
        # Queued: a fault may come from another thread, or while something is painted.
        self.window.fault_found.connect(self._on_fault_found, Qt.ConnectionType.QueuedConnection)
        self.today = TodayPage(backing.catalogue, look)
        self.today.play_requested.connect(self.play)
        self.today.left_running_settled.connect(self._on_left_running_settled)
        self.window.add_page("today", self.today)
        self.window.restore_geometry_text(settings.geometry)

    def open(self) -> None:
        """Show the window on the page that was open last."""
        page = self.settings.page
        self.window.open_page(page if page in RAIL else "today")
        self.window.show()
        if self.window.current == "today":
            self.today.take_focus()

    @property
    def catalogue(self) -> Catalogue:
        """The routines and exercises that can be played now."""
        return self._backing.catalogue

    @cached_property
    def adding(self) -> "RoutineAdding":
        """What offers to add a routine that somebody opened."""
        from backstride.ui.adding import RoutineAdding

        adding = RoutineAdding(self.window, self._backing.shelves, self)
        adding.added.connect(self._on_routine_added)
        return adding

    @cached_property
    def history(self) -> "HistoryPage":
        """The History page, made when it is first opened: no start waits for it."""
        from backstride.store.corrections import Corrections
        from backstride.store.exchange.importing import apply_import
        from backstride.ui.history.backing import HistoryBacking
        from backstride.ui.history.page import HistoryPage

        connection = self._backing.connection
        backing = HistoryBacking(
            catalogue=self._backing.catalogue,
            history=self._backing.history,
            asking=self.asking,
            corrections=Corrections(connection),
            import_document=lambda document: apply_import(connection, document),
            reader=self._backing.reader,
            clock=self._backing.clock,
            goal=lambda: self.settings.weekly_goal,
        )
        page = HistoryPage(backing, self._look)
        page.said.connect(lambda text, undo: self.window.say(text, undo=undo))
        self.window.add_page("history", page)
        return page

    @cached_property
    def routines(self) -> "RoutinesPage":
        """The page of all routines."""
        from backstride.ui.pages.routines import RoutinesPage

        page = RoutinesPage(self._backing.catalogue, self._look)
        page.opened.connect(self._on_routine_opened)
        self.window.add_page("routines", page)
        return page

    @cached_property
    def detail(self) -> "RoutineDetailPage":
        """The page of one routine."""
        from backstride.ui.pages.routine_detail import RoutineDetailPage

        page = RoutineDetailPage(self._backing.catalogue, self._look)
        page.play_requested.connect(self.play)
        page.exercise_opened.connect(self._on_exercise_opened)
        page.adjusted.connect(self._on_adjusted)
        page.closed.connect(lambda: self.window.open_page("routines"))
        self.window.add_page("detail", page)
        return page

    @cached_property
    def exercise(self) -> "ExercisePage":
        """The page of one exercise."""
        from backstride.ui.pages.exercise import ExercisePage

        page = ExercisePage(self._backing.catalogue, self._look)
        page.opened.connect(self._on_exercise_opened)
        page.closed.connect(self._on_exercise_closed)
        self.window.add_page("exercise", page)
        return page

    @cached_property
    def settings_page(self) -> "SettingsPage":
        """The Settings page."""
        page = self._backing.make_settings_page(self.settings)
        page.changed.connect(self._on_settings_changed)
        page.tried.connect(self._on_tried)
        self.window.add_page("settings", page)
        self.settings_page_made.emit(page)
        return page

    def _on_adjusted(self, routine_id: str, adjustment: Adjustment) -> None:
        adjustments = {**self.settings.adjustments, routine_id: adjustment}
        if adjustment == Adjustment():
            del adjustments[routine_id]
        self._keep(msgspec.structs.replace(self.settings, adjustments=adjustments))

    def _on_tried(self) -> None:
        """Let the user hear what is set."""
        crew = self.conductor.crew
        if crew.speech.trouble is not None:
            crew.speech.retry()
        self.conductor.try_out(self.settings)
        self.settings_page.show_trouble(crew.sounds.trouble, crew.speech.trouble)

    @Slot(str)
    def _on_fault_found(self, report: str) -> None:
        """Save before anything else: what comes after it may go wrong as well."""
        try:
            for conductor in self._made("conductor"):
                conductor.save()
        finally:
            self.window.show_fault(report)

    def _on_closing(self) -> None:
        """A session under way stays open in the log, to be gone on with at the next start."""
        if self.player.is_under_way:
            self.player.command(Command.PAUSE)
        for mini in self._made("mini"):
            mini.hide()
        for tray in self._made("tray"):
            tray.take_away()
        for conductor in self._made("conductor"):
            conductor.save()
            conductor.close()
        self._backing.reader.close()
        page = self.window.current if self.window.current in RAIL else "today"
        self._keep(msgspec.structs.replace(self.settings, page=page, geometry=self.window.geometry_text()))

    def _on_settings_changed(self, settings: Settings) -> None:
        # The look is changed after the choice has closed its list: restyling it in its own signal makes it flicker.
        before = self.settings
        changed = any(getattr(settings, name) != getattr(before, name) for name in LOOKS)
        kept = {name: getattr(self.settings, name) for name in NOT_ON_PAGE}
        self._keep(msgspec.structs.replace(settings, **kept))
        self.conductor.use(self.settings)
        if changed:
            QTimer.singleShot(0, self, lambda: self._look.choose(settings))

    def _on_routine_opened(self, routine_id: str) -> None:
        self.detail.show_routine(routine_id, self.settings)
        self.window.open_page("detail")
        self.window.rail.mark("routines")
        self.detail.take_focus()

    def _on_routine_added(self, routine_id: str, catalogue: Catalogue) -> None:
        self._backing = replace(self._backing, catalogue=catalogue)
        for page in self._made("today", "routines", "detail", "history"):
            page.use_catalogue(catalogue)
        self._on_routine_opened(routine_id)

    def _on_exercise_opened(self, exercise_id: str) -> None:
        self.exercise.show_exercise(exercise_id)
        self.window.open_page("exercise")
        self.window.rail.mark("routines")
        self.exercise.back.setFocus()

    def _on_exercise_closed(self) -> None:
        self.window.open_page("detail")
        self.window.rail.mark("routines")

    def _on_left_running_settled(self, session_id: str, action: str) -> None:
        log = self._backing.log
        if session_id not in {left.id for left in log.left_running()}:
            # Another window of this profile was quicker: two that write one session would spoil it.
            self.window.open_page("today")
            self.window.say(tr("That session is played or was settled in another window."))
            return
        if action == "resume":
            unfinished = self.asking.ask(lambda: log.unfinished(session_id))
            if unfinished is not None:
                self.resume(unfinished)
            return
        try:
            log.close_left_running(session_id, Status.PARTIAL if action == "keep" else Status.ABANDONED)
        except sqlite3.Error as error:
            self.window.say(tr("That could not be saved ({reason}). Nothing was changed.", reason=error))
            return
        self.window.open_page("today")

    def _on_page_opened(self, name: str) -> None:
        """Read what a page shows at the moment it is opened, and nothing else."""
        if self.player.is_under_way and name != "player":
            self.player.command(Command.PAUSE)
        for conductor in self._made("conductor"):
            if conductor.has_unsaved:
                conductor.save(wait_ms=BRIEFLY_MS)
        today = self._backing.clock.wall().date()
        if name == "today":
            self.today.show_facts(self._today_facts(today))
        elif name == "routines":
            counts = self.asking.ask(lambda: self._backing.history.routine_counts(today)) or {}
            self.routines.show_counts(counts, today)
        elif name == "settings":
            crew = self.conductor.crew
            crew.speech.ready.connect(self._show_services, Qt.ConnectionType.UniqueConnection)
            crew.speech.trouble_changed.connect(self._show_services, Qt.ConnectionType.UniqueConnection)
            crew.sounds.trouble_changed.connect(self._show_services, Qt.ConnectionType.UniqueConnection)
            self._show_services()
        elif name == "history":
            self.history.open()

    @Slot()
    def _show_services(self) -> None:
        crew = self.conductor.crew
        english = tuple(voice for voice in crew.speech.voices() if voice.language.startswith("en"))
        self.settings_page.show_services(english, crew.sounds.trouble, crew.speech.trouble)

    def _today_facts(self, today: date) -> TodayFacts:
        history = self._backing.history
        week = last_seven(today)
        left = self.asking.ask(self._backing.log.left_running) or ()
        last_done = self.asking.ask(history.last_done) or {}
        return TodayFacts(
            today=today,
            suggestion=suggest(self._backing.catalogue, last_done, today),
            days=self.asking.ask(lambda: history.days(week[0], week[-1])) or {},
            left_running=left[0] if left else None,
        )


def _rail_captions() -> tuple[str, ...]:
    return tr("Today"), tr("Routines"), tr("History"), tr("Settings")

"""The desktop as a whole: what each page shows when it is opened, and what happens on each intent."""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from backstride.core.catalogue import Catalogue
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.history import Feelings, last_seven
from backstride.core.session import Command
from backstride.core.suggestion import suggest
from backstride.core.timeline import PlanOptions, Timeline, plan
from backstride.services.clock import Clock
from backstride.store.history import History
from backstride.store.session_log import SessionLog, Unfinished
from backstride.store.settings import Adjustment, Settings
from backstride.store.shelves import Shelves
from backstride.ui.asking import Asking
from backstride.ui.look import Look
from backstride.ui.pages.today import TodayFacts, TodayPage
from backstride.ui.planning import plan_options
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.reading import Reader
from backstride.ui.window import MainWindow
from backstride.ui.words import error_text, tr

if TYPE_CHECKING:
    from backstride.services.crew import Crew
    from backstride.ui.adding import RoutineAdding
    from backstride.ui.history.page import HistoryPage
    from backstride.ui.pages.exercise import ExercisePage
    from backstride.ui.pages.routine_detail import RoutineDetailPage
    from backstride.ui.pages.routines import RoutinesPage
    from backstride.ui.pages.settings import SettingsPage
    from backstride.ui.player.conductor import Conductor
    from backstride.ui.player.mini import MiniPlayer
    from backstride.ui.player.page import PlayerPage
    from backstride.ui.player.summary import SummaryPage
    from backstride.ui.player.tray import SessionTray

_log = logging.getLogger(__name__)

LOOKS = ("theme", "text_percent", "reduced_motion")
"""The settings that change how everything looks."""
NOT_ON_PAGE = ("page", "geometry", "adjustments")
"""Settings that the Settings page does not show and must not overwrite."""
RAIL = ("today", "routines", "history", "settings")


@dataclass(frozen=True, slots=True)
class Backing:
    """Everything below the window that the pages are made from; `reader` answers what may take long."""

    catalogue: Catalogue
    shelves: Shelves
    history: History
    log: SessionLog
    connection: sqlite3.Connection
    reader: Reader
    clock: Clock
    speed: float
    save_settings: Callable[[Settings], None]  # raises UserError
    make_settings_page: Callable[[Settings], "SettingsPage"]
    make_crew: "Callable[[], Crew]"


class Desktop(QObject):
    """Owns the window and its pages, and takes every intent of the user to where it is decided.

    Only Today is made at once; every other page is made when it is first needed, for no start waits for it.
    `settings_page_made` carries the Settings page when that is.
    """

    settings_page_made = Signal(object)

    def __init__(self, backing: Backing, look: Look, settings: Settings) -> None:
        super().__init__()
        self._backing = backing
        self._look = look
        self.settings = settings
        self.player = SessionPlayer(backing.clock, backing.speed, self)
        self.window = MainWindow(look, tuple(zip(RAIL, _rail_captions(), strict=True)))
        self.window.page_opened.connect(self._on_page_opened)
        self.window.closing.connect(self._on_closing)
        # Queued: a fault may come from another thread, or while something is painted.
        self.window.fault_found.connect(self._on_fault_found, Qt.ConnectionType.QueuedConnection)
        self.asking = Asking(lambda text: self.window.say(text, lasting=True))
        self._settings_unsaved = False
        self._nothing_kept: tuple[UserError, ...] = ()
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

    def come_to_front(self) -> None:
        """Show the window before all others, instead of the small one where that is open."""
        for mini in self._made("mini"):
            mini.hide()
        self.window.come_to_front()

    def play(self, routine_id: str) -> None:
        """Plan a routine as the user has set it, and start it."""
        routine = self._backing.catalogue.routines[routine_id]
        self._start(plan(routine, self._backing.catalogue.exercises, self._options(routine_id)), None)

    def resume(self, unfinished: Unfinished) -> None:
        """Go on with a session that a crash left."""
        self._start(unfinished.row.timeline, unfinished)

    def tell(self, troubles: Sequence[UserError]) -> None:
        """Say what was found at the start, until the user has read it.

        That nothing is kept is said again after every session.
        """
        self._nothing_kept = tuple(trouble for trouble in troubles if trouble.trouble is Trouble.NOTHING_KEPT)
        if troubles:
            self.window.say("\n".join(error_text(trouble) for trouble in troubles), lasting=True)

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

    @cached_property
    def conductor(self) -> "Conductor":
        """What follows a session, and the services that accompany it."""
        from backstride.ui.player.conductor import Conductor

        backing = self._backing
        conductor = Conductor(self.player, backing.log, backing.clock, backing.speed, backing.make_crew)
        conductor.said.connect(lambda text: self.player_page.add_trouble(text))
        conductor.flashed.connect(self._on_flashed)
        return conductor

    @cached_property
    def player_page(self) -> "PlayerPage":
        """The page that a session has while it runs."""
        from backstride.ui.player.page import PlayerPage

        page = PlayerPage(self.player, self._backing.catalogue, self._look)
        page.hurt_told.connect(self._on_hurt_told)
        page.mute_requested.connect(self._on_mute_requested)
        page.mini_requested.connect(self._on_mini_requested)
        page.finished.connect(self._on_finished)
        page.fullscreen_requested.connect(self.window.toggle_fullscreen)
        self.window.add_page("player", page)
        return page

    @cached_property
    def mini(self) -> "MiniPlayer":
        """The small window that stays on top."""
        from backstride.ui.player.mini import MiniPlayer

        mini = MiniPlayer(self.player, self._look)
        mini.restore_requested.connect(self.come_to_front)
        mini.end_requested.connect(self._on_end_requested)
        mini.hurt_requested.connect(self._on_hurt_requested)
        mini.mute_requested.connect(self._on_mute_requested)
        return mini

    @cached_property
    def tray(self) -> "SessionTray":
        """The icon that is there while a session is under way."""
        from backstride.ui.player.tray import SessionTray

        tray = SessionTray(self.player, self._look, parent=self)
        tray.show_requested.connect(self.come_to_front)
        tray.end_requested.connect(self._on_end_requested)
        return tray

    @cached_property
    def summary(self) -> "SummaryPage":
        """The page after a session."""
        from backstride.ui.player.summary import SummaryPage

        page = SummaryPage(self._look)
        page.feelings_told.connect(self._on_feelings_told)
        page.closed.connect(lambda: self.window.open_page("today"))
        page.history_requested.connect(lambda: self.window.open_page("history"))
        self.window.add_page("summary", page)
        return page

    def _made(self, *names: str) -> tuple[Any, ...]:
        """Those of the pages and parts with these names that were needed so far."""
        return tuple(self.__dict__[name] for name in names if name in self.__dict__)

    def _options(self, routine_id: str) -> PlanOptions:
        return plan_options(self.settings, routine_id)

    def _start(self, timeline: Timeline, unfinished: Unfinished | None) -> None:
        _ = self.player_page, self.mini, self.tray  # they follow the session from its beginning
        self.conductor.begin(timeline, self.settings, unfinished)
        self.player_page.show_muted(self.settings.muted)
        self.window.clear_notices()
        self.window.immerse(True)
        self.window.open_page("player")
        self.player_page.begin()

    def _on_finished(self) -> None:
        from backstride.ui.player.summary import SummaryFacts

        record = self.conductor.record()
        if self.window.current != "player" or record is None:
            return
        timeline = self.player.session.timeline
        routine = self._backing.catalogue.routines.get(timeline.routine)
        if self.mini.isVisible():
            self.come_to_front()
        self.window.immerse(False)
        last_of = partial(self._backing.history.last_of, timeline.routine, self.conductor.session_id)
        facts = SummaryFacts(
            timeline=timeline,
            record=record,
            speed=self._backing.speed,
            afterwards=routine.afterwards if routine else "",
            before=self.asking.ask(last_of),
            worst_pain=self.conductor.worst_pain,
        )
        self.summary.show_facts(facts)
        self.window.open_page("summary")
        self.summary.take_focus()
        self.tell(self._nothing_kept)
        if self.conductor.trouble is not None:
            self.window.say(
                tr(
                    "This session cannot be saved at the moment ({reason}). It will be tried again as long as "
                    "Backstride is open: please free some space before you close it.",
                    reason=self.conductor.trouble,
                ),
                lasting=True,
            )

    def _on_feelings_told(self, feelings: Feelings) -> None:
        if not self.conductor.save_feelings(feelings):
            self.window.say(
                tr("What you told about this session cannot be saved at the moment; it will be tried again."),
                lasting=True,
            )

    def _on_hurt_told(self, level: int, answer: str) -> None:
        self.conductor.hurt(level, answer, self._backing.catalogue)

    def _on_flashed(self) -> None:
        if self.settings.flash:
            self.player_page.flash()

    def _on_mute_requested(self) -> None:
        self._keep(msgspec.structs.replace(self.settings, muted=not self.settings.muted))
        self.conductor.use(self.settings)
        for page in self._made("settings_page"):
            page.show_muted(self.settings.muted)
        self.player_page.show_muted(self.settings.muted)
        self.player_page.say(tr("Sound is off.") if self.settings.muted else tr("Sound is on."))

    def _on_mini_requested(self) -> None:
        self.mini.show()
        self.window.showMinimized()

    def _on_hurt_requested(self) -> None:
        self.come_to_front()
        self.player_page.ask_about_pain()

    def _on_end_requested(self) -> None:
        self.come_to_front()
        self.player_page.ask_to_end()

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

    def _keep(self, settings: Settings) -> None:
        """Use these settings from now on; that they cannot be saved is said once, until they can be again."""
        self.settings = settings
        try:
            self._backing.save_settings(settings)
        except UserError as error:
            _log.warning("%s", error)
            if not self._settings_unsaved:
                self.window.say(error_text(error), lasting=True)
            self._settings_unsaved = True
        else:
            self._settings_unsaved = False

    def _on_routine_opened(self, routine_id: str) -> None:
        self.detail.show_routine(routine_id, self.settings)
        self.window.open_page("detail")
        self.window.rail.mark("routines")
        self.detail.take_focus()

    def _on_routine_added(self, routine_id: str, catalogue: Catalogue) -> None:
        self._backing = replace(self._backing, catalogue=catalogue)
        for page in self._made("today", "routines", "detail"):
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
                conductor.save()
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

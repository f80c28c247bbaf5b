"""The desktop as a whole: what each page shows when it is opened, and what happens on each intent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import msgspec
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from backstride.core.catalogue import Catalogue
from backstride.core.events import Events, Status
from backstride.core.history import last_seven
from backstride.core.session import Command, Phase, Session
from backstride.core.suggestion import suggest
from backstride.core.timeline import PlanOptions, Timeline, plan
from backstride.services.clock import Clock
from backstride.store.history import History
from backstride.store.recorder import Recorder
from backstride.store.session_log import SessionLog, Unfinished
from backstride.store.settings import Settings
from backstride.ui.look import Look
from backstride.ui.pages.exercise import ExercisePage
from backstride.ui.pages.history import HistoryPage
from backstride.ui.pages.routine_detail import RoutineDetailPage
from backstride.ui.pages.routines import RoutinesPage
from backstride.ui.pages.settings import SettingsPage
from backstride.ui.pages.today import TodayFacts, TodayPage
from backstride.ui.player.page import PlayerPage
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.player.summary import SummaryPage
from backstride.ui.window import MainWindow
from backstride.ui.words import tr

LOOKS = ("theme", "text_percent", "reduced_motion")
"""The settings that change how everything looks."""
RAIL = ("today", "routines", "history", "settings")


@dataclass(frozen=True, slots=True)
class Backing:
    """Everything below the window that the pages are made from."""

    catalogue: Catalogue
    history: History
    log: SessionLog
    clock: Clock
    speed: float
    save_settings: Callable[[Settings], None]


class Desktop(QObject):
    """Owns the window and its pages, and takes every intent of the user to where it is decided."""

    def __init__(self, backing: Backing, look: Look, settings: Settings, settings_page: SettingsPage) -> None:
        super().__init__()
        self._backing = backing
        self._look = look
        self.settings = settings
        self._recorder: Recorder | None = None
        self.player = SessionPlayer(backing.clock, backing.speed, self)
        self.window = MainWindow(look, tuple(zip(RAIL, _rail_captions(), strict=True)))
        self.today = TodayPage(backing.catalogue, look)
        self.routines = RoutinesPage(backing.catalogue, look)
        self.detail = RoutineDetailPage(backing.catalogue, look)
        self.exercise = ExercisePage(backing.catalogue, look)
        self.history = HistoryPage(look)
        self.settings_page = settings_page
        self.player_page = PlayerPage(self.player, look)
        self.summary = SummaryPage(look)
        for name, page in self._pages().items():
            self.window.add_page(name, page)
        self._connect()
        self.window.restore_geometry_text(settings.geometry)

    def open(self) -> None:
        """Show the window on the page that was open last."""
        page = self.settings.page
        self.window.open_page(page if page in RAIL else "today")
        self.window.show()
        if self.window.current == "today":
            self.today.take_focus()

    def play(self, routine_id: str) -> None:
        """Plan a routine as the user has set it, and start it."""
        routine = self._backing.catalogue.routines[routine_id]
        self._start(plan(routine, self._backing.catalogue.exercises, self._options()), None)

    def resume(self, unfinished: Unfinished) -> None:
        """Go on with a session that a crash left."""
        self._start(unfinished.row.timeline, unfinished)

    def _pages(self) -> dict[str, QWidget]:
        return {
            "today": self.today,
            "routines": self.routines,
            "history": self.history,
            "settings": self.settings_page,
            "detail": self.detail,
            "exercise": self.exercise,
            "player": self.player_page,
            "summary": self.summary,
        }

    def _connect(self) -> None:
        self.window.page_opened.connect(self._on_page_opened)
        self.window.closing.connect(self._on_closing)
        self.today.play_requested.connect(self.play)
        self.today.left_running_settled.connect(self._on_left_running_settled)
        self.routines.opened.connect(self._on_routine_opened)
        self.detail.play_requested.connect(self.play)
        self.detail.exercise_opened.connect(self._on_exercise_opened)
        self.detail.closed.connect(lambda: self.window.open_page("routines"))
        self.exercise.opened.connect(self._on_exercise_opened)
        self.exercise.closed.connect(self._on_exercise_closed)
        self.settings_page.changed.connect(self._on_settings_changed)
        self.player.happened.connect(self._on_happened)
        self.player_page.finished.connect(self._on_finished)
        self.player_page.fullscreen_requested.connect(self.window.toggle_fullscreen)
        self.summary.closed.connect(lambda: self.window.open_page("today"))
        self.summary.history_requested.connect(lambda: self.window.open_page("history"))

    def _options(self) -> PlanOptions:
        return PlanOptions(preparation_s=self.settings.preparation_s)

    def _start(self, timeline: Timeline, unfinished: Unfinished | None) -> None:
        backing = self._backing
        speed = unfinished.row.speed if unfinished else backing.speed
        self._recorder = Recorder(backing.log, backing.clock.wall, speed=speed, unfinished=unfinished)
        if unfinished is None:
            self.player.load(timeline)
        else:
            self.player.load(timeline, unfinished.position, unfinished.done)
        self.window.clear_notices()
        self.window.immerse(True)
        self.window.open_page("player")
        self.player_page.begin()

    def _on_happened(self, session: Session, events: Events) -> None:
        if self._recorder is None:
            return
        failed_before = self._recorder.trouble is not None
        self._recorder.follow(session, events)
        if self._recorder.trouble is not None and not failed_before:
            self.player_page.say(tr("The session cannot be saved at the moment; it goes on and will be tried again."))

    def _on_finished(self) -> None:
        if self.window.current != "player" or self._recorder is None:
            return
        session = self.player.session
        routine = self._backing.catalogue.routines.get(session.timeline.routine)
        self.window.immerse(False)
        self.summary.show_record(
            session.timeline,
            self._recorder.so_far(session),
            self._backing.speed,
            routine.afterwards if routine else "",
        )
        self.window.open_page("summary")
        self.summary.done_button.setFocus()
        if self._recorder.trouble is not None:
            self.window.say(
                tr("This session could not be saved: {reason}", reason=self._recorder.trouble), lasting=True
            )

    def _on_closing(self) -> None:
        """A session under way stays open in the log, to be gone on with at the next start."""
        if self.player.is_under_way:
            self.player.command(Command.PAUSE)
            if self._recorder is not None:
                self._recorder.save(self.player.session)
        page = self.window.current if self.window.current in RAIL else "today"
        self._keep(msgspec.structs.replace(self.settings, page=page, geometry=self.window.geometry_text()))

    def _on_settings_changed(self, settings: Settings) -> None:
        # The look is changed after the choice has closed its list: restyling it in its own signal makes it flicker.
        before = self.settings
        changed = any(getattr(settings, name) != getattr(before, name) for name in LOOKS)
        self._keep(msgspec.structs.replace(settings, page=self.settings.page, geometry=self.settings.geometry))
        if changed:
            QTimer.singleShot(0, self, lambda: self._look.choose(settings))

    def _keep(self, settings: Settings) -> None:
        self.settings = settings
        self._backing.save_settings(settings)

    def _on_routine_opened(self, routine_id: str) -> None:
        self.detail.show_routine(routine_id, self._options())
        self.window.open_page("detail")
        self.window.rail.mark("routines")
        self.detail.take_focus()

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
        if action == "resume":
            self.resume(log.unfinished(session_id))
            return
        log.close_left_running(session_id, Status.PARTIAL if action == "keep" else Status.ABANDONED)
        self.window.open_page("today")

    def _on_page_opened(self, name: str) -> None:
        """Read what a page shows at the moment it is opened, and nothing else."""
        if self.player.is_under_way and name != "player" and self.player.session.phase is Phase.RUNNING:
            self.player.command(Command.PAUSE)
        today = self._backing.clock.wall().date()
        if name == "today":
            self.today.show_facts(self._today_facts(today))
        elif name == "routines":
            self.routines.show_counts(self._backing.history.routine_counts(today), today)
        elif name == "history":
            names = {exercise.id: exercise.name for exercise in self._backing.catalogue.exercises.values()}
            self.history.show_history(self._backing.history, today, names)

    def _today_facts(self, today: date) -> TodayFacts:
        history = self._backing.history
        week = last_seven(today)
        left = self._backing.log.left_running()
        return TodayFacts(
            today=today,
            suggestion=suggest(self._backing.catalogue, history.last_done(), today),
            days=history.days(week[0], week[-1]),
            left_running=left[0] if left else None,
        )


def _rail_captions() -> tuple[str, ...]:
    return tr("Today"), tr("Routines"), tr("History"), tr("Settings")

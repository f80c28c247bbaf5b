"""What the desktop does for a session: its page, the small window, the tray, the summary, and what they ask for."""

import logging
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QObject

from backstride.core.errors import Trouble, UserError
from backstride.core.history import Feelings
from backstride.core.timeline import PlanOptions, Timeline, plan
from backstride.store.session_log import Unfinished
from backstride.store.settings import Settings
from backstride.ui.asking import Asking
from backstride.ui.backing import Backing
from backstride.ui.error_words import error_text
from backstride.ui.look import Look
from backstride.ui.planning import plan_options
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.window import MainWindow
from backstride.ui.words import tr

if TYPE_CHECKING:
    from backstride.ui.player.conductor import Conductor
    from backstride.ui.player.mini import MiniPlayer
    from backstride.ui.player.page import PlayerPage
    from backstride.ui.player.summary import SummaryPage
    from backstride.ui.player.tray import SessionTray

_log = logging.getLogger(__name__)


class SessionDesk(QObject):
    """Takes every intent of the user that concerns a session; its parts are made when the first session begins."""

    def __init__(self, backing: Backing, look: Look, settings: Settings, window: MainWindow) -> None:
        super().__init__()
        self._backing = backing
        self._look = look
        self.settings = settings
        self.window = window
        self.player = SessionPlayer(backing.clock, backing.speed, self)
        self.asking = Asking(lambda text: self.window.say(text, lasting=True))
        self._settings_unsaved = False
        self._nothing_kept: tuple[UserError, ...] = ()

    def tell(self, troubles: Sequence[UserError]) -> None:
        """Say what was found at the start, until the user has read it.

        That nothing is kept is said again after every session.
        """
        self._nothing_kept = tuple(trouble for trouble in troubles if trouble.trouble is Trouble.NOTHING_KEPT)
        if troubles:
            self.window.say("\n".join(error_text(trouble) for trouble in troubles), lasting=True)

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

"""Drives a session in the window: the only timer of the player and the only reading of its clock."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from backstride.core.cues import CueOptions
from backstride.core.definitions import Exercise
from backstride.core.events import Events
from backstride.core.session import (
    SLEEP_GAP_MS,
    Command,
    Phase,
    Session,
    apply,
    begin,
    next_due_ms,
    tick,
    with_exercise,
)
from backstride.core.timeline import Timeline
from backstride.core.view import PlayerView, player_view
from backstride.services.clock import Clock

RESUME_LEAD_MS = 3_000
"""The get-ready after a pause: long enough to be back in position."""
TICK_MS = 33
"""Thirty times a second: as often as the picture changes.  Time does not depend on it, and signals do not wait."""


class SessionPlayer(QObject):
    """Holds the session and tells what happens to it.

    `happened` carries the session and its new events, at once and in order; `changed` asks for a repaint; `slept`
    says that the machine was asleep and the session was paused when that began.
    """

    happened = Signal(object, object)
    changed = Signal()
    slept = Signal()

    def __init__(self, clock: Clock, speed: float = 1.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._sleep_gap_ms = round(SLEEP_GAP_MS * max(1.0, speed))
        self._session: Session | None = None
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.refresh)

    def load(
        self,
        timeline: Timeline,
        at_index: int = 0,
        done: frozenset[int] = frozenset(),
        cue_options: CueOptions | None = None,
    ) -> None:
        """Make a session ready to start, from `at_index` on if it was begun before."""
        self._session = begin(
            timeline,
            self._clock.now_ms(),
            at_index,
            done,
            cue_options=cue_options,
            resume_lead_ms=RESUME_LEAD_MS,
        )
        self._timer.stop()
        self.changed.emit()

    @property
    def session(self) -> Session:
        """The session; load one first."""
        if self._session is None:
            raise RuntimeError("no session is loaded")
        return self._session

    @property
    def is_under_way(self) -> bool:
        """True while a session runs or is paused."""
        return self._session is not None and self._session.phase not in (Phase.READY, Phase.FINISHED)

    def view(self) -> PlayerView:
        """What to show now."""
        return player_view(self.session, self._clock.now_ms())

    def command(self, command: Command) -> None:
        """Carry out a command now; if the machine slept since the last look, that is noticed first."""
        if self.is_under_way:
            self.refresh()
        session, events = apply(self.session, command, self._clock.now_ms())
        self._take(session, events)

    def toggle_pause(self) -> None:
        """Pause when running, go on when paused."""
        self.command(Command.RESUME if self.session.phase is Phase.PAUSED else Command.PAUSE)

    def skip_exercise(self) -> None:
        """Skip everything that is left of the current step."""
        step = self.view().step
        while self.is_under_way and self.view().step == step:
            self.command(Command.SKIP)

    def change_exercise(self, exercise: Exercise) -> None:
        """Do the current step as another exercise."""
        self._take(with_exercise(self.session, exercise), ())

    def refresh(self) -> None:
        """Notice what fell due; called by the timer."""
        try:
            session, events, slept = tick(self.session, self._clock.now_ms(), self._sleep_gap_ms)
        except Exception:
            self._timer.start(TICK_MS)  # a fault of ours must not be the end of the session
            raise
        self._take(session, events)
        if slept:
            self.slept.emit()

    def _take(self, session: Session, events: Events) -> None:
        self._session = session
        if events:
            self.happened.emit(session, events)
        self.changed.emit()
        self._set_timer()

    def _set_timer(self) -> None:
        """Look again at the next frame, or sooner where something falls due before it."""
        session = self.session
        if session.phase not in (Phase.RUNNING, Phase.RESUMING):
            self._timer.stop()
            return
        due_ms = next_due_ms(session)
        until_due_ms = TICK_MS if due_ms is None else due_ms - self._clock.now_ms()
        self._timer.start(max(0, min(TICK_MS, until_due_ms)))

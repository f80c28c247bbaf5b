"""Runs a session with all that follows it: tones and words, the recorder, and the screen that stays on."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from backstride.core.catalogue import Catalogue
from backstride.core.cues import CueOptions
from backstride.core.events import Events
from backstride.core.history import Feelings, Hurt
from backstride.core.ladders import easier
from backstride.core.record import SessionRecord
from backstride.core.session import Command, Phase, Session, work_starts
from backstride.core.timeline import Timeline
from backstride.services.clock import Clock
from backstride.services.crew import Crew
from backstride.store.database import BRIEFLY_MS, BUSY_MS
from backstride.store.recorder import Recorder
from backstride.store.session_log import SessionLog, Unfinished
from backstride.store.settings import Settings, Talk
from backstride.ui.player.session_player import SessionPlayer
from backstride.ui.player.signals import Signals
from backstride.ui.service_words import awake_trouble_text, sound_trouble_text, speech_trouble_text
from backstride.ui.words import tr


class Conductor(QObject):
    """Owns the recorder and the signals of the session under way.

    `said` carries a sentence that the player should show once, calmly; `flashed` comes with every tone.
    """

    said = Signal(str)
    flashed = Signal()

    def __init__(
        self, player: SessionPlayer, log: SessionLog, clock: Clock, speed: float, make_crew: Callable[[], Crew]
    ) -> None:
        super().__init__(player)
        self._player = player
        self._log = log
        self._clock = clock
        self._speed = speed
        self._make_crew = make_crew
        self._crew: Crew | None = None
        self._signals: Signals | None = None
        self._recorder: Recorder | None = None
        self._late: list[tuple[Recorder, Session]] = []
        self._told: set[object] = set()
        self._hurts: list[Hurt] = []
        self._last_words = QTimer(self)
        self._last_words.setSingleShot(True)
        self._last_words.timeout.connect(self._on_last_words)
        player.happened.connect(self._on_happened)
        player.changed.connect(self._on_changed)

    @property
    def crew(self) -> Crew:
        """The services; made when they are first needed, after the first frame."""
        if self._crew is None:
            self._crew = self._make_crew()
            self._crew.sounds.warm_up()
            self._crew.sounds.trouble_changed.connect(self._tell_trouble)
            self._crew.speech.trouble_changed.connect(self._tell_trouble)
        return self._crew

    @property
    def session_id(self) -> str | None:
        """Id of the session once it has begun."""
        return self._recorder.session_id if self._recorder else None

    @property
    def trouble(self) -> Exception | None:
        """Why the session could not be saved, if so."""
        return self._recorder.trouble if self._recorder else None

    @property
    def has_unsaved(self) -> bool:
        """True when something of this or an earlier session could not be written so far."""
        return self.trouble is not None or bool(self._late)

    def begin(self, timeline: Timeline, settings: Settings, unfinished: Unfinished | None = None) -> None:
        """Make everything ready for a session; START is the page's."""
        if self._recorder is not None and self._recorder.trouble is not None:
            self._late.append((self._recorder, self._player.session))
        speed = unfinished.row.speed if unfinished else self._speed
        self._recorder = Recorder(self._log, self._clock.wall, speed=speed, unfinished=unfinished)
        crew = self.crew
        self._signals = Signals(crew.sounds, crew.speech, settings, self.flashed.emit)
        self._told.clear()
        self._hurts.clear()
        coaching = settings.talk is Talk.COACHING
        options = CueOptions(repetitions=coaching, coaching=coaching)
        if unfinished is None:
            self._player.load(timeline, cue_options=options)
            return
        # Back to its get-ready: nobody comes back from a crash in the position they left.
        starts = work_starts(timeline)
        at_index = max((start for start in starts if start <= unfinished.position), default=0)
        self._player.load(timeline, at_index, unfinished.done, options)

    def use(self, settings: Settings) -> None:
        """Take sound and voice of `settings` into use at once."""
        if self._signals is not None:
            self._signals.use(settings)

    def record(self) -> SessionRecord | None:
        """The record of the session, None before the first one."""
        return self._recorder.so_far(self._player.session) if self._recorder else None

    def save(self, *, wait_ms: int = BUSY_MS) -> None:
        """Write what is not written yet, of earlier sessions too; wait so long for another process that writes."""
        if self._recorder is not None:
            self._recorder.save(self._player.session, wait_ms=wait_ms)
        self._save_late(wait_ms)

    def hurt(self, level: int, answer: str, catalogue: Catalogue) -> None:
        """Record that it hurts, and do what was answered: easier, skip, stop, or nothing."""
        session = self._player.session
        segment = session.segment
        if segment is None or self._recorder is None:
            return
        block = session.timeline.block(session.index)
        at_ms = session.elapsed_ms(self._clock.now_ms())
        self._hurts.append(Hurt(session.index, block.exercise, segment.side, at_ms, level, answer))
        self._recorder.add_hurt(session, self._hurts[-1])
        self._tell_trouble()
        if answer == "stop":
            self._player.command(Command.STOP)
        elif answer == "skip":
            self._player.skip_exercise()
        elif answer == "easier":
            exercise = catalogue.exercises.get(block.exercise)
            form = easier(exercise, catalogue.ladders) if exercise else None
            other = catalogue.exercises.get(form.exercise) if form is not None and form.exercise else None
            if other is not None:
                self._player.change_exercise(other)

    def try_out(self, settings: Settings) -> None:
        """Let the tones and the voice be heard as they are set."""
        crew = self.crew
        signals = Signals(crew.sounds, crew.speech, settings, lambda: None)
        signals.try_out(tr("This is how I sound. Glute bridge, six times five seconds."))

    def close(self) -> None:
        """Let go of the services."""
        self._last_words.stop()
        if self._crew is not None:
            self._crew.awake.release()
            self._crew.sounds.stop()
            self._crew.speech.close()

    def save_feelings(self, feelings: Feelings) -> bool:
        """Write how the session felt; False when it could not be written."""
        if self._recorder is None or self._recorder.session_id is None:
            return False
        self._recorder.tell_feelings(self._player.session, feelings)
        return self._recorder.trouble is None

    @property
    def worst_pain(self) -> int | None:
        """The worst that was told during this session."""
        return max((hurt.level for hurt in self._hurts), default=None)

    def _save_late(self, wait_ms: int) -> None:
        """Write sessions of before for which there was no room."""
        for recorder, session in self._late:
            recorder.save(session, wait_ms=wait_ms)
        self._late = [(recorder, session) for recorder, session in self._late if recorder.trouble is not None]

    def _on_happened(self, session: Session, events: Events) -> None:
        if self._recorder is None or self._signals is None:
            return
        # The tone begins in under a millisecond, the disk may take a tenth of a second: so the tone goes first, and
        # whatever becomes of it, the recorder follows.
        try:
            self._signals.follow(session, events)
        finally:
            self._recorder.follow(session, events)
        if events and self._recorder.trouble is None:
            self._save_late(BRIEFLY_MS)
        if session.phase is Phase.FINISHED and self._signals.waits_ms:
            self._last_words.start(self._signals.waits_ms)  # nothing ticks any more
        if session.phase in (Phase.RUNNING, Phase.RESUMING):
            self.crew.awake.hold(tr("An exercise session is running"))
        else:
            self.crew.awake.release()
        self._tell_trouble()

    def _on_changed(self) -> None:
        if self._signals is not None and self._player.is_under_way:
            self._signals.tick(self._player.session)

    def _on_last_words(self) -> None:
        if self._signals is not None:
            self._signals.say_waiting()

    def _tell_trouble(self) -> None:
        """Say each trouble of a service once in a session."""
        if not self._player.is_under_way:
            return
        sounds, speech = self.crew.sounds.trouble, self.crew.speech.trouble
        unsaved = tr("The session cannot be saved at the moment; it goes on and will be tried again.")
        found = (
            ("unsaved", unsaved if self.trouble else ""),
            (sounds, sound_trouble_text(sounds)),
            (speech, speech_trouble_text(speech, tones=sounds is None)),
            ("awake", awake_trouble_text(self.crew.awake.trouble)),
        )
        for trouble, sentence in found:
            if sentence and trouble not in self._told:
                self._told.add(trouble)
                self.said.emit(sentence)

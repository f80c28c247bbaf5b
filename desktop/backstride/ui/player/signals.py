"""Turns the signals of a session into tones and words, never both at once and never late."""

from collections.abc import Callable

from msgspec import Struct

from backstride.core.cues import CueKind
from backstride.core.events import CueDue, Events, Paused, SegmentStarted, SessionEnded, Status
from backstride.core.session import Phase, Session, next_tone_ms
from backstride.core.speaking import estimated_ms
from backstride.core.timeline import SegmentKind, Timeline
from backstride.services.sounds import Sounds, Tone
from backstride.services.speech import Speech
from backstride.store.settings import Settings, Talk
from backstride.ui.spoken import ways_to_say

LATE_MS = 400
"""A signal that is later than this is left out: it would only confuse."""
GAP_MS = 60
"""Silence between a tone and the words after it, and between words and the next tone."""


class _Waiting(Struct, frozen=True):
    """Words that are to be said at `at_ms`, after the tone before them."""

    at_ms: int
    text: str


class Signals:
    """Follows a session; `flashed` is called at every tone.

    `last_words_ms` is the moment for which the last words were planned, on the clock of the session.
    """

    def __init__(self, sounds: Sounds, speech: Speech, settings: Settings, flashed: Callable[[], None]) -> None:
        self._sounds = sounds
        self._speech = speech
        self._flashed = flashed
        self._waiting: _Waiting | None = None
        self._speaking_until_ms = 0
        self._tone_ms = 0
        self.last_words_ms = 0
        self.use(settings)

    def use(self, settings: Settings) -> None:
        """Take volume, voice and what is switched off from `settings`."""
        self._settings = settings
        self._off = frozenset(settings.tones_off)
        self._sounds.set_volume(0 if settings.muted else settings.tone_volume)
        self._speech.set_volume(0 if settings.muted else settings.voice_volume)
        self._speech.set_voice(settings.voice or None)
        self._speech.set_rate(settings.voice_rate)
        if settings.muted:
            self._speech.stop()

    def follow(self, session: Session, events: Events) -> None:
        """Sound what is due in `events`; what fell due too long ago is left out."""
        for event in events:
            if isinstance(event, CueDue):
                if session.updated_ms - event.at_ms <= LATE_MS:
                    self._signal(session, event)
            elif isinstance(event, Paused | SegmentStarted):
                self._waiting = None
                if isinstance(event, Paused):
                    self._silence()
            elif isinstance(event, SessionEnded) and event.status is Status.STOPPED:
                self._silence()

    def try_out(self, text: str) -> None:
        """Sound one tone and say `text`, as loud as they are set."""
        if Tone.GO.value not in self._off:
            self._sounds.play(Tone.GO)
        if self._settings.talk is not Talk.OFF:
            self._speech.say(text)

    def tick(self, session: Session) -> None:
        """Say what was waiting for the end of a tone."""
        waiting = self._waiting
        if waiting is not None and session.updated_ms >= waiting.at_ms:
            if session.phase is Phase.PAUSED or session.updated_ms - waiting.at_ms > LATE_MS:
                self._waiting = None
            else:
                self.say_waiting()

    @property
    def waits_ms(self) -> int:
        """How long the tone before the waiting words still lasts at most; 0 when nothing waits."""
        return self._tone_ms if self._waiting is not None else 0

    def say_waiting(self) -> None:
        """Say now what was waiting, if anything."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.last_words_ms = waiting.at_ms
            self._speaking_until_ms = waiting.at_ms + estimated_ms(waiting.text, self._settings.voice_rate)
            self._speech.say(waiting.text)

    def _signal(self, session: Session, due: CueDue) -> None:
        tone = tone_of(session.timeline, due)
        if tone is not None and tone.value in self._off:
            tone = None
        after_ms = max(due.at_ms, session.updated_ms)  # the tone begins when it is noticed
        if tone is None and due.at_ms < self._speaking_until_ms:
            return  # a count or a cue does not interrupt what is being said
        if tone is not None:
            self._flashed()
            if not self._settings.muted:
                self._speech.stop()
                self._sounds.play(tone)
                self._tone_ms = self._sounds.length_ms(tone) + GAP_MS
                after_ms += self._tone_ms
        text = self._fitting(session, due, after_ms)
        if text:
            self._waiting = _Waiting(after_ms, text)
            self.tick(session)

    def _fitting(self, session: Session, due: CueDue, from_ms: int) -> str:
        """The fullest way to say it that is over before the next tone; nothing when none is."""
        talk = Talk.OFF if self._settings.muted else self._settings.talk
        until_ms = next_tone_ms(session, due.at_ms)
        for text in ways_to_say(session.timeline, due.cue, talk):
            takes_ms = estimated_ms(text, self._settings.voice_rate) + GAP_MS
            if until_ms is None or from_ms + takes_ms <= until_ms:
                return text
        return ""

    def _silence(self) -> None:
        self._waiting = None
        self._speaking_until_ms = 0
        self._sounds.stop()
        self._speech.stop()


def tone_of(timeline: Timeline, due: CueDue) -> Tone | None:
    """The tone of a signal: getting ready after work sounds as the end of a set."""
    index = due.cue.index
    if due.cue.kind is CueKind.ANNOUNCE:
        after_work = index > 0 and timeline.segments[index - 1].kind is SegmentKind.WORK
        return Tone.SET_END if after_work else Tone.READY
    return {
        CueKind.GO: Tone.GO,
        CueKind.COUNTDOWN: Tone.COUNTDOWN,
        CueKind.HALFWAY: Tone.HALFWAY,
        CueKind.SWITCH: Tone.SWITCH,
        CueKind.REST: Tone.REST,
        CueKind.DONE: Tone.DONE,
    }.get(due.cue.kind)

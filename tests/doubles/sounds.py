"""Tones that are written down instead of played."""

from PySide6.QtCore import QObject, Signal

from backstride.services.sounds import SoundTrouble, Tone


class RecordingSounds(QObject):
    """Keeps what was asked of it, in order; a test may give it trouble."""

    trouble_changed = Signal()

    def __init__(self, length_ms: int = 300) -> None:
        super().__init__()
        self.played: list[Tone] = []
        self.volume_percent = 100
        self.stops = 0
        self.warm = False
        self.trouble: SoundTrouble | None = None
        self._length_ms = length_ms

    def warm_up(self) -> None:
        self.warm = True

    def play(self, tone: Tone) -> None:
        self.played.append(tone)

    def stop(self) -> None:
        self.stops += 1

    def set_volume(self, percent: int) -> None:
        self.volume_percent = percent

    def length_ms(self, tone: Tone) -> int:
        return self._length_ms

    def have_trouble(self, trouble: SoundTrouble | None) -> None:
        """Let it fail, or work again."""
        self.trouble = trouble
        self.trouble_changed.emit()

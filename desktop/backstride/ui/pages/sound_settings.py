"""How loud and how much: tones, voice, flash, and a button to hear it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSlider, QWidget

from backstride.services.sounds import SoundTrouble, Tone
from backstride.services.speech import SpeechTrouble, Voice
from backstride.store.settings import Settings, Talk
from backstride.ui.look import Look
from backstride.ui.parts.button import Button
from backstride.ui.parts.check_box import CheckBox
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.flow import FlowBox
from backstride.ui.parts.form import form
from backstride.ui.parts.layouts import GRID, card, column, label, row
from backstride.ui.service_words import sound_trouble_text, speech_trouble_text, tone_text
from backstride.ui.words import tr

RATES = (-50, -25, 0, 25, 50)


class SoundSettings(QWidget):
    """Emits `changed` with the settings that changed, by name."""

    changed = Signal(object)
    tried = Signal()

    def __init__(self, settings: Settings, look: Look) -> None:
        super().__init__()
        self._look = look
        self._off = set(settings.tones_off)
        self._voice = settings.voice
        layout = column(self, spacing=2 * GRID)
        self.trouble = label("", "strong")
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.muted = CheckBox(tr("No sound at all"), look)
        self.muted.setChecked(settings.muted)
        self.muted.toggled.connect(lambda on: self.changed.emit({"muted": on}))
        self.flash = CheckBox(tr("Flash the screen with each tone"), look)
        self.flash.setChecked(settings.flash)
        self.flash.toggled.connect(lambda on: self.changed.emit({"flash": on}))
        layout.addWidget(self.muted)
        layout.addWidget(self.flash)
        self._build_lines(settings)
        layout.addWidget(
            form(
                (
                    (tr("Volume of the tones"), self.tone_volume),
                    (tr("What is said"), self.talk),
                    (tr("Voice"), self.voice),
                    (tr("Pace of the voice"), self.rate),
                    (tr("Volume of the voice"), self.voice_volume),
                )
            )
        )
        layout.addWidget(self._tones())
        held = row()
        self.test = Button(tr("Test sound and voice"))
        self.test.clicked.connect(self.tried)
        held.addWidget(self.test)
        held.addStretch(1)
        layout.addLayout(held)

    def show_voices(self, voices: tuple[Voice, ...]) -> None:
        """Offer the voices that there are; the chosen one stays even while it is missing."""
        names = [voice.name for voice in voices]
        self.voice.blockSignals(True)
        self.voice.clear()
        self.voice.addItem(tr("As the system"), "")
        for voice in voices:
            self.voice.addItem(f"{voice.name} ({voice.language})" if voice.language else voice.name, voice.name)
        if self._voice and self._voice not in names:
            self.voice.addItem(self._voice, self._voice)
        self.voice.setCurrentIndex(max(0, self.voice.findData(self._voice)))
        self.voice.blockSignals(False)

    def show_trouble(self, sound: SoundTrouble | None, speech: SpeechTrouble | None) -> None:
        """Say what is missing, or nothing."""
        found = (sound_trouble_text(sound), speech_trouble_text(speech, tones=sound is None))
        sentences = [text for text in found if text]
        self.trouble.setText("\n".join(sentences))
        self.trouble.setVisible(bool(sentences))

    def show_muted(self, muted: bool) -> None:
        """Follow the player's mute key."""
        self.muted.blockSignals(True)
        self.muted.setChecked(muted)
        self.muted.blockSignals(False)

    def _build_lines(self, settings: Settings) -> None:
        self.tone_volume = self._slider("tone_volume", settings.tone_volume)
        self.voice_volume = self._slider("voice_volume", settings.voice_volume)
        talks = (
            (Talk.COACHING, tr("Names, cues and counts")),
            (Talk.NAMES, tr("Names and changes only")),
            (Talk.OFF, tr("Nothing")),
        )
        self.talk = self._choice("talk", talks, settings.talk)
        self.rate = self._choice("voice_rate", tuple((rate, f"{rate:+d} %") for rate in RATES), settings.voice_rate)
        self.voice = Choice(((settings.voice, settings.voice or tr("As the system")),), settings.voice, self._look)
        self.voice.currentIndexChanged.connect(self._on_voice_chosen)

    def _slider(self, name: str, value: int) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setPageStep(10)
        slider.setValue(value)
        slider.valueChanged.connect(lambda new: self.changed.emit({name: new}))
        return slider

    def _choice(self, name: str, choices: tuple[tuple[object, str], ...], value: object) -> Choice:
        box = Choice(choices, value, self._look)
        box.currentIndexChanged.connect(lambda: self.changed.emit({name: box.currentData()}))
        return box

    def _tones(self) -> QWidget:
        frame, inside = card()
        inside.addWidget(label(tr("Tones that are played"), "strong"))
        held = FlowBox()
        self.tones: dict[Tone, CheckBox] = {}
        for tone in Tone:
            box = CheckBox(tone_text(tone), self._look)
            box.setChecked(tone.value not in self._off)
            box.toggled.connect(lambda on, tone=tone: self._on_tone_toggled(tone, on))
            held.add(box)
            self.tones[tone] = box
        inside.addWidget(held)
        return frame

    def _on_tone_toggled(self, tone: Tone, on: bool) -> None:
        self._off = self._off - {tone.value} if on else self._off | {tone.value}
        self.changed.emit({"tones_off": tuple(sorted(self._off))})

    def _on_voice_chosen(self) -> None:
        self._voice = self.voice.currentData() or ""
        self.changed.emit({"voice": self._voice})

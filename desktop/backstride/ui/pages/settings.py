"""Settings: how it looks, how long one has to get ready, and where the data lies."""

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QWidget

from backstride.services.sounds import SoundTrouble
from backstride.services.speech import SpeechTrouble, Voice
from backstride.store.settings import PREPARATION_SECONDS, TEXT_PERCENTS, Settings, ThemeChoice
from backstride.ui.look import Look
from backstride.ui.pages.backup_settings import BackupSettings
from backstride.ui.pages.sound_settings import SoundSettings
from backstride.ui.parts.button import Button
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.form import form
from backstride.ui.parts.layouts import GRID, card, column, label, row, scrolling
from backstride.ui.words import days_text, tr


class SettingsPage(QWidget):
    """Emits `changed` with the new settings at each change, `tried` to let them be heard; there is no OK to press."""

    changed = Signal(object)
    tried = Signal()

    def __init__(self, settings: Settings, data_dir: Path, look: Look, version: str) -> None:
        super().__init__()
        self._settings = settings
        self._data_dir = data_dir
        self._look = look
        content = QWidget()
        layout = column(content, margin=4 * GRID, spacing=2 * GRID)
        column(self).addWidget(scrolling(content))
        layout.addWidget(label(tr("Settings"), "title"))
        layout.addWidget(label(tr("Appearance"), "heading"))
        layout.addWidget(self._appearance())
        layout.addWidget(label(tr("Sessions"), "heading"))
        layout.addWidget(self._sessions())
        self.sound = SoundSettings(settings, look)
        self.sound.changed.connect(lambda values: self._change(**values))
        self.sound.tried.connect(self.tried)
        layout.addWidget(label(tr("Sound and voice"), "heading"))
        layout.addWidget(self.sound)
        layout.addWidget(label(tr("Your data"), "heading"))
        layout.addWidget(self._data())
        self.backups = BackupSettings()
        layout.addWidget(self.backups)
        layout.addWidget(label(tr("Backstride {version}", version=version), "muted"))
        layout.addStretch(1)

    def show_services(
        self, voices: tuple[Voice, ...], sound_trouble: SoundTrouble | None, speech_trouble: SpeechTrouble | None
    ) -> None:
        """Show which voices there are and what is missing."""
        self.sound.show_voices(voices)
        self.show_trouble(sound_trouble, speech_trouble)

    def show_trouble(self, sound_trouble: SoundTrouble | None, speech_trouble: SpeechTrouble | None) -> None:
        """Show what is missing to be heard."""
        self.sound.show_trouble(sound_trouble, speech_trouble)

    def show_muted(self, muted: bool) -> None:
        """Follow the player's mute key."""
        self._settings = msgspec.structs.replace(self._settings, muted=muted)
        self.sound.show_muted(muted)

    def _appearance(self) -> QFrame:
        themes = (
            (ThemeChoice.SYSTEM, tr("As the system")),
            (ThemeChoice.LIGHT, tr("Light")),
            (ThemeChoice.DARK, tr("Dark")),
        )
        self.theme = Choice(themes, self._settings.theme, self._look)
        self.theme.currentIndexChanged.connect(lambda: self._change(theme=self.theme.currentData()))
        sizes = tuple((percent, f"{percent} %") for percent in TEXT_PERCENTS)
        self.text_size = Choice(sizes, self._settings.text_percent, self._look)
        self.text_size.currentIndexChanged.connect(lambda: self._change(text_percent=self.text_size.currentData()))
        motions = ((False, tr("Moving")), (True, tr("Still, in their key poses")))
        self.motion = Choice(motions, self._settings.reduced_motion, self._look)
        self.motion.currentIndexChanged.connect(lambda: self._change(reduced_motion=self.motion.currentData()))
        lines = ((tr("Theme"), self.theme), (tr("Text size"), self.text_size), (tr("Figures"), self.motion))
        return form(lines)

    def _sessions(self) -> QFrame:
        seconds = tuple((n, tr("{n} seconds", n=n)) for n in PREPARATION_SECONDS)
        choices = ((None, tr("As the routine says")), *seconds)
        self.preparation = Choice(choices, self._settings.preparation_s, self._look)
        self.preparation.currentIndexChanged.connect(lambda: self._change(preparation_s=self.preparation.currentData()))
        days = tuple((n, days_text(n).capitalize()) for n in range(1, 8))
        self.goal = Choice(days, self._settings.weekly_goal, self._look)
        self.goal.currentIndexChanged.connect(lambda: self._change(weekly_goal=self.goal.currentData()))
        return form(((tr("Time to get ready"), self.preparation), (tr("Weekly goal"), self.goal)))

    def _data(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(tr("Everything stays on this computer, in this folder:")))
        where = label(str(self._data_dir), "strong")
        where.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        inside.addWidget(where)
        inside.addWidget(
            label(tr("Routines of your own go into its folder 'routines', one JSON file for each."), "muted")
        )
        open_button = Button(tr("Open the folder"))
        open_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data_dir))))
        held = row()
        held.addWidget(open_button)
        held.addStretch(1)
        inside.addLayout(held)
        return frame

    def _change(self, **values: object) -> None:
        self._settings = msgspec.structs.replace(self._settings, **values)
        self.changed.emit(self._settings)

"""What every view needs to draw itself: theme, icons, figures and text size, changed in one place for all."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from backstride.store.settings import Settings, ThemeChoice
from backstride.ui.icons import Icons
from backstride.ui.style import style_sheet
from backstride.ui.theme import Theme, load_theme, palette, points

if TYPE_CHECKING:
    from backstride.ui.figure.shelf import FigureShelf


class Look(QObject):
    """The current theme, icons, figures and text size; `changed` tells views that paint themselves."""

    changed = Signal()

    def __init__(self, assets: Path, settings: Settings) -> None:
        super().__init__()
        self._assets = assets
        self._choice = settings.theme
        self.text_percent = settings.text_percent
        self.reduced_motion = settings.reduced_motion
        self.icons = Icons(assets / "icons")
        self.theme: Theme = load_theme(assets, self._wants_dark())
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_changed)

    @cached_property
    def figures(self) -> "FigureShelf":
        """The figures, loaded as they are asked for: the first frame has none."""
        from backstride.ui.figure.shelf import FigureShelf

        return FigureShelf(self._assets / "figures")

    def choose(self, settings: Settings) -> None:
        """Take the theme, text size and motion of `settings` into use."""
        self._choice = settings.theme
        self.text_percent = settings.text_percent
        self.reduced_motion = settings.reduced_motion
        self.theme = load_theme(self._assets, self._wants_dark())
        self.apply()

    def apply(self) -> None:
        """Dress the whole application."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            font = app.font()
            font.setPointSizeF(points(self.text_percent))
            app.setFont(font)
            app.setPalette(palette(self.theme))
            app.setStyleSheet(style_sheet(self.theme, self.text_percent))
        self.changed.emit()

    def font(self, factor: float = 1.0, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """A font of `factor` times running text, its digits of equal width."""
        font = QFont(QApplication.font())
        font.setPointSizeF(points(self.text_percent, factor))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def px(self, at_100_percent: int) -> int:
        """A length that grows with the text."""
        return round(at_100_percent * self.text_percent / 100)

    def _wants_dark(self) -> bool:
        if self._choice is ThemeChoice.SYSTEM:
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self._choice is ThemeChoice.DARK

    def _on_system_changed(self) -> None:
        if self._choice is ThemeChoice.SYSTEM:
            self.theme = load_theme(self._assets, self._wants_dark())
            self.apply()

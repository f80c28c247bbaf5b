"""Monochrome icons: drawn from `assets/icons` in whatever colour the theme asks for."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer


class Icons:
    """Loads each SVG once and paints it in a colour, at twice its size so that it stays sharp on dense screens."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}

    def pixmap(self, name: str, colour: QColor | str, size: int, ratio: float = 2.0) -> QPixmap:
        """The icon `name` in `colour`, `size` logical pixels wide and high."""
        pixels = round(size * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, name, colour, QRectF(0, 0, pixels, pixels))
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def icon(self, name: str, colour: QColor | str, size: int = 24) -> QIcon:
        """The icon `name` in `colour`."""
        return QIcon(self.pixmap(name, colour, size))

    def paint(self, painter: QPainter, name: str, colour: QColor | str, rect: QRectF) -> None:
        """Paint the icon into `rect`."""
        tinted = self._source(name).replace("currentColor", QColor(colour).name())
        QSvgRenderer(QByteArray(tinted.encode())).render(painter, rect)

    def _source(self, name: str) -> str:
        if name not in self._sources:
            self._sources[name] = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
        return self._sources[name]

"""The narrow rail at the side: one button per page."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton

from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID, column


class Rail(QFrame):
    """Emits `chosen` with the name of a page."""

    chosen = Signal(str)

    def __init__(self, pages: tuple[tuple[str, str], ...], look: Look) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._look = look
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        layout = column(self, margin=GRID, spacing=GRID)
        for number, (name, caption) in enumerate(pages, 1):
            button = QToolButton()
            button.setText(caption)
            button.setAccessibleName(caption)
            button.setToolTip(f"{caption} (Ctrl+{number})")
            button.setShortcut(f"Ctrl+{number}")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
            self._group.addButton(button)
            self._buttons[name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def mark(self, name: str) -> None:
        """Show that the page called `name` is open; no button is marked for a page that has none."""
        self._group.setExclusive(False)
        for each, button in self._buttons.items():
            button.setChecked(each == name)
        self._group.setExclusive(True)

    def _on_look_changed(self) -> None:
        size = self._look.px(24)
        for name, button in self._buttons.items():
            button.setIcon(self._look.icons.icon(name, self._look.theme.text, size))
            button.setIconSize(QSize(size, size))

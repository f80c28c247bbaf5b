"""Says something without a dialog: a strip with a sentence and what can be done about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from backstride.ui.parts.button import Button
from backstride.ui.parts.layouts import GRID, column, label, row


class Notice(QFrame):
    """A sentence with buttons; `chosen` carries the name of the one that was pressed."""

    chosen = Signal(str)

    def __init__(self, text: str, actions: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        layout = column(self, margin=2 * GRID)
        self.words = label(text)
        layout.addWidget(self.words)
        if actions:
            buttons = row()
            for name, caption in actions:
                button = Button(caption)
                button.setObjectName(name)
                button.clicked.connect(lambda _=False, name=name: self.chosen.emit(name))
                buttons.addWidget(button)
            buttons.addStretch(1)
            layout.addLayout(buttons)

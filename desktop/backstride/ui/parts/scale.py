"""A row of numbers to choose one from, with words at its ends; choosing the chosen one takes it back."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup

from backstride.ui.parts.button import Button
from backstride.ui.parts.flow import FlowBox


class Scale(FlowBox):
    """Numbers from `least` to `most`; `chosen` carries the new value, None when it was taken back."""

    chosen = Signal(object)

    def __init__(self, name: str, least: int, most: int, value: int | None = None) -> None:
        super().__init__()
        self._value = value
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self.setAccessibleName(name)
        for number in range(least, most + 1):
            button = Button(str(number), "choice")
            button.setCheckable(True)
            button.setChecked(number == value)
            button.setAccessibleName(f"{name}: {number}")
            button.clicked.connect(lambda _=False, number=number: self._on_clicked(number))
            self._group.addButton(button, number)
            self.add(button)

    @property
    def value(self) -> int | None:
        """The chosen number."""
        return self._value

    def button(self, number: int) -> Button:
        """The button of a number."""
        found = self._group.button(number)
        assert isinstance(found, Button)
        return found

    def _on_clicked(self, number: int) -> None:
        self._value = None if self._value == number else number
        for button in self._group.buttons():
            button.setChecked(self._group.id(button) == self._value)
        self.chosen.emit(self._value)

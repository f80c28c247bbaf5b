"""How a session felt: pain before, during and after, effort, mood and a note; nothing of it has to be said."""

from PySide6.QtWidgets import QLineEdit, QWidget

from backstride.core.history import Feelings
from backstride.ui.parts.layouts import GRID, card, column, label
from backstride.ui.parts.scale import Scale
from backstride.ui.words import tr

NOTE_LENGTH = 1000


class FeelingsForm(QWidget):
    """Asks, beginning with what was `told` already; `feelings` is what was answered.

    `afterwards` is for a session that lies back: "now" would be the wrong word.
    """

    def __init__(self, told: Feelings, *, afterwards: bool = False) -> None:
        super().__init__()
        self.before = Scale(tr("Back pain before, 0 none to 10 worst"), 0, 10, told.pain_before)
        self.during = Scale(tr("Worst during it"), 0, 10, told.pain_during)
        self.after = Scale(tr("Back pain after it") if afterwards else tr("Back pain now"), 0, 10, told.pain_after)
        self.effort = Scale(tr("Effort, 1 very easy to 10 all you had"), 1, 10, told.effort)
        self.mood = Scale(tr("Mood, 1 low to 5 good"), 1, 5, told.mood)
        self.note = QLineEdit(told.note)
        self.note.setPlaceholderText(tr("A note, if you like"))
        self.note.setAccessibleName(tr("Note"))
        self.note.setMaxLength(NOTE_LENGTH)
        frame, inside = card()
        for scale in (self.after, self.effort, self.before, self.during, self.mood):
            inside.addWidget(label(scale.accessibleName()))
            inside.addWidget(scale)
        inside.addSpacing(GRID)
        inside.addWidget(self.note)
        column(self).addWidget(frame)

    def feelings(self) -> Feelings:
        """What was answered."""
        return Feelings(
            pain_before=self.before.value,
            pain_during=self.during.value,
            pain_after=self.after.value,
            effort=self.effort.value,
            mood=self.mood.value,
            note=self.note.text().strip(),
        )

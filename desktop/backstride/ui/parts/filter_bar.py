"""Search and filters for routines; what is asked for goes out as one value."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from backstride.core.definitions import Equipment, Kind, Position
from backstride.core.search import Wanted
from backstride.ui.look import Look
from backstride.ui.parts.choice import Choice
from backstride.ui.parts.flow import FlowBox
from backstride.ui.words import kind_text, tr

LENGTHS_MIN = (5, 10, 15, 20)
UPRIGHT = frozenset({Position.STANDING, Position.WALKING, Position.SEATED})
HOUSEHOLD = frozenset({Equipment.MAT, Equipment.WALL, Equipment.CHAIR, Equipment.PILLOW, Equipment.STRAP})


class FilterBar(FlowBox):
    """Emits `changed` with a `Wanted` at every change."""

    changed = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.text = QLineEdit()
        self.text.setPlaceholderText(tr("Search routines, exercises, muscles"))
        self.text.setAccessibleName(tr("Search"))
        self.text.setClearButtonEnabled(True)
        self.text.setMinimumWidth(look.px(260))
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.kind = Choice(((None, tr("All kinds")), *((kind, kind_text(kind)) for kind in Kind)), None, look)
        lengths = ((n * 60_000, tr("Up to {n} min", n=n)) for n in LENGTHS_MIN)
        self.length = Choice(((None, tr("Any length")), *lengths), None, look)
        things: tuple[tuple[frozenset[Equipment] | None, str], ...] = (
            (None, tr("Any equipment")),
            (frozenset(), tr("Nothing needed")),
            (frozenset({Equipment.MAT}), tr("A mat at most")),
            (HOUSEHOLD, tr("Without a roller")),
        )
        self.equipment = Choice(things, None, look)
        places = ((None, tr("Any position")), (UPRIGHT, tr("Not on the floor")))
        self.position = Choice(places, None, look)
        choices = (self.kind, self.length, self.equipment, self.position)
        for box, name in zip(choices, (tr("Kind"), tr("Length"), tr("Equipment"), tr("Position")), strict=True):
            box.setAccessibleName(name)
            box.currentIndexChanged.connect(self._on_changed)
        self.text.textChanged.connect(self._on_changed)
        for widget in (self.text, *choices):
            self.add(widget)

    def wanted(self) -> Wanted:
        """What is asked for now."""
        return Wanted(
            text=self.text.text(),
            kind=self.kind.currentData(),
            at_most_ms=self.length.currentData(),
            equipment=self.equipment.currentData(),
            positions=self.position.currentData(),
        )

    def _on_changed(self) -> None:
        self.changed.emit(self.wanted())

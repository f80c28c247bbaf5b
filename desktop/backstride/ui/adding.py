"""Offers to add routines from files elsewhere: a card above the page that says what would happen, and waits."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from backstride.core.catalogue import Catalogue, length_ms
from backstride.core.errors import UserError
from backstride.store.new_routine import NewRoutine, add, look_at
from backstride.store.shelves import Shelves
from backstride.ui.error_words import error_text
from backstride.ui.parts.notice import Notice
from backstride.ui.window import MainWindow
from backstride.ui.words import clock_text, tr


class RoutineAdding(QObject):
    """Asks about one routine after the other; `added` carries its id and the catalogue that has it."""

    added = Signal(str, object)

    def __init__(self, window: MainWindow, shelves: Shelves, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._shelves = shelves

    def offer(self, path: Path) -> None:
        """Show a card that offers to add the routine in this file.  Raises UserError when it cannot be added."""
        known = self._shelves.load_all()
        new = look_at(path, self._shelves.load_shipped(), known, self._shelves.own)
        if new.content == new.replaced:
            self._window.say(tr("“{name}” is among your routines already.", name=new.routine.name))
            return
        yes = tr("Replace it") if new.replaced is not None else tr("Add it")
        notice = Notice(offer_text(new, known), (("add", yes), ("leave", tr("Not now"))))
        notice.setObjectName("new-routine")
        notice.chosen.connect(lambda action: self._on_chosen(action, new, notice))
        self._window.add_card(notice)
        if self._window.is_immersed:
            self._window.say(tr("“{name}” can be added when the session is over.", name=new.routine.name))

    def _on_chosen(self, action: str, new: NewRoutine, notice: Notice) -> None:
        self._window.remove_card(notice)
        if action != "add":
            return
        try:
            add(new)
        except UserError as error:
            self._window.say(error_text(error), lasting=True)
            return
        self.added.emit(new.routine.id, self._shelves.load_all())


def offer_text(new: NewRoutine, known: Catalogue) -> str:
    """What adding a routine would do, in a sentence or two."""
    length = clock_text(length_ms(new.routine, known.exercises))
    if new.replaced is None:
        return tr("Add “{name}”, {length}, to your routines?", name=new.routine.name, length=length)
    return tr(
        "Replace {file} in your routines by “{name}”, {length}? What it replaces is kept beside it as {kept}.",
        file=new.target.name,
        name=new.routine.name,
        length=length,
        kept=new.kept_as.name,
    )

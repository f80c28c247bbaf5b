"""The app itself, in which a slot, a painting and a thread go wrong during the session that the arguments ask for.

When the session has ended it prints what the window then offers to copy, and closes.
"""

import sys
from threading import Thread

from backstride.__main__ import main
from backstride.app import desktop as app
from backstride.ui.desktop import Desktop

LATER_MS = 300
build = app.build_desktop


def fail_in_a_slot() -> None:
    """Raise what no part of the app expects, in a line of its own: faults that are alike are told once."""
    raise LookupError("on purpose, in a slot")


def fail_in_a_thread() -> None:
    """Likewise."""
    raise LookupError("on purpose, in a thread")


def build_faulty(*arguments: object) -> Desktop:
    """Build the desktop as ever, with parts that go wrong once it is shown."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtWidgets import QPushButton, QWidget

    class Spoilt(QWidget):
        def paintEvent(self, event: object) -> None:
            raise LookupError("on purpose, painting")

    made = build(*arguments)
    spoilt = Spoilt(made.window)
    spoilt.show()

    def end() -> None:
        made.window.findChild(QPushButton, "copy").click()
        print(QGuiApplication.clipboard().text())
        made.window.close()

    QTimer.singleShot(LATER_MS, made, fail_in_a_slot)
    QTimer.singleShot(LATER_MS, made, lambda: Thread(target=fail_in_a_thread).start())
    made.player_page.finished.connect(lambda: QTimer.singleShot(LATER_MS, made, end))
    return made


if __name__ == "__main__":
    app.build_desktop = build_faulty
    sys.exit(main())

"""The main window: the rail, one page at a time, and the player over all of it while a session runs."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from backstride.ui.look import Look
from backstride.ui.parts.fault_notice import FaultNotice
from backstride.ui.parts.layouts import GRID, clear, column, row
from backstride.ui.parts.notice import Notice
from backstride.ui.rail import Rail
from backstride.ui.words import tr

NOTICE_MS = 12_000
"""How long a passing remark stays."""

CAN_RAISE = ("xcb", "windows", "cocoa")
"""Where a window may be put above others; elsewhere Qt complains, and to activate it does the same."""


class MainWindow(QMainWindow):
    """Holds the pages by name; `page_opened` before a page is shown, `closing` before the window goes.

    `fault_found` carries the report of something of ours that went wrong; any thread may emit it.
    """

    fault_found = Signal(str)
    page_opened = Signal(str)
    closing = Signal()

    def __init__(self, look: Look, rail_pages: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self.setWindowTitle("Backstride")
        self.setMinimumSize(640, 480)
        self.resize(1100, 760)
        self._pages: dict[str, QWidget] = {}
        self._current = ""
        self._immersed = False
        self.rail = Rail(rail_pages, look)
        self.rail.chosen.connect(self.open_page)
        self._stack = QStackedWidget()
        self._notices = column(margin=0)
        self._cards = QWidget()
        self._cards_layout = column(self._cards, spacing=GRID)
        self._cards.setVisible(False)
        self._faults: FaultNotice | None = None
        self._notice_timer = QTimer(self)
        self._notice_timer.setSingleShot(True)
        self._notice_timer.timeout.connect(self.clear_notices)
        self._right = column(spacing=0)
        self._build()
        QShortcut(QKeySequence.StandardKey.Quit, self, self.close)

    def add_page(self, name: str, page: QWidget) -> None:
        """Add a page under `name`."""
        self._pages[name] = page
        self._stack.addWidget(page)

    @property
    def current(self) -> str:
        """Name of the page that is shown."""
        return self._current

    @property
    def is_immersed(self) -> bool:
        """True while the player has the whole window."""
        return self._immersed

    def open_page(self, name: str) -> None:
        """Show the page called `name`."""
        self.page_opened.emit(name)
        self._current = name
        self._stack.setCurrentWidget(self._pages[name])
        self.rail.mark(name)

    def immerse(self, on: bool) -> None:
        """Give the whole window to the player, or bring the rail and the cards back."""
        self._immersed = on
        self.rail.setVisible(not on)
        self._show_cards()
        if not on and self.isFullScreen():
            self.showNormal()

    def toggle_fullscreen(self) -> None:
        """Full screen and back."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def say(self, text: str, *, lasting: bool = False, undo: Callable[[], object] | None = None) -> None:
        """Show a remark above the page; it goes by itself unless it is `lasting`.  `undo` takes back what is told."""
        self.clear_notices()
        undo_answer = (("undo", tr("Undo")),) if undo is not None else ()
        notice = Notice(text, (*undo_answer, ("close", tr("Close"))))
        notice.setObjectName("remark")

        def on_chosen(name: str) -> None:
            self.clear_notices()
            if name == "undo" and undo is not None:
                undo()

        notice.chosen.connect(on_chosen)
        self._notices.addWidget(notice)
        if not lasting:
            self._notice_timer.start(NOTICE_MS)

    def add_card(self, card: QWidget) -> None:
        """Show a card above the page until it is removed; while the player has the window, it waits."""
        self._cards_layout.addWidget(card)
        self._show_cards()

    def remove_card(self, card: QWidget) -> None:
        """Take away a card that was added."""
        self._cards_layout.removeWidget(card)
        card.hide()
        card.deleteLater()
        self._show_cards()

    def come_to_front(self) -> None:
        """Show the window before all others, as far as the desktop lets it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        if QGuiApplication.platformName() in CAN_RAISE:
            self.raise_()
        self.activateWindow()

    def clear_notices(self) -> None:
        """Take the remark away."""
        self._notice_timer.stop()
        clear(self._notices)

    def show_fault(self, report: str) -> None:
        """Say above all remarks that something of ours went wrong, and let `report` be copied."""
        if self._faults is None:
            self._faults = FaultNotice()
            self._right.insertWidget(0, self._faults)
        self._faults.add(report)

    def geometry_text(self) -> str:
        """Size and place of the window, to be restored at the next start."""
        return bytes(self.saveGeometry().toBase64().data()).decode("ascii")

    def restore_geometry_text(self, text: str) -> None:
        """Restore what `geometry_text` gave; anything else is ignored."""
        if text:
            self.restoreGeometry(QByteArray.fromBase64(text.encode("ascii", "ignore")))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell before going, so that what is under way is kept."""
        self.closing.emit()
        super().closeEvent(event)

    def _show_cards(self) -> None:
        self._cards.setVisible(not self._immersed and self._cards_layout.count() > 0)

    def _build(self) -> None:
        whole = QWidget()
        whole.setObjectName("page")
        layout: QHBoxLayout = row(whole, spacing=0)
        layout.addWidget(self.rail)
        held = row(margin=GRID)
        held.addLayout(self._notices, 1)
        held.setContentsMargins(0, 0, 0, 0)
        self._right.addLayout(held)
        self._right.addWidget(self._cards)
        self._right.addWidget(self._stack, 1)
        layout.addLayout(self._right, 1)
        self.setCentralWidget(whole)

"""Rows of words and numbers: a table as high as its rows, whose cells cost nothing until they are seen."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from backstride.ui.look import Look
from backstride.ui.parts.layouts import GRID

AnyIndex = QModelIndex | QPersistentModelIndex
SEEN_ROWS = 20
"""Rows beyond those in view that say how wide the columns of a long table are."""
LEAST = 110
"""Elastic columns stay as wide as this, in pixels at 100 %; then the table scrolls sideways."""
END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
START = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Rows(QAbstractTableModel):
    """Cells of text under headings; the columns of `numbers` are set flush at their ends."""

    def __init__(self, headings: Sequence[str], numbers: frozenset[int] = frozenset()) -> None:
        super().__init__()
        self._headings = tuple(headings)
        self._numbers = numbers
        self._rows: Sequence[Sequence[str]] = ()

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """As many columns as headings."""
        return 0 if parent.isValid() else len(self._headings)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell, and where it is set."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return END if index.column() in self._numbers else START
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings, set as their columns are."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return END if section in self._numbers else START
        return None


class Table(QTableView):
    """A table in our style, by whole rows; with `whole` it is as high as its rows and leaves scrolling to the page.

    The `elastic` columns share the room that is left; all others are as wide as what they show.
    """

    def __init__(
        self, model: QAbstractTableModel, look: Look, *, elastic: tuple[int, ...] = (0,), whole: bool = False
    ) -> None:
        super().__init__()
        self._look = look
        self._elastic = elastic
        self._whole = whole
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionsClickable(False)
        self.horizontalHeader().setMinimumSectionSize(look.px(40))
        self.horizontalHeader().setResizeContentsPrecision(-1 if whole else SEEN_ROWS)
        if whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            model.modelReset.connect(self._on_reset)
        look.changed.connect(self._dress)

    def showEvent(self, event: QShowEvent) -> None:
        """Measured when it is first seen: until then the style sheet need not be worked out for it."""
        super().showEvent(event)
        self._dress()

    def sizeHint(self) -> QSize:
        """With `whole`, the height of the headings and all rows."""
        if not self._whole:
            return super().sizeHint()
        rows = self.model().rowCount() * self.verticalHeader().defaultSectionSize()
        bar = self.horizontalScrollBar().sizeHint().height() if self._is_too_wide() else 0
        return QSize(super().sizeHint().width(), self.horizontalHeader().sizeHint().height() + rows + bar + 4)

    def minimumSizeHint(self) -> QSize:
        """With `whole` the same, in less width."""
        return QSize(self._look.px(200), self.sizeHint().height() if self._whole else self._look.px(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share_width()

    def _on_reset(self) -> None:
        self._share_width()
        self.updateGeometry()

    def _dress(self) -> None:
        self.setFont(self._look.font())
        height = self.fontMetrics().height() + 2 * GRID
        self.verticalHeader().setDefaultSectionSize(height)
        self._share_width()
        self.updateGeometry()

    def _natural_widths(self) -> list[int]:
        header = self.horizontalHeader()
        return [max(self.sizeHintForColumn(i), header.sectionSizeHint(i)) for i in range(header.count())]

    def _is_too_wide(self) -> bool:
        return self.horizontalHeader().length() > self.viewport().width()

    def _share_width(self) -> None:
        """Every column as wide as what it shows; the elastic ones give way, and the last of them takes what is over."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        widths = self._natural_widths()
        if not widths:
            return
        wanted = sum(widths[column] for column in self._elastic)
        left = self.viewport().width() - (sum(widths) - wanted)
        for column in self._elastic:
            share = round(left * widths[column] / wanted)
            widths[column] = max(min(widths[column], share), min(widths[column], self._look.px(LEAST)))
        widths[self._elastic[-1]] += max(0, self.viewport().width() - sum(widths))
        for column, width in enumerate(widths):
            header.resizeSection(column, width)
        if self._whole:
            self.setFixedHeight(self.sizeHint().height())

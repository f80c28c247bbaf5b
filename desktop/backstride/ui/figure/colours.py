"""The six colours a figure is painted in, so that any theme can supply them."""

from msgspec import Struct
from PySide6.QtGui import QColor


class FigureColours(Struct, frozen=True):
    """Near body, far limbs, trained muscles, props, floor line, and what is behind it all."""

    near: QColor
    far: QColor
    accent: QColor
    prop: QColor
    floor: QColor
    background: QColor


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The colour a share (0 to 1) of the way from the first to the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )

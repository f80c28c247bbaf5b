"""Paints what a figure stands, lies, leans or rolls on."""

from math import degrees

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from backstride.core.figure.definition import Prop, PropKind
from backstride.core.figure.motion import Frame, prop_x_of
from backstride.core.figure.pose import point_on_body
from backstride.core.figure.props import size_of
from backstride.core.figure.surface import CHAIR_SEAT_HEIGHT, ROLLER_RADIUS
from backstride.ui.figure.colours import FigureColours, mixed
from backstride.ui.figure.shapes import disc

FLOOR_WIDTH = 0.008
STRAP_WIDTH = 0.012


def paint_props_behind(painter: QPainter, frame: Frame, colours: FigureColours) -> None:
    """Walls, chairs, steps and pillows, which the body covers."""
    painter.setBrush(colours.prop)
    for prop in frame.figure.definition.props:
        if prop.kind is PropKind.WALL:
            _paint_wall(painter, frame, prop, colours)
        elif prop.kind is PropKind.CHAIR:
            _paint_chair(painter, frame, prop, colours)
        elif prop.kind is PropKind.STEP:
            width, height = size_of(prop)
            painter.setBrush(colours.prop)
            painter.drawRoundedRect(QRectF(prop_x_of(frame, prop) - width / 2, prop.y, width, height), 0.012, 0.012)
        elif prop.kind is PropKind.PILLOW:
            width, height = size_of(prop)
            painter.setBrush(mixed(colours.prop, colours.background, 0.25))
            painter.drawRoundedRect(
                QRectF(prop_x_of(frame, prop) - width / 2, prop.y, width, height), height * 0.48, height * 0.48
            )


def paint_props_in_front(painter: QPainter, frame: Frame, colours: FigureColours) -> None:
    """Floor, mats and rollers: nothing of the body is below them, so they close the line of contact."""
    if not frame.figure.definition.from_above:
        _paint_floor(painter, frame, colours)
    for prop in frame.figure.definition.props:
        x = prop_x_of(frame, prop)
        if prop.kind is PropKind.MAT:
            width, height = size_of(prop)
            painter.setBrush(colours.prop)
            painter.drawRoundedRect(QRectF(x - width / 2, -height, width, height), height / 2, height / 2)
        elif prop.kind is PropKind.ROLLER:
            _paint_roller(painter, x, colours)


def _paint_floor(painter: QPainter, frame: Frame, colours: FigureColours) -> None:
    left, _, right, _ = frame.bounds
    inset = 0.02
    floor = QRectF(left + inset, -FLOOR_WIDTH, right - left - 2 * inset, FLOOR_WIDTH)
    painter.setBrush(colours.floor)
    painter.drawRoundedRect(floor, FLOOR_WIDTH / 2, FLOOR_WIDTH / 2)


def paint_straps(painter: QPainter, frame: Frame, colours: FigureColours) -> None:
    """Straps from point to point of the body."""
    for prop in frame.figure.definition.props:
        if prop.kind is not PropKind.STRAP:
            continue
        pen = QPen(mixed(colours.prop, colours.near, 0.25), STRAP_WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        places = [point_on_body(frame.posture, name) for name in prop.along]
        painter.drawPolyline([QPointF(x, y) for x, y, _ in places])
        painter.setPen(Qt.PenStyle.NoPen)


def _paint_wall(painter: QPainter, frame: Frame, prop: Prop, colours: FigureColours) -> None:
    width, height = size_of(prop)
    behind = prop.flip != (frame.facing < 0)
    x = prop_x_of(frame, prop)
    painter.setBrush(colours.prop)
    painter.drawRoundedRect(QRectF(x - width if behind else x, 0.0, width, height), 0.008, 0.008)


def _paint_chair(painter: QPainter, frame: Frame, prop: Prop, colours: FigureColours) -> None:
    width, height = size_of(prop)
    x = prop_x_of(frame, prop)
    back_sense = 1.0 if prop.flip != (frame.facing < 0) else -1.0
    thick = 0.026
    painter.setBrush(colours.prop)
    painter.drawRoundedRect(QRectF(x - width / 2, CHAIR_SEAT_HEIGHT - thick, width, thick), 0.01, 0.01)
    for edge in (-1.0, 1.0):
        middle = x + edge * (width / 2 - thick / 2)
        painter.drawRoundedRect(QRectF(middle - thick / 2, 0.0, thick, CHAIR_SEAT_HEIGHT), 0.008, 0.008)
    middle = x + back_sense * (width / 2 + thick / 2)
    painter.drawRoundedRect(
        QRectF(middle - thick / 2, CHAIR_SEAT_HEIGHT - thick, thick, height - CHAIR_SEAT_HEIGHT + thick), 0.01, 0.01
    )


def _paint_roller(painter: QPainter, x: float, colours: FigureColours) -> None:
    """A roller with marks on its end, so that one sees it roll."""
    painter.save()
    painter.translate(x, ROLLER_RADIUS)
    painter.rotate(degrees(-x / ROLLER_RADIUS))
    painter.setBrush(colours.prop)
    painter.drawPolygon(disc(ROLLER_RADIUS))
    painter.setBrush(mixed(colours.prop, colours.background, 0.45))
    painter.drawPolygon(disc(ROLLER_RADIUS * 0.5))
    painter.setBrush(colours.prop)
    for turn in range(3):
        painter.rotate(120 * turn)
        painter.drawEllipse(QPointF(ROLLER_RADIUS * 0.5, 0.0), ROLLER_RADIUS * 0.16, ROLLER_RADIUS * 0.16)
    painter.restore()

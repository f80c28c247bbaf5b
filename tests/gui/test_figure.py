"""Figures are painted in both themes, mirrored for the other side, and stop moving when nobody looks."""

from functools import lru_cache

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from backstride.core.figure.motion import CYCLE_MS, DEMONSTRATION_MS, Figure, frame_on_way_in, prepare
from backstride.resources import ASSETS
from backstride.store.figures import figure_names, load_figure, load_skeleton
from backstride.ui.figure.colours import FigureColours
from backstride.ui.figure.painter import paint_figure
from backstride.ui.figure.widget import FigureWidget

FOLDER = ASSETS / "figures"
THEMES = {
    "light": ("#2e4057", "#9db0c0", "#e4572e", "#cbb99f", "#b9afa0", "#f7f5f1"),
    "dark": ("#e6eaee", "#74828f", "#ff7a4d", "#6b6152", "#4a525b", "#1c2229"),
}


@lru_cache(maxsize=100)
def prepared(name: str) -> Figure:
    return prepare(load_figure(FOLDER, name), load_skeleton(FOLDER))


def colours_of(theme: str) -> FigureColours:
    return FigureColours(*(QColor(name) for name in THEMES[theme]))


def picture_of(figure: Figure, theme: str = "light", *, mirrored: bool = False) -> QImage:
    image = QImage(360, 280, QImage.Format.Format_ARGB32_Premultiplied)
    colours = colours_of(theme)
    image.fill(colours.background)
    painter = QPainter(image)
    paint_figure(painter, frame_on_way_in(figure, 1.0, mirrored=mirrored), QRectF(0, 0, 360, 280), colours)
    painter.end()
    return image


def share_alike(first: QImage, second: QImage) -> float:
    """Share of sampled pixels of about the same lightness."""
    places = [(x, y) for x in range(0, first.width(), 3) for y in range(0, first.height(), 3)]
    alike = sum(abs(first.pixelColor(x, y).lightness() - second.pixelColor(x, y).lightness()) < 40 for x, y in places)
    return alike / len(places)


@pytest.fixture
def widget(qtbot: QtBot) -> FigureWidget:
    widget = FigureWidget()
    qtbot.addWidget(widget)
    widget.resize(360, 280)
    widget.set_figure(prepared("glute-bridge"))
    return widget


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", figure_names(FOLDER))
def test_every_figure_paints_body_and_accent(qapp: object, name: str, theme: str) -> None:
    image = picture_of(prepared(name), theme)
    colours = colours_of(theme)
    seen = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    floor = set() if prepared(name).definition.from_above else {colours.floor.name()}
    assert {colours.near.name(), colours.background.name(), *floor} <= seen
    if prepared(name).definition.accent:
        assert colours.accent.name() in seen


@pytest.mark.parametrize("name", figure_names(FOLDER))
def test_the_other_side_is_the_mirror_image(qapp: object, name: str) -> None:
    plain, mirrored = picture_of(prepared(name)), picture_of(prepared(name), mirrored=True)
    assert plain != mirrored
    assert share_alike(plain.flipped(Qt.Orientation.Horizontal), mirrored) > 0.985


def test_the_callers_painter_is_left_as_it_was(qapp: object) -> None:
    image = QImage(100, 100, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    before = painter.transform(), painter.pen(), painter.brush()
    paint_figure(painter, frame_on_way_in(prepared("glute-bridge"), 1.0), QRectF(0, 0, 100, 100), colours_of("dark"))
    assert (painter.transform(), painter.pen(), painter.brush()) == before
    painter.end()


def test_a_widget_without_a_figure_is_empty(qtbot: QtBot) -> None:
    widget = FigureWidget()
    qtbot.addWidget(widget)
    widget.set_moment(100, DEMONSTRATION_MS)
    widget.show()
    widget.grab()
    assert not widget.is_moving()


def test_it_plays_only_while_asked_to_and_visible(qtbot: QtBot, widget: FigureWidget) -> None:
    widget.play(True)
    assert not widget.is_moving()
    widget.show()
    qtbot.waitUntil(widget.is_moving)
    before = widget.grab().toImage()
    qtbot.waitUntil(lambda: widget.grab().toImage() != before)
    widget.hide()
    assert not widget.is_moving()
    widget.show()
    qtbot.waitUntil(widget.is_moving)
    widget.set_reduced_motion(True)
    assert not widget.is_moving()
    widget.set_reduced_motion(False)
    assert widget.is_moving()
    widget.play(False)
    assert not widget.is_moving()


def test_the_player_moves_it_from_outside(qtbot: QtBot, widget: FigureWidget) -> None:
    widget.set_colours(colours_of("light"))
    widget.set_moment(0, DEMONSTRATION_MS)
    down = widget.grab().toImage()
    widget.set_moment(1600, DEMONSTRATION_MS)
    up = widget.grab().toImage()
    assert down != up
    widget.set_side(mirrored=True)
    assert share_alike(widget.grab().toImage().flipped(Qt.Orientation.Horizontal), up) > 0.985
    assert not widget.is_moving()


def test_reduced_motion_shows_the_poses_side_by_side(qtbot: QtBot, widget: FigureWidget) -> None:
    for width, height in ((600, 200), (200, 600)):
        widget.resize(width, height)
        widget.set_reduced_motion(True)
        still = widget.grab().toImage()
        widget.set_moment(700, DEMONSTRATION_MS)
        assert widget.grab().toImage() == still
        first, second = (
            (still.copy(0, 0, width // 2, height), still.copy(width // 2, 0, width // 2, height))
            if width > height
            else (still.copy(0, 0, width, height // 2), still.copy(0, height // 2, width, height // 2))
        )
        assert first != second
        widget.set_reduced_motion(False)


def test_it_dies_with_its_parent_and_hints_a_size(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    child = FigureWidget(parent)
    child.set_figure(prepared("march-in-place"), CYCLE_MS)
    assert child.sizeHint().width() > child.minimumSizeHint().width()

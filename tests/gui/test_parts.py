"""Small views that several pages share."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from backstride.store.settings import ThemeChoice
from backstride.ui.parts.arrow import MARGIN_PX, arrow_room
from backstride.ui.parts.check_box import CheckBox
from backstride.ui.parts.choice import Choice

LONG = "Names, cues and counts, and whatever else there is to be said"


def picture(qtbot, widget: QWidget, width: int) -> QImage:
    qtbot.addWidget(widget)
    widget.resize(width, widget.sizeHint().height())
    widget.show()
    qtbot.waitExposed(widget)
    return widget.grab().toImage()


def pixels(image: QImage, colour: str, columns: range) -> int:
    wanted = QColor(colour).rgb()
    return sum(image.pixelColor(x, y).rgb() == wanted for x in columns for y in range(image.height()))


@pytest.mark.parametrize("theme", [ThemeChoice.LIGHT, ThemeChoice.DARK])
@pytest.mark.parametrize("percent", [100, 200])
def test_what_is_ticked_is_told_by_shape_and_grows_with_the_text(qtbot, make_look, theme, percent):
    look = make_look(percent, theme)
    box = CheckBox("Go && come", look)
    assert box.text() == "Go &&&& come"  # shown letter by letter
    empty = picture(qtbot, box, 400)
    box.setChecked(True)
    ticked = box.grab().toImage()
    indicator = range(4, 4 + look.px(18))
    filled = pixels(ticked, look.theme.accent, indicator)
    assert filled > 100 * (percent / 100) ** 2
    tick = pixels(ticked, look.theme.accent_text, indicator)
    assert tick > 10 * (percent / 100) ** 2
    assert pixels(empty, look.theme.accent, indicator) == 0


def test_words_that_do_not_fit_end_before_the_arrow(qtbot, make_look):
    look = make_look(200)
    width = 300
    narrow = picture(qtbot, Choice(((1, LONG),), 1, look), width)
    gap = range(width - arrow_room(look) + 1, width - arrow_room(look) + MARGIN_PX)
    assert pixels(narrow, look.theme.surface, gap) == len(gap) * (narrow.height() - 2)
    words = range(12, width - arrow_room(look))
    assert pixels(narrow, look.theme.surface, words) < 0.9 * len(words) * narrow.height()

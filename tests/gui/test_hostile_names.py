"""Names that look like HTML or hold the mark of a shortcut are shown letter by letter, wherever a window shows them."""

import json
import os
from pathlib import Path

import pypdf
import pytest
from msgspec.structs import replace
from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, Qt
from PySide6.QtGui import Qt as RichText
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLabel, QTextEdit

from backstride.core.definitions import Variation
from backstride.store.paths import profile_paths
from backstride.ui.history.browse import TABS
from backstride.ui.parts.plain import plain_caption, plain_everywhere, plain_tip
from backstride.ui.player.tray import SessionTray
from gui.driving import play_to_end
from unit.core.builders import a_routine, a_step, an_exercise, as_json

NAME = "<img src='file:///etc/passwd'> <b>Core</b> & more"
MARKED = "<img src='http://127.0.0.1:9/x.png'><a href='file:///'>Plank</a> & co"

# Of the offscreen platform: it has no tray, and cannot raise windows nor keep their size.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged", r"This plugin does not support")


@pytest.fixture
def desktop(tmp_path, make_desktop):
    """A window over a profile with a hostile routine, its exercises, and a file that cannot be loaded."""
    folder = profile_paths(tmp_path / "profile").routines
    folder.mkdir(parents=True)
    texts = {"cues": (MARKED,), "skip_if": MARKED, "note": MARKED, "mistakes": (MARKED,)}
    easier = Variation(text=MARKED, exercise="my-bridge")
    plank = replace(an_exercise("my-plank"), name=MARKED, easier=easier, **texts)
    bridge = replace(an_exercise("my-bridge"), name=NAME, **texts)
    steps = (a_step("my-plank", note=MARKED), a_step("my-bridge"))
    routine = a_routine(*steps, id="mine", name=NAME, purpose=MARKED, when=MARKED, afterwards=MARKED, note=MARKED)
    for definition in (plank, bridge, routine):
        (folder / f"{definition.id}.json").write_text(json.dumps(as_json(definition)))
    (folder / "<b>bad<b>.json").write_text('{"<img src=x>": 0}')
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b[2J.json")).write_text("{")
    return make_desktop()


def shown_by(model: QAbstractItemModel, role: Qt.ItemDataRole) -> list[str]:
    """What a model shows in its cells."""
    indices = (
        model.index(line, place, QModelIndex())
        for line in range(model.rowCount())
        for place in range(model.columnCount())
    )
    return [text for index in indices if isinstance(text := model.data(index, role), str)]


def tips() -> list[str]:
    """Every tooltip of every widget that there is, and of the cells of its tables."""
    found = [widget.toolTip() for widget in QApplication.allWidgets()]
    views = [widget for widget in QApplication.allWidgets() if isinstance(widget, QAbstractItemView)]
    return found + [
        tip for view in views if view.model() for tip in shown_by(view.model(), Qt.ItemDataRole.ToolTipRole)
    ]


def check_that_nothing_is_rendered() -> None:
    """Look at every widget that there is: labels are plain, tooltips show what they say, captions have no shortcut."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for widget in QApplication.allWidgets():
        if isinstance(widget, QLabel):
            assert not RichText.mightBeRichText(widget.text()) or widget.textFormat() is Qt.TextFormat.PlainText
        elif isinstance(widget, QTextEdit):
            assert not widget.acceptRichText()
        elif isinstance(widget, QAbstractButton):
            assert widget.text().replace("&&", "").count("&") == 0, widget.text()
    for tip in tips():
        if RichText.mightBeRichText(tip):
            read = QTextDocumentFragment.fromHtml(tip).toPlainText()
            assert NAME in read or MARKED in read, tip


def texts(widget, kind) -> list[str]:
    return [found.text() for found in widget.findChildren(kind)]


def test_the_pages_of_a_routine_show_its_names_as_they_are(desktop):
    desktop.window.open_page("routines")
    check_that_nothing_is_rendered()
    assert NAME in texts(desktop.routines, QLabel)
    assert any("<b>bad<b>.json, $.<img src=x>: unknown field" in text for text in texts(desktop.routines, QLabel))
    assert any("�␛[2J.json, $: is not JSON" in text for text in texts(desktop.routines, QLabel))
    desktop._on_routine_opened("mine")
    check_that_nothing_is_rendered()
    assert MARKED in texts(desktop.detail, QLabel)
    assert f"1. {plain_caption(MARKED)}" in texts(desktop.detail, QAbstractButton)
    desktop._on_exercise_opened("my-plank")
    check_that_nothing_is_rendered()
    assert plain_caption(NAME) in texts(desktop.exercise, QAbstractButton)


def test_the_player_and_its_small_window_show_names_as_they_are(desktop, clock):
    tray = SessionTray(desktop.player, desktop._look, lambda: True)
    desktop.play("mine")
    desktop._on_mini_requested()
    desktop.mini.resize(200, 120)
    QApplication.processEvents()
    check_that_nothing_is_rendered()
    assert any(MARKED in QTextDocumentFragment.fromHtml(tip).toPlainText() for tip in tips())
    tip = tray.item.icon.toolTip()
    assert "Plank" in tip
    assert not RichText.mightBeRichText(tip)
    desktop.come_to_front()
    desktop._on_hurt_requested()
    check_that_nothing_is_rendered()
    assert f"Easier: {plain_caption(NAME)}" in texts(desktop.window, QAbstractButton)
    tray.take_away()
    tray.deleteLater()


def test_the_summary_and_the_history_show_names_as_they_are(desktop, clock):
    desktop.play("mine")
    play_to_end(desktop, clock)
    check_that_nothing_is_rendered()
    desktop.window.open_page("history")
    browse = desktop.history.browse
    for tab in TABS:
        browse.open_tab(tab)
        QApplication.processEvents()
        check_that_nothing_is_rendered()
    log = browse.log.table.model()
    assert NAME in shown_by(log, Qt.ItemDataRole.DisplayRole)
    read = [QTextDocumentFragment.fromHtml(tip).toPlainText() for tip in shown_by(log, Qt.ItemDataRole.ToolTipRole)]
    assert NAME in read
    box = next(box for box in browse.findChildren(QComboBox) if box.findText(NAME) >= 0)
    box.setCurrentIndex(box.findText(NAME))
    check_that_nothing_is_rendered()
    assert plain_caption(NAME) in texts(browse, QAbstractButton)
    assert plain_tip(f"Remove the filter: {NAME}") in tips()


def test_the_report_holds_names_as_they_are(desktop, clock, tmp_path, monkeypatch):
    desktop.play("mine")
    play_to_end(desktop, clock)
    desktop.window.open_page("history")
    taking = desktop.history.browse.taking
    monkeypatch.setattr(taking, "ask_where", lambda _name: tmp_path / "report.pdf")
    next(action for action in taking.button.entries.actions() if "physiotherapist" in action.text()).trigger()
    reader = pypdf.PdfReader(tmp_path / "report.pdf")
    read = "".join(page.extract_text() for page in reader.pages)
    assert "<img" in " ".join(read.split())
    assert [image.name for page in reader.pages for image in page.images] == []


@pytest.mark.parametrize("text", ["Glute bridge", "5 < 6", "a & b", "", "fish & chips; &amp;"])
def test_a_tip_without_marks_stays_as_a_screen_reader_says_it(text):
    assert plain_tip(text) == text


@pytest.mark.parametrize(
    "text", [NAME, MARKED, "<b>two  spaces</b>\nand a line", "&lt;b&gt; <i>", "<script>1</script>"]
)
def test_a_tip_with_marks_shows_them(text):
    assert RichText.mightBeRichText(text)
    assert QTextDocumentFragment.fromHtml(plain_tip(text)).toPlainText() == text
    assert not RichText.mightBeRichText(plain_everywhere(text))

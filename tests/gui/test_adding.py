"""A routine from a file elsewhere is offered on a card above the page, and added only when the user says so."""

import json

import pytest
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from backstride.app.desktop import receive_opened_files
from backstride.app.request import Request, carry_out
from backstride.core.errors import Trouble, UserError
from backstride.core.session import Command
from backstride.ui.parts.notice import Notice
from unit.core.builders import a_routine, as_json

EVENING = {
    **as_json(a_routine(id="evening")),
    "name": "Evening",
    "steps": [{"exercise": "plank-forearm", "dose": {"seconds": 10}}],
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "from a friend.backstride.json"
    path.write_text(json.dumps(EVENING), encoding="utf-8")
    return path


@pytest.fixture
def own(tmp_path):
    return tmp_path / "profile" / "routines"


@pytest.fixture
def profile(make_profile):
    return make_profile()


def ask(desktop, profile, **request):
    carry_out(Request(**request), desktop, profile)


def cards(desktop):
    QApplication.processEvents()
    return [card for card in desktop.window.findChildren(Notice, "new-routine") if card.isVisible()]


def remark(desktop):
    notice = desktop.window.findChild(Notice, "remark")
    return notice.words.text() if notice else ""


def press(card, name):
    card.findChild(QAbstractButton, name).click()


def captions(card):
    return [button.text() for button in card.findChildren(QAbstractButton)]


def test_an_offer_changes_nothing_until_it_is_taken(desktop, profile, file, own):
    ask(desktop, profile, file=str(file))
    (card,) = cards(desktop)
    assert card.words.text() == "Add “Evening”, 0:10, to your routines?"
    assert captions(card) == ["Add it", "Not now"]
    assert not own.exists()
    press(card, "leave")
    assert cards(desktop) == []
    assert not own.exists()


def test_a_taken_offer_is_there_at_once_and_can_be_played(desktop, profile, file, own):
    ask(desktop, profile, file=str(file))
    press(cards(desktop)[0], "add")
    assert (own / "evening.json").is_file()
    assert cards(desktop) == []
    assert desktop.window.current == "detail"
    assert "Evening" in [label.text() for label in desktop.detail.findChildren(QLabel)]
    desktop.window.open_page("routines")
    assert desktop.routines.findChild(QAbstractButton, "routine-evening") is not None
    ask(desktop, profile, routine="evening")
    assert desktop.player.session.timeline.routine == "evening"


def test_a_replacement_says_so_and_where_the_old_one_stays(desktop, profile, file, own):
    own.mkdir(parents=True)
    (own / "evening.json").write_text("{}", encoding="utf-8")
    ask(desktop, profile, file=str(file))
    (card,) = cards(desktop)
    assert card.words.text().startswith("Replace evening.json in your routines by “Evening”")
    assert "evening.json.previous" in card.words.text()
    assert captions(card) == ["Replace it", "Not now"]
    press(card, "add")
    assert (own / "evening.json.previous").read_text(encoding="utf-8") == "{}"


def test_the_same_routine_again_is_not_offered(desktop, profile, file):
    ask(desktop, profile, file=str(file))
    press(cards(desktop)[0], "add")
    ask(desktop, profile, file=str(file))
    assert cards(desktop) == []
    assert remark(desktop) == "“Evening” is among your routines already."


def test_two_files_are_asked_about_one_by_one(desktop, profile, file, tmp_path, own):
    other = tmp_path / "other.json"
    other.write_text(json.dumps({**EVENING, "id": "morning", "name": "Morning"}), encoding="utf-8")
    ask(desktop, profile, file=str(file))
    ask(desktop, profile, file=str(other))
    first, second = cards(desktop)
    press(first, "leave")
    assert cards(desktop) == [second]
    press(second, "add")
    assert [path.name for path in own.iterdir()] == ["morning.json"]


def test_a_bad_file_is_one_sentence_in_the_window(desktop, profile, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        ask(desktop, profile, file=str(bad))
    assert caught.value.trouble is Trouble.ROUTINE_REFUSED
    assert remark(desktop).startswith(f"{bad} cannot be added. $: is not JSON")
    assert cards(desktop) == []


def test_what_cannot_be_written_is_said_and_changes_nothing(desktop, profile, file, own):
    own.parent.mkdir(exist_ok=True)
    own.write_text("a file in the way", encoding="utf-8")
    ask(desktop, profile, file=str(file))
    press(cards(desktop)[0], "add")
    assert str(own) in remark(desktop)
    assert own.read_text(encoding="utf-8") == "a file in the way"


def test_an_offer_waits_while_a_session_has_the_window(desktop, profile, file):
    desktop.play("core-express")
    ask(desktop, profile, file=str(file))
    assert cards(desktop) == []
    assert remark(desktop) == "“Evening” can be added when the session is over."
    assert desktop.player.is_under_way
    desktop.player.command(Command.END)
    assert len(cards(desktop)) == 1


def test_a_routine_asked_for_during_a_session_does_not_interrupt_it(desktop, profile):
    desktop.play("core-express")
    before = desktop.player.session
    with pytest.raises(UserError) as caught:
        ask(desktop, profile, routine="prerun-quick")
    assert caught.value.trouble is Trouble.SESSION_UNDER_WAY
    assert desktop.player.session is before
    assert remark(desktop) == "“Plank - bridge - leg raise express” is under way. End it first, then start another."


@pytest.mark.parametrize("page", ["today", "routines", "history", "settings"])
def test_a_page_asked_for_is_opened(desktop, profile, page):
    ask(desktop, profile, page=page)
    assert desktop.window.current == page


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_small_window_gives_way_when_the_window_is_asked_for(desktop):
    desktop.play("core-express")
    desktop.player_page.mini_requested.emit()
    assert desktop.mini.isVisible()
    desktop.come_to_front()
    assert not desktop.mini.isVisible()
    assert not desktop.window.isMinimized()


def test_a_file_opened_the_way_macos_does_is_offered_too(desktop, profile, file, tmp_path):
    receive_opened_files(desktop, lambda request: carry_out(request, desktop, profile))
    for path in (tmp_path / "absent.json", file):
        QApplication.sendEvent(QApplication.instance(), QFileOpenEvent(str(path)))
    assert len(cards(desktop)) == 1
    assert "absent.json cannot be added" in remark(desktop)


def test_an_added_routine_can_be_chosen_for_a_session_done_elsewhere(desktop, profile, file):
    desktop.window.open_page("history")
    desktop.history.browse.add_button.click()
    assert desktop.history.form.routine.findText("Evening") == -1
    ask(desktop, profile, file=str(file))
    press(cards(desktop)[0], "add")
    desktop.window.open_page("history")
    desktop.history.browse.add_button.click()
    assert desktop.history.form.routine.findText("Evening") > 0

"""The reader's thread: answers come back to the window's thread, the newest question of a topic wins."""

import sqlite3
import threading

import pytest
from PySide6.QtWidgets import QApplication

from backstride.store.database import connect_read_only
from backstride.ui.reading import ThreadReader


@pytest.fixture
def reader(make_profile, qtbot):
    path = make_profile().paths.database
    made = ThreadReader(lambda: connect_read_only(path, closed=False))
    yield made
    made.close()


def endless(begun: threading.Event):
    """A question that SQLite would count on for ever, and says when it has begun."""

    def question(connection):
        connection.create_function("begun", 0, lambda: begun.set() or 1)
        return connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT begun() UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
        ).fetchone()

    return question


def test_an_answer_is_found_elsewhere_and_given_here(reader, qtbot):
    answers = []

    def question(connection):
        return threading.current_thread(), connection.execute("SELECT COUNT(*) FROM sessions").fetchone()[0]

    reader.ask("count", question, lambda answer: answers.append((threading.current_thread(), *answer)))
    qtbot.waitUntil(lambda: bool(answers))
    here, elsewhere, found = answers[0]
    assert here is threading.main_thread()
    assert elsewhere is not here
    assert found == 0


def test_a_newer_question_replaces_one_that_is_under_way(reader, qtbot):
    begun, answers = threading.Event(), []

    reader.ask("topic", endless(begun), lambda _answer: answers.append("old"))
    assert begun.wait(5)
    reader.ask("topic", lambda connection: "new", answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    QApplication.processEvents()
    assert answers == ["new"]


def test_questions_of_different_topics_are_all_answered(reader, qtbot):
    answers = []
    for topic in ("a", "b", "c"):
        reader.ask(topic, lambda _connection, topic=topic: topic, answers.append)
    qtbot.waitUntil(lambda: len(answers) == 3)
    assert answers == ["a", "b", "c"]


def test_it_cannot_write(reader, qtbot):
    told = []
    reader.failed.connect(told.append)
    reader.ask("write", lambda connection: connection.execute("DELETE FROM sessions"), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert "readonly" in told[0]


def test_a_question_that_fails_is_told_and_the_next_is_answered(reader, qtbot):
    told, answers = [], []
    reader.failed.connect(told.append)

    def failing(_connection):
        raise sqlite3.OperationalError("disk I/O error")

    reader.ask("first", failing, answers.append)
    reader.ask("second", lambda _connection: 2, answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    assert (told, answers) == (["disk I/O error"], [2])


def test_nothing_is_answered_after_the_end(reader, qtbot):
    begun, answers = threading.Event(), []

    reader.ask("topic", endless(begun), answers.append)
    assert begun.wait(5)
    reader.close()
    QApplication.processEvents()
    assert answers == []
    assert not [thread for thread in threading.enumerate() if thread.name == "history"]

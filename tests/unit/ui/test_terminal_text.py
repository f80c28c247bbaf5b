"""Nothing that others wrote can act on the terminal: it is printed with signs for what would."""

import io
import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from backstride.core.catalogue import Catalogue, FileProblem
from backstride.core.checking import Problem
from backstride.core.definitions import Kind
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.history import LoggedSession, RoutineCount
from backstride.core.timeline import Block, Timeline
from backstride.store.database import open_history
from backstride.store.history import History
from backstride.ui.error_words import error_text
from backstride.ui.terminal.player import TerminalPlayer
from backstride.ui.terminal.reports import history_json, history_report, problems_report, routines_report
from unit.core.builders import a_routine, a_timeline, an_exercise, rest, work
from unit.store.builders import FakeClock, a_profile, a_record, a_row, store

HOSTILE = "Core\x1b]0;owned\x07\x1b[2J\x9b31m\r\u202eevil\n$ rm"
SHOWN = "Core␛]0;owned␇␛[2J�31m␍�evil␊$ rm"
OURS = re.compile(r"\x1b\[\d+A|\r\x1b\[2K")
"""What the player itself tells the terminal: some lines up, and to empty a line."""


def acting(text: str) -> list[str]:
    """The characters that a terminal would obey, apart from ends of lines."""
    return re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def hostile_timeline() -> Timeline:
    """A timeline whose every text is hostile."""
    made = a_timeline(work(2), rest(2), work(2, step=1))
    blocks = tuple(
        Block(block.exercise, HOSTILE, block.mode, block.sides, (HOSTILE,), HOSTILE) for block in made.blocks
    )
    return Timeline(made.routine, HOSTILE, made.version, made.kind, blocks, made.segments)


class HurriedClock(FakeClock):
    """A second passes at every look at it."""

    def now_ms(self) -> int:
        self.go(1_000)
        return super().now_ms()


class Terminal(io.StringIO):
    """Says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("out", [Terminal(), io.StringIO()], ids=["terminal", "pipe"])
def test_the_player_prints_names_and_cues_without_obeying_them(out: io.StringIO) -> None:
    TerminalPlayer(HurriedClock(), lambda session, events: None, out=out).play(hostile_timeline())
    printed = out.getvalue()
    assert SHOWN in printed
    assert acting(OURS.sub("", printed)) == []


@pytest.fixture
def sessions(tmp_path: Path) -> list[LoggedSession]:
    """One session under a hostile name, as a history gives it back."""
    with closing(open_history(a_profile(tmp_path))) as connection:
        store(connection, a_row(1, timeline=hostile_timeline()), a_record(Status.PARTIAL))
        return list(History(connection).log(10))


def test_the_history_is_printed_line_by_line_whatever_the_names(sessions: list[LoggedSession]) -> None:
    counts = {"evil": RoutineCount("evil", HOSTILE, 1, 1, 1, None)}
    printed = history_report(sessions, counts)
    assert printed.count(SHOWN) == 2
    assert len(printed.splitlines()) == 4
    assert acting(printed) == []


def test_the_history_as_json_is_ascii_and_exact(sessions: list[LoggedSession]) -> None:
    printed = history_json(sessions, {})
    assert printed.isascii()
    assert acting(printed) == []
    assert json.loads(printed)["sessions"][0]["name"] == HOSTILE


def test_routines_are_printed_a_line_each() -> None:
    catalogue = Catalogue({"bridge": an_exercise()}, {"evening": a_routine(name=HOSTILE, kind=Kind.CORE)})
    printed = routines_report(catalogue, {})
    assert SHOWN in printed
    assert (acting(printed), printed.count("\n")) == ([], 1)


def test_problems_are_printed_a_line_each_and_can_be_encoded() -> None:
    problem = Problem(f"$.{HOSTILE}", f"unknown field {HOSTILE}")
    printed = problems_report([FileProblem(f"\udcff{HOSTILE}.json", problem)])
    assert printed == f"�{SHOWN}.json: $.{SHOWN}: unknown field {SHOWN}\n"
    printed.encode()


@pytest.mark.parametrize("trouble", Trouble)
def test_trouble_is_told_on_one_line_whatever_the_file_is_called(trouble: Trouble) -> None:
    told = error_text(UserError(trouble, where=f"\udcff{HOSTILE}", detail=HOSTILE))
    assert acting(told) == []
    assert "\n" not in told
    told.encode()

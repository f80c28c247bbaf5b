"""The command line as a user types it."""

import json
import pty
import select
import signal
import subprocess
import time

import pytest

from backstride import __version__
from end2end.conftest import APP, clean_environment, wait_until


def test_list_has_a_line_for_each_routine_with_its_length_and_count(backstride):
    lines = backstride("list").stdout.splitlines()
    express = next(line for line in lines if line.startswith("core-express"))
    assert " ".join(express.split()) == "core-express Plank - bridge - leg raise express 7:57 Core 0"
    assert len(lines) >= 6


def test_version(backstride):
    assert backstride("--version").stdout.strip() == f"backstride {__version__}"


def test_the_data_dir_may_stand_after_the_subcommand(tmp_path):
    other = tmp_path / "other"
    for arguments in (["--data-dir", str(other), "list"], ["list", "--data-dir", str(other)]):
        done = subprocess.run([*APP, *arguments], capture_output=True, text=True, env=clean_environment(), check=False)
        assert done.returncode == 0
        assert (other / "history.db").is_file()
        (other / "history.db").unlink()


def test_without_a_terminal_play_simply_plays_and_is_found_in_the_history(backstride, history):
    done = backstride("play", "core-express", "--speed", "100")
    assert done.returncode == 0, done.stderr
    assert "No display found: playing in the terminal." in done.stderr
    assert "Completed: 15 of 15 sets done, 7:57." in done.stdout
    assert "not counted" in done.stdout
    (session,) = history()
    assert (session["status"], session["counts"], session["speed"]) == ("completed", False, 100.0)
    assert session["active_s"] == 477.0


def test_history_as_text_and_since(backstride):
    assert backstride("history").stdout == "No sessions yet.\n"
    backstride("play", "prerun-quick", "--terminal", "--speed", "300")
    assert "Five-minute pre-run starter" in backstride("history").stdout
    assert json.loads(backstride("history", "--json", "--since", "2999-01-01").stdout)["sessions"] == []


def test_validate_reports_every_problem_of_every_file(backstride, tmp_path):
    good = tmp_path / "good.json"
    bad = tmp_path / "bad.json"
    torn = tmp_path / "torn.json"
    step = {"exercise": "plank-forearm", "dose": {"seconds": 10}}
    routine = {
        "format": 1,
        "id": "good",
        "version": 1,
        "name": "Good",
        "kind": "core",
        "purpose": "Fine",
        "steps": [step],
    }
    good.write_text(json.dumps(routine), encoding="utf-8")
    wrong = {"exercise": "no-such", "dose": {"seconds": "ten"}, "setz": 2}
    bad.write_text(json.dumps({**routine, "id": "BAD", "steps": [wrong, step]}), encoding="utf-8")
    torn.write_text('{"steps": [', encoding="utf-8")
    assert backstride("validate", str(good)).returncode == 0
    done = backstride("validate", str(good), str(bad), str(torn), str(tmp_path / "absent.json"))
    assert done.returncode == 1
    for expected in (
        f"{bad}: $.id: ",
        f"{bad}: $.steps[0].setz: unknown field",
        f"{bad}: $.steps[0].dose.seconds: expected `int`, got `str`",
        f"{torn}: $: is not JSON",
        "absent.json: $: cannot be read: No such file or directory",
    ):
        assert expected in done.stdout
    assert str(good) not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("play", "no-such"), "There is no routine called 'no-such'"),
        (("play", "core-express", "--speed", "0"), "between 0.1 and 1000"),
        (("history", "--since", "tomorrow"), "is not a day"),
    ],
)
def test_bad_input_gets_one_clear_sentence(backstride, arguments, words):
    done = backstride(*arguments)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file_gets_one_clear_sentence(backstride, profile):
    profile.write_text("in the way", encoding="utf-8")
    done = backstride("list")
    assert done.returncode == 1
    assert str(profile) in done.stderr
    assert "--data-dir" in done.stderr
    assert len(done.stderr.splitlines()) == 1


class Terminal:
    """The terminal player behind a real pseudo-terminal."""

    def __init__(self, *arguments: str) -> None:
        self._handle, inner = pty.openpty()
        self.process = subprocess.Popen(
            [*APP, *arguments], stdin=inner, stdout=inner, stderr=inner, env=clean_environment(TERM="xterm")
        )
        self.seen = ""

    def read(self) -> str:
        """Everything that was written so far."""
        import os

        while select.select([self._handle], [], [], 0.02)[0]:
            try:
                self.seen += os.read(self._handle, 65536).decode("utf-8", "replace")
            except OSError:
                break
        return self.seen

    def expect(self, words: str) -> None:
        """Wait until `words` were written since the last key."""
        wait_until(lambda: words in self.read(), 20)

    def press(self, key: str) -> None:
        """Press a key; only what is written from now on counts."""
        import os

        self.read()
        self.seen = ""
        os.write(self._handle, key.encode())


def test_keys_in_the_terminal(profile, history):
    terminal = Terminal("--data-dir", str(profile), "play", "core-express", "--terminal")
    terminal.expect("Get ready")
    terminal.press("n")
    terminal.expect("Work")
    terminal.press("p")
    terminal.expect("Paused")
    terminal.press(" ")
    terminal.expect("Work")
    terminal.press("n")
    terminal.expect("Forearm plank")
    terminal.press("b")
    terminal.expect("Abdominal brace")
    terminal.press("q")
    assert terminal.process.wait(timeout=20) == 1
    (session,) = history()
    assert session["status"] == "partial"


def test_seconds_count_down_in_real_time(profile):
    terminal = Terminal("--data-dir", str(profile), "play", "core-express", "--terminal")
    terminal.expect("0:10")
    began = time.monotonic()
    terminal.expect("0:07")
    assert 2.0 <= time.monotonic() - began <= 4.5
    terminal.press("q")
    terminal.process.wait(timeout=20)


def test_ctrl_c_keeps_what_was_done(profile, history):
    terminal = Terminal("--data-dir", str(profile), "play", "prerun-quick", "--terminal", "--speed", "20")
    terminal.expect("Repetition 2 of 15")
    terminal.process.send_signal(signal.SIGINT)
    terminal.process.wait(timeout=20)
    (session,) = history()
    assert (session["status"], session["work_done"]) == ("partial", 1)

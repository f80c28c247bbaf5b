"""The app that is started as users start it watches for faults of its own, and plays on."""

import subprocess
import sys
from pathlib import Path

from end2end.conftest import clean_environment

APP = Path(__file__).with_name("faulty_app.py")
OF_THE_BINDINGS = "Error calling Python override of QWidget::paintEvent(): "
PLACES = ("painting", "in a slot", "in a thread")


def test_faults_during_a_session_are_told_and_end_nothing(profile, history):
    done = subprocess.run(
        [sys.executable, str(APP), "--data-dir", str(profile), "play", "cooldown-short", "--speed", "200"],
        env=clean_environment(QT_QPA_PLATFORM="offscreen"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr.replace(OF_THE_BINDINGS, "")) == (0, "")
    log = (profile / "backstride.log").read_text(encoding="utf-8")
    for place in PLACES:
        assert done.stdout.count(f"LookupError: on purpose, {place}") == 1
        assert log.count(f"LookupError: on purpose, {place}") == 1
    assert str(profile) not in done.stdout
    (session,) = history()
    assert session["status"] == "completed"

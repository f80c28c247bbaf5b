"""The package as a user meets it: installed, started from the menu, used, removed, and the data still there."""

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from end2end.conftest import wait_until
from installed.conftest import USER, Debian
from unit.core.builders import a_routine, as_json

pytestmark = pytest.mark.package

APP_ID = "io.github.backstride.Backstride"
ENTRY = f"/usr/share/applications/{APP_ID}.desktop"
MIME_TYPE = "application/vnd.backstride.routine+json"
DATA = f"home/{USER}/.local/share/backstride"
SHORT = {
    **as_json(a_routine(id="short")),
    "name": "Short",
    "steps": [{"exercise": "plank-forearm", "dose": {"seconds": 3}}],
}


@pytest.fixture(scope="module")
def installed(debian: Debian, package: Path) -> Debian:
    """The Debian with our package, and nothing that it only recommends."""
    (debian.root / "tmp" / package.name).write_bytes(package.read_bytes())
    debian.run(
        "apt-get", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}", DEBIAN_FRONTEND="noninteractive"
    )
    return debian


def give(debian: Debian, place: str, content: object) -> Path:
    """A file of the user's own, with the folders it lies in."""
    path = debian.root / "home" / USER / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    debian.run("chown", "-R", f"{USER}:{USER}", f"/home/{USER}")
    return path


class Screen:
    """Looks at the windows on a screen and presses keys there."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def window(self) -> str:
        """The id of the app's window; empty where there is none."""
        found = self._xdotool("search", "--onlyvisible", "--name", "Backstride")
        return found.split()[-1] if found else ""

    def press(self, key: str) -> None:
        self._xdotool("windowfocus", "--sync", str(wait_until(self.window)))
        self._xdotool("key", key)

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self._environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout.strip()


def sessions(debian: Debian) -> list[dict]:
    return json.loads(debian.run("backstride", "history", "--json", user=USER))["sessions"]


def test_the_installed_app_is_whole(installed):
    said = installed.run("/usr/bin/backstride", "--self-test", user=USER)
    assert all(line.startswith("ok") for line in said.splitlines())


def test_the_desktop_knows_the_entry_the_icon_and_the_type(installed):
    give(installed, "evening.backstride.json", SHORT)
    told = installed.run("gio", "info", "-a", "standard::content-type", f"/home/{USER}/evening.backstride.json")
    assert MIME_TYPE in told
    assert f"{APP_ID}.desktop" in installed.run("gio", "mime", MIME_TYPE)
    icons = installed.root / "usr" / "share" / "icons" / "hicolor"
    assert (icons / "256x256" / "apps" / f"{APP_ID}.png").stat().st_size > 1000


def test_a_routine_is_played_in_the_window_that_the_menu_opened(installed, screen):
    give(installed, ".local/share/backstride/routines/short.json", SHORT)
    shown = Screen(screen)
    app = installed.start("sh", "-c", f"gio launch {ENTRY}; sleep infinity", DISPLAY=screen)
    try:
        wait_until(shown.window, 60)
        installed.run("backstride", "play", "short", user=USER, DISPLAY=screen)
        wait_until(lambda: [session["status"] for session in sessions(installed)] == ["completed"], 60)
        shown.press("ctrl+q")
        wait_until(lambda: not shown.window())
    finally:
        app.kill()
        app.communicate(timeout=20)
    (session,) = sessions(installed)
    assert (session["routine"], session["active_s"], session["counts"]) == ("short", 3.0, True)


def test_removing_it_leaves_nothing_but_the_users_data(installed):
    give(installed, ".local/share/backstride/routines/short.json", SHORT)
    installed.run("backstride", "list", user=USER)
    before = digests(installed.root / DATA)
    assert {"history.db", "routines/short.json"} <= set(before)
    installed.run("apt-get", "purge", "-y", "backstride", DEBIAN_FRONTEND="noninteractive")
    assert digests(installed.root / DATA) == before
    left = [path for path in (installed.root / "usr").rglob("*ackstride*") if "__pycache__" not in path.parts]
    assert left == []
    assert MIME_TYPE not in installed.run("gio", "mime", MIME_TYPE, check=False).replace(f"“{MIME_TYPE}”", "")


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }

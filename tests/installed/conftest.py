"""A small Debian in a folder of its own, into which the built package is installed as a user would."""

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
USER = "runner"
DESKTOP_TOOLS = ("libglib2.0-bin", "shared-mime-info", "desktop-file-utils")
"""What every desktop has, and a minimal Debian has not."""


class Debian:
    """The installed system in `root`; everything runs in namespaces that end with it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def run(self, *command: str, user: str = "root", check: bool = True, **environment: str) -> str:
        """What a command says inside, as `user` and with no other environment."""
        done = subprocess.run(
            self._inside(command, user, environment), capture_output=True, text=True, timeout=900, check=False
        )
        if check:
            assert done.returncode == 0, f"{command}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def start(self, *command: str, user: str = USER, **environment: str) -> subprocess.Popen[str]:
        """Begin a command inside."""
        return subprocess.Popen(
            self._inside(command, user, environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def _inside(self, command: tuple[str, ...], user: str, environment: dict[str, str]) -> list[str]:
        """The command in its own process and mount namespaces, with the X servers of this machine in reach."""
        home = "/root" if user == "root" else f"/home/{user}"
        given = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LC_ALL": "C.UTF-8", **environment}
        script = (
            'mount -t proc proc "$1/proc"; mkdir -p "$1/tmp/.X11-unix";'
            ' mount --bind /tmp/.X11-unix "$1/tmp/.X11-unix"; root="$1"; shift; exec chroot "$root" "$@"'
        )
        namespaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", script, "sh"]
        become = [] if user == "root" else ["runuser", "-u", user, "--"]
        settings = [f"{name}={value}" for name, value in given.items()]
        return [*namespaces, str(self.root), *become, "env", "-i", *settings, *command]


@pytest.fixture(scope="session")
def package() -> Path:
    """The Debian package that was built."""
    found = sorted((ROOT / "dist").glob("backstride_*.deb"))
    assert found, "nothing is built: run bootstrap.py package first"
    return found[-1]


@pytest.fixture(scope="session")
def debian(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Debian]:
    """A minimal Debian of the release of this machine with what every desktop has, and one user."""
    assert os.geteuid() == 0, "to install into a Debian of its own, this test must run as root"
    codename = platform.freedesktop_os_release()["VERSION_CODENAME"]
    base = ROOT / "build" / f"debian-{codename}"
    if not (base / "etc" / "debian_version").exists():
        shutil.rmtree(base, ignore_errors=True)
        subprocess.run(["debootstrap", "--variant=minbase", codename, str(base)], check=True, stdout=subprocess.DEVNULL)
    root = tmp_path_factory.mktemp("debian") / "root"
    subprocess.run(["cp", "-a", str(base), str(root)], check=True)
    machine = Debian(root)
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    machine.run("useradd", "--create-home", USER)
    machine.run("apt-get", "update")
    machine.run("apt-get", "install", "-y", "--no-install-recommends", *DESKTOP_TOOLS, DEBIAN_FRONTEND="noninteractive")
    yield machine
    shutil.rmtree(root)


@pytest.fixture(scope="session")
def screen() -> Iterator[str]:
    """A virtual screen that other users of this machine may use too."""
    server = shutil.which("Xvfb")
    assert server, "Xvfb is missing; the bootstrap installs it"
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [server, "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-ac"],
        pass_fds=[writer],
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    assert re.fullmatch(r"\d+", number)
    yield f":{number}"
    process.terminate()
    process.wait(timeout=10)

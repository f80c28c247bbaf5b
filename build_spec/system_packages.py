"""Knows which system libraries Qt needs on Debian and Ubuntu, asks the loader for them, and installs what is missing.

The lists were read off the loader (`ldd` over Qt's plugins), not from memory.
"""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

WIDGETS = {
    "libglib-2.0.so.0": ("libglib2.0-0", "libglib2.0-0t64"),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
}
X11 = {
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-image.so.0": ("libxcb-image0",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-randr.so.0": ("libxcb-randr0",),
    "libxcb-render-util.so.0": ("libxcb-render-util0",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxcb-xkb.so.1": ("libxcb-xkb1",),
    "libX11-xcb.so.1": ("libx11-xcb1",),
    "libSM.so.6": ("libsm6",),
    "libICE.so.6": ("libice6",),
}
SOUND = {"libpulse.so.0": ("libpulse0",), "libXrandr.so.2": ("libxrandr2",)}
FONT = "fonts-dejavu-core"
FOR_TESTS = {
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "dbus-daemon": "dbus-daemon",
}
"""What the tests run besides Python: an X server, what presses keys there, a session bus."""
FOR_PACKAGING = {
    "objdump": "binutils",
    "dpkg-deb": "dpkg",
    "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
    "update-mime-database": "shared-mime-info",
}
"""What packaging runs besides Python: what reads and packs programs, and what checks the desktop's files."""
FOR_TESTING_PACKAGES = {**FOR_TESTS, **FOR_PACKAGING, "debootstrap": "debootstrap"}
"""What the test of the package runs besides Python: also what makes a small Debian to install it into."""


def is_debian() -> bool:
    """True where apt-get manages the packages."""
    return sys.platform == "linux" and shutil.which("apt-get") is not None


def missing(for_tests: bool) -> list[str]:
    """The Debian packages that are needed and not there."""
    found = [_name(names) for library, names in {**WIDGETS, **X11, **SOUND}.items() if not _loads(library)]
    if not _has_font():
        found.append(FONT)
    if for_tests:
        found += _missing_programs(FOR_TESTS)
    return found


def provide(programs: Mapping[str, str]) -> bool:
    """Install the packages of those `programs` that are not there; False when one is needed and cannot be."""
    if not is_debian():
        return True
    packages = _missing_programs(programs)
    return not packages or install(packages)


def install(packages: Sequence[str]) -> bool:
    """Install `packages` when this process may; otherwise print the command and return False."""
    prefix = _privilege()
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if prefix is None:
        print(f"These system packages are missing; please run:\n    sudo {' '.join(command)}", file=sys.stderr)
        return False
    print(f"Installing system packages: {' '.join(packages)}", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    if _run([*prefix, *command], environment):
        return True
    return _run([*prefix, "apt-get", "update"], environment) and _run([*prefix, *command], environment)


def _missing_programs(programs: Mapping[str, str]) -> list[str]:
    return [package for program, package in programs.items() if shutil.which(program) is None]


def _privilege() -> list[str] | None:
    """What to put before a command to run it as root; None when we may not."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def _run(command: Sequence[str], environment: Mapping[str, str]) -> bool:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
    return done.returncode == 0


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font() -> bool:
    folders = ("/usr/share/fonts", os.path.expanduser("~/.fonts"), os.path.expanduser("~/.local/share/fonts"))  # noqa: PTH111
    return any(
        name.endswith((".ttf", ".otf", ".ttc")) for top in folders for _, _, names in os.walk(top) for name in names
    )


def _name(names: Sequence[str]) -> str:
    """The name that this release has for a package."""
    if len(names) > 1 and shutil.which("apt-cache"):
        for name in names:
            shown = subprocess.run(["apt-cache", "policy", name], capture_output=True, text=True, check=False).stdout
            if "Candidate:" in shown and "Candidate: (none)" not in shown:
                return name
    return names[0]

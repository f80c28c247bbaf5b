"""What a program is linked to is read off the program, and the packages off dpkg."""

import shutil
import sys
from pathlib import Path

import pytest

from package import linked
from package.linked import NotLinkedError, binaries, debian_depends, from_the_system

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not all(map(shutil.which, ("dpkg", "objdump", "ldd"))),
    reason="needs Debian's tools and binutils",
)
SHELL = Path("/bin/sh").resolve()


@pytest.fixture
def bundle(tmp_path):
    """A folder with one program of the system in it, a link and a text."""
    shutil.copy(SHELL, tmp_path / "program")
    (tmp_path / "link").symlink_to("program")
    (tmp_path / "text").write_text("no program", encoding="utf-8")
    return tmp_path


def test_only_programs_and_libraries_are_asked_and_each_once(bundle):
    assert binaries(bundle) == (bundle / "program",)


def test_the_c_library_is_found_with_the_oldest_version_that_will_do(bundle):
    (library,) = from_the_system(binaries(bundle))
    assert library.name == "libc.so.6"
    (depends,) = debian_depends(bundle)
    assert depends.startswith("libc6 (>= 2.")


def test_a_library_in_the_bundle_is_not_asked_of_the_system(bundle):
    shutil.copy(
        "/lib/x86_64-linux-gnu/libc.so.6" if Path("/lib/x86_64-linux-gnu").exists() else SHELL, bundle / "libc.so.6"
    )
    assert "libc.so.6" not in {library.name for library in from_the_system(binaries(bundle))}


def test_a_library_that_is_nowhere_is_named(bundle, monkeypatch):
    monkeypatch.setattr(
        linked, "_output", lambda *command: "  NEEDED  libabsent.so.1" if command[0] == "objdump" else ""
    )
    with pytest.raises(NotLinkedError, match=r"program needs libabsent\.so\.1"):
        from_the_system(binaries(bundle))


def test_a_library_that_no_package_has_is_named(tmp_path, bundle, monkeypatch):
    own = tmp_path / "libown.so"
    own.touch()
    monkeypatch.setattr(linked, "from_the_system", lambda files: frozenset({own}))
    with pytest.raises(NotLinkedError, match="belongs to no Debian package"):
        debian_depends(bundle)

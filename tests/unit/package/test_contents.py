"""Two builds are compared file by file: what is in one only, and what differs."""

import os
import shutil
import subprocess
import tarfile
import zipfile

import pytest

from package.archive import pack
from package.contents import contents, differences, size_bytes

EPOCH = 1_700_000_000


@pytest.fixture
def folder(tmp_path):
    """A program, a link to it and a file."""
    made = tmp_path / "app"
    (made / "inside").mkdir(parents=True)
    (made / "inside" / "data.json").write_text("{}", encoding="utf-8")
    (made / "program").write_text("#!/bin/sh", encoding="utf-8")
    (made / "program").chmod(0o755)
    (made / "link").symlink_to("program")
    return made


def test_files_links_and_permissions_count(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other, symlinks=True)
    assert differences(contents(folder), contents(other)) == ()
    (other / "inside" / "data.json").write_text("[]", encoding="utf-8")
    (other / "program").chmod(0o644)
    (other / "link").unlink()
    (other / "new").touch()
    assert differences(contents(folder), contents(other)) == (
        "differs: inside/data.json",
        "differs: program",
        "only in the first: link",
        "only in the second: new",
    )


def test_a_link_to_elsewhere_differs(folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other, symlinks=True)
    (other / "link").unlink()
    (other / "link").symlink_to("inside")
    assert differences(contents(folder), contents(other)) == ("differs: link",)


def test_an_archive_comes_out_the_same_whatever_the_dates_and_the_order(folder, tmp_path):
    pack(folder, "app-1", tmp_path / "one.tar.xz", EPOCH)
    again = tmp_path / "again"
    again.mkdir()
    for name in ("program", "link", "inside"):
        shutil.move(folder / name, again / name)
    os.utime(again / "program", (1, 1))
    (again / "inside" / "data.json").chmod(0o600)
    pack(again, "app-1", tmp_path / "two.tar.xz", EPOCH)
    assert (tmp_path / "one.tar.xz").read_bytes() == (tmp_path / "two.tar.xz").read_bytes()


def test_an_archive_has_one_folder_and_no_owners(folder, tmp_path):
    pack(folder, "app-1", tmp_path / "one.tar.xz", EPOCH)
    with tarfile.open(tmp_path / "one.tar.xz") as archive:
        entries = archive.getmembers()
    assert [entry.name for entry in entries] == [
        "app-1", "app-1/inside", "app-1/inside/data.json", "app-1/link", "app-1/program"
    ]  # fmt: skip
    assert {(entry.uid, entry.uname, entry.mtime) for entry in entries} == {(0, "", EPOCH)}
    assert [entry.mode for entry in entries if entry.isfile()] == [0o644, 0o755]


def test_archives_and_wheels_are_compared_by_what_is_inside(folder, tmp_path):
    pack(folder, "app", tmp_path / "one.tar.xz", EPOCH)
    assert sorted(contents(tmp_path / "one.tar.xz")) == ["app/inside/data.json", "app/link", "app/program"]
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as wheel:
        wheel.writestr("a/b.py", "pass")
    assert list(contents(tmp_path / "a.whl")) == ["a/b.py"]


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not here")
def test_a_debian_package_is_compared_with_its_control_files(tmp_path):
    control = tmp_path / "tree" / "DEBIAN" / "control"
    control.parent.mkdir(parents=True)
    control.parent.chmod(0o755)
    control.write_text(
        "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: a\n", encoding="utf-8"
    )
    subprocess.run(["dpkg-deb", "-b", tmp_path / "tree", tmp_path / "a.deb"], check=True, capture_output=True)
    assert list(contents(tmp_path / "a.deb")) == ["DEBIAN/control"]


def test_the_size_counts_files_once_and_links_not_at_all(folder):
    before = size_bytes(folder)
    (folder / "inside" / "big").write_bytes(b"x" * 100_000)
    (folder / "inside" / "again").symlink_to("big")
    assert 100_000 <= size_bytes(folder) - before <= 108_000

"""One process at a time has a profile; whatever a crash or a copy left behind does not count."""

import shutil
import signal
import subprocess
import sys

import pytest

from backstride.core.errors import Trouble, UserError
from backstride.store.instance_lock import take_lock

HOLDER = """
import sys
from pathlib import Path
from backstride.store.instance_lock import take_lock
lock = take_lock(Path(sys.argv[1]))
print(lock is not None, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "window.lock"


@pytest.fixture
def holder(path):
    """Another process that has the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "True\n"
    yield process
    process.communicate("", timeout=20)


def test_a_second_process_does_not_get_it_until_the_first_has_gone(path, holder):
    assert take_lock(path) is None
    holder.communicate("", timeout=20)
    lock = take_lock(path)
    assert lock is not None
    lock.close()


def test_a_killed_process_leaves_nothing_in_the_way(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.communicate(timeout=20)
    assert path.exists()
    lock = take_lock(path)
    assert lock is not None
    lock.close()


def test_a_folder_copied_while_it_is_in_use_is_free(tmp_path, path, holder):
    copied = tmp_path / "copy.lock"
    shutil.copy(path, copied)
    lock = take_lock(copied)
    assert lock is not None
    lock.close()


def test_it_can_be_taken_again_after_closing(path):
    for _ in range(2):
        lock = take_lock(path)
        assert lock is not None
        assert take_lock(path) is None
        lock.close()


def test_a_folder_that_cannot_be_used_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError) as caught:
        take_lock(tmp_path / "file" / "window.lock")
    assert caught.value.trouble is Trouble.DATA_DIR_UNUSABLE

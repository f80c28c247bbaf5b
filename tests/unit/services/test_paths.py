"""Where everything of the user lies."""

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from backstride.core.errors import Trouble, UserError
from backstride.store.paths import make_private, profile_paths


def test_everything_of_a_given_profile_lies_in_its_folder(tmp_path: Path) -> None:
    paths = profile_paths(tmp_path / "p")
    assert paths.data_dir == tmp_path / "p"
    assert paths.database == tmp_path / "p" / "history.db"
    assert paths.backups == tmp_path / "p" / "backups"
    assert paths.settings == tmp_path / "p" / "settings.json"
    assert paths.routines == tmp_path / "p" / "routines"
    assert paths.log == tmp_path / "p" / "backstride.log"


def test_asking_for_paths_makes_nothing(tmp_path: Path) -> None:
    profile_paths(tmp_path / "p")
    assert list(tmp_path.iterdir()) == []


def test_the_users_own_profile_lies_where_the_platform_expects_it() -> None:
    paths = profile_paths()
    assert paths.data_dir == Path(platformdirs.user_data_dir("backstride", appauthor=False))
    assert paths.settings == Path(platformdirs.user_config_dir("backstride", appauthor=False)) / "settings.json"
    assert paths.log == Path(platformdirs.user_log_dir("backstride", appauthor=False)) / "backstride.log"
    assert paths.database.parent == paths.routines.parent == paths.backups.parent == paths.data_dir


def test_a_relative_folder_is_taken_from_where_the_app_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert profile_paths(Path("p")).database == tmp_path / "p" / "history.db"


def test_the_home_folder_may_be_written_as_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert profile_paths(Path("~/p")).data_dir == tmp_path / "p"


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_a_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    make_private(tmp_path / "deep" / "folder")
    assert stat.S_IMODE((tmp_path / "deep" / "folder").stat().st_mode) == 0o700


def test_a_folder_that_exists_stays(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    make_private(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError) as caught:
        make_private(tmp_path / "file" / "folder")
    assert (caught.value.trouble, caught.value.where) == (
        Trouble.DATA_DIR_UNUSABLE,
        str(tmp_path / "file" / "folder"),
    )
    assert caught.value.detail == "Not a directory"

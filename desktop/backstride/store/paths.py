"""Computes once where everything of the user lies, and makes the folders private."""

from pathlib import Path

import platformdirs
from msgspec import Struct

from backstride.core.errors import Trouble, UserError

APP_NAME = "backstride"


class Paths(Struct, frozen=True):
    """The files and folders of one profile."""

    data_dir: Path
    database: Path
    backups: Path
    settings: Path
    routines: Path
    log: Path
    lock: Path


def profile_paths(data_dir: Path | None = None) -> Paths:
    """The paths of the profile in `data_dir`, or of the user's own where the platform expects it."""
    if data_dir is not None:
        base = settings_dir = log_dir = data_dir.expanduser().absolute()
    else:
        base = Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
        settings_dir = Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))
        log_dir = Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))
    return Paths(
        data_dir=base,
        database=base / "history.db",
        backups=base / "backups",
        settings=settings_dir / "settings.json",
        routines=base / "routines",
        log=log_dir / "backstride.log",
        lock=base / "window.lock",
    )


def make_private(folder: Path) -> None:
    """Make `folder`, readable by its owner only.  Raises UserError when that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UserError(Trouble.DATA_DIR_UNUSABLE, where=folder, detail=error.strerror or error) from error

"""Everything below the window that its pages are made from."""

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from backstride.core.catalogue import Catalogue
from backstride.services.clock import Clock
from backstride.store.history import History
from backstride.store.session_log import SessionLog
from backstride.store.settings import Settings
from backstride.store.shelves import Shelves
from backstride.ui.reading import Reader

if TYPE_CHECKING:
    from backstride.services.crew import Crew
    from backstride.ui.pages.settings import SettingsPage


class Backing(Struct, frozen=True):
    """Everything below the window that the pages are made from; `reader` answers what may take long."""

    catalogue: Catalogue
    shelves: Shelves
    history: History
    log: SessionLog
    connection: sqlite3.Connection
    reader: Reader
    clock: Clock
    speed: float
    save_settings: Callable[[Settings], None]  # raises UserError
    make_settings_page: Callable[[Settings], "SettingsPage"]
    make_crew: "Callable[[], Crew]"

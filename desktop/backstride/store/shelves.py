"""Where definitions come from."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backstride.core.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Shelves:
    """A way to load the definitions that come with the app, or all, and the user's own folder."""

    load_shipped: Callable[[], Catalogue]
    load_all: Callable[[], Catalogue]
    own: Path

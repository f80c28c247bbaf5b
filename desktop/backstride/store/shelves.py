"""Where definitions come from."""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from backstride.core.catalogue import Catalogue


class Shelves(Struct, frozen=True):
    """A way to load the definitions that come with the app, or all, and the user's own folder."""

    load_shipped: Callable[[], Catalogue]
    load_all: Callable[[], Catalogue]
    own: Path

"""What the History page reads and writes."""

from collections.abc import Callable

from msgspec import Struct

from backstride.core.catalogue import Catalogue
from backstride.services.clock import Clock
from backstride.store.corrections import Corrections
from backstride.store.exchange.document import Document
from backstride.store.exchange.importing import ImportPreview
from backstride.store.history import History
from backstride.ui.asking import Asking
from backstride.ui.reading import Reader


class HistoryBacking(Struct, frozen=True):
    """`reader` answers what may take long, `history` what does not, by way of `asking`.

    `import_document` merges a document, all or nothing; `goal` gives the weekly goal in days.
    """

    catalogue: Catalogue
    history: History
    asking: Asking
    corrections: Corrections
    reader: Reader
    clock: Clock
    import_document: Callable[[Document], ImportPreview]
    goal: Callable[[], int]

"""What an import would do, or has done, in words; for the window and the terminal."""

from backstride.store.exchange.importing import ImportPreview
from backstride.ui.words import tr


def import_span_text(preview: ImportPreview) -> str:
    """From when to when the sessions of the file are."""
    if preview.first and preview.last:
        return tr("Sessions in the file: from {first} to {last}.", first=preview.first, last=preview.last)
    return tr("Sessions in the file: none.")


def import_numbers(preview: ImportPreview) -> list[tuple[int, str]]:
    """How many of each kind there are, as far as there are any."""
    numbers = (
        (preview.new, tr("new")),
        (preview.same, tr("already here")),
        (preview.replaced, tr("changed later in the file: to be replaced")),
        (preview.kept, tr("changed later here: to be kept")),
        (preview.in_bin, tr("deleted here: to stay deleted")),
        (preview.binned, tr("deleted there: to be put into the bin")),
        (preview.pauses, tr("pauses that are new")),
    )
    return [(number, words) for number, words in numbers if number]


def import_lines(preview: ImportPreview) -> list[str]:
    """All of it, a line for each thing."""
    return [import_span_text(preview), *(f"{number} {words}" for number, words in import_numbers(preview))]

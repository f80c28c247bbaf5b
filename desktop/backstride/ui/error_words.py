"""One calm sentence for each trouble: what, where, and what to do."""

from backstride.core.errors import Trouble, UserError
from backstride.core.plain_text import visible
from backstride.ui.words import tr


def error_text(error: UserError) -> str:
    """One calm sentence for trouble: what, where, and what to do."""
    sentence = {
        **_history_sentences(),
        Trouble.NOT_SAVED: tr(
            "{where} could not be saved ({detail}). Free some space or check the folder's permissions."
        ),
        Trouble.NEWER_BACKUP: tr(
            "The backup {where} was made by a newer Backstride (schema {detail}). Nothing was changed. "
            "Please install the newer version to restore it."
        ),
        Trouble.DAMAGED_BACKUP: tr(
            "The backup {where} is damaged ({detail}). Nothing was changed. Please choose another one."
        ),
        Trouble.NOT_RESTORED: tr(
            "The backup {where} could not be restored ({detail}). Your history is as it was. "
            "Free some space or check the folder's permissions, then try again."
        ),
        Trouble.UNKNOWN_ROUTINE: tr("There is no routine called {where!r}. 'backstride list' shows them all."),
        Trouble.BAD_ARGUMENT: tr("{where}: {detail}"),
        Trouble.OUTSIDE_FIT: tr(
            "{where!r} of {detail} cannot be written as a FIT file, which holds days from July 1998 to February 2126. "
            "Correct its date or choose another format."
        ),
        **_exchange_sentences(),
        Trouble.STILL_RUNNING: tr("{where} is still running. End it first, then correct it."),
        Trouble.IN_THE_FUTURE: tr("{where} lies in the future. Choose a time that has passed."),
        Trouble.NO_DISPLAY: tr(
            "There is no display, so {where} cannot be opened. 'backstride --help' shows what works without one."
        ),
        Trouble.ALREADY_OPEN: tr(
            "Backstride is already open with the data in {where} and does not answer, or it is open on another "
            "computer. Close it there, or choose another folder with --data-dir."
        ),
        Trouble.SPEED_IS_SET: tr(
            "Backstride is already open at its own speed, so {where} cannot be played at another. "
            "Close it first, or play beside it with --terminal."
        ),
        Trouble.SESSION_UNDER_WAY: tr("“{where}” is under way. End it first, then start another."),
        Trouble.ROUTINE_REFUSED: tr("{where} cannot be added. {detail}. Nothing was changed."),
        Trouble.FILE_CHANGED: tr("{where} was changed in the meantime, so nothing was written. Open the file again."),
    }[error.trouble]
    return sentence.format(where=visible(error.where), detail=visible(error.detail), instead=visible(error.instead))


def _history_sentences() -> dict[Trouble, str]:
    """What can become of the files of a profile when it is opened."""
    return {
        Trouble.NEWER_DATABASE: tr(
            "The history in {where} was written by a newer Backstride (schema {detail}); it was left untouched. "
            "Please install the newer version."
        ),
        Trouble.DAMAGED_DATABASE: tr(
            "The history in {where} is damaged ({detail}). Please start Backstride again: the file is then moved "
            "aside, and the newest good backup is restored."
        ),
        Trouble.NOT_RESCUED: tr(
            "The history in {where} is damaged and could not be replaced by a backup ({detail}); it was left as it is. "
            "Free some space or check the folder's permissions, then start again."
        ),
        Trouble.HISTORY_RESTORED: tr(
            "The history was damaged ({detail}). It was moved aside to {where}, and the newest good backup was "
            "restored, {instead}. What was done after that backup is missing here."
        ),
        Trouble.HISTORY_BEGUN_ANEW: tr(
            "The history was damaged ({detail}). It was moved aside to {where}, and a new one was begun, for there is "
            "no good backup."
        ),
        Trouble.DATABASE_UNREADABLE: tr(
            "The history in {where} cannot be used ({detail}). Check that there is room and that the folder can be "
            "written to."
        ),
        Trouble.DATA_DIR_UNUSABLE: tr(
            "The data folder {where} cannot be used ({detail}). Choose another with --data-dir."
        ),
        Trouble.NOTHING_KEPT: tr(
            "Routines can be played all the same, but nothing that you do now is kept in {where}."
        ),
        Trouble.SETTINGS_SET_ASIDE: tr(
            "The settings were damaged ({detail}). They were moved aside to {where}; please set anew what you miss."
        ),
    }


def _exchange_sentences() -> dict[Trouble, str]:
    """What can go wrong when the history is exported or imported."""
    return {
        Trouble.UNKNOWN_EXPORT: tr(
            "{where} was not written: the ending of its name says what to write, and these are known: {detail}."
        ),
        Trouble.FOLDER_MISSING: tr(
            "{where} was not written: there is no folder {detail}. Make it first or choose another."
        ),
        Trouble.IMPORT_UNREADABLE: tr(
            "{where} cannot be read ({detail}). Nothing was imported. Check its name and its permissions."
        ),
        Trouble.IMPORT_TOO_LARGE: tr(
            "{where} is too large to be a history ({detail}). Nothing was imported. Check that it is the right file."
        ),
        Trouble.IMPORT_NOT_JSON: tr(
            "{where} is not whole or not JSON ({detail}). Nothing was imported. Export the history once more."
        ),
        Trouble.FOREIGN_IMPORT: tr(
            "{where} is no history of Backstride. Nothing was imported. "
            "Choose a .json file that 'backstride export' has written."
        ),
        Trouble.NEWER_IMPORT: tr(
            "{where} was written by a newer Backstride (format {detail}). Nothing was imported. "
            "Please install the newer version."
        ),
        Trouble.INVALID_IMPORT: tr(
            "{where} has something in it that cannot be: {detail}. Nothing was imported. "
            "If it was edited, put that right; otherwise export the history once more."
        ),
    }

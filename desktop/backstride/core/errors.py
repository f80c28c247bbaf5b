"""The one kind of error that is the user's to know: what is wrong, where, and what to do about it."""

from enum import StrEnum


class Trouble(StrEnum):
    """What can go wrong outside the program; `ui.words` has a sentence for each."""

    NEWER_DATABASE = "newer-database"
    DAMAGED_DATABASE = "damaged-database"
    DATABASE_UNREADABLE = "database-unreadable"
    DATA_DIR_UNUSABLE = "data-dir-unusable"
    NOT_RESCUED = "not-rescued"
    HISTORY_RESTORED = "history-restored"
    HISTORY_BEGUN_ANEW = "history-begun-anew"
    NOTHING_KEPT = "nothing-kept"
    SETTINGS_SET_ASIDE = "settings-set-aside"
    NOT_SAVED = "not-saved"
    NEWER_BACKUP = "newer-backup"
    DAMAGED_BACKUP = "damaged-backup"
    NOT_RESTORED = "not-restored"
    UNKNOWN_ROUTINE = "unknown-routine"
    BAD_ARGUMENT = "bad-argument"
    OUTSIDE_FIT = "outside-fit"
    UNKNOWN_EXPORT = "unknown-export"
    FOLDER_MISSING = "folder-missing"
    IMPORT_UNREADABLE = "import-unreadable"
    IMPORT_TOO_LARGE = "import-too-large"
    IMPORT_NOT_JSON = "import-not-json"
    FOREIGN_IMPORT = "foreign-import"
    NEWER_IMPORT = "newer-import"
    INVALID_IMPORT = "invalid-import"
    STILL_RUNNING = "still-running"
    IN_THE_FUTURE = "in-the-future"
    NO_DISPLAY = "no-display"
    ALREADY_OPEN = "already-open"
    SPEED_IS_SET = "speed-is-set"
    SESSION_UNDER_WAY = "session-under-way"
    ROUTINE_REFUSED = "routine-refused"
    FILE_CHANGED = "file-changed"


class UserError(Exception):
    """Trouble with its values: `where` says where, `detail` what the system reported, `instead` what is used now."""

    def __init__(self, trouble: Trouble, *, where: object = "", detail: object = "", instead: object = "") -> None:
        super().__init__(f"{trouble.value}: {where} {detail}".strip())
        self.trouble = trouble
        self.where = str(where)
        self.detail = str(detail)
        self.instead = str(instead)

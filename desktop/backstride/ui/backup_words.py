"""What is said about backups, on the Settings page and above it."""

from datetime import date

from PySide6.QtCore import QLocale

from backstride.store.backup_files import Reason
from backstride.store.backups import Backup
from backstride.ui.dates import long_day, long_moment, short_day
from backstride.ui.words import tr


def reason_text(reason: Reason) -> str:
    """Why a backup was made."""
    return {
        Reason.WEEKLY: tr("weekly"),
        Reason.BY_HAND: tr("by hand"),
        Reason.BEFORE_SCHEMA: tr("before a new version"),
        Reason.BEFORE_RESTORE: tr("before a restore"),
    }[reason]


def made_text(backup: Backup) -> str:
    """When a backup was made; of the weekly ones there is one a day at most, so the day is enough."""
    return long_day(backup.made.date()) if backup.reason is Reason.WEEKLY else long_moment(backup.made)


def sessions_text(sessions: int) -> str:
    """How many sessions there are."""
    if sessions == 0:
        return tr("no sessions")
    return tr("1 session") if sessions == 1 else tr("{n} sessions", n=sessions)


def held_text(sessions: int, first_day: date | None, last_day: date | None) -> str:
    """How many sessions there are, and from when to when."""
    if first_day is None or last_day is None:
        return sessions_text(sessions)
    if first_day == last_day:
        return tr("{sessions} on {day}", sessions=sessions_text(sessions), day=short_day(first_day))
    return tr(
        "{sessions} from {first} to {last}",
        sessions=sessions_text(sessions),
        first=short_day(first_day),
        last=short_day(last_day),
    )


def backup_line(backup: Backup) -> str:
    """Reason, contents and size of a backup, or why it cannot be restored."""
    size = QLocale().formattedDataSize(backup.size_bytes, 0, QLocale.DataSizeFormat.DataSizeSIFormat)
    if backup.damaged:
        held = tr("cannot be read ({reason})", reason=backup.damaged)
    elif backup.is_newer:
        held = tr("made by a newer Backstride, which can restore it")
    else:
        held = held_text(backup.sessions, backup.first_day, backup.last_day)
    return " · ".join((reason_text(backup.reason), held, size.replace(" ", "\N{NO-BREAK SPACE}")))

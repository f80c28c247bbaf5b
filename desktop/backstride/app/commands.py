"""The commands that work without a window: play in the terminal, list, history, validate, export, import."""

import contextlib
import sqlite3
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from backstride import resources
from backstride.app.profile import Profile, require_routine
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.plain_text import visible
from backstride.core.suggestion import suggest
from backstride.core.timeline import plan
from backstride.store.exchange.files import write_export
from backstride.store.exchange.importing import apply_import, preview, read_import
from backstride.store.history import History
from backstride.store.recorder import Recorder
from backstride.store.routine_files import check_files, load_catalogue
from backstride.store.session_log import SessionLog
from backstride.ui.planning import plan_options
from backstride.ui.terminal.player import TerminalPlayer, closing_lines
from backstride.ui.terminal.reports import (
    history_json,
    history_report,
    import_report,
    problems_report,
    routines_report,
)
from backstride.ui.words import tr

LOG_OF_ALL = 1_000_000
"""`history` prints everything; more sessions than these nobody has."""


def play_in_terminal(profile: Profile, routine: str | None) -> int:
    """Play a routine, or the one that Today would suggest, in the terminal; the exit status."""
    history = History(profile.connection)
    if routine is None:
        suggestion = suggest(profile.catalogue, history.last_done(), profile.clock.wall().date())
        if suggestion is None:
            raise UserError(Trouble.UNKNOWN_ROUTINE, where="")
        routine = suggestion.routine
    require_routine(profile, routine)
    options = plan_options(profile.settings, routine)
    timeline = plan(profile.catalogue.routines[routine], profile.catalogue.exercises, options)
    recorder = Recorder(SessionLog(profile.connection), profile.clock.wall, speed=profile.speed)
    player = TerminalPlayer(profile.clock, recorder.follow, profile.speed)
    session = player.play(timeline)
    record = recorder.so_far(session)
    print(closing_lines(record, profile.speed))
    afterwards = profile.catalogue.routines[routine].afterwards
    if afterwards and record.status is Status.COMPLETED:
        print(visible(afterwards))
    if recorder.trouble is not None:
        raise UserError(Trouble.NOT_SAVED, where=profile.paths.database, detail=recorder.trouble)
    return 1 if player.ended_early else 0


def print_routines(profile: Profile) -> int:
    """List the routines; problems of files go to standard error."""
    counts = History(profile.connection).routine_counts(profile.clock.wall().date())
    sys.stdout.write(routines_report(profile.catalogue, counts))
    sys.stderr.write(problems_report(profile.catalogue.problems))
    return 0


def print_history(profile: Profile, *, as_json: bool, since: date | None) -> int:
    """Print the log and the counts."""
    history = History(profile.connection)
    sessions = history.log(LOG_OF_ALL, since)
    counts = history.routine_counts(profile.clock.wall().date())
    sys.stdout.write((history_json if as_json else history_report)(sessions, counts))
    return 0


def export_history(profile: Profile, path: Path) -> int:
    """Write the history to a file, of the kind that its ending names."""
    with _database_trouble(profile, Trouble.DATABASE_UNREADABLE):
        write_export(profile.connection, path)
    print(tr("The history was written to {path}.", path=visible(str(path))))
    return 0


def import_history(profile: Profile, path: Path, *, dry_run: bool) -> int:
    """Say what importing the file does, then do it; with `dry_run` only say it."""
    document = read_import(path)
    with _database_trouble(profile, Trouble.NOT_SAVED):
        planned = preview(profile.connection, document)
        print(import_report(planned), end="")
        if not planned.changes:
            print(tr("Everything in it is here already; nothing was changed."))
        elif dry_run:
            print(tr("Nothing was changed, for this was a dry run."))
        else:
            done = apply_import(profile.connection, document)
            print(tr("Imported. Sessions added: {new}, replaced: {replaced}.", new=done.new, replaced=done.replaced))
    return 0


@contextlib.contextmanager
def _database_trouble(profile: Profile, trouble: Trouble) -> Iterator[None]:
    """Tell an error of the database as the user's trouble."""
    try:
        yield
    except sqlite3.Error as error:
        raise UserError(trouble, where=profile.paths.database, detail=error) from error


def validate(files: list[Path]) -> int:
    """Print every problem of these files; 1 if there is any.  Needs no profile."""
    problems = check_files(files, load_catalogue((resources.ROUTINES,)))
    sys.stdout.write(problems_report(problems))
    if not problems:
        print("No problems found.")
    return 1 if problems else 0

"""The commands that work without a window: play in the terminal, list, history, validate."""

import sys
from datetime import date
from pathlib import Path

from backstride import resources
from backstride.app.profile import Profile, require_routine
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Status
from backstride.core.suggestion import suggest
from backstride.core.timeline import plan
from backstride.store.history import History
from backstride.store.recorder import Recorder
from backstride.store.routine_files import check_files, load_catalogue
from backstride.store.session_log import SessionLog
from backstride.ui.planning import plan_options
from backstride.ui.terminal.player import TerminalPlayer, closing_lines
from backstride.ui.terminal.reports import history_json, history_report, problems_report, routines_report

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
        print(afterwards)
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


def validate(files: list[Path]) -> int:
    """Print every problem of these files; 1 if there is any.  Needs no profile."""
    problems = check_files(files, load_catalogue((resources.ROUTINES,)))
    sys.stdout.write(problems_report(problems))
    if not problems:
        print("No problems found.")
    return 1 if problems else 0

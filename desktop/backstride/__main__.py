"""The command line: reads the arguments and hands over to `app`."""

import argparse
import io
import sys
from datetime import date
from pathlib import Path

from backstride import __version__
from backstride.core.errors import Trouble, UserError

PAGES = ("today", "routines", "history", "settings")


def main(arguments: list[str] | None = None) -> int:
    """Carry out a command; the exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # names may hold more letters than the terminal knows
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except UserError as error:
        from backstride.ui.error_words import error_text

        print(f"backstride: {error_text(error)}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1


def _run(options: argparse.Namespace) -> int:
    # Each command imports what it needs: listing routines must not wait for Qt, nor the window for the terminal.
    if options.self_test:
        from backstride.app.self_test import run

        return run()
    if options.command in ("validate", "list", "history", "export", "import"):
        return _run_without_player(options)
    if getattr(options, "terminal", False):
        return _run_terminal(options)
    from backstride.app.quick_start import collect_nothing, leave_out_openssl, settle

    leave_out_openssl()
    collect_nothing()
    from backstride.app.desktop import has_display

    if has_display():
        return _run_window(options)
    settle()
    return _run_terminal(options)


def _run_window(options: argparse.Namespace) -> int:
    from backstride.app.desktop import open_window
    from backstride.app.request import Request

    file = getattr(options, "file", None)
    request = Request(
        page=options.page,
        routine=getattr(options, "routine", None),
        file=str(file.absolute()) if file is not None else None,
        speed=getattr(options, "speed", 1.0),
    )
    open_window(options.data_dir, request)
    return 0


def _run_terminal(options: argparse.Namespace) -> int:
    from backstride.app.commands import play_in_terminal
    from backstride.app.profile import open_profile

    if options.page is not None or options.command == "open":
        raise UserError(Trouble.NO_DISPLAY, where=getattr(options, "file", None) or options.page or "the window")
    if not getattr(options, "terminal", False):
        print("No display found: playing in the terminal.", file=sys.stderr)
    profile = open_profile(options.data_dir, getattr(options, "speed", 1.0), plays=True)
    return play_in_terminal(profile, getattr(options, "routine", None))


def _run_without_player(options: argparse.Namespace) -> int:
    from backstride.app import commands
    from backstride.app.profile import open_profile

    if options.command == "validate":
        return commands.validate(options.files)
    profile = open_profile(options.data_dir)
    if options.command == "list":
        return commands.print_routines(profile)
    if options.command == "export":
        return commands.export_history(profile, options.file)
    if options.command == "import":
        return commands.import_history(profile, options.file, dry_run=options.dry_run)
    return commands.print_history(profile, as_json=options.json, since=options.since)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="backstride", description="Guided, timed routines for runners with back pain, or who want none."
    )
    parser.add_argument("--version", action="version", version=f"backstride {__version__}")
    parser.add_argument("--self-test", action="store_true", help="check that this installation is whole")
    parser.add_argument("--page", choices=PAGES, help="open the window on this page")
    _add_data_dir(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    play = commands.add_parser("play", help="play a routine")
    play.add_argument("routine", metavar="ROUTINE", help="its id, as 'backstride list' shows it")
    play.add_argument("--speed", type=_speed, default=1.0, metavar="X", help="play X times faster; does not count")
    play.add_argument("--terminal", action="store_true", help="play in the terminal, not in a window")
    opening = commands.add_parser("open", help="open the window, and offer to add the routine in a file")
    opening.add_argument("file", nargs="?", type=Path, metavar="FILE")
    listing = commands.add_parser("list", help="list the routines with their length and times done")
    history = commands.add_parser("history", help="print the log and the counts")
    history.add_argument("--json", action="store_true", help="as one JSON document")
    history.add_argument("--since", type=_day, metavar="DATE", help="from this day on, as YYYY-MM-DD")
    validate = commands.add_parser("validate", help="report every problem of routine and exercise files")
    validate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    export = commands.add_parser("export", help="write the history to a file")
    export.add_argument("file", type=Path, metavar="FILE", help="its ending says what to write, such as .json")
    importing = commands.add_parser("import", help="add the history in a file to yours")
    importing.add_argument("file", type=Path, metavar="FILE", help="a .json file that 'export' wrote")
    importing.add_argument("--dry-run", action="store_true", help="only say what would be done")
    for command in (play, opening, listing, history, validate, export, importing):
        _add_data_dir(command, default=argparse.SUPPRESS)
    return parser


def _add_data_dir(parser: argparse.ArgumentParser, default: object) -> None:
    """Before or after the subcommand; there it must not overwrite what stood before."""
    parser.add_argument("--data-dir", type=Path, default=default, metavar="DIR", help="a profile in this folder")


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError("the speed must lie between 0.1 and 1000")
    return speed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-22") from None


if __name__ == "__main__":
    sys.exit(main())

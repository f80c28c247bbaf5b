"""What is told of an exception that nobody caught: enough to mend it, and nothing about whom it happened to."""

import re
import traceback
from pathlib import Path

import backstride

PACKAGE = Path(backstride.__file__).parent
MOST_FRAMES = 25
"""The innermost calls of each exception: a recursion without end has a thousand."""
MOST_OF_A_MESSAGE = 300
NAMES_OF_CODE = (AttributeError, ImportError, NameError, TypeError)
"""What these put in quotation marks are names of the program, where they are words of the language."""
ELLIPSIS = "…"

# An apostrophe within a word opens nothing, and what is opened and never closed goes on to the end.
_QUOTED = re.compile(r"""(?<!\w)(['"`])(.*?)(?:\1(?!\w)|\Z)""", re.DOTALL)
_PATH = re.compile(r"""(?:~|\b[A-Za-z]:)?[/\\][^\s'"`]+""")


def report_text(error: BaseException, versions: str) -> str:
    """The report of `error` as plain text, its causes first, below a line with `versions`.

    Files outside the program are told by their names alone.  What an exception puts in quotation marks, and every
    path, is left out of its message: it may be a note, a name or a home folder.
    """
    return f"{versions}\n\n{_told(error)}"


def place_of(error: BaseException) -> tuple[str, int]:
    """File and line of the innermost call of ours, or of the innermost at all; an empty file where there is none."""
    calls = [(frame.f_code.co_filename, number) for frame, number in traceback.walk_tb(error.__traceback__)]
    ours = [call for call in calls if Path(call[0]).is_relative_to(PACKAGE)]
    return (ours or calls or [("", 0)])[-1]


def _told(error: BaseException, told: frozenset[int] = frozenset()) -> str:
    """The error with what led to it; `told` are those that are told already, for a chain may bite its tail."""
    told |= {id(error)}
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = [_told(before, told), "which led to", ""] if before is not None and id(before) not in told else []
    for call in traceback.extract_tb(error.__traceback__, limit=-MOST_FRAMES):
        lines.append(f"  {_place(call.filename)}:{call.lineno} in {call.name}")
        if call.line:
            lines.append(f"    {call.line}")
    lines.append(f"{type(error).__name__}: {_without_personal_data(error)}")
    return "\n".join(lines) + "\n"


def _place(filename: str) -> str:
    path = Path(filename)
    return path.relative_to(PACKAGE.parent).as_posix() if path.is_relative_to(PACKAGE) else path.name


def _without_personal_data(error: BaseException) -> str:
    def left(quoted: re.Match[str]) -> str:
        mark, inside = quoted.groups()
        is_name = isinstance(error, NAMES_OF_CODE) and inside.isidentifier()
        return f"{mark}{inside if is_name else ELLIPSIS}{mark}"

    bare = _PATH.sub(ELLIPSIS, _QUOTED.sub(left, str(error)))
    return bare if len(bare) <= MOST_OF_A_MESSAGE else bare[:MOST_OF_A_MESSAGE] + ELLIPSIS

"""Every word that is made from a value of the core: one place to read them all, and to translate them."""

from collections.abc import Callable
from datetime import date

from backstride.core.definitions import Category, Dose, Equipment, Exercise, Kind, Level, Mode, Position, Sides, Step
from backstride.core.errors import Trouble, UserError
from backstride.core.events import Outcome, Status
from backstride.core.history import PauseReason
from backstride.core.plain_text import visible
from backstride.core.session import Phase
from backstride.core.suggestion import Reason, Suggestion
from backstride.core.timeline import SegmentKind, Side
from backstride.core.view import PlayerView, TempoPart, whole_seconds

_translate: Callable[[str], str] = str


def use_translator(translate: Callable[[str], str]) -> None:
    """Let `translate` turn our English into the user's language; the terminal goes without."""
    global _translate
    _translate = translate


def tr(text: str, **values: object) -> str:
    """`text` in the user's language, `{names}` filled in afterwards."""
    translated = _translate(text)
    return translated.format(**values) if values else translated


def clock_text(ms: int) -> str:
    """A length as m:ss, or h:mm:ss from an hour on; rounded up, so that a countdown ends with 0:00."""
    minutes, seconds = divmod(whole_seconds(max(0, ms)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def spent_text(ms: int) -> str:
    """Time that was spent, as m:ss rounded to the nearest second."""
    return clock_text((ms + 500) // 1000 * 1000)


def minutes_text(ms: int) -> str:
    """A length in words that are good enough for choosing: "8 min"."""
    return tr("{minutes} min", minutes=max(1, round(ms / 60_000)))


def days_text(days: int) -> str:
    """A number of days."""
    return tr("one day") if days == 1 else tr("{n} days", n=days)


def weeks_text(weeks: int) -> str:
    """A number of weeks."""
    return tr("One week") if weeks == 1 else tr("{n} weeks", n=weeks)


def sessions_text(sessions: int) -> str:
    """A number of sessions."""
    return tr("one session") if sessions == 1 else tr("{n} sessions", n=sessions)


def kind_text(kind: Kind) -> str:
    """The heading of a kind of routine."""
    return {
        Kind.WARMUP: tr("Warm-up"),
        Kind.CORE: tr("Core"),
        Kind.STRETCHING: tr("Stretching"),
        Kind.ROLLING: tr("Foam rolling"),
        Kind.MOBILITY: tr("Mobility"),
        Kind.FULL: tr("Full sessions"),
        Kind.RUN_WALK: tr("Run and walk"),
    }[kind]


def category_text(category: Category) -> str:
    """What an exercise is for, in a word."""
    return {
        Category.WARMUP: tr("Warm-up"),
        Category.CORE: tr("Core"),
        Category.STRETCH: tr("Stretch"),
        Category.MOBILITY: tr("Mobility"),
        Category.ROLLING: tr("Foam rolling"),
        Category.RUN_WALK: tr("Run and walk"),
    }[category]


def equipment_text(equipment: Equipment) -> str:
    """A piece of equipment."""
    return {
        Equipment.MAT: tr("mat"),
        Equipment.WALL: tr("wall"),
        Equipment.CHAIR: tr("chair"),
        Equipment.STEP: tr("low step"),
        Equipment.ROLLER: tr("roller"),
        Equipment.STRAP: tr("strap or towel"),
        Equipment.PILLOW: tr("pillow"),
        Equipment.BAND: tr("band"),
        Equipment.SHOES: tr("running shoes"),
        Equipment.TREADMILL: tr("treadmill"),
    }[equipment]


def equipment_list(items: tuple[Equipment, ...]) -> str:
    """What is needed, as one phrase."""
    return ", ".join(equipment_text(item) for item in items) if items else tr("nothing needed")


def position_text(position: Position) -> str:
    """How the body is placed."""
    return {
        Position.STANDING: tr("standing"),
        Position.WALKING: tr("walking"),
        Position.SEATED: tr("seated"),
        Position.LYING: tr("lying on the back"),
        Position.PRONE: tr("face down"),
        Position.SIDE_LYING: tr("lying on the side"),
        Position.HANDS_AND_KNEES: tr("hands and knees"),
        Position.HALF_KNEELING: tr("half kneeling"),
    }[position]


def side_text(side: Side | None) -> str:
    """Left or right, or nothing."""
    return {Side.LEFT: tr("Left"), Side.RIGHT: tr("Right"), None: ""}[side]


def status_text(status: Status) -> str:
    """How a session ended."""
    return {
        Status.RUNNING: tr("Running"),
        Status.COMPLETED: tr("Completed"),
        Status.PARTIAL: tr("Partial"),
        Status.STOPPED: tr("Stopped because it hurt"),
        Status.ABANDONED: tr("Discarded"),
    }[status]


def outcome_text(outcome: Outcome) -> str:
    """How a piece of work ended."""
    return {
        Outcome.COMPLETED: tr("done"),
        Outcome.SKIPPED: tr("skipped"),
        Outcome.REPEATED: tr("begun again"),
        Outcome.STOPPED: tr("stopped"),
    }[outcome]


def hurt_answer_text(answer: str) -> str:
    """What was done when it hurt."""
    return {
        "go-on": tr("went on"),
        "easier": tr("took the easier form"),
        "skip": tr("skipped it"),
        "stop": tr("stopped"),
    }[answer]


def pause_reason_text(reason: PauseReason) -> str:
    """Why days are pause days."""
    return {
        PauseReason.ILLNESS: tr("illness"),
        PauseReason.HOLIDAY: tr("holiday"),
        PauseReason.SORE_BACK: tr("sore back"),
        PauseReason.OTHER: tr("something else"),
    }[reason]


def phase_text(view: PlayerView) -> str:
    """The word for what the user does now."""
    if view.phase is Phase.PAUSED:
        return tr("Paused")
    if view.phase is Phase.RESUMING:
        return tr("Get ready")
    return {
        SegmentKind.PREPARE: tr("Get ready"),
        SegmentKind.WORK: tr("Work"),
        SegmentKind.REST: tr("Rest"),
        SegmentKind.SWITCH: tr("Change sides"),
        None: tr("Done"),
    }[view.kind]


def part_text(part: TempoPart) -> str:
    """What a part of a repetition asks for."""
    return {
        TempoPart.OUT: tr("Out"),
        TempoPart.HOLD: tr("Hold"),
        TempoPart.BACK: tr("Back"),
        TempoPart.PAUSE: tr("Relax"),
    }[part]


def count_text(view: PlayerView) -> str:
    """Set and repetition, as far as there is more than one."""
    parts = []
    if view.sets > 1:
        parts.append(tr("Set {n} of {total}", n=view.set_number, total=view.sets))
    if view.repetition is not None:
        parts.append(tr("Repetition {n} of {total}", n=view.repetition.number, total=view.reps))
    elif view.reps is not None:
        parts.append(tr("{n} repetitions", n=view.reps))
    return " · ".join(parts)


def upcoming_text(view: PlayerView) -> str:
    """What comes after the current work."""
    if view.kind is None:
        return ""
    if view.upcoming is None:
        return tr("Last one")
    side = view.upcoming.side
    if view.upcoming.same_exercise and view.upcoming.same_side:
        return tr("Next: set {n} of {total}", n=view.upcoming.set_number, total=view.upcoming.sets)
    if view.upcoming.same_exercise:
        return tr("Next: {side} side", side=side_text(side).lower())
    name = f"{view.upcoming.name}, {side_text(side).lower()}" if side else view.upcoming.name
    return tr("Next: {name}", name=name)


def dose_text(step: Step, sides: Sides, mode: Mode) -> str:
    """A step's dose in one line: "2 sets of 6 x 5 s hold, each side"."""
    parts = [_bout_text(step.dose, mode)]
    if step.sets > 1:
        parts = [tr("{n} sets of {bout}", n=step.sets, bout=parts[0])]
    if sides is Sides.EACH:
        parts.append(tr("each side"))
    elif sides is Sides.ALTERNATING and mode is Mode.REPS:
        parts.append(tr("alternating"))
    if step.rest_s:
        parts.append(tr("{n} s rest", n=step.rest_s))
    return ", ".join(parts)


def dose_of_exercise(exercise: Exercise) -> str:
    """An exercise's usual dose."""
    step = Step(exercise=exercise.id, dose=exercise.dose, sets=exercise.default_sets)
    return dose_text(step, exercise.sides, exercise.mode)


def level_text(level: Level) -> str:
    """How demanding an exercise is."""
    return {
        Level.BEGINNER: tr("beginner"),
        Level.INTERMEDIATE: tr("intermediate"),
        Level.ADVANCED: tr("advanced"),
    }[level]


def _bout_text(dose: Dose, mode: Mode) -> str:
    if dose.seconds is not None:
        length = clock_text(dose.seconds * 1000) if dose.seconds > 90 else tr("{n} s", n=dose.seconds)
        return tr("{length} hold", length=length) if mode is Mode.HOLD else length
    if dose.tempo is None:
        return tr("{n} repetitions at your own pace", n=dose.reps)
    if dose.tempo.hold_s and mode is Mode.HOLD_REPS:
        return tr("{n} × {hold} s hold", n=dose.reps, hold=f"{dose.tempo.hold_s:g}")
    return tr("{n} × {length} s", n=dose.reps, length=f"{dose.tempo.total_ms / 1000:g}")


def suggestion_text(suggestion: Suggestion) -> str:
    """Why a routine is suggested."""
    days = suggestion.days_since
    if suggestion.reason is Reason.FIRST:
        return tr("A good first one: the three core moves, with time to learn them.")
    if suggestion.reason is Reason.CORE_DUE:
        return (
            tr("No core session yet.") if days is None else tr("The last core session was {days} days ago.", days=days)
        )
    if suggestion.reason is Reason.FLEXIBILITY:
        return tr("A day between core sessions is for loosening up.")
    return tr("Today is done. If you like, something gentle.")


def ago_text(day: date | None, today: date) -> str:
    """How long ago a day was, in words."""
    if day is None:
        return tr("not done yet")
    days = (today - day).days
    if days <= 0:
        return tr("last done today")
    if days == 1:
        return tr("last done yesterday")
    return tr("last done {days} days ago", days=days)


def times_text(times: int) -> str:
    """How often something was completed."""
    return tr("done once") if times == 1 else tr("done {times} times", times=times)


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

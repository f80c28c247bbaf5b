"""Every word that is made from a value of the core: one place to read them all, and to translate them."""

from datetime import date

from backstride.core.definitions import Category, Dose, Equipment, Exercise, Kind, Level, Mode, Position, Sides, Step
from backstride.core.events import Outcome, Status
from backstride.core.history import PauseReason
from backstride.core.session import Phase
from backstride.core.suggestion import Reason, Suggestion
from backstride.core.timeline import SegmentKind, Side
from backstride.core.view import PlayerView, TempoPart, whole_seconds


def tr(text: str, **values: object) -> str:
    """`text` with `{names}` filled in.  Whatever a user reads goes through here, to be translated in this one place."""
    return text.format(**values) if values else text


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

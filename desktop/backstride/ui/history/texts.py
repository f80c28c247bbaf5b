"""What a day and a week of the history say in words: for tooltips, captions and screen readers."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QLocale

from backstride.core.definitions import Kind, Ladder
from backstride.core.history import DayTotal, Pause, PauseReason
from backstride.core.review import WeekReview
from backstride.ui.dates import day_and_month, long_day
from backstride.ui.words import kind_text, minutes_text, tr


def day_text(day: date, total: DayTotal | None, pause: Pause | None = None) -> str:
    """A day in words: date, minutes, kinds, completed sessions, and the pause that holds it."""
    name = long_day(day)
    if total is None:
        text = tr("{day}: nothing recorded", day=name)
    else:
        kinds = ", ".join(kind_text(kind) for kind in total.kinds)
        text = f"{name}: {minutes_text(total.active_ms)}, {kinds}, {_completed_text(total.completed)}"
    return text if pause is None else tr("{day}, pause day ({reason})", day=text, reason=pause_text(pause.reason))


def pause_text(reason: PauseReason) -> str:
    """Why no sessions are done for some days."""
    return {
        PauseReason.ILLNESS: tr("illness"),
        PauseReason.HOLIDAY: tr("holiday"),
        PauseReason.SORE_BACK: tr("sore back"),
        PauseReason.OTHER: tr("another reason"),
    }[reason]


def week_text(week: WeekReview, goal: int) -> str:
    """A week's sessions by kind, and whether it met the goal of so many days."""
    aim = tr("one day") if goal == 1 else tr("{n} days", n=goal)
    met = tr("goal of {days} met", days=aim) if week.days >= goal else tr("the goal is {days}", days=aim)
    total = sum(week.sessions.values())
    if not total:
        return _of_week(week, tr("no sessions; {goal}", goal=met))
    sessions = tr("one session") if total == 1 else tr("{n} sessions", n=total)
    days = tr("one day") if week.days == 1 else tr("{n} days", n=week.days)
    kinds = ", ".join(f"{week.sessions[kind]} {_kind_in_week(kind)}" for kind in Kind if week.sessions.get(kind))
    return _of_week(
        week, tr("{sessions} on {days} ({kinds}); {goal}", sessions=sessions, days=days, kinds=kinds, goal=met)
    )


def pain_text(week: WeekReview) -> str:
    """A week's mean pain before and after, as far as it was said."""
    before, after = _number(week.pain_before), _number(week.pain_after)
    if before and after:
        said = tr("pain {before} before and {after} after, of 10", before=before, after=after)
    elif before:
        said = tr("pain {before} of 10 before", before=before)
    elif after:
        said = tr("pain {after} of 10 after", after=after)
    else:
        said = tr("nothing said about pain")
    return _of_week(week, said)


def rungs_text(week: WeekReview, ladders: Sequence[Ladder], names: Mapping[str, str]) -> str:
    """The highest exercise of each ladder that was done in a week; `names` are those of the exercises by id."""
    done = []
    for ladder in ladders:
        rung = week.rungs.get(ladder.id)
        if rung is not None:
            exercise = ladder.rungs[rung - 1]
            name = names.get(exercise, exercise)
            done.append(tr("{exercise} (step {n} of {total})", exercise=name, n=rung, total=len(ladder.rungs)))
    return _of_week(week, "; ".join(done) if done else tr("none of these exercises"))


def _of_week(week: WeekReview, said: str) -> str:
    return tr("Week of {day}: {said}", day=day_and_month(week.first), said=said)


def _kind_in_week(kind: Kind) -> str:
    """A kind after its number: "2 core", and not "1 full sessions"."""
    return tr("full") if kind is Kind.FULL else kind_text(kind).lower()


def _number(value: float | None) -> str:
    return "" if value is None else QLocale().toString(value, "f", 1)


def _completed_text(completed: int) -> str:
    if completed == 0:
        return tr("no session completed")
    return tr("one session completed") if completed == 1 else tr("{n} sessions completed", n=completed)

"""How many weeks in a row met the weekly goal, told without blame: rest days are free, pause days protect."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, groupby

from msgspec import Struct

from backstride.core.history import Pause, week_start

WEEK = timedelta(weeks=1)


class Streak(Struct, frozen=True):
    """Where the streak stands on a day.

    `weeks` is its length in weeks, the one under way among them when `met_this_week`.  `days_this_week` are the days
    of this week with a session that counts, `goal` the days a week that are wanted, and `paused_this_week` is True
    when a pause day lies anywhere in this week.
    """

    weeks: int
    days_this_week: int
    goal: int
    paused_this_week: bool = False

    @property
    def met_this_week(self) -> bool:
        """True when the week under way has met the goal already."""
        return self.days_this_week >= self.goal


def streak(days: Iterable[date], pauses: Sequence[Pause], goal: int, today: date, first_weekday: int) -> Streak:
    """The streak of weeks that each had sessions on at least `goal` (1 to 7) different days.

    `days` are local days with a session that counts, newest first; one may come several times.  Weekdays count from
    0, Monday.

    The rule: going back from this week, a week that met the goal counts.  One that missed it ends the streak, unless a
    pause day lies in it; then it neither counts nor ends anything.  The week under way counts once it has met the goal
    and never ends the streak.  Days after today are ignored.  `days` is read no further than to the first day before
    the week that ended the streak.
    """
    this_week = week_start(today, first_weekday)
    weeks, days_this_week, judged = 0, 0, this_week
    for week, count in _by_week((day for day in days if day <= today), first_weekday):
        missed = _weeks_between(week, judged)
        if week == this_week:
            days_this_week = count
        elif count < goal:
            missed = chain(missed, [week])
        if not all(_is_paused(without, pauses) for without in missed):
            break
        weeks += count >= goal
        judged = week
    return Streak(weeks, days_this_week, goal, _is_paused(this_week, pauses))


def _by_week(days: Iterable[date], first_weekday: int) -> Iterator[tuple[date, int]]:
    """The first day of each week that has days, newest first, and how many different days."""
    for week, found in groupby(days, key=lambda day: week_start(day, first_weekday)):
        yield week, len(set(found))


def _weeks_between(earlier: date, later: date) -> Iterator[date]:
    """The weeks after `earlier` and before `later`, newest first; all are given by their first days."""
    return (later - WEEK * back for back in range(1, (later - earlier) // WEEK))


def _is_paused(week: date, pauses: Iterable[Pause]) -> bool:
    return any(pause.first < week + WEEK and pause.last >= week for pause in pauses)

"""Weeks side by side: which of them are shown, where each stands, and where months are named."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct


class Columns(Struct, frozen=True):
    """The weeks from index `first`, `count` of them, each `width` pixels wide.

    All lengths are pixels in reading direction; the first column begins at `left`.
    """

    left: float
    width: float
    first: int
    count: int

    @property
    def indexes(self) -> range:
        """The indexes of the weeks in view."""
        return range(self.first, self.first + self.count)

    @property
    def end(self) -> float:
        """Where the last column ends."""
        return self.left + self.count * self.width

    def start(self, index: int) -> float:
        """Where a week's column begins."""
        return self.left + (index - self.first) * self.width

    def centre(self, index: int) -> float:
        """The middle of a week's column."""
        return self.start(index) + self.width / 2

    def at(self, distance: float) -> int | None:
        """The index of the week at a distance from the start of the widget; None beside the columns."""
        if not self.count or not self.left <= distance < self.end:
            return None
        return min(self.first + int((distance - self.left) / self.width), self.first + self.count - 1)


class View(Struct, frozen=True):
    """Which weeks to look at: `weeks` in all, the `selected` one, and the `first` that was in view until now.

    `around` weeks stay in view on both sides of the selected one, so that a mouse can walk on where not all fit.
    """

    weeks: int
    selected: int
    first: int
    around: int = 0


def columns_in(view: View, left: float, room: float, least: float, most: float = 1e9) -> Columns:
    """Columns for as many weeks as fit into `room` pixels at `least` pixels each, none wider than `most`.

    Where not all fit, the view moves only as far as the selected week asks for.
    """
    if view.weeks == 0:
        return Columns(left, least, 0, 0)
    count = max(1, min(view.weeks, int(room / least)))
    around = min(view.around, (count - 1) // 2)
    first = min(max(view.first, view.selected + around - count + 1), view.selected - around)
    return Columns(left, max(1.0, min(most, room / count)), max(0, min(first, view.weeks - count)), count)


def month_places(
    weeks: Sequence[date], columns: Columns, name: Callable[[date], str], advance: Callable[[str], float]
) -> list[tuple[str, float]]:
    """The months in view as (name, start in pixels), each at the week that holds its first day.

    Where they have no room, only every second, third ... is named, and none that would reach beyond the last column.
    `weeks` are the first days of all weeks; `advance` measures a name in pixels.
    """
    begun = []
    for index in columns.indexes:
        day = weeks[index] + timedelta(days=6)
        if day.day <= 7 or index == columns.first:
            begun.append((name(day), columns.start(index), day.month))
    if len(begun) > 1 and begun[0][1] + advance(begun[0][0] + " ") > begun[1][1]:
        del begun[0]
    begun = [month for month in begun if month[1] + advance(month[0]) <= columns.end]
    for stride in (1, 2, 3, 4, 6):
        named = [(text, start) for text, start, month in begun if month % stride == 0]
        if all(start + advance(text + " ") <= following for (text, start), (_, following) in pairwise(named)):
            return named
    return named[:1]

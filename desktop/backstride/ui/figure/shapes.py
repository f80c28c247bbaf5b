"""The outlines of body parts as polygons: limbs and feet once in their own frame, the trunk anew along each bent spine.

Lengths are in body heights.  In a limb's frame x runs along the bone and y towards the front of the body.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import acos, atan2, cos, hypot, pi, sin, sqrt

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPolygonF

from backstride.core.figure.skeleton import Foot, MuscleArea, Station

Place = tuple[float, float]
TRUNK_SAMPLES = 13


@lru_cache(maxsize=128)
def limb_outline(
    stations: tuple[Station, ...], length: float, grown: float = 0.0, start: float = 0.0, end: float = 1.0
) -> QPolygonF:
    """A bone's flesh with round ends; `grown` adds a rim, `start` and `end` leave out shares of the bone."""
    shares = [start + (end - start) * i / 10 for i in range(11)]
    front = [(share * length, smooth_flesh(stations, share, front=True) + grown) for share in shares]
    back = [(share * length, -smooth_flesh(stations, share, front=False) - grown) for share in shares]
    begin = arc((front[0][0], 0.0), -back[0][1], front[0][1], pi * 1.5, pi * 0.5) if start == 0.0 else []
    finish = arc((length, 0.0), front[-1][1], -back[-1][1], pi * 0.5, -pi * 0.5) if end == 1.0 else []
    return polygon([*begin, *front, *finish, *reversed(back)])


@lru_cache(maxsize=128)
def muscle_outline(stations: tuple[Station, ...], length: float, area: MuscleArea) -> QPolygonF:
    """A spindle of muscle on a limb."""
    upper, lower = [], []
    for i in range(15):
        share = i / 14
        place = area.start + (area.end - area.start) * share
        middle, half = _belly(stations, max(place, 0.0), area, share)
        upper.append((place * length, middle + half))
        lower.append((place * length, middle - half))
    return polygon([*upper, *reversed(lower)])


@lru_cache(maxsize=16)
def foot_outline(foot: Foot, ankle: float, heel: float, ball: float, grown: float = 0.0) -> QPolygonF:
    """The foot without its toes, as the skin around ankle, heel and ball; the last three are radii."""
    discs = (
        (0.0, 0.0, ankle + grown),
        (foot.heel, heel - foot.sole, heel + grown),
        (foot.ball, ball - foot.sole, ball + grown),
    )
    return polygon(hull(discs))


@lru_cache(maxsize=16)
def toes_outline(foot: Foot, ball: float, toe: float, grown: float = 0.0) -> QPolygonF:
    """The toes, from the ball of the foot on."""
    return polygon(hull(((0.0, 0.0, ball + grown), (foot.toe, toe - ball, toe + grown))))


def smooth_flesh(stations: tuple[Station, ...], share: float, *, front: bool) -> float:
    """Flesh at a share of a bone along a smooth curve through the stations."""
    column = 1 if front else 2
    last = len(stations) - 1
    index = next((i for i in range(last) if share <= stations[i + 1][0]), last - 1)
    here, there = stations[index], stations[index + 1]
    span = there[0] - here[0]
    place = (share - here[0]) / span
    slopes = []
    for i in (index, index + 1):
        before, after = stations[max(i - 1, 0)], stations[min(i + 1, last)]
        slopes.append((after[column] - before[column]) / (after[0] - before[0]) * span)
    rest = 1 - place
    ends = (1 + 2 * place) * rest * rest * here[column] + place * place * (3 - 2 * place) * there[column]
    return ends + place * rest * rest * slopes[0] - place * place * rest * slopes[1]


def spine_line(points: Sequence[Place]) -> list[tuple[float, float, float, float]]:
    """Places and unit directions along a smooth curve through the joints of the spine, evenly from 0 to 1."""
    first, last = points[0], points[-1]
    ends = [
        (2 * first[0] - points[1][0], 2 * first[1] - points[1][1]),
        *points,
        (2 * last[0] - points[-2][0], 2 * last[1] - points[-2][1]),
    ]
    sizes = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    total = sum(sizes)
    line = []
    piece, before = 0, 0.0
    for i in range(TRUNK_SAMPLES):
        along = total * i / (TRUNK_SAMPLES - 1)
        while piece < len(sizes) - 1 and along > before + sizes[piece]:
            before += sizes[piece]
            piece += 1
        line.append(_curve(ends[piece : piece + 4], min((along - before) / sizes[piece], 1.0)))
    return line


def trunk_outline(
    line: Sequence[tuple[float, float, float, float]],
    fronts: Sequence[float],
    backs: Sequence[float],
    bottom: float,
    top: float,
    grown: float = 0.0,
) -> QPolygonF:
    """The trunk along its spine, `fronts` on the right of the way up, rounded by `bottom` and `top` beyond its ends."""
    right = [(x + dy * (w + grown), y - dx * (w + grown)) for (x, y, dx, dy), w in zip(line, fronts, strict=True)]
    left = [(x - dy * (w + grown), y + dx * (w + grown)) for (x, y, dx, dy), w in zip(line, backs, strict=True)]
    end = _bulge(line[-1], fronts[-1] + grown, backs[-1] + grown, top + grown, upward=True)
    begin = _bulge(line[0], fronts[0] + grown, backs[0] + grown, bottom + grown, upward=False)
    return polygon([*right, *end, *reversed(left), *begin])


def trunk_muscle(
    line: Sequence[tuple[float, float, float, float]],
    fronts: Sequence[float],
    backs: Sequence[float],
    area: MuscleArea,
    across: float,
) -> QPolygonF:
    """A spindle of muscle on the trunk; places outside 0 to 1 lie beyond its ends."""
    upper, lower = [], []
    last = len(line) - 1
    for i in range(17):
        share = i / 16
        place = (area.start + (area.end - area.start) * share) * last
        index = min(max(int(place), 0), last - 1)
        over = place - index
        a, b = line[index], line[index + 1]
        x, y = a[0] + (b[0] - a[0]) * over, a[1] + (b[1] - a[1]) * over
        inside = min(max(over, 0.0), 1.0)
        dx, dy = a[2] + (b[2] - a[2]) * inside, a[3] + (b[3] - a[3]) * inside
        front = fronts[index] + (fronts[index + 1] - fronts[index]) * inside
        back = backs[index] + (backs[index + 1] - backs[index]) * inside
        middle, half = (front if across >= 0 else back) * across, area.width * (front + back) / 2
        half *= sqrt(max(1 - (2 * share - 1) ** 2, 0.0)) ** 0.9
        upper.append((x + dy * (middle + half), y - dx * (middle + half)))
        lower.append((x + dy * (middle - half), y - dx * (middle - half)))
    return polygon([*upper, *reversed(lower)])


def capsule(start: Place, end: Place, start_radius: float, end_radius: float) -> QPolygonF:
    """The skin around two discs, neither of which holds the other."""
    away = hypot(end[0] - start[0], end[1] - start[1])
    heading = atan2(end[1] - start[1], end[0] - start[0])
    slant = acos(min(max((start_radius - end_radius) / away, -1.0), 1.0))
    places = []
    for middle, radius, begin, span in (
        (end, end_radius, heading - slant, 2 * slant),
        (start, start_radius, heading + slant, 2 * pi - 2 * slant),
    ):
        for i in range(13):
            turn = begin + span * i / 12
            places.append((middle[0] + radius * cos(turn), middle[1] + radius * sin(turn)))
    return polygon(places)


@lru_cache(maxsize=64)
def disc(radius: float) -> QPolygonF:
    """A disc around the origin; Qt takes three times as long over an ellipse as over this."""
    return polygon((radius * cos(pi * i / 32), radius * sin(pi * i / 32)) for i in range(64))


@lru_cache(maxsize=8)
def trunk_columns(stations: tuple[Station, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Flesh in front of and behind the spine at each sampled place."""
    places = [i / (TRUNK_SAMPLES - 1) for i in range(TRUNK_SAMPLES)]
    fronts = tuple(smooth_flesh(stations, place, front=True) for place in places)
    return fronts, tuple(smooth_flesh(stations, place, front=False) for place in places)


def arc(middle: Place, radius: float, end_radius: float, begin: float, finish: float) -> list[Place]:
    """Places on a round end between two directions (radians); the radius may change on the way."""
    places = []
    for i in range(1, 8):
        turn = begin + (finish - begin) * i / 8
        radius_here = radius + (end_radius - radius) * i / 8
        places.append((middle[0] + radius_here * cos(turn), middle[1] + radius_here * sin(turn)))
    return places


def hull(discs: Iterable[tuple[float, float, float]]) -> list[Place]:
    """The convex outline around discs, each given by its middle and radius."""
    places = sorted(
        (x + radius * cos(pi * i / 16), y + radius * sin(pi * i / 16)) for x, y, radius in discs for i in range(32)
    )
    outline: list[Place] = []
    for run in (places, places[::-1]):
        side: list[Place] = []
        for place in run:
            while len(side) > 1 and _turn(side[-2], side[-1], place) <= 0:
                side.pop()
            side.append(place)
        outline += side[:-1]
    return outline


def polygon(places: Iterable[Place]) -> QPolygonF:
    """The same places as Qt wants them."""
    return QPolygonF([QPointF(x, y) for x, y in places])


def _belly(stations: tuple[Station, ...], place: float, area: MuscleArea, share: float) -> Place:
    front = smooth_flesh(stations, min(place, 1.0), front=True)
    back = smooth_flesh(stations, min(place, 1.0), front=False)
    middle = (front if area.across >= 0 else back) * area.across
    return middle, area.width * (front + back) / 2 * sqrt(max(1 - (2 * share - 1) ** 2, 0.0)) ** 0.9


def _turn(a: Place, b: Place, c: Place) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _curve(four: Sequence[Place], share: float) -> tuple[float, float, float, float]:
    """Place and unit direction on the Catmull-Rom curve between the middle two of four places."""
    found = []
    for axis in (0, 1):
        p0, p1, p2, p3 = (place[axis] for place in four)
        a, b, c = -p0 + 3 * p1 - 3 * p2 + p3, 2 * p0 - 5 * p1 + 4 * p2 - p3, p2 - p0
        found.append((p1 + share * (c + share * (b + share * a)) / 2, c + share * (2 * b + share * 3 * a)))
    (x, dx), (y, dy) = found
    size = hypot(dx, dy)
    return x, y, dx / size, dy / size


def _bulge(
    at: tuple[float, float, float, float], front: float, back: float, height: float, *, upward: bool
) -> list[Place]:
    x, y, dx, dy = at
    places = []
    for i in range(1, 10):
        turn = pi * i / 10
        across = (front if turn < pi / 2 else back) * cos(turn)
        along = height * sin(turn)
        if not upward:
            across, along = (back if turn < pi / 2 else front) * -cos(turn), -along
        places.append((x + dy * across + dx * along, y - dx * across + dy * along))
    return places

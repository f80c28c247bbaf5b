"""A report of one or two pages for a physiotherapist: what was prescribed, done and skipped, per side, and pain."""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from backstride.core.history import LoggedSession
from backstride.core.review import Counts, ExerciseReview, RoutineReview, WeekReview
from backstride.ui.dates import long_day, short_day
from backstride.ui.history.sheet import INK, MM, RULE, SOFT_INK, Sheet
from backstride.ui.words import days_text, sessions_text, spent_text, tr

NOTES = 12
"""Newest sessions with something to tell that are quoted, so that the report stays at two pages."""
WORST = 10


class ReportFacts(Struct, frozen=True):
    """What the report tells: sessions of every ending from `first` to `last`; `names` are those of the exercises."""

    first: date
    last: date
    goal: int
    counts: Counts
    weeks: Sequence[WeekReview]
    told: Sequence[LoggedSession]
    names: Mapping[str, str]


def report_pdf(facts: ReportFacts) -> bytes:
    """The report as PDF, on the paper of the locale."""
    period = tr("{first} to {last}", first=long_day(facts.first), last=long_day(facts.last))
    sheet = Sheet(tr("Exercise report"), lambda page: tr("Backstride · {period} · page {n}", period=period, n=page))
    sheet.heading(tr("Exercise report"), 18)
    sheet.paragraph(period)
    sheet.paragraph(overall_text(facts))
    sheet.heading(tr("Back pain by week, 0 none to 10 worst"))
    if any(week.pain_before is not None or week.pain_after is not None for week in facts.weeks):
        sheet.drawing(38, lambda painter, place: _draw_pain(painter, place, facts.weeks))
        sheet.paragraph(tr("Solid: before the sessions. Dashed: after them. Gaps: nothing was told."), soft=True)
    else:
        sheet.paragraph(tr("Nothing was told about pain."), soft=True)
    sheet.heading(tr("Routines"))
    columns = [tr("Routine"), tr("Begun"), tr("Completed"), tr("Finished"), tr("Average"), tr("Last done")]
    sheet.table(columns, [_routine_row(item) for item in facts.counts.routines], (0.4, 0.1, 0.13, 0.11, 0.11, 0.15))
    sheet.heading(tr("Exercises, in sets"))
    columns = [
        tr("Exercise"),
        tr("Begun"),
        tr("Done"),
        tr("Not done"),
        tr("Left"),
        tr("Right"),
        tr("Time per session"),
    ]
    rows = [_exercise_row(item, facts.names) for item in facts.counts.exercises]
    sheet.table(columns, rows, (0.4, 0.09, 0.09, 0.1, 0.08, 0.08, 0.16))
    if facts.told:
        sheet.heading(tr("What was told"))
        for session in facts.told[:NOTES]:
            sheet.paragraph(told_text(session))
    sheet.space(2)
    sheet.paragraph(
        tr("Written by the person who exercised, with Backstride. It is a record, not a diagnosis."), soft=True
    )
    return sheet.close()


def overall_text(facts: ReportFacts) -> str:
    """The period in one paragraph."""
    done = sum(item.times.total for item in facts.counts.routines)
    begun = sum(item.begun for item in facts.counts.routines)
    met = sum(1 for week in facts.weeks if week.days >= facts.goal)
    return tr(
        "{done} completed, {begun} begun. The goal of {goal} a week was met in {met} of {weeks} weeks.",
        done=sessions_text(done).capitalize(),
        begun=begun,
        goal=days_text(facts.goal),
        met=met,
        weeks=len(facts.weeks),
    )


def told_text(session: LoggedSession) -> str:
    """What was told of a session, in a line."""
    feelings = session.feelings
    numbers = (
        (tr("pain before {n}"), feelings.pain_before),
        (tr("worst {n}"), feelings.pain_during),
        (tr("after {n}"), feelings.pain_after),
        (tr("effort {n}"), feelings.effort),
    )
    parts = [text.format(n=number) for text, number in numbers if number is not None]
    note = " ".join(feelings.note.split())
    return f"{short_day(session.day)}, {session.name}: {', '.join([*parts, *([note] if note else [])])}"


def _routine_row(item: RoutineReview) -> list[str]:
    return [
        item.name,
        str(item.begun),
        str(item.times.total),
        tr("{percent} %", percent=round(100 * item.finished)),
        spent_text(item.mean_ms) if item.mean_ms is not None else "–",
        short_day(item.last_day) if item.last_day else "–",
    ]


def _exercise_row(item: ExerciseReview, names: Mapping[str, str]) -> list[str]:
    sided = item.left.done or item.right.done
    return [
        names.get(item.exercise, item.exercise),
        str(item.pieces),
        str(item.done),
        str(item.pieces - item.done),
        str(item.left.done) if sided else "–",
        str(item.right.done) if sided else "–",
        spent_text(item.mean_ms) if item.mean_ms is not None else "–",
    ]


def _draw_pain(painter: QPainter, place: QRectF, weeks: Sequence[WeekReview]) -> None:
    """Two lines over the weeks with gaps; the scale at the left, the first and last week below."""
    chart = place.adjusted(8 * MM, 2 * MM, -2 * MM, -6 * MM)
    font = painter.font()
    font.setPointSizeF(7)
    font.setBold(False)
    painter.setFont(font)
    for level in (0, 5, WORST):
        y = chart.bottom() - chart.height() * level / WORST
        painter.setPen(QPen(RULE, 0.15 * MM))
        painter.drawLine(QPointF(chart.left(), y), QPointF(chart.right(), y))
        painter.setPen(SOFT_INK)
        painter.drawText(QRectF(place.left(), y - 2 * MM, 6 * MM, 4 * MM), Qt.AlignmentFlag.AlignRight, str(level))
    below = QRectF(chart.left(), chart.bottom() + 1 * MM, chart.width(), 5 * MM)
    painter.drawText(below, Qt.AlignmentFlag.AlignLeft, short_day(weeks[0].first))
    painter.drawText(below, Qt.AlignmentFlag.AlignRight, short_day(weeks[-1].first))
    _draw_line(painter, chart, [week.pain_before for week in weeks], INK, Qt.PenStyle.SolidLine)
    _draw_line(painter, chart, [week.pain_after for week in weeks], QColor("#A8481F"), Qt.PenStyle.DashLine)


def _draw_line(
    painter: QPainter, chart: QRectF, values: Sequence[float | None], colour: QColor, style: Qt.PenStyle
) -> None:
    step = chart.width() / max(1, len(values) - 1)
    before: QPointF | None = None
    for index, value in enumerate(values):
        if value is None:
            before = None
            continue
        point = QPointF(chart.left() + index * step, chart.bottom() - chart.height() * value / WORST)
        painter.setPen(QPen(colour, 0.4 * MM, style))
        if before is not None:
            painter.drawLine(before, point)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(point, 0.7 * MM, 0.7 * MM)
        before = point

"""The lists that the command line prints, as text or as JSON."""

import json
from collections.abc import Mapping, Sequence

from backstride.core.catalogue import Catalogue, FileProblem, by_kind, length_ms
from backstride.core.history import LoggedSession, RoutineCount
from backstride.core.plain_text import visible
from backstride.store.exchange.importing import ImportPreview
from backstride.ui.import_words import import_numbers, import_span_text
from backstride.ui.words import clock_text, kind_text, spent_text, status_text, tr


def routines_report(catalogue: Catalogue, counts: Mapping[str, RoutineCount]) -> str:
    """A line for each routine: id, name, length, kind, times completed."""
    rows = [
        (
            routine.id,
            routine.name,
            clock_text(length_ms(routine, catalogue.exercises)),
            kind_text(routine.kind),
            str(counts[routine.id].total if routine.id in counts else 0),
        )
        for _, routines in by_kind(catalogue)
        for routine in routines
    ]
    return _columns(rows, right=(2, 4))


def problems_report(problems: Sequence[FileProblem]) -> str:
    """A line for each problem: file, place, reason."""
    lines = (f"{item.file}: {item.problem.place}: {item.problem.reason}" for item in problems)
    return "".join(f"{visible(line)}\n" for line in lines)


def history_report(sessions: Sequence[LoggedSession], counts: Mapping[str, RoutineCount]) -> str:
    """The log, newest first, and the counts."""
    if not sessions and not counts:
        return tr("No sessions yet.") + "\n"
    log = _columns([_log_row(session) for session in sessions], right=(2,))
    headings = (tr("Routine"), tr("Week"), tr("Month"), tr("All time"))
    rows = [headings] + [(c.name, str(c.week), str(c.month), str(c.total)) for c in counts.values()]
    return log + ("\n" + _columns(rows, right=(1, 2, 3)) if counts else "")


def history_json(sessions: Sequence[LoggedSession], counts: Mapping[str, RoutineCount]) -> str:
    """The same as one JSON document in ASCII, which does nothing to a terminal; lengths in seconds."""
    document = {
        "sessions": [
            {
                "id": session.id,
                "routine": session.routine,
                "name": session.name,
                "kind": session.kind.value,
                "status": session.status.value,
                "counts": session.counts,
                "started": session.started.isoformat(),
                "day": session.day.isoformat(),
                "active_s": round(session.active_ms / 1000, 3),
                "planned_s": round(session.planned_ms / 1000, 3),
                "work_done": session.work_done,
                "work_planned": session.work_planned,
                "speed": session.speed,
            }
            for session in sessions
        ],
        "completed": {
            count.routine: {"week": count.week, "month": count.month, "total": count.total} for count in counts.values()
        },
    }
    return json.dumps(document, indent=2) + "\n"


def import_report(preview: ImportPreview) -> str:
    """What an import does, a line for each thing that there is."""
    numbers = [(str(number), words) for number, words in import_numbers(preview)]
    return import_span_text(preview) + "\n" + _columns(numbers, right=(0,))


def _log_row(session: LoggedSession) -> tuple[str, ...]:
    share = tr("{done}/{planned} sets", done=session.work_done, planned=session.work_planned)
    speed = tr("{speed}x speed", speed=f"{session.speed:g}") if session.speed > 1 else ""
    started = session.started.strftime("%Y-%m-%d %H:%M")
    return (started, session.name, spent_text(session.active_ms), status_text(session.status), share, speed)


def _columns(rows: Sequence[tuple[str, ...]], right: tuple[int, ...] = ()) -> str:
    """Rows as aligned columns, those in `right` to the right; what would act on the terminal is only shown."""
    if not rows:
        return ""
    rows = [tuple(map(visible, row)) for row in rows]
    widths = [max(len(row[index]) for row in rows) for index in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip() + "\n")
    return "".join(lines)

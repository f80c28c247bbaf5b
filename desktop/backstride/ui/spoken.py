"""What the voice says at each signal: for every moment a few ways to say it, the fullest first."""

from backstride.core.cues import TEXT_MS, Cue, CueKind
from backstride.core.definitions import Mode
from backstride.core.timeline import Segment, Side, Timeline
from backstride.store.settings import Talk
from backstride.ui.words import tr


def ways_to_say(timeline: Timeline, cue: Cue, talk: Talk) -> tuple[str, ...]:
    """What may be said at `cue`, the fullest first; the caller takes the first that fits.  Empty: silence."""
    if talk is Talk.OFF:
        return ()
    if cue.kind is CueKind.DONE:
        return (tr("Done."),)
    segment = timeline.segments[cue.index]
    says = {
        CueKind.ANNOUNCE: _announce,
        CueKind.REST: _rest,
        CueKind.SWITCH: _switch,
        CueKind.GO: _go,
        CueKind.COACHING: _coaching,
        CueKind.HALFWAY: _halfway,
        CueKind.REPETITION: _repetition,
        CueKind.COUNTDOWN: _countdown,
    }.get(cue.kind)
    return says(timeline, cue, segment, talk) if says else ()


def _announce(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    named = _named(timeline, cue.index, segment.side)
    if talk is Talk.NAMES:
        return (named, timeline.block(cue.index).name)
    block = timeline.block(cue.index)
    dose = _dose(timeline, cue.index)
    note = f"{block.note}." if block.note else f"{block.cues[0]}."
    return (f"{named}. {dose}. {note}", f"{named}. {dose}.", named, block.name)


def _rest(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    upcoming = tr("Set {n} of {total}", n=segment.set_number, total=segment.sets)
    short = (tr("Rest. {next}.", next=upcoming), tr("Rest"))
    if talk is Talk.NAMES:
        return short
    block = timeline.block(cue.index)
    text = block.cues[segment.bout % len(block.cues)]
    return (tr("Rest. {next}. {cue}.", next=upcoming, cue=text), *short)


def _switch(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    side = _side(segment.side)
    return (tr("Change sides. {side}.", side=side), tr("Change sides"), side) if side else (tr("Change sides"),)


def _go(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    if talk is not Talk.COACHING:
        return ()
    block = timeline.block(cue.index)
    return (block.cues[segment.bout % len(block.cues)],)


def _coaching(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    if talk is not Talk.COACHING:
        return ()
    texts = timeline.block(cue.index).cues
    return (texts[(segment.bout + cue.offset_ms // TEXT_MS) % len(texts)],)


def _halfway(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    return (tr("Halfway"),)


def _countdown(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    """Beside its tone there is no time for the number: it is said where that tone is switched off."""
    return (str(cue.count),)


def _repetition(timeline: Timeline, cue: Cue, segment: Segment, talk: Talk) -> tuple[str, ...]:
    if cue.count == segment.reps:
        return (tr("Last one"), str(cue.count))
    return (str(cue.count),)


def _named(timeline: Timeline, index: int, side: Side | None) -> str:
    name = timeline.block(index).name
    return f"{name}, {_side(side).lower()}" if side else name


def _side(side: Side | None) -> str:
    return {Side.LEFT: tr("Left side"), Side.RIGHT: tr("Right side"), None: ""}[side]


def _dose(timeline: Timeline, index: int) -> str:
    """The dose of the work that a lead-in leads to, in words that are easy to say."""
    work = timeline.segments[next(i for i in timeline.work if i >= index)]
    mode = timeline.block(index).mode
    if work.reps is not None:
        bout = tr("{n} repetitions", n=work.reps)
        if mode is Mode.HOLD_REPS and work.tempo is not None:
            bout = tr("{n} times {hold} seconds", n=work.reps, hold=f"{work.tempo.hold_s:g}")
    else:
        seconds = (work.duration_ms or 0) // 1000
        bout = tr("{n} seconds", n=seconds) if seconds < 120 else tr("{n} minutes", n=round(seconds / 60))
    return tr("{n} sets of {bout}", n=work.sets, bout=bout) if work.sets > 1 else bout

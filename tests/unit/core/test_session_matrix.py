"""Every command in every phase and place of a session: where it leads, and what happens, no-ops included."""

from typing import NamedTuple

import pytest
from msgspec.structs import replace

from backstride.core.events import Status
from backstride.core.session import Command, Phase, Session, advance, apply, begin, work_starts
from unit.core.builders import a_timeline, play, prepare, rest, started, switch, told, work

TIMELINE = a_timeline(
    prepare(5),  # 0 at 0 s
    work(10),  # 1 at 5 s
    rest(5),  # 2 at 15 s
    work(10),  # 3 at 20 s
    switch(5),  # 4 at 30 s
    work(10),  # 5 at 35 s
    prepare(5, step=1),  # 6 at 45 s
    work(None, step=1, reps=8),  # 7 at 50 s, until done
    prepare(5, step=2),  # 8
    work(10, step=2),  # 9
)
OVER = len(TIMELINE.segments)
LEAD_INS = (0, 2, 4, 6, 8)


class Place(NamedTuple):
    """A segment four seconds after its beginning, and what each command that moves does there."""

    index: int
    skip: list[str]
    back: list[str]
    extend: list[str]
    done: list[str]


PLACES = {
    "prepare": Place(
        6,
        skip=["segment 6 skipped after 4000", "segment 7 started", "cue go"],
        back=["segment 6 repeated after 4000", "segment 6 started", "cue announce"],
        extend=["segment 6 extended by 15000"],
        done=[],
    ),
    "work": Place(
        3,
        skip=["segment 3 skipped after 4000", "segment 4 started", "cue switch"],
        back=["segment 3 repeated after 4000", "segment 2 started", "cue rest"],
        extend=["segment 3 extended by 15000"],
        done=[],
    ),
    "rest": Place(
        2,
        skip=["segment 2 skipped after 4000", "segment 3 started", "cue go"],
        back=["segment 2 repeated after 4000", "segment 2 started", "cue rest"],
        extend=["segment 2 extended by 15000"],
        done=[],
    ),
    "switch": Place(
        4,
        skip=["segment 4 skipped after 4000", "segment 5 started", "cue go"],
        back=["segment 4 repeated after 4000", "segment 4 started", "cue switch"],
        extend=["segment 4 extended by 15000"],
        done=[],
    ),
    "self-paced": Place(
        7,
        skip=["segment 7 skipped after 4000", "segment 8 started", "cue announce"],
        back=["segment 7 repeated after 4000", "segment 6 started", "cue announce"],
        extend=[],
        done=["segment 7 completed after 4000", "segment 8 started", "cue announce"],
    ),
    "last": Place(
        9,
        skip=["segment 9 skipped after 4000", "session partial", "cue done"],
        back=["segment 9 repeated after 4000", "segment 8 started", "cue announce"],
        extend=["segment 9 extended by 15000"],
        done=[],
    ),
}
LEADS_TO = {
    (name, command): index
    for name, skip, back, done in (
        ("prepare", 7, 6, 6),
        ("work", 4, 2, 3),
        ("rest", 3, 2, 2),
        ("switch", 5, 4, 4),
        ("self-paced", 8, 6, 8),
        ("last", OVER, 8, 9),
    )
    for command, index in ((Command.SKIP, skip), (Command.BACK, back), (Command.DONE, done))
}


def there(place: str) -> tuple[Session, int]:
    """A running session, and the time four seconds into this place."""
    index = PLACES[place].index
    session, _ = apply(begin(TIMELINE, 0, index), Command.START, 0)
    return advance(session, 4_000)[0], 4_000


def paused_there(place: str) -> tuple[Session, int]:
    """The same, paused for a minute since."""
    session, now_ms = there(place)
    session, _ = apply(session, Command.PAUSE, now_ms)
    return session, now_ms + 60_000


LEAD_MS = 3_000


def resuming_there(place: str) -> tuple[Session, int]:
    """Four seconds into this place and a second before it goes on; only work has such a get-ready."""
    session, _ = apply(begin(TIMELINE, 0, PLACES[place].index, resume_lead_ms=LEAD_MS), Command.START, 0)
    session, _ = play(session, (4_000, Command.PAUSE), (62_000, Command.RESUME))
    return advance(session, 64_000)[0], 64_000


HOW = {"running": (there, Phase.RUNNING), "paused": (paused_there, Phase.PAUSED)}
AT_WORK = ("work", "self-paced", "last")
EVERYWHERE = [(place, how) for how in HOW for place in PLACES] + [(place, "resuming") for place in AT_WORK]
HOW["resuming"] = (resuming_there, Phase.RESUMING)
in_every_place = pytest.mark.parametrize(("place", "how"), EVERYWHERE)


def at_times(events: tuple[object, ...]) -> set[int]:
    """The moments of these events."""
    return {event.at_ms for event in events}


@in_every_place
@pytest.mark.parametrize("command", [Command.SKIP, Command.BACK, Command.EXTEND, Command.DONE])
def test_moving_leads_to_the_same_while_running_paused_and_resuming(place: str, command: Command, how: str) -> None:
    reach, phase = HOW[how]
    before, now_ms = reach(place)
    after, events = apply(before, command, now_ms)
    expected = getattr(PLACES[place], command.value)
    index = LEADS_TO.get((place, command), PLACES[place].index)
    if phase is Phase.RESUMING and index in LEAD_INS:
        expected, phase = ["resumed", *expected], Phase.RUNNING
    assert told(events) == expected
    assert at_times(events) <= {now_ms}
    assert after.index == index
    assert after.phase is (Phase.FINISHED if index == OVER else phase)


@pytest.mark.parametrize("place", AT_WORK)
def test_a_lead_in_that_is_reached_from_the_get_ready_runs_its_whole_length(place: str) -> None:
    before, now_ms = resuming_there(place)
    session, _ = apply(before, Command.BACK, now_ms)
    assert session.elapsed_ms(now_ms + 1_500) == 1_500
    session, events = advance(session, now_ms + 4_999)
    assert "cue go" not in told(events)
    session, events = advance(session, now_ms + 5_000)
    assert told(events)[-1] == "cue go"
    assert session.index == PLACES[place].index


in_every_ending = pytest.mark.parametrize(
    ("command", "status"), [(Command.END, Status.PARTIAL), (Command.STOP, Status.STOPPED)]
)


@in_every_place
@in_every_ending
def test_end_and_stop_finish_the_session_anywhere(place: str, how: str, command: Command, status: Status) -> None:
    before, now_ms = HOW[how][0](place)
    after, events = apply(before, command, now_ms)
    assert told(events) == [f"segment {PLACES[place].index} stopped after 4000", f"session {status.value}"]
    assert at_times(events) == {now_ms}
    assert (after.phase, after.index, after.status) == (Phase.FINISHED, OVER, status)


@in_every_ending
def test_end_and_stop_lose_nothing_that_was_done(command: Command, status: Status) -> None:
    session, _ = play(begin(TIMELINE, 0, 9, frozenset(TIMELINE.work) - {9}), (0, Command.START), (4_000, command))
    assert (session.status, session.done) == (status, frozenset(TIMELINE.work) - {9})


@pytest.mark.parametrize("place", PLACES)
def test_pause_pauses_what_runs(place: str) -> None:
    before, now_ms = there(place)
    after, events = apply(before, Command.PAUSE, now_ms)
    assert told(events) == ["paused"]
    assert at_times(events) == {now_ms}
    assert (after.phase, after.index, after.paused_since_ms) == (Phase.PAUSED, PLACES[place].index, now_ms)


@pytest.mark.parametrize("place", PLACES)
def test_resume_goes_on_where_it_was_paused(place: str) -> None:
    before, now_ms = paused_there(place)
    after, events = apply(before, Command.RESUME, now_ms)
    assert told(events) == ["resumed"]
    assert at_times(events) == {now_ms}
    assert (after.phase, after.index) == (Phase.RUNNING, PLACES[place].index)
    assert after.elapsed_ms(now_ms) == 4_000


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", [Command.START, Command.RESUME])
def test_start_and_resume_do_nothing_to_a_running_session(place: str, command: Command) -> None:
    before, now_ms = there(place)
    assert apply(before, command, now_ms) == (before, ())


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("command", [Command.START, Command.PAUSE])
def test_start_and_pause_do_nothing_to_a_paused_session(place: str, command: Command) -> None:
    before, now_ms = paused_there(place)
    after, events = apply(before, command, now_ms)
    assert events == ()
    assert after == advance(before, now_ms)[0]
    assert (after.phase, after.elapsed_ms(now_ms)) == (Phase.PAUSED, 4_000)


@pytest.mark.parametrize("place", AT_WORK)
def test_resuming_work_waits_for_the_get_ready(place: str) -> None:
    before, now_ms = paused_there(place)
    before = replace(before, resume_lead_ms=LEAD_MS)
    after, events = apply(before, Command.RESUME, now_ms)
    assert told(events) == ["cue countdown 3"]
    assert at_times(events) == {now_ms}
    assert (after.phase, after.index, after.resumes_at_ms) == (Phase.RESUMING, PLACES[place].index, now_ms + LEAD_MS)
    assert after.elapsed_ms(now_ms + 2_000) == 4_000
    after, events = advance(after, now_ms + LEAD_MS + 500)
    assert told(events) == ["cue countdown 2", "cue countdown 1", "cue go", "resumed"]
    assert [event.at_ms - now_ms for event in events] == [1_000, 2_000, 3_000, 3_000]
    assert (after.phase, after.elapsed_ms(now_ms + LEAD_MS + 500)) == (Phase.RUNNING, 4_500)


@pytest.mark.parametrize("place", [place for place in PLACES if place not in AT_WORK])
def test_what_is_no_work_goes_on_at_once(place: str) -> None:
    before, now_ms = paused_there(place)
    after, events = apply(replace(before, resume_lead_ms=LEAD_MS), Command.RESUME, now_ms)
    assert (after.phase, told(events), at_times(events)) == (Phase.RUNNING, ["resumed"], {now_ms})


@pytest.mark.parametrize("place", AT_WORK)
@pytest.mark.parametrize("command", [Command.START, Command.RESUME])
def test_start_and_resume_do_nothing_to_a_resuming_session(place: str, command: Command) -> None:
    before, now_ms = resuming_there(place)
    assert apply(before, command, now_ms) == (before, ())


@pytest.mark.parametrize("place", AT_WORK)
def test_pause_in_the_get_ready_stays_the_pause_it_was(place: str) -> None:
    before, now_ms = resuming_there(place)
    after, events = apply(before, Command.PAUSE, now_ms)
    assert events == ()
    assert (after.phase, after.paused_since_ms, after.elapsed_ms(now_ms)) == (Phase.PAUSED, 4_000, 4_000)
    assert advance(after, now_ms + 60_000)[1] == ()
    after, events = apply(after, Command.RESUME, now_ms + 60_000)
    assert (after.phase, told(events)) == (Phase.RESUMING, ["cue countdown 3"])


@pytest.mark.parametrize("command", [Command.PAUSE, Command.SKIP, Command.BACK, Command.STOP])
def test_a_command_at_the_moment_at_which_work_goes_on_finds_it_running(command: Command) -> None:
    before, _ = resuming_there("work")
    running, events = advance(before, before.resumes_at_ms)
    assert told(events) == ["cue go", "resumed"]
    after, more = apply(before, command, before.resumes_at_ms)
    assert (after, more[: len(events)]) == (apply(running, command, before.resumes_at_ms)[0], events)


def test_skipping_work_in_the_get_ready_leads_to_work_that_begins_when_it_is_over() -> None:
    session = started(a_timeline(work(10), work(10)), resume_lead_ms=LEAD_MS)
    session, _ = play(session, (4_000, Command.PAUSE), (9_000, Command.RESUME), (10_000, Command.SKIP))
    assert (session.phase, session.index, session.elapsed_ms(11_000)) == (Phase.RESUMING, 1, 0)
    session, events = advance(session, 12_500)
    assert told(events) == ["cue countdown 1", "cue go", "resumed"]
    assert session.elapsed_ms(12_500) == 500


@pytest.mark.parametrize(("lead_ms", "counts"), [(1_500, [1]), (2_000, [2, 1]), (3_000, [3, 2, 1]), (5_000, [3, 2, 1])])
def test_the_get_ready_counts_no_further_than_it_lasts(lead_ms: int, counts: list[int]) -> None:
    session = started(a_timeline(work(10)), resume_lead_ms=lead_ms)
    session, _ = play(session, (4_000, Command.PAUSE))
    session, first = apply(session, Command.RESUME, 9_000)
    session, more = advance(session, 9_000 + lead_ms)
    assert told(first + more) == [*(f"cue countdown {count}" for count in counts), "cue go", "resumed"]
    assert more[-1].at_ms == 9_000 + lead_ms


def test_the_get_ready_is_part_of_the_pause() -> None:
    session = started(a_timeline(work(10)), resume_lead_ms=LEAD_MS)
    session, _ = play(session, (4_000, Command.PAUSE), (9_000, Command.RESUME))
    assert advance(session, 17_999)[0].phase is Phase.RUNNING
    assert advance(session, 18_000)[0].phase is Phase.FINISHED


def test_start_begins_a_ready_session() -> None:
    after, events = apply(begin(TIMELINE, 0), Command.START, 700)
    assert told(events) == ["session started", "segment 0 started", "cue announce"]
    assert at_times(events) == {700}
    assert (after.phase, after.index, after.visit_started_ms) == (Phase.RUNNING, 0, 700)


@pytest.mark.parametrize(
    "command", [Command.PAUSE, Command.RESUME, Command.SKIP, Command.BACK, Command.EXTEND, Command.DONE]
)
def test_a_ready_session_waits_for_start(command: Command) -> None:
    after, events = apply(begin(TIMELINE, 0), command, 700)
    assert events == ()
    assert after == replace(begin(TIMELINE, 0), updated_ms=700)


@in_every_ending
def test_end_and_stop_finish_a_ready_session_that_never_began(command: Command, status: Status) -> None:
    after, events = apply(begin(TIMELINE, 0), command, 700)
    assert told(events) == [f"session {status.value}"]
    assert at_times(events) == {700}
    assert (after.phase, after.index, after.status) == (Phase.FINISHED, OVER, status)


@pytest.mark.parametrize("command", Command)
@pytest.mark.parametrize("ended_by", [Command.END, Command.STOP, Command.SKIP])
def test_no_command_does_anything_to_a_finished_session(command: Command, ended_by: Command) -> None:
    last, now_ms = there("last")
    finished, _ = apply(last, ended_by, now_ms)
    assert finished.phase is Phase.FINISHED
    assert apply(finished, command, now_ms) == (finished, ())


def test_skipping_the_last_work_after_doing_all_other_work_ends_as_partial() -> None:
    session = begin(TIMELINE, 0, 9, frozenset(TIMELINE.work) - {9})
    session, events = play(session, (0, Command.START), (4_000, Command.SKIP))
    assert told(events)[-3:] == ["segment 9 skipped after 4000", "session partial", "cue done"]
    assert session.status is Status.PARTIAL


def test_doing_the_last_missing_work_ends_as_completed() -> None:
    session, events = play(begin(TIMELINE, 0, 9, frozenset(TIMELINE.work) - {9}), (0, Command.START))
    session, events = advance(session, 10_000)
    assert told(events)[-3:] == ["segment 9 completed after 10000", "session completed", "cue done"]
    assert session.status is Status.COMPLETED


def test_skipping_rests_and_preparations_still_completes() -> None:
    session = started(a_timeline(prepare(5), work(10), rest(5), work(10)))
    session, _ = play(session, (1_000, Command.SKIP), (12_000, Command.SKIP))
    session, events = advance(session, 22_000)
    assert told(events)[-2:] == ["session completed", "cue done"]
    assert session.status is Status.COMPLETED


def test_done_on_the_last_self_paced_work_completes_the_session() -> None:
    session, events = play(started(a_timeline(work(None, reps=3))), (9_000, Command.DONE))
    assert told(events) == ["segment 0 completed after 9000", "session completed", "cue done"]
    assert session.status is Status.COMPLETED


def test_a_session_can_begin_past_its_last_segment() -> None:
    session, events = play(begin(TIMELINE, 0, OVER, frozenset(TIMELINE.work)), (50, Command.START))
    assert told(events) == ["session started", "session completed", "cue done"]
    assert session.status is Status.COMPLETED


@pytest.mark.parametrize(
    ("index", "elapsed_ms", "leads_to"),
    [
        (2, 2_999, 0),  # in a rest: near its beginning, to the work before
        (2, 3_000, 2),  # no longer near
        (4, 0, 2),
        (6, 2_999, 4),
        (8, 1_000, 6),
        (3, 1_000, 2),  # work with a lead-in: to the lead-in, however early
        (7, 0, 6),
        (1, 9_999, 0),
        (0, 1_000, 0),  # nothing lies before the first
        (0, 4_000, 0),
    ],
)
def test_back_leads_to_the_lead_in_or_near_its_beginning_to_the_work_before(
    index: int, elapsed_ms: int, leads_to: int
) -> None:
    session, _ = apply(begin(TIMELINE, 0, index), Command.START, 0)
    session, events = apply(session, Command.BACK, elapsed_ms)
    assert session.index == leads_to
    assert f"segment {index} repeated after {elapsed_ms}" in told(events)
    assert session.elapsed_ms(elapsed_ms) == 0


@pytest.mark.parametrize(("elapsed_ms", "leads_to"), [(2_999, 0), (3_000, 1)])
def test_back_between_work_without_lead_ins(elapsed_ms: int, leads_to: int) -> None:
    session = started(a_timeline(work(10), work(10)))
    session, _ = apply(session, Command.BACK, 10_000 + elapsed_ms)
    assert session.index == leads_to


def test_back_while_paused_measures_the_time_before_the_pause() -> None:
    session, _ = apply(begin(TIMELINE, 0, 2), Command.START, 0)
    session, _ = play(session, (2_000, Command.PAUSE), (90_000, Command.BACK))
    assert (session.index, session.phase, session.elapsed_ms(95_000)) == (0, Phase.PAUSED, 0)


def test_work_that_was_done_stays_done_when_it_is_repeated() -> None:
    session = started(a_timeline(work(10), work(10)))
    session, _ = play(session, (11_000, Command.BACK), (12_000, Command.SKIP))
    session, _ = advance(session, 22_000)
    assert (session.done, session.status) == (frozenset({0, 1}), Status.COMPLETED)


def test_extending_moves_the_end_and_is_forgotten_in_the_next_segment() -> None:
    session = started(a_timeline(work(10), work(10)))
    session, _ = play(session, (5_000, Command.EXTEND), (6_000, Command.EXTEND))
    assert session.duration_ms == 40_000
    assert advance(session, 39_999)[0].index == 0
    session, events = advance(session, 40_000)
    assert told(events)[-3:-1] == ["segment 0 completed after 40000", "segment 1 started"]
    assert session.duration_ms == 10_000


def test_extending_in_the_countdown_counts_down_again() -> None:
    session = started(a_timeline(work(10)))
    session, early = advance(session, 8_000)
    session, _ = apply(session, Command.EXTEND, 8_000)
    session, late = advance(session, 25_000)
    assert [word for word in told(early) if "countdown" in word] == ["cue countdown 3", "cue countdown 2"]
    assert [word for word in told(late) if "countdown" in word] == [f"cue countdown {n}" for n in (3, 2, 1)]


def test_a_pause_stops_the_time_of_the_visit() -> None:
    session = started(a_timeline(work(10)))
    session, _ = play(session, (4_000, Command.PAUSE), (3_604_000, Command.RESUME))
    assert session.elapsed_ms(3_605_000) == 5_000
    assert advance(session, 3_609_999)[0].phase is Phase.RUNNING
    assert advance(session, 3_610_000)[0].phase is Phase.FINISHED


def test_a_segment_that_begins_in_a_pause_waits_for_resume() -> None:
    session = started(a_timeline(work(10), work(10)))
    session, _ = play(session, (4_000, Command.PAUSE), (50_000, Command.SKIP), (90_000, Command.RESUME))
    assert (session.index, session.elapsed_ms(91_000)) == (1, 1_000)
    assert advance(session, 100_000)[0].phase is Phase.FINISHED


def test_a_command_first_lets_happen_what_fell_due() -> None:
    session, events = apply(started(TIMELINE), Command.PAUSE, 16_000)
    assert told(events)[-3:] == ["segment 2 started", "cue rest", "paused"]
    assert (session.phase, session.index) == (Phase.PAUSED, 2)


def test_a_session_goes_on_at_the_segment_and_with_the_work_it_is_given() -> None:
    session = begin(TIMELINE, 5, 3, frozenset({1}))
    assert (session.phase, session.index, session.done, session.updated_ms) == (Phase.READY, 3, frozenset({1}), 5)
    session, events = apply(session, Command.START, 9)
    assert told(events) == ["session started", "segment 3 started", "cue go"]


def test_each_work_begins_at_its_lead_in_if_it_has_one() -> None:
    assert work_starts(TIMELINE) == LEAD_INS
    assert work_starts(a_timeline(work(), work(), rest(), work())) == (0, 1, 2)

"""Which signals belong to which moments of a timeline."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backstride.core.cues import (
    COUNTED_FROM_MS,
    HALFWAY_FROM_MS,
    SPOKEN_ONLY,
    TEXT_MS,
    Anchor,
    Cue,
    CueKind,
    CueOptions,
    cues,
)
from backstride.core.definitions import Mode, Tempo
from backstride.core.timeline import Segment, SegmentKind, Timeline
from backstride.core.view import player_view
from unit.core.builders import TWO_SECONDS, a_block, a_timeline, prepare, rest, started, switch, work
from unit.core.strategies import timelines


def kinds(timeline: Timeline, index: int, options: CueOptions | None = None) -> list[str]:
    """The kinds of the signals in one segment."""
    return [cue.kind.value for cue in cues(timeline, options) if cue.index == index]


def test_every_segment_opens_with_its_own_signal() -> None:
    timeline = a_timeline(prepare(3), work(3), rest(3), work(3), switch(3), work(3))
    assert [cue.kind.value for cue in cues(timeline)] == ["announce", "go", "rest", "go", "switch", "go", "done"]


def test_done_comes_after_the_last_segment() -> None:
    assert cues(a_timeline(work(3), work(3)))[-1] == Cue(2, CueKind.DONE, Anchor.START, 0)


def test_the_countdown_says_three_two_one_before_the_end() -> None:
    found = [cue for cue in cues(a_timeline(work(10))) if cue.kind is CueKind.COUNTDOWN]
    assert found == [Cue(0, CueKind.COUNTDOWN, Anchor.END, n * 1000, n) for n in (3, 2, 1)]


@pytest.mark.parametrize(("seconds", "counted"), [(4, False), (4.001, True), (5, True)])
def test_a_segment_hardly_longer_than_the_count_has_no_countdown(seconds: float, counted: bool) -> None:
    assert ("countdown" in kinds(a_timeline(work(seconds)), 0)) is counted


@pytest.mark.parametrize("segment", [prepare(10), work(10), rest(10), switch(10)])
def test_every_timed_segment_counts_down(segment: object) -> None:
    assert kinds(a_timeline(segment, work(1)), 0).count("countdown") == 3


def test_self_paced_work_only_opens() -> None:
    assert kinds(a_timeline(work(None)), 0) == ["go"]


@pytest.mark.parametrize(("ms", "has_halfway"), [(HALFWAY_FROM_MS - 1, False), (HALFWAY_FROM_MS, True)])
@pytest.mark.parametrize("mode", [Mode.HOLD, Mode.FLOW])
def test_long_steady_work_has_a_halfway_signal(mode: Mode, ms: int, has_halfway: bool) -> None:
    timeline = a_timeline(work(ms / 1000), blocks=[a_block(mode=mode)])
    assert ("halfway" in kinds(timeline, 0)) is has_halfway


def test_halfway_is_after_half_the_work() -> None:
    halfway = next(cue for cue in cues(a_timeline(work(45))) if cue.kind is CueKind.HALFWAY)
    assert halfway == Cue(0, CueKind.HALFWAY, Anchor.START, 22_500)


@pytest.mark.parametrize("mode", [Mode.REPS, Mode.HOLD_REPS])
def test_counted_work_has_no_halfway_signal(mode: Mode) -> None:
    assert "halfway" not in kinds(a_timeline(work(60), blocks=[a_block(mode=mode)]), 0)


@pytest.mark.parametrize("segment", [prepare(60), rest(60), switch(60)])
def test_nothing_but_work_has_a_halfway_signal(segment: object) -> None:
    assert "halfway" not in kinds(a_timeline(segment, work(1)), 0)


def test_a_long_rest_has_only_its_beginning_and_the_count() -> None:
    assert kinds(a_timeline(rest(120), work(1)), 0) == ["rest", "countdown", "countdown", "countdown"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (None, ["go", "halfway", "countdown", "countdown", "countdown"]),
        (CueOptions(), ["go", "halfway", "countdown", "countdown", "countdown"]),
        (CueOptions(countdown=False), ["go", "halfway"]),
        (CueOptions(halfway=False), ["go", "countdown", "countdown", "countdown"]),
        (CueOptions(countdown=False, halfway=False), ["go"]),
    ],
)
def test_countdown_and_halfway_can_be_left_out(options: CueOptions | None, expected: list[str]) -> None:
    assert kinds(a_timeline(work(30)), 0, options) == expected


REPETITIONS = CueOptions(countdown=False, halfway=False, repetitions=True)
COACHING = CueOptions(countdown=False, halfway=False, coaching=True)
EVERYTHING = CueOptions(repetitions=True, coaching=True)


def test_what_is_only_said_is_left_out_unless_asked_for() -> None:
    assert sorted(SPOKEN_ONLY) == [CueKind.COACHING, CueKind.REPETITION]
    timeline = a_timeline(work(60, reps=10, tempo=Tempo(out_s=3, back_s=3)))
    assert not SPOKEN_ONLY & {cue.kind for cue in cues(timeline)}
    assert {cue.kind for cue in cues(timeline, EVERYTHING)} > SPOKEN_ONLY


def test_every_repetition_but_the_first_is_counted_as_it_begins() -> None:
    timeline = a_timeline(work(12, reps=4, tempo=Tempo(out_s=1, hold_s=1, back_s=1)), blocks=[a_block(mode=Mode.REPS)])
    found = [cue for cue in cues(timeline, REPETITIONS) if cue.kind is CueKind.REPETITION]
    assert found == [Cue(0, CueKind.REPETITION, Anchor.START, n * 3_000, n + 1) for n in (1, 2, 3)]


@pytest.mark.parametrize(("out_s", "counted"), [(0.999, 0), (1, 2), (1.5, 2)])
def test_fast_repetitions_are_not_counted(out_s: float, counted: int) -> None:
    tempo = Tempo(out_s=out_s, back_s=1)
    assert (tempo.total_ms >= COUNTED_FROM_MS) is bool(counted)
    timeline = a_timeline(work(3 * tempo.total_ms / 1000, reps=3, tempo=tempo))
    assert kinds(timeline, 0, REPETITIONS).count("repetition") == counted


@pytest.mark.parametrize(
    "segment",
    [work(None, reps=8), work(60, tempo=TWO_SECONDS), work(60), rest(60), prepare(60)],
    ids=["self-paced", "paced flow", "hold", "rest", "prepare"],
)
def test_nothing_but_timed_repetitions_is_counted(segment: Segment) -> None:
    assert "repetition" not in kinds(a_timeline(segment, work(1)), 0, REPETITIONS)


@pytest.mark.parametrize("mode", [Mode.HOLD, Mode.FLOW])
@pytest.mark.parametrize(("ms", "moments"), [(8_000, 0), (8_001, 1), (16_000, 1), (16_001, 2), (60_000, 7)])
def test_steady_work_has_a_moment_for_every_text(mode: Mode, ms: int, moments: int) -> None:
    timeline = a_timeline(work(ms / 1000), blocks=[a_block(mode=mode)])
    found = [cue for cue in cues(timeline, COACHING) if cue.kind is CueKind.COACHING]
    assert found == [Cue(0, CueKind.COACHING, Anchor.START, n * TEXT_MS) for n in range(1, moments + 1)]


def test_the_text_changes_at_the_moment_for_it() -> None:
    timeline = a_timeline(work(30), blocks=[a_block(cues=("First", "Second", "Third"))])
    session, now_ms = started(timeline, cue_options=COACHING), 0
    for cue in cues(timeline, COACHING)[1:-1]:
        before = player_view(session, cue.offset_ms - 1).cue
        assert before == player_view(session, now_ms).cue != player_view(session, cue.offset_ms).cue
        now_ms = cue.offset_ms


@pytest.mark.parametrize("mode", [Mode.REPS, Mode.HOLD_REPS])
def test_counted_work_has_no_moments_for_texts(mode: Mode) -> None:
    assert "coaching" not in kinds(a_timeline(work(60), blocks=[a_block(mode=mode)]), 0, COACHING)


@pytest.mark.parametrize("segment", [prepare(60), rest(60), switch(60), work(None)])
def test_nothing_but_timed_work_has_moments_for_texts(segment: Segment) -> None:
    assert "coaching" not in kinds(a_timeline(segment, work(1)), 0, COACHING)


@given(timelines(), st.sampled_from((CueOptions(), EVERYTHING)))
def test_signals_stand_in_the_order_of_segments_and_inside_them(timeline: Timeline, options: CueOptions) -> None:
    found = cues(timeline, options)
    assert [cue.index for cue in found] == sorted(cue.index for cue in found)
    for cue in found[:-1]:
        duration_ms = timeline.segments[cue.index].duration_ms
        assert cue.offset_ms == 0 or 0 < cue.offset_ms < duration_ms
        assert (cue.anchor is Anchor.END) == (cue.kind is CueKind.COUNTDOWN)


@given(timelines(), st.sampled_from((CueOptions(), EVERYTHING)))
def test_every_segment_has_exactly_one_opening(timeline: Timeline, options: CueOptions) -> None:
    openings = [cue for cue in cues(timeline, options) if cue.anchor is Anchor.START and cue.offset_ms == 0]
    assert [cue.index for cue in openings] == list(range(len(timeline.segments) + 1))
    expected = {SegmentKind.PREPARE: "announce", SegmentKind.WORK: "go", SegmentKind.REST: "rest"}
    for cue, segment in zip(openings, timeline.segments, strict=False):
        assert cue.kind.value == expected.get(segment.kind, "switch")

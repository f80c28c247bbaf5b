"""Which signals belong to which moments of a timeline."""

import pytest
from hypothesis import given

from backstride.core.cues import HALFWAY_FROM_MS, Anchor, Cue, CueKind, CueOptions, cues
from backstride.core.definitions import Mode
from backstride.core.timeline import SegmentKind, Timeline
from unit.core.builders import a_block, a_timeline, prepare, rest, switch, work
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


@given(timelines())
def test_signals_stand_in_the_order_of_segments_and_inside_them(timeline: Timeline) -> None:
    found = cues(timeline)
    assert [cue.index for cue in found] == sorted(cue.index for cue in found)
    for cue in found[:-1]:
        duration_ms = timeline.segments[cue.index].duration_ms
        assert cue.offset_ms == 0 or 0 < cue.offset_ms < duration_ms
        assert (cue.anchor is Anchor.END) == (cue.kind is CueKind.COUNTDOWN)


@given(timelines())
def test_every_segment_has_exactly_one_opening(timeline: Timeline) -> None:
    openings = [cue for cue in cues(timeline) if cue.anchor is Anchor.START and cue.offset_ms == 0]
    assert [cue.index for cue in openings] == list(range(len(timeline.segments) + 1))
    expected = {SegmentKind.PREPARE: "announce", SegmentKind.WORK: "go", SegmentKind.REST: "rest"}
    for cue, segment in zip(openings, timeline.segments, strict=False):
        assert cue.kind.value == expected.get(segment.kind, "switch")

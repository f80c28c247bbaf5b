"""`kill -9` at random moments: nothing that was finished is lost, nothing is invented, the rest is offered."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from end2end.killing import Lane, Moment

AT_ONCE = 2
"""Profiles in which processes are killed side by side, of the window and of the terminal each."""


def kill_in(lane: Lane, times: int) -> Lane:
    """Kill `times` processes, one after the other."""
    left: list[str] = []
    for number in range(times):
        try:
            left = lane.kill_once(left)
        except Exception as error:
            error.add_note(f"at kill {number + 1} of the {'window' if lane.in_window else 'terminal'}")
            raise
    return lane


@pytest.mark.parametrize("kills", [30, pytest.param(1000, marks=pytest.mark.long)])
def test_whatever_was_finished_is_there_after_a_kill_at_any_moment(tmp_path: Path, kills: int) -> None:
    lanes = [
        Lane(
            tmp_path / f"{'window' if in_window else 'terminal'}-{number}" / "profile",
            in_window,
            Random(kills + number),
        )
        for in_window in (True, False)
        for number in range(AT_ONCE)
    ]
    for lane in lanes:
        lane.profile.mkdir(parents=True)
    shares = [kills // len(lanes) + (number < kills % len(lanes)) for number in range(len(lanes))]
    with ThreadPoolExecutor(len(lanes)) as pool:
        list(pool.map(kill_in, lanes, shares))
    assert sum(sum(lane.killed.values()) for lane in lanes) == kills
    for in_window in (True, False):
        side_by_side = [lane for lane in lanes if lane.in_window is in_window]
        assert any(lane.told.kept for lane in side_by_side), "nothing was finished before a kill"
        assert all(sum(lane.killed[moment] for lane in side_by_side) for moment in Moment)
    assert any(lane.told.offered for lane in lanes), "nothing was ever gone on with"

"""The settings survive a restart, and no damage or full disk costs more than them."""

import errno
import logging
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backstride.core.errors import Trouble, UserError
from backstride.store import atomic
from backstride.store.settings import (
    PREPARATION_SECONDS,
    TEXT_PERCENTS,
    Adjustment,
    Settings,
    Talk,
    ThemeChoice,
    load_settings,
    save_settings,
)

CHANGED = Settings(
    theme=ThemeChoice.DARK,
    text_percent=150,
    preparation_s=0,
    reduced_motion=True,
    muted=True,
    tone_volume=0,
    tones_off=("go", "halfway"),
    flash=True,
    talk=Talk.NAMES,
    voice="en+f3",
    voice_rate=-20,
    voice_volume=100,
    adjustments={
        "core-express": Adjustment(
            rounds=3, preparation_s=0, rest_scale=1.5, hold_scale=0.75, right_first=True, skipped=(0, 4)
        ),
        "jog": Adjustment(),
    },
    page="history",
    geometry="AAEC",
)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
ADJUSTMENTS = st.builds(
    Adjustment,
    rounds=st.integers(1, 10),
    preparation_s=st.none() | st.integers(0, 120),
    rest_scale=st.floats(0.5, 2),
    hold_scale=st.floats(0.25, 4),
    right_first=st.booleans(),
    skipped=st.lists(st.integers(0, 50), max_size=5).map(tuple),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The settings file in a folder that does not exist yet."""
    return tmp_path / "config" / "settings.json"


def disk_full(*_: object, **__: object) -> None:
    """Fail as a full disk does."""
    raise OSError(errno.ENOSPC, "No space left on device")


def names(path: Path) -> list[str]:
    """The files beside the settings."""
    return sorted(item.name for item in path.parent.iterdir())


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load_settings(path) == Settings()
    assert not path.parent.exists()


@pytest.mark.parametrize("chosen", [Settings(), CHANGED])
def test_settings_come_back_as_they_were_saved(path: Path, chosen: Settings) -> None:
    save_settings(path, chosen)
    assert load_settings(path) == chosen
    assert names(path) == ["settings.json"]


@settings(max_examples=25)
@given(
    st.builds(
        Settings,
        theme=st.sampled_from(ThemeChoice),
        text_percent=st.integers(50, 300),
        preparation_s=st.none() | st.integers(0, 120),
        reduced_motion=st.booleans(),
        muted=st.booleans(),
        tone_volume=st.integers(0, 100),
        tones_off=st.lists(TEXTS, max_size=4).map(tuple),
        flash=st.booleans(),
        talk=st.sampled_from(Talk),
        voice=TEXTS,
        voice_rate=st.integers(-100, 100),
        voice_volume=st.integers(0, 100),
        adjustments=st.dictionaries(TEXTS, ADJUSTMENTS, max_size=3),
        page=TEXTS,
        geometry=TEXTS,
    )
)
def test_any_settings_come_back(tmp_path_factory: pytest.TempPathFactory, chosen: Settings) -> None:
    path = tmp_path_factory.getbasetemp() / "any-settings.json"
    save_settings(path, chosen)
    assert load_settings(path) == chosen


def test_every_choice_that_is_offered_can_be_saved_and_read(path: Path) -> None:
    for percent in TEXT_PERCENTS:
        for seconds in (None, *PREPARATION_SECONDS):
            chosen = Settings(text_percent=percent, preparation_s=seconds)
            assert msgspec.convert(msgspec.to_builtins(chosen), Settings) == chosen


def test_the_file_can_be_read_by_people(path: Path) -> None:
    save_settings(path, Settings(theme=ThemeChoice.DARK, text_percent=130))
    assert path.read_text() == '{\n  "theme": "dark",\n  "text_percent": 130\n}\n'


def test_a_file_of_the_version_before_keeps_what_it_says_and_gets_the_new_defaults(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"theme": "light", "page": "routines"}')
    found = load_settings(path)
    assert found == Settings(theme=ThemeChoice.LIGHT, page="routines")
    assert (found.tone_volume, found.voice_volume, found.talk, found.adjustments) == (70, 80, Talk.COACHING, {})


def test_an_adjustment_is_written_without_what_was_not_changed(path: Path) -> None:
    save_settings(path, Settings(adjustments={"jog": Adjustment(rounds=2), "core": Adjustment()}))
    assert msgspec.json.decode(path.read_bytes()) == {"adjustments": {"jog": {"rounds": 2}, "core": {}}}


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_the_file_is_private(path: Path) -> None:
    save_settings(path, CHANGED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_fields_of_a_newer_version_are_ignored(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(
        '{"theme": "dark", "volume": 11, "gait": {"a": 1}, "adjustments": {"jog": {"rounds": 2, "mood": 3}}}'
    )
    assert load_settings(path) == Settings(theme=ThemeChoice.DARK, adjustments={"jog": Adjustment(rounds=2)})
    assert names(path) == ["settings.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"theme": "pink"}',
        b'{"text_percent": 10}',
        b'{"text_percent": "large"}',
        b'{"preparation_s": -1}',
        b'{"page": 3}',
        b'{"voice": {"name": "Ada"}}',
        b'{"talk": "shout"}',
        b'{"tone_volume": 101}',
        b'{"voice_volume": -1}',
        b'{"voice_rate": 101}',
        b'{"tones_off": "go"}',
        b'{"adjustments": []}',
        b'{"adjustments": {"jog": {"rounds": 0}}}',
        b'{"adjustments": {"jog": {"rest_scale": 2.5}}}',
        b'{"adjustments": {"jog": {"hold_scale": 0.2}}}',
        b'{"adjustments": {"jog": {"skipped": [1.5]}}}',
        b"\x00" * 100,
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:60]),
)
def test_a_damaged_file_is_set_aside_and_the_defaults_hold(
    path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert load_settings(path) == Settings()
    assert names(path) == ["settings.damaged.json"]
    assert path.with_name("settings.damaged.json").read_bytes() == content
    assert [record.levelno for record in caplog.records] == [logging.WARNING]


@given(st.binary(max_size=300), st.integers(0, 300))
def test_any_damage_costs_the_settings_only(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    path = tmp_path_factory.mktemp("damaged") / "settings.json"
    save_settings(path, CHANGED)
    sound = path.read_bytes()
    content = sound[:at] + noise + sound[at + len(noise) :]
    path.write_bytes(content)
    found = load_settings(path)
    if names(path) == ["settings.json"]:
        save_settings(path, found)
        assert load_settings(path) == found
    else:
        assert (names(path), found) == (["settings.damaged.json"], Settings())
        assert path.with_name("settings.damaged.json").read_bytes() == content


def test_a_file_with_a_string_that_is_not_utf_8_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b'{"page": "\xe9t\xe9"}')
    assert load_settings(path) == Settings()
    assert names(path) == ["settings.damaged.json"]


def test_a_folder_in_place_of_the_file_costs_the_settings_only(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path.mkdir(parents=True)
    assert load_settings(path) == Settings()
    assert "settings not read" in caplog.text
    assert path.is_dir()


def test_a_damaged_file_that_cannot_be_set_aside_costs_the_settings_only(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.parent.mkdir()
    path.write_text("{")
    monkeypatch.setattr(Path, "rename", disk_full)
    told: list[UserError] = []
    assert load_settings(path, tell=told.append) == Settings()
    assert (names(path), told) == (["settings.json"], [])


def test_a_file_that_is_set_aside_replaces_none_that_was_set_aside_before(path: Path) -> None:
    path.parent.mkdir()
    told: list[UserError] = []
    for content in ("{", "[", "]"):
        path.write_text(content)
        load_settings(path, tell=told.append)
    found = {name: path.with_name(name).read_text() for name in names(path)}
    assert found == {"settings.damaged.json": "{", "settings.damaged2.json": "[", "settings.damaged3.json": "]"}
    assert [error.trouble for error in told] == [Trouble.SETTINGS_SET_ASIDE] * 3
    assert [Path(error.where).name for error in told] == list(found)


@pytest.mark.parametrize("step", ["tempfile.mkstemp", "os.fsync", "pathlib.Path.replace"])
def test_a_write_that_fails_leaves_the_old_file_and_is_told(
    path: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    save_settings(path, CHANGED)
    before = path.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(step, disk_full)
        with pytest.raises(UserError) as caught:
            save_settings(path, Settings())
    assert (caught.value.trouble, caught.value.where) == (Trouble.NOT_SAVED, str(path))
    assert caught.value.detail == "No space left on device"
    assert path.read_bytes() == before
    assert names(path) == ["settings.json"]


def test_a_first_write_that_fails_leaves_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", disk_full)
        with pytest.raises(UserError):
            save_settings(path, CHANGED)
    assert names(path) == []
    assert load_settings(path) == Settings()


def test_a_folder_in_place_of_the_file_is_told_when_saving(path: Path) -> None:
    (path / "full").mkdir(parents=True)
    with pytest.raises(UserError) as caught:
        save_settings(path, CHANGED)
    assert caught.value.trouble is Trouble.NOT_SAVED
    assert names(path) == ["settings.json"]


def test_a_file_in_place_of_the_folder_is_told(path: Path) -> None:
    path.parent.write_text("")
    with pytest.raises(UserError) as caught:
        save_settings(path, CHANGED)
    assert (caught.value.trouble, caught.value.where) == (Trouble.DATA_DIR_UNUSABLE, str(path.parent))


def test_the_new_content_is_on_disk_before_it_replaces_the_old(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_settings(path, Settings())
    order: list[tuple[str, bytes]] = []
    fsync, replace = os.fsync, Path.replace

    def synced(handle: int) -> None:
        fsync(handle)
        order.append(("fsync", path.read_bytes()))

    def replaced(source: Path, target: Path) -> Path:
        order.append(("replace", source.read_bytes()))
        return replace(source, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    save_settings(path, Settings(text_percent=200))
    new = b'{\n  "text_percent": 200\n}\n'
    assert order == [("fsync", b"{}\n"), ("replace", new)]
    assert path.read_bytes() == new


def test_an_interrupted_write_leaves_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "file"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        atomic.write_whole(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert target.read_bytes() == b"old"


def test_a_file_that_is_written_in_pieces_is_whole_or_as_it_was(tmp_path: Path) -> None:
    def breaking_off() -> Iterator[bytes]:
        yield b"half"
        raise sqlite3.OperationalError("no more")

    target = tmp_path / "file"
    atomic.write_whole(target, iter((b"one", b"", b"two")))
    assert target.read_bytes() == b"onetwo"
    with pytest.raises(sqlite3.OperationalError):
        atomic.write_whole(target, breaking_off())
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert target.read_bytes() == b"onetwo"

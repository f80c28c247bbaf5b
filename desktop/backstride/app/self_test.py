"""Answers whether this installation is whole: the same checks in a checkout, a wheel and a frozen app."""

import contextlib
import os
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from backstride import resources
from backstride.app.desktop import build_desktop, has_display, leave_out_a_bus_that_hangs
from backstride.app.profile import Profile, open_profile
from backstride.app.quick_start import STYLE
from backstride.app.versions import versions_text
from backstride.core.definitions import Dose, Kind, Routine, Step
from backstride.core.events import Status
from backstride.core.timeline import plan
from backstride.store.database import SCHEMA_VERSION, open_history, writing
from backstride.store.history import History
from backstride.store.paths import profile_paths
from backstride.store.routine_files import load_catalogue
from backstride.store.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

SHORT = "self-test"
"""The id of the routine that is played."""
PATIENCE_MS = 15_000
"""How long the three seconds may take on a busy machine."""
LOOK_MS = 100


def run() -> int:
    """Print one line for each check; 0 when all hold, 1 otherwise."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("versions", versions_text),
        ("routines", _routines),
        ("themes and icons", _pictures),
        ("figures", _figures),
        ("tones", _tones),
        ("services", _services),
        ("database", _database),
        ("main window and a three-second session", _session),
    )
    failed = 0
    for name, check in checks:
        try:
            print(f"ok      {name}: {check()}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever breaks here is the answer
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0


def _routines() -> str:
    catalogue = load_catalogue((resources.ROUTINES,))
    _require(not catalogue.problems, f"{len(catalogue.problems)} problems in routine files")
    _require(bool(catalogue.routines), "no routines found")
    for routine in catalogue.routines.values():
        _require(plan(routine, catalogue.exercises).total_ms > 0, f"{routine.id} is empty")
    return f"{len(catalogue.routines)} routines and {len(catalogue.exercises)} exercises"


def _pictures() -> str:
    from PySide6.QtSvg import QSvgRenderer

    from backstride.ui.theme import load_theme

    for dark in (False, True):
        load_theme(resources.ASSETS, dark)
    icons = sorted((resources.ASSETS / "icons").glob("*.svg"))
    _require(bool(icons), "no icons found")
    for path in icons:
        _require(QSvgRenderer(str(path)).isValid(), f"{path.name} cannot be drawn")
    return f"2 themes and {len(icons)} icons"


def _figures() -> str:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    from backstride.core.figure.motion import frame_on_way_in, prepare
    from backstride.store.figures import figure_names, load_figure, load_skeleton
    from backstride.ui.figure.painter import paint_figure
    from backstride.ui.theme import load_theme

    folder = resources.ASSETS / "figures"
    colours = load_theme(resources.ASSETS, dark=False).figure_colours()
    skeleton = load_skeleton(folder)
    names = figure_names(folder)
    missing = set(load_catalogue((resources.ROUTINES,)).exercises) - set(names)
    _require(not missing, f"no figure for {', '.join(sorted(missing))}")
    for name in names:
        image = QImage(160, 120, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(0)
        painter = QPainter(image)
        paint_figure(
            painter, frame_on_way_in(prepare(load_figure(folder, name), skeleton), 1.0), QRectF(image.rect()), colours
        )
        painter.end()
        _require(any(bytes(image.constBits())), f"{name} is not drawn")
    return f"{len(names)} drawn"


def _tones() -> str:
    from backstride.services.sounds import Tone

    lengths = []
    for tone in Tone:
        with wave.open(str(resources.ASSETS / "sounds" / f"{tone.value}.wav"), "rb") as file:
            samples = file.readframes(file.getnframes())
            lengths.append(round(1000 * file.getnframes() / file.getframerate()))
        _require(any(samples), f"{tone.value}.wav is silent")
    return f"{len(lengths)} decoded, {min(lengths)} to {max(lengths)} ms"


def _services() -> str:
    """What is loaded late; no sound server is spoken to, for one that hangs would keep us waiting."""
    from PySide6.QtMultimedia import QAudioFormat, QSoundEffect
    from PySide6.QtNetwork import QLocalSocket

    tones = QAudioFormat()
    tones.setSampleRate(44_100)
    tones.setChannelCount(1)
    tones.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    _require(tones.isValid(), f"{QSoundEffect.__name__} would know no format")
    _require(not QLocalSocket().isValid(), "a new local socket is connected")
    return "sound effects and local sockets can be made"


def _database() -> str:
    with tempfile.TemporaryDirectory() as folder:
        paths = profile_paths(Path(folder) / "new")
        with contextlib.closing(open_history(paths)) as connection, writing(connection):
            connection.execute("CREATE TABLE self_test (word TEXT) STRICT")
            connection.execute("INSERT INTO self_test VALUES ('kept')")
        with contextlib.closing(open_history(paths)) as connection:
            kept = connection.execute("SELECT word FROM self_test").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        _require(kept == "kept", "what was written is not read")
        _require(version == SCHEMA_VERSION, f"migrated to schema {version} instead of {SCHEMA_VERSION}")
    return f"created, migrated to schema {version}, written and read"


def _session() -> str:
    """Play a routine of three seconds in the main window, with services that do nothing."""
    from PySide6.QtCore import QEventLoop

    from backstride.services.awake import NullAwake
    from backstride.services.crew import Crew
    from backstride.services.sounds import NullSounds
    from backstride.services.speech import NullSpeech

    app = _application()
    with tempfile.TemporaryDirectory() as folder:
        profile = _with_short_routine(open_profile(Path(folder)))
        with contextlib.closing(profile.connection):
            desktop = build_desktop(profile, lambda: Crew(NullSounds(), NullSpeech(), NullAwake()))
            desktop.open()
            app.processEvents()
            picture = desktop.window.grab()
            _require(not picture.isNull(), "the window cannot be drawn")
            desktop.play(SHORT)
            end = profile.clock.now_ms() + PATIENCE_MS
            while desktop.player.is_under_way and profile.clock.now_ms() < end:
                app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, LOOK_MS)
            logged = History(profile.connection).log(1)
            desktop.window.close()
            _require(bool(logged) and logged[0].status is Status.COMPLETED, "the session is not in the history")
    size = f"{picture.width()} x {picture.height()} pixels"
    return f"{size}; played {logged[0].active_ms / 1000:.1f} s and found in the history"


def _with_short_routine(profile: Profile) -> Profile:
    """The profile with a routine of three seconds that begins at once."""
    exercise = next(e for e in profile.catalogue.exercises.values() if e.dose.seconds)
    step = Step(exercise=exercise.id, dose=Dose(seconds=3))
    routine = Routine(1, SHORT, 1, "Self-test", Kind.CORE, "To see whether all works", (step,))
    catalogue = replace(profile.catalogue, routines={**profile.catalogue.routines, SHORT: routine})
    return replace(profile, catalogue=catalogue, settings=Settings(preparation_s=0))


def _application() -> "QApplication":
    """The one application of this process, offscreen where there is no display."""
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    leave_out_a_bus_that_hangs()
    return QApplication(["backstride", *STYLE])


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise RuntimeError(message)

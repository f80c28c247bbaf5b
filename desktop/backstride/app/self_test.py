"""Answers whether this installation is whole: the same checks in a checkout, a wheel and a frozen app."""

import contextlib
import os
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from backstride import __version__, resources
from backstride.app.desktop import has_display
from backstride.app.profile import open_profile
from backstride.core.definitions import Dose, Kind, Routine, Step
from backstride.core.events import Status
from backstride.core.timeline import plan
from backstride.store.history import History
from backstride.store.recorder import Recorder
from backstride.store.routine_files import load_catalogue
from backstride.store.session_log import SessionLog
from backstride.ui.terminal.player import TerminalPlayer


def run() -> int:
    """Print one line for each check; 0 when all hold, 1 otherwise."""
    checks: tuple[tuple[str, Callable[[], str]], ...] = (
        ("versions", _versions),
        ("routines", _routines),
        ("themes and icons", _pictures),
        ("figures", _figures),
        ("tones", _tones),
        ("database and a three-second session", _session),
        ("main window", _window),
    )
    failed = 0
    for name, check in checks:
        try:
            print(f"ok      {name}: {check()}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever breaks here is the answer
            failed += 1
            print(f"FAILED  {name}: {type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0


def _versions() -> str:
    import PySide6
    from PySide6.QtCore import qVersion

    python = ".".join(str(part) for part in sys.version_info[:3])
    return (
        f"Backstride {__version__}, Python {python}, PySide6 {PySide6.__version__}, "
        f"Qt {qVersion()}, SQLite {sqlite3.sqlite_version}"
    )


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
    from backstride.services.sounds import Tone, wav_length_ms

    lengths = [wav_length_ms(resources.ASSETS / "sounds" / f"{tone.value}.wav") for tone in Tone]
    _require(all(lengths), "a tone cannot be read")
    return f"{len(lengths)} decoded, {min(lengths)} to {max(lengths)} ms"


def _session() -> str:
    with tempfile.TemporaryDirectory() as folder:
        profile = open_profile(Path(folder))
        with contextlib.closing(profile.connection):
            exercise = next(e for e in profile.catalogue.exercises.values() if e.dose.seconds)
            step = Step(exercise=exercise.id, dose=Dose(seconds=3))
            routine = Routine(1, "self-test", 1, "Self-test", Kind.CORE, "To see whether all works", (step,))
            timeline = plan(routine, profile.catalogue.exercises)
            recorder = Recorder(SessionLog(profile.connection), profile.clock.wall)
            with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
                TerminalPlayer(profile.clock, recorder.follow, out=nowhere).play(timeline)
            logged = History(profile.connection).log(1)
            _require(bool(logged) and logged[0].status is Status.COMPLETED, "the session is not in the history")
            return f"played in {logged[0].active_ms / 1000:.1f} s and found in the history"


def _window() -> str:
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from backstride.app.desktop import build_desktop

    app = QApplication.instance() or QApplication(["backstride"])
    with tempfile.TemporaryDirectory() as folder:
        profile = open_profile(Path(folder))
        with contextlib.closing(profile.connection):
            desktop = build_desktop(profile)
            desktop.open()
            app.processEvents()
            picture = desktop.window.grab()
            desktop.window.close()
    _require(not picture.isNull(), "the window cannot be drawn")
    return f"shown, {picture.width()} x {picture.height()} pixels"


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise RuntimeError(message)

"""Opens the window, or says that there is nowhere to open it."""

import contextlib
import logging
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from backstride import __version__, resources
from backstride.app.faults import Faults
from backstride.app.instances import answering, claim_or_hand_over
from backstride.app.profile import Profile, open_profile, require_routine
from backstride.app.quick_start import STYLE, look_for_no_features, settle
from backstride.app.request import Request, carry_out
from backstride.app.versions import versions_text
from backstride.core.errors import Trouble, UserError
from backstride.store.database import connect_read_only
from backstride.store.history import History
from backstride.store.paths import Paths, profile_paths
from backstride.store.routine_files import load_catalogue
from backstride.store.session_log import SessionLog
from backstride.store.settings import Settings, save_settings
from backstride.store.shelves import Shelves

if TYPE_CHECKING:
    from PySide6.QtCore import QSocketNotifier

    from backstride.services.crew import Crew
    from backstride.ui.desktop import Desktop
    from backstride.ui.look import Look
    from backstride.ui.pages.settings import SettingsPage
    from backstride.ui.reading import Reader

_log = logging.getLogger(__name__)

DESKTOP_FILE = "io.github.backstride.Backstride"
"""The name of the app's desktop entry, by which desktops know its windows."""
AFTER_FIRST_FRAME_MS = 100
"""When to do what the first frame need not wait for, such as loading QtNetwork."""
SAME_REMARK = 5
DIFFERENT_REMARKS = 1000


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """True when a window can be opened: on Linux, a Wayland or X server that answers, or another Qt platform."""
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if not sys.platform.startswith("linux") or platform not in ("", "xcb", "wayland"):
        return True
    if environment.get("WAYLAND_DISPLAY") and platform != "xcb":
        return True
    return _x_server_answers(environment.get("DISPLAY", ""))


def open_window(data_dir: Path | None, request: Request) -> None:
    """Open the window of a profile, or let the one that is open do as asked; returns only in the second case.

    Raises UserError.
    """
    try:
        lock: AbstractContextManager[object] | None = claim_or_hand_over(profile_paths(data_dir), request)
    except UserError as error:
        if error.trouble is not Trouble.DATA_DIR_UNUSABLE:
            raise
        lock = contextlib.nullcontext()  # a second window is better than none
    if lock is not None:
        with lock:
            _open_first(open_profile(data_dir, request.speed, plays=True), request)


def _open_first(profile: Profile, request: Request) -> NoReturn:
    """Show the window and do what is asked; does not return once it was shown.

    The process ends with the window, by its own hand: Qt, asked to tidy up, would wait half a minute for a sound
    server that hangs.  By then everything is saved, and the system takes back the rest.
    """
    from PySide6.QtCore import QTimer

    look_for_no_features()
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QApplication

    require_routine(profile, request.routine)
    _log_what_qt_says()
    leave_out_a_bus_that_hangs()
    app = QApplication([*sys.argv[:1], *STYLE])
    app.setApplicationName("backstride")
    app.setApplicationDisplayName("Backstride")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(DESKTOP_FILE)
    app.setWindowIcon(QIcon(str(resources.ASSETS / "icons" / "backstride.svg")))
    desktop = build_desktop(profile)
    Faults(versions_text(), desktop.window.fault_found.emit).watch()
    desktop.open()
    with contextlib.suppress(UserError):  # the window shows it
        carry_out(request, desktop, profile)
    desktop.tell(profile.troubles)
    QTimer.singleShot(AFTER_FIRST_FRAME_MS, desktop, lambda: _go_on(profile, desktop))
    notifier = _close_on_signal(desktop.window.close)
    try:
        status = app.exec()
    finally:
        notifier.setEnabled(False)
        profile.connection.close()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _go_on(profile: Profile, desktop: "Desktop") -> None:
    """Do what the first frame did not wait for."""
    settle()
    _receive_later_starts(profile, desktop)


def _receive_later_starts(profile: Profile, desktop: "Desktop") -> None:
    """Let later starts reach this window; they wait for it if they come before."""
    from backstride.services.reception import Reception, address

    def take(request: Request) -> None:
        desktop.come_to_front()
        carry_out(request, desktop, profile)

    reception = Reception(address(profile.paths.data_dir), answering(take), desktop)
    desktop.window.closing.connect(reception.close)
    if sys.platform == "darwin":
        receive_opened_files(desktop, take)


def receive_opened_files(desktop: "Desktop", take: Callable[[Request], None]) -> None:
    """Let `take` carry out the opening of files that the system asks for as macOS does."""
    from PySide6.QtCore import QCoreApplication

    from backstride.services.opened_files import OpenedFiles

    def on_opened(file: str) -> None:
        with contextlib.suppress(UserError):  # the window shows it
            take(Request(file=file))

    files = OpenedFiles(desktop)
    files.opened.connect(on_opened)
    app = QCoreApplication.instance()
    if app is not None:
        app.installEventFilter(files)


def leave_out_a_bus_that_hangs() -> None:
    """Let this process do without the session bus where that would keep the first window from being shown."""
    if not sys.platform.startswith("linux"):
        return
    from backstride.services.bus_probe import DISABLED, bus_hangs, session_bus_address

    if bus_hangs(session_bus_address(os.environ)):
        _log.warning("the session bus does not answer; going on without it")
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = DISABLED


def _log_what_qt_says() -> None:
    """Keep Qt's remarks, such as those of a missing sound server, in our log instead of the user's terminal."""
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
        QtMsgType.QtCriticalMsg: logging.ERROR,
    }
    qt_log = logging.getLogger("backstride.qt")
    told: Counter[str] = Counter()

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            sys.stderr.write(f"{message}\n")
        told[message] += 1
        if told[message] > SAME_REMARK or len(told) > DIFFERENT_REMARKS:
            return  # Qt can say the same thing thousands of times a second
        qt_log.log(levels.get(kind, logging.CRITICAL), "%s: %s", context.category, message)

    qInstallMessageHandler(handle)


def _close_on_signal(close: Callable[[], object]) -> "QSocketNotifier":
    """Close the window in order when the system or Ctrl+C asks the process to end.

    Python runs signal handlers only between its own instructions; the socket wakes Qt's event loop so that there are
    some.
    """
    from PySide6.QtCore import QSocketNotifier

    receiver, sender = socket.socketpair()
    sender.setblocking(False)
    signal.set_wakeup_fd(sender.fileno())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    notifier = QSocketNotifier(receiver.fileno(), QSocketNotifier.Type.Read)

    def on_signal() -> None:
        receiver.recv(16)
        sender.fileno()  # both ends live as long as this function
        close()

    notifier.activated.connect(on_signal)
    return notifier


def build_desktop(
    profile: Profile, make_crew: Callable[[], "Crew"] | None = None, reader: "Reader | None" = None
) -> "Desktop":
    """The window with all its pages, wired to the profile; needs a QApplication.

    `make_crew` makes other services, `reader` answers in another way than in a thread.
    """
    from PySide6.QtCore import QLocale

    from backstride.ui.backing import Backing
    from backstride.ui.desktop import Desktop
    from backstride.ui.keeping import Keeping
    from backstride.ui.look import Look
    from backstride.ui.reading import DirectReader, ThreadReader

    if QLocale.system().language() is QLocale.Language.C:
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    settings = profile.settings
    look = Look(resources.ASSETS, settings)
    look.apply()
    if reader is None and profile.kept:
        reader = ThreadReader(lambda: connect_read_only(profile.paths.database, closed=False))
    backing = Backing(
        catalogue=profile.catalogue,
        shelves=Shelves(
            load_shipped=lambda: load_catalogue((resources.ROUTINES,)),
            load_all=lambda: load_catalogue((resources.ROUTINES, profile.paths.routines)),
            own=profile.paths.routines,
        ),
        history=History(profile.connection),
        log=SessionLog(profile.connection),
        connection=profile.connection,
        reader=reader or DirectReader(profile.connection),
        clock=profile.clock,
        speed=profile.speed,
        save_settings=partial(save_settings, profile.paths.settings),
        make_settings_page=lambda settings: _settings_page(settings, profile.paths, look),
        make_crew=make_crew or _real_crew,
    )
    desktop = Desktop(backing, look, settings)
    if isinstance(reader, ThreadReader):
        reader.failed.connect(desktop.asking.tell)
    Keeping(profile.connection, profile.paths, profile.clock, desktop)
    return desktop


def _settings_page(settings: Settings, paths: Paths, look: "Look") -> "SettingsPage":
    from backstride.ui.pages.settings import SettingsPage  # late: no start waits for it

    return SettingsPage(settings, paths.data_dir, look, __version__)


def _real_crew() -> "Crew":
    """The services of this system."""
    from backstride.services.awake import make_awake
    from backstride.services.crew import Crew
    from backstride.services.sounds import QtSounds
    from backstride.services.speech import make_speech

    return Crew(QtSounds(resources.ASSETS / "sounds"), make_speech(sys.platform), make_awake(sys.platform))


def _x_server_answers(display: str) -> bool:
    """True when something listens where DISPLAY points; Qt would end the process otherwise."""
    host, _, rest = display.partition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return False
    if host not in ("", "unix"):
        return True
    for address in (f"/tmp/.X11-unix/X{number}", f"\0/tmp/.X11-unix/X{number}"):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False

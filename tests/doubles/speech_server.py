"""A real Speech Dispatcher of our own, which can be killed in the middle of a word."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE_S = 15.0


def is_installed() -> bool:
    """True where the program is there (Debian: speech-dispatcher, speech-dispatcher-espeak-ng)."""
    return shutil.which("speech-dispatcher") is not None


@dataclass(frozen=True)
class SpeechServer:
    """A running server; `environment` leads programs to it, and another server that they start into the same sink."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def die(self) -> None:
        """End at once, without a word to its clients."""
        self.process.kill()
        self.process.wait()


@contextmanager
def speech_server(folder: Path, environment: dict[str, str], sink: str) -> Iterator[SpeechServer]:
    """Run a server whose files are in `folder`, and which speaks into `sink` of the sound server in `environment`.

    It listens where clients look and would start another one, if `folder` is their XDG_RUNTIME_DIR.
    """
    own = {**environment, "XDG_RUNTIME_DIR": str(folder), "PULSE_SINK": sink}
    own.pop("SPEECHD_ADDRESS", None)
    socket = folder / "speech-dispatcher" / "speechd.sock"
    command = ["speech-dispatcher", "--run-single", "--communication-method", "unix_socket", "--timeout", "0"]
    with subprocess.Popen(command, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_up(process, socket)
            yield SpeechServer(process, own)
        finally:
            process.terminate()


def _wait_until_up(process: subprocess.Popen[bytes], socket: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("Speech Dispatcher did not start")
        time.sleep(0.02)

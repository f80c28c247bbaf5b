"""A real PulseAudio without loudspeakers: what is played into it can be recorded and measured."""

import os
import shutil
import signal
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

RATE = 48_000
CHUNK_BYTES = 480
"""Five milliseconds."""
NEEDED = ("pulseaudio", "pactl", "parec")
PATIENCE_S = 15.0


def is_installed() -> bool:
    """True where the programs are there (Debian: pulseaudio, pulseaudio-utils)."""
    return all(shutil.which(program) for program in NEEDED)


@dataclass
class Recording:
    """What the server played, and when, in milliseconds of the steady clock.

    The server's clock is the machine's, so sample n sounded at `began_ms` + n / 48: read too late now and then, never
    too early, so the earliest reading is the true one.
    """

    chunks: list[bytes] = field(default_factory=list)
    began_ms: float = float("inf")
    bytes_read: int = 0

    def take(self, chunk: bytes) -> None:
        """Keep what was read just now."""
        now_ms = time.monotonic_ns() / 1e6
        self.chunks.append(chunk)
        self.bytes_read += len(chunk)
        self.began_ms = min(self.began_ms, now_ms - self.bytes_read / 2 * 1000 / RATE)

    def samples(self) -> tuple[int, ...]:
        """All samples so far."""
        whole = b"".join(self.chunks)
        return struct.unpack(f"<{len(whole) // 2}h", whole[: len(whole) // 2 * 2])


@dataclass(frozen=True)
class SoundServer:
    """A running server and its recording."""

    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    recording: Recording

    def die(self) -> None:
        """End at once, without telling anybody."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Go on listening, and answer nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def add_sink(self, name: str) -> Recording:
        """Make another sink, for programs that have its name in PULSE_SINK, and record it too.

        A new sink plays ahead of its time for a while: when this recording began is known to a second or two only.
        """
        command = ["pactl", "load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}", "channels=1"]
        subprocess.run(command, env=self.environment, stdout=subprocess.DEVNULL, check=True)
        return _record(self.environment, name)


@contextmanager
def sound_server(folder: Path) -> Iterator[SoundServer]:
    """Run a server whose files are in `folder`; `environment` leads programs to it."""
    socket = folder / "pulse.socket"
    environment = {
        **os.environ,
        "HOME": str(folder),
        "PULSE_RUNTIME_PATH": str(folder / "run"),
        "PULSE_SERVER": f"unix:{socket}",
        "QT_AUDIO_BACKEND": "pulseaudio",
    }
    modules = (
        f"module-native-protocol-unix auth-anonymous=1 socket={socket}",
        f"module-null-sink sink_name=out rate={RATE} channels=1",
    )
    command = ["pulseaudio", "-n", "--daemonize=no", "--use-pid-file=no", "--exit-idle-time=-1", "--log-level=error"]
    for module in modules:
        command += ["-L", module]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_up(process, environment)
            yield SoundServer(process, environment, _record(environment))
        finally:
            process.kill()


def _wait_until_up(process: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    # "pactl info" gives up at once, so it is asked again until there is somebody to answer.
    while subprocess.run(["pactl", "info"], env=environment, capture_output=True, check=False).returncode:
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PulseAudio did not start")


def _record(environment: dict[str, str], sink: str = "out") -> Recording:
    """Record what reaches the sink until the server ends."""
    command = ["parec", "-d", f"{sink}.monitor", "--raw", "--format=s16le", f"--rate={RATE}", "--channels=1"]
    recording = Recording()

    def read() -> None:
        with subprocess.Popen([*command, "--latency-msec=5"], env=environment, stdout=subprocess.PIPE) as recorder:
            assert recorder.stdout is not None
            while chunk := recorder.stdout.read(CHUNK_BYTES):
                recording.take(chunk)

    Thread(target=read, daemon=True).start()
    # The sink hands out two seconds at a time until the recorder has made it more punctual.
    deadline = time.monotonic() + PATIENCE_S
    while recording.bytes_read < RATE // 2 * 2:
        if time.monotonic() > deadline:
            raise RuntimeError("parec records nothing")
        Event().wait(0.02)
    return recording

"""How long `say` holds us and how soon words sound, with a real Speech Dispatcher recorded from a silent sink.

Needs speech-dispatcher, speech-dispatcher-espeak-ng, pulseaudio and pulseaudio-utils.  With pocketsphinx and numpy
installed it also prints the words that a recogniser hears in the recording.
"""

import array
import os
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))

from PySide6.QtCore import QCoreApplication, QEventLoop  # noqa: E402

from backstride.core.speaking import estimated_ms  # noqa: E402
from backstride.services.ssip_speech import SsipSpeech  # noqa: E402

RATE_HZ = 16_000
WINDOW_MS = 10
LOUD = 300
"""Root mean square, of 32,768, above which a window is not silent."""
ROUNDS = 20
MOST_CALL_MS = 20
MOST_BEGIN_MS = 150
TEXTS = (
    "Ten seconds left",
    "Please rest for thirty seconds and then begin again on the other side",
    "The next exercise is a side plank for twenty five seconds",
    "You have finished all of the exercises for today",
)


def main() -> int:
    """Print the figures; exit status 1 when a call held us too long, or no words sounded."""
    app = QCoreApplication(sys.argv[:1])
    with tempfile.TemporaryDirectory() as folder:
        sound_server = start_sound_server(Path(folder))
        try:
            status = measure(Path(folder))
        finally:
            subprocess.run(
                ["pkill", "-F", str(Path(folder) / "speech-dispatcher/pid/speech-dispatcher.pid")], check=False
            )
            sound_server.terminate()
            sound_server.wait()
    del app
    return status


def start_sound_server(folder: Path) -> "subprocess.Popen[bytes]":
    """A PulseAudio of our own whose only sink goes nowhere; this process and its children use it."""
    os.environ.update(
        XDG_RUNTIME_DIR=str(folder), HOME=str(folder), PULSE_SERVER=f"unix:{folder}/sound.sock", LC_ALL="C.UTF-8"
    )
    os.environ.pop("SPEECHD_ADDRESS", None)
    server = subprocess.Popen(
        [
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "--load=module-null-sink sink_name=quiet",
            f"--load=module-native-protocol-unix socket={folder}/sound.sock auth-anonymous=1",
        ],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait(lambda: (folder / "sound.sock").exists())
    return server


def measure(folder: Path) -> int:
    """Speak, record, and say what came of it."""
    start = time.perf_counter()
    speech = SsipSpeech(os.environ)
    made_ms = since(start)
    heard: list[tuple[float, bool]] = []
    speech.speaking_changed.connect(lambda is_speaking: heard.append((time.perf_counter(), is_speaking)))
    readies: list[float] = []
    speech.ready.connect(lambda: readies.append(since(start)))
    wait(lambda: bool(readies))
    print(f"made in {made_ms:.1f} ms; server started and {len(speech.voices())} voices after {readies[0]:.0f} ms")
    speech.say("warm up")
    wait(lambda: [is_speaking for _, is_speaking in heard] == [True, False])

    calls, begins = [], []
    for round_number in range(ROUNDS):
        heard.clear()
        said = time.perf_counter()
        speech.say(f"Round {round_number}, which the next one replaces before it has come to its end")
        calls.append(since(said))
        wait(lambda: any(is_speaking for _, is_speaking in heard))
        begins.append((next(at for at, is_speaking in heard if is_speaking) - said) * 1000)
        pause_ms(100)
    speech.stop()
    wait(lambda: heard[-1][1] is False)
    print(f"say(): median {median(calls):.2f} ms, longest {max(calls):.2f} ms")
    print(f"to BEGIN, replacing another: median {median(begins):.0f} ms, longest {max(begins):.0f} ms")

    pause_ms(1_500)
    results = [say_and_listen(speech, text, heard) for text in TEXTS]
    speech.close()
    in_time = max(calls) < MOST_CALL_MS and median(begins) < MOST_BEGIN_MS
    return 0 if all(results) and in_time else 1


def say_and_listen(speech: SsipSpeech, text: str, heard: list[tuple[float, bool]]) -> bool:
    """True when something sounded between silence and silence; prints when, and what a recogniser hears."""
    samples, said_at_ms, took_ms = record(speech, text, heard)
    save(samples, Path(tempfile.gettempdir()) / f"backstride_{text.split()[0].lower()}.wav")
    loud = [i * WINDOW_MS for i, level in enumerate(envelope(samples)) if level > LOUD]
    if not loud:
        print(f"{text!r}: NOTHING SOUNDED")
        return False
    after_ms = len(samples) * 1000 // RATE_HZ - loud[-1]
    print(f"{text!r}: first sound {loud[0] - said_at_ms:.0f} ms after say() on the recorder's clock")
    print(f"    sounds for {loud[-1] - loud[0]} ms between {loud[0]} and {after_ms} ms of silence")
    print(f"    BEGIN to END {took_ms:.0f} ms; estimated {estimated_ms(text)} ms")
    print(f"    recognised: {recognised(samples)!r}")
    return loud[0] > 100 and after_ms > 100


def record(speech: SsipSpeech, text: str, heard: list[tuple[float, bool]]) -> tuple["array.array[int]", float, float]:
    """What sounds while the text is said, when in it `say` was called, and how long BEGIN to END took, in ms."""
    recorder = subprocess.Popen(
        ["parec", "-d", "quiet.monitor", "--format=s16le", f"--rate={RATE_HZ}", "--channels=1", "--latency-msec=10"],
        stdout=subprocess.PIPE,
    )
    assert recorder.stdout is not None
    first = recorder.stdout.read(2)
    began = time.perf_counter()
    pause_ms(500)
    heard.clear()
    said_at_ms = since(began)
    speech.say(text)
    wait(lambda: [is_speaking for _, is_speaking in heard][-2:] == [True, False])
    pause_ms(700)
    recorder.terminate()
    data = first + recorder.stdout.read()
    recorder.wait()
    samples = array.array("h")
    samples.frombytes(data[: len(data) // 2 * 2])
    return samples, said_at_ms, (heard[-1][0] - heard[-2][0]) * 1000


def envelope(samples: "array.array[int]") -> list[float]:
    """The root mean square of each window."""
    size = RATE_HZ * WINDOW_MS // 1000
    windows = (samples[i : i + size] for i in range(0, len(samples), size))
    return [(sum(s * s for s in window) / len(window)) ** 0.5 for window in windows]


def recognised(samples: "array.array[int]") -> str | None:
    """The words that pocketsphinx hears, free to choose from all English ones; None where it is not installed."""
    try:
        from pocketsphinx import Decoder
    except ImportError:
        return None
    decoder = Decoder(samprate=RATE_HZ, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return found.hypstr if found else ""


def save(samples: "array.array[int]", path: Path) -> None:
    """Keep the recording to listen to."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())


def wait(condition: Callable[[], bool], timeout_s: float = 20) -> None:
    """Run the event loop until `condition` holds."""
    end = time.perf_counter() + timeout_s
    while not condition():
        if time.perf_counter() > end:
            raise TimeoutError("what was waited for did not happen")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        time.sleep(0.0005)


def pause_ms(ms: float) -> None:
    """Run the event loop for a while."""
    end = time.perf_counter() + ms / 1000
    wait(lambda: time.perf_counter() > end)


def since(start: float) -> float:
    """Milliseconds since `start`."""
    return (time.perf_counter() - start) * 1000


def median(values: list[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    sys.exit(main())

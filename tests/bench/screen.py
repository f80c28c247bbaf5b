"""A virtual screen whose pixels can be read while programs draw on it, without asking the X server."""

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZE = (1100, 760)
HEADER_WORDS = 25
"""An XWD file begins with as many 32-bit numbers, most significant byte first."""
EMPTY_X = 300
"""A column that shows whether there is a window: not the middle, where the server draws the pointer."""
Colour = tuple[int, int, int]


class Screen:
    """An X server of our own, just as large as the window, and a view of its frame buffer.  Use it with `with`."""

    def __enter__(self) -> "Screen":
        self._folder = tempfile.TemporaryDirectory()
        server = shutil.which("Xvfb")
        if server is None:
            raise RuntimeError("Xvfb is missing; the bootstrap installs it")
        reader, writer = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        command = [server, "-displayfd", str(writer), "-screen", "0", size, "-nolisten", "tcp", "-noreset", "-br"]
        self._server = subprocess.Popen(
            [*command, "-fbdir", self._folder.name], pass_fds=[writer], stderr=subprocess.DEVNULL
        )
        os.close(writer)
        with os.fdopen(reader) as answer:
            self.display = f":{answer.readline().strip()}"
        with (Path(self._folder.name) / "Xvfb_screen0").open("rb") as file:
            self._pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = struct.unpack_from(f">{HEADER_WORDS}I", self._pixels)
        self._begin = header[0] + 12 * header[19]  # the header itself, then the colours of its map
        self._bytes_per_line = header[12]
        return self

    def __exit__(self, *_: object) -> None:
        self._pixels.close()
        self._server.terminate()
        self._server.wait(timeout=10)
        self._folder.cleanup()

    def colour(self, x: int, y: int) -> Colour:
        """Red, green and blue of a pixel, each from 0 to 255."""
        at = self._begin + y * self._bytes_per_line + 4 * x
        blue, green, red = self._pixels[at : at + 3]
        return red, green, blue

    def column(self, x: int) -> set[Colour]:
        """The colours of every eighth pixel from top to bottom."""
        return {self.colour(x, y) for y in range(0, SIZE[1], 8)}

    def is_empty(self) -> bool:
        """True while no window is shown."""
        return self.column(EMPTY_X) == {(0, 0, 0)}


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """When `condition` held first, in seconds of the monotonic clock.  Raises TimeoutError with `what`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return time.monotonic()
        time.sleep(0.0005)
    raise TimeoutError(f"not within {seconds} s: {what}")

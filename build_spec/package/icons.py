"""Draws the app's icon from its SVG in every size and format that a system asks for.

    python -m package.icons SVG FOLDER

Runs with the Qt of the build environment, offscreen.
"""

import os
import struct
import sys
from pathlib import Path

PNG_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 256)
ICNS_TYPES = {b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}
"""The kinds of picture in an Apple icon, with the width and height in pixels of each."""


def draw_all(svg: Path, folder: Path) -> None:
    """Write `<size>.png` for all sizes, `backstride.ico` and `backstride.icns` into `folder`.

    Raises ValueError when the SVG cannot be drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sizes = sorted({*PNG_SIZES, *ICO_SIZES, *ICNS_TYPES.values()})
    pictures = {size: png(svg, size) for size in sizes}
    for size in PNG_SIZES:
        (folder / f"{size}.png").write_bytes(pictures[size])
    (folder / "backstride.ico").write_bytes(ico({size: pictures[size] for size in ICO_SIZES}))
    (folder / "backstride.icns").write_bytes(icns({kind: pictures[size] for kind, size in ICNS_TYPES.items()}))


def png(svg: Path, size: int) -> bytes:
    """The SVG as a PNG, `size` pixels wide and high.  Raises ValueError when it cannot be drawn."""
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(str(svg))
    if not renderer.isValid():
        raise ValueError(f"{svg} cannot be drawn")
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, "PNG"):
        raise ValueError(f"{svg} cannot be saved as PNG")
    return bytes(content.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon that holds these PNGs, by their size in pixels (at most 256, written as 0)."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at = len(head) + 16 * len(pictures)
    entries, bodies = b"", b""
    for size, content in pictures.items():
        edge = size % 256
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(content), at + len(bodies))
        bodies += content
    return head + entries + bodies


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """An Apple icon that holds these PNGs, by their four-letter kind."""
    body = b"".join(kind + struct.pack(">I", 8 + len(content)) + content for kind, content in pictures.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


if __name__ == "__main__":
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    draw_all(Path(sys.argv[1]), Path(sys.argv[2]))

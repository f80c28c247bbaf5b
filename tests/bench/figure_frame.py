"""CPU per frame of a figure at 900x700, next to the floor: a ring and twenty thick lines painted in the same run."""

import os
import sys
from pathlib import Path
from time import process_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "desktop"))

from PySide6.QtCore import QLineF, QRectF, Qt  # noqa: E402
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPen  # noqa: E402

from backstride.core.figure.motion import DEMONSTRATION_MS, frame_at, prepare  # noqa: E402
from backstride.store.figures import figure_names, load_figure, load_skeleton  # noqa: E402
from backstride.ui.figure.colours import FigureColours  # noqa: E402
from backstride.ui.figure.painter import paint_figure  # noqa: E402

WIDTH, HEIGHT = 900, 700
FRAMES = 120
MOST_MS = 2.0


def main() -> int:
    """Print milliseconds per frame; exit status 1 when a figure takes longer than it may."""
    app = QGuiApplication(sys.argv[:1])
    folder = ROOT / "assets" / "figures"
    skeleton = load_skeleton(folder)
    colours = FigureColours(*(QColor(name) for name in ("#234", "#9ab", "#e52", "#cba", "#baa", "#fff")))
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    print(f"{'floor':24} {floor_ms(image):.2f} ms")
    slowest = 0.0
    for name in figure_names(folder):
        figure = prepare(load_figure(folder, name), skeleton)
        length_ms = sum(DEMONSTRATION_MS)
        moments = [length_ms * i / FRAMES for i in range(FRAMES)]

        start = process_time()
        frames = [frame_at(figure, DEMONSTRATION_MS, at_ms) for at_ms in moments]
        pose_ms = (process_time() - start) * 1000 / FRAMES

        start = process_time()
        for frame in frames:
            image.fill(colours.background)
            painter = QPainter(image)
            paint_figure(painter, frame, QRectF(0, 0, WIDTH, HEIGHT), colours)
            painter.end()
        paint_ms = (process_time() - start) * 1000 / FRAMES
        slowest = max(slowest, pose_ms + paint_ms)
        print(f"{name:24} {pose_ms + paint_ms:.2f} ms (pose {pose_ms:.2f}, paint {paint_ms:.2f})")
    del app
    return 1 if slowest > MOST_MS else 0


def floor_ms(image: QImage) -> float:
    """What a ring and twenty thick lines take, in milliseconds of CPU per frame."""
    start = process_time()
    for _ in range(FRAMES):
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor("#234"), 30)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(QRectF(150, 50, 600, 600), 0, 300 * 16)
        for i in range(20):
            painter.drawLine(QLineF(300 + 15 * i, 200, 320 + 10 * i, 480))
        painter.end()
    return (process_time() - start) * 1000 / FRAMES


if __name__ == "__main__":
    sys.exit(main())

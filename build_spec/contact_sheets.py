"""Draws contact sheets of the exercise figures, so that people can look at every pose of every figure in both themes.

Run offscreen: `QT_QPA_PLATFORM=offscreen python build_spec/contact_sheets.py [--out DIR] [--large] [ids...]`.
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "desktop"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import msgspec  # noqa: E402
from PySide6.QtCore import QRectF, Qt  # noqa: E402
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter  # noqa: E402

from backstride.core.figure.checking import problems_of, wrong_names  # noqa: E402
from backstride.core.figure.motion import Figure, Frame, frame_on_way_in, key_frames, prepare  # noqa: E402
from backstride.store.figures import figure_names, load_figure, load_skeleton  # noqa: E402
from backstride.ui.figure.colours import FigureColours  # noqa: E402
from backstride.ui.figure.painter import paint_figure  # noqa: E402

THEMES = {
    "light": ("#2e4057", "#9db0c0", "#e4572e", "#cbb99f", "#b9afa0", "#f7f5f1"),
    "dark": ("#e6eaee", "#74828f", "#ff7a4d", "#6b6152", "#4a525b", "#1c2229"),
}
ROWS_PER_SHEET = 8
LABEL_HEIGHT = 26
JOINTS = ("knee", "ankle", "elbow", "wrist")


@dataclass(frozen=True)
class Cell:
    """One picture of a sheet and what is written under it."""

    frame: Frame
    label: str


def main(arguments: list[str]) -> int:
    """Write the sheets; exit status 1 when a figure has problems, which are printed."""
    parser = argparse.ArgumentParser(prog="figures", description=__doc__)
    parser.add_argument("ids", nargs="*", help="exercises to draw; all of them when absent")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "figures", help="folder for the PNG files")
    parser.add_argument("--folder", type=Path, default=ROOT / "assets" / "figures", help="folder of figure files")
    parser.add_argument("--large", action="store_true", help="larger pictures, two figures to a sheet")
    parser.add_argument("--points", action="store_true", help="also print where the joints are in each key pose")
    options = parser.parse_args(arguments)
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    skeleton = load_skeleton(options.folder)
    names = options.ids or list(figure_names(options.folder))
    figures: dict[str, Figure] = {}
    found = 0
    for name in names:
        try:
            definition = load_figure(options.folder, name)
        except (OSError, msgspec.DecodeError) as error:
            found += 1
            print(f"{name}: {error}")
            continue
        for problem in problems_of(definition, skeleton):
            found += 1
            print(f"{name}: {problem.where}: {problem.text}")
        if wrong_names(definition, skeleton):
            continue
        figures[name] = prepare(definition, skeleton)
        if options.points:
            print_points(name, figures[name])
    options.out.mkdir(parents=True, exist_ok=True)
    large = options.large or len(names) <= 2
    per_sheet = 2 if large else ROWS_PER_SHEET
    for theme in THEMES:
        for first in range(0, len(figures), per_sheet):
            chosen = list(figures)[first : first + per_sheet]
            path = options.out / f"{theme}-{first // per_sheet + 1:02}.png"
            draw_sheet({name: figures[name] for name in chosen}, colours_of(theme), large=large).save(str(path))
            print(f"{path}: {', '.join(chosen)}")
    del app
    return 1 if found else 0


def print_points(name: str, figure: Figure) -> None:
    """Places of the joints in body heights and the solved angles in degrees, for authors who want to move something."""
    keys = {key.name: key for path in (figure.ways.out, figure.ways.back) for key in path.keys}
    for name_of_pose, frame in key_frames(figure).items():
        key = keys[name_of_pose]
        places = ", ".join(
            f"{point} {frame.posture.points[point][0]:+.3f} {frame.posture.points[point][1]:.3f}"
            for point in ("pelvis", "shoulders", "head", *(f"{s}_{j}" for s in ("near", "far") for j in JOINTS))
        )
        angles = ", ".join(f"{angle} {value:.0f}" for angle, value in sorted(key.values.items()))
        print(f"{name}: {key.name}: {places}\n    {angles}")


def colours_of(theme: str) -> FigureColours:
    """The colours of a theme for contact sheets."""
    return FigureColours(*(QColor(name) for name in THEMES[theme]))


def cells_of(figure: Figure) -> list[Cell]:
    """Every key pose, what lies between them, and the last pose mirrored."""
    cells = [Cell(frame, name) for name, frame in key_frames(figure).items()]
    stretches = len(figure.ways.out.stretches)
    for share in (0.3, 0.6) if stretches == 1 else tuple((i + 0.5) / stretches for i in range(min(stretches, 3))):
        if stretches:
            cells.append(Cell(frame_on_way_in(figure, share), f"{share:.0%} of the way"))
    cells.append(Cell(frame_on_way_in(figure, 1.0, mirrored=True), f"{figure.ways.out.keys[-1].name}, mirrored"))
    return cells


def draw_sheet(figures: dict[str, Figure], colours: FigureColours, *, large: bool) -> QImage:
    """One sheet: a row for each figure, its name above."""
    width, height = (620, 480) if large else (300, 230)
    rows = {name: cells_of(figure) for name, figure in figures.items()}
    columns = max(len(cells) for cells in rows.values())
    row_height = height + 2 * LABEL_HEIGHT
    image = QImage(columns * width, len(rows) * row_height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(colours.background)
    painter = QPainter(image)
    for row, (name, cells) in enumerate(rows.items()):
        top = row * row_height
        write(painter, QRectF(12, top, columns * width, LABEL_HEIGHT), name, colours.near, bold=True)
        for column, cell in enumerate(cells):
            left = column * width
            paint_figure(painter, cell.frame, QRectF(left + 6, top + LABEL_HEIGHT, width - 12, height), colours)
            label = QRectF(left + 12, top + LABEL_HEIGHT + height, width - 24, LABEL_HEIGHT)
            write(painter, label, cell.label, colours.far, bold=False)
    painter.end()
    return image


def write(painter: QPainter, rect: QRectF, text: str, colour: QColor, *, bold: bool) -> None:
    """A line of text at the left of a rectangle."""
    font = QFont()
    font.setPixelSize(15)
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

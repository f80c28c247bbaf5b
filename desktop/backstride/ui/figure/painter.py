"""Paints one frame of a figure: far limbs, trunk and head, near limbs, each a rounded shape, and what they rest on.

Everything is painted in body heights under one transform, so a picture is as sharp as its surface.
"""

from collections.abc import Callable
from functools import partial
from math import cos, hypot, sin, sqrt

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTransform

from backstride.core.figure.motion import Frame
from backstride.core.figure.skeleton import MuscleArea, flesh, limb_sign, split_side
from backstride.ui.figure.colours import FigureColours, mixed
from backstride.ui.figure.props import paint_props_behind, paint_props_in_front, paint_straps
from backstride.ui.figure.shapes import (
    TRUNK_SAMPLES,
    capsule,
    disc,
    foot_outline,
    limb_outline,
    muscle_outline,
    spine_line,
    toes_outline,
    trunk_columns,
    trunk_muscle,
    trunk_outline,
)

GAP = 0.009
"""Width of the line of background that parts a near limb from the body behind it, in body heights."""
GAP_STARTS = {"thigh": 0.42, "upper_arm": 0.24}
"""From where along the first bone of a limb that line runs: above it the limb grows out of the trunk."""
FRONT_GAPS = {"thigh": (0.42, 0.9), "shank": (0.12, 0.92), "upper_arm": (0.24, 0.88), "forearm": (0.12, 0.88)}
"""Seen from the front each bone has its own depth; its line leaves out the joints, where bones must look joined."""
LEAST_PARTED = 0.4
"""Share of a bone's length that must show for the line to be drawn: on a stump it would only be a smudge."""
LEAST_FOOT = 0.12
"""A foot that shows less of its length is hidden by its ankle."""
JAW_TURN, JAW_REACH, JAW_RADIUS = 2.25, 0.045, 0.027
"""Direction of the chin from the head's own (radians), its distance from the middle of the head, its roundness."""
LIMBS = {"arm": ("upper_arm", "forearm", "hand"), "leg": ("thigh", "shank", "foot")}


def paint_figure(painter: QPainter, frame: Frame, rect: QRectF, colours: FigureColours) -> None:
    """Paint a frame as large as it fits into a rectangle; the background is the caller's."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setTransform(fitted(frame, rect), True)
    _Picture(painter, frame, colours).paint()
    painter.restore()


def fitted(frame: Frame, rect: QRectF) -> QTransform:
    """The transform from body heights, y up, into the rectangle."""
    left, bottom, right, top = frame.bounds
    scale = min(rect.width() / (right - left), rect.height() / (top - bottom))
    middle = rect.center()
    x = middle.x() - scale * (left + right) / 2
    y = middle.y() + scale * (bottom + top) / 2
    return QTransform(scale, 0.0, 0.0, -scale, x, y)


class _Picture:
    """One painting under way."""

    def __init__(self, painter: QPainter, frame: Frame, colours: FigureColours) -> None:
        self._painter = painter
        self._frame = frame
        self._colours = colours
        self._base = painter.transform()
        self._view = frame.figure.definition.view
        self._skeleton = frame.figure.skeleton
        self._outlines = self._skeleton.outlines[self._view]
        self._points = frame.posture.points
        far_accent = mixed(mixed(colours.far, colours.accent, 0.6), colours.background, 0.12)
        self._tones = {"near": (colours.near, colours.accent), "far": (colours.far, far_accent)}
        joints = ("pelvis", "sacrum", "waist", "shoulders")
        self._trunk = (spine_line([self._points[name][:2] for name in joints]), *self._trunk_widths())
        self._trunk_areas, self._limb_areas = self._accented()

    def paint(self) -> None:
        """Everything, from the back to the front."""
        paint_props_behind(self._painter, self._frame, self._colours)
        straps_done = False
        for depth, paint in sorted(self._layers(), key=lambda layer: layer[0]):
            if depth > 1.5 and not straps_done:
                paint_straps(self._painter, self._frame, self._colours)
                straps_done = True
            paint()
        self._painter.setTransform(self._base)
        paint_props_in_front(self._painter, self._frame, self._colours)

    def _layers(self) -> list[tuple[float, Callable[[], None]]]:
        """What to paint, each with its depth; larger is nearer."""
        layers: list[tuple[float, Callable[[], None]]] = [
            (0.0, self._paint_trunk),
            (1.5 if self._view == "side" else 0.001, self._paint_trunk_areas),
        ]
        if self._view == "side":
            order = (("far", "arm", -2.0), ("far", "leg", -1.0), ("near", "leg", 1.0), ("near", "arm", 2.0))
            for side, limb, depth in order:
                layers.append((depth, partial(self._paint_limb, side, LIMBS[limb])))
            return layers
        for side in ("far", "near"):
            for limb, bones in LIMBS.items():
                for bone in bones:
                    depth = self._depth(side, bone) + (0.02 if limb == "arm" else -0.02)
                    layers.append((depth, partial(self._paint_limb, side, (bone,))))
        return layers

    def _depth(self, side: str, bone: str) -> float:
        ends = {"foot": ("ankle", "toe"), "thigh": ("hip", "knee"), "shank": ("knee", "ankle")}
        ends |= {"upper_arm": ("shoulder", "elbow"), "forearm": ("elbow", "wrist"), "hand": ("wrist", "fingertip")}
        start, end = ends[bone]
        return (self._points[f"{side}_{start}"][2] + self._points[f"{side}_{end}"][2]) / 2

    def _accented(self) -> tuple[list[tuple[str, MuscleArea]], dict[str, list[MuscleArea]]]:
        """Muscle areas to colour: on the trunk with their side, and on limb bones by bone."""
        trunk: list[tuple[str, MuscleArea]] = []
        limbs: dict[str, list[MuscleArea]] = {}
        for name in self._frame.figure.definition.accent:
            side, muscle = split_side(name)
            for area in self._skeleton.muscles[self._view][muscle]:
                if area.part in ("spine", "flank"):
                    trunk += [(each, area) for each in ((side,) if side else ("near", "far"))]
                    continue
                for each in (side,) if side else ("near", "far"):
                    limbs.setdefault(f"{each}_{area.part}", []).append(area)
        return trunk, limbs

    def _paint_limb(self, side: str, bones: tuple[str, ...]) -> None:
        if side == "near" or self._view == "front":
            for bone in bones:
                self._paint_bone(side, bone, self._colours.background, GAP)
        colour, accent = self._tones[side]
        for bone in bones:
            self._paint_bone(side, bone, colour, 0.0)
            for area in self._limb_areas.get(f"{side}_{bone}", ()):
                self._set_frame(side, bone)
                self._fill(accent)
                length = getattr(self._skeleton.lengths, bone)
                self._painter.drawPolygon(muscle_outline(self._outlines[bone], length, area))

    def _paint_bone(self, side: str, bone: str, colour: QColor, grown: float) -> None:
        self._fill(colour)
        if bone == "foot":
            is_end_on = abs(self._frame.posture.scales[f"{side}_foot"]) < LEAST_FOOT
            if not is_end_on and (not grown or self._view == "side"):
                self._paint_foot(side, grown)
            return
        start, end = 0.0, 1.0
        if grown and self._view == "side":
            start = GAP_STARTS.get(bone, 0.0)
        elif grown:
            start, end = FRONT_GAPS.get(bone, (0.12, 1.0))
        scale = self._frame.posture.scales[f"{side}_{bone}"]
        if grown and scale < LEAST_PARTED:
            return
        self._set_frame(side, bone)
        length = getattr(self._skeleton.lengths, bone)
        self._painter.drawPolygon(limb_outline(self._outlines[bone], length, grown, start, end))
        if scale < 0.97 and not grown:
            # A bone that points at the viewer is drawn short; its round ends must stay round.
            for joint, place in ((self._joint(bone, 0), 0.0), (self._joint(bone, 1), 1.0)):
                x, y, _ = self._points[f"{side}_{joint}"]
                radius = flesh(self._outlines[bone], place, front=True) + grown
                self._paint_disc(x, y, radius)

    @staticmethod
    def _joint(bone: str, end: int) -> str:
        return {
            "thigh": ("hip", "knee"),
            "shank": ("knee", "ankle"),
            "upper_arm": ("shoulder", "elbow"),
            "forearm": ("elbow", "wrist"),
            "hand": ("wrist", "fingertip"),
        }[bone][end]

    def _paint_foot(self, side: str, grown: float) -> None:
        radii, foot = self._skeleton.radii, self._skeleton.foot
        self._set_frame(side, "foot", "ankle")
        self._painter.drawPolygon(foot_outline(foot, radii["ankle"], radii["heel"], radii["ball"], grown))
        self._set_frame(side, "toes", "ball")
        self._painter.drawPolygon(toes_outline(foot, radii["ball"], radii["toe"], grown))

    def _set_frame(self, side: str, bone: str, origin: str = "") -> None:
        """Let the painter draw in a bone's own frame, its front upwards."""
        posture = self._frame.posture
        x, y, _ = posture.points[f"{side}_{origin or self._joint(bone, 0)}"]
        heading = posture.directions[f"{side}_{bone}"]
        c, s = cos(heading), sin(heading)
        short = posture.scales[f"{side}_{bone}"]
        flip = limb_sign(self._view, side) * self._frame.facing
        local = QTransform(c * short, s * short, -s * flip, c * flip, x, y)
        self._painter.setTransform(local * self._base)

    def _fill(self, colour: QColor) -> None:
        self._painter.setBrush(colour)

    def _paint_trunk(self) -> None:
        points = self._points
        painter, radii = self._painter, self._skeleton.radii
        painter.setTransform(self._base)
        line, fronts, backs = self._trunk
        head, shoulders = points["head"], points["shoulders"]
        self._fill(self._colours.near)
        painter.drawPolygon(capsule(shoulders[:2], head[:2], radii["neck"] * 1.5, radii["neck"] * 1.1))
        is_front = self._view == "front"
        bottom, top = (0.05, 0.035) if is_front else ((fronts[0] + backs[0]) / 2, (fronts[-1] + backs[-1]) / 2)
        painter.drawPolygon(trunk_outline(line, fronts, backs, bottom, top))
        if not is_front:
            self._paint_jaw(head)
        self._paint_disc(head[0], head[1], radii["head"])

    def _paint_trunk_areas(self) -> None:
        """Trained muscles of the trunk; in a side view over the near thigh, which would hide the seat."""
        self._painter.setTransform(self._base)
        line, fronts, backs = self._trunk
        self._fill(self._tones["near"][1])
        for side, area in self._trunk_areas:
            across = area.across
            if self._view == "front":
                # The near side is on the left of the way up, and on the right in a mirrored picture.
                across *= self._frame.facing * (-1 if side == "near" else 1)
            elif self._frame.facing < 0:
                across = -across
            self._painter.drawPolygon(trunk_muscle(line, fronts, backs, area, across))

    def _paint_jaw(self, head: tuple[float, float, float]) -> None:
        """A hint of a chin, which tells face up from face down."""
        heading = self._frame.posture.directions["head"] - JAW_TURN * self._frame.facing
        jaw = (head[0] + JAW_REACH * cos(heading), head[1] + JAW_REACH * sin(heading))
        self._painter.drawPolygon(capsule(head[:2], jaw, self._skeleton.radii["head"] * 0.86, JAW_RADIUS))

    def _trunk_widths(self) -> tuple[list[float], list[float]]:
        """Half widths on the right and on the left of the way up the spine."""
        outlines, half = self._skeleton.outlines, self._skeleton.half_widths
        low = min(abs(self._points["near_hip"][2]) / half.hip, 1.0)
        high = min(abs(self._points["near_shoulder"][2]) / half.shoulder, 1.0)
        share = [i / (TRUNK_SAMPLES - 1) for i in range(TRUNK_SAMPLES)]
        deep, wide = trunk_columns(outlines["side"]["spine"]), trunk_columns(outlines["front"]["spine"])
        turned = [(low + (high - low) * place) for place in share]
        fronts, backs = (
            [hypot(d * t, w * sqrt(1 - t * t)) for d, w, t in zip(deep[side], wide[side], turned, strict=True)]
            for side in (0, 1)
        )
        return (fronts, backs) if self._frame.facing > 0 else (backs, fronts)

    def _paint_disc(self, x: float, y: float, radius: float) -> None:
        self._painter.setTransform(QTransform.fromTranslate(x, y) * self._base)
        self._painter.drawPolygon(disc(radius))

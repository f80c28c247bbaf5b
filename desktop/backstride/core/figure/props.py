"""How much room each prop takes in the picture, so that a figure's frame holds its props as well."""

from backstride.core.figure.definition import Prop, PropKind
from backstride.core.figure.surface import (
    CHAIR_BACK_HEIGHT,
    CHAIR_DEPTH,
    MAT_WIDTH,
    PILLOW_HEIGHT,
    PILLOW_WIDTH,
    ROLLER_RADIUS,
    STEP_HEIGHT,
    STEP_WIDTH,
)

WALL_HEIGHT = 1.05
WALL_THICKNESS = 0.035
MAT_THICKNESS = 0.016


def size_of(prop: Prop) -> tuple[float, float]:
    """Width and height of a prop in body heights, its own or the usual ones."""
    usual = {
        PropKind.MAT: (MAT_WIDTH, MAT_THICKNESS),
        PropKind.WALL: (WALL_THICKNESS, WALL_HEIGHT),
        PropKind.CHAIR: (CHAIR_DEPTH, CHAIR_BACK_HEIGHT),
        PropKind.STEP: (STEP_WIDTH, STEP_HEIGHT),
        PropKind.ROLLER: (2 * ROLLER_RADIUS, 2 * ROLLER_RADIUS),
        PropKind.PILLOW: (PILLOW_WIDTH, PILLOW_HEIGHT),
        PropKind.STRAP: (0.0, 0.0),
    }[prop.kind]
    return prop.width or usual[0], prop.height or usual[1]


def extent_of(prop: Prop) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a prop in body heights."""
    width, height = size_of(prop)
    if prop.kind is PropKind.WALL:
        return (prop.x - width, 0.0, prop.x, height) if prop.flip else (prop.x, 0.0, prop.x + width, height)
    if prop.kind is PropKind.MAT:
        return prop.x - width / 2, -height, prop.x + width / 2, 0.0
    return prop.x - width / 2, prop.y, prop.x + width / 2, prop.y + height

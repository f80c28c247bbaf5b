"""The surfaces that a body can rest on, taken from the props of a figure."""

from collections.abc import Mapping
from math import hypot

from msgspec import Struct

from backstride.core.figure.definition import Prop, PropKind

CHAIR_SEAT_HEIGHT = 0.26
CHAIR_DEPTH = 0.27
CHAIR_BACK_HEIGHT = 0.54
STEP_HEIGHT = 0.11
STEP_WIDTH = 0.3
ROLLER_RADIUS = 0.046
PILLOW_HEIGHT = 0.06
PILLOW_WIDTH = 0.24
MAT_WIDTH = 1.3


class Plane(Struct, frozen=True):
    """All places whose distance along the unit normal is `offset`; the tangent is the normal turned clockwise."""

    normal_x: float
    normal_y: float
    offset: float

    @property
    def is_level(self) -> bool:
        """Whether one stands on it rather than leans against it."""
        return self.normal_y > 0.5

    def gap(self, x: float, y: float, radius: float) -> float:
        """Free space between a round piece of flesh and the surface, in body heights; negative inside."""
        return self.normal_x * x + self.normal_y * y - self.offset - radius


class Round(Struct, frozen=True):
    """A roller: centre and radius in body heights."""

    x: float
    y: float
    radius: float

    def gap(self, x: float, y: float, radius: float) -> float:
        """Free space between a round piece of flesh and the surface, in body heights; negative inside."""
        return hypot(x - self.x, y - self.y) - self.radius - radius


Surface = Plane | Round

SURFACES_OF = {
    PropKind.WALL: ("wall",),
    PropKind.CHAIR: ("chair", "chair_back", "chair_top"),
    PropKind.STEP: ("step",),
    PropKind.ROLLER: ("roller",),
    PropKind.PILLOW: ("pillow",),
}
"""What can be named after `on`, besides the floor, for each prop."""


def surfaces_of(props: tuple[Prop, ...], prop_x: Mapping[PropKind, float]) -> dict[str, Surface]:
    """Every surface of a figure by its name, with the props moved to where the pose has them."""
    surfaces: dict[str, Surface] = {"floor": Plane(0.0, 1.0, 0.0)}
    for prop in props:
        x = prop_x.get(prop.kind, prop.x)
        if prop.kind is PropKind.WALL:
            surfaces["wall"] = Plane(1.0, 0.0, x) if prop.flip else Plane(-1.0, 0.0, -x)
        elif prop.kind is PropKind.CHAIR:
            half = CHAIR_DEPTH / 2
            surfaces["chair"] = Plane(0.0, 1.0, CHAIR_SEAT_HEIGHT)
            surfaces["chair_top"] = Plane(0.0, 1.0, CHAIR_BACK_HEIGHT)
            surfaces["chair_back"] = Plane(-1.0, 0.0, -x - half) if prop.flip else Plane(1.0, 0.0, x - half)
        elif prop.kind is PropKind.STEP:
            surfaces["step"] = Plane(0.0, 1.0, prop.height or STEP_HEIGHT)
        elif prop.kind is PropKind.PILLOW:
            surfaces["pillow"] = Plane(0.0, 1.0, prop.y + (prop.height or PILLOW_HEIGHT))
        elif prop.kind is PropKind.ROLLER:
            surfaces["roller"] = Round(x, ROLLER_RADIUS, ROLLER_RADIUS)
    return surfaces

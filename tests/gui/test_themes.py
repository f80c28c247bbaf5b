"""A theme is complete, legible, and every icon can be drawn and is used."""

import json
import re

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from backstride import resources
from backstride.ui.icons import Icons
from backstride.ui.theme import Theme, load_theme

THEMES = ("light", "dark")
ON_BACKGROUND = [
    *((role, page) for role in ("text", "text_muted") for page in ("background", "surface", "surface_soft")),
    ("text", "accent_soft"),
    ("accent", "background"),
    ("accent", "surface"),
    ("accent_text", "accent"),
    *((f"{role}_text", role) for role in ("warning", "ready", "work", "rest", "switch", "paused", "done")),
]


def luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_a_theme_has_exactly_the_roles_that_are_used(name):
    raw = json.loads((resources.ASSETS / "themes" / f"{name}.json").read_text(encoding="utf-8"))
    assert set(raw) == set(Theme.__struct_fields__)
    for role, value in raw.items():
        if role not in ("name", "dark"):
            assert re.fullmatch("#[0-9A-F]{6}", value), role


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("text", "page"), ON_BACKGROUND)
def test_text_is_legible_on_its_background(name, text, page):
    theme = load_theme(resources.ASSETS, name == "dark")
    assert contrast(getattr(theme, text), getattr(theme, page)) >= 4.5


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("page", ["background", "surface"])
def test_focus_and_kinds_stand_out_from_their_background(name, page):
    theme = load_theme(resources.ASSETS, name == "dark")
    kinds = [role for role in Theme.__struct_fields__ if role.startswith("kind_")]
    for role in ("focus", *kinds):
        assert contrast(getattr(theme, role), getattr(theme, page)) >= 3, role


@pytest.mark.parametrize("path", sorted((resources.ASSETS / "icons").glob("*.svg")), ids=lambda path: path.stem)
def test_every_icon_is_drawn_in_the_colour_asked_for(qapp, path):
    image = QImage(48, 48, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    from PySide6.QtCore import QRectF

    Icons(path.parent).paint(painter, path.stem, "#ff0000", QRectF(0, 0, 48, 48))
    painter.end()
    drawn = {
        image.pixelColor(x, y).name() for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 250
    }
    assert drawn
    if path.stem != "backstride":
        assert drawn == {"#ff0000"}


def test_every_icon_is_named_somewhere_in_the_code():
    code = "".join(path.read_text(encoding="utf-8") for path in (resources.ASSETS.parent / "desktop").rglob("*.py"))
    unused = [
        path.stem
        for path in (resources.ASSETS / "icons").glob("*.svg")
        if f'"{path.stem}"' not in code and f"{path.stem}.svg" not in code
    ]
    assert unused == []

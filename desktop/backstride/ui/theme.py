"""Themes as data: colours by role, read from `assets/themes`, and turned into one style sheet and palette."""

from pathlib import Path

import msgspec
from msgspec import Struct
from PySide6.QtGui import QColor, QPalette

from backstride.core.definitions import Kind
from backstride.core.session import Phase
from backstride.core.timeline import SegmentKind
from backstride.core.view import PlayerView
from backstride.ui.figure.colours import FigureColours, mixed

BASE_POINTS = 11.0
"""Size of running text at 100 %."""


class Theme(Struct, frozen=True, forbid_unknown_fields=True):
    """Colours by role; widgets know roles only.  Every `*_text` is read on the colour it is named after."""

    name: str
    dark: bool
    background: str
    surface: str
    surface_soft: str
    border: str
    text: str
    text_muted: str
    accent: str
    accent_text: str
    accent_soft: str
    focus: str
    warning: str
    warning_text: str
    ready: str
    ready_text: str
    work: str
    work_text: str
    rest: str
    rest_text: str
    switch: str
    switch_text: str
    paused: str
    paused_text: str
    done: str
    done_text: str
    figure_near: str
    figure_far: str
    figure_accent: str
    figure_prop: str
    figure_floor: str
    kind_warmup: str
    kind_core: str
    kind_stretching: str
    kind_rolling: str
    kind_mobility: str
    kind_full: str
    kind_run_walk: str

    def kind_colour(self, kind: Kind) -> QColor:
        """The colour that stands for a kind of routine."""
        return QColor(getattr(self, f"kind_{kind.value.replace('-', '_')}"))

    def figure_colours(self) -> FigureColours:
        """The colours of a figure on a page."""
        return FigureColours(
            near=QColor(self.figure_near),
            far=QColor(self.figure_far),
            accent=QColor(self.figure_accent),
            prop=QColor(self.figure_prop),
            floor=QColor(self.figure_floor),
            background=QColor(self.surface),
        )

    def player_figure_colours(self, view: PlayerView) -> FigureColours:
        """The colours of the figure in the player: the phase's own, and the accent."""
        paper, ink = self.phase_colours(view)
        return FigureColours(
            near=ink,
            far=mixed(ink, paper, 0.55),
            accent=QColor(self.figure_accent),
            prop=mixed(ink, paper, 0.6),
            floor=mixed(ink, paper, 0.7),
            background=paper,
        )

    def phase_colours(self, view: PlayerView) -> tuple[QColor, QColor]:
        """Background and text of the player for what it shows."""
        role = phase_role(view)
        return QColor(getattr(self, role)), QColor(getattr(self, f"{role}_text"))


def phase_role(view: PlayerView) -> str:
    """The role of the phase that a view shows: its colours, its icon and its style carry this name."""
    if view.phase is Phase.PAUSED:
        return "paused"
    if view.phase is Phase.RESUMING:
        return "ready"
    return {
        SegmentKind.PREPARE: "ready",
        SegmentKind.WORK: "work",
        SegmentKind.REST: "rest",
        SegmentKind.SWITCH: "switch",
        None: "done",
    }[view.kind]


def load_theme(assets: Path, dark: bool) -> Theme:
    """The light or the dark theme."""
    name = "dark" if dark else "light"
    return msgspec.json.decode((assets / "themes" / f"{name}.json").read_bytes(), type=Theme)


def points(text_percent: int, factor: float = 1.0) -> float:
    """A text size in points, `factor` times running text."""
    return BASE_POINTS * factor * text_percent / 100


def palette(theme: Theme) -> QPalette:
    """The palette for what the style sheet does not reach."""
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.background,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.surface,
        QPalette.ColorRole.AlternateBase: theme.surface_soft,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.surface,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.ToolTipBase: theme.surface,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.text_muted,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_text,
    }
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    return result

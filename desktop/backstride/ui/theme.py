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


def style_sheet(theme: Theme, text_percent: int) -> str:
    """The style of all widgets, by object name and by the `role` property."""

    def pt(factor: float) -> str:
        return f"{points(text_percent, factor):.1f}pt"

    t = theme
    return f"""
* {{ font-size: {pt(1)}; color: {t.text}; }}
QMainWindow, QScrollArea, #page {{ background: {t.background}; border: none; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; padding: 4px; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {pt(2)}; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {pt(1.3)}; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {t.text_muted}; }}
QLabel[role="on-accent"] {{ color: {t.accent_text}; }}
QLabel[role="on-accent-title"] {{ color: {t.accent_text}; font-size: {pt(1.7)}; font-weight: 600; }}

#rail {{ background: {t.surface_soft}; border: none; }}
#rail QToolButton {{ border: 2px solid transparent; border-radius: 12px; padding: 8px 4px; color: {t.text_muted};
    font-size: {pt(0.9)}; background: transparent; }}
#rail QToolButton:hover {{ background: {t.surface}; }}
#rail QToolButton:checked {{ background: {t.accent_soft}; color: {t.text}; font-weight: 600; }}
#rail QToolButton:focus {{ border-color: {t.focus}; }}

QFrame[role="card"], QPushButton[role="card"] {{ background: {t.surface}; border: 1px solid {t.border};
    border-radius: 12px; text-align: left; }}
QPushButton[role="card"]:hover {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[role="card"]:focus {{ border: 2px solid {t.focus}; }}
QFrame[role="notice"] {{ background: {t.warning}; border: none; border-radius: 12px; }}
QFrame[role="notice"] QLabel {{ color: {t.warning_text}; }}

QPushButton {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px; padding: 8px 16px; }}
QPushButton:hover {{ background: {t.surface_soft}; }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: 7px 15px; }}
QPushButton[role="icon"] {{ padding: 8px; }}
QPushButton[role="icon"]:focus {{ padding: 7px; }}
QPushButton[role="choice"] {{ padding: 8px 12px; min-width: 16px; }}
QPushButton[role="choice"]:focus {{ padding: 7px 11px; }}
QPushButton[role="choice"]:checked {{ background: {t.accent}; color: {t.accent_text}; font-weight: 600; }}
QPushButton:disabled {{ color: {t.text_muted}; }}
QPushButton[role="primary"] {{ background: {t.accent}; border: 2px solid {t.accent}; color: {t.accent_text};
    font-weight: 600; padding: 10px 24px; }}
QPushButton[role="primary"]:hover {{ border-color: {t.text}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {t.focus}; }}
QPushButton[role="hero"] {{ background: {t.accent}; border: 3px solid {t.accent}; border-radius: 16px;
    text-align: left; }}
QPushButton[role="hero"]:hover {{ border-color: {t.text}; }}
QPushButton[role="hero"]:focus {{ border-color: {t.focus}; }}

QComboBox {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px; padding: 8px 12px; }}
QComboBox:focus {{ border: 2px solid {t.focus}; padding: 7px 11px; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.border}; outline: none;
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QLineEdit {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px; padding: 8px 12px; }}
QLineEdit:focus {{ border: 2px solid {t.focus}; padding: 7px 11px; }}

QSlider::groove:horizontal {{ background: {t.surface_soft}; height: 6px; border-radius: 3px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 3px; }}
QSlider::handle:horizontal {{ background: {t.accent}; width: 20px; height: 20px; margin: -7px 0; border-radius: 10px; }}
QSlider:focus {{ border: 2px solid {t.focus}; border-radius: 8px; }}
QCheckBox {{ spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus {{ border-color: {t.focus}; }}
QCheckBox::indicator {{ width: 18px; height: 18px; border: 2px solid {t.text_muted}; border-radius: 4px;
    background: {t.surface}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}

QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 4px; min-height: 40px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.border}; border-radius: 4px; min-width: 40px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; height: 0; width: 0; }}
"""


def player_style(background: QColor, text: QColor, text_percent: int) -> str:
    """The player's own style: the whole page in the colours of the phase."""

    def pt(factor: float) -> str:
        return f"{points(text_percent, factor):.1f}pt"

    ink, paper = text.name(), background.name()
    return f"""
#player {{ background: {paper}; }}
#player QLabel {{ color: {ink}; font-size: {pt(1)}; }}
#player QLabel[role="phase"] {{ font-size: {pt(1.7)}; font-weight: 600; }}
#player QLabel[role="exercise"] {{ font-size: {pt(3)}; font-weight: 600; }}
#player QLabel[role="side"] {{ font-size: {pt(2)}; font-weight: 600; }}
#player QLabel[role="count"] {{ font-size: {pt(1.5)}; }}
#player QLabel[role="cue"] {{ font-size: {pt(1.5)}; }}
#player QLabel[role="next"] {{ font-size: {pt(1.25)}; }}
#player QPushButton {{ background: transparent; color: {ink}; border: 2px solid {ink}; border-radius: 12px;
    padding: 8px 10px; min-height: 32px; font-size: {pt(1)}; }}
#player QPushButton:hover {{ background: rgba({text.red()}, {text.green()}, {text.blue()}, 30); }}
#player QPushButton:focus {{ border-width: 4px; padding: 6px 8px; }}
#player QPushButton:disabled {{ color: rgba({text.red()}, {text.green()}, {text.blue()}, 110);
    border-color: rgba({text.red()}, {text.green()}, {text.blue()}, 80); }}
#player QPushButton[role="primary"] {{ background: {ink}; color: {paper}; border: 2px solid {ink}; font-weight: 600; }}
#player QPushButton[role="primary"]:focus {{ border: 4px double {paper}; padding: 6px 8px; }}
#player QPushButton[role="corner"] {{ border-width: 1px; padding: 4px; min-height: 24px; min-width: 28px; }}
#player QPushButton[role="corner"]:focus {{ border-width: 3px; padding: 2px; }}
#player QPushButton[role="choice"] {{ padding: 6px 8px; min-width: 20px; }}
#player QPushButton[role="choice"]:checked {{ background: {ink}; color: {paper}; font-weight: 600; }}
#player QFrame[role="ask"] {{ background: {paper}; border: 2px solid {ink}; border-radius: 16px; }}
"""

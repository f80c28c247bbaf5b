"""The style of everything, made from a theme and a text size: one sheet for the app, one for the player."""

from collections.abc import Callable

from PySide6.QtGui import QColor

from backstride.ui.theme import Theme, points

Sizes = Callable[[float], str]
"""Gives a text size in points for a factor of running text."""


def style_sheet(theme: Theme, text_percent: int) -> str:
    """The style of all widgets, by object name and by the `role` property."""
    parts = (_pages, _rail, _cards, _buttons, _inputs, _tables, _switches, _scroll_bars)
    return "\n".join(part(theme, _sizes(text_percent)) for part in parts)


def _sizes(text_percent: int) -> Sizes:
    return lambda factor: f"{points(text_percent, factor):.1f}pt"


def _pages(t: Theme, pt: Sizes) -> str:
    """Pages and their texts."""
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
"""


def _rail(t: Theme, pt: Sizes) -> str:
    """The rail."""
    return f"""
#rail {{ background: {t.surface_soft}; border: none; }}
#rail QToolButton {{ border: 2px solid transparent; border-radius: 12px; padding: 8px 4px; color: {t.text_muted};
    font-size: {pt(0.9)}; background: transparent; }}
#rail QToolButton:hover {{ background: {t.surface}; }}
#rail QToolButton:checked {{ background: {t.accent_soft}; color: {t.text}; font-weight: 600; }}
#rail QToolButton:focus {{ border-color: {t.focus}; }}
"""


def _cards(t: Theme, pt: Sizes) -> str:
    """Cards and notices."""
    return f"""
QFrame[role="card"], QPushButton[role="card"] {{ background: {t.surface}; border: 1px solid {t.border};
    border-radius: 12px; text-align: left; }}
QPushButton[role="card"]:hover {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QPushButton[role="card"]:focus {{ border: 2px solid {t.focus}; }}
QFrame[role="notice"] {{ background: {t.warning}; border: none; border-radius: 12px; }}
QFrame[role="notice"] QLabel {{ color: {t.warning_text}; }}
"""


def _buttons(t: Theme, pt: Sizes) -> str:
    """Buttons."""
    return f"""
QPushButton {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px; padding: 8px 16px; }}
QPushButton:hover {{ background: {t.surface_soft}; }}
QPushButton:focus {{ border: 2px solid {t.focus}; padding: 7px 15px; }}
QPushButton[role="chip"] {{ background: {t.accent_soft}; border-color: {t.accent}; border-radius: 16px;
    padding: 6px 12px; }}
QPushButton[role="chip"]:focus {{ padding: 5px 11px; }}
QPushButton[role="tab"] {{ background: transparent; border: none; border-bottom: 3px solid transparent;
    border-radius: 0; padding: 8px 4px; color: {t.text_muted}; font-weight: 600; }}
QPushButton[role="tab"]:hover {{ border-bottom-color: {t.border}; }}
QPushButton[role="tab"]:checked {{ border-bottom-color: {t.accent}; color: {t.text}; }}
QPushButton[role="tab"]:focus {{ border: 2px solid {t.focus}; border-radius: 8px; padding: 7px 2px 8px 2px; }}
QPushButton[role="menu"] {{ text-align: left; padding: 8px 2em 8px 16px; }}
QPushButton[role="menu"]:focus {{ padding: 7px 2em 7px 15px; }}
QPushButton::menu-indicator {{ image: none; width: 0; }}
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
"""


def _inputs(t: Theme, pt: Sizes) -> str:
    """What is typed or chosen."""
    return f"""
QComboBox {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px; padding: 8px 12px; }}
QComboBox:focus {{ border: 2px solid {t.focus}; padding: 7px 11px; }}
QComboBox::drop-down {{ border: none; width: 1.6em; }}
QComboBox::down-arrow {{ image: none; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.border}; padding: 8px 0; }}
QMenu::item {{ padding: 8px 24px; background: transparent; }}
QMenu::item:selected {{ background: {t.accent_soft}; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.border}; outline: none;
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QLineEdit, QAbstractSpinBox {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 8px;
    padding: 8px 12px; selection-background-color: {t.accent}; selection-color: {t.accent_text}; }}
QLineEdit:focus, QAbstractSpinBox:focus {{ border: 2px solid {t.focus}; padding: 7px 11px; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; height: 0; border: none; }}
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus {{ border: none; padding: 0; background: transparent; }}
"""


def _tables(t: Theme, pt: Sizes) -> str:
    """Tables."""
    return f"""
QTableView {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 4px; outline: none;
    selection-background-color: {t.accent_soft}; selection-color: {t.text}; }}
QTableView:focus {{ border: 2px solid {t.focus}; }}
QTableView::item {{ border-bottom: 1px solid {t.surface_soft}; padding: 0 8px; }}
QTableView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QHeaderView {{ background: transparent; border: none; }}
QHeaderView::section {{ background: {t.surface}; color: {t.text_muted}; border: none;
    border-bottom: 1px solid {t.border}; padding: 8px 11px; }}
"""


def _switches(t: Theme, pt: Sizes) -> str:
    """Sliders and check boxes."""
    return f"""
QSlider {{ min-height: 26px; }}
QSlider::groove:horizontal {{ background: {t.surface_soft}; height: 6px; border-radius: 3px; }}
QSlider::sub-page:horizontal {{ background: {t.accent}; border-radius: 3px; }}
QSlider::handle:horizontal {{ background: {t.accent}; width: 20px; height: 20px; margin: -7px 0; border-radius: 10px; }}
QSlider:focus {{ border: 2px solid {t.focus}; border-radius: 8px; }}
QCheckBox {{ spacing: 8px; padding: 4px; border: 2px solid transparent; border-radius: 6px; }}
QCheckBox:focus {{ border-color: {t.focus}; }}
QCheckBox::indicator {{ width: 1.1em; height: 1.1em; border: 2px solid {t.text_muted}; border-radius: 4px;
    background: {t.surface}; }}
QCheckBox::indicator:checked {{ background: {t.accent}; border-color: {t.accent}; }}
"""


def _scroll_bars(t: Theme, pt: Sizes) -> str:
    """Scroll bars."""
    return f"""
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 4px; min-height: 40px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.border}; border-radius: 4px; min-width: 40px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{
    background: transparent; height: 0; width: 0; }}
"""


def player_style(background: QColor, text: QColor, text_percent: int) -> str:
    """The player's own style: the whole page in the colours of the phase."""
    pt = _sizes(text_percent)
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

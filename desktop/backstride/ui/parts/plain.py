"""Keeps text that somebody else wrote plain where Qt would read more into it: in tooltips and in captions."""

from PySide6.QtGui import Qt


def plain_tip(text: str) -> str:
    """`text` as a tooltip that shows it letter by letter.

    A tooltip that looks like HTML is shown as HTML, pictures and all; others are left as they are, because a screen
    reader is given the tooltip as it stands.
    """
    if not Qt.mightBeRichText(text):
        return text
    from html import escape  # late: hardly any text looks like that

    return f"<p style='white-space: pre-wrap'>{escape(text)}</p>"


def plain_caption(text: str) -> str:
    """`text` as the caption of a button or a box: an ampersand is shown, not taken for the mark of a shortcut."""
    return text.replace("&", "&&")


def plain_everywhere(text: str) -> str:
    """`text` for a tooltip that the desktop shows, which may read HTML or not: no reader finds any in it."""
    return text.replace("&lt;", "‹").replace("<", "‹").replace(">", "›")

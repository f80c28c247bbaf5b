"""What a start of the app asks of the window, be it its own or the one that is open already."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from backstride.core.errors import Trouble, UserError
from backstride.ui.error_words import error_text

if TYPE_CHECKING:
    from backstride.app.profile import Profile
    from backstride.ui.desktop import Desktop


class Request(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page to show, a routine to play, a file to add, or nothing but the window itself.

    `file` is absolute.  `speed` is how many times faster time passes.  With `activation`, a word that the desktop gave
    this start, it lets the window come before the one that the user works in.
    """

    page: str | None = None
    routine: str | None = None
    file: str | None = None
    speed: float = 1.0
    activation: str = ""


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of a request: nothing to say, or trouble with its values."""

    trouble: Trouble | None = None
    where: str = ""
    detail: str = ""


def carry_out(request: Request, desktop: "Desktop", profile: "Profile") -> None:
    """Do what a request asks, in the window that is open.  Raises UserError, which the window shows too."""
    try:
        _carry_out(request, desktop, profile)
    except UserError as error:
        desktop.window.say(error_text(error), lasting=True)
        raise


def _carry_out(request: Request, desktop: "Desktop", profile: "Profile") -> None:
    if request.speed not in (1.0, profile.speed):
        raise UserError(Trouble.SPEED_IS_SET, where=request.routine)
    if request.page is not None:
        desktop.window.open_page(request.page)
    if request.file is not None:
        desktop.adding.offer(Path(request.file))
    if request.routine is not None:
        if request.routine not in desktop.catalogue.routines:
            raise UserError(Trouble.UNKNOWN_ROUTINE, where=request.routine)
        if desktop.player.is_under_way:
            raise UserError(Trouble.SESSION_UNDER_WAY, where=desktop.player.session.timeline.name)
        desktop.play(request.routine)

"""One window for each profile: the first start opens it, a later one hands over what it was asked."""

import logging
import os
import time
from collections.abc import Callable
from typing import BinaryIO

import msgspec

from backstride.app.request import Reply, Request
from backstride.core.errors import Trouble, UserError
from backstride.store.instance_lock import take_lock
from backstride.store.paths import Paths, make_private

_log = logging.getLogger(__name__)

PATIENCE_S = 10
"""How long a start waits for one that has the profile but does not listen: it may just be opening, or closing."""
LOOK_AGAIN_S = 0.05
ACTIVATION = "XDG_ACTIVATION_TOKEN"
"""Where a Wayland desktop gives a start the word with which a window may come to the front."""


def claim_or_hand_over(paths: Paths, request: Request, patience_s: float = PATIENCE_S) -> BinaryIO | None:
    """The lock of the profile, to be held while its window is open; None when the window that is open took `request`.

    Raises UserError with what the other window refused, or when it does not answer.
    """
    make_private(paths.data_dir)
    until = time.monotonic() + patience_s
    while (lock := take_lock(paths.lock)) is None:
        if _handed_over(paths, request):
            return None
        if time.monotonic() > until:
            raise UserError(Trouble.ALREADY_OPEN, where=paths.data_dir)
        time.sleep(LOOK_AGAIN_S)
    return lock


def answering(take: Callable[[Request], None]) -> Callable[[bytes], bytes]:
    """What the first start answers to messages of later ones; `take` carries out a request, and may raise UserError."""

    def answer(message: bytes) -> bytes:
        try:
            request = msgspec.json.decode(message, type=Request)
        except msgspec.DecodeError as error:
            _log.warning("A message of a later start was not understood: %s", error)
            return msgspec.json.encode(Reply(Trouble.BAD_ARGUMENT, detail=str(error)))
        if request.activation:
            os.environ[ACTIVATION] = request.activation  # where Qt looks for it when a window asks to be raised
        try:
            take(request)
        except UserError as error:
            return msgspec.json.encode(Reply(error.trouble, error.where, error.detail))
        return msgspec.json.encode(Reply())

    return answer


def _handed_over(paths: Paths, request: Request) -> bool:
    """True when the window that is open took the request.  Raises UserError with what it refused."""
    from backstride.services.reception import address, call  # late: a first start does not wait for QtNetwork

    message = msgspec.structs.replace(request, activation=os.environ.get(ACTIVATION, ""))
    answer = call(address(paths.data_dir), msgspec.json.encode(message))
    if answer is None:
        return False
    reply = msgspec.json.decode(answer, type=Reply)
    if reply.trouble is not None:
        raise UserError(reply.trouble, where=reply.where, detail=reply.detail)
    return True

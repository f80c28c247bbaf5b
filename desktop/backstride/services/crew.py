"""The services of a session together, so that they are made once and late, and handed on as one."""

from msgspec import Struct

from backstride.services.awake import Awake
from backstride.services.sounds import Sounds
from backstride.services.speech import Speech


class Crew(Struct, frozen=True):
    """What a session is accompanied by."""

    sounds: Sounds
    speech: Speech
    awake: Awake

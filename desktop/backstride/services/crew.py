"""The services of a session together, so that they are made once and late, and handed on as one."""

from dataclasses import dataclass

from backstride.services.awake import Awake
from backstride.services.sounds import Sounds
from backstride.services.speech import Speech


@dataclass(frozen=True, slots=True)
class Crew:
    """What a session is accompanied by."""

    sounds: Sounds
    speech: Speech
    awake: Awake

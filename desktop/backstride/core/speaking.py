"""Estimates how long a text takes to say, so that nothing is announced that does not fit in the time left."""

import re

# A digit counts as a word: "45" is said as two.  A compound with a hyphen is said as its parts.
_WORDS = re.compile(r"\d|[^\W\d_]+(?:['’][^\W\d_]+)*")
_PAUSES = re.compile(r"[.,;:!?…–—]+(?=\s+\w)")

# Chosen so that espeak-ng takes less, be the text one word or three sentences; see tests/end2end/test_speech.py.
BEFORE_AND_AFTER_MS = 450
WORD_MS = 400
LETTER_MS = 80
"""Long words go by their letters: "hamstring" is no 400 ms."""
PAUSE_MS = 200


def estimated_ms(text: str, rate_percent: int = 0) -> int:
    """How long `text` takes at most, a little too long on purpose; 0 when there is nothing to say.

    A rate of 100 is counted as twice as fast although most voices are faster still, -100 as a good half as fast.
    """
    words = _WORDS.findall(text)
    if not words:
        return 0
    spoken_ms = sum(max(WORD_MS, LETTER_MS * len(word)) for word in words) + PAUSE_MS * len(_PAUSES.findall(text))
    rate = max(-100, min(100, rate_percent))
    spoken_ms = spoken_ms * (200 - rate) // 200 if rate > 0 else spoken_ms * (100 - rate) // 100
    return BEFORE_AND_AFTER_MS + spoken_ms

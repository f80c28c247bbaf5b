"""The voice for who wants none, and the one that tests listen to."""

from collections.abc import Callable

import pytest

from backstride.services.speech import NullSpeech, Speech, SpeechTrouble
from doubles.speech import FakeSpeech, Listener


@pytest.mark.parametrize("make", [NullSpeech, FakeSpeech])
def test_the_silent_ones_can_all_that_a_voice_can(qapp, make: Callable[[], Speech]) -> None:
    speech = make()
    Listener(speech)
    for call in (speech.stop, speech.retry, speech.close):
        call()
    speech.say("nothing")
    speech.set_voice(None)
    speech.set_rate(0)
    speech.set_volume(100)
    assert speech.trouble is None
    assert isinstance(speech.voices(), tuple)


def test_the_recording_one_tells_what_it_was_asked_and_what_the_test_decides(qapp) -> None:
    speech = FakeSpeech()
    listener = Listener(speech)
    speech.say("one")
    speech.stop()
    speech.say("two")
    speech.speak(True)
    speech.fail(SpeechTrouble.LOST)
    assert speech.said == ["one", "two"]
    assert speech.calls[1] == ("stop", None)
    assert listener.heard == [True, SpeechTrouble.LOST]

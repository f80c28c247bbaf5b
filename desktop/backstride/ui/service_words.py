"""What is said when a service fails: once, calmly, with what helps.  Apart from `words`, for services need Qt."""

from backstride.services.awake import AwakeTrouble
from backstride.services.sounds import SoundTrouble, Tone
from backstride.services.speech import SpeechTrouble
from backstride.ui.words import tr


def tone_text(tone: Tone) -> str:
    """What a kind of tone says."""
    return {
        Tone.READY: tr("Get ready"),
        Tone.COUNTDOWN: tr("Last three seconds"),
        Tone.GO: tr("Go"),
        Tone.HALFWAY: tr("Halfway"),
        Tone.SWITCH: tr("Change sides"),
        Tone.REST: tr("Rest"),
        Tone.SET_END: tr("End of an exercise"),
        Tone.DONE: tr("Done"),
    }[tone]


def sound_trouble_text(trouble: SoundTrouble | None) -> str:
    """Why no tones are heard, and what helps; nothing when they are."""
    if trouble is None:
        return ""
    return {
        SoundTrouble.NO_LIBRARY: tr("No tones: a sound library is missing (on Debian and Ubuntu: libpulse0)."),
        SoundTrouble.NO_DEVICE: tr("No tones: no sound output was found. The screen shows everything."),
        SoundTrouble.NOT_ANSWERING: tr(
            "No tones: the sound system does not answer. If it was restarted, start Backstride again after the session."
        ),
        SoundTrouble.BAD_FILE: tr("No tones: the sound files cannot be played. Please install Backstride again."),
    }[trouble]


def speech_trouble_text(trouble: SpeechTrouble | None, *, tones: bool) -> str:
    """Why nothing is said, what helps, and what is left when there are `tones`; nothing when all is well."""
    if trouble is None:
        return ""
    install = tr("on Debian and Ubuntu install speech-dispatcher and speech-dispatcher-espeak-ng")
    sentence = {
        SpeechTrouble.NO_ENGINE: tr("No voice: no speech engine was found ({how}).", how=install),
        SpeechTrouble.NO_VOICES: tr("No voice: the speech engine has no voices ({how}).", how=install),
        SpeechTrouble.LOST: tr("No voice: the speech engine does not answer."),
    }[trouble]
    return f"{sentence} {tr('Tones go on.')}" if tones else sentence


def awake_trouble_text(trouble: AwakeTrouble | None) -> str:
    """That the screen may go dark; nothing when it will not."""
    if trouble is None:
        return ""
    return tr("The screen may go dark during the session: nothing here offers to keep it on.")

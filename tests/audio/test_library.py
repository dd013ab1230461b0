from concurrent.futures import ThreadPoolExecutor
from math import inf

import numpy as np
import pytest

from simulator.audio.codec import read_audio
from simulator.audio.library import ClipLibrary
from simulator.audio.mix import render
from simulator.audio.mp3 import mp3_bytes
from simulator.audio.noise import NoiseKind
from simulator.audio.pseudo import PseudoSpeech
from simulator.audio.segments import segment_from_pcm
from simulator.audio.tones import beep, dtmf_tone
from simulator.audio.wav import wav_bytes
from simulator.errors import AudioError
from simulator.telephony.contact_id import is_handshake, is_kiss_off
from simulator.telephony.effects import AlarmSignalKind
from simulator.telephony.media import Clip, KeyMark, Segment, ToneMark, Track


class CountingSpeech(PseudoSpeech):
    """Pseudo-speech that notes what it was made to say."""

    def __init__(self):
        self.said = []

    def speak(self, text, language=None, voice=None):
        self.said.append(text)
        return super().speak(text, language, voice)


@pytest.fixture
def engine():
    return CountingSpeech()


@pytest.fixture
def library(engine):
    return ClipLibrary(engine)


SPOKEN = PseudoSpeech().speak("Good morning, this is a recording of some length.").pcm
FILE = bytes(4_000) + SPOKEN + bytes(8_000) + dtmf_tone("7", 0.1) + bytes(4_000)


def test_speech_has_its_length_and_marks_before_it_is_made(library, engine):
    clip = library.speech("Hello")

    assert clip == Clip(clip.key, "Hello", 0.4005, (Segment(0.0, 0.4005),))
    assert engine.said == []


def test_the_samples_of_speech_are_found_again(library):
    clip = library.speech("Hello there")

    assert library.samples(clip) == PseudoSpeech().speak("Hello there").pcm


def test_speech_is_made_once(library, engine):
    for _ in range(3):
        library.samples(library.speech("Hello"))

    assert engine.said == ["Hello"]


def test_what_was_dropped_is_made_again(engine):
    library = ClipLibrary(engine, cache_bytes=10_000)
    one, two = library.speech("one"), library.speech("two")

    sounds = [library.samples(clip) for clip in (one, two, two, one)]

    assert engine.said == ["one", "two", "one"]
    assert sounds == [sounds[0], sounds[1], sounds[1], sounds[0]]


def test_equal_texts_are_one_clip_and_different_ones_are_not(library):
    assert library.speech("Hello") is library.speech("Hello")
    assert library.speech("Hello").key != library.speech("Hello!").key


def test_the_voice_is_part_of_the_key():
    library = ClipLibrary()

    keys = {library.speech("Hello", language=language).key.rsplit(":", 1)[0] for language in ("en-UK", "en-GB", "hu")}

    assert keys == {"speech:espeak:en", "speech:espeak:hu"}


def test_a_language_that_was_replaced_can_be_asked_about():
    library = ClipLibrary()

    assert library.speech("Hello", language="xx").duration > 0
    assert library.synthesizer.warning("xx") == "espeak does not know the language 'xx' and speaks 'en-US' instead"


def test_voice_and_keys_in_a_file_are_found(library, tmp_path):
    path = tmp_path / "greeting.wav"
    path.write_bytes(wav_bytes(FILE))

    clip = library.file(path)

    [voice] = clip.voice
    [key] = clip.keys
    spoken_until = 0.25 + len(SPOKEN) / 16_000
    assert clip.label == "greeting.wav"
    assert clip.duration == len(FILE) / 16_000
    assert voice.start == pytest.approx(0.25, abs=0.08)
    assert voice.end == pytest.approx(spoken_until, abs=0.08)
    assert key.key == "7"
    assert key.start == pytest.approx(spoken_until + 0.5, abs=0.02)
    assert library.samples(clip) == FILE


def test_a_file_is_found_by_a_path_in_text(library, tmp_path):
    (tmp_path / "greeting.mp3").write_bytes(mp3_bytes(FILE))

    assert library.file(str(tmp_path / "greeting.mp3")).duration == len(FILE) / 16_000


def test_a_file_with_the_same_content_is_the_same_sound_under_another_name(library, tmp_path):
    for name in ("one.wav", "two.wav"):
        (tmp_path / name).write_bytes(wav_bytes(FILE))

    one, two = library.file(tmp_path / "one.wav"), library.file(tmp_path / "two.wav")

    assert (one.key, one.label, two.label) == (two.key, "one.wav", "two.wav")


def test_a_file_that_has_not_changed_is_not_read_again(library, tmp_path):
    path = tmp_path / "greeting.wav"
    path.write_bytes(wav_bytes(FILE))

    assert library.file(path) is library.file(path)


def test_a_file_that_was_changed_is_another_clip(library, tmp_path):
    path = tmp_path / "greeting.wav"
    path.write_bytes(wav_bytes(FILE))
    before = library.file(path)
    path.write_bytes(wav_bytes(SPOKEN))

    after = library.file(path)

    assert before.key != after.key
    assert library.samples(after) == SPOKEN
    assert library.samples(before) == FILE  # still in memory


def test_a_file_that_changed_after_its_samples_were_dropped_is_an_error(engine, tmp_path):
    library = ClipLibrary(engine, cache_bytes=0)
    path = tmp_path / "greeting.wav"
    path.write_bytes(wav_bytes(FILE))
    clip = library.file(path)
    assert library.samples(clip) == FILE
    path.write_bytes(wav_bytes(SPOKEN))

    with pytest.raises(AudioError, match=r"greeting\.wav: has changed since it was first played"):
        library.samples(clip)
    path.unlink()
    with pytest.raises(AudioError, match=r"greeting\.wav: No such file"):
        library.samples(clip)


def test_a_file_that_is_missing_is_named(library, tmp_path):
    with pytest.raises(AudioError) as refusal:
        library.file(tmp_path / "nowhere.wav")

    assert str(refusal.value) == f"{tmp_path / 'nowhere.wav'}: No such file or directory"


def test_a_file_that_is_named_without_its_folder_is_told_with_that_and_with_what_was_meant(
    library, tmp_path, monkeypatch
):
    (tmp_path / "hello.wav").write_bytes(wav_bytes(FILE))
    monkeypatch.chdir(tmp_path)

    with pytest.raises(AudioError) as refusal:
        library.file("helo.wav")
    assert str(refusal.value) == (
        f"helo.wav: No such file or directory in {tmp_path.as_posix()}; did you mean 'hello.wav'?"
    )
    with pytest.raises(AudioError, match=r"in .*/sounds$"):
        library.file("sounds/helo.wav")


def test_data_in_memory_is_a_clip_that_can_be_made_again(engine):
    library = ClipLibrary(engine, cache_bytes=0)
    data = mp3_bytes(FILE)

    clip = library.data(data, "upload.mp3")

    assert clip.label == "upload.mp3"
    assert library.samples(clip) == read_audio(data)


def test_data_that_is_not_audio_is_refused_by_name(library):
    with pytest.raises(AudioError, match=r"^upload\.mp3: found text"):
        library.data(b"Not found", "upload.mp3")


def test_a_segment_is_a_clip(library):
    clip = library.segment(segment_from_pcm(FILE), "says hello")

    assert (clip.label, clip.duration, len(clip.voice), len(clip.keys)) == ("says hello", len(FILE) / 16_000, 1, 1)
    assert library.samples(clip) == FILE
    assert library.segment(segment_from_pcm(FILE), "again").key == clip.key


def test_a_key_is_marked_over_its_whole_tone(library):
    clip = library.key("5", 0.2)

    assert clip == Clip("key:5:0.2", "5", 0.2, (), (KeyMark("5", 0.0, 0.2),))
    assert library.samples(clip) == dtmf_tone("5", 0.2)


@pytest.mark.parametrize(
    ("digit", "seconds", "complaint"),
    [("x", 0.1, "'x' is not a DTMF key"), ("1", 0.0, "`seconds` of a key"), ("1", inf, "`seconds` of a key")],
)
def test_a_key_that_cannot_be_pressed_is_refused(library, digit, seconds, complaint):
    with pytest.raises(AudioError, match=complaint):
        library.key(digit, seconds)


@pytest.mark.parametrize("kind", list(NoiseKind))
def test_noise_goes_on_for_ever_and_nobody_speaks_in_it(library, kind):
    clip = library.noise(kind, -40.0)

    assert (clip.duration, clip.voice, clip.keys) == (inf, (), ())
    assert clip.label == f"{kind} noise -40 dBFS"
    assert len(library.samples(clip, 3_600.0, 3_602.5)) == 40_000


def test_noise_is_the_same_wherever_it_is_cut(library):
    clip = library.noise("pink", -30.0)

    assert library.samples(clip, 1.0, 6.0) == library.samples(clip, 0.0, 9.0)[16_000:96_000]


def test_noise_may_end(library):
    assert len(library.samples(library.noise("white", -30.0, 1.5))) == 24_000


def test_an_unknown_noise_is_refused(library):
    with pytest.raises(AudioError) as refusal:
        library.noise("whit", -30.0)

    assert str(refusal.value) == "'whit' is not a kind of noise; did you mean 'white'?"


def test_silence_is_a_clip(library):
    clip = library.silence(0.5)

    assert (clip.label, clip.duration) == ("silence", 0.5)
    assert library.samples(clip) == bytes(8_000)
    assert library.samples(library.silence(), 1.0, 1.25) == bytes(4_000)


def test_a_stretch_ends_where_its_clip_ends(library):
    clip = library.speech("Hello")

    assert len(library.samples(clip, 0.4, 9.0)) == 2 * 4
    assert library.samples(clip, 5.0, 9.0) == b""


def test_all_of_endless_sound_cannot_be_had(library):
    with pytest.raises(AudioError, match="has no end; say up to which second"):
        library.samples(library.noise("hum", -30.0))


def test_a_clip_of_another_library_is_refused(library):
    with pytest.raises(AudioError, match=r"the clip 'Hello' \(speech:.*\) is none of this library"):
        ClipLibrary(PseudoSpeech()).samples(library.speech("Hello"))


def test_a_track_is_rendered_from_the_library(library):
    track = Track()
    track.start(library.speech("Hello"), 1.0)
    track.start(library.noise("white", -50.0), 0.0)
    track.start(library.key("1"), 2.0)

    pcm = render(track.between(0.0, 3.0), 0.0, 3.0, library.samples)

    loud = np.abs(np.frombuffer(pcm, dtype="<i2").astype(int)).reshape(30, 800).max(axis=1) > 2_000
    assert np.flatnonzero(loud).tolist() == [10, 11, 12, 13, 20]


def test_many_threads_may_use_it_at_once(engine):
    library = ClipLibrary(engine, cache_bytes=20_000)
    texts = [f"number {number % 7}" for number in range(200)]

    with ThreadPoolExecutor(8) as threads:
        sounds = list(threads.map(lambda text: library.samples(library.speech(text)), texts))

    assert sounds == [PseudoSpeech().speak(text).pcm for text in texts]


def test_the_keys_of_an_alarm_message_are_decoded_from_its_sound(library):
    clip = library.alarm_signal(AlarmSignalKind.MESSAGE, "1234181131010158")

    assert "".join(mark.key for mark in clip.keys) == "1234181131010158"
    assert [(mark.start, mark.end) for mark in clip.keys] == [
        (pytest.approx(0.1 * n, abs=0.01), pytest.approx(0.1 * n + 0.05, abs=0.01)) for n in range(16)
    ]
    assert (clip.label, clip.duration) == ("Contact ID message 1234181131010158", 1.55)
    assert (clip.tones, clip.voice) == ((), ())


def test_the_tones_of_a_handshake_and_a_kiss_off_are_found_in_their_sound(library):
    handshake = library.alarm_signal(AlarmSignalKind.HANDSHAKE)
    kiss_off = library.alarm_signal(AlarmSignalKind.KISS_OFF)

    assert is_handshake(handshake)
    assert is_kiss_off(kiss_off)
    assert not is_kiss_off(handshake)
    assert not is_handshake(kiss_off)
    assert [(clip.label, clip.duration) for clip in (handshake, kiss_off)] == [
        ("Contact ID handshake", 0.3),
        ("Contact ID kiss-off", 0.85),
    ]
    assert handshake.keys == handshake.voice == kiss_off.keys == kiss_off.voice == ()


def test_an_alarm_signal_is_one_clip_whose_samples_are_found_again(engine):
    library = ClipLibrary(engine, cache_bytes=0)
    clip = library.alarm_signal(AlarmSignalKind.KISS_OFF)

    assert library.alarm_signal(AlarmSignalKind.KISS_OFF) is clip
    assert len(library.samples(clip)) == 2 * 6_800


def test_an_alarm_message_of_unknown_keys_is_refused(library):
    with pytest.raises(AudioError, match=r"^'X' is not a DTMF key"):
        library.alarm_signal(AlarmSignalKind.MESSAGE, "12X")


def test_signalling_tones_in_a_file_are_found_and_are_not_voice(library):
    clip = library.data(wav_bytes(bytes(8_000) + beep(0.85, 1_400) + bytes(8_000)), "station.wav")

    assert clip.tones == (ToneMark(1_400.0, 0.5015, 1.3485),)
    assert clip.voice == ()


@pytest.mark.parametrize("path", ["x" * 300 + ".wav", f"{'y' * 300}/hello.wav"], ids=["a name", "a folder"])
def test_what_is_too_long_to_be_a_path_is_an_error_like_others(library, path):
    with pytest.raises(AudioError, match="File name too long"):
        library.file(path)

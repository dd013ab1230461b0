import io
import sys

import av
import numpy as np
import pytest
from mutagen.id3 import ID3, TIT2

from simulator.audio.codec import audio_file, audio_file_size, read_audio
from simulator.audio.mp3 import mp3_bytes
from simulator.errors import AudioError

TONE = (8_000 * np.sin(np.arange(16_000) * 2 * np.pi * 440 / 8_000)).astype("<i2")


def encoded(container, codec, rate=8_000, channels="mono", sample_format="s16"):
    """A tone of 440 Hz and 2 s, as a file made by ffmpeg."""
    file = io.BytesIO()
    tone = (0.25 * np.sin(np.arange(2 * rate) * 2 * np.pi * 440 / rate)).astype("<f4")
    planes = 2 if channels == "stereo" else 1
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout=channels)
        stream.codec_context.options = {"strict": "experimental"}  # as ffmpeg calls its vorbis
        resampler = av.AudioResampler(format=sample_format, layout=channels, rate=rate)
        frame = av.AudioFrame.from_ndarray(np.repeat(tone, planes).reshape(1, -1), format="flt", layout=channels)
        frame.sample_rate = rate
        fifo = av.AudioFifo()
        for one in resampler.resample(frame):
            fifo.write(one)
        while chunk := fifo.read(stream.codec_context.frame_size or 1_024, partial=True):
            output.mux(stream.encode(chunk))
        output.mux(stream.encode(None))
    return file.getvalue()


def pitch_hz(pcm):
    """The strongest frequency of the middle second."""
    middle = np.frombuffer(pcm, dtype="<i2")[4_000:12_000]
    return int(np.argmax(np.abs(np.fft.rfft(middle))))


@pytest.mark.parametrize(
    ("container", "codec", "rate", "channels", "sample_format"),
    [
        ("flac", "flac", 8_000, "mono", "s16"),
        ("flac", "flac", 44_100, "stereo", "s16"),
        ("ogg", "vorbis", 44_100, "stereo", "fltp"),
        ("wav", "pcm_f32le", 48_000, "stereo", "flt"),
        ("wav", "pcm_s16le", 22_050, "stereo", "s16"),
    ],
)
def test_files_of_other_programs_are_brought_to_the_line(container, codec, rate, channels, sample_format):
    pcm = read_audio(encoded(container, codec, rate, channels, sample_format))

    assert abs(len(pcm) // 2 - 16_000) <= 64  # vorbis pads its last block
    assert pitch_hz(pcm) == 440
    assert np.abs(np.frombuffer(pcm, dtype="<i2")[4_000:12_000]).max() == pytest.approx(8_192, rel=0.03)


def test_our_own_mp3_comes_back_with_its_length():
    pcm = read_audio(mp3_bytes(TONE.tobytes()))

    assert len(pcm) == 32_000
    assert pitch_hz(pcm) == 440


def test_an_mp3_with_a_title_is_read():
    title = io.BytesIO()
    tags = ID3()
    tags.add(TIT2(text="Greeting"))
    tags.save(title)

    assert len(read_audio(title.getvalue() + mp3_bytes(TONE.tobytes()))) == 32_000


def test_a_file_is_read_by_its_content_and_not_by_its_name(tmp_path):
    path = tmp_path / "greeting.wav"
    path.write_bytes(mp3_bytes(TONE.tobytes()))

    assert len(read_audio(path)) == 32_000


KNOWN = "known: wav (linear, A-law, mu-law or float), mp3, flac and ogg (vorbis)"


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", f"found an empty file, expected audio; {KNOWN}"),
        (b"<html>not found", f"found text ('<html>not found'), expected audio; {KNOWN}"),
        (b"\0\0\0\x20ftypM4A ", f"found MPEG-4 (m4a, mp4), expected audio; {KNOWN}"),
        (b"\x89PNG\r\n", f"found a PNG picture, expected audio; {KNOWN}"),
        (b"OggS" + bytes(24) + b"OpusHead", f"found ogg with Opus, expected audio; {KNOWN}"),
        (b"\0\1\2\xfe\xff\0", f"found data that begins 00 01 02 fe ff 00, expected audio; {KNOWN}"),
    ],
)
def test_what_is_not_audio_is_refused_with_what_it_is(data, complaint):
    with pytest.raises(AudioError) as refusal:
        read_audio(data, "greeting.mp3")

    assert str(refusal.value) == f"greeting.mp3: {complaint}"


@pytest.mark.parametrize(
    "data", [b"ID3\4" + bytes(100), b"\xff\xe3\x28\xc4" + bytes(200), b"fLaC" + bytes(60), b"OggS" + bytes(60)]
)
def test_a_broken_file_is_refused(data):
    with pytest.raises(AudioError, match=r"^greeting: (found (mp3|flac|ogg) that cannot be decoded|holds no sound)"):
        read_audio(data, "greeting")


def test_a_missing_file_is_named(tmp_path):
    path = tmp_path / "nowhere.wav"

    with pytest.raises(AudioError) as refusal:
        read_audio(path)

    assert str(refusal.value) == f"{path}: No such file or directory"


def test_without_miniaudio_plain_wavs_are_still_read(monkeypatch):
    monkeypatch.setitem(sys.modules, "miniaudio", None)

    assert read_audio(audio_file("wav", TONE.tobytes())) == TONE.tobytes()
    with pytest.raises(AudioError, match="found mp3; without the package 'miniaudio' only plain wavs are read"):
        read_audio(mp3_bytes(TONE.tobytes()))


@pytest.mark.parametrize(("form", "begins"), [("mp3", b"\xff\xe3"), ("wav", b"RIFF")])
def test_a_recording_becomes_a_file_of_the_format_asked_for(form, begins):
    data = audio_file(form, TONE.tobytes())

    assert data.startswith(begins)
    assert len(data) == audio_file_size(form, 16_000)


def test_an_unknown_format_is_refused():
    with pytest.raises(AudioError) as refusal:
        audio_file("mp4", b"")

    assert str(refusal.value) == "'mp4' is not a format that recordings come in; did you mean 'mp3'?"

import io
import struct
import wave

import numpy as np
import pytest

from simulator.audio.codec import read_audio
from simulator.audio.segments import AudioSegment
from simulator.audio.wav import wav_bytes, wav_size
from simulator.errors import AudioError

SPEECH_LIKE = (8_000 * np.sin(np.arange(8_000) * 0.1)).astype("<i2")


def riff(*chunks):
    body = b"".join(name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for name, data in chunks)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def form(code, *, bits, channels=1, rate=8_000, extra=b""):
    width = bits // 8 * channels
    return b"fmt ", struct.pack("<HHIIHH", code, channels, rate, rate * width, width, bits) + extra


def numbers(pcm):
    return np.frombuffer(pcm, dtype="<i2")


def test_the_standard_library_reads_what_was_recorded():
    with wave.open(io.BytesIO(wav_bytes(SPEECH_LIKE.tobytes()))) as file:
        assert file.getparams()[:4] == (1, 2, 8_000, 8_000)
        assert file.readframes(8_000) == SPEECH_LIKE.tobytes()


def test_pydub_reads_what_was_recorded():
    segment = AudioSegment.from_wav(io.BytesIO(wav_bytes(SPEECH_LIKE.tobytes())))

    assert (segment.frame_rate, segment.channels, segment.sample_width) == (8_000, 1, 2)
    assert segment.raw_data == SPEECH_LIKE.tobytes()


def test_a_recording_of_nothing_is_a_header():
    data = wav_bytes(b"")

    assert len(data) == 44
    assert data[:4] + data[8:12] + data[36:44] == b"RIFFWAVEdata\0\0\0\0"
    with wave.open(io.BytesIO(data)) as file:
        assert file.getnframes() == 0


@pytest.mark.parametrize("samples", [0, 1, 8_000])
def test_the_size_is_known_before_writing(samples):
    assert wav_size(samples) == len(wav_bytes(bytes(2 * samples)))


def test_a_wav_is_read_as_it_was_written():
    assert read_audio(wav_bytes(SPEECH_LIKE.tobytes())) == SPEECH_LIKE.tobytes()


@pytest.mark.parametrize("bits", [8, 24, 32])
def test_other_sample_widths_are_read(bits):
    wide = SPEECH_LIKE.astype(int) << 16
    frames = {
        8: ((wide >> 24) + 128).astype(np.uint8).tobytes(),
        24: b"".join(int(number >> 8).to_bytes(3, "little", signed=True) for number in wide),
        32: wide.astype("<i4").tobytes(),
    }[bits]

    pcm = read_audio(riff(form(1, bits=bits), (b"data", frames)))

    assert np.abs(numbers(pcm).astype(int) - SPEECH_LIKE).max() <= (255 if bits == 8 else 0)


def test_a_law_is_read():
    """ITU-T G.711, table 1a: 0xD5 is the smallest positive value, 0x80 clears to the largest negative side's 0x2A."""
    pcm = read_audio(riff(form(6, bits=8), (b"data", b"\xd5\x55\xaa\x2a")))

    assert numbers(pcm).tolist() == [8, -8, 32_256, -32_256]


def test_mu_law_is_read():
    """ITU-T G.711, table 2a: all ones is zero, 0x80 the largest positive and 0x00 the largest negative value."""
    pcm = read_audio(riff(form(7, bits=8), (b"fact", b"\4\0\0\0"), (b"data", b"\xff\x7f\x80\x00")))

    assert numbers(pcm).tolist() == [0, 0, 32_124, -32_124]


def test_the_extensible_format_is_read():
    guid = b"\1\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    extensible = form(0xFFFE, bits=16, extra=struct.pack("<HHI", 22, 16, 4) + guid)

    assert read_audio(riff(extensible, (b"data", SPEECH_LIKE.tobytes()))) == SPEECH_LIKE.tobytes()


def test_float_samples_are_read():
    frames = (SPEECH_LIKE / 32_768).astype("<f4").tobytes()

    pcm = read_audio(riff(form(3, bits=32), (b"data", frames)))

    assert np.abs(numbers(pcm).astype(int) - SPEECH_LIKE).max() <= 1


def test_two_channels_become_their_mean():
    frames = np.array([[1_000, 3_000], [-2_000, 0]], dtype="<i2").tobytes()

    assert numbers(read_audio(riff(form(1, bits=16, channels=2), (b"data", frames)))).tolist() == [2_000, -1_000]


def test_a_recording_that_was_cut_off_is_read_as_far_as_it_goes():
    cut_off = wav_bytes(SPEECH_LIKE.tobytes())[:-2_001]

    assert read_audio(cut_off) == SPEECH_LIKE.tobytes()[:-2_002]


def test_a_stream_that_did_not_know_its_length_is_read():
    streamed = bytearray(wav_bytes(SPEECH_LIKE.tobytes()))
    streamed[40:44] = b"\xff\xff\xff\xff"

    assert read_audio(bytes(streamed)) == SPEECH_LIKE.tobytes()


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (riff((b"data", b"\0\0")), "yes.wav: a wav file without a 'fmt ' chunk"),
        (riff(form(1, bits=16)), "yes.wav: a wav file without a 'data' chunk"),
        (riff((b"fmt ", b"\1\0"), (b"data", b"\0\0")), "yes.wav: the 'fmt ' chunk has 2 bytes, expected at least 16"),
        (riff(form(1, bits=16, channels=0), (b"data", b"\0\0")), "yes.wav: a wav file of 0 channels at 8000 Hz"),
        (riff(form(1, bits=16), (b"data", b"")), "yes.wav: holds no sound"),
        (
            riff(form(0x1610, bits=16), (b"data", b"\0\0")),
            "yes.wav: wav format 0x1610, expected linear, A-law, mu-law, float or ADPCM",
        ),
    ],
)
def test_a_broken_wav_is_refused_by_name(data, complaint):
    with pytest.raises(AudioError) as refusal:
        read_audio(data, "yes.wav")

    assert str(refusal.value) == complaint

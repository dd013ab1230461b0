"""The mp3 of a recording, judged by four decoders that are not ours and by the tables of the standard."""

import io
import sys
from dataclasses import dataclass

import av
import lameenc
import miniaudio
import numpy as np
import pytest
from mutagen.mp3 import MP3

from simulator.audio.mp3 import mp3_bytes, mp3_size
from simulator.errors import AudioError

LENGTHS = [0, 1, 2, 46, 47, 48, 575, 576, 577, 1_152, 7_999, 8_000, 8_001, 480_000]


def melody(samples):
    """A sweep below 2 kHz that repeats nowhere, so that a shift of one sample is noticed."""
    at = np.arange(samples)
    return (6_000 * np.sin(0.05 * at + 2e-6 * at**2) + 4_000 * np.sin(0.31 * at)).astype("<i2")


def decoded_by_ffmpeg(data):
    with av.open(io.BytesIO(data)) as container:
        frames = [frame.to_ndarray().ravel() for frame in container.decode(audio=0)]
    return np.concatenate(frames) * 32_768 if frames else np.zeros(0)


def decoded_by_miniaudio(data):
    return np.array(miniaudio.decode(data, miniaudio.SampleFormat.SIGNED16, 1, 8_000).samples, dtype=float)


@dataclass(frozen=True)
class Frame:
    version: str
    layer: int
    bit_rate: int
    sample_rate: int
    channels: int
    data: bytes


# ISO/IEC 13818-3, 2.4.2.3: layer III of the low sampling frequencies; MPEG-2.5 halves the sample rates once more.
KBPS = [None, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
RATES = {"2": [22_050, 24_000, 16_000], "2.5": [11_025, 12_000, 8_000]}
VERSIONS = {0b00: "2.5", 0b10: "2"}


def frames_of(data):
    """Walk from header to header; anything between two frames, or a cut-off one, is a failure."""
    frames = []
    at = 0
    while at < len(data):
        header = int.from_bytes(data[at : at + 4], "big")
        assert header >> 21 == 0x7FF, f"no sync at byte {at}"
        version = VERSIONS[header >> 19 & 3]
        layer = 4 - (header >> 17 & 3)
        kbps = KBPS[header >> 12 & 15]
        rate = RATES[version][header >> 10 & 3]
        size = 72_000 * kbps // rate + (header >> 9 & 1)
        assert at + size <= len(data), f"the frame at byte {at} is cut off"
        channels = 1 if header >> 6 & 3 == 3 else 2
        frames.append(Frame(version, layer, kbps * 1_000, rate, channels, data[at : at + size]))
        at += size
    return frames


@pytest.mark.parametrize("samples", LENGTHS)
def test_ffmpeg_decodes_exactly_what_was_recorded(samples):
    assert len(decoded_by_ffmpeg(mp3_bytes(melody(samples).tobytes()))) == samples


@pytest.mark.parametrize("samples", LENGTHS)
def test_miniaudio_decodes_exactly_what_was_recorded(samples):
    assert len(decoded_by_miniaudio(mp3_bytes(melody(samples).tobytes()))) == samples


@pytest.mark.parametrize("samples", LENGTHS)
def test_mutagen_reads_the_length_of_the_recording(samples):
    told = MP3(io.BytesIO(mp3_bytes(melody(samples).tobytes()))).info

    assert round(told.length * 8_000, 3) == samples
    assert told.encoder_info == "LAME 3.100.0+"


@pytest.mark.parametrize("samples", LENGTHS)
def test_the_size_is_known_before_encoding(samples):
    assert mp3_size(samples) == len(mp3_bytes(melody(samples).tobytes()))


def test_a_minute_takes_118_kilobytes():
    assert mp3_size(480_000) == 120_672


@pytest.mark.parametrize("decode", [decoded_by_ffmpeg, decoded_by_miniaudio])
def test_the_sound_comes_back_where_it_was(decode):
    recording = melody(40_000)

    got = decode(mp3_bytes(recording.tobytes()))

    likeness = {shift: np.corrcoef(recording[10:-10], np.roll(got, shift)[10:-10])[0, 1] for shift in range(-9, 10)}
    assert max(likeness, key=likeness.get) == 0
    assert likeness[0] > 0.999


def test_every_frame_is_one_that_the_standard_knows():
    info, *sound = frames_of(mp3_bytes(melody(80_000).tobytes()))

    assert (info.version, info.layer, info.bit_rate, info.sample_rate, info.channels) == ("2.5", 3, 32_000, 8_000, 1)
    assert {(one.version, one.layer, one.bit_rate, one.sample_rate, one.channels) for one in sound} == {
        ("2.5", 3, 16_000, 8_000, 1)
    }
    assert {len(one.data) for one in sound} == {144}


def test_the_info_frame_counts_frames_bytes_and_samples():
    """Offsets as in the Mp3 Info Tag specification, for a mono frame of MPEG-2.5: 4 bytes of header, 9 of side info."""
    data = mp3_bytes(melody(80_000).tobytes())

    info, *sound = frames_of(data)
    tag = info.data[13:]
    delay = int.from_bytes(tag[141:144], "big") >> 12
    padding = int.from_bytes(tag[141:144], "big") & 0xFFF
    assert tag[:8] == b"Info\0\0\0\x0f"
    assert int.from_bytes(tag[8:12], "big") == len(sound)
    assert int.from_bytes(tag[12:16], "big") == len(data)
    assert tag[16:116] == bytes(sorted(tag[16:116]))
    assert tag[120:129] == b"LAME3.100"
    assert delay == 623
    assert len(sound) * 576 - delay - padding == 80_000
    assert int.from_bytes(tag[148:152], "big") == len(data)


def test_the_info_frame_carries_its_checksum():
    info = frames_of(mp3_bytes(bytes(16_000)))[0]

    covered, told = info.data[:167], info.data[167:169]

    bits = "".join(f"{byte:08b}"[::-1] for byte in covered) + "0" * 16
    remainder = int(bits, 2)
    for power in range(len(bits) - 1, 15, -1):  # long division by x16 + x15 + x2 + 1
        if remainder >> power & 1:
            remainder ^= 0x18005 << power - 16
    assert int(f"{remainder:016b}"[::-1], 2) == int.from_bytes(told, "big")


def test_the_sound_is_what_lame_makes_of_it():
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(8_000)
    encoder.set_out_sample_rate(8_000)
    encoder.set_channels(1)
    encoder.set_bit_rate(16)
    encoder.set_quality(7)
    pcm = melody(8_000).tobytes()

    bare = bytes(encoder.encode(bytes(2 * 47) + pcm)) + bytes(encoder.flush())

    assert mp3_bytes(pcm)[288:] == bare


def test_the_same_recording_gives_the_same_bytes():
    pcm = melody(8_000).tobytes()

    assert mp3_bytes(pcm) == mp3_bytes(pcm)


def test_nothing_is_written_to_the_terminal(capfd):
    mp3_bytes(melody(8_000).tobytes())

    assert capfd.readouterr() == ("", "")


def test_a_system_without_the_encoder_is_told_to_record_wav(monkeypatch):
    monkeypatch.setitem(sys.modules, "lameenc", None)

    with pytest.raises(AudioError, match=r"mp3 needs the package 'lameenc'.* Alpine Linux: record wav there"):
        mp3_bytes(b"\0\0")

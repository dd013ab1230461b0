import subprocess
import sys

import numpy as np
import pytest

from simulator.audio.segments import AudioSegment, pcm_from_segment, segment_from_pcm, wav_from_segment

PCM = (9_000 * np.sin(np.arange(4_000) * 0.2)).astype("<i2").tobytes()


def test_a_segment_has_the_length_and_form_of_the_line():
    segment = segment_from_pcm(PCM)

    assert isinstance(segment, AudioSegment)
    assert (len(segment), segment.frame_rate, segment.channels, segment.sample_width) == (500, 8_000, 1, 2)


def test_sound_survives_being_handed_out_and_in():
    assert pcm_from_segment(segment_from_pcm(PCM)) == PCM


def test_nothing_survives_as_well():
    assert pcm_from_segment(segment_from_pcm(b"")) == b""


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 44_100])
def test_any_segment_is_brought_to_the_line(width, channels, rate_hz):
    wanted = np.frombuffer(PCM, dtype="<i2").astype(float)
    segment = segment_from_pcm(PCM).set_frame_rate(rate_hz).set_channels(channels).set_sample_width(width)

    got = np.frombuffer(pcm_from_segment(segment), dtype="<i2").astype(float)

    assert abs(len(got) - 4_000) <= 1
    lag = np.argmax(np.correlate(got, wanted[:3_000], "valid"))
    matched = np.corrcoef(got[lag : lag + 3_000], wanted[:3_000])[0, 1]
    assert matched > 0.99


def test_a_cut_of_a_segment_is_written_as_a_wav():
    segment = segment_from_pcm(PCM)[100:200]

    assert wav_from_segment(segment)[44:] == PCM[1_600:3_200]


def run(code, *options, **environment):
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=False, env=environment or None
    )


def test_importing_pydub_says_nothing_even_where_warnings_are_errors():
    done = run("import simulator.audio.segments", "-W", "error", PATH="")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_nothing_else_imports_pydub_or_a_codec():
    done = run(
        "import sys, simulator.audio.codec, simulator.audio.voice, simulator.audio.mix, simulator.audio.library;"
        "print({'pydub', 'lameenc', 'miniaudio', 'espeakng_loader'} & set(sys.modules))"
    )

    assert (done.stdout, done.stderr) == ("set()\n", "")

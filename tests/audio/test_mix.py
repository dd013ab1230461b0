import numpy as np
import pytest

from simulator.audio.mix import render
from simulator.telephony.media import Clip, Segment, Sounding

SECOND = 8_000
ENDLESS = float("inf")


def ramp(start):
    return (np.arange(4 * SECOND) % 1_000 + start).astype("<i2")


SOUNDS = {"one": ramp(1), "two": ramp(2_000), "loud": np.full(SECOND, 30_000, "<i2"), "hum": np.full(SECOND, 5, "<i2")}
ONE = Clip("one", "one", 4.0)
TWO = Clip("two", "two", 4.0)
LOUD = Clip("loud", "loud", 1.0)
HUM = Clip("hum", "hum", ENDLESS)


def samples(clip, start, end):
    first, last = round(start * SECOND), round(end * SECOND)
    return np.resize(SOUNDS[clip.key], last)[first:].tobytes()


def rendered(soundings, start, end):
    return np.frombuffer(render(soundings, start, end, samples), dtype="<i2").tolist()


def sounding(clip, at, end=None, muted=()):
    return Sounding(clip, at, at + clip.duration if end is None else end, muted)


def test_a_stretch_in_which_nothing_sounds_is_silence():
    assert rendered([], 1.0, 1.5) == [0] * 4_000


def test_a_clip_sounds_where_it_was_started():
    sound = rendered([sounding(ONE, 1.0)], 0.0, 6.0)

    assert sound == [0] * SECOND + ramp(1).tolist() + [0] * SECOND


def test_a_stretch_begins_in_the_middle_of_a_clip():
    assert rendered([sounding(ONE, 1.0)], 2.5, 3.0) == ramp(1)[12_000:16_000].tolist()


def test_a_clip_that_was_interrupted_ends_there():
    assert rendered([sounding(ONE, 0.0, end=0.25)], 0.0, 0.5) == ramp(1)[:2_000].tolist() + [0] * 2_000


def test_what_sounds_at_once_is_added_up():
    sound = rendered([sounding(ONE, 0.0), sounding(TWO, 1.0)], 0.0, 5.0)

    both = (ramp(1)[SECOND:] + ramp(2_000)[:-SECOND]).tolist()
    assert sound == ramp(1)[:SECOND].tolist() + both + ramp(2_000)[-SECOND:].tolist()


def test_the_order_in_which_they_are_listed_does_not_matter():
    listed = [sounding(ONE, 0.3), sounding(TWO, 1.0), sounding(LOUD, 0.7)]

    assert rendered(listed, 0.0, 5.0) == rendered(listed[::-1], 0.0, 5.0)


def test_a_short_clip_within_a_long_one_is_added_there_alone():
    sound = rendered([sounding(ONE, 0.0), sounding(HUM, 1.0, end=1.5)], 0.0, 4.0)

    wanted = ramp(1)
    wanted[SECOND : SECOND + 4_000] += 5
    assert sound == wanted.tolist()


def test_what_is_too_loud_is_clipped():
    assert rendered([sounding(LOUD, 0.0), sounding(LOUD, 0.0)], 0.0, 0.001) == [32_767] * 8


def test_muted_stretches_are_silent():
    sound = rendered([sounding(ONE, 1.0, muted=(Segment(3.0, 4.5), Segment(1.5, 2.0)))], 0.0, 5.0)

    wanted = np.concatenate([np.zeros(SECOND, "<i2"), ramp(1)])
    wanted[12_000:16_000] = 0
    wanted[24_000:36_000] = 0
    assert sound == wanted.tolist()


def test_a_clip_that_is_muted_throughout_is_not_even_asked_for():
    def refuse(clip, start, end):
        raise AssertionError

    assert render([sounding(ONE, 0.0, muted=(Segment(0.0, 9.0),))], 0.0, 1.0, refuse) == bytes(16_000)


def test_endless_noise_is_asked_for_within_the_stretch_only():
    asked = []

    def note(clip, start, end):
        asked.append((start, end))
        return samples(clip, start, end)

    render([sounding(HUM, 2.0)], 10.0, 12.0, note)

    assert asked == [(8.0, 10.0)]


def test_what_sounds_outside_the_stretch_is_not_asked_for():
    assert rendered([sounding(LOUD, 0.0), sounding(LOUD, 5.0)], 2.0, 2.5) == [0] * 4_000


@pytest.mark.parametrize(("start", "end"), [(0.0, 1.00003), (0.33333, 1.77777), (1.00006, 1.00013), (2.0, 1.0)])
def test_the_length_is_that_of_the_stretch_to_the_nearest_sample(start, end):
    sound = rendered([sounding(ONE, 0.1), sounding(HUM, 0.0)], start, end)

    assert len(sound) == max(0, round((end - start) * SECOND))


def test_stretches_that_meet_join_without_a_seam():
    line = [sounding(ONE, 0.12345), sounding(TWO, 1.7), sounding(HUM, 0.0, muted=(Segment(0.9, 1.1),))]

    assert rendered(line, 0.0, 1.0) + rendered(line, 1.0, 5.0) == rendered(line, 0.0, 5.0)

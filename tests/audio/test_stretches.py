import numpy as np

from simulator.audio.stretches import sounding_stretches, without_hiss


def sound(*parts):
    """Join (amplitude, samples) to a sound of alternating sign."""
    levels = np.concatenate([np.full(samples, amplitude) for amplitude, samples in parts])
    return (levels * np.where(np.arange(len(levels)) % 2, 1, -1)).astype("<i2").tobytes()


def test_a_stretch_is_found_to_the_sample():
    assert sounding_stretches(sound((0, 123), (500, 4_567), (0, 89))) == [(123, 4_690)]


def test_silence_of_a_third_of_a_second_parts_two_stretches():
    assert sounding_stretches(sound((500, 10), (0, 2_400), (500, 10))) == [(0, 10), (2_410, 2_420)]


def test_a_shorter_silence_belongs_to_what_is_around_it():
    assert sounding_stretches(sound((500, 10), (0, 2_399), (500, 10))) == [(0, 2_419)]


def test_a_faint_hiss_is_silence():
    assert sounding_stretches(sound((16, 4_000), (17, 1), (16, 4_000))) == [(4_000, 4_001)]


def test_in_silence_there_is_no_stretch():
    assert sounding_stretches(b"") == []
    assert sounding_stretches(bytes(16_000)) == []


def test_hiss_between_stretches_becomes_digital_silence():
    hissing = sound((3, 100), (500, 10), (3, 4_000), (500, 20), (3, 100))

    clean = without_hiss(hissing, sounding_stretches(hissing))

    assert clean == hissing[200:220] + bytes(8_000) + hissing[8_220:8_260]


def test_of_hiss_alone_nothing_is_left():
    assert without_hiss(sound((3, 100)), []) == b""

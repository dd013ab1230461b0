from math import inf

from simulator.telephony.media import Clip, Segment, Sounding, Track

HELLO = Clip("hello", "hello", 2.0)
HUM = Clip("hum", "hum", inf)


def test_a_clip_on_the_line_lasts_as_long_as_it_is():
    assert Track().start(HELLO, at=1.5) == Sounding(HELLO, 1.5, 3.5)


def test_noise_for_ever_has_no_end():
    assert Track().start(HUM, at=1.0).end == inf


def test_what_sounds_in_a_stretch_is_found_in_the_order_in_which_it_began():
    track = Track()
    hum, hello = track.start(HUM, at=0.0), track.start(HELLO, at=1.0)

    assert track.between(0.5, 1.5) == (hum, hello)
    assert track.between(0.0, 1.0) == (hum,)
    assert track.between(3.0) == (hum,)


def test_what_only_touches_a_stretch_does_not_sound_in_it():
    track = Track()
    track.start(HELLO, at=1.0)

    assert track.between(0.0, 1.0) == ()
    assert track.between(3.0, 4.0) == ()


def test_what_was_found_is_a_copy_that_later_events_do_not_change():
    track = Track()
    sounding = track.start(HELLO, at=0.0)

    (found,) = track.between(0.0, 1.0)
    sounding.end, sounding.muted = 0.5, (Segment(0.1, 0.2),)

    assert found == Sounding(HELLO, 0.0, 2.0)

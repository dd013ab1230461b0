from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.audio.contact_id import alarm_signal
from simulator.audio.dtmf_decoder import keys_in
from simulator.errors import AudioError
from simulator.telephony.contact_id import DIGITS, AlarmMessage, EventQualifier, message_from_keys
from simulator.telephony.effects import AlarmSignalKind

HANDSHAKE, MESSAGE, KISS_OFF = AlarmSignalKind
KEYS = "1234181131010158"


def numbers(pcm):
    return np.frombuffer(pcm, "<i2").astype(float)


def zero_crossings_hz(samples):
    """A frequency by counting, which no detector of ours does."""
    positive = samples > 0
    rising = np.flatnonzero(~positive[:-1] & positive[1:])
    return 8_000 * (len(rising) - 1) / (rising[-1] - rising[0])


def test_a_handshake_is_a_tenth_of_a_second_of_each_tone_with_a_pause_of_as_long():
    low, pause, high = np.split(numbers(alarm_signal(HANDSHAKE)), [800, 1_600])

    assert len(high) == 800
    assert not pause.any()
    assert zero_crossings_hz(low[40:-40]) == pytest.approx(1_400, rel=0.003)
    assert zero_crossings_hz(high[40:-40]) == pytest.approx(2_300, rel=0.003)


def test_a_kiss_off_is_one_long_low_tone():
    tone = numbers(alarm_signal(KISS_OFF))

    assert len(tone) == 6_800
    assert zero_crossings_hz(tone[40:-40]) == pytest.approx(1_400, rel=0.001)


@pytest.mark.parametrize("kind", [HANDSHAKE, KISS_OFF])
def test_a_single_tone_peaks_at_twelve_decibels_below_full_scale(kind):
    peak = abs(numbers(alarm_signal(kind))).max()

    assert 20 * np.log10(peak / 32_768) == pytest.approx(-12, abs=0.1)


@pytest.mark.parametrize("kind", [HANDSHAKE, KISS_OFF])
def test_a_tone_swells_and_fades_without_a_click(kind):
    samples = numbers(alarm_signal(kind))

    assert abs(samples[:4]).max() < 500
    assert abs(samples[-4:]).max() < 500


def test_a_message_is_sixteen_keys_with_as_long_pauses():
    """50 ms on and 50 ms off, without a pause behind the last key: the wait for the kiss-off begins there."""
    samples = numbers(alarm_signal(MESSAGE, KEYS))

    assert len(samples) == (16 + 15) * 400
    assert not any(samples[at + 400 : at + 800].any() for at in range(0, 15 * 800, 800))


@given(
    st.builds(
        AlarmMessage,
        st.text(DIGITS, min_size=4, max_size=4),
        st.sampled_from(EventQualifier),
        st.text(DIGITS, min_size=3, max_size=3),
        st.text(DIGITS, min_size=2, max_size=2),
        st.text(DIGITS, min_size=3, max_size=3),
    )
)
@settings(max_examples=40)
def test_every_message_is_read_back_from_its_sound(message):
    heard = "".join(mark.key for mark in keys_in(alarm_signal(MESSAGE, message.digits())))

    assert message_from_keys(heard) == message


def test_one_key_sixteen_times_is_heard_sixteen_times():
    assert "".join(mark.key for mark in keys_in(alarm_signal(MESSAGE, "0" * 16))) == "0" * 16


@pytest.mark.parametrize(
    ("kind", "keys", "digest"),
    [
        (HANDSHAKE, "", "26394e75830bf421"),
        (MESSAGE, KEYS, "053418d6e777ddc6"),
        (KISS_OFF, "", "e4dc8612ca14d00e"),
    ],
)
def test_a_signal_is_the_same_byte_for_byte_on_every_machine(kind, keys, digest):
    assert sha256(alarm_signal(kind, keys)).hexdigest()[:16] == digest


@pytest.mark.parametrize(
    ("kind", "keys", "problem"),
    [
        (HANDSHAKE, "1", "a Contact ID handshake has no keys, but '1' were given"),
        (KISS_OFF, "1", "a Contact ID kiss-off has no keys, but '1' were given"),
        (MESSAGE, "", "`keys` of a Contact ID message must not be empty"),
        (MESSAGE, "12X", "'X' is not a DTMF key"),
    ],
)
def test_what_cannot_be_sounded_is_refused(kind, keys, problem):
    with pytest.raises(AudioError, match=f"^{problem}"):
        alarm_signal(kind, keys)

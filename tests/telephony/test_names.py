"""Names that the PBX gives."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import UUID

from simulator.telephony.kernel import Kernel
from simulator.telephony.names import EPOCH, Names
from simulator.telephony.recording import AudioFormat


def names(seed=0, *, now=0.0, epoch=EPOCH):
    kernel = Kernel()
    kernel.advance(now)
    return Names(kernel, seed, epoch)


class Repeats:
    """Draws the same number twice."""

    def __init__(self, *numbers):
        self.numbers = list(numbers)

    def randrange(self, *_):
        return self.numbers.pop(0)


def test_the_seed_decides_everything():
    def drawn(seed):
        some = names(seed)
        return [some.call(), some.sms(), some.call()]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert drawn("a text") == drawn("a text")


def test_ids_of_calls_are_short_and_in_base_62():
    """http-api.md section 7.5."""
    some = names()
    drawn = [some.call() for _ in range(1000)]

    assert len(set(drawn)) == 1000
    assert all(re.fullmatch("[0-9A-Za-z]{1,6}", one) for one in drawn)


def test_an_id_that_has_been_given_is_not_given_again():
    some = names()
    some._random = Repeats(62, 62, 63)

    assert [some.call(), some.call()] == ["10", "11"]


def test_ids_of_messages_are_guids_in_lower_case():
    """p_4591."""
    some = names()
    drawn = some.sms()

    assert drawn == str(UUID(drawn))
    assert UUID(drawn).version == 4
    assert some.sms() != drawn


def test_a_recording_is_named_after_its_call_and_the_moment():
    """http-api q23."""
    assert names(now=90.5).recording("1kT9x", AudioFormat.WAV) == "1kT9x_20240101090130.wav"


def test_recordings_of_one_second_get_a_number_whatever_their_format():
    some = names()

    assert [some.recording("a", one) for one in (AudioFormat.WAV, AudioFormat.MP3, AudioFormat.WAV)] == [
        "a_20240101090000.wav",
        "a_20240101090000_2.mp3",
        "a_20240101090000_3.wav",
    ]
    assert some.recording("b", AudioFormat.WAV) == "b_20240101090000.wav"


def test_the_calendar_goes_with_the_clock():
    assert names(now=86_400.0, epoch=datetime(2023, 12, 31, tzinfo=UTC)).moment() == datetime(2024, 1, 1, tzinfo=UTC)


def test_a_token_has_22_letters_and_digits():
    """http-api q33."""
    some = names()

    assert re.fullmatch("[0-9A-Za-z]{22}", some.token())
    assert some.token() != some.token()

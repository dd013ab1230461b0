import pytest

from simulator.telephony.events import DtmfReceived, VoiceStarted, VoiceStopped
from simulator.telephony.media import Clip, KeyMark, Segment
from simulator.telephony.party import Party

KEYS = Clip("keys", "keys", 1.0, keys=(KeyMark("1", 0.1, 0.2), KeyMark("2", 0.5, 0.6)))


@pytest.fixture
def party():
    return Party("+3612345678")


def test_voice_is_heard_from_the_first_stretch_to_the_last(party):
    """Stretches of voice may overlap; who listens hears one."""
    assert party.voice_starts() == VoiceStarted()
    assert party.voice_starts() is None
    assert party.voice_stops() is None
    assert party.speaking
    assert party.voice_stops() == VoiceStopped()
    assert not party.speaking


def test_a_key_that_a_command_took_is_muted_where_it_sounds(party):
    sounding = party.send(KEYS, at=10.0)

    assert party.key_sounds(sounding, KEYS.keys[0]) == DtmfReceived("1")
    assert party.consume_key()

    assert sounding.muted == (Segment(10.1, 10.2),)


def test_only_the_last_key_is_taken(party):
    sounding = party.send(KEYS, at=0.0)
    party.key_sounds(sounding, KEYS.keys[0])
    party.key_sounds(sounding, KEYS.keys[1])

    party.consume_key()

    assert sounding.muted == (Segment(0.5, 0.6),)


def test_a_key_is_taken_only_once(party):
    party.key_sounds(party.send(KEYS, at=0.0), KEYS.keys[0])

    assert party.consume_key()
    assert not party.consume_key()


def test_two_keys_of_one_clip_are_muted_side_by_side(party):
    sounding = party.send(KEYS, at=0.0)
    for mark in KEYS.keys:
        party.key_sounds(sounding, mark)
        party.consume_key()

    assert sounding.muted == (Segment(0.1, 0.2), Segment(0.5, 0.6))

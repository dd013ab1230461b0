import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.telephony.contact_id import (
    DIGITS,
    KEYS,
    AlarmMessage,
    ContactIdError,
    EventQualifier,
    checksum,
    event_name,
    is_handshake,
    is_kiss_off,
    message_from_keys,
)
from simulator.telephony.contact_id_events import EVENT_NAMES, GROUP_NAMES
from simulator.telephony.effects import AlarmSignal, AlarmSignalKind
from simulator.telephony.media import Clip, ToneMark

PERIMETER = AlarmMessage("1234", EventQualifier.NEW_EVENT, "131", "01", "015")


def digits(length):
    return st.text(DIGITS, min_size=length, max_size=length)


MESSAGES = st.builds(AlarmMessage, digits(4), st.sampled_from(EventQualifier), digits(3), digits(2), digits(3))


def clip(*tones):
    return Clip("c", "c", 3.0, tones=tuple(ToneMark(*tone) for tone in tones))


def test_the_example_of_the_standard_has_the_checksum_8():
    """DC-05: perimeter burglary, zone 15, partition 1, is reported by account 1234 as 1234 18 1131 01 015 8."""
    assert PERIMETER.digits() == "1234181131010158"


@pytest.mark.parametrize(
    ("message", "keys"),
    [
        (AlarmMessage("1234", EventQualifier.NEW_EVENT, "627", "01", "000"), "123418162701000B"),
        (AlarmMessage("5555", EventQualifier.NEW_RESTORE, "110", "00", "001"), "5555183110000015"),
        (AlarmMessage("BCDE", EventQualifier.STATUS_REPORT, "602", "00", "00F"), "*#AB1866020000C#"),
        (AlarmMessage("0009", EventQualifier.NEW_EVENT, "100", "00", "000"), "000918110000000C"),
        (AlarmMessage("0009", EventQualifier.NEW_EVENT, "100", "0F", "000"), "00091811000C0000"),
    ],
)
def test_a_message_is_spelt_as_sixteen_keys(message, keys):
    """0 counts as 10; B to F are the keys * # A B C; a checksum of 10 is the key 0 and one of 15 the key C."""
    assert message.digits() == keys
    assert message_from_keys(keys) == message


def test_short_numbers_are_filled_up_with_zeros():
    message = AlarmMessage("12bf", EventQualifier.NEW_EVENT, "1", "2", "3")

    assert message == AlarmMessage("12BF", EventQualifier.NEW_EVENT, "001", "02", "003")


def test_the_qualifier_may_be_the_word_of_ozeki():
    assert AlarmMessage("1234", "NewRestore", "131", "01", "015").qualifier is EventQualifier.NEW_RESTORE


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"account": "123"}, "`account` must be 4 digits, not '123'"),
        ({"account": "12A4"}, "`account` must be 4 digits (0-9, B-F), not '12A4'"),
        ({"account": "12 4"}, "`account` must be 4 digits (0-9, B-F), not '12 4'"),
        ({"qualifier": "New"}, "`qualifier` must be one of NewEvent, NewRestore, StatusReport, not 'New'"),
        ({"code": ""}, "`code` must be 1 to 3 digits (0-9, B-F), not ''"),
        ({"code": "1310"}, "`code` must be 1 to 3 digits (0-9, B-F), not '1310'"),
        ({"partition": "001"}, "`partition` must be 1 to 2 digits (0-9, B-F), not '001'"),
        ({"zone": "-1"}, "`zone` must be 1 to 3 digits (0-9, B-F), not '-1'"),
        ({"zone": "٣"}, "`zone` must be 1 to 3 digits (0-9, B-F), not '٣'"),
    ],
)
def test_a_message_that_cannot_be_sent_cannot_be_made(change, problem):
    given = {"account": "1234", "qualifier": "NewEvent", "code": "131", "partition": "01", "zone": "015"}

    with pytest.raises(ValueError, match=f"^{re.escape(problem)}$"):
        AlarmMessage(**given | change)


@given(MESSAGES)
def test_what_is_sent_is_what_is_received(message):
    keys = message.digits()

    assert message_from_keys(keys) == message
    assert len(keys) == 16
    assert sum(KEYS.index(key) + 1 for key in keys) % 15 == 0


@given(MESSAGES, st.integers(0, 15), st.sampled_from(KEYS))
def test_any_single_wrong_key_is_noticed(message, position, wrong):
    """The values 1 to 15 are all different modulo 15, so the checksum is blind to no single key."""
    keys = message.digits()
    damaged = keys[:position] + wrong + keys[position + 1 :]

    if damaged == keys:
        assert message_from_keys(damaged) == message
    else:
        with pytest.raises(ContactIdError, match=r"^the checksum of"):
            message_from_keys(damaged)


def test_two_keys_that_change_places_are_not_noticed():
    """A sum does not know their order."""
    assert message_from_keys("1234181131010518").zone == "051"


def test_the_other_message_type_is_received_too():
    """18 is preferred, 98 is optional for a sender and means the same."""
    keys = "123498113101015"

    assert message_from_keys(keys + checksum(keys)) == PERIMETER


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("", "a Contact ID message has 16 keys, not 0: ''"),
        ("123418113101015", "a Contact ID message has 16 keys, not 15: '123418113101015'"),
        (
            "123D181131010158",
            "key 4 of '123D181131010158' is 'D'; Contact ID uses only 1 2 3 4 5 6 7 8 9 0 * # A B C",
        ),
        ("1234181131010157", "the checksum of '1234181131010157' is '7', but '8' was expected"),
        ("1234171131010159", "the message type of '1234171131010159' is '17', expected 18 or 98"),
        (
            "1234182131010157",
            "the event qualifier of '1234182131010157' is '2', "
            "expected one of 1 (NewEvent), 3 (NewRestore), 6 (StatusReport)",
        ),
    ],
)
def test_keys_that_are_no_message_are_refused_with_the_reason(keys, problem):
    with pytest.raises(ContactIdError, match=f"^{re.escape(problem)}$"):
        message_from_keys(keys)


@given(st.text("0123456789*#ABCD", max_size=20))
def test_whatever_keys_arrive_are_a_message_or_refused(keys):
    try:
        message = message_from_keys(keys)
    except ContactIdError:
        return
    assert message.digits()[:4] == keys[:4]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("100", "medical alarm"),
        ("110", "fire alarm"),
        ("131", "perimeter burglary"),
        ("301", "AC loss"),
        ("401", "open/close by user"),
        ("570", "zone or sensor bypass"),
        ("602", "periodic test report"),
    ],
)
def test_an_event_has_a_name(code, name):
    assert event_name(code) == name


def test_an_unknown_event_has_the_name_of_its_group():
    assert [event_name(code) for code in ("13F", "160", "47F", "999")] == [
        "burglary alarm",
        "24-hour non-burglary alarm",
        "unknown event",
        "unknown event",
    ]


def test_every_event_is_in_a_group():
    assert {code[:2] for code in EVENT_NAMES} <= set(GROUP_NAMES)
    assert [code for code in EVENT_NAMES if not re.fullmatch("[1-6][0-9]{2}", code)] == []
    assert list(EVENT_NAMES) == sorted(EVENT_NAMES)


def test_a_message_knows_the_name_of_its_event():
    assert PERIMETER.event_name == "perimeter burglary"


def test_a_handshake_is_two_tones_with_a_pause():
    assert is_handshake(clip((1400.0, 1.0, 1.1), (2300.0, 1.2, 1.3)))


@pytest.mark.parametrize(
    "tones",
    [
        [],
        [(1400.0, 1.0, 1.1)],
        [(2300.0, 1.0, 1.1), (1400.0, 1.2, 1.3)],
        [(1400.0, 1.0, 1.1), (2300.0, 1.12, 1.22)],
        [(1400.0, 1.0, 1.1), (2300.0, 1.4, 1.5)],
        [(1400.0, 1.0, 1.1), (1400.0, 1.2, 1.3)],
    ],
)
def test_other_tones_are_no_handshake(tones):
    assert not is_handshake(clip(*tones))


def test_a_long_low_tone_is_a_kiss_off_and_a_short_or_high_one_is_not():
    """A panel takes 0.4 s for one already; the station sends 0.75 to 1 s."""
    assert is_kiss_off(clip((1400.0, 1.0, 1.85)))
    assert is_kiss_off(clip((1400.0, 1.0, 1.45)))
    assert not is_kiss_off(clip((1400.0, 1.0, 1.35)))
    assert not is_kiss_off(clip((2300.0, 1.0, 1.85)))
    assert not is_kiss_off(clip())


def test_a_transcript_shows_which_signal_sounds():
    assert str(AlarmSignal(AlarmSignalKind.HANDSHAKE)) == "Contact ID handshake"
    assert str(AlarmSignal(AlarmSignalKind.KISS_OFF)) == "Contact ID kiss-off"
    assert str(AlarmSignal(AlarmSignalKind.MESSAGE, PERIMETER.digits())) == "Contact ID message 1234181131010158"

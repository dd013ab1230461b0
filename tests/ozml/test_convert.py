import pytest

from simulator.ozml import convert
from simulator.telephony.recording import AudioFormat


@pytest.mark.parametrize(
    ("converter", "written", "value"),
    [
        (convert.plain, "", ""),
        (convert.plain, " as it is ", " as it is "),
        (convert.filled, "x", "x"),
        (convert.address, "http://app/next?a=1", "http://app/next?a=1"),
        (convert.address, "next", "next"),
        (convert.optional_address, "", None),
        (convert.optional_address, "/done", "/done"),
        (convert.whole, "0", 0),
        (convert.whole, "007", 7),
        (convert.seconds, "30", 30.0),
        (convert.boolean, "TRUE", True),
        (convert.boolean, "False", False),
        (convert.digits, "", ""),
        (convert.digits, "12*#abcd", "12*#ABCD"),
        (convert.key, "a", "A"),
        (convert.audio_format, "WAV", AudioFormat.WAV),
    ],
)
def test_text_becomes_a_value(converter, written, value):
    assert converter(written) == value


@pytest.mark.parametrize(
    ("converter", "written", "expected"),
    [
        (convert.filled, "", "a text that is not empty"),
        (convert.address, "", "an address such as 'http://app/next'"),
        (convert.address, "http://[", "an address such as 'http://app/next'"),
        (convert.optional_address, "http://[", "an address such as 'http://app/next'"),
        (convert.whole, "-1", "a whole number such as 4"),
        (convert.whole, "1.5", "a whole number such as 4"),
        (convert.whole, "٣", "a whole number such as 4"),
        (convert.whole, "", "a whole number such as 4"),
        (convert.whole, "9" * 5000, "a whole number such as 4"),
        (convert.seconds, "5s", "a whole number of seconds such as 5"),
        (convert.seconds, "9" * 400, "a whole number of seconds such as 5"),
        (convert.boolean, "yes", "'true' or 'false'"),
        (convert.digits, "1-2", "keys out of 0-9, *, # and A-D"),
        (convert.key, "", "one key out of 0-9, *, # and A-D"),
        (convert.key, "12", "one key out of 0-9, *, # and A-D"),
        (convert.audio_format, "ogg", "'mp3' or 'wav'"),
    ],
)
def test_text_that_is_no_such_value_is_refused_with_what_was_expected(converter, written, expected):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the whole message is compared
        converter(written)

    assert str(error.value) == expected

import pytest

from simulator.ozml.variables import substituted

VARIABLES = {"who": "Anna", "pin": "1234", "tricky": "$who", "empty": ""}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", "Hello"),
        ("$who", "Anna"),
        ("Hello $who, your PIN is $pin!", "Hello Anna, your PIN is 1234!"),
        ("$WHO $Who", "Anna Anna"),
        ("$who.", "Anna."),
        ("$who.name", "Anna.name"),
        ("$who$pin", "Anna1234"),
        ("($empty)", "()"),
        ("$tricky", "$who"),
        ("5 $ or $5 or $", "5 $ or $5 or $"),
    ],
    ids=[
        "no reference",
        "alone",
        "several",
        "any case",
        "before a full stop",
        "a dot is no field of a text",
        "side by side",
        "empty value",
        "values are not looked through again",
        "a lone dollar",
    ],
)
def test_references_are_replaced(text, expected):
    assert substituted(text, VARIABLES) == (expected, [])


def test_unknown_names_stay_as_they_are_written_and_are_told():
    """ozml q40."""
    assert substituted("$who and $Whom and $x_1", VARIABLES) == ("Anna and $Whom and $x_1", ["Whom", "x_1"])

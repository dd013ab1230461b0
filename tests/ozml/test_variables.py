import pytest

from simulator.ozml.variables import known_references, substituted
from simulator.telephony.variables import Value, variables_from

VARIABLES = variables_from({"who": "Anna", "pin": "1234", "tricky": "$who", "empty": ""})
VARIABLES.assign("item", Value("1.wav", {"message": "1.wav", "from": "Béla"}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello", "Hello"),
        ("$who", "Anna"),
        ("Hello $who, your PIN is $pin!", "Hello Anna, your PIN is 1234!"),
        ("$WHO $Who", "Anna Anna"),
        ("$who.", "Anna."),
        ("$who.name", "Anna.name"),
        ("$item", "1.wav"),
        ("$item.from", "Béla"),
        ("$ITEM.From.", "Béla."),
        ("$item.from.message", "Béla.message"),
        ("$item .", "1.wav ."),
        ("$who.2", "Anna.2"),
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
        "a value with fields, as a whole",
        "a field",
        "a field in any case, before a full stop",
        "a field has no fields",
        "a blank before the full stop",
        "a dot before a digit",
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
    assert substituted("$item.date", VARIABLES) == ("$item.date", ["item.date"])


def test_everything_that_can_be_referred_to_is_known():
    assert known_references(VARIABLES) == ["who", "pin", "tricky", "empty", "item", "item.message", "item.from"]

"""What is read out of docstrings."""

from __future__ import annotations

from simulator.reference.docstrings import docstring_of


def waits(first, *rest, long=0.0):
    """Wait for something: so.

    More of it.

    Args:
        first: what is waited for: a text,
            or several.
        rest, long: the others.

    Returns:
        What came,
        if anything.

    Raises:
        ValueError, TypeError: it makes no sense.

    Source: somewhere.
    """


def test_a_docstring_has_its_parts():
    told = docstring_of(waits)

    assert told.text == "Wait for something: so.\n\nMore of it."
    assert told.arguments == {"first": "what is waited for: a text, or several.", "rest, long": "the others."}
    assert told.returns == "What came, if anything."
    assert told.raises == {"ValueError, TypeError": "it makes no sense."}
    assert told.attributes == {}


def test_what_says_nothing_has_nothing():
    told = docstring_of(lambda: None)

    assert (told.text, told.arguments, told.returns) == ("", {}, "")

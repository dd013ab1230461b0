"""What is told of an answer that is no OzML."""

from __future__ import annotations

import pytest

from simulator.telephony.gist import gist

TRACEBACK = b"Traceback (most recent call last):\n  File 'a.py', line 1, in f\n    g()\nKeyError: 'CallerID'\n\n"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", ""),
        (b"oh\n  no", "; it begins 'oh no'"),
        (b"x" * 100, f"; it begins '{'x' * 80}'"),
        (b"<html><title>KeyError\n at /recorded</title>", "; its title is 'KeyError at /recorded'"),
        (b"<title>500 Internal Server Error</title><h1>Internal Server Error</h1>", ""),
        (TRACEBACK, """; its traceback ends with "KeyError: 'CallerID'\""""),
        (
            b"<pre>" + TRACEBACK.replace(b"g()", b"g()\n" * 3000),
            """; its traceback ends with "KeyError: 'CallerID'\"""",
        ),
    ],
    ids=["nothing", "a text", "a long text", "a page", "a page that says no more", "a traceback", "a long one"],
)
def test_it_is_told_in_a_few_words(body, told):
    assert gist(body, "500 Internal Server Error") == told

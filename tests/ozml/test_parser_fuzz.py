"""Whatever bytes an app answers, the parser returns a script or refuses them, and says where."""

from __future__ import annotations

import re

from benchmarks.fuzz_parser import NAMES, Documents, fuzz, main
from simulator.errors import OzmlError
from simulator.ozml.parser import parse

SHORT = 1500


def test_thousands_of_hostile_documents_end_in_a_script_or_a_refusal():
    findings = fuzz(SHORT, seed=3)

    assert findings.documents == SHORT
    assert findings.refused > findings.repaired > SHORT / 50
    assert findings.refused < SHORT * 0.9


def test_lenient_parsing_refuses_nothing_that_strict_parsing_takes():
    """And what it refuses, it refuses with the same words."""
    documents = Documents(4)
    for _ in range(SHORT):
        body, charset = documents.next()
        strict, lenient = outcome(body, charset, repair=False), outcome(body, charset, repair=True)

        assert lenient == strict or isinstance(lenient, tuple)


def outcome(body, charset, *, repair):
    try:
        script = parse(body, "fuzz", charset, repair=repair, names=NAMES)
    except OzmlError as error:
        return str(error)
    return (
        tuple((one.name, script.place(one)) for one in script.root.walk()) if not script.repairs else (script.repairs,)
    )


def test_the_summary_counts_documents_and_what_became_of_them(capsys):
    assert main(["10", "--seed", "5"]) == 0

    assert re.match(
        r"10 documents: \d+ refused, \d+ repaired, slowest [\d.]+ ms, 0 over 50 ms", capsys.readouterr().out
    )

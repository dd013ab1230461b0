import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario.document import load_documents
from simulator.scenario.references import Reference, is_name, names_in, parts_of


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("plain", ["plain"]),
        ("", []),
        ("${pin}", [Reference("pin")]),
        ("a ${pin} b", ["a ", Reference("pin"), " b"]),
        ("${a}${b}", [Reference("a"), Reference("b")]),
        ("${ pin }", [Reference("pin")]),
        ("${Phone number}", [Reference("Phone number")]),
        ("${env.HOME}", [Reference("env.HOME")]),
        ("${pin:-1234}", [Reference("pin", "1234")]),
        ("${pin:-}", [Reference("pin", "")]),
        ("${pin:-a: b, c}", [Reference("pin", "a: b, c")]),
        ("${pin:-${env.PIN:-0000}}", [Reference("pin", "${env.PIN:-0000}")]),
        ("${url:-{pbx}/x}", [Reference("url", "{pbx}/x")]),
        ("{pbx}/$name/{port}/$ {x}", ["{pbx}/$name/{port}/$ {x}"]),
        ("$${pin}", ["${", "pin}"]),
        ("a$${b}${c}", ["a", "${", "b}", Reference("c")]),
        ("${a}$${b}", [Reference("a"), "${", "b}"]),
    ],
)
def test_a_text_is_cut_where_parameters_are_asked_for(written, parts):
    assert parts_of(written) == parts


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("${pin", "'${' is never closed with '}'; write '$${' if no parameter is meant"),
        ("a ${b {c}", "'${' is never closed with '}'; write '$${' if no parameter is meant"),
        (
            "${}",
            "'${}' names no parameter; expected `${name}` or `${name:-default}`: "
            "letters, digits, '_', '-' and blanks, a letter first",
        ),
        (
            "${1st}",
            "'${1st}' names no parameter; expected `${name}` or `${name:-default}`: "
            "letters, digits, '_', '-' and blanks, a letter first",
        ),
        (
            "${a.b}",
            "'${a.b}' names no parameter; expected `${name}` or `${name:-default}`: "
            "letters, digits, '_', '-' and blanks, a letter first",
        ),
    ],
)
def test_a_reference_that_is_none_is_refused(written, reason):
    with pytest.raises(ValueError, match=f"^{re.escape(reason)}$"):
        parts_of(written)


def test_names_are_words_of_any_alphabet():
    assert [name for name in ("pin", "Überschrift 2", "a-b_c", "", "1a", " a", "a ", "a.b", "$a") if is_name(name)] == [
        "pin",
        "Überschrift 2",
        "a-b_c",
    ]


def test_every_name_that_is_asked_for_in_a_node_is_found():
    (node,) = load_documents(b"${a}: [x, '${b:-${c}}', {d: '$${no} ${broken'}]\n", "s.yaml")

    assert list(names_in(node)) == ["a", "b", "c"]


@given(st.text(alphabet="${}ab:- .env1", max_size=30))
def test_whatever_is_written_is_either_cut_or_refused(written):
    with suppress(ValueError):
        parts = parts_of(written)

        assert all(isinstance(part, Reference) or part for part in parts)
        assert "${" in written or parts == ([written] if written else [])

"""How a command is read off the network (http-api section 2.1)."""

from __future__ import annotations

import pytest

from simulator.http_api.codes import Code, Refused
from simulator.http_api.request import FORM, CommandRequest, form_from


def written(**request):
    return dict(form_from(CommandRequest(**request)).written)


def refusal(**request):
    with pytest.raises(Refused) as refused:
        form_from(CommandRequest(**request))
    return refused.value


# -- where parameters stand ------------------------------------------------------------------------------------------


def test_a_get_has_them_in_its_query_string():
    """p_694."""
    assert written(query=b"command=Hangup&CallId=1aB3x") == {"command": "Hangup", "CallId": "1aB3x"}


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=UTF-8", FORM.upper(), ""])
def test_a_post_has_them_in_its_body(content_type):
    """p_694; without a header as PHP's fopen sends it (repo Reminder)."""
    body = b"command=Hangup&CallId=1aB3x"

    assert written(method="POST", body=body, content_type=content_type) == {"command": "Hangup", "CallId": "1aB3x"}


def test_of_body_and_query_string_the_body_counts():
    """http-api section 2.1."""
    assert written(method="POST", query=b"command=Hold&CallId=1", body=b"COMMAND=Unhold&x=y") == {
        "COMMAND": "Unhold",
        "x": "y",
        "CallId": "1",
    }


def test_the_body_of_a_get_is_not_read():
    assert written(query=b"command=Hold", body=b"\xff=\xff&command=Unhold", content_type="text/plain") == {
        "command": "Hold"
    }


def test_the_path_does_not_matter():
    """The published POST has one that was copied from an app (p_694)."""
    assert written(path=b"/app/index.php", query=b"command=Hold") == {"command": "Hold"}


@pytest.mark.parametrize("path", [b"/command=ListActiveCalls", b"/Command=ListActiveCalls&x=1"])
def test_a_forgotten_question_mark_is_forgiven(path):
    """p_4149."""
    form = form_from(CommandRequest(path=path))

    assert form.get("command") == "ListActiveCalls"


def test_a_query_string_counts_more_than_a_path():
    assert written(path=b"/command=Hold", query=b"command=Unhold") == {"command": "Unhold"}


# -- names and values ------------------------------------------------------------------------------------------------


def test_names_match_without_regard_to_case():
    form = form_from(CommandRequest(query=b"COMMAND=Call&dialed=2001"))

    assert (form.get("command"), form.get("Dialed"), form.get("Url")) == ("Call", "2001", "")


def test_of_a_repeated_parameter_the_first_value_counts():
    """http-api q10."""
    assert written(query=b"command=Hold&CallId=1&callid=2&CallId=3") == {"command": "Hold", "CallId": "1"}


@pytest.mark.parametrize(
    ("query", "value"),
    [
        (b"x=a+b", "a b"),
        (b"x=%2b361", "+361"),
        (b"x=http%3a%2f%2fapp%2F%3fa%3d1", "http://app/?a=1"),
        (b"x=%c3%a1rv%C3%ADz", "árvíz"),
        ("x=árvíz".encode(), "árvíz"),
        (b"x=http://app/?a=1", "http://app/?a=1"),
        (b"x=100%", "100%"),
        (b"x=%zz", "%zz"),
        (b"x", ""),
        (b"x=", ""),
    ],
)
def test_values_are_decoded(query, value):
    assert written(query=query) == {"x": value}


def test_values_are_decoded_only_once():
    """The published sample sends a %26 within an address that is encoded again (repo Reminder)."""
    assert written(query=b"Url=http%3a%2f%2fapp%2f%3fa%3d1%2526b%3d2") == {"Url": "http://app/?a=1%26b=2"}


@pytest.mark.parametrize("query", [b"", b"&&", b"=x&=", b"="])
def test_fields_without_a_name_are_none(query):
    assert written(query=query) == {}


# -- what cannot be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_",
    [
        {"query": b"command=Hold&CallId=%ff"},
        {"query": b"%ff=1"},
        {"method": "POST", "body": b"\xfe\xff"},
        {"path": b"/command=%ff"},
    ],
)
def test_bytes_that_are_not_utf_8_are_a_parse_error(request_):
    """http-api q8, q26."""
    refused = refusal(**request_)

    assert refused.code is Code.PARSE_ERROR
    assert refused.message.startswith("Error occured during parsing message: 'not UTF-8 text: invalid start byte at")


def test_a_body_of_another_type_is_a_parse_error_that_names_both():
    refused = refusal(method="POST", body=b'{"command": "Hold"}', content_type="application/json; charset=utf-8")

    assert refused.message == (
        "Error occured during parsing message: "
        "'Content-Type is application/json, expected application/x-www-form-urlencoded'"
    )


def test_the_type_of_an_empty_body_does_not_matter():
    assert written(method="POST", query=b"command=Hold", content_type="application/json") == {"command": "Hold"}

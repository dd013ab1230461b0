"""The phones that the client writes, the server reads as the same."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from simulator.client.written_phones import written_phones
from simulator.errors import ScenarioError
from simulator.phones import answers, busy, no_answer, phone_book, refuses, unknown
from simulator.server.control.phones import WrittenPhoneBook, phone_book_from_written
from simulator.steps import hangs_up, hears, says


def read_by_the_server(written):
    return phone_book_from_written(TypeAdapter(WrittenPhoneBook).validate_python(written))


@pytest.mark.parametrize(
    "entry",
    [
        answers(hears("hello"), says("Anna speaking"), after=5, sms="failed", sms_after=2),
        busy(),
        busy(after=2, sms="never"),
        refuses(after=1),
        no_answer(),
        unknown(sms="failed"),
        "no answer",
        [says("Hello"), hangs_up()],
        says("Hello"),
        [refuses(), "busy", answers(after=3)],
    ],
)
def test_the_server_reads_the_phone_that_was_meant(entry):
    assert read_by_the_server(written_phones({"4711": entry})) == phone_book({"4711": entry})


@pytest.mark.parametrize(
    "entry", [{"answers": 5, "does": [{"says": "Hi"}]}, [{"says": "Hi"}, "hangs_up"], ["hangs_up"]]
)
def test_what_has_the_form_of_the_api_is_left_as_it_is(entry):
    assert written_phones({"4711": entry}) == {"4711": entry}


def test_steps_of_both_forms_may_stand_side_by_side():
    assert read_by_the_server(written_phones({"1": [{"says": "Hi"}, hangs_up()]})) == phone_book(
        {"1": [says("Hi"), hangs_up()]}
    )


@pytest.mark.parametrize(
    ("phones", "told"),
    [
        ({"4711": "bussy"}, "phones: '4711': unknown phone 'bussy'; did you mean 'busy'"),
        ({"4711": busy}, r"write busy\(\)"),
        ({"4711": [busy(sms="failed"), answers()]}, "let `sms` be the same in all"),
        (["4711"], "expected phones by number"),
    ],
)
def test_what_is_no_phone_is_told(phones, told):
    with pytest.raises(ScenarioError, match=told):
        written_phones(phones)

"""The coverage tells how everything of the protocol is known, and nothing that there is not."""

from __future__ import annotations

import re

import pytest

from simulator.assumptions import HTTP_API, OZML
from simulator.http_api.reference import commands_as_data as http_commands
from simulator.ozml.reference import commands_as_data as ozml_commands
from simulator.reference.coverage import coverage_page, origins
from simulator.reference.provenance import (
    ANY,
    HTTP_COMMANDS,
    HTTP_PARAMETERS,
    NOTIFICATION_FIELDS,
    NOTIFICATIONS,
    OZML_PARAMETERS,
    Status,
)
from simulator.telephony.notifications import FIELDS

OZML_KNOWN = {
    (one["name"], one["family"]): {parameter["name"] for parameter in one["parameters"]}
    for one in ozml_commands()["commands"]
}
HTTP_KNOWN = {
    one["name"]: {parameter["name"] for parameter in one["parameters"]} for one in http_commands()["commands"]
}


@pytest.mark.parametrize(("told", "known"), [(OZML_PARAMETERS, OZML_KNOWN), (HTTP_PARAMETERS, HTTP_KNOWN)])
def test_only_parameters_that_there_are_have_an_origin(told, known):
    assert [
        (command, name) for command, names in told.items() for name in names if name not in known[command] | {ANY}
    ] == []


def test_only_commands_that_there_are_have_an_origin():
    assert set(HTTP_COMMANDS) <= set(HTTP_KNOWN)


def test_every_notification_and_every_field_has_an_origin():
    assert {name: set(fields) for name, fields in FIELDS.items()} == {
        name: set(fields) for name, fields in NOTIFICATION_FIELDS.items()
    }
    assert set(NOTIFICATIONS) == set(FIELDS)


def test_what_is_assumed_names_a_question_that_there_is():
    questions = {"ozml": OZML, "http-api": HTTP_API}
    assumed = {one.source for known in origins().values() for one in known if one.status is Status.ASSUMED}

    assert assumed
    assert [source for source in assumed if source.split()[1] not in questions[source.split()[0]]] == []


def test_what_is_not_assumed_names_a_page_or_a_sample():
    sources = {one.source for known in origins().values() for one in known if one.status is not Status.ASSUMED}

    assert [source for source in sources if not re.match(r"[PO]\d{4}$|p_\d+|repo ", source)] == []


def test_the_only_published_fields_of_record_completed_and_dtmf_entered_are_told_so():
    """P4776 names RecordURL; a sample of the vendor reads DtmfDigits."""
    rows = re.findall(r"^\| \| `(RecordURL|DtmfDigits)` \| (\w+) \| ([\w ]+) \|$", coverage_page(), re.MULTILINE)

    assert rows == [("RecordURL", "documented", "P4776"), ("DtmfDigits", "example", "repo IVR")]

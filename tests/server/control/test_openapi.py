"""What the document says is true: requests that it allows and requests that it forbids are answered as it says."""

from __future__ import annotations

import os

import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from simulator.server.control.api import control_api

STREAMS = "follow_session", "follow_call", "follow_call_in_session"
"""These answer for as long as something happens."""

USUAL_WAITS = {"wait": "timeout", "run": "patience"}
"""Operation -> what says how long it waits; ten seconds if it is not said."""

EXAMPLES = int(os.environ.get("CONTROL_API_EXAMPLES", "8"))
"""Requests to each operation; `python -m benchmarks.fuzz_control_api` sends more."""

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def document(running_client):
    return running_client.get("/control/v1/openapi.json").json


@pytest.fixture
def api(client, document):
    """The operations, about a call and a session that are there; nobody waits for long, and no port is asked for."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=f"{client.server}/control/v1")
    lone = client.place(wait=0, steps=["hangs_up"])["id"]
    in_session = client.control("/sessions/default/calls", {"url": f"{client.app}/patient", "live": True})["id"]

    @schema.hook
    def map_path_parameters(context, path_parameters):
        there = {"session": "default", "id": in_session if "session" in (path_parameters or {}) else lone}
        return {name: there[name] for name in path_parameters or {}}

    @schema.hook
    def map_query(context, query):
        return short(query, "wait")

    @schema.hook
    def map_body(context, body):
        if isinstance(body, dict) and (usual := USUAL_WAITS.get(context.operation.path.rpartition("/")[2])):
            body.setdefault(usual, 0)
        return short(body, "timeout", "patience", "seconds", "pbx_port")

    return schema


def short(written, *names):
    """Numbers that stand for a wait or a port, made small; whatever is wrong stays wrong."""
    if isinstance(written, dict):
        for name in names:
            value = written.get(name)
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 600_000:
                written[name] = 0 if isinstance(value, int) else 0.01
    return written


OPERATIONS = {
    operation["operationId"]: (path, method)
    for path, methods in control_api().openapi()["paths"].items()
    for method, operation in methods.items()
    if operation["operationId"] not in STREAMS
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_answers_as_the_document_says(api, operation):
    path, method = OPERATIONS[operation]

    @given(api[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    def answers(case):
        case.call_and_validate(checks=CHECKS, timeout=20)

    answers()


def test_every_example_is_what_its_schema_says(document):
    for name, schema in document["components"]["schemas"].items():
        whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        validator = jsonschema_rs.Draft202012Validator(whole)
        for example in schema.get("examples", []):
            assert [error.message for error in validator.iter_errors(example)] == [], name


def test_examples_of_answers_have_every_name(document):
    """A client that is made after them would miss the others."""
    schemas = document["components"]["schemas"]
    for name in (
        "CallResource",
        "CallSummary",
        "ExpectationOutcome",
        "ActiveCall",
        "ClockResource",
        "JournalEntry",
        "SessionResource",
    ):
        (example,) = schemas[name]["examples"]
        assert set(example) == set(schemas[name]["properties"]), name

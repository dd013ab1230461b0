from __future__ import annotations

import asyncio
import json
import re

import pytest
from starlette.requests import Request

from simulator.server.app import create_app, livez, readyz


@pytest.fixture
def document(client):
    return client.get("/control/v1/openapi.json").json


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_a_server_lives_and_is_ready(client):
    for path in ("/livez", "/readyz"):
        answer = client.get(path)
        assert (answer.status, answer.json) == (200, {"status": "ok"})


def test_a_server_is_not_ready_before_its_session_is_open():
    app = create_app(base_url="http://127.0.0.1:1")

    answer = asyncio.run(readyz(Request({"type": "http", "app": app})))

    assert answer.status_code == 503
    assert asyncio.run(livez()) == {"status": "ok"}


def test_the_root_is_the_pbx_of_the_default_session(client):
    answer = client.get("/?command=ListActiveCalls")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/xml")
    assert client.control("/sessions/default/journal")["entries"][0]["event"] == "CommandReceived"


def test_the_documentation_is_a_page(client):
    answer = client.get("/control/v1/docs")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/html")


def test_the_documentation_stands_under_the_prefix_only(client, document):
    assert document["servers"] == [{"url": "/control/v1"}]
    assert client.get("/openapi.json").status == 404
    assert client.get("/docs").status == 404


def test_every_operation_is_described(document):
    described = dict(operations(document))

    of_calls = {"", "/{id}", "/{id}/events", "/{id}/recordings", "/{id}/report", "/{id}/transcript"}
    of_people = {"expect", "hangup", "hold", "keys", "says", "unhold"}
    one = "/sessions/{session}"
    assert set(described) == {
        *(f"GET {where}/calls{path}" for where in ("", one) for path in of_calls),
        *(f"POST {where}/calls/{{id}}/{action}" for where in ("", one) for action in of_people),
        *(f"POST {where}/{what}" for where in ("", one) for what in ("calls", "sms", "reset")),
        "GET /calls/{id}/outbox",
        "GET /sessions",
        "POST /sessions",
        f"GET {one}",
        f"DELETE {one}",
        *(f"GET {one}/{what}" for what in ("active", "clock", "events", "journal", "outbox", "recordings", "settings")),
        f"PATCH {one}/clock",
        *(f"POST {one}/clock/{what}" for what in ("advance", "run")),
        *(f"POST {one}/journal/{what}" for what in ("wait", "never")),
        *(f"POST {one}/calls/{{id}}/{action}" for action in ("answer", "reject")),
    }
    ids = [operation["operationId"] for operation in described.values()]
    assert len(set(ids)) == len(ids)
    for name, operation in described.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert operation["tags"], name
        assert all(parameter.get("description") for parameter in operation.get("parameters", [])), name


def test_every_answer_has_a_type_and_errors_are_problem_details(document):
    for name, operation in operations(document):
        for status, response in operation["responses"].items():
            assert response["description"], name
            if status >= "400":
                assert response["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}
                }
            elif status != "204":
                assert response["content"], name


def test_what_is_sent_and_what_comes_back_has_an_example(document):
    for name, operation in operations(document):
        contents = [operation.get("requestBody", {}).get("content", {})]
        contents += [one.get("content", {}) for one in operation["responses"].values()]
        for content in contents:
            for kind, written in content.items():
                reference = written.get("schema", {}).get("$ref", "")
                assert kind == "text/event-stream" or "example" in written or reference, name
                if reference:
                    assert document["components"]["schemas"][reference.rpartition("/")[2]]["examples"], reference


def test_what_is_sent_has_an_example_that_is_accepted(client, document):
    schemas = document["components"]["schemas"]
    (order,) = schemas["CallOrder"]["examples"]
    written = [schemas[name] for name in schemas if name.endswith("Step")]
    steps = [example for schema in written for example in schema.get("examples", [])]

    assert len(steps) == 25
    assert client.place("/incoming", steps=order["steps"])["failures"] == []
    placed = client.control("/calls", {"url": f"{client.app}/incoming", "steps": steps})
    assert placed.get("id"), placed


def test_orders_with_phones_and_messages_have_examples_that_are_accepted(client, document):
    schemas = document["components"]["schemas"]
    phones = [
        example
        for name in ("AnsweringPhone", "BusyPhone", "RefusingPhone", "RingingPhone", "UnknownPhone", "CallAfterCall")
        for example in schemas[name]["examples"]
    ]
    calls, messages = schemas["CallOrder"]["examples"], schemas["SmsOrder"]["examples"]
    properties = schemas["CallOrder"]["properties"]
    shown = {name: properties[name]["examples"][0] for name in ("phones", "variables", "arrays", "settings")}

    for order in [*calls, {"phones": dict(enumerate(phones))}, shown]:
        placed = client.control("/calls?wait=10", {**order, "url": f"{client.app}/list"})
        assert placed.get("over"), placed
    for order in messages:
        placed = client.control("/sms?wait=10", {**order, "url": f"{client.app}/report"})
        assert placed.get("over"), placed


def test_nothing_is_referred_to_that_is_not_there(document):
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))

    assert references == set(document["components"]["schemas"])

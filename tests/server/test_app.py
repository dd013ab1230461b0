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


def test_the_root_points_at_the_documentation_and_takes_no_commands_yet(client):
    assert "/control/v1/docs" in client.get("/").text
    assert client.get("/?Command=Call").status == 501
    assert client.request("POST", "/", b"Command=Call").status == 501


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

    assert sorted(described) == [
        "GET /calls",
        "GET /calls/{id}",
        "GET /calls/{id}/events",
        "GET /calls/{id}/outbox",
        "GET /calls/{id}/recordings",
        "GET /calls/{id}/transcript",
        "POST /calls",
        "POST /calls/{id}/hangup",
        "POST /calls/{id}/keys",
        "POST /reset",
        "POST /sms",
    ]
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


def test_what_is_sent_has_an_example_that_is_accepted(client, document):
    schemas = document["components"]["schemas"]
    (order,) = schemas["CallOrder"]["examples"]
    written = [schemas[name] for name in schemas if name.endswith("Step")]
    steps = [example for schema in written for example in schema.get("examples", [])]

    assert len(steps) == 14
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

"""What a client did wrong: where, what, and what was expected. Written as problem details (RFC 9457)."""

from __future__ import annotations

import pytest

URL = {"url": "http://127.0.0.1:9/"}


def refused(client, body, path="/calls"):
    answer = client.request("POST", f"/control/v1{path}", body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status == answer.json["status"]
    return answer.json


@pytest.mark.parametrize(
    ("step", "pointer", "detail"),
    [
        ({"heers": "x"}, "", "unknown step 'heers'; did you mean 'hears'?"),
        ("hang_up", "", "unknown step 'hang_up'; did you mean 'hangs_up'?"),
        ("says", "", "the step 'says' needs a value, in an object with the name 'says'"),
        ({"hears": "a", "says": "b"}, "", "a step has one of the names 'hears' and 'says', not both"),
        ({"hears": "a", "within": 3}, "", "unknown name 'within'; known: 'hears'"),
        (5, "", "expected a step: an object such as {'says': 'Hello'}, 'stays_silent' or 'hangs_up'"),
        ({"hears": {"text": "a", "whithin": 3}}, "/hears", "unknown name 'whithin'; did you mean 'within'?"),
        ({"hears": {"within": 3}}, "/hears", "'text' is missing"),
        ({"hears": {"text": "a", "at": "middle"}}, "/hears/at", "input should be 'start' or 'end'"),
        ({"hears": 5}, "/hears", "input should be a valid string"),
        ({"presses": "12x"}, "", "presses('12x'): expected keys out of 0-9, *, # and A-D"),
        ({"presses": 12}, "/presses", 'keys are a text, so that 0 stays in front: write "12"'),
        ({"pauses": "long"}, "/pauses", "'long' is not a length of time such as 0.5s, 300ms or 2min"),
        ({"pauses": True}, "/pauses", "expected seconds, as a number or as a text such as '0.5s'"),
        ({"pauses": -1}, "/pauses", "input should be greater than or equal to 0"),
        ({"says": {"noise": "grey"}}, "/says/noise", "input should be 'white', 'pink' or 'hum'"),
        ({"says": {"noise": "pnik"}}, "/says/noise", "input should be 'white', 'pink' or 'hum'; did you mean 'pink'?"),
        ({"says": {"noise": "hum", "level": 3}}, "/says/level", "input should be less than or equal to -12"),
        ({"says": {"clip": "a", "text": "b"}}, "/says", "a sound has one of the names 'clip' and 'text', not both"),
        ({"says": {"sound": "a"}}, "/says", "unknown sound 'sound'; known: 'clip', 'noise', 'text'"),
        ({"hangs_up": 3}, "/hangs_up", "input should be None"),
    ],
)
def test_a_wrong_step_is_explained(client, step, pointer, detail):
    problem = refused(client, {**URL, "steps": ["stays_silent", step]})

    assert problem["status"] == 422
    assert problem["title"] == "Unprocessable Content"
    assert problem["errors"] == [{"pointer": f"#/steps/1{pointer}", "detail": detail}]
    assert problem["detail"] == f"#/steps/1{pointer}: {detail}"


@pytest.mark.parametrize(
    ("phone", "pointer", "detail"),
    [
        ("bussy", "", "unknown phone 'bussy'; did you mean 'busy'?"),
        ("no_answer", "", "unknown phone 'no_answer'; did you mean 'no answer'?"),
        (5, "", "expected a phone: a word such as 'busy', a list of steps, or an object, not 5"),
        (
            {},
            "",
            "expected a phone: an object with one of the names "
            "'answers', 'busy', 'no answer', 'refuses', 'unknown', 'calls'",
        ),
        ({"no answer": 5}, "/no answer", "input should be None"),
        ({"answer": 5}, "", "unknown phone 'answer'; did you mean 'answers'?"),
        ({"answers": 5, "busy": 3}, "", "a phone has one of the names 'answers' and 'busy', not both"),
        ({"busy": 3, "does": []}, "", "unknown name 'does'; known: 'busy', 'sms'"),
        ({"answers": -1}, "/answers", "input should be greater than or equal to 0"),
        ({"answers": "soon"}, "/answers", "'soon' is not a length of time such as 0.5s, 300ms or 2min"),
        ({"does": ["hang_up"]}, "/does/0", "unknown step 'hang_up'; did you mean 'hangs_up'?"),
        ([{"heers": "x"}], "/0", "unknown step 'heers'; did you mean 'hears'?"),
        (["hangs_up", {"pauses": 1}], "", "step 2 can never be reached: the caller hangs up before it"),
        ({"answers": 1, "sms": "lost"}, "/sms", "input should be 'delivered', 'failed' or 'never'"),
        ({"sms": {"state": "failed", "afer": 3}}, "/sms", "unknown name 'afer'; did you mean 'after'?"),
        ({"sms": {"state": "never", "after": 3}}, "/sms", "'never' takes no time"),
        ({"calls": []}, "/calls", "list should have at least 1 item after validation, not 0"),
        ({"calls": ["busy", "bussy"]}, "/calls/1", "unknown phone 'bussy'; did you mean 'busy'?"),
        (
            {"calls": [{"calls": ["busy"]}]},
            "/calls/0",
            "unknown phone 'calls'; known: 'answers', 'busy', 'no answer', 'refuses', 'unknown'",
        ),
        (
            {"calls": [{"busy": 3, "sms": "failed"}]},
            "/calls/0",
            "'sms' belongs beside 'calls': short messages do not count as calls",
        ),
    ],
)
def test_a_wrong_phone_is_explained(client, phone, pointer, detail):
    problem = refused(client, {**URL, "phones": {"4710": "busy", "47/11": phone}})

    assert problem["status"] == 422
    assert problem["errors"] == [{"pointer": f"#/phones/47~111{pointer}", "detail": detail}]


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ({"phones": {"47 11": "busy", "47-11": "busy"}}, "#/phones: phones: '47 11' and '47-11' are the same number"),
        ({"phones": {" ": "busy"}}, "#/phones: phones: expected a number, as a text such as '4711', not ' '"),
        ({"variables": {"who": 5}}, "#/variables/who: input should be a valid string"),
        (
            {"variables": {"a b": "5"}},
            "#: variables: 'a b' is no name; expected letters, digits and _, no digit first",
        ),
        ({"arrays": {"a": [{}]}}, "#: arrays: 'a': item 1: expected at least one field"),
    ],
)
def test_wrong_numbers_and_variables_are_explained(client, order, detail):
    assert refused(client, {**URL, **order})["detail"] == detail


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ({}, "#: 'url' is missing; #: 'text' is missing"),
        ({**URL, "text": "Hello", "phone": {}}, "#: unknown name 'phone'; did you mean 'phones'?"),
        ({**URL, "text": 5}, "#/text: input should be a valid string"),
    ],
)
def test_a_wrong_message_is_explained(client, order, detail):
    assert refused(client, order, "/sms")["detail"] == detail


@pytest.mark.parametrize(
    ("order", "detail"),
    [
        ({}, "#: 'url' is missing"),
        ({"url": "ftp://x/"}, "#/url: 'ftp://x/' is not an http:// or https:// address"),
        ({"url": "http://x:99999/"}, "#/url: 'http://x:99999/' is not an http:// or https:// address"),
        ({**URL, "clock": "fast"},
         "#/clock: unknown clock 'fast'; expected 'virtual', 'real' or a factor such as 'x10'"),
        ({**URL, "setings": {}}, "#: unknown name 'setings'; did you mean 'settings'?"),
        ({**URL, "settings": {"strikt": True}}, "#/settings: unknown setting 'strikt'; did you mean 'strict'?"),
        ({**URL, "settings": {"strict": 5}}, "#/settings: strict must be like True, not 5"),
        ({**URL, "seed": -1}, "#/seed: input should be greater than or equal to 0"),
        ([], "#: input should be a valid dictionary or object to extract fields from"),
        (b"{", "#: not JSON: Expecting property name enclosed in double quotes"),
    ],
)  # fmt: skip
def test_a_wrong_order_is_explained(client, order, detail):
    problem = refused(client, order)

    assert problem["status"] == 422
    assert problem["detail"] == detail


def test_all_mistakes_are_told_at_once(client):
    problem = refused(client, {"url": "x", "clock": "y", "steps": ["z", {"pauses": "w"}]})

    assert [error["pointer"] for error in problem["errors"]] == ["#/clock", "#/url", "#/steps/0", "#/steps/1/pauses"]


def test_a_body_of_another_type_is_refused_by_name(client):
    answer = client.request("POST", "/control/v1/calls", b"url=x", Content_Type="application/x-www-form-urlencoded")

    assert answer.status == 415
    assert answer.json["detail"] == (
        "expected a body of type application/json, not 'application/x-www-form-urlencoded'"
    )


def test_a_wrong_parameter_is_named(client):
    call = client.place(steps=["hangs_up"])

    answer = client.get(f"{call['links']['transcript']}?format=yaml")

    assert answer.status == 422
    assert answer.json["detail"] == "format: input should be 'json' or 'text'"


def test_keys_that_no_telephone_has_are_refused(client):
    call = client.place(steps=["hangs_up"])

    problem = refused(client, {"keys": "1x"}, f"/calls/{call['id']}/keys")

    assert problem["detail"] == "#/keys: '1x' is not keys out of 0-9, *, # and A-D"


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        (b'{"url": "http://x/", "from": "\\ud800"}', 422, "#: '\\ud800' is no character, but half of one"),
        (b'{"url": "http://x/\\ud800"}', 422, "#: '\\ud800' is no character, but half of one"),
        (b'{"url": "http://x/", "variables": {"a": "\\udfff"}}', 422, "#: '\\udfff' is no character, but half of one"),
        (b'{"url": "http://x/a\\r\\nb"}', 422, "#/url: 'http://x/a\\r\\nb' is not an http:// or https:// address"),
        (b'{"url": "http://x/", "clock": "x1e300"}', 422,
         "#/clock: a factor is between x0.001 and x10000, not 'x1e300'"),
        (b'{"url": "http://x/", "settings": {"ring_time": NaN}}', 422,
         "#/settings: ring_time must be finite and not negative, not nan"),
        (b"[" * 200_000, 400, "the body cannot be read: it is nested too deeply, or a number is too long"),
        (b'{"seed": ' + b"9" * 5000 + b"}", 400,
         "the body cannot be read: it is nested too deeply, or a number is too long"),
        (b"x" * (16 * 2**20 + 1), 413, "a request has at most 16777216 bytes"),
    ],
    ids=lambda value: value[:40] if isinstance(value, bytes) else None,
)  # fmt: skip
def test_a_hostile_body_is_a_mistake_of_the_client(client, body, status, detail):
    problem = refused(client, body)

    assert (problem["status"], problem["detail"]) == (status, detail)


def test_a_path_that_is_not_there_is_named(client):
    assert client.control("/cals")["detail"] == "there is no /control/v1/cals here"


def test_a_method_that_is_not_there_is_named(client):
    answer = client.request("DELETE", "/control/v1/calls")

    assert answer.status == 405
    assert answer.headers["allow"]
    assert answer.json["detail"] == "/control/v1/calls does not take DELETE"


def test_a_mistake_of_ours_is_a_problem_too(client, monkeypatch):
    from simulator.server.lone_calls import LoneCalls

    def broken(*_, **__):
        raise KeyError("lost")

    monkeypatch.setattr(LoneCalls, "place", broken)

    problem = refused(client, URL)

    assert problem["status"] == 500
    assert problem["detail"] == "the simulator itself went wrong: KeyError('lost')"

"""The survey by itself: what it answers to each notification, and what it counts."""

from __future__ import annotations

import json
from collections import Counter
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from a2wsgi import WSGIMiddleware

from simulator.demo import survey


@pytest.fixture(scope="module")
def app_url(serve) -> str:
    return serve(WSGIMiddleware(survey.app))


@pytest.fixture(autouse=True)
def nobody_has_answered(monkeypatch):
    monkeypatch.setattr(survey, "results", [Counter(), Counter()])


def test_a_call_begins_with_the_first_question(app_url, post):
    _, question = post(f"{app_url}/incoming", NotificationName="IncomingCall")

    assert dict(question.attributes)["ForwardToUrl"] == "/answer?question=0"


def test_a_key_is_counted_and_leads_to_the_next_question(app_url, post):
    (question,) = post(f"{app_url}/answer?question=0", DtmfDigits="5")

    assert dict(question.attributes)["ForwardToUrl"] == "/answer?question=1"
    with urlopen(f"{app_url}/results") as answer:
        assert json.load(answer) == [{"5": 1}, {}]


def test_the_last_key_leads_to_a_recording(app_url, post):
    _, record = post(f"{app_url}/answer?question=1", DtmfDigits="0")

    assert record.name == "Record"


def test_a_key_without_a_meaning_is_not_counted(app_url, post):
    sorry, question = post(f"{app_url}/answer?question=1", DtmfDigits="7")

    assert sorry.text.startswith("Sorry")
    assert dict(question.attributes)["ForwardToUrl"] == "/answer?question=1"
    assert survey.results == [{}, {}]


def test_there_is_nothing_elsewhere(app_url):
    with pytest.raises(HTTPError) as error:
        urlopen(f"{app_url}/nowhere")
    with error.value:
        assert error.value.status == 404

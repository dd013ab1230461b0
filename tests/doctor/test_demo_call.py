"""The sample call as a check."""

from __future__ import annotations

import os

from simulator.doctor import demo_call
from simulator.doctor.finding import Verdict


def test_it_comes_about_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.delenv("VOICEMAIL_FOLDER", raising=False)

    found = demo_call.demo_call()

    assert found.verdict is Verdict.OK
    assert "VOICEMAIL_FOLDER" not in os.environ


def test_messages_of_the_user_are_left_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("VOICEMAIL_FOLDER", str(tmp_path))

    assert demo_call.demo_call().verdict is Verdict.OK

    assert os.environ["VOICEMAIL_FOLDER"] == str(tmp_path)
    assert list(tmp_path.rglob("*")) == []


def test_an_app_that_does_not_record_is_wrong(monkeypatch):
    monkeypatch.setattr(demo_call, "APP", "simulator.demo.router:app")

    found = demo_call.demo_call()

    assert found.verdict is Verdict.WRONG
    assert "hears 'message'" in found.text

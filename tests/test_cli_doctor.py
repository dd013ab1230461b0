"""The command `doctor` as a user has it."""

from __future__ import annotations

import json

from simulator.demo.voicemail import app as voicemail
from simulator.drivers.serving import ServerThread
from tests.command_line import Done, run_cli


def doctor(*words: str) -> Done:
    return run_cli("doctor", *words)


def test_an_installation_that_works_leaves_with_0():
    done = doctor()

    assert (done.stderr, done.returncode) == ("", 0)
    assert "ok    mp3: a second was encoded" in done.stdout
    assert done.stdout.endswith("all is well\n")


def test_json_holds_every_finding():
    told = json.loads(doctor("--json").stdout)

    assert (told["version"], told["ok"]) == (1, True)
    assert {"subject", "verdict", "text", "advice"} == set(told["findings"][0])


def test_an_app_that_does_not_answer_well_leaves_with_1_and_an_advice():
    with ServerThread(voicemail) as server:
        good, wrong = doctor(f"{server.url}/incoming"), doctor(f"{server.url}/nowhere")

    assert (good.returncode, wrong.returncode) == (0, 1)
    assert "it is OzML without a mistake" in good.stdout
    assert "compare it with the app's routes" in wrong.stdout
    assert wrong.stdout.endswith("1 wrong\n")


def test_what_is_no_address_is_wrong_usage():
    done = doctor("127.0.0.1:8000")

    assert done.returncode == 4
    assert done.stderr == (
        "app: '127.0.0.1:8000' is no address and no import path; did you mean 'http://127.0.0.1:8000'?\n"
    )


def test_an_app_is_named_as_for_a_run(tmp_path):
    (tmp_path / "bank_app.py").write_text("app = 1 / 0\n", encoding="utf-8")

    good = doctor("simulator.demo.voicemail:app", "--path", "/incoming")
    lost = doctor("simulator.demo.voicemail:app")
    broken = run_cli("doctor", "bank_app:app", cwd=tmp_path)

    assert (good.returncode, lost.returncode, broken.returncode) == (0, 1, 1)
    assert "it is OzML without a mistake" in good.stdout
    assert "is a path missing, such as /incoming" in lost.stdout
    assert "wrong app: cannot import the app 'bank_app:app': ZeroDivisionError: division by zero" in broken.stdout


def test_a_path_needs_an_app():
    done = doctor("--path", "/incoming")

    assert (done.stderr, done.returncode) == ("--path: there is no app that it could belong to\n", 4)

"""The command `doctor` as a user has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from simulator.demo.voicemail import app as voicemail
from simulator.drivers.serving import ServerThread

ROOT = Path(__file__).parent.parent


def doctor(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "simulator", "doctor", *arguments]
    return subprocess.run(command, check=False, env=environment, capture_output=True, encoding="utf-8", timeout=60)


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
    assert done.stderr == "'127.0.0.1:8000' is not an address such as http://127.0.0.1:8000/incoming\n"

"""The command line as a user has it: what it prints, and how it leaves."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.command_line import ROOT, run_cli, start_cli


def test_a_folder_of_scenarios_passes():
    done = run_cli("run", "scenarios/02-menus")

    assert done.stderr == ""
    assert done.returncode == 0
    assert " passed in " in done.stdout
    assert "FAILED" not in done.stdout


def test_a_failed_scenario_leaves_with_1_and_shows_the_conversation(tmp_path):
    scenario = tmp_path / "wrong.yaml"
    scenario.write_text(
        "app: {asgi: 'simulator.demo.voicemail:app', path: /incoming}\n"
        "caller: [{hears: message}, hangs_up]\n"
        "expects: [{hears: Good evening}]\n"
    )

    done = run_cli("run", scenario)

    assert done.returncode == 1
    assert "FAILED" in done.stdout
    assert "Good evening" in done.stdout
    assert "POST http://app/incoming IncomingCall" in done.stdout


def test_an_empty_folder_leaves_with_5(tmp_path):
    done = run_cli("run", tmp_path)

    assert done.returncode == 5
    assert "no scenarios found" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "Missing argument"),
        (["run", "scenarios", "--no-such-option"], "No such option"),
        (["run", "scenarios", "--clock", "sundial"], "unknown clock 'sundial'"),
        (["run", "no-such-folder"], "no-such-folder"),
        (["frobnicate"], "No such command"),
    ],
)
def test_wrong_usage_leaves_with_4_and_says_what_is_wrong(arguments, message):
    done = run_cli(*arguments)

    assert done.returncode == 4
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_mistakes_in_all_scenario_files_are_told_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text("app: 'x:y'\ncaller: [{heras: hello}]\n")
    (tmp_path / "b.yaml").write_text("app: 'x:y'\ncalller: []\n")

    done = run_cli("run", tmp_path)

    assert done.returncode == 4
    assert "a.yaml:2:" in done.stderr
    assert "did you mean 'hears'?" in done.stderr
    assert "b.yaml:2:" in done.stderr


def test_k_chooses_scenarios_by_name():
    done = run_cli("run", "scenarios/", "-k", "no scenario is called this")

    assert done.returncode == 5


def test_demo_keeps_a_playable_recording(tmp_path):
    done = run_cli("demo", "--recordings", tmp_path / "kept")

    (recording,) = (tmp_path / "kept").glob("*.mp3")
    assert done.returncode == 0
    assert "recording finished: final-timeout" in done.stdout
    assert str(recording) in done.stdout
    assert recording.stat().st_size > 5_000


def test_run_keeps_recordings_where_it_is_told(tmp_path):
    run_cli("run", "scenarios/03-voicemail/voicemail_files.yaml", "--recordings", tmp_path)

    assert {path.suffix for path in tmp_path.rglob("*.*")} == {".mp3", ".wav"}


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["serve", "--help"], ["demo", "--help"]])
def test_help_is_there(arguments):
    done = run_cli(*arguments)

    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_commands_and_assumptions_are_listed():
    commands, assumed = run_cli("commands"), run_cli("assumptions")

    assert "UserInput" in commands.stdout
    assert "P4776" in commands.stdout
    assert "interdigit_timeout" in assumed.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_a_run_with_2(tmp_path):
    running: list[subprocess.Popen[str]] = []

    class Interrupting(BaseHTTPRequestHandler):
        def do_POST(self):
            running[0].send_signal(signal.SIGINT)

    with HTTPServer(("127.0.0.1", 0), Interrupting) as server:
        scenario = tmp_path / "long.yaml"
        scenario.write_text(f"app: {{url: 'http://127.0.0.1:{server.server_port}/'}}\n")
        with start_cli("run", scenario, stderr=subprocess.PIPE) as process:
            running.append(process)
            server.handle_request()
            _, complaint = process.communicate(timeout=30)

    assert process.returncode == 2
    assert complaint == "interrupted\n"


def test_serve_takes_calls_until_it_is_stopped():
    with start_cli("serve", "--port", "0", stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        assert process.stdout is not None
        address = next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        with urllib.request.urlopen(f"{address}/readyz", timeout=10) as answer:
            status = answer.status
        process.terminate()

    assert status == 200


def test_a_settings_file_with_a_mistake_leaves_with_4_before_any_call(tmp_path):
    settings = tmp_path / "s.toml"
    settings.write_text('[notification_fields.IncomingCall]\nCallId = "callid"\n')

    done = run_cli("run", "scenarios/", "--settings", settings)

    assert done.returncode == 4
    assert "did you mean 'call_id'?" in done.stderr
    assert done.stdout == ""


def test_recordings_cannot_be_kept_in_a_file(tmp_path):
    file = tmp_path / "a file"
    file.write_text("")

    assert run_cli("run", "scenarios/", "--recordings", file).returncode == 4


VOICEMAILS = [f"scenarios/03-voicemail/voicemail_{name}.yaml" for name in ("endings", "files", "sounds")]


def test_every_scenario_of_a_run_has_a_call_id_of_its_own_and_the_same_in_the_next_run(tmp_path):
    """Apps know calls by their ID, and scenarios run side by side."""
    kept = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        run_cli("run", *VOICEMAILS, "--recordings", folder)
        kept.append(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*")))

    call_ids = {path.rpartition("/")[2].partition("_")[0]: path.rpartition("/")[0] for path in kept[0]}
    assert kept[0] == kept[1]
    assert len(call_ids) == len({path.rpartition("/")[0] for path in kept[0]})


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that a process could handle")
def test_sigterm_stops_the_apps_that_were_started(tmp_path):
    """CI systems cancel with SIGTERM; an app must not be left behind."""
    running: list[subprocess.Popen[str]] = []

    class Terminating(BaseHTTPRequestHandler):
        def do_POST(self):
            running[0].send_signal(signal.SIGTERM)

    script = tmp_path / "proxy.py"
    script.write_text(FORWARDING_APP)
    with HTTPServer(("127.0.0.1", 0), Terminating) as server:
        scenario = tmp_path / "long.yaml"
        command = [sys.executable, str(script), "{port}", str(server.server_port), str(tmp_path / "pid")]
        scenario.write_text(json.dumps({"app": {"command": command}}))
        with start_cli("run", scenario, stderr=subprocess.PIPE) as process:
            running.append(process)
            server.handle_request()
            _, complaint = process.communicate(timeout=30)

    assert process.returncode == 2
    assert complaint == "interrupted\n"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


FORWARDING_APP = """
import os, sys, urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

class App(BaseHTTPRequestHandler):
    def do_POST(self):
        urllib.request.urlopen(f"http://127.0.0.1:{sys.argv[2]}/", data=b"x")

Path(sys.argv[3]).write_text(str(os.getpid()))
HTTPServer(("127.0.0.1", int(sys.argv[1])), App).serve_forever()
"""


BROKEN_APP = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        await send({"type": "http.response.body", "body": b"<Response><Play>missing.wav</Play></Response>"})
"""


def test_errors_fail_nothing_if_a_run_is_told_never_to_fail_on_them(tmp_path):
    (tmp_path / "broken.py").write_text(BROKEN_APP)
    (tmp_path / "s.yaml").write_text("app: broken:app\n")

    assert run_cli("run", tmp_path).returncode == 1
    assert run_cli("run", tmp_path, "--fail-on", "never").returncode == 0


def test_lenient_and_failing_on_warnings_do_not_go_together():
    done = run_cli("run", "scenarios/", "--lenient", "--fail-on", "warning")

    assert done.returncode == 4
    assert "--fail-on warning" in done.stderr


def test_two_logs_of_a_run_have_the_scenarios_in_the_order_of_the_file():
    names = re.findall(
        r"^name: (.+)$", (ROOT / "scenarios" / "02-menus" / "pin_menu.yaml").read_text(encoding="utf-8"), re.MULTILINE
    )

    done = run_cli("run", "scenarios/02-menus/pin_menu.yaml")

    assert re.findall(r"^PASSED .*::(.+)  [\d.]+ s of call in [\d.]+ m?s$", done.stdout, re.MULTILINE) == names


# -- a world in a file -----------------------------------------------------------------------------------------------


def test_a_world_is_the_base_of_all_scenarios(tmp_path):
    (tmp_path / "s.yaml").write_text(
        "app: {asgi: 'simulator.demo.call_watcher:app'}\ncall: {from: 2000, to: 2001}\n"
        "expects: [{history: [{state: Busy}]}, {notifications: [CallChanged, CallChanged]}]\n"
    )
    (tmp_path / "world.yml.txt").write_text("phones: {2001: busy}\noffice: {call changed: /changed}\n")

    assert run_cli("run", tmp_path).returncode == 1
    assert run_cli("run", tmp_path, "--world", tmp_path / "world.yml.txt").returncode == 0


def test_a_mistake_in_a_world_leaves_with_4(tmp_path):
    (tmp_path / "world.yaml").write_text("phons: {2001: busy}\n")

    done = run_cli("run", "scenarios/", "--world", tmp_path / "world.yaml")

    assert done.returncode == 4
    assert "world.yaml:1:1: unknown key 'phons'; did you mean 'phones'?" in done.stderr


def test_a_server_refuses_a_world_whose_addresses_count_from_an_app(tmp_path):
    (tmp_path / "world.yaml").write_text("office: {call changed: /changed}\n")

    done = run_cli("serve", "--port", "0", "--world", tmp_path / "world.yaml")

    assert done.returncode == 4
    assert "there is no app that the address '/changed' could count from; write it whole" in done.stderr


def test_a_server_begins_with_the_world_of_a_file(tmp_path):
    (tmp_path / "world.yaml").write_text("phones: {4711: busy}\nsettings: {call_waits_for_result: true}\n")
    with start_cli("serve", "--port", "0", "--world", tmp_path / "world.yaml", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        address = next(word for word in process.stdout.readline().split() if word.startswith("http://"))
        with urllib.request.urlopen(f"{address}/?command=Call&Dialed=4711", timeout=10) as answer:
            told = answer.read().decode()
        process.terminate()

    assert "<Message>Call connect to '4711' failed with result state 'Busy'</Message>" in told

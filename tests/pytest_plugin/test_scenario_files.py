"""Scenario files are tests: how they are found, named, chosen and run, and what is told of those that fail."""

from __future__ import annotations

from xml.etree import ElementTree

from simulator.report.json_file import read_run

pytest_plugins = ["pytester"]

CALLS = """
name: The right PIN
app: {asgi: "app:app", path: /incoming}
caller:
  - hears: PIN
  - presses: 1234
  - hears: balance
---
name: Any PIN
app: {asgi: "app:app", path: /incoming}
caller:
  - hears: PIN
  - presses: ${pin}
  - hears: ${heard}
examples:
  - {pin: 1111, heard: 42 euros}
  - {pin: 2222, heard: 43 euros}
"""

BROKEN = """
name: Broken
app: {asgi: "app:app", path: /incoming}
caller:
  - heers: PIN
"""

GREETING = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await receive()
        await send({{"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]}})
        await send({{"type": "http.response.body", "body": b"<Response><Speak>This is {}.</Speak></Response>"}})
"""

GREETED = """
name: Greeting
app: app:app
caller: [hears: This is {}]
"""


def test_scenarios_are_tests_with_names(project):
    project.file("calls/pin.call.yaml", CALLS)
    project.write(test_it_py="def test_pin(pbx):\n    pbx.call().hears('PIN')\n")

    listed = project.run("--collect-only", "-q", status=0)
    done = project.run("-q", "--junit-xml=report.xml", "-k", "PIN or pin", status=1)

    names = [line for line in listed.outlines if "::" in line]
    assert [one for one in names if "Any PIN" not in one] == [
        "calls/pin.call.yaml::The right PIN",
        "test_it.py::test_pin",
    ]
    assert len([one for one in names if one.startswith("calls/pin.call.yaml::Any PIN")]) == 2
    done.assert_outcomes(passed=3, failed=1)
    done.stdout.fnmatch_lines(
        [
            "step 3 failed: hears '43 euros'  calls/pin.call.yaml:14",
            "*nearest*Your balance is 42 euros.*",
            "*repeat: *pytest *Any PIN*--pbx-seed 0",
            "FAILED calls/pin.call.yaml::Any PIN * - step 3 failed: hears '43 euros'*",
        ]
    )
    assert "scenario_items.py" not in done.stdout.str()
    cases = ElementTree.parse(project.folder / "report.xml").getroot().iter("testcase")  # noqa: S314 - our own
    assert "The right PIN" in [case.get("name") for case in cases]


def test_mistakes_in_a_file_are_told_with_their_places(project):
    project.file("good.call.yaml", CALLS)
    project.file("broken.call.yaml", BROKEN)

    done = project.run("-q", status=2)

    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["*broken.call.yaml:5:5: *'heers'*did you mean 'hears'*"])
    assert "Traceback" not in done.stdout.str()


def test_apps_of_the_same_name_in_two_folders_are_two_apps(project):
    for folder in ("here", "there"):
        project.file(f"{folder}/app.py", GREETING.format(folder))
        project.file(f"{folder}/greeting.call.yaml", GREETED.format(folder))
    (project.folder / "app.py").unlink()

    project.run("-q", status=0).assert_outcomes(passed=2)


def test_modules_of_the_root_folder_are_found_from_everywhere(project, monkeypatch):
    project.file("pytest.ini", "[pytest]\n")
    project.file("bank.py", GREETING.format("the bank"))
    project.file("calls/bank.call.yaml", GREETED.format("the bank").replace("app:app", "bank:app"))
    monkeypatch.chdir(project.folder / "calls")

    project.run("-q", "bank.call.yaml", status=0).assert_outcomes(passed=1)


def test_workers_share_scenarios_and_tests(project):
    project.file("pin.call.yaml", CALLS.replace("43", "42"))
    body = (
        "import pytest\n\n@pytest.mark.parametrize('n', range(6))\ndef test_pin(pbx, n):\n    pbx.call().hears('PIN')\n"
    )
    project.write(test_one_py=body, test_two_py=body)

    reports = ("--basetemp=temp", "--pbx-json=run.json")
    project.run("-q", "-n2", "--dist=loadfile", *reports, status=0).assert_outcomes(passed=15)
    names = [one.name for one in read_run(project.folder / "run.json").scenarios]
    assert names[0] == "The right PIN"
    assert names[3:] == [f"test_pin[{number}]" for number in range(6)] * 2
    assert list((project.folder / "temp").glob("*.lock")) == []  # as nobody waits for anybody


BARE = """
name: Bare
caller: [hears: This is {}]
---
name: With a path
app: {{asgi: "app:app", path: /own}}
caller: [hears: PIN]
"""

PATH_APP = """
starts = []

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        starts.append(1)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    else:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        text = f"PIN. This is {scope['path']} of start {len(starts)}."
        await send({"type": "http.response.body", "body": f"<Response><Speak>{text}</Speak></Response>".encode()})
"""


def test_a_scenario_without_an_app_calls_that_of_the_configuration_as_tests_do(project):
    project.write(app_py=PATH_APP)
    project.file("calls/bare.call.yaml", BARE.format("/incoming of start 1").split("---")[0])
    project.write(test_it_py="def test_it(pbx):\n    pbx.call().hears('This is /incoming of start 1')\n")

    project.run("-q", status=0).assert_outcomes(passed=2)


def test_the_app_of_the_command_line_comes_before_those_of_scenarios(project):
    project.write(other_py=PATH_APP)
    project.file("bare.call.yaml", BARE.format("/incoming").replace("PIN", "This is /own"))
    project.file("given.call.yaml", BARE.format("/given").replace("PIN", "This is /given"))

    app = project.run("-q", "--pbx-app=other:app", status=1)
    path = project.run("-q", "--pbx-app=other:app", "--pbx-path=/given", "given.call.yaml", status=0)

    app.assert_outcomes(passed=2, failed=2)
    app.stdout.fnmatch_lines(["  repeat: pytest *given.call.yaml::Bare* --pbx-seed 0 --pbx-app other:app"])
    path.assert_outcomes(passed=2)


def test_a_path_of_the_command_line_needs_no_app_where_scenarios_name_one(project):
    project.write(pytest_ini="[pytest]\n", app_py=PATH_APP)
    project.file("own.call.yaml", BARE.format("").split("---")[1].replace("PIN", "This is /given"))

    project.run("-q", "--pbx-path=/given", status=0).assert_outcomes(passed=1)


def test_a_scenario_without_any_app_and_what_can_be_none_are_told_in_a_line(project):
    project.write(pytest_ini="[pytest]\n")
    project.file("bare.call.yaml", "caller: [hangs_up]\n")

    missing = project.run("-q", status=2)
    no_app = project.run("-q", "--pbx-app=node app.js", status=2)

    missing.stdout.fnmatch_lines(["bare.call.yaml:1:1: the key 'app' is missing; * (in pytest: `pbx_app`)"])
    no_app.stdout.fnmatch_lines(
        ["--pbx-app: 'node app.js' is no address and no import path; a command needs {port}: node app.js {port}"]
    )
    assert "Traceback" not in missing.stdout.str() + no_app.stdout.str()


KEPT = """
caller: [hears: PIN, hangs_up]
expects:
  - conversation: golden/pin.txt
---
name: Fails
caller: [hears: Hello]
expects:
  - conversation: golden/fails.txt
"""


def test_conversations_of_scenarios_are_written_by_the_option_that_a_failure_names(project):
    project.file("calls/pin.call.yaml", KEPT)

    missing = project.run("-q", "-k", "pin.call and not Fails", "--pbx-json=run.json", status=1)
    updated = project.run("-q", "--pbx-update", status=1)
    kept = project.run("-q", "-k", "not Fails", status=0)

    advice = "if it is meant, run again with --pbx-update, which writes the file"
    missing.stdout.fnmatch_lines(["conversation: there is no calls/golden/pin.txt", f"  {advice}"])
    (reason,) = read_run(project.folder / "run.json").scenarios[0].reasons
    assert reason.why == advice
    updated.assert_outcomes(passed=1, failed=1)
    updated.stdout.fnmatch_lines(
        ["written: calls/golden/pin.txt", "not updated, as the scenario fails: calls/pin.call.yaml::Fails"]
    )
    kept.assert_outcomes(passed=1, deselected=1)


def test_a_kept_conversation_that_is_not_utf_8_is_told_with_its_place(project):
    project.file("pin.call.yaml", KEPT.partition("---")[0])
    (project.folder / "golden").mkdir()
    (project.folder / "golden" / "pin.txt").write_bytes(b"# pin\n\ncall from \xdcnal\n")

    done = project.run("-q", status=1)

    done.stdout.fnmatch_lines(["*golden/pin.txt:3: byte 0xdc is not UTF-8; save the file as UTF-8"])
    assert "codec" not in done.stdout.str()


def test_the_option_that_is_said_to_show_the_rest_shows_it(project):
    steps = ("hears('PIN')", "presses('0000')", "hears('balance', at='start')", "presses('1234')")
    project.write(test_it_py="\n    call.".join(["def test_it(pbx):\n    call = pbx.call()", *steps]))
    project.file(
        "wrong.call.yaml", "caller: [hears: PIN, presses: 0000, hears: {text: balance, at: start}, presses: 1234]"
    )

    reports = ("--pbx-json=run.json", "--pbx-html=run.html")
    short, whole = (project.run(*option, status=1).stdout.str() for option in (reports, ["-v"]))

    assert short.count("-v shows them") == 2
    assert "shows them" not in whole
    assert (short.count("call cleared"), whole.count("call cleared")) == (0, 2)
    kept = [one.text for one in read_run(project.folder / "run.json").scenarios]
    assert [" more until the call ended at " in one for one in kept] == [True, True]
    for name in ("run.json", "run.html"):
        assert "shows them" not in (project.folder / name).read_text(encoding="utf-8")

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
            "*nearest*Your balance is 42 euros.*",
            "*repeat: *pytest *Any PIN*--pbx-seed 0",
            "FAILED calls/pin.call.yaml::Any PIN * - step 3 failed: hears '43 euros'",
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


def test_workers_share_scenarios_and_tests(project):
    project.file("pin.call.yaml", CALLS.replace("43", "42"))
    body = (
        "import pytest\n\n@pytest.mark.parametrize('n', range(6))\ndef test_pin(pbx, n):\n    pbx.call().hears('PIN')\n"
    )
    project.write(test_one_py=body, test_two_py=body)

    project.run("-q", "-n2", "--dist=loadfile", "--pbx-json=run.json", status=0).assert_outcomes(passed=15)
    names = [one.name for one in read_run(project.folder / "run.json").scenarios]
    assert names[0] == "The right PIN"
    assert names[3:] == [f"test_pin[{number}]" for number in range(6)] * 2

"""`run --set`, and `schema scenario`, as they are called."""

import json

from tests.command_line import run_cli

SCENARIO = """\
app: {asgi: "simulator.demo.pin_menu:app", path: /incoming}
name: PIN
parameters: {pin: 1234}
caller: [hears: enter your PIN, presses: "${pin}", hears: Wrong PIN, hangs_up]
"""


def test_what_is_set_reaches_the_scenarios(tmp_path):
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")

    usual = run_cli("run", ".", cwd=tmp_path)
    done = run_cli("run", ".", "--set", "pin=1111", "--set", "pin=0000", cwd=tmp_path)

    assert (usual.returncode, done.returncode) == (1, 0), usual.stdout + done.stdout + done.stderr
    assert "PASSED s.yaml::PIN" in done.stdout


def test_a_name_that_no_scenario_has_is_wrong_usage(tmp_path):
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")

    done = run_cli("run", ".", "--set", "pni=1111", cwd=tmp_path)

    assert done.returncode == 4
    assert "--set pni: no scenario has a parameter 'pni'; did you mean 'pin'?" in done.stderr


def test_the_schema_of_scenarios_is_printed(tmp_path):
    done = run_cli("schema", "scenario", cwd=tmp_path)

    schema = json.loads(done.stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "examples" in schema["properties"]

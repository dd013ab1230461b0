"""Every command and snippet in the documentation is run."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import subprocess
import sys
import tomllib
import urllib.request
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

import pytest
import typer
import yaml
from lxml import etree

from simulator.cli import app as command_line
from simulator.demo.voicemail import app as voicemail
from simulator.drivers.ports import free_port
from simulator.drivers.serving import ServerThread
from simulator.http_api.reference import markdown_reference as http_reference
from simulator.ozml.lint import FOUND, lint
from simulator.ozml.reference import markdown_reference
from simulator.scenario.given_app import NOTHING_GIVEN, GivenApp, GivenApps
from simulator.scenario.load import load_file
from simulator.scenario.model import AppKind
from simulator.scenario.run import run_scenarios
from simulator.scenario.written_world import load_world
from simulator.server.serve import serving
from simulator.server.thread import serving_session
from simulator.settings import Settings, settings_with
from simulator.telephony.notifications import FIELDS, field_table
from simulator.telephony.problem import RULES, Severity
from tests.command_line import run_cli

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r'^( *)```(\w+)(?: title="([^"]+)")?\n(.*?)^\1```$', re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    page: Path
    line: int
    language: str
    title: str | None
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT).as_posix().removeprefix('docs/')}:{self.line}"


def _snippets() -> list[Snippet]:
    found = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            lines = [line.removeprefix(match.group(1)) for line in match.group(4).splitlines()]
            line = text.count("\n", 0, match.start()) + 1
            found.append(Snippet(page, line, match.group(2), match.group(3), "\n".join(lines) + "\n"))
    return found


def _of(*languages: str):
    chosen = [snippet for snippet in _snippets() if snippet.language in languages]
    return pytest.mark.parametrize("snippet", chosen, ids=str)


def test_every_snippet_is_of_a_language_that_is_run_here():
    assert {snippet.language for snippet in _snippets()} <= {
        "python",
        "yaml",
        "toml",
        "console",
        "text",
        "xml",
        "yml",
        "json",
        "csv",
        "ini",
        *OF_OTHERS,
    }


OF_OTHERS = {"js", "php", "csharp", "bash", "dockerfile", "groovy"}
"""Languages of `examples/`, whose files `test_examples` and `test_ci` run, and of Jenkins."""


@_of("python")
def test_python_snippets_run(snippet, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    program = compile(snippet.text, str(snippet), "exec", dont_inherit=True)

    exec(program, {"__name__": "__main__"})  # noqa: S102 - as its reader does; warnings are errors here

    assert capfd.readouterr().err == ""


@_of("yaml")
def test_scenario_snippets_load_and_those_that_call_the_demo_apps_pass(snippet, tmp_path):
    file = tmp_path / "snippet.yaml"
    for one in _snippets():
        if one.page == snippet.page and one.title is not None:
            (tmp_path / one.title).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / one.title).write_text(one.text, encoding="utf-8")
    if snippet.title is not None and Path(snippet.title).name.startswith("_"):
        return  # those that include it are run
    file.write_text(snippet.text.replace("7780", str(free_port())), encoding="utf-8")

    scenarios = load_file(file, Settings(), apps=apps_of(snippet.page))

    runnable = [
        one
        for one in scenarios
        if one.app.kind in (AppKind.ASGI, AppKind.PYTHON) and one.app.target.startswith("simulator.")
    ]

    async def run():
        async with serving_session() as session:
            return await run_scenarios(runnable, session, jobs=4)

    runs = asyncio.run(run())
    assert scenarios
    assert [run.reasons for run in runs] == [() for _ in runnable]


def apps_of(page: Path) -> GivenApps:
    """The app that scenarios of a page call without naming it: that of its `pytest.ini`."""
    for snippet in _snippets():
        if snippet.page == page and snippet.title == "pytest.ini":
            ini = ConfigParser()
            ini.read_string(snippet.text)
            return GivenApps(otherwise=GivenApp(ini["pytest"]["pbx_app"], ini["pytest"]["pbx_path"]))
    return NOTHING_GIVEN


HOW_TO = [ROOT / "README.md", ROOT / "docs" / "index.md", *sorted((ROOT / "docs" / "how-to").glob("*.md"))]


def test_the_tests_that_the_pages_show_pass(tmp_path):
    shown = 0
    for snippet in _snippets():
        name = f"{snippet.page.stem}_{snippet.line}".replace("-", "_")
        if snippet.page not in HOW_TO or "def test_" not in snippet.page.read_text(encoding="utf-8"):
            continue
        if snippet.language == "python" and "def test_" in snippet.text:
            (tmp_path / f"test_{name}.py").write_text(snippet.text, encoding="utf-8")
            shown += snippet.text.count("def test_")
        elif snippet.language == "yaml":
            (tmp_path / f"{name}.call.yaml").write_text(snippet.text, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(PYTEST_INI, encoding="utf-8")

    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:asyncio", "."]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)

    apps = apps_of(ROOT / "docs" / "how-to" / "pytest.md")
    scenarios = sum(len(load_file(file, Settings(), apps=apps)) for file in tmp_path.glob("*.call.yaml"))
    passed = re.search(r"^(\d+) passed", done.stdout, re.MULTILINE)
    assert done.returncode == 0, done.stdout
    assert passed is not None
    assert int(passed[1]) >= scenarios + shown  # anyio runs its own twice, on asyncio and on trio


PYTEST_INI = next(snippet.text for snippet in _snippets() if snippet.title == "pytest.ini")
"""As the page about pytest has it; the other pages name their apps themselves."""


@_of("toml")
def test_settings_snippets_are_understood(snippet):
    settings = settings_with(tomllib.loads(snippet.text), Settings(), where=str(snippet))

    assert field_table(settings.notification_fields)


@pytest.fixture(scope="module")
def servers():
    """The addresses of a simulator, and of an app to be called."""
    with serving(Settings(speech="pseudo")) as url, ServerThread(voicemail) as app:
        yield url, app.url


@_of("console")
def test_commands_are_ones_that_the_command_line_knows(snippet, servers):
    known = {command.name or command.callback.__name__ for command in command_line.registered_commands}
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in snippet.text.strip().split("\n\n"):
        match shlex.split(command):
            case ["pip", *_]:
                assert command in ci
            case ["ozeki-simulator", name, *arguments]:
                assert name in known
                assert_options_are_known(name, arguments)
            case ["curl", *rest]:
                assert_the_server_answers(rest, *servers)
            case _:
                raise AssertionError(f"nobody runs {command!r}")


def assert_options_are_known(name: str, arguments: list[str]) -> None:
    """Parse the arguments of a command as far as a redirection; it is not run."""
    end = arguments.index(">") if ">" in arguments else len(arguments)
    typer.main.get_command(command_line).commands[name].make_context(name, arguments[:end])


@_of("yml", "groovy", "bash")
def test_configurations_of_other_tools_are_yaml_and_start_commands_that_there_are(snippet):
    assert snippet.language != "yml" or yaml.safe_load(snippet.text)
    for command in re.findall(
        r"^\s*(?:- )?(?:run: |entry: )?ozeki-simulator (.*?)(?: &)?$", snippet.text, re.MULTILINE
    ):
        name, *arguments = shlex.split(command)
        assert_options_are_known(name, arguments if "entry" not in snippet.text else [*arguments, "a.xml"])


def test_the_world_of_a_page_is_one(tmp_path):
    (world,) = [snippet for snippet in _snippets() if snippet.title == "world.yaml"]
    (tmp_path / "world.yaml").write_text(world.text, encoding="utf-8")

    written = load_world(tmp_path / "world.yaml", Settings(), whole=True)

    assert list(written.phones) == ["4711"]


@_of("json")
def test_json_snippets_are_json(snippet):
    assert json.loads(snippet.text)


@_of("xml")
def test_xml_snippets_have_no_problems(snippet):
    if snippet.page.name == "http-api.md":  # what the PBX answers, which is no OzML
        assert etree.fromstring(snippet.text.encode()).tag == "Response"
        return
    if snippet.title is not None:  # a file of `examples/`
        assert etree.fromstring(snippet.text.encode()).tag == "Project"
        return
    text = snippet.text if "<Response" in snippet.text else f"<Response>{snippet.text}</Response>"
    problems = lint(text.encode(), str(snippet), Settings(dialect="ozeki10"))

    # The examples of the reference refer to arrays that another answer has set.
    assert [str(one) for one in problems if one.severity is not Severity.NOTE] == []


def assert_the_server_answers(arguments: list[str], url: str, app_url: str) -> None:
    """Do what a curl command would do, with the address of a server that runs, and a call that is there."""
    address = next(one for one in arguments if one.startswith("http://127.0.0.1:7780/"))
    body = arguments[arguments.index("-d") + 1] if "-d" in arguments else None
    live = {"url": f"{app_url}/incoming", "live": True, "clock": "real"}
    call = request(f"{url}/control/v1/calls", json.dumps(live))
    if body is not None:
        body = body.replace("http://127.0.0.1:8000", app_url)
    if "/sessions/worker-1" in address:
        request(f"{url}/control/v1/sessions", json.dumps({"id": "worker-1"}))
    if address.endswith("/events"):
        request(f"{url}/control/v1/calls/{call['id']}/hangup", "")
    path = address.removeprefix("http://127.0.0.1:7780").replace("/ID/", f"/{call['id']}/")
    method = arguments[arguments.index("-X") + 1] if "-X" in arguments else None
    answer = request(url + path, body if body is not None else "" if method == "POST" else None, method)
    if "command=" in path:
        assert b"<Code>200</Code>" in answer
    request(f"{url}/control/v1/reset", "")


def request(url: str, body: str | None, method: str | None = None):
    """The JSON of an answer, if it is JSON; refuses answers that are no success."""
    data = None if body is None else body.encode()
    asked = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(asked, timeout=30) as answer:
        content = answer.read()
        return json.loads(content) if content.startswith(b"{") else content


def test_the_table_of_notifications_is_that_of_the_source():
    page = (ROOT / "docs" / "apps.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE))

    assert rows == {
        str(name): ", ".join(f"`{wire_name}` ({value})" for wire_name, value in fields.items())
        for name, fields in FIELDS.items()
    }


def test_the_list_of_problems_is_that_of_the_source():
    page = (ROOT / "docs" / "apps.md").read_text(encoding="utf-8")
    match = re.search(r"<!-- problems -->\n(.*?)<!-- /problems -->", page, re.DOTALL)

    assert match is not None
    assert match.group(1) == "".join(f"- `{rule}`: {text}\n" for rule, text in RULES.items())


def test_the_failure_in_the_readme_is_what_one_reads(tmp_path):
    """Its first scenario, with another last prompt; in a terminal of 80 columns, without how long it took."""
    shown = next(snippet.text for snippet in _snippets() if snippet.title == "failure")
    scenario = next(snippet.text for snippet in _snippets() if snippet.page.name == "README.md")
    (tmp_path / "operator.yaml").write_text(scenario.replace("will call you back", "will be with you"), "utf-8")

    done = run_cli("run", "operator.yaml", "-q", cwd=tmp_path, columns=80, NO_COLOR="1")

    report, summary = done.stdout.rsplit("\n\n", 1)
    assert report.rstrip() == shown.rstrip()
    assert summary.startswith("1 failed in ")


def test_the_reference_of_commands_is_the_generated_one():
    page = (ROOT / "docs" / "ozml.md").read_text(encoding="utf-8")

    assert page == markdown_reference(), "run: ozeki-simulator commands --reference > docs/ozml.md"


def test_the_reference_of_the_http_api_is_the_generated_one():
    page = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")

    assert page == http_reference(), "run: ozeki-simulator commands --http-reference > docs/http-api.md"


def test_the_rules_of_the_linter_are_those_of_the_source():
    page = (ROOT / "docs" / "linter.md").read_text(encoding="utf-8")
    match = re.search(r"<!-- rules -->\n(.*?)<!-- /rules -->", page, re.DOTALL)

    assert match is not None
    assert match.group(1) == RULES_HEAD + "".join(
        f"| `{rule}` | {severity} | {RULES[rule]} |\n" for rule, severity in FOUND.items()
    )


RULES_HEAD = "| rule | usually | what it is |\n| --- | --- | --- |\n"


def test_links_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"

"""The app that is named outside of scenario files: what it is, and when it counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.given_app import GivenApp, GivenApps, app_from_text
from simulator.scenario.load import load_file
from simulator.scenario.model import AppKind, AppSpec
from simulator.settings import Settings

ROOT, CALLS = Path("/project"), Path("/project/calls")
OWN = AppSpec(AppKind.WSGI, "shop:app", path="/incoming?x=1", folder=CALLS)
AT_HOST = AppSpec(AppKind.URL, "http://app.test/incoming?x=1")


def given(app=None, path=None):
    return GivenApp(app, path, ROOT)


# -- what a text names -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "app"),
    [
        ("http://127.0.0.1:8000/incoming", AppSpec(AppKind.URL, "http://127.0.0.1:8000/incoming")),
        ("HTTPS://app.test", AppSpec(AppKind.URL, "HTTPS://app.test")),
        ("json.decoder:app.api", AppSpec(AppKind.PYTHON, "json.decoder:app.api", folder=ROOT)),
        (
            "node 'my app.js' {port}",
            AppSpec(AppKind.COMMAND, arguments=("node", "my app.js", "{port}"), folder=ROOT),
        ),
        (
            "serve --url http://0.0.0.0:{port}",
            AppSpec(AppKind.COMMAND, arguments=("serve", "--url", "http://0.0.0.0:{port}"), folder=ROOT),
        ),
    ],
)
def test_an_app_is_an_address_an_import_path_or_a_command(text, app):
    assert app_from_text(text, folder=ROOT) == app


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("node app.js", "'node app.js' is no address and no import path; a command needs {port}: node app.js {port}"),
        (
            "shop.main",
            "'shop.main' is no address and no import path such as package.module:app; "
            "a command needs {port}: shop.main {port}",
        ),
        ("127.0.0.1:8000", "'127.0.0.1:8000' is no address and no import path; did you mean 'http://127.0.0.1:8000'?"),
        ("app.test:80/in", "'app.test:80/in' is no address and no import path; did you mean 'http://app.test:80/in'?"),
        ("./main.py:app", "'./main.py:app' is no address and no import path; did you mean 'main:app'?"),
        (
            "http://127.0.0.1:{port}/x",
            "'http://127.0.0.1:{port}/x' is no address that can be called, such as http://127.0.0.1:8000/incoming",
        ),
        ("http://:80", "'http://:80' is no address that can be called, such as http://127.0.0.1:8000/incoming"),
        ("http://a:99999", "'http://a:99999' is no address that can be called, such as http://127.0.0.1:8000/incoming"),
        ("http://[::1", "'http://[::1' is no address that can be called, such as http://127.0.0.1:8000/incoming"),
        ("{port}", "the command '{port}' has no program: expected one such as node app.js {port}"),
        ("shop/main.py:app", "'shop/main.py:app' is no address and no import path; did you mean 'shop.main:app'?"),
        (
            "ftp://app.test",
            "expected an address, an import path such as package.module:app, or a command with {port}, "
            "not 'ftp://app.test'",
        ),
        (
            "",
            "expected an address, an import path such as package.module:app, or a command with {port}, not ''",
        ),
    ],
)
def test_what_is_none_of_them_is_told_with_what_was_meant(text, told):
    with pytest.raises(ScenarioError) as refused:
        GivenApp(text)

    assert str(refused.value) == f"app: {told}"


@pytest.mark.parametrize(
    ("app", "path", "told"),
    [
        ("shop:app", "incoming", "path: expected a path that begins with '/', such as '/incoming', not 'incoming'"),
        (
            "http://app.test/a",
            "/b",
            "path: the address 'http://app.test/a' has its path already; write '/b' into it",
        ),
        ("php -S 'a {port}", None, 'app: a quote is not closed in "php -S \'a {port}"'),
    ],
)
def test_what_could_not_be_called_is_refused_at_once(app, path, told):
    with pytest.raises(ScenarioError) as refused:
        GivenApp(app, path)

    assert str(refused.value) == told


# -- which one counts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "instead", "otherwise", "called"),
    [
        (OWN, given(), given(), OWN),
        (OWN, given(), given("json:app", "/there"), OWN),
        (OWN, given("json:app"), given(), AppSpec(AppKind.PYTHON, "json:app", path="/incoming?x=1", folder=ROOT)),
        (OWN, given("json:app", "/there"), given(), AppSpec(AppKind.PYTHON, "json:app", path="/there", folder=ROOT)),
        (OWN, given(path="/there"), given(), OWN.at("/there")),
        (OWN, given("http://app.test"), given(), AT_HOST),
        (OWN, given("http://app.test/"), given(), AT_HOST),
        (OWN, given("http://app.test", "/"), given(), AppSpec(AppKind.URL, "http://app.test/")),
        (OWN, given("http://app.test/in"), given(), AppSpec(AppKind.URL, "http://app.test/in")),
        (AT_HOST, given(), given(), AT_HOST),
        (AT_HOST, given(path="/there"), given(), AppSpec(AppKind.URL, "http://app.test/there")),
        (AT_HOST, given("json:app"), given(), AppSpec(AppKind.PYTHON, "json:app", path="/incoming?x=1", folder=ROOT)),
        (None, given(), given(), None),
        (None, given(path="/there"), given(), None),
        (None, given("json:app"), given(), AppSpec(AppKind.PYTHON, "json:app", folder=ROOT)),
        (
            None,
            given(),
            given("json:app", "/usual"),
            AppSpec(AppKind.PYTHON, "json:app", path="/usual", folder=ROOT),
        ),
        (None, given("http://app.test"), given("json:app", "/in"), AppSpec(AppKind.URL, "http://app.test/in")),
        (None, given("http://app.test"), given(path="/in"), AppSpec(AppKind.URL, "http://app.test/in")),
        (None, given("http://app.test/x"), given("json:app", "/in"), AppSpec(AppKind.URL, "http://app.test/x")),
        (
            None,
            given(path="/there"),
            given("json:app", "/usual"),
            AppSpec(AppKind.PYTHON, "json:app", path="/there", folder=ROOT),
        ),
    ],
)
def test_the_app_of_the_command_line_comes_before_the_scenarios_and_that_before_the_usual_one(
    own, instead, otherwise, called
):
    assert GivenApps(instead, otherwise).app_of(own, CALLS) == called


def test_scenarios_in_two_folders_call_the_same_app_unless_it_lies_beside_each(tmp_path):
    folders = [tmp_path / name for name in ("one", "two")]
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "main.py").touch()
    for folder in folders:
        (folder / "shop").mkdir(parents=True)
        for module in ("shop/main.py", "beside.py"):
            (folder / module).touch()

    def homes(app):
        apps = GivenApps(GivenApp(app, folder=tmp_path))
        return [apps.app_of(None, folder).folder for folder in folders]

    assert homes("shop.main:app") == [tmp_path, tmp_path]
    assert homes("simulator.demo.voicemail:app") == [tmp_path, tmp_path]
    assert homes("serve {port}") == [tmp_path, tmp_path]
    assert homes("beside:app") == folders
    assert homes("nowhere:app") == folders  # so that both places are told


def test_modules_that_scenarios_name_may_lie_in_the_root_folder_too(tmp_path):
    calls = tmp_path / "calls"
    calls.mkdir()
    for module in ("bank.py", "both.py", "calls/both.py"):
        (tmp_path / module).touch()

    def home(app):
        return GivenApps(root=tmp_path).app_of(AppSpec(AppKind.PYTHON, app, folder=calls), calls).folder

    assert [home(app) for app in ("bank:app", "both:app", "nowhere:app")] == [tmp_path, calls, calls]


def test_a_file_may_leave_its_apps_out_where_one_is_given(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text("name: One\n---\nname: Two\napp: {asgi: 'a:b', path: /in}\n", encoding="utf-8")

    one, two = load_file(file, Settings(), apps=GivenApps(GivenApp("http://app.test")))

    assert (one.app.target, two.app.target) == ("http://app.test", "http://app.test/in")


def test_what_a_scenario_says_of_its_app_has_to_be_right_all_the_same(tmp_path):
    file = tmp_path / "s.yaml"
    file.write_text("app: {asgi: a}\n", encoding="utf-8")

    with pytest.raises(ScenarioError, match=r"expected an import path such as package\.module:app, not 'a'"):
        load_file(file, Settings(), apps=GivenApps(GivenApp("http://app.test")))

import re
from pathlib import Path

import pytest

from simulator.drivers.clock import Clock
from simulator.errors import ScenarioError
from simulator.scenario.expect_files import ExpectedFile
from simulator.scenario.load import find, load_file
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.settings import Settings
from simulator.telephony.effects import AudioFile
from simulator.telephony.steps import Hears, Pauses, Presses, Says
from simulator.telephony.variables import Value, Variables

MISSING = "the key 'app' is missing; name the app there, or for all scenarios with `run --app` (in pytest: `pbx_app`)"

WHOLE = """\
name: A message ended by silence
app: {asgi: "simulator.demo.voicemail:app", path: /incoming?format=wav}
call: {to: 0123, from: +36 1 234 5678}
settings: {strict: no, speech: pseudo}
seed: 7
clock: x10
caller:
  - hears: leave a message
  - pauses: 0.5s
  - says: yes.wav
  - presses: *1#
"""


def test_a_whole_scenario_is_read(read):
    assert read(WHOLE) == [
        Scenario(
            name="A message ended by silence",
            file=Path("s.yaml"),
            line=1,
            app=AppSpec(AppKind.ASGI, "simulator.demo.voicemail:app", path="/incoming?format=wav"),
            to="0123",
            caller="+36 1 234 5678",
            steps=(Hears("leave a message"), Pauses(0.5), Says(AudioFile("yes.wav")), Presses("*1#")),
            settings=Settings(strict=False, speech="pseudo"),
            clock=Clock(10.0),
            seed=7,
        )
    ]


def test_windows_line_ends_change_nothing(read):
    assert read(WHOLE.replace("\n", "\r\n")) == read(WHOLE)


def test_a_scenario_may_be_a_short_message(read):
    (scenario,) = read("app: demo:app\nsms: {to: 0123, from: +36 1 234 5678, text: Remind me}\n")

    assert (scenario.to, scenario.caller, scenario.sms) == ("0123", "+36 1 234 5678", "Remind me")


def test_variables_and_arrays_are_set_before_the_script_begins(read):
    (scenario,) = read(
        "app: demo:app\nvariables: {who: Anna, PIN: 0123, note: ''}\n"
        "arrays:\n  colours: [red, no]\n  calls: [{message: 1.wav, from: +36 1}]\n  none: []\n"
    )

    assert scenario.variables == Variables(
        {"who": Value("Anna"), "pin": Value("0123"), "note": Value("")},
        {
            "colours": (Value("red"), Value("no")),
            "calls": (Value("1.wav", {"message": "1.wav", "from": "+36 1"}),),
            "none": (),
        },
    )


def test_an_app_is_all_that_a_scenario_needs(read):
    assert read("app: demo:app\n") == [Scenario("s", Path("s.yaml"), 1, AppSpec(AppKind.PYTHON, "demo:app"))]


def test_of_a_key_that_is_like_no_other_the_known_ones_are_told(mistakes_in):
    (message,) = mistakes_in("app: demo:app\n<<: x\n")

    assert message.startswith("s.yaml:2:1: unknown key '<<'; known: 'alone', 'app', 'arrays', 'audio', ")


def test_a_scenario_may_want_to_be_alone(read):
    (alone,) = read("app: demo:app\nalone: true\n")

    assert alone.alone


def test_documents_without_a_name_are_numbered_and_know_their_lines(read):
    scenarios = read("app: demo:app\n---\napp: demo:app\nname: Other\n---\n\napp: demo:app\n")

    assert [(scenario.name, scenario.line) for scenario in scenarios] == [("s", 1), ("Other", 3), ("s 3", 7)]


@pytest.mark.parametrize(
    ("written", "app"),
    [
        ("package.module:factory.app", AppSpec(AppKind.PYTHON, "package.module:factory.app")),
        ("{asgi: demo:app}", AppSpec(AppKind.ASGI, "demo:app")),
        ("http://127.0.0.1:8000/in?x=1", AppSpec(AppKind.URL, "http://127.0.0.1:8000/in?x=1")),
        ("{url: 'https://app.test/'}", AppSpec(AppKind.URL, "https://app.test/")),
        ("{wsgi: demo:app, path: /incoming}", AppSpec(AppKind.WSGI, "demo:app", path="/incoming")),
        (
            '{command: "node app.js {port}", path: /in}',
            AppSpec(AppKind.COMMAND, arguments=("node", "app.js", "{port}"), path="/in"),
        ),
        (
            r"""{command: '"C:\Program Files\php.exe" -S 127.0.0.1:{port} app.php # 1'}""",
            AppSpec(
                AppKind.COMMAND,
                arguments=(r"C:\Program Files\php.exe", "-S", "127.0.0.1:{port}", "app.php", "#", "1"),
            ),
        ),
        (
            '{command: [node, my app.js, "{port}"]}',
            AppSpec(AppKind.COMMAND, arguments=("node", "my app.js", "{port}")),
        ),
    ],
)
def test_an_app_is_named_in_one_of_four_ways(read, written, app):
    (scenario,) = read(f"app: {written}\n")

    assert scenario.app == app


def test_clips_lie_beside_the_scenario_or_in_its_audio_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("scenarios/own.wav", "audio/shared.wav", "audio/own.wav"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).touch()
    Path("scenarios/s.yaml").write_text(
        "caller: [says: own.wav, says: shared.wav]\naudio: ../audio\napp: demo:app\n", encoding="utf-8"
    )

    (scenario,) = load_file(Path("scenarios/s.yaml"), Settings())

    own, shared = Path("scenarios/own.wav"), Path("audio/shared.wav")
    assert scenario.steps == (Says(AudioFile(str(own))), Says(AudioFile(str(shared))))
    assert scenario.app.folder == Path("scenarios")


def test_settings_are_read_as_their_types_over_the_base(read):
    written = (
        "{app_latency: 300ms, http_version: 1.1, goto_limit: 5, barge_in: off, max_call_duration: 2min,"
        " notification_fields: {RecordCompleted: {RecordURL: record_url}}}"
    )
    (scenario,) = read(f"app: demo:app\nsettings: {written}\n", Settings(goto_limit=9, round_limit=8))

    assert scenario.settings == Settings(
        app_latency=0.3,
        http_version="1.1",
        goto_limit=5,
        round_limit=8,
        barge_in=False,
        max_call_duration=120.0,
        notification_fields={"RecordCompleted": {"RecordURL": "record_url"}},
    )


def test_the_latency_of_the_app_may_be_measured(read):
    (scenario,) = read("app: demo:app\nsettings: {app_latency: measured}\n")

    assert scenario.settings.app_latency == "measured"


@pytest.mark.parametrize(
    ("written", "base", "folder"),
    [
        ("", ".", "scenarios"),
        ("", "/var/ozeki", "/var/ozeki"),
        ("settings: {data_folder: ../pbx}", ".", "pbx"),
        ("settings: {data_folder: pbx, content_folder: sounds}", "/var/ozeki", "scenarios/pbx"),
    ],
)
def test_the_data_folder_is_that_of_the_scenario_unless_somebody_says_otherwise(
    tmp_path, monkeypatch, written, base, folder
):
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/s.yaml").write_text(f"app: demo:app\nexpects: [file: a.wav]\n{written}\n", encoding="utf-8")

    (scenario,) = load_file(Path("scenarios/s.yaml"), Settings(data_folder=base))

    assert Path(scenario.settings.data_folder) == Path(folder)
    assert scenario.expectations == (ExpectedFile("a.wav", folder=Path(folder)),)


@pytest.mark.parametrize("written", ["../pbx", "../pbx/", "new/../../pbx"])
def test_the_folder_with_the_files_is_relative_to_the_scenario(tmp_path, monkeypatch, written):
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("pbx").mkdir()
    Path("scenarios/s.yaml").write_text(f"app: demo:app\nfiles: {written}\n", encoding="utf-8")

    (scenario,) = load_file(Path("scenarios/s.yaml"), Settings())

    assert scenario.files == Path("pbx")


def test_folders_and_texts_that_may_be_empty_are_read(read):
    (scenario,) = read("app: demo:app\nsettings: {file_folders: [Voicemail, Uploads/new], smtp_url: ''}\n")

    assert scenario.settings == Settings(file_folders=("Voicemail", "Uploads/new"))


def test_a_scenario_without_settings_has_those_of_its_run(read):
    (scenario,) = read("app: demo:app\n", Settings(strict=False))

    assert scenario.settings == Settings(strict=False)


NOTHING = "there is no scenario here; one begins with keys such as 'app'"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("", f"1:1: {NOTHING}"),
        ("# nothing yet\n", f"1:1: {NOTHING}"),
        ("- app: demo:app\n", "1:1: expected a scenario, which begins with keys such as 'app', not a list"),
        ("hello\n", "1:1: expected a scenario, which begins with keys such as 'app', not 'hello'"),
        ("caller: [hangs_up]\n", f"1:1: {MISSING}"),
        ("app: demo:app\npath: /in\n", "2:1: 'path' belongs into `app: {asgi: ..., path: /incoming}`"),
        ("app: demo:app\nfrom: 4711\n", "2:1: 'from' belongs into `call: {from: ...}`"),
        ("app: demo:app\ncalller: []\n", "2:1: unknown key 'calller'; did you mean 'caller'?"),
        ("app: demo:app\nalone: perhaps\n", "2:8: expected 'true' or 'false', not 'perhaps'"),
        ("app: demo:app\nname:\n", "2:6: expected a name, found nothing"),
        ("app: demo\n", "1:6: expected an import path such as package.module:app, not 'demo'"),
        ("app: app.py:app()\n", "1:6: expected an import path such as package.module:app, not 'app.py:app()'"),
        (
            "app:\n",
            "1:5: expected an app such as `package.module:app`, `http://...` or `{command: ...}`, found nothing",
        ),
        ("app: {}\n", "1:6: expected one of the keys 'asgi', 'wsgi', 'command' and 'url'"),
        (
            "app: {asgi: demo:app, wsgi: demo:app}\n",
            "1:6: expected one of the keys 'asgi', 'wsgi', 'command' and 'url'",
        ),
        (
            "app: {url: 127.0.0.1:8000}\n",
            "1:12: expected an address such as http://127.0.0.1:8000/incoming, not '127.0.0.1:8000'",
        ),
        (
            "app: ftp://app.test/\n",
            "1:6: expected an address such as http://127.0.0.1:8000/incoming, not 'ftp://app.test/'",
        ),
        (
            "app: {url: http://x/y, path: /z}\n",
            "1:6: 'path' does not go with 'url', which has the path in it",
        ),
        ("app: {asgi: demo:app, path: incoming}\n", "1:29: expected a path that begins with '/', not 'incoming'"),
        ('app: {command: "node \'x"}\n', '1:16: a quote is not closed in "node \'x"'),
        ("app: {command: []}\n", "1:16: expected a command such as `node app.js {port}`, not a list"),
        ("app: demo:app\nclock: x0\n", "2:8: unknown clock 'x0'; expected 'virtual', 'real' or a factor such as 'x10'"),
        ("app: demo:app\nseed: seven\n", "2:7: expected a whole number such as 4, not 'seven'"),
        ("app: demo:app\naudio: nowhere\n", "2:8: there is no folder 'nowhere'"),
        ("app: demo:app\nfiles: nowhere\n", "2:8: there is no folder 'nowhere'"),
        ("app: demo:app\nfiles: yes.wav\n", "2:8: there is no folder 'yes.wav'"),
        ("app: demo:app\nfiles:\n", "2:7: expected a folder, found nothing"),
        ("app: demo:app\nfiles: [a, b]\n", "2:8: expected a folder, not a list"),
        ("app: demo:app\ncall: 9000\n", "2:7: expected a mapping such as `{to: 9000, from: +36 1}`, not '9000'"),
        ("app: demo:app\ncall: {form: 1}\n", "2:8: unknown key 'form'; did you mean 'from'?"),
        ("app: demo:app\nsms: Hello\n", "2:6: expected a mapping such as `{from: +36 1, text: Hello}`, not 'Hello'"),
        ("app: demo:app\nsms: {to: 1}\n", "2:6: the key 'text' is missing"),
        (
            "app: demo:app\ncaller: []\nsms: {text: Hello}\n",
            "2:1: 'caller' does not go with 'sms', which is no call; let somebody act under 'phones'",
        ),
        (
            "app: demo:app\nsms: {text: Hello}\ncall: {to: 1}\n",
            "3:1: 'call' does not go with 'sms', which is no call; it says 'to' and 'from' itself",
        ),
        (
            "app: demo:app\nvariables: [a]\n",
            "2:12: expected a mapping of names and texts such as `{who: Anna}`, not a list",
        ),
        ("app: demo:app\nvariables: {$who: Anna}\n", "2:13: write the name without '$': 'who'"),
        (
            "app: demo:app\nvariables: {1st: a}\n",
            "2:13: '1st' is no name; expected letters, digits and _, no digit first",
        ),
        (
            "app: demo:app\nvariables: {a.b: c}\n",
            "2:13: 'a.b' is no name; expected letters, digits and _, no digit first",
        ),
        ("app: demo:app\nvariables: {a:}\n", "2:15: expected a text, found nothing"),
        (
            "app: demo:app\nvariables: {who: Anna, Who: Eva}\n",
            "2:24: 'Who' is the name 'who' of line 2; case does not matter",
        ),
        ("app: demo:app\narrays: {a: b}\n", "2:13: expected a list of texts, or of mappings of texts, not 'b'"),
        ("app: demo:app\narrays: {a: [{}]}\n", "2:14: expected at least one field, found nothing"),
        ("app: demo:app\narrays: {a: [[b]]}\n", "2:14: expected a text, not a list"),
        ("app: demo:app\nsettings: {file_folders: {a: b}}\n", "2:26: expected a list of texts, not a mapping"),
        ("app: demo:app\ncaller: hangs_up\n", "2:9: expected a list of steps, each behind '- ', not 'hangs_up'"),
        ("app: demo:app\nsettings: {strct: yes}\n", "2:12: unknown key 'strct'; did you mean 'strict'?"),
        ("app: demo:app\nsettings: {strict: maybe}\n", "2:20: expected 'true' or 'false', not 'maybe'"),
        (
            "app: demo:app\nsettings: {speech: loud}\n",
            "2:20: settings: speech must be one of auto, espeak, pseudo, not 'loud'",
        ),
        ("app: demo:app\nsettings: {goto_limit: 1.5}\n", "2:24: expected a whole number such as 4, not '1.5'"),
        (
            "app: demo:app\nsettings: {notification_fields: {GoTo: x}}\n",
            "2:40: expected a mapping of names, not 'x'",
        ),
        (
            "app: demo:app\nexpects: all is well\n",
            "2:10: expected a list of checks, each behind '- ', not 'all is well'",
        ),
        ("app: demo:app\n---\nname: s\napp: demo:app\n", "3:1: the scenario in line 1 is named 's' already"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_meant(mistakes_in, written, message):
    assert mistakes_in(written) == [f"s.yaml:{message}"]


def test_all_mistakes_of_all_documents_are_told_at_once(mistakes_in):
    assert mistakes_in("clock: x0\nseed: 1.5\ncaller: [heras: x]\n---\nnmae: x\napp: demo:app\n") == [
        f"s.yaml:1:1: {MISSING}",
        "s.yaml:1:8: unknown clock 'x0'; expected 'virtual', 'real' or a factor such as 'x10'",
        "s.yaml:2:7: expected a whole number such as 4, not '1.5'",
        "s.yaml:3:10: unknown key 'heras'; did you mean 'hears'?",
        "s.yaml:5:1: unknown key 'nmae'; did you mean 'name'?",
    ]


def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    with pytest.raises(ScenarioError, match=re.escape(f"{tmp_path / 'none.yaml'}: cannot be read: ")):
        load_file(tmp_path / "none.yaml", Settings())


@pytest.fixture
def tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("b/2.yml", "b/1.yaml", "b/c/3.YAML", "b/notes.txt", "b/.git/x.yaml", "b/.hidden.yaml", "a.txt"):
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.mark.usefixtures("tree")
def test_a_folder_stands_for_its_scenario_files_sorted():
    assert find([Path("b")]) == [Path("b/1.yaml"), Path("b/2.yml"), Path("b/c/3.YAML")]


@pytest.mark.usefixtures("tree")
def test_a_file_is_taken_as_it_is_given_and_no_file_twice():
    assert find([Path("a.txt"), Path("b/2.yml"), Path("b")]) == [
        Path("a.txt"),
        Path("b/2.yml"),
        Path("b/1.yaml"),
        Path("b/c/3.YAML"),
    ]


@pytest.mark.usefixtures("tree")
def test_a_path_that_does_not_exist_is_an_error():
    with pytest.raises(ScenarioError, match=r"^nowhere: there is no such file or folder$"):
        find([Path("b"), Path("nowhere")])


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        (
            "[{hears: x}, hangs_up, {says: more}]",
            "s.yaml:2:32: this step can never be reached: the caller",
        ),
        (
            "[{says: {noise: white}}, {presses: 1}]",
            "s.yaml:2:34: this step can never be reached: the noise",
        ),
        (
            "[{says: voice.m4a}]",
            "s.yaml:2:17: 'voice.m4a' is no sound file that can be read; convert it",
        ),
    ],
)
def test_steps_that_cannot_mean_what_they_say_are_refused(read, steps, message):
    with pytest.raises(ScenarioError) as error:
        read(f"app: demo:app\ncaller: {steps}\n")

    assert str(error.value).startswith(message)


def test_a_kind_of_problem_that_does_not_exist_is_refused_with_a_guess(read):
    with pytest.raises(ScenarioError, match="did you mean 'unknown-element'"):
        read("app: demo:app\nexpects: [{problems: [unknown_element]}]\n")

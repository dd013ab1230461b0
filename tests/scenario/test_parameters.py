from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.load import load_file
from simulator.scenario.parameters import GivenParameters
from simulator.settings import Settings
from simulator.telephony.steps import HangsUp, Hears, Presses

KEYPAD = ["0123", "1_2", "12:30", "no", "*", "0x10", "1e3", "~", "null", "1.0", "=", "-1", "*1#", "2026-01-01"]
"""What YAML would take for something else than a text."""


def steps(read, text):
    (scenario,) = read(f"app: demo:app\n{text}")
    return scenario.steps


def test_a_parameter_stands_in_any_text(read):
    (scenario,) = read(
        "name: Call of ${who}\n"
        'app: {asgi: "${module}:app", path: "/in?who=${who}&x={pbx}"}\n'
        "parameters: {who: Anna, module: demo, number: 4711}\n"
        "call: {from: ${number}, to: 90${number}}\n"
        "caller: [{hears: ${who}}, presses: ${number}]\n"
        "phones: {${number}: busy, +36${number}: [hears: 'Hello ${who}!']}\n"
        "variables: {who: ${who}}\n"
        "settings: {sms_sender: ${number}}\n"
    )

    assert scenario.name == "Call of Anna"
    assert (scenario.app.target, scenario.app.path) == ("demo:app", "/in?who=Anna&x={pbx}")
    assert (scenario.caller, scenario.to) == ("4711", "904711")
    assert scenario.steps == (Hears("Anna"), Presses("4711"))
    assert list(scenario.phones) == ["4711", "+364711"]
    assert scenario.phones["+364711"][0].steps == (Hears("Hello Anna!"),)
    assert scenario.variables.values["who"].text == "Anna"
    assert scenario.settings.sms_sender == "4711"


@pytest.mark.parametrize("written", KEYPAD)
def test_a_value_stays_the_text_that_it_is(read, written):
    assert steps(read, f"parameters: {{it: {written}}}\ncaller: [hears: ${{it}}, hears: 'x${{it}}']\n") == (
        Hears(written),
        Hears(f"x{written}"),
    )


@pytest.mark.parametrize("written", ["0123", "*", "*1#", "'#'", "12"])
def test_keys_come_through(read, written):
    assert steps(read, f"parameters: {{keys: {written}}}\ncaller: [presses: ${{keys}}]\n") == (
        Presses(written.strip("'")),
    )


def test_a_value_may_have_parameters_itself(read):
    text = "parameters: {all: '${first}-${second}', first: 1, second: '${first}2'}\ncaller: [hears: ${all}]\n"

    assert steps(read, text) == (Hears("1-12"),)


def test_what_is_not_given_has_its_default(read):
    text = "caller: [hears: '${a:-one}', hears: ${b:-${a:-two, three}}, hears: '${c:-}x']\n"

    assert steps(read, text) == (Hears("one"), Hears("two, three"), Hears("x"))


def test_the_default_also_stands_for_what_is_empty(read):
    assert steps(read, "parameters: {a: '', b:}\ncaller: [hears: '${a:-one}', hears: '${b:-two}']\n") == (
        Hears("one"),
        Hears("two"),
    )


def test_two_dollars_are_no_parameter(read):
    assert steps(read, "parameters: {a: 1}\ncaller: [hears: '$${a} $a {a} ${a}', hears: {text: $${a}}]\n") == (
        Hears("${a} $a {a} 1"),
        Hears("${a}"),
    )


def test_an_environment_variable_is_a_parameter(read, monkeypatch):
    monkeypatch.setenv("PBX_PIN", "0123")

    assert steps(read, "caller: [presses: ${env.PBX_PIN}, hears: '${env.PBX_NONE:-none}']\n") == (
        Presses("0123"),
        Hears("none"),
    )


def test_what_is_in_the_environment_is_not_filled_in_again(read, monkeypatch):
    monkeypatch.setenv("PBX_TEXT", "${pin} $${x}")

    assert steps(read, "caller: [hears: '${env.PBX_TEXT}']\n") == (Hears("${pin} $${x}"),)


def test_a_text_that_is_only_a_parameter_may_stand_for_a_list_or_a_mapping(read):
    (scenario,) = read(
        "app: ${app}\nparameters:\n  app: {asgi: demo:app, path: '/${word}'}\n  word: x\n"
        "  steps: [hears: ${word}, hangs_up]\n  sms: {state: failed}\n"
        "caller: ${steps}\nphones: {4711: {busy, sms: ${sms}}, 4712: ${steps}}\n"
    )

    assert scenario.app.path == "/x"
    assert scenario.steps == scenario.phones["4712"][0].steps == (Hears("x"), HangsUp())
    assert scenario.phones["4711"][0].sms.state == "Failed"


def test_a_parameter_without_quotes_is_json_as_its_value_is(read):
    (scenario,) = read(
        "app: demo:app\nparameters: {bare: 3, quoted: '3', flag: true, none:}\n"
        "request: {path: /x, json: {a: ${bare}, b: ${quoted}, c: '${bare}', d: ${flag}, e: ${none}, f: 'n${bare}'}}\n"
    )

    assert scenario.request.json == {"a": 3, "b": "3", "c": "3", "d": True, "e": None, "f": "n3"}


def test_an_empty_value_in_quotes_is_an_empty_text(read):
    (scenario,) = read("app: demo:app\nparameters: {a:}\nvariables: {note: '${a}'}\n")

    assert scenario.variables.values["note"].text == ""


# -- what is given from outside --------------------------------------------------------------------------------------


@pytest.fixture
def given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def load(text, *parameters):
        Path("s.yaml").write_text(text, encoding="utf-8")
        values = GivenParameters.from_texts(parameters)
        return load_file(Path("s.yaml"), Settings(), given=values), values

    return load


def test_what_is_set_wins_over_rows_and_parameters(given):
    text = (
        "app: demo:app\nparameters: {a: 1, b: 2, c: 3}\nexamples: [{b: 20, c: 30}]\ncaller: [hears: ${a}-${b}-${c}]\n"
    )

    assert [one.steps for one in given(text)[0]] == [(Hears("1-20-30"),)]
    assert [one.steps for one in given(text, "c=300", "a=100", "c=301")[0]] == [(Hears("100-20-301"),)]


@pytest.mark.parametrize("written", KEYPAD)
def test_what_is_set_stays_the_text_that_it_is(given, written):
    ((scenario,), _) = given("app: demo:app\ncaller: [hears: ${a}]\n", f"a={written}")

    assert scenario.steps == (Hears(written),)


def test_what_is_set_is_not_filled_in_again(given):
    ((scenario,), _) = given("app: demo:app\ncaller: [hears: ${a}]\n", "a=x=${b}")

    assert scenario.steps == (Hears("x=${b}"),)


def test_a_name_that_nobody_asks_for_is_told(given):
    _, values = given("app: demo:app\nparameters: {pin: 1}\ncaller: [hears: ${pin}]\n", "pni=2", "pin=3")

    with pytest.raises(ScenarioError) as caught:
        values.check_asked()

    assert str(caught.value) == "--set pni: no scenario has a parameter 'pni'; did you mean 'pin'?"


def test_a_name_is_told_if_there_are_no_parameters_at_all(given):
    _, values = given("app: demo:app\n", "pin=2")

    with pytest.raises(ScenarioError) as caught:
        values.check_asked()

    assert str(caught.value) == "--set pin: no scenario has a parameter 'pin'; no scenario has any"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("pin", "--set pin: expected a name and a value such as pin=1234"),
        ("=1", "--set: '' is no name of a parameter; expected letters, digits, '_', '-' and blanks, a letter first"),
        (
            "a.b=1",
            "--set: 'a.b' is no name of a parameter; expected letters, digits, '_', '-' and blanks, a letter first",
        ),
    ],
)
def test_what_cannot_be_set_is_refused(written, message):
    with pytest.raises(ScenarioError) as caught:
        GivenParameters.from_texts([written])

    assert str(caught.value) == message


# -- mistakes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "message"),
    [
        (
            "parameters: {pin: 1, key: 2}\ncaller: [hears: ${pni}]\n",
            "s.yaml:3:17: unknown parameter 'pni'; did you mean 'pin'?",
        ),
        (
            "parameters: {pin: 1, key: 2}\ncaller: [hears: ${language}]\n",
            "s.yaml:3:17: unknown parameter 'language'; known: 'key', 'pin'",
        ),
        (
            "caller: [hears: '${pin} and more']\n",
            "s.yaml:2:17: unknown parameter 'pin'; none is given, as in `parameters: {pin: ...}`",
        ),
        (
            "request: /x?pbx=${pbx}\n",
            "s.yaml:2:10: unknown parameter 'pbx'; the simulator itself fills in {pbx}, without '$'",
        ),
        (
            "caller: [hears: ${SIMULATOR_PIN}]\n",
            "s.yaml:2:17: unknown parameter 'SIMULATOR_PIN'; an environment variable is `${env.SIMULATOR_PIN}`",
        ),
        (
            "caller: [hears: ${env.SIMULATOR_PNI}]\n",
            "s.yaml:2:17: the environment variable 'SIMULATOR_PNI' is not set; did you mean 'SIMULATOR_PIN'?",
        ),
        (
            "caller: [hears: ${env.XQZ}]\n",
            "s.yaml:2:17: the environment variable 'XQZ' is not set; a default is `${env.XQZ:-...}`",
        ),
        (
            "caller: [presses: ${env.SIMULATOR_PIN}]\n",
            "s.yaml:2:19: expected keys out of 0-9, *, # and A-D, not 'x' (the environment variable SIMULATOR_PIN)",
        ),
        (
            "parameters: {a: '${b}', b: '1${c}', c: '${a}'}\ncaller: [hears: ${a}]\n",
            "s.yaml:2:40: the parameter 'a' needs itself: a -> b -> c -> a",
        ),
        (
            "parameters: {a: ['${a}']}\ncaller: ${a}\n",
            "s.yaml:2:18: the parameter 'a' needs itself: a -> a (used as ${a} at s.yaml:3:9)",
        ),
        (
            "parameters: {a: [x]}\ncaller: [hears: 'b${a}']\n",
            "s.yaml:3:17: the parameter 'a' is a list, which cannot stand within a text",
        ),
        (
            "parameters: {a: {b: c}}\ncaller: [hears: 'b${a}']\n",
            "s.yaml:3:17: the parameter 'a' is a mapping, which cannot stand within a text",
        ),
        (
            "parameters: {a: [x]}\nphones: {'${a}': busy}\n",
            "s.yaml:3:10: '${a}' is a key here, so it has to be a text",
        ),
        (
            "parameters: {a: 1}\nphones: {'${a}': busy, 1: busy}\n",
            "s.yaml:3:24: the key '1' stands here twice, once its parameters are filled in",
        ),
        (
            "caller: [hears: 'a ${b']\n",
            "s.yaml:2:17: '${' is never closed with '}'; write '$${' if no parameter is meant",
        ),
        (
            "caller: [hears: '${a+b}']\n",
            "s.yaml:2:17: '${a+b}' names no parameter; expected `${name}` or `${name:-default}`: "
            "letters, digits, '_', '-' and blanks, a letter first",
        ),
        (
            "parameters: [pin]\n",
            "s.yaml:2:13: expected a mapping of names and values such as `{pin: 1234}`, not a list",
        ),
        (
            "parameters: {${pin}: 1}\n",
            "s.yaml:2:14: write the name without '$': 'pin'",
        ),
        (
            "parameters: {a/b: 1}\n",
            "s.yaml:2:14: 'a/b' is no name of a parameter; "
            "expected letters, digits, '_', '-' and blanks, a letter first",
        ),
        (
            "parameters: {pin: 12x}\ncaller: [presses: ${pin}]\n",
            "s.yaml:3:19: expected keys out of 0-9, *, # and A-D, not '12x' (pin of parameters, s.yaml:2:19)",
        ),
        (
            "parameters: {pin: 1, more: '${pin}x'}\ncaller: [presses: '0${more}']\n",
            "s.yaml:3:19: expected keys out of 0-9, *, # and A-D, not '01x' "
            "(more of parameters, s.yaml:2:28; pin of parameters, s.yaml:2:19)",
        ),
        (
            "parameters: {steps: [presses: x]}\ncaller: ${steps}\n",
            "s.yaml:2:31: expected keys out of 0-9, *, # and A-D, not 'x' (used as ${steps} at s.yaml:3:9)",
        ),
        (
            "parameters: {keys:}\ncaller: [presses: ${keys}]\n",
            'keys such as 1 or "#", found nothing (keys of parameters, ',
        ),
        (
            "parameters: {keys: #\n  }\ncaller: [presses: ${keys}]\n",
            "found nothing: '#' begins a comment",
        ),
        (
            "caller: [presses: '${pin:-12x}']\n",
            "s.yaml:2:19: expected keys out of 0-9, *, # and A-D, not '12x'",
        ),
        (
            "caller: [presses: '${pin:-${key}}']\n",
            "s.yaml:2:19: unknown parameter 'key'; none is given, as in `parameters: {key: ...}`",
        ),
        (
            "paramters: {pin: 1}\n",
            "s.yaml:2:1: unknown key 'paramters'; did you mean 'parameters'?",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_meant(mistakes_in, monkeypatch, written, message):
    monkeypatch.setenv("SIMULATOR_PIN", "x")

    (found,) = mistakes_in(f"app: demo:app\n{written}")

    assert message in found


def test_what_is_set_is_told_where_it_does_not_fit(given):
    with pytest.raises(ScenarioError) as caught:
        given("app: demo:app\ncaller: [presses: '${pin}']\n", "pin=12x")

    assert str(caught.value) == "s.yaml:2:19: expected keys out of 0-9, *, # and A-D, not '12x' (--set pin=12x)"


def test_all_mistakes_are_told_at_once(mistakes_in):
    assert len(mistakes_in("app: demo:app\ncaller: [hears: '${a}', presses: x, hears: '${b}']\nseed: '${c}'\n")) == 3

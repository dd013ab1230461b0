from pathlib import Path

import pytest

from simulator.scenario.load import find
from simulator.telephony.steps import HangsUp, Hears, Presses


@pytest.fixture
def written(read):
    """Write files beside `s.yaml`, and read the scenarios of that one."""

    def write(text, **files):
        read("app: demo:app\n")
        for name, content in files.items():
            path = Path(name.replace("__", "/") + ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return read(text)

    return write


@pytest.fixture
def complaints(written, mistakes_in):
    """Write files beside `s.yaml`, and give the mistakes of that one."""

    def mistakes(text, **files):
        written("app: demo:app\n", **files)
        return mistakes_in(text)

    return mistakes


def test_a_scenario_takes_the_keys_that_it_does_not_have(written):
    (scenario,) = written(
        "name: Mine\ninclude: common.yaml\nseed: 2\n",
        common="name: Theirs\napp: demo:app\nseed: 1\nclock: x10\ncaller: [hangs_up]\n",
    )

    assert (scenario.name, scenario.app.target, scenario.seed, scenario.clock.factor) == ("Mine", "demo:app", 2, 10.0)
    assert scenario.steps == (HangsUp(),)


def test_a_caller_of_its_own_replaces_that_of_others(written):
    (scenario,) = written("include: common.yaml\ncaller: [hears: x]\n", common="app: demo:app\ncaller: [hangs_up]\n")

    assert scenario.steps == (Hears("x"),)


def test_mappings_are_merged_key_by_key_and_phones_number_by_number(written):
    (scenario,) = written(
        "include: common.yaml\nsettings: {ring_time: 5}\noffice: {error: /mine}\ncall: {from: 1}\n"
        "phones: {+36 1: busy, 3: refuses}\nvariables: {a: mine}\narrays: {x: [1]}\nparameters: {p: mine}\n"
        "fragments: {f: [hears: mine]}\ncaller: [hears: '${p}${q}', do: f, do: g]\n",
        common="app: demo:app\nsettings: {ring_time: 7, pick_up_time: 7}\noffice: {error: /theirs, routing: /theirs}\n"
        "call: {from: 2, to: 2}\nphones: {+361: unknown, 2: unknown}\nvariables: {a: theirs, b: theirs}\n"
        "arrays: {y: [2]}\nparameters: {p: theirs, q: theirs}\nfragments: {f: [hangs_up], g: [hears: theirs]}\n",
    )

    assert (scenario.settings.ring_time, scenario.settings.pick_up_time) == (5.0, 7.0)
    assert (scenario.office.error_url, scenario.office.routing_url) == ("/mine", "/theirs")
    assert (scenario.caller, scenario.to) == ("1", "2")
    assert {number: one[0].outcome for number, one in scenario.phones.items()} == {
        "+36 1": "busy",
        "3": "refuses",
        "2": "unknown",
    }
    assert {name: value.text for name, value in scenario.variables.values.items()} == {"a": "mine", "b": "theirs"}
    assert set(scenario.variables.arrays) == {"x", "y"}
    assert scenario.steps == (Hears("minetheirs"), Hears("mine"), Hears("theirs"))


def test_expectations_are_added(written):
    (scenario,) = written(
        "include: common.yaml\nexpects: {hears: mine}\n",
        common="app: demo:app\nexpects: [hears: theirs, recordings: 1]\n",
    )

    assert [type(one).__name__ for one in scenario.expectations] == [
        "ExpectedPrompt",
        "ExpectedRecordings",
        "ExpectedPrompt",
    ]
    assert [one.place.source for one in scenario.expectations] == ["common.yaml", "common.yaml", "s.yaml"]


@pytest.mark.parametrize(
    ("own", "theirs"),
    [
        ("expects: ${checks}\nparameters: {checks: [hears: mine]}\n", "expects: [hears: theirs]\n"),
        ("expects: [hears: mine]\n", "expects: ${checks}\nparameters: {checks: [hears: theirs]}\n"),
    ],
)
def test_expectations_are_added_where_a_parameter_stands_for_them(written, own, theirs):
    (scenario,) = written(f"include: common.yaml\n{own}", common=f"app: demo:app\n{theirs}")

    assert [one.texts for one in scenario.expectations] == [("theirs",), ("mine",)]


def test_expectations_of_several_files_keep_their_order_where_a_parameter_stands_for_some(written):
    (scenario,) = written(
        "include: [a.yaml, b.yaml]\nexpects: [hears: mine]\n",
        a="app: demo:app\nexpects: ${checks}\nparameters: {checks: {hears: a}}\n",
        b="expects: [hears: b]\n",
    )

    assert [one.texts for one in scenario.expectations] == [("b",), ("a",), ("mine",)]


def test_defaults_hold_beside_what_a_row_stands_for(read):
    first, second = read(
        "defaults: {app: 'demo:app', phones: {4711: busy, 4712: busy}, never: [hears: error]}\n---\n"
        "phones: ${people}\nnever: ${nothing}\n"
        "examples:\n  - {people: {47-11: refuses}, nothing: [hears: a]}\n  - {people: {4713: refuses}, nothing: []}\n"
    )

    assert [{number: one[0].outcome for number, one in each.phones.items()} for each in (first, second)] == [
        {"47-11": "refuses", "4712": "busy"},
        {"4713": "refuses", "4711": "busy", "4712": "busy"},
    ]
    assert [[one.texts for one in each.expectations] for each in (first, second)] == [
        [("error",), ("a",)],
        [("error",)],
    ]


def test_a_number_that_is_a_parameter_is_the_same_number_as_that_of_a_file(written):
    (scenario,) = written(
        "include: common.yaml\nparameters: {number: 4711}\nphones: {'${number}': refuses}\n",
        common="app: demo:app\nphones: {47-11: busy}\n",
    )

    assert {number: one[0].outcome for number, one in scenario.phones.items()} == {"4711": "refuses"}


def test_what_an_included_file_has_in_place_of_a_mapping_is_told(complaints):
    assert complaints("include: common.yaml\nphones: {1: busy}\nexpects: []\n", common="app: a:b\nphones: busy\n") == [
        "common.yaml:2:9: expected a mapping of numbers such as `{4711: busy}`, not 'busy'"
    ]


def test_of_several_files_the_first_one_that_has_a_key_counts(written):
    (scenario,) = written("include: [a.yaml, b.yaml]\n", a="app: a:app\n", b="app: b:app\nseed: 2\n")

    assert (scenario.app.target, scenario.seed) == ("a:app", 2)


def test_files_are_included_relative_to_the_one_that_names_them(written):
    (scenario,) = written(
        "include: shared/a.yaml\n",
        shared__a="include: deep/b.yaml\nseed: 1\n",
        shared__deep__b="app: demo:app\nseed: 2\n",
    )

    assert (scenario.app.target, scenario.seed) == ("demo:app", 1)


def test_paths_are_relative_to_the_file_in_which_they_stand(written):
    Path("shared/sounds").mkdir(parents=True)
    Path("shared/files").mkdir()

    (scenario,) = written(
        "include: shared/a.yaml\n",
        shared__a="app: {command: 'run {port}'}\nsettings: {data_folder: files}\naudio: sounds\n",
    )

    assert scenario.app.folder == Path("shared")
    assert Path(scenario.settings.data_folder) == Path("shared/files")


def test_rows_may_be_shared(written):
    Path("shared").mkdir()
    Path("shared/keys.csv").write_text("key\n1\n2\n", encoding="utf-8")

    scenarios = written(
        "include: shared/rows.yaml\napp: demo:app\ncaller: [presses: '${key}']\n", shared__rows="examples: keys.csv\n"
    )

    assert [one.steps for one in scenarios] == [(Presses("1"),), (Presses("2"),)]


def test_the_name_of_a_file_may_be_a_parameter(written):
    (scenario,) = written("parameters: {which: b}\ninclude: '${which}.yaml'\n", b="app: demo:app\n")

    assert scenario.app.target == "demo:app"


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("include: comon.yaml\n", ["s.yaml:1:10: there is no file 'comon.yaml'; did you mean 'common.yaml'?"]),
        (
            "include: {a: b}\n",
            ["s.yaml:1:10: expected the name of a file such as common.yaml, or a list of them, not a mapping"],
        ),
        (
            "include: [[a]]\n",
            ["s.yaml:1:11: expected the name of a file such as common.yaml, or a list of them, not a list"],
        ),
        ("include: s.yaml\n", ["s.yaml:1:10: 's.yaml' includes itself: s.yaml -> s.yaml"]),
        ("include: a.yaml\n", ["b.yaml:1:10: 'a.yaml' includes itself: a.yaml -> b.yaml -> a.yaml"]),
        (
            "include: steps.yaml\n",
            [
                "s.yaml:1:10: expected keys of a scenario in 'steps.yaml'; a list of steps is included by the step "
                "`- include: ...`"
            ],
        ),
        ("include: two.yaml\n", ["s.yaml:1:10: expected one document in 'two.yaml', found 2 documents"]),
        ("include: ${x}.yaml\n", ["s.yaml:1:10: unknown parameter 'x'; none is given, as in `parameters: {x: ...}`"]),
        (
            "include: typo.yaml\n",
            [
                "typo.yaml:2:1: unknown key 'calller'; did you mean 'caller'?",
                "typo.yaml:3:23: ring_time must be more than 0",
            ],
        ),
    ],
)
def test_a_mistake_is_told_where_it_stands(complaints, text, messages):
    found = complaints(
        text,
        common="app: demo:app\n",
        a="include: b.yaml\n",
        b="include: a.yaml\n",
        steps="- hangs_up\n",
        two="app: a:b\n---\napp: a:b\n",
        typo="app: demo:app\ncalller: []\nsettings: {ring_time: 0}\n",
    )

    assert [one.replace("settings: ", "") for one in found] == messages


# -- defaults --------------------------------------------------------------------------------------------------------


def test_defaults_hold_for_all_scenarios_behind_them(read):
    first, second, third = read(
        "name: Before\napp: a:app\n---\n"
        "defaults:\n  app: b:app\n  parameters: {pin: 1}\n  fragments: {in: [presses: '${pin}']}\n"
        "  expects: [recordings: 0]\n---\n"
        "name: One\ncaller: [do: in]\n---\nname: Two\nparameters: {pin: 2}\ncaller: [do: in]\n"
    )

    assert [one.app.target for one in (first, second, third)] == ["a:app", "b:app", "b:app"]
    assert (second.steps, third.steps) == ((Presses("1"),), (Presses("2"),))
    assert [len(one.expectations) for one in (first, second, third)] == [0, 1, 1]


def test_later_defaults_come_before_earlier_ones(read):
    (scenario,) = read("defaults: {app: a:app, seed: 1}\n---\ndefaults: {seed: 2}\n---\ncaller: []\n")

    assert (scenario.app.target, scenario.seed) == ("a:app", 2)


def test_what_a_scenario_includes_comes_before_the_defaults(written):
    (scenario,) = written(
        "defaults: {include: b.yaml, seed: 1}\n---\ninclude: a.yaml\n",
        a="seed: 2\n",
        b="app: demo:app\nseed: 3\nalone: true\n",
    )

    assert (scenario.seed, scenario.alone) == (2, True)


def test_the_document_of_defaults_does_not_count_in_names(read):
    assert [one.name for one in read("defaults: {app: a:app}\n---\nseed: 1\n---\nseed: 2\n")] == ["s", "s 2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("defaults: {app: a:app}\n", "s.yaml:1:1: there is no scenario here; one begins with keys such as 'app'"),
        (
            "defaults: a:app\n",
            "s.yaml:1:11: expected keys of scenarios such as `{app: package.module:app}`, not 'a:app'",
        ),
        (
            "defaults: {app: a:app}\nname: x\n",
            "s.yaml:2:1: 'name' stands beside 'defaults', which stands alone; write '---' below it",
        ),
        ("defaults: {name: x}\n", "s.yaml:1:12: a name cannot be a default; each scenario has its own"),
    ],
)
def test_defaults_that_cannot_be_are_refused(mistakes_in, text, message):
    assert mistakes_in(text)[0] == message


# -- files that are only included ------------------------------------------------------------------------------------


def test_what_begins_with_an_underscore_is_left_out_of_folders(tmp_path):
    for name in ("a.yaml", "_common.yaml", ".hidden.yaml", "_shared/b.yaml", "deep/_c.yaml", "deep/d.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("app: demo:app\n", encoding="utf-8")

    assert find([tmp_path]) == [tmp_path / "a.yaml", tmp_path / "deep" / "d.yaml"]
    assert find([tmp_path / "_common.yaml"]) == [tmp_path / "_common.yaml"]


def test_a_file_that_is_only_included_is_known_when_it_is_run(mistakes_in):
    assert mistakes_in("fragments: {log in: [presses: 1]}\nsettings: {ring_time: 5}\n") == [
        "s.yaml:1:1: there is no scenario here, as the key 'app' is missing; if it is there for others to include, "
        "let its name begin with '_'"
    ]

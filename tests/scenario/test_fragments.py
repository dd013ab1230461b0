"""Steps that stand for others: `do` and `include`."""

from pathlib import Path

import pytest

from simulator.telephony.steps import HangsUp, Hears, Pauses, Presses

LOG_IN = "app: demo:app\nfragments:\n  log in:\n    - hears: PIN\n    - presses: ${pin}\n"


def steps(read, text):
    (scenario,) = read(text)
    return scenario.steps


def test_the_steps_of_a_fragment_stand_where_it_is_named(read):
    text = LOG_IN + "parameters: {pin: 0123}\ncaller:\n  - pauses: 1s\n  - do: log in\n  - hangs_up\n"

    assert steps(read, text) == (Pauses(1.0), Hears("PIN"), Presses("0123"), HangsUp())


def test_a_fragment_may_be_given_parameters(read):
    text = LOG_IN + "caller: [do: {log in: {pin: 0123}}, do: {log in: {pin: '*'}}]\n"

    assert steps(read, text) == (Hears("PIN"), Presses("0123"), Hears("PIN"), Presses("*"))


def test_what_a_fragment_is_given_wins(read):
    text = LOG_IN + "parameters: {pin: 1, other: 2}\ncaller: [do: {log in: {pin: '${other}${pin}'}}, do: {log in: }]\n"

    assert steps(read, text) == (Hears("PIN"), Presses("21"), Hears("PIN"), Presses("1"))


def test_a_fragment_may_have_defaults(read):
    text = "app: demo:app\nfragments: {enter: [presses: '${keys:-1}']}\ncaller: [do: enter, do: {enter: {keys: 2}}]\n"

    assert steps(read, text) == (Presses("1"), Presses("2"))


def test_fragments_may_use_each_other(read):
    text = (
        LOG_IN + "  choose: [do: {log in: {pin: '${pin}'}}, presses: ${key}]\n"
        "caller: [do: {choose: {pin: 12, key: 3}}]\n"
    )

    assert steps(read, text) == (Hears("PIN"), Presses("12"), Presses("3"))


def test_what_one_fragment_is_given_another_one_does_not_see(mistakes_in):
    text = LOG_IN + "  choose: [do: log in, presses: ${pin}]\ncaller: [do: {choose: {pin: 12}}]\n"

    assert mistakes_in(text) == [
        "s.yaml:5:16: unknown parameter 'pin'; none is given, as in `parameters: {pin: ...}` "
        "(in the fragment 'log in', used at s.yaml:6:16; in the fragment 'choose', used at s.yaml:7:15)"
    ]


def test_a_fragment_may_be_given_steps(read):
    text = (
        "app: demo:app\nfragments:\n  politely:\n    - hears: Hello\n    - do: ${what}\n  bye: [hangs_up]\n"
        "caller: [do: {politely: {what: bye}}]\n"
    )

    assert steps(read, text) == (Hears("Hello"), HangsUp())


def test_a_row_may_name_the_fragment(read):
    text = (
        "app: demo:app\nfragments: {a: [presses: 1], b: [presses: 2]}\n"
        "examples: [{how: a}, {how: b}]\ncaller: [do: ${how}]\n"
    )

    assert [one.steps for one in read(text)] == [(Presses("1"),), (Presses("2"),)]


def test_fragments_stand_wherever_steps_do(read):
    (scenario,) = read(
        LOG_IN + "parameters: {pin: 1}\n"
        "phones:\n  2001: [do: log in]\n  2002: {answers: 5s, does: [do: log in]}\n"
        "  2003:\n    calls:\n      - busy\n      - - do: log in\n      - does: [do: log in]\n"
        "further calls: [{from: 2004, does: [do: log in]}]\n"
    )

    expected = (Hears("PIN"), Presses("1"))
    assert scenario.phones["2001"][0].steps == expected
    assert scenario.phones["2002"][0].steps == expected
    assert [one.steps for one in scenario.phones["2003"]] == [(), expected, expected]
    assert scenario.further[0].steps == expected


def test_a_key_called_do_is_no_fragment_elsewhere(read):
    (scenario,) = read("app: demo:app\nrequest: {path: /x, json: [{do: this}]}\narrays: {a: [{do: x}]}\n")

    assert scenario.request.json == [{"do": "this"}]


def test_the_steps_of_a_file_stand_where_it_is_included(read):
    Path("shared").mkdir()
    Path("shared/log_in.yaml").write_text("- hears: PIN\n- include: keys.yaml\n", encoding="utf-8")
    Path("shared/keys.yaml").write_text("- presses: ${pin}\n", encoding="utf-8")

    assert steps(
        read,
        "app: demo:app\nparameters: {pin: 0123}\ncaller: [include: shared/log_in.yaml, include: 'shared/${f}.yaml']\n"
        "examples: [{f: keys}]\n",
    ) == (Hears("PIN"), Presses("0123"), Presses("0123"))


def test_a_fragment_of_an_included_file_finds_the_clips_beside_it(read):
    Path("shared").mkdir()
    Path("shared/no.wav").write_bytes(Path("yes.wav").read_bytes()) if Path("yes.wav").exists() else None
    Path("shared/steps.yaml").write_text("- says: no.wav\n", encoding="utf-8")
    read("app: demo:app\n")
    Path("shared/no.wav").write_bytes(Path("yes.wav").read_bytes())

    (says, other) = steps(read, "app: demo:app\ncaller: [include: shared/steps.yaml, says: yes.wav]\n")

    assert (Path(says.sound.path), Path(other.sound.path)) == (Path("shared/no.wav"), Path("yes.wav"))


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        (
            "caller: [do: log on]\n",
            ["s.yaml:6:14: unknown fragment 'log on'; did you mean 'log in'?"],
        ),
        (
            "caller: [do]\n",
            ["s.yaml:6:10: 'do' needs a value: `do: ...`"],
        ),
        (
            "caller: [include]\n",
            ["s.yaml:6:10: 'include' needs a value: `include: ...`"],
        ),
        (
            "caller: [do: [log in]]\n",
            [
                "s.yaml:6:14: expected the name of a fragment, or its name with parameters such as "
                "`{log in: {pin: 1234}}`, not a list"
            ],
        ),
        (
            "caller:\n  - do:\n",
            [
                "s.yaml:7:8: expected the name of a fragment, or its name with parameters such as "
                "`{log in: {pin: 1234}}`, found nothing"
            ],
        ),
        (
            "caller: [do: {log in: 1234}]\n",
            ["s.yaml:6:23: expected parameters such as `{pin: 1234}`, not '1234'"],
        ),
        (
            "caller: [do: {log in: {pni: 1234}}]\n",
            ["s.yaml:6:24: the fragment 'log in' has no parameter 'pni'; did you mean 'pin'?"],
        ),
        (
            "  other: [hangs_up]\ncaller: [do: {other: {pin: 1234}}]\n",
            ["s.yaml:7:23: the fragment 'other' has no parameter 'pin'; it has none"],
        ),
        (
            "caller:\n  - do: log in\n    pin: 1234\n",
            [
                "s.yaml:8:5: 'pin' is a second key in one step; begin the next item with '- ', or write "
                "`do: {...}` if 'pin' belongs to it"
            ],
        ),
        (
            "caller:\n  - do: {log in: {pin: x}}\n",
            [
                "s.yaml:5:16: expected keys out of 0-9, *, # and A-D, not 'x' "
                "(pin at s.yaml:7:24; in the fragment 'log in', used at s.yaml:7:10)"
            ],
        ),
        (
            "  a: [do: b]\n  b: [do: c]\n  c: [do: b]\ncaller: [do: a]\n",
            [
                "s.yaml:8:11: the fragment 'b' needs itself: b -> c -> b (in the fragment 'c', used at s.yaml:7:11; "
                "in the fragment 'b', used at s.yaml:6:11; in the fragment 'a', used at s.yaml:9:14)"
            ],
        ),
        (
            "  none: hangs_up\ncaller: []\n",
            ["s.yaml:6:9: expected a list of steps, each behind '- ', not 'hangs_up'"],
        ),
        (
            "  bad: [haers: x]\ncaller: [do: bad]\n",
            ["s.yaml:6:9: unknown key 'haers'; did you mean 'hears'? (in the fragment 'bad', used at s.yaml:7:14)"],
        ),
        (
            "caller: [include: stpes.yaml]\n",
            ["s.yaml:6:19: there is no file 'stpes.yaml'; did you mean 'steps.yaml'?"],
        ),
        (
            "caller: [include: nowhere/at/all.yaml]\n",
            ["s.yaml:6:19: there is no file 'nowhere/at/all.yaml'"],
        ),
        (
            "caller: [include: [a.yaml]]\n",
            ["s.yaml:6:19: expected the name of a file of steps such as steps.yaml, not a list"],
        ),
        (
            "caller: [include: keys.yaml]\n",
            ["s.yaml:6:19: expected a list of steps in 'keys.yaml'; keys are included at the top level"],
        ),
        (
            "caller: [include: steps.yaml]\n",
            [
                "steps.yaml:1:12: expected keys out of 0-9, *, # and A-D, not 'x' "
                "(in the file 'steps.yaml', used at s.yaml:6:19)"
            ],
        ),
        (
            "caller: [include: cycle.yaml]\n",
            [
                "cycle.yaml:1:12: the file 'cycle.yaml' needs itself: cycle.yaml -> cycle.yaml "
                "(in the file 'cycle.yaml', used at s.yaml:6:19)"
            ],
        ),
        ("caller: [include: broken.yaml]\n", ["broken.yaml:1:3: what is opened here is never closed with '}'"]),
        ("caller: [include: two.yaml]\n", ["s.yaml:6:19: expected one document in 'two.yaml', found 2 documents"]),
        ("caller: [include: empty.yaml]\n", ["s.yaml:6:19: expected one document in 'empty.yaml', found nothing"]),
    ],
)
def test_a_mistake_is_told_where_it_is_and_where_it_is_used(read, mistakes_in, written, messages):
    read("app: demo:app\n")
    for name, text in {
        "steps.yaml": "- presses: x\n",
        "keys.yaml": "settings: {}\n",
        "cycle.yaml": "- include: cycle.yaml\n",
        "broken.yaml": "- {a: b\n",
        "two.yaml": "- hangs_up\n---\n- hangs_up\n",
        "empty.yaml": "# nothing\n",
    }.items():
        Path(name).write_text(text, encoding="utf-8")

    assert mistakes_in(LOG_IN + written) == messages


def test_fragments_that_grow_without_end_are_refused(mistakes_in):
    fragments = "".join(f"  f{n}: [do: f{n + 1}, do: f{n + 1}]\n" for n in range(20)) + "  f20: [hangs_up]\n"

    (message,) = mistakes_in(f"app: demo:app\nfragments:\n{fragments}caller: [do: f0]\n")

    assert "the steps of fragments come to more than 10,000 here" in message


def test_fragments_that_are_nested_too_deeply_are_refused(mistakes_in):
    fragments = "".join(f"  f{n}: [do: f{n + 1}]\n" for n in range(900)) + "  f900: [hangs_up]\n"

    assert mistakes_in(f"app: demo:app\nfragments:\n{fragments}caller: [do: f0]\n") == [
        "s.yaml:1:1: parameters and fragments are nested too deeply here"
    ]


def test_fragments_are_a_mapping(mistakes_in):
    assert mistakes_in("app: demo:app\nfragments: [a]\n") == [
        "s.yaml:2:12: expected a mapping of names and lists of steps, not a list"
    ]


def test_a_fragment_is_unknown_where_there_are_none(mistakes_in):
    assert mistakes_in("app: demo:app\ncaller: [do: log in]\n") == [
        "s.yaml:2:14: unknown fragment 'log in'; none is given under `fragments`"
    ]

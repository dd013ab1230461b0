from pathlib import Path

import pytest

from simulator.telephony.steps import Hears, Presses

KEYPAD = ["0123", "1_2", "12:30", "no", "*", "0x10", "1e3", "~", "null", "1.0", "=", "-1", "*1#", "2026-01-01"]
"""What YAML would take for something else than a text."""

APP = "app: demo:app\nname: PIN\n"
HEARS = "caller: [hears: '${pin}', hears: '${verdict}']\n"


def heard(scenarios):
    """The names of scenarios, and what is heard in each."""
    return {one.name: [step.text for step in one.steps] for one in scenarios}


def test_each_row_is_a_scenario(read):
    assert heard(
        read(APP + "examples:\n  - {pin: 0000, verdict: wrong}\n  - {pin: 1234, verdict: right}\n" + HEARS)
    ) == {
        "PIN [pin=0000, verdict=wrong]": ["0000", "wrong"],
        "PIN [pin=1234, verdict=right]": ["1234", "right"],
    }


def test_a_table_begins_with_its_columns(read):
    assert heard(read(APP + "examples:\n  - [pin, verdict]\n  - [0000, wrong]\n  - ['1234', right]\n" + HEARS)) == {
        "PIN [pin=0000, verdict=wrong]": ["0000", "wrong"],
        "PIN [pin=1234, verdict=right]": ["1234", "right"],
    }


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_may_be_a_csv_file(read, separator):
    rows = ["pin,verdict", "0000,wrong", '"1234","right, he says"', ""]
    Path("data").mkdir()
    read("app: demo:app\n")
    written = "\r\n".join(rows).replace('"right, he says"', '"right\x00 he says"').replace(",", separator)
    Path("data/pins.csv").write_bytes(written.replace("\x00", ",").encode("utf-8-sig"))

    assert heard(read(APP + "examples: data/pins.csv\n" + HEARS)) == {
        "PIN [pin=0000, verdict=wrong]": ["0000", "wrong"],
        "PIN [pin=1234, verdict=right, he says]": ["1234", "right, he says"],
    }


def test_the_csv_file_may_be_a_parameter(read):
    read("app: demo:app\n")
    Path("de.csv").write_text("pin,verdict\n1,falsch\n", encoding="utf-8")

    assert heard(read(APP + "parameters: {language: de}\nexamples: ${language}.csv\n" + HEARS)) == {
        "PIN [pin=1, verdict=falsch]": ["1", "falsch"]
    }


def test_a_matrix_gives_all_combinations(read):
    assert heard(read(APP + "matrix: {pin: [1, 2], verdict: [yes, no]}\n" + HEARS)) == {
        "PIN [pin=1, verdict=yes]": ["1", "yes"],
        "PIN [pin=1, verdict=no]": ["1", "no"],
        "PIN [pin=2, verdict=yes]": ["2", "yes"],
        "PIN [pin=2, verdict=no]": ["2", "no"],
    }


@pytest.mark.parametrize("key", ["except", "exclude"])
def test_combinations_can_be_left_out(read, key):
    matrix = f"matrix:\n  pin: [1, 2]\n  verdict: [yes, no, so]\n  {key}: [{{pin: 1, verdict: no}}, {{verdict: so}}]\n"

    assert list(heard(read(APP + matrix + HEARS))) == [
        "PIN [pin=1, verdict=yes]",
        "PIN [pin=2, verdict=yes]",
        "PIN [pin=2, verdict=no]",
    ]


def test_one_combination_can_be_left_out_without_a_list(read):
    assert list(heard(read(APP + "matrix: {pin: [1, 2], verdict: [a], except: {pin: 1}}\n" + HEARS))) == [
        "PIN [pin=2, verdict=a]"
    ]


def test_examples_and_a_matrix_multiply(read):
    assert list(heard(read(APP + "examples: [{pin: 1}, {pin: 2}]\nmatrix: {verdict: [yes, no]}\n" + HEARS))) == [
        "PIN [pin=1, verdict=yes]",
        "PIN [pin=1, verdict=no]",
        "PIN [pin=2, verdict=yes]",
        "PIN [pin=2, verdict=no]",
    ]


def test_the_lists_of_a_matrix_may_be_parameters(read):
    text = "parameters: {pins: [1, 2], suffix: x}\nmatrix: {pin: '${pins}', verdict: ['a${suffix}']}\n"

    assert heard(read(APP + text + HEARS)) == {
        "PIN [pin=1, verdict=ax]": ["1", "ax"],
        "PIN [pin=2, verdict=ax]": ["2", "ax"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "examples: [{pin: $${a}, verdict: ${b}}]",
        "matrix: {pin: [$${a}], verdict: ['${b}']}",
        "parameters: {pins: [$${a}], b: 1}\nmatrix: {pin: '${pins}', verdict: ['${b}']}",
        "parameters: {rows: [{pin: $${a}, verdict: '${b}'}], b: 1}\nexamples: ${rows}",
        "parameters: {all: {pin: [$${a}], verdict: ['${b}']}, b: 1}\nmatrix: ${all}",
    ],
)
def test_a_value_is_filled_in_once(read, text):
    text = text if "b: 1" in text else f"parameters: {{b: 1}}\n{text}"

    assert list(heard(read(APP + text + "\n" + HEARS)).values()) == [["${a}", "1"]]


@pytest.mark.parametrize("written", KEYPAD)
def test_a_value_stays_the_text_that_it_is(read, written):
    read("app: demo:app\n")
    Path("keys.csv").write_text(f"key,x\n{written},\n", encoding="utf-8")
    caller = "caller: [hears: '${key}']\n"

    for examples in (
        f"examples: [{{key: {written}}}]",
        f"examples: [[key], [{written}]]",
        f"matrix: {{key: [{written}]}}",
        "examples: keys.csv",
    ):
        (scenario,) = read(f"app: demo:app\n{examples}\n{caller}")
        assert scenario.steps == (Hears(written),)


@pytest.mark.parametrize("examples", ["examples: [{key: '#'}]", "matrix: {key: ['#']}", "examples: keys.csv"])
def test_a_number_sign_is_a_key(read, examples):
    read("app: demo:app\n")
    Path("keys.csv").write_text("key\n#\n", encoding="utf-8")

    (scenario,) = read(f"app: demo:app\n{examples}\ncaller: [presses: '${{key}}']\n")

    assert (scenario.name, scenario.steps) == ("s [key=#]", (Presses("#"),))


def test_values_may_have_parameters_of_the_same_row_and_of_the_scenario(read):
    text = "parameters: {country: +36}\nexamples: [{number: 1, pin: '${country}-${number}', verdict: x}]\n"

    assert heard(read(APP + text + HEARS)) == {"PIN [number=1, pin=+36-1, verdict=x]": ["+36-1", "x"]}


# -- names -----------------------------------------------------------------------------------------------------------


def test_a_name_with_parameters_of_the_rows_is_a_template(read):
    text = (
        "app: demo:app\nname: PIN ${pin} is ${verdict}\nexamples: [{pin: 0, verdict: wrong}, {pin: 1, verdict: ok}]\n"
    )

    assert list(heard(read(text + HEARS))) == ["PIN 0 is wrong", "PIN 1 is ok"]


def test_rows_to_which_a_template_gives_one_name_are_told_apart(read):
    rows = "examples: [{pin: 0, verdict: a}, {pin: 0, verdict: b}, {pin: 1, verdict: c}]\n"
    text = f"app: demo:app\nname: PIN ${{pin}}\n{rows}"

    assert list(heard(read(text + HEARS))) == ["PIN 0 [pin=0, verdict=a]", "PIN 0 [pin=0, verdict=b]", "PIN 1"]


def test_a_name_with_other_parameters_is_no_template(read):
    text = "app: demo:app\nparameters: {language: en}\nname: In ${language}\nexamples: [{pin: 0, verdict: a}]\n"

    assert list(heard(read(text + HEARS))) == ["In en [pin=0, verdict=a]"]


def test_a_scenario_without_a_name_has_that_of_the_file(read):
    text = "app: demo:app\n---\napp: demo:app\nexamples: [{pin: 0, verdict: a}]\n"

    assert list(heard(read(text + HEARS))) == ["s", "s 2 [pin=0, verdict=a]"]


def test_a_column_named_id_names_the_rows(read):
    text = "examples: [{id: too short, pin: 1, verdict: a}, {id: too long, pin: 2, verdict: ''}]\nmatrix: {x: [1, 2]}\n"

    assert list(heard(read(APP + text + "caller: [hears: '${id}']\n"))) == [
        "PIN [too short, x=1]",
        "PIN [too short, x=2]",
        "PIN [too long, x=1]",
        "PIN [too long, x=2]",
    ]


def test_rows_that_say_the_same_are_numbered(read):
    assert list(heard(read(APP + "examples: [{pin: 1, verdict: a}, {pin: 1, verdict: a}]\n" + HEARS))) == [
        "PIN [pin=1, verdict=a]",
        "PIN [pin=1, verdict=a] #2",
    ]


def test_long_values_and_lists_do_not_make_long_names(read):
    text = (
        f"examples: [{{pin: {'x' * 50}, verdict: y, more: [a]}}, {{more: [b]}}]\nparameters: {{pin: 1, verdict: 2}}\n"
    )

    assert list(heard(read(APP + text + HEARS))) == [f"PIN [pin={'x' * 40}..., verdict=y]", "PIN [row 2]"]


def test_scenarios_of_a_row_are_where_the_document_is(read):
    first, second = read("# one\n" + APP + "examples: [{pin: 1, verdict: a}, {pin: 2, verdict: b}]\n" + HEARS)

    assert (first.line, second.line) == (2, 2)
    assert first.id == "s.yaml::PIN [pin=1, verdict=a]"


# -- mistakes --------------------------------------------------------------------------------------------------------

ROWS = "rows such as `- {pin: 1234}`, a table that begins with its columns, or the name of a CSV file"


@pytest.mark.parametrize(
    ("written", "messages"),
    [
        ("examples: []", [f"s.yaml:3:11: expected {ROWS}, found none"]),
        ("examples: {pin: 1}", [f"s.yaml:3:11: expected {ROWS}, not a mapping"]),
        ("examples: [[pin]]", [f"s.yaml:3:11: expected {ROWS}, found none"]),
        ("examples: [pin]", ["s.yaml:3:12: expected a row such as `{pin: 1234, verdict: welcome}`, not 'pin'"]),
        ("examples: [{}]", ["s.yaml:3:12: expected a row such as `{pin: 1234, verdict: welcome}`, not a mapping"]),
        ("examples: [[]]", ["s.yaml:3:12: expected the names of columns, found none"]),
        (
            "examples: [[pin, verdict], [1], [1, 2, 3]]",
            [
                "s.yaml:3:28: expected 2 values (pin, verdict), found 1",
                "s.yaml:3:33: expected 2 values (pin, verdict), found 3",
            ],
        ),
        (
            "examples: [[pin], {pin: 1}]",
            ["s.yaml:3:19: expected a row such as `- [1234, welcome]`, as its first row is a list of columns"],
        ),
        ("examples: [[pin, pin], [1, 2]]", ["s.yaml:3:18: the column 'pin' stands here a second time"]),
        ("examples: [[pin, [x]], [1, 2]]", ["s.yaml:3:18: expected the name of a column, not a list"]),
        (
            "examples: [{1st: x}]",
            [
                "s.yaml:3:13: '1st' is no name of a parameter; expected letters, digits, '_', '-' and blanks, "
                "a letter first"
            ],
        ),
        ("examples: [{$pin: x}]", ["s.yaml:3:13: write the name without '$': 'pin'"]),
        ("examples: pisn.csv", ["s.yaml:3:11: there is no file 'pisn.csv'; did you mean 'pins.csv'?"]),
        ("examples: short.csv", ["short.csv:3:1: expected 2 values (pin, verdict), found 1"]),
        ("examples: empty.csv", [f"s.yaml:3:11: expected {ROWS}, found none"]),
        ("examples: [{id: a}, {id: a}]", ["s.yaml:3:26: row 1 of examples has the id 'a' already"]),
        ("examples: [{id: ''}]", ["s.yaml:3:17: expected the name of row 1, not ''"]),
        (
            "matrix: [1]",
            ["s.yaml:3:9: expected names and their values such as `{language: [en, de], key: [1, 2]}`, not a list"],
        ),
        (
            "matrix: {}",
            ["s.yaml:3:9: expected names and their values such as `{language: [en, de], key: [1, 2]}`, found none"],
        ),
        ("matrix: {pin: 1}", ["s.yaml:3:15: expected a list of values such as `[en, de]`, not '1'"]),
        ("matrix: {pin: []}", ["s.yaml:3:15: expected a list of values such as `[en, de]`, not a list"]),
        ("matrix: {pin: [1], except: {pni: 1}}", ["s.yaml:3:29: the matrix has no 'pni'; did you mean 'pin'?"]),
        ("matrix: {pin: [12], except: {pin: 13}}", ["s.yaml:3:35: 'pin' is never '13'; known: '12'"]),
        ("matrix: {pin: [1], except: {pin: 1}}", ["s.yaml:3:9: every combination is left out"]),
        ("examples: [{pin: 1}]\nmatrix: {pin: [1]}", ["s.yaml:4:9: 'pin' is in 'examples' and in 'matrix'"]),
        (
            f"matrix: {{a: [{','.join('x' * 101)}], pin: [{','.join('x' * 100)}]}}",
            ["s.yaml:3:9: 10,100 rows are more than 10,000, of which each is a scenario"],
        ),
    ],
)
def test_a_mistake_in_a_table_is_told_with_its_place(read, mistakes_in, written, messages):
    read("app: demo:app\n")
    Path("pins.csv").write_text("pin\n1\n", encoding="utf-8")
    Path("short.csv").write_text("pin,verdict\n1,2\n3\n", encoding="utf-8")
    Path("empty.csv").write_text("", encoding="utf-8")

    assert mistakes_in(APP + written + "\n") == messages


def test_too_many_rows_are_refused(read, mistakes_in):
    read("app: demo:app\n")
    Path("many.csv").write_text("pin\n" + "1\n" * 10_001, encoding="utf-8")

    assert mistakes_in(APP + "examples: many.csv\n") == [
        "s.yaml:3:11: 10,001 rows are more than 10,000, of which each is a scenario"
    ]


def test_a_bad_value_is_told_where_it_stands_and_where_it_is_used(read, mistakes_in):
    read("app: demo:app\n")
    Path("pins.csv").write_text("keys,verdict\n12,ok\n1x,ok\n", encoding="utf-8")

    assert mistakes_in(APP + "examples: pins.csv\ncaller: [presses: '${keys}']\n") == [
        "s.yaml:4:19: expected keys out of 0-9, *, # and A-D, not '1x' (keys of row 2 of examples, pins.csv:3:1)"
    ]


def test_a_mistake_that_has_nothing_to_do_with_rows_is_told_once(mistakes_in):
    text = "examples: [{pin: 1}, {pin: x}, {pin: 2}]\ncaller: [presses: '${pin}', presses: y]\nsede: 1\n"

    assert mistakes_in(APP + text) == [
        "s.yaml:4:19: expected keys out of 0-9, *, # and A-D, not 'x' (pin of row 2 of examples, s.yaml:3:28)",
        "s.yaml:4:38: expected keys out of 0-9, *, # and A-D, not 'y'",
        "s.yaml:5:1: unknown key 'sede'; did you mean 'seed'?",
    ]


def test_when_many_rows_are_bad_the_others_are_not_read(mistakes_in):
    text = "matrix: {a: [" + ",".join("x" * 100) + "], b: [1, 2]}\ncaller: [presses: '${a}']\nphones: {'${a}': bussy}\n"

    assert len(mistakes_in(APP + text)) < 50


def test_a_name_that_is_no_text_is_told(mistakes_in):
    assert mistakes_in("app: demo:app\nname: [x]\nexamples: [{pin: 1}, {pin: 2}]\n") == [
        "s.yaml:2:7: expected a name, not a list"
    ]

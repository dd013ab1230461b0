"""What is told about the commands, and that each assumption has a text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.assumptions import HTTP_API, OZML
from simulator.ozml.reference import (
    CommandRow,
    command_rows,
    commands_as_data,
    description,
    details,
    markdown_reference,
    markdown_table,
    type_text,
)
from simulator.ozml.schema import COMMANDS, Family
from simulator.settings import all_settings

ROOT = Path(__file__).parent.parent.parent

NUMBER = r"(?:q\d+|s(?:ection|\.)? ?\d+(?:\.\d+)*)"
OF_HTTP = re.compile(rf"http-api ({NUMBER}(?:, {NUMBER})*)")
ASSUMED = re.compile(rf"ASSUMPTION ozml ({NUMBER}(?:, {NUMBER})*)")


def keys(written):
    """`q10, q12` or `section 4.7` as keys of the table."""
    return [re.sub(r"s(ection|\.)? ?", "s", one) for one in written.split(", ")]


def sources():
    return {path.relative_to(ROOT): path.read_text(encoding="utf-8") for path in (ROOT / "simulator").rglob("*.py")}


def rows_of(family):
    return {row.name: row for row in command_rows() if row.family is family}


def test_every_command_has_a_row():
    rows = [(row.family, row.name) for row in command_rows()]

    assert set(rows) == {(spec.family, spec.name) for spec in COMMANDS.values()}
    assert len(rows) == len(COMMANDS)


def test_rows_stand_family_by_family_and_there_by_name():
    rows = [(list(Family).index(row.family), row.name.lower()) for row in command_rows()]

    assert rows == sorted(rows)


def test_a_row_shows_parameters_with_their_defaults_and_where_they_may_stand():
    rows = rows_of(Family.EXTENSION)

    assert rows["Delay"] == CommandRow("Delay", "Time (needed) (or text)", "P4688")
    assert rows["Play"].attributes == "AudioFile (needed) (or text), Repeat=false, Timeout (Ozeki 10)"
    assert rows["Record"].attributes == (
        "Duration, Inactivity, FinishDigits, Format=mp3, FinishedUrl, RecordPath (Ozeki 10)"
    )
    assert rows["Reject"].attributes == ""
    assert rows["UserInput"].attributes == (
        "Repeat=false, Timeout=0, BackKey, Digits, MinDigits, MaxDigits, ForwardToUrl, ExecuteSQL (Ozeki 10), "
        "InitialCommands (element), Inputs (element) of Input elements, each with a Key"
    )
    assert rows["ForEach"].attributes == "Source (needed), commands"
    assert rows["Array"].attributes == "ID (needed), item elements with texts"


def test_a_command_of_two_families_has_a_row_in_each():
    assert rows_of(Family.EXTENSION)["Speak"].attributes == "Text (needed) (or text), Language, Voice (Ozeki 10)"
    assert rows_of(Family.THIRD_PARTY)["Speak"] == CommandRow(
        "Speak", "CallId, Text (needed) (or text), Party (needed), Language", "P4581", Family.THIRD_PARTY, "xe", "",
        "q25, q26, q47",
    )  # fmt: skip
    assert rows_of(Family.ROUTING).keys() == {"Route"}


def test_a_row_shows_dialect_other_names_and_assumptions():
    rows = rows_of(Family.EXTENSION)

    assert (rows["Beep"].dialect, rows["Delay"].dialect) == ("ozeki10", "xe")
    assert rows["Call"].aliases == "Dialed for Dialled"
    assert rows["Reject"].assumes == "q10, q11, q12, q14"


def test_the_table_is_markdown():
    rows = [
        CommandRow("Delay", "Time", "P4688"),
        CommandRow("Beep", "", "O6083", dialect="ozeki10"),
        CommandRow("Route", "Destination", "P4594", Family.ROUTING),
    ]

    assert markdown_table(rows) == (
        "API extension control, in answers to `IncomingCall`, `CallConnected`, `RecordCompleted`, `DtmfEntered`, "
        "`GoTo`,\n`IncomingSMS` and `SMSDeliveryReport`:\n"
        "\n"
        "| command | parameters and defaults | source |\n"
        "| --- | --- | --- |\n"
        "| `Delay` | Time | P4688 |\n"
        "| `Beep` (Ozeki 10) |  | O6083 |\n"
        "\n"
        "Call routing, in answers to `RoutingInterception`:\n"
        "\n"
        "| command | parameters and defaults | source |\n"
        "| --- | --- | --- |\n"
        "| `Route` | Destination | P4594 |"
    )


def test_a_type_says_what_the_error_would_expect():
    def types(name):
        return {one.name: type_text(one) for one in COMMANDS[name, Family.EXTENSION].attributes.values()}

    assert types("record") == {
        "Duration": "a whole number of seconds such as 5",
        "Inactivity": "a whole number of seconds such as 5",
        "FinishDigits": "keys out of 0-9, *, # and A-D",
        "Format": "'mp3' or 'wav'",
        "FinishedUrl": "an absolute or relative address",
        "RecordPath": "a text",
    }
    assert types("sendalarmnotification")["AccountNumber"] == "4 digits"


def test_a_type_of_an_unheard_of_converter_is_text():
    attribute = COMMANDS["speak", Family.EXTENSION].attributes["text"]

    class Other:
        convert = staticmethod(str.strip)
        default = attribute.default

    assert type_text(Other()) == "a text"


def test_descriptions_leave_assumptions_to_their_list():
    assert description(COMMANDS["goto", Family.EXTENSION]) == (
        "Posts to `Url` and runs what comes back in place of the whole running script."
    )


def test_details_are_told_point_by_point():
    sql = COMMANDS["sql", Family.EXTENSION]

    assert description(sql).endswith("`$ID.column` is a field of the first one.")
    assert details(sql)[0] == (
        "After the example, `<Speak>$customers.name has $customers.balance</Speak>` speaks of the first row."
    )
    assert f"```\n\n- {details(sql)[0]}\n- " in markdown_reference()


def sections_of(mark, text):
    """What stands under each headline of a level."""
    return dict(re.findall(rf"^{mark}([^\n]+)\n\n(.*?)(?=^{mark}|\Z)", text, re.MULTILINE | re.DOTALL))


def chapters():
    return sections_of("## ", markdown_reference())


def test_the_reference_has_everything_about_a_command():
    sections = sections_of("### ", chapters()["API extension control"])

    assert sections["Delay"] == (
        "Lets `Time` seconds pass. Source: P4688.\n\n```xml\n<Delay>3</Delay>\n```\n\n"
        "| parameter | value | default | also |\n"
        "| --- | --- | --- | --- |\n"
        "| `Time` or text | a whole number of seconds such as 5 | needed | |\n\n"
    )
    assert "| `Voice` (Ozeki 10) | a text | | |" in sections["Speak"]
    assert "| `DeliveryReportURL` | an absolute or relative address | | `DelivaryReportURL` |" in sections["SendSms"]
    assert "Holds `item` elements, each with a text." in sections["Array"]
    assert "Holds commands." in sections["ForEach"]
    assert "Holds an element `Inputs` with `Input` elements, each with an attribute `Key`" in sections["UserInput"]
    assert "Holds an element `Received` with commands." in sections["ReceiveAlarmNotification"]
    assert f"- q14: {OZML['q14']}\n" in sections["Reject"]
    assert "Beep (Ozeki 10)" in sections


def test_the_reference_has_a_chapter_for_each_family():
    of_family = {title: set(sections_of("### ", chapter)) for title, chapter in chapters().items()}

    assert list(of_family) == ["API extension control", "Third-party call control", "Call routing"]
    assert of_family["Call routing"] == {"Route"}
    assert {"Hold", "Speak"} <= of_family["Third-party call control"]
    assert {"UserInput", "Speak"} <= of_family["API extension control"]
    assert "`CallChanged`, `RecordCompleted` and `BlindTransferCompleted`" in chapters()["Third-party call control"]


def test_a_command_of_two_families_is_told_in_both_chapters():
    of_extension = sections_of("### ", chapters()["API extension control"])["BlindTransfer"]
    third_party = sections_of("### ", chapters()["Third-party call control"])["BlindTransfer"]

    assert "`TransferorParty`" not in of_extension
    assert "| `TransferorParty` | 'caller' or 'callee' | needed | `TranferorParty` |" in third_party


def test_the_data_has_everything_about_a_command():
    data = commands_as_data()
    (goto,) = [one for one in data["commands"] if one["name"] == "GoTo"]

    assert data["version"] == 1
    assert goto == {
        "name": "GoTo",
        "family": "extension",
        "description": "Posts to `Url` and runs what comes back in place of the whole running script.",
        "details": [],
        "dialect": "xe",
        "source": "P4801",
        "example": "<GoTo>http://app.test/menu?level=2</GoTo>",
        "parameters": [
            {
                "name": "Url",
                "type": "an absolute or relative address",
                "required": True,
                "default": "",
                "text": True,
                "aliases": [],
                "dialect": "xe",
            }
        ],
        "contents": [],
        "assumptions": {number: OZML[number] for number in ("q16", "q17", "s4.7")},
    }


# -- assumptions -----------------------------------------------------------------------------------------------------


def test_every_assumption_in_the_source_is_in_the_table():
    marked = {
        (str(path), key) for path, text in sources().items() for one in ASSUMED.findall(text) for key in keys(one)
    }

    assert len(marked) > 30
    assert {(path, key) for path, key in marked if key not in OZML} == set()


def test_every_mark_of_an_assumption_is_understood():
    for path, text in sources().items():
        for mark in re.findall(r"ASSUMPTION ozml.{0,12}", text):
            assert ASSUMED.match(mark), f"{path}: {mark}"


def test_the_data_tells_commands_of_one_name_apart():
    speaks = [one["family"] for one in commands_as_data()["commands"] if one["name"] == "Speak"]

    assert speaks == ["extension", "third-party"]


@pytest.mark.parametrize("spec", COMMANDS.values(), ids=lambda spec: f"{spec.family.short} {spec.name}")
def test_every_assumption_of_a_command_is_in_the_table(spec):
    assert set(spec.assumes) <= OZML.keys()


def test_every_question_of_a_setting_is_in_the_table():
    questions = [one.question.removeprefix("ozml ") for one in all_settings() if one.question.startswith("ozml ")]

    assert questions
    assert {key for one in questions for key in keys(one)} <= OZML.keys()


def test_every_mention_of_the_http_api_is_in_its_table_and_nothing_else():
    mentioned = {key for text in sources().values() for one in OF_HTTP.findall(text) for key in keys(one)}
    questions = {
        key
        for one in all_settings()
        if one.question.startswith("http-api ")
        for key in keys(one.question.removeprefix("http-api "))
    }

    assert questions <= mentioned
    assert mentioned == HTTP_API.keys()

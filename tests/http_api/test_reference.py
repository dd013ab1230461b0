"""What is told about the commands."""

from __future__ import annotations

import re

from simulator.assumptions import HTTP_API
from simulator.http_api.codes import Code
from simulator.http_api.reference import commands_as_data, description, markdown_reference
from simulator.http_api.schema import COMMANDS


def sections():
    return dict(re.findall(r"^## ([^\n]+)\n\n(.*?)(?=^## |\Z)", markdown_reference(), re.MULTILINE | re.DOTALL))


def test_every_command_has_a_section_by_name():
    assert list(sections()) == sorted((spec.name for spec in COMMANDS.values()), key=str.lower)


def test_all_codes_are_in_one_table():
    table = markdown_reference().split("\n## ")[0]

    assert [f"| {one.number} | {one.title} | `{one.template}` |" in table for one in Code] == [True] * len(Code)


def test_a_section_has_everything_about_a_command():
    assert sections()["Hold"] == (
        "Puts both legs of a call on hold, until Unhold; it has to be in state InCall. Source: p_4572.\n\n"
        "```\nGET /?command=Hold&CallId=1aB3x\n```\n\n"
        "```xml\n"
        '<?xml version="1.0"?>\n'
        '<Response xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
        "  <Code>200</Code>\n"
        "  <Message>Command successfully executed</Message>\n"
        "</Response>\n"
        "```\n\n"
        "| parameter | value | default |\n"
        "| --- | --- | --- |\n"
        "| `CallId` | a text | needed |\n\n"
        "Codes of its own: 601 CallNotFound.\n\n"
        "Assumed, since it is not documented:\n\n"
        f"- q13: {HTTP_API['q13']}\n"
        f"- q14: {HTTP_API['q14']}\n\n"
    )


def test_parameters_show_what_they_want_and_their_defaults():
    section = sections()

    assert "| `Repeat` | 'true' or 'false' | false |\n" in section["Play"]
    assert "| `Url` | an address such as 'http://app/next' | |\n" in section["Call"]
    assert (
        "| `EventQualifier` | 'NewEvent' or 'NewRestore' or 'StatusReport' | NewEvent |\n"
        in (section["SendAlarmNotification"])
    )
    assert "| parameter |" not in section["ListExtensions"]


def test_further_points_have_a_list():
    assert "on all pages. Source: p_4804.\n\n- `From` is the earliest start, " in sections()["GetCallHistory"]
    assert description(COMMANDS["getcallhistory"]).endswith("how many match, on all pages.")


def test_the_data_has_everything_about_a_command():
    data = commands_as_data()
    (forward,) = [one for one in data["commands"] if one["name"] == "Forward"]

    assert data["version"] == 1
    assert len(data["commands"]) == len(COMMANDS)
    assert forward["answer"].endswith("\r\n</Response>")
    assert {**forward, "answer": ""} == {
        "name": "Forward",
        "description": "Sends the caller of a call that still rings to `Destination`; the call has another ID then.",
        "details": [],
        "source": "p_4574",
        "parameters": [
            {"name": "CallId", "type": "a text", "required": True, "default": ""},
            {
                "name": "Destination",
                "type": "a telephone number such as '2001'",
                "required": True,
                "default": "",
            },
        ],
        "codes": [200, 300, 301, 302, 303, 304, 305, 306, 307, 601],
        "request": "/?command=Forward&CallId=1aB3x&Destination=2002",
        "answer": "",
        "assumptions": {number: HTTP_API[number] for number in COMMANDS["forward"].assumes},
    }

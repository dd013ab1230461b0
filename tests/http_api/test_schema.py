"""How parameters are bound, and what holds for every command; a new one is tested here without a line being added."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simulator.http_api.commands as commands_package
from simulator.assumptions import HTTP_API
from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.request import CommandRequest, form_from
from simulator.http_api.schema import COMMANDS, EVERY_COMMAND
from simulator.ozml.schema import REQUIRED
from simulator.telephony.recording import AudioFormat

INDEX = """
    Call SendAlarmNotification SendEmail SendSms
    AttendedTransfer BlindTransfer Forward Hangup Hold ListActiveCalls Play Record SendDTMF Speak Unhold
    AddConfig GetConfig ListExtensions ListExtensionTypes ModifyConfig RemoveConfig
    GetCallHistory GenerateSecurityToken
"""

every_command = pytest.mark.parametrize("spec", COMMANDS.values(), ids=lambda spec: spec.name)


def bound(query):
    form = form_from(CommandRequest(query=query.encode()))
    return COMMANDS[form.get("command").lower()].bind(form)


def refusal(query):
    with pytest.raises(Refused) as refused:
        bound(query)
    return refused.value


# -- binding ---------------------------------------------------------------------------------------------------------


def test_parameters_become_values():
    command = bound("COMMAND=record&callid=1kT9x&FORMAT=WAV&finishedurl=http%3a%2f%2fapp%2f")

    assert (command.call_id, command.format, command.finished_url) == ("1kT9x", AudioFormat.WAV, "http://app/")


def test_what_is_not_given_or_empty_has_its_default():
    assert bound("command=Record&CallId=1").format is AudioFormat.MP3
    assert bound("command=Record&CallId=1&Format=&FinishedURL=") == bound("command=Record&CallId=1")


def test_other_parameters_are_ignored():
    """http-api q9."""
    assert bound("command=Hold&CallId=1&Colour=red").call_id == "1"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("command=Play", "CallId"),
        ("command=Play&CallId=", "CallId"),
        ("command=Play&CallId=1", "Party"),
        ("command=Play&CallId=1&Party=nobody", "Party"),
        ("command=Play&CallId=1&Party=nobody&Repeat=often", "Party"),
        ("command=Play&CallId=1&Party=all", "AudioFile"),
        ("command=Play&CallId=1&Party=all&AudioFile=x&Repeat=often", "Repeat"),
    ],
)
def test_the_first_parameter_of_the_table_that_is_missing_or_wrong_is_named(query, parameter):
    """http-api q11, q12."""
    assert refusal(query).message == f"Missing or invalid parameter '{parameter}' for command 'Play'"


def test_transcripts_say_what_is_wrong_with_a_parameter():
    assert refusal("command=Hold").reason == "it is missing"
    assert refusal("command=Hold&CalId=1&Other=2").reason == "it is missing; is it meant by 'CalId'?"
    assert refusal("command=Play&CallId=1&Party=x").reason == "expected 'caller', 'callee' or 'all'"


# -- every command ---------------------------------------------------------------------------------------------------


def test_all_commands_of_the_index_are_there_and_no_others():
    """http-api section 4.0."""
    assert sorted(spec.name for spec in COMMANDS.values()) == sorted(INDEX.split())


def test_there_is_a_file_for_each_command_and_one_of_tests():
    folder, tests = Path(commands_package.__path__[0]), Path(__file__).parent / "commands"

    assert {path.stem for path in folder.glob("*.py")} == {"__init__", *COMMANDS}
    assert {path.stem for path in tests.glob("test_*.py")} == {f"test_{name}" for name in COMMANDS}


@every_command
def test_it_names_what_documents_it_and_what_it_does(spec):
    assert re.fullmatch(r"p_\d{4}|repo JS", spec.source)
    assert spec.type.__doc__
    assert set(spec.assumes) <= HTTP_API.keys()


@every_command
def test_its_own_codes_are_none_of_those_that_every_command_has(spec):
    assert not set(spec.codes) & set(EVERY_COMMAND)


@every_command
def test_without_its_parameters_it_is_refused_by_the_first_one_that_it_needs(spec):
    needed = [one.name for one in spec.parameters.values() if one.default is REQUIRED]
    if not needed:
        assert bound(f"command={spec.name}") == bound(f"command={spec.name}&x=y")
        return

    assert refusal(f"command={spec.name}").fillings == (needed[0], spec.name)


@every_command
def test_its_example_binds_and_its_sample_answer_is_a_success(spec):
    assert type(bound(spec.example)) is spec.type
    assert isinstance(spec.answered, Answer)
    assert spec.answered.code is Code.OK

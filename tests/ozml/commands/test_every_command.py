"""What holds for every command, whatever it does. A new command is tested here without a line being added."""

from __future__ import annotations

import re

import pytest

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.assumptions import OZML
from simulator.ozml.schema import COMMANDS, REQUIRED, CommandSpec, Family
from simulator.telephony.call import CallState
from simulator.telephony.effects import SqlDone
from simulator.telephony.events import CallEnded
from simulator.telephony.media import Clip
from simulator.telephony.phone import Phone
from simulator.telephony.script_events import (
    CommandFinished,
    CommandOutcome,
    CommandSkipped,
    CommandStarted,
)
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent
from simulator.telephony.variables import variables_from

VALUES = ("5", "welcome.wav", "true", "#", "mp3", "1234", "NewEvent")
"""One of these suits any parameter."""

CLIPS = {name: Clip(name, name, 5.0) for name in (*VALUES, "")}

ANSWERS = {"http://app.test/menu?level=2": "<Response/>"}

PATIENT = (Pauses(60.0), HangsUp())

every_command = pytest.mark.parametrize(
    "spec", [spec for spec in COMMANDS.values() if spec.family is Family.EXTENSION], ids=lambda spec: spec.name
)


def value_for(spec: CommandSpec, field: str) -> str:
    def suits(value):
        try:
            spec.attributes[field].convert(value)
        except ValueError:
            return False
        return True

    return next(value for value in VALUES if suits(value))


def written(spec: CommandSpec, *, every_parameter: bool = False, **renamed: str) -> str:
    """An element with the parameters that it must have, or with all."""
    attributes = "".join(
        f' {renamed.get(field, attribute.name)}="{value_for(spec, field)}"'
        for field, attribute in spec.attributes.items()
        if every_parameter or attribute.default is REQUIRED or field in renamed
    )
    inside = "".join(
        f"<{block.name}><Delay>5</Delay></{block.name}>" if block.name else "<Delay>5</Delay>"
        for block in spec.blocks.values()
        if not block.item
    )
    return f"<{spec.name}{attributes}>{inside}</{spec.name}>"


@pytest.fixture
def play_it(play):
    """Play a script in a world in which every example makes sense."""

    def play_it(script: str, caller=PATIENT, **options):
        return play(
            answers=lambda path, _: f"<Response>{script}</Response>" if path == "/" else "<Response/>",
            caller=list(caller),
            **{
                "clips": CLIPS,
                "dialect": "ozeki10",
                "phones": {"4711": Phone(after=5.0), "5": Phone(after=8.0)},
                "variables": variables_from(
                    {}, {"5": ["a", "b"], "voicemails": [{"message": "welcome.wav", "from": "Anna"}]}
                ),
                "results": {"5": SqlDone(), "SELECT name, balance FROM customers": SqlDone(("name",), (("Anna",),))},
                **options,
            },
        )

    return play_it


@every_command
def test_it_names_the_page_that_documents_it(spec):
    assert re.fullmatch(r"[PO]\d{4}", spec.source)


@every_command
def test_it_is_registered_under_its_name_and_documented(spec):
    assert COMMANDS[spec.name.lower(), spec.family] is spec
    assert spec.type.__doc__


@every_command
def test_what_it_assumes_is_listed(spec):
    assert set(spec.assumes) <= set(OZML)


@every_command
def test_its_example_runs_once_from_start_to_end_without_a_word_against_it(play_it, spec):
    played = play_it(spec.example)

    assert played.rules == []
    runs = [one.name for one in played.transcript.of(CommandStarted)]
    ends = [one.name for one in played.transcript.of(CommandFinished)]
    assert runs[0] == spec.name
    assert sorted(runs) == sorted(ends)
    assert played.call.cleared


@every_command
@pytest.mark.parametrize("every_parameter", [False, True], ids=["least", "all"])
def test_it_runs_with_the_parameters_that_it_must_have_and_with_all(play_it, spec, every_parameter):
    played = play_it(written(spec, every_parameter=every_parameter))

    assert set(played.rules) <= ({"given-twice"} if every_parameter else {"missing-parameter"})
    first = played.transcript.of(CommandStarted)[0]
    assert (first.name, first.place.line) == (spec.name, 1)
    assert len(played.transcript.of(CommandStarted)) == len(played.transcript.of(CommandFinished))


@every_command
@pytest.mark.parametrize("fold", [str.lower, str.upper], ids=["lower case", "upper case"])
def test_its_name_matches_in_any_case(play_it, spec, fold):
    text = spec.example
    played = play_it(
        text.replace(f"<{spec.name}", f"<{fold(spec.name)}").replace(f"</{spec.name}", f"</{fold(spec.name)}")
    )

    assert played.transcript.of(CommandStarted)[0].name == spec.name


ALIASES = [
    (spec, field, alias)
    for spec in COMMANDS.values()
    for field, attribute in spec.attributes.items()
    for alias in attribute.aliases
]


@pytest.mark.parametrize(("spec", "field", "alias"), ALIASES, ids=[f"{one[0].name} {one[2]}" for one in ALIASES])
def test_each_alias_of_a_parameter_is_accepted_with_a_note(play_it, spec, field, alias):
    played = play_it(written(spec, **{field: alias}))

    assert [str(one.severity) for one in played.transcript.problems() if one.rule == "alias"] == ["note"]
    name = spec.attributes[field].name
    assert played.transcript.of(CommandStarted)[0].parameters[name] == value_for(spec, field)


@every_command
def test_a_parameter_that_is_missing_or_unusable_is_told_and_the_script_goes_on(play_it, spec):
    for field, attribute in spec.attributes.items():
        refused = [value for value in ("\N{SNOWMAN}", "http://[", "") if not accepts(attribute, value)]
        for value in refused[:1]:
            text = written(spec).replace(f' {attribute.name}="{value_for(spec, field)}"', "")
            text = text.replace(f"<{spec.name}", f'<{spec.name} {attribute.name}="{value}"', 1)
            played = play_it(f"<Var ID='ran'>yes</Var>{text}")

            assert "bad-value" in played.rules
            assert set(played.rules) <= {"bad-value", "missing-parameter", "misplaced"}
            assert played.call.cleared


def accepts(attribute, value) -> bool:
    try:
        attribute.convert(value)
    except ValueError:
        return False
    return True


@every_command
def test_a_parameter_of_ozeki_10_is_told_of_and_ignored_elsewhere(play_it, spec):
    for attribute in spec.attributes.values():
        if attribute.dialect == "ozeki10" and spec.dialect == "xe":
            text = spec.example.replace(f"<{spec.name}", f'<{spec.name} {attribute.name}="5"', 1)
            played = play_it(text, dialect="xe")

            assert "other-dialect" in played.rules


@every_command
@pytest.mark.parametrize("instant", [0.0, 1.0, 4.999, 5.0, 7.0])
@pytest.mark.parametrize("latency", [0.0, 1.0])
def test_hanging_up_ends_it_within_no_time_wherever_it_waits(play_it, spec, instant, latency):
    played = play_it(
        written(spec, every_parameter=True) + "<Delay>60</Delay>",
        caller=[Pauses(instant), HangsUp()],
        latency=latency,
    )

    call = played.call
    log = [entry for entry in played.transcript if entry.call_id == call.id]
    hung_up = next(entry.at for entry in log if isinstance(entry.event, CallEnded))
    last = [entry.at for entry in log if isinstance(entry.event, CommandFinished)][-1:]
    told = latency * len(played.requests)
    assert all(hung_up <= one <= hung_up + told for one in last) or spec.needs is CallState.RINGING
    assert call.cleared
    assert call.key_takers == []
    assert played.pbx.idle


@every_command
@pytest.mark.parametrize("latency", [0.0, 1.0])
@pytest.mark.parametrize("instant", [0.0, 1.0, 4.999, 5.0])
def test_a_key_in_the_menu_around_it_interrupts_it_and_the_script_goes_on(play_it, spec, instant, latency):
    menu = (
        f'<UserInput Timeout="3"><InitialCommands>{written(spec)}<Delay>60</Delay></InitialCommands>'
        f'<Inputs><Input Key="1"><Speak>taken</Speak></Input></Inputs></UserInput>'
    )
    played = play_it(menu, caller=[Pauses(instant), Presses("1"), StaysSilent()], latency=latency)

    left = {"Hangup", "GoTo", "UserInput", "Exit", "ReceiveAlarmNotification"}
    assert "taken" in played.heard or spec.name in left
    outcomes = [one.outcome for one in played.transcript.of(CommandFinished)]
    assert len(outcomes) == len(played.transcript.of(CommandStarted))
    assert set(outcomes) <= set(CommandOutcome)
    assert played.call.cleared
    assert played.call.key_takers == []


@every_command
def test_it_runs_in_the_answer_to_a_notification_after_the_call_without_harm(play, spec):
    played = play(
        answers=lambda path, _: (
            '<Response><Record FinishedUrl="/done"/></Response>'
            if path == "/"
            else f"<Response>{written(spec)}</Response>"
            if path == "/done"
            else "<Response/>"
        ),
        clips=CLIPS,
        caller=[Pauses(1.0), HangsUp()],
        dialect="ozeki10",
    )

    skipped = [one.name for one in played.transcript.of(CommandSkipped)]
    assert skipped == ([spec.name] if spec.needs is CallState.IN_CALL else [])
    assert played.call.cleared


@every_command
def test_it_runs_in_the_answer_about_a_short_message_if_it_needs_no_call(play_it, spec):
    """ozml q38: a command that needs a call is reported and skipped."""
    played = play_it(spec.example, sms="Hello")

    ran = [one.name for one in played.transcript.of(CommandStarted)][:1] == [spec.name]
    assert ran == (spec.needs is None)
    told = [one for one in played.transcript.problems() if one.message.startswith(f"<{spec.name}> needs a call")]
    assert [one.rule for one in told] == ["needs-call"] * (spec.needs is not None)
    assert played.pbx.idle

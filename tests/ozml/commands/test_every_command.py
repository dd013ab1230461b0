"""What holds for every command, whatever it does. A new command is tested here without a line being added."""

from __future__ import annotations

import re

import pytest

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.schema import COMMANDS, REQUIRED, CommandSpec
from simulator.telephony.call import CallState
from simulator.telephony.events import CallEnded, CommandFinished, CommandOutcome, CommandStarted
from simulator.telephony.media import Clip
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent

VALUES = ("5", "welcome.wav", "true", "#", "mp3")
"""One of these suits any parameter."""

CLIPS = {name: Clip(name, name, 5.0) for name in (*VALUES, "")}

every_command = pytest.mark.parametrize("spec", COMMANDS.values(), ids=lambda spec: spec.name)


def value_for(spec: CommandSpec, field: str) -> str:
    def suits(value):
        try:
            spec.attributes[field].convert(value)
        except ValueError:
            return False
        return True

    return next(value for value in VALUES if suits(value))


def example(spec: CommandSpec, *, every_parameter: bool = False, **renamed: str) -> str:
    """An element with the parameters that it must have, or with all."""
    written = "".join(
        f' {renamed.get(field, attribute.name)}="{value_for(spec, field)}"'
        for field, attribute in spec.attributes.items()
        if every_parameter or attribute.default is REQUIRED or field in renamed
    )
    inside = "".join(
        f"<{block.name}><Delay>5</Delay></{block.name}>" for block in spec.blocks.values() if not block.item
    )
    return f"<{spec.name}{written}>{inside}</{spec.name}>"


def app_with(script: str):
    return lambda path, _: f"<Response>{script}</Response>" if path == "/" else "<Response/>"


@every_command
def test_it_names_the_page_that_documents_it(spec):
    assert re.fullmatch(r"[PO]\d{4}", spec.source)


@every_command
def test_it_is_registered_under_its_name_and_documented(spec):
    assert COMMANDS[spec.name.lower(), spec.family] is spec
    assert spec.type.__doc__


@every_command
@pytest.mark.parametrize("every_parameter", [False, True], ids=["least", "all"])
def test_an_example_of_it_runs_once_from_start_to_end(play, spec, every_parameter):
    played = play(
        answers=app_with(example(spec, every_parameter=every_parameter)),
        clips=CLIPS,
        caller=[Pauses(60.0), HangsUp()],
    )

    assert played.rules == []
    (started,) = [one for one in played.transcript.of(CommandStarted) if one.name == spec.name][:1]
    assert started.place.line == 1
    runs = [one.name for one in played.transcript.of(CommandStarted)]
    ends = [one.name for one in played.transcript.of(CommandFinished)]
    assert sorted(runs) == sorted(ends)
    assert played.call.cleared


@every_command
@pytest.mark.parametrize("fold", [str.lower, str.upper], ids=["lower case", "upper case"])
def test_its_name_matches_in_any_case(play, spec, fold):
    text = example(spec)
    played = play(
        answers=app_with(
            text.replace(f"<{spec.name}", f"<{fold(spec.name)}").replace(f"</{spec.name}", f"</{fold(spec.name)}")
        ),
        clips=CLIPS,
        caller=[Pauses(60.0), HangsUp()],
    )

    assert played.transcript.of(CommandStarted)[0].name == spec.name


ALIASES = [
    (spec, field, alias)
    for spec in COMMANDS.values()
    for field, attribute in spec.attributes.items()
    for alias in attribute.aliases
]


@pytest.mark.parametrize(("spec", "field", "alias"), ALIASES, ids=[f"{one[0].name} {one[2]}" for one in ALIASES])
def test_each_alias_of_a_parameter_is_accepted_with_a_warning(play, spec, field, alias):
    played = play(answers=app_with(example(spec, **{field: alias})), clips=CLIPS, caller=[Pauses(60.0), HangsUp()])

    assert played.rules == ["alias"]
    name = spec.attributes[field].name
    assert played.transcript.of(CommandStarted)[0].parameters[name] == value_for(spec, field)


@every_command
def test_a_parameter_that_is_missing_or_unusable_is_told_and_the_script_goes_on(play, spec):
    for field, attribute in spec.attributes.items():
        refused = [value for value in ("\N{SNOWMAN}", "http://[", "") if not accepts(attribute, value)]
        for value in refused[:1]:
            text = example(spec).replace(f'{attribute.name}="{value_for(spec, field)}"', "")
            text = text.replace(f"<{spec.name}", f'<{spec.name} {attribute.name}="{value}"', 1)
            played = play(
                answers=app_with(f"<Var ID='ran'>yes</Var>{text}"), clips=CLIPS, caller=[Pauses(60.0), HangsUp()]
            )

            assert played.rules == ["bad-value"]
            assert played.call.cleared


def accepts(attribute, value) -> bool:
    try:
        attribute.convert(value)
    except ValueError:
        return False
    return True


@every_command
@pytest.mark.parametrize("instant", [0.0, 1.0, 4.999, 5.0, 7.0])
@pytest.mark.parametrize("latency", [0.0, 1.0])
def test_hanging_up_ends_it_within_no_time_wherever_it_waits(play, spec, instant, latency):
    played = play(
        answers=app_with(example(spec, every_parameter=True) + "<Delay>60</Delay>"),
        clips=CLIPS,
        caller=[Pauses(instant), HangsUp()],
        latency=latency,
    )

    hung_up = next(entry.at for entry in played.transcript if isinstance(entry.event, CallEnded))
    last = [entry.at for entry in played.transcript if isinstance(entry.event, CommandFinished)][-1:]
    told = latency * len(played.requests)
    assert all(hung_up <= one <= hung_up + told for one in last) or spec.needs is CallState.RINGING
    assert played.call.cleared
    assert played.call.key_takers == []
    assert played.call.kernel.next_deadline() is None


@every_command
@pytest.mark.parametrize("latency", [0.0, 1.0])
@pytest.mark.parametrize("instant", [0.0, 1.0, 4.999, 5.0])
def test_a_key_in_the_menu_around_it_interrupts_it_and_the_script_goes_on(play, spec, instant, latency):
    menu = (
        f'<UserInput Timeout="3"><InitialCommands>{example(spec)}<Delay>60</Delay></InitialCommands>'
        f'<Inputs><Input Key="1"><Speak>taken</Speak></Input></Inputs></UserInput>'
    )
    played = play(
        answers=app_with(menu), clips=CLIPS, caller=[Pauses(instant), Presses("1"), StaysSilent()], latency=latency
    )

    assert "taken" in played.heard or spec.name in {"Hangup", "GoTo", "UserInput"}
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
            else f"<Response>{example(spec)}</Response>"
            if path == "/done"
            else "<Response/>"
        ),
        clips=CLIPS,
        caller=[Pauses(1.0), HangsUp()],
    )

    skipped = f"1.0 <{spec.name}> skipped: the call has ended" in played.lines()
    assert skipped == (spec.needs is CallState.IN_CALL)
    assert played.call.cleared

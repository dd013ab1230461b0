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
from simulator.telephony.office import Office
from simulator.telephony.phone import Phone
from simulator.telephony.script_events import (
    CommandFinished,
    CommandOutcome,
    CommandSkipped,
    CommandStarted,
)
from simulator.telephony.steps import HangsUp, Pauses, Presses, StaysSilent
from simulator.telephony.variables import variables_from

VALUES = ("5", "welcome.wav", "true", "#", "mp3", "1234", "NewEvent", "caller")
"""One of these suits any parameter."""

CALLS = {"2001": "1kT9x", "2002": "2aB3c"}
"""Two calls between people, by who is called, and what stands for their IDs."""

CALL_IDS = {"call_id": CALLS["2001"], "transferred_call_id": CALLS["2001"], "target_call_id": CALLS["2002"]}
"""Parameters that name a call."""

CLIPS = {name: Clip(name, name, 5.0) for name in (*VALUES, "", "announcement.wav")} | {
    "long.wav": Clip("long", "long", 60.0)
}

PATIENT = (Pauses(60.0), HangsUp())

OFFICE = Office(lines={"provider-a": "36*"}, call_changed_url="http://app/changed", routing_url="http://app/routing")
PHONES = {
    "4711": Phone(after=5.0),
    "5": Phone(after=8.0),
    "2001": Phone(after=3.0),
    "2002": Phone(after=1.0),
    "3611111": Phone(),
}

MOMENTS = dict.fromkeys(("Forward", "ForwardCall"), "Ringing")
"""In which state of its call a third-party command makes sense; most do where people talk."""

BEFORE = dict.fromkeys(("Unhold", "AttendedTransfer"), "<Hold/>")
"""What has to be done before a third-party command makes sense."""

LONG = {
    Family.EXTENSION: "<Delay>60</Delay>",
    Family.THIRD_PARTY: '<Play Party="all">long.wav</Play>',
    Family.ROUTING: "",
}
"""What takes a minute."""


def name_of(spec: CommandSpec) -> str:
    return f"{spec.family.short} {spec.name}"


def commands(*families: Family):
    return pytest.mark.parametrize("spec", [spec for spec in COMMANDS.values() if spec.family in families], ids=name_of)


every_command = commands(*Family)
every_extension_command = commands(Family.EXTENSION)
every_third_party_command = commands(Family.THIRD_PARTY)


class App:
    """Answers once with a script: to the notification to which a command belongs."""

    def __init__(self, spec: CommandSpec, script: str, moment: tuple[str, str] | None):
        self.family, self.script = spec.family, script
        self.moment = moment or ("2001", MOMENTS.get(spec.name, "InCall"))
        self.ids: dict[str, str] = {}
        self.answered = False

    def __call__(self, path: str, fields: dict[str, str]) -> str:
        if path == "/changed":
            self.ids.setdefault(fields["Destination"], fields["CallID"])
        if self.answered or not self.asked_for_it(path, fields):
            return "<Response/>"
        self.answered = True
        script = self.script
        for callee, placeholder in CALLS.items():
            script = script.replace(placeholder, self.ids.get(callee, placeholder))
        return f"<Response>{script}</Response>"

    def asked_for_it(self, path: str, fields: dict[str, str]) -> bool:
        match self.family:
            case Family.EXTENSION:
                return path == "/"
            case Family.THIRD_PARTY:
                return path == "/changed" and (fields["Destination"], fields["CallState"]) == self.moment
            case Family.ROUTING:
                return path == "/routing"


def value_for(spec: CommandSpec, field: str) -> str:
    if field in CALL_IDS:
        return CALL_IDS[field]

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
    """Play a script with a command in it, in a world in which its example makes sense."""

    def play_it(spec: CommandSpec, script: str, caller=PATIENT, *, moment=None, **options):
        if spec.family is Family.THIRD_PARTY and moment is None:
            script = BEFORE.get(spec.name, "") + script
        calls = {} if spec.family is Family.EXTENSION else {"office": OFFICE, "dials": tuple(CALLS)}
        return play(
            answers=App(spec, script, moment),
            caller=list(caller),
            **{
                "clips": CLIPS,
                "dialect": "ozeki10",
                "phones": PHONES,
                "variables": variables_from(
                    {}, {"5": ["a", "b"], "voicemails": [{"message": "welcome.wav", "from": "Anna"}]}
                ),
                "results": {"5": SqlDone(), "SELECT name, balance FROM customers": SqlDone(("name",), (("Anna",),))},
                **calls,
                **options,
            },
        )

    return play_it


def started(played, spec: CommandSpec) -> CommandStarted:
    """The beginning of the first run of a command."""
    return next(one for one in played.transcript.of(CommandStarted) if one.name == spec.name)


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
    played = play_it(spec, spec.example)

    assert played.rules == []
    runs = [one.name for one in played.transcript.of(CommandStarted)]
    ends = [one.name for one in played.transcript.of(CommandFinished)]
    assert runs[0] == spec.name or spec.name in BEFORE
    assert runs.count(spec.name) == 1
    assert sorted(runs) == sorted(ends)
    assert played.call.cleared


@every_command
@pytest.mark.parametrize("every_parameter", [False, True], ids=["least", "all"])
def test_it_runs_with_the_parameters_that_it_must_have_and_with_all(play_it, spec, every_parameter):
    played = play_it(spec, written(spec, every_parameter=every_parameter))

    assert set(played.rules) <= ({"given-twice"} if every_parameter else {"missing-parameter"})
    assert started(played, spec).place.line == 1
    assert len(played.transcript.of(CommandStarted)) == len(played.transcript.of(CommandFinished))


@every_command
@pytest.mark.parametrize("fold", [str.lower, str.upper], ids=["lower case", "upper case"])
def test_its_name_matches_in_any_case(play_it, spec, fold):
    text = spec.example
    text = text.replace(f"<{spec.name}", f"<{fold(spec.name)}").replace(f"</{spec.name}", f"</{fold(spec.name)}")
    played = play_it(spec, text)

    assert started(played, spec)


ALIASES = [
    (spec, field, alias)
    for spec in COMMANDS.values()
    for field, attribute in spec.attributes.items()
    for alias in attribute.aliases
]


@pytest.mark.parametrize(("spec", "field", "alias"), ALIASES, ids=[f"{name_of(one[0])} {one[2]}" for one in ALIASES])
def test_each_alias_of_a_parameter_is_accepted_with_a_note(play_it, spec, field, alias):
    played = play_it(spec, written(spec, **{field: alias}))

    assert [str(one.severity) for one in played.transcript.problems() if one.rule == "alias"] == ["note"]
    name = spec.attributes[field].name
    app = played.app.answers
    value = app.ids["2001"] if field in CALL_IDS else value_for(spec, field)
    assert started(played, spec).parameters[name] == value


@every_command
def test_a_parameter_that_is_missing_or_unusable_is_told_and_the_script_goes_on(play_it, spec):
    for field, attribute in spec.attributes.items():
        refused = [value for value in ("\N{SNOWMAN}", "http://[", "") if not accepts(attribute, value)]
        for value in refused[:1]:
            text = written(spec).replace(f' {attribute.name}="{value_for(spec, field)}"', "")
            text = text.replace(f"<{spec.name}", f'<{spec.name} {attribute.name}="{value}"', 1)
            played = play_it(spec, text)

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
            played = play_it(spec, text, dialect="xe")

            assert "other-dialect" in played.rules


@every_command
@pytest.mark.parametrize("instant", [0.0, 1.0, 4.999, 5.0, 7.0])
@pytest.mark.parametrize("latency", [0.0, 1.0])
def test_hanging_up_ends_it_within_no_time_wherever_it_waits(play_it, spec, instant, latency):
    played = play_it(
        spec,
        written(spec, every_parameter=True) + LONG[spec.family],
        caller=[Pauses(instant), HangsUp()],
        latency=latency,
    )

    call = played.call
    log = [entry for entry in played.transcript if entry.call_id == call.id]
    hung_up = next(entry.at for entry in log if isinstance(entry.event, CallEnded))
    last = [entry.at for entry in log if isinstance(entry.event, CommandFinished)][-1:]
    told = latency * len(played.requests)
    waits = spec.family is Family.EXTENSION and spec.needs is not CallState.RINGING
    assert all((hung_up if waits else 0.0) <= one <= hung_up + told for one in last)
    assert call.cleared
    assert call.key_takers == []
    assert played.pbx.idle


@every_extension_command
@pytest.mark.parametrize("latency", [0.0, 1.0])
@pytest.mark.parametrize("instant", [0.0, 1.0, 4.999, 5.0])
def test_a_key_in_the_menu_around_it_interrupts_it_and_the_script_goes_on(play_it, spec, instant, latency):
    menu = (
        f'<UserInput Timeout="3"><InitialCommands>{written(spec)}<Delay>60</Delay></InitialCommands>'
        f'<Inputs><Input Key="1"><Speak>taken</Speak></Input></Inputs></UserInput>'
    )
    played = play_it(spec, menu, caller=[Pauses(instant), Presses("1"), StaysSilent()], latency=latency)

    left = {"Hangup", "GoTo", "UserInput", "Exit", "ReceiveAlarmNotification"}
    assert "taken" in played.heard or spec.name in left
    outcomes = [one.outcome for one in played.transcript.of(CommandFinished)]
    assert len(outcomes) == len(played.transcript.of(CommandStarted))
    assert set(outcomes) <= set(CommandOutcome)
    assert played.call.cleared
    assert played.call.key_takers == []


@every_extension_command
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


@every_extension_command
def test_it_runs_in_the_answer_about_a_short_message_if_it_needs_no_call(play_it, spec):
    """ozml q38: a command that needs a call is reported and skipped."""
    played = play_it(spec, spec.example, sms="Hello")

    ran = [one.name for one in played.transcript.of(CommandStarted)][:1] == [spec.name]
    assert ran == (spec.needs is None)
    told = [one for one in played.transcript.problems() if one.message.startswith(f"<{spec.name}> needs a call")]
    assert [one.rule for one in told] == ["needs-call"] * (spec.needs is not None)
    assert played.pbx.idle


# -- calls between others --------------------------------------------------------------------------------------------


@every_third_party_command
def test_it_is_told_that_it_has_no_effect_on_a_call_that_is_over(play_it, spec):
    """ozml q46."""
    played = play_it(spec, spec.example, moment=("2001", "Completed"))

    assert played.rules == ["wrong-state"]
    assert played.pbx.idle


@every_third_party_command
def test_it_is_told_that_the_call_that_it_names_is_not_there(play_it, spec):
    """ozml q46."""
    text = re.sub(r'"(1kT9x|2aB3c)"', '"nothing"', spec.example)
    if text == spec.example:
        text = spec.example.replace(f"<{spec.name}", f'<{spec.name} CallId="nothing"', 1)
    played = play_it(spec, text)

    assert played.rules == ["unknown-call"]
    assert f"<{spec.name}> there is no call 'nothing'" in played.transcript.problems()[0].message


@every_third_party_command
def test_it_is_skipped_if_the_call_ends_before_its_turn(play_it, spec):
    played = play_it(spec, LONG[spec.family] + spec.example, caller=[Pauses(1.0), HangsUp()], moment=("2001", "InCall"))

    assert [one.name for one in played.transcript.of(CommandSkipped)] == [spec.name]
    assert played.rules == []


WITH_CALL_ID = [
    spec for spec in COMMANDS.values() if spec.family is Family.THIRD_PARTY and "call_id" in spec.attributes
]


@pytest.mark.parametrize("spec", [spec for spec in WITH_CALL_ID if spec.name not in MOMENTS], ids=name_of)
def test_it_acts_on_the_call_that_it_names_when_the_app_is_told_of_another(play_it, spec):
    """ozml-commands section 1.7: here of one that is over."""
    script = f"{BEFORE.get(spec.name, '')}{spec.example}".replace(' CallId="1kT9x"', "")
    script = re.sub(r"<(\w+)", rf'<\1 CallId="{CALLS["2001"]}"', script)
    played = play_it(spec, script, moment=("2002", "Completed"))

    assert played.rules == []
    assert started(played, spec).parameters["CallId"] == played.app.answers.ids["2001"]

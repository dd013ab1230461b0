"""Element + variables -> command, and everything that can be wrong with an element."""

from __future__ import annotations

from dataclasses import fields
from math import inf

import pytest

from simulator.ozml import commands  # noqa: F401 - registers the commands
from simulator.ozml.binding import Binder
from simulator.ozml.block import Block
from simulator.ozml.parser import parse
from simulator.ozml.schema import Family
from simulator.telephony.problem import Severity
from simulator.telephony.recording import AudioFormat
from simulator.telephony.third_party import Parties
from simulator.telephony.variables import Variables, variables_from


class Bound:
    """What came of binding the first command of an answer."""

    def __init__(self, text, variables, dialect="xe", family=Family.EXTENSION, *, mixed=False):
        self.problems = []
        script = parse(f"<Response>{text}</Response>".encode(), "a.xml")
        binder = Binder(
            script,
            family,
            dialect,
            variables_from(variables),
            self._report,
            lambda *block: Block(*block, None),
            mixed,
        )
        self.command = binder.bind(script.root.children[0])

    def _report(self, rule, message, place, severity):
        assert place.source == "a.xml"
        self.problems.append((rule, f"{'' if severity is Severity.ERROR else f'{severity}: '}{message}"))

    def parameters(self):
        return {one.name: getattr(self.command, one.name) for one in fields(self.command) if one.name != "place"}


def bound(text, **variables):
    return Bound(text, variables)


def parameters(text, **variables):
    one = bound(text, **variables)
    assert one.problems == []
    return one.parameters()


def test_parameters_that_are_not_given_have_their_defaults():
    assert parameters("<Record/>") == {
        "duration": inf,
        "inactivity": inf,
        "finish_digits": "",
        "format": AudioFormat.MP3,
        "finished_url": None,
        "record_path": "",
    }


def test_parameters_are_converted():
    written = '<Record Duration="60" Inactivity="4" FinishDigits="#*" Format="wav" FinishedUrl="/rec"/>'

    assert parameters(written) == {
        "duration": 60.0,
        "inactivity": 4.0,
        "finish_digits": "#*",
        "format": AudioFormat.WAV,
        "finished_url": "/rec",
        "record_path": "",
    }


@pytest.mark.parametrize(
    "text",
    [
        '<RECORD duration="60" FORMAT="WAV" finishedURL="/rec"/>',
        '<record DURATION=" 60 " format="Wav" FinishedUrl="/rec"/>',
    ],
)
def test_names_and_words_match_without_regard_to_case(text):
    made = parameters(text)

    assert (made["duration"], made["format"], made["finished_url"]) == (60.0, AudioFormat.WAV, "/rec")


def test_a_parameter_may_be_the_text_of_its_element():
    assert parameters("<Delay>\n\t 3 \n</Delay>") == {"time": 3.0}
    assert parameters('<Delay Time="3"/>') == {"time": 3.0}


def test_text_and_attribute_may_say_the_same():
    assert parameters('<Delay Time="3">3</Delay>') == {"time": 3.0}


def test_the_attribute_wins_over_the_text():
    """ozml q8."""
    one = bound('<Delay Time="3">4</Delay>')

    assert one.command.time == 3.0
    assert one.problems == [
        ("given-twice", "warning: <Delay> has 'Time' as attribute and as text; the attribute counts")
    ]


def test_references_are_replaced_in_attributes_and_texts():
    assert parameters('<Speak Language="$lang">Hello $who</Speak>', lang="en-GB", who="Anna") == {
        "text": "Hello Anna",
        "language": "en-GB",
        "voice": None,
    }
    assert parameters("<Delay>$n</Delay>", n="3") == {"time": 3.0}


def test_an_unknown_variable_is_told():
    assert bound("<Speak>$whom</Speak>", who="Anna").problems == [
        ("unknown-variable", "warning: no variable '$whom'; did you mean '$who'?")
    ]
    assert bound("<Speak>$who</Speak>").problems == [("unknown-variable", "warning: no variable '$who'; none is set")]


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        ("<Spaek/>", "unknown-element", "<Spaek> is not an OzML command; did you mean 'Speak'?"),
        ("<action/>", "unknown-element", None),
        ("<BlindTransfer/>", "missing-parameter", "<BlindTransfer> needs an attribute 'Target' or a text"),
        (
            "<beep/>",
            "other-dialect",
            '<Beep> is a command of Ozeki 10, and was skipped; the setting dialect = "ozeki10" switches it on',
        ),
        (
            "<hold/>",
            "wrong-family",
            "<Hold> is a command of third-party call control, not of API extension control",
        ),
        ("<Input/>", "unknown-element", "<Input> belongs into <Inputs> of <UserInput>"),
        ("<initialcommands/>", "unknown-element", "<InitialCommands> belongs into <UserInput>"),
        ("<Received/>", "unknown-element", "<Received> belongs into <ReceiveAlarmNotification>"),
        ("<Item/>", "unknown-element", "<item> belongs into <Array>"),
        ("<Route/>", "wrong-family", "<Route> is a command of call routing, not of API extension control"),
        ("<Delay/>", "missing-parameter", "<Delay> needs an attribute 'Time' or a text"),
        ('<Delay Time="soon"/>', "bad-value", "<Delay> Time='soon': expected a whole number of seconds such as 5"),
        ("<Delay>-1</Delay>", "bad-value", "<Delay> Time='-1': expected a whole number of seconds such as 5"),
        ("<GoTo/>", "missing-parameter", "<GoTo> needs an attribute 'Url' or a text"),
        ('<GoTo Url=""/>', "bad-value", "<GoTo> Url='': expected an address such as 'http://app/next'"),
        ("<Play></Play>", "missing-parameter", "<Play> needs an attribute 'AudioFile' or a text"),
        ("<Var>x</Var>", "missing-parameter", "<Var> needs an attribute 'ID'"),
    ],
)
def test_what_cannot_be_run_is_told_and_is_no_command(text, rule, message):
    one = bound(text)

    assert one.command is None
    assert [(rule, message)] == [(told, said if message else None) for told, said in one.problems]


@pytest.mark.parametrize(
    ("text", "rule", "message"),
    [
        (
            '<Record Inactivty="3"/>',
            "unknown-attribute",
            "<Record> has no attribute 'Inactivty'; did you mean 'Inactivity'?",
        ),
        ('<Hangup Now="1"/>', "unknown-attribute", "<Hangup> has no attribute 'Now'; it takes none"),
        ('<Record Duration="a"/>', "bad-value", "<Record> Duration='a': expected a whole number of seconds such as 5"),
        (
            '<Record FinishDigits="x"/>',
            "bad-value",
            "<Record> FinishDigits='x': expected keys out of 0-9, *, # and A-D",
        ),
        ('<Record Format="ogg"/>', "bad-value", "<Record> Format='ogg': expected 'mp3' or 'wav'"),
        (
            '<UserInput enteredUrl="/x"/>',
            "alias",
            "note: <UserInput> 'enteredUrl' is an old or misspelt name; write 'ForwardToUrl'",
        ),
        ("<Record>later</Record>", "stray-text", "warning: text in <Record> is ignored: 'later'"),
        ("<Record><Speak/></Record>", "unknown-element", "<Speak> cannot stand in <Record>; it holds no elements"),
        (
            "<UserInput><Input Key='1'/></UserInput>",
            "unknown-element",
            "<Input> belongs into <Inputs> of <UserInput>",
        ),
        (
            "<UserInput><Inputs><Speak/></Inputs></UserInput>",
            "unknown-element",
            "<Speak> cannot stand in <Inputs>; known: 'Input'",
        ),
        (
            "<UserInput><Inputs><Input Digit='1'/></Inputs></UserInput>",
            "missing-parameter",
            "<Input> needs an attribute 'Key'",
        ),
        (
            "<UserInput><Inputs>or <Input Key='1'/></Inputs></UserInput>",
            "stray-text",
            "warning: text in <Inputs> is ignored: 'or'",
        ),
        (
            "<UserInput><Inputs><Input Key='1'/></Inputs><Inputs/></UserInput>",
            "given-twice",
            "warning: <Inputs> stands twice in <UserInput>; the first counts",
        ),
    ],
)
def test_what_can_be_repaired_is_told_and_repaired(text, rule, message):
    one = bound(text)

    assert one.command is not None
    assert one.problems == [(rule, message)]


def test_a_value_that_does_not_parse_leaves_the_default():
    """Section 1.5."""
    assert bound('<Record Duration="soon"/>').command.duration == inf


def test_an_address_of_two_names_counts_once():
    """Section 10.2: if both names are given, ForwardToUrl wins."""
    one = bound('<UserInput ForwardToUrl="/new" enteredUrl="/old"/>')

    assert one.command.forward_to_url == "/new"
    assert [rule for rule, _ in one.problems] == ["alias", "given-twice"]


def test_parameters_of_another_family_are_no_mistake():
    """Section 1.7."""
    assert parameters('<Speak Party="caller" CallId="1aB3x">Hi</Speak>') == {
        "text": "Hi",
        "language": None,
        "voice": None,
    }
    assert bound('<Hangup CallId="1aB3x"/>').problems == []


def test_speaking_nothing_is_allowed():
    """Section 8, no. 10: a database value was missing."""
    assert parameters("<Speak></Speak>")["text"] == ""
    assert parameters("<Speak>  \n </Speak>")["text"] == ""


def test_an_empty_address_of_a_notification_is_none():
    assert parameters('<Record FinishedUrl=""/>')["finished_url"] is None


def test_blocks_hold_the_commands_in_them():
    made = parameters(
        "<UserInput><InitialCommands><Speak>Hi</Speak><Delay>1</Delay></InitialCommands>"
        "<Inputs><input KEY='1'><Hangup/></input><Input key='#a'/></Inputs></UserInput>"
    )

    assert [element.name for element in made["initial"].elements] == ["Speak", "Delay"]
    assert [(choice.key, len(choice.block.elements)) for choice in made["inputs"]] == [("1", 1), ("#A", 0)]


def test_blocks_that_are_absent_are_empty():
    """Section 8, nos. 12 and 13."""
    made = parameters("<UserInput/>")

    assert (made["initial"].elements, made["inputs"]) == ((), ())


def test_keys_may_hold_references():
    made = parameters("<UserInput><Inputs><Input Key='$k'/></Inputs></UserInput>", k="7")

    assert [choice.key for choice in made["inputs"]] == ["7"]


def test_a_command_knows_where_it_stands_and_what_addresses_mean_there():
    """Section 4.7: relative addresses count from the answer that holds the command."""
    script = parse(b"<Response>\n <GoTo>next?x=1</GoTo></Response>", "http://app/ivr/start.php?y=2")
    binder = Binder(script, Family.EXTENSION, "xe", Variables(), lambda *_: None, lambda *_: None)
    command = binder.bind(script.root.children[0])

    assert str(command.place) == "http://app/ivr/start.php?y=2:2:2"
    assert command.absolute(command.url) == "http://app/ivr/next?x=1"
    assert command.absolute("http://other/") == "http://other/"


# -- families --------------------------------------------------------------------------------------------------------


def bound_in(family, text, *, mixed=False):
    return Bound(text, {}, family=family, mixed=mixed)


def test_a_name_stands_for_the_command_of_its_family():
    text = '<Speak Party="all">Hello</Speak>'

    assert "party" not in bound_in(Family.EXTENSION, text).parameters()
    assert bound_in(Family.THIRD_PARTY, text).parameters()["party"] is Parties.ALL
    assert bound_in(Family.THIRD_PARTY, "<Speak>Hello</Speak>").problems == [
        ("missing-parameter", "<Speak> needs an attribute 'Party'")
    ]


def test_parameters_that_count_in_the_other_family_are_no_mistake():
    """Section 1.7."""
    assert bound_in(Family.EXTENSION, '<Play CallId="1" Party="nobody">a</Play>').problems == []
    assert bound_in(Family.THIRD_PARTY, '<Record Duration="x" Inactivity="y" FinishDigits="z"/>').problems == []


def test_a_command_of_another_family_is_told_with_its_family():
    assert bound_in(Family.THIRD_PARTY, "<UserInput/>").problems == [
        ("wrong-family", "<UserInput> is a command of API extension control, not of third-party call control")
    ]
    assert bound_in(Family.ROUTING, "<Record/>").problems == [
        (
            "wrong-family",
            "<Record> is a command of API extension control and third-party call control, not of call routing",
        )
    ]


def test_only_commands_of_the_family_are_suggested():
    ((_, message),) = bound_in(Family.THIRD_PARTY, "<Unhald/>").problems
    assert message == "<Unhald> is not an OzML command; did you mean 'Unhold'?"
    ((_, message),) = bound_in(Family.ROUTING, "<Speack/>").problems
    assert "Speak" not in message


def test_where_families_are_mixed_commands_that_need_no_call_are_lent():
    """ozml q44."""
    assert bound_in(Family.THIRD_PARTY, "<Delay>1</Delay>", mixed=True).command.spec.family is Family.EXTENSION
    assert bound_in(Family.EXTENSION, "<Hold/>", mixed=True).command.spec.family is Family.THIRD_PARTY
    assert bound_in(Family.ROUTING, "<Hangup/>", mixed=True).command.spec.family is Family.THIRD_PARTY
    assert bound_in(Family.THIRD_PARTY, "<Hangup/>", mixed=True).command.spec.family is Family.THIRD_PARTY
    assert bound_in(Family.EXTENSION, "<Hangup/>", mixed=True).command.spec.family is Family.EXTENSION


def test_where_families_are_mixed_the_others_are_told_all_the_same():
    assert [rule for rule, _ in bound_in(Family.THIRD_PARTY, "<Reject/>", mixed=True).problems] == ["wrong-family"]
    assert [rule for rule, _ in bound_in(Family.THIRD_PARTY, "<Route/>", mixed=True).problems] == ["wrong-family"]

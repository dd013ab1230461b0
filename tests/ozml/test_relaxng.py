"""The schema for editors: what it accepts and what not."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from simulator.ozml import convert
from simulator.ozml.binding import spoken
from simulator.ozml.relaxng import PATTERNS, REFERENCE, schema_for
from simulator.ozml.schema import COMMANDS

SCHEMAS = {
    dialect: etree.RelaxNG(etree.fromstring(schema_for(dialect).encode("utf-8"))) for dialect in ("xe", "ozeki10")
}


def accepts(commands, dialect="ozeki10", root="Response"):
    return SCHEMAS[dialect].validate(etree.fromstring(f"<{root}>{commands}</{root}>"))


@pytest.mark.parametrize("spec", COMMANDS.values(), ids=lambda spec: f"{spec.family.short} {spec.name}")
@pytest.mark.parametrize("dialect", ["xe", "ozeki10"])
def test_every_example_is_accepted_in_its_dialect(spec, dialect):
    assert accepts(spec.example, dialect) == spoken(spec.dialect, dialect)


@pytest.mark.parametrize("spec", COMMANDS.values(), ids=lambda spec: f"{spec.family.short} {spec.name}")
def test_a_wrong_attribute_is_refused_in_every_command(spec):
    wrong = re.sub(r"(^<\w+)", r'\1 Nonsense="1"', spec.example)

    assert not accepts(wrong)


def test_an_empty_answer_is_accepted_under_every_root():
    assert all(accepts("", root=root) for root in ("Response", "response", "OzML", "ozml"))
    assert not accepts("", root="Answer")


def test_attributes_of_the_root_do_not_matter():
    document = etree.fromstring('<Response xmlns:x="y" x:schemaLocation="z" version="1"/>')

    assert SCHEMAS["xe"].validate(document)


@pytest.mark.parametrize(
    "commands",
    [
        "<Speak>Hello</Speak><speak Text='Hello' language='en-GB'/><Speak/>",
        "<goTo>/x</goTo><goto url='/x'/><GoTo Url='/x'></GoTo>",
        "<UserInput timeout='5'/><userInput enteredUrl='/x'/>",
        "<Delay>$seconds</Delay><Delay Time='1$x'/><Delay>\n 5 \n</Delay>",
        "<Play repeat='TRUE'>a.wav</Play><Speak Party='caller' CallId='1'>a</Speak>",
        "<Record finishDigits='' Format='WAV'/><Record FinishDigits='#*a'/>",
        "<SendEmail Recipient='a'/><SendEmail Recipient='a'>Hello</SendEmail><SendEmail Recipient='a' Message='b'/>",
        "<Call url='/x' Dialed='1'/><Call>1</Call>",
        "<ForEach Source='a'><ForEach Source='$item'><Speak>$item</Speak></ForEach></ForEach>",
        "<UserInput><Inputs><Input Key='1'><Hangup/></Input></Inputs><InitialCommands/></UserInput>",
        "<!-- a comment --><Hangup>\n</Hangup>",
        "<Speak Party='ALL'>a</Speak><Hold/><hold callId='1'/><Unhold></Unhold>",
        "<Record Duration='5' FinishedUrl='/x'/><SendDTMF Party='caller' Keys='1#'/>",
        "<BlindTransfer TranferorParty='callee' Target='1' FinishedUrl='/x'/><Hangup/><Hangup CallId='$id'/>",
        "<AttendedTransfer TransferorParty='callee' TransferredCallId='1' TargetCallId='2'/><Forward>1</Forward>",
        "<Route>1</Route><route destination='' RingTime='20' DialedNumber='2' CallerId='3'/>",
    ],
)
def test_what_the_simulator_understands_is_accepted(commands):
    assert accepts(commands), SCHEMAS["ozeki10"].error_log


@pytest.mark.parametrize(
    "commands",
    [
        "<Spaek>Hello</Spaek>",
        "Hello",
        "<Delay/>",
        "<Delay>soon</Delay>",
        "<Delay Time='soon'/>",
        "<Delay Time='1'>2</Delay>",
        "<GoTo/>",
        "<GoTo>  </GoTo>",
        "<Var>x</Var>",
        "<Play/>",
        "<Play Repeat='yes'>a.wav</Play>",
        "<MoveFile SourceFile='a'/>",
        "<Hangup>now</Hangup>",
        "<Record><Speak/></Record>",
        "<Record FinishDigits='x'/>",
        "<Record Format='ogg'/>",
        "<Speak><Play>a</Play></Speak>",
        "<UserInput><Input Key='1'/></UserInput>",
        "<UserInput><Inputs><Input/></Inputs></UserInput>",
        "<UserInput><Inputs/><Inputs/></UserInput>",
        "<UserInput BackKey='12'/>",
        "<Array ID='a'><thing/></Array>",
        "<ForEach><Speak>a</Speak></ForEach>",
        "<Record Duration='soon'/>",
        "<Speak Party='nobody'>a</Speak>",
        "<Hold/><Speak>a</Speak>",
        "<Hold/><UserInput/>",
        "<Hold/><Route>1</Route>",
        "<UserInput><InitialCommands><Hold/></InitialCommands></UserInput>",
        "<Play>a</Play><Unhold/>",
        "<Unhold/><Record Voice='x'/>",
        "<BlindTransfer>1</BlindTransfer><Forward>1</Forward>",
        "<SendDTMF Party='all' Keys='x'/>",
        "<Hold><Unhold/></Hold>",
        "<Route RingTime='soon'>1</Route>",
    ],
)
def test_what_the_simulator_reports_is_refused(commands):
    assert not accepts(commands)


def test_parameters_of_ozeki_10_belong_to_its_dialect():
    assert accepts("<Speak Voice='x'>a</Speak>", "ozeki10")
    assert not accepts("<Speak Voice='x'>a</Speak>", "xe")


SAMPLES = ["", "0", "5", "123456789", "1234567890", "-1", "1.5", "true", "FALSE", "yes", "#", "*1a", "x", "mp3", "WAV",
           "ogg", "/next", "http://app/x", "two words", "\u0661"]  # fmt: skip


@pytest.mark.parametrize("converter", PATTERNS, ids=lambda converter: converter.__name__)
def test_patterns_take_what_converters_take(converter):
    def converts(text):
        try:
            converter(text)
        except ValueError:
            return False
        return True

    taken = [text for text in SAMPLES if re.fullmatch(PATTERNS[converter], text)]

    assert taken == [text for text in SAMPLES if converts(text)]


def test_every_converter_of_few_values_has_a_pattern():
    """What is made for one parameter (the digits of alarm messages) may be any text."""
    used = {attribute.convert for spec in COMMANDS.values() for attribute in spec.attributes.values()}
    without = {converter.__name__ for converter in used - PATTERNS.keys()}

    assert without <= {"plain", "optional_address", "convert", "event_qualifier"}
    assert convert.whole in PATTERNS


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("<Play Party='caller'>a</Play><Delay>1</Delay>", "<Play Party='everybody'>a</Play><Delay>1</Delay>"),
        ("<Record Duration='5' FinishDigits='#'/><Hold/>", "<Record Duration='x' FinishDigits='#'/><Hold/>"),
        (
            "<BlindTransfer TransferorParty='caller'>1</BlindTransfer><Delay>1</Delay>",
            "<BlindTransfer TransferorParty='all'>1</BlindTransfer><Delay>1</Delay>",
        ),
    ],
)
def test_a_parameter_of_another_family_may_stand_there_with_a_value_that_it_takes_there(right, wrong):
    """Section 1.7: it is ignored, but nonsense is right nowhere."""
    assert (accepts(right), accepts(wrong)) == (True, False)


def test_a_value_with_a_variable_in_it_is_a_reference():
    assert [text for text in ("$x", "a$x b", "a\n$x", "$", "$5", "x") if re.fullmatch(REFERENCE, text)] == [
        "$x",
        "a$x b",
        "a\n$x",
    ]


def test_editors_are_told_what_commands_and_parameters_mean():
    schema = schema_for("xe")

    assert "<a:documentation>Lets `Time` seconds pass. (P4688)</a:documentation>" in schema
    assert "<a:documentation>'mp3' or 'wav'; mp3 if it is not given.</a:documentation>" in schema

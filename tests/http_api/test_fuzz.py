"""Whatever arrives, the answer is a well-formed document with one of the documented codes, and the PBX goes on."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from simulator.http_api.codes import Code
from simulator.http_api.request import CommandRequest
from simulator.http_api.schema import COMMANDS
from simulator.telephony.command_events import CommandAnswered
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import HangsUp, Pauses
from tests.http_api.conftest import PATIENT, World, query_string
from tests.http_api.test_config_xml import config_xml

NUMBERS = {one.number for one in Code}

WORDS = st.sampled_from(
    [b"command", b"Command", b"=", b"&", b"%", b"+", b"CallId", b"ConfigXML", b"%3c", b"\xc3", b"\0", b"?", b"1"]
    + [spec.name.encode() for spec in COMMANDS.values()]
)
FORMS = st.one_of(st.binary(max_size=60), st.lists(WORDS, max_size=20).map(b"".join))


def check(body):
    root = etree.fromstring(body)

    assert root.tag == "Response"
    assert int(root.findtext("Code")) in NUMBERS
    assert root.findtext("Message")


@settings(max_examples=150)
@given(
    method=st.sampled_from(["GET", "POST", "post", "PUT", ""]),
    path=st.one_of(st.just(b"/"), FORMS, FORMS.map(lambda form: b"/command=" + form)),
    query=FORMS,
    body=FORMS,
    content_type=st.one_of(st.just(""), st.just("application/x-www-form-urlencoded"), st.text(max_size=20)),
    client=st.one_of(st.just("127.0.0.1"), st.text(max_size=20)),
)
def test_any_bytes_get_an_answer(**request):
    check(World().begin(CommandRequest(**request)).reply.body)


@settings(max_examples=100)
@given(name=st.sampled_from(sorted(COMMANDS)), value=st.text(max_size=40))
def test_any_text_as_every_parameter_gets_an_answer(name, value):
    parameters = {one.name: value for one in COMMANDS[name].parameters.values()}

    check(World(phones={"2000": PATIENT}).send(name, **parameters).body)


# -- whole worlds ----------------------------------------------------------------------------------------------------

VALUES = (
    "", "2000", "2001", "2002", "9000", "+3611111", "nobody", "caller", "callee", "all", "http://app/x", "true", "wav",
    "welcome.wav", "click.wav", "1234", "5", "NewEvent", "12#", "a@b.test", "SIP", "API", "<SecurityToken/>",
    "2024-05-02 09:15:40", "<", "\0", "\ud7ff", "x" * 3000, config_xml(), config_xml(ID="2001", Enabled="false"),
    "<Config><ID>9000</ID><Enabled>false</Enabled></Config>",
)  # fmt: skip


class Hooligan:
    """An app that sends whatever it likes, mostly about calls that there are."""

    def __init__(self, number):
        self.draw = Random(number)
        self.made = World(
            phones={
                "2001": PATIENT,
                "2002": (PATIENT, Phone(PhoneOutcome.BUSY)),
                "2003": Phone(steps=(Pauses(5.0), HangsUp()), after=1.0),
                "4711": Phone(PhoneOutcome.NO_ANSWER),
            },
            answers=lambda *_: self.draw.choice(["<Response/>", "<Response><Speak>Hello</Speak></Response>", "<", ""]),
            seed=number,
            call_waits_for_result=self.draw.random() < 0.5,
            order_limit=20,
        )

    def acts(self):
        made, instant = self.made, 0.0
        for _ in range(40):
            if self.draw.random() < 0.15:
                made.calls(self.draw.choice(["2000", "2001", "+3699999"]), self.draw.choice(["2001", "2002", "2003"]))
            spec = self.draw.choice(list(COMMANDS.values()))
            query = query_string(spec.name, **{one.name: self.value(one) for one in spec.parameters.values()})
            sending = made.begin(CommandRequest(query=query.encode()))
            instant += self.draw.choice([0.0, 0.0, 0.5, 3.0])
            made.at(instant)
            yield sending

    def value(self, parameter):
        """One that suits, nearly always."""
        if parameter.name.endswith("CallId") and self.made.observed:
            return self.draw.choice(self.made.observed[-3:]).id
        suitable = [one for one in VALUES if self.suits(parameter, one)]
        return self.draw.choice(suitable if suitable and self.draw.random() < 0.95 else VALUES)

    def suits(self, parameter, value):
        try:
            parameter.convert(value)
        except ValueError:
            return False
        return True


@pytest.mark.parametrize("number", range(40))
def test_whatever_an_app_sends_everything_is_answered_and_comes_to_an_end(number):
    app = Hooligan(number)
    sendings = list(app.acts())
    app.made.finish()

    for sending in sendings:
        check(sending.reply.body)
    assert app.made.pbx.idle
    assert len(app.made.pbx.transcript.of(CommandAnswered)) == len(sendings)


def test_such_apps_get_nearly_every_code():
    """Or else the test above would not be worth much."""
    codes = set()
    for number in range(20):
        app = Hooligan(number)
        sendings = list(app.acts())
        app.made.finish()
        codes |= {sending.reply.code for sending in sendings}

    assert codes >= {200, 300, 302, 303, 401, 601, 701, 702, 703}

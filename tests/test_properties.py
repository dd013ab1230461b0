"""Whatever an app answers and whatever people do on the phone: nothing breaks, everything ends, and it ends once.

The worlds are drawn by `random.Random`, each from a number of its own: trees of commands as large as those here are
more than hypothesis likes to draw, so that it keeps to a few small ones. To look at one: `played(play, World(number))`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from math import inf
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.schema import COMMANDS, REQUIRED, Family
from simulator.telephony.alarm_steps import ReceivesAlarm, SendsAlarm
from simulator.telephony.call import Call
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.effects import Given, Noise, Response, Spoken, SqlDone
from simulator.telephony.events import (
    AnswerReceived,
    CallAnswered,
    CallCleared,
    CallEnded,
    DtmfReceived,
    NotificationSent,
    PartiesConnected,
    Stalled,
    StepReached,
)
from simulator.telephony.media import Clip, KeyMark, Segment
from simulator.telephony.message_events import (
    ChatSent,
    EmailSent,
    SmsReported,
    SmsSent,
)
from simulator.telephony.outbox import DeliveryState
from simulator.telephony.phone import Phone, PhoneOutcome, SmsDelivery
from simulator.telephony.script_events import (
    CommandFinished,
    CommandStarted,
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
    RecordingFinished,
    RecordingStarted,
)
from simulator.telephony.steps import (
    HangsUp,
    Hears,
    Pauses,
    Point,
    Presses,
    Says,
    SendsMessage,
    SendsSms,
    StaysSilent,
    misfit_among,
)
from simulator.telephony.variables import variables_from

CLIPS = {"a.wav": Clip("a", "a.wav", 2.5), "empty.wav": Clip("empty", "empty.wav", 0.0)}
PATHS = ("/", "/a", "/b")
NUMBERS = ("1", "2", "5", "12")
TUNE = Given(
    Clip("tune", "tune", 3.0, (Segment(0.0, 1.0), Segment(1.0, 2.0)), (KeyMark("1", 0.5, 0.6), KeyMark("#", 2.0, 2.1)))
)
ALARM = AlarmMessage("1234", EventQualifier.NEW_EVENT, "110", "01", "015")
LONGEST = 300.0
ORDERS = 12
WORLDS = 1500
FIRST_OF_HYPOTHESIS = 1_000_000  # other worlds than those that are gone through one by one
"""In each share."""

# -- what apps answer ------------------------------------------------------------------------------------------------

VALUES = (
    "0", "1", "2", "5", "12", "0110", "-1", "", " ", "#", "*", "#1", "true", "false", "wav", "/a", "/b", "b?x=1",
    "a.wav", "empty.wav", "$x", "$item", "$item.name", "x", "xs", "SELECT 1", "http://[", "9" * 30, "NewRestore",
    "h\u00e9llo", "one two", "<Response><Speak>one</Speak><GoTo>/a</GoTo></Response>", "<OzML",
)  # fmt: skip
SPECS = tuple(spec for spec in COMMANDS.values() if spec.family is Family.EXTENSION)
OF_OTHER_FAMILIES = sorted({spec.name for spec in COMMANDS.values()} - {spec.name for spec in SPECS})
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8", "utf-16", "latin-1")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def suits(attribute, value):
    try:
        attribute.convert(value)
    except ValueError:
        return False
    return True


ADDRESSES, NAMES = ("/a", "/b", "b?x=1"), ("x", "xs", "$x", "one")
LIKELY = {
    **dict.fromkeys(("url", "errorurl", "finishedurl", "forwardtourl", "deliveryreporturl", "resulturl"), ADDRESSES),
    **dict.fromkeys(("target", "dialled", "destination", "caller", "callee", "phonenumber", "recipient"), NUMBERS),
    **dict.fromkeys(("id", "source", "toconnection", "fromconnection"), NAMES),
    **dict.fromkeys(("text", "message"), ("one", "$x", "$item", "hello, this takes two seconds")),
    "audiofile": ("a.wav", "a.wav", "empty.wav"),
}
"""What makes sense, by the name of a parameter in lower case."""

SUITABLE = {
    (spec.name, name, some): [value for value in some if suits(attribute, value)] or VALUES
    for spec in SPECS
    for name, attribute in spec.attributes.items()
    for some in (VALUES, LIKELY.get(attribute.name.lower(), VALUES))
}


@dataclass
class World:
    """Everything that a run of the simulator depends on, drawn by chance."""

    number: int
    chance: Random = field(init=False)

    def __post_init__(self):
        self.chance = Random(self.number)

    def once_in(self, times):
        return self.chance.randrange(times) == 0

    # -- answers

    def attributes(self, spec):
        """Mostly those that a command must have, with values that suit; now and then none, others, or nonsense."""
        careless = self.once_in(12)
        given = {}
        for name, attribute in spec.attributes.items():
            if self.once_in(4) if careless or attribute.default is not REQUIRED else not self.once_in(20):
                written = self.chance.choice((attribute.name, *attribute.aliases))
                likely = LIKELY.get(attribute.name.lower(), VALUES) if not self.once_in(4) else VALUES
                value = self.chance.choice(likely if careless else SUITABLE[spec.name, name, likely])
                given[written.lower()] = f' {written}="{escaped(value)}"'
        return "".join(given.values())

    def inside(self, block, depth):
        """What stands in one of the places that a command has for other elements."""
        if block.name and block.item:
            inside = "".join(
                f'<{block.item} {block.key}="{key}">{self.row(depth)}</{block.item}>'
                for key in self.chance.sample(["1", "2", "#", "12", ""], self.chance.randint(0, 3))
            )
        elif block.item:
            items = self.chance.choices(VALUES, k=self.chance.randint(0, 4))
            inside = "".join(f"<{block.item}>{escaped(one)}</{block.item}>" for one in items)
        else:
            inside = self.row(depth)
        return f"<{block.name}>{inside}</{block.name}>" if block.name else inside

    def row(self, depth):
        return "".join(self.element(depth) for _ in range(self.chance.randint(0, 2)))

    def element(self, depth=3):
        if self.once_in(30):
            return f"<{self.chance.choice([*OF_OTHER_FAMILIES, 'Nonsense', 'x:y'])}/>"
        spec = self.chance.choice(SPECS)
        if spec.needs and self.once_in(4):
            spec = COMMANDS["userinput", spec.family]
        inside = escaped(self.chance.choice(VALUES)) if spec.body_field and self.once_in(4) else ""
        if depth:
            inside += "".join(self.inside(block, depth - 1) for block in spec.blocks.values())
        return f"<{spec.name}{self.attributes(spec)}>{inside}</{spec.name}>"

    def script(self):
        elements = "".join(self.element() for _ in range(self.chance.randint(0, 5)))
        root = "OzML" if self.once_in(9) else "Response"
        return f"<{root}>{elements}</{root}>"

    def answer(self):
        match self.chance.randrange(24):
            case 0:
                return self.chance.randbytes(self.chance.randrange(40))
            case 1:
                status = self.chance.choice([0, 200, 302, 404, 500])
                texts = self.chance.choices(VALUES, k=2)
                return Response("", status, self.script().encode(self.chance.choice(ENCODINGS)), *texts)
            case 2:
                return Response("", 0, failure="connection refused")
            case 3 | 4 | 5:
                return self.damaged(self.script())
            case _:
                return self.script()

    def damaged(self, script):
        """A script from which something is missing, in which something is doubled, or too much."""
        first = self.chance.randrange(len(script))
        last = min(first + self.chance.choice([0, 1, 2, 20]), len(script))
        put = self.chance.choice(["", script[first:last] * 2, "<", "&", "\x00", '"'])
        return script[:first] + put + script[last:]

    # -- people

    def step(self):
        match self.chance.randrange(13):
            case 11:
                return ReceivesAlarm(ignored=self.chance.randrange(2))
            case 12:
                return SendsAlarm(ALARM, spoilt=self.chance.randrange(2))
            case 9:
                return SendsMessage(self.chance.choice(["x", "xs", "one"]), "one")
            case 10:
                return SendsSms("one")
            case 0:
                return Pauses(self.chance.choice([0.0, 0.5, 1.0, 5.0]))
            case 1 | 2 | 3:
                return Presses(self.chance.choice(["1", "2", "12", "#", "*", "1234"]))
            case 4:
                sound = self.chance.choice([Spoken("hello there"), Spoken("one"), Spoken(""), TUNE])
                return Says(sound, background=self.once_in(2))
            case 5:
                return Says(Noise("pink", -40.0, inf), background=self.once_in(2))
            case 6:
                text = self.chance.choice(["one", "a.wav", "hello", ""])
                return Hears(text, self.chance.choice(list(Point)), self.chance.choice([1.0, 30.0, inf]))
            case 7:
                return StaysSilent(self.chance.choice([2.0, inf]))
            case _:
                return HangsUp()

    def person(self):
        return reachable([self.step() for _ in range(self.chance.randint(0, 5))])

    def phone(self):
        return Phone(
            PhoneOutcome.ANSWERS if self.once_in(2) else self.chance.choice(list(PhoneOutcome)),
            self.person(),
            self.chance.choice([None, None, 0.0, 3.0, 120.0]),
            SmsDelivery(self.chance.choice([*DeliveryState][1:]), self.chance.choice([None, 0.0, 7.0, inf])),
        )

    # -- all of it

    @cached_property
    def options(self) -> dict[str, Any]:
        """What `play` takes; always the same."""
        chance = self.chance
        answers = {path: self.answer() for path in PATHS}
        results = {statement: chance.choice(RESULTS) for statement in ("SELECT 1", "x", "1") if self.once_in(2)}
        return {
            "answers": lambda path, _: answers.get(re.split(r"[?#]", path)[0], "<Response/>"),
            "caller": self.person(),
            "sms": "hello" if self.once_in(6) else None,
            "phones": {number: tuple(self.phone() for _ in range(chance.randint(1, 2))) for number in NUMBERS},
            "results": results,
            "variables": chance.choice([None, variables_from({"x": "one"}, {"xs": ["1", {"name": "two"}], "x": []})]),
            "problem": "the disk is full" if self.once_in(3) else "",
            "latency": chance.choice([0.0, 0.0, 0.7]),
            "seed": self.number,
            "dialect": "xe" if self.once_in(4) else "ozeki10",
            "repair_answers": self.once_in(2),
            "barge_in": not self.once_in(3),
            "wrong_entry_repeats": self.once_in(2),
            "reaction_time": chance.choice([0.0, 0.0, 0.4]),
            "unlisted_numbers": str(chance.choice(list(PhoneOutcome))),
            "sms_delivery_time": chance.choice([0.0, 1.0]),
            "smtp_url": "smtp://mail.test" if self.once_in(2) else "",
            "inband_dtmf": not self.once_in(4),
        }


def reachable(steps):
    """The steps up to the first that can never be reached, which nobody could write down."""
    misfit = misfit_among(steps)
    return tuple(steps) if misfit is None else reachable(steps[: misfit[0]])


RESULTS = (
    SqlDone(problem="no such table"),
    SqlDone(affected=3),
    SqlDone(("name", "age"), (("one", "1"), ("", "2"))),
    SqlDone(("name",), ()),
    SqlDone(("name",), (("one",),), problem="there are more rows"),
)


def played(play, world):
    return play(
        **world.options,
        clips=CLIPS,
        max_call_duration=LONGEST,
        round_limit=30,
        goto_limit=10,
        command_limit=60,
        order_limit=ORDERS,
        ring_time=20.0,
    )


# -- what holds for all of them --------------------------------------------------------------------------------------

LIFE = {
    CommandStarted: (CommandFinished,),
    PromptStarted: (PromptFinished, PromptInterrupted),
    RecordingStarted: (RecordingFinished,),
    NotificationSent: (AnswerReceived,),
}
"""What begins, and what ends it."""

ON_THE_LINE = (CallAnswered, DtmfReceived, PartiesConnected, PromptStarted, RecordingStarted, StepReached)
"""What cannot happen when nobody is on the line any more."""


def check_call(call, events):
    kinds = Counter(map(type, events))

    assert kinds[CallEnded] == kinds[CallCleared] == 1
    assert kinds[CallAnswered] <= 1
    assert kinds[RecordingFinished] == len(call.recordings)
    assert not any(isinstance(event, ON_THE_LINE) for event in events[list(map(type, events)).index(CallEnded) :])
    assert all(prompt.ended_at is not None for prompt in call.prompts)
    assert all(0.0 <= one.started_at <= one.ended_at for one in call.recordings)
    assert call.key_takers == []
    assert call.peer is None


def check_exchange(exchange, events, kernel):
    kinds = Counter(map(type, events))

    assert exchange.cleared
    for beginning, ends in LIFE.items():
        assert kinds[beginning] == sum(kinds[end] for end in ends), beginning
    assert kinds[Stalled] == bool(exchange.stalled)
    assert exchange.asking == exchange.menu_depth == 0
    assert kernel.processes_waiting(exchange) == []
    assert exchange.variables == exchange.variables.copy()  # no block's names are left


def check_world(result):
    log, pbx = result.transcript, result.pbx
    times = [entry.at for entry in log]

    assert times == sorted(times)
    assert all(at == round(at, 6) for at in times)
    assert times[-1] <= LONGEST + 30.0
    assert pbx.idle
    assert pbx.kernel.next_deadline() is None
    assert pbx.kernel.take_effects() == []
    assert not pbx.kernel._waiters
    assert not any(pbx.switchboard._listening.values())
    assert len(pbx.switchboard.ordered) <= 3 * ORDERS  # CallSetup places two calls; people send messages too
    connected = Counter(entry.at for entry in log if isinstance(entry.event, PartiesConnected))
    assert all(number % 2 == 0 for number in connected.values())
    assert [one.id for one in pbx.outbox.sms] == [one.sms_id for one in log.of(SmsSent)]
    assert len(pbx.outbox.emails) == len(log.of(EmailSent))
    assert len(pbx.outbox.messages) == len(log.of(ChatSent))
    known = {one.sms_id: one.state for one in log.of(SmsReported)}
    assert len(known) == len(log.of(SmsReported))
    assert all(one.state is known.get(one.id, DeliveryState.PENDING) for one in pbx.outbox.sms)
    by_id = {}
    for entry in log:
        by_id.setdefault(entry.call_id, []).append(entry.event)
    assert len({one.id for one in pbx.calls}) == len(pbx.calls)
    for exchange in pbx.exchanges:
        check_exchange(exchange, by_id.get(exchange.id, []), pbx.kernel)
        if isinstance(exchange, Call):
            check_call(exchange, by_id[exchange.id])


@pytest.mark.parametrize("share", range(4))
def test_everything_ends_in_good_order(play, share):
    for number in range(share * WORLDS, (share + 1) * WORLDS):
        try:
            check_world(played(play, World(number)))
        except Exception as error:
            raise AssertionError(f"world {number}") from error


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(number=st.integers(FIRST_OF_HYPOTHESIS, 2**64))
def test_worlds_that_hypothesis_chooses_end_in_good_order_too(play, number):
    check_world(played(play, World(number)))


def test_the_same_world_gives_the_same_transcript(play):
    for number in range(500):
        first, second = (played(play, World(number)) for _ in range(2))

        assert first.lines(detail=True) == second.lines(detail=True), f"world {number}"
        assert first.transcript.as_data() == second.transcript.as_data()

"""Faults as Python writes them, between the simulated PBX and an app that is served over real HTTP."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import parse_qs

import httpx2
import pytest

from simulator import faults, hears, pauses, place_call, presses, receive_sms, says, stays_silent
from simulator.errors import ScenarioError
from simulator.fault_names import FUNCTIONS
from simulator.faults import (
    answers_with,
    delays,
    delays_answer,
    drops,
    duplicates,
    line_drops,
    loses_answer,
    recording_cut,
    recording_empty,
    recording_late,
    recording_missing,
    reorders,
    resets,
)
from simulator.request import send_request
from simulator.scenario.faults import _READERS as IN_SCENARIOS
from simulator.telephony.fault import (
    Delay,
    DelayAnswer,
    Drop,
    Duplicate,
    FlawKind,
    LineFault,
    LoseAnswer,
    RecordingFault,
    Reorder,
    RequestFault,
    Reset,
    Status,
    Which,
)
from simulator.telephony.notifications import NotificationName
from simulator.telephony.text_match import TextMatch

GO_TO = NotificationName.GO_TO

# -- what is written -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (drops(), RequestFault(Drop())),
        (drops("GoTo", number=2, times=3, chance=0.5), RequestFault(Drop(), Which(GO_TO, {}, 2, 3, 0.5))),
        (
            drops("GoTo", fields={"CallID": "a*"}),
            RequestFault(Drop(), Which(GO_TO, {"CallID": TextMatch("a*", whole=True)})),
        ),
        (delays("GoTo", by=3), RequestFault(Delay(3.0), Which(GO_TO))),
        (delays_answer(by=0.5), RequestFault(DelayAnswer(0.5))),
        (loses_answer("GoTo"), RequestFault(LoseAnswer(), Which(GO_TO))),
        (duplicates("GoTo"), RequestFault(Duplicate(), Which(GO_TO))),
        (duplicates(answer="second", times=1), RequestFault(Duplicate(second_counts=True), Which(times=1))),
        (reorders(), RequestFault(Reorder())),
        (resets("GoTo"), RequestFault(Reset(), Which(GO_TO))),
        (answers_with(503, "GoTo"), RequestFault(Status(503), Which(GO_TO))),
        (recording_missing(number=2), RecordingFault(FlawKind.MISSING, which=Which(number=2))),
        (recording_late(5), RecordingFault(FlawKind.LATE, 5.0)),
        (recording_cut(chance=0.1), RecordingFault(FlawKind.CUT, which=Which(chance=0.1))),
        (recording_empty(), RecordingFault(FlawKind.EMPTY)),
        (line_drops(at=12), LineFault(at=12.0)),
        (
            line_drops(after="voice started", later=1, number=2),
            LineFault(None, "voice started", 1.0, which=Which(number=2)),
        ),
        (line_drops(after="GoTo", phone="4711"), LineFault(number="4711", which=Which(GO_TO))),
    ],
)
def test_each_function_makes_a_fault(written, fault):
    assert written == fault


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda: drops("GoTwo"), "drops(notification='GoTwo'): unknown notification; did you mean 'GoTo'?"),
        (lambda: drops("GoTo", number=0), "drops(number=0): `number` counts from 1"),
        (lambda: drops(times=-1), "drops(times=-1): `times` must be a whole number, not negative"),
        (lambda: drops(chance=30), "drops(chance=30): `chance` must be above 0, and at most 1"),
        (lambda: drops(field={}), "drops(field={}): unknown parameter; did you mean 'fields'?"),
        (lambda: drops(fields={"A": 1}), "drops(fields=...): 'A': expected a text, not 1"),
        (lambda: drops(fields="A"), "drops(fields='A'): expected fields such as {'CallState': 'InCall'}"),
        (lambda: delays(by=0), "delays(by=0): `by` must be above 0"),
        (
            lambda: delays_answer(by="3s"),
            "delays_answer(by='3s'): `by` must be a finite number, not negative; in seconds, such as by=3",
        ),
        (lambda: duplicates(answer="last"), "duplicates(answer='last'): expected 'first' or 'second'"),
        (lambda: answers_with(200), "answers_with(200): `code` must be an HTTP status from 400 to 599"),
        (lambda: recording_late(-1), "recording_late(seconds=-1): `seconds` must be a finite number, not negative"),
        (
            lambda: recording_missing(fields={}),
            "recording_missing(fields={}): unknown parameter; known: 'chance', 'number', 'times'",
        ),
        (line_drops, "line_drops(...): expected one of `at` and `after`"),
        (lambda: line_drops(at=1, after="GoTo"), "line_drops(...): expected one of `at` and `after`"),
        (
            lambda: line_drops(after="voice start"),
            "line_drops(after='voice start'): unknown after; did you mean 'voice started'?",
        ),
        (lambda: line_drops(at=1, later=2), "line_drops(later=2): `later` goes with `after`"),
        (
            lambda: line_drops(after="connected", fields={"A": "b"}),
            "line_drops(fields={'A': 'b'}): `fields` goes with a notification in `after`",
        ),
        (
            lambda: line_drops(at=1, cause="busy"),
            "line_drops(cause='busy'): unknown cause; known: 'network out of order', 'temporary failure'",
        ),
    ],
)
def test_what_makes_no_sense_is_told(write, message):
    with pytest.raises(ScenarioError) as error:
        write()

    assert str(error.value) == message


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        ("drop", "faults: expected faults such as drops('RecordCompleted'), not 'drop'"),
        ([drops], "; write drops()"),
        ([{"drop": "GoTo"}], "faults: expected faults such as drops('RecordCompleted'), not {'drop': 'GoTo'}"),
    ],
)
def test_only_faults_are_taken(faults, message):
    with pytest.raises(ScenarioError) as error:
        place_call("http://127.0.0.1:9", faults=faults)

    assert message in str(error.value)


# -- between the PBX and an app --------------------------------------------------------------------------------------


@dataclass
class CountingApp:
    """An ASGI app: answers by path, and counts what it got."""

    answers: dict[str, str]
    got: Counter[str] = field(default_factory=Counter)
    downloads: list[tuple[int, int]] = field(default_factory=list)
    """The status and the bytes of each recording that it fetched."""
    url: str = ""

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            raise RuntimeError("there is no lifespan")
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self.got[fields.get("NotificationName", scope["method"])] += 1
        self.url = fields.get("RecordURL", self.url)
        if self.url:
            async with httpx2.AsyncClient() as client:
                answer = await client.get(self.url)
            self.downloads.append((answer.status_code, len(answer.content)))
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
        commands = self.answers.get(scope["path"], "")
        await send({"type": "http.response.body", "body": f"<Response>{commands}</Response>".encode()})


MENU = (
    '<UserInput Digits="1" Timeout="9" ForwardToUrl="/entered"><InitialCommands><Speak>PIN</Speak></InitialCommands>'
    "</UserInput>"
)
ENTERED = {"/": MENU, "/entered": "<Speak>Thank you</Speak>"}
PIN = [hears("PIN"), presses("1")]


@pytest.mark.parametrize(
    ("fault", "got", "heard"),
    [
        ((), 1, True),
        (drops("DtmfEntered"), 0, False),
        (loses_answer("DtmfEntered"), 1, False),
        (delays("DtmfEntered", by=3), 1, True),
        (delays_answer("DtmfEntered", by=3), 1, True),
        (duplicates("DtmfEntered"), 2, True),
        (resets("DtmfEntered"), 0, False),
        (answers_with(503, "DtmfEntered"), 0, False),
        (reorders("DtmfEntered"), 0, False),
        ([duplicates("DtmfEntered"), duplicates("DtmfEntered")], 4, True),
    ],
)
def test_the_app_gets_what_the_faults_let_through(fault, got, heard):
    app = CountingApp(ENTERED)

    call = place_call(app, PIN, faults=fault)

    assert app.got == Counter({"IncomingCall": 1, **({"DtmfEntered": got} if got else {})})
    assert ("Thank you" in call.heard) is heard
    assert call.failures == []


def test_an_error_of_the_app_itself_is_still_a_failure_where_there_are_faults():
    call = place_call(CountingApp({"/": MENU.replace("Digits", "Digit")}), faults=delays("IncomingCall", by=1))

    assert call.failures != []


def test_the_same_seed_meets_the_same_faults_byte_for_byte():
    def lines(seed):
        faults = [drops("DtmfEntered", chance=0.5), delays(by=1, chance=0.5), duplicates(chance=0.5)]
        return place_call(CountingApp(ENTERED), PIN, seed=seed, faults=faults).transcript.lines(detail=True)

    first = [lines(seed) for seed in range(4)]

    assert first == [lines(seed) for seed in range(4)]
    assert len({tuple(line for line in told if "fault:" in line) for told in first}) == 4


def test_a_short_message_and_what_a_request_sets_going_meet_faults_too():
    app = CountingApp({})

    message = receive_sms(app, "hello", faults=drops("IncomingSMS"))
    request = send_request(app, "/begin", faults=drops())

    assert app.got == Counter({"GET": 1})
    assert message.transcript.lines()[2] == "0.0 fault: IncomingSMS is dropped"
    assert request.failures == []


def test_a_line_drops_under_somebody_who_speaks():
    call = place_call(
        CountingApp({"/": '<Record FinishedUrl="/done"/>'}),
        [pauses(1), says("Hello, this is Anna."), stays_silent()],
        faults=line_drops(at=1.5),
    )

    assert (str(call.ended_by), str(call.cause), call.duration) == ("pbx", "network out of order", 1.5)
    assert call.recordings[0].duration == 1.5


# -- recordings ------------------------------------------------------------------------------------------------------

RECORDS = {
    "/": '<Record Duration="2" Format="wav" FinishedUrl="/done"/>',
    "/done": '<Delay Time="6"/><GoTo Url="/again"/>',
}
WHOLE = 44 + 2 * 2 * 8000


@pytest.mark.parametrize(
    ("fault", "downloads"),
    [
        ((), [(200, WHOLE), (200, WHOLE)]),
        (recording_missing(), [(404, 0), (404, 0)]),
        (recording_late(5), [(404, 0), (200, WHOLE)]),
        (recording_late(6), [(404, 0), (200, WHOLE)]),
        (recording_late(6.1), [(404, 0), (404, 0)]),
        (recording_cut(), [(200, WHOLE // 2), (200, WHOLE // 2)]),
        (recording_empty(), [(200, 0), (200, 0)]),
        ([recording_late(5), recording_cut()], [(404, 0), (200, WHOLE // 2)]),
        (recording_missing(number=2), [(200, WHOLE), (200, WHOLE)]),
    ],
)
def test_the_app_downloads_what_the_faults_leave_of_a_recording(fault, downloads):
    app = CountingApp(RECORDS)

    call = place_call(app, says("Hello"), faults=fault)

    assert [(status, size if status == 200 else 0) for status, size in app.downloads] == downloads
    assert len(call.recordings[0].data()) == WHOLE  # whoever tests finds it whole
    assert call.failures == []


def test_the_head_of_a_recording_tells_its_length_as_it_is_served():
    sizes: list[str] = []

    class HeadApp(CountingApp):
        async def __call__(self, scope, receive, send) -> None:
            await super().__call__(scope, receive, send)
            if self.url and not sizes:
                async with httpx2.AsyncClient() as client:
                    sizes.append((await client.head(self.url)).headers["content-length"])

    place_call(HeadApp(RECORDS), says("Hello"), faults=recording_cut())

    assert sizes == [str(WHOLE // 2)]


@pytest.mark.wall_clock
def test_a_late_recording_is_there_in_time_on_a_clock_that_runs():
    app = CountingApp(RECORDS)

    place_call(app, says("Hello"), faults=recording_late(3), clock="x50")

    assert app.downloads[-1] == (200, WHOLE)


def test_faults_are_met_in_coroutines_as_well():
    from simulator import place_call_async

    app = CountingApp(ENTERED)

    call = asyncio.run(place_call_async(app, PIN, faults=[drops("DtmfEntered")]))

    assert app.got["DtmfEntered"] == 0
    assert call.notifications[-1].name == "DtmfEntered"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("drop", "; did you mean 'drops'?"),
        ("status", "; did you mean 'answers_with'?"),
        ("delay_answr", "; did you mean 'delays_answer'?"),
        ("_drop", ""),
    ],
)
def test_a_fault_by_its_name_in_scenarios_is_told_with_the_function(written, meant):
    with pytest.raises(AttributeError) as error:
        getattr(faults, written)

    assert str(error.value) == f"module 'simulator.faults' has no attribute {written!r}{meant}"


def test_every_fault_of_scenarios_has_a_function():
    assert set(FUNCTIONS) == set(IN_SCENARIOS)
    assert all(callable(getattr(faults, function)) for function in FUNCTIONS.values())

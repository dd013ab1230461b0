"""Bar 5: what the simulator itself does for one answer, against a bare parse of the same document.

A step is all that lies between two answers: the notification encoded, the answer parsed and bound, its commands run on
virtual time, everything that happens written to the transcript. There is no HTTP and no sound in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice

from lxml import etree

from benchmarks.rounds import Figure, Limit, Timed, alternate
from simulator.pbx import Pbx
from simulator.settings import Settings
from simulator.telephony.effects import ClipLoaded, Effect, LoadClip, Reply, Response, SendRequest
from simulator.telephony.media import Clip, KeyMark
from simulator.telephony.step import Step
from simulator.telephony.steps import Hears, Presses, StaysSilent

APP = "http://app/step"
DOCUMENTS = 500
"""More than the parser remembers, so that coming round again finds none of them."""

_MENU_STEPS = (Hears("service"), Presses("2"), Hears("service"))

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure engine steps of two kinds of answer, each with answers that differ and answers that repeat."""
    steps, rounds = (DOCUMENTS, 7) if not quick else (10, 1)
    for kind, document, act in (("prompts", _prompts, ()), ("a menu", _menu, _MENU_STEPS)):
        different = [document(number) for number in range(steps)]
        for what, documents in (("all different", different), ("20 different ones", different[:20])):
            series = list(islice(cycle(documents), steps))
            pair = alternate(_engine(series, act), _bare(series), rounds)
            ours, parse = pair.ours / steps * 1e6, pair.reference / steps * 1e6
            note = f"{ours:.0f} and {parse:.0f} us, {len(series[-1])} bytes"
            yield Figure("5", f"engine step / bare lxml parse: {kind}, {what}", pair.ratio, Limit.AT_MOST, 4, note)


def _engine(documents: Sequence[bytes], act: Sequence[Step]) -> Timed:
    """Run one call that gets one document after the other."""
    steps = [*(list(act) * len(documents)), StaysSilent()]

    def run() -> float:
        outside = _Outside(documents)
        pbx = Pbx(Settings(max_call_duration=1e9))
        pbx.place_call(APP, steps)
        began = time.perf_counter()
        _drive(pbx, outside.perform)
        took = time.perf_counter() - began
        assert outside.asked == len(documents) + 1
        return took

    return run


def _bare(documents: Sequence[bytes]) -> Timed:
    def run() -> float:
        began = time.perf_counter()
        for document in documents:
            etree.fromstring(document, _PARSER)
        return time.perf_counter() - began

    return run


class _Outside:
    """Has every reply ready: the documents one after the other, then one that hangs up."""

    def __init__(self, documents: Sequence[bytes]) -> None:
        self._answers = iter([*documents, b"<Response><Hangup/></Response>"])
        self._prompt = ClipLoaded(Clip("prompt", "the service line", 4.0))
        self._key = ClipLoaded(Clip("key", "2", 0.1, keys=(KeyMark("2", 0.0, 0.1),)))
        self.asked = 0

    def perform(self, effect: Effect) -> Reply:
        match effect:
            case SendRequest(url):
                self.asked += 1
                return Response(url, 200, next(self._answers), "text/xml", "utf-8")
            case LoadClip(prompt=True):
                return self._prompt
            case _:
                return self._key


def _drive(pbx: Pbx, perform: Callable[[Effect], Reply]) -> None:
    """Virtual time in the fewest lines."""
    kernel = pbx.kernel
    kernel.settle()
    while not pbx.idle:
        requests = kernel.take_effects()
        for request in requests:
            kernel.reply(request.id, perform(request.effect), kernel.now)
        if not requests and (deadline := kernel.next_deadline()) is not None:
            kernel.advance(deadline)


def _prompts(number: int) -> bytes:
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Response>
  <Var ID="visit" Value="{number}"/>
  <Speak Language="en-US">Welcome to the service line of the waterworks of the town and its surroundings. You are
    visitor number $visit of today. All our operators are talking to other customers at this moment, and we ask you
    to stay on the line. Your call will be answered as soon as possible, in the order in which the calls
    have come in.</Speak>
  <Delay Time="2"/>
  <Speak Language="en-US">While you wait we would like to tell you about our new tariff. From the first of next month a
    cubic metre of water costs four cents less if you let us read the meter by radio, and the visit of our technician
    is free of charge for everybody who applies before the end of the year. Please ask the operator for the form, or
    find it on our web pages, where you can also see how much water you used in each month of the last three years, and
    how much your neighbours used in the mean, to the litre.</Speak>
  <GoTo Url="/step?visit={number}"/>
</Response>""".encode()


def _menu(number: int) -> bytes:
    inputs = "".join(
        f"""
      <Input Key="{key}">
        <Speak Language="en-US">You have chosen the {name} department, thank you.</Speak>
        <GoTo Url="/{name}?visit={number}"/>
      </Input>"""
        for key, name in (("1", "sales"), ("2", "support"), ("3", "accounting"), ("4", "warehouse"))
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Response>
  <UserInput Digits="1" Timeout="8" Repeat="true">
    <InitialCommands>
      <Speak Language="en-US">Welcome to the service line. For sales press one, for support press two, for accounting
        press three, and for the warehouse press four. To hear this again please wait.</Speak>
    </InitialCommands>
    <Inputs>{inputs}
    </Inputs>
  </UserInput>
</Response>""".encode()

"""The rules of the kernel, on processes that only write down what happens to them."""

from __future__ import annotations

from math import inf

import pytest

from simulator.telephony.effects import LoadClip, RecordingStored, SendRequest, Spoken
from simulator.telephony.events import (
    CallAnswered,
    DtmfReceived,
    VoiceStarted,
    VoiceStopped,
)
from simulator.telephony.kernel import Interrupted, Kernel, Priority, ProcessEnded, Unwind, Wait

LINE = "line"
ASK = SendRequest("http://app/", b"")
REPLY = RecordingStored("http://pbx/1.wav")


class GaveUp(Unwind):
    """A way out of a process that means nothing to the kernel."""


@pytest.fixture
def kernel():
    return Kernel()


@pytest.fixture
def log():
    return []


def waits(kernel, log, name, *events, until=inf, topic=LINE):
    """A process that waits once and writes down what woke it, and when."""
    event = yield Wait(topic, events, until)
    log.append((name, kernel.now, event))
    return name


def spawn(kernel, steps, name="it", priority=Priority.TIMEOUT, topic=LINE):
    process = kernel.spawn(steps, topic, name, priority)
    kernel.settle()
    return process


# -- publishing ------------------------------------------------------------------------------------------------------


def test_an_event_wakes_everybody_who_waits_for_its_kind_on_its_topic(kernel, log):
    spawn(kernel, waits(kernel, log, "keys", DtmfReceived))
    spawn(kernel, waits(kernel, log, "voice", VoiceStarted, VoiceStopped))
    spawn(kernel, waits(kernel, log, "keys elsewhere", DtmfReceived, topic="another line"))
    spawn(kernel, waits(kernel, log, "keys or voice", VoiceStarted, DtmfReceived))

    kernel.receive(LINE, DtmfReceived("1"), now=2.0)

    assert log == [("keys", 2.0, DtmfReceived("1")), ("keys or voice", 2.0, DtmfReceived("1"))]


def test_events_are_delivered_in_the_order_in_which_they_were_published(kernel, log):
    def talks():
        kernel.publish(LINE, VoiceStarted())
        kernel.publish(LINE, VoiceStopped())
        yield Wait(LINE)

    def listens():
        while True:
            log.append((yield Wait(LINE, (VoiceStarted, VoiceStopped))))

    spawn(kernel, listens())
    spawn(kernel, talks())

    assert log == [VoiceStarted(), VoiceStopped()]


def test_no_process_is_stepped_from_inside_the_step_of_another(kernel, log):
    def talks():
        kernel.publish(LINE, VoiceStarted())
        log.append("still in the same step")
        yield Wait(LINE)

    spawn(kernel, waits(kernel, log, "listener", VoiceStarted))
    spawn(kernel, talks())

    assert log == ["still in the same step", ("listener", 0.0, VoiceStarted())]


def test_an_event_that_nobody_waits_for_is_gone(kernel, log):
    kernel.receive(LINE, DtmfReceived("1"), now=0.0)
    spawn(kernel, waits(kernel, log, "late", DtmfReceived))

    kernel.receive(LINE, DtmfReceived("2"), now=1.0)

    assert log == [("late", 1.0, DtmfReceived("2"))]


def test_a_process_that_a_listener_ahead_of_it_ended_is_not_woken(kernel, log):
    def strict(other):
        yield Wait(LINE, (DtmfReceived,))
        kernel.interrupt(other[0])
        yield Wait(LINE, (DtmfReceived,))

    others = []
    spawn(kernel, strict(others))
    others.append(spawn(kernel, waits(kernel, log, "victim", VoiceStarted)))

    kernel.receive(LINE, DtmfReceived("1"), now=1.0)
    kernel.receive(LINE, VoiceStarted(), now=1.0)

    assert log == []


def test_the_listener_is_told_of_every_event_with_its_instant_and_topic():
    heard = []
    kernel = Kernel(lambda *told: heard.append(told))

    kernel.receive(LINE, CallAnswered(), now=1.5)
    kernel.receive("another line", DtmfReceived("1"), now=2.0)

    assert heard == [(1.5, LINE, CallAnswered()), (2.0, "another line", DtmfReceived("1"))]


def test_the_listener_is_not_told_that_processes_end():
    heard = []
    kernel = Kernel(lambda *told: heard.append(told))

    process = spawn(kernel, waits(kernel, [], "short", until=0.0))
    kernel.advance(0.0)

    assert not process.alive
    assert heard == []


# -- time ------------------------------------------------------------------------------------------------------------


def test_a_wait_whose_time_is_up_yields_nothing(kernel, log):
    spawn(kernel, waits(kernel, log, "patient", DtmfReceived, until=5.0))

    kernel.advance(4.999)
    assert log == []
    kernel.advance(5.0)

    assert log == [("patient", 5.0, None)]


def test_what_is_due_on_the_way_happens_in_order_and_each_at_its_own_instant(kernel, log):
    spawn(kernel, waits(kernel, log, "second", until=2.0))
    spawn(kernel, waits(kernel, log, "first", until=1.0))

    kernel.advance(10.0)

    assert log == [("first", 1.0, None), ("second", 2.0, None)]
    assert kernel.now == 10.0


def test_people_come_before_timeouts_at_the_same_instant(kernel, log):
    """A key at exactly the deadline counts."""
    spawn(kernel, waits(kernel, log, "deadline", until=3.0), priority=Priority.TIMEOUT)
    spawn(kernel, waits(kernel, log, "finger", until=3.0), priority=Priority.INPUT)

    kernel.advance(3.0)

    assert [name for name, _, _ in log] == ["finger", "deadline"]


def test_equals_at_the_same_instant_go_in_the_order_in_which_they_fell_asleep(kernel, log):
    for name in ("a", "b", "c"):
        spawn(kernel, waits(kernel, log, name, until=3.0))

    kernel.advance(3.0)

    assert [name for name, _, _ in log] == ["a", "b", "c"]


def test_an_event_at_exactly_the_deadline_wins_over_the_deadline(kernel, log):
    spawn(kernel, waits(kernel, log, "menu", DtmfReceived, until=3.0))

    kernel.receive(LINE, DtmfReceived("1"), now=3.0)
    kernel.advance(3.0)

    assert log == [("menu", 3.0, DtmfReceived("1"))]


def test_the_timer_of_a_wait_that_was_answered_otherwise_does_not_fire(kernel, log):
    def twice():
        log.append((yield Wait(LINE, (DtmfReceived,), until=3.0)))
        log.append((yield Wait(LINE, (DtmfReceived,), until=9.0)))

    spawn(kernel, twice())
    kernel.receive(LINE, DtmfReceived("1"), now=1.0)

    assert kernel.next_deadline() == 9.0
    kernel.advance(5.0)
    assert log == [DtmfReceived("1")]


def test_the_next_deadline_is_the_earliest_that_still_matters(kernel, log):
    early = spawn(kernel, waits(kernel, log, "early", until=1.0))
    spawn(kernel, waits(kernel, log, "late", until=2.0))
    kernel.interrupt(early)
    kernel.settle()

    assert kernel.next_deadline() == 2.0


def test_there_is_no_deadline_when_nobody_watches_the_clock(kernel, log):
    spawn(kernel, waits(kernel, log, "patient", DtmfReceived))

    assert kernel.next_deadline() is None


def test_a_deadline_in_the_past_is_due_now(kernel, log):
    kernel.advance(5.0)
    spawn(kernel, waits(kernel, log, "late", until=1.0))

    assert kernel.next_deadline() == 5.0


@pytest.mark.parametrize("earlier", [2.0, -1.0, float("nan"), inf])
def test_time_never_goes_back_and_never_to_infinity(kernel, earlier):
    kernel.advance(3.0)

    kernel.receive(LINE, VoiceStarted(), now=earlier)

    assert kernel.now == 3.0


def test_time_is_whole_microseconds(kernel):
    kernel.advance(1.00000049)

    assert kernel.now == 1.0
    assert kernel.after(0.1 + 0.2) == 1.3


def test_instants_that_are_equal_on_paper_are_equal(kernel, log):
    spawn(kernel, waits(kernel, log, "deadline", until=0.1 + 0.2), priority=Priority.TIMEOUT)
    spawn(kernel, waits(kernel, log, "finger", until=0.3), priority=Priority.INPUT)

    kernel.advance(0.3)

    assert log == [("finger", 0.3, None), ("deadline", 0.3, None)]


# -- interrupting ----------------------------------------------------------------------------------------------------


def test_interrupting_throws_the_cause_where_the_process_waits(kernel, log):
    def prompt():
        try:
            yield Wait(LINE, until=10.0)
        except Interrupted as cut:
            log.append((kernel.now, cut.cause))
            raise

    process = spawn(kernel, prompt())
    kernel.advance(4.0)
    kernel.interrupt(process, DtmfReceived("1"))
    kernel.settle()

    assert log == [(4.0, DtmfReceived("1"))]
    assert not process.alive


def test_what_an_interrupted_process_does_to_finish_is_not_cut_short_again(kernel, log):
    def recording():
        try:
            yield Wait(LINE)
        except Interrupted:
            yield Wait(LINE, until=5.0)
            log.append("stored")

    process = spawn(kernel, recording())
    kernel.interrupt(process)
    kernel.settle()
    kernel.interrupt(process)
    kernel.advance(5.0)

    assert log == ["stored"]


def test_interrupting_a_process_that_has_ended_changes_nothing(kernel, log):
    process = spawn(kernel, waits(kernel, log, "short", until=0.0))
    kernel.advance(0.0)

    kernel.interrupt(process)
    kernel.settle()

    assert process.result() == "short"


def test_interrupting_from_inside_a_step_waits_for_the_end_of_that_step(kernel, log):
    def victim():
        try:
            yield Wait(LINE)
        except Interrupted:
            log.append("cut")
            raise

    def cutter(process):
        kernel.interrupt(process)
        log.append("still in the same step")
        yield Wait(LINE)

    spawn(kernel, cutter(spawn(kernel, victim())))

    assert log == ["still in the same step", "cut"]


def test_an_event_that_ended_a_process_first_leaves_nothing_to_interrupt(kernel, log):
    process = spawn(kernel, waits(kernel, log, "prompt", VoiceStopped))

    kernel.publish(LINE, VoiceStopped())
    kernel.interrupt(process)
    kernel.settle()

    assert process.result() == "prompt"


# -- processes -------------------------------------------------------------------------------------------------------


def test_a_new_process_takes_its_first_step_after_the_present_one(kernel, log):
    def child():
        log.append("child")
        yield Wait(LINE)

    def parent():
        kernel.spawn(child(), LINE, "child")
        log.append("parent")
        yield Wait(LINE)

    spawn(kernel, parent())

    assert log == ["parent", "child"]


def test_processes_start_in_the_order_in_which_they_were_spawned(kernel, log):
    def one(name):
        log.append(name)
        yield Wait(LINE)

    for name in ("a", "b", "c"):
        kernel.spawn(one(name), LINE, name)
    kernel.settle()

    assert log == ["a", "b", "c"]


def test_a_process_can_be_joined_for_its_result(kernel, log):
    def joins(process):
        while process.alive:
            yield Wait(LINE, (ProcessEnded,))
        log.append(process.result())

    spawn(kernel, joins(spawn(kernel, waits(kernel, [], "child", until=2.0))))
    kernel.advance(2.0)

    assert log == ["child"]


def test_whoever_joins_a_process_meets_what_unwound_it(kernel):
    def leaves():
        yield Wait(LINE, until=1.0)
        raise GaveUp

    process = spawn(kernel, leaves())
    kernel.advance(1.0)

    with pytest.raises(GaveUp):
        process.result()


def test_an_error_in_a_process_is_an_error_of_ours_and_is_not_hidden(kernel):
    def broken():
        yield Wait(LINE, until=1.0)
        raise ZeroDivisionError

    spawn(kernel, broken())

    with pytest.raises(ZeroDivisionError):
        kernel.advance(1.0)


def test_a_process_is_known_by_its_name(kernel, log):
    process = spawn(kernel, waits(kernel, log, "x", DtmfReceived), name="the menu")

    assert repr(process) == "<Process the menu>"
    assert kernel.processes_waiting(LINE) == [process]
    assert str(ProcessEnded(process)) == "the menu ended"


def test_nobody_waits_on_a_topic_once_they_have_all_been_woken(kernel, log):
    spawn(kernel, waits(kernel, log, "x", DtmfReceived))

    kernel.receive(LINE, DtmfReceived("1"), now=0.0)

    assert kernel.processes_waiting(LINE) == []


# -- effects ---------------------------------------------------------------------------------------------------------


def asks(log, effect=ASK):
    log.append((yield effect))


def test_an_effect_is_handed_out_once_and_answered_by_its_number(kernel, log):
    spawn(kernel, asks(log))

    (request,) = kernel.take_effects()
    assert request.effect == ASK
    assert kernel.take_effects() == []
    kernel.reply(request.id, REPLY, now=1.0)

    assert log == [REPLY]
    assert kernel.now == 1.0


def test_effects_are_handed_out_oldest_first_and_may_be_answered_in_any_order(kernel, log):
    first, second = LoadClip(Spoken("first")), LoadClip(Spoken("second"))
    spawn(kernel, asks(log, first))
    spawn(kernel, asks(log, second))

    requests = kernel.take_effects()
    assert [request.effect for request in requests] == [first, second]
    kernel.reply(requests[1].id, "two", now=0.0)
    kernel.reply(requests[0].id, "one", now=0.0)

    assert log == ["two", "one"]


def test_the_kernel_knows_whether_replies_are_awaited(kernel, log):
    assert not kernel.awaits_replies
    spawn(kernel, asks(log))
    assert kernel.awaits_replies

    kernel.reply(kernel.take_effects()[0].id, REPLY, now=0.0)

    assert not kernel.awaits_replies


def test_the_reply_to_somebody_who_was_interrupted_meanwhile_is_dropped(kernel, log):
    def asks_but_leaves():
        try:
            yield ASK
        except Interrupted:
            log.append((yield Wait(LINE, until=9.0)))

    process = spawn(kernel, asks_but_leaves())
    (request,) = kernel.take_effects()
    kernel.interrupt(process)
    kernel.settle()
    kernel.reply(request.id, REPLY, now=1.0)

    assert process.alive
    assert log == []
    assert not kernel.awaits_replies


def test_a_process_that_awaits_a_reply_does_not_hear_events(kernel, log):
    spawn(kernel, asks(log))

    kernel.receive(LINE, DtmfReceived("1"), now=0.0)

    assert log == []


def test_advancing_stops_at_once_when_somebody_wants_an_effect(kernel, log):
    """What is due at the same instant may depend on the reply."""

    def asks_at(instant):
        yield Wait(LINE, until=instant)
        log.append((yield ASK))

    spawn(kernel, asks_at(1.0))
    spawn(kernel, waits(kernel, log, "later", until=1.0))

    kernel.advance(5.0)
    assert (kernel.now, log) == (1.0, [])
    kernel.reply(kernel.take_effects()[0].id, REPLY, now=1.0)
    kernel.advance(5.0)

    assert log == [REPLY, ("later", 1.0, None)]
    assert kernel.now == 5.0

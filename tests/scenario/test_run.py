"""Many scenarios at once: each has its outcome, whatever becomes of the others."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from simulator.drivers.clock import Clock
from simulator.drivers.ports import free_port
from simulator.drivers.serving import ServerThread
from simulator.drivers.session import Session
from simulator.scenario.expect_files import ExpectedFile
from simulator.scenario.expect_heard import ExpectedPrompt
from simulator.scenario.expectation import Expectation, Mismatch
from simulator.scenario.model import AppKind, AppSpec, Scenario
from simulator.scenario.run import FailOn, Options, Outcome, ScenarioRun, exit_status, run_scenarios
from simulator.settings import Settings
from simulator.status import ExitStatus
from simulator.steps import hears, stays_silent
from simulator.telephony.causes import HangupCause
from simulator.telephony.phone import Phone, PhoneOutcome
from simulator.telephony.steps import SendsMessage, SendsSms
from simulator.telephony.variables import variables_from

PSEUDO = Settings(speech="pseudo")
CLIPS = Path(__file__).parents[2] / "fixtures" / "audio"


async def greeting(scope, receive, send):
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
    await send({"type": "http.response.body", "body": b"<Response><Speak>Hello</Speak></Response>"})


@pytest.fixture
def scenario():
    """A scenario that passes."""
    with ServerThread(greeting) as server:
        yield Scenario(
            "greeted",
            Path("s.yaml"),
            1,
            AppSpec(AppKind.URL, f"{server.url}/"),
            steps=(hears("Hello"),),
            expectations=(ExpectedPrompt(("Hello",)),),
            settings=PSEUDO,
        )


def run(*scenarios: Scenario, jobs: int = 8, **more) -> list[ScenarioRun]:
    async def running():
        async with Session(PSEUDO) as session:
            return await run_scenarios(scenarios, session, jobs=jobs, **more)

    return asyncio.run(running())


@dataclass(frozen=True)
class Explodes:
    """A step with a mistake of ours in it."""

    needs_line: ClassVar[bool] = False
    sounds: ClassVar[tuple[()]] = ()

    def run(self, caller):
        yield from caller.call.wait(timeout=0.1)
        raise ZeroDivisionError("a mistake of ours")


@dataclass(frozen=True)
class Unreadable(Expectation):
    """An expectation with a mistake of ours in it."""

    @classmethod
    def read(cls, node):
        raise NotImplementedError

    def check(self, result):
        raise ZeroDivisionError(f"a mistake of ours, after {result.duration:g} s")


# -- outcomes --------------------------------------------------------------------------------------------------------


def test_a_scenario_whose_expectations_hold_has_passed(scenario):
    (done,) = run(scenario)

    assert (done.outcome, done.reasons) == (Outcome.PASSED, ())
    assert done.result.heard == ["Hello"]
    assert done.wall_seconds > 0


def test_an_expectation_that_does_not_hold_is_a_failure(scenario):
    (done,) = run(replace(scenario, expectations=(ExpectedPrompt(("Goodbye",)),)))

    assert done.outcome is Outcome.FAILED
    assert "'Goodbye'" in done.reasons[0]
    assert done.result.heard == ["Hello"]


def test_those_that_are_under_way_when_enough_have_failed_are_seen_through(scenario):
    wrong = replace(scenario, expectations=(ExpectedPrompt(("Goodbye",)),))
    began: list[str] = []

    runs = run(
        *(replace(wrong, name=str(number)) for number in range(5)),
        jobs=2,
        options=Options(most_failures=1),
        began=lambda one: began.append(one.name),
    )

    assert [one.scenario.name for one in runs] == began == ["0", "1"]


def test_a_scenario_in_doubt_is_run_again_in_a_call_of_its_own_and_the_first_one_is_told(scenario):
    attempts: list[ScenarioRun] = []

    def doubts(attempt: ScenarioRun) -> bool:
        attempts.append(attempt)
        return len(attempts) < 3

    runs = run(scenario, doubts=doubts)

    assert runs[0].result is attempts[0].result
    assert [one.outcome for one in attempts] == [Outcome.PASSED] * 3
    assert len({one.result.id for one in attempts}) == 3


def test_a_scenario_is_told_of_when_its_turn_has_come_and_reviewed_before_it_is_over(scenario):
    told: list[object] = []
    differs = Mismatch("recordings", "", "1", "0")

    (done,) = run(
        scenario,
        began=lambda one: told.append(one.name),
        review=lambda one: one.failed_by(differs),
        finished=lambda one: told.append(one.outcome),
    )

    assert told == ["greeted", Outcome.FAILED]
    assert (done.reasons, done.mismatches) == (("recordings: expected 1, was 0",), (differs,))


def test_a_broken_scenario_stays_broken_whatever_else_differs(scenario):
    broken = ScenarioRun(scenario, Outcome.BROKEN, ("a mistake of ours",), None, 0.0)

    assert broken.failed_by(Mismatch("recordings", "", "1", "0")).outcome is Outcome.BROKEN


def test_an_app_that_cannot_be_started_is_a_failure_without_a_call(scenario):
    (done,) = run(replace(scenario, app=AppSpec(AppKind.ASGI, "no_such_module:app")))

    assert (done.outcome, done.result) == (Outcome.FAILED, None)
    assert done.reasons[0].startswith("cannot import the app 'no_such_module:app'")


def test_an_app_that_is_not_there_is_a_failure(scenario):
    (done,) = run(replace(scenario, app=AppSpec(AppKind.URL, f"http://127.0.0.1:{free_port()}/")))

    assert done.outcome is Outcome.FAILED
    assert "connection refused" in " ".join(done.reasons)


@pytest.mark.parametrize(
    "mistake", [{"steps": (Explodes(),)}, {"expectations": (Unreadable(),)}], ids=["in the call", "behind it"]
)
def test_a_mistake_of_ours_breaks_its_scenario_and_the_others_go_on(scenario, mistake):
    first, broken, last = run(scenario, replace(scenario, **mistake), scenario)

    assert [first.outcome, last.outcome] == [Outcome.PASSED, Outcome.PASSED]
    assert broken.outcome is Outcome.BROKEN
    (reason,) = broken.reasons
    assert reason.startswith("the simulator itself went wrong:\nTraceback")
    assert "\nZeroDivisionError: a mistake of ours" in reason


@pytest.mark.wall_clock
def test_a_mistake_of_ours_breaks_its_scenario_on_the_wall_clock_too(scenario):
    broken, other = run(replace(scenario, steps=(Explodes(),)), scenario, options=Options(clock=Clock(60.0)))

    assert (broken.outcome, other.outcome) == (Outcome.BROKEN, Outcome.PASSED)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], ExitStatus.NOTHING_FOUND),
        ([Outcome.PASSED], ExitStatus.PASSED),
        ([Outcome.PASSED, Outcome.FAILED, Outcome.PASSED], ExitStatus.FAILED),
        ([Outcome.FAILED, Outcome.BROKEN, Outcome.PASSED], ExitStatus.INTERNAL_ERROR),
    ],
)
def test_the_worst_outcome_counts(scenario, outcomes, status):
    assert exit_status([ScenarioRun(scenario, outcome, (), None, 0.0) for outcome in outcomes]) is status


# -- the world around a call -----------------------------------------------------------------------------------------


ANSWERS = {
    "/call": "<Speak>Hello $who.</Speak><ForEach source='colours'><Speak>$item</Speak></ForEach>"
    "<BlindTransfer>47-11</BlindTransfer><Speak>Nobody.</Speak>",
    "/sms": "<SendSms Recipient='4711'>To $who</SendSms><Call Url='/up'>4711</Call>",
    "/up": "<Speak>Press 1.</Speak><Delay>1</Delay>",
    "/transfer": "<BlindTransfer>4711</BlindTransfer>",
    "/move": "<MoveFile SourceFile='Voicemail/1.wav' TargetDirectory='Voicemail/old'/>",
    "/play": "<Play>prompt.wav</Play>",
    "/warned": "<Record Duration='0' Inactivity='2'/>",
    "/broken": "<Play>missing.wav</Play>",
    "/rows": "<SQL>CREATE TABLE t (a)</SQL><SQL>INSERT INTO t VALUES (1)</SQL>"
    "<SQL ID='rows'>SELECT count(*) AS count FROM t</SQL><Speak>$rows.count rows</Speak>",
    "/bad-sql": "<SQL>SELECT * FROM nowhere</SQL>",
    "/texts": "<Delay>2</Delay>",
    "/chat": "<SendMsg ToConnection='anna@localhost'>Sure?</SendMsg>"
    "<WaitForMsg FromConnection='anna@localhost' ID='answer'/><Speak>You said $answer.</Speak>",
}


@pytest.fixture
def run_many_at():
    """Run a scenario on an app, several times at once: `run_many_at("/call", count=8, phones=...)`."""

    async def answer(request):
        path, name = request.url.path, (await request.form())["NotificationName"]
        meanwhile = name == "IncomingSMS" and path != "/sms"
        commands = "<SendSms Recipient='1'>Got it</SendSms>" if meanwhile else ANSWERS[path]
        return Response(f"<Response>{commands}</Response>", media_type="text/xml")

    with ServerThread(Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])) as server:

        def run_scenarios_at(path, count, options=None, **fields) -> list[ScenarioRun]:
            app = AppSpec(AppKind.URL, f"{server.url}{path}")
            one = Scenario("s", Path("s.yaml"), 1, **{"app": app, "settings": PSEUDO, **fields})
            return run(*[one] * count, options=options)

        yield run_scenarios_at


@pytest.fixture
def run_at(run_many_at):
    """Run a scenario on an app: `run_at("/call", phones=...)`."""

    def run_scenario(path, **fields) -> ScenarioRun:
        (done,) = run_many_at(path, count=1, **fields)
        return done

    return run_scenario


def test_phones_variables_and_arrays_are_those_of_the_scenario(run_at):
    done = run_at(
        "/call",
        phones={"4711": (Phone(PhoneOutcome.BUSY),)},
        variables=variables_from({"who": "Anna"}, {"colours": ["red", "blue"]}),
    )

    assert done.reasons == ()
    assert done.result.heard == ["Hello Anna.", "red", "blue", "Nobody."]
    assert [call.cause for call in done.result.calls] == [HangupCause.USER_BUSY]


def test_a_scenario_that_is_a_short_message_is_sent_to_the_extension(run_at):
    done = run_at("/sms", sms="Call me", caller="4711", to="8000", variables=variables_from({"who": "Anna"}))

    assert done.reasons == ()
    assert done.result.notifications[0].fields["Message"] == "Call me"
    assert [(one.sender, one.recipient, one.text) for one in done.result.outbox.sms] == [("8000", "4711", "To Anna")]
    assert [call.number for call in done.result.calls] == ["4711"]


def test_a_step_that_fails_on_another_phone_is_told_with_its_number(run_at):
    phone = Phone(steps=(hears("Press 2"),))

    done = run_at("/sms", sms="Call me", phones={"4711": (phone,)})

    assert done.reasons == (
        "[4711] step 1 failed: hears 'Press 2': the call ended (normal clearing) before that; heard 'Press 1.'",
    )


def test_a_person_sends_a_short_message_during_the_call(run_at):
    done = run_at("/texts", steps=(SendsSms("Hello"),))

    assert done.reasons == ()
    assert [(one.name, one.fields.get("Sender")) for one in done.result.notifications] == [
        ("IncomingCall", None),
        ("IncomingSMS", "+3612345678"),
    ]
    assert [one.text for one in done.result.outbox.sms] == ["Got it"]


def test_a_person_who_is_called_can_send_a_short_message_too(run_at):
    done = run_at("/transfer", steps=(stays_silent(),), phones={"4711": (Phone(steps=(SendsSms("Hello"),)),)})

    assert done.reasons == ()
    assert done.result.notifications[-1].fields["Sender"] == "4711"


def test_a_message_of_ozeki_10_comes_from_its_connection(run_at):
    steps = (SendsMessage("anna@localhost", "yes"), hears("You said yes"))

    done = run_at("/chat", steps=steps, settings=replace(PSEUDO, dialect="ozeki10"))

    assert done.reasons == ()
    assert [one.text for one in done.result.outbox.messages] == ["Sure?"]


def test_files_are_moved_in_the_data_folder_of_the_scenario(run_at, tmp_path):
    voicemail = tmp_path / "Voicemail"
    voicemail.mkdir()
    (voicemail / "1.wav").touch()
    settings = replace(PSEUDO, data_folder=str(tmp_path))
    files = (ExpectedFile("Voicemail/old/1.wav"), ExpectedFile("Voicemail/1.wav", exists=False))

    done = run_at("/move", settings=settings, expectations=tuple(one.located(tmp_path) for one in files))

    assert done.reasons == ()


# -- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path):
    """A folder to be copied: one message, and a prompt."""
    folder = tmp_path / "files"
    (folder / "Voicemail").mkdir(parents=True)
    (folder / "Voicemail" / "1.wav").write_bytes(b"a message")
    (folder / "prompt.wav").write_bytes((CLIPS / "yes.wav").read_bytes())
    return folder


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """Where temporary folders are made, so that a test can see whether they are gone."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


MOVED = (ExpectedFile("Voicemail/old/1.wav"), ExpectedFile("Voicemail/1.wav", exists=False))


def test_each_run_has_a_fresh_copy_of_the_files_and_leaves_the_original_alone(run_at, files):
    for _ in range(2):
        done = run_at("/move", files=files, expectations=MOVED)

        assert done.reasons == ()
    assert below(files) == ["Voicemail/1.wav", "prompt.wav"]


def test_runs_side_by_side_do_not_see_what_the_others_do_with_their_files(run_many_at, files):
    runs = run_many_at("/move", count=8, files=files, expectations=MOVED)

    assert [done.reasons for done in runs] == [()] * 8


def test_what_is_expected_of_a_file_is_looked_for_in_the_copy(run_at, files):
    done = run_at("/move", files=files, expectations=(ExpectedFile("Voicemail/1.wav"),))

    assert done.reasons == ("file Voicemail/1.wav: expected to be there, was not there",)


def test_a_prompt_is_found_in_the_copy(run_at, files):
    done = run_at("/play", files=files, settings=replace(PSEUDO, content_folder="."))

    assert done.reasons == ()
    assert done.result.heard == ["prompt.wav"]


def test_a_database_is_written_in_the_copy_and_empty_again_in_the_next_run(run_at, files):
    for _ in range(2):
        done = run_at("/rows", files=files, expectations=(ExpectedFile("ozeki.db"),))

        assert done.reasons == ()
        assert done.result.heard == ["1 rows"]
    assert below(files) == ["Voicemail/1.wav", "prompt.wav"]


def test_the_copy_takes_the_place_of_the_data_folder_that_the_settings_name(run_at, files, tmp_path):
    settings = replace(PSEUDO, data_folder=str(tmp_path / "nowhere"))

    done = run_at("/move", files=files, settings=settings, expectations=MOVED)

    assert done.reasons == ()


@pytest.mark.parametrize("path", ["/move", "/play", "/broken", "/rows", "/bad-sql"])
def test_two_runs_with_copies_have_the_same_transcript(run_at, files, path):
    """The temporary folder has another name each time, and stands in no line and no reason."""
    first, second = (run_at(path, files=files, settings=replace(PSEUDO, content_folder=".")) for _ in range(2))

    assert first.reasons == second.reasons
    assert first.result.transcript.lines(detail=True) == second.result.transcript.lines(detail=True)
    assert first.result.transcript.as_data() == second.result.transcript.as_data()


def test_a_problem_names_the_data_folder_without_the_place_of_the_copy(run_at, files):
    done = run_at("/broken", files=files, settings=replace(PSEUDO, content_folder="."))

    assert [reason.partition(": ")[2] for reason in done.reasons] == [
        "(data folder)/missing.wav: No such file or directory"
    ]


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({}, Outcome.PASSED),
        ({"expectations": (ExpectedFile("none.wav"),)}, Outcome.FAILED),
        ({"app": AppSpec(AppKind.ASGI, "no_such_module:app")}, Outcome.FAILED),
        ({"steps": (Explodes(),)}, Outcome.BROKEN),
        ({"expectations": (Unreadable(),)}, Outcome.BROKEN),
    ],
    ids=["passed", "failed", "no app", "broken in the call", "broken behind it"],
)
def test_the_copy_is_deleted_whatever_the_outcome(run_at, files, temporary, fields, outcome):
    done = run_at("/texts", files=files, **fields)

    assert done.outcome is outcome
    assert list(temporary.iterdir()) == []


def test_the_copy_is_deleted_if_the_run_is_cancelled(scenario, files, temporary):
    async def cancelled_in_the_call():
        async with Session(PSEUDO) as session:
            running = asyncio.create_task(run_scenarios([waiting], session, jobs=1))
            await asked.wait()
            assert list(temporary.iterdir())
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

    async def silent(scope, receive, send):
        if scope["type"] == "http":
            loop.call_soon_threadsafe(asked.set)
            await asyncio.Event().wait()

    with asyncio.Runner() as runner, ServerThread(silent) as server:
        loop, asked = runner.get_loop(), asyncio.Event()
        waiting = replace(scenario, app=AppSpec(AppKind.URL, f"{server.url}/"), files=files)
        runner.run(cancelled_in_the_call())

    assert list(temporary.iterdir()) == []


# -- many at once ----------------------------------------------------------------------------------------------------


def test_runs_come_in_the_order_of_the_scenarios_and_each_is_told_of_when_it_is_over(scenario):
    names = ["a", "b", "c", "d"]
    told = []

    runs = run(*(replace(scenario, name=name) for name in names), finished=told.append)

    assert [done.scenario.name for done in runs] == names
    assert sorted(done.scenario.name for done in told) == names


def test_no_more_calls_are_up_at_once_than_there_are_jobs(scenario):
    up: list[int] = [0, 0]
    two = asyncio.Barrier(2)

    async def counting(scope, receive, send):
        if scope["type"] == "http":
            up[0] += 1
            up[1] = max(up)
            await two.wait()
            up[0] -= 1
        await greeting(scope, receive, send)

    with ServerThread(counting) as server:
        runs = run(*[replace(scenario, app=AppSpec(AppKind.URL, f"{server.url}/"))] * 8, jobs=2)

    assert {done.outcome for done in runs} == {Outcome.PASSED}
    assert up == [0, 2]


def test_scenarios_that_run_side_by_side_have_calls_of_different_ids(scenario):
    ids = {done.result.id for done in run(*[scenario] * 10)}

    assert len(ids) == 10
    assert ids == {done.result.id for done in run(*[scenario] * 10)}


def test_the_seed_of_a_scenario_and_that_of_the_command_line_change_the_ids(scenario):
    usual, other, chosen = (
        run(scenario),
        run(replace(scenario, seed=1)),
        run(scenario, options=Options(seed=1)),
    )

    assert usual[0].result.id != other[0].result.id
    assert other[0].result.id == chosen[0].result.id


@pytest.fixture
def meeting():
    """An app that answers the first two who ask only once both are there, and counts who is up."""
    up: list[int] = []
    most: list[int] = []
    two = asyncio.Barrier(2)

    async def counting(scope, receive, send):
        if scope["type"] == "http":
            up.append(1)
            most.append(len(up))
            if len(most) <= 2:
                await two.wait()
            up.pop()
        await greeting(scope, receive, send)

    with ServerThread(counting) as server:
        yield AppSpec(AppKind.URL, f"{server.url}/"), most


def test_a_scenario_that_wants_to_be_alone_runs_without_any_other(scenario, meeting):
    app, most = meeting
    usual, alone = replace(scenario, app=app), replace(scenario, app=app, alone=True)

    runs = run(alone, usual, alone, usual)

    assert most == [1, 2, 1, 1]
    assert [done.outcome for done in runs] == [Outcome.PASSED] * 4
    assert [done.scenario.alone for done in runs] == [True, False, True, False]
    assert [done.company for done in runs] == [False, True, False, True]


def test_scenarios_that_run_one_by_one_keep_their_order(scenario):
    told = []

    run(replace(scenario, alone=True), scenario, jobs=1, finished=told.append)

    assert [done.scenario.alone for done in told] == [True, False]


def test_scenarios_that_run_one_by_one_have_no_company(scenario):
    assert [done.company for done in run(scenario, scenario, jobs=1)] == [False, False]


# -- what fails a scenario -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "fail_on", "outcome"),
    [
        ("/broken", FailOn.ERROR, Outcome.FAILED),
        ("/broken", FailOn.WARNING, Outcome.FAILED),
        ("/broken", FailOn.NEVER, Outcome.PASSED),
        ("/warned", FailOn.ERROR, Outcome.PASSED),
        ("/warned", FailOn.WARNING, Outcome.FAILED),
        ("/warned", FailOn.NEVER, Outcome.PASSED),
    ],
)
def test_what_fails_a_scenario_can_be_chosen(run_at, path, fail_on, outcome):
    done = run_at(path, options=Options(fail_on=fail_on))

    assert done.outcome is outcome


def test_a_warning_that_fails_a_scenario_is_its_reason(run_at):
    (reason,) = run_at("/warned", options=Options(fail_on=FailOn.WARNING)).reasons

    assert reason.startswith("warning: http://")
    assert reason.endswith("/warned:1:11: <Record> Duration='0' counts as not given")

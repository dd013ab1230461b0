"""Whatever an app answers and whatever a caller does: nothing breaks, everything ends, and it ends once."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.schema import COMMANDS, OTHER_FAMILIES
from simulator.telephony.effects import Given, Noise, Response, Spoken
from simulator.telephony.events import (
    CallCleared,
    CallEnded,
    CommandFinished,
    CommandStarted,
    PromptFinished,
    PromptInterrupted,
    PromptStarted,
    RecordingFinished,
    RecordingStarted,
)
from simulator.telephony.media import Clip, KeyMark, Segment
from simulator.telephony.steps import HangsUp, Hears, Pauses, Point, Presses, Says, StaysSilent, misfit_among

CLIPS = {"a.wav": Clip("a", "a.wav", 2.5), "empty.wav": Clip("empty", "empty.wav", 0.0)}
PATHS = ("/", "/a", "/b")
TUNE = Given(
    Clip("tune", "tune", 3.0, (Segment(0.0, 1.0), Segment(1.0, 2.0)), (KeyMark("1", 0.5, 0.6), KeyMark("#", 2.0, 2.1)))
)

# -- what apps answer ------------------------------------------------------------------------------------------------

values = st.sampled_from(
    ["0", "1", "2", "5", "12", "-1", "", " ", "#", "*", "#1", "true", "false", "wav", "/a", "/b", "b?x=1", "a.wav",
     "empty.wav", "$x", "SELECT 1", "http://[", "9" * 30, "h\u00e9llo", "one two"]
)  # fmt: skip
texts = st.one_of(values, st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12))


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


@st.composite
def attributes(draw, names):
    chosen = draw(st.lists(st.sampled_from(names), unique_by=str.lower, max_size=4)) if names else []
    return "".join(f' {name}="{escaped(draw(values))}"' for name in chosen)


@st.composite
def elements(draw, depth=2):
    spec = draw(st.sampled_from(list(COMMANDS.values())))
    names = [name for one in spec.attributes.values() for name in (one.name, *one.aliases)]
    inside = escaped(draw(texts)) if spec.body_field and draw(st.booleans()) else ""
    if spec.blocks and depth:
        rows = st.lists(elements(depth=depth - 1), max_size=2).map("".join)
        inputs = draw(st.lists(st.tuples(st.sampled_from(["1", "2", "#", "12", ""]), rows), max_size=3))
        chosen = "".join(f'<Input Key="{key}">{row}</Input>' for key, row in inputs)
        inside = f"<InitialCommands>{draw(rows)}</InitialCommands><Inputs>{chosen}</Inputs>"
    return f"<{spec.name}{draw(attributes(names))}>{inside}</{spec.name}>"


strangers = st.sampled_from([*OTHER_FAMILIES, "Nonsense", "x:y"]).map(lambda name: f"<{name}/>")
scripts = st.lists(st.one_of(elements(), elements(), elements(), strangers), max_size=4).map(
    lambda commands: f"<Response>{''.join(commands)}</Response>"
)


@st.composite
def damaged(draw):
    """A script from which something is missing, or in which something is doubled."""
    script = draw(scripts)
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(script))] * 2)))
    return script[:first] + draw(st.sampled_from(["", script[first:last] * 2, "<", "&", "\x00"])) + script[last:]


answers = st.one_of(
    scripts,
    scripts,
    scripts,
    damaged(),
    st.binary(max_size=40),
    st.builds(Response, st.just(""), st.sampled_from([0, 200, 302, 404, 500]), st.binary(max_size=20), texts, texts),
    st.just(Response("", 0, failure="connection refused")),
)

# -- what callers do -------------------------------------------------------------------------------------------------

steps = st.one_of(
    st.builds(Pauses, st.sampled_from([0.0, 0.5, 1.0, 5.0])),
    st.builds(Presses, st.sampled_from(["1", "2", "12", "#", "*", "1234"])),
    st.builds(Says, st.sampled_from([Spoken("hello there"), Spoken(""), TUNE]), st.booleans()),
    st.just(Says(Noise("pink", -40.0, float("inf")), background=True)),
    st.builds(Hears, st.sampled_from(["one", "a.wav", ""]), st.sampled_from(Point), st.sampled_from([1.0, 30.0])),
    st.builds(StaysSilent, st.sampled_from([2.0, float("inf")])),
    st.just(HangsUp()),
)
calls = st.fixed_dictionaries(
    {
        "answers": st.fixed_dictionaries(dict.fromkeys(PATHS, answers)),
        "caller": st.lists(steps, max_size=5),
        "latency": st.sampled_from([0.0, 0.0, 0.7]),
        "barge_in": st.booleans(),
        "seed": st.integers(0, 3),
    }
)


def reachable(caller):
    """The steps up to the first that can never be reached, which nobody could write down."""
    misfit = misfit_among(caller)
    return caller if misfit is None else reachable(caller[: misfit[0]])


def played(play, call):
    table = call["answers"]
    return play(
        **{
            **call,
            "caller": reachable(call["caller"]),
            "answers": lambda path, _: table.get(re.split(r"[?#]", path)[0], "<Response/>"),
        },
        clips=CLIPS,
        max_call_duration=300.0,
        round_limit=30,
        goto_limit=10,
    )


@pytest.mark.parametrize("share", range(2))
@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(call=calls)
def test_any_call_ends_in_good_order(play, share, call):
    result = played(play, {**call, "seed": call["seed"] + share})
    log = result.transcript
    times = [entry.at for entry in log]
    kinds = [type(entry.event) for entry in log]

    assert times == sorted(times)
    assert all(at == round(at, 6) for at in times)
    assert kinds.count(CallEnded) == kinds.count(CallCleared) == 1
    assert [one.name for one in log.of(RecordingStarted)] == [one.name for one in log.of(RecordingFinished)]
    assert kinds.count(RecordingStarted) == kinds.count(RecordingFinished) == len(result.recordings)
    assert kinds.count(PromptStarted) == kinds.count(PromptFinished) + kinds.count(PromptInterrupted)
    assert kinds.count(CommandStarted) == kinds.count(CommandFinished)
    assert all(prompt.ended_at is not None for prompt in result.call.prompts)
    assert all(0.0 <= one.started_at <= one.ended_at for one in result.recordings)
    assert result.call.key_takers == []
    assert result.call.asking == result.call.menu_depth == 0
    assert result.pbx.kernel.next_deadline() is None
    assert result.pbx.kernel.processes_waiting(result.call) == []


@settings(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(call=calls)
def test_the_same_call_with_the_same_seed_gives_the_same_transcript(play, call):
    first, second = played(play, call), played(play, call)

    assert first.lines(detail=True) == second.lines(detail=True)
    assert first.transcript.as_data() == second.transcript.as_data()

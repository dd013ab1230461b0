"""Calls from Python: what `from simulator import ...` offers.

result = place_call("http://127.0.0.1:8000/incoming", [hears("message"), says("Hello, it is me."), stays_silent()])
assert result.recordings[0].end is RecordEnd.FINAL_TIMEOUT
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from simulator.drivers.clock import clock_from_text
from simulator.drivers.session import CallResult
from simulator.errors import ScenarioError
from simulator.ozml.convert import digits
from simulator.scenario.apps import App, Apps
from simulator.scenario.model import AppKind, AppSpec
from simulator.scenario.sounds import names_a_clip
from simulator.server.thread import serving_session
from simulator.settings import Settings
from simulator.telephony.caller import HangsUp, Hears, Pauses, Point, Presses, Says, StaysSilent, Step
from simulator.telephony.effects import AudioFile, Given, Noise, Sound, Spoken

if TYPE_CHECKING:
    from pydub import AudioSegment


def hears(text: str, *, at: Literal["start", "end"] = "end", within: float = inf) -> Step:
    """Wait until a prompt that contains a text has been heard, or, with `at="start"`, until it begins.

    Args:
        text: matched anywhere in what is spoken (or in the name of the file that is played), without regard to case.
        at: which end of the prompt to wait for.
        within: longest wait in seconds.
    """
    return Hears(text, Point(at), within)


def says(sound: str | Path | AudioSegment | Sound, *, language: str | None = None, background: bool = False) -> Step:
    """Speak, or make another sound, to its end.

    Args:
        sound: a text to be spoken; the path of an audio file (a text that ends in .wav, .mp3, .flac or .ogg is one);
            a pydub segment; or what `noise` makes.
        language: of a text, such as "en-GB".
        background: go on with the next step at once.
    """
    return Says(_sound(sound, language), background)


def noise(kind: Literal["white", "pink", "hum"] = "white", *, level_dbfs: float = -40.0, seconds: float = inf) -> Sound:
    """Stationary noise, to be used with `says`."""
    return Noise(kind, level_dbfs, seconds)


def presses(keys: str) -> Step:
    """Press keys, one after the other.

    Raises:
        ScenarioError: there is something else than 0-9, *, # and A-D among them.
    """
    try:
        pressed = digits(keys)
    except ValueError as error:
        raise ScenarioError(f"presses({keys!r}): expected {error}") from None
    if not pressed:
        raise ScenarioError("presses(''): expected at least one key")
    return Presses(pressed)


def pauses(seconds: float) -> Step:
    """Do nothing for a while."""
    if not 0 <= seconds < inf:
        raise ScenarioError(f"pauses({seconds!r}): `seconds` must be a finite number, not negative")
    return Pauses(float(seconds))


def stays_silent(seconds: float = inf) -> Step:
    """Stay on the line without a sound, until the PBX hangs up or for a while."""
    if not seconds >= 0:
        raise ScenarioError(f"stays_silent({seconds!r}): `seconds` must not be negative")
    return StaysSilent(float(seconds))


def hangs_up() -> Step:
    """Hang up."""
    return HangsUp()


def place_call(
    app: str | App,
    steps: Sequence[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | None = None,
) -> CallResult:
    """Call an OzML app and see the call through to its end.

    Args:
        app: what is called: the address at which it takes IncomingCall, an ASGI or WSGI application, or the import
            path of an ASGI application ("package.module:app"). An application is served over real HTTP meanwhile.
        steps: what the caller does.
        path: where an application takes IncomingCall; an address has its path already.
        to: the number dialled.
        caller: the caller's number.
        clock: "virtual" (no time passes outside), "real", or a factor such as "x10".
        seed: of everything that is drawn by chance; the same seed gives the same call.
        settings: how the PBX behaves.

    Returns:
        What came of it. Mistakes of the app do not raise: see `result.problems` and `result.failures`.

    Raises:
        ScenarioError: a step, the clock or a setting makes no sense.
        AppError: the app cannot be started.
        RuntimeError: called from a coroutine; use `await place_call_async(...)` there.
    """
    return asyncio.run(
        place_call_async(app, steps, path=path, to=to, caller=caller, clock=clock, seed=seed, settings=settings)
    )


async def place_call_async(
    app: str | App,
    steps: Sequence[Step] = (),
    *,
    path: str = "/",
    to: str = "9000",
    caller: str = "+3612345678",
    clock: str = "virtual",
    seed: int = 0,
    settings: Settings | None = None,
) -> CallResult:
    """Like `place_call`, in a coroutine."""
    chosen = clock_from_text(clock)
    async with Apps() as apps, serving_session(settings) as session:
        url = await apps.address(_spec(app, path)) if isinstance(app, str) else await apps.served(app) + path
        return await session.open_call(url, steps, to=to, caller=caller, clock=chosen, seed=seed).run()


def _spec(app: str, path: str) -> AppSpec:
    return AppSpec(AppKind.URL, app) if "://" in app else AppSpec(AppKind.ASGI, app, path=path)


def _sound(sound: object, language: str | None) -> Sound:
    match sound:
        case str() if names_a_clip(sound):
            return AudioFile(sound)
        case str():
            return Spoken(sound, language)
        case Path():
            return AudioFile(str(sound))
        case Spoken() | AudioFile() | Noise() | Given():
            return sound
        case _ if hasattr(sound, "raw_data"):
            return Given(sound)
        case _:
            raise ScenarioError(
                f"says({sound!r}): expected a text, the path of an audio file, a pydub AudioSegment or noise()"
            )

"""The command `demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.ending import console_for_people, finish
from simulator.cli.options import ClockName


def demo(
    clock: ClockName = "virtual",
    recordings: Annotated[
        Path, typer.Option("--recordings", help="Where to put the recording.", metavar="FOLDER", file_okay=False)
    ] = Path("recordings"),
) -> None:
    """Place a voicemail call on the sample app, show the conversation, and keep the recording."""
    from simulator.cli.demo_call import place_demo_call

    finish(place_demo_call(console_for_people(), clock or "virtual", recordings))

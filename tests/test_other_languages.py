"""Apps in other languages than Python, started as commands, called, and told of their recordings."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from simulator.scenario.load import load_file
from simulator.scenario.run import run_scenarios
from simulator.server.thread import serving_session

APPS = Path(__file__).parent / "apps"


def _runs(*command: str) -> bool:
    found = shutil.which(command[0]) is not None
    return found and subprocess.run(command, check=False, capture_output=True).returncode == 0


needs_node = pytest.mark.skipif(not _runs("node", "--version"), reason="Node.js is not installed")
needs_perl = pytest.mark.skipif(
    not _runs("perl", "-MHTTP::Tiny", "-e1"), reason="Perl with HTTP::Tiny is not installed"
)
needs_php = pytest.mark.skipif(not _runs("php", "--version"), reason="PHP is not installed")


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["node", "voicemail.js", "{port}"], marks=needs_node, id="node"),
        pytest.param(["perl", "voicemail.pl", "{port}"], marks=needs_perl, id="perl"),
        pytest.param(["php", "-S", "127.0.0.1:{port}", "voicemail.php"], marks=needs_php, id="php"),
    ],
)
def test_an_app_in_another_language_records_and_downloads_the_message(command, tmp_path):
    command = [part if "{" in part else str(APPS / part) if (APPS / part).exists() else part for part in command]
    scenario = tmp_path / "call.yaml"
    scenario.write_text(
        json.dumps(
            {
                "app": {"command": command, "path": "/incoming"},
                "settings": {"speech": "pseudo"},
                "caller": [{"hears": "message"}, {"says": "Greetings from another language."}, "stays_silent"],
                "expects": [
                    {"notifications": ["IncomingCall", "RecordCompleted"]},
                    {"recording": {"ended_by": "final-timeout", "format": "wav"}},
                    {"hears": "Thank you"},
                    {"call": {"ended_by": "pbx"}},
                ],
            }
        )
    )

    async def run():
        async with serving_session() as session:
            return await run_scenarios(load_file(scenario, session.settings), session, jobs=1)

    (done,) = asyncio.run(run())

    assert done.reasons == ()
    assert done.result is not None
    (recording,) = done.result.recordings
    assert f"{len(recording.data())} bytes" in done.result.heard[-1]

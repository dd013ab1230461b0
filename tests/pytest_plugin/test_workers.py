"""Workers of pytest-xdist: who has a port or wants to be alone waits for those of other workers."""

from __future__ import annotations

import pytest

from simulator.drivers.ports import free_port

pytest_plugins = ["pytester"]

NOTING_APP = """
from urllib.parse import parse_qs

ASKS = '<Speak>Hello.</Speak><UserInput Digits="1" Timeout="60" ForwardToUrl="/end"/>'


async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    number = parse_qs((await receive())["body"].decode())["CallerID"][0]
    with open("noted.txt", "a") as file:
        file.write(f"{'end' if scope['path'] == '/end' else 'begin'} {number}\\n")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/xml")]})
    answer = ASKS if scope["path"] == "/incoming" else "<Hangup/>"
    await send({"type": "http.response.body", "body": f"<Response>{answer}</Response>".encode()})
"""

CALL = """
name: The call of {number}
clock: real
call: {{from: "{number}"}}
caller:
  - hears: Hello
  - pauses: 200ms
  - presses: 1
  - stays_silent
"""

TEST = """
import pytest

@pytest.mark.pbx(pbx_port={port}, clock="real")
def test_{number}(pbx):
    call = pbx.call(caller="{number}")
    call.hears("Hello")
    call.pauses(0.2)
    call.presses("1")
    call.ends()
"""


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def noting(project):
    """A project whose app notes when calls begin and end, whichever worker serves it."""
    project.write(app_py=NOTING_APP)
    project.noted = lambda: (project.folder / "noted.txt").read_text().splitlines()
    return project


def test_those_with_one_port_take_turns_and_who_is_alone_has_no_other_scenario_beside_it(noting, port):
    for number in (1, 2):
        noting.file(f"port{number}.call.yaml", f"pbx port: {port}{CALL.format(number=number)}")
    noting.write(test_three_py=TEST.format(port=port, number=3), test_four_py=TEST.format(port=port, number=4))
    noting.file("beside.call.yaml", CALL.format(number=5))
    noting.file("alone.call.yaml", f"alone: true{CALL.format(number=6)}")

    noting.run("-q", "-n2", "--dist=loadfile", status=0).assert_outcomes(passed=6)

    noted = noting.noted()
    at_the_port = [one for one in noted if one[-1] in "1234"]
    assert at_the_port[::2] == [one.replace("end", "begin") for one in at_the_port[1::2]]
    scenarios = [one for one in noted if one[-1] in "1256"]
    begun = scenarios.index("begin 6")
    assert scenarios[begun + 1] == "end 6"
    assert sum(one.startswith("begin") for one in scenarios[:begun]) * 2 == begun

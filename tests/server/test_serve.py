from __future__ import annotations

import os
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest

from simulator.errors import SimulatorError
from simulator.server.serve import serve, serving

SERVE = """
from simulator.server.serve import serve
serve(port=0, ready=lambda url: print(url, flush=True))
print("ended", flush=True)
"""


@pytest.mark.wall_clock
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to whole consoles only")
def test_ctrl_c_ends_the_server_in_good_order():
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        url = process.stdout.readline().strip()
        with urlopen(f"{url}/readyz") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)

        out, err = process.communicate(timeout=10)

    assert (out, err, process.returncode) == ("ended\n", "", 0)


def test_a_port_in_use_is_told_before_anything_starts():
    with serving() as url:
        port = int(url.rpartition(":")[2])

        with pytest.raises(SimulatorError, match=f"port {port} is in use"):
            serve(port=port)

"""What sessions of the server cost, and that nothing of them stays: made, used and removed over HTTP.

python -m benchmarks.sessions [SESSIONS]
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.rounds import Figure, Limit
from simulator.server.serve import serving
from simulator.settings import Settings

USUAL = 1000
WORKERS = 4


def measure(*, quick: bool = False) -> Iterator[Figure]:
    """Measure sessions, one after the other and many at once."""
    yield from _measure(20 if quick else USUAL)


def _measure(number: int) -> Iterator[Figure]:
    with serving(Settings(speech="pseudo")) as url:
        _live(url, max(20, number // 10))  # what is made once is made
        before = _state()
        began = time.perf_counter()
        _live(url, number)
        seconds = time.perf_counter() - began
        after = _state()
        yield Figure("s1", "sessions made, used and removed, a second", number / seconds, Limit.AT_LEAST, 20)
        more = max(1, after["objects"] - before["objects"])
        yield Figure("s2", "objects left by each", more / number, Limit.AT_MOST, 1, f"{more} in all")
        grown = max(1, after["kib"] - before["kib"])
        yield Figure("s3", "KiB of memory left by each", grown / number, Limit.AT_MOST, 2, f"{grown} in all")
        yield _many_at_once(url, min(number, 500))


def _live(url: str, number: int) -> None:
    """Make sessions one after the other; in each somebody calls a phone."""
    client = _Client(url)
    for _ in range(number):
        name = client.post("/sessions", {"phones": {"4711": {"answers": 1, "does": ["hangs_up"]}}})["id"]
        client.post(f"/sessions/{name}/calls?wait=10", {"to": "4711", "steps": [{"says": "Hello"}, "stays_silent"]})
        client.send("DELETE", f"/sessions/{name}")
    client.close()


def _many_at_once(url: str, number: int) -> Figure:
    """Use many sessions that are there at the same time."""
    client = _Client(url)
    names = [client.post("/sessions", {"frozen": True})["id"] for _ in range(number)]

    def work(mine: list[str]) -> None:
        worker = _Client(url)
        for name in mine:
            worker.post(f"/sessions/{name}/calls", {"to": "4711", "steps": [{"pauses": 60}]})
            worker.post(f"/sessions/{name}/clock/advance", {"seconds": 30})
        worker.close()

    began = time.perf_counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, [names[first::WORKERS] for first in range(WORKERS)]))
    seconds = time.perf_counter() - began
    client.send("POST", "/reset")
    client.close()
    return Figure("s4", f"requests a second to {number} sessions", 2 * number / seconds, Limit.AT_LEAST, 100)


class _Client:
    """A connection that is kept."""

    def __init__(self, url: str) -> None:
        self._line = HTTPConnection(url.removeprefix("http://"), timeout=60)

    def post(self, path: str, body: object) -> dict[str, str]:
        return json.loads(self.send("POST", path, json.dumps(body)))

    def send(self, method: str, path: str, body: str | None = None) -> bytes:
        self._line.request(method, f"/control/v1{path}", body, {"Content-Type": "application/json"})
        answer = self._line.getresponse()
        content = answer.read()
        assert answer.status < 300, content
        return content

    def close(self) -> None:
        self._line.close()


def _state() -> dict[str, int]:
    gc.collect()
    return {"objects": len(gc.get_objects()), "kib": _resident_kib()}


def _resident_kib() -> int:
    """Memory of this process, where the system tells; otherwise 0."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS"))


if __name__ == "__main__":
    for figure in _measure(int(sys.argv[1]) if sys.argv[1:] else USUAL):
        print(figure, flush=True)

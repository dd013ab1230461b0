"""The samples of clips that were used last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from simulator.audio.pcm import Pcm


class SampleCache:
    """The samples that were used last, up to a number of bytes; may be used by many threads at once."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._size = 0
        self._kept: OrderedDict[str, Pcm] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Pcm]) -> Pcm:
        """Find samples or make them. Two threads may make the same ones at once; they are equal."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        pcm = make()
        self.put(key, pcm)
        return pcm

    def put(self, key: str, pcm: Pcm) -> None:
        """Keep samples and drop those that were not used for longest."""
        with self._lock:
            self._size += len(pcm) - len(self._kept.pop(key, b""))
            self._kept[key] = pcm
            while self._size > self._limit_bytes:
                _, dropped = self._kept.popitem(last=False)
                self._size -= len(dropped)

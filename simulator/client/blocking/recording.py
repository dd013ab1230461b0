# Made from simulator/client/aio/recording.py by tests/made_blocking.py: change it there.
"""A recording that can be downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

from simulator.client.blocking.transport import Transport
from simulator.client.call_answers import FinishedRecording


class Recording(FinishedRecording):
    """A finished recording; `FinishedRecording` has its attributes."""

    _transport: Transport = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - as pydantic has it
        """Remember through what it was read."""
        self._transport = context

    def data(self) -> bytes:
        """Download the file, mp3 or wav.

        Raises:
            ControlError: it is not there any more.
        """
        return self._transport.download(self.url)

    def save(self, folder: Path | str) -> Path:
        """Download the file into a folder, which is made if need be.

        Returns:
            The file's path.

        Raises:
            ControlError: as `data`.
        """
        path = Path(folder, self.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.data())
        return path

"""A recording that can be downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import PrivateAttr

from simulator.client.aio.transport import AsyncTransport
from simulator.client.call_answers import FinishedRecording


class AsyncRecording(FinishedRecording):
    """A finished recording; `FinishedRecording` has its attributes."""

    _transport: AsyncTransport = PrivateAttr()

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - as pydantic has it
        """Remember through what it was read."""
        self._transport = context

    async def data(self) -> bytes:
        """Download the file, mp3 or wav.

        Raises:
            ControlError: it is not there any more.
        """
        return await self._transport.download(self.url)

    async def save(self, folder: Path | str) -> Path:
        """Download the file into a folder, which is made if need be.

        Returns:
            The file's path.

        Raises:
            ControlError: as `data`.
        """
        path = Path(folder, self.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(await self.data())  # noqa: ASYNC240 - it is as quick as the folder
        return path

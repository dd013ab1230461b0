"""What the caller can be made to say, from what somebody wrote: a text, or the name of a clip."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from simulator.errors import ScenarioError, suggestion

AUDIO_SUFFIXES: Final = (".wav", ".mp3", ".flac", ".ogg")

USUAL_NOISE_DBFS: Final = -40.0
LOUDEST_NOISE_DBFS: Final = -12.0
"""Louder noise would be clipped."""

_OTHER_SUFFIXES: Final = (".aac", ".aif", ".aiff", ".amr", ".au", ".gsm", ".m4a", ".mp4", ".opus", ".webm", ".wma")
"""Sound files that cannot be read."""


def names_a_clip(written: str) -> bool:
    """Whether a text that the caller says is the name of an audio file rather than words.

    Raises:
        ScenarioError: it is that of a file which cannot be read.
    """
    if written.lower().endswith(_OTHER_SUFFIXES) and " " not in written.strip():
        readable = ", ".join(AUDIO_SUFFIXES)
        raise ScenarioError(f"{written!r} is no sound file that can be read; convert it to one of {readable}")
    return written.lower().endswith(AUDIO_SUFFIXES)


@dataclass(frozen=True, slots=True)
class ClipFolders:
    """Where a scenario's clips are looked for, in this order."""

    folders: Sequence[Path]

    def find(self, name: str) -> Path:
        """Find a clip.

        Raises:
            ScenarioError: there is none of that name.
        """
        for folder in self.folders:
            path = Path(os.path.normpath(folder / name))
            if path.is_file():
                return path
        places = " or ".join(folder.as_posix() for folder in self.folders)
        known = sorted({path.name for folder in self.folders for path in _clips_in(folder)})
        hint = suggestion(name, known) if known else "; there are no clips at all"
        raise ScenarioError(f"no clip {name!r} in {places}{hint}")


def _clips_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix.lower() in AUDIO_SUFFIXES] if folder.is_dir() else []

"""A folder that is held open while files in it are made, moved and deleted, so that nothing can be put in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR, S_ISLNK, S_ISREG
from typing import BinaryIO, Final

from simulator.drivers.windows_path import FileRefusedError, quoted

BY_DESCRIPTOR: Final = {os.open, os.stat, os.mkdir, os.link, os.unlink} <= os.supports_dir_fd
"""Whether a step can start from an open folder; it cannot on Windows."""

_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_OPEN_FOLDER: Final = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _NO_LINK
_OPEN_FILE: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0) | _NO_LINK
_CREATE_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | _NO_LINK


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """A folder that was reached without following a link. Where the system cannot hold it open, only its path."""

    path: Path
    descriptor: int | None

    @staticmethod
    def opened(path: Path) -> OpenFolder:
        """Open a folder of which it is known that nothing on the way to it is a link."""
        return OpenFolder(path, os.open(path, _OPEN_FOLDER) if BY_DESCRIPTOR else None)

    def inner(self, name: str, *, make: bool) -> OpenFolder:
        """Open a folder in this one."""
        if make:
            with suppress(FileExistsError):
                os.mkdir(self.at(name), dir_fd=self.descriptor)
        if not S_ISDIR(self._mode(name)):
            raise NotADirectoryError(0, "a part of it is not a folder")
        opened = None if self.descriptor is None else os.open(name, _OPEN_FOLDER, dir_fd=self.descriptor)
        return OpenFolder(self.path / name, opened)

    def close(self) -> None:
        """Let go of it."""
        if self.descriptor is not None:
            os.close(self.descriptor)

    def at(self, name: str) -> str:
        """A name in it, as functions that take its descriptor want it."""
        return str(self.path / name) if self.descriptor is None else name

    def check_file(self, name: str, path: str) -> None:
        """Refuse everything but a regular file; `path` is what errors call it."""
        mode = self._mode(name)
        if not S_ISREG(mode):
            kind = "a folder" if S_ISDIR(mode) else "a symbolic link" if S_ISLNK(mode) else "a device"
            raise FileRefusedError(f"{quoted(path)}: is {kind}, a file was expected")

    def check_free(self, name: str, path: str) -> None:
        """Refuse a name that is taken, in whatever case; `path` is what errors call this folder."""
        taken = os.listdir(self.path if self.descriptor is None else self.descriptor)  # noqa: PTH208 - a Path has no descriptor
        if any(one.lower() == name.lower() for one in taken):
            raise FileRefusedError(f"{quoted(path)}: has a file {quoted(name)} already, which is not overwritten")

    @contextmanager
    def created(self, name: str) -> Iterator[BinaryIO]:
        """Make a new file; nothing is left of it if it cannot be written."""
        descriptor = os.open(self.at(name), _CREATE_FILE, 0o666, dir_fd=self.descriptor)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
        except BaseException:
            self.remove(name)
            raise

    def remove(self, name: str) -> None:
        """Delete a file; of a link only the link."""
        os.unlink(self.at(name), dir_fd=self.descriptor)

    def _mode(self, name: str) -> int:
        return os.stat(self.at(name), dir_fd=self.descriptor, follow_symlinks=False).st_mode


def move_file(here: OpenFolder, there: OpenFolder, name: str) -> None:
    """Give a file another folder. Unlike a renaming, this overwrites nothing, on no system."""
    try:
        os.link(
            here.at(name),
            there.at(name),
            src_dir_fd=here.descriptor,
            dst_dir_fd=there.descriptor,
            follow_symlinks=os.link not in os.supports_follow_symlinks,
        )
    except FileExistsError:
        raise
    except OSError:  # the other folder is on another disk, or this one knows no second names
        _copy(here, there, name)
    try:
        here.remove(name)
    except OSError:
        there.remove(name)
        raise


def _copy(here: OpenFolder, there: OpenFolder, name: str) -> None:
    """Copy a file and the time at which it was changed."""
    with os.fdopen(os.open(here.at(name), _OPEN_FILE, dir_fd=here.descriptor), "rb") as source:
        stat = os.fstat(source.fileno())
        if not S_ISREG(stat.st_mode):
            raise FileRefusedError(f"{quoted(name)}: is not a file any more")
        with there.created(name) as target:
            shutil.copyfileobj(source, target)
            target.flush()
            if os.utime in os.supports_fd:
                os.utime(target.fileno(), ns=(stat.st_atime_ns, stat.st_mtime_ns))

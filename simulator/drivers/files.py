"""The data folder of the PBX: where prompts are found, and where an app may move, delete and store files.

Paths are those of a Windows program, wherever this runs: see `windows_path`. Case does not matter, as on its disks.

Whatever an app writes, nothing outside of the allowed folders changes. That is checked twice: by name, and then with
symbolic links resolved. Where the system can, each folder is opened on the way and the next step starts from there
without following links, so that a link that is put in between leads nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from stat import S_ISREG

from simulator.drivers.open_folder import OpenFolder, move_file
from simulator.drivers.windows_path import FileRefusedError, Names, behind, check_name, checked, quoted, split

__all__ = ["DataFolder", "FileRefusedError"]


class DataFolder:
    """The files of one PBX. Safe to use from several threads.

    Args:
        root: the folder that all other paths count from.
        content: where relative prompts are, itself relative to the root unless absolute.
        folders: those in which files may be changed, likewise. That one of them is a link is the wish of its owner.
    """

    def __init__(self, root: Path, content: str, folders: Sequence[str]) -> None:
        self._root = Path(os.path.abspath(root))  # noqa: PTH100 - links are resolved when it is used
        self._content = self._root / content.replace("\\", "/")
        self._allowed = ", ".join(folders) or "there are none"
        self._folders = [self._root / folder.replace("\\", "/") for folder in folders]

    def content_file(self, path: str) -> Path:
        """Where a prompt is.

        Args:
            path: relative to the content folder; or absolute, if it lies in that or in the data folder.

        Returns:
            Where it is, or would be if it were there; never a folder or a device.

        Raises:
            FileRefusedError: it leaves the content folder, or can be no file.
        """
        with _refusing(path):
            start, *names = split(checked(path))
            found = self._absolute_content(path) if start else self._relative_content(path, tuple(names))
            with suppress(FileNotFoundError, NotADirectoryError):
                if not S_ISREG(found.stat().st_mode):
                    raise FileRefusedError(f"{quoted(path)}: is not a file, an audio file was expected")
            return found

    def beside_content(self, path: str) -> str:
        """Say, to be appended to an error, that a relative prompt lies in the data folder itself; empty if not."""
        try:
            start, *names = split(checked(path))
            if start or ".." in names or not S_ISREG(_spelt(self._root, tuple(names)).stat().st_mode):
                return ""
        except (OSError, ValueError, FileRefusedError):
            return ""
        place = f"the content folder ({self._shown(self._content)})"
        return f"; Play looks in {place}, and there is such a file in the data folder itself"

    def move(self, source: str, folder: str) -> str:
        """Move a file into a folder, which is made if need be. It keeps its name.

        Returns:
            Its new path, relative to the root, with `/`.

        Raises:
            FileRefusedError: it cannot be moved, or must not be; or there is a file of that name.
        """
        place = self._file_place(source)
        with self._opened(place.parent, source) as here:
            with _refusing(source):
                here.check_file(place.name, source)
            target = self._place(folder)
            with self._opened(target, folder, make=True) as there, _refusing(source):
                there.check_free(place.name, folder)
                move_file(here, there, place.name)
        return self._shown(target / place.name)

    def delete(self, path: str) -> str:
        """Delete a file.

        Returns:
            The path that it had, relative to the root, with `/`.

        Raises:
            FileRefusedError: it cannot be deleted, or must not be.
        """
        place = self._file_place(path)
        with self._opened(place.parent, path) as here, _refusing(path):
            here.check_file(place.name, path)
            here.remove(place.name)
        return self._shown(place)

    def store(self, folder: str, name: str, data: bytes) -> str:
        """Write a new file into a folder, which is made if need be.

        Returns:
            Its path, relative to the root, with `/`.

        Raises:
            FileRefusedError: it cannot be written, or must not be; or there is a file of that name.
        """
        check_name(checked(name), name)
        place = self._place(folder)
        with self._opened(place, folder, make=True) as there, _refusing(name):
            there.check_free(name, folder)
            with there.created(name) as file:
                file.write(data)
        return self._shown(place / name)

    def own_file(self, path: str) -> Path:
        """Where a file is that the app may have, such as an attachment of an e-mail: one that it could delete too.

        Raises:
            FileRefusedError: it is not there, or lies elsewhere.
        """
        place = self._file_place(path)
        with self._opened(place.parent, path) as here, _refusing(path):
            here.check_file(place.name, path)
        return place

    # -- where prompts are -------------------------------------------------------------------------------------------

    def _relative_content(self, path: str, names: Names) -> Path:
        if names[:1] == ("..",):
            raise FileRefusedError(f"{quoted(path)}: lies outside of the content folder, where prompts are expected")
        for name in names:
            check_name(name, path)
        return _spelt(self._content, names)

    def _absolute_content(self, path: str) -> Path:
        full = self._full(split(path))
        for folder in (self._root, self._content):
            below = behind(split(str(folder)), full)
            if below is not None:
                for name in below:
                    check_name(name, path)
                return _spelt(folder, below)
        # Wherever else it is, it is not even looked for: an app is not to learn what there is on this machine.
        expected = "a path in the content folder was expected"
        raise FileRefusedError(f"{quoted(path)}: lies outside of the data folder; {expected}")

    # -- where files may be changed ----------------------------------------------------------------------------------

    def _place(self, path: str) -> Path:
        """Where something is in the allowed folders by its name, spelt as on the disk; it need not be there.

        Raises:
            FileRefusedError: it is in none of them.
        """
        full = self._full(split(checked(path)))
        for folder in self._folders:
            below = behind(split(str(folder)), full)
            if below is not None and ".." not in below:
                for name in below:
                    check_name(name, path)
                return _spelt(self._spelt_folder(folder), below)
        raise self._outside(path)

    def _file_place(self, path: str) -> Path:
        place = self._place(path)
        if path.endswith(("/", "\\")) or place in map(self._spelt_folder, self._folders):
            raise FileRefusedError(f"{quoted(path)}: is a folder, a file was expected")
        return place

    def _full(self, names: Names) -> Names:
        """A path from the beginning: relative ones count from the root."""
        root = split(str(self._root))
        if not names[0]:
            return root + names[1:]
        below = behind(split(os.path.realpath(self._root)), names)
        return names if below is None else root + below

    def _spelt_folder(self, folder: Path) -> Path:
        """An allowed folder as it is on the disk."""
        below = behind(split(str(self._root)), split(str(folder)))
        return folder if below is None else _spelt(self._root, below)

    @contextmanager
    def _opened(self, place: Path, path: str, *, make: bool = False) -> Iterator[OpenFolder]:
        """Hold a folder open, made first if that is wished; `path` is what errors call it.

        Raises:
            FileRefusedError: it cannot be opened, or is in none of the allowed folders once all links are resolved.
        """
        with _refusing(path):
            base, names = self._resolved(place, path)
            if make:
                base.mkdir(parents=True, exist_ok=True)
            folder = OpenFolder.opened(base)
            for name in names:
                with closing(folder):
                    folder = folder.inner(name, make=make)
        with closing(folder):
            yield folder

    def _resolved(self, place: Path, path: str) -> tuple[Path, Names]:
        """An allowed folder and the names behind it, none of which is a link."""
        real = Path(os.path.realpath(place))
        for allowed in self._folders:
            base = Path(os.path.realpath(self._spelt_folder(allowed)))
            if real.is_relative_to(base):
                return base, real.relative_to(base).parts
        raise self._outside(path)

    def _shown(self, place: Path) -> str:
        return (place.relative_to(self._root) if place.is_relative_to(self._root) else place).as_posix()

    def _outside(self, path: str) -> FileRefusedError:
        return FileRefusedError(
            f"{quoted(path)}: lies outside of the folders in which files may be changed ({self._allowed})"
        )


def _spelt(start: Path, names: Names) -> Path:
    """Where something is whose names are written in any case; what is not there is spelt as it was written."""
    for name in names:
        start /= _spelling(start, name)
    return start


def _spelling(folder: Path, name: str) -> str:
    if os.path.lexists(folder / name):
        return name
    try:
        return min((one.name for one in folder.iterdir() if one.name.lower() == name.lower()), default=name)
    except OSError:
        return name


@contextmanager
def _refusing(path: str) -> Iterator[None]:
    """Turn what the system says into our error about a path."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileRefusedError(f"{quoted(path)}: {reason[:1].lower()}{reason[1:]}") from error

"""The files that a scenario names besides itself: what it includes, and the tables of its examples."""

from __future__ import annotations

import os
from pathlib import Path

from simulator.errors import suggestion
from simulator.scenario.document import Node, load_documents
from simulator.scenario.reading import mistaken, text
from simulator.scenario.traced import folder_of


class WrittenFiles:
    """Reads files, relative to the one in which they are named, each once."""

    def __init__(self) -> None:
        self._documents: dict[Path, list[Node]] = {}
        self.named: dict[Path, None] = {}
        """Those that have been named, tables too."""

    @property
    def used(self) -> bool:
        """Whether any other YAML file has been read."""
        return bool(self._documents)

    def path(self, node: Node, expected: str) -> Path:
        """The file that is named at a node.

        Raises:
            MisreadError: no file is named, or there is none.
        """
        written = text(node, expected)
        path = Path(os.path.normpath(folder_of(node) / written.strip()))
        if path.is_file():
            self.named[path] = None
            return path
        names = [one.name for one in path.parent.iterdir() if one.is_file()] if path.parent.is_dir() else []
        near = suggestion(path.name, [name for name in names if path.suffix in ("", Path(name).suffix)])
        raise mistaken(node, f"there is no file {path.as_posix()!r}{near if 'did you mean' in near else ''}")

    def data(self, node: Node, path: Path) -> bytes:
        """What is in a file that is named at a node.

        Raises:
            MisreadError: it cannot be read.
        """
        try:
            return path.read_bytes()
        except OSError as error:
            raise mistaken(node, f"{path.as_posix()!r} cannot be read: {error.strerror or error}") from None

    def document(self, node: Node, expected: str) -> Node:
        """The one document of the YAML file that is named at a node.

        Raises:
            MisreadError: there is none, or several, or it is not YAML.
        """
        path = self.path(node, expected)
        if path not in self._documents:
            self._documents[path] = load_documents(self.data(node, path), str(path))
        documents = self._documents[path]
        if len(documents) != 1:
            found = f"{len(documents)} documents" if documents else "nothing"
            raise mistaken(node, f"expected one document in {path.as_posix()!r}, found {found}")
        return documents[0]

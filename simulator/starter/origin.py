"""Where the simulator that runs here has come from, so that others get the same: pip writes it down (PEP 610)."""

from __future__ import annotations

import json
import shlex
from importlib.metadata import PackageNotFoundError, distribution
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from urllib.request import url2pathname

NAME: Final = "ozeki-simulator"
"""That of the distribution."""

PLACEHOLDER: Final = "git+https://git.example.com/ozeki-simulator.git"
"""Stands for an address where none is known. A name alone would have pip fetch what somebody else may have put on an
index of packages."""


class Origin(NamedTuple):
    """From where pip gets the simulator: an address, or a folder or file of this machine, or an index, if by a name.

    The requirement is quoted for a POSIX shell. Others get it there too if it `is_shared`.
    """

    requirement: str
    is_shared: bool

    @property
    def for_others(self) -> str:
        """What others can give pip, who may have to put their address there."""
        return self.requirement if self.is_shared else PLACEHOLDER


def origin() -> Origin:
    """That of the simulator that is running."""
    try:
        return origin_of(distribution(NAME).read_text("direct_url.json"))
    except PackageNotFoundError:  # it runs from its folder
        return origin_of(None)


def origin_of(direct_url: str | None) -> Origin:
    """Read what pip has written down.

    Args:
        direct_url: the text of `direct_url.json`; None if there is none, as it has come from an index.
    """
    if direct_url is None:
        return Origin(NAME, is_shared=False)
    written = json.loads(direct_url)
    url, repository, folder = written["url"], written.get("vcs_info"), written.get("subdirectory")
    is_here, below = url.startswith("file:"), f"#subdirectory={folder}" if folder else ""
    if repository:
        revision = repository.get("requested_revision")
        url = f"{repository['vcs']}+{url}{f'@{revision}' if revision else ''}"
    elif is_here and not folder:
        url = url2pathname(urlsplit(url).path)
    editable = "-e " if written.get("dir_info", {}).get("editable") else ""
    return Origin(f"{editable}{shlex.quote(url + below)}", is_shared=not is_here)

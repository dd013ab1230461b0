"""What clients write of sessions: how one begins."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from simulator.errors import ScenarioError
from simulator.server.control.office import WrittenOffice
from simulator.server.control.world_order import WorldOrder
from simulator.server.control.written import Written, kind_of, mistake, with_example
from simulator.server.session_plan import PlannedFile, SessionPlan, check_paths, file_from_base64
from simulator.settings import Settings
from simulator.telephony.office import THE_OFFICE

MOST_FILES = 1_000


class EncodedFile(Written):
    """A file whose content is in base 64."""

    model_config = with_example({"base64": "UklGRg=="})

    base64: str

    @model_validator(mode="after")
    def _is_base64(self) -> Self:
        try:
            file_from_base64(self.base64)
        except ValueError:
            raise mistake("'base64' is not the base 64 of anything") from None
        return self


class CopiedFile(Written):
    """A copy of a file."""

    model_config = with_example({"copy_of": "/home/anna/prompts/welcome.wav"})

    copy_of: str = Field(
        description="Its path, as the server sees it. Only a server that listens on loopback takes copies."
    )


WrittenFile: TypeAlias = Annotated[
    Annotated[str, Tag("plain")] | Annotated[EncodedFile, Tag("a base64")] | Annotated[CopiedFile, Tag("a copy_of")],
    Discriminator(kind_of("base64", "copy_of")),
]
"""A file: its text, or an object that says more."""


class SessionOrder(WorldOrder):
    """A session to be made: a phone system of its own."""

    model_config = with_example(
        {
            "id": "worker-1",
            "frozen": True,
            "office": {"extensions": {"9000": "http://127.0.0.1:8000/incoming"}},
            "phones": {"4711": {"answers": 5, "does": [{"says": "Anna speaking"}]}, "4712": "busy"},
            "files": {"Uploads/note.txt": "Call Anna", "ContentStorage/Static/a.wav": {"base64": "UklGRg=="}},
            "pbx_port": 0,
        },
        {"clock": "x10", "live": True},
    )

    id: str | None = Field(
        None,
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
        description="Its name, a part of addresses. Not given: a free one.",
        examples=["worker-1"],
    )
    frozen: bool = Field(False, description="Time stands still until somebody lets it pass: with `advance` or `run`.")
    live: bool = Field(
        False,
        description="Somebody may act at any time for anybody, so no call is given up when nothing can happen by "
        "itself. Not given: only the calls that are placed as live ones.",
    )
    office: WrittenOffice | None = Field(
        None, description="What is set up on the PBX. Not given: the API extension 9000, and no app that watches."
    )
    files: dict[str, WrittenFile] = Field(
        {},
        max_length=MOST_FILES,
        description="What is in its data folder at first, by path. That is a folder of its own, which is removed with "
        "the session, unless `settings` name another data_folder.",
    )
    pbx_port: int | None = Field(
        None,
        ge=0,
        le=65535,
        description="A port of its own for the PBX; 0 takes a free one. Not given: the PBX is under a path.",
    )

    @model_validator(mode="after")
    def _files_make_sense(self) -> Self:
        try:
            check_paths(self.files)
        except ScenarioError as error:
            raise mistake(str(error)) from None
        if self.files and "data_folder" in self.settings:
            raise mistake("'files' are put into a data folder of the session's own; leave data_folder out")
        return self

    @property
    def copies(self) -> list[str]:
        """The paths of those files that are copies of files of the server's computer."""
        return [path for path, written in self.files.items() if isinstance(written, CopiedFile)]

    def plan(self, settings: Settings) -> SessionPlan:
        """What the session is made from; `settings` are those of the server.

        Raises:
            ScenarioError: a setting makes no sense.
        """
        office = THE_OFFICE if self.office is None else self.office.as_office()
        world = self.world(settings)
        return SessionPlan(
            world=replace(world, office=office, frozen=self.frozen, live=self.live),
            seed=self.seed,
            variables=self.variables,
            arrays=self.arrays,
            own_folder="data_folder" not in self.settings,
            files={path: _file(written) for path, written in self.files.items()},
            port=self.pbx_port,
        )


def _file(written: EncodedFile | CopiedFile | str) -> PlannedFile:
    match written:
        case EncodedFile(base64=content):
            return file_from_base64(content)
        case CopiedFile(copy_of=path):
            return PlannedFile(copy_of=Path(path))
        case text:
            return PlannedFile(str(text).encode())

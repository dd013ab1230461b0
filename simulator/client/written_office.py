"""Writes what surrounds calls as the control API has it: the office, the settings, and files."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TypeAlias

from simulator.errors import ScenarioError
from simulator.settings import Settings
from simulator.telephony.office import Access, Office

FileLike: TypeAlias = str | bytes | Path | Mapping[str, object]
"""The text of a file; its bytes; the path of a file of which it is a copy; or what the control API has."""


def written_office(office: Office | Mapping[str, object]) -> Mapping[str, object]:
    """An office as the control API has it. What has that form already is left as it is."""
    if not isinstance(office, Office):
        return office
    return {
        "extensions": {
            number: {"url": one.url or None, "sms_url": one.sms_url or None}
            for number, one in office.extensions.items()
        },
        "lines": dict(office.lines),
        "dial_plan": dict(office.dial_plan),
        "sms": list(office.sms),
        "email": list(office.email),
        "routing_url": office.routing_url or None,
        "call_changed_url": office.call_changed_url or None,
        "error_url": office.error_url or None,
        "access": _written_access(office.access),
    }


def _written_access(access: Access) -> dict[str, object]:
    return {
        "authentication": access.authentication,
        "users": {name: {"password": user.password, "api": user.api} for name, user in access.users.items()},
        "allowed": list(access.allowed),
        "denied": list(access.denied),
    }


def written_settings(settings: Settings | Mapping[str, object]) -> Mapping[str, object]:
    """Settings as the control API has them: of a `Settings`, what differs from its defaults."""
    if not isinstance(settings, Settings):
        return settings
    usual = Settings()
    return {
        one.name: getattr(settings, one.name)
        for one in fields(settings)
        if getattr(settings, one.name) != getattr(usual, one.name)
    }


def written_files(files: Mapping[str, FileLike]) -> dict[str, object]:
    """Files of a data folder as the control API has them.

    Raises:
        ScenarioError: a file cannot be read here.
    """
    return {path: _written_file(path, file) for path, file in files.items()}


def _written_file(path: str, file: FileLike) -> object:
    match file:
        case bytes():
            return {"base64": b64encode(file).decode()}
        case Path():
            try:
                return _written_file(path, file.read_bytes())
            except OSError as error:
                raise ScenarioError(f"files: {path!r}: {file}: {error.strerror or error}") from None
        case _:
            return file

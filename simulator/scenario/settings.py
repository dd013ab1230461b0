"""Settings as YAML has them: each of the type that its default has."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Final

from simulator.errors import ScenarioError
from simulator.scenario.document import MappingNode, Node, TextNode
from simulator.scenario.measure import seconds_from_text
from simulator.scenario.reading import Reader, converted, flag, mapping, mistaken, one_or_more, refused, text, whole
from simulator.scenario.traced import folder_of
from simulator.settings import Settings, settings_with


def settings_beside(folder: Path, base: Settings) -> Settings:
    """The settings of a scenario that says nothing: the data folder is its own, unless somebody has chosen one."""
    if base.data_folder != Settings().data_folder:
        return base
    return replace(base, data_folder=str(folder))


def read_settings(node: Node, base: Settings) -> Settings:
    """The base with what a scenario says otherwise; its data folder is relative to the file in which that stands."""
    readers = {one.name: _setting_reader(one.name) for one in fields(Settings)}
    return settings_with(mapping(node, readers, "a mapping of settings"), base, where="settings")


def _setting_reader(name: str) -> Reader[object]:
    def read(node: Node) -> object:
        value = _SETTINGS.get(name, _reader_like(getattr(Settings(), name)))(node)
        if name == "data_folder":
            value = os.path.normpath(folder_of(node) / str(value))
        try:
            settings_with({name: value}, Settings(), where="settings")
        except ScenarioError as error:
            raise mistaken(node, str(error)) from None
        return value

    return read


def _reader_like(default: object) -> Reader[object]:
    """What reads a text as the type that a setting's default has."""
    match default:
        case bool():
            return flag
        case int():
            return whole
        case float():
            return _seconds
        case tuple():
            return _texts
        case _:
            return text


def _seconds(node: Node) -> float:
    return converted(node, seconds_from_text)


def _texts(node: Node) -> tuple[str, ...]:
    return one_or_more(node, text, "a list of texts")


def _text_or_nothing(node: Node) -> str:
    """A text, which may be empty if there are quotes around it."""
    if isinstance(node, TextNode) and not node.text and not node.empty:
        return ""
    return text(node)


def _app_latency(node: Node) -> float | str:
    return "measured" if isinstance(node, TextNode) and node.text == "measured" else _seconds(node)


def _field_names(node: Node) -> dict[str, dict[str, str]]:
    def names(inner: Node) -> dict[str, str]:
        return {key: text(value) for key, value in _entries(inner)}

    return {key: names(value) for key, value in _entries(node)}


def _entries(node: Node) -> list[tuple[str, Node]]:
    if not isinstance(node, MappingNode):
        raise refused(node, "a mapping of names")
    return [(key.text, value) for key, value in node.entries]


_SETTINGS: Final[Mapping[str, Callable[[Node], object]]] = {
    "app_latency": _app_latency,
    "notification_fields": _field_names,
    "smtp_url": _text_or_nothing,
    "sms_sender": _text_or_nothing,
}
"""Settings that are more than a text of their default's type."""

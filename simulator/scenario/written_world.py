"""A world in a file of its own: an office, phones and settings, in the language of scenarios.

It is the base of all scenarios of a run, where the scenario wins, or what a server begins with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from simulator.errors import ScenarioError
from simulator.scenario.addresses import addresses_of, is_whole
from simulator.scenario.document import load_documents
from simulator.scenario.expansion import expanded_alone
from simulator.scenario.mistakes import MisreadError, Mistake
from simulator.scenario.office import read_office
from simulator.scenario.phones import read_phones
from simulator.scenario.reading import Reader, mapping, mistaken
from simulator.scenario.settings import read_settings
from simulator.scenario.sounds import ClipFolders
from simulator.settings import Settings
from simulator.telephony.messaging import EMPTY_PHONE_BOOK
from simulator.telephony.office import THE_OFFICE, Office
from simulator.telephony.phone import PhoneBook, folded_number
from simulator.telephony.problem import Place


@dataclass(frozen=True, slots=True)
class WrittenWorld:
    """What a file says of a world. Addresses of the office may be relative to an app."""

    settings: Settings = field(default_factory=Settings)
    phones: PhoneBook = field(default_factory=lambda: EMPTY_PHONE_BOOK)
    office: Office = THE_OFFICE


NO_WORLD: Final = WrittenWorld()


def load_world(path: Path, base: Settings, *, whole: bool = False) -> WrittenWorld:
    """Read a world.

    Args:
        path: the file; its folder is where clips are looked for, and the data folder.
        base: the settings that hold where it is silent.
        whole: whether its addresses have to be whole ones, since there is no app that others could count from.

    Raises:
        ScenarioError: the file cannot be read, or holds mistakes: all of them, a line each.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ScenarioError(f"{path}: cannot be read: {error.strerror or error}") from error
    documents = load_documents(data, str(path))
    if len(documents) != 1:
        found = "nothing" if not documents else f"{len(documents)} documents"
        raise MisreadError(Mistake(Place(str(path), 1, 1), f"expected one world, found {found}"))
    readers: dict[str, Reader[Any]] = {
        "settings": lambda node: read_settings(node, base),
        "phones": lambda node: read_phones(node, ClipFolders([path.parent])),
        "office": lambda node: read_office(node, THE_OFFICE),
    }
    document = expanded_alone(documents[0], path.stem)
    values = mapping(document, readers, "a world, such as `{phones: {4711: busy}}`")
    world = WrittenWorld(**{"settings": base, **values})
    for address in addresses_of(world.office) if whole else ():
        if not is_whole(address):
            raise mistaken(document, f"there is no app that the address {address!r} could count from; write it whole")
    return world


def with_phones(base: PhoneBook, phones: PhoneBook) -> PhoneBook:
    """Two phone books in one; where both have a number, the second one counts."""
    if not base:
        return phones
    named = {folded_number(number) for number in phones}
    return {**{number: one for number, one in base.items() if folded_number(number) not in named}, **phones}

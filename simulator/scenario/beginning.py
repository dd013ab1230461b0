"""How a scenario begins: somebody calls, sends a short message, or asks something of the app; and who calls besides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from simulator.drivers.further_call import FurtherCall
from simulator.scenario.document import MappingNode, Node
from simulator.scenario.reading import Reader, mapping, mistaken, seconds, text
from simulator.scenario.sounds import ClipFolders
from simulator.scenario.steps import read_steps

_NUMBERS: Final[Mapping[str, Reader[str]]] = {"to": text, "from": text}


def read_call(node: Node) -> dict[str, str]:
    """Who calls whom."""
    return mapping(node, _NUMBERS, "a mapping such as `{to: 9000, from: +36 1}`")


def read_sms(node: Node) -> dict[str, str]:
    """A short message, and who sends it to whom."""
    expected = "a mapping such as `{from: +36 1, text: Hello}`"
    return mapping(node, {**_NUMBERS, "text": text}, expected, required=["text"])


def read_further_call(clips: ClipFolders, node: Node) -> FurtherCall:
    """Somebody else who calls; the number is that of the first call if it is not given."""
    readers: dict[str, Reader[Any]] = {**_NUMBERS, "at": seconds, "does": lambda steps: read_steps(steps, clips)}
    values = mapping(node, readers, "a call such as `{from: 2001, to: 2002, at: 10s, does: [...]}`", required=["from"])
    return FurtherCall(values["from"], values.get("to", ""), values.get("does", ()), values.get("at", 0.0))


def requests_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the app is asked: the scenario begins with the first request, unless it begins with something else."""
    requests = values.get("request", ())
    if requests and not any(key in values for key in ("call", "caller", "sms")):
        return {"request": requests[0], "requests": requests[1:]}
    return {"requests": requests}


def check_one_beginning(document: MappingNode) -> None:
    """See that a scenario is a call or a short message, not both."""
    if document.get("sms") is None:
        return
    for key, _ in document.entries:
        if key.text in ("call", "caller"):
            hint = "let somebody act under 'phones'" if key.text == "caller" else "it says 'to' and 'from' itself"
            raise mistaken(key, f"{key.text!r} does not go with 'sms', which is no call; {hint}")

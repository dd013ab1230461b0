"""Runs scripts: the commands of an answer one after the other, each bound when its turn comes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from typing import Final

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.errors import OzmlError, suggestion
from simulator.ozml.binding import Binder
from simulator.ozml.block import Block
from simulator.ozml.parser import Element, Script, parse
from simulator.ozml.schema import COMMANDS, REQUIRED, Command, Family, ScriptReplaced
from simulator.telephony.call import Call, CallState, HungUp
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response
from simulator.telephony.events import CommandFinished, CommandOutcome, CommandSkipped, CommandStarted
from simulator.telephony.kernel import Interrupted, Steps, Unwind
from simulator.telephony.problem import Place, Severity

ROOTS: Final = ("Response", "OzML")
"""Root elements of an answer (section 1.1), in any case."""


class OzmlInterpreter:
    """Makes sense of the answers on calls to API extensions."""

    def __init__(self, family: Family = Family.EXTENSION) -> None:
        self._family = family

    def run_script(self, call: Call, response: Response) -> Steps[None]:
        """Run an answer as the whole script of a call, and whatever replaces it.

        The call is picked up now, unless the first command wants it to ring still: that is how `Reject` refuses.
        """
        while True:
            script = self._script(call, response)
            if script is None:
                # ASSUMPTION ozml q3: an answer that cannot be used ends the call.
                call.end(Side.PBX, HangupCause.TEMPORARY_FAILURE)
                return
            block = self._block(script, script.root.children)
            if not self._refuses(script):
                call.answer()
            elif len(script.root.children) > 1 and call.state is CallState.RINGING:
                # ASSUMPTION ozml q11: what stands behind a refusal never runs.
                place = script.place(script.root.children[1])
                call.report("never-run", "commands behind <Reject> never run", place, Severity.WARNING)
            try:
                yield from block.run(call)
            except ScriptReplaced as replaced:
                response = replaced.response
            else:
                return

    def run_answer(self, call: Call, response: Response) -> Steps[None]:
        """Run an answer in place; the running script goes on behind it.

        Raises:
            HungUp: the answer cannot be used.
        """
        script = self._script(call, response)
        if script is not None:
            yield from self._block(script, script.root.children).run(call)
        elif not call.ended:
            call.end(Side.PBX, HangupCause.TEMPORARY_FAILURE)
            raise HungUp

    def run_element(self, call: Call, script: Script, element: Element, *, last: bool) -> Steps[None]:
        """Bind one element and run it, if it can be run now."""
        command = Binder(script, self._family, call.variables, call.report, self._block).bind(element)
        if command is None or not _timely(call, command):
            return
        name = command.spec.name
        if command.endless and not last:
            # ASSUMPTION ozml q28: nothing but a key or hanging up ends it.
            message = f"<{name}> never ends by itself, so the commands behind it never run"
            call.report("never-run", message, command.place, Severity.WARNING)
        call.publish(CommandStarted(name, command.place, _shown(command)))
        try:
            yield from command.run(call)
        except Interrupted:
            call.publish(CommandFinished(name, CommandOutcome.INTERRUPTED))
            raise
        except Unwind:
            call.publish(CommandFinished(name, CommandOutcome.LEFT))
            raise
        call.publish(CommandFinished(name, CommandOutcome.DONE))

    def _block(self, script: Script, elements: tuple[Element, ...]) -> Block:
        return Block(script, elements, self)

    def _refuses(self, script: Script) -> bool:
        first = next(iter(script.root.children), None)
        spec = COMMANDS.get((first.name.lower(), self._family)) if first else None
        return spec is not None and spec.needs is CallState.RINGING

    def _script(self, call: Call, response: Response) -> Script | None:
        """The script in an answer; None, and a problem, if there is none."""
        place = Place(response.url)
        if response.failure:
            call.report("no-answer", f"no answer from the app: {response.failure}", place)
            return None
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            call.report("http-status", _status_message(response), place)
            return None
        limits = call.settings.max_answer_bytes, call.settings.max_answer_depth
        try:
            script = parse(response.body, response.url, response.charset, max_bytes=limits[0], max_depth=limits[1])
        except OzmlError as error:
            call.report("unusable-answer", error.message, Place(error.source, error.line, error.column))
            return None
        return script if self._usable(call, script, response) else None

    def _usable(self, call: Call, script: Script, response: Response) -> bool:
        """Look at the envelope."""
        root = script.root
        if root.name.lower() not in {name.lower() for name in ROOTS}:
            hint = "an HTML page?" if root.name.lower() == "html" else suggestion(root.name, ROOTS).removeprefix("; ")
            call.report(
                "unknown-root", f"the root element is <{root.name}>, expected <Response>; {hint}", script.place(root)
            )
            return False
        if root.text:
            # ASSUMPTION ozml q9: text between commands is ignored.
            message = f"text between commands is ignored: {root.text[:40]!r}"
            call.report("stray-text", message, script.place(root), Severity.WARNING)
        kind = response.content_type.lower()
        if kind and not kind.startswith("text/") and not kind.endswith("xml"):
            message = f"the answer's Content-Type is {kind!r}, expected XML or text"
            call.report("content-type", message, Place(response.url), Severity.WARNING)
        return True


def _timely(call: Call, command: Command) -> bool:
    """Whether a command fits the state of the call; says so if not."""
    needs, name = command.spec.needs, command.spec.name
    if needs is CallState.RINGING and call.state is not CallState.RINGING:
        # ASSUMPTION ozml q10, q12: only the documented place counts.
        message = f"<{name}> counts only as the first command of the answer to IncomingCall"
        call.report("misplaced", message, command.place)
        return False
    if needs is CallState.IN_CALL and call.ended:
        call.publish(CommandSkipped(name, command.place))
        return False
    return True


def _shown(command: Command) -> Mapping[str, str]:
    """Parameters as the transcript shows them: those that were given, by their canonical names."""
    given = {}
    for field, attribute in command.spec.attributes.items():
        value = getattr(command, field)
        if attribute.default is REQUIRED or value != attribute.default:
            given[attribute.name] = f"{value:.15g}" if isinstance(value, float) else str(value)
    return given


def _status_message(response: Response) -> str:
    """Say what came instead of OzML, with its first words."""
    try:
        phrase = f"{response.status} {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = str(response.status)
    words = " ".join(islice(response.body[:400].decode("utf-8", errors="replace").split(), 12))
    begins = f"; it begins {words[:80]!r}" if words else ""
    return f"the app answered {phrase}, expected 200 with OzML{begins}"

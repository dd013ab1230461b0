"""Runs scripts: the commands of an answer one after the other, each bound when its turn comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

import simulator.ozml.commands  # noqa: F401 - registers the commands
from simulator.ozml.answer import script_in
from simulator.ozml.binding import Binder
from simulator.ozml.block import Block
from simulator.ozml.occasion import misplaced, needs_call, never_run
from simulator.ozml.schema import COMMANDS, REQUIRED, BlockLeft, Command, Family, Mistake, ScriptReplaced
from simulator.ozml.script import Element, Script
from simulator.telephony.applicable import CannotBeUsedError
from simulator.telephony.call import Call, CallState
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.effects import Response
from simulator.telephony.exchange import Exchange, HungUp
from simulator.telephony.kernel import Interrupted, Steps, Unwind
from simulator.telephony.problem import Place, shortened
from simulator.telephony.script_events import (
    CommandFinished,
    CommandOutcome,
    CommandSkipped,
    CommandStarted,
)


class OzmlInterpreter:
    """Makes sense of the answers to all notifications; the exchange says which commands may answer them."""

    def run_script(self, exchange: Exchange, response: Response) -> Steps[None]:
        """Run an answer as a whole script, and whatever replaces it.

        A call is picked up now, unless the first command wants it to ring still: that is how `Reject` refuses.
        """
        while True:
            script = script_in(response, exchange.settings, exchange.report)
            if script is None:
                _give_up(exchange)
                return
            if isinstance(exchange, Call) and not self._wants_it_to_ring(script):
                exchange.answer()
            try:
                yield from self._block(script, script.root.children).run(exchange)
            except ScriptReplaced as replaced:
                response = replaced.response
            except BlockLeft:
                return
            else:
                return

    def run_answer(self, exchange: Exchange, response: Response) -> Steps[None]:
        """Run an answer in place; the running script goes on behind it.

        Raises:
            HungUp: the answer cannot be used, and the call has been ended for that.
        """
        script = script_in(response, exchange.settings, exchange.report)
        if script is not None:
            yield from self._block(script, script.root.children).run(exchange)
        elif not exchange.ended:
            _give_up(exchange)
            raise HungUp

    def run_element(
        self, exchange: Exchange, script: Script, element: Element, following: Element | None
    ) -> Steps[None]:
        """Bind one element and run it, if it can be run now."""
        if not exchange.takes_a_step():
            _stop(exchange, script.place(element))
        settings = exchange.settings
        binder = Binder(
            script=script,
            family=exchange.family,
            dialect=settings.dialect,
            variables=exchange.variables,
            report=exchange.report,
            make_block=self._block,
            mixed=settings.mixed_families,
        )
        command = binder.bind(element)
        _pick_up_unless_it_is_to_ring(exchange, command)
        if command is None or not _timely(exchange, command):
            return
        name = command.spec.name
        for mistake in command.mistakes():
            _report(exchange, mistake, command.place)
        if command.last and following is not None:
            _report(exchange, never_run(name, command.last), script.place(following))
        exchange.publish(CommandStarted(name, command.place, _shown(command)))
        try:
            # A command that needs a call gets one: `_timely` has seen to that.
            yield from command.run(exchange)  # type: ignore[arg-type]
        except CannotBeUsedError as error:
            if error.rule:
                exchange.report(error.rule, f"<{name}> {error.told}", command.place)
            exchange.publish(CommandFinished(name, CommandOutcome.WITHOUT_EFFECT))
            return
        except Interrupted:
            exchange.publish(CommandFinished(name, CommandOutcome.INTERRUPTED))
            raise
        except Unwind:
            exchange.publish(CommandFinished(name, CommandOutcome.LEFT))
            raise
        exchange.publish(CommandFinished(name, CommandOutcome.DONE))

    def _block(self, script: Script, elements: tuple[Element, ...]) -> Block:
        return Block(script, elements, self)

    def _wants_it_to_ring(self, script: Script) -> bool:
        first = next(iter(script.root.children), None)
        spec = COMMANDS.get((first.name.lower(), Family.EXTENSION)) if first else None
        return spec is not None and spec.needs is CallState.RINGING


def _pick_up_unless_it_is_to_ring(exchange: Exchange, command: Command | None) -> None:
    """Answer a call whose script does not begin with a command that keeps it ringing after all."""
    rings = isinstance(exchange, Call) and exchange.state is CallState.RINGING
    if rings and (command is None or command.spec.needs is not CallState.RINGING):
        exchange.answer()  # type: ignore[attr-defined]  # it is a call


def _report(exchange: Exchange, mistake: Mistake, place: Place) -> None:
    exchange.report(mistake.rule, mistake.message, mistake.place or place, mistake.severity)


def _stop(exchange: Exchange, place: Place) -> NoReturn:
    """Leave a script that never comes to an end (ASSUMPTION ozml q17)."""
    settings = exchange.settings
    if exchange.all_commands > settings.max_commands:
        message = f"{settings.max_commands} commands have run in all; the script ends"
    else:
        message = f"{settings.command_limit} commands have run and no time has passed; the script ends"
    exchange.report("endless-script", message, place)
    if isinstance(exchange, Call):
        exchange.end(Side.PBX, HangupCause.INTERWORKING)
    raise HungUp


def _give_up(exchange: Exchange) -> None:
    """End a call whose app gave no usable answer (ASSUMPTION ozml q3); a message has nothing that could be ended."""
    if isinstance(exchange, Call):
        exchange.end(Side.PBX, HangupCause.TEMPORARY_FAILURE)


def _timely(exchange: Exchange, command: Command) -> bool:
    """Whether a command can be run now; says so if not."""
    needs = command.spec.needs
    if needs is None:
        return True
    if not isinstance(exchange, Call):
        _report(exchange, needs_call(command), command.place)
        return False
    if needs is CallState.RINGING and exchange.state is not CallState.RINGING:
        _report(exchange, misplaced(command), command.place)
        return False
    if needs is CallState.IN_CALL and exchange.ended:
        exchange.publish(CommandSkipped(command.spec.name, command.place))
        return False
    return True


def _shown(command: Command) -> Mapping[str, str]:
    """Parameters as the transcript shows them: those that were given, by their canonical names."""
    given = {}
    for field, attribute in command.spec.attributes.items():
        value = getattr(command, field)
        if attribute.default is REQUIRED or value != attribute.default:
            given[attribute.name] = f"{value:.15g}" if isinstance(value, float) else shortened(str(value))
    return given

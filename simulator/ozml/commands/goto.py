"""<GoTo>: another answer takes over."""

from simulator.ozml.convert import address
from simulator.ozml.schema import Command, Family, ScriptReplaced, attribute, command
from simulator.telephony.call import Call, HungUp
from simulator.telephony.causes import HangupCause, Side
from simulator.telephony.kernel import Steps
from simulator.telephony.notifications import NotificationName


@command("GoTo", family=Family.EXTENSION, source="P4801", needs=None)
class GoTo(Command):
    """Posts to `Url` and runs what comes back in place of the whole running script (ASSUMPTION ozml q16)."""

    url: str = attribute("Url", address, body=True)

    def run(self, call: Call) -> Steps[None]:
        """Fetch the other script and leave this one."""
        if self.url.split(maxsplit=1)[0].upper() in ("SELECT", "EXEC"):
            message = "<GoTo> with an SQL query is not simulated; the call is hung up here"
            call.report("not-simulated", message, self.place)
            self._hang_up(call)
        # ASSUMPTION ozml q17: a chain that takes no time is stopped.
        call.gotos += 1
        if call.gotos > call.settings.goto_limit:
            message = (
                f"endless <GoTo>: {call.settings.goto_limit} in a row without anything that takes time between them"
            )
            call.report("endless-goto", message, self.place)
            self._hang_up(call)
        ended_before = call.ended
        response = yield from call.post(self.absolute(self.url), NotificationName.GO_TO)
        if call.ended and not ended_before:
            raise HungUp
        raise ScriptReplaced(response)

    def _hang_up(self, call: Call) -> None:
        call.end(Side.PBX, HangupCause.INTERWORKING)
        raise HungUp

"""<ReceiveAlarmNotification>: an alarm panel is on the line."""

from simulator.ozml.block import Block
from simulator.ozml.schema import Command, Family, block, command
from simulator.telephony.alarm import receive_alarm
from simulator.telephony.call import Call, CallState
from simulator.telephony.kernel import Steps
from simulator.telephony.variables import Value


@command(
    "ReceiveAlarmNotification",
    family=Family.EXTENSION,
    source="P5556",
    needs=CallState.IN_CALL,
    assumes=("s4.11",),
    example="<ReceiveAlarmNotification><Received>\n"
    '  <SendSms Recipient="+3611111">Zone $zone, event $eventcode</SendSms>\n'
    "</Received></ReceiveAlarmNotification>",
)
class ReceiveAlarmNotification(Command):
    """Receives an Ademco Contact ID message; then `Received` runs, in which these names are set.

    - `$account`: four digits.
    - `$eventqualifier`: `NewEvent` (also an opening), `NewRestore` (also a closing) or `StatusReport`.
    - `$eventcode` and `$eventname`: three digits, and what they stand for.
    - `$partition` and `$zone`: two and three digits.
    """

    received: Block = block("Received")

    def run(self, call: Call, /) -> Steps[None]:
        """Receive it; if none comes, the script goes on behind the command (ASSUMPTION ozml section 4.11)."""
        message = yield from receive_alarm(call, self.place)
        if message is None:
            return
        names = {
            "account": Value(message.account),
            "eventqualifier": Value(str(message.qualifier)),
            "eventcode": Value(message.code),
            "eventname": Value(message.event_name),
            "partition": Value(message.partition),
            "zone": Value(message.zone),
        }
        with call.variables.within(names):
            yield from self.received.run(call)

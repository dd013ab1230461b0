"""<SendAlarmNotification>: an alarm message to a monitoring station."""

from simulator.ozml.convert import alarm_digits, event_qualifier, filled, optional_address, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.alarm import AlarmOrder
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "SendAlarmNotification",
    family=Family.EXTENSION,
    source="P5554",
    needs=None,
    assumes=("q23", "s4.14"),
    example='<SendAlarmNotification PhoneNumber="4711" AccountNumber="1234" EventCode="110"\n'
    '  PartitionNumber="01" ZoneNumber="015" ResultUrl="http://app.test/alarm"/>',
)
class SendAlarmNotification(Command):
    """Sends an Ademco Contact ID message by a call of its own, and goes on; `ResultUrl` is told how it went."""

    phone_number: str = attribute("PhoneNumber", filled)
    api_extension: str = attribute("ApiExtension", plain, default="")
    result_url: str | None = attribute("ResultUrl", optional_address, default=None)
    account_number: str = attribute("AccountNumber", alarm_digits(4, fewest=4))
    event_qualifier: EventQualifier = attribute("EventQualifier", event_qualifier, default=EventQualifier.NEW_EVENT)
    event_code: str = attribute("EventCode", alarm_digits(3))
    partition_number: str = attribute("PartitionNumber", alarm_digits(2))
    zone_number: str = attribute("ZoneNumber", alarm_digits(3))

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Call the station."""
        yield from ()  # it takes no time
        if not exchange.may_order(self.place):
            return
        message = AlarmMessage(
            self.account_number, self.event_qualifier, self.event_code, self.partition_number, self.zone_number
        )
        order = AlarmOrder(message, self.place, self.absolute(self.result_url) if self.result_url else "")
        exchange.switchboard.send_alarm(self.phone_number, order, extension=self.api_extension or exchange.extension)

"""SendAlarmNotification: an alarm message to a monitoring station."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code
from simulator.http_api.convert import number, web_address
from simulator.http_api.lookup import api_extension, check_orders
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import alarm_digits, event_qualifier, plain
from simulator.telephony.alarm import AlarmOrder
from simulator.telephony.contact_id import AlarmMessage, EventQualifier
from simulator.telephony.exchange import Exchange


@http_command(
    "SendAlarmNotification",
    source="p_5554",
    codes=(Code.API_EXTENSION_UNAVAILABLE,),
    example="command=SendAlarmNotification&PhoneNumber=4711&AccountNumber=1234&EventCode=110&PartitionNumber=01"
    "&ZoneNumber=015&ResultUrl=http%3a%2f%2fapp.example%2falarm",
    assumes=("s4.4", "s6.11"),
)
class SendAlarmNotification(PromptCommand):
    """Sends an Ademco Contact ID message by a call of its own; `ResultUrl` is told how it went.

    Without `ApiExtension` the first API extension calls.
    """

    # ASSUMPTION http-api section 4.4: the parameters are those of the OzML command.
    phone_number: str = parameter("PhoneNumber", number)
    api_extension: str = parameter("ApiExtension", plain, default="")
    result_url: str = parameter("ResultUrl", web_address, default="")
    account_number: str = parameter("AccountNumber", alarm_digits(4, fewest=4))
    event_qualifier: EventQualifier = parameter("EventQualifier", event_qualifier, default=EventQualifier.NEW_EVENT)
    event_code: str = parameter("EventCode", alarm_digits(3))
    partition_number: str = parameter("PartitionNumber", alarm_digits(2))
    zone_number: str = parameter("ZoneNumber", alarm_digits(3))

    def answer(self, exchange: Exchange, /) -> Answer:
        """Call the station."""
        extension = api_extension(exchange, self.api_extension)
        check_orders(exchange, self)
        message = AlarmMessage(
            self.account_number, self.event_qualifier, self.event_code, self.partition_number, self.zone_number
        )
        order = AlarmOrder(message, self.place, self.result_url)
        exchange.switchboard.send_alarm(self.phone_number, order, extension=extension)
        return Answer()

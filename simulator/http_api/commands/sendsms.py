"""SendSms: a short message."""

from simulator.http_api.answer import Answer, texts
from simulator.http_api.codes import Code, Refused
from simulator.http_api.convert import number, web_address
from simulator.http_api.lookup import api_extension, check_orders
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange


@http_command(
    "SendSms",
    source="p_4591",
    codes=(Code.API_EXTENSION_UNAVAILABLE, Code.SMS_DESTINATION_NOT_FOUND),
    example="command=SendSms&ApiExtension=9000&Recipient=%2b3611111&Message=Your+code+is+1234"
    "&DeliveryReportURL=http%3a%2f%2fapp.example%2freport",
    answered=Answer(content=texts(SmsId="0f1e2d3c-4b5a-4678-9abc-def012345678")),
    assumes=("q31", "s4.2"),
)
class SendSms(PromptCommand):
    """Sends `Message` to `Recipient`; SMSDeliveryReport is posted to `DeliveryReportURL` when more is known."""

    api_extension: str = parameter("ApiExtension", plain)
    sender: str = parameter("Sender", plain, default="")
    recipient: str = parameter("Recipient", number)
    message: str = parameter("Message", plain)
    delivery_report_url: str = parameter("DeliveryReportURL", web_address, default="")

    def answer(self, exchange: Exchange, /) -> Answer:
        """Send it, and tell its ID."""
        # ASSUMPTION http-api section 4.2: 401 is not on the page of this command.
        extension = api_extension(exchange, self.api_extension)
        if not exchange.switchboard.office.takes_sms(self.recipient):
            raise Refused(Code.SMS_DESTINATION_NOT_FOUND, reason="no pattern for SMS matches the recipient")
        check_orders(exchange, self)
        sms = exchange.switchboard.send_sms(
            exchange,
            self.recipient,
            self.message,
            sender=self.sender,
            extension=extension,
            report_url=self.delivery_report_url,
        )
        return Answer(content=texts(SmsId=sms.id))

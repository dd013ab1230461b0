"""<SendSms>: a short message."""

from simulator.ozml.convert import filled, optional_address, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps


@command(
    "SendSms",
    family=Family.EXTENSION,
    source="P4589",
    needs=None,
    assumes=("q23", "q37"),
    example='<SendSms Recipient="+3611111" DeliveryReportURL="http://app.test/dr">Your code is 1234</SendSms>',
)
class SendSms(Command):
    """Sends `Message` to `Recipient` and goes on; the delivery report is posted to `DeliveryReportURL`."""

    recipient: str = attribute("Recipient", filled)
    message: str = attribute("Message", plain, body=True)
    sender: str = attribute("Sender", plain, default="")
    api_extension: str = attribute("ApiExtension", plain, default="")
    delivery_report_url: str | None = attribute(
        "DeliveryReportURL", optional_address, default=None, aliases=("DelivaryReportURL",)
    )

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Send it."""
        yield from ()  # it takes no time
        if exchange.may_order(self.place):
            exchange.switchboard.send_sms(
                exchange,
                self.recipient,
                self.message,
                sender=self.sender,
                extension=self.api_extension,
                report_url=self.absolute(self.delivery_report_url) if self.delivery_report_url else "",
            )

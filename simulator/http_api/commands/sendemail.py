"""SendEmail: an e-mail."""

from simulator.http_api.answer import Answer
from simulator.http_api.codes import Code, Refused
from simulator.http_api.convert import email_address
from simulator.http_api.lookup import api_extension, check_orders
from simulator.http_api.schema import PromptCommand, http_command, parameter
from simulator.ozml.convert import plain
from simulator.telephony.exchange import Exchange
from simulator.telephony.mail import send_email
from simulator.telephony.outbox import Email


@http_command(
    "SendEmail",
    source="p_4774",
    codes=(Code.API_EXTENSION_UNAVAILABLE, Code.SMS_DESTINATION_NOT_FOUND),
    example="command=SendEmail&ApiExtension=9000&Recipient=anna%40example.com&Subject=A+call"
    "&Message=Somebody+has+called.",
    assumes=("s4.3",),
)
class SendEmail(PromptCommand):
    """Sends an e-mail; it stays in the outbox, and a mail server gets it if the settings name one."""

    api_extension: str = parameter("ApiExtension", plain)
    sender: str = parameter("Sender", plain, default="")
    recipient: str = parameter("Recipient", email_address)
    subject: str = parameter("Subject", plain, default="")
    message: str = parameter("Message", plain, default="")

    def answer(self, exchange: Exchange, /) -> Answer:
        """Send it."""
        api_extension(exchange, self.api_extension)
        if not exchange.switchboard.office.takes_email(self.recipient):
            # ASSUMPTION http-api section 4.3: the code of short messages is on the page of this command too.
            raise Refused(Code.SMS_DESTINATION_NOT_FOUND, reason="no pattern for e-mails matches the recipient")
        check_orders(exchange, self)
        sender = self.sender or exchange.settings.email_sender
        send_email(exchange, Email(exchange.now, sender, self.recipient, self.subject, self.message), self.place)
        return Answer()

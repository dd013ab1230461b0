"""<SendEmail>: an e-mail."""

from simulator.ozml.convert import filled, plain
from simulator.ozml.schema import Command, Family, attribute, command
from simulator.telephony.exchange import Exchange
from simulator.telephony.kernel import Steps
from simulator.telephony.mail import send_email
from simulator.telephony.outbox import Email


@command(
    "SendEmail",
    family=Family.EXTENSION,
    source="P4254",
    needs=None,
    assumes=("q23", "q37", "s1.4"),
    example='<SendEmail Recipient="anna@example.com" Subject="A call" Message="Somebody has called."/>',
)
class SendEmail(Command):
    """Sends an e-mail and goes on; it stays in the outbox, and a mail server gets it if the settings name one."""

    recipient: str = attribute("Recipient", filled)
    message: str = attribute("Message", plain, default="", body=True)
    subject: str = attribute("Subject", plain, default="")
    sender: str = attribute("Sender", plain, default="")
    api_extension: str = attribute("ApiExtension", plain, default="")
    attachments: str = attribute("Attachments", plain, default="", dialect="ozeki10")

    def run(self, exchange: Exchange, /) -> Steps[None]:
        """Send it."""
        yield from ()  # it takes no time
        if not exchange.may_order(self.place):
            return
        email = Email(
            exchange.now,
            self.sender or exchange.settings.email_sender,
            self.recipient,
            self.subject,
            self.message,
            tuple(path for one in self.attachments.split(";") if (path := one.strip())),
        )
        send_email(exchange, email, self.place)

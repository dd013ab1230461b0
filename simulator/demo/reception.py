"""A reception app: it transfers the caller to an operator, or takes a message and confirms it by SMS.

Run ``uvicorn simulator.demo.reception:app``; IncomingCall goes to ``/incoming``. A transfer that succeeds ends the
script, so whatever stands behind a ``BlindTransfer`` is for callers who could not be connected.
"""

from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Form, Request, Response

app = FastAPI(title="Reception")

OPERATOR = "4711"
DEPUTY = "4712"
OFFICE = "office@example.com"


@app.post("/incoming")
def incoming(request: Request, caller: Annotated[str, Form(alias="CallerID")]) -> Response:
    """Answer IncomingCall: one operator, then the other, then the voicemail."""
    url = request.url_for("recorded").include_query_params(caller=caller)
    return ozml(
        speak("Welcome to Example Limited. Please hold the line."),
        f"<BlindTransfer>{OPERATOR}</BlindTransfer>",
        speak("The operator is busy. We are trying a colleague."),
        f"<BlindTransfer>{DEPUTY}</BlindTransfer>",
        speak("Sorry, nobody can take your call. Leave a message after this prompt."),
        f'<Record Duration="60" Inactivity="3" FinishDigits="#" FinishedUrl={quoteattr(str(url))}/>',
    )


@app.post("/recorded")
def recorded(request: Request, caller: str, record_url: Annotated[str, Form(alias="RecordURL")]) -> Response:
    """Answer RecordCompleted: tell the office, and the caller by SMS; ask what becomes of the SMS."""
    url = request.url_for("delivered").include_query_params(caller=caller)
    return ozml(
        email(f"Message from {caller}", f"Listen to it at {record_url}"),
        f"<SendSms Recipient={quoteattr(caller)} DeliveryReportURL={quoteattr(str(url))}>"
        "Thank you for your message. We will call you back.</SendSms>",
        speak("Thank you. We will call you back."),
        "<Hangup/>",
    )


@app.post("/delivered")
def delivered(caller: str, state: Annotated[str, Form(alias="DeliveryState")]) -> Response:
    """Answer SMSDeliveryReport: somebody has to know of callers who could not be told."""
    if state == "Delivered":
        return ozml()
    return ozml(email(f"No SMS to {caller}", "The confirmation could not be delivered. Please call back soon."))


def email(subject: str, text: str) -> str:
    """The command that writes to the office."""
    return f"<SendEmail Recipient={quoteattr(OFFICE)} Subject={quoteattr(subject)}>{escape(text)}</SendEmail>"


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")

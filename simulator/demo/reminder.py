"""A reminder app: whoever sends it an SMS is called back, again and again until he confirms that he remembers.

Run ``uvicorn simulator.demo.reminder:app``; IncomingSMS goes to ``/sms``. What the next answer has to know travels in
its address; only which reminders have been confirmed is kept here.
"""

import re
from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Form, Query, Request, Response
from pydantic import BaseModel

app = FastAPI(title="Reminder")

ATTEMPTS = 3
MINUTES_BETWEEN = 2

confirmed: set[str] = set()
"""IDs of reminders, which are those of the messages that asked for them."""


class Reminder(BaseModel):
    """Who is to be reminded of what, and how often that has been tried."""

    id: str
    number: str
    what: str
    attempt: int = 1


Asked = Annotated[Reminder, Query()]


@app.post("/sms")
def sms(
    request: Request,
    sms_id: Annotated[str, Form(alias="SmsId")],
    sender: Annotated[str, Form(alias="Sender")],
    message: Annotated[str, Form(alias="Message")],
) -> Response:
    """Answer IncomingSMS: call the sender."""
    wish = re.fullmatch(r"\s*remind me to (.+)", message, re.IGNORECASE)
    if not wish:
        return ozml(send_sms(sender, "Write: remind me to ..."))
    return ozml(*call(request, Reminder(id=sms_id, number=sender, what=wish[1])))


@app.post("/connected")
def connected(request: Request, reminder: Asked) -> Response:
    """Answer CallConnected: say what is to be remembered, and ask for a key."""
    return ozml(
        f"""<UserInput Timeout="5">
          <InitialCommands>{speak(f"You wanted to {reminder.what}. Press 1 to confirm.")}</InitialCommands>
          <Inputs><Input Key="1">{go_to(request, "confirm", reminder)}</Input></Inputs>
        </UserInput>""",
        speak("You will be called again. Goodbye."),
        "<Hangup/>",
    )


@app.post("/confirm")
def confirm(reminder: Asked) -> Response:
    """Answer GoTo, on the call: somebody has pressed the key."""
    confirmed.add(reminder.id)
    return ozml(send_sms(reminder.number, f"Confirmed: {reminder.what}"), speak("Thank you. Goodbye."), "<Hangup/>")


@app.post("/check")
def check(request: Request, reminder: Asked) -> Response:
    """Answer GoTo, some minutes later: call again, or send an SMS at last."""
    if reminder.id in confirmed:
        return ozml()
    if reminder.attempt >= ATTEMPTS:
        return ozml(send_sms(reminder.number, f"You could not be reached. Remember to {reminder.what}"))
    return ozml(*call(request, reminder.model_copy(update={"attempt": reminder.attempt + 1})))


def call(request: Request, reminder: Reminder) -> tuple[str, ...]:
    """The commands that call somebody, and see later what has come of it. `Call` does not wait."""
    url = address(request, "connected", reminder)
    return (
        f"<Call Url={quoteattr(url)}>{escape(reminder.number)}</Call>",
        f"<Delay>{MINUTES_BETWEEN * 60}</Delay>",
        go_to(request, "check", reminder),
    )


def address(request: Request, name: str, reminder: Reminder) -> str:
    """Where the app is asked next, with all that it has to know there."""
    return str(request.url_for(name).include_query_params(**reminder.model_dump()))


def go_to(request: Request, name: str, reminder: Reminder) -> str:
    """The command that asks the app again."""
    return f"<GoTo>{escape(address(request, name, reminder))}</GoTo>"


def send_sms(number: str, text: str) -> str:
    """The command that sends an SMS."""
    return f"<SendSms Recipient={quoteattr(number)}>{escape(text)}</SendSms>"


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")

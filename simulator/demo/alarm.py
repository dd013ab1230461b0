"""An alarm app: it takes the messages of alarm panels and calls one guard after the other until somebody confirms.

Run ``uvicorn simulator.demo.alarm:app``; IncomingCall goes to ``/incoming``. The script of a panel's call ends with the
call, as soon as the message is acknowledged, so it cannot wait for guards. The answer to the delivery report of an SMS
can: it is on no line. What is known of an alarm travels in the addresses, in which the PBX fills in ``$zone`` and the
like; only how far each alarm has come is kept here.
"""

from enum import Enum, auto
from typing import Annotated
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Form, Query, Request, Response
from pydantic import BaseModel

app = FastAPI(title="Alarm")

GUARDS = ("4711", "4712")
STATION = "4799"
OFFICE = "office@example.com"
MINUTES_TO_CONFIRM = 2
"""Long enough for a phone that rings in vain, and for the menu."""


class State(Enum):
    """How far an alarm has come, once somebody has confirmed it."""

    CONFIRMED = auto()
    FORWARDING = auto()
    FORWARDED = auto()
    NOT_FORWARDED = auto()


states: dict[str, State] = {}
"""By the IDs of alarms, which are those of the panels' calls."""


class Alarm(BaseModel):
    """What a panel has reported, and which guard is asked to see to it. The digits are as Contact ID has them."""

    id: str
    account: str = "$account"
    qualifier: str = "$eventqualifier"
    event: str = "$eventcode"
    partition: str = "$partition"
    zone: str = "$zone"
    guard: int = 0


Reported = Annotated[Alarm, Query()]


@app.post("/incoming")
def incoming(request: Request, call_id: Annotated[str, Form(alias="CallID")]) -> Response:
    """Answer IncomingCall: take a message, write to the first guard and call him."""
    alarm = Alarm(id=call_id)
    watch = f" DeliveryReportURL={quoteattr(address(request, 'watch', alarm))}"
    received = send_sms(alarm, "$eventname, zone $zone of account $account", watch), call(request, alarm), "<Hangup/>"
    return ozml(
        f"<ReceiveAlarmNotification><Received>{''.join(received)}</Received></ReceiveAlarmNotification>",
        speak("This number is for alarm panels only. Goodbye."),
        "<Hangup/>",
    )


@app.post("/watch")
def watch(request: Request, alarm: Reported) -> Response:
    """Answer SMSDeliveryReport, whatever it says: see later what has come of the call."""
    return ozml(*later(request, alarm))


@app.post("/connected")
def connected(request: Request, alarm: Reported) -> Response:
    """Answer CallConnected: tell the guard, and ask for a key."""
    told = f"Alarm {alarm.event} in zone {alarm.zone} of account {alarm.account}."
    menu = "Press 1 to confirm, or 2 to have it forwarded to the station."
    return ozml(
        f"""<UserInput Timeout="5">
          <InitialCommands>{speak(f"{told} {menu}")}</InitialCommands>
          <Inputs>
            <Input Key="1">{go_to(request, "confirm", alarm)}</Input>
            <Input Key="2">{go_to(request, "forward", alarm)}</Input>
          </Inputs>
        </UserInput>""",
        speak("Nothing was entered. Goodbye."),
        "<Hangup/>",
    )


@app.post("/confirm")
def confirm(alarm: Reported) -> Response:
    """Answer GoTo, on the call: a guard sees to it."""
    states[alarm.id] = State.CONFIRMED
    return ozml(speak("Thank you. Goodbye."), "<Hangup/>")


@app.post("/forward")
def forward(request: Request, alarm: Reported) -> Response:
    """Answer GoTo, on the call: a guard wants the station to know. `SendAlarmNotification` does not wait."""
    states[alarm.id] = State.FORWARDING
    return ozml(
        f"""<SendAlarmNotification PhoneNumber={quoteattr(STATION)} AccountNumber={quoteattr(alarm.account)}
          EventQualifier={quoteattr(alarm.qualifier)} EventCode={quoteattr(alarm.event)}
          PartitionNumber={quoteattr(alarm.partition)} ZoneNumber={quoteattr(alarm.zone)}
          ResultUrl={quoteattr(address(request, "forwarded", alarm))}/>""",
        speak("Thank you. It is being forwarded. Goodbye."),
        "<Hangup/>",
    )


@app.post("/forwarded")
def forwarded(alarm: Reported, result: Annotated[str, Form(alias="Result")]) -> Response:
    """Answer AlarmNotification: remember what has come of it. The PBX would not run commands that stand here."""
    states[alarm.id] = State.FORWARDED if result == "Success" else State.NOT_FORWARDED
    return ozml()


@app.post("/check")
def check(request: Request, alarm: Reported) -> Response:
    """Answer GoTo, some minutes later: go on to the next guard, or say what went wrong."""
    match states.get(alarm.id):
        case State.FORWARDING:
            return ozml(*later(request, alarm))
        case State.NOT_FORWARDED:
            return ozml(send_sms(alarm, f"The station does not know of {words(alarm)}. Please call it."))
        case State.CONFIRMED | State.FORWARDED:
            return ozml()
    if alarm.guard + 1 >= len(GUARDS):
        recipient, text = quoteattr(OFFICE), escape(f"Nobody has confirmed {words(alarm)}.")
        return ozml(f'<SendEmail Recipient={recipient} Subject="Alarm">{text}</SendEmail>')
    following = alarm.model_copy(update={"guard": alarm.guard + 1})
    return ozml(
        send_sms(following, f"Nobody has confirmed {words(alarm)}."),
        call(request, following),
        *later(request, following),
    )


def words(alarm: Alarm) -> str:
    """An alarm as messages name it."""
    return f"alarm {alarm.event} in zone {alarm.zone} of account {alarm.account}"


def send_sms(alarm: Alarm, text: str, more: str = "") -> str:
    """The command that writes to the guard; `more` are further attributes."""
    return f"<SendSms Recipient={quoteattr(GUARDS[alarm.guard])}{more}>{escape(text)}</SendSms>"


def call(request: Request, alarm: Alarm) -> str:
    """The command that calls the guard. `Call` does not wait."""
    return f"<Call Url={quoteattr(address(request, 'connected', alarm))}>{escape(GUARDS[alarm.guard])}</Call>"


def later(request: Request, alarm: Alarm) -> tuple[str, ...]:
    """The commands that ask the app again when a guard has had time to confirm."""
    return f"<Delay>{MINUTES_TO_CONFIRM * 60}</Delay>", go_to(request, "check", alarm)


def address(request: Request, name: str, alarm: Alarm) -> str:
    """Where the app is asked next, with all that it has to know there; `$` stays, for the PBX to see."""
    return f"{request.url_for(name)}?{urlencode(alarm.model_dump(), safe='$')}"


def go_to(request: Request, name: str, alarm: Alarm) -> str:
    """The command that asks the app again."""
    return f"<GoTo>{escape(address(request, name, alarm))}</GoTo>"


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")

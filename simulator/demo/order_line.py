"""An order line on Ozeki 10: it records an order after a beep, asks the kitchen how long it takes, and sends a courier.

Run ``uvicorn simulator.demo.order_line:app``; IncomingCall goes to ``/incoming`` and CallChanged to ``/changed``. These
are commands that only the newer product knows, so the PBX needs the setting ``dialect = "ozeki10"``.
"""

from typing import Annotated
from xml.sax.saxutils import escape, quoteattr

from fastapi import FastAPI, Form, Request, Response

app = FastAPI(title="Order line")

KITCHEN = "kitchen@localhost"
COURIER = "4721"
ANSWERING_MACHINE = "4720"
OLD_NUMBER = "4700"

Caller = Annotated[str, Form(alias="CallerID")]

seconds_on_the_phone: list[int] = []
"""How long each talk with the courier has taken."""


@app.post("/incoming")
def incoming(request: Request, caller: Caller, *, closed: bool = False) -> Response:
    """Answer IncomingCall: take an order; after closing time the machine gets the call, which is not picked up here."""
    if closed:
        return ozml(f'<ForwardCall Destination="{ANSWERING_MACHINE}"/>')
    url = request.url_for("ordered").include_query_params(caller=caller)
    return ozml(
        speak("What would you like? Speak after the beep, and press a key at the end."),
        "<Beep/>",
        f'<Record Duration="60" Inactivity="5" FinishDigits="0123456789*#" FinishedUrl={quoteattr(str(url))}/>',
    )


@app.post("/ordered")
def ordered(request: Request, caller: str, record_url: Annotated[str, Form(alias="RecordURL")]) -> Response:
    """Answer RecordCompleted: ask the kitchen, and tell the caller as often as he likes."""
    url = request.url_for("minutes").include_query_params(caller=caller, minutes="")
    return ozml(
        f'<SendMsg ToConnection="{KITCHEN}">{escape(f"How many minutes? {record_url}")}</SendMsg>',
        speak("One moment, please."),
        f'<WaitForMsg FromConnection="{KITCHEN}" ID="minutes" Timeout="30"/>',
        f"<GoTo>{escape(str(url))}$minutes</GoTo>",
    )


@app.post("/minutes")
def minutes(request: Request, caller: str, minutes: str = "") -> Response:
    """Answer GoTo: say how long it takes. Without a word from the kitchen `minutes` is empty."""
    if not minutes:
        return ozml(speak("The kitchen does not answer. Please call again."), "<Hangup/>")
    url = request.url_for("courier").include_query_params(caller=caller)
    finished = request.url_for("courier_knows")
    return ozml(
        f"""<UserInput Timeout="5" Repeat="true">
          <InitialCommands>
            {speak(f"It takes {minutes} minutes. Press 1 to hear it again, or 2 if that is all.")}
          </InitialCommands>
          <Inputs><Input Key="1"/><Input Key="2"><Exit/></Input></Inputs>
        </UserInput>""",
        f'<Call RingTime="20" Url={quoteattr(str(url))} FinishedUrl={quoteattr(str(finished))}>{COURIER}</Call>',
        speak("Thank you. The courier is on his way."),
        "<Hangup/>",
    )


@app.post("/courier")
def courier(caller: str) -> Response:
    """Answer CallConnected: the courier may talk to the customer, whose number he is not told."""
    connect = f'<CallSetup Caller="{COURIER}" Callee={quoteattr(caller)}/>'
    return ozml(
        f"""<UserInput Timeout="5">
          <InitialCommands>{speak("There is an order. Press 1 to talk to the customer.")}</InitialCommands>
          <Inputs><Input Key="1">{connect}{speak("You are being connected.")}<Hangup/></Input></Inputs>
        </UserInput>"""
    )


@app.post("/courier-knows")
def courier_knows(seconds: Annotated[int, Form(alias="Duration")]) -> Response:
    """Answer CallFinished: the call to the courier is over. Commands that stood here would not be run."""
    seconds_on_the_phone.append(seconds)
    return ozml()


@app.post("/changed")
def changed(
    state: Annotated[str, Form(alias="CallState")], destination: Annotated[str, Form(alias="Destination")]
) -> Response:
    """Answer CallChanged: what rings at the old number belongs on the machine."""
    if (state, destination) == ("Ringing", OLD_NUMBER):
        return ozml(f'<ForwardCall Destination="{ANSWERING_MACHINE}"/>')
    return ozml()


def speak(text: str) -> str:
    """The command that says a text."""
    return f"<Speak>{escape(text)}</Speak>"


def ozml(*commands: str) -> Response:
    """An answer to the PBX."""
    return Response(f"<Response>{''.join(commands)}</Response>", media_type="text/xml")
